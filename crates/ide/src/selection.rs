//! What grows around the cursor when an editor is asked to select more.

use acquis_base::Span;
use acquis_syntax::{cut, enclosing};

/// The stretches of text around a place, the innermost first: the word, the constructs around it, the declaration with
/// its comments, the file.
pub fn around(text: &str, offset: u32) -> Vec<Span> {
    let pieces = cut(text).pieces;
    let piece = pieces.iter().find(|piece| piece.span.start <= offset && offset <= piece.span.end);
    let mut found: Vec<Span> = vec![];
    if let Some(piece) = piece {
        let own = piece.span.of(text);
        let inner = enclosing(own, offset - piece.span.start);
        found.extend(inner.into_iter().map(|span| span.shifted(piece.span.start)));
        let blanks = own.len() - own.trim_start().len();
        found.push(Span::new(piece.span.range().start + blanks, piece.span.range().end));
    }
    found.push(Span::new(0, text.len()));
    found.retain(|span| span.start <= offset && offset <= span.end);
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::marked;

    #[test]
    fn the_selection_grows_from_the_word_to_the_file() {
        let (text, at) = marked("enum E { a }\n\n/// Why.\ndefine d : Bool = x and no‸t y\n");
        let found: Vec<&str> = around(&text, at).into_iter().map(|span| span.of(&text)).collect();
        assert_eq!(
            found,
            [
                "not",
                "not y",
                "x and not y",
                "define d : Bool = x and not y",
                "/// Why.\ndefine d : Bool = x and not y",
                text.as_str()
            ]
        );
    }

    #[test]
    fn between_declarations_there_is_the_file_alone() {
        let (text, at) = marked("enum E { a }\n\n‸");
        assert_eq!(around(&text, at), [Span::new(0, text.len())]);
    }
}
