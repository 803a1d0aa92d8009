//! The case tables of Annex II: every lettered point, every outcome, every limb, every reading.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use acquis_base::Step;
use acquis_eval::Verdict;
use acquis_ir::{Criterion, ProvisionId};
use acquis_tests::cases::{Bench, Case, Change, Section, cada, read, result_of, words};
use acquis_tests::repository;

/// The outcomes that every point has, or says why it cannot have.
const OUTCOMES: [Verdict; 4] = [Verdict::Met, Verdict::NotMet, Verdict::Undetermined, Verdict::NotApplicable];

static BENCH: LazyLock<Bench> = LazyLock::new(cada);

static SECTIONS: LazyLock<Vec<Section>> = LazyLock::new(|| {
    let files = (1..=4).map(|level| format!("tests/spec/cases/level_{level}.md"));
    let sections =
        |file: String| read(&file, &repository::text(&file)).unwrap_or_else(|error| panic!("{error}"));
    files.flat_map(sections).collect()
});

/// All cases, with the points that they are about.
fn cases() -> impl Iterator<Item = (&'static str, &'static Case)> {
    SECTIONS.iter().flat_map(|section| section.cases.iter().map(|case| (section.point.as_str(), case)))
}

/// The lettered point that a provision is or lies within: `3.1(g)`.
fn lettered(provision: &ProvisionId) -> Option<String> {
    match provision.path.0.as_slice() {
        [Step::Annex(_), Step::Number(number), Step::Label(letter), ..] => {
            Some(format!("{number}({letter})"))
        }
        _ => None,
    }
}

/// The criterion of a point.
fn criterion(point: &str) -> &'static Criterion {
    let is_it = |criterion: &&Criterion| lettered(&criterion.provision).as_deref() == Some(point);
    BENCH.program.criteria.iter().find(is_it).unwrap_or_else(|| panic!("there is no criterion {point}"))
}

fn must_be_empty(wrong: impl Iterator<Item = String>) {
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_case_leads_to_its_verdict() {
    must_be_empty(cases().filter_map(|(point, case)| {
        let why = BENCH.run(point, case).err()?;
        Some(format!("{} {}: {why}", case.line, case.about))
    }));
}

#[test]
fn in_the_base_dossier_every_point_is_met_or_does_not_apply() {
    let open = BENCH.assessed(&[], |assessment, _| {
        let open = assessment
            .criteria
            .iter()
            .filter(|result| !matches!(result.verdict, Verdict::Met | Verdict::NotApplicable));
        open.map(|result| result.criterion.provision.to_string()).collect::<Vec<_>>()
    });
    assert_eq!(open, Ok(vec![]));
}

#[test]
fn every_lettered_point_has_a_section_in_the_order_of_the_annex() {
    let criteria: Vec<String> =
        BENCH.program.criteria.iter().filter_map(|criterion| lettered(&criterion.provision)).collect();
    let sections: Vec<String> = SECTIONS.iter().map(|section| section.point.clone()).collect();
    assert_eq!(sections, criteria);
    assert_eq!(sections.len(), 40);
}

#[test]
fn every_point_has_each_outcome_or_says_why_it_cannot() {
    let pairs = SECTIONS.iter().flat_map(|section| OUTCOMES.map(|outcome| (section, outcome)));
    must_be_empty(pairs.filter_map(|(section, outcome)| {
        let cases = section.cases.iter().filter(|case| case.verdict == outcome).count();
        let reasons = section.impossible.iter().filter(|row| row.verdict == outcome).count();
        let fault = match (cases, reasons) {
            (0, 0) => "has no case, and no reason why it cannot be",
            (0, 1) | (1.., 0) => return None,
            (0, _) => "is said twice to be impossible",
            (1.., _) => "has a case and is said to be impossible",
        };
        Some(format!("{} {}: `{}` {fault}", section.line, section.point, words(outcome)))
    }));
}

/// A point is outside a dossier only by its trigger; what has none always applies, and nothing else is impossible.
#[test]
fn what_is_said_to_be_impossible_is() {
    let rows = SECTIONS.iter().flat_map(|section| section.impossible.iter().map(|row| (&section.point, row)));
    must_be_empty(rows.filter_map(|(point, row)| {
        let has_trigger = criterion(point).requirement.applies.is_some();
        let possible = row.verdict != Verdict::NotApplicable || has_trigger;
        possible.then(|| format!("{} {point} can be `{}`", row.line, words(row.verdict)))
    }));
}

#[test]
fn no_two_cases_of_a_point_change_the_same() {
    must_be_empty(SECTIONS.iter().flat_map(|section| {
        section.cases.iter().enumerate().filter_map(|(at, case)| {
            let other = section.cases[..at].iter().find(|other| other.changes == case.changes)?;
            Some(format!("{} changes what {} changes", case.line, other.line))
        })
    }));
}

/// Whether the points of Annex II are what a reading is about; what others decide is for scenarios of rules.
fn is_about_points(reading: &acquis_ir::Reading) -> bool {
    reading.cites.iter().any(|cited| matches!(cited.provision.path.0.first(), Some(Step::Annex(_))))
}

/// A choice that decides nothing would be none: under it, some case of each point cited comes out differently.
#[test]
fn every_choice_of_every_reading_decides_a_case_of_each_point_it_is_about() {
    let decided: BTreeSet<(String, String)> =
        cases().filter_map(|(point, case)| decided_by(point, case)).collect();
    let readings = BENCH.program.readings.values().filter(|reading| is_about_points(reading));
    let choices = readings.flat_map(|reading| {
        let others = reading.choices.iter().filter(|choice| choice.name != reading.default);
        others.map(move |choice| (format!("{}={}", reading.name, choice.name), &reading.cites))
    });
    must_be_empty(choices.flat_map(|(choice, cites)| {
        let points: Vec<String> = cites.iter().filter_map(|cited| lettered(&cited.provision)).collect();
        let undecided =
            points.into_iter().filter(|point| !decided.contains(&(choice.clone(), point.clone())));
        let mut wrong: Vec<String> =
            undecided.map(|point| format!("{choice} decides no case of {point}")).collect();
        if !decided.iter().any(|(known, _)| *known == choice) {
            wrong.push(format!("{choice} decides no case"));
        }
        wrong
    }));
}

/// The one choice that a case names, if without it the point would come out differently.
fn decided_by(point: &str, case: &Case) -> Option<(String, String)> {
    let (read, facts): (Vec<Change>, Vec<Change>) =
        case.changes.iter().cloned().partition(|change| matches!(change, Change::Reading(..)));
    let [Change::Reading(reading, choice)] = &read[..] else { return None };
    let by_default = BENCH.verdict(point, &facts);
    let differs = by_default.is_ok_and(|verdict| verdict != case.verdict);
    differs.then(|| (format!("{reading}={choice}"), point.to_owned()))
}

#[test]
fn every_labelled_part_of_a_point_holds_in_one_case_and_fails_in_another() {
    let with_parts = cases().filter(|(point, _)| !criterion(point).points.is_empty());
    let seen: BTreeSet<(String, String, Verdict)> =
        with_parts.flat_map(|(point, case)| parts(point, case)).collect();
    must_be_empty(SECTIONS.iter().flat_map(|section| {
        let parts = criterion(&section.point).points.iter().map(|part| part.label.to_string());
        let wanted = parts.flat_map(|part| {
            [Verdict::Met, Verdict::NotMet].map(|verdict| (section.point.clone(), part.clone(), verdict))
        });
        let unseen = wanted.filter(|wanted| !seen.contains(wanted));
        unseen.map(|(point, part, verdict)| format!("{point}{part} is never `{}`", words(verdict)))
    }));
}

/// What the labelled parts of a point come to in a case.
fn parts(point: &str, case: &Case) -> Vec<(String, String, Verdict)> {
    let found = BENCH.assessed(&case.changes, |assessment, _| {
        let result = result_of(assessment, point)?;
        let part = |part: &acquis_eval::PointResult<'_>| {
            (point.to_owned(), part.point.label.to_string(), part.verdict)
        };
        Ok::<_, String>(result.points.iter().map(part).collect())
    });
    found.flatten().unwrap_or_else(|why| panic!("{} {}: {why}", case.line, case.about))
}

/// The smallest file of cases with one row.
fn one_row(facts: &str, verdict: &str) -> String {
    format!(
        "## 1.1(a) Title\n\n| Case | Facts | Verdict |\n|---|---|---|\n| A case | {facts} | {verdict} |\n"
    )
}

/// What is wrong with a file of cases, read and run.
fn fault_of(text: &str) -> String {
    let sections = match read("x.md", text) {
        Ok(sections) => sections,
        Err(fault) => return fault,
    };
    let rows = sections.iter().flat_map(|section| section.cases.iter().map(|case| (&section.point, case)));
    let faults = rows.filter_map(|(point, case)| BENCH.run(point, case).err());
    faults.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_row_that_cannot_be_read_is_an_error() {
    let table =
        |rows: &str| format!("## 1.1(a) Title\n\n| Case | Facts | Verdict |\n|---|---|---|\n{rows}\n");
    for (text, fault) in [
        (table("| A case | the base dossier |"), "x.md:5: a row of this table has three cells"),
        (table("| | the base dossier | met |"), "x.md:5: the case is not described"),
        (table(""), "x.md:5: a table without rows ends here"),
        (one_row("the base dosier", "met"), "x.md:5: facts are changes in backquotes"),
        (one_row("", "met"), "x.md:5: facts are changes in backquotes"),
        (one_row("`remove provider.name` or not", "met"), "x.md:5: facts are changes in backquotes"),
        (one_row("`remove provider.name", "met"), "x.md:5: a backquote has no counterpart"),
        (one_row("`provider.name: X`", "met"), "x.md:5: `provider.name: X` is no change"),
        (one_row("`add to infrastructure`", "met"), "x.md:5: `add to infrastructure` is no change"),
        (one_row("`--reading union_area`", "met"), "x.md:5: `--reading union_area` is no change"),
        (one_row("`remove provider..name`", "met"), "x.md:5: `provider..name` is no fact"),
        (one_row("`remove personnel[]`", "met"), "x.md:5: `personnel[]` is no fact"),
        (one_row("`provider.name = {`", "met"), "x.md:5: `value: {` cannot be read"),
        (one_row("the base dossier", "fulfilled"), "x.md:5: `fulfilled` is none of: met, "),
        (one_row("the base dossier", "met; derogation open"), "x.md:5: `open` is none of: not needed, "),
        (one_row("the base dossier", "met; 2.1 not met"), "x.md:5: `2.1` is neither a point"),
        (one_row("cannot be", "never"), "x.md:5: `never` is none of"),
        (
            one_row("the base dossier", "met").replace("Facts", "Change"),
            "x.md:3: the cells of the first row are",
        ),
        (
            one_row("the base dossier", "met").replace("|---|---|---|\n", ""),
            "x.md:4: a line of dashes stands",
        ),
        (
            one_row("the base dossier", "met").replace("1.1(a)", "1.1"),
            "x.md:1: `1.1 Title` does not start with",
        ),
        (
            one_row("the base dossier", "met").replace("## 1.1(a)", "#"),
            "x.md:5: a table stands in the section",
        ),
        (one_row("the base dossier", "met").repeat(2), "x.md:6: 1.1(a) has a section already, at x.md:1"),
        ("Throughout, all is well.\n".to_owned(), "x.md:2: `Throughout` names no change"),
        ("Throughout: `remove provider`.\n".to_owned(), "x.md: no table follows `Throughout`"),
    ] {
        assert!(fault_of(&text).starts_with(fault), "{text}\ngives {:?}", fault_of(&text));
    }
}

#[test]
fn a_change_that_applies_to_nothing_is_an_error() {
    for (facts, fault) in [
        ("`provider.established = US`", "LegalEntity has no fact called `established`"),
        ("`provder.established_in = US`", "there is no `provder` for `provder.established_in`"),
        ("`provider.name.short = N`", "there is no record that could hold `provider.name.short`"),
        ("`provider.established_in = DE`", "`provider.established_in` has that value already"),
        ("`remove provider.established`", "there is no `provider.established` to remove"),
        ("`remove subcontractors[nobody]`", "`subcontractors[nobody]`: no element is chosen"),
        (
            "`remove components[security_relevant: true]`",
            "`components[security_relevant: true]`: more than one element is chosen",
        ),
        ("`provider[nordwolke].name = N`", "`provider[nordwolke].name` chooses from what is no list"),
        ("`add to provider { name: N }`", "`provider` is no list"),
        ("`open provider`", "`provider` is no closed list"),
        (
            "`subcontractors[rackwerk] = { id: rackwerk }`",
            "`subcontractors[rackwerk]` is an element of a list",
        ),
        ("`--as-of 2026-10-01`", "the dossier is assessed as of 2026-10-01 already"),
        ("`--as-of 2026-02-30`", "`2026-02-30` is no date"),
        ("`--reading union_area=member_states_only`", "`union_area` is read as `member_states_only` already"),
        ("`--reading union_area=moon`", "there is no reading `union_area` with the choice `moon`"),
        ("`provider.role = subcontractor`", "the dossier is not assessed"),
    ] {
        let found = fault_of(&one_row(facts, "met"));
        assert!(found.starts_with(fault), "{facts} gives {found:?}");
    }
}

#[test]
fn a_case_that_comes_out_differently_is_an_error() {
    for (facts, verdict, fault) in [
        ("`provider.established_in = US`", "met", "1.1(a) is `not met`, not `met`"),
        (
            "the base dossier",
            "met; nothing to check",
            "what it asks is `something to check`, not `nothing to check`",
        ),
        ("the base dossier", "met; 2.1(a) not met", "2.1(a) is `met`, not `not met`"),
        ("the base dossier", "met; 5.1(a) met", "there is no criterion Annex II 5.1(a)"),
        ("the base dossier", "met; (i) met", "1.1(a) has no part (i)"),
        ("the base dossier", "met; derogation closed", "1.1(a) does not have one derogation"),
        (
            "`remove provider.established_in`, `remove service.sbom_complete`",
            "undetermined",
            "/service/sbom_complete is not among what is missing: [\"/provider/established_in\"]",
        ),
    ] {
        assert_eq!(fault_of(&one_row(facts, verdict)), fault, "{facts}");
    }
}
