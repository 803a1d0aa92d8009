//! Rich packages: what `diff` proves of two versions is never contradicted by a dossier made by chance.

use std::cell::Cell;

use acquis_eval::Truth;
use acquis_prove::{Change, Diff, Direction, Party, Terms, Unanswered, diff};
use acquis_tests::arbitrary::{Answer, Case, Document, Numbers, dossier};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError, TestRunner};

/// Numbers that decide a package, criteria in their stead in another version of it, and dossiers.
fn numbers() -> impl Strategy<Value = (Numbers, Vec<Vec<u16>>, Vec<Vec<u16>>)> {
    let some = |most: usize| vec(any::<u16>(), 0..most);
    let criteria = || vec(vec(any::<u16>(), 0..120), 1..4);
    (vec(any::<u16>(), 20..60), some(100), criteria(), criteria(), vec(vec(any::<u16>(), 20..160), 30))
        .prop_map(|(vocabulary, notions, criteria, others, dossiers)| {
            let numbers =
                Numbers { vocabulary, notions, criteria, facts: vec![], gaps: vec![], more: vec![] };
            (numbers, others, dossiers)
        })
}

/// A dossier that says nothing of registers: what those say is a part of the package, unless they are open.
fn without_registers(document: Document) -> Document {
    match document {
        Document::Record(entries) => {
            Document::Record(entries.into_iter().filter(|(key, _)| key != "registers").collect())
        }
        other => other,
    }
}

fn change_of(change: &Result<Change, Unanswered>) -> Option<&Change> {
    change.as_ref().ok()
}

/// Whether a dossier that satisfies the one and not the other is foreseen.
fn foreseen(change: Option<&Change>, before: Truth, after: Truth) -> bool {
    let Some(change) = change else { return true };
    match (before, after) {
        (Truth::True, Truth::False) => change.lost.is_some(),
        (Truth::False, Truth::True) => change.won.is_some(),
        _ => true,
    }
}

fn held(
    found: &Diff,
    show: impl Fn(&acquis_ir::ProvisionId) -> String,
    before: &Answer,
    after: &Answer,
) -> Result<(), String> {
    for criterion in &found.criteria {
        let name = show(&criterion.provision);
        let of = |answer: &Answer| {
            answer.criteria.iter().find(|it| it.provision == name).map_or(Truth::True, |it| it.satisfied)
        };
        if !foreseen(change_of(&criterion.change), of(before), of(after)) {
            return Err(format!(
                "{name}: {:?} before and {:?} after was not foreseen",
                of(before),
                of(after)
            ));
        }
    }
    for level in &found.levels {
        let (was, is) = (before.reached(level.level), after.reached(level.level));
        if !foreseen(change_of(&level.change), was, is) {
            return Err(format!("level {}: {was:?} before and {is:?} after was not foreseen", level.level));
        }
    }
    Ok(())
}

/// The directions, and how many questions were not answered; fails on a witness that is not confirmed.
fn directions(found: &Diff) -> Result<Vec<Option<Direction>>, String> {
    let changes = found.criteria.iter().map(|it| &it.change).chain(found.levels.iter().map(|it| &it.change));
    changes
        .map(|change| match change {
            Ok(change) => Ok(Some(change.direction())),
            Err(Unanswered::Unconfirmed(document)) => Err(format!("a witness is not confirmed:\n{document}")),
            Err(other) => {
                if std::env::var_os("ACQUIS_SHOW").is_some() {
                    println!("unanswered: {other:?}");
                }
                Ok(None)
            }
        })
        .collect()
}

#[test]
fn no_dossier_contradicts_what_is_proved() {
    let cases = 60 * super::variable("ACQUIS_CASES").unwrap_or(1);
    let config = ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(u64::from(super::variable("ACQUIS_SEED").unwrap_or(2026))),
        max_shrink_iters: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let (asked, unanswered, moved, contrasts) = (Cell::new(0), Cell::new(0), Cell::new(0), Cell::new(0));
    let property = |(numbers, others, dossiers): (Numbers, Vec<Vec<u16>>, Vec<Vec<u16>>)| {
        let old = Case::new(numbers.clone());
        let new = Case::new(Numbers { criteria: others, ..numbers });
        let (loaded_old, loaded_new) = (old.loaded(), new.loaded());
        let (base, newer) = (loaded_old.expect_program(), loaded_new.expect_program());
        let ask = |slack| diff(&Party::new(base), &Party::new(newer), &Terms { slack, ..Terms::default() });
        let found = match ask(0) {
            Ok(found) => found,
            Err(_) => return Ok(()),
        };
        let plain =
            directions(&found).map_err(|it| TestCaseError::fail(format!("{it}\n{old:?}\n{new:?}")))?;
        asked.set(asked.get() + plain.len());
        if std::env::var_os("ACQUIS_SHOW").is_some() && plain.iter().any(Option::is_none) {
            println!("{old:?}\n===========\n{new:?}");
        }
        unanswered.set(unanswered.get() + plain.iter().filter(|it| it.is_none()).count());
        moved.set(moved.get() + plain.iter().flatten().filter(|it| **it != Direction::Equivalent).count());
        for facts in &dossiers {
            let document = without_registers(dossier(&old.law.vocabulary, facts));
            let readings = Default::default();
            let answer = |case: &Case, program| {
                acquis_tests::arbitrary::answer(
                    program,
                    &document.json(),
                    acquis_facts::Format::Json,
                    &readings,
                )
                .map_err(|it| TestCaseError::fail(format!("{it}\n{case:?}")))
            };
            let (Some(before), Some(after)) = (answer(&old, base)?, answer(&new, newer)?) else { continue };
            contrasts.set(contrasts.get() + usize::from(before.attained != after.attained));
            held(&found, |id| newer.outlines.show(id), &before, &after)
                .map_err(|it| TestCaseError::fail(format!("{it}\n{}\n{old:?}\n{new:?}", document.yaml())))?;
        }
        Ok(())
    };
    let outcome = TestRunner::new(config).run(&numbers(), property);
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    println!(
        "{} asked, {} unanswered, {} moved, {} contrasts",
        asked.get(),
        unanswered.get(),
        moved.get(),
        contrasts.get()
    );
    assert!(moved.get() > 100 && contrasts.get() > 50, "chance makes packages that differ");
}
