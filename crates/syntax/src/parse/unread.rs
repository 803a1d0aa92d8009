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
    let keyword = lost_keyword(rest);
    let unread = Unread {
        declaration: Broken {
            keyword: Name::from(keyword.map_or("", |keyword| keyword.trim_start_matches("not "))),
            name: salvaged_name(rest, at),
            citation: salvaged_citation(rest, at),
        },
        words: words_of(rest),
    };
    let (length, found) = found_word(rest);
    let place = Span::new(at, at + length);
    let finding = Diagnostic::at(
        &codes::UNKNOWN_KEYWORD,
        format!("{found} starts no declaration"),
        place,
        "not a keyword",
    );
    let finding = match keyword {
        Some(keyword) => finding.help(format!("`{keyword}` is probably missing before it")).fix(
            format!("insert `{keyword}`"),
            Span::at(at),
            format!("{keyword} "),
        ),
        None => finding
            .help(format!("a declaration starts with {}", acquis_base::or_list(&super::known_keywords()))),
    };
    (unread, finding)
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
