//! What a rule gives stays what it is when facts are added: over every way of leaving facts out of some dossiers.

use std::collections::BTreeMap;

use acquis_analysis::{Database, Package, findings, load, program};
use acquis_base::MemoryHost;
use acquis_eval::{Question, RuleStatus, assess};
use acquis_facts::Format;
use acquis_ir::Program;
use serde_json::{Map, Value, json};

const PACKAGE: &str = r#"
instrument law "Example Act" { article 1 { paragraphs (1) to (3) } }
entity Stop { stopped_on : Date  ran_on : Date  counts : Bool }
facts {
    filed_on : Date
    small : Bool
    poor : Bool
    urgent : Bool
    waived : Bool
    stops : list of Stop
    holidays : list of Date
}
ladder levels "Levels" under Article 1 { level 1 }

rule fee : Integer from 0 to 100 under Article 1(1) {
    applies where not waived or not poor
    default 50
    exception poor_first over small_next under Article 1(2) when poor then 0
    exception small_next over urgent_last under Article 1(2) when small then 20
    exception urgent_last when urgent then 80
    exception free over small_next, urgent_last under Article 1(3) when poor and urgent then 0
}

rule due : Date under Article 1(1) {
    default period of 30 days after filed_on
    exception quick when urgent then period of 1 month after filed_on rounded down
    clock stops for each stop in stops where stop.counts from stop.stopped_on to stop.ran_on
        at most 5 days in total except where waived
    ends on a working day except on holidays
}

rule day for each stop in stops where stop.counts : Date under Article 1(1) {
    default stop.ran_on
}
"#;

/// Dossiers in which everything is known.
fn dossiers() -> Vec<Value> {
    let stop =
        |from: &str, to: &str, counts: bool| json!({"stopped_on": from, "ran_on": to, "counts": counts});
    let long = [stop("2027-03-02", "2027-03-05", true), stop("2027-03-04", "2027-03-12", true)];
    let short = [stop("2027-03-02", "2027-03-04", true), stop("2027-03-02", "2027-03-20", false)];
    let mut all = vec![];
    for bits in 0..16_u32 {
        let bit = |n: u32| bits >> n & 1 == 1;
        all.push(json!({
            "filed_on": "2027-03-01",
            "small": bit(0),
            "poor": bit(1),
            "urgent": bit(2),
            "waived": bit(3),
            "stops": if bit(0) == bit(2) { &long } else { &short },
            "holidays": ["2027-04-05", "2027-04-01"],
        }));
    }
    all
}

fn program_of_rules() -> Program {
    let mut host = MemoryHost::new();
    host.insert("acquis.toml", "[package]\nname = \"example\"\n");
    host.insert("law.acq", PACKAGE);
    let loaded = load(&host, ".");
    let mut db = Database::new();
    let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
    program(&db, package).clone().unwrap_or_else(|| panic!("{:?}", findings(&db, package)))
}

/// What rules gave, by rule and element: the value that is settled, or nothing for a rule that does not apply.
type Settled = BTreeMap<(String, String), Option<String>>;

fn settled(program: &Program, dossier: &Value) -> Settled {
    let read = acquis_facts::read(program, "dossier.json", &dossier.to_string(), Format::Json);
    let dossier = read.unwrap_or_else(|findings| panic!("{findings:?}"));
    let question = Question::new(program, "2027-06-01".parse().expect("a date"));
    let ladder = program.ladders.values().next().expect("a ladder");
    let assessment = assess(program, ladder, &dossier, &question).expect("no dossier here is refused");
    let mut found = Settled::new();
    for result in assessment.rules.iter().filter(|result| result.status != RuleStatus::Open) {
        assert!(result.missing.is_empty(), "{} is missing {:?}", result.rule.name, result.missing);
        let place =
            result.element.as_ref().map(|element| element.pointer.replace("/items", "")).unwrap_or_default();
        found.insert((result.rule.name.to_string(), place), result.value.as_ref().map(ToString::to_string));
    }
    found
}

/// The dossier without the facts that the bits of `left_out` name; for the list of stops, of what stands in it.
fn partial(whole: &Value, left_out: u32) -> Value {
    let facts = whole.as_object().expect("an object");
    let mut kept: Map<String, Value> = Map::new();
    for (at, (name, value)) in facts.iter().enumerate() {
        if left_out >> at & 1 == 0 {
            kept.insert(name.clone(), value.clone());
        } else if name == "stops" {
            let mut stops = value.clone();
            stops[0].as_object_mut().expect("a stop").remove("ran_on");
            stops[1].as_object_mut().expect("a stop").remove("counts");
            kept.insert(name.clone(), json!({"items": stops, "complete": left_out & 1 == 0}));
        }
    }
    Value::Object(kept)
}

#[test]
fn facts_that_are_added_change_no_value() {
    let program = program_of_rules();
    let mut settled_early = 0;
    for whole in dossiers() {
        let full = settled(&program, &whole);
        assert!(["fee", "due"].iter().all(|rule| full.keys().any(|(name, _)| name == rule)), "{full:?}");
        for left_out in 1..128 {
            let less = partial(&whole, left_out);
            for (key, value) in settled(&program, &less) {
                settled_early += 1;
                assert_eq!(full.get(&key), Some(&value), "{key:?} of {less}");
            }
        }
    }
    assert!(settled_early > 1000, "{settled_early}");
}
