//! Asking a question: from goals to a witness, or to the proof that there is none.

use std::collections::BTreeMap;
use std::sync::Arc;

use acquis_base::Name;
use acquis_eval::{Patience, Question, RuleResult, Truth};
use acquis_facts::{Dossier, Node, read_document};
use acquis_ir::{Date, Program};

use crate::circuit::Bit;
use crate::clauses::Clauses;
use crate::given::Given;
use crate::goal::Goal;
use crate::integer::Integer;
use crate::known::known_to;
use crate::solver::{Answer, Model, Solver};
use crate::symbolic::{Side, Translator};
use crate::vocabulary::{Mismatch, Vocabulary};
use crate::witness::{Writer, reduced};
use crate::witnesses::{Bounds, TooMany, bounds};
use crate::world::World;

/// The most gates that a question about the completions of one dossier may need: an assessment asks many of them.
const MAX_GATES_OF_COMPLETIONS: usize = 200_000;

/// The most decisions that the search for one such completion, and for one to the contrary, may take.
const MAX_DECISIONS: u64 = 2_000_000;

/// A package as it is asked about.
#[derive(Debug, Clone)]
pub struct Party<'p> {
    /// The package.
    pub program: &'p Program,
    /// How it is read: a choice for every reading.
    pub readings: BTreeMap<Name, Name>,
}

impl<'p> Party<'p> {
    /// A package under the default of every reading.
    pub fn new(program: &'p Program) -> Self {
        let defaults = program.readings.values().map(|it| (it.name.clone(), it.default.clone()));
        Self { program, readings: defaults.collect() }
    }
}

/// How questions are asked.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// The date as of which is assessed; any day when absent.
    pub as_of: Option<Date>,
    /// How long answers are waited for.
    pub patience: Patience,
    /// How many decisions a search may take; any number when absent.
    pub decisions: Option<u64>,
    /// How many elements more than needed every list may have: for holding the count of what is needed against trial.
    pub slack: u32,
}

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unanswered {
    /// No dossier can be carried from one of the packages to the other.
    Mismatch(Mismatch),
    /// It is larger than what is looked at.
    TooLarge,
    /// Nobody waits for the answer any more.
    Abandoned,
    /// Some dossiers were left out, and among the others there is none.
    Incomplete,
    /// A dossier was found, and the evaluator does not confirm what it is to show: a fault of this program.
    Unconfirmed(String),
}

/// A dossier that shows what was asked for: facts under every completion of which it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The date as of which it is assessed.
    pub as_of: Date,
    /// The facts, as a document that `assess` accepts.
    pub document: Node,
}

/// Asks questions of one package, or of two of them.
pub(crate) struct Asker<'p> {
    parties: &'p [Party<'p>],
    terms: &'p Terms,
    vocabulary: Vocabulary,
    preferred: Date,
    /// What is given, where the completions of a dossier are asked about.
    given: Option<Arc<Given>>,
}

impl<'p> Asker<'p> {
    pub(crate) fn new(parties: &'p [Party<'p>], terms: &'p Terms) -> Result<Self, Unanswered> {
        let programs: Vec<&Program> = parties.iter().map(|party| party.program).collect();
        let vocabulary = Vocabulary::of(&programs).map_err(Unanswered::Mismatch)?;
        let preferred = terms.as_of.unwrap_or_else(|| usual_date(&programs));
        Ok(Self { parties, terms, vocabulary, preferred, given: None })
    }

    /// The same, asked of the completions of a dossier alone.
    pub(crate) fn of_completions(self, dossier: &Dossier) -> Self {
        Self { given: Some(Arc::new(Given::new(dossier))), ..self }
    }

    /// Whether completions of the dossier agree on `goal`: true or false where all do, whether or not they are as the
    /// package assumes; unknown where there are both.
    pub(crate) fn settled(&self, goal: &Goal<'p>) -> Result<Truth, Unanswered> {
        let goals = [goal.clone(), goal.clone().negated()];
        let found = self.completed(&goals)?;
        match found.as_slice() {
            [true, true] => Ok(Truth::Unknown),
            [true, false] => Ok(Truth::True),
            [false, true] => Ok(Truth::False),
            _ => Err(Unanswered::Incomplete),
        }
    }

    /// Whether some completion of the dossier shows `goal`.
    pub(crate) fn is_completable(&self, goal: &Goal<'p>) -> Result<bool, Unanswered> {
        Ok(self.completed(std::slice::from_ref(goal))?.contains(&true))
    }

    /// Which of these some completion of the dossier shows.
    fn completed(&self, goals: &[Goal<'p>]) -> Result<Vec<bool>, Unanswered> {
        let (world, bits) = self.world(goals, &self.sides())?;
        let mut solver = Solver::new(&self.terms.patience, MAX_DECISIONS);
        for constraint in &world.constraints {
            solver.require(&world.circuit, *constraint);
        }
        let found = |bit: &Bit| match solver.solve(&world.circuit, &[*bit]) {
            Answer::Found => Ok(true),
            Answer::None if world.is_partial => Err(Unanswered::Incomplete),
            Answer::None => Ok(false),
            Answer::Abandoned if self.terms.patience.is_over() => Err(Unanswered::Abandoned),
            Answer::Abandoned => Err(Unanswered::TooLarge),
        };
        bits.iter().map(found).collect()
    }

    /// The package of a side.
    pub(crate) fn program(&self, side: usize) -> Option<&'p Program> {
        self.parties.get(side).map(|party| party.program)
    }

    fn sides(&self) -> Vec<Side<'p>> {
        let parties: &'p [Party<'p>] = self.parties;
        parties.iter().map(|party| Side { program: party.program, readings: &party.readings }).collect()
    }

    /// A dossier for which `goal` holds; nothing if there is none.
    pub(crate) fn find(&self, goal: &Goal<'p>) -> Result<Option<Witness>, Unanswered> {
        let Some((world, model)) = self.solve(goal)? else { return Ok(None) };
        let Some(first) = self.parties.first() else { return Ok(None) };
        let writer = Writer::new(&world, &model, first.program);
        let as_of = writer.as_of().unwrap_or(self.preferred);
        let document = writer.document();
        let mut shows = |document: &Node| self.shows(goal, as_of, document);
        if !shows(&document) {
            return Err(Unanswered::Unconfirmed(document.to_yaml()));
        }
        let document = reduced(&document, as_of, &mut shows);
        Ok(Some(Witness { as_of, document }))
    }

    /// Whether there is a dossier for which `goal` holds.
    pub(crate) fn is_possible(&self, goal: &Goal<'p>) -> Result<bool, Unanswered> {
        Ok(self.solve(goal)?.is_some())
    }

    /// What a solver is given for `goal`.
    pub(crate) fn clauses(&self, goal: &Goal<'p>) -> Result<Clauses, Unanswered> {
        let mut solver = Solver::keeping(&self.terms.patience);
        self.require(goal, &mut solver)?;
        Ok(solver.clauses())
    }

    /// Demands that `goal` holds, in a world that is large enough for it.
    fn require(&self, goal: &Goal<'p>, solver: &mut Solver) -> Result<World, Unanswered> {
        let sides = self.sides();
        let mut goals = vec![goal.clone()];
        for (side, party) in self.parties.iter().enumerate() {
            goals.extend(party.program.assumes.iter().map(|it| Goal::Formula(side, &it.formula)));
        }
        let (world, bits) = self.world(&goals, &sides)?;
        for bit in world.constraints.iter().chain(&bits) {
            solver.require(&world.circuit, *bit);
        }
        Ok(world)
    }

    fn solve(&self, goal: &Goal<'p>) -> Result<Option<(World, Model)>, Unanswered> {
        let mut solver = Solver::new(&self.terms.patience, self.terms.decisions.unwrap_or(u64::MAX));
        let mut world = self.require(goal, &mut solver)?;
        let usual = Integer::constant(i128::from(self.preferred.number()));
        let usual = world.as_of.clone().equals(&mut world.circuit, &usual);
        let plain = world.circuit.and(usual, world.familiar);
        // What a reader would expect first, if it shows the same.
        for assumptions in [&[plain][..], &[usual], &[]] {
            match solver.solve(&world.circuit, assumptions) {
                Answer::Found => {
                    let model = solver.model(&world.circuit);
                    return Ok(Some((world, model)));
                }
                Answer::None => {}
                Answer::Abandoned if self.terms.patience.is_over() => return Err(Unanswered::Abandoned),
                Answer::Abandoned => return Err(Unanswered::TooLarge),
            }
        }
        if world.is_partial { Err(Unanswered::Incomplete) } else { Ok(None) }
    }

    /// The dossiers of a question, large enough for it, with the bits that say whether each goal holds.
    fn world(&self, goals: &[Goal<'p>], sides: &[Side<'p>]) -> Result<(World, Vec<Bit>), Unanswered> {
        let too_many = |TooMany| Unanswered::TooLarge;
        let mut sizes = BTreeMap::new();
        let mut limits = match self.given {
            Some(_) => Bounds::of_completions(self.terms.slack),
            None => Bounds::with_slack(self.terms.slack),
        };
        loop {
            limits = bounds(goals, sides, &self.vocabulary, &sizes, &limits).map_err(too_many)?;
            let mut world = match &self.given {
                Some(given) => World::given(
                    self.vocabulary.clone(),
                    limits.clone(),
                    self.preferred,
                    given,
                    MAX_GATES_OF_COMPLETIONS,
                ),
                None => World::new(self.vocabulary.clone(), limits.clone(), self.terms.as_of),
            };
            let bits = loop {
                let before = world.size();
                let mut translator = Translator::new(&mut world, sides);
                let bits: Vec<Bit> = goals.iter().map(|goal| goal.translated(&mut translator)).collect();
                if world.is_too_large() || self.terms.patience.is_over() {
                    let over = self.terms.patience.is_over();
                    return Err(if over { Unanswered::Abandoned } else { Unanswered::TooLarge });
                }
                if world.size() == before {
                    break bits;
                }
            };
            sizes = world.sizes();
            let next = bounds(goals, sides, &self.vocabulary, &sizes, &limits).map_err(too_many)?;
            if next == limits {
                return Ok((world, bits));
            }
            limits = next;
        }
    }

    /// Whether a document shows that `goal` holds, by the reference evaluator alone.
    fn shows(&self, goal: &Goal<'p>, as_of: Date, document: &Node) -> bool {
        let read = |party: &Party<'p>| {
            let document = known_to(party.program, document);
            let dossier = read_document(party.program, "witness.yaml", &document).ok()?;
            Some((
                dossier,
                Question { readings: party.readings.clone(), ..Question::new(party.program, as_of) },
            ))
        };
        let Some(read): Option<Vec<_>> = self.parties.iter().map(read).collect() else { return false };
        let assumed = self.parties.iter().zip(&read).all(|(party, (dossier, question))| {
            party.program.assumes.iter().all(|assume| {
                acquis_eval::formula(party.program, dossier, question, &assume.formula)
                    .is_ok_and(|truth| !truth.is_false())
            })
        });
        assumed && self.truth(goal, &read).is_true()
    }

    /// The truth of a goal for a dossier, as each package reads it.
    fn truth(&self, goal: &Goal<'p>, read: &[(Dossier, Question)]) -> Truth {
        match goal {
            Goal::Not(inner) => !self.truth(inner, read),
            Goal::All(parts) => Truth::all(parts.iter().map(|part| self.truth(part, read))),
            Goal::Formula(side, formula) => {
                let (Some(party), Some((dossier, question))) = (self.parties.get(*side), read.get(*side))
                else {
                    return Truth::Unknown;
                };
                acquis_eval::formula(party.program, dossier, question, formula).unwrap_or(Truth::Unknown)
            }
            Goal::Collision(side, rule, exceptions) => self.collides(*side, rule, *exceptions, read),
            Goal::Criterion(side, criterion) => {
                self.criterion(*side, criterion, read, |result| result.satisfied)
            }
            Goal::Base(side, criterion) => {
                self.criterion(*side, criterion, read, |result| result.result.satisfied())
            }
            Goal::Required(side, criterion) => {
                self.criterion(*side, criterion, read, |result| result.result.required)
            }
            Goal::Lifts(side, derogation, _) => {
                let Some(criterion) =
                    self.parties.get(*side).and_then(|it| it.program.criterion(&derogation.from))
                else {
                    return Truth::Unknown;
                };
                self.criterion(*side, criterion, read, |result| {
                    let found = result.derogations.iter().find(|it| it.derogation.name == derogation.name);
                    found.map_or(Truth::Unknown, |it| it.lifts)
                })
            }
        }
    }

    /// Whether the evaluator finds two exceptions of a rule effective for the same, with different values.
    fn collides(
        &self,
        side: usize,
        rule: &acquis_ir::Rule,
        exceptions: [usize; 2],
        read: &[(Dossier, Question)],
    ) -> Truth {
        let (Some(party), Some((dossier, question))) = (self.parties.get(side), read.get(side)) else {
            return Truth::Unknown;
        };
        let Ok(results) = acquis_eval::rule(party.program, dossier, question, rule) else {
            return Truth::Unknown;
        };
        let collides = |result: &RuleResult<'_>| {
            let applies = result.belongs.iter().chain(&result.applies).all(|why| why.truth.is_true());
            let grounds = exceptions.map(|at| result.grounds.get(at).filter(|it| it.effective.is_true()));
            let values = grounds.map(|ground| ground.and_then(|ground| ground.value.as_ref()));
            applies && matches!(values, [Some(one), Some(other)] if one != other)
        };
        if results.iter().any(collides) { Truth::True } else { Truth::Unknown }
    }

    fn criterion(
        &self,
        side: usize,
        criterion: &acquis_ir::Criterion,
        read: &[(Dossier, Question)],
        of: impl Fn(&acquis_eval::CriterionResult<'_>) -> Truth,
    ) -> Truth {
        let (Some(party), Some((dossier, question))) = (self.parties.get(side), read.get(side)) else {
            return Truth::Unknown;
        };
        match acquis_eval::criterion(party.program, dossier, question, criterion) {
            Ok(result) => of(&result),
            Err(_) => Truth::Unknown,
        }
    }
}

/// A day on which a reader would ask: the day after the last for which a register is known, else the last day on which
/// something enters a register.
fn usual_date(programs: &[&Program]) -> Date {
    let registers = || programs.iter().flat_map(|program| program.registers.values());
    let known = registers().filter_map(|register| register.known_until).max();
    let entered = registers().flat_map(|register| &register.entries).map(|entry| entry.from).max();
    known
        .and_then(|day| day.plus_days(1))
        .or(entered)
        .or_else(|| Date::new(2026, 1, 1))
        .unwrap_or(Date::FIRST)
}
