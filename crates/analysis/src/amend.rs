//! Amendments: changes to an instrument and to the policies about it, applied as an overlay.
//!
//! The base is never edited. From its texts and a list of amendments a [`Consolidation`] is made: the texts as they read
//! with the amendments in, with the origin of each stretch. [`Consolidation::install`] makes a second package of them in
//! the same database, so that both can be asked in one run, and turns what is found there back to where it was written.
//!
//! Two amendments go together if neither changes what the other changes: a target is a path, and no path may lead through
//! another. Amendments that build on others are applied after them, to what those made of the law.

mod apply;
mod copies;
mod fingerprint;
mod heads;
mod imports;
mod law;
mod outline;
mod overlay;
mod target;
mod traced;

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Diagnostic, Name, Place, Severity, Span, codes};
use salsa::Database;

pub use apply::Change;
pub use heads::{AmendmentHead, MAX_AMENDMENTS, amendments};
pub(crate) use heads::{chosen, out_of_place, unknown};
pub use overlay::{Consolidation, Overlay, Scenarios, asked_under};
pub use traced::{Origin, Traced};

use crate::declaration::{Finding, Starts, anchor};
use crate::index::stray_amendments;
use crate::input::Package;
use crate::load::MAX_SOURCE_BYTES;
use apply::{Member, apply};
use law::{Law, LawFile};
use target::Around;

/// The most amendments that may build on each other in a row.
pub const MAX_ROW: usize = 8;

/// A law with amendments applied, before it is made a package.
pub(crate) struct Amended<'db> {
    pub(crate) files: Vec<LawFile<'db>>,
    pub(crate) changes: Vec<Change>,
    pub(crate) findings: Vec<Finding>,
}

/// Applies amendments, which are all that are needed, to the law of a package. Where an error is found, the law is that of
/// the rounds before.
pub(crate) fn amended<'db>(db: &'db dyn Database, package: Package, names: &[Name]) -> Amended<'db> {
    let wanted: BTreeSet<Name> = names.iter().cloned().collect();
    let known: BTreeMap<Name, Vec<Name>> =
        amendments(db, package).into_iter().map(|head| (head.name, head.builds_on)).collect();
    let decls: BTreeMap<Name, _> = heads::amendment_decls(db, package)
        .into_iter()
        .map(|(decl, written)| (written.name.name.clone(), (decl, written)))
        .collect();
    let mut law = Law::of(db, package);
    let mut out = Amended { files: vec![], changes: vec![], findings: vec![] };
    for (nth, round) in heads::rounds(&known, &wanted).into_iter().enumerate() {
        if let Some((decl, amendment)) =
            round.first().and_then(|name| decls.get(name)).filter(|_| nth >= MAX_ROW)
        {
            let message = format!("more than {MAX_ROW} amendments build on each other in a row");
            let place = anchor(db, *decl, amendment.name.span);
            out.findings.push(
                Diagnostic::at(&codes::TOO_MANY_AMENDMENTS, message, place, "one too many")
                    .help("write those that are settled into the law, and build on that"),
            );
            break;
        }
        let members: Vec<Member<'db>> = round
            .iter()
            .filter_map(|name| decls.get(name))
            .map(|(decl, amendment)| Member::new(Around { db, package, decl: *decl, amendment }))
            .collect();
        let applied = apply(&mut law, &members, out.changes.len());
        out.changes.extend(applied.changes);
        let failed = applied.findings.iter().any(|finding| finding.severity == Severity::Error);
        out.findings.extend(applied.findings);
        if failed {
            break;
        }
        let too_long = law.files.iter().any(|file| file.text().len() as u64 > MAX_SOURCE_BYTES);
        if let Some((decl, amendment)) = round.first().and_then(|name| decls.get(name)).filter(|_| too_long) {
            let message = "a file with the amendments in is longer than a source file may be";
            let place = anchor(db, *decl, amendment.name.span);
            out.findings.push(
                Diagnostic::at(&codes::TOO_MANY_AMENDMENTS, message, place, "with this one")
                    .help("divide the file, or apply fewer amendments"),
            );
            break;
        }
    }
    out.files = law.files;
    out
}

/// What is wrong with the files of amendments, and with how they name each other.
#[salsa::tracked]
pub(crate) fn amendment_findings(db: &dyn Database, package: Package) -> Vec<Finding> {
    let mut findings = heads::of_files(db, package);
    findings.extend(heads::relations(db, package));
    findings
}

/// What is wrong with each amendment of a package applied alone, with what it builds on, and with the sets of its manifest.
/// Asked of a law without errors: what an amendment changes is else not known. What it makes of the law is found in its
/// overlay.
#[salsa::tracked]
pub(crate) fn applied_findings(db: &dyn Database, package: Package) -> Vec<Finding> {
    let mut findings = vec![];
    for (decl, written) in heads::amendment_decls(db, package) {
        let name = &written.name.name;
        let Ok(names) = chosen(db, package, std::slice::from_ref(name)) else { continue };
        let applied = amended(db, package, &names);
        let own = decl.key(db);
        let of_this = applied
            .findings
            .into_iter()
            .filter(|it| it.severity != Severity::Note)
            .filter(|it| it.labels.first().is_some_and(|at| at.place.decl.file == own.file));
        findings.extend(of_this);
    }
    for set in &package.manifest(db).amendments {
        if let Ok(names) = chosen(db, package, std::slice::from_ref(&set.name)) {
            let applied = amended(db, package, &names);
            let conflicts =
                applied.findings.into_iter().filter(|finding| finding.code == &codes::CONFLICTING_AMENDMENTS);
            let note = format!("the set `{}` holds both", set.name);
            findings.extend(conflicts.map(|finding| finding.note(note.clone())));
        }
    }
    findings
}

/// Amendments that stand in files of the law.
pub(crate) fn strays(db: &dyn Database, package: Package) -> Vec<Finding> {
    stray_amendments(db, package)
        .map(|decl| out_of_place(anchor(db, decl, crate::names::name_span(db, decl))))
        .collect()
}

/// The amendments that names mean, sets written out and with all that they build on, in the order in which they are applied.
///
/// # Errors
/// When a name means none.
pub fn chosen_amendments(
    db: &dyn Database,
    package: Package,
    names: &[Name],
) -> Result<Vec<Name>, Box<Diagnostic>> {
    chosen(db, package, names).map_err(|name| {
        let heads = amendments(db, package);
        let sets = package.manifest(db).amendments.iter().map(|set| set.name.as_str());
        let known: Vec<&str> = heads.iter().map(|head| head.name.as_str()).chain(sets).collect();
        let mut finding = unknown(&name, (), &known).map_places(|()| Place::new("", Span::default()));
        finding.labels.clear();
        finding.fix = None;
        Box::new(finding)
    })
}

/// The law of a package with amendments applied.
///
/// # Errors
/// What keeps them from being applied: names that mean none, and targets that have moved, that there are not, or that two
/// of them change.
pub fn consolidate(
    db: &dyn Database,
    package: Package,
    names: &[Name],
    scenarios: &Scenarios,
) -> Result<Consolidation, Vec<Diagnostic>> {
    let names = chosen_amendments(db, package, names).map_err(|finding| vec![*finding])?;
    let applied = amended(db, package, &names);
    let starts = Starts::of(db, package);
    let mut findings: Vec<Diagnostic> = heads::of_files(db, package)
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .filter(|finding| {
            let file = finding.labels.first().map(|label| &label.place.decl.file);
            amendments(db, package)
                .iter()
                .any(|head| Some(&head.place.file) == file && names.contains(&head.name))
        })
        .chain(applied.findings)
        .map(|finding| finding.map_places(|anchor| starts.place(anchor)))
        .collect();
    Diagnostic::sort(&mut findings);
    findings.dedup();
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(findings);
    }
    Ok(Consolidation::new(db, package, names, applied.files, applied.changes, findings, scenarios))
}

#[cfg(test)]
mod tests;
