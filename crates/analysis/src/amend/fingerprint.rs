//! The fingerprint of what an amendment changes: a short hash of its words and signs, without comments and layout. It tells
//! that a text has moved on since the amendment was written; it is no proof against somebody who means to deceive.

use acquis_base::{Fingerprint, Span};
use acquis_syntax::{LexemeKind, lexemes};

/// How many digits a tool writes.
const WRITTEN: usize = 12;

/// A word or sign of a text.
pub(crate) type Token<'t> = (&'t str, Span);

/// The words and signs of a text, without comments, and without the comma before a closing bracket, which a layout may add.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = vec![];
    for lexeme in lexemes(text).filter(|lexeme| lexeme.kind != LexemeKind::Comment) {
        if lexeme.kind == LexemeKind::Close {
            tokens.pop_if(|(word, _)| *word == ",");
        }
        tokens.push((lexeme.span.of(text), lexeme.span));
    }
    tokens
}

/// The fingerprint of texts, one after the other; as many digits as there are.
fn whole<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut print = Fingerprint::new();
    for text in texts {
        tokens(text).iter().for_each(|(word, _)| print.word(word));
        print.end();
    }
    print.digits()
}

/// The fingerprint of texts, as a tool writes it.
pub(crate) fn fingerprint<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut digits = whole(texts);
    digits.truncate(WRITTEN);
    digits
}

/// Whether a fingerprint as written, of eight digits or more, is that of texts.
pub(crate) fn fits<'t>(written: &str, texts: impl IntoIterator<Item = &'t str>) -> bool {
    whole(texts).starts_with(&written.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_and_comments_do_not_matter_and_words_do() {
        let one = fingerprint(["/// Why.\nenum E { a, b } // so"]);
        assert_eq!(one, fingerprint(["enum E {\n    a,\n    b,\n}"]));
        assert_ne!(one, fingerprint(["enum E { a, c }"]));
        assert_ne!(fingerprint(["a b"]), fingerprint(["ab"]));
        assert_ne!(fingerprint(["a", "b"]), fingerprint(["a b"]));
        assert_eq!(one.len(), WRITTEN);
        assert!(
            fits(&one, ["enum E { a, b }"])
                && fits(&one.chars().take(8).collect::<String>().to_uppercase(), ["enum E { a, b }"])
        );
    }

    #[test]
    fn a_fingerprint_stays_what_it_is() {
        // Amendments keep them: another way of computing them would make every amendment stale.
        assert_eq!(fingerprint(["define a : Bool = true"]), "058db944b4ec");
    }
}
