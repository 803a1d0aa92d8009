//! Packages for tests, and texts with a mark where the cursor stands.

use acquis_analysis::{Database, Manifest, Package, SourceFile};
use acquis_base::Name;

/// Where the cursor stands in a text.
const CURSOR: &str = "‸";

/// A text without its mark, and where the mark stood.
pub(crate) fn marked(text: &str) -> (String, u32) {
    let at = text.find(CURSOR).expect("a cursor");
    (text.replacen(CURSOR, "", 1), u32::try_from(at).expect("small"))
}

/// A package with these files, named by module.
pub(crate) fn package(files: &[(&str, &str)]) -> (Database, Package) {
    let mut db = Database::new();
    let files = files
        .iter()
        .map(|(module, text)| (Name::from(format!("{module}.acq")), Name::from(*module), (*text).to_owned()));
    let manifest = Manifest { name: Name::from("x"), ..Manifest::default() };
    let package = Package::with_files(&mut db, manifest, files);
    (db, package)
}

/// A package with one file.
pub(crate) fn file(text: &str) -> (Database, SourceFile) {
    let (db, package) = package(&[("a", text)]);
    let file = package.file(&db, "a.acq").expect("there");
    (db, file)
}
