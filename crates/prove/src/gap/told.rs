//! A choice of facts as changes of the document.

use acquis_base::Name;
use acquis_eval::Change;
use acquis_facts::{Node, NodeKind};
use acquis_ir::{Number, Type, Unit, Value};

use crate::integer::Integer;
use crate::solver::Model;
use crate::witness::{date, key, node, record};
use crate::world::{Leaf, Term, Told, World};

/// A fact that is touched, and what it comes to say.
pub(super) struct Chosen {
    /// Its place in the order in which formulas look at facts.
    pub(super) order: usize,
    /// Whether nothing is known of it now.
    pub(super) is_unknown: bool,
    pointer: String,
    said: Said,
}

enum Said {
    Value(Node),
    /// The list with these elements more, and no others.
    Longer(Vec<Node>),
}

/// The facts that a model touches, in the order in which formulas look at them.
pub(super) fn chosen(world: &World, model: &Model) -> Vec<Chosen> {
    let leaves = world.opening.iter().flat_map(|opening| &opening.leaves).enumerate();
    let touched = leaves.filter(|(_, leaf)| leaf.costs.iter().any(|bit| model.holds(*bit)));
    let told = |(order, leaf): (usize, &Leaf)| {
        let (pointer, is_unknown) = (leaf.pointer.clone(), leaf.is_unknown);
        Chosen { order, is_unknown, pointer, said: said(world, model, leaf) }
    };
    touched.map(told).collect()
}

fn said(world: &World, model: &Model, leaf: &Leaf) -> Said {
    match &leaf.told {
        Told::Value(term, ty) => Said::Value(value(world, model, term, ty)),
        Told::Optional(present, _) if !model.holds(*present) => {
            Said::Value(record(vec![(key("none"), node(NodeKind::Bool(true)))]))
        }
        Told::Optional(_, Some((term, ty))) => Said::Value(value(world, model, term, ty)),
        Told::Optional(_, None) | Told::Record => Said::Value(record(vec![])),
        Told::List(added, ty) => {
            let there = added.iter().filter(|(there, _)| model.holds(*there));
            let element = |term: &Option<Term>| match term {
                Some(term) => value(world, model, term, ty),
                None => record(vec![]),
            };
            Said::Longer(there.map(|(_, term)| element(term)).collect())
        }
    }
}

/// A value as a dossier writes it.
fn value(world: &World, model: &Model, term: &Term, ty: &Type) -> Node {
    let number = |number: &Integer| number.value(|bit| Some(model.holds(bit))).unwrap_or(0);
    let text = |text: String| node(NodeKind::Text(Name::from(text)));
    match (term, ty) {
        (Term::Truth(bit), _) => node(NodeKind::Bool(model.holds(*bit))),
        (Term::Number(scaled, _), Type::Number(ty)) => {
            let shown = Number::new(number(scaled), ty.denominator).to_string();
            match ty.unit {
                Unit::Percent => text(format!("{shown} %")),
                Unit::Days | Unit::Plain => node(NodeKind::Number(Name::from(shown))),
            }
        }
        (Term::Number(days, _), Type::Date(..)) => {
            date(number(days)).map_or_else(|| node(NodeKind::Null), |date| text(date.to_string()))
        }
        (Term::Number(code, _), other) => match world.vocabulary.decoded(other, number(code)) {
            Some(Value::Level(level)) => node(NodeKind::Plain(Name::from(level.to_string()))),
            Some(Value::Text(words)) => node(NodeKind::Text(words)),
            Some(value) => text(value.to_string()),
            None => node(NodeKind::Null),
        },
    }
}

/// What a document says after these facts are touched, one change for each.
pub(super) fn changes(document: &Node, chosen: &[Chosen]) -> Vec<Change> {
    let mut changes: Vec<Change> = vec![];
    // Lists that are written with `items`, and no longer are.
    let mut rewritten: Vec<(String, String)> = vec![];
    for fact in chosen {
        let place = at(document, &fact.pointer).filter(|place| place.kind != NodeKind::Null);
        let before = place.cloned();
        let after = match &fact.said {
            Said::Value(value) => value.clone(),
            Said::Longer(added) => {
                if at(document, &format!("{}/items", fact.pointer)).is_some() {
                    rewritten.push((format!("{}/items/", fact.pointer), format!("{}/", fact.pointer)));
                }
                let items = place.map(items).unwrap_or_default();
                node(NodeKind::list(items.iter().chain(added).cloned().collect()))
            }
        };
        // What is in a list that is rewritten comes after it, and is where it is put then.
        let mut pointer = fact.pointer.clone();
        for (items, list) in rewritten.iter().rev() {
            if let Some(rest) = pointer.strip_prefix(items) {
                pointer = format!("{list}{rest}");
            }
        }
        changes.push(Change { pointer, before, after });
    }
    changes
}

/// The elements of a list, however it is written.
fn items(list: &Node) -> &[Node] {
    match &list.kind {
        NodeKind::List(items) => items,
        NodeKind::Record(entries) => {
            let own = entries.iter().find(|(key, _)| key.name == "items");
            own.map_or(&[], |(_, inner)| items_of(inner))
        }
        _ => &[],
    }
}

fn items_of(list: &Node) -> &[Node] {
    match &list.kind {
        NodeKind::List(items) => items,
        _ => &[],
    }
}

/// What stands at a pointer.
fn at<'n>(document: &'n Node, pointer: &str) -> Option<&'n Node> {
    let mut at = document;
    for step in pointer.strip_prefix('/')?.split('/') {
        at = match &at.kind {
            NodeKind::List(items) => items.get(step.parse::<usize>().ok()?)?,
            NodeKind::Record(entries) => &entries.iter().find(|(key, _)| key.name == *step)?.1,
            _ => return None,
        };
    }
    Some(at)
}
