//! Entities, the dossier, enumerations.

use std::collections::HashMap;

use acquis_base::{Diagnostic, Name, codes};
use acquis_syntax::ast;
use salsa::Database;

use super::Checked;
use crate::declaration::{Decl, anchor};
use crate::lookup::Account;
use crate::names::{name_span, named};
use crate::vocabulary::{evidence_kinds, resolved_fields};

pub(super) fn fields<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Checked {
    match resolved_fields(db, decl) {
        Some(resolved) => Checked { account: resolved.account.clone(), ..Checked::default() },
        None => Checked::default(),
    }
}

pub(super) fn enumeration<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    written: &ast::Enumeration,
) -> Checked {
    let mut findings = vec![];
    let mut known: HashMap<&Name, &ast::Ident> = HashMap::new();
    for variant in &written.variants {
        let first = known.get(&variant.name.name).copied();
        known.entry(&variant.name.name).or_insert(&variant.name);
        if let Some(first) = first {
            let message = format!("the value `{}` stands twice", variant.name.name);
            let finding =
                Diagnostic::at(&codes::DUPLICATE, message, anchor(db, decl, variant.name.span), "again")
                    .label(anchor(db, decl, first.span), "first here")
                    .help("remove one, or give it another name");
            findings.push(finding);
        }
    }
    let mut checked = Checked::only(findings);
    if written.of_evidence {
        kinds_of_evidence(db, decl, written, &mut checked.account);
    }
    checked
}

/// There is one enumeration of kinds of evidence, and it counts as used: dossiers use it.
fn kinds_of_evidence<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    written: &ast::Enumeration,
    account: &mut Account,
) {
    account.uses.insert(written.name.name.clone());
    let package = decl.file(db).package(db);
    let Some(first) = evidence_kinds(db, package).as_ref().filter(|first| **first != written.name.name)
    else {
        return;
    };
    let message = format!("`{}` and `{first}` both list the kinds of evidence", written.name.name);
    let place = anchor(db, decl, written.name.span);
    let mut finding = Diagnostic::at(&codes::EVIDENCE_KINDS, message, place, "kinds of evidence again");
    if let Some(item) = named(db, package, first) {
        finding = finding.label(anchor(db, item.decl, name_span(db, item.decl)), "listed here");
    }
    account.findings.push(finding.help("list them in one enumeration, or leave out `of evidence`"));
}
