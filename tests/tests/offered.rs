//! Every repair that is offered leads on: made by itself it leaves fewer errors than there were, and none of another kind. Tried
//! on the flagship package with one slip in it at a time, and on the examples of the pages of diagnostics.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, Severity};
use acquis_tests::markdown::sections;
use acquis_tests::pages::Example;
use acquis_tests::repository;
use acquis_tests::slips::{Checked, fixed, line, slips};
use serde_json::Value;

/// Errors by code and message.
type Errors = BTreeMap<(String, String), usize>;

fn errors(found: &[Diagnostic]) -> Errors {
    let mut all = Errors::new();
    for finding in found.iter().filter(|finding| finding.severity == Severity::Error) {
        *all.entry((finding.code.id.to_owned(), finding.message.clone())).or_default() += 1;
    }
    all
}

fn printed_errors(found: &[Value]) -> Errors {
    let mut all = Errors::new();
    for finding in found.iter().filter(|finding| finding["severity"] == "error") {
        let word = |key: &str| finding[key].as_str().expect("a word").to_owned();
        *all.entry((word("code"), word("message"))).or_default() += 1;
    }
    all
}

/// Whether a repair of an error leaves fewer errors, or one of a warning none that is new.
fn leads_on(before: &Errors, after: &Errors, of_an_error: bool) -> bool {
    let count = |errors: &Errors| errors.values().sum::<usize>();
    let is_new = |(key, count): (&(String, String), &usize)| before.get(key).is_none_or(|had| count > had);
    let is_fewer = count(after) < count(before) || !of_an_error && count(after) == count(before);
    is_fewer && !after.iter().any(is_new)
}

/// What people get wrong in a text beside the words and braces of [`slips`]: numbers of annexes and of days, a word or a letter
/// written twice, a sign left out. Where it is, and the text with it.
fn wrong(text: &str) -> Vec<(usize, String)> {
    let mut all: Vec<(usize, String)> = slips(text).iter().map(|slip| (slip.at, slip.apply(text))).collect();
    let put = |from: usize, to: usize, new: &str| (from, format!("{}{new}{}", &text[..from], &text[to..]));
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match is_word(c) {
            true => rest.find(|c: char| !is_word(c)).unwrap_or(rest.len()),
            false => c.len_utf8(),
        };
        let (word, end) = (&rest[..length], at + length);
        if is_word(c) {
            all.push(put(at, end, &format!("{word} {word}")));
        }
        if ["I", "II", "III", "IV"].contains(&word) {
            all.extend(["2", "9"].map(|number| put(at, end, number)));
        } else if c.is_ascii_digit() {
            all.extend(["0", "4"].map(|number| put(at, end, number)));
        } else if "(){}[]:;=".contains(c) {
            all.push(put(at, end, ""));
        }
        at = end;
    }
    all
}

/// What is offered and does not lead on, once every `step`th wrong text stands in a file.
fn complaints(path: &str, step: usize) -> (usize, String) {
    let mut checked = Checked::cada();
    let text = checked.text(path);
    let (mut offered, mut told) = (0, String::new());
    for (at, wrong) in wrong(&text).into_iter().step_by(step) {
        let found = checked.with(path, wrong.clone());
        let before = errors(&found);
        for finding in &found {
            let Some(mended) = fixed(finding, path, &wrong) else { continue };
            offered += 1;
            let after = errors(&checked.with(path, mended));
            if !leads_on(&before, &after, finding.severity == Severity::Error) {
                let title = &finding.fix.as_ref().expect("a fix").title;
                let line = line(&text, at);
                told.push_str(&format!("{path}:{line}: {}: {title}: {after:?}\n", finding.message));
            }
        }
    }
    (offered, told)
}

#[test]
fn a_repair_of_a_slip_in_the_flagship_package_leads_on() {
    let files = [
        ("annex_ii/level_3.acq", 29),
        ("levels.acq", 9),
        ("registers.acq", 23),
        ("instruments.acq", 61),
        ("scenarios/points.acq", 31),
        ("scenarios/registers.acq", 61),
    ];
    let (mut offered, mut told) = (0, String::new());
    for (path, step) in files {
        let (more, complaints) = complaints(path, step);
        offered += more;
        told.push_str(&complaints);
    }
    assert!(told.is_empty(), "{told}");
    assert!(offered > 40, "only {offered} repairs were offered");
}

#[test]
fn a_repair_of_the_example_of_a_page_leads_on() {
    let mut told = String::new();
    for page in repository::files("docs/diagnostics", ".md") {
        let sections = sections(&repository::text(&page));
        let Some(section) = sections.iter().find(|section| section.title == "Triggers it") else { continue };
        let example = Example::of(&section.blocks);
        let found = example.findings();
        let before = printed_errors(&found);
        for finding in found.iter().filter(|finding| !finding["fix"].is_null()) {
            let after = printed_errors(&example.repaired(&finding["fix"]).findings());
            if !leads_on(&before, &after, finding["severity"] == "error") {
                told.push_str(&format!("{page}: {}: {after:?}\n", finding["message"]));
            }
        }
    }
    assert!(told.is_empty(), "{told}");
}
