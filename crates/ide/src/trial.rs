//! A package as it would be after an edit, to see whether the edit may be offered.

use std::collections::BTreeMap;

use acquis_analysis::{Ahead, Database, Manifest, Package, Scope, do_ahead, findings, load_dossiers};
use acquis_base::{Diagnostic, Edit, MemoryHost, Name, Place, parallel};
use acquis_eval::Patience;

use crate::actions::Action;
use crate::document::{Document, all_documents};
use crate::rename::apply;

/// A package as it stands, taken along so that nothing need be held of the database while edits are tried.
pub struct Trial {
    scope: Scope,
    manifest: Manifest,
    /// Path shown, module name, text.
    files: Vec<(Name, Name, String)>,
    dossiers: MemoryHost,
    /// How often each finding is found now.
    found: BTreeMap<(&'static str, String), usize>,
}

impl Trial {
    /// A package with its dossiers, and with those given.
    pub fn of(db: &Database, package: Package, dossiers: &[Document]) -> Self {
        let file = |file: acquis_analysis::SourceFile| {
            (file.path(db).clone(), file.module(db).clone(), file.text(db).clone())
        };
        let mut host = MemoryHost::new();
        for document in all_documents(db, package, dossiers) {
            host.insert(document.path.as_str(), &*document.text);
        }
        let mut found: BTreeMap<(&str, String), usize> = BTreeMap::new();
        for finding in findings(db, package) {
            *found.entry(key(finding)).or_default() += 1;
        }
        Self {
            scope: Scope::Base,
            manifest: package.manifest(db).clone(),
            files: package.all_files(db).map(file).collect(),
            dossiers: host,
            found,
        }
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|(known, ..)| known == path).map(|(.., text)| text.as_str())
    }

    /// Adds a file without a text.
    pub(crate) fn create(&mut self, path: Name, module: Name) {
        self.files.push((path, module, String::new()));
    }

    /// Whether nothing would be found after edits that is not found now.
    pub fn is_clean(&self, edits: &[Edit<Place>], patience: &Patience) -> bool {
        self.new_findings(edits, patience).is_some_and(|found| found.is_empty())
    }

    /// What would be found after edits that is not found now; nothing where that could not be found out, or where
    /// nobody waits for it any more. A finding is told by its code and message, for it may stand elsewhere afterwards.
    pub(crate) fn new_findings(&self, edits: &[Edit<Place>], patience: &Patience) -> Option<Vec<Diagnostic>> {
        let of_file = |path: &Name, text: &str| {
            let mut edits: Vec<&Edit<Place>> = edits.iter().filter(|edit| edit.place.file == *path).collect();
            edits.sort_by_key(|edit| edit.place.span);
            apply(text, edits)
        };
        let files = self.files.iter();
        let files = files.map(|(path, module, text)| (path.clone(), module.clone(), of_file(path, text)));
        let tried = Tried {
            scope: self.scope,
            manifest: self.manifest.clone(),
            files: files.collect(),
            dossiers: &self.dossiers,
        };
        let mut all = tried.attempt(patience, |db, package| {
            do_ahead(db, package, Ahead::Checked);
            findings(db, package).clone()
        })?;
        let mut before = self.found.clone();
        let is_new = |finding: &Diagnostic| match before.get_mut(&key(finding)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        };
        all.retain(is_new);
        Some(all)
    }
}

/// A package that is looked at by itself.
pub(crate) struct Tried<'d> {
    pub(crate) scope: Scope,
    pub(crate) manifest: Manifest,
    pub(crate) files: Vec<(Name, Name, String)>,
    pub(crate) dossiers: &'d MemoryHost,
}

impl Tried<'_> {
    /// Finds something out about it, on a thread of its own; nothing where that could not be done, or where nobody waits for
    /// it any more.
    pub(crate) fn attempt<R: Send>(
        self,
        patience: &Patience,
        look: impl FnOnce(&Database, Package) -> R + Send,
    ) -> Option<R> {
        let own = patience.clone();
        let found = parallel::elsewhere(move || {
            let mut db = Database::patient(move || own.is_over());
            let folder = self.manifest.folder().trim_end_matches('/').to_owned();
            let package = Package::in_scope(&mut db, self.scope, self.manifest, self.files);
            load_dossiers(&mut db, package, self.dossiers, &folder);
            db.attempt(|db| look(db, package)).ok()
        });
        found.flatten()
    }
}

fn key(finding: &Diagnostic) -> (&'static str, String) {
    (finding.code.id, finding.message.clone())
}

/// Whether a package is as clean after an action as it is now.
pub fn holds(db: &Database, package: Package, action: &Action) -> bool {
    action.is_certain || Trial::of(db, package, &[]).is_clean(&action.edits, &Patience::default())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

    use acquis_base::Span;

    use super::*;
    use crate::testing::package;

    #[test]
    fn a_trial_ends_when_the_text_changes_or_the_question_is_taken_back() {
        let (db, package) = package(&[("a", "define a : Bool = true\nassume \"so\" a\n")]);
        let trial = Trial::of(&db, package, &[]);
        let edit = Edit { place: Place::new("a.acq", Span::at(0)), text: "// so\n".to_owned() };
        let counter: Arc<AtomicU64> = Arc::default();
        let taken_back: Arc<AtomicBool> = Arc::default();
        let changes = Patience::while_at(Arc::clone(&counter), 0);
        let taking_back = Patience::default().unless(Arc::clone(&taken_back));
        let edits = [edit];
        assert!(trial.is_clean(&edits, &changes) && trial.is_clean(&edits, &taking_back));
        counter.store(1, Ordering::Release);
        taken_back.store(true, Ordering::Release);
        assert_eq!(trial.new_findings(&edits, &changes), None);
        assert_eq!(trial.new_findings(&edits, &taking_back), None);
    }
}
