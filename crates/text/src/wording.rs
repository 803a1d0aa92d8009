//! Words of a running text: as they are shown, and as they are compared.

use std::ops::Range;

use acquis_base::Fingerprint;

use crate::normal::normalised;

/// A running text cut into the words in which it is compared with that of another printing. Joined by blanks, the words as
/// they are compared are the [`normalised`] form of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    text: String,
    words: Vec<Word>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word {
    start: u32,
    end: u32,
    print: u64,
}

impl Wording {
    /// Cuts a running text.
    pub fn of(text: String) -> Self {
        let mut ranges: Vec<Range<usize>> = vec![];
        let mut rest = 0;
        for token in text.split(char::is_whitespace) {
            let range = rest..rest + token.len();
            rest =
                range.end + text.get(range.end..).and_then(|it| it.chars().next()).map_or(0, char::len_utf8);
            match ranges.last_mut() {
                // What closes belongs to the word before it, whatever stands between them.
                Some(before) if closes(token) => before.end = range.end,
                _ => ranges.push(range),
            }
        }
        let mut words = vec![];
        for range in ranges {
            let shown = text.get(range.clone()).unwrap_or("");
            let print = if shown.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                if shown.is_empty() {
                    continue;
                }
                Fingerprint::of_word(shown)
            } else {
                let compared = normalised(shown);
                if compared.is_empty() {
                    continue;
                }
                Fingerprint::of_word(&compared)
            };
            let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            words.push(Word { start: offset(range.start), end: offset(range.end), print: print.number() });
        }
        Self { text, words }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The fingerprints of the words as they are compared.
    pub fn prints(&self) -> impl Iterator<Item = u64> + Clone {
        self.words.iter().map(|word| word.print)
    }

    /// Some words as they are shown, with what stands between them.
    pub fn shown(&self, range: Range<usize>) -> &str {
        let words = self.words.get(range).unwrap_or_default();
        let ends = words.first().zip(words.last());
        ends.and_then(|(first, last)| self.text.get(first.start as usize..last.end as usize)).unwrap_or("")
    }
}

/// Whether a token starts with a sign before which no blank counts.
fn closes(token: &str) -> bool {
    normalised(token).starts_with([',', ';', ':', '.', ')', '!', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let wording = Wording::of(text.to_owned());
        (0..wording.len()).map(|at| normalised(wording.shown(at..at + 1))).collect()
    }

    #[test]
    fn the_words_are_those_of_the_form_in_which_texts_are_compared() {
        for text in [
            "",
            "  a boat ",
            "third-country boats ; and “more”\u{A0}.",
            "( a )  b ,c",
            "; a",
            "a \u{200B} b \u{AD}; c",
            "a - b -c",
        ] {
            assert_eq!(words(text).join(" "), normalised(text), "{text:?}");
        }
    }

    #[test]
    fn words_are_shown_as_they_are_printed() {
        let wording = Wording::of("no third-country boats ; “so”".to_owned());
        assert_eq!(wording.shown(1..3), "third-country boats ;");
        assert_eq!((wording.shown(3..4), wording.shown(2..2), wording.shown(9..12)), ("“so”", "", ""));
    }

    #[test]
    fn words_that_are_compared_as_one_have_one_fingerprint() {
        let prints = |text: &str| Wording::of(text.to_owned()).prints().collect::<Vec<_>>();
        assert_eq!(prints("a third\u{2011}country boat ."), prints("a thirdcountry boat."));
        assert_ne!(prints("a Boat"), prints("a boat"));
    }
}
