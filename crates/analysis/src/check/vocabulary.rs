//! Entities, the dossier, enumerations.

use std::collections::HashMap;

use acquis_base::{Diagnostic, Name, codes};
use acquis_syntax::ast;
use salsa::Database;

use super::Checked;
use crate::declaration::{Decl, anchor};
use crate::vocabulary::resolved_fields;

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
    Checked::only(findings)
}
