//! `acquis man`: the pages of the manual, made from what `--help` says.

use acquis_base::{Diagnostic, Sources, codes, nearest, or_list, printable};
use clap::CommandFactory;
use clap_mangen::Man as Page;

use crate::Exit;
use crate::arguments::{Arguments, Man};
use crate::session::Session;

pub(crate) fn run(session: &mut Session<'_>, arguments: &Man) -> Exit {
    let mut program = Arguments::command();
    // Gives each command its whole name, `acquis-check`.
    program.build();
    let page = match &arguments.command {
        None => Page::new(program),
        Some(word) => match program.find_subcommand(word) {
            Some(command) => Page::new(command.clone()),
            None => {
                session.complain(&[unknown(&program, word)], &Sources::default());
                return Exit::Unusable;
            }
        },
    };
    let mut text = vec![];
    if let Err(error) = page.render(&mut text) {
        let finding =
            Diagnostic::new(&codes::UNWRITABLE_OUTPUT, format!("the page cannot be written: {error}"));
        session.complain(&[finding.help("make room")], &Sources::default());
        return Exit::Unusable;
    }
    session.out(&String::from_utf8_lossy(&text));
    Exit::Yes
}

fn unknown(program: &clap::Command, word: &str) -> Diagnostic {
    let names: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
    let finding =
        Diagnostic::new(&codes::UNREADABLE_ARGUMENT, format!("there is no command `{}`", printable(word)));
    match nearest(word, names.iter().copied()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help(format!("name {}", or_list(&names))),
    }
}
