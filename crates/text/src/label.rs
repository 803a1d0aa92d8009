//! Numbers of provisions as they are printed: `1.`, `3.1.`, `(1)`, `(a)`, `(i)`, `i.`, and dashes.

/// The kinds of number. The order is that in which they usually contain each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    /// `1.`: a paragraph of an article, or a part of an annex.
    Plain,
    /// `3.1.`: a number within a part of an annex.
    Dotted,
    /// `(1)`.
    Count,
    /// `(a)`.
    Letter,
    /// `(i)` or `i.`.
    Roman,
    /// A dash or a bullet.
    Dash,
}

/// A number at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Label<'t> {
    /// What it can be: a single letter may be a letter or a Roman number, the first being the likelier.
    pub(crate) classes: [Option<Class>; 2],
    /// The number without dots and parentheses.
    pub(crate) value: &'t str,
    /// How many bytes it takes, from the start of the line.
    pub(crate) length: usize,
    /// How many blanks stand after it; none where nothing follows on the line.
    pub(crate) gap: usize,
}

/// The longest number: `(-aa)`, `xxxviii`, `12.10.3a`.
const LONGEST: usize = 9;

/// The number at the start of a line, if there is one.
pub(crate) fn label_of(line: &str) -> Option<Label<'_>> {
    let first = line.chars().next()?;
    let (value, length) = match first {
        '–' | '—' | '•' | '·' | '▪' | '\u{2010}' | '\u{2011}' | '\u{F0B7}' | '-' => {
            ("", first.len_utf8())
        }
        '(' => {
            let close = line.bytes().take(LONGEST + 2).position(|byte| byte == b')')?;
            (line.get(1..close)?, close + 1)
        }
        _ => {
            let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'.';
            let end = line.bytes().take(LONGEST + 1).take_while(is_part).count();
            let word = line.get(..end)?;
            if line.as_bytes().get(end) == Some(&b')') {
                (word, end + 1)
            } else {
                (word.strip_suffix('.')?, end)
            }
        }
    };
    let rest = line.get(length..)?;
    let gap = rest.chars().take_while(|c| c.is_whitespace()).count();
    if gap == 0 && !rest.is_empty() {
        return None;
    }
    let gap = if rest.trim().is_empty() { 0 } else { gap };
    let classes = classes(first, value, line.get(..length)?)?;
    Some(Label { classes, value, length, gap })
}

fn classes(first: char, value: &str, whole: &str) -> Option<[Option<Class>; 2]> {
    let only = |class| Some([Some(class), None]);
    if value.is_empty() {
        return if first == '(' { None } else { only(Class::Dash) };
    }
    if value.len() > LONGEST {
        return None;
    }
    let in_parentheses = whole.ends_with(')');
    if value.split('.').count() > 1 {
        return (!in_parentheses && value.split('.').all(is_count)).then_some([Some(Class::Dotted), None]);
    }
    if is_count(value) {
        return only(if in_parentheses { Class::Count } else { Class::Plain });
    }
    let (is_roman, is_letter) = (roman(value).is_some(), is_letter(value));
    if !in_parentheses {
        return is_roman.then_some([Some(Class::Roman), None]);
    }
    match (is_letter, is_roman) {
        (true, true) if value.len() > 1 || value == "i" => Some([Some(Class::Roman), Some(Class::Letter)]),
        (true, true) => Some([Some(Class::Letter), Some(Class::Roman)]),
        (true, false) => only(Class::Letter),
        (false, true) => only(Class::Roman),
        (false, false) => None,
    }
}

/// `1` to `999`, perhaps with a letter for one that was inserted: `18a`.
fn is_count(value: &str) -> bool {
    let digits = value.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let inserted = value.len() - digits.len();
    (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && inserted <= 2
}

/// `a`, and with further letters one that was inserted or that comes after `z`: `ga`, `-a`, `aa`.
fn is_letter(value: &str) -> bool {
    let letters = value.strip_prefix('-').unwrap_or(value);
    (1..=2).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_lowercase())
}

const ROMAN_DIGITS: &[(u32, &str)] =
    &[(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];

pub(crate) fn to_roman(mut number: u32) -> String {
    let mut out = String::new();
    for (value, digits) in ROMAN_DIGITS {
        while number >= *value {
            out.push_str(digits);
            number -= value;
        }
    }
    out
}

/// The value of a small Roman number in its canonical form.
pub(crate) fn roman(value: &str) -> Option<u32> {
    let (mut rest, mut number) = (value, 0_u32);
    for (worth, digits) in ROMAN_DIGITS {
        while let Some(after) = rest.strip_prefix(digits) {
            rest = after;
            number = number.checked_add(*worth)?;
        }
    }
    (rest.is_empty() && (1..400).contains(&number) && to_roman(number) == value).then_some(number)
}

/// Whether a number is the first of its list.
pub(crate) fn is_first(class: Class, value: &str) -> bool {
    match class {
        Class::Plain | Class::Count => value == "1",
        Class::Dotted => value.rsplit('.').next() == Some("1"),
        Class::Letter => value == "a",
        Class::Roman => value == "i",
        Class::Dash => true,
    }
}

/// The number that comes after one; nothing after a number that was inserted, after which several may come.
pub(crate) fn next(class: Class, value: &str) -> Option<String> {
    match class {
        Class::Plain | Class::Count => Some((value.parse::<u32>().ok()?.checked_add(1)?).to_string()),
        Class::Dotted => {
            let (start, last) = value.rsplit_once('.')?;
            Some(format!("{start}.{}", last.parse::<u32>().ok()?.checked_add(1)?))
        }
        Class::Letter => {
            let mut letters = value.bytes();
            match (letters.next()?, letters.next()) {
                (b'z', None) => Some("aa".to_owned()),
                (letter @ b'a'..=b'y', None) => Some(char::from(letter + 1).to_string()),
                (first @ b'a'..=b'z', Some(second)) if first == second => {
                    let after = first.checked_add(1).filter(|letter| *letter <= b'z')?;
                    Some(char::from(after).to_string().repeat(2))
                }
                _ => None,
            }
        }
        Class::Roman => Some(to_roman(roman(value)?.checked_add(1)?)),
        Class::Dash => Some(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        match label_of(line) {
            Some(label) => {
                let classes: Vec<String> =
                    label.classes.iter().flatten().map(|class| format!("{class:?}")).collect();
                format!("{} {} {}", label.value, classes.join("/"), label.gap)
            }
            None => "none".to_owned(),
        }
    }

    #[test]
    fn numbers_stand_at_the_start_of_a_line() {
        for (line, expected) in [
            ("1. Members", "1 Plain 1"),
            ("18a.  Members", "18a Plain 2"),
            ("3.1.   For", "3.1 Dotted 3"),
            ("(1) For", "1 Count 1"),
            ("(g)    for", "g Letter 4"),
            ("(ga) for", "ga Letter 1"),
            ("(-a) for", "-a Letter 1"),
            ("(i) for", "i Roman/Letter 1"),
            ("(v) for", "v Letter/Roman 1"),
            ("(iv) for", "iv Roman/Letter 1"),
            ("iv.  for", "iv Roman 2"),
            ("(a)", "a Letter 0"),
            ("– for", " Dash 1"),
            ("b) for", "b Letter 1"),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
    }

    #[test]
    fn other_words_are_no_numbers() {
        for line in [
            "(21), of Regulation",
            "(additional) words",
            "2024. The year",
            "1.15 across",
            "a. for",
            "50% of",
            "(BRIS) and",
            "–for",
            "N.B. for",
            "3, point",
            "",
            "(",
            "(a",
            "é.",
        ] {
            assert_eq!(shown(line), "none", "{line}");
        }
    }

    #[test]
    fn numbers_follow_each_other() {
        for (class, value, expected) in [
            (Class::Plain, "9", Some("10")),
            (Class::Dotted, "3.9", Some("3.10")),
            (Class::Letter, "h", Some("i")),
            (Class::Letter, "z", Some("aa")),
            (Class::Letter, "aa", Some("bb")),
            (Class::Roman, "viii", Some("ix")),
            (Class::Letter, "ga", None),
            (Class::Plain, "18a", None),
        ] {
            assert_eq!(next(class, value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn roman_numbers_are_canonical() {
        assert_eq!(roman("xxxviii"), Some(38));
        for other in ["iiii", "vx", "", "ic", "a"] {
            assert_eq!(roman(other), None, "{other}");
        }
    }
}
