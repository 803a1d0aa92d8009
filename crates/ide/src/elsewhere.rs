//! Work in a database of its own. Whoever reads in one database cannot ask another on the same thread, so such work is done
//! on another; nothing else here starts threads.

use std::thread::{Builder, scope};

/// What the thread may use for calls within calls: as much as a program has that starts none.
const STACK: usize = 8 << 20;

/// Does work on a thread of its own; nothing where the machine gives none, or where the work has a fault.
pub(crate) fn elsewhere<R: Send>(work: impl FnOnce() -> R + Send) -> Option<R> {
    scope(|scope| {
        let thread = Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()?;
        thread.join().ok()
    })
}
