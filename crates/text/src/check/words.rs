//! Words of a running text with their places.

use std::ops::Range;

/// A word: letters and digits, in small letters, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) lower: String,
    pub(crate) range: Range<usize>,
    /// What stands between it and the word before it.
    pub(crate) gap: Gap,
    /// Whether it starts with a large letter.
    pub(crate) is_large: bool,
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// A blank.
    Blank,
    /// A hyphen between letters.
    Hyphen,
    /// Other signs, or the start of the text.
    Other,
}

/// The words of a text in their order.
pub(crate) fn words_of(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = vec![];
    let mut end = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        if !c.is_alphanumeric() {
            continue;
        }
        let mut lower: String = c.to_lowercase().collect();
        let mut stop = start + c.len_utf8();
        while let Some((at, c)) = rest.next_if(|(_, c)| c.is_alphanumeric()) {
            lower.extend(c.to_lowercase());
            stop = at + c.len_utf8();
        }
        let gap = match text.get(end..start) {
            _ if found.is_empty() => Gap::Other,
            Some(" ") => Gap::Blank,
            Some("-" | "\u{2010}" | "\u{2011}") => Gap::Hyphen,
            _ => Gap::Other,
        };
        found.push(Word { lower, range: start..stop, gap, is_large: c.is_uppercase() });
        end = stop;
    }
    found
}

/// Words that carry no notion of their own.
const SMALL: [&str; 60] = [
    "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "without", "under", "and",
    "or", "not", "no", "as", "is", "are", "be", "been", "was", "were", "has", "have", "had", "that", "this",
    "these", "those", "its", "it", "their", "they", "which", "who", "whose", "where", "when", "if", "any",
    "all", "such", "shall", "may", "must", "should", "can", "could", "will", "would", "than", "into",
    "other", "between", "within", "over", "unless",
];

/// Whether a word carries no notion of its own.
pub(crate) fn is_small(lower: &str) -> bool {
    SMALL.contains(&lower)
}

/// A word without the ending of its plural.
pub(crate) fn stem(lower: &str) -> &str {
    let stem = lower.strip_suffix('s').filter(|stem| !stem.ends_with('s'));
    stem.filter(|stem| stem.len() > 2).unwrap_or(lower)
}
