//! Declarations that are looked at together. Whether something remembered still holds after an edit is asked of it by itself,
//! and in a large package that costs more than the edit. In a file that has not been edited a few declarations are therefore
//! parsed and checked as one: what they rest on is much the same, and is asked once for all of them. In a file that is
//! edited each is looked at by itself, so that an edit of one leaves the others alone.
//!
//! Only declarations of one kind stand together, and of a kind whose check asks for no other of that kind: else two of them
//! could wait for each other.

use std::collections::HashMap;

use salsa::Database;

use crate::declaration::{Decl, declarations};
use crate::input::SourceFile;

/// How many declarations are looked at together. The more, the less there is to ask after an edit, and the more is checked
/// anew with one that has to be.
const MOST: usize = 16;

/// How the declarations begin that are looked at together.
const KINDS: [&str; 4] = ["criterion ", "define ", "derogation ", "rule "];

/// Declarations of one kind that are looked at together.
#[salsa::tracked(debug)]
pub struct Batch<'db> {
    #[returns(copy)]
    file: SourceFile,
    /// Which of the kinds, and which batch of that kind.
    #[returns(copy)]
    place: (usize, usize),
    /// The declarations, in the order of the text.
    #[tracked]
    pub(crate) members: Vec<Decl<'db>>,
}

/// For each declaration the batch that it is in, and which one it is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, salsa::SalsaValue)]
pub(crate) struct Batches<'db> {
    of: HashMap<Decl<'db>, (Batch<'db>, usize)>,
}

#[salsa::tracked]
fn batches(db: &dyn Database, file: SourceFile) -> Batches<'_> {
    let mut of = HashMap::new();
    for (kind, start) in KINDS.iter().enumerate() {
        let is_of_kind = |decl: &Decl<'_>| decl.key(db).head.starts_with(start);
        let all: Vec<Decl<'_>> = declarations(db, file).iter().copied().filter(is_of_kind).collect();
        for (nth, members) in all.chunks(MOST).enumerate() {
            let batch = Batch::new(db, file, (kind, nth), members.to_vec());
            of.extend(members.iter().enumerate().map(|(at, decl)| (*decl, (batch, at))));
        }
    }
    Batches { of }
}

/// The batch that a declaration is looked at with, and which one it is there; nothing for one that is looked at by itself.
pub(crate) fn batch_of<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<(Batch<'db>, usize)> {
    let file = decl.file(db);
    if file.is_edited(db) { None } else { batches(db, file).of.get(&decl).copied() }
}

/// Whether the work on a declaration is done by the work on one before it.
pub(crate) fn is_done_with_another<'db>(db: &'db dyn Database, decl: Decl<'db>) -> bool {
    batch_of(db, decl).is_some_and(|(_, at)| at > 0)
}
