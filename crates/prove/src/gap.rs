//! The least that would have to change, or be shown, for a dossier to attain a level.
//!
//! ```text
//! is there a set of k facts, with values for them, so that every completion of what is then not known attains the level?
//! ```
//!
//! It is asked for k = 0, 1, 2 … until there is one (`gap/choice.rs`): then it is the least. What is found is written as
//! changes of the document (`gap/told.rs`), and shown only where the evaluator confirms it. Where the question is too large,
//! or evidence decides what counts, the search of `acquis_eval` stands in.

mod choice;
mod told;

use acquis_eval::{Assess, Assessment, Change, Gap, Question, Refusal, Trials};
use acquis_facts::{Dossier, Node};
use acquis_ir::{Criterion, Ladder, Program, ProvisionId};

use crate::ask::{Asker, Party, Terms, Unanswered};
use crate::assessor::assess_exactly;
use crate::goal::Goal;
use crate::world::MAX_RECORDS;
use choice::{Choice, Sets};

/// The most facts that are looked for at once.
pub const MAX_CHANGES: u32 = 24;

/// The most sets that are shown.
const MAX_ALTERNATIVES: usize = 5;

/// The most gates that the question may need.
const MAX_GATES: usize = 2_000_000;

/// Up to how many facts are looked for with how many elements added to each list.
const STAGES: [u32; 3] = [2, 8, MAX_CHANGES];

/// Finds the least sets of facts that would have to change or be shown for `document`, which reads as `dossier`, to attain
/// `level`; where that is not found out, one from which nothing can be left out.
///
/// # Errors
/// When the dossier itself is not assessed.
pub fn gap<'p>(
    program: &'p Program,
    ladder: &'p Ladder,
    (document, dossier): (&Node, &'p Dossier),
    question: &'p Question,
    level: u32,
) -> Result<Gap, Refusal<'p>> {
    let start = assess_exactly(program, ladder, dossier, question)?;
    let mut trials = Trials::new(program, ladder, (document, dossier), (question, assess_exactly), level);
    let blocking = trials.blocking(&start);
    if blocking.is_empty() {
        return Ok(Gap { blocking, alternatives: vec![vec![]], is_least: true, ..Gap::default() });
    }
    let asked = Asked { program, ladder, dossier, question, level };
    let mut refused = None;
    for is_assumed in [false, true] {
        let (sets, others) = match asked.least(&start, is_assumed) {
            Ok(Least::None(remaining)) if !is_assumed => {
                return Ok(Gap { blocking, remaining, is_least: true, ..Gap::default() });
            }
            Ok(Least::Sets(sets)) => (told(document, &sets), sets.others),
            Ok(Least::None(_)) | Err(_) => break,
        };
        let count = sets.first().map(|set| facts(set));
        if is_assumed && refused != count {
            // Fewer may do of which the evaluator does not see that nothing can be as is assumed.
            break;
        }
        match confirmed(&mut trials, sets) {
            Confirmed::All(alternatives) => {
                let trials = trials.count();
                return Ok(Gap { blocking, alternatives, is_least: true, others, trials, ..Gap::default() });
            }
            Confirmed::Not(unconfirmed) => {
                let found = asked.searched(document)?;
                return Ok(Gap { unconfirmed, ..found });
            }
            Confirmed::Refused if program.assumes.is_empty() => break,
            Confirmed::Refused => refused = count,
        }
    }
    asked.searched(document)
}

/// The sets as changes of the document.
fn told(document: &Node, sets: &Sets) -> Vec<Vec<Change>> {
    sets.found.iter().map(|chosen| told::changes(document, chosen)).collect()
}

/// How many facts changes count for.
fn facts(changes: &[Change]) -> usize {
    changes.iter().map(Change::facts).sum()
}

/// What the evaluator says of sets.
enum Confirmed {
    /// They attain the level.
    All(Vec<Vec<Change>>),
    /// One of them makes a dossier that is not assessed, or not exactly.
    Refused,
    /// One of them, which makes this dossier, does not attain it.
    Not(Option<Node>),
}

fn confirmed(trials: &mut Trials<'_>, sets: Vec<Vec<Change>>) -> Confirmed {
    for changes in &sets {
        match trials.attains(changes) {
            Some(true) => {}
            Some(false) => return Confirmed::Not(trials.changed(changes)),
            None => return Confirmed::Refused,
        }
    }
    Confirmed::All(sets.into_iter().map(|changes| trials.with_usual_values(changes)).collect())
}

/// What the question came to.
enum Least {
    Sets(Sets),
    /// There is no set: with the criteria that stand in the way.
    None(Vec<ProvisionId>),
}

struct Asked<'p> {
    program: &'p Program,
    ladder: &'p Ladder,
    dossier: &'p Dossier,
    question: &'p Question,
    level: u32,
}

impl<'p> Asked<'p> {
    fn criteria(&self) -> Vec<&'p Criterion> {
        self.program.criteria.iter().filter(|it| self.ladder.asks(self.level, it)).collect()
    }

    /// What a search without a solver comes to.
    fn searched(&self, document: &Node) -> Result<Gap, Refusal<'p>> {
        let asked = (self.question, assess_exactly as Assess);
        acquis_eval::gap(self.program, self.ladder, (document, self.dossier), asked, self.level)
    }

    /// The least sets; where it `is_assumed`, of those under which facts can be as the package assumes.
    fn least(&self, start: &Assessment<'_>, is_assumed: bool) -> Result<Least, Unanswered> {
        if self.program.evidence_decides || self.dossier.records.len() > MAX_RECORDS {
            return Err(Unanswered::TooLarge);
        }
        let mut from = 0;
        for to in STAGES {
            let mut choice = self.choice(to, is_assumed)?;
            if choice.can_grow_enough() && !choice.is_possible(&[])? {
                return Ok(Least::None(self.in_the_way(&choice, start)?));
            }
            // Where nothing can be added to a list, the first world is as good as the second.
            let to = if choice.can_grow() { to } else { MAX_CHANGES };
            let sets = choice.least(from..=to, MAX_ALTERNATIVES)?;
            if !sets.found.is_empty() {
                return Ok(Least::Sets(sets));
            }
            if !choice.can_grow() {
                if choice.is_possible(&[])? {
                    break;
                }
                return Ok(Least::None(self.in_the_way(&choice, start)?));
            }
            from = to + 1;
        }
        Err(Unanswered::TooLarge)
    }

    /// The world in which facts may be changed and shown, with at most so many elements added to a list.
    fn choice(&self, most_added: u32, is_assumed: bool) -> Result<Choice, Unanswered> {
        let parties = [Party { program: self.program, readings: self.question.readings.clone() }];
        let patience = self.question.patience.clone();
        let terms = Terms { as_of: Some(self.question.as_of), patience, ..Terms::default() };
        let mut asker = Asker::new(&parties, &terms)?.of_completions(self.dossier);
        let criteria: Vec<Goal<'_>> = self.criteria().into_iter().map(|it| Goal::Criterion(0, it)).collect();
        let goal = Goal::All(criteria.clone());
        let (world, criteria, assumed) = asker.opened(&goal, &criteria, (most_added, MAX_GATES))?;
        if world.is_partial {
            return Err(Unanswered::Incomplete);
        }
        let assumed = if is_assumed { &assumed[..] } else { &[] };
        Ok(Choice::new(world, &criteria, assumed, &terms.patience))
    }

    /// The criteria that no facts satisfy, each by itself; where they only cannot be satisfied together, all that block the
    /// level.
    fn in_the_way(&self, choice: &Choice, start: &Assessment<'_>) -> Result<Vec<ProvisionId>, Unanswered> {
        let mut alone = vec![];
        for (criterion, bit) in self.criteria().into_iter().zip(choice.criteria()) {
            if !choice.is_satisfiable(*bit)? {
                alone.push(criterion.provision.clone());
            }
        }
        if alone.is_empty() {
            let asked = start.asked_by(self.level).filter(|it| !it.satisfied.is_true());
            alone.extend(asked.map(|it| it.criterion.provision.clone()));
        }
        Ok(alone)
    }
}
