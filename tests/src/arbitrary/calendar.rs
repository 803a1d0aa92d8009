//! Days of the Gregorian calendar, counted by code that shares nothing with the program.

/// Days of a year before each month, in a year that is no leap year.
const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The number of a day, counted from the first day of year 1.
pub(crate) fn number(year: i64, month: i64, day: i64) -> i64 {
    let past = year - 1;
    let leap = i64::from(month > 2 && is_leap(year));
    past * 365 + past / 4 - past / 100 + past / 400 + BEFORE[month as usize - 1] + leap + day - 1
}

/// The number of a day written YYYY-MM-DD; nothing for other words.
pub(crate) fn day(words: &str) -> Option<i64> {
    let parts: Vec<i64> = words.split('-').map_while(|part| part.parse().ok()).collect();
    match parts.as_slice() {
        [year, month, day] if words.len() == 10 => Some(number(*year, *month, *day)),
        _ => None,
    }
}

/// Year, month and day of the month.
fn civil(number_of_day: i64) -> (i64, i64, i64) {
    let mut year = number_of_day / 366 + 1;
    while number(year + 1, 1, 1) <= number_of_day {
        year += 1;
    }
    let mut month = 12;
    while number(year, month, 1) > number_of_day {
        month -= 1;
    }
    (year, month, number_of_day - number(year, month, 1) + 1)
}

/// The same day of the month so many months later; a missing day becomes the last of that month, or the first of the
/// next.
pub(crate) fn plus_months(number_of_day: i64, months: i64, up: bool) -> i64 {
    let (year, month, day) = civil(number_of_day);
    let reached = year * 12 + month - 1 + months;
    let (year, month) = (reached.div_euclid(12), reached.rem_euclid(12) + 1);
    let last = days_in(year, month);
    match (day > last, up) {
        (false, _) => number(year, month, day),
        (true, false) => number(year, month, last),
        (true, true) => number(year, month, last) + 1,
    }
}
