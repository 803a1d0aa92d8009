//! `acquis text`: official texts by themselves.

mod check;
mod diff;
mod lock;
mod outline;

use acquis_analysis::fault_words;
use acquis_base::{Diagnostic, HostError, Name, Sources, codes, printable};
use acquis_text::{MAX_TEXT_BYTES, Source, Text};

use crate::Exit;
use crate::arguments::{Text as Arguments, TextCommand};
use crate::session::{Session, empty_path};

pub(crate) fn run(session: &mut Session<'_>, arguments: &Arguments) -> Exit {
    match &arguments.command {
        TextCommand::Check(arguments) => check::run(session, arguments),
        TextCommand::Diff(arguments) => diff::run(session, arguments),
        TextCommand::Lock(arguments) => lock::run(session, arguments),
        TextCommand::Outline(arguments) => outline::run(session, arguments),
    }
}

/// Files of one text, as far as they can be read; complains about the others. Says whether there were any.
fn read(session: &mut Session<'_>, paths: &[String]) -> (Text, bool) {
    let mut sources: Vec<Source> = vec![];
    let mut unusable = false;
    for path in paths {
        let name = Name::from(&*printable(path));
        if sources.iter().any(|known| known.name == name) {
            continue;
        }
        match source(session, path) {
            Ok(text) => sources.push(Source { name, text: text.into() }),
            Err(finding) => {
                session.complain(&[*finding], &Sources::default());
                unusable = true;
            }
        }
    }
    let text = Text::read(sources);
    for (name, fault) in text.faults() {
        let finding = unreadable(name, &fault_words(*fault));
        session.complain(&[finding.help("name a text in Markdown or plain text")], &Sources::default());
        unusable = true;
    }
    (text, unusable)
}

fn source(session: &mut Session<'_>, path: &str) -> Result<String, Box<Diagnostic>> {
    if path.is_empty() {
        return Err(Box::new(empty_path()));
    }
    let shown = printable(path);
    let bytes = session.host.read(path, MAX_TEXT_BYTES).map_err(|error| {
        let help = match &error {
            HostError::TooLarge => format!("a file of a text holds at most {} MiB", MAX_TEXT_BYTES >> 20),
            HostError::Denied => "check who may read it".to_owned(),
            HostError::NotFound | HostError::Other(_) => "check the path".to_owned(),
        };
        Box::new(unreadable(&shown, &error.to_string()).help(help))
    })?;
    String::from_utf8(bytes)
        .map_err(|_| Box::new(unreadable(&shown, "it is not UTF-8").help("save the file as UTF-8")))
}

fn unreadable(shown: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&codes::UNREADABLE_ARGUMENT, format!("`{shown}` cannot be read: {why}"))
}
