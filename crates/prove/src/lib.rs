//! Questions about all possible facts: proved, or a dossier that shows the contrary.
//!
//! ```text
//! question → goals → how many elements lists need → a world of dossiers → a circuit → a search → facts → the evaluator
//! ```
//!
//! A goal (`goal.rs`) says what is asked for. How many elements each list can need is counted (`witnesses.rs`), dossiers of
//! that size become bits (`world.rs`), formulas become conjunctions of these (`symbolic.rs`, `circuit.rs`), and a solver looks for
//! values (`solver.rs`). What it finds is written as a document, confirmed by the reference evaluator and cut down
//! (`witness.rs`); `ask.rs` does all this for one question, `diff.rs` and `verify.rs` ask many.
//!
//! The same questions, asked of the completions of one dossier (`given.rs`), make an assessment exact (`settle.rs`, `assessor.rs`).
//!
//! It knows no source text, no salsa, no files and no printing, and no dossier that it shows rests on the solver alone.

mod ask;
mod assessor;
mod circuit;
mod clauses;
mod collision;
mod diff;
mod given;
mod goal;
mod integer;
mod known;
mod relevant;
mod same;
mod settle;
mod solver;
mod symbolic;
mod unate;
mod uses;
mod verify;
mod vocabulary;
mod witness;
mod witnesses;
mod world;

pub use ask::{Party, Terms, Unanswered, Witness};
pub use assessor::{Assessor, assess_by_search, assess_exactly};
pub use clauses::{Clauses, clauses_of, is_possible};
pub use collision::collision;
pub use diff::{Change, CriterionChange, Diff, Direction, LevelChange, Presence, diff};
pub use known::known_to;
pub use same::mean_the_same;
pub use uses::Fact;
pub use verify::{Clause, Fault, Overlap, ReadingEffect, Strictness, Verification, faults, observations};
pub use vocabulary::Mismatch;
