//! What a scenario expects of an assessment.

use acquis_base::{Name, Span};

use crate::{Date, EvidenceStatus, ProvisionId, Value};

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
    /// What there is of the evidence that a criterion asks for, of one kind or of all, at worst.
    Evidence(ProvisionId, Option<Name>, EvidenceStatus),
    /// What a rule gives, for the element where it has one result for each.
    Rule(Name, Option<ExpectedElement>, ExpectedGift),
}

/// The element that a result of a rule is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExpectedElement {
    /// By its number in its list, counted from 1.
    Number(u32),
    /// By its identity.
    Identity(Name),
}

/// What a rule is expected to give.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExpectedGift {
    /// This value, if a ground is named on this ground.
    Value(Value, Option<ExpectedGround>),
    /// Whatever value, on this ground.
    Ground(ExpectedGround),
    /// No settled date, and none after this one.
    Latest(Date),
    /// Nothing, because it does not apply.
    NotApplicable,
    /// Nothing that is settled.
    Open,
}

/// What a value is expected to rest on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExpectedGround {
    /// The default.
    Default,
    /// The exception of this label.
    Exception(Name),
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
