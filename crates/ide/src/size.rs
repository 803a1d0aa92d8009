//! Whether a package is small enough for what takes a look at all that it says.

use acquis_analysis::{Database, Package, declarations, parsed};
use acquis_syntax::ast::DeclarationKind;

/// Whether a package has at most so many criteria. No more of it is looked at than tells that.
pub fn has_at_most(db: &Database, package: Package, criteria: usize) -> bool {
    let declared = package.all_files(db).flat_map(|file| declarations(db, file));
    let is_criterion = |decl: &_| matches!(parsed(db, *decl).declaration.kind, DeclarationKind::Criterion(_));
    declared.copied().filter(is_criterion).nth(criteria).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::package;

    #[test]
    fn criteria_are_counted_and_nothing_else() {
        let law = "define d : Bool = true\n\
                   criterion Article 1(1) at level 1 \"a\" { requires d }\n\
                   criterion Article 1(2) at level 1 \"b\" { requires d }\n";
        let (db, package) = package(&[("a", law)]);
        assert_eq!([1, 2, 3].map(|most| has_at_most(&db, package, most)), [false, true, true]);
    }
}
