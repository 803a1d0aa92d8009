//! `acquis check`: is the package right?

use acquis_analysis::{MANIFEST, Scenarios, has_waivers};
use acquis_base::{ALL_CODES, Diagnostic, Name, Severity, Sources, codes, counted, find_code, nearest};
use acquis_diagnostics::{SarifPackage, SarifRun};
use acquis_ir::Date;
use serde_json::Value;

use super::question::{Chosen, date, packages};
use crate::Exit;
use crate::arguments::{Check, CheckFormat};
use crate::pages;
use crate::session::{CheckedPackage, Session, for_people};

pub(crate) fn run(session: &mut Session<'_>, arguments: &Check) -> Exit {
    if let Some(finding) = unknown_code(&arguments.deny) {
        session.complain(&[finding], &Sources::default());
        return Exit::Unusable;
    }
    let Chosen { mut packages, unusable } = packages(session, &arguments.paths);
    if packages.is_empty() {
        return Exit::Unusable;
    }
    let mut unusable = unusable;
    let day = match waive(session, &mut packages, arguments.as_of.as_deref()) {
        Ok(day) => day,
        Err(finding) => {
            session.complain(&[*finding], &Sources::default());
            unusable = true;
            None
        }
    };
    packages.retain_mut(|package| {
        let is_checked = amendments(session, package, &arguments.amend, day);
        unusable |= !is_checked;
        is_checked
    });
    if packages.is_empty() {
        return Exit::Unusable;
    }
    for package in &mut packages {
        deny(&mut package.findings, &arguments.deny);
    }
    let shown: Vec<Shown<'_>> = packages.iter().map(Shown::of).collect();
    show(session, &shown, arguments.format, unusable);
    let errors = packages.iter().flat_map(|package| &package.findings).any(|f| f.severity == Severity::Error);
    Exit::of(unusable, errors)
}

/// Checks the law with the amendments in that the command line names; without any, with each amendment of the package by
/// itself, and with each set. Says whether those that are named could be applied.
fn amendments(
    session: &mut Session<'_>,
    package: &mut CheckedPackage,
    asked: &[String],
    day: Option<Date>,
) -> bool {
    if !asked.is_empty() {
        let names: Vec<Name> = asked.iter().map(|name| Name::from(name.as_str())).collect();
        return match package.amend(session.host, &names, &Scenarios::Own, day) {
            Ok(()) => true,
            Err(findings) => {
                session.complain(&findings, &package.sources);
                false
            }
        };
    }
    let heads = acquis_analysis::amendments(&package.db, package.package);
    // Where the law itself is in error, so it is with an amendment in.
    let of_law = |finding: &&Diagnostic| {
        let file = finding.place().map(|place| &place.file);
        finding.severity == Severity::Error && !heads.iter().any(|head| Some(&head.place.file) == file)
    };
    if package.base.iter().any(|finding| of_law(&finding)) {
        return true;
    }
    let sets = package.package.manifest(&package.db).amendments.iter().map(|set| set.name.clone());
    let all: Vec<Name> = heads.into_iter().map(|head| head.name).chain(sets).collect();
    let base = package.findings.clone();
    let mut added: Vec<Diagnostic> = vec![];
    for name in all {
        // What cannot be applied is found in the base.
        let Ok(overlay) = package.overlay(session.host, &[name], &Scenarios::Own) else { continue };
        for finding in overlay.new_findings(&package.db, &base, day) {
            let is_known = |known: &Diagnostic| {
                known.code == finding.code
                    && known.message == finding.message
                    && known.place() == finding.place()
            };
            if !added.iter().any(is_known) {
                added.push(finding);
            }
        }
    }
    package.findings.extend(added);
    Diagnostic::sort(&mut package.findings);
    true
}

/// Leaves out what is waived. Which day it is matters only where something is.
fn waive(
    session: &Session<'_>,
    packages: &mut [CheckedPackage],
    as_of: Option<&str>,
) -> Result<Option<Date>, Box<Diagnostic>> {
    let asked = as_of.map(date).transpose()?;
    let is_concerned = |package: &CheckedPackage| has_waivers(&package.db, package.package);
    if !packages.iter().any(is_concerned) {
        return Ok(None);
    }
    let today = || Date::of_number(session.host.today()?);
    let Some(day) = asked.or_else(today) else {
        let message = "it is not known which day it is, and waivers run out";
        return Err(Box::new(
            Diagnostic::new(&codes::NO_CHECK_DATE, message)
                .note("a finding that is waived until a day is waived no longer after it")
                .help("say it: `acquis check --as-of YYYY-MM-DD`"),
        ));
    };
    packages.iter_mut().filter(|package| is_concerned(package)).for_each(|package| package.waive(day));
    Ok(Some(day))
}

/// Why what is denied cannot be.
pub(super) fn unknown_code(denied: &[String]) -> Option<Diagnostic> {
    let unknown = denied.iter().find(|word| *word != "warnings" && find_code(word).is_none())?;
    let finding = Diagnostic::new(&codes::UNKNOWN_CODE, format!("there is no diagnostic `{unknown}`"));
    Some(finding.help(match nearest(unknown, ALL_CODES.iter().flat_map(|code| [code.name, code.id])) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "write a code such as ACQ0301, its name, or `warnings`".to_owned(),
    }))
}

/// Makes warnings errors as asked.
pub(super) fn deny(findings: &mut [Diagnostic], denied: &[String]) {
    let all = denied.iter().any(|word| word == "warnings");
    for finding in findings.iter_mut().filter(|finding| finding.severity == Severity::Warning) {
        if all || denied.iter().any(|word| find_code(word) == Some(finding.code)) {
            finding.severity = Severity::Error;
        }
    }
}

/// Findings that are shown together, with the texts that they point into.
pub(super) struct Shown<'p> {
    pub(super) findings: &'p [Diagnostic],
    pub(super) sources: &'p Sources,
    /// The file that stands for all of them.
    pub(super) manifest: String,
    /// What is said after them.
    pub(super) summary: String,
}

impl<'p> Shown<'p> {
    /// What was found in a package.
    pub(super) fn of(package: &'p CheckedPackage) -> Self {
        Self {
            findings: &package.findings,
            sources: &package.sources,
            manifest: manifest(package),
            summary: summary(package),
        }
    }
}

pub(super) fn show(session: &mut Session<'_>, all: &[Shown<'_>], format: CheckFormat, unusable: bool) {
    match format {
        CheckFormat::Json => {
            let all = all.iter().flat_map(|shown| {
                shown.findings.iter().filter_map(|f| acquis_diagnostics::json(f, shown.sources).ok())
            });
            print(session, &Value::Array(all.collect()));
        }
        CheckFormat::Sarif => {
            let log = sarif(session, all, !unusable);
            print(session, &log);
        }
        CheckFormat::Github => {
            for shown in all {
                for finding in shown.findings {
                    let folder = session.working_folder();
                    let line = acquis_diagnostics::github(finding, shown.sources, &shown.manifest, folder);
                    session.out(&line);
                }
                session.message(&shown.summary);
            }
        }
        CheckFormat::Human => {
            let colour = session.out_style().colour;
            for shown in all {
                let (findings, more) = for_people(shown.findings);
                for finding in findings {
                    session.out(&acquis_diagnostics::human(finding, shown.sources, colour));
                }
                session.out(&more);
                session.message(&shown.summary);
            }
        }
    }
}

fn print(session: &mut Session<'_>, value: &Value) {
    session.out(&format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default()));
}

fn sarif(session: &Session<'_>, all: &[Shown<'_>], successful: bool) -> Value {
    let run = SarifRun {
        version: env!("CARGO_PKG_VERSION"),
        working_folder: session.working_folder(),
        page: pages::page,
        successful,
    };
    let packages: Vec<SarifPackage<'_>> = all
        .iter()
        .map(|shown| SarifPackage {
            findings: shown.findings,
            sources: shown.sources,
            manifest: &shown.manifest,
        })
        .collect();
    acquis_diagnostics::sarif(&run, &packages)
}

/// The file that stands for a package as a whole.
fn manifest(package: &CheckedPackage) -> String {
    match package.origin.as_str() {
        "." => MANIFEST.to_owned(),
        folder => format!("{}/{MANIFEST}", folder.trim_end_matches('/')),
    }
}

fn summary(package: &CheckedPackage) -> String {
    let count = |severity| package.findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let plural = |n: usize, word: &str| counted(n, word, &format!("{word}s"));
    let found = match (errors, warnings) {
        (0, 0) => "nothing to report".to_owned(),
        (0, warnings) => plural(warnings, "warning"),
        (errors, 0) => plural(errors, "error"),
        (errors, warnings) => format!("{}, {}", plural(errors, "error"), plural(warnings, "warning")),
    };
    let waived = if package.waived > 0 { format!(", {} waived", package.waived) } else { String::new() };
    format!("checked {} ({}): {found}{waived}\n", plural(package.files, "file"), package.origin)
}
