//! Other acts: a reference leads to one that is named before or behind it.

use super::cursor::Cursor;

/// What an act is called.
pub(super) const ACTS: [&str; 20] = [
    "Regulation",
    "Regulations",
    "Directive",
    "Directives",
    "Decision",
    "Decisions",
    "Recommendation",
    "Treaty",
    "Treaties",
    "Charter",
    "Convention",
    "Protocol",
    "Agreement",
    "Statute",
    "Rules",
    "Act",
    "Code",
    "Law",
    "TFEU",
    "TEU",
];

/// How many characters before a reference may name an act.
const LONGEST_ACT: usize = 60;

/// Whether a text ends with the number of an act: `Regulation (EU) 2024/2847,`.
pub(super) fn is_after_act(before: &str) -> bool {
    // A word may be as long as the text.
    let from = before.char_indices().rev().nth(LONGEST_ACT).map_or(0, |(at, _)| at);
    let before = before.get(from..).unwrap_or("");
    let mut words = before.trim_end_matches([',', '(', ' ']).rsplit(char::is_whitespace);
    let is_number = |word: &str| word.contains('/') && word.starts_with(|c: char| c.is_ascii_digit());
    if !words.next().is_some_and(is_number) {
        return false;
    }
    for word in words.take(4) {
        if ACTS.contains(&word) {
            return true;
        }
        let is_between = word == "No" || word.starts_with('(') || word.ends_with(')');
        if !is_between {
            return false;
        }
    }
    false
}

impl Cursor<'_> {
    /// Whether the name of an act follows; moves behind the word that tells.
    pub(super) fn act(&mut self) -> bool {
        for _ in 0..12 {
            let word = self.word();
            if ACTS.contains(&word) {
                return true;
            }
            let is_small = ["the", "of", "and", "on", "for", "same", "said"].contains(&word);
            let is_name = word.starts_with(char::is_uppercase);
            if !is_small && !is_name {
                return false;
            }
            if !self.rest().starts_with([' ', '-']) {
                return false;
            }
            self.at += 1;
        }
        false
    }
}
