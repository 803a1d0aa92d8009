//! The real file system. The only place below the command line that touches files and the environment.

use std::fs::{File, Metadata, read_dir, symlink_metadata};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use acquis_base::{Entry, EntryKind, Host, HostError, MemoryHost, Stamp};

use crate::revision::files_at;

/// How long whoever watches files waits between two looks at them.
///
/// The system could tell of changes by itself, in a way of its own on each platform; the library that hides this adds to
/// the time of every build, and misses what other machines write
/// to a folder that is shared. A package has some thousand files at most, and
/// a look at so many takes some thousandths of a second.
const PERIOD: Duration = Duration::from_millis(200);

/// Files of the machine, seen from the working folder.
#[derive(Debug, Clone)]
pub struct Disk {
    working_folder: String,
}

impl Disk {
    /// The file system as seen from the folder in which the program was started.
    pub fn here() -> Self {
        let folder = std::env::current_dir().unwrap_or_default();
        Self { working_folder: folder.to_string_lossy().replace('\\', "/") }
    }

    /// The working folder as an absolute path, with forward slashes.
    pub fn working_folder(&self) -> &str {
        &self.working_folder
    }

    /// Whether the user asked for output without colour (<https://no-color.org>).
    pub fn refuses_colour(&self) -> bool {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the door through which the environment comes in"
        )]
        let set = std::env::var_os("NO_COLOR");
        set.is_some_and(|value| !value.is_empty())
    }
}

impl Host for Disk {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, HostError> {
        let file = File::open(path).map_err(|error| host_error(&error))?;
        let expected = file.metadata().map_or(0, |metadata| metadata.len()).min(limit);
        let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0).saturating_add(1));
        // One byte more than allowed tells a file that is too large, whatever its metadata say.
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| host_error(&error))?;
        if bytes.len() as u64 > limit { Err(HostError::TooLarge) } else { Ok(bytes) }
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, HostError> {
        let mut entries = vec![];
        #[expect(clippy::disallowed_methods, reason = "this is the door through which folders come in")]
        let found = read_dir(path).map_err(|error| host_error(&error))?;
        for entry in found {
            let entry = entry.map_err(|error| host_error(&error))?;
            let kind = match entry.file_type() {
                Ok(kind) if kind.is_dir() => EntryKind::Folder,
                Ok(kind) if kind.is_file() => EntryKind::File,
                _ => EntryKind::Other,
            };
            let (name, is_unicode) = match entry.file_name().into_string() {
                Ok(name) => (name, true),
                Err(name) => (name.to_string_lossy().into_owned(), false),
            };
            entries.push(Entry { name, is_unicode, kind });
        }
        entries.sort();
        Ok(entries)
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), HostError> {
        #[expect(clippy::disallowed_methods, reason = "this is the door through which files go out")]
        std::fs::write(path, bytes).map_err(|error| host_error(&error))
    }

    fn create(&self, path: &str, bytes: &[u8]) -> Result<(), HostError> {
        if let Some(folder) = Path::new(path).parent() {
            std::fs::create_dir_all(folder).map_err(|error| host_error(&error))?;
        }
        let mut file = File::create_new(path).map_err(|error| host_error(&error))?;
        file.write_all(bytes).map_err(|error| host_error(&error))
    }

    fn at_revision(&self, path: &str, revision: &str) -> Result<MemoryHost, HostError> {
        files_at(path, revision)
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        let metadata = symlink_metadata(path).ok()?;
        Some(Stamp { length: metadata.len(), state: changed(&metadata) })
    }

    fn pause(&self) -> bool {
        sleep(PERIOD);
        true
    }

    fn today(&self) -> Option<i64> {
        #[expect(clippy::disallowed_methods, reason = "this is the door through which the day comes in")]
        let now = std::time::SystemTime::now();
        let seconds = now.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
        i64::try_from(seconds / (24 * 60 * 60)).ok()
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        let path = Path::new(if path.is_empty() { "." } else { path });
        let metadata = symlink_metadata(path).ok()?;
        // What the user names may be a link; what lies below a package is listed, and links there are not followed.
        let metadata = if metadata.is_symlink() { path.metadata().ok()? } else { metadata };
        Some(if metadata.is_dir() {
            EntryKind::Folder
        } else if metadata.is_file() {
            EntryKind::File
        } else {
            EntryKind::Other
        })
    }
}

/// When a file was changed last, as a number. On Unix that is when anything about it changed: who may read it counts, and
/// a program that sets the time of writing back does not hide what it wrote.
#[cfg(unix)]
fn changed(metadata: &Metadata) -> u128 {
    use std::os::unix::fs::MetadataExt;
    let part = |number: i64| u128::from(number.cast_unsigned());
    part(metadata.ctime()) << 64 | part(metadata.ctime_nsec())
}

/// When a file was written last, as a number.
#[cfg(not(unix))]
fn changed(metadata: &Metadata) -> u128 {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    since.unwrap_or_default().as_nanos()
}

fn host_error(error: &std::io::Error) -> HostError {
    match error.kind() {
        ErrorKind::NotFound => HostError::NotFound,
        ErrorKind::AlreadyExists => HostError::Other("something is there already".to_owned()),
        ErrorKind::PermissionDenied => HostError::Denied,
        ErrorKind::NotADirectory => HostError::Other("a file stands where a folder is named".to_owned()),
        ErrorKind::IsADirectory => HostError::Other("it is a folder".to_owned()),
        _ => HostError::Other(error.to_string()),
    }
}
