//! What `assess --all-readings` says is what `assess --reading` says of each choice.

use acquis_base::MemoryHost;
use acquis_tests::cli::acquis_in;
use acquis_tests::repository;
use serde_json::Value;

const DOSSIERS: [&str; 2] = ["examples/tuulipilvi.json", "examples/procedure/eiderwacht.yaml"];

fn host() -> MemoryHost {
    let mut host = MemoryHost::new();
    for name in repository::files("policies", "") {
        host.insert(name.clone(), repository::text(&name));
    }
    host
}

/// The outcome of the only way that agrees with these choices.
fn way<'v>(ways: &'v Value, readings: &Value) -> &'v Value {
    let agrees = |way: &&Value| {
        let choices = way["readings"].as_object().expect("choices");
        choices.iter().all(|(reading, choice)| readings[reading] == *choice)
    };
    let found: Vec<&Value> = ways.as_array().expect("ways").iter().filter(agrees).collect();
    assert_eq!(found.len(), 1, "one way agrees with {readings}");
    found[0]
}

/// Holds what was said of all readings to an assessment under one choice of them.
fn hold(all: &Value, assessed: &Value) {
    let readings = &assessed["readings"];
    let levels = way(&all["levels"], readings);
    assert_eq!((&levels["attained"], &levels["reachable"]), (&assessed["attained"], &assessed["reachable"]));
    assert!(all["attained_always"].as_u64() <= assessed["attained"].as_u64());
    for moving in all["criteria"].as_array().expect("criteria") {
        let mut criteria = assessed["criteria"].as_array().expect("criteria").iter();
        let found = criteria.find(|it| it["provision"] == moving["provision"]).expect("the criterion");
        assert_eq!(way(&moving["ways"], readings)["verdict"], found["verdict"], "{}", moving["provision"]);
    }
    for moving in all["rules"].as_array().expect("rules") {
        let own =
            assessed["rules"].as_array().expect("rules").iter().filter(|it| it["name"] == moving["rule"]);
        let found: Vec<&Value> = own.map(|it| &it["status"]).collect();
        let results = way(&moving["ways"], readings)["results"].as_array().expect("results");
        assert_eq!(results.iter().map(|it| &it["status"]).collect::<Vec<_>>(), found, "{}", moving["rule"]);
    }
}

/// Whatever is not said to move does not.
fn hold_still(all: &Value, before: &Value, after: &Value) {
    let moves = |list: &str, key: &str, name: &Value| {
        all[list].as_array().expect("a list").iter().any(|it| it[key] == *name)
    };
    for (old, new) in before["criteria"]
        .as_array()
        .into_iter()
        .flatten()
        .zip(after["criteria"].as_array().expect("criteria"))
    {
        assert!(
            old["verdict"] == new["verdict"] || moves("criteria", "provision", &old["provision"]),
            "{}",
            old["provision"]
        );
    }
}

#[test]
fn every_choice_comes_out_as_was_said() {
    let host = host();
    for dossier in DOSSIERS {
        let path = format!("policies/cada/{dossier}");
        let assess = |readings: &[String]| {
            let mut words = vec!["assess", &path, "--format", "json"];
            readings.iter().for_each(|it| words.extend(["--reading", it]));
            acquis_in(&host, &words, "").json()
        };
        let before = assess(&[]);
        let all = &acquis_in(&host, &["assess", &path, "--format", "json", "--all-readings"], "").json()["all_readings"];
        let other = |name: &str| {
            let text = repository::text("policies/cada/readings.acq");
            let (_, after) = text.split_once(&format!("reading {name}")).expect("the reading");
            let (_, after) = after.split_once("alternative ").expect("an alternative");
            format!("{name}={}", after.split_whitespace().next().expect("its name"))
        };
        let names: Vec<&String> = before["readings"].as_object().expect("readings").keys().collect();
        let mut chosen: Vec<String> = vec![];
        for name in names {
            chosen.push(other(name));
            let together = assess(&chosen);
            hold(all, &together);
            hold_still(all, &before, &together);
        }
    }
}
