//! The changes that `gap` proposes lead to the level, and none of them can be left out.

use acquis_base::MemoryHost;
use acquis_eval::{Question, Trials};
use acquis_facts::{Format, parse, read};
use acquis_prove::assess_exactly;
use acquis_tests::cli::acquis_in;
use acquis_tests::loaded::Loaded;
use acquis_tests::repository;
use serde_json::Value;

fn host() -> MemoryHost {
    let mut host = MemoryHost::new();
    for name in repository::files("policies", "") {
        host.insert(name.clone(), repository::text(&name));
    }
    host
}

/// A dossier after changes; nothing where one has no place.
fn changed(dossier: &Value, changes: &[&Value]) -> Option<Value> {
    let mut dossier = dossier.clone();
    for change in changes {
        let pointer = change["pointer"].as_str().expect("a pointer");
        if let Some(place) = dossier.pointer_mut(pointer) {
            *place = change["after"].clone();
            continue;
        }
        let (record, key) = pointer.rsplit_once('/').expect("a key");
        dossier.pointer_mut(record)?.as_object_mut()?.insert(key.to_owned(), change["after"].clone());
    }
    Some(dossier)
}

/// The exit code of asking whether a dossier attains the level; 2 where it cannot be assessed.
fn asked(host: &MemoryHost, dossier: &Value, level: &str) -> u8 {
    let words = ["assess", "-", "--package", "policies/cada", "--require-level", level];
    acquis_in(host, &words, &dossier.to_string()).code
}

/// A service that lacks some facts and has others against it.
fn lacking() -> Value {
    let mut dossier: Value =
        serde_json::from_str(&repository::text("policies/cada/examples/tuulipilvi.json")).expect("JSON");
    dossier["service"]["sbom_complete"] = false.into();
    dossier["service"]["subcontractors_disclosed"] = Value::Null;
    dossier["infrastructure"][0]["location"] = "US".into();
    dossier["components"][0]["source_code_audited"] = Value::Null;
    dossier
}

#[test]
fn the_changes_suffice_and_none_can_be_left_out() {
    let host = host();
    let dossier = lacking();
    let words = ["gap", "-", "--to", "2", "--package", "policies/cada", "--format", "json"];
    let found = acquis_in(&host, &words, &dossier.to_string());
    assert_eq!(found.code, 0, "{}", found.err);
    let found = found.json();
    let changes: Vec<&Value> = found["changes"].as_array().expect("changes").iter().collect();
    assert!(changes.len() > 2, "{changes:?}");
    assert_ne!(asked(&host, &dossier, "2"), 0);
    assert_eq!(asked(&host, &changed(&dossier, &changes).expect("a dossier"), "2"), 0);
    for left_out in 0..changes.len() {
        let mut fewer = changes.clone();
        let change = fewer.remove(left_out);
        let code = changed(&dossier, &fewer).map_or(2, |dossier| asked(&host, &dossier, "2"));
        assert_ne!(code, 0, "{change} can be left out");
    }
}

#[test]
fn a_search_comes_out_the_same_every_time() {
    let host = host();
    let words = ["gap", "policies/cada/examples/vltavin.yaml", "--to", "4", "--format", "json"];
    assert_eq!(acquis_in(&host, &words, ""), acquis_in(&host, &words, ""));
}

/// The dossiers of the examples.
fn examples() -> Vec<String> {
    let files = repository::files("policies/cada/examples", "").into_iter();
    files.filter(|name| !name["policies/cada/examples/".len()..].contains('/')).collect()
}

#[test]
fn each_alternative_for_an_example_suffices_and_they_are_as_small_as_each_other() {
    let host = host();
    let (mut several, mut none) = (0, 0);
    for name in examples() {
        for level in ["1", "2", "3", "4"] {
            let found = acquis_in(&host, &["gap", &name, "--to", level, "--format", "json"], "").json();
            assert_eq!(found["is_least"], true, "{name} {level}: {found:#}");
            let alternatives = found["alternatives"].as_array().expect("alternatives");
            assert_eq!(alternatives.first().map_or(&Value::Null, |it| &it["changes"]), &found["changes"]);
            let facts = |it: &Value| it["facts"].as_u64();
            assert!(alternatives.iter().all(|it| facts(it) == facts(&alternatives[0])), "{name}: {found:#}");
            several += usize::from(alternatives.len() > 1);
            none += usize::from(alternatives.is_empty());
        }
    }
    assert!(several > 5 && none > 10, "{several} {none}");
}

/// What stands in where the least is not found out: what it comes to attains the level too.
#[test]
fn a_search_without_a_solver_comes_to_what_suffices() {
    let law = Loaded::of(&repository::cada());
    let program = law.expect_program();
    let ladder = program.ladders.get("union_assurance").expect("the ladder");
    let mut found = 0;
    for name in examples() {
        let text = repository::text(&name);
        let format = Format::of(&name, &text);
        let document = parse(&name, &text, format).expect("a document");
        let dossier = read(program, &name, &text, format).expect("a dossier");
        let question = Question::new(program, dossier.as_of.expect("a date"));
        for level in 1..=4 {
            let (given, asked) = ((&document, &dossier), (&question, assess_exactly as acquis_eval::Assess));
            let gap = acquis_eval::gap(program, ladder, given, asked, level).expect("it is assessed");
            let mut trials = Trials::new(program, ladder, given, asked, level);
            for changes in &gap.alternatives {
                assert_eq!(trials.attains(changes), Some(true), "{name} {level}: {changes:#?}");
                found += usize::from(!changes.is_empty());
            }
        }
    }
    assert!(found > 5, "{found}");
}
