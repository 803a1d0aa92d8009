//! The form in which texts are compared: what differs between two printings of one wording does not count.
//!
//! | rule | from | to |
//! |---|---|---|
//! | white space | any run of it, also blanks that do not break | one blank; none at both ends |
//! | white space before a closing sign | `boats ;` | `boats;` |
//! | quotes | `‘ ’ ‚ ‛ ′ ‹ ›` and `“ ” „ ‟ ″ « »` | `'` and `"` |
//! | dashes | `‐ ‑ ‒ – — ―` | `-` |
//! | hyphenation | a hyphen between two letters, a soft hyphen | nothing |
//! | ligatures | `ﬀ ﬁ ﬂ ﬃ ﬄ` | their letters |
//! | invisible signs | zero-width blanks and joiners, the mark of byte order | nothing |
//!
//! Large and small letters, accents and all other signs count.

/// The form of a text in which it is compared.
pub fn normalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let is_seen = |c: &char| !matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}');
    let mut characters = text.chars().filter(is_seen).peekable();
    while let Some(c) = characters.next() {
        match c {
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '‘' | '’' | '‚' | '‛' | '′' | '‹' | '›' => out.push('\''),
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => out.push('"'),
            '-' | '\u{2010}'..='\u{2015}' => {
                let within = out.ends_with(char::is_alphabetic)
                    && characters.peek().is_some_and(|next| next.is_alphabetic());
                if !within {
                    out.push('-');
                }
            }
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            ',' | ';' | ':' | '.' | ')' | '!' | '?' => {
                if out.ends_with(' ') {
                    out.pop();
                }
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printings_of_one_wording_are_equal() {
        for (one, other) in [
            ("the  boat\u{A0}’s\n hull", "the boat 's hull"),
            ("third-country boats ;", "third\u{2011}country boats;"),
            ("per\u{AD}formance", "performance"),
            ("“e\u{FB03}cient” – so", "\"efficient\" - so"),
            (" a ", "a"),
        ] {
            assert_eq!(normalised(one), normalised(other), "{one:?}");
        }
    }

    #[test]
    fn another_wording_stays_another() {
        for (one, other) in
            [("a boat", "aboat"), ("Boat", "boat"), ("5-7", "57"), ("é", "e"), ("a, b", "a b")]
        {
            assert_ne!(normalised(one), normalised(other), "{one:?}");
        }
    }

    #[test]
    fn the_form_is_stable() {
        for text in ["a - b", "x-\u{AD}-y", "a-\u{AD}b", "  . , ", "‘third-\ncountry’ ."] {
            let once = normalised(text);
            assert_eq!(normalised(&once), once, "{text:?}");
        }
    }
}
