#![allow(missing_docs, reason = "the constructors that salsa generates carry no documentation")]

//! From the source files of a package to findings and to its checked program, as salsa queries: an edit recomputes
//! what it touched and nothing else.
//!
//! The chain is `declarations(file)` (the text cut into declarations) → `parsed(declaration)` → heads, signatures and
//! names (blind to bodies) → `checked(declaration)` (names resolved, types agree, formulas made) → `findings(package)`
//! and `program(package)`. Findings are parts of the queries' values. Their places count from the start of a
//! declaration until they leave this crate, so that they stay right when text moves.
//!
//! This crate knows no files, no clock, no terminal and no editor protocol.

mod ahead;
mod amend;
mod assemble;
mod check;
mod citations;
mod citing;
mod collisions;
mod criteria;
mod db;
mod declaration;
mod dossiers;
mod elaborate;
mod graph;
mod index;
mod input;
mod load;
mod lock;
mod lookup;
mod manifest;
mod mention;
mod names;
mod nesting;
mod outline;
mod places;
mod relations;
mod rules;
mod scenarios;
mod texts;
mod together;
mod types;
mod vocabulary;
mod waivers;
mod words;

pub use ahead::{Ahead, do_ahead};
pub use amend::{
    AmendmentHead, Change, Consolidation, MAX_AMENDMENTS, MAX_ROW, Origin, Overlay, Scenarios, Traced,
    amendments, asked_under, chosen_amendments, consolidate,
};
pub use assemble::{findings, findings_on, has_errors, program, shared_program, shared_vocabulary};
pub use citations::outlines;
pub use citing::{Citing, citing};
pub use collisions::{Decide, Decision};
pub use db::{Database, Happening, Interrupted, Stopper};
pub use declaration::{Anchor, Decl, DeclKey, Finding, declaration_of, declarations, parsed};
pub use dossiers::{DossierFile, dossier_paths, is_named_dossier, load_dossiers};
pub use input::{Package, Scope, SourceFile};
pub use load::{
    Listed, Loaded, MANIFEST, MAX_FILES, MAX_SOURCE_BYTES, find_package, list_files, load, packages_below,
};
pub use lock::{LOCK, MAX_LOCK_BYTES, locked};
pub use manifest::{AmendmentSet, MANIFEST_KEYS, Manifest, TextEntry};
pub use mention::{
    Cursor, MARKER, Mention, Mentioned, Role, Symbol, Wanted, declaration_at, declaration_before,
    definition_of, dossier_mentions, mentions, mentions_at, mentions_in, mentions_of, wanted_in,
};
pub use names::ItemKind;
pub use places::{Places, places};
pub use relations::{
    Named, Standing, copies_of, criteria_at, criteria_of, declarations_of, derogations_from,
    every_declaration, facts_of, named, names_of_kind, set_out_in, shown, standing,
};
pub use rules::coverage::{MissingPoint, missing_points};
pub use rules::mixes_alphabets;
pub use scenarios::{Case, Scenario, scenarios};
pub use texts::{
    Given, Official, OfficialText, fault_words, find_in, load_texts, official, official_texts, text_faults,
};
pub use vocabulary::{DOSSIER_KEYS, is_fact};
pub use waivers::has_waivers;
pub use words::{WordKind, kind_of_word};
