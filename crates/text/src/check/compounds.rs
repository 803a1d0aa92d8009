//! Two words that are written with a hyphen here and without one there, though they are used in the same way.
//!
//! Before a noun a hyphen is usual (`a third-country entity`), after one it is not (`in a third country`). So uses are
//! compared that have the same word after them, and uses that have none: those at the end of a phrase.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use acquis_base::{Diagnostic, codes, counted};

use super::definitions::Term;
use super::words::{Gap, is_small, stem, words_of};
use super::{Findings, Reading};

/// The most places that one finding points to.
const MOST_PLACES: usize = 5;

/// Where a compound is used in one way.
#[derive(Debug, Default)]
struct Uses {
    with: Vec<(usize, Range<usize>)>,
    without: Vec<(usize, Range<usize>)>,
}

/// A compound, and the word after it; none at the end of a phrase.
type Way = (String, String, String);

pub(crate) fn faults(reading: &Reading<'_>, terms: &[Term<'_>], findings: &mut Findings) {
    let defined: BTreeSet<String> = terms.iter().map(Term::key).collect();
    let mut ways: BTreeMap<Way, Uses> = BTreeMap::new();
    for with_hyphen in [true, false] {
        for (at, passage) in reading.passages.iter().enumerate().filter(|(_, it)| !it.is_heading) {
            let words = words_of(&passage.running.text);
            for (nth, pair) in words.windows(2).enumerate() {
                let [left, right] = pair else { continue };
                let after = words.get(nth + 2).filter(|word| word.gap != Gap::Other);
                // What is a part of a longer compound is no use of its own.
                if left.gap == Gap::Hyphen || after.is_some_and(|word| word.gap == Gap::Hyphen) {
                    continue;
                }
                let next = after.map(|word| word.lower.as_str()).filter(|word| !is_small(word)).unwrap_or("");
                let way = (left.lower.clone(), stem(&right.lower).to_owned(), stem(next).to_owned());
                let place = (at, left.range.start..right.range.end);
                match right.gap {
                    Gap::Hyphen if with_hyphen => ways.entry(way).or_default().with.push(place),
                    // Pairs of words are kept where a hyphen joins them elsewhere.
                    // Large letters make a name of it.
                    Gap::Blank if !with_hyphen && !right.is_large => {
                        if let Some(uses) = ways.get_mut(&way) {
                            uses.without.push(place);
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    ways.retain(|(left, right, next), uses| {
        let is_term = |words: &[&str]| defined.contains(stem(&words.concat()));
        let is_defined = is_term(&[left, right]) || is_term(&[left, right, next]);
        !uses.with.is_empty() && !uses.without.is_empty() && !is_defined
    });
    ways.iter().filter_map(|(way, uses)| fault(reading, way, uses)).for_each(|it| findings.add(it));
}

fn fault(reading: &Reading<'_>, (_, _, next): &Way, uses: &Uses) -> Option<Diagnostic> {
    let is_rarer = uses.with.len() <= uses.without.len();
    let (rarer, usual) = if is_rarer { (&uses.with, &uses.without) } else { (&uses.without, &uses.with) };
    let shown = |places: &[(usize, Range<usize>)]| -> Option<String> {
        let (passage, range) = places.first()?;
        Some(reading.passages.get(*passage)?.running.text.get(range.clone())?.to_lowercase())
    };
    let (odd, even) = (shown(rarer)?, shown(usual)?);
    let before = if next.is_empty() { String::new() } else { format!(" before `{next}`") };
    let message = format!(
        "`{odd}` stands {}{before}, and `{even}` {} in the same way",
        counted(rarer.len(), "time", "times"),
        counted(usual.len(), "time", "times")
    );
    let mut finding = Diagnostic::new(&codes::UNEVEN_HYPHEN, message);
    for (places, said) in [(rarer, "written so"), (&usual.iter().take(1).cloned().collect(), "elsewhere so")]
    {
        for (passage, range) in places.iter().take(MOST_PLACES) {
            let passage = reading.passages.get(*passage)?;
            finding = finding.label(reading.place(passage, range.clone()), said);
        }
    }
    Some(
        finding
            .note("two ways of writing look like two notions")
            .help(format!("write `{even}` everywhere{before}")),
    )
}
