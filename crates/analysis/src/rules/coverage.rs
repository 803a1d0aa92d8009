//! Every lettered point that a level sets out has a criterion, every numbered part of a criterion is in it, and every
//! definition of the level is a notion; or it is said why not.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use acquis_base::{Diagnostic, Name, ProvisionKind, ProvisionPath, Span, Step, codes};
use acquis_ir::{Instrument, Node, ProvisionId};
use acquis_syntax::ast::DeclarationKind;
use salsa::Database;

use crate::check::criterion::is_whole;
use crate::check::derogation::derogation_head;
use crate::check::{Content, checked};
use crate::citations::{Resolver, is_incomplete, outlines};
use crate::criteria::{CriterionEntry, broken_criteria, criteria, criterion_of, formalised_in};
use crate::declaration::{Anchor, Decl, Finding, anchor, is_read, tree};
use crate::index::{has_broken, not_formalised};
use crate::input::{Package, SourceFile};
use crate::names::{ItemKind, items_of_kind};
use crate::vocabulary::ladder_levels;

/// Provisions that are declared not formalised, with their declarations, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq, salsa::SalsaValue)]
pub(crate) struct LeftOut<'db> {
    entries: Vec<CriterionEntry<'db>>,
}

impl<'db> LeftOut<'db> {
    fn contains(&self, id: &ProvisionId) -> bool {
        self.declaration(id).is_some()
    }

    /// What says that a provision is not formalised.
    fn declaration(&self, id: &ProvisionId) -> Option<Decl<'db>> {
        let at = self.entries.binary_search_by(|entry| entry.provision.cmp(id)).ok()?;
        self.entries.get(at).map(|entry| entry.decl)
    }
}

/// The provisions that are declared not formalised.
#[salsa::tracked]
pub(crate) fn left_out(db: &dyn Database, package: Package) -> LeftOut<'_> {
    let mut entries: BTreeMap<ProvisionId, Decl<'_>> = BTreeMap::new();
    for decl in not_formalised(db, package) {
        if let DeclarationKind::NotFormalised(written) = &tree(db, decl).kind
            && let Some(id) = Resolver::new(db, decl).find(&written.provision, &mut vec![])
        {
            entries.insert(id, decl);
        }
    }
    let entries = entries.into_iter().map(|(provision, decl)| CriterionEntry { provision, decl });
    LeftOut { entries: entries.collect() }
}

/// What derogations say of the numbered parts of criteria.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Derogated {
    /// The labels that they give to their limbs, by the criterion that they depart from.
    labels: BTreeSet<(ProvisionId, Name)>,
    /// The criteria of which a derogation may say more than could be read.
    in_doubt: BTreeSet<ProvisionId>,
    /// Whether a derogation cannot be read, or departs from nothing.
    any_in_doubt: bool,
}

/// What derogations say of the numbered parts of criteria.
#[salsa::tracked]
fn derogated(db: &dyn Database, package: Package) -> Derogated {
    let mut out = Derogated { any_in_doubt: has_broken(db, package, "derogation"), ..Derogated::default() };
    for (_, item) in items_of_kind(db, package, ItemKind::Derogation) {
        let named = derogation_head(db, item.decl).as_ref().and_then(|head| head.from.clone());
        let from = meant_by(db, item.decl).or(named);
        match (from, labels(db, item.decl)) {
            (Some(from), Some(labels)) if criterion_of(db, package, &from).is_some() => {
                out.labels.extend(labels.labels.iter().map(|label| (from.clone(), label.clone())));
                if !labels.complete {
                    out.in_doubt.insert(from);
                }
            }
            _ => out.any_in_doubt = true,
        }
    }
    out
}

/// The criterion that a derogation means and does not name.
fn meant_by<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<ProvisionId> {
    match &checked(db, decl).content {
        Content::Derogation(content) => content.meant.clone(),
        _ => None,
    }
}

/// The numbered parts that the outline has of a provision.
pub(crate) fn numbered_parts(db: &dyn Database, package: Package, id: &ProvisionId) -> Vec<Name> {
    let Some(instrument) = outlines(db, package).instruments.get(&id.instrument) else { return vec![] };
    let Some((at, _)) = instrument.find(&id.path) else { return vec![] };
    let label = |node: &Node| match node.path.last() {
        Some(Step::Label(label)) => Some(label.clone()),
        _ => None,
    };
    instrument.children(at).filter(|(_, node)| !node.deleted).filter_map(|(_, node)| label(node)).collect()
}

/// The numbered parts of a criterion's provision that neither the criterion nor another says, and that are not declared
/// to be left out: a derogation may say them. None where the criterion could not be read in full.
pub(crate) fn parts_left_over<'db>(
    db: &'db dyn Database,
    package: Package,
    id: &ProvisionId,
    decl: Decl<'db>,
    left_out: &LeftOut<'db>,
) -> Vec<Name> {
    let parts = numbered_parts(db, package, id);
    if parts.is_empty() {
        return parts;
    }
    let Some(Labels { labels, complete: true }) = labels(db, decl) else { return vec![] };
    let is_said = |label: &Name| {
        let point = part(id, label);
        labels.contains(label) || left_out.contains(&point) || criterion_of(db, package, &point).is_some()
    };
    parts.into_iter().filter(|label| !is_said(label)).collect()
}

fn part(id: &ProvisionId, label: &Name) -> ProvisionId {
    ProvisionId { instrument: id.instrument.clone(), path: id.path.child(Step::Label(label.clone())) }
}

/// The labels that a criterion or a derogation gives to its limbs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Labels {
    labels: Vec<Name>,
    /// Whether these are all: the declaration, and whatever it copies, could be read in full.
    complete: bool,
}

/// The labels of a criterion or a derogation. Where it is edited, what is made of them does not hear of its body.
fn labels<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Labels> {
    if decl.file(db).is_edited(db) { labels_alone(db, decl).clone() } else { labels_of(db, decl) }
}

#[salsa::tracked]
fn labels_alone<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Labels> {
    labels_of(db, decl)
}

fn labels_of<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Labels> {
    match &checked(db, decl).content {
        Content::Criterion(content) => {
            Some(Labels { labels: content.labels.clone(), complete: is_whole(db, decl) })
        }
        Content::Derogation(content) => {
            Some(Labels { labels: content.labels.clone(), complete: is_read(db, decl) })
        }
        _ => None,
    }
}

/// The provisions that a notion cites.
#[salsa::tracked]
fn cited_by_notion<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Vec<ProvisionId> {
    match &checked(db, decl).content {
        Content::Define(_, cites) => cites.iter().map(|cited| cited.provision.clone()).collect(),
        _ => vec![],
    }
}

/// What a level sets out that neither a criterion formalises nor is left out. What could not be read may still be among it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Gaps {
    /// Lettered points.
    points: Vec<ProvisionId>,
    /// Numbers without points, which say something that criteria rely on: definitions.
    definitions: Vec<ProvisionId>,
}

/// What each level of a ladder sets out that no criterion formalises. Apart from what is said of it, so that a criterion that
/// breaks and is mended while somebody types does not go through all of the outline.
#[salsa::tracked]
fn gaps<'db>(db: &'db dyn Database, ladder: Decl<'db>) -> Vec<Gaps> {
    let levels = ladder_levels(db, ladder).iter().flatten();
    levels.filter_map(|level| gaps_within(db, ladder, level.set_out_in.as_ref()?)).collect()
}

fn gaps_within<'db>(db: &'db dyn Database, ladder: Decl<'db>, around: &ProvisionId) -> Option<Gaps> {
    let package = ladder.file(db).package(db);
    let instrument = outlines(db, package).instruments.get(&around.instrument)?;
    let (at, _) = instrument.find(&around.path)?;
    if is_incomplete(db, package, &around.instrument) {
        return None;
    }
    let of_instrument = criteria(db, package).iter().map(|entry| &entry.provision);
    let formalised: HashSet<&ProvisionPath> =
        of_instrument.filter(|id| id.instrument == around.instrument).map(|id| &id.path).collect();
    let left_out = left_out(db, package);
    let mut gaps = Gaps::default();
    let is_open = |node: &Node| !node.deleted && !formalised.contains(&node.path);
    for (index, node) in instrument.within(at).filter(|(_, node)| is_open(node)) {
        let lettered =
            node.kind == ProvisionKind::Point && parent_kind(instrument, node) != Some(ProvisionKind::Point);
        let definition = node.kind == ProvisionKind::Number && instrument.children(index).next().is_none();
        let id = ProvisionId { instrument: around.instrument.clone(), path: node.path.clone() };
        if left_out.contains(&id) {
            continue;
        }
        if lettered {
            gaps.points.push(id);
        } else if definition {
            gaps.definitions.push(id);
        }
    }
    Some(gaps)
}

/// What is wrong with the criteria of a file: parts that the outline has and they have not.
#[salsa::tracked]
fn parts_of_file(db: &dyn Database, file: SourceFile) -> Vec<Finding> {
    let rule = Rule { db, package: file.package(db) };
    formalised_in(db, file).iter().filter_map(|entry| rule.points_of(&entry.provision, entry.decl)).collect()
}

#[salsa::tracked]
pub(crate) fn coverage(db: &dyn Database, package: Package) -> Vec<Finding> {
    let rule = Rule { db, package };
    let mut findings = rule.levels();
    findings.extend(package.files(db).iter().flat_map(|file| parts_of_file(db, *file)).cloned());
    for left in &left_out(db, package).entries {
        if let Some(formalised) = criterion_of(db, package, &left.provision) {
            findings.push(formalised_anyway(db, left.decl, formalised, &rule.show(&left.provision)));
        }
    }
    findings
}

/// A point or definition of a level that nothing formalises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingPoint<'db> {
    /// What is missing.
    pub provision: ProvisionId,
    /// The ladder and the level that sets it out.
    pub level: (Name, u32),
    /// Whether it is a definition, for which a notion stands and no criterion.
    pub is_definition: bool,
    /// The declaration of what comes before it in the outline, of those within the level.
    pub below: Option<Decl<'db>>,
    /// The declaration of what comes after it.
    pub above: Option<Decl<'db>>,
}

/// The points and definitions of all levels that nothing formalises, in the order of ladders, levels and outlines.
pub fn missing_points(db: &dyn Database, package: Package) -> Vec<MissingPoint<'_>> {
    let rule = Rule { db, package };
    let has_unreadable_notion = has_broken(db, package, "define") || has_broken(db, package, "formalised");
    let mut all = vec![];
    for (name, item) in items_of_kind(db, package, ItemKind::Ladder) {
        for level in ladder_levels(db, item.decl).iter().flatten() {
            let Some(around) = &level.set_out_in else { continue };
            let Some(gaps) = gaps_within(db, item.decl, around) else { continue };
            let is_known = |id: &ProvisionId| broken_criteria(db, package).may_hold(db, package, id);
            let is_defined = |id: &ProvisionId| has_unreadable_notion || rule.cited().contains(id);
            let points = gaps.points.into_iter().map(|id| (id, false));
            let definitions = gaps.definitions.into_iter().map(|id| (id, true));
            let missing: BTreeMap<ProvisionId, bool> = points
                .chain(definitions)
                .filter(|(id, is_definition)| !(is_known(id) || *is_definition && is_defined(id)))
                .collect();
            let Some(instrument) = outlines(db, package).instruments.get(&around.instrument) else {
                continue;
            };
            let Some((at, _)) = instrument.find(&around.path).filter(|_| !missing.is_empty()) else {
                continue;
            };
            let outline: Vec<ProvisionId> = instrument
                .within(at)
                .map(|(_, node)| ProvisionId {
                    instrument: around.instrument.clone(),
                    path: node.path.clone(),
                })
                .collect();
            let declared = |id: &ProvisionId| {
                criterion_of(db, package, id).or_else(|| left_out(db, package).declaration(id))
            };
            for (at, provision) in outline.iter().enumerate() {
                let Some(is_definition) = missing.get(provision) else { continue };
                let (before, after) = outline.split_at(at);
                all.push(MissingPoint {
                    provision: provision.clone(),
                    level: (name.clone(), level.number),
                    is_definition: *is_definition,
                    below: before.iter().rev().find_map(declared),
                    above: after.iter().find_map(declared),
                });
            }
        }
    }
    all
}

#[derive(Clone, Copy)]
struct Rule<'db> {
    db: &'db dyn Database,
    package: Package,
}

impl<'db> Rule<'db> {
    fn show(self, id: &ProvisionId) -> String {
        outlines(self.db, self.package).show(id)
    }

    /// The points and definitions that the levels set out.
    fn levels(self) -> Vec<Finding> {
        let (db, package) = (self.db, self.package);
        let has_unreadable_notion =
            has_broken(db, package, "define") || has_broken(db, package, "formalised");
        let mut findings = vec![];
        for (_, item) in items_of_kind(db, package, ItemKind::Ladder) {
            for gaps in gaps(db, item.decl) {
                let is_known = |id: &&ProvisionId| broken_criteria(db, package).may_hold(db, package, id);
                if !has_unreadable_notion && !gaps.definitions.is_empty() {
                    let cited = self.cited();
                    let missing = gaps.definitions.iter().filter(|id| !is_known(id) && !cited.contains(*id));
                    findings.extend(missing.map(|id| self.no_notion(id, item.decl)));
                }
                let missing: Vec<&ProvisionId> = gaps.points.iter().filter(|id| !is_known(id)).collect();
                if let [first, others @ ..] = missing.as_slice() {
                    findings.push(self.no_criterion(first, others, item.decl));
                }
            }
        }
        findings
    }

    /// The provisions that notions cite.
    fn cited(self) -> BTreeSet<&'db ProvisionId> {
        let notions = items_of_kind(self.db, self.package, ItemKind::Define);
        notions.flat_map(|(_, item)| cited_by_notion(self.db, item.decl)).collect()
    }

    fn ladder_place(self, ladder: Decl<'db>, id: &ProvisionId) -> Anchor {
        let rung = match &tree(self.db, ladder).kind {
            DeclarationKind::Ladder(written) => written.rungs.iter().find_map(|rung| {
                let citation = rung.set_out_in.as_ref()?;
                let around = Resolver::new(self.db, ladder).find(citation, &mut vec![])?;
                crate::criteria::is_within(self.db, self.package, &around, id).then_some(citation.span)
            }),
            _ => None,
        };
        anchor(self.db, ladder, rung.unwrap_or_else(|| tree(self.db, ladder).span))
    }

    /// Points of a level without criteria; of many the first few are named.
    fn no_criterion(self, id: &ProvisionId, others: &[&ProvisionId], ladder: Decl<'db>) -> Finding {
        const MOST: usize = 6;
        let shown = self.show(id);
        let named = others.iter().take(MOST - 1).map(|other| self.show(other));
        let unnamed = others.len().saturating_sub(MOST - 1);
        let rest = (unnamed > 0).then(|| format!("{unnamed} more"));
        let all: Vec<String> = std::iter::once(shown.clone()).chain(named).chain(rest).collect();
        let message = match all.split_last() {
            Some((last, before)) if !before.is_empty() => {
                format!("{} and {last} have no criteria", before.join(", "))
            }
            _ => format!("{shown} has no criterion"),
        };
        Diagnostic::at(
            &codes::NOT_FORMALISED,
            message,
            self.ladder_place(ladder, id),
            "this level sets it out",
        )
        .note("a level without one of its criteria would be attained too easily")
        .help(match others {
            [] => format!(
                "declare `criterion {shown} …`, or say why there is none: `not formalised {shown} because \"…\"`"
            ),
            _ => format!(
                "declare `criterion {shown} …` and the like, or say of each why there is none: `not formalised {shown} \
                 because \"…\"`; if they belong to no level, name the provision that does"
            ),
        })
    }

    fn no_notion(self, id: &ProvisionId, ladder: Decl<'db>) -> Finding {
        let shown = self.show(id);
        let message = format!("no notion cites {shown}");
        Diagnostic::at(
            &codes::NOT_FORMALISED,
            message,
            self.ladder_place(ladder, id),
            "this level sets it out",
        )
        .note("a number without points defines something that the criteria rely on")
        .help(format!("write `define … cites {shown} = …`, or `not formalised {shown} because \"…\"`"))
    }

    /// The numbered parts of a criterion's provision are parts of the criterion or of a derogation from it.
    fn points_of(self, id: &ProvisionId, decl: Decl<'db>) -> Option<Finding> {
        let derogated = derogated(self.db, self.package);
        if derogated.any_in_doubt || derogated.in_doubt.contains(id) {
            return None;
        }
        let mut missing = parts_left_over(self.db, self.package, id, decl, left_out(self.db, self.package));
        missing.retain(|label| !derogated.labels.contains(&(id.clone(), label.clone())));
        let (first, others) = missing.split_first()?;
        Some(self.no_points(id, decl, first, others))
    }

    fn no_points(self, id: &ProvisionId, decl: Decl<'db>, first: &Name, others: &[Name]) -> Finding {
        let shown = self.show(&part(id, first));
        let span = match &tree(self.db, decl).kind {
            DeclarationKind::Criterion(written) => written.provision.citation.span,
            _ => Span::default(),
        };
        let rest: Vec<String> = others.iter().map(|label| format!("({label})")).collect();
        let (message, each) = match rest.split_last() {
            None => (format!("{shown} is no part of this criterion"), "the part that says it"),
            Some((last, between)) => {
                let between: String = between.iter().map(|label| format!(", {label}")).collect();
                let message = format!("{shown}{between} and {last} are no parts of this criterion");
                (message, "each part by the point that it says")
            }
        };
        let all: Vec<String> = std::iter::once(format!("({first})")).chain(rest).collect();
        let place = anchor(self.db, decl, span);
        Diagnostic::at(&codes::NOT_FORMALISED, message, place, format!("says nothing of {}", all.join(", ")))
            .help(format!(
                "label {each} `point ({first}) \"…\"`, or write `not formalised {shown} because \"…\"`"
            ))
    }
}

fn formalised_anyway<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    criterion: Decl<'db>,
    shown: &str,
) -> Finding {
    let span = |decl: Decl<'db>| match &tree(db, decl).kind {
        DeclarationKind::NotFormalised(written) => written.provision.span,
        DeclarationKind::Criterion(written) => written.provision.citation.span,
        _ => Span::default(),
    };
    let message = format!("{shown} is declared not formalised, and a criterion formalises it");
    Diagnostic::at(&codes::FORMALISED_ANYWAY, message, anchor(db, decl, span(decl)), "not formalised")
        .label(anchor(db, criterion, span(criterion)), "formalised here")
        .help("remove one of the two")
        .fix("remove what says that it is not formalised", anchor(db, decl, tree(db, decl).span), "")
}

fn parent_kind(instrument: &Instrument, node: &Node) -> Option<ProvisionKind> {
    instrument.nodes.get(node.parent? as usize).map(|parent| parent.kind)
}
