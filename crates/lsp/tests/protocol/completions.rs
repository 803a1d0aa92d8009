//! What may be written, beyond what is said at once: explanations on demand, citations as they grow, lists that are cut.

use serde_json::{Value, json};

use crate::client::{Client, Files, of_with};

const MANIFEST: &str = "[package]\nname = \"law\"\n";

fn start(law: &str) -> Client {
    let files = Files::default();
    files.put("/law/acquis.toml", MANIFEST);
    files.put("/law/law.acq", law);
    let mut client = Client::start(&files, json!({}));
    client.open("/law/law.acq", law);
    client.findings("/law/law.acq", 1);
    client
}

/// What is offered at the end of a text, which was typed up to a character that triggers.
fn offered(client: &mut Client, law: &str, typed: Option<&str>) -> Value {
    let line = law.matches('\n').count();
    let column = law.rsplit('\n').next().map_or(0, |line| line.encode_utf16().count());
    let context = match typed {
        Some(typed) => json!({"triggerKind": 2, "triggerCharacter": typed}),
        None => json!({"triggerKind": 1}),
    };
    let at = json!({"position": {"line": line, "character": column}, "context": context});
    client.ask("textDocument/completion", of_with("/law/law.acq", at))
}

#[test]
fn an_item_far_down_a_long_list_is_explained_when_it_is_asked_for() {
    let notions: String =
        (0..80).map(|n| format!("/// The {n}th, « é » 𝔸.\ndefine notion_{n} : Bool = true\n")).collect();
    let law = format!("{notions}assume \"𝔸\" ");
    let mut client = start(&law);
    let all = offered(&mut client, &law, None);
    let all = all.as_array().expect("all of them");
    let untold: Vec<&Value> =
        all.iter().filter(|item| item["kind"] == 3 && item["detail"].is_null()).collect();
    assert!(untold.len() >= 10, "{}", untold.len());
    let item = untold.last().expect("one");
    let told = client.ask("completionItem/resolve", (*item).clone());
    let label = item["label"].as_str().expect("a label");
    assert_eq!(told["detail"], format!("define {label} : Bool"));
    let number = label.trim_start_matches("notion_");
    assert_eq!(told["documentation"]["value"], format!("The {number}th, « é » 𝔸."));
    assert_eq!(told["textEdit"], item["textEdit"]);
    // What is told already stays as it is.
    let first = all.iter().find(|item| !item["detail"].is_null()).expect("one");
    assert_eq!(client.ask("completionItem/resolve", first.clone()), *first);
    client.leave();
}

#[test]
fn a_blank_or_a_parenthesis_goes_on_with_a_citation_and_with_nothing_else() {
    let outline =
        "instrument act \"An act\" { annex II \"Criteria\" { number 3.1 { points (a) to (c) } } }\n";
    for (text, typed, is_offered) in [
        ("define a : Bool cites Annex ", " ", true),
        ("define a : Bool cites Annex II ", " ", true),
        ("define a : Bool cites Annex II 3.", ".", true),
        ("define a : Bool cites Annex II 3.1(", "(", true),
        ("define a : Bool ", " ", false),
        ("define a(", "(", false),
    ] {
        let law = format!("{outline}{text}");
        let mut client = start(&law);
        let all = offered(&mut client, &law, Some(typed));
        let labels = all.as_array().expect("a list").iter().map(|item| item["label"].as_str());
        assert_eq!(labels.flatten().any(|label| label == "Annex II 3.1(b)"), is_offered, "{text}: {all}");
        assert!(is_offered || all == json!([]), "{text}: {all}");
        client.leave();
    }
}

#[test]
fn a_list_that_is_cut_says_so() {
    let outline = "instrument act \"An act\" { articles 1 to 500 }\n";
    let law = format!("{outline}define a : Bool cites Article ");
    let mut client = start(&law);
    let all = offered(&mut client, &law, None);
    assert_eq!(
        (all["isIncomplete"].as_bool(), all["items"].as_array().map(Vec::len)),
        (Some(true), Some(200))
    );
    client.leave();
    let law = format!("{outline}define a : Bool cites Article 49");
    let mut client = start(&law);
    let all = offered(&mut client, &law, None);
    assert!(all.as_array().expect("all of them").iter().any(|item| item["label"] == "Article 499"));
    client.leave();
}
