//! What expressions name. Types flow as they do in elaboration: a side that has a type of its own tells the other what
//! its bare words mean. Nothing is reported here, and where a type is not known a name that can mean one thing only means
//! that.

use acquis_base::{Name, Span};
use acquis_ir::{Country, Type};
use acquis_syntax::ast::{self, ExprId, ExprKind};

use super::facts::entity_within;
use super::{Role, Symbol, Variable, Walker, Wanted};
use crate::names::{ItemKind, items_of_kind};
use crate::vocabulary::{define_signature, register_signature};

impl Walker<'_, '_> {
    /// Notes a variable where it is bound, and brings it into scope.
    pub(super) fn bind(&mut self, ident: &ast::Ident, ty: Option<Type>) {
        let symbol = Symbol::Local(self.decl.key(self.db).clone(), ident.span, ident.name.clone());
        self.add_typed(ident.span, symbol.clone(), Role::Declares, ty.clone());
        self.scope.push(Variable { name: ident.name.clone(), symbol, ty });
    }

    /// An expression that stands for a truth value.
    pub(super) fn condition(&mut self, id: ExprId) {
        self.expression(id, Some(&Type::Bool));
    }

    /// Notes what an expression names; gives its type where that says what names beside it mean.
    pub(super) fn expression(&mut self, id: ExprId, expected: Option<&Type>) -> Option<Type> {
        let exprs = self.exprs;
        let expr = exprs.get(id);
        match &expr.kind {
            ExprKind::Error | ExprKind::OwnLevel => None,
            ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Duration(..) => None,
            ExprKind::Bool(_) => Some(Type::Bool),
            ExprKind::Text(_) => Some(Type::Text),
            ExprKind::Date(_) | ExprKind::AssessmentDate => Some(Type::ANY_DATE),
            ExprKind::Level(level) => {
                let ladder = match expected {
                    Some(Type::Level(ladder)) => Some(ladder.clone()),
                    _ => self.only_ladder(),
                };
                let ladder = ladder?;
                self.add(expr.span, Symbol::Level(ladder.clone(), *level), Role::Uses);
                Some(Type::Level(ladder))
            }
            ExprKind::Name(name) => self.name(name, expr.span, expected),
            ExprKind::Field(base, field) => self.field(*base, field),
            ExprKind::Call(name, arguments) => self.call(name, arguments),
            ExprKind::Not(inner) => {
                self.condition(*inner);
                Some(Type::Bool)
            }
            ExprKind::Exists(inner) => {
                self.expression(*inner, None);
                Some(Type::Bool)
            }
            ExprKind::Negate(inner) => self.expression(*inner, expected),
            ExprKind::All(limbs) | ExprKind::Any(limbs) => {
                for limb in limbs {
                    self.label(limb.label.as_ref());
                    self.condition(limb.formula);
                }
                Some(Type::Bool)
            }
            ExprKind::Implies(a, b) => {
                self.condition(*a);
                self.condition(*b);
                Some(Type::Bool)
            }
            ExprKind::Compare(_, a, b) => {
                self.beside(*a, *b);
                Some(Type::Bool)
            }
            ExprKind::In(item, set, _) => {
                self.membership(*item, *set);
                Some(Type::Bool)
            }
            ExprKind::AsOf(register, date) => {
                self.expression(*register, None);
                self.expression(*date, Some(&Type::ANY_DATE));
                None
            }
            ExprKind::Share(a, _, _, b) => {
                self.expression(*a, None);
                self.expression(*b, None);
                Some(Type::Bool)
            }
            ExprKind::Arithmetic(_, a, b) => {
                let left = self.expression(*a, None);
                self.expression(*b, None);
                left.filter(|ty| matches!(ty, Type::Date(..)))
            }
            ExprKind::List(items) => {
                for item in items {
                    self.expression(*item, expected);
                }
                None
            }
            ExprKind::Quantified(quantified) => {
                let depth = self.scope.len();
                let element = self.range(quantified.range);
                self.bind(&quantified.variable, element);
                let conditions = [quantified.filter, quantified.except, Some(quantified.body)];
                conditions.into_iter().flatten().for_each(|condition| self.condition(condition));
                self.scope.truncate(depth);
                Some(Type::Bool)
            }
            ExprKind::Chain(_) | ExprKind::Each(..) | ExprKind::Together(_) => {
                self.range(id);
                None
            }
            ExprKind::Count(list) => {
                self.range(*list);
                None
            }
            ExprKind::FirstOf(first) => {
                let mut ty = None;
                for case in &first.cases {
                    self.label(case.label.as_ref());
                    self.condition(case.condition);
                    ty = self.branch(case.value, expected, ty);
                }
                self.branch(first.otherwise, expected, ty)
            }
            ExprKind::If(condition, then, otherwise) => {
                self.condition(*condition);
                let ty = self.branch(*then, expected, None);
                self.branch(*otherwise, expected, ty)
            }
            ExprKind::ByReading(reading, choices) => {
                self.item(reading, ItemKind::Reading);
                let mut ty = None;
                for (choice, value) in choices {
                    self.choice(reading, choice);
                    ty = self.branch(*value, expected, ty);
                }
                ty
            }
            ExprKind::Should(asked, reading) => {
                self.condition(*asked);
                if let Some(reading) = reading {
                    self.item(reading, ItemKind::Reading);
                }
                Some(Type::Bool)
            }
        }
    }

    /// One of several alternatives, whose bare words mean what is expected or what those before it are.
    fn branch(&mut self, id: ExprId, expected: Option<&Type>, before: Option<Type>) -> Option<Type> {
        let ty = self.expression(id, expected.or(before.as_ref()));
        before.or(ty)
    }

    fn label(&mut self, label: Option<&ast::LimbLabel>) {
        if let Some(label) = label.filter(|label| label.numbered) {
            let own = self.own.clone();
            self.numbered(&label.label, own.as_ref(), Role::Formalises);
        }
    }

    /// Whether an expression takes its meaning from what is expected.
    fn is_contextual(&self, id: ExprId) -> bool {
        match &self.exprs.get(id).kind {
            ExprKind::Name(name) => {
                let in_scope = self.scope.iter().any(|variable| variable.name == *name);
                !in_scope && self.vocabulary().fact(name).is_none() && self.lookup.peek(name).is_none()
            }
            ExprKind::Level(_) => true,
            _ => false,
        }
    }

    fn beside(&mut self, a: ExprId, b: ExprId) {
        if self.is_contextual(a) && !self.is_contextual(b) {
            let right = self.expression(b, None);
            self.expression(a, right.as_ref());
        } else {
            let left = self.expression(a, None);
            self.expression(b, left.as_ref());
        }
    }

    fn membership(&mut self, item: ExprId, set: ExprId) {
        let exprs = self.exprs;
        match &exprs.get(set).kind {
            ExprKind::List(options) => {
                let ty = self.expression(item, None);
                for option in options {
                    self.expression(*option, ty.as_ref());
                }
            }
            ExprKind::AsOf(register, date) => {
                self.in_set(item, *register);
                self.expression(*date, Some(&Type::ANY_DATE));
            }
            _ => self.in_set(item, set),
        }
    }

    /// Whether something is in a register or a list, which say what bare words mean.
    fn in_set(&mut self, item: ExprId, set: ExprId) {
        let exprs = self.exprs;
        let expr = exprs.get(set);
        if let ExprKind::Name(name) = &expr.kind
            && self.scope.iter().all(|variable| variable.name != *name)
            && let Some(register) = self.lookup.peek(name).filter(|item| item.kind == ItemKind::Register)
        {
            self.add(expr.span, Symbol::Item(ItemKind::Register, name.clone()), Role::Uses);
            let of = register_signature(self.db, register.decl).as_ref().and_then(|it| it.of.clone());
            self.expression(item, of.as_ref());
            return;
        }
        let list = self.expression(set, None);
        self.expression(item, list.as_ref().and_then(Type::element));
    }

    fn name(&mut self, name: &Name, span: Span, expected: Option<&Type>) -> Option<Type> {
        self.meet(name, || Wanted::Value(expected.cloned()));
        // Optional values are read through a variable, never directly.
        let plain = expected.filter(|ty| matches!(ty, Type::Enum(_) | Type::Country));
        if self.word(name, span, plain, Role::Uses) {
            return expected.cloned();
        }
        if let Some(variable) = self.scope.iter().rev().find(|variable| variable.name == *name) {
            let (symbol, ty) = (variable.symbol.clone(), variable.ty.clone());
            self.add_typed(span, symbol, Role::Uses, ty.clone());
            return ty;
        }
        if let Some(fact) = self.vocabulary().fact(name) {
            self.add_typed(span, Symbol::Fact(name.clone()), Role::Uses, fact.ty.clone());
            return fact.ty.clone();
        }
        if self.lookup.peek(name).is_some() {
            return self.call(&ast::Ident { name: name.clone(), span }, &[]);
        }
        self.word_alone(name, span)
    }

    /// A word beside something whose type is not known: what it can mean only.
    fn word_alone(&mut self, name: &Name, span: Span) -> Option<Type> {
        let all = items_of_kind(self.db, self.package, ItemKind::Enumeration);
        let mut owners = all.map(|(owner, _)| owner).filter(|owner| self.is_value(owner, name));
        let owner = match (owners.next(), owners.next()) {
            (Some(owner), None) => Some(Type::Enum(owner.clone())),
            (None, _) => Country::from_code(name).map(|_| Type::Country),
            (Some(_), Some(_)) => None,
        };
        drop(owners);
        self.word(name, span, owner.as_ref(), Role::Uses);
        owner
    }

    fn field(&mut self, base: ExprId, field: &ast::Ident) -> Option<Type> {
        let exprs = self.exprs;
        let before = exprs.get(base);
        if let ExprKind::Name(name) = &before.kind
            && self.scope.iter().all(|variable| variable.name != *name)
            && self.lookup.peek(name).is_some_and(|item| item.kind == ItemKind::Enumeration)
        {
            self.add(before.span, Symbol::Item(ItemKind::Enumeration, name.clone()), Role::Uses);
            let ty = Type::Enum(name.clone());
            self.meet(&field.name, || Wanted::Word(Some(ty.clone())));
            self.word(&field.name, field.span, Some(&ty), Role::Uses);
            return Some(ty);
        }
        let around = self.expression(base, None);
        self.meet(&field.name, || match &around {
            Some(ty) => Wanted::Member(ty.clone()),
            None => Wanted::FieldOfUnknown,
        });
        let entity = match &around {
            Some(ty) => entity_within(ty).cloned(),
            None => self.only_entity_with(&field.name),
        };
        let (symbol, ty) = self.vocabulary().field(&entity?, &field.name)?;
        self.add_typed(field.span, symbol, Role::Uses, ty.clone());
        ty
    }

    /// The entity of a field of this name, if only one has it.
    fn only_entity_with(&self, field: &Name) -> Option<Name> {
        let all = items_of_kind(self.db, self.package, ItemKind::Entity).map(|(name, _)| name);
        let mut with = all.filter(|entity| self.vocabulary().field(entity, field).is_some());
        let first = with.next()?;
        with.next().is_none().then(|| first.clone())
    }

    fn call(&mut self, name: &ast::Ident, arguments: &[ExprId]) -> Option<Type> {
        let item = self.lookup.peek(&name.name);
        let signature = item.and_then(|item| define_signature(self.db, item.decl).as_ref());
        let ty = signature.and_then(|signature| signature.ty.clone());
        if let Some(item) = item {
            self.add_typed(name.span, Symbol::Item(item.kind, name.name.clone()), Role::Uses, ty.clone());
        }
        let parameters = signature.map(|signature| signature.parameters.as_slice()).unwrap_or_default();
        for (at, argument) in arguments.iter().enumerate() {
            let expected = parameters.get(at).and_then(|parameter| parameter.ty.clone());
            self.expression(*argument, expected.as_ref());
        }
        ty
    }

    /// Notes what a list names; gives the type of its elements.
    pub(super) fn range(&mut self, id: ExprId) -> Option<Type> {
        let exprs = self.exprs;
        match &exprs.get(id).kind {
            ExprKind::Together(parts) => {
                let elements: Vec<Option<Type>> = parts.iter().map(|part| self.range(*part)).collect();
                // Seen together, contained records and references are all just records to read.
                elements.into_iter().flatten().next().map(|element| match element {
                    Type::Reference(entity) => Type::Record(entity),
                    other => other,
                })
            }
            ExprKind::Each(variable, list, condition) => {
                let depth = self.scope.len();
                let element = self.range(*list);
                self.bind(variable, element.clone());
                self.condition(*condition);
                self.scope.truncate(depth);
                element
            }
            ExprKind::Chain(path) => {
                let ty = self.expression(*path, None)?;
                Some(Type::Reference(entity_within(&ty)?.clone()))
            }
            _ => {
                let ty = self.expression(id, None)?;
                Some(ty.element().cloned().unwrap_or(ty))
            }
        }
    }
}
