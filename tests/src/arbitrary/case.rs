//! A package with a dossier, decided by numbers, and what the program answers.

use std::collections::BTreeMap;
use std::fmt;

use acquis_eval::{
    Assess, Assessment, DerogationStatus, LevelStatus, Question, Refusal, Truth, Verdict, assess,
};
use acquis_facts::{Format, read};
use acquis_ir::{Date, Program};
use acquis_prove::{assess_by_search, assess_exactly};

use super::choices::Choices;
use super::document::Document;
use super::gaps::Gaps;
use super::law::{Law, law};
use super::text::{Arrangement, files};
use crate::loaded::Loaded;

/// The numbers that decide a case. Each part is decided by numbers of its own, so that what shrinks in one part leaves
/// the others as they are.
#[derive(Debug, Clone)]
pub struct Numbers {
    pub vocabulary: Vec<u16>,
    pub notions: Vec<u16>,
    pub criteria: Vec<Vec<u16>>,
    pub facts: Vec<u16>,
    pub gaps: Vec<u16>,
    /// What else a test decides by chance.
    pub more: Vec<u16>,
}

/// A package, a dossier that lacks nothing, and a choice for every reading.
pub struct Case {
    pub law: Law,
    /// The dossier that lacks nothing.
    pub whole: Document,
    pub readings: BTreeMap<String, String>,
    pub numbers: Numbers,
}

impl Case {
    /// The case that numbers decide.
    pub fn new(numbers: Numbers) -> Self {
        let law = law(&numbers.vocabulary, &numbers.notions, &numbers.criteria);
        let whole = super::dossier::dossier(&law.vocabulary, &numbers.facts);
        let mut choices = Choices::new(&numbers.more);
        let choice = |(name, among): &(String, Vec<String>)| (name.clone(), choices.pick(among));
        let readings = law.readings.iter().map(choice).collect();
        Self { law, whole, readings, numbers }
    }

    /// The package, loaded; fails where it has errors.
    pub fn loaded(&self) -> Loaded {
        let loaded = Loaded::of(&files(&self.law, Arrangement::OneFile));
        assert!(loaded.program.is_some(), "a package made here checks:\n{}", loaded.errors());
        loaded
    }

    /// Up to `most` gaps in the dossier.
    pub fn gaps(&self, most: usize) -> Gaps {
        Gaps::new(&self.law.vocabulary, &self.whole, most, &self.numbers.gaps)
    }

    /// The dossier with gaps.
    pub fn with(&self, gaps: &Gaps) -> Document {
        gaps.render(&self.whole)
    }

    /// What the program answers to a dossier in JSON where it looks at all completions of what is missing.
    ///
    /// # Errors
    /// When the dossier does not validate or takes too long.
    pub fn exact_answer(&self, program: &Program, dossier: &Document) -> Result<Option<Answer>, String> {
        answer_by(assess_exactly, program, (&dossier.json(), Format::Json), &self.readings)
    }

    /// The same, with a search for all that is left open.
    ///
    /// # Errors
    /// When the dossier does not validate or takes too long.
    pub fn searched_answer(&self, program: &Program, dossier: &Document) -> Result<Option<Answer>, String> {
        answer_by(assess_by_search, program, (&dossier.json(), Format::Json), &self.readings)
    }

    /// What the program answers to a dossier in JSON, as [`answer`] does.
    ///
    /// # Errors
    /// When the dossier does not validate or takes too long.
    pub fn answer(&self, program: &Program, dossier: &Document) -> Result<Option<Answer>, String> {
        answer(program, &dossier.json(), Format::Json, &self.readings)
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = files(&self.law, Arrangement::OneFile);
        for (path, text) in files.iter().skip(1) {
            writeln!(f, "\n── {path}\n{text}")?;
        }
        writeln!(f, "── whole.yaml\n{}", self.whole.yaml())?;
        writeln!(f, "── readings {:?}", self.readings)
    }
}

/// What becomes of a criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionAnswer {
    pub provision: String,
    pub level: u32,
    pub satisfied: Truth,
    pub verdict: Verdict,
    pub routes: Vec<Verdict>,
    pub derogations: Vec<(String, DerogationStatus)>,
    /// JSON Pointers to what is missing.
    pub missing: Vec<String>,
    /// Whether it is open only where completions differ.
    pub is_exact: bool,
}

/// What the program answers, apart from the reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub criteria: Vec<CriterionAnswer>,
    /// Each level with its status and whether its own criteria are satisfied.
    pub levels: Vec<(u32, LevelStatus, Truth)>,
    pub attained: Vec<u32>,
    pub reachable: Vec<u32>,
    pub missing: Vec<String>,
}

impl Answer {
    /// Whether a level is reached, as far as that is settled.
    pub fn reached(&self, level: u32) -> Truth {
        match (self.attained.contains(&level), self.reachable.contains(&level)) {
            (true, _) => Truth::True,
            (false, true) => Truth::Unknown,
            (false, false) => Truth::False,
        }
    }

    /// The answer without what is missing, which differs where facts stand elsewhere.
    #[must_use]
    pub fn without_places(mut self) -> Self {
        self.missing.clear();
        self.criteria.iter_mut().for_each(|criterion| criterion.missing.clear());
        self
    }
}

/// What the program answers; nothing where it refuses the dossier for what the package assumes.
///
/// # Errors
/// When the dossier does not validate, or the assessment takes too long: neither happens to what is made here.
pub fn answer(
    program: &Program,
    dossier: &str,
    format: Format,
    readings: &BTreeMap<String, String>,
) -> Result<Option<Answer>, String> {
    answer_by(assess, program, (dossier, format), readings)
}

fn answer_by(
    assess: Assess,
    program: &Program,
    (dossier, format): (&str, Format),
    readings: &BTreeMap<String, String>,
) -> Result<Option<Answer>, String> {
    let dossier = read(program, "dossier", dossier, format)
        .map_err(|findings| format!("the dossier does not validate: {findings:#?}\n{dossier}"))?;
    let mut question = Question::new(program, dossier.as_of.unwrap_or(Date::FIRST));
    for (reading, choice) in readings {
        question = question.with_reading(program, reading, choice).expect("the reading has the choice");
    }
    let ladder = program.ladders.values().next().expect("there is a ladder");
    match assess(program, ladder, &dossier, &question) {
        Ok(assessment) => Ok(Some(summed_up(&assessment))),
        Err(Refusal::Violated(_)) => Ok(None),
        Err(Refusal::TooMuchWork) => Err("a small dossier takes too many steps".to_owned()),
        Err(Refusal::Backward(_)) => Err("the package has no clocks".to_owned()),
    }
}

fn summed_up(assessment: &Assessment<'_>) -> Answer {
    let words = |pointers: &[std::sync::Arc<str>]| pointers.iter().map(|p| p.to_string()).collect();
    let outlines = &assessment.program.outlines;
    let criteria = assessment.criteria.iter().map(|result| CriterionAnswer {
        provision: outlines.show(&result.criterion.provision),
        level: result.criterion.level,
        satisfied: result.satisfied,
        verdict: result.verdict,
        routes: result.routes.clone(),
        derogations: result
            .derogations
            .iter()
            .map(|derogation| (derogation.derogation.name.to_string(), derogation.status))
            .collect(),
        missing: words(&result.missing),
        is_exact: result.is_exact,
    });
    let levels = assessment.levels.levels.iter().map(|level| (level.level, level.status, level.own));
    Answer {
        criteria: criteria.collect(),
        levels: levels.collect(),
        attained: assessment.levels.attained.clone(),
        reachable: assessment.levels.reachable.clone(),
        missing: words(&assessment.missing),
    }
}
