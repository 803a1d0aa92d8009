//! One run of a command: the files it may read, what it prints, and the package it works with.

use std::io::ErrorKind;

use acquis_analysis::{
    Ahead, Database, Given, MANIFEST, Manifest, Overlay, Package, Scenarios, Scope, amendments, asked_under,
    consolidate, do_ahead, find_package, findings, findings_on, load, load_dossiers, load_texts,
    packages_below, program,
};
use acquis_base::{
    Diagnostic, EntryKind, Host, HostError, MemoryHost, Name, Place, Severity, Sources, codes, or_list,
    printable,
};
use acquis_ir::{Date, Program};
use acquis_report::collision::database;

use crate::Streams;
use crate::builtin;
use acquis_report::style::Style;

/// A run of a command.
pub(crate) struct Session<'s> {
    pub(crate) host: &'s dyn Host,
    working_folder: &'s str,
    streams: Streams<'s>,
    /// Why results could not be written, where that is so.
    unwritten: Option<String>,
    /// Whether the reader of the results went away.
    is_deserted: bool,
}

/// A package that was read and checked.
pub(crate) struct CheckedPackage {
    pub(crate) db: Database,
    pub(crate) package: Package,
    /// Everything found in it, in the order of files and texts.
    pub(crate) findings: Vec<Diagnostic>,
    pub(crate) sources: Sources,
    /// How reports name where it is from.
    pub(crate) origin: String,
    /// Its folder.
    pub(crate) folder: String,
    /// Whether it is the one that is built into the program.
    pub(crate) is_built_in: bool,
    pub(crate) files: usize,
    /// What was found while reading it, which is among the findings.
    unread: Vec<Diagnostic>,
    /// How many findings are waived and not among them.
    pub(crate) waived: usize,
    /// The law with the amendments in that are asked for.
    pub(crate) amended: Option<Overlay>,
    /// The law under other amendments.
    pub(crate) overlays: Vec<Overlay>,
    /// Everything found in the base.
    pub(crate) base: Vec<Diagnostic>,
    /// Scenarios that cannot be asked of the law with the amendments in, each with the reason.
    pub(crate) unasked: Vec<(Name, Diagnostic)>,
}

/// The most findings that are shown to people at once.
const MOST_SHOWN: usize = 200;

/// The findings to show to people, errors before all others where there are too many; and what is to be said of those
/// left out.
pub(crate) fn for_people(findings: &[Diagnostic]) -> (Vec<&Diagnostic>, String) {
    if findings.len() <= MOST_SHOWN {
        return (findings.iter().collect(), String::new());
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let mut room_for_others = MOST_SHOWN.saturating_sub(errors);
    let mut shown: Vec<&Diagnostic> = vec![];
    for finding in findings {
        if finding.severity == Severity::Error {
            shown.push(finding);
        } else if room_for_others > 0 {
            room_for_others -= 1;
            shown.push(finding);
        }
    }
    shown.truncate(MOST_SHOWN);
    let more = findings.len() - shown.len();
    (shown, format!("… and {more} more; `--format json` lists all\n"))
}

impl<'s> Session<'s> {
    pub(crate) fn new(host: &'s dyn Host, working_folder: &'s str, streams: Streams<'s>) -> Self {
        Self { host, working_folder, streams, unwritten: None, is_deserted: false }
    }

    /// The absolute path of the folder that relative paths start from; empty where there is none.
    pub(crate) fn working_folder(&self) -> &'s str {
        self.working_folder
    }

    /// The style of results.
    pub(crate) fn out_style(&self) -> Style {
        Style { colour: self.streams.colours.out }
    }

    /// Prints results.
    pub(crate) fn out(&mut self, text: &str) {
        let written = self.streams.out.write_all(text.as_bytes()).and_then(|()| self.streams.out.flush());
        match written {
            // A reader that went away has read what it wanted.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => self.is_deserted = true,
            Err(error) => self.unwritten = Some(error.to_string()),
            Ok(()) => {}
        }
    }

    /// Whether results still reach somebody.
    pub(crate) fn is_heard(&self) -> bool {
        !self.is_deserted && self.unwritten.is_none()
    }

    /// Complains if results could not be written; tells whether they were.
    pub(crate) fn is_written(&mut self) -> bool {
        let Some(error) = self.unwritten.take() else { return true };
        let finding =
            Diagnostic::new(&codes::UNWRITABLE_OUTPUT, format!("the results cannot be written: {error}"))
                .note("what was written is not whole")
                .help("make room, or write elsewhere");
        self.complain(&[finding], &Sources::default());
        false
    }

    /// Prints messages.
    pub(crate) fn message(&mut self, text: &str) {
        let _ = self.streams.err.write_all(text.as_bytes());
    }

    /// Prints diagnostics as messages.
    pub(crate) fn complain(&mut self, diagnostics: &[Diagnostic], sources: &Sources) {
        let (shown, more) = for_people(diagnostics);
        for diagnostic in shown {
            let text = acquis_diagnostics::human(diagnostic, sources, self.streams.colours.err);
            self.message(&text);
        }
        self.message(&more);
    }

    /// Reads a file, or standard input for `-`.
    pub(crate) fn read(&mut self, path: &str, limit: u64) -> Result<Vec<u8>, HostError> {
        if path != "-" {
            return self.host.read(path, limit);
        }
        let mut bytes = vec![];
        let mut limited = std::io::Read::take(&mut *self.streams.input, limit.saturating_add(1));
        match std::io::Read::read_to_end(&mut limited, &mut bytes) {
            Ok(_) if bytes.len() as u64 > limit => Err(HostError::TooLarge),
            Ok(_) => Ok(bytes),
            Err(error) => Err(HostError::Other(error.to_string())),
        }
    }

    /// The package around a path that the user named.
    pub(crate) fn package_at(&self, path: &str, scope: Scope) -> Result<CheckedPackage, Box<Diagnostic>> {
        // Elsewhere no path at all means the working folder; an empty one is what a variable without a value leaves.
        if path.is_empty() {
            return Err(Box::new(empty_path()));
        }
        if self.host.kind(path).is_none() {
            // What cannot be looked at is perhaps there; the attempt to read it says why.
            let error = self.host.read(path, 0).err().unwrap_or(HostError::NotFound);
            return Err(Box::new(unreadable(path, &error)));
        }
        match self.find_upwards(path) {
            Some(folder) => Ok(checked(self.host, &folder, &folder, scope)),
            None => Err(Box::new(self.no_package(path))),
        }
    }

    /// The package around a path, or else around the working folder, as it was at a revision of its repository.
    pub(crate) fn package_since(
        &self,
        path: Option<&str>,
        revision: &str,
    ) -> Result<CheckedPackage, Box<Diagnostic>> {
        let path = path.unwrap_or(".");
        let Some(folder) = self.find_upwards(path) else { return Err(Box::new(self.no_package(path))) };
        let host = self.host.at_revision(&folder, revision).map_err(|error| {
            let message = format!("`{folder}` cannot be read as it was at `{revision}`: {error}");
            let finding = Diagnostic::new(&codes::UNREADABLE_ARGUMENT, message);
            Box::new(finding.help("name a branch, a tag or a commit at which the package was in this folder"))
        })?;
        let origin = format!("{folder} at {revision}");
        Ok(checked(&host, &folder, &origin, Scope::Whole))
    }

    /// Why a path belongs to no package.
    fn no_package(&self, path: &str) -> Diagnostic {
        if self.is_folder(path) {
            let entries = match self.host.list(path) {
                Ok(entries) => entries,
                Err(error) => return unreadable(path, &error),
            };
            if entries.iter().any(|entry| entry.name == MANIFEST) {
                let manifest = format!("{}/{MANIFEST}", path.trim_end_matches('/'));
                if let Err(error) = self.host.read(&manifest, 0)
                    && error != HostError::TooLarge
                {
                    return unreadable(&manifest, &error);
                }
            }
        }
        let finding = Diagnostic::new(&codes::NO_PACKAGE, format!("`{path}` belongs to no package"))
            .note(format!("a package is a folder with the file {MANIFEST}, and everything below it"));
        let below = if self.is_folder(path) { self.below(path) } else { None };
        finding.help(match below {
            Some(below) => format!("name a package below it: {below}"),
            None => format!("create {MANIFEST} with `[package]` and `name = \"…\"`"),
        })
    }

    /// The packages below a folder, in words; nothing if there is none.
    fn below(&self, folder: &str) -> Option<String> {
        const MOST: usize = 6;
        let below = packages_below(self.host, folder.trim_end_matches('/'));
        let mut named: Vec<String> = below.iter().take(MOST).map(|path| format!("`{path}`")).collect();
        if below.len() > MOST {
            named.push("others".to_owned());
        }
        (!named.is_empty()).then(|| or_list(&named))
    }

    /// Says that it is not a package of the user's that a command is about.
    pub(crate) fn say_built_in(&mut self, package: &CheckedPackage) {
        let name = &package.package.manifest(&package.db).name;
        let mut text = format!(
            "no {MANIFEST} here or in a folder above: the package `{name}` is meant, which is built into the program\n"
        );
        if let Some(below) = self.below("") {
            text.push_str(&format!("to choose a package below this folder, name {below}\n"));
        }
        self.message(&text);
    }

    /// The package that serves when none is named: the one around the working folder, the one around `hint`, or the
    /// built-in one.
    pub(crate) fn package_here(&self, hint: Option<&str>, scope: Scope) -> CheckedPackage {
        let here = self.find_upwards("");
        let folder =
            here.or_else(|| hint.filter(|path| *path != "-").and_then(|path| self.find_upwards(path)));
        match folder {
            Some(folder) => checked(self.host, &folder, &folder, scope),
            None => built_in(scope),
        }
    }

    /// The folder of the package around a path, shown relative to the working folder where it lies below it.
    fn find_upwards(&self, path: &str) -> Option<String> {
        let relative = path.trim_start_matches("./").trim_end_matches('/');
        if let Some(folder) = find_package(self.host, if relative.is_empty() { "." } else { relative }) {
            return Some(if folder.is_empty() { ".".to_owned() } else { folder });
        }
        if relative.starts_with('/') || self.working_folder.is_empty() {
            return None;
        }
        let absolute = match relative {
            "" | "." => self.working_folder.to_owned(),
            path => whole(self.working_folder, path),
        };
        find_package(self.host, &absolute)
    }

    /// Whether a path names a folder.
    pub(crate) fn is_folder(&self, path: &str) -> bool {
        self.host.kind(path) == Some(EntryKind::Folder)
    }
}

/// The path that starts at an absolute folder, without the steps that lead up.
fn whole(folder: &str, path: &str) -> String {
    let mut names: Vec<&str> = folder.split('/').collect();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." if names.len() > 1 => {
                names.pop();
            }
            ".." => {}
            name => names.push(name),
        }
    }
    if names == [""] { "/".to_owned() } else { names.join("/") }
}

/// Why a word that is empty is no path.
pub(crate) fn empty_path() -> Diagnostic {
    Diagnostic::new(&codes::UNREADABLE_ARGUMENT, "an empty path names no folder and no file")
        .note("a variable of the shell that has no value leaves one, between quotes")
        .help("name a folder or a file; the working folder is `.`")
}

fn unreadable(path: &str, error: &HostError) -> Diagnostic {
    let message = format!("`{path}` cannot be read: {error}");
    Diagnostic::new(&codes::UNREADABLE_ARGUMENT, message).help(match error {
        HostError::Denied => "check who may read it, and the folders around it",
        _ => "check the path",
    })
}

fn built_in(scope: Scope) -> CheckedPackage {
    let mut host = MemoryHost::new();
    for (path, text) in builtin::BUILT_IN {
        host.insert(format!("{}/{path}", builtin::FOLDER), text.as_bytes());
    }
    CheckedPackage { is_built_in: true, ..checked(&host, builtin::FOLDER, "built in", scope) }
}

fn checked(host: &dyn Host, folder: &str, origin: &str, scope: Scope) -> CheckedPackage {
    let mut db = database();
    let package = Package::in_scope(&mut db, scope, Manifest::default(), []);
    let mut checked = CheckedPackage {
        db,
        package,
        findings: vec![],
        sources: Sources::default(),
        origin: printable(origin).into_owned(),
        folder: folder.to_owned(),
        is_built_in: false,
        files: 0,
        unread: vec![],
        waived: 0,
        amended: None,
        overlays: vec![],
        base: vec![],
        unasked: vec![],
    };
    checked.read_anew(host);
    checked
}

impl CheckedPackage {
    /// Reads its files as they are now. What rests on files that are as they were is not checked again.
    pub(crate) fn read_anew(&mut self, host: &dyn Host) {
        let loaded = load(host, &self.folder);
        self.files = loaded.files.len();
        self.sources = loaded.sources;
        self.package.update(&mut self.db, loaded.manifest, loaded.files);
        do_ahead(&self.db, self.package, Ahead::Parsed);
        if self.package.scope(&self.db) == Scope::Whole {
            load_dossiers(&mut self.db, self.package, host, &self.folder);
            load_texts(&mut self.db, self.package, host, &self.folder, &Given::new());
        }
        do_ahead(&self.db, self.package, Ahead::Checked);
        self.findings.clone_from(&loaded.findings);
        self.findings.extend(findings(&self.db, self.package).iter().cloned());
        Diagnostic::sort(&mut self.findings);
        self.base.clone_from(&self.findings);
        self.unread = loaded.findings;
    }

    /// The law with amendments in, beside the base.
    pub(crate) fn overlay(
        &mut self,
        host: &dyn Host,
        names: &[Name],
        scenarios: &Scenarios,
    ) -> Result<Overlay, Vec<Diagnostic>> {
        let consolidation = consolidate(&self.db, self.package, names, scenarios)?;
        let known = self.overlays.iter().chain(&self.amended);
        let known =
            known.filter(|known| known.names() == consolidation.names).map(|known| known.package).next();
        let overlay = consolidation.install(&mut self.db, known);
        do_ahead(&self.db, overlay.package, Ahead::Parsed);
        if self.package.scope(&self.db) == Scope::Whole {
            load_dossiers(&mut self.db, overlay.package, host, &self.folder);
        }
        do_ahead(&self.db, overlay.package, Ahead::Checked);
        Ok(overlay)
    }

    /// Puts amendments into the law that questions are asked of. `as_of` is the day on which findings are waived.
    pub(crate) fn amend(
        &mut self,
        host: &dyn Host,
        names: &[Name],
        scenarios: &Scenarios,
        as_of: Option<Date>,
    ) -> Result<(), Vec<Diagnostic>> {
        let overlay = self.overlay(host, names, scenarios)?;
        self.findings = overlay.findings(&self.db, &self.base, as_of);
        self.findings.extend(self.unread.iter().cloned());
        Diagnostic::sort(&mut self.findings);
        self.amended = Some(overlay);
        Ok(())
    }

    /// Applies the amendments under which scenarios are asked. What cannot be applied is among the errors of the package.
    pub(crate) fn ask_under(&mut self, host: &dyn Host) {
        let asked = asked_under(&self.db, self.package);
        let overlays: Vec<Overlay> =
            asked.iter().filter_map(|names| self.overlay(host, names, &Scenarios::Own).ok()).collect();
        self.overlays = overlays;
    }

    /// The law that questions are asked of: the base, or it with amendments in.
    pub(crate) fn law(&self) -> Package {
        self.amended.as_ref().map_or(self.package, |overlay| overlay.package)
    }

    /// Where what stands at a place of that law was written.
    pub(crate) fn origin_of(&self, place: &Place) -> Place {
        self.amended.as_ref().map_or_else(|| place.clone(), |overlay| overlay.origin(place))
    }

    /// Amendments that are in force on a day and not in that law.
    pub(crate) fn not_applied(&self, as_of: Date) -> Vec<Diagnostic> {
        let applied = self.law().amended(&self.db);
        let heads = amendments(&self.db, self.package).into_iter();
        heads
            .filter(|head| !applied.contains(&head.name) && head.status.as_deref() == Some("in_force"))
            .filter_map(|head| {
                let from = head.from.filter(|from| *from <= as_of)?;
                let message =
                    format!("the amendment `{}` is in force from {from}, and is not applied", head.name);
                Some(
                    Diagnostic::at(&codes::NOT_APPLIED, message, head.place, "in force")
                        .note(format!("it is assessed as of {as_of}"))
                        .help(format!("write `--amend {}`, or write the amendment into the law", head.name)),
                )
            })
            .collect()
    }

    /// Leaves out what is waived on a day, and adds what is wrong with the waivers on that day.
    pub(crate) fn waive(&mut self, as_of: Date) {
        let (found, waived) = findings_on(&self.db, self.package, as_of, self.unread.is_empty());
        self.findings.clone_from(&self.unread);
        self.findings.extend(found);
        Diagnostic::sort(&mut self.findings);
        self.waived = waived;
    }

    /// The program, or the errors that keep the package from being used.
    pub(crate) fn program(&self) -> Result<&Program, Vec<Diagnostic>> {
        let errors: Vec<Diagnostic> =
            self.findings.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect();
        match program(&self.db, self.law()) {
            Some(program) if errors.is_empty() => Ok(program),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_that_lead_up_are_taken() {
        for (path, expected) in [
            ("..", "/law"),
            ("../..", "/"),
            ("../../..", "/"),
            ("../x/./y", "/law/x/y"),
            ("a", "/law/deep/a"),
        ] {
            assert_eq!(whole("/law/deep", path), expected, "{path}");
        }
    }
}
