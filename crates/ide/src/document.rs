//! Dossiers beside the sources of a package, in which facts are named too.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use acquis_analysis::{Database, Mentioned, Package, dossier_mentions};
use acquis_base::{Name, Place};
use acquis_facts::{Format, Node, parse};

/// A dossier: a file of JSON or YAML that holds facts of the package. Copies share its text and what was read of it.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its path as shown to the user.
    pub path: Name,
    /// Its text.
    pub text: Arc<str>,
    parsed: Arc<OnceLock<Option<Node>>>,
}

impl Document {
    /// A dossier.
    pub fn new(path: impl Into<Name>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into(), parsed: Arc::default() }
    }

    /// The same text at another path of the same ending.
    pub fn at(&self, path: impl Into<Name>) -> Self {
        Self { path: path.into(), ..self.clone() }
    }

    /// Whether it is the file that gives reasons for mutants, which names what the law names, and no dossier.
    pub fn is_of_mutants(&self) -> bool {
        self.path.rsplit('/').next() == Some("mutants.toml")
    }

    /// Whether it is well formed.
    pub fn is_readable(&self) -> bool {
        self.node().is_some()
    }

    /// What is written in it; nothing if it is not well formed. It is read once.
    pub fn node(&self) -> Option<&Node> {
        let read = || parse(&self.path, &self.text, Format::of(&self.path, &self.text)).ok();
        self.parsed.get_or_init(read).as_ref()
    }
}

/// The dossiers given and those from which scenarios start, by path, each once.
pub(crate) fn all_documents(db: &Database, package: Package, given: &[Document]) -> Vec<Document> {
    let mut all: BTreeMap<Name, Document> = BTreeMap::new();
    let folder = package.manifest(db).folder();
    for dossier in package.dossiers(db) {
        if let Ok(text) = dossier.text(db) {
            let path = Name::from(format!("{folder}{}", dossier.path(db)));
            all.insert(path.clone(), Document::new(path, text.as_str()));
        }
    }
    let given = given.iter().filter(|document| !document.is_of_mutants());
    all.extend(given.map(|document| (document.path.clone(), document.clone())));
    all.into_values().collect()
}

/// All that a dossier names, in the order of the text; nothing for one that cannot be read.
pub fn mentions_in_document(db: &Database, package: Package, document: &Document) -> Vec<Mentioned> {
    let Some(node) = document.node() else { return vec![] };
    let found = dossier_mentions(db, package, &document.text, node).into_iter();
    let placed = found.map(|mention| Mentioned {
        place: Place::new(document.path.clone(), mention.span),
        symbol: mention.symbol,
        role: mention.role,
        ty: mention.ty,
    });
    placed.collect()
}

/// What a dossier names at an offset.
pub(crate) fn mentions_at_in_document(
    db: &Database,
    package: Package,
    document: &Document,
    offset: u32,
) -> Vec<Mentioned> {
    let mut found = mentions_in_document(db, package, document);
    found.retain(|mention| mention.place.span.start <= offset && offset <= mention.place.span.end);
    found
}
