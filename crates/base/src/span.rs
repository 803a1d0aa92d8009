//! Byte ranges in a text, and the same with the text they belong to.

use crate::Name;

/// A half-open range of bytes, `start..end`, in one text. Which text is known from where the span is kept: a span
/// in a syntax tree counts from the first byte of its declaration, a [`Place`] from the first byte of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span `start..end`; offsets beyond `u32::MAX` saturate (texts are limited to far less).
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// The empty span at `offset`.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same span counted from a text that begins `base` bytes earlier.
    pub fn shifted(self, base: u32) -> Self {
        Self { start: self.start.saturating_add(base), end: self.end.saturating_add(base) }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether the span covers no byte.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether `other` shares a byte with this span, or touches it where one of them is empty.
    pub fn overlaps(self, other: Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// The piece of `text` under the span, or the empty string where the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    /// The span as a range for indexing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A span in a named file (a path relative to what the user named, with forward slashes).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's name as shown to the user.
    pub file: Name,
    /// The bytes meant.
    pub span: Span,
}

impl Place {
    /// The place `span` in `file`.
    pub fn new(file: impl Into<Name>, span: Span) -> Self {
        Self { file: file.into(), span }
    }
}
