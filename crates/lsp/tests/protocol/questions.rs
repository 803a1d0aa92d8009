//! Everything else that is offered: layout, folds, symbols, colours, selections, repairs.

use serde_json::{Value, json};

use crate::client::{Client, Files, applied, of, of_with, uri};

const MANIFEST: &str = "[package]\nname = \"law\"\n";

fn with(text: &str, abilities: Value) -> Client {
    let files = Files::of(&[("/law/acquis.toml", MANIFEST), ("/law/a.acq", text)]);
    let mut client = Client::start(&files, abilities);
    client.open("/law/a.acq", text);
    client
}

fn range(from: (u32, u32), to: (u32, u32)) -> Value {
    json!({"start": {"line": from.0, "character": from.1}, "end": {"line": to.0, "character": to.1}})
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

#[test]
fn only_what_is_tested_here_is_offered() {
    let client = with("", json!({"textDocument": {"diagnostic": {}}}));
    let offered: Vec<&String> = client.capabilities.as_object().expect("an object").keys().collect();
    let mut offered: Vec<&str> = offered.into_iter().map(String::as_str).collect();
    offered.sort_unstable();
    assert_eq!(
        offered,
        [
            "callHierarchyProvider",
            "codeActionProvider",
            "codeLensProvider",
            "completionProvider",
            "declarationProvider",
            "definitionProvider",
            "diagnosticProvider",
            "documentFormattingProvider",
            "documentHighlightProvider",
            "documentLinkProvider",
            "documentOnTypeFormattingProvider",
            "documentRangeFormattingProvider",
            "documentSymbolProvider",
            "executeCommandProvider",
            "foldingRangeProvider",
            "hoverProvider",
            "implementationProvider",
            "inlayHintProvider",
            "linkedEditingRangeProvider",
            "positionEncoding",
            "referencesProvider",
            "renameProvider",
            "selectionRangeProvider",
            "semanticTokensProvider",
            "signatureHelpProvider",
            "textDocumentSync",
            "typeDefinitionProvider",
            "typeHierarchyProvider",
            "workspace",
            "workspaceSymbolProvider",
        ]
    );
    client.leave();
}

const UGLY: &str = "enum   Gräde { a,b }\nfacts{ grade:Gräde }\n";

#[test]
fn a_file_a_range_and_what_was_just_typed_are_laid_out() {
    let mut client = with(UGLY, json!({}));
    let options = json!({"options": {"tabSize": 4, "insertSpaces": true}});
    let edits = client.ask("textDocument/formatting", of_with("/law/a.acq", options.clone()));
    let laid_out = applied(UGLY, list(&edits));
    assert_eq!(laid_out, "enum Gräde { a, b }\n\nfacts {\n    grade : Gräde\n}\n");

    let mut asked = options.clone();
    asked["range"] = range((0, 0), (0, 3));
    let edits = client.ask("textDocument/rangeFormatting", of_with("/law/a.acq", asked));
    assert_eq!(applied(UGLY, list(&edits)), "enum Gräde { a, b }\nfacts{ grade:Gräde }\n");

    let mut asked = options;
    asked["position"] = json!({"line": 1, "character": 20});
    asked["ch"] = json!("}");
    let edits = client.ask("textDocument/onTypeFormatting", of_with("/law/a.acq", asked));
    assert_eq!(applied(UGLY, list(&edits)), "enum   Gräde { a,b }\n\nfacts {\n    grade : Gräde\n}\n");
    client.leave();
}

#[test]
fn blocks_and_comments_fold_by_place_or_by_line() {
    let text = "// one\n// two\nfacts {\n  a : Bool\n}\n";
    let mut client = with(text, json!({}));
    let folds = client.ask("textDocument/foldingRange", of("/law/a.acq"));
    let expected = json!([
        {"startLine": 0, "startCharacter": 0, "endLine": 1, "endCharacter": 6, "kind": "comment"},
        {"startLine": 2, "startCharacter": 7, "endLine": 4, "endCharacter": 0},
    ]);
    assert_eq!(folds, expected);
    client.leave();
    let mut client = with(text, json!({"textDocument": {"foldingRange": {"lineFoldingOnly": true}}}));
    let folds = client.ask("textDocument/foldingRange", of("/law/a.acq"));
    let expected = json!([{"startLine": 0, "endLine": 1, "kind": "comment"}, {"startLine": 2, "endLine": 3}]);
    assert_eq!(folds, expected);
    client.leave();
}

#[test]
fn a_selection_grows_from_each_of_several_places() {
    let text = "define d : Bool = true and not false\n";
    let mut client = with(text, json!({}));
    let positions = json!({"positions": [{"line": 0, "character": 28}, {"line": 0, "character": 8}]});
    let found = client.ask("textDocument/selectionRange", of_with("/law/a.acq", positions));
    let mut grown = vec![];
    let mut at = &found[0];
    while at.is_object() {
        let column = |end: &str| at["range"][end]["character"].as_u64().expect("a column") as usize;
        grown.push(if at["range"]["end"]["line"] == 0 {
            &text[column("start")..column("end")]
        } else {
            "all"
        });
        at = &at["parent"];
    }
    assert_eq!(
        grown,
        ["not", "not false", "true and not false", "define d : Bool = true and not false", "all"]
    );
    assert_eq!(found[1]["range"], range((0, 7), (0, 8)));
    client.leave();
}

#[test]
fn symbols_are_a_tree_or_a_list_and_are_found_in_all_packages() {
    let text = "/// A party.\nentity Party { share : Bool }\n";
    let trees = json!({"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}}});
    let mut client = with(text, trees);
    let tree = client.ask("textDocument/documentSymbol", of("/law/a.acq"));
    assert_eq!((&tree[0]["name"], &tree[0]["detail"]), (&json!("Party"), &json!("A party.")));
    assert_eq!(tree[0]["selectionRange"], range((1, 7), (1, 12)));
    assert_eq!(tree[0]["children"][0]["name"], "share");
    client.leave();
    let mut client = with(text, json!({}));
    let flat = client.ask("textDocument/documentSymbol", of("/law/a.acq"));
    assert_eq!((&flat[1]["name"], &flat[1]["containerName"]), (&json!("share"), &json!("Party")));
    let found = client.ask("workspace/symbol", json!({"query": "PRTY"}));
    assert_eq!(list(&found).len(), 1);
    assert_eq!(found[0]["location"], json!({"uri": uri("/law/a.acq"), "range": range((1, 7), (1, 12))}));
    client.leave();
}

/// The words that are coloured, each with the name of its colour.
fn coloured(text: &str, data: &Value, client: &Client) -> Vec<String> {
    let legend = list(&client.capabilities["semanticTokensProvider"]["legend"]["tokenTypes"]);
    let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    let numbers: Vec<usize> = list(data).iter().map(|n| n.as_u64().expect("a number") as usize).collect();
    let (mut line, mut column) = (0, 0);
    let mut words = vec![];
    for token in numbers.chunks(5) {
        column = if token[0] > 0 { token[1] } else { column + token[1] };
        line += token[0];
        let word: String = lines[line][column..column + token[2]].iter().collect();
        words.push(format!("{word}:{}", legend[token[3]].as_str().expect("a name")));
    }
    words
}

#[test]
fn words_are_coloured_in_full_in_part_and_by_difference() {
    let text = "facts { é : Bool }\ndefine d : Bool cites Annex II\n  2.1(g) = é // «\n";
    let mut client = with(text, json!({}));
    let full = client.ask("textDocument/semanticTokens/full", of("/law/a.acq"));
    let all = coloured(text, &full["data"], &client);
    assert_eq!(
        all.join(" "),
        "facts:keyword é:property Bool:type define:keyword d:function Bool:type cites:keyword Annex II:citation \
         2.1(g):citation =:operator é:property // «:comment"
    );
    let legend = &client.capabilities["semanticTokensProvider"]["legend"];
    assert_eq!(legend["tokenModifiers"], json!(["declaration", "defaultLibrary", "deprecated"]));
    let modifiers: Vec<&Value> = list(&full["data"]).chunks(5).map(|token| &token[4]).take(4).collect();
    assert_eq!(modifiers, [0, 1, 2, 0], "`é` is declared there, and `Bool` by the language");
    let part = json!({"range": range((0, 0), (0, 9))});
    let part = client.ask("textDocument/semanticTokens/range", of_with("/law/a.acq", part));
    assert_eq!(coloured(text, &part["data"], &client), ["facts:keyword", "é:property"]);

    client.edit("/law/a.acq", 2, [1, 7, 1, 8], "dd");
    let previous = json!({"previousResultId": full["resultId"]});
    let delta = client.ask("textDocument/semanticTokens/full/delta", of_with("/law/a.acq", previous.clone()));
    let mut numbers = list(&full["data"]).to_vec();
    for edit in list(&delta["edits"]) {
        let start = edit["start"].as_u64().expect("a place") as usize;
        let count = edit["deleteCount"].as_u64().expect("a number") as usize;
        numbers.splice(start..start + count, list(&edit["data"]).iter().cloned());
    }
    let whole = client.ask("textDocument/semanticTokens/full", of("/law/a.acq"));
    assert_eq!(json!(numbers), whole["data"]);
    assert!(
        list(&delta["edits"]).len() == 1 && list(&delta["edits"][0]["data"]).len() < numbers.len(),
        "{delta}"
    );
    let forgotten = client.ask("textDocument/semanticTokens/full/delta", of_with("/law/a.acq", previous));
    assert_eq!(forgotten["data"], whole["data"]);
    client.leave();
}

#[test]
fn a_word_that_another_file_makes_something_else_is_coloured_anew() {
    let base = "define known : Bool = true\n";
    let text = "import base\nassume \"x\" known\n";
    let files = Files::of(&[("/law/acquis.toml", MANIFEST), ("/law/base.acq", base), ("/law/a.acq", text)]);
    let mut client =
        Client::start(&files, json!({"workspace": {"semanticTokens": {"refreshSupport": true}}}));
    client.open("/law/a.acq", text);
    client.open("/law/base.acq", base);
    client.findings("/law/base.acq", 1);
    let paint = |client: &mut Client| {
        let full = client.ask("textDocument/semanticTokens/full", of("/law/a.acq"));
        coloured(text, &full["data"], client).pop().expect("a word")
    };
    assert_eq!(paint(&mut client), "known:function");
    client.edit("/law/base.acq", 2, [0, 0, 0, 26], "facts { known : Bool }");
    client.hear("workspace/semanticTokens/refresh", |_| true);
    assert_eq!(paint(&mut client), "known:property");
    client.leave();
}

#[test]
fn repairs_are_offered_and_together_leave_a_clean_file() {
    let text = "facts { encrypted : Bool }\ndefine d : Bool = encripted\ndefin e : Bool = d and not encrypted\nassume \"x\" e\n";
    let versions = json!({"workspace": {"workspaceEdit": {"documentChanges": true}}});
    let mut client = with(text, versions);
    assert_eq!(
        client.capabilities["codeActionProvider"]["codeActionKinds"],
        json!([
            "quickfix",
            "refactor.extract",
            "refactor.inline",
            "refactor.rewrite",
            "source.fixAll.acquis"
        ])
    );
    let ask = |client: &mut Client, range: Value, only: Value| {
        let context = json!({"diagnostics": [], "only": only});
        client.ask(
            "textDocument/codeAction",
            of_with("/law/a.acq", json!({"range": range, "context": context})),
        )
    };
    let there = range((1, 20), (1, 20));
    let quick = ask(&mut client, there.clone(), json!(["quickfix"]));
    assert_eq!(list(&quick).len(), 1);
    assert_eq!(quick[0]["title"], "write `encrypted`");
    assert_eq!(quick[0]["diagnostics"][0]["code"], "ACQ0101");
    assert_eq!(quick[0]["edit"]["documentChanges"][0]["textDocument"]["version"], 1);
    let edits = &quick[0]["edit"]["documentChanges"][0]["edits"];
    assert!(applied(text, list(edits)).contains("= encrypted\n"));
    assert_eq!(ask(&mut client, range((3, 0), (3, 0)), json!(["quickfix"])), json!([]));

    let all = ask(&mut client, there, json!(["source"]));
    assert_eq!((list(&all).len(), &all[0]["kind"]), (1, &json!("source.fixAll.acquis")));
    let mended = applied(text, list(&all[0]["edit"]["documentChanges"][0]["edits"]));
    let whole = json!({
        "textDocument": {"uri": uri("/law/a.acq"), "version": 2}, "contentChanges": [{"text": mended}],
    });
    client.tell("textDocument/didChange", whole);
    assert_eq!(client.findings("/law/a.acq", 2), Vec::<Value>::new(), "{mended}");
    client.leave();

    let mut client = with(text, json!({}));
    let quick = ask(&mut client, range((1, 20), (1, 20)), json!(null));
    assert!(quick[0]["edit"]["changes"][uri("/law/a.acq").as_str()].is_array(), "{quick}");
    client.leave();
}
