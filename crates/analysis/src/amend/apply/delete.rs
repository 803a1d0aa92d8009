//! `delete`: a declaration or a part of one, a heading, or a provision with all that formalises it.

use acquis_syntax::ast::{self, Called, DeclarationKind};

use super::{Done, Op, Reach, Round};
use crate::amend::outline::OutlineChange;
use crate::amend::target::{Path, Resolved, parts_of};

impl<'db> Round<'_, 'db> {
    pub(super) fn delete(&mut self, op: &Op<'db>, target: &'db ast::Target) -> Done {
        if is_heading(target) {
            return self.heading(op, target, None);
        }
        if let (None, Called::Provision(citation), true) =
            (&target.whole.kind, &target.whole.name, target.parts.is_empty())
        {
            return self.delete_provision(op, target, citation);
        }
        let resolved = op.around.resolve(self.law, target)?;
        let Some(decl) = self.law.get(resolved.at) else { return Ok(()) };
        let old = resolved.span.of(&decl.text);
        self.hold(op, target.span, &[old]);
        self.claim(op, resolved.path.clone());
        self.take_out(op, &resolved);
        self.record(op, op.reads(target.span).to_owned(), Some(old.to_owned()), None);
        Ok(())
    }

    /// Takes a declaration or a part of one out of its file.
    fn take_out(&mut self, op: &Op<'db>, resolved: &Resolved) {
        let Some(decl) = self.law.get(resolved.at) else { return };
        let range = if resolved.is_part { decl.range(resolved.span) } else { decl.with_comments() };
        let text = self.law.files.get(resolved.at.file).map_or("", |file| file.text());
        let start = text.get(..range.start).unwrap_or("").trim_end().len();
        // Whoever follows the changes finds the place by the line break.
        let mark = vec![self.made(op, "\n")];
        self.edit(op.by(), resolved.at.file, start..range.end, mark, resolved.path.clone());
        self.touch(op, resolved.at, if resolved.is_part { Reach::Part } else { Reach::Deleted });
    }

    fn delete_provision(
        &mut self,
        op: &Op<'db>,
        target: &'db ast::Target,
        citation: &'db ast::Citation,
    ) -> Done {
        let id = op.around.id(citation);
        let instrument = self.instrument(op, &id, citation)?;
        let path = op.around.path(&id);
        let gone = self.gone_with(op, citation, &path);
        let olds: Vec<&str> =
            gone.iter().filter_map(|gone| Some(gone.span.of(&self.law.get(gone.at)?.text))).collect();
        self.hold(op, target.span, &[self.items(instrument, &id), olds.clone()].concat());
        self.claim(op, path);
        let origin = self.origin(op);
        self.outline_change(op, &id, OutlineChange::Delete(id.path.clone(), origin));
        for resolved in &gone {
            self.claim(op, resolved.path.clone());
            self.take_out(op, resolved);
        }
        let shown = op.around.show(&id);
        let before = if olds.is_empty() { shown.clone() } else { olds.join("\n\n") };
        self.record(op, shown, Some(before), None);
        Ok(())
    }

    /// Whatever formalises a provision, and goes with it; what rests on it besides is found when that is checked.
    fn gone_with(&self, op: &Op<'db>, citation: &ast::Citation, path: &Path) -> Vec<Resolved> {
        let id = op.around.id(citation);
        let formal = self.law.all(|tree| {
            matches!(
                tree.kind,
                DeclarationKind::Criterion(_) | DeclarationKind::Rule(_) | DeclarationKind::NotFormalised(_)
            ) && op
                .around
                .provisions(self.law, tree)
                .any(|cited| cited.instrument == id.instrument && op.around.path(&cited).starts_with(path))
        });
        let mut gone = vec![];
        for at in formal {
            if let Some(decl) = self.law.get(at) {
                let path = op.around.path_of(self.law, at);
                gone.push(Resolved { at, span: decl.tree.span, is_part: false, path });
            }
        }
        if gone.is_empty()
            && let Some((at, part)) = op.around.point_of_criterion(self.law, citation)
            && let Some(decl) = self.law.get(at)
            && let [found] = parts_of(&decl.tree, &part).as_slice()
        {
            gone.push(Resolved { at, span: found.span, is_part: true, path: path.clone() });
        }
        gone
    }
}

/// Whether an operation is about the heading of a provision.
pub(super) fn is_heading(target: &ast::Target) -> bool {
    target.parts.first().is_some_and(|part| *part.word == *"heading")
}
