//! A derogation that departs from one point and speaks of another. Its numbered points tell which criterion is meant: a
//! slip in the citation after `from` would otherwise be told once for each of them, and never where it was made.

use acquis_base::{Diagnostic, Name, codes};
use acquis_ir::ProvisionId;
use acquis_syntax::ast;
use salsa::Database;

use super::super::criterion::limb_labels;
use super::super::{Content, checked};
use super::derogation_head;
use crate::citations::{is_incomplete, outlines};
use crate::criteria::criteria;
use crate::declaration::{Decl, Finding, anchor, tree};
use crate::input::Package;
use crate::lookup::Lookup;
use crate::names::{ItemKind, items_of_kind};
use crate::rules::coverage::{left_out, numbered_parts, parts_left_over};

/// The criterion that is probably meant where a derogation departs from the criterion `base` of `from`: what its
/// numbered points speak of is no part of `from`, or `base` says it itself, and of one other criterion alone these are
/// the parts that nothing says.
pub(super) fn meant_instead<'db>(
    lookup: &Lookup<'db>,
    from: &ProvisionId,
    base: Decl<'db>,
) -> Option<(ProvisionId, Decl<'db>)> {
    let (db, package) = (lookup.db, lookup.package);
    let labels: Vec<Name> =
        limb_labels(&tree(db, lookup.decl).exprs).into_iter().map(|(label, _)| label).collect();
    if labels.is_empty() || is_incomplete(db, package, &from.instrument) {
        return None;
    }
    let known = numbered_parts(db, package, from);
    let said = match &checked(db, base).content {
        Content::Criterion(content) => content.labels.as_slice(),
        _ => return None,
    };
    if labels.iter().any(|label| known.contains(label) && !said.contains(label)) {
        return None;
    }
    let left_out = left_out(db, package);
    let others = criteria(db, package).iter().filter(|entry| entry.provision != *from);
    let mut fitting = others.filter(|entry| {
        let left = parts_left_over(db, package, &entry.provision, entry.decl, left_out);
        labels.iter().all(|label| left.contains(label))
            && !is_departed_from(db, package, &entry.provision, lookup.decl)
    });
    let only = fitting.next().filter(|_| fitting.next().is_none())?;
    Some((only.provision.clone(), only.decl))
}

/// Whether a derogation other than `own` departs from the criterion of a provision.
fn is_departed_from<'db>(db: &'db dyn Database, package: Package, id: &ProvisionId, own: Decl<'db>) -> bool {
    let mut others = items_of_kind(db, package, ItemKind::Derogation).filter(|(_, item)| item.decl != own);
    others.any(|(_, item)| {
        derogation_head(db, item.decl).as_ref().and_then(|head| head.from.as_ref()) == Some(id)
    })
}

/// The finding for a derogation whose points are those of `meant`.
pub(super) fn finding<'db>(
    lookup: &Lookup<'db>,
    written: &ast::Derogation,
    from: &ProvisionId,
    (meant, criterion): (&ProvisionId, Decl<'db>),
) -> Finding {
    let outlines = outlines(lookup.db, lookup.package);
    let (from, meant) = (outlines.show(from), outlines.show(meant));
    let place = lookup.anchor(written.from.citation.span);
    let message = format!("this derogation departs from {from}, and its points are those of {meant}");
    let finding =
        Diagnostic::at(&codes::DEROGATION_FROM_ANOTHER_POINT, message, place.clone(), "from another point?");
    let finding = match &tree(lookup.db, criterion).kind {
        ast::DeclarationKind::Criterion(written) => finding.label(
            anchor(lookup.db, criterion, written.provision.citation.span),
            "these points are missing here",
        ),
        _ => finding,
    };
    finding
        .note("a derogation relaxes the criterion that it names and no other")
        .help(format!("write `from {meant}`; if {from} is meant, give its points other names"))
        .fix(format!("write `{meant}`"), place, meant)
}
