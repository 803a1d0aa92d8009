//! Rich packages: the least that a level takes is no more than what a search without a solver comes to, and none of it can
//! be left out.

use std::cell::RefCell;

use acquis_eval::{Assess, Change, Question, Trials};
use acquis_facts::{Format, parse, read};
use acquis_ir::Date;
use acquis_prove::{assess_exactly, gap};
use acquis_tests::arbitrary::{Case, Numbers};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError, TestRunner};

/// Numbers that decide a package and a dossier.
fn numbers() -> impl Strategy<Value = Numbers> {
    let some = |most: usize| vec(any::<u16>(), 0..most);
    let criteria = vec(vec(any::<u16>(), 0..160), 1..4);
    (vec(any::<u16>(), 20..90), some(120), criteria, some(160), some(40)).prop_map(
        |(vocabulary, notions, criteria, facts, gaps)| Numbers {
            vocabulary,
            notions,
            criteria,
            facts,
            gaps,
            more: vec![],
        },
    )
}

/// How often something was met.
#[derive(Debug, Default)]
struct Seen {
    asked: usize,
    least: usize,
    fewer: usize,
    none: usize,
    not_found_out: usize,
    largest: usize,
}

fn size(changes: &[Change]) -> usize {
    changes.iter().map(Change::facts).sum()
}

fn fail(words: &str, case: &Case) -> TestCaseError {
    TestCaseError::fail(format!("{words}\n{case:?}"))
}

fn look(case: &Case, seen: &RefCell<Seen>) -> Result<(), TestCaseError> {
    let loaded = case.loaded();
    let program = loaded.expect_program();
    let text = case.with(&case.gaps(4)).json();
    let document = parse("some.json", &text, Format::Json).expect("a document");
    let Ok(dossier) = read(program, "some.json", &text, Format::Json) else { return Ok(()) };
    let question = Question::new(program, dossier.as_of.unwrap_or(Date::new(2026, 1, 1).expect("a day")));
    let Some(ladder) = program.ladders.values().next() else { return Ok(()) };
    let given = (&document, &dossier);
    let asked = (&question, assess_exactly as Assess);
    let mut seen = seen.borrow_mut();
    for level in ladder.levels.iter().map(|level| level.number) {
        let Ok(found) = gap(program, ladder, given, &question, level) else { return Ok(()) };
        if found.unconfirmed.is_some() {
            return Err(fail(&format!("level {level} is not confirmed: {found:#?}\n{text}"), case));
        }
        if found.blocking.is_empty() {
            continue;
        }
        seen.asked += 1;
        let mut trials = Trials::new(program, ladder, given, asked, level);
        for set in &found.alternatives {
            if trials.attains(set) != Some(true) {
                return Err(fail(&format!("level {level} is not attained: {set:#?}\n{text}"), case));
            }
            for left_out in 0..set.len() {
                let mut fewer = set.clone();
                fewer.remove(left_out);
                if trials.attains(&fewer) == Some(true) {
                    return Err(fail(&format!("{left_out} can be left out: {set:#?}\n{text}"), case));
                }
            }
        }
        if !found.is_least {
            seen.not_found_out += 1;
            continue;
        }
        let Ok(searched) = acquis_eval::gap(program, ladder, given, asked, level) else { continue };
        match (found.changes(), searched.changes()) {
            (Some(least), Some(other)) if size(least) > size(other) => {
                return Err(fail(&format!("fewer do: {other:#?}\nthan {least:#?}\n{text}"), case));
            }
            (None, Some(other)) => return Err(fail(&format!("there are some: {other:#?}\n{text}"), case)),
            (None, None) => seen.none += 1,
            (Some(least), other) => {
                seen.least += 1;
                seen.largest = seen.largest.max(size(least));
                seen.fewer += usize::from(other.is_none_or(|other| size(other) > size(least)));
            }
        }
    }
    Ok(())
}

#[test]
fn no_search_comes_to_fewer_facts_than_the_least() {
    let config = ProptestConfig {
        cases: 120 * super::variable("ACQUIS_CASES").unwrap_or(1),
        rng_seed: RngSeed::Fixed(u64::from(super::variable("ACQUIS_SEED").unwrap_or(2026))),
        max_shrink_iters: 100,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let seen = RefCell::new(Seen::default());
    let outcome = TestRunner::new(config).run(&numbers().prop_map(Case::new), |case| look(&case, &seen));
    println!("{:?}", seen.borrow());
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let seen = seen.borrow();
    assert!(seen.asked > 60 && seen.least > 30 && seen.fewer > 3, "{seen:?}");
}
