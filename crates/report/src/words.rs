//! How verdicts, statuses and citations are called, for people and in JSON.

use acquis_eval::{CriterionResult, DerogationStatus, LevelStatus, RuleStatus, Truth, Verdict};
use acquis_ir::{Cited, Outlines, Program};

/// Which amendments the law has in it that is asked about, if any.
pub(crate) fn applied_words(program: &Program) -> Option<String> {
    let amendments: Vec<String> = program.package.amendments.iter().map(ToString::to_string).collect();
    (!amendments.is_empty()).then(|| format!("with {} applied", and_list(&amendments)))
}

/// The word of JSON.
pub(crate) fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::MetByDerogation => "met_by_derogation",
        Verdict::NotMet => "not_met",
        Verdict::NotApplicable => "not_applicable",
        Verdict::Undetermined => "undetermined",
    }
}

/// The words for people.
pub fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::MetByDerogation => "met by derogation",
        Verdict::NotMet => "not met",
        Verdict::NotApplicable => "not applicable",
        Verdict::Undetermined => "undetermined",
    }
}

/// The word of JSON.
pub(crate) fn status_key(status: LevelStatus) -> &'static str {
    match status {
        LevelStatus::Attained => "attained",
        LevelStatus::Open => "open",
        LevelStatus::NotAttained => "not_attained",
        LevelStatus::Precluded => "precluded",
    }
}

/// The words for people.
pub(crate) fn status_words(status: LevelStatus) -> &'static str {
    match status {
        LevelStatus::Attained => "attained",
        LevelStatus::Open => "open",
        LevelStatus::NotAttained => "not attained",
        LevelStatus::Precluded => "precluded",
    }
}

/// The word of JSON.
pub(crate) fn derogation_key(status: DerogationStatus) -> &'static str {
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
pub(crate) fn derogation_words(status: DerogationStatus) -> &'static str {
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

/// The word of JSON.
pub(crate) fn rule_key(status: RuleStatus) -> &'static str {
    match status {
        RuleStatus::Settled => "settled",
        RuleStatus::Open => "open",
        RuleStatus::NotApplicable => "not_applicable",
    }
}

/// The words for people.
pub(crate) fn rule_words(status: RuleStatus) -> &'static str {
    match status {
        RuleStatus::Settled => "settled",
        RuleStatus::Open => "not settled",
        RuleStatus::NotApplicable => "not applicable",
    }
}

/// The mark before a truth value; the words around it say the same.
pub(crate) fn mark(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "✓",
        Truth::False => "✗",
        Truth::Unknown => "?",
    }
}

/// A citation with what the draft prints in its stead: `Article 18(1), printed as Article 19`.
pub(crate) fn cited(outlines: &Outlines, cited: &Cited) -> String {
    let provision = outlines.show(&cited.provision);
    match &cited.printed {
        Some(printed) => format!("{provision}, printed as {}", outlines.show(printed)),
        None => provision,
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn and_list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// How many facts are named that something does not hang on.
const MOST_OPEN: usize = 4;

/// Whatever which facts are a verdict is what it is, where that takes a look at all that they can be.
pub(crate) fn whatever_words(result: &CriterionResult<'_>) -> Option<String> {
    let mut facts: Vec<String> = result.whatever.iter().map(|pointer| fact_name(pointer)).collect();
    if facts.len() > MOST_OPEN {
        let more = facts.len() - (MOST_OPEN - 1);
        facts.truncate(MOST_OPEN - 1);
        facts.push(format!("{more} other facts"));
    }
    let verb = if facts.len() == 1 { "is" } else { "are" };
    (!facts.is_empty()).then(|| format!("whatever {} {verb}", and_list(&facts)))
}

/// How people call the fact at a JSON Pointer: `sites 2 › location` for `/sites/1/location`. Elements count from 1.
pub(crate) fn fact_name(pointer: &str) -> String {
    let segments: Vec<String> =
        pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~")).collect();
    let mut out = String::new();
    for (at, segment) in segments.iter().enumerate() {
        let next_is_index = segments.get(at + 1).is_some_and(|next| next.parse::<u32>().is_ok());
        match segment.parse::<u32>() {
            Ok(index) if at > 0 => out.push_str(&format!(" {}", u64::from(index) + 1)),
            // A list that may be longer keeps its elements under `items`.
            _ if segment == "items" && next_is_index => {}
            _ => {
                if !out.is_empty() {
                    out.push_str(" › ");
                }
                out.push_str(segment);
            }
        }
    }
    if out.is_empty() { "the dossier".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_called_by_the_way_to_them() {
        assert_eq!(fact_name("/provider/established_in"), "provider › established_in");
        assert_eq!(fact_name("/sites/1/location"), "sites 2 › location");
        assert_eq!(fact_name("/sites/items/0"), "sites 1");
        assert_eq!(fact_name("/registers/member_states/CH"), "registers › member_states › CH");
        assert_eq!(fact_name(""), "the dossier");
    }
}
