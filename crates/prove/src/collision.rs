//! Whether exceptions of a rule collide: both apply, neither goes before the other, and they give different values.

use std::collections::BTreeSet;

use acquis_base::Name;
use acquis_ir::{Program, Rule};

use crate::ask::{Asker, Party, Terms, Unanswered, Witness};
use crate::goal::Goal;
use crate::same::ways;
use crate::uses::Uses;

/// Facts for which two exceptions of a rule collide, however the text is read; nothing if there are none.
///
/// # Errors
/// When that has no answer.
pub fn collision(
    program: &Program,
    rule: &Rule,
    exceptions: [usize; 2],
    terms: &Terms,
) -> Result<Option<Witness>, Unanswered> {
    let own = rule.exceptions.iter().flat_map(|it| [&it.condition, &it.outcome.formula]);
    let formulas = rule.for_each.iter().chain(&rule.applies).chain(own);
    let hang_on: BTreeSet<&Name> = Uses::of_formulas(program, formulas).readings;
    for readings in ways(program, &hang_on).ok_or(Unanswered::TooLarge)? {
        let parties = [Party { program, readings }];
        let found = Asker::new(&parties, terms)?.find(&Goal::Collision(0, rule, exceptions))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}
