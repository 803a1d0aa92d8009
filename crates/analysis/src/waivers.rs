//! What waivers come to: which findings they take away on a day, and what is wrong with them on that day.
//!
//! A waiver is about the declaration that follows it, other waivers between them aside:
//!
//! ```text
//! waive ACQ0301 until 2027-06-30 because "the misprint was reported"
//! derogation … under Article 19 …
//! ```
//!
//! Nothing but `check` asks for it, so that nothing else depends on the day.

use std::collections::BTreeSet;

use acquis_base::{Code, Diagnostic, Severity, codes};
use acquis_ir::Date;
use acquis_syntax::ast::{self, DeclarationKind};
use salsa::Database;

use crate::check::waived_code;
use crate::declaration::{Anchor, Decl, DeclKey, Finding, anchor, tree};
use crate::index::index;
use crate::input::{Package, SourceFile};

/// A waiver that can be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiver {
    /// What it waives.
    code: &'static Code,
    /// Where.
    target: DeclKey,
    /// Its last day.
    until: Date,
    /// Where the code stands.
    place: Anchor,
    /// Where the day stands.
    day: Anchor,
    /// The whole of it.
    whole: Anchor,
}

/// A waiver as written, with the declaration that it is about, if one follows.
type Written<'db> = (Decl<'db>, &'db ast::Waiver, Option<Decl<'db>>);

fn written(db: &dyn Database, file: SourceFile) -> impl Iterator<Item = Written<'_>> {
    index(db, file).waivers.iter().filter_map(move |(decl, target)| match &tree(db, *decl).kind {
        DeclarationKind::Waiver(waiver) => Some((*decl, waiver, *target)),
        _ => None,
    })
}

/// The waivers of a file, in the order of the text.
#[salsa::tracked]
pub(crate) fn waivers_of(db: &dyn Database, file: SourceFile) -> Vec<Waiver> {
    let waiver = |(decl, waiver, target): Written<'_>| {
        Some(Waiver {
            code: waived_code(waiver)?,
            target: target?.key(db).clone(),
            until: waiver.until.text.parse().ok()?,
            place: anchor(db, decl, waiver.code.span),
            day: anchor(db, decl, waiver.until.span),
            whole: anchor(db, decl, tree(db, decl).span),
        })
    };
    written(db, file).filter_map(waiver).collect()
}

/// Waivers at the end of a file.
pub(crate) fn stray_waivers(db: &dyn Database, file: SourceFile) -> Vec<Finding> {
    let strays = written(db, file).filter(|(_, _, target)| target.is_none());
    strays
        .map(|(decl, waiver, _)| {
            Diagnostic::at(
                &codes::BAD_WAIVER,
                "no declaration follows this waiver",
                anchor(db, decl, waiver.code.span),
                "about what?",
            )
            .help("write it above the declaration in which the finding is reported")
        })
        .collect()
}

/// Whether anything is waived in a package, so that the day matters.
pub fn has_waivers(db: &dyn Database, package: Package) -> bool {
    package.files(db).iter().any(|file| !waivers_of(db, *file).is_empty())
}

/// The findings without what is waived on a day, with what is wrong with the waivers on that day, and how many are waived.
pub(crate) fn applied(
    db: &dyn Database,
    package: Package,
    found: Vec<Finding>,
    as_of: Date,
    whole: bool,
) -> (Vec<Finding>, usize) {
    let waivers: Vec<&Waiver> = package.files(db).iter().flat_map(|file| waivers_of(db, *file)).collect();
    // What is unused is asked only of a package without errors, so with them a waiver may seem to waive nothing.
    let whole = whole && found.iter().all(|finding| finding.severity != Severity::Error);
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut kept = vec![];
    let before = found.len();
    for finding in found {
        let fits = |waiver: &&Waiver| {
            let target = finding.labels.first().map(|label| &label.place.decl);
            finding.code == waiver.code && target == Some(&waiver.target)
        };
        let mut fitting = waivers.iter().enumerate().filter(|(_, waiver)| fits(waiver)).map(|(at, _)| at);
        let chosen = fitting.clone().find(|at| waivers.get(*at).is_some_and(|waiver| as_of <= waiver.until));
        used.extend(chosen.or_else(|| fitting.next()));
        if chosen.is_none() {
            kept.push(finding);
        }
    }
    let waived = before - kept.len();
    for (at, waiver) in waivers.iter().enumerate() {
        if waiver.until < as_of {
            kept.push(expired(waiver, as_of, used.contains(&at)));
        } else if whole && !used.contains(&at) {
            kept.push(idle(waiver));
        }
    }
    (kept, waived)
}

fn expired(waiver: &Waiver, as_of: Date, is_used: bool) -> Finding {
    let (code, until) = (waiver.code.id, waiver.until);
    let finding = Diagnostic::at(
        &codes::EXPIRED_WAIVER,
        format!("the waiver of {code} ended on {until}"),
        waiver.day.clone(),
        "its last day",
    )
    .note(format!("it is checked as of {as_of}"));
    if is_used {
        finding.help(format!(
            "mend what {code} finds, or see whether the reason still holds and set a later day"
        ))
    } else {
        finding.note(format!("{code} finds nothing there")).help("remove the waiver").fix(
            "remove the waiver",
            waiver.whole.clone(),
            "",
        )
    }
}

fn idle(waiver: &Waiver) -> Finding {
    let code = waiver.code.id;
    Diagnostic::at(
        &codes::IDLE_WAIVER,
        format!("{code} finds nothing in the declaration below"),
        waiver.place.clone(),
        "nothing to waive",
    )
    .note("a waiver that has done its work would hide the next finding of its kind")
    .help("remove the waiver")
    .fix("remove the waiver", waiver.whole.clone(), "")
}
