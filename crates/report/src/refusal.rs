//! Why a dossier is not assessed.

use acquis_base::{Diagnostic, codes};
use acquis_eval::{Question, Refusal};
use acquis_facts::Dossier;
use acquis_ir::Program;

use crate::reasons;

/// The diagnostics for a dossier that is not assessed.
pub fn refused(
    refusal: &Refusal<'_>,
    program: &Program,
    dossier: &Dossier,
    question: &Question,
) -> Vec<Diagnostic> {
    match refusal {
        Refusal::TooMuchWork => {
            let message = format!("assessing {} takes more than {} steps", dossier.file, question.max_steps);
            vec![Diagnostic::new(&codes::TOO_MUCH_WORK, message)
                .help("lists are ranged over within lists too often; divide the dossier, ask each list by itself, or allow more by `--max-steps`")]
        }
        Refusal::Backward(stops) => stops
            .iter()
            .map(|stop| {
                let message =
                    format!("a clock runs again on {}, before it was stopped on {}", stop.to, stop.from);
                let mut finding = Diagnostic::new(&codes::BACKWARD_STOP, message);
                if let Some(span) = dossier.span_of(program, &stop.pointer) {
                    finding = finding.label(dossier.place(span), "before it was stopped");
                }
                let rule = &stop.rule.name;
                finding
                    .note(format!("the rule `{rule}` adds the days for which it is stopped to a time limit"))
                    .help("mend the facts; a clock that still stands has no such day yet: leave it out")
            })
            .collect(),
        Refusal::Violated(violations) => violations
            .iter()
            .map(|violation| {
                let place = reasons::place(&violation.why, program, dossier);
                let message =
                    format!("the dossier contradicts what the package assumes: {}", violation.gloss);
                let mut finding = Diagnostic::new(&codes::ASSUMPTION_VIOLATED, message);
                if let Some(place) = place {
                    finding = finding.label(place, "by this fact among others");
                }
                for reason in reasons::reasons(&violation.why, 3) {
                    finding = finding.note(reason.line());
                }
                finding.help("mend the facts; no realistic dossier has them together")
            })
            .collect(),
    }
}
