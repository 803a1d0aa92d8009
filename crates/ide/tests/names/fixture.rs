//! Packages with a cursor in them.

use acquis_analysis::{Database, Mentioned, Package, SourceFile, load};
use acquis_base::{MemoryHost, Place};

/// A package, and the place of the mark `$0` in one of its texts.
pub(crate) struct Fixture {
    pub(crate) db: Database,
    pub(crate) package: Package,
    pub(crate) file: SourceFile,
    pub(crate) offset: u32,
}

/// What most tests build on: an outline, a vocabulary and a ladder.
pub(crate) const BASE: &str = "//! The base.

instrument act \"An act\" {
    article 1 \"Levels\" { paragraphs (1) to (3) }
    article 2 \"Exemptions\" { paragraph (1) \"Who may be exempt\" empowers implementing_act }
    annex I \"Criteria\" {
        section 1 \"Low\" { number 1.1 \"List\" { points (a) to (c) } }
        section 2 \"High\" { number 2.1 \"List\" { points (a) to (c) point (a) \"Sites\" { points (i) to (ii) } } }
    }
}

enum Grade ordered { low \"not much\" < high }

enum Proof of evidence { deed, extract }

/// Somebody.
entity Party identified by id {
    /// Where it is established.
    country : Country
    grade : Grade
    owners : list of ref Party
}

entity Site {
    /// Who owns it.
    owner : ref Party
    place : Country
}

facts {
    /// Who provides.
    provider : Party
    sites : list of Site
    opened : optional Date
}

register members of Country \"Members\" under Article 2(1) known until 2030-01-01 {
    DE from 2000-01-01
    FR from 2000-01-01 until 2020-01-01
}

reading scope \"What counts?\" cites Article 1(1) {
    default all_sites \"every site counts\"
    alternative own_sites \"those of the provider\"
}

ladder ranks \"Ranks\" under Article 1 cumulative under Article 1(2) {
    level 1 \"one\" set out in Annex I 1
    level 2 \"two\" set out in Annex I 2
}
";

impl Fixture {
    /// A package of [`BASE`] as module `base` and of `text`, with a mark, as module `law`, which imports the base.
    pub(crate) fn law(text: &str) -> Self {
        Self::files(&[("base.acq", BASE), ("law.acq", &format!("import base\n\n{text}"))])
    }

    /// A package of these files, in one of which stands the mark.
    pub(crate) fn files(files: &[(&str, &str)]) -> Self {
        let mut host = MemoryHost::new();
        host.insert("acquis.toml", "[package]\nname = \"small\"\n");
        let mut cursor = None;
        for (path, text) in files {
            if let Some(at) = text.find("$0") {
                cursor = Some(((*path).to_owned(), u32::try_from(at).expect("small")));
            }
            host.insert(*path, text.replace("$0", ""));
        }
        let (path, offset) = cursor.expect("a mark");
        let loaded = load(&host, ".");
        let mut db = Database::recording();
        let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
        let file = package.file(&db, &path).expect("the file with the mark");
        Self { db, package, file, offset }
    }

    /// The text under a place, with the line on which it stands.
    pub(crate) fn line(&self, place: &Place) -> String {
        let file = self.package.file(&self.db, &place.file).expect("a file of the package");
        let text = file.text(&self.db);
        let before = text.get(..place.span.start as usize).expect("a place of the text");
        let line = before.matches('\n').count() + 1;
        let shown = place.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{}:{line} {shown}", place.file)
    }

    /// Several such, one a line.
    pub(crate) fn lines<'p>(&self, places: impl IntoIterator<Item = &'p Place>) -> String {
        places.into_iter().map(|place| self.line(place)).collect::<Vec<_>>().join("\n")
    }

    /// Several mentions, one a line.
    pub(crate) fn mentions(&self, found: &[Mentioned]) -> String {
        self.lines(found.iter().map(|mention| &mention.place))
    }
}
