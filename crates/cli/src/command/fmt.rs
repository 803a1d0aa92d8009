//! `acquis fmt`: one canonical layout.

use std::collections::BTreeSet;

use acquis_analysis::{MAX_SOURCE_BYTES, find_package, load, packages_below};
use acquis_base::{Diagnostic, EntryKind, HostError, Place, Severity, Sources, codes, counted, printable};
use acquis_syntax::Formatted;

use crate::Exit;
use crate::arguments::Fmt;
use crate::patch::patch;
use crate::session::Session;
use acquis_base::parallel;

/// How messages call the text of standard input.
const INPUT: &str = "<standard input>";

/// A file and its layout.
struct File {
    path: String,
    text: String,
    formatted: Formatted,
}

impl File {
    fn new(path: String, text: String) -> Self {
        let formatted = acquis_syntax::format(&text);
        Self { path, text, formatted }
    }

    fn is_laid_out(&self) -> bool {
        self.formatted.edits.is_empty()
    }
}

pub(crate) fn run(session: &mut Session<'_>, arguments: &Fmt) -> Exit {
    if arguments.paths.iter().any(|path| path == "-") {
        return from_input(session, arguments);
    }
    let (files, mut unusable) = files(session, &arguments.paths);
    let mut report = String::new();
    for file in files.iter().filter(|file| !file.is_laid_out()) {
        if arguments.check {
            report.push_str(&patch(&file.path, &file.text, &file.formatted, session.out_style()));
            continue;
        }
        let text = file.formatted.applied(&file.text);
        match session.host.write(&file.path, text.as_bytes()) {
            Ok(()) => report.push_str(&format!("laid out {}\n", file.path)),
            Err(error) => {
                unwritable(session, &file.path, &error);
                unusable = true;
            }
        }
    }
    session.out(&report);
    complain_of_faults(session, &files);
    let different = files.iter().filter(|file| !file.is_laid_out()).count();
    session.message(&summary(files.len(), different, arguments.check));
    Exit::of(unusable, arguments.check && different > 0)
}

fn summary(files: usize, different: usize, check: bool) -> String {
    let all = counted(files, "file", "files");
    match (different, check) {
        (0, _) if files == 0 => String::new(),
        (0, _) => format!("{all}: nothing to lay out\n"),
        (different, true) => format!("{different} of {all} would be laid out anew\n"),
        (different, false) => format!("{different} of {all} laid out anew\n"),
    }
}

/// Lays out the text of standard input alone.
fn from_input(session: &mut Session<'_>, arguments: &Fmt) -> Exit {
    if arguments.paths.len() > 1 {
        let finding = Diagnostic::new(&codes::UNREADABLE_SOURCE, "standard input is laid out alone")
            .help("name files and folders in a run of their own");
        session.complain(&[finding], &Sources::default());
        return Exit::Unusable;
    }
    let text = match session.read("-", MAX_SOURCE_BYTES).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => {
            unreadable(session, INPUT, "it is not UTF-8");
            return Exit::Unusable;
        }
        Err(error) => {
            unreadable(session, INPUT, &error.to_string());
            return Exit::Unusable;
        }
    };
    let file = File::new(INPUT.to_owned(), text);
    let out = match arguments.check {
        true => patch(&file.path, &file.text, &file.formatted, session.out_style()),
        false => file.formatted.applied(&file.text),
    };
    session.out(&out);
    let different = !file.is_laid_out();
    complain_of_faults(session, &[file]);
    Exit::of(false, arguments.check && different)
}

/// The files that the paths name, each once and in the order of their names; and whether one could not be read.
fn files(session: &mut Session<'_>, paths: &[String]) -> (Vec<File>, bool) {
    let here = [".".to_owned()];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut found: Vec<(String, String)> = vec![];
    let mut unusable = false;
    for path in paths {
        let path = path.strip_prefix("./").filter(|path| !path.is_empty()).unwrap_or(path);
        match session.host.kind(path) {
            Some(EntryKind::Folder) => unusable |= below(session, path.trim_end_matches('/'), &mut found),
            Some(_) => match session.host.read(path, MAX_SOURCE_BYTES).map(String::from_utf8) {
                Ok(Ok(text)) => found.push((path.to_owned(), text)),
                Ok(Err(_)) => unusable |= unreadable(session, path, "it is not UTF-8"),
                Err(error) => unusable |= unreadable(session, path, &error.to_string()),
            },
            None => unusable |= unreadable(session, path, &HostError::NotFound.to_string()),
        }
    }
    let mut known = BTreeSet::new();
    found.retain(|(path, _)| known.insert(path.clone()));
    found.sort();
    (parallel::map(&found, |(path, text)| File::new(path.clone(), text.clone())), unusable)
}

/// The source files of the packages that a folder belongs to or holds, as far as they are in it.
fn below(session: &mut Session<'_>, folder: &str, found: &mut Vec<(String, String)>) -> bool {
    let around = find_package(session.host, folder);
    let packages = match around {
        Some(package) => vec![package],
        None => match packages_below(session.host, folder) {
            packages if packages.is_empty() => vec![folder.to_owned()],
            packages => packages,
        },
    };
    let mut unusable = false;
    for package in packages {
        let loaded = load(session.host, &package);
        let is_asked =
            |path: &str| folder == "." || folder.is_empty() || path.starts_with(&format!("{folder}/"));
        for (path, _, text) in loaded.files {
            if is_asked(&path) {
                found.push((path.to_string(), text));
            }
        }
        let is_fatal = |finding: &&Diagnostic| {
            [&codes::UNREADABLE_SOURCE, &codes::PACKAGE_TOO_LARGE].contains(&finding.code)
                || finding.severity != Severity::Error
        };
        let findings: Vec<Diagnostic> = loaded.findings.iter().filter(is_fatal).cloned().collect();
        unusable |= findings.iter().any(|finding| finding.severity == Severity::Error);
        session.complain(&findings, &loaded.sources);
    }
    unusable
}

/// Says which declarations were left as they are.
fn complain_of_faults(session: &mut Session<'_>, files: &[File]) {
    let mut findings = vec![];
    let mut sources = Sources::default();
    for file in files {
        for span in &file.formatted.faulty {
            let place = Place::new(&*file.path, *span);
            let message = "a declaration with a fault stays as it is written";
            findings.push(
                Diagnostic::at(&codes::LEFT_AS_WRITTEN, message, place, "not laid out")
                    .note("whoever lays out what is not understood may change what it means")
                    .help("mend it; `acquis check` says what is wrong with it"),
            );
        }
        if !file.formatted.faulty.is_empty() {
            sources.insert(&*file.path, file.text.clone());
        }
    }
    session.complain(&findings, &sources);
}

fn unreadable(session: &mut Session<'_>, path: &str, why: &str) -> bool {
    let message = format!("{} cannot be read: {why}", printable(path));
    let finding =
        Diagnostic::new(&codes::UNREADABLE_SOURCE, message).help("name a folder or a file of a package");
    session.complain(&[finding], &Sources::default());
    true
}

fn unwritable(session: &mut Session<'_>, path: &str, error: &HostError) {
    let message = format!("`{}` cannot be written: {error}", printable(path));
    let finding = Diagnostic::new(&codes::UNWRITABLE_OUTPUT, message).help("check who may write it");
    session.complain(&[finding], &Sources::default());
}
