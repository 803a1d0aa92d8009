//! Definitions, readings and imports that nothing uses. Nothing is said while a declaration of the package cannot be
//! read, for what it uses is not known.

use std::collections::BTreeSet;

use acquis_base::{Diagnostic, Name, codes};
use salsa::Database;

use crate::check::checked;
use crate::declaration::{Finding, all_declarations, anchor, declarations, parsed, tree};
use crate::input::Package;
use crate::names::{ItemKind, imports, module, name_span, names};

#[salsa::tracked]
pub(crate) fn unused(db: &dyn Database, package: Package) -> Vec<Finding> {
    if all_declarations(db, package).any(|decl| !parsed(db, decl).findings.is_empty()) {
        return vec![];
    }
    let mut used: BTreeSet<&Name> = BTreeSet::new();
    for decl in all_declarations(db, package) {
        used.extend(&checked(db, decl).uses);
    }
    let mut findings = vec![];
    for named in names(db, package).iter() {
        let (code, what) = match named.item.kind {
            ItemKind::Reading => (&codes::UNUSED_READING, "no provision is read by the reading"),
            ItemKind::Define => (&codes::UNUSED_DEFINITION, "nothing uses the notion"),
            ItemKind::Entity => (&codes::UNUSED_DEFINITION, "nothing uses the entity"),
            ItemKind::Enumeration => (&codes::UNUSED_DEFINITION, "nothing uses the enumeration"),
            ItemKind::Register => (&codes::UNUSED_DEFINITION, "nothing uses the register"),
            ItemKind::Instrument | ItemKind::Ladder | ItemKind::Derogation | ItemKind::Broken => continue,
        };
        if !used.contains(&named.name) {
            let place = anchor(db, named.item.decl, name_span(db, named.item.decl));
            let finding = Diagnostic::at(code, format!("{what} `{}`", named.name), place, "never used")
                .help("use it, or remove it");
            findings.push(finding);
        }
    }
    for file in package.files(db) {
        findings.extend(unused_imports(db, package, *file));
    }
    findings
}

fn unused_imports(db: &dyn Database, package: Package, file: crate::SourceFile) -> Vec<Finding> {
    let mut used: BTreeSet<&Name> = BTreeSet::new();
    for decl in declarations(db, file) {
        used.extend(&checked(db, *decl).modules);
    }
    let mut seen: Vec<&Name> = vec![];
    let mut findings = vec![];
    for import in imports(db, file) {
        let twice = seen.contains(&&import.module);
        seen.push(&import.module);
        if module(db, package, &import.module).is_none() || (used.contains(&import.module) && !twice) {
            continue;
        }
        let span = tree(db, import.decl).span;
        let message = if twice {
            format!("the module `{}` is imported twice", import.module)
        } else {
            format!("nothing here comes from the module `{}`", import.module)
        };
        let place = anchor(db, import.decl, span);
        let finding = Diagnostic::at(&codes::UNUSED_IMPORT, message, place.clone(), "unused import")
            .help("remove the import")
            .fix("remove the import", place, "");
        findings.push(finding);
    }
    findings
}
