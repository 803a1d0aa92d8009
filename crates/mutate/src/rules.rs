//! Changes of rules.

use acquis_ir::{ExprId, Program, Rule};

use crate::formula::changes;
use crate::mutant::{Change, Draft, Operator, Owner};
use crate::requirements::{negated, root};
use crate::slot::Slot;

/// A change of a rule. Numbers are indices, but for the days of a cap.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RuleChange {
    DropApplies(usize),
    DropException(usize),
    DropOrder(usize, usize),
    DropClock,
    Cap(Option<u32>),
    DropUncapped,
    DropWorkingDay,
    DropDaysOff,
}

impl RuleChange {
    pub(crate) fn make(self, rule: &mut Rule) {
        match self {
            Self::DropApplies(at) => {
                if at < rule.applies.len() {
                    rule.applies.remove(at);
                }
            }
            Self::DropException(at) => drop_exception(rule, at),
            Self::DropOrder(at, first) => {
                if let Some(exception) = rule.exceptions.get_mut(at) {
                    exception.yields_to.retain(|other| *other != first);
                }
            }
            Self::DropClock => rule.clock = None,
            Self::Cap(days) => {
                if let Some(clock) = &mut rule.clock {
                    clock.cap = days;
                }
            }
            Self::DropUncapped => {
                if let Some(clock) = &mut rule.clock {
                    clock.uncapped = None;
                }
            }
            Self::DropWorkingDay => rule.working_day = None,
            Self::DropDaysOff => {
                if let Some(working_day) = &mut rule.working_day {
                    working_day.days_off = None;
                }
            }
        }
    }
}

/// Leaves an exception out; those after it have other indices then.
fn drop_exception(rule: &mut Rule, at: usize) {
    if at >= rule.exceptions.len() {
        return;
    }
    rule.exceptions.remove(at);
    for exception in &mut rule.exceptions {
        exception.yields_to.retain(|other| *other != at);
        exception.yields_to.iter_mut().filter(|other| **other > at).for_each(|other| *other -= 1);
    }
}

pub(crate) fn rule_changes(program: &Program) -> Vec<Draft> {
    let mut drafts = vec![];
    for (at, rule) in program.rules.iter().enumerate() {
        let mut found = Found { program, at, owner: Owner::Rule(rule.name.clone()), drafts: vec![] };
        found.rule(rule);
        drafts.append(&mut found.drafts);
    }
    drafts
}

struct Found<'p> {
    program: &'p Program,
    at: usize,
    owner: Owner,
    drafts: Vec<Draft>,
}

impl Found<'_> {
    fn add(&mut self, operator: Operator, words: String, change: RuleChange, at: Option<(Slot, ExprId)>) {
        let change = Change::Rule(self.at, change);
        self.drafts.push(Draft { operator, owner: self.owner.clone(), words, change, at });
    }

    fn within(&mut self, slot: &Slot) {
        changes(self.program, slot, &self.owner, &mut self.drafts);
    }

    fn rule(&mut self, rule: &Rule) {
        let at = self.at;
        self.within(&Slot::ForEach(at));
        for index in 0..rule.applies.len() {
            let slot = Slot::RuleApplies(at, index);
            if let Some((root, text)) = root(self.program, &slot) {
                let place = Some((slot.clone(), root));
                let words = format!("without applies where {text}");
                self.add(Operator::DropTrigger, words, RuleChange::DropApplies(index), place);
                let words = format!("applies where not {text}");
                self.drafts.push(negated(&slot, &self.owner, root, words));
            }
            self.within(&slot);
        }
        self.within(&Slot::Default(at));
        for index in 0..rule.exceptions.len() {
            self.exception(rule, index);
        }
        self.clock(rule);
        self.days_off(rule);
    }

    fn exception(&mut self, rule: &Rule, index: usize) {
        let Some(exception) = rule.exceptions.get(index) else { return };
        let slot = Slot::When(self.at, index);
        let found = root(self.program, &slot);
        let place = found.as_ref().map(|(root, _)| (slot.clone(), *root));
        let words = format!("without the exception {}", exception.label);
        self.add(Operator::DropException, words, RuleChange::DropException(index), place.clone());
        for first in &exception.yields_to {
            let Some(other) = rule.exceptions.get(*first) else { continue };
            let words = format!("{} does not go before {}", other.label, exception.label);
            self.add(Operator::DropOrder, words, RuleChange::DropOrder(index, *first), place.clone());
        }
        if let Some((root, text)) = found {
            let words = format!("exception {} when not {text}", exception.label);
            self.drafts.push(negated(&slot, &self.owner, root, words));
        }
        self.within(&slot);
        self.within(&Slot::Then(self.at, index));
    }

    fn clock(&mut self, rule: &Rule) {
        let Some(clock) = &rule.clock else { return };
        let place = |slot: Slot| root(self.program, &slot).map(|(root, _)| (slot, root));
        let from = place(Slot::StopFrom(self.at));
        self.add(
            Operator::DropClock,
            "the clock does not stop".to_owned(),
            RuleChange::DropClock,
            from.clone(),
        );
        if let Some(days) = clock.cap {
            let words = format!("no cap of {days} days");
            self.add(Operator::DropCap, words, RuleChange::Cap(None), from.clone());
            let longer = days.saturating_add(1);
            let words = format!("a cap of {longer} days for {days} days");
            self.add(Operator::ShiftDay, words, RuleChange::Cap(Some(longer)), from);
        }
        let slot = Slot::Uncapped(self.at);
        if let Some((root, text)) = root(self.program, &slot) {
            let words = format!("the cap without except where {text}");
            let place = Some((slot.clone(), root));
            self.add(Operator::DropCarveOut, words, RuleChange::DropUncapped, place);
            let words = format!("the cap except where not {text}");
            self.drafts.push(negated(&slot, &self.owner, root, words));
        }
        for slot in [Slot::Stops(self.at), Slot::StopFrom(self.at), Slot::StopTo(self.at), slot] {
            self.within(&slot);
        }
    }

    fn days_off(&mut self, rule: &Rule) {
        let Some(working_day) = &rule.working_day else { return };
        let words = "does not end on a working day".to_owned();
        self.add(Operator::DropDaysOff, words, RuleChange::DropWorkingDay, None);
        if working_day.days_off.is_some() {
            let words = "ends on any day but a Saturday or Sunday".to_owned();
            self.add(Operator::DropDaysOff, words, RuleChange::DropDaysOff, None);
        }
        self.within(&Slot::DaysOff(self.at));
    }
}
