//! The threads that read.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use acquis_base::parallel;

use crate::owner::{Done, Event};

/// What a reader does, and what the owner is told then.
pub(crate) type Job = Box<dyn FnOnce() -> Done + Send>;

/// A few threads that read.
pub(crate) struct Readers {
    jobs: Sender<Job>,
    all: usize,
    idle: usize,
}

impl Readers {
    /// Starts them. What they are done with is told to the owner.
    pub(crate) fn start(owner: &Sender<Event>) -> Self {
        let (jobs, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let mut all = 0;
        for _ in 0..parallel::threads().clamp(2, 4) {
            let (waiting, owner) = (Arc::clone(&waiting), owner.clone());
            let started = parallel::start(move || read(&waiting, &owner));
            all += usize::from(started.is_ok());
        }
        Self { jobs, all, idle: all }
    }

    /// Whether one of them has nothing to do.
    pub(crate) fn is_one_idle(&self) -> bool {
        self.idle > 0
    }

    /// Whether one can be spared for what nobody has asked: where there are several, one waits for questions.
    pub(crate) fn can_spare_one(&self) -> bool {
        self.idle > 1 || self.idle == self.all && self.idle > 0
    }

    /// Gives a job to one that has nothing to do.
    pub(crate) fn give(&mut self, job: Job) {
        if self.jobs.send(job).is_ok() {
            self.idle = self.idle.saturating_sub(1);
        }
    }

    /// One of them is done.
    pub(crate) fn is_done(&mut self) {
        self.idle += 1;
    }
}

fn read(waiting: &Mutex<Receiver<Job>>, owner: &Sender<Event>) {
    loop {
        let job = match waiting.lock() {
            Ok(jobs) => jobs.recv(),
            Err(_) => return,
        };
        let Ok(job) = job else { return };
        let done = catch_unwind(AssertUnwindSafe(job)).unwrap_or_else(|fault| Done::Fault(words_of(&*fault)));
        if owner.send(Event::Done(done)).is_err() {
            return;
        }
    }
}

/// What a fault says of itself.
pub(crate) fn words_of(fault: &(dyn Any + Send)) -> String {
    let text = fault.downcast_ref::<&str>().copied();
    let owned = || fault.downcast_ref::<String>().map(String::as_str);
    text.or_else(owned).unwrap_or("no words").to_owned()
}
