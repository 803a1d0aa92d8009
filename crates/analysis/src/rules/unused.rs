//! Definitions and readings that nothing uses.

use std::collections::BTreeSet;

use acquis_base::{Diagnostic, Name, codes};
use salsa::Database;

use crate::declaration::{Finding, anchor};
use crate::input::Package;
use crate::names::{ItemKind, name_span, names};
use crate::rules::report;

#[salsa::tracked]
pub(crate) fn unused(db: &dyn Database, package: Package) -> Vec<Finding> {
    let used: BTreeSet<&Name> = package.files(db).iter().flat_map(|file| &report(db, *file).uses).collect();
    let mut findings = vec![];
    for named in names(db, package).iter() {
        let (code, what) = match named.item.kind {
            ItemKind::Reading => (&codes::UNUSED_READING, "no provision is read by the reading"),
            ItemKind::Define => (&codes::UNUSED_DEFINITION, "nothing uses the notion"),
            ItemKind::Entity => (&codes::UNUSED_DEFINITION, "nothing uses the entity"),
            ItemKind::Enumeration => (&codes::UNUSED_DEFINITION, "nothing uses the enumeration"),
            ItemKind::Register => (&codes::UNUSED_DEFINITION, "nothing uses the register"),
            ItemKind::Instrument
            | ItemKind::Ladder
            | ItemKind::Derogation
            | ItemKind::Rule
            | ItemKind::Broken => continue,
        };
        if !used.contains(&named.name) {
            let place = anchor(db, named.item.decl, name_span(db, named.item.decl));
            let finding = Diagnostic::at(code, format!("{what} `{}`", named.name), place, "never used")
                .help("use it, or remove it");
            findings.push(finding);
        }
    }
    findings
}
