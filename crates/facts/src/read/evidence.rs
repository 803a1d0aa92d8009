//! What supports the facts of a dossier: records of a kind, each for facts that are named as scenarios name them, or for
//! whatever a criterion asks for.

use acquis_base::{Name, Span, codes, nearest};
use acquis_ir::{Field, Grade, Type};

use super::{Reader, child};
use crate::document::{Key, Node, NodeKind, shortened};
use crate::dossier::{Evidence, FactStep, Record, Support};

/// What a record of evidence looks like.
const FORM: &str =
    "write `{ kind: …, supports: provider.name, grade: documented, date: 2027-01-31, reference: … }`";

const KEYS: [&str; 6] = ["kind", "supports", "grade", "date", "until", "reference"];

impl Reader<'_> {
    /// `evidence: [{ kind: contract, supports: provider, grade: audited, date: 2027-01-31, reference: … }]`.
    pub(super) fn evidence(&mut self, key: &Key, value: &Node) {
        let Some(kinds) = self.program.evidence_kinds.clone() else {
            let message = "the package knows no evidence".to_owned();
            self.report(&codes::UNKNOWN_KEY, key.span, message, "unknown key").help = Some(
                "leave it out; a package lists kinds of evidence as `enum Exhibit of evidence { … }`"
                    .to_owned(),
            );
            return;
        };
        let items = match &value.kind {
            NodeKind::Null => return,
            NodeKind::List(items) => items,
            other => {
                let message = format!("a list of evidence is expected, and this is {}", other.described());
                self.bad_evidence(value.span, message, "not a list", FORM.to_owned());
                return;
            }
        };
        let mut all = vec![];
        for (at, item) in items.iter().enumerate() {
            all.extend(self.evidence_record(item, &kinds, child("/evidence", &at.to_string())));
        }
        self.dossier.evidence = Some(all);
    }

    fn bad_evidence(&mut self, span: Span, message: String, label: &str, help: String) {
        self.report(&codes::BAD_EVIDENCE, span, message, label).help = Some(help);
    }

    fn evidence_record(&mut self, item: &Node, kinds: &str, pointer: String) -> Option<Evidence> {
        let NodeKind::Record(entries) = &item.kind else {
            let message = format!("a record of evidence is expected, and this is {}", item.kind.described());
            self.bad_evidence(item.span, message, "not a record", FORM.to_owned());
            return None;
        };
        self.refuse_twice(entries.iter().map(|(key, _)| key));
        for (key, _) in entries.iter().filter(|(key, _)| !KEYS.contains(&key.name.as_str())) {
            let message = format!("evidence has no `{}`", shortened(&key.name));
            let help = match nearest(&key.name, KEYS) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("its keys are {}", KEYS.join(", ")),
            };
            self.bad_evidence(key.span, message, "unknown key", help);
        }
        let found = |name: &str| {
            let known = entries.iter().find(|(key, _)| key.name == name).map(|(_, value)| value);
            known.filter(|value| value.kind != NodeKind::Null)
        };
        let misspelt = entries.iter().any(|(key, _)| !KEYS.contains(&key.name.as_str()));
        for needed in ["kind", "supports"] {
            if found(needed).is_none() && !misspelt {
                let start = Span { start: item.span.start, end: (item.span.start + 1).min(item.span.end) };
                let message = format!("this evidence has no `{needed}`");
                self.bad_evidence(start, message, "a record of evidence", FORM.to_owned());
            }
        }
        let kind = found("kind").and_then(|node| self.evidence_kind(node, kinds));
        let supports = found("supports").and_then(|node| self.supports(node));
        let grade = found("grade").map(|node| self.evidence_grade(node));
        let date = found("date").map(|node| self.date(node));
        let until = found("until").map(|node| self.date(node));
        let reference = found("reference").map(|node| self.text(node));
        if let (Some(Some(from)), Some(Some(last))) = (date, until)
            && last < from
        {
            let message = format!("this evidence is of {from}, and may be relied on until {last}");
            let span = found("until").map_or(item.span, |node| node.span);
            self.bad_evidence(span, message, "ends before it starts", "check the two dates".to_owned());
        }
        Some(Evidence {
            kind: kind?,
            supports: supports?,
            grade: grade.flatten(),
            date: date.flatten(),
            until: until.flatten(),
            reference: reference.flatten(),
            pointer,
        })
    }

    fn evidence_kind(&mut self, node: &Node, kinds: &str) -> Option<Name> {
        match self.variant(node, kinds)? {
            acquis_ir::Value::Variant(name, _) => Some(name),
            _ => None,
        }
    }

    fn evidence_grade(&mut self, node: &Node) -> Option<Grade> {
        let words = Grade::ALL.map(Grade::as_str);
        let text = self.text(node)?;
        let grade = Grade::from_word(&text);
        if grade.is_none() {
            let message = format!("`{}` is no grade of evidence", shortened(&text));
            let help = match nearest(&text, words) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the grades are {}, least first", words.join(", ")),
            };
            self.report(&codes::UNKNOWN_VALUE, node.span, message, "unknown grade").help = Some(help);
        }
        grade
    }

    /// One fact or criterion, or a list of them.
    fn supports(&mut self, node: &Node) -> Option<Vec<Support>> {
        let items = match &node.kind {
            NodeKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        if items.is_empty() {
            let help = "name a fact (`provider.name`) or a criterion (`Annex I 1.1(a)`)".to_owned();
            self.bad_evidence(node.span, "this evidence supports nothing".to_owned(), "an empty list", help);
            return None;
        }
        let supports: Vec<Option<Support>> = items.iter().map(|item| self.support(item)).collect();
        supports.into_iter().collect()
    }

    fn support(&mut self, node: &Node) -> Option<Support> {
        let text = self.text(node)?;
        // A citation has a blank in it, and the name of a fact has none, unless in an identity.
        if text.trim().split('[').next().is_some_and(|name| name.contains(' ')) {
            return self.supported_criterion(node, text.trim());
        }
        let Some(steps) = steps(text.trim()) else {
            let message = format!("`{}` names no fact", shortened(&text));
            let help = "name facts as `provider.name`, `sites[1].location` or `subcontractors[acme]`, counted from 1";
            self.bad_evidence(node.span, message, "not the name of a fact", help.to_owned());
            return None;
        };
        self.supported_fact(node.span, &steps).map(Support::Fact)
    }

    fn supported_criterion(&mut self, node: &Node, text: &str) -> Option<Support> {
        let shown = |criterion: &acquis_ir::Criterion| self.program.outlines.show(&criterion.provision);
        let known: Vec<String> = self.program.criteria.iter().map(shown).collect();
        // The vocabulary by itself, against which scenarios are read, has no criteria to compare with.
        if known.is_empty() || known.iter().any(|known| known == text) {
            return Some(Support::Criterion(Name::from(text)));
        }
        let message = format!("no criterion is called `{}`", shortened(text));
        let help = match nearest(text, known.iter().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "cite it as reports do: `Annex I 1.1(a)`".to_owned(),
        };
        self.bad_evidence(node.span, message, "no criterion", help);
        None
    }

    /// Follows a way through the vocabulary and the dossier.
    fn supported_fact(&mut self, span: Span, steps: &[(String, Option<String>)]) -> Option<Vec<FactStep>> {
        let program = self.program;
        let mut fields: &[Field] = &program.facts;
        let mut entity: Option<&Name> = None;
        let mut pointer = String::new();
        let mut way = vec![];
        for (at, (name, chosen)) in steps.iter().enumerate() {
            let Some(field) = fields.iter().find(|field| field.name == **name) else {
                let known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                let message = match entity {
                    None => format!("no fact is called `{}`", shortened(name)),
                    Some(entity) => format!("{entity} has no fact called `{}`", shortened(name)),
                };
                let help = match nearest(name, known.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("known facts are {}", known.join(", ")),
                };
                self.bad_evidence(span, message, "unknown fact", help);
                return None;
            };
            pointer = child(&pointer, name);
            let element = match chosen {
                None => None,
                Some(chosen) => Some(self.chosen(span, field, &pointer, chosen)?),
            };
            if let Some(element) = element {
                pointer = self.element_pointer(&pointer, element);
            }
            way.push(FactStep { field: field.name.clone(), element });
            let inner = match &field.ty {
                Type::Pool(entity) => Some(entity),
                ty => match ty.element().unwrap_or(ty) {
                    Type::Record(entity) => Some(entity),
                    _ => None,
                },
            };
            match inner {
                Some(inner) => {
                    fields = program.fields(inner);
                    entity = Some(inner);
                }
                None if at + 1 < steps.len() => {
                    let message = format!("`{name}` holds no facts: it is of type {}", field.ty);
                    let help = format!("name `{name}` alone, or the record where the fact stands");
                    self.bad_evidence(span, message, "no record", help);
                    return None;
                }
                None => {}
            }
        }
        Some(way)
    }

    /// The index of an element that is chosen by number, counted from 1, or by identity.
    fn chosen(&mut self, span: Span, field: &Field, pointer: &str, chosen: &str) -> Option<usize> {
        let of_list = |record: &&Record| {
            let rest =
                record.pointer.strip_prefix(pointer).map(|rest| rest.strip_prefix("/items").unwrap_or(rest));
            rest.is_some_and(|rest| rest.matches('/').count() == 1)
        };
        let index = |record: &Record| record.pointer.rsplit('/').next().and_then(|last| last.parse().ok());
        let mut records = self.dossier.records.iter().filter(of_list);
        let found: Option<usize> = match chosen.parse::<usize>() {
            Ok(number) => {
                let at = number.checked_sub(1);
                let known = records.any(|record| index(record) == at) || self.is_value_at(field, pointer, at);
                at.filter(|_| known)
            }
            Err(_) => records.find(|record| record.identity.as_deref() == Some(chosen)).and_then(index),
        };
        if found.is_none() {
            let message = format!("`{}` has no element `{}`", field.name, shortened(chosen));
            let help = "choose an element by its number, counted from 1, or by its identity".to_owned();
            self.bad_evidence(span, message, "not in this dossier", help);
        }
        found
    }

    /// Whether a list of plain values has an element at an index.
    fn is_value_at(&self, field: &Field, pointer: &str, at: Option<usize>) -> bool {
        let around = pointer.rsplit_once('/').map_or("", |(around, _)| around);
        let record = self.dossier.records.iter().find(|record| record.pointer == around);
        let Some(record) = record else { return false };
        let fields =
            if record.entity.is_empty() { &self.program.facts } else { self.program.fields(&record.entity) };
        let fact =
            fields.iter().position(|known| known.name == field.name).and_then(|at| record.facts.get(at));
        match (fact.map(|fact| &fact.slot), at) {
            (Some(crate::Slot::List { elements, .. }), Some(at)) => at < elements.len(),
            _ => false,
        }
    }

    /// The pointer of an element, which stands below `items` in a list written as a record.
    fn element_pointer(&self, pointer: &str, element: usize) -> String {
        let open = child(&child(pointer, "items"), &element.to_string());
        if self.dossier.records.iter().any(|record| record.pointer == open) {
            return open;
        }
        child(pointer, &element.to_string())
    }
}

/// The steps of `sites[1].location`, each with the element chosen.
fn steps(text: &str) -> Option<Vec<(String, Option<String>)>> {
    let mut steps = vec![];
    let mut rest = text;
    loop {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() || name.contains([']', '"', ' ', '/']) {
            return None;
        }
        let (chosen, after) = match after.strip_prefix('[') {
            None => (None, after),
            Some(inner) => {
                let (chosen, after) = inner.split_once(']')?;
                (Some(chosen.trim_matches('"').to_owned()), after)
            }
        };
        steps.push((name.to_owned(), chosen));
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None if after.is_empty() => return Some(steps),
            None => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_taken_apart() {
        let step = |name: &str, chosen: Option<&str>| (name.to_owned(), chosen.map(str::to_owned));
        assert_eq!(steps("provider.name"), Some(vec![step("provider", None), step("name", None)]));
        assert_eq!(steps("sites[2].at"), Some(vec![step("sites", Some("2")), step("at", None)]));
        assert_eq!(steps("parties[\"a.b\"]"), Some(vec![step("parties", Some("a.b"))]));
        for wrong in ["", ".", "a.", "a[", "a[1]b", "a b", "a]"] {
            assert_eq!(steps(wrong), None, "{wrong}");
        }
    }
}
