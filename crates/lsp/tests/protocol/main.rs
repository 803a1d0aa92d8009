//! The server driven message by message: everything that it says it can do is asked for here.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "test code may fail by panicking; that is what a failing test does"
)]

mod cancelling;
mod client;
mod commands;
mod dossiers;
mod findings;
mod lenses;
mod life;
mod names;
mod questions;
