//! What a printed page has around its text: page numbers, the mark of the language, running heads and feet.
//!
//! A line is furniture if it is
//! - the mark of a language twice, with or without a page number between: `EN  4  EN`;
//! - a page number alone at the top or the foot of a page: `4`, `– 4 –`, `Page 4 of 9`;
//! - among the three outermost lines of a page, and there, but for numbers, on at least three pages, and on two of five
//!   (what runs over left pages alone is on half of them).

use std::collections::BTreeMap;

/// A line as it is looked at here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Printed<'t> {
    pub(crate) content: &'t str,
    pub(crate) page: u32,
}

/// How many lines at each end of a page can be running heads or feet.
const OUTERMOST: usize = 3;

/// On how many pages something stands that runs.
const FEWEST: u32 = 3;

/// The longest line that can be furniture.
const LONGEST: usize = 200;

/// Which lines, none of which is empty, are furniture.
pub(crate) fn furniture(lines: &[Printed<'_>]) -> Vec<bool> {
    let mut found: Vec<bool> = lines.iter().map(|line| is_language_mark(line.content)).collect();
    let outer = outermost(lines, &found);
    let mut seen: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for at in &outer {
        let Some(line) = lines.get(*at) else { continue };
        // Once for each page.
        let (count, last) = seen.entry(without_numbers(line.content)).or_insert((0, u32::MAX));
        if *last != line.page {
            (*count, *last) = (*count + 1, line.page);
        }
    }
    let pages = lines.last().map_or(0, |line| line.page.saturating_add(1));
    let runs = |count: u32| count >= FEWEST && count.saturating_mul(5) >= pages.saturating_mul(2);
    for at in outer {
        let (Some(line), Some(mark)) = (lines.get(at), found.get_mut(at)) else { continue };
        let runs = seen.get(&without_numbers(line.content)).is_some_and(|(count, _)| runs(*count));
        // A number of a provision may stand at the top of several pages.
        let is_number = crate::label::label_of(line.content).is_some();
        *mark |= pages > 1 && (is_page_number(line.content) || (runs && !is_number));
    }
    found
}

/// The lines at the top and the foot of each page, those that are furniture anyway aside.
fn outermost(lines: &[Printed<'_>], known: &[bool]) -> Vec<usize> {
    let mut outer = vec![];
    let mut page: Vec<usize> = vec![];
    let mut take = |page: &mut Vec<usize>| {
        outer.extend(page.iter().take(OUTERMOST));
        outer.extend(page.iter().skip(OUTERMOST.max(page.len().saturating_sub(OUTERMOST))));
        page.clear();
    };
    let mut last = None;
    for (at, (line, is_known)) in lines.iter().zip(known).enumerate() {
        if last.is_some_and(|last| last != line.page) {
            take(&mut page);
        }
        last = Some(line.page);
        if !is_known && line.content.len() <= LONGEST {
            page.push(at);
        }
    }
    take(&mut page);
    outer
}

fn without_numbers(content: &str) -> String {
    let mut out = String::new();
    for word in content.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        let mut after_digit = false;
        for c in word.chars() {
            if !c.is_ascii_digit() {
                out.push(c);
            } else if !after_digit {
                out.push('#');
            }
            after_digit = c.is_ascii_digit();
        }
    }
    out
}

/// `EN  EN`, `EN  4  EN`.
pub(crate) fn is_language_mark(content: &str) -> bool {
    let mut words = content.split_whitespace();
    let (Some(first), Some(second)) = (words.next(), words.next()) else { return false };
    let is_language = first.len() == 2 && first.bytes().all(|byte| byte.is_ascii_uppercase());
    let last = match words.next() {
        Some(third) if second.bytes().all(|byte| byte.is_ascii_digit()) => third,
        Some(_) => return false,
        None => second,
    };
    is_language && last == first && words.next().is_none()
}

/// `4`, `– 4 –`, `4/9`, `Page 4 of 9`.
fn is_page_number(content: &str) -> bool {
    let content = content.strip_prefix("Page ").or_else(|| content.strip_prefix("page ")).unwrap_or(content);
    let content = content.trim_matches(['–', '—', '-', ' ']);
    let mut parts = content.split([' ', '/', 'o', 'f']).filter(|part| !part.is_empty());
    let has_digit = content.bytes().any(|byte| byte.is_ascii_digit());
    has_digit && content.len() <= 12 && parts.all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(pages: &[&[&str]]) -> Vec<String> {
        let mut lines = vec![];
        for (page, contents) in (0..).zip(pages) {
            lines.extend(contents.iter().map(|content| Printed { content, page }));
        }
        let marks = furniture(&lines);
        let kept = lines.iter().zip(marks).filter(|(_, is_furniture)| !is_furniture);
        kept.map(|(line, _)| line.content.to_owned()).collect()
    }

    #[test]
    fn what_runs_over_the_pages_is_left_out() {
        let pages: [&[&str]; 3] = [
            &["Journal of Boats, p. 1", "Article 1", "one", "EN    1    EN"],
            &["Journal of Boats, p. 2", "(a)  two", "three", "four", "five", "six", "2"],
            &["Journal of Boats, p. 13", "(a)  seven", "EN   EN"],
        ];
        assert_eq!(
            kept(&pages),
            ["Article 1", "one", "(a)  two", "three", "four", "five", "six", "(a)  seven"]
        );
    }

    #[test]
    fn a_sentence_that_starts_several_pages_is_text() {
        let same: [&[&str]; 3] = [&["Boats float", "a"], &["Boats float", "b"], &["Boats float", "c"]];
        let others: [&[&str]; 5] = [&["d"], &["e"], &["f"], &["g"], &["h"]];
        assert_eq!(kept(&same), ["a", "b", "c"]);
        assert_eq!(kept(&[&same[..], &others[..]].concat()).len(), 11);
    }

    #[test]
    fn numbers_within_a_page_are_text() {
        assert_eq!(kept(&[&["a", "b", "c", "4", "d", "e", "f"], &["g"]]).len(), 8);
        // A text without pages has nothing that runs over them.
        assert_eq!(kept(&[&["same", "same", "same", "12"]]).len(), 4);
    }

    #[test]
    fn the_mark_of_a_language_stands_at_both_ends() {
        for (content, expected) in [
            ("EN EN", true),
            ("EN   12   EN", true),
            ("EN 12", false),
            ("EN 12 FR", false),
            ("EN 1 EN 2", false),
            ("IS IT", false),
        ] {
            assert_eq!(is_language_mark(content), expected, "{content}");
        }
    }
}
