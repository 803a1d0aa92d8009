//! Rules: the value of a default or of an exception, and for dates what stopped clocks and days off do to it.
//!
//! While a condition is unknown more than one outcome remains possible. The value is settled only if all of them agree,
//! so that it stays what it is whatever facts are added. The days of a stopped clock are known between two bounds; they
//! are settled where the bounds meet.

use std::collections::BTreeSet;
use std::sync::Arc;

use acquis_ir::{Clock, Date, Exception, ExprId, ExprKind, Formula, Outcome, Program, Rule, Type, Value};

use crate::derivation::{Derivation, Operand};
use crate::evaluate::{Env, Evaluator, Exhausted};
use crate::range::Member;
use crate::scalar::{missing_of, operand};
use crate::truth::Truth;
use crate::view::{Bound, Pointer, Scalar};

/// What a rule came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleStatus {
    /// It has a value, whatever the unknown facts are.
    Settled,
    /// The facts that are known do not settle its value.
    Open,
    /// It does not apply.
    NotApplicable,
}

/// The element that a result of a rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleElement {
    /// Its name.
    pub name: Arc<str>,
    /// Where it stands, as a JSON Pointer.
    pub pointer: Arc<str>,
    /// Whether it stands for elements that an open list may have beside those listed.
    pub may_exist: bool,
}

/// A fact that a value was computed from.
#[derive(Debug, Clone)]
pub struct Read<'p> {
    /// The formula that reads it.
    pub formula: &'p Formula,
    /// The fact.
    pub operand: Operand,
}

/// An outcome of a rule: of an exception, or of the default.
#[derive(Debug, Clone)]
pub struct Ground<'p> {
    /// The exception; nothing for the default.
    pub exception: Option<&'p Exception>,
    /// What follows.
    pub outcome: &'p Outcome,
    /// Why the condition of the exception holds, or does not.
    pub condition: Option<Arc<Derivation<'p>>>,
    /// Whether it is this that decides: its condition holds, and nothing goes before it.
    pub effective: Truth,
    /// Its value, if known; nothing for an outcome that does not decide.
    pub value: Option<Value>,
    /// The day on which it starts, if it is a period whose start is known.
    pub first_day: Option<Date>,
    /// The facts that the value was computed from.
    pub reads: Vec<Read<'p>>,
    /// Why the value was computed in this way, where that depends on conditions.
    pub because: Vec<Arc<Derivation<'p>>>,
    missing: Vec<Pointer>,
}

/// A stretch of time for which a clock is stopped, or may be.
#[derive(Debug, Clone)]
pub struct Stop {
    /// Its name.
    pub name: Arc<str>,
    /// Where it stands, as a JSON Pointer.
    pub pointer: Arc<str>,
    /// Whether it counts.
    pub counts: Truth,
    /// The first day of it.
    pub from: Option<Date>,
    /// The day on which the clock runs again.
    pub to: Option<Date>,
}

/// What a stopped clock does to a date.
#[derive(Debug, Clone)]
pub struct Stopped<'p> {
    /// The stops that count or may count.
    pub stops: Vec<Stop>,
    /// The days that are added for certain.
    pub least: i64,
    /// The most days that may be added; nothing where there is no limit.
    pub most: Option<i64>,
    /// The days of all stops that count for certain, before any cap.
    pub covered: i64,
    /// Why the cap counts, or does not.
    pub uncapped: Option<Arc<Derivation<'p>>>,
    missing: Vec<Pointer>,
    backward: Vec<(Date, Date, Pointer)>,
}

impl Stopped<'_> {
    /// The days that are added, if that is settled.
    pub fn days(&self) -> Option<i64> {
        self.most.filter(|most| *most == self.least)
    }
}

/// A clock that runs again before it was stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackwardStop<'p> {
    /// The rule that reads it.
    pub rule: &'p Rule,
    /// The day on which it is stopped.
    pub from: Date,
    /// The day on which it runs again.
    pub to: Date,
    /// Where the latter stands, as a JSON Pointer.
    pub pointer: Arc<str>,
}

/// The result of a rule, or of a rule for one element.
#[derive(Debug, Clone)]
pub struct RuleResult<'p> {
    /// The rule.
    pub rule: &'p Rule,
    /// The element that it is about.
    pub element: Option<RuleElement>,
    /// What it came to.
    pub status: RuleStatus,
    /// The value, if it is settled.
    pub value: Option<Value>,
    /// The day on which the period starts, where that is known.
    pub first_day: Option<Date>,
    /// The day off from which the last day was moved.
    pub moved_from: Option<Date>,
    /// The latest day that it can become, where it is open for how long the clock is stopped.
    pub latest: Option<Date>,
    /// What was done to the date by a stopped clock.
    pub stopped: Option<Stopped<'p>>,
    /// Why the element is one of those that the rule is about, where that is not plain.
    pub belongs: Option<Arc<Derivation<'p>>>,
    /// Why the rule applies, or does not.
    pub applies: Vec<Arc<Derivation<'p>>>,
    /// All outcomes, in the order of the text, the default last.
    pub grounds: Vec<Ground<'p>>,
    /// The facts that are missing for it to be settled, as JSON Pointers.
    pub missing: Vec<Arc<str>>,
}

impl<'p> RuleResult<'p> {
    fn of(rule: &'p Rule, element: Option<RuleElement>) -> Self {
        Self {
            rule,
            element,
            status: RuleStatus::Open,
            value: None,
            first_day: None,
            moved_from: None,
            latest: None,
            stopped: None,
            belongs: None,
            applies: vec![],
            grounds: vec![],
            missing: vec![],
        }
    }

    /// The outcomes that may decide; none where the rule does not apply.
    pub fn possible(&self) -> impl Iterator<Item = &Ground<'p>> {
        let applies = self.status != RuleStatus::NotApplicable;
        self.grounds.iter().filter(move |ground| applies && !ground.effective.is_false())
    }

    /// Whether the dossier says nothing of what the rule asks about: records and lists of it are absent as a whole, and
    /// no fact that is there bears on the result.
    pub fn is_about_nothing_known(&self, program: &Program) -> bool {
        let whole = |pointer: &Arc<str>| {
            let mut facts = program.facts.iter();
            let fact = facts.find(|field| pointer.strip_prefix('/') == Some(field.name.as_str()));
            fact.is_some_and(|field| matches!(field.ty, Type::Record(_) | Type::List(_)))
        };
        let grounds = || self.grounds.iter();
        let conditions = grounds().flat_map(|ground| ground.condition.iter().chain(&ground.because));
        let mut whys = self.belongs.iter().chain(&self.applies).chain(conditions);
        self.status == RuleStatus::Open
            && self.missing.iter().all(whole)
            && !whys.any(|why| why.rests_on_known_facts())
            && grounds().flat_map(|ground| &ground.reads).all(|read| read.operand.value.is_none())
    }

    /// The clocks that run again before they were stopped.
    pub(crate) fn backward(&self) -> impl Iterator<Item = BackwardStop<'p>> {
        let rule = self.rule;
        let stops = self.stopped.iter().flat_map(|stopped| &stopped.backward);
        stops.map(move |(from, to, pointer)| BackwardStop {
            rule,
            from: *from,
            to: *to,
            pointer: pointer.clone(),
        })
    }

    fn add_missing<'m>(&mut self, pointers: impl IntoIterator<Item = &'m Pointer>) {
        for pointer in pointers {
            if !self.missing.contains(pointer) {
                self.missing.push(pointer.clone());
            }
        }
    }

    fn add_frontier(&mut self, why: &Derivation<'_>) {
        self.add_missing(&why.frontier());
    }
}

/// A day with the fact that it is, or what is missing for it to be known.
type Day = Result<(Date, Option<Pointer>), Vec<Pointer>>;

/// What follows from a list of days off.
struct DaysOff {
    certain: BTreeSet<Date>,
    /// Days that may be in the list, with what is missing for it to be known.
    perhaps: Vec<(Date, Vec<Pointer>)>,
    /// What is missing for it to be known whether any other day is in the list.
    open: Vec<Pointer>,
    is_open: bool,
}

impl DaysOff {
    /// The first working day from `day` on, or what is missing for it to be known.
    fn working_day(&self, mut day: Date) -> Result<Option<Date>, Vec<Pointer>> {
        loop {
            if !day.is_weekend() && !self.certain.contains(&day) {
                if let Some((_, missing)) = self.perhaps.iter().find(|(perhaps, _)| *perhaps == day) {
                    return Err(missing.clone());
                }
                return if self.is_open { Err(self.open.clone()) } else { Ok(Some(day)) };
            }
            match day.plus_days(1) {
                Some(next) => day = next,
                None => return Ok(None),
            }
        }
    }
}

impl<'p> Evaluator<'p> {
    /// The results of a rule: one, or one for each element of its list.
    pub(crate) fn rule(&mut self, rule: &'p Rule) -> Result<Vec<RuleResult<'p>>, Exhausted> {
        let Some(list) = &rule.for_each else { return Ok(vec![self.result(rule, None)?]) };
        let Some(range) = &list.range else { return Ok(vec![]) };
        let members = self.members(list, range, &Env::default())?;
        let mut results = vec![];
        for member in members.known.into_iter().filter(|member| !member.belongs.is_false()) {
            results.push(self.result(rule, Some(member))?);
        }
        for (member, missing) in members.possible {
            if !member.belongs.is_false() {
                let element =
                    RuleElement { name: missing.clone(), pointer: missing.clone(), may_exist: true };
                let mut result = RuleResult::of(rule, Some(element));
                result.add_missing([&missing]);
                results.push(result);
            }
        }
        Ok(results)
    }

    fn result(&mut self, rule: &'p Rule, member: Option<Member<'p>>) -> Result<RuleResult<'p>, Exhausted> {
        let element = member.as_ref().map(|member| {
            let (name, pointer) = self.label(&member.value);
            RuleElement { name, pointer, may_exist: false }
        });
        let outer: Vec<Bound> = member.iter().map(|member| member.value.clone()).collect();
        let env = Env::of(outer.clone());
        let mut result = RuleResult::of(rule, element);
        let mut applies = member.as_ref().map_or(Truth::True, |member| member.belongs);
        result.belongs = member.and_then(|member| member.why);
        for formula in &rule.applies {
            let why = self.formula_with(formula, &env)?;
            applies = applies.and(why.truth);
            result.applies.push(why);
        }
        if applies.is_false() {
            result.status = RuleStatus::NotApplicable;
            return Ok(result);
        }
        let whys: Vec<Arc<Derivation<'p>>> = result.belongs.iter().chain(&result.applies).cloned().collect();
        whys.iter().for_each(|why| result.add_frontier(why));
        result.grounds = self.grounds(rule, &env)?;
        let base = agreed_value(&mut result);
        result.first_day = agreed_day(&result);
        let last = match (&rule.clock, &rule.working_day) {
            (None, None) => base,
            _ => self.moved(rule, base, &outer, &mut result)?,
        };
        if applies.is_true() && last.is_some() {
            result.status = RuleStatus::Settled;
            result.value = last;
            result.latest = None;
        }
        Ok(result)
    }

    /// All outcomes of a rule. An exception is effective if its condition holds and that of none which goes before it;
    /// the default if no condition holds.
    fn grounds(&mut self, rule: &'p Rule, env: &Env) -> Result<Vec<Ground<'p>>, Exhausted> {
        let mut conditions = vec![];
        for exception in &rule.exceptions {
            conditions.push(self.formula_with(&exception.condition, env)?);
        }
        let mut grounds = vec![];
        for (exception, condition) in rule.exceptions.iter().zip(&conditions) {
            let before = exception.yields_to.iter().filter_map(|at| conditions.get(*at));
            let effective = condition.truth.and(!Truth::any(before.map(|other| other.truth)));
            let mut ground = self.ground(&exception.outcome, effective, env)?;
            ground.exception = Some(exception);
            ground.condition = Some(Arc::clone(condition));
            grounds.push(ground);
        }
        let none = !Truth::any(conditions.iter().map(|condition| condition.truth));
        grounds.push(self.ground(&rule.default, none, env)?);
        Ok(grounds)
    }

    fn ground(&mut self, outcome: &'p Outcome, effective: Truth, env: &Env) -> Result<Ground<'p>, Exhausted> {
        let mut ground = Ground {
            exception: None,
            outcome,
            condition: None,
            effective,
            value: None,
            first_day: None,
            reads: vec![],
            because: vec![],
            missing: vec![],
        };
        let formula = &outcome.formula;
        let Some(root) = formula.root.filter(|_| !effective.is_false()) else { return Ok(ground) };
        let value = self.scalar(formula, root, env)?;
        ground.missing = missing_of(&value);
        if let Scalar::Known(value, _) = value {
            ground.value = Some(value);
        }
        if outcome.period
            && let Some(event) = event_of(formula)
            && let Scalar::Known(Value::Date(event), _) = self.scalar(formula, event, env)?
        {
            ground.first_day = event.plus_days(1);
        }
        self.reads(formula, root, env, &mut ground)?;
        Ok(ground)
    }

    /// Collects the facts that a value is computed from, and the conditions on the way.
    fn reads(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        env: &Env,
        ground: &mut Ground<'p>,
    ) -> Result<(), Exhausted> {
        let Some(expr) = formula.expr(id) else { return Ok(()) };
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::AssessmentDate => {}
            ExprKind::Field(..) | ExprKind::Variable(_) => {
                let operand = operand(id, &self.scalar(formula, id, env)?);
                if operand.pointer.is_some()
                    && ground.reads.iter().all(|read| read.operand.pointer != operand.pointer)
                {
                    ground.reads.push(Read { formula, operand });
                }
            }
            ExprKind::Add(a, b)
            | ExprKind::Subtract(a, b)
            | ExprKind::ShiftDays(a, b, _)
            | ExprKind::DaysBetween(a, b) => {
                self.reads(formula, *a, env, ground)?;
                self.reads(formula, *b, env, ground)?;
            }
            ExprKind::Scale(inner, _) | ExprKind::ShiftMonths(inner, ..) => {
                self.reads(formula, *inner, env, ground)?;
            }
            ExprKind::Call(name, arguments) => {
                let mut values = vec![];
                for argument in arguments {
                    values.push(self.bound(formula, *argument, env)?);
                }
                let body = self.view.program.defines.get(name).map(|define| &define.body);
                if let Some((body, root)) = body.and_then(|body| Some((body, body.root?))) {
                    self.reads(body, root, &Env::of(values), ground)?;
                }
            }
            ExprKind::FirstOf(cases, otherwise) => {
                for case in cases.iter().chain([&**otherwise]) {
                    let condition = self.truth(formula, case.condition, env)?;
                    let holds = condition.truth;
                    if !std::ptr::eq(case, &**otherwise) {
                        ground.because.push(condition);
                    }
                    if !holds.is_false() {
                        self.reads(formula, case.value, env, ground)?;
                    }
                    if holds.is_true() {
                        break;
                    }
                }
            }
            ExprKind::ByReading(reading, choices) => {
                self.consulted.insert(reading);
                let choice = self.question.choice(reading);
                if let Some((_, chosen)) = choices.iter().find(|(name, _)| Some(name) == choice) {
                    self.reads(formula, *chosen, env, ground)?;
                }
            }
            _ => ground.because.push(self.truth(formula, id, env)?),
        }
        Ok(())
    }

    /// A date moved by what stops the clock, and then to a working day.
    fn moved(
        &mut self,
        rule: &'p Rule,
        base: Option<Value>,
        outer: &[Bound],
        result: &mut RuleResult<'p>,
    ) -> Result<Option<Value>, Exhausted> {
        let (mut least, mut most) = (Some(0), Some(0));
        let base = match base {
            Some(Value::Date(day)) => Some(day),
            _ => None,
        };
        if let Some(clock) = &rule.clock {
            let period = base.map(|last| Period { first: result.first_day, last });
            let stopped = self.stopped(clock, period, outer)?;
            (least, most) = (stopped.days(), stopped.most);
            result.add_missing(&stopped.missing);
            result.stopped = Some(stopped);
        }
        let days_off = match &rule.working_day {
            Some(ends) => Some(self.days_off(ends.days_off.as_ref(), outer)?),
            None => None,
        };
        let Some(base) = base else { return Ok(None) };
        let last = |days: i64| {
            let day = base.plus_days(days);
            match (&days_off, day) {
                (Some(off), Some(day)) => off.working_day(day),
                _ => Ok(day),
            }
        };
        match least.map(&last) {
            Some(Ok(day)) => {
                let before = least.and_then(|days| base.plus_days(days));
                result.moved_from = before.filter(|before| Some(*before) != day);
                return Ok(day.map(Value::Date));
            }
            Some(Err(missing)) => result.add_missing(&missing),
            None => match most.map(&last) {
                Some(Ok(day)) => result.latest = day,
                Some(Err(missing)) => result.add_missing(&missing),
                None => {
                    let open: Vec<Pointer> = days_off.iter().flat_map(|off| &off.open).cloned().collect();
                    result.add_missing(&open);
                }
            },
        }
        Ok(None)
    }

    /// For how many days of a period its clock is stopped.
    fn stopped(
        &mut self,
        clock: &'p Clock,
        period: Option<Period>,
        outer: &[Bound],
    ) -> Result<Stopped<'p>, Exhausted> {
        let env = Env::of(outer.to_vec());
        let mut stops = Stops::default();
        if let Some(range) = &clock.range.range {
            let members = self.members(&clock.range, range, &env)?;
            for member in members.known.into_iter().filter(|member| !member.belongs.is_false()) {
                self.stop(clock, outer, member, &mut stops)?;
            }
            for (member, missing) in members.possible {
                if !member.belongs.is_false() {
                    stops.open.push((None, vec![missing.clone()]));
                    let stop = Stop {
                        name: missing.clone(),
                        pointer: missing,
                        counts: Truth::Unknown,
                        from: None,
                        to: None,
                    };
                    stops.all.push(stop);
                }
            }
        }
        let uncapped = match &clock.uncapped {
            Some(formula) => Some(self.formula_with(formula, &env)?),
            None => None,
        };
        Ok(stops.counted(period, clock.cap.map(i64::from), uncapped))
    }

    fn stop(
        &mut self,
        clock: &'p Clock,
        outer: &[Bound],
        member: Member<'p>,
        stops: &mut Stops,
    ) -> Result<(), Exhausted> {
        let env = Env::of(outer.iter().cloned().chain([member.value.clone()]).collect());
        let (name, pointer) = self.label(&member.value);
        let from = self.day(&clock.from, &env)?;
        let to = self.day(&clock.to, &env)?;
        let mut missing =
            member.why.filter(|why| why.truth.is_unknown()).map_or(vec![], |why| why.frontier());
        match (&from, &to) {
            (Ok((from, _)), Ok((to, place))) if to < from => {
                if member.belongs.is_true() {
                    stops.backward.push((*from, *to, place.clone().unwrap_or_else(|| pointer.clone())));
                }
            }
            (Ok((from, _)), Ok((to, _))) if member.belongs.is_true() => stops.certain.push((*from, *to)),
            (Ok((from, _)), Ok((to, _))) => stops.perhaps.push((*from, *to)),
            _ => {
                missing.extend(from.clone().err().into_iter().chain(to.clone().err()).flatten());
                let since = from.as_ref().ok().map(|(day, _)| *day);
                stops.open.push((since, std::mem::take(&mut missing)));
            }
        }
        stops.missing.append(&mut missing);
        let known = |day: Day| day.ok().map(|(day, _)| day);
        stops.all.push(Stop { name, pointer, counts: member.belongs, from: known(from), to: known(to) });
        Ok(())
    }

    /// A day with the fact that it is, or what is missing for it to be known.
    fn day(&mut self, formula: &'p Formula, env: &Env) -> Result<Day, Exhausted> {
        let Some(root) = formula.root else { return Ok(Err(vec![])) };
        Ok(match self.scalar(formula, root, env)? {
            Scalar::Known(Value::Date(day), pointer) => Ok((day, pointer)),
            other => Err(missing_of(&other)),
        })
    }

    fn days_off(&mut self, list: Option<&'p Formula>, outer: &[Bound]) -> Result<DaysOff, Exhausted> {
        let mut off = DaysOff { certain: BTreeSet::new(), perhaps: vec![], open: vec![], is_open: false };
        let Some((list, range)) = list.and_then(|list| Some((list, list.range.as_ref()?))) else {
            return Ok(off);
        };
        let members = self.members(list, range, &Env::of(outer.to_vec()))?;
        for member in members.known.into_iter().filter(|member| !member.belongs.is_false()) {
            let unknown = member.why.as_ref().filter(|why| why.truth.is_unknown());
            match &member.value {
                Bound::Scalar(Scalar::Known(Value::Date(day), _)) if member.belongs.is_true() => {
                    off.certain.insert(*day);
                }
                Bound::Scalar(Scalar::Known(Value::Date(day), _)) => {
                    off.perhaps.push((*day, unknown.map_or(vec![], |why| why.frontier())));
                }
                Bound::Scalar(scalar) => {
                    off.is_open = true;
                    off.open.extend(missing_of(scalar));
                }
                Bound::Record(_) => off.is_open = true,
            }
        }
        for (member, missing) in members.possible {
            if !member.belongs.is_false() {
                off.is_open = true;
                off.open.push(missing);
            }
        }
        Ok(off)
    }
}

/// The stops of a clock as they are gone through.
#[derive(Default)]
struct Stops {
    all: Vec<Stop>,
    /// From the first day to the day on which the clock runs again, which does not count.
    certain: Vec<(Date, Date)>,
    perhaps: Vec<(Date, Date)>,
    /// Stops of which it is not known when they end: since when they are, if that is known, and what is missing.
    open: Vec<(Option<Date>, Vec<Pointer>)>,
    missing: Vec<Pointer>,
    backward: Vec<(Date, Date, Pointer)>,
}

/// The days that a clock measures while nothing stops it. The first is not known of a date that is no period.
#[derive(Debug, Clone, Copy)]
struct Period {
    first: Option<Date>,
    last: Date,
}

impl Stops {
    fn counted<'p>(
        self,
        period: Option<Period>,
        cap: Option<i64>,
        uncapped: Option<Arc<Derivation<'p>>>,
    ) -> Stopped<'p> {
        let lifted = uncapped.as_ref().map_or(Truth::False, |why| why.truth);
        let least_cap = cap.filter(|_| !lifted.is_true());
        let most_cap = cap.filter(|_| lifted.is_false());
        let covered = days_covered(self.certain.clone(), period, least_cap);
        let known = days_covered(self.certain.into_iter().chain(self.perhaps).collect(), period, most_cap);
        let last = period.and_then(|period| period.last.plus_days(capped(known, most_cap)));
        // A clock that has run out cannot be stopped, for however long.
        let in_time = |since: &Option<Date>| since.zip(last).is_none_or(|(since, last)| since <= last);
        let open: Vec<Vec<Pointer>> =
            self.open.into_iter().filter(|(since, _)| in_time(since)).map(|(_, missing)| missing).collect();
        let least = capped(covered, least_cap);
        let most = if open.is_empty() { Some(capped(known, most_cap)) } else { most_cap };
        let mut missing = vec![];
        if most != Some(least) {
            if !open.is_empty() || known != covered {
                missing.extend(self.missing);
                missing.extend(open.into_iter().flatten());
            }
            missing.extend(uncapped.iter().flat_map(|why| why.frontier()));
        }
        Stopped { stops: self.all, least, most, covered, uncapped, missing, backward: self.backward }
    }
}

fn capped(days: i64, cap: Option<i64>) -> i64 {
    cap.map_or(days, |cap| days.min(cap))
}

/// How many days lie in one or more of the stretches; the last day of each does not count, nor do days before the
/// period, nor a stretch that starts when the period is over. The stretches before it prolong the period, by no more
/// days than the cap.
fn days_covered(mut stretches: Vec<(Date, Date)>, period: Option<Period>, cap: Option<i64>) -> i64 {
    stretches.sort_unstable();
    let mut days = 0;
    let mut reached: Option<Date> = period.and_then(|period| period.first);
    for (from, to) in stretches {
        let last = period.and_then(|period| period.last.plus_days(capped(days, cap)));
        if last.is_some_and(|last| from > last) {
            break;
        }
        let from = reached.map_or(from, |reached| from.max(reached));
        days += to.days_since(from).max(0);
        reached = Some(reached.map_or(to, |reached| reached.max(to)));
    }
    days
}

/// The day of the event in the formula of a period.
fn event_of(formula: &Formula) -> Option<ExprId> {
    match formula.root_expr()?.kind {
        ExprKind::ShiftDays(event, ..) | ExprKind::ShiftMonths(event, ..) => Some(event),
        _ => None,
    }
}

/// The value of all outcomes that may decide, if they agree; else what is missing is noted.
fn agreed_value(result: &mut RuleResult<'_>) -> Option<Value> {
    let possible: Vec<Option<Value>> = result.possible().map(|ground| ground.value.clone()).collect();
    if let Some((Some(first), others)) = possible.split_first()
        && others.iter().all(|other| other.as_ref() == Some(first))
    {
        return Some(first.clone());
    }
    let mut missing: Vec<Pointer> = vec![];
    for ground in &result.grounds {
        if ground.effective.is_unknown() {
            missing.extend(ground.condition.iter().flat_map(|why| why.frontier()));
            let before = ground.exception.iter().flat_map(|exception| &exception.yields_to);
            let before = before.filter_map(|at| result.grounds.get(*at)?.condition.as_ref());
            missing.extend(before.flat_map(|why| why.frontier()));
        }
        if !ground.effective.is_false() {
            missing.extend(ground.missing.iter().cloned());
        }
    }
    result.add_missing(&missing);
    None
}

/// The first day of all outcomes that may decide, if they agree.
fn agreed_day(result: &RuleResult<'_>) -> Option<Date> {
    let mut days = result.possible().map(|ground| ground.first_day);
    let first = days.next().flatten()?;
    days.all(|other| other == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(from: &str, to: &str) -> (Date, Date) {
        (from.parse().expect("a date"), to.parse().expect("a date"))
    }

    #[test]
    fn a_day_that_several_stops_cover_counts_once() {
        let covered = |stretches| days_covered(stretches, None, None);
        let first = stretch("2027-03-10", "2027-03-20");
        assert_eq!(covered(vec![]), 0);
        assert_eq!(covered(vec![first]), 10);
        assert_eq!(covered(vec![first, first]), 10);
        assert_eq!(covered(vec![stretch("2027-03-15", "2027-03-25"), first]), 15);
        assert_eq!(covered(vec![first, stretch("2027-03-12", "2027-03-14")]), 10);
        assert_eq!(covered(vec![first, stretch("2027-03-20", "2027-03-21")]), 11);
        assert_eq!(covered(vec![first, stretch("2027-04-01", "2027-04-02")]), 11);
        assert_eq!(covered(vec![stretch("2027-03-10", "2027-03-10")]), 0);
    }
    #[test]
    fn only_a_clock_that_runs_is_stopped() {
        let day = |text: &str| text.parse().expect("a date");
        let period = Some(Period { first: Some(day("2027-03-02")), last: day("2027-04-30") });
        let covered = |stretches, cap| days_covered(stretches, period, cap);
        assert_eq!(covered(vec![stretch("2027-02-01", "2027-02-20")], None), 0);
        assert_eq!(covered(vec![stretch("2027-02-20", "2027-03-05")], None), 3);
        assert_eq!(covered(vec![stretch("2027-04-30", "2027-05-02")], None), 2);
        assert_eq!(covered(vec![stretch("2027-05-01", "2027-05-03")], None), 0);
        // The first stop lets the clock run until 2027-05-10, unless it may let it run until 2027-05-05 only.
        let long = stretch("2027-03-10", "2027-03-20");
        let late = stretch("2027-05-08", "2027-05-11");
        assert_eq!(covered(vec![long, late], None), 13);
        assert_eq!(covered(vec![long, late], Some(5)), 10);
    }
}
