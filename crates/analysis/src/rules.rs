//! What is checked beyond single declarations: file by file in a report, and of the package as a whole. One file for
//! each rule or family of rules.

pub(crate) mod alternation;
mod confusable;
mod consequences;
mod containment;
pub(crate) mod coverage;
pub(crate) mod cycles;
pub(crate) mod depth;
mod duplicates;
mod files;
mod imports;
mod package;
mod unused;
mod walks;

use acquis_base::Severity;
use salsa::Database;

pub(crate) use confusable::mixed_names;
pub use confusable::mixes_alphabets;
pub(crate) use files::report;

use crate::amend::{amendment_findings, applied_findings, strays};
use crate::declaration::Finding;
use crate::input::{Package, Scope};
use crate::lock::changed_provisions;
use crate::texts::unreadable_texts;

/// A rule about a package as a whole.
type Rule = fn(&dyn Database, Package) -> &Vec<Finding>;

const RULES: [Rule; 9] = [
    duplicates::duplicates,
    cycles::cycles,
    containment::containment,
    coverage::coverage,
    walks::nested_walks,
    confusable::confusable,
    package::whole,
    unreadable_texts,
    changed_provisions,
];

/// What is wrong with a package: its files one by one, and what shows only in the whole.
pub(crate) fn findings(db: &dyn Database, package: Package) -> Vec<Finding> {
    let of_files = package.files(db).iter().flat_map(|file| &report(db, *file).findings);
    let mut all: Vec<Finding> =
        of_files.chain(RULES.iter().flat_map(|rule| rule(db, package))).cloned().collect();
    all.extend(strays(db, package));
    let mut found = consequences::without(db, package, all);
    // Who applies the law to a service looks at those amendments alone that are to be applied.
    if package.scope(db) == Scope::Whole && !package.amendments(db).is_empty() {
        found.extend(amendment_findings(db, package).iter().cloned());
        if found.iter().all(|finding| finding.severity != Severity::Error) {
            found.extend(applied_findings(db, package).iter().cloned());
        }
    }
    found
}

/// What nothing uses. Asked only of a package without errors, for what a faulty declaration uses is not known.
pub(crate) fn unused(db: &dyn Database, package: Package) -> Vec<Finding> {
    let imports = package.files(db).iter().flat_map(|file| imports::unused_imports(db, *file));
    unused::unused(db, package).iter().chain(imports).cloned().collect()
}
