//! A variable changes with its uses while it is typed.

use serde_json::json;

use crate::client::{Client, Files, of_with};

const LAW: &str = "entity Site { safe : Bool }
facts { sites : list of Site }
assume \"« é »\" every größe in sites satisfies größe.safe
";

#[test]
fn a_variable_changes_with_its_uses() {
    let files = Files::of(&[("/law/acquis.toml", "[package]\nname = \"law\"\n"), ("/law/a.acq", LAW)]);
    let mut client = Client::start(&files, json!({}));
    client.open("/law/a.acq", LAW);
    let at = |line: u32, character: u32| {
        of_with("/law/a.acq", json!({"position": {"line": line, "character": character}}))
    };
    let found = client.ask("textDocument/linkedEditingRange", at(2, 23));
    let range = |from: u32| json!({"start": {"line": 2, "character": from}, "end": {"line": 2, "character": from + 5}});
    assert_eq!(found["ranges"], json!([range(21), range(46)]));
    assert_eq!(found["wordPattern"], r"[^\s\d!-/:-@\[-^`{-~][^\s!-/:-@\[-^`{-~]*");
    assert_eq!(client.ask("textDocument/linkedEditingRange", at(2, 32)), json!(null), "a fact");
    client.edit("/law/a.acq", 2, [2, 21, 2, 26], "s");
    client.edit("/law/a.acq", 3, [2, 42, 2, 47], "s");
    let found = client.ask("textDocument/linkedEditingRange", at(2, 21));
    assert_eq!(found["ranges"].as_array().map(Vec::len), Some(2), "{found}");
    client.leave();
}
