//! What every Acquis crate shares: byte spans and line positions, names, provisions, operators, diagnostics as plain data with their
//! register of codes, near-name suggestions, and the one door to files and to threads.
//!
//! This crate knows nothing of the grammar, of salsa, of terminals or of editors, and depends on the standard
//! library alone.

mod address;
mod code;
mod diagnostic;
mod fingerprint;
mod host;
mod line_index;
mod name;
mod nearest;
mod operator;
pub mod parallel;
mod printable;
mod provision;
mod span;
mod words;

pub use address::{address_fault, addresses_in};
pub use code::{ALL_CODES, Code, codes, find_code};
pub use diagnostic::{Diagnostic, Edit, Fix, Label, Severity, Sources};
pub use fingerprint::Fingerprint;
pub use host::{Entry, EntryKind, Host, HostError, MemoryHost, Stamp};
pub use line_index::{LineIndex, Position};
pub use name::Name;
pub use nearest::nearest;
pub use operator::{Comparison, Rounding};
pub use printable::{is_printable, printable};
pub use provision::{ProvisionKind, ProvisionPath, Step};
pub use span::{Place, Span};
pub use words::{and_list, counted, or_list, or_list_of_names};
