//! What is checked of a package as a whole. One file for each rule or family of rules.

pub(crate) mod alternation;
mod confusable;
mod containment;
pub(crate) mod coverage;
pub(crate) mod cycles;
mod duplicates;
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
    let rules: [Rule; 9] = [
        duplicates::duplicates,
        cycles::cycles,
        containment::containment,
        coverage::coverage,
        alternation::backward,
        walks::nested_walks,
        confusable::confusable,
        package::whole,
        unused::unused,
    ];
    rules.into_iter().flat_map(|rule| rule(db, package).iter().cloned()).collect()
}
