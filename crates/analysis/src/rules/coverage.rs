//! Every lettered point that a level sets out has a criterion, every numbered part of a criterion is in it, and every
//! definition of the level is a notion; or it is said why not.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Diagnostic, Name, ProvisionKind, Span, Step, codes};
use acquis_ir::{Instrument, Node, ProvisionId};
use acquis_syntax::ast::DeclarationKind;
use salsa::Database;

use crate::check::criterion::is_whole;
use crate::check::derogation::derogation_head;
use crate::check::{Content, checked};
use crate::citations::{Resolver, is_incomplete, outlines};
use crate::criteria::{criteria, may_be_broken};
use crate::declaration::{Anchor, Decl, Finding, anchor, is_read, tree};
use crate::index::{has_broken, not_formalised};
use crate::input::Package;
use crate::names::{ItemKind, items_of_kind};
use crate::vocabulary::ladder_levels;

/// Provisions that are declared not formalised, with their declarations.
pub(crate) type LeftOut<'db> = BTreeMap<ProvisionId, Decl<'db>>;

/// The provisions that are declared not formalised.
pub(crate) fn left_out(db: &dyn Database, package: Package) -> LeftOut<'_> {
    let mut out = BTreeMap::new();
    for decl in not_formalised(db, package) {
        if let DeclarationKind::NotFormalised(written) = &tree(db, decl).kind
            && let Some(id) = Resolver::new(db, decl).find(&written.provision, &mut vec![])
        {
            out.insert(id, decl);
        }
    }
    out
}

/// What derogations say of the numbered parts of criteria.
#[derive(Default)]
struct Derogated {
    /// The labels that they give to their limbs, by the criterion that they depart from.
    labels: BTreeSet<(ProvisionId, Name)>,
    /// The criteria of which a derogation may say more than could be read.
    in_doubt: BTreeSet<ProvisionId>,
    /// Whether a derogation cannot be read, or departs from nothing.
    any_in_doubt: bool,
}

fn derogated(db: &dyn Database, package: Package) -> Derogated {
    let mut out = Derogated { any_in_doubt: has_broken(db, package, "derogation"), ..Derogated::default() };
    for (_, item) in items_of_kind(db, package, ItemKind::Derogation) {
        let named = derogation_head(db, item.decl).as_ref().and_then(|head| head.from.clone());
        let from = meant_by(db, item.decl).or(named);
        match (from, labels(db, item.decl)) {
            (Some(from), Some(labels)) if criteria(db, package).get(&from).is_some() => {
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
    instrument.children(at).filter_map(|(_, node)| label(node)).collect()
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
        labels.contains(label) || left_out.contains_key(&point) || criteria(db, package).get(&point).is_some()
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

/// The labels of a criterion or a derogation.
#[salsa::tracked]
fn labels<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Labels> {
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

#[salsa::tracked]
pub(crate) fn coverage(db: &dyn Database, package: Package) -> Vec<Finding> {
    let rule = Rule::new(db, package);
    let mut findings = vec![];
    for (_, item) in items_of_kind(db, package, ItemKind::Ladder) {
        for level in ladder_levels(db, item.decl).iter().flatten() {
            let Some(around) = &level.set_out_in else { continue };
            rule.level(around, item.decl, &mut findings);
        }
    }
    for entry in criteria(db, package).iter() {
        rule.points_of(&entry.provision, entry.decl, &mut findings);
    }
    for (id, decl) in &rule.left_out {
        if let Some(formalised) = criteria(db, package).get(id) {
            findings.push(formalised_anyway(db, *decl, formalised, &rule.show(id)));
        }
    }
    findings
}

struct Rule<'db> {
    db: &'db dyn Database,
    package: Package,
    left_out: LeftOut<'db>,
    cited: BTreeSet<ProvisionId>,
    derogated: Derogated,
    has_unreadable_notion: bool,
}

impl<'db> Rule<'db> {
    fn new(db: &'db dyn Database, package: Package) -> Self {
        let mut cited = BTreeSet::new();
        for (_, item) in items_of_kind(db, package, ItemKind::Define) {
            cited.extend(cited_by_notion(db, item.decl).iter().cloned());
        }
        Self {
            db,
            package,
            left_out: left_out(db, package),
            cited,
            derogated: derogated(db, package),
            has_unreadable_notion: has_broken(db, package, "define") || has_broken(db, package, "formalised"),
        }
    }

    fn show(&self, id: &ProvisionId) -> String {
        outlines(self.db, self.package).show(id)
    }

    fn instrument(&self, id: &ProvisionId) -> Option<&'db Instrument> {
        outlines(self.db, self.package).instruments.get(&id.instrument)
    }

    fn is_left_out(&self, id: &ProvisionId) -> bool {
        self.left_out.contains_key(id)
    }

    /// The points and definitions that a level sets out.
    fn level(&self, around: &ProvisionId, ladder: Decl<'db>, findings: &mut Vec<Finding>) {
        let Some(instrument) = self.instrument(around) else { return };
        let Some((at, _)) = instrument.find(&around.path) else { return };
        if is_incomplete(self.db, self.package, &around.instrument) {
            return;
        }
        let mut missing = vec![];
        for (index, node) in instrument.within(at) {
            let id = ProvisionId { instrument: around.instrument.clone(), path: node.path.clone() };
            if self.is_left_out(&id) {
                continue;
            }
            let lettered = node.kind == ProvisionKind::Point
                && parent_kind(instrument, node) != Some(ProvisionKind::Point);
            let known = criteria(self.db, self.package).get(&id).is_some()
                || may_be_broken(self.db, self.package, &id);
            if lettered && !known {
                missing.push(id.clone());
            }
            // A number without points says something that criteria rely on: a definition.
            let definition =
                node.kind == ProvisionKind::Number && instrument.children(index).next().is_none();
            if definition && !known && !self.cited.contains(&id) && !self.has_unreadable_notion {
                findings.push(self.no_notion(&id, ladder));
            }
        }
        if let [first, others @ ..] = missing.as_slice() {
            findings.push(self.no_criterion(first, others, ladder));
        }
    }

    fn ladder_place(&self, ladder: Decl<'db>, id: &ProvisionId) -> Anchor {
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
    fn no_criterion(&self, id: &ProvisionId, others: &[ProvisionId], ladder: Decl<'db>) -> Finding {
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

    fn no_notion(&self, id: &ProvisionId, ladder: Decl<'db>) -> Finding {
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
    fn points_of(&self, id: &ProvisionId, decl: Decl<'db>, findings: &mut Vec<Finding>) {
        if self.derogated.any_in_doubt || self.derogated.in_doubt.contains(id) {
            return;
        }
        let mut missing = parts_left_over(self.db, self.package, id, decl, &self.left_out);
        missing.retain(|label| !self.derogated.labels.contains(&(id.clone(), label.clone())));
        if let [first, others @ ..] = missing.as_slice() {
            findings.push(self.no_points(id, decl, first, others));
        }
    }

    fn no_points(&self, id: &ProvisionId, decl: Decl<'db>, first: &Name, others: &[Name]) -> Finding {
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
}

fn parent_kind(instrument: &Instrument, node: &Node) -> Option<ProvisionKind> {
    instrument.nodes.get(node.parent? as usize).map(|parent| parent.kind)
}
