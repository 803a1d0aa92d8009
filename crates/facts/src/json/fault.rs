//! Why a text is not JSON, in words for people who fill in a form: what stands there, and what to write instead.

use acquis_base::{Diagnostic, Span, codes};
use jsonc_parser::errors::{ParseError, ParseErrorKind as Kind};

use crate::document::{Fault, MAX_DEPTH, shortened};

/// What is wrong, what to do, and where to point.
pub(super) struct Cause {
    what: String,
    help: String,
    span: Span,
    /// Another place that shows it, with what stands there.
    beside: Option<(Span, &'static str)>,
}

impl From<Cause> for Fault {
    fn from(cause: Cause) -> Self {
        let message = format!("this is not well-formed JSON: {}", cause.what);
        let finding = Diagnostic::at(&codes::DOSSIER_SYNTAX, message, cause.span, cause.what);
        let finding = match cause.beside {
            Some((span, words)) => finding.label(span, words),
            None => finding,
        };
        Self::new(finding.help(cause.help))
    }
}

/// The finding for a text that cannot be read as JSON.
pub(super) fn syntax(text: &str, error: &ParseError) -> Fault {
    let range = error.range();
    let span = Span::new(range.start, range.end);
    // A text that runs over the end of its line makes a muddle of all that follows.
    match in_texts(text).filter(|found| found.span.start <= span.start) {
        Some(found) => found.into(),
        None => cause(text, span, error.kind()).into(),
    }
}

/// The place where brackets outside texts are nested too deep.
pub(super) fn first_too_deep(text: &str) -> Option<Span> {
    let mut depth = 0_usize;
    for mark in marks(text) {
        match mark {
            Mark::Open(at, _) if depth == MAX_DEPTH => return Some(Span::new(at, at + 1)),
            Mark::Open(..) => depth += 1,
            Mark::Close(..) => depth = depth.saturating_sub(1),
            Mark::Control(..) => {}
        }
    }
    None
}

/// The first text in quotes that does not end on its line or holds a control character; the library that reads JSON
/// lets both pass.
pub(super) fn in_texts(text: &str) -> Option<Cause> {
    marks(text).find_map(|mark| match mark {
        Mark::Control(open, at, b'\n') => Some(Cause {
            span: Span::new(open, at),
            ..said(
                "this text in quotes does not end on its line",
                "close it with `\"`; a line break inside a text is written `\\n`",
                at,
            )
        }),
        Mark::Control(_, at, byte) => {
            let what = format!("a text holds the control character U+{byte:04X}");
            Some(said(what, "remove it; a tab inside a text is written `\\t`", at))
        }
        _ => None,
    })
}

/// What matters in JSON before it is read: brackets outside texts, and characters that no text may hold.
enum Mark {
    Open(usize, u8),
    Close(usize, u8),
    /// In the text that opens at the first place, at the second one.
    Control(usize, usize, u8),
}

/// Texts end where the library takes them to end, else a bracket could pass for a part of a text.
fn marks(text: &str) -> impl Iterator<Item = Mark> {
    let mut quoted: Option<usize> = None;
    let mut escaped = false;
    text.bytes().enumerate().filter_map(move |(at, byte)| {
        match (byte, quoted) {
            (0..=31, Some(open)) => {
                escaped = false;
                return Some(Mark::Control(open, at, byte));
            }
            _ if escaped => escaped = false,
            (b'\\', Some(_)) => escaped = true,
            (b'"', Some(_)) => quoted = None,
            (b'"', None) => quoted = Some(at),
            (b'[' | b'{', None) => return Some(Mark::Open(at, byte)),
            (b']' | b'}', None) => return Some(Mark::Close(at, byte)),
            _ => {}
        }
        None
    })
}

fn cause(text: &str, span: Span, kind: &Kind) -> Cause {
    if let Some(crossed) = crossed_brackets(text, span.start as usize) {
        return crossed;
    }
    let say = |what: &str, help: &str| Cause { span, ..said(what, help, 0) };
    match kind {
        Kind::CommentsNotAllowed => {
            say("JSON has no comments", "remove the comment, or write the dossier as YAML")
        }
        Kind::TrailingCommasNotAllowed => say("a comma stands before a closing bracket", "remove the comma"),
        Kind::ExpectedComma => missing_comma(text, span),
        Kind::ExpectedColonAfterObjectKey => say("a colon is missing after a key", "write `\"key\": value`"),
        Kind::ExpectedStringObjectProperty | Kind::UnexpectedTokenInObject => {
            say("a key in quotes is expected", "write `\"key\": value`")
        }
        Kind::SingleQuotedStringsNotAllowed => {
            say("a text stands in single quotes", "write `\"` in place of `'`")
        }
        Kind::MultipleRootJsonValues => {
            say("something follows the end of the dossier", "put each dossier into a file of its own")
        }
        Kind::UnterminatedArray => unclosed(span, "this `[` is not closed", "write `]` where the list ends"),
        Kind::UnterminatedObject => {
            unclosed(span, "this `{` is not closed", "write `}` where the record ends")
        }
        Kind::UnexpectedWord => word(text, span),
        Kind::String(_) => say(
            "a backslash in this text stands before something that needs none",
            "write `\\\\` for a backslash",
        ),
        Kind::BareDecimalPointNumbersNotAllowed
        | Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral
        | Kind::HexadecimalNumbersNotAllowed
        | Kind::NonFiniteNumbersNotAllowed
        | Kind::UnaryPlusNumbersNotAllowed => {
            say("a number is not well formed", "write digits, such as `12`, `-3` or `0.5`")
        }
        _ => unexpected(text, span),
    }
}

fn said(what: impl Into<String>, help: impl Into<String>, at: usize) -> Cause {
    Cause { what: what.into(), help: help.into(), span: Span::at(at), beside: None }
}

/// Points at the bracket that opens, not at all that it holds.
fn unclosed(span: Span, what: &str, help: &str) -> Cause {
    Cause { span: Span { start: span.start, end: span.start.saturating_add(1) }, ..said(what, help, 0) }
}

/// A bracket at `at` that closes one of the other kind, or none.
fn crossed_brackets(text: &str, at: usize) -> Option<Cause> {
    let mut open: Vec<(usize, u8)> = vec![];
    for mark in marks(text) {
        match mark {
            Mark::Open(place, bracket) => open.push((place, bracket)),
            Mark::Close(place, bracket) => {
                let opened = open.pop();
                let fits = matches!((opened, bracket), (Some((_, b'[')), b']') | (Some((_, b'{')), b'}'));
                if !fits {
                    return (place == at).then(|| crossed(opened, place));
                }
            }
            Mark::Control(..) => {}
        }
    }
    None
}

fn crossed(opened: Option<(usize, u8)>, at: usize) -> Cause {
    let span = Span::new(at, at + 1);
    match opened {
        None => Cause { span, ..said("nothing was opened that this closes", "remove the bracket", at) },
        Some((open, bracket)) => {
            let (open_shown, wanted) = if bracket == b'[' { ('[', ']') } else { ('{', '}') };
            Cause {
                beside: Some((Span::new(open, open + 1), "opened here")),
                span,
                ..said(
                    format!("a `{open_shown}` is not closed before this"),
                    format!("write `{wanted}` where it ends"),
                    at,
                )
            }
        }
    }
}

/// A date without quotes is a number with something behind it.
fn missing_comma(text: &str, span: Span) -> Cause {
    let at = span.start as usize;
    let before = text.get(..at).unwrap_or("");
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 && text.get(at..).is_some_and(|rest| rest.starts_with(['-', '/', '.', ':'])) {
        let rest = text.get(at..).unwrap_or("");
        let length = rest.find(|c: char| c.is_whitespace() || ",]}".contains(c)).unwrap_or(rest.len());
        let span = Span::new(at - digits, at + length);
        return Cause { span, ..said("this is no number", "put a date or another text in quotes", at) };
    }
    Cause { span, ..said("a comma is missing", "put a comma between entries", at) }
}

/// A bare word.
fn word(text: &str, span: Span) -> Cause {
    let word = span.of(text);
    let lower = word.to_lowercase();
    let help = match lower.as_str() {
        _ if span.start == 0 => {
            "a dossier in JSON starts with `{`; one in YAML has a name that ends in `.yaml`".to_owned()
        }
        "true" | "false" | "null" => format!("write `{lower}`"),
        "nan" | "infinity" | "none" | "nil" | "undefined" => {
            "leave the fact out while it is not known, or write `null`".to_owned()
        }
        _ => "put a text in quotes".to_owned(),
    };
    Cause { span, ..said(format!("`{}` is no value of JSON", shortened(word)), help, 0) }
}

fn unexpected(text: &str, span: Span) -> Cause {
    let at = span.start as usize;
    match text.get(at..).and_then(|rest| rest.chars().next()) {
        None => said("the text ends too early", "check that the file is whole", at),
        Some(c) if ",:]}".contains(c) => said(
            "something is missing before this",
            "write the value that belongs here, or remove the comma before it",
            at,
        ),
        Some(c) => {
            said(format!("no value of JSON starts with `{}`", c.escape_default()), "put a text in quotes", at)
        }
    }
}
