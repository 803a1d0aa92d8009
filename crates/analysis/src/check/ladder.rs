//! Ladders.

use acquis_base::{Diagnostic, codes};
use acquis_syntax::ast;
use salsa::Database;

use super::{Checked, Content, evidence};
use crate::citations::Resolver;
use crate::declaration::{Decl, anchor};
use crate::vocabulary::resolved_ladder;

/// The most levels that a ladder may have.
const MOST_LEVELS: usize = 100;

pub(super) fn check<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Ladder) -> Checked {
    let mut findings =
        resolved_ladder(db, decl).as_ref().map(|ladder| ladder.account.findings.clone()).unwrap_or_default();
    let resolver = Resolver::new(db, decl);
    let bases = [written.under.as_ref(), written.cumulative.as_ref().and_then(Option::as_ref)];
    let cites =
        bases.into_iter().flatten().filter_map(|cited| resolver.cited(cited, &mut findings)).collect();
    for standard in written.rungs.iter().filter_map(|rung| rung.standard.as_ref()) {
        evidence::standard(db, decl, standard, &mut findings);
    }
    let expected = 1_u32..;
    for (rung, number) in written.rungs.iter().zip(expected) {
        if rung.level.value != number {
            let message = format!("level {} stands where level {number} is due", rung.level.value);
            let place = anchor(db, decl, rung.level.span);
            let finding =
                Diagnostic::at(&codes::BAD_LADDER, message, place, format!("level {number} is due here"))
                    .help("number the levels from 1 upwards, lowest first, without gaps");
            findings.push(finding);
            break;
        }
    }
    if written.rungs.is_empty() || written.rungs.len() > MOST_LEVELS {
        let message = format!("the ladder `{}` has {} levels", written.name.name, written.rungs.len());
        let finding =
            Diagnostic::at(&codes::BAD_LADDER, message, anchor(db, decl, written.name.span), "declared here")
                .help(format!(
                    "a ladder has between 1 and {MOST_LEVELS} levels: `level 1 \"…\" set out in …`"
                ));
        findings.push(finding);
    }
    Checked { content: Content::Cites(cites), ..Checked::only(findings) }
}
