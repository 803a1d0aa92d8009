//! Which criterion formalises which provision, at which level of which ladder.

use std::collections::BTreeSet;

use acquis_base::{Diagnostic, Name, codes};
use acquis_ir::ProvisionId;
use acquis_syntax::ast::{self, DeclarationKind};
use salsa::Database;

use crate::citations::{Resolver, is_incomplete, outlines};
use crate::declaration::{Decl, Finding, anchor, declarations, is_read, tree};
use crate::index::{broken, has_broken, may_start_with};
use crate::input::{Package, SourceFile};
use crate::names::{ItemKind, items_of_kind};
use crate::vocabulary::{LevelSignature, ladder_levels};

/// The head of a criterion, resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub(crate) struct Head {
    /// The provision that it formalises; missing where it is in no outline.
    pub provision: Option<ProvisionId>,
    /// The provision printed, where the draft errs.
    pub printed: Option<ProvisionId>,
    /// The level written.
    pub level: Option<u32>,
    /// The ladder that it belongs to, where one is found.
    pub ladder: Option<Name>,
    /// The lower criterion that it says it corresponds to.
    pub counterpart: Option<ProvisionId>,
    /// The criterion that it copies, and whether it declares differences.
    pub copied: Option<(bool, Option<ProvisionId>)>,
}

/// The head of a criterion, with what is wrong with it.
pub(crate) fn resolve_head<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    written: &ast::Criterion,
) -> (Head, Vec<Finding>) {
    let resolver = Resolver::new(db, decl);
    let mut findings = vec![];
    let cited = resolver.cited(&written.provision, &mut findings);
    let (provision, printed) = cited.map_or((None, None), |cited| (Some(cited.provision), cited.printed));
    let counterpart =
        written.counterpart.as_ref().and_then(|citation| resolver.find(citation, &mut findings));
    let copied =
        written.copied.as_ref().map(|copied| (copied.refines, resolver.find(&copied.from, &mut findings)));
    let ladder = place_in_ladder(db, decl, written, provision.as_ref(), &mut findings);
    let level = written.level.map(|level| level.value);
    (Head { provision, printed, level, ladder, counterpart, copied }, findings)
}

/// The head of a criterion; nothing for other declarations. Without places and without bodies, so that edits of either
/// leave it as it was. Asked of the criteria that another declaration speaks of: of most criteria none does.
#[salsa::tracked]
fn head<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Head> {
    match &tree(db, decl).kind {
        DeclarationKind::Criterion(written) => Some(resolve_head(db, decl, written).0),
        _ => None,
    }
}

/// The head of a criterion; nothing for other declarations.
pub(crate) fn criterion_head<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<&'db Head> {
    head(db, decl).as_ref()
}

/// The criteria of a file with what they formalise, in the order of the text.
#[salsa::tracked]
pub(crate) fn formalised_in<'db>(db: &'db dyn Database, file: SourceFile) -> Vec<CriterionEntry<'db>> {
    let entry = |decl: Decl<'db>| match &tree(db, decl).kind {
        DeclarationKind::Criterion(written) => {
            let provision = resolve_head(db, decl, written).0.provision?;
            Some(CriterionEntry { provision, decl })
        }
        _ => None,
    };
    declarations(db, file).iter().copied().filter_map(entry).collect()
}

/// The provisions of those criteria of a file that could not be read in full.
#[salsa::tracked]
fn broken_in(db: &dyn Database, file: SourceFile) -> Vec<ProvisionId> {
    let broken = formalised_in(db, file).iter().filter(|entry| !is_read(db, entry.decl));
    broken.map(|entry| entry.provision.clone()).collect()
}

/// The ladder that a criterion belongs to: the one whose level sets out its provision, else the only one there is.
fn place_in_ladder<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    written: &ast::Criterion,
    provision: Option<&ProvisionId>,
    findings: &mut Vec<Finding>,
) -> Option<Name> {
    let package = decl.file(db).package(db);
    let ladders: Vec<_> = items_of_kind(db, package, ItemKind::Ladder).collect();
    let levels_of = |item: &crate::names::Item<'db>| ladder_levels(db, item.decl).as_deref().unwrap_or(&[]);
    let holds = |level: &&LevelSignature| {
        level
            .set_out_in
            .as_ref()
            .zip(provision)
            .is_some_and(|(around, id)| is_within(db, package, around, id))
    };
    let owner =
        ladders.iter().find_map(|(name, item)| Some((*name, levels_of(item).iter().find(holds)?.number)));
    let named = written.provision.citation.span;
    let Some(level) = written.level else {
        if !is_read(db, decl) {
            return owner.map(|(name, _)| name.clone());
        }
        let message = format!("it is not said at which level `{}` stands", written.provision.citation.path);
        let mut finding =
            Diagnostic::at(&codes::WITHOUT_LEVEL, message, anchor(db, decl, named), "at which level?");
        if let Some((_, number)) = owner {
            finding = finding.help(format!("write `at level {number}`")).fix(
                format!("insert `at level {number}`"),
                anchor(db, decl, acquis_base::Span { start: named.end, end: named.end }),
                format!(" at level {number}"),
            );
        } else {
            finding = finding.help("write `at level` and its number after the citation");
        }
        findings.push(finding);
        return owner.map(|(name, _)| name.clone());
    };
    if let Some((name, number)) = owner {
        let certain = provision.is_none_or(|id| !is_incomplete(db, package, &id.instrument));
        if number != level.value && certain {
            let path = &written.provision.citation.path;
            let message = format!("{path} is set out for level {number}, not for level {}", level.value);
            let finding = Diagnostic::at(
                &codes::WRONG_LEVEL,
                message,
                anchor(db, decl, level.span),
                format!("level {number}"),
            )
            .note(format!("the ladder `{name}` says where the criteria of each level are set out"))
            .help(format!("write `at level {number}`"))
            .fix(format!("write {number}"), anchor(db, decl, level.span), number.to_string());
            findings.push(finding);
        }
        return Some(name.clone());
    }
    match ladders.as_slice() {
        [(name, item)] if levels_of(item).iter().any(|known| known.number == level.value) => {
            Some((*name).clone())
        }
        _ if has_broken(db, package, "ladder") => None,
        _ => {
            let message =
                format!("no ladder has the level {} for this criterion", level.span.of(decl.text(db)));
            let finding = Diagnostic::at(
                &codes::WITHOUT_LEVEL,
                message,
                anchor(db, decl, level.span),
                "no such level",
            )
            .help(match ladders.as_slice() {
                [(name, item)] if highest(levels_of(item)).checked_add(1) == Some(level.value) => format!(
                    "declare it in the ladder `{name}`: `{}`",
                    missing_level(db, item.decl, level.value, provision)
                ),
                _ => "declare the level in a ladder, with the provision in which its criteria are `set out`"
                    .to_owned(),
            });
            findings.push(finding);
            None
        }
    }
}

fn highest(levels: &[LevelSignature]) -> u32 {
    levels.iter().map(|level| level.number).max().unwrap_or(0)
}

/// The criteria that are said to stand at a level, by provision.
pub(crate) fn at_level<'db>(
    db: &'db dyn Database,
    package: Package,
    level: u32,
) -> impl Iterator<Item = &'db CriterionEntry<'db>> {
    let stands = move |entry: &&CriterionEntry<'db>| {
        criterion_head(db, entry.decl).is_some_and(|head| head.level == Some(level))
    };
    criteria(db, package).iter().filter(stands)
}

/// How a level that a ladder lacks would be declared. It is set out in the provision around one of its criteria that is
/// of the same kind as those which set out the other levels.
pub(crate) fn missing_level<'db>(
    db: &'db dyn Database,
    ladder: Decl<'db>,
    level: u32,
    criterion: Option<&ProvisionId>,
) -> String {
    let outlines = outlines(db, ladder.file(db).package(db));
    let kind_of = |id: &ProvisionId| outlines.find(id).map(|(_, node)| node.kind);
    let levels = ladder_levels(db, ladder).as_deref().unwrap_or(&[]);
    let kind = levels.iter().find_map(|level| kind_of(level.set_out_in.as_ref()?));
    let around = criterion.and_then(|id| {
        let nodes = &outlines.instruments.get(&id.instrument)?.nodes;
        let mut at = outlines.find(id).map(|(at, _)| at);
        std::iter::from_fn(|| {
            let node = nodes.get(at? as usize)?;
            at = node.parent;
            Some(node)
        })
        .find(|node| Some(node.kind) == kind)
        .map(|node| ProvisionId { instrument: id.instrument.clone(), path: node.path.clone() })
    });
    let around = around.map_or_else(|| "…".to_owned(), |around| outlines.show(&around));
    format!("level {level} \"…\" set out in {around}")
}

/// Whether a provision is another or stands within it in the outline (a number stands within its section, though its
/// citation does not say so).
pub(crate) fn is_within(db: &dyn Database, package: Package, around: &ProvisionId, id: &ProvisionId) -> bool {
    if around.instrument != id.instrument {
        return false;
    }
    let Some(instrument) = outlines(db, package).instruments.get(&id.instrument) else { return false };
    let mut at = instrument.find(&id.path).map(|(at, _)| at);
    let target = instrument.find(&around.path).map(|(at, _)| at);
    while let Some(current) = at {
        if Some(current) == target {
            return true;
        }
        at = instrument.nodes.get(current as usize).and_then(|node| node.parent);
    }
    false
}

/// A criterion with the provision that it formalises.
#[derive(Debug, Clone, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub(crate) struct CriterionEntry<'db> {
    /// The provision.
    pub provision: ProvisionId,
    /// The declaration.
    pub decl: Decl<'db>,
}

/// The criteria of a package, sorted by provision.
#[derive(Debug, Clone, Default, PartialEq, Eq, salsa::SalsaValue)]
pub(crate) struct Criteria<'db> {
    entries: Vec<CriterionEntry<'db>>,
}

impl<'db> Criteria<'db> {
    /// The declarations that formalise `provision`, in the order of files and texts.
    pub(crate) fn all(&self, provision: &ProvisionId) -> &[CriterionEntry<'db>] {
        let from = self.entries.partition_point(|entry| entry.provision < *provision);
        let to = self.entries.partition_point(|entry| entry.provision <= *provision);
        self.entries.get(from..to).unwrap_or(&[])
    }

    /// The declaration that formalises `provision`.
    pub(crate) fn get(&self, provision: &ProvisionId) -> Option<Decl<'db>> {
        self.all(provision).first().map(|entry| entry.decl)
    }

    /// Every criterion, by provision.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &CriterionEntry<'db>> {
        self.entries.iter()
    }
}

/// The criteria of a package.
#[salsa::tracked]
pub fn criteria(db: &dyn Database, package: Package) -> Criteria<'_> {
    let mut entries: Vec<CriterionEntry<'_>> =
        package.files(db).iter().flat_map(|file| formalised_in(db, *file)).cloned().collect();
    // Stable, so that declarations of one provision stay in the order of files and texts.
    entries.sort_by(|a, b| a.provision.cmp(&b.provision));
    Criteria { entries }
}

/// A provision in a package. Its criterion is asked for provision by provision, so that another criterion that comes, goes
/// or breaks is of no concern to those that do not cite it.
#[salsa::interned(revisions = usize::MAX)]
struct Cite<'db> {
    #[returns(copy)]
    package: Package,
    provision: ProvisionId,
}

#[salsa::tracked(returns(copy))]
fn formalised<'db>(db: &'db dyn Database, cite: Cite<'db>) -> Option<Decl<'db>> {
    criteria(db, cite.package(db)).get(cite.provision(db))
}

/// The criterion of a provision.
pub(crate) fn criterion_of<'db>(
    db: &'db dyn Database,
    package: Package,
    provision: &ProvisionId,
) -> Option<Decl<'db>> {
    formalised(db, Cite::new(db, package, provision.clone()))
}

#[salsa::tracked(returns(copy))]
fn in_doubt<'db>(db: &'db dyn Database, cite: Cite<'db>) -> bool {
    broken_criteria(db, cite.package(db)).may_hold(db, cite.package(db), cite.provision(db))
}

/// Whether a criterion of this provision may stand in a declaration that could not be read, or not in full: of
/// `criterion Annex II 2.1(g at level 2` only `Annex II 2.1` is certain.
pub(crate) fn may_be_broken(db: &dyn Database, package: Package, id: &ProvisionId) -> bool {
    in_doubt(db, Cite::new(db, package, id.clone()))
}

/// The criteria whose declarations could not be read in full.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BrokenCriteria {
    /// Their provisions.
    provisions: BTreeSet<ProvisionId>,
    /// Whether the provision of one is not known.
    any: bool,
}

impl BrokenCriteria {
    /// Whether a criterion of this provision may be among them.
    pub(crate) fn may_hold(&self, db: &dyn Database, package: Package, id: &ProvisionId) -> bool {
        self.any || self.provisions.iter().any(|broken| broken == id || is_within(db, package, broken, id))
    }
}

/// The criteria whose declarations could not be read in full.
#[salsa::tracked]
pub fn broken_criteria(db: &dyn Database, package: Package) -> BrokenCriteria {
    let own = outlines(db, package).own.clone();
    let mut found = BrokenCriteria::default();
    for broken in broken(db, package).filter(|broken| may_start_with(broken, "criterion")) {
        let named = broken.citation.as_ref().map(|citation| citation.instrument.as_ref());
        let instrument =
            named.and_then(|named| named.map(|ident| ident.name.clone()).or_else(|| own.clone()));
        match (instrument, &broken.citation) {
            (Some(instrument), Some(citation)) => {
                found.provisions.insert(ProvisionId { instrument, path: citation.path.clone() });
            }
            _ => found.any = true,
        }
    }
    found.provisions.extend(package.files(db).iter().flat_map(|file| broken_in(db, *file)).cloned());
    found
}
