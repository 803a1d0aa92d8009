//! Cuts the text of a file into the texts of its declarations.
//!
//! The words that start a declaration are reserved, so cutting needs no grammar: a new piece begins at each of them
//! that stands outside quotes and comments. Layout decides nothing, with one exception that concerns only faulty
//! texts: a word at the start of a line that nearly is such a keyword, and that stands where no word can follow,
//! begins a piece of its own, so that the slip costs one declaration and not two.

use acquis_base::{Name, Span};

use crate::comments::foreign_length;
use crate::words::{CONTEXT_WORDS, DECLARATION_KEYWORDS, is_reserved, meant_keyword, word_length};

/// The text of one declaration within its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// From the end of the piece before (comments above belong to the declaration below them) to the last token, with a
    /// comment that touches it.
    pub span: Span,
    /// The head of the declaration up to its first brace, quote, colon or equals sign: what tells it from others.
    pub head: Name,
}

/// A file cut into pieces, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The pieces. Text that belongs to no declaration is a piece too and will not parse.
    pub pieces: Vec<Piece>,
    /// From the last token of the last piece to the end of the text: blanks and comments.
    pub tail: Span,
}

/// Cuts `text` into the texts of its declarations.
pub fn cut(text: &str) -> Cut {
    let mut cutter = Cutter::new(text);
    while let Some(token) = cutter.next_token() {
        cutter.take(token);
    }
    cutter.finish()
}

/// Whether a text is that of an amendment: it starts with the word, blanks and comments aside.
pub fn is_amendment(text: &str) -> bool {
    let mut cutter = Cutter::new(text);
    cutter.next_token().is_some_and(|token| token.text == "amendment")
}

/// The `//!` lines at the head of a file, joined by line breaks, without the slashes.
pub fn module_docs(text: &str) -> Option<Name> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let lines = text.lines().map_while(|line| line.trim_start().strip_prefix("//!"));
    let lines: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end()).collect();
    if lines.is_empty() { None } else { Some(Name::from(lines.join("\n"))) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    Word,
    Text,
    OpenBrace,
    CloseBrace,
    Other,
}

#[derive(Clone, Copy)]
struct Token<'t> {
    kind: TokenKind,
    start: usize,
    text: &'t str,
    first_on_line: bool,
    /// How far its line is indented, in bytes.
    indent: usize,
}

struct Cutter<'t> {
    text: &'t str,
    at: usize,
    line_is_blank_so_far: bool,
    /// How far the current line is indented, once its first token is read.
    indent: usize,
    line_start: usize,
    pieces: Vec<Piece>,
    /// Where the current piece starts: the end of the last token before it.
    piece_start: usize,
    /// Where the first token of the current piece starts, once there is one.
    head_start: Option<usize>,
    /// How far the line of that token is indented.
    head_indent: usize,
    /// Whether the current piece is a scenario.
    in_scenario: bool,
    /// Whether the current piece is an amendment.
    in_amendment: bool,
    last_end: usize,
    previous: Option<Token<'t>>,
    depth: usize,
}

/// The words of operations after which the word that starts a declaration names one.
const BEFORE_A_TARGET: [&str; 10] =
    ["replace", "insert", "add", "delete", "in", "after", "before", "to", "of", "correct"];

impl<'t> Cutter<'t> {
    fn new(text: &'t str) -> Self {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self {
            text,
            at: start,
            line_is_blank_so_far: true,
            indent: 0,
            line_start: start,
            pieces: vec![],
            piece_start: start,
            head_start: None,
            head_indent: 0,
            in_scenario: false,
            in_amendment: false,
            last_end: start,
            previous: None,
            depth: 0,
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The next token after blanks and comments.
    fn next_token(&mut self) -> Option<Token<'t>> {
        loop {
            let rest = self.rest();
            let first = rest.chars().next()?;
            if first == '\n' {
                self.line_is_blank_so_far = true;
                self.at += 1;
                self.line_start = self.at;
            } else if first.is_whitespace() {
                self.at += first.len_utf8();
            } else if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if let Some(length) = foreign_length(rest) {
                self.pass_comment(rest.get(..length).unwrap_or(rest));
            } else {
                return Some(self.token(rest, first));
            }
        }
    }

    /// Goes on after a comment that may have several lines.
    fn pass_comment(&mut self, comment: &str) {
        if let Some((before, _)) = comment.rsplit_once('\n') {
            self.line_is_blank_so_far = true;
            self.line_start = self.at + before.len() + 1;
        }
        self.at += comment.len();
    }

    fn token(&mut self, rest: &'t str, first: char) -> Token<'t> {
        let (kind, length) = match first {
            '"' => (TokenKind::Text, quoted_length(rest)),
            '{' => (TokenKind::OpenBrace, 1),
            '}' => (TokenKind::CloseBrace, 1),
            _ => match word_length(rest) {
                0 => (TokenKind::Other, first.len_utf8()),
                length => (TokenKind::Word, length),
            },
        };
        let text = rest.get(..length).unwrap_or(rest);
        let first_on_line = self.line_is_blank_so_far;
        if first_on_line {
            self.indent = self.at - self.line_start;
        }
        let token = Token { kind, start: self.at, text, first_on_line, indent: self.indent };
        self.line_is_blank_so_far = false;
        self.at += text.len();
        token
    }

    fn take(&mut self, token: Token<'t>) {
        if self.begins_declaration(token) {
            self.end_piece();
        } else if token.text == "formalised" && self.previous.is_some_and(|p| p.text == "not") {
            self.end_piece_before_not();
        }
        if self.head_start.is_none() {
            self.head_start = Some(token.start);
            self.head_indent = token.indent;
            self.in_scenario = meant_keyword(token.text, ["scenario"].into_iter()).is_some();
            self.in_amendment = meant_keyword(token.text, ["amendment"].into_iter()).is_some();
        }
        match token.kind {
            TokenKind::OpenBrace => self.depth += 1,
            TokenKind::CloseBrace => self.depth = self.depth.saturating_sub(1),
            TokenKind::Word | TokenKind::Text | TokenKind::Other => {}
        }
        self.last_end = self.at;
        self.previous = Some(token);
    }

    fn begins_declaration(&self, token: Token<'t>) -> bool {
        if token.kind != TokenKind::Word {
            return false;
        }
        let after_by = self.previous.is_some_and(|previous| previous.text == "by");
        let previous = self.previous.map_or("", |previous| previous.text);
        match token.text {
            "formalised" => false,
            "amendment" if previous == "under" => false,
            _ if self.in_amendment && self.depth > 0 && BEFORE_A_TARGET.contains(&previous) => false,
            "reading" | "derogation" if after_by || self.lacks_by(token) => false,
            "reading" | "assume" if self.in_scenario && self.is_scenario_line(token) => false,
            word if DECLARATION_KEYWORDS.contains(&word) && self.is_used_as_name(token) => false,
            word if DECLARATION_KEYWORDS.contains(&word) => true,
            word => self.head_start.is_some() && self.depth == 0 && !is_reserved(word) && self.is_slip(token),
        }
    }

    /// Whether the word just read stands where only a name can: after a dot on its line, or before a sign that no
    /// declaration has after its first word. A path that ends in its dot is half written.
    fn is_used_as_name(&self, token: Token<'t>) -> bool {
        let after_dot = !token.first_on_line && self.previous.is_some_and(|previous| previous.text == ".");
        let after = self.rest().trim_start();
        after_dot || after.starts_with([':', '=', '.', ',', ';', ')', ']', '<', '>', '!', '+', '*'])
    }

    /// Whether `by` was left out before `reading` or `derogation`, which goes on as no declaration of these kinds does.
    fn lacks_by(&self, token: Token<'t>) -> bool {
        if token.first_on_line || self.previous.is_none() {
            return false;
        }
        let after = self.rest().trim_start();
        let next = after.get(word_length(after)..).unwrap_or("").trim_start();
        match (token.text, next.strip_prefix('{').map(str::trim_start)) {
            ("derogation", _) => !starts_with_word(next, "from"),
            (_, Some(block)) => {
                let word = word_length(block);
                word > 0 && block.get(word..).unwrap_or("").trim_start().starts_with(':')
            }
            (_, None) => !next.starts_with(['"', '=']) && !starts_with_word(next, "cites"),
        }
    }

    /// Whether `reading` or `assume` says what a scenario starts from: `reading NAME = …` and `assume KEY in …`, where
    /// the declarations of these names go on otherwise.
    fn is_scenario_line(&self, token: Token<'t>) -> bool {
        let after = self.rest().trim_start();
        let word = word_length(after);
        let next = after.get(word..).unwrap_or("").trim_start();
        word > 0 && (token.text == "assume" || next.starts_with('='))
    }

    /// Whether a word is probably meant as a keyword: it follows a closing brace, where no name can stand, or it
    /// starts a line, nearly is a keyword, and another word or a text follows, which no name can have after it. What
    /// is indented more than the head of the declaration belongs to it, though a brace seems to have closed it.
    fn is_slip(&self, token: Token<'t>) -> bool {
        if token.indent > self.head_indent + 1 {
            return false;
        }
        if self.previous.is_some_and(|previous| previous.kind == TokenKind::CloseBrace) {
            return true;
        }
        let after = self.rest().trim_start_matches([' ', '\t']);
        let follower = word_length(after);
        let follower_is_name = follower > 0 && !is_reserved(after.get(..follower).unwrap_or(""));
        token.first_on_line
            && !CONTEXT_WORDS.contains(&token.text)
            && (follower_is_name || after.starts_with('"'))
            && meant_keyword(token.text, DECLARATION_KEYWORDS.iter().copied()).is_some()
    }

    fn end_piece(&mut self) {
        self.end_piece_at(self.last_end);
    }

    /// Ends the piece before the word `not`, which is the last token taken.
    fn end_piece_before_not(&mut self) {
        let Some(not) = self.previous else { return };
        let before = self.text.get(..not.start).unwrap_or("");
        let trimmed = trim_trivia(before, self.piece_start);
        self.end_piece_at(trimmed);
        self.head_start = Some(not.start);
    }

    fn end_piece_at(&mut self, end: usize) {
        if let Some(head) = self.head_start.filter(|head| *head < end) {
            let text = self.text.get(head..end).unwrap_or("");
            // A comment that touches the last token stands behind it, and documents nothing below.
            let rest = self.text.get(end..).unwrap_or("");
            let behind = if rest.starts_with("//") { rest.find('\n').unwrap_or(rest.len()) } else { 0 };
            self.pieces.push(Piece { span: Span::new(self.piece_start, end + behind), head: head_of(text) });
            self.piece_start = end + behind;
        }
        self.head_start = None;
        self.depth = 0;
    }

    fn finish(mut self) -> Cut {
        self.end_piece();
        Cut { pieces: self.pieces, tail: Span::new(self.piece_start, self.text.len()) }
    }
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.get(..word_length(text)) == Some(word)
}

/// Length of the quoted text at the start of `rest`: to its closing quote, or to the end of the line.
pub(crate) fn quoted_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return at,
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    rest.len()
}

/// The end of the last token of `before`, found by reading it once more; never before `start`.
fn trim_trivia(before: &str, start: usize) -> usize {
    let mut cutter = Cutter::new(before);
    cutter.at = cutter.at.max(start);
    cutter.last_end = start;
    while cutter.next_token().is_some() {
        cutter.last_end = cutter.at;
    }
    cutter.last_end
}

/// The most bytes of a head: enough to tell declarations apart, and little to compare where a text is none.
const LONGEST_HEAD: usize = 400;

fn head_of(text: &str) -> Name {
    let most = (0..=LONGEST_HEAD).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let text = text.get(..most).unwrap_or(text);
    // Scenarios are told apart by their titles.
    if text.starts_with("scenario")
        && let Some(quote) = text.find('"')
    {
        let title = quoted_length(text.get(quote..).unwrap_or(""));
        return Name::from(text.get(..quote + title).unwrap_or(text));
    }
    let end = text.find(['{', '"', ':', '=', '\n']).unwrap_or(text.len());
    Name::from(text.get(..end).unwrap_or("").trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let found = cut(text).pieces;
        found.iter().map(|piece| piece.span.of(text).trim().to_owned()).collect()
    }

    #[test]
    fn declarations_are_told_apart_by_their_keywords_and_not_by_lines() {
        assert_eq!(
            pieces("define a : Bool = b define c : Bool = d"),
            ["define a : Bool = b", "define c : Bool = d"]
        );
        assert_eq!(
            pieces("assume \"criterion\" by reading r { a: b; }\n// enum\nenum E { a }"),
            ["assume \"criterion\" by reading r { a: b; }", "// enum\nenum E { a }"]
        );
        assert_eq!(pieces("import law/// behind\nenum E { a }"), ["import law/// behind", "enum E { a }"]);
    }

    #[test]
    fn a_keyword_that_is_used_as_a_name_cuts_nothing() {
        assert_eq!(pieces("entity E { reading : Bool  facts: Bool }").len(), 1);
        assert_eq!(pieces("define a : Bool = b.register").len(), 1);
    }

    #[test]
    fn the_targets_of_an_amendment_cut_nothing() {
        let amendment = "amendment A to i { replace define a  delete rule r  substitute x by y in criterion Annex I 1(a) }";
        let text = format!("{amendment}\ndefine a : Bool = b\nscenario \"s\" under amendment A {{ }}");
        assert_eq!(pieces(&text), [amendment, "define a : Bool = b", "scenario \"s\" under amendment A { }"]);
        assert!(is_amendment(&text) && !is_amendment("import a\namendment A to i { }"));
        assert_eq!(pieces("amendment A to i { replace define a\ndefine a : Bool = b").len(), 2);
    }

    #[test]
    fn not_formalised_starts_at_not() {
        assert_eq!(
            pieces("define a : Bool = not b\n/// why\nnot formalised Annex II 1.2 because \"x\""),
            ["define a : Bool = not b", "/// why\nnot formalised Annex II 1.2 because \"x\""]
        );
    }

    #[test]
    fn a_misspelt_keyword_begins_a_piece_where_no_name_can_stand() {
        assert_eq!(pieces("facts { }\ncritrion Annex II 1.1(a) { }").len(), 2);
        assert_eq!(pieces("import a\ncritrion Annex II 1.1(a) { }").len(), 2);
        assert_eq!(pieces("define a : Bool =\n  entiti in b").len(), 1);
        assert_eq!(pieces("facts { }\nwhatever { }").len(), 2);
        assert_eq!(pieces("criterion Annex II 3.1(h)\n    refines Annex II 2.1(h) { }").len(), 1);
    }

    #[test]
    fn what_is_indented_stays_with_its_declaration_though_a_brace_is_lost() {
        assert_eq!(pieces("instrument a {\n  article 1\n  }\n  article 2 { }\n}\nimport b").len(), 2);
    }

    #[test]
    fn reading_and_derogation_without_by_cut_nothing_where_no_declaration_goes_on_so() {
        assert_eq!(pieces("define a : Bool = reading r { x: b; y: c; }").len(), 1);
        assert_eq!(pieces("define a : Bool = should b reading r").len(), 1);
        assert_eq!(pieces("define a : Bool = b reading r { default x alternative y }").len(), 2);
        assert_eq!(pieces("scenario \"a\" { expect Annex II 1.1(a) met derogation d }").len(), 1);
        assert_eq!(pieces("define a : Bool = b derogation d from Annex II 1.1(a) { }").len(), 2);
    }

    #[test]
    fn what_a_scenario_starts_from_cuts_nothing() {
        let text = "scenario \"a\" on 2027-01-01 reading r = x {\n assume CH in s from 2026-01-01\n expect Annex II 1.1(a) met by derogation d\n}";
        assert_eq!(pieces(&format!("{text} reading r {{ }} assume \"b\" c")).len(), 3);
        assert_eq!(cut(text).pieces[0].head, "scenario \"a\"");
        assert_eq!(pieces("scenario \"a\" { set b = true\nassume \"c\" d\nreading r { default e }").len(), 3);
    }

    #[test]
    fn a_missing_brace_ends_at_the_next_keyword() {
        assert_eq!(pieces("facts { a : Bool\ndefine b : Bool = a").len(), 2);
    }

    #[test]
    fn heads_tell_declarations_apart() {
        let found = cut("criterion Annex II 3.1(g) at level 3 \"t\" { }\ndefine f(x : T) : Bool = y").pieces;
        assert_eq!(found[0].head, "criterion Annex II 3.1(g) at level 3");
        assert_eq!(found[1].head, "define f(x");
    }

    #[test]
    fn module_docs_are_the_first_lines() {
        assert_eq!(module_docs("//! One.\n//! Two.\nimport a").as_deref(), Some("One.\nTwo."));
        assert_eq!(module_docs("// One."), None);
    }
}
