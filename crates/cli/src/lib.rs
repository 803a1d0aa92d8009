//! The command line of Acquis: a thin face over the other crates. It reads arguments and files, asks, and prints.
//!
//! It is a library so that tests can run commands in memory; [`run`] is all that the program calls.

mod arguments;
mod builtin;
mod changes;
mod command;
mod disk;
mod pages;
mod patch;
mod revision;
mod session;

use std::ffi::OsString;
use std::io::{Read, Write};

use acquis_base::{Diagnostic, Host, Sources, codes, printable};
use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::session::Session;

pub use builtin::BUILT_IN;
pub use disk::Disk;
pub use pages::PAGES;

/// Which outputs are shown in colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Colours {
    /// The results.
    pub out: bool,
    /// The messages.
    pub err: bool,
}

/// Where a command reads and writes: data to `out`, messages to `err`.
pub struct Streams<'s> {
    /// Results.
    pub out: &'s mut dyn Write,
    /// Messages.
    pub err: &'s mut dyn Write,
    /// What `-` stands for.
    pub input: &'s mut dyn Read,
    /// Which of them are in colour.
    pub colours: Colours,
}

/// What a command came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Yes, or done.
    Yes = 0,
    /// No: errors found, level not attained.
    No = 1,
    /// The command or its input could not be used.
    Unusable = 2,
    /// The facts do not settle it.
    Undetermined = 3,
}

impl Exit {
    /// What a command came to of which some input may not have been usable: that is told before what it found.
    fn of(unusable: bool, is_no: bool) -> Self {
        match (unusable, is_no) {
            (true, _) => Self::Unusable,
            (false, true) => Self::No,
            (false, false) => Self::Yes,
        }
    }
}

/// Runs a command given as the words of a command line, the program's own name first; returns the exit code.
/// `working_folder` is the absolute path of the folder that relative paths start from.
pub fn run<'s, I>(words: I, host: &'s dyn Host, working_folder: &'s str, streams: Streams<'s>) -> u8
where
    I: IntoIterator<Item = OsString>,
{
    let words: Vec<OsString> = words.into_iter().collect();
    if let Some(word) = words.iter().skip(1).find(|word| word.to_str().is_none()) {
        let message = format!("`{}` is not UTF-8", word.to_string_lossy());
        let finding = Diagnostic::new(&codes::UNREADABLE_ARGUMENT, message)
            .note("paths and other words of a command line are read as UTF-8")
            .help("rename the file");
        Session::new(host, working_folder, streams).complain(&[finding], &Sources::default());
        return Exit::Unusable as u8;
    }
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error, streams),
    };
    let mut session = Session::new(host, working_folder, streams);
    let exit = match &arguments.command {
        Command::Check(check) => command::check::run(&mut session, check),
        Command::Assess(assess) => command::assess::run(&mut session, assess),
        Command::Explain(explain) => command::explain::run(&mut session, explain),
        Command::Gap(gap) => command::gap::run(&mut session, gap),
        Command::Verify(verify) => command::verify::run(&mut session, verify),
        Command::Diff(diff) => command::diff::run(&mut session, diff),
        Command::Test(test) => command::test::run(&mut session, test),
        Command::Text(text) => command::text::run(&mut session, text),
        Command::Consolidate(consolidate) => command::consolidate::run(&mut session, consolidate),
        Command::Fmt(fmt) => command::fmt::run(&mut session, fmt),
        Command::Init(init) => command::init::run(&mut session, init),
        Command::Emit(emit) => command::emit::run(&mut session, emit),
        Command::Lsp(_) => command::lsp::run(&mut session),
        Command::Completions(completions) => command::completions::run(&mut session, completions),
        Command::Man(man) => command::man::run(&mut session, man),
    };
    if session.is_written() { exit as u8 } else { Exit::Unusable as u8 }
}

/// Help goes to the results, complaints to the messages.
fn refused(error: &clap::Error, streams: Streams<'_>) -> u8 {
    // The lines are those of the message; what stands in them may be anybody's words.
    let text: String =
        error.render().to_string().lines().map(|line| format!("{}\n", printable(line))).collect();
    let out = if error.use_stderr() { streams.err } else { streams.out };
    // Nothing is left to say to whoever does not read.
    let _ = out.write_all(text.as_bytes());
    if error.use_stderr() { Exit::Unusable as u8 } else { Exit::Yes as u8 }
}
