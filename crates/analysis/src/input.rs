//! What analysis starts from: a package and its source files.

use std::collections::BTreeMap;
use std::sync::Arc;

use acquis_base::{HostError, Name};
use acquis_syntax::is_amendment;
use salsa::{Database, Durability, Setter};

use crate::collisions::Decider;
use crate::dossiers::DossierFile;
use crate::manifest::Manifest;
use crate::texts::OfficialText;

/// How much of a package is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// All of it.
    Whole,
    /// All of it but what amendments come to, as it is looked at to try an edit: what an amendment speaks of may change, and
    /// its author decides what follows from that.
    Base,
    /// The law without its scenarios. They add nothing to it, and whoever applies the law to a service need not wait
    /// for them, nor for the dossiers that they start from. What only they use then looks unused.
    Law,
}

/// A package: its manifest and its files. There is one for each package, updated in place.
#[salsa::input(debug)]
pub struct Package {
    /// How much of it is looked at.
    #[returns(copy)]
    pub scope: Scope,
    /// What `acquis.toml` says.
    pub manifest: Manifest,
    /// The source files, sorted by path.
    pub files: Vec<SourceFile>,
    /// The dossiers that its scenarios start from, sorted by path.
    pub dossiers: Vec<DossierFile>,
    /// The files that hold amendments, sorted by path. They are no part of the law.
    pub amendments: Vec<SourceFile>,
    /// The amendments that are in the texts of its files, in the order in which they were applied.
    pub amended: Vec<Name>,
    /// The official texts of its instruments that are at hand, those first that whoever uses it has given.
    pub texts: Vec<OfficialText>,
    /// What was locked of them, or why that cannot be read; nothing where no lock is at hand.
    pub lock: Option<Result<Arc<str>, HostError>>,
}

/// A source file. There is one for each path, updated in place.
#[salsa::input(debug)]
pub struct SourceFile {
    /// The package that it belongs to.
    #[returns(copy)]
    pub package: Package,
    /// Its path as shown to the user.
    pub path: Name,
    /// The name by which other files import it: its path below the package's folder, dotted, without ending.
    pub module: Name,
    /// Its text.
    pub text: String,
    /// Whether somebody edits it.
    #[returns(copy)]
    pub is_edited: bool,
}

impl Package {
    /// A package with these files, given as path shown, module name, and text.
    pub fn with_files(
        db: &mut dyn Database,
        manifest: Manifest,
        files: impl IntoIterator<Item = (Name, Name, String)>,
    ) -> Self {
        Self::in_scope(db, Scope::Whole, manifest, files)
    }

    /// A package without files, whose texts will be those of a law with amendments in.
    pub(crate) fn amended_by(db: &dyn Database, scope: Scope, amended: Vec<Name>) -> Self {
        Self::builder(scope, Manifest::default(), vec![], vec![], vec![], amended, vec![], None)
            .scope_durability(Durability::NEVER_CHANGE)
            .amended_durability(Durability::NEVER_CHANGE)
            .new(db)
    }

    /// As much of a package with these files as `scope` says.
    pub fn in_scope(
        db: &mut dyn Database,
        scope: Scope,
        manifest: Manifest,
        files: impl IntoIterator<Item = (Name, Name, String)>,
    ) -> Self {
        let package = Self::builder(scope, manifest.clone(), vec![], vec![], vec![], vec![], vec![], None)
            .scope_durability(Durability::NEVER_CHANGE)
            .new(db);
        package.update(db, manifest, files);
        package
    }

    /// Makes it have this manifest and these files. For what is as it was nothing is recomputed.
    pub fn update(
        self,
        db: &mut dyn Database,
        manifest: Manifest,
        files: impl IntoIterator<Item = (Name, Name, String)>,
    ) {
        let known: BTreeMap<Name, SourceFile> =
            self.all_files(db).map(|file| (file.path(db).clone(), file)).collect();
        let mut sources = vec![];
        for (path, module, text) in files {
            match known.get(&path) {
                Some(file) if *file.module(db) == module => {
                    file.replace(db, text);
                    sources.push(*file);
                }
                _ => sources.push(SourceFile::fresh(db, self, path, module, text)),
            }
        }
        self.divide(db, sources);
        if *self.manifest(db) != manifest {
            self.set_manifest(db).to(manifest);
        }
    }

    /// Keeps the files of the law apart from those of amendments.
    fn divide(self, db: &mut dyn Database, mut sources: Vec<SourceFile>) {
        sources.sort_by_key(|file| file.path(db).clone());
        let (amendments, files): (Vec<_>, Vec<_>) =
            sources.into_iter().partition(|file| is_amendment(file.text(db)));
        if *self.files(db) != files {
            self.set_files(db).to(files);
        }
        if *self.amendments(db) != amendments {
            self.set_amendments(db).to(amendments);
        }
    }

    /// Its files, those of amendments last.
    pub fn all_files(self, db: &dyn Database) -> impl Iterator<Item = SourceFile> {
        self.files(db).iter().chain(self.amendments(db)).copied()
    }

    /// The same package in a database of its own, whose changes are none of this one.
    pub fn copied(self, db: &dyn Database) -> (crate::Database, Self) {
        let mut own = crate::Database::new();
        if let Some(decider) = Decider::try_get(db) {
            own.decide_by(*decider.decide(db));
        }
        let files: Vec<(Name, Name, String)> = self
            .all_files(db)
            .map(|file| (file.path(db).clone(), file.module(db).clone(), file.text(db).clone()))
            .collect();
        let package = Self::in_scope(&mut own, self.scope(db), self.manifest(db).clone(), files);
        let dossiers = self.dossiers(db).iter();
        let dossiers = dossiers.map(|it| DossierFile::new(&own, it.path(db).clone(), it.text(db).clone()));
        let dossiers: Vec<DossierFile> = dossiers.collect();
        package.set_dossiers(&mut own).to(dossiers);
        (own, package)
    }

    /// The file shown as `path`.
    pub fn file(self, db: &dyn Database, path: &str) -> Option<SourceFile> {
        self.all_files(db).find(|file| file.path(db) == path)
    }
}

impl SourceFile {
    /// A file of a package. What it is called never changes, and its text seldom does before somebody edits it: what rests
    /// on such texts alone is not asked again after an edit of another file.
    fn fresh(db: &dyn Database, package: Package, path: Name, module: Name, text: String) -> Self {
        Self::builder(package, path, module, text, false)
            .package_durability(Durability::NEVER_CHANGE)
            .path_durability(Durability::NEVER_CHANGE)
            .module_durability(Durability::NEVER_CHANGE)
            .text_durability(Durability::HIGH)
            .is_edited_durability(Durability::HIGH)
            .new(db)
    }

    /// Says that the text may change from now on, as that of a document in an editor may: what rests on it is looked at once
    /// more by the next query, and not while somebody waits for what the first key brings.
    pub fn expect_edits(self, db: &mut dyn Database) {
        let text = self.text(db).clone();
        self.set_text(db).with_durability(Durability::LOW).to(text);
    }

    /// Says that somebody edits the text from now on. Its declarations are looked at one by one by the next query; after that,
    /// an edit recomputes what it touches. A file that is edited without this is looked at as a whole after its first edit.
    pub fn open(self, db: &mut dyn Database) {
        if !self.is_edited(db) {
            self.expect_edits(db);
            self.set_is_edited(db).with_durability(Durability::HIGH).to(true);
        }
    }

    /// Says that nobody edits the text any more: there is less to ask of it after an edit of another.
    pub fn close(self, db: &mut dyn Database) {
        if self.is_edited(db) {
            self.set_is_edited(db).with_durability(Durability::HIGH).to(false);
        }
    }

    /// Replaces the text as somebody edits it; does nothing when it is the same, so that nothing is recomputed for it.
    pub fn update(self, db: &mut dyn Database, text: String) {
        if *self.text(db) != text {
            self.open(db);
            self.replace(db, text);
        }
    }

    /// The same for a text that nobody edits here and that has changed elsewhere.
    pub fn replace(self, db: &mut dyn Database, text: String) {
        if *self.text(db) == text {
            return;
        }
        let changes_sides = is_amendment(self.text(db)) != is_amendment(&text);
        self.set_text(db).with_durability(Durability::LOW).to(text);
        if changes_sides {
            let package = self.package(db);
            let sources = package.all_files(db).collect();
            package.divide(db, sources);
        }
    }
}
