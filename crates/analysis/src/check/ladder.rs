//! Ladders.

use acquis_base::{Diagnostic, codes};
use acquis_ir::ProvisionId;
use acquis_syntax::ast::{self, Citation};
use salsa::Database;

use super::{Checked, Content, evidence};
use crate::citations::{Resolver, outlines};
use crate::criteria::{at_level, is_within, missing_level};
use crate::declaration::{Decl, Finding, anchor};
use crate::vocabulary::{ladder_levels, resolved_ladder};

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
    findings.extend(out_of_order(db, decl, written));
    if written.rungs.is_empty() || written.rungs.len() > MOST_LEVELS {
        let message = format!("the ladder `{}` has {} levels", written.name.name, written.rungs.len());
        let finding =
            Diagnostic::at(&codes::BAD_LADDER, message, anchor(db, decl, written.name.span), "declared here")
                .help(format!(
                    "a ladder has between 1 and {MOST_LEVELS} levels: `level 1 \"…\" set out in …`"
                ));
        findings.push(finding);
    }
    findings.extend(set_out_together(db, decl, written));
    Checked { content: Content::Cites(cites), ..Checked::only(findings) }
}

/// The first level whose number is not the one after that of the level before it.
fn out_of_order<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Ladder) -> Option<Finding> {
    let (at, due) = (0..).zip(1_u32..).find(|(at, due): &(usize, u32)| {
        written.rungs.get(*at).is_none_or(|rung| rung.level.value != *due)
    })?;
    let rung = written.rungs.get(at)?;
    let number = rung.level.value;
    let place = anchor(db, decl, rung.level.span);
    let message = format!("level {number} stands where level {due} is due");
    let finding =
        Diagnostic::at(&codes::BAD_LADDER, message, place.clone(), format!("level {due} is due here"));
    if number > due && has_criteria(db, decl, at, number) {
        let package = decl.file(db).package(db);
        let criterion = at_level(db, package, due).next().map(|entry| &entry.provision);
        return Some(
            finding.help(format!(
                "declare level {due} before it: `{}`",
                missing_level(db, decl, due, criterion)
            )),
        );
    }
    let rest = written.rungs.get(at..).unwrap_or(&[]).iter().skip(1);
    let help = "number the levels from 1 upwards, lowest first, without gaps";
    Some(if rest.zip(due + 1..).all(|(rung, due)| rung.level.value == due) {
        finding
            .help(format!("write `level {due}`; the levels are numbered from 1 upwards, without gaps"))
            .fix(format!("write {due}"), place, due.to_string())
    } else {
        finding.help(help)
    })
}

/// Whether a criterion stands at the level of this number and in the provision that the level sets out.
fn has_criteria<'db>(db: &'db dyn Database, decl: Decl<'db>, at: usize, number: u32) -> bool {
    let package = decl.file(db).package(db);
    let level = ladder_levels(db, decl).as_ref().and_then(|levels| levels.get(at));
    let Some(around) = level.and_then(|level| level.set_out_in.as_ref()) else { return false };
    at_level(db, package, number).any(|entry| is_within(db, package, around, &entry.provision))
}

/// Two levels that one provision sets out, of which a criterion in it could not tell to which it belongs. One is said.
fn set_out_together<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Ladder) -> Option<Finding> {
    let package = decl.file(db).package(db);
    let levels = ladder_levels(db, decl).as_deref().unwrap_or(&[]);
    let mut before: Vec<(&ProvisionId, &Citation)> = vec![];
    for (level, rung) in levels.iter().zip(&written.rungs) {
        let (Some(own), Some(cited)) = (&level.set_out_in, &rung.set_out_in) else { continue };
        let meets = |(other, _): &&(&ProvisionId, &Citation)| {
            is_within(db, package, other, own) || is_within(db, package, own, other)
        };
        if let Some((other, first)) = before.iter().find(meets) {
            let shown = outlines(db, package).show(own);
            let message = if *other == own {
                format!("{shown} sets out two levels")
            } else {
                format!(
                    "{shown} and {} set out two levels, and one holds the other",
                    outlines(db, package).show(other)
                )
            };
            let finding = Diagnostic::at(&codes::BAD_LADDER, message, anchor(db, decl, cited.span), "again")
                .label(anchor(db, decl, first.span), "first here")
                .note("a criterion stands at the level that its provision sets out")
                .help("name for each level the provision that holds its criteria and no others");
            return Some(finding);
        }
        before.push((own, cited));
    }
    None
}
