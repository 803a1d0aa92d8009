//! The one door to files: everything below the command line reads through a [`Host`], so that tests use memory and
//! editors use open buffers.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a folder holds under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A link or special file, which is never followed.
    Other,
}

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The name within its folder; of one that is no Unicode, what can be shown of it.
    pub name: String,
    /// Whether the name is Unicode, so that what bears it can be named.
    pub is_unicode: bool,
    /// What it is.
    pub kind: EntryKind,
}

/// Why a file could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostError {
    /// There is nothing of that name.
    NotFound,
    /// It holds more bytes than the limit that was given.
    TooLarge,
    /// Whoever runs the program may not.
    Denied,
    /// Anything else, in the words of the operating system.
    Other(String),
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such file"),
            Self::TooLarge => f.write_str("the file is too large"),
            Self::Denied => f.write_str("it may not be read or written by this user"),
            Self::Other(words) => f.write_str(words),
        }
    }
}

/// What tells one state of a file from another without a look at all that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// How many bytes it holds.
    pub length: u64,
    /// Another number after every change: when it was changed, or what it holds as one number.
    pub state: u128,
}

/// Files by path. Paths use forward slashes; relative ones start at the working folder.
pub trait Host {
    /// The bytes of the file at `path`.
    ///
    /// # Errors
    /// When there is no such file, when it holds more than `limit` bytes, or when it cannot be read.
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, HostError>;

    /// The entries of the folder at `path`, sorted by name.
    ///
    /// # Errors
    /// When there is no such folder or it cannot be read.
    fn list(&self, path: &str) -> Result<Vec<Entry>, HostError>;

    /// Makes the file at `path` hold `bytes`, and nothing else.
    ///
    /// # Errors
    /// When it cannot be written; always, where the host is for reading only.
    fn write(&self, _path: &str, _bytes: &[u8]) -> Result<(), HostError> {
        Err(HostError::Other("files are only read here".to_owned()))
    }

    /// Makes a new file at `path` that holds `bytes`, and the folders around it that are missing. What is there already
    /// is left as it is.
    ///
    /// # Errors
    /// When something is at that path, or it cannot be written; always, where the host is for reading only.
    fn create(&self, _path: &str, _bytes: &[u8]) -> Result<(), HostError> {
        Err(HostError::Other("files are only read here".to_owned()))
    }

    /// What is at `path`, if anything; links are not followed below the path itself.
    fn kind(&self, path: &str) -> Option<EntryKind>;

    /// What tells the present state of the file at `path` from others; nothing where there is none. Links are not
    /// followed. A host that knows no times looks at what the file holds.
    fn stamp(&self, path: &str) -> Option<Stamp> {
        let bytes = self.read(path, u64::MAX).ok()?;
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        Some(Stamp { length: bytes.len() as u64, state: u128::from(hasher.finish()) })
    }

    /// The files below the folder at `path` as they were at a revision of the repository around it, at the same paths.
    ///
    /// # Errors
    /// When there is no repository or no such revision, or the folder was not there or cannot be read; always, where the
    /// host knows no revisions.
    fn at_revision(&self, _path: &str, _revision: &str) -> Result<MemoryHost, HostError> {
        Err(HostError::Other("there are no revisions here".to_owned()))
    }

    /// Lets some time pass, in which files may change; tells whether they can.
    fn pause(&self) -> bool {
        false
    }

    /// Which day it is: how many days after 1970-01-01, where the host knows. Nothing that a package means depends on
    /// it; only whether a waiver has run out.
    fn today(&self) -> Option<i64> {
        None
    }
}

/// Files held in memory, for tests and for packages built into a program.
#[derive(Debug, Clone, Default)]
pub struct MemoryHost {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryHost {
    /// A host without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }

    /// The same host with one more file.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.insert(path, bytes);
        self
    }
}

impl Host for MemoryHost {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, HostError> {
        let missing = || match self.kind(path) {
            Some(EntryKind::Folder) => HostError::Other("it is a folder".to_owned()),
            _ => HostError::NotFound,
        };
        let bytes = self.files.get(path).ok_or_else(missing)?;
        if bytes.len() as u64 > limit { Err(HostError::TooLarge) } else { Ok(bytes.clone()) }
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, HostError> {
        let prefix = if path.is_empty() || path == "." { String::new() } else { format!("{path}/") };
        let mut entries = BTreeMap::new();
        for file in self.files.keys() {
            let Some(rest) = file.strip_prefix(&prefix) else { continue };
            let (name, kind) = match rest.split_once('/') {
                Some((folder, _)) => (folder, EntryKind::Folder),
                None => (rest, EntryKind::File),
            };
            entries.insert(name.to_owned(), kind);
        }
        if entries.is_empty() {
            return Err(HostError::NotFound);
        }
        Ok(entries.into_iter().map(|(name, kind)| Entry { name, is_unicode: true, kind }).collect())
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        if self.files.contains_key(path) {
            return Some(EntryKind::File);
        }
        self.list(path).ok().map(|_| EntryKind::Folder)
    }
}
