//! The words, numbers, texts, comments and signs of a text, whether or not it follows the grammar. What an editor folds
//! and colours must not wait until a text is right.

use acquis_base::Span;

use crate::cut::quoted_length;
use crate::words::word_length;

/// A piece of a text between blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lexeme {
    /// What it is.
    pub kind: LexemeKind,
    /// Where it stands.
    pub span: Span,
}

/// What a piece of a text is, as far as its own characters tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LexemeKind {
    /// A name or a word of the language.
    Word,
    /// What starts with a digit: a number, or one of the numbers of a date.
    Number,
    /// A quoted text; one that is not closed ends with its line.
    Text,
    /// From `//` to the end of the line.
    Comment,
    /// A bracket that opens.
    Open,
    /// A bracket that closes.
    Close,
    /// Any other character.
    Sign,
}

/// The lexemes of a text, in its order.
pub fn lexemes(text: &str) -> impl Iterator<Item = Lexeme> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let blanks =
            rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
        at += blanks;
        let rest = rest.get(blanks..)?;
        let first = rest.chars().next()?;
        let (kind, length) = match first {
            '"' => (LexemeKind::Text, quoted_length(rest)),
            '{' | '(' | '[' => (LexemeKind::Open, 1),
            '}' | ')' | ']' => (LexemeKind::Close, 1),
            '/' if rest.starts_with("//") => (LexemeKind::Comment, line_length(rest)),
            '0'..='9' => (LexemeKind::Number, number_length(rest)),
            _ => match word_length(rest) {
                0 => (LexemeKind::Sign, first.len_utf8()),
                length => (LexemeKind::Word, length),
            },
        };
        let span = Span::new(at, at + length);
        at += length;
        Some(Lexeme { kind, span })
    })
}

/// A text with single blanks where it has any between its words and signs; what stands in quotes stays as it is.
pub(crate) fn with_single_blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = None;
    for lexeme in lexemes(text) {
        if at.is_some_and(|at| at < lexeme.span.range().start) {
            out.push(' ');
        }
        out.push_str(lexeme.span.of(text));
        at = Some(lexeme.span.range().end);
    }
    out
}

fn line_length(rest: &str) -> usize {
    let line = rest.get(..rest.find('\n').unwrap_or(rest.len())).unwrap_or(rest);
    line.trim_end_matches('\r').len()
}

/// Digits, with what may stand among them; a dot that no digit follows ends the number.
fn number_length(rest: &str) -> usize {
    let digits =
        |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_').len();
    let whole = digits(rest);
    let fraction = rest.get(whole..).and_then(|rest| rest.strip_prefix('.')).map_or(0, digits);
    if fraction == 0 { whole } else { whole + 1 + fraction }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_single_but_in_quotes() {
        assert_eq!(with_single_blanks("a(b)  >=\n 5 %  \"x  y\" "), "a(b) >= 5 % \"x  y\"");
    }

    #[test]
    fn nothing_but_blanks_stands_between_lexemes() {
        let text = "criterion Annex II 3.1(g) { // « why »\r\n x = \"§ {\" and y.z >= 1.50 % \"open\n}";
        let found: Vec<(&str, LexemeKind)> =
            lexemes(text).map(|lexeme| (lexeme.span.of(text), lexeme.kind)).collect();
        let words: Vec<&str> = found.iter().map(|(word, _)| *word).collect();
        assert_eq!(
            words.join("~"),
            "criterion~Annex~II~3.1~(~g~)~{~// « why »~x~=~\"§ {\"~and~y~.~z~>~=~1.50~%~\"open~}"
        );
        let brackets = found.iter().filter(|(_, kind)| matches!(kind, LexemeKind::Open | LexemeKind::Close));
        assert_eq!(brackets.map(|(word, _)| *word).collect::<String>(), "(){}");
    }
}
