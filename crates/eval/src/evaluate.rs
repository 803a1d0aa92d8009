//! Formulas to truth values and values.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use acquis_base::{Comparison, Name};
use acquis_facts::{Dossier, RecordId};
use acquis_ir::{Bindings, Case, Expr, ExprId, ExprKind, Formula, Limb, Number, Program, Quantified, Value};

use crate::derivation::{Derivation, Missing, Step};
use crate::question::Question;
use crate::range::Member;
use crate::register::{membership, pointer};
use crate::scalar::{both, both_missing, compared, date_value, missing_of, nothing, operand, without_path};
use crate::tally::{Outcome, Tally};
use crate::truth::Truth;
use crate::view::{Absent, Bound, List, Pointer, Record, Scalar, Seen, View};

/// How many steps one assessment may take. A dossier of a hundred thousand entries stays below.
pub(crate) const MAX_STEPS: u64 = 50_000_000;

/// After how many steps it is asked whether the answer is still waited for.
const STEPS_BETWEEN_LOOKS: u64 = 4096;

/// The assessment took more steps than [`Question::max_steps`], or nobody waits for it any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exhausted;

pub(crate) type Derived<'p> = Arc<Derivation<'p>>;

/// What the variables of a formula stand for.
pub(crate) type Env = Bindings<Bound>;

/// What tells one call of a notion from another. A value counts together with the fact that it is, so that a
/// derivation never names a fact that only happens to have the same value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Argument {
    Value(Value, Option<Pointer>),
    Unknown(Pointer),
    Record(Record),
}

/// Evaluates the formulas of one package over one dossier.
pub(crate) struct Evaluator<'p> {
    pub(crate) view: View<'p>,
    pub(crate) question: &'p Question,
    /// The readings consulted so far. What is remembered of a call was evaluated by the same evaluator, so that none is
    /// lost.
    pub(crate) consulted: BTreeSet<&'p Name>,
    steps: u64,
    imagined: u64,
    /// Calls that were evaluated before. A notion that is used twice in another would else be evaluated four times
    /// two levels up.
    calls: HashMap<(&'p Name, Vec<Argument>), Derived<'p>>,
}

impl<'p> Evaluator<'p> {
    pub(crate) fn new(program: &'p Program, dossier: &'p Dossier, question: &'p Question) -> Self {
        let view = View { program, dossier, unshown: BTreeSet::new() };
        Self { view, question, consulted: BTreeSet::new(), steps: 0, imagined: 0, calls: HashMap::new() }
    }

    /// Lets facts count as unknown for what is evaluated from now on.
    pub(crate) fn let_unshown(&mut self, unshown: BTreeSet<(RecordId, usize)>) {
        if unshown != self.view.unshown {
            // What was found of a call rests on the facts that it saw.
            self.calls.clear();
            self.view.unshown = unshown;
        }
    }

    /// A number that was not given out before.
    pub(crate) fn fresh(&mut self) -> u64 {
        self.imagined += 1;
        self.imagined
    }

    fn step(&mut self) -> Result<(), Exhausted> {
        self.steps(1)
    }

    /// Counts work: an expression that is evaluated, or an element of a list that is looked at.
    pub(crate) fn steps(&mut self, more: usize) -> Result<(), Exhausted> {
        let before = self.steps;
        self.steps = self.steps.saturating_add(u64::try_from(more).unwrap_or(u64::MAX));
        let is_time_to_look = before / STEPS_BETWEEN_LOOKS != self.steps / STEPS_BETWEEN_LOOKS;
        if self.steps > self.question.max_steps || is_time_to_look && self.question.patience.is_over() {
            return Err(Exhausted);
        }
        Ok(())
    }

    /// The truth of a whole formula without variables of its own.
    pub(crate) fn formula(&mut self, formula: &'p Formula) -> Result<Derived<'p>, Exhausted> {
        self.formula_with(formula, &Env::default())
    }

    /// The truth of a whole formula whose outer variables are bound.
    pub(crate) fn formula_with(&mut self, formula: &'p Formula, env: &Env) -> Result<Derived<'p>, Exhausted> {
        match formula.root {
            Some(root) => self.truth(formula, root, env),
            None => Ok(derived(Truth::Unknown, formula, ExprId(0), Step::Literal, vec![])),
        }
    }

    /// The truth of an expression, with its derivation.
    pub(crate) fn truth(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        env: &Env,
    ) -> Result<Derived<'p>, Exhausted> {
        self.step()?;
        let Some(expr) = formula.expr(id) else {
            return Ok(derived(Truth::Unknown, formula, id, Step::Literal, vec![]));
        };
        match &expr.kind {
            ExprKind::Literal(Value::Bool(value)) => {
                Ok(derived(Truth::from(*value), formula, id, Step::Literal, vec![]))
            }
            ExprKind::Not(inner) => {
                let inner = self.truth(formula, *inner, env)?;
                Ok(derived(!inner.truth, formula, id, Step::Not, vec![inner]))
            }
            ExprKind::All(limbs) => self.limbs(formula, id, Step::All, limbs, env),
            ExprKind::Any(limbs) => self.limbs(formula, id, Step::Any, limbs, env),
            ExprKind::Implies(a, b) => {
                let a = self.truth(formula, *a, env)?;
                let b = self.truth(formula, *b, env)?;
                let truth = (!a.truth).or(b.truth);
                Ok(derived(truth, formula, id, Step::Implies, vec![a, b]))
            }
            ExprKind::Call(name, arguments) => self.call(formula, id, (name, arguments), env),
            ExprKind::Quantified { .. } => match expr.quantified() {
                Some(parts) => self.quantified(formula, id, &parts, env),
                None => Ok(derived(Truth::Unknown, formula, id, Step::Literal, vec![])),
            },
            ExprKind::Compare(comparison, a, b) => self.compare(formula, id, *comparison, (*a, *b), env),
            ExprKind::OneOf(item, options) => self.one_of(formula, id, *item, options, env),
            ExprKind::Share { part, comparison, percent, whole } => {
                self.share(formula, id, (*part, *whole), *comparison, *percent, env)
            }
            ExprKind::InRegister { item, register, on } => {
                self.in_register(formula, id, (*item, register, *on), env)
            }
            ExprKind::Exists(inner) => self.exists(formula, id, *inner, env),
            ExprKind::FirstOf(cases, otherwise) => self.first_of(formula, id, cases, otherwise, env),
            ExprKind::ByReading(reading, choices) => self.by_reading(formula, id, reading, choices, env),
            ExprKind::Should(asked, reading) => self.should(formula, id, *asked, reading, env),
            _ => self.boolean_fact(formula, id, env),
        }
    }

    fn boolean_fact(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        env: &Env,
    ) -> Result<Derived<'p>, Exhausted> {
        let scalar = self.scalar(formula, id, env)?;
        let (truth, missing) = match &scalar {
            Scalar::Known(Value::Bool(value), _) => (Truth::from(*value), vec![]),
            Scalar::Known(..) => (Truth::Unknown, vec![]),
            Scalar::Unknown(absent) => (Truth::Unknown, absent.missing.clone()),
        };
        Ok(with_missing(truth, formula, id, Step::Fact(operand(id, &scalar)), vec![], missing))
    }

    /// A conjunction or a disjunction, as the step says.
    fn limbs(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        step: Step<'p>,
        limbs: &'p [Limb],
        env: &Env,
    ) -> Result<Derived<'p>, Exhausted> {
        let mut parts = vec![];
        for limb in limbs {
            parts.push(self.truth(formula, limb.expr, env)?);
        }
        let truths = parts.iter().map(|part| part.truth);
        let truth = if matches!(step, Step::All) { Truth::all(truths) } else { Truth::any(truths) };
        Ok(derived(truth, formula, id, step, parts))
    }

    fn call(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        call: (&'p Name, &'p [ExprId]),
        env: &Env,
    ) -> Result<Derived<'p>, Exhausted> {
        let (name, arguments) = call;
        let mut values = vec![];
        for argument in arguments {
            values.push(self.bound(formula, *argument, env)?);
        }
        let key: Option<Vec<Argument>> = values.iter().map(argument_key).collect();
        let known = key.as_ref().and_then(|key| self.calls.get(&(name, key.clone()))).cloned();
        let body = match (known, self.view.program.defines.get(name)) {
            (Some(known), _) => known,
            (None, Some(define)) => {
                let body = self.formula_with(&define.body, &Env::of(values))?;
                if let Some(key) = key {
                    self.calls.insert((name, key), Arc::clone(&body));
                }
                body
            }
            (None, None) => return Ok(derived(Truth::Unknown, formula, id, Step::Called(name), vec![])),
        };
        Ok(derived(body.truth, formula, id, Step::Called(name), vec![body]))
    }

    fn compare(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        comparison: Comparison,
        sides: (ExprId, ExprId),
        env: &Env,
    ) -> Result<Derived<'p>, Exhausted> {
        let a = self.scalar(formula, sides.0, env)?;
        let b = self.scalar(formula, sides.1, env)?;
        let (truth, missing) = compared(comparison, &a, &b);
        let step = Step::Compared(vec![operand(sides.0, &a), operand(sides.1, &b)]);
        Ok(with_missing(truth, formula, id, step, vec![], missing))
    }

    fn one_of(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        item: ExprId,
        options: &'p [ExprId],
        env: &Env,
    ) -> Result<Derived<'p>, Exhausted> {
        let value = self.scalar(formula, item, env)?;
        let mut truth = Truth::False;
        let mut missing = Missing::default();
        for option in options {
            let option = self.scalar(formula, *option, env)?;
            let (equal, lacking) = compared(Comparison::Equal, &value, &option);
            truth = truth.or(equal);
            missing.add_facts(&lacking);
        }
        let step = Step::Compared(vec![operand(item, &value)]);
        Ok(with_missing(truth, formula, id, step, vec![], missing.found))
    }

    fn share(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        sides: (ExprId, ExprId),
        comparison: Comparison,
        percent: Number,
        env: &Env,
    ) -> Result<Derived<'p>, Exhausted> {
        let part = self.scalar(formula, sides.0, env)?;
        let whole = self.scalar(formula, sides.1, env)?;
        let scaled = |scalar: &Scalar, factor: Number| match scalar {
            Scalar::Known(Value::Number(number), _) => {
                Scalar::Known(Value::Number(number.times(factor)), None)
            }
            other => without_path(other),
        };
        let (truth, missing) =
            compared(comparison, &scaled(&part, Number::whole(100)), &scaled(&whole, percent));
        let step = Step::Compared(vec![operand(sides.0, &part), operand(sides.1, &whole)]);
        Ok(with_missing(truth, formula, id, step, vec![], missing))
    }

    fn in_register(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        parts: (ExprId, &'p Name, Option<ExprId>),
        env: &Env,
    ) -> Result<Derived<'p>, Exhausted> {
        let (item, register, on) = parts;
        let key = self.scalar(formula, item, env)?;
        let day = match on {
            Some(on) => self.scalar(formula, on, env)?,
            None => Scalar::Known(Value::Date(self.question.as_of), None),
        };
        let shown = operand(item, &key);
        let date = match &day {
            Scalar::Known(Value::Date(date), _) => Some(*date),
            _ => None,
        };
        let found = match (&key, date) {
            (Scalar::Known(value, _), Some(date)) => {
                membership(self.view.program, self.view.dossier, register, value, date)
            }
            _ => None,
        };
        let truth = found.as_ref().map_or(Truth::Unknown, |found| found.truth);
        let missing = match (&key, &day) {
            (Scalar::Known(value, _), Scalar::Known(..)) => vec![pointer(register, value)],
            _ => both(&missing_of(&key), &missing_of(&day)),
        };
        let missing = if truth.is_unknown() { missing } else { vec![] };
        let step = Step::Looked { register, key: shown, on: date, found };
        Ok(with_missing(truth, formula, id, step, vec![], missing))
    }

    fn exists(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        inner: ExprId,
        env: &Env,
    ) -> Result<Derived<'p>, Exhausted> {
        let list = self.list(formula, inner, env)?;
        let truth = if !list.elements.is_empty() {
            Truth::True
        } else if list.open.is_empty() {
            Truth::False
        } else {
            Truth::Unknown
        };
        let place = list.open.first().cloned();
        Ok(with_missing(truth, formula, id, Step::Existence(place), vec![], list.open))
    }

    /// The first case whose condition holds decides. While a condition is unknown both its case and what follows are
    /// possible: then the value is settled only if they agree.
    fn first_of(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        cases: &'p [Case],
        otherwise: &'p Case,
        env: &Env,
    ) -> Result<Derived<'p>, Exhausted> {
        let mut parts = vec![];
        let mut possible = vec![];
        let mut chosen = None;
        for (at, case) in cases.iter().enumerate() {
            let condition = self.truth(formula, case.condition, env)?;
            let holds = condition.truth;
            parts.push(condition);
            if !holds.is_false() {
                let value = self.truth(formula, case.value, env)?;
                possible.push(value.truth);
                parts.push(value);
            }
            if holds.is_true() {
                chosen = Some(at);
                break;
            }
        }
        if chosen.is_none() {
            let value = self.truth(formula, otherwise.value, env)?;
            possible.push(value.truth);
            parts.push(value);
            chosen = Some(cases.len());
        }
        let truth = agreed(&possible);
        let chosen = if possible.len() == 1 { chosen } else { None };
        Ok(derived(truth, formula, id, Step::Chose(chosen), parts))
    }

    fn by_reading(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        reading: &'p Name,
        choices: &'p [(Name, ExprId)],
        env: &Env,
    ) -> Result<Derived<'p>, Exhausted> {
        self.consulted.insert(reading);
        let question: &'p Question = self.question;
        let found = question.choice(reading).and_then(|choice| {
            let expr = choices.iter().find(|(name, _)| name == choice)?.1;
            Some((choice, expr))
        });
        let Some((choice, expr)) = found else {
            return Ok(derived(Truth::Unknown, formula, id, Step::Literal, vec![]));
        };
        let inner = self.truth(formula, expr, env)?;
        Ok(derived(inner.truth, formula, id, Step::Read { reading, choice }, vec![inner]))
    }

    /// A `should` that does not bind is reported and not counted.
    fn should(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        asked: ExprId,
        reading: &'p Name,
        env: &Env,
    ) -> Result<Derived<'p>, Exhausted> {
        self.consulted.insert(reading);
        let inner = self.truth(formula, asked, env)?;
        let binding = self.question.choice(reading).is_none_or(|choice| choice == "binding");
        let truth = if binding { inner.truth } else { Truth::True };
        Ok(derived(truth, formula, id, Step::Weighed { reading, binding }, vec![inner]))
    }

    fn quantified(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        parts: &Quantified<'p>,
        env: &Env,
    ) -> Result<Derived<'p>, Exhausted> {
        let members = self.members(formula, parts.range, env)?;
        let mut tally = Tally::new(parts.quantifier);
        for member in members.known {
            let outcome = self.outcome(formula, parts, member, env)?;
            tally.add(formula, id, outcome);
        }
        for (member, missing) in members.possible {
            let outcome = self.outcome(formula, parts, member, env)?;
            tally.add_possible(formula, id, outcome, missing);
        }
        Ok(tally.finish(formula, id))
    }

    /// What becomes of one member: whether it is asked, whether it is carved out, and what it answers.
    fn outcome(
        &mut self,
        formula: &'p Formula,
        parts: &Quantified<'p>,
        member: Member<'p>,
        env: &Env,
    ) -> Result<Outcome<'p>, Exhausted> {
        let env = env.with(parts.variable, member.value.clone());
        let (name, place) = self.label(&member.value);
        let mut outcome = Outcome {
            name,
            place,
            asked: member.belongs,
            carved_out: Truth::False,
            holds: Truth::Unknown,
            parts: vec![],
        };
        outcome.parts.extend(member.why);
        if outcome.asked.is_false() {
            return Ok(outcome);
        }
        if let Some(filter) = parts.filter {
            let filter = self.truth(formula, filter, &env)?;
            outcome.asked = outcome.asked.and(filter.truth);
            outcome.parts.push(filter);
            if outcome.asked.is_false() {
                return Ok(outcome);
            }
        }
        if let Some(except) = parts.except {
            let except = self.truth(formula, except, &env)?;
            outcome.carved_out = except.truth;
            outcome.parts.push(except);
            if outcome.carved_out.is_true() {
                return Ok(outcome);
            }
        }
        let body = self.truth(formula, parts.body, &env)?;
        outcome.holds = body.truth;
        outcome.parts.push(body);
        Ok(outcome)
    }

    /// What an element is called, and where it stands.
    pub(crate) fn label(&self, value: &Bound) -> (Pointer, Pointer) {
        match value {
            Bound::Record(record) => (self.view.name(record), self.view.pointer(record)),
            Bound::Scalar(Scalar::Known(value, place)) => {
                (Arc::from(value.to_string()), place.clone().unwrap_or_else(|| Arc::from("")))
            }
            Bound::Scalar(Scalar::Unknown(absent)) => {
                let place = absent.missing.first().cloned().unwrap_or_else(|| Arc::from(""));
                (place.clone(), place)
            }
        }
    }

    /// A value or record, to bind a variable to.
    pub(crate) fn bound(&mut self, formula: &'p Formula, id: ExprId, env: &Env) -> Result<Bound, Exhausted> {
        let Some(expr) = formula.expr(id) else { return Ok(Bound::Scalar(nothing())) };
        if expr.ty.entity().is_some() {
            return Ok(Bound::Record(self.record(formula, expr, env)));
        }
        Ok(Bound::Scalar(self.scalar(formula, id, env)?))
    }

    fn record(&mut self, formula: &'p Formula, expr: &'p Expr, env: &Env) -> Record {
        let lost = || Record::Absent { path: Arc::from(""), missing: Arc::from("") };
        match &expr.kind {
            ExprKind::Facts => Record::Known(Dossier::ROOT),
            ExprKind::Variable(variable) => match env.get(*variable) {
                Some(Bound::Record(record)) => record.clone(),
                _ => lost(),
            },
            ExprKind::Field(base, field) => {
                let base =
                    formula.expr(*base).map(|base| self.record(formula, base, env)).unwrap_or_else(lost);
                match self.view.field(&base, field, &expr.ty) {
                    Seen::Record(record) => record,
                    _ => lost(),
                }
            }
            _ => lost(),
        }
    }

    /// A list, or an optional value as one.
    pub(crate) fn list(&mut self, formula: &'p Formula, id: ExprId, env: &Env) -> Result<List, Exhausted> {
        self.step()?;
        if let Some(expr) = formula.expr(id)
            && let ExprKind::Field(base, field) = &expr.kind
            && let Some(base) = formula.expr(*base)
        {
            let base = self.record(formula, base, env);
            if let Seen::List(list) = self.view.field(&base, field, &expr.ty) {
                return Ok(list);
            }
        }
        Ok(List::default())
    }

    /// A plain value.
    pub(crate) fn scalar(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        env: &Env,
    ) -> Result<Scalar, Exhausted> {
        self.step()?;
        let Some(expr) = formula.expr(id) else { return Ok(nothing()) };
        Ok(match &expr.kind {
            ExprKind::Literal(value) => Scalar::Known(value.clone(), None),
            ExprKind::AssessmentDate => Scalar::Known(Value::Date(self.question.as_of), None),
            ExprKind::Variable(variable) => match env.get(*variable) {
                Some(Bound::Scalar(scalar)) => scalar.clone(),
                _ => nothing(),
            },
            ExprKind::Field(base, field) => {
                let Some(base) = formula.expr(*base) else { return Ok(nothing()) };
                let record = self.record(formula, base, env);
                match self.view.field(&record, field, &expr.ty) {
                    Seen::Scalar(scalar) => scalar,
                    _ => nothing(),
                }
            }
            ExprKind::Add(a, b) => self.numbers(formula, (*a, *b), env, Number::plus)?,
            ExprKind::Subtract(a, b) => self.numbers(formula, (*a, *b), env, |a, b| a.plus(b.negated()))?,
            ExprKind::Scale(inner, factor) => match self.scalar(formula, *inner, env)? {
                Scalar::Known(Value::Number(number), _) => {
                    Scalar::Known(Value::Number(number.times(*factor)), None)
                }
                other => without_path(&other),
            },
            ExprKind::ShiftDays(date, days, earlier) => {
                self.shift_days(formula, (*date, *days), *earlier, env)?
            }
            ExprKind::ShiftMonths(date, months, rounding) => match self.scalar(formula, *date, env)? {
                Scalar::Known(Value::Date(date), _) => date_value(date.plus_months(*months, *rounding)),
                other => without_path(&other),
            },
            ExprKind::DaysBetween(a, b) => self.days_between(formula, (*a, *b), env)?,
            ExprKind::Call(name, arguments) => self.called_scalar(formula, name, arguments, env)?,
            ExprKind::FirstOf(cases, otherwise) => self.chosen_scalar(formula, cases, otherwise, env)?,
            ExprKind::ByReading(reading, choices) => {
                self.consulted.insert(reading);
                let choice = self.question.choice(reading);
                match choices.iter().find(|(name, _)| Some(name) == choice) {
                    Some((_, expr)) => self.scalar(formula, *expr, env)?,
                    None => nothing(),
                }
            }
            // Everything else is a truth value.
            _ => {
                let derivation = self.truth(formula, id, env)?;
                match derivation.truth.known() {
                    Some(value) => Scalar::Known(Value::Bool(value), None),
                    None => Scalar::Unknown(Absent { path: None, missing: derivation.frontier() }),
                }
            }
        })
    }

    fn called_scalar(
        &mut self,
        formula: &'p Formula,
        name: &'p Name,
        arguments: &'p [ExprId],
        env: &Env,
    ) -> Result<Scalar, Exhausted> {
        let mut values = vec![];
        for argument in arguments {
            values.push(self.bound(formula, *argument, env)?);
        }
        match self.view.program.defines.get(name) {
            Some(define) => match define.body.root {
                Some(root) => self.scalar(&define.body, root, &Env::of(values)),
                None => Ok(nothing()),
            },
            None => Ok(nothing()),
        }
    }

    fn chosen_scalar(
        &mut self,
        formula: &'p Formula,
        cases: &'p [Case],
        otherwise: &'p Case,
        env: &Env,
    ) -> Result<Scalar, Exhausted> {
        let mut possible: Vec<Scalar> = vec![];
        let mut missing = Missing::default();
        let mut decided = false;
        for case in cases {
            let condition = self.truth(formula, case.condition, env)?;
            if !condition.truth.is_false() {
                possible.push(self.scalar(formula, case.value, env)?);
            }
            if condition.truth.is_unknown() {
                missing.add(&condition);
            }
            if condition.truth.is_true() {
                decided = true;
                break;
            }
        }
        if !decided {
            possible.push(self.scalar(formula, otherwise.value, env)?);
        }
        let Some((first, others)) = possible.split_first() else { return Ok(nothing()) };
        let same = |other: &Scalar| match (first, other) {
            (Scalar::Known(a, _), Scalar::Known(b, _)) => a == b,
            (Scalar::Unknown(a), Scalar::Unknown(b)) => a.path.is_some() && a.path == b.path,
            _ => false,
        };
        if others.iter().all(same) {
            return Ok(first.clone());
        }
        possible.iter().for_each(|value| missing.add_facts(&missing_of(value)));
        Ok(Scalar::Unknown(Absent { path: None, missing: missing.found }))
    }

    fn numbers(
        &mut self,
        formula: &'p Formula,
        sides: (ExprId, ExprId),
        env: &Env,
        join: impl Fn(Number, Number) -> Number,
    ) -> Result<Scalar, Exhausted> {
        let (a, b) = (self.scalar(formula, sides.0, env)?, self.scalar(formula, sides.1, env)?);
        Ok(match (&a, &b) {
            (Scalar::Known(Value::Number(a), _), Scalar::Known(Value::Number(b), _)) => {
                Scalar::Known(Value::Number(join(*a, *b)), None)
            }
            _ => both_missing(&a, &b),
        })
    }

    fn days_between(
        &mut self,
        formula: &'p Formula,
        sides: (ExprId, ExprId),
        env: &Env,
    ) -> Result<Scalar, Exhausted> {
        let (a, b) = (self.scalar(formula, sides.0, env)?, self.scalar(formula, sides.1, env)?);
        Ok(match (&a, &b) {
            (Scalar::Known(Value::Date(a), _), Scalar::Known(Value::Date(b), _)) => {
                Scalar::Known(Value::Number(Number::whole(a.days_since(*b))), None)
            }
            _ => both_missing(&a, &b),
        })
    }

    fn shift_days(
        &mut self,
        formula: &'p Formula,
        sides: (ExprId, ExprId),
        earlier: bool,
        env: &Env,
    ) -> Result<Scalar, Exhausted> {
        let (date, days) = (self.scalar(formula, sides.0, env)?, self.scalar(formula, sides.1, env)?);
        Ok(match (&date, &days) {
            (Scalar::Known(Value::Date(date), _), Scalar::Known(Value::Number(days), _)) => {
                let days = days.scaled(1).and_then(|days| i64::try_from(days).ok()).unwrap_or(0);
                date_value(date.plus_days(if earlier { -days } else { days }))
            }
            _ => both_missing(&date, &days),
        })
    }
}

fn derived<'p>(
    truth: Truth,
    formula: &'p Formula,
    expr: ExprId,
    step: Step<'p>,
    children: Vec<Derived<'p>>,
) -> Derived<'p> {
    with_missing(truth, formula, expr, step, children, vec![])
}

pub(crate) fn with_missing<'p>(
    truth: Truth,
    formula: &'p Formula,
    expr: ExprId,
    step: Step<'p>,
    children: Vec<Derived<'p>>,
    missing: Vec<Pointer>,
) -> Derived<'p> {
    Arc::new(Derivation { truth, formula, expr, step, children, missing })
}

/// The common truth of all that is possible; unknown where they differ.
fn agreed(possible: &[Truth]) -> Truth {
    match possible.split_first() {
        Some((first, others)) if others.iter().all(|other| other == first) => *first,
        _ => Truth::Unknown,
    }
}

fn argument_key(bound: &Bound) -> Option<Argument> {
    match bound {
        Bound::Record(record) => Some(Argument::Record(record.clone())),
        Bound::Scalar(Scalar::Known(value, pointer)) => Some(Argument::Value(value.clone(), pointer.clone())),
        Bound::Scalar(Scalar::Unknown(absent)) => absent.path.clone().map(Argument::Unknown),
    }
}
