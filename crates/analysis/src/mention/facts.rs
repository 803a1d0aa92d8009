//! Facts by the ways to them: in the vocabulary, in evidence, in scenarios, and in dossiers.

use acquis_base::{Name, Span};
use acquis_facts::{Node, NodeKind};
use acquis_ir::{Country, Type};
use acquis_syntax::ast::{self, FactPath, FactValue, FactValueKind};
use salsa::Database;

use super::{Mention, Role, Symbol, Walker, Wanted};
use crate::input::Package;
use crate::names::{ItemKind, named};
use crate::types::Position;
use crate::vocabulary::{
    EntitySignature, FieldSignature, entity_signature, enum_signature, evidence_kinds, facts_signature,
    register_signature,
};

/// The entity whose fields are read through a value of this type, however it holds them.
pub(super) fn entity_within(ty: &Type) -> Option<&Name> {
    match ty {
        Type::Record(name) | Type::Reference(name) | Type::Pool(name) => Some(name),
        Type::Optional(inner) => entity_within(inner),
        Type::List(list) => entity_within(&list.element),
        _ => None,
    }
}

/// What stands for one element of a value of this type.
fn element_of(ty: &Type) -> Type {
    match ty {
        Type::Pool(entity) => Type::Record(entity.clone()),
        other => other.element().cloned().unwrap_or_else(|| other.clone()),
    }
}

/// The vocabulary, as far as its parts can be read.
#[derive(Clone, Copy)]
pub(super) struct Vocabulary<'db> {
    pub(super) db: &'db dyn Database,
    pub(super) package: Package,
}

impl<'db> Vocabulary<'db> {
    pub(super) fn entity(self, name: &Name) -> Option<&'db EntitySignature> {
        let item = named(self.db, self.package, name)?;
        entity_signature(self.db, item.decl).as_ref()
    }

    pub(super) fn fact(self, name: &str) -> Option<&'db FieldSignature> {
        facts_signature(self.db, self.package).field(name).map(|(_, field)| field)
    }

    /// A field of an entity as a symbol, with its type. The identity is one of them.
    pub(super) fn field(self, entity: &Name, name: &Name) -> Option<(Symbol, Option<Type>)> {
        let signature = self.entity(entity)?;
        let symbol = Symbol::Field(entity.clone(), name.clone());
        if signature.identity.as_ref() == Some(name) {
            return Some((symbol, Some(Type::Text)));
        }
        signature.field(name).map(|(_, field)| (symbol, field.ty.clone()))
    }

    /// The step of a way to a fact: a fact of the dossier, or a field of what holds it.
    fn step(self, around: Option<&Type>, name: &Name) -> Option<(Symbol, Option<Type>)> {
        match around {
            None => self.fact(name).map(|fact| (Symbol::Fact(name.clone()), fact.ty.clone())),
            Some(ty) => self.field(entity_within(ty)?, name),
        }
    }

    pub(super) fn is_value(self, enumeration: &Name, value: &Name) -> bool {
        let item = named(self.db, self.package, enumeration);
        let signature = item.and_then(|item| enum_signature(self.db, item.decl).as_ref());
        signature.is_some_and(|signature| signature.variants.contains(value))
    }

    /// What a word stands for where a value of this type is expected.
    pub(super) fn word(self, ty: &Type, word: &Name) -> Option<Symbol> {
        match ty {
            Type::Enum(name) if self.is_value(name, word) => Some(Symbol::Value(name.clone(), word.clone())),
            Type::Country => Country::from_code(word).map(Symbol::Country),
            Type::Level(ladder) => {
                let digits = word.strip_prefix("level ")?;
                Some(Symbol::Level(ladder.clone(), digits.trim().parse().ok()?))
            }
            Type::Optional(inner) => self.word(inner, word),
            _ => None,
        }
    }
}

/// All that a dossier names: facts, fields, values, countries, registers, kinds of evidence. Places count from the start of
/// the dossier's text.
pub fn dossier_mentions(db: &dyn Database, package: Package, text: &str, node: &Node) -> Vec<Mention> {
    let mut reader = Reader { vocabulary: Vocabulary { db, package }, text, found: vec![] };
    reader.root(node);
    let mut found = reader.found;
    found.sort_by_key(|mention| (mention.span.start, mention.span.end));
    found
}

struct Reader<'db, 't> {
    vocabulary: Vocabulary<'db>,
    text: &'t str,
    found: Vec<Mention>,
}

impl Reader<'_, '_> {
    /// Notes a word of the document; quotes are no part of it. A text with escapes is passed over: its places are not those
    /// of its characters.
    fn add(&mut self, span: Span, word: &str, symbol: Symbol, role: Role, ty: Option<Type>) {
        let written = span.of(self.text);
        let Some(at) = written.find(word) else { return };
        let start = (span.start as usize).saturating_add(at);
        let span = Span::new(start, start.saturating_add(word.len()));
        self.found.push(Mention { span, symbol, role, ty });
    }

    fn root(&mut self, node: &Node) {
        let NodeKind::Record(entries) = &node.kind else { return };
        for (key, value) in entries.iter() {
            match (key.name.as_str(), self.vocabulary.fact(&key.name)) {
                ("registers", _) => self.registers(value),
                ("evidence", _) => self.evidence(value),
                (_, Some(fact)) => {
                    let (symbol, ty) = (Symbol::Fact(key.name.clone()), fact.ty.clone());
                    self.add(key.span, &key.name, symbol, Role::Writes, ty.clone());
                    if let Some(ty) = ty {
                        self.value(value, &ty);
                    }
                }
                _ => {}
            }
        }
    }

    fn value(&mut self, node: &Node, ty: &Type) {
        match (&node.kind, ty) {
            (NodeKind::List(items), _) => {
                let element = element_of(ty);
                items.iter().for_each(|item| self.value(item, &element));
            }
            (NodeKind::Record(entries), Type::List(_) | Type::Pool(_)) => {
                // A list that says whether it is complete, with its elements below `items`.
                let items = entries.iter().filter(|(key, _)| key.name == "items");
                items.for_each(|(_, items)| self.value(items, ty));
            }
            (NodeKind::Record(entries), _) => {
                let Some(entity) = entity_within(ty) else { return };
                for (key, value) in entries.iter() {
                    let Some((symbol, ty)) = self.vocabulary.field(entity, &key.name) else { continue };
                    self.add(key.span, &key.name, symbol, Role::Writes, ty.clone());
                    if let Some(ty) = ty {
                        self.value(value, &ty);
                    }
                }
            }
            (NodeKind::Text(word) | NodeKind::Plain(word), _) => {
                if let Some(symbol) = self.vocabulary.word(ty, word) {
                    self.add(node.span, word, symbol, Role::Uses, Some(ty.clone()));
                }
            }
            _ => {}
        }
    }

    fn registers(&mut self, node: &Node) {
        let NodeKind::Record(entries) = &node.kind else { return };
        let (db, package) = (self.vocabulary.db, self.vocabulary.package);
        for (key, value) in entries.iter() {
            let Some(item) = named(db, package, &key.name) else { continue };
            let Some(signature) = register_signature(db, item.decl).as_ref() else { continue };
            self.add(
                key.span,
                &key.name,
                Symbol::Item(ItemKind::Register, key.name.clone()),
                Role::Writes,
                None,
            );
            let (NodeKind::Record(listed), Some(of)) = (&value.kind, &signature.of) else { continue };
            for (key, _) in listed.iter() {
                if let Some(symbol) = self.vocabulary.word(of, &key.name) {
                    self.add(key.span, &key.name, symbol, Role::Uses, Some(of.clone()));
                }
            }
        }
    }

    fn evidence(&mut self, node: &Node) {
        let NodeKind::List(items) = &node.kind else { return };
        for item in items.iter() {
            let NodeKind::Record(entries) = &item.kind else { continue };
            for (key, value) in entries.iter() {
                match key.name.as_str() {
                    "kind" => {
                        let kinds = evidence_kinds(self.vocabulary.db, self.vocabulary.package)
                            .clone()
                            .map(Type::Enum);
                        if let Some(kinds) = kinds {
                            self.value(value, &kinds);
                        }
                    }
                    "supports" => self.supports(value),
                    _ => {}
                }
            }
        }
    }

    /// The facts that evidence supports: `provider.name`, `subcontractors[acme].controllers`.
    fn supports(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::List(items) => items.iter().for_each(|item| self.supports(item)),
            NodeKind::Text(_) | NodeKind::Plain(_) => self.support(node.span),
            _ => {}
        }
    }

    fn support(&mut self, span: Span) {
        let written = span.of(self.text);
        let mut around: Option<Type> = None;
        let mut at = 0;
        let mut depth = 0_usize;
        let mut word_start: Option<usize> = None;
        for (offset, c) in written.char_indices().chain([(written.len(), ' ')]) {
            let in_word = depth == 0 && (c == '_' || unicode_word(c));
            match (in_word, word_start) {
                (true, None) => word_start = Some(offset),
                (false, Some(start)) => {
                    let name = Name::from(written.get(start..offset).unwrap_or(""));
                    word_start = None;
                    let Some((symbol, ty)) = self.vocabulary.step(around.as_ref(), &name) else { return };
                    at = offset;
                    let from = (span.start as usize).saturating_add(start);
                    let place = Span::new(from, from.saturating_add(name.len()));
                    self.found.push(Mention { span: place, symbol, role: Role::Uses, ty: ty.clone() });
                    let Some(ty) = ty else { return };
                    around = Some(element_of(&ty));
                }
                _ => {}
            }
            match c {
                '[' => depth = depth.saturating_add(1),
                ']' => depth = depth.saturating_sub(1),
                // A citation has blanks in it.
                ' ' if depth == 0 && at > 0 => return,
                _ => {}
            }
        }
    }
}

/// Whether a character can stand in a name.
fn unicode_word(c: char) -> bool {
    c.is_alphanumeric()
}

impl<'db> Walker<'db, '_> {
    pub(super) fn vocabulary(&self) -> Vocabulary<'db> {
        Vocabulary { db: self.db, package: self.package }
    }

    pub(super) fn is_value(&self, enumeration: &Name, value: &Name) -> bool {
        self.vocabulary().is_value(enumeration, value)
    }

    pub(super) fn entity(&mut self, written: &ast::Entity) {
        let entity = &written.name.name;
        if let Some(identity) = &written.identity {
            let symbol = Symbol::Field(entity.clone(), identity.name.clone());
            self.add_typed(identity.span, symbol, Role::Declares, Some(Type::Text));
        }
        for field in &written.fields {
            let ty = self.type_form(&field.ty, Position::Field);
            let symbol = Symbol::Field(entity.clone(), field.name.name.clone());
            self.add_typed(field.name.span, symbol, Role::Declares, ty);
        }
    }

    pub(super) fn facts(&mut self, written: &ast::Facts) {
        for field in &written.fields {
            let ty = self.type_form(&field.ty, Position::Facts);
            self.add_typed(field.name.span, Symbol::Fact(field.name.name.clone()), Role::Declares, ty);
        }
    }

    pub(super) fn enumeration(&mut self, written: &ast::Enumeration) {
        for variant in &written.variants {
            let symbol = Symbol::Value(written.name.name.clone(), variant.name.name.clone());
            self.add(variant.name.span, symbol, Role::Declares);
        }
    }

    pub(super) fn register(&mut self, written: &ast::Register) {
        self.type_name(&written.of);
        self.all_cited(&written.under);
        let of = register_signature(self.db, self.decl).as_ref().and_then(|it| it.of.clone());
        for entry in &written.entries {
            self.word(&entry.key.name, entry.key.span, of.as_ref(), Role::Uses);
        }
    }

    /// Notes a word that is a value of this type.
    pub(super) fn word(&mut self, word: &Name, span: Span, ty: Option<&Type>, role: Role) -> bool {
        self.meet(word, || Wanted::Word(ty.cloned()));
        let Some(ty) = ty else { return false };
        let Some(symbol) = self.vocabulary().word(ty, word) else { return false };
        self.add_typed(span, symbol, role, Some(ty.clone()));
        true
    }

    /// Notes the steps of a way to a fact; gives the type of what is reached.
    pub(super) fn fact_name(&mut self, written: &ast::FactName) {
        let mut around: Option<Type> = None;
        for step in &written.steps {
            self.meet(&step.name, || Wanted::Field(around.clone()));
            let Some((symbol, ty)) = self.vocabulary().step(around.as_ref(), &step.name) else { return };
            self.add_typed(step.span, symbol, Role::Uses, ty.clone());
            let Some(ty) = ty else { return };
            around = Some(element_of(&ty));
        }
    }

    /// The same in a scenario, where elements of lists may be chosen.
    pub(super) fn fact_path(&mut self, path: &FactPath, role: Role) -> Option<Type> {
        let mut around: Option<Type> = None;
        let last = path.steps.len().saturating_sub(1);
        for (at, step) in path.steps.iter().enumerate() {
            self.meet(&step.field.name, || Wanted::Field(around.clone()));
            let (symbol, ty) = self.vocabulary().step(around.as_ref(), &step.field.name)?;
            let role = if at == last { role } else { Role::Uses };
            self.add_typed(step.field.span, symbol, role, ty.clone());
            let ty = ty?;
            around = Some(if step.element.is_some() { element_of(&ty) } else { ty });
        }
        around
    }

    /// Notes what stands in a value as scenarios write it.
    pub(super) fn fact_value(&mut self, value: &FactValue, ty: Option<&Type>) {
        match &value.kind {
            FactValueKind::Word(word) => {
                self.word(word, value.span, ty, Role::Uses);
            }
            FactValueKind::List(items) => {
                let element = ty.map(element_of);
                items.iter().for_each(|item| self.fact_value(item, element.as_ref()));
            }
            FactValueKind::Record(fields) => {
                let entity = ty.and_then(entity_within).cloned();
                for (name, value) in fields {
                    let record = entity.clone().map(Type::Record);
                    self.meet(&name.name, || match record {
                        Some(ty) => Wanted::Field(Some(ty)),
                        None => Wanted::FieldOfUnknown,
                    });
                    let field = entity.as_ref().and_then(|it| self.vocabulary().field(it, &name.name));
                    let Some((symbol, ty)) = field else { continue };
                    self.add_typed(name.span, symbol, Role::Writes, ty.clone());
                    self.fact_value(value, ty.as_ref());
                }
            }
            FactValueKind::Number(_)
            | FactValueKind::Percent(_)
            | FactValueKind::Date(_)
            | FactValueKind::Text(_) => {}
        }
    }
}
