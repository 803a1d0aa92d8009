//! From a case to what it comes to.

use acquis_analysis::{Database, Package, findings, load, program};
use acquis_base::Severity;
use acquis_eval::{Assessment, CriterionResult, Question, Verdict};
use acquis_facts::Format;
use acquis_ir::{Date, Program};
use acquis_prove::assess_exactly;
use serde_json::Value;

use super::apply::{Changed, document};
use super::{Also, Case, Change, STATUSES, VACUOUS, words, words_of};
use crate::cli::memory;
use crate::repository;

/// A checked package and the dossier that cases start from.
pub struct Bench {
    pub program: Program,
    base: Value,
}

/// The CADA package and `tests/spec/cases/base.yaml`.
pub fn cada() -> Bench {
    Bench::new(&repository::cada(), &repository::text("tests/spec/cases/base.yaml"))
}

impl Bench {
    /// A package, as paths and texts, with a base dossier in YAML. The package is checked once, for all cases.
    pub fn new(files: &[(String, String)], base: &str) -> Self {
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let loaded = load(&memory(&files), "");
        let mut db = Database::new();
        let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
        let found = loaded.findings.iter().chain(findings(&db, package));
        let errors: Vec<_> = found.filter(|finding| finding.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "the package has errors: {errors:#?}");
        let program = program(&db, package).clone().expect("a package without errors has a program");
        Self { program, base: document(base).unwrap_or_else(|error| panic!("{error}")) }
    }

    /// Assesses the base dossier with changes, and looks at the outcome and at the facts that were taken away.
    ///
    /// # Errors
    /// When a change does not apply, or the changed dossier cannot be assessed.
    pub fn assessed<T>(
        &self,
        changes: &[Change],
        look: impl FnOnce(&Assessment<'_>, &[String]) -> T,
    ) -> Result<T, String> {
        let changed = Changed::of(&self.base, changes)?;
        let text = changed.dossier.to_string();
        let dossier =
            acquis_facts::read(&self.program, "case.json", &text, Format::Json).map_err(|found| {
                found.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>().join("; ")
            })?;
        let question = self.question(changes, dossier.as_of)?;
        let ladder = self.program.ladders.values().next().ok_or("the package has no ladder")?;
        let assessment = assess_exactly(&self.program, ladder, &dossier, &question)
            .map_err(|refusal| format!("the dossier is not assessed: {refusal:?}"))?;
        Ok(look(&assessment, &changed.taken))
    }

    fn question(&self, changes: &[Change], as_of: Option<Date>) -> Result<Question, String> {
        let mut question = Question::new(&self.program, as_of.ok_or("there is no assessment date")?);
        for change in changes {
            match change {
                Change::AsOf(text) => {
                    let date = text.parse().map_err(|_| format!("`{text}` is no date"))?;
                    if std::mem::replace(&mut question.as_of, date) == date {
                        return Err(format!("the dossier is assessed as of {text} already"));
                    }
                }
                Change::Reading(reading, choice) => {
                    if question.choice(reading).is_some_and(|known| known == choice.as_str()) {
                        return Err(format!("`{reading}` is read as `{choice}` already"));
                    }
                    question = question
                        .with_reading(&self.program, reading, choice)
                        .map_err(|_| format!("there is no reading `{reading}` with the choice `{choice}`"))?;
                }
                _ => {}
            }
        }
        Ok(question)
    }

    /// The verdict on a point after changes.
    ///
    /// # Errors
    /// As [`Self::assessed`], and when there is no such point.
    pub fn verdict(&self, point: &str, changes: &[Change]) -> Result<Verdict, String> {
        self.assessed(changes, |assessment, _| Ok(result_of(assessment, point)?.verdict))?
    }

    /// Whether a case comes out as it says.
    ///
    /// # Errors
    /// When it does not, with what came out instead.
    pub fn run(&self, point: &str, case: &Case) -> Result<(), String> {
        self.assessed(&case.changes, |assessment, taken| compare(assessment, point, case, taken))?
    }
}

/// What a lettered point came to.
///
/// # Errors
/// When there is no such point.
pub fn result_of<'a, 'p>(
    assessment: &'a Assessment<'p>,
    point: &str,
) -> Result<&'a CriterionResult<'p>, String> {
    let wanted = format!("Annex II {point}");
    let is_it = |result: &&CriterionResult<'_>| result.criterion.provision.path.to_string() == wanted;
    assessment.criteria.iter().find(is_it).ok_or_else(|| format!("there is no criterion {wanted}"))
}

fn compare(assessment: &Assessment<'_>, point: &str, case: &Case, taken: &[String]) -> Result<(), String> {
    let result = result_of(assessment, point)?;
    must_be(point, words(case.verdict), words(result.verdict))?;
    let checked = |vacuous: bool| if vacuous { VACUOUS } else { "something to check" };
    must_be("what it asks", checked(case.also.contains(&Also::NothingToCheck)), checked(result.vacuous))?;
    for also in &case.also {
        match also {
            Also::NothingToCheck => {}
            Also::Part(label, said) => {
                let part = result.points.iter().find(|part| part.point.label == label.as_str());
                let part = part.ok_or_else(|| format!("{point} has no part {label}"))?;
                must_be(&format!("{point}{label}"), words(*said), words(part.verdict))?;
            }
            Also::Point(other, said) => {
                must_be(other, words(*said), words(result_of(assessment, other)?.verdict))?;
            }
            Also::Derogation(said) => {
                let [derogation] = &result.derogations[..] else {
                    return Err(format!("{point} does not have one derogation"));
                };
                let status = |status| words_of(&STATUSES, status);
                must_be("the derogation", status(*said), status(derogation.status))?;
            }
        }
    }
    if case.verdict == Verdict::Undetermined { names_as_missing(result, taken) } else { Ok(()) }
}

fn must_be(what: &str, said: &str, found: &str) -> Result<(), String> {
    if said == found { Ok(()) } else { Err(format!("{what} is `{found}`, not `{said}`")) }
}

/// An undetermined verdict names what is missing: at least the facts that the case took away.
fn names_as_missing(result: &CriterionResult<'_>, taken: &[String]) -> Result<(), String> {
    if result.missing.is_empty() {
        return Err("nothing is said to be missing".to_owned());
    }
    let named = |pointer: &&String| !result.missing.iter().any(|missing| **missing == ***pointer);
    match taken.iter().find(named) {
        None => Ok(()),
        Some(left_out) => Err(format!("{left_out} is not among what is missing: {:?}", result.missing)),
    }
}
