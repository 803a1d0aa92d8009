//! Official texts of the Union, read as trees of provisions: titles, chapters, articles, paragraphs, points, annexes,
//! recitals, each with a stable id, the number that is printed, its heading and its place in the source.
//!
//! ```text
//! bytes of a file → kind (what it is written in) → lines (what is no text of the law left out) → provisions → ids
//! ```
//!
//! Each kind of input ends in the same lines (`line.rs`): what stands on a line, in which column, and whether the line
//! above runs on into it. `build.rs` knows no kind. A kind with marks of its own for provisions, as HTML and XML have,
//! may make provisions without it, and meets the others in `identify.rs`.
//!
//! Nothing here fails: a text that is none has no provisions, and limits end the reading with a [`Fault`]. All work is
//! linear in the length of a text, apart from look-ups in sorted maps, and nothing recurses.
//!
//! This crate knows nothing of the language, of packages and of files.

mod build;
mod check;
mod compare;
mod converted;
mod division;
mod furniture;
mod hunks;
mod identify;
mod join;
mod kind;
mod label;
mod line;
mod lock;
mod markdown;
mod normal;
mod provision;
mod text;
mod unit;
mod wording;

pub use check::{MAX_FINDINGS, check};
pub use compare::{Fate, Run, Side, TextChange, compare};
pub use kind::{Foreign, InputKind, kind_of};
pub use lock::{Drift, Gone, LOCK_RULES, Pin, Reworded, Spot, drift, pins};
pub use normal::normalised;
pub use provision::{Kind, Provision};
pub use text::{Fault, MAX_LINES, MAX_PROVISIONS, MAX_TEXT_BYTES, Source, Text};
pub use wording::Wording;
