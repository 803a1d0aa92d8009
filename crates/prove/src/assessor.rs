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
    known: Mutex<FxHashMap<Asked, Arc<Settlement>>>,
    looks_first: bool,
}

/// All that a settlement can hang on.
#[derive(Debug, PartialEq, Eq, Hash)]
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
            readings: question.readings.clone(),
            facts: relevant.part(dossier),
        };
        if let Some(known) = self.known(&asked) {
            assessment.settle(&known);
            return Ok(assessment);
        }
        let given = (&asked.facts, asked.as_of);
        match settlement(self.program, &assessment, given, question, self.looks_first) {
            Ok(settlement) => {
                assessment.settle(&settlement);
                self.remember(asked, settlement);
                Ok(assessment)
            }
            Err(Unsettled::NotAsked) => Ok(assessment),
            Err(Unsettled::Abandoned) => Err(Refusal::TooMuchWork),
        }
    }

    fn known(&self, asked: &Asked) -> Option<Arc<Settlement>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(asked).cloned()
    }

    fn remember(&self, asked: Asked, settlement: Settlement) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST_KNOWN && asked.facts.records.len() <= MOST_RECORDS {
            known.insert(asked, Arc::new(settlement));
        }
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
