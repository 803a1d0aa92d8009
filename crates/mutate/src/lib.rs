//! Mutants of a package: the same law with one small change of a kind that drafting makes, such as a limb left out or a
//! period a day longer. Scenarios that notice none of a mutant's effects do not show the passage that it changes.
//!
//! The checked program is changed, not its text, so that a criterion that copies another has mutants of its own. The
//! order of mutants is that of the program, and what a mutant is called depends on the law alone.
//!
//! This crate knows no dossiers, no evaluation and no source text.

mod affected;
mod formula;
mod mutant;
mod registers;
mod requirements;
mod rules;
mod slot;

pub use affected::Affected;
pub use mutant::{Mutant, Operator, Owner, mutants};
