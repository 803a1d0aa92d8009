//! What a package makes of a dossier that lacks nothing, in two truth values.
//!
//! This is the semantics of spec.md, sections 5 to 10, said a second time: over the trees from which the text of a
//! package is made and over documents as they are written, with nothing of the program in between.

mod facts;
mod values;

use std::collections::BTreeMap;

use acquis_eval::{DerogationStatus, Verdict};

use super::document::Document;
use super::formula::{Argument, Body, Bool, Comparison, Quantified, Quantifier, Range, Term};
use super::law::{Content, Criterion, Derogation, Law, Requirement};
use facts::Facts;
use values::Value;

/// What is asked of a dossier.
pub struct Model<'m> {
    law: &'m Law,
    facts: Facts<'m>,
    readings: &'m BTreeMap<String, String>,
}

/// What becomes of a criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub satisfied: bool,
    pub verdict: Verdict,
    /// The status of each derogation, in the order of their names.
    pub derogations: Vec<DerogationStatus>,
}

/// What a formula may speak of.
#[derive(Debug, Clone, Default)]
struct Env<'m> {
    records: BTreeMap<String, &'m Document>,
    values: BTreeMap<String, Value>,
    levels: BTreeMap<String, usize>,
    /// The level of the criterion.
    own_level: usize,
}

/// Something that is ranged over.
#[derive(Debug, Clone)]
enum Element<'m> {
    Record(&'m Document),
    Value(Value),
}

impl<'m> Env<'m> {
    fn with(&self, variable: &str, element: &Element<'m>) -> Self {
        let mut env = self.clone();
        match element {
            Element::Record(record) => {
                env.records.insert(variable.to_owned(), record);
            }
            Element::Value(value) => {
                env.values.insert(variable.to_owned(), value.clone());
            }
        }
        env
    }
}

impl<'m> Model<'m> {
    /// The package and the dossier, as of the dossier's own date, under these readings.
    pub fn new(law: &'m Law, dossier: &'m Document, readings: &'m BTreeMap<String, String>) -> Self {
        Self { law, facts: Facts::new(&law.vocabulary, dossier), readings }
    }

    /// Whether the dossier contradicts what the package assumes.
    pub fn violates_assumption(&self) -> bool {
        self.law.assumes.iter().any(|assume| !self.truth(assume, &Env::default()))
    }

    /// What becomes of a criterion.
    pub fn outcome(&self, at: usize) -> Outcome {
        let criterion = &self.law.criteria[at];
        let env = self.env(criterion);
        let content = &criterion.content;
        let applies = self.applies(&content.requirement, &env);
        let points = content.points.iter().all(|point| {
            !self.applies(&point.requirement, &env) || self.holds(&point.requirement, true, &env)
        });
        let holds = self.holds(&content.requirement, points, &env);
        let base = !applies || holds;
        let mut derogations: Vec<&Derogation> =
            self.law.derogations.iter().filter(|d| d.from == at).collect();
        derogations.sort_by_key(|derogation| &derogation.name);
        let statuses: Vec<DerogationStatus> =
            derogations.iter().map(|derogation| self.status(derogation, content, base, &env)).collect();
        let lifted = derogations.iter().any(|derogation| {
            let (open, met) = self.lifting(derogation, content, &env);
            open && met
        });
        let verdict = match (applies, holds, lifted) {
            (false, ..) => Verdict::NotApplicable,
            (true, true, _) => Verdict::Met,
            (true, false, true) => Verdict::MetByDerogation,
            (true, false, false) => Verdict::NotMet,
        };
        Outcome { satisfied: base || lifted, verdict, derogations: statuses }
    }

    /// The levels that are reached.
    pub fn levels(&self) -> Vec<usize> {
        let own = |level: usize| {
            let own = self.law.criteria.iter().enumerate().filter(|(_, criterion)| criterion.level == level);
            own.map(|(at, _)| self.outcome(at)).all(|outcome| outcome.satisfied)
        };
        let reached = |level: &usize| {
            if self.law.cumulative { (1..=*level).all(own) } else { own(*level) }
        };
        (1..=self.law.levels).filter(reached).collect()
    }

    fn env(&self, criterion: &Criterion) -> Env<'m> {
        let parameters = criterion.content.parameters.iter();
        Env {
            values: parameters.map(|(name, _, value)| (name.clone(), Value::of_literal(value))).collect(),
            own_level: criterion.level,
            ..Env::default()
        }
    }

    fn applies(&self, requirement: &Requirement, env: &Env<'m>) -> bool {
        requirement.applies.as_ref().is_none_or(|applies| self.truth(applies, env))
    }

    fn holds(&self, requirement: &Requirement, points: bool, env: &Env<'m>) -> bool {
        let required = points && requirement.requires.iter().all(|formula| self.truth(formula, env));
        required || requirement.unless.iter().any(|formula| self.truth(formula, env))
    }

    fn status(
        &self,
        derogation: &Derogation,
        content: &Content,
        base: bool,
        env: &Env<'m>,
    ) -> DerogationStatus {
        match (base, self.lifting(derogation, content, env)) {
            (true, _) => DerogationStatus::NotNeeded,
            (false, (true, true)) => DerogationStatus::ReliedOn,
            (false, (true, false)) => DerogationStatus::OpenButUnmet,
            (false, (false, _)) => DerogationStatus::Closed,
        }
    }

    /// Whether a derogation is open, and whether its conditions hold, for all who need it.
    fn lifting(&self, derogation: &Derogation, content: &Content, env: &Env<'m>) -> (bool, bool) {
        let own = Env { own_level: env.own_level, ..Env::default() };
        let envs: Vec<Env<'m>> = match (&derogation.for_each, content.base()) {
            (Some(variable), Some(base)) => {
                let failing = self.elements(&base.range, env).into_iter();
                let failing = failing.filter(|element| self.fails(base, element, env));
                failing.map(|element| own.with(variable, &element)).collect()
            }
            _ => vec![own],
        };
        let open = |env: &Env<'m>| {
            derogation.opens.iter().all(|opens| self.truth(opens, env))
                && !derogation.except.iter().any(|except| self.truth(except, env))
        };
        let met = |env: &Env<'m>| derogation.conditions.iter().all(|condition| self.truth(condition, env));
        (envs.iter().all(open), envs.iter().all(met))
    }

    /// Whether an element fails what a criterion requires of each.
    fn fails(&self, base: &Quantified, element: &Element<'m>, env: &Env<'m>) -> bool {
        let inner = env.with(&base.variable, element);
        self.is_asked(base, &inner) && self.truth(&base.body, &inner) == (base.quantifier == Quantifier::No)
    }

    fn is_asked(&self, quantified: &Quantified, env: &Env<'m>) -> bool {
        quantified.filter.as_ref().is_none_or(|filter| self.truth(filter, env))
            && !quantified.except.as_ref().is_some_and(|except| self.truth(except, env))
    }

    fn truth(&self, formula: &Bool, env: &Env<'m>) -> bool {
        let all = |parts: &[Bool]| parts.iter().all(|part| self.truth(part, env));
        let any = |parts: &[Bool]| parts.iter().any(|part| self.truth(part, env));
        match formula {
            Bool::Literal(value) => *value,
            Bool::Fact(path) => self.facts.value(path, &env.records, &env.values) == Value::Truth(true),
            Bool::Not(inner) => !self.truth(inner, env),
            Bool::And(parts) | Bool::AllOf(parts) => all(parts),
            Bool::Or(parts) | Bool::AnyOf(parts) => any(parts),
            Bool::Implies(a, b) => !self.truth(a, env) || self.truth(b, env),
            Bool::Compare(comparison, a, b) => holds(*comparison, &self.term(a, env), &self.term(b, env)),
            Bool::OneOf(within, item, options) => {
                let item = self.term(item, env);
                *within == options.iter().any(|option| self.term(option, env) == item)
            }
            Bool::InList(within, item, list) => {
                let item = self.term(item, env);
                let elements = self.elements(&Range::List(list.clone()), env);
                let equals =
                    |element: &Element<'_>| matches!(element, Element::Value(value) if *value == item);
                *within == elements.iter().any(equals)
            }
            Bool::InRegister(within, item, register, on) => {
                let day = on.as_ref().map_or(Value::Day(self.facts.as_of()), |on| self.term(on, env));
                *within == self.facts.is_in_register(&self.term(item, env), register, &day)
            }
            Bool::Share(comparison, part, percent, whole) => {
                let part = self.term(part, env).times(100, 1);
                holds(*comparison, &part, &self.term(whole, env).times(*percent, 1))
            }
            Bool::Quantified(quantified) => self.quantified(quantified, env),
            Bool::Count(comparison, range, n) => {
                let counted = self.elements(range, env).len();
                holds(*comparison, &Value::whole(counted), &Value::whole(*n))
            }
            Bool::Exists(path) => !self.elements(&Range::List(path.clone()), env).is_empty(),
            Bool::FirstOf(cases, otherwise) => {
                let decides = cases.iter().find(|(condition, _)| self.truth(condition, env));
                self.truth(decides.map_or(&**otherwise, |(_, value)| value), env)
            }
            Bool::If(condition, a, b) => self.truth(if self.truth(condition, env) { a } else { b }, env),
            Bool::ByReading(reading, choices) => self.truth(self.chosen(reading, choices), env),
            Bool::Should(inner, reading) => self.readings[reading] == "advisory" || self.truth(inner, env),
            Bool::IsLevel(given, level) => env.levels[given] == *level,
            Bool::Call(name, arguments) => match self.called(name, arguments, env) {
                (Body::Truth(formula), env) => self.truth(formula, &env),
                _ => panic!("{name} is no truth value"),
            },
        }
    }

    fn chosen<'f, T>(&self, reading: &str, choices: &'f [(String, T)]) -> &'f T {
        let choice = &self.readings[reading];
        choices
            .iter()
            .find(|(name, _)| name == choice)
            .map(|(_, value)| value)
            .expect("all choices are covered")
    }

    fn quantified(&self, quantified: &Quantified, env: &Env<'m>) -> bool {
        let elements = self.elements(&quantified.range, env);
        let envs = elements.iter().map(|element| env.with(&quantified.variable, element));
        let asked: Vec<Env<'m>> = envs.filter(|env| self.is_asked(quantified, env)).collect();
        let many = asked.iter().filter(|env| self.truth(&quantified.body, env)).count();
        match quantified.quantifier {
            Quantifier::Every => many == asked.len(),
            Quantifier::Some => many > 0,
            Quantifier::No => many == 0,
            Quantifier::AtLeast(n) => many >= n,
            Quantifier::AtMost(n) => many <= n,
            Quantifier::Exactly(n) => many == n,
        }
    }

    fn elements(&self, range: &Range, env: &Env<'m>) -> Vec<Element<'m>> {
        match range {
            Range::List(path) => self.facts.list(path, &env.records),
            Range::Chain(path) => self.facts.chain(path, &env.records),
            Range::One(path) => vec![Element::Record(self.facts.record(path, &env.records))],
            Range::Together(parts) => parts.iter().flat_map(|part| self.elements(part, env)).collect(),
            Range::Each(variable, inner, condition) => {
                let mut elements = self.elements(inner, env);
                elements.retain(|element| self.truth(condition, &env.with(variable, element)));
                elements
            }
            Range::Call(name, arguments) => match self.called(name, arguments, env) {
                (Body::List(_, range), env) => self.elements(range, &env),
                _ => panic!("{name} is no list"),
            },
        }
    }

    /// The body of a notion, and what its parameters stand for.
    fn called(&self, name: &str, arguments: &[Argument], env: &Env<'m>) -> (&'m Body, Env<'m>) {
        let notion =
            self.law.notions.iter().find(|notion| notion.name == name).expect("the notion is declared");
        let mut inner = Env::default();
        for ((parameter, _), argument) in notion.parameters.iter().zip(arguments) {
            let parameter = parameter.clone();
            match argument {
                Argument::Record(path) => {
                    inner.records.insert(parameter, self.facts.record(path, &env.records));
                }
                Argument::Term(term) => {
                    inner.values.insert(parameter, self.term(term, env));
                }
                Argument::OwnLevel => {
                    inner.levels.insert(parameter, env.own_level);
                }
                Argument::Given(name) => {
                    inner.levels.insert(parameter, env.levels[name]);
                }
            }
        }
        (&notion.body, inner)
    }

    fn term(&self, term: &Term, env: &Env<'m>) -> Value {
        let of = |term: &Term| self.term(term, env);
        match term {
            Term::Literal(literal) => Value::of_literal(literal),
            Term::Fact(path) => self.facts.value(path, &env.records, &env.values),
            Term::Parameter(name) => env.values[name].clone(),
            Term::AssessmentDate => Value::Day(self.facts.as_of()),
            Term::Plus(a, b) => of(a).plus(&of(b)),
            Term::Minus(a, b) => of(a).plus(&of(b).times(-1, 1)),
            Term::Times(a, n) => of(a).times(*n, 1),
            Term::Over(a, n) => of(a).times(1, *n),
            Term::PlusDays(date, days) => of(date).later(&of(days), 1),
            Term::MinusDays(date, days) => of(date).later(&of(days), -1),
            Term::PlusMonths(date, months, up) => of(date).months_later(*months, *up),
            Term::DaysBetween(a, b) => of(a).days_since(&of(b)),
            Term::If(condition, a, b) => of(if self.truth(condition, env) { a } else { b }),
            Term::ByReading(reading, choices) => of(self.chosen(reading, choices)),
            Term::Call(name, arguments) => match self.called(name, arguments, env) {
                (Body::Value(_, term), env) => self.term(term, &env),
                _ => panic!("{name} is no value"),
            },
        }
    }
}

fn holds(comparison: Comparison, a: &Value, b: &Value) -> bool {
    match comparison {
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
        Comparison::Less => a.is_less(b),
        Comparison::LessEqual => a.is_less(b) || a == b,
        Comparison::Greater => b.is_less(a),
        Comparison::GreaterEqual => b.is_less(a) || a == b,
    }
}
