//! Quantifiers and what they range over.

use acquis_base::{Name, Span, codes};
use acquis_ir::{ExprKind, Quantifier, Range, Type};
use acquis_syntax::ast;

use super::compare::MOST_COUNTED;
use super::{Elaborator, Ranged, Typed, described};
use crate::names::ItemKind;
use crate::vocabulary::entity_signature;

impl Elaborator<'_, '_> {
    pub(super) fn quantified(&mut self, written: &ast::Quantified, span: Span) -> Typed {
        let mut ranged = self.range(written.range);
        if let Some(n) = counted(written.quantifier) {
            let told_apart =
                ranged.as_ref().is_none_or(|(range, element)| self.is_countable(range, element, span));
            if n > MOST_COUNTED {
                let help = format!("numbers of elements run from 0 to {MOST_COUNTED}");
                let message = "so many elements cannot be told apart".to_owned();
                self.report_at(&codes::COUNT_NOT_CONSTANT, span, message, "too many", &help);
            }
            ranged = ranged.filter(|_| told_apart && n <= MOST_COUNTED);
        }
        let (range, element) = match ranged {
            Some((range, element)) => (Some(range), Some(element)),
            None => (None, None),
        };
        self.refuse_shadowing(&written.variable);
        let variable = self.bind(written.variable.name.clone(), element, written.variable.span);
        let filter = written.filter.map(|filter| self.check_condition(filter));
        let except = written.except.map(|except| self.check_condition(except));
        let body = self.check_condition(written.body);
        self.unbind();
        let Some(range) = range else { return self.unknown(span) };
        let quantifier = quantifier(written.quantifier);
        self.typed(
            ExprKind::Quantified { quantifier, variable, range, filter, except, body },
            Type::Bool,
            span,
        )
    }

    /// Takes the innermost variable out of scope.
    fn unbind(&mut self) {
        if let Some(variable) = self.scope.pop() {
            self.unused_variable(&variable);
        }
    }

    pub(super) fn refuse_shadowing(&mut self, variable: &ast::Ident) {
        let name = &variable.name;
        let what = if let Some(outer) = self.scope.iter_mut().find(|outer| outer.name == *name) {
            // Which of the two is meant is not known, so the outer one may well be used.
            outer.used = true;
            "a variable of this name is in scope"
        } else if self.setting.constants.iter().any(|constant| constant.name == *name) {
            "the criterion has a parameter of this name"
        } else {
            self.lookup.refuse_taken("variable", variable);
            return;
        };
        let message = format!("the variable `{name}` hides something else");
        let help = "give the variable another name, so that each name means one thing";
        self.report_at(&codes::SHADOWED, variable.span, message, what, help);
    }

    /// What an expression ranges over, and the type of its elements.
    pub(super) fn range(&mut self, id: ast::ExprId) -> Ranged {
        let span = self.exprs.get(id).span;
        match &self.exprs.get(id).kind {
            ast::ExprKind::Together(parts) => self.together(parts, span),
            ast::ExprKind::Each(variable, list, condition) => self.each(variable, *list, *condition),
            ast::ExprKind::Chain(path) => self.chain(*path, span),
            _ => match self.part(id)? {
                (Range::One(_), ty) => {
                    let message = format!("this is {}, not a list", described(&ty));
                    let help = "ask it directly, or join it to a list: `provider together with …`";
                    self.report_at(&codes::NOT_A_LIST, span, message, "not a list", help);
                    None
                }
                ranged => Some(ranged),
            },
        }
    }

    /// A list, or a single record as part of a longer list.
    fn part(&mut self, id: ast::ExprId) -> Ranged {
        let span = self.exprs.get(id).span;
        match &self.exprs.get(id).kind {
            ast::ExprKind::Together(_) | ast::ExprKind::Each(..) | ast::ExprKind::Chain(_) => {
                return self.range(id);
            }
            ast::ExprKind::Name(name) if self.is_register(name) => {
                self.lookup.item(name, span);
                let help = format!("ask whether something is in it: `x in {name}`");
                self.report_at(
                    &codes::REGISTER_MISUSE,
                    span,
                    "a register cannot be ranged over".to_owned(),
                    "a register",
                    &help,
                );
                return None;
            }
            _ => {}
        }
        let typed = self.infer(id, None);
        let ty = typed.ty?;
        match &ty {
            Type::List(list) => match self.formula.expr(typed.id).map(|expr| expr.kind.clone()) {
                Some(ExprKind::Call(name, arguments)) => {
                    Some((Range::Call(name, arguments), list.element.clone()))
                }
                _ => Some((Range::List(typed.id), list.element.clone())),
            },
            Type::Optional(inner) => Some((Range::List(typed.id), (**inner).clone())),
            Type::Record(_) | Type::Reference(_) => Some((Range::One(typed.id), ty.clone())),
            Type::Pool(entity) => {
                let message = format!("the pool of {entity} cannot be ranged over");
                let help = "a pool holds what others refer to; range over the list that refers to it";
                self.report_at(&codes::IDENTITY, span, message, "a pool", help);
                None
            }
            other => {
                let message = format!("this is {}, not a list", described(other));
                self.report_at(
                    &codes::NOT_A_LIST,
                    span,
                    message,
                    "not a list",
                    "a quantifier ranges over a list, an optional value, or a chain of references",
                );
                None
            }
        }
    }

    fn is_register(&self, name: &Name) -> bool {
        self.scope.iter().all(|variable| variable.name != *name)
            && self.lookup.peek(name).is_some_and(|item| item.kind == ItemKind::Register)
    }

    fn together(&mut self, parts: &[ast::ExprId], span: Span) -> Ranged {
        let mut ranges = vec![];
        let mut element: Option<Type> = None;
        let mut complete = true;
        for part in parts {
            let Some((range, ty)) = self.part(*part) else {
                complete = false;
                continue;
            };
            match &element {
                Some(first) if !self.same_element(first, &ty) => {
                    let message = format!("{} and {} do not make one list", described(first), described(&ty));
                    self.report_at(&codes::TYPE_MISMATCH, span, message, "different elements", "");
                    return None;
                }
                Some(_) => {}
                None => element = Some(ty),
            }
            ranges.push(range);
        }
        if !complete {
            return None;
        }
        // Seen together, contained records and references are all just records to read.
        let element = match element? {
            Type::Reference(entity) => Type::Record(entity),
            other => other,
        };
        Some((Range::Together(ranges), element))
    }

    fn each(&mut self, variable: &ast::Ident, list: ast::ExprId, condition: ast::ExprId) -> Ranged {
        let ranged = self.range(list);
        self.refuse_shadowing(variable);
        let element = ranged.as_ref().map(|(_, element)| element.clone());
        let id = self.bind(variable.name.clone(), element, variable.span);
        let condition = self.check_condition(condition);
        self.unbind();
        let (range, element) = ranged?;
        Some((Range::Filtered(id, Box::new(range), condition), element))
    }

    /// `chain of x.controllers`: the references in the field, those in the field of the same name of what they refer
    /// to, and so on.
    fn chain(&mut self, path: ast::ExprId, span: Span) -> Ranged {
        let typed = self.infer(path, None);
        let ty = typed.ty?;
        let field = match self.formula.expr(typed.id).map(|expr| expr.kind.clone()) {
            Some(ExprKind::Field(_, field)) => Some(field.name),
            _ => None,
        };
        let entity = match &ty {
            Type::List(list) => match &list.element {
                Type::Reference(entity) => Some(entity.clone()),
                _ => None,
            },
            _ => None,
        };
        let (Some(field), Some(entity)) = (field, entity) else {
            let message = format!("a chain runs along a list of references, and this is {}", described(&ty));
            let help = "declare the field as `list of ref …`";
            self.report_at(&codes::NOT_A_LIST, span, message, "no chain here", help);
            return None;
        };
        if !self.goes_on(&entity, &field) {
            let message =
                format!("the chain does not go on: {entity} has no list of references `{field}` to {entity}");
            let help = format!(
                "declare `{field} : list of ref {entity}` in {entity}, or range over the list itself"
            );
            self.report_at(&codes::NOT_A_LIST, span, message, "one step only", &help);
            return None;
        }
        Some((Range::Chain(typed.id, field), Type::Reference(entity)))
    }

    fn goes_on(&self, entity: &Name, field: &str) -> bool {
        let item = self.lookup.peek(entity);
        let signature = item.and_then(|item| entity_signature(self.lookup.db, item.decl).as_ref());
        let Some(signature) = signature else { return false };
        match signature.field(field).map(|(_, found)| &found.ty) {
            Some(Some(Type::List(list))) => {
                matches!(&list.element, Type::Reference(next) if *next == *entity)
            }
            // A type that could not be made out may be the right one.
            Some(None) => true,
            None => signature.incomplete,
            Some(Some(_)) => false,
        }
    }
}

/// The number of elements that a quantifier asks for, where it must tell them apart.
fn counted(quantifier: ast::Quantifier) -> Option<u32> {
    match quantifier {
        ast::Quantifier::Every | ast::Quantifier::Some | ast::Quantifier::No => None,
        ast::Quantifier::AtLeast(0 | 1) | ast::Quantifier::AtMost(0) | ast::Quantifier::Exactly(0) => None,
        ast::Quantifier::AtLeast(n) | ast::Quantifier::AtMost(n) | ast::Quantifier::Exactly(n) => Some(n),
    }
}

fn quantifier(written: ast::Quantifier) -> Quantifier {
    match written {
        ast::Quantifier::Every => Quantifier::Every,
        ast::Quantifier::Some => Quantifier::Some,
        ast::Quantifier::No => Quantifier::No,
        ast::Quantifier::AtLeast(n) => Quantifier::AtLeast(n),
        ast::Quantifier::AtMost(n) => Quantifier::AtMost(n),
        ast::Quantifier::Exactly(n) => Quantifier::Exactly(n),
    }
}
