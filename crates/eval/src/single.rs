//! One criterion, rule or formula by itself, for whoever asks of many dossiers and of one thing.

use acquis_facts::Dossier;
use acquis_ir::{Criterion, Formula, Program, Rule};

use crate::assess::{CriterionResult, Refusal};
use crate::evaluate::{Evaluator, Exhausted};
use crate::question::Question;
use crate::rule::RuleResult;
use crate::truth::Truth;

/// What becomes of one criterion of `program`, whether or not the dossier is one that the package assumes, and whatever
/// evidence there is of its facts.
///
/// # Errors
/// When that takes more steps than the question allows.
pub fn criterion<'p>(
    program: &'p Program,
    dossier: &'p Dossier,
    question: &'p Question,
    criterion: &'p Criterion,
) -> Result<CriterionResult<'p>, Refusal<'p>> {
    let mut evaluator = Evaluator::new(program, dossier, question);
    evaluator.criterion(criterion).map_err(|Exhausted| Refusal::TooMuchWork)
}

/// What one rule of `program` gives, for each element of its list if it has one.
///
/// # Errors
/// When that takes more steps than the question allows.
pub fn rule<'p>(
    program: &'p Program,
    dossier: &'p Dossier,
    question: &'p Question,
    rule: &'p Rule,
) -> Result<Vec<RuleResult<'p>>, Refusal<'p>> {
    let mut evaluator = Evaluator::new(program, dossier, question);
    evaluator.rule(rule).map_err(|Exhausted| Refusal::TooMuchWork)
}

/// The truth of a formula of `program` that has no variables of its own.
///
/// # Errors
/// When that takes more steps than the question allows.
pub fn formula<'p>(
    program: &'p Program,
    dossier: &'p Dossier,
    question: &'p Question,
    formula: &'p Formula,
) -> Result<Truth, Refusal<'p>> {
    let mut evaluator = Evaluator::new(program, dossier, question);
    evaluator.formula(formula).map(|derivation| derivation.truth).map_err(|Exhausted| Refusal::TooMuchWork)
}
