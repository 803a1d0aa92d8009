//! Diagnostics for other programs.

use acquis_base::{Diagnostic, Place, Sources};
use serde::Serialize;

/// A position in a text: line and column count from 1, columns in characters, the offset in bytes from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Bytes before it.
    pub offset: u32,
}

#[derive(Serialize)]
struct Range<'d> {
    file: &'d str,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Label<'d> {
    #[serde(flatten)]
    range: Range<'d>,
    text: &'d str,
}

#[derive(Serialize)]
struct Edit<'d> {
    #[serde(flatten)]
    range: Range<'d>,
    replacement: &'d str,
}

#[derive(Serialize)]
struct Fix<'d> {
    title: &'d str,
    edits: Vec<Edit<'d>>,
}

#[derive(Serialize)]
struct Written<'d> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: &'d str,
    labels: Vec<Label<'d>>,
    notes: &'d [String],
    help: Option<&'d str>,
    fix: Option<Fix<'d>>,
    page: String,
}

/// The diagnostic as a JSON value.
///
/// # Errors
/// Never in practice: everything in a diagnostic is text or a number.
pub fn json(diagnostic: &Diagnostic, sources: &Sources) -> Result<serde_json::Value, serde_json::Error> {
    let label = |label: &acquis_base::Label<Place>| (label.place.clone(), label.text.clone());
    let labels: Vec<(Place, String)> = diagnostic.labels.iter().map(label).collect();
    let written = Written {
        code: diagnostic.code.id,
        name: diagnostic.code.name,
        severity: diagnostic.severity.as_str(),
        message: &diagnostic.message,
        labels: labels.iter().map(|(place, text)| Label { range: range(place, sources), text }).collect(),
        notes: &diagnostic.notes,
        help: diagnostic.help.as_deref(),
        fix: diagnostic.fix.as_ref().map(|fix| Fix {
            title: &fix.title,
            edits: fix
                .edits
                .iter()
                .map(|e| Edit { range: range(&e.place, sources), replacement: &e.text })
                .collect(),
        }),
        page: crate::page(diagnostic.code),
    };
    serde_json::to_value(written)
}

fn range<'d>(place: &'d Place, sources: &Sources) -> Range<'d> {
    let at = |offset: u32| match sources.get(&place.file) {
        Some((text, index)) => {
            let position = index.position(text, offset);
            Position { line: position.line, column: position.column, offset }
        }
        None => Position { line: 1, column: 1, offset },
    };
    Range { file: &place.file, start: at(place.span.start), end: at(place.span.end) }
}
