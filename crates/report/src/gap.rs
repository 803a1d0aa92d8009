//! What would have to change, or be shown, to reach a level.

use acquis_base::Name;
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
    let Some(changes) = &gap.changes else {
        let limit = format!("the search stopped after {MAX_TRIALS} assessments and found");
        let words = if gap.stopped { limit.as_str() } else { "the search found" };
        let words = format!("{words} no facts that could be changed or shown for level {level}");
        lines.extend(wrap(&words, "  ", "    "));
        lines.extend(wrap(&format!("at its end {} stood in the way", cited(&gap.remaining)), "  ", "    "));
        lines.push("  that there are none is not said".to_owned());
        return format!("{}\n", lines.join("\n"));
    };
    lines.push(style.bold(&format!("Level {level} is attained if")));
    for change in changes {
        lines.extend(wrap(&words(change), "  · ", "    "));
    }
    lines.push(String::new());
    lines.extend(wrap(
        "none of these can be left out; that there is no smaller set is not said",
        "  ",
        "    ",
    ));
    format!("{}\n", lines.join("\n"))
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
    let change = |change: &Change| {
        json!({
            "pointer": change.pointer,
            "shown": change.is_shown(),
            "before": change.before.as_ref().map(value),
            "after": value(&change.after),
        })
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
        "changes": gap.changes.as_ref().map(|changes| changes.iter().map(change).collect::<Vec<_>>()),
        "remaining": cited(&gap.remaining),
        "stopped": gap.stopped,
        "assessments": gap.trials,
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
