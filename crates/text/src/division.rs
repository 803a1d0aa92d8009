//! Lines that name a division of a text: `TITLE IV`, `Chapter I — Scope`, `Article 16`, `ANNEX II`; and those that end
//! one.

use crate::provision::Kind;

/// A line that names a division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Division<'t> {
    pub(crate) kind: Kind,
    /// Its number; empty for an annex that is the only one.
    pub(crate) number: &'t str,
    /// How many bytes of the line come before the number.
    pub(crate) before: usize,
    /// How many bytes of the line come before the heading, where the heading stands on the same line.
    pub(crate) heading: Option<usize>,
}

const WORDS: [(&str, Kind); 6] = [
    ("title", Kind::Title),
    ("chapter", Kind::Chapter),
    ("section", Kind::Section),
    ("article", Kind::Article),
    ("annex", Kind::Annex),
    ("part", Kind::Part),
];

/// The longest line that is looked at; a heading is shorter.
const LONGEST: usize = 400;

/// The division that a line names. A line that is no heading by its marks must hold nothing else, or a dash between
/// number and heading, so that a sentence which starts with a reference names none.
pub(crate) fn division_of(line: &str, is_heading: bool) -> Option<Division<'_>> {
    if line.len() > LONGEST {
        return None;
    }
    let start = line.len() - without_marks(line).len();
    let rest = line.get(start..)?;
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = rest.get(..letters)?;
    let is_name = word.bytes().skip(1).all(|byte| byte.is_ascii_uppercase())
        || word.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
    if !is_name || !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let (_, kind) = *WORDS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name))?;
    let after = rest.get(letters..)?;
    let blanks = after.len() - after.trim_start().len();
    let tail = after.get(blanks..)?;
    let number = tail.split(|c: char| c.is_whitespace() || is_separator(c) || "*_.".contains(c)).next()?;
    let shouts = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let before = start + letters + blanks;
    let rest = tail.get(number.len()..)?;
    if number.is_empty() {
        let alone = rest.trim_end_matches(['*', '_']).trim().is_empty();
        let stands_alone = kind == Kind::Annex && alone && (shouts || is_heading);
        return stands_alone.then_some(Division { kind, number, before, heading: None });
    }
    if blanks == 0 || !is_number(number, kind) {
        return None;
    }
    let parts = rest.trim_start_matches(|c: char| c.is_whitespace() || "*_.".contains(c));
    let words = parts.trim_start_matches(is_separator).trim_start();
    let is_separated = words.len() < parts.trim_start().len() && !parts.starts_with('-');
    let heading = line.len() - words.len();
    let words = words.trim_end_matches(['*', '_']).trim_end();
    if words.is_empty() {
        return Some(Division { kind, number, before, heading: None });
    }
    (is_separated || is_heading).then_some(Division { kind, number, before, heading: Some(heading) })
}

fn is_separator(c: char) -> bool {
    matches!(c, '—' | '–' | ':' | '-')
}

/// The line after marks of emphasis and anchors: `<a id="article-1"></a>`.
fn without_marks(line: &str) -> &str {
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches(['*', '_', ' ']);
        let tag = rest.strip_prefix('<').and_then(|tag| tag.find('>').and_then(|end| tag.get(end + 1..)));
        match tag {
            Some(after) => rest = after,
            None => return rest,
        }
    }
}

/// `16`, `18a`, `IV`, and for a part of an annex also `A`.
fn is_number(number: &str, kind: Kind) -> bool {
    let digits = number.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let counts = (1..=4).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && number.len() - digits.len() <= 2;
    let is_roman = number.len() <= 8 && number.bytes().all(|byte| b"IVXLC".contains(&byte));
    let is_letter = number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_uppercase());
    counts || (is_roman && kind != Kind::Article) || (is_letter && matches!(kind, Kind::Part | Kind::Annex))
}

/// What a line that names no division does to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The recitals begin.
    Recitals,
    /// What follows belongs to no provision: the formula of adoption, the signatures.
    Outside,
}

/// The turn that a line takes at the start of a paragraph.
pub(crate) fn turn_of(line: &str) -> Option<Turn> {
    let line = line.trim_matches(['*', '_', '#', ' ']);
    let starts = |words: &str| line.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words));
    if line.len() < 12 && starts("whereas") && line.trim_end_matches([':', ',']).len() == "whereas".len() {
        return Some(Turn::Recitals);
    }
    let adopted = ["have adopted this", "has adopted this"].iter().any(|words| starts(words));
    let leaves = ["done at ", "explanatory memorandum", "legislative financial", "legislative and financial"];
    (adopted || leaves.iter().any(|words| starts(words))).then_some(Turn::Outside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, is_heading: bool) -> String {
        match division_of(line, is_heading) {
            Some(it) => {
                let heading = it.heading.and_then(|at| line.get(at..)).unwrap_or("-");
                format!("{:?} {} {heading}", it.kind, it.number)
            }
            None => "none".to_owned(),
        }
    }

    #[test]
    fn headings_name_a_division() {
        for (line, expected) in [
            ("TITLE IV — BOATS", "Title IV BOATS"),
            ("Chapter I — Aims – and scope", "Chapter I Aims – and scope"),
            ("<a id=\"article-16\"></a>Article 16 — Scope", "Article 16 Scope"),
            ("Article 18a: Scope", "Article 18a Scope"),
            ("ANNEX", "Annex  -"),
            ("ANNEX II", "Annex II -"),
            ("PART A", "Part A -"),
        ] {
            assert_eq!(shown(line, true), expected, "{line}");
            assert_eq!(shown(line, false), expected, "{line}");
        }
        assert_eq!(shown("Article 5 Scope", true), "Article 5 Scope");
        assert_eq!(shown("**Article 5**", false), "Article 5 -");
    }

    #[test]
    fn sentences_name_none() {
        for line in [
            "Article 16 of this Regulation",
            "Article 16(2) applies",
            "Annex II sets out",
            "Annex",
            "Articles 2 to 5",
            "Sections 1",
            "ArtiCLE 1",
            "article 1",
            "Part of the fee",
            "Title",
        ] {
            assert_eq!(shown(line, false), "none", "{line}");
        }
    }

    #[test]
    fn turns_stand_at_the_start_of_a_line() {
        assert_eq!(turn_of("Whereas:"), Some(Turn::Recitals));
        assert_eq!(turn_of("Whereas boats float"), None);
        assert_eq!(turn_of("HAVE ADOPTED THIS REGULATION:"), Some(Turn::Outside));
        assert_eq!(turn_of("Done at Bruges,"), Some(Turn::Outside));
        assert_eq!(turn_of("Work done at sea"), None);
    }
}
