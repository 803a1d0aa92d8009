//! Ranges: what lies between the numbers of `points (a) to (c)`.

use super::cursor::Cursor;
use crate::label::{Class, next, roman};

/// The most provisions that one unit may name, one by one or by a range.
pub(super) const MOST: usize = 200;

/// The most provisions within ranges that are looked for in one passage; of further ranges the ends are.
const MOST_BETWEEN: usize = 2000;

impl Cursor<'_> {
    /// What lies between the ends of a range.
    pub(super) fn between(&mut self, first: &str, last: &str) -> Vec<String> {
        if self.between > MOST_BETWEEN {
            return vec![];
        }
        let found = between(first, last);
        self.between = self.between.saturating_add(found.len());
        found
    }
}

/// What lies between two numbers of one list; nothing where the second does not come after the first.
fn between(first: &str, last: &str) -> Vec<String> {
    if last.starts_with(|c: char| c.is_ascii_uppercase()) {
        let (first, last) = (first.to_ascii_lowercase(), last.to_ascii_lowercase());
        return following(Class::Roman, &first, &last)
            .iter()
            .map(|number| number.to_ascii_uppercase())
            .collect();
    }
    class_of(last).map_or(vec![], |class| following(class, first, last))
}

fn following(class: Class, first: &str, last: &str) -> Vec<String> {
    let mut found = vec![];
    let mut number = first.to_owned();
    while found.len() < MOST {
        match next(class, &number) {
            Some(after) if after == last => return found,
            Some(after) => {
                found.push(after.clone());
                number = after;
            }
            None => break,
        }
    }
    vec![]
}

/// What kind of number a label is. One letter may be a Roman number too and is a letter.
pub(super) fn class_of(label: &str) -> Option<Class> {
    let is = |test: fn(&u8) -> bool| !label.is_empty() && label.bytes().all(|byte| test(&byte));
    if label.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(if label.contains('.') { Class::Dotted } else { Class::Count });
    }
    if label.len() > 1 && roman(label).is_some() {
        return Some(Class::Roman);
    }
    (is(u8::is_ascii_lowercase) || label.starts_with('-')).then_some(Class::Letter)
}
