//! What a change of the law means: as text, as JSON, as Markdown, and in a line.

use std::collections::BTreeMap;

use acquis_base::{Name, counted};
use acquis_ir::Program;
use acquis_prove::{Change, CriterionChange, Fact, LevelChange, Presence, Unanswered, Witness};
use serde_json::{Value, json};

use crate::comparison::{CaseChange, Comparison, Standing, ValueChange};
use crate::page::{html_list, html_text, markdown_text, page};
use crate::proof::{change, direction_words, shown};
use crate::style::{Style, wrap};
use crate::words::{and_list, fact_name};

/// The most cases that are named to people one by one.
const MOST_CASES: usize = 20;

fn presence_words(presence: Presence) -> &'static str {
    match presence {
        Presence::Both => "",
        Presence::Added => "added, ",
        Presence::Deleted => "deleted, ",
    }
}

fn change_words(change: &Result<Change, Unanswered>) -> &'static str {
    match change {
        Ok(change) => direction_words(change.direction()),
        Err(_) => "not answered",
    }
}

fn witnesses(change: &Result<Change, Unanswered>) -> Vec<(&'static str, &Witness)> {
    let Ok(change) = change else { return vec![] };
    let lost = change.lost.iter().map(|it| ("satisfied before and not after", it));
    lost.chain(change.won.iter().map(|it| ("satisfied after and not before", it))).collect()
}

/// A level, with its ladder where there are several.
fn level_name(level: u32, ladder: &str, of: &Comparison<'_>) -> String {
    if of.diff.levels.iter().any(|other| other.ladder != *ladder) {
        format!("level {level} of {ladder}")
    } else {
        format!("level {level}")
    }
}

/// What became of a level.
fn level_words(it: &LevelChange, of: &Comparison<'_>) -> String {
    let level = level_name(it.level, &it.ladder, of);
    format!("{level}: {}{}", presence_words(it.presence), change_words(&it.change))
}

/// A fact as a reader of the vocabulary knows it.
fn fact_words(fact: &Fact) -> String {
    match &fact.entity {
        Some(entity) => format!("`{}` of {entity}", fact.field),
        None => format!("`{}`", fact.field),
    }
}

/// A level that a case attains, or that it attains none.
fn attained_words(level: u32, ladder: &str, of: &Comparison<'_>) -> String {
    if level == 0 { "no level".to_owned() } else { level_name(level, ladder, of) }
}

/// The same, with what may still become of it.
fn standing_words(standing: Standing, ladder: &str, of: &Comparison<'_>) -> String {
    let attained = attained_words(standing.attained, ladder, of);
    if standing.reachable > standing.attained {
        format!("{attained} (or up to {})", standing.reachable)
    } else {
        attained
    }
}

/// Where a case got to another level, or to none that can be told.
fn case_words(case: &CaseChange, of: &Comparison<'_>) -> Option<String> {
    let Some(after) = case.after else {
        return Some(format!("{}: the newer version does not accept its facts", case.name));
    };
    if after == case.before {
        return None;
    }
    let words = |standing| standing_words(standing, &case.ladder, of);
    let mut line = format!("{}: {} to {}", case.name, words(case.before), words(after));
    if !case.needs.is_empty() {
        let facts: Vec<String> = case.needs.iter().map(|it| fact_name(it)).collect();
        line.push_str(&format!(", needs {}", and_list(&facts)));
    }
    Some(line)
}

/// What rules give otherwise, each once with the number of cases in which they do.
fn value_lines(of: &Comparison<'_>) -> Vec<String> {
    let mut found: BTreeMap<&ValueChange, usize> = BTreeMap::new();
    for value in of.cases.iter().flat_map(|it| &it.values) {
        *found.entry(value).or_default() += 1;
    }
    let or_none = |it: &Option<String>| it.clone().unwrap_or_else(|| "nothing".to_owned());
    let line = |(value, count): (&ValueChange, usize)| {
        let (before, after) = (or_none(&value.before), or_none(&value.after));
        format!("{}: {before} to {after} in {}", value.rule, counted(count, "case", "cases"))
    };
    found.into_iter().map(line).collect()
}

/// How many cases went from one level to another, and how many a rule gives something else.
fn moves(of: &Comparison<'_>) -> Vec<String> {
    let all = of.cases.len();
    let mut kinds: Vec<(&str, u32, u32)> = of
        .cases
        .iter()
        .filter_map(|it| Some((it.ladder.as_str(), it.before.attained, it.after?.attained)))
        .filter(|(_, before, after)| before != after)
        .collect();
    kinds.sort_unstable();
    let mut lines: Vec<String> = kinds
        .chunk_by(|one, other| one == other)
        .filter_map(|kind| {
            let (ladder, before, after) = kind.first()?;
            let (before, after) = (attained_words(*before, ladder, of), attained_words(*after, ladder, of));
            Some(format!("{before} to {after} for {} of {}", kind.len(), counted(all, "case", "cases")))
        })
        .collect();
    let open = of.cases.iter().filter(|it| {
        it.after.is_some_and(|after| after.attained == it.before.attained && after != it.before)
    });
    let refused = of.cases.iter().filter(|it| it.after.is_none());
    let otherwise = of.cases.iter().filter(|it| !it.values.is_empty());
    for (count, what) in [
        (open.count(), "another level within reach"),
        (refused.count(), "facts that are no longer accepted"),
        (otherwise.count(), "another result of a rule"),
    ] {
        if count > 0 {
            lines.push(format!("{what} for {count} of {}", counted(all, "case", "cases")));
        }
    }
    lines
}

/// What else there is to say: rules, readings, and what shows something, in lines.
fn others(of: &Comparison<'_>) -> Vec<String> {
    let told = |what: &str, (name, presence): &(Name, Presence)| match presence {
        Presence::Deleted => format!("{what} `{name}`: deleted"),
        _ => format!("{what} `{name}`: added"),
    };
    let rules = of.rules.iter().map(|it| told("rule", it));
    let readings = of.readings.iter().map(|it| told("reading", it));
    let orphaned = of.orphaned.iter().map(|it| {
        format!("{}: shows nothing any more, because no criterion names it", of.base.outlines.show(it))
    });
    rules.chain(readings).chain(orphaned).collect()
}

/// The facts that a criterion of both versions rests on in the newer alone.
fn newly_read(it: &CriterionChange) -> Option<String> {
    let is_told = it.presence == Presence::Both && !it.newly_read.is_empty();
    is_told.then(|| and_list(&it.newly_read.iter().map(fact_words).collect::<Vec<_>>()))
}

/// For people; ends in a line break.
pub fn human(of: &Comparison<'_>, style: Style) -> String {
    let mut lines = vec![];
    for it in of.notable() {
        let words = format!("{}: {}{}", of.shown(it), presence_words(it.presence), change_words(&it.change));
        lines.extend(wrap(&words, "", "  ").iter().map(|line| style.bold(line)));
        if let Some(facts) = newly_read(it) {
            lines.extend(wrap(&format!("now rests on {facts}"), "  ", "    "));
        }
        for (what, witness) in witnesses(&it.change) {
            lines.push(format!("  {what}:"));
            lines.extend(shown(witness, "    "));
        }
    }
    if lines.is_empty() {
        lines.push("no criterion means something else".to_owned());
    }
    lines.push(String::new());
    lines.extend(of.diff.levels.iter().map(|it| level_words(it, of)));
    lines.extend(others(of).iter().flat_map(|line| wrap(line, "", "  ")));
    if !of.cases.is_empty() {
        lines.push(String::new());
        lines.extend(case_lines(of));
    }
    format!("{}\n", lines.join("\n"))
}

fn case_lines(of: &Comparison<'_>) -> Vec<String> {
    let mut lines = moves(of);
    if lines.is_empty() {
        let all = counted(of.cases.len(), "case", "cases");
        lines.push(format!("no level and no rule comes out otherwise in {all} of scenarios"));
    }
    let mut told: Vec<String> = of.cases.iter().filter_map(|it| case_words(it, of)).collect();
    told.extend(value_lines(of));
    for line in told.iter().take(MOST_CASES) {
        lines.extend(wrap(line, "  ", "    "));
    }
    if told.len() > MOST_CASES {
        lines.push(format!("  … and {} more; `--format json` lists all", told.len() - MOST_CASES));
    }
    lines
}

/// What a change means, in a few words each: which provisions and levels, and for how many cases. Nothing where it means
/// nothing.
pub fn effect(of: &Comparison<'_>) -> Vec<String> {
    let mut lines: Vec<String> = of
        .notable()
        .map(|it| format!("{}: {}{}", of.shown(it), presence_words(it.presence), change_words(&it.change)))
        .collect();
    lines.extend(of.moved_levels().map(|it| level_words(it, of)));
    lines.extend(others(of));
    lines.extend(moves(of));
    lines
}

/// For programs (docs/formats.md, section "Comparisons").
pub fn json(of: &Comparison<'_>) -> Value {
    let criteria: Vec<Value> = of
        .diff
        .criteria
        .iter()
        .map(|it| {
            let fact =
                |fact: &Fact| json!({ "entity": fact.entity.as_deref(), "field": fact.field.as_str() });
            json!({
                "provision": of.shown(it), "ladder": it.ladder.as_str(), "level": it.level,
                "presence": presence_key(it.presence), "change": change(&it.change),
                "newly_read": it.newly_read.iter().map(fact).collect::<Vec<_>>(),
            })
        })
        .collect();
    let levels: Vec<Value> = of
        .diff
        .levels
        .iter()
        .map(|it| {
            json!({
                "ladder": it.ladder.as_str(), "level": it.level,
                "presence": presence_key(it.presence), "change": change(&it.change),
            })
        })
        .collect();
    let one = |(name, presence): &(Name, Presence)| json!({ "name": name.as_str(), "presence": presence_key(*presence) });
    json!({
        "schema": "acquis.diff/1",
        "base": version(of.base),
        "new": version(of.new),
        "changed": of.is_changed(),
        "criteria": criteria,
        "levels": levels,
        "rules": of.rules.iter().map(one).collect::<Vec<_>>(),
        "readings": of.readings.iter().map(one).collect::<Vec<_>>(),
        "orphaned": of.orphaned.iter().map(|it| of.base.outlines.show(it)).collect::<Vec<_>>(),
        "cases": of.cases.iter().map(case_json).collect::<Vec<_>>(),
    })
}

fn presence_key(presence: Presence) -> &'static str {
    match presence {
        Presence::Both => "both",
        Presence::Added => "added",
        Presence::Deleted => "deleted",
    }
}

fn version(program: &Program) -> Value {
    let amendments: Vec<&str> = program.package.amendments.iter().map(Name::as_str).collect();
    json!({ "package": program.package.name.as_str(), "amendments": amendments })
}

fn case_json(case: &CaseChange) -> Value {
    let standing = |it: Standing| json!({ "attained": it.attained, "reachable": it.reachable });
    let value = |it: &ValueChange| json!({ "rule": it.rule, "before": it.before, "after": it.after });
    json!({
        "name": case.name, "ladder": case.ladder.as_str(),
        "before": standing(case.before), "after": case.after.map(standing),
        "needs": case.needs, "values": case.values.iter().map(value).collect::<Vec<_>>(),
    })
}

/// For a comment on a change.
pub fn markdown(of: &Comparison<'_>) -> String {
    let mut text = String::from("## What this changes\n\n");
    if !of.is_changed() {
        text.push_str("No criterion, no level and no rule means something else.\n");
        return text;
    }
    if of.notable().next().is_some() {
        text.push_str("| provision | level | change |\n|---|---|---|\n");
    }
    for it in of.notable() {
        let words = format!("{}{}", presence_words(it.presence), change_words(&it.change));
        text.push_str(&format!("| {} | {} | {words} |\n", markdown_text(&of.shown(it)), it.level));
    }
    text.push('\n');
    for line in listed(of) {
        text.push_str(&format!("- {}\n", markdown_text(&line)));
    }
    for it in of.notable() {
        for (what, witness) in witnesses(&it.change) {
            text.push_str(&format!(
                "\n<details><summary>{}: {what}</summary>\n\n```yaml\n{}```\n\n</details>\n",
                html_text(&of.shown(it)),
                witness.document.to_yaml()
            ));
        }
    }
    text
}

/// The levels, what else there is to say, and how many cases moved.
fn listed(of: &Comparison<'_>) -> Vec<String> {
    let levels = of.diff.levels.iter().map(|it| level_words(it, of));
    levels.chain(others(of)).chain(moves(of)).collect()
}

/// As a page of HTML.
pub fn html(of: &Comparison<'_>) -> String {
    let mut body = String::new();
    if !of.is_changed() {
        body.push_str("<p>No criterion, no level and no rule means something else.</p>\n");
    }
    for it in of.notable() {
        let words = format!("{}: {}{}", of.shown(it), presence_words(it.presence), change_words(&it.change));
        body.push_str(&format!("<h2>{}</h2>\n", html_text(&words)));
        if let Some(facts) = newly_read(it) {
            body.push_str(&format!("<p>Now rests on {}.</p>\n", html_text(&facts)));
        }
        for (what, witness) in witnesses(&it.change) {
            let facts = html_text(&witness.document.to_yaml());
            body.push_str(&format!(
                "<details><summary>{what}</summary>\n<pre><code>{facts}</code></pre>\n</details>\n"
            ));
        }
    }
    body.push_str(&format!("<h2>Levels and cases</h2>\n{}", html_list(&listed(of))));
    let mut cases: Vec<String> = of.cases.iter().filter_map(|it| case_words(it, of)).collect();
    cases.extend(value_lines(of));
    body.push_str(&html_list(&cases));
    page("What this changes", &body)
}
