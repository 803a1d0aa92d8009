//! What may be shown on a terminal.

use std::borrow::Cow;

/// `text` as it may be shown on one line of a terminal: every character that acts on the terminal, breaks the line or
/// turns the direction of reading is written by its number, `\u{1b}`.
///
/// Names of files and words of a command line are chosen by others, and a message that quotes them is not to be written
/// by them.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_printable) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_printable(c) {
            out.push(c);
        } else {
            out.extend(c.escape_unicode());
        }
    }
    Cow::Owned(out)
}

/// Whether a character only shows itself.
pub fn is_printable(c: char) -> bool {
    let turns_or_breaks = matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    !c.is_control() && !turns_or_breaks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_shows_itself_stays() {
        assert_eq!(printable("späße/a b.yaml"), "späße/a b.yaml");
        assert!(matches!(printable("a"), Cow::Borrowed("a")));
    }

    #[test]
    fn what_acts_on_a_terminal_is_written_by_its_number() {
        assert_eq!(printable("a\u{1b}[2J\nb"), "a\\u{1b}[2J\\u{a}b");
        assert_eq!(printable("\u{202e}lmay\u{2069}\u{85}"), "\\u{202e}lmay\\u{2069}\\u{85}");
    }
}
