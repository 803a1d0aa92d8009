//! What is asked of a dossier: as of which date, and under which readings.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use acquis_base::Name;
use acquis_ir::{Date, Program};

use crate::evaluate::MAX_STEPS;

/// A date, a choice for every reading of the package, and how much work the answer may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The date as of which is assessed.
    pub as_of: Date,
    /// The choice of every reading, by its name.
    pub readings: BTreeMap<Name, Name>,
    /// How many steps the assessment may take.
    pub max_steps: u64,
    /// How long its answer is waited for.
    pub patience: Patience,
}

/// How long an answer is waited for: for good, or as long as a counter of changes stays as it was and nobody takes the
/// question back. An assessment that nobody waits for any more ends as one does that takes too many steps.
#[derive(Debug, Clone, Default)]
pub struct Patience {
    counter: Option<(Arc<AtomicU64>, u64)>,
    taken_back: Option<Arc<AtomicBool>>,
}

impl Patience {
    /// As long as `counter` is at `at`.
    pub fn while_at(counter: Arc<AtomicU64>, at: u64) -> Self {
        Self { counter: Some((counter, at)), taken_back: None }
    }

    /// The same, and no longer once this is true.
    #[must_use]
    pub fn unless(self, taken_back: Arc<AtomicBool>) -> Self {
        Self { taken_back: Some(taken_back), ..self }
    }

    /// Whether nobody waits any more.
    pub fn is_over(&self) -> bool {
        self.counter.as_ref().is_some_and(|(counter, at)| counter.load(Ordering::Acquire) != *at)
            || self.taken_back.as_ref().is_some_and(|taken_back| taken_back.load(Ordering::Acquire))
    }
}

/// What is asked is the same, whoever waits for the answer.
impl PartialEq for Patience {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Patience {}

/// A reading or a choice that the package does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadReading {
    /// There is no such reading; all there are.
    Reading(Vec<Name>),
    /// The reading has no such choice; all it has.
    Choice(Vec<Name>),
}

impl Question {
    /// The question under the default of every reading.
    pub fn new(program: &Program, as_of: Date) -> Self {
        let defaults =
            program.readings.values().map(|reading| (reading.name.clone(), reading.default.clone()));
        Self { as_of, readings: defaults.collect(), max_steps: MAX_STEPS, patience: Patience::default() }
    }

    /// The same question with `reading` read as `choice`.
    ///
    /// # Errors
    /// When the package has no such reading, or the reading no such choice.
    pub fn with_reading(
        mut self,
        program: &Program,
        reading: &str,
        choice: &str,
    ) -> Result<Self, BadReading> {
        let Some(declared) = program.readings.get(reading) else {
            return Err(BadReading::Reading(program.readings.keys().cloned().collect()));
        };
        let Some(chosen) = declared.choices.iter().find(|known| known.name == *choice) else {
            return Err(BadReading::Choice(
                declared.choices.iter().map(|choice| choice.name.clone()).collect(),
            ));
        };
        self.readings.insert(declared.name.clone(), chosen.name.clone());
        Ok(self)
    }

    /// The choice of a reading.
    pub fn choice(&self, reading: &str) -> Option<&Name> {
        self.readings.get(reading)
    }
}
