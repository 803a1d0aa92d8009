//! Case tables: Markdown in which each row changes facts of a base dossier and says what verdict they lead to.
//! `tests/spec/cases/README.md` describes how they are written.
//!
//! Whatever cannot be read, or changes nothing, is an error with its place: a case that tests nothing must not pass.

mod apply;
mod read;
mod run;

use std::fmt;

use acquis_eval::{DerogationStatus, Verdict};
use serde_json::Value;

pub use read::read;
pub use run::{Bench, cada, result_of};

/// Where a row or heading stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub file: String,
    pub number: usize,
}

/// The section of one lettered point.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// `3.1(g)`.
    pub point: String,
    pub line: Line,
    pub cases: Vec<Case>,
    pub impossible: Vec<Impossible>,
}

/// A row: facts that differ from the base dossier, and the verdict that they lead to.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub line: Line,
    /// The case in words.
    pub about: String,
    pub changes: Vec<Change>,
    pub verdict: Verdict,
    /// What else the row says.
    pub also: Vec<Also>,
}

/// A row that says why no facts lead to a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible {
    pub line: Line,
    pub reason: String,
    pub verdict: Verdict,
}

/// What a row says beside the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Also {
    /// That nobody was asked for what is required.
    NothingToCheck,
    /// What a labelled part of the point came to.
    Part(String, Verdict),
    /// What another lettered point came to.
    Point(String, Verdict),
    /// What the derogation from the point came to.
    Derogation(DerogationStatus),
}

/// A difference from the base dossier, or from how it is assessed.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// `provider.established_in = US`
    Set(Path, Value),
    /// `remove provider.established_in`
    Remove(Path),
    /// `add to infrastructure { owner: harbor, location: US }`
    Add(Path, Value),
    /// `open subcontractors`: there may be more than are listed.
    Open(Path),
    /// `--as-of 2027-01-01`
    AsOf(String),
    /// `--reading control_trigger=both`
    Reading(String, String),
}

/// Where a fact stands: `subcontractors[rackwerk].established_in`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    /// The one element of a list whose identity or name it is.
    Named(String),
    /// The one element of a list with this value in this field.
    With(String, String),
}

impl Path {
    fn ends_in_an_element(&self) -> bool {
        !matches!(self.0.last(), Some(Step::Key(_)))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.number)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if at == 0 => write!(f, "{key}")?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Named(name) => write!(f, "[{name}]")?,
                Step::With(field, value) => write!(f, "[{field}: {value}]")?,
            }
        }
        Ok(())
    }
}

const VERDICTS: [(&str, Verdict); 5] = [
    ("met", Verdict::Met),
    ("met by derogation", Verdict::MetByDerogation),
    ("not met", Verdict::NotMet),
    ("not applicable", Verdict::NotApplicable),
    ("undetermined", Verdict::Undetermined),
];

const STATUSES: [(&str, DerogationStatus); 7] = [
    ("not needed", DerogationStatus::NotNeeded),
    ("relied on", DerogationStatus::ReliedOn),
    ("open but unmet", DerogationStatus::OpenButUnmet),
    ("closed", DerogationStatus::Closed),
    ("unmet", DerogationStatus::Unmet),
    ("undetermined", DerogationStatus::Undetermined),
    ("available", DerogationStatus::Available),
];

/// What stands for a criterion that was met because there was nothing to check.
const VACUOUS: &str = "nothing to check";

/// The words of a verdict.
pub fn words(verdict: Verdict) -> &'static str {
    words_of(&VERDICTS, verdict)
}

fn words_of<T: PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, known)| *known == value).expect("every value has words").0
}
