//! Operations against each other: two on one point are alternatives. Within an amendment, those that change different
//! words of a declaration go together.

use std::collections::BTreeSet;

use acquis_base::{Diagnostic, codes};

use super::{FileEdit, Operation, Round};
use crate::amend::target::meet;
use crate::declaration::Finding;

impl Round<'_, '_> {
    /// Operations of different amendments whose targets are one, or within each other.
    pub(super) fn conflicts(&mut self) {
        let mut told: BTreeSet<(Operation, Operation)> = BTreeSet::new();
        let mut findings = vec![];
        for (nth, claim) in self.claims.iter().enumerate() {
            for other in self.claims.iter().take(nth) {
                let is_conflict = claim.by.member != other.by.member && meet(&claim.path, &other.path);
                if is_conflict && told.insert((other.by, claim.by)) {
                    findings.extend(self.conflict(other.by, claim.by));
                }
            }
        }
        self.findings.extend(findings);
    }

    fn conflict(&self, a: Operation, b: Operation) -> Option<Finding> {
        let (of_a, of_b) = (self.around(a.member)?, self.around(b.member)?);
        let (first, second) = (&of_a.amendment.name.name, &of_b.amendment.name.name);
        Some(if a.member == b.member {
            Diagnostic::at(
                &codes::CONFLICTING_AMENDMENTS,
                format!("two operations of `{first}` change the same text"),
                of_b.anchor(b.span),
                "this one",
            )
            .label(of_a.anchor(a.span), "and this one")
            .help("make one operation of them: replace the declaration as a whole")
        } else {
            Diagnostic::at(
                &codes::CONFLICTING_AMENDMENTS,
                format!("`{first}` and `{second}` change the same point"),
                of_b.anchor(b.span),
                format!("changed by `{second}`"),
            )
            .label(of_a.anchor(a.span), format!("changed by `{first}`"))
            .note("two amendments on one point are alternatives: what came of both would depend on their order")
            .help(format!(
                "apply one of them; or write `builds on {first}` in `{second}`, and let it change what `{first}` makes of the point"
            ))
        })
    }

    /// Edits that overlap although their targets do not.
    pub(super) fn overlaps(&mut self) {
        if self.findings.iter().any(|finding| finding.code == &codes::CONFLICTING_AMENDMENTS) {
            return;
        }
        let mut order: Vec<&FileEdit> = self.edits.iter().collect();
        order.sort_by_key(|edit| (edit.file, edit.splice.span.start, edit.splice.span.end));
        let mut findings = vec![];
        for (a, b) in order.iter().zip(order.iter().skip(1)) {
            if a.file == b.file && b.splice.span.start < a.splice.span.end {
                findings.extend(self.conflict(a.by, b.by));
            }
        }
        self.findings.extend(findings);
    }
}
