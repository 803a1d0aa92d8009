//! The server driven message by message: everything that it says it can do is asked for here.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "test code may fail by panicking; that is what a failing test does"
)]

mod actions;
mod cancelling;
mod client;
mod commands;
mod completions;
mod document_links;
mod dossiers;
mod findings;
mod inlay_hints;
mod keeping;
mod lenses;
mod life;
mod linked_editing;
mod names;
mod questions;
mod signature_help;
mod texts;
mod type_hierarchy;
