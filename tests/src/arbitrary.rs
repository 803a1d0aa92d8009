//! Packages and dossiers made by chance, for the property tests.
//!
//! A package that is made here checks without errors by construction: its formulas have the right types, range over
//! lists in the order of the vocabulary, and walk along references by rank. What is made is decided by a list of
//! numbers ([`Choices`]): the smaller the numbers and the shorter the list, the plainer the package, so that a test
//! runner that shrinks numbers finds a plain counterexample.
//!
//! Beside the text of a package stands what it means: [`model`] says in two truth values, by code of its own, what a
//! package makes of a dossier that lacks nothing.

mod calendar;
mod case;
mod choices;
mod compose;
mod document;
mod dossier;
mod formula;
mod gaps;
mod law;
pub mod model;
mod print;
mod text;
mod vocabulary;

pub use case::{Answer, Case, CriterionAnswer, Numbers, answer};
pub use choices::Choices;
pub use document::{Document, Place, Step, pointer};
pub use dossier::dossier;
pub use gaps::{Gap, Gaps};
pub use law::{Criterion, Derogation, Law, law};
pub use text::{Arrangement, files};
pub use vocabulary::{Ty, Vocabulary};
