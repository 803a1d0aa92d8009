//! Why a text is not YAML, in words for people who fill in a form: what stands there, and what to write instead.

use acquis_base::{Diagnostic, Span, codes};
use granit_parser::{ErrorKind, ScanError};

use super::refused;
use crate::document::{Fault, too_deep};

/// The finding for a text that cannot be read as YAML.
pub(super) fn syntax(text: &str, error: &ScanError) -> Fault {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.trim_end().len());
    let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => return too_deep(Span::at(at)),
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName => {
            let word = Span::new(at, at + word_length(text, at));
            return refused(
                "an anchor or alias",
                word,
                "write the value out; put a text that starts with `&` or `*` in quotes",
            );
        }
        kind if is_of_tags(kind) => {
            let word = Span::new(at, at + word_length(text, at));
            return refused("a tag", word, "remove it; put a text that starts with `!` in quotes");
        }
        _ => {}
    }
    let Cause { what, help, span } = cause(text, at, error.kind());
    let message = format!("this is not well-formed YAML: {what}");
    Box::new(Diagnostic::at(&codes::DOSSIER_SYNTAX, message, span, what).help(help))
}

/// What is wrong, what to do, and where to point.
struct Cause {
    what: String,
    help: String,
    span: Span,
}

fn cause(text: &str, at: usize, kind: &ErrorKind) -> Cause {
    let tab = || said("a tab stands where blanks are expected", "replace the tab by blanks", at);
    match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => Cause { span: tab_near(text, at), ..tab() },
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::DocumentIndicatorInQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent => unclosed_text(text, at),
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => said(
            "something follows the quote that closes a text",
            "put the whole text in quotes; inside it, write `''` between single quotes or `\\\"` between double ones for a quote",
            at,
        ),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => said(
            "a backslash in this text stands before something that needs none",
            "write `\\\\` for a backslash, or put the text in single quotes",
            at,
        ),
        ErrorKind::UnclosedFlowCollection { open } => unclosed_bracket(*open, at),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            let what = format!("a `{open}` is closed by `{close}`");
            said(what, format!("close it by `{}`", closing(*open)), at)
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            said("nothing was opened that this closes", "remove the bracket", at)
        }
        ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::InvalidColonPlacement => Cause {
            span: entry_before(text, at),
            ..said(
                "a comma or a closing bracket is missing before this",
                "put a comma between entries, and close every bracket that is opened",
                at,
            )
        },
        ErrorKind::UnexpectedEofImplicitFlowMapping | ErrorKind::ExpectedNodeContent => {
            said("something is missing before this", "write what belongs here, or remove the comma", at)
        }
        ErrorKind::SimpleKeyExpected => keyless(text, at),
        ErrorKind::MappingValueNotAllowed => colon(text, at),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation => badly_indented(text, at),
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => said(
            "a dash starts an entry of a list, and none can start here",
            "put each entry on a line of its own below the key, or the list in brackets: `[a, b]`",
            at,
        ),
        ErrorKind::UnexpectedCharacter { character } => character_here(*character, at),
        ErrorKind::CommentNotSeparated => said(
            "a comment starts after a blank, and here stands none",
            "put a blank before `#`, or the text in quotes",
            at,
        ),
        ErrorKind::BomInsideDocument => {
            said("an invisible mark of byte order stands within the text", "remove it", at)
        }
        _ => said(
            "the text cannot be read from here",
            "check indentation, colons and quotes around this place",
            at,
        ),
    }
}

fn said(what: impl Into<String>, help: impl Into<String>, at: usize) -> Cause {
    Cause { what: what.into(), help: help.into(), span: Span::at(at) }
}

fn is_of_tags(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::UndeclaredTagHandle
            | ErrorKind::ExpectedTagBang
            | ErrorKind::InvalidTagTerminator
            | ErrorKind::MissingTagUri
            | ErrorKind::UnclosedVerbatimTag
            | ErrorKind::InvalidTagEscape
    )
}

/// A text in quotes that runs on is reported at the next line that cannot be part of it; what is to be mended is the
/// quote that opens it.
fn unclosed_text(text: &str, at: usize) -> Cause {
    let before = text.get(..at).unwrap_or("");
    let opens = |quote: char| {
        let found = before.rfind(quote)?;
        let ahead = before.get(..found).and_then(|ahead| ahead.chars().next_back());
        ahead.is_none_or(|c| c.is_whitespace() || "[{,:".contains(c)).then_some(found)
    };
    let starts_here = text.get(at..).is_some_and(|rest| rest.starts_with(['"', '\'']));
    let open = if starts_here { at } else { opens('"').max(opens('\'')).unwrap_or(at) };
    let end = text.get(open..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| open + length);
    Cause {
        span: Span::new(open, end),
        ..said("this text in quotes is not closed", "close it with the same quote that opens it", at)
    }
}

fn unclosed_bracket(open: char, at: usize) -> Cause {
    let help = format!("write `{}` where it ends", closing(open));
    Cause { span: Span::new(at, at + 1), ..said(format!("this `{open}` is not closed"), help, at) }
}

fn closing(open: char) -> char {
    if open == '[' { ']' } else { '}' }
}

/// A line that says a word and gives it no value.
fn keyless(text: &str, at: usize) -> Cause {
    let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or("").trim_end();
    let span = Span::new(at, at + line.len());
    let help = match line.split_once(':') {
        Some((key, value)) if !value.starts_with(' ') => {
            format!("put a blank after the colon: `{key}: {value}`")
        }
        _ => "write a key, a colon, a blank and a value: `purpose: recognition`".to_owned(),
    };
    Cause { span, ..said("this line is no key with a value", help, at) }
}

/// A colon makes a key where none can stand: inside a text, or on a line that is indented too far.
fn colon(text: &str, at: usize) -> Cause {
    let start = line_start(text, at);
    let line = text.get(start..at).unwrap_or("");
    if line.contains(": ") {
        return said(
            "a colon followed by a blank makes this text a key",
            "put a text that holds a colon in quotes",
            at,
        );
    }
    badly_indented(text, at)
}

/// A line that stands to the left or to the right of those that it belongs to.
fn badly_indented(text: &str, at: usize) -> Cause {
    let start = line_start(text, at);
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let blanks = line.len() - line.trim_start().len();
    let words = line.trim();
    let end = start + blanks + words.find(": ").unwrap_or(words.trim_end_matches(':').len());
    Cause {
        span: Span::new(start + blanks, end),
        ..said(
            "this line does not start where the lines of one record or list do",
            "let all keys of one record, and all dashes of one list, start in the same column",
            at,
        )
    }
}

fn character_here(character: char, at: usize) -> Cause {
    if character.is_control() {
        let what = format!("the control character U+{:04X} has no place in a dossier", u32::from(character));
        return said(what, "remove it", at);
    }
    let span = Span::new(at, at + character.len_utf8());
    Cause { span, ..said(format!("no text starts with `{character}`"), "put the text in quotes", at) }
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found + 1)
}

/// The first tab on the line of `at` or, after a text that runs on, on the next one.
fn tab_near(text: &str, at: usize) -> Span {
    let start = line_start(text, at);
    let found = text.get(start..).and_then(|rest| rest.find('\t'));
    found.map_or(Span::at(at), |found| Span::new(start + found, start + found + 1))
}

/// The word before a colon at `at`.
fn entry_before(text: &str, at: usize) -> Span {
    let before = text.get(..at).unwrap_or("");
    let start = before.rfind(|c: char| c.is_whitespace() || "[{,".contains(c)).map_or(0, |found| found + 1);
    Span::new(start, at)
}

fn word_length(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    rest.find(|c: char| c.is_whitespace() || "]},".contains(c)).unwrap_or(rest.len())
}
