//! The scenarios as text: those that fail with what differs and why, and how many pass.

use acquis_base::counted;

use super::{Ran, Report};
use crate::style::{Style, wrap};

/// What came of all scenarios, as text that ends in a line break; with those that pass by name if `full` says so.
pub fn human(reports: &[Report<'_>], full: bool, style: Style) -> String {
    let mut lines = vec![];
    for ran in reports.iter().flat_map(|report| &report.ran) {
        if !ran.failures.is_empty() {
            failed(ran, style, &mut lines);
        } else if full {
            lines.extend(wrap(&ran.name, &format!("{} ", style.good("✓")), "  "));
        }
    }
    let all = || reports.iter().flat_map(|report| &report.ran);
    let failed = all().filter(|ran| !ran.failures.is_empty()).count();
    let passed = all().count() - failed;
    if !lines.is_empty() {
        lines.push(String::new());
    }
    let passed = counted(passed, "scenario passes", "scenarios pass");
    lines.push(if failed == 0 {
        style.good(&passed)
    } else {
        format!("{passed}, {}", style.bad(&counted(failed, "fails", "fail")))
    });
    format!("{}\n", lines.join("\n"))
}

fn failed(ran: &Ran, style: Style, lines: &mut Vec<String>) {
    lines.extend(wrap(&ran.name, &format!("{} ", style.bad("✗")), "  "));
    if !ran.amendments.is_empty() {
        lines.push(style.dim(&format!("  under {}", ran.amendments.join(", "))));
    }
    let mut at = None;
    for failure in &ran.failures {
        if at != Some(failure.line) {
            lines.push(style.dim(&format!("  {}:{}", ran.file, failure.line)));
        }
        at = Some(failure.line);
        let words = format!("expected {}, found {}", failure.expected, failure.actual);
        lines.extend(wrap(&words, "    ", "    "));
        for reason in &failure.reasons {
            lines.extend(wrap(reason, "    · ", "      "));
        }
    }
}
