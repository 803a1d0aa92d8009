//! What a dossier gives: in all its completions that is so, and the rest is free.
//!
//! ```text
//! a value, a record, none        as it is
//! a list                         its elements, and no others
//! a list that may be longer      its elements, and any others
//! an absent fact                 anything of its type
//! a reference that is absent     to whatever a completion can hold there
//! ```
//!
//! A record that is given is one and the same wherever it is referred to: what is not known of it is not known once.

use acquis_facts::{Dossier, Fact, Record, RecordId, RegisterOverlay, Slot};

use acquis_base::Name;
use acquis_ir::Type;

use crate::vocabulary::Vocabulary;

/// A dossier whose completions are asked about.
#[derive(Debug)]
pub(crate) struct Given {
    dossier: Dossier,
}

impl Given {
    pub(crate) fn new(dossier: &Dossier) -> Self {
        Self { dossier: dossier.clone() }
    }

    pub(crate) fn record(&self, id: RecordId) -> Option<&Record> {
        self.dossier.record(id)
    }

    /// What is given in a field; nothing where it is not known.
    pub(crate) fn slot(&self, id: RecordId, at: usize) -> Option<&Slot> {
        let slot = &self.record(id)?.facts.get(at).map(|fact: &Fact| &fact.slot)?;
        if matches!(slot, Slot::Unknown) { None } else { Some(slot) }
    }

    /// What is said of a key of a register, by the number that stands for it.
    pub(crate) fn overlay(
        &self,
        vocabulary: &Vocabulary,
        register: &str,
        of: &Type,
        code: i128,
    ) -> Option<&RegisterOverlay> {
        let said = self.dossier.registers.get(register)?;
        said.get(&vocabulary.decoded(of, code)?.to_string())
    }

    /// The path of a record, by which it is known how many elements its lists need: that of the place where it stands. One
    /// in a pool has none, since many paths lead there.
    pub(crate) fn path(&self, id: RecordId, vocabulary: &Vocabulary) -> Name {
        let Some(record) = self.record(id) else { return Name::default() };
        let mut path = String::new();
        let mut entity = Name::default();
        for step in record.pointer.split('/').skip(1) {
            let Some(field) = vocabulary.field(&entity, step) else { continue };
            let inner = match &field.ty {
                Type::List(list) => list.element.entity(),
                Type::Optional(inner) => inner.entity(),
                Type::Pool(entity) => Some(entity),
                other => other.entity(),
            };
            if matches!(field.ty, Type::Pool(_)) {
                path = POOLED.to_string();
            } else {
                path = if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") };
            }
            entity = inner.cloned().unwrap_or_default();
        }
        Name::from(path)
    }
}

/// With what the paths of records start to which many ways lead.
pub(crate) const POOLED: char = '*';
