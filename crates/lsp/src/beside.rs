//! What is kept beside the database: dossiers that are open, and what was made of them and of packages when a command asked
//! for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use acquis_base::Diagnostic;
use acquis_facts::{Dossier, MAX_DOSSIER_BYTES};
use acquis_ide::document::Document as Written;
use acquis_ide::dossier::has_dossier_name;
use acquis_ir::Program;
use acquis_prove::Fault;

use crate::document::Document;
use crate::lenses::Shown;
use crate::paths::{below, is_file};
use crate::runs::Run;
use crate::verdicts::{Verdicts, Wish};

/// How much is kept of a dossier that holds more than it may: enough to see that it is one.
const MOST_KEPT: usize = 1 << 16;

/// An open document that may be a dossier.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    /// Its text, by its absolute path.
    pub(crate) document: Written,
    /// Whether it holds more than a dossier may, and only its start was kept.
    pub(crate) is_too_large: bool,
    /// What it was read as last.
    pub(crate) last: Arc<Mutex<Option<Last>>>,
}

/// What a dossier was read as, and against what.
#[derive(Debug)]
pub(crate) struct Last {
    pub(crate) vocabulary: Arc<Program>,
    pub(crate) read: Arc<Result<Dossier, Vec<Diagnostic>>>,
}

/// What is kept beside the database.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beside {
    /// The open documents that may be dossiers, by path.
    pub(crate) dossiers: BTreeMap<String, Open>,
    /// The dossiers that are kept assessed, and how.
    pub(crate) wishes: BTreeMap<String, Wish>,
    /// What the law says of them.
    pub(crate) verdicts: BTreeMap<String, Arc<Verdicts>>,
    /// Those of them whose verdicts are of another text than there is now.
    pub(crate) stale: BTreeSet<String>,
    /// Which lenses are shown.
    pub(crate) lenses: Shown,
    /// What was proved to be wrong with packages last, by their folders.
    pub(crate) proved: BTreeMap<String, Arc<Vec<Fault>>>,
    /// What came of scenarios that were run, by the folders of packages, until something changes there.
    pub(crate) runs: BTreeMap<String, Arc<Run>>,
}

impl Beside {
    /// A document was opened, changed, or closed; tells whether it may be a dossier.
    pub(crate) fn has_changed(&mut self, path: &str, document: Option<&Document>) -> bool {
        if !may_be_dossier(path) {
            return false;
        }
        match document {
            Some(document) => {
                let whole = document.text.as_str();
                let is_too_large = whole.len() as u64 > MAX_DOSSIER_BYTES;
                let kept = if is_too_large { start_of(whole) } else { whole };
                let document = Written::new(path, kept);
                let last = Arc::default();
                self.dossiers.insert(path.to_owned(), Open { document, is_too_large, last });
            }
            None => {
                self.dossiers.remove(path);
                self.wishes.remove(path);
                self.verdicts.remove(path);
                self.stale.remove(path);
            }
        }
        true
    }

    /// Takes in what came of scenarios of a package, in place of what came of the same ones before.
    pub(crate) fn has_run(&mut self, place: String, run: Run) {
        let all = Arc::make_mut(self.runs.entry(place).or_default());
        all.cases.retain(|case| run.cases.iter().all(|new| new.scenario != case.scenario));
        all.cases.extend(run.cases);
    }

    /// Something has changed at a path: what was run there is run no more as it was. Tells whether anything was.
    pub(crate) fn forget_runs(&mut self, path: &str) -> bool {
        let before = self.runs.len();
        self.runs.retain(|place, _| below(place, path).is_none());
        self.runs.len() < before
    }
}

/// Whether a document at a path may be a dossier.
pub(crate) fn may_be_dossier(path: &str) -> bool {
    is_file(path) && has_dossier_name(path)
}

fn start_of(text: &str) -> &str {
    let end = (0..=MOST_KEPT).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(..end).unwrap_or("")
}
