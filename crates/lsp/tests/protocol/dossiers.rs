//! Dossiers in the editor: what reading them finds, and what their names stand for.

use serde_json::{Value, json};

use crate::client::{Client, Files, of, of_with, uri};

const MANIFEST: &str = "[package]\nname = \"law\"\n";

const LAW: &str = "enum Grade ordered { low < high }
entity Person identified by id { works_in : Country grade : Grade }
facts { staff : list of Person provider : Bool }
assume \"sane\" provider
";

const SCENARIO: &str = "scenario \"one\" from \"one.yaml\" on 2026-01-01 { expect nothing missing }\n";

const DOSSIER: &str =
    "subject: « Müller »\nprovider: true\nstaff:\n  - { id: anna, works_in: DE, grade: low }\n";

fn law() -> Files {
    Files::of(&[("/law/acquis.toml", MANIFEST), ("/law/a.acq", LAW)])
}

fn codes(found: &[Value]) -> Vec<&str> {
    found.iter().map(|finding| finding["code"].as_str().expect("a code")).collect()
}

fn at(path: &str, line: u32, character: u32) -> Value {
    of_with(path, json!({"position": {"line": line, "character": character}}))
}

/// Where findings start.
fn starts(found: &[Value]) -> Vec<(u64, u64)> {
    let start = |finding: &Value| {
        let start = &finding["range"]["start"];
        (start["line"].as_u64().expect("a line"), start["character"].as_u64().expect("a column"))
    };
    found.iter().map(start).collect()
}

#[test]
fn what_is_wrong_with_a_dossier_comes_and_goes_as_it_is_typed() {
    let mut client = Client::start(&law(), json!({}));
    client.open("/law/dossiers/x.yaml", DOSSIER);
    assert_eq!(client.findings("/law/dossiers/x.yaml", 1), Vec::<Value>::new());
    client.edit("/law/dossiers/x.yaml", 2, [3, 26, 3, 28], "DD");
    let found = client.findings("/law/dossiers/x.yaml", 2);
    assert_eq!((codes(&found), starts(&found)), (vec!["ACQ0608"], vec![(3, 26)]));
    client.edit("/law/dossiers/x.yaml", 3, [1, 0, 1, 8], "provider");
    client.edit("/law/dossiers/x.yaml", 4, [2, 5, 2, 6], "");
    assert_eq!(codes(&client.findings("/law/dossiers/x.yaml", 4)), ["ACQ0602"]);
    client.edit("/law/dossiers/x.yaml", 5, [2, 5, 2, 5], ":");
    client.edit("/law/dossiers/x.yaml", 6, [3, 26, 3, 28], "FR");
    assert_eq!(client.findings("/law/dossiers/x.yaml", 6), Vec::<Value>::new());
    client.leave();
}

#[test]
fn findings_vanish_when_a_document_is_closed_or_is_no_dossier_any_more() {
    let mut client = Client::start(&law(), json!({}));
    let text = "provider: maybe\n";
    client.open("/law/x.yaml", text);
    assert_eq!(codes(&client.findings("/law/x.yaml", 1)), ["ACQ0605"]);
    client.edit("/law/x.yaml", 2, [0, 0, 0, 8], "on");
    assert_eq!(client.findings("/law/x.yaml", 2), Vec::<Value>::new());
    client.edit("/law/x.yaml", 3, [0, 0, 0, 2], "provider");
    assert_eq!(codes(&client.findings("/law/x.yaml", 3)), ["ACQ0605"]);
    client.tell("textDocument/didClose", of("/law/x.yaml"));
    let address = uri("/law/x.yaml");
    let gone = client.hear("textDocument/publishDiagnostics", |params| params["uri"] == address.as_str());
    assert_eq!(gone["diagnostics"], json!([]));
    client.leave();
}

#[test]
fn nothing_is_said_of_documents_of_other_programs() {
    let mut client = Client::start(&law(), json!({}));
    client.open("/law/package.json", "{\"provider\": 1, \"staff\": 2}");
    client.open("/law/.github/ci.yml", "provider: 1\n");
    client.open("/elsewhere/x.yaml", "provider: 1\n");
    client.open("/law/x.yaml", "provider: 1\n");
    assert_eq!(codes(&client.findings("/law/x.yaml", 1)), ["ACQ0605"]);
    for path in ["/law/package.json", "/law/.github/ci.yml", "/elsewhere/x.yaml"] {
        assert_eq!(client.ask("textDocument/hover", at(path, 0, 3)), json!(null), "{path}");
    }
    client.leave();
}

#[test]
fn a_dossier_is_read_anew_when_the_vocabulary_changes() {
    let mut client = Client::start(&law(), json!({}));
    client.open("/law/x.yaml", "subject: x\nprovider: true\nowner: true\n");
    assert_eq!(codes(&client.findings("/law/x.yaml", 1)), ["ACQ0604"]);
    client.open("/law/a.acq", LAW);
    client.edit("/law/a.acq", 2, [2, 31, 2, 31], "owner : Bool ");
    let address = uri("/law/x.yaml");
    let read = client.hear("textDocument/publishDiagnostics", |params| {
        params["uri"] == address.as_str() && params["diagnostics"] == json!([])
    });
    assert_eq!(read["version"], 1);
    client.leave();
}

#[test]
fn a_client_that_asks_is_given_what_is_wrong_with_dossiers() {
    let pulls = json!({"textDocument": {"diagnostic": {}}});
    let mut client = Client::start(&law(), pulls);
    client.open("/law/x.yaml", "provider: maybe\n");
    let found = client.ask("textDocument/diagnostic", of("/law/x.yaml"));
    assert_eq!(codes(found["items"].as_array().expect("a list")), ["ACQ0605"]);
    let known = json!({"previousResultIds": [{"uri": uri("/law/x.yaml"), "value": found["resultId"]}]});
    let all = client.ask("workspace/diagnostic", known);
    let own: Vec<&Value> = all["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|item| item["uri"] == uri("/law/x.yaml").as_str())
        .collect();
    assert_eq!((own.len(), &own[0]["kind"]), (1, &json!("unchanged")), "{all}");
    client.leave();
}

#[test]
fn names_in_a_dossier_lead_to_the_vocabulary() {
    let mut client = Client::start(&law(), json!({}));
    client.open("/law/x.yaml", DOSSIER);
    let hover = client.ask("textDocument/hover", at("/law/x.yaml", 3, 32));
    let text = hover["contents"]["value"].as_str().expect("words");
    assert!(text.contains("grade : Grade"), "{text}");
    assert_eq!(hover["range"]["start"], json!({"line": 3, "character": 30}), "{hover}");
    let leads = client.ask("textDocument/definition", at("/law/x.yaml", 1, 2));
    assert_eq!(leads[0]["uri"], uri("/law/a.acq"));
    assert_eq!(leads[0]["range"]["start"]["line"], 2);
    let marks = client.ask("textDocument/documentHighlight", at("/law/x.yaml", 3, 32));
    assert_eq!(marks.as_array().map(Vec::len), Some(1), "{marks}");
    client.leave();
}

#[test]
fn a_fact_is_found_and_renamed_in_policies_and_in_open_dossiers_from_either() {
    let files = law();
    files.put("/law/s.acq", SCENARIO);
    files.put("/law/one.yaml", "provider: true\n");
    let mut client = Client::start(&files, json!({}));
    client.open("/law/x.yaml", DOSSIER);
    client.open("/law/one.yaml", "# moved\nprovider: false\n");
    let context = json!({"context": {"includeDeclaration": true}});
    let mut params = at("/law/x.yaml", 1, 2);
    params["context"] = context["context"].clone();
    let found = client.ask("textDocument/references", params);
    let mut places: Vec<(String, u64)> = found
        .as_array()
        .expect("a list")
        .iter()
        .map(|place| {
            let path = place["uri"].as_str().expect("an address").trim_start_matches("file:///law/");
            (path.to_owned(), place["range"]["start"]["line"].as_u64().expect("a line"))
        })
        .collect();
    places.sort();
    let own = |path: &str, line| (path.to_owned(), line);
    assert_eq!(places, [own("a.acq", 2), own("a.acq", 3), own("one.yaml", 1), own("x.yaml", 1)]);
    let named = client.ask("textDocument/prepareRename", at("/law/x.yaml", 1, 2));
    assert_eq!(named["placeholder"], "provider");
    for place in [at("/law/x.yaml", 1, 2), at("/law/a.acq", 3, 14)] {
        let mut params = place;
        params["newName"] = json!("host");
        let edits = client.ask("textDocument/rename", params);
        let mut files: Vec<&String> = edits["changes"].as_object().expect("edits").keys().collect();
        files.sort();
        assert_eq!(files, [&uri("/law/a.acq"), &uri("/law/one.yaml"), &uri("/law/x.yaml")]);
    }
    client.leave();
}

#[test]
fn columns_in_a_dossier_are_counted_as_the_client_counts() {
    for (encoding, column) in [("utf-8", 13), ("utf-16", 12)] {
        let mut client = Client::start(&law(), json!({"general": {"positionEncodings": [encoding]}}));
        client.open("/law/x.yaml", "{\"é\": 1, \"provider\": maybe, \"staff\": 2}");
        let found = client.findings("/law/x.yaml", 1);
        assert!(!found.is_empty());
        client.open("/law/y.yaml", "{ é: 1, provider: true, staff: 2 }");
        let found = client.findings("/law/y.yaml", 1);
        let column_of = |code: &str| {
            let one = found.iter().find(|finding| finding["code"] == code);
            one.map(|one| one["range"]["start"]["character"].as_u64().expect("a column"))
        };
        assert_eq!(column_of("ACQ0605"), Some(column + 19), "{encoding} {found:?}");
        client.leave();
    }
}

#[test]
fn a_dossier_without_measure_is_refused_and_one_without_end_is_not_waited_for() {
    let mut client = Client::start(&law(), json!({}));
    let mut large = "provider: true\nstaff:\n".to_owned();
    large.push_str(&"  - { id: a }\n".repeat(2_500_000));
    client.open("/law/large.yaml", &large);
    assert_eq!(codes(&client.findings("/law/large.yaml", 1)), ["ACQ0601"]);
    assert_eq!(client.ask("textDocument/hover", at("/law/large.yaml", 0, 3)), json!(null));
    let deep = format!("provider: {}\n", "[".repeat(100_000));
    client.open("/law/deep.yaml", &deep);
    let found = client.findings("/law/deep.yaml", 1);
    assert_eq!(codes(&found), ["ACQ0612"]);
    client.leave();
}

#[test]
fn facts_fields_and_values_are_offered_while_a_dossier_is_written() {
    let mut client = Client::start(&law(), json!({}));
    client.open("/law/x.yaml", "provider: true\nstaff:\n  - { id: « é », gra");
    let offers = client.ask("textDocument/completion", at("/law/x.yaml", 2, 20));
    let labels: Vec<&Value> =
        offers.as_array().expect("a list").iter().map(|offer| &offer["label"]).collect();
    assert_eq!(labels, ["works_in", "grade"], "`id` is there already");
    assert_eq!(
        (&offers[1]["detail"], &offers[1]["textEdit"]["newText"]),
        (&json!("Grade"), &json!("grade: "))
    );
    let start = json!({"line": 2, "character": 17});
    assert_eq!(offers[1]["textEdit"]["range"]["start"], start);
    client.edit("/law/x.yaml", 2, [2, 20, 2, 20], "de: ");
    let offers = client.ask("textDocument/completion", at("/law/x.yaml", 2, 24));
    let labels: Vec<&Value> =
        offers.as_array().expect("a list").iter().map(|offer| &offer["label"]).collect();
    assert_eq!(labels, ["low", "high"]);
    client.leave();
}

#[test]
fn the_keys_of_a_dossier_are_a_tree_or_a_list() {
    let trees = json!({"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}}});
    let mut client = Client::start(&law(), trees);
    client.open("/law/x.yaml", DOSSIER);
    let tree = client.ask("textDocument/documentSymbol", of("/law/x.yaml"));
    assert_eq!((&tree[2]["name"], &tree[2]["children"][0]["name"]), (&json!("staff"), &json!("anna")));
    assert_eq!(tree[0]["detail"], "« Müller »");
    client.leave();
    let mut client = Client::start(&law(), json!({}));
    client.open("/law/x.yaml", DOSSIER);
    let list = client.ask("textDocument/documentSymbol", of("/law/x.yaml"));
    assert_eq!((&list[3]["name"], &list[3]["containerName"]), (&json!("anna"), &json!("staff")));
    client.leave();
}
