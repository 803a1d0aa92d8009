//! Questions to the owner, and how work on them is stopped.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use acquis_analysis::{Database, Stopper};

use crate::snapshot::Snapshot;

/// A question.
pub(crate) struct Ask {
    /// Answers it.
    pub(crate) work: Box<dyn FnOnce(Result<Snapshot, Modified>) + Send>,
    pub(crate) stop: Arc<Stop>,
    /// The document whose text alone it is about, where it is about no more.
    pub(crate) text_of: Option<String>,
}

/// Why a question is not answered: something has changed since it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Modified;

/// Stops the work on a question that nobody waits for any more.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    is_stopped: Arc<AtomicBool>,
    work: Mutex<Option<Stopper>>,
}

impl Stop {
    pub(crate) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Release);
        if let Ok(work) = self.work.lock()
            && let Some(stopper) = &*work
        {
            stopper.stop();
        }
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Acquire)
    }

    /// Whether it is stopped, to be looked at while work goes on.
    pub(crate) fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_stopped)
    }

    /// From now on it stops the work of this handle.
    pub(crate) fn take_hold(&self, db: &Database) {
        if let Ok(mut work) = self.work.lock() {
            *work = Some(db.stopper());
        }
    }
}
