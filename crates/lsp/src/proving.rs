//! What is proved of a package: what is wrong with it whatever the facts. It takes longer than checking, so it is asked when
//! nothing else is to be done, with nothing held of the database, and ended by the next change. What was proved last is shown
//! until something else is.

use acquis_analysis::{places, program};
use acquis_base::Diagnostic as Finding;
use acquis_eval::Patience;
use acquis_ide::size::has_at_most;
use acquis_ir::Program;
use acquis_prove::{Fault, Party, Terms, faults};
use acquis_report::proof::fault;

use crate::snapshot::{Held, Snapshot};

/// The most bytes of a package's policies that are looked at while it is edited.
pub(crate) const MOST_BYTES: usize = 1 << 20;

/// The most criteria of a package that is looked at while it is edited; others are for `acquis verify`.
pub(crate) const MOST_CRITERIA: usize = 500;

/// A package that is to be asked about.
pub(crate) struct Proving {
    program: Option<Program>,
}

impl Proving {
    /// Takes along what is needed.
    pub(crate) fn prepare(snapshot: &Snapshot, held: &Held) -> Self {
        // Of a large package not even the program is asked for: that takes a while, which an edit would wait for.
        let is_small = has_at_most(&snapshot.db, held.package, MOST_CRITERIA);
        Self { program: if is_small { program(&snapshot.db, held.package).clone() } else { None } }
    }

    /// What is wrong with it, as far as it is answered before the patience is over; nothing while it has errors.
    pub(crate) fn faults(&self, patience: Patience) -> Vec<Fault> {
        let terms = Terms { patience, ..Terms::default() };
        let found = self.program.as_ref().and_then(|program| faults(&Party::new(program), &terms).ok());
        found.map(|found| found.faults).unwrap_or_default()
    }
}

/// What was proved of a package last, as findings of its text as it is now.
pub(crate) fn proved(snapshot: &Snapshot, held: &Held) -> Vec<Finding> {
    let known = snapshot.beside.proved.get(&held.place()).filter(|known| !known.is_empty());
    let (Some(known), Some(program)) = (known, program(&snapshot.db, held.package)) else { return vec![] };
    let places = places(&snapshot.db, held.package);
    known.iter().map(|it| fault(it, program, &places)).collect()
}
