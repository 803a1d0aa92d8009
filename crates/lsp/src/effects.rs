//! What amendments change, asked of a copy of the package with nothing held of the database: so no edit waits, and nothing
//! that is served changes.

use acquis_analysis::{Database, Interrupted, Package};
use acquis_base::Name;
use acquis_eval::Patience;
use acquis_report::effect::{effect_of, told};

use crate::proving::is_small;
use crate::question::Modified;
use crate::snapshot::Snapshot;

/// A package of its own, of whose amendments something is asked.
pub(crate) struct Effects {
    db: Database,
    package: Package,
    patience: Patience,
}

impl Effects {
    /// What an amendment changes, in lines; nothing where it cannot be applied.
    pub(crate) fn lines(mut self, name: &Name) -> Option<Vec<String>> {
        effect_of(&mut self.db, self.package, name, &self.patience)
    }

    /// The same in full.
    pub(crate) fn told(mut self, name: &Name) -> Option<String> {
        told(&mut self.db, self.package, name, &self.patience)
    }
}

/// Asks something of the amendments of the package around a path; nothing where there is none, or where it is too large
/// to be asked about while one edits.
pub(crate) fn effect<R>(
    snapshot: Snapshot,
    path: &str,
    ask: impl FnOnce(Effects) -> Option<R>,
) -> Result<Option<R>, Modified> {
    let patience = snapshot.age.patience();
    let copied = snapshot.db.attempt(|db| {
        let held = snapshot.world.around(path)?;
        is_small(db, held.package).then(|| held.package.copied(db))
    });
    drop(snapshot);
    let copied = copied.map_err(|_: Interrupted| Modified)?;
    Ok(copied.and_then(|(db, package)| ask(Effects { db, package, patience })))
}
