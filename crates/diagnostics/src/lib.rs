//! Shows diagnostics: for people, with the source text around them, and for other programs as JSON, as a SARIF log, and
//! as workflow commands of GitHub.
//!
//! This crate knows how a diagnostic looks and not how it was found. It prints nothing itself.

mod excerpt;
mod github;
mod human;
mod json;
mod sarif;

pub use github::github;
pub use human::human;
pub use json::{Position, json};
pub use sarif::{SarifPackage, SarifRun, sarif};

/// Where the page of a diagnostic code lies, relative to the project's folder.
pub fn page(code: &acquis_base::Code) -> String {
    format!("docs/diagnostics/{}.md", code.id)
}

/// What a diagnostic says apart from its places, a line each: the message, its notes, what to do.
fn paragraphs(diagnostic: &acquis_base::Diagnostic) -> String {
    let mut lines = vec![diagnostic.message.clone()];
    lines.extend(diagnostic.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    lines.join("\n")
}

/// A path as seen from the working folder; nothing if it leads out of it.
fn from_folder<'p>(working_folder: &str, path: &'p str) -> Option<&'p str> {
    let path = path.strip_prefix("./").unwrap_or(path);
    if path.starts_with('/') {
        let below = path.strip_prefix(working_folder).filter(|_| !working_folder.is_empty())?;
        return below.strip_prefix('/');
    }
    (!path.split('/').any(|name| name == "..")).then_some(path)
}
