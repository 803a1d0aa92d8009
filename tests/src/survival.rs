//! What must be true of every answer, whatever the question: that there is one, that it is well formed, and that it is
//! no longer than there is something to say.

use std::panic::{AssertUnwindSafe, catch_unwind};

use acquis_base::{ALL_CODES, Diagnostic, MemoryHost, Place, Severity, Sources};
use serde_json::Value;

use crate::cli::{Output, acquis_in};

/// A stack on which nothing overflows, whatever the input.
pub const SMALL_STACK: usize = 512 * 1024;

/// The smallest stack on which everything works that the limits allow: the least that operating systems give a program
/// to start with. A build without optimisation needs about two thirds of it.
pub const PLAIN_STACK: usize = 1024 * 1024;

/// Does something on a thread with a stack of that size. An overflow ends the whole test program.
pub fn on_stack<T: Send>(size: usize, work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(size).spawn_scoped(scope, work);
        thread.expect("a thread").join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Does something that may fail the test, and says about what input it was.
pub fn about<T>(input: &dyn Fn() -> String, work: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        eprintln!("── this happened with\n{}\n──", input());
        std::panic::resume_unwind(panic)
    })
}

/// How many findings of one text are shown to see that they can be.
const SHOWN: usize = 4;

/// Holds findings to what is true of all findings: each has a code and words, points into a text that there is and at
/// whole characters of it, and can be shown to people and to programs.
pub fn hold_findings(findings: &[Diagnostic], sources: &Sources) {
    findings.iter().for_each(|finding| hold_finding(finding, sources));
    // The last are as good as the first: what is odd often stands at the end of a text.
    let shown = findings.iter().take(SHOWN / 2).chain(findings.iter().rev().take(SHOWN / 2));
    shown.for_each(|finding| hold_shown(finding, sources));
    let mut sorted = findings.to_vec();
    Diagnostic::sort(&mut sorted);
    sorted.dedup();
    assert_eq!(sorted, findings, "findings stand in the order of the texts, each once");
}

fn hold_finding(finding: &Diagnostic, sources: &Sources) {
    assert!(ALL_CODES.contains(&finding.code), "{finding:?} has no registered code");
    assert!(!finding.message.trim().is_empty() && !finding.message.contains('\n'), "{finding:?}");
    let edits = || finding.fix.iter().flat_map(|fix| &fix.edits);
    let places = finding.labels.iter().map(|label| &label.place).chain(edits().map(|edit| &edit.place));
    places.for_each(|place| hold_place(place, sources, finding));
    let mut edited: Vec<&Place> = edits().map(|edit| &edit.place).collect();
    edited.sort();
    let apart = |pair: &[&Place]| pair[0].file != pair[1].file || pair[0].span.end <= pair[1].span.start;
    assert!(edited.windows(2).all(apart), "the edits of a repair overlap: {finding:?}");
}

fn hold_place(place: &Place, sources: &Sources, finding: &Diagnostic) {
    let (text, _) = sources.get(&place.file).unwrap_or_else(|| panic!("there is no such file: {finding:?}"));
    let (start, end) = (place.span.start as usize, place.span.end as usize);
    assert!(start <= end && end <= text.len(), "{finding:?} points outside its text");
    assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{finding:?} splits a character");
}

/// Both ways of showing a finding say its code, its words and the same place, and the one for people is not long.
fn hold_shown(finding: &Diagnostic, sources: &Sources) {
    let json = acquis_diagnostics::json(finding, sources).expect("a finding can be written as JSON");
    assert_eq!(json["code"], finding.code.id);
    let shown = acquis_diagnostics::human(finding, sources, false);
    assert!(shown.starts_with(&format!("{}[{}]", finding.severity.as_str(), finding.code.id)), "{shown}");
    assert!(shown.ends_with('\n') && !shown.contains('\u{1b}'), "{shown}");
    assert!(acquis_diagnostics::human(finding, sources, true).contains(finding.code.id));
    if let Value::Object(label) = &json["labels"][0] {
        let at = format!(
            "{}:{}:{}",
            finding.labels[0].place.file, label["start"]["line"], label["start"]["column"]
        );
        assert!(shown.lines().any(|line| line.contains(&format!("─[ {at} ]"))), "{at} is not in\n{shown}");
    }
    let words: usize = finding.labels.iter().map(|label| label.text.len()).sum();
    let words = words + finding.message.len() + finding.notes.iter().map(String::len).sum::<usize>();
    let words = words + finding.help.as_ref().map_or(0, String::len);
    let most = 4000 * (1 + finding.labels.len()) + 4 * words;
    assert!(shown.len() <= most, "{} bytes are shown for {finding:?}", shown.len());
}

/// Runs a command and holds its answer to what is true of all answers.
pub fn run(host: &MemoryHost, words: &[&str]) -> Output {
    let output = acquis_in(host, words, "");
    assert!(output.code <= 3, "{words:?} exits with {}", output.code);
    let silent = output.out.is_empty() && output.err.is_empty();
    assert!(!silent, "{words:?} exits with {} and says nothing", output.code);
    // Whatever cannot be used is said to be so, with a code.
    if output.code == 2 {
        assert!(!output.codes().is_empty(), "{words:?} says only\n{}", output.err);
    }
    if words.contains(&"json") && !output.out.is_empty() {
        output.json();
    }
    output
}

/// Runs `check` and holds its exit code to what it found.
pub fn check(host: &MemoryHost) -> Output {
    let json = run(host, &["check", "--format", "json"]);
    let findings = json.json();
    let findings = findings.as_array().expect("a list of findings");
    let errors = findings.iter().filter(|finding| finding["severity"] == Severity::Error.as_str()).count();
    assert_eq!(json.code, u8::from(errors > 0), "{}", json.out);
    let human = run(host, &["check"]);
    assert_eq!(human.code, json.code);
    human
}
