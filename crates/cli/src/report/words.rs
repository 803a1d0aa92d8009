//! How verdicts, statuses and citations are called, for people and in JSON.

use acquis_eval::{DerogationStatus, LevelStatus, Truth, Verdict};
use acquis_ir::{Cited, Outlines};

/// The word of JSON.
pub(super) fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::MetByDerogation => "met_by_derogation",
        Verdict::NotMet => "not_met",
        Verdict::NotApplicable => "not_applicable",
        Verdict::Undetermined => "undetermined",
    }
}

/// The words for people.
pub(super) fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::MetByDerogation => "met by derogation",
        Verdict::NotMet => "not met",
        Verdict::NotApplicable => "not applicable",
        Verdict::Undetermined => "undetermined",
    }
}

/// The word of JSON.
pub(super) fn status_key(status: LevelStatus) -> &'static str {
    match status {
        LevelStatus::Attained => "attained",
        LevelStatus::Open => "open",
        LevelStatus::NotAttained => "not_attained",
        LevelStatus::Precluded => "precluded",
    }
}

/// The words for people.
pub(super) fn status_words(status: LevelStatus) -> &'static str {
    match status {
        LevelStatus::Attained => "attained",
        LevelStatus::Open => "open",
        LevelStatus::NotAttained => "not attained",
        LevelStatus::Precluded => "precluded",
    }
}

/// The word of JSON.
pub(super) fn derogation_key(status: DerogationStatus) -> &'static str {
    match status {
        DerogationStatus::NotNeeded => "not_needed",
        DerogationStatus::ReliedOn => "relied_on",
        DerogationStatus::OpenButUnmet => "open_but_unmet",
        DerogationStatus::Closed => "closed",
        DerogationStatus::Unmet => "unmet",
        DerogationStatus::Undetermined => "undetermined",
        DerogationStatus::Available => "available",
    }
}

/// The words for people.
pub(super) fn derogation_words(status: DerogationStatus) -> &'static str {
    match status {
        DerogationStatus::NotNeeded => "not needed",
        DerogationStatus::ReliedOn => "relied on",
        DerogationStatus::OpenButUnmet => "open, but its conditions are not met",
        DerogationStatus::Closed => "closed",
        DerogationStatus::Unmet => "its conditions are not met",
        DerogationStatus::Undetermined => "not settled",
        DerogationStatus::Available => "available, should it be needed",
    }
}

/// The mark before a truth value; the words around it say the same.
pub(super) fn mark(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "✓",
        Truth::False => "✗",
        Truth::Unknown => "?",
    }
}

/// A citation with what the draft prints in its stead: `Article 18(1), printed as Article 19`.
pub(super) fn cited(outlines: &Outlines, cited: &Cited) -> String {
    let provision = outlines.show(&cited.provision);
    match &cited.printed {
        Some(printed) => format!("{provision}, printed as {}", outlines.show(printed)),
        None => provision,
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn and_list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
