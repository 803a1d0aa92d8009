//! `acquis diff`: what does a change of the law mean, and for whom?

use acquis_analysis::{Scenarios, Scope, scenarios};
use acquis_base::{Diagnostic, Sources, codes};
use acquis_eval::Question;
use acquis_ir::{Date, Program};
use acquis_prove::{Party, Terms};
use acquis_report::comparison::{Comparison, compare};
use acquis_report::diff::{html, human, json, markdown};
use acquis_report::proof::not_answered;
use acquis_report::question::with_reading;

use super::question::{amended, date, program};
use crate::Exit;
use crate::arguments::{Diff, DiffFormat};
use crate::session::{CheckedPackage, Session};

pub(crate) fn run(session: &mut Session<'_>, arguments: &Diff) -> Exit {
    let Some((base, new)) = versions(session, arguments) else { return Exit::Unusable };
    let Some(older) = program(session, &base) else { return Exit::Unusable };
    let Some(newer) = program(session, &new) else { return Exit::Unusable };
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
    let cases = scenarios(&base.db, base.package);
    let found = match compare(&before, &after, &cases, &Terms { as_of, ..Terms::default() }) {
        Ok(found) => found,
        Err(why) => {
            session.complain(&[not_answered("the two packages", &why)], &Sources::default());
            return Exit::Unusable;
        }
    };
    session.complain(&unanswered(&found), &Sources::default());
    let text = match arguments.format {
        DiffFormat::Human => human(&found, session.out_style()),
        DiffFormat::Json => {
            format!("{}\n", serde_json::to_string_pretty(&json(&found)).unwrap_or_default())
        }
        DiffFormat::Markdown => markdown(&found),
        DiffFormat::Html => html(&found),
    };
    session.out(&text);
    if arguments.exit_code && found.is_changed() { Exit::No } else { Exit::Yes }
}

fn unanswered(found: &Comparison<'_>) -> Vec<Diagnostic> {
    let criteria = found.diff.criteria.iter();
    let criteria =
        criteria.filter_map(|it| it.change.as_ref().err().map(|why| not_answered(&found.shown(it), why)));
    let levels = found.diff.levels.iter().filter_map(|it| {
        it.change.as_ref().err().map(|why| not_answered(&format!("level {}", it.level), why))
    });
    criteria.chain(levels).collect()
}

/// The two versions that are meant; complains and gives nothing where they cannot be used.
fn versions(session: &mut Session<'_>, arguments: &Diff) -> Option<(CheckedPackage, CheckedPackage)> {
    let told_apart = !arguments.amend.is_empty()
        || !arguments.base_amend.is_empty()
        || !arguments.new_reading.is_empty()
        || arguments.since.is_some();
    if arguments.base.is_none() && !told_apart {
        let finding = Diagnostic::new(&codes::UNREADABLE_ARGUMENT, "it is not said what is to be compared")
            .note("a version is a folder, or the package here with something changed")
            .help("name the folder of the older version, or write `--amend NAME`, `--new-reading READING=CHOICE` or `--since REVISION`");
        session.complain(&[finding], &Sources::default());
        return None;
    }
    let older = arguments.base.as_deref();
    let newer = arguments.new.as_deref().or(if told_apart { older } else { None });
    // Whoever asks what a change means for cases asks of those that were there before.
    let mut new = package(session, newer, Scope::Law)?;
    let mut base = match &arguments.since {
        Some(revision) => at_revision(session, older.or(newer), revision)?,
        None => package(session, older, Scope::Whole)?,
    };
    let is_amended = amended(session, &mut base, &arguments.base_amend, &Scenarios::None)
        && amended(session, &mut new, &arguments.amend, &Scenarios::None);
    is_amended.then_some((base, new))
}

/// The package at a path, or else the one here.
fn package(session: &mut Session<'_>, path: Option<&str>, scope: Scope) -> Option<CheckedPackage> {
    let Some(path) = path else { return Some(session.package_here(None, scope)) };
    kept(session, |session| session.package_at(path, scope))
}

fn at_revision(session: &mut Session<'_>, path: Option<&str>, revision: &str) -> Option<CheckedPackage> {
    kept(session, |session| session.package_since(path, revision))
}

fn kept(
    session: &mut Session<'_>,
    found: impl FnOnce(&Session<'_>) -> Result<CheckedPackage, Box<Diagnostic>>,
) -> Option<CheckedPackage> {
    match found(session) {
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
