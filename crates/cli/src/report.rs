//! Results as text for people and as JSON. Everything here is presentation; nothing is decided.

mod advice;
pub(crate) mod coverage;
mod evidence;
pub(crate) mod explanation;
pub(crate) mod gap;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod mutants;
pub(crate) mod patch;
pub(crate) mod readings;
pub(crate) mod reasons;
mod rules;
pub(crate) mod scenarios;
mod unmet;
mod words;
