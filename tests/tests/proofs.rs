//! What is proved of all facts, held against facts.
//!
//! The chance is the same in every run. `ACQUIS_CASES=20` tests twenty times as many cases, `ACQUIS_SEED=7` others.

#[path = "proofs/chance.rs"]
mod chance;
#[path = "proofs/collisions.rs"]
mod collisions;
#[path = "proofs/completions.rs"]
mod completions;
#[path = "proofs/exhaustive.rs"]
mod exhaustive;

/// A number from the environment.
fn variable(name: &str) -> Option<u32> {
    std::env::var(name).ok().map(|words| words.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}
