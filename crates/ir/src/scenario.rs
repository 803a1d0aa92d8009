//! What a scenario expects of an assessment.

use acquis_base::{Name, Span};

use crate::ProvisionId;

/// Something that a scenario expects.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expectation {
    /// What is expected.
    pub kind: Expected,
    /// Where it stands in the text of the scenario.
    pub span: Span,
}

/// What can be expected of an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expected {
    /// That this is the highest level of the ladder that is attained; 0 for none.
    Level(Name, u32),
    /// That this is the highest level of the ladder that is not out of reach; 0 for none.
    Reachable(Name, u32),
    /// That a criterion has this verdict.
    Verdict(ProvisionId, ExpectedVerdict),
    /// That the fact at this JSON Pointer is among those missing.
    Missing(String),
    /// That no fact is missing.
    NothingMissing,
}

/// A verdict that is expected.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExpectedVerdict {
    /// What is required holds.
    Met,
    /// It does not, and the derogation of this name stands in.
    MetByDerogation(Name),
    /// It does not, and nothing stands in.
    NotMet,
    /// The criterion does not apply.
    NotApplicable,
    /// The facts that are known do not settle it.
    Undetermined,
}
