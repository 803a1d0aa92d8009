//! A dossier in the editor kept as a scenario of its package.

use serde_json::{Value, json};

use crate::client::{Client, Files, applied, of_with, uri};

const MANIFEST: &str = "[package]\nname = \"law\"\n";

const LAW: &str = "instrument act \"An act\" {
    annex I { section 1 { number 1.1 { points (a) to (b) } } }
}
facts { staff : Integer from 0 to 9  guests : Integer from 0 to 9 }
ladder steps \"𝔸\" { level 1 \"é\" set out in Annex I 1 }
criterion Annex I 1.1(a) at level 1 \"Staff\" { requires staff > 2 }
criterion Annex I 1.1(b) at level 1 \"Guests\" { applies where guests > 0 requires guests < 5 }
";

const DOSSIER: &str = "subject: « 𝔸 »\nas_of: 2026-01-01\nstaff: 3\nguests: 0\n";

const KEPT: &str = "scenario \"« 𝔸 »\" from \"cases/a.yaml\" {
    expect level 1
    expect Annex I 1.1(b) not applicable
    expect nothing missing
}
";

/// A law with a file of scenarios, unless it is empty, and a dossier that is open.
fn with(scenarios: &str, dossier: &str, can: Value) -> Client {
    let files = Files::of(&[("/law/acquis.toml", MANIFEST), ("/law/law.acq", LAW)]);
    if !scenarios.is_empty() {
        files.put("/law/scenarios/all.acq", scenarios);
    }
    let mut client = Client::start(&files, can);
    client.open("/law/cases/a.yaml", dossier);
    client
}

fn lazy() -> Value {
    json!({"dataSupport": true, "resolveSupport": {"properties": ["edit"]}})
}

fn creates() -> Value {
    json!({"workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]}})
}

/// What is offered in the dossier.
fn offered(client: &mut Client, only: Value) -> Value {
    let at = json!({"line": 2, "character": 3});
    let params = json!({"range": {"start": at, "end": at}, "context": {"diagnostics": [], "only": only}});
    client.ask("textDocument/codeAction", of_with("/law/cases/a.yaml", params))
}

const OTHER: &str = "scenario \"𝔸\" on 2026-01-01 { set staff = 1 expect no level }";

#[test]
fn a_dossier_is_kept_below_the_scenarios_and_checks_and_passes() {
    let scenarios = format!("import law\n\n{OTHER}\n");
    let mut client = with(&scenarios, DOSSIER, json!({}));
    let all = offered(&mut client, json!(null));
    assert_eq!(all.as_array().map(Vec::len), Some(1), "{all}");
    assert_eq!(
        (&all[0]["title"], &all[0]["kind"]),
        (&json!("keep this dossier as a scenario"), &json!("refactor.extract"))
    );
    let edits = all[0]["edit"]["changes"][uri("/law/scenarios/all.acq")].as_array().expect("edits");
    let after = applied(&scenarios, edits);
    assert_eq!(after, format!("{scenarios}\n{KEPT}"));

    client.open("/law/scenarios/all.acq", &after);
    assert_eq!(client.findings("/law/scenarios/all.acq", 1), Vec::<Value>::new());
    let run = json!({"command": "acquis.test", "arguments": [uri("/law"), "« 𝔸 »"]});
    let ran = client.ask("workspace/executeCommand", run);
    assert_eq!((&ran["packages"][0]["passed"], &ran["packages"][0]["failed"]), (&json!(1), &json!(0)));
    let again = offered(&mut client, json!(["refactor"]));
    let edits = again[0]["edit"]["changes"][uri("/law/scenarios/all.acq")].as_array().expect("edits");
    let second = KEPT.replacen("« 𝔸 »", "« 𝔸 » (2)", 1);
    assert_eq!(applied(&after, edits), format!("{after}\n{second}"));
    assert_eq!(offered(&mut client, json!(["quickfix"])), json!(null));
    client.leave();
}

#[test]
fn where_there_is_no_file_of_scenarios_one_is_created_by_an_editor_that_can() {
    let mut client = with("", DOSSIER, json!({"workspace": creates()}));
    let all = offered(&mut client, json!(["refactor.extract"]));
    let created = uri("/law/scenarios/cases.acq");
    let start = json!({"line": 0, "character": 0});
    assert_eq!(
        all[0]["edit"]["documentChanges"],
        json!([
            {"kind": "create", "uri": created},
            {
                "textDocument": {"uri": created, "version": null},
                "edits": [{"range": {"start": start, "end": start}, "newText": KEPT}],
            },
        ])
    );
    client.leave();
    let mut client = with("", DOSSIER, json!({}));
    assert_eq!(offered(&mut client, json!(null)), json!(null), "and by no other");
    client.leave();
}

#[test]
fn an_editor_that_asks_for_edits_later_is_given_this_one_when_it_is_chosen() {
    let can = json!({"workspace": creates(), "textDocument": {"codeAction": lazy()}});
    let mut client = with("", DOSSIER, can.clone());
    let all = offered(&mut client, json!(null));
    assert_eq!(all[0]["title"], "keep this dossier as a scenario");
    assert!(all[0].get("edit").is_none(), "{all}");
    client.edit("/law/cases/a.yaml", 2, [2, 7, 2, 8], "2");
    let chosen = client.ask("codeAction/resolve", all[0].clone());
    let text = chosen["edit"]["documentChanges"][1]["edits"][0]["newText"].as_str().expect("a text");
    assert!(text.contains("expect no level\n") && text.contains("expect Annex I 1.1(a) not met\n"), "{text}");
    client.leave();

    let mut client = with(&format!("import law\n\n{OTHER}\n"), DOSSIER, can);
    client.open("/law/law.acq", &format!("{LAW}assume \"many\" staff > 3\n"));
    let all = offered(&mut client, json!(null));
    let id = client.begin("codeAction/resolve", all[0].clone());
    let error = client.end(id)["error"].take();
    let why = "this dossier cannot be assessed, or a scenario of it would not check";
    assert_eq!((&error["code"], &error["message"]), (&json!(-32803), &json!(why)));
    client.leave();
}

#[test]
fn where_it_stands_is_counted_as_the_editor_counts() {
    for (can, column) in [
        (json!({}), OTHER.encode_utf16().count()),
        (json!({"general": {"positionEncodings": ["utf-8"]}}), OTHER.len()),
    ] {
        let mut client = with(&format!("import law\n\n{OTHER}\n"), DOSSIER, can);
        let all = offered(&mut client, json!(null));
        let edit = &all[0]["edit"]["changes"][uri("/law/scenarios/all.acq")][0];
        assert_eq!(edit["range"]["start"], json!({"line": 2, "character": column}));
        client.leave();
    }
}

#[test]
fn it_is_kept_as_it_was_assessed_last() {
    let undated = DOSSIER.replace("as_of: 2026-01-01\n", "");
    let mut client = with(&format!("import law\n\n{OTHER}\n"), &undated, json!({}));
    let assess =
        json!({"command": "acquis.assess", "arguments": [uri("/law/cases/a.yaml"), {"asOf": "2026-03-01"}]});
    client.ask("workspace/executeCommand", assess);
    let all = offered(&mut client, json!(null));
    let edits = &all[0]["edit"]["changes"][uri("/law/scenarios/all.acq")];
    let text = edits[0]["newText"].as_str().expect("a text");
    assert!(text.contains("from \"cases/a.yaml\" on 2026-03-01 {"), "{text}");
    client.leave();
}

#[test]
fn nothing_is_offered_for_what_cannot_be_kept() {
    let scenarios = format!("import law\n\n{OTHER}\n");
    for dossier in ["staff: [", "staff: ten\n", "on: push\n", "as_of: 2026-01-01\nstaff: 3\nother: 1\n"] {
        let mut client = with(&scenarios, dossier, json!({}));
        assert_eq!(offered(&mut client, json!(null)), json!(null), "{dossier}");
        client.leave();
    }
    let mut client = with(&scenarios, DOSSIER, json!({}));
    client.open("/law/law.acq", &format!("{LAW}define d : Bool = missing\n"));
    assert_eq!(offered(&mut client, json!(null)), json!(null), "a package in error");
    client.leave();
}
