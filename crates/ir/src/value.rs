//! Values of facts and expressions, all exact.

use std::cmp::Ordering;
use std::fmt;

use acquis_base::Name;

use crate::{Country, Date};

/// An exact number, `mantissa / denominator`, in lowest terms. Equality and order are those of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    mantissa: i128,
    denominator: u64,
}

impl Number {
    /// Zero.
    pub const ZERO: Self = Self { mantissa: 0, denominator: 1 };

    /// `mantissa / denominator`; a denominator of 0 counts as 1.
    pub fn new(mantissa: i128, denominator: u64) -> Self {
        let denominator = denominator.max(1);
        let divisor = gcd(mantissa.unsigned_abs(), u128::from(denominator)).max(1);
        let reduced = i128::try_from(divisor).map_or(mantissa, |divisor| mantissa / divisor);
        let denominator = u64::try_from(u128::from(denominator) / divisor).unwrap_or(denominator);
        Self { mantissa: reduced, denominator }
    }

    /// A whole number.
    pub fn whole(value: i64) -> Self {
        Self { mantissa: i128::from(value), denominator: 1 }
    }

    /// Reads an optional sign, digits, and an optional decimal part; nothing else, and at most 36 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let well_formed = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let empty_part = whole.is_empty() || (digits.contains('.') && fraction.is_empty());
        if empty_part || !well_formed(whole) || !well_formed(fraction) || whole.len() + fraction.len() > 36 {
            return None;
        }
        let denominator = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let magnitude: i128 = format!("{whole}{fraction}").parse().ok()?;
        Some(Self::new(if negative { -magnitude } else { magnitude }, denominator))
    }

    /// The numerator in lowest terms.
    pub fn mantissa(self) -> i128 {
        self.mantissa
    }

    /// The denominator in lowest terms, at least 1.
    pub fn denominator(self) -> u64 {
        self.denominator
    }

    /// The value times `denominator`, if that is whole.
    pub fn scaled(self, denominator: u64) -> Option<i128> {
        if !denominator.is_multiple_of(self.denominator) {
            return None;
        }
        self.mantissa.checked_mul(i128::from(denominator / self.denominator))
    }

    /// The sum. Never overflows on values within the ranges that `check` accepts; saturates beyond them.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let (a, b) = (i128::from(self.denominator), i128::from(other.denominator));
        let mantissa = self.mantissa.saturating_mul(b).saturating_add(other.mantissa.saturating_mul(a));
        Self::new(mantissa, self.denominator.saturating_mul(other.denominator))
    }

    /// The product, under the same promise as [`Number::plus`].
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        let mantissa = self.mantissa.saturating_mul(other.mantissa);
        Self::new(mantissa, self.denominator.saturating_mul(other.denominator))
    }

    /// The opposite number.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { mantissa: -self.mantissa, denominator: self.denominator }
    }

    /// One divided by this number; nothing for zero or where the result has too large a denominator.
    pub fn inverse(self) -> Option<Self> {
        let magnitude = u64::try_from(self.mantissa.unsigned_abs()).ok().filter(|m| *m > 0)?;
        let mantissa = i128::from(self.denominator) * self.mantissa.signum();
        Some(Self::new(mantissa, magnitude))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = self.mantissa.saturating_mul(i128::from(other.denominator));
        left.cmp(&other.mantissa.saturating_mul(i128::from(self.denominator)))
    }
}

impl fmt::Display for Number {
    /// A decimal where the number has a finite one, else a fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = (0..=18).find(|places| 10_u64.pow(*places).is_multiple_of(self.denominator));
        match places {
            Some(0) => write!(f, "{}", self.mantissa),
            Some(places) => {
                let scale = 10_u64.pow(places);
                let scaled = self.scaled(scale).unwrap_or(self.mantissa);
                let sign = if scaled < 0 { "-" } else { "" };
                let (whole, rest) =
                    (scaled.unsigned_abs() / u128::from(scale), scaled.unsigned_abs() % u128::from(scale));
                write!(f, "{sign}{whole}.{rest:0width$}", width = places as usize)
            }
            None => write!(f, "{}/{}", self.mantissa, self.denominator),
        }
    }
}

/// The least common multiple of two denominators, if it is one; 0 counts as 1.
pub fn common_denominator(a: u64, b: u64) -> Option<u64> {
    let (a, b) = (a.max(1), b.max(1));
    let divisor = u64::try_from(gcd(u128::from(a), u128::from(b))).ok()?;
    (a / divisor.max(1)).checked_mul(b)
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// A known value of a scalar type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// A truth value.
    Bool(bool),
    /// A number; its unit is known from its type.
    Number(Number),
    /// Words.
    Text(Name),
    /// A day.
    Date(Date),
    /// A country.
    Country(Country),
    /// A value of an enumeration: its name, and its place in the declaration, which is its rank where it is ordered.
    Variant(Name, u32),
    /// A level of a ladder.
    Level(u32),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(true) => f.write_str("true"),
            Self::Bool(false) => f.write_str("false"),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => write!(f, "{:?}", text.as_str()),
            Self::Date(date) => date.fmt(f),
            Self::Country(country) => country.fmt(f),
            Self::Variant(name, _) => name.fmt(f),
            Self::Level(level) => write!(f, "level {level}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect("a number")
    }

    #[test]
    fn numbers_are_read_and_shown_exactly() {
        for text in ["0", "-3", "0.1", "12.50", "1000000000000000000"] {
            let shown = number(text).to_string();
            assert_eq!(number(&shown), number(text), "{text}");
        }
        for wrong in ["", "-", "1.", ".5", "1e3", "+1", "1_0", "0x1", " 1"] {
            assert_eq!(Number::parse(wrong), None, "{wrong}");
        }
        assert_eq!(number("0.1").plus(number("0.2")), number("0.3"));
        assert_eq!(number("1").times(number("3").inverse().expect("nonzero")).to_string(), "1/3");
        assert!(number("0.33") < number("1").times(number("3").inverse().expect("nonzero")));
    }
}
