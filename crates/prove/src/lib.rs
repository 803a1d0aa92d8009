//! Questions about all possible facts: proved, or a dossier that shows the contrary.

mod ask;
mod circuit;
mod diff;
mod goal;
mod integer;
mod solver;
mod symbolic;
mod uses;
mod verify;
mod vocabulary;
mod witness;
mod witnesses;
mod world;
pub use ask::{Party, Terms, Unanswered, Witness};
pub use diff::{Change, CriterionChange, Diff, Direction, LevelChange, Presence, diff};
pub use verify::{
    Clause, Fault, Overlap, ReadingEffect, Strictness, Verification, counterparts, faults, is_equivalent,
    observations,
};
pub use vocabulary::Mismatch;
