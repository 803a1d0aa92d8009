//! What a change of the law means: what is proved of all facts, and what becomes of the cases of scenarios. The evaluator
//! decides these; here they are counted.

use std::collections::{BTreeMap, BTreeSet};

use acquis_analysis::{Case, Scenario};
use acquis_base::{Name, parallel};
use acquis_eval::{Assessment, Question, RuleResult};
use acquis_facts::{Dossier, read_document};
use acquis_ir::{Ladder, Program, ProvisionId};
use acquis_prove::{
    Assessor, Change, CriterionChange, Diff, Direction, LevelChange, Party, Presence, Terms, Unanswered,
    diff, known_to,
};

use crate::rules::{called, result_words};
use crate::run::{name, question};

/// Two versions of a package, compared.
#[derive(Debug, Clone)]
pub struct Comparison<'p> {
    /// The older.
    pub base: &'p Program,
    /// The newer.
    pub new: &'p Program,
    /// What is proved.
    pub diff: Diff,
    /// What becomes of each case of the older version's scenarios.
    pub cases: Vec<CaseChange>,
    /// Rules that only one of them has.
    pub rules: Vec<(Name, Presence)>,
    /// Readings that only one of them has: what is proved is proved of the default of each.
    pub readings: Vec<(Name, Presence)>,
    /// Provisions that say how something is shown, and that no criterion of the newer version names any more.
    pub orphaned: Vec<ProvisionId>,
}

/// What became of a case of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseChange {
    /// What it is called.
    pub name: String,
    /// The ladder that it is measured by; empty of a package without one.
    pub ladder: Name,
    /// What the older version made of it.
    pub before: Standing,
    /// What the newer makes of it; nothing where its facts are none of the newer's.
    pub after: Option<Standing>,
    /// Facts without which the newer version leaves something open and the older does not, as JSON Pointers.
    pub needs: Vec<String>,
    /// What rules give otherwise.
    pub values: Vec<ValueChange>,
}

/// How far a dossier gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The highest level that it attains for certain.
    pub attained: u32,
    /// The highest that missing facts may still open.
    pub reachable: u32,
}

/// What a rule gives in two versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ValueChange {
    /// The rule, and what it is about.
    pub rule: String,
    /// What it gave; nothing where it was not there.
    pub before: Option<String>,
    /// What it gives.
    pub after: Option<String>,
}

impl CaseChange {
    /// Whether it stands as it stood, and every rule gives what it gave.
    pub fn is_unmoved(&self) -> bool {
        self.after == Some(self.before) && self.values.is_empty()
    }
}

impl Comparison<'_> {
    /// Whether anything means something else, as far as that was answered.
    pub fn is_changed(&self) -> bool {
        let moved = |change: &Result<Change, Unanswered>| !matches!(change, Ok(change) if change.direction() == Direction::Equivalent);
        let of_criterion = |it: &CriterionChange| it.presence != Presence::Both || moved(&it.change);
        self.diff.criteria.iter().any(of_criterion)
            || self.diff.levels.iter().any(|it| it.presence != Presence::Both || moved(&it.change))
            || !self.rules.is_empty()
            || !self.cases.iter().all(CaseChange::is_unmoved)
    }

    /// The criteria of which there is something to say.
    pub fn notable(&self) -> impl Iterator<Item = &CriterionChange> {
        let is_notable = |it: &&CriterionChange| {
            it.presence != Presence::Both
                || !matches!(&it.change, Ok(change) if change.direction() == Direction::Equivalent)
        };
        self.diff.criteria.iter().filter(is_notable)
    }

    /// The provision of a criterion, as the version that has it shows it.
    pub fn shown(&self, it: &CriterionChange) -> String {
        let program = if it.presence == Presence::Deleted { self.base } else { self.new };
        program.outlines.show(&it.provision)
    }

    /// The levels that mean something else.
    pub fn moved_levels(&self) -> impl Iterator<Item = &LevelChange> {
        let is_moved = |it: &&LevelChange| {
            it.presence != Presence::Both
                || !matches!(&it.change, Ok(change) if change.direction() == Direction::Equivalent)
        };
        self.diff.levels.iter().filter(is_moved)
    }
}

/// Compares two versions of a package, and looks at what becomes of the cases of `scenarios`, those of the older version.
///
/// # Errors
/// When no dossier can be carried from one to the other.
pub fn compare<'p>(
    before: &Party<'p>,
    after: &Party<'p>,
    scenarios: &[Scenario],
    terms: &Terms,
) -> Result<Comparison<'p>, Unanswered> {
    let diff = diff(before, after, terms)?;
    let cases = scenarios.iter().flat_map(|scenario| scenario.cases.iter().map(move |case| (scenario, case)));
    let cases: Vec<(&Scenario, &Case)> = cases.collect();
    let versions = [before, after].map(|party| (party, Assessor::new(party.program)));
    let cases = parallel::map(&cases, |it| case_changes(&versions, *it)).into_iter().flatten().collect();
    let (base, new) = (before.program, after.program);
    Ok(Comparison {
        base,
        new,
        diff,
        cases,
        rules: of_one(base, new, |program| program.rules.iter().map(|it| it.name.clone()).collect()),
        readings: of_one(base, new, |program| program.readings.keys().cloned().collect()),
        orphaned: orphaned(base, new),
    })
}

/// The names that only one version has.
fn of_one(
    base: &Program,
    new: &Program,
    names: impl Fn(&Program) -> BTreeSet<Name>,
) -> Vec<(Name, Presence)> {
    let (old, new) = (names(base), names(new));
    let added = new.difference(&old).map(|name| (name.clone(), Presence::Added));
    added.chain(old.difference(&new).map(|name| (name.clone(), Presence::Deleted))).collect()
}

fn orphaned(base: &Program, new: &Program) -> Vec<ProvisionId> {
    let named = |program: &Program| {
        let cited = program.criteria.iter().flat_map(|criterion| &criterion.evidence);
        cited.map(|cited| cited.provision.clone()).collect::<BTreeSet<_>>()
    };
    named(base).difference(&named(new)).cloned().collect()
}

/// The older version and the newer, each with what assesses dossiers by it.
type Versions<'v, 'p> = [(&'v Party<'p>, Assessor<'p>); 2];

/// What becomes of a case, by each ladder of the older version; nothing where that makes nothing of it.
fn case_changes(versions: &Versions<'_, '_>, asked: (&Scenario, &Case)) -> Vec<CaseChange> {
    let (_, case) = asked;
    let [(before, _), (after, _)] = versions;
    let none = before.program.ladders.is_empty().then(Ladder::none);
    let ladders = before.program.ladders.values().chain(none);
    let document = known_to(after.program, &case.document);
    let read = read_document(after.program, &case.dossier.file, &document).ok();
    let mut changes: Vec<CaseChange> = vec![];
    for ladder in ladders {
        let mut change = case_change(versions, asked, ladder, read.as_ref());
        // Rules stand beside ladders: what they give is said once.
        if let Some(change) = change.as_mut().filter(|_| !changes.is_empty()) {
            change.values.clear();
        }
        changes.extend(change);
    }
    changes
}

fn case_change(
    [(before, older), (after, newer)]: &Versions<'_, '_>,
    (scenario, case): (&Scenario, &Case),
    ladder: &Ladder,
    read: Option<&Dossier>,
) -> Option<CaseChange> {
    let asked = asked_of(before, (scenario, case));
    let was = older.assess(ladder, &case.dossier, &asked).ok()?;
    let asked = asked_of(after, (scenario, case));
    let same = if ladder.name.is_empty() { Some(ladder) } else { after.program.ladders.get(&ladder.name) };
    let is = read.zip(same).and_then(|(read, ladder)| newer.assess(ladder, read, &asked).ok());
    let known: BTreeSet<&str> = was.missing.iter().map(|it| &**it).collect();
    let needs = is.iter().flat_map(|is| &is.missing).filter(|it| !known.contains(&***it));
    Some(CaseChange {
        name: name(scenario, case),
        ladder: ladder.name.clone(),
        before: standing(&was),
        after: is.as_ref().map(standing),
        needs: needs.map(ToString::to_string).collect(),
        values: is.as_ref().map(|is| values(&was, is)).unwrap_or_default(),
    })
}

/// What is asked of a case: the readings of its scenario, but for those that the version is read by on purpose.
fn asked_of(party: &Party<'_>, (scenario, case): (&Scenario, &Case)) -> Question {
    let mut asked = question(party.program, scenario, case);
    for reading in party.program.readings.values() {
        if let Some(choice) = party.readings.get(&reading.name).filter(|choice| **choice != reading.default) {
            asked.readings.insert(reading.name.clone(), choice.clone());
        }
    }
    asked.readings.retain(|reading, choice| {
        let known = party.program.readings.get(reading);
        known.is_some_and(|known| known.choices.iter().any(|it| it.name == *choice))
    });
    asked
}

fn standing(assessment: &Assessment<'_>) -> Standing {
    Standing {
        attained: assessment.levels.highest_attained(),
        reachable: assessment.levels.highest_reachable(),
    }
}

/// What rules give otherwise. A rule that one version does not have tells something where it settles a value.
fn values(was: &Assessment<'_>, is: &Assessment<'_>) -> Vec<ValueChange> {
    type Key<'a> = (&'a Name, Option<&'a str>);
    fn of<'a>(assessment: &'a Assessment<'_>) -> BTreeMap<Key<'a>, &'a RuleResult<'a>> {
        let pointer = |result: &'a RuleResult<'_>| result.element.as_ref().map(|it| &*it.pointer);
        assessment.rules.iter().map(|result| ((&result.rule.name, pointer(result)), result)).collect()
    }
    let (old, new) = (of(was), of(is));
    let keys: BTreeSet<Key<'_>> = old.keys().chain(new.keys()).copied().collect();
    let changed = keys.into_iter().filter_map(|key| {
        let (before, after) = (old.get(&key).copied(), new.get(&key).copied());
        let (rule, differs) = match (before, after) {
            (Some(before), Some(after)) => {
                (after, (before.status, &before.value) != (after.status, &after.value))
            }
            (Some(only), None) | (None, Some(only)) => (only, only.value.is_some()),
            (None, None) => return None,
        };
        differs.then(|| ValueChange {
            rule: called(rule),
            before: before.map(result_words),
            after: after.map(result_words),
        })
    });
    changed.collect()
}
