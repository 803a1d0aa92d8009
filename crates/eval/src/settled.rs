//! An assessment made exact: what all completions of a dossier agree on, where Kleene's logic leaves it open.
//!
//! Kleene's logic asks of each part of a formula by itself, so that `c or not c` is unknown while c is. Whoever can ask about
//! all completions at once says what they agree on; here it is put in the place of what was left open.

use std::collections::{BTreeMap, BTreeSet};

use acquis_ir::ProvisionId;

use crate::assess::{Assessment, CriterionResult, DerogationStatus, label, union};
use crate::ladder::{OutOfReach, levels_within_reach};
use crate::truth::Truth;

/// What completions of a dossier agree on about a criterion, and about its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Whether it is satisfied.
    pub satisfied: Truth,
    /// Whether it applies.
    pub applies: Truth,
    /// Whether what is required holds, or a carve-out in its stead.
    pub holds: Truth,
    /// Whether it is satisfied, derogations aside.
    pub base: Truth,
    /// Whether each derogation lifts it, in the order of the result.
    pub lifts: Vec<Truth>,
}

/// What was asked about all completions of a dossier, and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settlement {
    /// What completions agree on where Kleene's logic leaves it open.
    pub criteria: BTreeMap<ProvisionId, Settled>,
    /// Criteria left open of which it was not found out whether completions agree.
    pub not_asked: BTreeSet<ProvisionId>,
    /// Levels that no completion reaches, all that they ask taken together.
    pub out_of_reach: BTreeSet<u32>,
    /// Levels whose own criteria no completion satisfies together.
    pub own_out_of_reach: BTreeSet<u32>,
    /// Whether it was found out of every level that is not out of reach that some completion reaches it.
    pub levels_asked: bool,
}

impl<'p> Assessment<'p> {
    /// Puts what completions agree on in the place of what was left open.
    pub fn settle(&mut self, settlement: &Settlement) {
        for result in &mut self.criteria {
            let provision = &result.criterion.provision;
            if let Some(settled) = settlement.criteria.get(provision) {
                result.settle(settled);
            }
            result.is_exact = !settlement.not_asked.contains(provision);
        }
        let out_of_reach = OutOfReach { joint: &settlement.out_of_reach, own: &settlement.own_out_of_reach };
        self.levels = levels_within_reach(self.ladder, &self.own_by_level(), &out_of_reach);
        self.is_exact = settlement.levels_asked && self.criteria.iter().all(|result| result.is_exact);
        self.missing = union(self.criteria.iter().map(|result| result.missing.as_slice()));
    }

    fn own_by_level(&self) -> BTreeMap<u32, Truth> {
        let mut by_level: BTreeMap<u32, Truth> = BTreeMap::new();
        for result in &self.criteria {
            let level = by_level.entry(result.criterion.level).or_insert(Truth::True);
            *level = level.and(result.satisfied);
        }
        by_level
    }

    /// The criteria that a level asks, all of those below included in a cumulative ladder.
    pub fn asked_by(&self, level: u32) -> impl Iterator<Item = &CriterionResult<'p>> {
        self.criteria.iter().filter(move |result| self.ladder.asks(level, result.criterion))
    }
}

impl CriterionResult<'_> {
    fn settle(&mut self, settled: &Settled) {
        if settled.satisfied.is_unknown() {
            return;
        }
        let lifted = Truth::any(settled.lifts.iter().copied());
        self.satisfied = settled.satisfied;
        (self.verdict, self.routes) =
            label(settled.satisfied, settled.applies, settled.holds, settled.base, lifted);
        for (derogation, lifts) in self.derogations.iter_mut().zip(&settled.lifts) {
            derogation.lifts = *lifts;
            match (settled.base, *lifts) {
                (Truth::True, _) => derogation.status = DerogationStatus::NotNeeded,
                (Truth::False, Truth::True) => derogation.status = DerogationStatus::ReliedOn,
                (Truth::Unknown, Truth::True) => derogation.status = DerogationStatus::Available,
                (Truth::False | Truth::Unknown, _) => {}
            }
        }
        self.whatever = std::mem::take(&mut self.missing);
    }

    /// Whether it was settled by what all completions agree on.
    pub fn is_settled_by_completions(&self) -> bool {
        !self.whatever.is_empty()
    }
}
