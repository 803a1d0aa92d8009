//! The example dossiers of the CADA package attain the levels that they are there to show, for the reasons that they
//! are there to show.

use std::collections::BTreeMap;

use acquis_base::MemoryHost;
use acquis_tests::cli::acquis_in;
use acquis_tests::repository;
use serde_json::{Value, json};

const FOLDER: &str = "policies/cada/examples";

/// Each dossier, the level that it attains, the highest that it can still reach, and the criteria of the level above
/// what it attains that are in the way: not met, or not settled where that level can still be reached.
const EXAMPLES: &[(&str, u64, u64, &[&str])] = &[
    ("ardennia.yaml", 3, 3, &["4.1(i)"]),
    ("arlblick.yaml", 3, 3, &["4.1(g)"]),
    ("atlantida.json", 4, 4, &[]),
    ("baltmare.yaml", 2, 2, &["3.1(g)"]),
    ("fjellsky.yaml", 0, 0, &["1.1(a)", "1.1(b)", "1.1(c)"]),
    ("hexalune.yaml", 4, 4, &[]),
    ("kattegat.yaml", 1, 1, &["2.1(g)"]),
    ("lagunaria.yaml", 1, 1, &["2.1(g)"]),
    ("mazowia.yaml", 1, 1, &["2.1(g)"]),
    ("meseta.yaml", 3, 3, &["4.1(c)"]),
    ("nordwolke.yaml", 4, 4, &[]),
    ("pelion.yaml", 1, 1, &["2.1(d)"]),
    ("potocnica.yaml", 1, 1, &["2.1(e)", "2.1(h)", "2.1(i)", "2.1(j)"]),
    ("retezat.yaml", 1, 1, &["2.1(i)"]),
    ("shannonbridge.yaml", 2, 2, &["3.1(g)"]),
    ("tuulipilvi.json", 2, 2, &["3.1(g)", "3.1(h)"]),
    ("vltavin.yaml", 1, 3, &["2.1(e)", "2.1(f)", "2.1(g)", "2.1(h)", "2.1(i)"]),
];

/// The one dossier that leaves facts out.
const INCOMPLETE: &str = "vltavin.yaml";

/// Every alternative choice of a reading, and the dossiers that attain another level by it, with that level.
const READINGS: &[(&str, &[(&str, u64)])] = &[
    ("control_trigger=both", &[("kattegat.yaml", 4), ("lagunaria.yaml", 2)]),
    ("effective_control_test=all_four", &[("ardennia.yaml", 4)]),
    ("lawful_cooperation=exempt", &[("mazowia.yaml", 2)]),
    ("personnel_scope=all_own", &[("atlantida.json", 2)]),
    ("safeguard_scope=everyone", &[("tuulipilvi.json", 1)]),
    ("third_country_origin_test=all_three", &[("retezat.yaml", 3)]),
    ("undefined_terms_at_level_4=ordinary", &[("hexalune.yaml", 3)]),
    ("union_area=european_economic_area", &[("fjellsky.yaml", 2)]),
    ("weight_of_code_access=advisory", &[("baltmare.yaml", 3)]),
    ("weight_of_should=advisory", &[("pelion.yaml", 4)]),
];

/// The dossiers of procedure. They say nothing of the criteria.
const PROCEDURE: &[&str] = &["eiderwacht.yaml", "lindholm.yaml", "weserport.yaml"];

/// The dossiers that show evidence.
const EVIDENCE: &[&str] = &["havelstern.yaml"];

/// Every alternative choice of a reading that only rules depend on, with a dossier of procedure, and a rule that gives
/// another value by it: which one by default, and which by the choice.
const RULE_READINGS: &[(&str, &str, &str, Given, Given)] = &[
    ("annual_review_as_audit=audit", "eiderwacht.yaml", "auditor_eligible", Given::Yes, Given::No),
    (
        "level_of_identified_activity=literal",
        "eiderwacht.yaml",
        "procurement_outcome",
        Given::Word("barred_by_level"),
        Given::Word("permitted"),
    ),
    (
        "running_contracts=all_contracts",
        "lindholm.yaml",
        "procurement_outcome",
        Given::Nothing,
        Given::Word("barred_by_level"),
    ),
    ("sectors_and_areas=either", "lindholm.yaml", "to_be_identified", Given::No, Given::Yes),
];

/// What a rule gives.
#[derive(Clone, Copy)]
enum Given {
    Yes,
    No,
    Word(&'static str),
    Nothing,
}

impl From<Given> for Value {
    fn from(given: Given) -> Self {
        match given {
            Given::Yes => json!(true),
            Given::No => json!(false),
            Given::Word(word) => json!(word),
            Given::Nothing => Value::Null,
        }
    }
}

/// The policies of the repository.
fn policies() -> MemoryHost {
    let mut host = MemoryHost::new();
    for name in repository::files("policies", "") {
        host.insert(name.clone(), repository::text(&name));
    }
    host
}

/// The assessments of dossiers, in their order.
fn assessed(host: &MemoryHost, dossiers: &[String], options: &[&str]) -> Vec<Value> {
    let mut words = vec!["assess", "--format", "json", "--package", "policies/cada"];
    words.extend(options);
    words.extend(dossiers.iter().map(String::as_str));
    let output = acquis_in(host, &words, "");
    assert_eq!((output.code, output.err.as_str()), (0, ""), "{words:?}");
    match output.json() {
        Value::Array(all) => all,
        one => vec![one],
    }
}

/// The assessments of all examples, by file name.
fn examples(options: &[&str]) -> BTreeMap<&'static str, Value> {
    let paths: Vec<String> = EXAMPLES.iter().map(|(file, ..)| format!("{FOLDER}/{file}")).collect();
    let files = EXAMPLES.iter().map(|(file, ..)| *file);
    files.zip(assessed(&policies(), &paths, options)).collect()
}

fn example(file: &str) -> Value {
    assessed(&policies(), &[format!("{FOLDER}/{file}")], &[]).remove(0)
}

/// The assessment of the dossier of an associated country after each of these replacements in its text.
fn arlblick_with(changes: &[(&str, &str)], options: &[&str]) -> Value {
    let mut text = repository::text(&format!("{FOLDER}/arlblick.yaml"));
    for (old, new) in changes {
        assert!(text.contains(old), "{old:?} is not in the dossier");
        text = text.replace(old, new);
    }
    let mut host = policies();
    host.insert("changed.yaml", text);
    assessed(&host, &["changed.yaml".to_owned()], options).remove(0)
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is no list: {value}"))
}

fn criterion<'v>(assessment: &'v Value, point: &str) -> &'v Value {
    let provision = json!(format!("Annex II {point}"));
    let found = list(assessment, "criteria").iter().find(|criterion| criterion["provision"] == provision);
    found.unwrap_or_else(|| panic!("{point} is not assessed"))
}

/// The citations of the forty points of Annex II, in its order.
fn points_of_the_annex() -> Vec<String> {
    let last_letters = [(1, 'g'), (2, 'k'), (3, 'k'), (4, 'k')];
    let points = last_letters
        .into_iter()
        .flat_map(|(level, last)| ('a'..=last).map(move |letter| format!("Annex II {level}.1({letter})")));
    points.collect()
}

#[test]
fn every_example_is_in_the_table() {
    let mut listed: Vec<String> = EXAMPLES.iter().map(|(file, ..)| format!("{FOLDER}/{file}")).collect();
    listed.extend(PROCEDURE.iter().map(|file| format!("{FOLDER}/procedure/{file}")));
    listed.extend(EVIDENCE.iter().map(|file| format!("{FOLDER}/evidence/{file}")));
    listed.sort();
    assert_eq!(repository::files(FOLDER, ""), listed);
}

#[test]
fn every_example_attains_its_level_and_no_more() {
    let assessments = examples(&[]);
    for (file, attained, reachable, in_the_way) in EXAMPLES {
        let assessment = &assessments[file];
        assert_eq!(
            (&assessment["attained"], &assessment["reachable"]),
            (&json!(attained), &json!(reachable)),
            "{file}"
        );
        let unsatisfied: Vec<&str> = list(assessment, "criteria")
            .iter()
            .filter(|criterion| {
                criterion["level"] == json!(attained + 1) && criterion["satisfied"] != json!(true)
            })
            .filter_map(|criterion| criterion["provision"].as_str()?.strip_prefix("Annex II "))
            .collect();
        assert_eq!(unsatisfied, *in_the_way, "{file}");
        let expected = if reachable > attained { "undetermined" } else { "not_met" };
        for point in *in_the_way {
            assert_eq!(criterion(assessment, point)["verdict"], json!(expected), "{file}, {point}");
        }
    }
}

#[test]
fn readings_change_the_levels_that_they_are_meant_to_change() {
    for (reading, changed) in READINGS {
        let assessments = examples(&["--reading", reading]);
        for (file, by_default, ..) in EXAMPLES {
            let level =
                changed.iter().find(|(other, _)| other == file).map_or(*by_default, |(_, level)| *level);
            assert_eq!(assessments[file]["attained"], json!(level), "{file}, {reading}");
        }
    }
    let known = example("nordwolke.yaml")["readings"].as_object().expect("readings").len();
    let shown = READINGS.len() + RULE_READINGS.len();
    assert_eq!(known, shown, "a reading without an example that shows what hangs on it");
}

fn rule<'v>(assessment: &'v Value, name: &str) -> &'v Value {
    let found = list(assessment, "rules").iter().find(|rule| rule["name"] == json!(name));
    found.unwrap_or_else(|| panic!("there is no rule {name}"))
}

#[test]
fn readings_change_the_rules_that_they_are_meant_to_change() {
    for (reading, file, name, by_default, by_choice) in RULE_READINGS {
        let path = [format!("{FOLDER}/procedure/{file}")];
        for (options, wanted) in [(vec![], *by_default), (vec!["--reading", reading], *by_choice)] {
            let assessment = assessed(&policies(), &path, &options).remove(0);
            assert_eq!(rule(&assessment, name)["value"], Value::from(wanted), "{file}, {options:?}");
        }
    }
}

/// Annex III indicates what to look for; no verdict of the package rests on it.
#[test]
fn evidence_is_counted_and_changes_no_verdict() {
    for file in EVIDENCE {
        let path = format!("{FOLDER}/evidence/{file}");
        let with = assessed(&policies(), std::slice::from_ref(&path), &["--evidence"]).remove(0);
        assert_eq!(with["attained"], json!(4), "{file}");
        assert_eq!(with["evidence"]["decides"], json!(false), "{file}");
        for status in ["given", "unclear", "stale", "too_low", "absent"] {
            assert_ne!(with["evidence"][status], json!(0), "{file} shows nothing that is {status}");
        }
        let text = repository::text(&path);
        let (facts, _) = text.split_once("\nevidence:\n").expect("evidence after the facts");
        let mut host = policies();
        host.insert(path.clone(), format!("{facts}\n"));
        let without = assessed(&host, &[path], &[]).remove(0);
        assert!(without.get("evidence").is_none(), "{file}");
        let verdicts = |assessment: &Value| -> Vec<Value> {
            list(assessment, "criteria").iter().map(|criterion| criterion["verdict"].clone()).collect()
        };
        assert_eq!(verdicts(&with), verdicts(&without), "{file}");
    }
}

/// Every criterion of the Annex asks for something that a dossier can show.
#[test]
fn every_criterion_asks_for_evidence() {
    let path = [format!("{FOLDER}/nordwolke.yaml")];
    let assessment = assessed(&policies(), &path, &["--evidence"]).remove(0);
    for criterion in list(&assessment, "criteria") {
        let exhibits = list(criterion, "evidence");
        assert!(!exhibits.is_empty(), "{} asks for nothing", criterion["provision"]);
        let level = criterion["level"].as_u64().expect("a level");
        let basis = if level == 1 { "Article 19(2)" } else { "Article 20(8)" };
        assert!(
            exhibits.iter().all(|exhibit| exhibit["basis"] == json!(basis)),
            "{}",
            criterion["provision"]
        );
    }
}

/// A dossier about criteria alone is reported without a word on procedure; as JSON every rule is there, and open.
#[test]
fn rules_are_not_reported_where_nothing_is_known_of_what_they_ask() {
    for (file, ..) in EXAMPLES {
        let path = format!("{FOLDER}/{file}");
        let words = ["assess", "--package", "policies/cada", &path];
        let shown = acquis_in(&policies(), &words, "").out;
        assert!(!shown.contains("Rules"), "{file}");
        let rules = example(file);
        let rules = list(&rules, "rules");
        assert!(rules.iter().all(|rule| rule["status"] == json!("open")), "{file}");
        assert!(rules.len() > 30, "{file} has {} rules", rules.len());
    }
}

/// A dossier of procedure is told its due dates, with the criteria left open, not failed.
#[test]
fn a_dossier_of_procedure_gets_its_due_dates() {
    let path = [format!("{FOLDER}/procedure/weserport.yaml")];
    let assessment = assessed(&policies(), &path, &[]).remove(0);
    let due = rule(&assessment, "assessment_due");
    assert_eq!((&due["stopped_days"], &due["moved_from"]), (&json!(30), &json!("2027-05-30")));
    assert_eq!((&due["value"], &due["first_day"]), (&json!("2027-05-31"), &json!("2027-03-02")));
    assert_eq!(rule(&assessment, "review_ends")["value"], json!("2027-07-23"));
    assert_eq!(rule(&assessment, "next_step")["value"], json!("answer_clarification"));
    assert_eq!((&assessment["attained"], &assessment["reachable"]), (&json!(0), &json!(4)));
}

#[test]
fn a_full_dossier_settles_every_criterion_under_every_reading() {
    for options in
        std::iter::once(vec![]).chain(READINGS.iter().map(|(reading, _)| vec!["--reading", *reading]))
    {
        for (file, assessment) in examples(&options) {
            if file != INCOMPLETE {
                assert_eq!(assessment["missing"], json!([]), "{file}, {options:?}");
            }
        }
    }
}

#[test]
fn the_half_filled_dossier_is_told_what_it_lacks() {
    let assessment = example(INCOMPLETE);
    let missing = json!([
        "/certificates/0/covers_service",
        "/ai_training",
        "/subcontractors/0/controllers",
        "/subcontractors/0/safeguards",
        "/support/0/performed_in",
        "/service/sbom_up_to_date",
        "/service/supply_chain_records_given_to_auditor",
        "/personnel/1/citizenships",
        "/service/code_access_allowed",
        "/support/0/staff_reside_in"
    ]);
    assert_eq!(assessment["missing"], missing);
    let statuses: Vec<&Value> = list(&assessment, "levels").iter().map(|level| &level["status"]).collect();
    assert_eq!(statuses, ["attained", "open", "open", "not_attained"]);
}

#[test]
fn an_assessment_lists_the_forty_points_in_the_order_of_the_annex() {
    for (file, assessment) in examples(&[]) {
        let found: Vec<&str> = list(&assessment, "criteria")
            .iter()
            .filter_map(|criterion| criterion["provision"].as_str())
            .collect();
        assert_eq!(found, points_of_the_annex(), "{file}");
    }
    assert_eq!(points_of_the_annex().len(), 7 + 11 + 11 + 11);
}

#[test]
fn an_assessment_has_the_fields_that_programs_rely_on() {
    let assessment = example("arlblick.yaml");
    let has = |value: &Value, keys: &[&str]| {
        for key in keys {
            assert!(value.get(key).is_some(), "no {key} in {value}");
        }
    };
    has(&assessment, &["readings", "assumed", "levels", "criteria", "missing"]);
    assert_eq!(assessment["schema"], json!("acquis.assessment/1"));
    assert_eq!(assessment["exactness"], json!("exact"));
    assert_eq!(assessment["subject"], json!("Arlblick Land Register Cloud"));
    assert_eq!(assessment["package"], json!("cada"));
    assert_eq!(assessment["amendments"], json!([]));
    assert_eq!(assessment["as_of"], json!("2029-06-01"));
    assert_eq!(assessment["ladder"], json!("union_assurance"));
    assert_eq!(assessment["readings"]["control_trigger"], json!("each"));
    assert_eq!(list(&assessment, "assumed").len(), 3);
    assert_eq!(
        assessment["levels"],
        json!([
            {"level": 1, "status": "attained", "own": true, "blocked_by": []},
            {"level": 2, "status": "attained", "own": true, "blocked_by": []},
            {"level": 3, "status": "attained", "own": true, "blocked_by": []},
            {"level": 4, "status": "not_attained", "own": false, "blocked_by": []}
        ])
    );
    for criterion in list(&assessment, "criteria") {
        has(criterion, &["provision", "level", "satisfied", "verdict", "vacuous", "derogations", "missing"]);
    }
}

/// The verdict is a label on the satisfaction, and facts are missing where it is unknown and nowhere else.
#[test]
fn verdicts_agree_with_satisfactions() {
    for (file, assessment) in examples(&[]) {
        for criterion in list(&assessment, "criteria") {
            let satisfied = match criterion["verdict"].as_str() {
                Some("met" | "met_by_derogation" | "not_applicable") => json!(true),
                Some("not_met") => json!(false),
                Some("undetermined") => Value::Null,
                other => panic!("{file}: {other:?} is no verdict"),
            };
            assert_eq!(criterion["satisfied"], satisfied, "{file}: {criterion}");
            assert_eq!(list(criterion, "missing").is_empty(), !satisfied.is_null(), "{file}: {criterion}");
        }
    }
}

/// A failure at level 2 bars levels 3 and 4 although every criterion of their own is met (Article 20(1)).
#[test]
fn a_failure_below_precludes_what_is_above() {
    let assessment = example("kattegat.yaml");
    let above = json!([
        {"level": 3, "status": "precluded", "own": true, "blocked_by": [2]},
        {"level": 4, "status": "precluded", "own": true, "blocked_by": [2]}
    ]);
    assert_eq!(json!(list(&assessment, "levels")[2..]), above);
}

#[test]
fn the_associated_country_is_at_level_3_by_the_derogation() {
    let assessment = example("arlblick.yaml");
    let at_3 = criterion(&assessment, "3.1(g)");
    assert_eq!(at_3["verdict"], json!("met_by_derogation"));
    let derogation = json!([{
        "name": "associated_third_country",
        "basis": "Article 18(1)",
        "printed": "Article 19",
        "status": "relied_on"
    }]);
    assert_eq!(at_3["derogations"], derogation);
    assert_eq!(criterion(&assessment, "4.1(g)")["derogations"], json!([]), "level 4 has no derogation");
}

#[test]
fn every_condition_of_the_derogation_is_needed() {
    for (change, level) in [
        (("CH: { from: 2029-01-15", "CH: { from: 2029-06-02"), 2),
        (("code_access_allowed: true", "code_access_allowed: false"), 2),
        (("against_restraint: { legal: true", "against_restraint: { legal: false"), 1),
        (("against_access: { legal: true", "against_access: { legal: false"), 1),
        (("against_disruption: { legal: true", "against_disruption: { legal: false"), 1),
        (("against_foreign_measures: { legal: true", "against_foreign_measures: { legal: false"), 1),
    ] {
        let assessment = arlblick_with(&[change], &[]);
        assert_eq!(assessment["attained"], json!(level), "{change:?}");
        assert_eq!(criterion(&assessment, "3.1(g)")["verdict"], json!("not_met"), "{change:?}");
    }
}

#[test]
fn nothing_brings_a_provider_from_an_associated_country_to_level_4() {
    let at_3 = |assessment: &Value, what: &str| {
        assert_eq!((&assessment["attained"], &assessment["reachable"]), (&json!(3), &json!(3)), "{what}");
        assert_eq!(criterion(assessment, "4.1(g)")["verdict"], json!("not_met"), "{what}");
    };
    for (reading, _) in READINGS {
        at_3(&arlblick_with(&[], &["--reading", reading]), reading);
    }
    let all: Vec<&str> = READINGS.iter().flat_map(|(reading, _)| ["--reading", *reading]).collect();
    at_3(&arlblick_with(&[], &all), "all alternatives together");

    let customer = "customer:\n  requires_infrastructure_outside_union: true\n  residency_exceptions: []\n  \
                    requires_screened_union_citizens: true\n";
    let variants: &[(&str, &[(&str, &str)])] = &[
        (
            "the State itself is in control",
            &[("kind: legal_entity\n    country: CH", "kind: state\n    country: CH")],
        ),
        ("association from the beginning", &[("CH: { from: 2029-01-15", "CH: { from: 1958-01-01")]),
        ("access by cooperation alone", &[("_union_cooperation: false", "_union_cooperation: true")]),
        (
            "a customer that wants it",
            &[("purpose: recognition", "purpose: procurement"), ("customer: { none: true }\n", customer)],
        ),
        (
            "a holding in the Union",
            &[
                ("controllers: [saentis]", "controllers: [holding]"),
                (
                    "controllers:\n  - id: saentis",
                    "controllers:\n  - { id: holding, kind: legal_entity, country: AT, controllers: [saentis] }\n  - id: saentis",
                ),
            ],
        ),
    ];
    for (what, changes) in variants {
        at_3(&arlblick_with(changes, &[]), what);
    }
}

/// Unknown facts may turn out in every way, so what cannot be reached without them cannot be reached with them.
#[test]
fn control_from_an_associated_country_excludes_level_4_whatever_else_is_so() {
    let mut host = policies();
    host.insert(
        "control.yaml",
        "as_of: 2029-06-01
registers: { associated_third_countries: { CH: { from: 2029-01-15 } } }
provider: { id: arlblick, controllers: [saentis] }
controllers:
  - { id: saentis, kind: legal_entity, country: CH, controllers: [] }
",
    );
    for options in
        std::iter::once(vec![]).chain(READINGS.iter().map(|(reading, _)| vec!["--reading", *reading]))
    {
        let assessment = assessed(&host, &["control.yaml".to_owned()], &options).remove(0);
        assert_eq!(
            (&assessment["attained"], &assessment["reachable"]),
            (&json!(0), &json!(3)),
            "{options:?}"
        );
    }
}

#[test]
fn without_the_control_the_same_provider_is_at_level_4() {
    let assessment = arlblick_with(&[("controllers: [saentis]", "controllers: []")], &[]);
    assert_eq!(assessment["attained"], json!(4));
    assert_eq!(criterion(&assessment, "3.1(g)")["derogations"][0]["status"], json!("not_needed"));
}
