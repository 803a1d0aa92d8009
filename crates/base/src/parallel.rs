//! The one door to threads: work done by several at once, with results in the order of what was given, and work done by one
//! of its own. Nothing else starts threads.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread::{Builder, JoinHandle, available_parallelism, scope};

/// What each thread may use for calls within calls: as much as a program has that starts none.
const STACK: usize = 8 << 20;

/// How many threads work at once.
pub fn threads() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// What `make` makes of each item, in the order of the items.
pub fn map<T: Sync, R: Send>(items: &[T], make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let size = items.len().div_ceil(threads()).max(1);
    let work = |piece: &[T]| piece.iter().map(&make).collect::<Vec<R>>();
    let work = &work;
    scope(|scope| {
        let started: Vec<_> = items
            .chunks(size)
            .map(|piece| (piece, Builder::new().stack_size(STACK).spawn_scoped(scope, move || work(piece))))
            .collect();
        let finished = started.into_iter().flat_map(|(piece, thread)| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|fault| resume_unwind(fault)),
            // A machine that gives no thread does the work itself.
            Err(_) => work(piece),
        });
        finished.collect()
    })
}

/// What work comes to on a thread of its own, which is waited for; nothing where the machine gives none, or where the work
/// has a fault.
pub fn elsewhere<R: Send>(work: impl FnOnce() -> R + Send) -> Option<R> {
    scope(|scope| Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()?.join().ok())
}

/// Starts work on a thread of its own, which is not waited for.
///
/// # Errors
/// When the machine gives no thread.
pub fn start<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> std::io::Result<JoinHandle<R>> {
    Builder::new().stack_size(STACK).spawn(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_what_was_given() {
        for length in [0_u32, 1, 7, 100] {
            let items: Vec<u32> = (0..length).collect();
            let doubled: Vec<u32> = items.iter().map(|item| item * 2).collect();
            assert_eq!(map(&items, |item| item * 2), doubled);
        }
    }
}
