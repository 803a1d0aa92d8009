//! Recommendations that are not followed: a `should` that does not bind is left out of the verdict, and not out of the
//! report.

use acquis_base::Name;
use acquis_eval::{CriterionResult, Derivation, DerogationStatus, Step, Truth};

use super::reasons::{Reason, reasons};

/// How many facts are shown of one recommendation.
const MOST_REASONS: usize = 3;

/// A recommendation that is not followed, or not known to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Advice<'p> {
    /// The reading by which it does not bind.
    pub(crate) reading: &'p Name,
    /// Whether it is followed: false or unknown.
    pub(crate) followed: Truth,
    /// The facts that decide that.
    pub(crate) reasons: Vec<Reason>,
}

/// The recommendations of a criterion that are not followed, in the order of the text: its own if it applies, and
/// those of the derogations that stand in for it.
pub(crate) fn advice<'p>(result: &CriterionResult<'p>) -> Vec<Advice<'p>> {
    let mut found = vec![];
    let points = result.points.iter().map(|point| &point.result);
    for asked in std::iter::once(&result.result).chain(points) {
        if !result.result.applies.is_false() && !asked.applies.is_false() {
            asked.requires.iter().for_each(|why| collect(why, &mut found));
        }
    }
    for derogation in &result.derogations {
        if matches!(derogation.status, DerogationStatus::ReliedOn | DerogationStatus::Available) {
            let conditions = derogation.cases.iter().flat_map(|case| &case.conditions);
            conditions.for_each(|why| collect(why, &mut found));
        }
    }
    found
}

fn collect<'p>(why: &Derivation<'p>, found: &mut Vec<Advice<'p>>) {
    if let Step::Weighed { reading, binding: false } = why.step {
        for asked in why.children.iter().filter(|asked| !asked.truth.is_true()) {
            let advice = Advice { reading, followed: asked.truth, reasons: reasons(asked, MOST_REASONS) };
            if !found.contains(&advice) {
                found.push(advice);
            }
        }
    }
    why.children.iter().for_each(|part| collect(part, found));
}
