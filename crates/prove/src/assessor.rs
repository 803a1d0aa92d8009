//! Exact assessments of many dossiers of one program. What completions come to is remembered: most dossiers of a suite of
//! scenarios are alike in what the criteria can hang on.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use acquis_base::Name;
use acquis_eval::{Assessment, Question, Refusal, Settlement, assess};
use acquis_facts::Dossier;
use acquis_ir::{Date, Ladder, Program};
use rustc_hash::FxHashMap;

use crate::relevant::Relevant;
use crate::settle::{Unsettled, settlement};

/// How many settlements are remembered at most.
const MOST_KNOWN: usize = 2_000;

/// The most records of a dossier whose settlement is remembered.
const MOST_RECORDS: usize = 200;

/// Assesses dossiers of one program, and leaves open only what completions of their facts differ on, as far as that can be
/// found out: the result says of what it could not.
#[derive(Debug)]
pub struct Assessor<'p> {
    program: &'p Program,
    relevant: OnceLock<Relevant<'p>>,
    known: Mutex<FxHashMap<Asked, Place>>,
    looks_first: bool,
}

/// What came of a question, once it did.
type Place = Arc<Mutex<Option<Settlement>>>;

/// All that a settlement can hang on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Asked {
    ladder: Name,
    /// The first of the days, up to the assessment date, on which criteria come to the same.
    as_of: Date,
    readings: BTreeMap<Name, Name>,
    facts: Dossier,
}

impl<'p> Assessor<'p> {
    /// An assessor of dossiers of `program`.
    pub fn new(program: &'p Program) -> Self {
        Self { program, relevant: OnceLock::new(), known: Mutex::default(), looks_first: true }
    }

    /// One that searches for everything that is left open, also where it is plain that there are both completions: for
    /// holding what is plain against trial.
    pub fn by_search(program: &'p Program) -> Self {
        Self { looks_first: false, ..Self::new(program) }
    }

    /// The program.
    pub fn program(&self) -> &'p Program {
        self.program
    }

    /// Assesses a dossier as [`assess`] does, but for what it leaves open.
    ///
    /// # Errors
    /// When `assess` refuses the dossier, or nobody waits for the answer any more.
    pub fn assess<'a>(
        &self,
        ladder: &'a Ladder,
        dossier: &'a Dossier,
        question: &'a Question,
    ) -> Result<Assessment<'a>, Refusal<'a>>
    where
        'p: 'a,
    {
        let mut assessment = assess(self.program, ladder, dossier, question)?;
        // Where evidence decides, criteria see different facts, and no one completion is theirs.
        if assessment.is_exact || self.program.evidence_decides {
            return Ok(assessment);
        }
        let relevant = self.relevant.get_or_init(|| Relevant::of(self.program));
        let asked = Asked {
            ladder: ladder.name.clone(),
            as_of: relevant.since(question.as_of, dossier),
            readings: relevant.choices(&question.readings),
            facts: relevant.part(dossier),
        };
        let place = self.place(&asked);
        // Whoever asks the same meanwhile waits for this answer.
        let mut known = place.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none() {
            let given = (&asked.facts, asked.as_of);
            match settlement(self.program, &assessment, given, question, self.looks_first) {
                Ok(settlement) => *known = Some(settlement),
                Err(Unsettled::NotAsked) => return Ok(assessment),
                Err(Unsettled::Abandoned) => return Err(Refusal::TooMuchWork),
            }
        }
        if let Some(settlement) = known.as_ref() {
            assessment.settle(settlement);
        }
        Ok(assessment)
    }

    /// Where an answer is remembered; a place of its own where it is not.
    fn place(&self, asked: &Asked) -> Place {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = known.get(asked) {
            return Arc::clone(place);
        }
        let place = Place::default();
        if known.len() < MOST_KNOWN && asked.facts.records.len() <= MOST_RECORDS {
            known.insert(asked.clone(), Arc::clone(&place));
        }
        place
    }
}

/// Assesses one dossier as an [`Assessor`] does.
///
/// # Errors
/// As of [`Assessor::assess`].
pub fn assess_exactly<'p>(
    program: &'p Program,
    ladder: &'p Ladder,
    dossier: &'p Dossier,
    question: &'p Question,
) -> Result<Assessment<'p>, Refusal<'p>> {
    Assessor::new(program).assess(ladder, dossier, question)
}

/// Assesses one dossier as [`Assessor::by_search`] does.
///
/// # Errors
/// As of [`Assessor::assess`].
pub fn assess_by_search<'p>(
    program: &'p Program,
    ladder: &'p Ladder,
    dossier: &'p Dossier,
    question: &'p Question,
) -> Result<Assessment<'p>, Refusal<'p>> {
    Assessor::by_search(program).assess(ladder, dossier, question)
}
