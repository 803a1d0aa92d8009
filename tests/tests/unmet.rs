//! Which parts of the conditions of a derogation fail, as programs are told: also those that bear no label and no gloss.

use acquis_tests::cli::acquis;
use serde_json::{Value, json};

const LAW: &str = r#"instrument act "Act" { annex I "Levels" { section 1 { point (a) } } }
entity Party identified by name {
    foreign : Bool
    sealed : Bool
    logged : Bool
    audited : Bool
    insured : Bool
}
facts { parties : list of Party }
ladder size { level 1 set out in Annex I 1 }
criterion Annex I 1(a) at level 1 "Nobody foreign" {
    fails "somebody is foreign"
    requires every p in parties satisfies not p.foreign
}
"#;

/// What is not met in a derogation with these conditions, for parties of these facts.
fn unmet(conditions: &str, parties: &[Value]) -> Value {
    let derogation = format!(
        "derogation partner from Annex I 1(a) for each p that fails {{ opens where p.foreign {conditions} }}\n"
    );
    let dossier = json!({ "as_of": "2026-06-01", "parties": parties }).to_string();
    let files = [
        ("acquis.toml", "[package]\nname = \"law\"\n"),
        ("law.acq", &format!("{LAW}{derogation}")),
        ("dossier.json", &dossier),
    ];
    let assessed = acquis(&files, &["assess", "dossier.json", "--format", "json"]);
    let found = assessed.json()["criteria"][0]["derogations"][0].clone();
    let explained = acquis(&files, &["explain", "dossier.json", "1(a)", "--format", "json"]);
    let same = &explained.json()["criterion"]["derogations"][0];
    assert_eq!((&found["unmet_limbs"], &found["status"]), (&same["unmet_limbs"], &same["status"]));
    found
}

fn party(name: &str, facts: Value) -> Value {
    let mut all = json!({ "name": name, "foreign": true, "sealed": true, "logged": true, "audited": true });
    for (key, value) in facts.as_object().expect("facts") {
        all[key] = value.clone();
    }
    all
}

#[test]
fn a_condition_without_a_gloss() {
    let found = unmet(
        "on condition that \"sealed\": p.sealed on condition that p.logged",
        &[party("A", json!({ "logged": false }))],
    );
    assert_eq!((&found["status"], &found["unmet"]), (&json!("open_but_unmet"), &Value::Null));
    let limb = json!({ "condition": 2, "path": [], "gloss": null, "text": "p.logged" });
    assert_eq!(found["unmet_limbs"], json!([limb]));
}

#[test]
fn limbs_are_found_by_their_labels_or_else_by_their_numbers() {
    let conditions = "on condition that \"kept safe\": all of {
        point seal \"sealed\": p.sealed;
        p.logged and (p.audited or p.insured);
        point last: p.insured;
    }";
    let facts = json!({ "sealed": false, "logged": false, "audited": false, "insured": false });
    let found = unmet(conditions, &[party("A", facts)]);
    let limbs = json!([
        { "condition": 1, "path": ["seal"], "gloss": "sealed", "text": "p.sealed" },
        { "condition": 1, "path": ["2", "1"], "gloss": "kept safe", "text": "p.logged" },
        { "condition": 1, "path": ["2", "2"], "gloss": "kept safe", "text": "p.audited or p.insured" },
        { "condition": 1, "path": ["last"], "gloss": "kept safe", "text": "p.insured" },
    ]);
    assert_eq!((&found["unmet_limbs"], &found["unmet"]), (&limbs, &json!(["kept safe"])));
}

#[test]
fn a_limb_that_fails_for_several_is_named_once_in_the_order_of_the_text() {
    let conditions = "on condition that all of { p.sealed; p.logged; p.audited; }";
    let parties = [
        party("A", json!({ "audited": false, "logged": false })),
        party("B", json!({ "sealed": false, "logged": false })),
        // Of one that is not foreign nothing is asked, and of one that perhaps is nothing for certain.
        party("C", json!({ "foreign": false, "audited": false })),
    ];
    let paths = |found: &Value| -> Vec<String> {
        let limbs = found["unmet_limbs"].as_array().cloned().unwrap_or_default();
        limbs.iter().map(|limb| limb["path"][0].as_str().expect("a step").to_owned()).collect()
    };
    assert_eq!(paths(&unmet(conditions, &parties)), ["1", "2", "3"]);
    let perhaps =
        [party("A", json!({ "sealed": false })), party("B", json!({ "foreign": null, "logged": false }))];
    assert_eq!(paths(&unmet(conditions, &perhaps)), ["1"]);
}

#[test]
fn nothing_is_said_where_no_condition_fails() {
    let conditions = "on condition that p.sealed on condition that p.insured";
    let met = unmet(conditions, &[party("A", json!({ "insured": true }))]);
    assert_eq!((&met["status"], &met["unmet_limbs"]), (&json!("relied_on"), &Value::Null));
    let open = unmet(conditions, &[party("A", json!({}))]);
    assert_eq!((&open["status"], &open["unmet_limbs"]), (&json!("undetermined"), &Value::Null));
}
