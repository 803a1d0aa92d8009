//! `acquis text check`: is an official text right?

use acquis_analysis::{MANIFEST, official_texts};
use acquis_base::{Diagnostic, Severity, Sources, codes, counted};
use acquis_text::Text;

use super::read;
use crate::Exit;
use crate::arguments::TextCheck;
use crate::command::check::{Shown, deny, show, unknown_code};
use crate::command::question::packages;
use crate::session::{CheckedPackage, Session};

/// Texts that were checked together.
struct Checked {
    findings: Vec<Diagnostic>,
    sources: Sources,
    manifest: String,
    files: usize,
}

pub(super) fn run(session: &mut Session<'_>, arguments: &TextCheck) -> Exit {
    if let Some(finding) = unknown_code(&arguments.deny) {
        session.complain(&[finding], &Sources::default());
        return Exit::Unusable;
    }
    let is_package = |path: &&String| {
        let name = path.rsplit('/').next().unwrap_or("");
        session.is_folder(path) || name == MANIFEST || name.ends_with(".acq")
    };
    let (folders, files): (Vec<&String>, Vec<&String>) = arguments.paths.iter().partition(is_package);
    let mut all = vec![];
    let mut unusable = false;
    if !files.is_empty() {
        let files: Vec<String> = files.into_iter().cloned().collect();
        let (text, is_incomplete) = read(session, &files);
        unusable |= is_incomplete;
        if !text.provisions().is_empty() {
            let mut checked = Checked::of(MANIFEST.to_owned());
            checked.add(&text);
            all.push(checked);
        }
    }
    if !folders.is_empty() || arguments.paths.is_empty() {
        let folders: Vec<String> = folders.into_iter().cloned().collect();
        let chosen = packages(session, &folders);
        unusable |= chosen.unusable;
        for package in &chosen.packages {
            let checked = of_package(package);
            if checked.files == 0 && checked.findings.is_empty() {
                session.complain(&[without_text(package)], &Sources::default());
                unusable = true;
            } else {
                all.push(checked);
            }
        }
    }
    for checked in &mut all {
        Diagnostic::sort(&mut checked.findings);
        deny(&mut checked.findings, &arguments.deny);
    }
    let shown: Vec<Shown<'_>> = all.iter().map(Checked::shown).collect();
    if !shown.is_empty() {
        show(session, &shown, arguments.format, unusable);
    }
    let errors = all.iter().flat_map(|it| &it.findings).any(|it| it.severity == Severity::Error);
    Exit::of(unusable, errors)
}

impl Checked {
    fn of(manifest: String) -> Self {
        Self { findings: vec![], sources: Sources::default(), manifest, files: 0 }
    }

    fn add(&mut self, text: &Text) {
        for (name, source) in text.files() {
            self.sources.insert(name.clone(), source);
            self.files += 1;
        }
        self.findings.extend(acquis_text::check(text));
    }

    fn shown(&self) -> Shown<'_> {
        Shown {
            findings: &self.findings,
            sources: &self.sources,
            manifest: self.manifest.clone(),
            summary: summary(&self.findings, self.files),
        }
    }
}

/// The texts that a package names, with what of them cannot be read.
fn of_package(package: &CheckedPackage) -> Checked {
    let folder = package.origin.trim_end_matches('/');
    let manifest = if folder == "." { MANIFEST.to_owned() } else { format!("{folder}/{MANIFEST}") };
    let mut checked = Checked::of(manifest.clone());
    for (_, text) in official_texts(&package.db, package.package) {
        checked.add(text);
    }
    let is_unread = |finding: &&Diagnostic| finding.code == &codes::UNREADABLE_TEXT;
    checked.findings.extend(package.base.iter().filter(is_unread).cloned());
    if let Some((text, _)) = package.sources.get(&manifest) {
        checked.sources.insert(manifest, text);
    }
    checked
}

pub(super) fn without_text(package: &CheckedPackage) -> Diagnostic {
    let name = &package.package.manifest(&package.db).name;
    Diagnostic::new(&codes::UNREADABLE_ARGUMENT, format!("the package `{name}` names no official text"))
        .note("texts that are at hand stand under `[texts]` in the manifest")
        .help("name the files of a text: `acquis text check FILE…`")
}

fn summary(findings: &[Diagnostic], files: usize) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let parts = counts.into_iter().filter_map(|(severity, word)| {
        let count = count(severity);
        (count > 0).then(|| counted(count, word, &format!("{word}s")))
    });
    let parts: Vec<String> = parts.collect();
    let found = if parts.is_empty() { "nothing to report".to_owned() } else { parts.join(", ") };
    format!("checked {}: {found}\n", counted(files, "file", "files"))
}
