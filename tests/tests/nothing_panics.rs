//! Nothing that is written, however wrong, deep or large, makes the program panic, overflow its stack or run on without
//! end; and what it then says is well formed and bounded.
//!
//! Every policy, dossier and manifest of the repository is cut, damaged and shuffled, always in the same ways. That
//! takes long for all of them, so a sample is taken; `ACQUIS_CORPUS=whole` takes everything.

#[path = "nothing_panics/damage.rs"]
mod damage;
#[path = "nothing_panics/depth.rs"]
mod depth;
#[path = "nothing_panics/dossiers.rs"]
mod dossiers;
#[path = "nothing_panics/sizes.rs"]
mod sizes;
