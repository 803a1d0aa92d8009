//! A package as it would be after an edit, to see whether the edit may be offered.

use std::collections::BTreeMap;

use acquis_analysis::{Ahead, Database, Package, do_ahead, findings, load_dossiers};
use acquis_base::{Diagnostic, Edit, MemoryHost, Name, Place, parallel};

use crate::document::{Document, all_documents};
use crate::rename::apply;

/// What would be found after edits that is not found now; nothing where that could not be found out. A finding is told by
/// its code and message, for it may stand elsewhere afterwards. Beside the dossiers of the package those given are there.
pub(crate) fn new_findings(
    db: &Database,
    package: Package,
    edits: &[Edit<Place>],
    dossiers: &[Document],
) -> Option<Vec<Diagnostic>> {
    let of_file = |path: &Name, text: &str| {
        let mut edits: Vec<&Edit<Place>> = edits.iter().filter(|edit| edit.place.file == *path).collect();
        edits.sort_by_key(|edit| edit.place.span);
        apply(text, edits)
    };
    let files: Vec<(Name, Name, String)> = package
        .files(db)
        .iter()
        .map(|file| {
            let path = file.path(db);
            (path.clone(), file.module(db).clone(), of_file(path, file.text(db)))
        })
        .collect();
    let mut host = MemoryHost::new();
    for document in all_documents(db, package, dossiers) {
        host.insert(document.path.as_str(), &*document.text);
    }
    let (scope, manifest) = (package.scope(db), package.manifest(db).clone());
    let found = parallel::elsewhere(move || {
        let mut db = Database::new();
        let folder = manifest.folder().trim_end_matches('/').to_owned();
        let package = Package::in_scope(&mut db, scope, manifest, files);
        load_dossiers(&mut db, package, &host, &folder);
        do_ahead(&db, package, Ahead::Checked);
        findings(&db, package).clone()
    })?;
    let key = |finding: &Diagnostic| (finding.code.id, finding.message.clone());
    let mut before: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for finding in findings(db, package) {
        *before.entry(key(finding)).or_default() += 1;
    }
    let is_new = |finding: &Diagnostic| match before.get_mut(&key(finding)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    let mut found = found;
    found.retain(is_new);
    Some(found)
}
