//! Definitions that refer to each other in a circle, and chains of definitions that are too long.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, Name, codes};
use acquis_ir::{Case, ExprId, ExprKind, Formula, Limb, Range};
use salsa::Database;

use crate::check::{Content, checked};
use crate::declaration::{Decl, Finding, anchor};
use crate::input::Package;
use crate::names::{ItemKind, items_of_kind, name_span};

/// How deep a formula may be when every notion in it is written out. Evaluation recurses no deeper than this.
pub(crate) const DEEPEST_FORMULA: u32 = 128;

/// The notions of a package in an order in which each comes after those it uses; nothing if there is a circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallOrder {
    /// The names in order, complete only without circles.
    pub(crate) order: Vec<Name>,
    /// The circles, each as the names on it.
    pub(crate) circles: Vec<Vec<Name>>,
}

#[salsa::tracked]
pub(crate) fn call_order(db: &dyn Database, package: Package) -> CallOrder {
    let mut calls: BTreeMap<&Name, Vec<&Name>> = BTreeMap::new();
    let defines: BTreeMap<&Name, Decl<'_>> =
        items_of_kind(db, package, ItemKind::Define).map(|(name, item)| (name, item.decl)).collect();
    for (name, decl) in &defines {
        let uses = checked(db, *decl).uses.iter();
        calls.insert(name, uses.filter(|used| defines.contains_key(used)).collect());
    }
    Tarjan::new(&calls).run()
}

/// Tarjan's algorithm for strongly connected components, without recursion: a chain of notions can be as long as the
/// package.
struct Tarjan<'a> {
    calls: &'a BTreeMap<&'a Name, Vec<&'a Name>>,
    index: BTreeMap<&'a Name, usize>,
    low: BTreeMap<&'a Name, usize>,
    stack: Vec<&'a Name>,
    out: CallOrder,
}

impl<'a> Tarjan<'a> {
    fn new(calls: &'a BTreeMap<&'a Name, Vec<&'a Name>>) -> Self {
        let out = CallOrder { order: vec![], circles: vec![] };
        Self { calls, index: BTreeMap::new(), low: BTreeMap::new(), stack: vec![], out }
    }

    fn run(mut self) -> CallOrder {
        for root in self.calls.keys() {
            if !self.index.contains_key(root) {
                self.visit(root);
            }
        }
        self.out
    }

    fn visit(&mut self, root: &'a Name) {
        let mut work: Vec<(&'a Name, usize)> = vec![(root, 0)];
        while let Some((name, next)) = work.pop() {
            if next == 0 {
                self.index.insert(name, self.index.len());
                self.low.insert(name, self.index.len() - 1);
                self.stack.push(name);
            }
            let callees = self.calls.get(name).map_or(&[][..], Vec::as_slice);
            match callees.get(next) {
                Some(callee) => {
                    work.push((name, next + 1));
                    if !self.index.contains_key(callee) {
                        work.push((callee, 0));
                    } else if self.stack.contains(callee) {
                        self.lower(name, self.index.get(callee).copied());
                    }
                }
                None => {
                    if let Some((caller, _)) = work.last() {
                        self.lower(caller, self.low.get(name).copied());
                    }
                    self.close(name);
                }
            }
        }
    }

    fn lower(&mut self, name: &'a Name, to: Option<usize>) {
        if let (Some(low), Some(to)) = (self.low.get_mut(name), to) {
            *low = (*low).min(to);
        }
    }

    /// Takes a finished component off the stack.
    fn close(&mut self, name: &'a Name) {
        if self.low.get(name) != self.index.get(name) {
            return;
        }
        let from = self.stack.iter().position(|other| *other == name).unwrap_or(0);
        let component = self.stack.split_off(from);
        let calls_itself = self.calls.get(name).is_some_and(|callees| callees.contains(&name));
        if component.len() > 1 || calls_itself {
            let mut names: Vec<Name> = component.iter().map(|name| (*name).clone()).collect();
            names.sort();
            self.out.circles.push(names);
        }
        self.out.order.extend(component.into_iter().cloned());
    }
}

#[salsa::tracked]
pub(crate) fn cycles(db: &dyn Database, package: Package) -> Vec<Finding> {
    let order = call_order(db, package);
    let place = |name: &Name| {
        let decl = crate::names::names(db, package).get(name)?.decl;
        Some(anchor(db, decl, name_span(db, decl)))
    };
    if order.circles.is_empty() {
        return too_deep(db, package, &place);
    }
    let mut findings = vec![];
    for circle in &order.circles {
        let mut places = circle.iter().filter_map(|name| Some((name, place(name)?)));
        let Some((first, at)) = places.next() else { continue };
        let message = if circle.len() == 1 {
            format!("`{first}` is defined by itself")
        } else {
            let names: Vec<String> = circle.iter().map(|name| format!("`{name}`")).collect();
            format!("{} are defined by each other", names.join(", "))
        };
        let mut finding = Diagnostic::at(&codes::CYCLE, message, at, "leads back here");
        for (_, other) in places {
            finding = finding.label(other, "on the way");
        }
        let help =
            "a notion is built from other notions and facts; for a chain of references write `chain of …`";
        findings.push(finding.help(help));
    }
    findings
}

/// The depth of every notion with all that it uses written out.
fn depths(db: &dyn Database, package: Package) -> BTreeMap<Name, u32> {
    let mut depths = BTreeMap::new();
    for name in &call_order(db, package).order {
        let Some(item) = crate::names::names(db, package).get(name) else { continue };
        if let Content::Define(formula, _) = &checked(db, item.decl).content {
            let depth = formula_depth(formula, &depths);
            depths.insert(name.clone(), depth);
        }
    }
    depths
}

fn too_deep(
    db: &dyn Database,
    package: Package,
    place: &dyn Fn(&Name) -> Option<crate::declaration::Anchor>,
) -> Vec<Finding> {
    let depths = depths(db, package);
    let deep = |name: &Name| depths.get(name).copied().unwrap_or(0) > DEEPEST_FORMULA;
    let mut findings = vec![];
    for name in &call_order(db, package).order {
        let Some(item) = crate::names::names(db, package).get(name) else { continue };
        // Only the first of a chain is reported; those that use it are too deep because it is.
        if !deep(name) || checked(db, item.decl).uses.iter().any(deep) {
            continue;
        }
        if let Some(at) = place(name) {
            let message =
                format!("`{name}` builds on other definitions more than {DEEPEST_FORMULA} levels deep");
            let finding = Diagnostic::at(&codes::CALLS_TOO_DEEP, message, at, "too deep when written out")
                .help("say it with fewer steps between");
            findings.push(finding);
        }
    }
    findings
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
