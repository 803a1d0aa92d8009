//! `insert` and `add` of a declaration; and what is asked of all that is inserted, that its number or name is free.

use acquis_base::{Diagnostic, Name, Span, codes};
use acquis_syntax::ast::{self, Called, DeclarationKind, Inserted};

use super::brought::Brought;
use super::{Done, Op, Round};
use crate::amend::law::{At, keyword, name_of, shown};
use crate::amend::target::Path;
use crate::declaration::{Finding, anchor};
use crate::names::name_span;

impl<'db> Round<'_, 'db> {
    /// Inserts after or before something, or adds to it.
    pub(super) fn insert(
        &mut self,
        op: &Op<'db>,
        thing: &'db Inserted,
        after: Option<bool>,
        beside: &'db ast::Target,
        body: Option<Span>,
    ) -> Done {
        match thing {
            Inserted::Part(part) => self.insert_part(op, part, after, beside),
            Inserted::Declaration(named) => self.insert_declaration(op, named, after, beside),
            Inserted::Provision(citation, rest) => {
                let texts: Vec<Span> = [*rest, body].into_iter().flatten().collect();
                self.insert_provision(op, citation, &texts, after, beside)
            }
        }
    }

    fn insert_declaration(
        &mut self,
        op: &Op<'db>,
        named: &'db ast::TargetName,
        after: Option<bool>,
        beside: &'db ast::Target,
    ) -> Done {
        let law = self.law;
        if let Some(at) = self.same_name(op, named) {
            return Err(self.taken(op, named.span, &shown(named), Some(at)));
        }
        let resolved = op.around.resolve(law, beside)?;
        let Some(new) = self.take_first(op, |tree| op.is_named(law, tree, named)) else {
            return Err(op.no_text(named.span, &shown(named)));
        };
        let path = match (&named.name, name_of(new.tree)) {
            (Called::Provision(citation), None) => op.around.path(&op.around.id(citation)),
            (_, name) => vec![Name::from(keyword(new.tree)), name.unwrap_or_default()],
        };
        self.claim(op, path.clone());
        self.place_beside(op, resolved.at, after.unwrap_or(true), &[new], path);
        self.record(op, shown(named), None, Some(new.own(op.around.db).to_owned()));
        Ok(())
    }

    /// A declaration of the law that has the name of one that is inserted.
    fn same_name(&self, op: &Op<'db>, named: &ast::TargetName) -> Option<At> {
        match &named.name {
            Called::Name(ident) => self
                .law
                .iter()
                .find(|(_, decl)| {
                    !matches!(decl.tree.kind, DeclarationKind::Assume(_))
                        && name_of(&decl.tree).as_ref() == Some(&ident.name)
                })
                .map(|(at, _)| at),
            _ => op.around.named(self.law, named).first().copied(),
        }
    }

    /// Puts declarations that are brought in beside one of the law.
    pub(super) fn place_beside(
        &mut self,
        op: &Op<'db>,
        at: At,
        after: bool,
        all: &[Brought<'db>],
        key: Path,
    ) {
        let Some(beside) = self.law.get(at) else { return };
        let mut pieces = vec![];
        for brought in all {
            let new = self.text_of(op, *brought);
            self.remember_text(op.member, at.file, &new.0);
            let gap = self.made(op, "\n\n");
            pieces.extend(if after { [gap, new] } else { [new, gap] });
        }
        let at_text = if after { beside.start + beside.text.len() } else { beside.with_comments().start };
        self.edit(op.by(), at.file, at_text..at_text, pieces, key);
    }

    pub(super) fn taken(&self, op: &Op<'db>, span: Span, what: &str, by: Option<At>) -> Box<Finding> {
        let message = format!("`{what}` is taken");
        let mut finding =
            Diagnostic::at(&codes::NUMBER_TAKEN, message, op.around.anchor(span), "there is one already");
        let place = by.and_then(|at| self.law.get(at)?.decl);
        if let Some(decl) = place {
            let name = name_span(op.around.db, decl);
            finding = finding.label(anchor(op.around.db, decl, name), "here");
        }
        Box::new(
            finding
                .note("the number of what is deleted is not used again either")
                .help("take the next number, such as `(ga)` or `(gb)` after `(g)`; or replace what is there"),
        )
    }
}
