//! The shortest way to make a criterion true: which facts its derivation would take.

use std::collections::BTreeSet;
use std::sync::Arc;

use acquis_ir::{ExprId, ExprKind, Formula, Quantifier, Range};

use super::{Leaf, Search};
use crate::assess::{CriterionResult, RequirementResult};
use crate::derivation::{Derivation, ElementRole, Step};
use crate::truth::Truth;

/// What a fact counts for that is only to be shown.
const TO_SHOW: u64 = 20;

/// What a fact counts for that is to become another: it is harder to change a fact than to show one.
const TO_CHANGE: u64 = 30;

/// What a new element counts for: its facts are still to be shown.
const NEW_ELEMENT: u64 = 500;

/// What a fact counts for that cannot be changed.
const OUT_OF_REACH: u64 = 10_000;

/// A way to make something true or false: how many facts it takes, and which.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) cost: u64,
    pub(super) leaves: Vec<Leaf>,
}

impl Way {
    /// Nothing is to be done.
    const DONE: Self = Self { cost: 0, leaves: vec![] };

    /// No fact does it.
    const NONE: Self = Self { cost: OUT_OF_REACH, leaves: vec![] };
}

/// All of these ways.
pub(super) fn all(ways: impl IntoIterator<Item = Way>) -> Way {
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
    pub(super) fn criterion(&self, result: &CriterionResult<'_>) -> Way {
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
    fn facts<'f>(&self, why: &Derivation<'_>, pointers: impl Iterator<Item = &'f Arc<str>>) -> Way {
        let missing = why.missing.iter().map(ToString::to_string);
        let all: Vec<String> = pointers.map(ToString::to_string).chain(missing).collect();
        let open: Vec<Leaf> = all
            .into_iter()
            .filter(|pointer| self.type_of(pointer).is_some())
            .map(|pointer| Leaf { pointer, grow: false })
            .collect();
        let cost = if why.truth.is_unknown() { TO_SHOW } else { TO_CHANGE };
        if open.is_empty() { Way::NONE } else { Way { cost, leaves: open } }
    }

    fn quantified(
        &self,
        why: &Derivation<'_>,
        quantifier: Quantifier,
        not_shown: usize,
        wanted: bool,
    ) -> Way {
        let asked = |part: &&Arc<Derivation<'_>>| {
            matches!(part.step, Step::Element(_, _, ElementRole::Asked | ElementRole::MayExist))
        };
        let elements: Vec<_> = why.children.iter().filter(asked).collect();
        let hidden = Way { cost: TO_CHANGE * u64::try_from(not_shown).unwrap_or(0), leaves: vec![] };
        // Whether each element is to answer, and how; or one of them is to.
        let each = match quantifier {
            Quantifier::Every => wanted,
            Quantifier::Some | Quantifier::AtLeast(_) => !wanted,
            Quantifier::No | Quantifier::AtMost(_) => wanted,
            Quantifier::Exactly(_) => return Way::NONE,
        };
        let holds = matches!(quantifier, Quantifier::Every);
        let body = if each { holds } else { !holds };
        let of = |part: &Arc<Derivation<'_>>| {
            let Step::Element(_, _, role) = &part.step else { return Way::NONE };
            self.element(part, *role, body, each)
        };
        let open = why.missing.iter().map(ToString::to_string).map(|pointer| Leaf { pointer, grow: false });
        let open: Vec<Leaf> = open.filter(|leaf| self.type_of(&leaf.pointer).is_some()).collect();
        if each {
            let shown = all(elements.iter().map(|part| of(part)).chain([hidden]));
            let list = if open.is_empty() { Way::DONE } else { Way { cost: TO_SHOW, leaves: open } };
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
        let grown = grown.map_or(Way::NONE, |leaf| Way { cost: NEW_ELEMENT, leaves: vec![leaf] });
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
            return if leaves.is_empty() { Way::NONE } else { Way { cost: TO_SHOW, leaves } };
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
