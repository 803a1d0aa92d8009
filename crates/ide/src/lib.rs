//! What an editor asks of Acquis policies, one file for each question. Places are bytes of a file's text; how a protocol
//! counts and names things is not known here, and no files and no salsa.
//!
//! Questions about a text alone take the text, and answer for any: a declaration with a fault is still folded and
//! coloured. Questions about a package take the database and may be cut short by an edit.

pub mod actions;
pub mod calls;
pub mod card;
pub mod completion;
pub mod definition;
pub mod diagnostics;
pub mod document;
pub mod document_links;
pub mod dossier;
pub mod dossier_completion;
pub mod dossier_symbols;
pub mod expectations;
pub mod extract;
pub mod folding;
pub mod formatting;
pub mod highlight;
pub mod hover;
pub mod implementation;
pub mod inlay_hints;
pub mod inline;
pub mod keeping;
mod layout;
pub mod lenses;
pub mod linked_editing;
pub mod missing;
pub mod quoted;
mod reasons;
pub mod references;
pub mod rename;
pub mod selection;
pub mod signature_help;
pub mod symbols;
pub mod tokens;
pub mod trial;

#[cfg(test)]
mod testing;
