//! What operations change about outlines, and headings, which stand nowhere else.

use acquis_base::{Diagnostic, Name, Span, codes};
use acquis_ir::ProvisionId;
use acquis_syntax::ast::{self, Called};

use super::{Done, Op, Operation, Round};
use crate::amend::law::At;
use crate::amend::outline::{OutlineChange, Piece, edits, heading, item_text};
use crate::declaration::Finding;

impl<'a, 'db> Round<'a, 'db> {
    /// A provision gets another heading, or none.
    pub(super) fn heading(&mut self, op: &Op<'db>, target: &'db ast::Target, new: Option<Piece>) -> Done {
        let Called::Provision(citation) = &target.whole.name else {
            return Err(no_provision(op, target.whole.span));
        };
        let id = op.around.id(citation);
        let at = self.instrument(op, &id, citation)?;
        let old = self.law.get(at).and_then(|decl| heading(decl, &id.path)).unwrap_or("");
        self.hold(op, target.span, &[old]);
        self.claim(op, [op.around.path(&id), vec![Name::from("heading")]].concat());
        let origin = self.origin(op);
        let after = new.as_ref().map(|(text, _)| text.clone());
        self.outline_change(op, &id, OutlineChange::Heading(id.path.clone(), new, origin));
        let before = (!old.is_empty()).then(|| old.to_owned());
        self.record(op, format!("heading of {}", op.around.show(&id)), before, after);
        Ok(())
    }

    /// The declaration of the instrument of a provision, which must be listed for anything to be changed about it.
    pub(super) fn instrument(
        &self,
        op: &Op<'db>,
        id: &ProvisionId,
        citation: &ast::Citation,
    ) -> Result<At, Box<Finding>> {
        self.law.instrument(&id.instrument).map(|(at, _)| at).ok_or_else(|| {
            let message = format!("there is no outline of `{}`", id.instrument);
            let place = op.around.anchor(citation.span);
            Box::new(
                Diagnostic::at(&codes::UNKNOWN_TARGET, message, place, "unknown instrument")
                    .help("name an instrument that the package declares"),
            )
        })
    }

    /// What the outline of an instrument says of a provision, item by item.
    pub(super) fn items(&self, instrument: At, id: &ProvisionId) -> Vec<&'a str> {
        self.law.get(instrument).map(|decl| item_text(decl, &id.path)).unwrap_or_default()
    }

    pub(super) fn outline_change(&mut self, op: &Op<'db>, id: &ProvisionId, change: OutlineChange) {
        self.outline.entry(id.instrument.clone()).or_default().push((change, op.by()));
    }

    /// Makes edits of all that is changed about outlines.
    pub(super) fn outlines(&mut self) {
        for (instrument, changes) in std::mem::take(&mut self.outline) {
            let Some((at, _)) = self.law.instrument(&instrument) else { continue };
            let Some(decl) = self.law.get(at) else { continue };
            let (plain, by): (Vec<OutlineChange>, Vec<Operation>) = changes.into_iter().unzip();
            match edits(decl, &plain) {
                Ok(edits) => {
                    let Some(first) = by.first() else { continue };
                    for (range, pieces) in edits {
                        let range = decl.start + range.start..decl.start + range.end;
                        self.edit(*first, at.file, range, pieces, vec![instrument.clone()]);
                    }
                }
                Err((nth, why)) => {
                    let finding = by.get(nth).and_then(|by| self.not_listed(*by, why));
                    self.findings.extend(finding);
                }
            }
        }
    }

    fn not_listed(&self, by: Operation, why: String) -> Option<Finding> {
        let place = self.around(by.member)?.anchor(by.span);
        Some(
            Diagnostic::at(&codes::UNKNOWN_TARGET, why, place, "cannot be done")
                .help("name a provision that the outline lists, or list it"),
        )
    }
}

pub(super) fn no_provision(op: &Op<'_>, span: Span) -> Box<Finding> {
    let message = "a provision is meant here, and none is named";
    Box::new(
        Diagnostic::at(&codes::UNKNOWN_TARGET, message, op.around.anchor(span), "no provision")
            .help("write a citation, such as `Annex II 2.1(g)`"),
    )
}
