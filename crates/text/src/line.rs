//! A line of a text that belongs to the law, whatever the text is written in.

use acquis_base::Span;

/// How a line stands to the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Above {
    /// It goes on with the paragraph above: the marks of the text say so.
    Within,
    /// It starts a paragraph: the marks of the text say so.
    Apart,
    /// An empty line stands between them.
    Blank,
    /// A page ends between them; whether the first word of this line would have fitted on the line above.
    Page {
        /// Whether it would have.
        fits: bool,
    },
    /// The first word of this line would have fitted on the line above.
    Short,
    /// It would not have.
    Full,
}

/// A line that is not empty and belongs to the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    /// What stands on it, without marks of lists and headings and without blanks around it.
    pub(crate) span: Span,
    /// The column in which it starts; of an item of a list, that of its mark.
    pub(crate) column: u32,
    /// How it stands to the line above.
    pub(crate) above: Above,
    /// Whether it is marked as a heading.
    pub(crate) is_heading: bool,
    /// Whether it is marked as an item of a list.
    pub(crate) is_item: bool,
}

/// What is known of the lines of a text as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The column in which most text starts that is not set in further.
    pub(crate) base: u32,
    /// How many columns two lines may differ in and still stand one below the other.
    pub(crate) tolerance: u32,
    /// The same for two numbers of one list, between which a page may end.
    pub(crate) slack: u32,
}

/// A line of the source with its line break taken away, by its offset.
pub(crate) fn source_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches('\n').trim_end_matches('\r'))
    })
}

/// The column after the blanks at the start of a line; a tabulator leads to the next multiple of eight.
pub(crate) fn indent(line: &str) -> u32 {
    let mut column: u32 = 0;
    for c in line.chars() {
        match c {
            '\t' => column = (column / 8 + 1) * 8,
            c if c.is_whitespace() => column = column.saturating_add(1),
            _ => break,
        }
    }
    column
}
