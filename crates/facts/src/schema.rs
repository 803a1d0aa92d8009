//! The vocabulary of a package as a JSON Schema, by which editors complete and check dossiers while they are written.
//!
//! The schema is as narrow as JSON Schema lets it be and never narrower than [`crate::read`]: what that reads, it accepts.
//! What it cannot say is left to `read`: that references lead to records, that identities stand once, how many decimal
//! places a number has, the range of a percentage, and that a day exists.

use acquis_base::Name;
use acquis_ir::{
    Country, Date, Entity, Enumeration, Field, Grade, ListType, Number, NumberType, Program, Register, Type,
    Unit,
};
use serde_json::{Map, Value, json};

/// Names of definitions that no entity or enumeration can have, for a name has no dot.
const DATE: &str = "acquis.date";
const COUNTRY: &str = "acquis.country";
const NONE: &str = "acquis.none";
const ENTRY: &str = "acquis.entry";

/// The schema of the dossiers of a package, in JSON Schema 2020-12.
pub fn json_schema(program: &Program) -> Value {
    let package = &program.package;
    let title = package.title.as_ref().unwrap_or(&package.name);
    let mut properties = Map::new();
    properties.insert(
        "subject".to_owned(),
        described(
            or_null(json!({"type": "string"})),
            "What the dossier is about; else the name of its file.",
        ),
    );
    properties.insert(
        "as_of".to_owned(),
        described(or_null(reference(DATE)), "The date as of which to assess it, unless the command says."),
    );
    properties.insert(
        "package".to_owned(),
        described(json!({"enum": [package.name.as_str(), null]}), "The package that it was written for."),
    );
    properties.insert("registers".to_owned(), registers(program));
    if let Some(kinds) = &program.evidence_kinds {
        properties.insert("evidence".to_owned(), evidence(kinds));
    }
    for field in &program.facts {
        properties.insert(field.name.to_string(), property(program, field));
    }
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("$id".to_owned(), json!(format!("urn:acquis:{}:dossier", package.name)));
    schema.insert("title".to_owned(), json!(format!("{title}: the facts of one service")));
    schema.insert("description".to_owned(), json!("What is left out is not known; nothing has a default."));
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("additionalProperties".to_owned(), json!(false));
    schema.insert("$defs".to_owned(), Value::Object(definitions(program)));
    Value::Object(schema)
}

fn definitions(program: &Program) -> Map<String, Value> {
    let mut all = Map::new();
    let (first, last) = (Date::FIRST, Date::LAST);
    all.insert(
        DATE.to_owned(),
        json!({
            "type": "string",
            "format": "date",
            "pattern": "^(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
            "description": format!("A day, YYYY-MM-DD, from {first} to {last}."),
        }),
    );
    let codes: Vec<&str> = Country::all().map(Country::code).collect();
    let names: Vec<&str> = Country::all().map(Country::name).collect();
    all.insert(
        COUNTRY.to_owned(),
        json!({ "enum": codes, "enumDescriptions": names, "description": "A country, by its code of ISO 3166-1." }),
    );
    all.insert(
        NONE.to_owned(),
        json!({
            "type": "object",
            "properties": { "none": { "const": true } },
            "required": ["none"],
            "additionalProperties": false,
            "description": "Known not to exist.",
        }),
    );
    all.insert(
        ENTRY.to_owned(),
        json!({
            "type": "object",
            "properties": {
                "from": described(reference(DATE), "Its first day."),
                "until": described(or_null(reference(DATE)), "Its last day; without one it goes on."),
                "act": { "type": "string", "description": "The act behind it." },
            },
            "required": ["from"],
            "additionalProperties": false,
            "description": "An entry of a register.",
        }),
    );
    for enumeration in program.enumerations.values() {
        all.insert(enumeration.name.to_string(), values(enumeration));
    }
    for entity in program.entities.values() {
        all.insert(entity.name.to_string(), record(program, entity));
    }
    all
}

fn values(enumeration: &Enumeration) -> Value {
    let names: Vec<&str> = enumeration.variants.iter().map(|variant| variant.name.as_str()).collect();
    let mut schema = Map::new();
    schema.insert("enum".to_owned(), json!(names));
    if enumeration.variants.iter().any(|variant| variant.gloss.is_some()) {
        let glosses = enumeration.variants.iter().map(|variant| variant.gloss.as_deref().unwrap_or_default());
        schema.insert("enumDescriptions".to_owned(), json!(glosses.collect::<Vec<&str>>()));
    }
    documented(schema, enumeration.docs.as_ref())
}

fn record(program: &Program, entity: &Entity) -> Value {
    let mut properties = Map::new();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    if let Some(identity) = &entity.identity {
        let text = "Its identity, by which references name it.";
        properties.insert(identity.to_string(), json!({ "type": "string", "description": text }));
        schema.insert("required".to_owned(), json!([identity.as_str()]));
    }
    for field in &entity.fields {
        properties.insert(field.name.to_string(), property(program, field));
    }
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("additionalProperties".to_owned(), json!(false));
    documented(schema, entity.docs.as_ref())
}

/// A fact, which may be `null`: not known.
fn property(program: &Program, field: &Field) -> Value {
    let schema = or_null(value(program, &field.ty));
    let hint = hint(&field.ty);
    match &field.docs {
        Some(docs) => described(schema, &format!("{docs}\n\n{hint}")),
        None => described(schema, &hint),
    }
}

/// What a person is told of a type.
fn hint(ty: &Type) -> String {
    match ty {
        Type::Number(number) => {
            format!("{ty} from {} to {}.", bound(*number, number.min), bound(*number, number.max))
        }
        Type::List(list) if list.nonempty => format!("{ty}, at least one."),
        Type::Optional(_) => format!("{ty}; `none: true` where there is none."),
        _ => format!("{ty}."),
    }
}

fn bound(ty: NumberType, mantissa: i128) -> Number {
    Number::new(mantissa, ty.denominator)
}

fn value(program: &Program, ty: &Type) -> Value {
    match ty {
        Type::Bool => json!({ "type": "boolean" }),
        Type::Text => json!({ "type": "string" }),
        Type::Date(..) => reference(DATE),
        Type::Country => reference(COUNTRY),
        Type::Enum(name) | Type::Record(name) => reference(name),
        Type::Reference(name) => {
            json!({ "type": "string", "description": format!("The identity of a record of {name}.") })
        }
        Type::Number(ty) => number(*ty),
        Type::Optional(inner) => json!({ "anyOf": [value(program, inner), reference(NONE)] }),
        Type::List(of) => list(program, of),
        Type::Pool(entity) => json!({ "type": "array", "items": reference(entity) }),
        // Levels are no facts.
        Type::Level(_) => json!(false),
    }
}

fn number(ty: NumberType) -> Value {
    match ty.unit {
        Unit::Percent => json!({
            "type": "string",
            "pattern": r"^-?[0-9]+(\.[0-9]+)?\s*%$",
            "description": "A percentage with its sign: 5 %",
        }),
        Unit::Days | Unit::Plain => {
            let kind = if ty.denominator == 1 { "integer" } else { "number" };
            let mut schema = Map::new();
            schema.insert("type".to_owned(), json!(kind));
            for (key, mantissa) in [("minimum", ty.min), ("maximum", ty.max)] {
                // What JSON cannot hold exactly bounds nothing.
                if let Ok(limit) = bound(ty, mantissa).to_string().parse::<serde_json::Number>() {
                    schema.insert(key.to_owned(), Value::Number(limit));
                }
            }
            Value::Object(schema)
        }
    }
}

/// A list, or what is known of one that may be longer.
fn list(program: &Program, list: &ListType) -> Value {
    let items = or_null(value(program, &list.element));
    let plain = |least: u32| match least {
        0 => json!({ "type": "array", "items": items }),
        least => json!({ "type": "array", "items": items, "minItems": least }),
    };
    let mut open = Map::new();
    open.insert("type".to_owned(), json!("object"));
    open.insert(
        "properties".to_owned(),
        json!({
            "items": plain(0),
            "complete": { "type": "boolean", "description": "`false` where the list may be longer." },
        }),
    );
    open.insert("required".to_owned(), json!(["items"]));
    open.insert("additionalProperties".to_owned(), json!(false));
    if list.nonempty {
        open.insert(
            "if".to_owned(),
            json!({ "not": { "properties": { "complete": { "const": false } }, "required": ["complete"] } }),
        );
        open.insert("then".to_owned(), json!({ "properties": { "items": { "minItems": 1 } } }));
    }
    json!({ "anyOf": [plain(u32::from(list.nonempty)), Value::Object(open)] })
}

/// The records by which facts are shown, of the kinds that an enumeration lists.
fn evidence(kinds: &str) -> Value {
    let name = json!({ "type": "string", "minLength": 1 });
    let names = json!({ "anyOf": [name, { "type": "array", "items": name, "minItems": 1 }] });
    let grades: Vec<Value> =
        Grade::ALL.iter().map(|grade| json!(grade.as_str())).chain([Value::Null]).collect();
    let keys = json!({
        "kind": reference(kinds),
        "supports": described(names, "The facts that it shows (`provider.name`), or criteria."),
        "grade": described(json!({ "enum": grades }), "How well it shows them, least first."),
        "date": described(or_null(reference(DATE)), "The day of which it is."),
        "until": described(or_null(reference(DATE)), "The last day on which it may be relied on."),
        "reference": described(or_null(json!({ "type": "string" })), "Where it is found."),
    });
    let required = json!(["kind", "supports"]);
    let record =
        json!({ "type": "object", "properties": keys, "required": required, "additionalProperties": false });
    described(or_null(json!({ "type": "array", "items": record })), "What the facts are shown by.")
}

fn registers(program: &Program) -> Value {
    let mut properties = Map::new();
    for register in program.registers.values() {
        properties.insert(register.name.to_string(), or_null(register_of(register)));
    }
    let text = "Entries of registers in place of what the package knows; reports show them as assumed.";
    let schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    described(or_null(schema), text)
}

fn register_of(register: &Register) -> Value {
    let keys = match &register.of {
        Type::Enum(name) => reference(name),
        _ => reference(COUNTRY),
    };
    let said = json!({
        "anyOf": [reference(ENTRY), { "type": "array", "items": reference(ENTRY) }, { "type": "null" }],
        "description": "Its entry, several, `[]` for none, or null where it is not known whether it has one.",
    });
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("propertyNames".to_owned(), keys);
    schema.insert("additionalProperties".to_owned(), said);
    documented(schema, register.docs.as_ref().or(register.title.as_ref()))
}

fn or_null(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn described(mut schema: Value, text: &str) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.insert("description".to_owned(), json!(text));
    }
    schema
}

fn documented(mut schema: Map<String, Value>, docs: Option<&Name>) -> Value {
    if let Some(docs) = docs {
        schema.insert("description".to_owned(), json!(docs.as_str()));
    }
    Value::Object(schema)
}

/// A reference to a definition. Names may be of any language, and a reference is a URI.
fn reference(name: &str) -> Value {
    let mut fragment = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"_.".contains(&byte) {
            fragment.push(char::from(byte));
        } else {
            fragment.push_str(&format!("%{byte:02X}"));
        }
    }
    json!({ "$ref": format!("#/$defs/{fragment}") })
}
