//! Evidence: of what a criterion asks for, what a dossier gives, what has become too old, and what is absent.
//!
//! An item is asked for of every fact that it names, which in a list is one for each element. A record of evidence counts
//! for a fact that it supports, by itself, as a part of something that it supports, or through the criterion:
//!
//! ```text
//! given    the kind, the grade or a higher one, dated by the assessment date, and not too old on it
//! unclear  given, were its grade or its date known
//! stale    of the grade, and too old or no longer to be relied on
//! too low  of the kind, and of a lower grade
//! absent   nothing of the kind that is dated by the assessment date
//! ```
//!
//! The best record decides for a fact, and the worst fact for an item. No satisfaction rests on this, unless the package
//! says that it does: then a fact counts as unknown to a criterion while no record, of whatever kind, gives what the
//! criterion asks for of it. The kinds are indications; the grade is what is demanded.

use std::collections::BTreeSet;

use acquis_facts::{Dossier, Element, Evidence, FactStep, RecordId, Slot};
use acquis_ir::{
    Age, Criterion, Date, EvidenceStatus, Exhibit, Grade, Ladder, Program, ProvisionId, Standard, Type,
};

/// A fact for which an item is asked.
#[derive(Debug, Clone)]
pub struct FactShown<'p> {
    /// Where it stands, as a JSON Pointer.
    pub pointer: String,
    /// What there is.
    pub status: EvidenceStatus,
    /// The best record of evidence for it.
    pub by: Option<&'p Evidence>,
    record: RecordId,
    field: usize,
}

/// What there is of an item that a criterion asks for.
#[derive(Debug, Clone)]
pub struct ExhibitResult<'p> {
    /// What is asked for.
    pub exhibit: &'p Exhibit,
    /// The least grade.
    pub grade: Grade,
    /// How old it may be.
    pub age: Option<Age>,
    /// How good evidence must be for the criteria of the level.
    pub standard: Option<&'p Standard>,
    /// What there is: of the fact for which there is least. Nothing where the dossier has no such fact.
    pub status: Option<EvidenceStatus>,
    /// Every fact for which it is asked.
    pub facts: Vec<FactShown<'p>>,
}

/// What a dossier gives of what the criteria of a ladder are shown by.
#[derive(Debug, Clone, Copy)]
pub struct EvidenceView<'p> {
    /// The package.
    pub program: &'p Program,
    /// The ladder.
    pub ladder: &'p Ladder,
    /// The dossier.
    pub dossier: &'p Dossier,
    /// The assessment date.
    pub as_of: Date,
}

impl<'p> EvidenceView<'p> {
    /// What there is of each item that a criterion asks for, in the order in which it asks.
    pub fn of(&self, criterion: &'p Criterion) -> Vec<ExhibitResult<'p>> {
        self.exhibits(criterion, true)
    }

    /// What there is of what a criterion asks for, of one kind or of all, at worst; nothing where it asks for nothing.
    pub fn worst(&self, criterion: &'p Criterion, kind: Option<&str>) -> Option<EvidenceStatus> {
        let exhibits = self.of(criterion);
        let meant = exhibits.iter().filter(|it| kind.is_none_or(|kind| it.exhibit.kind == *kind));
        meant.filter_map(|exhibit| exhibit.status).min()
    }

    /// The facts, by record and field, for which no evidence of any kind gives what the criterion asks for.
    pub(crate) fn unshown(&self, criterion: &'p Criterion) -> BTreeSet<(RecordId, usize)> {
        let asked = self.exhibits(criterion, false);
        let facts = asked.iter().flat_map(|exhibit| &exhibit.facts);
        let lacking = facts.filter(|fact| fact.status != EvidenceStatus::Given);
        lacking.map(|fact| (fact.record, fact.field)).collect()
    }

    /// The facts that the dossier gives and that count as unknown to a criterion all the same, because no evidence of any kind
    /// gives what it asks for of them; each with what there is for it, at worst.
    pub fn hidden(&self, criterion: &'p Criterion) -> Vec<FactShown<'p>> {
        let mut hidden: Vec<FactShown<'p>> = vec![];
        if !self.program.evidence_decides {
            return hidden;
        }
        let asked = self.exhibits(criterion, false).into_iter().flat_map(|exhibit| exhibit.facts);
        for fact in asked.filter(|fact| fact.status != EvidenceStatus::Given && self.is_there(fact)) {
            match hidden.iter_mut().find(|known| known.pointer == fact.pointer) {
                Some(known) if known.status <= fact.status => {}
                Some(known) => *known = fact,
                None => hidden.push(fact),
            }
        }
        hidden
    }

    fn is_there(&self, fact: &FactShown<'_>) -> bool {
        let record = self.dossier.record(fact.record);
        let own = record.and_then(|record| record.facts.get(fact.field));
        own.is_some_and(|fact| !matches!(fact.slot, Slot::Unknown))
    }

    fn exhibits(&self, criterion: &'p Criterion, of_its_kind: bool) -> Vec<ExhibitResult<'p>> {
        let level = self.ladder.levels.iter().find(|level| level.number == criterion.level);
        let standard = level.and_then(|level| level.standard.as_ref());
        let exhibit = |exhibit: &'p Exhibit| {
            let grade = exhibit.grade.or(standard.map(|it| it.grade)).unwrap_or(Grade::Declared);
            let age = exhibit.age.or(standard.and_then(|it| it.age));
            let mut facts = vec![];
            for path in &exhibit.facts {
                self.facts(path, &mut |record, field, pointer, way| {
                    let all = self.dossier.evidence.iter().flatten();
                    let own = all.filter(|evidence| {
                        (!of_its_kind || evidence.kind == exhibit.kind)
                            && (evidence.supports_fact(way) || self.cites(evidence, &criterion.provision))
                    });
                    // The first of the best, in the order of the dossier.
                    let best = own
                        .map(|evidence| (self.status(evidence, grade, age), evidence))
                        .reduce(|best, next| if next.0 > best.0 { next } else { best });
                    facts.push(FactShown {
                        pointer,
                        status: best.map_or(EvidenceStatus::Absent, |(status, _)| status),
                        by: best.filter(|(status, _)| *status > EvidenceStatus::Absent).map(|(_, by)| by),
                        record,
                        field,
                    });
                });
            }
            let status = facts.iter().map(|fact| fact.status).min();
            ExhibitResult { exhibit, grade, age, standard, status, facts }
        };
        criterion.exhibits.iter().map(exhibit).collect()
    }

    fn cites(&self, evidence: &Evidence, provision: &ProvisionId) -> bool {
        let shown = self.program.outlines.show(provision);
        evidence.criteria().any(|cited| **cited == *shown || **cited == *provision.to_string())
    }

    /// What a record of the right kind comes to.
    fn status(&self, evidence: &Evidence, grade: Grade, age: Option<Age>) -> EvidenceStatus {
        if evidence.date.is_some_and(|date| date > self.as_of) {
            return EvidenceStatus::Absent;
        }
        if evidence.grade.is_some_and(|own| own < grade) {
            return EvidenceStatus::TooLow;
        }
        let last = evidence.date.zip(age).and_then(|(date, age)| age.last_day(date));
        if last.into_iter().chain(evidence.until).any(|last| last < self.as_of) {
            return EvidenceStatus::Stale;
        }
        match evidence.grade.is_none() || evidence.date.is_none() {
            true => EvidenceStatus::Unclear,
            false => EvidenceStatus::Given,
        }
    }

    /// The facts of a name, each with its record, its field, its pointer and the way to it.
    fn facts(&self, path: &[acquis_base::Name], found: &mut Found<'_>) {
        self.walk(Dossier::ROOT, path, &mut vec![], found);
    }

    fn walk(&self, id: RecordId, path: &[acquis_base::Name], way: &mut Vec<FactStep>, found: &mut Found<'_>) {
        let (Some(record), Some((name, inwards))) = (self.dossier.record(id), path.split_first()) else {
            return;
        };
        let fields =
            if record.entity.is_empty() { &self.program.facts } else { self.program.fields(&record.entity) };
        let Some(at) = fields.iter().position(|field| field.name == *name) else { return };
        let slot = record.facts.get(at).map(|fact| &fact.slot);
        way.push(FactStep { field: name.clone(), element: None });
        let pointer = format!("{}/{name}", record.pointer);
        let is_pool = fields.get(at).is_some_and(|field| matches!(field.ty, Type::Pool(_)));
        match slot {
            Some(Slot::List { elements, .. }) if inwards.is_empty() && !is_pool => {
                self.whole_list((id, at, &pointer), elements, way, found);
            }
            _ if inwards.is_empty() => found(id, at, pointer, way),
            _ if is_pool => {
                for (index, inner) in self.pool(&pointer) {
                    self.element(inner, index, inwards, way, found);
                }
            }
            Some(Slot::Record(inner)) => self.walk(*inner, inwards, way, found),
            Some(Slot::List { elements, .. }) => {
                for (index, element) in elements.iter().enumerate() {
                    if let Element::Record(inner) = element {
                        self.element(*inner, index, inwards, way, found);
                    }
                }
            }
            // Nothing is known of what the fact is in, so that all of it is to be shown.
            Some(Slot::Unknown) | None => found(id, at, pointer, way),
            Some(Slot::None | Slot::Value(_)) => {}
        }
        way.pop();
    }

    /// Of a list of records, each is to be shown; of any other, and of an empty one, the list.
    fn whole_list(
        &self,
        (id, field, pointer): (RecordId, usize, &str),
        elements: &[Element],
        way: &mut [FactStep],
        found: &mut Found<'_>,
    ) {
        let contained = |element: &Element| match element {
            Element::Record(inner) => {
                let own = self.dossier.record(*inner).map(|record| record.pointer.clone());
                own.filter(|own| own.starts_with(pointer))
            }
            Element::Value(_) | Element::Unknown => None,
        };
        let records: Option<Vec<String>> = elements.iter().map(contained).collect();
        let Some(records) = records.filter(|records| !records.is_empty()) else {
            return found(id, field, pointer.to_owned(), way);
        };
        for (index, record) in records.into_iter().enumerate() {
            if let Some(last) = way.last_mut() {
                last.element = Some(index);
            }
            found(id, field, record, way);
        }
    }

    fn element(
        &self,
        id: RecordId,
        index: usize,
        path: &[acquis_base::Name],
        way: &mut Vec<FactStep>,
        found: &mut Found<'_>,
    ) {
        if let Some(last) = way.last_mut() {
            last.element = Some(index);
        }
        self.walk(id, path, way, found);
    }

    /// The records of a pool. A dossier holds them beside its facts.
    fn pool(&self, pointer: &str) -> Vec<(usize, RecordId)> {
        let index = |record: &acquis_facts::Record| {
            let last = record.pointer.strip_prefix(pointer)?.strip_prefix('/')?;
            last.parse::<usize>().ok()
        };
        let numbered = (0_u32..).zip(&self.dossier.records);
        numbered.filter_map(|(id, record)| Some((index(record)?, RecordId(id)))).collect()
    }
}

type Found<'f> = dyn FnMut(RecordId, usize, String, &[FactStep]) + 'f;
