//! How a server lives: it comes, answers what is not stale, gives up what is taken back, and goes.

use acquis_lsp::Outcome;
use serde_json::{Value, json};

use crate::client::{Client, Files, of, of_with, uri};

fn law(text: &str) -> Files {
    Files::of(&[("/law/acquis.toml", "[package]\nname = \"law\"\n"), ("/law/a.acq", text)])
}

#[test]
fn a_client_that_takes_leave_has_left_and_one_that_goes_has_gone() {
    assert_eq!(Client::start(&law(""), json!({})).leave(), Outcome::Ended);
    assert_eq!(Client::start(&law(""), json!({})).desert(), Outcome::Deserted);
}

#[test]
fn columns_are_counted_as_agreed() {
    let text = "/// «§»\nassume \"é 😀 e\u{301}\" missing\n";
    for (offered, agreed, column) in [
        (json!(["utf-16", "utf-8"]), "utf-8", 21),
        (json!(["utf-16"]), "utf-16", 17),
        (json!(null), "utf-16", 17),
    ] {
        let mut client = Client::start(&law(text), json!({"general": {"positionEncodings": offered}}));
        assert_eq!(client.capabilities["positionEncoding"], agreed);
        client.open("/law/a.acq", text);
        let found = client.findings("/law/a.acq", 1);
        assert_eq!(found[0]["range"]["start"], json!({"line": 1, "character": column}));
        // The same columns in the other direction: the name behind the accents is mended.
        client.edit("/law/a.acq", 2, [1, column, 1, column + 7], "true");
        let found = client.findings("/law/a.acq", 2);
        assert!(found.iter().all(|finding| finding["code"] != "ACQ0101"), "{found:?}");
        client.leave();
    }
}

#[test]
fn edits_and_questions_keep_their_order() {
    let mut client = Client::start(&law(""), json!({}));
    client.open("/law/a.acq", "");
    for round in 0..50_i64 {
        client.edit("/law/a.acq", round + 2, [0, 0, 0, 0], &format!("define d{round} : Bool = true\n"));
        let symbols = client.ask("textDocument/documentSymbol", of("/law/a.acq"));
        let symbols = symbols.as_array().expect("a list");
        assert_eq!(symbols.len() as i64, round + 1);
        assert_eq!(symbols[0]["name"], format!("d{round}"));
    }
    client.leave();
}

/// What an answer says went wrong.
fn error(answer: &Value) -> Option<i64> {
    answer["error"]["code"].as_i64()
}

#[test]
fn a_storm_of_edits_leaves_nothing_unanswered_and_ends_with_what_is_so() {
    let mut client = Client::start(&law(""), json!({}));
    client.open("/law/a.acq", "define d : Bool = true\n");
    let mut asked = vec![];
    for round in 0..200_i64 {
        let (from, text) = if round % 2 == 0 { ([0, 20, 0, 22], "") } else { ([0, 20, 0, 20], "ue") };
        client.edit("/law/a.acq", round + 2, from, text);
        let method = ["textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/formatting"];
        let options = json!({"options": {"tabSize": 4, "insertSpaces": true}});
        let id = client.begin(method[round as usize % 3], of_with("/law/a.acq", options));
        if round % 5 == 0 {
            client.tell("$/cancelRequest", json!({"id": id}));
        }
        asked.push(id);
    }
    for id in asked {
        let answer = client.end(id);
        assert!(matches!(error(&answer), None | Some(-32800 | -32801)), "{answer}");
    }
    let last = client.findings("/law/a.acq", 201);
    assert_eq!(last.iter().map(|finding| &finding["code"]).collect::<Vec<_>>(), ["ACQ0104"]);
    client.leave();
}

#[test]
fn a_question_that_is_taken_back_is_answered_so_and_the_next_as_ever() {
    let files = law("");
    let mut client = Client::start(&files, json!({}));
    let mut text = String::new();
    for n in 0..3000 {
        text.push_str(&format!("define d{n} : Bool = every x in [1, 2] satisfies x = {n}\n"));
    }
    client.open("/law/a.acq", &text);
    let id = client.begin("textDocument/semanticTokens/full", of("/law/a.acq"));
    client.tell("$/cancelRequest", json!({"id": id}));
    assert!(matches!(error(&client.end(id)), Some(-32800)));
    let symbols = client.ask("textDocument/documentSymbol", of("/law/a.acq"));
    assert_eq!(symbols.as_array().map(Vec::len), Some(3000));
    client.leave();
}

#[test]
fn what_is_no_policy_and_what_is_not_there_is_answered_with_nothing() {
    let mut client = Client::start(&law(""), json!({}));
    client.tell(
        "textDocument/didOpen",
        json!({"textDocument": {"uri": uri("/law/notes.md"), "languageId": "markdown", "version": 1, "text": "{"}}),
    );
    for path in ["/law/notes.md", "/law/missing.acq", "/elsewhere/a.acq"] {
        for method in
            ["textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/semanticTokens/full"]
        {
            assert_eq!(client.ask(method, of(path)), json!(null), "{method} {path}");
        }
    }
    client.leave();
}

#[test]
fn a_document_that_is_no_file_is_served_too() {
    let mut client = Client::start(&law(""), json!({}));
    let document =
        json!({"uri": "untitled:one", "languageId": "acquis", "version": 1, "text": "facts { a : Bool }"});
    client.tell("textDocument/didOpen", json!({"textDocument": document}));
    let symbols = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": "untitled:one"}}));
    assert_eq!(symbols[0]["name"], "facts");
    client.leave();
}

#[test]
fn what_cannot_be_read_is_answered_by_itself_and_the_next_message_as_ever() {
    let mut client = Client::start(&law(""), json!({}));
    client.open("/law/a.acq", "define d : Bool = true\n");
    for (body, code) in
        [("{not json", -32700), ("[]", -32600), (r#"{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}"#, -32600)]
    {
        client.send_raw(body);
        let refused = client.end_of(&Value::Null);
        assert_eq!((error(&refused), &refused["id"]), (Some(code), &Value::Null), "{body}");
    }
    // An edit that parts a character beyond the basic plane sends half of it.
    let change = r#"{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///law/a.acq","version":2},"contentChanges":[{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"text":"// \ud83d\n"}]}}"#;
    client.send_raw(change);
    let symbols = client.ask("textDocument/documentSymbol", of("/law/a.acq"));
    assert_eq!(symbols[0]["location"]["range"]["start"]["line"], 1, "{symbols}");
    assert_eq!(client.leave(), Outcome::Ended);
}

#[test]
fn a_message_whose_head_is_broken_is_answered_and_the_next_is_found() {
    let mut client = Client::start(&law(""), json!({}));
    let lost = r#"{"jsonrpc":"2.0","method":"$/lost","params":"Content-Length: 2\r\n\r\n{}"}"#;
    let length = lost.len();
    let long = format!("X: {}", "x".repeat(40_000));
    for head in [
        "Content-Length: many\r\n\r\n".to_owned(),
        "Content-Length: -1\r\nContent-Type: a\r\n\r\n".to_owned(),
        "\r\n".to_owned(),
        "Length 12\r\n\r\n".to_owned(),
        "Content-Length: 999999999999\r\n\r\n".to_owned(),
        format!("{long}\r\n\r\n"),
        format!("Content-Length: {length}\n\n"),
        // One that says too little, so that the rest stands before the next head.
        format!("Content-Length: {}\r\n\r\n", length - 20),
    ] {
        client.send_bytes(format!("{head}{lost}").as_bytes());
        let symbols = client.ask("workspace/symbol", json!({"query": "nothing"}));
        assert_eq!(symbols, json!([]), "{head}");
        let refused = client.end_of(&Value::Null);
        assert_eq!(error(&refused), Some(-32700), "{head}");
        let said = client.hear("window/showMessage", |_| true);
        assert!(said["message"].as_str().expect("words").contains("an edit"), "{said}");
    }
    assert_eq!(client.leave(), Outcome::Ended);
}

#[test]
fn a_client_in_which_nothing_is_set_is_asked_once_and_again_when_it_says_that_something_has_changed() {
    let mut client = Client::start(&law(""), json!({"workspace": {"configuration": true}}));
    client.settings = json!(null);
    let asked = |client: &mut Client| {
        for _ in 0..20 {
            client.ask("workspace/symbol", json!({"query": "nothing"}));
        }
        client.heard_so_far("workspace/configuration").len()
    };
    assert_eq!(asked(&mut client), 1);
    client.tell("workspace/didChangeConfiguration", json!({"settings": null}));
    assert_eq!(asked(&mut client), 1);
    assert_eq!(client.leave(), Outcome::Ended);
}

#[test]
fn an_address_is_understood_though_its_signs_are_not_written_by_numbers() {
    let files = law("");
    files.put("/law/é 5 %41.acq", "define missing : Bool = absent\n");
    let mut client = Client::start(&files, json!({}));
    for address in
        ["file:///law/é 5 %2541.acq", "file:///law/%C3%A9%205%20%2541.acq", "file:///law/%c3%a9 5 %41.acq"]
    {
        let document =
            json!({"uri": address, "languageId": "acquis", "version": 1, "text": "define b : Bool = true\n"});
        client.tell("textDocument/didOpen", json!({"textDocument": document}));
        let at = json!({"textDocument": {"uri": address}, "position": {"line": 0, "character": 7}});
        let said = client.ask("textDocument/hover", at);
        assert!(said["contents"].to_string().contains("define b : Bool"), "{address}: {said}");
        client.tell("textDocument/didClose", json!({"textDocument": {"uri": address}}));
    }
    assert_eq!(client.leave(), Outcome::Ended);
}

#[test]
fn a_request_that_nobody_knows_is_refused_whatever_it_is_called() {
    let mut client = Client::start(&law(""), json!({}));
    for method in ["unknown", "$/unknown"] {
        let id = client.begin(method, json!({}));
        assert_eq!(error(&client.end(id)), Some(-32601), "{method}");
    }
    client.tell("$/unknown", json!({}));
    assert_eq!(client.leave(), Outcome::Ended);
}

#[test]
fn a_client_that_goes_before_its_leave_is_answered_has_left_all_the_same() {
    for _ in 0..10 {
        let mut client = Client::start(&law(""), json!({}));
        client.begin("workspace/symbol", json!({"query": ""}));
        client.begin("shutdown", json!(null));
        client.tell("exit", json!(null));
        assert_eq!(client.end_of_server(), Outcome::Ended);
    }
}
