//! A choice of facts under which all completions satisfy what is asked: counterexample-guided, as for quantified formulas
//! of two blocks (Janota and Marques-Silva, "Abstraction-based algorithm for 2QBF", 2011).
//!
//! One solver chooses facts to touch and values for them. Another looks for a completion of what is then not known that is
//! against it; if there is one, what is asked is asked once more of the choice, with those facts for completions that it
//! does not show. So no choice is made twice that a completion refuted.

use std::ops::RangeInclusive;

use acquis_eval::Patience;

use super::told::{Chosen, chosen};
use crate::ask::Unanswered;
use crate::circuit::{Bit, Gate};
use crate::solver::{Answer, Model, Solver};
use crate::world::{Role, World};

/// The most decisions that each of the solvers may take.
const MAX_DECISIONS: u64 = 2_000_000;

/// The most completions that may refute a choice.
const MAX_REFUTED: usize = 1_000;

/// Sets of facts, each as many as every other.
#[derive(Default)]
pub(super) struct Sets {
    pub(super) found: Vec<Vec<Chosen>>,
    /// Whether there are others of that size.
    pub(super) others: bool,
}

impl Sets {
    /// Those first that change fewer facts, then by their facts in the order in which formulas look at them.
    fn sorted(mut self) -> Self {
        self.found.sort_by_cached_key(|set| {
            let changed = set.iter().filter(|fact| !fact.is_unknown).count();
            (changed, set.iter().map(|fact| fact.order).collect::<Vec<_>>())
        });
        self
    }
}

pub(super) struct Choice {
    world: World,
    criteria: Vec<Bit>,
    goal: Bit,
    choosing: Solver,
    refuting: Solver,
    /// What completions can have a say in, parts before wholes.
    open: Vec<usize>,
    refuted: usize,
    patience: Patience,
}

impl Choice {
    /// The choices in a world under which all of `criteria` are satisfied, and some completion of which is as is assumed.
    pub(super) fn new(mut world: World, criteria: &[Bit], assumed: &[Bit], patience: &Patience) -> Self {
        let goal = world.circuit.all(criteria.iter().copied());
        let mut choosing = Solver::new(patience, MAX_DECISIONS);
        let mut refuting = Solver::new(patience, MAX_DECISIONS);
        for constraint in &world.constraints {
            choosing.require(&world.circuit, *constraint);
            refuting.require(&world.circuit, *constraint);
        }
        choosing.require(&world.circuit, goal);
        for bit in assumed {
            choosing.require(&world.circuit, *bit);
        }
        refuting.require(&world.circuit, !goal);
        let open = open_gates(&world, goal);
        let (criteria, patience) = (criteria.to_vec(), patience.clone());
        Self { world, criteria, goal, choosing, refuting, open, refuted: 0, patience }
    }

    pub(super) fn criteria(&self) -> &[Bit] {
        &self.criteria
    }

    /// Whether elements can be added to a list.
    pub(super) fn can_grow(&self) -> bool {
        self.world.opening.as_ref().is_some_and(|opening| opening.can_grow)
    }

    /// Whether as many elements can be added to each list as are asked for of it.
    pub(super) fn can_grow_enough(&self) -> bool {
        self.world.opening.as_ref().is_none_or(|opening| !opening.is_short)
    }

    /// Whether a choice is left that no completion refuted, under what is assumed.
    pub(super) fn is_possible(&mut self, assumed: &[Bit]) -> Result<bool, Unanswered> {
        let answer = self.choosing.solve(&self.world.circuit, assumed);
        self.answered(answer)
    }

    /// Whether some choice and some completion of it satisfy a criterion.
    pub(super) fn is_satisfiable(&self, criterion: Bit) -> Result<bool, Unanswered> {
        let mut solver = Solver::new(&self.patience, MAX_DECISIONS);
        for constraint in &self.world.constraints {
            solver.require(&self.world.circuit, *constraint);
        }
        let answer = solver.solve(&self.world.circuit, &[criterion]);
        self.answered(answer)
    }

    fn answered(&self, answer: Answer) -> Result<bool, Unanswered> {
        match answer {
            Answer::Found => Ok(true),
            Answer::None => Ok(false),
            Answer::Abandoned if self.patience.is_over() => Err(Unanswered::Abandoned),
            Answer::Abandoned => Err(Unanswered::TooLarge),
        }
    }

    /// The least sets of a number of facts in that range, those first that change fewer facts and show more; at most so
    /// many of them.
    pub(super) fn least(&mut self, counts: RangeInclusive<u32>, most: usize) -> Result<Sets, Unanswered> {
        let (touched, changed) = self.costs();
        for count in counts {
            let within = !self.world.circuit.at_least(count.saturating_add(1), &touched);
            let mut sets = Sets::default();
            for changes in 0..=count {
                let fewer = !self.world.circuit.at_least(changes.saturating_add(1), &changed);
                while let Some(model) = self.sufficient(&[within, fewer])? {
                    if sets.found.len() >= most {
                        return Ok(Sets { others: true, ..sets.sorted() });
                    }
                    let set: Vec<Bit> = touched.iter().copied().filter(|bit| model.holds(*bit)).collect();
                    let whole = self.world.circuit.all(set);
                    self.choosing.require(&self.world.circuit, !whole);
                    sets.found.push(chosen(&self.world, &model));
                }
            }
            if !sets.found.is_empty() {
                return Ok(sets.sorted());
            }
        }
        Ok(Sets::default())
    }

    /// The bits that say that a fact is touched, and those of facts that are known and come to be others.
    fn costs(&self) -> (Vec<Bit>, Vec<Bit>) {
        let leaves = self.world.opening.as_ref().map_or(&[][..], |opening| &opening.leaves[..]);
        let touched = leaves.iter().flat_map(|leaf| leaf.costs.iter().copied());
        let known = leaves.iter().filter(|leaf| !leaf.is_unknown);
        (touched.collect(), known.flat_map(|leaf| leaf.costs.iter().copied()).collect())
    }

    /// A choice that no completion refutes, under what is assumed.
    fn sufficient(&mut self, assumed: &[Bit]) -> Result<Option<Model>, Unanswered> {
        while self.is_possible(assumed)? {
            let model = self.choosing.model(&self.world.circuit);
            let facts = self.facts(&model);
            let answer = self.refuting.solve(&self.world.circuit, &facts);
            if !self.answered(answer)? {
                return Ok(Some(model));
            }
            self.refuted += 1;
            let contrary = self.refuting.model(&self.world.circuit);
            self.learn(&contrary);
            if self.refuted > MAX_REFUTED || self.world.circuit.is_full() {
                return Err(Unanswered::TooLarge);
            }
        }
        Ok(None)
    }

    /// What is given under a choice: what stays, what is changed and what is shown.
    fn facts(&self, model: &Model) -> Vec<Bit> {
        let roles = self.world.opening.iter().flat_map(|opening| &opening.roles);
        let given = roles.filter(|(_, role)| match role {
            Role::Chosen => true,
            Role::ChosenIf(shown) => model.holds(*shown),
        });
        let bits = given.map(|(gate, _)| Bit::of_gate(*gate));
        bits.map(|bit| bit.negated_if(!model.holds(bit))).collect()
    }

    /// Asks of every further choice that it does with this completion too, of what it does not show.
    fn learn(&mut self, contrary: &Model) {
        let mut values: Vec<Option<Bit>> = vec![None; self.open.last().map_or(0, |last| last + 1)];
        for gate in std::mem::take(&mut self.open) {
            let value = match self.world.circuit.gate(gate) {
                Gate::Constant => Bit::FALSE,
                Gate::Input => self.completed(gate, contrary),
                Gate::And(a, b) => {
                    let (a, b) = (value_of(&values, a), value_of(&values, b));
                    self.world.circuit.and(a, b)
                }
            };
            if let Some(slot) = values.get_mut(gate) {
                *slot = Some(value);
            }
            self.open.push(gate);
        }
        let definitions = &self.world.derived.definitions;
        for bit in definitions {
            self.choosing.require(&self.world.circuit, value_of(&values, *bit));
        }
        let others = self.world.constraints.iter().filter(|bit| !definitions.contains(bit));
        let others: Vec<Bit> = others.map(|bit| value_of(&values, *bit)).collect();
        let fits = self.world.circuit.all(others);
        let attains = value_of(&values, self.goal);
        let holds = self.world.circuit.implies(fits, attains);
        self.choosing.require(&self.world.circuit, holds);
    }

    /// An input that completions can have a say in, where they say this.
    fn completed(&mut self, gate: usize, contrary: &Model) -> Bit {
        let bit = Bit::of_gate(gate);
        if is_derived(&self.world, gate) {
            return self.world.circuit.input();
        }
        let said = Bit::constant(contrary.holds(bit));
        let role = self.world.opening.as_ref().and_then(|opening| opening.roles.get(&gate)).copied();
        match role {
            Some(Role::Chosen) => bit,
            Some(Role::ChosenIf(shown)) => self.world.circuit.choose(shown, bit, said),
            None => said,
        }
    }
}

fn is_derived(world: &World, gate: usize) -> bool {
    world.derived.gates.iter().any(|(begin, end)| (*begin..*end).contains(&gate))
}

/// What a bit comes to, given what gates come to that are not as they are.
fn value_of(values: &[Option<Bit>], bit: Bit) -> Bit {
    let value = values.get(bit.gate()).copied().flatten().unwrap_or_else(|| Bit::of_gate(bit.gate()));
    value.negated_if(bit.is_negated())
}

/// The gates below what is asked and what is true of every dossier that completions have a say in, parts before wholes.
fn open_gates(world: &World, goal: Bit) -> Vec<usize> {
    let circuit = &world.circuit;
    let mut below = vec![false; circuit.len()];
    let mark = |below: &mut Vec<bool>, bit: Bit| {
        if let Some(slot) = below.get_mut(bit.gate()) {
            *slot = true;
        }
    };
    for bit in world.constraints.iter().chain([&goal]) {
        mark(&mut below, *bit);
    }
    // Parts have lesser numbers than wholes.
    for gate in (0..circuit.len()).rev() {
        if let (Some(true), Gate::And(a, b)) = (below.get(gate), circuit.gate(gate)) {
            mark(&mut below, a);
            mark(&mut below, b);
        }
    }
    let roles = world.opening.as_ref().map(|opening| &opening.roles);
    let mut open = vec![false; circuit.len()];
    for gate in (0..circuit.len()).filter(|gate| below.get(*gate) == Some(&true)) {
        let is_open = |bit: Bit| open.get(bit.gate()) == Some(&true);
        let has_a_say = match circuit.gate(gate) {
            Gate::Constant => false,
            Gate::Input => roles.and_then(|roles| roles.get(&gate)) != Some(&Role::Chosen),
            Gate::And(a, b) => is_open(a) || is_open(b),
        };
        if let Some(slot) = open.get_mut(gate) {
            *slot = has_a_say;
        }
    }
    (0..circuit.len()).filter(|gate| open.get(*gate) == Some(&true)).collect()
}
