//! From criteria to levels.

use std::collections::{BTreeMap, BTreeSet};

use acquis_ir::Ladder;

use crate::truth::Truth;

/// What has become of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LevelStatus {
    /// Certainly reached.
    Attained,
    /// Neither reached nor out of reach.
    Open,
    /// Out of reach through a criterion of its own.
    NotAttained,
    /// Out of reach through a lower level.
    Precluded,
}

/// A level with its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelResult {
    /// Its number.
    pub level: u32,
    /// What has become of it.
    pub status: LevelStatus,
    /// Whether all its own criteria are satisfied.
    pub own: Truth,
    /// Lower levels whose own criteria certainly fail, in a cumulative ladder.
    pub blocked_by: Vec<u32>,
}

/// The levels of a ladder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    /// Each level, lowest first.
    pub levels: Vec<LevelResult>,
    /// Whether each level includes all lower ones.
    pub cumulative: bool,
    /// The levels certainly reached; in a cumulative ladder all up to one.
    pub attained: Vec<u32>,
    /// The levels not out of reach, reached ones included.
    pub reachable: Vec<u32>,
}

impl Levels {
    /// The highest level certainly reached, or 0.
    pub fn highest_attained(&self) -> u32 {
        self.attained.iter().copied().max().unwrap_or(0)
    }

    /// The highest level not out of reach, or 0.
    pub fn highest_reachable(&self) -> u32 {
        self.reachable.iter().copied().max().unwrap_or(0)
    }

    /// Whether a level is reached; unknown while it is open, and false for a level that the ladder does not have.
    pub fn reached(&self, level: u32) -> Truth {
        if self.attained.contains(&level) {
            Truth::True
        } else if self.reachable.contains(&level) {
            Truth::Unknown
        } else {
            Truth::False
        }
    }
}

/// Levels that no completion of the facts reaches, though each criterion by itself may be satisfied.
pub(crate) struct OutOfReach<'l> {
    /// Those of which no completion satisfies all that they ask.
    pub(crate) joint: &'l BTreeSet<u32>,
    /// Those of which no completion satisfies all own criteria.
    pub(crate) own: &'l BTreeSet<u32>,
}

/// The levels of `ladder`, given whether each level's own criteria are all satisfied (a level without criteria is).
pub(crate) fn levels(ladder: &Ladder, own: &BTreeMap<u32, Truth>) -> Levels {
    levels_within_reach(ladder, own, &OutOfReach { joint: &BTreeSet::new(), own: &BTreeSet::new() })
}

/// The same, where of some levels it is known that nothing reaches them.
pub(crate) fn levels_within_reach(
    ladder: &Ladder,
    own: &BTreeMap<u32, Truth>,
    out_of_reach: &OutOfReach<'_>,
) -> Levels {
    let mut below = Truth::True;
    let mut failed: Vec<u32> = vec![];
    let mut results = vec![];
    let (mut attained, mut reachable) = (vec![], vec![]);
    for level in &ladder.levels {
        let mut own = own.get(&level.number).copied().unwrap_or(Truth::True);
        if out_of_reach.own.contains(&level.number) {
            own = Truth::False;
        }
        let blocked_by = if ladder.cumulative { failed.clone() } else { vec![] };
        let mut ok = if ladder.cumulative { own.and(below) } else { own };
        if out_of_reach.joint.contains(&level.number) {
            ok = Truth::False;
        }
        let status = match (ok, own) {
            (Truth::True, _) => LevelStatus::Attained,
            (_, Truth::False) => LevelStatus::NotAttained,
            _ if !blocked_by.is_empty() => LevelStatus::Precluded,
            (Truth::False, _) => LevelStatus::NotAttained,
            (Truth::Unknown, _) => LevelStatus::Open,
        };
        if ok.is_true() {
            attained.push(level.number);
        }
        if !ok.is_false() {
            reachable.push(level.number);
        }
        if own.is_false() {
            failed.push(level.number);
        }
        below = ok;
        results.push(LevelResult { level: level.number, status, own, blocked_by });
    }
    Levels { levels: results, cumulative: ladder.cumulative, attained, reachable }
}

#[cfg(test)]
mod tests {
    use acquis_ir::Level;

    use super::*;

    fn ladder(cumulative: bool, levels: u32) -> Ladder {
        let level = |number| Level { number, title: None, set_out_in: None, standard: None };
        Ladder {
            name: "l".into(),
            title: None,
            docs: None,
            basis: None,
            cumulative,
            cumulation_basis: None,
            levels: (1..=levels).map(level).collect(),
        }
    }

    fn of(cumulative: bool, own: &[Truth]) -> Levels {
        let map = (1..).zip(own.iter().copied()).collect();
        levels(&ladder(cumulative, u32::try_from(own.len()).expect("few")), &map)
    }

    #[test]
    fn a_failure_below_precludes_everything_above() {
        use LevelStatus::{Attained, NotAttained, Open, Precluded};
        use Truth::{False, True, Unknown};
        let found = of(true, &[True, False, True, Unknown]);
        let statuses: Vec<LevelStatus> = found.levels.iter().map(|level| level.status).collect();
        assert_eq!(statuses, [Attained, NotAttained, Precluded, Precluded]);
        assert_eq!((found.highest_attained(), found.highest_reachable()), (1, 1));
        assert_eq!(found.levels[3].blocked_by, [2]);

        let found = of(true, &[True, Unknown, True, False]);
        let statuses: Vec<LevelStatus> = found.levels.iter().map(|level| level.status).collect();
        assert_eq!(statuses, [Attained, Open, Open, NotAttained]);
        assert_eq!((found.highest_attained(), found.highest_reachable()), (1, 3));
    }

    #[test]
    fn criteria_that_nothing_satisfies_together_put_a_level_out_of_reach() {
        use LevelStatus::{Attained, NotAttained, Open};
        use Truth::{True, Unknown};
        let map = (1..).zip([True, Unknown, Unknown]).collect();
        let (joint, own) = (BTreeSet::from([3]), BTreeSet::new());
        let found = levels_within_reach(&ladder(true, 3), &map, &OutOfReach { joint: &joint, own: &own });
        let statuses: Vec<LevelStatus> = found.levels.iter().map(|level| level.status).collect();
        assert_eq!(statuses, [Attained, Open, NotAttained]);
        assert_eq!((found.highest_attained(), found.highest_reachable()), (1, 2));
    }

    #[test]
    fn levels_that_do_not_cumulate_stand_alone() {
        use Truth::{False, True, Unknown};
        let found = of(false, &[False, True, Unknown]);
        assert_eq!(found.attained, [2]);
        assert_eq!(found.reachable, [2, 3]);
        assert!(found.levels.iter().all(|level| level.blocked_by.is_empty()));
    }
}
