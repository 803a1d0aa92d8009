//! Work done ahead by several threads. A package that is read for the first time has many declarations that are parsed
//! and checked each by itself; whoever asks for findings later finds that done. What is found does not depend on who did
//! it, and an editor that asks again after an edit has nothing to do ahead.

use std::sync::Mutex;

use acquis_base::parallel;

use crate::check::checked;
use crate::db::Database;
use crate::declaration::{all_declarations, parsed};
use crate::input::Package;
use crate::together::is_done_with_another;

/// How many declarations are worth a thread of their own.
const FEW: usize = 32;

/// What can be done ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ahead {
    /// Parsing.
    Parsed,
    /// Parsing and checking. Dossiers that scenarios start from must have been read.
    Checked,
}

/// Does work on the declarations of a package on several threads, where there are enough of them. Ends early when another
/// handle wants to write.
pub fn do_ahead(db: &Database, package: Package, ahead: Ahead) {
    // They are found here, one after the other, so that their order does not depend on which thread comes first.
    let shares = parallel::threads().min(all_declarations(db, package).count() / FEW);
    if shares < 2 {
        return;
    }
    let handles: Vec<(usize, Mutex<Database>)> =
        (0..shares).map(|share| (share, Mutex::new(db.clone()))).collect();
    parallel::map(&handles, |(share, handle)| {
        // Whether it was done to the end shows when the result is asked for.
        handle.lock().ok().and_then(|db| db.attempt(|db| do_share(db, package, ahead, *share, shares)).ok())
    });
}

fn do_share(db: &Database, package: Package, ahead: Ahead, share: usize, of: usize) {
    // Those that are looked at together are the work of one thread.
    let work = all_declarations(db, package).filter(|decl| !is_done_with_another(db, *decl));
    for decl in work.skip(share).step_by(of.max(1)) {
        match ahead {
            Ahead::Parsed => {
                parsed(db, decl);
            }
            Ahead::Checked => {
                checked(db, decl);
            }
        }
    }
}
