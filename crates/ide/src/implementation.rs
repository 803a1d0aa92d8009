//! What is made of something: the criteria of a level, the criterion of a provision, and what relaxes or copies it.

use acquis_analysis::{
    Database, Package, Role, SourceFile, Symbol, copies_of, criteria_at, criteria_of, derogations_from,
    mentions_at,
};

use crate::definition::{Links, Target};

/// What is made of what is named at an offset. Of a provision: the criterion that formalises it, unless that is where the
/// question is asked, the derogations from it, and the criteria that restate or refine it. Of a level: its criteria.
pub fn implementation(db: &Database, package: Package, file: SourceFile, offset: u32) -> Option<Links> {
    let found = mentions_at(db, file, offset);
    let declarations = found.iter().flat_map(|mention| match &mention.symbol {
        Symbol::Provision(id) => {
            let mut all = derogations_from(db, package, id);
            all.extend(copies_of(db, package, id));
            if mention.role != Role::Formalises {
                all.extend(criteria_of(db, package, id));
            }
            all
        }
        Symbol::Level(ladder, level) => criteria_at(db, package, ladder, *level),
        _ => vec![],
    });
    let targets = declarations.map(|decl| Target::declaration(db, decl)).collect();
    Links::from(&found, targets)
}
