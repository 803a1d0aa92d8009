//! What editors ask of an Acquis package: plain data in byte offsets, one file for each feature.
//!
//! This crate knows no protocol, no files and no salsa.

pub mod calls;
pub mod card;
pub mod completion;
pub mod definition;
pub mod document;
pub mod highlight;
pub mod hover;
pub mod implementation;
pub mod references;
pub mod rename;
