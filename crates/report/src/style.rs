//! Colour and width of text for people. Without colour nothing is lost: colour repeats what words say.

/// Paints text, or leaves it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether it paints.
    pub colour: bool,
}

/// How many columns a line may fill.
pub(crate) const WIDTH: usize = 80;

impl Style {
    fn paint(self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// Text that stands out.
    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// Text that steps back.
    pub fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// What is met.
    pub fn good(self, text: &str) -> String {
        self.paint("32", text)
    }

    /// What is not settled.
    pub fn open(self, text: &str) -> String {
        self.paint("33", text)
    }

    /// What is not met.
    pub fn bad(self, text: &str) -> String {
        self.paint("31", text)
    }
}

/// A text from a dossier as it may be shown: what would move the cursor, change colours or begin a line of its own
/// becomes a blank, so that nobody writes into a report who is only quoted in it.
pub(crate) fn quotable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The words of `text` on lines of at most eighty columns, the first after `first`, the others after `rest`. A word
/// that is longer than a line is broken; a painted one is not.
pub fn wrap(text: &str, first: &str, rest: &str) -> Vec<String> {
    let room = WIDTH.saturating_sub(columns(first).max(columns(rest))).max(1);
    let mut lines = vec![];
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split_whitespace().flat_map(|word| pieces(word, room)) {
        if !empty && columns(&line) + 1 + columns(word) > WIDTH {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
    lines
}

/// A word in pieces of at most `room` columns.
fn pieces(word: &str, room: usize) -> Vec<&str> {
    let mut pieces = vec![];
    let mut rest = word;
    while columns(rest) > room && !rest.contains('\u{1b}') {
        let end = rest.char_indices().nth(room).map_or(rest.len(), |(at, _)| at);
        let (piece, more) = rest.split_at(end);
        pieces.push(piece);
        rest = more;
    }
    pieces.push(rest);
    pieces
}

/// How many columns a text fills. Escape sequences fill none.
pub(crate) fn columns(text: &str) -> usize {
    let mut count = 0;
    let mut escape = false;
    for c in text.chars() {
        match c {
            '\u{1b}' => escape = true,
            'm' if escape => escape = false,
            _ if escape => {}
            _ => count += 1,
        }
    }
    count
}

/// `text` with blanks after it up to `width` columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_within_the_width() {
        let text = "word ".repeat(60);
        let lines = wrap(&text, "    · ", "      ");
        assert!(lines.len() > 3);
        assert!(lines.iter().all(|line| columns(line) <= WIDTH));
        assert!(lines[1].starts_with("      word"));
    }

    #[test]
    fn a_word_that_is_longer_than_a_line_is_broken() {
        let lines = wrap(&format!("a {} b", "é".repeat(200)), "  · ", "    ");
        assert!(lines.iter().all(|line| columns(line) <= WIDTH), "{lines:?}");
        assert_eq!(lines.iter().map(|line| line.matches('é').count()).sum::<usize>(), 200);
        assert!(lines.last().is_some_and(|line| line.ends_with("é b")), "{lines:?}");
    }

    #[test]
    fn colour_fills_no_column() {
        assert_eq!(columns(&Style { colour: true }.bad("no")), 2);
        assert_eq!(Style { colour: false }.bad("no"), "no");
    }
}
