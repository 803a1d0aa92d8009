//! `replace`: a declaration by one that is brought in, a part of one by what stands after `by`, a heading by another.

use acquis_base::{Diagnostic, codes};
use acquis_syntax::ast::{self, NewPart, NewPartKind};

use super::delete::is_heading;
use super::part::part_span;
use super::{Done, Op, Reach, Round};
use crate::amend::copies::is_copy;
use crate::amend::law::{Law, LawDecl, keyword, name_of, shown};
use crate::declaration::Finding;

impl<'db> Round<'_, 'db> {
    pub(super) fn replace(&mut self, op: &Op<'db>, target: &'db ast::Target) -> Done {
        let law = self.law;
        let resolved = op.around.resolve(law, target)?;
        let Some(decl) = law.get(resolved.at) else { return Ok(()) };
        if resolved.is_part {
            return Err(no_part(op, target));
        }
        let old = decl.own();
        self.hold(op, target.span, &[old]);
        self.claim(op, resolved.path.clone());
        let Some(new) = self.take_first(op, |tree| op.is_same(law, decl, tree)) else {
            let what = match name_of(&decl.tree) {
                Some(name) => format!("{} {name}", keyword(&decl.tree)),
                None => format!("{} {}", keyword(&decl.tree), shown(&target.whole)),
            };
            return Err(op.no_text(target.span, &what));
        };
        let piece = self.text_of(op, new);
        self.remember_text(op.member, resolved.at.file, &piece.0);
        self.edit(op.by(), resolved.at.file, decl.with_comments(), vec![piece], resolved.path);
        self.touch(op, resolved.at, Reach::Replaced);
        let (before, after) = (Some(old.to_owned()), Some(new.own(op.around.db).to_owned()));
        if is_copy(new.tree) {
            // The same words copy another text where that is amended too.
            self.note(op, shown(&target.whole), before, after);
        } else {
            self.record(op, shown(&target.whole), before, after);
        }
        Ok(())
    }

    pub(super) fn replace_part(
        &mut self,
        op: &Op<'db>,
        target: &'db ast::Target,
        part: &'db NewPart,
    ) -> Done {
        if let NewPartKind::Heading(text) = &part.kind {
            let new = self.own_text(op, op.around.decl, text.span);
            return self.heading(op, target, Some(new));
        }
        if is_heading(target) {
            return Err(other_part(op, target, part));
        }
        let resolved = op.around.resolve(self.law, target)?;
        let Some(decl) = self.law.get(resolved.at) else { return Ok(()) };
        let old = resolved.span.of(&decl.text);
        let word = target.parts.first().map_or("point", |part| part.word.as_str());
        if !resolved.is_part || (part.word() != word && !matches!(part.kind, NewPartKind::Unread)) {
            return Err(other_part(op, target, part));
        }
        self.hold(op, target.span, &[old]);
        self.claim(op, resolved.path.clone());
        let new = self.own_text(op, op.around.decl, part_span(part));
        let after = new.0.clone();
        self.remember_text(op.member, resolved.at.file, &after);
        self.edit(op.by(), resolved.at.file, decl.range(resolved.span), vec![new], resolved.path);
        self.touch(op, resolved.at, Reach::Part);
        self.record(op, op.reads(target.span).to_owned(), Some(old.to_owned()), Some(after));
        Ok(())
    }
}

impl<'db> Op<'db> {
    /// Whether a declaration that is brought in is the new text of one of the law.
    fn is_same(&self, law: &Law<'db>, old: &LawDecl<'db>, new: &ast::Declaration) -> bool {
        keyword(new) == keyword(&old.tree)
            && match name_of(&old.tree) {
                Some(name) => name_of(new) == Some(name),
                None => {
                    let id = self.around.provisions(law, &old.tree).next();
                    id.is_none_or(|id| self.around.is_about(law, new, &id))
                }
            }
    }
}

fn no_part(op: &Op<'_>, target: &ast::Target) -> Box<Finding> {
    let message = format!("the new text of `{}` is missing", op.reads(target.span));
    Box::new(
        Diagnostic::at(&codes::UNMATCHED_TEXT, message, op.around.anchor(target.span), "by what?")
            .help("write the new part after `by`: `replace point (i) of … by point (i) \"…\" { … }`"),
    )
}

fn other_part(op: &Op<'_>, target: &ast::Target, part: &NewPart) -> Box<Finding> {
    let message = format!("`{}` is not of the kind of what stands after `by`", op.reads(target.span));
    Box::new(
        Diagnostic::at(&codes::UNKNOWN_TARGET, message, op.around.anchor(part.span), "another kind of part")
            .label(op.around.anchor(target.span), "what is replaced")
            .help("name a part, and write one that starts with the same word after `by`"),
    )
}
