//! From byte offsets to lines and columns.

/// A line and column for people: both count from 1, columns in characters (not bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
}

/// The line starts of one text, so that positions are found by binary search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`; lines end at `\n`.
    pub fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts =
            std::iter::once(0).chain(breaks.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)));
        Self { starts: starts.collect() }
    }

    /// The number of lines; an empty text has one.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// Index of the line (from 0) that holds `offset`.
    pub fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Byte offset where line `line` (from 0) starts, if there is such a line.
    pub fn line_start(&self, line: usize) -> Option<u32> {
        self.starts.get(line).copied()
    }

    /// The position of `offset` in `text`, the text this index was made from.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.line_of(offset);
        let start = self.starts.get(line).copied().unwrap_or(0) as usize;
        let before = text.get(start..offset as usize).unwrap_or("");
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position { line: count(line + 1), column: count(before.chars().count() + 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_breaks() {
        let text = "é §1\nb\n";
        let index = LineIndex::new(text);
        assert_eq!(index.position(text, 0), Position { line: 1, column: 1 });
        assert_eq!(index.position(text, 5), Position { line: 1, column: 4 });
        assert_eq!(index.position(text, 7), Position { line: 2, column: 1 });
        assert_eq!(index.position(text, 9), Position { line: 3, column: 1 });
        assert_eq!(index.lines(), 3);
    }
}
