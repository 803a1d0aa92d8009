//! The nesting limit. It is checked on the text before the grammar runs, so that it is the same on every thread and
//! in every build, whatever room the machine's stack has left.

use acquis_base::Span;

use crate::cut::quoted_length;
use crate::words::{CLAUSE_KEYWORDS, is_reserved, word_length};

/// How deep brackets, braces, quantifiers, conditionals and type constructors may be nested. Within one pair of
/// brackets, each of the words that open a construct without closing it counts as one level until the next `;`, `,`
/// or clause.
pub const MAX_NESTING: usize = 64;

/// The place where `text` is nested deeper than [`MAX_NESTING`], if it is.
pub(crate) fn too_deep(text: &str) -> Option<Span> {
    let mut opened = vec![0_usize];
    let mut previous = "";
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or("");
        let length = token_length(rest, first);
        let token = rest.get(..length).unwrap_or("");
        match token {
            "(" | "[" | "{" => opened.push(0),
            ")" | "]" | "}" if opened.len() > 1 => {
                opened.pop();
            }
            ";" | "," | ":" => reset(&mut opened),
            word if CLAUSE_KEYWORDS.contains(&word) => reset(&mut opened),
            word if starts_rule_clause(previous, word, rest.get(length..).unwrap_or("")) => {
                reset(&mut opened);
            }
            word if opens(previous, word, rest.get(length..).unwrap_or("")) => {
                if let Some(level) = opened.last_mut() {
                    *level += 1;
                }
            }
            _ => {}
        }
        let depth = opened.len() - 1 + opened.iter().sum::<usize>();
        if depth > MAX_NESTING {
            return Some(Span::new(at, at + length));
        }
        if !token.trim().is_empty() && !token.starts_with("//") {
            previous = token;
        }
        at += length;
    }
    None
}

/// Whether a word opens a construct which nothing closes, as the words around it tell.
fn opens(previous: &str, word: &str, rest: &str) -> bool {
    match word {
        "every" | "some" | "if" | "should" => true,
        // `expect no level` says what is reached.
        "no" => word_after(rest) != "level",
        // `is at most 5 % of` compares; `at level 3` places.
        "at" | "exactly" => previous != "is" && word_after(rest) != "level",
        "list" | "pool" | "as" => word_after(rest) == "of",
        "each" | "optional" => previous != "." && is_name(word_after(rest)),
        _ => false,
    }
}

/// The word that a text starts with after blanks; empty where something else stands first.
fn word_after(text: &str) -> &str {
    let text = text.trim_start();
    text.get(..word_length(text)).unwrap_or("")
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && !is_reserved(word)
}

/// Whether a word that can be a name starts a clause of a rule, as the words around it tell: no name is followed by
/// another name within an expression.
fn starts_rule_clause(previous: &str, word: &str, rest: &str) -> bool {
    previous != "."
        && match word {
            "exception" => is_name(word_after(rest)),
            "clock" => word_after(rest) == "stops",
            _ => false,
        }
}

fn reset(opened: &mut [usize]) {
    if let Some(level) = opened.last_mut() {
        *level = 0;
    }
}

/// Length of the blanks, comment, quoted text, word or character at the start of `rest`; at least one character.
fn token_length(rest: &str, first: char) -> usize {
    if first.is_whitespace() {
        return rest.len() - rest.trim_start().len();
    }
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if first == '"' {
        return quoted_length(rest);
    }
    match word_length(rest) {
        0 => first.len_utf8(),
        length => length,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_open_words_count() {
        let ok = format!("requires {}a{}", "(".repeat(MAX_NESTING), ")".repeat(MAX_NESTING));
        assert_eq!(too_deep(&ok), None);
        let deep = format!("requires {}a", "(".repeat(MAX_NESTING + 1));
        assert!(too_deep(&deep).is_some());
        let chain = "every x in y satisfies ".repeat(MAX_NESTING + 1);
        assert!(too_deep(&chain).is_some());
    }

    #[test]
    fn neighbours_do_not_add_up() {
        assert_eq!(too_deep(&"every x in y satisfies z; ".repeat(1000)), None);
        assert_eq!(too_deep(&"requires some x in y satisfies z ".repeat(1000)), None);
        assert_eq!(too_deep(&"\"((((\" // ((((\n".repeat(1000)), None);
        assert_eq!(too_deep(&format!("\"he said \\\"{}\\\"\"", "(".repeat(1000))), None);
        assert_eq!(too_deep(&format!("entity E {{ {} }}", "f : list of Country ".repeat(1000))), None);
        assert_eq!(too_deep(&"a is at most 50 % of b and ".repeat(1000)), None);
        assert_eq!(too_deep(&"paragraph (1) printed as (2) ".repeat(1000)), None);
        assert_eq!(too_deep(&"x.list = y.each and ".repeat(1000)), None);
        assert_eq!(too_deep(&"exception a when every x in y satisfies z then 1 ".repeat(1000)), None);
        assert!(too_deep(&"every x in exception satisfies ".repeat(1000)).is_some());
    }
}
