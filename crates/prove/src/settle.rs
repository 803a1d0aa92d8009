//! Exact assessments: what Kleene's logic leaves open is asked of all completions of the facts at once.
//!
//! ```text
//! requires if c then x else x        c is not known, x is true: met, whatever c is
//! ```
//!
//! A completion gives every fact that the dossier leaves open a value that fits the vocabulary; what the package assumes of
//! dossiers settles nothing. A criterion is settled if its completions agree. That all of several criteria can be satisfied
//! is one question of its own: each by itself may be, and not all together.

use std::collections::{BTreeMap, BTreeSet};

use acquis_eval::{Assessment, CriterionResult, Question, Settled, Settlement, Truth};
use acquis_facts::Dossier;
use acquis_ir::{Date, Program, ProvisionId};

use crate::ask::{Asker, Party, Terms, Unanswered};
use crate::goal::Goal;
use crate::symbolic::Side;
use crate::unate::Uses;
use crate::world::MAX_RECORDS;

/// Why nothing is settled.
pub(crate) enum Unsettled {
    /// Questions cannot be asked of this program.
    NotAsked,
    /// Nobody waits for the answer any more.
    Abandoned,
}

/// What completions of facts come to as of a date, where an assessment leaves it open. Where it `looks_first`, nothing is asked of which
/// it is plain that there are both completions.
pub(crate) fn settlement(
    program: &Program,
    assessment: &Assessment<'_>,
    (facts, as_of): (&Dossier, Date),
    question: &Question,
    looks_first: bool,
) -> Result<Settlement, Unsettled> {
    let parties = [Party { program, readings: question.readings.clone() }];
    let terms = Terms { as_of: Some(as_of), patience: question.patience.clone(), ..Terms::default() };
    let asker = Asker::new(&parties, &terms).map_err(|_| Unsettled::NotAsked)?;
    let side = Side { program, readings: &question.readings };
    let open = assessment.criteria.iter().filter(|result| looks_first && result.satisfied.is_unknown());
    let spoken_of =
        open.map(|it| (&it.criterion.provision, Uses::of(&side, facts, as_of, it.criterion))).collect();
    let settler = Settler { asker: asker.of_completions(facts), program, facts, spoken_of };
    settler.settlement(assessment).map_err(|Abandoned| Unsettled::Abandoned)
}

/// Nobody waits for the answer any more.
struct Abandoned;

struct Settler<'p, 'a> {
    asker: Asker<'a>,
    program: &'p Program,
    facts: &'p Dossier,
    /// What each open criterion speaks of, and whether all of that is plain.
    spoken_of: BTreeMap<&'p ProvisionId, (Uses, bool)>,
}

impl<'p> Settler<'p, '_> {
    fn settlement(&self, assessment: &Assessment<'p>) -> Result<Settlement, Abandoned> {
        let mut settlement = Settlement::default();
        for result in assessment.criteria.iter().filter(|result| result.satisfied.is_unknown()) {
            let provision = result.criterion.provision.clone();
            if self.counting_both_ways(&[result]).is_empty() {
                continue;
            }
            match self.asked(&Goal::Criterion(0, result.criterion))? {
                None => {
                    settlement.not_asked.insert(provision);
                }
                Some(Truth::Unknown) => {}
                Some(satisfied) => {
                    let settled = self.settled(result, satisfied)?;
                    settlement.criteria.insert(provision, settled);
                }
            }
        }
        self.levels(assessment, &mut settlement)?;
        Ok(settlement)
    }

    /// Those of some open criteria that must be asked about. The others have completions that satisfy them and such that
    /// do not, and what satisfies them takes nothing from any: what they speak of counts in one way.
    fn counting_both_ways<'r>(&self, open: &[&'r CriterionResult<'p>]) -> Vec<&'r CriterionResult<'p>> {
        let mut left = open.to_vec();
        loop {
            let mut all = Uses::default();
            let own = |result: &CriterionResult<'p>| self.spoken_of.get(&result.criterion.provision);
            left.iter().filter_map(|result| own(result)).for_each(|(uses, _)| all.and(uses));
            let one_way = |result: &&CriterionResult<'p>| {
                own(result)
                    .is_some_and(|(uses, plain)| *plain && all.agree_on(uses, self.program, self.facts))
            };
            let before = left.len();
            left.retain(|result| !one_way(result));
            if left.len() == before {
                return left;
            }
        }
    }

    /// What completions agree on; nothing where that is not found out.
    fn asked(&self, goal: &Goal<'p>) -> Result<Option<Truth>, Abandoned> {
        if self.is_too_large() {
            return Ok(None);
        }
        match self.asker.settled(goal) {
            Ok(truth) => Ok(Some(truth)),
            Err(Unanswered::Abandoned) => Err(Abandoned),
            Err(_) => Ok(None),
        }
    }

    /// Whether the dossier alone is more than is looked at.
    fn is_too_large(&self) -> bool {
        self.facts.records.len() > MAX_RECORDS
    }

    /// What is known of a part, or what completions agree on.
    fn part(&self, known: Truth, goal: &Goal<'p>) -> Result<Truth, Abandoned> {
        if !known.is_unknown() {
            return Ok(known);
        }
        Ok(self.asked(goal)?.unwrap_or(Truth::Unknown))
    }

    /// The parts of a criterion whose completions agree that it is satisfied, or not.
    fn settled(&self, result: &CriterionResult<'p>, satisfied: Truth) -> Result<Settled, Abandoned> {
        let criterion = result.criterion;
        let requirement = &criterion.requirement;
        let own = &result.result;
        if satisfied.is_false() {
            let lifts = result.derogations.iter().map(|it| it.lifts).collect();
            let (applies, holds) = (own.applies, own.holds());
            return Ok(Settled { satisfied, applies, holds, base: Truth::False, lifts });
        }
        let applies: Vec<Goal<'p>> = requirement.applies.iter().map(|it| Goal::Formula(0, it)).collect();
        let carved_out = requirement.unless.iter().map(|it| Goal::Formula(0, it).negated());
        let fails = [Goal::Required(0, criterion).negated()].into_iter().chain(carved_out).collect();
        let mut lifts = vec![];
        for derogation in &result.derogations {
            let goal = Goal::Lifts(0, derogation.derogation, requirement);
            lifts.push(self.part(derogation.lifts, &goal)?);
        }
        Ok(Settled {
            satisfied,
            applies: self.part(own.applies, &Goal::All(applies))?,
            holds: self.part(own.holds(), &Goal::All(fails).negated())?,
            base: self.part(own.satisfied(), &Goal::Base(0, criterion))?,
            lifts,
        })
    }

    /// Which levels no completion reaches.
    fn levels(&self, assessment: &Assessment<'p>, settlement: &mut Settlement) -> Result<(), Abandoned> {
        let satisfied = |result: &CriterionResult<'p>| {
            let settled = settlement.criteria.get(&result.criterion.provision);
            settled.map_or(result.satisfied, |settled| settled.satisfied)
        };
        let ladder = assessment.ladder;
        let mut answers = Joint { possible: vec![], impossible: vec![], unanswered: false };
        let (mut out_of_reach, mut own_out_of_reach) = (BTreeSet::new(), BTreeSet::new());
        // The highest first: what a completion satisfies together it satisfies in part.
        for level in ladder.levels.iter().rev().map(|level| level.number) {
            let asked: Vec<&CriterionResult<'p>> = assessment.asked_by(level).collect();
            if asked.iter().any(|result| satisfied(result).is_false()) {
                continue;
            }
            let open = |result: &&CriterionResult<'p>| satisfied(result).is_unknown();
            let open: Vec<&CriterionResult<'p>> = asked.into_iter().filter(open).collect();
            if self.joint(&open, &mut answers)? {
                continue;
            }
            out_of_reach.insert(level);
            let own = open.into_iter().filter(|result| result.criterion.level == level).collect::<Vec<_>>();
            if !self.joint(&own, &mut answers)? {
                own_out_of_reach.insert(level);
            }
        }
        settlement.out_of_reach = out_of_reach;
        settlement.own_out_of_reach = own_out_of_reach;
        settlement.levels_asked = !answers.unanswered;
        Ok(())
    }

    /// Whether some completion satisfies all of these, each of which some completion satisfies. What is not answered counts
    /// as possible.
    fn joint(&self, open: &[&CriterionResult<'p>], answers: &mut Joint) -> Result<bool, Abandoned> {
        let open = self.counting_both_ways(open);
        let own: BTreeSet<ProvisionId> = open.iter().map(|it| it.criterion.provision.clone()).collect();
        if own.len() < 2 || answers.possible.iter().any(|known| own.is_subset(known)) {
            return Ok(true);
        }
        if answers.impossible.iter().any(|known| known.is_subset(&own)) {
            return Ok(false);
        }
        let goal = Goal::All(open.iter().map(|it| Goal::Criterion(0, it.criterion)).collect());
        if self.is_too_large() {
            answers.unanswered = true;
            return Ok(true);
        }
        match self.asker.is_completable(&goal) {
            Ok(false) => {
                answers.impossible.push(own);
                Ok(false)
            }
            Ok(true) => {
                answers.possible.push(own);
                Ok(true)
            }
            Err(Unanswered::Abandoned) => Err(Abandoned),
            Err(_) => {
                answers.unanswered = true;
                Ok(true)
            }
        }
    }
}

/// What is known of criteria together.
struct Joint {
    possible: Vec<BTreeSet<ProvisionId>>,
    impossible: Vec<BTreeSet<ProvisionId>>,
    unanswered: bool,
}
