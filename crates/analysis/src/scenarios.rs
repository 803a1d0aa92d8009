//! The scenarios of a package, ready to be run.

use std::sync::Arc;

use acquis_base::{Name, Place};
use acquis_facts::{Dossier, Node, read_document};
use acquis_ir::{Date, Expectation};
use acquis_syntax::ast::DeclarationKind;
use salsa::Database;

use crate::check::{Content, checked};
use crate::declaration::{Starts, all_declarations, anchor, parsed};
use crate::input::Package;
use crate::vocabulary::vocabulary;

/// A scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Its title.
    pub title: Name,
    /// Documentation.
    pub docs: Option<Name>,
    /// Where its title stands.
    pub place: Place,
    /// Readings that it chooses, with their choices.
    pub readings: Vec<(Name, Name)>,
    /// What is to be assessed: one case, or one for each row of its tables.
    pub cases: Vec<Case>,
}

/// A case of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What it is called beside the scenario; nothing where the scenario is the case.
    pub name: Option<Name>,
    /// Where it stands.
    pub place: Place,
    /// The assessment date.
    pub as_of: Date,
    /// The facts.
    pub dossier: Arc<Dossier>,
    /// The same as they are written, for reading them by another vocabulary.
    pub document: Arc<Node>,
    /// What must come of them.
    pub expectations: Vec<(Expectation, Place)>,
}

/// The scenarios of a package in the order of files and texts. Those with errors have no cases.
pub fn scenarios(db: &dyn Database, package: Package) -> Vec<Scenario> {
    let starts = Starts::of(db, package);
    let mut found = vec![];
    let Some(vocabulary) = vocabulary(db, package) else { return found };
    for decl in all_declarations(db, package) {
        let declaration = &parsed(db, decl).declaration;
        let DeclarationKind::Scenario(written) = &declaration.kind else { continue };
        let Content::Scenario(content) = &checked(db, decl).content else { continue };
        let place = |span| starts.place(&anchor(db, decl, span));
        let cases = content.cases.iter().filter_map(|case| {
            Some(Case {
                name: case.name.clone(),
                place: place(case.span),
                as_of: case.as_of,
                dossier: Arc::new(read_document(vocabulary, &case.file, &case.document).ok()?),
                document: Arc::clone(&case.document),
                expectations: case.expectations.iter().map(|it| (it.clone(), place(it.span))).collect(),
            })
        });
        found.push(Scenario {
            title: written.title.value.clone(),
            docs: declaration.docs.clone(),
            place: place(written.title.span),
            readings: content.readings.clone(),
            cases: cases.collect(),
        });
    }
    found
}
