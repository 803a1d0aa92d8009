//! What is checked of a package as a whole. One file for each rule or family of rules.

pub(crate) mod alternation;
mod confusable;
mod containment;
pub(crate) mod coverage;
pub(crate) mod cycles;
pub(crate) mod depth;
mod duplicates;
mod imports;
mod package;
mod unused;
mod walks;

use salsa::Database;

use crate::declaration::Finding;
use crate::input::Package;

/// A rule about a package as a whole.
type Rule = fn(&dyn Database, Package) -> &Vec<Finding>;

/// What is wrong with a package beyond its single declarations.
pub(crate) fn findings(db: &dyn Database, package: Package) -> Vec<Finding> {
    all(
        db,
        package,
        &[
            imports::missing_imports,
            duplicates::duplicates,
            cycles::cycles,
            depth::too_deep,
            containment::containment,
            coverage::coverage,
            alternation::backward,
            walks::nested_walks,
            confusable::confusable,
            package::whole,
        ],
    )
}

/// What nothing uses. Asked only of a package without errors, for what a faulty declaration uses is not known.
pub(crate) fn unused(db: &dyn Database, package: Package) -> Vec<Finding> {
    all(db, package, &[unused::unused, imports::unused_imports])
}

fn all(db: &dyn Database, package: Package, rules: &[Rule]) -> Vec<Finding> {
    rules.iter().flat_map(|rule| rule(db, package).iter().cloned()).collect()
}
