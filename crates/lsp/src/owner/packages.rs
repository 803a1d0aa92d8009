//! Which packages there are, and what is read of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use acquis_analysis::{
    Ahead, Loaded, MANIFEST, MAX_SOURCE_BYTES, Manifest, Package, SourceFile, do_ahead, find_package, load,
    packages_below,
};
use acquis_base::{EntryKind, Host, Name};

use super::Owner;
use crate::beside::may_be_dossier;
use crate::overlay::Overlay;
use crate::paths::{below, folder_of, is_file, join};
use crate::snapshot::Held;

/// The file of a package that gives reasons for mutants, beside its manifest.
pub(super) const MUTANTS: &str = "mutants.toml";

impl Owner<'_> {
    /// Finds the packages below the folders that are shown and around the documents that are open; those that are new are
    /// read, those that are gone are forgotten.
    pub(super) fn discover(&mut self) {
        let mut wanted: BTreeMap<String, (String, String, bool)> = BTreeMap::new();
        for root in &self.roots {
            let host = Overlay { disk: self.host, documents: &self.documents, root, alone: false };
            let own = host.kind(MANIFEST).map(|_| String::new());
            for folder in own.into_iter().chain(packages_below(&host, "")) {
                let folder = if folder.is_empty() { ".".to_owned() } else { folder };
                wanted.entry(join(root, &folder)).or_insert_with(|| (root.clone(), folder, false));
            }
        }
        let is_asked = |path: &&String| path.ends_with(".acq") || !is_file(path) || may_be_dossier(path);
        for path in self.documents.keys().filter(is_asked) {
            let (root, folder, alone) = self.home(path);
            // A document of JSON or YAML makes no package of its folder.
            if alone && may_be_dossier(path) {
                continue;
            }
            wanted.entry(join(&root, &folder)).or_insert((root, folder, alone));
        }
        let gone: Vec<String> =
            self.world.packages.keys().filter(|place| !wanted.contains_key(*place)).cloned().collect();
        for place in gone {
            self.forget(&place);
        }
        for (place, (root, folder, alone)) in wanted {
            let known = self.world.packages.get(&place);
            let is_same = known.is_some_and(|held| held.root == root && held.alone == alone);
            if known.is_some() && !is_same {
                self.forget(&place);
            }
            if !is_same {
                self.read_package(root, folder, alone, None);
            }
        }
    }

    /// The package that a file belongs to: from where its files are named, its folder, and whether it is none.
    pub(super) fn home(&self, path: &str) -> (String, String, bool) {
        if !is_file(path) {
            return (path.to_owned(), ".".to_owned(), true);
        }
        let host = Overlay { disk: self.host, documents: &self.documents, root: "/", alone: false };
        let Some(place) = find_package(&host, path) else {
            return (folder_of(path).to_owned(), ".".to_owned(), true);
        };
        let around = self.roots.iter().filter_map(|root| Some((root, below(root, &place)?)));
        match around.min_by_key(|(_, folder)| folder.len()) {
            Some((root, "")) => (root.clone(), ".".to_owned(), false),
            Some((root, folder)) => (root.clone(), folder.to_owned(), false),
            None => (place, ".".to_owned(), false),
        }
    }

    /// Reads a package, for the first time or anew.
    pub(super) fn read_package(&mut self, root: String, folder: String, alone: bool, known: Option<Package>) {
        let host = Overlay { disk: self.host, documents: &self.documents, root: &root, alone };
        let loaded = if is_file(&root) { load(&host, &folder) } else { self.load_document(&root) };
        let package = known.unwrap_or_else(|| Package::with_files(&mut self.db, Manifest::default(), []));
        let shown = join_shown(&folder, MANIFEST);
        let manifest = loaded.sources.get(&shown).map(|(text, _)| text.to_owned()).unwrap_or_default();
        let reasons = join_shown(&folder, MUTANTS);
        let is_there = !alone && host.kind(&reasons) == Some(EntryKind::File);
        let read = || String::from_utf8(host.read(&reasons, MAX_SOURCE_BYTES).ok()?).ok();
        let reasons = is_there.then(read).flatten().map(|text| (reasons, text));
        package.update(&mut self.db, loaded.manifest, loaded.files);
        if known.is_none() {
            do_ahead(&self.db, package, Ahead::Parsed);
        }
        let held = Arc::new(Held {
            root,
            folder,
            alone,
            package,
            unread: loaded.findings,
            manifest: (shown, manifest),
            reasons,
        });
        let place = held.place();
        let files: Vec<(String, SourceFile)> =
            package.all_files(&self.db).map(|file| (held.path(file.path(&self.db)), file)).collect();
        let world = Arc::make_mut(&mut self.world);
        world.files.retain(|_, (of, _)| of.package != package);
        world.files.extend(files.into_iter().map(|(path, file)| (path, (Arc::clone(&held), file))));
        world.packages.insert(place.clone(), held);
        self.read_dossiers(&place, true);
        self.read_texts(&place);
        self.to_find.insert(place);
    }

    /// A document that is no file, as a package of its own.
    pub(super) fn load_document(&self, path: &str) -> Loaded {
        let text = self.documents.get(path).map(|document| document.text.clone()).unwrap_or_default();
        Loaded { files: vec![(Name::from(path), Name::from("unnamed"), text)], ..Loaded::default() }
    }

    /// Forgets a package, and what was said of it.
    pub(super) fn forget(&mut self, place: &str) {
        let world = Arc::make_mut(&mut self.world);
        world.packages.remove(place);
        world.files.retain(|_, (held, _)| held.place() != place);
        self.dossiers.remove(place);
        self.texts.remove(place);
        self.to_find.remove(place);
        self.forget_findings(place);
        let within = self.beside.dossiers.keys().filter(|path| below(place, path).is_some());
        self.to_find.extend(within.cloned());
    }
}

fn join_shown(folder: &str, name: &str) -> String {
    if folder == "." { name.to_owned() } else { format!("{folder}/{name}") }
}
