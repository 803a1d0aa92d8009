//! The changes that `gap` proposes lead to the level, and none of them can be left out.

use acquis_base::MemoryHost;
use acquis_tests::cli::acquis_in;
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
