//! Units that belong together: each within the one before it, with what is said to be around them.

use super::cursor::Cursor;
use super::other_acts::ACTS;
use super::units::{Rank, Unit, unit};
use super::{Around, Base, Part};

/// Units that belong together, and from where they are read.
pub(super) struct Chain {
    pub(super) base: Base,
    pub(super) ways: Vec<Vec<Part>>,
}

/// The most units within and around each other.
const DEEPEST: usize = 6;

/// Units that belong together.
pub(super) fn chain(cursor: &mut Cursor<'_>, depth: usize) -> Option<Chain> {
    let Unit { mut rank, mut ways } = unit(cursor)?;
    for _ in 0..DEEPEST {
        let Some(inner) = inner(cursor, rank) else { break };
        rank = inner.rank;
        if let Some(outer) = ways.pop() {
            ways.extend(inner.ways.into_iter().map(|way| [outer.clone(), way].concat()));
        }
    }
    let outermost = ways.first().and_then(|way| way.first());
    let is_whole = matches!(outermost, Some(Part::Article(_) | Part::Annex(_)));
    let own = if is_whole { Base::Text } else { Base::Here };
    let end = cursor.at;
    match outer(cursor, is_whole, depth) {
        Some(Outer::Base(base)) => Some(Chain { base, ways }),
        Some(Outer::Regulation) => Some(Chain { base: own, ways }),
        Some(Outer::Chain(around)) => {
            let last = around.ways.into_iter().next_back().unwrap_or_default();
            let ways = ways.into_iter().map(|way| [last.clone(), way].concat());
            Some(Chain { base: around.base, ways: ways.collect() })
        }
        None => {
            cursor.at = end;
            Some(Chain { base: own, ways })
        }
    }
}

/// A unit within the one before.
fn inner(cursor: &mut Cursor<'_>, rank: Rank) -> Option<Unit> {
    let start = cursor.at;
    cursor.eat(',');
    cursor.blanks();
    let found = unit(cursor).filter(|unit| {
        let is_deeper = unit.rank > rank || (unit.rank == rank && rank == Rank::Point);
        is_deeper && unit.rank != Rank::Whole
    });
    if found.is_none() {
        cursor.at = start;
    }
    found
}

enum Outer {
    Base(Base),
    /// The text itself: `of this Regulation`.
    Regulation,
    Chain(Chain),
}

/// What is said to be around: `of this Article`, `of Article 5`, `of Regulation (EU) 2024/1234`.
fn outer(cursor: &mut Cursor<'_>, is_whole: bool, depth: usize) -> Option<Outer> {
    cursor.eat(',');
    cursor.blanks();
    let word = cursor.word();
    match word {
        "thereof" | "thereto" => return Some(Outer::Base(Base::OtherAct)),
        "TFEU" | "TEU" => return Some(Outer::Base(Base::OtherAct)),
        "of" | "to" | "in" | "from" | "under" => {}
        _ => return None,
    }
    cursor.blanks();
    let start = cursor.at;
    match cursor.word() {
        "this" => return this(cursor),
        "that" | "those" | "these" => {
            cursor.blanks();
            let word = cursor.word();
            return match around(word) {
                Some(kind) => Some(Outer::Base(Base::That(kind))),
                None => ACTS.contains(&word).then_some(Outer::Base(Base::OtherAct)),
            };
        }
        _ => cursor.at = start,
    }
    if word == "of" || word == "to" || word == "in" {
        let article = cursor.at;
        if cursor.word() == "the" {
            cursor.blanks();
        } else {
            cursor.at = article;
        }
        if depth < DEEPEST
            && let Some(chain) = chain(cursor, depth + 1)
        {
            let leads_out = matches!(
                chain.ways.first().and_then(|way| way.first()),
                Some(Part::Article(_) | Part::Annex(_))
            );
            // `in Article 5 of …` is around a point; around an article only an annex or an act is.
            return (!is_whole || leads_out).then_some(Outer::Chain(chain));
        }
        cursor.at = start;
    }
    (word != "in" && word != "from" && word != "under" && cursor.act()).then_some(Outer::Base(Base::OtherAct))
}

fn this(cursor: &mut Cursor<'_>) -> Option<Outer> {
    cursor.blanks();
    let word = cursor.word();
    match word {
        "Regulation" | "Directive" | "Decision" | "Act" | "Law" | "Recommendation" => Some(Outer::Regulation),
        _ => around(word).map(|kind| Outer::Base(Base::This(kind))),
    }
}

fn around(word: &str) -> Option<Around> {
    Some(match word.to_ascii_lowercase().as_str() {
        "article" | "articles" => Around::Article,
        "paragraph" | "paragraphs" => Around::Paragraph,
        "point" | "points" => Around::Point,
        "annex" | "annexes" => Around::Annex,
        "chapter" | "section" | "title" | "part" | "subparagraph" => Around::Other,
        _ => return None,
    })
}
