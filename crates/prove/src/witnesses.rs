//! How many elements of each list a question can tell apart.
//!
//! A dossier that answers a question keeps doing so when every list is cut down to the elements that something which
//! must exist is taken from: what holds of all elements holds of fewer. So a list needs no more elements than the
//! question asks for by existential quantifiers, once negations are pushed inwards; one that stands below a universal
//! quantifier is asked for once for each element of the list above it, unless the list below belongs to that element.
//! Of a disjunction one part suffices. The order of lists that `check` enforces makes the count end (spec.md, section
//! "Proofs").

use std::collections::{BTreeMap, BTreeSet, HashMap};

use acquis_base::Name;
use acquis_ir::{
    Criterion, Derogation, Expr, ExprId, ExprKind, Formula, Quantifier, Range, Requirement, Type, VariableId,
};

use crate::goal::Goal;
use crate::symbolic::{Side, base_of};
use crate::vocabulary::Vocabulary;
use crate::world::below;

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
}

impl Bounds {
    pub(crate) fn with_slack(slack: u32) -> Self {
        Self { slack, ..Self::default() }
    }

    /// How many elements the list has.
    pub(crate) fn elements(&self, path: &str) -> u32 {
        let near = self.near.get(path).copied().unwrap_or(0);
        let far = self.far.get(path).copied().unwrap_or(0);
        let all = if self.stepped.contains(path) { near + u32::from(far > 0) } else { near.max(far) };
        all.max(1) + self.slack
    }

    /// How many more are reached from those.
    pub(crate) fn beyond(&self, path: &str) -> u32 {
        let far = self.far.get(path).copied().unwrap_or(0);
        if self.stepped.contains(path) && far > 0 { far + self.slack } else { 0 }
    }

    /// Whether records of an entity are counted somewhere.
    pub(crate) fn is_counted(&self, entity: &str) -> bool {
        self.counted.contains(entity)
    }

    fn is_too_large(&self) -> bool {
        self.near.values().chain(self.far.values()).any(|count| *count > MAX_ELEMENTS)
    }
}

/// Counting took too many steps, or a list would need more than [`MAX_ELEMENTS`] elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany;

/// The bounds for a goal, where lists are as large as `sizes` says and at least as large as `before` says.
pub(crate) fn bounds<'p>(
    goals: &[(Goal<'p>, bool)],
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
            known: HashMap::new(),
        };
        let mut needs = Needs::default();
        for (goal, positive) in goals {
            let more = counter.goal(goal, *positive)?;
            needs = needs.and(more);
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

/// Which element quantifiers bound from outside are known by an instance of something.
type Known = BTreeSet<u32>;

/// How many elements are asked for, by list, by whether along a walk, and by which universal quantifiers around are
/// known by the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Needs(BTreeMap<(Name, bool, Known), u32>);

impl Needs {
    fn one(path: Name, walked: bool, known: Known, count: u32) -> Self {
        Self(BTreeMap::from([((path, walked, known), count)]))
    }

    /// What both ask for together.
    fn and(mut self, other: Self) -> Self {
        for (key, count) in other.0 {
            let sum = self.0.entry(key).or_default();
            *sum = sum.saturating_add(count);
        }
        self
    }

    /// What either asks for, when one of them suffices.
    fn or(mut self, other: Self) -> Self {
        for (key, count) in other.0 {
            let most = self.0.entry(key).or_default();
            *most = (*most).max(count);
        }
        self
    }

    /// The same, asked for each of `size` elements.
    fn for_each(mut self, universal: u32, size: u32) -> Self {
        for ((_, _, known), count) in &mut self.0 {
            if !known.contains(&universal) {
                *count = count.saturating_mul(size.max(1));
            }
        }
        self
    }

    fn totals(&self) -> BTreeMap<(Name, bool), u32> {
        let mut totals: BTreeMap<(Name, bool), u32> = BTreeMap::new();
        for ((path, walked, _), count) in &self.0 {
            let total = totals.entry((path.clone(), *walked)).or_default();
            *total = total.saturating_add(*count);
        }
        totals
    }
}

/// What a variable stands for: the paths on which its record can stand, each with the universal quantifiers that the
/// record knows; nothing for plain values.
type Standing = Vec<(Name, Known)>;

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Env(Vec<Option<Standing>>);

impl Env {
    fn with(&self, variable: VariableId, standing: Standing) -> Self {
        let mut env = self.clone();
        let at = variable.0 as usize;
        if env.0.len() <= at {
            env.0.resize(at + 1, None);
        }
        if let Some(slot) = env.0.get_mut(at) {
            *slot = Some(standing);
        }
        env
    }
}

/// A condition on the elements of a range.
#[derive(Clone)]
struct Filter<'p> {
    formula: &'p Formula,
    variable: VariableId,
    condition: ExprId,
    env: Env,
}

/// A list that a range draws from.
struct Source<'p> {
    /// Its path, and whether it is walked; nothing for a single record.
    list: Option<(Name, bool)>,
    /// What the list knows.
    known: Known,
    /// Where its elements stand; nothing for plain values.
    elements: Standing,
    /// Whether its elements are references to what stands in a list elsewhere, so that another element may be the same.
    is_shared: bool,
    filters: Vec<Filter<'p>>,
}

impl Source<'_> {
    /// Where its elements stand, each known by the universal quantifier that ranges over them.
    fn each(&self, universal: u32) -> Standing {
        if self.is_shared { self.elements.clone() } else { with_known(&self.elements, universal) }
    }

    /// One element of its list.
    fn itself(&self) -> Needs {
        match &self.list {
            Some((path, walked)) => Needs::one(path.clone(), *walked, self.known.clone(), 1),
            None => Needs::default(),
        }
    }
}

struct Counter<'c, 'p> {
    sides: &'c [Side<'p>],
    vocabulary: &'c Vocabulary,
    sizes: &'c BTreeMap<Name, u32>,
    bounds: &'c Bounds,
    universals: u32,
    steps: u64,
    stepped: BTreeSet<Name>,
    counted: BTreeSet<Name>,
    known: HashMap<(usize, Name, Vec<Standing>, bool), Needs>,
}

/// The parts of a quantifier that stand in one formula.
struct Quantified<'p, 'e> {
    side: usize,
    formula: &'p Formula,
    variable: VariableId,
    filter: Option<ExprId>,
    except: Option<ExprId>,
    body: ExprId,
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
            Goal::Lifts(side, derogation, requires) => self.lifts(*side, derogation, requires, positive),
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
            let more = self.lifts(side, derogation, &criterion.requirement.requires, positive)?;
            needs = if positive { needs.or(more) } else { needs.and(more) };
        }
        Ok(needs)
    }

    fn base(&mut self, side: usize, criterion: &'p Criterion, positive: bool) -> Result<Needs, TooMany> {
        let mut points = Needs::default();
        for point in &criterion.points {
            let more = self.requirement(side, &point.requirement, Needs::default(), positive)?;
            points = if positive { points.and(more) } else { points.or(more) };
        }
        self.requirement(side, &criterion.requirement, points, positive)
    }

    /// `applies implies (all requires and points, or any unless)`.
    fn requirement(
        &mut self,
        side: usize,
        requirement: &'p Requirement,
        points: Needs,
        positive: bool,
    ) -> Result<Needs, TooMany> {
        let env = Env::default();
        let mut required = points;
        for formula in &requirement.requires {
            let more = self.formula(side, formula, &env, positive)?;
            required = if positive { required.and(more) } else { required.or(more) };
        }
        let mut needs = required;
        for formula in &requirement.unless {
            let more = self.formula(side, formula, &env, positive)?;
            needs = if positive { needs.or(more) } else { needs.and(more) };
        }
        if let Some(applies) = &requirement.applies {
            let more = self.formula(side, applies, &env, !positive)?;
            needs = if positive { needs.or(more) } else { needs.and(more) };
        }
        Ok(needs)
    }

    fn lifts(
        &mut self,
        side: usize,
        derogation: &'p Derogation,
        requires: &'p [Formula],
        positive: bool,
    ) -> Result<Needs, TooMany> {
        let Some(base) = base_of(requires).filter(|_| derogation.for_each) else {
            return self.case(side, derogation, &Env::default(), positive);
        };
        let env = Env::default();
        let parts = Quantified {
            side,
            formula: base.formula,
            variable: base.variable,
            filter: base.filter,
            except: base.except,
            body: base.body,
            env: &env,
        };
        let mut all = Needs::default();
        for source in self.sources(side, base.formula, base.range, &env)? {
            if positive {
                // Each element satisfies the criterion, or is lifted.
                let (satisfied, universal) = self.element(&parts, &source, !base.forbids)?;
                let element = Env(vec![Some(source.each(universal))]);
                let lifted = self.case(side, derogation, &element, true)?;
                all = all.and(satisfied.or(lifted).for_each(universal, self.size(&source)));
            } else {
                let failing = self.failing(&parts, &source, base.forbids)?;
                let element = Env(vec![Some(source.elements.clone())]);
                all = all.or(failing.and(self.case(side, derogation, &element, false)?));
            }
        }
        Ok(all)
    }

    /// What is asked for by one element that is asked and fails what is required of each.
    fn failing(
        &mut self,
        parts: &Quantified<'p, '_>,
        source: &Source<'p>,
        body: bool,
    ) -> Result<Needs, TooMany> {
        let env = parts.env.with(parts.variable, source.elements.clone());
        let needs = self.asked(parts, source, &env)?;
        let needs = needs.and(self.truth(parts.side, parts.formula, parts.body, &env, body)?);
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
            ExprKind::Quantified { quantifier, variable, range, filter, except, body } => {
                let parts = Quantified {
                    side,
                    formula,
                    variable: *variable,
                    filter: *filter,
                    except: *except,
                    body: *body,
                    env,
                };
                self.quantified(*quantifier, &parts, range, positive)
            }
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
        let inner = Env(standings.iter().cloned().map(Some).collect());
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

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        parts: &Quantified<'p, '_>,
        range: &'p Range,
        positive: bool,
    ) -> Result<Needs, TooMany> {
        let sources = self.sources(parts.side, parts.formula, range, parts.env)?;
        if !matches!(quantifier, Quantifier::Every | Quantifier::Some | Quantifier::No) {
            self.count_entities(&sources);
        }
        match (quantifier, positive) {
            (Quantifier::Every, true) => self.for_all(parts, &sources, true),
            (Quantifier::Every, false) => self.for_some(parts, &sources, 1, false),
            (Quantifier::No, true) | (Quantifier::Some, false) => self.for_all(parts, &sources, false),
            (Quantifier::No, false) | (Quantifier::Some, true) => self.for_some(parts, &sources, 1, true),
            (Quantifier::AtLeast(n), true) => self.for_some(parts, &sources, n, true),
            (Quantifier::AtLeast(_), false) => self.for_all(parts, &sources, false),
            (Quantifier::AtMost(_), true) => self.for_all(parts, &sources, false),
            (Quantifier::AtMost(n), false) => self.for_some(parts, &sources, n.saturating_add(1), true),
            (Quantifier::Exactly(n), _) => {
                let count = if positive { n } else { n.saturating_add(1) };
                let some = self.for_some(parts, &sources, count, true)?;
                Ok(some.and(self.for_all(parts, &sources, false)?))
            }
        }
    }

    fn count_entities(&mut self, sources: &[Source<'p>]) {
        for (path, _) in sources.iter().flat_map(|source| &source.elements) {
            if let Some(entity) = self.entity(path) {
                self.counted.insert(entity);
            }
        }
    }

    /// What is asked for where every element passes the body, or fails it.
    fn for_all(
        &mut self,
        parts: &Quantified<'p, '_>,
        sources: &[Source<'p>],
        passes: bool,
    ) -> Result<Needs, TooMany> {
        let mut all = Needs::default();
        for source in sources {
            let (needs, universal) = self.element(parts, source, passes)?;
            let size = self.size(source);
            all = all.and(needs.for_each(universal, size));
        }
        Ok(all)
    }

    /// What one element of a universal quantifier asks for: to be left out, or to answer as is asked.
    fn element(
        &mut self,
        parts: &Quantified<'p, '_>,
        source: &Source<'p>,
        passes: bool,
    ) -> Result<(Needs, u32), TooMany> {
        let universal = self.next();
        let elements = source.each(universal);
        let env = parts.env.with(parts.variable, elements.clone());
        let mut needs = self.truth(parts.side, parts.formula, parts.body, &env, passes)?;
        if let Some(filter) = parts.filter {
            needs = needs.or(self.truth(parts.side, parts.formula, filter, &env, false)?);
        }
        if let Some(except) = parts.except {
            needs = needs.or(self.truth(parts.side, parts.formula, except, &env, true)?);
        }
        for filter in &source.filters {
            let env = filter.env.with(filter.variable, elements.clone());
            needs = needs.or(self.truth(parts.side, filter.formula, filter.condition, &env, false)?);
        }
        Ok((needs, universal))
    }

    /// What is asked for by elements that must exist.
    fn for_some(
        &mut self,
        parts: &Quantified<'p, '_>,
        sources: &[Source<'p>],
        count: u32,
        passes: bool,
    ) -> Result<Needs, TooMany> {
        let mut any = Needs::default();
        for source in sources {
            let env = parts.env.with(parts.variable, source.elements.clone());
            let mut needs = self.asked(parts, source, &env)?;
            needs = needs.and(self.truth(parts.side, parts.formula, parts.body, &env, passes)?);
            needs = needs.and(source.itself());
            for need in needs.0.values_mut() {
                *need = need.saturating_mul(count);
            }
            any = if count > 1 { any.and(needs) } else { any.or(needs) };
        }
        Ok(any)
    }

    /// What is asked for by an element that is asked.
    fn asked(
        &mut self,
        parts: &Quantified<'p, '_>,
        source: &Source<'p>,
        env: &Env,
    ) -> Result<Needs, TooMany> {
        let mut needs = Needs::default();
        if let Some(filter) = parts.filter {
            needs = needs.and(self.truth(parts.side, parts.formula, filter, env, true)?);
        }
        if let Some(except) = parts.except {
            needs = needs.and(self.truth(parts.side, parts.formula, except, env, false)?);
        }
        for filter in &source.filters {
            let env = filter.env.with(filter.variable, source.elements.clone());
            needs = needs.and(self.truth(parts.side, filter.formula, filter.condition, &env, true)?);
        }
        Ok(needs)
    }

    /// How many elements the list of a source has.
    fn size(&self, source: &Source<'p>) -> u32 {
        match &source.list {
            None => 1,
            Some((path, _)) => {
                let bound = self.bounds.elements(path) + self.bounds.beyond(path);
                self.sizes.get(path).copied().unwrap_or(0).max(bound)
            }
        }
    }

    fn sources(
        &mut self,
        side: usize,
        formula: &'p Formula,
        range: &'p Range,
        env: &Env,
    ) -> Result<Vec<Source<'p>>, TooMany> {
        self.step()?;
        Ok(match range {
            Range::One(id) => {
                let elements = self.standing(formula, *id, env);
                vec![Source { list: None, known: Known::new(), elements, is_shared: false, filters: vec![] }]
            }
            Range::List(id) => self.lists(formula, *id, env, false)?,
            Range::Chain(id, _) => self.lists(formula, *id, env, true)?,
            Range::Together(parts) => {
                let mut all = vec![];
                for part in parts {
                    all.extend(self.sources(side, formula, part, env)?);
                }
                all
            }
            Range::Filtered(variable, inner, condition) => {
                let mut all = self.sources(side, formula, inner, env)?;
                for source in &mut all {
                    let filter =
                        Filter { formula, variable: *variable, condition: *condition, env: env.clone() };
                    source.filters.push(filter);
                }
                all
            }
            Range::Call(name, arguments) => {
                let Some(define) = self.sides.get(side).and_then(|side| side.program.defines.get(name))
                else {
                    return Ok(vec![]);
                };
                let Some(range) = &define.body.range else { return Ok(vec![]) };
                let standings = arguments.iter().map(|argument| Some(self.standing(formula, *argument, env)));
                let inner = Env(standings.collect());
                self.sources(side, &define.body, range, &inner)?
            }
        })
    }

    /// The lists that an expression can stand for.
    fn lists(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        env: &Env,
        walked: bool,
    ) -> Result<Vec<Source<'p>>, TooMany> {
        self.step()?;
        let Some(Expr { kind: ExprKind::Field(base, field), ty, .. }) = formula.expr(id) else {
            return Ok(vec![]);
        };
        let mut sources = vec![];
        for (path, known) in self.standing(formula, *base, env) {
            let path = below(&path, &field.name);
            if !walked && matches!(ty.element(), Some(Type::Reference(_))) {
                self.stepped.insert(path.clone());
            }
            let elements = match ty.element() {
                Some(Type::Reference(entity)) if self.vocabulary.pool(entity).is_none() => {
                    self.elsewhere(entity)
                }
                Some(Type::Record(_) | Type::Reference(_)) => vec![(path.clone(), known.clone())],
                _ => vec![],
            };
            let is_shared = matches!(ty.element(), Some(Type::Reference(entity)) if self.vocabulary.pool(entity).is_none());
            sources.push(Source { list: Some((path, walked)), known, elements, is_shared, filters: vec![] });
        }
        Ok(sources)
    }

    /// Where the records of an entity stand, for a reference that may lead to any of them.
    fn elsewhere(&self, entity: &str) -> Standing {
        let places = self.vocabulary.places(entity).iter();
        places.map(|place| (Name::from(place.fields.join(".")), Known::new())).collect()
    }

    /// Where the record that an expression stands for can stand.
    fn standing(&self, formula: &Formula, id: ExprId, env: &Env) -> Standing {
        let Some(expr) = formula.expr(id) else { return vec![] };
        match &expr.kind {
            ExprKind::Facts => vec![(Name::default(), Known::new())],
            ExprKind::Variable(variable) => {
                env.0.get(variable.0 as usize).cloned().flatten().unwrap_or_default()
            }
            ExprKind::Field(base, field) => match &expr.ty {
                Type::Reference(entity) if self.vocabulary.pool(entity).is_none() => self.elsewhere(entity),
                Type::Record(_) | Type::Reference(_) => {
                    let base = self.standing(formula, *base, env);
                    base.into_iter().map(|(path, known)| (below(&path, &field.name), known)).collect()
                }
                _ => vec![],
            },
            _ => vec![],
        }
    }

    /// The entity of the records on a path.
    fn entity(&self, path: &str) -> Option<Name> {
        let mut entity = Name::default();
        for field in path.split('.').filter(|field| !field.is_empty()) {
            entity = match &self.vocabulary.field(&entity, field)?.ty {
                Type::Record(entity) | Type::Reference(entity) => entity.clone(),
                Type::List(list) => list.element.entity()?.clone(),
                Type::Optional(inner) => inner.entity()?.clone(),
                _ => return None,
            };
        }
        Some(entity)
    }
}

/// The elements of a list, each of which knows for which one it is asked.
fn with_known(elements: &Standing, universal: u32) -> Standing {
    let with = |(path, known): &(Name, Known)| {
        let mut known = known.clone();
        known.insert(universal);
        (path.clone(), known)
    };
    elements.iter().map(with).collect()
}
