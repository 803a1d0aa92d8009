//! What a change of the law means: as text, as JSON, and as Markdown.

use acquis_ir::Program;
use acquis_prove::{Change, CriterionChange, Diff, Direction, LevelChange, Presence, Unanswered, Witness};
use serde_json::{Value, json};

use crate::proof::{change, direction_words, shown};
use crate::style::{Style, wrap};

/// What became of a dossier that scenarios start from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// What it is called.
    pub dossier: String,
    /// The highest level reached for certain before.
    pub before: u32,
    /// The same after.
    pub after: u32,
}

/// Whether anything means something else.
pub fn is_changed(diff: &Diff) -> bool {
    let moved = |change: &Result<Change, Unanswered>| !matches!(change, Ok(change) if change.direction() == Direction::Equivalent);
    let added = |it: &CriterionChange| it.presence != Presence::Both;
    diff.criteria.iter().any(|it| added(it) || moved(&it.change))
        || diff.levels.iter().any(|it| moved(&it.change))
}

/// The criteria of which there is something to say.
fn notable(diff: &Diff) -> impl Iterator<Item = &CriterionChange> {
    let is_notable = |it: &&CriterionChange| {
        it.presence != Presence::Both
            || !matches!(&it.change, Ok(change) if change.direction() == Direction::Equivalent)
    };
    diff.criteria.iter().filter(is_notable)
}

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

/// The provision, as whichever package knows it shows it.
fn name(it: &CriterionChange, base: &Program, new: &Program) -> String {
    let program = if it.presence == Presence::Deleted { base } else { new };
    program.outlines.show(&it.provision)
}

fn witnesses(change: &Result<Change, Unanswered>) -> Vec<(&'static str, &Witness)> {
    let Ok(change) = change else { return vec![] };
    let lost = change.lost.iter().map(|it| ("satisfied before and not after", it));
    lost.chain(change.won.iter().map(|it| ("satisfied after and not before", it))).collect()
}

fn level_words(it: &LevelChange, of: &Diff) -> String {
    let several = of.levels.iter().any(|other| other.ladder != it.ladder);
    let ladder = if several { format!(" of {}", it.ladder) } else { String::new() };
    format!("level {}{ladder}: {}", it.level, change_words(&it.change))
}

/// How many dossiers went from one level to another.
fn moves(moved: &[Moved]) -> Vec<String> {
    let mut kinds: Vec<(u32, u32)> = moved.iter().map(|it| (it.before, it.after)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let of = |kind: &(u32, u32)| moved.iter().filter(|it| (it.before, it.after) == *kind).count();
    kinds
        .iter()
        .filter(|(before, after)| before != after)
        .map(|kind| format!("level {} to {} for {} of {}", kind.0, kind.1, of(kind), moved.len()))
        .collect()
}

/// For people; ends in a line break.
pub fn human(diff: &Diff, moved: &[Moved], (base, new): (&Program, &Program), style: Style) -> String {
    let mut lines = vec![];
    for it in notable(diff) {
        let words =
            format!("{}: {}{}", name(it, base, new), presence_words(it.presence), change_words(&it.change));
        lines.extend(wrap(&words, "", "  ").iter().map(|line| style.bold(line)));
        for (what, witness) in witnesses(&it.change) {
            lines.push(format!("  {what}:"));
            lines.extend(shown(witness, "    "));
        }
    }
    if lines.is_empty() {
        lines.push("no criterion means something else".to_owned());
    }
    lines.push(String::new());
    lines.extend(diff.levels.iter().map(|it| level_words(it, diff)));
    if !moved.is_empty() {
        lines.push(String::new());
        let found = moves(moved);
        if found.is_empty() {
            lines.push(format!("none of {} dossiers of scenarios changes its level", moved.len()));
        }
        lines.extend(found);
        let changed = moved.iter().filter(|it| it.before != it.after);
        lines.extend(changed.map(|it| format!("  {}: level {} to {}", it.dossier, it.before, it.after)));
    }
    format!("{}\n", lines.join("\n"))
}

/// For programs.
pub fn json(diff: &Diff, moved: &[Moved], (base, new): (&Program, &Program)) -> Value {
    let criteria: Vec<Value> = diff
        .criteria
        .iter()
        .map(|it| {
            let presence = match it.presence {
                Presence::Both => "both",
                Presence::Added => "added",
                Presence::Deleted => "deleted",
            };
            json!({
                "provision": name(it, base, new), "ladder": it.ladder.as_str(), "level": it.level, "presence": presence,
                "change": change(&it.change),
            })
        })
        .collect();
    let levels: Vec<Value> = diff
        .levels
        .iter()
        .map(|it| json!({ "ladder": it.ladder.as_str(), "level": it.level, "change": change(&it.change) }))
        .collect();
    let dossiers: Vec<Value> = moved
        .iter()
        .map(|it| json!({ "dossier": it.dossier, "before": it.before, "after": it.after }))
        .collect();
    json!({
        "schema": "acquis.diff/1", "base": base.package.name.as_str(), "new": new.package.name.as_str(),
        "changed": is_changed(diff), "criteria": criteria, "levels": levels, "dossiers": dossiers,
    })
}

/// For a comment on a change.
pub fn markdown(diff: &Diff, moved: &[Moved], (base, new): (&Program, &Program)) -> String {
    let mut text = String::from("## What this changes\n\n");
    if !is_changed(diff) {
        text.push_str("No criterion and no level means something else.\n");
        return text;
    }
    text.push_str("| provision | level | change |\n|---|---|---|\n");
    for it in notable(diff) {
        let words = format!("{}{}", presence_words(it.presence), change_words(&it.change));
        text.push_str(&format!("| {} | {} | {words} |\n", name(it, base, new), it.level));
    }
    text.push('\n');
    for it in &diff.levels {
        text.push_str(&format!("- {}\n", level_words(it, diff)));
    }
    for words in moves(moved) {
        text.push_str(&format!("- {words} dossiers of scenarios\n"));
    }
    for it in notable(diff) {
        for (what, witness) in witnesses(&it.change) {
            let name = name(it, base, new);
            text.push_str(&format!(
                "\n<details><summary>{name}: {what}</summary>\n\n```yaml\n{}```\n\n</details>\n",
                witness.document.to_yaml()
            ));
        }
    }
    text
}
