//! Reading a document that lacks nothing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Element;
use super::values::Value;
use crate::arbitrary::calendar;
use crate::arbitrary::document::Document;
use crate::arbitrary::formula::Path;
use crate::arbitrary::vocabulary::{FACTS, IDENTITY, Ty, Vocabulary};

type Records<'m> = BTreeMap<String, &'m Document>;

/// The facts of a dossier.
pub(super) struct Facts<'m> {
    vocabulary: &'m Vocabulary,
    dossier: &'m Document,
    /// The records that can be referred to.
    parties: BTreeMap<&'m str, &'m Document>,
}

impl<'m> Facts<'m> {
    pub(super) fn new(vocabulary: &'m Vocabulary, dossier: &'m Document) -> Self {
        let mut parties = BTreeMap::new();
        for field in vocabulary.fields(FACTS) {
            let value = dossier.get(&field.name).expect("nothing is missing");
            let records: Vec<&Document> = match &field.ty {
                Ty::Record(_) => vec![value],
                Ty::Pool(_) => value.items().iter().collect(),
                _ => vec![],
            };
            for record in records {
                let identity = record.get(IDENTITY).and_then(Document::words).expect("an identity");
                parties.insert(identity, record);
            }
        }
        Self { vocabulary, dossier, parties }
    }

    /// The number of the day as of which the dossier is assessed.
    pub(super) fn as_of(&self) -> i64 {
        let words = self.dossier.get("as_of").and_then(Document::words);
        words.and_then(calendar::day).expect("a date")
    }

    /// The record that a path leads to.
    pub(super) fn record(&self, path: &Path, records: &Records<'m>) -> &'m Document {
        let start = match &path.variable {
            Some(variable) => records[variable],
            None => self.dossier,
        };
        path.fields.iter().fold(start, |record, field| {
            self.referred(record.get(field).unwrap_or_else(|| panic!("{path:?} leads nowhere")))
        })
    }

    /// The record that an identity names; anything else is itself.
    fn referred(&self, document: &'m Document) -> &'m Document {
        document.words().and_then(|identity| self.parties.get(identity)).copied().unwrap_or(document)
    }

    /// The plain value that a path leads to.
    pub(super) fn value(
        &self,
        path: &Path,
        records: &Records<'m>,
        values: &BTreeMap<String, Value>,
    ) -> Value {
        match &path.variable {
            Some(variable) if path.fields.is_empty() => values[variable].clone(),
            _ => self.plain(self.record(path, records)),
        }
    }

    fn plain(&self, document: &Document) -> Value {
        match document {
            Document::Truth(value) => Value::Truth(*value),
            Document::Number(digits) => Value::of_digits(digits),
            Document::Word(words) | Document::Text(words) => Value::of_words(self.vocabulary, words),
            other => panic!("{other:?} is no plain value"),
        }
    }

    fn element(&self, document: &'m Document) -> Element<'m> {
        match self.referred(document) {
            record @ Document::Record(_) => Element::Record(record),
            value => Element::Value(self.plain(value)),
        }
    }

    /// The elements of a list, or of an optional value.
    pub(super) fn list(&self, path: &Path, records: &Records<'m>) -> Vec<Element<'m>> {
        match self.record(path, records) {
            Document::List(items) => items.iter().map(|item| self.element(item)).collect(),
            record if record.get("none").is_some() => vec![],
            value => vec![self.element(value)],
        }
    }

    /// Everything that is reached along the last field of a path. The record at the start is among it if a circle leads
    /// back to it: no formula sees that it is the same one.
    pub(super) fn chain(&self, path: &Path, records: &Records<'m>) -> Vec<Element<'m>> {
        let along = path.fields.last().expect("a chain runs along a field");
        let mut waiting: VecDeque<&'m Document> = self.record(path, records).items().iter().collect();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut reached = vec![];
        while let Some(next) = waiting.pop_front() {
            if next.words().is_some_and(|identity| seen.insert(identity)) {
                let record = self.referred(next);
                reached.push(Element::Record(record));
                waiting.extend(record.get(along).map_or(&[][..], Document::items));
            }
        }
        reached
    }

    /// Whether something is in a register on a day. What the dossier says of a key stands in place of the register's
    /// own entries.
    pub(super) fn is_in_register(&self, item: &Value, register: &str, day: &Value) -> bool {
        let declared = self.vocabulary.registers.iter().find(|known| known.name == register);
        let declared = declared.expect("the register is declared");
        let key = match item {
            Value::Words(words) => words.clone(),
            Value::Rank(enumeration, at) => self.vocabulary.value(*enumeration, *at).to_owned(),
            other => panic!("{other:?} is no key"),
        };
        let day = day.as_day();
        let number = |words: &str| calendar::day(words).expect("a date");
        let covers = |from: &str, until: Option<&str>| {
            number(from) <= day && until.is_none_or(|until| day <= number(until))
        };
        let said =
            self.dossier.get("registers").and_then(|r| r.get(register)).and_then(|keys| keys.get(&key));
        if let Some(said) = said {
            let words = |entry: &'m Document, key: &str| entry.get(key).and_then(Document::words);
            let covering = |entry: &'m Document| {
                words(entry, "from").is_some_and(|from| covers(from, words(entry, "until")))
            };
            return match said {
                Document::List(entries) => entries.iter().any(covering),
                entry => covering(entry),
            };
        }
        let own = declared.entries.iter().filter(|(listed, ..)| *listed == key);
        let found = own.into_iter().any(|(_, from, until)| covers(from, *until));
        let known = declared.known_until.is_none_or(|last| found || day <= number(last));
        assert!(known, "a dossier that lacks nothing says what {register} holds");
        found
    }
}
