//! Whether what a scenario expects came out.

use std::sync::Arc;

use acquis_ir::{EvidenceStatus, Expected, ExpectedElement, ExpectedGift, ExpectedGround, ExpectedVerdict};

use crate::assess::{Assessment, CriterionResult, DerogationStatus, Verdict};
use crate::rule::{RuleElement, RuleResult, RuleStatus};

/// What came out of something that a scenario expects.
#[derive(Debug, Clone)]
pub struct Outcome<'r, 'p> {
    /// Whether it is as expected.
    pub as_expected: bool,
    /// What came out.
    pub actual: Actual<'r, 'p>,
}

/// What came out.
#[derive(Debug, Clone)]
pub enum Actual<'r, 'p> {
    /// The highest level, or 0, of this assessment.
    Level(u32, &'r Assessment<'p>),
    /// The verdict of a criterion.
    Verdict(&'r CriterionResult<'p>),
    /// The facts that are missing, as JSON Pointers.
    Missing(Vec<Arc<str>>),
    /// What there is of evidence, at worst; nothing where none is asked of this dossier.
    Evidence(Option<EvidenceStatus>),
    /// The results of a rule; none where its list has no such element.
    Rule(Vec<&'r RuleResult<'p>>),
    /// Nothing: the package has no such ladder or criterion.
    Nothing,
}

/// What came out of an expectation over the assessments of one dossier, one for each ladder.
pub fn outcome<'r, 'p>(expected: &Expected, assessments: &'r [Assessment<'p>]) -> Outcome<'r, 'p> {
    let of_ladder = |name: &str| assessments.iter().find(|assessment| assessment.ladder.name == *name);
    let level = |wanted: u32, found: Option<(u32, &'r Assessment<'p>)>| match found {
        Some((level, assessment)) => {
            Outcome { as_expected: level == wanted, actual: Actual::Level(level, assessment) }
        }
        None => Outcome { as_expected: false, actual: Actual::Nothing },
    };
    match expected {
        Expected::Level(ladder, wanted) => {
            level(*wanted, of_ladder(ladder).map(|found| (found.levels.highest_attained(), found)))
        }
        Expected::Reachable(ladder, wanted) => {
            level(*wanted, of_ladder(ladder).map(|found| (found.levels.highest_reachable(), found)))
        }
        Expected::Verdict(provision, wanted) => {
            match assessments.iter().find_map(|assessment| assessment.criterion(provision)) {
                Some(result) => Outcome { as_expected: has(result, wanted), actual: Actual::Verdict(result) },
                None => Outcome { as_expected: false, actual: Actual::Nothing },
            }
        }
        Expected::Evidence(provision, kind, wanted) => {
            let asked = |assessment: &'r Assessment<'p>| {
                let result = assessment.criterion(provision)?;
                Some(assessment.evidence().worst(result.criterion, kind.as_deref()))
            };
            match assessments.iter().find_map(asked) {
                Some(status) => {
                    Outcome { as_expected: status == Some(*wanted), actual: Actual::Evidence(status) }
                }
                None => Outcome { as_expected: false, actual: Actual::Nothing },
            }
        }
        Expected::Missing(pointer) => {
            let missing = missing(assessments);
            let as_expected = missing.iter().any(|found| **found == **pointer);
            Outcome { as_expected, actual: Actual::Missing(missing) }
        }
        Expected::NothingMissing => {
            let missing = missing(assessments);
            Outcome { as_expected: missing.is_empty(), actual: Actual::Missing(missing) }
        }
        Expected::Rule(rule, element, gift) => {
            let results = assessments.first().map(|first| first.rules.as_slice()).unwrap_or_default();
            let results: Vec<&RuleResult<'p>> = results
                .iter()
                .filter(|result| result.rule.name == *rule)
                .filter(|result| element.as_ref().is_none_or(|it| is_about(result.element.as_ref(), it)))
                .collect();
            Outcome { as_expected: gives(&results, gift), actual: Actual::Rule(results) }
        }
    }
}

/// Whether a result is about the element that is named.
fn is_about(element: Option<&RuleElement>, wanted: &ExpectedElement) -> bool {
    let Some(element) = element.filter(|element| !element.may_exist) else { return false };
    match wanted {
        ExpectedElement::Identity(name) => *element.name == **name,
        ExpectedElement::Number(number) => {
            let at = element.pointer.rsplit('/').next().and_then(|last| last.parse::<u32>().ok());
            at.and_then(|at| at.checked_add(1)) == Some(*number)
        }
    }
}

/// Whether the results of a rule are what it is expected to give. A rule whose list is empty does not apply; what it
/// gives otherwise is said of one result.
fn gives(results: &[&RuleResult<'_>], wanted: &ExpectedGift) -> bool {
    if *wanted == ExpectedGift::NotApplicable {
        return results.iter().all(|result| result.status == RuleStatus::NotApplicable);
    }
    let [result] = results else { return false };
    match wanted {
        ExpectedGift::Value(value, ground) => {
            result.value.as_ref() == Some(value)
                && ground.as_ref().is_none_or(|ground| rests_on(result, ground))
        }
        ExpectedGift::Ground(ground) => rests_on(result, ground),
        ExpectedGift::Latest(date) => result.latest == Some(*date),
        ExpectedGift::Open => result.status == RuleStatus::Open,
        ExpectedGift::NotApplicable => false,
    }
}

/// Whether it is certain that the value rests on the default, or on the exception.
fn rests_on(result: &RuleResult<'_>, wanted: &ExpectedGround) -> bool {
    let label = |ground: &ExpectedGround| match ground {
        ExpectedGround::Default => None,
        ExpectedGround::Exception(label) => Some(label.clone()),
    };
    result.status != RuleStatus::NotApplicable
        && result.possible().any(|ground| {
            ground.effective.is_true() && ground.exception.map(|it| it.label.clone()) == label(wanted)
        })
}

/// The facts that are missing for any ladder, each once.
fn missing(assessments: &[Assessment<'_>]) -> Vec<Arc<str>> {
    let mut all: Vec<Arc<str>> = vec![];
    for pointer in assessments.iter().flat_map(|assessment| &assessment.missing) {
        if !all.contains(pointer) {
            all.push(Arc::clone(pointer));
        }
    }
    all
}

fn has(result: &CriterionResult<'_>, wanted: &ExpectedVerdict) -> bool {
    let verdict = match wanted {
        ExpectedVerdict::Met => Verdict::Met,
        ExpectedVerdict::NotMet => Verdict::NotMet,
        ExpectedVerdict::NotApplicable => Verdict::NotApplicable,
        ExpectedVerdict::Undetermined => Verdict::Undetermined,
        ExpectedVerdict::MetByDerogation(name) => {
            let relied = |status| status == DerogationStatus::ReliedOn;
            let mut derogations = result.derogations.iter();
            return result.verdict == Verdict::MetByDerogation
                && derogations.any(|found| found.derogation.name == *name && relied(found.status));
        }
    };
    result.verdict == verdict
}
