//! Packages for tests, and texts with a mark where the cursor stands.

use acquis_analysis::{Database, Manifest, Package, SourceFile};
use acquis_base::Name;

/// A small law with a level, two criteria, a reading and a rule.
pub(crate) const LAW: &str = "instrument law \"Act\" {
    article 1 \"Fee\"
    annex I \"Criteria\" { number 1 { points (a) to (b) } }
}
facts { staff : Integer from 0 to 9  guests : Integer from 0 to 9 }
ladder levels \"Levels\" { level 1 \"one\" set out in Annex I 1 }
reading few \"How many are few?\" cites Annex I 1(a) { default two \"two are\" alternative one \"one is\" }
define enough : Bool = by reading few { two: staff > 2; one: staff > 1; }
criterion Annex I 1(a) at level 1 \"Staff\" { requires enough }
criterion Annex I 1(b) at level 1 \"Guests\" { applies where guests > 0 requires guests < 5 }
rule fee \"Fee\" : Integer from 0 to 100 under Article 1 { default 10 exception small when staff < 3 then 5 }
";

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
