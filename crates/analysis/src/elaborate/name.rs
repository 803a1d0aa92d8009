//! Names in expressions: variables, constants, facts, notions, values of enumerations, countries; fields and calls.

use acquis_base::{Diagnostic, Name, Span, codes, counted, nearest};
use acquis_ir::{Country, ExprId, ExprKind, FieldRef, Type, Value, VariableId};
use acquis_syntax::ast;

use super::{Elaborator, Typed, described};
use crate::declaration::{anchor, tree};
use crate::index::has_broken;
use crate::lookup::with_article;
use crate::names::{Item, ItemKind, name_span};
use crate::vocabulary::{
    define_signature, entity_signature, enum_signature, facts_declarations, ladder_levels, value_owners,
};

impl<'db> Elaborator<'_, 'db> {
    /// Whether a name takes its meaning from what is expected: nothing in scope is called so.
    pub(super) fn is_contextual(&self, id: ast::ExprId) -> bool {
        match &self.exprs.get(id).kind {
            ast::ExprKind::Name(name) => !self.is_known(name),
            ast::ExprKind::Level(_) => true,
            _ => false,
        }
    }

    fn is_known(&self, name: &Name) -> bool {
        self.scope.iter().any(|variable| variable.name == *name)
            || self.setting.constants.iter().any(|constant| constant.name == *name)
            || self.facts.field(name).is_some()
            || self.lookup.peek(name).is_some()
    }

    pub(super) fn name(&mut self, name: &Name, span: Span, expected: Option<&Type>) -> Typed {
        // Whatever else bears the name of a value was reported where it is declared, so the value is meant.
        if let Some(value) = self.expected_word(name, span, expected) {
            return value;
        }
        if let Some(variable) = self.scope.iter_mut().rev().find(|variable| variable.name == *name) {
            variable.used = true;
            let (id, ty) = (variable.id, variable.ty.clone());
            return self.variable(id, ty, span);
        }
        if let Some(constant) = self.setting.constants.iter().find(|constant| constant.name == *name).cloned()
        {
            self.used_constants.push(constant.name);
            return self.typed(ExprKind::Literal(constant.value), constant.ty, span);
        }
        if let Some((index, field)) = self.facts.field(name) {
            let ty = field.ty.clone();
            return self.fact(name, index, ty, span);
        }
        if let Some(item) = self.lookup.peek(name) {
            return self.item(name, item, span);
        }
        if self.muted { self.unknown(span) } else { self.unknown_name(name, span, expected) }
    }

    fn variable(&mut self, id: VariableId, ty: Option<Type>, span: Span) -> Typed {
        match ty {
            Some(ty) => self.typed(ExprKind::Variable(id), ty, span),
            None => self.unknown(span),
        }
    }

    fn fact(&mut self, name: &Name, index: u32, ty: Option<Type>, span: Span) -> Typed {
        self.require_facts_import(name, span);
        let Some(ty) = ty else { return self.unknown(span) };
        let facts = self.push(ExprKind::Facts, Type::Record(Name::from("facts")), span);
        self.typed(ExprKind::Field(facts, FieldRef { name: name.clone(), index }), ty, span)
    }

    fn require_facts_import(&mut self, name: &Name, span: Span) {
        let db = self.lookup.db;
        let modules = facts_declarations(db, self.lookup.package).iter().map(|decl| decl.file(db).module(db));
        let visible = modules.clone().find(|module| self.lookup.sees_module(module));
        if let Some(module) = visible.or_else(|| modules.clone().next()) {
            self.lookup.uses_module(module, name, span);
        }
    }

    fn item(&mut self, name: &Name, item: Item<'db>, span: Span) -> Typed {
        let ident = ast::Ident { name: name.clone(), span };
        match item.kind {
            ItemKind::Define => self.call(&ident, &[], span),
            ItemKind::Broken => {
                self.lookup.item(name, span);
                self.unknown(span)
            }
            ItemKind::Register => {
                self.lookup.item(name, span);
                let help = format!("ask whether something is in it: `country in {name}`");
                let message = format!("the register `{name}` is no value");
                self.report_at(&codes::REGISTER_MISUSE, span, message, "a register", &help);
                self.unknown(span)
            }
            other => {
                self.lookup.item(name, span);
                let message = format!("`{name}` is {}, not a value", with_article(other.as_str()));
                let help = match other {
                    ItemKind::Reading => format!("choose by it: `by reading {name} {{ … }}`"),
                    ItemKind::Enumeration => format!("name one of its values: `{name}.…`"),
                    ItemKind::Rule => {
                        "no expression reads what a rule gives; what rules share is a notion: `define`"
                            .to_owned()
                    }
                    _ => String::new(),
                };
                self.report_at(&codes::TYPE_MISMATCH, span, message, "not a value", &help);
                self.unknown(span)
            }
        }
    }

    /// A bare word as a value of the type that is expected.
    fn expected_word(&mut self, name: &Name, span: Span, expected: Option<&Type>) -> Option<Typed> {
        match expected? {
            Type::Enum(enumeration) => {
                let value = self.variant(enumeration, name)?;
                Some(self.typed(ExprKind::Literal(value), Type::Enum(enumeration.clone()), span))
            }
            Type::Country => {
                let country = Country::from_code(name)?;
                Some(self.typed(ExprKind::Literal(Value::Country(country)), Type::Country, span))
            }
            _ => None,
        }
    }

    /// The value `name` of an enumeration.
    fn variant(&self, enumeration: &Name, name: &Name) -> Option<Value> {
        let item = self.lookup.peek(enumeration)?;
        let signature = enum_signature(self.lookup.db, item.decl).as_ref()?;
        let at = signature.variants.iter().position(|variant| variant == name)?;
        Some(Value::Variant(name.clone(), u32::try_from(at).ok()?))
    }

    fn unknown_name(&mut self, name: &Name, span: Span, expected: Option<&Type>) -> Typed {
        let values: Vec<Name> = match expected {
            Some(Type::Enum(enumeration)) => self.variants_of(enumeration),
            _ => vec![],
        };
        let looks_like_code = name.len() == 2 || Country::suggestion(name).is_some();
        if matches!(expected, Some(Type::Country)) && looks_like_code {
            self.lookup.no_country(name, span);
            return self.unknown(span);
        }
        if let Some(bound) = self.bound_elsewhere(name) {
            let finding = self.out_of_scope(name, span, bound);
            self.lookup.report(finding);
            return self.unknown(span);
        }
        let place = self.lookup.anchor(span);
        let hint = match self.owner_of_variant(name) {
            Some(owner) => format!(
                "`{name}` is a value of `{owner}`: write `{owner}.{name}` where its type is not clear"
            ),
            None if matches!(expected, Some(Type::Country)) => {
                "a country is written as the two capital letters of ISO 3166-1: `DE`".to_owned()
            }
            None => String::new(),
        };
        let variables = self.scope.iter().map(|variable| variable.name.clone());
        let constants = self.setting.constants.iter().map(|constant| constant.name.clone());
        let facts = self.facts.fields.iter().map(|field| field.name.clone());
        let local: Vec<Name> = variables.chain(constants).chain(values.clone()).chain(facts).collect();
        let declared = self.lookup.candidates(&[ItemKind::Define, ItemKind::Register]);
        let candidates = local.iter().map(Name::as_str).chain(declared);
        let mut finding = crate::lookup::unresolved(name, place, candidates, &hint);
        if let Some(Type::Enum(enumeration)) = expected {
            finding = finding.note(values_of(enumeration, &values));
        }
        self.lookup.report(finding);
        self.unknown(span)
    }

    fn variants_of(&self, enumeration: &Name) -> Vec<Name> {
        let item = self.lookup.peek(enumeration);
        let signature = item.and_then(|item| enum_signature(self.lookup.db, item.decl).as_ref());
        signature.map(|signature| signature.variants.clone()).unwrap_or_default()
    }

    fn owner_of_variant(&self, name: &Name) -> Option<&'db Name> {
        value_owners(self.lookup.db, self.lookup.package).get(name)
    }

    pub(super) fn field(&mut self, base: ast::ExprId, field: &ast::Ident, span: Span) -> Typed {
        if let ast::ExprKind::Name(name) = &self.exprs.get(base).kind
            && self.scope.iter().all(|variable| variable.name != *name)
            && self.lookup.peek(name).is_some_and(|item| item.kind == ItemKind::Enumeration)
        {
            return self.qualified_value(name, self.exprs.get(base).span, field, span);
        }
        let typed = self.infer(base, None);
        let Some(ty) = typed.ty else { return self.unknown(span) };
        match &ty {
            Type::Record(entity) | Type::Reference(entity) => {
                self.entity_field(typed.id, entity, field, span)
            }
            Type::Optional(_) => {
                let message = format!("`{}` is read through something that may not exist", field.name);
                let help = format!(
                    "write `some x in {} satisfies … x.{} …`, which is false where there is none, or `every`, which is true",
                    self.source_words(base),
                    field.name
                );
                self.report_at(&codes::READ_OPTIONAL, self.exprs.get(base).span, message, "optional", &help);
                self.unknown(span)
            }
            other => {
                let message = format!("{} has no field `{}`", described(other), field.name);
                let help = match other {
                    Type::List(_) => "say of which elements: `every x in … satisfies x.field …`",
                    Type::Pool(_) => "a pool is only referred to; follow a reference into it",
                    _ => "only entities have fields",
                };
                self.report_at(&codes::NO_FIELDS, field.span, message, "no fields here", help);
                self.unknown(span)
            }
        }
    }

    /// A path as it is written; `…` for what is no path.
    pub(super) fn source_words(&self, id: ast::ExprId) -> String {
        match &self.exprs.get(id).kind {
            ast::ExprKind::Name(name) => name.to_string(),
            ast::ExprKind::Field(base, field) => format!("{}.{}", self.source_words(*base), field.name),
            _ => "…".to_owned(),
        }
    }

    /// Where another formula of the declaration binds a variable of this name.
    fn bound_elsewhere(&self, name: &Name) -> Option<Span> {
        self.exprs.iter().find_map(|expr| {
            let variable = match &expr.kind {
                ast::ExprKind::Quantified(quantified) => &quantified.variable,
                ast::ExprKind::Each(variable, ..) => variable,
                _ => return None,
            };
            (variable.name == *name).then_some(variable.span)
        })
    }

    /// A variable that is used after the quantifier that binds it has ended, often in an `unless` of its own.
    fn out_of_scope(&self, name: &Name, span: Span, bound: Span) -> crate::declaration::Finding {
        let place = self.lookup.anchor(span);
        let message = format!("nothing is called `{name}` here");
        Diagnostic::at(&codes::UNRESOLVED, message, place, "unknown name")
            .label(self.lookup.anchor(bound), "stands for an element here, and in this formula alone")
            .help(format!(
                "to leave out single elements, write `except where …` before the `satisfies` of that formula; else bind it \
                 here too: `some {name} in …`"
            ))
    }

    fn qualified_value(&mut self, name: &Name, name_span: Span, value: &ast::Ident, span: Span) -> Typed {
        self.lookup.item(name, name_span);
        if let Some(found) = self.variant(name, &value.name) {
            return self.typed(ExprKind::Literal(found), Type::Enum(name.clone()), span);
        }
        let variants = self.variants_of(name);
        let place = self.lookup.anchor(value.span);
        let finding = crate::lookup::unresolved(&value.name, place, variants.iter().map(Name::as_str), "");
        self.lookup.report(finding.note(values_of(name, &variants)));
        self.unknown(span)
    }

    fn entity_field(&mut self, base: ExprId, entity: &Name, field: &ast::Ident, span: Span) -> Typed {
        let db = self.lookup.db;
        let signature = self.lookup.peek(entity).and_then(|item| entity_signature(db, item.decl).as_ref());
        let Some(signature) = signature else { return self.unknown(span) };
        if signature.identity.as_ref() == Some(&field.name) {
            let message = format!("the identity of {entity} is no fact");
            let help = "references are for walking: read fields through them, do not compare them";
            self.report_at(&codes::IDENTITY, field.span, message, "an identity", help);
            return self.unknown(span);
        }
        match signature.field(&field.name) {
            Some((index, found)) => match found.ty.clone() {
                Some(ty) => {
                    let reference = FieldRef { name: field.name.clone(), index };
                    self.typed(ExprKind::Field(base, reference), ty, span)
                }
                None => self.unknown(span),
            },
            None if signature.incomplete => self.unknown(span),
            None => {
                self.unknown_field(entity, field, signature.fields.iter().map(|field| field.name.as_str()));
                self.unknown(span)
            }
        }
    }

    fn unknown_field<'n>(
        &mut self,
        entity: &Name,
        field: &ast::Ident,
        fields: impl Iterator<Item = &'n str>,
    ) {
        let place = self.lookup.anchor(field.span);
        let message = format!("{entity} has no field `{}`", field.name);
        let mut finding = Diagnostic::at(&codes::UNKNOWN_FIELD, message, place.clone(), "unknown field");
        if let Some(item) = self.lookup.peek(entity) {
            let db = self.lookup.db;
            finding = finding
                .label(anchor(db, item.decl, name_span(db, item.decl)), format!("{entity} is declared here"));
        }
        let fields: Vec<&str> = fields.collect();
        finding = match nearest(&field.name, fields.iter().copied()) {
            Some(meant) => {
                finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), place, meant)
            }
            None => finding.help(format!("its fields are {}", listed(&fields))),
        };
        self.lookup.report(finding);
    }

    pub(super) fn call(&mut self, name: &ast::Ident, arguments: &[ast::ExprId], span: Span) -> Typed {
        let is_variable = self.scope.iter().any(|variable| variable.name == name.name);
        if is_variable || (self.facts.field(&name.name).is_some() && self.lookup.peek(&name.name).is_none()) {
            let message = format!("`{}` is no notion and takes no arguments", name.name);
            self.report_at(
                &codes::WRONG_ARGUMENTS,
                name.span,
                message,
                "not a notion",
                "leave the parentheses out, or declare a notion of another name",
            );
            return self.beside_arguments(arguments, span);
        }
        let Some(item) = self.lookup.of_kind(name, ItemKind::Define) else {
            return self.beside_arguments(arguments, span);
        };
        let Some(signature) = define_signature(self.lookup.db, item.decl).as_ref() else {
            return self.beside_arguments(arguments, span);
        };
        if signature.parameters.len() != arguments.len() {
            self.wrong_count(name, item, signature.parameters.len(), arguments.len(), span);
            return self.beside_arguments(arguments, span);
        }
        let mut checked = vec![];
        for (argument, parameter) in arguments.iter().zip(&signature.parameters) {
            checked.push(match &parameter.ty {
                Some(ty) => self.check(*argument, ty),
                None => self.infer_quietly(*argument).id,
            });
        }
        match &signature.ty {
            Some(ty) => self.typed(ExprKind::Call(name.name.clone(), checked), ty.clone(), span),
            None => self.unknown(span),
        }
    }

    /// Stands for a call that was reported; the names in its arguments count as used.
    fn beside_arguments(&mut self, arguments: &[ast::ExprId], span: Span) -> Typed {
        for argument in arguments {
            self.infer_quietly(*argument);
        }
        self.unknown(span)
    }

    fn wrong_count(&mut self, name: &ast::Ident, item: Item<'db>, wanted: usize, given: usize, span: Span) {
        let db = self.lookup.db;
        let count = |n: usize| counted(n, "argument", "arguments");
        let message = format!("`{}` takes {}, and is given {given}", name.name, count(wanted));
        let finding = Diagnostic::at(
            &codes::WRONG_ARGUMENTS,
            message,
            self.lookup.anchor(span),
            format!("{given} given"),
        )
        .label(anchor(db, item.decl, name_span(db, item.decl)), format!("takes {}", count(wanted)))
        .help(format!("write {}, in the order of its parameters", count(wanted)));
        self.lookup.report(finding);
    }

    pub(super) fn level(&mut self, level: u32, span: Span, expected: Option<&Type>) -> Typed {
        self.literal_levels.push(span);
        let ladder = match expected {
            Some(Type::Level(ladder)) => Some(ladder.clone()),
            _ => self.only_ladder(),
        };
        let Some(ladder) = ladder else {
            if has_broken(self.lookup.db, self.lookup.package, "ladder") {
                return self.unknown(span);
            }
            let help = "compare it with a parameter declared `level of LADDER`";
            let message = format!("it is not clear of which ladder this is level {level}");
            self.report_at(&codes::LEVEL_MISUSE, span, message, "of which ladder?", help);
            return self.unknown(span);
        };
        let db = self.lookup.db;
        let levels = self.lookup.peek(&ladder).and_then(|item| ladder_levels(db, item.decl).as_ref());
        if levels.is_some_and(|levels| levels.iter().all(|known| known.number != level)) {
            let highest =
                levels.map_or(0, |levels| levels.iter().map(|known| known.number).max().unwrap_or(0));
            let message = format!("{ladder} has no {}", span.of(self.lookup.decl.text(db)));
            let help = format!("its levels run from 1 to {highest}");
            self.report_at(&codes::LEVEL_MISUSE, span, message, "no such level", &help);
            return self.unknown(span);
        }
        self.typed(ExprKind::Literal(Value::Level(level)), Type::Level(ladder), span)
    }

    fn only_ladder(&self) -> Option<Name> {
        let mut ladders = self.lookup.candidates(&[ItemKind::Ladder]);
        let first = ladders.next()?;
        // A ladder that is declared twice is one ladder, and reported as such.
        ladders.all(|other| other == first).then(|| Name::from(first))
    }

    /// Whether the declaration has a level of its own, be it known or not.
    fn has_level(&self) -> bool {
        let kind = &tree(self.lookup.db, self.lookup.decl).kind;
        matches!(kind, ast::DeclarationKind::Criterion(_) | ast::DeclarationKind::Derogation(_))
    }

    pub(super) fn own_level(&mut self, span: Span) -> Typed {
        match self.setting.own_level.clone() {
            Some((ladder, level)) => {
                self.typed(ExprKind::Literal(Value::Level(level)), Type::Level(ladder), span)
            }
            // A criterion without a level that is known, and a derogation from such, is reported at its head.
            None if self.has_level() => self.unknown(span),
            None => {
                let help =
                    "give the notion a parameter, `n : level of …`, and let each criterion pass `own level`";
                let message = "`own level` stands outside a criterion".to_owned();
                self.report_at(&codes::LEVEL_MISUSE, span, message, "no level here", help);
                self.unknown(span)
            }
        }
    }
}

fn values_of(enumeration: &Name, values: &[Name]) -> String {
    format!("values of {enumeration} are {}", listed(values))
}

/// The first names of a list, each in backticks.
fn listed<S: AsRef<str>>(names: &[S]) -> String {
    const MOST: usize = 12;
    let shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{}`", name.as_ref())).collect();
    let more = if names.len() > MOST { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
