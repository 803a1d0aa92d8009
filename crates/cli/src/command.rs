//! The commands, one file each.

pub(crate) mod assess;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod consolidate;
pub(crate) mod diff;
pub(crate) mod effect;
pub(crate) mod emit;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod gap;
pub(crate) mod init;
pub(crate) mod lsp;
pub(crate) mod man;
pub(crate) mod mutants;
pub(crate) mod question;
pub(crate) mod test;
pub(crate) mod text;
pub(crate) mod verify;
pub(crate) mod watch;
