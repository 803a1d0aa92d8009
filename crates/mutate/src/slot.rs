//! The formulas of a program by where they stand in it, so that one of them can be changed in a copy.

use acquis_base::Name;
use acquis_ir::{Formula, Program, Requirement};

/// Where a requirement stands: a criterion by its index, and the index of its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) criterion: usize,
    pub(crate) point: Option<usize>,
}

impl Asked {
    pub(crate) fn of(self, program: &Program) -> Option<&Requirement> {
        let criterion = program.criteria.get(self.criterion)?;
        match self.point {
            None => Some(&criterion.requirement),
            Some(at) => Some(&criterion.points.get(at)?.requirement),
        }
    }

    pub(crate) fn of_mut(self, program: &mut Program) -> Option<&mut Requirement> {
        let criterion = program.criteria.get_mut(self.criterion)?;
        match self.point {
            None => Some(&mut criterion.requirement),
            Some(at) => Some(&mut criterion.points.get_mut(at)?.requirement),
        }
    }
}

/// Where a formula stands. Numbers are indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    Applies(Asked),
    Requires(Asked, usize),
    Unless(Asked, usize),
    Opens(usize, usize),
    Except(usize, usize),
    Condition(usize, usize),
    Define(Name),
    ForEach(usize),
    RuleApplies(usize, usize),
    Default(usize),
    When(usize, usize),
    Then(usize, usize),
    Stops(usize),
    StopFrom(usize),
    StopTo(usize),
    Uncapped(usize),
    DaysOff(usize),
}

/// Finds the formula of a slot in a program, shared or to be changed as the words say.
macro_rules! find {
    ($program:expr, $slot:expr, $asked:ident, $get:ident, $reach:ident) => {
        match $slot {
            Slot::Applies(asked) => asked.$asked($program)?.applies.$reach(),
            Slot::Requires(asked, at) => asked.$asked($program)?.requires.$get(*at),
            Slot::Unless(asked, at) => asked.$asked($program)?.unless.$get(*at),
            Slot::Opens(derogation, at) => $program.derogations.$get(*derogation)?.opens.$get(*at),
            Slot::Except(derogation, at) => $program.derogations.$get(*derogation)?.except.$get(*at),
            Slot::Condition(derogation, at) => {
                let condition = $program.derogations.$get(*derogation)?.conditions.$get(*at)?;
                Some(find!(@lend $reach condition.formula))
            }
            Slot::Define(name) => Some(find!(@lend $reach $program.defines.$get(name)?.body)),
            Slot::ForEach(rule) => $program.rules.$get(*rule)?.for_each.$reach(),
            Slot::RuleApplies(rule, at) => $program.rules.$get(*rule)?.applies.$get(*at),
            Slot::Default(rule) => Some(find!(@lend $reach $program.rules.$get(*rule)?.default.formula)),
            Slot::When(rule, at) => {
                Some(find!(@lend $reach $program.rules.$get(*rule)?.exceptions.$get(*at)?.condition))
            }
            Slot::Then(rule, at) => {
                Some(find!(@lend $reach $program.rules.$get(*rule)?.exceptions.$get(*at)?.outcome.formula))
            }
            Slot::Stops(rule) => Some(find!(@lend $reach $program.rules.$get(*rule)?.clock.$reach()?.range)),
            Slot::StopFrom(rule) => Some(find!(@lend $reach $program.rules.$get(*rule)?.clock.$reach()?.from)),
            Slot::StopTo(rule) => Some(find!(@lend $reach $program.rules.$get(*rule)?.clock.$reach()?.to)),
            Slot::Uncapped(rule) => $program.rules.$get(*rule)?.clock.$reach()?.uncapped.$reach(),
            Slot::DaysOff(rule) => $program.rules.$get(*rule)?.working_day.$reach()?.days_off.$reach(),
        }
    };
    (@lend as_ref $formula:expr) => { &$formula };
    (@lend as_mut $formula:expr) => { &mut $formula };
}

impl Slot {
    pub(crate) fn of<'p>(&self, program: &'p Program) -> Option<&'p Formula> {
        find!(program, self, of, get, as_ref)
    }

    pub(crate) fn of_mut<'p>(&self, program: &'p mut Program) -> Option<&'p mut Formula> {
        find!(program, self, of_mut, get_mut, as_mut)
    }
}
