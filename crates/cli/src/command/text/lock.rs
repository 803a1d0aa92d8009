//! `acquis text lock`: keeps fingerprints of the official texts of a package, so that `check` sees where they change.

use acquis_analysis::{LOCK, MAX_LOCK_BYTES, locked, official_texts};
use acquis_base::{Diagnostic, HostError, Severity, Sources, codes, counted, printable};

use super::check::without_text;
use crate::Exit;
use crate::arguments::TextLock;
use crate::command::question::packages;
use crate::session::{CheckedPackage, Session};

pub(super) fn run(session: &mut Session<'_>, arguments: &TextLock) -> Exit {
    let paths: Vec<String> = arguments.package.iter().cloned().collect();
    let chosen = packages(session, &paths);
    let Some(package) = chosen.packages.first() else { return Exit::Unusable };
    let is_unread = |finding: &&Diagnostic| finding.code == &codes::UNREADABLE_TEXT;
    let unread: Vec<Diagnostic> = package.base.iter().filter(is_unread).cloned().map(as_error).collect();
    if !unread.is_empty() {
        // A lock of what could be read would pass for one of the whole.
        session.complain(&unread, &package.sources);
        return Exit::Unusable;
    }
    let texts = || official_texts(&package.db, package.package);
    if texts().next().is_none() {
        session.complain(&[without_text(package)], &Sources::default());
        return Exit::Unusable;
    }
    let wanted = locked(texts());
    let path = path(package);
    let present = match session.host.read(&path, MAX_LOCK_BYTES) {
        Ok(bytes) => Some(bytes),
        Err(HostError::NotFound) => None,
        // It is written anew whatever it holds.
        Err(HostError::TooLarge) => Some(vec![]),
        Err(error) => {
            session.complain(&[unusable(&path, "read", &error)], &Sources::default());
            return Exit::Unusable;
        }
    };
    let is_current = present.as_deref() == Some(wanted.as_bytes());
    let texts = counted(texts().count(), "text", "texts");
    let provisions =
        counted(wanted.lines().filter(|line| line.starts_with('"')).count(), "provision", "provisions");
    if is_current {
        session.message(&format!("{}: {provisions} of {texts} are as locked\n", printable(&path)));
        return Exit::Yes;
    }
    if arguments.check {
        let why = if present.is_some() { "is out of date" } else { "is not there" };
        session.message(&format!("{} {why}: `acquis text lock` writes it\n", printable(&path)));
        return Exit::No;
    }
    match session.host.write(&path, wanted.as_bytes()) {
        Ok(()) => {
            session.message(&format!("{}: {provisions} of {texts} locked\n", printable(&path)));
            Exit::Yes
        }
        Err(error) => {
            session.complain(&[unusable(&path, "written", &error)], &Sources::default());
            Exit::Unusable
        }
    }
}

fn as_error(finding: Diagnostic) -> Diagnostic {
    Diagnostic { severity: Severity::Error, ..finding }
}

fn path(package: &CheckedPackage) -> String {
    match package.folder.trim_end_matches('/') {
        "" | "." => LOCK.to_owned(),
        folder => format!("{folder}/{LOCK}"),
    }
}

fn unusable(path: &str, what: &str, error: &HostError) -> Diagnostic {
    let message = format!("`{}` cannot be {what}: {error}", printable(path));
    Diagnostic::new(&codes::UNWRITABLE_OUTPUT, message).help("check who may read and write it")
}
