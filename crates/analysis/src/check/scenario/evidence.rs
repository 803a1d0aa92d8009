//! What a scenario expects of evidence.

use std::collections::BTreeSet;

use acquis_base::{Diagnostic, Span, codes, nearest, or_list_of_names};
use acquis_ir::{EvidenceStatus, Exhibit, Expected};
use acquis_syntax::ast;

use super::Checker;
use crate::check::criterion::is_whole;
use crate::check::{Content, checked};
use crate::citations::outlines;
use crate::criteria::criterion_of;

impl Checker<'_, '_> {
    /// What there is of the items of a kind, or of all, that a criterion asks for.
    pub(super) fn evidence(
        &mut self,
        kind: Option<&ast::Ident>,
        citation: &ast::Citation,
        status: &ast::Ident,
    ) -> Option<Expected> {
        let provision = self.criterion_cited(citation)?;
        let (db, package) = (self.db, self.lookup.package);
        let decl = criterion_of(db, package, &provision)?;
        // What a criterion in error asks for is not known.
        let Content::Criterion(content) = &checked(db, decl).content else { return None };
        let asked: Vec<&str> =
            content.exhibits.iter().map(|exhibit: &Exhibit| exhibit.kind.as_str()).collect();
        let of_kind = kind.is_none_or(|kind| asked.contains(&kind.name.as_str()));
        if asked.is_empty() || !of_kind {
            // What it asks for may stand in what could not be read.
            if !is_whole(db, decl) {
                return None;
            }
            let shown = outlines(db, package).show(&provision);
            let message = match kind {
                Some(kind) => format!("{shown} asks for no evidence of the kind `{}`", kind.name),
                None => format!("{shown} asks for no evidence"),
            };
            let place = kind.map_or(citation.span, |kind| kind.span);
            let help = match asked.as_slice() {
                [] => "let its `evidence` clause name items in braces".to_owned(),
                _ => format!("it asks for {}", or_list_of_names(asked.iter().collect::<BTreeSet<_>>())),
            };
            self.impossible(message, place, "never asked for", help);
            return None;
        }
        let words = EvidenceStatus::ALL.map(EvidenceStatus::as_str);
        let Some(wanted) = EvidenceStatus::from_word(&status.name) else {
            let message = format!("evidence is never `{}`", status.name);
            let help = match nearest(&status.name, words) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("it is {}", or_list_of_names(words.into_iter().collect::<BTreeSet<_>>())),
            };
            self.impossible(message, status.span, "no status of evidence", help);
            return None;
        };
        Some(Expected::Evidence(provision, kind.map(|kind| kind.name.clone()), wanted))
    }

    fn impossible(&mut self, message: String, place: Span, label: &str, help: String) {
        self.report(Diagnostic::at(&codes::IMPOSSIBLE_EXPECTATION, message, place, label).help(help));
    }
}
