//! `acquis assess`: which level does a service reach, why, and what is missing?

use acquis_base::{Diagnostic, Sources, codes};
use acquis_eval::{Assessment, MAX_WAYS, Question, Truth, Unvaried, all_readings};
use acquis_ir::{Date, Ladder};
use acquis_prove::assess_exactly;
use serde_json::Value;

use super::question::{common, dossier, ladder, package, program, say_not_applied};
use crate::Exit;
use crate::arguments::{Assess, Format};
use crate::session::Session;
use acquis_report::refusal::refused;
use acquis_report::{human, json, readings};

pub(crate) fn run(session: &mut Session<'_>, arguments: &Assess) -> Exit {
    let hint = arguments.facts.first().map(String::as_str);
    let Some(checked) = package(session, &arguments.asked, hint) else { return Exit::Unusable };
    let Some(program) = program(session, &checked) else { return Exit::Unusable };
    let Some(ladder) = ladder(session, program, &arguments.asked) else { return Exit::Unusable };
    let Some(common) = common(session, program, &arguments.asked) else { return Exit::Unusable };
    let required = match arguments.require_level.as_deref().map(|word| level(ladder, word)).transpose() {
        Ok(required) => required,
        Err(finding) => {
            session.complain(&[*finding], &Sources::default());
            return Exit::Unusable;
        }
    };
    if arguments.facts.iter().filter(|path| *path == "-").count() > 1 {
        let finding = Diagnostic::new(&codes::UNREADABLE_ARGUMENT, "standard input is named more than once")
            .note("it holds one dossier, and can be read once")
            .help("name `-` once, and the other dossiers as files");
        session.complain(&[finding], &Sources::default());
        return Exit::Unusable;
    }
    let mut exits = vec![];
    let mut reports: Vec<Value> = vec![];
    let mut shown = 0;
    let mut told: Vec<Date> = vec![];
    for path in &arguments.facts {
        let mut sources = Sources::default();
        let Some(dossier) = dossier(session, program, path, &mut sources) else {
            exits.push(Exit::Unusable);
            continue;
        };
        let question = match common.question(&dossier) {
            Ok(question) => question,
            Err(finding) => {
                session.complain(&[*finding], &sources);
                exits.push(Exit::Unusable);
                continue;
            }
        };
        if !told.contains(&question.as_of) {
            say_not_applied(session, &checked, &question);
            told.push(question.as_of);
        }
        match assess_exactly(program, ladder, &dossier, &question) {
            Ok(assessment) => {
                let varied = if arguments.all_readings {
                    let kept = common.chosen();
                    match all_readings(program, ladder, &dossier, &question, &kept) {
                        Ok(varied) => Some(varied),
                        Err(error) => {
                            session.complain(&[unvaried(&error, &dossier.file, &question)], &sources);
                            exits.push(Exit::Unusable);
                            continue;
                        }
                    }
                } else {
                    None
                };
                exits.push(verdict(&assessment, required));
                match arguments.format {
                    Format::Json => {
                        let mut report = json::assessment(&assessment, arguments.evidence);
                        if let (Some(varied), Value::Object(map)) = (&varied, &mut report) {
                            map.insert("all_readings".to_owned(), readings::json(varied, program, ladder));
                        }
                        reports.push(report);
                    }
                    Format::Human => {
                        let gap = if shown > 0 { "\n\n" } else { "" };
                        let text = human::assessment(
                            &assessment,
                            &checked.origin,
                            arguments.evidence,
                            session.out_style(),
                        );
                        let varied =
                            varied.map(|it| readings::human(&it, program, ladder, session.out_style()));
                        session.out(&format!("{gap}{text}{}", varied.unwrap_or_default()));
                        shown += 1;
                    }
                }
            }
            Err(refusal) => {
                session.complain(&refused(&refusal, program, &dossier, &question), &sources);
                exits.push(Exit::Unusable);
            }
        }
    }
    if arguments.format == Format::Json && !reports.is_empty() {
        print_json(session, reports, arguments.facts.len() > 1);
    }
    worst(&exits)
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
