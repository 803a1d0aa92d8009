//! Formulas that are too deep or too large once the notions in them are written out.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, Name, codes};
use acquis_ir::{Case, ExprId, ExprKind, Formula, Limb, Range};
use salsa::Database;

use super::cycles::{call_order, is_circular};
use crate::check::{Content, checked};
use crate::declaration::{Decl, Finding, anchor};
use crate::input::Package;
use crate::names::{ItemKind, Word, declared, name_span, named};

/// How deep a formula may be when every notion in it is written out. Evaluation recurses no deeper than this.
pub(crate) const DEEPEST_FORMULA: u32 = 128;

/// How many parts a formula may have when every notion in it is written out. Where a notion uses another twice, and
/// that another twice, the whole doubles with every step, and so does the work of all who go through it.
pub(crate) const LARGEST_FORMULA: u32 = 20_000;

/// How far a formula extends when every notion in it is written out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    depth: u32,
    size: u32,
}

impl Extent {
    fn is_within_limits(self) -> bool {
        self.depth <= DEEPEST_FORMULA && self.size <= LARGEST_FORMULA
    }
}

/// The extent of every notion with all that it uses written out.
#[salsa::tracked]
pub(crate) fn extents(db: &dyn Database, package: Package) -> BTreeMap<Name, Extent> {
    let mut extents: BTreeMap<Name, Extent> = BTreeMap::new();
    for name in &call_order(db, package).order {
        let Some(item) = named(db, package, name) else { continue };
        if let Content::Define(formula, _) = &checked(db, item.decl).content {
            let extent = extent(formula, &|name| extents.get(name).copied());
            extents.insert(name.clone(), extent);
        }
    }
    extents
}

/// The extent of one notion.
#[salsa::tracked(returns(copy))]
fn extent_of<'db>(db: &'db dyn Database, word: Word<'db>) -> Option<Extent> {
    extents(db, word.package(db)).get(word.name(db)).copied()
}

/// Whether the formulas of a declaration can be written out within the limits. Nothing that goes through notions goes
/// through those of others.
pub(crate) fn can_be_written_out<'db>(db: &'db dyn Database, decl: Decl<'db>) -> bool {
    let package = decl.file(db).package(db);
    let known = |name: &Name| extent_of(db, Word::new(db, package, name.clone()));
    checked(db, decl).content.formulas().all(|formula| extent(formula, &known).is_within_limits())
}

/// Says that a declaration is too deep, where it is so by itself and not by something that it uses.
pub(crate) fn too_deep<'db>(db: &'db dyn Database, package: Package, decl: Decl<'db>) -> Option<Finding> {
    if is_circular(db, package) {
        return None;
    }
    let known = |name: &Name| extent_of(db, Word::new(db, package, name.clone()));
    let beyond = |name: &Name| known(name).is_some_and(|extent| !extent.is_within_limits());
    let checked = checked(db, decl);
    // What is too deep because it uses something that is too deep is not reported as well.
    if checked.account.uses.iter().any(beyond) {
        return None;
    }
    let mut extents = checked.content.formulas().map(|formula| extent(formula, &known));
    extents.find(|extent| !extent.is_within_limits()).map(|extent| finding(db, decl, extent))
}

fn finding<'db>(db: &'db dyn Database, decl: Decl<'db>, extent: Extent) -> Finding {
    let notion = declared(db, decl).filter(|(_, kind)| *kind == ItemKind::Define);
    let what = notion.map_or("this formula".to_owned(), |(ident, _)| format!("`{}`", ident.name));
    let place = anchor(db, decl, name_span(db, decl));
    if extent.depth > DEEPEST_FORMULA {
        let message = format!(
            "{what} is nested more than {DEEPEST_FORMULA} levels deep when the notions in it are written out"
        );
        return Diagnostic::at(&codes::CALLS_TOO_DEEP, message, place, "too deep when written out")
            .help("say it with fewer steps between");
    }
    let message =
        format!("{what} has more than {LARGEST_FORMULA} parts when the notions in it are written out");
    Diagnostic::at(&codes::CALLS_TOO_DEEP, message, place, "too large when written out")
        .note("a notion that uses another twice is twice as large, and so on from step to step")
        .help("use each notion once where that says the same")
}

/// The extent of a formula, with the notions in it as known.
pub(crate) fn extent(formula: &Formula, known: &dyn Fn(&Name) -> Option<Extent>) -> Extent {
    let mut measure = Measure { known, depths: vec![], size: 0 };
    for expr in &formula.exprs {
        let depth = measure.kind(&expr.kind).saturating_add(1);
        measure.depths.push(depth);
        measure.size = measure.size.saturating_add(1);
    }
    let range = formula.range.as_ref().map_or(0, |range| measure.range(range));
    let depth = measure.depths.last().copied().unwrap_or(0).max(range);
    Extent { depth, size: measure.size }
}

struct Measure<'a> {
    known: &'a dyn Fn(&Name) -> Option<Extent>,
    /// The depths of the expressions so far; parts come before wholes.
    depths: Vec<u32>,
    /// The number of parts so far, those of notions included.
    size: u32,
}

impl Measure<'_> {
    fn of(&self, id: ExprId) -> u32 {
        self.depths.get(id.0 as usize).copied().unwrap_or(0)
    }

    fn all(&self, ids: &[ExprId]) -> u32 {
        ids.iter().map(|id| self.of(*id)).max().unwrap_or(0)
    }

    fn call(&mut self, name: &Name, arguments: &[ExprId]) -> u32 {
        let called = (self.known)(name).unwrap_or_default();
        self.size = self.size.saturating_add(called.size);
        self.all(arguments).max(called.depth)
    }

    fn range(&mut self, range: &Range) -> u32 {
        let inner = match range {
            Range::List(id) | Range::One(id) | Range::Chain(id, _) => self.of(*id),
            Range::Filtered(_, inner, condition) => self.range(inner).max(self.of(*condition)),
            Range::Together(parts) => parts.iter().map(|part| self.range(part)).max().unwrap_or(0),
            Range::Call(name, arguments) => self.call(name, arguments),
        };
        inner.saturating_add(1)
    }

    fn limbs(&self, limbs: &[Limb]) -> u32 {
        limbs.iter().map(|limb| self.of(limb.expr)).max().unwrap_or(0)
    }

    fn case(&self, case: &Case) -> u32 {
        self.of(case.condition).max(self.of(case.value))
    }

    fn kind(&mut self, kind: &ExprKind) -> u32 {
        match kind {
            ExprKind::Call(name, arguments) => self.call(name, arguments),
            ExprKind::All(limbs) | ExprKind::Any(limbs) => self.limbs(limbs),
            ExprKind::Quantified { range, filter, except, body, .. } => {
                let parts = filter.iter().chain(except).chain(std::iter::once(body));
                parts.map(|id| self.of(*id)).max().unwrap_or(0).max(self.range(range))
            }
            ExprKind::FirstOf(cases, otherwise) => {
                cases.iter().map(|case| self.case(case)).max().unwrap_or(0).max(self.case(otherwise))
            }
            ExprKind::ByReading(_, choices) => choices.iter().map(|(_, id)| self.of(*id)).max().unwrap_or(0),
            other => self.all(&simple_parts(other)),
        }
    }
}

/// The parts of an expression that is no list of parts.
pub(crate) fn simple_parts(kind: &ExprKind) -> Vec<ExprId> {
    match kind {
        ExprKind::Field(a, _)
        | ExprKind::Not(a)
        | ExprKind::Exists(a)
        | ExprKind::Scale(a, _)
        | ExprKind::ShiftMonths(a, ..)
        | ExprKind::Should(a, _) => vec![*a],
        ExprKind::Implies(a, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::Add(a, b)
        | ExprKind::Subtract(a, b)
        | ExprKind::ShiftDays(a, b, _)
        | ExprKind::DaysBetween(a, b)
        | ExprKind::Share { part: a, whole: b, .. } => vec![*a, *b],
        ExprKind::InRegister { item, on, .. } => std::iter::once(*item).chain(*on).collect(),
        ExprKind::OneOf(item, options) => std::iter::once(*item).chain(options.iter().copied()).collect(),
        ExprKind::Literal(_)
        | ExprKind::AssessmentDate
        | ExprKind::Facts
        | ExprKind::Variable(_)
        | ExprKind::Call(..)
        | ExprKind::All(_)
        | ExprKind::Any(_)
        | ExprKind::Quantified { .. }
        | ExprKind::FirstOf(..)
        | ExprKind::ByReading(..) => vec![],
    }
}
