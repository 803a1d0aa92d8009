//! JSON, read strictly: no comments, no trailing commas, numbers kept as written.

use acquis_base::{Diagnostic, Span, codes};
use jsonc_parser::ast::Value;
use jsonc_parser::common::Range;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::document::{Fault, Key, MAX_DEPTH, Node, NodeKind, too_deep};

pub(crate) fn parse(text: &str) -> Result<Node, Fault> {
    if let Some(place) = first_too_deep(text) {
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
        Ok(result) => Ok(result.value.map_or(Node { kind: NodeKind::Null, span: Span::default() }, node)),
        Err(error) => Err(syntax(&error)),
    }
}

/// The place where brackets outside texts are nested too deep.
fn first_too_deep(text: &str) -> Option<Span> {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Some(Span::new(at, at + 1));
        }
    }
    None
}

fn node(value: Value<'_>) -> Node {
    match value {
        Value::StringLit(text) => {
            Node { span: span(text.range), kind: NodeKind::Text(text.value.into_owned()) }
        }
        Value::NumberLit(number) => {
            Node { span: span(number.range), kind: NodeKind::Number(number.value.to_owned()) }
        }
        Value::BooleanLit(truth) => Node { span: span(truth.range), kind: NodeKind::Bool(truth.value) },
        Value::NullKeyword(null) => Node { span: span(null.range), kind: NodeKind::Null },
        Value::Array(array) => {
            let items = array.elements.into_iter().map(node).collect();
            Node { span: span(array.range), kind: NodeKind::List(items) }
        }
        Value::Object(object) => {
            let entry = |property: jsonc_parser::ast::ObjectProp<'_>| {
                let (name, value) = (property.name, property.value);
                let value = node(value);
                let start = property.range.start;
                let name = name.into_string();
                // The key is the quoted text at the start of the property.
                let key = Key { span: Span::new(start, key_end(start, &name, value.span)), name };
                (key, value)
            };
            let entries = object.properties.into_iter().map(entry).collect();
            Node { span: span(object.range), kind: NodeKind::Record(entries) }
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

fn syntax(error: &ParseError) -> Fault {
    let what = match error.kind() {
        ParseErrorKind::CommentsNotAllowed => "JSON has no comments",
        ParseErrorKind::TrailingCommasNotAllowed => "a comma stands before a closing bracket",
        ParseErrorKind::ExpectedComma => "a comma is missing",
        ParseErrorKind::ExpectedColonAfterObjectKey => "a colon is missing after a key",
        ParseErrorKind::ExpectedObjectValue => "a value is missing after a key",
        ParseErrorKind::ExpectedStringObjectProperty | ParseErrorKind::UnexpectedTokenInObject => {
            "a key in quotes is expected"
        }
        ParseErrorKind::SingleQuotedStringsNotAllowed => "texts stand in double quotes",
        ParseErrorKind::MultipleRootJsonValues => "something follows the end of the dossier",
        ParseErrorKind::UnterminatedArray => "a list is not closed",
        ParseErrorKind::UnterminatedObject => "a record is not closed",
        ParseErrorKind::UnexpectedWord => "a text without quotes",
        ParseErrorKind::String(_) => "a text is not well formed",
        ParseErrorKind::BareDecimalPointNumbersNotAllowed
        | ParseErrorKind::ExpectedDigit
        | ParseErrorKind::ExpectedDigitFollowingNegativeSign
        | ParseErrorKind::ExpectedPlusMinusOrDigitInNumberLiteral
        | ParseErrorKind::HexadecimalNumbersNotAllowed
        | ParseErrorKind::NonFiniteNumbersNotAllowed
        | ParseErrorKind::UnaryPlusNumbersNotAllowed => "a number is not well formed",
        _ => "something unexpected stands here",
    };
    let message = format!("this is not well-formed JSON: {what}");
    let finding = Diagnostic::at(&codes::DOSSIER_SYNTAX, message, span(error.range()), what)
        .help("mend the file, or write it as YAML, which forgives more");
    Box::new(finding)
}
