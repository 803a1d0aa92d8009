//! The language server of Acquis: the language protocol over what `acquis-ide` answers.
//!
//! One thread, the owner, holds the database, the open documents and the list of packages, and takes what the client
//! says in the order in which it arrives. A question gets a snapshot and is answered by one of a few readers; an edit
//! makes the readers stop, and what they were asked is answered with "content modified". A fault in a reader is
//! answered, logged, and harms nothing else.
//!
//! What a policy means is not known here, nor are files but through [`acquis_base::Host`].

mod actions;
mod advertised;
mod asking;
mod beside;
mod capabilities;
mod commands;
mod completions;
mod convert;
mod document;
mod document_links;
mod dossiers;
mod effects;
mod framing;
mod inlay_hints;
mod keeping;
mod lenses;
mod linked_editing;
mod names;
mod outbound;
mod overlay;
mod owner;
mod painting;
mod paths;
mod positions;
mod proving;
mod question;
mod readers;
mod runs;
mod server;
mod settings;
mod signature_help;
mod snapshot;
mod stdio;
mod type_hierarchy;
mod verdicts;
mod writing;

pub use server::{Outcome, serve, serve_from};
pub use stdio::serve_stdio;
