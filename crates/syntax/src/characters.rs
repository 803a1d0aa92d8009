//! Characters that have no place in a source text: invisible ones that change what a reader sees, and those that
//! only look like characters of the language (typographic quotes and dashes, as word processors make them).

use std::borrow::Cow;

use acquis_base::{Code, Diagnostic, Span, codes};

use crate::comments::without_foreign;

/// What was found, and the text with every foreign character replaced by what it stands for, padded with blanks to
/// the same length, so that one slip is reported once and the rest of the text is still read.
pub(crate) struct Cleaned<'t> {
    pub(crate) text: Cow<'t, str>,
    pub(crate) findings: Vec<Diagnostic<Span>>,
}

/// Looks at every character of `text`.
pub(crate) fn clean(text: &str) -> Cleaned<'_> {
    let (text, mut findings) = without_foreign(text);
    match text {
        Cow::Borrowed(text) => without_lookalikes(text),
        Cow::Owned(text) => {
            let cleaned = without_lookalikes(&text);
            findings.extend(cleaned.findings);
            Cleaned { text: Cow::Owned(cleaned.text.into_owned()), findings }
        }
    }
}

fn without_lookalikes(text: &str) -> Cleaned<'_> {
    if is_plain(text) {
        return Cleaned { text: Cow::Borrowed(text), findings: vec![] };
    }
    let mut cleaner = Cleaner { out: String::with_capacity(text.len()), findings: vec![], typographic: None };
    for line in text.split_inclusive('\n') {
        cleaner.line(line);
    }
    Cleaned { text: Cow::Owned(cleaner.out), findings: cleaner.findings }
}

/// Whether nothing in `text` needs a second look: only ASCII, and quotes come in pairs on every line.
fn is_plain(text: &str) -> bool {
    text.is_ascii()
        && text.lines().all(|line| {
            let controls = line.bytes().any(|b| b.is_ascii_control() && b != b'\t' && b != b'\r');
            !controls && line.bytes().filter(|b| *b == b'"').count() % 2 == 0
        })
}

struct Cleaner {
    out: String,
    findings: Vec<Diagnostic<Span>>,
    /// The finding about the typographic quote that opened the text being read.
    typographic: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Code,
    Text,
    Comment,
}

impl Cleaner {
    fn line(&mut self, line: &str) {
        let mut mode = Mode::Code;
        let mut opened = 0;
        let mut escaped = false;
        self.typographic = None;
        let mut letters = line.char_indices().peekable();
        while let Some((at, c)) = letters.next() {
            let after = letters.peek().map(|(_, next)| *next);
            if self.invisible(c, after) {
                continue;
            }
            match mode {
                Mode::Comment => self.out.push(c),
                Mode::Text if c == '\n' => {
                    self.unterminated(opened);
                    self.out.push(c);
                }
                Mode::Text if self.typographic.is_some() && is_quote(c) => {
                    mode = Mode::Code;
                    self.closing_quote(c);
                }
                Mode::Text => {
                    if c == '"' && !escaped {
                        mode = Mode::Code;
                    }
                    escaped = c == '\\' && !escaped;
                    self.out.push(c);
                }
                Mode::Code if c == '"' || is_quote(c) => {
                    mode = Mode::Text;
                    escaped = false;
                    opened = self.out.len();
                    self.code(c);
                    self.typographic = if c == '"' { None } else { self.findings.len().checked_sub(1) };
                }
                Mode::Code => {
                    if line.get(at..).is_some_and(|rest| rest.starts_with("//")) {
                        mode = Mode::Comment;
                    }
                    self.code(c);
                }
            }
            if mode == Mode::Text && letters.peek().is_none() && c != '\n' {
                self.unterminated(opened);
            }
        }
    }

    /// The typographic quote that closes a text opened by one: a second place of the same finding.
    fn closing_quote(&mut self, c: char) {
        let span = self.next_span(c);
        if let Some(finding) = self.typographic.take().and_then(|at| self.findings.get_mut(at)) {
            *finding = finding.clone().label(span, "and here").and_edit(span, "\"");
        }
        self.pad(c, "\"");
    }

    /// Reports characters that a reader cannot see, wherever they stand.
    fn invisible(&mut self, c: char, after: Option<char>) -> bool {
        let (code, what) = match c {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => {
                (&codes::BIDIRECTIONAL, "changes the direction of the text that a reader sees")
            }
            c if is_invisible(c) => (&codes::FOREIGN_CHARACTER, "is invisible"),
            c if c.is_control() && !matches!(c, '\n' | '\r' | '\t') => {
                (&codes::FOREIGN_CHARACTER, "is a control character")
            }
            _ => return false,
        };
        let span = self.next_span(c);
        let message = format!("the character U+{:04X} {what}", u32::from(c));
        if !self.goes_on(&message, span) {
            self.report_invisible(code, message, span);
        }
        let inside_word = self.out.chars().next_back().is_some_and(unicode_ident::is_xid_continue)
            && after.is_some_and(unicode_ident::is_xid_continue);
        match FILLERS.iter().find(|filler| inside_word && filler.len_utf8() == c.len_utf8()) {
            Some(filler) => self.out.push(*filler),
            None => self.pad(c, ""),
        }
        true
    }

    /// Whether the last finding is about the same character just before; then it is about this one as well.
    fn goes_on(&mut self, message: &str, span: Span) -> bool {
        let Some(last) = self.findings.last_mut().filter(|last| last.message == message) else {
            return false;
        };
        let Some(label) = last.labels.first_mut().filter(|label| label.place.end == span.start) else {
            return false;
        };
        label.place.end = span.end;
        "it stands here several times".clone_into(&mut label.text);
        if let Some(edit) = last.fix.as_mut().and_then(|fix| fix.edits.first_mut()) {
            edit.place.end = span.end;
        }
        true
    }

    fn report_invisible(&mut self, code: &'static Code, message: String, span: Span) {
        let finding = Diagnostic::at(code, message, span, "it stands here")
            .note("a reader of the policy must see what the compiler sees")
            .help("remove the character")
            .fix("remove the character", span, "");
        self.findings.push(finding);
    }

    /// A character outside quotes and comments.
    fn code(&mut self, c: char) {
        let Some((meant, name)) = lookalike(c) else {
            self.out.push(c);
            return;
        };
        let span = self.next_span(c);
        let finding = if meant == " " {
            Diagnostic::at(
                &codes::FOREIGN_CHARACTER,
                format!("this blank is {name}"),
                span,
                "not a plain blank",
            )
            .help("write a plain blank")
            .fix("write a plain blank", span, " ")
        } else {
            let message = format!("`{c}` is {name}; the language is written with `{meant}`");
            Diagnostic::at(&codes::FOREIGN_CHARACTER, message, span, "not a character of the language")
                .help(format!("write `{meant}`"))
                .fix(format!("write `{meant}`"), span, meant)
        };
        self.findings.push(finding);
        self.pad(c, meant);
    }

    fn unterminated(&mut self, opened: usize) {
        let end = self.out.trim_end_matches(['\n', '\r']).len();
        if self.typographic.take().is_some() {
            return self.close_quote(opened, end);
        }
        let span = Span::new(opened, end);
        let finding = Diagnostic::at(
            &codes::UNTERMINATED_TEXT,
            "this text does not end on its line",
            span,
            "opened here",
        )
        .help("close it with `\"`; a text stays on one line, and a quote inside it is written `\\\"`");
        self.findings.push(finding);
        self.close_quote(opened, end);
    }

    /// Closes the text that is open since `opened`, at the cost of its last character, so that the rest is read.
    fn close_quote(&mut self, opened: usize, end: usize) {
        let tail = self.out.split_off(end.min(self.out.len()));
        let last = self.out.char_indices().next_back();
        match last {
            Some((at, c)) if at > opened => {
                self.out.truncate(at);
                self.out.push('"');
                self.out.extend(std::iter::repeat_n(' ', c.len_utf8() - 1));
            }
            Some((at, _)) => {
                self.out.truncate(at);
                self.out.push(' ');
            }
            None => {}
        }
        self.out.push_str(&tail);
    }

    fn next_span(&self, c: char) -> Span {
        Span::new(self.out.len(), self.out.len() + c.len_utf8())
    }

    /// Writes `meant` and blanks up to the length of `c`.
    fn pad(&mut self, c: char, meant: &str) {
        self.out.push_str(meant);
        self.out.extend(std::iter::repeat_n(' ', c.len_utf8().saturating_sub(meant.len())));
    }
}

/// Stand for an invisible character within a word, by length in UTF-8, so that the word stays one. No other can stand
/// in a cleaned text, because they are invisible themselves; [`without_fillers`] takes them out of names.
const FILLERS: [char; 3] = ['\u{34f}', '\u{fe00}', '\u{e0100}'];

/// A name as it would be without the invisible characters that stood in it.
pub(crate) fn without_fillers(word: &str) -> Cow<'_, str> {
    if word.is_ascii() || !word.contains(FILLERS) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.replace(FILLERS, ""))
}

/// Characters without a shape of their own that are neither blanks nor line breaks (Unicode, Default_Ignorable).
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether `c` is a typographic quote.
pub(crate) fn is_quote(c: char) -> bool {
    lookalike(c).is_some_and(|(meant, _)| meant == "\"")
}

/// What a foreign character stands for, and what it is.
fn lookalike(c: char) -> Option<(&'static str, &'static str)> {
    Some(match c {
        '“' | '”' | '„' | '‟' | '«' | '»' | '＂' => ("\"", "a typographic quote"),
        '–' | '—' | '−' | '‐' | '‑' | '‒' => ("-", "a typographic dash"),
        '≤' => ("<=", "a mathematical sign"),
        '≥' => (">=", "a mathematical sign"),
        '≠' => ("!=", "a mathematical sign"),
        '×' => ("*", "a mathematical sign"),
        '÷' => ("/", "a mathematical sign"),
        '：' => (":", "a wide colon"),
        '；' | '\u{37e}' => (";", "a foreign semicolon"),
        '，' | '‚' => (",", "a foreign comma"),
        '（' => ("(", "a wide parenthesis"),
        '）' => (")", "a wide parenthesis"),
        '％' => ("%", "a wide percent sign"),
        '\u{a0}' => (" ", "a no-break space"),
        '\u{202f}' => (" ", "a narrow no-break space"),
        '\u{2000}'..='\u{200a}' | '\u{3000}' | '\u{2028}' | '\u{2029}' | '\u{85}' => {
            (" ", "a typographic space")
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_kept_so_that_places_stay_right() {
        for text in ["“a”", "a\u{a0}≥ 2", "\"abc\nx", "\"", "a\u{202e}b", "\"é\nx", "“\n", "\"a\\\""]
        {
            assert_eq!(clean(text).text.len(), text.len(), "{text:?}");
        }
    }

    #[test]
    fn typographic_quotes_become_quotes() {
        let cleaned = clean("holds “x”");
        assert_eq!(cleaned.text, "holds \"  x\"  ");
        assert_eq!(cleaned.findings.len(), 1);
        assert_eq!(clean("holds “x").text, "holds \"  \"");
    }

    #[test]
    fn an_invisible_character_does_not_cut_a_name() {
        let cleaned = clean("at\u{200b}home = 1\u{200b}");
        assert_eq!(without_fillers(&cleaned.text), "athome = 1   ");
        assert_eq!(cleaned.findings.len(), 2);
    }

    #[test]
    fn quotes_and_comments_may_hold_any_visible_character() {
        assert!(clean("holds \"« – ≥ »\" // “ ≥").findings.is_empty());
    }

    #[test]
    fn an_open_quote_is_closed_at_its_line() {
        let cleaned = clean("holds \"abc\nrequires a");
        assert_eq!(cleaned.text, "holds \"ab\"\nrequires a");
        assert_eq!(cleaned.findings.len(), 1);
    }

    #[test]
    fn direction_marks_are_found_even_in_comments() {
        assert_eq!(clean("// a\u{202e}b").findings[0].code.id, "ACQ0011");
    }
}
