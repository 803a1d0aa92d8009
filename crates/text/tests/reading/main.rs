//! Official texts in the formats in which they are found, in words of our own.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code may fail by panicking; that is what a failing test does"
)]

mod compared;
mod converted;
mod findings;
mod hostile;
mod ids;
mod markdown;
mod shown;
