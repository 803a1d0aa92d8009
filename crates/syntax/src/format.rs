//! The one canonical layout of a policy file.
//!
//! A declaration that is read without fault is laid out anew from its tokens; one with a fault stays as it is, to the
//! last blank. Comments stay with what they stand at. Nothing but blanks, line breaks and the comma before a closing
//! bracket changes, and so neither does what the text means.

mod declarations;
mod doc;
mod expressions;
mod layout;
mod table;

use acquis_base::Span;

use crate::concrete::Node;
use crate::cut::{Piece, cut};
use crate::lexemes::{LexemeKind, lexemes};
use layout::{Layout, has_empty_line};

/// A part of a file that is laid out anew: one declaration with the blanks and comments above it, or the end of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there in the canonical layout.
    pub text: String,
}

/// What it takes to bring a file into the canonical layout.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formatted {
    /// What differs from that layout, in the order of the text.
    pub edits: Vec<Edit>,
    /// The declarations that have a fault and stay as they are.
    pub faulty: Vec<Span>,
}

impl Formatted {
    /// `text`, from which this was made, in the canonical layout.
    pub fn applied(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for edit in &self.edits {
            out.push_str(text.get(at..edit.span.range().start).unwrap_or(""));
            out.push_str(&edit.text);
            at = edit.span.range().end;
        }
        out.push_str(text.get(at..).unwrap_or(""));
        out
    }
}

/// Lays out a file.
pub fn format(text: &str) -> Formatted {
    let cut = cut(text);
    let mut formatted = Formatted::default();
    let mut before: Option<Neighbour> = None;
    for piece in &cut.pieces {
        let (replacement, neighbour) = declaration(text, piece, before.as_ref());
        let span = file_start(text, piece.span);
        if neighbour.is_faulty {
            let blanks = span.len() - span.of(text).trim_start().len();
            formatted.faulty.push(Span::new(span.range().start + blanks, span.range().end));
        }
        push(&mut formatted.edits, text, span, replacement);
        before = Some(neighbour);
    }
    let end = tail(cut.tail.of(text), before.is_some());
    push(&mut formatted.edits, text, file_start(text, cut.tail), end);
    formatted
}

fn push(edits: &mut Vec<Edit>, text: &str, span: Span, replacement: String) {
    if span.of(text) != replacement {
        edits.push(Edit { span, text: replacement });
    }
}

/// The mark of the byte order has no place in the canonical layout.
fn file_start(text: &str, span: Span) -> Span {
    if text.starts_with('\u{feff}') && span.range().start == '\u{feff}'.len_utf8() {
        return Span { start: 0, ..span };
    }
    span
}

/// What the layout after a declaration depends on.
struct Neighbour {
    keyword: String,
    has_block: bool,
    is_faulty: bool,
}

/// A declaration with what stands before it since the last one.
fn declaration(text: &str, piece: &Piece, before: Option<&Neighbour>) -> (String, Neighbour) {
    let raw = piece.span.of(text);
    let (behind, own) = before.map_or(("", raw), |_| comment_behind(raw));
    let blanks = own.len() - own.trim_start().len();
    let (gap, own) = own.split_at(blanks);
    let laid_out =
        Node::of(own).map(|node| Layout::new(own).node(&node).printed()).filter(|new| same_tokens(own, new));
    let laid_out = laid_out.map(|new| match documentation_on_heels(own) {
        // After a blank it would stand above the next declaration.
        Some(comment) => match new.strip_suffix(comment) {
            Some(before) => format!("{}{comment}", before.trim_end()),
            None => new,
        },
        None => new,
    });
    let is_faulty = laid_out.is_none();
    let new = laid_out.unwrap_or_else(|| own.to_owned());
    let neighbour = Neighbour {
        keyword: piece.head.split_whitespace().next().unwrap_or("").to_owned(),
        has_block: new.ends_with('}'),
        is_faulty,
    };
    let separator = match before {
        None => "",
        // Where a fault is, what stands together may be one word.
        Some(before) if gap.is_empty() && behind.is_empty() && (before.is_faulty || neighbour.is_faulty) => {
            ""
        }
        Some(before) if keeps_together(before, &neighbour) && !has_empty_line(gap) => "\n",
        Some(_) => "\n\n",
    };
    let behind = match behind {
        "" => String::new(),
        // Documentation that is written on the heels of another declaration is read as that of the next one.
        behind if raw.starts_with("///") => behind.to_owned(),
        behind => format!(" {behind}"),
    };
    (format!("{behind}{separator}{new}"), neighbour)
}

/// The documentation that a declaration ends with, on the heels of its last token, where it documents nothing.
fn documentation_on_heels(own: &str) -> Option<&str> {
    let mut before = None;
    let mut last = None;
    for lexeme in lexemes(own) {
        before = last.replace(lexeme);
    }
    let comment = last.filter(|last| before.is_some_and(|before| before.span.end == last.span.start))?;
    let words = comment.span.of(own);
    (comment.kind == LexemeKind::Comment && words.starts_with("///")).then_some(words)
}

/// Whether no empty line is put between two declarations that stand on neighbouring lines.
fn keeps_together(before: &Neighbour, after: &Neighbour) -> bool {
    let alike = before.keyword == after.keyword && !before.has_block && !after.has_block;
    alike || before.keyword == "waive" || before.is_faulty || after.is_faulty
}

/// The comment that a text starts with on its first line, and what follows.
fn comment_behind(raw: &str) -> (&str, &str) {
    let line = raw.get(..raw.find('\n').unwrap_or(raw.len())).unwrap_or("");
    let comment = line.trim();
    if comment.starts_with("//") { (comment, raw.get(line.len()..).unwrap_or("")) } else { ("", raw) }
}

/// The end of a file: comments below the last declaration, and one line break.
fn tail(raw: &str, is_below: bool) -> String {
    let (behind, rest) = if is_below { comment_behind(raw) } else { ("", raw) };
    let mut out = if behind.is_empty() { String::new() } else { format!(" {behind}") };
    let mut empty_lines = 0;
    // The first line is what is left of that of the last declaration.
    let mut own_line = usize::from(is_below);
    for line in rest.trim_end().lines().map(str::trim) {
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        if is_below || !out.is_empty() {
            out.push_str(if empty_lines > own_line { "\n\n" } else { "\n" });
        }
        out.push_str(line);
        (empty_lines, own_line) = (0, 0);
    }
    if is_below || !out.is_empty() {
        out.push('\n');
    }
    out
}

/// Whether two texts differ in blanks, line breaks and commas only: no layout may lose anything.
fn same_tokens(old: &str, new: &str) -> bool {
    let bare = |c: &char| !c.is_whitespace() && *c != ',';
    old.chars().filter(bare).eq(new.chars().filter(bare))
}
