//! What names stand for: definitions, uses, what is said of them, other names, what may be written, what depends on what.
//! Places are asked for and checked with a text of signs beyond ASCII before them.

use serde_json::{Value, json};

use crate::client::{Client, Files, applied, of_with, uri};

const MANIFEST: &str = "[package]\nname = \"law\"\ninstrument = \"act\"\n";

const LAW: &str = "import base
instrument act \"An act\" {
    article 1 \"Levels\"
    article 2 \"Exemptions\" empowers implementing_acts
    annex I \"Criteria\" { section 1 { number 1.1 { points (a) to (b) } } }
}
ladder steps { level 1 set out in Annex I 1 }
/// « é » Established near by.
define near(p : Party) : Bool = p.country in [DE, FR]
criterion Annex I 1.1(a) at level 1 \"Near\" { requires near(provider) }
criterion Annex I 1.1(b) at level 1 \"Graded\" { requires provider.grade = high }
derogation eased from Annex I 1.1(b)
    under Article 2
{
    opens where provider.country = FR
}
";

const FACTS: &str = "enum Grade ordered { low < high }
/// Somebody.
entity Party { country : Country grade : Grade }
facts { provider : Party }
scenario \"a\" from \"a.yaml\" on 2026-01-01 { expect level 1 }
";

const DOSSIER: &str = "provider: { country: DE, grade: high }\n";

fn files() -> Files {
    let all = [("acquis.toml", MANIFEST), ("law.acq", LAW), ("base.acq", FACTS), ("a.yaml", DOSSIER)];
    let files = Files::default();
    all.iter().for_each(|(path, text)| files.put(&format!("/law/{path}"), text));
    files
}

fn client(abilities: Value) -> Client {
    let mut client = Client::start(&files(), abilities);
    client.open("/law/law.acq", LAW);
    assert_eq!(client.findings("/law/law.acq", 1), Vec::<Value>::new());
    client
}

/// Where a piece of the law starts, moved by some characters.
fn at(piece: &str, by: usize) -> Value {
    let start = LAW.find(piece).expect("the piece") + by;
    let line = LAW[..start].matches('\n').count();
    let column = LAW[..start].rsplit('\n').next().map_or(0, |before| before.encode_utf16().count());
    json!({"position": {"line": line, "character": column}})
}

fn ask(client: &mut Client, method: &str, at: Value) -> Value {
    client.ask(method, of_with("/law/law.acq", at))
}

/// Places as `file:line:column text`, with lines and columns from 1.
fn shown(places: &Value) -> Vec<String> {
    let all = places.as_array().expect("a list").iter().map(|place| {
        let address = place["uri"].as_str().expect("an address");
        let file = address.strip_prefix("file:///law/").expect("below");
        let text = [("law.acq", LAW), ("base.acq", FACTS), ("a.yaml", DOSSIER)];
        let (_, text) = text.into_iter().find(|(name, _)| *name == file).expect("the file");
        let (start, end) = (&place["range"]["start"], &place["range"]["end"]);
        let line = start["line"].as_u64().expect("a line") as usize;
        let units: Vec<u16> = text.lines().nth(line).expect("the line").encode_utf16().collect();
        let column = |position: &Value| position["character"].as_u64().expect("a column") as usize;
        let words = String::from_utf16(&units[column(start)..column(end)]).expect("text");
        format!("{file}:{}:{} {words}", line + 1, column(start) + 1)
    });
    all.collect()
}

#[test]
fn definitions_declarations_types_and_what_is_made_of_them() {
    let mut client = client(json!({}));
    let mut lead = |method: &str, place: Value| shown(&ask(&mut client, method, place));
    assert_eq!(lead("textDocument/definition", at("near(provider)", 1)), ["law.acq:9:8 near"]);
    assert_eq!(lead("textDocument/definition", at("provider.grade", 10)), ["base.acq:3:34 grade"]);
    assert_eq!(
        lead("textDocument/definition", at("from Annex I 1.1(b)", 7)),
        ["law.acq:11:11 Annex I 1.1(b)"]
    );
    assert_eq!(lead("textDocument/declaration", at("from Annex I 1.1(b)", 7)), ["law.acq:5:58 (a) to (b)"]);
    assert_eq!(lead("textDocument/typeDefinition", at("provider.grade", 10)), ["base.acq:1:6 Grade"]);
    assert_eq!(
        lead("textDocument/implementation", at("criterion Annex I 1.1(b)", 12)),
        ["law.acq:12:12 eased"]
    );
    client.leave();
}

#[test]
fn uses_in_sources_and_dossiers() {
    let mut client = client(json!({}));
    let mut asked = at("provider.grade", 10);
    asked["context"] = json!({"includeDeclaration": true});
    let all = shown(&ask(&mut client, "textDocument/references", asked.clone()));
    assert_eq!(all, ["base.acq:3:34 grade", "law.acq:11:66 grade", "a.yaml:1:26 grade"]);
    asked["context"] = json!({"includeDeclaration": false});
    let uses = shown(&ask(&mut client, "textDocument/references", asked));
    assert_eq!(uses, ["law.acq:11:66 grade", "a.yaml:1:26 grade"]);

    let marked = ask(&mut client, "textDocument/documentHighlight", at("p.country", 0));
    let kinds: Vec<(u64, u64)> = marked
        .as_array()
        .expect("a list")
        .iter()
        .map(|mark| {
            let column = mark["range"]["start"]["character"].as_u64().expect("a column");
            (column, mark["kind"].as_u64().expect("a kind"))
        })
        .collect();
    assert_eq!(kinds, [(12, 3), (32, 2)], "{marked}");
    client.leave();
}

#[test]
fn what_is_said_of_a_name() {
    let mut client = client(json!({}));
    let said = ask(&mut client, "textDocument/hover", at("near(provider)", 1));
    let text = said["contents"]["value"].as_str().expect("a text");
    assert!(text.contains("near(p : Party) : Bool") && text.contains("« é » Established near by."), "{text}");
    assert_eq!(said["contents"]["kind"], "markdown");
    let said = ask(&mut client, "textDocument/hover", at("under Article 2", 8));
    let text = said["contents"]["value"].as_str().expect("a text");
    assert!(text.contains("Exemptions"), "{text}");
    assert_eq!(ask(&mut client, "textDocument/hover", at("requires", 2)), json!(null));
    client.leave();
}

#[test]
fn another_name_everywhere() {
    let mut client = client(json!({}));
    let place = ask(&mut client, "textDocument/prepareRename", at("provider.grade", 10));
    assert_eq!(place["placeholder"], "grade");
    let mut asked = at("provider.grade", 10);
    asked["newName"] = json!("standing");
    let edit = ask(&mut client, "textDocument/rename", asked);
    let changed = |file: &str, text: &str| {
        let edits = edit["changes"][uri(&format!("/law/{file}"))].as_array().expect("edits");
        applied(text, edits)
    };
    assert_eq!(changed("law.acq", LAW), LAW.replace("provider.grade", "provider.standing"));
    assert_eq!(changed("base.acq", FACTS), FACTS.replace("grade : Grade", "standing : Grade"));
    assert_eq!(changed("a.yaml", DOSSIER), DOSSIER.replace("grade", "standing"));

    let mut refuse = |method: &str, place: Value, why: &str| {
        let id = client.begin(method, of_with("/law/law.acq", place));
        let answer = client.end(id);
        let message = answer["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(why), "{answer}");
    };
    refuse("textDocument/prepareRename", at("under Article 2", 8), "a provision bears the number");
    let mut taken = at("near(provider)", 1);
    taken["newName"] = json!("eased");
    refuse("textDocument/rename", taken.clone(), "declared twice");
    taken["newName"] = json!("where");
    refuse("textDocument/rename", taken, "word of the language");
    client.leave();
}

#[test]
fn a_module_takes_its_file_along_where_the_editor_moves_files() {
    let mut place = at("import base", 9);
    place["newName"] = json!("vocabulary");
    let operations =
        json!({"workspace": {"workspaceEdit": {"documentChanges": true, "resourceOperations": ["rename"]}}});
    let mut able = client(operations);
    let edit = ask(&mut able, "textDocument/rename", place.clone());
    let changes = edit["documentChanges"].as_array().expect("a list");
    let moved = changes.last().expect("a move");
    assert_eq!(moved["kind"], "rename");
    assert_eq!(moved["newUri"], uri("/law/vocabulary.acq"));
    able.leave();
    let mut unable = client(json!({}));
    let id = unable.begin("textDocument/rename", of_with("/law/law.acq", place));
    let refused = unable.end(id)["error"]["message"].as_str().expect("a reason").to_owned();
    assert!(refused.contains("with its file"), "{refused}");
    unable.leave();
}

#[test]
fn what_may_be_written() {
    let mut client = client(json!({}));
    let labels = |found: &Value| -> Vec<String> {
        let all = found.as_array().expect("a list").iter();
        all.map(|item| item["label"].as_str().expect("a label").to_owned()).collect()
    };
    let found = ask(&mut client, "textDocument/completion", at("provider.grade", 9));
    assert_eq!(labels(&found), ["country", "grade"]);
    let found = ask(&mut client, "textDocument/completion", at("= high", 2));
    assert_eq!(labels(&found)[..2], ["low", "high"]);
    let found = ask(&mut client, "textDocument/completion", at("from Annex I 1.1(b)", 16));
    assert!(labels(&found).iter().any(|label| label.contains("(b)")), "{found}");
    // In mid-word, in a text that does not parse.
    client.edit("/law/law.acq", 2, [10, 0, 10, 0], "define odd : Bool = nea\n");
    let place = json!({"position": {"line": 10, "character": 23}});
    let found = ask(&mut client, "textDocument/completion", place);
    assert!(labels(&found).contains(&"near".to_owned()), "{found}");
    let replaced = &found[0]["textEdit"]["range"]["start"]["character"];
    assert_eq!(*replaced, json!(20));
    client.leave();
}

#[test]
fn what_depends_on_what() {
    let mut client = client(json!({}));
    let found = ask(&mut client, "textDocument/prepareCallHierarchy", at("near(provider)", 1));
    assert_eq!(found[0]["name"], "near");
    let incoming = client.ask("callHierarchy/incomingCalls", json!({"item": found[0]}));
    assert_eq!(incoming[0]["from"]["name"], "Annex I 1.1(a)");
    assert_eq!(incoming[0]["fromRanges"].as_array().expect("a list").len(), 1);
    let outgoing = client.ask("callHierarchy/outgoingCalls", json!({"item": found[0]}));
    let names: Vec<&str> =
        outgoing.as_array().expect("a list").iter().filter_map(|call| call["to"]["name"].as_str()).collect();
    assert_eq!(names, ["country"]);
    client.leave();
}
