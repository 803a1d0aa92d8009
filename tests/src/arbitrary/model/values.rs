//! Plain values.

use crate::arbitrary::calendar;
use crate::arbitrary::formula::Literal;
use crate::arbitrary::vocabulary::Vocabulary;

/// A plain value.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Truth(bool),
    /// A fraction with a divisor above zero.
    Number(i128, i128),
    /// A day by its number.
    Day(i64),
    /// A text, or the code of a country.
    Words(String),
    /// A value of an enumeration, by the index of both.
    Rank(usize, usize),
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Truth(a), Self::Truth(b)) => a == b,
            (Self::Number(a, over), Self::Number(b, under)) => a * under == b * over,
            (Self::Day(a), Self::Day(b)) => a == b,
            (Self::Words(a), Self::Words(b)) => a == b,
            (Self::Rank(e, a), Self::Rank(f, b)) => (e, a) == (f, b),
            _ => panic!("{self:?} is compared with {other:?}"),
        }
    }
}

impl Value {
    pub(super) fn whole(n: usize) -> Self {
        Self::Number(n as i128, 1)
    }

    pub(super) fn of_literal(literal: &Literal) -> Self {
        match literal {
            Literal::Number(tenths, _) => Self::Number(i128::from(*tenths), 10),
            Literal::Date(day) => Self::Day(calendar::day(day).expect("a date")),
            Literal::Text(words) | Literal::Country(words) => Self::Words((*words).to_owned()),
            Literal::Value(enumeration, at) => Self::Rank(*enumeration, *at),
        }
    }

    /// What words in a dossier stand for; the vocabularies made here use none for two things.
    pub(super) fn of_words(vocabulary: &Vocabulary, words: &str) -> Self {
        if let Some(percent) = words.strip_suffix(" %") {
            return Self::of_digits(percent);
        }
        for (at, enumeration) in vocabulary.enumerations.iter().enumerate() {
            if let Some(rank) = enumeration.values.iter().position(|value| value == words) {
                return Self::Rank(at, rank);
            }
        }
        calendar::day(words).map_or(Self::Words(words.to_owned()), Self::Day)
    }

    pub(super) fn of_digits(digits: &str) -> Self {
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let mantissa: i128 = format!("{whole}{places}").parse().expect("digits");
        Self::Number(mantissa, 10_i128.pow(u32::try_from(places.len()).expect("few places")))
    }

    pub(super) fn is_less(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a, over), Self::Number(b, under)) => a * under < b * over,
            (Self::Day(a), Self::Day(b)) => a < b,
            (Self::Rank(e, a), Self::Rank(f, b)) if e == f => a < b,
            _ => panic!("{self:?} and {other:?} have no order"),
        }
    }

    fn number(&self) -> (i128, i128) {
        match self {
            Self::Number(a, over) => (*a, *over),
            other => panic!("{other:?} is no number"),
        }
    }

    fn day(&self) -> i64 {
        match self {
            Self::Day(day) => *day,
            other => panic!("{other:?} is no day"),
        }
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        let ((a, over), (b, under)) = (self.number(), other.number());
        Self::Number(a * under + b * over, over * under)
    }

    pub(super) fn times(&self, n: i64, over: i64) -> Self {
        let (a, under) = self.number();
        Self::Number(a * i128::from(n), under * i128::from(over))
    }

    /// So many days later; earlier where the sign is negative.
    pub(super) fn later(&self, days: &Self, sign: i64) -> Self {
        let (days, over) = days.number();
        let whole = i64::try_from(days / over).expect("few days");
        assert_eq!(days % over, 0, "days are whole");
        Self::Day(self.day() + sign * whole)
    }

    pub(super) fn months_later(&self, months: i64, up: bool) -> Self {
        Self::Day(calendar::plus_months(self.day(), months, up))
    }

    pub(super) fn days_since(&self, earlier: &Self) -> Self {
        Self::Number(i128::from(self.day() - earlier.day()), 1)
    }

    /// The day, or the key of a register.
    pub(super) fn as_day(&self) -> i64 {
        self.day()
    }
}
