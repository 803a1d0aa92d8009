//! Entities, the dossier, enumerations.

use acquis_base::{Diagnostic, codes};
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
    for (at, variant) in written.variants.iter().enumerate() {
        let first = written.variants.iter().take(at).find(|earlier| earlier.name.name == variant.name.name);
        if let Some(first) = first {
            let message = format!("the value `{}` stands twice", variant.name.name);
            let finding =
                Diagnostic::at(&codes::DUPLICATE, message, anchor(db, decl, variant.name.span), "again")
                    .label(anchor(db, decl, first.name.span), "first here")
                    .help("remove one, or give it another name");
            findings.push(finding);
        }
    }
    Checked::only(findings)
}
