//! What a reader sees: the database at one moment, with the packages, files and open documents of that moment.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use acquis_analysis::{Database, Package, SourceFile};
use acquis_base::{Diagnostic, Name, Place};
use acquis_eval::Patience;
use acquis_ide::inlay_hints::Wanted;
use acquis_ir::Date;
use tower_lsp_server::ls_types::{Location, Uri};

use crate::beside::Beside;
use crate::capabilities::Abilities;
use crate::paths::{folder_of, is_file, join, uri_of};
use crate::positions::Lines;

/// A package that is held in the database.
#[derive(Debug)]
pub(crate) struct Held {
    /// The absolute path of the folder from which its files are named in messages.
    pub(crate) root: String,
    /// Its folder, seen from there.
    pub(crate) folder: String,
    /// Whether it is a folder without a manifest, held because a file of it is open.
    pub(crate) alone: bool,
    pub(crate) package: Package,
    /// What was found while it was read.
    pub(crate) unread: Vec<Diagnostic>,
    /// Its manifest, by the name that messages give it, and its text.
    pub(crate) manifest: (String, String),
    /// Its reasons for mutants likewise, if it has any.
    pub(crate) reasons: Option<(String, String)>,
}

impl Held {
    /// The absolute path of a file that messages call `shown`.
    pub(crate) fn path(&self, shown: &str) -> String {
        if is_file(&self.root) { join(&self.root, shown) } else { shown.to_owned() }
    }

    /// The absolute path of its folder.
    pub(crate) fn place(&self) -> String {
        join(&self.root, &self.folder)
    }
}

/// The packages that are held, by the absolute paths of their folders, and their files.
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    pub(crate) packages: BTreeMap<String, Arc<Held>>,
    /// The files by absolute path, with the package of each.
    pub(crate) files: BTreeMap<String, (Arc<Held>, SourceFile)>,
}

impl World {
    /// The package in whose folder a path lies, the innermost one.
    pub(crate) fn around(&self, path: &str) -> Option<&Arc<Held>> {
        let mut folder = folder_of(path);
        loop {
            if let Some(held) = self.packages.get(folder).filter(|held| !held.alone) {
                return Some(held);
            }
            if folder == "/" || folder == folder_of(folder) {
                return None;
            }
            folder = folder_of(folder);
        }
    }
}

/// The documents that are open, by path: their addresses and versions.
pub(crate) type Opened = BTreeMap<String, (Uri, i32)>;

/// What a reader sees. As long as it lives nothing can be changed, so it is dropped before work that needs it no more.
pub(crate) struct Snapshot {
    pub(crate) db: Database,
    pub(crate) world: Arc<World>,
    pub(crate) opened: Arc<Opened>,
    pub(crate) beside: Arc<Beside>,
    pub(crate) abilities: Arc<Abilities>,
    pub(crate) today: Option<Date>,
    /// Which hints are wanted.
    pub(crate) hints: Wanted,
    pub(crate) age: Age,
}

/// The moment of a snapshot.
#[derive(Debug, Clone)]
pub(crate) struct Age {
    pub(crate) at: u64,
    /// How many changes there have been by now.
    pub(crate) now: Arc<AtomicU64>,
    /// Whether the question that it was taken for was taken back.
    pub(crate) taken_back: Arc<AtomicBool>,
}

impl Age {
    /// Whether something has changed since.
    pub(crate) fn is_past(&self) -> bool {
        self.now.load(Ordering::Acquire) != self.at
    }

    /// How long an answer is waited for.
    pub(crate) fn patience(&self) -> Patience {
        Patience::while_at(Arc::clone(&self.now), self.at).unless(Arc::clone(&self.taken_back))
    }
}

impl Snapshot {
    /// The file at a path, with its package.
    pub(crate) fn file(&self, path: &str) -> Option<(&Arc<Held>, SourceFile)> {
        self.world.files.get(path).map(|(held, file)| (held, *file))
    }

    /// The address of a path: as the client writes it if it has it open.
    pub(crate) fn uri(&self, path: &str) -> Option<Uri> {
        self.opened.get(path).map(|(uri, _)| uri.clone()).or_else(|| uri_of(path))
    }

    /// The lines of the files of a package.
    pub(crate) fn pages<'s>(&'s self, held: &'s Held) -> Pages<'s> {
        Pages { snapshot: self, held, lines: RefCell::default() }
    }
}

/// The files of a package with their lines, each counted once.
pub(crate) struct Pages<'s> {
    pub(crate) snapshot: &'s Snapshot,
    pub(crate) held: &'s Held,
    lines: RefCell<BTreeMap<Name, Rc<Lines<'s>>>>,
}

impl<'s> Pages<'s> {
    /// The lines of the file that messages call `shown`; of one that is not read, those of an empty text.
    pub(crate) fn lines(&self, shown: &Name) -> Rc<Lines<'s>> {
        let mut known = self.lines.borrow_mut();
        if let Some(lines) = known.get(shown) {
            return Rc::clone(lines);
        }
        let beside = std::iter::once(&self.held.manifest).chain(&self.held.reasons);
        let beside = beside.into_iter().find(|(path, _)| path == shown.as_str());
        let text: &'s str = if let Some((_, text)) = beside {
            text
        } else {
            match self.snapshot.world.files.get(&self.held.path(shown)) {
                Some((_, file)) => file.text(&self.snapshot.db),
                None => self.dossier(shown).or_else(|| self.official(shown)).unwrap_or(""),
            }
        };
        let lines = Rc::new(Lines::new(text, self.snapshot.abilities.encoding));
        known.insert(shown.clone(), Rc::clone(&lines));
        lines
    }

    /// What a file of an official text holds.
    fn official(&self, shown: &str) -> Option<&'s str> {
        let db = &self.snapshot.db;
        let mut files = self.held.package.texts(db).iter().flat_map(|text| text.files(db));
        let file = files.find(|file| file.path == shown)?;
        file.text.as_deref().ok()
    }

    /// The text of a dossier that is open, or from which scenarios start.
    fn dossier(&self, shown: &str) -> Option<&'s str> {
        if let Some(open) = self.snapshot.beside.dossiers.get(&self.held.path(shown)) {
            return Some(&open.document.text);
        }
        let db = &self.snapshot.db;
        let mut dossiers = self.held.package.dossiers(db).iter();
        let (place, wanted) = (self.held.place(), self.held.path(shown));
        let dossier = dossiers.find(|dossier| join(&place, dossier.path(db)) == wanted)?;
        dossier.text(db).as_ref().ok().map(String::as_str)
    }

    /// A place as the client knows it.
    pub(crate) fn location(&self, place: &Place) -> Option<Location> {
        Some(Location { uri: self.uri(&place.file)?, range: self.lines(&place.file).range(place.span) })
    }

    /// The address of the file that messages call `shown`.
    pub(crate) fn uri(&self, shown: &str) -> Option<Uri> {
        self.snapshot.uri(&self.held.path(shown))
    }
}
