//! JSON, read strictly: no comments, no trailing commas, numbers kept as written.

mod fault;

use acquis_base::{Name, Span};
use jsonc_parser::ast::Value;
use jsonc_parser::common::Range;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::document::{Fault, Key, Node, NodeKind, too_deep};

pub(crate) fn parse(text: &str) -> Result<Node, Fault> {
    if let Some(place) = fault::first_too_deep(text) {
        return Err(too_deep(place));
    }
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    match parse_to_ast(text, &CollectOptions::default(), &strict) {
        Ok(result) => match fault::in_texts(text) {
            None => Ok(result.value.map_or(Node { kind: NodeKind::Null, span: Span::default() }, node)),
            Some(fault) => Err(fault.into()),
        },
        Err(error) => Err(fault::syntax(text, &error)),
    }
}

fn node(value: Value<'_>) -> Node {
    match value {
        Value::StringLit(text) => {
            Node { span: span(text.range), kind: NodeKind::Text(Name::from(text.value.as_ref())) }
        }
        Value::NumberLit(number) => {
            Node { span: span(number.range), kind: NodeKind::Number(Name::from(number.value)) }
        }
        Value::BooleanLit(truth) => Node { span: span(truth.range), kind: NodeKind::Bool(truth.value) },
        Value::NullKeyword(null) => Node { span: span(null.range), kind: NodeKind::Null },
        Value::Array(array) => {
            let items = array.elements.into_iter().map(node).collect();
            Node { span: span(array.range), kind: NodeKind::list(items) }
        }
        Value::Object(object) => {
            let entry = |property: jsonc_parser::ast::ObjectProp<'_>| {
                let (name, value) = (property.name, property.value);
                let value = node(value);
                let start = property.range.start;
                let name = Name::from(name.into_string());
                // The key is the quoted text at the start of the property.
                let key = Key { span: Span::new(start, key_end(start, &name, value.span)), name };
                (key, value)
            };
            let entries = object.properties.into_iter().map(entry).collect();
            Node { span: span(object.range), kind: NodeKind::record(entries) }
        }
    }
}

/// The end of a key in quotes; a key with escapes reaches up to its value.
fn key_end(start: usize, name: &str, value: Span) -> usize {
    (start + name.len() + 2).min(value.start as usize)
}

fn span(range: Range) -> Span {
    Span::new(range.start, range.end)
}
