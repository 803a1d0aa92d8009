//! Declarations in which one brace is lost.
//!
//! Braces decide what belongs to what, so a lost one moves everything after it. Where braces do not match, the layout
//! tells where one is probably missing: what stands in a block is indented, and a closing brace stands below the line
//! that opened it. Such a guess counts only if the declaration can be read in full with it. A brace takes the place of a
//! blank, so that every place in the text stays what it was.

use acquis_base::{Diagnostic, Span, codes};

use crate::cut::quoted_length;
use crate::words::word_length;

/// The most guesses that are tried.
const MOST_GUESSES: usize = 40;

/// The most bytes that are read for guesses, so that a huge declaration costs no more than a few times its reading.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The text with one brace more or less, and what to say of it.
pub(crate) struct Guess {
    /// As long as the text itself.
    pub(crate) text: String,
    /// What is wrong.
    pub(crate) finding: Diagnostic<Span>,
}

/// Where a brace is probably lost, the likeliest place first; nothing where the braces match.
pub(crate) fn guesses(text: &str) -> Vec<Guess> {
    let tokens = tokens(text);
    let count = |brace| tokens.iter().filter(|token| token.brace == Some(brace)).count();
    let mut guesses = match (count('{'), count('}')) {
        (opened, closed) if closed == opened + 1 => lost_opening(text, &tokens),
        (opened, closed) if opened == closed + 1 => lost_closing(text, &tokens),
        _ => vec![],
    };
    guesses.truncate(MOST_GUESSES.min(MOST_BYTES / text.len().max(1)));
    guesses
}

#[derive(Clone, Copy)]
struct Token {
    start: usize,
    end: usize,
    line: usize,
    /// How far its line is indented.
    indent: usize,
    first_on_line: bool,
    brace: Option<char>,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = vec![];
    let (mut at, mut line, mut line_start) = (0, 0, 0);
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or("");
        if first.is_whitespace() || rest.starts_with("//") {
            let length =
                if first.is_whitespace() { first.len_utf8() } else { rest.find('\n').unwrap_or(rest.len()) };
            at += length;
            if first == '\n' {
                line += 1;
                line_start = at;
            }
            continue;
        }
        let length = match word_length(rest) {
            0 if first == '"' => quoted_length(rest),
            0 => first.len_utf8(),
            length => length,
        };
        let on_line = found.last().filter(|token| token.line == line);
        found.push(Token {
            start: at,
            end: at + length,
            line,
            indent: on_line.map_or(at - line_start, |token| token.indent),
            first_on_line: on_line.is_none(),
            brace: Some(first).filter(|first| matches!(first, '{' | '}')),
        });
        at += length;
    }
    found
}

/// A block that is open, with how far the line is indented on which its item starts.
#[derive(Clone, Copy)]
struct Open {
    at: usize,
    indent: usize,
}

/// Opens or closes a block where the token at an index does. The item of the outermost block starts with the
/// declaration, whatever line its brace stands on.
fn follow(tokens: &[Token], at: usize, open: &mut Vec<Open>) {
    match tokens.get(at).and_then(|token| token.brace) {
        Some('{') => {
            let own = if open.is_empty() { tokens.first() } else { tokens.get(at) };
            open.push(Open { at, indent: own.map_or(0, |token| token.indent) });
        }
        Some(_) => {
            open.pop();
        }
        None => {}
    }
}

/// Guesses for a closing brace too many: one before it is lost, or it is one too many.
fn lost_opening(text: &str, tokens: &[Token]) -> Vec<Guess> {
    let mut open: Vec<Open> = vec![];
    let mut guesses = vec![];
    for (at, token) in tokens.iter().enumerate() {
        if guesses.len() >= MOST_GUESSES {
            break;
        }
        if token.brace == Some('}') {
            let opener = open.last().and_then(|block| tokens.get(block.at)).copied();
            let fits = opener.is_some_and(|opener| {
                let below = open.last().is_some_and(|block| token.indent <= block.indent);
                opener.line == token.line || token.first_on_line && (below || token.indent == opener.indent)
            });
            if !fits {
                guesses.extend(openings(text, tokens, at));
                guesses.extend(surplus(text, token));
            }
        }
        follow(tokens, at, &mut open);
    }
    guesses
}

/// Where the block that ends at `closing` may start: at the end of the line that it stands below or of those after it,
/// or somewhere on its own line.
fn openings(text: &str, tokens: &[Token], closing: usize) -> Vec<Guess> {
    let Some(end) = tokens.get(closing) else { return vec![] };
    let before = tokens.get(..closing).unwrap_or(&[]);
    let guess = |after: &Token| opening(text, after, end);
    if !end.first_on_line {
        let on_line = before.iter().skip_while(|token| token.line < end.line);
        return on_line.take(MOST_GUESSES).filter_map(guess).collect();
    }
    let head = before.iter().rev().find(|token| token.first_on_line && token.indent <= end.indent);
    let from = head.map_or(0, |head| head.line);
    let ends_line = |at: usize, token: &Token| before.get(at + 1).is_none_or(|next| next.line > token.line);
    let line_ends =
        before.iter().enumerate().filter(|(at, token)| token.line >= from && ends_line(*at, token));
    let within = before.iter().rev().filter(|token| token.line == from).skip(1);
    line_ends
        .map(|(_, token)| token)
        .take(MOST_GUESSES / 4)
        .chain(within)
        .take(MOST_GUESSES)
        .filter_map(guess)
        .collect()
}

fn opening(text: &str, after: &Token, end: &Token) -> Option<Guess> {
    let finding = Diagnostic::at(
        &codes::UNCLOSED,
        "this block is not opened",
        Span::at(after.end),
        "`{` is missing here",
    )
    .label(Span::new(end.start, end.end), "this `}` would close it")
    .help("open the block with `{`, or remove the `}`")
    .fix("insert `{`", Span::at(after.end), " {");
    Some(Guess { text: with_brace(text, after.end, '{')?, finding })
}

fn surplus(text: &str, token: &Token) -> Option<Guess> {
    let place = Span::new(token.start, token.end);
    let finding = Diagnostic::at(&codes::UNCLOSED, "this `}` closes nothing", place, "one brace too many")
        .help("remove it, or open the block that it closes with `{`")
        .fix("remove `}`", place, "");
    let (before, after) = (text.get(..token.start)?, text.get(token.end..)?);
    Some(Guess { text: format!("{before} {after}"), finding })
}

/// Guesses for a block that nothing closes.
fn lost_closing(text: &str, tokens: &[Token]) -> Vec<Guess> {
    let mut open: Vec<Open> = vec![];
    let mut guesses = vec![];
    for (at, token) in tokens.iter().enumerate() {
        if guesses.len() >= MOST_GUESSES {
            return guesses;
        }
        let previous = at.checked_sub(1).and_then(|at| tokens.get(at));
        if token.first_on_line
            && let Some((block, previous)) = open.last().zip(previous)
        {
            let around = open.len().checked_sub(2).and_then(|around| open.get(around));
            let opener = tokens.get(block.at).copied().unwrap_or(*token);
            // A block whose contents start on its own line ends there.
            let on_one_line = previous.line == opener.line && previous.start != opener.start;
            let ended = match token.brace {
                Some('}') => around.is_some_and(|around| token.indent <= around.indent),
                _ => token.indent <= block.indent,
            };
            if on_one_line || ended {
                guesses.extend(closing(text, previous, &opener));
                if ended && !on_one_line {
                    break;
                }
            }
        }
        follow(tokens, at, &mut open);
    }
    if let Some((opener, last)) = open.last().and_then(|block| tokens.get(block.at)).zip(tokens.last()) {
        guesses.extend(closing(text, last, opener));
    }
    guesses
}

fn closing(text: &str, after: &Token, opener: &Token) -> Option<Guess> {
    let inserted = if after.line == opener.line { " }" } else { "\n}" };
    let finding = Diagnostic::at(
        &codes::UNCLOSED,
        "this block is not closed",
        Span::at(after.end),
        "`}` is missing here",
    )
    .label(Span::new(opener.start, opener.end), "opened here")
    .help("close the block with `}`")
    .fix("insert `}`", Span::at(after.end), inserted);
    Some(Guess { text: with_brace(text, after.end, '}')?, finding })
}

/// The text with `brace` in place of the first blank after `at` that stands in no comment; at the end of the text it is
/// added.
fn with_brace(text: &str, at: usize, brace: char) -> Option<String> {
    let (before, after) = text.split_at_checked(at)?;
    match after.chars().next() {
        None => Some(format!("{text}{brace}")),
        Some(blank) if blank.is_ascii_whitespace() => Some(format!("{before}{brace}{}", after.get(1..)?)),
        Some(_) => None,
    }
}
