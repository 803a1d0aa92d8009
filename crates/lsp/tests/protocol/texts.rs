//! Official texts that are at hand: named by the manifest, or set for a machine.

use serde_json::{Value, json};

use crate::client::{Client, Files, of, of_with, uri};

const MANIFEST: &str = "[package]\nname = \"law\"\n\n[texts]\nact = [\"texts/act.md\", \"texts/end.md\"]\n";

const LAW: &str = "instrument act \"« é »\" {
    address \"https://law.example.org/1\"
    article 1 \"Aims\" { paragraph (1) { points (a) to (b) } }
    article 2 \"End\" printed as 1
    article 3 \"Rafts\"
    article 4 \"Oars\"
}
define floats : Bool cites Article 1(1)(a) = true
define ends : Bool cites Article 2 = true
define rafts : Bool cites Article 3 = true
define oars : Bool cites Article 4 = true
";

const ACT: &str = "# « é » Act\n\n## Article 1 — Aims\n\n1. « Boats » shall:\n   - (a) float on *the* water, [é](https://evil.example);\n   - (b) not sink.\n";
const END: &str = "## Article 1 — End\n\nThe end.\n\n## Article 4 — Oars & masts\n\nBoth.\n";

fn files() -> Files {
    Files::of(&[
        ("/law/acquis.toml", MANIFEST),
        ("/law/a.acq", LAW),
        ("/law/texts/act.md", ACT),
        ("/law/texts/end.md", END),
    ])
}

fn opened(files: &Files, options: Value) -> Client {
    let abilities = json!({"textDocument": {"documentLink": {"tooltipSupport": true}}});
    let mut client = Client::start_with(files, abilities, &["/law"], options);
    client.open("/law/a.acq", LAW);
    client
}

/// Line and column, in UTF-16, of what stands in the law.
fn at(words: &str) -> Value {
    let start = LAW.find(words).expect("there");
    let line = LAW[..start].matches('\n').count();
    let column = LAW[..start].rsplit('\n').next().expect("a line").encode_utf16().count();
    json!({"position": {"line": line, "character": column}})
}

fn hover(client: &mut Client, words: &str) -> String {
    let found = client.ask("textDocument/hover", of_with("/law/a.acq", at(words)));
    found["contents"]["value"].as_str().unwrap_or("").to_owned()
}

#[test]
fn hover_over_a_citation_shows_the_official_text() {
    let mut client = opened(&files(), json!(null));
    let shown = hover(&mut client, "Article 1(1)(a) =");
    assert!(
        shown.ends_with(
            "*Official text, `texts/act.md`:*\n\n> float on the water, \\[é\\](https://evil.example);"
        ),
        "{shown}"
    );
    // Also where the outline lists it; and with what is in it.
    let shown = hover(&mut client, "1 \"Aims\"");
    let lines = ["> 1\\. « Boats » shall:", "> (a) float on", "> (b) not sink."];
    assert!(lines.iter().all(|line| shown.contains(line)), "{shown}");
    // The number that is printed is said where it is another.
    let shown = hover(&mut client, "Article 2 =");
    assert!(
        shown.ends_with("*Official text, `texts/end.md`, printed as Article 1:*\n\n> The end."),
        "{shown}"
    );
    // So is a heading that is not the one of the outline.
    let shown = hover(&mut client, "Article 4 =");
    assert!(shown.ends_with("> **Oars \\& masts**\n>\n> Both."), "{shown}");
    // The text may have less than the outline.
    assert!(!hover(&mut client, "Article 3 =").contains("Official text"));
    client.leave();
}

#[test]
fn a_citation_leads_to_its_place_in_the_text_and_else_to_the_web() {
    let mut client = opened(&files(), json!(null));
    let links = client.ask("textDocument/documentLink", of("/law/a.acq"));
    let shown: Vec<String> = links
        .as_array()
        .expect("a list")
        .iter()
        .map(|link| {
            format!("{} {}", link["range"]["start"]["line"], link["target"].as_str().expect("an address"))
        })
        .collect();
    assert_eq!(
        shown,
        [
            "1 https://law.example.org/1",
            "7 file:///law/texts/act.md#L6",
            "8 file:///law/texts/end.md#L1",
            "9 https://law.example.org/1",
            "10 file:///law/texts/end.md#L5",
        ]
    );
    assert_eq!(links[1]["tooltip"], "Article 1(1)(a) “Aims” of « é », in texts/act.md");
    client.leave();
}

#[test]
fn the_outline_leads_to_the_text() {
    let mut client = opened(&files(), json!(null));
    let found = client.ask("textDocument/definition", of_with("/law/a.acq", at("Article 1(1)(a) =")));
    assert_eq!(found[0]["uri"], "file:///law/a.acq", "a citation leads to the outline: {found}");
    let found = client.ask("textDocument/definition", of_with("/law/a.acq", at("(1) {")));
    assert_eq!(found[0]["uri"], "file:///law/texts/act.md", "{found}");
    assert_eq!(found[0]["range"]["start"], json!({"line": 4, "character": 0}));
    let found = client.ask("textDocument/definition", of_with("/law/a.acq", at("3 \"Rafts\"")));
    assert_eq!(found[0]["uri"], "file:///law/a.acq", "without a text it stays there: {found}");
    client.leave();
}

#[test]
fn columns_of_the_text_are_counted_as_agreed() {
    let files = files();
    files.put("/law/texts/act.md", "## Article 1 — Aims\n\n1. Boats:\n   é « » (a) x\n");
    files.put("/law/texts/end.md", "**é** Article 9\n\n## <a id=\"é\"></a>Article 1 — End\n\nX.\n");
    for (encoding, column) in [("utf-16", 25), ("utf-8", 26)] {
        let abilities = json!({"general": {"positionEncodings": [encoding]}});
        let mut client = Client::start_with(&files, abilities, &["/law"], json!(null));
        client.open("/law/a.acq", LAW);
        let found = client.ask("textDocument/definition", of_with("/law/a.acq", at("2 \"End\"")));
        assert_eq!(
            found[0]["range"]["start"],
            json!({"line": 2, "character": column}),
            "{encoding}: {found}"
        );
        client.leave();
    }
}

#[test]
fn a_text_that_changes_is_read_anew_and_one_that_is_gone_is_found() {
    let files = files();
    let mut client = opened(&files, json!(null));
    // As an editor shows it, before it is saved.
    client.open("/law/texts/end.md", END);
    client.edit("/law/texts/end.md", 2, [2, 4, 2, 7], "last word");
    assert!(hover(&mut client, "Article 2 =").ends_with("> The last word."));
    // On disk.
    files.put("/law/texts/act.md", &ACT.replace("not sink", "swim"));
    let change = json!({"changes": [{"uri": "file:///law/texts/act.md", "type": 2}]});
    client.tell("workspace/didChangeWatchedFiles", change.clone());
    assert!(hover(&mut client, "Article 1(1)").contains("float"));
    let shown = hover(&mut client, "1 \"Aims\"");
    assert!(shown.contains("(b) swim."), "{shown}");
    files.take_away("/law/texts/act.md");
    client.tell("workspace/didChangeWatchedFiles", change);
    let found = client.hear("textDocument/publishDiagnostics", |params| {
        params["uri"] == "file:///law/acquis.toml" && params["diagnostics"] != json!([])
    });
    let finding = &found["diagnostics"][0];
    assert_eq!((&finding["code"], &finding["severity"]), (&json!("ACQ1401"), &json!(2)));
    assert_eq!(finding["range"]["start"], json!({"line": 4, "character": 7}));
    assert!(!hover(&mut client, "Article 1(1)(a) =").contains("Official text"));
    client.leave();
}

#[test]
fn a_text_elsewhere_is_set_for_a_machine() {
    let files = files();
    files.put("/private/act.txt", "Article 1\nAims\n1. Boats shall:\n(a) fly.\n");
    let options = json!({"texts": {"act": "/private/act.txt"}});
    let mut client = opened(&files, options);
    let shown = hover(&mut client, "Article 1(1)(a) =");
    assert!(shown.ends_with("*Official text, `/private/act.txt`:*\n\n> fly."), "{shown}");
    // What it does not have is looked for where the manifest says.
    assert!(hover(&mut client, "Article 2 =").ends_with("> The end."));
    let links = client.ask("textDocument/documentLink", of("/law/a.acq"));
    assert_eq!(links[1]["target"], "file:///private/act.txt#L4");
    // Set anew while the server runs; what cannot be read is logged, and nothing is found in the package.
    client.tell(
        "workspace/didChangeConfiguration",
        json!({"settings": {"acquis": {"texts": {"act": "/none.md"}}}}),
    );
    let said = client.hear("window/logMessage", |_| true);
    assert_eq!(
        said["message"],
        "the text /none.md that is set for act cannot be read: there is no such file"
    );
    assert!(hover(&mut client, "Article 1(1)(a) =").contains("float"));
    assert_eq!(client.ask("textDocument/diagnostic", of("/law/acquis.toml"))["items"], json!([]));
    client.leave();
}

#[test]
fn a_provision_that_reads_otherwise_than_when_it_was_locked_is_found_as_by_check() {
    let law = "instrument act \"Act\" { article 1 { paragraph (1) } }\nladder trust \"Trust\" { level 1 }\n\
               facts { motto : Text }\ncriterion Article 1(1) at level 1 \"Safe\" { requires motto = \"safe\" }\n";
    let text = "## Article 1\n\n1. Boats float by day.\n";
    let lock = r#"# Fingerprints of official texts, written by `acquis text lock`.
version = 1
rules = ["white-space", "quotes", "dashes", "hyphenation", "ligatures", "invisible-signs"]

[texts.act]
"Article 1" = "fc7f987eab79"
"Article 1(1)" = "1ebb94cd858d e9dbebcd4e553d28"
"#;
    let files = Files::of(&[
        ("/law/acquis.toml", "[package]\nname = \"law\"\n\n[texts]\nact = \"act.md\"\n"),
        ("/law/a.acq", law),
        ("/law/act.md", text),
        ("/law/texts.lock", lock),
    ]);
    let mut client = Client::start(&files, json!({}));
    client.open("/law/a.acq", law);
    assert_eq!(client.findings("/law/a.acq", 1), Vec::<Value>::new());
    // The text moves on.
    let now = text.replace("day", "night");
    files.put("/law/act.md", &now);
    let change = |path: &str| json!({"changes": [{"uri": uri(path), "type": 2}]});
    client.tell("workspace/didChangeWatchedFiles", change("/law/act.md"));
    let of_law = |params: &Value| params["uri"] == "file:///law/a.acq";
    let found = client.hear("textDocument/publishDiagnostics", of_law);
    let finding = &found["diagnostics"][0];
    assert_eq!(finding["code"], "ACQ1410");
    assert_eq!(finding["range"]["start"], json!({"line": 3, "character": 10}));
    assert!(
        finding["message"].as_str().is_some_and(|it| it.contains("`night.` in place of 1 word")),
        "{finding}"
    );
    // The lock follows.
    files.put(
        "/law/texts.lock",
        r#"# Fingerprints of official texts, written by `acquis text lock`.
version = 1
rules = ["white-space", "quotes", "dashes", "hyphenation", "ligatures", "invisible-signs"]

[texts.act]
"Article 1" = "fc7f987eab79"
"Article 1(1)" = "b1346b3e00ad e9dbebcd4e55a8dd"
"#,
    );
    client.tell("workspace/didChangeWatchedFiles", change("/law/texts.lock"));
    let found = client.hear("textDocument/publishDiagnostics", of_law);
    assert_eq!(found["diagnostics"], json!([]));
    client.leave();
}
