//! The law in `policies/cada`, as editors see it.

use std::fs;
use std::path::{Path, PathBuf};

use acquis_analysis::{Database, Loaded, Package, load, load_dossiers};
use acquis_base::MemoryHost;
use acquis_ide::document::Document;
use acquis_ide::references::references;

/// The law, with the files that it was read from.
pub(crate) struct Law {
    pub(crate) db: Database,
    pub(crate) package: Package,
    /// Its dossiers.
    pub(crate) documents: Vec<Document>,
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// A package of the files that a host holds.
pub(crate) fn loaded(host: &MemoryHost) -> (Database, Package, Loaded) {
    let loaded = load(host, ".");
    let mut db = Database::new();
    let package = Package::with_files(&mut db, loaded.manifest.clone(), loaded.files.clone());
    load_dossiers(&mut db, package, host, ".");
    (db, package, loaded)
}

/// The texts of the law, by path below its folder. Amendments are left out: what one changes must not move, and what these
/// tests do to the law moves it.
pub(crate) fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/cada");
    let mut paths = vec![];
    files_below(&root, &mut paths);
    let is_law = |path: &&PathBuf| !path.to_string_lossy().contains("amendments");
    paths
        .iter()
        .filter(is_law)
        .map(|path| {
            let below = path.strip_prefix(&root).expect("below").to_str().expect("Unicode");
            (below.replace('\\', "/"), fs::read_to_string(path).expect("a text"))
        })
        .collect()
}

impl Law {
    pub(crate) fn new() -> Self {
        let mut host = MemoryHost::new();
        let mut documents = vec![];
        for (path, text) in texts() {
            if path.ends_with(".yaml") || path.ends_with(".json") {
                documents.push(Document::new(path.as_str(), text.as_str()));
            }
            host.insert(path, text);
        }
        let (db, package, _) = loaded(&host);
        Self { db, package, documents }
    }
}

#[test]
fn every_mention_of_a_field_is_found_in_law_scenarios_and_dossiers() {
    let law = Law::new();
    let vocabulary = law.package.file(&law.db, "vocabulary.acq").expect("the vocabulary");
    let at = vocabulary.text(&law.db).find("established_in :").expect("the field");
    let at = (vocabulary, u32::try_from(at).expect("small"));
    let found = references(&law.db, law.package, &law.documents, at, true);
    for (path, text) in texts() {
        let words = text.match_indices("established_in").filter(|(at, _)| {
            // Comments name nothing.
            let line = text.get(..*at).expect("a place").rsplit('\n').next().expect("a line").trim_start();
            !line.starts_with("//") && !line.starts_with('#')
        });
        let here = found.iter().filter(|mention| mention.place.file == path.as_str());
        assert_eq!(here.count(), words.count(), "{path}");
    }
}
