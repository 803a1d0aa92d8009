//! Giving something another name. After every rename of something in the law, the law checks without a finding and all its
//! scenarios come out as before.

use std::collections::{BTreeMap, BTreeSet};

use acquis_analysis::{Case, Scenario, findings, program, scenarios};
use acquis_base::MemoryHost;
use acquis_eval::Patience;
use acquis_eval::{Assessment, Question, assess, outcome};
use acquis_ide::document::Document;
use acquis_ide::rename::{Renaming, apply, prepare, rename};
use acquis_ir::Program;

use crate::cada::{Law, loaded, texts};
use crate::fixture::{BASE, Fixture};

fn renamed(text: &str, new: &str) -> Result<String, String> {
    let fixture = Fixture::law(text);
    let renaming =
        rename(&fixture.db, fixture.package, &[], (fixture.file, fixture.offset), new, &Patience::default())?;
    let shown = renaming.edits.iter().map(|edit| format!("{} -> {}", fixture.line(&edit.place), edit.text));
    Ok(shown.collect::<Vec<_>>().join("\n"))
}

fn refused(text: &str, new: &str) -> String {
    renamed(text, new).expect_err("refused")
}

#[test]
fn a_variable_is_renamed_where_it_is_bound_and_used() {
    assert_eq!(
        renamed("define a : Bool = every s in sites satisfies $0s.place = DE", "site"),
        Ok("law.acq:3 s -> site\nlaw.acq:3 s -> site".to_owned())
    );
}

#[test]
fn what_stands_at_the_cursor_is_shown_before() {
    let fixture = Fixture::law("define a : Bool = provider.coun$0try = DE");
    let found = prepare(&fixture.db, fixture.file, fixture.offset).expect("a field");
    assert_eq!(found.name, "country");
    assert_eq!(found.span.of(fixture.file.text(&fixture.db)), "country");
}

#[test]
fn a_name_that_would_be_taken_for_another_is_refused_with_the_reason() {
    // The first letter of each is Cyrillic.
    let mixed = |name: &str| format!("`{name}` mixes letters of different alphabets");
    assert_eq!(refused("define a$0ble : Bool = true", "аble"), mixed("аble"));
    assert_eq!(refused("define a : Bool = every $0s in sites satisfies s.place = DE", "сite"), mixed("сite"));
    assert_eq!(refused("define a(n$0 : Country) : Bool = n = DE", "оf_it"), mixed("оf_it"));
    let alike = refused("define a : Bool = true\ndefine b$0 : Bool = a", "а");
    assert_eq!(alike, "`а` looks like `a` and is another name");
    assert_eq!(renamed("define a$0ble : Bool = true", "größe").as_deref(), Ok("law.acq:3 able -> größe"));
    assert_eq!(renamed("define a$0ble : Bool = true", "имя").as_deref(), Ok("law.acq:3 able -> имя"));
}

#[test]
fn what_has_no_name_of_its_own_is_not_renamed() {
    let reason = |text: &str| {
        let fixture = Fixture::law(text);
        prepare(&fixture.db, fixture.file, fixture.offset).expect_err("refused")
    };
    assert!(
        reason("define a : Bool cites Article $01(1) = true").starts_with("a provision bears the number")
    );
    assert!(
        reason("define a : Bool = provider.country = $0DE").starts_with("a country is named by its code")
    );
    assert_eq!(reason("define a : Bo$0ol = true"), "this type belongs to the language");
    assert_eq!(reason("define a(n : level of ranks) : Bool = n >= lev$0el 2"), "a level bears its number");
    assert_eq!(reason("def$0ine a : Bool = true"), "nothing that has a name stands here");
}

#[test]
fn a_name_that_is_none_is_refused() {
    let text = "define $0a : Bool = true";
    assert_eq!(refused(text, "criterion"), "`criterion` is a word of the language and cannot be a name");
    assert!(refused(text, "2a").starts_with("`2a` is no name"));
    assert!(refused(text, "").starts_with("`` is no name"));
}

#[test]
fn a_name_that_is_taken_is_refused_in_the_words_of_the_check() {
    let two = "define $0a : Bool = true\n\ndefine b : Bool = a";
    assert_eq!(refused(two, "b"), "`b` is declared twice");
    assert_eq!(
        refused("define a : Bool = every $0s in sites satisfies s.place = DE", "provider"),
        "the variable `provider` hides something else"
    );
    assert_eq!(
        refused("define a : Bool = provider.coun$0try = DE", "grade"),
        "the field `grade` is declared twice"
    );
}

#[test]
fn in_a_package_with_errors_only_what_a_rename_adds_is_refused() {
    let broken = "define a : Bool = nothing\n\ndefine $0b : Bool = a";
    assert_eq!(renamed(broken, "c"), Ok("law.acq:5 b -> c".to_owned()));
    assert!(refused(broken, "a").contains('a'));
}

#[test]
fn a_module_takes_its_file_along() {
    let fixture = Fixture::files(&[
        ("sub/base.acq", BASE),
        ("law.acq", "import sub.$0base\n\ndefine a : Bool = provider.country = DE\n"),
    ]);
    let at = (fixture.file, fixture.offset);
    let renaming =
        rename(&fixture.db, fixture.package, &[], at, "words", &Patience::default()).expect("a rename");
    assert_eq!(renaming.moved, Some(("sub/base.acq".into(), "words.acq".into())));
    assert_eq!(renaming.edits.len(), 1);
    let taken =
        rename(&fixture.db, fixture.package, &[], at, "law", &Patience::default()).expect_err("refused");
    assert_eq!(taken, "two files are the module `law`");
}

#[test]
fn quotes_and_layout_of_dossiers_stay() {
    let fixture = Fixture::law("define a : Bool = provider.gra$0de = low");
    let yaml = "provider:   # who\n  \"grade\" :   'low'\n  id: grade\nsites: [ { owner: grade } ]\n";
    let json = "{ \"provider\": { \"id\": \"x\",\n  \"grade\" : \"low\" } }";
    let documents =
        [Document::new("a.yaml", yaml), Document::new("b.json", json), Document::new("c.yaml", "a: [")];
    let at = (fixture.file, fixture.offset);
    let renaming =
        rename(&fixture.db, fixture.package, &documents, at, "rank", &Patience::default()).expect("a rename");
    let after =
        |path: &str, text: &str| apply(text, renaming.edits.iter().filter(|edit| edit.place.file == path));
    assert_eq!(after("a.yaml", yaml), yaml.replacen("grade", "rank", 1));
    assert_eq!(after("b.json", json), json.replacen("grade", "rank", 1));
    assert_eq!(renaming.unread, ["c.yaml"]);
}

#[test]
fn a_value_does_not_become_what_dossiers_write_for_unknown() {
    let fixture = Fixture::law("define a : Bool = provider.grade = lo$0w");
    let documents = [Document::new("a.yaml", "provider:\n  id: x\n  grade: low\n")];
    let at = (fixture.file, fixture.offset);
    let refused = rename(&fixture.db, fixture.package, &documents, at, "null", &Patience::default())
        .expect_err("refused");
    assert_eq!(refused, "`null` would mean something else in a.yaml");
}

/// Runs a case of a scenario; says what came out otherwise than expected.
pub(crate) fn wrong(program: &Program, scenario: &Scenario, case: &Case) -> usize {
    let mut question = Question::new(program, case.as_of);
    question.readings.extend(scenario.readings.iter().cloned());
    let assessments: Vec<Assessment<'_>> = program
        .ladders
        .values()
        .map(|ladder| assess(program, ladder, &case.dossier, &question).expect("an assessment"))
        .collect();
    let all = case.expectations.iter();
    all.filter(|(expected, _)| !outcome(&expected.kind, &assessments).as_expected).count()
}

/// The law as texts by path, its dossiers, and itself read.
struct Read {
    db: acquis_analysis::Database,
    package: acquis_analysis::Package,
    documents: Vec<Document>,
}

fn read(texts: &BTreeMap<String, String>) -> Read {
    let mut host = MemoryHost::new();
    let mut documents = vec![];
    for (path, text) in texts {
        if path.ends_with(".yaml") || path.ends_with(".json") {
            documents.push(Document::new(path.as_str(), text.as_str()));
        }
        host.insert(path.as_str(), text.as_str());
    }
    let (db, package, loaded) = loaded(&host);
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    Read { db, package, documents }
}

/// Texts after a rename, by path.
fn after(texts: BTreeMap<String, String>, renaming: &Renaming) -> BTreeMap<String, String> {
    let moved = |path: String| match &renaming.moved {
        Some((from, to)) if *from == path.as_str() => to.to_string(),
        _ => path,
    };
    let edited = texts.into_iter().map(|(path, text)| {
        let own = renaming.edits.iter().filter(|edit| edit.place.file == path.as_str());
        (moved(path.clone()), apply(&text, own))
    });
    edited.collect()
}

/// Renames what stands in files of the law where a mark ends with it, one after the other, and runs the law with all of it.
fn green<const N: usize>(names: [(&str, &str, &str); N]) -> ([Renaming; N], BTreeMap<String, String>) {
    let mut all: BTreeMap<String, String> = texts().into_iter().collect();
    let before = read(&all);
    let renamings = names.map(|(path, mark, new)| {
        let law = read(&all);
        let file = law.package.file(&law.db, path).expect("a file of the law");
        let at = file.text(&law.db).find(mark).expect(mark) + mark.len();
        let at = (file, u32::try_from(at).expect("small"));
        let renaming = rename(&law.db, law.package, &law.documents, at, new, &Patience::default());
        let renaming = renaming.unwrap_or_else(|reason| panic!("{mark}: {reason}"));
        assert!(!renaming.edits.is_empty(), "{mark}");
        all = after(std::mem::take(&mut all), &renaming);
        renaming
    });
    let Read { db, package, documents } = read(&all);
    let found = findings(&db, package);
    assert!(found.is_empty(), "{found:#?}");
    let program = program(&db, package).as_ref().expect("a program");
    let run = scenarios(&db, package);
    let count = |all: &[Scenario]| all.iter().map(|scenario| scenario.cases.len()).sum::<usize>();
    assert_eq!(count(&run), count(&scenarios(&before.db, before.package)));
    let wrong = run.iter().flat_map(|it| it.cases.iter().map(|case| wrong(program, it, case)));
    assert_eq!(wrong.sum::<usize>(), 0);
    for document in &documents {
        let format = acquis_facts::Format::of(&document.path, &document.text);
        let read = acquis_facts::read(program, &document.path, &document.text, format);
        assert!(read.is_ok(), "{:?}", read.err());
    }
    for (path, text) in all.iter().filter(|(path, _)| path.ends_with(".acq")) {
        assert_eq!(acquis_syntax::format(text).applied(text), *text, "{path} is laid out");
    }
    (renamings, all)
}

/// How many files of each kind a rename changes: of the law, of scenarios, of dossiers.
fn files(renaming: &Renaming) -> (usize, usize, usize) {
    let paths: BTreeSet<&str> = renaming.edits.iter().map(|edit| edit.place.file.as_str()).collect();
    let count = |fits: &dyn Fn(&str) -> bool| paths.iter().filter(|path| fits(path)).count();
    (
        count(&|path| path.ends_with(".acq") && !path.starts_with("scenarios/")),
        count(&|path| path.starts_with("scenarios/")),
        count(&|path| path.starts_with("examples/")),
    )
}

#[test]
fn the_law_holds_after_facts_fields_and_values_are_renamed() {
    let (renamings, texts) = green([
        ("vocabulary.acq", "    established_in", "seated_in"),
        ("vocabulary.acq", "entity LegalEntity identified by id", "key"),
        ("vocabulary.acq", "provider : LegalEntity\n    subcontractors", "contractors"),
        ("vocabulary.acq", "    cloud_provider", "service_provider"),
        ("evidence.acq", "    register_extract", "extract"),
    ]);
    let [field, _, fact, value, kind] = &renamings;
    let (own, scenarios, dossiers) = files(field);
    assert!(own >= 2 && scenarios >= 2 && dossiers >= 18, "{own} {scenarios} {dossiers}");
    assert!(files(fact).1 >= 2 && files(fact).2 >= 18);
    assert!(files(value).2 >= 18);
    assert!(files(kind).0 >= 2 && files(kind).2 >= 1);
    for (path, text) in texts {
        let uses = text.lines().filter(|line| {
            let line = line.trim_start();
            line.contains("established_in") && !line.starts_with("//") && !line.starts_with('#')
        });
        assert_eq!(uses.count(), 0, "{path}");
    }
}

#[test]
fn the_law_holds_after_what_it_declares_is_renamed() {
    let (renamings, _) = green([
        ("vocabulary.acq", "enum Role", "Part"),
        ("vocabulary.acq", "entity Controller", "Holder"),
        ("registers.acq", "register associated_third_countries", "associated_countries"),
        ("notions.acq", "define third_country_controlled", "controlled_from_afar"),
        ("readings.acq", "reading control_trigger", "trigger_of_control"),
        ("readings.acq", "default provider_only", "the_provider"),
        ("annex_ii/level_3.acq", "derogation associated_third_country", "association"),
        ("levels.acq", "ladder union_assurance", "assurance"),
        ("instruments.acq", "instrument cada", "proposal"),
    ]);
    assert!(files(&renamings[2]).1 >= 1, "scenarios name the register");
    assert!(files(&renamings[2]).2 >= 1, "dossiers name the register");
    for renaming in &renamings[7..] {
        assert!(renaming.edits.iter().any(|edit| edit.place.file == "acquis.toml"));
    }
}

#[test]
fn the_law_holds_after_rules_exceptions_variables_and_modules_are_renamed() {
    let (renamings, _) = green([
        ("articles/article_30_procurement.acq", "rule procurement_outcome", "outcome_of_procurement"),
        ("articles/article_30_procurement.acq", "exception level_reached", "reached"),
        ("annex_ii/level_2.acq", "    parameter minimum", "least_grade"),
        ("annex_ii/level_3.acq", "define personnel_in_scope(p", "whoever"),
        ("annex_ii/level_3.acq", "import annex_ii.subcontractors", "annex_ii.contractors"),
    ]);
    assert!(files(&renamings[0]).1 >= 1 && files(&renamings[1]).1 >= 1, "scenarios name both");
    let moved = ("annex_ii/subcontractors.acq".into(), "annex_ii/contractors.acq".into());
    assert_eq!(renamings[4].moved, Some(moved));
}

/// Reasons for mutants that name what is renamed.
const REASONS: &str = r#"[[equivalent]]
mutants = [
    "Annex II 2.1(a): level 1 for level 2 in `parties(level 2)`",
    "Annex II 2.1(b): level 1 for level 2 in `involved(site.owner, level 2)`",
    "register available_schemes (csa Article 49(7)): national_scheme from 2016-12-07 for 2016-12-08",
]
because = "they mean the same"
"#;

#[test]
fn the_reasons_for_mutants_follow_what_they_name() {
    let law = Law::new();
    let text = REASONS;
    let reasons = [Document::new("mutants.toml", text)];
    for (path, mark, new, old_words, new_words) in [
        ("vocabulary.acq", "    owner", "proprietor", "involved(site.owner,", "involved(site.proprietor,"),
        (
            "annex_ii/subcontractors.acq",
            "define parties",
            "concerned",
            "in `parties(level 2)`",
            "in `concerned(level 2)`",
        ),
        (
            "registers.acq",
            "register available_schemes",
            "schemes_at_hand",
            "register available_schemes",
            "register schemes_at_hand",
        ),
    ] {
        let file = law.package.file(&law.db, path).expect("a file of the law");
        let at = file.text(&law.db).find(mark).expect(mark) + mark.len();
        let at = (file, u32::try_from(at).expect("small"));
        let renaming =
            rename(&law.db, law.package, &reasons, at, new, &Patience::default()).expect("a rename");
        let of_reasons = renaming.edits.iter().filter(|edit| edit.place.file == "mutants.toml");
        let after = apply(text, of_reasons);
        assert_eq!(after, text.replace(old_words, new_words), "{mark}");
        assert_ne!(after, text, "{mark}");
    }
}

#[test]
fn tables_stay_aligned_when_a_fact_gets_a_longer_name() {
    let table = "\nscenario \"s\" on 2027-01-01 {\n    | provider.grade | level |\n    | low            | none  |\n}\n";
    let fixture = Fixture::law(&format!("define a : Bool = provider.gra$0de = low\n{table}"));
    let at = (fixture.file, fixture.offset);
    let renaming =
        rename(&fixture.db, fixture.package, &[], at, "standing", &Patience::default()).expect("a rename");
    let own = renaming.edits.iter().filter(|edit| edit.place.file == "law.acq");
    let after = apply(fixture.file.text(&fixture.db), own);
    assert!(
        after.ends_with("    | provider.standing | level |\n    | low               | none  |\n}\n"),
        "{after}"
    );
}

#[test]
fn the_manifest_follows_an_instrument_to_its_official_texts() {
    let manifest =
        "[package]\nname = \"small\"\ninstrument = \"act\"\n[texts]\nact = \"a.md\"\n\"other\" = \"o.md\"\n";
    for (law, new, changes) in [
        (
            "instrument a$0ct \"Act\" { article 1 }\ninstrument other \"O\" { article 1 }\n",
            "loi",
            vec![("\"act\"", "\"loi\""), ("act =", "loi =")],
        ),
        (
            "instrument a$0ct \"Act\" { article 1 }\ninstrument other \"O\" { article 1 }\n",
            "règle",
            vec![("\"act\"", "\"règle\""), ("act =", "\"règle\" =")],
        ),
        (
            "instrument act \"Act\" { article 1 }\ninstrument ot$0her \"O\" { article 1 }\n",
            "más",
            vec![("\"other\"", "\"más\"")],
        ),
    ] {
        let fixture = Fixture::files(&[("acquis.toml", manifest), ("law.acq", law)]);
        let at = (fixture.file, fixture.offset);
        let renaming =
            rename(&fixture.db, fixture.package, &[], at, new, &Patience::default()).expect("a rename");
        let own = renaming.edits.iter().filter(|edit| edit.place.file == "acquis.toml");
        let expected = changes.iter().fold(manifest.to_owned(), |text, (old, new)| text.replace(old, new));
        assert_eq!(apply(manifest, own), expected, "{new}");
        let (_, wrong) = acquis_analysis::Manifest::parse("acquis.toml", &expected);
        assert_eq!(wrong, [], "{new}");
    }
}
