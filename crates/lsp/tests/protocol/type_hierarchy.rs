//! Levels and their criteria, criteria and those that copy them, upwards and downwards.

use serde_json::{Value, json};

use crate::client::{Client, Files, of_with, uri};

const BASE: &str = "instrument act \"« é »\" {
    annex I \"Criteria\" { section 1 { number 1.1 { points (a) to (b) } } section 2 { number 2.1 { point (a) } } }
}
facts { f : Bool }
/// « é »
ladder steps cumulative { level 1 set out in Annex I 1 level 2 set out in Annex I 2 }
";

const LAW: &str = "import base
criterion Annex I 1.1(a) at level 1 \"« é »\" { requires f }
criterion Annex I 1.1(b) at level 1 \"B\" { requires f }
criterion Annex I 2.1(a) at level 2 restates Annex I 1.1(a)
";

fn client() -> Client {
    let files = Files::of(&[
        ("/law/acquis.toml", "[package]\nname = \"law\"\n"),
        ("/law/base.acq", BASE),
        ("/law/law.acq", LAW),
    ]);
    let mut client = Client::start(&files, json!({}));
    client.open("/law/law.acq", LAW);
    client
}

fn prepare(client: &mut Client, line: u32, character: u32) -> Value {
    let place = json!({"position": {"line": line, "character": character}});
    let mut found = client.ask("textDocument/prepareTypeHierarchy", of_with("/law/law.acq", place));
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
    found[0].take()
}

fn names(client: &mut Client, direction: &str, item: &Value) -> Vec<String> {
    let found = client.ask(&format!("typeHierarchy/{direction}"), json!({"item": item}));
    let all = found.as_array().expect("a list").iter();
    all.map(|item| item["name"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn it_is_offered_to_every_client() {
    let client = client();
    assert_eq!(client.capabilities["typeHierarchyProvider"], json!(true));
    client.leave();
}

#[test]
fn a_criterion_stands_below_its_level_and_above_its_copies() {
    let mut client = client();
    let item = prepare(&mut client, 1, 12);
    assert_eq!((&item["name"], &item["detail"]), (&json!("Annex I 1.1(a)"), &json!("level 1 · « é »")));
    assert_eq!(item["selectionRange"]["start"], json!({"line": 1, "character": 10}));
    assert_eq!(names(&mut client, "supertypes", &item), ["level 1"]);
    assert_eq!(names(&mut client, "subtypes", &item), ["Annex I 2.1(a)"]);
    let copy = prepare(&mut client, 3, 12);
    assert_eq!(names(&mut client, "supertypes", &copy), ["Annex I 1.1(a)"]);
    client.leave();
}

#[test]
fn a_level_stands_above_the_level_that_includes_it_and_its_criteria() {
    let mut client = client();
    let level = prepare(&mut client, 1, 34);
    assert_eq!((&level["name"], &level["uri"]), (&json!("level 1"), &json!(uri("/law/base.acq"))));
    assert_eq!(names(&mut client, "subtypes", &level), ["level 2", "Annex I 1.1(a)", "Annex I 1.1(b)"]);
    let found = client.ask("typeHierarchy/subtypes", json!({"item": level}));
    assert_eq!(names(&mut client, "supertypes", &found[0]), ["level 1"], "level 2 includes level 1");
    assert_eq!(
        names(&mut client, "subtypes", &found[0]),
        Vec::<String>::new(),
        "its one criterion is a copy"
    );
    client.leave();
}

#[test]
fn what_is_neither_level_nor_criterion_has_no_hierarchy() {
    let mut client = client();
    let place = json!({"position": {"line": 1, "character": 56}});
    let found = client.ask("textDocument/prepareTypeHierarchy", of_with("/law/law.acq", place));
    assert_eq!(found, json!([]));
    client.leave();
}
