//! Whether two versions of a package mean the same by a criterion, however it is read and whatever the facts: the
//! satisfaction, and what its label rests on.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::Name;
use acquis_ir::{Criterion, Program, ProvisionId, Requirement};

use crate::ask::{Asker, Party, Terms, Unanswered};
use crate::goal::Goal;
use crate::uses::Uses;

/// In how many ways a criterion may be read for it to be asked under all of them.
const MAX_WAYS: usize = 32;

/// Whether the criteria of these provisions mean the same in both versions of a package, for all facts that are as the
/// package assumes, on every day, and under every choice of the readings on which they hang.
///
/// # Errors
/// When a question has no answer; then nothing is said.
pub fn mean_the_same<'c>(
    base: &Program,
    other: &Program,
    criteria: impl IntoIterator<Item = &'c ProvisionId>,
    terms: &Terms,
) -> Result<bool, Unanswered> {
    for provision in criteria {
        let (Some(one), Some(two)) = (base.criterion(provision), other.criterion(provision)) else {
            return Ok(false);
        };
        let hang_on: BTreeSet<&Name> =
            Uses::of(base, one).readings.into_iter().chain(Uses::of(other, two).readings).collect();
        for readings in ways(base, &hang_on).ok_or(Unanswered::TooLarge)? {
            let party = |program| Party { program, readings: readings.clone() };
            let parties = [party(base), party(other)];
            let asker = Asker::new(&parties, terms)?;
            if asker.is_possible(&differs(&parties, one, two))? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Every way to choose some readings, the others by their defaults; nothing where there are too many.
pub(crate) fn ways(program: &Program, varied: &BTreeSet<&Name>) -> Option<Vec<BTreeMap<Name, Name>>> {
    let mut all = vec![Party::new(program).readings];
    for reading in program.readings.values().filter(|reading| varied.contains(&reading.name)) {
        let with = |before: &BTreeMap<Name, Name>| {
            let choice = |choice: &acquis_ir::Choice| {
                let mut readings = before.clone();
                readings.insert(reading.name.clone(), choice.name.clone());
                readings
            };
            reading.choices.iter().map(choice).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
        if all.len() > MAX_WAYS {
            return None;
        }
    }
    Some(all)
}

/// That some part of a criterion is not what it is in the other version.
fn differs<'p>(parties: &[Party<'p>; 2], one: &'p Criterion, two: &'p Criterion) -> Goal<'p> {
    let [base, other] = parties;
    let mut same = vec![];
    let mut add = |a: Goal<'p>, b: Goal<'p>| {
        same.push(Goal::All(vec![a.clone(), b.clone().negated()]).negated());
        same.push(Goal::All(vec![a.negated(), b]).negated());
    };
    add(Goal::Criterion(0, one), Goal::Criterion(1, two));
    add(Goal::Base(0, one), Goal::Base(1, two));
    add(applies(0, &one.requirement), applies(1, &two.requirement));
    for point in &one.points {
        // That a point is gone does not count by itself: what it asked is a part of the criterion.
        let Some(kept) = two.points.iter().find(|it| it.label == point.label) else { continue };
        add(satisfied(0, &point.requirement), satisfied(1, &kept.requirement));
        add(applies(0, &point.requirement), applies(1, &kept.requirement));
    }
    for derogation in base.program.derogations_of(&one.provision) {
        let mut kept = other.program.derogations_of(&two.provision);
        if let Some(kept) = kept.find(|it| it.name == derogation.name) {
            add(Goal::Lifts(0, derogation, &one.requirement), Goal::Lifts(1, kept, &two.requirement));
        }
    }
    Goal::All(same).negated()
}

fn applies(side: usize, requirement: &Requirement) -> Goal<'_> {
    Goal::All(requirement.applies.iter().map(|it| Goal::Formula(side, it)).collect())
}

/// `applies implies (all requires or any unless)`.
fn satisfied(side: usize, requirement: &Requirement) -> Goal<'_> {
    let requires = requirement.requires.iter().map(|it| Goal::Formula(side, it)).collect();
    let mut fails = vec![applies(side, requirement), Goal::All(requires).negated()];
    fails.extend(requirement.unless.iter().map(|it| Goal::Formula(side, it).negated()));
    Goal::All(fails).negated()
}
