//! All dossiers at once: a dossier whose facts are bits that may be chosen.
//!
//! Records and lists come to be when a formula first looks at them, so that a question is as large as what it speaks
//! of. How many elements a list may have is told from outside (`witnesses.rs`).

use std::collections::BTreeMap;
use std::sync::Arc;

use acquis_base::{Comparison, Name};
use acquis_facts::{Dossier, RecordId, RegisterOverlay};
use acquis_ir::{Date, Field, Program, RegisterEntry, Type, Value};

use crate::circuit::{Bit, Circuit};
use crate::given::{Given, POOLED};
use crate::integer::Integer;
use crate::vocabulary::{FAMILIAR, Vocabulary};
use crate::witnesses::{Bounds, MAX_ELEMENTS};

/// The most records that the dossiers of a question may hold.
pub(crate) const MAX_RECORDS: usize = 4_000;

/// A plain value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Term {
    /// True or false.
    Truth(Bit),
    /// A number, times its denominator; a date as days since 1970-01-01; anything else as the number that stands for it.
    Number(Integer, u64),
}

/// Index of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RecordAt(pub(crate) usize);

/// A record.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) entity: Name,
    /// The fields that lead to it, whatever the elements of lists on the way.
    pub(crate) path: Name,
    /// Which record of the dossier it is, where one is given.
    given: Option<RecordId>,
    pub(crate) fields: BTreeMap<Name, Slot>,
}

/// What is in a field.
#[derive(Debug, Clone)]
pub(crate) enum Slot {
    Term(Term, Type),
    Record(RecordAt),
    /// One of these, exactly.
    Reference(Vec<(Bit, RecordAt)>),
    List(List),
}

/// A list, or an optional value as a list of at most one.
#[derive(Debug, Clone, Default)]
pub(crate) struct List {
    /// Its elements, each with whether it is there.
    pub(crate) elements: Vec<(Bit, Element)>,
    /// What is reached from them and is not among them, in a list of references that is both stepped along and walked.
    pub(crate) beyond: Vec<(Bit, Element)>,
    pub(crate) is_optional: bool,
    /// Whether it is given that there are no others.
    pub(crate) is_closed: bool,
}

/// An element of a list.
#[derive(Debug, Clone)]
pub(crate) enum Element {
    Term(Term),
    Record(RecordAt),
    /// One of these, exactly.
    Reference(Vec<(Bit, RecordAt)>),
}

/// Memberships of a register that the register does not settle, on one day.
#[derive(Debug)]
pub(crate) struct Memberships {
    pub(crate) day: Integer,
    /// Whether each key is in it.
    pub(crate) keys: Vec<Bit>,
}

/// The dossiers of a question.
pub(crate) struct World {
    pub(crate) circuit: Circuit,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) records: Vec<Record>,
    /// What is true of every dossier.
    pub(crate) constraints: Vec<Bit>,
    pub(crate) as_of: Integer,
    pub(crate) registers: BTreeMap<Name, Vec<Memberships>>,
    /// What was looked for in registers that do not settle it.
    pub(crate) looked_for: BTreeMap<Name, Vec<Integer>>,
    /// Whether every country in it is one that a reader knows at once.
    pub(crate) familiar: Bit,
    /// Whether dossiers were left out: then not to find one proves nothing.
    pub(crate) is_partial: bool,
    bounds: Bounds,
    /// What is given, in a question about the completions of a dossier.
    given: Option<Arc<Given>>,
    known: BTreeMap<RecordId, RecordAt>,
    is_too_large: bool,
    /// Of days that months were added to, the month and the day of the month.
    pub(crate) calendars: BTreeMap<Integer, (Integer, Integer)>,
    /// Of months, counted from January of year 0, their first day and how many days they have.
    pub(crate) months: BTreeMap<Integer, (Integer, Integer)>,
}

impl Element {
    /// The record that it is, where it stands here by itself.
    pub(crate) fn record(&self) -> Option<RecordAt> {
        match self {
            Self::Record(record) => Some(*record),
            Self::Term(_) | Self::Reference(_) => None,
        }
    }
}

/// A look into a register on a day.
struct Lookup<'l> {
    register: &'l Name,
    of: &'l Type,
    day: &'l Integer,
    /// What is listed, by the numbers of the keys.
    entries: BTreeMap<i128, Vec<&'l RegisterEntry>>,
    /// Whether the register says nothing of that day beside what it lists.
    open: Bit,
    /// How many keys there are.
    keys: usize,
    /// The free memberships, once they were asked for.
    free: Vec<Bit>,
}

/// The record that a field is of.
struct Holder {
    entity: Name,
    path: Name,
}

impl World {
    /// The dossier itself.
    pub(crate) const ROOT: RecordAt = RecordAt(0);

    pub(crate) fn new(vocabulary: Vocabulary, bounds: Bounds, as_of: Option<Date>) -> Self {
        Self::of(Circuit::new(), vocabulary, bounds, as_of)
    }

    /// The completions of a dossier, as of a date, in a circuit of at most so many gates.
    pub(crate) fn given(
        vocabulary: Vocabulary,
        bounds: Bounds,
        as_of: Date,
        given: &Arc<Given>,
        gates: usize,
    ) -> Self {
        let mut world = Self::of(Circuit::of_at_most(gates), vocabulary, bounds, Some(as_of));
        world.given = Some(Arc::clone(given));
        world.known.insert(Dossier::ROOT, Self::ROOT);
        if let Some(root) = world.records.first_mut() {
            root.given = Some(Dossier::ROOT);
        }
        world
    }

    fn of(mut circuit: Circuit, vocabulary: Vocabulary, bounds: Bounds, as_of: Option<Date>) -> Self {
        let (as_of, within) = match as_of {
            Some(date) => (Integer::constant(i128::from(date.number())), Bit::TRUE),
            None => Integer::between(
                &mut circuit,
                i128::from(Date::FIRST.number()),
                i128::from(Date::LAST.number()),
            ),
        };
        let root =
            Record { entity: Name::default(), path: Name::default(), given: None, fields: BTreeMap::new() };
        Self {
            circuit,
            vocabulary,
            records: vec![root],
            constraints: vec![within],
            as_of,
            registers: BTreeMap::new(),
            looked_for: BTreeMap::new(),
            familiar: Bit::TRUE,
            is_partial: false,
            bounds,
            given: None,
            known: BTreeMap::new(),
            is_too_large: false,
            calendars: BTreeMap::new(),
            months: BTreeMap::new(),
        }
    }

    /// How much of it there is; what was looked at is never looked at anew while this stays the same.
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.records.len(), self.constraints.len())
    }

    /// Whether it has outgrown its limits.
    pub(crate) fn is_too_large(&self) -> bool {
        self.is_too_large || self.records.len() >= MAX_RECORDS || self.circuit.is_full()
    }

    pub(crate) fn record(&self, at: RecordAt) -> Option<&Record> {
        self.records.get(at.0)
    }

    fn add_record(&mut self, entity: &Name, path: &Name) -> RecordAt {
        let fields = BTreeMap::new();
        self.records.push(Record { entity: entity.clone(), path: path.clone(), given: None, fields });
        RecordAt(self.records.len() - 1)
    }

    /// A record that is given.
    fn given_record(&mut self, id: RecordId) -> RecordAt {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let given = self.given.clone();
        let found = given.as_ref().and_then(|it| Some((it.record(id)?, it.path(id, &self.vocabulary))));
        let Some((record, path)) = found else { return Self::ROOT };
        let at = self.add_record(&record.entity, &path);
        if let Some(record) = self.records.get_mut(at.0) {
            record.given = Some(id);
        }
        self.known.insert(id, at);
        at
    }

    /// Whether a record is given.
    pub(crate) fn is_given(&self, at: RecordAt) -> bool {
        self.record(at).is_some_and(|record| record.given.is_some())
    }

    /// What is given in a field of a record.
    fn given_slot(&mut self, id: RecordId, at: usize, field: &Field, holder: &Holder) -> Option<Slot> {
        let given = self.given.clone()?;
        let slot = given.slot(id, at)?;
        let inner = match &field.ty {
            Type::Optional(inner) => inner,
            ty => ty,
        };
        let only = match slot {
            acquis_facts::Slot::Unknown => return None,
            acquis_facts::Slot::None => None,
            acquis_facts::Slot::Value(value) => Some(Element::Term(self.given_term(inner, value))),
            acquis_facts::Slot::Record(id) => Some(Element::Record(self.given_record(*id))),
            acquis_facts::Slot::List { elements, complete, .. } => {
                return Some(Slot::List(self.given_list(field, elements, *complete, holder)));
            }
        };
        Some(match (&field.ty, only) {
            (Type::Optional(_), only) => {
                let elements = only.into_iter().map(|element| (Bit::TRUE, element)).collect();
                Slot::List(List { elements, beyond: vec![], is_optional: true, is_closed: true })
            }
            (ty, Some(Element::Term(term))) => Slot::Term(term, ty.clone()),
            (_, Some(Element::Record(record))) => Slot::Record(record),
            _ => return None,
        })
    }

    /// A list that is given: with what it lists, and what it may hold beside that.
    fn given_list(
        &mut self,
        field: &Field,
        listed: &[acquis_facts::Element],
        complete: bool,
        holder: &Holder,
    ) -> List {
        let Some(ty) = field.ty.element().cloned() else { return List::default() };
        let path = below(&holder.path, &field.name);
        let mut elements = vec![];
        let mut leads_on = false;
        for element in listed {
            let element = match element {
                acquis_facts::Element::Value(value) => Element::Term(self.given_term(&ty, value)),
                acquis_facts::Element::Record(id) => Element::Record(self.given_record(*id)),
                acquis_facts::Element::Unknown => {
                    leads_on = true;
                    self.element(&ty, &path)
                }
            };
            elements.push((Bit::TRUE, element));
        }
        let mut beyond = vec![];
        if !complete {
            let (more, farther) = self.counts(holder, &field.name);
            let others = self.elements(&ty, &path, more);
            if let (Type::List(list), [], Some((first, _))) = (&field.ty, listed, others.first())
                && list.nonempty
            {
                self.constraints.push(*first);
            }
            beyond = self.elements(&ty, &path, if leads_on { 0 } else { farther });
            if let (Some((farther, _)), Some((first, _))) = (beyond.first(), others.first()) {
                let led_to = self.circuit.implies(*farther, *first);
                self.constraints.push(led_to);
            }
            elements.extend(others);
        }
        if leads_on {
            // What is listed and not known may lead anywhere, also where the list is complete.
            let walked = self.bounds.walked(&self.vocabulary, &holder.entity, &field.name);
            beyond = self.elements(&ty, &path, walked);
        }
        List { elements, beyond, is_optional: false, is_closed: complete }
    }

    /// A value that is given.
    fn given_term(&mut self, ty: &Type, value: &Value) -> Term {
        match value {
            Value::Bool(value) => Term::Truth(Bit::constant(*value)),
            Value::Number(number) => {
                let denominator = denominator(ty);
                match number.scaled(denominator) {
                    Some(scaled) => Term::Number(Integer::constant(scaled), denominator),
                    None => Term::Number(Integer::constant(number.mantissa()), number.denominator()),
                }
            }
            Value::Date(date) => Term::Number(Integer::constant(i128::from(date.number())), 1),
            other => {
                let code = self.vocabulary.code(ty, other).unwrap_or(-1);
                Term::Number(Integer::constant(code), 1)
            }
        }
    }

    /// How many elements a list of a record has, and how many more are reached from those.
    fn counts(&mut self, holder: &Holder, field: &str) -> (u32, u32) {
        let counts = if holder.path.starts_with(POOLED) {
            self.bounds.on_all_paths(&self.vocabulary, &holder.entity, field)
        } else {
            let path = below(&holder.path, field);
            (self.bounds.elements(&path), self.bounds.beyond(&path))
        };
        if counts.0.max(counts.1) > MAX_ELEMENTS {
            self.is_too_large = true;
            return (0, 0);
        }
        counts
    }

    /// What is in a field of a record.
    pub(crate) fn field(&mut self, at: RecordAt, name: &Name) -> Option<Slot> {
        let record = self.records.get(at.0)?;
        if let Some(slot) = record.fields.get(name) {
            return Some(slot.clone());
        }
        let index = self.vocabulary.fields(&record.entity).iter().position(|field| field.name == *name)?;
        let field = self.vocabulary.fields(&record.entity).get(index)?.clone();
        let holder = Holder { entity: record.entity.clone(), path: record.path.clone() };
        let given = record.given.and_then(|id| self.given_slot(id, index, &field, &holder));
        let slot = match given {
            Some(given) => given,
            None => self.slot(&field, &holder),
        };
        self.records.get_mut(at.0)?.fields.insert(name.clone(), slot.clone());
        Some(slot)
    }

    fn slot(&mut self, field: &Field, holder: &Holder) -> Slot {
        let path = &below(&holder.path, &field.name);
        match &field.ty {
            Type::Record(entity) => Slot::Record(self.add_record(entity, path)),
            Type::Reference(entity) => match self.element(&field.ty, path) {
                Element::Reference(targets) => Slot::Reference(targets),
                Element::Record(record) => Slot::Record(record),
                Element::Term(_) => Slot::Record(self.add_record(entity, path)),
            },
            Type::Optional(inner) => {
                let element = self.element(inner, path);
                let present = self.circuit.input();
                let elements = vec![(present, element)];
                Slot::List(List { elements, beyond: vec![], is_optional: true, is_closed: false })
            }
            Type::List(list) => {
                let (count, farther) = self.counts(holder, &field.name);
                let elements = self.elements(&list.element, path, count);
                if let (true, Some((first, _))) = (list.nonempty, elements.first()) {
                    self.constraints.push(*first);
                }
                let beyond = self.elements(&list.element, path, farther);
                if let (Some((farther, _)), Some((first, _))) = (beyond.first(), elements.first()) {
                    let led_to = self.circuit.implies(*farther, *first);
                    self.constraints.push(led_to);
                }
                Slot::List(List { elements, beyond, is_optional: false, is_closed: false })
            }
            Type::Pool(_) => Slot::List(List::default()),
            plain => {
                let term = self.term(plain);
                Slot::Term(term, plain.clone())
            }
        }
    }

    /// Elements of which each is there only if the one before is.
    fn elements(&mut self, ty: &Type, path: &Name, count: u32) -> Vec<(Bit, Element)> {
        let mut elements: Vec<(Bit, Element)> = vec![];
        for _ in 0..count {
            let present = self.circuit.input();
            if let Some((before, _)) = elements.last() {
                let in_turn = self.circuit.implies(present, *before);
                self.constraints.push(in_turn);
            }
            let element = self.element(ty, path);
            elements.push((present, element));
        }
        elements
    }

    fn element(&mut self, ty: &Type, path: &Name) -> Element {
        match ty {
            Type::Record(entity) => Element::Record(self.add_record(entity, path)),
            // What is in a pool cannot be ranged over, so that nobody sees whether two refer to one.
            Type::Reference(entity) if self.vocabulary.pool(entity).is_some() => {
                Element::Record(self.add_record(entity, path))
            }
            Type::Reference(entity) => Element::Reference(self.targets(entity)),
            plain => Element::Term(self.term(plain)),
        }
    }

    /// What a reference can lead to: each record that stands by itself, and in each list an element of its own. What two
    /// references share can stand there twice, since nothing sees identity; but where elements are counted it is shared.
    fn targets(&mut self, entity: &Name) -> Vec<(Bit, RecordAt)> {
        let mut found: Vec<RecordAt> = vec![];
        let mut own: Vec<(RecordAt, Name)> = vec![];
        let counted = self.bounds.is_counted(entity);
        for place in self.vocabulary.places(entity).to_vec() {
            if place.is_nested {
                self.is_partial = true;
                continue;
            }
            let Some((last, holders)) = place.fields.split_last() else { continue };
            let Some(holder) = self.holder(holders) else { continue };
            let Some(slot) = self.field(holder, last) else { continue };
            match slot {
                Slot::Record(record) => found.push(record),
                Slot::List(list) if list.is_closed && list.is_optional => {
                    found.extend(list.elements.iter().filter_map(|(_, element)| element.record()));
                }
                Slot::List(list) if list.is_optional => {
                    // An optional record is there when it is referred to; it takes part as one that may be absent.
                    self.is_partial = true;
                }
                Slot::List(list) => {
                    for (present, element) in &list.elements {
                        // What is given may be what is referred to; what is free has an element of its own for that.
                        if counted || *present == Bit::TRUE {
                            found.extend(element.record());
                        }
                    }
                    if list.is_closed {
                        continue;
                    }
                    if self.records.len() < MAX_RECORDS / 2 {
                        let path =
                            below(&self.record(holder).map(|it| it.path.clone()).unwrap_or_default(), last);
                        let record = self.add_record(entity, &path);
                        own.push((record, last.clone()));
                        found.push(record);
                    } else {
                        self.is_partial = true;
                    }
                }
                _ => {}
            }
        }
        // A reference that can lead nowhere leaves no dossier.
        self.is_partial |= found.is_empty();
        let targets = self.one_of(&found);
        self.enter(&targets, &own, entity, counted);
        targets
    }

    /// Puts the records of their own into their lists, and makes sure that what is referred to is there.
    fn enter(&mut self, targets: &[(Bit, RecordAt)], own: &[(RecordAt, Name)], entity: &Name, counted: bool) {
        for place in self.vocabulary.places(entity).to_vec() {
            let Some((last, holders)) =
                place.fields.split_last().filter(|_| place.in_list && !place.is_nested)
            else {
                continue;
            };
            let Some(holder) = self.holder(holders) else { continue };
            let Some(Slot::List(mut list)) = self.field(holder, last) else { continue };
            for (chosen, record) in targets {
                if own.contains(&(*record, last.clone())) {
                    list.elements.push((*chosen, Element::Record(*record)));
                } else if counted || self.given.is_some() {
                    let standing = list.elements.iter().find_map(|(present, element)| match element {
                        Element::Record(known) if known == record => Some(*present),
                        _ => None,
                    });
                    if let Some(present) = standing {
                        let there = self.circuit.implies(*chosen, present);
                        self.constraints.push(there);
                    }
                }
            }
            if let Some(record) = self.records.get_mut(holder.0) {
                record.fields.insert(last.clone(), Slot::List(list));
            }
        }
    }

    /// The record that fields lead to from the dossier.
    fn holder(&mut self, fields: &[Name]) -> Option<RecordAt> {
        let mut at = Self::ROOT;
        for field in fields {
            match self.field(at, field)? {
                Slot::Record(record) => at = record,
                _ => return None,
            }
        }
        Some(at)
    }

    /// Exactly one of `records`, chosen freely.
    fn one_of(&mut self, records: &[RecordAt]) -> Vec<(Bit, RecordAt)> {
        let mut rest = Bit::TRUE;
        let mut chosen = vec![];
        for (at, record) in records.iter().enumerate() {
            let here = if at + 1 == records.len() { Bit::TRUE } else { self.circuit.input() };
            chosen.push((self.circuit.and(rest, here), *record));
            rest = self.circuit.and(rest, !here);
        }
        chosen
    }

    /// Any value of a plain type.
    fn term(&mut self, ty: &Type) -> Term {
        match ty {
            Type::Bool => Term::Truth(self.circuit.input()),
            Type::Number(number) => {
                let (value, within) = Integer::between(&mut self.circuit, number.min, number.max);
                self.constraints.push(within);
                Term::Number(value, number.denominator)
            }
            Type::Date(first, last) => {
                let (first, last) = (i128::from(first.number()), i128::from(last.number()));
                let (value, within) = Integer::between(&mut self.circuit, first, last);
                self.constraints.push(within);
                Term::Number(value, 1)
            }
            other => {
                let least = i128::from(matches!(other, Type::Level(_)));
                let greatest = self.vocabulary.greatest(other).map_or(0, i128::from);
                let (value, within) = Integer::between(&mut self.circuit, least, greatest.max(least));
                self.constraints.push(within);
                match other {
                    Type::Enum(name) => self.keep_to_common(name, other, &value),
                    Type::Country => {
                        let first = Integer::constant(FAMILIAR);
                        let known = value.compare(&mut self.circuit, Comparison::Less, &first);
                        self.familiar = self.circuit.and(self.familiar, known);
                    }
                    _ => {}
                }
                Term::Number(value, 1)
            }
        }
    }

    /// A fact that is asked of two packages has a value that both know.
    fn keep_to_common(&mut self, enumeration: &Name, ty: &Type, value: &Integer) {
        for (rank, name) in self.vocabulary.partial(enumeration).to_vec().into_iter().enumerate() {
            let rank = u32::try_from(rank).unwrap_or(0);
            if let Some(code) = self.vocabulary.code(ty, &acquis_ir::Value::Variant(name, rank)) {
                let equal = value.equals(&mut self.circuit, &Integer::constant(code));
                self.constraints.push(!equal);
            }
        }
    }

    /// Whether something is in a register on a day: as its entries say, and freely where they say nothing.
    pub(crate) fn is_registered(
        &mut self,
        program: &Program,
        register: &Name,
        item: &Integer,
        day: &Integer,
    ) -> Bit {
        let Some(declared) = program.registers.get(register) else { return Bit::FALSE };
        let mut entries: BTreeMap<i128, Vec<&RegisterEntry>> = BTreeMap::new();
        for entry in &declared.entries {
            if let Some(code) = self.vocabulary.code(&declared.of, &entry.key) {
                entries.entry(code).or_default().push(entry);
            }
        }
        let open = declared.known_until.map_or(Bit::FALSE, |until| {
            let until = Integer::constant(i128::from(until.number()));
            day.compare(&mut self.circuit, Comparison::Greater, &until)
        });
        if open != Bit::FALSE {
            let looked_for = self.looked_for.entry(register.clone()).or_default();
            if !looked_for.contains(item) {
                looked_for.push(item.clone());
            }
        }
        let keys = self.vocabulary.key_count(&declared.of);
        let mut lookup = Lookup { register, of: &declared.of, day, entries, open, keys, free: vec![] };
        match item.known() {
            Some(code) => self.is_key_registered(&mut lookup, code),
            None => {
                let codes = (0..keys).filter_map(|at| i128::try_from(at).ok());
                let all: Vec<Bit> = codes.map(|code| self.is_key_registered(&mut lookup, code)).collect();
                item.choice(&mut self.circuit, &all)
            }
        }
    }

    /// Whether one key is in a register on a day.
    fn is_key_registered(&mut self, lookup: &mut Lookup<'_>, code: i128) -> Bit {
        let given = self.given.clone();
        let said =
            given.as_ref().and_then(|it| it.overlay(&self.vocabulary, lookup.register, lookup.of, code));
        match said {
            Some(RegisterOverlay::Unknown) => self.membership(lookup, code),
            Some(RegisterOverlay::Entries(entries)) => {
                let within = entries.iter().map(|entry| self.is_within(lookup.day, entry.from, entry.until));
                let within: Vec<Bit> = within.collect();
                self.any(within)
            }
            None => {
                let own = lookup.entries.get(&code).into_iter().flatten();
                let mut covered: Vec<Bit> =
                    own.map(|entry| self.is_within(lookup.day, entry.from, entry.until)).collect();
                if lookup.open != Bit::FALSE {
                    let member = self.membership(lookup, code);
                    covered.push(self.circuit.and(lookup.open, member));
                }
                self.any(covered)
            }
        }
    }

    fn any(&mut self, bits: Vec<Bit>) -> Bit {
        bits.into_iter().fold(Bit::FALSE, |any, bit| self.circuit.or(any, bit))
    }

    /// The free membership of one key.
    fn membership(&mut self, lookup: &mut Lookup<'_>, code: i128) -> Bit {
        if lookup.free.is_empty() {
            lookup.free = self.memberships(lookup.register, lookup.day, lookup.keys);
        }
        usize::try_from(code).ok().and_then(|at| lookup.free.get(at)).copied().unwrap_or(Bit::FALSE)
    }

    /// Whether a day lies between two others, both included.
    fn is_within(&mut self, day: &Integer, from: Date, until: Option<Date>) -> Bit {
        let bound = |date: Date| Integer::constant(i128::from(date.number()));
        let circuit = &mut self.circuit;
        let begun = day.compare(circuit, Comparison::GreaterEqual, &bound(from));
        let lasting =
            until.map_or(Bit::TRUE, |until| day.compare(circuit, Comparison::LessEqual, &bound(until)));
        circuit.and(begun, lasting)
    }

    /// The free memberships of a register on a day; on one and the same day they are the same.
    fn memberships(&mut self, register: &Name, day: &Integer, count: usize) -> Vec<Bit> {
        let known = self.registers.entry(register.clone()).or_default();
        if let Some(found) = known.iter().find(|it| it.day == *day) {
            return found.keys.clone();
        }
        let keys: Vec<Bit> = (0..count).map(|_| self.circuit.input()).collect();
        for other in known.iter() {
            let same_day = other.day.equals(&mut self.circuit, day);
            for (a, b) in other.keys.iter().zip(&keys) {
                let same = self.circuit.equal(*a, *b);
                let agreed = self.circuit.implies(same_day, same);
                self.constraints.push(agreed);
            }
        }
        known.push(Memberships { day: day.clone(), keys: keys.clone() });
        keys
    }

    /// How many elements each list has, by its path; the largest where there are several. Of lists of records to which many
    /// ways lead it is how many they have together, since a walk may come upon all of them.
    pub(crate) fn sizes(&self) -> BTreeMap<Name, u32> {
        let mut sizes: BTreeMap<Name, u32> = BTreeMap::new();
        for record in &self.records {
            for (name, slot) in &record.fields {
                if let Slot::List(list) = slot {
                    let count = u32::try_from(list.elements.len() + list.beyond.len()).unwrap_or(u32::MAX);
                    if record.path.starts_with(POOLED) {
                        let size = sizes.entry(pooled_list(&record.entity, name)).or_default();
                        *size = size.saturating_add(count);
                    } else {
                        let size = sizes.entry(below(&record.path, name)).or_default();
                        *size = (*size).max(count);
                    }
                }
            }
        }
        sizes
    }
}

/// A field below a path.
pub(crate) fn below(path: &Name, field: &str) -> Name {
    if path.is_empty() { Name::from(field) } else { Name::from(format!("{path}.{field}")) }
}

/// What stands for a list of the records of an entity to which many ways lead.
pub(crate) fn pooled_list(entity: &str, field: &str) -> Name {
    Name::from(format!("{POOLED}{entity}.{field}"))
}

/// The denominator of a type's numbers.
pub(crate) fn denominator(ty: &Type) -> u64 {
    match ty {
        Type::Number(number) => number.denominator.max(1),
        _ => 1,
    }
}
