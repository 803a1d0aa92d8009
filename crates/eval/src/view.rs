//! Facts as formulas see them: values, records and lists, each known or absent. An absent record has fields, each of
//! them absent; an absent thing knows its path, so that it equals itself, and what is missing for it to be known.

use std::collections::BTreeSet;
use std::sync::Arc;

use acquis_facts::{Dossier, Element, RecordId, Slot};
use acquis_ir::{Field, FieldRef, Program, Type, Value};

/// A JSON Pointer (RFC 6901) into a dossier or, below `/registers`, into a register.
pub(crate) type Pointer = Arc<str>;

/// A plain value, known or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scalar {
    /// A known value, with the fact that it is, if it is one.
    Known(Value, Option<Pointer>),
    /// An unknown value.
    Unknown(Absent),
}

/// Something absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Absent {
    /// What it is: equal paths stand for one and the same thing. Nothing for computed values.
    pub(crate) path: Option<Pointer>,
    /// The facts that are missing for it to be known.
    pub(crate) missing: Vec<Pointer>,
}

/// A record, known or not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Record {
    /// A record of the dossier.
    Known(RecordId),
    /// A record of which nothing is known.
    Absent {
        /// What it is: equal paths stand for one and the same record.
        path: Pointer,
        /// The fact that is missing for it to be known.
        missing: Pointer,
    },
}

/// What a variable stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bound {
    Scalar(Scalar),
    Record(Record),
}

/// What is in a field.
pub(crate) enum Seen {
    Scalar(Scalar),
    Record(Record),
    List(List),
}

/// A list, or an optional value as a list of at most one.
#[derive(Debug, Clone, Default)]
pub(crate) struct List {
    /// The elements that are known to be there.
    pub(crate) elements: Vec<Bound>,
    /// The facts that are missing for it to be known whether there are others; empty for a complete list.
    pub(crate) open: Vec<Pointer>,
}

/// Reads the facts of one dossier.
pub(crate) struct View<'p> {
    pub(crate) program: &'p Program,
    pub(crate) dossier: &'p Dossier,
    /// Facts that count as unknown, by record and field, because the evidence asked for is not given.
    pub(crate) unshown: BTreeSet<(RecordId, usize)>,
}

impl<'p> View<'p> {
    /// The fields that a record has.
    fn fields(&self, entity: &str) -> &'p [Field] {
        if entity.is_empty() { &self.program.facts } else { self.program.fields(entity) }
    }

    /// The field of a record.
    pub(crate) fn field(&self, record: &Record, field: &FieldRef, ty: &Type) -> Seen {
        match record {
            Record::Absent { path, missing } => absent(&below(path, &field.name), missing, ty),
            Record::Known(id) => {
                let Some(found) = self.dossier.record(*id) else {
                    return absent(&Arc::from(""), &Arc::from(""), ty);
                };
                let pointer = below(&found.pointer, &field.name);
                let at = field.index as usize;
                match found.facts.get(at) {
                    Some(fact) if self.unshown.is_empty() || !self.unshown.contains(&(*id, at)) => {
                        seen(&fact.slot, pointer, ty)
                    }
                    _ => absent(&pointer, &pointer, ty),
                }
            }
        }
    }

    /// The field of that name in a record of `entity`.
    pub(crate) fn field_named(&self, entity: &str, name: &str) -> Option<(FieldRef, &'p Type)> {
        let fields = self.fields(entity);
        let index = fields.iter().position(|field| field.name == *name)?;
        let field = fields.get(index)?;
        Some((FieldRef { name: field.name.clone(), index: u32::try_from(index).ok()? }, &field.ty))
    }

    /// How reports call a record: its name if it has a field of that name, else its identity, else its pointer; an
    /// absent record by what is missing.
    pub(crate) fn name(&self, record: &Record) -> Pointer {
        match record {
            Record::Absent { missing, .. } => missing.clone(),
            Record::Known(id) => match self.dossier.record(*id) {
                Some(found) => self.named(found),
                None => Arc::from(""),
            },
        }
    }

    fn named(&self, record: &acquis_facts::Record) -> Pointer {
        let named = self
            .field_named(&record.entity, "name")
            .and_then(|(field, _)| record.facts.get(field.index as usize));
        match (named.map(|fact| &fact.slot), &record.identity) {
            (Some(Slot::Value(Value::Text(name))), _) => Arc::from(name.as_str()),
            (_, Some(identity)) => Arc::from(identity.as_str()),
            _ => Arc::from(record.pointer.as_str()),
        }
    }

    /// Where a record stands.
    pub(crate) fn pointer(&self, record: &Record) -> Pointer {
        match record {
            Record::Absent { missing, .. } => missing.clone(),
            Record::Known(id) => self
                .dossier
                .record(*id)
                .map_or_else(|| Arc::from(""), |found| Arc::from(found.pointer.as_str())),
        }
    }
}

/// The pointer of a key below another.
pub(crate) fn below(pointer: &str, key: &str) -> Pointer {
    if key.contains(['~', '/']) {
        return Arc::from(format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")));
    }
    Arc::from([pointer, "/", key].concat())
}

fn absent(path: &Pointer, missing: &Pointer, ty: &Type) -> Seen {
    match ty {
        Type::Record(_) | Type::Reference(_) => {
            Seen::Record(Record::Absent { path: path.clone(), missing: missing.clone() })
        }
        Type::List(_) | Type::Optional(_) | Type::Pool(_) => {
            Seen::List(List { elements: vec![], open: vec![missing.clone()] })
        }
        _ => Seen::Scalar(unknown(path, missing)),
    }
}

fn unknown(path: &Pointer, missing: &Pointer) -> Scalar {
    Scalar::Unknown(Absent { path: Some(path.clone()), missing: vec![missing.clone()] })
}

fn seen(slot: &Slot, pointer: Pointer, ty: &Type) -> Seen {
    match (slot, ty) {
        (Slot::Unknown, _) => absent(&pointer, &pointer, ty),
        (Slot::None, _) => Seen::List(List::default()),
        (Slot::Value(value), Type::Optional(_)) => {
            let only = Bound::Scalar(Scalar::Known(value.clone(), Some(pointer)));
            Seen::List(List { elements: vec![only], open: vec![] })
        }
        (Slot::Record(id), Type::Optional(_)) => {
            Seen::List(List { elements: vec![Bound::Record(Record::Known(*id))], open: vec![] })
        }
        (Slot::Value(value), _) => Seen::Scalar(Scalar::Known(value.clone(), Some(pointer))),
        (Slot::Record(id), _) => Seen::Record(Record::Known(*id)),
        (Slot::List { elements, complete, below_items }, _) => {
            let element_type = ty.element().cloned().unwrap_or(Type::Bool);
            let around = if *below_items { below(&pointer, "items") } else { pointer.clone() };
            let bound = |(at, element): (usize, &Element)| bound(element, &around, at, &element_type);
            let open = if *complete { vec![] } else { vec![pointer.clone()] };
            Seen::List(List { elements: elements.iter().enumerate().map(bound).collect(), open })
        }
    }
}

/// The element at an index of the list at `around`.
fn bound(element: &Element, around: &str, at: usize, ty: &Type) -> Bound {
    let pointer = || Arc::from(format!("{around}/{at}"));
    match element {
        Element::Value(value) => Bound::Scalar(Scalar::Known(value.clone(), Some(pointer()))),
        Element::Record(id) => Bound::Record(Record::Known(*id)),
        Element::Unknown => {
            let pointer = pointer();
            imagined(&pointer, &pointer, ty)
        }
    }
}

/// Something of type `ty` of which nothing is known.
pub(crate) fn imagined(path: &Pointer, missing: &Pointer, ty: &Type) -> Bound {
    match ty {
        Type::Record(_) | Type::Reference(_) => {
            Bound::Record(Record::Absent { path: path.clone(), missing: missing.clone() })
        }
        _ => Bound::Scalar(unknown(path, missing)),
    }
}
