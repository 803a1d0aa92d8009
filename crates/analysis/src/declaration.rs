//! Files cut into declarations, and declarations parsed. A declaration's tree counts its places from its own start,
//! so that an edit above it leaves the tree, and everything made from it, as it was.

use std::cell::RefCell;
use std::collections::HashMap;

use acquis_base::{Diagnostic, Name, Place, Span};
use acquis_syntax::ast;
use acquis_syntax::{Cut, Parsed, parse_declaration};
use salsa::Database;

use crate::input::{Package, Scope, SourceFile};
use crate::together::{Batch, batch_of};

/// What tells a declaration from all others, whatever else changes: its file, its head, and which one it is among
/// those with the same head.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeclKey {
    /// The file's path as shown.
    pub file: Name,
    /// The declaration's head.
    pub head: Name,
    /// Which one, from 0.
    pub nth: u32,
}

impl DeclKey {
    /// How formulas call the declaration that they stand in.
    pub(crate) fn home(&self) -> String {
        format!("{}#{}#{}", self.file, self.head, self.nth)
    }

    /// Whether the declaration is a scenario, as far as its head tells.
    pub(crate) fn is_scenario(&self) -> bool {
        is_scenario(&self.head)
    }
}

/// Whether a head is that of a scenario.
fn is_scenario(head: &str) -> bool {
    head.starts_with("scenario ")
}

/// A declaration of a source file.
#[salsa::tracked(debug)]
pub struct Decl<'db> {
    /// Its file.
    #[returns(copy)]
    pub file: SourceFile,
    /// What tells it from others.
    pub key: DeclKey,
    /// Its text, with the comments above it.
    #[tracked]
    pub text: String,
    /// Where that text starts in the file.
    #[tracked]
    #[returns(copy)]
    pub start: u32,
}

/// A file's text, cut into declarations.
#[salsa::tracked]
fn cut(db: &dyn Database, file: SourceFile) -> Cut {
    acquis_syntax::cut(file.text(db))
}

/// The declarations of a file, in the order of the text.
#[salsa::tracked]
pub fn declarations(db: &dyn Database, file: SourceFile) -> Vec<Decl<'_>> {
    let text = file.text(db);
    let path = file.path(db);
    let mut seen: HashMap<Name, u32> = HashMap::new();
    let mut out = vec![];
    let whole = file.package(db).scope(db) != Scope::Law;
    for piece in cut(db, file).pieces.iter().filter(|piece| whole || !is_scenario(&piece.head)) {
        let nth = seen.entry(piece.head.clone()).or_default();
        let key = DeclKey { file: path.clone(), head: piece.head.clone(), nth: *nth };
        *nth += 1;
        out.push(Decl::new(db, file, key, piece.span.of(text).to_owned(), piece.span.start));
    }
    out
}

/// What is wrong with the characters after the last declaration of a file.
#[salsa::tracked]
pub(crate) fn tail_findings(db: &dyn Database, file: SourceFile) -> Vec<Finding> {
    let text = file.text(db);
    let tail = cut(db, file).tail;
    let no_declaration = DeclKey { file: file.path(db).clone(), head: Name::default(), nth: 0 };
    let place = |span: &Span| Anchor { decl: no_declaration.clone(), span: span.shifted(tail.start) };
    acquis_syntax::check_characters(tail.of(text)).iter().map(|finding| finding.map_places(place)).collect()
}

/// The tree of a declaration.
pub fn parsed<'db>(db: &'db dyn Database, decl: Decl<'db>) -> &'db Parsed {
    let together = batch_of(db, decl).and_then(|(batch, at)| parsed_together(db, batch).get(at));
    together.unwrap_or_else(|| alone::parsed(db, decl))
}

/// The trees of declarations that are looked at together.
#[salsa::tracked]
fn parsed_together<'db>(db: &'db dyn Database, batch: Batch<'db>) -> Vec<Parsed> {
    batch.members(db).iter().map(|decl| parse_declaration(decl.text(db))).collect()
}

mod alone {
    use super::{Database, Decl, Parsed, parse_declaration};

    /// The tree of a declaration that is looked at by itself.
    #[salsa::tracked]
    pub(super) fn parsed<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Parsed {
        parse_declaration(decl.text(db))
    }
}

/// All declarations of a package, file by file.
pub(crate) fn all_declarations(db: &dyn Database, package: Package) -> impl Iterator<Item = Decl<'_>> {
    package.files(db).iter().flat_map(move |file| declarations(db, *file).iter().copied())
}

/// Whether all of a declaration could be read; else what is not in its tree may stand in its text.
pub(crate) fn is_read<'db>(db: &'db dyn Database, decl: Decl<'db>) -> bool {
    parsed(db, decl).findings.is_empty()
}

/// The declaration's tree.
pub(crate) fn tree<'db>(db: &'db dyn Database, decl: Decl<'db>) -> &'db ast::Declaration {
    &parsed(db, decl).declaration
}

/// A place that stays right when its declaration moves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    /// The declaration.
    pub decl: DeclKey,
    /// The place in its text.
    pub span: Span,
}

/// A finding before its places are turned into places of files.
pub type Finding = Diagnostic<Anchor>;

/// The place `span` of a declaration.
pub(crate) fn anchor<'db>(db: &'db dyn Database, decl: Decl<'db>, span: Span) -> Anchor {
    Anchor { decl: decl.key(db).clone(), span }
}

/// The place in its file of a place of a declaration, as the text stands now.
pub(crate) fn place<'db>(db: &'db dyn Database, decl: Decl<'db>, span: Span) -> Place {
    Place::new(decl.key(db).file.clone(), span.shifted(decl.start(db)))
}

/// Where declarations start. Each file is looked at when a place in it is first asked for.
pub(crate) struct Starts<'db> {
    db: &'db dyn Database,
    package: Package,
    known: RefCell<HashMap<Name, HashMap<&'db DeclKey, u32>>>,
}

impl<'db> Starts<'db> {
    pub(crate) fn of(db: &'db dyn Database, package: Package) -> Self {
        Self { db, package, known: RefCell::default() }
    }

    pub(crate) fn place(&self, anchor: &Anchor) -> Place {
        let mut known = self.known.borrow_mut();
        let starts = known.entry(anchor.decl.file.clone()).or_insert_with(|| self.of_file(&anchor.decl.file));
        let start = starts.get(&anchor.decl).copied().unwrap_or(0);
        Place { file: anchor.decl.file.clone(), span: anchor.span.shifted(start) }
    }

    fn of_file(&self, path: &str) -> HashMap<&'db DeclKey, u32> {
        let file = self.package.file(self.db, path);
        let declarations = file.into_iter().flat_map(|file| declarations(self.db, file));
        declarations.map(|decl| (decl.key(self.db), decl.start(self.db))).collect()
    }
}

/// The declaration of a key.
pub fn declaration_of<'db>(db: &'db dyn Database, package: Package, key: &DeclKey) -> Option<Decl<'db>> {
    let file = package.file(db, &key.file)?;
    declarations(db, file).iter().copied().find(|decl| decl.key(db) == key)
}
