//! Where names lead, asked of small packages with a cursor mark in them, and of the law in `policies/cada`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests read the law and fail by panicking"
)]

mod agreement;
mod cada;
mod calls;
mod completion;
mod definition;
mod document_links;
mod extract;
mod fixture;
mod halves;
mod highlight;
mod hover;
mod implementation;
mod incremental;
mod inlay_hints;
mod keeping;
mod linked_editing;
mod references;
mod rename;
mod repairs;
mod signature_help;
mod tokens;
