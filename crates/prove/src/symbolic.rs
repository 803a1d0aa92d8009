//! Formulas over all dossiers at once: what the reference evaluator computes for one dossier, as bits.

mod calendar;
mod range;

use std::collections::BTreeMap;

use acquis_base::{Comparison, Name};
use acquis_ir::{
    Bindings, Case, Criterion, Derogation, Expr, ExprId, ExprKind, Formula, Limb, Number, Program,
    Quantified, Quantifier, Requirement, Rule, Type, Value, common_denominator,
};
use rustc_hash::FxHashMap;

use crate::circuit::Bit;
use crate::integer::Integer;
use crate::world::{RecordAt, Slot, Term, World, denominator};

/// A package as it is asked about: its program and how it is read.
#[derive(Debug, Clone)]
pub(crate) struct Side<'p> {
    pub(crate) program: &'p Program,
    pub(crate) readings: &'p BTreeMap<Name, Name>,
}

impl<'p> Side<'p> {
    /// The expression of the choice that applies, of those offered.
    pub(crate) fn chosen(&self, reading: &str, choices: &[(Name, ExprId)]) -> Option<ExprId> {
        let choice = self.readings.get(reading)?;
        choices.iter().find(|(name, _)| name == choice).map(|(_, expr)| *expr)
    }

    /// Whether a `should` that hangs on this reading binds.
    pub(crate) fn binds(&self, reading: &str) -> bool {
        self.readings.get(reading).is_none_or(|choice| *choice == "binding")
    }
}

/// What a variable stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Bound {
    Term(Term),
    Record(RecordAt),
}

/// What the variables of a formula stand for.
pub(crate) type Env = Bindings<Bound>;

/// Puts formulas of packages into a world.
pub(crate) struct Translator<'w, 'p> {
    pub(crate) world: &'w mut World,
    sides: &'w [Side<'p>],
    calls: FxHashMap<(usize, &'p Name, Vec<Bound>), Term>,
    /// What was looked up in registers: the side, the register, what, and on which day.
    memberships: FxHashMap<(usize, &'p Name, Integer, Integer), Bit>,
}

impl<'w, 'p> Translator<'w, 'p> {
    pub(crate) fn new(world: &'w mut World, sides: &'w [Side<'p>]) -> Self {
        Self { world, sides, calls: FxHashMap::default(), memberships: FxHashMap::default() }
    }

    fn side(&self, at: usize) -> Option<&Side<'p>> {
        self.sides.get(at)
    }

    /// Whether a criterion is satisfied.
    pub(crate) fn criterion(&mut self, side: usize, criterion: &'p Criterion) -> Bit {
        let base = self.base(side, criterion);
        let Some(program) = self.side(side).map(|side| side.program) else { return base };
        let mut satisfied = base;
        for derogation in program.derogations_of(&criterion.provision) {
            let lifts = self.lifts(side, derogation, &criterion.requirement);
            satisfied = self.world.circuit.or(satisfied, lifts);
        }
        satisfied
    }

    /// Whether a criterion is satisfied, derogations aside.
    pub(crate) fn base(&mut self, side: usize, criterion: &'p Criterion) -> Bit {
        let required = self.required(side, criterion);
        self.requirement(side, &criterion.requirement, required)
    }

    /// Whether what a criterion requires holds, its points included, triggers and carve-outs aside.
    pub(crate) fn required(&mut self, side: usize, criterion: &'p Criterion) -> Bit {
        let mut all = self.formulas(side, &criterion.requirement.requires);
        for point in &criterion.points {
            let requires = self.formulas(side, &point.requirement.requires);
            let required = self.world.circuit.all(requires);
            all.push(self.requirement(side, &point.requirement, required));
        }
        self.world.circuit.all(all)
    }

    fn formulas(&mut self, side: usize, formulas: &'p [Formula]) -> Vec<Bit> {
        formulas.iter().map(|formula| self.formula(side, formula, &Env::default())).collect()
    }

    /// `applies implies (required or any unless)`.
    fn requirement(&mut self, side: usize, requirement: &'p Requirement, required: Bit) -> Bit {
        let applies = self.formulas(side, requirement.applies.as_slice());
        let unless = self.formulas(side, &requirement.unless);
        let circuit = &mut self.world.circuit;
        let (applies, carved_out) = (circuit.all(applies), circuit.any(unless));
        let holds = circuit.or(required, carved_out);
        circuit.implies(applies, holds)
    }

    /// Whether a derogation stands in for a criterion that asks `requirement`.
    pub(crate) fn lifts(
        &mut self,
        side: usize,
        derogation: &'p Derogation,
        requirement: &'p Requirement,
    ) -> Bit {
        let Some((formula, each)) = requirement.each().filter(|_| derogation.for_each) else {
            return self.case(side, derogation, &Env::default());
        };
        let mut all = Bit::TRUE;
        for (there, value) in self.members(side, formula, each.range, &Env::default()) {
            let env = Env::default().with(each.variable, value.clone());
            let (asked, body) = self.asked(side, formula, &each, there, &env);
            let forbids = each.quantifier == Quantifier::No;
            let fails = self.world.circuit.and(asked, if forbids { body } else { !body });
            let case = self.case(side, derogation, &Env::of(vec![value]));
            let lifted = self.world.circuit.implies(fails, case);
            all = self.world.circuit.and(all, lifted);
        }
        all
    }

    /// Whether two exceptions of a rule are effective for the same and give different values.
    pub(crate) fn collision(&mut self, side: usize, rule: &'p Rule, exceptions: [usize; 2]) -> Bit {
        let members = match &rule.for_each {
            None => vec![(Bit::TRUE, Env::default())],
            Some(list) => {
                let Some(range) = &list.range else { return Bit::FALSE };
                let members = self.members(side, list, range, &Env::default());
                members.into_iter().map(|(there, value)| (there, Env::of(vec![value]))).collect()
            }
        };
        let mut any = Bit::FALSE;
        for (there, env) in members {
            let mut holds = vec![there];
            holds.extend(rule.applies.iter().map(|formula| self.formula(side, formula, &env)));
            let mut values = vec![];
            for exception in exceptions.iter().filter_map(|at| rule.exceptions.get(*at)) {
                holds.push(self.formula(side, &exception.condition, &env));
                for before in exception.yields_to.iter().filter_map(|at| rule.exceptions.get(*at)) {
                    holds.push(!self.formula(side, &before.condition, &env));
                }
                let outcome = &exception.outcome.formula;
                values.extend(outcome.root.map(|root| self.value(side, outcome, root, &env)));
            }
            if let [one, other] = values.as_slice() {
                holds.push(!self.compare(Comparison::Equal, one, other));
            }
            let holds = self.world.circuit.all(holds);
            any = self.world.circuit.or(any, holds);
        }
        any
    }

    /// Whether an element is asked, and what it answers.
    fn asked(
        &mut self,
        side: usize,
        formula: &'p Formula,
        parts: &Quantified<'p>,
        there: Bit,
        env: &Env,
    ) -> (Bit, Bit) {
        let mut asked = there;
        if let Some(filter) = parts.filter {
            let filter = self.truth(side, formula, filter, env);
            asked = self.world.circuit.and(asked, filter);
        }
        if let Some(except) = parts.except {
            let except = self.truth(side, formula, except, env);
            asked = self.world.circuit.and(asked, !except);
        }
        let body = if asked == Bit::FALSE { Bit::FALSE } else { self.truth(side, formula, parts.body, env) };
        (asked, body)
    }

    fn case(&mut self, side: usize, derogation: &'p Derogation, env: &Env) -> Bit {
        let opens = self.opens(side, derogation, env);
        let met: Vec<Bit> =
            derogation.conditions.iter().map(|it| self.formula(side, &it.formula, env)).collect();
        let met = self.world.circuit.all(met);
        self.world.circuit.and(opens, met)
    }

    /// Whether a derogation opens and nothing closes it again.
    fn opens(&mut self, side: usize, derogation: &'p Derogation, env: &Env) -> Bit {
        let opens: Vec<Bit> = derogation.opens.iter().map(|it| self.formula(side, it, env)).collect();
        let except: Vec<Bit> = derogation.except.iter().map(|it| self.formula(side, it, env)).collect();
        let circuit = &mut self.world.circuit;
        let (opens, except) = (circuit.all(opens), circuit.any(except));
        circuit.and(opens, !except)
    }

    /// Whether a formula holds.
    pub(crate) fn formula(&mut self, side: usize, formula: &'p Formula, env: &Env) -> Bit {
        formula.root.map_or(Bit::FALSE, |root| self.truth(side, formula, root, env))
    }

    /// Whether an expression holds.
    pub(crate) fn truth(&mut self, side: usize, formula: &'p Formula, id: ExprId, env: &Env) -> Bit {
        match self.value(side, formula, id, env) {
            Term::Truth(bit) => bit,
            Term::Number(..) => Bit::FALSE,
        }
    }

    /// The value of an expression that is no record and no list.
    pub(crate) fn value(&mut self, side: usize, formula: &'p Formula, id: ExprId, env: &Env) -> Term {
        self.world.circuit.step();
        let Some(expr) = formula.expr(id).filter(|_| !self.world.is_too_large()) else {
            return Term::Truth(Bit::FALSE);
        };
        let bit = match &expr.kind {
            ExprKind::Literal(value) => return self.literal(&expr.ty, value),
            ExprKind::AssessmentDate => return Term::Number(self.world.as_of.clone(), 1),
            ExprKind::Variable(variable) => {
                return match env.get(*variable) {
                    Some(Bound::Term(term)) => term.clone(),
                    _ => Term::Truth(Bit::FALSE),
                };
            }
            ExprKind::Field(base, field) => return self.fact(formula, (*base, &field.name), env),
            ExprKind::Call(name, arguments) => return self.call(side, formula, (name, arguments), env),
            ExprKind::Not(inner) => !self.truth(side, formula, *inner, env),
            ExprKind::All(limbs) => self.limbs(side, formula, limbs, env, true),
            ExprKind::Any(limbs) => self.limbs(side, formula, limbs, env, false),
            ExprKind::Implies(a, b) => {
                let (a, b) = (self.truth(side, formula, *a, env), self.truth(side, formula, *b, env));
                self.world.circuit.implies(a, b)
            }
            ExprKind::Compare(comparison, a, b) => {
                let (a, b) = (self.value(side, formula, *a, env), self.value(side, formula, *b, env));
                self.compare(*comparison, &a, &b)
            }
            ExprKind::InRegister { item, register, on } => {
                self.in_register(side, formula, (*item, register, *on), env)
            }
            ExprKind::OneOf(item, options) => {
                let item = self.value(side, formula, *item, env);
                let mut any = Bit::FALSE;
                for option in options {
                    let option = self.value(side, formula, *option, env);
                    let same = self.compare(Comparison::Equal, &item, &option);
                    any = self.world.circuit.or(any, same);
                }
                any
            }
            ExprKind::Share { part, comparison, percent, whole } => {
                let part = self.value(side, formula, *part, env);
                let whole = self.value(side, formula, *whole, env);
                let part = self.scaled(&part, Number::whole(100));
                let whole = self.scaled(&whole, *percent);
                self.compare(*comparison, &part, &whole)
            }
            ExprKind::Exists(inner) => {
                let members = self.list(formula, *inner, env);
                self.world.circuit.any(members.into_iter().map(|(there, _)| there))
            }
            ExprKind::Quantified { .. } => match expr.quantified() {
                Some(parts) => self.quantified(side, formula, &parts, env),
                None => Bit::FALSE,
            },
            ExprKind::Should(asked, reading) => {
                if self.side(side).is_none_or(|side| side.binds(reading)) {
                    return self.value(side, formula, *asked, env);
                }
                Bit::TRUE
            }
            ExprKind::ByReading(reading, choices) => {
                return match self.side(side).and_then(|side| side.chosen(reading, choices)) {
                    Some(chosen) => self.value(side, formula, chosen, env),
                    None => Term::Truth(Bit::FALSE),
                };
            }
            ExprKind::FirstOf(cases, otherwise) => {
                return self.first_of(side, formula, (cases, otherwise), env);
            }
            _ => return self.arithmetic(side, formula, expr, env),
        };
        Term::Truth(bit)
    }

    fn arithmetic(&mut self, side: usize, formula: &'p Formula, expr: &'p Expr, env: &Env) -> Term {
        match &expr.kind {
            ExprKind::Add(a, b) | ExprKind::Subtract(a, b) => {
                let (a, b) = (self.value(side, formula, *a, env), self.value(side, formula, *b, env));
                let (a, b, common) = self.aligned(&a, &b);
                let circuit = &mut self.world.circuit;
                let sum = if matches!(expr.kind, ExprKind::Add(..)) {
                    a.plus(circuit, &b)
                } else {
                    a.minus(circuit, &b)
                };
                Term::Number(sum, common)
            }
            ExprKind::Scale(inner, factor) => {
                let inner = self.value(side, formula, *inner, env);
                self.scaled(&inner, *factor)
            }
            ExprKind::ShiftDays(date, days, earlier) => {
                let (date, days) =
                    (self.number(side, formula, *date, env), self.number(side, formula, *days, env));
                let circuit = &mut self.world.circuit;
                Term::Number(if *earlier { date.minus(circuit, &days) } else { date.plus(circuit, &days) }, 1)
            }
            ExprKind::ShiftMonths(date, months, rounding) => {
                let date = self.number(side, formula, *date, env);
                Term::Number(self.plus_months(&date, *months, *rounding), 1)
            }
            ExprKind::DaysBetween(a, b) => {
                let (a, b) = (self.number(side, formula, *a, env), self.number(side, formula, *b, env));
                Term::Number(a.minus(&mut self.world.circuit, &b), 1)
            }
            _ => Term::Truth(Bit::FALSE),
        }
    }

    fn number(&mut self, side: usize, formula: &'p Formula, id: ExprId, env: &Env) -> Integer {
        match self.value(side, formula, id, env) {
            Term::Number(number, _) => number,
            Term::Truth(_) => Integer::constant(0),
        }
    }

    fn literal(&mut self, ty: &Type, value: &Value) -> Term {
        match value {
            Value::Bool(value) => Term::Truth(Bit::constant(*value)),
            Value::Number(number) => {
                let denominator = denominator(ty).max(number.denominator());
                match number.scaled(denominator) {
                    Some(scaled) => Term::Number(Integer::constant(scaled), denominator),
                    None => Term::Number(Integer::constant(number.mantissa()), number.denominator()),
                }
            }
            Value::Date(date) => Term::Number(Integer::constant(i128::from(date.number())), 1),
            other => {
                // A value that no dossier can hold equals none.
                let code = self.world.vocabulary.code(ty, other).unwrap_or(-1);
                Term::Number(Integer::constant(code), 1)
            }
        }
    }

    fn limbs(&mut self, side: usize, formula: &'p Formula, limbs: &'p [Limb], env: &Env, all: bool) -> Bit {
        let mut whole = Bit::constant(all);
        for limb in limbs {
            let limb = self.truth(side, formula, limb.expr, env);
            whole =
                if all { self.world.circuit.and(whole, limb) } else { self.world.circuit.or(whole, limb) };
        }
        whole
    }

    fn first_of(
        &mut self,
        side: usize,
        formula: &'p Formula,
        (cases, otherwise): (&'p [Case], &'p Case),
        env: &Env,
    ) -> Term {
        let mut value = self.value(side, formula, otherwise.value, env);
        for case in cases.iter().rev() {
            let condition = self.truth(side, formula, case.condition, env);
            if condition == Bit::FALSE {
                continue;
            }
            let this = self.value(side, formula, case.value, env);
            value = self.choose(condition, &this, &value);
        }
        value
    }

    fn choose(&mut self, condition: Bit, yes: &Term, no: &Term) -> Term {
        match (yes, no) {
            (Term::Truth(yes), Term::Truth(no)) => {
                Term::Truth(self.world.circuit.choose(condition, *yes, *no))
            }
            (Term::Number(..), Term::Number(..)) => {
                let (yes, no, common) = self.aligned(yes, no);
                Term::Number(yes.or_else(&mut self.world.circuit, condition, &no), common)
            }
            _ => Term::Truth(Bit::FALSE),
        }
    }

    /// Two numbers with one denominator.
    fn aligned(&mut self, a: &Term, b: &Term) -> (Integer, Integer, u64) {
        let (Term::Number(a, of_a), Term::Number(b, of_b)) = (a, b) else {
            return (Integer::constant(0), Integer::constant(0), 1);
        };
        if of_a == of_b {
            return (a.clone(), b.clone(), *of_a);
        }
        let Some(common) = common_denominator(*of_a, *of_b) else {
            // No package that checks comes here; whoever did would be told nothing rather than something wrong.
            self.world.is_partial = true;
            return (Integer::constant(0), Integer::constant(0), 1);
        };
        let circuit = &mut self.world.circuit;
        let a = a.times(circuit, i128::from(common / of_a));
        let b = b.times(circuit, i128::from(common / of_b));
        (a, b, common)
    }

    fn scaled(&mut self, term: &Term, factor: Number) -> Term {
        match term {
            Term::Number(number, denominator) => {
                let product = number.times(&mut self.world.circuit, factor.mantissa());
                Term::Number(product, denominator.saturating_mul(factor.denominator()))
            }
            Term::Truth(_) => Term::Truth(Bit::FALSE),
        }
    }

    fn compare(&mut self, comparison: Comparison, a: &Term, b: &Term) -> Bit {
        match (a, b) {
            (Term::Truth(a), Term::Truth(b)) => {
                let circuit = &mut self.world.circuit;
                match comparison {
                    Comparison::Equal => circuit.equal(*a, *b),
                    Comparison::NotEqual => circuit.differ(*a, *b),
                    Comparison::Less => circuit.and(!*a, *b),
                    Comparison::LessEqual => circuit.implies(*a, *b),
                    Comparison::Greater => circuit.and(*a, !*b),
                    Comparison::GreaterEqual => circuit.implies(*b, *a),
                }
            }
            (Term::Number(..), Term::Number(..)) => {
                let (a, b, _) = self.aligned(a, b);
                a.compare(&mut self.world.circuit, comparison, &b)
            }
            _ => Bit::FALSE,
        }
    }

    fn in_register(
        &mut self,
        side: usize,
        formula: &'p Formula,
        (item, register, on): (ExprId, &'p Name, Option<ExprId>),
        env: &Env,
    ) -> Bit {
        let item = self.number(side, formula, item, env);
        let day = match on {
            Some(on) => self.number(side, formula, on, env),
            None => self.world.as_of.clone(),
        };
        let Some(program) = self.side(side).map(|side| side.program) else { return Bit::FALSE };
        let key = (side, register, item, day);
        if let Some(known) = self.memberships.get(&key) {
            return *known;
        }
        let found = self.world.is_registered(program, register, &key.2, &key.3);
        self.memberships.insert(key, found);
        found
    }

    fn quantified(&mut self, side: usize, formula: &'p Formula, parts: &Quantified<'p>, env: &Env) -> Bit {
        let mut counted = vec![];
        for (there, value) in self.members(side, formula, parts.range, env) {
            let env = env.with(parts.variable, value);
            let (asked, body) = self.asked(side, formula, parts, there, &env);
            let body = if parts.quantifier == Quantifier::Every { !body } else { body };
            counted.push(self.world.circuit.and(asked, body));
        }
        let circuit = &mut self.world.circuit;
        match parts.quantifier {
            Quantifier::Every | Quantifier::No => !circuit.any(counted),
            Quantifier::Some => circuit.any(counted),
            Quantifier::AtLeast(n) => circuit.at_least(n, &counted),
            Quantifier::AtMost(n) => !circuit.at_least(n.saturating_add(1), &counted),
            Quantifier::Exactly(n) => {
                let enough = circuit.at_least(n, &counted);
                let too_many = circuit.at_least(n.saturating_add(1), &counted);
                circuit.and(enough, !too_many)
            }
        }
    }

    /// The arguments of a call, in each way in which references among them can lead.
    fn arguments(
        &mut self,
        side: usize,
        formula: &'p Formula,
        arguments: &'p [ExprId],
        env: &Env,
    ) -> Vec<(Bit, Vec<Bound>)> {
        let mut ways = vec![(Bit::TRUE, vec![])];
        for argument in arguments {
            let values = self.bounds(side, formula, *argument, env);
            let mut next = vec![];
            for (chosen, before) in &ways {
                for (there, value) in &values {
                    let mut with = before.clone();
                    with.push(value.clone());
                    next.push((self.world.circuit.and(*chosen, *there), with));
                }
            }
            ways = next;
        }
        ways
    }

    fn call(
        &mut self,
        side: usize,
        formula: &'p Formula,
        (name, arguments): (&'p Name, &'p [ExprId]),
        env: &Env,
    ) -> Term {
        let Some(define) = self.side(side).and_then(|side| side.program.defines.get(name)) else {
            return Term::Truth(Bit::FALSE);
        };
        let mut result: Option<Term> = None;
        for (chosen, values) in self.arguments(side, formula, arguments, env) {
            let key = (side, name, values.clone());
            let value = match self.calls.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let value = match define.body.root {
                        Some(root) => self.value(side, &define.body, root, &Env::of(values)),
                        None => Term::Truth(Bit::FALSE),
                    };
                    self.calls.insert(key, value.clone());
                    value
                }
            };
            result = Some(match result {
                None => value,
                Some(other) => self.choose(chosen, &value, &other),
            });
        }
        result.unwrap_or(Term::Truth(Bit::FALSE))
    }

    /// A value or record, in each way in which references can lead.
    fn bounds(&mut self, side: usize, formula: &'p Formula, id: ExprId, env: &Env) -> Vec<(Bit, Bound)> {
        let is_record = formula.expr(id).is_some_and(|expr| expr.ty.entity().is_some());
        if is_record {
            let records = self.records(formula, id, env);
            return records.into_iter().map(|(there, record)| (there, Bound::Record(record))).collect();
        }
        vec![(Bit::TRUE, Bound::Term(self.value(side, formula, id, env)))]
    }

    /// The record that an expression stands for, in each way in which references can lead.
    fn records(&mut self, formula: &'p Formula, id: ExprId, env: &Env) -> Vec<(Bit, RecordAt)> {
        match formula.expr(id).map(|expr| &expr.kind) {
            Some(ExprKind::Facts) => vec![(Bit::TRUE, World::ROOT)],
            Some(ExprKind::Variable(variable)) => match env.get(*variable) {
                Some(Bound::Record(record)) => vec![(Bit::TRUE, *record)],
                _ => vec![],
            },
            Some(ExprKind::Field(base, field)) => {
                let mut found = vec![];
                for (there, record) in self.records(formula, *base, env) {
                    match self.world.field(record, &field.name) {
                        Some(Slot::Record(inner)) => found.push((there, inner)),
                        Some(Slot::Reference(targets)) => {
                            for (chosen, target) in targets {
                                found.push((self.world.circuit.and(there, chosen), target));
                            }
                        }
                        _ => {}
                    }
                }
                found
            }
            _ => vec![],
        }
    }

    /// What is in a field that is no record and no list.
    fn fact(&mut self, formula: &'p Formula, (base, field): (ExprId, &'p Name), env: &Env) -> Term {
        let mut result: Option<Term> = None;
        for (chosen, record) in self.records(formula, base, env) {
            let Some(Slot::Term(term, _)) = self.world.field(record, field) else { continue };
            result = Some(match result {
                None => term,
                Some(other) => self.choose(chosen, &term, &other),
            });
        }
        result.unwrap_or(Term::Truth(Bit::FALSE))
    }
}
