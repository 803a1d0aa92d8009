//! What a dossier says, as a tree of its keys.

use acquis_base::{Name, Span};
use acquis_facts::{Key, Node, NodeKind};

use crate::document::Document;
use crate::symbols::{Symbol, SymbolKind};

/// The most keys that are listed; those of a longer dossier are left out from its end.
const MOST: usize = 5000;

/// The keys of a dossier and the elements of its lists, in the order of the text; nothing for one that is not well formed.
pub fn of_dossier(document: &Document) -> Vec<Symbol> {
    let mut left = MOST;
    document.node().map(|node| within(node, &mut left)).unwrap_or_default()
}

fn within(node: &Node, left: &mut usize) -> Vec<Symbol> {
    let mut found = vec![];
    match &node.kind {
        NodeKind::Record(entries) => {
            for (key, value) in entries.iter() {
                let Some(less) = left.checked_sub(1) else { break };
                *left = less;
                found.push(of_key(key, value, left));
            }
        }
        NodeKind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                // A value in a list stands with the list.
                if !matches!(item.kind, NodeKind::Record(_) | NodeKind::List(_)) {
                    continue;
                }
                let Some(less) = left.checked_sub(1) else { break };
                *left = less;
                found.push(of_element(index, item, left));
            }
        }
        _ => {}
    }
    found
}

fn of_key(key: &Key, value: &Node, left: &mut usize) -> Symbol {
    Symbol {
        name: key.name.to_string(),
        detail: scalar(value).cloned(),
        kind: SymbolKind::Field,
        span: Span { start: key.span.start, end: value.span.end.max(key.span.end) },
        name_span: key.span,
        children: within(value, left),
    }
}

fn of_element(index: usize, item: &Node, left: &mut usize) -> Symbol {
    let first = match &item.kind {
        NodeKind::Record(entries) => entries.iter().find_map(|(_, value)| Some((scalar(value)?, value.span))),
        _ => None,
    };
    let (name, name_span) = match first {
        Some((name, span)) => (name.to_string(), span),
        None => ((index + 1).to_string(), Span { end: item.span.start, ..item.span }),
    };
    let children = within(item, left);
    Symbol { name, detail: None, kind: SymbolKind::Entity, span: item.span, name_span, children }
}

fn scalar(node: &Node) -> Option<&Name> {
    match &node.kind {
        NodeKind::Text(text) | NodeKind::Plain(text) | NodeKind::Number(text) if !text.is_empty() => {
            Some(text)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(symbols: &[Symbol]) -> String {
        let shown = symbols.iter().map(|symbol| {
            let inner = tree(&symbol.children);
            if inner.is_empty() { symbol.name.clone() } else { format!("{}({inner})", symbol.name) }
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn keys_and_records_are_a_tree() {
        let text =
            "provider: { id: é, able: true }\nstaff:\n  - id: anna\n    homes: [DE]\n  - { homes: [] }\n";
        let found = of_dossier(&Document::new("x.yaml", text));
        assert_eq!(tree(&found), "provider(id able) staff(anna(id homes) 2(homes))");
        assert!(found.iter().all(|symbol| {
            symbol.span.start <= symbol.name_span.start && symbol.name_span.end <= symbol.span.end
        }));
        assert_eq!(of_dossier(&Document::new("x.yaml", "a: [")), vec![]);
    }

    #[test]
    fn a_long_dossier_is_cut() {
        let text = format!("staff:\n{}", "  - id: x\n".repeat(MOST));
        let found = of_dossier(&Document::new("x.yaml", text));
        assert_eq!(found[0].children.len(), MOST / 2);
    }
}
