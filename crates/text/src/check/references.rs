//! References as they are written: `paragraph 3, point (b)`, `Article 18(1)`, `points (a) to (c) of Article 5`,
//! `the first subparagraph`, `point 3.1(g)`.
//!
//! A reference is made of *units*, each a word with a number or several. What stands after a comma or directly behind
//! is within what stands before; what stands after `of` is around it. A unit may name several provisions, and a
//! reference then has several targets. Nothing here asks whether they exist.

mod chain;
mod cursor;
mod other_acts;
mod ranges;
mod units;

use std::ops::Range;

use self::chain::{Chain, chain};
use self::cursor::Cursor;
use self::other_acts::is_after_act;

/// A step from a provision to one within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Article(String),
    /// Without a number: the only one.
    Annex(String),
    /// A part of an annex.
    Section(String),
    Paragraph(String),
    Point(String),
    /// A label behind a number: the `(1)` of `Article 18(1)`.
    Label(String),
    /// A paragraph without a number, counted from one.
    Nth(u32),
    /// Something smaller than a provision, or nothing that is counted: a sentence, an indent.
    Within,
}

/// From where a reference is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// From the whole text.
    Text,
    /// From where it stands.
    Here,
    /// From the provision around it of a kind: `this Article`.
    This(Around),
    /// From the one of that kind that was named last: `that Article`.
    That(Around),
    /// From another act.
    OtherAct,
}

/// The kinds of provision that `this` and `that` point to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Around {
    Article,
    Paragraph,
    Point,
    Annex,
    /// A division, or anything else that is not looked for.
    Other,
}

/// A reference to one or several provisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) base: Base,
    /// The way to each provision, outermost first.
    pub(crate) ways: Vec<Vec<Part>>,
    pub(crate) range: Range<usize>,
}

impl Part {
    pub(crate) fn label(&self) -> Option<&str> {
        match self {
            Self::Article(it) | Self::Annex(it) | Self::Section(it) => Some(it),
            Self::Paragraph(it) | Self::Point(it) | Self::Label(it) => Some(it),
            Self::Nth(_) | Self::Within => None,
        }
    }
}

/// The references of a text, in its order. What leads to another act is among them.
pub(crate) fn references_in(text: &str) -> Vec<Written> {
    let mut found: Vec<Written> = vec![];
    let mut cursor = Cursor::new(text, 0);
    while cursor.next_word() {
        let start = cursor.at;
        match reference(&mut cursor) {
            Some(written) => found.push(written),
            None => {
                cursor.at = start;
                cursor.word();
            }
        }
    }
    join(text, &mut found);
    found
}

/// `Article 5 and Article 6 of Regulation …`: what belongs to another act is said after the last of a list.
fn join(text: &str, found: &mut [Written]) {
    for at in (1..found.len()).rev() {
        let [before, after] = found.get_mut(at - 1..=at).unwrap_or_default() else { continue };
        let between = text.get(before.range.end..after.range.start).unwrap_or("").trim();
        let is_list = [",", "and", "or", ", and", ", or", "to"].contains(&between);
        if is_list && after.base == Base::OtherAct && before.base == Base::Text {
            before.base = Base::OtherAct;
        }
    }
}

fn reference(cursor: &mut Cursor<'_>) -> Option<Written> {
    let start = cursor.at;
    let Chain { base, ways } = chain(cursor, 0)?;
    let is_after_act = is_after_act(cursor.text.get(..start).unwrap_or(""));
    let base = if is_after_act { Base::OtherAct } else { base };
    Some(Written { base, ways, range: start..cursor.at })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Here: Paragraph 5 · Point a`, one for each way.
    fn shown(text: &str) -> Vec<String> {
        let way = |base: Base, way: &[Part]| {
            let parts: Vec<String> = way.iter().map(|part| format!("{part:?}").replace('"', "")).collect();
            format!("{base:?} {}", parts.join(" "))
        };
        references_in(text).iter().flat_map(|it| it.ways.iter().map(|parts| way(it.base, parts))).collect()
    }

    #[test]
    fn references_are_read_as_they_are_written() {
        for (text, expected) in [
            ("under Article 18(1)(a) of this Act", vec!["Text Article(18) Label(1) Label(a)"]),
            ("paragraph 5, point (a), and", vec!["Here Paragraph(5) Point(a)"]),
            ("paragraphs 3 or 4.", vec!["Here Paragraph(3)", "Here Paragraph(4)"]),
            ("points (a) to (c)", vec!["Here Point(a)", "Here Point(b)", "Here Point(c)"]),
            ("point (b) of Article 7(2)", vec!["Text Article(7) Label(2) Point(b)"]),
            ("the first and second subparagraphs", vec!["Here Nth(1)", "Here Nth(2)"]),
            (
                "Article 3(1), second subparagraph, point (b)",
                vec!["Text Article(3) Label(1) Nth(2) Point(b)"],
            ),
            ("Annexes I to III", vec!["Text Annex(I)", "Text Annex(II)", "Text Annex(III)"]),
            ("point 3.1(g) of Annex II", vec!["Text Annex(II) Point(3.1) Label(g)"]),
            ("Article 3(1) and (2)", vec!["Text Article(3) Label(1)", "Text Article(3) Label(2)"]),
            (
                "Articles 5, 6(2) and 9",
                vec!["Text Article(5)", "Text Article(6) Label(2)", "Text Article(9)"],
            ),
            ("point (a) of this paragraph", vec!["This(Paragraph) Point(a)"]),
            ("paragraph 2 of that Article", vec!["That(Article) Paragraph(2)"]),
            ("point (a) of the first subparagraph of paragraph 1", vec!["Here Paragraph(1) Nth(1) Point(a)"]),
            (
                "Article 5(1), first and second subparagraphs",
                vec!["Text Article(5) Label(1) Nth(1)", "Text Article(5) Label(1) Nth(2)"],
            ),
            ("Section 2 of Annex I", vec!["Text Annex(I) Section(2)"]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn a_row_of_ranges_does_not_multiply() {
        let text = "points (1) to (199) ".repeat(500);
        let parts: usize = references_in(&text).iter().flat_map(|it| &it.ways).map(Vec::len).sum();
        assert!(parts < 20_000, "{parts}");
    }

    #[test]
    fn other_acts_are_told() {
        for text in [
            "Article 2, point (15), of Regulation (EU) 2024/1234",
            "paragraphs 2 and 3 of Article 32 of Directive 2014/24/EU",
            "Regulation (EU) 2024/1234, Article 3, point (4)",
            "Regulation (EU) 2024/1234 Article 3, point 6",
            "Article 107 TFEU",
            "Annex I or II of Directive (EU) 2022/1",
            "point 2 of the Annex to Commission Recommendation (EU) 2025/1",
            "Article 2 of Annex I to Commission Recommendation 2003/1/EC",
            "point 2.6 of Annex A to Regulation (EC) No 1/2008",
            "Article 5 and Article 6 of that Regulation",
            "Article 4 of the Boats and Rivers Agreement",
            "Article 4 or 5 TFEU",
            "Article 4 of the same Directive",
            "Directive 2014/24/EU (Article 5)",
            "Annex I, Part A, point 3, to Directive 2014/24/EU",
            "points (a) to (d) of Article 57(4) of Directive 2014/24/EU",
        ] {
            let found = references_in(text);
            assert!(
                !found.is_empty() && found.iter().all(|it| it.base == Base::OtherAct),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn other_words_are_no_references() {
        for text in [
            "articles of association",
            "a point of contact",
            "paragraph (as amended)",
            "Article 2024/5",
            "the second boat",
            "points 5 days",
            "Particle 5",
            "Article",
        ] {
            assert_eq!(shown(text), [] as [&str; 0], "{text}");
        }
        assert_eq!(shown("paragraph 1 and 30 days"), ["Here Paragraph(1)"]);
        assert_eq!(shown("Article 5, 30 days"), ["Text Article(5)"]);
    }
}
