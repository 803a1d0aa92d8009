//! What a call takes is shown while it is written, with the parameter at which the cursor stands.

use serde_json::{Value, json};

use crate::client::{Client, Files, of_with};

const LAW: &str = "enum Grade ordered { low < high }
facts { grade : Grade }
/// « é » Whether it is graded so.
define graded(größe : Grade, least : Grade) : Bool = größe >= least
assume \"« é »\" graded(grade, low)
";

fn client(abilities: Value) -> Client {
    let files = Files::of(&[("/law/acquis.toml", "[package]\nname = \"law\"\n"), ("/law/a.acq", LAW)]);
    let mut client = Client::start(&files, abilities);
    client.open("/law/a.acq", LAW);
    client
}

fn ask(client: &mut Client, line: u32, character: u32, context: Value) -> Value {
    let params = json!({"position": {"line": line, "character": character}, "context": context});
    client.ask("textDocument/signatureHelp", of_with("/law/a.acq", params))
}

#[test]
fn a_call_shows_its_notion_and_the_parameter_that_is_written() {
    let mut client = client(json!({}));
    let offered = &client.capabilities["signatureHelpProvider"];
    assert_eq!(offered["triggerCharacters"], json!(["(", ","]));
    let help = ask(&mut client, 4, 22, json!({"triggerKind": 1, "isRetrigger": false}));
    let signature = &help["signatures"][0];
    assert_eq!(signature["label"], "graded(größe : Grade, least : Grade) : Bool");
    assert_eq!(signature["documentation"]["value"], "« é » Whether it is graded so.");
    assert_eq!(signature["parameters"][0]["label"], "größe : Grade");
    assert_eq!((&help["activeSignature"], &help["activeParameter"]), (&json!(0), &json!(0)));
    let help = ask(&mut client, 4, 30, json!({"triggerKind": 1, "isRetrigger": false}));
    assert_eq!(help["activeParameter"], 1);
    assert_eq!(ask(&mut client, 2, 3, json!(null)), json!(null));
    client.leave();
}

#[test]
fn a_client_that_marks_places_is_given_places_counted_in_utf_16() {
    let able = json!({"textDocument": {"signatureHelp": {"signatureInformation": {
        "parameterInformation": {"labelOffsetSupport": true},
    }}}, "general": {"positionEncodings": ["utf-8"]}});
    let mut client = client(able);
    let help = ask(&mut client, 4, 30, json!(null));
    let label = help["signatures"][0]["label"].as_str().expect("a label");
    let places = &help["signatures"][0]["parameters"][1]["label"];
    let place = |at: usize| places[at].as_u64().expect("a place") as usize;
    let units: Vec<u16> = label.encode_utf16().collect();
    assert_eq!(String::from_utf16_lossy(&units[place(0)..place(1)]), "least : Grade");
    client.leave();
}

#[test]
fn a_half_written_call_is_explained_and_other_parentheses_are_not() {
    let mut client = client(json!({}));
    let typed = |sign: &str| json!({"triggerKind": 2, "triggerCharacter": sign, "isRetrigger": false});
    client.edit("/law/a.acq", 2, [4, 15, 4, 33], "graded(grade,");
    let help = ask(&mut client, 4, 28, typed(","));
    assert_eq!(help["activeParameter"], 1, "{help}");
    client.edit("/law/a.acq", 3, [4, 15, 4, 28], "if (");
    assert_eq!(ask(&mut client, 4, 19, typed("(")), json!(null));
    let invoked = ask(&mut client, 4, 19, json!({"triggerKind": 1, "isRetrigger": false}));
    assert_eq!(invoked["signatures"][0]["label"], "if CONDITION then VALUE else VALUE");
    client.leave();
}
