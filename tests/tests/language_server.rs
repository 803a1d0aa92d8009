//! What the language server finds is what `check` finds, after ten thousand edits of the law too.

#[allow(dead_code, reason = "the client does more than is asked of it here")]
#[path = "../../crates/lsp/tests/protocol/client.rs"]
mod client;
#[path = "language_server/storm.rs"]
mod storm;

use acquis_base::MemoryHost;
use acquis_tests::cli::acquis_in;
use client::{Client, Files};
use serde_json::{Value, json};

/// What one finding says, in the form of `check --format json`.
fn as_checked(finding: &Value, path: &str) -> Value {
    let severity = match finding["severity"].as_u64() {
        Some(1) => "error",
        Some(2) => "warning",
        _ => "note",
    };
    let from_one = |n: &Value| n.as_u64().expect("a number") + 1;
    let start = &finding["range"]["start"];
    json!({
        "file": path, "line": from_one(&start["line"]), "column": from_one(&start["character"]),
        "code": finding["code"], "severity": severity, "message": finding["message"],
        "notes": finding["data"]["notes"], "help": finding["data"]["help"],
    })
}

#[test]
fn findings_are_those_of_check_character_for_character() {
    let files: [(&str, &str); 3] = [
        ("acquis.toml", "[package]\nname = \"law\"\ncolour = \"red\"\n"),
        ("a.acq", "/// « § é »\ndefine d : Bool = missing\ndefin e : Bool = d\nfacts { a : Bool b Text }\n"),
        (
            "deep/b.acq",
            "import a\nimport c\ndefine f(x : Bool) : Bool = true\nscenario \"s\" { expect level 3 }\n",
        ),
    ];
    let mut host = MemoryHost::new();
    let served = Files::default();
    for (path, text) in files {
        host.insert(path, text.as_bytes());
        served.put(&format!("/law/{path}"), text);
    }
    let checked = checked(&host);
    assert!(checked.len() >= 5, "{checked:?}");

    let mut client = Client::start(&served, asking());
    assert_eq!(found(&mut client, &checked), checked);
    client.leave();
}

/// What `check` finds in files.
fn checked(host: &MemoryHost) -> Vec<Value> {
    let checked = acquis_in(host, &["check", "--format", "json"], "").json();
    let one = |finding: &Value| {
        let label = &finding["labels"][0];
        json!({
            "file": label["file"], "line": label["start"]["line"], "column": label["start"]["column"],
            "code": finding["code"], "severity": finding["severity"], "message": finding["message"],
            "notes": finding["notes"], "help": finding["help"],
        })
    };
    checked.as_array().expect("a list").iter().map(one).collect()
}

/// The abilities of a client that asks for findings and shows all of them.
fn asking() -> Value {
    json!({
        "textDocument": {"diagnostic": {}, "publishDiagnostics": {"relatedInformation": true, "tagSupport": {"valueSet": [1]}}},
    })
}

/// What the server finds in all files, in the order of what is expected.
fn found(client: &mut Client, expected: &[Value]) -> Vec<Value> {
    let all = client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    let mut found = vec![];
    for report in all["items"].as_array().expect("a list") {
        let path = report["uri"].as_str().and_then(|uri| uri.strip_prefix("file:///law/")).expect("below");
        found.extend(report["items"].as_array().expect("a list").iter().map(|one| as_checked(one, path)));
    }
    found.sort_by_key(|finding| expected.iter().position(|other| other == finding));
    found
}

#[test]
fn what_is_wrong_with_a_dossier_is_what_assess_says_character_for_character() {
    let law = "enum Grade ordered { low < high }\nentity Person identified by id { works_in : Country grade : Grade boss : ref Person }\n\
               facts { staff : list of Person since : Date size : Integer from 0 to 9 }\nladder l { level 1 }\n";
    let dossiers = [
        "since: 2026-02-30\nsize: 12\nstaff:\n  - { id: « é », works_in: XX, grad: low, boss: nobody }\n  - { id: b, id: c }\n",
        "{\"since\": \"2026\", \"staff\": {\"items\": 3}, \"siz\": 1}",
        "since: [\nstaff: &x {}\n",
    ];
    for text in dossiers {
        let name = if text.starts_with('{') { "x.json" } else { "x.yaml" };
        let files = [("acquis.toml", "[package]\nname = \"law\"\n"), ("a.acq", law), (name, text)];
        let mut host = MemoryHost::new();
        let served = Files::default();
        for (path, text) in files {
            host.insert(path, text.as_bytes());
            served.put(&format!("/law/{path}"), text);
        }
        let said = acquis_in(&host, &["assess", name], "").err;
        let said: Vec<&str> = said.lines().filter(|line| line.starts_with("error[")).collect();
        assert!(!said.is_empty());
        let mut client = Client::start(&served, json!({}));
        client.open(&format!("/law/{name}"), text);
        let found = client.findings(&format!("/law/{name}"), 1);
        let heads = found.iter().map(|finding| {
            let words = finding["message"].as_str().expect("words").lines().next().unwrap_or_default();
            format!("error[{}]: {words}", finding["code"].as_str().expect("a code"))
        });
        assert_eq!(heads.collect::<Vec<_>>(), said);
        client.leave();
    }
}
