//! The grammar of Acquis (`acquis.pest`), the tree it yields ([`ast`]), and a parser that never fails: it returns a
//! tree and what is wrong with the text, and a fault in one clause costs that clause alone.
//!
//! This crate looks at one text at a time. It knows no other files, no types, no dates and no salsa.

pub mod ast;

mod characters;
mod citing;
mod comments;
mod concrete;
mod cut;
mod error;
mod expected;
mod format;
mod habits;
mod lexemes;
mod nesting;
mod parse;
mod repair;
mod roles;
mod words;

pub use ast::MAX_DEPTH;
pub use cut::{Cut, Piece, cut, is_amendment, module_docs};
pub use expected::{Expected, expected};
pub use format::{Edit, Formatted, format};
pub use lexemes::{Lexeme, LexemeKind, lexemes};
pub use nesting::MAX_NESTING;
pub use parse::{MOST_OF_A_DECLARATION, Parsed, Unread, check_characters, parse_citation, parse_declaration};
pub use roles::{Role, enclosing, roles};
pub use words::{DECLARATION_KEYWORDS, is_identifier, is_reserved};

/// The grammar, as text: the normative grammar of the language.
pub const GRAMMAR: &str = include_str!("acquis.pest");
