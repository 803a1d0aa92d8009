//! Values that a reader would expect, in place of those that a solver happens to choose.

use acquis_facts::{Node, NodeKind};
use acquis_ir::Type;

use super::{Change, Search, Trials, elements, node};

impl Trials<'_> {
    /// The same facts, each with the first value that a reader would expect of those under which the level is attained too.
    pub fn with_usual_values(&mut self, mut changes: Vec<Change>) -> Vec<Change> {
        for at in 0..changes.len() {
            for place in self.places(&changes, at) {
                self.put_usual(&mut changes, at, place);
            }
        }
        changes
    }

    /// The values that a change gives: itself, or the elements that it adds to a list.
    fn places(&self, changes: &[Change], at: usize) -> Vec<Option<usize>> {
        let Some(change) = changes.get(at) else { return vec![] };
        match &change.after.kind {
            NodeKind::Record(_) | NodeKind::Null => vec![],
            NodeKind::List(items) => {
                let before = change.before.as_ref().map_or(0, |list| elements(list).len());
                (before..items.len()).map(Some).collect()
            }
            _ => vec![None],
        }
    }

    fn put_usual(&mut self, changes: &mut Vec<Change>, at: usize, place: Option<usize>) {
        let Some(values) = self.usual(changes, at, place) else { return };
        for value in values {
            let Some(changed) = changes.get(at).and_then(|change| put(change, place, &value)) else { return };
            let Some(known) = changes.get(at) else { return };
            if changed == *known {
                return;
            }
            if known.before.as_ref().is_some_and(|before| says_the_same(before, &changed.after)) {
                continue;
            }
            let mut tried = changes.clone();
            if let Some(slot) = tried.get_mut(at) {
                *slot = changed;
            }
            if self.attains(&tried) == Some(true) {
                *changes = tried;
                return;
            }
        }
    }

    /// The values that a reader would expect at the place of a change.
    fn usual(&self, changes: &[Change], at: usize, place: Option<usize>) -> Option<Vec<Node>> {
        let ty = self.search.type_of(&changes.get(at)?.pointer)?;
        Some(match (&ty, place) {
            (Type::List(list), Some(_)) => self.search.plain_values(&list.element),
            (Type::List(_), None) => vec![],
            (plain, _) => self.search.plain_values(plain),
        })
    }
}

impl Search<'_> {
    /// The values of a type that is no record and no list.
    fn plain_values(&self, ty: &Type) -> Vec<Node> {
        match ty {
            Type::Record(_) | Type::List(_) => vec![],
            Type::Optional(inner) if matches!(**inner, Type::Record(_)) => vec![],
            plain => self.values(plain),
        }
    }
}

/// A change that gives another value.
fn put(change: &Change, place: Option<usize>, value: &Node) -> Option<Change> {
    let after = match (place, &change.after.kind) {
        (None, _) => value.clone(),
        (Some(index), NodeKind::List(items)) => {
            let mut items = items.to_vec();
            *items.get_mut(index)? = value.clone();
            node(NodeKind::list(items))
        }
        _ => return None,
    };
    Some(Change { after, ..change.clone() })
}

/// Whether two scalars are written alike, whatever the quotes.
fn says_the_same(before: &Node, after: &Node) -> bool {
    match (words(before), words(after)) {
        (Some(before), Some(after)) => before == after,
        _ => before.kind == after.kind,
    }
}

fn words(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Bool(value) => Some(value.to_string()),
        NodeKind::Number(text) | NodeKind::Text(text) | NodeKind::Plain(text) => Some(text.to_string()),
        NodeKind::Null | NodeKind::List(_) | NodeKind::Record(_) => None,
    }
}
