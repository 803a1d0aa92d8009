//! What depends on how the text is read: the levels, and the criteria and rules that move.

use acquis_eval::{AllReadings, Choices, MAX_JOINT_WAYS, ReadLevels, ReadResult, ReadVerdict, Way};
use acquis_ir::{Ladder, Program, Value as IrValue};
use serde_json::{Map, Value, json};

use super::rules::value_words;
use super::words::{and_list, rule_key, rule_words, verdict_key, verdict_words};
use crate::style::{Style, quotable, wrap};

/// How many ways are shown of one outcome.
const MOST_WAYS: usize = 6;

/// As text that ends in a line break.
pub fn human(all: &AllReadings, program: &Program, ladder: &Ladder, style: Style) -> String {
    let mut lines = vec![String::new(), style.bold("Under all readings")];
    if all.varied.is_empty() {
        lines.push("  no open question of the text bears on this dossier".to_owned());
        return format!("{}\n", lines.join("\n"));
    }
    match all.levels.as_deref() {
        Some([always]) => {
            let words = format!("{} under every reading", levels_words(&always.outcome, ladder));
            lines.extend(wrap(&words, "  ", "    "));
        }
        Some(ways) => outcomes(ways, &|outcome| levels_words(outcome, ladder), &mut lines),
        None => {
            let level = all.attained_always.iter().max().copied().unwrap_or(0);
            let words = format!(
                "{} at least under every reading; the levels hang on readings that can be chosen in more than \
                 {MAX_JOINT_WAYS} ways together",
                level_words(level)
            );
            lines.extend(wrap(&words, "  ", "    "));
        }
    }
    for (provision, ways) in &all.criteria {
        lines.push(String::new());
        lines.push(format!("  {}", program.outlines.show(provision)));
        outcomes(ways, &verdict, &mut lines);
    }
    for (name, ways) in &all.rules {
        lines.push(String::new());
        lines.push(format!("  {name}"));
        outcomes(ways, &|results| results_words(program, name, results), &mut lines);
    }
    if all.criteria.is_empty() && all.rules.is_empty() {
        lines.push("  no verdict and no rule moves".to_owned());
    }
    format!("{}\n", lines.join("\n"))
}

/// Each outcome with the ways that lead to it.
fn outcomes<T: PartialEq>(ways: &[Way<T>], words: &dyn Fn(&T) -> String, lines: &mut Vec<String>) {
    let mut told: Vec<&T> = vec![];
    for way in ways {
        if told.contains(&&way.outcome) {
            continue;
        }
        told.push(&way.outcome);
        let mut under: Vec<Choices> = vec![];
        for it in ways.iter().filter(|it| it.outcome == way.outcome) {
            let shortest = shortest(it, ways);
            if !under.contains(&shortest) {
                under.push(shortest);
            }
        }
        lines.extend(wrap(&words(&way.outcome), "    · ", "      "));
        for choices in under.iter().take(MOST_WAYS) {
            lines.extend(wrap(&choices_words(choices), "      if ", "         "));
        }
        if under.len() > MOST_WAYS {
            lines.push(format!("      and in {} more ways", under.len() - MOST_WAYS));
        }
    }
}

/// The choices of a way without those that could be made otherwise and lead to the same.
fn shortest<T: PartialEq>(way: &Way<T>, ways: &[Way<T>]) -> Choices {
    let mut kept = way.choices.clone();
    for reading in way.choices.keys() {
        let mut fewer = kept.clone();
        fewer.remove(reading);
        let agrees = |it: &&Way<T>| fewer.iter().all(|(name, choice)| it.choices.get(name) == Some(choice));
        if ways.iter().filter(agrees).all(|it| it.outcome == way.outcome) {
            kept = fewer;
        }
    }
    kept
}

fn choices_words(choices: &Choices) -> String {
    let words: Vec<String> =
        choices.iter().map(|(reading, choice)| format!("{reading} = {choice}")).collect();
    and_list(&words)
}

fn level_words(level: u32) -> String {
    if level == 0 { "no level".to_owned() } else { format!("level {level}") }
}

fn levels_words(levels: &ReadLevels, ladder: &Ladder) -> String {
    let words = |all: &[u32]| match (ladder.cumulative, all) {
        (true, _) | (_, []) => level_words(all.iter().max().copied().unwrap_or(0)),
        (false, _) => and_list(&all.iter().map(|level| level_words(*level)).collect::<Vec<_>>()),
    };
    let attained = words(&levels.attained);
    if levels.attained == levels.reachable {
        return attained;
    }
    format!("{attained}, and {} still open", words(&levels.reachable))
}

fn verdict(outcome: &ReadVerdict) -> String {
    let words = verdict_words(outcome.verdict);
    let names: Vec<String> = outcome.derogations.iter().map(|name| name.replace('_', " ")).collect();
    if names.is_empty() { words.to_owned() } else { format!("{words} {}", and_list(&names)) }
}

fn results_words(program: &Program, rule: &str, results: &[ReadResult]) -> String {
    let ty = program.rule(rule).map(|rule| &rule.ty);
    let one = |result: &ReadResult| {
        let value = match (&result.value, ty) {
            (Some(value), Some(ty)) => value_words(value, ty),
            _ => rule_words(result.status).to_owned(),
        };
        match &result.element {
            Some(element) => format!("{}: {value}", quotable(element)),
            None => value,
        }
    };
    if results.is_empty() {
        return "not applicable".to_owned();
    }
    results.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The same for programs (docs/formats.md, section "All readings").
pub fn json(all: &AllReadings, program: &Program, ladder: &Ladder) -> Value {
    let level = |levels: &[u32]| {
        if ladder.cumulative { json!(levels.iter().max().copied().unwrap_or(0)) } else { json!(levels) }
    };
    let levels = all.levels.as_ref().map(|ways| {
        let way = |way: &Way<ReadLevels>| {
            json!({
                "readings": choices(&way.choices),
                "attained": level(&way.outcome.attained),
                "reachable": level(&way.outcome.reachable),
            })
        };
        ways.iter().map(way).collect::<Vec<_>>()
    });
    let criteria = all.criteria.iter().map(|(provision, ways)| {
        let way = |way: &Way<ReadVerdict>| {
            json!({
                "readings": choices(&way.choices),
                "satisfied": way.outcome.satisfied.known(),
                "verdict": verdict_key(way.outcome.verdict),
                "derogations": way.outcome.derogations.iter().map(acquis_base::Name::as_str).collect::<Vec<_>>(),
            })
        };
        json!({
            "provision": program.outlines.show(provision),
            "ways": ways.iter().map(way).collect::<Vec<_>>(),
        })
    });
    let rules = all.rules.iter().map(|(name, ways)| {
        let way = |way: &Way<Vec<ReadResult>>| {
            json!({
                "readings": choices(&way.choices),
                "results": way.outcome.iter().map(result).collect::<Vec<_>>(),
            })
        };
        json!({ "rule": name.as_str(), "ways": ways.iter().map(way).collect::<Vec<_>>() })
    });
    json!({
        "varied": all.varied.iter().map(acquis_base::Name::as_str).collect::<Vec<_>>(),
        "attained_always": level(&all.attained_always),
        "levels": levels,
        "criteria": criteria.collect::<Vec<_>>(),
        "rules": rules.collect::<Vec<_>>(),
    })
}

fn choices(choices: &Choices) -> Value {
    Value::Object(
        choices.iter().map(|(name, it)| (name.to_string(), it.as_str().into())).collect::<Map<_, _>>(),
    )
}

fn result(result: &ReadResult) -> Value {
    json!({
        "element": result.element.as_deref(),
        "status": rule_key(result.status),
        "value": result.value.as_ref().map(IrValue::to_string),
        "latest": result.latest.map(|date| date.to_string()),
    })
}
