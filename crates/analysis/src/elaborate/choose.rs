//! Constructs that choose: ordered fallbacks, conditionals, readings, `should`.

use acquis_base::{Diagnostic, Name, Span, codes, nearest};
use acquis_ir::{Case, ExprId, ExprKind, LimbLabel, NumberType, Type, Value};
use acquis_syntax::ast;

use super::arithmetic::common_denominator;
use super::{Elaborator, Typed, described, limb_label};
use crate::declaration::anchor;
use crate::names::{Item, ItemKind, name_span};
use crate::vocabulary::reading_choices;

/// The alternatives that a reading of `should` must have.
const WEIGHTS: [&str; 2] = ["binding", "advisory"];

impl<'db> Elaborator<'_, 'db> {
    pub(super) fn first_of(&mut self, written: &ast::FirstOf, expected: Option<&Type>, span: Span) -> Typed {
        let mut conditions = vec![];
        let mut branches = vec![];
        for case in &written.cases {
            let condition = self.check_condition(case.condition);
            conditions.push((case.label.as_ref().map(limb_label), condition));
            branches.push(case.value);
        }
        branches.push(written.otherwise);
        let Some((ty, values)) = self.branches(&branches, expected) else { return self.unknown(span) };
        let gloss = written.otherwise_gloss.as_ref().map(|gloss| gloss.value.clone());
        self.cases(conditions, &values, gloss, ty, span)
    }

    pub(super) fn conditional(
        &mut self,
        parts: (ast::ExprId, ast::ExprId, ast::ExprId),
        expected: Option<&Type>,
        span: Span,
    ) -> Typed {
        let condition = self.check_condition(parts.0);
        let Some((ty, values)) = self.branches(&[parts.1, parts.2], expected) else {
            return self.unknown(span);
        };
        self.cases(vec![(None, condition)], &values, None, ty, span)
    }

    fn cases(
        &mut self,
        conditions: Vec<(Option<LimbLabel>, ExprId)>,
        values: &[ExprId],
        last_gloss: Option<Name>,
        ty: Type,
        span: Span,
    ) -> Typed {
        let always = self.push(ExprKind::Literal(Value::Bool(true)), Type::Bool, span);
        let Some((last, others)) = values.split_last() else { return self.unknown(span) };
        let cases = conditions
            .into_iter()
            .zip(others)
            .map(|((label, condition), value)| Case { label, condition, value: *value })
            .collect();
        let label = last_gloss.map(|gloss| LimbLabel {
            label: Name::from("otherwise"),
            numbered: false,
            gloss: Some(gloss),
        });
        let otherwise = Case { label, condition: always, value: *last };
        self.typed(ExprKind::FirstOf(cases, Box::new(otherwise)), ty, span)
    }

    /// Alternatives of one value: their common type, and each of them.
    fn branches(&mut self, branches: &[ast::ExprId], expected: Option<&Type>) -> Option<(Type, Vec<ExprId>)> {
        let mut common: Option<Type> = expected.cloned().filter(is_contextual_type);
        let mut typed = vec![];
        for branch in branches {
            let hint = common.clone();
            let value = self.infer(*branch, hint.as_ref());
            if common.is_none() {
                common.clone_from(&value.ty);
            }
            typed.push((value, self.exprs.get(*branch).span));
        }
        let mut joined: Option<Type> = None;
        for (value, span) in &typed {
            let ty = value.ty.as_ref()?;
            if ty.entity().is_some() || ty.element().is_some() || matches!(ty, Type::Pool(_)) {
                let help = "choose inside: read the field in each branch";
                let message = format!("a choice cannot stand for {}", described(ty));
                self.report_at(&codes::TYPE_MISMATCH, *span, message, "not a plain value", help);
                return None;
            }
            joined = match joined {
                None => Some(ty.clone()),
                Some(so_far) => match union(&so_far, ty) {
                    Some(both) => Some(both),
                    None => {
                        self.mismatch(*span, ty, &so_far, "each alternative");
                        return None;
                    }
                },
            };
        }
        Some((joined?, typed.into_iter().map(|(value, _)| value.id).collect()))
    }

    pub(super) fn by_reading(
        &mut self,
        reading: &ast::Ident,
        choices: &[(ast::Ident, ast::ExprId)],
        expected: Option<&Type>,
        span: Span,
    ) -> Typed {
        let item = self.lookup.of_kind(reading, ItemKind::Reading);
        let declared = item.and_then(|item| reading_choices(self.lookup.db, item.decl).as_ref());
        let branches: Vec<ast::ExprId> = choices.iter().map(|(_, expr)| *expr).collect();
        let values = self.branches(&branches, expected);
        if let (Some(item), Some(declared)) = (item, declared) {
            self.exhaustive(reading, item, declared, choices, span);
        }
        let (Some((ty, values)), Some(_)) = (values, declared) else { return self.unknown(span) };
        let names = choices.iter().map(|(choice, _)| choice.name.clone());
        self.typed(ExprKind::ByReading(reading.name.clone(), names.zip(values).collect()), ty, span)
    }

    /// Reports choices that the reading does not have, that stand twice, and that are left out.
    fn exhaustive(
        &mut self,
        reading: &ast::Ident,
        item: Item<'db>,
        declared: &[Name],
        choices: &[(ast::Ident, ast::ExprId)],
        span: Span,
    ) {
        let db = self.lookup.db;
        let home = anchor(db, item.decl, name_span(db, item.decl));
        let mut missing: Vec<&Name> =
            declared.iter().filter(|name| choices.iter().all(|(choice, _)| choice.name != **name)).collect();
        for (at, (choice, _)) in choices.iter().enumerate() {
            let place = self.lookup.anchor(choice.span);
            if !declared.contains(&choice.name) {
                let message = format!("the reading `{}` has no choice `{}`", reading.name, choice.name);
                let finding = Diagnostic::at(&codes::BAD_CHOICE, message, place.clone(), "unknown choice")
                    .label(home.clone(), "declared here");
                // What it stands for is probably one of the choices that are missing, which is then not reported too.
                let meant = nearest(&choice.name, missing.iter().map(|name| name.as_str()));
                let meant = meant.map(str::to_owned);
                missing.retain(|name| meant.as_deref() != Some(name.as_str()));
                self.lookup.report(match meant {
                    Some(meant) => finding.help(format!("did you mean `{meant}`?")).fix(
                        format!("write `{meant}`"),
                        place,
                        meant,
                    ),
                    None => {
                        let known: Vec<String> = declared.iter().map(|name| format!("`{name}`")).collect();
                        finding.help(format!("its choices are {}", known.join(", ")))
                    }
                });
            } else if choices.iter().take(at).any(|(earlier, _)| earlier.name == choice.name) {
                let message = format!("the choice `{}` stands twice", choice.name);
                self.lookup.report(Diagnostic::at(&codes::BAD_CHOICE, message, place, "again"));
            }
        }
        let missing: Vec<String> = missing.into_iter().map(|name| format!("`{name}`")).collect();
        if !missing.is_empty() {
            let message = format!(
                "the reading `{}` can also be chosen as {}",
                reading.name,
                acquis_base::or_list(&missing)
            );
            let finding = Diagnostic::at(
                &codes::BAD_CHOICE,
                message,
                self.lookup.anchor(span),
                "not all choices are covered",
            )
            .label(home, "declared here")
            .help("say what follows under every choice");
            self.lookup.report(finding);
        }
    }

    pub(super) fn should(&mut self, asked: ast::ExprId, reading: Option<&ast::Ident>, span: Span) -> Typed {
        let inner = self.check_condition(asked);
        let Some(reading) = reading else {
            let help = "write `should … by reading r`, where `r` is a reading with the choices `binding` and `advisory`";
            let message = "it is not said whether this `should` binds".to_owned();
            self.report_at(&codes::SHOULD_WITHOUT_READING, span, message, "binding or advisory?", help);
            return self.unknown(span);
        };
        let Some(item) = self.lookup.of_kind(reading, ItemKind::Reading) else { return self.unknown(span) };
        let declared = reading_choices(self.lookup.db, item.decl).clone().unwrap_or_default();
        let fits = declared.len() == WEIGHTS.len()
            && WEIGHTS.iter().all(|weight| declared.iter().any(|name| name == weight));
        if !fits {
            let db = self.lookup.db;
            let message = format!("the reading `{}` does not say whether a `should` binds", reading.name);
            let finding = Diagnostic::at(
                &codes::BAD_CHOICE,
                message,
                self.lookup.anchor(reading.span),
                "not a reading of `should`",
            )
            .label(anchor(db, item.decl, name_span(db, item.decl)), "declared here")
            .help("its choices must be `binding` and `advisory`");
            self.lookup.report(finding);
        }
        self.typed(ExprKind::Should(inner, reading.name.clone()), Type::Bool, span)
    }
}

/// Whether an expected type gives bare words a meaning without asking for a range.
fn is_contextual_type(ty: &Type) -> bool {
    matches!(ty, Type::Enum(_) | Type::Country | Type::Level(_) | Type::Bool)
}

/// The type of a value that has one of two types, if they are of one kind.
fn union(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        (Type::Number(x), Type::Number(y)) if x.unit == y.unit => {
            let (first, second, denominator) = common_denominator(*x, *y)?;
            let (min, max) = (first.0.min(second.0), first.1.max(second.1));
            Some(Type::Number(NumberType { unit: x.unit, denominator, min, max }))
        }
        (Type::Date(a, b), Type::Date(c, d)) => Some(Type::Date((*a).min(*c), (*b).max(*d))),
        (a, b) if a == b => Some(a.clone()),
        _ => None,
    }
}
