//! What a machine can mend: for every code, either the example of its page is mended by the repair that is offered with
//! it, or it is said here why none is.

use std::collections::BTreeMap;

use acquis_base::ALL_CODES;
use acquis_tests::markdown::sections;
use acquis_tests::pages::Example;
use acquis_tests::repository;
use serde_json::Value;

/// The words that are missing are for the author to find.
const WORDS: &str = "what is missing has to be thought of";
/// Two repairs mean different things, and the author says which is meant.
const CHOICE: &str = "there is more than one way, and they differ in meaning";
/// It is mended elsewhere than in the text of a policy.
const OUTSIDE: &str = "it is mended outside the text of a policy";

/// The codes whose example is offered no repair, and why.
const UNREPAIRED: &[(&str, &str)] = &[
    (
        "ACQ0001",
        "what stands after the fault is not read, so the word may be missing or stand in place of another",
    ),
    ("ACQ0004", CHOICE),
    ("ACQ0005", CHOICE),
    ("ACQ0006", CHOICE),
    ("ACQ0008", CHOICE),
    ("ACQ0009", "where the text was to end is not known"),
    ("ACQ0012", CHOICE),
    ("ACQ0015", WORDS),
    ("ACQ0102", CHOICE),
    ("ACQ0103", WORDS),
    ("ACQ0104", "what is written and not yet used would be lost"),
    ("ACQ0105", "what is written and not yet used would be lost"),
    ("ACQ0107", "no module has a name that comes close"),
    ("ACQ0109", "no field has a name that comes close"),
    ("ACQ0110", WORDS),
    ("ACQ0202", WORDS),
    ("ACQ0203", CHOICE),
    ("ACQ0204", WORDS),
    ("ACQ0205", WORDS),
    ("ACQ0206", WORDS),
    ("ACQ0207", CHOICE),
    ("ACQ0208", CHOICE),
    ("ACQ0209", WORDS),
    ("ACQ0210", CHOICE),
    ("ACQ0211", WORDS),
    ("ACQ0302", CHOICE),
    ("ACQ0304", CHOICE),
    ("ACQ0306", "a reason why there is no criterion is not for a machine to give"),
    ("ACQ0307", "no level sets out the provision"),
    ("ACQ0309", CHOICE),
    ("ACQ0312", CHOICE),
    ("ACQ0313", WORDS),
    ("ACQ0314", "which reading decides is for the author to say"),
    ("ACQ0315", WORDS),
    ("ACQ0316", "what is said of the variable would be lost"),
    ("ACQ0317", WORDS),
    ("ACQ0320", WORDS),
    ("ACQ0321", WORDS),
    ("ACQ0322", CHOICE),
    ("ACQ0323", WORDS),
    ("ACQ0324", CHOICE),
    ("ACQ0325", CHOICE),
    ("ACQ0326", CHOICE),
    ("ACQ0327", WORDS),
    ("ACQ0401", WORDS),
    ("ACQ0402", CHOICE),
    ("ACQ0403", WORDS),
    ("ACQ0404", WORDS),
    ("ACQ0405", WORDS),
    ("ACQ0406", CHOICE),
    ("ACQ0407", WORDS),
    ("ACQ0408", WORDS),
    ("ACQ0502", OUTSIDE),
    ("ACQ0503", OUTSIDE),
    ("ACQ0504", OUTSIDE),
    ("ACQ0505", "the fields may clash, and their order counts"),
    ("ACQ0506", WORDS),
    ("ACQ0508", OUTSIDE),
    ("ACQ0509", OUTSIDE),
    ("ACQ0801", WORDS),
    ("ACQ0802", WORDS),
    ("ACQ0803", WORDS),
    ("ACQ0804", "what must come of the facts is not for a machine to say unasked"),
    ("ACQ0805", WORDS),
    ("ACQ0806", WORDS),
    ("ACQ0901", WORDS),
    ("ACQ0903", "no grade has a name that comes close"),
    ("ACQ0904", CHOICE),
    ("ACQ1001", "what the waiver is about is mended elsewhere"),
    ("ACQ1002", CHOICE),
    ("ACQ1201", OUTSIDE),
    ("ACQ1202", "no amendment has a name that comes close"),
    ("ACQ1203", CHOICE),
    ("ACQ1204", CHOICE),
    ("ACQ1206", CHOICE),
    ("ACQ1207", CHOICE),
    ("ACQ1208", WORDS),
    ("ACQ1209", CHOICE),
    ("ACQ1210", CHOICE),
    ("ACQ1211", WORDS),
    ("ACQ1213", WORDS),
    ("ACQ1214", CHOICE),
];

/// The families whose findings are of dossiers, of the command line and of its files, of official texts, or are proved: what
/// to mend is then for the author to say.
const NOT_OF_POLICIES: [&str; 4] = ["ACQ06", "ACQ07", "ACQ13", "ACQ14"];

/// Codes of other families that `check` does not find in a text.
const NOT_IN_A_TEXT: [&str; 6] = ["ACQ0507", "ACQ0807", "ACQ0905", "ACQ1004", "ACQ1101", "ACQ1212"];

fn triggering(code: &str) -> Example {
    let text = repository::text(&format!("docs/diagnostics/{code}.md"));
    let sections = sections(&text);
    let section = sections.iter().find(|section| section.title == "Triggers it").expect("an example");
    Example::of(&section.blocks)
}

fn codes(found: &[Value]) -> BTreeMap<&str, usize> {
    let mut codes = BTreeMap::new();
    for finding in found {
        *codes.entry(finding["code"].as_str().expect("a code")).or_default() += 1;
    }
    codes
}

/// What is wrong with what is offered for the example of a code.
fn complaint(code: &str) -> Option<String> {
    let example = triggering(code);
    let found = example.findings();
    let own = found.iter().find(|finding| finding["code"] == code);
    let reason = UNREPAIRED.iter().find(|(unrepaired, _)| *unrepaired == code);
    let fix = own.map(|own| &own["fix"]).filter(|fix| !fix.is_null());
    match (fix, reason) {
        (None, Some(_)) => None,
        (None, None) => {
            Some(format!("{code}: no repair, and no reason why: {:?}", own.map(|own| &own["help"])))
        }
        (Some(fix), Some(_)) => Some(format!("{code}: there is a repair after all: {}", fix["title"])),
        (Some(fix), None) => {
            let left = example.repaired(fix).findings();
            let (before, after) = (codes(&found), codes(&left));
            let is_new = |(code, count): (&&str, &usize)| before.get(*code).is_none_or(|had| count > had);
            let is_mended = after.get(code).copied().unwrap_or(0) < before.get(code).copied().unwrap_or(0);
            (!is_mended || after.iter().any(is_new))
                .then(|| format!("{code}: {} leaves {after:?} of {before:?}", fix["title"]))
        }
    }
}

#[test]
fn the_example_of_every_code_is_mended_by_its_repair_or_has_a_reason_for_having_none() {
    let of_policies = ALL_CODES.iter().map(|code| code.id).filter(|id| {
        !NOT_OF_POLICIES.iter().any(|family| id.starts_with(family)) && !NOT_IN_A_TEXT.contains(id)
    });
    let wrong: Vec<String> = of_policies.filter_map(complaint).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_said_not_to_be_of_policies_is_not_found_by_check() {
    let found_all_the_same = |id: &&&str| triggering(id).findings().iter().any(|it| it["code"] == **id);
    let wrong: Vec<&&str> = NOT_IN_A_TEXT.iter().filter(found_all_the_same).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
