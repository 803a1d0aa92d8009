//! From what the command line asks to a question that can be put to a dossier.

use std::borrow::Cow;
use std::collections::BTreeSet;

use acquis_analysis::{Scenarios, Scope};
use acquis_base::{Diagnostic, HostError, Name, Place, Sources, Span, codes, printable};
use acquis_eval::Question;
use acquis_facts::{Dossier, Format, MAX_DOSSIER_BYTES};
use acquis_ir::{Date, Ladder, Program};
use acquis_report::question::{ladder as choose, question, with_reading};

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
    let mut package = match &asked.package {
        None => session.package_here(hint, Scope::Law),
        Some(path) => match session.package_at(path, Scope::Law) {
            Ok(package) => package,
            Err(finding) => {
                session.complain(&[*finding], &Sources::default());
                return None;
            }
        },
    };
    amended(session, &mut package, &asked.amend, &Scenarios::None).then_some(package)
}

/// Puts the amendments into the law that the command line names; complains where they cannot be applied.
pub(crate) fn amended(
    session: &mut Session<'_>,
    package: &mut CheckedPackage,
    names: &[String],
    scenarios: &Scenarios,
) -> bool {
    if names.is_empty() {
        return true;
    }
    let names: Vec<Name> = names.iter().map(|name| Name::from(name.as_str())).collect();
    match package.amend(session.host, &names, scenarios, None) {
        Ok(()) => true,
        Err(findings) => {
            session.complain(&findings, &package.sources);
            false
        }
    }
}

/// Says which amendments are in force on the day as of which is asked, and not applied.
pub(crate) fn say_not_applied(session: &mut Session<'_>, package: &CheckedPackage, question: &Question) {
    session.complain(&package.not_applied(question.as_of), &package.sources);
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
    match choose(program, asked.ladder.as_deref()) {
        Ok(ladder) => Some(ladder),
        Err(finding) => {
            session.complain(&[*finding], &Sources::default());
            None
        }
    }
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
        match with_reading(program, template, word) {
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

impl Common {
    /// The readings that the command line chooses.
    pub(crate) fn chosen(&self) -> BTreeSet<Name> {
        self.chosen.clone()
    }

    /// The question for one dossier; a diagnostic where neither it nor the command line says as of which date.
    pub(crate) fn question(&self, dossier: &Dossier) -> Result<Question, Box<Diagnostic>> {
        question(&self.template, self.as_of, dossier)
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
