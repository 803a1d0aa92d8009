//! Rules: what they give by default, what else by which exception, and which of two exceptions goes first.
//!
//! Two exceptions that can both apply would give two values. So they are ordered, with the provision that says so, or their
//! conditions exclude each other, or they give the same. Whether they exclude each other is most often seen from how they are
//! written; else it is decided where all facts can be asked about.

mod exclusion;

use std::collections::BTreeSet;

use acquis_base::{Diagnostic, Name, Span, codes, nearest};
use acquis_ir::{Clock, Date, Exception, Formula, Outcome, Type, WorkingDay};
use acquis_syntax::ast::{self, Clause, ClauseKind};
use salsa::Database;

use self::exclusion::{exclude_each_other, same_outcome};
use super::criterion::{limb_labels, unknown_label};
use super::{Checked, Content, RuleContent};
use crate::citations::{Resolver, outlines};
use crate::collisions::Undecided;
use crate::declaration::{Decl, tree};
use crate::elaborate::{Elaborator, Setting};
use crate::graph::{Graph, components};
use crate::lookup::Lookup;
use crate::types::{Position, resolve};

/// Any day that can be computed.
const COMPUTED: Type = Type::Date(Date::EARLIEST, Date::LATEST);

type Variables = Vec<(Name, Option<Type>, Span)>;

pub(super) fn check<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Rule) -> Checked {
    let mut lookup = Lookup::new(db, decl);
    let ty = resolve(&mut lookup, &written.ty, Position::Rule);
    let resolver = Resolver::new(db, decl);
    let basis = resolver.cited(&written.under, &mut lookup.account.findings);
    let exprs = &tree(db, decl).exprs;
    let mut reader = Reader {
        elaborator: Elaborator::new(lookup, exprs, Setting::default()),
        resolver,
        written,
        content: RuleContent { basis, ty, ..RuleContent::default() },
        element: vec![],
        seen: vec![],
        used: vec![],
    };
    reader.for_each();
    for clause in &written.clauses {
        reader.clause(clause);
    }
    reader.finish()
}

struct Reader<'a, 'db> {
    elaborator: Elaborator<'a, 'db>,
    resolver: Resolver<'db>,
    written: &'a ast::Rule,
    content: RuleContent,
    /// The variable of `for each`.
    element: Variables,
    /// The clauses that may stand once and have been seen, with their places.
    seen: Vec<(&'static str, Span)>,
    /// The variables that are used.
    used: Vec<Name>,
}

/// The exceptions of a rule as written, also those whose labels stand twice.
fn exceptions(written: &ast::Rule) -> impl Iterator<Item = &ast::Excepted> {
    written.clauses.iter().filter_map(|clause| match &clause.kind {
        ClauseKind::Excepted(excepted) => Some(&**excepted),
        _ => None,
    })
}

impl Reader<'_, '_> {
    fn for_each(&mut self) {
        let Some(each) = &self.written.for_each else { return };
        let (list, ty, used) = self.elaborator.each_of(each);
        self.used.extend(used.then(|| each.variable.name.clone()));
        self.content.for_each = Some(list);
        self.element = vec![(each.variable.name.clone(), ty, each.variable.span)];
        self.elaborator.bind_outside(self.element.clone());
    }

    fn clause(&mut self, clause: &Clause) {
        match &clause.kind {
            ClauseKind::Applies(formula) => {
                let formula = self.elaborator.condition(*formula);
                self.content.applies.push(formula);
            }
            ClauseKind::Default(outcome) => {
                let outcome = self.outcome(outcome);
                if self.once("default", clause.span) {
                    self.content.default = outcome;
                }
            }
            ClauseKind::Excepted(excepted) => self.exception(excepted),
            ClauseKind::Clock(clock) => {
                let found = self.clock(clock);
                if self.once("clock stops", clause.span) && self.is_of_dates("clock stops", clause.span) {
                    self.content.clock = Some(found);
                }
            }
            ClauseKind::WorkingDay(ends) => {
                let found = self.working_day(ends);
                if self.once("ends on a working day", clause.span)
                    && self.is_of_dates("ends on a working day", clause.span)
                {
                    self.content.working_day = Some(found);
                }
            }
            _ => {}
        }
    }

    fn outcome(&mut self, written: &ast::Outcome) -> Option<Outcome> {
        let ty = self.content.ty.clone();
        match (&written.period, &ty) {
            (Some(period), Some(Type::Date(..)) | None) => {
                let formula = self.elaborator.period(written.expr, period, written.span);
                Some(Outcome { formula, period: true })
            }
            (Some(_), Some(ty)) => {
                self.elaborator.condition_quietly(written.expr);
                let wanted = crate::elaborate::described(ty);
                let message = format!("a period ends on a date, and this rule gives {wanted}");
                let place = self.elaborator.lookup.anchor(written.span);
                let finding = Diagnostic::at(&codes::TYPE_MISMATCH, message, place, "a period")
                    .help("declare the rule as `: Date`, or write a value");
                self.elaborator.lookup.report(finding);
                None
            }
            (None, Some(ty)) => {
                Some(Outcome { formula: self.elaborator.value(written.expr, ty), period: false })
            }
            // The type is wrong and was reported; the names still count as used.
            (None, None) => {
                self.elaborator.condition_quietly(written.expr);
                None
            }
        }
    }

    fn exception(&mut self, written: &ast::Excepted) {
        let condition = self.elaborator.condition(written.condition);
        let outcome = self.outcome(&written.outcome);
        let basis = self.cited(written.under.as_ref());
        self.cited(written.over.as_ref().map(|(_, basis)| basis));
        let first = exceptions(self.written).find(|other| other.label.name == written.label.name);
        if let Some(first) = first.filter(|first| first.label.span != written.label.span) {
            let message = format!("the exception `{}` stands twice", written.label.name);
            let lookup = &mut self.elaborator.lookup;
            let finding =
                Diagnostic::at(&codes::DUPLICATE, message, lookup.anchor(written.label.span), "again")
                    .label(lookup.anchor(first.label.span), "first here")
                    .help("give it another label");
            lookup.report(finding);
            return;
        }
        let gloss = written.gloss.as_ref().map(|gloss| gloss.value.clone());
        let outcome = outcome.unwrap_or(Outcome { formula: Formula::default(), period: false });
        let label = written.label.name.clone();
        self.content.exceptions.push(Exception {
            label,
            gloss,
            basis,
            condition,
            outcome,
            yields_to: vec![],
        });
    }

    fn clock(&mut self, written: &ast::Clock) -> Clock {
        let (range, ty, used) = self.elaborator.each_of(&written.each);
        let variable = &written.each.variable;
        self.used.extend(used.then(|| variable.name.clone()));
        let stop = (variable.name.clone(), ty, variable.span);
        self.elaborator.bind_outside(self.element.iter().cloned().chain([stop]).collect());
        let from = self.elaborator.value(written.from, &COMPUTED);
        let to = self.elaborator.value(written.to, &COMPUTED);
        self.unused(variable, "say from when to when the clock stops for each of them");
        self.elaborator.bind_outside(self.element.clone());
        let uncapped = written.uncapped.map(|uncapped| self.elaborator.condition(uncapped));
        let basis = self.cited(written.under.as_ref());
        Clock { range, from, to, cap: written.cap.map(|cap| cap.value), uncapped, basis }
    }

    fn working_day(&mut self, written: &ast::WorkingDay) -> WorkingDay {
        let days_off = written.days_off.map(|days_off| self.elaborator.dates(days_off));
        WorkingDay { days_off, basis: self.cited(written.under.as_ref()) }
    }

    fn cited(&mut self, written: Option<&ast::Cited>) -> Option<acquis_ir::Cited> {
        self.resolver.cited(written?, &mut self.elaborator.lookup.account.findings)
    }

    /// Whether a clause that may stand once stands here for the first time; reports it otherwise.
    fn once(&mut self, what: &'static str, span: Span) -> bool {
        let Some((_, first)) = self.seen.iter().find(|(known, _)| *known == what) else {
            self.seen.push((what, span));
            return true;
        };
        let help = match what {
            "default" => "keep one; what holds in some cases only is an `exception`",
            "clock stops" => "keep one; several lists are joined by `together with`",
            _ => "keep one",
        };
        let lookup = &mut self.elaborator.lookup;
        let message = format!("`{what}` stands twice");
        let finding = Diagnostic::at(&codes::REPEATED_CLAUSE, message, lookup.anchor(span), "again")
            .label(lookup.anchor(*first), "first here")
            .help(help);
        lookup.report(finding);
        false
    }

    /// Whether the rule gives dates, of which alone the clause speaks; reports it otherwise.
    fn is_of_dates(&mut self, what: &str, span: Span) -> bool {
        let Some(ty) = &self.content.ty else { return true };
        if matches!(ty, Type::Date(..)) {
            return true;
        }
        let message =
            format!("`{what}` is said of dates, and this rule gives {}", crate::elaborate::described(ty));
        let lookup = &mut self.elaborator.lookup;
        let finding = Diagnostic::at(&codes::REPEATED_CLAUSE, message, lookup.anchor(span), "not here")
            .label(lookup.anchor(self.written.ty.span), "no date")
            .help("declare the rule as `: Date`, or drop the clause");
        lookup.report(finding);
        false
    }

    fn unused(&mut self, variable: &ast::Ident, help: &str) {
        let name = &variable.name;
        let used = self.used.contains(name) || self.elaborator.used_parameters.contains(name);
        if !used && !name.starts_with('_') && !self.written.incomplete {
            let message = format!("the variable `{name}` is never used");
            let lookup = &mut self.elaborator.lookup;
            let finding =
                Diagnostic::at(&codes::UNUSED_VARIABLE, message, lookup.anchor(variable.span), "never used")
                    .help(help.to_owned());
            lookup.report(finding);
        }
    }

    fn finish(mut self) -> Checked {
        if let Some(each) = &self.written.for_each {
            self.unused(&each.variable, "say what the value is for each of them");
        }
        if self.content.default.is_none()
            && !self.written.incomplete
            && self.seen.iter().all(|(w, _)| *w != "default")
        {
            let lookup = &mut self.elaborator.lookup;
            let message = format!("the rule `{}` has no default", self.written.name.name);
            let finding = Diagnostic::at(
                &codes::NO_DEFAULT,
                message,
                lookup.anchor(self.written.name.span),
                "no default",
            )
            .help("say what holds where no exception applies: `default …`");
            lookup.report(finding);
        }
        self.labels();
        self.latest();
        self.order();
        self.overlaps();
        Checked::from(self.elaborator.lookup, Content::Rule(Box::new(self.content)))
    }

    /// Labels of limbs that no provision cited has below it.
    fn labels(&mut self) {
        let Some(basis) = &self.content.basis else { return };
        let lookup = &mut self.elaborator.lookup;
        let exceptions = self.content.exceptions.iter().filter_map(|exception| exception.basis.as_ref());
        let outlines = outlines(lookup.db, lookup.package);
        let cited: Vec<_> = exceptions.map(|cited| &cited.provision).collect();
        for (label, span) in limb_labels(&tree(lookup.db, lookup.decl).exprs) {
            let known = cited.iter().any(|provision| {
                let path = provision.path.child(acquis_base::Step::Label(label.clone()));
                outlines
                    .find(&acquis_ir::ProvisionId { instrument: provision.instrument.clone(), path })
                    .is_some()
            });
            if !known {
                unknown_label(lookup, &basis.provision, &label, span);
            }
        }
    }

    /// The latest day that the rule can give must be one that can be represented.
    fn latest(&mut self) {
        let outcomes =
            self.content.exceptions.iter().map(|exception| &exception.outcome).chain(&self.content.default);
        let latest = |formula: &Formula| match formula.root_expr().map(|expr| &expr.ty) {
            Some(Type::Date(_, latest)) => Some(*latest),
            _ => None,
        };
        let Some(value) = outcomes.filter_map(|outcome| latest(&outcome.formula)).max() else { return };
        let stopped = self.content.clock.as_ref().map_or(0, most_stopped);
        let off = self.content.days_off().and_then(|list| list.exprs.iter().filter_map(last_of_list).max());
        // A day off is followed by at most one weekend before the next working day.
        const WEEKEND: i64 = 3;
        let moved = value.plus_days(stopped).map(|day| off.map_or(day, |off| off.max(day)));
        if moved.and_then(|day| day.plus_days(WEEKEND)).is_none() {
            let clauses = self.written.clauses.iter();
            let mut clocks = clauses
                .filter(|clause| matches!(clause.kind, ClauseKind::Clock(_) | ClauseKind::WorkingDay(_)));
            let Some(clause) = clocks.next() else { return };
            let lookup = &mut self.elaborator.lookup;
            let message = "this date may leave the years 1 to 9999";
            let finding =
                Diagnostic::at(&codes::OUT_OF_RANGE, message, lookup.anchor(clause.span), "may be too late")
                    .help("narrow the range of what is added");
            lookup.report(finding);
        }
    }

    /// Which exceptions go before which, directly and through others; reports labels that are unknown and circles.
    fn order(&mut self) {
        let labels: Vec<Name> =
            self.content.exceptions.iter().map(|exception| exception.label.clone()).collect();
        let mut before: Vec<(&ast::Excepted, &ast::Ident)> = vec![];
        for excepted in exceptions(self.written) {
            for label in excepted.over.iter().flat_map(|(labels, _)| labels) {
                if labels.contains(&label.name) {
                    before.push((excepted, label));
                } else if !self.written.incomplete {
                    let lookup = &mut self.elaborator.lookup;
                    let finding = unknown_exception(label, &labels, lookup);
                    lookup.report(finding);
                }
            }
        }
        let mut graph: Graph<'_, Name> = labels.iter().map(|label| (label, vec![])).collect();
        for (excepted, label) in &before {
            graph.entry(&excepted.label.name).or_default().push(&label.name);
        }
        for circle in components(&graph).circles {
            let lookup = &mut self.elaborator.lookup;
            let finding = circular(&circle, &before, lookup);
            lookup.report(finding);
        }
        for (at, exception) in self.content.exceptions.iter_mut().enumerate() {
            let above: BTreeSet<usize> = above(&exception.label, &labels, &before);
            exception.yields_to = above.into_iter().filter(|other| *other != at).collect();
        }
    }

    /// Notes every two exceptions that are not ordered, give different values and are not seen to exclude each other.
    fn overlaps(&mut self) {
        if !self
            .elaborator
            .lookup
            .account
            .findings
            .iter()
            .all(|found| found.severity != acquis_base::Severity::Error)
            || self.written.incomplete
        {
            return;
        }
        let all = &self.content.exceptions;
        let mut found = vec![];
        for (at, second) in all.iter().enumerate() {
            for (earlier, first) in all.iter().take(at).enumerate() {
                let ordered = second.yields_to.contains(&earlier) || first.yields_to.contains(&at);
                let disjoint = || exclude_each_other(&first.condition, &second.condition);
                if !ordered && !same_outcome(&first.outcome, &second.outcome) && !disjoint() {
                    let (rule, exceptions) = (self.written.name.name.clone(), [earlier, at]);
                    found.push(Undecided { rule, exceptions, finding: self.overlap(first, second) });
                }
            }
        }
        self.content.undecided = found;
    }

    fn overlap(&self, first: &Exception, second: &Exception) -> crate::declaration::Finding {
        let lookup = &self.elaborator.lookup;
        let place = |exception: &Exception| {
            let written = exceptions(self.written).find(|written| written.label.name == exception.label);
            let exprs = &tree(lookup.db, lookup.decl).exprs;
            lookup.anchor(written.map_or(self.written.name.span, |written| exprs.get(written.condition).span))
        };
        let shown = |exception: &Exception| {
            let condition = &exception.condition;
            condition.root.map_or(String::new(), |root| format!("`{}`", condition.show(root)))
        };
        let (one, two) = (&first.label, &second.label);
        let message =
            format!("the exceptions `{one}` and `{two}` can both apply, and nothing says which goes first");
        Diagnostic::at(&codes::OVERLAPPING_EXCEPTIONS, message, place(second), format!("`{two}` applies here"))
            .label(place(first), format!("`{one}` applies here, and both conditions can hold at once"))
            .note(format!("where {} and {} both hold, the rule would give two values", shown(first), shown(second)))
            .help(format!(
                "let one go before the other, with the provision that says so: `exception {two} over {one} under …`; or let \
                 one condition deny what the other asks: `… and not …`"
            ))
    }
}

/// The exceptions that go before one, by their indices: those that say so, and those that go before these.
fn above(label: &Name, labels: &[Name], before: &[(&ast::Excepted, &ast::Ident)]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![label];
    while let Some(below) = waiting.pop() {
        for (excepted, _) in before.iter().filter(|(_, over)| over.name == *below) {
            let at = labels.iter().position(|known| *known == excepted.label.name);
            if at.is_some_and(|at| found.insert(at)) {
                waiting.push(&excepted.label.name);
            }
        }
    }
    found
}

fn unknown_exception(
    label: &ast::Ident,
    labels: &[Name],
    lookup: &Lookup<'_>,
) -> crate::declaration::Finding {
    let place = lookup.anchor(label.span);
    let message = format!("the rule has no exception `{}`", label.name);
    let finding = Diagnostic::at(&codes::UNRESOLVED, message, place.clone(), "unknown exception");
    match nearest(&label.name, labels.iter().map(Name::as_str)) {
        Some(meant) => {
            finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), place, meant)
        }
        None => finding.help("after `over` stand labels of exceptions of the same rule"),
    }
}

fn circular(
    circle: &[Name],
    before: &[(&ast::Excepted, &ast::Ident)],
    lookup: &Lookup<'_>,
) -> crate::declaration::Finding {
    let message = match circle {
        [one] => format!("the exception `{one}` goes before itself"),
        _ => {
            let names: Vec<String> =
                circle.iter().chain(circle.first()).map(|name| format!("`{name}`")).collect();
            format!("exceptions go before each other in a circle: {}", names.join(" over "))
        }
    };
    let steps = circle.iter().zip(circle.iter().cycle().skip(1));
    let place = |(one, two): (&Name, &Name)| {
        let step = before.iter().find(|(excepted, over)| excepted.label.name == *one && over.name == *two);
        step.map(|(_, over)| lookup.anchor(over.span))
    };
    let mut places = steps.filter_map(place);
    let mut finding = match places.next() {
        Some(first) => Diagnostic::at(&codes::CIRCULAR_ORDER, message, first, "goes before this one"),
        None => Diagnostic::new(&codes::CIRCULAR_ORDER, message),
    };
    for other in places {
        finding = finding.label(other, "which goes before this one");
    }
    finding.help("leave out the step for which the text gives no ground")
}

/// The most days that a clock can be stopped.
fn most_stopped(clock: &Clock) -> i64 {
    let bounds = |formula: &Formula| match formula.root_expr().map(|expr| &expr.ty) {
        Some(Type::Date(from, to)) => Some((*from, *to)),
        _ => None,
    };
    let (Some((first, _)), Some((_, last))) = (bounds(&clock.from), bounds(&clock.to)) else { return 0 };
    let all = last.days_since(first).max(0);
    match clock.cap.filter(|_| clock.uncapped.is_none()) {
        Some(cap) => all.min(i64::from(cap)),
        None => all,
    }
}

/// The last day that a list of dates can hold.
fn last_of_list(expr: &acquis_ir::Expr) -> Option<Date> {
    match expr.ty.element() {
        Some(Type::Date(_, last)) => Some(*last),
        _ => None,
    }
}
