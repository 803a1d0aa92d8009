//! `acquis test`: does everything come out as the scenarios say?

use acquis_analysis::{Case, Scenario, scenarios};
use acquis_base::{Diagnostic, LineIndex, Place, Sources, codes};
use acquis_eval::{Assessment, Question, assess, outcome};
use acquis_ir::Program;
use serde_json::Value;

use super::assess::refused;
use super::question::program;
use crate::Exit;
use crate::arguments::{Test, TestFormat};
use crate::parallel;
use crate::report::scenarios::{Failure, Ran, Report, failure, human, json, junit};
use crate::session::{CheckedPackage, Session};

pub(crate) fn run(session: &mut Session<'_>, arguments: &Test) -> Exit {
    let Some(packages) = packages(session, arguments) else { return Exit::Unusable };
    let mut reports = vec![];
    for package in &packages {
        let Some(program) = program(session, package) else { return Exit::Unusable };
        reports.push(report(package, program, arguments));
    }
    if reports.iter().all(|report| report.ran.is_empty()) {
        session.complain(&[none(&reports, arguments)], &Sources::default());
        return Exit::Unusable;
    }
    show(session, &reports, arguments);
    let failed = reports.iter().flat_map(|report| &report.ran).any(|ran| !ran.failures.is_empty());
    if failed { Exit::No } else { Exit::Yes }
}

fn packages(session: &mut Session<'_>, arguments: &Test) -> Option<Vec<CheckedPackage>> {
    let mut packages: Vec<CheckedPackage> = vec![];
    if arguments.paths.is_empty() {
        packages.push(session.package_here(None));
    }
    for path in &arguments.paths {
        match session.package_at(path) {
            Ok(package) if packages.iter().any(|known| known.origin == package.origin) => {}
            Ok(package) => packages.push(package),
            Err(finding) => {
                session.complain(&[*finding], &Sources::default());
                return None;
            }
        }
    }
    Some(packages)
}

/// A run that shows nothing must not pass for one that showed everything.
fn none(reports: &[Report<'_>], arguments: &Test) -> Diagnostic {
    match &arguments.filter {
        Some(filter) => {
            Diagnostic::new(&codes::NO_SCENARIO, format!("no scenario is called anything like \"{filter}\""))
                .help("`--filter` takes a part of a title, or of what a row is called; `--full` lists all")
        }
        None => {
            let names: Vec<String> =
                reports.iter().map(|report| format!("`{}`", report.program.package.name)).collect();
            let message = format!("there is no scenario in the package {}", names.join(", "));
            Diagnostic::new(&codes::NO_SCENARIO, message)
                .help("write one: `scenario \"…\" from \"examples/service.yaml\" { expect level 2 }`")
        }
    }
}

fn report<'p>(package: &'p CheckedPackage, program: &'p Program, arguments: &Test) -> Report<'p> {
    let all = scenarios(&package.db, package.package);
    let cases: Vec<(&Scenario, &Case)> = all
        .iter()
        .flat_map(|scenario| scenario.cases.iter().map(move |case| (scenario, case)))
        .filter(|(scenario, case)| {
            let wanted = arguments.filter.as_ref().map(|filter| filter.to_lowercase());
            wanted.is_none_or(|wanted| name(scenario, case).to_lowercase().contains(&wanted))
        })
        .collect();
    let sources = &package.sources;
    let ran = parallel::map(&cases, |(scenario, case)| ran(program, sources, scenario, case));
    Report { program, ran }
}

/// What a case is called: the title of its scenario, and what its row sets.
fn name(scenario: &Scenario, case: &Case) -> String {
    match &case.name {
        Some(row) => format!("{} ({row})", scenario.title),
        None => scenario.title.to_string(),
    }
}

fn ran(program: &Program, sources: &Sources, scenario: &Scenario, case: &Case) -> Ran {
    let mut question = Question::new(program, case.as_of);
    for (reading, choice) in &scenario.readings {
        question.readings.insert(reading.clone(), choice.clone());
    }
    let mut ran = Ran {
        name: name(scenario, case),
        file: case.place.file.to_string(),
        line: line(sources, &case.place),
        failures: vec![],
    };
    let mut assessments: Vec<Assessment<'_>> = vec![];
    for ladder in program.ladders.values() {
        match assess(program, ladder, &case.dossier, &question) {
            Ok(assessment) => assessments.push(assessment),
            Err(refusal) => {
                let faults = refused(&refusal, program, &case.dossier, &question);
                ran.failures.extend(faults.iter().map(|fault| Failure::refused(fault, ran.line)));
                return ran;
            }
        }
    }
    for (expectation, place) in &case.expectations {
        let outcome = outcome(&expectation.kind, &assessments);
        if !outcome.as_expected {
            ran.failures.push(failure(program, &expectation.kind, &outcome.actual, line(sources, place)));
        }
    }
    ran
}

fn line(sources: &Sources, place: &Place) -> u32 {
    sources
        .get(&place.file)
        .map_or(0, |(text, index): (&str, &LineIndex)| index.position(text, place.span.start).line)
}

fn show(session: &mut Session<'_>, reports: &[Report<'_>], arguments: &Test) {
    let text = match arguments.format {
        TestFormat::Human => human(reports, arguments.full, session.out_style()),
        TestFormat::Junit => junit(reports),
        TestFormat::Json => {
            let mut values: Vec<Value> = reports.iter().map(json).collect();
            let value =
                if values.len() == 1 { values.pop().unwrap_or_default() } else { Value::Array(values) };
            format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
        }
    };
    session.out(&text);
}
