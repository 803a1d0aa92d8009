//! Renaming through the language server, over the law in `policies/cada` and its dossiers: what an editor writes to disk
//! after it checks, and its scenarios pass.

#[allow(dead_code, reason = "the client does more than is asked of it here")]
#[path = "../../crates/lsp/tests/protocol/client.rs"]
mod client;

use std::collections::BTreeMap;

use acquis_base::MemoryHost;
use acquis_tests::cli::all_is_well;
use acquis_tests::repository::{is_about_amendments, law};
use client::{Client, Files, applied, of_with, uri};
use serde_json::{Value, json};

/// Reasons for mutants that name what is renamed.
const REASONS: &str = r#"[[equivalent]]
mutants = [
    "Annex II 2.1(a): level 1 for level 2 in `parties(level 2)`",
    "Annex II 2.1(b): level 1 for level 2 in `involved(site.owner, level 2)`",
    "register available_schemes (csa Article 49(7)): national_scheme from 2016-12-07 for 2016-12-08",
]
because = "they mean the same"
"#;

/// An editor over the law, which writes to disk what it is told.
struct Editor {
    files: Files,
    texts: BTreeMap<String, String>,
    client: Client,
}

impl Editor {
    fn open() -> Self {
        // What a rename touches is not what an amendment was written against any more: it asks for a new fingerprint.
        let (files, mut texts) = (Files::default(), law());
        texts.retain(|path, _| !is_about_amendments(path));
        texts.insert("mutants.toml".to_owned(), REASONS.to_owned());
        for (path, text) in &texts {
            files.put(&format!("/law/{path}"), text);
        }
        let edits = json!({"documentChanges": true, "resourceOperations": ["rename"]});
        let client = Client::start(&files, json!({"workspace": {"workspaceEdit": edits}}));
        Self { files, texts, client }
    }

    /// Renames what stands where a mark ends, and writes what changes to disk; tells in which files something did.
    fn rename(&mut self, path: &str, mark: &str, new: &str) -> Vec<String> {
        let text = &self.texts[path];
        let end = text.find(mark).expect(mark) + mark.len();
        let line = text[..end].matches('\n').count();
        let column = text[..end].rsplit('\n').next().map_or(0, |before| before.encode_utf16().count());
        let params = json!({"position": {"line": line, "character": column}, "newName": new});
        let edit = self.client.ask("textDocument/rename", of_with(&format!("/law/{path}"), params));
        let mut changed = vec![];
        for change in edit["documentChanges"].as_array().expect("changes") {
            changed.push(self.make(change));
        }
        let told: Vec<Value> =
            changed.iter().map(|path| json!({"uri": uri(&format!("/law/{path}")), "type": 2})).collect();
        self.client.tell("workspace/didChangeWatchedFiles", json!({"changes": told}));
        changed
    }

    /// Makes a change; tells of which file.
    fn make(&mut self, change: &Value) -> String {
        let below = |address: &Value| {
            let address = address.as_str().expect("an address");
            address.strip_prefix("file:///law/").expect("below the law").to_owned()
        };
        if change["kind"] == "rename" {
            let (old, new) = (below(&change["oldUri"]), below(&change["newUri"]));
            let text = self.texts.remove(&old).expect("the file");
            self.files.take_away(&format!("/law/{old}"));
            self.files.put(&format!("/law/{new}"), &text);
            self.texts.insert(new.clone(), text);
            return new;
        }
        let path = below(&change["textDocument"]["uri"]);
        let text = applied(&self.texts[&path], change["edits"].as_array().expect("edits"));
        self.files.put(&format!("/law/{path}"), &text);
        self.texts.insert(path.clone(), text);
        path
    }

    /// The law as it is on disk by now.
    fn leave(self) -> MemoryHost {
        self.client.leave();
        let mut host = MemoryHost::new();
        for (path, text) in self.texts {
            host.insert(format!("law/{path}"), text);
        }
        host
    }
}

fn count(paths: &[String], starts: &str) -> usize {
    paths.iter().filter(|path| path.starts_with(starts)).count()
}

#[test]
fn the_law_checks_and_passes_after_an_editor_has_renamed_what_it_declares() {
    let mut editor = Editor::open();
    let field = editor.rename("vocabulary.acq", "    established_in", "seated_in");
    assert!(count(&field, "examples/") >= 18 && count(&field, "scenarios/") >= 2, "{field:?}");
    let other = editor.rename("vocabulary.acq", "    owner", "proprietor");
    assert!(other.contains(&"mutants.toml".to_owned()), "{other:?}");
    editor.rename("vocabulary.acq", "    cloud_provider", "service_provider");
    editor.rename("annex_ii/subcontractors.acq", "define parties", "concerned");
    editor.rename("registers.acq", "register associated_third_countries", "associated_countries");
    editor.rename("annex_ii/level_3.acq", "derogation associated_third_country", "association");
    editor.rename("readings.acq", "reading control_trigger", "trigger_of_control");
    editor.rename("levels.acq", "ladder union_assurance", "assurance");
    let module =
        editor.rename("annex_ii/level_3.acq", "import annex_ii.subcontractors", "annex_ii.contractors");
    assert!(module.contains(&"annex_ii/contractors.acq".to_owned()), "{module:?}");

    let reasons = &editor.texts["mutants.toml"];
    for name in ["`involved(site.proprietor, level 2)`", "`concerned(level 2)`"] {
        assert!(reasons.contains(name), "{name}: {reasons}");
    }
    // The same from a dossier that is open.
    let dossier = "examples/nordwolke.yaml";
    editor.client.open(&format!("/law/{dossier}"), &editor.texts[dossier]);
    let other = editor.rename(dossier, "proprietor", "holder");
    assert!(other.contains(&"mutants.toml".to_owned()), "{other:?}");
    assert!(editor.texts["mutants.toml"].contains("`involved(site.holder, level 2)`"));
    all_is_well(&editor.leave());
}
