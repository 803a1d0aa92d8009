//! Findings: sent after each edit or given when asked for, and always those of `check`.

use serde_json::{Value, json};

use crate::client::{Client, Files, of, of_with, uri};

const MANIFEST: &str = "[package]\nname = \"law\"\n";

fn law(text: &str) -> Files {
    Files::of(&[("/law/acquis.toml", MANIFEST), ("/law/a.acq", text)])
}

fn codes(found: &[Value]) -> Vec<&str> {
    found.iter().map(|finding| finding["code"].as_str().expect("a code")).collect()
}

#[test]
fn findings_come_and_go_with_edits_in_mid_word() {
    let mut client = Client::start(&law("define d : Bool = true\n"), json!({}));
    client.open("/law/a.acq", "define d : Bool = true\n");
    assert_eq!(codes(&client.findings("/law/a.acq", 1)), ["ACQ0104"]);
    client.edit("/law/a.acq", 2, [0, 20, 0, 22], "");
    let found = client.findings("/law/a.acq", 2);
    assert_eq!(codes(&found), ["ACQ0101"]);
    let range = json!({"start": {"line": 0, "character": 18}, "end": {"line": 0, "character": 20}});
    assert_eq!(found[0]["range"], range);
    assert_eq!(found[0]["severity"], 1);
    assert_eq!(found[0]["source"], "acquis");
    client.edit("/law/a.acq", 3, [0, 20, 0, 20], "ue\ndefine e : Bool = d");
    assert_eq!(codes(&client.findings("/law/a.acq", 3)), ["ACQ0104"]);
    client.edit("/law/a.acq", 4, [0, 0, 1, 99], "");
    assert_eq!(client.findings("/law/a.acq", 4), Vec::<Value>::new());
    client.leave();
}

#[test]
fn an_edit_of_one_file_changes_what_is_found_in_another() {
    let files = law("define d : Bool = true\n");
    files.put("/law/b.acq", "import a\nassume \"sane\" d\n");
    let mut client = Client::start(&files, json!({}));
    client.open("/law/a.acq", "define d : Bool = true\n");
    assert_eq!(client.findings("/law/a.acq", 1), Vec::<Value>::new());
    client.edit("/law/a.acq", 2, [0, 7, 0, 8], "e");
    let address = uri("/law/b.acq");
    let other = client.hear("textDocument/publishDiagnostics", |params| params["uri"] == address.as_str());
    assert_eq!(other["version"], json!(null));
    assert!(!other["diagnostics"].as_array().expect("a list").is_empty(), "{other}");
    client.leave();
}

#[test]
fn related_places_and_tags_are_given_to_clients_that_show_them() {
    let text = "define d : Bool = true\ndefine d : Bool = false\n";
    let shows = json!({
        "textDocument": {"publishDiagnostics": {"relatedInformation": true, "tagSupport": {"valueSet": [1]}}},
    });
    let mut client = Client::start(&law(text), shows);
    client.open("/law/a.acq", text);
    let found = client.findings("/law/a.acq", 1);
    let twice = found.iter().find(|finding| finding["code"] == "ACQ0102").expect("doubled");
    let related = twice["relatedInformation"].as_array().expect("a list");
    let lines: Vec<&Value> = related.iter().map(|one| &one["location"]["range"]["start"]["line"]).collect();
    assert!(lines.contains(&&json!(0)) && lines.contains(&&json!(1)), "{related:?}");
    client.edit("/law/a.acq", 2, [1, 0, 1, 99], "");
    let found = client.findings("/law/a.acq", 2);
    assert_eq!((codes(&found), &found[0]["tags"]), (vec!["ACQ0104"], &json!([1])));
    client.leave();

    let mut client = Client::start(&law(text), json!({}));
    client.open("/law/a.acq", text);
    let found = client.findings("/law/a.acq", 1);
    let twice = found.iter().find(|finding| finding["code"] == "ACQ0102").expect("doubled");
    assert_eq!(twice.get("relatedInformation"), None);
    assert!(twice["message"].as_str().expect("words").contains('\n'), "{twice}");
    client.leave();
}

#[test]
fn a_client_that_asks_gets_what_it_asks_for_and_nothing_twice() {
    let pulls = json!({"textDocument": {"diagnostic": {}}});
    let mut client = Client::start(&law("define d : Bool = tru\n"), pulls);
    assert_eq!(client.capabilities["diagnosticProvider"]["interFileDependencies"], true);
    client.open("/law/a.acq", "define d : Bool = tru\n");
    let first = client.ask("textDocument/diagnostic", of("/law/a.acq"));
    assert_eq!(first["kind"], "full");
    assert_eq!(codes(first["items"].as_array().expect("a list")), ["ACQ0101"]);
    let again = of_with("/law/a.acq", json!({"previousResultId": first["resultId"]}));
    assert_eq!(client.ask("textDocument/diagnostic", again.clone())["kind"], "unchanged");
    client.edit("/law/a.acq", 2, [0, 21, 0, 21], "e");
    let mended = client.ask("textDocument/diagnostic", again);
    assert_eq!(codes(mended["items"].as_array().expect("a list")), ["ACQ0104"]);
    let known = json!({"previousResultIds": [{"uri": uri("/law/a.acq"), "value": mended["resultId"]}]});
    let all = client.ask("workspace/diagnostic", known);
    assert_eq!(all["items"][0]["kind"], "unchanged", "{all}");
    assert_eq!(all["items"][0]["version"], 2);
    client.leave();

    let client = Client::start(&law(""), json!({}));
    assert_eq!(client.capabilities.get("diagnosticProvider"), None);
    client.desert();
}

#[test]
fn what_changes_on_disk_changes_what_is_found() {
    let files = law("assume \"sane\" d\n");
    let watches = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut client = Client::start(&files, watches);
    let is_watch = |params: &Value| params["registrations"][0]["method"] == "workspace/didChangeWatchedFiles";
    client.hear("client/registerCapability", is_watch);
    let of_a = |params: &Value| params["uri"] == uri("/law/a.acq").as_str();
    let found = client.hear("textDocument/publishDiagnostics", of_a);
    assert_eq!(codes(found["diagnostics"].as_array().expect("a list")), ["ACQ0101"]);
    files.put("/law/b.acq", "define d : Bool = true\n");
    let created = json!({"changes": [{"uri": uri("/law/b.acq"), "type": 1}]});
    client.tell("workspace/didChangeWatchedFiles", created);
    let found = client.hear("textDocument/publishDiagnostics", of_a);
    assert_eq!(codes(found["diagnostics"].as_array().expect("a list")), ["ACQ0108"]);
    files.take_away("/law/b.acq");
    client
        .tell("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri("/law/b.acq"), "type": 3}]}));
    let found = client.hear("textDocument/publishDiagnostics", of_a);
    assert_eq!(codes(found["diagnostics"].as_array().expect("a list")), ["ACQ0101"]);
    client.leave();
}

#[test]
fn folders_come_and_go_and_each_is_a_world_of_its_own() {
    let files = law("define d : Bool = tru\n");
    files.put("/other/x/acquis.toml", MANIFEST);
    files.put("/other/x/a.acq", "define d : Bool = fals\n");
    let mut client = Client::start_with(&files, json!({}), &["/law", "/other"], json!(null));
    let of = |path: &'static str| move |params: &Value| params["uri"] == uri(path).as_str();
    for (path, word) in [("/law/a.acq", "`tru`"), ("/other/x/a.acq", "`fals`")] {
        let found = client.hear("textDocument/publishDiagnostics", of(path));
        let message = found["diagnostics"][0]["message"].as_str().expect("words");
        assert!(message.contains(word), "{message}");
    }
    let folder = |path| json!({"uri": uri(path), "name": path});
    let change =
        |added: Vec<Value>, removed: Vec<Value>| json!({"event": {"added": added, "removed": removed}});
    client.tell("workspace/didChangeWorkspaceFolders", change(vec![], vec![folder("/other")]));
    let gone = client.hear("textDocument/publishDiagnostics", of("/other/x/a.acq"));
    assert_eq!(gone["diagnostics"], json!([]));
    client.tell("workspace/didChangeWorkspaceFolders", change(vec![folder("/other")], vec![]));
    let back = client.hear("textDocument/publishDiagnostics", of("/other/x/a.acq"));
    assert_eq!(back["diagnostics"][0]["code"], "ACQ0101");
    client.leave();
}

#[test]
fn a_file_in_no_package_is_looked_at_with_its_folder() {
    let files = Files::of(&[("/loose/b.acq", "define e : Bool = true\n"), ("/loose/deep/c.acq", "define f")]);
    let mut client = Client::start_with(&files, json!({}), &[], json!(null));
    client.open("/loose/a.acq", "import b\nassume \"sane\" e and f\n");
    let found = client.findings("/loose/a.acq", 1);
    assert_eq!(codes(&found), ["ACQ0502", "ACQ0101"]);
    assert!(found[0]["message"].as_str().expect("words").starts_with("`a.acq` belongs to no package"));
    client.leave();
}

#[test]
fn what_is_not_saved_counts_and_what_is_closed_is_as_on_disk() {
    let mut client = Client::start(&law("define d : Bool = true\n"), json!({}));
    client.open("/law/new.acq", "import a\nassume \"sane\" d and missing\n");
    assert_eq!(codes(&client.findings("/law/new.acq", 1)), ["ACQ0101"]);
    client.tell("textDocument/didClose", of("/law/new.acq"));
    let address = uri("/law/new.acq");
    let closed = client.hear("textDocument/publishDiagnostics", |params| params["uri"] == address.as_str());
    assert_eq!(closed["diagnostics"], json!([]));
    client.leave();
}

#[test]
fn waivers_are_held_to_the_day_that_is_set() {
    let text = "waive ACQ0104 until 2027-06-30 because \"used later\"\ndefine d : Bool = true\n";
    let options = |day: &str| json!({"asOf": day});
    let mut client = Client::start_with(&law(text), json!({}), &["/law"], options("2027-06-30"));
    client.open("/law/a.acq", text);
    assert_eq!(client.findings("/law/a.acq", 1), Vec::<Value>::new());
    client.tell("workspace/didChangeConfiguration", json!({"settings": {"acquis": options("2027-07-01")}}));
    let address = uri("/law/a.acq");
    let late = client.hear("textDocument/publishDiagnostics", |params| params["uri"] == address.as_str());
    assert!(codes(late["diagnostics"].as_array().expect("a list")).contains(&"ACQ1002"), "{late}");
    client.leave();

    // A client that answers what is set is asked.
    let mut client = Client::start(&law(text), json!({"workspace": {"configuration": true}}));
    client.hear("workspace/configuration", |params| params["items"][0]["section"] == "acquis");
    client.open("/law/a.acq", text);
    client.ask("workspace/symbol", json!({"query": ""}));
    client.edit("/law/a.acq", 2, [1, 22, 1, 22], " ");
    assert_eq!(client.findings("/law/a.acq", 2), Vec::<Value>::new());
    client.leave();
}

#[test]
fn a_client_that_shows_progress_sees_when_packages_are_looked_at_for_the_first_time() {
    let mut text = String::new();
    for n in 0..2000 {
        text.push_str(&format!("define d{n} : Bool = every x in [1, 2] satisfies x = {n}\n"));
    }
    let mut client = Client::start(&law(&text), json!({"window": {"workDoneProgress": true}}));
    let token = client.hear("window/workDoneProgress/create", |_| true)["token"].take();
    let kind = |kind: &'static str| {
        let token = token.clone();
        move |params: &Value| params["token"] == token && params["value"]["kind"] == kind
    };
    client.hear("$/progress", kind("begin"));
    client.hear("$/progress", kind("end"));
    client.leave();
}

const FAULTY: &str = "instrument act \"Act\" { article 1 { paragraphs (1) to (2) } }\n\
                      ladder trust \"Trust\" under Article 1(2) { level 1 }\n\
                      facts { staff : Integer from 0 to 100 }\n\
                      criterion Article 1(1) at level 1 \"Few\" {\n    requires staff <= 100\n}\n";

/// What is wrong whatever the facts takes a proof, and comes after what `check` finds; it goes when it is mended.
#[test]
fn what_is_wrong_whatever_the_facts_follows_what_check_finds() {
    let mut client = Client::start(&law(FAULTY), json!({}));
    client.open("/law/a.acq", FAULTY);
    assert_eq!(codes(&client.findings("/law/a.acq", 1)), [""; 0]);
    let found = client.findings("/law/a.acq", 1);
    assert_eq!(codes(&found), ["ACQ1303"]);
    assert_eq!(found[0]["range"]["start"]["line"], 3);
    // It stays where it is meanwhile, and moves with the text.
    client.edit("/law/a.acq", 2, [0, 0, 0, 0], "\n");
    let found = client.findings("/law/a.acq", 2);
    assert_eq!(codes(&found), ["ACQ1303"]);
    assert_eq!(found[0]["range"]["start"]["line"], 4);
    client.edit("/law/a.acq", 3, [5, 22, 5, 25], "50");
    let address = uri("/law/a.acq");
    client.hear("textDocument/publishDiagnostics", |params| {
        params["uri"] == address.as_str() && params["version"] == 3 && params["diagnostics"] == json!([])
    });
    client.leave();
}

/// A setting takes what was proved away, and asks for nothing more.
#[test]
fn what_is_proved_goes_where_that_is_switched_off() {
    let mut client = Client::start(&law(FAULTY), json!({}));
    client.open("/law/a.acq", FAULTY);
    let address = uri("/law/a.acq");
    let mut hear = |is_meant: &dyn Fn(&Value) -> bool| {
        client.hear("textDocument/publishDiagnostics", |params| {
            params["uri"] == address.as_str() && is_meant(&params["diagnostics"])
        });
    };
    hear(&|found| *found == json!([]));
    hear(&|found| found[0]["code"] == "ACQ1303");
    let settings = json!({"settings": {"acquis": {"diagnostics": {"proofs": false}}}});
    client.tell("workspace/didChangeConfiguration", settings);
    client.hear("textDocument/publishDiagnostics", |params| {
        params["uri"] == address.as_str() && params["diagnostics"] == json!([])
    });
    client.leave();
}
