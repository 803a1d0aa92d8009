//! Work done ahead by several threads. A package that is read for the first time has many declarations that are parsed
//! and checked each by itself; whoever asks for findings later finds that done. What is found does not depend on who did
//! it, and an editor that asks again after an edit has nothing to do ahead.

use crate::check::checked;
use crate::db::Database;
use crate::declaration::{all_declarations, parsed};
use crate::input::Package;

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

/// Into how many shares the declarations of a package are worth dividing, at most `most`. They are found here, one after
/// the other, so that their order does not depend on which thread comes first.
pub fn shares(db: &Database, package: Package, most: usize) -> usize {
    most.min(all_declarations(db, package).count() / FEW).max(1)
}

/// Does one of several shares of the work.
pub fn do_share(db: &Database, package: Package, ahead: Ahead, share: usize, of: usize) {
    for decl in all_declarations(db, package).skip(share).step_by(of.max(1)) {
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
