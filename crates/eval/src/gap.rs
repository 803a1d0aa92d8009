//! What would have to change, or be shown, for a dossier to attain a level.
//!
//! Whether no smaller set of facts does is asked of a solver (`crates/prove/src/gap.rs`). Here is what stands in where that
//! is not found out, and what holds each set to the evaluator.
//!
//! The search starts from the derivations of the criteria that block the level: of what would make each of them true it
//! takes the way with the fewest facts, and tries values for those facts, one at a time, each by a new assessment. A value
//! is kept if it brings the level nearer. What is found is then thinned: a change is left out wherever the rest attains
//! the level without it. So the set is minimal by inclusion, and it is not said to be the least.
//!
//! Facts that the vocabulary calls fixed are never proposed, and neither are entries of registers.

mod usual;

mod ways;

use std::collections::BTreeSet;
use std::sync::Arc;

use acquis_base::{Name, Span};
use acquis_facts::{Dossier, Key, Node, NodeKind, read_document};
use acquis_ir::{Date, ExprKind, Ladder, Program, ProvisionId, Type, Unit};

use crate::assess::{Assess, Assessment, CriterionResult, Refusal};
use crate::question::Question;
use ways::all;

/// How many assessments one search may take.
pub const MAX_TRIALS: usize = 2000;

/// What is done to a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The fact, as a JSON Pointer.
    pub pointer: String,
    /// What the dossier says of it now; nothing where it says nothing.
    pub before: Option<Node>,
    /// What it would have to say.
    pub after: Node,
}

impl Change {
    /// Whether the fact is to be shown: nothing is known of it now.
    pub fn is_shown(&self) -> bool {
        self.before.is_none()
    }

    /// How many facts it counts for: one, and one for each element that it adds to a list beside the first.
    pub fn facts(&self) -> usize {
        let NodeKind::List(items) = &self.after.kind else { return 1 };
        items.len().saturating_sub(self.before.as_ref().map_or(0, |list| elements(list).len())).max(1)
    }
}

/// What a search came to.
#[derive(Debug, Clone, Default)]
pub struct Gap {
    /// The criteria that block the level, in the order of the outline.
    pub blocking: Vec<ProvisionId>,
    /// Sets of changes under which the level is attained, and none of which can be left out; none where the search found
    /// none, and one without changes where nothing blocks the level.
    pub alternatives: Vec<Vec<Change>>,
    /// Whether it is proved that no smaller set does; where there is no set, that none does.
    pub is_least: bool,
    /// Whether there are other sets of the same size, beside those that are shown.
    pub others: bool,
    /// The criteria that still block the level where it found none.
    pub remaining: Vec<ProvisionId>,
    /// How many assessments it took.
    pub trials: usize,
    /// Whether it stopped at [`MAX_TRIALS`].
    pub stopped: bool,
    /// A dossier that was said to attain the level, and that the evaluator does not confirm: a fault of this program.
    pub unconfirmed: Option<Node>,
}

impl Gap {
    /// The first set of changes; nothing where none was found.
    pub fn changes(&self) -> Option<&[Change]> {
        self.alternatives.first().map(Vec::as_slice)
    }
}

/// Searches for what would have to change or be shown for `document`, which reads as `dossier`, to attain `level`, as
/// `assess` tells whether it does.
///
/// # Errors
/// When the dossier itself is not assessed.
pub fn gap<'p>(
    program: &'p Program,
    ladder: &'p Ladder,
    (document, dossier): (&Node, &'p Dossier),
    (question, assess): (&'p Question, Assess),
    level: u32,
) -> Result<Gap, Refusal<'p>> {
    let start = assess(program, ladder, dossier, question)?;
    let mut search = Search { program, ladder, file: &dossier.file, question, assess, level, trials: 0 };
    let blocking = search.blocking(&start);
    let mut changes: Vec<Change> = vec![];
    let mut state = search.state(&start);
    while state.distance > 0 && search.trials < MAX_TRIALS {
        let Some((change, next)) = search.step(document, &changes, &state) else { break };
        changes.retain(|known| known.pointer != change.pointer);
        changes.push(change);
        state = next;
    }
    let stopped = search.trials >= MAX_TRIALS;
    let found = state.distance == 0;
    Ok(Gap {
        is_least: blocking.is_empty(),
        blocking,
        alternatives: if found { vec![search.thinned(document, changes)] } else { vec![] },
        remaining: if found { vec![] } else { state.blocking },
        trials: search.trials,
        stopped,
        ..Gap::default()
    })
}

/// Holds sets of changes of one dossier to the evaluator.
pub struct Trials<'s> {
    search: Search<'s>,
    document: &'s Node,
}

impl<'s> Trials<'s> {
    /// Trials whether changes of `document`, which reads as `dossier`, attain `level`, as `assess` tells.
    pub fn new(
        program: &'s Program,
        ladder: &'s Ladder,
        (document, dossier): (&'s Node, &'s Dossier),
        (question, assess): (&'s Question, Assess),
        level: u32,
    ) -> Self {
        let search = Search { program, ladder, file: &dossier.file, question, assess, level, trials: 0 };
        Self { search, document }
    }

    /// The criteria that block the level in an assessment, in the order of the outline.
    pub fn blocking(&self, assessment: &Assessment<'_>) -> Vec<ProvisionId> {
        self.search.blocking(assessment)
    }

    /// How many assessments they took.
    pub fn count(&self) -> usize {
        self.search.trials
    }

    /// The document with changes made; nothing where one has no place.
    pub fn changed(&self, changes: &[Change]) -> Option<Node> {
        with(self.document, changes)
    }

    /// Whether the level is attained under these changes; nothing where that is not found out.
    pub fn attains(&mut self, changes: &[Change]) -> Option<bool> {
        let found = self.search.assessed(self.document, changes, |search, assessment| {
            let attained = search.blocking(assessment).is_empty();
            (attained || assessment.is_exact).then_some(attained)
        });
        found.flatten()
    }
}

/// How far a dossier is from the level.
struct State {
    distance: u64,
    /// The facts on the shortest way, each once.
    leaves: Vec<Leaf>,
    blocking: Vec<ProvisionId>,
}

/// A fact that bears on what is to become otherwise; for a list, that it wants an element.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Leaf {
    pointer: String,
    grow: bool,
}

struct Search<'s> {
    program: &'s Program,
    ladder: &'s Ladder,
    file: &'s Name,
    question: &'s Question,
    assess: Assess,
    level: u32,
    trials: usize,
}

impl Search<'_> {
    fn blocking(&self, assessment: &Assessment<'_>) -> Vec<ProvisionId> {
        let blocks = assessment.criteria.iter().filter(|it| self.counts(it) && !it.satisfied.is_true());
        blocks.map(|it| it.criterion.provision.clone()).collect()
    }

    /// Whether a criterion is one of those that the level asks.
    fn counts(&self, result: &CriterionResult<'_>) -> bool {
        let level = result.criterion.level;
        if self.ladder.cumulative { level <= self.level } else { level == self.level }
    }

    fn state(&self, assessment: &Assessment<'_>) -> State {
        let ways = assessment.criteria.iter().filter(|it| self.counts(it)).map(|it| self.criterion(it));
        let way = all(ways);
        let blocking = self.blocking(assessment);
        // A way may be thought shorter than it is, and one of no facts leads nowhere.
        let distance = if blocking.is_empty() { 0 } else { way.cost.max(1) };
        State { distance, leaves: way.leaves, blocking }
    }

    /// The state after these changes; nothing where the dossier is none then, or is not assessed.
    fn after(&mut self, document: &Node, changes: &[Change]) -> Option<State> {
        self.assessed(document, changes, Self::state)
    }

    /// What an assessment after these changes comes to; nothing where the dossier is none then, or is not assessed.
    fn assessed<T>(
        &mut self,
        document: &Node,
        changes: &[Change],
        look: impl FnOnce(&Self, &Assessment<'_>) -> T,
    ) -> Option<T> {
        self.trials += 1;
        let changed = with(document, changes)?;
        let dossier = read_document(self.program, self.file, &changed).ok()?;
        let assessment = (self.assess)(self.program, self.ladder, &dossier, self.question).ok()?;
        Some(look(self, &assessment))
    }

    /// The first change of a fact on the shortest way that brings the level nearer.
    fn step(&mut self, document: &Node, changes: &[Change], state: &State) -> Option<(Change, State)> {
        let current = with(document, changes)?;
        for leaf in &state.leaves {
            for (pointer, after) in self.candidates(&current, leaf) {
                if self.trials >= MAX_TRIALS {
                    return None;
                }
                let before = look(document, &pointer).filter(|node| node.kind != NodeKind::Null).cloned();
                let change = Change { pointer, before, after };
                let mut all: Vec<Change> =
                    changes.iter().filter(|known| known.pointer != change.pointer).cloned().collect();
                all.push(change.clone());
                if let Some(next) = self.after(document, &all).filter(|next| next.distance < state.distance) {
                    return Some((change, next));
                }
            }
        }
        None
    }

    /// The changes without those that the others do without.
    fn thinned(&mut self, document: &Node, mut changes: Vec<Change>) -> Vec<Change> {
        loop {
            let fewer = (0..changes.len()).rev().find_map(|at| {
                let mut fewer = changes.clone();
                fewer.remove(at);
                let state = self.after(document, &fewer)?;
                (state.distance == 0).then_some(fewer)
            });
            match fewer {
                Some(fewer) => changes = fewer,
                None => return changes,
            }
        }
    }

    /// Values that a fact could have.
    fn candidates(&self, document: &Node, leaf: &Leaf) -> Vec<(String, Node)> {
        let Some(ty) = self.type_of(&leaf.pointer) else { return vec![] };
        let now = look(document, &leaf.pointer);
        let values = match (&ty, leaf.grow) {
            // A list that may be longer can be shown to be no longer.
            (Type::List(_), false) if listed(now).is_some() => {
                listed(now).map(|items| node(NodeKind::List(items.clone()))).into_iter().collect()
            }
            (Type::List(list), true) => self.grown(&list.element, now),
            (Type::Optional(inner), true) => self.values(inner),
            _ => self.values(&ty),
        };
        let others = values.into_iter().filter(|value| now.is_none_or(|now| now.kind != value.kind));
        others.map(|value| (leaf.pointer.clone(), value)).collect()
    }

    /// A list with one element more.
    fn grown(&self, element: &Type, now: Option<&Node>) -> Vec<Node> {
        let items = match now.map(|node| &node.kind) {
            Some(NodeKind::List(items)) => items.as_slice(),
            None | Some(NodeKind::Null) => &[],
            _ => return vec![],
        };
        let with = |value: Node| node(NodeKind::list(items.iter().cloned().chain([value]).collect()));
        self.values(element).into_iter().map(with).collect()
    }

    fn values(&self, ty: &Type) -> Vec<Node> {
        let text = |text: String| node(NodeKind::Text(Name::from(text)));
        match ty {
            Type::Bool => vec![node(NodeKind::Bool(true)), node(NodeKind::Bool(false))],
            Type::Country => self.countries().into_iter().map(text).collect(),
            Type::Enum(name) => {
                let variants = self.program.enumerations.get(name).map(|it| it.variants.iter().rev());
                variants.into_iter().flatten().map(|it| text(it.name.to_string())).collect()
            }
            Type::Date(..) => self.dates().into_iter().map(|date| text(date.to_string())).collect(),
            Type::Number(number) => {
                let percent = number.unit == Unit::Percent;
                let bound = |bound: i128| {
                    let shown = acquis_ir::Number::new(bound, number.denominator).to_string();
                    if percent {
                        text(format!("{shown} %"))
                    } else {
                        node(NodeKind::Number(Name::from(shown)))
                    }
                };
                let written = self.written_numbers();
                let scaled = written.iter().filter_map(|it| it.scaled(number.denominator));
                let fitting = scaled.filter(|it| (number.min..=number.max).contains(it));
                fitting.chain([number.max, number.min]).map(bound).collect()
            }
            Type::Optional(inner) => {
                let key = Key { name: Name::from("none"), span: Span::default() };
                let none = node(NodeKind::record(vec![(key, node(NodeKind::Bool(true)))]));
                self.values(inner).into_iter().chain([none]).collect()
            }
            Type::List(list) if !list.nonempty => vec![node(NodeKind::list(vec![]))],
            Type::List(list) => self.grown(&list.element, None),
            // Its fields are unknown, and shown one by one.
            Type::Record(entity)
                if self.program.entities.get(entity).is_some_and(|it| it.identity.is_none()) =>
            {
                vec![node(NodeKind::record(vec![]))]
            }
            _ => vec![],
        }
    }

    /// The numbers that notions and criteria write out, least first.
    fn written_numbers(&self) -> BTreeSet<acquis_ir::Number> {
        let points = |it: &'_ acquis_ir::Criterion| -> Vec<acquis_ir::Requirement> {
            it.points.iter().map(|point| point.requirement.clone()).chain([it.requirement.clone()]).collect()
        };
        let asked = self.program.criteria.iter().flat_map(points);
        let asked = asked.flat_map(|it| it.applies.into_iter().chain(it.requires).chain(it.unless));
        let notions = self.program.defines.values().map(|define| define.body.clone());
        let numbers =
            asked.chain(notions).flat_map(|formula| formula.exprs).filter_map(|expr| match expr.kind {
                ExprKind::Literal(acquis_ir::Value::Number(number)) => Some(number),
                _ => None,
            });
        numbers.collect()
    }

    /// A country of each register.
    fn countries(&self) -> Vec<String> {
        let mut found: Vec<String> = vec![];
        for register in self.program.registers.values().filter(|it| it.of == Type::Country) {
            let covers = |from: Date, until: Option<Date>| {
                from <= self.question.as_of && until.is_none_or(|until| self.question.as_of <= until)
            };
            let entry = register.entries.iter().find(|entry| covers(entry.from, entry.until));
            found.extend(entry.map(|entry| entry.key.to_string()));
        }
        found.dedup();
        found.reverse();
        found
    }

    /// The assessment date, and the days around it by a year.
    fn dates(&self) -> Vec<Date> {
        let day = self.question.as_of;
        [0, 365, -365].into_iter().filter_map(|days| day.plus_days(days)).collect()
    }

    /// The type of a fact that is not fixed; nothing for fixed ones and for what stands in no dossier.
    fn type_of(&self, pointer: &str) -> Option<Type> {
        let mut fields = &self.program.facts[..];
        let mut ty: Option<Type> = None;
        for step in pointer.strip_prefix('/')?.split('/') {
            let inner = match &ty {
                None => None,
                Some(Type::List(list)) if step == "items" => Some(Type::List(list.clone())),
                Some(Type::List(list)) => Some(list.element.clone()),
                Some(Type::Pool(entity)) => Some(Type::Record(entity.clone())),
                Some(_) => None,
            };
            if let Some(inner) = inner {
                ty = Some(inner);
                continue;
            }
            if let Some(known) = &ty {
                let entity = match known {
                    Type::Optional(inner) => inner.entity(),
                    other => other.entity(),
                };
                fields = self.program.fields(entity?);
            }
            let field = fields.iter().find(|field| field.name == *step).filter(|field| !field.fixed)?;
            ty = Some(field.ty.clone());
        }
        ty
    }
}

fn node(kind: NodeKind) -> Node {
    Node { kind, span: Span::default() }
}

/// The elements of a list that is written as a record, for it may be longer.
fn listed(now: Option<&Node>) -> Option<&Arc<Vec<Node>>> {
    let NodeKind::Record(fields) = &now?.kind else { return None };
    match &fields.iter().find(|(key, _)| key.name == "items")?.1.kind {
        NodeKind::List(items) => Some(items),
        _ => None,
    }
}

/// A document with changes made, in their order; nothing where one has no place.
fn with(document: &Node, changes: &[Change]) -> Option<Node> {
    let mut changed = document.clone();
    for change in changes {
        *place(&mut changed, &change.pointer)? = change.after.clone();
    }
    Some(changed)
}

/// The elements of a list, however it is written.
fn elements(list: &Node) -> &[Node] {
    match &list.kind {
        NodeKind::List(items) => items,
        NodeKind::Record(_) => listed(Some(list)).map_or(&[], |items| items),
        _ => &[],
    }
}

/// What stands at a pointer.
fn look<'n>(document: &'n Node, pointer: &str) -> Option<&'n Node> {
    let mut at = document;
    for step in pointer.strip_prefix('/')?.split('/') {
        at = match &at.kind {
            NodeKind::List(items) => items.get(step.parse::<usize>().ok()?)?,
            NodeKind::Record(fields) => &fields.iter().find(|(key, _)| key.name == *step)?.1,
            _ => return None,
        };
    }
    Some(at)
}

/// The place at a pointer, with a key made for a fact that is not there.
fn place<'n>(document: &'n mut Node, pointer: &str) -> Option<&'n mut Node> {
    let mut at = document;
    for step in pointer.strip_prefix('/')?.split('/') {
        at = match &mut at.kind {
            NodeKind::List(items) => Arc::make_mut(items).get_mut(step.parse::<usize>().ok()?)?,
            NodeKind::Record(fields) => {
                let fields = Arc::make_mut(fields);
                let known = fields.iter().position(|(key, _)| key.name == *step);
                let known = known.unwrap_or_else(|| {
                    let key = Key { name: Name::from(step), span: Span::default() };
                    fields.push((key, node(NodeKind::Null)));
                    fields.len().saturating_sub(1)
                });
                &mut fields.get_mut(known)?.1
            }
            _ => return None,
        };
    }
    Some(at)
}
