//! Reading a package through a [`Host`]: its manifest and every source file below it, within limits.

use std::collections::{BTreeMap, VecDeque};

use acquis_base::{
    Diagnostic, Entry, EntryKind, Host, HostError, Name, Place, Sources, Span, codes, is_printable, printable,
};

use crate::manifest::Manifest;

/// The file that makes a folder a package.
pub const MANIFEST: &str = "acquis.toml";

/// The most bytes that a source file may hold.
pub const MAX_SOURCE_BYTES: u64 = 32 * 1024 * 1024;

/// The most source files that a package may have.
pub const MAX_FILES: usize = 20_000;

/// How the name of a source file ends.
const ENDING: &str = ".acq";

/// How deep folders of a package may be nested.
const MAX_FOLDERS: usize = 32;

/// A package as read: what [`crate::Package::with_files`] takes, the texts, and what could not be read.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// What the manifest says.
    pub manifest: Manifest,
    /// Path shown, module name, text.
    pub files: Vec<(Name, Name, String)>,
    /// The texts by path shown, for showing findings.
    pub sources: Sources,
    /// What could not be read.
    pub findings: Vec<Diagnostic>,
}

/// The folder of the package that `path` (a file or folder) belongs to: the nearest one above that has a manifest.
pub fn find_package(host: &dyn Host, path: &str) -> Option<String> {
    let mut folder = match host.kind(path) {
        Some(EntryKind::Folder) => path.trim_end_matches('/').to_owned(),
        _ => parent(path)?,
    };
    loop {
        if host.kind(&join(&folder, MANIFEST)) == Some(EntryKind::File) {
            return Some(folder);
        }
        folder = parent(&folder)?;
    }
}

/// How many folders are looked into for packages below a folder.
const MAX_SEARCHED: usize = 1000;

/// The folders of packages below `folder`, by path, as far as a short search finds them; none within packages.
pub fn packages_below(host: &dyn Host, folder: &str) -> Vec<String> {
    let mut found = vec![];
    let mut waiting = VecDeque::from([folder.to_owned()]);
    for _ in 0..MAX_SEARCHED {
        let Some(at) = waiting.pop_front() else { break };
        for entry in host.list(if at.is_empty() { "." } else { &at }).unwrap_or_default() {
            let path = join(&at, &entry.name);
            let is_hidden = entry.name.starts_with('.') || entry.name == "target";
            if entry.kind != EntryKind::Folder || !entry.is_unicode || is_hidden {
                continue;
            }
            if host.kind(&join(&path, MANIFEST)) == Some(EntryKind::File) {
                found.push(path);
            } else {
                waiting.push_back(path);
            }
        }
    }
    found.sort();
    found
}

/// The folder around a path; the empty path stands for the working folder, which has no folder around it here, and what
/// lies around `..` is not said by the path.
fn parent(path: &str) -> Option<String> {
    let leads_up = path.rsplit('/').next() == Some("..");
    if path.is_empty() || path == "/" || path == "." || leads_up {
        return None;
    }
    match path.rsplit_once('/') {
        Some(("", _)) => Some("/".to_owned()),
        Some((folder, _)) => Some(folder.to_owned()),
        None => Some(String::new()),
    }
}

/// The path of a name within a folder.
pub(crate) fn join(folder: &str, name: &str) -> String {
    match folder {
        "" | "." => name.to_owned(),
        "/" => format!("/{name}"),
        folder => format!("{folder}/{name}"),
    }
}

/// Reads the package in `folder`.
pub fn load(host: &dyn Host, folder: &str) -> Loaded {
    let mut loader = Loader { host, loaded: Loaded::default() };
    loader.manifest(folder);
    loader.folder(folder, "", 0);
    loader.loaded.files.sort();
    loader.shared_modules();
    loader.loaded
}

/// On what the reading of a package depends, as far as a look at its folders tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// The manifest, which may not be there, and whatever looks like a source; the order is that of folders.
    pub files: Vec<String>,
    /// Folders whose entries cannot be listed.
    pub unlisted: Vec<String>,
}

/// The files by which [`load`] makes a package of a folder, without reading any.
pub fn list_files(host: &dyn Host, folder: &str) -> Listed {
    let mut listed = Listed { files: vec![join(folder, MANIFEST)], unlisted: vec![] };
    let mut waiting = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        let Ok(entries) = host.list(if folder.is_empty() { "." } else { &folder }) else {
            listed.unlisted.push(folder);
            continue;
        };
        for entry in entries {
            let path = join(&folder, &entry.name);
            let is_other = entry.kind == EntryKind::Other;
            match entry.kind {
                EntryKind::Folder if depth < MAX_FOLDERS && is_source_folder(host, &path, &entry.name) => {
                    waiting.push((path, depth + 1));
                }
                // Links are not followed, and complained of.
                EntryKind::File | EntryKind::Other
                    if listed.files.len() <= MAX_FILES
                        && (is_other || ends_like_a_source(&entry.name))
                        && !(is_other && entry.name.starts_with('.')) =>
                {
                    listed.files.push(path);
                }
                _ => {}
            }
        }
    }
    listed
}

struct Loader<'h> {
    host: &'h dyn Host,
    loaded: Loaded,
}

impl Loader<'_> {
    fn manifest(&mut self, folder: &str) {
        let path = join(folder, MANIFEST);
        if self.is_link(folder, MANIFEST) {
            let shown = printable(&path);
            let message = format!("{shown} is a link, and links are not followed");
            let place = Place::new(&*shown, Span::default());
            let finding = Diagnostic::at(&codes::BAD_MANIFEST, message, place, "a link")
                .note("what belongs to a package lies in its folder")
                .help("put a copy of the manifest in place of the link");
            self.loaded.findings.push(finding);
            self.loaded.manifest.incomplete = true;
        } else if let Some(text) = self.text(&path) {
            let (manifest, findings) = Manifest::parse(&printable(&path), &text);
            self.loaded.manifest = manifest;
            self.loaded.findings.extend(findings);
        } else {
            self.loaded.manifest.incomplete = true;
        }
    }

    fn folder(&mut self, folder: &str, module: &str, depth: usize) {
        if depth > MAX_FOLDERS {
            self.too_large(folder, format!("folders are nested more than {MAX_FOLDERS} deep"));
            return;
        }
        let entries = match self.host.list(if folder.is_empty() { "." } else { folder }) {
            Ok(entries) => entries,
            Err(error) => {
                self.unreadable(folder, &error);
                return;
            }
        };
        for entry in entries {
            let path = join(folder, &entry.name);
            if let Some(reason) = self.reason_to_skip(&path, &entry) {
                self.loaded.findings.push(reason.finding(&path, &entry.name));
                continue;
            }
            match (entry.kind, entry.name.strip_suffix(ENDING)) {
                (EntryKind::File, Some(stem)) => self.source(&path, &dotted(module, stem)),
                (EntryKind::Folder, _) if is_source_folder(self.host, &path, &entry.name) => {
                    self.folder(&path, &dotted(module, &entry.name), depth + 1);
                }
                _ => {}
            }
        }
    }

    /// Why something that belongs to the package by its name cannot be read as part of it.
    fn reason_to_skip(&self, path: &str, entry: &Entry) -> Option<Skipped> {
        let is_source = ends_like_a_source(&entry.name);
        let is_folder = |kind: Option<EntryKind>| {
            kind == Some(EntryKind::Folder) && is_source_folder(self.host, path, &entry.name)
        };
        match entry.kind {
            EntryKind::File if !is_source => None,
            EntryKind::Folder if !is_folder(Some(EntryKind::Folder)) => None,
            // Editors leave hidden links beside what they edit.
            EntryKind::Other if entry.name.starts_with('.') => None,
            EntryKind::Other if is_source => Some(Skipped::Link),
            EntryKind::Other => is_folder(self.host.kind(path)).then_some(Skipped::Link),
            _ if !entry.is_unicode => Some(Skipped::NotUnicode),
            _ if !entry.name.chars().all(is_printable) => Some(Skipped::Unprintable),
            EntryKind::File if !entry.name.ends_with(ENDING) => Some(Skipped::OtherCase),
            EntryKind::File | EntryKind::Folder => None,
        }
    }

    /// Whether a folder holds a link of that name.
    fn is_link(&self, folder: &str, name: &str) -> bool {
        let entries = self.host.list(if folder.is_empty() { "." } else { folder }).unwrap_or_default();
        entries.iter().any(|entry| entry.name == name && entry.kind == EntryKind::Other)
    }

    /// Complains of files that have one module name, such as `a.b.acq` and `a/b.acq`.
    fn shared_modules(&mut self) {
        let mut first: BTreeMap<&Name, &Name> = BTreeMap::new();
        let mut findings = vec![];
        for (path, module, _) in &self.loaded.files {
            let Some(other) = first.get(module) else {
                first.insert(module, path);
                continue;
            };
            let message = format!("two files are the module `{module}`");
            let start = |path: &Name| Place::new(path.clone(), Span::default());
            let finding = Diagnostic::at(&codes::SHARED_MODULE, message, start(path), "one")
                .label(start(other), "the other")
                .note("a dot in the name of a file and a folder around it make the same name")
                .help("rename one of them, without a dot before the ending");
            findings.push(finding);
        }
        self.loaded.findings.extend(findings);
    }

    fn source(&mut self, path: &str, module: &str) {
        if self.loaded.files.len() == MAX_FILES {
            self.too_large(path, format!("a package has more than {MAX_FILES} source files"));
        }
        if self.loaded.files.len() >= MAX_FILES {
            return;
        }
        if let Some(text) = self.text(path) {
            self.loaded.files.push((Name::from(&*printable(path)), Name::from(module), text));
        }
    }

    /// The text of a file, whose line breaks may be those of any system.
    fn text(&mut self, path: &str) -> Option<String> {
        let bytes = match self.host.read(path, MAX_SOURCE_BYTES) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.unreadable(path, &error);
                return None;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => {
                self.loaded.sources.insert(&*printable(path), text.clone());
                Some(text)
            }
            Err(error) => {
                self.not_utf8(path, &error);
                None
            }
        }
    }

    fn not_utf8(&mut self, path: &str, error: &std::string::FromUtf8Error) {
        let at = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..at).unwrap_or(&[]);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let finding = Diagnostic::new(&codes::UNREADABLE_SOURCE, format!("{} is not UTF-8", printable(path)))
            .note(format!("line {line} holds something that is no character of UTF-8"))
            .help("save the file as UTF-8");
        self.loaded.findings.push(finding);
    }

    fn unreadable(&mut self, path: &str, error: &HostError) {
        let message = format!("{} cannot be read: {error}", printable(path));
        let mut finding = Diagnostic::new(&codes::UNREADABLE_SOURCE, message);
        finding.help = match error {
            HostError::TooLarge => {
                Some(format!("a source file holds at most {} MiB; divide it", MAX_SOURCE_BYTES >> 20))
            }
            HostError::Denied => Some("check who may read it".to_owned()),
            HostError::NotFound | HostError::Other(_) => None,
        };
        self.loaded.findings.push(finding);
    }

    fn too_large(&mut self, path: &str, message: String) {
        let finding = Diagnostic::new(&codes::PACKAGE_TOO_LARGE, message)
            .note(format!("the limit is reached at {path}"))
            .help("divide the package, or move what does not belong to it elsewhere");
        self.loaded.findings.push(finding);
    }
}

/// Why a file or folder is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Skipped {
    /// It is a link, or no file at all.
    Link,
    /// Its name cannot be written.
    NotUnicode,
    /// Its name holds a character that acts on a terminal.
    Unprintable,
    /// Its name ends in `.ACQ` or the like.
    OtherCase,
}

impl Skipped {
    fn finding(self, path: &str, name: &str) -> Diagnostic {
        let (reason, help) = match self {
            Self::Link => (
                "it is no regular file or folder, and links are not followed".to_owned(),
                "put a copy in place of the link, or remove it".to_owned(),
            ),
            Self::NotUnicode => (
                "its name is not UTF-8".to_owned(),
                "rename it; modules are named by letters, digits and `_`".to_owned(),
            ),
            Self::Unprintable => (
                "its name holds a character that cannot be seen".to_owned(),
                "rename it; modules are named by letters, digits and `_`".to_owned(),
            ),
            Self::OtherCase => {
                let at = name.len().saturating_sub(ENDING.len());
                let (stem, ending) = name.split_at_checked(at).unwrap_or((name, ""));
                (format!("its name ends in `{ending}`"), format!("rename it to `{stem}{ENDING}`"))
            }
        };
        let shown = printable(path);
        let place = Place::new(&*shown, Span::default());
        Diagnostic::at(&codes::SKIPPED_SOURCE, format!("{shown} is not read: {reason}"), place, "")
            .note("a rule that stands in it would be a rule that is missing")
            .help(help)
    }
}

/// Whether a name ends as those of source files do, in any case of letters.
fn ends_like_a_source(name: &str) -> bool {
    let at = name.len().saturating_sub(ENDING.len());
    name.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(ENDING))
}

/// Whether a folder belongs to the package around it: hidden ones do not, nor packages within the package.
fn is_source_folder(host: &dyn Host, path: &str, name: &str) -> bool {
    let is_package = host.kind(&join(path, MANIFEST)) == Some(EntryKind::File);
    !name.starts_with('.') && name != "target" && !is_package
}

fn dotted(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}.{name}") }
}

#[cfg(test)]
mod tests {
    use acquis_base::MemoryHost;

    use super::*;

    fn host() -> MemoryHost {
        MemoryHost::new()
            .with("law/acquis.toml", "[package]\nname = \"law\"\n")
            .with("law/a.acq", "")
            .with("law/deep/b.acq", "")
            .with("law/other/acquis.toml", "")
            .with("law/other/c.acq", "")
            .with("law/.git/d.acq", "")
    }

    #[test]
    fn modules_are_named_by_their_paths() {
        let loaded = load(&host(), "law");
        let modules: Vec<&str> = loaded.files.iter().map(|(_, module, _)| module.as_str()).collect();
        assert_eq!(modules, ["a", "deep.b"]);
        assert_eq!(loaded.manifest.name, "law");
    }

    #[test]
    fn what_is_listed_is_what_is_read() {
        let host = host().with("law/notes.md", "").with("law/Level.ACQ", "");
        let mut listed = list_files(&host, "law");
        listed.files.sort();
        let expected = ["law/Level.ACQ", "law/a.acq", "law/acquis.toml", "law/deep/b.acq"];
        assert_eq!(listed, Listed { files: expected.map(str::to_owned).to_vec(), unlisted: vec![] });
        // A manifest that is not there may come, and a folder that cannot be listed may be opened.
        let nothing =
            Listed { files: vec!["none/acquis.toml".to_owned()], unlisted: vec!["none".to_owned()] };
        assert_eq!(list_files(&host, "none"), nothing);
    }

    #[test]
    fn the_package_is_found_upwards() {
        assert_eq!(find_package(&host(), "law/deep/b.acq").as_deref(), Some("law"));
        assert_eq!(find_package(&host(), "law/other").as_deref(), Some("law/other"));
        assert_eq!(find_package(&host(), "elsewhere.acq"), None);
        // The folder above the working folder does not belong to the package in the working folder.
        let here = MemoryHost::new().with("acquis.toml", "").with("../notes.md", "");
        assert_eq!(find_package(&here, ".."), None);
        assert_eq!(find_package(&here, "").as_deref(), Some(""));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let loaded = load(&host().with("law/bad.acq", vec![b'a', b'\n', 0xff]), "law");
        assert_eq!(loaded.findings.len(), 1);
        assert_eq!(loaded.findings[0].notes, ["line 2 holds something that is no character of UTF-8"]);
    }
}
