//! The reasons for mutants in `mutants.toml`, which name mutants by words of the law, after something has got another name.
//!
//! What a mutant will be called is not guessed: its new name is that of the mutant which the renamed law has in its place.

use std::collections::BTreeSet;

use acquis_base::{Edit, Place, Span};
use acquis_ir::Program;
use acquis_mutate::mutants;

use crate::document::Document;

/// The most places of a mutant's name that are tried one by one.
const MOST_PLACES: usize = 6;

/// What the mutants of a program are called.
pub(crate) fn names(program: &Program) -> BTreeSet<String> {
    mutants(program).iter().map(|mutant| mutant.name(program)).collect()
}

/// The edits after which a file of reasons names mutants as they are called after `old` has become `new`.
pub(crate) fn renamed(
    reasons: &Document,
    (before, after): (&BTreeSet<String>, &BTreeSet<String>),
    (old, new): (&str, &str),
) -> Vec<Edit<Place>> {
    let mut edits = vec![];
    for name in before.iter().filter(|name| !after.contains(*name)) {
        let places = words(name, old);
        let Some(meant) = meant(name, &places, old, new, before, after) else { continue };
        let (name, meant) = (escaped(name), escaped(&meant));
        for (at, _) in reasons.text.match_indices(&name) {
            let around =
                (reasons.text.get(..at).unwrap_or(""), reasons.text.get(at + name.len()..).unwrap_or(""));
            if around.0.ends_with('"') && around.1.starts_with('"') {
                let place = Place::new(reasons.path.clone(), Span::new(at, at + name.len()));
                edits.push(Edit { place, text: meant.clone() });
            }
        }
    }
    edits.sort_by(|a, b| a.place.cmp(&b.place));
    edits
}

/// Where a word stands in a name.
fn words(name: &str, word: &str) -> Vec<usize> {
    let is_part = |c: char| c == '_' || c.is_alphanumeric();
    let stands_alone = |at: &usize| {
        let before = name.get(..*at).unwrap_or("").chars().next_back();
        let after = name.get(at + word.len()..).unwrap_or("").chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    };
    name.match_indices(word).map(|(at, _)| at).filter(stands_alone).collect()
}

/// The new name of a mutant: with as many of its words exchanged as one of the mutants has that there were not before.
fn meant(
    name: &str,
    places: &[usize],
    old: &str,
    new: &str,
    before: &BTreeSet<String>,
    after: &BTreeSet<String>,
) -> Option<String> {
    let few = places.len().min(MOST_PLACES);
    let mut ways: Vec<u32> = (1..1_u32 << few).collect();
    ways.sort_by_key(|way| std::cmp::Reverse(way.count_ones()));
    let exchanged = |way: u32| {
        let mut out = String::new();
        let mut from = 0;
        for (nth, at) in places.iter().enumerate() {
            // Beyond the few, all are exchanged.
            if nth >= few || way >> nth & 1 == 1 {
                out.push_str(name.get(from..*at).unwrap_or(""));
                out.push_str(new);
                from = at + old.len();
            }
        }
        out.push_str(name.get(from..).unwrap_or(""));
        out
    };
    ways.into_iter().map(exchanged).find(|name| after.contains(name) && !before.contains(name))
}

/// A text as it stands between quotes in TOML.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
