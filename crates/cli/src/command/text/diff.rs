//! `acquis text diff`: what changed between two versions of an official text, and which policies cite it.

use acquis_analysis::{Scope, citing, declaration_at, named, outlines};
use acquis_base::{Diagnostic, EntryKind, Sources, codes};
use acquis_report::text_diff::{Cites, Law, TextDiff, html, human, json, markdown, skeleton};
use acquis_text::Text;

use super::read;
use crate::Exit;
use crate::arguments::{DiffFormat, TextDiff as Arguments};
use crate::session::{CheckedPackage, Session};

pub(super) fn run(session: &mut Session<'_>, arguments: &Arguments) -> Exit {
    let Ok(package) = package(session, arguments.package.as_deref()) else { return Exit::Unusable };
    let (Some(old), Some(new)) = (version(session, &arguments.old), version(session, &arguments.new)) else {
        return Exit::Unusable;
    };
    let cited = package.as_ref().map(|package| citing(&package.db, package.package)).unwrap_or_default();
    let law = package.as_ref().and_then(|package| {
        let outlines = outlines(&package.db, package.package);
        let instrument = outlines.own.as_ref()?;
        let outline = outlines.instruments.get(instrument);
        Some(Law { citing: &cited, instrument, outline, sources: &package.sources })
    });
    let diff = TextDiff::of((arguments.old.clone(), &old), (arguments.new.clone(), &new), law.as_ref());
    if !arguments.amendment {
        if law.is_none() {
            session.message(unasked(package.as_ref()));
        }
        let text = match arguments.format {
            DiffFormat::Human => human(&diff, session.out_style()),
            DiffFormat::Markdown => markdown(&diff),
            DiffFormat::Html => html(&diff),
            DiffFormat::Json => {
                format!("{}\n", serde_json::to_string_pretty(&json(&diff)).unwrap_or_default())
            }
        };
        session.out(&text);
        return Exit::Yes;
    }
    let (Some(law), Some(package)) = (law, &package) else {
        let finding = Diagnostic::new(&codes::UNREADABLE_ARGUMENT, "it is not known what an amendment would change")
            .note("an amendment changes the policies of a package, and citations in it mean one instrument")
            .help("name the package: `--package FOLDER`; where it has several instruments, let its manifest choose one");
        session.complain(&[finding], &Sources::default());
        return Exit::Unusable;
    };
    let text = skeleton(&diff, (&old, &new), (law.instrument, law.outline), |cites| source(package, cites));
    session.out(&text);
    Exit::Yes
}

/// The package that is named, or the one here; complains where the one that is named cannot be used.
fn package(session: &mut Session<'_>, path: Option<&str>) -> Result<Option<CheckedPackage>, ()> {
    let Some(path) = path else {
        let package = session.package_here(None, Scope::Whole);
        return Ok(Some(package).filter(|package| !package.is_built_in));
    };
    session.package_at(path, Scope::Whole).map(Some).map_err(|finding| {
        session.complain(&[*finding], &Sources::default());
    })
}

fn unasked(package: Option<&CheckedPackage>) -> &'static str {
    match package {
        None => "no package here: who cites what changed is not said; name one with --package\n",
        Some(_) => {
            "the package has several instruments, and its manifest names none: who cites what changed is not said\n"
        }
    }
}

/// A version of a text: a file, or the texts in a folder. Complains where it cannot be read as a whole.
fn version(session: &mut Session<'_>, path: &str) -> Option<Text> {
    let mut paths = vec![path.to_owned()];
    if session.is_folder(path) {
        let folder = path.trim_end_matches('/');
        let entries = session.host.list(path).unwrap_or_default().into_iter();
        let is_text = |name: &str| name.ends_with(".md") || name.ends_with(".txt");
        let texts =
            entries.filter(|entry| entry.kind == EntryKind::File && entry.is_unicode && is_text(&entry.name));
        paths = texts.map(|entry| format!("{folder}/{}", entry.name)).collect();
        if paths.is_empty() {
            let message = format!("`{}` holds no text", acquis_base::printable(path));
            let finding = Diagnostic::new(&codes::UNREADABLE_ARGUMENT, message)
                .help("name a file, or a folder with files in `.md` or `.txt`");
            session.complain(&[finding], &Sources::default());
            return None;
        }
    }
    let (text, unusable) = read(session, &paths);
    (!unusable && !text.provisions().is_empty()).then_some(text)
}

/// The text of a declaration that cites.
fn source(package: &CheckedPackage, cites: &Cites) -> Option<String> {
    let file = package.package.file(&package.db, &cites.file)?;
    let decl = declaration_at(&package.db, file, cites.offset)?;
    let whole = named(&package.db, decl).whole;
    Some(whole.span.of(file.text(&package.db)).to_owned())
}
