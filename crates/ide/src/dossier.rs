//! Dossiers in the editor: which documents are dossiers of a package, and what reading one finds.
//!
//! A document is told by its text alone, and also while it is not well formed, as it is with every other keystroke: its keys
//! are those that stand on its outermost level as it is written.

use acquis_analysis::{DOSSIER_KEYS, Database, Package, is_fact, is_named_dossier, shared_vocabulary};
use acquis_base::{Diagnostic, HostError, codes};
use acquis_facts::{Dossier, Format, MAX_DOSSIER_BYTES, read, read_document};
use acquis_ir::Program;

use crate::document::Document;

/// Files of other programs, whose keys are no facts whatever the vocabulary calls its own.
const OTHERS: &[&str] = &[
    "package.json",
    "package-lock.json",
    "composer.json",
    "tsconfig.json",
    "jsconfig.json",
    "deno.json",
    "docker-compose.yml",
    "docker-compose.yaml",
    "compose.yml",
    "compose.yaml",
    "mkdocs.yml",
    "_config.yml",
];

/// The most keys that are looked at, and in how much of a text.
const MOST_KEYS: usize = 1000;
const MOST_BYTES: usize = 1 << 20;

/// Whether a name is that of a file in which a dossier is written.
pub fn has_dossier_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(ending.as_deref(), Some("yaml" | "yml" | "json"))
}

/// Whether a document, which lies at `below` in the folder of a package, is a dossier of it: a scenario starts from it; or it
/// says that it was written for the package; or more of its keys than not are those of a dossier, a fact among them. Files
/// of other programs, and what lies in folders that belong to no package, are dossiers only if a scenario says so.
pub fn is_dossier(db: &Database, package: Package, below: &str, document: &Document) -> bool {
    if is_named_dossier(db, package, below) {
        return true;
    }
    let mut folders = below.split('/');
    let name = folders.next_back().unwrap_or(below);
    let is_outside = |folder: &str| folder.starts_with('.') || matches!(folder, "target" | "node_modules");
    if OTHERS.contains(&name) || name.starts_with('.') || folders.any(is_outside) {
        return false;
    }
    let keys = outermost_keys(&document.text);
    let own = &package.manifest(db).name;
    if keys.iter().any(|(key, value)| *key == "package" && unquoted(value) == own.as_str()) {
        return true;
    }
    let facts = keys.iter().filter(|(key, _)| is_fact(db, package, key)).count();
    let others = keys.iter().filter(|(key, _)| DOSSIER_KEYS.contains(key)).count();
    facts > 0 && 2 * (facts + others) > keys.len()
}

/// What reading a dossier finds, as `assess` says it; and the dossier where nothing is wrong with it. This takes as long as
/// the dossier is, and needs no database.
///
/// # Errors
/// What in it does not fit.
pub fn read_dossier(program: &Program, document: &Document) -> Result<Dossier, Vec<Diagnostic>> {
    if document.text.len() as u64 > MAX_DOSSIER_BYTES {
        return Err(vec![too_large(&document.path)]);
    }
    match document.node() {
        Some(node) => read_document(program, &document.path, node),
        None => {
            let format = Format::of(&document.path, &document.text);
            read(program, &document.path, &document.text, format)
        }
    }
}

/// What is said of a dossier that holds more than the limit.
pub fn too_large(path: &str) -> Diagnostic {
    let message = format!("{path} cannot be read: {}", HostError::TooLarge);
    let help = format!("a dossier holds at most {} MiB", MAX_DOSSIER_BYTES >> 20);
    Diagnostic::new(&codes::UNREADABLE_DOSSIER, message).help(help)
}

/// What dossiers of a package are read against; nothing while the vocabulary itself is in error.
pub fn vocabulary(db: &Database, package: Package) -> Option<std::sync::Arc<Program>> {
    shared_vocabulary(db, package).clone()
}

/// The keys of dossiers that are no facts.
pub(crate) fn vocabulary_keys() -> &'static [&'static str] {
    DOSSIER_KEYS
}

/// A word without the quotes around it.
fn unquoted(word: &str) -> &str {
    word.trim().trim_matches(['"', '\''])
}

/// The keys on the outermost level of a text of JSON or YAML, well formed or not, each with what follows it on its line.
fn outermost_keys(text: &str) -> Vec<(&str, &str)> {
    let end = (0..=text.len().min(MOST_BYTES)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let text = text.get(..end).unwrap_or("");
    let body = text.trim_start_matches('\u{feff}').trim_start();
    if body.starts_with('{') { flow_keys(body) } else { block_keys(text) }
}

/// Keys at the starts of lines.
fn block_keys(text: &str) -> Vec<(&str, &str)> {
    let key = |line: &'_ str| -> Option<usize> {
        let first = line.chars().next()?;
        if first.is_whitespace() || matches!(first, '#' | '-' | '%' | '[' | ']' | '}') {
            return None;
        }
        let colon = line.match_indices(':').map(|(at, _)| at);
        let mut ends = colon.filter(|at| {
            line.get(at + 1..).is_none_or(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r']))
        });
        ends.next()
    };
    let lines = text.trim_start_matches('\u{feff}').lines();
    let found = lines.filter_map(|line| {
        let at = key(line)?;
        Some((unquoted(line.get(..at)?), line.get(at + 1..)?))
    });
    found.take(MOST_KEYS).collect()
}

/// Keys directly within the first brace.
fn flow_keys(text: &str) -> Vec<(&str, &str)> {
    let mut found = vec![];
    let mut depth = 0_usize;
    let mut quote: Option<char> = None;
    let mut is_escaped = false;
    // Where the key or value that is being passed has begun.
    let mut start: Option<usize> = None;
    for (at, c) in text.char_indices() {
        if let Some(open) = quote {
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' if open == '"' => is_escaped = true,
                _ if c == open => quote = None,
                _ => {}
            }
            continue;
        }
        match c {
            '"' | '\'' => {
                quote = Some(c);
                if depth == 1 {
                    start = start.or(Some(at));
                }
            }
            '{' | '[' => {
                depth += 1;
                start = None;
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                start = None;
                if depth == 0 || found.len() >= MOST_KEYS {
                    break;
                }
            }
            ',' if depth == 1 => start = None,
            ':' if depth == 1 => {
                let key = start.take().and_then(|start| text.get(start..at));
                let rest = text.get(at + 1..).unwrap_or("");
                let end = rest.find([',', '\n', '}']).unwrap_or(rest.len());
                found.extend(key.map(|key| (unquoted(key), rest.get(..end).unwrap_or(""))));
            }
            c if depth == 1 && !c.is_whitespace() => start = start.or(Some(at)),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::package;

    const LAW: &str = "facts { provider : Bool name : Text version : Text staff : Integer from 0 to 9 }\n\
                       scenario \"s\" from \"cases/odd.yaml\" on 2026-01-01 { set staff = 1 expect nothing missing }\n";

    fn is_one(below: &str, text: &str) -> bool {
        let (db, package) = package(&[("a", LAW)]);
        is_dossier(&db, package, below, &Document::new(below, text))
    }

    #[test]
    fn a_document_whose_keys_are_those_of_a_dossier_is_one() {
        for (is_it, text) in [
            (true, "subject: Nordwolke\nprovider: true\n"),
            (true, "provider: true\nstaf: 3\nas_of: 2026-01-01\n"),
            (true, "{\"provider\": true, \"staff\": 3}"),
            (true, "{provider: true,\n staff: [1, {x: 2}], other: 2}"),
            (true, "package: x\nnothing: here\n"),
            (false, "package: y\nnothing: here\n"),
            (false, "subject: a letter\nas_of: 2026-01-01\n"),
            (false, "name: ci\non: push\njobs:\n  provider: x\n"),
            (false, "- provider: true\n"),
            (false, "{\"jobs\": {\"provider\": 1, \"staff\": 2}}"),
            (false, ""),
            (false, "{}"),
        ] {
            assert_eq!(is_one("b.yaml", text), is_it, "{text}");
        }
    }

    #[test]
    fn a_document_stays_a_dossier_while_it_is_written() {
        for text in [
            "provider: [\nstaff: 3\n",
            "provider: true\n  : - x\nsta",
            "{\"provider\": {\"a\": [, \"staff\": 3",
        ] {
            let document = Document::new("b.yaml", text);
            assert!(!document.is_readable(), "{text}");
            assert!(is_one("b.yaml", text), "{text}");
        }
    }

    #[test]
    fn files_of_other_programs_are_none_unless_a_scenario_says_so() {
        let text = "{\"name\": \"x\", \"version\": \"1\"}";
        assert!(is_one("dossiers/x.json", text));
        for path in [
            "package.json",
            "deep/package.json",
            ".github/workflows/ci.yml",
            "node_modules/x/y.json",
            ".x.json",
        ] {
            assert!(!is_one(path, text), "{path}");
        }
        assert!(is_one("cases/odd.yaml", "nothing: known\n"));
    }
}
