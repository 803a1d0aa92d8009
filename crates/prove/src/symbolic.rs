//! Formulas over all dossiers at once: what the reference evaluator computes for one dossier, as bits.

use std::collections::{BTreeMap, HashMap};

use acquis_base::{Comparison, Name, Rounding};
use acquis_ir::{
    Case, Criterion, Date, Derogation, Expr, ExprId, ExprKind, Formula, Limb, Number, Program, Quantifier,
    Range, Requirement, Type, Value, VariableId,
};

use crate::circuit::Bit;
use crate::integer::Integer;
use crate::world::{Element, RecordAt, Slot, Term, World, denominator};

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
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Env(Vec<Option<Bound>>);

impl Env {
    pub(crate) fn of(values: Vec<Bound>) -> Self {
        Self(values.into_iter().map(Some).collect())
    }

    pub(crate) fn with(&self, variable: VariableId, value: Bound) -> Self {
        let mut env = self.clone();
        let at = variable.0 as usize;
        if env.0.len() <= at {
            env.0.resize(at + 1, None);
        }
        if let Some(slot) = env.0.get_mut(at) {
            *slot = Some(value);
        }
        env
    }

    fn get(&self, variable: VariableId) -> Option<&Bound> {
        self.0.get(variable.0 as usize)?.as_ref()
    }
}

/// The parts of a quantifier, or of what a derogation is asked for each element of.
pub(crate) struct Parts<'p> {
    pub(crate) formula: &'p Formula,
    pub(crate) variable: VariableId,
    pub(crate) range: &'p Range,
    pub(crate) filter: Option<ExprId>,
    pub(crate) except: Option<ExprId>,
    pub(crate) body: ExprId,
    /// Whether the body is what no element may satisfy.
    pub(crate) forbids: bool,
}

/// The one `every` or `no` of a criterion, taken apart.
pub(crate) fn base_of(requires: &[Formula]) -> Option<Parts<'_>> {
    let [formula] = requires else { return None };
    match &formula.root_expr()?.kind {
        ExprKind::Quantified { quantifier, variable, range, filter, except, body } => Some(Parts {
            formula,
            variable: *variable,
            range,
            filter: *filter,
            except: *except,
            body: *body,
            forbids: *quantifier == Quantifier::No,
        }),
        _ => None,
    }
}

/// Puts formulas of packages into a world.
pub(crate) struct Translator<'w, 'p> {
    pub(crate) world: &'w mut World,
    sides: &'w [Side<'p>],
    calls: HashMap<(usize, &'p Name, Vec<Bound>), Term>,
}

impl<'w, 'p> Translator<'w, 'p> {
    pub(crate) fn new(world: &'w mut World, sides: &'w [Side<'p>]) -> Self {
        Self { world, sides, calls: HashMap::new() }
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
            let lifts = self.lifts(side, derogation, &criterion.requirement.requires);
            satisfied = self.world.circuit.or(satisfied, lifts);
        }
        satisfied
    }

    /// Whether a criterion is satisfied, derogations aside.
    pub(crate) fn base(&mut self, side: usize, criterion: &'p Criterion) -> Bit {
        let points: Vec<Bit> = criterion
            .points
            .iter()
            .map(|point| self.requirement(side, &point.requirement, Bit::TRUE))
            .collect();
        let points = self.world.circuit.all(points);
        self.requirement(side, &criterion.requirement, points)
    }

    fn requirement(&mut self, side: usize, requirement: &'p Requirement, points: Bit) -> Bit {
        let requires: Vec<Bit> =
            requirement.requires.iter().map(|it| self.formula(side, it, &Env::default())).collect();
        let unless: Vec<Bit> =
            requirement.unless.iter().map(|it| self.formula(side, it, &Env::default())).collect();
        let applies = match &requirement.applies {
            Some(formula) => self.formula(side, formula, &Env::default()),
            None => Bit::TRUE,
        };
        let circuit = &mut self.world.circuit;
        let required = circuit.all(requires);
        let required = circuit.and(required, points);
        let carved_out = circuit.any(unless);
        let holds = circuit.or(required, carved_out);
        circuit.implies(applies, holds)
    }

    /// Whether a derogation stands in for a criterion that requires `requires`.
    pub(crate) fn lifts(&mut self, side: usize, derogation: &'p Derogation, requires: &'p [Formula]) -> Bit {
        let Some(base) = base_of(requires).filter(|_| derogation.for_each) else {
            return self.case(side, derogation, &Env::default());
        };
        let mut all = Bit::TRUE;
        for (there, value) in self.members(side, base.formula, base.range, &Env::default()) {
            let env = Env::default().with(base.variable, value.clone());
            let (asked, body) = self.asked(side, &base, there, &env);
            let fails = self.world.circuit.and(asked, if base.forbids { body } else { !body });
            let case = self.case(side, derogation, &Env::of(vec![value]));
            let lifted = self.world.circuit.implies(fails, case);
            all = self.world.circuit.and(all, lifted);
        }
        all
    }

    /// Whether an element is asked, and what it answers.
    fn asked(&mut self, side: usize, parts: &Parts<'p>, there: Bit, env: &Env) -> (Bit, Bit) {
        let mut asked = there;
        if let Some(filter) = parts.filter {
            let filter = self.truth(side, parts.formula, filter, env);
            asked = self.world.circuit.and(asked, filter);
        }
        if let Some(except) = parts.except {
            let except = self.truth(side, parts.formula, except, env);
            asked = self.world.circuit.and(asked, !except);
        }
        let body =
            if asked == Bit::FALSE { Bit::FALSE } else { self.truth(side, parts.formula, parts.body, env) };
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
            ExprKind::Quantified { quantifier, variable, range, filter, except, body } => {
                let parts = Parts {
                    formula,
                    variable: *variable,
                    range,
                    filter: *filter,
                    except: *except,
                    body: *body,
                    forbids: false,
                };
                self.quantified(side, *quantifier, &parts, env)
            }
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
        let common = lcm(*of_a, *of_b);
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
        self.world.is_registered(program, register, &item, &day)
    }

    fn quantified(&mut self, side: usize, quantifier: Quantifier, parts: &Parts<'p>, env: &Env) -> Bit {
        let mut counted = vec![];
        for (there, value) in self.members(side, parts.formula, parts.range, env) {
            let env = env.with(parts.variable, value);
            let (asked, body) = self.asked(side, parts, there, &env);
            let body = if quantifier == Quantifier::Every { !body } else { body };
            counted.push(self.world.circuit.and(asked, body));
        }
        let circuit = &mut self.world.circuit;
        match quantifier {
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

    /// What a range holds, each with whether it is there.
    fn members(
        &mut self,
        side: usize,
        formula: &'p Formula,
        range: &'p Range,
        env: &Env,
    ) -> Vec<(Bit, Bound)> {
        match range {
            Range::One(id) => self.bounds(side, formula, *id, env),
            Range::List(id) => self.list(formula, *id, env),
            Range::Chain(id, field) => self.chain(formula, (*id, field), env),
            Range::Together(parts) => {
                parts.iter().flat_map(|part| self.members(side, formula, part, env)).collect()
            }
            Range::Filtered(variable, inner, condition) => {
                let mut kept = vec![];
                for (there, value) in self.members(side, formula, inner, env) {
                    let passes = self.truth(side, formula, *condition, &env.with(*variable, value.clone()));
                    kept.push((self.world.circuit.and(there, passes), value));
                }
                kept
            }
            Range::Call(name, arguments) => {
                let Some(define) = self.side(side).and_then(|side| side.program.defines.get(name)) else {
                    return vec![];
                };
                let Some(range) = &define.body.range else { return vec![] };
                let mut all = vec![];
                for (chosen, values) in self.arguments(side, formula, arguments, env) {
                    for (there, value) in self.members(side, &define.body, range, &Env::of(values.clone())) {
                        all.push((self.world.circuit.and(chosen, there), value));
                    }
                }
                all
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

    /// The elements of a list, or of an optional value.
    fn list(&mut self, formula: &'p Formula, id: ExprId, env: &Env) -> Vec<(Bit, Bound)> {
        let Some(ExprKind::Field(base, field)) = formula.expr(id).map(|expr| &expr.kind) else {
            return vec![];
        };
        let mut all = vec![];
        for (chosen, record) in self.records(formula, *base, env) {
            if let Some(Slot::List(list)) = self.world.field(record, &field.name) {
                self.entered(&list.elements, chosen, &mut all);
            }
        }
        all
    }

    fn entered(&mut self, elements: &[(Bit, Element)], chosen: Bit, all: &mut Vec<(Bit, Bound)>) {
        for (present, element) in elements {
            let there = self.world.circuit.and(chosen, *present);
            match element {
                Element::Term(term) => all.push((there, Bound::Term(term.clone()))),
                Element::Record(record) => all.push((there, Bound::Record(*record))),
                Element::Reference(targets) => {
                    for (way, target) in targets {
                        all.push((self.world.circuit.and(there, *way), Bound::Record(*target)));
                    }
                }
            }
        }
    }

    /// Everything that a walk reaches.
    fn chain(
        &mut self,
        formula: &'p Formula,
        (id, along): (ExprId, &'p Name),
        env: &Env,
    ) -> Vec<(Bit, Bound)> {
        let Some(ExprKind::Field(base, field)) = formula.expr(id).map(|expr| &expr.kind) else {
            return vec![];
        };
        let mut all = vec![];
        for (chosen, record) in self.records(formula, *base, env) {
            let Some(Slot::List(list)) = self.world.field(record, &field.name) else { continue };
            self.entered(&list.elements, chosen, &mut all);
            self.entered(&list.beyond, chosen, &mut all);
            let stands_elsewhere =
                list.elements.iter().any(|(_, element)| matches!(element, Element::Reference(_)));
            if stands_elsewhere {
                self.follow(&list.elements, chosen, along, &mut all);
            }
        }
        all
    }

    /// Follows references to records that stand in lists of their own, where what one of them refers to is seen from
    /// elsewhere too, as far as this dossier goes.
    fn follow(&mut self, start: &[(Bit, Element)], chosen: Bit, along: &Name, all: &mut Vec<(Bit, Bound)>) {
        self.world.is_partial = true;
        let mut waiting: Vec<(Bit, RecordAt, usize)> = vec![];
        let push = |waiting: &mut Vec<(Bit, RecordAt, usize)>,
                    world: &mut World,
                    there: Bit,
                    element: &Element,
                    depth| {
            if let Element::Reference(targets) = element {
                for (way, target) in targets {
                    waiting.push((world.circuit.and(there, *way), *target, depth));
                }
            }
        };
        for (present, element) in start {
            let there = self.world.circuit.and(chosen, *present);
            push(&mut waiting, self.world, there, element, 0);
        }
        while let Some((there, record, depth)) = waiting.pop() {
            if depth >= MAX_CHAIN || there == Bit::FALSE {
                continue;
            }
            if let Some(Slot::List(list)) = self.world.field(record, along) {
                self.entered(&list.elements, there, all);
                for (present, element) in &list.elements {
                    let further = self.world.circuit.and(there, *present);
                    push(&mut waiting, self.world, further, element, depth + 1);
                }
            }
        }
    }

    /// A day some months later.
    fn plus_months(&mut self, date: &Integer, months: i32, rounding: Rounding) -> Integer {
        if let Some(known) = date.known() {
            let day = i64::try_from(known).ok().and_then(day_of);
            let moved = day.and_then(|day| day.plus_months(months, rounding));
            return Integer::constant(moved.map_or(known, |moved| i128::from(moved.number())));
        }
        let (month, day) = self.calendar(date);
        let moved = month.plus(&mut self.world.circuit, &Integer::constant(i128::from(months)));
        let (first, length) = self.month(&moved);
        let circuit = &mut self.world.circuit;
        let exceeds = day.compare(circuit, Comparison::Greater, &length);
        // The last day of the month, or the first of the next.
        let limit =
            if rounding == Rounding::Down { length } else { length.plus(circuit, &Integer::constant(1)) };
        let day = limit.or_else(circuit, exceeds, &day);
        let after = first.plus(circuit, &day);
        after.minus(circuit, &Integer::constant(1))
    }

    /// The month, counted from January of year 0, and the day of the month.
    fn calendar(&mut self, date: &Integer) -> (Integer, Integer) {
        if let Some(known) = self.world.calendars.get(date) {
            return known.clone();
        }
        let circuit = &mut self.world.circuit;
        let (month, month_within) = Integer::between(circuit, 12, 12 * 9999 + 11);
        let (day, day_within) = Integer::between(circuit, 1, 31);
        let (first, length) = self.month(&month);
        let circuit = &mut self.world.circuit;
        let fits = day.compare(circuit, Comparison::LessEqual, &length);
        let sum = first.plus(circuit, &day);
        let sum = sum.minus(circuit, &Integer::constant(1));
        let same = sum.equals(circuit, date);
        self.world.constraints.extend([month_within, day_within, fits, same]);
        self.world.calendars.insert(date.clone(), (month.clone(), day.clone()));
        (month, day)
    }

    /// The first day of a month, and how many days it has (Gregorian calendar).
    fn month(&mut self, month: &Integer) -> (Integer, Integer) {
        if let Some(known) = self.world.months.get(month) {
            return known.clone();
        }
        let circuit = &mut self.world.circuit;
        let (year, exact) = month.divided(circuit, 12, 12 * 10_000 + 12);
        let twelve = year.times(circuit, 12);
        let of_year = month.minus(circuit, &twelve);
        let mut exacts = vec![exact];
        // Leap days before the year: of years divisible by 4, not by 100, but by 400.
        let last = year.minus(circuit, &Integer::constant(1));
        let mut leaps = Integer::constant(0);
        let mut is_leap = Bit::FALSE;
        for (divisor, adds) in [(4, true), (100, false), (400, true)] {
            let (before, exact_before) = last.divided(circuit, divisor, 10_001);
            let (here, exact_here) = year.divided(circuit, divisor, 10_001);
            exacts.extend([exact_before, exact_here]);
            leaps = if adds { leaps.plus(circuit, &before) } else { leaps.minus(circuit, &before) };
            let divides = !before.equals(circuit, &here);
            is_leap = if adds { circuit.or(is_leap, divides) } else { circuit.and(is_leap, !divides) };
        }
        let days = last.times(circuit, 365);
        let days = days.plus(circuit, &leaps);
        let mut first = Integer::constant(0);
        let mut length = Integer::constant(31);
        let mut before = 0;
        for (at, plain) in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31_i128].into_iter().enumerate() {
            let this = of_year.equals(circuit, &Integer::constant(i128::try_from(at).unwrap_or(0)));
            let leap_day = Integer::constant(1).or_else(circuit, is_leap, &Integer::constant(0));
            let mut start = Integer::constant(before);
            let mut size = Integer::constant(plain);
            if at > 1 {
                start = start.plus(circuit, &leap_day);
            }
            if at == 1 {
                size = size.plus(circuit, &leap_day);
            }
            first = start.or_else(circuit, this, &first);
            length = size.or_else(circuit, this, &length);
            before += plain;
        }
        let start = days.plus(circuit, &first);
        // Days from 0001-01-01 to days from 1970-01-01.
        let start = start.minus(circuit, &Integer::constant(719_162));
        let exact = circuit.all(exacts);
        self.world.constraints.push(exact);
        self.world.months.insert(month.clone(), (start.clone(), length.clone()));
        (start, length)
    }
}

/// How far references from list to list are followed.
const MAX_CHAIN: usize = 3;

fn day_of(number: i64) -> Option<Date> {
    Date::new(1970, 1, 1)?.plus_days(number)
}

fn lcm(a: u64, b: u64) -> u64 {
    let (mut x, mut y) = (a.max(1), b.max(1));
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a.max(1) / x).saturating_mul(b.max(1))
}
