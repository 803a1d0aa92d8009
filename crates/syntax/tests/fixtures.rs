//! What parses, parses without a finding; what does not is told where and how. A fixture is a file in `ok` or `err`,
//! named after what it shows.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests read their fixtures and fail by panicking"
)]

use std::fmt::Write as _;
use std::path::PathBuf;

use acquis_base::{LineIndex, Span};
use acquis_syntax::{cut, parse_declaration};

/// The findings of a file as text, each with its line and column.
fn findings(text: &str) -> String {
    let index = LineIndex::new(text);
    let mut out = String::new();
    for piece in cut(text).pieces {
        for finding in parse_declaration(piece.span.of(text)).findings {
            let at = |span: Span| {
                let span = span.shifted(piece.span.start);
                let (from, to) = (index.position(text, span.start), index.position(text, span.end));
                format!("{}:{}-{}:{} {:?}", from.line, from.column, to.line, to.column, span.of(text))
            };
            writeln!(out, "{} {}", finding.code.id, finding.message).unwrap();
            for label in &finding.labels {
                writeln!(out, "  at {}: {}", at(label.place), label.text).unwrap();
            }
            for note in &finding.notes {
                writeln!(out, "  note: {note}").unwrap();
            }
            if let Some(help) = &finding.help {
                writeln!(out, "  help: {help}").unwrap();
            }
            if let Some(fix) = &finding.fix {
                writeln!(out, "  fix: {}", fix.title).unwrap();
            }
        }
    }
    out
}

fn fixtures(folder: &str) -> Vec<(String, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut found: Vec<(String, String)> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    found.sort();
    found
}

#[test]
fn what_is_right_parses() {
    for (name, text) in fixtures("ok") {
        assert_eq!(findings(&text), "", "{name}");
    }
}

#[test]
fn what_is_wrong_is_told() {
    for (name, text) in fixtures("err") {
        let found = findings(&text);
        assert!(!found.is_empty(), "{name} has no finding");
        insta::with_settings!({ description => text.clone(), omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, found);
        });
    }
}
