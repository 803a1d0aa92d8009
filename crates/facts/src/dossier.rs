//! The facts of one service, typed by the vocabulary.

use std::collections::BTreeMap;

use acquis_base::{Name, Place, Span};
use acquis_ir::{Date, Grade, Program, Value};

/// Index of a record in its dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u32);

/// The facts of one service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Dossier {
    /// What it is about: its `subject`, else the name of its file.
    pub subject: Name,
    /// The file that it was read from, as shown to the user.
    pub file: Name,
    /// The date as of which it asks to be assessed.
    pub as_of: Option<Date>,
    /// All records; the first is the dossier itself, whose fields are those of the `facts` declaration.
    pub records: Vec<Record>,
    /// What it says of registers, by register and key.
    pub registers: BTreeMap<Name, BTreeMap<String, RegisterOverlay>>,
    /// What supports its facts; nothing where it does not speak of evidence.
    pub evidence: Option<Vec<Evidence>>,
}

impl Dossier {
    /// The record `id`.
    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(id.0 as usize)
    }

    /// The dossier as a record.
    pub const ROOT: RecordId = RecordId(0);

    /// Where the fact with this JSON Pointer stands in the file; nothing for facts that the file does not hold.
    pub fn span_of(&self, program: &Program, pointer: &str) -> Option<Span> {
        let mut best: Option<(usize, Span)> = None;
        for record in &self.records {
            let Some(rest) = pointer.strip_prefix(record.pointer.as_str()) else { continue };
            let fields =
                if record.entity.is_empty() { &program.facts } else { program.fields(&record.entity) };
            let key = rest.strip_prefix('/').and_then(|rest| rest.split('/').next());
            let field = key.and_then(|key| fields.iter().position(|field| field.name == *key));
            let fact = field.and_then(|at| record.facts.get(at)).filter(|fact| !fact.span.is_empty());
            let found = match (rest, fact) {
                ("", _) => Some(record.span),
                (_, Some(fact)) => Some(fact.span),
                _ => None,
            };
            let length = record.pointer.len();
            if let Some(span) = found
                && best.is_none_or(|(longest, _)| length >= longest)
            {
                best = Some((length, span));
            }
        }
        best.map(|(_, span)| span)
    }

    /// A place in the dossier's file.
    pub fn place(&self, span: Span) -> Place {
        Place { file: self.file.clone(), span }
    }
}

/// A record of an entity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Record {
    /// The entity; empty for the dossier itself.
    pub entity: Name,
    /// Where it stands, as a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// Its identity, for entities that have one.
    pub identity: Option<Name>,
    /// The fact in each field, in the order of the entity's fields.
    pub facts: Vec<Fact>,
    /// Where it stands in the file.
    pub span: Span,
}

/// What a dossier says in one field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Fact {
    /// What it says.
    pub slot: Slot,
    /// Where it says so in the file; empty for absent facts.
    pub span: Span,
}

/// What is known of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Nothing.
    #[default]
    Unknown,
    /// That an optional value does not exist.
    None,
    /// A value.
    Value(Value),
    /// A record contained here, or one referred to.
    Record(RecordId),
    /// A list.
    List {
        /// Its elements.
        elements: Vec<Element>,
        /// Whether there are no others.
        complete: bool,
        /// Whether the dossier writes it as a record, with the elements below `items`.
        below_items: bool,
    },
}

/// An element of a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Element {
    /// Something of which nothing is known.
    Unknown,
    /// A value.
    Value(Value),
    /// A record contained in the list, or one referred to.
    Record(RecordId),
}

/// A record of evidence: something that supports facts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// Its kind, a value of the enumeration of kinds.
    pub kind: Name,
    /// What it supports; at least one.
    pub supports: Vec<Support>,
    /// Its grade, where that is known.
    pub grade: Option<Grade>,
    /// The day of which it is, where that is known.
    pub date: Option<Date>,
    /// The last day on which it may be relied on, if it has one.
    pub until: Option<Date>,
    /// Where it can be found.
    pub reference: Option<Name>,
    /// Where it stands, as a JSON Pointer.
    pub pointer: String,
}

impl Evidence {
    /// Whether it supports the fact that a way leads to, by itself or by supporting what it is in.
    pub fn supports_fact(&self, way: &[FactStep]) -> bool {
        self.supports.iter().any(|support| match support {
            Support::Fact(steps) => {
                let fits = |(step, own): (&FactStep, &FactStep)| {
                    step.field == own.field && (step.element.is_none() || step.element == own.element)
                };
                steps.len() <= way.len() && steps.iter().zip(way).all(fits)
            }
            Support::Criterion(_) => false,
        })
    }

    /// The criteria that it supports, as it cites them.
    pub fn criteria(&self) -> impl Iterator<Item = &Name> {
        self.supports.iter().filter_map(|support| match support {
            Support::Criterion(criterion) => Some(criterion),
            Support::Fact(_) => None,
        })
    }
}

/// What evidence supports.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Support {
    /// A fact with all that is in it.
    Fact(Vec<FactStep>),
    /// Whatever the criterion cited asks evidence for.
    Criterion(Name),
}

/// A step of the way to a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactStep {
    /// The field.
    pub field: Name,
    /// The index of the element meant of a list; all of them where there is none.
    pub element: Option<usize>,
}

/// What a dossier says of one key of a register, in place of what the register says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RegisterOverlay {
    /// That it is not known whether the key is in the register.
    Unknown,
    /// The key's entries; none says that it is not in the register.
    Entries(Vec<OverlayEntry>),
}

/// An entry that a dossier supplies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OverlayEntry {
    /// Its first day.
    pub from: Date,
    /// Its last day, if it has one.
    pub until: Option<Date>,
    /// The act behind it.
    pub act: Option<Name>,
}
