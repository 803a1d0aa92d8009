//! `acquis verify`: what is wrong with the package whatever the facts?

use acquis_analysis::places;
use acquis_base::{Diagnostic, Sources};
use acquis_prove::{Party, Terms, Verification, faults, observations};
use acquis_report::proof::{fault, human, json, not_answered};

use super::check::show;
use super::question::{date, packages, program};
use crate::Exit;
use crate::arguments::{CheckFormat, Verify};
use crate::session::Session;

pub(crate) fn run(session: &mut Session<'_>, arguments: &Verify) -> Exit {
    let mut chosen = packages(session, arguments.path.as_slice());
    let Some(package) = chosen.packages.first_mut() else { return Exit::Unusable };
    let as_of = match arguments.as_of.as_deref().map(date).transpose() {
        Ok(as_of) => as_of,
        Err(finding) => {
            session.complain(&[*finding], &Sources::default());
            return Exit::Unusable;
        }
    };
    let terms = Terms { as_of, ..Terms::default() };
    let (mut findings, text) = {
        let Some(program) = program(session, package) else { return Exit::Unusable };
        let party = Party::new(program);
        let places = places(&package.db, package.package);
        let found = match faults(&party, &terms) {
            Ok(found) => found,
            Err(why) => {
                session.complain(&[not_answered("the package", &why)], &Sources::default());
                return Exit::Unusable;
            }
        };
        let mut findings: Vec<Diagnostic> =
            found.faults.iter().map(|it| fault(it, program, &places)).collect();
        findings.extend(found.unanswered.iter().map(|(what, why)| not_answered(what, why)));
        let seen = if arguments.report { observations(&party, &terms).ok() } else { None };
        let text =
            seen.map(|seen| observed(session, arguments, &seen, &mut findings, program, &package.sources));
        (findings, text)
    };
    Diagnostic::sort(&mut findings);
    let exit = if findings.is_empty() { Exit::Yes } else { Exit::No };
    package.findings = findings;
    match text {
        Some((text, true)) => session.out(&text),
        Some((text, false)) => {
            show(session, std::slice::from_ref(package), arguments.format, false);
            session.out(&text);
        }
        None => show(session, std::slice::from_ref(package), arguments.format, false),
    }
    exit
}

/// The report, and whether it holds the findings too.
fn observed(
    session: &Session<'_>,
    arguments: &Verify,
    seen: &Verification,
    findings: &mut Vec<Diagnostic>,
    program: &acquis_ir::Program,
    sources: &Sources,
) -> (String, bool) {
    findings.extend(seen.unanswered.iter().map(|(what, why)| not_answered(what, why)));
    if arguments.format == CheckFormat::Json {
        let shown = findings.iter().filter_map(|it| acquis_diagnostics::json(it, sources).ok()).collect();
        let value = json(seen, shown, program);
        return (format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default()), true);
    }
    (human(seen, program, session.out_style()), false)
}
