//! `acquis verify`: what is wrong with the package whatever the facts?

use acquis_analysis::{Scenarios, places};
use acquis_base::{Diagnostic, Sources};
use acquis_ir::Program;
use acquis_prove::{Party, Terms, Verification, faults, observations};
use acquis_report::proof::{fault, human, json, not_answered};

use super::check::{Shown, show};
use super::question::{amended, date, packages, program};
use crate::Exit;
use crate::arguments::{CheckFormat, Verify};
use crate::session::{CheckedPackage, Session};

pub(crate) fn run(session: &mut Session<'_>, arguments: &Verify) -> Exit {
    let mut chosen = packages(session, arguments.path.as_slice());
    let Some(package) = chosen.packages.first_mut() else { return Exit::Unusable };
    if !amended(session, package, &arguments.amend, &Scenarios::None) {
        return Exit::Unusable;
    }
    let as_of = match arguments.as_of.as_deref().map(date).transpose() {
        Ok(as_of) => as_of,
        Err(finding) => {
            session.complain(&[*finding], &Sources::default());
            return Exit::Unusable;
        }
    };
    let terms = Terms { as_of, ..Terms::default() };
    let looked_at = {
        let Some(program) = program(session, package) else { return Exit::Unusable };
        look(session, arguments, &terms, program, package)
    };
    let Looked { findings, report } = match looked_at {
        Ok(looked) => looked,
        Err(finding) => {
            session.complain(&[*finding], &package.sources);
            return Exit::Unusable;
        }
    };
    let exit = if findings.is_empty() { Exit::Yes } else { Exit::No };
    package.findings = findings;
    if let Some(Report::Whole(text)) = &report {
        session.out(text);
        return exit;
    }
    show(session, &[Shown::of(package)], arguments.format, false);
    if let Some(Report::Beside(text)) = &report {
        session.out(text);
    }
    exit
}

/// What was found in a package.
struct Looked {
    findings: Vec<Diagnostic>,
    report: Option<Report>,
}

/// What is no fault and worth knowing, as text.
enum Report {
    /// It holds the findings as well.
    Whole(String),
    /// It stands after the findings.
    Beside(String),
}

/// Asks everything that was asked for.
fn look(
    session: &Session<'_>,
    arguments: &Verify,
    terms: &Terms,
    program: &Program,
    package: &CheckedPackage,
) -> Result<Looked, Box<Diagnostic>> {
    let refused = |why| Box::new(not_answered("the package", &why));
    let party = Party::new(program);
    let places = places(&package.db, package.law());
    let found = faults(&party, terms).map_err(refused)?;
    let mut findings: Vec<Diagnostic> = found.faults.iter().map(|it| fault(it, program, &places)).collect();
    findings.extend(found.unanswered.iter().map(|(what, why)| not_answered(what, why)));
    let seen = arguments.report.then(|| observations(&party, terms)).transpose().map_err(refused)?;
    if let Some(seen) = &seen {
        findings.extend(seen.unanswered.iter().map(|(what, why)| not_answered(what, why)));
    }
    if let Some(overlay) = &package.amended {
        let note = overlay.note();
        findings = findings.iter().map(|finding| overlay.mapped(finding).note(note.clone())).collect();
    }
    Diagnostic::sort(&mut findings);
    let report = seen.map(|seen| report(session, arguments, &seen, &findings, program, &package.sources));
    Ok(Looked { findings, report })
}

fn report(
    session: &Session<'_>,
    arguments: &Verify,
    seen: &Verification,
    findings: &[Diagnostic],
    program: &Program,
    sources: &Sources,
) -> Report {
    if arguments.format == CheckFormat::Json {
        let shown = findings.iter().filter_map(|it| acquis_diagnostics::json(it, sources).ok()).collect();
        let value = json(seen, shown, program);
        return Report::Whole(format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default()));
    }
    Report::Beside(human(seen, program, session.out_style()))
}
