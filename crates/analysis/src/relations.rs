//! How the declarations of the law hang together, for editors: what formalises a provision, what relaxes a criterion,
//! what copies it, what stands at a level.

use acquis_base::{Name, Place};
use acquis_ir::ProvisionId;
use acquis_syntax::ast::DeclarationKind;
use salsa::Database;

use crate::check::derogation::derogation_head;
use crate::citations::outlines;
use crate::criteria::{criteria, criterion_head, criterion_of};
use crate::declaration::{Decl, all_declarations, place, tree};
use crate::input::Package;
use crate::names::{ItemKind, items_of_kind, meanings, name_span};
use crate::vocabulary::{facts_declarations, ladder_levels};

/// A declaration by what it is called, as places of its file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Where it is named.
    pub place: Place,
    /// All of it.
    pub whole: Place,
}

/// Where a declaration stands, and where it says what it is called.
pub fn named<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Named {
    Named { place: place(db, decl, name_span(db, decl)), whole: place(db, decl, tree(db, decl).span) }
}

/// The declarations of a name.
pub fn declarations_of<'db>(db: &'db dyn Database, package: Package, name: &str) -> Vec<Decl<'db>> {
    meanings(db, package, &Name::from(name)).iter().map(|item| item.decl).collect()
}

/// The criteria that formalise a provision.
pub fn criteria_of<'db>(db: &'db dyn Database, package: Package, provision: &ProvisionId) -> Vec<Decl<'db>> {
    criteria(db, package).all(provision).iter().map(|entry| entry.decl).collect()
}

/// The derogations from the criterion of a provision.
pub fn derogations_from<'db>(
    db: &'db dyn Database,
    package: Package,
    provision: &ProvisionId,
) -> Vec<Decl<'db>> {
    let is_from =
        |decl| derogation_head(db, decl).as_ref().is_some_and(|head| head.from.as_ref() == Some(provision));
    let all = items_of_kind(db, package, ItemKind::Derogation).map(|(_, item)| item.decl);
    all.filter(|decl| is_from(*decl)).collect()
}

/// The criteria that restate or refine that of a provision.
pub fn copies_of<'db>(db: &'db dyn Database, package: Package, provision: &ProvisionId) -> Vec<Decl<'db>> {
    let copies = |decl| {
        let copied = criterion_head(db, decl).and_then(|head| head.copied.as_ref());
        copied.is_some_and(|(_, from)| from.as_ref() == Some(provision))
    };
    criteria(db, package).iter().map(|entry| entry.decl).filter(|decl| copies(*decl)).collect()
}

/// The criteria at a level of a ladder, by provision.
pub fn criteria_at<'db>(
    db: &'db dyn Database,
    package: Package,
    ladder: &Name,
    level: u32,
) -> Vec<Decl<'db>> {
    let stands = |decl| {
        criterion_head(db, decl)
            .is_some_and(|head| head.ladder.as_ref() == Some(ladder) && head.level == Some(level))
    };
    criteria(db, package).iter().map(|entry| entry.decl).filter(|decl| stands(*decl)).collect()
}

/// What is known of the head of a criterion or a derogation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The provision formalised, or relaxed.
    pub provision: Option<ProvisionId>,
    /// The ladder and the level.
    pub level: Option<(Name, u32)>,
    /// The criterion that it copies, and whether it declares differences.
    pub copied: Option<(bool, ProvisionId)>,
}

/// At which level a criterion or a derogation stands, and from where it has it; nothing for other declarations.
pub fn standing<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Standing> {
    let of_head = |decl| {
        let head = criterion_head(db, decl)?;
        let copied = head.copied.as_ref().and_then(|(refines, from)| Some((*refines, from.clone()?)));
        let level = head.ladder.clone().zip(head.level);
        Some(Standing { provision: head.provision.clone(), level, copied })
    };
    match &tree(db, decl).kind {
        DeclarationKind::Criterion(_) => of_head(decl),
        DeclarationKind::Derogation(_) => {
            let from = derogation_head(db, decl).as_ref()?.from.clone()?;
            let criterion = criterion_of(db, decl.file(db).package(db), &from);
            let level = criterion.and_then(of_head).and_then(|standing| standing.level);
            Some(Standing { provision: Some(from), level, copied: None })
        }
        _ => None,
    }
}

/// The provision in which the criteria of a level are set out.
pub fn set_out_in(db: &dyn Database, package: Package, ladder: &Name, level: u32) -> Option<ProvisionId> {
    let item = *meanings(db, package, ladder).first()?;
    let levels = ladder_levels(db, item.decl).as_ref()?;
    levels.iter().find(|known| known.number == level)?.set_out_in.clone()
}

/// How a provision is shown: without its instrument where that is the package's own.
pub fn shown(db: &dyn Database, package: Package, provision: &ProvisionId) -> String {
    outlines(db, package).show(provision)
}

/// The names of all declarations of one kind, sorted.
pub fn names_of_kind(db: &dyn Database, package: Package, kind: ItemKind) -> Vec<Name> {
    items_of_kind(db, package, kind).map(|(name, _)| name.clone()).collect()
}

/// The declarations of what a dossier holds.
pub fn facts_of(db: &dyn Database, package: Package) -> Vec<Decl<'_>> {
    facts_declarations(db, package).clone()
}

/// All declarations of a package, file by file.
pub fn every_declaration(db: &dyn Database, package: Package) -> Vec<Decl<'_>> {
    all_declarations(db, package).collect()
}
