//! All repairs of a file at once, over the law in `policies/cada` with several slips in a file: which are made does not depend on
//! chance, each is made as a whole or left for the next time, and going on ends with no more errors than there were.

use acquis_analysis::{Database, Package, SourceFile, findings};
use acquis_base::{Diagnostic, Edit, Place, Severity};
use acquis_ide::actions::fix_all;
use acquis_ide::rename::apply;

use crate::cada::Law;

/// How often repairs are made one after the other before nothing is left to repair.
const MOST_ROUNDS: usize = 8;

/// Words of the language with what is written in their place.
const SLIPS: [(&str, &str); 9] = [
    ("requires", "requries"),
    ("criterion", "criteron"),
    ("satisfies", ":"),
    ("every", "each"),
    (" in ", " of "),
    ("Annex II", "Annex 2"),
    ("subcontractors", "subcontractor"),
    ("}\n", "\n"),
    ("\n\n", "\n# so\n"),
];

/// The text with a slip at every place that `choose` takes, of those that there may be.
fn with_slips(text: &str, choose: impl Fn(usize) -> bool) -> String {
    let mut wrong = String::new();
    let mut at = 0;
    let mut number = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let slip = SLIPS.iter().find(|(right, _)| rest.starts_with(right));
        number += usize::from(slip.is_some());
        match slip.filter(|_| choose(number)) {
            Some((right, written)) => {
                wrong.push_str(written);
                at += right.len();
            }
            None => {
                wrong.push(first);
                at += first.len_utf8();
            }
        }
    }
    wrong
}

struct Mended<'l> {
    db: &'l mut Database,
    package: Package,
    file: SourceFile,
}

impl Mended<'_> {
    fn found(&self) -> Vec<Diagnostic> {
        findings(&*self.db, self.package).clone()
    }

    fn errors(&self) -> usize {
        self.found().iter().filter(|finding| finding.severity == Severity::Error).count()
    }

    /// Makes all repairs once; tells whether there were any.
    fn round(&mut self) -> bool {
        let path = self.file.path(&*self.db).clone();
        let text = self.file.text(&*self.db).clone();
        let found = self.found();
        let edits = fix_all(&found, &path);
        assert_eq!(edits, fix_all(&found, &path));
        hold(&found, &edits, &path, &text);
        self.file.update(self.db, apply(&text, edits.iter().filter(|edit| edit.place.file == path)));
        !edits.is_empty()
    }
}

/// The edits stand apart in the order of the text, and are those of repairs made as a whole.
fn hold(found: &[Diagnostic], edits: &[Edit<Place>], path: &str, text: &str) {
    for pair in edits.windows(2) {
        let [one, next] = pair else { continue };
        let is_apart = one.place.file != next.place.file || one.place.span.end <= next.place.span.start;
        assert!(is_apart, "{one:?} and {next:?}");
    }
    let fixes = found.iter().filter(|finding| finding.place().is_some_and(|place| *place.file == *path));
    let made = fixes.filter_map(|finding| finding.fix.as_ref()).filter(|fix| {
        let count = fix.edits.iter().filter(|edit| edits.contains(edit)).count();
        assert!(count == 0 || count == fix.edits.len() || !is_shared(found, fix), "{fix:?}");
        count == fix.edits.len()
    });
    let own: usize = made.map(|fix| fix.edits.len()).sum();
    assert!(own >= edits.len(), "an edit of no repair is made");
    assert!(
        edits.iter().all(|edit| text.get(edit.place.span.range()).is_some() || *edit.place.file != *path)
    );
}

/// Whether no other repair makes one of the edits of this one.
fn is_shared(found: &[Diagnostic], fix: &acquis_base::Fix<Place>) -> bool {
    let others = found.iter().filter_map(|finding| finding.fix.as_ref()).filter(|other| *other != fix);
    others.flat_map(|other| &other.edits).all(|edit| !fix.edits.contains(edit))
}

#[test]
fn all_repairs_of_a_file_with_several_slips_lead_on() {
    let mut law = Law::new();
    let mut made = 0;
    for path in ["annex_ii/level_1.acq", "notions.acq", "levels.acq", "scenarios/points.acq"] {
        let file = law.package.file(&law.db, path).expect("a file of the law");
        let right = file.text(&law.db).clone();
        for (step, from) in [(2, 0), (5, 1), (7, 3), (11, 4)] {
            let wrong = with_slips(&right, |number| number % step == from);
            file.update(&mut law.db, wrong.clone());
            let mut mended = Mended { db: &mut law.db, package: law.package, file };
            let mut before = mended.errors();
            let mut rounds = 0;
            while mended.round() {
                let after = mended.errors();
                assert!(after <= before, "{path}: {before} errors become {after}:\n{}", file.text(&law.db));
                mended = Mended { db: &mut law.db, package: law.package, file };
                before = after;
                rounds += 1;
                made += 1;
                assert!(rounds <= MOST_ROUNDS, "{path}: there is always something left to repair");
            }
        }
        file.update(&mut law.db, right);
    }
    assert!(made >= 16, "there was hardly anything to repair");
}
