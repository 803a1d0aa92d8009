//! Comparisons, membership, shares.

use acquis_base::{Comparison, Diagnostic, Name, Span, codes};
use acquis_ir::{ExprKind, Number, Quantifier, Range, Type, Value};
use acquis_syntax::ast;

use super::{Elaborator, Typed, described, plural};
use crate::declaration::Finding;
use crate::names::ItemKind;
use crate::vocabulary::{enum_signature, register_signature};

/// The largest number that a count is compared with: deciding a question takes as many witnesses.
pub(super) const MOST_COUNTED: u32 = 1000;

impl Elaborator<'_, '_> {
    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        a: ast::ExprId,
        b: ast::ExprId,
        span: Span,
    ) -> Typed {
        if let Some(counted) = self.counted(comparison, a, b, span) {
            return counted;
        }
        // The side that has a type of its own tells the other what its bare words mean.
        let (left, right) = if self.is_contextual(a) && !self.is_contextual(b) {
            let right = self.infer(b, None);
            (self.infer_beside(a, &right), right)
        } else {
            let left = self.infer(a, None);
            let right = self.infer_beside(b, &left);
            (left, right)
        };
        let (Some(left_type), Some(right_type)) = (&left.ty, &right.ty) else { return self.unknown(span) };
        if !self.comparable(comparison, left_type, right_type, (a, b), span) {
            return self.unknown(span);
        }
        self.typed(ExprKind::Compare(comparison, left.id, right.id), Type::Bool, span)
    }

    /// An expression whose bare words take their meaning from the type of another.
    fn infer_beside(&mut self, id: ast::ExprId, other: &Typed) -> Typed {
        match &other.ty {
            Some(ty) => self.infer(id, Some(ty)),
            None => self.infer_quietly(id),
        }
    }

    /// Whether two types can be compared; reports when they cannot.
    fn comparable(
        &mut self,
        comparison: Comparison,
        left: &Type,
        right: &Type,
        sides: (ast::ExprId, ast::ExprId),
        span: Span,
    ) -> bool {
        let ordered = comparison.needs_order();
        match (left, right) {
            (Type::Number(a), Type::Number(b)) if a.unit == b.unit => true,
            (Type::Number(_), Type::Number(_)) => self.different_units(left, right, span),
            (Type::Date(..), Type::Date(..)) => true,
            (Type::Text, Type::Text) if ordered => {
                let help = "texts are compared by `=` and `!=` only; an order between words belongs into an ordered enumeration";
                self.report_at(
                    &codes::TEXT_ORDER,
                    span,
                    "texts have no order here".to_owned(),
                    "compared by size",
                    help,
                );
                false
            }
            (Type::Text, Type::Text) => true,
            (Type::Enum(a), Type::Enum(b)) if a == b => !ordered || self.has_order(a, span),
            (Type::Enum(a), Type::Enum(b)) => {
                let message = format!("values of {a} are compared with values of {b}");
                let help = "each enumeration has values of its own; compare like with like";
                self.report_at(&codes::NO_ORDER, span, message, "different enumerations", help);
                false
            }
            (Type::Level(a), Type::Level(b)) if a == b => true,
            (Type::Country, Type::Country) if ordered => {
                self.report_at(
                    &codes::NO_ORDER,
                    span,
                    "countries have no order".to_owned(),
                    "compared by size",
                    "compare by `=` or `!=`",
                );
                false
            }
            (Type::Country, Type::Country) => true,
            (Type::Bool, Type::Bool) => {
                let help = "write the condition itself or `not` before it; join two conditions by `implies`";
                self.report_at(
                    &codes::TYPE_MISMATCH,
                    span,
                    "truth values are not compared".to_owned(),
                    "two truth values",
                    help,
                );
                false
            }
            _ => self.incomparable(left, right, sides, span),
        }
    }

    fn different_units(&mut self, left: &Type, right: &Type, span: Span) -> bool {
        let message = format!("{} is compared with {}", described(left), described(right));
        let help = "write both in one unit: `5 %` is a percentage, `30 days` a number of days; a share is written `a is at least 5 % of b`";
        self.report_at(&codes::UNIT_MISMATCH, span, message, "different units", help);
        false
    }

    fn has_order(&mut self, enumeration: &Name, span: Span) -> bool {
        let item = self.lookup.peek(enumeration);
        let ordered = item
            .and_then(|item| enum_signature(self.lookup.db, item.decl).as_ref())
            .is_none_or(|s| s.ordered);
        if !ordered {
            let message = format!("the values of {enumeration} have no order");
            let help = format!("declare `enum {enumeration} ordered {{ … < … }}` if the law orders them");
            self.report_at(&codes::NO_ORDER, span, message, "compared by size", &help);
        }
        ordered
    }

    fn incomparable(
        &mut self,
        left: &Type,
        right: &Type,
        sides: (ast::ExprId, ast::ExprId),
        span: Span,
    ) -> bool {
        let records = left.entity().is_some() || right.entity().is_some();
        if records {
            let help = "references are for walking: compare fields of what they refer to";
            let message = "records and references are not compared".to_owned();
            self.report_at(&codes::IDENTITY, span, message, "compares identities", help);
            return false;
        }
        for (side, ty) in [(sides.0, left), (sides.1, right)] {
            if let Type::Optional(_) = ty {
                let message = format!("this is {}", described(ty));
                let path = self.source_words(side);
                let help = format!(
                    "write `some x in {path} satisfies …` and speak of `x`, which is false where there is none, or `every`, which is true"
                );
                self.report_at(&codes::READ_OPTIONAL, self.exprs.get(side).span, message, "optional", &help);
                return false;
            }
        }
        let message = format!("{} is compared with {}", described(left), described(right));
        let finding =
            Diagnostic::at(&codes::TYPE_MISMATCH, message, self.lookup.anchor(span), "different types");
        let finding = self.in_other_words(finding, (left, sides.0), (right, sides.1));
        self.lookup.report(finding);
        false
    }

    /// What was probably meant by a comparison of different types: a value in quotes, a date in another notation.
    fn in_other_words(
        &self,
        finding: Finding,
        left: (&Type, ast::ExprId),
        right: (&Type, ast::ExprId),
    ) -> Finding {
        for ((ty, _), (other, side)) in [(left, right), (right, left)] {
            let written = self.exprs.get(side);
            match (ty, other, &written.kind) {
                (Type::Country | Type::Enum(_), Type::Text, ast::ExprKind::Text(text)) => {
                    let place = self.lookup.anchor(written.span);
                    return finding.help(format!("write `{text}` without quotes")).fix(
                        "remove the quotes",
                        place,
                        text.as_str(),
                    );
                }
                (Type::Date(..), Type::Number(_), _) => {
                    return finding.help("dates are written year-month-day: `2026-01-31`");
                }
                _ => {}
            }
        }
        finding.help(format!("compare {} with {0}, or {} with {1}", described(left.0), described(right.0)))
    }

    pub(super) fn membership(
        &mut self,
        item: ast::ExprId,
        set: ast::ExprId,
        negated: bool,
        span: Span,
    ) -> Typed {
        let typed = self.positive_membership(item, set, span);
        if !negated || typed.ty.is_none() {
            return typed;
        }
        self.typed(ExprKind::Not(typed.id), Type::Bool, span)
    }

    fn positive_membership(&mut self, item: ast::ExprId, set: ast::ExprId, span: Span) -> Typed {
        match &self.exprs.get(set).kind {
            ast::ExprKind::List(options) => self.one_of(item, options, span),
            ast::ExprKind::AsOf(register, date) => {
                let (register, date) = (*register, *date);
                match self.register_name(register) {
                    Some(name) => self.in_register(item, (&name, register), Some(date), span),
                    None => self.stray_as_of(span),
                }
            }
            ast::ExprKind::Name(_) => match self.register_name(set) {
                Some(name) => self.in_register(item, (&name, set), None, span),
                None => self.in_list(item, set, span),
            },
            _ => self.in_list(item, set, span),
        }
    }

    fn register_name(&self, id: ast::ExprId) -> Option<Name> {
        let ast::ExprKind::Name(name) = &self.exprs.get(id).kind else { return None };
        let in_scope = self.scope.iter().any(|variable| variable.name == *name);
        let item = self.lookup.peek(name).filter(|_| !in_scope)?;
        (item.kind == ItemKind::Register).then(|| name.clone())
    }

    fn one_of(&mut self, item: ast::ExprId, options: &[ast::ExprId], span: Span) -> Typed {
        let typed = self.infer(item, None);
        let Some(ty) = typed.ty else {
            for option in options {
                self.infer_quietly(*option);
            }
            return self.unknown(span);
        };
        if ty.entity().is_some() || ty.element().is_some() || ty == Type::Bool {
            self.comparable(Comparison::Equal, &ty, &ty, (item, item), span);
            return self.unknown(span);
        }
        let mut checked = vec![];
        for option in options {
            let value = self.infer(*option, Some(&ty));
            let at = self.exprs.get(*option).span;
            match &value.ty {
                Some(found) if self.comparable(Comparison::Equal, &ty, found, (item, *option), at) => {
                    checked.push(value.id);
                }
                _ => {}
            }
        }
        self.typed(ExprKind::OneOf(typed.id, checked), Type::Bool, span)
    }

    fn in_register(
        &mut self,
        item: ast::ExprId,
        register: (&Name, ast::ExprId),
        date: Option<ast::ExprId>,
        span: Span,
    ) -> Typed {
        let (name, at) = register;
        let found = self.lookup.item(name, self.exprs.get(at).span);
        let of = found
            .and_then(|found| register_signature(self.lookup.db, found.decl).as_ref())
            .and_then(|r| r.of.clone());
        let typed = match &of {
            Some(of) => self.infer(item, Some(of)),
            None => self.infer_quietly(item),
        };
        let on = date
            .map(|date| self.check(date, &Type::Date(acquis_ir::Date::EARLIEST, acquis_ir::Date::LATEST)));
        let (Some(ty), Some(of)) = (&typed.ty, of) else { return self.unknown(span) };
        if *ty != of {
            let message = format!("`{name}` lists {}, not {}", plural(&of), plural(ty));
            let finding = Diagnostic::at(
                &codes::REGISTER_MISUSE,
                message,
                self.lookup.anchor(self.exprs.get(item).span),
                format!("this is {}", described(ty)),
            )
            .help(format!("ask of {} whether it is in the register, as a field may hold it", described(&of)));
            self.lookup.report(finding);
            return self.unknown(span);
        }
        self.typed(ExprKind::InRegister { item: typed.id, register: name.clone(), on }, Type::Bool, span)
    }

    /// Whether a list of values contains one: some element equals it.
    fn in_list(&mut self, item: ast::ExprId, set: ast::ExprId, span: Span) -> Typed {
        let list = self.infer(set, None);
        let element = list.ty.as_ref().and_then(Type::element).cloned();
        let typed = self.infer(item, element.as_ref());
        let (Some(ty), Some(list_type)) = (typed.ty, list.ty) else { return self.unknown(span) };
        let element = match &list_type {
            Type::List(list) => list.element.clone(),
            Type::Pool(_) => return self.not_a_set(&list_type, set, span),
            other => return self.not_a_set(other, set, span),
        };
        if !self.comparable(Comparison::Equal, &ty, &element, (item, set), span) {
            return self.unknown(span);
        }
        let variable = self.bind(Name::from("_element"), Some(element.clone()), span);
        self.scope.pop();
        let element = self.push(ExprKind::Variable(variable), element, span);
        let body = self.push(ExprKind::Compare(Comparison::Equal, element, typed.id), Type::Bool, span);
        let kind = ExprKind::Quantified {
            quantifier: Quantifier::Some,
            variable,
            range: Range::List(list.id),
            filter: None,
            except: None,
            body,
        };
        self.typed(kind, Type::Bool, span)
    }

    fn not_a_set(&mut self, ty: &Type, set: ast::ExprId, span: Span) -> Typed {
        let message = format!("nothing can be `in` {}", described(ty));
        let help = "after `in` stands a register, a list of values, or `[a, b]`";
        self.report_at(
            &codes::TYPE_MISMATCH,
            self.exprs.get(set).span,
            message,
            "neither register nor list",
            help,
        );
        self.unknown(span)
    }

    pub(super) fn stray_as_of(&mut self, span: Span) -> Typed {
        let help = "`as of` follows a register: `country in member_states as of contract.signed_on`";
        self.report_at(
            &codes::REGISTER_MISUSE,
            span,
            "`as of` stands after something that is no register".to_owned(),
            "not a register",
            help,
        );
        self.unknown(span)
    }

    pub(super) fn share(
        &mut self,
        sides: (ast::ExprId, ast::ExprId),
        comparison: Comparison,
        percent: &Name,
        span: Span,
    ) -> Typed {
        let part = self.infer(sides.0, None);
        let whole = self.infer(sides.1, None);
        let (Some(part_type), Some(whole_type)) = (&part.ty, &whole.ty) else { return self.unknown(span) };
        match (part_type, whole_type) {
            (Type::Number(a), Type::Number(b)) if a.unit == b.unit => {}
            (Type::Number(_), Type::Number(_)) => {
                self.different_units(part_type, whole_type, span);
                return self.unknown(span);
            }
            _ => {
                let message =
                    format!("a share is asked of {} in {}", described(part_type), described(whole_type));
                self.report_at(
                    &codes::TYPE_MISMATCH,
                    span,
                    message,
                    "not two numbers",
                    "a share compares two numbers of one unit",
                );
                return self.unknown(span);
            }
        }
        let Some(percent) = Number::parse(percent) else { return self.unknown(span) };
        let kind = ExprKind::Share { part: part.id, comparison, percent, whole: whole.id };
        self.typed(kind, Type::Bool, span)
    }

    /// A comparison of a count with a constant, which is a quantifier.
    fn counted(
        &mut self,
        comparison: Comparison,
        a: ast::ExprId,
        b: ast::ExprId,
        span: Span,
    ) -> Option<Typed> {
        let is_count = |id| matches!(self.exprs.get(id).kind, ast::ExprKind::Count(_));
        let (list, constant, comparison) = match (&self.exprs.get(a).kind, &self.exprs.get(b).kind) {
            (ast::ExprKind::Count(list), _) if !is_count(b) => (*list, b, comparison),
            (_, ast::ExprKind::Count(list)) if !is_count(a) => (*list, a, comparison.mirrored()),
            (ast::ExprKind::Count(_), ast::ExprKind::Count(_)) => return Some(self.stray_count(span)),
            _ => return None,
        };
        let ranged = self.range(list);
        let Some(n) = self.constant_count(constant) else {
            let at = self.exprs.get(constant).span;
            if self.infer(constant, None).ty.is_some() {
                let message = "a count is compared with a whole number that is known now".to_owned();
                let label = format!("not a whole number from 0 to {MOST_COUNTED}");
                let help = "write `count(…) >= 2`, or `at least 2 x in … satisfies …`";
                self.report_at(&codes::COUNT_NOT_CONSTANT, at, message, &label, help);
            }
            return Some(self.unknown(span));
        };
        let Some((range, element)) = ranged else { return Some(self.unknown(span)) };
        if !self.is_countable(&range, &element, span) {
            return Some(self.unknown(span));
        }
        Some(self.quantity(comparison, n, range, element, span))
    }

    /// Whether the elements of a list are told apart by where they stand, so that each counts once; reports if not.
    pub(super) fn is_countable(&mut self, range: &Range, element: &Type, span: Span) -> bool {
        let mut inner = range;
        while let Range::Filtered(_, filtered, _) = inner {
            inner = filtered;
        }
        if matches!(inner, Range::List(_)) && !matches!(element, Type::Reference(_)) {
            return true;
        }
        let help = "count what a list of the vocabulary contains; in references and joined lists one thing may stand twice";
        let message = "what may stand twice is not counted".to_owned();
        self.report_at(&codes::IDENTITY, span, message, "not a list that contains what it counts", help);
        false
    }

    fn quantity(&mut self, comparison: Comparison, n: u32, range: Range, element: Type, span: Span) -> Typed {
        let (quantifier, negated) = match (comparison, n) {
            (Comparison::Equal, n) => (Quantifier::Exactly(n), false),
            (Comparison::NotEqual, n) => (Quantifier::Exactly(n), true),
            (Comparison::GreaterEqual, n) => (Quantifier::AtLeast(n), false),
            (Comparison::Greater, n) => (Quantifier::AtLeast(n.saturating_add(1)), false),
            (Comparison::LessEqual, n) => (Quantifier::AtMost(n), false),
            (Comparison::Less, n) => (Quantifier::AtLeast(n), true),
        };
        let variable = self.bind(Name::from("_counted"), Some(element), span);
        self.scope.pop();
        let body = self.push(ExprKind::Literal(Value::Bool(true)), Type::Bool, span);
        let kind = ExprKind::Quantified { quantifier, variable, range, filter: None, except: None, body };
        let counted = self.typed(kind, Type::Bool, span);
        if negated { self.typed(ExprKind::Not(counted.id), Type::Bool, span) } else { counted }
    }

    /// A whole number that is known now.
    fn constant_count(&self, id: ast::ExprId) -> Option<u32> {
        let number = match &self.exprs.get(id).kind {
            ast::ExprKind::Number(text) => Number::parse(text)?,
            ast::ExprKind::Name(name) => {
                match &self.setting.constants.iter().find(|c| c.name == *name)?.value {
                    Value::Number(number) => *number,
                    _ => return None,
                }
            }
            _ => return None,
        };
        u32::try_from(number.scaled(1)?).ok().filter(|n| *n <= MOST_COUNTED)
    }

    pub(super) fn stray_count(&mut self, span: Span) -> Typed {
        let help = "write `count(…) >= 2`, or `at least 2 x in … satisfies …`";
        self.report_at(
            &codes::COUNT_NOT_CONSTANT,
            span,
            "a count is compared with a constant number only".to_owned(),
            "not compared with a number",
            help,
        );
        self.unknown(span)
    }
}
