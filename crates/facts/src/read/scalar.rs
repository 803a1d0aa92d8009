//! Scalars, read from their text by the type that the vocabulary gives them.

use acquis_base::{Name, codes, nearest};
use acquis_ir::{Country, Date, Number, NumberType, Type, Unit, Value};

use super::Reader;
use crate::document::{Node, NodeKind, is_hidden, shortened};

impl Reader<'_> {
    /// The value of a scalar of type `ty`; nothing where it does not fit, which is then reported.
    pub(super) fn scalar(&mut self, node: &Node, ty: &Type) -> Option<Value> {
        match ty {
            Type::Bool => self.truth(node).map(Value::Bool),
            Type::Text => self.text(node).map(Value::Text),
            Type::Date(..) => self.date_value(node),
            Type::Country => self.country(node),
            Type::Enum(name) => self.variant(node, name),
            Type::Number(number) => self.number(node, *number),
            _ => self.wrong_type(node, &ty.to_string(), "write one value"),
        }
    }

    pub(super) fn wrong_type<T>(&mut self, node: &Node, expected: &str, help: &str) -> Option<T> {
        let message = format!("{expected} is expected, and this is {}", node.kind.described());
        self.report(&codes::WRONG_TYPE, node.span, message, format!("not {expected}")).help =
            Some(help.to_owned());
        None
    }

    pub(super) fn truth(&mut self, node: &Node) -> Option<bool> {
        match &node.kind {
            NodeKind::Bool(value) => Some(*value),
            NodeKind::Plain(text) if text == "true" => Some(true),
            NodeKind::Plain(text) if text == "false" => Some(false),
            _ => {
                let help = "write `true` or `false`, or leave the fact out while it is not known";
                self.wrong_type(node, "`true` or `false`", help)
            }
        }
    }

    pub(super) fn text(&mut self, node: &Node) -> Option<Name> {
        match &node.kind {
            NodeKind::Text(text) | NodeKind::Plain(text) => self.shown(node, text),
            NodeKind::Number(_) | NodeKind::Bool(_) => self.wrong_type(node, "a text", "put it in quotes"),
            _ => self.wrong_type(node, "a text", "write words, in quotes if need be"),
        }
    }

    /// A text whose every character a reader of the report sees.
    fn shown(&mut self, node: &Node, text: &str) -> Option<Name> {
        let Some(hidden) = text.chars().find(|c| is_hidden(*c)) else { return Some(Name::from(text)) };
        let message = format!("a text holds the invisible character U+{:04X}", u32::from(hidden));
        self.report(&codes::WRONG_TYPE, node.span, message, "holds an invisible character").help =
            Some("remove it; a reader of the report must see what the text says".to_owned());
        None
    }

    /// The words of a scalar that is written as a text or, in YAML, bare.
    fn words<'n>(&mut self, node: &'n Node, expected: &str, help: &str) -> Option<&'n str> {
        match &node.kind {
            NodeKind::Text(text) | NodeKind::Plain(text) => Some(text),
            _ => self.wrong_type(node, expected, help),
        }
    }

    fn date_value(&mut self, node: &Node) -> Option<Value> {
        let words =
            self.words(node, "a date (YYYY-MM-DD)", "write year, month and day as a text: `\"2026-01-31\"`")?;
        match words.parse::<Date>() {
            Ok(date) if date.is_in_fact_range() => Some(Value::Date(date)),
            Ok(_) => {
                let message = format!("the date {words} lies outside the years 1900 to 2200");
                self.report(&codes::FACT_OUT_OF_RANGE, node.span, message, "too early or too late").help =
                    Some("check the year".to_owned());
                None
            }
            Err(()) => {
                let shown = shortened(words);
                let (message, label) = match is_written_as_date(words) {
                    true => (format!("`{shown}` is no day of the calendar"), "no such day"),
                    false => (format!("`{shown}` is not written as a date"), "not YYYY-MM-DD"),
                };
                self.report(&codes::IMPOSSIBLE_DATE, node.span, message, label).help =
                    Some("write year, month and day with all their digits: `2026-01-31`".to_owned());
                None
            }
        }
    }

    fn country(&mut self, node: &Node) -> Option<Value> {
        let words = self.words(node, "a country code", "write two capital letters, such as `DE`")?;
        if let Some(country) = Country::from_code(words) {
            return Some(Value::Country(country));
        }
        let message = format!("`{}` is no country code of ISO 3166-1", shortened(words));
        let meant = Country::suggestion(words);
        self.report(&codes::UNKNOWN_VALUE, node.span, message, "unknown country").help = Some(match meant {
            Some(meant) => format!("did you mean `{meant}` ({})?", meant.name()),
            None => "write two capital letters, such as `DE`".to_owned(),
        });
        None
    }

    pub(super) fn variant(&mut self, node: &Node, enumeration: &str) -> Option<Value> {
        let declared = self.program.enumerations.get(enumeration)?;
        if let NodeKind::Text(words) | NodeKind::Plain(words) = &node.kind
            && let Some(value) = declared.value(words)
        {
            return Some(value);
        }
        let names: Vec<&str> = declared.variants.iter().map(|variant| variant.name.as_str()).collect();
        let help = format!("its values are {}", names.join(", "));
        let words = self.words(node, &format!("a value of {enumeration}"), &help)?;
        let message = format!("`{}` is no value of {enumeration}", shortened(words));
        let help = match nearest(words, names.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => help,
        };
        self.report(&codes::UNKNOWN_VALUE, node.span, message, "unknown value").help = Some(help);
        None
    }

    fn number(&mut self, node: &Node, ty: NumberType) -> Option<Value> {
        let digits = self.digits(node, ty)?;
        let number = Number::parse(&digits);
        let scaled = number.and_then(|number| number.scaled(ty.denominator));
        match (number, scaled) {
            (Some(number), Some(scaled)) if (ty.min..=ty.max).contains(&scaled) => {
                Some(Value::Number(number))
            }
            (None, _) if !looks_like_number(&digits) => {
                self.wrong_type(node, &expected(ty), &how_to_write(ty))
            }
            (Some(_), None) => {
                let places = ty.denominator.to_string().len() - 1;
                let message = match places {
                    0 => {
                        format!("{} has decimal places, and whole numbers are asked for", shortened(&digits))
                    }
                    _ => format!("{} has more than {places} decimal places", shortened(&digits)),
                };
                self.report(&codes::FACT_OUT_OF_RANGE, node.span, message, "too precise").help =
                    Some("round it where it is measured; nothing is rounded here".to_owned());
                None
            }
            _ => {
                let bound = |mantissa| Number::new(mantissa, ty.denominator);
                let message =
                    format!("{} lies outside {} to {}", shortened(&digits), bound(ty.min), bound(ty.max));
                self.report(&codes::FACT_OUT_OF_RANGE, node.span, message, "out of range").help =
                    Some("check the digits, and the unit in which the vocabulary counts".to_owned());
                None
            }
        }
    }

    /// The digits of a number as written, without the sign of a percentage.
    fn digits(&mut self, node: &Node, ty: NumberType) -> Option<String> {
        if ty.unit == Unit::Percent {
            let words = match &node.kind {
                NodeKind::Text(text) | NodeKind::Plain(text) => text.strip_suffix('%'),
                _ => None,
            };
            return match words {
                Some(words) => Some(words.trim().to_owned()),
                None => self.wrong_type(node, "a percentage", &how_to_write(ty)),
            };
        }
        match &node.kind {
            NodeKind::Number(text) | NodeKind::Plain(text) => {
                let (refused, help): (&[char], _) = match ty.denominator {
                    1 => (&['.', 'e', 'E'], "write it without decimal point and exponent"),
                    _ => (&['e', 'E'], "write it without exponent"),
                };
                if looks_like_number(text) && text.contains(refused) {
                    return self.wrong_type(node, &expected(ty), help);
                }
                Some(text.to_string())
            }
            _ => self.wrong_type(node, &expected(ty), &how_to_write(ty)),
        }
    }
}

fn expected(ty: NumberType) -> String {
    match ty.unit {
        Unit::Percent => "a percentage",
        Unit::Days => "a whole number of days",
        Unit::Plain if ty.denominator == 1 => "a whole number",
        Unit::Plain => "a number",
    }
    .to_owned()
}

fn how_to_write(ty: NumberType) -> String {
    match ty.unit {
        Unit::Percent => "write it with its sign and in quotes: `\"5 %\"`",
        Unit::Days | Unit::Plain => "write digits, without quotes",
    }
    .to_owned()
}

/// Whether a text has the shape of a date, whether or not the calendar has it.
fn is_written_as_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00"
}

/// Whether a text is a number in some notation, if not in one that is accepted.
fn looks_like_number(text: &str) -> bool {
    let body = text.strip_prefix('-').unwrap_or(text);
    body.starts_with(|c: char| c.is_ascii_digit())
        && body.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'))
}
