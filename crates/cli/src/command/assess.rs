//! `acquis assess`: which level does a service reach, why, and what is missing?

use acquis_base::{Diagnostic, Sources, codes};
use acquis_eval::{AllReadings, Assessment, MAX_WAYS, Question, Truth, Unvaried, all_readings};
use acquis_facts::Dossier;
use acquis_ir::{Date, Ladder, Program};
use acquis_prove::assess_exactly;
use serde_json::Value;

use super::question::{Common, asked_of, common, ladder, package, program, say_not_applied};
use crate::Exit;
use crate::arguments::{Assess, Format};
use crate::session::{CheckedPackage, Session};
use acquis_report::refusal::refused;
use acquis_report::{human, json, readings};

/// What is asked of each dossier.
struct Assessor<'a> {
    checked: &'a CheckedPackage,
    program: &'a Program,
    ladder: &'a Ladder,
    common: Common,
    required: Option<u32>,
    arguments: &'a Assess,
}

/// What was said so far.
#[derive(Default)]
struct Said {
    /// What is printed when all dossiers are assessed.
    reports: Vec<Value>,
    /// How many were printed one by one.
    shown: usize,
    /// The dates of which it was said what is not applied.
    told: Vec<Date>,
}

pub(crate) fn run(session: &mut Session<'_>, arguments: &Assess) -> Exit {
    let hint = arguments.facts.first().map(String::as_str);
    let Some(checked) = package(session, &arguments.asked, hint) else { return Exit::Unusable };
    let Some(program) = program(session, &checked) else { return Exit::Unusable };
    let Some(ladder) = ladder(session, program, &arguments.asked) else { return Exit::Unusable };
    let Some(common) = common(session, program, &arguments.asked) else { return Exit::Unusable };
    let required = arguments.require_level.as_deref().map(|word| level(ladder, word)).transpose();
    let required = match required.and_then(|required| input_once(&arguments.facts).map(|()| required)) {
        Ok(required) => required,
        Err(finding) => {
            session.complain(&[*finding], &Sources::default());
            return Exit::Unusable;
        }
    };
    let assessor = Assessor { checked: &checked, program, ladder, common, required, arguments };
    let mut said = Said::default();
    let mut exits = vec![];
    for path in &arguments.facts {
        exits.push(assessor.assess(session, path, &mut said).unwrap_or(Exit::Unusable));
    }
    if arguments.format == Format::Json && !said.reports.is_empty() {
        print_json(session, said.reports, arguments.facts.len() > 1);
    }
    worst(&exits)
}

/// Standard input can be read once.
fn input_once(paths: &[String]) -> Result<(), Box<Diagnostic>> {
    if paths.iter().filter(|path| *path == "-").count() <= 1 {
        return Ok(());
    }
    Err(Box::new(
        Diagnostic::new(&codes::UNREADABLE_ARGUMENT, "standard input is named more than once")
            .note("it holds one dossier, and can be read once")
            .help("name `-` once, and the other dossiers as files"),
    ))
}

impl Assessor<'_> {
    /// Assesses a dossier and says what came of it; nothing where it complains instead.
    fn assess(&self, session: &mut Session<'_>, path: &str, said: &mut Said) -> Option<Exit> {
        let mut sources = Sources::default();
        let (dossier, question) = asked_of(session, self.program, &self.common, path, &mut sources)?;
        if !said.told.contains(&question.as_of) {
            say_not_applied(session, self.checked, &question);
            said.told.push(question.as_of);
        }
        let assessed = assess_exactly(self.program, self.ladder, &dossier, &question)
            .map_err(|refusal| refused(&refusal, self.program, &dossier, &question))
            .and_then(|assessment| Ok((assessment, self.varied(&dossier, &question)?)));
        match assessed {
            Ok((assessment, varied)) => {
                self.show(session, &assessment, varied.as_ref(), said);
                Some(verdict(&assessment, self.required))
            }
            Err(findings) => {
                session.complain(&findings, &sources);
                None
            }
        }
    }

    /// The same under all readings, where they are asked for.
    fn varied(&self, dossier: &Dossier, question: &Question) -> Result<Option<AllReadings>, Vec<Diagnostic>> {
        if !self.arguments.all_readings {
            return Ok(None);
        }
        let varied = all_readings(self.program, self.ladder, dossier, question, &self.common.chosen());
        varied.map(Some).map_err(|error| vec![unvaried(&error, &dossier.file, question)])
    }

    fn show(
        &self,
        session: &mut Session<'_>,
        assessment: &Assessment<'_>,
        varied: Option<&AllReadings>,
        said: &mut Said,
    ) {
        let Self { program, ladder, arguments, .. } = self;
        match arguments.format {
            Format::Json => {
                let mut report = json::assessment(assessment, arguments.evidence);
                if let (Some(varied), Value::Object(map)) = (varied, &mut report) {
                    map.insert("all_readings".to_owned(), readings::json(varied, program, ladder));
                }
                said.reports.push(report);
            }
            Format::Human => {
                let style = session.out_style();
                let gap = if said.shown > 0 { "\n\n" } else { "" };
                let text = human::assessment(assessment, &self.checked.origin, arguments.evidence, style);
                let varied = varied.map(|it| readings::human(it, program, ladder, style));
                session.out(&format!("{gap}{text}{}", varied.unwrap_or_default()));
                said.shown += 1;
            }
        }
    }
}

fn print_json(session: &mut Session<'_>, mut reports: Vec<Value>, several: bool) {
    let value = if several { Value::Array(reports) } else { reports.pop().unwrap_or(Value::Null) };
    let text = serde_json::to_string_pretty(&value).unwrap_or_default();
    session.out(&format!("{text}\n"));
}

/// The level of a ladder that the command line names.
pub(crate) fn level(ladder: &Ladder, word: &str) -> Result<u32, Box<Diagnostic>> {
    let number = word.parse::<u32>().ok();
    if let Some(level) = number.filter(|number| ladder.levels.iter().any(|known| known.number == *number)) {
        return Ok(level);
    }
    if ladder.is_none() {
        let message = format!("level {word} cannot be required of a package without levels");
        let help = "leave `--require-level` out, or declare a ladder";
        return Err(Box::new(Diagnostic::new(&codes::UNKNOWN_LEVEL, message).help(help)));
    }
    let message = match word.parse::<i128>() {
        Ok(_) => format!("the ladder `{}` has no level {word}", ladder.name),
        Err(_) => format!("`{word}` is no level; levels are numbers"),
    };
    let highest = ladder.levels.last().map_or(0, |level| level.number);
    let help = format!("the levels of `{}` run from 1 to {highest}", ladder.name);
    Err(Box::new(Diagnostic::new(&codes::UNKNOWN_LEVEL, message).help(help)))
}

fn verdict(assessment: &Assessment<'_>, required: Option<u32>) -> Exit {
    match required.map(|level| assessment.levels.reached(level)) {
        None | Some(Truth::True) => Exit::Yes,
        Some(Truth::False) => Exit::No,
        Some(Truth::Unknown) => Exit::Undetermined,
    }
}

/// Over several dossiers: unusable before no, no before undetermined.
fn worst(exits: &[Exit]) -> Exit {
    for exit in [Exit::Unusable, Exit::No, Exit::Undetermined] {
        if exits.contains(&exit) {
            return exit;
        }
    }
    Exit::Yes
}

/// The diagnostic for a dossier that is not assessed under all readings.
fn unvaried(error: &Unvaried, file: &str, question: &Question) -> Diagnostic {
    let message = match error {
        Unvaried::TooMuchWork => format!("assessing {file} takes more than {} steps", question.max_steps),
        Unvaried::TooManyWays(what) => format!("{what} can be read in more than {MAX_WAYS} ways"),
    };
    Diagnostic::new(&codes::TOO_MUCH_WORK, message).help(match error {
        Unvaried::TooMuchWork => "divide the dossier, or allow more by `--max-steps`",
        Unvaried::TooManyWays(_) => "choose some readings by `--reading`: they are not varied then",
    })
}
