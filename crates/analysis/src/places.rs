//! Where the parts of a program stand in its files.

use std::collections::BTreeMap;

use acquis_base::{Name, Place};
use acquis_ir::{ExprId, Formula, ProvisionId};
use acquis_syntax::ast::DeclarationKind;
use salsa::Database;

use crate::criteria::criteria;
use crate::declaration::{Starts, all_declarations, anchor, tree};
use crate::input::Package;
use crate::names::name_span;

/// Where the parts of a program stand.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The start of each declaration, by what formulas call it.
    homes: BTreeMap<String, Place>,
    criteria: BTreeMap<ProvisionId, Place>,
    names: BTreeMap<Name, Place>,
}

/// Where the parts of the program of a package stand.
pub fn places(db: &dyn Database, package: Package) -> Places {
    let starts = Starts::of(db, package);
    let mut places = Places::default();
    for decl in all_declarations(db, package) {
        let key = decl.key(db);
        let place = |span| starts.place(&anchor(db, decl, span));
        places.homes.insert(key.home(), place(acquis_base::Span::default()));
        let name = match &tree(db, decl).kind {
            DeclarationKind::Derogation(written) => &written.name,
            DeclarationKind::Define(written) => &written.name,
            DeclarationKind::Rule(written) => &written.name,
            DeclarationKind::Register(written) => &written.name,
            _ => continue,
        };
        places.names.insert(name.name.clone(), place(name.span));
    }
    for entry in criteria(db, package).iter() {
        let place = starts.place(&anchor(db, entry.decl, name_span(db, entry.decl)));
        places.criteria.entry(entry.provision.clone()).or_insert(place);
    }
    places
}

impl Places {
    /// Where an expression stands. A criterion that copies another has its expressions there.
    pub fn expression(&self, formula: &Formula, id: ExprId) -> Option<Place> {
        let home = self.homes.get(formula.home.as_str())?;
        let span = formula.expr(id)?.span.shifted(home.span.start);
        Some(Place { file: home.file.clone(), span })
    }

    /// Where the criterion of a provision is declared.
    pub fn criterion(&self, provision: &ProvisionId) -> Option<&Place> {
        self.criteria.get(provision)
    }

    /// Where a derogation, notion, rule or register is declared.
    pub fn named(&self, name: &str) -> Option<&Place> {
        self.names.get(name)
    }
}
