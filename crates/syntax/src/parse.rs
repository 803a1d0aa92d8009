//! From the text of one declaration to its tree.

mod declarations;
mod evidence;
mod expressions;
mod law;
mod parts;
mod rules;
mod scenario;

use std::collections::BTreeSet;

use acquis_base::{Diagnostic, LineIndex, Name, Span, codes, nearest};
use pest::Parser;
use pest::iterators::Pair;

use crate::ast::{Broken, Citation, Declaration, DeclarationKind, Exprs, Ident};
use crate::characters;
use crate::error::explain;
use crate::nesting;
use crate::words::{DECLARATION_KEYWORDS, is_identifier, word_length};

mod generated {
    #[derive(pest_derive::Parser)]
    #[grammar = "acquis.pest"]
    pub(crate) struct AcquisParser;
}

pub(crate) use generated::{AcquisParser, Rule};

/// The tree of one declaration and what is wrong with its text. Spans count from the first byte of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The tree; [`DeclarationKind::Broken`] where the head could not be read.
    pub declaration: Declaration,
    /// What is wrong, in the order of the text.
    pub findings: Vec<Diagnostic<Span>>,
}

/// Parses the text of one declaration, as [`crate::cut`] finds it. Never fails.
pub fn parse_declaration(text: &str) -> Parsed {
    let cleaned = characters::clean(text);
    let mut findings = cleaned.findings;
    let declaration = match nesting::too_deep(&cleaned.text) {
        Some(place) => {
            findings.push(too_deep(place));
            broken(&cleaned.text)
        }
        None => build(&cleaned.text, &mut findings),
    };
    settle(&cleaned.text, &mut findings);
    Parsed { declaration, findings }
}

/// What is wrong with the characters of text that belongs to no declaration: blanks and comments at the end of a file.
pub fn check_characters(text: &str) -> Vec<Diagnostic<Span>> {
    characters::clean(text).findings
}

/// Parses a citation as a user types it on a command line; blanks around it do not matter.
pub fn parse_citation(text: &str) -> Option<Citation> {
    let text = text.trim();
    let pair = AcquisParser::parse(Rule::citation, text).ok()?.next()?;
    if pair.as_span().end() != text.len() {
        return None;
    }
    law::citation(pair)
}

fn too_deep(place: Span) -> Diagnostic<Span> {
    Diagnostic::at(
        &codes::TOO_DEEP,
        format!("nested deeper than {} levels", nesting::MAX_NESTING),
        place,
        "one level too many",
    )
    .note("each open bracket is a level, and so is each quantifier, `if` or `should` since the last `;` or clause")
    .help("give an inner part a name with `define`, or list the parts in `all of { … }`")
}

fn formula_too_deep(place: Span) -> Diagnostic<Span> {
    let message = format!("this formula is nested deeper than {} levels", crate::ast::MAX_DEPTH);
    Diagnostic::at(&codes::TOO_DEEP, message, place, "too deep")
        .note("each step of a sum and each dot of a path is a level too")
        .help("give an inner part a name with `define`")
}

fn build(text: &str, findings: &mut Vec<Diagnostic<Span>>) -> Declaration {
    let parsed = AcquisParser::parse(Rule::declaration_text, text);
    let pair = match parsed {
        Ok(mut pairs) => pairs.next(),
        Err(_) => None,
    };
    let mut builder = Builder { text, exprs: Exprs::default(), findings: vec![] };
    let kind = pair.and_then(|pair| builder.declaration_text(pair));
    let Some((kind, span)) = kind else {
        findings.push(unreadable_head(text));
        return broken(text);
    };
    findings.append(&mut builder.findings);
    if let Some(place) = builder.exprs.too_deep() {
        findings.push(formula_too_deep(place));
        return broken(text);
    }
    Declaration { kind, span, docs: docs_before(text, span.start as usize), exprs: builder.exprs }
}

/// One mistake gives one message: of those about one line, characters speak before grammar.
fn settle(text: &str, findings: &mut Vec<Diagnostic<Span>>) {
    if findings.is_empty() {
        return;
    }
    let index = LineIndex::new(text);
    let start = |d: &Diagnostic<Span>| d.labels.first().map_or(0, |label| label.place.start);
    let line = |d: &Diagnostic<Span>| index.line_of(start(d));
    let about_characters =
        [codes::FOREIGN_CHARACTER.id, codes::BIDIRECTIONAL.id, codes::UNTERMINATED_TEXT.id];
    let lines: BTreeSet<usize> =
        findings.iter().filter(|d| about_characters.contains(&d.code.id)).map(&line).collect();
    if !lines.is_empty() {
        let about_grammar = [codes::SYNTAX.id, codes::UNKNOWN_KEYWORD.id, codes::UNCLOSED.id];
        findings.retain(|d| !(about_grammar.contains(&d.code.id) && lines.contains(&line(d))));
    }
    // A text that is not closed swallows whatever follows it on its line, often the brace that opens a block.
    let open_text = findings.iter().filter(|d| d.code == &codes::UNTERMINATED_TEXT).map(start).min();
    if let Some(open) = open_text {
        let about_grammar = [codes::SYNTAX.id, codes::UNKNOWN_KEYWORD.id, codes::UNCLOSED.id];
        findings.retain(|d| !(about_grammar.contains(&d.code.id) && start(d) >= open));
    }
    findings.sort_by_key(start);
}

/// The keywords of declarations with which none starts by itself.
const START_NOTHING: [&str; 2] = ["formalised", "amendment"];

/// The message for a declaration whose head does not parse.
fn unreadable_head(text: &str) -> Diagnostic<Span> {
    let (start, word) = first_word(text);
    let span = Span::new(start, start + word.len());
    if DECLARATION_KEYWORDS.contains(&word) || word == "not" {
        if START_NOTHING.contains(&word) {
            return reserved_for_later(word, span);
        }
        return explain(Rule::only_declaration, text, Span::new(0, text.len()));
    }
    let known: Vec<&str> =
        DECLARATION_KEYWORDS.iter().copied().filter(|word| !START_NOTHING.contains(word)).collect();
    let shown = if word.is_empty() { text.trim_start().chars().take(1).collect() } else { word.to_owned() };
    let message = format!("`{shown}` starts no declaration");
    let finding = Diagnostic::at(&codes::UNKNOWN_KEYWORD, message, span, "not a keyword");
    match nearest(word, known.iter().copied()) {
        Some(meant) => {
            finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), span, meant)
        }
        None => finding.help(format!("a declaration starts with {}", acquis_base::or_list(&known))),
    }
}

fn reserved_for_later(word: &str, span: Span) -> Diagnostic<Span> {
    let message = format!("`{word}` starts no declaration in this edition of the language");
    Diagnostic::at(&codes::UNKNOWN_KEYWORD, message, span, "reserved").note(
        "the word is reserved, so that a later edition can give it a meaning without breaking any policy",
    )
}

/// What can be salvaged from a declaration whose head does not parse.
fn broken(text: &str) -> Declaration {
    let (start, word) = first_word(text);
    let meant = if word == "not" { "formalised" } else { word };
    let keyword = nearest(meant, DECLARATION_KEYWORDS.iter().copied()).unwrap_or(word);
    let after = start + word.len();
    let rest = text.get(after..).unwrap_or("");
    let name = salvaged_name(rest, after);
    let citation = salvaged_citation(rest, after);
    let span = Span::new(start, text.trim_end().len());
    let kind = DeclarationKind::Broken(Broken { keyword: Name::from(keyword), name, citation });
    Declaration { kind, span, docs: None, exprs: Exprs::default() }
}

fn salvaged_name(rest: &str, offset: usize) -> Option<Ident> {
    let blanks = rest.len() - rest.trim_start().len();
    let word = rest.get(blanks..blanks + word_length(rest.trim_start()))?;
    let at = offset + blanks;
    is_identifier(word).then(|| Ident { name: Name::from(word), span: Span::new(at, at + word.len()) })
}

fn salvaged_citation(rest: &str, offset: usize) -> Option<Citation> {
    let words = rest.trim_start().strip_prefix("formalised").unwrap_or(rest).trim_start();
    let at = offset + (rest.len() - words.len());
    let pair: Pair<'_, Rule> = AcquisParser::parse(Rule::citation, words).ok()?.next()?;
    let mut citation = law::citation(pair)?;
    citation.span = citation.span.shifted(u32::try_from(at).ok()?);
    Some(citation)
}

/// The first word after blanks and comments, with its place; empty where something else stands first.
fn first_word(text: &str) -> (usize, &str) {
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or("");
        at += rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else {
            return (at, rest.get(..word_length(rest)).unwrap_or(""));
        }
    }
}

/// The `///` lines directly above the token at `offset`, joined by line breaks, without the slashes.
pub(crate) fn docs_before(text: &str, offset: usize) -> Option<Name> {
    let before = text.get(..offset)?;
    let (above, own_line) = before.rsplit_once('\n')?;
    if !own_line.trim().is_empty() {
        return None;
    }
    let doc = |line: &str| {
        line.trim().strip_prefix("///").map(|doc| doc.strip_prefix(' ').unwrap_or(doc).to_owned())
    };
    let mut lines: Vec<String> = above.lines().rev().map_while(doc).collect();
    lines.reverse();
    if lines.is_empty() { None } else { Some(Name::from(lines.join("\n"))) }
}

/// Builds the tree from the pairs that the grammar yields: one function for each rule, grouped by family.
struct Builder<'t> {
    text: &'t str,
    exprs: Exprs,
    findings: Vec<Diagnostic<Span>>,
}

#[cfg(test)]
mod tests;
