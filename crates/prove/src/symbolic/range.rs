//! What quantifiers range over, each element with whether it is there.

use std::collections::BTreeSet;

use acquis_base::Name;
use acquis_ir::{ExprId, ExprKind, Formula, Range};

use super::{Bound, Env, Translator};
use crate::circuit::Bit;
use crate::world::{Element, RecordAt, Slot, World};

/// How far references from list to list are followed.
const MAX_CHAIN: usize = 3;

impl<'p> Translator<'_, 'p> {
    /// What a range holds, each with whether it is there.
    pub(super) fn members(
        &mut self,
        side: usize,
        formula: &'p Formula,
        range: &'p Range,
        env: &Env,
    ) -> Vec<(Bit, Bound)> {
        match range {
            Range::One(id) => self.bounds(side, formula, *id, env),
            Range::List(id) => self.list(formula, *id, env),
            Range::Chain(id, field) => self.chain(formula, (*id, field), env),
            Range::Together(parts) => {
                parts.iter().flat_map(|part| self.members(side, formula, part, env)).collect()
            }
            Range::Filtered(variable, inner, condition) => {
                let mut kept = vec![];
                for (there, value) in self.members(side, formula, inner, env) {
                    let passes = self.truth(side, formula, *condition, &env.with(*variable, value.clone()));
                    kept.push((self.world.circuit.and(there, passes), value));
                }
                kept
            }
            Range::Call(name, arguments) => {
                let Some(define) = self.side(side).and_then(|side| side.program.defines.get(name)) else {
                    return vec![];
                };
                let Some(range) = &define.body.range else { return vec![] };
                let mut all = vec![];
                for (chosen, values) in self.arguments(side, formula, arguments, env) {
                    for (there, value) in self.members(side, &define.body, range, &Env::of(values.clone())) {
                        all.push((self.world.circuit.and(chosen, there), value));
                    }
                }
                all
            }
        }
    }

    /// The elements of a list, or of an optional value.
    pub(super) fn list(&mut self, formula: &'p Formula, id: ExprId, env: &Env) -> Vec<(Bit, Bound)> {
        let Some(ExprKind::Field(base, field)) = formula.expr(id).map(|expr| &expr.kind) else {
            return vec![];
        };
        let mut all = vec![];
        for (chosen, record) in self.records(formula, *base, env) {
            if let Some(Slot::List(list)) = self.world.field(record, &field.name) {
                self.entered(&list.elements, chosen, &mut all);
            }
        }
        all
    }

    fn entered(&mut self, elements: &[(Bit, Element)], chosen: Bit, all: &mut Vec<(Bit, Bound)>) {
        for (present, element) in elements {
            let there = self.world.circuit.and(chosen, *present);
            match element {
                Element::Term(term) => all.push((there, Bound::Term(term.clone()))),
                Element::Record(record) => all.push((there, Bound::Record(*record))),
                Element::Reference(targets) => {
                    for (way, target) in targets {
                        all.push((self.world.circuit.and(there, *way), Bound::Record(*target)));
                    }
                }
            }
        }
    }

    /// Everything that a walk reaches.
    fn chain(
        &mut self,
        formula: &'p Formula,
        (id, along): (ExprId, &'p Name),
        env: &Env,
    ) -> Vec<(Bit, Bound)> {
        let Some(ExprKind::Field(base, field)) = formula.expr(id).map(|expr| &expr.kind) else {
            return vec![];
        };
        let mut all = vec![];
        for (chosen, record) in self.records(formula, *base, env) {
            let Some(Slot::List(list)) = self.world.field(record, &field.name) else { continue };
            let mut waiting = vec![list];
            let mut seen = BTreeSet::new();
            while let Some(list) = waiting.pop() {
                self.entered(&list.elements, chosen, &mut all);
                self.entered(&list.beyond, chosen, &mut all);
                let stands_elsewhere =
                    list.elements.iter().any(|(_, element)| matches!(element, Element::Reference(_)));
                if stands_elsewhere {
                    self.follow(&list.elements, chosen, along, &mut all);
                }
                // Where a record that is given leads is given too.
                for record in list.elements.iter().filter_map(|(_, element)| element.record()) {
                    if self.world.is_given(record)
                        && seen.insert(record)
                        && let Some(Slot::List(further)) = self.world.field(record, along)
                    {
                        waiting.push(further);
                    }
                }
            }
        }
        all
    }

    /// Follows references to records that stand in lists of their own, where what one of them refers to is seen from
    /// elsewhere too, as far as this dossier goes.
    fn follow(&mut self, start: &[(Bit, Element)], chosen: Bit, along: &Name, all: &mut Vec<(Bit, Bound)>) {
        self.world.is_partial = true;
        let mut waiting: Vec<(Bit, RecordAt, usize)> = vec![];
        let push = |waiting: &mut Vec<(Bit, RecordAt, usize)>,
                    world: &mut World,
                    there: Bit,
                    element: &Element,
                    depth| {
            if let Element::Reference(targets) = element {
                for (way, target) in targets {
                    waiting.push((world.circuit.and(there, *way), *target, depth));
                }
            }
        };
        for (present, element) in start {
            let there = self.world.circuit.and(chosen, *present);
            push(&mut waiting, self.world, there, element, 0);
        }
        while let Some((there, record, depth)) = waiting.pop() {
            if depth >= MAX_CHAIN || there == Bit::FALSE {
                continue;
            }
            if let Some(Slot::List(list)) = self.world.field(record, along) {
                self.entered(&list.elements, there, all);
                for (present, element) in &list.elements {
                    let further = self.world.circuit.and(there, *present);
                    push(&mut waiting, self.world, further, element, depth + 1);
                }
            }
        }
    }
}
