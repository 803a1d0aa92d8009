//! `acquis test`: does everything come out as the scenarios say?

use std::collections::BTreeSet;

use acquis_analysis::{Case, Overlay, Places, Scenario, Scenarios, places, scenarios};
use acquis_base::{Diagnostic, Name, Place, Sources, codes};
use acquis_eval::{Owner, Part, Parts};
use acquis_ir::Program;
use acquis_prove::Assessor;
use acquis_report::run::{name, question, run as run_case};
use serde_json::Value;

use super::mutants::judge;
use super::question::{Chosen, amended, packages, program};
use super::watch;
use crate::Exit;
use crate::arguments::{Test, TestFormat};
use crate::session::{CheckedPackage, Session};
use acquis_base::parallel;
use acquis_report::scenarios::{Failure, Ran, Report, human, json, junit};
use acquis_report::{coverage, mutants};

pub(crate) fn run(session: &mut Session<'_>, arguments: &Test) -> Exit {
    if arguments.watch {
        return watch::run(session, arguments);
    }
    let Chosen { mut packages, mut unusable } = packages(session, &arguments.paths);
    packages.retain_mut(|package| {
        let is_ready = prepare(session, package, arguments);
        unusable |= !is_ready;
        is_ready
    });
    if packages.is_empty() {
        return Exit::Unusable;
    }
    round(session, &packages, unusable, arguments)
}

/// Applies the amendments that are asked for, and those under which scenarios are asked; says whether that could be done.
pub(crate) fn prepare(session: &mut Session<'_>, package: &mut CheckedPackage, arguments: &Test) -> bool {
    if arguments.amend.is_empty() {
        package.ask_under(session.host);
        return true;
    }
    package.unasked = vec![];
    let all = Scenarios::AllBut(BTreeSet::new());
    if !amended(session, package, &arguments.amend, &all) {
        return false;
    }
    let unasked = package.amended.as_ref().map(|overlay| overlay.faulty_scenarios(&package.db));
    let unasked = unasked.unwrap_or_default();
    if !unasked.is_empty() {
        let but = Scenarios::AllBut(unasked.iter().map(|(title, _)| title.clone()).collect());
        amended(session, package, &arguments.amend, &but);
        package.unasked = unasked;
    }
    true
}

/// Runs the scenarios of packages once. `unusable` says that something was named that is no package.
pub(crate) fn round(
    session: &mut Session<'_>,
    packages: &[CheckedPackage],
    mut unusable: bool,
    arguments: &Test,
) -> Exit {
    let several = packages.len() > 1 || unusable && !packages.is_empty();
    let mut reports = vec![];
    for package in packages {
        match program(session, package) {
            Some(program) => {
                let mut report = report(package, program, arguments);
                for overlay in package.overlays.iter().filter(|_| package.amended.is_none()) {
                    match overlay.program(&package.db) {
                        Some(program) => {
                            report.ran.extend(asked_of_overlay(package, overlay, program, arguments));
                        }
                        None => {
                            let errors = overlay.new_findings(&package.db, &package.base, None);
                            session.complain(&errors, &package.sources);
                            unusable = true;
                        }
                    }
                }
                report.ran.extend(package.unasked.iter().map(|(title, why)| unasked(package, title, why)));
                report.ran.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
                if arguments.mutants && !report.ran.is_empty() && !report.has_failures() {
                    report.mutants = judge(session, package, program);
                    unusable |= report.mutants.is_none();
                }
                reports.push(report);
            }
            None => unusable = true,
        }
    }
    if reports.is_empty() {
        return Exit::Unusable;
    }
    if reports.iter().all(|report| report.ran.is_empty()) {
        session.complain(&[none(&reports, arguments)], &Sources::default());
        return Exit::Unusable;
    }
    if !show(session, &reports, several, arguments) || unusable {
        return Exit::Unusable;
    }
    let survived = |report: &Report<'_>| report.mutants.as_ref().is_some_and(|it| !it.is_yes());
    let failed = reports.iter().any(|report| report.has_failures() || survived(report));
    if failed { Exit::No } else { Exit::Yes }
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

/// What came of the scenarios that are asked under amendments.
fn asked_of_overlay(
    package: &CheckedPackage,
    overlay: &Overlay,
    program: &Program,
    arguments: &Test,
) -> Vec<Ran> {
    let all = overlay.scenarios(&package.db);
    let cases = chosen_cases(&all, arguments);
    let sources = &package.sources;
    let assessor = Assessor::new(program);
    let results = parallel::map(&cases, |(scenario, case)| {
        run_case(&assessor, None, sources, (scenario, case), &question(program, scenario, case)).0
    });
    let amendments: Vec<String> = overlay.names().iter().map(ToString::to_string).collect();
    results.into_iter().map(|ran| Ran { amendments: amendments.clone(), ..ran }).collect()
}

/// A scenario that speaks of what is not in the law with the amendments in.
fn unasked(package: &CheckedPackage, title: &Name, why: &Diagnostic) -> Ran {
    let place = why.place().cloned().unwrap_or_else(|| Place::new("", acquis_base::Span::default()));
    let line = package.sources.get(&place.file);
    let line = line.map_or(0, |(text, index)| index.position(text, place.span.start).line);
    Ran {
        name: title.to_string(),
        file: place.file.to_string(),
        line,
        place: place.clone(),
        amendments: vec![],
        failures: vec![Failure::refused(why, line, &place)],
    }
}

/// The cases that the command line chooses.
fn chosen_cases<'s>(all: &'s [Scenario], arguments: &Test) -> Vec<(&'s Scenario, &'s Case)> {
    let wanted = arguments.filter.as_ref().map(|filter| filter.to_lowercase());
    all.iter()
        .flat_map(|scenario| scenario.cases.iter().map(move |case| (scenario, case)))
        .filter(|(scenario, case)| {
            wanted.as_ref().is_none_or(|wanted| name(scenario, case).to_lowercase().contains(wanted))
        })
        .collect()
}

fn report<'p>(package: &'p CheckedPackage, program: &'p Program, arguments: &Test) -> Report<'p> {
    let all = match &package.amended {
        Some(overlay) => overlay.scenarios(&package.db),
        None => scenarios(&package.db, package.package),
    };
    let cases = chosen_cases(&all, arguments);
    let sources = &package.sources;
    let parts = (arguments.coverage || arguments.lcov.is_some()).then(|| Parts::of(program));
    let assessor = Assessor::new(program);
    let results = parallel::map(&cases, |(scenario, case)| {
        run_case(&assessor, parts.as_ref(), sources, (scenario, case), &question(program, scenario, case))
    });
    let mut seen = parts.as_ref().map(Parts::unseen).unwrap_or_default();
    let mut all = vec![];
    for (ran, shown) in results {
        seen.iter_mut().zip(shown).for_each(|(seen, shown)| seen.add(shown));
        all.push(ran);
    }
    let coverage = parts.map(|parts| {
        let places = places(&package.db, package.law());
        let place = |part: &Part<'_>| part_place(&places, part).map(|place| package.origin_of(&place));
        coverage::of(program, &parts, &seen, &place, sources)
    });
    Report { program, ran: all, coverage, mutants: None }
}

/// Where a part stands.
fn part_place(places: &Places, part: &Part<'_>) -> Option<Place> {
    if let Some((formula, id)) = part.formula {
        return places.expression(formula, id);
    }
    match part.owner {
        Owner::Criterion(criterion) => places.criterion(&criterion.provision).cloned(),
        Owner::Derogation(derogation) => places.named(&derogation.name).cloned(),
        Owner::Define(define) => places.named(&define.name).cloned(),
        Owner::Rule(rule) => places.named(&rule.name).cloned(),
    }
}

/// Prints what came of the scenarios; says whether everything could be written.
fn show(session: &mut Session<'_>, reports: &[Report<'_>], several: bool, arguments: &Test) -> bool {
    if arguments.lcov.as_deref() == Some("-") {
        session.out(&coverage::lcov(reports));
        return true;
    }
    let text = match arguments.format {
        TestFormat::Human => {
            let style = session.out_style();
            let covered = if arguments.coverage { coverage::human(reports, style) } else { String::new() };
            let judged = reports.iter().filter_map(|report| Some((report.mutants.as_ref()?, report.program)));
            let judged = judged.map(|(judged, program)| {
                mutants::human(judged, &program.package.name, arguments.full, style)
            });
            format!("{}{covered}{}", human(reports, arguments.full, style), judged.collect::<String>())
        }
        TestFormat::Junit => junit(reports),
        TestFormat::Json => {
            let mut values: Vec<Value> =
                reports.iter().map(|report| json(report, arguments.coverage)).collect();
            let value = if several { Value::Array(values) } else { values.pop().unwrap_or_default() };
            format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
        }
    };
    session.out(&text);
    let Some(path) = &arguments.lcov else { return true };
    let written = session.host.write(path, coverage::lcov(reports).as_bytes());
    if let Err(error) = &written {
        let message = format!("`{path}` cannot be written: {error}");
        let finding = Diagnostic::new(&codes::UNWRITABLE_OUTPUT, message).help("check the path");
        session.complain(&[finding], &Sources::default());
    }
    written.is_ok()
}
