//! Identities and references. One mistake is reported once: a name that nothing bears is reported with all that refer
//! to it, and not at all where the record that bears it may stand in a part of the dossier that could not be read.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Label, Name, Span, codes, nearest};
use acquis_ir::Entity;

use super::{MOST_FINDINGS, Reader, Slotted};
use crate::document::{Node, NodeKind, shortened};
use crate::dossier::{Element, RecordId, Slot};

/// How many places that refer to nothing are shown of one name.
const MOST_PLACES: usize = 4;

/// Who bears which name, and who is referred to.
#[derive(Default)]
pub(super) struct References {
    /// Records that can be referred to, by entity and identity, with the places of their identities.
    known: BTreeMap<Name, BTreeMap<String, (RecordId, Span)>>,
    /// References whose targets are looked up once all records are read.
    waiting: Vec<Waiting>,
    nameless: Vec<Nameless>,
    /// Entities of which a record has no identity of its own; any reference may mean it.
    in_doubt: BTreeSet<Name>,
    /// Texts in parts that were refused; any of them may be an identity.
    refused: BTreeSet<String>,
}

/// A key that is in no vocabulary.
pub(super) struct Unknown {
    /// Its value, if that is a scalar.
    pub(super) text: Option<String>,
    /// Whether it was taken for a misspelt key of the identity.
    pub(super) is_identity: bool,
    /// The index of the finding about it.
    pub(super) finding: usize,
}

/// A record without the identity that its entity asks for.
struct Nameless {
    entity: Name,
    key: Name,
    span: Span,
    unknown: Vec<Unknown>,
}

/// A reference.
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

impl References {
    /// Remembers what stands in a part of the dossier that is not read.
    pub(super) fn refuse(&mut self, value: &Node) {
        match &value.kind {
            NodeKind::List(items) => items.iter().for_each(|item| self.refuse(item)),
            NodeKind::Record(entries) => entries.iter().for_each(|(_, value)| self.refuse(value)),
            scalar => self.refused.extend(scalar.text().map(str::to_owned)),
        }
    }

    /// Remembers a record without identity, whose other keys may hold it.
    pub(super) fn nameless(&mut self, entity: &Entity, key: &Name, span: Span, unknown: Vec<Unknown>) {
        self.in_doubt.insert(entity.name.clone());
        self.nameless.push(Nameless { entity: entity.name.clone(), key: key.clone(), span, unknown });
    }

    fn find(&self, waiting: &Waiting) -> Option<RecordId> {
        let (target, _) = self.known.get(&waiting.entity)?.get(&waiting.identity)?;
        Some(*target)
    }

    fn may_be_refused(&self, waiting: &Waiting) -> bool {
        self.in_doubt.contains(&waiting.entity) || self.refused.contains(&waiting.identity)
    }
}

impl Reader<'_> {
    /// Reads the identity of a record.
    pub(super) fn identity(&mut self, id: RecordId, entity: &Entity, key: &Name, value: &Node) {
        let entity = &entity.name;
        let Some(identity) = self.text(value) else {
            self.references.in_doubt.insert(entity.clone());
            return;
        };
        if let Some(record) = self.dossier.records.get_mut(id.0 as usize) {
            record.identity = Some(identity.clone());
        }
        let known = self.references.known.entry(entity.clone()).or_default();
        let Some((_, first)) = known.get(identity.as_str()) else {
            known.insert(identity.to_string(), (id, value.span));
            return;
        };
        let first = self.dossier.place(*first);
        self.references.in_doubt.insert(entity.clone());
        let message = format!("two records of {entity} have the `{key}` `{}`", shortened(&identity));
        let finding = self.report(&codes::IDENTITY_CLASH, value.span, message, "again");
        finding.labels.push(Label { place: first, text: "first here".to_owned() });
        finding.help = Some("give each a name of its own; refer to one that is listed elsewhere".to_owned());
    }

    /// Notes that a field, or an element of it, refers to a record.
    pub(super) fn refer(
        &mut self,
        at: Slotted<'_, '_>,
        element: Option<usize>,
        entity: &Name,
        identity: &str,
        span: Span,
    ) {
        self.references.waiting.push(Waiting {
            record: at.record,
            field: at.field,
            element,
            entity: entity.clone(),
            identity: identity.to_owned(),
            span,
        });
    }

    /// Lets every reference point at its record, and reports those that have none, the first ones if there are very many;
    /// returns how many names are not reported.
    pub(super) fn resolve_references(&mut self) -> usize {
        self.report_nameless();
        let mut dangling: BTreeMap<(Name, String), Vec<Span>> = BTreeMap::new();
        for waiting in std::mem::take(&mut self.references.waiting) {
            match self.references.find(&waiting) {
                Some(target) => self.point(&waiting, target),
                None if self.references.may_be_refused(&waiting) => {}
                None => dangling.entry((waiting.entity, waiting.identity)).or_default().push(waiting.span),
            }
        }
        let mut dangling: Vec<_> = dangling.into_iter().collect();
        dangling.sort_by_key(|(_, places)| places.first().map(|span| span.start));
        // No later one would be shown, and to look for the right name of each takes long where there are many.
        for ((entity, identity), places) in dangling.iter().take(MOST_FINDINGS) {
            self.dangling(entity, identity, places);
        }
        dangling.len().saturating_sub(MOST_FINDINGS)
    }

    /// A record whose identity stands under a wrong key has one fault, the key.
    fn report_nameless(&mut self) {
        let asked: BTreeSet<(&Name, &str)> =
            self.references.waiting.iter().map(|w| (&w.entity, w.identity.as_str())).collect();
        let mut unnamed = vec![];
        let mut meant = vec![];
        for nameless in &self.references.nameless {
            let is_meant = |unknown: &&Unknown| {
                let text = unknown.text.as_deref();
                unknown.is_identity || text.is_some_and(|text| asked.contains(&(&nameless.entity, text)))
            };
            match nameless.unknown.iter().find(is_meant) {
                Some(unknown) => meant.push((unknown.finding, format!("did you mean `{}`?", nameless.key))),
                None => unnamed.push((nameless.entity.clone(), nameless.key.clone(), nameless.span)),
            }
        }
        for (finding, help) in meant {
            if let Some(finding) = self.findings.get_mut(finding) {
                finding.help = Some(help);
            }
        }
        for (entity, key, record) in unnamed {
            let message = format!("this {entity} has no `{key}`");
            let start = Span { start: record.start, end: record.start.saturating_add(1).min(record.end) };
            self.report(&codes::IDENTITY_CLASH, start, message, "by what name is it referred to?").help =
                Some(format!("give it one that no other {entity} has: `{key}: …`"));
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

    fn dangling(&mut self, entity: &Name, identity: &str, places: &[Span]) {
        let Some((first, others)) = places.split_first() else { return };
        let known = self.references.known.get(entity).into_iter().flat_map(BTreeMap::keys);
        let help = match nearest(identity, known.map(String::as_str)) {
            Some(meant) => format!("did you mean `{}`?", shortened(meant)),
            None => format!(
                "add a record of {entity} with this name, or leave the reference out while it is unknown"
            ),
        };
        let shown: Vec<Label<_>> = others
            .iter()
            .take(MOST_PLACES - 1)
            .map(|span| Label { place: self.dossier.place(*span), text: "and here".to_owned() })
            .collect();
        let namesake = self.references.known.iter().find(|(_, known)| known.contains_key(identity));
        let namesake = namesake.map(|(other, _)| format!("a record of {other} has this name"));
        let more = others.len().saturating_sub(shown.len());
        let message = format!("no {entity} in this dossier is called `{}`", shortened(identity));
        let finding = self.report(&codes::DANGLING_REFERENCE, *first, message, "refers to nothing");
        finding.labels.extend(shown);
        finding.notes.extend(namesake);
        if more > 0 {
            finding.notes.push(format!("{more} more refer to it"));
        }
        finding.help = Some(help);
    }
}
