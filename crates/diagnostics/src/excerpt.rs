//! The lines of a file that a diagnostic points at, as ariadne is given them: all others empty, so that drawing one
//! diagnostic costs no more in a large file than in a small one, and long lines cut down to what is around the labels.

use std::collections::BTreeMap;
use std::ops::Range;

use acquis_base::{LineIndex, is_printable};

/// The most bytes of a line that is shown whole.
const LONGEST_LINE: usize = 400;

/// How many bytes of a longer line are shown on either side of where a label starts or ends.
const AROUND: usize = 60;

/// Stands for what is left out of a line.
const LEFT_OUT: &str = "…";

/// A text that shows the lines on which some ranges of bytes start and end.
pub(crate) struct Excerpt<'t> {
    text: &'t str,
    index: &'t LineIndex,
    /// The excerpt itself.
    pub(crate) shown: String,
    /// The lines shown: where each starts in the excerpt, and its pieces.
    lines: BTreeMap<usize, (usize, Vec<Piece>)>,
}

/// A piece of a line: where it stands in the line, and where in the line as shown.
struct Piece {
    range: Range<usize>,
    shown_at: usize,
}

impl<'t> Excerpt<'t> {
    /// The excerpt of `text` that shows where `ranges` start and end. They lie within the text and on its characters.
    pub(crate) fn new(text: &'t str, index: &'t LineIndex, ranges: &[Range<usize>]) -> Self {
        let mut columns: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for range in ranges {
            for at in [range.start, last_of(range)] {
                let (line, column) = place(index, at);
                columns.entry(line).or_default().push(column);
            }
        }
        let mut excerpt = Self { text, index, shown: String::new(), lines: BTreeMap::new() };
        let mut next = 0;
        for (line, columns) in columns {
            excerpt.shown.extend(std::iter::repeat_n('\n', line - next));
            excerpt.line(line, &columns);
            next = line;
        }
        excerpt.shown.push('\n');
        excerpt
    }

    /// Where a range of the text stands in the excerpt.
    pub(crate) fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.at(range.start);
        if range.is_empty() { start..start } else { start..self.at(range.end - 1) + 1 }
    }

    /// The same in characters: where ariadne is told of bytes, it takes characters for bytes in a second file.
    pub(crate) fn characters(&self, range: &Range<usize>) -> Range<usize> {
        let Range { start, end } = self.range(range);
        let count = |part: Range<usize>| self.shown.get(part).map_or(0, |part| part.chars().count());
        let before = count(0..start);
        before..before + count(start..end)
    }

    /// Where a byte stands in the excerpt; one that is left out stands where that is said.
    fn at(&self, offset: usize) -> usize {
        let (line, column) = place(self.index, offset);
        let Some((start, pieces)) = self.lines.get(&line) else { return 0 };
        let piece = pieces.iter().rev().find(|piece| piece.range.start <= column).or(pieces.first());
        let within = piece.map_or(0, |piece| {
            piece.shown_at + column.min(piece.range.end).saturating_sub(piece.range.start)
        });
        start + within
    }

    fn line(&mut self, line: usize, columns: &[usize]) {
        let from = self.index.line_start(line).unwrap_or(0) as usize;
        let rest = self.text.get(from..).unwrap_or("");
        let whole = rest.split_once('\n').map_or(rest, |(whole, _)| whole);
        let whole = whole.strip_suffix('\r').unwrap_or(whole);
        let start = self.shown.len();
        let mut pieces = vec![];
        let mut done = 0;
        for range in pieces_of(whole, columns) {
            if range.start > done {
                self.shown.push_str(LEFT_OUT);
            }
            done = range.end;
            let shown_at = self.shown.len() - start;
            self.shown.extend(whole.get(range.clone()).unwrap_or("").chars().map(in_one_line));
            pieces.push(Piece { range, shown_at });
        }
        if done < whole.len() {
            self.shown.push_str(LEFT_OUT);
        }
        self.lines.insert(line, (start, pieces));
    }
}

/// The line and the column in bytes of an offset, both from 0.
fn place(index: &LineIndex, offset: usize) -> (usize, usize) {
    let line = index.line_of(u32::try_from(offset).unwrap_or(u32::MAX));
    (line, offset - index.line_start(line).unwrap_or(0) as usize)
}

/// The last byte of a range, or its start where it is empty.
fn last_of(range: &Range<usize>) -> usize {
    range.end.saturating_sub(1).max(range.start)
}

/// The pieces of a line to show so that these columns are among them.
fn pieces_of(line: &str, columns: &[usize]) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = vec![];
    if line.len() <= LONGEST_LINE {
        pieces.push(0..line.len());
        return pieces;
    }
    let mut columns = columns.to_vec();
    columns.sort_unstable();
    for column in columns {
        let mut start = column.saturating_sub(AROUND);
        let mut end = (column + AROUND).min(line.len());
        while !line.is_char_boundary(start) {
            start -= 1;
        }
        while !line.is_char_boundary(end) {
            end += 1;
        }
        match pieces.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => pieces.push(start..end),
        }
    }
    pieces
}

/// A character, or a sign of as many bytes in place of one that acts on a terminal, breaks lines in a way of its own,
/// or turns the direction of reading.
fn in_one_line(c: char) -> char {
    match c.len_utf8() {
        _ if c == '\t' || is_printable(c) => c,
        1 => '?',
        2 => '·',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is shown, and what of it stands under each range.
    fn shown(text: &str, ranges: &[Range<usize>]) -> (String, Vec<String>) {
        let index = LineIndex::new(text);
        let excerpt = Excerpt::new(text, &index, ranges);
        let under =
            ranges.iter().map(|range| excerpt.shown.get(excerpt.range(range)).unwrap_or("").to_owned());
        let under = under.collect();
        (excerpt.shown, under)
    }

    #[test]
    fn lines_without_labels_are_empty_and_keep_their_numbers() {
        let (text, under) = shown("one\ntwo\nthree\nfour\nfive\n", &[8..13, 20..22]);
        assert_eq!(text, "\n\nthree\n\nfive\n");
        assert_eq!(under, ["three", "iv"]);
    }

    #[test]
    fn long_lines_are_cut_between_characters() {
        let text = format!("{}here{}there{}", "§".repeat(1000), "é".repeat(1000), "ä".repeat(1000));
        let (text, under) = shown(&text, &[2000..2004, 4004..4009]);
        assert_eq!(under, ["here", "there"]);
        assert_eq!(text.matches('…').count(), 3);
        assert!(text.len() < 600);
    }

    #[test]
    fn what_commands_a_terminal_is_not_shown() {
        let (text, _) = shown("a\u{1b}[2Jb\rc\u{2028}d", &[0..1, 1..2]);
        assert_eq!(text, "a?[2Jb?c\u{fffd}d\n");
    }
}
