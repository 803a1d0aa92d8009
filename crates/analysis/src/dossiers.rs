//! The dossiers that scenarios start from: files of the package, read like its sources and never from elsewhere.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, EntryKind, Host, HostError, LineIndex, Name};
use acquis_facts::{Format, MAX_DOSSIER_BYTES, Node, parse, read_counting};
use acquis_ir::Date;
use salsa::{Database, Setter};

use crate::declaration::Decl;
use crate::index::scenarios;
use crate::input::Package;
use crate::load::{MAX_FILES, join};
use crate::vocabulary::vocabulary;

/// A dossier that a scenario names. There is one for each path, updated in place.
#[salsa::input(debug)]
pub struct DossierFile {
    /// Its path below the package's folder.
    pub path: Name,
    /// Its text, or why it cannot be read.
    pub text: Result<String, HostError>,
}

/// A dossier that scenarios name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub(crate) struct NamedDossier<'db> {
    /// Its path below the package's folder.
    pub(crate) path: Name,
    /// The first scenario that names it.
    pub(crate) first: Decl<'db>,
}

/// The dossiers that scenarios name, sorted by path. Paths that leave the package are not among them.
#[salsa::tracked]
pub fn named_dossiers(db: &dyn Database, package: Package) -> Vec<NamedDossier<'_>> {
    let mut named: Vec<NamedDossier<'_>> = scenarios(db, package)
        .filter_map(|scenario| Some((scenario.from.clone()?, scenario.decl)))
        .filter(|(path, _)| stays_inside(path))
        .map(|(path, first)| NamedDossier { path, first })
        .collect();
    // Stable, so that the first of each path stays the first.
    named.sort_by(|a, b| a.path.cmp(&b.path));
    named.dedup_by(|later, first| later.path == first.path);
    named
}

/// Whether a path leads to something below the folder that it starts from: names between single slashes, none of which
/// leads upwards or to a drive.
pub(crate) fn stays_inside(path: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && part != "." && part != "..";
    !path.contains(['\\', ':', '\0']) && path.split('/').all(is_name)
}

/// The paths of the dossiers that [`load_dossiers`] reads for a package in `folder`, sorted.
pub fn dossier_paths(db: &dyn Database, package: Package, folder: &str) -> Vec<String> {
    named_dossiers(db, package).iter().take(MAX_FILES).map(|named| join(folder, &named.path)).collect()
}

/// Whether a scenario starts from the file that lies at `path` below the folder of a package.
pub fn is_named_dossier(db: &dyn Database, package: Package, path: &str) -> bool {
    named_dossiers(db, package).binary_search_by(|named| (*named.path).cmp(path)).is_ok()
}

/// Reads the dossiers that the scenarios of a package name, below its folder; those that are as they were stay so.
pub fn load_dossiers(db: &mut dyn Database, package: Package, host: &dyn Host, folder: &str) {
    let wanted: Vec<Name> =
        named_dossiers(db, package).iter().take(MAX_FILES).map(|named| named.path.clone()).collect();
    let known: BTreeMap<Name, DossierFile> =
        package.dossiers(db).iter().map(|file| (file.path(db).clone(), *file)).collect();
    let mut files = vec![];
    for path in wanted {
        let text = text_below(host, folder, &path, MAX_DOSSIER_BYTES);
        files.push(match known.get(&path) {
            Some(file) => {
                if *file.text(db) != text {
                    let _ = file.set_text(db).to(text);
                }
                *file
            }
            None => DossierFile::new(db, path, text),
        });
    }
    if *package.dossiers(db) != files {
        package.set_dossiers(db).to(files);
    }
}

/// The text of a file below a folder that holds at most `limit` bytes. Links on the way are not followed, for they may
/// lead out of it.
pub(crate) fn text_below(host: &dyn Host, folder: &str, path: &str, limit: u64) -> Result<String, HostError> {
    let mut at = folder.to_owned();
    let mut names = path.split('/').peekable();
    while let Some(name) = names.next() {
        let entries = host.list(if at.is_empty() { "." } else { &at })?;
        let entry =
            entries.iter().find(|entry| entry.is_unicode && entry.name == name).ok_or(HostError::NotFound)?;
        match (entry.kind, names.peek().is_some()) {
            (EntryKind::Folder, true) | (EntryKind::File, false) => {}
            (EntryKind::Other, _) => {
                return Err(HostError::Other("a link leads to it, and links are not followed".to_owned()));
            }
            (EntryKind::Folder, false) => return Err(HostError::Other("it is a folder".to_owned())),
            (EntryKind::File, true) => return Err(HostError::NotFound),
        }
        at = join(&at, name);
    }
    let bytes = host.read(&at, limit)?;
    String::from_utf8(bytes).map_err(|_| HostError::Other("it is not UTF-8".to_owned()))
}

/// A dossier as a document that fits the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Base {
    /// The document.
    pub(crate) node: Node,
    /// Length of its text in bytes.
    pub(crate) length: u32,
    /// The date as of which it asks to be assessed.
    pub(crate) as_of: Option<Date>,
}

/// What is wrong with a dossier.
#[derive(Debug, Clone, PartialEq, Eq, salsa::SalsaValue)]
pub(crate) struct Faults {
    /// The first faults, in words.
    pub(crate) words: Vec<String>,
    /// How many there are in all.
    pub(crate) all: usize,
}

impl Faults {
    fn one(words: String) -> Self {
        Self { words: vec![words], all: 1 }
    }
}

/// A dossier held to the vocabulary of a package; or what is wrong with it, in words, of which there may be none where
/// the vocabulary itself has errors.
#[salsa::tracked]
pub fn base(db: &dyn Database, package: Package, file: DossierFile) -> Result<Base, Faults> {
    let path = file.path(db);
    let text = match file.text(db) {
        Ok(text) => text,
        Err(HostError::TooLarge) => {
            return Err(Faults::one(format!("a dossier holds at most {} MiB", MAX_DOSSIER_BYTES >> 20)));
        }
        Err(error) => return Err(Faults::one(error.to_string())),
    };
    let node =
        parse(path, text, Format::of(path, text)).map_err(|finding| Faults::one(words(&finding, text)))?;
    let Some(vocabulary) = vocabulary(db, package) else { return Err(Faults { words: vec![], all: 0 }) };
    match read_counting(vocabulary, path, &node) {
        Ok(dossier) => {
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            Ok(Base { node, length, as_of: dossier.as_of })
        }
        Err(unfit) => {
            let words = unfit.findings.iter().map(|finding| words(finding, text)).collect();
            Err(Faults { words, all: unfit.all })
        }
    }
}

/// A finding about a dossier on one line: its place, and what it says.
pub(crate) fn words(finding: &Diagnostic, text: &str) -> String {
    match finding.place() {
        Some(place) => {
            let at = LineIndex::new(text).position(text, place.span.start);
            format!("{}:{}:{} {}", place.file, at.line, at.column, finding.message)
        }
        None => finding.message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use acquis_base::Entry;

    use super::*;

    /// A folder with a link in it.
    struct Linked;

    impl Host for Linked {
        fn read(&self, _: &str, _: u64) -> Result<Vec<u8>, HostError> {
            Ok(b"{}".to_vec())
        }

        fn list(&self, path: &str) -> Result<Vec<Entry>, HostError> {
            let kind = if path == "law" { EntryKind::Other } else { EntryKind::File };
            Ok(vec![Entry { name: "a.json".to_owned(), is_unicode: true, kind }])
        }

        fn kind(&self, _: &str) -> Option<EntryKind> {
            Some(EntryKind::File)
        }
    }

    #[test]
    fn links_are_not_followed() {
        assert!(text_below(&Linked, "law", "a.json", 9).is_err());
        assert_eq!(text_below(&Linked, "own", "a.json", 9), Ok("{}".to_owned()));
        assert_eq!(text_below(&Linked, "own", "b.json", 9), Err(HostError::NotFound));
    }

    #[test]
    fn paths_stay_below_the_folder() {
        for inside in ["a.yaml", "examples/a.yaml", "examples/..a/b..json", "späße/a b.yaml"] {
            assert!(stays_inside(inside), "{inside}");
        }
        for outside in [
            "",
            "/a.yaml",
            "../a.yaml",
            "a/../../b.yaml",
            "./a.yaml",
            "a//b.yaml",
            "a/",
            "C:/a.yaml",
            "a\\b.yaml",
        ] {
            assert!(!stays_inside(outside), "{outside}");
        }
    }
}
