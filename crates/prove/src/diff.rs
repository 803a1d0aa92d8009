//! What a change of the law means: for each provision and level whether it became stricter or looser, with a dossier
//! that shows it.

use std::collections::BTreeSet;

use acquis_base::{Name, parallel};
use acquis_ir::{Criterion, Ladder, Program, ProvisionId};

use crate::ask::{Asker, Party, Terms, Unanswered, Witness};
use crate::goal::Goal;
use crate::uses::{Fact, Uses};

/// What became of a provision or level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Whoever satisfies one satisfies the other.
    Equivalent,
    /// Somebody who satisfied it no longer does, and nobody is the other way round.
    Stricter,
    /// Somebody who did not satisfy it now does, and nobody is the other way round.
    Looser,
    /// There are both.
    Incomparable,
}

/// What became of something, with a dossier for each way in which it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Facts that satisfied the one and do not satisfy the other.
    pub lost: Option<Witness>,
    /// Facts that satisfy the other and did not satisfy the one.
    pub won: Option<Witness>,
}

impl Change {
    /// Its direction.
    pub fn direction(&self) -> Direction {
        match (&self.lost, &self.won) {
            (None, None) => Direction::Equivalent,
            (Some(_), None) => Direction::Stricter,
            (None, Some(_)) => Direction::Looser,
            (Some(_), Some(_)) => Direction::Incomparable,
        }
    }
}

/// How something stands in two packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// Both have it.
    Both,
    /// Only the newer one has.
    Added,
    /// Only the older one has.
    Deleted,
}

/// What became of a criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionChange {
    /// The provision that it formalises.
    pub provision: ProvisionId,
    /// Its ladder and level, as in the newer package where that has it.
    pub ladder: Name,
    /// Its level.
    pub level: u32,
    /// Which of the packages have it.
    pub presence: Presence,
    /// What became of it; a criterion that is not there is satisfied by everybody.
    pub change: Result<Change, Unanswered>,
    /// Facts that the newer package reads for it and the older does not, where it means something else.
    pub newly_read: Vec<Fact>,
}

/// What became of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelChange {
    /// Its ladder.
    pub ladder: Name,
    /// Its number.
    pub level: u32,
    /// Which of the packages have it.
    pub presence: Presence,
    /// What became of reaching it; nobody reaches a level that is not there.
    pub change: Result<Change, Unanswered>,
}

/// What became of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// Its criteria, in the order of the newer package, then those deleted.
    pub criteria: Vec<CriterionChange>,
    /// The levels of the newer package, by ladder and number, then those deleted.
    pub levels: Vec<LevelChange>,
}

/// Compares the criteria and levels of `base` with those of `new`, two versions of one package.
///
/// # Errors
/// When no dossier can be carried from one to the other.
pub fn diff(base: &Party<'_>, new: &Party<'_>, terms: &Terms) -> Result<Diff, Unanswered> {
    let parties = [base.clone(), new.clone()];
    let asker = Asker::new(&parties, terms)?;
    let [old, newer] = &parties;
    let of_both = newer.program.criteria.iter().map(|it| (old.program.criterion(&it.provision), Some(it)));
    let deleted = old.program.criteria.iter().filter(|it| newer.program.criterion(&it.provision).is_none());
    let pairs: Vec<(Option<&Criterion>, Option<&Criterion>)> =
        of_both.chain(deleted.map(|it| (Some(it), None))).collect();
    let compared = parallel::map(&pairs, |(before, after)| compared(&asker, *before, *after));
    let criteria: Vec<CriterionChange> = compared.into_iter().flatten().collect();
    let moved: BTreeSet<&ProvisionId> =
        criteria.iter().filter(|it| !is_equivalent(&it.change)).map(|it| &it.provision).collect();
    let levels =
        parallel::map(&levels_of(old.program, newer.program), |(ladder, level, presence)| LevelChange {
            ladder: ladder.name.clone(),
            level: *level,
            presence: *presence,
            change: match presence {
                Presence::Both => level_change(&asker, &parties, ladder, *level, &moved),
                Presence::Added => asker
                    .find(&Goal::level(1, newer.program, ladder, *level))
                    .map(|won| Change { lost: None, won }),
                Presence::Deleted => asker
                    .find(&Goal::level(0, old.program, ladder, *level))
                    .map(|lost| Change { lost, won: None }),
            },
        });
    Ok(Diff { criteria, levels })
}

/// The levels of two packages, each with those that have it.
fn levels_of<'p>(old: &'p Program, newer: &'p Program) -> Vec<(&'p Ladder, u32, Presence)> {
    let all = |program: &'p Program| {
        let ladders = program.ladders.values();
        ladders.flat_map(|it| it.levels.iter().map(move |level| (it, level.number)))
    };
    let has = |program: &Program, ladder: &Ladder, level: u32| {
        let ladder = program.ladders.get(&ladder.name);
        ladder.is_some_and(|it| it.levels.iter().any(|it| it.number == level))
    };
    let kept = all(newer).map(|(ladder, level)| {
        let presence = if has(old, ladder, level) { Presence::Both } else { Presence::Added };
        (ladder, level, presence)
    });
    let deleted = all(old).filter(|(ladder, level)| !has(newer, ladder, *level));
    kept.chain(deleted.map(|(ladder, level)| (ladder, level, Presence::Deleted))).collect()
}

fn compared<'p>(
    asker: &Asker<'p>,
    before: Option<&'p Criterion>,
    after: Option<&'p Criterion>,
) -> Option<CriterionChange> {
    let shown = after.or(before)?;
    let presence = match (before, after) {
        (Some(_), Some(_)) => Presence::Both,
        (None, _) => Presence::Added,
        (_, None) => Presence::Deleted,
    };
    let change = change_of(asker, before, after);
    let newly_read = if is_equivalent(&change) { vec![] } else { newly_read(asker, before, after) };
    Some(CriterionChange {
        provision: shown.provision.clone(),
        ladder: shown.ladder.clone(),
        level: shown.level,
        presence,
        change,
        newly_read,
    })
}

/// Whether it is proved that nothing changed.
fn is_equivalent(change: &Result<Change, Unanswered>) -> bool {
    matches!(change, Ok(change) if change.direction() == Direction::Equivalent)
}

fn change_of<'p>(
    asker: &Asker<'p>,
    before: Option<&'p Criterion>,
    after: Option<&'p Criterion>,
) -> Result<Change, Unanswered> {
    let goal = |side, criterion: Option<&'p Criterion>| match criterion {
        Some(criterion) => Goal::Criterion(side, criterion),
        None => Goal::All(vec![]),
    };
    both_ways(asker, &goal(0, before), &goal(1, after))
}

fn newly_read<'p>(
    asker: &Asker<'p>,
    before: Option<&'p Criterion>,
    after: Option<&'p Criterion>,
) -> Vec<Fact> {
    let facts = |side: usize, criterion: Option<&'p Criterion>| {
        let program = asker.program(side);
        program.zip(criterion).map(|(program, it)| Uses::of(program, it).facts).unwrap_or_default()
    };
    facts(1, after).difference(&facts(0, before)).cloned().collect()
}

/// What becomes of somebody who satisfies the one and not the other, and the reverse.
pub(crate) fn both_ways<'p>(
    asker: &Asker<'p>,
    one: &Goal<'p>,
    other: &Goal<'p>,
) -> Result<Change, Unanswered> {
    let only =
        |one: &Goal<'p>, other: &Goal<'p>| asker.find(&Goal::All(vec![one.clone(), other.clone().negated()]));
    Ok(Change { lost: only(one, other)?, won: only(other, one)? })
}

/// Whoever reached a level and no longer does fails one criterion: each is asked about by itself, because that keeps
/// questions small. One that did not move and that the level asked before is failed by nobody new.
fn level_change<'p>(
    asker: &Asker<'p>,
    parties: &'p [Party<'p>; 2],
    ladder: &Ladder,
    level: u32,
    moved: &BTreeSet<&ProvisionId>,
) -> Result<Change, Unanswered> {
    let [old, new] = parties;
    let asked = |party: &'p Party<'p>| -> Vec<&'p Criterion> {
        let own = party.program.ladders.get(&ladder.name).unwrap_or(ladder);
        party.program.criteria.iter().filter(|it| own.asks(level, it)).collect()
    };
    let (before, after) = ((0, asked(old)), (1, asked(new)));
    Ok(Change {
        lost: first_lost(asker, &before, &after, moved)?,
        won: first_lost(asker, &after, &before, moved)?,
    })
}

/// Facts that satisfy all criteria of the one and not all of the other, each given with the number of its package.
fn first_lost<'p>(
    asker: &Asker<'p>,
    (from, reached): &(usize, Vec<&'p Criterion>),
    (to, failed): &(usize, Vec<&'p Criterion>),
    moved: &BTreeSet<&ProvisionId>,
) -> Result<Option<Witness>, Unanswered> {
    let all = Goal::All(reached.iter().map(|it| Goal::Criterion(*from, it)).collect());
    for criterion in failed {
        let is_implied = reached.iter().any(|it| it.provision == criterion.provision);
        if is_implied && !moved.contains(&criterion.provision) {
            continue;
        }
        let fails = Goal::Criterion(*to, criterion).negated();
        if let Some(witness) = asker.find(&Goal::All(vec![all.clone(), fails]))? {
            return Ok(Some(witness));
        }
    }
    Ok(None)
}
