//! Shows diagnostics: for people, with the source text around them, and as JSON for other programs.
//!
//! This crate knows how a diagnostic looks and not how it was found. It prints nothing itself.

mod excerpt;
mod human;
mod json;

pub use human::human;
pub use json::{Position, json};

/// Where the page of a diagnostic code lies, relative to the project's folder.
pub fn page(code: &acquis_base::Code) -> String {
    format!("docs/diagnostics/{}.md", code.id)
}
