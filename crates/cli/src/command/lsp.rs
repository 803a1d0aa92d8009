//! `acquis lsp`: serves an editor.

use acquis_base::{Diagnostic, Sources, codes};
use acquis_lsp::{Outcome, serve_stdio};

use crate::Exit;
use crate::session::Session;

pub(crate) fn run(session: &mut Session<'_>) -> Exit {
    match serve_stdio(session.host) {
        Ok(Outcome::Ended) => Exit::Yes,
        // The protocol asks for this of a server whose client did not take its leave.
        Ok(Outcome::Deserted) => Exit::No,
        Err(error) => {
            let message = format!("the language server cannot start: {error}");
            let finding = Diagnostic::new(&codes::UNREADABLE_ARGUMENT, message)
                .help("free memory, or end other programs");
            session.complain(&[finding], &Sources::default());
            Exit::Unusable
        }
    }
}
