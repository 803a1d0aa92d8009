//! The scenarios in the form that build servers read: a suite for each file, a test case for each case. No times are
//! given, for results do not depend on the clock.

use std::fmt::Write as _;

use super::{Ran, Report};
use crate::page::html_text;

/// What came of all scenarios, as JUnit XML.
pub fn junit(reports: &[Report<'_>]) -> String {
    let all: Vec<&Ran> = reports.iter().flat_map(|report| &report.ran).collect();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites{}>", totals("acquis", &all));
    for suite in all.chunk_by(|a, b| a.file == b.file) {
        let Some(first) = suite.first() else { continue };
        let _ = writeln!(out, "  <testsuite{}>", totals(&first.file, suite));
        for ran in suite {
            case(&mut out, ran);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn totals(name: &str, all: &[&Ran]) -> String {
    let failed = all.iter().filter(|ran| !ran.failures.is_empty()).count();
    format!(" name=\"{}\" tests=\"{}\" failures=\"{failed}\" errors=\"0\"", escaped(name), all.len())
}

fn case(out: &mut String, ran: &Ran) {
    let module = ran.file.trim_end_matches(".acq").replace('/', ".");
    let head = format!("    <testcase name=\"{}\" classname=\"{}\"", escaped(&ran.name), escaped(&module));
    if ran.failures.is_empty() {
        let _ = writeln!(out, "{head}/>");
        return;
    }
    let _ = writeln!(out, "{head}>");
    let message =
        |failure: &super::Failure| format!("expected {}, found {}", failure.expected, failure.actual);
    let messages: Vec<String> = ran.failures.iter().map(message).collect();
    let mut text = String::new();
    for (failure, message) in ran.failures.iter().zip(&messages) {
        let _ = writeln!(text, "{}:{}: {message}", ran.file, failure.line);
        for reason in &failure.reasons {
            let _ = writeln!(text, "  {reason}");
        }
    }
    let (message, text) = (escaped(&messages.join("; ")), escaped(text.trim_end()));
    let _ = writeln!(out, "      <failure message=\"{message}\" type=\"expectation\">{text}</failure>");
    out.push_str("    </testcase>\n");
}

/// A text as XML writes it. What XML 1.0 cannot hold at all is replaced.
fn escaped(text: &str) -> String {
    let is_held = |c: char| matches!(c, '\n' | '\t' | ' '..='\u{fffd}' | '\u{10000}'..);
    html_text(&text.replace(|c| !is_held(c), "\u{fffd}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_xml_is_escaped() {
        assert_eq!(escaped("a < \"b\" & 'c' > \u{1}d\n"), "a &lt; &quot;b&quot; &amp; 'c' &gt; \u{fffd}d\n");
    }
}
