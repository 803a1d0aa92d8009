//! What the grammar allows at a place, for whoever writes there. The text before the place is read by the rule without
//! recovery that holds for the innermost block, up to a sign that no rule knows.

use pest::Parser;
use pest::error::ErrorVariant;

use crate::error::expectations;
use crate::parse::{AcquisParser, Rule};
use crate::words::{CLAUSE_KEYWORDS, is_word, word_length};

/// A sign that stands nowhere in the language.
const STOP: &str = "\u{1}";

/// What may stand at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// Words of the language that may stand there, each the first of its construct.
    pub words: Vec<String>,
    /// Whether an expression may start there.
    pub expression: bool,
    /// Whether an expression may go on there.
    pub operator: bool,
    /// Whether a citation may start there.
    pub citation: bool,
    /// Whether a type may start there.
    pub ty: bool,
}

/// What may follow `before`, the text of a declaration up to a place between two words.
pub fn expected(before: &str) -> Expected {
    let mut expected = Expected::default();
    let (rule, slice, depth) = innermost(before);
    add(rule, slice, &mut expected);
    if let (false, Some(whole)) = (slice.trim().is_empty(), clause_rule(rule)) {
        // Where a clause can end, the next can start.
        if AcquisParser::parse(rule, slice).is_ok() {
            add(whole, "", &mut expected);
        }
    }
    if depth > 1 {
        // What an instrument is as a document is said at its top.
        expected.words.retain(|word| !DOCUMENT_WORDS.contains(&word.as_str()));
    }
    expected.words.sort();
    expected.words.dedup();
    expected
}

/// The words that say what an instrument is as a document.
const DOCUMENT_WORDS: [&str; 5] = ["document", "procedure", "address", "dated", "status"];

/// The words that start a provision.
const PROVISION_WORDS: [&str; 7] = ["article", "annex", "recital", "section", "number", "paragraph", "point"];

fn clause_rule(rule: Rule) -> Option<Rule> {
    (rule != Rule::only_declaration).then_some(rule)
}

/// Adds what may follow a slice. At its very start the parser names the whole rule and not its parts, so it starts with a
/// blank.
fn add(rule: Rule, slice: &str, expected: &mut Expected) {
    let Err(error) = AcquisParser::parse(rule, &format!(" {slice}{STOP}")) else { return };
    let ErrorVariant::ParsingError { positives, .. } = error.variant else { return };
    if positives.contains(&Rule::instrument_fact) {
        expected.words.extend(DOCUMENT_WORDS.map(str::to_owned));
    }
    for word in expectations(&positives) {
        match word.as_str() {
            "an expression" | "a value or `period of`" => expected.expression = true,
            "an operator" => expected.operator = true,
            "a type" => expected.ty = true,
            word if word.starts_with("a citation") => expected.citation = true,
            "`default` or `alternative`" => {
                expected.words.extend(["default".to_owned(), "alternative".to_owned()]);
            }
            word if word.starts_with("a provision") => {
                expected.words.extend(PROVISION_WORDS.map(str::to_owned));
            }
            "`every`, `some` or `no`" => expected.expression = true,
            word if word.starts_with("a limb") => {
                expected.expression = true;
                expected.words.push("point".to_owned());
            }
            "`restates`" => expected.words.extend(["restates".to_owned(), "refines".to_owned()]),
            "`level` and its number" => expected.words.push("level".to_owned()),
            word => {
                let bare = word.strip_prefix('`').and_then(|word| word.strip_suffix('`'));
                let bare = bare.filter(|bare| bare.chars().all(|c| is_word(c) || c == ' '));
                if let Some(bare) = bare.filter(|bare| !expected.words.iter().any(|known| known == bare)) {
                    expected.words.push(bare.to_owned());
                }
            }
        }
    }
}

/// A block that is open: the rule of what stands in it, and where what is being written in it starts.
struct Block {
    rule: Option<Rule>,
    start: usize,
}

/// The rule of what stands in the innermost block that is open, what of it is written so far, and how many blocks are open.
fn innermost(before: &str) -> (Rule, &str, usize) {
    let mut open: Vec<Block> = vec![];
    let mut words: Vec<&str> = vec![];
    let mut at = 0;
    let mut first = "";
    while let Some(c) = before.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = before.get(at..).unwrap_or("");
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        if c == '"' {
            let inner = rest.get(1..).unwrap_or("");
            at += inner.find(['"', '\n']).map_or(rest.len(), |end| end + 2);
            continue;
        }
        let length = word_length(rest);
        if length > 0 {
            let word = rest.get(..length).unwrap_or("");
            if first.is_empty() {
                first = word;
            }
            let previous = words.last().copied();
            if let Some(block) = open.last_mut().filter(|block| block.rule.is_some())
                && starts_clause(first, previous, word)
            {
                block.start = at;
            }
            words.push(word);
            at += length;
            continue;
        }
        match c {
            '{' => {
                let rule = rule_of(first, open.len(), &words);
                open.push(Block { rule, start: at + 1 });
            }
            '}' => {
                open.pop();
            }
            ';' => {
                if let Some(block) = open.last_mut().filter(|block| block.rule == Some(Rule::only_exhibit)) {
                    block.start = at + 1;
                }
            }
            _ => {}
        }
        at += c.len_utf8();
    }
    // Blocks of formulas belong to the clause around them.
    let around = open.iter().rev().find_map(|block| Some((block.rule?, block.start)));
    match around {
        Some((rule, start)) => (rule, before.get(start..).unwrap_or(""), open.len()),
        None => (Rule::only_declaration, before, open.len()),
    }
}

/// What stands in a block that opens after these words, in a declaration that starts with `first`.
fn rule_of(first: &str, depth: usize, words: &[&str]) -> Option<Rule> {
    let clause = words.iter().rev().find(|word| CLAUSE_KEYWORDS.contains(word) || **word == "of");
    match (first, depth) {
        ("criterion", 0) => Some(Rule::only_criterion_clause),
        ("criterion", 1) if clause == Some(&"point") => Some(Rule::only_point_clause),
        ("criterion", 1 | 2) if clause == Some(&"evidence") => Some(Rule::only_exhibit),
        ("derogation", 0) => Some(Rule::only_derogation_clause),
        ("rule", 0) => Some(Rule::only_rule_clause),
        ("instrument", _) => Some(Rule::only_provision),
        ("entity" | "facts", 0) => Some(Rule::only_field),
        ("register", 0) => Some(Rule::only_entry),
        ("scenario", 0) => Some(Rule::only_scenario_clause),
        _ => None,
    }
}

/// Whether a word starts a clause of a declaration that starts with `first`.
fn starts_clause(first: &str, previous: Option<&str>, word: &str) -> bool {
    match first {
        "criterion" | "derogation" => {
            // Words of clauses stand within clauses too.
            let goes_on =
                matches!((previous, word), (Some("together"), "with") | (Some("plus" | "without"), _))
                    || word == "except" && first == "criterion";
            CLAUSE_KEYWORDS.contains(&word) && !goes_on
        }
        "rule" => matches!(word, "default" | "exception" | "clock" | "applies" | "ends"),
        "scenario" => matches!(word, "set" | "remove" | "assume" | "expect"),
        "instrument" => matches!(
            word.trim_end_matches('s'),
            "article" | "annex" | "annexe" | "recital" | "section" | "number" | "paragraph" | "point"
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(before: &str) -> String {
        expected(before).words.join(", ")
    }

    #[test]
    fn a_head_goes_on_as_the_grammar_says() {
        assert_eq!(words("criterion Annex I 1.1(a) "), "at, counterpart, printed, refines, restates");
        let outline = words("instrument a { ");
        assert!(outline.contains("address") && outline.contains("article"), "{outline}");
        let within = words("instrument a { article 1 { ");
        assert!(!within.contains("address") && within.contains("paragraph"), "{within}");
        assert!(expected("derogation d from ").citation);
        assert!(expected("define a(p : ").ty);
        assert!(expected("define a : Bool = ").expression);
        assert!(expected("define a : Bool = b ").operator);
        assert_eq!(words("reading r \"q\" { "), "alternative, default");
    }

    #[test]
    fn a_clause_starts_in_its_block_and_after_a_clause_that_can_end() {
        let first = words("criterion Annex I 1.1(a) at level 1 { ");
        assert!(first.contains("requires") && first.contains("applies"), "{first}");
        let after = expected("criterion Annex I 1.1(a) at level 1 { requires a ");
        assert!(after.operator && after.words.iter().any(|word| word == "evidence"), "{after:?}");
        assert!(words("derogation d from Annex I 1.1(a) { ").contains("opens"));
        assert!(words("scenario \"s\" { ").contains("expect"));
        assert!(words("rule r : Bool under Article 1 { default true ").contains("exception"));
    }

    #[test]
    fn inside_a_formula_an_expression_may_start() {
        assert!(expected("criterion Annex I 1.1(a) at level 1 { requires ").expression);
        assert!(expected("criterion Annex I 1.1(a) at level 1 { requires all of { a; ").expression);
        assert!(
            words("criterion Annex I 1.1(a) at level 1 { requires every s in sites ").contains("satisfies")
        );
    }
}
