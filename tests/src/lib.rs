//! What the tests of this folder share: running commands in memory, the repository's own files, and Markdown read as
//! tests.

pub mod arbitrary;
pub mod cases;
pub mod cli;
pub mod corpus;
pub mod generate;
pub mod loaded;
pub mod markdown;
pub mod official;
pub mod pages;
pub mod repository;
pub mod slips;
pub mod spec;
pub mod survival;
