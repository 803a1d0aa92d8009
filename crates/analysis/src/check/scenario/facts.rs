//! What a scenario changes in its facts. The dossier that it starts from is a document; what is set or taken away
//! changes the document, and the whole is then read like any other dossier. Places of the scenario follow those of the
//! dossier's text, so that what is found can be told apart.

use std::sync::Arc;

use acquis_base::{Diagnostic, Name, Span, codes, nearest};
use acquis_facts::{Key, Node, NodeKind};
use acquis_ir::{Date, Entity, Field, ListType, NumberType, Program, Type, Unit};
use acquis_syntax::ast::{
    DateText, FactElement, FactPath, FactStep, FactValue, FactValueKind, Supposed, SupposedEntry,
};

/// Changes documents, and keeps account of what cannot be changed.
pub(super) struct Editor<'v> {
    pub(super) vocabulary: &'v Program,
    /// The length of the dossier's text, after which places of the scenario stand.
    pub(super) length: u32,
    pub(super) findings: Vec<Diagnostic<Span>>,
}

/// The fields of a record, and the key of its identity.
#[derive(Clone, Copy)]
struct Fields<'v> {
    fields: &'v [Field],
    entity: Option<&'v Entity>,
}

/// What a scenario does to a fact that it names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Change,
    Look,
}

impl<'v> Editor<'v> {
    /// Gives a fact a value.
    pub(super) fn set(&mut self, root: &mut Node, path: &FactPath, value: &FactValue) {
        let Some((node, ty)) = self.reach(root, path, Purpose::Change) else { return };
        *node = self.node(value, &ty);
    }

    /// Makes a fact unknown, or takes an element out of its list.
    pub(super) fn remove(&mut self, root: &mut Node, path: &FactPath) {
        let Some((last, before)) = path.steps.split_last() else { return };
        let mut ancestors = FactPath { steps: before.to_vec(), span: path.span };
        match &last.element {
            Some(element) => {
                let plain = FactStep { field: last.field.clone(), element: None };
                ancestors.steps.push(plain);
                let Some((node, ty)) = self.reach(root, &ancestors, Purpose::Look) else { return };
                let Some(at) = self.element(node, &ty, &last.field.name, element) else { return };
                if let Some(items) = items(node).filter(|items| at < items.len()) {
                    items.remove(at);
                } else {
                    self.no_element(
                        &last.field.name,
                        element.span(),
                        items(node).map_or(0, |items| items.len()),
                    );
                }
            }
            None => {
                let mut looked_at = root.clone();
                let Some((node, _)) = self.reach(&mut looked_at, path, Purpose::Look) else { return };
                // A fact of a record that is not there is unknown already, and no record is made for it.
                if node.kind != NodeKind::Null {
                    *node = Node { kind: NodeKind::Null, span: self.place(path.span) };
                    *root = looked_at;
                }
            }
        }
    }

    /// The JSON Pointer of a fact, whether it is known or not.
    pub(super) fn pointer(&mut self, root: &mut Node, path: &FactPath) -> Option<String> {
        self.reach(root, path, Purpose::Look)?;
        let mut pointer = String::new();
        for upto in 1..=path.steps.len() {
            let mut steps = path.steps.get(..upto)?.to_vec();
            let element = steps.last_mut()?.element.take();
            let field = steps.last()?.field.name.clone();
            pointer = format!("{pointer}/{field}");
            if let Some(element) = element {
                let (node, ty) = self.reach(root, &FactPath { steps, span: path.span }, Purpose::Look)?;
                let at = self.element(node, &ty, &field, &element)?;
                let open = matches!(node.kind, NodeKind::Record(_));
                pointer = format!("{pointer}{}/{at}", if open { "/items" } else { "" });
            }
        }
        Some(pointer)
    }

    /// What a scenario supposes of a key of a register, beside what it supposed before.
    pub(super) fn suppose(&mut self, root: &mut Node, supposed: &Supposed, first: bool) {
        let span = self.place(supposed.key.span);
        let registers = entry(root, "registers", span);
        let register = entry(registers, &supposed.register.name, self.place(supposed.register.span));
        let key = entry(register, &supposed.key.name, span);
        key.span = span;
        if first {
            key.kind = NodeKind::list(vec![]);
        }
        match &supposed.what {
            SupposedEntry::Unknown => key.kind = NodeKind::Null,
            SupposedEntry::Absent | SupposedEntry::Undated => {}
            SupposedEntry::Entry(..) if ends_early(supposed).is_some() => {}
            SupposedEntry::Entry(from, until, act) => {
                let text = |text: &Name, span| Node { kind: NodeKind::Text(text.clone()), span };
                let mut fields = vec![("from", text(&from.text, self.place(from.span)))];
                fields
                    .extend(until.as_ref().map(|until| ("until", text(&until.text, self.place(until.span)))));
                fields.extend(act.as_ref().map(|act| ("act", text(&act.value, self.place(act.span)))));
                let fields = fields.into_iter().map(|(name, node)| (key_of(name, node.span), node)).collect();
                if let NodeKind::List(entries) = &mut key.kind {
                    Arc::make_mut(entries).push(Node { kind: NodeKind::record(fields), span });
                }
            }
        }
    }

    /// A place of the scenario, counted after the text of the dossier.
    fn place(&self, span: Span) -> Span {
        span.shifted(self.length)
    }

    fn report(&mut self, finding: Diagnostic<Span>) {
        self.findings.push(finding);
    }

    /// The node of a fact with its type. What is not there is made, where a fact is to be given a value: a record on the
    /// way, and the element after the last of a list.
    fn reach<'n>(
        &mut self,
        root: &'n mut Node,
        path: &FactPath,
        purpose: Purpose,
    ) -> Option<(&'n mut Node, Type)> {
        let mut node = root;
        let vocabulary: &'v Program = self.vocabulary;
        let mut fields = Fields { fields: &vocabulary.facts, entity: None };
        let mut walked = String::new();
        let (last, before) = path.steps.split_last()?;
        for step in before {
            let (next, ty) = self.step(node, fields, step, &walked, purpose)?;
            if !walked.is_empty() {
                walked.push('.');
            }
            walked.push_str(&step.field.name);
            fields = self.fields_of(next, &ty, step)?;
            node = next;
        }
        self.step(node, fields, last, &walked, purpose)
    }

    /// One step: the field, and its element where one is chosen.
    fn step<'n>(
        &mut self,
        record: &'n mut Node,
        fields: Fields<'v>,
        step: &FactStep,
        walked: &str,
        purpose: Purpose,
    ) -> Option<(&'n mut Node, Type)> {
        let ty = self.field_type(fields, step)?;
        let span = self.place(step.field.span);
        if !matches!(record.kind, NodeKind::Record(_)) {
            *record = Node { kind: NodeKind::record(vec![]), span };
            // A record that a scenario makes is called by the way to it, unless the scenario names it.
            if let Some(identity) = fields.entity.and_then(|entity| entity.identity.as_ref()) {
                *entry(record, identity, span) = Node { kind: NodeKind::Text(Name::from(walked)), span };
            }
        }
        let node = entry(record, &step.field.name, span);
        let Some(element) = &step.element else { return Some((node, ty)) };
        let inner = match &ty {
            Type::List(list) => list.element.clone(),
            Type::Pool(entity) => Type::Record(entity.clone()),
            other => {
                let message = format!("`{}` is no list: it is of type {other}", step.field.name);
                let finding =
                    Diagnostic::at(&codes::NO_SUCH_ELEMENT, message, element.span(), "an element of what?");
                self.report(finding.help(format!("write `{}` without brackets", step.field.name)));
                return None;
            }
        };
        let at = self.element(node, &ty, &step.field.name, element)?;
        if node.kind == NodeKind::Null && purpose == Purpose::Change {
            *node = Node { kind: NodeKind::list(vec![]), span };
        }
        let field = &step.field.name;
        let known = items(node).map_or(0, |items| items.len());
        if at > known || at == known && purpose == Purpose::Look {
            self.no_element(field, element.span(), known);
            return None;
        }
        let items = items(node)?;
        if at == items.len() {
            items.push(Node { kind: NodeKind::Null, span });
        }
        Some((items.get_mut(at)?, inner))
    }

    /// The index of an element, which may be the one after the last.
    fn element(
        &mut self,
        node: &mut Node,
        list: &Type,
        field: &Name,
        element: &FactElement,
    ) -> Option<usize> {
        let wanted = match element {
            FactElement::Number(number) => {
                let at = (number.value as usize).checked_sub(1);
                if at.is_none() {
                    self.no_element(field, number.span, items(node).map_or(0, |items| items.len()));
                }
                return at;
            }
            FactElement::Identity(wanted) => wanted,
        };
        let entity = match list {
            Type::List(list) => list.element.entity(),
            Type::Pool(entity) => Some(entity),
            _ => None,
        };
        let identity = entity.and_then(|entity| self.vocabulary.entities.get(entity)?.identity.clone());
        let names: Vec<Option<String>> = match items(node) {
            Some(items) => items.iter().map(|item| name_of(item, identity.as_ref())).collect(),
            None => vec![],
        };
        let found = names.iter().position(|name| name.as_deref() == Some(wanted.value.as_str()));
        if found.is_none() {
            let message = format!("`{field}` has no element called `{}`", wanted.value);
            let finding = Diagnostic::at(&codes::NO_SUCH_ELEMENT, message, wanted.span, "no such element");
            let known: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
            self.report(match nearest(&wanted.value, known.iter().copied()) {
                Some(meant) => finding.help(format!("did you mean `{meant}`?")).fix(
                    format!("write `{meant}`"),
                    wanted.span,
                    written(meant),
                ),
                None if known.is_empty() => {
                    finding.help("choose an element by its number, counted from 1: `[1]`")
                }
                None => finding.help(format!("its elements are {}", known.join(", "))),
            });
        }
        found
    }

    fn no_element(&mut self, field: &Name, span: Span, known: usize) {
        let message = match known {
            0 => format!("`{field}` has no elements"),
            1 => format!("`{field}` has one element"),
            known => format!("`{field}` has {known} elements"),
        };
        let finding = Diagnostic::at(&codes::NO_SUCH_ELEMENT, message, span, "no such element");
        let help = "elements are counted from 1; `set` may name the one after the last, which it adds";
        self.report(finding.help(help));
    }

    /// The type of the field that a step names.
    fn field_type(&mut self, fields: Fields<'v>, step: &FactStep) -> Option<Type> {
        let name = &step.field.name;
        if let Some(field) = fields.fields.iter().find(|field| field.name == *name) {
            return Some(field.ty.clone());
        }
        if fields.entity.is_some_and(|entity| entity.identity.as_ref() == Some(name)) {
            return Some(Type::Text);
        }
        let message = match fields.entity {
            None => format!("no fact is called `{name}`"),
            Some(entity) => format!("{} has no field `{name}`", entity.name),
        };
        let finding = Diagnostic::at(&codes::UNKNOWN_FIELD, message, step.field.span, "unknown fact");
        let known: Vec<&str> = fields.fields.iter().map(|field| field.name.as_str()).collect();
        self.report(match nearest(name, known.iter().copied()) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")).fix(
                format!("write `{meant}`"),
                step.field.span,
                meant,
            ),
            None => finding.help(format!("there are {}", known.join(", "))),
        });
        None
    }

    /// The fields of what a step led to.
    fn fields_of(&mut self, node: &Node, ty: &Type, step: &FactStep) -> Option<Fields<'v>> {
        let name = &step.field.name;
        let (message, help) = match ty {
            Type::Record(entity) => {
                let entity = self.vocabulary.entities.get(entity)?;
                return Some(Fields { fields: &entity.fields, entity: Some(entity) });
            }
            Type::Optional(_) if is_none(node) => (
                format!("`{name}` is known not to exist, and has no facts"),
                format!("give it a value as a whole: `set {name} = {{ … }}`"),
            ),
            Type::Optional(inner) => return self.fields_of(node, inner, step),
            Type::Reference(entity) => (
                format!("`{name}` refers to {entity}, and its facts stand elsewhere"),
                "name the fact where the record stands, in its list or pool".to_owned(),
            ),
            Type::List(_) | Type::Pool(_) => (
                format!("`{name}` is a list"),
                format!("choose an element by number or identity: `{name}[1]`"),
            ),
            other => (
                format!("`{name}` has no fields: it is of type {other}"),
                format!("end the path at `{name}`"),
            ),
        };
        let finding = Diagnostic::at(&codes::NO_SUCH_ELEMENT, message, step.field.span, "leads no further");
        self.report(finding.help(help));
        None
    }

    /// A value as the document writes it, in a field of a type.
    pub(super) fn node(&mut self, value: &FactValue, ty: &Type) -> Node {
        let span = self.place(value.span);
        let kind = match (&value.kind, ty) {
            (FactValueKind::Word(word), _) if word == "unknown" => NodeKind::Null,
            (FactValueKind::Word(word), Type::Optional(_)) if word == "none" => {
                NodeKind::record(vec![(key_of("none", span), Node { kind: NodeKind::Bool(true), span })])
            }
            (_, Type::Optional(inner)) => return self.node(value, inner),
            (FactValueKind::Word(word), Type::Text) => {
                let message = format!("a text is expected, and this is `{word}`");
                let finding = Diagnostic::at(&codes::WRONG_TYPE, message, value.span, "not a text");
                let quoted = format!("{:?}", word.as_str());
                self.report(finding.help("put it in quotes").fix("put it in quotes", value.span, quoted));
                NodeKind::Null
            }
            (FactValueKind::Number(number), Type::Number(NumberType { unit: Unit::Percent, .. })) => {
                let message = format!("a percentage is expected, and this is `{number}`");
                let finding = Diagnostic::at(&codes::WRONG_TYPE, message, value.span, "not a percentage");
                let signed = format!("{number} %");
                self.report(finding.help("write it with its sign").fix("add the sign", value.span, signed));
                NodeKind::Null
            }
            (FactValueKind::Word(word), _) if word == "true" || word == "false" => {
                NodeKind::Bool(word == "true")
            }
            (FactValueKind::Word(text) | FactValueKind::Date(text), _) => NodeKind::Plain(text.clone()),
            (FactValueKind::Number(text), _) => NodeKind::Number(text.clone()),
            (FactValueKind::Percent(text), _) => NodeKind::Plain(Name::from(format!("{text} %"))),
            (FactValueKind::Text(text), _) => NodeKind::Text(text.clone()),
            (FactValueKind::List(items), Type::List(list)) => {
                NodeKind::list(items.iter().map(|item| self.node(item, &list.element)).collect())
            }
            (FactValueKind::List(items), Type::Pool(entity)) => {
                let element = Type::Record(entity.clone());
                NodeKind::list(items.iter().map(|item| self.node(item, &element)).collect())
            }
            (FactValueKind::List(items), other) => {
                NodeKind::list(items.iter().map(|item| self.node(item, other)).collect())
            }
            (FactValueKind::Record(fields), _) => self.record(fields, ty),
        };
        Node { kind, span }
    }

    fn record(&mut self, written: &[(acquis_syntax::ast::Ident, FactValue)], ty: &Type) -> NodeKind {
        let entity = ty.entity().and_then(|entity| self.vocabulary.entities.get(entity));
        let list = Type::List(Box::new(ListType { element: Type::Bool, nonempty: false }));
        let field_type = |name: &Name| match (ty, entity) {
            (Type::List(_), _) if name == "items" => ty.clone(),
            // An identity may be a word, as a reference to it may.
            (_, Some(entity)) if entity.identity.as_ref() == Some(name) => {
                Type::Reference(entity.name.clone())
            }
            (_, Some(entity)) => {
                entity.fields.iter().find(|field| field.name == *name).map_or(Type::Bool, |f| f.ty.clone())
            }
            _ if name == "items" => list.clone(),
            _ => Type::Bool,
        };
        let mut entries = vec![];
        for (name, value) in written {
            let node = self.node(value, &field_type(&name.name));
            entries.push((key_of(&name.name, self.place(name.span)), node));
        }
        NodeKind::record(entries)
    }
}

/// A name as it is written within brackets.
fn written(name: &str) -> String {
    if acquis_syntax::is_identifier(name) { name.to_owned() } else { format!("{name:?}") }
}

/// The last day of what is supposed, if it is before the first.
pub(super) fn ends_early(supposed: &Supposed) -> Option<&DateText> {
    let SupposedEntry::Entry(from, Some(until), _) = &supposed.what else { return None };
    let day = |date: &DateText| date.text.parse::<Date>().ok();
    (day(until)? < day(from)?).then_some(until)
}

fn key_of(name: &str, span: Span) -> Key {
    Key { name: Name::from(name), span }
}

/// The value of a key, which is added without a value where it is missing. What is no record becomes an empty one.
fn entry<'n>(record: &'n mut Node, name: &str, span: Span) -> &'n mut Node {
    if !matches!(record.kind, NodeKind::Record(_)) {
        *record = Node { kind: NodeKind::record(vec![]), span };
    }
    let Node { kind: NodeKind::Record(entries), .. } = record else { return record };
    let entries = Arc::make_mut(entries);
    let at = entries.iter().position(|(key, _)| *key.name == *name).unwrap_or(entries.len());
    if at == entries.len() {
        entries.push((key_of(name, span), Node { kind: NodeKind::Null, span }));
    }
    // The entry was found or pushed above.
    #[expect(clippy::indexing_slicing, reason = "the index of an entry that was found or pushed")]
    &mut entries[at].1
}

/// The elements of a list, also of one that may be longer.
fn items(node: &mut Node) -> Option<&mut Vec<Node>> {
    match &mut node.kind {
        NodeKind::List(items) => Some(Arc::make_mut(items)),
        NodeKind::Record(entries) => {
            let (_, value) = Arc::make_mut(entries).iter_mut().find(|(key, _)| key.name == "items")?;
            match &mut value.kind {
                NodeKind::List(items) => Some(Arc::make_mut(items)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What an element is called: a record by its identity, a value or reference by itself.
fn name_of(node: &Node, identity: Option<&Name>) -> Option<String> {
    match &node.kind {
        NodeKind::Text(text) | NodeKind::Plain(text) | NodeKind::Number(text) => Some(text.to_string()),
        NodeKind::Record(entries) => {
            let (_, value) =
                entries.iter().find(|(key, _)| identity.is_some_and(|name| *name == key.name))?;
            name_of(value, None)
        }
        _ => None,
    }
}

fn is_none(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Record(entries) if entries.iter().any(|(key, _)| key.name == "none"))
}
