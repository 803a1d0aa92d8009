//! Questions as clauses: for holding other solvers against the one in this process.

use std::slice;

use acquis_ir::ProvisionId;

use crate::ask::{Asker, Party, Terms, Unanswered};
use crate::goal::Goal;
use crate::solver::can_hold;

/// A conjunction of clauses. Variables are numbered from 1; a literal is the number of its variable, negative where it is
/// negated, as in the DIMACS format of SAT solvers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clauses {
    /// How many variables there are.
    pub variables: usize,
    /// The clauses, each a disjunction of literals.
    pub clauses: Vec<Vec<i32>>,
}

impl Clauses {
    /// Whether they can hold together, asked of the solver in this process.
    pub fn can_hold(&self) -> bool {
        can_hold(self)
    }

    /// As a file of the DIMACS format.
    pub fn dimacs(&self) -> String {
        let mut text = format!("p cnf {} {}\n", self.variables, self.clauses.len());
        for clause in &self.clauses {
            for literal in clause {
                text.push_str(&format!("{literal} "));
            }
            text.push_str("0\n");
        }
        text
    }
}

/// Whether some dossier satisfies the criterion of a provision, or whether some dossier fails it.
///
/// # Errors
/// When that is not answered.
pub fn is_possible(
    party: &Party<'_>,
    provision: &ProvisionId,
    satisfied: bool,
    terms: &Terms,
) -> Result<bool, Unanswered> {
    asker(party, terms)?.is_possible(&goal(party, provision, satisfied))
}

/// The clauses of the same question: they can hold together if the answer is yes.
///
/// # Errors
/// When it would be too large.
pub fn clauses_of(
    party: &Party<'_>,
    provision: &ProvisionId,
    satisfied: bool,
    terms: &Terms,
) -> Result<Clauses, Unanswered> {
    asker(party, terms)?.clauses(&goal(party, provision, satisfied))
}

/// Whoever asks of all dossiers of one party.
fn asker<'p>(party: &'p Party<'p>, terms: &'p Terms) -> Result<Asker<'p>, Unanswered> {
    Asker::new(slice::from_ref(party), terms)
}

/// Of a provision without a criterion nothing is asked.
fn goal<'p>(party: &Party<'p>, provision: &ProvisionId, satisfied: bool) -> Goal<'p> {
    let criterion = party.program.criterion(provision);
    let goal = criterion.map_or_else(|| Goal::All(vec![]), |criterion| Goal::Criterion(0, criterion));
    if satisfied { goal } else { goal.negated() }
}
