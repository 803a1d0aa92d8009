//! The server on standard input and output, as editors start it.

use acquis_base::Host;

use crate::server::{Outcome, serve};

/// Serves the client at the other end of standard input and output until it is gone.
///
/// # Errors
/// When the machine gives no thread.
pub fn serve_stdio(host: &dyn Host) -> std::io::Result<Outcome> {
    serve(host, tokio::io::stdin(), tokio::io::stdout())
}
