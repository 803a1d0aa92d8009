//! What of a dossier the criteria of a package can hang on. Dossiers that are the same in it have the same completions as far
//! as any criterion is concerned.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::Name;
use acquis_facts::{Dossier, Element, Fact, Record, RecordId, RegisterOverlay, Slot};
use acquis_ir::{Date, Field, Program, Type};

use crate::uses::{self, Uses};

/// What the criteria of a program can hang on.
#[derive(Debug)]
pub(crate) struct Relevant<'p> {
    program: &'p Program,
    fields: BTreeSet<uses::Fact>,
    readings: BTreeSet<&'p Name>,
    /// The registers that are looked into as of the assessment date; nothing where the date counts for itself.
    registers: Option<BTreeSet<&'p Name>>,
}

impl<'p> Relevant<'p> {
    pub(crate) fn of(program: &'p Program) -> Self {
        let all: Vec<Uses<'p>> = program.criteria.iter().map(|it| Uses::of(program, it)).collect();
        let as_of: BTreeSet<&Name> = all.iter().flat_map(|uses| uses.registers.iter().copied()).collect();
        // One day of a register can be another, of which the same is not known.
        let mixed = all.iter().any(|uses| uses.registers_on_days.iter().any(|name| as_of.contains(name)));
        let reads_date = mixed || all.iter().any(|uses| uses.reads_date);
        let registers = (!reads_date).then_some(as_of);
        let readings = all.iter().flat_map(|uses| uses.readings.iter().copied()).collect();
        let fields = all.into_iter().flat_map(|uses| uses.facts).collect();
        let mut relevant = Self { program, fields, readings, registers };
        relevant.add_what_is_referred_to();
        relevant
    }

    /// The choices of those readings.
    pub(crate) fn choices(&self, readings: &BTreeMap<Name, Name>) -> BTreeMap<Name, Name> {
        let read = readings.iter().filter(|(reading, _)| self.readings.contains(reading));
        read.map(|(reading, choice)| (reading.clone(), choice.clone())).collect()
    }

    /// The first day from which on, up to a date, the registers say the same.
    pub(crate) fn since(&self, date: Date, dossier: &Dossier) -> Date {
        let Some(registers) = &self.registers else { return date };
        let mut since = Date::FIRST;
        let mut changes = |from: Date, until: Option<Date>| {
            let after = until.and_then(|until| until.plus_days(1));
            for day in [Some(from), after].into_iter().flatten().filter(|day| *day <= date) {
                since = since.max(day);
            }
        };
        for name in registers {
            if let Some(register) = self.program.registers.get(*name) {
                register.entries.iter().for_each(|entry| changes(entry.from, entry.until));
                changes(Date::FIRST, register.known_until);
            }
            for overlay in dossier.registers.get(*name).into_iter().flat_map(BTreeMap::values) {
                if let RegisterOverlay::Entries(entries) = overlay {
                    entries.iter().for_each(|entry| changes(entry.from, entry.until));
                }
            }
        }
        since
    }

    /// A reference that is not known may lead to any record that there is of its entity.
    fn add_what_is_referred_to(&mut self) {
        let read = self.every_field().filter(|(fact, _)| self.fields.contains(fact));
        let mut holding: BTreeSet<Name> =
            read.filter_map(|(_, field)| referred(&field.ty).cloned()).collect();
        loop {
            let leads = |(fact, field): &(uses::Fact, &Field)| {
                !self.fields.contains(fact) && held(&field.ty).is_some_and(|entity| holding.contains(entity))
            };
            let more: Vec<uses::Fact> = self.every_field().filter(leads).map(|(fact, _)| fact).collect();
            if more.is_empty() {
                return;
            }
            holding.extend(more.iter().filter_map(|fact| fact.entity.clone()));
            self.fields.extend(more);
        }
    }

    fn every_field(&self) -> impl Iterator<Item = (uses::Fact, &'p Field)> + use<'p> {
        let own = self.program.facts.iter().map(|field| (None, field));
        let entities = self.program.entities.iter();
        let others = entities
            .flat_map(|(name, entity)| entity.fields.iter().map(move |field| (Some(name.clone()), field)));
        own.chain(others).map(|(entity, field)| (uses::Fact { entity, field: field.name.clone() }, field))
    }

    /// What a dossier says in those fields, of whatever subject.
    pub(crate) fn part(&self, dossier: &Dossier) -> Dossier {
        let mut order = Order::default();
        order.number(Dossier::ROOT);
        let mut records = vec![];
        while let Some(id) = order.records.get(records.len()).copied() {
            let record = dossier.record(id).map(|record| self.record(record, &mut order));
            records.push(record.unwrap_or_default());
        }
        Dossier { records, registers: dossier.registers.clone(), ..Dossier::default() }
    }

    fn record(&self, record: &Record, order: &mut Order) -> Record {
        let entity = Some(&record.entity).filter(|entity| !entity.is_empty());
        let fields = entity.map_or(self.program.facts.as_slice(), |entity| self.program.fields(entity));
        let fact = |(field, fact): (&Field, &Fact)| {
            let of = uses::Fact { entity: entity.cloned(), field: field.name.clone() };
            let slot = self.fields.contains(&of).then(|| order.slot(&fact.slot));
            Fact { slot: slot.unwrap_or_default(), ..Fact::default() }
        };
        Record {
            entity: record.entity.clone(),
            pointer: record.pointer.clone(),
            identity: record.identity.clone(),
            facts: fields.iter().zip(&record.facts).map(fact).collect(),
            ..Record::default()
        }
    }
}

/// Records in the order in which they are come by.
#[derive(Default)]
struct Order {
    records: Vec<RecordId>,
    numbers: BTreeMap<RecordId, RecordId>,
}

impl Order {
    fn number(&mut self, id: RecordId) -> RecordId {
        let next = RecordId(u32::try_from(self.records.len()).unwrap_or(u32::MAX));
        let number = *self.numbers.entry(id).or_insert(next);
        if number == next {
            self.records.push(id);
        }
        number
    }

    fn slot(&mut self, slot: &Slot) -> Slot {
        match slot {
            Slot::Record(id) => Slot::Record(self.number(*id)),
            Slot::List { elements, complete, .. } => Slot::List {
                elements: elements.iter().map(|element| self.element(element)).collect(),
                complete: *complete,
                below_items: false,
            },
            Slot::Unknown | Slot::None | Slot::Value(_) => slot.clone(),
        }
    }

    fn element(&mut self, element: &Element) -> Element {
        match element {
            Element::Record(id) => Element::Record(self.number(*id)),
            Element::Unknown | Element::Value(_) => element.clone(),
        }
    }
}

/// The entity that a type refers to.
fn referred(ty: &Type) -> Option<&Name> {
    match ty {
        Type::Reference(entity) => Some(entity),
        Type::Optional(inner) => referred(inner),
        Type::List(list) => referred(&list.element),
        _ => None,
    }
}

/// The entity whose records stand in a field.
fn held(ty: &Type) -> Option<&Name> {
    match ty {
        Type::Record(entity) | Type::Pool(entity) => Some(entity),
        Type::Optional(inner) => held(inner),
        Type::List(list) => held(&list.element),
        _ => None,
    }
}
