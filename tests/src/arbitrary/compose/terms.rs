//! Terms: numbers, dates, countries, values, texts.

use super::{Composer, Known, PLAIN, Scope};
use crate::arbitrary::formula::{Body, Kind, Literal, Term, Unit};
use crate::arbitrary::vocabulary::{COUNTRIES, DATES, TEXTS};

impl Composer<'_, '_> {
    /// A term of a kind.
    pub(crate) fn term(&mut self, scope: &Scope, kind: Kind, depth: usize) -> Term {
        match self.choices.below(10) {
            0..=2 => Term::Literal(self.literal(kind)),
            3..=5 => self.known(scope, kind),
            _ if depth > 0 => match self.computed(scope, kind, depth - 1) {
                Some(term) => term,
                None => self.known(scope, kind),
            },
            _ => Term::Literal(self.literal(kind)),
        }
    }

    /// A term of a kind that is a literal only if there is no fact.
    pub(crate) fn term_with_facts(&mut self, scope: &Scope, kind: Kind, depth: usize) -> Term {
        if depth > 0 && self.choices.chance(30) {
            return self.term(scope, kind, depth);
        }
        self.known(scope, kind)
    }

    /// A fact or constant of a kind; a literal where there is none.
    fn known(&mut self, scope: &Scope, kind: Kind) -> Term {
        let constants: Vec<String> =
            scope.constants.iter().filter(|(_, of)| *of == kind).map(|(name, _)| name.clone()).collect();
        if let Some(name) = self.choices.pick_some(&constants) {
            return Term::Parameter(name);
        }
        let facts = self.facts(scope, |other| other == kind);
        match self.choices.pick_some(&facts) {
            Some((path, _)) => Term::Fact(path),
            None => Term::Literal(self.literal(kind)),
        }
    }

    /// A term of a kind that is computed or chosen, if the kind knows one.
    pub(crate) fn computed(&mut self, scope: &Scope, kind: Kind, depth: usize) -> Option<Term> {
        let chosen = self.choices.below(6);
        Some(match (kind, chosen) {
            (_, 0) => {
                let condition = Box::new(self.condition(scope, depth));
                let (a, b) = (self.term(scope, kind, depth), self.term(scope, kind, depth));
                Term::If(condition, Box::new(a), Box::new(b))
            }
            (_, 1) => {
                let (reading, choices) = self.choices.pick_some(&self.readings.clone())?;
                let choices =
                    choices.into_iter().map(|choice| (choice, self.term(scope, kind, depth))).collect();
                Term::ByReading(reading, choices)
            }
            (_, 2) => {
                let same = |known: &Known| match &known.notion.body {
                    Body::Value(ty, _) => Kind::of(ty) == Some(kind),
                    _ => false,
                };
                let (name, arguments) = self.call(scope, depth, same)?;
                Term::Call(name, arguments)
            }
            (Kind::Number(Unit::Days), 3) => {
                let (a, b) = (self.date_fact(scope)?, self.date_fact(scope)?);
                Term::DaysBetween(Box::new(a), Box::new(b))
            }
            (Kind::Number(_), _) => self.arithmetic(scope, kind),
            (Kind::Date, _) => self.moved(scope),
            _ => return None,
        })
    }

    fn arithmetic(&mut self, scope: &Scope, kind: Kind) -> Term {
        let (a, b) = (Box::new(self.measured(scope, kind)), Box::new(self.measured(scope, kind)));
        match self.choices.below(4) {
            0 => Term::Plus(a, b),
            1 => Term::Minus(a, b),
            2 => Term::Times(a, self.choices.pick(&[2, 3, 0])),
            _ if kind == PLAIN => Term::Over(a, self.choices.pick(&[2, 3])),
            _ => Term::Plus(a, b),
        }
    }

    /// A fact of a record, or a literal: what a notion is given may lie at the end of its range already.
    fn measured(&mut self, scope: &Scope, kind: Kind) -> Term {
        let mut facts = self.facts(scope, |other| other == kind);
        facts.retain(|(path, _)| !path.fields.is_empty());
        match self.choices.pick_some(&facts) {
            Some((path, _)) => Term::Fact(path),
            None => Term::Literal(self.literal(kind)),
        }
    }

    fn date_fact(&mut self, scope: &Scope) -> Option<Term> {
        let facts = self.facts(scope, |kind| kind == Kind::Date);
        self.choices.pick_some(&facts).map(|(path, _)| Term::Fact(path))
    }

    fn moved(&mut self, scope: &Scope) -> Term {
        let date = Box::new(self.measured(scope, Kind::Date));
        match self.choices.below(5) {
            0 => Term::AssessmentDate,
            1 => Term::PlusDays(date, Box::new(self.measured(scope, Kind::Number(Unit::Days)))),
            2 => Term::MinusDays(date, Box::new(self.measured(scope, Kind::Number(Unit::Days)))),
            _ => Term::PlusMonths(date, self.choices.pick(&[1, 12, -1, 13]), self.choices.below(2) == 0),
        }
    }

    /// A literal of a kind.
    pub(crate) fn literal(&mut self, kind: Kind) -> Literal {
        match kind {
            Kind::Number(Unit::Plain) => {
                Literal::Number(self.choices.pick(&[0, 10, 20, 15, -10]), Unit::Plain)
            }
            Kind::Number(Unit::Percent) => Literal::Number(self.choices.pick(&[500, 1000, 0]), Unit::Percent),
            Kind::Number(Unit::Days) => Literal::Number(self.choices.pick(&[300, 0, 10]), Unit::Days),
            Kind::Date => Literal::Date(self.choices.pick(&DATES)),
            Kind::Text => Literal::Text(self.choices.pick(&TEXTS)),
            Kind::Country | Kind::Bool => Literal::Country(self.choices.pick(&COUNTRIES)),
            Kind::Enum(at) => {
                let values = self.vocabulary.enumerations[at].values.len();
                Literal::Value(at, self.choices.below(values))
            }
        }
    }
}
