//! What names mean to editors is what they mean to the law: every expression of the checked program is a mention of the
//! same thing at the same place.

use std::collections::{BTreeMap, BTreeSet};

use acquis_analysis::{Mention, Symbol, every_declaration, mentions, program};
use acquis_base::Span;
use acquis_ir::{Expr, ExprKind, Formula, Program, Type, Value};

use crate::cada::Law;

/// The formulas of a program.
fn formulas(program: &Program) -> Vec<&Formula> {
    let mut all: Vec<&Formula> = vec![];
    all.extend(program.defines.values().map(|define| &define.body));
    all.extend(program.assumes.iter().map(|assume| &assume.formula));
    for criterion in &program.criteria {
        let points = criterion.points.iter().map(|point| &point.requirement);
        for requirement in std::iter::once(&criterion.requirement).chain(points) {
            all.extend(requirement.applies.iter().chain(&requirement.requires).chain(&requirement.unless));
        }
    }
    for derogation in &program.derogations {
        all.extend(derogation.opens.iter().chain(&derogation.except));
        all.extend(derogation.conditions.iter().map(|condition| &condition.formula));
    }
    for rule in &program.rules {
        all.extend(&rule.applies);
        all.extend(rule.for_each.iter());
        all.push(&rule.default.formula);
        all.extend(rule.exceptions.iter().flat_map(|it| [&it.condition, &it.outcome.formula]));
    }
    all
}

/// What an expression means to the law, if it names something.
fn named(formula: &Formula, expr: &Expr) -> Option<(String, bool)> {
    Some(match &expr.kind {
        ExprKind::Variable(id) => {
            let name = &formula.variable(*id)?.name;
            // Lists of values are searched by a variable that nobody wrote.
            if name.starts_with('_') {
                return None;
            }
            (format!("variable {name}"), true)
        }
        ExprKind::Field(base, field) => match &formula.expr(*base)?.kind {
            ExprKind::Facts => (format!("fact {}", field.name), true),
            _ => {
                let entity = formula.expr(*base)?.ty.entity()?;
                (format!("field {entity}.{}", field.name), false)
            }
        },
        ExprKind::Literal(Value::Variant(value, _)) => match &expr.ty {
            Type::Enum(owner) => (format!("value {owner}.{value}"), false),
            _ => return None,
        },
        ExprKind::Literal(Value::Country(country)) => (format!("country {}", country.code()), true),
        ExprKind::Call(name, _) => (format!("notion {name}"), false),
        ExprKind::InRegister { register, .. } => (format!("register {register}"), false),
        ExprKind::ByReading(reading, _) | ExprKind::Should(_, reading) => {
            (format!("reading {reading}"), false)
        }
        _ => return None,
    })
}

fn meant(mention: &Mention) -> String {
    match &mention.symbol {
        Symbol::Local(_, _, name) => format!("variable {name}"),
        Symbol::Fact(name) => format!("fact {name}"),
        Symbol::Field(entity, name) => format!("field {entity}.{name}"),
        Symbol::Value(owner, name) => format!("value {owner}.{name}"),
        Symbol::Country(country) => format!("country {}", country.code()),
        Symbol::Item(kind, name) => format!("{} {name}", kind.as_str()),
        other => format!("{other:?}"),
    }
}

#[test]
fn every_name_of_the_law_means_to_editors_what_it_means_to_the_law() {
    let law = Law::new();
    let program = program(&law.db, law.package).as_ref().expect("the law checks");
    let mut by_home: BTreeMap<String, &Vec<Mention>> = BTreeMap::new();
    for decl in every_declaration(&law.db, law.package) {
        let key = decl.key(&law.db);
        by_home.insert(format!("{}#{}#{}", key.file, key.head, key.nth), mentions(&law.db, decl));
    }
    let mut seen: BTreeSet<(String, Span, String)> = BTreeSet::new();
    for formula in formulas(program) {
        let found = by_home.get(formula.home.as_str()).expect("the home of a formula is a declaration");
        for expr in &formula.exprs {
            let Some((wanted, whole)) = named(formula, expr) else { continue };
            let fits = |mention: &&Mention| {
                let inside = expr.span.start <= mention.span.start && mention.span.end <= expr.span.end;
                meant(mention) == wanted && if whole { mention.span == expr.span } else { inside }
            };
            // The constants of a criterion are values to the law, and parameters to whoever reads it.
            let is_constant = |mention: &Mention| {
                mention.span == expr.span && matches!(mention.symbol, Symbol::Parameter(..))
            };
            assert!(
                found.iter().any(|mention| fits(&mention) || is_constant(mention)),
                "{} at {:?} of {}",
                wanted,
                expr.span,
                formula.home
            );
            seen.insert((formula.home.to_string(), expr.span, wanted));
        }
    }
    assert!(seen.len() > 1000, "{}", seen.len());
}
