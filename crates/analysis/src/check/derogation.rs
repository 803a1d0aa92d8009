//! Derogations: from which criterion, on which basis, for whom, when they open, and on what conditions.
//!
//! The flagship check stands here. A derogation that opens where something is in a register rests on the power to
//! make entries in that register; if it cites a provision that grants no such power, the citation is probably a slip
//! of the draft, and the register's own basis is what was meant.

mod binding;
mod departure;

use std::collections::BTreeSet;

use acquis_base::{Diagnostic, Name, Span, codes, nearest};
use acquis_ir::{Cited, Condition, ExprKind, Formula, Node, Outlines, ProvisionId, Quantifier, Range, Type};
use acquis_syntax::ast::{self, Clause, ClauseKind};
use salsa::Database;

use super::criterion::{is_whole, limb_labels, nothing_required, unknown_label};
use super::{Checked, Content, DerogationContent, checked};
use crate::citations::{Resolver, is_incomplete, outlines};
use crate::criteria::{criteria, criterion_head, criterion_of, is_within, may_be_broken};
use crate::declaration::{Decl, Finding, tree};
use crate::elaborate::{Elaborator, Setting};
use crate::lookup::Lookup;
use crate::names::{ItemKind, named};
use crate::vocabulary::register_signature;

/// The head of a derogation, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DerogationHead {
    /// The criterion that it relaxes; missing where the citation leads nowhere.
    pub from: Option<ProvisionId>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// The criterion from which a `derogation` declaration departs.
#[salsa::tracked]
pub fn derogation_head<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<DerogationHead> {
    let ast::DeclarationKind::Derogation(written) = &tree(db, decl).kind else { return None };
    let mut findings = vec![];
    let from = Resolver::new(db, decl).find(&written.from.citation, &mut findings);
    Some(DerogationHead { from, findings })
}

pub(super) fn check<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Derogation) -> Checked {
    let checked = check_as(db, decl, written);
    binding::mended(db, decl, written, checked)
}

/// Checks a derogation as `written`, which need not be its tree as it stands.
fn check_as<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Derogation) -> Checked {
    let Some(head) = derogation_head(db, decl) else { return Checked::default() };
    let mut lookup = Lookup::new(db, decl);
    lookup.account.findings.clone_from(&head.findings);
    let package = lookup.package;
    let mut from = head.from.clone();
    let mut base = from.as_ref().and_then(|from| criterion_of(db, package, from));
    let meant = from.as_ref().zip(base).and_then(|(from, base)| {
        let (meant, criterion) = departure::meant_instead(&lookup, from, base)?;
        let finding = departure::finding(&lookup, written, from, (&meant, criterion));
        lookup.report(finding);
        Some((meant, criterion))
    });
    // What is meant is checked, so that nothing is said of what the slip entails.
    if let Some((meant, criterion)) = &meant {
        from = Some(meant.clone());
        base = Some(*criterion);
    }
    match (&from, base) {
        (Some(_), Some(base)) => at_other_level(&mut lookup, written, base),
        (Some(from), None) => without_criterion(&mut lookup, written, from),
        (None, _) => {}
    }
    let basis = written
        .under
        .as_ref()
        .and_then(|under| Resolver::new(db, decl).cited(under, &mut lookup.account.findings));
    let setting = setting(&mut lookup, written, base);
    let exprs = &tree(db, decl).exprs;
    let mut elaborator = Elaborator::new(lookup, exprs, setting);
    let meant = meant.map(|(meant, _)| meant);
    let mut content = DerogationContent { meant, basis, ..DerogationContent::default() };
    for clause in &written.clauses {
        add_clause(&mut elaborator, clause, &mut content);
    }
    unused_element(&mut elaborator, written);
    let mut lookup = elaborator.lookup;
    if content.opens.is_empty() && content.conditions.is_empty() && !written.incomplete {
        let help =
            "say when it opens, or what must hold to rely on it: `opens where …`, `on condition that …`";
        nothing_required(&mut lookup, written.name.span, "this derogation", help);
    }
    content.labels = limb_labels(exprs).into_iter().map(|(label, _)| label).collect();
    if let (Some(from), Some(_)) = (&from, base) {
        for (label, span) in limb_labels(exprs) {
            unknown_label(&mut lookup, from, &label, span);
        }
    }
    rests_on(&mut lookup, written, from.as_ref().filter(|_| base.is_some()), &content);
    Checked::from(lookup, Content::Derogation(content))
}

fn add_clause(elaborator: &mut Elaborator<'_, '_>, clause: &Clause, content: &mut DerogationContent) {
    match &clause.kind {
        ClauseKind::Opens(formula) => content.opens.push(elaborator.condition(*formula)),
        ClauseKind::Exception(formula) => content.except.push(elaborator.condition(*formula)),
        ClauseKind::Condition(gloss, formula) => {
            let gloss = gloss.as_ref().map(|gloss| gloss.value.clone());
            content.conditions.push(Condition { gloss, formula: elaborator.condition(*formula) });
        }
        _ => {}
    }
}

fn without_criterion(lookup: &mut Lookup<'_>, written: &ast::Derogation, from: &ProvisionId) {
    let db = lookup.db;
    let package = lookup.package;
    if may_be_broken(db, package, from) {
        return;
    }
    let outlines = outlines(db, package);
    let shown = outlines.show(from);
    let place = lookup.anchor(written.from.citation.span);
    let message = format!("there is no criterion {shown} to derogate from");
    let finding =
        Diagnostic::at(&codes::DEROGATION_WITHOUT_CRITERION, message, place, "no criterion formalises this");
    const MOST: usize = 6;
    let within = criteria(db, package).iter().filter(|entry| is_within(db, package, from, &entry.provision));
    let within: Vec<String> =
        within.take(MOST).map(|entry| format!("`{}`", outlines.show(&entry.provision))).collect();
    if !within.is_empty() {
        lookup.report(finding.help(format!("name one of the criteria within it: {}", within.join(", "))));
        return;
    }
    let known: Vec<String> =
        criteria(db, package).iter().map(|entry| outlines.show(&entry.provision)).collect();
    lookup.report(match nearest(&shown, known.iter().map(String::as_str)) {
        Some(meant) => finding.help(format!("the nearest criterion is `{meant}`")),
        None => finding.help("a derogation names the lettered point whose criterion it relaxes"),
    });
}

fn at_other_level<'db>(lookup: &mut Lookup<'db>, written: &ast::Derogation, base: Decl<'db>) {
    let db = lookup.db;
    let Some(level) = written.level else { return };
    let own = criterion_head(db, base).and_then(|head| head.level);
    if own.is_none_or(|own| own == level.value) {
        return;
    }
    let own = own.unwrap_or_default();
    let message = format!(
        "this derogation is said to stand at level {}, and its criterion stands at level {own}",
        level.value
    );
    let finding = Diagnostic::at(&codes::DEROGATION_AT_OTHER_LEVEL, message, lookup.anchor(level.span), format!("level {own}"))
        .note("a derogation relaxes its criterion at that criterion's own level and nowhere else; lower levels stay owed")
        .help(format!("write `at level {own}`, or name the criterion of level {}", level.value))
        .fix(format!("write {own}"), lookup.anchor(level.span), own.to_string());
    lookup.report(finding);
}

/// The variable that stands for an element which fails the criterion, with the type of such elements.
fn setting<'db>(lookup: &mut Lookup<'db>, written: &ast::Derogation, base: Option<Decl<'db>>) -> Setting {
    let db = lookup.db;
    let own_level = base.and_then(|base| {
        let head = criterion_head(db, base)?;
        head.ladder.clone().zip(head.level)
    });
    let element = base.map(|base| failing_element(db, base));
    let mut parameters = vec![];
    match (&written.for_each, element) {
        (Some(variable), Some(FailingElement::None)) => {
            let why = base.map_or("", |base| why_no_element(db, base));
            let message = format!("no `{}` fails this criterion: {why}", variable.name);
            let finding = Diagnostic::at(&codes::NO_FAILING_ELEMENT, message, lookup.anchor(variable.span), "no element to bind")
                .note("`for each … that fails` binds those elements of the criterion's one `requires every …` or `requires no …` that fail it")
                .help("leave the binding out, or let the criterion require `every x in … satisfies …` and nothing beside it");
            lookup.report(finding);
            parameters.push((variable.name.clone(), None, variable.span));
        }
        (Some(variable), Some(FailingElement::Of(ty))) => {
            parameters.push((variable.name.clone(), Some(ty.clone()), variable.span));
        }
        (Some(variable), _) => parameters.push((variable.name.clone(), None, variable.span)),
        (None, Some(FailingElement::Of(_))) => {
            let message =
                "this derogation replaces the criterion for all, not for those that fail it".to_owned();
            let finding = Diagnostic::at(
                &codes::WHOLE_DEROGATION,
                message,
                lookup.anchor(written.name.span),
                "for whom?",
            )
            .note(
                "one element that fails would have to meet the conditions together with all that do not fail",
            )
            .help("write `for each x that fails` before the block, and speak of `x` in it");
            lookup.report(finding);
        }
        (None, _) => {}
    }
    Setting { parameters, own_level, ..Setting::default() }
}

/// What can fail a criterion one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FailingElement {
    /// It requires nothing of each.
    None,
    /// It requires something of each element of this type.
    Of(Type),
    /// The criterion is in error.
    Unknown,
}

/// The type of the elements of a criterion's one `requires every …`.
#[salsa::tracked]
pub fn failing_element<'db>(db: &'db dyn Database, decl: Decl<'db>) -> FailingElement {
    let Content::Criterion(content) = &checked(db, decl).content else { return FailingElement::Unknown };
    if !is_whole(db, decl) {
        return FailingElement::Unknown;
    }
    match content.requirement.requires.as_slice() {
        [formula] if content.points.is_empty() => match formula.root_expr().map(|expr| &expr.kind) {
            Some(ExprKind::Quantified {
                quantifier: Quantifier::Every | Quantifier::No, variable, ..
            }) => formula
                .variable(*variable)
                .map_or(FailingElement::None, |variable| FailingElement::Of(variable.ty.clone())),
            Some(ExprKind::Literal(_)) => FailingElement::Unknown,
            _ => FailingElement::None,
        },
        _ => FailingElement::None,
    }
}

/// Why there is no element that can fail a criterion by itself.
fn why_no_element<'db>(db: &'db dyn Database, base: Decl<'db>) -> &'static str {
    match &checked(db, base).content {
        Content::Criterion(content) if !content.points.is_empty() => {
            "it has points, which require several things"
        }
        Content::Criterion(content) if content.requirement.requires.len() > 1 => "it requires several things",
        _ => "it requires nothing of each",
    }
}

fn unused_element(elaborator: &mut Elaborator<'_, '_>, written: &ast::Derogation) {
    let Some(variable) = &written.for_each else { return };
    if !elaborator.used_parameters.contains(&variable.name)
        && !variable.name.starts_with('_')
        && !written.incomplete
    {
        let message = format!("the variable `{}` is never used", variable.name);
        let place = elaborator.lookup.anchor(variable.span);
        let finding = Diagnostic::at(&codes::UNUSED_VARIABLE, message, place, "never used")
            .help("say what must hold of each element that fails");
        elaborator.lookup.report(finding);
    }
}

/// What is said of the basis of a derogation from the criterion of `from`. One slip is named once: what is printed
/// matters only where the power lies with the provision that is meant.
fn rests_on(
    lookup: &mut Lookup<'_>,
    written: &ast::Derogation,
    from: Option<&ProvisionId>,
    content: &DerogationContent,
) {
    let db = lookup.db;
    let package = lookup.package;
    let outlines = outlines(db, package);
    let kept = kept_under(db, lookup, &content.opens);
    let prints = Prints::of(outlines, from);
    let Some(under) = &written.under else {
        without_basis(lookup, written, outlines, &prints, kept.first());
        return;
    };
    let Some(basis) = &content.basis else {
        if let Some(kept) = kept.first() {
            let place = lookup.anchor(under.span());
            offer_power(
                lookup,
                under,
                &format!("under {}", prints.repair(outlines, &kept.meant.provision, None)),
                kept,
                place,
            );
        }
        return;
    };
    if let Some(kept) = kept.iter().find(|kept| !overlap(&basis.provision, &kept.meant.provision)) {
        let place = lookup.anchor(under.span());
        lookup.report(without_power(outlines, under, basis, kept, &prints, place));
        return;
    }
    let Some(from) = from.filter(|from| !is_incomplete(db, package, &from.instrument)) else { return };
    printed(lookup, under, from, basis, &prints);
}

/// The provisions that a point prints, as its outline records them.
struct Prints {
    recorded: Vec<ProvisionId>,
}

impl Prints {
    fn of(outlines: &Outlines, point: Option<&ProvisionId>) -> Self {
        let node = point.and_then(|point| outlines.find(point));
        Self { recorded: node.map(|(_, node)| node.refers_to.clone()).unwrap_or_default() }
    }

    /// Whether the point prints a provision, one around it or one within it.
    fn near(&self, id: &ProvisionId) -> bool {
        self.recorded.iter().any(|printed| overlap(printed, id))
    }

    /// The basis to be written for `meant`: with what is printed in its stead, where that is known. `written` is what
    /// was cited or said to be printed, and is taken for it where the outline does not know better.
    fn repair(&self, outlines: &Outlines, meant: &ProvisionId, written: Option<&ProvisionId>) -> String {
        let shown = outlines.show(meant);
        let recorded = match self.recorded.as_slice() {
            [] => written,
            all => written.filter(|written| all.contains(written)).or(all.first()),
        };
        match recorded.filter(|printed| !self.near(meant) && !overlap(printed, meant)) {
            Some(printed) => format!("{shown} printed as {}", printed.path),
            None => shown,
        }
    }
}

/// Whether one of two provisions is around the other.
fn overlap(a: &ProvisionId, b: &ProvisionId) -> bool {
    a.instrument == b.instrument && (a.path.contains(&b.path) || b.path.contains(&a.path))
}

/// A register that a derogation opens by, with the provision under which its entries are made.
struct Kept<'db> {
    register: Name,
    meant: &'db Cited,
}

/// The registers that formulas read and that rest on a provision with the power to make their entries. Of a register
/// without such a basis it is said where it is declared that the power is missing (ACQ0302); what it cites is then no
/// standard for others.
fn kept_under<'db>(db: &'db dyn Database, lookup: &Lookup<'db>, opens: &[Formula]) -> Vec<Kept<'db>> {
    let outlines = outlines(db, lookup.package);
    let may_empower = |id: &ProvisionId| {
        !empowered_by(outlines, id).is_empty()
            || outlines.find(id).is_some_and(|(_, node)| node.not_transcribed)
    };
    let registers = registers_read(db, lookup, opens).into_iter();
    let kept = registers.filter_map(|register| {
        let item = named(db, lookup.package, &register)?;
        let meant = register_signature(db, item.decl).as_ref()?.basis.as_ref()?;
        may_empower(&meant.provision).then_some(Kept { register, meant })
    });
    kept.collect()
}

fn made_under(outlines: &Outlines, kept: &Kept<'_>) -> String {
    format!(
        "the derogation opens where something is in the register `{}`, whose entries are made under {}",
        kept.register,
        outlines.show(&kept.meant.provision)
    )
}

/// Where the basis of a derogation starts, or would start.
fn after_point(written: &ast::Derogation) -> u32 {
    written.level.map_or(written.from.span().end, |level| level.span.end)
}

/// Where the basis of a derogation ends, or would end.
fn after_basis(written: &ast::Derogation) -> u32 {
    written.under.as_ref().map_or_else(|| after_point(written), |under| under.span().end)
}

/// A derogation that does not say which provision allows it.
fn without_basis(
    lookup: &mut Lookup<'_>,
    written: &ast::Derogation,
    outlines: &Outlines,
    prints: &Prints,
    kept: Option<&Kept<'_>>,
) {
    let message = format!("it is not said on which provision `{}` rests", written.name.name);
    let after = after_point(written);
    let finding = Diagnostic::at(
        &codes::DEROGATION_WITHOUT_BASIS,
        message,
        lookup.anchor(written.name.span),
        "under which provision?",
    );
    lookup.report(match kept {
        Some(kept) => {
            let basis = format!("under {}", prints.repair(outlines, &kept.meant.provision, None));
            let place = lookup.anchor(Span { start: after, end: after });
            finding
                .note(made_under(outlines, kept))
                .help(format!("write `{basis}` after the point that it departs from"))
                .fix(format!("insert `{basis}`"), place, format!(" {basis}"))
        }
        None => finding
            .note("a criterion binds unless a provision allows to depart from it")
            .help("write `under` and that provision after the point that it departs from"),
    });
}

/// A basis that is in no outline was probably to be the provision under which the register is kept.
fn offer_power(
    lookup: &mut Lookup<'_>,
    under: &ast::Cited,
    basis: &str,
    kept: &Kept<'_>,
    place: crate::declaration::Anchor,
) {
    let outlines = outlines(lookup.db, lookup.package);
    let cited = lookup.anchor(under.citation.span);
    let is_unknown = |finding: &&mut Finding| {
        finding.code == &codes::UNKNOWN_PROVISION
            && finding.labels.first().is_some_and(|label| label.place == cited)
    };
    if let Some(finding) = lookup.account.findings.iter_mut().find(is_unknown) {
        let written = basis.trim_start_matches("under ");
        *finding = finding.clone().note(made_under(outlines, kept)).help(format!("write `{basis}`")).fix(
            format!("write `{written}`"),
            place,
            written,
        );
    }
}

/// What the outline says the text prints must be what the derogation says of it.
fn printed(lookup: &mut Lookup<'_>, under: &ast::Cited, from: &ProvisionId, basis: &Cited, prints: &Prints) {
    let outlines = outlines(lookup.db, lookup.package);
    let shown = outlines.show(from);
    let recorded: Vec<String> = prints.recorded.iter().map(|id| format!("`{}`", outlines.show(id))).collect();
    let (Some(printed), Some(citation)) = (&basis.printed, &under.printed) else {
        if !recorded.is_empty() && !prints.near(&basis.provision) {
            let finding = slip_not_shown(lookup, under, basis, &shown, &recorded, prints);
            lookup.report(finding);
        }
        return;
    };
    if prints.recorded.contains(printed) {
        return;
    }
    let message = format!("{shown} does not print {}", outlines.show(printed));
    let finding = Diagnostic::at(
        &codes::STALE_PRINTED_AS,
        message,
        lookup.anchor(citation.span),
        "not what the outline records",
    );
    let finding = if recorded.is_empty() {
        finding
            .note(format!("the outline records no reference that {shown} prints"))
            .help(format!("record it in the outline (`refers to {}`), or remove `printed as`", citation.path))
    } else {
        finding
            .note(format!("the outline records that it prints {}", recorded.join(", ")))
            .help("write what is printed, or remove `printed as` if the slip is gone")
    };
    let finding = match prints.recorded.as_slice() {
        [one] => {
            let meant = outlines.show(one);
            finding.fix(format!("write `{meant}`"), lookup.anchor(citation.span), meant)
        }
        _ => finding,
    };
    lookup.report(finding);
}

/// The text prints another provision than the one meant, and the derogation does not show it.
fn slip_not_shown(
    lookup: &Lookup<'_>,
    under: &ast::Cited,
    basis: &Cited,
    shown: &str,
    recorded: &[String],
    prints: &Prints,
) -> Finding {
    let outlines = outlines(lookup.db, lookup.package);
    let repair = prints.repair(outlines, &basis.provision, None);
    let place = lookup.anchor(under.span());
    let message =
        format!("{shown} prints {}, and not {}", recorded.join(", "), outlines.show(&basis.provision));
    Diagnostic::at(&codes::SLIP_NOT_SHOWN, message, place.clone(), "not what the outline records")
        .note("reports would cite a provision that a reader of the text does not find there")
        .help(format!(
            "write `under {repair}`, or record in the outline that {shown} `refers to {}` too",
            under.citation.path
        ))
        .fix(format!("write `{repair}`"), place, repair)
}

/// ACQ0301: the basis of a derogation must be where the power lies to do what opens it.
fn without_power(
    outlines: &Outlines,
    under: &ast::Cited,
    basis: &Cited,
    kept: &Kept<'_>,
    prints: &Prints,
    place: crate::declaration::Anchor,
) -> Finding {
    let (cited, power) = (&basis.provision, &kept.meant.provision);
    let wanted = act_words(empowered_by(outlines, power).first().map_or("acts", Name::as_str));
    let granted = empowered_by(outlines, cited);
    let grants = match granted.as_slice() {
        [] => format!("it empowers no {}", singular(&wanted)),
        [kind, ..] => format!("it empowers {}, and not what the register rests on", act_words(kind)),
    };
    let label = format!("{}; {grants}", is_called(outlines, cited));
    // Beside a paragraph of the same article, the article says too little.
    let side_by_side = cited.instrument == power.instrument && cited.path.0.first() == power.path.0.first();
    let has_power = if side_by_side { outlines.show(power) } else { called(outlines, power) };
    // Of a pair the wrong way round the first is the one printed.
    let swapped = basis.printed.as_ref().is_some_and(|printed| overlap(printed, power));
    let written = if swapped { Some(cited) } else { basis.printed.as_ref().or(Some(cited)) };
    let repair = prints.repair(outlines, power, written);
    let printed = under.printed.as_ref().unwrap_or(&under.citation);
    let help = if swapped {
        format!("the provision that is meant comes first, the one printed second: write `under {repair}`")
    } else if written.is_some_and(|written| repair.ends_with(&format!("printed as {}", written.path))) {
        format!("if the draft prints {}, write `under {repair}`", printed.path)
    } else {
        format!("write `under {repair}`")
    };
    let finding = Diagnostic::at(
        &codes::BASIS_WITHOUT_POWER,
        "this derogation rests on a provision that grants no such power",
        place.clone(),
        label,
    );
    finding.note(format!("{has_power} empowers {wanted}")).note(made_under(outlines, kept)).help(help).fix(
        format!("write `{repair}`"),
        place,
        repair,
    )
}

/// `Article 19 is "Conformity self-assessment"`; of a provision without a heading, where it stands.
fn is_called(outlines: &Outlines, id: &ProvisionId) -> String {
    let shown = outlines.show(id);
    match outlines.find(id).and_then(|(_, node)| node.heading.as_ref()) {
        Some(heading) => format!("{shown} is \"{heading}\""),
        None if outlines.heading(id).is_some() => format!("{shown} stands in {}", called(outlines, id)),
        None => shown,
    }
}

/// `Article 18 "Associated third countries"`: the provision around that has the heading, with it.
fn called(outlines: &Outlines, id: &ProvisionId) -> String {
    let mut path = Some(id.path.clone());
    while let Some(current) = path {
        let id = ProvisionId { instrument: id.instrument.clone(), path: current.clone() };
        if let Some(heading) = outlines.find(&id).and_then(|(_, node)| node.heading.clone()) {
            return format!("{} \"{heading}\"", outlines.show(&id));
        }
        path = current.parent();
    }
    outlines.show(id)
}

/// The kinds of act that a provision, those within it, and those around it empower.
fn empowered_by(outlines: &Outlines, id: &ProvisionId) -> Vec<Name> {
    let Some(instrument) = outlines.instruments.get(&id.instrument) else { return vec![] };
    let near = |node: &&Node| node.path.contains(&id.path) || id.path.contains(&node.path);
    instrument.nodes.iter().filter(near).filter_map(|node| node.empowers.clone()).collect()
}

fn act_words(kind: &str) -> String {
    kind.replace('_', " ")
}

fn singular(words: &str) -> String {
    words.strip_suffix('s').unwrap_or(words).to_owned()
}

/// The registers that formulas read, through notions too, in the order of their names.
fn registers_read<'db>(db: &'db dyn Database, lookup: &Lookup<'db>, formulas: &[Formula]) -> BTreeSet<Name> {
    let mut found = BTreeSet::new();
    let mut seen: BTreeSet<Name> = BTreeSet::new();
    let mut waiting: Vec<&Formula> = formulas.iter().collect();
    while let Some(formula) = waiting.pop() {
        let mut calls = vec![];
        for expr in &formula.exprs {
            match &expr.kind {
                ExprKind::InRegister { register, .. } => {
                    found.insert(register.clone());
                }
                ExprKind::Call(name, _) => calls.push(name.clone()),
                ExprKind::Quantified { range, .. } => called_in(range, &mut calls),
                _ => {}
            }
        }
        formula.range.iter().for_each(|range| called_in(range, &mut calls));
        for name in calls {
            if seen.insert(name.clone()) {
                waiting.extend(body_of(db, lookup, &name));
            }
        }
    }
    found
}

fn called_in(range: &Range, calls: &mut Vec<Name>) {
    match range {
        Range::Call(name, _) => calls.push(name.clone()),
        Range::Filtered(_, inner, _) => called_in(inner, calls),
        Range::Together(parts) => parts.iter().for_each(|part| called_in(part, calls)),
        Range::List(_) | Range::One(_) | Range::Chain(..) => {}
    }
}

fn body_of<'db>(db: &'db dyn Database, lookup: &Lookup<'db>, name: &Name) -> Option<&'db Formula> {
    let item = lookup.peek(name).filter(|item| item.kind == ItemKind::Define)?;
    match &checked(db, item.decl).content {
        Content::Define(formula, _) => Some(formula),
        _ => None,
    }
}
