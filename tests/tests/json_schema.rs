//! `emit json-schema` gives a schema of dossiers that a validator reads: dossiers that are read follow it, and damaged
//! ones do not.

use acquis_base::MemoryHost;
use acquis_facts::{Format, Node, NodeKind, parse};
use acquis_tests::cli::{acquis_in, memory};
use acquis_tests::repository;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// The schema that a package emits, which must be one of JSON Schema 2020-12.
fn schema(host: &MemoryHost, path: &str) -> (Value, Validator) {
    let schema = acquis_in(host, &["emit", "json-schema", path], "").json();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    jsonschema::draft202012::meta::validate(&schema).unwrap_or_else(|error| panic!("{error}"));
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    (schema, validator)
}

/// What a reader of YAML 1.2 or JSON makes of a dossier before any vocabulary is asked, as editors do.
fn as_read_by_an_editor(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Null => Value::Null,
        NodeKind::Bool(truth) => json!(truth),
        NodeKind::Text(text) => json!(text.as_str()),
        NodeKind::Number(text) => serde_json::from_str(text).expect("a number"),
        NodeKind::Plain(text) => match text.as_str() {
            "true" => json!(true),
            "false" => json!(false),
            text => text.parse::<serde_json::Number>().map_or_else(|_| json!(text), Value::Number),
        },
        NodeKind::List(items) => items.iter().map(as_read_by_an_editor).collect(),
        NodeKind::Record(entries) => {
            let entries =
                entries.iter().map(|(key, value)| (key.name.to_string(), as_read_by_an_editor(value)));
            Value::Object(entries.collect::<Map<String, Value>>())
        }
    }
}

fn document(path: &str, text: &str) -> Value {
    as_read_by_an_editor(&parse(path, text, Format::of(path, text)).expect("a document"))
}

fn faults(validator: &Validator, document: &Value) -> Vec<String> {
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn cada() -> (MemoryHost, Value, Validator) {
    let mut host = MemoryHost::new();
    for name in repository::files("policies", "") {
        host.insert(name.clone(), repository::text(&name));
    }
    let (schema, validator) = schema(&host, "policies/cada");
    (host, schema, validator)
}

/// A package with every type of the vocabulary.
const LAW: &str = r#"
/// How sure.
enum Grade ordered { basic "on paper" < high "tested" }

enum Émetteur { état, région }

register partners of Country "partner countries" under Article 1(1) known until 2026-06-30 { CH from 2026-01-01 }
register issuers of Émetteur under Article 1(1) { état from 2026-01-01 }

instrument law "Example Act" {
    article 1 "Partners" { paragraph (1) empowers implementing_acts }
    annex I "Criteria" { section 1 { number 1.1 { point (a) } } }
}

/// A firm.
entity Firm identified by id {
    /// Where it sits.
    seat : Country
    owners : list of ref Firm
}

entity Audit { grade : Grade  done_on : Date  issuer : Émetteur }

facts {
    provider : Firm
    firms : pool of Firm
    audits : list of Audit nonempty
    last : optional Audit
    score : Integer from -5 to 100
    price : Decimal from 0 to 10 with 2 places
    share : Percentage with 1 places
    notice : Days from 0 to 90
    ready : Bool
    remark : Text
    seats : list of Country
}

ladder levels { level 1 set out in Annex I 1 }

criterion Annex I 1.1(a) at level 1 "Ready" {
    requires ready
    requires provider.seat in partners
    requires some audit in audits satisfies (audit.grade >= basic and audit.issuer in issuers)
}
"#;

const DOSSIER: &str = r#"
subject: All of it
as_of: 2026-06-01
package: example
provider: { id: north, seat: NO, owners: [south, null] }
firms: [{ id: south, seat: null }]
audits: { items: [{ grade: high, done_on: 2026-01-31, issuer: état }], complete: false }
last: { none: true }
score: -5
price: 9.99
share: 12.5 %
notice: 30
ready: true
remark: "12"
seats: []
registers:
  partners: { NO: { from: 2026-05-01, until: null, act: "a draft" }, DE: [], CH: null }
  issuers: { région: [{ from: 2026-01-01, until: 2026-02-01 }] }
"#;

fn example() -> (Value, Validator) {
    let host = memory(&[("acquis.toml", "[package]\nname = \"example\"\n"), ("law.acq", LAW)]);
    let read = acquis_in(&host.clone().with("dossier.yaml", DOSSIER), &["assess", "dossier.yaml"], "");
    assert_eq!(read.code, 0, "{}", read.err);
    schema(&host, ".")
}

#[test]
fn every_example_dossier_follows_the_schema_of_its_package() {
    let (_, _, validator) = cada();
    let paths = repository::files("policies/cada/examples", "");
    assert!(paths.len() >= 20, "{paths:?}");
    for path in paths {
        let wrong = faults(&validator, &document(&path, &repository::text(&path)));
        assert!(wrong.is_empty(), "{path}: {}", wrong.join("\n"));
    }
}

#[test]
fn everything_that_the_vocabulary_allows_is_accepted() {
    let (_, validator) = example();
    assert_eq!(faults(&validator, &document("dossier.yaml", DOSSIER)), Vec::<String>::new());
    assert_eq!(faults(&validator, &json!({})), Vec::<String>::new());
}

/// Each damage is one that reading refuses too.
#[test]
fn damaged_dossiers_are_refused_where_they_are_damaged() {
    let (_, validator) = example();
    let host = memory(&[("acquis.toml", "[package]\nname = \"example\"\n"), ("law.acq", LAW)]);
    let sound = document("dossier.yaml", DOSSIER);
    let damages = [
        ("/score", json!("5")),
        ("/score", json!(5.5)),
        ("/score", json!(101)),
        ("/score", json!(-6)),
        ("/price", json!(10.01)),
        ("/share", json!(12)),
        ("/share", json!("12")),
        ("/notice", json!(91)),
        ("/ready", json!("yes")),
        ("/remark", json!(12)),
        ("/as_of", json!("2026-13-01")),
        ("/as_of", json!("1.6.2026")),
        ("/as_of", json!("1850-01-01")),
        ("/package", json!("another")),
        ("/provider", json!("north")),
        ("/provider/id", json!(null)),
        ("/provider/seat", json!("Norway")),
        ("/provider/seat", json!("XX")),
        ("/provider/owners", json!("south")),
        ("/provider/owners/0", json!(1)),
        ("/provider/age", json!(1)),
        ("/audits", json!([])),
        ("/audits", json!({"items": []})),
        ("/audits", json!({"items": [], "complete": true})),
        ("/audits", json!({"complete": false})),
        ("/audits/items/0/grade", json!("medium")),
        ("/audits/items/0/done_on", json!(20260131)),
        ("/firms", json!({"items": []})),
        ("/last", json!({"none": false})),
        ("/last", json!([])),
        ("/seats", json!(["DE", "Germany"])),
        ("/unheard_of", json!(true)),
        ("/registers/partners/XX", json!([])),
        ("/registers/partners/NO", json!({"until": "2026-05-01"})),
        ("/registers/partners/NO/to", json!("2026-05-01")),
        ("/registers/issuers/commune", json!(null)),
        ("/registers/strangers", json!({})),
    ];
    for (pointer, value) in damages {
        let mut damaged = sound.clone();
        let (around, key) = pointer.rsplit_once('/').expect("a pointer");
        match damaged.pointer_mut(around).expect("a place") {
            Value::Object(record) => drop(record.insert(key.to_owned(), value.clone())),
            Value::Array(list) => list[key.parse::<usize>().expect("an index")] = value.clone(),
            other => panic!("{other}"),
        }
        let read = acquis_in(
            &host.clone().with("dossier.json", damaged.to_string()),
            &["assess", "dossier.json"],
            "",
        );
        assert_eq!(read.code, 2, "{pointer} = {value} is read");
        assert!(!validator.is_valid(&damaged), "{pointer} = {value} is accepted by the schema");
    }
}

/// Editors show what the package says of a fact, of its values, and of its type.
#[test]
fn documentation_is_shown_by_editors() {
    let (schema, _) = example();
    assert_eq!(schema["$defs"]["Firm"]["description"], "A firm.");
    assert_eq!(schema["$defs"]["Firm"]["properties"]["seat"]["description"], "Where it sits.\n\nCountry.");
    assert_eq!(schema["$defs"]["Grade"]["description"], "How sure.");
    assert_eq!(schema["$defs"]["Grade"]["enumDescriptions"], json!(["on paper", "tested"]));
    assert_eq!(schema["properties"]["score"]["description"], "Integer from -5 to 100.");
    assert_eq!(schema["properties"]["audits"]["description"], "list of Audit, at least one.");
    let (_, cada, _) = cada();
    assert!(cada["title"].as_str().is_some_and(|title| title.contains("Cloud and AI Development Act")));
}

#[test]
fn a_package_with_errors_has_no_schema() {
    let host = memory(&[("acquis.toml", "[package]\nname = \"example\"\n"), ("law.acq", "facts { a : B }")]);
    let refused = acquis_in(&host, &["emit", "json-schema"], "");
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.codes().contains(&"ACQ0705".to_owned()), "{}", refused.err);
}
