//! From documents to dossiers: every key and value is held against the vocabulary, and whatever does not fit is said
//! with its place, what was expected, and the nearest right name.

mod evidence;
mod overlay;
mod references;
mod scalar;

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Code, Diagnostic, Name, Place, Span, codes, nearest};
use acquis_ir::{Date, Entity, Field, ListType, Program, Type, Value};

use crate::document::{Format, Key, Node, NodeKind, parse, shortened};
use crate::dossier::{Dossier, Element, Fact, Record, RecordId, Slot};
use references::{References, Unknown};

/// The most findings about one dossier; a file of another kind altogether would give thousands.
const MOST_FINDINGS: usize = 50;

/// Reads the dossier `text`, shown as `file`, against the vocabulary of `program`.
///
/// # Errors
/// What in it does not fit the vocabulary, in the order of the text; where that is very much, the last one says how much
/// more.
pub fn read(program: &Program, file: &str, text: &str, format: Format) -> Result<Dossier, Vec<Diagnostic>> {
    let document = parse(file, text, format).map_err(|finding| vec![*finding])?;
    read_document(program, file, &document)
}

/// Reads a dossier that is a document already, shown as `file`, against the vocabulary of `program`.
///
/// # Errors
/// What in it does not fit the vocabulary, in the order of its places; where that is very much, the last one says how
/// much more.
pub fn read_document(program: &Program, file: &str, document: &Node) -> Result<Dossier, Vec<Diagnostic>> {
    read_counting(program, file, document).map_err(|unfit| unfit.findings)
}

/// What in a dossier does not fit the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The first findings, in the order of their places.
    pub findings: Vec<Diagnostic>,
    /// How many there are in all.
    pub all: usize,
}

/// The same, which also tells how many findings there are in all.
///
/// # Errors
/// What in it does not fit the vocabulary.
pub fn read_counting(program: &Program, file: &str, document: &Node) -> Result<Dossier, Unfit> {
    let mut reader = Reader {
        program,
        dossier: Dossier { subject: stem(file), file: Name::from(file), ..Dossier::default() },
        references: References::default(),
        findings: vec![],
    };
    reader.dossier_record(document);
    let unsaid = reader.resolve_references();
    if reader.findings.is_empty() {
        return Ok(reader.dossier);
    }
    Diagnostic::sort(&mut reader.findings);
    let all = reader.findings.len() + unsaid;
    let more = reader.findings.len().saturating_sub(MOST_FINDINGS) + unsaid;
    reader.findings.truncate(MOST_FINDINGS);
    if let Some(last) = reader.findings.last_mut().filter(|_| more > 0) {
        last.notes.push(format!("{more} more findings of this dossier are left out"));
    }
    Err(Unfit { findings: reader.findings, all })
}

/// Reads one value of a plain type, shown as standing in `file`.
///
/// # Errors
/// Why it is none.
pub fn read_value(program: &Program, file: &str, node: &Node, ty: &Type) -> Result<Value, Vec<Diagnostic>> {
    let dossier = Dossier { file: Name::from(file), ..Dossier::default() };
    let mut reader = Reader { program, dossier, references: References::default(), findings: vec![] };
    reader.scalar(node, ty).ok_or(reader.findings)
}

/// The name of a file without folders and ending.
fn stem(file: &str) -> Name {
    let name = file.rsplit('/').next().unwrap_or(file);
    Name::from(name.split_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem }))
}

struct Reader<'p> {
    program: &'p Program,
    dossier: Dossier,
    references: References,
    findings: Vec<Diagnostic>,
}

/// What is read and where it goes: the type that the vocabulary gives it, and where it stands. Few facts are ever asked for
/// their pointers, so that those are made when they are.
#[derive(Clone, Copy)]
struct Slotted<'p, 'n> {
    record: RecordId,
    field: usize,
    ty: &'p Type,
    /// The JSON Pointer of the record.
    above: &'n str,
    key: &'n str,
}

impl Slotted<'_, '_> {
    fn pointer(&self) -> String {
        child(self.above, self.key)
    }

    /// The pointer of an element of the list that stands here, which may stand below `items`.
    fn element(&self, index: usize, below_items: bool) -> String {
        let list = self.pointer();
        if below_items { format!("{list}/items/{index}") } else { format!("{list}/{index}") }
    }
}

/// The items of a list, as far as they are known.
struct Items<'n> {
    items: &'n [Node],
    complete: bool,
    /// Whether they stand in a record, under `items`.
    below_items: bool,
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
        let is_evidence = |key: &Key| key.name == "evidence";
        for (key, value) in own.iter().filter(|(key, _)| !is_evidence(key)) {
            self.own_key(key, value);
        }
        self.fields(Dossier::ROOT, None, facts.into_iter());
        // What is supported is looked up among the facts.
        if let Some((key, value)) = own.iter().find(|(key, _)| is_evidence(key)) {
            self.evidence(key, value);
        }
    }

    /// A key that says something of the dossier itself; `null` says nothing.
    fn own_key(&mut self, key: &Key, value: &Node) {
        if value.kind == NodeKind::Null {
            return;
        }
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

    fn refuse_twice<'k>(&mut self, keys: impl Iterator<Item = &'k Key> + Clone) {
        let mut names: Vec<&str> = keys.clone().map(|key| key.name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).all(|pair| pair.first() != pair.last()) {
            return;
        }
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

    /// Reads the fields of a record of `entity`, or of the dossier itself; keys that stand twice were reported, and the
    /// first of them is read. Gives the keys that are in no vocabulary.
    fn fields<'n>(
        &mut self,
        record: RecordId,
        entity: Option<&'p Entity>,
        entries: impl Iterator<Item = &'n (Key, Node)>,
    ) -> Vec<Unknown> {
        let fields: &[Field] = entity.map_or(&self.program.facts, |entity| &entity.fields);
        let mut facts = vec![Fact::default(); fields.len()];
        let mut unknown = vec![];
        let mut seen = BTreeSet::new();
        let pointer = self.dossier.record(record).map(|r| r.pointer.clone()).unwrap_or_default();
        for (key, value) in entries {
            if !seen.insert(key.name.as_str()) {
                self.references.refuse(value);
                continue;
            }
            let found = fields.iter().enumerate().find(|(_, field)| field.name == *key.name);
            let Some((at, field)) = found else {
                unknown.push(self.unknown_key(key, value, entity));
                continue;
            };
            let slotted = Slotted { record, field: at, ty: &field.ty, above: &pointer, key: &key.name };
            match (self.slot(value, slotted), facts.get_mut(at)) {
                (Some(slot), Some(fact)) => *fact = Fact { slot, span: value.span },
                _ => self.references.refuse(value),
            }
        }
        self.set_facts(record, facts);
        unknown
    }

    fn set_facts(&mut self, record: RecordId, facts: Vec<Fact>) {
        if let Some(record) = self.dossier.records.get_mut(record.0 as usize) {
            record.facts = facts;
        }
    }

    fn unknown_key(&mut self, key: &Key, value: &Node, entity: Option<&Entity>) -> Unknown {
        let shown = shortened(&key.name);
        let message = match entity {
            None => format!("no fact is called `{shown}`"),
            Some(entity) => format!("{} has no fact called `{shown}`", entity.name),
        };
        let fields = entity.map_or(&self.program.facts, |entity| &entity.fields);
        let identity = entity.and_then(|entity| entity.identity.as_ref());
        let mut known: Vec<&str> =
            fields.iter().map(|field| &field.name).chain(identity).map(Name::as_str).collect();
        known.sort_unstable();
        let own = OWN_KEYS.iter().copied().filter(|_| entity.is_none());
        let meant = nearest(&key.name, known.iter().copied().chain(own)).map(str::to_owned);
        let help = match &meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("known facts are {}", known.join(", ")),
        };
        self.references.refuse(value);
        self.report(&codes::UNKNOWN_KEY, key.span, message, "unknown key").help = Some(help);
        let is_identity = identity.is_some_and(|identity| meant.as_deref() == Some(identity.as_str()));
        Unknown { text: value.kind.text().map(str::to_owned), is_identity, finding: self.findings.len() - 1 }
    }

    /// What a value says in a field of a type; nothing where it does not fit, which is then reported.
    fn slot(&mut self, value: &Node, at: Slotted<'p, '_>) -> Option<Slot> {
        if value.kind == NodeKind::Null {
            return Some(Slot::Unknown);
        }
        match at.ty {
            Type::Optional(inner) => {
                if is_none(value) {
                    return Some(Slot::None);
                }
                let before = self.findings.len();
                let slot = self.slot(value, Slotted { ty: inner, ..at });
                self.hint_at_none(before, value);
                slot
            }
            Type::List(list) => self.list(value, list, at),
            Type::Pool(entity) => {
                let pool = ListType { element: Type::Record(entity.clone()), nonempty: false };
                self.pool(value, &pool, at)
            }
            Type::Record(entity) => self.record(value, entity, at.pointer()).map(Slot::Record),
            Type::Reference(entity) => {
                let identity = self.text(value)?;
                self.refer(at, None, entity, &identity, value.span);
                Some(Slot::Unknown)
            }
            scalar => self.scalar(value, scalar).map(Slot::Value),
        }
    }

    /// Who writes an optional value in a wrong form may have meant that there is none.
    fn hint_at_none(&mut self, findings_before: usize, value: &Node) {
        let Some(finding) = self.findings.get_mut(findings_before) else { return };
        let is_about_it = finding.place().is_some_and(|place| place.span == value.span);
        if is_about_it && *finding.code == codes::WRONG_TYPE {
            finding.notes.push("`{\"none\": true}` says that there is none".to_owned());
        }
    }

    fn list(&mut self, value: &Node, list: &'p ListType, at: Slotted<'p, '_>) -> Option<Slot> {
        let Items { items, complete, below_items } = self.items(value, list)?;
        if items.is_empty() && list.nonempty && complete {
            let message = format!("`{}` is empty, and there is always at least one", at.key);
            self.report(&codes::EMPTY_LIST, value.span, message, "an empty list").help =
                Some("list them; leave the key out where nothing is known yet".to_owned());
            return None;
        }
        let mut elements = vec![];
        for (index, item) in items.iter().enumerate() {
            let element = self.element(item, &list.element, at, index, below_items);
            if element.is_none() {
                self.references.refuse(item);
            }
            elements.push(element.unwrap_or(Element::Unknown));
        }
        Some(Slot::List { elements, complete, below_items })
    }

    fn items<'n>(&mut self, value: &'n Node, list: &ListType) -> Option<Items<'n>> {
        match &value.kind {
            NodeKind::List(items) => Some(Items { items, complete: true, below_items: false }),
            NodeKind::Record(entries) if entries.iter().any(|(key, _)| key.name == "items") => {
                self.open_list(entries)
            }
            other => {
                let help = match other {
                    NodeKind::Record(entries) if entries.iter().any(|(key, _)| key.name == "complete") => {
                        "a list that may be longer is written `{\"items\": […], \"complete\": false}`"
                            .to_owned()
                    }
                    NodeKind::Record(_) => {
                        "put the record into a list: a dash before it, or brackets around it".to_owned()
                    }
                    other => format!(
                        "write a list, also for one: `[{}]`",
                        other.text().map_or("…".to_owned(), shortened)
                    ),
                };
                self.wrong_type(value, &format!("a list ({})", list.element), &help)
            }
        }
    }

    fn open_list<'n>(&mut self, entries: &'n [(Key, Node)]) -> Option<Items<'n>> {
        self.refuse_twice(entries.iter().map(|(key, _)| key));
        let mut items: Option<&[Node]> = None;
        let mut complete = true;
        for (key, value) in entries {
            match (key.name.as_str(), &value.kind) {
                ("items", NodeKind::List(found)) => items = Some(found),
                ("items", other) => {
                    let message = format!("`items` is a list, and this is {}", other.described());
                    self.report(&codes::WRONG_TYPE, value.span, message, "not a list").help =
                        Some("write what is known of the list: `items: […]`".to_owned());
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
        items.map(|items| Items { items, complete, below_items: true })
    }

    fn element(
        &mut self,
        item: &Node,
        ty: &'p Type,
        at: Slotted<'p, '_>,
        index: usize,
        below_items: bool,
    ) -> Option<Element> {
        if item.kind == NodeKind::Null {
            return Some(Element::Unknown);
        }
        match ty {
            Type::Record(entity) => {
                self.record(item, entity, at.element(index, below_items)).map(Element::Record)
            }
            Type::Reference(entity) => {
                let identity = self.text(item)?;
                self.refer(at, Some(index), entity, &identity, item.span);
                Some(Element::Unknown)
            }
            scalar => self.scalar(item, scalar).map(Element::Value),
        }
    }

    /// Records that are there to be referred to. They are no facts by themselves.
    fn pool(&mut self, value: &Node, list: &ListType, at: Slotted<'p, '_>) -> Option<Slot> {
        let NodeKind::List(items) = &value.kind else {
            let help = "what is there to be referred to is a plain list; nothing is asked of it as a whole";
            return self.wrong_type(value, &format!("a list ({})", list.element), help);
        };
        let Type::Pool(entity) = at.ty else { return None };
        for (index, item) in items.iter().enumerate() {
            if self.record(item, entity, at.element(index, false)).is_none() {
                self.references.refuse(item);
            }
        }
        Some(Slot::Unknown)
    }

    fn no_record<T>(&mut self, value: &Node, entity: &Name) -> Option<T> {
        let declared = self.program.entities.get(entity)?;
        let keys = declared.identity.iter().chain(declared.fields.iter().map(|field| &field.name));
        let keys: Vec<String> = keys.take(2).map(|key| format!("{key}: …")).collect();
        let help = format!("write its facts with their keys: `{{ {}, … }}`", keys.join(", "));
        self.wrong_type(value, &format!("a record ({entity})"), &help)
    }

    fn record(&mut self, value: &Node, entity: &'p Name, pointer: String) -> Option<RecordId> {
        let NodeKind::Record(entries) = &value.kind else {
            return self.no_record(value, entity);
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
        let facts = entries.iter().filter(|(key, _)| !is_identity(key));
        let unknown = self.fields(id, Some(declared), facts);
        if let Some(name) = &declared.identity {
            let found = entries.iter().find(|(key, _)| is_identity(key)).map(|(_, value)| value);
            match found.filter(|value| value.kind != NodeKind::Null) {
                Some(identity) => self.identity(id, declared, name, identity),
                None => self.references.nameless(declared, name, value.span, unknown),
            }
        }
        Some(id)
    }

    fn date(&mut self, value: &Node) -> Option<Date> {
        match self.scalar(value, &Type::ANY_DATE)? {
            acquis_ir::Value::Date(date) => Some(date),
            _ => None,
        }
    }
}

/// The keys of a dossier that are no facts.
const OWN_KEYS: &[&str] = &["subject", "as_of", "registers", "evidence", "package"];

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
    if key.contains(['~', '/']) {
        return format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
    }
    [pointer, "/", key].concat()
}
