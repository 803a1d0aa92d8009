//! Exceptions of rules that may collide, as far as can be seen from how they are written: somebody who can ask of all facts
//! decides that. Where nobody is known who can, what may collide counts as colliding.

use acquis_base::{Name, Severity};
use acquis_ir::{Program, Rule};
use salsa::Database;

use crate::assemble::assembled;
use crate::declaration::Finding;
use crate::input::Package;
use crate::rules::report;

/// What is said of two exceptions of a rule that are not ordered and give different values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// No facts let both apply.
    Disjoint,
    /// Some facts do: these, in words.
    Collide(String),
    /// It was not found out, for this reason.
    Open(String),
}

/// Decides of two exceptions of a rule, by their indices, whether they collide.
pub type Decide = fn(&Program, &Rule, [usize; 2]) -> Decision;

/// Who decides in a database.
#[salsa::input(singleton)]
pub(crate) struct Decider {
    pub(crate) decide: Decide,
}

/// Two exceptions of a rule that are not seen to exclude each other, with what is to be said if they collide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undecided {
    pub(crate) rule: Name,
    pub(crate) exceptions: [usize; 2],
    pub(crate) finding: Finding,
}

/// The exceptions that collide, in a package that has no other errors.
#[salsa::tracked]
pub(crate) fn collisions(db: &dyn Database, package: Package) -> Vec<Finding> {
    let undecided: Vec<&Undecided> =
        package.files(db).iter().flat_map(|file| &report(db, *file).undecided).collect();
    if undecided.is_empty() {
        return vec![];
    }
    let Some(decider) = Decider::try_get(db) else {
        return undecided.into_iter().map(|it| it.finding.clone()).collect();
    };
    let decide = decider.decide(db);
    let program = assembled(db, package);
    let decided = undecided.into_iter().filter_map(|it| {
        let decision = decide(&program, program.rule(&it.rule)?, it.exceptions);
        match decision {
            Decision::Disjoint => None,
            Decision::Collide(facts) => Some(it.finding.clone().note(format!("both apply with {facts}"))),
            Decision::Open(why) => Some(
                it.finding.clone().note(format!("whether they exclude each other was not found out: {why}")),
            ),
        }
    });
    decided.collect()
}

/// Whether there is an error among findings.
pub(crate) fn has_error(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}
