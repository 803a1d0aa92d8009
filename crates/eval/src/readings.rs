//! What depends on how the text is read: every verdict, rule and level under all choices of the readings that its
//! evaluation consults.
//!
//! A criterion is evaluated by itself, first under the readings asked for. A reading that was consulted and is not yet
//! decided is then decided in each of its ways, and so on, until nothing undecided is consulted. That is exact: where two
//! ways of reading agree on all that was consulted, the evaluation is the same. Readings that this dossier does not bring
//! into play cost nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use acquis_base::Name;
use acquis_facts::Dossier;
use acquis_ir::{Date, Ladder, Program, ProvisionId, Value};

use crate::assess::{DerogationStatus, Refusal, Verdict, Wanted, results};
use crate::ladder::{Levels, levels};
use crate::question::Question;
use crate::rule::RuleStatus;
use crate::truth::Truth;

/// In how many ways one criterion or rule may be read.
pub const MAX_WAYS: usize = 1024;

/// In how many ways together the readings may be chosen on which levels hang.
pub const MAX_JOINT_WAYS: usize = 4096;

/// Choices of readings, by reading.
pub type Choices = BTreeMap<Name, Name>;

/// What something comes to, with the ways of reading the text under which it does; of readings on which it does not
/// hang nothing is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way<T> {
    /// The choices.
    pub choices: Choices,
    /// What it comes to under them.
    pub outcome: T,
}

/// The verdict of a criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadVerdict {
    /// Whether it is satisfied.
    pub satisfied: Truth,
    /// The label on that.
    pub verdict: Verdict,
    /// The derogations that it rests on.
    pub derogations: Vec<Name>,
}

/// What a rule gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadResult {
    /// The element that it is about.
    pub element: Option<Arc<str>>,
    /// What it came to.
    pub status: RuleStatus,
    /// The value, if it is settled.
    pub value: Option<Value>,
    /// The latest day that it can become.
    pub latest: Option<Date>,
}

/// The levels attained and reachable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadLevels {
    /// Those attained.
    pub attained: Vec<u32>,
    /// Those not out of reach, attained ones included.
    pub reachable: Vec<u32>,
}

/// What depends on how the text is read.
#[derive(Debug, Clone)]
pub struct AllReadings {
    /// The readings that bear on something here and were not chosen by whoever asks.
    pub varied: BTreeSet<Name>,
    /// The criteria whose verdict moves, in the order of the outline.
    pub criteria: Vec<(ProvisionId, Vec<Way<ReadVerdict>>)>,
    /// The rules whose results move.
    pub rules: Vec<(Name, Vec<Way<Vec<ReadResult>>>)>,
    /// The levels under each way on which they hang; nothing where there are more than [`MAX_JOINT_WAYS`].
    pub levels: Option<Vec<Way<ReadLevels>>>,
    /// The levels attained under every reading.
    pub attained_always: Vec<u32>,
}

/// Why it is not said what depends on the readings.
#[derive(Debug, Clone)]
pub enum Unvaried {
    /// An evaluation takes more steps than [`Question::max_steps`].
    TooMuchWork,
    /// This criterion or rule can be read in more than [`MAX_WAYS`] ways.
    TooManyWays(String),
}

/// Assesses `dossier` under all readings but those in `kept`, which stay as `question` chooses them. Whether the dossier
/// is one that the package assumes is not asked again.
///
/// # Errors
/// When that would take too long.
pub fn all_readings(
    program: &Program,
    ladder: &Ladder,
    dossier: &Dossier,
    question: &Question,
    kept: &BTreeSet<Name>,
) -> Result<AllReadings, Unvaried> {
    let explorer = Explorer { program, dossier, question, kept };
    let mut all = AllReadings {
        varied: BTreeSet::new(),
        criteria: vec![],
        rules: vec![],
        levels: None,
        attained_always: vec![],
    };
    let mut satisfied: Vec<(u32, Vec<Way<Truth>>)> = vec![];
    for criterion in program.criteria.iter().filter(|it| it.ladder == ladder.name) {
        let wanted = Wanted {
            assumptions: false,
            criteria: &|other| other.provision == criterion.provision,
            rules: &|_| false,
        };
        let name = || program.outlines.show(&criterion.provision);
        let ways = explorer.explore(&wanted, &name, &|(criteria, _)| {
            criteria.first().map(|result| ReadVerdict {
                satisfied: result.satisfied,
                verdict: result.verdict,
                derogations: relied_on(result),
            })
        })?;
        ways.iter().for_each(|way| all.varied.extend(way.choices.keys().cloned()));
        let truths = ways.iter().map(|way| Way {
            choices: way.choices.clone(),
            outcome: way.outcome.as_ref().map_or(Truth::Unknown, |outcome| outcome.satisfied),
        });
        satisfied.push((criterion.level, projected(truths.collect())));
        let ways = projected(ways);
        if ways.len() > 1 {
            all.criteria.push((criterion.provision.clone(), known(ways)));
        }
    }
    for rule in &program.rules {
        let wanted =
            Wanted { assumptions: false, criteria: &|_| false, rules: &|other| other.name == rule.name };
        let ways = explorer.explore(&wanted, &|| rule.name.to_string(), &|(_, given)| {
            let result = |it: &crate::rule::RuleResult<'_>| ReadResult {
                element: it.element.as_ref().map(|element| Arc::clone(&element.name)),
                status: it.status,
                value: it.value.clone(),
                latest: it.latest,
            };
            Some(given.iter().map(result).collect::<Vec<_>>())
        })?;
        ways.iter().for_each(|way| all.varied.extend(way.choices.keys().cloned()));
        let ways = projected(ways);
        if ways.len() > 1 {
            all.rules.push((rule.name.clone(), known(ways)));
        }
    }
    all.attained_always = always(ladder, &satisfied).attained;
    all.levels = joint(program, ladder, &satisfied);
    Ok(all)
}

fn relied_on(result: &crate::assess::CriterionResult<'_>) -> Vec<Name> {
    let relied = result.derogations.iter().filter(|it| it.status == DerogationStatus::ReliedOn);
    relied.map(|it| it.derogation.name.clone()).collect()
}

fn known<T>(ways: Vec<Way<Option<T>>>) -> Vec<Way<T>> {
    let known = ways.into_iter().filter_map(|way| Some(Way { choices: way.choices, outcome: way.outcome? }));
    known.collect()
}

struct Explorer<'e> {
    program: &'e Program,
    dossier: &'e Dossier,
    question: &'e Question,
    kept: &'e BTreeSet<Name>,
}

impl Explorer<'_> {
    /// What comes of what is wanted in each way of reading what it consults.
    fn explore<T>(
        &self,
        wanted: &Wanted<'_>,
        name: &dyn Fn() -> String,
        told: &dyn Fn(&crate::assess::Results<'_>) -> T,
    ) -> Result<Vec<Way<T>>, Unvaried> {
        let mut open: Vec<Choices> = vec![Choices::new()];
        let mut found = vec![];
        while let Some(choices) = open.pop() {
            let mut question = self.question.clone();
            question
                .readings
                .extend(choices.iter().map(|(reading, choice)| (reading.clone(), choice.clone())));
            let mut consulted = BTreeSet::new();
            let results = results(self.program, self.dossier, &question, wanted, &mut consulted);
            let results = match results {
                Ok(results) => results,
                Err(Refusal::TooMuchWork) => return Err(Unvaried::TooMuchWork),
                // Neither depends on a reading: both were asked before.
                Err(Refusal::Violated(_) | Refusal::Backward(_)) => return Ok(vec![]),
            };
            let undecided =
                consulted.iter().find(|it| !choices.contains_key(*it) && !self.kept.contains(*it)).cloned();
            let Some(reading) = undecided.and_then(|name| self.program.readings.get(&name)) else {
                found.push(Way { choices, outcome: told(&results) });
                continue;
            };
            // The first choice is looked at first.
            for choice in reading.choices.iter().rev() {
                let mut more = choices.clone();
                more.insert(reading.name.clone(), choice.name.clone());
                open.push(more);
            }
            if open.len() + found.len() > MAX_WAYS {
                return Err(Unvaried::TooManyWays(name()));
            }
        }
        Ok(found)
    }
}

/// The same ways without readings on which the outcome does not hang.
///
/// The ways exclude each other and leave none out. An outcome hangs on a reading if two ways differ in it and in the
/// choice of that reading, and in no other choice that both make.
fn projected<T: PartialEq + Clone>(ways: Vec<Way<T>>) -> Vec<Way<T>> {
    let mut relevant: BTreeSet<Name> = BTreeSet::new();
    for (at, a) in ways.iter().enumerate() {
        for b in ways.iter().skip(at + 1).filter(|b| b.outcome != a.outcome) {
            let mut conflicts = a
                .choices
                .iter()
                .filter(|(name, choice)| b.choices.get(*name).is_some_and(|it| it != *choice));
            if let (Some((only, _)), None) = (conflicts.next(), conflicts.next()) {
                relevant.insert(only.clone());
            }
        }
    }
    let mut kept: Vec<Way<T>> = vec![];
    for way in ways {
        let choices = way.choices.into_iter().filter(|(name, _)| relevant.contains(name)).collect();
        let way = Way { choices, outcome: way.outcome };
        if !kept.contains(&way) {
            kept.push(way);
        }
    }
    kept
}

/// The levels if every criterion comes out as badly as it can.
fn always(ladder: &Ladder, satisfied: &[(u32, Vec<Way<Truth>>)]) -> Levels {
    let mut own: BTreeMap<u32, Truth> = BTreeMap::new();
    for (level, ways) in satisfied {
        let entry = own.entry(*level).or_insert(Truth::True);
        *entry = entry.and(Truth::all(ways.iter().map(|way| way.outcome)));
    }
    levels(ladder, &own)
}

/// The levels under every choice of the readings on which a satisfaction hangs.
fn joint(
    program: &Program,
    ladder: &Ladder,
    satisfied: &[(u32, Vec<Way<Truth>>)],
) -> Option<Vec<Way<ReadLevels>>> {
    let names: BTreeSet<&Name> =
        satisfied.iter().flat_map(|(_, ways)| ways.iter().flat_map(|way| way.choices.keys())).collect();
    let mut all: Vec<Choices> = vec![Choices::new()];
    for name in names {
        let choices = &program.readings.get(name)?.choices;
        if all.len().saturating_mul(choices.len()) > MAX_JOINT_WAYS {
            return None;
        }
        let with = |known: Choices| {
            choices.iter().map(move |choice| {
                let mut known = known.clone();
                known.insert(name.clone(), choice.name.clone());
                known
            })
        };
        all = all.into_iter().flat_map(with).collect();
    }
    let ways = all.into_iter().map(|choices| {
        let mut own: BTreeMap<u32, Truth> = BTreeMap::new();
        for (level, ways) in satisfied {
            let agrees =
                |way: &&Way<Truth>| way.choices.iter().all(|(name, it)| choices.get(name) == Some(it));
            let truth = ways.iter().find(agrees).map_or(Truth::Unknown, |way| way.outcome);
            let entry = own.entry(*level).or_insert(Truth::True);
            *entry = entry.and(truth);
        }
        let levels = levels(ladder, &own);
        Way { choices, outcome: ReadLevels { attained: levels.attained, reachable: levels.reachable } }
    });
    Some(projected(ways.collect()))
}
