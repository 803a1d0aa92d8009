//! What is proved of a package: what is wrong with it whatever the facts. It takes longer than checking, so it is asked when
//! nothing else is to be done, with nothing held of the database, and ended by the next change. What was proved last is shown
//! until something else is.

use acquis_analysis::{Database, Package, places, program};
use acquis_base::Diagnostic as Finding;
use acquis_eval::Patience;
use acquis_ir::Program;
use acquis_prove::{Fault, Party, Terms, faults};
use acquis_report::proof::fault;

use crate::snapshot::{Held, Snapshot};

/// The most bytes of policies of a package that is asked about while it is edited; others are for `acquis verify`.
const MOST_BYTES: usize = 1 << 20;

/// Whether a package is small enough to be asked about while it is edited. Of others not even the program is asked for: that
/// takes a while, which an edit would wait for.
pub(crate) fn is_small(db: &Database, package: Package) -> bool {
    package.all_files(db).map(|file| file.text(db).len()).sum::<usize>() <= MOST_BYTES
}

/// A package that is to be asked about.
pub(crate) struct Proving {
    program: Option<Program>,
}

impl Proving {
    /// Takes along what is needed.
    pub(crate) fn prepare(snapshot: &Snapshot, held: &Held) -> Self {
        Self { program: program(&snapshot.db, held.package).clone() }
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
    // The program is not asked for before something is known: an edit would wait for it.
    let Some(known) = known else { return vec![] };
    let Some(program) = program(&snapshot.db, held.package) else { return vec![] };
    let places = places(&snapshot.db, held.package);
    known.iter().map(|it| fault(it, program, &places)).collect()
}
