//! Declarations that stand below an amendment in its file: the new text of what it replaces, inserts or adds. Each is taken
//! by one operation, and one that none takes is an error.

use acquis_base::{Diagnostic, Span, codes};
use acquis_syntax::ast::{self, Called, DeclarationKind};
use salsa::Database;

use super::{Member, Op, Round};
use crate::amend::law::{Law, citation_shown, keyword, name_of, provisions_of};
use crate::amend::outline::Piece;
use crate::declaration::{Decl, Finding, anchor, tree};
use crate::names::name_span;

/// A declaration that an amendment brings in.
#[derive(Clone, Copy)]
pub(super) struct Brought<'db> {
    pub(super) decl: Decl<'db>,
    pub(super) tree: &'db ast::Declaration,
}

impl<'db> Brought<'db> {
    /// A declaration in the file of an amendment, if it is new text of the law.
    pub(super) fn new(db: &'db dyn Database, decl: Decl<'db>) -> Option<Self> {
        let tree = tree(db, decl);
        let is_text = !matches!(
            tree.kind,
            DeclarationKind::Amendment(_)
                | DeclarationKind::Import(_)
                | DeclarationKind::Scenario(_)
                | DeclarationKind::Broken(_)
        );
        is_text.then_some(Self { decl, tree })
    }

    /// Its text, without what stands above it.
    pub(super) fn own(&self, db: &'db dyn Database) -> &'db str {
        self.tree.span.of(self.decl.text(db))
    }

    /// What it is called in an operation.
    fn shown(&self) -> String {
        let keyword = keyword(self.tree);
        match (name_of(self.tree), provisions_of(self.tree).first()) {
            (Some(name), _) => format!("{keyword} {name}"),
            (None, Some(citation)) => format!("{keyword} {}", citation_shown(citation)),
            (None, None) => keyword.to_owned(),
        }
    }
}

impl<'db> Op<'db> {
    /// Whether a declaration that is brought in is the one that the operation names.
    pub(super) fn is_named(&self, law: &Law<'db>, tree: &ast::Declaration, named: &ast::TargetName) -> bool {
        if named.kind.as_deref().is_some_and(|kind| kind != keyword(tree)) {
            return false;
        }
        match &named.name {
            Called::Name(ident) => name_of(tree).as_ref() == Some(&ident.name),
            Called::Text(text) => name_of(tree).as_ref() == Some(&text.value),
            Called::Provision(citation) => self.around.is_about(law, tree, &self.around.id(citation)),
            Called::Keyword => true,
        }
    }

    pub(super) fn no_text(&self, span: Span, what: &str) -> Box<Finding> {
        let message = format!("the new text of `{what}` is missing");
        Box::new(
            Diagnostic::at(&codes::UNMATCHED_TEXT, message, self.around.anchor(span), "by what?")
                .note(
                    "the new text of what an amendment replaces, inserts or adds stands below it in its file",
                )
                .help(format!("write it below the amendment, as a declaration of `{what}`")),
        )
    }
}

impl<'db> Round<'_, 'db> {
    /// Takes the first declaration of those that no operation has taken and of which something is so.
    pub(super) fn take_first(
        &mut self,
        op: &Op<'db>,
        is_meant: impl Fn(&ast::Declaration) -> bool,
    ) -> Option<Brought<'db>> {
        self.take(op, 1, is_meant).pop()
    }

    /// Takes all declarations that no operation has taken and of which something is so.
    pub(super) fn take_all(
        &mut self,
        op: &Op<'db>,
        is_meant: impl Fn(&ast::Declaration) -> bool,
    ) -> Vec<Brought<'db>> {
        self.take(op, usize::MAX, is_meant)
    }

    fn take(
        &mut self,
        op: &Op<'db>,
        most: usize,
        is_meant: impl Fn(&ast::Declaration) -> bool,
    ) -> Vec<Brought<'db>> {
        let Some(member) = self.members.get(op.member) else { return vec![] };
        let mut taken = vec![];
        for (nth, brought) in member.brought.iter().enumerate() {
            if taken.len() < most && is_meant(brought.tree) && self.used.insert((op.member, nth)) {
                taken.push(*brought);
            }
        }
        taken
    }

    /// The text of a declaration that is brought in, with the comments above it.
    pub(super) fn text_of(&self, op: &Op<'db>, brought: Brought<'db>) -> Piece {
        let text = brought.decl.text(op.around.db);
        let blanks = text.len() - text.trim_start().len();
        self.own_text(op, brought.decl, Span::new(blanks, text.len()))
    }

    /// Texts that no operation takes.
    pub(super) fn unmatched(&mut self) {
        for (nth_member, member) in self.members.iter().enumerate() {
            if member.around.amendment.incomplete || self.failed.contains(&nth_member) {
                continue;
            }
            for (nth, brought) in member.brought.iter().enumerate() {
                if !self.used.contains(&(nth_member, nth)) {
                    self.findings.push(not_taken(member, brought));
                }
            }
        }
    }
}

fn not_taken(member: &Member<'_>, brought: &Brought<'_>) -> Finding {
    let around = &member.around;
    let amendment = &around.amendment.name;
    let what = brought.shown();
    let place = anchor(around.db, brought.decl, name_span(around.db, brought.decl));
    let message = format!("no operation of `{}` brings in this text", amendment.name);
    Diagnostic::at(&codes::UNMATCHED_TEXT, message, place, "brought in by what?")
        .label(around.anchor(amendment.span), "the amendment of this file")
        .help(format!("write `replace {what}`, or `insert {what} after …`, in the amendment"))
}
