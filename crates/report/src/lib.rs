//! What came of assessments and of scenarios, as text for people and as JSON: the same words for the command line and for
//! editors. Nothing is decided here.
//!
//! It knows no files, no terminal but the signs that paint, and no editor protocol.

mod advice;
pub mod collision;
pub mod comparison;
pub mod coverage;
pub mod diff;
pub mod effect;
mod evidence;
pub mod explanation;
pub mod gap;
pub mod human;
pub mod json;
pub mod mutants;
pub mod page;
pub mod proof;
pub mod provision;
pub mod question;
pub mod readings;
pub mod reasons;
pub mod refusal;
mod rules;
pub mod run;
pub mod scenarios;
pub mod style;
pub mod text_diff;
mod unmet;
pub mod verdict;
pub mod words;
