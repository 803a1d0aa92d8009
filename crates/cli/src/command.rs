//! The commands, one file each.

pub(crate) mod assess;
pub(crate) mod check;
pub(crate) mod explain;
pub(crate) mod gap;
pub(crate) mod mutants;
pub(crate) mod provision;
pub(crate) mod question;
pub(crate) mod test;
