//! Names: what a package declares, under which name, in which module; and what a file imports.

use std::collections::{BTreeSet, HashSet};

use acquis_base::{Name, Span};
use acquis_syntax::ast::{Declaration, DeclarationKind, Ident};
use salsa::Database;

use crate::declaration::{Decl, tree};
use crate::index::index;
use crate::input::{Package, SourceFile};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    Instrument,
    Entity,
    Enumeration,
    Register,
    Define,
    Reading,
    Ladder,
    Derogation,
    Rule,
    /// A declaration that could not be read; whatever refers to it is not reported.
    Broken,
}

impl ItemKind {
    /// How messages call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Instrument => "instrument",
            Self::Entity => "entity",
            Self::Enumeration => "enumeration",
            Self::Register => "register",
            Self::Define => "notion",
            Self::Reading => "reading",
            Self::Ladder => "ladder",
            Self::Derogation => "derogation",
            Self::Rule => "rule",
            Self::Broken => "declaration",
        }
    }

    /// Whether files must import the module of such an item before they use it. Instruments and derogations are
    /// chosen by citations and by criteria, not by name, and nothing uses a rule.
    pub(crate) fn needs_import(self) -> bool {
        !matches!(self, Self::Instrument | Self::Derogation | Self::Rule | Self::Broken)
    }
}

/// A declared name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub(crate) struct Item<'db> {
    /// Its declaration.
    pub decl: Decl<'db>,
    /// What it stands for.
    pub kind: ItemKind,
    /// The file that declares it.
    pub file: SourceFile,
}

/// A name with what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub(crate) struct NamedItem<'db> {
    /// The name.
    pub name: Name,
    /// What it stands for.
    pub item: Item<'db>,
}

/// An import with the module that it names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub(crate) struct Imported<'db> {
    /// The declaration.
    pub decl: Decl<'db>,
    /// The module's name.
    pub module: Name,
}

/// The names of a package, sorted. A name declared twice stands for its first declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq, salsa::SalsaValue)]
pub(crate) struct Names<'db> {
    items: Vec<NamedItem<'db>>,
}

impl<'db> Names<'db> {
    /// All declarations of `name`, in the order of files and texts.
    fn all(&self, name: &str) -> &[NamedItem<'db>] {
        let from = self.items.partition_point(|named| named.name.as_str() < name);
        let to = self.items.partition_point(|named| named.name.as_str() <= name);
        self.items.get(from..to).unwrap_or(&[])
    }

    /// Every declared name, sorted.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &NamedItem<'db>> {
        self.items.iter()
    }
}

/// The name that a declaration declares, with its place, and what it stands for.
pub(crate) fn declared<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<(&'db Ident, ItemKind)> {
    declared_by(tree(db, decl))
}

/// The name that a tree declares, with its place, and what it stands for.
pub(crate) fn declared_by(tree: &Declaration) -> Option<(&Ident, ItemKind)> {
    let (ident, kind) = match &tree.kind {
        DeclarationKind::Instrument(d) => (&d.name, ItemKind::Instrument),
        DeclarationKind::Entity(d) => (&d.name, ItemKind::Entity),
        DeclarationKind::Enumeration(d) => (&d.name, ItemKind::Enumeration),
        DeclarationKind::Register(d) => (&d.name, ItemKind::Register),
        DeclarationKind::Define(d) => (&d.name, ItemKind::Define),
        DeclarationKind::Reading(d) => (&d.name, ItemKind::Reading),
        DeclarationKind::Ladder(d) => (&d.name, ItemKind::Ladder),
        DeclarationKind::Derogation(d) => (&d.name, ItemKind::Derogation),
        DeclarationKind::Rule(d) => (&d.name, ItemKind::Rule),
        DeclarationKind::Broken(d) if d.keyword != "import" => (d.name.as_ref()?, ItemKind::Broken),
        _ => return None,
    };
    Some((ident, kind))
}

/// The names of a package.
#[salsa::tracked]
pub fn names<'db>(db: &'db dyn Database, package: Package) -> Names<'db> {
    let mut items: Vec<NamedItem<'db>> =
        package.files(db).iter().flat_map(|file| index(db, *file).names.iter().cloned()).collect();
    // Stable, so that declarations of one name stay in the order of files and texts.
    items.sort_by(|a, b| a.name.cmp(&b.name));
    Names { items }
}

/// The words that are written in a text, those of comments and quotes among them.
fn words(text: &str) -> HashSet<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

/// Those of some names that are among the words of a text.
fn spelled_in<'db>(names: &Names<'db>, text: &str) -> Names<'db> {
    let mut words: Vec<&str> = words(text).into_iter().collect();
    words.sort_unstable();
    Names { items: words.into_iter().flat_map(|word| names.all(word)).cloned().collect() }
}

/// The words that are written in a file.
#[salsa::tracked]
fn spelled(db: &dyn Database, file: SourceFile) -> HashSet<Name> {
    words(file.text(db)).into_iter().map(Name::from).collect()
}

/// The words of a file that are declared somewhere in its package. Of all names of the package a declaration asks for these,
/// so that a name that comes or goes is of no concern to the files that do not spell it.
#[salsa::tracked]
fn scope<'db>(db: &'db dyn Database, file: SourceFile) -> Names<'db> {
    let names = names(db, file.package(db));
    let mut items: Vec<NamedItem<'db>> =
        spelled(db, file).iter().flat_map(|word| names.all(word)).cloned().collect();
    items.sort_by(|a, b| a.name.cmp(&b.name));
    Names { items }
}

/// The same for a declaration of a file that is edited, so that a name that comes or goes there is of no concern to its
/// neighbours either.
#[salsa::tracked]
fn scope_within<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Names<'db> {
    spelled_in(names(db, decl.file(db).package(db)), decl.text(db))
}

/// All that a name stands for that is met in a declaration, in the order of files and texts.
pub(crate) fn meanings_in<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    name: &Name,
) -> impl Iterator<Item = Item<'db>> + Clone + use<'db> {
    let file = decl.file(db);
    let scope = if file.is_edited(db) { scope_within(db, decl) } else { scope(db, file) };
    let spelled = scope.all(name);
    // A type that is reached through the fields of another is not spelled.
    let other = if spelled.is_empty() { meanings(db, file.package(db), name) } else { &[] };
    spelled.iter().map(|named| named.item).chain(other.iter().copied())
}

/// A name in a package, for those who ask for what is not spelled where they stand. What it stands for is asked name by
/// name, so that one more declaration is of no concern to those that do not ask for it.
#[salsa::interned(revisions = usize::MAX)]
pub(crate) struct Word<'db> {
    /// The package.
    #[returns(copy)]
    pub(crate) package: Package,
    /// The name.
    pub(crate) name: Name,
}

/// Where a word is declared, in the order of files and texts.
#[salsa::tracked]
pub(crate) fn declared_as<'db>(db: &'db dyn Database, word: Word<'db>) -> Vec<Item<'db>> {
    names(db, word.package(db)).all(word.name(db)).iter().map(|named| named.item).collect()
}

/// All that a name stands for, in the order of files and texts.
pub(crate) fn meanings<'db>(db: &'db dyn Database, package: Package, name: &Name) -> &'db [Item<'db>] {
    declared_as(db, Word::new(db, package, name.clone()))
}

/// What a name stands for; if it is declared twice, its first declaration.
pub(crate) fn named<'db>(db: &'db dyn Database, package: Package, name: &Name) -> Option<Item<'db>> {
    meanings(db, package, name).first().copied()
}

/// The names of the modules of a package.
#[salsa::tracked]
pub fn modules(db: &dyn Database, package: Package) -> BTreeSet<Name> {
    package.files(db).iter().map(|file| file.module(db).clone()).collect()
}

/// Whether a package has a module.
pub(crate) fn is_module(db: &dyn Database, package: Package, name: &str) -> bool {
    modules(db, package).contains(name)
}

/// The modules whose names a file may use: its own and those it imports.
#[salsa::tracked]
pub fn visible_modules(db: &dyn Database, file: SourceFile) -> BTreeSet<Name> {
    let imported = index(db, file).imports.iter().map(|import| import.module.clone());
    imported.chain(std::iter::once(file.module(db).clone())).collect()
}

/// The place of what a declaration is called by: its name, the provision that it is about, or its gloss.
pub(crate) fn name_span<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Span {
    let tree = tree(db, decl);
    match (declared(db, decl), &tree.kind) {
        (Some((ident, _)), _) => ident.span,
        (None, DeclarationKind::Criterion(written)) => written.provision.citation.span,
        (None, DeclarationKind::NotFormalised(written)) => written.provision.span,
        (None, DeclarationKind::Assume(written)) => written.gloss.span,
        (None, DeclarationKind::Scenario(written)) => written.title.span,
        (None, DeclarationKind::Waiver(written)) => written.code.span,
        (None, _) => tree.span,
    }
}

/// One kind of item in a package.
#[salsa::interned(revisions = usize::MAX)]
struct OfKind<'db> {
    #[returns(copy)]
    package: Package,
    #[returns(copy)]
    kind: ItemKind,
}

/// The items of one kind, each name once; a query for each kind, for most edits concern one.
#[salsa::tracked]
fn of_kind<'db>(db: &'db dyn Database, wanted: OfKind<'db>) -> Vec<NamedItem<'db>> {
    let is_wanted = |named: &&NamedItem<'db>| named.item.kind == wanted.kind(db);
    let mut items: Vec<NamedItem<'db>> =
        names(db, wanted.package(db)).iter().filter(is_wanted).cloned().collect();
    items.dedup_by(|later, first| later.name == first.name);
    items
}

/// The items of one kind, each name once.
pub(crate) fn items_of_kind<'db>(
    db: &'db dyn Database,
    package: Package,
    kind: ItemKind,
) -> impl Iterator<Item = (&'db Name, Item<'db>)> {
    of_kind(db, OfKind::new(db, package, kind)).iter().map(|named| (&named.name, named.item))
}
