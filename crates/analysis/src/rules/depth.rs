//! Formulas that are too deep once the notions in them are written out.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, Name, codes};
use acquis_ir::{Case, ExprId, ExprKind, Formula, Limb, Range};
use salsa::Database;

use super::cycles::call_order;
use crate::check::{Content, checked};
use crate::declaration::{Decl, Finding, anchor};
use crate::input::Package;
use crate::names::{ItemKind, declared, name_span, names};

/// How deep a formula may be when every notion in it is written out. Evaluation recurses no deeper than this.
pub(crate) const DEEPEST_FORMULA: u32 = 128;

/// The depth of every notion with all that it uses written out.
#[salsa::tracked]
pub(crate) fn depths(db: &dyn Database, package: Package) -> BTreeMap<Name, u32> {
    let mut depths = BTreeMap::new();
    for name in &call_order(db, package).order {
        let Some(item) = names(db, package).get(name) else { continue };
        if let Content::Define(formula, _) = &checked(db, item.decl).content {
            let depth = formula_depth(formula, &depths);
            depths.insert(name.clone(), depth);
        }
    }
    depths
}

/// Says that a declaration is too deep, where it is so by itself and not by something that it uses.
pub(crate) fn too_deep<'db>(db: &'db dyn Database, package: Package, decl: Decl<'db>) -> Option<Finding> {
    if !call_order(db, package).circles.is_empty() {
        return None;
    }
    let known = depths(db, package);
    let deep = |name: &Name| known.get(name).copied().unwrap_or(0) > DEEPEST_FORMULA;
    let checked = checked(db, decl);
    let mut formulas = checked.content.formulas();
    let is_too_deep = !checked.account.uses.iter().any(deep)
        && formulas.any(|formula| formula_depth(formula, known) > DEEPEST_FORMULA);
    is_too_deep.then(|| finding(db, decl))
}

fn finding<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Finding {
    let notion = declared(db, decl).filter(|(_, kind)| *kind == ItemKind::Define);
    let what = notion.map_or("this formula".to_owned(), |(ident, _)| format!("`{}`", ident.name));
    let message = format!(
        "{what} is nested more than {DEEPEST_FORMULA} levels deep when the notions in it are written out"
    );
    let place = anchor(db, decl, name_span(db, decl));
    Diagnostic::at(&codes::CALLS_TOO_DEEP, message, place, "too deep when written out")
        .help("say it with fewer steps between")
}

/// The depth of a formula, with the notions in it as deep as `known` says.
pub(crate) fn formula_depth(formula: &Formula, known: &BTreeMap<Name, u32>) -> u32 {
    let mut measure = Measure { known, depths: vec![] };
    for expr in &formula.exprs {
        let depth = measure.kind(&expr.kind).saturating_add(1);
        measure.depths.push(depth);
    }
    let range = formula.range.as_ref().map_or(0, |range| measure.range(range));
    measure.depths.last().copied().unwrap_or(0).max(range)
}

struct Measure<'a> {
    known: &'a BTreeMap<Name, u32>,
    /// The depths of the expressions so far; parts come before wholes.
    depths: Vec<u32>,
}

impl Measure<'_> {
    fn of(&self, id: ExprId) -> u32 {
        self.depths.get(id.0 as usize).copied().unwrap_or(0)
    }

    fn all(&self, ids: &[ExprId]) -> u32 {
        ids.iter().map(|id| self.of(*id)).max().unwrap_or(0)
    }

    fn call(&self, name: &Name, arguments: &[ExprId]) -> u32 {
        self.all(arguments).max(self.known.get(name).copied().unwrap_or(0))
    }

    fn range(&self, range: &Range) -> u32 {
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

    fn kind(&self, kind: &ExprKind) -> u32 {
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
