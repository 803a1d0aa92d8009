//! Lines of a text as a converter leaves it of printed pages: columns and the lengths of lines tell what belongs
//! together.
//!
//! A line ends its paragraph if the first word of the next line would have fitted on it. Letters of print differ in
//! width, so a line counts as full from a share of the longest lines on.

use acquis_base::Span;

use crate::furniture::{Printed, furniture, is_language_mark};
use crate::line::{Above, Layout, Line, indent, source_lines};

/// The share of the longest lines, in hundredths, from which on a line counts as full.
const FULL: usize = 93;

/// How many columns two lines may differ in and still stand one below the other.
const TOLERANCE: u32 = 2;

/// The same across the end of a page, where converters count anew.
const SLACK: u32 = 4;

struct Source<'t> {
    start: usize,
    content: &'t str,
    column: u32,
    /// The column after its last character.
    width: usize,
    page: u32,
    after_blank: bool,
}

pub(crate) fn lines(text: &str) -> (Vec<Line>, Layout) {
    let sources = sources(text);
    let printed: Vec<Printed<'_>> =
        sources.iter().map(|source| Printed { content: source.content, page: source.page }).collect();
    let marks = furniture(&printed);
    let kept: Vec<&Source<'_>> =
        sources.iter().zip(&marks).filter(|(_, mark)| !**mark).map(|(source, _)| source).collect();
    let margin = margin(&kept);
    let base = base(&kept);
    let mut found: Vec<Line> = Vec::with_capacity(kept.len());
    let mut last: Option<&Source<'_>> = None;
    for source in kept {
        let above = above(last, source, margin);
        let span = Span::new(source.start, source.start + source.content.len());
        found.push(Line { span, column: source.column, above, is_heading: false, is_item: false });
        last = Some(source);
    }
    (found, Layout { base, tolerance: TOLERANCE, slack: SLACK })
}

/// The lines that are not empty, with the pages on which they stand.
fn sources(text: &str) -> Vec<Source<'_>> {
    let breaks_pages = text.contains('\u{C}');
    let mut found: Vec<Source<'_>> = vec![];
    let (mut page, mut after_blank) = (0, true);
    for (start, whole) in source_lines(text) {
        for (nth, part) in whole.split('\u{C}').enumerate() {
            page += u32::from(nth > 0);
            let content = part.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
            if content.is_empty() {
                after_blank = true;
                continue;
            }
            let start = start + (content.as_ptr() as usize - whole.as_ptr() as usize);
            let column = indent(part);
            let width = column as usize + content.chars().count();
            found.push(Source { start, content, column, width, page, after_blank });
            after_blank = false;
            // Without marks for the end of a page, its foot is one.
            page += u32::from(!breaks_pages && is_language_mark(content));
        }
    }
    found
}

fn above(last: Option<&Source<'_>>, source: &Source<'_>, margin: usize) -> Above {
    let Some(last) = last else { return Above::Blank };
    let word = source.content.split_whitespace().next().unwrap_or("").chars().count();
    let fits = (last.width + 1 + word) * 100 <= margin * FULL;
    if last.page != source.page {
        Above::Page { fits }
    } else if source.after_blank {
        Above::Blank
    } else if fits {
        Above::Short
    } else {
        Above::Full
    }
}

/// The column that nine lines of ten do not go beyond.
fn margin(kept: &[&Source<'_>]) -> usize {
    let mut widths: Vec<usize> = kept.iter().map(|source| source.width).collect();
    widths.sort_unstable();
    widths.get(widths.len() * 9 / 10).copied().unwrap_or(0)
}

/// The least column in which one line of fifty starts.
fn base(kept: &[&Source<'_>]) -> u32 {
    let mut columns: Vec<u32> = kept.iter().map(|source| source.column).collect();
    columns.sort_unstable();
    let runs = columns.chunk_by(|a, b| a == b);
    let mut common = runs.filter(|run| run.len() * 50 >= columns.len());
    common.next().and_then(|run| run.first()).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_how_they_stand_to_the_one_above() {
        let text = "        ANNEX I\n\n  Boats that carry people are kept in good\n  order.\n  They are painted. The colour is what the\nEN  1  EN\n\u{C}  owner likes best.\n";
        let (found, layout) = lines(text);
        let shown: Vec<String> = found
            .iter()
            .map(|line| format!("{:?} {} {}", line.above, line.column, line.span.of(text)))
            .collect();
        assert_eq!(
            shown,
            [
                "Blank 8 ANNEX I",
                "Blank 2 Boats that carry people are kept in good",
                "Full 2 order.",
                "Short 2 They are painted. The colour is what the",
                "Page { fits: false } 2 owner likes best.",
            ]
        );
        assert_eq!(layout.base, 2);
    }

    #[test]
    fn the_foot_of_a_page_ends_it_where_nothing_else_does() {
        let (found, _) = lines("one\n\nEN  1  EN\n\ntwo\n");
        assert_eq!(found.len(), 2);
        assert!(matches!(found[1].above, Above::Page { .. }));
    }
}
