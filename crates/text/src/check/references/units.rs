//! Words with their numbers: `Articles 5 and 7(2)`, `points (a) to (c)`, `the second and third subparagraphs`.

use super::Part;
use super::cursor::{Cursor, Separator};
use super::ranges::{MOST, class_of};

/// How far out a unit stands: the lower, the further out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Whole,
    Section,
    Paragraph,
    Nth,
    Point,
    Sentence,
}

/// A word with its numbers: the way to each provision that it names.
pub(super) struct Unit {
    pub(super) rank: Rank,
    pub(super) ways: Vec<Vec<Part>>,
}

/// A word with its numbers.
pub(super) fn unit(cursor: &mut Cursor<'_>) -> Option<Unit> {
    let start = cursor.at;
    let word = cursor.word();
    let several = word.ends_with('s');
    match word {
        "Article" | "Articles" => whole(cursor, several, Part::Article, Cursor::article),
        "Annex" | "Annexes" => {
            let end = cursor.at;
            whole(cursor, true, Part::Annex, Cursor::annex).or_else(|| {
                cursor.at = end;
                Some(Unit { rank: Rank::Whole, ways: vec![vec![Part::Annex(String::new())]] })
            })
        }
        "Section" | "Part" => {
            cursor.blanks();
            let value = cursor.annex()?;
            Some(Unit { rank: Rank::Section, ways: vec![vec![Part::Section(value)]] })
        }
        "paragraph" | "paragraphs" | "Paragraph" | "Paragraphs" => {
            numbered(cursor, several, Rank::Paragraph, Part::Paragraph)
        }
        "point" | "points" | "Point" | "Points" => numbered(cursor, several, Rank::Point, Part::Point),
        "the" => {
            cursor.blanks();
            counted(cursor)
        }
        _ => {
            cursor.at = start;
            counted(cursor)
        }
    }
}

/// `Article 18(1)(a)`, `Articles 5 and 7(2)`, `Article 3(1), (2) and (4)`, `Annexes I to III`.
fn whole<'t>(
    cursor: &mut Cursor<'t>,
    several: bool,
    part: fn(String) -> Part,
    value: fn(&mut Cursor<'t>) -> Option<String>,
) -> Option<Unit> {
    cursor.blanks();
    let first = part(value(cursor)?);
    let mut ways: Vec<Vec<Part>> = vec![with_labels(cursor, first)];
    let mut separator = Separator::Comma;
    while ways.len() < MOST {
        let end = cursor.at;
        let Some(next) = cursor.separator(separator) else { break };
        let last = ways.last().cloned().unwrap_or_default();
        let labels = labels(cursor);
        if let (Some(Part::Label(before)), Some(Part::Label(first))) = (last.last(), labels.first())
            && class_of(before) == class_of(first)
        {
            let start = last.get(..last.len() - 1).unwrap_or_default();
            let between = if next == Separator::To { cursor.between(before, first) } else { vec![] };
            ways.extend(between.into_iter().map(|label| [start, &[Part::Label(label)]].concat()));
            ways.push([start, labels.as_slice()].concat());
        } else if (several || next == Separator::Or)
            && labels.is_empty()
            && let Some(value) = value(cursor)
            && !cursor.counts_something()
        {
            let first = last.first().and_then(Part::label).filter(|_| next == Separator::To);
            let between = first.map(|first| cursor.between(first, &value)).unwrap_or_default();
            ways.extend(between.into_iter().map(|number| vec![part(number)]));
            ways.push(with_labels(cursor, part(value)));
        } else {
            cursor.at = end;
            break;
        }
        separator = next;
    }
    Some(Unit { rank: Rank::Whole, ways })
}

fn with_labels(cursor: &mut Cursor<'_>, part: Part) -> Vec<Part> {
    let mut way = vec![part];
    way.extend(labels(cursor));
    way
}

fn labels(cursor: &mut Cursor<'_>) -> Vec<Part> {
    let mut found = vec![];
    while let Some(label) = cursor.label() {
        found.push(Part::Label(label.to_owned()));
    }
    found
}

/// `paragraph 3`, `paragraphs 1 and 2`, `point (a)`, `points (a) to (c)`, `point 3.1(g)`.
fn numbered(cursor: &mut Cursor<'_>, several: bool, rank: Rank, part: fn(String) -> Part) -> Option<Unit> {
    cursor.blanks();
    let first = cursor.value()?;
    if cursor.counts_something() {
        return None;
    }
    let mut ways = vec![with_labels(cursor, part(first))];
    let mut separator = if several { Separator::Comma } else { Separator::And };
    while ways.len() < MOST {
        let end = cursor.at;
        let Some(next) = cursor.separator(separator) else { break };
        let last = ways.last().and_then(|way| way.first()).and_then(Part::label).unwrap_or("").to_owned();
        let value =
            cursor.value().filter(|value| class_of(value) == class_of(&last) && !cursor.counts_something());
        let Some(value) = value else {
            cursor.at = end;
            break;
        };
        if next == Separator::To {
            ways.extend(cursor.between(&last, &value).into_iter().map(|label| vec![part(label)]));
        }
        ways.push(with_labels(cursor, part(value)));
        separator = next;
    }
    Some(Unit { rank, ways })
}

const ORDINALS: [&str; 12] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
];

/// `first subparagraph`, `second and third subparagraphs`, `last sentence`.
fn counted(cursor: &mut Cursor<'_>) -> Option<Unit> {
    let mut numbers = vec![ordinal(cursor.word())?];
    loop {
        let end = cursor.at;
        let number = cursor.separator(Separator::Comma).and_then(|_| ordinal(cursor.word()));
        let Some(number) = number.filter(|_| numbers.len() < ORDINALS.len()) else {
            cursor.at = end;
            break;
        };
        numbers.push(number);
    }
    cursor.blanks();
    let noun = cursor.word();
    let (rank, is_counted) = match noun {
        "subparagraph" | "subparagraphs" => (Rank::Nth, true),
        "sentence" | "sentences" | "indent" | "indents" => (Rank::Sentence, false),
        _ => return None,
    };
    let part = |number: u32| if is_counted { Part::Nth(number) } else { Part::Within };
    Some(Unit { rank, ways: numbers.into_iter().map(|number| vec![part(number)]).collect() })
}

/// The number of `first`; 0 of `last`, which always is there.
fn ordinal(word: &str) -> Option<u32> {
    if word == "last" {
        return Some(0);
    }
    let at = ORDINALS.iter().position(|ordinal| *ordinal == word)?;
    u32::try_from(at + 1).ok()
}
