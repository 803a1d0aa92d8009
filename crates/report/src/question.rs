//! What is asked of a dossier: by which ladder, as of which date, under which readings.

use acquis_base::{Diagnostic, Name, Span, codes, nearest, or_list};
use acquis_eval::{BadReading, Question};
use acquis_facts::Dossier;
use acquis_ir::{Date, Ladder, Program};

/// The ladder that is named, or else chosen by the manifest or the package; that of a package with rules alone is none.
///
/// # Errors
/// When there is no such ladder, or several and none is chosen.
pub fn ladder<'p>(program: &'p Program, asked: Option<&str>) -> Result<&'p Ladder, Box<Diagnostic>> {
    // Rules stand beside levels and need none.
    if program.ladders.is_empty() && asked.is_none() && !program.rules.is_empty() {
        return Ok(Ladder::none());
    }
    let names: Vec<String> = program.ladders.keys().map(|name| format!("`{name}`")).collect();
    let wanted = asked.or(program.default_ladder.as_deref());
    if let Some(found) = wanted.and_then(|name| program.ladders.get(name)) {
        return Ok(found);
    }
    let finding = match asked {
        Some(name) => Diagnostic::new(&codes::LADDER_CHOICE, format!("the package has no ladder `{name}`")),
        None if names.is_empty() => Diagnostic::new(&codes::LADDER_CHOICE, "the package has no ladder"),
        None => Diagnostic::new(&codes::LADDER_CHOICE, "it is not said which ladder is meant"),
    };
    let help = if names.is_empty() {
        "declare one: `ladder name { level 1 }`; a package with rules needs none".to_owned()
    } else {
        format!("choose with `--ladder`, or in acquis.toml: {}", or_list(&names))
    };
    Err(Box::new(finding.help(help)))
}

/// The question for one dossier, as of `as_of` or else as of the date that the dossier names.
///
/// # Errors
/// When neither says as of which date.
pub fn question(
    template: &Question,
    as_of: Option<Date>,
    dossier: &Dossier,
) -> Result<Question, Box<Diagnostic>> {
    match as_of.or(dossier.as_of) {
        Some(as_of) => Ok(Question { as_of, ..template.clone() }),
        None => Err(Box::new(
            Diagnostic::at(
                &codes::NO_DATE,
                format!("{} does not say as of which date to assess it", dossier.file),
                dossier.place(start_of(dossier)),
                "no `as_of` in this record",
            )
            .note("registers and certificates change; no clock decides which day is meant")
            .help("add `--as-of YYYY-MM-DD`, or `as_of: YYYY-MM-DD` to the dossier"),
        )),
    }
}

/// The first character of what a dossier says.
fn start_of(dossier: &Dossier) -> Span {
    let whole = dossier.record(Dossier::ROOT).map(|record| record.span).unwrap_or_default();
    Span { end: whole.start.saturating_add(1).min(whole.end), ..whole }
}

/// A question with a reading chosen by words as `READING=CHOICE`.
///
/// # Errors
/// When the package has no such reading, or the reading no such choice.
pub fn with_reading(program: &Program, question: Question, word: &str) -> Result<Question, Box<Diagnostic>> {
    let bad = |message: String| Diagnostic::new(&codes::UNKNOWN_READING, message);
    let Some((name, choice)) = word.split_once('=') else {
        return Err(Box::new(
            bad(format!("`{word}` is no choice of a reading")).help("write `--reading READING=CHOICE`"),
        ));
    };
    question.with_reading(program, name, choice).map_err(|error| {
        let (message, names) = match error {
            BadReading::Reading(names) => (format!("the package has no reading `{name}`"), names),
            BadReading::Choice(names) => (format!("the reading `{name}` has no choice `{choice}`"), names),
        };
        let wrong = if message.contains("no reading") { name } else { choice };
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        Box::new(bad(message).help(match nearest(wrong, names.iter().map(Name::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("choose {}", or_list(&quoted)),
        }))
    })
}
