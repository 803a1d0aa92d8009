//! Dossiers: the facts of one service, read from JSON or YAML and validated against the vocabulary of a package.
//!
//! What is absent stays absent: there are no defaults. A key that is absent or `null` is unknown; a list that is
//! present is complete unless it says that it is not. Numbers, dates and countries are read from their text by the
//! type that the vocabulary gives them, never through a float or a guess.
//!
//! This crate knows nothing of salsa and of source text; it reads no file itself.

mod document;
mod dossier;
mod json;
mod read;
mod schema;
mod write;
mod yaml;

pub use document::{Format, Key, MAX_DEPTH, Node, NodeKind, parse};
pub use dossier::{
    Dossier, Element, Evidence, Fact, FactStep, OverlayEntry, Record, RecordId, RegisterOverlay, Slot,
    Support,
};
pub use read::{Unfit, read, read_counting, read_document, read_value};
pub use schema::json_schema;

/// The most bytes that a dossier may hold.
pub const MAX_DOSSIER_BYTES: u64 = 32 * 1024 * 1024;
