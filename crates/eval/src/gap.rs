//! What would have to change, or be shown, for a dossier to attain a level.
//!
//! The search starts from the derivations of the criteria that block the level: of what would make each of them true it
//! takes the way with the fewest facts, and tries values for those facts, one at a time, each by a new assessment. A value
//! is kept if it brings the level nearer. What is found is then thinned: a change is left out wherever the rest attains
//! the level without it. So the set is minimal by inclusion, and it is not said to be the least.
//!
//! Facts that the vocabulary calls fixed are never proposed, and neither are entries of registers.

use std::collections::BTreeSet;

use acquis_base::{Name, Span};
use acquis_facts::{Dossier, Key, Node, NodeKind, read_document};
use acquis_ir::{
    Date, ExprId, ExprKind, Formula, Ladder, Program, ProvisionId, Quantifier, Range, Type, Unit,
};

use crate::assess::{Assessment, CriterionResult, Refusal, RequirementResult, assess};
use crate::derivation::{Derivation, ElementRole, Step};
use crate::question::Question;
use crate::truth::Truth;

/// How many assessments one search may take.
pub const MAX_TRIALS: usize = 2000;

/// What a fact that cannot be changed counts for, against facts that can.
const OUT_OF_REACH: u64 = 10_000;

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
}

/// What a search came to.
#[derive(Debug, Clone)]
pub struct Gap {
    /// The criteria that block the level, in the order of the outline.
    pub blocking: Vec<ProvisionId>,
    /// A set of changes under which the level is attained, and none of which can be left out; nothing where the search
    /// found none.
    pub changes: Option<Vec<Change>>,
    /// The criteria that still block the level where it found none.
    pub remaining: Vec<ProvisionId>,
    /// How many assessments it took.
    pub trials: usize,
    /// Whether it stopped at [`MAX_TRIALS`].
    pub stopped: bool,
}

/// Searches for what would have to change or be shown for `document`, which reads as `dossier`, to attain `level`.
///
/// # Errors
/// When the dossier itself is not assessed.
pub fn gap<'p>(
    program: &'p Program,
    ladder: &'p Ladder,
    (document, dossier): (&Node, &'p Dossier),
    question: &'p Question,
    level: u32,
) -> Result<Gap, Refusal<'p>> {
    let start = assess(program, ladder, dossier, question)?;
    let mut search = Search { program, ladder, file: &dossier.file, question, level, trials: 0 };
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
        blocking,
        changes: found.then(|| search.thinned(document, changes)),
        remaining: if found { vec![] } else { state.blocking },
        trials: search.trials,
        stopped,
    })
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
        State { distance: way.cost, leaves: way.leaves, blocking: self.blocking(assessment) }
    }

    /// The state after these changes; nothing where the dossier is none then, or is not assessed.
    fn after(&mut self, document: &Node, changes: &[Change]) -> Option<State> {
        self.trials += 1;
        let mut changed = document.clone();
        for change in changes {
            *place(&mut changed, &change.pointer)? = change.after.clone();
        }
        let dossier = read_document(self.program, self.file, &changed).ok()?;
        let assessment = assess(self.program, self.ladder, &dossier, self.question).ok()?;
        Some(self.state(&assessment))
    }

    /// The first change of a fact on the shortest way that brings the level nearer.
    fn step(&mut self, document: &Node, changes: &[Change], state: &State) -> Option<(Change, State)> {
        let mut current = document.clone();
        for change in changes {
            *place(&mut current, &change.pointer)? = change.after.clone();
        }
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
            Some(NodeKind::List(items)) => items.clone(),
            None | Some(NodeKind::Null) => vec![],
            _ => return vec![],
        };
        let with = |value: Node| node(NodeKind::List(items.iter().cloned().chain([value]).collect()));
        self.values(element).into_iter().map(with).collect()
    }

    fn values(&self, ty: &Type) -> Vec<Node> {
        let text = |text: String| node(NodeKind::Text(text));
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
                    if percent { text(format!("{shown} %")) } else { node(NodeKind::Number(shown)) }
                };
                let written = self.written_numbers();
                let scaled = written.iter().filter_map(|it| it.scaled(number.denominator));
                let fitting = scaled.filter(|it| (number.min..=number.max).contains(it));
                fitting.chain([number.max, number.min]).map(bound).collect()
            }
            Type::Optional(inner) => {
                let key = Key { name: "none".to_owned(), span: Span::default() };
                let none = node(NodeKind::Record(vec![(key, node(NodeKind::Bool(true)))]));
                self.values(inner).into_iter().chain([none]).collect()
            }
            Type::List(list) if !list.nonempty => vec![node(NodeKind::List(vec![]))],
            Type::List(list) => self.grown(&list.element, None),
            // Its fields are unknown, and shown one by one.
            Type::Record(entity)
                if self.program.entities.get(entity).is_some_and(|it| it.identity.is_none()) =>
            {
                vec![node(NodeKind::Record(vec![]))]
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
fn listed(now: Option<&Node>) -> Option<&Vec<Node>> {
    let NodeKind::Record(fields) = &now?.kind else { return None };
    match &fields.iter().find(|(key, _)| key.name == "items")?.1.kind {
        NodeKind::List(items) => Some(items),
        _ => None,
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
            NodeKind::List(items) => items.get_mut(step.parse::<usize>().ok()?)?,
            NodeKind::Record(fields) => {
                let known = fields.iter().position(|(key, _)| key.name == *step);
                let known = known.unwrap_or_else(|| {
                    let key = Key { name: step.to_owned(), span: Span::default() };
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

/// A way to make something true or false: how many facts it takes, and which.
#[derive(Debug, Clone)]
struct Way {
    cost: u64,
    leaves: Vec<Leaf>,
}

impl Way {
    /// Nothing is to be done.
    const DONE: Self = Self { cost: 0, leaves: vec![] };

    /// No fact does it.
    const NONE: Self = Self { cost: OUT_OF_REACH, leaves: vec![] };
}

/// All of these ways.
fn all(ways: impl IntoIterator<Item = Way>) -> Way {
    let mut whole = Way::DONE;
    let mut known: BTreeSet<String> = BTreeSet::new();
    for way in ways {
        whole.cost = whole.cost.saturating_add(way.cost);
        let new = way.leaves.into_iter().filter(|leaf| known.insert(leaf.pointer.clone()));
        whole.leaves.extend(new);
    }
    whole
}

/// The shortest of these ways; the first of several.
fn any(ways: impl IntoIterator<Item = Way>) -> Way {
    ways.into_iter().min_by_key(|way| way.cost).unwrap_or(Way::NONE)
}

impl Search<'_> {
    /// What would satisfy a criterion.
    fn criterion(&self, result: &CriterionResult<'_>) -> Way {
        if result.satisfied.is_true() {
            return Way::DONE;
        }
        let points = result.points.iter().map(|point| self.requirement(&point.result, None));
        let own = self.requirement(&result.result, Some(all(points)));
        let lifted = result.derogations.iter().filter(|it| !it.cases.is_empty()).map(|derogation| {
            all(derogation.cases.iter().flat_map(|case| {
                let wanted = case.opens.iter().chain(&case.conditions).map(|it| self.way(it, true));
                wanted.chain(case.except.iter().map(|it| self.way(it, false))).collect::<Vec<_>>()
            }))
        });
        any(std::iter::once(own).chain(lifted))
    }

    fn requirement(&self, result: &RequirementResult<'_>, points: Option<Way>) -> Way {
        if result.satisfied().is_true() && points.as_ref().is_none_or(|way| way.cost == 0) {
            return Way::DONE;
        }
        let required = all(result.requires.iter().map(|it| self.way(it, true)).chain(points));
        let carved_out = result.unless.iter().map(|it| self.way(it, true));
        let idle = result.applies_why.iter().map(|it| self.way(it, false));
        any(std::iter::once(required).chain(carved_out).chain(idle))
    }

    /// What would make an expression true, or false.
    fn way(&self, why: &Derivation<'_>, wanted: bool) -> Way {
        if why.truth == Truth::from(wanted) {
            return Way::DONE;
        }
        let parts = |wanted: bool| why.children.iter().map(move |part| self.way(part, wanted));
        match &why.step {
            Step::Not => all(parts(!wanted)),
            Step::All if wanted => all(parts(true)),
            Step::All => any(parts(false)),
            Step::Any if wanted => any(parts(true)),
            Step::Any => all(parts(false)),
            Step::Implies => match (why.children.first(), why.children.last(), wanted) {
                (Some(a), Some(b), true) => any([self.way(b, true), self.way(a, false)]),
                (Some(a), Some(b), false) => all([self.way(a, true), self.way(b, false)]),
                _ => Way::NONE,
            },
            Step::Called(_) | Step::Read { .. } | Step::Weighed { .. } => {
                if why.children.is_empty() {
                    Way::NONE
                } else {
                    all(parts(wanted))
                }
            }
            Step::Chose(_) => why.children.last().map_or(Way::NONE, |value| self.way(value, wanted)),
            Step::Quantified { quantifier, not_shown, .. } => {
                self.quantified(why, *quantifier, *not_shown, wanted)
            }
            Step::Element(_, _, role) => self.element(why, *role, wanted, !wanted),
            Step::Fact(operand) => self.facts(why, operand.pointer.iter()),
            Step::Compared(operands) => {
                self.facts(why, operands.iter().filter_map(|operand| operand.pointer.as_ref()))
            }
            Step::Looked { key, .. } => self.facts(why, key.pointer.iter()),
            Step::Existence(pointer) => self.facts(why, pointer.iter()),
            Step::Literal => Way::NONE,
        }
    }

    /// A fact that is known counts for more than one that is only to be shown.
    fn facts<'f>(
        &self,
        why: &Derivation<'_>,
        pointers: impl Iterator<Item = &'f std::sync::Arc<str>>,
    ) -> Way {
        let missing = why.missing.iter().map(ToString::to_string);
        let all: Vec<String> = pointers.map(ToString::to_string).chain(missing).collect();
        let open: Vec<Leaf> = all
            .into_iter()
            .filter(|pointer| self.type_of(pointer).is_some())
            .map(|pointer| Leaf { pointer, grow: false })
            .collect();
        let cost = if why.truth.is_unknown() { 20 } else { 30 };
        if open.is_empty() { Way::NONE } else { Way { cost, leaves: open } }
    }

    fn quantified(
        &self,
        why: &Derivation<'_>,
        quantifier: Quantifier,
        not_shown: usize,
        wanted: bool,
    ) -> Way {
        let asked = |part: &&std::sync::Arc<Derivation<'_>>| {
            matches!(part.step, Step::Element(_, _, ElementRole::Asked | ElementRole::MayExist))
        };
        let elements: Vec<_> = why.children.iter().filter(asked).collect();
        let hidden = Way { cost: 30 * u64::try_from(not_shown).unwrap_or(0), leaves: vec![] };
        // Whether each element is to answer, and how; or one of them is to.
        let each = match quantifier {
            Quantifier::Every => wanted,
            Quantifier::Some | Quantifier::AtLeast(_) => !wanted,
            Quantifier::No | Quantifier::AtMost(_) => wanted,
            Quantifier::Exactly(_) => return Way::NONE,
        };
        let holds = matches!(quantifier, Quantifier::Every);
        let body = if each { holds } else { !holds };
        let of = |part: &std::sync::Arc<Derivation<'_>>| {
            let Step::Element(_, _, role) = &part.step else { return Way::NONE };
            self.element(part, *role, body, each)
        };
        let open = why.missing.iter().map(ToString::to_string).map(|pointer| Leaf { pointer, grow: false });
        let open: Vec<Leaf> = open.filter(|leaf| self.type_of(&leaf.pointer).is_some()).collect();
        if each {
            let shown = all(elements.iter().map(|part| of(part)).chain([hidden]));
            let list = if open.is_empty() { Way::DONE } else { Way { cost: 20, leaves: open } };
            return all([shown, list]);
        }
        let left_out = why
            .children
            .iter()
            .filter(|part| !asked(part))
            .map(|part| all(part.children.iter().map(|it| self.way(it, true))));
        let grown = list_pointer(why.formula, why.expr).map(|pointer| Leaf { pointer, grow: true });
        let grown = grown.filter(|leaf| self.type_of(&leaf.pointer).is_some());
        // An element that is new has its facts still to be shown.
        let grown = grown.map_or(Way::NONE, |leaf| Way { cost: 500, leaves: vec![leaf] });
        let there =
            elements.iter().filter(|it| !matches!(it.step, Step::Element(_, _, ElementRole::MayExist)));
        any(there.map(|part| of(part)).chain(left_out).chain([grown]))
    }

    /// An element whose body is to come out so; where `may_leave` says so, it may also stop being one that is asked.
    fn element(&self, why: &Derivation<'_>, role: ElementRole, body: bool, may_leave: bool) -> Way {
        let Some((last, filters)) = why.children.split_last() else {
            let missing =
                why.missing.iter().map(|pointer| Leaf { pointer: pointer.to_string(), grow: false });
            let leaves: Vec<Leaf> = missing.filter(|leaf| self.type_of(&leaf.pointer).is_some()).collect();
            return if leaves.is_empty() { Way::NONE } else { Way { cost: 20, leaves } };
        };
        let answers = self.way(last, body);
        if may_leave {
            let leaves = filters.iter().map(|filter| self.way(filter, false));
            return any(std::iter::once(answers).chain(leaves));
        }
        let stays = if role == ElementRole::CarvedOut { Way::NONE } else { Way::DONE };
        all(filters.iter().map(|filter| self.way(filter, true)).chain([answers, stays]))
    }
}

/// The list of a dossier that a quantifier ranges over, where it is one of its facts.
fn list_pointer(formula: &Formula, id: ExprId) -> Option<String> {
    let ExprKind::Quantified { range: Range::List(list), .. } = &formula.expr(id)?.kind else { return None };
    let mut at = *list;
    let mut steps: Vec<&str> = vec![];
    loop {
        match &formula.expr(at)?.kind {
            ExprKind::Field(base, field) => {
                steps.push(&field.name);
                at = *base;
            }
            ExprKind::Facts => break,
            _ => return None,
        }
    }
    steps.reverse();
    Some(format!("/{}", steps.join("/")))
}
