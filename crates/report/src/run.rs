//! Runs the cases of scenarios.

use acquis_analysis::{Case, Scenario};
use acquis_base::{LineIndex, Place, Sources};
use acquis_eval::{Assessment, Parts, Question, Seen, outcome};
use acquis_ir::{Ladder, Program};
use acquis_prove::Assessor;

use crate::refusal::refused;
use crate::scenarios::{Failure, Ran, failure};

/// What a case is called: the title of its scenario, and what its row sets.
pub fn name(scenario: &Scenario, case: &Case) -> String {
    match &case.name {
        Some(row) => format!("{} ({row})", scenario.title),
        None => scenario.title.to_string(),
    }
}

/// What is asked of a case.
pub fn question(program: &Program, scenario: &Scenario, case: &Case) -> Question {
    let mut question = Question::new(program, case.as_of);
    for (reading, choice) in &scenario.readings {
        question.readings.insert(reading.clone(), choice.clone());
    }
    question
}

/// Runs a case, asked as `question` says: what came of it, and what it shows of each part of the law.
pub fn run<'p>(
    assessor: &Assessor<'p>,
    parts: Option<&Parts<'p>>,
    sources: &Sources,
    (scenario, case): (&Scenario, &Case),
    question: &Question,
) -> (Ran, Vec<Seen>) {
    let program = assessor.program();
    let mut seen = parts.map(Parts::unseen).unwrap_or_default();
    let mut ran = Ran {
        name: name(scenario, case),
        file: case.place.file.to_string(),
        line: line(sources, &case.place),
        place: case.place.clone(),
        amendments: vec![],
        failures: vec![],
    };
    let mut assessments: Vec<Assessment<'_>> = vec![];
    let none = program.ladders.is_empty().then(Ladder::none);
    for ladder in program.ladders.values().chain(none) {
        match assessor.assess(ladder, &case.dossier, question) {
            Ok(assessment) => {
                if let Some(parts) = parts {
                    parts.note(&assessment, &mut seen);
                }
                assessments.push(assessment);
            }
            Err(refusal) => {
                let faults = refused(&refusal, program, &case.dossier, question);
                let failures = faults.iter().map(|fault| Failure::refused(fault, ran.line, &case.place));
                ran.failures.extend(failures);
                return (ran, seen);
            }
        }
    }
    for (expectation, place) in &case.expectations {
        let outcome = outcome(&expectation.kind, &assessments);
        if !outcome.as_expected {
            let place = (line(sources, place), place);
            ran.failures.push(failure(program, &expectation.kind, &outcome.actual, place));
        }
    }
    (ran, seen)
}

fn line(sources: &Sources, place: &Place) -> u32 {
    sources
        .get(&place.file)
        .map_or(0, |(text, index): (&str, &LineIndex)| index.position(text, place.span.start).line)
}
