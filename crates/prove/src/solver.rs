//! The search for inputs that make bits of a circuit true, by conflict-driven clause learning (batsat).
//!
//! Each gate becomes a variable that three clauses tie to its parts (Tseitin, "On the complexity of derivation in
//! propositional calculus", 1968), when it is first asked for.

use std::cell::Cell;

use acquis_eval::Patience;
use batsat::{Callbacks, Lit, Solver as Search, SolverInterface, SolverOpts, Var, lbool};

use crate::circuit::{Bit, Circuit, Gate};
use crate::clauses::Clauses;

/// Ends a search that nobody waits for any more, and one that takes more decisions than it may.
struct Waiting {
    patience: Patience,
    left: Cell<u64>,
}

impl Callbacks for Waiting {
    fn stop(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left == 0 || self.patience.is_over()
    }
}

/// What a search came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// There are such inputs; [`Solver::model`] says which.
    Found,
    /// There are none.
    None,
    /// Nobody waits for the answer any more, or it takes more decisions than it may.
    Abandoned,
}

/// A value for every bit of a circuit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    values: Vec<bool>,
}

impl Model {
    /// Whether a bit holds.
    pub(crate) fn holds(&self, bit: Bit) -> bool {
        self.values.get(bit.gate()).copied().unwrap_or(false) != bit.is_negated()
    }
}

/// Searches for inputs of one circuit.
pub(crate) struct Solver {
    search: Search<Waiting>,
    /// The variable of each gate that was asked for.
    variables: Vec<Option<Var>>,
    /// The clauses, where they are kept.
    kept: Option<Vec<Vec<Lit>>>,
}

impl Solver {
    /// A solver whose searches may take so many decisions together.
    pub(crate) fn new(patience: &Patience, decisions: u64) -> Self {
        let waiting = Waiting { patience: patience.clone(), left: Cell::new(decisions) };
        Self { search: Search::new(SolverOpts::default(), waiting), variables: vec![], kept: None }
    }

    /// One that keeps its clauses.
    pub(crate) fn keeping(patience: &Patience) -> Self {
        Self { kept: Some(vec![]), ..Self::new(patience, u64::MAX) }
    }

    /// The clauses that were kept.
    pub(crate) fn clauses(&self) -> Clauses {
        let number = |literal: &Lit| {
            let number = i32::try_from(literal.var().idx()).unwrap_or(i32::MAX).saturating_add(1);
            if literal.sign() { number } else { -number }
        };
        let kept = self.kept.iter().flatten();
        let clauses = kept.map(|clause| clause.iter().map(number).collect()).collect();
        Clauses { variables: self.variables.iter().flatten().count(), clauses }
    }

    fn add(&mut self, mut clause: Vec<Lit>) {
        if let Some(kept) = &mut self.kept {
            kept.push(clause.clone());
        }
        self.search.add_clause_reuse(&mut clause);
    }

    /// Demands that a bit holds from now on.
    pub(crate) fn require(&mut self, circuit: &Circuit, bit: Bit) {
        // A conjunction is required by requiring its parts.
        let mut waiting = vec![bit];
        while let Some(bit) = waiting.pop() {
            match (circuit.gate(bit.gate()), bit.is_negated()) {
                (Gate::And(a, b), false) => waiting.extend([a, b]),
                (Gate::Constant, true) => {}
                _ => {
                    let literal = self.literal(circuit, bit);
                    self.add(vec![literal]);
                }
            }
        }
    }

    /// Searches for inputs under which what is required holds, and all of `assumed`.
    pub(crate) fn solve(&mut self, circuit: &Circuit, assumed: &[Bit]) -> Answer {
        let assumed: Vec<Lit> = assumed.iter().map(|bit| self.literal(circuit, *bit)).collect();
        let result = self.search.solve_limited(&assumed);
        if result == lbool::TRUE {
            Answer::Found
        } else if result == lbool::FALSE {
            Answer::None
        } else {
            Answer::Abandoned
        }
    }

    /// What was found last; inputs that bear on nothing are false.
    pub(crate) fn model(&self, circuit: &Circuit) -> Model {
        let mut model = Model { values: Vec::with_capacity(circuit.len()) };
        for at in 0..circuit.len() {
            let found =
                self.variables.get(at).copied().flatten().map(|variable| self.search.value_var(variable));
            let value = match (found, circuit.gate(at)) {
                (Some(value), _) => value == lbool::TRUE,
                (None, Gate::And(a, b)) => model.holds(a) && model.holds(b),
                (None, Gate::Constant | Gate::Input) => false,
            };
            model.values.push(value);
        }
        model
    }

    fn known(&self, bit: Bit) -> Option<Lit> {
        let variable = self.variables.get(bit.gate()).copied().flatten()?;
        Some(Lit::new(variable, !bit.is_negated()))
    }

    fn literal(&mut self, circuit: &Circuit, bit: Bit) -> Lit {
        self.variables.resize(self.variables.len().max(circuit.len()), None);
        let mut waiting = vec![bit];
        while let Some(next) = waiting.last().copied() {
            if self.known(next).is_some() {
                waiting.pop();
                continue;
            }
            if let Gate::And(a, b) = circuit.gate(next.gate()) {
                let missing: Vec<Bit> =
                    [a, b].into_iter().filter(|part| self.known(*part).is_none()).collect();
                if !missing.is_empty() {
                    waiting.extend(missing);
                    continue;
                }
            }
            waiting.pop();
            self.define(circuit, next);
        }
        self.known(bit).unwrap_or_else(|| Lit::new(self.search.var_of_int(0), true))
    }

    /// Makes the variable of a gate whose parts have theirs.
    fn define(&mut self, circuit: &Circuit, bit: Bit) {
        let variable = self.search.new_var_default();
        let whole = Lit::new(variable, true);
        match circuit.gate(bit.gate()) {
            Gate::Constant => self.add(vec![!whole]),
            Gate::Input => {}
            Gate::And(a, b) => {
                if let (Some(a), Some(b)) = (self.known(a), self.known(b)) {
                    self.add(vec![!whole, a]);
                    self.add(vec![!whole, b]);
                    self.add(vec![whole, !a, !b]);
                }
            }
        }
        if let Some(slot) = self.variables.get_mut(bit.gate()) {
            *slot = Some(variable);
        }
    }
}

/// Whether clauses can hold together. A literal of no variable is left out.
pub(crate) fn can_hold(clauses: &Clauses) -> bool {
    let mut search = Search::new(
        SolverOpts::default(),
        Waiting { patience: Patience::default(), left: Cell::new(u64::MAX) },
    );
    let variables: Vec<Var> = (0..clauses.variables).map(|_| search.new_var_default()).collect();
    for clause in &clauses.clauses {
        let literal = |number: &i32| {
            let at = usize::try_from(number.unsigned_abs()).ok()?.checked_sub(1)?;
            Some(Lit::new(*variables.get(at)?, *number > 0))
        };
        search.add_clause_reuse(&mut clause.iter().filter_map(literal).collect());
    }
    search.solve_limited(&[]) == lbool::TRUE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_hold_is_found_and_what_cannot_is_not() {
        let mut circuit = Circuit::new();
        let [a, b, c] = std::array::from_fn(|_| circuit.input());
        let two = circuit.at_least(2, &[a, b, c]);
        let mut solver = Solver::new(&Patience::default(), u64::MAX);
        solver.require(&circuit, two);
        assert_eq!(solver.solve(&circuit, &[!a]), Answer::Found);
        let model = solver.model(&circuit);
        assert!(model.holds(b) && model.holds(c) && !model.holds(a) && model.holds(two));
        assert_eq!(solver.solve(&circuit, &[!a, !b]), Answer::None);
        assert_eq!(solver.solve(&circuit, &[]), Answer::Found, "what was assumed once is not required");
        assert_eq!(solver.solve(&circuit, &[Bit::FALSE]), Answer::None);
    }

    #[test]
    fn a_search_that_nobody_waits_for_is_abandoned() {
        let counter = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
        let patience = Patience::while_at(std::sync::Arc::clone(&counter), 1);
        let mut circuit = Circuit::new();
        let a = circuit.input();
        let mut solver = Solver::new(&patience, u64::MAX);
        assert_eq!(solver.solve(&circuit, &[a]), Answer::Abandoned);
    }

    #[test]
    fn a_search_takes_no_more_decisions_than_it_may() {
        let mut circuit = Circuit::new();
        let a = circuit.input();
        let mut solver = Solver::new(&Patience::default(), 0);
        assert_eq!(solver.solve(&circuit, &[a]), Answer::Abandoned);
    }
}
