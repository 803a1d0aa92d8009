//! Lines put together to running text.
//!
//! White space becomes one blank. A soft hyphen at the end of a line is dropped. Another hyphen is dropped where the word
//! is written without it elsewhere in the text. Where it is written nowhere else, as a whole or with the hyphen, it is
//! dropped only
//! - in a text in which more words are broken at the ends of lines than compounds;
//! - before a small letter, but not before `and`, `or`, `to` (`short- and long-term`);
//! - where the part before it holds no other hyphen, and not both parts are words of the text.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::Span;

const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{2011}'];
const SOFT: char = '\u{AD}';

/// What becomes of a hyphen at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hyphen {
    /// It and the line break go.
    Dropped,
    /// The line break goes.
    Kept,
    /// A blank stands for the line break.
    Spaced,
}

/// Which hyphens at the ends of lines break a word, by the offset after each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Broken(BTreeSet<u32>);

/// The word that ends a line before its hyphen, and the one that starts the next.
fn parts<'t>(line: &'t str, next: &'t str) -> Option<(&'t str, &'t str)> {
    let before = line.strip_suffix(HYPHENS)?;
    let left = before.rsplit(|c: char| !(c.is_alphanumeric() || HYPHENS.contains(&c))).next()?;
    let right = next.split(|c: char| !c.is_alphanumeric()).next()?;
    (!left.is_empty() && !right.is_empty()).then_some((left, right))
}

impl Broken {
    /// Looks at the words of a text: `lines` are the lines of each paragraph.
    pub(crate) fn find<'s>(text: &str, paragraphs: impl Iterator<Item = &'s [Span]>) -> Self {
        let mut questions: Vec<(u32, String, String)> = vec![];
        for lines in paragraphs {
            for (line, next) in lines.iter().zip(lines.iter().skip(1)) {
                let found = parts(line.of(text), next.of(text));
                questions
                    .extend(found.map(|(left, right)| (line.end, left.to_lowercase(), right.to_lowercase())));
            }
        }
        let mut seen: BTreeMap<String, bool> = BTreeMap::new();
        for (_, left, right) in &questions {
            for word in [left.clone(), right.clone(), format!("{left}{right}"), format!("{left}-{right}")] {
                seen.insert(word, false);
            }
        }
        if !seen.is_empty() {
            look_for(text, &mut seen);
        }
        let is_word = |word: &str| seen.get(word).copied().unwrap_or(false);
        let is_whole = |(_, left, right): &&(u32, String, String)| is_word(&format!("{left}{right}"));
        let is_compound = |(_, left, right): &&(u32, String, String)| {
            left.contains('-') || is_word(&format!("{left}-{right}")) || (is_word(left) && is_word(right))
        };
        let whole = questions.iter().filter(is_whole).count();
        let compound = questions.iter().filter(|it| !is_whole(it) && is_compound(it)).count();
        let breaks = |it: &&(u32, String, String)| is_whole(it) || (whole > compound && !is_compound(it));
        Self(questions.iter().filter(breaks).map(|(at, ..)| *at).collect())
    }

    fn hyphen(&self, line: &str, end: u32, next: &str) -> Option<Hyphen> {
        if line.ends_with(SOFT) {
            return Some(Hyphen::Dropped);
        }
        let (left, right) = parts(line, next)?;
        if ["and", "or", "to"].contains(&right) {
            return Some(Hyphen::Spaced);
        }
        let is_kept = !right.starts_with(char::is_lowercase) || !left.ends_with(char::is_alphabetic);
        Some(if !is_kept && self.0.contains(&end) { Hyphen::Dropped } else { Hyphen::Kept })
    }

    /// Lines as running text, with the place of each of its letters.
    pub(crate) fn running(&self, text: &str, lines: &[Span], pieces: Pieces) -> Running {
        let mut out = Running::default();
        // Whether the next word follows without a blank.
        let mut is_glued = true;
        for (at, span) in lines.iter().enumerate() {
            let line = span.of(text);
            let next = lines.get(at + 1).map_or("", |next| next.of(text));
            let hyphen = self.hyphen(line, span.end, next);
            let shown = match hyphen {
                Some(Hyphen::Dropped) => line.trim_end_matches([SOFT, '-', '\u{2010}', '\u{2011}']),
                _ => line,
            };
            pieces(shown, &mut |from, piece| {
                for (within, c) in piece.char_indices() {
                    if c.is_whitespace() {
                        is_glued = false;
                        continue;
                    }
                    let source = Span::new(from + within, from + within + c.len_utf8()).shifted(span.start);
                    if !is_glued && !out.text.is_empty() {
                        out.push(' ', source.start);
                    }
                    out.push(c, source.start);
                    is_glued = true;
                }
            });
            is_glued = matches!(hyphen, Some(Hyphen::Dropped | Hyphen::Kept));
        }
        out
    }
}

/// What is shown of a line: each piece with the offset at which it starts.
pub(crate) type Pieces = fn(&str, &mut dyn FnMut(usize, &str));

/// Running text that knows from where it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Running {
    /// The text.
    pub(crate) text: String,
    /// Where a stretch of it starts, there and in the source.
    stretches: Vec<(u32, u32)>,
}

impl Running {
    fn push(&mut self, c: char, source: u32) {
        let at = Span::at(self.text.len()).start;
        let goes_on = |(own, from): &(u32, u32)| from.checked_add(at - own) == Some(source);
        if !self.stretches.last().is_some_and(goes_on) {
            self.stretches.push((at, source));
        }
        self.text.push(c);
    }

    /// The place in the source of some of the text.
    pub(crate) fn source(&self, own: std::ops::Range<usize>) -> Span {
        let own = Span::new(own.start, own.end);
        let place = |at: u32| {
            let after = self.stretches.partition_point(|(start, _)| *start <= at);
            let (start, from) = after.checked_sub(1).and_then(|at| self.stretches.get(at))?;
            Some(from.saturating_add(at - start))
        };
        let start = place(own.start).unwrap_or_default();
        let last = own.end.checked_sub(1).filter(|last| *last >= own.start);
        Span { start, end: last.and_then(place).map_or(start, |last| last.saturating_add(1)) }
    }
}

/// Marks those of some words that stand in a text on one line.
fn look_for(text: &str, words: &mut BTreeMap<String, bool>) {
    let mut lower = String::new();
    for line in text.lines() {
        let line = line.trim();
        // A word that a line break ends is what is asked for.
        let whole = line.strip_suffix(HYPHENS).map_or(line, |before| {
            before.trim_end_matches(|c: char| c.is_alphanumeric() || HYPHENS.contains(&c))
        });
        for word in whole.split(|c: char| !(c.is_alphanumeric() || HYPHENS.contains(&c))) {
            if word.is_empty() {
                continue;
            }
            lower.clear();
            lower.extend(word.chars().flat_map(char::to_lowercase));
            if let Some(is_seen) = words.get_mut(lower.as_str()) {
                *is_seen = true;
            }
        }
    }
}

/// The words of a line of Markdown without marks of emphasis, tags and escapes.
pub(crate) fn plain_markdown(line: &str, take: &mut dyn FnMut(usize, &str)) {
    let mut rest = line;
    while let Some(at) = rest.find(['\\', '*', '<', '`']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        take(line.len() - rest.len(), before);
        let after = from.get(1..).unwrap_or("");
        let is_tag = from.starts_with('<').then(|| tag(after)).flatten();
        let is_escape = from.starts_with('\\') && after.starts_with(|c: char| c.is_ascii_punctuation());
        let (shown, after) = match (is_tag, is_escape) {
            (Some(after), _) => ("", after),
            (None, true) => after.split_at_checked(1).unwrap_or((after, "")),
            (None, false) if from.starts_with(['<', '\\']) => from.split_at_checked(1).unwrap_or((from, "")),
            (None, false) => ("", after),
        };
        take(line.len() - after.len() - shown.len(), shown);
        rest = after;
    }
    take(line.len() - rest.len(), rest);
}

/// What follows a tag of HTML; nothing where there is none.
fn tag(after: &str) -> Option<&str> {
    let starts = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let end = after.bytes().take(200).position(|byte| byte == b'>')?;
    starts.then(|| after.get(end + 1..)).flatten()
}

/// The words of a line as they are.
pub(crate) fn plain(line: &str, take: &mut dyn FnMut(usize, &str)) {
    take(0, line);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::source_lines;

    fn joined(text: &str) -> String {
        let spans: Vec<Span> = source_lines(text).map(|(at, line)| Span::new(at, at + line.len())).collect();
        Broken::find(text, std::iter::once(spans.as_slice())).running(text, &spans, plain).text
    }

    #[test]
    fn broken_words_are_put_together_and_compounds_stay() {
        for (text, expected) in [
            ("a performance of good  per-\nformance\tis", "a performance of good performance is"),
            ("state-of-the-\nart boats", "state-of-the-art boats"),
            ("performance per-\nformance is sub-\nstance", "performance performance is substance"),
            ("food for an agri-\nfood fair", "food for an agri-food fair"),
            ("agri-food is agri-\nfood", "agri-food is agri-food"),
            ("risk of boats, based on risk-\nbased sums", "risk of boats, based on risk-based sums"),
            ("short-\nand long-term", "short- and long-term"),
            ("the EU-\nEFTA boat", "the EU-EFTA boat"),
            ("soft\u{AD}\nware", "software"),
            ("a dash -\nand more", "a dash - and more"),
        ] {
            assert_eq!(joined(text), expected);
        }
    }

    #[test]
    fn marks_of_markdown_are_taken_off() {
        let mut out = String::new();
        plain_markdown("**1\\.** a <a id=\"x\"></a>*b* <3 c\\d `e`", &mut |_, piece| out.push_str(piece));
        assert_eq!(out, "1. a b <3 c\\d e");
    }

    #[test]
    fn every_letter_knows_from_where_it_is() {
        let text = "the *third*  per-\n   formance and performance, é";
        let spans: Vec<Span> = source_lines(text)
            .map(|(at, line)| Span::new(at + line.len() - line.trim_start().len(), at + line.len()))
            .collect();
        let running =
            Broken::find(text, std::iter::once(spans.as_slice())).running(text, &spans, plain_markdown);
        assert_eq!(running.text, "the third performance and performance, é");
        for (word, expected) in [("third", "third"), ("performance", "per-\n   formance"), ("é", "é")] {
            let at = running.text.find(word).expect("there");
            assert_eq!(running.source(at..at + word.len()).of(text), expected);
        }
    }
}
