//! The guarantees of spec.md, section 12, held over packages and dossiers made by chance.
//!
//! The chance is the same in every run. `ACQUIS_CASES=20` tests twenty times as many cases, `ACQUIS_SEED=7` others.

use std::cell::RefCell;
use std::collections::BTreeSet;

use acquis_eval::{DerogationStatus, LevelStatus, Truth, Verdict};
use acquis_facts::Format;
use acquis_ir::Program;
use acquis_tests::arbitrary::model::Model;
use acquis_tests::arbitrary::{
    Answer, Arrangement, Case, Choices, CriterionAnswer, Document, Gaps, Numbers, answer, files,
};
use acquis_tests::cli::{acquis_in, memory};
use acquis_tests::loaded::Loaded;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError, TestRunner};

type Held = Result<(), TestCaseError>;

/// A number from the environment.
fn variable(name: &str) -> Option<u32> {
    std::env::var(name).ok().map(|words| words.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Numbers that decide a case.
fn numbers() -> impl Strategy<Value = Numbers> {
    let some = |most: usize| vec(any::<u16>(), 0..most);
    (
        vec(any::<u16>(), 20..90),
        some(160),
        vec(vec(any::<u16>(), 0..200), 1..6),
        some(160),
        some(40),
        some(40),
    )
        .prop_map(|(vocabulary, notions, criteria, facts, gaps, more)| Numbers {
            vocabulary,
            notions,
            criteria,
            facts,
            gaps,
            more,
        })
}

/// Holds a property for so many cases.
fn hold(cases: u32, property: impl Fn(&Case) -> Held) {
    let config = ProptestConfig {
        cases: cases * variable("ACQUIS_CASES").unwrap_or(1),
        rng_seed: RngSeed::Fixed(u64::from(variable("ACQUIS_SEED").unwrap_or(2026))),
        max_shrink_iters: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(&numbers().prop_map(Case::new), |case| property(&case));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// What the program answers to a dossier; G1 says that it does answer.
fn answered(case: &Case, program: &Program, dossier: &Document) -> Result<Option<Answer>, TestCaseError> {
    case.answer(program, dossier).map_err(TestCaseError::fail)
}

/// Whether what was settled is settled in the same way.
fn agrees(before: Truth, after: Truth) -> bool {
    before == Truth::Unknown || before == after
}

/// The labels that a satisfied criterion may come to bear.
fn possible(criterion: &CriterionAnswer) -> Vec<Verdict> {
    if criterion.routes.is_empty() { vec![criterion.verdict] } else { criterion.routes.clone() }
}

/// What is settled by one answer is settled in the same way by another, which knows more.
fn hold_settled(before: &Answer, after: &Answer) -> Held {
    for (one, other) in before.criteria.iter().zip(&after.criteria) {
        prop_assert!(agrees(one.satisfied, other.satisfied), "{one:#?}\nbecame\n{other:#?}");
        // The label of a satisfied criterion may be sharpened to one that was possible, and to no other.
        let sharpened = possible(other).iter().all(|label| possible(one).contains(label));
        prop_assert!(one.satisfied != Truth::True || sharpened, "{one:#?}\nbecame\n{other:#?}");
    }
    for (level, ..) in &before.levels {
        prop_assert!(
            agrees(before.reached(*level), after.reached(*level)),
            "{before:#?}\nbecame\n{after:#?}"
        );
    }
    Ok(())
}

/// G1, and what facts mean: a dossier that lacks nothing is assessed without anything unknown, and every verdict is
/// the one that the semantics give it, which the model computes by code of its own.
#[test]
fn a_dossier_that_lacks_nothing_is_settled_as_the_semantics_say() {
    hold(160, |case| {
        let loaded = case.loaded();
        let model = Model::new(&case.law, &case.whole, &case.readings);
        let Some(answer) = answered(case, loaded.expect_program(), &case.whole)? else {
            prop_assert!(model.violates_assumption());
            return Ok(());
        };
        prop_assert!(!model.violates_assumption());
        prop_assert_eq!(&answer.missing, &Vec::<String>::new());
        for (at, criterion) in case.law.criteria.iter().enumerate() {
            let found = answer.criteria.iter().find(|found| found.provision == criterion.citation());
            let Some(found) = found else { return Err(TestCaseError::fail("a criterion is left out")) };
            let expected = model.outcome(at);
            prop_assert_eq!(found.satisfied, Truth::from(expected.satisfied), "{:#?}", found);
            prop_assert_eq!(found.verdict, expected.verdict, "{:#?}", found);
            let statuses: Vec<DerogationStatus> =
                found.derogations.iter().map(|(_, status)| *status).collect();
            prop_assert_eq!(&statuses, &expected.derogations, "{:#?}", found);
        }
        let levels: Vec<u32> = model.levels().into_iter().map(|level| level as u32).collect();
        prop_assert_eq!(&answer.attained, &levels);
        prop_assert_eq!(&answer.reachable, &levels);
        Ok(())
    });
}

/// G1 and G3: whatever is left out of a dossier, it is assessed; and giving some of it, or all of it, overturns no
/// satisfaction and no level that was settled before.
#[test]
fn giving_what_was_missing_overturns_nothing_that_was_settled() {
    hold(160, |case| {
        let loaded = case.loaded();
        let program = loaded.expect_program();
        let some = case.gaps(6);
        let others = Gaps::new(&case.law.vocabulary, &case.whole, 8, &case.numbers.more);
        let more = some.and(&case.law.vocabulary, &case.whole, &others);
        let least = answered(case, program, &case.with(&more))?;
        let middle = answered(case, program, &case.with(&some))?;
        let whole = answered(case, program, &case.whole)?;
        // A dossier that definitely violates an assumption does so whatever is added.
        prop_assert!(least.is_some() || middle.is_none());
        prop_assert!(middle.is_some() || whole.is_none());
        for (before, after) in [(&least, &middle), (&middle, &whole), (&least, &whole)] {
            if let (Some(before), Some(after)) = (before, after) {
                hold_settled(before, after)?;
            }
        }
        Ok(())
    });
}

/// What is settled while facts are missing is so in every dossier that has them: in all of them, where what is missing
/// has few possible values, and in some with values, records and references that nobody thought of.
#[test]
fn what_is_settled_holds_in_every_completion() {
    hold(120, |case| {
        let loaded = case.loaded();
        let program = loaded.expect_program();
        let gaps = case.gaps(3);
        let before = answered(case, program, &case.with(&gaps))?;
        for complete in gaps.completions(&case.law.vocabulary, &case.whole, 48, &case.numbers.more) {
            match (&before, answered(case, program, &complete)?) {
                (Some(before), Some(after)) => hold_settled(before, &after)?,
                (None, after) => prop_assert!(after.is_none(), "{}", complete.yaml()),
                (Some(_), None) => {}
            }
        }
        Ok(())
    });
}

/// G9: what looking at all completions settles agrees with each of them, and overturns nothing that was settled without. That
/// nothing else is left open is shown where all completions can be looked at, in `proofs/completions.rs`.
#[test]
fn what_completions_settle_holds_in_every_completion() {
    let seen = RefCell::new(Exactly::default());
    hold(300, |case| {
        let loaded = case.loaded();
        let program = loaded.expect_program();
        let gaps = case.gaps(4);
        let dossier = case.with(&gaps);
        let Some(plain) = answered(case, program, &dossier)? else { return Ok(()) };
        let exact = case.exact_answer(program, &dossier).map_err(TestCaseError::fail)?;
        let Some(exact) = exact else { return Err(TestCaseError::fail("it was assessed before")) };
        // What is plain without a search is what a search finds.
        let searched = case.searched_answer(program, &dossier).map_err(TestCaseError::fail)?;
        prop_assert_eq!(Some(&exact), searched.as_ref(), "{}", dossier.yaml());
        hold_settled(&plain, &exact)?;
        let mut agreed = vec![None; exact.criteria.len()];
        for complete in gaps.completions(&case.law.vocabulary, &case.whole, 48, &case.numbers.more) {
            let Some(after) = answered(case, program, &complete)? else { continue };
            hold_settled(&exact, &after)?;
            for (so_far, found) in agreed.iter_mut().zip(&after.criteria) {
                *so_far = Some(so_far.map_or(found.satisfied, |known| {
                    if known == found.satisfied { known } else { Truth::Unknown }
                }));
            }
        }
        seen.borrow_mut().count(&plain, &exact, &agreed);
        Ok(())
    });
    let seen = seen.into_inner();
    println!("{seen:?}");
    assert!(seen.open > 60 && seen.both > 20 && seen.settled > 10, "{seen:?}");
    assert!(seen.not_asked * 20 < seen.open, "almost everything is answered: {seen:?}");
}

/// What looking at all completions comes to.
#[derive(Debug, Default)]
struct Exactly {
    /// Criteria that are left open, and those that were before.
    open: usize,
    settled: usize,
    not_asked: usize,
    /// Criteria left open that some of the completions that were made satisfy and others do not.
    both: usize,
}

impl Exactly {
    fn count(&mut self, plain: &Answer, exact: &Answer, agreed: &[Option<Truth>]) {
        for ((plain, exact), agreed) in plain.criteria.iter().zip(&exact.criteria).zip(agreed) {
            let is_open = exact.satisfied == Truth::Unknown;
            self.open += usize::from(is_open);
            self.settled += usize::from(!is_open && plain.satisfied == Truth::Unknown);
            self.not_asked += usize::from(!exact.is_exact);
            self.both += usize::from(is_open && *agreed == Some(Truth::Unknown));
        }
    }
}

/// What is said to be missing is missing, is where it is said to be, and is enough: without any of it nothing is
/// settled that was not, and with it, step by step, everything is.
#[test]
fn what_is_missing_is_what_it_takes() {
    hold(120, |case| {
        let loaded = case.loaded();
        let program = loaded.expect_program();
        let gaps = case.gaps(6);
        let Some(before) = answered(case, program, &case.with(&gaps))? else { return Ok(()) };
        let pointers = gaps.pointers();
        for (at, criterion) in before.criteria.iter().enumerate() {
            let unknown = criterion.satisfied == Truth::Unknown;
            prop_assert_eq!(unknown, !criterion.missing.is_empty(), "{:#?}", criterion);
            for pointer in &criterion.missing {
                prop_assert!(
                    pointers.contains_key(pointer),
                    "{} is not missing in\n{}",
                    pointer,
                    case.with(&gaps).yaml()
                );
            }
            if unknown {
                hold_needed(case, program, &gaps, at)?;
                hold_enough(case, program, &gaps, at)?;
            }
        }
        Ok(())
    });
}

/// Giving everything but what a criterion is said to miss leaves it undetermined.
fn hold_needed(case: &Case, program: &Program, gaps: &Gaps, at: usize) -> Held {
    let Some(before) = answered(case, program, &case.with(gaps))? else { return Ok(()) };
    let pointers = gaps.pointers();
    let needed: BTreeSet<_> = before.criteria[at].missing.iter().map(|pointer| &pointers[pointer]).collect();
    let left = gaps.without(|place| !needed.iter().any(|needed| place.starts_with(needed)));
    let left = left.with_dangling(&case.law.vocabulary, &case.whole);
    if let Some(after) = answered(case, program, &case.with(&left))? {
        prop_assert_eq!(after.criteria[at].satisfied, Truth::Unknown, "{:#?}", before.criteria[at]);
    }
    Ok(())
}

/// Giving what a criterion is said to miss, and again what it then is said to miss, settles it.
fn hold_enough(case: &Case, program: &Program, gaps: &Gaps, at: usize) -> Held {
    let mut gaps = gaps.clone();
    while let Some(answer) = answered(case, program, &case.with(&gaps))? {
        let criterion = &answer.criteria[at];
        if criterion.satisfied != Truth::Unknown {
            return Ok(());
        }
        let pointers = gaps.pointers();
        let given: BTreeSet<_> = criterion.missing.iter().map(|pointer| pointers[pointer].clone()).collect();
        let fewer = gaps.without(|place| given.contains(place));
        prop_assert!(fewer != gaps, "{:#?}", criterion);
        // What a reference refers to is given with it.
        gaps = fewer.clone().with_dangling(&case.law.vocabulary, &case.whole);
        if gaps == fewer {
            continue;
        }
        gaps = Gaps::default();
    }
    Ok(())
}

/// G4: attaining a level means attaining every lower one where the ladder is cumulative; and in any ladder the levels
/// follow from the satisfactions of the criteria as spec.md, section 9, says.
#[test]
fn levels_follow_from_the_criteria() {
    hold(80, |case| {
        let loaded = case.loaded();
        let program = loaded.expect_program();
        for dossier in [case.with(&case.gaps(6)), case.whole.clone()] {
            let Some(answer) = answered(case, program, &dossier)? else { continue };
            let mut below = Truth::True;
            let mut failed = false;
            for (level, status, own) in &answer.levels {
                let criteria = answer.criteria.iter().filter(|criterion| criterion.level == *level);
                prop_assert_eq!(*own, Truth::all(criteria.map(|criterion| criterion.satisfied)));
                let ok = if case.law.cumulative { own.and(below) } else { *own };
                let expected = match (ok, own) {
                    (Truth::True, _) => LevelStatus::Attained,
                    (_, Truth::False) => LevelStatus::NotAttained,
                    _ if failed && case.law.cumulative => LevelStatus::Precluded,
                    (Truth::False, _) => LevelStatus::NotAttained,
                    (Truth::Unknown, _) => LevelStatus::Open,
                };
                prop_assert_eq!(*status, expected, "{:#?}", answer);
                prop_assert_eq!(answer.reached(*level), ok, "{:#?}", answer);
                let lower_too = (1..*level).all(|lower| answer.attained.contains(&lower));
                prop_assert!(!case.law.cumulative || ok != Truth::True || lower_too, "{answer:#?}");
                (below, failed) = (ok, failed || *own == Truth::False);
            }
        }
        Ok(())
    });
}

/// G5: with a derogation and without it, every criterion but the one that it names has the same answer, and so have
/// the derogations beside it; and it makes nothing stricter. A criterion, too, decides about nothing but itself.
#[test]
fn a_derogation_touches_only_the_criterion_that_it_names() {
    hold(60, |case| {
        let with = case.loaded();
        let dossier = case.with(&case.gaps(4));
        let Some(with) = answered(case, with.expect_program(), &dossier)? else { return Ok(()) };
        for (at, derogation) in case.law.derogations.iter().enumerate() {
            let mut law = case.law.clone();
            law.derogations.remove(at);
            let without = Loaded::of(&files(&law, Arrangement::OneFile));
            let Some(without) = answered(case, without.expect_program(), &dossier)? else {
                return Err(TestCaseError::fail("a derogation changes what is assumed"));
            };
            let named = case.law.criteria[derogation.from].citation();
            for (one, other) in without.criteria.iter().zip(&with.criteria) {
                if one.provision != named {
                    prop_assert_eq!(one, other);
                    continue;
                }
                let looser = one.satisfied.or(other.satisfied);
                prop_assert_eq!(looser, other.satisfied, "{:#?} became {:#?}", one, other);
                let mut beside = other.derogations.clone();
                beside.retain(|(name, _)| *name != derogation.name);
                prop_assert_eq!(&one.derogations, &beside);
            }
        }
        Ok(())
    });
}

/// What commands print for a package and a dossier: exit codes and results, and messages, which show the dossier.
fn printed(files: &[(String, String)], dossier: (&str, &str), case: &Case) -> (Vec<String>, Vec<String>) {
    let mut all: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    all.push(dossier);
    let host = memory(&all);
    let readings: Vec<String> =
        case.readings.iter().map(|(name, choice)| format!("--reading={name}={choice}")).collect();
    let criterion = case.law.criteria[0].citation();
    let commands: [&[&str]; 4] = [
        &["assess", dossier.0, "--format", "json"],
        &["assess", dossier.0],
        &["explain", dossier.0, &criterion, "--format", "json"],
        &["explain", dossier.0, &criterion, "--full"],
    ];
    let run = |words: &&[&str]| {
        let words: Vec<&str> = words.iter().copied().chain(readings.iter().map(String::as_str)).collect();
        let output = acquis_in(&host, &words, "");
        (format!("exit {}\n{}", output.code, output.out), output.err)
    };
    commands.iter().map(run).unzip()
}

/// G2: the same package, facts, date and readings give the same bytes: in every run, in whatever files and in whatever
/// order the declarations stand, with whatever line breaks, in JSON and in YAML, with keys in any order.
#[test]
fn the_same_question_gets_the_same_bytes() {
    hold(24, |case| {
        let dossier = case.with(&case.gaps(4));
        // Reports say which file they are about; a name without an ending leaves the format to the text.
        let json = dossier.json();
        let json = ("dossier", json.as_str());
        let one_file = files(&case.law, Arrangement::OneFile);
        let first = printed(&one_file, json, case);
        prop_assert_eq!(&first, &printed(&one_file, json, case), "another run");
        let scattered = files(&case.law, Arrangement::Scattered(&case.numbers.more));
        prop_assert_eq!(&first, &printed(&scattered, json, case), "other files");
        let breaks: Vec<(String, String)> =
            one_file.iter().map(|(path, text)| (path.clone(), text.replace('\n', "\r\n"))).collect();
        prop_assert_eq!(&first, &printed(&breaks, json, case), "other line breaks");
        let yaml = dossier.yaml();
        prop_assert_eq!(&first.0, &printed(&one_file, ("dossier", &yaml), case).0, "in YAML");
        let keys = dossier.shuffled(false, &mut Choices::new(&case.numbers.more)).json();
        prop_assert_eq!(&first.0, &printed(&one_file, ("dossier", &keys), case).0, "other keys first");
        Ok(())
    });
}

/// Lists are sets to the law: in whatever order a dossier lists records, values and references, every verdict is the
/// same.
#[test]
fn the_order_of_lists_decides_nothing() {
    hold(60, |case| {
        let loaded = case.loaded();
        let program = loaded.expect_program();
        let dossier = case.with(&case.gaps(4));
        let shuffled = dossier.shuffled(true, &mut Choices::new(&case.numbers.more));
        let first = answered(case, program, &dossier)?.map(Answer::without_places);
        let second = answered(case, program, &shuffled)?.map(Answer::without_places);
        prop_assert_eq!(first, second, "{}", shuffled.yaml());
        let third =
            answer(program, &shuffled.yaml(), Format::Yaml, &case.readings).map_err(TestCaseError::fail)?;
        prop_assert_eq!(answered(case, program, &shuffled)?, third);
        Ok(())
    });
}

/// The schema of dossiers is never narrower than reading: whatever is read, with whatever left out, follows it.
#[test]
fn what_is_read_follows_the_schema_of_dossiers() {
    hold(60, |case| {
        let loaded = case.loaded();
        let schema = acquis_facts::json_schema(loaded.expect_program());
        let validator = jsonschema::draft202012::new(&schema).expect("a schema");
        for dossier in [case.whole.clone(), case.with(&case.gaps(6))] {
            let document: serde_json::Value = serde_json::from_str(&dossier.json()).expect("JSON");
            let wrong: Vec<String> =
                validator.iter_errors(&document).map(|error| error.to_string()).collect();
            prop_assert!(wrong.is_empty(), "{:?}\n{}", wrong, dossier.json());
        }
        Ok(())
    });
}

/// The cases are worth something: among them is every verdict, every status of a derogation and every status of a
/// level, with facts missing and without.
#[test]
fn the_cases_reach_every_outcome() {
    let seen = RefCell::new(BTreeSet::new());
    hold(100, |case| {
        let loaded = case.loaded();
        let program = loaded.expect_program();
        let gaps = |numbers| case.with(&Gaps::new(&case.law.vocabulary, &case.whole, 6, numbers));
        let partial = [&case.numbers.gaps, &case.numbers.more, &case.numbers.facts]
            .map(|numbers| (false, gaps(numbers)));
        for (whole, dossier) in partial.into_iter().chain([(true, case.whole.clone())]) {
            let Some(answer) = answered(case, program, &dossier)? else {
                seen.borrow_mut().insert("refused".to_owned());
                continue;
            };
            let mut seen = seen.borrow_mut();
            for criterion in &answer.criteria {
                seen.insert(format!("{:?} {whole}", criterion.verdict));
                seen.extend(criterion.derogations.iter().map(|(_, status)| format!("{status:?} {whole}")));
                seen.extend(criterion.routes.iter().map(|route| format!("perhaps {route:?}")));
            }
            seen.extend(answer.levels.iter().map(|(_, status, _)| format!("{status:?} {whole}")));
        }
        Ok(())
    });
    let seen = seen.into_inner();
    let with_gaps =
        ["Undetermined false", "Open false", "Available false", "Unmet false", "perhaps NotApplicable"];
    let in_both = [
        "Met",
        "MetByDerogation",
        "NotMet",
        "NotApplicable",
        "Attained",
        "NotAttained",
        "Precluded",
        "NotNeeded",
        "ReliedOn",
        "OpenButUnmet",
        "Closed",
    ];
    let wanted = in_both.iter().flat_map(|outcome| [format!("{outcome} true"), format!("{outcome} false")]);
    let wanted = wanted.chain(with_gaps.map(str::to_owned)).chain(["refused".to_owned()]);
    let never: Vec<String> = wanted.filter(|outcome| !seen.contains(outcome)).collect();
    assert!(never.is_empty(), "no case has the outcome {never:?}");
}
