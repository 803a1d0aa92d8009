//! A text read from one word and number to the next.

use crate::label::roman;

/// What stands between two numbers. After `and` and `or` no comma follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Comma,
    And,
    Or,
    To,
}

/// A place in a text that moves forward.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// How many provisions were found within ranges.
    pub(super) between: usize,
}

impl<'t> Cursor<'t> {
    /// A place in a text, before any range was read.
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at, between: 0 }
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Moves to the next word; says whether there is one.
    pub(super) fn next_word(&mut self) -> bool {
        let rest = self.rest();
        match rest.find(char::is_alphabetic) {
            Some(at) => {
                self.at += at;
                true
            }
            None => false,
        }
    }

    /// The letters from here on; moves behind them.
    pub(super) fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or("")
    }

    pub(super) fn blanks(&mut self) {
        if self.rest().starts_with(' ') {
            self.at += 1;
        }
    }

    pub(super) fn eat(&mut self, c: char) -> bool {
        let is_there = self.rest().starts_with(c);
        if is_there {
            self.at += c.len_utf8();
        }
        is_there
    }

    /// `18`, `18a`; nothing where more follows than a number.
    pub(super) fn article(&mut self) -> Option<String> {
        let word = self.peek();
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let is_number = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        let is_whole = is_number && word.len() <= digits.len() + 2;
        (is_whole && !self.goes_on(word)).then(|| self.take(word))
    }

    /// `IV`, `A`, `3`.
    pub(super) fn annex(&mut self) -> Option<String> {
        let word = self.peek();
        let is_roman =
            roman(&word.to_ascii_lowercase()).is_some() && word.bytes().all(|it| it.is_ascii_uppercase());
        let is_letter = word.len() == 1 && word.bytes().all(|it| it.is_ascii_uppercase());
        let is_digit = word.len() <= 2 && word.bytes().all(|it| it.is_ascii_digit()) && !word.is_empty();
        ((is_roman || is_letter || is_digit) && !self.goes_on(word)).then(|| self.take(word))
    }

    /// `3`, `3.1`, `(a)`.
    pub(super) fn value(&mut self) -> Option<String> {
        if let Some(label) = self.label() {
            return Some(label.to_owned());
        }
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number = rest.get(..end)?.trim_end_matches('.');
        if number.is_empty()
            || number.len() > 12
            || number.split('.').any(|part| part.is_empty() || part.len() > 3)
        {
            return None;
        }
        let word = self.peek();
        if !number.contains('.') && word.len() > number.len() {
            return self.article();
        }
        (!self.goes_on(number)).then(|| self.take(number))
    }

    /// What stands between parentheses here, if it is a number.
    pub(super) fn label(&mut self) -> Option<&'t str> {
        let label = self.rest().strip_prefix('(')?;
        let label = label.get(..label.bytes().take(8).position(|byte| byte == b')')?)?;
        let bare = label.strip_prefix('-').unwrap_or(label);
        let is_count = bare.bytes().all(|it| it.is_ascii_digit()) && bare.len() <= 3;
        let digits = bare.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let is_inserted = digits.bytes().all(|it| it.is_ascii_digit()) && bare.len() <= digits.len() + 2;
        let is_label = is_count || is_inserted || roman(bare).is_some();
        if bare.is_empty() || !is_label {
            return None;
        }
        self.at += label.len() + 2;
        Some(label)
    }

    fn peek(&self) -> &'t str {
        let rest = self.rest();
        rest.get(..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())).unwrap_or("")
    }

    /// Whether something else than the end of a number follows: `2024/1234`, `5 %`, `3.1` behind `3`.
    fn goes_on(&self, word: &str) -> bool {
        let rest = self.rest().get(word.len()..).unwrap_or("");
        let mut after = rest.chars();
        match after.next() {
            Some('/' | '%' | '-' | '–') => true,
            Some('.' | ',') => after.next().is_some_and(|c| c.is_ascii_digit()),
            _ => rest.starts_with(" %"),
        }
    }

    fn take(&mut self, word: &str) -> String {
        self.at += word.len();
        word.to_owned()
    }

    /// Whether what follows a number is what it counts: `and 30 days`.
    pub(super) fn counts_something(&self) -> bool {
        const COUNTED: [&str; 14] = [
            "day", "days", "month", "months", "year", "years", "week", "weeks", "hour", "hours", "working",
            "calendar", "percent", "EUR",
        ];
        let mut ahead = Cursor::new(self.text, self.at);
        ahead.blanks();
        COUNTED.contains(&ahead.word())
    }

    pub(super) fn separator(&mut self, before: Separator) -> Option<Separator> {
        let start = self.at;
        let comma = self.eat(',');
        let blank = self.rest().starts_with(' ');
        self.blanks();
        let end = self.at;
        let word = self.word();
        let found = match word {
            "and" if blank => Some(Separator::And),
            "or" if blank => Some(Separator::Or),
            "to" if blank && !comma => Some(Separator::To),
            _ => None,
        };
        if let Some(found) = found {
            self.blanks();
            return Some(found);
        }
        self.at = end;
        if comma && before == Separator::Comma {
            return Some(Separator::Comma);
        }
        self.at = start;
        None
    }
}
