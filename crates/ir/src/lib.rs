//! The checked program as plain data: what analysis makes of a package and what every back end reads.
//!
//! Later stages may take for granted: names are resolved and types agree; every number has a range within which no
//! operation overflows; definitions do not refer to each other in a circle; formulas lie in the decidable core
//! (spec.md, section "The decidable core"); every citation names a provision of an outline.
//!
//! This crate knows no syntax, no source text and no salsa.

mod country;
mod date;
mod evidence;
mod formula;
mod outline;
mod print;
mod program;
mod scenario;
mod types;
mod value;

pub use country::{COUNTRIES, Country};
pub use date::Date;
pub use evidence::{Age, EvidenceStatus, Exhibit, Grade, Standard};
pub use formula::{
    Bindings, Case, Expr, ExprId, ExprKind, FieldRef, Formula, Limb, LimbLabel, Quantified, Quantifier,
    Range, Variable, VariableId,
};
pub use outline::{Instrument, Node, Outlines, ProvisionId};
pub use program::{
    Assume, Choice, Cited, Clock, Condition, Copied, Criterion, Define, Derogation, Entity, Enumeration,
    Exception, Field, Ladder, Level, NotFormalised, Outcome, Package, Point, Program, Reading, Register,
    RegisterEntry, Requirement, Rule, Variant, WorkingDay,
};
pub use scenario::{Expectation, Expected, ExpectedElement, ExpectedGift, ExpectedGround, ExpectedVerdict};
pub use types::{ElementKind, ListType, NumberType, Type, Unit};
pub use value::{Number, Value, common_denominator};
