//! The forms in which a difference of texts is shown.

use std::fmt::Write as _;

use acquis_text::{Fate, Run, Side};
use serde_json::{Value, json};

use super::{Cites, Entry, TextDiff};
use crate::page::{html_list, html_text, markdown_text, page};
use crate::style::{Style, wrap};

/// How many words that did not change are shown to people on each side of those that did.
const AROUND: usize = 8;

/// What changed, for people: `[-gone-] {+new+}`.
pub fn human(diff: &TextDiff<'_>, style: Style) -> String {
    let mut out = String::new();
    for entry in &diff.entries {
        let _ = writeln!(out, "{}", style.bold(&entry.title));
        let _ = writeln!(out, "  {}", style.dim(&places(entry)));
        if !entry.redline.is_empty() {
            let words = entry.redline.iter().enumerate().map(|(nth, run)| {
                let (is_first, is_last) = (nth == 0, nth + 1 == entry.redline.len());
                match run.side {
                    Side::Both => near(&run.text, is_first, is_last),
                    Side::Old => painted(&format!("[-{}-]", run.text), |word| style.bad(word)),
                    Side::New => painted(&format!("{{+{}+}}", run.text), |word| style.good(word)),
                }
            });
            let words: Vec<String> = words.collect();
            wrap(&words.join(" "), "  ", "  ").iter().for_each(|line| {
                let _ = writeln!(out, "{line}");
            });
        }
        for (what, all) in lists(entry) {
            let _ = writeln!(out, "  {what}");
            for cites in all {
                let _ = writeln!(out, "    {}", cites.shown());
            }
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{}", diff.summary());
    out
}

/// Words painted one by one, so that lines can be broken between them.
fn painted(words: &str, paint: impl Fn(&str) -> String) -> String {
    words.split(' ').map(paint).collect::<Vec<_>>().join(" ")
}

/// Words that did not change, as far as they are near to some that did.
fn near(text: &str, is_first: bool, is_last: bool) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let head = if is_first { 0 } else { AROUND };
    let tail = if is_last { 0 } else { AROUND };
    if words.len() <= head + tail + 1 {
        return words.join(" ");
    }
    let start = words.get(..head).unwrap_or_default();
    let end = words.get(words.len() - tail..).unwrap_or_default();
    start.iter().chain(&["…"]).chain(end).copied().collect::<Vec<_>>().join(" ")
}

/// Where a provision stands in both versions.
fn places(entry: &Entry<'_>) -> String {
    let shown = [&entry.old_place, &entry.new_place];
    let shown = shown.into_iter().flatten().map(|(file, line)| format!("{file}:{line}"));
    shown.collect::<Vec<_>>().join(" → ")
}

/// Who cites, with what is said above them.
fn lists<'e>(entry: &'e Entry<'_>) -> impl Iterator<Item = (&'static str, &'e [Cites])> {
    let own = ("cited by", entry.cited_by.as_slice());
    let around = ("what is around it is cited by", entry.around_cited_by.as_slice());
    [own, around].into_iter().filter(|(_, all)| !all.is_empty())
}

/// What changed, as Markdown for a comment: `~~gone~~ **new**`.
pub fn markdown(diff: &TextDiff<'_>) -> String {
    let (old, new) = (markdown_text(&diff.old_name), markdown_text(&diff.new_name));
    let mut out = format!("# {old} → {new}\n\n{}\n", diff.summary());
    for entry in &diff.entries {
        let _ = write!(out, "\n## {}\n\n{}\n", markdown_text(&entry.title), markdown_text(&places(entry)));
        if !entry.redline.is_empty() {
            let words = entry.redline.iter().map(|run| match run.side {
                Side::Both => markdown_text(&run.text),
                Side::Old => format!("~~{}~~", markdown_text(&run.text)),
                Side::New => format!("**{}**", markdown_text(&run.text)),
            });
            let _ = write!(out, "\n> {}\n", words.collect::<Vec<_>>().join(" "));
        }
        for (what, all) in lists(entry) {
            let _ = write!(out, "\n{}:\n\n", large(what));
            for cites in all {
                let _ = writeln!(out, "- {}", markdown_text(&cites.shown()));
            }
        }
    }
    out
}

/// Words that start with a large letter.
fn large(words: &str) -> String {
    let mut characters = words.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

/// What changed, as a page with the versions in two columns.
pub fn html(diff: &TextDiff<'_>) -> String {
    let mut out = format!("<p>{}</p>\n<table>\n", html_text(&diff.summary()));
    let (old, new) = (html_text(&diff.old_name), html_text(&diff.new_name));
    let _ = writeln!(out, "<thead><tr><th>{old}</th><th>{new}</th></tr></thead>\n<tbody>");
    for entry in &diff.entries {
        let title = html_text(&entry.title);
        let _ = writeln!(out, "<tr><th colspan=\"2\" scope=\"rowgroup\">{title}</th></tr>");
        let (left, right) = (column(entry, Side::Old), column(entry, Side::New));
        let _ = writeln!(out, "<tr><td>{left}</td><td>{right}</td></tr>");
        let cited: String = lists(entry)
            .map(|(what, all)| {
                let lines: Vec<String> = all.iter().map(Cites::shown).collect();
                format!("<p>{}:</p>\n{}", large(what), html_list(&lines))
            })
            .collect();
        if !cited.is_empty() {
            let _ = writeln!(out, "<tr><td colspan=\"2\">{cited}</td></tr>");
        }
    }
    out.push_str("</tbody>\n</table>\n");
    page(&format!("{} → {}", diff.old_name, diff.new_name), &out)
}

/// What stands on one side.
fn column(entry: &Entry<'_>, side: Side) -> String {
    let (provisions, mark) = match side {
        Side::Old => (&entry.old, "del"),
        _ => (&entry.new, "ins"),
    };
    if provisions.is_empty() {
        return String::new();
    }
    let shown = |run: &&Run| run.side == Side::Both || run.side == side;
    let words = entry.redline.iter().filter(shown).map(|run| {
        let text = html_text(&run.text);
        if run.side == side { format!("<{mark}>{text}</{mark}>") } else { text }
    });
    format!(
        "<strong>{}</strong> {}",
        html_text(&super::range(provisions)),
        words.collect::<Vec<_>>().join(" ")
    )
}

/// What changed, for programs.
pub fn json(diff: &TextDiff<'_>) -> Value {
    json!({
        "schema": "acquis.text_diff/1",
        "old": diff.old_name,
        "new": diff.new_name,
        "asked": diff.is_asked,
        "changes": diff.entries.iter().map(entry_json).collect::<Vec<_>>(),
    })
}

fn entry_json(entry: &Entry<'_>) -> Value {
    let version = |provisions: &[&acquis_text::Provision], place: &Option<(acquis_base::Name, u32)>| {
        let (file, line) = place.as_ref()?;
        let ids: Vec<&str> = provisions.iter().map(|it| it.id.as_str()).collect();
        Some(json!({"provisions": ids, "file": file.as_str(), "line": line}))
    };
    let runs = entry.redline.iter().map(|run| {
        let side = match run.side {
            Side::Both => "both",
            Side::Old => "old",
            Side::New => "new",
        };
        json!({"side": side, "text": run.text})
    });
    let cites = |all: &[Cites]| {
        let shown =
            |it: &Cites| json!({"kind": it.word, "name": it.name, "file": it.file.as_str(), "line": it.line});
        all.iter().map(shown).collect::<Vec<_>>()
    };
    json!({
        "fate": fate_word(entry.fate),
        "title": entry.title,
        "old": version(&entry.old, &entry.old_place),
        "new": version(&entry.new, &entry.new_place),
        "words": runs.collect::<Vec<_>>(),
        "cited_by": cites(&entry.cited_by),
        "around_cited_by": cites(&entry.around_cited_by),
    })
}

fn fate_word(fate: Fate) -> &'static str {
    match fate {
        Fate::Added => "added",
        Fate::Deleted => "deleted",
        Fate::Renumbered => "renumbered",
        Fate::Moved => "moved",
        Fate::Renamed => "renamed",
        Fate::Reworded => "reworded",
    }
}
