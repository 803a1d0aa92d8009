//! `acquis completions`: what a shell needs to complete command lines.

use clap::CommandFactory;

use crate::Exit;
use crate::arguments::{Arguments, Completions};
use crate::session::Session;

pub(crate) fn run(session: &mut Session<'_>, arguments: &Completions) -> Exit {
    let mut script = vec![];
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    session.out(&String::from_utf8_lossy(&script));
    Exit::Yes
}
