//! Documents that the client holds open.

use tower_lsp_server::ls_types::{TextDocumentContentChangeEvent, Uri};

use crate::positions::{Encoding, span_in};

/// An open document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    /// Its address as the client writes it.
    pub(crate) uri: Uri,
    /// How often it was changed, as the client counts.
    pub(crate) version: i32,
    /// Its text.
    pub(crate) text: String,
}

impl Document {
    /// Makes changes, each of the text that the one before has left.
    pub(crate) fn change(&mut self, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        for change in changes {
            match change.range {
                None => self.text = change.text,
                Some(range) => {
                    let span = span_in(&self.text, range, encoding);
                    self.text.replace_range(span.range(), &change.text);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use tower_lsp_server::ls_types::{Position, Range};

    use super::*;

    #[test]
    fn changes_follow_each_other() {
        let uri = Uri::from_str("file:///a.acq").expect("an address");
        let mut document = Document { uri, version: 1, text: "« é »\nb".to_owned() };
        let change = |from: (u32, u32), to: (u32, u32), text: &str| TextDocumentContentChangeEvent {
            range: Some(Range::new(Position::new(from.0, from.1), Position::new(to.0, to.1))),
            range_length: None,
            text: text.to_owned(),
        };
        document.change(vec![change((0, 2), (0, 3), "😀"), change((0, 4), (1, 1), "!")], Encoding::Utf16);
        assert_eq!(document.text, "« 😀!");
        let whole = TextDocumentContentChangeEvent { range: None, range_length: None, text: "c".to_owned() };
        document.change(vec![whole, change((9, 9), (9, 9), "d")], Encoding::Utf16);
        assert_eq!(document.text, "cd");
    }
}
