//! Terms that a text defines: those that it does not use, and those that it writes in another way.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, codes};

use super::words::{Gap, Word, stem, words_of};
use super::{Findings, Passage, Reading};
use crate::provision::Provision;

/// A term with its definition.
pub(crate) struct Term<'t> {
    /// As it is defined, without quotes.
    pub(crate) shown: String,
    /// The words of it, in small letters.
    words: Vec<Word>,
    definition: &'t Provision,
    /// Index of the passage that defines it, and where it stands there.
    passage: usize,
    range: std::ops::Range<usize>,
}

impl Term<'_> {
    /// What is equal for all ways of writing it: its letters, without the ending of the plural.
    pub(crate) fn key(&self) -> String {
        let letters: String = self.words.iter().map(|word| word.lower.as_str()).collect();
        stem(&letters).to_owned()
    }
}

const QUOTES: [(char, char); 5] = [('‘', '’'), ('“', '”'), ('\'', '\''), ('"', '"'), ('«', '»')];

/// The terms that a text defines: `‘boat’ means …`, `‘small boat’ or ‘SB’ means …`.
pub(crate) fn terms<'t>(reading: &Reading<'t>) -> Vec<Term<'t>> {
    let mut found = vec![];
    for (at, passage) in reading.passages.iter().enumerate().filter(|(_, passage)| !passage.is_heading) {
        found.extend(terms_of(passage, at));
    }
    found
}

fn terms_of<'t>(passage: &Passage<'t>, at: usize) -> Vec<Term<'t>> {
    let text = &passage.running.text;
    let mut found = vec![];
    let mut rest = text.as_str();
    loop {
        let start = text.len() - rest.len();
        let Some(open) = rest.chars().next() else { return vec![] };
        let Some((_, close)) = QUOTES.iter().find(|(first, _)| *first == open) else { return vec![] };
        let after = rest.get(open.len_utf8()..).unwrap_or("");
        let Some((term, after)) = after.split_once(*close) else { return vec![] };
        let from = start + open.len_utf8();
        let words = words_of(term);
        if words.is_empty() || term.len() > LONGEST {
            return vec![];
        }
        let range = from..from + term.len();
        found.push(Term { shown: term.to_owned(), words, definition: passage.provision, passage: at, range });
        let after = after.trim_start();
        let defines =
            ["means ", "mean ", "means:", "refers to ", "is "].iter().any(|word| after.starts_with(word));
        match after.strip_prefix("or ").or_else(|| after.strip_prefix("and ")) {
            Some(other) => rest = other,
            None if defines => return found,
            None => return vec![],
        }
    }
}

/// The longest term.
const LONGEST: usize = 120;

/// A stretch of words that stands for a term.
struct Use {
    passage: usize,
    range: std::ops::Range<usize>,
    is_written_alike: bool,
}

pub(crate) fn faults(reading: &Reading<'_>, terms: &[Term<'_>], findings: &mut Findings) {
    let uses = uses(reading, terms);
    // An abbreviation and what it stands for are used if one of them is.
    let mut used: BTreeMap<u32, bool> = BTreeMap::new();
    for (term, uses) in terms.iter().zip(&uses) {
        *used.entry(term.definition.at).or_default() |= !uses.is_empty();
    }
    for (term, uses) in terms.iter().zip(&uses) {
        if used.insert(term.definition.at, true) == Some(false) {
            findings.add(unused(reading, term));
        }
        otherwise(reading, term, uses).into_iter().for_each(|it| findings.add(it));
    }
}

/// Where each term stands, but in its own definition.
fn uses(reading: &Reading<'_>, terms: &[Term<'_>]) -> Vec<Vec<Use>> {
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    for (at, term) in terms.iter().enumerate() {
        keys.entry(term.key()).or_insert(at);
    }
    let longest = keys.keys().map(String::len).max().unwrap_or(0);
    let mut found: Vec<Vec<Use>> = terms.iter().map(|_| vec![]).collect();
    for (at, passage) in reading.passages.iter().enumerate() {
        let words = words_of(&passage.running.text);
        let mut next = 0;
        while next < words.len() {
            let Some((term, length)) = term_at(words.get(next..).unwrap_or_default(), &keys, longest) else {
                next += 1;
                continue;
            };
            let stretch = words.get(next..next + length).unwrap_or_default();
            next += length;
            let (Some(defined), Some(first), Some(last)) = (terms.get(term), stretch.first(), stretch.last())
            else {
                continue;
            };
            if defined.definition.at == passage.provision.at {
                continue;
            }
            let range = first.range.start..last.range.end;
            let is_written_alike = is_written_alike(stretch, &defined.words);
            if let Some(uses) = found.get_mut(term) {
                uses.push(Use { passage: at, range, is_written_alike });
            }
        }
    }
    found
}

/// The term with which some words start, and how many of them it takes: the longest one.
fn term_at(words: &[Word], keys: &BTreeMap<String, usize>, longest: usize) -> Option<(usize, usize)> {
    let mut letters = String::new();
    let mut found = None;
    for (nth, word) in words.iter().enumerate() {
        if nth > 0 && word.gap == Gap::Other {
            break;
        }
        letters.push_str(&word.lower);
        if letters.len() > longest + 1 {
            break;
        }
        if let Some(term) = keys.get(stem(&letters)) {
            found = Some((*term, nth + 1));
        }
    }
    found
}

fn is_written_alike(stretch: &[Word], defined: &[Word]) -> bool {
    let gaps = |words: &[Word]| words.iter().skip(1).map(|word| word.gap).collect::<Vec<_>>();
    stretch.len() == defined.len() && gaps(stretch) == gaps(defined)
}

fn unused(reading: &Reading<'_>, term: &Term<'_>) -> Diagnostic {
    let place = reading.passages.get(term.passage).map(|it| reading.place(it, term.range.clone()));
    let message = format!("the term `{}` is defined and not used in the text at hand", term.shown);
    let finding = Diagnostic::new(&codes::UNUSED_TERM, message);
    let finding = match place {
        Some(place) => finding.label(place, "defined here"),
        None => finding,
    };
    finding
        .note("parts that are not transcribed may use it")
        .help("leave the definition out, or use the term where it is meant")
}

/// A term that is written in another way than it is defined; one finding for all places.
fn otherwise(reading: &Reading<'_>, term: &Term<'_>, uses: &[Use]) -> Option<Diagnostic> {
    let others: Vec<&Use> = uses.iter().filter(|it| !it.is_written_alike).collect();
    let words =
        |it: &Use| -> Option<&str> { reading.passages.get(it.passage)?.running.text.get(it.range.clone()) };
    let first = others.first()?;
    let message = match others.len() {
        1 => format!("the term `{}` is written `{}` once", term.shown, words(first)?),
        count => {
            format!(
                "the term `{}` is written otherwise in {count} places, as in `{}`",
                term.shown,
                words(first)?
            )
        }
    };
    let mut finding = Diagnostic::new(&codes::TERM_WRITTEN_OTHERWISE, message);
    for it in others.iter().take(MOST_PLACES) {
        let passage = reading.passages.get(it.passage)?;
        finding = finding.label(reading.place(passage, it.range.clone()), "written so");
    }
    let passage = reading.passages.get(term.passage)?;
    Some(
        finding
            .label(reading.place(passage, term.range.clone()), "defined so")
            .note("a reader may take what is written otherwise for something else than what is defined")
            .help(format!("write `{}` everywhere", term.shown)),
    )
}

/// The most places that one finding points to.
const MOST_PLACES: usize = 5;
