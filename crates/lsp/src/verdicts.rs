//! What the law says of dossiers that are open: asked for by a command, and kept up to date from then on.
//!
//! An assessment holds nothing of the database, and ends when something changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use acquis_analysis::{places, shared_program};
use acquis_base::{Diagnostic as Finding, Name, Span, codes};
use acquis_eval::{Assessment, Patience, Question, RuleResult, Truth};
use acquis_facts::Dossier;
use acquis_ir::{Date, Program, ProvisionId};
use acquis_prove::assess_exactly;
use acquis_report::provision::{Meant, find};
use acquis_report::refusal::refused;
use acquis_report::style::Style;
use acquis_report::verdict::{Told, told};
use acquis_report::words::verdict_words;
use acquis_report::{explanation, human, json, question};
use serde_json::Value;
use tower_lsp_server::ls_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
};

use crate::convert::{Shows, diagnostic};
use crate::dossiers::{Page, Reading};
use crate::snapshot::Snapshot;

/// How a dossier is to be assessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) as_of: Option<Date>,
    /// Choices of readings, as `READING=CHOICE`.
    pub(crate) readings: Vec<String>,
    pub(crate) ladder: Option<String>,
}

impl Wish {
    /// What is asked of a dossier, and how long the answer is waited for.
    ///
    /// # Errors
    /// When it is not known as of which date, or a reading is none of the package.
    pub(crate) fn question(
        &self,
        program: &Program,
        dossier: &Dossier,
        patience: &Patience,
    ) -> Result<Question, Box<Finding>> {
        let mut template = Question::new(program, Date::FIRST);
        template.patience = patience.clone();
        for reading in &self.readings {
            template = question::with_reading(program, template, reading)?;
        }
        question::question(&template, self.as_of, dossier)
    }
}

/// What the law says of a dossier, as far as it is shown at the law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdicts {
    pub(crate) subject: Name,
    /// The verdict of each criterion in a word or two.
    pub(crate) of: BTreeMap<ProvisionId, &'static str>,
}

/// A dossier that is to be assessed when the database is let go of.
pub(crate) struct Assessing {
    pub(crate) reading: Reading,
    wish: Wish,
    /// Nothing while the package has errors.
    program: Option<Arc<Program>>,
    /// Where the criteria are declared.
    criteria: BTreeMap<ProvisionId, Location>,
    patience: Patience,
}

impl Assessing {
    /// Takes along what is needed to assess the dossier at a path; nothing if there is none.
    pub(crate) fn prepare(snapshot: &Snapshot, path: &str, wish: &Wish) -> Option<Self> {
        let reading = Reading::prepare(snapshot, path)?;
        let (held, _, _) = snapshot.dossier(path)?;
        let program = shared_program(&snapshot.db, held.package).clone();
        let mut criteria = BTreeMap::new();
        if let Some(program) = &program {
            let (places, pages) = (places(&snapshot.db, held.package), snapshot.pages(held));
            for criterion in &program.criteria {
                let place = places.criterion(&criterion.provision);
                let location = place.and_then(|place| {
                    Some(Location { uri: pages.uri(&place.file)?, range: Shows::range(&pages, place) })
                });
                criteria.extend(location.map(|location| (criterion.provision.clone(), location)));
            }
        }
        let patience = snapshot.age.patience();
        Some(Self { reading, wish: wish.clone(), program, criteria, patience })
    }

    /// Assesses it and shows something of that.
    ///
    /// # Errors
    /// Why it is not assessed.
    pub(crate) fn assessed<R>(
        &self,
        show: impl FnOnce(&Assessment<'_>) -> Result<R, Vec<Finding>>,
    ) -> Result<R, Vec<Finding>> {
        let read = self.reading.read();
        let dossier = read.as_ref().as_ref().map_err(Clone::clone)?;
        let Some(program) = &self.program else {
            let finding = Finding::new(&codes::PACKAGE_HAS_ERRORS, "a package with errors does not assess")
                .note("a rule that is in error would be a rule that is missing")
                .help("mend the errors of the package");
            return Err(vec![finding]);
        };
        self.answered(program, dossier, show)
    }

    fn answered<R>(
        &self,
        program: &Program,
        dossier: &Dossier,
        show: impl FnOnce(&Assessment<'_>) -> Result<R, Vec<Finding>>,
    ) -> Result<R, Vec<Finding>> {
        let ladder = question::ladder(program, self.wish.ladder.as_deref()).map_err(|it| vec![*it])?;
        let question = self.wish.question(program, dossier, &self.patience).map_err(|it| vec![*it])?;
        match assess_exactly(program, ladder, dossier, &question) {
            Ok(assessment) => show(&assessment),
            Err(refusal) => Err(refused(&refusal, program, dossier, &question)),
        }
    }

    /// What `assess --format json` prints.
    pub(crate) fn json(&self) -> Result<Value, Vec<Finding>> {
        self.assessed(|assessment| Ok(json::assessment(assessment, false)))
    }

    /// What `explain` prints of a provision or a rule.
    pub(crate) fn explained(&self, words: &str) -> Result<String, Vec<Finding>> {
        let plain = Style { colour: false };
        self.assessed(|assessment| {
            let program = assessment.program;
            let of_rule = |rule: &acquis_ir::Rule| {
                let own = assessment.rules.iter().filter(|result| result.rule.name == rule.name);
                let results: Vec<&RuleResult<'_>> = own.collect();
                explanation::rule::human(assessment, rule, &results, false, plain)
            };
            if let Some(rule) = program.rule(words.trim()) {
                return Ok(of_rule(rule));
            }
            match find(program, words).map_err(|finding| vec![*finding])? {
                Meant::Criterion(named) => match assessment.criterion(&named.id) {
                    Some(result) => Ok(explanation::human(assessment, result, false, plain)),
                    None => {
                        let shown = program.outlines.show(&named.id);
                        let message =
                            format!("{shown} does not stand on the ladder `{}`", assessment.ladder.name);
                        Err(vec![Finding::new(&codes::LADDER_CHOICE, message)])
                    }
                },
                Meant::Rules(cited, rules) => match rules.as_slice() {
                    [rule] => Ok(of_rule(rule)),
                    rules => Ok(explanation::rules::human(assessment, &cited, rules, plain)),
                },
            }
        })
    }

    /// What is shown in the dossier: what is wrong with it, or what the law says of it; and what is shown at the law.
    pub(crate) fn shown(&self) -> (Vec<Diagnostic>, Option<Arc<Verdicts>>) {
        let page = self.reading.page();
        let found = self.assessed(|assessment| {
            let of = assessment.criteria.iter();
            let of = of.map(|result| (result.criterion.provision.clone(), verdict_words(result.verdict)));
            let verdicts = Verdicts { subject: assessment.dossier.subject.clone(), of: of.collect() };
            Ok((self.diagnostics(assessment, &page), Some(Arc::new(verdicts))))
        });
        found.unwrap_or_else(|findings| {
            (findings.iter().map(|finding| diagnostic(finding, &page)).collect(), None)
        })
    }

    fn diagnostics(&self, assessment: &Assessment<'_>, page: &Page<'_>) -> Vec<Diagnostic> {
        let mut all = vec![];
        if !assessment.ladder.is_none() {
            let as_of = assessment.question.as_of;
            let words = format!("{} As of {as_of}.", human::conclusion(assessment));
            let start = self.span(assessment, "");
            all.push(information(page, start, assessment.ladder.name.to_string(), words));
        }
        for result in assessment.criteria.iter().filter(|result| result.satisfied != Truth::True) {
            let Told { citation, words, pointer, .. } = told(assessment, result);
            let span = self.span(assessment, pointer.as_deref().unwrap_or(""));
            let mut shown = information(page, span, citation.clone(), words);
            let criterion = self.criteria.get(&result.criterion.provision);
            shown.related_information =
                criterion.filter(|_| page.abilities().related_information).map(|location| {
                    let message = format!("{citation} is formalised here");
                    vec![DiagnosticRelatedInformation { location: location.clone(), message }]
                });
            all.push(shown);
        }
        all
    }

    /// The fact at a pointer; for one that is not there the first line of what it would be in.
    fn span(&self, assessment: &Assessment<'_>, pointer: &str) -> Span {
        let dossier = assessment.dossier;
        if let Some(span) = dossier.span_of(assessment.program, pointer).filter(|_| !pointer.is_empty()) {
            return span;
        }
        let mut around = pointer;
        let mut span = dossier.record(Dossier::ROOT).map(|record| record.span).unwrap_or_default();
        while let Some((outer, _)) = around.rsplit_once('/') {
            around = outer;
            if let Some(found) = dossier.span_of(assessment.program, outer) {
                span = found;
                break;
            }
        }
        let text = &self.reading.document.text;
        let rest = text.get(span.range()).unwrap_or("");
        let line = rest.lines().next().unwrap_or("").trim_end().len();
        Span::new(span.range().start, span.range().start + line)
    }
}

fn information(page: &Page<'_>, span: Span, code: String, message: String) -> Diagnostic {
    Diagnostic {
        range: page.lines.range(span),
        severity: Some(DiagnosticSeverity::INFORMATION),
        code: Some(NumberOrString::String(code)),
        source: Some("acquis assess".to_owned()),
        message,
        ..Diagnostic::default()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use acquis_analysis::{Database, Manifest, Package};
    use acquis_eval::Refusal;
    use acquis_facts::{Format, read};

    use super::*;

    #[test]
    fn an_assessment_that_nobody_waits_for_any_more_ends() {
        let law = "instrument i \"I\" { annex I { section 1 { number 1.1 { points (a) to (a) } } } }\n\
                   entity Person { able : Bool }\nfacts { staff : list of Person }\n\
                   ladder l { level 1 set out in Annex I 1 }\n\
                   criterion Annex I 1.1(a) at level 1 { requires every a in staff satisfies every b in staff satisfies (a.able and b.able) }";
        let mut db = Database::new();
        let file = (Name::from("a.acq"), Name::from("a"), law.to_owned());
        let package = Package::with_files(&mut db, Manifest::default(), [file]);
        let program = shared_program(&db, package).clone().expect("no error");
        let text = format!("staff:\n{}", "  - { able: true }\n".repeat(100));
        let dossier = read(&program, "x.yaml", &text, Format::Yaml).expect("it fits");
        let ladder = program.ladders.values().next().expect("one");
        let counter: Arc<AtomicU64> = Arc::default();
        let mut question = Question::new(&program, Date::FIRST);
        question.patience = Patience::while_at(Arc::clone(&counter), 0);
        assert!(assess_exactly(&program, ladder, &dossier, &question).is_ok());
        counter.store(1, Ordering::Release);
        let ended = assess_exactly(&program, ladder, &dossier, &question);
        assert!(matches!(ended, Err(Refusal::TooMuchWork)));
    }
}
