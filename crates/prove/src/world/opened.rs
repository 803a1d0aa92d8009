//! What may be changed and shown of a dossier: each of its facts is free, with a bit that says whether it was touched.
//!
//! ```text
//! a value that is given        any other value of its type
//! a fact that is not known     a value of its type, where it is shown
//! none                         there, with facts that are not known
//! an optional record           none
//! an absent record             there, with facts that are not known
//! a list                       its elements and some more
//! a list that may be longer    the same, and no others
//! ```
//!
//! Nothing of it is done to facts that are fixed, to references, and to records that have an identity as a whole: what
//! is in these may change.

use std::collections::BTreeMap;

use acquis_base::Name;
use acquis_facts::RecordId;
use acquis_ir::{Field, ListType, Type, Value};

use super::{Element, Holder, List, RecordAt, Slot, Term, World, below};
use crate::circuit::{Bit, Gate};
use crate::witnesses::Bounds;

/// What may be changed and shown, as far as formulas look at it.
#[derive(Debug)]
pub(crate) struct Opening {
    /// How many elements may be added to a list.
    most_added: u32,
    /// What is asked for of lists: nothing is added to others.
    wanted: Bounds,
    /// The facts, in the order in which formulas look at them; what holds facts comes before them.
    pub(crate) leaves: Vec<Leaf>,
    /// The inputs that somebody chooses who changes and shows facts, by their gates.
    pub(crate) roles: BTreeMap<usize, Role>,
    /// Whether there is a list to which elements may be added.
    pub(crate) can_grow: bool,
    /// Whether more elements are asked for of one than may be added.
    pub(crate) is_short: bool,
}

/// Who chooses an input. Whatever has no role here, completions choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Whoever changes and shows facts.
    Chosen,
    /// The same where this holds, and else completions.
    ChosenIf(Bit),
}

/// A fact that may be changed or shown.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    /// Where it stands, as a JSON Pointer; within a list that is changed, as if it were written without `items`.
    pub(crate) pointer: String,
    /// The bits that say that it is touched; each counts one.
    pub(crate) costs: Vec<Bit>,
    /// Whether nothing is known of it now.
    pub(crate) is_unknown: bool,
    /// What it comes to say.
    pub(crate) told: Told,
}

/// What a fact comes to say.
#[derive(Debug, Clone)]
pub(crate) enum Told {
    Value(Term, Type),
    /// None, unless the bit holds; else the value, or a record of which nothing is known.
    Optional(Bit, Option<(Term, Type)>),
    /// A record of which nothing is known.
    Record,
    /// The list as it is with those of these elements that are there, and no others.
    List(Vec<(Bit, Option<Term>)>, Type),
}

/// Where a record would stand that can be shown to be there.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pointer: String,
    there: Bit,
}

impl Opening {
    pub(crate) fn new(most_added: u32, wanted: Bounds) -> Self {
        Self { most_added, wanted, leaves: vec![], roles: BTreeMap::new(), can_grow: false, is_short: false }
    }
}

impl World {
    /// What is in a field of a record, where it may be changed or shown.
    pub(super) fn opened_slot(
        &mut self,
        at: RecordAt,
        index: usize,
        field: &Field,
        holder: &Holder,
    ) -> Option<Slot> {
        self.opening.as_ref()?;
        let stand = self.stand(at).filter(|_| !field.fixed)?;
        let given = self.given.clone();
        let id = self.record(at)?.given;
        let slot = id.and_then(|id| given.as_ref()?.slot(id, index));
        let place = Made { pointer: format!("{}/{}", stand.pointer, field.name), there: stand.there };
        match (&field.ty, slot) {
            (Type::Record(entity), None) => {
                let path = below(&holder.path, &field.name);
                self.shown_record(entity, &path, &place).map(Slot::Record)
            }
            (Type::Record(_) | Type::Reference(_) | Type::Pool(_), _) => None,
            (Type::Optional(inner), slot) => self.opened_optional(inner, slot, &place, field, holder),
            (Type::List(list), slot) => Some(Slot::List(self.opened_list(list, slot, &place, field, holder))),
            (plain, slot) => {
                let value = match slot {
                    Some(acquis_facts::Slot::Value(value)) => Some(value),
                    _ => None,
                };
                Some(Slot::Term(self.opened_value(plain, value, &place), plain.clone()))
            }
        }
    }

    /// Where a record stands, if what is in it may be changed or shown.
    fn stand(&self, at: RecordAt) -> Option<Made> {
        let record = self.record(at)?;
        if let Some(made) = &record.made {
            return Some(made.clone());
        }
        let given = self.given.as_ref()?;
        let id: RecordId = record.given?;
        if given.is_fixed(id, &self.vocabulary) {
            return None;
        }
        Some(Made { pointer: given.record(id)?.pointer.clone(), there: Bit::TRUE })
    }

    /// An input that whoever changes facts chooses.
    fn chosen(&mut self) -> Bit {
        let bit = self.circuit.input();
        self.let_choose(bit.gate(), Role::Chosen);
        bit
    }

    /// Gives a role to the inputs that were made since the circuit had so many gates.
    fn let_choose(&mut self, begin: usize, role: Role) {
        let Some(opening) = &mut self.opening else { return };
        for gate in begin..self.circuit.len() {
            if self.circuit.gate(gate) == Gate::Input {
                opening.roles.insert(gate, role);
            }
        }
    }

    fn add_leaf(&mut self, pointer: &str, costs: Vec<Bit>, is_unknown: bool, told: Told) {
        if let Some(opening) = &mut self.opening {
            opening.leaves.push(Leaf { pointer: pointer.to_owned(), costs, is_unknown, told });
        }
    }

    /// That a fact that is not known is shown; only what stands somewhere is.
    fn showing(&mut self, place: &Made) -> Bit {
        let shown = self.chosen();
        let stands = self.circuit.implies(shown, place.there);
        self.constraints.push(stands);
        shown
    }

    fn opened_value(&mut self, ty: &Type, given: Option<&Value>, place: &Made) -> Term {
        let begin = self.circuit.len();
        let term = self.term(ty);
        let cost = match given {
            Some(value) => {
                self.let_choose(begin, Role::Chosen);
                let before = self.given_term(ty, value);
                !self.is_same(&term, &before)
            }
            None => {
                let end = self.circuit.len();
                let shown = self.showing(place);
                self.let_choose_if(begin, end, shown);
                shown
            }
        };
        self.add_leaf(&place.pointer, vec![cost], given.is_none(), Told::Value(term.clone(), ty.clone()));
        term
    }

    fn let_choose_if(&mut self, begin: usize, end: usize, shown: Bit) {
        let Some(opening) = &mut self.opening else { return };
        for gate in begin..end {
            if self.circuit.gate(gate) == Gate::Input {
                opening.roles.insert(gate, Role::ChosenIf(shown));
            }
        }
    }

    fn is_same(&mut self, a: &Term, b: &Term) -> Bit {
        match (a, b) {
            (Term::Truth(a), Term::Truth(b)) => self.circuit.equal(*a, *b),
            (Term::Number(a, of_a), Term::Number(b, of_b)) if of_a == of_b => a.equals(&mut self.circuit, b),
            _ => Bit::FALSE,
        }
    }

    fn opened_optional(
        &mut self,
        inner: &Type,
        slot: Option<&acquis_facts::Slot>,
        place: &Made,
        field: &Field,
        holder: &Holder,
    ) -> Option<Slot> {
        let record = match inner {
            Type::Record(entity) if self.vocabulary.identity(entity).is_none() => Some(entity.clone()),
            Type::Record(_) | Type::Reference(_) | Type::List(_) | Type::Pool(_) | Type::Optional(_) => {
                return None;
            }
            _ => None,
        };
        let begin = self.circuit.len();
        let present = self.circuit.input();
        let term = if record.is_none() { Some(self.term(inner)) } else { None };
        let end = self.circuit.len();
        let (cost, there) = match (slot, &term) {
            (None, _) => {
                let shown = self.showing(place);
                self.let_choose_if(begin, end, shown);
                (shown, self.circuit.and(shown, present))
            }
            (Some(acquis_facts::Slot::Value(value)), Some(term)) => {
                self.let_choose(begin, Role::Chosen);
                let before = self.given_term(inner, value);
                let same = self.is_same(term, &before);
                (!self.circuit.and(present, same), present)
            }
            (Some(acquis_facts::Slot::Record(_)), None) => {
                self.let_choose(begin, Role::Chosen);
                (!present, present)
            }
            _ => {
                self.let_choose(begin, Role::Chosen);
                (present, present)
            }
        };
        let told = Told::Optional(present, term.clone().map(|term| (term, inner.clone())));
        self.add_leaf(&place.pointer, vec![cost], slot.is_none(), told);
        let element = match (record, term, slot) {
            (_, Some(term), _) => Element::Term(term),
            (_, None, Some(acquis_facts::Slot::Record(id))) => Element::Record(self.given_record(*id)),
            (Some(entity), ..) => {
                let path = below(&holder.path, &field.name);
                let made = Made { pointer: place.pointer.clone(), there };
                Element::Record(self.made_record(&entity, &path, made))
            }
            (None, ..) => return None,
        };
        let elements = vec![(present, element)];
        Some(Slot::List(List { elements, is_optional: true, is_closed: true, ..List::default() }))
    }

    fn made_record(&mut self, entity: &Name, path: &Name, made: Made) -> RecordAt {
        let at = self.add_record(entity, path);
        if let Some(record) = self.records.get_mut(at.0) {
            record.made = Some(made);
        }
        at
    }

    /// A record of which nothing is known, and that can be shown to be there: then its facts can be shown.
    fn shown_record(&mut self, entity: &Name, path: &Name, place: &Made) -> Option<RecordAt> {
        if self.vocabulary.identity(entity).is_some() {
            return None;
        }
        let there = self.showing(place);
        self.add_leaf(&place.pointer, vec![there], true, Told::Record);
        Some(self.made_record(entity, path, Made { pointer: place.pointer.clone(), there }))
    }

    fn opened_list(
        &mut self,
        list: &ListType,
        slot: Option<&acquis_facts::Slot>,
        place: &Made,
        field: &Field,
        holder: &Holder,
    ) -> List {
        let (listed, complete, below_items) = match slot {
            Some(acquis_facts::Slot::List { elements, complete, below_items }) => {
                (elements.as_slice(), *complete, *below_items)
            }
            _ => (&[][..], false, false),
        };
        let path = below(&holder.path, &field.name);
        // What is in it is told after what it is, which may need to be there first.
        let at = self.opening.as_ref().map_or(0, |opening| opening.leaves.len());
        let items = if below_items { "/items" } else { "" };
        let mut elements = vec![];
        let mut leads_on = false;
        for (index, element) in listed.iter().enumerate() {
            let place = Made { pointer: format!("{}{items}/{index}", place.pointer), there: place.there };
            leads_on |= matches!(element, acquis_facts::Element::Unknown);
            elements.push((Bit::TRUE, self.opened_element(&list.element, element, &path, &place)));
        }
        let closing = if complete { None } else { Some(self.showing(place)) };
        let must_hold_one = list.nonempty && listed.is_empty();
        let most = self.most_added(list, must_hold_one, field, holder);
        let added = self.added(&list.element, listed.len(), most, &path, place);
        let touched = added.first().map(|(there, _)| *there);
        if let (Some(closing), Some(touched)) = (closing, touched) {
            let closes = self.circuit.implies(touched, closing);
            self.constraints.push(closes);
        }
        let others = self.others(list, closing, (holder, field), &path);
        let costs = closing.into_iter().chain(added.iter().map(|it| it.0).skip(usize::from(!complete)));
        let costs: Vec<Bit> = costs.collect();
        if !costs.is_empty() {
            let slots = added.iter().map(|(there, element)| match element {
                Element::Term(term) => (*there, Some(term.clone())),
                Element::Record(_) | Element::Reference(_) => (*there, None),
            });
            let told = Told::List(slots.collect(), list.element.clone());
            let pointer = place.pointer.clone();
            let leaf = Leaf { pointer, costs, is_unknown: slot.is_none(), told };
            if let Some(opening) = &mut self.opening {
                opening.leaves.insert(at, leaf);
            }
        }
        if must_hold_one {
            let first = others.0.first().map(|(there, _)| *there);
            let some = self.circuit.any(touched.into_iter().chain(first));
            self.constraints.push(some);
        }
        let beyond = self.led_to(leads_on, &list.element, &others, (holder, field), &path);
        elements.extend(added);
        elements.extend(others.0);
        List { elements, beyond, is_optional: false, is_closed: complete, closing }
    }

    /// What a walk comes upon beyond a list.
    fn led_to(
        &mut self,
        leads_on: bool,
        ty: &Type,
        (others, farther): &(Vec<(Bit, Element)>, u32),
        (holder, field): (&Holder, &Field),
        path: &Name,
    ) -> Vec<(Bit, Element)> {
        if leads_on {
            let walked = self.bounds.walked(&self.vocabulary, &holder.entity, &field.name);
            return self.elements(ty, path, walked);
        }
        let beyond = self.elements(ty, path, *farther);
        if let (Some((farther, _)), Some((first, _))) = (beyond.first(), others.first()) {
            let led_to = self.circuit.implies(*farther, *first);
            self.constraints.push(led_to);
        }
        beyond
    }

    /// What completions may list beside what is given, and how many more are reached from that.
    fn others(
        &mut self,
        list: &ListType,
        closing: Option<Bit>,
        (holder, field): (&Holder, &Field),
        path: &Name,
    ) -> (Vec<(Bit, Element)>, u32) {
        let Some(closing) = closing else { return (vec![], 0) };
        let (more, farther) = self.counts(holder, &field.name);
        let mut others = self.elements(&list.element, path, more);
        for (there, _) in &mut others {
            *there = self.circuit.and(*there, !closing);
        }
        (others, farther)
    }

    fn opened_element(
        &mut self,
        ty: &Type,
        element: &acquis_facts::Element,
        path: &Name,
        place: &Made,
    ) -> Element {
        match (element, ty) {
            (acquis_facts::Element::Record(id), _) => Element::Record(self.given_record(*id)),
            (acquis_facts::Element::Value(value), _) => {
                Element::Term(self.opened_value(ty, Some(value), place))
            }
            (acquis_facts::Element::Unknown, Type::Record(entity)) => {
                match self.shown_record(entity, path, place) {
                    Some(record) => Element::Record(record),
                    None => self.element(ty, path),
                }
            }
            (acquis_facts::Element::Unknown, Type::Reference(_)) => self.element(ty, path),
            (acquis_facts::Element::Unknown, _) => Element::Term(self.opened_value(ty, None, place)),
        }
    }

    /// How many elements may be added to a list: some where elements are asked for, else the one that it cannot be without.
    /// They need no identity.
    fn most_added(&mut self, list: &ListType, must_hold_one: bool, field: &Field, holder: &Holder) -> u32 {
        let can_be_made = match &list.element {
            Type::Record(entity) => self.vocabulary.identity(entity).is_none(),
            Type::Reference(_) => false,
            _ => true,
        };
        let Some(opening) = self.opening.as_mut().filter(|_| can_be_made) else { return 0 };
        let asked = opening.wanted.asked_of(&self.vocabulary, &holder.path, &holder.entity, &field.name);
        if asked == 0 {
            return u32::from(must_hold_one);
        }
        opening.can_grow = true;
        opening.is_short |= asked > opening.most_added;
        opening.most_added
    }

    /// Elements that may be added, each only if the one before is.
    fn added(
        &mut self,
        ty: &Type,
        listed: usize,
        most: u32,
        path: &Name,
        place: &Made,
    ) -> Vec<(Bit, Element)> {
        let mut added: Vec<(Bit, Element)> = vec![];
        for index in listed..listed.saturating_add(most as usize) {
            let there = self.showing(place);
            if let Some((before, _)) = added.last() {
                let in_turn = self.circuit.implies(there, *before);
                self.constraints.push(in_turn);
            }
            let element = match ty {
                Type::Record(entity) => {
                    let made = Made { pointer: format!("{}/{index}", place.pointer), there };
                    Element::Record(self.made_record(entity, path, made))
                }
                plain => {
                    let begin = self.circuit.len();
                    let term = self.term(plain);
                    self.let_choose(begin, Role::Chosen);
                    Element::Term(term)
                }
            };
            added.push((there, element));
        }
        added
    }
}
