//! The scenarios as JSON (docs/formats.md, section "Tests").

use acquis_base::Name;
use serde_json::{Value, json};

use crate::mutants;

use super::{Covered, Failure, Ran, Report};

/// What came of the scenarios of one package.
pub fn json(report: &Report<'_>, coverage: bool) -> Value {
    let failed = report.ran.iter().filter(|ran| !ran.failures.is_empty()).count();
    let mut value = json!({
        "schema": "acquis.test/1",
        "package": report.program.package.name.as_str(),
        "amendments": report.program.package.amendments.iter().map(Name::as_str).collect::<Vec<_>>(),
        "passed": report.ran.len() - failed,
        "failed": failed,
        "scenarios": report.ran.iter().map(ran).collect::<Vec<_>>(),
    });
    if let (Some(parts), true, Value::Object(map)) = (&report.coverage, coverage, &mut value) {
        map.insert("coverage".to_owned(), parts.iter().map(covered).collect());
    }
    if let (Some(judgement), Value::Object(map)) = (&report.mutants, &mut value) {
        map.insert("mutants".to_owned(), mutants::json(judgement));
    }
    value
}

fn covered(part: &Covered) -> Value {
    json!({
        "kind": part.kind.key(),
        "of": part.of,
        "part": part.words,
        "file": part.file,
        "line": part.line,
        "true": part.seen.holds,
        "false": part.seen.fails,
    })
}

fn ran(ran: &Ran) -> Value {
    json!({
        "name": ran.name,
        "amendments": ran.amendments,
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
