//! From the text of one declaration to its tree.

mod amendment;
mod declarations;
mod evidence;
mod expressions;
mod law;
mod parts;
mod rules;
mod scenario;
mod unread;

use std::collections::BTreeSet;

use acquis_base::{Diagnostic, LineIndex, Name, Severity, Span, codes};
use pest::Parser;
use pest::iterators::Pair;

use crate::ast::{Broken, Citation, Declaration, DeclarationKind, Exprs, Ident};
use crate::characters;
use crate::error::explain;
use crate::habits;
use crate::nesting;
use crate::repair;
use crate::words::{DECLARATION_KEYWORDS, is_identifier, meant_keyword, word_length};

mod generated {
    #[derive(pest_derive::Parser)]
    #[grammar = "acquis.pest"]
    pub(crate) struct AcquisParser;
}

pub use unread::Unread;

pub(crate) use generated::{AcquisParser, Rule};
pub(crate) use parts::{is_keyword, is_operator_sign};

/// The tree of one declaration and what is wrong with its text. Spans count from the first byte of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The tree; [`DeclarationKind::Broken`] where the head could not be read.
    pub declaration: Declaration,
    /// What is wrong, in the order of the text.
    pub findings: Vec<Diagnostic<Span>>,
    /// A declaration in the text that could not be read.
    pub unread: Option<Unread>,
}

/// Parses the text of one declaration, as [`crate::cut`] finds it. Never fails.
pub fn parse_declaration(text: &str) -> Parsed {
    let cleaned = characters::clean(text);
    let mut findings = cleaned.findings;
    let built = match nesting::too_deep(&cleaned.text) {
        Some(place) => {
            findings.push(too_deep(place));
            Built::broken(&cleaned.text)
        }
        None => build_or_repair(&cleaned.text, &mut findings),
    };
    settle(&cleaned.text, &mut findings);
    limit(&mut findings);
    Parsed { declaration: built.declaration, findings, unread: built.unread }
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

/// The tree of a declaration, and what stands in its text and is not in the tree.
struct Built {
    declaration: Declaration,
    unread: Option<Unread>,
}

impl Built {
    fn broken(text: &str) -> Self {
        let declaration = broken(text);
        let unread = match &declaration.kind {
            DeclarationKind::Broken(broken) => {
                Some(Unread { declaration: broken.clone(), words: unread::words_of(text) })
            }
            _ => None,
        };
        Self { declaration, unread }
    }
}

/// The declaration as it stands, or with the one brace that is lost in it.
fn build_or_repair(text: &str, findings: &mut Vec<Diagnostic<Span>>) -> Built {
    let open = findings.iter().filter(|finding| finding.code == &codes::UNTERMINATED_TEXT);
    let open_texts: Vec<u32> = open.filter_map(|finding| Some(finding.labels.first()?.place.start)).collect();
    let mut found = vec![];
    let as_it_stands = build(text, &open_texts, &mut found);
    if !found.is_empty() && findings.is_empty() {
        for guess in repair::guesses(text) {
            let mut remaining = vec![];
            let mut repaired = build(&guess.text, &[], &mut remaining);
            if remaining.is_empty() {
                // A brace that was added at the end of the text stands outside of it.
                let span = &mut repaired.declaration.span;
                span.end = span.end.min(u32::try_from(text.len()).unwrap_or(u32::MAX));
                findings.push(guess.finding);
                return repaired;
            }
        }
    }
    findings.append(&mut found);
    as_it_stands
}

/// What the grammar makes of the text of a declaration; nothing where its head does not parse.
fn grammatical(text: &str) -> Option<Pair<'_, Rule>> {
    AcquisParser::parse(Rule::declaration_text, text).ok()?.next()
}

/// What the grammar makes of the text of a declaration, if it has no fault.
pub(crate) fn faultless(text: &str) -> Option<Pair<'_, Rule>> {
    if nesting::too_deep(text).is_some() || !characters::clean(text).findings.is_empty() {
        return None;
    }
    let pair = grammatical(text)?;
    let mut builder = Builder::new(text, &[]);
    builder.declaration_text(pair.clone())?;
    (builder.findings.is_empty() && builder.exprs.too_deep().is_none()).then_some(pair)
}

/// `open_texts` are the places of texts that nothing closes.
fn build<'t>(text: &'t str, open_texts: &'t [u32], findings: &mut Vec<Diagnostic<Span>>) -> Built {
    let mut builder = Builder::new(text, open_texts);
    let kind = grammatical(text).and_then(|pair| builder.declaration_text(pair));
    let Some((kind, span)) = kind else {
        return unreadable(text, findings);
    };
    findings.append(&mut builder.findings);
    if let Some(place) = builder.exprs.too_deep() {
        findings.push(formula_too_deep(place));
        return Built::broken(text);
    }
    let docs = docs_before(text, span.start as usize);
    Built { declaration: Declaration { kind, span, docs, exprs: builder.exprs }, unread: builder.unread }
}

/// A declaration whose head does not parse: its keyword is lost, or the fault lies after it.
fn unreadable(text: &str, findings: &mut Vec<Diagnostic<Span>>) -> Built {
    let mut built = Built::broken(text);
    let (start, word) = first_word(text);
    if let Some(finding) = habits::semicolon(text, start).filter(|_| word.is_empty()) {
        findings.push(finding);
        return built;
    }
    let starts_none = !DECLARATION_KEYWORDS.contains(&word) && word != "not";
    let lost = starts_none && !text.trim().is_empty();
    let meant = meant_keyword(word, known_keywords());
    let reads_so = lost && meant.is_some_and(|meant| unread::reads_with(text, meant));
    let lost = (lost && !reads_so).then(|| unread::without_keyword(text, 0));
    if let Some((unread, finding)) =
        lost.filter(|(lost, _)| meant.is_none_or(|meant| lost.is_surely_not(meant)))
    {
        built.unread = Some(unread);
        findings.push(finding);
    } else {
        findings.push(unreadable_head(text));
    }
    built
}

/// The keywords that start a declaration by themselves.
fn known_keywords() -> impl Iterator<Item = &'static str> + Clone {
    DECLARATION_KEYWORDS.iter().copied().filter(|word| !START_NOTHING.contains(word))
}

/// The length of what stands at the start of a text, and how to call it.
fn found_word(text: &str) -> (usize, String) {
    let length = match word_length(text) {
        0 if text.starts_with('"') => crate::cut::quoted_length(text),
        0 => text.chars().next().map_or(0, char::len_utf8),
        length => length,
    };
    (length, format!("`{}`", text.get(..length).unwrap_or("")))
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

/// How many findings of one declaration are kept. A text of another kind altogether has one in every line, and all that
/// look at them would be slow for what nobody reads.
pub const MOST_OF_A_DECLARATION: usize = 1000;

/// Keeps the first findings, errors before others; where there are more, the last one kept says how many.
fn limit(findings: &mut Vec<Diagnostic<Span>>) {
    let more = findings.len().saturating_sub(MOST_OF_A_DECLARATION);
    if more == 0 {
        return;
    }
    findings.sort_by_key(|finding| finding.severity != Severity::Error);
    findings.truncate(MOST_OF_A_DECLARATION);
    findings.sort_by_key(|finding| finding.labels.first().map_or(0, |label| label.place.start));
    if let Some(last) = findings.last_mut() {
        last.notes.push(format!("{more} more findings of this declaration are left out"));
    }
}

/// The keyword of declarations with which none starts by itself.
const START_NOTHING: [&str; 1] = ["formalised"];

/// The message for a declaration whose head does not parse.
fn unreadable_head(text: &str) -> Diagnostic<Span> {
    let (start, word) = first_word(text);
    let span = Span::new(start, start + word.len());
    if DECLARATION_KEYWORDS.contains(&word) || word == "not" {
        if let Some(finding) = supposed_outside(text, span) {
            return finding;
        }
        return explain(Rule::only_declaration, text, Span::new(0, text.len()));
    }
    let shown = if word.is_empty() { text.trim_start().chars().take(1).collect() } else { word.to_owned() };
    let message = format!("`{shown}` starts no declaration");
    let finding = Diagnostic::at(&codes::UNKNOWN_KEYWORD, message, span, "not a keyword");
    match meant_keyword(word, known_keywords()) {
        Some(meant) => {
            finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), span, meant)
        }
        None => finding.help(starts_with_a_keyword()),
    }
}

/// `assume CH from 2027-01-01`, `assume CH in partners`: a clause of a scenario that stands outside of one.
fn supposed_outside(text: &str, keyword: Span) -> Option<Diagnostic<Span>> {
    let rest = text.get(keyword.range().end..).filter(|_| keyword.of(text) == "assume")?;
    let start = text.len() - rest.trim_start().len();
    let key = rest.trim_start().get(..word_length(rest.trim_start())).filter(|key| is_identifier(key))?;
    let (_, next) = first_word(text.get(start + key.len()..)?);
    matches!(next, "from" | "in" | "not").then(|| {
        let place = Span::new(start, start + key.len());
        Diagnostic::at(&codes::SYNTAX, "it is not said in words what is assumed", place, "assumed of what?")
            .note(format!("what is supposed of a register stands in a scenario: `assume {key} in` the register `from` the first day"))
            .help("write in quotes what is true of every dossier, and then the condition: `assume \"…\" …`")
    })
}

fn starts_with_a_keyword() -> String {
    let known: Vec<&str> = known_keywords().collect();
    format!("a declaration starts with {}", acquis_base::or_list(&known))
}

/// What can be salvaged from a declaration whose head does not parse.
fn broken(text: &str) -> Declaration {
    let (start, word) = first_word(text);
    let meant = if word == "not" { "formalised" } else { word };
    let keyword = meant_keyword(meant, DECLARATION_KEYWORDS.iter().copied()).unwrap_or(word);
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
    let mut lines: Vec<String> = above.rsplit('\n').map_while(doc).collect();
    // What stands at the start of the text and after a blank follows the declaration before on its line.
    if lines.len() > above.matches('\n').count() && above.starts_with([' ', '\t']) {
        lines.pop();
    }
    lines.reverse();
    if lines.is_empty() { None } else { Some(Name::from(lines.join("\n"))) }
}

/// Builds the tree from the pairs that the grammar yields: one function for each rule, grouped by family.
struct Builder<'t> {
    text: &'t str,
    /// Where a text starts that nothing closes: what follows it on its line is not known.
    open_texts: &'t [u32],
    exprs: Exprs,
    findings: Vec<Diagnostic<Span>>,
    /// A declaration after this one, whose keyword is lost.
    unread: Option<Unread>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, open_texts: &'t [u32]) -> Self {
        Self { text, open_texts, exprs: Exprs::default(), findings: vec![], unread: None }
    }
}

#[cfg(test)]
mod tests;
