//! What came of the scenarios of a package: what differs from what was expected, and why.

mod human;
mod json;
mod junit;

use acquis_base::{Diagnostic, Place};
use acquis_eval::{Actual, Assessment, CriterionResult, RuleResult, Truth, Verdict};
use acquis_ir::{Expected, ExpectedElement, ExpectedGift, ExpectedGround, ExpectedVerdict, Program};

use super::coverage::Covered;
use super::evidence;
use super::human::{decisive_reasons, derogation_reasons};
use super::mutants::Judgement;
use super::reasons::{Reason, reasons};
use super::rules::{lines as rule_lines, result_words, value_words};
use super::words::{derogation_words, fact_name, verdict_words};

pub use human::human;
pub use json::json;
pub use junit::junit;

/// How many reasons are given of one criterion.
const MOST_REASONS: usize = 3;

/// How many criteria are named that keep a service from a level.
const MOST_CRITERIA: usize = 4;

/// How many results are shown of a rule.
const MOST_RESULTS: usize = 6;

/// How many missing facts are named.
const MOST_MISSING: usize = 8;

/// What came of the scenarios of one package.
pub struct Report<'p> {
    /// The package.
    pub program: &'p Program,
    /// The cases in the order of files and texts.
    pub ran: Vec<Ran>,
    /// Which parts of the law they have shown, where that was asked for.
    pub coverage: Option<Vec<Covered>>,
    /// What became of mutants, where that was asked for and no case failed.
    pub mutants: Option<Judgement>,
}

impl Report<'_> {
    /// Whether a case did not come out as expected.
    pub fn has_failures(&self) -> bool {
        self.ran.iter().any(|ran| !ran.failures.is_empty())
    }
}

/// What came of one case.
#[derive(Debug)]
pub struct Ran {
    /// What it is called.
    pub name: String,
    /// The file in which it stands.
    pub file: String,
    /// The line of the scenario's title, or of the row.
    pub line: u32,
    /// Where that is.
    pub place: Place,
    /// The amendments under which it is asked, apart from those of the program.
    pub amendments: Vec<String>,
    /// What did not come out.
    pub failures: Vec<Failure>,
}

/// Something that did not come out as expected.
#[derive(Debug)]
pub struct Failure {
    /// What was expected.
    pub expected: String,
    /// What came out.
    pub actual: String,
    /// What decides what came out.
    pub reasons: Vec<String>,
    /// The line of the expectation.
    pub line: u32,
    /// Where that is.
    pub place: Place,
}

impl Failure {
    /// The failure of a case that could not be assessed.
    pub fn refused(fault: &Diagnostic, line: u32, place: &Place) -> Self {
        Self {
            expected: "an assessment".to_owned(),
            actual: fault.message.clone(),
            reasons: fault.notes.clone(),
            line,
            place: place.clone(),
        }
    }
}

/// What is to be said of an expectation that did not come out.
pub(crate) fn failure(
    program: &Program,
    expected: &Expected,
    actual: &Actual<'_, '_>,
    (line, place): (u32, &Place),
) -> Failure {
    let (actual, reasons) = match actual {
        Actual::Level(level, assessment) => {
            let reachable = matches!(expected, Expected::Reachable(..));
            let wanted = match expected {
                Expected::Level(_, wanted) | Expected::Reachable(_, wanted) => *wanted,
                _ => 0,
            };
            let words = if reachable { reachable_words(*level) } else { level_words(*level) };
            (words, level_reasons(assessment, *level, wanted, reachable))
        }
        Actual::Verdict(result) => (verdict_of(result), verdict_reasons(result)),
        Actual::Missing(missing) if missing.is_empty() => ("nothing missing".to_owned(), vec![]),
        Actual::Missing(missing) => {
            let mut names: Vec<String> =
                missing.iter().take(MOST_MISSING).map(|pointer| fact_name(pointer)).collect();
            if missing.len() > MOST_MISSING {
                names.push(format!("and {} more", missing.len() - MOST_MISSING));
            }
            (format!("missing: {}", names.join("; ")), vec![])
        }
        Actual::Rule(results) => rule_words(program, results),
        Actual::Evidence(None) => ("no evidence is asked for".to_owned(), vec![]),
        Actual::Evidence(Some(status)) => (format!("evidence {}", evidence::words(*status)), vec![]),
        Actual::Nothing => ("nothing".to_owned(), vec![]),
    };
    Failure { expected: expected_words(program, expected), actual, reasons, line, place: place.clone() }
}

fn expected_words(program: &Program, expected: &Expected) -> String {
    match expected {
        Expected::Level(_, level) => level_words(*level),
        Expected::Reachable(_, level) => reachable_words(*level),
        Expected::Verdict(provision, verdict) => {
            let words = match verdict {
                ExpectedVerdict::Met => "met".to_owned(),
                ExpectedVerdict::MetByDerogation(name) => format!("met by derogation {name}"),
                ExpectedVerdict::NotMet => "not met".to_owned(),
                ExpectedVerdict::NotApplicable => "not applicable".to_owned(),
                ExpectedVerdict::Undetermined => "undetermined".to_owned(),
            };
            format!("{} {words}", program.outlines.show(provision))
        }
        Expected::Evidence(provision, kind, status) => {
            let kind = kind.as_ref().map(|kind| format!(" {kind}")).unwrap_or_default();
            let shown = program.outlines.show(provision);
            format!("evidence{kind} for {shown} {}", evidence::words(*status))
        }
        Expected::Missing(pointer) => format!("{} missing", fact_name(pointer)),
        Expected::NothingMissing => "nothing missing".to_owned(),
        Expected::Rule(name, element, gift) => {
            let element = match element {
                Some(ExpectedElement::Number(number)) => format!("[{number}]"),
                Some(ExpectedElement::Identity(name)) => format!("[{name}]"),
                None => String::new(),
            };
            format!("{name}{element} {}", gift_words(program, name, gift))
        }
    }
}

fn gift_words(program: &Program, rule: &str, gift: &ExpectedGift) -> String {
    match gift {
        ExpectedGift::Value(value, ground) => {
            let value = match program.rule(rule) {
                Some(rule) => value_words(value, &rule.ty),
                None => value.to_string(),
            };
            let ground = ground.as_ref().map(|ground| format!(" {}", ground_words(ground)));
            format!("= {value}{}", ground.unwrap_or_default())
        }
        ExpectedGift::Ground(ground) => ground_words(ground),
        ExpectedGift::Latest(date) => format!("at the latest {date}"),
        ExpectedGift::NotApplicable => "not applicable".to_owned(),
        ExpectedGift::Open => "open".to_owned(),
    }
}

fn ground_words(ground: &ExpectedGround) -> String {
    match ground {
        ExpectedGround::Default => "by default".to_owned(),
        ExpectedGround::Exception(label) => format!("by exception {label}"),
    }
}

/// What the results of a rule are, and for one result what it rests on.
fn rule_words(program: &Program, results: &[&RuleResult<'_>]) -> (String, Vec<String>) {
    match results {
        [] => ("not applicable: there is no such element".to_owned(), vec![]),
        [result] => (result_words(result), rule_lines(program, result)),
        several => {
            let named = |result: &&RuleResult<'_>| match &result.element {
                Some(element) => format!("{}: {}", element.name, result_words(result)),
                None => result_words(result),
            };
            let shown: Vec<String> = several.iter().take(MOST_RESULTS).map(named).collect();
            (format!("{} results", several.len()), shown)
        }
    }
}

fn level_words(level: u32) -> String {
    if level == 0 { "no level".to_owned() } else { format!("level {level}") }
}

fn reachable_words(level: u32) -> String {
    if level == 0 { "no level reachable".to_owned() } else { format!("level {level} reachable") }
}

/// The criteria that keep the service from the levels above the one found, or that open those above the one expected.
fn level_reasons(assessment: &Assessment<'_>, found: u32, wanted: u32, reachable: bool) -> Vec<String> {
    let outlines = &assessment.program.outlines;
    if found > wanted {
        return vec![];
    }
    let blocks = |result: &&CriterionResult<'_>| {
        let level = result.criterion.level;
        let at_level = if assessment.levels.cumulative { level <= wanted } else { level == wanted };
        at_level && if reachable { result.satisfied.is_false() } else { !result.satisfied.is_true() }
    };
    let blocking: Vec<&CriterionResult<'_>> = assessment.criteria.iter().filter(blocks).collect();
    let mut words: Vec<String> = vec![];
    for result in blocking.iter().take(MOST_CRITERIA) {
        let head = format!("{} {}", outlines.show(&result.criterion.provision), verdict_of(result));
        let why = verdict_reasons(result);
        words.push(if why.is_empty() { head } else { format!("{head}: {}", why.join("; ")) });
    }
    if blocking.len() > MOST_CRITERIA {
        words.push(format!("and {} more criteria", blocking.len() - MOST_CRITERIA));
    }
    words
}

/// The verdict in words, with the derogations that carry it.
fn verdict_of(result: &CriterionResult<'_>) -> String {
    let words = verdict_words(result.verdict);
    if result.verdict != Verdict::MetByDerogation {
        return words.to_owned();
    }
    let relied = result.derogations.iter().filter(|it| it.status == acquis_eval::DerogationStatus::ReliedOn);
    let names: Vec<&str> = relied.map(|it| it.derogation.name.as_str()).collect();
    format!("{words} {}", names.join(", "))
}

/// The facts that decide a verdict, whichever it is.
fn verdict_reasons(result: &CriterionResult<'_>) -> Vec<String> {
    let mut words: Vec<String> = decisive_reasons(result, MOST_REASONS).iter().map(Reason::line).collect();
    if result.verdict == Verdict::Met {
        let asked = &result.result;
        let points = result.points.iter().map(|point| &point.result);
        let all = std::iter::once(asked).chain(points).flat_map(|it| it.requires.iter().chain(&it.unless));
        let holding = all.filter(|why| why.truth == Truth::True);
        words = holding.flat_map(|why| reasons(why, MOST_REASONS)).map(|reason| reason.line()).collect();
        words.truncate(MOST_REASONS);
        return words;
    }
    for derogation in &result.derogations {
        let facts: Vec<String> =
            derogation_reasons(derogation, MOST_REASONS).iter().map(Reason::line).collect();
        let why = if facts.is_empty() { String::new() } else { format!(": {}", facts.join("; ")) };
        let name = derogation.derogation.name.replace('_', " ");
        words.push(format!("derogation \"{name}\": {}{why}", derogation_words(derogation.status)));
    }
    words
}
