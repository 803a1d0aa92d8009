//! Official texts of instruments that are at hand: files of the package that its manifest names, and files elsewhere that
//! whoever uses the package has given. No policy means anything else for them.

use std::collections::BTreeMap;
use std::sync::Arc;

use acquis_base::{Diagnostic, Host, HostError, Name, ProvisionPath, Span, codes, printable};
use acquis_ir::{Instrument, ProvisionId};
use acquis_text::{Fault, MAX_TEXT_BYTES, Provision, Source, Text, kind_of};
use salsa::{Database, Setter};

use crate::citations::outlines;
use crate::declaration::{Anchor, DeclKey, Finding};
use crate::dossiers::text_below;
use crate::input::Package;
use crate::load::join;
use crate::lock::{LOCK, MAX_LOCK_BYTES};
use crate::manifest::Manifest;

/// The official text of an instrument. There is one for each instrument and each of the two who can name it, updated in
/// place.
#[salsa::input(debug)]
pub struct OfficialText {
    /// The instrument.
    pub instrument: Name,
    /// Whether whoever uses the package has given it; else the manifest names it.
    #[returns(copy)]
    pub is_given: bool,
    /// Its files: how each is shown, and what it holds, or why it cannot be read.
    pub files: Vec<TextFile>,
}

/// A file of an official text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Its path as shown to the user.
    pub path: Name,
    /// What it holds, or why it cannot be read.
    pub text: Result<Arc<str>, HostError>,
}

/// The files that whoever uses a package has given for its instruments, by paths as a host knows them.
pub type Given = BTreeMap<Name, Vec<String>>;

/// Reads the official texts of a package in `folder`: those that its manifest names, below the folder only, and those that
/// are given. What is as it was stays so.
pub fn load_texts(db: &mut dyn Database, package: Package, host: &dyn Host, folder: &str, given: &Given) {
    let mut wanted: Vec<(Name, bool, Vec<TextFile>)> = vec![];
    for (instrument, paths) in given {
        let files = paths.iter().map(|path| TextFile {
            path: Name::from(&*printable(path)),
            text: host.read(path, MAX_TEXT_BYTES).and_then(in_utf8),
        });
        wanted.push((instrument.clone(), true, files.collect()));
    }
    let manifest: Manifest = package.manifest(db).clone();
    for entry in &manifest.texts {
        let files = entry.paths.iter().map(|(path, _)| TextFile {
            path: Name::from(&*printable(&join(folder, path))),
            text: text_below(host, folder, path, MAX_TEXT_BYTES).map(Arc::from),
        });
        wanted.push((entry.instrument.0.clone(), false, files.collect()));
    }
    let known = package.texts(db).clone();
    let mut texts = vec![];
    for (instrument, is_given, files) in wanted {
        let before = known.iter().find(|it| *it.instrument(db) == instrument && it.is_given(db) == is_given);
        texts.push(match before {
            Some(text) => {
                if *text.files(db) != files {
                    text.set_files(db).to(files);
                }
                *text
            }
            None => OfficialText::new(db, instrument, is_given, files),
        });
    }
    let lock = if texts.is_empty() { None } else { lock_below(host, folder) };
    if known != texts {
        package.set_texts(db).to(texts);
    }
    if *package.lock(db) != lock {
        package.set_lock(db).to(lock);
    }
}

/// What a package keeps of its official texts.
fn lock_below(host: &dyn Host, folder: &str) -> Option<Result<Arc<str>, HostError>> {
    match text_below(host, folder, LOCK, MAX_LOCK_BYTES) {
        Err(HostError::NotFound) => None,
        found => Some(found.map(Arc::from)),
    }
}

fn in_utf8(bytes: Vec<u8>) -> Result<Arc<str>, HostError> {
    let text = String::from_utf8(bytes).map_err(|_| HostError::Other("it is not UTF-8".to_owned()))?;
    Ok(Arc::from(text))
}

/// An official text as it was read.
#[salsa::tracked]
fn read(db: &dyn Database, text: OfficialText) -> Arc<Text> {
    let sources = text.files(db).iter().filter_map(|file| {
        Some(Source { name: file.path.clone(), text: Arc::clone(file.text.as_ref().ok()?) })
    });
    Arc::new(Text::read(sources.collect()))
}

/// The official text of an instrument that is at hand, and whether all of its files could be read. A text that was given
/// goes before one that the manifest names.
pub(crate) fn at_hand<'db>(
    db: &'db dyn Database,
    package: Package,
    instrument: &Name,
) -> Option<(&'db Text, bool)> {
    let texts = package.texts(db).iter().filter(|text| *text.instrument(db) == *instrument);
    let mut read = texts.map(|text| {
        let found: &Text = read(db, *text);
        let is_whole = found.faults().is_empty() && text.files(db).iter().all(|file| file.text.is_ok());
        (found, is_whole)
    });
    read.find(|(text, _)| !text.provisions().is_empty())
}

/// The official texts at hand for a package, each with its instrument.
pub fn official_texts(db: &dyn Database, package: Package) -> impl Iterator<Item = (&Name, &Text)> {
    package.texts(db).iter().map(|text| (text.instrument(db), &**read(db, *text)))
}

/// A provision of an official text.
#[derive(Debug, Clone, Copy)]
pub struct Official<'db> {
    /// The text.
    pub text: &'db Text,
    /// The provision.
    pub provision: &'db Provision,
    /// The file in which it stands, as shown to the user.
    pub file: &'db Name,
}

/// A provision in the official text of its instrument, if that is at hand and has it. A text that was given goes before
/// one that the manifest names.
pub fn official<'db>(db: &'db dyn Database, package: Package, id: &ProvisionId) -> Option<Official<'db>> {
    let instrument = outlines(db, package).instruments.get(&id.instrument);
    let texts = package.texts(db).iter().filter(|text| *text.instrument(db) == id.instrument);
    texts.into_iter().find_map(|text| {
        let text: &Text = read(db, *text);
        let provision = find_in(text, instrument, &id.path)?;
        Some(Official { text, provision, file: text.file_of(provision)? })
    })
}

/// The provision of a text that is cited so, where the outline of its instrument is this: by its number, or by the one that
/// the outline says is printed.
pub fn find_in<'t>(
    text: &'t Text,
    instrument: Option<&Instrument>,
    path: &ProvisionPath,
) -> Option<&'t Provision> {
    text.find(path).or_else(|| printed_so(text, instrument?, path))
}

/// The provision that a text has under the number that the outline says is printed. Alone, a part of a text in which an
/// article bears the number of another does not show the error; the heading tells which of them it is.
fn printed_so<'t>(text: &'t Text, instrument: &Instrument, path: &ProvisionPath) -> Option<&'t Provision> {
    let (first, rest) = path.0.split_first()?;
    let outermost = instrument.find(&ProvisionPath(vec![first.clone()]))?.1;
    let number = outermost.printed.clone()?;
    let printed = match first {
        acquis_base::Step::Article(_) => acquis_base::Step::Article(number),
        acquis_base::Step::Annex(_) => acquis_base::Step::Annex(number),
        acquis_base::Step::Recital(_) => acquis_base::Step::Recital(number),
        _ => return None,
    };
    let around = text.find(&ProvisionPath(vec![printed.clone()]))?;
    let is_same = outermost.heading.as_deref().zip(around.heading.as_deref());
    is_same.filter(|(one, other)| one.to_lowercase() == other.to_lowercase())?;
    let steps = std::iter::once(printed).chain(rest.iter().cloned());
    text.find(&ProvisionPath(steps.collect()))
}

/// Why files of an official text cannot be read, in words, by the paths that are shown, as far as a look at their first
/// lines tells.
pub fn text_faults(db: &dyn Database, text: OfficialText) -> Vec<(Name, String)> {
    let fault = |file: &TextFile| match &file.text {
        Err(HostError::TooLarge) => Some(format!("a text holds at most {} MiB", MAX_TEXT_BYTES >> 20)),
        Err(error) => Some(error.to_string()),
        Ok(text) => Some(fault_words(Fault::Foreign(kind_of(text).err()?))),
    };
    let files = text.files(db).iter();
    files.filter_map(|file| Some((file.path.clone(), fault(file)?))).collect()
}

/// The same, with what only reading them shows.
fn every_fault(db: &dyn Database, text: OfficialText) -> Vec<(Name, String)> {
    let mut found = text_faults(db, text);
    let shown = read(db, text).faults().iter().filter(|(_, fault)| !matches!(fault, Fault::Foreign(_)));
    found.extend(shown.map(|(path, fault)| (path.clone(), fault_words(*fault))));
    found
}

/// Why a file of an official text is not read, in words.
pub fn fault_words(fault: Fault) -> String {
    match fault {
        Fault::Foreign(kind) => format!("it is {}, and only Markdown and plain text are read", kind.as_str()),
        Fault::TooLarge => "it has more lines or provisions than the limit".to_owned(),
        Fault::Nothing => "no provision is found in it".to_owned(),
    }
}

/// Texts that the manifest names and that cannot be read.
#[salsa::tracked]
pub(crate) fn unreadable_texts(db: &dyn Database, package: Package) -> Vec<Finding> {
    let manifest = package.manifest(db);
    let mut findings = vec![];
    for text in package.texts(db).iter().filter(|text| !text.is_given(db)) {
        let Some(entry) = manifest.texts.iter().find(|entry| entry.instrument.0 == *text.instrument(db))
        else {
            continue;
        };
        for (path, reason) in every_fault(db, *text) {
            let at = text.files(db).iter().position(|file| file.path == path);
            let Some((_, span)) = at.and_then(|at| entry.paths.get(at)) else { continue };
            findings.push(unreadable(manifest, &path, &reason, *span));
        }
    }
    findings
}

fn unreadable(manifest: &Manifest, path: &str, reason: &str, span: Span) -> Finding {
    let decl = DeclKey { file: manifest.path.clone(), head: Name::default(), nth: 0 };
    let message = format!("the official text {path} cannot be read: {reason}");
    Diagnostic::at(&codes::UNREADABLE_TEXT, message, Anchor { decl, span }, "named here")
        .note("policies mean the same without it; editors cannot show what it says")
        .help("put the text there, as Markdown or as plain text, or take its path out of `[texts]`")
}
