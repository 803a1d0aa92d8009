//! What would have to change, or be shown, to reach a level.

use acquis_base::{Diagnostic, Name, codes};
use acquis_eval::{Change, Gap, MAX_TRIALS, Question};
use acquis_facts::{Dossier, Node, NodeKind};
use acquis_ir::{Program, ProvisionId};
use serde_json::{Map, Value, json};

use super::words::{and_list, applied_words, fact_name};
use crate::style::{Style, quotable, wrap};

/// As text that ends in a line break.
pub fn human(gap: &Gap, program: &Program, dossier: &Dossier, level: u32, style: Style) -> String {
    let mut lines: Vec<String> =
        wrap(&quotable(&dossier.subject), "", "  ").iter().map(|line| style.bold(line)).collect();
    if let Some(words) = applied_words(program) {
        lines.extend(wrap(&words, "  ", "    "));
    }
    if gap.blocking.is_empty() {
        lines.push(format!("  level {level} is attained"));
        return format!("{}\n", lines.join("\n"));
    }
    let cited = |provisions: &[ProvisionId]| {
        and_list(&provisions.iter().map(|it| program.outlines.show(it)).collect::<Vec<_>>())
    };
    lines.extend(wrap(&format!("level {level} is kept from it by {}", cited(&gap.blocking)), "  ", "    "));
    lines.push(String::new());
    if gap.alternatives.is_empty() {
        lines.extend(none_found(gap, level, &cited(&gap.remaining)));
        return format!("{}\n", lines.join("\n"));
    }
    lines.push(style.bold(&headline(gap, level)));
    lines.extend(alternatives(gap));
    lines.push(String::new());
    let least = match (gap.is_least, gap.others) {
        (true, false) => "no smaller set of facts does",
        (true, true) => "no smaller set of facts does; others as small do too",
        (false, _) => "none of these can be left out; whether fewer would do was not found out",
    };
    lines.extend(wrap(least, "  ", "    "));
    format!("{}\n", lines.join("\n"))
}

/// That facts were found of which the evaluator does not confirm that they attain the level, where that is so.
pub fn unconfirmed(gap: &Gap, level: u32) -> Option<Diagnostic> {
    let document = gap.unconfirmed.as_ref()?.to_yaml();
    let message = format!("it was not found out what level {level} takes at least");
    let why = "facts were found that the evaluator does not confirm: this is a fault of the program, and they are not shown";
    let finding = Diagnostic::new(&codes::NOT_ANSWERED, message).note(why).note(document);
    Some(finding.help("report it with the package"))
}

/// That no facts were found, and whether there are none.
fn none_found(gap: &Gap, level: u32, remaining: &str) -> Vec<String> {
    if gap.is_least {
        let words = format!("no facts that can be changed or shown attain level {level}");
        let stays = "what is fixed, what has an identity and references stay as they are";
        let why = match gap.remaining.len() {
            1 => format!("whatever the others are, {remaining} stands in the way"),
            _ => format!("whatever the others are, at least one of {remaining} stands in the way"),
        };
        return [&words, stays, &why].iter().flat_map(|words| wrap(words, "  ", "    ")).collect();
    }
    let limit = format!("the search stopped after {MAX_TRIALS} assessments and found");
    let words = if gap.stopped { limit.as_str() } else { "the search found" };
    let words = format!("{words} no facts that could be changed or shown for level {level}");
    let mut lines = wrap(&words, "  ", "    ");
    lines.extend(wrap(&format!("at its end {remaining} stood in the way"), "  ", "    "));
    lines.push("  that there are none is not said".to_owned());
    lines
}

fn headline(gap: &Gap, level: u32) -> String {
    match gap.alternatives.len() {
        1 => format!("Level {level} is attained if"),
        count => format!("Level {level} is attained in each of these {count} ways"),
    }
}

/// The sets of changes, numbered where there are several.
fn alternatives(gap: &Gap) -> Vec<String> {
    let mut lines = vec![];
    let is_one = gap.alternatives.len() == 1;
    for (number, changes) in (1..).zip(&gap.alternatives) {
        for (at, change) in changes.iter().enumerate() {
            let (first, rest) = match (is_one, at) {
                (true, _) => ("  · ".to_owned(), "    "),
                (false, 0) => (format!("  {number} · "), "      "),
                (false, _) => ("    · ".to_owned(), "      "),
            };
            lines.extend(wrap(&words(change), &first, rest));
        }
    }
    lines
}

fn words(change: &Change) -> String {
    let fact = fact_name(&change.pointer);
    let after = written(&change.after);
    match &change.before {
        None => format!("{fact} is shown to be {after}"),
        Some(before) => format!("{fact} changes from {} to {after}", written(before)),
    }
}

/// A value as a dossier writes it.
fn written(node: &Node) -> String {
    match &node.kind {
        NodeKind::Null => "unknown".to_owned(),
        NodeKind::Bool(value) => value.to_string(),
        NodeKind::Number(text) | NodeKind::Text(text) | NodeKind::Plain(text) => quotable(text),
        NodeKind::List(items) if items.len() > 1 => format!("a list of {}", items.len()),
        NodeKind::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        NodeKind::Record(fields) if fields.is_empty() => "there".to_owned(),
        NodeKind::Record(fields) => {
            let field =
                |(key, value): &(acquis_facts::Key, Node)| format!("{}: {}", key.name, written(value));
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The same for programs (docs/formats.md, section "Gap").
pub fn json(gap: &Gap, program: &Program, dossier: &Dossier, question: &Question, level: u32) -> Value {
    let cited = |provisions: &[ProvisionId]| -> Vec<String> {
        provisions.iter().map(|it| program.outlines.show(it)).collect()
    };
    let changed = |changes: &[Change]| -> Value { changes.iter().map(change).collect() };
    let alternative = |changes: &Vec<Change>| {
        let facts: usize = changes.iter().map(Change::facts).sum();
        json!({ "facts": facts, "changes": changed(changes) })
    };
    json!({
        "schema": "acquis.gap/1",
        "subject": dossier.subject.as_str(),
        "dossier": dossier.file.as_str(),
        "amendments": program.package.amendments.iter().map(Name::as_str).collect::<Vec<_>>(),
        "as_of": question.as_of.to_string(),
        "level": level,
        "attained": gap.blocking.is_empty(),
        "blocking": cited(&gap.blocking),
        "changes": gap.changes().map(changed),
        "alternatives": gap.alternatives.iter().map(alternative).collect::<Vec<_>>(),
        "is_least": gap.is_least,
        "others": gap.others,
        "remaining": cited(&gap.remaining),
        "stopped": gap.stopped,
        "assessments": gap.trials,
    })
}

fn change(change: &Change) -> Value {
    json!({
        "pointer": change.pointer,
        "shown": change.is_shown(),
        "before": change.before.as_ref().map(value),
        "after": value(&change.after),
    })
}

/// A value as JSON; scalars of YAML are texts, as they are written.
fn value(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Null => Value::Null,
        NodeKind::Bool(value) => Value::Bool(*value),
        NodeKind::Number(text) => {
            text.parse::<i64>().map_or_else(|_| Value::String(text.to_string()), Value::from)
        }
        NodeKind::Text(text) | NodeKind::Plain(text) => Value::String(text.to_string()),
        NodeKind::List(items) => items.iter().map(value).collect(),
        NodeKind::Record(fields) => Value::Object(
            fields.iter().map(|(key, it)| (key.name.to_string(), value(it))).collect::<Map<_, _>>(),
        ),
    }
}
