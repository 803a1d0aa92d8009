//! What can be done where the cursor stands, asked in UTF-16 with signs beyond ASCII before the places.

use serde_json::{Value, json};

use crate::client::{Client, Files, applied, of_with, uri};

const MANIFEST: &str = "[package]\nname = \"law\"\n";

const LAW: &str = "instrument act \"An act\" {
    annex I \"« é » 𝔸\" { section 1 { number 1.1 { points (a) to (c) } } }
}
facts { staff : Integer from 0 to 9  guests : Integer from 0 to 9 }
ladder steps \"𝔸\" { level 1 \"é\" set out in Annex I 1 }
define few(n : Integer from 0 to 9) : Bool = n < 3
criterion Annex I 1.1(b) at level 1 \"𝔸 near\" { holds \"𝔸\" requires few(staff) and few(guests) }
";

fn client() -> Client {
    client_that(json!({}))
}

fn client_that(can: Value) -> Client {
    let files = Files::default();
    files.put("/law/acquis.toml", MANIFEST);
    files.put("/law/law.acq", LAW);
    let mut client = Client::start(&files, can);
    client.open("/law/law.acq", LAW);
    client.findings("/law/law.acq", 1);
    client
}

/// The range of a piece of the law.
fn range(piece: &str) -> Value {
    let start = LAW.find(piece).expect("the piece");
    let at = |at: usize| {
        let before = &LAW[..at];
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().map_or(0, |before| before.encode_utf16().count());
        json!({"line": line, "character": column})
    };
    json!({"start": at(start), "end": at(start + piece.len())})
}

/// What is offered of a kind at a piece of the law: title, kind, and what becomes of the law.
fn offered(client: &mut Client, piece: &str, only: Value) -> Vec<(String, String, String)> {
    let params = json!({"range": range(piece), "context": {"diagnostics": [], "only": only}});
    let all = client.ask("textDocument/codeAction", of_with("/law/law.acq", params));
    let all = all.as_array().expect("a list").iter().map(|action| {
        let edits = action["edit"]["changes"][uri("/law/law.acq")].as_array().expect("edits of the law");
        let word = |key: &str| action[key].as_str().expect("a word").to_owned();
        (word("title"), word("kind"), applied(LAW, edits))
    });
    all.collect()
}

/// How many findings the law has with another text.
fn findings(client: &mut Client, version: i64, text: &str) -> usize {
    let whole = json!({
        "textDocument": {"uri": uri("/law/law.acq"), "version": version}, "contentChanges": [{"text": text}],
    });
    client.tell("textDocument/didChange", whole);
    client.findings("/law/law.acq", version).len()
}

#[test]
fn a_selected_piece_gets_a_name_and_a_name_is_written_out() {
    let mut client = client();
    let extracted = offered(&mut client, "few(staff) and few(guests)", json!(["refactor.extract"]));
    let [(title, kind, text)] = extracted.as_slice() else { panic!("{extracted:?}") };
    assert_eq!(
        (title.as_str(), kind.as_str()),
        ("give this piece a name of its own (`define`)", "refactor.extract")
    );
    let notion = "define extracted : Bool = few(staff) and few(guests)\n\ncriterion Annex I 1.1(b)";
    assert!(text.contains(notion) && text.contains("requires extracted }"), "{text}");

    let inlined = offered(&mut client, "few(staff)", json!(["refactor.inline"]));
    let [(title, _, text)] = inlined.as_slice() else { panic!("{inlined:?}") };
    assert_eq!(title, "write `few` out");
    assert!(text.contains("requires (staff < 3) and few(guests) }"), "{text}");

    let all = offered(&mut client, "few(staff)", json!(["refactor"]));
    let kinds: Vec<&str> = all.iter().map(|(_, kind, _)| kind.as_str()).collect();
    assert!(kinds.contains(&"refactor.extract") && kinds.contains(&"refactor.inline"), "{kinds:?}");
    assert_eq!(offered(&mut client, "holds", json!(["refactor.extract"])), []);
    client.leave();
}

#[test]
fn points_without_criteria_are_added_where_the_finding_is_shown() {
    let mut client = client();
    let all = offered(&mut client, "Annex I 1 ", json!(["quickfix"]));
    let titles: Vec<&str> = all.iter().map(|(title, ..)| title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "add a criterion for Annex I 1.1(a)",
            "say that Annex I 1.1(a) is not formalised",
            "add criteria for the 2 points that have none",
            "say of 2 provisions that they are not formalised",
        ]
    );
    let (.., text) = &all[2];
    assert_eq!(findings(&mut client, 2, text), 0, "{text}");
    client.leave();
}

#[test]
fn a_scenario_expects_what_is_found() {
    let scenario =
        "scenario \"𝔸\" on 2027-01-01 { set staff = 1 set guests = 2 expect Annex I 1.1(b) not met }\n";
    let law = format!(
        "{LAW}not formalised Annex I 1.1(a) because \"x\"\nnot formalised Annex I 1.1(c) because \"x\"\n{scenario}"
    );
    let files = Files::default();
    files.put("/law/acquis.toml", MANIFEST);
    files.put("/law/law.acq", &law);
    let mut client = Client::start(&files, json!({}));
    client.open("/law/law.acq", &law);
    assert_eq!(client.findings("/law/law.acq", 1).len(), 0);
    let line = law.lines().count() - 1;
    let column = scenario.find("not met").expect("the verdict") - 2;
    let at = json!({"line": line, "character": column});
    let params = json!({"range": {"start": at, "end": at}, "context": {"diagnostics": [], "only": ["refactor.rewrite"]}});
    let all = client.ask("textDocument/codeAction", of_with("/law/law.acq", params));
    assert_eq!(all[0]["title"], "expect what is found: `expect Annex I 1.1(b) met`");
    let edits = all[0]["edit"]["changes"][uri("/law/law.acq")].as_array().expect("edits");
    assert!(applied(&law, edits).contains("expect Annex I 1.1(b) met }"));
    client.leave();
}

/// A client that asks for the edit of an action when somebody chooses it.
fn lazy() -> Client {
    let later = json!({"dataSupport": true, "resolveSupport": {"properties": ["edit"]}});
    client_that(json!({"textDocument": {"codeAction": later}}))
}

/// What is offered at a piece of the law, as it is sent.
fn sent(client: &mut Client, piece: &str, only: Value) -> Vec<Value> {
    let params = json!({"range": range(piece), "context": {"diagnostics": [], "only": only}});
    let mut all = client.ask("textDocument/codeAction", of_with("/law/law.acq", params));
    all.as_array_mut().map(std::mem::take).expect("a list")
}

#[test]
fn an_edit_that_takes_a_check_is_given_when_it_is_asked_for() {
    let mut client = lazy();
    assert_eq!(client.capabilities["codeActionProvider"]["resolveProvider"], true);
    let offered = sent(&mut client, "few(staff) and few(guests)", json!(["refactor.extract"]));
    let [action] = offered.as_slice() else { panic!("{offered:?}") };
    assert_eq!(action["title"], "give this piece a name of its own (`define`)");
    assert!(action.get("edit").is_none(), "{action}");
    let chosen = client.ask("codeAction/resolve", action.clone());
    assert_eq!((&chosen["title"], &chosen["kind"]), (&action["title"], &action["kind"]));
    let edits = chosen["edit"]["changes"][uri("/law/law.acq")].as_array().expect("edits").clone();
    let text = applied(LAW, &edits);
    assert!(text.contains("define extracted : Bool = few(staff) and few(guests)\n\ncriterion"), "{text}");

    let quick = sent(&mut client, "Annex I 1 ", json!(["quickfix"]));
    assert!(quick.iter().all(|action| action["edit"].is_object()), "what is certain comes with its edit");
    assert_eq!(client.ask("codeAction/resolve", quick[0].clone()), quick[0]);
    client.leave();
    let client = self::client();
    assert!(client.capabilities["codeActionProvider"].get("resolveProvider").is_none());
    client.leave();
}

/// The code of the error with which an edit is refused, and its words.
fn refused(client: &mut Client, action: &Value) -> (Value, String) {
    let id = client.begin("codeAction/resolve", action.clone());
    let mut error = client.end(id)["error"].take();
    (error["code"].take(), error["message"].as_str().expect("words").to_owned())
}

#[test]
fn an_edit_is_refused_that_is_asked_for_when_the_text_has_changed() {
    let mut client = lazy();
    let offered = sent(&mut client, "few(staff)", json!(["refactor.inline"]));
    client.edit("/law/law.acq", 2, [0, 0, 0, 0], "// changed\n");
    assert_eq!(refused(&mut client, &offered[0]).0, -32801);
    client.leave();
}

#[test]
fn what_would_not_check_is_not_offered_or_refused_where_the_edit_is_asked_for_later() {
    let captures = "entity Site { staff : Integer from 0 to 9 }
facts { sites : list of Site }
define busier(n : Integer from 0 to 9) : Bool = some s in sites satisfies s.staff > n
assume \"𝔸\" every s in sites satisfies busier(s.staff)
";
    let at = json!({"line": LAW.lines().count() + 3, "character": 44});
    let params = json!({"range": {"start": at, "end": at}, "context": {"diagnostics": [], "only": ["refactor.inline"]}});
    let params = of_with("/law/law.acq", params);
    for (mut client, is_later) in [(client(), false), (lazy(), true)] {
        client.edit(
            "/law/law.acq",
            2,
            [LAW.lines().count() as u32, 0, LAW.lines().count() as u32, 0],
            captures,
        );
        let offered = client.ask("textDocument/codeAction", params.clone());
        if is_later {
            assert_eq!(offered[0]["title"], "write `busier` out");
            let why = "the policy would not check any more".to_owned();
            assert_eq!(refused(&mut client, &offered[0]), (json!(-32803), why));
        } else {
            assert_eq!(offered, json!([]));
        }
        client.leave();
    }
}

/// A scenario that expects nothing costs a check of its package, which a client that asks later does not wait for.
#[test]
fn what_a_scenario_should_expect_is_found_when_it_is_asked_for() {
    let rest = "not formalised Annex I 1.1(a) because \"x\"\nnot formalised Annex I 1.1(c) because \"x\"\n";
    let scenario = "scenario \"𝔸\" on 2027-01-01 { set staff = 1 set guests = 2 }\n";
    let law = format!("{LAW}{rest}{scenario}");
    let at = json!({"line": law.lines().count() - 1, "character": 12});
    let only =
        json!({"range": {"start": at, "end": at}, "context": {"diagnostics": [], "only": ["quickfix"]}});
    for (mut client, is_later) in [(client(), false), (lazy(), true)] {
        assert_eq!(findings(&mut client, 2, &law), 1);
        let offered = client.ask("textDocument/codeAction", of_with("/law/law.acq", only.clone()));
        assert_eq!(offered[0]["title"], "expect what comes of the facts now", "{offered}");
        assert_eq!(offered[0]["diagnostics"][0]["code"], "ACQ0804");
        assert_eq!(offered[0].get("edit").is_none(), is_later, "{offered}");
        let chosen =
            if is_later { client.ask("codeAction/resolve", offered[0].clone()) } else { offered[0].clone() };
        let edits = chosen["edit"]["changes"][uri("/law/law.acq")].as_array().expect("edits");
        let text = applied(&law, edits);
        assert!(text.ends_with("    expect level 1\n    expect nothing missing\n}\n"), "{text}");
        assert_eq!(findings(&mut client, 3, &text), 0);
        let broken = format!("{law}define broken : Bool = missing\n");
        findings(&mut client, 4, &broken);
        let offered = client.ask("textDocument/codeAction", of_with("/law/law.acq", only.clone()));
        assert_eq!(offered, json!([]), "nothing comes of facts while the law is in error");
        client.leave();
    }
}
