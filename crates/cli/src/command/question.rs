//! From what the command line asks to a question that can be put to a dossier.

use std::borrow::Cow;
use std::collections::BTreeSet;

use acquis_analysis::Scope;
use acquis_base::{Diagnostic, HostError, Name, Place, Sources, Span, codes, nearest, or_list, printable};
use acquis_eval::{BadReading, Question};
use acquis_facts::{Dossier, Format, MAX_DOSSIER_BYTES};
use acquis_ir::{Date, Ladder, Program};

use crate::arguments::Asked;
use crate::session::{CheckedPackage, Session, empty_path};

/// How standard input is called in messages.
const STDIN: &str = "<stdin>";

/// The package that the command line chooses, without its scenarios; complains and gives nothing where it cannot be used.
pub(crate) fn package(
    session: &mut Session<'_>,
    asked: &Asked,
    hint: Option<&str>,
) -> Option<CheckedPackage> {
    match &asked.package {
        None => Some(session.package_here(hint, Scope::Law)),
        Some(path) => match session.package_at(path, Scope::Law) {
            Ok(package) => Some(package),
            Err(finding) => {
                session.complain(&[*finding], &Sources::default());
                None
            }
        },
    }
}

/// The packages that a command is about, and whether something that was named is none.
pub(crate) struct Chosen {
    pub(crate) packages: Vec<CheckedPackage>,
    pub(crate) unusable: bool,
}

/// The packages that `paths` belong to, each once; complains of paths that belong to none. Without a path, the one that
/// serves here.
pub(crate) fn packages(session: &mut Session<'_>, paths: &[String]) -> Chosen {
    let mut chosen = Chosen { packages: vec![], unusable: false };
    if paths.is_empty() {
        let package = session.package_here(None, Scope::Whole);
        if package.is_built_in {
            session.say_built_in(&package);
        }
        chosen.packages.push(package);
    }
    for path in paths {
        match session.package_at(path, Scope::Whole) {
            Ok(package) if chosen.packages.iter().any(|known| known.origin == package.origin) => {}
            Ok(package) => chosen.packages.push(package),
            Err(finding) => {
                session.complain(&[*finding], &Sources::default());
                chosen.unusable = true;
            }
        }
    }
    chosen
}

/// The program of a package; complains and gives nothing where it has errors.
pub(crate) fn program<'p>(session: &mut Session<'_>, package: &'p CheckedPackage) -> Option<&'p Program> {
    match package.program() {
        Ok(program) => Some(program),
        Err(errors) => {
            session.complain(&errors, &package.sources);
            let finding =
                Diagnostic::new(&codes::PACKAGE_HAS_ERRORS, "a package with errors does not assess")
                    .note("a rule that is in error would be a rule that is missing")
                    .help("mend the errors above; `acquis check` shows warnings too");
            session.complain(&[finding], &package.sources);
            None
        }
    }
}

/// The ladder that the command line, the manifest, or the package chooses; that of a package with rules alone is none.
pub(crate) fn ladder<'p>(
    session: &mut Session<'_>,
    program: &'p Program,
    asked: &Asked,
) -> Option<&'p Ladder> {
    // Rules stand beside levels and need none.
    if program.ladders.is_empty() && asked.ladder.is_none() && !program.rules.is_empty() {
        return Some(Ladder::none());
    }
    let names: Vec<String> = program.ladders.keys().map(|name| format!("`{name}`")).collect();
    let wanted = asked.ladder.as_deref().or(program.default_ladder.as_deref());
    let found = wanted.and_then(|name| program.ladders.get(name));
    if found.is_none() {
        let finding = match &asked.ladder {
            Some(name) => {
                Diagnostic::new(&codes::LADDER_CHOICE, format!("the package has no ladder `{name}`"))
            }
            None if names.is_empty() => Diagnostic::new(&codes::LADDER_CHOICE, "the package has no ladder"),
            None => Diagnostic::new(&codes::LADDER_CHOICE, "it is not said which ladder is meant"),
        };
        let help = if names.is_empty() {
            "declare one: `ladder name { level 1 }`; a package with rules needs none".to_owned()
        } else {
            format!("choose with `--ladder`, or in acquis.toml: {}", or_list(&names))
        };
        session.complain(&[finding.help(help)], &Sources::default());
    }
    found
}

/// What is common to the questions put to all dossiers: the readings, and the date where the command line gives it.
pub(crate) struct Common {
    as_of: Option<Date>,
    template: Question,
    chosen: BTreeSet<Name>,
}

/// Reads date and readings from the command line.
pub(crate) fn common(session: &mut Session<'_>, program: &Program, asked: &Asked) -> Option<Common> {
    let as_of = match &asked.as_of {
        None => None,
        Some(text) => match date(text) {
            Ok(date) => Some(date),
            Err(finding) => {
                session.complain(&[*finding], &Sources::default());
                return None;
            }
        },
    };
    let mut template = Question::new(program, as_of.unwrap_or(Date::FIRST));
    if asked.max_steps == Some(0) {
        session.complain(&[no_step(template.max_steps)], &Sources::default());
        return None;
    }
    template.max_steps = asked.max_steps.unwrap_or(template.max_steps);
    let mut named: Vec<&str> = vec![];
    for word in &asked.reading {
        let name = word.split_once('=').map_or(word.as_str(), |(name, _)| name);
        if named.contains(&name) {
            let message = format!("the reading `{name}` is chosen twice");
            let finding = Diagnostic::new(&codes::UNKNOWN_READING, message).help("choose it once");
            session.complain(&[finding], &Sources::default());
            return None;
        }
        named.push(name);
        match reading(program, template, word) {
            Ok(next) => template = next,
            Err(finding) => {
                session.complain(&[*finding], &Sources::default());
                return None;
            }
        }
    }
    let chosen = named.into_iter().map(Name::from).collect();
    Some(Common { as_of, template, chosen })
}

/// A limit under which nothing can be assessed.
fn no_step(usual: u64) -> Diagnostic {
    Diagnostic::new(&codes::TOO_MUCH_WORK, "`--max-steps 0` allows no step, and every assessment takes some")
        .note("0 does not stand for as many as are needed: there is always a limit")
        .help(format!("write how many one assessment may take, or leave it out: then {usual} are allowed"))
}

/// A date on the command line.
pub(crate) fn date(text: &str) -> Result<Date, Box<Diagnostic>> {
    let bad = |message: String| Diagnostic::new(&codes::BAD_DATE_ARGUMENT, message);
    let (first, last) = (Date::FIRST, Date::LAST);
    match text.parse::<Date>() {
        Ok(date) if date.is_in_fact_range() => Ok(date),
        Ok(_) => Err(Box::new(
            bad(format!("`{text}` lies outside what can be asked: {first} to {last}"))
                .note("facts and registers hold dates of the same years")
                .help("name a day of these years"),
        )),
        Err(()) => Err(Box::new(
            bad(format!("`{text}` is no date"))
                .help("write year, month and day of a day that exists: `--as-of 2026-11-22`"),
        )),
    }
}

fn reading(program: &Program, question: Question, word: &str) -> Result<Question, Box<Diagnostic>> {
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
        Box::new(bad(message).help(match nearest(wrong, names.iter().map(acquis_base::Name::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("choose {}", or_list(&quoted)),
        }))
    })
}

/// The first character of what a dossier says.
fn start_of(dossier: &Dossier) -> Span {
    let whole = dossier.record(Dossier::ROOT).map(|record| record.span).unwrap_or_default();
    Span { end: whole.start.saturating_add(1).min(whole.end), ..whole }
}

impl Common {
    /// The readings that the command line chooses.
    pub(crate) fn chosen(&self) -> BTreeSet<Name> {
        self.chosen.clone()
    }

    /// The question for one dossier; a diagnostic where neither it nor the command line says as of which date.
    pub(crate) fn question(&self, dossier: &Dossier) -> Result<Question, Box<Diagnostic>> {
        match self.as_of.or(dossier.as_of) {
            Some(as_of) => Ok(Question { as_of, ..self.template.clone() }),
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
}

/// Reads a dossier and makes the question for it; complains and gives nothing where either cannot be used. The text is
/// added to `sources`.
pub(crate) fn asked_of(
    session: &mut Session<'_>,
    program: &Program,
    common: &Common,
    path: &str,
    sources: &mut Sources,
) -> Option<(Dossier, Question)> {
    let dossier = dossier(session, program, path, sources)?;
    match common.question(&dossier) {
        Ok(question) => Some((dossier, question)),
        Err(finding) => {
            session.complain(&[*finding], sources);
            None
        }
    }
}

/// Reads a dossier; complains and gives nothing where it cannot be used. Its text is added to `sources`.
pub(crate) fn dossier(
    session: &mut Session<'_>,
    program: &Program,
    path: &str,
    sources: &mut Sources,
) -> Option<Dossier> {
    if path.is_empty() {
        session.complain(&[empty_path()], sources);
        return None;
    }
    let shown = &*if path == "-" { Cow::Borrowed(STDIN) } else { printable(path) };
    let bytes = match session.read(path, MAX_DOSSIER_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => {
            let finding = unreadable(session, path, shown, &error);
            session.complain(&[finding], sources);
            return None;
        }
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            sources.insert(shown, String::from_utf8_lossy(error.as_bytes()));
            session.complain(&[not_utf8(shown, &error)], sources);
            return None;
        }
    };
    let format = Format::of(shown, &text);
    let read = acquis_facts::read(program, shown, &text, format);
    sources.insert(shown, text);
    match read {
        Ok(dossier) => Some(dossier),
        Err(findings) => {
            session.complain(&findings, sources);
            None
        }
    }
}

fn unreadable(session: &Session<'_>, path: &str, shown: &str, error: &HostError) -> Diagnostic {
    let finding = Diagnostic::new(&codes::UNREADABLE_DOSSIER, format!("{shown} cannot be read: {error}"));
    match error {
        HostError::TooLarge => {
            finding.help(format!("a dossier holds at most {} MiB", MAX_DOSSIER_BYTES >> 20))
        }
        _ if session.is_folder(path) => finding.help("name the dossiers in it one by one"),
        HostError::NotFound => finding.help("check the path"),
        HostError::Denied => finding.help("check who may read it"),
        HostError::Other(_) => finding.help("name another file"),
    }
}

/// The place is that of the sign that stands for the first bad byte where the file is shown.
fn not_utf8(shown: &str, error: &std::string::FromUtf8Error) -> Diagnostic {
    let at = error.utf8_error().valid_up_to();
    let sign = char::REPLACEMENT_CHARACTER.len_utf8();
    let place = Place::new(shown, Span::new(at, at + sign));
    let what = "something that is no character of UTF-8";
    Diagnostic::at(&codes::UNREADABLE_DOSSIER, format!("{shown} is not UTF-8"), place, what)
        .help("save the file as UTF-8")
}
