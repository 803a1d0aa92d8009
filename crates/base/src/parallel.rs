//! The one door to threads: work done by several at once, with results in the order of what was given, and work done by one
//! of its own. Nothing else starts threads.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, JoinHandle, available_parallelism, scope};

/// What each thread may use for calls within calls: as much as a program has that starts none.
const STACK: usize = 8 << 20;

/// How many threads work at once.
pub fn threads() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// Into how many pieces the work of one thread is divided: whoever is done first takes of what is left.
const PIECES: usize = 16;

/// What `make` makes of each item, in the order of the items.
pub fn map<T: Sync, R: Send>(items: &[T], make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads().min(items.len());
    let pieces: Vec<&[T]> = items.chunks(items.len().div_ceil((threads * PIECES).max(1)).max(1)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done: Vec<(usize, Vec<R>)> = vec![];
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(at) else { return done };
            done.push((at, piece.iter().map(&make).collect()));
        }
    };
    let mut done = scope(|scope| {
        let started: Vec<_> =
            (0..threads).map(|_| Builder::new().stack_size(STACK).spawn_scoped(scope, work)).collect();
        let finished = started.into_iter().flatten().flat_map(|thread| match thread.join() {
            Ok(done) => done,
            Err(fault) => resume_unwind(fault),
        });
        finished.collect::<Vec<_>>()
    });
    // A machine that gives no thread does the work itself.
    done.extend(work());
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().flat_map(|(_, made)| made).collect()
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
