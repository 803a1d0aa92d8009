//! From documents to dossiers: every key and value is held against the vocabulary, and whatever does not fit is said
//! with its place, what was expected, and the nearest right name.

mod overlay;
mod scalar;

use std::collections::BTreeMap;

use acquis_base::{Code, Diagnostic, Name, Place, Span, codes, nearest};
use acquis_ir::{Date, Field, ListType, Program, Type};

use crate::document::{Format, Key, Node, NodeKind, parse, shortened};
use crate::dossier::{Dossier, Element, Fact, Record, RecordId, Slot};

/// The most findings about one dossier; a file of another kind altogether would give thousands.
const MOST_FINDINGS: usize = 50;

/// Reads the dossier `text`, shown as `file`, against the vocabulary of `program`.
///
/// # Errors
/// Everything in it that does not fit the vocabulary, in the order of the text.
pub fn read(program: &Program, file: &str, text: &str, format: Format) -> Result<Dossier, Vec<Diagnostic>> {
    let document = parse(file, text, format).map_err(|finding| vec![*finding])?;
    let mut reader = Reader {
        program,
        dossier: Dossier { subject: stem(file), file: Name::from(file), ..Dossier::default() },
        identities: BTreeMap::new(),
        waiting: vec![],
        findings: vec![],
    };
    reader.dossier_record(&document);
    reader.resolve_references();
    if reader.findings.is_empty() {
        return Ok(reader.dossier);
    }
    Diagnostic::sort(&mut reader.findings);
    reader.findings.truncate(MOST_FINDINGS);
    Err(reader.findings)
}

/// The name of a file without folders and ending.
fn stem(file: &str) -> Name {
    let name = file.rsplit('/').next().unwrap_or(file);
    Name::from(name.split_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem }))
}

/// A reference whose target is looked up once all records are read.
struct Waiting {
    /// The record that has the field.
    record: RecordId,
    /// The field's index.
    field: usize,
    /// The element's index, where the field is a list.
    element: Option<usize>,
    entity: Name,
    identity: String,
    span: Span,
}

struct Reader<'p> {
    program: &'p Program,
    dossier: Dossier,
    /// Records that can be referred to, by entity and identity, with the places of their identities.
    identities: BTreeMap<Name, BTreeMap<String, (RecordId, Span)>>,
    waiting: Vec<Waiting>,
    findings: Vec<Diagnostic>,
}

/// What is read and where it goes: the type that the vocabulary gives it, and its JSON Pointer.
struct Slotted<'p> {
    record: RecordId,
    field: usize,
    ty: &'p Type,
    pointer: String,
}

impl<'p> Reader<'p> {
    fn report(
        &mut self,
        code: &'static Code,
        span: Span,
        message: String,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        let place = Place { file: self.dossier.file.clone(), span };
        self.findings.push(Diagnostic::at(code, message, place, label));
        let last = self.findings.len() - 1;
        // The finding was pushed a line above.
        #[expect(
            clippy::indexing_slicing,
            reason = "the index of the last element of a vector that is not empty"
        )]
        &mut self.findings[last]
    }

    fn dossier_record(&mut self, document: &Node) {
        let NodeKind::Record(entries) = &document.kind else {
            let message = format!("a dossier is a record, and this is {}", document.kind.described());
            self.report(&codes::WRONG_TYPE, document.span, message, "not a record").help =
                Some("write one record of facts in each file: `provider: …`, `service: …`".to_owned());
            return;
        };
        self.dossier.records.push(Record { span: document.span, ..Record::default() });
        let (own, facts): (Vec<_>, Vec<_>) = entries.iter().partition(|(key, _)| is_own_key(&key.name));
        self.refuse_twice(entries.iter().map(|(key, _)| key));
        for (key, value) in own {
            self.own_key(key, value);
        }
        self.fields(Dossier::ROOT, &self.program.facts, facts.into_iter(), "a dossier");
    }

    /// A key that says something of the dossier itself.
    fn own_key(&mut self, key: &Key, value: &Node) {
        match key.name.as_str() {
            "subject" => {
                if let Some(text) = self.text(value) {
                    self.dossier.subject = text;
                }
            }
            "as_of" => self.dossier.as_of = self.date(value),
            "package" => self.package(value),
            _ => self.overlay(value),
        }
    }

    /// A dossier may say for which package it was written.
    fn package(&mut self, value: &Node) {
        let Some(text) = self.text(value) else { return };
        let name = self.program.package.name.clone();
        if text != name.as_str() {
            let message =
                format!("the dossier was written for the package `{}`, not for `{name}`", shortened(&text));
            self.report(&codes::UNKNOWN_VALUE, value.span, message, "another package").help =
                Some("assess it with that package, or remove the key".to_owned());
        }
    }

    fn refuse_twice<'k>(&mut self, keys: impl Iterator<Item = &'k Key>) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for key in keys {
            match seen.get(key.name.as_str()) {
                None => {
                    seen.insert(&key.name, key.span);
                }
                Some(first) => {
                    let first = self.dossier.place(*first);
                    let message = format!("the key `{}` stands twice in one record", shortened(&key.name));
                    let finding = self.report(&codes::DUPLICATE_KEY, key.span, message, "again");
                    finding.labels.push(acquis_base::Label { place: first, text: "first here".to_owned() });
                    finding.help = Some("keep one; which of them counts would be a guess".to_owned());
                }
            }
        }
    }

    /// Reads the fields of a record; keys that stand twice were reported.
    fn fields<'n>(
        &mut self,
        record: RecordId,
        fields: &'p [Field],
        entries: impl Iterator<Item = &'n (Key, Node)>,
        what: &str,
    ) {
        let mut facts = vec![Fact::default(); fields.len()];
        let pointer = self.dossier.record(record).map(|r| r.pointer.clone()).unwrap_or_default();
        self.set_facts(record, facts.clone());
        for (key, value) in entries {
            let Some(at) = fields.iter().position(|field| field.name == *key.name) else {
                self.unknown_key(key, fields, what);
                continue;
            };
            let Some(field) = fields.get(at) else { continue };
            let slotted = Slotted { record, field: at, ty: &field.ty, pointer: child(&pointer, &key.name) };
            let slot = self.slot(value, &slotted);
            if let (Some(slot), Some(fact)) = (slot, facts.get_mut(at)) {
                *fact = Fact { slot, span: value.span };
            }
        }
        self.set_facts(record, facts);
    }

    fn set_facts(&mut self, record: RecordId, facts: Vec<Fact>) {
        if let Some(record) = self.dossier.records.get_mut(record.0 as usize) {
            record.facts = facts;
        }
    }

    fn unknown_key(&mut self, key: &Key, fields: &[Field], what: &str) {
        let whole = what == "a dossier";
        let shown = shortened(&key.name);
        let message = if whole {
            format!("no fact is called `{shown}`")
        } else {
            format!("{what} has no fact called `{shown}`")
        };
        let names = fields.iter().map(|field| field.name.as_str());
        let own = OWN_KEYS.iter().copied().filter(|_| whole);
        let meant = nearest(&key.name, names.chain(own)).map(str::to_owned);
        let finding = self.report(&codes::UNKNOWN_KEY, key.span, message, "unknown key");
        finding.help = Some(match meant {
            _ if whole && key.name == "evidence" => {
                "the key is reserved; what supports a fact cannot be given yet".to_owned()
            }
            Some(meant) => format!("did you mean `{meant}`?"),
            None => {
                let mut known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                known.sort_unstable();
                format!("known facts are {}", known.join(", "))
            }
        });
    }

    /// What a value says in a field of a type; nothing where it does not fit, which is then reported.
    fn slot(&mut self, value: &Node, at: &Slotted<'p>) -> Option<Slot> {
        if value.kind == NodeKind::Null {
            return Some(Slot::Unknown);
        }
        match at.ty {
            Type::Optional(inner) => {
                if is_none(value) {
                    return Some(Slot::None);
                }
                let inner = Slotted { ty: inner, pointer: at.pointer.clone(), ..*at };
                self.slot(value, &inner)
            }
            Type::List(list) => self.list(value, list, at),
            Type::Pool(entity) => {
                let pool = ListType { element: Type::Record(entity.clone()), nonempty: false };
                self.pool(value, &pool, at)
            }
            Type::Record(entity) => self.record(value, entity, at.pointer.clone()).map(Slot::Record),
            Type::Reference(entity) => {
                let identity = self.text(value)?;
                self.refer(at, None, entity, &identity, value.span);
                Some(Slot::Unknown)
            }
            scalar => self.scalar(value, scalar).map(Slot::Value),
        }
    }

    fn list(&mut self, value: &Node, list: &'p ListType, at: &Slotted<'p>) -> Option<Slot> {
        let (items, complete, prefix) = self.items(value, list, &at.pointer)?;
        if items.is_empty() && list.nonempty && complete {
            let name = at.pointer.rsplit('/').next().unwrap_or("").to_owned();
            let message = format!("`{name}` is empty, and every service has some");
            self.report(&codes::EMPTY_LIST, value.span, message, "an empty list").help =
                Some("list them; leave the key out where nothing is known yet".to_owned());
            return None;
        }
        let mut elements = vec![];
        for (index, item) in items.iter().enumerate() {
            let element = self.element(item, &list.element, at, index, child(&prefix, &index.to_string()));
            elements.push(element.unwrap_or(Element::Unknown));
        }
        Some(Slot::List { elements, complete, below_items: prefix != at.pointer })
    }

    /// The items of a list, whether it is complete, and the pointer below which they stand.
    fn items<'n>(
        &mut self,
        value: &'n Node,
        list: &ListType,
        pointer: &str,
    ) -> Option<(&'n [Node], bool, String)> {
        match &value.kind {
            NodeKind::List(items) => Some((items, true, pointer.to_owned())),
            NodeKind::Record(entries) if entries.iter().any(|(key, _)| key.name == "items") => {
                self.open_list(entries, pointer)
            }
            other => {
                let message =
                    format!("a list ({}) is expected, and this is {}", list.element, other.described());
                self.report(&codes::WRONG_TYPE, value.span, message, "not a list").help = Some(
                    "write a list; `{\"items\": […], \"complete\": false}` for one that may be longer"
                        .to_owned(),
                );
                None
            }
        }
    }

    fn open_list<'n>(
        &mut self,
        entries: &'n [(Key, Node)],
        pointer: &str,
    ) -> Option<(&'n [Node], bool, String)> {
        self.refuse_twice(entries.iter().map(|(key, _)| key));
        let mut items: Option<&[Node]> = None;
        let mut complete = true;
        for (key, value) in entries {
            match (key.name.as_str(), &value.kind) {
                ("items", NodeKind::List(found)) => items = Some(found),
                ("items", other) => {
                    let message = format!("`items` is a list, and this is {}", other.described());
                    self.report(&codes::WRONG_TYPE, value.span, message, "not a list");
                    return None;
                }
                ("complete", _) => complete = self.truth(value)?,
                _ => {
                    let message = format!("a list written as a record has no key `{}`", shortened(&key.name));
                    self.report(&codes::UNKNOWN_KEY, key.span, message, "unknown key").help =
                        Some("its keys are `items` and `complete`".to_owned());
                    return None;
                }
            }
        }
        items.map(|items| (items, complete, child(pointer, "items")))
    }

    fn element(
        &mut self,
        item: &Node,
        ty: &'p Type,
        at: &Slotted<'p>,
        index: usize,
        pointer: String,
    ) -> Option<Element> {
        if item.kind == NodeKind::Null {
            return Some(Element::Unknown);
        }
        match ty {
            Type::Record(entity) => self.record(item, entity, pointer).map(Element::Record),
            Type::Reference(entity) => {
                let identity = self.text(item)?;
                self.refer(at, Some(index), entity, &identity, item.span);
                Some(Element::Unknown)
            }
            scalar => self.scalar(item, scalar).map(Element::Value),
        }
    }

    /// Records that are there to be referred to. They are no facts by themselves.
    fn pool(&mut self, value: &Node, list: &ListType, at: &Slotted<'p>) -> Option<Slot> {
        let NodeKind::List(items) = &value.kind else {
            let message =
                format!("a list ({}) is expected, and this is {}", list.element, value.kind.described());
            self.report(&codes::WRONG_TYPE, value.span, message, "not a list").help = Some(
                "what is there to be referred to is a plain list; nothing is asked of it as a whole"
                    .to_owned(),
            );
            return None;
        };
        let Type::Pool(entity) = at.ty else { return None };
        for (index, item) in items.iter().enumerate() {
            self.record(item, entity, child(&at.pointer, &index.to_string()));
        }
        Some(Slot::Unknown)
    }

    fn record(&mut self, value: &Node, entity: &'p Name, pointer: String) -> Option<RecordId> {
        let NodeKind::Record(entries) = &value.kind else {
            let message = format!("a record ({entity}) is expected, and this is {}", value.kind.described());
            self.report(&codes::WRONG_TYPE, value.span, message, "not a record");
            return None;
        };
        let declared = self.program.entities.get(entity)?;
        let id = RecordId(u32::try_from(self.dossier.records.len()).ok()?);
        self.dossier.records.push(Record {
            entity: entity.clone(),
            pointer,
            identity: None,
            facts: vec![],
            span: value.span,
        });
        self.refuse_twice(entries.iter().map(|(key, _)| key));
        let is_identity = |key: &Key| declared.identity.as_ref().is_some_and(|name| *name == *key.name);
        if let Some(name) = &declared.identity {
            let found = entries.iter().find(|(key, _)| is_identity(key));
            self.identity(id, entity, name, found.map(|(_, value)| value), value.span);
        }
        let facts = entries.iter().filter(|(key, _)| !is_identity(key));
        self.fields(id, &declared.fields, facts, entity);
        Some(id)
    }

    fn identity(&mut self, id: RecordId, entity: &Name, key: &Name, value: Option<&Node>, record: Span) {
        let Some(value) = value.filter(|value| value.kind != NodeKind::Null) else {
            let message = format!("this {entity} has no `{key}`");
            let start = Span { start: record.start, end: record.start.saturating_add(1).min(record.end) };
            self.report(&codes::IDENTITY_CLASH, start, message, "by what name is it referred to?").help =
                Some(format!("give it one that no other {entity} has: `{key}: …`"));
            return;
        };
        let Some(identity) = self.text(value) else { return };
        if let Some(record) = self.dossier.records.get_mut(id.0 as usize) {
            record.identity = Some(identity.clone());
        }
        let shown = shortened(&identity);
        let known = self.identities.entry(entity.clone()).or_default();
        match known.get(identity.as_str()) {
            None => {
                known.insert(identity.to_string(), (id, value.span));
            }
            Some((_, first)) => {
                let first = self.dossier.place(*first);
                let message = format!("two records of {entity} have the `{key}` `{shown}`");
                let finding = self.report(&codes::IDENTITY_CLASH, value.span, message, "again");
                finding.labels.push(acquis_base::Label { place: first, text: "first here".to_owned() });
                finding.help =
                    Some("give each a name of its own; refer to one that is listed elsewhere".to_owned());
            }
        }
    }

    fn refer(&mut self, at: &Slotted<'_>, element: Option<usize>, entity: &Name, identity: &str, span: Span) {
        self.waiting.push(Waiting {
            record: at.record,
            field: at.field,
            element,
            entity: entity.clone(),
            identity: identity.to_owned(),
            span,
        });
    }

    fn resolve_references(&mut self) {
        let mut dangling = 0;
        for waiting in std::mem::take(&mut self.waiting) {
            let known = self.identities.get(&waiting.entity);
            match known.and_then(|known| known.get(&waiting.identity)) {
                Some((target, _)) => self.point(&waiting, *target),
                // References wait in the order of the text, so that no later one would be shown. To look for the
                // right name of each would take long where there are many.
                None if dangling >= MOST_FINDINGS => {}
                None => {
                    dangling += 1;
                    self.dangling(&waiting);
                }
            }
        }
    }

    fn point(&mut self, waiting: &Waiting, target: RecordId) {
        let record = self.dossier.records.get_mut(waiting.record.0 as usize);
        let Some(fact) = record.and_then(|record| record.facts.get_mut(waiting.field)) else { return };
        match (&mut fact.slot, waiting.element) {
            (Slot::List { elements, .. }, Some(index)) => {
                if let Some(element) = elements.get_mut(index) {
                    *element = Element::Record(target);
                }
            }
            (slot, _) => *slot = Slot::Record(target),
        }
    }

    fn dangling(&mut self, waiting: &Waiting) {
        let (entity, identity) = (&waiting.entity, shortened(&waiting.identity));
        let known = self.identities.get(entity).into_iter().flat_map(BTreeMap::keys);
        let meant = nearest(&waiting.identity, known.map(String::as_str)).map(shortened);
        let message = format!("no {entity} in this dossier is called `{identity}`");
        self.report(&codes::DANGLING_REFERENCE, waiting.span, message, "refers to nothing").help =
            Some(match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!(
                    "add a record of {entity} with this name, or leave the reference out while it is unknown"
                ),
            });
    }

    fn date(&mut self, value: &Node) -> Option<Date> {
        match self.scalar(value, &Type::ANY_DATE)? {
            acquis_ir::Value::Date(date) => Some(date),
            _ => None,
        }
    }
}

/// The keys of a dossier that are no facts.
const OWN_KEYS: &[&str] = &["subject", "as_of", "registers", "package"];

fn is_own_key(name: &str) -> bool {
    OWN_KEYS.contains(&name)
}

/// `{"none": true}`: known not to exist.
fn is_none(value: &Node) -> bool {
    match &value.kind {
        NodeKind::Record(entries) => match entries.as_slice() {
            [(key, value)] if key.name == "none" => match &value.kind {
                NodeKind::Bool(true) => true,
                NodeKind::Plain(text) => text == "true",
                _ => false,
            },
            _ => false,
        },
        _ => false,
    }
}

/// The JSON Pointer of a key below another.
pub(crate) fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}
