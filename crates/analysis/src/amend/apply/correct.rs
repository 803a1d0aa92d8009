//! `correct`: a slip of the text, a reference or a number that is printed where another is meant. What notes the slip goes.

use acquis_base::{Name, Span};
use acquis_ir::ProvisionId;
use acquis_syntax::ast::{self, DeclarationKind};

use super::{Done, Op, Round};
use crate::amend::law::{At, LawDecl, citation_shown};
use crate::amend::outline::OutlineChange;

/// A declaration that notes a slip.
struct Noted<'a, 'db> {
    at: At,
    decl: &'a LawDecl<'db>,
    /// What is cited; it stays.
    citation: Span,
    /// The same with what is printed.
    whole: Span,
}

impl<'a, 'db> Round<'a, 'db> {
    pub(super) fn correct(
        &mut self,
        op: &Op<'db>,
        printed: &'db ast::Citation,
        meant: &'db ast::Citation,
        target: &'db ast::Citation,
    ) -> Done {
        let id = op.around.id(target);
        let instrument = self.instrument(op, &id, target)?;
        let notes = self.notes_of(op, &id, &op.around.id(printed));
        let mut texts = self.items(instrument, &id);
        texts.extend(notes.iter().map(|note| note.whole.of(&note.decl.text)));
        self.hold(op, target.span, &texts);
        let slip = Name::from(format!("reference to {}", printed.path));
        self.claim(op, [op.around.path(&id), vec![slip.clone()]].concat());
        let (mut before, mut after) = (vec![], vec![]);
        for Noted { at, decl, citation, whole } in notes {
            before.push(whole.of(&decl.text).to_owned());
            after.push(citation.of(&decl.text).to_owned());
            let path = [op.around.path_of(self.law, at), vec![slip.clone()]].concat();
            self.claim(op, path.clone());
            let range = decl.range(Span { start: citation.end, end: whole.end });
            let mark = vec![self.made(op, " ")];
            self.edit(op.by(), at.file, range, mark, path);
        }
        let shown = op.around.show(&id);
        before.push(format!("{shown} refers to {}", citation_shown(printed)));
        after.push(format!("{shown} refers to {}", citation_shown(meant)));
        let new = self.own_text(op, op.around.decl, meant.span);
        let change = OutlineChange::Refers { at: id.path.clone(), printed: printed.clone(), meant: new };
        self.outline_change(op, &id, change);
        self.record(op, shown, Some(before.join("\n")), Some(after.join("\n")));
        Ok(())
    }

    /// The declarations about a provision that say what is printed there.
    fn notes_of(&self, op: &Op<'db>, id: &ProvisionId, slip: &ProvisionId) -> Vec<Noted<'a, 'db>> {
        let law = self.law;
        let mut notes = vec![];
        for (at, decl) in law.iter().filter(|(_, decl)| op.around.is_within(law, &decl.tree, id)) {
            for cited in cited_in(&decl.tree) {
                if cited.printed.as_ref().is_some_and(|printed| op.around.id(printed) == *slip) {
                    notes.push(Noted { at, decl, citation: cited.citation.span, whole: cited.span() });
                }
            }
        }
        notes
    }

    pub(super) fn correct_number(&mut self, op: &Op<'db>, target: &'db ast::Citation) -> Done {
        let id = op.around.id(target);
        let instrument = self.instrument(op, &id, target)?;
        self.hold(op, target.span, &self.items(instrument, &id));
        self.claim(op, [op.around.path(&id), vec![Name::from("number")]].concat());
        let printed = op.around.outlines().find(&id).and_then(|(_, node)| node.printed.as_ref());
        self.outline_change(op, &id, OutlineChange::Number(id.path.clone()));
        let shown = op.around.show(&id);
        let before = printed.map(|printed| format!("{shown} printed as {printed}"));
        self.record(op, format!("number of {shown}"), before, Some(shown));
        Ok(())
    }
}

/// The citations of a declaration that may say what is printed in their stead.
fn cited_in(tree: &ast::Declaration) -> Vec<&ast::Cited> {
    match &tree.kind {
        DeclarationKind::Criterion(written) => vec![&written.provision],
        DeclarationKind::Derogation(written) => {
            std::iter::once(&written.from).chain(&written.under).collect()
        }
        DeclarationKind::Rule(written) => vec![&written.under],
        DeclarationKind::Define(written) => written.cites.iter().collect(),
        _ => vec![],
    }
}
