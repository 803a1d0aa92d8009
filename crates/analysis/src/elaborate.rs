//! Elaboration: a written expression becomes a typed formula, or findings that say why it cannot.
//!
//! Types are found from the inside out; a bare word that nothing declares (`substantial`, `DE`) takes its meaning
//! from the type that is expected where it stands. After a finding the formula goes on with a placeholder whose type
//! is not known, and nothing that involves it is reported again.

mod arithmetic;
mod choose;
mod compare;
mod name;
mod quantify;

use acquis_base::{Diagnostic, Name, Span, codes};
use acquis_ir::{Expr, ExprId, ExprKind, Formula, Limb, LimbLabel, Range, Type, Value, Variable, VariableId};
use acquis_syntax::ast;

use crate::lookup::Lookup;
use crate::vocabulary::{EntitySignature, facts_signature};

/// A constant of a criterion: `parameter minimum : Grade = substantial`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Constant {
    pub(crate) name: Name,
    pub(crate) ty: Type,
    pub(crate) value: Value,
}

/// What a formula stands in, beyond what the package declares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Setting {
    /// The constants of the criterion.
    pub(crate) constants: Vec<Constant>,
    /// The ladder and level of the criterion, where the formula belongs to one.
    pub(crate) own_level: Option<(Name, u32)>,
    /// The variables bound from outside, with the places of their names.
    pub(crate) parameters: Vec<(Name, Option<Type>, Span)>,
}

/// An expression with its type, which is missing after a finding.
#[derive(Debug, Clone)]
struct Typed {
    id: ExprId,
    ty: Option<Type>,
}

/// A variable in scope.
struct InScope {
    name: Name,
    id: VariableId,
    ty: Option<Type>,
    span: Span,
    used: bool,
}

/// Turns the expressions of one declaration into formulas.
pub(crate) struct Elaborator<'a, 'db> {
    pub(crate) lookup: Lookup<'db>,
    exprs: &'a ast::Exprs,
    facts: &'db EntitySignature,
    setting: Setting,
    formula: Formula,
    scope: Vec<InScope>,
    /// The criterion constants used.
    pub(crate) used_constants: Vec<Name>,
    /// The parameters used.
    pub(crate) used_parameters: Vec<Name>,
    /// The places where a level is named literally.
    pub(crate) literal_levels: Vec<Span>,
    /// Whether bare words stand beside something wrong, which could have given them their meaning.
    muted: bool,
}

impl<'a, 'db> Elaborator<'a, 'db> {
    pub(crate) fn new(lookup: Lookup<'db>, exprs: &'a ast::Exprs, setting: Setting) -> Self {
        let (db, package) = (lookup.db, lookup.package);
        Self {
            exprs,
            facts: facts_signature(db, package),
            setting,
            formula: Formula::default(),
            scope: vec![],
            used_constants: vec![],
            used_parameters: vec![],
            literal_levels: vec![],
            muted: false,
            lookup,
        }
    }

    /// The formula of a truth value.
    pub(crate) fn condition(&mut self, id: ast::ExprId) -> Formula {
        self.value(id, &Type::Bool)
    }

    /// The formula of a value of type `ty`.
    pub(crate) fn value(&mut self, id: ast::ExprId, ty: &Type) -> Formula {
        self.start();
        let root = self.check(id, ty);
        self.formula.root = Some(root);
        self.finish()
    }

    /// The formula of an expression whose type is not known; only names are looked up.
    pub(crate) fn condition_quietly(&mut self, id: ast::ExprId) -> Formula {
        self.start();
        if !matches!(
            self.exprs.get(id).kind,
            ast::ExprKind::Together(_) | ast::ExprKind::Each(..) | ast::ExprKind::Chain(_)
        ) {
            self.formula.root = Some(self.infer_quietly(id).id);
        }
        self.finish()
    }

    /// The formula of a list whose elements have type `element`.
    pub(crate) fn list(&mut self, id: ast::ExprId, element: &Type) -> Formula {
        self.start();
        if let Some((range, found)) = self.range(id) {
            if !self.same_element(&found, element) {
                self.mismatch(self.exprs.get(id).span, &found, element, "the elements of this list");
            }
            self.formula.range = Some(range);
        }
        self.finish()
    }

    /// The formula of the elements of a list that pass a filter, with their type, and whether the filter looks at them.
    pub(crate) fn each_of(&mut self, written: &ast::EachOf) -> (Formula, Option<Type>, bool) {
        self.start();
        let ranged = self.range(written.range);
        self.refuse_shadowing(&written.variable);
        let element = ranged.as_ref().map(|(_, element)| element.clone());
        let variable = self.bind(written.variable.name.clone(), element.clone(), written.variable.span);
        let filter = written.filter.map(|filter| self.check_condition(filter));
        let used = self.scope.pop().is_some_and(|variable| variable.used);
        self.formula.range = ranged.map(|(range, _)| match filter {
            Some(condition) => Range::Filtered(variable, Box::new(range), condition),
            None => range,
        });
        (self.finish(), element, used)
    }

    /// The formula of a list of dates.
    pub(crate) fn dates(&mut self, id: ast::ExprId) -> Formula {
        self.start();
        if let Some((range, found)) = self.range(id) {
            if !matches!(found, Type::Date(..)) {
                self.mismatch(self.exprs.get(id).span, &found, &Type::ANY_DATE, "the elements of this list");
            }
            self.formula.range = Some(range);
        }
        self.finish()
    }

    /// The formula of the last day of a period.
    pub(crate) fn period(&mut self, event: ast::ExprId, period: &ast::Period, span: Span) -> Formula {
        self.start();
        let last = self.last_day(event, period, span);
        self.formula.root = Some(last.id);
        self.finish()
    }

    /// Brings the variables into scope that stand for something in the formulas that follow.
    pub(crate) fn bind_outside(&mut self, parameters: Vec<(Name, Option<Type>, Span)>) {
        self.setting.parameters = parameters;
    }

    fn start(&mut self) {
        let home = self.lookup.decl.key(self.lookup.db).home();
        self.formula = Formula { home: Name::from(home), ..Formula::default() };
        self.scope.clear();
        for (name, ty, span) in self.setting.parameters.clone() {
            self.bind(name, ty, span);
        }
    }

    fn finish(&mut self) -> Formula {
        let used = self.scope.iter().filter(|variable| variable.used).map(|variable| variable.name.clone());
        self.used_parameters.extend(used);
        self.scope.clear();
        std::mem::take(&mut self.formula)
    }

    /// Brings a variable into scope.
    fn bind(&mut self, name: Name, ty: Option<Type>, span: Span) -> VariableId {
        let id = VariableId(u32::try_from(self.formula.variables.len()).unwrap_or(u32::MAX));
        let known = ty.clone().unwrap_or(Type::Bool);
        self.formula.variables.push(Variable { name: name.clone(), ty: known });
        self.scope.push(InScope { name, id, ty, span, used: false });
        id
    }

    fn push(&mut self, kind: ExprKind, ty: Type, span: Span) -> ExprId {
        let id = ExprId(u32::try_from(self.formula.exprs.len()).unwrap_or(u32::MAX));
        self.formula.exprs.push(Expr { kind, ty, span });
        id
    }

    fn typed(&mut self, kind: ExprKind, ty: Type, span: Span) -> Typed {
        let id = self.push(kind, ty.clone(), span);
        Typed { id, ty: Some(ty) }
    }

    /// Stands for an expression about which something was reported.
    fn unknown(&mut self, span: Span) -> Typed {
        let id = self.push(ExprKind::Literal(Value::Bool(false)), Type::Bool, span);
        Typed { id, ty: None }
    }

    fn report_at(
        &mut self,
        code: &'static acquis_base::Code,
        span: Span,
        message: String,
        label: &str,
        help: &str,
    ) {
        let mut finding = Diagnostic::at(code, message, self.lookup.anchor(span), label);
        if !help.is_empty() {
            finding = finding.help(help);
        }
        self.lookup.report(finding);
    }

    fn mismatch(&mut self, span: Span, found: &Type, wanted: &Type, what: &str) {
        let message = format!("{what} must be {}, and is {}", described(wanted), described(found));
        let mut finding = Diagnostic::at(
            &codes::TYPE_MISMATCH,
            message,
            self.lookup.anchor(span),
            format!("this is {}", described(found)),
        );
        if let Type::Optional(_) = found {
            finding = finding.help(
                "an optional value is read by `some x in … satisfies …`, which is false where there is none",
            );
        } else {
            finding = finding.help(format!("write {}", described(wanted)));
        }
        self.lookup.report(finding);
    }

    /// An expression beside something that was reported: its names count as used, and a bare word without meaning is
    /// not reported as well.
    fn infer_quietly(&mut self, id: ast::ExprId) -> Typed {
        let before = std::mem::replace(&mut self.muted, true);
        let typed = self.infer(id, None);
        self.muted = before;
        typed
    }

    /// An expression of type `wanted`.
    fn check(&mut self, id: ast::ExprId, wanted: &Type) -> ExprId {
        let before = std::mem::replace(&mut self.muted, false);
        let typed = self.infer(id, Some(wanted));
        self.muted = before;
        if let Some(found) = &typed.ty {
            self.fits(self.exprs.get(id).span, found, wanted);
        }
        typed.id
    }

    fn check_condition(&mut self, id: ast::ExprId) -> ExprId {
        self.check(id, &Type::Bool)
    }

    /// Reports when a value of type `found` does not fit where `wanted` is asked for.
    fn fits(&mut self, span: Span, found: &Type, wanted: &Type) {
        match (found, wanted) {
            (Type::Number(a), Type::Number(b)) if a.unit == b.unit => {
                if !self.number_fits(*a, *b) {
                    let help = "widen the declared range, or narrow what is computed";
                    let message = "this number may leave the range that is declared for it".to_owned();
                    self.report_at(
                        &codes::OUT_OF_RANGE,
                        span,
                        message,
                        "may be too large or too small",
                        help,
                    );
                }
            }
            (Type::Date(a, b), Type::Date(from, to)) => {
                if a < from || b > to {
                    let help = "dates given to and by notions lie between 1800 and 2300";
                    let message = "this date may leave the years that can be represented".to_owned();
                    self.report_at(&codes::OUT_OF_RANGE, span, message, "may be too early or too late", help);
                }
            }
            (a, b) if a.entity().is_some() && a.entity() == b.entity() => {}
            (a, b) if a == b => {}
            _ => self.mismatch(span, found, wanted, "this"),
        }
    }

    fn number_fits(&self, found: acquis_ir::NumberType, wanted: acquis_ir::NumberType) -> bool {
        let number = |mantissa, denominator| acquis_ir::Number::new(mantissa, denominator);
        number(found.min, found.denominator) >= number(wanted.min, wanted.denominator)
            && number(found.max, found.denominator) <= number(wanted.max, wanted.denominator)
    }

    fn same_element(&self, a: &Type, b: &Type) -> bool {
        a == b || (a.entity().is_some() && a.entity() == b.entity())
    }

    /// The typed form of an expression; `expected` gives bare words their meaning.
    fn infer(&mut self, id: ast::ExprId, expected: Option<&Type>) -> Typed {
        let expr = self.exprs.get(id);
        let span = expr.span;
        match &expr.kind {
            ast::ExprKind::Error => self.unknown(span),
            ast::ExprKind::Bool(value) => {
                self.typed(ExprKind::Literal(Value::Bool(*value)), Type::Bool, span)
            }
            ast::ExprKind::Text(text) => {
                self.typed(ExprKind::Literal(Value::Text(text.clone())), Type::Text, span)
            }
            ast::ExprKind::Number(_)
            | ast::ExprKind::Percent(_)
            | ast::ExprKind::Date(_)
            | ast::ExprKind::Duration(..) => self.literal(id),
            ast::ExprKind::Level(level) => self.level(*level, span, expected),
            ast::ExprKind::OwnLevel => self.own_level(span),
            ast::ExprKind::AssessmentDate => self.typed(ExprKind::AssessmentDate, Type::ANY_DATE, span),
            ast::ExprKind::Name(name) => self.name(name, span, expected),
            ast::ExprKind::Field(base, field) => self.field(*base, field, span),
            ast::ExprKind::Call(name, arguments) => self.call(name, arguments, span),
            ast::ExprKind::Not(inner) => {
                let inner = self.check_condition(*inner);
                self.typed(ExprKind::Not(inner), Type::Bool, span)
            }
            ast::ExprKind::All(limbs) => {
                let limbs = self.limbs(limbs);
                self.typed(ExprKind::All(limbs), Type::Bool, span)
            }
            ast::ExprKind::Any(limbs) => {
                let limbs = self.limbs(limbs);
                self.typed(ExprKind::Any(limbs), Type::Bool, span)
            }
            ast::ExprKind::Implies(a, b) => {
                let (a, b) = (self.check_condition(*a), self.check_condition(*b));
                self.typed(ExprKind::Implies(a, b), Type::Bool, span)
            }
            ast::ExprKind::Compare(comparison, a, b) => self.compare(*comparison, *a, *b, span),
            ast::ExprKind::In(item, set, negated) => self.membership(*item, *set, *negated, span),
            ast::ExprKind::Share(part, comparison, percent, whole) => {
                self.share((*part, *whole), *comparison, percent, span)
            }
            ast::ExprKind::Arithmetic(operation, a, b) => self.arithmetic(*operation, *a, *b, span),
            ast::ExprKind::Negate(inner) => self.negate(*inner, span),
            ast::ExprKind::Exists(inner) => self.exists(*inner, span),
            ast::ExprKind::Quantified(quantified) => self.quantified(quantified, span),
            ast::ExprKind::FirstOf(first) => self.first_of(first, expected, span),
            ast::ExprKind::If(condition, then, otherwise) => {
                self.conditional((*condition, *then, *otherwise), expected, span)
            }
            ast::ExprKind::ByReading(reading, choices) => self.by_reading(reading, choices, expected, span),
            ast::ExprKind::Should(asked, reading) => self.should(*asked, reading.as_ref(), span),
            ast::ExprKind::Count(_) => self.stray_count(span),
            ast::ExprKind::AsOf(..) => self.stray_as_of(span),
            ast::ExprKind::List(items) => {
                for item in items {
                    self.infer_quietly(*item);
                }
                self.stray_list(span)
            }
            ast::ExprKind::Chain(_) | ast::ExprKind::Each(..) | ast::ExprKind::Together(_) => {
                self.stray_range(span)
            }
        }
    }

    fn limbs(&mut self, limbs: &[ast::Limb]) -> Vec<Limb> {
        let limb = |this: &mut Self, limb: &ast::Limb| Limb {
            label: limb.label.as_ref().map(limb_label),
            expr: this.check_condition(limb.formula),
        };
        limbs.iter().map(|written| limb(self, written)).collect()
    }

    fn exists(&mut self, inner: ast::ExprId, span: Span) -> Typed {
        let typed = self.infer(inner, None);
        match typed.ty {
            Some(Type::Optional(_)) => self.typed(ExprKind::Exists(typed.id), Type::Bool, span),
            None => self.unknown(span),
            Some(other) => {
                let message = format!("`exists` is asked of {}, which always exists", described(&other));
                let help =
                    "only a field declared `optional` may not exist; whether a fact is known is not a fact";
                self.report_at(&codes::TYPE_MISMATCH, span, message, "not optional", help);
                self.unknown(span)
            }
        }
    }

    fn stray_list(&mut self, span: Span) -> Typed {
        if self.muted {
            return self.unknown(span);
        }
        let help = "a list of values stands after `in`: `grade in [substantial, high]`";
        self.report_at(
            &codes::TYPE_MISMATCH,
            span,
            "a list is no value by itself".to_owned(),
            "a list",
            help,
        );
        self.unknown(span)
    }

    fn stray_range(&mut self, span: Span) -> Typed {
        let help = "say what is asked of its elements: `every x in … satisfies …`";
        self.report_at(&codes::TYPE_MISMATCH, span, "a list is no truth value".to_owned(), "a list", help);
        self.unknown(span)
    }

    /// Places a formula's variables that were never used.
    fn unused_variable(&mut self, variable: &InScope) {
        if variable.used || variable.name.starts_with('_') {
            return;
        }
        let message = format!("the variable `{}` is never used", variable.name);
        let help = format!("use it, or call it `_{}`", variable.name);
        let place = self.lookup.anchor(variable.span);
        let finding = Diagnostic::at(&codes::UNUSED_VARIABLE, message, place.clone(), "never used")
            .help(help)
            .fix(format!("call it `_{}`", variable.name), place, format!("_{}", variable.name));
        self.lookup.report(finding);
    }
}

fn limb_label(label: &ast::LimbLabel) -> LimbLabel {
    let shown =
        if label.numbered { Name::from(format!("({})", label.label.name)) } else { label.label.name.clone() };
    LimbLabel {
        label: shown,
        numbered: label.numbered,
        gloss: label.gloss.as_ref().map(|gloss| gloss.value.clone()),
    }
}

/// How messages call a type.
pub(crate) fn described(ty: &Type) -> String {
    match ty {
        Type::Bool => "a truth value".to_owned(),
        Type::Number(number) => match number.unit {
            acquis_ir::Unit::Percent => "a percentage",
            acquis_ir::Unit::Days => "a number of days",
            acquis_ir::Unit::Plain => "a number",
        }
        .to_owned(),
        Type::Text => "a text".to_owned(),
        Type::Date(..) => "a date".to_owned(),
        Type::Country => "a country".to_owned(),
        Type::Enum(name) => format!("a value of {name}"),
        Type::Level(ladder) => format!("a level of {ladder}"),
        Type::Record(name) => format!("a record of {name}"),
        Type::Reference(name) => format!("a reference to {name}"),
        Type::Optional(inner) => format!("{} that may not exist", described(inner)),
        Type::List(list) => format!("a list of {}", plural(&list.element)),
        Type::Pool(name) => format!("a pool of {name}"),
    }
}

/// How messages call several values of a type.
fn plural(ty: &Type) -> String {
    match ty {
        Type::Bool => "truth values".to_owned(),
        Type::Number(number) => match number.unit {
            acquis_ir::Unit::Percent => "percentages",
            acquis_ir::Unit::Days => "numbers of days",
            acquis_ir::Unit::Plain => "numbers",
        }
        .to_owned(),
        Type::Text => "texts".to_owned(),
        Type::Date(..) => "dates".to_owned(),
        Type::Country => "countries".to_owned(),
        Type::Enum(name) => format!("values of {name}"),
        Type::Level(ladder) => format!("levels of {ladder}"),
        Type::Record(name) => format!("records of {name}"),
        Type::Reference(name) => format!("references to {name}"),
        Type::Optional(_) | Type::List(_) | Type::Pool(_) => described(ty),
    }
}

/// What an expression ranges over and the type of its elements; nothing after a finding.
type Ranged = Option<(Range, Type)>;
