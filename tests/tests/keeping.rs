//! Dossiers kept as scenarios through the language server, over the law in `policies/cada`: the law checks, and its scenarios
//! pass.

#[allow(dead_code, reason = "the client does more than is asked of it here")]
#[path = "../../crates/lsp/tests/protocol/client.rs"]
mod client;

use std::collections::BTreeMap;

use acquis_base::MemoryHost;
use acquis_tests::cli::all_is_well;
use acquis_tests::repository::law;
use client::{Client, Files, applied, of_with, uri};
use serde_json::json;

/// The file that changes when a dossier is kept, and what becomes of it.
fn kept(texts: &BTreeMap<String, String>, dossier: &str) -> (String, String) {
    let files = Files::default();
    for (path, text) in texts {
        files.put(&format!("/law/{path}"), text);
    }
    let mut client = Client::start(&files, json!({}));
    let path = format!("/law/{dossier}");
    client.open(&path, &texts[dossier]);
    let at = json!({"line": 0, "character": 0});
    let params = json!({"range": {"start": at, "end": at}, "context": {"diagnostics": []}});
    let offered = client.ask("textDocument/codeAction", of_with(&path, params));
    assert_eq!(offered[0]["title"], "keep this dossier as a scenario", "{offered}");
    let changes = offered[0]["edit"]["changes"].as_object().expect("changes").clone();
    client.leave();
    let (address, edits) = changes.into_iter().next().expect("one file");
    let own = address.strip_prefix(&uri("/law/")).expect("below the law").to_owned();
    let after = applied(&texts[&own], edits.as_array().expect("edits"));
    (own, after)
}

#[test]
fn the_law_checks_and_passes_after_an_editor_has_kept_dossiers_as_scenarios() {
    let mut texts = law();
    let before = &texts["scenarios/examples.acq"];
    let count = before.matches("\nscenario ").count();
    for dossier in ["examples/arlblick.yaml", "examples/tuulipilvi.json"] {
        let (file, after) = kept(&texts, dossier);
        assert_eq!(file, "scenarios/examples.acq", "most of the examples are there");
        texts.insert(file, after);
    }
    let after = &texts["scenarios/examples.acq"];
    assert_eq!(after.matches("\nscenario ").count(), count + 2);
    let added = after.rsplit_once("\nscenario ").expect("it").1;
    assert!(added.contains("from \"examples/tuulipilvi.json\" {\n    expect level "), "{added}");
    let (procedure, after) = kept(&texts, "examples/procedure/lindholm.yaml");
    assert!(after.len() > texts[&procedure].len() && procedure != "scenarios/examples.acq", "{procedure}");
    texts.insert(procedure, after);

    let mut host = MemoryHost::new();
    for (path, text) in texts {
        host.insert(format!("law/{path}"), text);
    }
    all_is_well(&host);
}
