//! What is proved of a package, as findings, as text and as JSON.

use acquis_analysis::Places;
use acquis_base::{Diagnostic, codes};
use acquis_ir::{Program, ProvisionId};
use acquis_prove::{Change, Clause, Direction, Fault, Mismatch, Unanswered, Verification, Witness};
use serde_json::{Value, json};

use crate::style::{Style, wrap};
use crate::words::and_list;

/// A fault as a finding, at the declaration that it is about.
pub fn fault(fault: &Fault, program: &Program, places: &Places) -> Diagnostic {
    let show = |provision: &ProvisionId| program.outlines.show(provision);
    match fault {
        Fault::Contradiction(assumptions) => contradiction(assumptions, program),
        Fault::Unreachable { ladder, level, criteria } => {
            let cited = and_list(&criteria.iter().map(show).collect::<Vec<_>>());
            let message = format!("nobody can reach level {level} of `{ladder}`");
            let mut finding = match criteria.first().and_then(|first| places.criterion(first)) {
                Some(place) => Diagnostic::at(
                    &codes::UNREACHABLE_LEVEL,
                    message,
                    place.clone(),
                    "excluded by others, whatever the facts",
                ),
                None => Diagnostic::new(&codes::UNREACHABLE_LEVEL, message),
            };
            if !criteria.is_empty() {
                finding = finding.note(format!(
                    "no facts satisfy {cited} together; without any one of these there are such facts"
                ));
            }
            finding.help("mend what they require, or what the package assumes")
        }
        Fault::NeverFails(provision) => {
            let message = format!("{} is satisfied whatever the facts", show(provision));
            at(&codes::NEVER_FAILS, message, places.criterion(provision), "asks nothing of anybody")
                .note("no dossier that the package assumes fails it")
                .help("mend what it requires; if the text asks nothing, write `not formalised … because`")
        }
        Fault::NeverHolds(provision) => {
            let message = format!("nobody can satisfy {}, whatever the facts", show(provision));
            at(&codes::NEVER_HOLDS, message, places.criterion(provision), "asks what cannot be")
                .note("no dossier that the package assumes satisfies it, not even by a derogation")
                .help("mend what it requires, or what the package assumes")
        }
        Fault::Idle(name) => {
            let message = format!("the derogation `{name}` lifts its criterion for nobody who needs it");
            at(&codes::IDLE_DEROGATION, message, places.named(name), "never relied on, whatever the facts")
                .note("whenever it opens and its conditions hold, the criterion is satisfied without it")
                .help("mend when it opens or on what conditions; leave it out if it is not needed")
        }
        Fault::NoEffect { provision, clause } => {
            let words = match clause {
                Clause::Applies => "where it applies is everywhere: the clause leaves nobody out".to_owned(),
                Clause::Unless(at) => {
                    format!("its carve-out {} stands in for nobody who fails what is required", at + 1)
                }
            };
            let message = format!("a clause of {} changes nothing, whatever the facts", show(provision));
            at(&codes::IDLE_CLAUSE, message, places.criterion(provision), words)
                .note("every verdict is the same without it")
                .help("mend it, or leave it out")
        }
    }
}

fn at(
    code: &'static acquis_base::Code,
    message: String,
    place: Option<&acquis_base::Place>,
    label: impl Into<String>,
) -> Diagnostic {
    match place {
        Some(place) => Diagnostic::at(code, message, place.clone(), label),
        None => Diagnostic::new(code, message),
    }
}

fn contradiction(assumptions: &[usize], program: &Program) -> Diagnostic {
    let message = "no dossier is as the package assumes of every dossier";
    let mut finding = Diagnostic::new(&codes::CONTRADICTORY_ASSUMPTIONS, message);
    for gloss in assumptions.iter().filter_map(|at| program.assumes.get(*at)).map(|assume| &assume.gloss) {
        finding = finding.note(format!("it is assumed that {gloss}"));
    }
    finding.help("these contradict each other; leave out or mend one of them: every dossier would be refused")
}

/// A question without an answer, as a finding.
pub fn not_answered(what: &str, why: &Unanswered) -> Diagnostic {
    if let Unanswered::Mismatch(mismatch) = why {
        return mismatched(mismatch);
    }
    let message = format!("it is not known whether something is wrong with {what}");
    let finding = Diagnostic::new(&codes::NOT_ANSWERED, message);
    match why {
        Unanswered::TooLarge => finding
            .note("the facts that it can tell apart are more than are looked at")
            .help("lower what is counted, or divide the formula into notions of their own criteria"),
        Unanswered::Abandoned => finding.note("the search was stopped").help("ask again"),
        Unanswered::Incomplete => finding
            .note("what its references lead to stands in lists within lists, and not all of these were looked at")
            .help("keep what is referred to in a list of the dossier itself, or in a pool"),
        Unanswered::Unconfirmed(document) => finding
            .note("facts were found that the evaluator does not confirm: this is a fault of the program and proves nothing")
            .note(document.clone())
            .help("report it with the package"),
        Unanswered::Mismatch(_) => finding,
    }
}

fn mismatched(mismatch: &Mismatch) -> Diagnostic {
    let what = match &mismatch.entity {
        Some(entity) => format!("`{}` of `{entity}`", mismatch.name),
        None => format!("`{}`", mismatch.name),
    };
    Diagnostic::new(&codes::OTHER_VOCABULARY, format!("{what} is not the same in both packages"))
        .note("facts of one of them cannot be carried over to the other, so that nothing can be compared")
        .help("give what changes its type or order a new name")
}

/// A direction in one word.
pub fn direction_words(direction: Direction) -> &'static str {
    match direction {
        Direction::Equivalent => "equivalent",
        Direction::Stricter => "stricter",
        Direction::Looser => "looser",
        Direction::Incomparable => "incomparable",
    }
}

/// A dossier that shows something, as JSON.
pub(crate) fn witness(witness: &Witness) -> Value {
    json!({ "as_of": witness.as_of.to_string(), "dossier": witness.document.to_yaml() })
}

/// What became of something, as JSON.
pub(crate) fn change(change: &Result<Change, Unanswered>) -> Value {
    match change {
        Ok(change) => json!({
            "direction": direction_words(change.direction()),
            "lost": change.lost.as_ref().map(witness),
            "won": change.won.as_ref().map(witness),
        }),
        Err(_) => json!({ "direction": null, "lost": null, "won": null }),
    }
}

/// What is no fault and worth knowing, for people.
pub fn human(found: &Verification, program: &Program, style: Style) -> String {
    let show = |provision: &ProvisionId| program.outlines.show(provision);
    let mut lines = vec![style.bold("Each point and its counterpart below")];
    for it in &found.strictness {
        let words = match (&it.looser, &it.stricter) {
            (None, None) => "asks the same as",
            (None, Some(_)) => "implies, and asks more than,",
            (Some(_), None) => "asks less than",
            (Some(_), Some(_)) => "cannot be compared with",
        };
        lines.extend(wrap(&format!("{} {words} {}", show(&it.higher), show(&it.lower)), "  ", "    "));
        if let Some(witness) = &it.looser {
            lines.push(format!("    satisfies {} and not {}:", show(&it.higher), show(&it.lower)));
            lines.extend(shown(witness, "      "));
        }
    }
    lines.push(String::new());
    lines.push(style.bold("What hangs on a reading"));
    for it in &found.readings {
        let direction = direction_words(it.change.direction());
        let words = format!(
            "{} is {direction} where `{}` is read as `{}`",
            show(&it.provision),
            it.reading,
            it.choice
        );
        lines.extend(wrap(&words, "  ", "    "));
    }
    if !found.overlaps.is_empty() {
        lines.push(String::new());
        lines.push(style.bold("Derogations that both stand in"));
        for it in &found.overlaps {
            lines.push(format!("  `{}` and `{}`:", it.first, it.second));
            lines.extend(shown(&it.witness, "    "));
        }
    }
    format!("{}\n", lines.join("\n"))
}

/// A witness, line by line.
pub(crate) fn shown(witness: &Witness, indent: &str) -> Vec<String> {
    witness.document.to_yaml().lines().map(|line| format!("{indent}{line}")).collect()
}

/// What is no fault and worth knowing, for programs.
pub fn json(found: &Verification, findings: Vec<Value>, program: &Program) -> Value {
    let show = |provision: &ProvisionId| program.outlines.show(provision);
    let strictness: Vec<Value> = found
        .strictness
        .iter()
        .map(|it| {
            json!({
                "provision": show(&it.higher), "counterpart": show(&it.lower), "implies": it.looser.is_none(),
                "looser": it.looser.as_ref().map(witness), "stricter": it.stricter.as_ref().map(witness),
            })
        })
        .collect();
    let readings: Vec<Value> = found
        .readings
        .iter()
        .map(|it| {
            let change = change(&Ok(it.change.clone()));
            json!({ "reading": it.reading.as_str(), "choice": it.choice.as_str(), "provision": show(&it.provision), "change": change })
        })
        .collect();
    let overlaps: Vec<Value> = found
        .overlaps
        .iter()
        .map(|it| json!({ "derogations": [it.first.as_str(), it.second.as_str()], "shown_by": witness(&it.witness) }))
        .collect();
    json!({
        "schema": "acquis.verification/1", "package": program.package.name.as_str(), "findings": findings,
        "strictness": strictness, "readings": readings, "overlaps": overlaps,
    })
}
