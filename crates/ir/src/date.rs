//! Civil dates: days of the Gregorian calendar, without time of day or zone.

use std::fmt;
use std::str::FromStr;

use acquis_base::Rounding;
use jiff::Span;
use jiff::civil;

/// A day. Ordered by the calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    /// The first day that a fact, a register or an assessment date may name.
    pub const FIRST: Self = Self(civil::Date::constant(1900, 1, 1));
    /// The last such day.
    pub const LAST: Self = Self(civil::Date::constant(2200, 12, 31));
    /// The first day that a date given to or by a notion may be: facts, moved by up to a century.
    pub const EARLIEST_GIVEN: Self = Self(civil::Date::constant(1800, 1, 1));
    /// The last such day.
    pub const LATEST_GIVEN: Self = Self(civil::Date::constant(2300, 12, 31));
    /// The first day that a computed date may reach.
    pub const EARLIEST: Self = Self(civil::Date::constant(1, 1, 1));
    /// The last such day.
    pub const LATEST: Self = Self(civil::Date::constant(9999, 12, 31));

    /// The day of that year, month and day of the month, if the calendar has it.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        civil::Date::new(year, month, day).ok().map(Self)
    }

    /// The day `days` later (earlier when negative), if years 1 to 9999 have it.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        self.0.checked_add(Span::new().try_days(days).ok()?).ok().and_then(Self::in_years)
    }

    /// The same day of the month `months` later; a day that month does not have rounds as told. Nothing outside
    /// years 1 to 9999.
    pub fn plus_months(self, months: i32, rounding: Rounding) -> Option<Self> {
        let clamped = self.0.checked_add(Span::new().try_months(months).ok()?).ok()?;
        let reached = if clamped.day() == self.0.day() || rounding == Rounding::Down {
            clamped
        } else {
            clamped.tomorrow().ok()?
        };
        Self::in_years(reached)
    }

    /// Days from `earlier` to this day; negative when it lies before.
    pub fn days_since(self, earlier: Self) -> i64 {
        i64::from(self.number()) - i64::from(earlier.number())
    }

    /// Whether a fact may name this day.
    pub fn is_in_fact_range(self) -> bool {
        (Self::FIRST..=Self::LAST).contains(&self)
    }

    /// Whether this day is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), civil::Weekday::Saturday | civil::Weekday::Sunday)
    }

    /// Days since 1970-01-01, which may be negative.
    pub fn number(self) -> i32 {
        let epoch = civil::Date::constant(1970, 1, 1);
        epoch.until(self.0).map_or(0, |span| span.get_days())
    }

    /// The day of that number, if years 1 to 9999 have it.
    pub fn of_number(number: i64) -> Option<Self> {
        Self(civil::Date::constant(1970, 1, 1)).plus_days(number)
    }

    fn in_years(date: civil::Date) -> Option<Self> {
        (1..=9999).contains(&date.year()).then_some(Self(date))
    }
}

impl FromStr for Date {
    type Err = ();

    /// Reads `YYYY-MM-DD` and nothing else.
    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = text.as_bytes();
        let digits_and_dashes = bytes.len() == 10
            && bytes
                .iter()
                .enumerate()
                .all(|(at, b)| if at == 4 || at == 7 { *b == b'-' } else { b.is_ascii_digit() });
        if !digits_and_dashes {
            return Err(());
        }
        let part = |from: usize, to: usize| text.get(from..to).ok_or(());
        let year = part(0, 4)?.parse().map_err(|_| ())?;
        let month = part(5, 7)?.parse().map_err(|_| ())?;
        let day = part(8, 10)?.parse().map_err(|_| ())?;
        Self::new(year, month, day).filter(|date| *date >= Self::EARLIEST).ok_or(())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn only_days_that_exist_are_read() {
        assert_eq!(date("2026-11-22").to_string(), "2026-11-22");
        assert_eq!(date("2000-02-29").to_string(), "2000-02-29");
        for wrong in
            ["1900-02-29", "2100-02-29", "2026-2-1", "2026-13-01", "2026-00-10", "26-01-01", "2026-11-22 "]
        {
            assert!(wrong.parse::<Date>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn months_round_as_told() {
        let january = date("2027-01-31");
        assert_eq!(january.plus_months(1, Rounding::Down), Some(date("2027-02-28")));
        assert_eq!(january.plus_months(1, Rounding::Up), Some(date("2027-03-01")));
        assert_eq!(january.plus_months(2, Rounding::Up), Some(date("2027-03-31")));
        assert_eq!(date("2028-02-29").plus_months(12, Rounding::Down), Some(date("2029-02-28")));
        assert_eq!(date("2028-02-29").plus_months(48, Rounding::Up), Some(date("2032-02-29")));
        assert_eq!(date("2027-03-31").plus_months(-1, Rounding::Down), Some(date("2027-02-28")));
    }

    #[test]
    fn days_are_counted_over_leap_years_and_centuries() {
        assert_eq!(date("2028-03-01").days_since(date("2028-02-28")), 2);
        assert_eq!(date("2100-03-01").days_since(date("2100-02-28")), 1);
        assert_eq!(date("2027-03-01").plus_days(60), Some(date("2027-04-30")));
        assert_eq!(date("1970-01-01").number(), 0);
        for text in ["0001-01-01", "1969-12-31", "2024-02-29", "9999-12-31"] {
            assert_eq!(Date::of_number(i64::from(date(text).number())), Some(date(text)));
        }
        assert_eq!(Date::of_number(i64::MAX), None);
        assert_eq!(Date::LATEST.plus_days(1), None);
    }

    #[test]
    fn weekends_are_saturdays_and_sundays() {
        let week = (1..=7).map(|day| Date::new(2027, 3, day).expect("a date").is_weekend());
        // 1 March 2027 is a Monday.
        assert_eq!(week.collect::<Vec<_>>(), [false, false, false, false, false, true, true]);
    }
}
