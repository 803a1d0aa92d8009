//! From bytes to the lines and columns of the protocol and back. The one place that knows how a client counts.

use std::sync::OnceLock;

use acquis_base::Span;
use tower_lsp_server::ls_types::{Position, PositionEncodingKind, Range};

/// In what columns are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16,
}

impl Encoding {
    /// UTF-8 where the client offers it, else what every client knows.
    pub(crate) fn negotiated(offered: Option<&[PositionEncodingKind]>) -> Self {
        let offers_utf8 = offered.is_some_and(|offered| offered.contains(&PositionEncodingKind::UTF8));
        if offers_utf8 { Self::Utf8 } else { Self::Utf16 }
    }

    pub(crate) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    /// How long a text is in this encoding.
    pub(crate) fn length(self, text: &str) -> u32 {
        let length = match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
        };
        u32::try_from(length).unwrap_or(u32::MAX)
    }
}

/// The lines of a text. The protocol ends a line at `\n`, `\r\n` and `\r`.
#[derive(Debug, Clone)]
pub(crate) struct Lines<'t> {
    text: &'t str,
    encoding: Encoding,
    /// Where each line starts, and where what it holds ends.
    lines: Vec<(usize, usize)>,
    /// How much stands before each block of the text, as the client counts. A line may be as long as its file, and each
    /// word of it asks for its column. Counted when the first asks.
    before: OnceLock<Vec<u32>>,
}

/// How many bytes are counted one by one at most.
const BLOCK: usize = 512;

/// How much bytes are in UTF-16: what starts in them counts there.
fn units(bytes: &[u8]) -> u32 {
    if bytes.is_ascii() {
        return u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    }
    bytes.iter().map(|byte| u32::from(byte & 0xC0 != 0x80) + u32::from(*byte >= 0xF0)).sum()
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let mut lines = vec![];
        let mut start = 0;
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'\n' if at > 0 && bytes.get(at - 1) == Some(&b'\r') => start = at + 1,
                b'\n' | b'\r' => {
                    lines.push((start, at));
                    start = at + 1;
                }
                _ => {}
            }
        }
        lines.push((start, text.len()));
        Self { text, encoding, lines, before: OnceLock::new() }
    }

    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Where a byte stands. One within a character or a line break counts as its start.
    pub(crate) fn position(&self, offset: u32) -> Position {
        let offset = offset as usize;
        let line = self.lines.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
        let (start, end) = self.lines.get(line).copied().unwrap_or((0, 0));
        let mut at = offset.min(end);
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let character = self.counted(at).saturating_sub(self.counted(start));
        Position { line: u32::try_from(line).unwrap_or(u32::MAX), character }
    }

    /// How much stands before a byte in the whole text, as the client counts.
    fn counted(&self, at: usize) -> u32 {
        match self.encoding {
            Encoding::Utf8 => u32::try_from(at).unwrap_or(u32::MAX),
            Encoding::Utf16 => {
                let bytes = self.text.as_bytes();
                let before = self.before.get_or_init(|| {
                    let mut counted = 0;
                    let blocks = bytes.chunks(BLOCK).map(|block| {
                        counted += units(block);
                        counted
                    });
                    std::iter::once(0).chain(blocks).collect()
                });
                let block = at / BLOCK;
                let rest = bytes.get(block * BLOCK..at).unwrap_or_default();
                before.get(block).copied().unwrap_or(0) + units(rest)
            }
        }
    }

    /// The byte at a position. One behind the end of a line is its end, one behind the last line the end of the text, and
    /// one within a character the start of that.
    pub(crate) fn offset(&self, position: Position) -> u32 {
        let start = self.lines.get(position.line as usize).map(|(start, _)| *start);
        let at = start
            .map_or(self.text.len(), |start| column(self.text, start, position.character, self.encoding));
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    pub(crate) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    pub(crate) fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span { start: start.min(end), end: start.max(end) }
    }

    /// A span cut at the ends of lines, without the blanks that lines start with.
    pub(crate) fn cut(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let range = span.range();
        let first = self.lines.partition_point(|(start, _)| *start <= range.start).saturating_sub(1);
        let lines = self.lines.iter().skip(first).take_while(move |(start, _)| *start < range.end);
        let pieces = lines.map(move |(start, end)| {
            let piece = Span::new((*start).max(range.start), (*end).min(range.end));
            let blanks = piece.len() - piece.of(self.text).trim_start().len();
            Span::new(piece.range().start + blanks, piece.range().end)
        });
        pieces.filter(|piece| !piece.is_empty() && piece.start < piece.end)
    }
}

/// Where a range stands in a text whose lines nobody has listed. For the one place of an edit breaks are counted block by
/// block, which is a fraction of the work of noting where each line starts.
pub(crate) fn span_in(text: &str, range: Range, encoding: Encoding) -> Span {
    let bytes = text.as_bytes();
    let offset = |start: Option<usize>, position: Position| {
        start.map_or(text.len(), |start| column(text, start, position.character, encoding))
    };
    let first = start_of_line(bytes, 0, range.start.line);
    let last = match range.end.line.checked_sub(range.start.line) {
        Some(further) => first.and_then(|first| start_of_line(bytes, first, further)),
        None => start_of_line(bytes, 0, range.end.line),
    };
    let start = offset(first, range.start);
    // A key replaces nothing, and its line may be long.
    let end = if range.end == range.start { start } else { offset(last, range.end) };
    Span::new(start.min(end), start.max(end))
}

/// Where a line starts so many lines below the one that starts at a byte; nothing behind the last.
fn start_of_line(bytes: &[u8], start: usize, below: u32) -> Option<usize> {
    let mut left = below as usize;
    if left == 0 {
        return Some(start);
    }
    for (nth, block) in bytes.get(start..)?.chunks(BLOCK).enumerate() {
        let from = start + nth * BLOCK;
        // The byte behind tells whether `\r` is a break; the last byte of all has none behind it.
        let behind = bytes.get(from + 1..).unwrap_or(&[]).iter().chain(std::iter::once(&0));
        let is_end = |(byte, next): &(&u8, &u8)| **byte == b'\n' || **byte == b'\r' && **next != b'\n';
        let count = if block.contains(&b'\r') {
            block.iter().zip(behind.clone()).filter(is_end).count()
        } else {
            feeds(block)
        };
        if count >= left {
            let mut ends = block.iter().zip(behind).enumerate().filter(|(_, pair)| is_end(pair));
            return ends.nth(left - 1).map(|(at, _)| from + at + 1);
        }
        left -= count;
    }
    None
}

/// How many bytes are line feeds. Counted in bytes, of which a processor adds many at once; as many as a byte can count.
fn feeds(block: &[u8]) -> usize {
    let of =
        |piece: &[u8]| piece.iter().fold(0_u8, |count, byte| count.wrapping_add(u8::from(*byte == b'\n')));
    block.chunks(usize::from(u8::MAX)).map(|piece| usize::from(of(piece))).sum()
}

/// The byte at a column of the line that starts at a byte. One behind the end of the line is its end, one within a character
/// the start of that.
fn column(text: &str, start: usize, column: u32, encoding: Encoding) -> usize {
    let length = |bytes: &[u8]| match encoding {
        Encoding::Utf8 => u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        Encoding::Utf16 => units(bytes),
    };
    let (mut at, mut left) = (start, column);
    // A line may be as long as its file: whole blocks of it are passed at once.
    for block in text.as_bytes().get(start..).unwrap_or(&[]).chunks(BLOCK) {
        let block_length = length(block);
        if block_length > left || block.contains(&b'\n') || block.contains(&b'\r') {
            break;
        }
        left -= block_length;
        at += block.len();
    }
    // One in UTF-8 may end within a character, whose start is what is left of it.
    while !text.is_char_boundary(at) {
        match encoding {
            Encoding::Utf8 => (at, left) = (at - 1, left + 1),
            Encoding::Utf16 => at += 1,
        }
    }
    for c in text.get(at..).unwrap_or("").chars().take_while(|c| !matches!(c, '\n' | '\r')) {
        let width = length(c.encode_utf8(&mut [0; 4]).as_bytes());
        if width > left {
            break;
        }
        left -= width;
        at += c.len_utf8();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "§ «é» x\r\n😀 e\u{301} y\rz\n";

    fn found(encoding: Encoding, word: &str) -> (u32, u32) {
        let lines = Lines::new(TEXT, encoding);
        let offset = u32::try_from(TEXT.find(word).expect("there")).expect("small");
        let position = lines.position(offset);
        assert_eq!(lines.offset(position), offset, "{word}");
        (position.line, position.character)
    }

    #[test]
    fn columns_are_counted_as_the_client_counts() {
        for (word, utf8, utf16) in [
            ("§", (0, 0), (0, 0)),
            ("é", (0, 5), (0, 3)),
            ("x", (0, 10), (0, 6)),
            ("😀", (1, 0), (1, 0)),
            ("e\u{301}", (1, 5), (1, 3)),
            ("y", (1, 9), (1, 6)),
            ("z", (2, 0), (2, 0)),
        ] {
            assert_eq!(found(Encoding::Utf8, word), utf8, "{word}");
            assert_eq!(found(Encoding::Utf16, word), utf16, "{word}");
        }
    }

    #[test]
    fn every_character_is_found_again_in_both_encodings() {
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            let lines = Lines::new(TEXT, encoding);
            for (at, c) in TEXT.char_indices().filter(|(_, c)| !matches!(c, '\r' | '\n')) {
                let at = u32::try_from(at).expect("small");
                assert_eq!(lines.offset(lines.position(at)), at, "{c:?}");
            }
        }
    }

    #[test]
    fn columns_far_down_a_line_are_those_counted_one_by_one() {
        // Pieces of three, four, one and two bytes lie across the edge of every block somewhere.
        let text = format!("é\n{}\r\n{}", "€😀xé".repeat(BLOCK), "y".repeat(BLOCK));
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            let lines = Lines::new(&text, encoding);
            let (mut line, mut character) = (0, 0);
            for (at, c) in text.char_indices() {
                let at = u32::try_from(at).expect("small");
                assert_eq!(lines.position(at), Position { line, character }, "{at}");
                match c {
                    '\n' => (line, character) = (line + 1, 0),
                    '\r' => {}
                    c => character += encoding.length(c.encode_utf8(&mut [0; 4])),
                }
            }
            let end = u32::try_from(text.len()).expect("small");
            assert_eq!(lines.position(end), Position { line, character });
        }
    }

    #[test]
    fn places_of_edits_are_those_that_lines_have() {
        let long = "€😀xé".repeat(BLOCK);
        let blocks =
            format!("{}\r\n{}\r{}\n", "y".repeat(BLOCK - 1), "z".repeat(BLOCK - 2), "\n".repeat(BLOCK));
        for text in [TEXT, "", "\r", "a\r", "\r\n", &format!("{long}\n\r{long}"), &blocks] {
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                let lines = Lines::new(text, encoding);
                let last = u32::try_from(lines.lines.len()).expect("small");
                let columns =
                    (0..12).chain([BLOCK, BLOCK * 2 - 1, BLOCK * 4, BLOCK * 4 + 1, BLOCK * 9, BLOCK * 99]);
                for character in columns.map(|column| u32::try_from(column).expect("small")) {
                    for line in (0..last + 2).filter(|line| *line < 9 || line + 9 > last) {
                        let place = Position { line, character };
                        let range = Range { start: place, end: Position { line: line + 1, character: 0 } };
                        let at = span_in(text, range, encoding).start;
                        assert_eq!(at, lines.offset(place), "{place:?} of {text:?}");
                        assert_eq!(at as usize, walked(text, place, encoding), "{place:?} of {text:?}");
                    }
                }
            }
        }
    }

    /// Where a place is, found by walking there.
    fn walked(text: &str, place: Position, encoding: Encoding) -> usize {
        let (mut line, mut column) = (0, 0);
        for (at, c) in text.char_indices() {
            let is_break = c == '\n' || c == '\r';
            let end = column + encoding.length(c.encode_utf8(&mut [0; 4]));
            if line == place.line && (is_break || end > place.character) {
                return at;
            }
            column = end;
            if is_break && text.get(at..at + 2) != Some("\r\n") {
                (line, column) = (line + 1, 0);
            }
        }
        text.len()
    }

    #[test]
    fn positions_outside_of_the_text_are_moved_into_it() {
        let lines = Lines::new(TEXT, Encoding::Utf16);
        let at = |line, character| lines.offset(Position { line, character }) as usize;
        assert_eq!(at(0, 99), TEXT.find('\r').expect("there"), "behind a line is its end");
        assert_eq!(at(1, 1), TEXT.find('😀').expect("there"), "half of a pair is its start");
        assert_eq!(at(99, 0), TEXT.len(), "behind the text is its end");
        assert_eq!(lines.position(99_999), Position { line: 3, character: 0 });
    }

    #[test]
    fn a_span_over_lines_is_cut_at_their_ends() {
        let lines = Lines::new(TEXT, Encoding::Utf8);
        let pieces: Vec<&str> = lines.cut(Span::new(10, TEXT.len())).map(|span| span.of(TEXT)).collect();
        assert_eq!(pieces, ["x", "😀 e\u{301} y", "z"]);
    }
}
