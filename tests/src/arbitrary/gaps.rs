//! Dossiers that lack something: facts left out, values that are not known, lists that may be longer.

use std::collections::{BTreeMap, BTreeSet};

use super::choices::Choices;
use super::document::{Document, Place, Step, pointer};
use super::dossier::Maker;
use super::vocabulary::{FACTS, IDENTITY, PARTY, Ty, Vocabulary};

/// How something is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// The key is not there.
    Absent,
    /// `null` stands in its place.
    Null,
    /// So many items are listed, and there may be others.
    Open(usize),
}

/// What is missing in a dossier that else lacks nothing, by its place in the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gaps {
    missing: BTreeMap<Place, Gap>,
}

/// A part of a dossier that can be missing, and its type; entries of registers have none.
type Part = (Place, Option<Ty>);

impl Gaps {
    /// Up to `most` gaps in a dossier, at least one. References to what is no longer there are missing too.
    pub fn new(vocabulary: &Vocabulary, whole: &Document, most: usize, numbers: &[u16]) -> Self {
        let mut choices = Choices::new(numbers);
        let parts = parts(vocabulary, whole);
        let mut gaps = Self::default();
        for _ in 0..1 + choices.below(most) {
            let (place, ty) = choices.pick(&parts);
            let items = whole.at(&place).map_or(0, |part| part.items().len());
            let kind = match (&ty, place.last()) {
                (Some(Ty::List(..)), _) if choices.chance(50) => Gap::Open(choices.below(items + 1)),
                (None, _) | (_, Some(Step::Item(_))) => Gap::Null,
                _ => choices.pick(&[Gap::Absent, Gap::Null]),
            };
            gaps.missing.insert(place, kind);
        }
        gaps.with_dangling(vocabulary, whole)
    }

    /// The gaps that a reader of the rendered dossier sees, as JSON Pointers into it.
    pub fn pointers(&self) -> BTreeMap<String, Place> {
        let seen = self.missing.keys().filter_map(|place| Some((self.pointer(place)?, place.clone())));
        seen.collect()
    }

    /// The same without some of them.
    #[must_use]
    pub fn without(&self, known: impl Fn(&Place) -> bool) -> Self {
        let left = self.missing.iter().filter(|(place, _)| !known(place));
        Self { missing: left.map(|(place, gap)| (place.clone(), *gap)).collect() }
    }

    /// These gaps and those.
    #[must_use]
    pub fn and(&self, vocabulary: &Vocabulary, whole: &Document, others: &Self) -> Self {
        let mut both = self.clone();
        for (place, gap) in &others.missing {
            both.missing.entry(place.clone()).or_insert(*gap);
        }
        both.with_dangling(vocabulary, whole)
    }

    /// The same, and references to what is not there.
    #[must_use]
    pub fn with_dangling(mut self, vocabulary: &Vocabulary, whole: &Document) -> Self {
        let present = identities(&self.render(whole));
        for (place, ty) in parts(vocabulary, whole) {
            let refers = match ty {
                Some(Ty::Ref(_)) => true,
                Some(Ty::Optional(inner)) => matches!(*inner, Ty::Ref(_)),
                _ => false,
            };
            let target = whole.at(&place).and_then(Document::words).filter(|_| refers);
            if target.is_some_and(|target| !present.contains(target)) {
                self.missing.entry(place).or_insert(Gap::Null);
            }
        }
        self
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty()
    }

    /// The dossier with what is missing left out.
    pub fn render(&self, whole: &Document) -> Document {
        self.part(whole, &mut vec![])
    }

    fn part(&self, part: &Document, place: &mut Place) -> Document {
        let mut inner = |step: Step, part: &Document| {
            place.push(step);
            let rendered = match self.missing.get(place) {
                Some(Gap::Absent) => None,
                Some(Gap::Null) => Some(Document::Null),
                Some(Gap::Open(listed)) => Some(open_list(self.part(part, place), *listed)),
                None => Some(self.part(part, place)),
            };
            place.pop();
            rendered
        };
        match part {
            Document::Record(entries) => {
                let entries = entries.iter();
                let rendered = entries
                    .filter_map(|(key, value)| Some((key.clone(), inner(Step::Key(key.clone()), value)?)));
                Document::Record(rendered.collect())
            }
            Document::List(items) => {
                let items = items.iter().enumerate();
                Document::List(items.filter_map(|(at, item)| inner(Step::Item(at), item)).collect())
            }
            other => other.clone(),
        }
    }

    /// The pointer to a gap in the rendered dossier; nothing for one that lies within another.
    fn pointer(&self, place: &Place) -> Option<String> {
        let mut shown: Place = vec![];
        for (at, step) in place.iter().enumerate() {
            match (self.missing.get(&place[..at]), step) {
                (None, _) => {}
                (Some(Gap::Open(listed)), Step::Item(item)) if item < listed => {
                    shown.push(Step::Key("items".to_owned()));
                }
                _ => return None,
            }
            shown.push(step.clone());
        }
        Some(pointer(&shown))
    }

    /// Dossiers that lack nothing and agree with what is left of this one: all of them where all that is missing has
    /// few possible values and there are at most `most`, else some.
    pub fn completions(
        &self,
        vocabulary: &Vocabulary,
        whole: &Document,
        most: usize,
        numbers: &[u16],
    ) -> Vec<Document> {
        let mut choices = Choices::new(numbers);
        let types: BTreeMap<Place, Option<Ty>> = parts(vocabulary, whole).into_iter().collect();
        // A pool is no fact: what others refer to is there in every completion.
        let is_fact = |place: &&Place| !matches!(types.get(*place), Some(Some(Ty::Pool(_))));
        let seen = self.missing.keys().filter(|place| self.pointer(place).is_some());
        let visible: Vec<&Place> = seen.filter(is_fact).collect();
        let mut parties: Vec<String> = identities(whole).into_iter().collect();
        parties.push(STRANGER.to_owned());
        let mut maker = Maker { vocabulary, choices: &mut choices, parties, next: 0 };
        let values: Vec<Vec<Document>> = visible
            .iter()
            .map(|place| {
                self.alternatives(&mut maker, place, types.get(*place).and_then(Option::as_ref), whole)
            })
            .collect();
        let all: usize = values.iter().map(Vec::len).fold(1, usize::saturating_mul);
        let base = with_stranger(&mut maker, whole);
        (0..all.min(most))
            .map(|nth| {
                let nth = if all <= most { nth } else { maker.choices.below(all) };
                completed(&base, &visible, &values, nth)
            })
            .collect()
    }

    /// What may stand where something is missing: everything, where that is little.
    fn alternatives(
        &self,
        maker: &mut Maker<'_, '_>,
        place: &Place,
        ty: Option<&Ty>,
        whole: &Document,
    ) -> Vec<Document> {
        let Some(ty) = ty else { return (0..3).map(|_| maker.entries()).collect() };
        match (ty, self.missing.get(place)) {
            (Ty::List(element, _), Some(Gap::Open(listed))) => {
                let known = whole.at(place).map_or(&[][..], Document::items).iter().take(*listed);
                let known: Vec<Document> = known.cloned().collect();
                let longer = (0..3).map(|more| {
                    let new = (0..more).map(|_| maker.value(element));
                    Document::List(known.iter().cloned().chain(new.collect::<Vec<_>>()).collect())
                });
                longer.collect::<Vec<_>>().into_iter().filter(|list| fits(ty, list)).collect()
            }
            (Ty::Record(PARTY), _) => {
                // The provider keeps its identity, so that what refers to it still does.
                maker.next = 0;
                vec![maker.value(ty)]
            }
            (ty, _) => few(maker, ty).unwrap_or_else(|| (0..3).map(|_| maker.value(ty)).collect()),
        }
    }
}

/// A list that may be longer, of which so many items are listed.
fn open_list(list: Document, listed: usize) -> Document {
    let items = list.items().iter().take(listed).cloned().collect();
    let complete = ("complete".to_owned(), Document::Truth(false));
    Document::Record(vec![("items".to_owned(), Document::List(items)), complete])
}

/// The identity of a party that only completions have.
const STRANGER: &str = "stranger";

/// All values of a type that has few.
fn few(maker: &Maker<'_, '_>, ty: &Ty) -> Option<Vec<Document>> {
    match ty {
        Ty::Bool => Some(vec![Document::Truth(true), Document::Truth(false)]),
        Ty::Integer(from, to) => Some((*from..=*to).map(|n| Document::Number(n.to_string())).collect()),
        Ty::Enum(at) => {
            let values = maker.vocabulary.enumerations[*at].values.iter();
            Some(values.map(|value| Document::Word(value.clone())).collect())
        }
        Ty::Ref(_) => Some(maker.parties.iter().map(|party| Document::Word(party.clone())).collect()),
        Ty::Optional(inner) => {
            let mut values = few(maker, inner)?;
            values.push(Document::Record(vec![("none".to_owned(), Document::Truth(true))]));
            Some(values)
        }
        _ => None,
    }
}

/// Whether a list may be as long as it is.
fn fits(ty: &Ty, list: &Document) -> bool {
    !matches!(ty, Ty::List(_, true)) || !list.items().is_empty()
}

/// The whole with one more party in the pool.
fn with_stranger(maker: &mut Maker<'_, '_>, whole: &Document) -> Document {
    let mut whole = whole.clone();
    let Document::Record(mut stranger) = maker.record(PARTY) else { return whole };
    for (key, value) in &mut stranger {
        if key == IDENTITY {
            *value = Document::Word(STRANGER.to_owned());
        }
    }
    let pool = maker.vocabulary.fields(FACTS).iter().find(|field| matches!(field.ty, Ty::Pool(_)));
    let place: Place = pool.map(|field| Step::Key(field.name.clone())).into_iter().collect();
    if let Some(Document::List(items)) = whole.at_mut(&place) {
        items.push(Document::Record(stranger));
    }
    whole
}

/// The whole with the `nth` combination of values in place of what is missing.
fn completed(whole: &Document, visible: &[&Place], values: &[Vec<Document>], nth: usize) -> Document {
    let mut document = whole.clone();
    let mut rest = nth;
    // Outer places come first, so that what lies within a list that is still there is filled after the list.
    for (place, values) in visible.iter().zip(values) {
        let value = &values[rest % values.len()];
        rest /= values.len();
        if let Some(part) = document.at_mut(place) {
            *part = value.clone();
        }
    }
    document
}

/// The identities of all records in a document.
fn identities(document: &Document) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    match document {
        Document::Record(entries) => {
            for (key, value) in entries {
                if key == IDENTITY {
                    found.extend(value.words().map(str::to_owned));
                }
                found.extend(identities(value));
            }
        }
        Document::List(items) => items.iter().for_each(|item| found.extend(identities(item))),
        _ => {}
    }
    found
}

/// Everything in a dossier that can be missing.
fn parts(vocabulary: &Vocabulary, whole: &Document) -> Vec<Part> {
    let mut parts = vec![];
    fields(vocabulary, FACTS, whole, &vec![], &mut parts);
    let registers = vec![Step::Key("registers".to_owned())];
    if let Some(Document::Record(entries)) = whole.at(&registers) {
        for (register, keys) in entries {
            let Document::Record(keys) = keys else { continue };
            for (key, _) in keys {
                let mut place = registers.clone();
                place.extend([Step::Key(register.clone()), Step::Key(key.clone())]);
                parts.push((place, None));
            }
        }
    }
    parts
}

fn fields(vocabulary: &Vocabulary, entity: usize, record: &Document, at: &Place, parts: &mut Vec<Part>) {
    for field in vocabulary.fields(entity) {
        let Some(value) = record.get(&field.name) else { continue };
        let mut place = at.clone();
        place.push(Step::Key(field.name.clone()));
        value_parts(vocabulary, &field.ty, value, place, parts);
    }
}

fn value_parts(vocabulary: &Vocabulary, ty: &Ty, value: &Document, place: Place, parts: &mut Vec<Part>) {
    parts.push((place.clone(), Some(ty.clone())));
    match ty {
        Ty::Record(entity) => fields(vocabulary, *entity, value, &place, parts),
        Ty::Optional(inner) => {
            if let Ty::Record(entity) = **inner {
                fields(vocabulary, entity, value, &place, parts);
            }
        }
        Ty::List(element, _) => {
            for (at, item) in value.items().iter().enumerate() {
                let mut place = place.clone();
                place.push(Step::Item(at));
                value_parts(vocabulary, element, item, place, parts);
            }
        }
        Ty::Pool(entity) => {
            for (at, item) in value.items().iter().enumerate() {
                let mut place = place.clone();
                place.push(Step::Item(at));
                fields(vocabulary, *entity, item, &place, parts);
            }
        }
        _ => {}
    }
}
