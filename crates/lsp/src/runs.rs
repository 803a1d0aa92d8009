//! Scenarios that were run by a command, with nothing held of the database.

use std::sync::Arc;

use acquis_analysis::{Scenario, scenarios, shared_program};
use acquis_base::{Sources, Span};
use acquis_eval::Patience;
use acquis_ir::Program;
use acquis_prove::Assessor;
use acquis_report::run::{question, run};
use acquis_report::scenarios::{Failure, Ran, Report, json};
use serde_json::{Value, json};
use tower_lsp_server::ls_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Uri,
};

use crate::convert::Shows;
use crate::question::Modified;
use crate::snapshot::{Held, Pages, Snapshot};

/// The scenarios of a package that are to be run.
pub(crate) struct Running {
    /// The folder of the package.
    pub(crate) place: String,
    uri: Option<Uri>,
    program: Arc<Program>,
    scenarios: Vec<Scenario>,
    sources: Sources,
    patience: Patience,
}

/// What came of the cases that were run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Run {
    pub(crate) cases: Vec<Case>,
}

/// What came of a case.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) ran: Arc<Ran>,
    /// The title of its scenario.
    pub(crate) scenario: String,
}

impl Running {
    /// Takes along the scenarios of a package, all or those of one title; nothing while the package has errors.
    pub(crate) fn prepare(snapshot: &Snapshot, held: &Held, title: Option<&str>) -> Option<Self> {
        let db = &snapshot.db;
        let program = Arc::clone(shared_program(db, held.package).as_ref()?);
        let mut all = scenarios(db, held.package);
        all.retain(|scenario| title.is_none_or(|title| scenario.title == title));
        let mut sources = Sources::default();
        for file in held.package.all_files(db) {
            sources.insert(file.path(db).as_str(), file.text(db).as_str());
        }
        let place = held.place();
        Some(Self {
            uri: crate::paths::uri_of(&place),
            place,
            program,
            scenarios: all,
            sources,
            patience: snapshot.age.patience(),
        })
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.scenarios.is_empty()
    }

    /// Runs them: what is answered, and what is shown.
    ///
    /// # Errors
    /// When something changes in the meantime.
    pub(crate) fn run(&self) -> Result<(Value, Run), Modified> {
        let mut cases = vec![];
        let assessor = Assessor::new(&self.program);
        for scenario in &self.scenarios {
            for case in &scenario.cases {
                let mut question = question(&self.program, scenario, case);
                question.patience = self.patience.clone();
                let (ran, _) = run(&assessor, None, &self.sources, (scenario, case), &question);
                if self.patience.is_over() {
                    return Err(Modified);
                }
                cases.push((scenario.title.to_string(), ran));
            }
        }
        let (titles, ran): (Vec<String>, Vec<Ran>) = cases.into_iter().unzip();
        let report = Report { program: &self.program, ran, coverage: None, mutants: None };
        let mut value = json(&report, false);
        if let Value::Object(map) = &mut value {
            map.insert("uri".to_owned(), json!(self.uri.as_ref().map(|uri| uri.as_str())));
        }
        let cases = titles.into_iter().zip(report.ran);
        let cases = cases.map(|(scenario, ran)| Case { ran: Arc::new(ran), scenario });
        Ok((value, Run { cases: cases.collect() }))
    }
}

impl Run {
    /// What did not come out as expected, by the paths of the files in which it is shown.
    pub(crate) fn failures(&self, pages: &Pages<'_>) -> Vec<(String, Diagnostic)> {
        let mut shown = vec![];
        for case in &self.cases {
            for failure in &case.ran.failures {
                let path = pages.held.path(&failure.place.file);
                shown.push((path, diagnostic(&case.ran, failure, pages)));
            }
        }
        shown
    }
}

fn diagnostic(ran: &Ran, failure: &Failure, pages: &Pages<'_>) -> Diagnostic {
    let mut message = format!("expected {}, and it is: {}", failure.expected, failure.actual);
    for reason in &failure.reasons {
        message.push_str(&format!("\n· {reason}"));
    }
    let case = Span { end: ran.place.span.start, ..ran.place.span };
    let place = acquis_base::Place { file: ran.place.file.clone(), span: case };
    let related = || {
        let location = Location { uri: pages.uri(&place.file)?, range: Shows::range(pages, &place) };
        Some(vec![DiagnosticRelatedInformation { location, message: format!("in \"{}\"", ran.name) }])
    };
    Diagnostic {
        range: Shows::range(pages, &failure.place),
        severity: Some(DiagnosticSeverity::ERROR),
        code: Some(NumberOrString::String("scenario".to_owned())),
        source: Some("acquis test".to_owned()),
        message,
        related_information: if pages.abilities().related_information { related() } else { None },
        ..Diagnostic::default()
    }
}
