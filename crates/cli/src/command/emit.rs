//! `acquis emit`: write the package in another form.

use super::question::{packages, program};
use crate::Exit;
use crate::arguments::{Emit, Target};
use crate::session::Session;

pub(crate) fn run(session: &mut Session<'_>, arguments: &Emit) -> Exit {
    let chosen = packages(session, arguments.path.as_slice());
    let Some(package) = chosen.packages.first() else { return Exit::Unusable };
    let Some(program) = program(session, package) else { return Exit::Unusable };
    let value = match arguments.target {
        Target::JsonSchema => acquis_facts::json_schema(program),
    };
    session.out(&format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default()));
    Exit::Yes
}
