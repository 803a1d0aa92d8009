//! Commands: scenarios are run, dossiers are assessed and explained, and what came of it is shown until it is out of date.

use serde_json::{Value, json};

use crate::client::{Client, Files, of, uri};

const MANIFEST: &str = "[package]\nname = \"law\"\n";

const LAW: &str =
    "instrument i \"I\" { annex I { number 1.1 { points (a) to (b) } number 2.1 { points (a) to (a) } } }
entity Person identified by id { works_in : Country }
facts { staff : list of Person provider : Bool audited : Bool }
ladder l { level 1 set out in Annex I 1 level 2 set out in Annex I 2 }
criterion Annex I 1.1(a) at level 1 \"Provider\" { fails \"nobody provides it\" requires provider }
criterion Annex I 1.1(b) at level 1 \"Staff\" { requires every p in staff satisfies p.works_in = DE }
criterion Annex I 2.1(a) at level 2 \"Audit\" { requires audited }
rule fee \"Fee\" : Integer from 0 to 9 under Annex I 1.1(a) { default 1 exception large when audited then 2 }
scenario \"right\" on 2026-01-01 { set provider = true expect Annex I 1.1(a) met }
scenario \"wrong\" on 2026-01-01 { set provider = false expect Annex I 1.1(a) met expect no level }
";

const OUTLINE: &str = "instrument i \"I\" {
    annex I { section 1 { number 1.1 { points (a) to (b) } } section 2 { number 2.1 { point (a) } } }
}
";

const DOSSIER: &str =
    "subject: nordwolke\nas_of: 2026-01-01\nprovider: false\nstaff:\n  - id: anna\n    works_in: FR\n";

fn law() -> Files {
    let rest = LAW.split_once('\n').expect("lines").1;
    Files::of(&[("/law/acquis.toml", MANIFEST), ("/law/a.acq", &format!("{OUTLINE}{rest}"))])
}

fn text_of(files: &str) -> String {
    let rest = LAW.split_once('\n').expect("lines").1;
    format!("{files}{rest}")
}

fn shows() -> Value {
    json!({"textDocument": {"publishDiagnostics": {"relatedInformation": true}}})
}

fn run(client: &mut Client, command: &str, arguments: Value) -> Value {
    client.ask("workspace/executeCommand", json!({"command": command, "arguments": arguments}))
}

/// The code and the message of the error with which a command is refused.
fn refused(client: &mut Client, command: &str, arguments: Value) -> (i64, String) {
    let id = client.begin("workspace/executeCommand", json!({"command": command, "arguments": arguments}));
    let error = client.end(id)["error"].take();
    (error["code"].as_i64().expect("an error"), error["message"].as_str().expect("words").to_owned())
}

/// The findings of a file for which `is_meant`, when they are sent.
fn published(client: &mut Client, path: &str, is_meant: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let address = uri(path);
    let found = client.hear("textDocument/publishDiagnostics", |params| {
        params["uri"] == address.as_str() && is_meant(params["diagnostics"].as_array().expect("a list"))
    });
    found["diagnostics"].as_array().expect("a list").clone()
}

fn of_source<'f>(found: &'f [Value], source: &str) -> Vec<&'f Value> {
    found.iter().filter(|finding| finding["source"] == source).collect()
}

#[test]
fn what_does_not_come_out_is_answered_and_shown_until_the_package_is_edited() {
    let mut client = Client::start(&law(), shows());
    assert_eq!(client.capabilities["executeCommandProvider"]["commands"][0], "acquis.test");
    client.open("/law/a.acq", &text_of(OUTLINE));
    let answer = run(&mut client, "acquis.test", json!([uri("/law")]));
    let package = &answer["packages"][0];
    assert_eq!((&package["passed"], &package["failed"]), (&json!(1), &json!(1)), "{answer}");
    assert_eq!(package["scenarios"][0]["name"], "right");
    assert_eq!(package["scenarios"][1]["failures"][0]["expected"], "Annex I 1.1(a) met");
    let is_run = |found: &[Value]| !of_source(found, "acquis test").is_empty();
    let found = published(&mut client, "/law/a.acq", is_run);
    let failed = of_source(&found, "acquis test");
    assert_eq!(failed.len(), 1, "{failed:?}");
    let words = failed[0]["message"].as_str().expect("words");
    assert!(words.starts_with("expected Annex I 1.1(a) met, and it is: not met"), "{words}");
    assert_eq!(failed[0]["range"]["start"]["line"], 11);
    assert_eq!(failed[0]["relatedInformation"][0]["message"], "in \"wrong\"");
    client.edit("/law/a.acq", 2, [0, 0, 0, 0], "// edited\n");
    assert_eq!(of_source(&client.findings("/law/a.acq", 2), "acquis test"), Vec::<&Value>::new());
    client.leave();
}

#[test]
fn one_scenario_is_run_by_its_title() {
    let mut client = Client::start(&law(), json!({}));
    let answer = run(&mut client, "acquis.test", json!([uri("/law/a.acq"), "right"]));
    let names: Vec<&Value> = answer["packages"][0]["scenarios"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["name"])
        .collect();
    assert_eq!(names, ["right"]);
    let (code, message) = refused(&mut client, "acquis.test", json!([uri("/law"), "rigt"]));
    assert_eq!((code, message.as_str()), (-32602, "no scenario is called \"rigt\""));
    client.leave();
}

#[test]
fn a_dossier_is_assessed_as_it_stands_in_the_editor_and_kept_so() {
    let mut client = Client::start(&law(), shows());
    client.open("/law/x.yaml", DOSSIER);
    let answer = run(&mut client, "acquis.assess", json!([uri("/law/x.yaml")]));
    assert_eq!(answer["schema"], "acquis.assessment/1");
    assert_eq!((&answer["attained"], &answer["dossier"]), (&json!([]), &json!("x.yaml")));
    let is_assessed = |found: &[Value]| !of_source(found, "acquis assess").is_empty();
    let found = published(&mut client, "/law/x.yaml", is_assessed);
    let told: Vec<(&Value, u64)> = found
        .iter()
        .map(|one| (&one["code"], one["range"]["start"]["line"].as_u64().expect("a line")))
        .collect();
    let (level, a, b, audit) =
        (json!("l"), json!("Annex I 1.1(a)"), json!("Annex I 1.1(b)"), json!("Annex I 2.1(a)"));
    assert_eq!(told, [(&level, 0), (&a, 2), (&b, 5), (&audit, 0)], "{found:?}");
    assert!(found.iter().all(|one| one["severity"] == 3));
    let words = found[1]["message"].as_str().expect("words");
    assert!(words.starts_with("Annex I 1.1(a) not met: nobody provides it\n"), "{words}");
    let related = &found[1]["relatedInformation"][0];
    assert_eq!(
        (&related["location"]["uri"], &related["location"]["range"]["start"]["line"]),
        (&json!(uri("/law/a.acq")), &json!(6))
    );

    client.edit("/law/x.yaml", 2, [2, 10, 2, 15], "true");
    let found = client.findings("/law/x.yaml", 2);
    assert!(
        of_source(&found, "acquis assess").iter().all(|one| one["code"] != "Annex I 1.1(a)"),
        "{found:?}"
    );
    assert_eq!(found.len(), 3, "{found:?}");
    client.edit("/law/x.yaml", 3, [2, 10, 2, 14], "maybe");
    let found = client.findings("/law/x.yaml", 3);
    assert_eq!((found.len(), &found[0]["code"]), (1, &json!("ACQ0605")), "{found:?}");
    client.edit("/law/x.yaml", 4, [2, 10, 2, 15], "true");
    assert_eq!(client.findings("/law/x.yaml", 4).len(), 3);
    assert_eq!(run(&mut client, "acquis.forget", json!([uri("/law/x.yaml")])), json!(null));
    assert_eq!(published(&mut client, "/law/x.yaml", <[Value]>::is_empty), Vec::<Value>::new());
    client.leave();
}

#[test]
fn an_edit_of_the_law_changes_what_is_said_of_a_dossier_and_closing_ends_it() {
    let mut client = Client::start(&law(), shows());
    client.open("/law/a.acq", &text_of(OUTLINE));
    client.open("/law/x.yaml", DOSSIER);
    run(&mut client, "acquis.assess", json!([uri("/law/x.yaml")]));
    published(&mut client, "/law/x.yaml", |found| found.len() == 4);
    // `= DE` becomes `= FR`.
    let line = text_of(OUTLINE).lines().position(|line| line.contains("= DE")).expect("there") as u32;
    let column =
        text_of(OUTLINE).lines().nth(line as usize).expect("there").find("DE").expect("there") as u32;
    client.edit("/law/a.acq", 2, [line, column, line, column + 2], "FR");
    let found = published(&mut client, "/law/x.yaml", |found| found.len() == 3);
    assert!(found.iter().all(|one| one["code"] != "Annex I 1.1(b)"), "{found:?}");
    client.tell("textDocument/didClose", of("/law/x.yaml"));
    assert_eq!(published(&mut client, "/law/x.yaml", <[Value]>::is_empty), Vec::<Value>::new());
    client.open("/law/x.yaml", DOSSIER);
    assert_eq!(client.findings("/law/x.yaml", 1), Vec::<Value>::new(), "it is not assessed any more");
    client.leave();
}

#[test]
fn a_verdict_and_a_rule_are_explained_and_a_date_can_be_given() {
    let mut client = Client::start(&law(), json!({}));
    client.open("/law/x.yaml", "provider: false\n");
    let (code, message) = refused(&mut client, "acquis.explain", json!([uri("/law/x.yaml"), "1.1(a)"]));
    assert_eq!((code, message.as_str()), (-32803, "x.yaml does not say as of which date to assess it"));
    let as_of = json!({"asOf": "2026-02-03"});
    let answer = run(&mut client, "acquis.explain", json!([uri("/law/x.yaml"), "1.1(a)", as_of]));
    let text = answer["value"].as_str().expect("words");
    assert!(text.starts_with("Annex I 1.1(a)") && text.contains("provider is false"), "{text}");
    let rule = run(&mut client, "acquis.explain", json!([uri("/law/x.yaml"), "fee", {"asOf": "2026-02-03"}]));
    assert!(rule["value"].as_str().expect("words").starts_with("Annex I 1.1(a) Fee"), "{rule}");
    client.leave();
}

#[test]
fn progress_is_shown_to_a_client_that_gives_a_token() {
    let mut client = Client::start(&law(), json!({}));
    let params = json!({"command": "acquis.test", "arguments": [], "workDoneToken": "t"});
    client.ask("workspace/executeCommand", params);
    for kind in ["begin", "end"] {
        client.hear("$/progress", |params| params["token"] == "t" && params["value"]["kind"] == kind);
    }
    client.leave();
}

#[test]
fn what_cannot_be_asked_is_refused_with_the_reason() {
    let mut client = Client::start(&law(), json!({}));
    client.open("/law/package.json", "{}");
    for (command, arguments, words) in [
        ("acquis.tset", json!([]), "there is no command `acquis.tset`"),
        ("acquis.test", json!([7]), "`acquis.test` takes an address as a text, and this is 7"),
        ("acquis.test", json!([uri("/elsewhere")]), "there is no package around /elsewhere"),
        ("acquis.assess", json!([]), "`acquis.assess` needs the address of a dossier"),
        ("acquis.assess", json!([uri("/law/a.acq")]), "no dossier of a package is open at /law/a.acq"),
        ("acquis.assess", json!([uri("/law/x.yaml"), {"asOf": "soon"}]), "`soon` is no date"),
        ("acquis.assess", json!([uri("/law/x.yaml"), {"day": 1}]), "`acquis.assess` does not know `day`"),
        ("acquis.explain", json!([uri("/law/x.yaml")]), "`acquis.explain` needs a provision"),
        ("acquis.effect", json!([]), "`acquis.effect` needs the address of a package's folder"),
        ("acquis.effect", json!([uri("/law/a.acq")]), "`acquis.effect` needs the name of an amendment"),
        ("acquis.effect", json!([uri("/law/a.acq"), "AM_9"]), "`AM_9` cannot be applied to the package"),
        ("acquis.forget", json!([uri("/law/x.yaml"), 1]), "`acquis.forget` takes at most 1"),
    ] {
        let (code, message) = refused(&mut client, command, arguments);
        assert_eq!(code, -32602, "{message}");
        assert!(message.starts_with(words), "{message}");
    }
    client.leave();
}

#[test]
fn a_package_with_errors_is_not_assessed() {
    let files = law();
    files.put("/law/b.acq", "define d : Bool = missing\n");
    let mut client = Client::start(&files, json!({}));
    client.open("/law/x.yaml", DOSSIER);
    for (command, arguments) in [("acquis.test", json!([])), ("acquis.assess", json!([uri("/law/x.yaml")]))] {
        let (code, message) = refused(&mut client, command, arguments);
        assert_eq!((code, message.as_str()), (-32803, "a package with errors does not assess"));
    }
    client.leave();
}

#[test]
fn an_edit_while_scenarios_run_is_no_reason_to_refuse_them() {
    let mut client = Client::start(&law(), json!({}));
    let text = text_of(OUTLINE);
    client.open("/law/a.acq", &text);
    let line = text.lines().position(|line| line.starts_with("scenario \"wrong\"")).expect("there");
    let line = u32::try_from(line).expect("small");
    for version in 2..12 {
        let id = client.begin("workspace/executeCommand", json!({"command": "acquis.test", "arguments": []}));
        client.edit("/law/a.acq", version, [0, 0, 0, 0], " ");
        let answer = client.end(id);
        assert_eq!(answer["result"]["packages"][0]["failed"], 1, "{answer}");
    }
    client.edit("/law/a.acq", 12, [line, 0, line, 999], "");
    let answer = run(&mut client, "acquis.test", json!([]));
    assert_eq!(answer["packages"][0]["failed"], 0);
    client.leave();
}

/// What is said of work that bears a token, of what was heard so far.
fn work_so_far(client: &mut Client, token: &str) -> Vec<String> {
    let mut said = client.heard_so_far("$/progress");
    said.retain(|params| params["token"] == token);
    said.iter().map(|params| params["value"]["kind"].as_str().expect("a kind").to_owned()).collect()
}

#[test]
fn that_work_has_ended_is_said_before_its_answer() {
    let mut client = Client::start(&law(), json!({}));
    for turn in 0..60 {
        let token = format!("t{turn}");
        let arguments = json!([uri("/law"), "right"]);
        let params = json!({"command": "acquis.test", "arguments": arguments, "workDoneToken": token});
        client.ask("workspace/executeCommand", params);
        assert_eq!(work_so_far(&mut client, &token), ["begin", "end"], "turn {turn}");
    }
    client.leave();
}

#[test]
fn work_that_is_taken_back_ends_too() {
    let mut client = Client::start(&law(), json!({}));
    let params = json!({"command": "acquis.test", "arguments": [uri("/law")], "workDoneToken": "t"});
    let id = client.begin("workspace/executeCommand", params);
    client.hear("$/progress", |params| params["value"]["kind"] == "begin");
    client.tell("$/cancelRequest", json!({"id": id}));
    client.end(id);
    assert_eq!(work_so_far(&mut client, "t"), ["end"]);
    client.leave();
}
