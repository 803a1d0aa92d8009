//! Lenses: scenarios are run from where they stand, uses are counted when they are looked at, and criteria show what was said
//! of the dossiers that are assessed.

use serde_json::{Value, json};

use crate::client::{Client, Files, of, uri};

const LAW: &str = "instrument i \"I\" { annex I { section 1 { number 1.1 { points (a) to (a) } } } }
facts { provider : Bool }
ladder l { level 1 set out in Annex I 1 }
criterion Annex I 1.1(a) at level 1 \"Provider\" { requires provider }
scenario \"right\" on 2026-01-01 { set provider = true expect Annex I 1.1(a) met }
scenario \"wrong\" on 2026-01-01 { set provider = false expect Annex I 1.1(a) met }
";

fn law() -> Files {
    Files::of(&[("/law/acquis.toml", "[package]\nname = \"law\"\n"), ("/law/a.acq", LAW)])
}

fn start(options: Value) -> Client {
    let abilities = json!({"workspace": {"codeLens": {"refreshSupport": true}}});
    Client::start_with(&law(), abilities, &["/law"], options)
}

/// The lines of all lenses of the file with what they say when they are looked at.
fn shown(client: &mut Client) -> Vec<(u64, String)> {
    let found = client.ask("textDocument/codeLens", of("/law/a.acq"));
    let mut all = vec![];
    for lens in found.as_array().expect("a list") {
        let lens = match &lens["command"] {
            Value::Null => client.ask("codeLens/resolve", lens.clone()),
            _ => lens.clone(),
        };
        let line = lens["range"]["start"]["line"].as_u64().expect("a line");
        all.push((line, lens["command"]["title"].as_str().expect("a title").to_owned()));
    }
    all
}

/// Waits until this is the second lens of the file, asking again when the server says so.
fn shown_at_last(client: &mut Client, second: (u64, String)) {
    while shown(client)[1] != second {
        client.hear("workspace/codeLens/refresh", |_| true);
    }
}

fn own(line: u64, title: &str) -> (u64, String) {
    (line, title.to_owned())
}

fn run(client: &mut Client, command: &Value) {
    let params = json!({"command": command["command"], "arguments": command["arguments"]});
    client.ask("workspace/executeCommand", params);
}

#[test]
fn a_scenario_is_run_from_its_lens_and_shows_what_came_of_it() {
    let mut client = start(json!(null));
    assert_eq!(
        shown(&mut client),
        [own(1, "used 3 times"), own(3, "used 2 times"), own(4, "run scenario"), own(5, "run scenario")]
    );
    let found = client.ask("textDocument/codeLens", of("/law/a.acq"));
    run(&mut client, &found[3]["command"]);
    client.hear("workspace/codeLens/refresh", |_| true);
    assert_eq!(shown(&mut client)[2..], [own(4, "run scenario"), own(5, "run scenario (failed)")]);
    run(&mut client, &found[2]["command"]);
    client.hear("workspace/codeLens/refresh", |_| true);
    assert_eq!(shown(&mut client)[2..], [own(4, "run scenario (passed)"), own(5, "run scenario (failed)")]);
    client.open("/law/a.acq", &LAW.replace("provider = false", "provider = true"));
    client.hear("workspace/codeLens/refresh", |_| true);
    assert_eq!(shown(&mut client)[2..], [own(4, "run scenario"), own(5, "run scenario")]);
    client.leave();
}

#[test]
fn a_criterion_shows_what_was_said_of_the_dossiers_that_are_assessed() {
    let mut client = start(json!(null));
    client.open("/law/x.yaml", "subject: nordwolke\nas_of: 2026-01-01\nprovider: false\n");
    run(&mut client, &json!({"command": "acquis.assess", "arguments": [uri("/law/x.yaml")]}));
    client.hear("workspace/codeLens/refresh", |_| true);
    // The dossier uses the fact once more.
    assert_eq!(
        shown(&mut client)[..3],
        [own(1, "used 4 times"), own(3, "nordwolke: not met"), own(3, "used 2 times")]
    );
    client.edit("/law/x.yaml", 2, [2, 10, 2, 15], "true");
    shown_at_last(&mut client, own(3, "nordwolke: met"));
    client.tell("textDocument/didClose", of("/law/x.yaml"));
    shown_at_last(&mut client, own(3, "used 2 times"));
    client.leave();
}

#[test]
fn no_verdict_of_another_text_is_shown() {
    let mut client = start(json!(null));
    client.open("/law/x.yaml", "subject: nordwolke\nas_of: 2026-01-01\nprovider: false\n");
    client.open("/law/a.acq", LAW);
    run(&mut client, &json!({"command": "acquis.assess", "arguments": [uri("/law/x.yaml")]}));
    shown_at_last(&mut client, own(3, "nordwolke: not met"));
    let after = |client: &mut Client| loop {
        let found = client.begin("textDocument/codeLens", of("/law/a.acq"));
        let found = client.end(found);
        // What changed meanwhile is asked again.
        let Some(found) = found["result"].as_array().cloned() else { continue };
        let titles = found.iter().filter_map(|lens| lens["command"]["title"].as_str());
        break titles.filter(|title| title.starts_with("nordwolke")).map(str::to_owned).collect::<Vec<_>>();
    };
    client.edit("/law/x.yaml", 2, [2, 10, 2, 15], "true");
    let first = after(&mut client);
    assert!(first == ["nordwolke: is assessed again"] || first == ["nordwolke: met"], "{first:?}");
    client.hear("workspace/codeLens/refresh", |_| true);
    while after(&mut client) != ["nordwolke: met"] {
        client.hear("workspace/codeLens/refresh", |_| true);
    }
    client.heard_so_far("workspace/codeLens/refresh");
    let column = LAW.lines().nth(3).expect("a line").find("requires ").expect("there") as u32 + 9;
    client.edit("/law/a.acq", 2, [3, column, 3, column], "not ");
    let first = after(&mut client);
    assert!(first == ["nordwolke: is assessed again"] || first == ["nordwolke: not met"], "{first:?}");
    while after(&mut client) != ["nordwolke: not met"] {
        client.hear("workspace/codeLens/refresh", |_| true);
    }
    client.edit("/law/a.acq", 3, [0, 0, 0, 0], "define ");
    let first = after(&mut client);
    assert!(first == ["nordwolke: is assessed again"] || first.is_empty(), "{first:?}");
    while !after(&mut client).is_empty() {
        client.hear("workspace/codeLens/refresh", |_| true);
    }
    client.leave();
}

#[test]
fn the_places_of_uses_are_given_to_a_client_that_shows_them() {
    for (options, command) in
        [(json!({"commands": ["acquis.showReferences"]}), "acquis.showReferences"), (json!({}), "")]
    {
        let mut client = start(options);
        let found = client.ask("textDocument/codeLens", of("/law/a.acq"));
        let lens = client.ask("codeLens/resolve", found[0].clone());
        assert_eq!(
            (&lens["command"]["title"], &lens["command"]["command"]),
            (&json!("used 3 times"), &json!(command))
        );
        if !command.is_empty() {
            let arguments = lens["command"]["arguments"].as_array().expect("a list");
            assert_eq!(
                (&arguments[0], &arguments[1]),
                (&json!(uri("/law/a.acq")), &json!({"line": 1, "character": 8}))
            );
            let lines: Vec<&Value> = arguments[2]
                .as_array()
                .expect("places")
                .iter()
                .map(|it| &it["range"]["start"]["line"])
                .collect();
            assert_eq!(lines, [3, 4, 5]);
        }
        client.leave();
    }
}

#[test]
fn a_user_chooses_which_lenses_are_shown() {
    let mut client = start(json!({"codeLens": {"uses": false}}));
    assert_eq!(shown(&mut client), [own(4, "run scenario"), own(5, "run scenario")]);
    client.tell(
        "workspace/didChangeConfiguration",
        json!({"settings": {"acquis": {"codeLens": {"run": false}}}}),
    );
    client.hear("workspace/codeLens/refresh", |_| true);
    assert_eq!(shown(&mut client), [own(1, "used 3 times"), own(3, "used 2 times")]);
    client.leave();
}

#[test]
fn a_lens_of_a_text_that_has_changed_says_nothing() {
    let mut client = start(json!(null));
    let found = client.ask("textDocument/codeLens", of("/law/a.acq"));
    client.open("/law/a.acq", "// gone\n");
    assert_eq!(client.ask("codeLens/resolve", found[0].clone())["command"]["title"], "");
    client.leave();
}

const AMENDMENT: &str = "amendment AM_1 to i \"Not only providers\" {
    number \"1\" by \"somebody\" status tabled because \"it says so\"
    substitute { provider } by { (provider or foreign) } in Annex I 1.1(a) fingerprint FINGERPRINT
}
";

/// The amendment with the fingerprint that `check` proposes for it.
fn amendment(client: &mut Client, law: &str) -> String {
    client.open("/law/a.acq", law);
    client.open("/law/amendments/am_1.acq", &AMENDMENT.replace("FINGERPRINT", "00000000"));
    let found = client.findings("/law/amendments/am_1.acq", 1);
    let help = found.iter().map(|finding| finding["message"].to_string()).collect::<String>();
    let proposed = help.split("fingerprint ").last().expect("a proposal");
    AMENDMENT.replace("FINGERPRINT", proposed.get(..12).expect("twelve digits"))
}

#[test]
fn an_amendment_says_what_it_changes_and_a_command_says_it_in_full() {
    let law = LAW.replace("provider : Bool", "provider : Bool foreign : Bool");
    let mut client = start(json!(null));
    let text = amendment(&mut client, &law);
    client.edit("/law/amendments/am_1.acq", 2, [0, 0, 99, 0], &text);
    let found = client.ask("textDocument/codeLens", of("/law/amendments/am_1.acq"));
    let lens = client.ask("codeLens/resolve", found[0].clone());
    let title = "Annex I 1.1(a): looser · level 1: looser · another level within reach for 1 of 2 cases";
    assert_eq!(lens["command"]["title"], title);
    let params = json!({"command": lens["command"]["command"], "arguments": lens["command"]["arguments"]});
    let answer = client.ask("workspace/executeCommand", params);
    let told = answer["value"].as_str().expect("a text");
    let start = "Annex I 1.1(a): looser\n  now rests on `foreign`\n  satisfied after and not before:\n    as_of: 2026-01-01\n    provider: false\n    foreign: true\n";
    assert!(told.starts_with(start), "{told}");
    client.leave();
}
