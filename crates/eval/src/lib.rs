//! The reference evaluator: the semantics of the language in the plainest code, with a derivation for every verdict.
//!
//! Truth is three-valued. Unknown arises from absent facts and from nothing else; a formula is evaluated by Kleene's
//! strong logic, so that a settled truth stays settled whatever facts are added. Speed is no concern here: this crate
//! is what every faster way of running a policy is compared with.
//!
//! It knows no source text, no salsa, no files and no printing.

mod assess;
mod coverage;
mod derivation;
mod derogation;
mod effects;
mod evaluate;
mod evidence;
mod expect;
mod gap;
mod ladder;
mod question;
mod range;
mod readings;
mod register;
mod rule;
mod scalar;
mod settled;
mod single;
mod tally;
mod truth;
mod view;

pub use assess::{
    Assess, Assessment, Assumed, CriterionResult, DerogationResult, DerogationStatus, PointResult, Refusal,
    RequirementResult, Verdict, Violation, Wanted, assess,
};
pub use coverage::{Owner, Part, PartKind, Parts, Seen};
pub use derivation::{Derivation, ElementRole, Operand, Step};
pub use derogation::LiftedCase;
pub use effects::Effects;
pub use evidence::{EvidenceView, ExhibitResult, FactShown};
pub use expect::{Actual, Outcome, outcome};
pub use gap::{Change, Gap, MAX_TRIALS, gap};
pub use ladder::{LevelResult, LevelStatus, Levels};
pub use question::{BadReading, Patience, Question};
pub use readings::{
    AllReadings, Choices, MAX_JOINT_WAYS, MAX_WAYS, ReadLevels, ReadResult, ReadVerdict, Unvaried, Way,
    all_readings,
};
pub use register::Membership;
pub use rule::{BackwardStop, Ground, Read, RuleElement, RuleResult, RuleStatus, Stop, Stopped};
pub use settled::{Settled, Settlement};
pub use single::{criterion, formula, rule};
pub use truth::Truth;
