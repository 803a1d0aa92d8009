//! One mistake costs one message: the flagship package with one brace or one word of the language lost or misspelt. The
//! bounds are on what is said and not on how long it takes; `cargo run -p acquis-tests --example slips` shows every slip
//! with its messages.

use std::collections::BTreeMap;

use acquis_base::Severity;
use acquis_tests::slips::{Checked, Kind, Slip, line, slips};

/// The files with every kind of declaration but scenarios.
const FILES: [&str; 5] =
    ["annex_ii/level_3.acq", "instruments.acq", "levels.acq", "notions.acq", "registers.acq"];

/// Says what is found after a slip, where that is more than `most` messages, or none though one must come.
fn complaint(checked: &mut Checked, path: &str, slip: &Slip, most: usize) -> Option<String> {
    let found = checked.after(path, slip);
    let codes: Vec<&str> = found.iter().map(|finding| finding.code.id).collect();
    let at = line(&checked.text(path), slip.at);
    let is_right = codes.len() <= most && (slip.kind != Kind::Brace || codes == ["ACQ0002"]);
    (!is_right).then(|| format!("{path}:{at} {:?} `{}`: {}", slip.kind, slip.word, codes.join(" ")))
}

/// Every slip that is chosen, by file.
fn complaints(most: usize, choose: impl Fn(usize, &Slip) -> bool) -> Vec<String> {
    let mut checked = Checked::cada();
    let mut found = vec![];
    for path in FILES {
        let all = slips(&checked.text(path));
        let chosen = all.iter().enumerate().filter(|(at, slip)| choose(*at, slip)).map(|(_, slip)| slip);
        for slip in chosen {
            found.extend(complaint(&mut checked, path, slip, most));
        }
    }
    found
}

#[test]
fn a_lost_brace_costs_one_message_that_says_so() {
    let found = complaints(1, |at, slip| slip.kind == Kind::Brace && at % 3 == 0);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_lost_or_misspelt_word_costs_two_messages_at_most() {
    let found = complaints(2, |at, slip| slip.kind != Kind::Brace && at % 11 == 0);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn nearly_every_slip_costs_one_message() {
    let mut checked = Checked::cada();
    let mut counts: BTreeMap<bool, usize> = BTreeMap::new();
    for path in ["annex_ii/level_3.acq", "notions.acq"] {
        for slip in slips(&checked.text(path)).iter().step_by(5) {
            let found = checked.after(path, slip);
            *counts.entry(found.len() <= 1).or_default() += 1;
            assert!(found.iter().all(|finding| finding.severity == Severity::Error), "{slip:?}: {found:?}");
        }
    }
    let (more, one) = (counts.get(&false).copied().unwrap_or(0), counts.get(&true).copied().unwrap_or(0));
    assert!(more * 20 <= one, "{more} slips cost several messages, {one} cost one");
}
