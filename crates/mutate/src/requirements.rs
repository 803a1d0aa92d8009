//! Changes of criteria and derogations.

use acquis_ir::{ExprId, Formula, Program};

use crate::formula::{FormulaChange, changes, quoted, shortened};
use crate::mutant::{Change, Draft, Operator, Owner};
use crate::slot::{Asked, Slot};

/// A change of a criterion or derogation that leaves one of its parts out. Numbers are indices.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LawChange {
    Applies(Asked),
    Requires(Asked, usize),
    Unless(Asked, usize),
    Point(usize, usize),
    Derogation(usize),
    Opens(usize, usize),
    Except(usize, usize),
    Condition(usize, usize),
}

impl LawChange {
    pub(crate) fn make(self, program: &mut Program) {
        match self {
            Self::Applies(asked) => {
                if let Some(requirement) = asked.of_mut(program) {
                    requirement.applies = None;
                }
            }
            Self::Requires(asked, at) => {
                if let Some(requirement) = asked.of_mut(program) {
                    remove(&mut requirement.requires, at);
                }
            }
            Self::Unless(asked, at) => {
                if let Some(requirement) = asked.of_mut(program) {
                    remove(&mut requirement.unless, at);
                }
            }
            Self::Point(criterion, at) => {
                if let Some(criterion) = program.criteria.get_mut(criterion) {
                    remove(&mut criterion.points, at);
                }
            }
            Self::Derogation(at) => remove(&mut program.derogations, at),
            Self::Opens(derogation, at) => {
                if let Some(derogation) = program.derogations.get_mut(derogation) {
                    remove(&mut derogation.opens, at);
                }
            }
            Self::Except(derogation, at) => {
                if let Some(derogation) = program.derogations.get_mut(derogation) {
                    remove(&mut derogation.except, at);
                }
            }
            Self::Condition(derogation, at) => {
                if let Some(derogation) = program.derogations.get_mut(derogation) {
                    remove(&mut derogation.conditions, at);
                }
            }
        }
    }
}

fn remove<T>(items: &mut Vec<T>, at: usize) {
    if at < items.len() {
        items.remove(at);
    }
}

/// The changes of criteria, each followed by its derogations.
pub(crate) fn law_changes(program: &Program) -> Vec<Draft> {
    let mut drafts = vec![];
    for (at, criterion) in program.criteria.iter().enumerate() {
        let owner = Owner::Criterion(criterion.provision.clone());
        let whole = Asked { criterion: at, point: None };
        asked(program, whole, "", &owner, &mut drafts);
        for (index, point) in criterion.points.iter().enumerate() {
            let formulas = [&point.requirement.requires, &point.requirement.unless];
            let first = point.requirement.applies.iter().chain(formulas.into_iter().flatten()).next();
            let point_at = Asked { criterion: at, point: Some(index) };
            let place = first.and_then(|formula| slot_of(program, point_at, formula));
            let words = format!("without point {}", point.label);
            drafts.push(draft(Operator::DropLimb, &owner, words, LawChange::Point(at, index), place));
            asked(program, point_at, &format!("point {}: ", point.label), &owner, &mut drafts);
        }
        for (index, derogation) in program.derogations.iter().enumerate() {
            if derogation.from == criterion.provision {
                derogation_changes(program, index, &mut drafts);
            }
        }
    }
    drafts
}

/// The first slot of a requirement that holds `formula`.
fn slot_of(program: &Program, asked: Asked, formula: &Formula) -> Option<(Slot, ExprId)> {
    let slots = [Slot::Applies(asked), Slot::Requires(asked, 0), Slot::Unless(asked, 0)];
    let slot = slots.into_iter().find(|slot| slot.of(program).is_some_and(|it| std::ptr::eq(it, formula)))?;
    Some((slot, formula.root?))
}

fn draft(
    operator: Operator,
    owner: &Owner,
    words: String,
    change: LawChange,
    at: Option<(Slot, ExprId)>,
) -> Draft {
    Draft { operator, owner: owner.clone(), words, change: Change::Law(change), at }
}

/// Where a slot's formula starts, and what it says.
pub(crate) fn root(program: &Program, slot: &Slot) -> Option<(ExprId, String)> {
    let formula = slot.of(program)?;
    let root = formula.root?;
    Some((root, quoted(formula, root)))
}

/// That the opposite of a slot's formula is asked.
pub(crate) fn negated(slot: &Slot, owner: &Owner, root: ExprId, words: String) -> Draft {
    Draft {
        operator: Operator::NegateTrigger,
        owner: owner.clone(),
        words,
        change: Change::Formula(slot.clone(), FormulaChange::Negate(root)),
        at: Some((slot.clone(), root)),
    }
}

fn asked(program: &Program, asked: Asked, way: &str, owner: &Owner, drafts: &mut Vec<Draft>) {
    let Some(requirement) = asked.of(program) else { return };
    let slot = Slot::Applies(asked);
    if let Some((root, text)) = root(program, &slot) {
        let place = Some((slot.clone(), root));
        let words = format!("{way}without applies where {text}");
        drafts.push(draft(Operator::DropTrigger, owner, words, LawChange::Applies(asked), place));
        drafts.push(negated(&slot, owner, root, format!("{way}applies where not {text}")));
        changes(program, &slot, owner, drafts);
    }
    for at in 0..requirement.requires.len() {
        let slot = Slot::Requires(asked, at);
        if let Some((root, text)) = root(program, &slot) {
            let place = Some((slot.clone(), root));
            let words = format!("{way}without requires {text}");
            drafts.push(draft(Operator::DropLimb, owner, words, LawChange::Requires(asked, at), place));
        }
        changes(program, &slot, owner, drafts);
    }
    for at in 0..requirement.unless.len() {
        let slot = Slot::Unless(asked, at);
        if let Some((root, text)) = root(program, &slot) {
            let place = Some((slot.clone(), root));
            let words = format!("{way}without unless {text}");
            drafts.push(draft(Operator::DropCarveOut, owner, words, LawChange::Unless(asked, at), place));
        }
        changes(program, &slot, owner, drafts);
    }
}

fn derogation_changes(program: &Program, index: usize, drafts: &mut Vec<Draft>) {
    let Some(derogation) = program.derogations.get(index) else { return };
    let owner = Owner::Derogation(derogation.name.clone());
    let words = "without the derogation".to_owned();
    drafts.push(draft(Operator::DropDerogation, &owner, words, LawChange::Derogation(index), None));
    for at in 0..derogation.opens.len() {
        let slot = Slot::Opens(index, at);
        if let Some((root, text)) = root(program, &slot) {
            let words = format!("without opens where {text}");
            let place = Some((slot.clone(), root));
            drafts.push(draft(Operator::WidenDerogation, &owner, words, LawChange::Opens(index, at), place));
            drafts.push(negated(&slot, &owner, root, format!("opens where not {text}")));
        }
        changes(program, &slot, &owner, drafts);
    }
    for at in 0..derogation.except.len() {
        let slot = Slot::Except(index, at);
        if let Some((root, text)) = root(program, &slot) {
            let words = format!("without except where {text}");
            let place = Some((slot.clone(), root));
            drafts.push(draft(Operator::WidenDerogation, &owner, words, LawChange::Except(index, at), place));
            drafts.push(negated(&slot, &owner, root, format!("except where not {text}")));
        }
        changes(program, &slot, &owner, drafts);
    }
    for (at, condition) in derogation.conditions.iter().enumerate() {
        let slot = Slot::Condition(index, at);
        if let Some((root, text)) = root(program, &slot) {
            let text = condition.gloss.as_ref().map_or(text, |gloss| shortened(gloss));
            let words = format!("without on condition that {text}");
            let place = Some((slot.clone(), root));
            let change = LawChange::Condition(index, at);
            drafts.push(draft(Operator::WidenDerogation, &owner, words, change, place));
        }
        changes(program, &slot, &owner, drafts);
    }
}
