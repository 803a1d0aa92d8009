//! Files as an editor has them: what is open is as it stands in the editor, all else as it is on disk.

use std::collections::BTreeMap;

use acquis_analysis::MANIFEST;
use acquis_base::{Entry, EntryKind, Host, HostError};

use crate::document::Document;
use crate::paths::{below, join};

/// The files seen from a folder, with open documents laid over them.
pub(crate) struct Overlay<'h> {
    pub(crate) disk: &'h dyn Host,
    pub(crate) documents: &'h BTreeMap<String, Document>,
    /// The absolute path of the folder that relative paths start from.
    pub(crate) root: &'h str,
    /// Whether the folder is looked at as a package by itself, without what lies in folders below it.
    pub(crate) alone: bool,
}

impl Overlay<'_> {
    fn is_assumed_manifest(&self, path: &str) -> bool {
        self.alone && below(self.root, path) == Some(MANIFEST)
    }
}

impl Host for Overlay<'_> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, HostError> {
        let path = join(self.root, path);
        if self.is_assumed_manifest(&path) {
            return Ok(b"[package]\nname = \"unnamed\"\n".to_vec());
        }
        match self.documents.get(&path) {
            Some(document) if document.text.len() as u64 > limit => Err(HostError::TooLarge),
            Some(document) => Ok(document.text.clone().into_bytes()),
            None => self.disk.read(&path, limit),
        }
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, HostError> {
        let folder = join(self.root, path);
        let mut opened: BTreeMap<&str, EntryKind> = BTreeMap::new();
        for path in self.documents.keys() {
            match below(&folder, path).and_then(|rest| rest.split('/').next().map(|name| (name, rest))) {
                Some((name, rest)) if !name.is_empty() => {
                    let kind = if name == rest { EntryKind::File } else { EntryKind::Folder };
                    opened.insert(name, kind);
                }
                _ => {}
            }
        }
        let mut entries = match self.disk.list(&folder) {
            Ok(entries) => entries,
            Err(_) if !opened.is_empty() => vec![],
            Err(error) => return Err(error),
        };
        // What is on disk keeps its kind: an open link is a link.
        opened.retain(|name, _| !entries.iter().any(|entry| entry.name == *name));
        entries.extend(opened.into_iter().map(|(name, kind)| Entry {
            name: name.to_owned(),
            is_unicode: true,
            kind,
        }));
        if self.alone {
            entries.retain(|entry| entry.kind != EntryKind::Folder);
        }
        entries.sort();
        Ok(entries)
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        let path = join(self.root, path);
        let on_disk = self.disk.kind(&path);
        if on_disk.is_some() {
            return on_disk;
        }
        if self.documents.contains_key(&path) {
            return Some(EntryKind::File);
        }
        let is_around = |document: &String| below(&path, document).is_some();
        self.documents.keys().any(is_around).then_some(EntryKind::Folder)
    }

    fn today(&self) -> Option<i64> {
        self.disk.today()
    }
}

#[cfg(test)]
mod tests {
    use acquis_base::MemoryHost;

    use super::*;
    use crate::paths::uri_of;

    #[test]
    fn open_documents_lie_over_the_disk() {
        let disk =
            MemoryHost::new().with("/law/a.acq", "old").with("/law/b.acq", "b").with("/law/deep/c.acq", "c");
        let mut documents = BTreeMap::new();
        for (path, text) in [("/law/a.acq", "new"), ("/law/new/d.acq", "d")] {
            let uri = uri_of(path).expect("an address");
            documents.insert(path.to_owned(), Document { uri, version: 1, text: text.to_owned() });
        }
        let names = |host: &Overlay<'_>, path| {
            let entries = host.list(path).expect("a folder").into_iter();
            entries.map(|entry| entry.name).collect::<Vec<_>>()
        };
        let host = Overlay { disk: &disk, documents: &documents, root: "/law", alone: false };
        assert_eq!(host.read("a.acq", 9), Ok(b"new".to_vec()));
        assert_eq!(host.read("/law/b.acq", 9), Ok(b"b".to_vec()));
        assert_eq!(host.read("a.acq", 2), Err(HostError::TooLarge));
        assert_eq!(names(&host, "."), ["a.acq", "b.acq", "deep", "new"]);
        assert_eq!(names(&host, "new"), ["d.acq"]);
        assert_eq!(host.kind("new"), Some(EntryKind::Folder));
        assert_eq!(host.kind("new/d.acq"), Some(EntryKind::File));
        let host = Overlay { alone: true, ..host };
        assert_eq!(names(&host, "."), ["a.acq", "b.acq"]);
    }
}
