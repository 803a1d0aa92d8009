//! `acquis consolidate`: the law with amendments in, as source, or before and after side by side.

mod two_column;

use acquis_analysis::{AmendmentHead, Overlay, Scenarios, Traced, amendments};
use acquis_base::{Diagnostic, Name, Severity, Span, codes};
use acquis_syntax::{cut, parse_declaration};

use super::effect::{Effects, effects};
use super::question::packages;
use crate::Exit;
use crate::arguments::{Consolidate, ConsolidateFormat};
use crate::session::{CheckedPackage, Session};

pub(crate) fn run(session: &mut Session<'_>, arguments: &Consolidate) -> Exit {
    if arguments.amend.is_empty() {
        let finding = Diagnostic::new(&codes::UNKNOWN_AMENDMENT, "it is not said which amendments are meant")
            .help("name them, or a set of them: `acquis consolidate --amend NAME`");
        session.complain(&[finding], &acquis_base::Sources::default());
        return Exit::Unusable;
    }
    let mut chosen = packages(session, arguments.path.as_slice());
    let Some(package) = chosen.packages.first_mut() else { return Exit::Unusable };
    let names: Vec<Name> = arguments.amend.iter().map(|name| Name::from(name.as_str())).collect();
    let effects = match arguments.format {
        ConsolidateFormat::Acquis => Effects::new(),
        _ => effects(package, &names),
    };
    let overlay = match package.overlay(session.host, &names, &Scenarios::Own) {
        Ok(overlay) => overlay,
        Err(findings) => {
            session.complain(&findings, &package.sources);
            return Exit::Unusable;
        }
    };
    let heads: Vec<AmendmentHead> = amendments(&package.db, package.package);
    let heads: Vec<&AmendmentHead> =
        overlay.names().iter().filter_map(|name| heads.iter().find(|head| head.name == *name)).collect();
    let text = match arguments.format {
        ConsolidateFormat::Acquis => source(package, &overlay),
        ConsolidateFormat::TwoColumnHtml => {
            two_column::html(&package_title(package), &heads, &overlay, &effects)
        }
        ConsolidateFormat::TwoColumnMarkdown => {
            two_column::markdown(&package_title(package), &heads, &overlay, &effects)
        }
    };
    session.out(&text);
    // What is wrong with the law as amended, or worth knowing of it, is said beside it.
    let found = overlay.findings(&package.db, &package.base, None);
    let new: Vec<Diagnostic> = found.into_iter().filter(|finding| !package.base.contains(finding)).collect();
    session.complain(&new, &package.sources);
    if new.iter().any(|finding| finding.severity == Severity::Error) { Exit::No } else { Exit::Yes }
}

fn package_title(package: &CheckedPackage) -> String {
    let manifest = package.package.manifest(&package.db);
    manifest.title.as_ref().unwrap_or(&manifest.name).to_string()
}

/// The files that differ from the base, each below a line with its path, laid out, and with a comment at each change that
/// names the amendment.
fn source(package: &CheckedPackage, overlay: &Overlay) -> String {
    let files = overlay.consolidated(&package.db, &package.base).into_iter().map(|(path, traced)| {
        let text = with_trail(overlay, &traced);
        let text = acquis_syntax::format(&text).applied(&text);
        format!("// ── {path} ──\n\n{text}")
    });
    files.collect::<Vec<_>>().join("\n")
}

/// The most signs of an operation that a comment shows.
const LONGEST: usize = 100;

/// A text with a comment above each declaration, or each line of an outline or list, that an amendment changed.
fn with_trail(overlay: &Overlay, traced: &Traced) -> String {
    let text = traced.text();
    let pieces = cut(text).pieces;
    let mut comments: Vec<(usize, usize)> = vec![];
    for (change, range) in traced.changes() {
        let stretch = text.get(range.clone()).unwrap_or("");
        let blanks = stretch.len() - stretch.trim_start().len();
        // What is deleted left a blank, and the comment stands above what follows.
        let at = if blanks == stretch.len() { next_word(text, range.end) } else { range.start + blanks };
        let piece = pieces.iter().find(|piece| at < piece.span.end as usize);
        let place = piece.map_or(text.len(), |piece| place_of(text, piece.span, at));
        if !comments
            .iter()
            .any(|(known, above)| *known == change && piece_of(&pieces, *above) == piece_of(&pieces, place))
        {
            comments.push((change, place));
        }
    }
    comments.sort_by_key(|(change, place)| (*place, *change));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (change, place) in comments {
        out.push_str(text.get(at..place).unwrap_or(""));
        at = place;
        if let Some(change) = overlay.consolidation.changes.get(change) {
            let line = text.get(..place).unwrap_or("").rsplit('\n').next().unwrap_or("");
            let break_before = if line.trim().is_empty() { "" } else { "\n" };
            let what = shortened(&format!("{} {}", change.word, change.target));
            out.push_str(&format!("{break_before}// {}: {what}\n", change.amendment));
        }
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

fn next_word(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    at + (rest.len() - rest.trim_start().len())
}

fn piece_of(pieces: &[acquis_syntax::Piece], at: usize) -> usize {
    pieces.iter().position(|piece| at < piece.span.end as usize).unwrap_or(pieces.len())
}

/// Where the comment about a change stands: above the declaration with its comments; within an outline, a vocabulary or a
/// list above the line.
fn place_of(text: &str, piece: Span, at: usize) -> usize {
    let own = piece.of(text);
    let word =
        parse_declaration(own).declaration.span.of(own).split_whitespace().next().unwrap_or("").to_owned();
    let start = piece.start as usize;
    let in_lines = matches!(word.as_str(), "instrument" | "entity" | "facts" | "register" | "ladder");
    if in_lines {
        let line = text.get(..at).unwrap_or("").rfind('\n').map_or(0, |end| end + 1);
        return line.max(start);
    }
    // The comments above a declaration start after the line on which the one before it ends.
    let blanks = own.len() - own.trim_start().len();
    let documented: usize = own
        .trim_start()
        .split_inclusive('\n')
        .take_while(|line| line.trim_start().starts_with("//!") || line.trim().is_empty())
        .map(str::len)
        .sum();
    start + blanks + documented
}

fn shortened(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or("")),
        None => words,
    }
}
