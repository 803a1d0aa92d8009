//! What the grammar allows at a place, for whoever writes there. The text before the place is read by the rule without
//! recovery that holds for the innermost block, up to a sign that no rule knows.

use pest::Parser;
use pest::error::ErrorVariant;

use crate::error::expectations;
use crate::parse::{AcquisParser, Rule};
use crate::words::{CLAUSE_KEYWORDS, is_word, word_length};

/// A sign that stands nowhere in the language.
const STOP: &str = "\u{1}";

/// The words that say what an instrument is as a document.
const DOCUMENT_WORDS: [&str; 5] = ["document", "procedure", "address", "dated", "status"];

/// The words that start a provision of an outline.
const PROVISIONS: [&str; 12] = [
    "article",
    "articles",
    "annex",
    "recital",
    "recitals",
    "section",
    "number",
    "paragraph",
    "paragraphs",
    "point",
    "points",
    "annexes",
];

/// The verdicts that a scenario may expect.
const VERDICTS: [&str; 5] = ["met", "met by derogation", "not met", "not applicable", "undetermined"];

/// The words that name a declaration in an operation of an amendment.
const TARGETS: [&str; 12] = [
    "criterion",
    "derogation",
    "define",
    "rule",
    "register",
    "reading",
    "entity",
    "enum",
    "ladder",
    "instrument",
    "facts",
    "assume",
];

/// The words that name a part of a declaration there.
const PARTS: [&str; 13] = [
    "point",
    "parameter",
    "exception",
    "entry",
    "field",
    "level",
    "applies of",
    "requires of",
    "unless of",
    "evidence of",
    "default of",
    "clock of",
    "heading of",
];

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
    /// Whether a grade of evidence may stand there.
    pub grade: bool,
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
    let before_word = code(before);
    if before_word.ends_with(" is") {
        expected
            .words
            .extend(["at least", "at most", "more than", "less than", "exactly"].map(str::to_owned));
    }
    let number = before_word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    if number.len() < before_word.len() && number.ends_with(' ') {
        expected.words.extend(["day", "days", "month", "months", "year", "years"].map(str::to_owned));
    }
    // A grade is a word like any other to the grammar.
    let of_item = rule == Rule::only_exhibit && expected.words.iter().any(|word| word == "for");
    let of_level = before_word.starts_with("ladder") && before_word.ends_with("evidence");
    expected.grade = of_item && !slice.trim().is_empty() || of_level;
    expected.words.sort();
    expected.words.dedup();
    expected
}

/// A text without comments on lines of their own before it, and without the blanks around.
fn code(before: &str) -> &str {
    let mut rest = before.trim();
    while rest.starts_with("//") {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest.trim_start());
    }
    rest
}

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
    if positives.contains(&Rule::provision_mark) {
        let marks = ["printed as", "named", "refers to", "empowers", "not transcribed", "deleted"];
        expected.words.extend(marks.map(str::to_owned));
    }
    for word in expectations(&positives) {
        match word.as_str() {
            "an expression" => expected.expression = true,
            "a value or `period of`" => {
                expected.expression = true;
                expected.words.push("period of".to_owned());
            }
            word if word.starts_with("a provision") => {
                expected.words.extend(PROVISIONS.iter().map(|word| (*word).to_owned()));
            }
            word if word.starts_with("a verdict") => {
                expected.words.extend(VERDICTS.iter().map(|word| (*word).to_owned()));
            }
            word if word.starts_with("what is changed") || word.starts_with("what is inserted") => {
                expected.citation = true;
                expected.words.extend(TARGETS.iter().map(|word| (*word).to_owned()));
            }
            word if word.starts_with("a part such as") => {
                expected.words.extend(PARTS.iter().map(|word| (*word).to_owned()));
            }
            "an operator" => expected.operator = true,
            "a type" => expected.ty = true,
            word if word.starts_with("a citation") => expected.citation = true,
            "`default` or `alternative`" => {
                expected.words.extend(["default".to_owned(), "alternative".to_owned()]);
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

/// A declaration as it is read so far: its words, and the blocks that are open.
#[derive(Default)]
struct Open<'t> {
    blocks: Vec<Block>,
    words: Vec<&'t str>,
    /// Where the last word starts.
    last_word: usize,
}

impl<'t> Open<'t> {
    fn first(&self) -> &'t str {
        self.words.first().copied().unwrap_or("")
    }

    fn word(&mut self, at: usize, word: &'t str) {
        let previous = self.words.last().copied();
        self.words.push(word);
        let starts_clause = starts_clause(self.first(), previous, word);
        if let Some(block) = self.blocks.last_mut() {
            if block.rule.is_some() && starts_clause {
                block.start = at;
            }
            // An entry of a register starts with its key.
            if block.rule == Some(Rule::only_entry) && word == "from" {
                block.start = self.last_word;
            }
        }
        self.last_word = at;
    }

    fn sign(&mut self, at: usize, sign: char) {
        match sign {
            '{' => {
                let rule = rule_of(self.first(), self.blocks.len(), &self.words);
                self.blocks.push(Block { rule, start: at + 1 });
            }
            '}' => {
                self.blocks.pop();
            }
            // A field starts with its name.
            ':' => self.starts(Rule::only_field, self.last_word),
            ';' => self.starts(Rule::only_exhibit, at + 1),
            _ => {}
        }
    }

    /// Something else starts in the innermost block, if that is one of such things.
    fn starts(&mut self, rule: Rule, at: usize) {
        if let Some(block) = self.blocks.last_mut().filter(|block| block.rule == Some(rule)) {
            block.start = at;
        }
    }
}

/// The rule of what stands in the innermost block that is open, what of it is written so far, and how many blocks are open.
fn innermost(before: &str) -> (Rule, &str, usize) {
    let mut open = Open::default();
    let mut at = 0;
    while let Some(rest) = before.get(at..)
        && let Some(c) = rest.chars().next()
    {
        let length = word_length(rest);
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if c == '"' {
            let inner = rest.get(1..).unwrap_or("");
            at += inner.find(['"', '\n']).map_or(rest.len(), |end| end + 2);
        } else if length > 0 {
            open.word(at, rest.get(..length).unwrap_or(""));
            at += length;
        } else {
            open.sign(at, c);
            at += c.len_utf8();
        }
    }
    // Blocks of formulas belong to the clause around them.
    let around = open.blocks.iter().rev().find_map(|block| Some((block.rule?, block.start)));
    match around {
        Some((rule, start)) => (rule, before.get(start..).unwrap_or(""), open.blocks.len()),
        None => (Rule::only_declaration, before, open.blocks.len()),
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
        ("amendment", 0) => Some(Rule::only_amendment_clause),
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
        "amendment" => {
            matches!(
                word,
                "number"
                    | "body"
                    | "dated"
                    | "status"
                    | "because"
                    | "builds"
                    | "replace"
                    | "insert"
                    | "add"
                    | "delete"
                    | "substitute"
                    | "correct"
            ) && !matches!(previous, Some("correct"))
        }
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
        assert!(expected("criterion Annex I 1(a) { evidence Annex III A { log \"x\" ").grade);
        assert!(!expected("criterion Annex I 1(a) { evidence Annex III A { ").grade);
        assert!(expected("/// Why.\nladder l { level 1 evidence ").grade);
        assert!(expected("entity E { a : Bool b : ").ty);
        let entry = "register r of Country { DE from 2020-01-01 FR from 2020-01-01 ";
        assert_eq!(words(entry), "under, until");
        assert!(words("instrument i { article 1 { ").contains("paragraph"));
        assert!(words("instrument i { article 1 ").contains("refers to"));
        assert!(words("scenario \"s\" { expect Annex I 1(a) ").contains("met by derogation"));
        assert!(words("define a : Bool = b is ").contains("less than"));
        assert!(words("define a : Date = b + 30 ").contains("days"));
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
    fn an_amendment_says_what_it_changes() {
        let first = words("amendment A to i { ");
        assert!(
            first.contains("replace") && first.contains("because") && first.contains("builds"),
            "{first}"
        );
        let target = expected("amendment A to i { number \"1\" delete ");
        assert!(target.citation && target.words.iter().any(|word| word == "derogation"), "{target:?}");
        assert!(words("amendment A to i { delete rule r ").contains("fingerprint"));
        assert!(words("scenario \"s\" on 2027-01-01 ").contains("under"));
        assert!(words("instrument i { article 1 ").contains("deleted"));
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
