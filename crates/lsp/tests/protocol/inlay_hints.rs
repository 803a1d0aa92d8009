//! What a policy leaves unsaid is shown between its words, in the range that is seen, as it is set, and anew when another
//! file makes it something else.

use serde_json::{Value, json};

use crate::client::{Client, Files, applied, of_with, uri};

const MANIFEST: &str = "[package]\nname = \"law\"\n";

const ACT: &str = "instrument act \"An act\" {
    article 1 \"« é » Levels\"
    annex I \"Criteria\" { section 1 { number 1.1 { point (a) } } section 2 { number 2.1 { point (a) } } }
}
ladder steps cumulative { level 1 set out in Annex I 1 level 2 set out in Annex I 2 }
entity Party { safe : Bool }
facts { parties : list of Party }
reading scope \"Whose?\" cites Article 1 { default every_one alternative one }
";

const LAW: &str = "import act
// « é »
criterion Annex I 1.1(a) at level 1 \"A\" { requires every p in parties satisfies p.safe }
criterion Annex I 2.1(a) at level 2 \"B\" { requires by reading scope { every_one: true; one: false; } }
derogation d from Annex I 2.1(a) under Article 1 { opens where some p in parties satisfies p.safe }
";

fn client(abilities: Value, settings: Value) -> Client {
    let files = Files::of(&[("/law/acquis.toml", MANIFEST), ("/law/act.acq", ACT), ("/law/law.acq", LAW)]);
    let mut client = Client::start_with(&files, abilities, &["/law"], settings);
    client.open("/law/law.acq", LAW);
    client.findings("/law/law.acq", 1);
    client
}

fn lines(from: u32, to: u32) -> Value {
    json!({"range": {"start": {"line": from, "character": 0}, "end": {"line": to, "character": 0}}})
}

fn ask(client: &mut Client, range: Value) -> Vec<Value> {
    let mut found = client.ask("textDocument/inlayHint", of_with("/law/law.acq", range));
    found.as_array_mut().map(std::mem::take).expect("a list")
}

fn text(hint: &Value) -> String {
    let parts = hint["label"].as_array().expect("parts").iter();
    parts.map(|part| part["value"].as_str().expect("a text")).collect()
}

/// The law with what is shown between its words.
fn shown(hints: &[Value]) -> String {
    let edit = |hint: &Value| {
        let range = json!({"start": hint["position"], "end": hint["position"]});
        json!({"range": range, "newText": format!("«{}»", text(hint))})
    };
    applied(LAW, &hints.iter().map(edit).collect::<Vec<_>>())
}

#[test]
fn a_range_shows_levels_types_headings_and_readings() {
    let mut client = client(json!({}), json!(null));
    let found = ask(&mut client, lines(0, 9));
    let expected = LAW
        .replace("at level 1", "at level 1«owed up to level 2»")
        .replace("every p", "every p«: Party»")
        .replace("some p", "some p«: Party»")
        .replace("reading scope", "reading scope«default every_one»")
        .replace("from Annex I 2.1(a)", "from Annex I 2.1(a)«“B”»«at level 2»")
        .replace("under Article 1", "under Article 1«“« é » Levels”»");
    assert_eq!(shown(&found), expected);
    let part = ask(&mut client, lines(3, 4));
    assert_eq!(part.iter().map(text).collect::<Vec<_>>(), ["default every_one"]);
    client.leave();
}

#[test]
fn a_hint_leads_on_says_more_and_writes_itself_where_the_language_has_words_for_it() {
    let mut client = client(json!({}), json!(null));
    let found = ask(&mut client, lines(0, 9));
    let of = |wanted: &str| found.iter().find(|hint| text(hint) == wanted).expect("the hint");
    let ty = of(": Party");
    assert_eq!((&ty["kind"], &ty["paddingLeft"]), (&json!(1), &json!(false)));
    assert_eq!(ty["label"][1]["location"]["uri"], uri("/law/act.acq"));
    assert_eq!(
        ty["label"][1]["location"]["range"]["start"],
        json!({"line": 5, "character": 7}),
        "where the entity is declared"
    );
    assert!(ty["tooltip"]["value"].as_str().expect("said").contains("entity Party"), "{ty}");
    assert_eq!(ty["textEdits"], json!(null));
    let level = of("at level 2");
    let written = applied(LAW, level["textEdits"].as_array().expect("edits"));
    assert_eq!(written, LAW.replace("from Annex I 2.1(a)", "from Annex I 2.1(a) at level 2"));
    client.leave();
}

#[test]
fn a_client_that_asks_later_is_told_more_then() {
    let later = json!({"textDocument": {"inlayHint": {"resolveSupport": {"properties": ["tooltip"]}}}});
    let mut client = client(later, json!(null));
    let found = ask(&mut client, lines(0, 9));
    let heading = found.iter().find(|hint| text(hint).contains("Levels")).expect("the heading").clone();
    assert_eq!(heading["tooltip"], json!(null));
    let told = client.ask("inlayHint/resolve", heading.clone());
    assert!(told["tooltip"]["value"].as_str().expect("said").contains("**« é » Levels**"), "{told}");
    client.edit("/law/law.acq", 2, [0, 0, 0, 0], "// moved\n");
    let stale = client.ask("inlayHint/resolve", heading);
    assert_eq!(stale["tooltip"], json!(null), "nothing is said of what now stands there");
    client.leave();
}

#[test]
fn each_kind_is_shown_as_it_is_set() {
    let off = json!({"inlayHints": {"levels": false, "types": false, "headings": false}});
    let mut client = client(json!({"workspace": {"inlayHint": {"refreshSupport": true}}}), off);
    let texts = |client: &mut Client| ask(client, lines(0, 9)).iter().map(text).collect::<Vec<_>>();
    assert_eq!(texts(&mut client), ["default every_one"]);
    let on = json!({"settings": {"acquis": {"inlayHints": {"readings": false, "levels": false}}}});
    client.tell("workspace/didChangeConfiguration", on);
    client.hear("workspace/inlayHint/refresh", |_| true);
    assert_eq!(texts(&mut client), [": Party", "“B”", "“« é » Levels”", ": Party"]);
    client.leave();
}

#[test]
fn another_file_changes_what_is_shown_and_the_client_is_told() {
    let mut client = client(json!({"workspace": {"inlayHint": {"refreshSupport": true}}}), json!(null));
    client.open("/law/act.acq", ACT);
    client.findings("/law/act.acq", 1);
    client.edit("/law/act.acq", 2, [1, 14, 1, 28], "\"Grades\"");
    client.hear("workspace/inlayHint/refresh", |_| true);
    let found = ask(&mut client, lines(4, 5));
    assert!(found.iter().map(text).any(|text| text == "“Grades”"), "{found:?}");
    client.leave();
}
