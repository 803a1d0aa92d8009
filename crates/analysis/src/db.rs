//! The one concrete database, shared by command line and editor.

use std::sync::{Arc, Mutex};

use salsa::Setter;

use crate::collisions::{Decide, Decider};

/// Holds the inputs and remembers what was computed from them. Cloning gives a second handle on the same memory, for
/// reading; a write through one handle waits until all others are dropped.
#[salsa::db]
#[derive(Clone)]
pub struct Database {
    storage: salsa::Storage<Self>,
    log: Log,
}

type Log = Option<Arc<Mutex<Vec<String>>>>;

/// What happens in a database that is observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// A query is executed, by its name and key.
    Executes(String),
    /// A handle wants to write, and the work of all others ends at its next query.
    Interrupts,
}

impl Default for Database {
    fn default() -> Self {
        Self { storage: salsa::Storage::new(None), log: None }
    }
}

impl Database {
    /// A database without inputs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets somebody decide whether exceptions of rules collide.
    pub fn decide_by(&mut self, decide: Decide) {
        match Decider::try_get(self) {
            Some(decider) => {
                decider.set_decide(self).to(decide);
            }
            None => {
                Decider::new(self, decide);
            }
        }
    }

    /// A database that records which queries are executed, for tests of what an edit recomputes.
    pub fn recording() -> Self {
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&lines);
        let record = move |happening: Happening| {
            if let Happening::Executes(query) = happening
                && let Ok(mut lines) = log.lock()
            {
                lines.push(query);
            }
        };
        Self { log: Some(lines), ..Self::observed(record) }
    }

    /// A database that tells what happens in it, on the thread on which it happens: for tests of what is executed when.
    pub fn observed(observer: impl Fn(Happening) + Send + Sync + 'static) -> Self {
        let tell = move |event: salsa::Event| match event.kind {
            salsa::EventKind::WillExecute { database_key } => {
                observer(Happening::Executes(format!("{database_key:?}")));
            }
            salsa::EventKind::DidSetCancellationFlag => observer(Happening::Interrupts),
            _ => {}
        };
        Self { storage: salsa::Storage::new(Some(Box::new(tell))), log: None }
    }

    /// A database whose work, on whatever thread, ends with [`Interrupted::Stopped`] at its next query once `is_over`. It is
    /// of no use then.
    pub fn patient(is_over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        let watch = move |event: salsa::Event| {
            if matches!(event.kind, salsa::EventKind::WillCheckCancellation) && is_over() {
                // As salsa ends work at this place itself: without the hook for faults, for it is none.
                std::panic::resume_unwind(Box::new(salsa::Cancelled::Local));
            }
        };
        Self { storage: salsa::Storage::new(Some(Box::new(watch))), log: None }
    }

    /// The queries executed since the last call, in order; always empty unless the database is recording.
    pub fn take_executed(&self) -> Vec<String> {
        let lines = self.log.as_ref().and_then(|log| log.lock().ok());
        lines.map(|mut lines| std::mem::take(&mut *lines)).unwrap_or_default()
    }
}

/// Why work on a database was not finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interrupted {
    /// Another handle waits to change what the work rests on.
    ByChange,
    /// It was stopped by its [`Stopper`].
    Stopped,
    /// Work of another thread that this one waited for has panicked.
    ByPanic,
}

/// Stops the work of one handle from another thread.
#[derive(Debug, Clone)]
pub struct Stopper(salsa::CancellationToken);

impl Stopper {
    /// Makes the work of the handle end with [`Interrupted::Stopped`] at its next query.
    pub fn stop(&self) {
        self.0.cancel();
    }
}

impl Database {
    /// Does work that only reads, and that ends early when another handle wants to write or when it is stopped.
    ///
    /// # Errors
    /// When it has ended early.
    pub fn attempt<T>(&self, work: impl FnOnce(&Self) -> T) -> Result<T, Interrupted> {
        // What was half done is in the memory of salsa alone, which is made for that.
        let work = std::panic::AssertUnwindSafe(|| salsa::attach(self, || work(self)));
        salsa::Cancelled::catch(work).map_err(|cancelled| match cancelled {
            salsa::Cancelled::Local => Interrupted::Stopped,
            salsa::Cancelled::PropagatedPanic => Interrupted::ByPanic,
            _ => Interrupted::ByChange,
        })
    }

    /// What stops the work of this handle.
    pub fn stopper(&self) -> Stopper {
        Stopper(salsa::Database::cancellation_token(self))
    }
}

#[salsa::db]
impl salsa::Database for Database {}

#[cfg(test)]
mod tests {
    use acquis_base::Name;

    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use crate::{Ahead, Manifest, Package, do_ahead, findings};

    #[test]
    fn work_that_nobody_waits_for_any_more_ends_on_all_threads() {
        let left = AtomicUsize::new(5000);
        let is_over =
            move || left.fetch_update(Ordering::AcqRel, Ordering::Acquire, |it| it.checked_sub(1)).is_err();
        let mut db = Database::patient(is_over);
        let text: String = (0..5000).map(|number| format!("define d{number} : Bool = true\n")).collect();
        let file = (Name::from("a.acq"), Name::from("a"), text);
        let package = Package::with_files(&mut db, Manifest::default(), [file]);
        let stopped = db.attempt(|db| {
            do_ahead(db, package, Ahead::Checked);
            findings(db, package).len()
        });
        assert_eq!(stopped, Err(Interrupted::Stopped));
    }

    #[test]
    fn work_that_is_stopped_says_so_and_the_next_is_done() {
        let mut db = Database::new();
        let file = (Name::from("a.acq"), Name::from("a"), "define".to_owned());
        let package = Package::with_files(&mut db, Manifest::default(), [file]);
        let stopped = db.attempt(|db| {
            db.stopper().stop();
            findings(db, package).len()
        });
        assert_eq!(stopped, Err(Interrupted::Stopped));
        assert!(db.attempt(|db| findings(db, package).len()).is_ok_and(|found| found > 0));
    }
}
