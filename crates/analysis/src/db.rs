//! The one concrete database, shared by command line and editor.

use std::sync::{Arc, Mutex};

/// Holds the inputs and remembers what was computed from them. Cloning gives a second handle on the same memory, for
/// reading; a write through one handle waits until all others are dropped.
#[salsa::db]
#[derive(Clone)]
pub struct Database {
    storage: salsa::Storage<Self>,
    log: Log,
}

type Log = Option<Arc<Mutex<Vec<String>>>>;

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

    /// A database that records which queries are executed, for tests of what an edit recomputes.
    pub fn recording() -> Self {
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&lines);
        let record = move |event: salsa::Event| {
            if let salsa::EventKind::WillExecute { database_key } = event.kind
                && let Ok(mut lines) = log.lock()
            {
                lines.push(format!("{database_key:?}"));
            }
        };
        Self { storage: salsa::Storage::new(Some(Box::new(record))), log: Some(lines) }
    }

    /// The queries executed since the last call, in order; always empty unless the database is recording.
    pub fn take_executed(&self) -> Vec<String> {
        let lines = self.log.as_ref().and_then(|log| log.lock().ok());
        lines.map(|mut lines| std::mem::take(&mut *lines)).unwrap_or_default()
    }
}

#[salsa::db]
impl salsa::Database for Database {}
