//! One verdict in a few lines, as it is shown beside the facts that decide it.

use acquis_eval::{Assessment, CriterionResult};

use crate::human::{decisive_reasons, gloss};
use crate::reasons::Reason;
use crate::words::verdict_words;

/// How many facts are named that decide.
const MOST_REASONS: usize = 3;

/// What is to be said of a criterion that is not satisfied for certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// How it is cited.
    pub citation: String,
    /// The verdict in a word or two.
    pub verdict: &'static str,
    /// The citation, the verdict and the gloss on the first line, then the facts that decide, each on its own.
    pub words: String,
    /// The first fact that decides, as a JSON Pointer.
    pub pointer: Option<String>,
}

/// What is to be said of a verdict.
pub fn told(assessment: &Assessment<'_>, result: &CriterionResult<'_>) -> Told {
    let citation = assessment.program.outlines.show(&result.criterion.provision);
    let verdict = verdict_words(result.verdict);
    let said = gloss(result).or_else(|| result.criterion.title.as_ref().map(ToString::to_string));
    let reasons = decisive_reasons(result, MOST_REASONS);
    let mut words = format!("{citation} {verdict}");
    words.extend(said.map(|said| format!(": {said}")));
    for reason in &reasons {
        words.push_str(&format!("\n· {}", reason.line()));
    }
    let missing = || result.missing.first().map(ToString::to_string);
    let pointer = reasons.iter().find_map(Reason::pointer).map(str::to_owned).or_else(missing);
    Told { citation, verdict, words, pointer }
}
