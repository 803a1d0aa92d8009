//! How many elements of each list a question can tell apart.
//!
//! A dossier that answers a question keeps doing so when every list is cut down to the elements that something which
//! must exist is taken from: what holds of all elements holds of fewer. So a list needs no more elements than the
//! question asks for by existential quantifiers, once negations are pushed inwards; one that stands below a universal
//! quantifier is asked for once for each element of the list above it, unless the list below belongs to that element.
//! Of a disjunction one part suffices. The order of lists that `check` enforces makes the count end (spec.md, section
//! "Proofs").

mod needs;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::Name;
use acquis_ir::{
    Criterion, Derogation, Expr, ExprId, ExprKind, Formula, Quantified, Quantifier, Requirement, Rule, Type,
};
use rustc_hash::FxHashMap;

use crate::goal::Goal;
use crate::symbolic::Side;
use crate::vocabulary::Vocabulary;
use needs::Needs;
use source::{Env, Source, Standing};

/// The most elements that one list may need.
pub(crate) const MAX_ELEMENTS: u32 = 64;

/// The most steps that counting may take.
const MAX_STEPS: u64 = 2_000_000;

/// How many elements lists have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// What is asked for one step away, or of a list that is contained, by the path of the list.
    near: BTreeMap<Name, u32>,
    /// What is asked for along walks.
    far: BTreeMap<Name, u32>,
    /// Lists of references that are stepped along.
    stepped: BTreeSet<Name>,
    /// Entities whose records are counted.
    counted: BTreeSet<Name>,
    /// How many elements more than needed every list has.
    slack: u32,
    /// Whether a dossier gives some of the facts.
    given: bool,
}

impl Bounds {
    pub(crate) fn with_slack(slack: u32) -> Self {
        Self { slack, ..Self::default() }
    }

    /// Bounds for completions of a dossier, whose records are the same wherever they are referred to.
    pub(crate) fn of_completions(slack: u32) -> Self {
        Self { slack, given: true, ..Self::default() }
    }

    pub(crate) fn is_given(&self) -> bool {
        self.given
    }

    /// How many elements a list of a record has that several paths lead to, and how many more are reached from those: as
    /// many as are asked for on all of these paths together.
    pub(crate) fn on_all_paths(&self, vocabulary: &Vocabulary, entity: &str, field: &str) -> (u32, u32) {
        let near = sum_of(&self.near, vocabulary, entity, field);
        let far = self.walked(vocabulary, entity, field);
        let stepped = self.stepped.iter().any(|path| leads_to(path, vocabulary, entity, field));
        let elements = if stepped { near.saturating_add(u32::from(far > 0)) } else { near.max(far) };
        let beyond = if stepped && far > 0 { far.saturating_add(self.slack) } else { 0 };
        (elements.max(1).saturating_add(self.slack), beyond)
    }

    /// How many elements walks along a list ask for, on all paths that lead to a record of that entity.
    pub(crate) fn walked(&self, vocabulary: &Vocabulary, entity: &str, field: &str) -> u32 {
        sum_of(&self.far, vocabulary, entity, field)
    }

    /// How many elements the list has.
    pub(crate) fn elements(&self, path: &str) -> u32 {
        let near = self.near.get(path).copied().unwrap_or(0);
        let far = self.far.get(path).copied().unwrap_or(0);
        let all =
            if self.stepped.contains(path) { near.saturating_add(u32::from(far > 0)) } else { near.max(far) };
        all.max(1).saturating_add(self.slack)
    }

    /// How many more are reached from those.
    pub(crate) fn beyond(&self, path: &str) -> u32 {
        let far = self.far.get(path).copied().unwrap_or(0);
        if self.stepped.contains(path) && far > 0 { far.saturating_add(self.slack) } else { 0 }
    }

    /// Whether records of an entity are counted somewhere.
    pub(crate) fn is_counted(&self, entity: &str) -> bool {
        self.counted.contains(entity)
    }

    /// What is given makes lists longer that nothing is added to: there the world says what is too large.
    fn is_too_large(&self) -> bool {
        !self.given && self.near.values().chain(self.far.values()).any(|count| *count > MAX_ELEMENTS)
    }
}

/// Whether a path leads to that list of a record of an entity.
fn leads_to(path: &str, vocabulary: &Vocabulary, entity: &str, field: &str) -> bool {
    let (holder, last) = path.rsplit_once('.').unwrap_or(("", path));
    last == field && vocabulary.entity_at(holder).is_some_and(|found| *found == *entity)
}

fn sum_of(counts: &BTreeMap<Name, u32>, vocabulary: &Vocabulary, entity: &str, field: &str) -> u32 {
    let own = counts.iter().filter(|(path, _)| leads_to(path, vocabulary, entity, field));
    own.fold(0, |sum, (_, count)| sum.saturating_add(*count))
}

/// Counting took too many steps, or a list would need more than [`MAX_ELEMENTS`] elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany;

/// The bounds under which all of `goals` can hold, where lists are as large as `sizes` says and at least as large as `before` says.
pub(crate) fn bounds<'p>(
    goals: &[Goal<'p>],
    sides: &[Side<'p>],
    vocabulary: &Vocabulary,
    sizes: &BTreeMap<Name, u32>,
    before: &Bounds,
) -> Result<Bounds, TooMany> {
    let mut bounds = before.clone();
    for _ in 0..MAX_ROUNDS {
        let mut counter = Counter {
            sides,
            vocabulary,
            sizes,
            bounds: &bounds,
            universals: 0,
            steps: 0,
            stepped: BTreeSet::new(),
            counted: BTreeSet::new(),
            known: FxHashMap::default(),
        };
        let mut needs = Needs::default();
        for goal in goals {
            needs = needs.and(counter.goal(goal, true)?);
        }
        let (stepped, counted) = (counter.stepped, counter.counted);
        let mut next = bounds.clone();
        next.stepped.extend(stepped);
        next.counted.extend(counted);
        for ((path, walked), by_known) in needs.totals() {
            let list = if walked { &mut next.far } else { &mut next.near };
            let count = list.entry(path).or_default();
            *count = (*count).max(by_known);
        }
        if next.is_too_large() {
            return Err(TooMany);
        }
        if next == bounds {
            return Ok(bounds);
        }
        bounds = next;
    }
    Err(TooMany)
}

/// After how many rounds growth counts as endless.
const MAX_ROUNDS: usize = 64;

struct Counter<'c, 'p> {
    sides: &'c [Side<'p>],
    vocabulary: &'c Vocabulary,
    sizes: &'c BTreeMap<Name, u32>,
    bounds: &'c Bounds,
    universals: u32,
    steps: u64,
    stepped: BTreeSet<Name>,
    counted: BTreeSet<Name>,
    known: FxHashMap<(usize, Name, Vec<Standing>, bool), Needs>,
}

/// A quantifier where it stands.
struct Placed<'p, 'e> {
    side: usize,
    formula: &'p Formula,
    parts: Quantified<'p>,
    env: &'e Env,
}

impl<'p> Counter<'_, 'p> {
    fn step(&mut self) -> Result<(), TooMany> {
        self.steps += 1;
        if self.steps > MAX_STEPS { Err(TooMany) } else { Ok(()) }
    }

    fn goal(&mut self, goal: &Goal<'p>, positive: bool) -> Result<Needs, TooMany> {
        match goal {
            Goal::Criterion(side, criterion) => self.criterion(*side, criterion, positive),
            Goal::Base(side, criterion) => self.base(*side, criterion, positive),
            Goal::Required(side, criterion) => self.required(*side, criterion, positive),
            Goal::Lifts(side, derogation, asked) => self.lifts(*side, derogation, asked, positive),
            // That exceptions never collide is not asked for: it is found out by looking for a collision.
            Goal::Collision(..) if !positive => Err(TooMany),
            Goal::Collision(side, rule, exceptions) => self.collision(*side, rule, *exceptions),
            Goal::Formula(side, formula) => self.formula(*side, formula, &Env::default(), positive),
            Goal::Not(inner) => self.goal(inner, !positive),
            Goal::All(parts) => {
                let mut needs = Needs::default();
                for part in parts {
                    let more = self.goal(part, positive)?;
                    needs = if positive { needs.and(more) } else { needs.or(more) };
                }
                Ok(needs)
            }
        }
    }

    fn criterion(&mut self, side: usize, criterion: &'p Criterion, positive: bool) -> Result<Needs, TooMany> {
        let mut needs = self.base(side, criterion, positive)?;
        let Some(program) = self.sides.get(side).map(|side| side.program) else { return Ok(needs) };
        for derogation in program.derogations_of(&criterion.provision) {
            let more = self.lifts(side, derogation, &criterion.requirement, positive)?;
            needs = if positive { needs.or(more) } else { needs.and(more) };
        }
        Ok(needs)
    }

    fn base(&mut self, side: usize, criterion: &'p Criterion, positive: bool) -> Result<Needs, TooMany> {
        let required = self.required(side, criterion, positive)?;
        self.requirement(side, &criterion.requirement, required, positive)
    }

    fn required(&mut self, side: usize, criterion: &'p Criterion, positive: bool) -> Result<Needs, TooMany> {
        let mut all = self.formulas(side, &criterion.requirement.requires, positive, positive)?;
        for point in &criterion.points {
            let required = self.formulas(side, &point.requirement.requires, positive, positive)?;
            let more = self.requirement(side, &point.requirement, required, positive)?;
            all = if positive { all.and(more) } else { all.or(more) };
        }
        Ok(all)
    }

    /// What formulas ask for, all of them or one.
    fn formulas(
        &mut self,
        side: usize,
        formulas: &'p [Formula],
        positive: bool,
        together: bool,
    ) -> Result<Needs, TooMany> {
        let mut needs = Needs::default();
        for formula in formulas {
            let more = self.formula(side, formula, &Env::default(), positive)?;
            needs = if together { needs.and(more) } else { needs.or(more) };
        }
        Ok(needs)
    }

    /// `applies implies (required or any unless)`.
    fn requirement(
        &mut self,
        side: usize,
        requirement: &'p Requirement,
        required: Needs,
        positive: bool,
    ) -> Result<Needs, TooMany> {
        let unless = self.formulas(side, &requirement.unless, positive, !positive)?;
        let applies = self.formulas(side, requirement.applies.as_slice(), !positive, !positive)?;
        Ok(if positive { required.or(unless).or(applies) } else { required.and(unless).and(applies) })
    }

    fn lifts(
        &mut self,
        side: usize,
        derogation: &'p Derogation,
        requirement: &'p Requirement,
        positive: bool,
    ) -> Result<Needs, TooMany> {
        let Some((formula, parts)) = requirement.each().filter(|_| derogation.for_each) else {
            return self.case(side, derogation, &Env::default(), positive);
        };
        let env = Env::default();
        let placed = Placed { side, formula, parts, env: &env };
        let forbids = parts.quantifier == Quantifier::No;
        let mut all = Needs::default();
        for source in self.sources(side, formula, parts.range, &env)? {
            if positive {
                // Each element satisfies the criterion, or is lifted.
                let (satisfied, universal) = self.element(&placed, &source, !forbids)?;
                let element = Env::of(vec![source.each(universal)]);
                let lifted = self.case(side, derogation, &element, true)?;
                all = all.and(satisfied.or(lifted).for_each(universal, self.size(&source)));
            } else {
                let failing = self.failing(&placed, &source, forbids)?;
                let element = Env::of(vec![source.elements.clone()]);
                all = all.or(failing.and(self.case(side, derogation, &element, false)?));
            }
        }
        Ok(all)
    }

    /// What is asked for by a collision of two exceptions of a rule.
    fn collision(&mut self, side: usize, rule: &'p Rule, exceptions: [usize; 2]) -> Result<Needs, TooMany> {
        let Some(list) = &rule.for_each else {
            return self.effective(side, rule, exceptions, &Env::default());
        };
        let Some(range) = &list.range else { return Ok(Needs::default()) };
        let mut any = Needs::default();
        for source in self.sources(side, list, range, &Env::default())? {
            let element = Env::of(vec![source.elements.clone()]);
            let own = self.effective(side, rule, exceptions, &element)?;
            any = any.or(own.and(source.itself()));
        }
        Ok(any)
    }

    fn effective(
        &mut self,
        side: usize,
        rule: &'p Rule,
        exceptions: [usize; 2],
        env: &Env,
    ) -> Result<Needs, TooMany> {
        let mut needs = Needs::default();
        for formula in &rule.applies {
            needs = needs.and(self.formula(side, formula, env, true)?);
        }
        for exception in exceptions.iter().filter_map(|at| rule.exceptions.get(*at)) {
            needs = needs.and(self.formula(side, &exception.condition, env, true)?);
            for before in exception.yields_to.iter().filter_map(|at| rule.exceptions.get(*at)) {
                needs = needs.and(self.formula(side, &before.condition, env, false)?);
            }
            let outcome = &exception.outcome.formula;
            if let Some(root) = outcome.root {
                needs = needs.and(self.value(side, outcome, root, env)?);
            }
        }
        Ok(needs)
    }

    /// What is asked for by one element that is asked and fails what is required of each.
    fn failing(
        &mut self,
        placed: &Placed<'p, '_>,
        source: &Source<'p>,
        body: bool,
    ) -> Result<Needs, TooMany> {
        let env = placed.env.with(placed.parts.variable, source.elements.clone());
        let needs = self.asked(placed, source, &env)?;
        let needs = needs.and(self.truth(placed.side, placed.formula, placed.parts.body, &env, body)?);
        Ok(needs.and(source.itself()))
    }

    fn case(
        &mut self,
        side: usize,
        derogation: &'p Derogation,
        env: &Env,
        positive: bool,
    ) -> Result<Needs, TooMany> {
        let mut needs = Needs::default();
        let conditions = derogation.conditions.iter().map(|condition| &condition.formula);
        let conjuncts = derogation.opens.iter().chain(conditions).map(|formula| (formula, positive));
        let exceptions = derogation.except.iter().map(|formula| (formula, !positive));
        for (formula, as_asked) in conjuncts.chain(exceptions) {
            let more = self.formula(side, formula, env, as_asked)?;
            needs = if positive { needs.and(more) } else { needs.or(more) };
        }
        Ok(needs)
    }

    fn formula(
        &mut self,
        side: usize,
        formula: &'p Formula,
        env: &Env,
        positive: bool,
    ) -> Result<Needs, TooMany> {
        match formula.root {
            Some(root) => self.truth(side, formula, root, env, positive),
            None => Ok(Needs::default()),
        }
    }

    fn next(&mut self) -> u32 {
        self.universals += 1;
        self.universals
    }

    fn truth(
        &mut self,
        side: usize,
        formula: &'p Formula,
        id: ExprId,
        env: &Env,
        positive: bool,
    ) -> Result<Needs, TooMany> {
        self.step()?;
        let Some(expr) = formula.expr(id) else { return Ok(Needs::default()) };
        match &expr.kind {
            ExprKind::Not(inner) => self.truth(side, formula, *inner, env, !positive),
            ExprKind::All(limbs) | ExprKind::Any(limbs) => {
                let together = matches!(expr.kind, ExprKind::All(_)) == positive;
                let mut needs = Needs::default();
                for limb in limbs {
                    let more = self.truth(side, formula, limb.expr, env, positive)?;
                    needs = if together { needs.and(more) } else { needs.or(more) };
                }
                Ok(needs)
            }
            ExprKind::Implies(a, b) => {
                let a = self.truth(side, formula, *a, env, !positive)?;
                let b = self.truth(side, formula, *b, env, positive)?;
                Ok(if positive { a.or(b) } else { a.and(b) })
            }
            ExprKind::Call(name, arguments) => {
                self.call(side, formula, (name, arguments), env, Some(positive))
            }
            ExprKind::Quantified { .. } => match expr.quantified() {
                Some(parts) => self.quantified(&Placed { side, formula, parts, env }, positive),
                None => Ok(Needs::default()),
            },
            ExprKind::Exists(inner) => {
                let mut needs = Needs::default();
                for source in self.lists(formula, *inner, env, false)? {
                    if let (true, Some((path, walked))) = (positive, source.list) {
                        needs = needs.or(Needs::one(path, walked, source.known, 1));
                    }
                }
                Ok(needs)
            }
            ExprKind::ByReading(reading, choices) => {
                match self.sides.get(side).and_then(|side| side.chosen(reading, choices)) {
                    Some(chosen) => self.truth(side, formula, chosen, env, positive),
                    None => Ok(Needs::default()),
                }
            }
            ExprKind::Should(asked, reading) => {
                if self.sides.get(side).is_none_or(|side| side.binds(reading)) {
                    return self.truth(side, formula, *asked, env, positive);
                }
                Ok(Needs::default())
            }
            ExprKind::FirstOf(cases, otherwise) => {
                let mut needs = self.truth(side, formula, otherwise.value, env, positive)?;
                for case in cases {
                    needs = needs.or(self.truth(side, formula, case.value, env, positive)?);
                }
                for case in cases {
                    let condition = self.either(side, formula, case.condition, env)?;
                    needs = needs.and(condition);
                }
                Ok(needs)
            }
            _ => self.parts(side, formula, expr, env),
        }
    }

    /// What a truth value asks for whichever way it comes out.
    fn either(&mut self, side: usize, formula: &'p Formula, id: ExprId, env: &Env) -> Result<Needs, TooMany> {
        let holds = self.truth(side, formula, id, env, true)?;
        Ok(holds.or(self.truth(side, formula, id, env, false)?))
    }

    /// What an expression that is made of values asks for.
    fn parts(
        &mut self,
        side: usize,
        formula: &'p Formula,
        expr: &'p Expr,
        env: &Env,
    ) -> Result<Needs, TooMany> {
        let parts: Vec<ExprId> = match &expr.kind {
            ExprKind::Compare(_, a, b)
            | ExprKind::Add(a, b)
            | ExprKind::Subtract(a, b)
            | ExprKind::DaysBetween(a, b)
            | ExprKind::ShiftDays(a, b, _) => vec![*a, *b],
            ExprKind::Scale(a, _) | ExprKind::ShiftMonths(a, ..) => vec![*a],
            ExprKind::Share { part, whole, .. } => vec![*part, *whole],
            ExprKind::InRegister { item, on, .. } => std::iter::once(*item).chain(*on).collect(),
            ExprKind::OneOf(item, options) => std::iter::once(*item).chain(options.iter().copied()).collect(),
            _ => vec![],
        };
        let mut needs = Needs::default();
        for part in parts {
            let more = self.value(side, formula, part, env)?;
            needs = needs.and(more);
        }
        Ok(needs)
    }

    fn value(&mut self, side: usize, formula: &'p Formula, id: ExprId, env: &Env) -> Result<Needs, TooMany> {
        self.step()?;
        let Some(expr) = formula.expr(id) else { return Ok(Needs::default()) };
        if expr.ty == Type::Bool {
            return self.either(side, formula, id, env);
        }
        match &expr.kind {
            ExprKind::Call(name, arguments) => self.call(side, formula, (name, arguments), env, None),
            ExprKind::ByReading(reading, choices) => {
                match self.sides.get(side).and_then(|side| side.chosen(reading, choices)) {
                    Some(chosen) => self.value(side, formula, chosen, env),
                    None => Ok(Needs::default()),
                }
            }
            ExprKind::FirstOf(cases, otherwise) => {
                let mut needs = self.value(side, formula, otherwise.value, env)?;
                for case in cases {
                    needs = needs.and(self.either(side, formula, case.condition, env)?);
                    needs = needs.and(self.value(side, formula, case.value, env)?);
                }
                Ok(needs)
            }
            _ => self.parts(side, formula, expr, env),
        }
    }

    /// What a notion asks for, as a truth value with a sign or as another value.
    fn call(
        &mut self,
        side: usize,
        formula: &'p Formula,
        (name, arguments): (&'p Name, &'p [ExprId]),
        env: &Env,
        positive: Option<bool>,
    ) -> Result<Needs, TooMany> {
        let Some(define) = self.sides.get(side).and_then(|side| side.program.defines.get(name)) else {
            return Ok(Needs::default());
        };
        let mut needs = Needs::default();
        let mut standings = vec![];
        for argument in arguments {
            standings.push(self.standing(formula, *argument, env));
            if formula.expr(*argument).is_some_and(|expr| expr.ty.entity().is_none()) {
                needs = needs.and(self.value(side, formula, *argument, env)?);
            }
        }
        let Some(root) = define.body.root else { return Ok(needs) };
        let inner = Env::of(standings.clone());
        let body = match positive {
            Some(positive) => {
                let key = (side, name.clone(), standings, positive);
                match self.known.get(&key) {
                    Some(known) => known.clone(),
                    None => {
                        let body = self.truth(side, &define.body, root, &inner, positive)?;
                        self.known.insert(key, body.clone());
                        body
                    }
                }
            }
            None => self.value(side, &define.body, root, &inner)?,
        };
        Ok(needs.and(body))
    }

    fn quantified(&mut self, placed: &Placed<'p, '_>, positive: bool) -> Result<Needs, TooMany> {
        let quantifier = placed.parts.quantifier;
        let sources = self.sources(placed.side, placed.formula, placed.parts.range, placed.env)?;
        if !matches!(quantifier, Quantifier::Every | Quantifier::Some | Quantifier::No) {
            self.count_entities(&sources);
        }
        match (quantifier, positive) {
            (Quantifier::Every, true) => self.for_all(placed, &sources, true),
            (Quantifier::Every, false) => self.for_some(placed, &sources, 1, false),
            (Quantifier::No, true) | (Quantifier::Some, false) => self.for_all(placed, &sources, false),
            (Quantifier::No, false) | (Quantifier::Some, true) => self.for_some(placed, &sources, 1, true),
            (Quantifier::AtLeast(n), true) => self.for_some(placed, &sources, n, true),
            (Quantifier::AtLeast(_), false) => self.for_all(placed, &sources, false),
            (Quantifier::AtMost(_), true) => self.for_all(placed, &sources, false),
            (Quantifier::AtMost(n), false) => self.for_some(placed, &sources, n.saturating_add(1), true),
            (Quantifier::Exactly(n), _) => {
                let count = if positive { n } else { n.saturating_add(1) };
                let some = self.for_some(placed, &sources, count, true)?;
                Ok(some.and(self.for_all(placed, &sources, false)?))
            }
        }
    }

    fn count_entities(&mut self, sources: &[Source<'p>]) {
        for (path, _) in sources.iter().flat_map(|source| &source.elements) {
            if let Some(entity) = self.vocabulary.entity_at(path) {
                self.counted.insert(entity);
            }
        }
    }

    /// What is asked for where every element passes the body, or fails it.
    fn for_all(
        &mut self,
        placed: &Placed<'p, '_>,
        sources: &[Source<'p>],
        passes: bool,
    ) -> Result<Needs, TooMany> {
        let mut all = Needs::default();
        for source in sources {
            let (needs, universal) = self.element(placed, source, passes)?;
            let size = self.size(source);
            all = all.and(needs.for_each(universal, size));
        }
        Ok(all)
    }

    /// What one element of a universal quantifier asks for: to be left out, or to answer as is asked.
    fn element(
        &mut self,
        placed: &Placed<'p, '_>,
        source: &Source<'p>,
        passes: bool,
    ) -> Result<(Needs, u32), TooMany> {
        let universal = self.next();
        let elements = source.each(universal);
        let env = placed.env.with(placed.parts.variable, elements.clone());
        let mut needs = self.truth(placed.side, placed.formula, placed.parts.body, &env, passes)?;
        if let Some(filter) = placed.parts.filter {
            needs = needs.or(self.truth(placed.side, placed.formula, filter, &env, false)?);
        }
        if let Some(except) = placed.parts.except {
            needs = needs.or(self.truth(placed.side, placed.formula, except, &env, true)?);
        }
        for filter in &source.filters {
            let env = filter.env.with(filter.variable, elements.clone());
            needs = needs.or(self.truth(placed.side, filter.formula, filter.condition, &env, false)?);
        }
        Ok((needs, universal))
    }

    /// What is asked for by elements that must exist.
    fn for_some(
        &mut self,
        placed: &Placed<'p, '_>,
        sources: &[Source<'p>],
        count: u32,
        passes: bool,
    ) -> Result<Needs, TooMany> {
        let mut any = Needs::default();
        for source in sources {
            let env = placed.env.with(placed.parts.variable, source.elements.clone());
            let mut needs = self.asked(placed, source, &env)?;
            needs = needs.and(self.truth(placed.side, placed.formula, placed.parts.body, &env, passes)?);
            needs = needs.and(source.itself());
            needs = needs.times(count);
            any = if count > 1 { any.and(needs) } else { any.or(needs) };
        }
        Ok(any)
    }

    /// What is asked for by an element that is asked.
    fn asked(&mut self, placed: &Placed<'p, '_>, source: &Source<'p>, env: &Env) -> Result<Needs, TooMany> {
        let mut needs = Needs::default();
        if let Some(filter) = placed.parts.filter {
            needs = needs.and(self.truth(placed.side, placed.formula, filter, env, true)?);
        }
        if let Some(except) = placed.parts.except {
            needs = needs.and(self.truth(placed.side, placed.formula, except, env, false)?);
        }
        for filter in &source.filters {
            let env = filter.env.with(filter.variable, source.elements.clone());
            needs = needs.and(self.truth(placed.side, filter.formula, filter.condition, &env, true)?);
        }
        Ok(needs)
    }
}
