//! What follows from operations in places that none of them names: copies of criteria that are changed, and imports.

use std::collections::BTreeSet;

use acquis_base::{Diagnostic, codes};

use super::{Operation, Reach, Round, Touched};
use crate::amend::copies::{copies_of, is_copy, written_out};
use crate::amend::imports::missing_imports;
use crate::amend::law::{At, citation_shown, provisions_of};
use crate::amend::target::Around;
use crate::amend::traced::Origin;
use crate::declaration::Finding;

impl<'db> Round<'_, 'db> {
    /// Criteria that copy one that is changed keep what they said.
    pub(super) fn copies(&mut self) {
        let touched: Vec<(At, Touched)> = self.touched.iter().map(|(at, how)| (*at, *how)).collect();
        let mut done: BTreeSet<At> = BTreeSet::new();
        for (source, how) in touched {
            let Some(around) = self.around(how.by.member) else { continue };
            for copy in copies_of(&around, self.law, source) {
                let own = self.touched.get(&copy).copied();
                // One that is replaced or deleted itself says what it says.
                if own.is_some_and(|own| own.reach != Reach::Part) || !done.insert(copy) {
                    continue;
                }
                match own {
                    Some(own) => {
                        let finding = self.copy_of_changed(own.by);
                        self.findings.extend(finding);
                    }
                    None => self.keep(&around, source, copy, how),
                }
            }
        }
    }

    /// Writes a criterion out that copies one that is changed.
    fn keep(&mut self, around: &Around<'db>, source: At, copy: At, how: Touched) {
        let Touched { by, reach } = how;
        let Some(decl) = self.law.get(copy) else { return };
        debug_assert!(is_copy(&decl.tree), "it copies the source");
        let origin = Origin { place: around.place(by.span), exact: false, change: None };
        let is_deleted = reach == Reach::Deleted;
        let Some(pieces) = written_out(around, self.law, copy, is_deleted, &origin) else { return };
        let text: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
        self.remember_text(by.member, copy.file, &text);
        if let (Some(own), Some(from)) = (self.provision_of(copy), self.provision_of(source)) {
            let finding = Diagnostic::at(
                &codes::KEPT_COPY,
                format!("{own} copies {from}, and keeps the text from before"),
                around.anchor(by.span),
                format!("{from} is changed here"),
            )
            .note("an amendment changes what it names and no copy of it")
            .help(format!("if {own} is to change too, replace it in the amendment"));
            self.findings.push(finding);
        }
        let key = around.path_of(self.law, copy);
        self.edit(by, copy.file, decl.range(decl.tree.span), pieces, key);
    }

    /// The provision that a criterion formalises, as it is written there.
    fn provision_of(&self, criterion: At) -> Option<String> {
        let cited = provisions_of(&self.law.get(criterion)?.tree);
        cited.first().map(|citation| citation_shown(citation))
    }

    fn copy_of_changed(&self, by: Operation) -> Option<Finding> {
        let place = self.around(by.member)?.anchor(by.span);
        let message = "a part of a copy is changed, and so is what it copies";
        Some(
            Diagnostic::at(&codes::CONFLICTING_AMENDMENTS, message, place, "a copy")
                .help("replace the criterion as a whole, so that it says itself what holds"),
        )
    }

    /// Imports of what new texts name.
    pub(super) fn imports(&mut self) {
        for (file, span, text, member) in missing_imports(self.law, &self.placed, self.members.len()) {
            let Some(around) = self.around(member) else { continue };
            let by = Operation { member, span: around.amendment.name.span };
            let origin = Origin { place: around.place(by.span), exact: false, change: None };
            // Before whatever else is put there.
            self.edit(by, file, span, vec![(text, origin)], vec![]);
        }
    }
}
