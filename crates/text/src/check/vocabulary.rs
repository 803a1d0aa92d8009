//! Words that are probably misspelt, told by the other words of the text.
//!
//! A word that stands in the text once or twice, and differs from one that stands there often by one letter too many,
//! too few or another, or by two letters in the wrong order, is probably that word. So is one that two words of the text
//! make up without a blank, and two that make up one. What differs as words do that are inflected is left alone.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Diagnostic, Place, codes};

use super::words::{Gap, Word, words_of};
use super::{Findings, Passage, Reading};

/// How often a word stands that is perhaps misspelt, at most.
const RARE: usize = 2;

/// How often a word stands that is certainly none by mistake, at least.
const FREQUENT: usize = 3;

/// How many times as often the right word stands as the wrong one, at least.
const TIMES: usize = 3;

/// The shortest word that is looked at, and the longest.
const SHORTEST: usize = 5;
const LONGEST: usize = 32;

/// Words of drafting, which every text may use once.
const DRAFTING: [&str; 10] = [
    "article",
    "paragraph",
    "subparagraph",
    "paragraphs",
    "subparagraphs",
    "regulation",
    "directive",
    "annex",
    "chapter",
    "section",
];

/// Words that are words, and near others that are.
const BOTH_WORDS: [(&str, &str); 14] = [
    ("contact", "contract"),
    ("contacts", "contracts"),
    ("contacted", "contracted"),
    ("though", "through"),
    ("statue", "statute"),
    ("desert", "dessert"),
    ("casual", "causal"),
    ("costs", "coasts"),
    ("personal", "personnel"),
    ("united", "untied"),
    ("martial", "marital"),
    ("sacred", "scared"),
    ("physical", "psychical"),
    ("county", "country"),
];

/// What is known of a word of the text.
#[derive(Debug, Default)]
struct Entry {
    count: usize,
    /// How often it starts with a small letter.
    small: usize,
    first: Option<(usize, Word)>,
}

pub(crate) fn faults(reading: &Reading<'_>, findings: &mut Findings) {
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    let passages: Vec<Vec<Word>> =
        reading.passages.iter().map(|passage| words_of(&passage.running.text)).collect();
    for (at, words) in passages.iter().enumerate() {
        for word in words {
            let small = usize::from(!word.is_large);
            // Most words are known, and need no copy.
            if let Some(entry) = entries.get_mut(word.lower.as_str()) {
                entry.count += 1;
                entry.small += small;
            } else {
                let first = Some((at, word.clone()));
                entries.insert(word.lower.clone(), Entry { count: 1, small, first });
            }
        }
    }
    for word in DRAFTING {
        let entry = entries.entry(word.to_owned()).or_default();
        entry.count = entry.count.max(FREQUENT * TIMES);
        entry.small = entry.small.max(1);
    }
    let near = Near::of(&entries);
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for (word, entry) in &entries {
        let Some((passage, first)) = &entry.first else { continue };
        let length = word.chars().count();
        // A word that always starts large may be a name.
        if entry.count > RARE
            || entry.small == 0
            || !(SHORTEST..=LONGEST).contains(&length)
            || has_digit(word)
        {
            continue;
        }
        let place = reading.passages.get(*passage).map(|it| reading.place(it, first.range.clone()));
        let meant = near.nearest(word, entry.count).filter(|meant| !has_relative(word, meant, &entries));
        let meant = meant.map(str::to_owned).or_else(|| run_together(word, &entries));
        let Some((place, meant)) = place.zip(meant) else { continue };
        known.insert(word);
        findings.add(misspelt(word, &meant, entry.count, place));
    }
    for (passage, words) in reading.passages.iter().zip(&passages) {
        for (left, right) in words.iter().zip(words.iter().skip(1)) {
            without_blank(reading, passage, left, right).into_iter().for_each(|it| findings.add(it));
            if let Some(whole) =
                broken(left, right, &entries).filter(|_| !known.contains(left.lower.as_str()))
            {
                let place = reading.place(passage, left.range.start..right.range.end);
                findings.add(misspelt(&format!("{} {}", left.lower, right.lower), &whole, 1, place));
            }
        }
    }
}

fn misspelt(word: &str, meant: &str, count: usize, place: Place) -> Diagnostic {
    let message = format!("`{word}` is probably a misprint of `{meant}`");
    let how_often = match count {
        1 => "it stands here alone".to_owned(),
        count => format!("it stands {count} times in the text"),
    };
    Diagnostic::at(&codes::PROBABLE_MISPRINT, message, place, how_often)
        .note("words are compared with those that the text itself uses; no dictionary is asked")
        .help(format!("write `{meant}`, if that is meant"))
}

fn has_digit(word: &str) -> bool {
    word.chars().any(char::is_numeric)
}

/// Frequent words by what is left of them when a letter is taken out.
struct Near<'e> {
    entries: &'e BTreeMap<String, Entry>,
    by_rest: BTreeMap<String, Vec<&'e str>>,
}

/// The most words that are looked at because they share a rest.
const MOST_NEAR: usize = 50;

impl<'e> Near<'e> {
    fn of(entries: &'e BTreeMap<String, Entry>) -> Self {
        let mut by_rest: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (word, entry) in entries {
            let length = word.chars().count();
            if entry.count < FREQUENT || !(SHORTEST - 1..=LONGEST).contains(&length) || has_digit(word) {
                continue;
            }
            for rest in rests(word) {
                by_rest.entry(rest).or_default().push(word);
            }
        }
        Self { entries, by_rest }
    }

    /// The most frequent word that one slip turns into another.
    fn nearest(&self, word: &str, count: usize) -> Option<&'e str> {
        let mut found: Option<(usize, &str)> = None;
        for rest in rests(word) {
            for other in self.by_rest.get(&rest).into_iter().flatten().take(MOST_NEAR) {
                let times = self.entries.get(*other).map_or(0, |entry| entry.count);
                let is_better = found.is_none_or(|(best, known)| (times, known) > (best, *other));
                if times >= count * TIMES && is_better && is_slip(word, other) {
                    found = Some((times, other));
                }
            }
        }
        found.map(|(_, word)| word)
    }
}

/// A word, and each of what is left of it when one letter is taken out.
fn rests(word: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = word.chars().collect();
    let whole = std::iter::once(word.to_owned());
    whole.chain((0..letters.len()).map(move |out| {
        letters.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, letter)| letter).collect()
    }))
}

/// Whether one slip turns a word into another, and no inflection does.
fn is_slip(wrong: &str, right: &str) -> bool {
    let listed =
        |(one, other): &(&str, &str)| (*one, *other) == (wrong, right) || (*one, *other) == (right, wrong);
    if BOTH_WORDS.iter().any(listed) {
        return false;
    }
    let [a, b]: [Vec<char>; 2] = [wrong, right].map(|word| word.chars().collect());
    let length = a.len().max(b.len());
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let middle = |word: &[char]| word.get(..word.len().saturating_sub(end)).unwrap_or_default().to_vec();
    match (middle(a).as_slice(), middle(b).as_slice()) {
        // Words that begin otherwise are others.
        _ if start == 0 => false,
        // So are those of which one is the start of the other.
        ([_], []) | ([], [_]) => end > 0 && length > SHORTEST && !is_inflected(wrong, right),
        // Of short words, most that differ in one letter are both words.
        ([_], [_]) => end > 1 && length >= LONG,
        ([one, other], [first, second]) => length > SHORTEST && one == second && other == first,
        _ => false,
    }
}

/// From how many letters on two words that differ in one of them are hardly both words.
const LONG: usize = 9;

/// Whether two words differ as `offices` and `officers`, or `good` and `goods`: by their endings alone.
fn is_inflected(one: &str, other: &str) -> bool {
    let (long, short) = if one.len() > other.len() { (one, other) } else { (other, one) };
    [("ers", "es"), ("ors", "os"), ("es", "s"), ("er", "r"), ("ies", "is")].iter().any(|(longer, shorter)| {
        long.strip_suffix(longer).is_some_and(|stem| short.strip_suffix(shorter) == Some(stem))
    })
}

/// Whether the text has the same word with another ending, beside the one that is perhaps meant.
fn has_relative(word: &str, meant: &str, entries: &BTreeMap<String, Entry>) -> bool {
    const ENDINGS: [&str; 6] = ["", "s", "d", "r", "ed", "ing"];
    let stems = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending)).filter(|stem| stem.len() >= 4);
    let mut others = stems.flat_map(|stem| ENDINGS.iter().map(move |ending| format!("{stem}{ending}")));
    others.any(|other| other != word && other != meant && entries.contains_key(&other))
}

/// The two words that one is made up of without a blank between them. Words that English makes up itself are none.
fn run_together(word: &str, entries: &BTreeMap<String, Entry>) -> Option<String> {
    const AFTER: [&str; 12] =
        ["in", "of", "the", "and", "to", "by", "for", "with", "are", "on", "that", "which"];
    const BEFORE: [&str; 7] = ["of", "the", "and", "for", "with", "that", "which"];
    const ADVERBS: [&str; 3] = ["there", "where", "hence"];
    let times = |word: &str| entries.get(word).map_or(0, |entry| entry.count);
    let count = |word: &str| times(word).saturating_add(times(&format!("{word}s")));
    word.char_indices().skip(1).find_map(|(at, _)| {
        let (left, right) = word.split_at_checked(at)?;
        let is_word = |part: &str, least: usize| part.len() >= least && count(part) >= FREQUENT;
        let ends_small = is_word(left, SHORTEST) && AFTER.contains(&right) && !ADVERBS.contains(&left);
        let starts_small = BEFORE.contains(&left) && is_word(right, SHORTEST + 1);
        let is_both = is_word(left, SHORTEST + 1) && is_word(right, SHORTEST + 1);
        (is_both || ends_small || starts_small).then(|| format!("{left} {right}"))
    })
}

/// Words between which a comma stands and no blank.
fn without_blank(
    reading: &Reading<'_>,
    passage: &Passage<'_>,
    left: &Word,
    right: &Word,
) -> Option<Diagnostic> {
    let text = &passage.running.text;
    let sign = text.get(left.range.end..right.range.start).filter(|sign| [",", ";"].contains(sign))?;
    // Numbers are written with signs within.
    if right.lower.starts_with(char::is_numeric) {
        return None;
    }
    let range = left.range.start..right.range.end;
    let message = format!("no blank stands after `{sign}` in `{}`", text.get(range.clone())?);
    let place = reading.place(passage, range);
    Some(
        Diagnostic::at(&codes::PROBABLE_MISPRINT, message, place, "one word to whoever searches")
            .help("put a blank there"),
    )
}

/// The word that two make up: it is frequent, and one of the two stands nowhere else.
fn broken(left: &Word, right: &Word, entries: &BTreeMap<String, Entry>) -> Option<String> {
    if right.gap != Gap::Blank || has_digit(&left.lower) || has_digit(&right.lower) {
        return None;
    }
    let count = |word: &str| entries.get(word).map_or(0, |entry| entry.count);
    let is_alone = count(&left.lower) == 1 || count(&right.lower) == 1;
    if !is_alone {
        return None;
    }
    let whole = format!("{}{}", left.lower, right.lower);
    (whole.len() > SHORTEST && count(&whole) >= FREQUENT).then_some(whole)
}
