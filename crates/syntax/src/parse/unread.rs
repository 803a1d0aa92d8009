//! What can be told of text in which a declaration stands and its keyword is lost: what it probably declares, and which
//! names it may have declared. Whatever refers to these is not reported.

use acquis_base::{Diagnostic, Name, Span, codes};

use pest::Parser;

use super::{AcquisParser, Rule, build, first_word, found_word, salvaged_citation, salvaged_name};
use crate::ast::Broken;
use crate::characters;
use crate::words::{is_identifier, word_length};

/// Text that could not be read as a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// What it would have declared, as far as can be told. The keyword is empty where it could be any.
    pub declaration: Broken,
    /// The words in it that may be names.
    pub words: Vec<Name>,
}

/// The longest text, in bytes, with which every keyword is tried.
const LONGEST_TRIED: usize = 256 * 1024;

impl Unread {
    /// Whether it is known to start with another keyword.
    pub(super) fn is_surely_not(&self, keyword: &str) -> bool {
        !self.declaration.keyword.is_empty() && self.declaration.keyword != keyword
    }
}

/// The words that may be left out before a declaration.
const KEYWORDS: [&str; 15] = [
    "define",
    "criterion",
    "register",
    "ladder",
    "derogation",
    "rule",
    "reading",
    "enum",
    "entity",
    "instrument",
    "scenario",
    "assume",
    "not formalised",
    "facts",
    "import",
];

/// Whether `text` is a declaration once its first word is `keyword`.
pub(super) fn reads_with(text: &str, keyword: &str) -> bool {
    let (start, word) = first_word(text);
    let rest = text.get(start + word.len()..).unwrap_or("");
    text.len() <= LONGEST_TRIED && is_whole(&format!("{keyword}{rest}"))
}

/// What is wrong with the start of a declaration that has no keyword.
#[derive(Clone, Copy)]
enum Slip {
    /// This keyword is left out before it.
    Lost(&'static str),
    /// Its first word stands in the place of this keyword.
    Replaced(&'static str),
    /// Its first word may stand in the place of this keyword, or be the instrument of the citation after it.
    Either(&'static str),
}

fn slip(text: &str) -> Option<Slip> {
    let word = word_length(text);
    let rest = text.get(word..).filter(|_| word > 0).unwrap_or("");
    let starts_citation = ["Article", "Annex", "Recital"].contains(&first_word(rest).1);
    match lost_keyword(text) {
        Some(keyword) if starts_citation => Some(Slip::Either(keyword)),
        Some(keyword) => Some(Slip::Lost(keyword)),
        // A block by itself could be anything.
        None if rest.trim_start().starts_with('{') => None,
        None => lost_keyword(rest).map(Slip::Replaced),
    }
}

/// The one keyword that makes `text` a declaration; nothing if there are several, or none.
fn lost_keyword(text: &str) -> Option<&'static str> {
    if text.len() > LONGEST_TRIED {
        return None;
    }
    let mut fitting = KEYWORDS.iter().filter(|keyword| is_whole(&format!("{keyword} {text}")));
    fitting.next().filter(|_| fitting.next().is_none()).copied()
}

fn is_whole(text: &str) -> bool {
    let mut findings = vec![];
    // Only what has nothing after it is built: else each rest would be tried with each keyword in turn.
    let parses = AcquisParser::parse(Rule::only_declaration, text).is_ok();
    if parses {
        build(text, &[], &mut findings);
    }
    parses && findings.is_empty()
}

/// What stands in `text` from `start` on, where a declaration ought to start and none does; with what to say of it.
pub(super) fn without_keyword(text: &str, start: usize) -> (Unread, Diagnostic<Span>) {
    let rest = text.get(start..).unwrap_or("");
    let at = start + first_word(rest).0;
    let rest = text.get(at..).unwrap_or("");
    let (length, found) = found_word(rest);
    let place = Span::new(at, at + length);
    let slip = slip(rest);
    // What the declaration says of itself stands after its keyword, or after what stands in the keyword's place.
    let (keyword, head) = match slip {
        Some(Slip::Lost(keyword)) => (keyword, at),
        Some(Slip::Replaced(keyword) | Slip::Either(keyword)) => (keyword, at + length),
        None => ("", at),
    };
    let named = text.get(head..).unwrap_or("");
    let unread = Unread {
        declaration: Broken {
            keyword: Name::from(keyword.trim_start_matches("not ")),
            name: salvaged_name(named, head),
            citation: salvaged_citation(named, head),
        },
        words: words_of(rest),
    };
    let finding = Diagnostic::at(
        &codes::UNKNOWN_KEYWORD,
        format!("{found} starts no declaration"),
        place,
        "not a keyword",
    );
    (unread, remedy(finding, slip, place))
}

fn remedy(finding: Diagnostic<Span>, slip: Option<Slip>, place: Span) -> Diagnostic<Span> {
    match slip {
        Some(Slip::Lost(keyword)) => finding.help(format!("`{keyword}` is probably missing before it")).fix(
            format!("insert `{keyword}`"),
            Span::at(place.start as usize),
            format!("{keyword} "),
        ),
        Some(Slip::Replaced(keyword)) => finding
            .help(format!(
                "what follows reads as a declaration that starts with `{keyword}`: write that word here"
            ))
            .fix(format!("write `{keyword}`"), place, keyword),
        Some(Slip::Either(keyword)) => finding.help(format!(
            "write `{keyword}` in its place, or before it where it is the name of an instrument"
        )),
        None => finding.help(super::starts_with_a_keyword()),
    }
}

/// Every word of a text that may be a name.
pub(super) fn words_of(text: &str) -> Vec<Name> {
    let mut words = vec![];
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = word_length(rest);
        let word = rest.get(..length).unwrap_or("");
        if is_identifier(word) {
            words.push(Name::from(characters::without_fillers(word).as_ref()));
        }
        rest = rest.get(length.max(first.len_utf8())..).unwrap_or("");
    }
    words.sort();
    words.dedup();
    words
}
