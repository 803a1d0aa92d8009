//! What is shown by evidence only ever grows: over every record left out of a dossier, and under a manifest by which
//! what is not shown counts as unknown.

use acquis_base::MemoryHost;
use acquis_tests::cli::acquis_in;
use acquis_tests::repository;
use serde_json::Value;

const DOSSIER: &str = "policies/cada/examples/evidence/havelstern.yaml";

/// The statuses, worst first.
const STATUSES: [&str; 5] = ["absent", "too_low", "stale", "unclear", "given"];

/// The flagship package with the dossier whole, without each of its records in turn, and without any.
fn host(manifest: &str) -> (MemoryHost, Vec<String>) {
    let mut host = MemoryHost::new();
    for name in repository::files("policies", "") {
        host.insert(name.clone(), repository::text(&name));
    }
    let path = "policies/cada/acquis.toml";
    host.insert(path, format!("{}\n{manifest}", repository::text(path)));
    let text = repository::text(DOSSIER);
    let (facts, evidence) = text.split_once("\nevidence:\n").expect("evidence after the facts");
    let records: Vec<String> =
        evidence.split("  - kind: ").skip(1).map(|it| format!("  - kind: {it}")).collect();
    assert!(records.len() > 10, "{records:?}");
    let mut paths = vec![];
    let mut insert = |name: &str, kept: &[String]| {
        let list = if kept.is_empty() { " []\n".to_owned() } else { format!("\n{}", kept.concat()) };
        host.insert(name.to_owned(), format!("{facts}\nevidence:{list}"));
        paths.push(name.to_owned());
    };
    insert("whole.yaml", &records);
    for left_out in 0..records.len() {
        let mut kept = records.clone();
        kept.remove(left_out);
        insert(&format!("without_{left_out}.yaml"), &kept);
    }
    insert("none.yaml", &[]);
    (host, paths)
}

fn assessed(host: &MemoryHost, paths: &[String]) -> Vec<Value> {
    let options = ["assess", "--package", "policies/cada", "--evidence", "--format", "json"];
    let words: Vec<&str> = options.into_iter().chain(paths.iter().map(String::as_str)).collect();
    let output = acquis_in(host, &words, "");
    assert_eq!(output.code, 0, "{}", output.err);
    output.json().as_array().cloned().expect("an assessment of each")
}

/// What there is for each fact of each item, as ranks among the statuses.
fn shown(assessment: &Value) -> Vec<usize> {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let facts = list(assessment, "criteria")
        .into_iter()
        .flat_map(move |criterion| list(&criterion, "evidence"))
        .flat_map(move |exhibit| list(&exhibit, "facts"));
    let rank = |fact: Value| STATUSES.iter().position(|status| fact["status"] == **status);
    facts.map(|fact| rank(fact).expect("a status")).collect()
}

fn satisfied(assessment: &Value) -> Vec<Option<bool>> {
    let criteria = assessment["criteria"].as_array().expect("criteria");
    criteria.iter().map(|criterion| criterion["satisfied"].as_bool()).collect()
}

#[test]
fn one_more_record_shows_no_less() {
    let (host, paths) = host("");
    let all = assessed(&host, &paths);
    let (whole, parts) = all.split_first().expect("the whole dossier");
    let mut differ = 0;
    for part in parts {
        let pairs: Vec<(usize, usize)> = shown(part).into_iter().zip(shown(whole)).collect();
        assert!(pairs.iter().all(|(part, whole)| part <= whole), "{}", part["dossier"]);
        differ += usize::from(pairs.iter().any(|(part, whole)| part < whole));
        // No verdict rests on it.
        assert_eq!(satisfied(part), satisfied(whole), "{}", part["dossier"]);
    }
    assert_eq!(differ, parts.len(), "a record that shows nothing");
}

#[test]
fn one_more_record_overturns_nothing_where_evidence_decides() {
    let (host, paths) = host("[evidence]\nmissing = \"unknown\"\n");
    let all = assessed(&host, &paths);
    let (whole, parts) = all.split_first().expect("the whole dossier");
    for part in parts {
        for (part, whole) in satisfied(part).into_iter().zip(satisfied(whole)) {
            assert!(part.is_none() || part == whole);
        }
    }
    let none = parts.last().expect("the dossier without records");
    let known = |assessment: &Value| satisfied(assessment).iter().flatten().count();
    assert!(known(none) < known(whole), "{} and {}", known(none), known(whole));
    assert_eq!(none["attained"], 0);
}

/// What counts as unknown for want of evidence is missing, and naming it is no claim that the dossier leaves it out.
#[test]
fn what_is_not_shown_is_missing_where_evidence_decides() {
    let (host, paths) = host("[evidence]\nmissing = \"unknown\"\n");
    let none = assessed(&host, &paths).pop().expect("the dossier without records");
    let missing: Vec<&str> =
        none["missing"].as_array().expect("missing facts").iter().filter_map(Value::as_str).collect();
    assert!(missing.contains(&"/provider/established_in"), "{missing:?}");
    assert_eq!(none["evidence"]["decides"], true);
}
