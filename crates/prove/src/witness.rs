//! A dossier that shows something: made from a model of the question, held against the reference evaluator, and cut down to
//! what it needs.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Name, Span};
use acquis_facts::{Key, Node, NodeKind};
use acquis_ir::{Country, Date, NumberType, Program, Type, Unit, Value};

use crate::circuit::Bit;
use crate::solver::Model;
use crate::world::{Element, List, RecordAt, Slot, Term, World};

/// A document made from what a model says of a world.
pub(crate) struct Writer<'w> {
    world: &'w World,
    model: &'w Model,
    program: &'w Program,
    /// Records of pools, by the list that they go to.
    pooled: BTreeMap<Name, Vec<Node>>,
    names: BTreeMap<RecordAt, Name>,
    counts: BTreeMap<Name, usize>,
}

impl<'w> Writer<'w> {
    pub(crate) fn new(world: &'w World, model: &'w Model, program: &'w Program) -> Self {
        Self {
            world,
            model,
            program,
            pooled: BTreeMap::new(),
            names: BTreeMap::new(),
            counts: BTreeMap::new(),
        }
    }

    /// The date as of which is assessed.
    pub(crate) fn as_of(&self) -> Option<Date> {
        date(self.number(&self.world.as_of)?)
    }

    fn number(&self, number: &crate::integer::Integer) -> Option<i128> {
        number.value(|bit| Some(self.model.holds(bit)))
    }

    /// The document as a whole. `program` says what registers list beside what is chosen freely.
    pub(crate) fn document(mut self) -> Node {
        let mut entries = vec![];
        if let Some(as_of) = self.as_of() {
            entries.push(entry("as_of", plain(as_of.to_string())));
        }
        let Node { kind: NodeKind::Record(facts), .. } = self.record(World::ROOT) else {
            return record(entries);
        };
        entries.extend(facts.iter().cloned());
        for (pool, records) in std::mem::take(&mut self.pooled) {
            entries.push((key(&pool), node(NodeKind::list(records))));
        }
        let registers = self.registers();
        if !registers.is_empty() {
            entries.push(entry("registers", record(registers)));
        }
        record(entries)
    }

    fn record(&mut self, at: RecordAt) -> Node {
        let Some(known) = self.world.record(at) else { return record(vec![]) };
        let mut entries = vec![];
        if let Some(identity) = self.world.vocabulary.identity(&known.entity) {
            entries.push((key(identity), node(NodeKind::Text(self.name(at)))));
        }
        let fields: Vec<_> =
            self.world.vocabulary.fields(&known.entity).iter().map(|field| field.name.clone()).collect();
        for field in fields {
            let Some(slot) = known.fields.get(&field) else { continue };
            if let Some(value) = self.slot(at, &field, slot) {
                entries.push((key(&field), value));
            }
        }
        record(entries)
    }

    fn slot(&mut self, holder: RecordAt, field: &Name, slot: &Slot) -> Option<Node> {
        let declared = self.world.record(holder).map(|it| it.entity.clone()).unwrap_or_default();
        let ty = self.world.vocabulary.field(&declared, field)?.ty.clone();
        Some(match slot {
            Slot::Term(term, ty) => self.term(term, ty)?,
            Slot::Record(inner) => match &ty {
                Type::Reference(entity) => self.referred(*inner, entity),
                _ => self.record(*inner),
            },
            Slot::Reference(targets) => self.chosen(targets)?,
            Slot::List(_) if matches!(ty, Type::Pool(_)) => return None,
            Slot::List(list) if list.is_optional => {
                let (present, element) = list.elements.first()?;
                if !self.model.holds(*present) {
                    return Some(record(vec![entry("none", node(NodeKind::Bool(true)))]));
                }
                self.element(element, ty.element()?)?
            }
            Slot::List(list) => self.list(list, ty.element()?, field),
        })
    }

    fn list(&mut self, list: &List, ty: &Type, field: &Name) -> Node {
        let mut items = vec![];
        let mut first: Option<RecordAt> = None;
        for (present, element) in &list.elements {
            if self.model.holds(*present) {
                if let (Element::Record(record), None) = (element, first) {
                    first = Some(*record);
                }
                // What lies farther hangs below the first element.
                let farther: &[_] = if first.is_some() && items.is_empty() { &list.beyond } else { &[] };
                items.extend(self.element_with(element, ty, field, farther));
            }
        }
        node(NodeKind::list(items))
    }

    /// An element with what a walk along the same field reaches from it.
    fn element_with(
        &mut self,
        element: &Element,
        ty: &Type,
        field: &Name,
        farther: &[(Bit, Element)],
    ) -> Option<Node> {
        let (Element::Record(record), Type::Reference(entity), false) = (element, ty, farther.is_empty())
        else {
            return self.element(element, ty);
        };
        let mut names = vec![];
        for (present, element) in farther {
            if self.model.holds(*present) {
                names.extend(self.element(element, ty));
            }
        }
        Some(self.referred_with(*record, entity, (!names.is_empty()).then(|| (field.clone(), names))))
    }

    fn element(&mut self, element: &Element, ty: &Type) -> Option<Node> {
        match (element, ty) {
            (Element::Term(term), _) => self.term(term, ty),
            (Element::Record(record), Type::Reference(entity)) => Some(self.referred(*record, entity)),
            (Element::Record(record), _) => Some(self.record(*record)),
            (Element::Reference(targets), _) => self.chosen(targets),
        }
    }

    /// A reference to a record that stands elsewhere by itself.
    fn chosen(&mut self, targets: &[(Bit, RecordAt)]) -> Option<Node> {
        let target = targets.iter().find(|(chosen, _)| self.model.holds(*chosen))?.1;
        Some(node(NodeKind::Text(self.name(target))))
    }

    /// A reference to a record that goes to its pool.
    fn referred(&mut self, at: RecordAt, entity: &Name) -> Node {
        self.referred_with(at, entity, None)
    }

    fn referred_with(&mut self, at: RecordAt, entity: &Name, walked: Option<(Name, Vec<Node>)>) -> Node {
        if let Some(pool) = self.world.vocabulary.pool(entity).cloned() {
            let mut written = self.record(at);
            for (field, names) in self.ends(entity).into_iter().map(|field| (field, vec![])).chain(walked) {
                written = with_list(&written, &field, names);
            }
            self.pooled.entry(pool).or_default().push(written);
        }
        node(NodeKind::Text(self.name(at)))
    }

    /// The fields along which a walk would go on from a record of that entity.
    fn ends(&self, entity: &Name) -> Vec<Name> {
        let leads_on =
            |ty: &Type| matches!(ty, Type::List(list) if list.element == Type::Reference(entity.clone()));
        let fields = self.world.vocabulary.fields(entity).iter().filter(|field| leads_on(&field.ty));
        fields.map(|field| field.name.clone()).collect()
    }

    /// What a record is called: by its entity, and a number.
    fn name(&mut self, at: RecordAt) -> Name {
        if let Some(known) = self.names.get(&at) {
            return known.clone();
        }
        let entity = self.world.record(at).map(|it| it.entity.clone()).unwrap_or_default();
        let count = self.counts.entry(entity.clone()).or_default();
        *count += 1;
        let name = Name::from(format!("{}-{count}", spaced(&entity)));
        self.names.insert(at, name.clone());
        name
    }

    fn term(&self, term: &Term, ty: &Type) -> Option<Node> {
        Some(match term {
            Term::Truth(bit) => node(NodeKind::Bool(self.model.holds(*bit))),
            Term::Number(number, _) => {
                let value = self.number(number)?;
                match ty {
                    Type::Number(number) => plain(digits(value, *number)),
                    Type::Date(..) => plain(date(value)?.to_string()),
                    other => match self.world.vocabulary.decoded(other, value)? {
                        Value::Text(text) => node(NodeKind::Text(text)),
                        value => plain(value.to_string()),
                    },
                }
            }
        })
    }

    /// What is chosen freely of registers, of the keys that are looked for.
    fn registers(&self) -> Vec<(Key, Node)> {
        let mut all = vec![];
        for (name, days) in &self.world.registers {
            let Some(declared) = self.program.registers.get(name) else { continue };
            let looked_for = self.world.looked_for.get(name).into_iter().flatten();
            let used: BTreeSet<i128> = looked_for.filter_map(|item| self.number(item)).collect();
            let mut keys = vec![];
            for (at, (code, value)) in self.world.vocabulary.keys(&declared.of).iter().enumerate() {
                if !used.contains(code) {
                    continue;
                }
                let mut chosen: Vec<(Date, bool)> = days
                    .iter()
                    .filter_map(|it| {
                        let holds = it.keys.get(at).is_some_and(|bit| self.model.holds(*bit));
                        Some((date(self.number(&it.day)?)?, holds))
                    })
                    .collect();
                chosen.sort_unstable();
                chosen.dedup();
                keys.push((key(&value.to_string()), entries(declared, value, &chosen)));
            }
            if !keys.is_empty() {
                all.push((key(name), record(keys)));
            }
        }
        all
    }
}

/// `legal-entity` for `LegalEntity`.
fn spaced(entity: &str) -> String {
    let mut words = String::new();
    for (at, c) in entity.chars().enumerate() {
        if c.is_uppercase() && at > 0 {
            words.push('-');
        }
        words.extend(c.to_lowercase());
    }
    words
}

/// The record with these elements in a list of its own, unless it says already what is in the list and there are none.
fn with_list(written: &Node, field: &Name, names: Vec<Node>) -> Node {
    let NodeKind::Record(entries) = &written.kind else { return written.clone() };
    if names.is_empty() && entries.iter().any(|(known, _)| known.name == *field) {
        return written.clone();
    }
    let mut entries: Vec<_> = entries.iter().filter(|(known, _)| known.name != *field).cloned().collect();
    entries.push((key(field), node(NodeKind::list(names))));
    record(entries)
}

/// The entries of a key: those that the register has, and for days on which the key is in it beside them.
fn entries(declared: &acquis_ir::Register, value: &Value, chosen: &[(Date, bool)]) -> Node {
    let own: Vec<_> = declared.entries.iter().filter(|it| it.key == *value).collect();
    let covered =
        |day: Date| own.iter().any(|it| it.from <= day && it.until.is_none_or(|until| day <= until));
    let mut all: Vec<(Date, Option<Date>)> = own.iter().map(|it| (it.from, it.until)).collect();
    for (at, (day, holds)) in chosen.iter().enumerate() {
        let known = declared.known_until.is_some_and(|until| *day <= until);
        if !*holds || known || covered(*day) {
            continue;
        }
        let next_without =
            chosen.get(at + 1..).unwrap_or(&[]).iter().find(|(_, holds)| !holds).map(|(day, _)| *day);
        let next_entry = own.iter().map(|it| it.from).filter(|from| from > day).min();
        let next_chosen = chosen.get(at + 1).map(|(day, _)| *day);
        let next = [next_without, next_entry, next_chosen].into_iter().flatten().min();
        all.push((*day, next.and_then(|next| next.plus_days(-1))));
    }
    all.sort_unstable();
    let items = all.into_iter().map(|(from, until)| {
        let mut fields = vec![entry("from", plain(from.to_string()))];
        fields.extend(until.map(|until| entry("until", plain(until.to_string()))));
        record(fields)
    });
    node(NodeKind::list(items.collect()))
}

fn digits(value: i128, ty: NumberType) -> String {
    let number = acquis_ir::Number::new(value, ty.denominator);
    match ty.unit {
        Unit::Percent => format!("{number} %"),
        Unit::Days | Unit::Plain => number.to_string(),
    }
}

pub(crate) fn date(number: i128) -> Option<Date> {
    Date::of_number(i64::try_from(number).ok()?)
}

pub(crate) fn node(kind: NodeKind) -> Node {
    Node { kind, span: Span::default() }
}

fn plain(words: String) -> Node {
    node(NodeKind::Plain(Name::from(words)))
}

pub(crate) fn record(entries: Vec<(Key, Node)>) -> Node {
    node(NodeKind::record(entries))
}

pub(crate) fn key(name: &str) -> Key {
    Key { name: Name::from(name), span: Span::default() }
}

fn entry(name: &str, value: Node) -> (Key, Node) {
    (key(name), value)
}

/// How often a document may be held against what it is to show while it is cut down.
const MAX_TRIALS: usize = 4_000;

/// Leaves out of a document what it shows the same without, outermost first; then puts plain values in place of odd ones.
pub(crate) fn reduced(document: &Node, as_of: Date, shows: &mut dyn FnMut(&Node) -> bool) -> Node {
    let mut reducer = Reducer { document: document.clone(), trials: 0, shows };
    loop {
        let before = reducer.document.clone();
        reducer.cut(&mut vec![]);
        if reducer.document == before || reducer.trials >= MAX_TRIALS {
            break;
        }
    }
    reducer.smooth(&mut vec![], as_of);
    reducer.document
}

struct Reducer<'s> {
    document: Node,
    trials: usize,
    shows: &'s mut dyn FnMut(&Node) -> bool,
}

impl Reducer<'_> {
    /// Takes a change if the document still shows what it is to show.
    fn try_with(&mut self, changed: Node) -> bool {
        if self.trials >= MAX_TRIALS {
            return false;
        }
        self.trials += 1;
        let shows = (self.shows)(&changed);
        if shows {
            self.document = changed;
        }
        shows
    }

    /// Leaves out what can be left out below a place.
    fn cut(&mut self, way: &mut Vec<usize>) {
        let mut at = 0;
        while let Some(count) = count(&self.document, way) {
            if at >= count {
                break;
            }
            way.push(at);
            let kept = is_kept(&self.document, way);
            let without = changed(&self.document, way, None);
            if kept || !self.try_with(without) {
                if !kept {
                    self.cut(way);
                }
                at += 1;
            }
            way.pop();
        }
    }

    /// Puts days near the assessment date and countries that are familiar where they show the same.
    fn smooth(&mut self, way: &mut Vec<usize>, as_of: Date) {
        if let Some(NodeKind::Plain(words)) = place(&self.document, way).map(|node| &node.kind) {
            let words = words.clone();
            for better in candidates(&words, as_of) {
                if *better == *words || self.try_with(changed(&self.document, way, Some(plain(better)))) {
                    break;
                }
            }
        }
        for at in 0..count(&self.document, way).unwrap_or(0) {
            way.push(at);
            if !is_kept(&self.document, way) {
                self.smooth(way, as_of);
            }
            way.pop();
        }
    }
}

/// What a reader would sooner expect in place of a value.
fn candidates(words: &str, as_of: Date) -> Vec<String> {
    if words.parse::<Date>().is_ok() {
        let days = [0, -1, 1, -365, 365, 730].into_iter();
        return days.filter_map(|days| Some(as_of.plus_days(days)?.to_string())).collect();
    }
    if Country::from_code(words).is_some() {
        return ["US", "DE", "CH"].map(str::to_owned).to_vec();
    }
    vec![]
}

fn place<'n>(node: &'n Node, way: &[usize]) -> Option<&'n Node> {
    let Some((first, rest)) = way.split_first() else { return Some(node) };
    match &node.kind {
        NodeKind::Record(entries) => place(&entries.get(*first)?.1, rest),
        NodeKind::List(items) => place(items.get(*first)?, rest),
        _ => None,
    }
}

fn count(node: &Node, way: &[usize]) -> Option<usize> {
    Some(match &place(node, way)?.kind {
        NodeKind::Record(entries) => entries.len(),
        NodeKind::List(items) => items.len(),
        _ => 0,
    })
}

/// Whether a place is the date as of which is assessed.
fn is_kept(node: &Node, way: &[usize]) -> bool {
    let ([at], NodeKind::Record(entries)) = (way, &node.kind) else { return false };
    entries.get(*at).is_some_and(|(key, _)| key.name == "as_of")
}

/// The document with another value at a place, or without it.
fn changed(node: &Node, way: &[usize], value: Option<Node>) -> Node {
    let Some((first, rest)) = way.split_first() else { return value.unwrap_or_else(|| node.clone()) };
    let gone = rest.is_empty() && value.is_none();
    let kind = match &node.kind {
        NodeKind::Record(entries) => {
            let mut entries = entries.to_vec();
            if gone {
                entries.remove(*first);
            } else if let Some((_, inner)) = entries.get_mut(*first) {
                *inner = changed(inner, rest, value);
            }
            NodeKind::record(entries)
        }
        NodeKind::List(items) => {
            let mut items = items.to_vec();
            if gone {
                items.remove(*first);
            } else if let Some(inner) = items.get_mut(*first) {
                *inner = changed(inner, rest, value);
            }
            NodeKind::list(items)
        }
        other => other.clone(),
    };
    Node { kind, span: node.span }
}
