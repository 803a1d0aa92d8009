//! What is wrong only because something else is. One mistake gives one message, so what follows from another is not
//! reported beside it: it either goes with the mistake or shows once that is mended.
//!
//! Most of this is decided where a finding is made. Here stands what needs a look at the whole package.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Code, Name, Severity, codes};
use salsa::Database;

use crate::declaration::{DeclKey, Finding, declaration_of};
use crate::index::unread;
use crate::input::Package;
use crate::vocabulary::value_owners;

/// The findings without those that may follow from others.
pub(crate) fn without(db: &dyn Database, package: Package, findings: Vec<Finding>) -> Vec<Finding> {
    if !findings.iter().any(is_error) {
        return findings;
    }
    let law_is_faulty = findings.iter().any(|finding| is_error(finding) && !is_about_scenario(finding));
    let words = words_not_read(db, package);
    let levels = levels_in_doubt(&findings);
    let mut repeated = Repeated::default();
    let mut follows = |finding: &Finding| {
        // What an expression in error uses is not known.
        finding.code == &codes::UNUSED_VARIABLE
            || levels.contains(&finding.code)
            || repeated.without_level(finding)
            || finding.code == &codes::UNRESOLVED && is_one_of(db, package, &words, finding)
            || law_is_faulty && is_about_scenario(finding) && rests_on_the_law(finding)
    };
    let keeps: Vec<bool> = findings.iter().map(|finding| !follows(finding)).collect();
    named_once(findings.into_iter().zip(keeps).filter_map(|(finding, keep)| keep.then_some(finding)))
}

/// The findings with one for all uses of a name in a declaration that nothing declares. Its repair mends them all.
fn named_once(findings: impl Iterator<Item = Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = vec![];
    let mut first: BTreeMap<(DeclKey, String), usize> = BTreeMap::new();
    for finding in findings {
        let decl = finding.labels.first().map(|label| label.place.decl.clone());
        let Some(decl) = decl.filter(|_| finding.code == &codes::UNRESOLVED) else {
            kept.push(finding);
            continue;
        };
        let at = *first.entry((decl, finding.message.clone())).or_insert(kept.len());
        match kept.get_mut(at) {
            None => kept.push(finding),
            Some(told) => {
                told.fix.iter_mut().zip(finding.fix).for_each(|(all, one)| all.edits.extend(one.edits));
            }
        }
    }
    kept
}

/// What is not said of levels: which there are is not known where a ladder does not number them in order, and a level
/// that is missing is missing in formulas too.
fn levels_in_doubt(findings: &[Finding]) -> Vec<&'static Code> {
    let found = |code: &Code| findings.iter().any(|finding| finding.code == code);
    if found(&codes::BAD_LADDER) {
        vec![&codes::WITHOUT_LEVEL, &codes::WRONG_LEVEL, &codes::LEVEL_MISUSE]
    } else if found(&codes::WITHOUT_LEVEL) {
        vec![&codes::LEVEL_MISUSE]
    } else {
        vec![]
    }
}

/// A level that is missing is missing for all criteria that stand at it, and is named once.
#[derive(Default)]
struct Repeated(BTreeSet<String>);

impl Repeated {
    fn without_level(&mut self, finding: &Finding) -> bool {
        finding.code == &codes::WITHOUT_LEVEL && !self.0.insert(finding.message.clone())
    }
}

fn is_error(finding: &Finding) -> bool {
    finding.severity == Severity::Error
}

fn is_about_scenario(finding: &Finding) -> bool {
    finding.labels.first().is_some_and(|label| label.place.decl.is_scenario())
}

/// Whether it is found by holding facts or expectations against the vocabulary and the criteria.
fn rests_on_the_law(finding: &Finding) -> bool {
    let of_a_dossier = ("ACQ0601"..="ACQ0699").contains(&finding.code.id);
    let of_a_scenario = [&codes::SCENARIO_DOSSIER, &codes::NO_SUCH_ELEMENT, &codes::IMPOSSIBLE_EXPECTATION];
    of_a_dossier || of_a_scenario.contains(&finding.code)
}

/// The words of declarations that could not be read: each may be the name of something declared there.
fn words_not_read(db: &dyn Database, package: Package) -> BTreeSet<&Name> {
    unread(db, package).flat_map(|unread| &unread.words).collect()
}

/// Whether the word that a finding is about is one of `words`, or a value whose enumeration is told by its surroundings.
fn is_one_of(db: &dyn Database, package: Package, words: &BTreeSet<&Name>, finding: &Finding) -> bool {
    if words.is_empty() {
        return false;
    }
    let Some(label) = finding.labels.first() else { return false };
    declaration_of(db, package, &label.place.decl).is_some_and(|decl| {
        let word = Name::from(label.place.span.of(decl.text(db)));
        words.contains(&word) || value_owners(db, package).contains_key(&word)
    })
}
