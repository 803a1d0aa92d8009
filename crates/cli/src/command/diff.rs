//! `acquis diff`: what does a change of the law mean, and for whom?

use acquis_analysis::{Scope, scenarios};
use acquis_base::Sources;
use acquis_eval::Question;
use acquis_ir::{Date, Program};
use acquis_prove::{Party, Terms, assess_exactly, diff};
use acquis_report::diff::{Moved, human, is_changed, json, markdown};
use acquis_report::proof::not_answered;
use acquis_report::question::with_reading;
use acquis_report::run::{name, question};

use super::question::{date, program};
use crate::Exit;
use crate::arguments::{Diff, DiffFormat};
use crate::session::{CheckedPackage, Session};

pub(crate) fn run(session: &mut Session<'_>, arguments: &Diff) -> Exit {
    let Some(base) = package(session, &arguments.base) else { return Exit::Unusable };
    let new = match &arguments.new {
        Some(path) => package(session, path),
        None => Some(session.package_here(None, Scope::Whole)),
    };
    let Some(new) = new else { return Exit::Unusable };
    let (Some(older), Some(newer)) = (program(session, &base), program(session, &new)) else {
        return Exit::Unusable;
    };
    let as_of = match arguments.as_of.as_deref().map(date).transpose() {
        Ok(as_of) => as_of,
        Err(finding) => {
            session.complain(&[*finding], &Sources::default());
            return Exit::Unusable;
        }
    };
    let both: Vec<&str> = arguments.reading.iter().map(String::as_str).collect();
    let all: Vec<&str> =
        both.iter().copied().chain(arguments.new_reading.iter().map(String::as_str)).collect();
    let (Some(before), Some(after)) = (party(session, older, &both), party(session, newer, &all)) else {
        return Exit::Unusable;
    };
    let found = match diff(&before, &after, &Terms { as_of, ..Terms::default() }) {
        Ok(found) => found,
        Err(why) => {
            session.complain(&[not_answered("the two packages", &why)], &Sources::default());
            return Exit::Unusable;
        }
    };
    let unanswered = found.criteria.iter().filter_map(|it| {
        it.change.as_ref().err().map(|why| not_answered(&newer.outlines.show(&it.provision), why))
    });
    let levels = found.levels.iter().filter_map(|it| {
        it.change.as_ref().err().map(|why| not_answered(&format!("level {}", it.level), why))
    });
    let unanswered: Vec<_> = unanswered.chain(levels).collect();
    session.complain(&unanswered, &Sources::default());
    let moved = moved(&base, older, newer, (&before, &after));
    let programs = (older, newer);
    let text = match arguments.format {
        DiffFormat::Human => human(&found, &moved, programs, session.out_style()),
        DiffFormat::Json => {
            format!("{}\n", serde_json::to_string_pretty(&json(&found, &moved, programs)).unwrap_or_default())
        }
        DiffFormat::Markdown => markdown(&found, &moved, programs),
    };
    session.out(&text);
    if arguments.exit_code && is_changed(&found) { Exit::No } else { Exit::Yes }
}

fn package(session: &mut Session<'_>, path: &str) -> Option<CheckedPackage> {
    match session.package_at(path, Scope::Whole) {
        Ok(package) => Some(package),
        Err(finding) => {
            session.complain(&[*finding], &Sources::default());
            None
        }
    }
}

/// A package read as the command line says.
fn party<'p>(session: &mut Session<'_>, program: &'p Program, readings: &[&str]) -> Option<Party<'p>> {
    let mut template = Question::new(program, Date::FIRST);
    for word in readings {
        match with_reading(program, template, word) {
            Ok(next) => template = next,
            Err(finding) => {
                session.complain(&[*finding], &Sources::default());
                return None;
            }
        }
    }
    Some(Party { program, readings: template.readings })
}

/// The levels before and after of each case of the older package's scenarios; none where the packages count facts
/// differently, since a case is read by the vocabulary of its own package.
fn moved(
    package: &CheckedPackage,
    older: &Program,
    newer: &Program,
    parties: (&Party<'_>, &Party<'_>),
) -> Vec<Moved> {
    if older.facts != newer.facts
        || older.entities != newer.entities
        || older.enumerations != newer.enumerations
    {
        return vec![];
    }
    let mut all = vec![];
    for scenario in scenarios(&package.db, package.package).iter() {
        for case in &scenario.cases {
            let as_of = question(older, scenario, case).as_of;
            let level = |program: &Program, party: &Party<'_>| {
                let question = Question { readings: party.readings.clone(), ..Question::new(program, as_of) };
                let ladder = acquis_report::question::ladder(program, None).ok()?;
                let assessment = assess_exactly(program, ladder, &case.dossier, &question).ok()?;
                Some(assessment.levels.highest_attained())
            };
            if let (Some(before), Some(after)) = (level(older, parties.0), level(newer, parties.1)) {
                all.push(Moved { dossier: name(scenario, case), before, after });
            }
        }
    }
    all
}
