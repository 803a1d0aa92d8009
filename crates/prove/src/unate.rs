//! Whether Kleene's answer is exact by itself: where nothing that a criterion speaks of counts for it in one place and
//! against it in another.
//!
//! Give every fact that is not known the value that counts for the criterion: no part of it needs another, so that all that
//! Kleene leaves open becomes true; and give each the other value, then it becomes false. So an open criterion has both
//! completions, and nobody need look for them. That holds of what compares facts with constants on whose both sides there
//! are values; whatever else a criterion says, it is asked about.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Comparison, Name};
use acquis_facts::{Dossier, Slot};
use acquis_ir::{
    Bindings, Criterion, Date, Derogation, Expr, ExprId, ExprKind, Formula, Program, Quantified, Quantifier,
    Range, Register, Requirement, Type, Value,
};

use crate::symbolic::Side;

/// After how many steps a criterion counts as one to be asked about.
const MAX_STEPS: u32 = 5_000;

/// Something that a criterion speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Symbol {
    /// A field of an entity, in whatever record.
    Field(Name, Name),
    /// The values that a field lists.
    Listed(Name, Name),
    Register(Name),
}

/// What criteria speak of, each with all that is said of it and whether it counts for them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Uses {
    said: BTreeMap<Symbol, BTreeSet<(String, bool)>>,
    /// Entities whose records stand in lists and are referred to.
    referred: BTreeSet<Name>,
}

impl Uses {
    /// What a criterion speaks of, and whether all of it is such as is looked at here.
    pub(crate) fn of(side: &Side<'_>, dossier: &Dossier, as_of: Date, criterion: &Criterion) -> (Self, bool) {
        let mut walk = Walk {
            side,
            dossier,
            as_of,
            uses: Self::default(),
            closed: None,
            depth: 0,
            steps: 0,
            plain: true,
        };
        walk.criterion(criterion);
        if walk.plain {
            return (walk.uses, true);
        }
        let mut uses = Self::default();
        for formula in formulas_of(side.program, criterion) {
            uses.whatever_counts(formula);
        }
        (uses, false)
    }

    /// What a formula speaks of, as if all of it counted both ways.
    fn whatever_counts(&mut self, formula: &Formula) {
        for expr in &formula.exprs {
            let symbols = match &expr.kind {
                ExprKind::Field(base, field) => {
                    let entity = formula.expr(*base).and_then(|base| base.ty.entity());
                    let (entity, field) = (entity.cloned().unwrap_or_default(), field.name.clone());
                    vec![Symbol::Field(entity.clone(), field.clone()), Symbol::Listed(entity, field)]
                }
                ExprKind::InRegister { register, .. } => vec![Symbol::Register(register.clone())],
                _ => vec![],
            };
            for symbol in symbols {
                let said = self.said.entry(symbol).or_default();
                said.extend([(String::new(), true), (String::new(), false)]);
            }
        }
    }

    /// What both speak of.
    pub(crate) fn and(&mut self, other: &Self) {
        for (symbol, said) in &other.said {
            match self.said.get_mut(symbol) {
                Some(known) if said.is_subset(known) => {}
                Some(known) => known.extend(said.iter().cloned()),
                None => {
                    self.said.insert(symbol.clone(), said.clone());
                }
            }
        }
        self.referred.extend(other.referred.iter().cloned());
    }

    /// Whether what `own` speaks of counts in one way only wherever these speak of it.
    pub(crate) fn agree_on(&self, own: &Self, program: &Program, dossier: &Dossier) -> bool {
        own.said.keys().all(|symbol| self.said.get(symbol).is_none_or(|said| said.len() == 1))
            && own.referred.iter().all(|entity| self.leaves_room_for(entity, program, dossier))
    }

    /// Whether a record of an entity can be added to a list that nothing here speaks of.
    fn leaves_room_for(&self, entity: &Name, program: &Program, dossier: &Dossier) -> bool {
        let root = dossier.record(Dossier::ROOT);
        program.facts.iter().enumerate().any(|(at, field)| {
            let slot = root.and_then(|root| root.facts.get(at)).map(|fact| &fact.slot);
            matches!(field.ty.element(), Some(Type::Record(found)) if found == entity)
                && matches!(field.ty, Type::List(_))
                && matches!(slot, None | Some(Slot::Unknown | Slot::List { complete: false, .. }))
                && !self.said.contains_key(&Symbol::Field(Name::default(), field.name.clone()))
        })
    }
}

/// Whether a range is a list of which it is not declared how many elements it has at most.
fn may_grow(formula: &Formula, range: &Range) -> bool {
    match range {
        Range::List(id) => formula.expr(*id).is_some_and(|expr| matches!(expr.ty, Type::List(_))),
        Range::Filtered(_, inner, _) => may_grow(formula, inner),
        Range::One(_) | Range::Chain(..) | Range::Together(_) | Range::Call(..) => false,
    }
}

/// The formulas that a criterion rests on, those of notions included.
fn formulas_of<'p>(program: &'p Program, criterion: &'p Criterion) -> Vec<&'p Formula> {
    let of = |it: &'p Requirement| it.applies.iter().chain(&it.requires).chain(&it.unless);
    let mut waiting: Vec<&Formula> = of(&criterion.requirement).collect();
    waiting.extend(criterion.points.iter().flat_map(|point| of(&point.requirement)));
    for derogation in program.derogations_of(&criterion.provision) {
        waiting.extend(derogation.opens.iter().chain(&derogation.except));
        waiting.extend(derogation.conditions.iter().map(|condition| &condition.formula));
    }
    let mut all = vec![];
    let mut called: BTreeSet<&Name> = BTreeSet::new();
    while let Some(formula) = waiting.pop() {
        all.push(formula);
        for name in calls(formula) {
            if called.insert(name) {
                waiting.extend(program.defines.get(name).map(|define| &define.body));
            }
        }
    }
    all
}

/// The notions that a formula applies.
fn calls(formula: &Formula) -> Vec<&Name> {
    fn of_range<'f>(range: &'f Range, found: &mut Vec<&'f Name>) {
        match range {
            Range::Call(name, _) => found.push(name),
            Range::Filtered(_, inner, _) => of_range(inner, found),
            Range::Together(parts) => parts.iter().for_each(|part| of_range(part, found)),
            Range::List(_) | Range::One(_) | Range::Chain(..) => {}
        }
    }
    let mut found = vec![];
    formula.range.iter().for_each(|range| of_range(range, &mut found));
    for expr in &formula.exprs {
        match &expr.kind {
            ExprKind::Call(name, _) => found.push(name),
            ExprKind::Quantified { range, .. } => of_range(range, &mut found),
            _ => {}
        }
    }
    found
}

/// What a variable stands for: a record or a value, and how many quantifiers stand around where it was bound.
#[derive(Debug, Clone)]
struct Origin {
    value: Option<Symbol>,
    depth: u32,
}

type Env = Bindings<Origin>;

struct Walk<'w, 'p> {
    side: &'w Side<'p>,
    dossier: &'w Dossier,
    as_of: Date,
    uses: Uses,
    /// Below as many quantifiers nothing may be spoken of that stands outside of them.
    closed: Option<u32>,
    depth: u32,
    steps: u32,
    plain: bool,
}

impl Walk<'_, '_> {
    fn criterion(&mut self, criterion: &Criterion) {
        self.requirement(&criterion.requirement);
        criterion.points.iter().for_each(|point| self.requirement(&point.requirement));
        let program = self.side.program;
        for derogation in program.derogations_of(&criterion.provision) {
            self.derogation(derogation, &criterion.requirement);
        }
    }

    fn requirement(&mut self, requirement: &Requirement) {
        let none = Env::default();
        requirement.applies.iter().for_each(|formula| self.formula(formula, &none, false));
        let asked = requirement.requires.iter().chain(&requirement.unless);
        asked.for_each(|formula| self.formula(formula, &none, true));
    }

    fn derogation(&mut self, derogation: &Derogation, requirement: &Requirement) {
        let Some((formula, parts)) = requirement.each().filter(|_| derogation.for_each) else {
            return self.case(derogation, &Env::default());
        };
        let (origin, nonempty) = self.range(formula, parts.range, &Env::default(), false);
        self.within(nonempty, |walk| {
            walk.case(derogation, &Env::of(vec![Origin { depth: walk.depth, ..origin }]));
        });
    }

    fn case(&mut self, derogation: &Derogation, env: &Env) {
        derogation.opens.iter().for_each(|formula| self.formula(formula, env, true));
        derogation.except.iter().for_each(|formula| self.formula(formula, env, false));
        derogation.conditions.iter().for_each(|condition| self.formula(&condition.formula, env, true));
    }

    fn formula(&mut self, formula: &Formula, env: &Env, positive: bool) {
        match formula.root {
            Some(root) => self.truth(formula, root, env, positive),
            None => self.plain = false,
        }
    }

    fn say(&mut self, symbol: Symbol, what: String, positive: bool) {
        self.uses.said.entry(symbol).or_default().insert((what, positive));
    }

    fn truth(&mut self, formula: &Formula, id: ExprId, env: &Env, positive: bool) {
        self.steps += 1;
        self.plain &= self.steps < MAX_STEPS;
        let Some(expr) = formula.expr(id).filter(|_| self.plain) else {
            self.plain = false;
            return;
        };
        match &expr.kind {
            // Of what must hold of an element by itself a constant says nothing.
            ExprKind::Literal(Value::Bool(_)) => self.plain &= self.closed.is_none(),
            ExprKind::Not(inner) => self.truth(formula, *inner, env, !positive),
            ExprKind::All(limbs) | ExprKind::Any(limbs) => {
                limbs.iter().for_each(|limb| self.truth(formula, limb.expr, env, positive));
            }
            ExprKind::Implies(a, b) => {
                self.truth(formula, *a, env, !positive);
                self.truth(formula, *b, env, positive);
            }
            ExprKind::Call(name, arguments) => self.call(formula, (name, arguments), env, positive),
            ExprKind::Quantified { .. } => match expr.quantified() {
                Some(parts) => self.quantified(formula, &parts, env, positive),
                None => self.plain = false,
            },
            ExprKind::ByReading(reading, choices) => match self.side.chosen(reading, choices) {
                Some(chosen) => self.truth(formula, chosen, env, positive),
                None => self.plain = false,
            },
            ExprKind::Should(asked, reading) if self.side.binds(reading) => {
                self.truth(formula, *asked, env, positive);
            }
            ExprKind::Exists(inner) => {
                if let Some((symbol, _)) = self.symbol(formula, *inner, env) {
                    self.say(symbol, String::new(), positive);
                }
            }
            ExprKind::Field(..) | ExprKind::Variable(_) => {
                if let Some((symbol, _)) = self.symbol(formula, id, env) {
                    self.say(symbol, String::new(), positive);
                }
            }
            ExprKind::Compare(comparison, a, b) => {
                self.compare(formula, (*comparison, *a, *b), env, positive);
            }
            ExprKind::OneOf(item, options) => self.one_of(formula, (*item, options), env, positive),
            ExprKind::InRegister { item, register, on } => {
                self.in_register(formula, (*item, register, *on), env, positive);
            }
            _ => self.plain = false,
        }
    }

    fn call(&mut self, formula: &Formula, (name, arguments): (&Name, &[ExprId]), env: &Env, positive: bool) {
        let Some(define) = self.side.program.defines.get(name) else {
            self.plain = false;
            return;
        };
        if let Some(inner) = self.arguments(formula, arguments, env) {
            self.formula(&define.body, &inner, positive);
        }
    }

    /// What the parameters of a notion stand for; nothing where that is a computed value.
    fn arguments(&mut self, formula: &Formula, arguments: &[ExprId], env: &Env) -> Option<Env> {
        let mut origins = vec![];
        for argument in arguments {
            let expr = formula.expr(*argument)?;
            origins.push(if expr.ty.entity().is_some() {
                Origin { value: None, depth: self.record(formula, *argument, env) }
            } else {
                let (symbol, depth) = self.symbol(formula, *argument, env)?;
                Origin { value: Some(symbol), depth }
            });
        }
        Some(Env::of(origins))
    }

    /// How many quantifiers stand around where the record begins that an expression leads to.
    fn record(&mut self, formula: &Formula, id: ExprId, env: &Env) -> u32 {
        let depth = match formula.expr(id).map(|expr| (&expr.kind, &expr.ty)) {
            Some((ExprKind::Variable(variable), _)) => env.get(*variable).map(|origin| origin.depth),
            Some((ExprKind::Field(base, _), ty)) => {
                self.refers(ty);
                Some(self.record(formula, *base, env))
            }
            Some((ExprKind::Facts, _)) => Some(0),
            _ => None,
        };
        let depth = depth.unwrap_or_else(|| {
            self.plain = false;
            0
        });
        self.plain &= self.closed.is_none_or(|closed| depth >= closed);
        depth
    }

    /// Notes that records are referred to that stand in lists.
    fn refers(&mut self, ty: &Type) {
        let Type::Reference(entity) = ty else { return };
        let in_pool = self
            .side
            .program
            .facts
            .iter()
            .any(|field| matches!(&field.ty, Type::Pool(found) if found == entity));
        if !in_pool {
            self.uses.referred.insert(entity.clone());
        }
    }

    /// The fact that an expression is, with how many quantifiers stand around where its record begins.
    fn symbol(&mut self, formula: &Formula, id: ExprId, env: &Env) -> Option<(Symbol, u32)> {
        let found = match formula.expr(id).map(|expr| &expr.kind) {
            Some(ExprKind::Variable(variable)) => {
                let origin = env.get(*variable).cloned();
                origin.and_then(|origin| Some((origin.value?, origin.depth)))
            }
            Some(ExprKind::Field(base, field)) => {
                let entity =
                    formula.expr(*base).and_then(|base| base.ty.entity()).cloned().unwrap_or_default();
                Some((Symbol::Field(entity, field.name.clone()), self.record(formula, *base, env)))
            }
            _ => None,
        };
        let is_within = found.as_ref().is_some_and(|(_, depth)| self.closed.is_none_or(|it| *depth >= it));
        self.plain &= is_within;
        found
    }

    fn quantified(&mut self, formula: &Formula, parts: &Quantified<'_>, env: &Env, positive: bool) {
        let (more_counts, body) = match parts.quantifier {
            Quantifier::Some | Quantifier::AtLeast(_) => (positive, positive),
            Quantifier::Every => (!positive, positive),
            Quantifier::No | Quantifier::AtMost(_) => (!positive, !positive),
            Quantifier::Exactly(_) => {
                self.plain = false;
                return;
            }
        };
        let counts = matches!(parts.quantifier, Quantifier::AtLeast(_) | Quantifier::AtMost(_));
        self.plain &= !counts || may_grow(formula, parts.range);
        let (origin, nonempty) = self.range(formula, parts.range, env, more_counts);
        self.within(nonempty, |walk| {
            let env = env.with(parts.variable, Origin { depth: walk.depth, ..origin });
            for (part, counts) in [(parts.filter, more_counts), (parts.except, !more_counts)] {
                if let Some(part) = part {
                    walk.truth(formula, part, &env, counts);
                }
            }
            walk.truth(formula, parts.body, &env, body);
        });
    }

    /// Goes on one quantifier further in. An element that a list must have can count one way or the other only by itself.
    fn within(&mut self, nonempty: bool, go_on: impl FnOnce(&mut Self)) {
        self.depth += 1;
        let before = self.closed;
        if nonempty && before.is_none() {
            self.closed = Some(self.depth);
        }
        go_on(self);
        self.closed = before;
        self.depth -= 1;
    }

    /// What a range ranges over, and whether some list of it must have an element.
    fn range(&mut self, formula: &Formula, range: &Range, env: &Env, more_counts: bool) -> (Origin, bool) {
        let mut origin = Origin { value: None, depth: self.depth };
        let mut nonempty = false;
        match range {
            Range::One(id) if formula.expr(*id).is_some_and(|expr| expr.ty.entity().is_some()) => {
                self.record(formula, *id, env);
            }
            Range::List(id) | Range::Chain(id, _) => {
                if let (Some((symbol, _)), Some(Expr { ty, .. })) =
                    (self.symbol(formula, *id, env), formula.expr(*id))
                {
                    nonempty = matches!(ty, Type::List(list) if list.nonempty);
                    self.listed(ty, &symbol, range, more_counts);
                    if let (Some(element), Symbol::Field(entity, field)) = (ty.element(), &symbol)
                        && element.entity().is_none()
                    {
                        origin.value = Some(Symbol::Listed(entity.clone(), field.clone()));
                    }
                    self.say(symbol, String::new(), more_counts);
                }
            }
            Range::Together(parts) => {
                for part in parts {
                    let (_, must) = self.range(formula, part, env, more_counts);
                    nonempty |= must;
                }
            }
            Range::Filtered(variable, inner, condition) => {
                (origin, nonempty) = self.range(formula, inner, env, more_counts);
                let bound = origin.clone();
                self.within(nonempty, |walk| {
                    let env = env.with(*variable, Origin { depth: walk.depth, ..bound });
                    walk.truth(formula, *condition, &env, more_counts);
                });
            }
            Range::Call(name, arguments) => {
                let body = self.side.program.defines.get(name).map(|define| &define.body);
                match (
                    body.and_then(|body| Some((body, body.range.as_ref()?))),
                    self.arguments(formula, arguments, env),
                ) {
                    (Some((body, range)), Some(inner)) => {
                        return self.range(body, range, &inner, more_counts);
                    }
                    _ => self.plain = false,
                }
            }
            Range::One(_) => self.plain = false,
        }
        (origin, nonempty)
    }

    /// Notes what the elements of a list refer to, and where a chain leads.
    fn listed(&mut self, ty: &Type, symbol: &Symbol, range: &Range, more_counts: bool) {
        let Some(element) = ty.element() else { return };
        self.refers(element);
        if let (Range::Chain(_, along), Some(entity)) = (range, element.entity()) {
            let further = Symbol::Field(entity.clone(), along.clone());
            if further != *symbol {
                self.say(further, String::new(), more_counts);
            }
        }
    }

    /// A constant as words, with its value.
    fn constant(&self, formula: &Formula, id: ExprId) -> Option<Value> {
        match &formula.expr(id)?.kind {
            ExprKind::Literal(value) => Some(value.clone()),
            ExprKind::AssessmentDate => Some(Value::Date(self.as_of)),
            _ => None,
        }
    }

    fn compare(
        &mut self,
        formula: &Formula,
        (comparison, a, b): (Comparison, ExprId, ExprId),
        env: &Env,
        positive: bool,
    ) {
        let (item, constant, turned) = match (self.constant(formula, a), self.constant(formula, b)) {
            (None, Some(constant)) => (a, constant, false),
            (Some(constant), None) => (b, constant, true),
            _ => {
                self.plain = false;
                return;
            }
        };
        let ty = formula.expr(item).map(|expr| expr.ty.clone());
        let ways = ty.map(|ty| self.outcomes(&ty, comparison, &constant, turned)).unwrap_or_default();
        self.plain &= ways == (true, true);
        if let Some((symbol, _)) = self.symbol(formula, item, env) {
            self.say(symbol, format!("{comparison:?} {constant} {turned}"), positive);
        }
    }

    /// Whether some value of a type compares with a constant so, and whether some does not.
    fn outcomes(&self, ty: &Type, comparison: Comparison, constant: &Value, turned: bool) -> (bool, bool) {
        let around = |least: i128, greatest: i128, at: i128| {
            let near = [least, greatest, at.saturating_sub(1), at, at.saturating_add(1)];
            let holds = |value: i128| {
                let ordering = if turned { at.cmp(&value) } else { value.cmp(&at) };
                comparison.holds(ordering)
            };
            let values = near.into_iter().filter(|value| (least..=greatest).contains(value)).map(holds);
            values.fold((false, false), |(yes, no), holds| (yes || holds, no || !holds))
        };
        match (ty, constant) {
            (Type::Number(number), Value::Number(value)) => match value.scaled(number.denominator) {
                Some(value) => around(number.min, number.max, value),
                None => (false, false),
            },
            (Type::Date(first, last), Value::Date(date)) => {
                let number = |date: &Date| i128::from(date.number());
                around(number(first), number(last), number(date))
            }
            (Type::Enum(name), Value::Variant(_, rank)) => {
                let count = self.side.program.enumerations.get(name).map_or(0, |it| it.variants.len());
                let greatest = i128::try_from(count).unwrap_or(0) - 1;
                around(0, greatest, i128::from(*rank))
            }
            (Type::Country | Type::Text, Value::Country(_) | Value::Text(_)) => (true, true),
            _ => (false, false),
        }
    }

    fn one_of(&mut self, formula: &Formula, (item, options): (ExprId, &[ExprId]), env: &Env, positive: bool) {
        let all: Option<Vec<String>> =
            options.iter().map(|option| Some(self.constant(formula, *option)?.to_string())).collect();
        let ty = formula.expr(item).map(|expr| expr.ty.clone());
        let has_others = match (&ty, &all) {
            (Some(Type::Enum(name)), Some(all)) => {
                let variants = self.side.program.enumerations.get(name).map(|it| it.variants.as_slice());
                variants.unwrap_or_default().iter().any(|variant| !all.contains(&variant.name.to_string()))
            }
            (Some(Type::Country | Type::Text), Some(all)) => all.len() < 100,
            _ => false,
        };
        self.plain &= has_others && !options.is_empty();
        if let (Some((symbol, _)), Some(all)) = (self.symbol(formula, item, env), all) {
            self.say(symbol, format!("one of {}", all.join(" ")), positive);
        }
    }

    fn in_register(
        &mut self,
        formula: &Formula,
        (item, register, on): (ExprId, &Name, Option<ExprId>),
        env: &Env,
        positive: bool,
    ) {
        let day = match on {
            None => Some(self.as_of),
            Some(on) => match self.constant(formula, on) {
                Some(Value::Date(day)) => Some(day),
                _ => None,
            },
        };
        let declared = self.side.program.registers.get(register);
        let (Some(day), Some(declared)) = (day, declared) else {
            self.plain = false;
            return;
        };
        self.plain &= !self.dossier.registers.contains_key(register) && self.has_both(declared, day);
        if let Some((symbol, _)) = self.symbol(formula, item, env) {
            self.say(symbol, format!("in {register} on {day}"), positive);
            self.say(Symbol::Register(register.clone()), String::new(), positive);
        }
    }

    /// Whether a register has a key on a day, and not all that there are.
    fn has_both(&self, register: &Register, day: Date) -> bool {
        let covers =
            register.entries.iter().filter(|it| it.from <= day && it.until.is_none_or(|until| day <= until));
        let members: BTreeSet<String> = covers.map(|entry| entry.key.to_string()).collect();
        let all = match &register.of {
            Type::Country => 100,
            Type::Enum(name) => self.side.program.enumerations.get(name).map_or(0, |it| it.variants.len()),
            _ => 0,
        };
        !members.is_empty() && members.len() < all
    }
}
