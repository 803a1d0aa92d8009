//! Imports: modules that a file uses without importing them, and imports that it does not need.

use std::collections::BTreeSet;

use acquis_base::{Diagnostic, Name, Span, codes};
use salsa::Database;

use crate::check::checked;
use crate::declaration::{Anchor, Decl, Finding, anchor, declarations, tree};
use crate::index::{asks_under, index, may_start_with, unread_in};
use crate::input::SourceFile;
use crate::names::is_module;
use crate::rules::report;

/// Each module that a file uses without importing it, once. Nothing is said of a file with an import that leads
/// nowhere: it may be the one that is missing.
pub(crate) fn missing(db: &dyn Database, file: SourceFile) -> Vec<Finding> {
    let package = file.package(db);
    let mut seen: BTreeSet<&Name> = BTreeSet::new();
    let mut findings = vec![];
    for decl in declarations(db, file) {
        for (wanted, (name, span)) in &checked(db, *decl).account.not_imported {
            if seen.insert(wanted) {
                let message =
                    format!("`{name}` belongs to the module `{wanted}`, which this file does not import");
                let finding =
                    Diagnostic::at(&codes::MISSING_IMPORT, message, anchor(db, *decl, *span), "not imported")
                        .help(format!("add `import {wanted}` at the top of the file"));
                let (place, line) = line_of_import(db, file, *decl, wanted);
                findings.push(finding.fix(format!("add `import {wanted}`"), place, line));
            }
        }
    }
    let astray = || index(db, file).imports.iter().any(|import| !is_module(db, package, &import.module));
    // An import that could not be read may be the one that is missing, too.
    let unread = || unread_in(db, file).any(|unread| may_start_with(&unread.declaration, "import"));
    if !findings.is_empty() && (astray() || unread()) { vec![] } else { findings }
}

/// Where an import is added to a file, and what is written there: below the last one, or else above all declarations.
pub(crate) fn line_of_import<'db>(
    db: &'db dyn Database,
    file: SourceFile,
    decl: Decl<'db>,
    module: &str,
) -> (Anchor, String) {
    if let Some(last) = index(db, file).imports.last() {
        let end = tree(db, last.decl).span.range().end;
        return (anchor(db, last.decl, Span::at(end)), format!("\nimport {module}"));
    }
    let first = declarations(db, file).first().copied().unwrap_or(decl);
    let is_of_file = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with("//!");
    let head: usize = first.text(db).split_inclusive('\n').take_while(is_of_file).map(str::len).sum();
    (anchor(db, first, Span::at(head)), format!("import {module}\n\n"))
}

/// Imports that nothing in their file needs, and modules imported twice.
#[salsa::tracked]
pub(crate) fn unused_imports(db: &dyn Database, file: SourceFile) -> Vec<Finding> {
    let package = file.package(db);
    let used = &report(db, file).modules;
    let mut seen: BTreeSet<&Name> = BTreeSet::new();
    let mut findings = vec![];
    for import in &index(db, file).imports {
        let twice = !seen.insert(&import.module);
        // What a scenario needs that is asked under amendments shows where those are applied.
        if !twice && asks_under(db, file) && package.amended(db).is_empty() {
            continue;
        }
        if !is_module(db, package, &import.module) || (used.contains(&import.module) && !twice) {
            continue;
        }
        let message = if twice {
            format!("the module `{}` is imported twice", import.module)
        } else {
            format!("nothing here comes from the module `{}`", import.module)
        };
        let place = anchor(db, import.decl, tree(db, import.decl).span);
        let finding = Diagnostic::at(&codes::UNUSED_IMPORT, message, place.clone(), "unused import")
            .help("remove the import")
            .fix("remove the import", place, "");
        findings.push(finding);
    }
    findings
}
