//! The scenarios as JSON (docs/formats.md, section "Tests").

use serde_json::{Value, json};

use super::{Failure, Ran, Report};

/// What came of the scenarios of one package.
pub(crate) fn json(report: &Report<'_>) -> Value {
    let failed = report.ran.iter().filter(|ran| !ran.failures.is_empty()).count();
    json!({
        "schema": "acquis.test/1",
        "package": report.program.package.name.as_str(),
        "passed": report.ran.len() - failed,
        "failed": failed,
        "scenarios": report.ran.iter().map(ran).collect::<Vec<_>>(),
    })
}

fn ran(ran: &Ran) -> Value {
    json!({
        "name": ran.name,
        "file": ran.file,
        "line": ran.line,
        "passed": ran.failures.is_empty(),
        "failures": ran.failures.iter().map(failure).collect::<Vec<_>>(),
    })
}

fn failure(failure: &Failure) -> Value {
    json!({
        "line": failure.line,
        "expected": failure.expected,
        "actual": failure.actual,
        "reasons": failure.reasons,
    })
}
