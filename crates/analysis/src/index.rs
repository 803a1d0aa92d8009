//! What is found in a file without looking into bodies: the names that it declares, its imports, and the declarations
//! that no name leads to. An edit of a body leaves it as it was, and with it all that is built on it.

use acquis_base::Name;
use acquis_syntax::ast::{Broken, DeclarationKind};
use acquis_syntax::{DECLARATION_KEYWORDS, Unread};
use salsa::Database;

use crate::declaration::{Decl, declarations, parsed, tree};
use crate::input::{Package, SourceFile};
use crate::names::{Imported, Item, NamedItem, declared};

/// The index of a file; each list is in the order of the text, and without places.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub(crate) struct Index<'db> {
    /// What it declares by name.
    pub(crate) names: Vec<NamedItem<'db>>,
    /// What it imports.
    pub(crate) imports: Vec<Imported<'db>>,
    /// What a dossier holds.
    facts: Vec<Decl<'db>>,
    /// Provisions that are not formalised.
    not_formalised: Vec<Decl<'db>>,
    /// Scenarios.
    scenarios: Vec<NamedScenario<'db>>,
    /// Waivers, each with the declaration that it is about, if one follows.
    pub(crate) waivers: Vec<(Decl<'db>, Option<Decl<'db>>)>,
    /// Amendments.
    amendments: Vec<Decl<'db>>,
    /// What could not be read.
    unread: Vec<Decl<'db>>,
}

/// A scenario with its title and the dossier that it names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub(crate) struct NamedScenario<'db> {
    /// The declaration.
    pub(crate) decl: Decl<'db>,
    /// Its title.
    pub(crate) title: Name,
    /// The dossier that it starts from.
    pub(crate) from: Option<Name>,
    /// Whether it is asked under amendments.
    pub(crate) is_asked_under: bool,
}

/// The index of a file.
#[salsa::tracked]
pub fn index<'db>(db: &'db dyn Database, file: SourceFile) -> Index<'db> {
    let mut index = Index::default();
    for decl in declarations(db, file).iter().copied() {
        if let Some((ident, kind)) = declared(db, decl) {
            index.names.push(NamedItem { name: ident.name.clone(), item: Item { decl, kind, file } });
        }
        match &tree(db, decl).kind {
            DeclarationKind::Import(import) => {
                index.imports.push(Imported { decl, module: import.module.name.clone() });
            }
            DeclarationKind::Facts(_) => index.facts.push(decl),
            DeclarationKind::NotFormalised(_) => index.not_formalised.push(decl),
            DeclarationKind::Scenario(written) => index.scenarios.push(NamedScenario {
                decl,
                title: written.title.value.clone(),
                from: written.from.as_ref().map(|from| from.value.clone()),
                is_asked_under: !written.amendments.is_empty(),
            }),
            DeclarationKind::Amendment(_) => index.amendments.push(decl),
            DeclarationKind::Waiver(_) => index.waivers.push((decl, None)),
            _ => {}
        }
        if parsed(db, decl).unread.is_some() {
            index.unread.push(decl);
        }
        if !matches!(tree(db, decl).kind, DeclarationKind::Waiver(_)) {
            let waiting = index.waivers.iter_mut().rev().take_while(|(_, target)| target.is_none());
            waiting.for_each(|(_, target)| *target = Some(decl));
        }
    }
    index
}

fn of_package(db: &dyn Database, package: Package) -> impl Iterator<Item = &Index<'_>> {
    package.files(db).iter().map(move |file| index(db, *file))
}

/// The `facts` declarations of a package.
pub(crate) fn facts(db: &dyn Database, package: Package) -> impl Iterator<Item = Decl<'_>> {
    of_package(db, package).flat_map(|found| found.facts.iter().copied())
}

/// The `not formalised` declarations of a package.
pub(crate) fn not_formalised(db: &dyn Database, package: Package) -> impl Iterator<Item = Decl<'_>> {
    of_package(db, package).flat_map(|found| found.not_formalised.iter().copied())
}

/// The scenarios of a package.
pub(crate) fn scenarios(db: &dyn Database, package: Package) -> impl Iterator<Item = &NamedScenario<'_>> {
    of_package(db, package).flat_map(|found| &found.scenarios)
}

/// Whether a file holds scenarios that are asked under amendments.
pub(crate) fn asks_under(db: &dyn Database, file: SourceFile) -> bool {
    index(db, file).scenarios.iter().any(|scenario| scenario.is_asked_under)
}

/// Amendments that stand in files of the law.
pub(crate) fn stray_amendments(db: &dyn Database, package: Package) -> impl Iterator<Item = Decl<'_>> {
    of_package(db, package).flat_map(|found| found.amendments.iter().copied())
}

/// What could not be read in a file.
pub(crate) fn unread_in(db: &dyn Database, file: SourceFile) -> impl Iterator<Item = &Unread> {
    index(db, file).unread.iter().filter_map(move |decl| parsed(db, *decl).unread.as_ref())
}

/// What could not be read in a package.
pub(crate) fn unread(db: &dyn Database, package: Package) -> impl Iterator<Item = &Unread> {
    package.files(db).iter().flat_map(move |file| unread_in(db, *file))
}

/// The declarations of a package that could not be read.
pub(crate) fn broken(db: &dyn Database, package: Package) -> impl Iterator<Item = &Broken> {
    unread(db, package).map(|unread| &unread.declaration)
}

/// Whether a declaration that starts with `keyword`, or that may start with any, could not be read: what it would have
/// declared is not known.
pub(crate) fn has_broken(db: &dyn Database, package: Package, keyword: &str) -> bool {
    broken(db, package).any(|broken| may_start_with(broken, keyword))
}

/// Whether a declaration that could not be read may start with `keyword`.
pub(crate) fn may_start_with(broken: &Broken, keyword: &str) -> bool {
    broken.keyword == keyword || !DECLARATION_KEYWORDS.contains(&broken.keyword.as_str())
}
