//! From byte offsets to lines and columns.

/// A line and column for people: both count from 1, columns in characters (not bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
}

/// The line starts of one text, so that positions are found by binary search, and the number of characters up to
/// places at even distances, so that a position on a long line takes no longer than one on a short line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// How many characters start before each multiple of [`DISTANCE`].
    characters: Vec<u32>,
}

/// How many bytes lie between two places at which characters are counted.
const DISTANCE: usize = 1024;

impl LineIndex {
    /// Indexes `text`; lines end at `\n`.
    pub fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts =
            std::iter::once(0).chain(breaks.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)));
        let mut before = 0;
        let characters = text.as_bytes().chunks(DISTANCE).map(|chunk| {
            let here = before;
            before += character_starts(chunk);
            count(here)
        });
        Self { characters: characters.collect(), starts: starts.collect() }
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
        let before =
            self.characters_before(text, offset as usize).saturating_sub(self.characters_before(text, start));
        Position { line: count(line + 1), column: count(before + 1) }
    }

    /// How many characters start before `offset`.
    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let counted = (offset / DISTANCE).min(self.characters.len().saturating_sub(1));
        let known = self.characters.get(counted).copied().unwrap_or(0) as usize;
        let rest = text.as_bytes().get(counted * DISTANCE..offset.min(text.len())).unwrap_or(&[]);
        known + character_starts(rest)
    }
}

/// How many characters start within some bytes of a text.
fn character_starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
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

    #[test]
    fn columns_are_right_on_lines_of_any_length() {
        let text = "§ é\n".to_owned() + &"ab§".repeat(3000);
        let index = LineIndex::new(&text);
        for (at, (offset, _)) in text.char_indices().enumerate().skip(4) {
            let found = index.position(&text, u32::try_from(offset).expect("small"));
            assert_eq!((found.line, found.column as usize), (2, at - 3));
        }
        let end = index.position(&text, u32::try_from(text.len()).expect("small"));
        assert_eq!(end, Position { line: 2, column: 9001 });
    }
}
