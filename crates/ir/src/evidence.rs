//! What criteria are shown by: items of a kind, of a grade, and not too old.

use acquis_base::{Name, Rounding};

use crate::{Cited, Date};

/// How much stands behind evidence, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Somebody says so.
    Declared,
    /// A document shows it.
    Documented,
    /// A third party has certified it.
    Certified,
    /// An auditor has examined it.
    Audited,
}

impl Grade {
    /// All grades, least first.
    pub const ALL: [Self; 4] = [Self::Declared, Self::Documented, Self::Certified, Self::Audited];

    /// The word for it, in policies and dossiers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Documented => "documented",
            Self::Certified => "certified",
            Self::Audited => "audited",
        }
    }

    /// The grade of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.as_str() == word)
    }
}

/// What there is of something asked for, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceStatus {
    /// There is nothing of the kind.
    Absent,
    /// What there is has a lower grade.
    TooLow,
    /// What there is has become too old.
    Stale,
    /// It is not known how good or how old it is.
    Unclear,
    /// It is there.
    Given,
}

impl EvidenceStatus {
    /// All of them, worst first.
    pub const ALL: [Self; 5] = [Self::Absent, Self::TooLow, Self::Stale, Self::Unclear, Self::Given];

    /// The word for it, in scenarios and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::TooLow => "too_low",
            Self::Stale => "stale",
            Self::Unclear => "unclear",
            Self::Given => "given",
        }
    }

    /// The status of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// How old evidence may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Age {
    /// So many days.
    Days(u32),
    /// So many months; a day that the month reached does not have rounds as told.
    Months(u32, Rounding),
}

impl Age {
    /// The last day on which evidence of `date` is not too old; nothing where the calendar ends before.
    pub fn last_day(self, date: Date) -> Option<Date> {
        match self {
            Self::Days(days) => date.plus_days(i64::from(days)),
            Self::Months(months, rounding) => date.plus_months(i32::try_from(months).ok()?, rounding),
        }
    }
}

/// How good evidence must be for the criteria of a level.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Standard {
    /// The least grade.
    pub grade: Grade,
    /// How old it may be; as old as it likes when absent.
    pub age: Option<Age>,
    /// The provision that says so.
    pub basis: Option<Cited>,
}

/// An item by which a criterion is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exhibit {
    /// Its kind, a value of [`crate::Program::evidence_kinds`].
    pub kind: Name,
    /// What it shows, in words.
    pub gloss: Option<Name>,
    /// The least grade, where it is another than the level's.
    pub grade: Option<Grade>,
    /// How old it may be, where it is otherwise than for the level.
    pub age: Option<Age>,
    /// The facts that it supports: fields from the dossier inwards, through contained records and lists of them.
    pub facts: Vec<Vec<Name>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_are_ordered_as_listed() {
        assert!(Grade::ALL.is_sorted());
        assert!(Grade::ALL.iter().all(|grade| Grade::from_word(grade.as_str()) == Some(*grade)));
        assert_eq!(Grade::from_word("sworn"), None);
        assert!(EvidenceStatus::ALL.is_sorted());
        let is_read = |status: &EvidenceStatus| EvidenceStatus::from_word(status.as_str()) == Some(*status);
        assert!(EvidenceStatus::ALL.iter().all(is_read));
    }

    #[test]
    fn ages_end_on_a_day_that_still_counts() {
        let date = Date::new(2028, 2, 29).expect("a date");
        assert_eq!(Age::Days(30).last_day(date), Date::new(2028, 3, 30));
        assert_eq!(Age::Months(12, Rounding::Down).last_day(date), Date::new(2029, 2, 28));
        assert_eq!(Age::Months(12, Rounding::Up).last_day(date), Date::new(2029, 3, 1));
    }
}
