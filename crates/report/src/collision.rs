//! Decides whether exceptions of rules collide, by proof: for the checks of a package, which see no more than how conditions
//! are written.

use acquis_analysis::{Database, Decision};
use acquis_ir::{Program, Rule};
use acquis_prove::{Terms, Unanswered, collision};

/// The most decisions that the search for facts under which two exceptions collide may take, so that no check waits for long.
const MAX_DECISIONS: u64 = 200_000;

/// A database in which it is proved whether exceptions collide.
pub fn database() -> Database {
    let mut db = Database::new();
    db.decide_by(decide);
    db
}

/// Whether two exceptions of a rule collide for some facts, however the text is read.
pub fn decide(program: &Program, rule: &Rule, exceptions: [usize; 2]) -> Decision {
    let terms = Terms { decisions: Some(MAX_DECISIONS), ..Terms::default() };
    match collision(program, rule, exceptions, &terms) {
        Ok(None) => Decision::Disjoint,
        Ok(Some(witness)) => {
            Decision::Collide(format!("these facts:\n{}", witness.document.to_yaml().trim_end()))
        }
        Err(why) => Decision::Open(words(&why).to_owned()),
    }
}

fn words(why: &Unanswered) -> &'static str {
    match why {
        Unanswered::TooLarge => "the facts that the conditions can tell apart are more than are looked at",
        Unanswered::Incomplete => {
            "what their references lead to stands in lists within lists, and not all of these were looked at"
        }
        Unanswered::Abandoned => "the search was stopped",
        Unanswered::Unconfirmed(_) => {
            "facts were found that the evaluator does not confirm, which is a fault of the program"
        }
        Unanswered::Mismatch(_) => "the package cannot be asked about",
    }
}
