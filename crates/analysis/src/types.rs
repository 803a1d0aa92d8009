//! Types as written become types of the program.

use acquis_base::{Diagnostic, Name, Span, codes, nearest};
use acquis_ir::{ListType, Number, NumberType, Type, Unit};
use acquis_syntax::ast::{Bound, Count, Ident, TypeForm, TypeFormKind};

use crate::lookup::{Lookup, with_article};
use crate::names::ItemKind;
use crate::vocabulary::has_identity;

/// The names of the built-in types.
pub(crate) const BUILT_IN: &[&str] =
    &["Bool", "Text", "Date", "Country", "Integer", "Decimal", "Percentage", "Days"];

/// The most decimal places that a number may declare.
const MOST_PLACES: u32 = 6;

/// Where a type is written, which decides what is allowed there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    /// A field of an entity.
    Field,
    /// A field of a dossier.
    Facts,
    /// A parameter of a notion.
    Parameter,
    /// The value of a notion.
    Result,
    /// A parameter of a criterion.
    CriterionParameter,
    /// The value of a rule.
    Rule,
}

/// The type that `form` writes; nothing where it is not one, which is then reported.
pub(crate) fn resolve(lookup: &mut Lookup<'_>, form: &TypeForm, position: Position) -> Option<Type> {
    let is_field = matches!(position, Position::Field | Position::Facts);
    match &form.kind {
        TypeFormKind::Unread => None,
        TypeFormKind::Plain { name, bounds, places } => {
            plain(lookup, form, (name, bounds.as_ref(), *places), position)
        }
        TypeFormKind::Level(ladder) => {
            lookup.of_kind(ladder, ItemKind::Ladder)?;
            if !matches!(position, Position::Parameter | Position::Rule) {
                let why = "a level can only be a parameter of a notion or the value of a rule; write a number for one that is a fact";
                return refuse(lookup, form.span, why);
            }
            Some(Type::Level(ladder.name.clone()))
        }
        TypeFormKind::Reference(entity) => {
            let name = referable(lookup, entity)?;
            if !is_field {
                return refuse(
                    lookup,
                    form.span,
                    "a parameter that refers to an entity is written with the entity's name alone; leave `ref` out",
                );
            }
            Some(Type::Reference(name))
        }
        TypeFormKind::Pool(inner) => match &inner.kind {
            TypeFormKind::Plain { name, bounds: None, places: None } => {
                let name = referable(lookup, name)?;
                if position != Position::Facts {
                    return refuse(
                        lookup,
                        form.span,
                        "a pool stands in `facts` only; write `list of ref …` here, and declare the pool there",
                    );
                }
                Some(Type::Pool(name))
            }
            _ => refuse(lookup, form.span, "a pool holds entities; write `pool of` and the name of one"),
        },
        TypeFormKind::Optional(inner) => {
            let inner_type = resolve(lookup, inner, position)?;
            if !is_field {
                return refuse(lookup, form.span, "only a field can be optional; leave `optional` out");
            }
            if matches!(inner_type, Type::List(_) | Type::Optional(_) | Type::Pool(_)) {
                return refuse(
                    lookup,
                    form.span,
                    "a list is known to be empty when it is `[]`; it needs no `optional`",
                );
            }
            Some(Type::Optional(Box::new(inner_type)))
        }
        TypeFormKind::List(inner, nonempty) => list(lookup, form, inner, *nonempty, position),
    }
}

fn list(
    lookup: &mut Lookup<'_>,
    form: &TypeForm,
    inner: &TypeForm,
    nonempty: bool,
    position: Position,
) -> Option<Type> {
    if position == Position::Rule {
        return refuse(
            lookup,
            form.span,
            "a rule gives one value; with `for each` it gives one for each element",
        );
    }
    let element_position = if position == Position::Result { Position::Field } else { position };
    let element = resolve(lookup, inner, element_position)?;
    if matches!(element, Type::List(_) | Type::Optional(_) | Type::Pool(_) | Type::Level(_)) {
        return refuse(
            lookup,
            form.span,
            "the elements of a list are values, entities or references; put a list within a list into an entity of its own",
        );
    }
    if matches!(position, Position::Parameter | Position::CriterionParameter) {
        return refuse(lookup, form.span, "a parameter cannot be a list; pass what holds the list");
    }
    if nonempty && position == Position::Result {
        return refuse(lookup, form.span, "`nonempty` is said of facts, not of notions; leave it out");
    }
    Some(Type::List(Box::new(ListType { element, nonempty })))
}

type Plain<'f> = (&'f Ident, Option<&'f (Bound, Bound)>, Option<Count>);

fn plain(lookup: &mut Lookup<'_>, form: &TypeForm, plain: Plain<'_>, position: Position) -> Option<Type> {
    let (name, bounds, places) = plain;
    let number = match name.name.as_str() {
        "Integer" => Some(Unit::Plain),
        "Decimal" => Some(Unit::Plain),
        "Percentage" => Some(Unit::Percent),
        "Days" => Some(Unit::Days),
        _ => None,
    };
    if let Some(unit) = number {
        return number_type(lookup, form, unit, plain).map(Type::Number);
    }
    let known = BUILT_IN.contains(&name.name.as_str()) || lookup.peek(&name.name).is_some();
    if known && (bounds.is_some() || places.is_some()) {
        return refuse(lookup, form.span, "only numbers have a range and decimal places; leave them out");
    }
    let notion = matches!(position, Position::Parameter | Position::Result);
    match name.name.as_str() {
        "Bool" => Some(Type::Bool),
        "Text" => Some(Type::Text),
        "Country" => Some(Type::Country),
        "Date" if notion => Some(Type::Date(acquis_ir::Date::EARLIEST_GIVEN, acquis_ir::Date::LATEST_GIVEN)),
        "Date" if position == Position::Rule => {
            Some(Type::Date(acquis_ir::Date::EARLIEST, acquis_ir::Date::LATEST))
        }
        "Date" => Some(Type::ANY_DATE),
        _ => declared(lookup, name, position),
    }
}

fn declared(lookup: &mut Lookup<'_>, name: &Ident, position: Position) -> Option<Type> {
    let Some(item) = lookup.item(&name.name, name.span) else {
        unknown_type(lookup, name);
        return None;
    };
    match item.kind {
        ItemKind::Broken => None,
        ItemKind::Enumeration => Some(Type::Enum(name.name.clone())),
        ItemKind::Entity if position == Position::Result => refuse(
            lookup,
            name.span,
            "a notion stands for a value or a list, not for a single entity; write `list of` before it",
        ),
        ItemKind::Entity if position == Position::Rule => {
            refuse(lookup, name.span, "a rule gives a value, not an entity; write the type of a field of it")
        }
        ItemKind::Entity if position == Position::CriterionParameter => refuse(
            lookup,
            name.span,
            "a parameter of a criterion is a constant, not an entity; write the type of a value",
        ),
        ItemKind::Entity => Some(Type::Record(name.name.clone())),
        other => {
            let message = format!("`{}` is {}, not a type", name.name, with_article(other.as_str()));
            let finding = Diagnostic::at(&codes::BAD_TYPE, message, lookup.anchor(name.span), "not a type")
                .help("a type is built in, an entity, or an enumeration");
            lookup.report(finding);
            None
        }
    }
}

fn unknown_type(lookup: &mut Lookup<'_>, name: &Ident) {
    let declared = lookup.candidates(&[ItemKind::Entity, ItemKind::Enumeration]);
    let candidates: Vec<&str> = BUILT_IN.iter().copied().chain(declared).collect();
    let place = lookup.anchor(name.span);
    let message = format!("there is no type `{}`", name.name);
    let finding = Diagnostic::at(&codes::UNRESOLVED, message, place.clone(), "unknown type");
    let finding = match nearest(&name.name, candidates) {
        Some(meant) => {
            finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), place, meant)
        }
        None => finding.help(format!(
            "built-in types are {}; others are declared by `entity` or `enum`",
            BUILT_IN.join(", ")
        )),
    };
    lookup.report(finding);
}

/// The entity that `name` names, which must have an identity to be referred to.
fn referable(lookup: &mut Lookup<'_>, name: &Ident) -> Option<Name> {
    let item = lookup.of_kind(name, ItemKind::Entity)?;
    if !has_identity(lookup.db, item.decl) {
        let finding = Diagnostic::at(
            &codes::BAD_TYPE,
            format!("`{}` cannot be referred to: its records have no identity", name.name),
            lookup.anchor(name.span),
            "no identity",
        )
        .help(format!("declare it as `entity {} identified by id {{ … }}`", name.name));
        lookup.report(finding);
    }
    Some(name.name.clone())
}

fn number_type(lookup: &mut Lookup<'_>, form: &TypeForm, unit: Unit, plain: Plain<'_>) -> Option<NumberType> {
    let (name, bounds, places) = plain;
    let denominator = denominator(lookup, name, places)?;
    let (min, max) = match bounds {
        Some((from, to)) => (bound(lookup, from, denominator)?, bound(lookup, to, denominator)?),
        None if unit == Unit::Percent => (0, 100 * i128::from(denominator)),
        None => {
            let finding = Diagnostic::at(
                &codes::OUT_OF_RANGE,
                format!("this {} has no range", name.name),
                lookup.anchor(form.span),
                "how small and how large can it be?",
            )
            .note("with a range, every result is known to be representable before any facts are read")
            .help(format!("write `{} from 0 to 1000`, with the bounds that fit", name.name));
            lookup.report(finding);
            return None;
        }
    };
    let number = NumberType { unit, denominator, min, max };
    if min > max || !number.is_representable() {
        let message = if min > max { "this range is empty" } else { "this range is too wide" };
        let finding =
            Diagnostic::at(&codes::OUT_OF_RANGE, message, lookup.anchor(form.span), "declared here")
                .help("bounds run upwards and have at most 18 digits, decimal places included");
        lookup.report(finding);
        return None;
    }
    Some(number)
}

fn denominator(lookup: &mut Lookup<'_>, name: &Ident, places: Option<Count>) -> Option<u64> {
    let fractional = matches!(name.name.as_str(), "Decimal" | "Percentage");
    match places {
        None if name.name == "Decimal" => refuse(
            lookup,
            name.span,
            "a Decimal says its decimal places; write them after its range: `Decimal from 0 to 1 with 2 places`",
        ),
        None => Some(1),
        Some(places) if !fractional => refuse(
            lookup,
            places.span,
            &format!("{} has no decimal places; leave them out, or write `Decimal`", name.name),
        ),
        Some(places) if places.value == 0 || places.value > MOST_PLACES => refuse(
            lookup,
            places.span,
            &format!("decimal places run from 1 to {MOST_PLACES}; write one of these numbers"),
        ),
        Some(places) => Some(10_u64.pow(places.value)),
    }
}

fn bound(lookup: &mut Lookup<'_>, bound: &Bound, denominator: u64) -> Option<i128> {
    let scaled = Number::parse(&bound.text).and_then(|number| number.scaled(denominator));
    if scaled.is_none() {
        let finding = Diagnostic::at(
            &codes::OUT_OF_RANGE,
            format!("the bound {} cannot be represented", bound.text),
            lookup.anchor(bound.span),
            "too large, or with more decimal places than the type has",
        );
        lookup.report(finding);
    }
    scaled
}

/// Refuses a type, with the reason and, after a semicolon, the remedy.
fn refuse<T>(lookup: &mut Lookup<'_>, span: Span, why: &str) -> Option<T> {
    let (why, remedy) = why.split_once("; ").unwrap_or((why, "write a type that may stand here"));
    let finding = Diagnostic::at(
        &codes::BAD_TYPE,
        "this type is not allowed here",
        lookup.anchor(span),
        "not allowed here",
    )
    .note(why)
    .help(remedy);
    lookup.report(finding);
    None
}
