//! What can be said of a package by itself: what never fails and what never holds, what nobody reaches, what stands in for
//! nothing, how each point compares with its counterpart one level down, and what hangs on how the text is read.

use acquis_base::Name;
use acquis_ir::{Criterion, Derogation, Ladder, Program, ProvisionId};

use crate::ask::{Asker, Party, Terms, Unanswered, Witness};
use crate::diff::{Change, both_ways};
use crate::goal::Goal;
use crate::uses::Uses;

/// A fault that a package has whatever the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No dossier satisfies what the package assumes of every dossier: these assumptions, by index, contradict each other.
    Contradiction(Vec<usize>),
    /// A level of a ladder that no dossier reaches.
    Unreachable {
        /// The ladder.
        ladder: Name,
        /// The level.
        level: u32,
        /// Criteria of which nobody satisfies all, and none too many.
        criteria: Vec<ProvisionId>,
    },
    /// A criterion that every dossier satisfies.
    NeverFails(ProvisionId),
    /// A criterion that no dossier satisfies.
    NeverHolds(ProvisionId),
    /// A derogation that lifts its criterion for no dossier that needs it.
    Idle(Name),
    /// A trigger that never applies, or a carve-out that never stands in.
    NoEffect {
        /// The criterion.
        provision: ProvisionId,
        /// Which of its clauses.
        clause: Clause,
    },
}

/// A clause of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clause {
    /// `applies where`, which every dossier passes.
    Applies,
    /// The carve-out of that index, which nobody needs that fails what is required.
    Unless(usize),
}

/// How a point compares with its counterpart one level down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strictness {
    /// The point.
    pub higher: ProvisionId,
    /// Its counterpart.
    pub lower: ProvisionId,
    /// Facts that satisfy the higher and not the lower: then it is not stricter in every respect.
    pub looser: Option<Witness>,
    /// Facts that satisfy the lower and not the higher: then it asks for more.
    pub stricter: Option<Witness>,
}

/// A criterion whose satisfaction hangs on how the text is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingEffect {
    /// The reading.
    pub reading: Name,
    /// The choice in place of the default.
    pub choice: Name,
    /// The criterion.
    pub provision: ProvisionId,
    /// What becomes of it.
    pub change: Change,
}

/// Two derogations that lift one criterion for the same facts. They are alternatives, so that this is no fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// The one cited first.
    pub first: Name,
    /// The other.
    pub second: Name,
    /// Facts for which both do.
    pub witness: Witness,
}

/// What is said of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Each point with its counterpart, where the ladder has both.
    pub strictness: Vec<Strictness>,
    /// What hangs on readings.
    pub readings: Vec<ReadingEffect>,
    /// Derogations that overlap.
    pub overlaps: Vec<Overlap>,
    /// What was not answered, in words of the question.
    pub unanswered: Vec<(String, Unanswered)>,
}

/// Looks for faults of a package: what `check` cannot see because it takes all facts together.
///
/// # Errors
/// When the package cannot be asked about at all.
pub fn faults(party: &Party<'_>, terms: &Terms) -> Result<Verification, Unanswered> {
    let parties = [party.clone()];
    let asker = Asker::new(&parties, terms)?;
    let program = party.program;
    let mut found = Verification::default();
    if !found.ask("the assumptions", asker.is_possible(&Goal::All(vec![]))) {
        found.faults.push(Fault::Contradiction(contradicting(party, terms)?));
        return Ok(found);
    }
    for criterion in &program.criteria {
        criterion_faults(&asker, program, criterion, &mut found);
    }
    for derogation in &program.derogations {
        if let Some(criterion) = program.criterion(&derogation.from) {
            let needed = Goal::Base(0, criterion).negated();
            let lifts = Goal::Lifts(0, derogation, &criterion.requirement);
            if !found.ask(&derogation.name, asker.is_possible(&Goal::All(vec![needed, lifts]))) {
                found.faults.push(Fault::Idle(derogation.name.clone()));
            }
        }
    }
    for ladder in program.ladders.values() {
        unreachable(&asker, program, ladder, &mut found);
    }
    Ok(found)
}

/// What is no fault and worth knowing: how points compare with their counterparts, what hangs on readings, and where
/// derogations overlap.
///
/// # Errors
/// When the package cannot be asked about at all.
pub fn observations(party: &Party<'_>, terms: &Terms) -> Result<Verification, Unanswered> {
    let parties = [party.clone()];
    let asker = Asker::new(&parties, terms)?;
    let mut found = Verification::default();
    for (higher, lower) in counterparts(party.program) {
        let compared = both_ways(&asker, &Goal::Criterion(0, higher), &Goal::Criterion(0, lower));
        let name = party.program.outlines.show(&higher.provision);
        if let Some(change) = found.kept(&name, compared) {
            found.strictness.push(Strictness {
                higher: higher.provision.clone(),
                lower: lower.provision.clone(),
                looser: change.lost,
                stricter: change.won,
            });
        }
    }
    overlaps(&asker, party.program, &mut found);
    readings(party, terms, &mut found)?;
    Ok(found)
}

impl Verification {
    /// Whether something is possible; what is not answered is noted and counts as possible.
    fn ask(&mut self, what: &str, answer: Result<bool, Unanswered>) -> bool {
        self.kept(what, answer).unwrap_or(true)
    }

    fn kept<T>(&mut self, what: &str, answer: Result<T, Unanswered>) -> Option<T> {
        match answer {
            Ok(answer) => Some(answer),
            Err(why) => {
                self.unanswered.push((what.to_owned(), why));
                None
            }
        }
    }
}

fn criterion_faults<'p>(
    asker: &Asker<'p>,
    program: &Program,
    criterion: &'p Criterion,
    found: &mut Verification,
) {
    let name = program.outlines.show(&criterion.provision);
    let holds = Goal::Criterion(0, criterion);
    if !found.ask(&name, asker.is_possible(&holds.clone().negated())) {
        found.faults.push(Fault::NeverFails(criterion.provision.clone()));
        return;
    }
    if !found.ask(&name, asker.is_possible(&holds)) {
        found.faults.push(Fault::NeverHolds(criterion.provision.clone()));
        return;
    }
    let requirement = &criterion.requirement;
    if let Some(applies) = &requirement.applies
        && !found.ask(&name, asker.is_possible(&Goal::Formula(0, applies).negated()))
    {
        let clause = Clause::Applies;
        found.faults.push(Fault::NoEffect { provision: criterion.provision.clone(), clause });
    }
    for (at, unless) in requirement.unless.iter().enumerate() {
        let fails = Goal::Required(0, criterion).negated();
        let stands_in = Goal::All(vec![fails, Goal::Formula(0, unless)]);
        if !found.ask(&name, asker.is_possible(&stands_in)) {
            let clause = Clause::Unless(at);
            found.faults.push(Fault::NoEffect { provision: criterion.provision.clone(), clause });
        }
    }
}

/// The lowest level that nobody reaches: those above it in a cumulative ladder follow.
fn unreachable<'p>(asker: &Asker<'p>, program: &'p Program, ladder: &Ladder, found: &mut Verification) {
    for level in &ladder.levels {
        let name = format!("level {} of {}", level.number, ladder.name);
        let reached = asker.is_possible(&Goal::level(0, program, ladder, level.number));
        if !found.ask(&name, reached) {
            let criteria = excluding(asker, program, ladder, level.number);
            // Of a criterion that nobody satisfies it was said already.
            if let [only] = criteria.as_slice()
                && found.faults.contains(&Fault::NeverHolds(only.clone()))
            {
                return;
            }
            found.faults.push(Fault::Unreachable {
                ladder: ladder.name.clone(),
                level: level.number,
                criteria,
            });
            if ladder.cumulative {
                return;
            }
        }
    }
}

/// Assumptions that contradict each other, of which none can be left out.
fn contradicting(party: &Party<'_>, terms: &Terms) -> Result<Vec<usize>, Unanswered> {
    let mut kept: Vec<usize> = (0..party.program.assumes.len()).collect();
    for at in 0..party.program.assumes.len() {
        let without: Vec<usize> = kept.iter().copied().filter(|it| *it != at).collect();
        let mut program = party.program.clone();
        program.assumes = without.iter().filter_map(|at| party.program.assumes.get(*at).cloned()).collect();
        let parties = [Party { program: &program, readings: party.readings.clone() }];
        let is_possible = Asker::new(&parties, terms)?.is_possible(&Goal::All(vec![]))?;
        if !is_possible {
            kept = without;
        }
    }
    Ok(kept)
}

/// Criteria up to a level that exclude each other, of which none can be left out; empty where that is not answered.
fn excluding<'p>(asker: &Asker<'p>, program: &'p Program, ladder: &Ladder, level: u32) -> Vec<ProvisionId> {
    let mut kept: Vec<&Criterion> = program.criteria.iter().filter(|it| ladder.asks(level, it)).collect();
    for criterion in kept.clone() {
        let without: Vec<&Criterion> =
            kept.iter().copied().filter(|it| it.provision != criterion.provision).collect();
        let all = Goal::All(without.iter().map(|it| Goal::Criterion(0, it)).collect());
        match asker.is_possible(&all) {
            Ok(true) => {}
            Ok(false) => kept = without,
            Err(_) => return vec![],
        }
    }
    kept.iter().map(|it| it.provision.clone()).collect()
}

/// Each criterion with the one of a level below that it names as its counterpart, or copies.
fn counterparts(program: &Program) -> Vec<(&Criterion, &Criterion)> {
    let lower = |criterion: &Criterion| {
        let named = criterion.counterpart.as_ref().or_else(|| criterion.copied.as_ref().map(|it| &it.from));
        named.and_then(|provision| program.criterion(provision)).filter(|other| other.level < criterion.level)
    };
    program.criteria.iter().filter_map(|criterion| Some((criterion, lower(criterion)?))).collect()
}

fn overlaps<'p>(asker: &Asker<'p>, program: &'p Program, found: &mut Verification) {
    for (at, first) in program.derogations.iter().enumerate() {
        for second in program.derogations.iter().skip(at + 1).filter(|it| it.from == first.from) {
            let Some(criterion) = program.criterion(&first.from) else { continue };
            let lifts = |derogation: &'p Derogation| Goal::Lifts(0, derogation, &criterion.requirement);
            let both = Goal::All(vec![Goal::Base(0, criterion).negated(), lifts(first), lifts(second)]);
            if let Some(Some(witness)) = found.kept(&first.name, asker.find(&both)) {
                let (first, second) = (first.name.clone(), second.name.clone());
                found.overlaps.push(Overlap { first, second, witness });
            }
        }
    }
}

fn readings(party: &Party<'_>, terms: &Terms, found: &mut Verification) -> Result<(), Unanswered> {
    for reading in party.program.readings.values() {
        let default = party.readings.get(&reading.name).unwrap_or(&reading.default);
        for choice in reading.choices.iter().filter(|choice| choice.name != *default) {
            let mut other = party.clone();
            other.readings.insert(reading.name.clone(), choice.name.clone());
            let both = [party.clone(), other];
            let asker = Asker::new(&both, terms)?;
            let hangs = |it: &&Criterion| Uses::of(party.program, it).readings.contains(&reading.name);
            for criterion in party.program.criteria.iter().filter(hangs) {
                let change =
                    both_ways(&asker, &Goal::Criterion(0, criterion), &Goal::Criterion(1, criterion));
                let name = party.program.outlines.show(&criterion.provision);
                if let Some(change) =
                    found.kept(&name, change).filter(|it| it.lost.is_some() || it.won.is_some())
                {
                    found.readings.push(ReadingEffect {
                        reading: reading.name.clone(),
                        choice: choice.name.clone(),
                        provision: criterion.provision.clone(),
                        change,
                    });
                }
            }
        }
    }
    Ok(())
}
