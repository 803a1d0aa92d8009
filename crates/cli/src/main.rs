//! The `acquis` command.

use std::io::{IsTerminal, Write, stderr, stdin, stdout};
use std::process::ExitCode;

use acquis_cli::{Colours, Disk, Streams, run};

fn main() -> ExitCode {
    let disk = Disk::here();
    let wanted = !disk.refuses_colour();
    let colours = Colours { out: wanted && stdout().is_terminal(), err: wanted && stderr().is_terminal() };
    // None is locked, for the language server reads and writes on a thread of its own.
    let (mut out, mut err, mut input) = (stdout(), stderr(), stdin());
    let streams = Streams { out: &mut out, err: &mut err, input: &mut input, colours };
    let code = run(std::env::args_os(), &disk, disk.working_folder(), streams);
    // A reader that went away is no failure of ours.
    let _ = out.flush();
    ExitCode::from(code)
}
