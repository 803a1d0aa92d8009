//! What amendments name: the instrument, declarations and provisions of the law.

use acquis_syntax::ast::{self, Called, ChangeKind, Inserted};

use super::{Role, Walker};
use crate::names::ItemKind;

impl Walker<'_, '_> {
    pub(super) fn amendment(&mut self, written: &ast::Amendment) {
        self.item(&written.instrument, ItemKind::Instrument);
        for change in &written.changes {
            match &change.kind {
                ChangeKind::Replace(target, _)
                | ChangeKind::Delete(target)
                | ChangeKind::Substitute { target, .. } => self.target(&target.whole),
                ChangeKind::Insert { thing, beside, .. } => {
                    self.inserted(thing);
                    self.target(&beside.whole);
                }
                ChangeKind::Add { thing, to, .. } => {
                    self.inserted(thing);
                    self.target(&to.whole);
                }
                ChangeKind::CorrectCitation { printed, meant, target } => {
                    for citation in [printed, meant, target] {
                        self.citation(citation, Role::Uses);
                    }
                }
                ChangeKind::CorrectNumber(target) => {
                    self.citation(target, Role::Uses);
                }
            }
        }
    }

    fn inserted(&mut self, thing: &Inserted) {
        match thing {
            Inserted::Declaration(named) => self.target(named),
            Inserted::Provision(citation, _) => {
                self.citation(citation, Role::Uses);
            }
            Inserted::Part(_) => {}
        }
    }

    fn target(&mut self, named: &ast::TargetName) {
        let kind = match named.kind.as_deref() {
            Some("instrument") => ItemKind::Instrument,
            Some("entity") => ItemKind::Entity,
            Some("enum") => ItemKind::Enumeration,
            Some("register") => ItemKind::Register,
            Some("define") => ItemKind::Define,
            Some("reading") => ItemKind::Reading,
            Some("ladder") => ItemKind::Ladder,
            Some("derogation") => ItemKind::Derogation,
            Some("rule") => ItemKind::Rule,
            _ => ItemKind::Broken,
        };
        match &named.name {
            Called::Provision(citation) => {
                self.citation(citation, Role::Uses);
            }
            Called::Name(ident) if kind != ItemKind::Broken => {
                self.item(ident, kind);
            }
            Called::Name(_) | Called::Text(_) | Called::Keyword => {}
        }
    }
}
