//! Documents as text.

use crate::document::{Node, NodeKind};

impl Node {
    /// The document as YAML, two spaces for each level; what it says is what [`parse`](crate::parse) reads from it.
    pub fn to_yaml(&self) -> String {
        let mut text = String::new();
        match &self.kind {
            NodeKind::Record(entries) if !entries.is_empty() => self.below(&mut text, 0),
            _ => {
                self.beside(&mut text);
                text.push('\n');
            }
        }
        text
    }

    /// Writes the value on lines of its own.
    fn below(&self, text: &mut String, depth: usize) {
        match &self.kind {
            NodeKind::Record(entries) => {
                for (at, (key, value)) in entries.iter().enumerate() {
                    if at > 0 || !text.ends_with("- ") {
                        indent(text, depth);
                    }
                    text.push_str(&scalar(&key.name));
                    text.push(':');
                    value.after_key(text, depth);
                }
            }
            NodeKind::List(items) => {
                for item in items.iter() {
                    indent(text, depth);
                    text.push_str("- ");
                    match &item.kind {
                        NodeKind::Record(entries) if !entries.is_empty() => item.below(text, depth + 1),
                        _ => {
                            item.beside(text);
                            text.push('\n');
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn after_key(&self, text: &mut String, depth: usize) {
        let nested = match &self.kind {
            NodeKind::Record(entries) => !entries.is_empty(),
            NodeKind::List(items) => {
                items.iter().any(|item| matches!(item.kind, NodeKind::Record(_) | NodeKind::List(_)))
            }
            _ => false,
        };
        if nested {
            text.push('\n');
            self.below(text, depth + 1);
        } else {
            text.push(' ');
            self.beside(text);
            text.push('\n');
        }
    }

    /// Writes the value on the line where it stands.
    fn beside(&self, text: &mut String) {
        match &self.kind {
            NodeKind::Null => text.push_str("null"),
            NodeKind::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            NodeKind::Number(number) => text.push_str(number),
            NodeKind::Text(words) => text.push_str(&quoted(words)),
            NodeKind::Plain(words) => text.push_str(&scalar(words)),
            NodeKind::List(items) => {
                text.push('[');
                for (at, item) in items.iter().enumerate() {
                    text.push_str(if at > 0 { ", " } else { "" });
                    item.beside(text);
                }
                text.push(']');
            }
            NodeKind::Record(entries) => {
                text.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    text.push_str(if at > 0 { ", " } else { "" });
                    text.push_str(&scalar(&key.name));
                    text.push_str(": ");
                    value.beside(text);
                }
                text.push('}');
            }
        }
    }
}

fn indent(text: &mut String, depth: usize) {
    text.extend(std::iter::repeat_n("  ", depth));
}

/// Words without quotes where they can stand so.
fn scalar(words: &str) -> String {
    let plain = words.starts_with(|c: char| c.is_ascii_alphanumeric())
        && words.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '%'))
        && !words.ends_with(' ');
    if plain { words.to_owned() } else { quoted(words) }
}

fn quoted(words: &str) -> String {
    let mut text = String::from("\"");
    for c in words.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\n' => text.push_str("\\n"),
            c if c.is_control() => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use crate::{Format, parse};

    #[test]
    fn what_is_written_is_read_back() {
        let text = "subject: a \"b\" \\ c\nas_of: 2026-01-31\nlist: [1, two, \"3: x\"]\nempty: []\nnothing: {}\n\
                    deep:\n  - id: x-1\n    share: 5 %\n    more: [{a: true}, {b: [1]}]\n  - y\n";
        let first = parse("a.yaml", text, Format::Yaml).expect("a document").to_yaml();
        let second = parse("b.yaml", &first, Format::Yaml).expect("what was written is a document").to_yaml();
        assert_eq!(first, second);
        let shown = "subject: \"a \\\"b\\\" \\\\ c\"\nas_of: 2026-01-31\nlist: [1, two, \"3: x\"]\nempty: []\nnothing: {}\n\
                     deep:\n  - id: x-1\n    share: 5 %\n    more:\n      - a: true\n      - b: [1]\n  - y\n";
        assert_eq!(first, shown);
    }
}
