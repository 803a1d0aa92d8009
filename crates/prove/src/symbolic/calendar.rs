//! Days moved by months, by the Gregorian calendar.

use acquis_base::{Comparison, Rounding};
use acquis_ir::Date;

use super::Translator;
use crate::circuit::Bit;
use crate::integer::Integer;

impl Translator<'_, '_> {
    /// A day some months later.
    pub(super) fn plus_months(&mut self, date: &Integer, months: i32, rounding: Rounding) -> Integer {
        if let Some(known) = date.known() {
            let day = i64::try_from(known).ok().and_then(Date::of_number);
            let moved = day.and_then(|day| day.plus_months(months, rounding));
            return Integer::constant(moved.map_or(known, |moved| i128::from(moved.number())));
        }
        let (month, day) = self.calendar(date);
        let moved = month.plus(&mut self.world.circuit, &Integer::constant(i128::from(months)));
        let (first, length) = self.month(&moved);
        let circuit = &mut self.world.circuit;
        let exceeds = day.compare(circuit, Comparison::Greater, &length);
        // The last day of the month, or the first of the next.
        let limit =
            if rounding == Rounding::Down { length } else { length.plus(circuit, &Integer::constant(1)) };
        let day = limit.or_else(circuit, exceeds, &day);
        let after = first.plus(circuit, &day);
        after.minus(circuit, &Integer::constant(1))
    }

    /// The month, counted from January of year 0, and the day of the month.
    fn calendar(&mut self, date: &Integer) -> (Integer, Integer) {
        if let Some(known) = self.world.calendars.get(date) {
            return known.clone();
        }
        let begin = self.world.circuit.len();
        let circuit = &mut self.world.circuit;
        let (month, month_within) = Integer::between(circuit, 12, 12 * 9999 + 11);
        let (day, day_within) = Integer::between(circuit, 1, 31);
        let (first, length) = self.month(&month);
        let circuit = &mut self.world.circuit;
        let fits = day.compare(circuit, Comparison::LessEqual, &length);
        let sum = first.plus(circuit, &day);
        let sum = sum.minus(circuit, &Integer::constant(1));
        let same = sum.equals(circuit, date);
        self.define(begin, &[month_within, day_within, fits, same]);
        self.world.calendars.insert(date.clone(), (month.clone(), day.clone()));
        (month, day)
    }

    /// The first day of a month, and how many days it has (Gregorian calendar).
    fn month(&mut self, month: &Integer) -> (Integer, Integer) {
        if let Some(known) = self.world.months.get(month) {
            return known.clone();
        }
        let begin = self.world.circuit.len();
        let circuit = &mut self.world.circuit;
        let (year, exact) = month.divided(circuit, 12, 12 * 10_000 + 12);
        let twelve = year.times(circuit, 12);
        let of_year = month.minus(circuit, &twelve);
        let mut exacts = vec![exact];
        // Leap days before the year: of years divisible by 4, not by 100, but by 400.
        let last = year.minus(circuit, &Integer::constant(1));
        let mut leaps = Integer::constant(0);
        let mut is_leap = Bit::FALSE;
        for (divisor, adds) in [(4, true), (100, false), (400, true)] {
            let (before, exact_before) = last.divided(circuit, divisor, 10_001);
            let (here, exact_here) = year.divided(circuit, divisor, 10_001);
            exacts.extend([exact_before, exact_here]);
            leaps = if adds { leaps.plus(circuit, &before) } else { leaps.minus(circuit, &before) };
            let divides = !before.equals(circuit, &here);
            is_leap = if adds { circuit.or(is_leap, divides) } else { circuit.and(is_leap, !divides) };
        }
        let days = last.times(circuit, 365);
        let days = days.plus(circuit, &leaps);
        let mut first = Integer::constant(0);
        let mut length = Integer::constant(31);
        let mut before = 0;
        for (at, plain) in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31_i128].into_iter().enumerate() {
            let this = of_year.equals(circuit, &Integer::constant(i128::try_from(at).unwrap_or(0)));
            let leap_day = Integer::constant(1).or_else(circuit, is_leap, &Integer::constant(0));
            let mut start = Integer::constant(before);
            let mut size = Integer::constant(plain);
            if at > 1 {
                start = start.plus(circuit, &leap_day);
            }
            if at == 1 {
                size = size.plus(circuit, &leap_day);
            }
            first = start.or_else(circuit, this, &first);
            length = size.or_else(circuit, this, &length);
            before += plain;
        }
        let start = days.plus(circuit, &first);
        // Days from 0001-01-01 to days from 1970-01-01.
        let start = start.minus(circuit, &Integer::constant(719_162));
        let exact = circuit.all(exacts);
        self.define(begin, &[exact]);
        self.world.months.insert(month.clone(), (start.clone(), length.clone()));
        (start, length)
    }

    /// Makes the numbers whose gates begin there what `definitions` say.
    fn define(&mut self, begin: usize, definitions: &[Bit]) {
        self.world.derived.gates.push((begin, self.world.circuit.len()));
        self.world.derived.definitions.extend(definitions);
        self.world.constraints.extend(definitions);
    }
}
