//! The part of a document that a package knows, where it was written for another version.

use acquis_base::Name;
use acquis_facts::{Key, Node, NodeKind, is_own_key};
use acquis_ir::{Program, Type};

use crate::witness::{node, record};

/// The key under which the elements of a list stand that may be longer.
const ITEMS: &str = "items";

/// The part of a document that a package knows: the rest is new to it.
pub fn known_to(program: &Program, document: &Node) -> Node {
    let NodeKind::Record(entries) = &document.kind else { return document.clone() };
    let mut kept = vec![];
    for (name, value) in entries.iter() {
        if name.name == "registers" {
            kept.push((name.clone(), known_registers(program, value)));
        } else if is_own_key(&name.name) {
            kept.push((name.clone(), value.clone()));
        } else if let Some(field) = program.facts.iter().find(|field| field.name == name.name) {
            kept.push((name.clone(), known_value(program, &field.ty, value)));
        }
    }
    record(kept)
}

fn known_registers(program: &Program, value: &Node) -> Node {
    let NodeKind::Record(registers) = &value.kind else { return value.clone() };
    let known = registers.iter().filter(|(name, _)| program.registers.contains_key(&name.name));
    record(known.cloned().collect())
}

fn known_value(program: &Program, ty: &Type, value: &Node) -> Node {
    let entity = match ty {
        Type::Record(entity) | Type::Pool(entity) => entity,
        Type::Optional(inner) => return known_value(program, inner, value),
        Type::List(list) => match &list.element {
            Type::Record(entity) => entity,
            _ => return value.clone(),
        },
        _ => return value.clone(),
    };
    let is_list = matches!(ty, Type::List(_));
    match &value.kind {
        NodeKind::List(items) => {
            node(NodeKind::list(items.iter().map(|item| known_record(program, entity, item)).collect()))
        }
        NodeKind::Record(parts) if is_list => {
            let part = |(name, value): &(Key, Node)| {
                let value = if name.name == ITEMS { known_value(program, ty, value) } else { value.clone() };
                (name.clone(), value)
            };
            record(parts.iter().map(part).collect())
        }
        _ => known_record(program, entity, value),
    }
}

fn known_record(program: &Program, entity: &Name, value: &Node) -> Node {
    let (NodeKind::Record(entries), Some(declared)) = (&value.kind, program.entities.get(entity)) else {
        return value.clone();
    };
    let mut kept = vec![];
    for (name, value) in entries.iter() {
        match declared.fields.iter().find(|field| field.name == name.name) {
            Some(field) => kept.push((name.clone(), known_value(program, &field.ty, value))),
            None if declared.identity.as_ref() == Some(&name.name) || name.name == "none" => {
                kept.push((name.clone(), value.clone()));
            }
            None => {}
        }
    }
    record(kept)
}
