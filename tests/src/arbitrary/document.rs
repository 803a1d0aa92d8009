//! Documents as they are written: the same facts as JSON or YAML, with keys in any order.

use std::fmt::Write as _;

use super::choices::Choices;

/// A document. Numbers are kept as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Truth(bool),
    /// A number as written.
    Number(String),
    /// A text that YAML may hold without quotes: a date, a country, a value, an identity.
    Word(String),
    /// A text in quotes.
    Text(String),
    /// A list.
    List(Vec<Document>),
    /// A record, its keys in the order in which they are written.
    Record(Vec<(String, Document)>),
}

/// A step from a document into one of its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// To the value of a key.
    Key(String),
    /// To an item of a list.
    Item(usize),
}

/// Where a part of a document stands.
pub type Place = Vec<Step>;

/// A place as a JSON Pointer. The names made here need no escapes.
pub fn pointer(place: &[Step]) -> String {
    let steps = place.iter().map(|step| match step {
        Step::Key(key) => format!("/{key}"),
        Step::Item(at) => format!("/{at}"),
    });
    steps.collect()
}

impl Document {
    /// The value of a key of a record.
    pub fn get(&self, key: &str) -> Option<&Document> {
        match self {
            Self::Record(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The part at a place.
    pub fn at(&self, place: &[Step]) -> Option<&Document> {
        place.iter().try_fold(self, |here, step| match (here, step) {
            (Self::Record(_), Step::Key(key)) => here.get(key),
            (Self::List(items), Step::Item(at)) => items.get(*at),
            _ => None,
        })
    }

    /// The part at a place, to be changed.
    pub fn at_mut(&mut self, place: &[Step]) -> Option<&mut Document> {
        place.iter().try_fold(self, |here, step| match (here, step) {
            (Self::Record(entries), Step::Key(key)) => {
                entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            (Self::List(items), Step::Item(at)) => items.get_mut(*at),
            _ => None,
        })
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Document] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The words of a text.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Word(words) | Self::Text(words) => Some(words),
            _ => None,
        }
    }

    /// The same with the keys of every record in another order, and the items of every list too if `lists`.
    #[must_use]
    pub fn shuffled(&self, lists: bool, choices: &mut Choices<'_>) -> Self {
        match self {
            Self::List(items) => {
                let items: Vec<Self> = items.iter().map(|item| item.shuffled(lists, choices)).collect();
                Self::List(if lists { choices.shuffled(&items) } else { items })
            }
            Self::Record(entries) => {
                let entries =
                    entries.iter().map(|(key, value)| (key.clone(), value.shuffled(lists, choices)));
                let entries: Vec<(String, Self)> = entries.collect();
                Self::Record(choices.shuffled(&entries))
            }
            other => other.clone(),
        }
    }

    /// The document as JSON.
    pub fn json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    fn write_json(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Truth(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(digits) => out.push_str(digits),
            Self::Word(words) | Self::Text(words) => out.push_str(&quoted(words)),
            Self::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at == 0 { "[" } else { ", " });
                    item.write_json(out);
                }
                out.push_str(if items.is_empty() { "[]" } else { "]" });
            }
            Self::Record(entries) => {
                for (at, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if at == 0 { "{" } else { ", " });
                    let _ = write!(out, "{}: ", quoted(key));
                    value.write_json(out);
                }
                out.push_str(if entries.is_empty() { "{}" } else { "}" });
            }
        }
    }

    /// The document as YAML, in blocks.
    pub fn yaml(&self) -> String {
        let mut out = String::new();
        self.write_yaml(0, &mut out);
        out
    }

    fn write_yaml(&self, indent: usize, out: &mut String) {
        let margin = "  ".repeat(indent);
        match self {
            Self::Record(entries) if !entries.is_empty() => {
                for (key, value) in entries {
                    let _ = write!(out, "{margin}{key}:");
                    value.write_yaml_value(indent, out);
                }
            }
            Self::List(items) if !items.is_empty() => {
                for item in items {
                    let _ = write!(out, "{margin}-");
                    item.write_yaml_value(indent, out);
                }
            }
            scalar => {
                out.push_str(&scalar.yaml_scalar());
                out.push('\n');
            }
        }
    }

    fn write_yaml_value(&self, indent: usize, out: &mut String) {
        let is_block = match self {
            Self::Record(entries) => !entries.is_empty(),
            Self::List(items) => !items.is_empty(),
            _ => false,
        };
        if is_block {
            out.push('\n');
            self.write_yaml(indent + 1, out);
        } else {
            let _ = writeln!(out, " {}", self.yaml_scalar());
        }
    }

    fn yaml_scalar(&self) -> String {
        match self {
            Self::Null => "~".to_owned(),
            Self::Word(words) => words.clone(),
            other => other.json(),
        }
    }
}

fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}
