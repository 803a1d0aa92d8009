//! Amendments in two columns, as the Parliament prints them: on the left the text of the package, on the right the text as
//! amended; what is new stands on the right in bold italics, what goes on the left.

use acquis_analysis::{AmendmentHead, Change, Overlay};
use acquis_base::Name;
use acquis_report::page::{html_list, html_text, markdown_text, page};
use acquis_syntax::lexemes;
use similar::{Algorithm, ChangeTag, capture_diff_slices};

use super::super::effect::Effects;

/// What stands on the right where nothing is left of the text.
const DELETED: &str = "deleted";

/// A run of text, and whether it is marked.
type Run = (String, bool);

/// How a form of output writes what is in it.
struct Form {
    escape: fn(&str) -> String,
    /// A line break within a cell.
    line: &'static str,
    /// A blank at the start of a line.
    indent: &'static str,
}

const HTML: Form = Form { escape: html_text, line: "\n", indent: " " };
const MARKDOWN: Form = Form { escape: markdown_text, line: "<br>", indent: "&nbsp;" };

/// The amendments as a page of HTML, each with what it means below it.
pub(super) fn html(title: &str, heads: &[&AmendmentHead], overlay: &Overlay, effects: &Effects) -> String {
    let mut out = String::new();
    for head in heads {
        out.push_str(&format!("<h2>{}</h2>\n", html_text(&heading(head))));
        out.push_str(&format!("<p>{}</p>\n", html_text(&said(head))));
        if let Some(because) = &head.because {
            out.push_str(&format!("<p><em>Justification:</em> {}</p>\n", html_text(because)));
        }
        out.push_str(
            "<table>\n<thead><tr><th>Text of the package</th><th>Amendment</th></tr></thead>\n<tbody>\n",
        );
        for change in of(overlay, head) {
            let (left, right) = columns(change, &HTML);
            out.push_str(&format!(
                "<tr><th colspan=\"2\" scope=\"rowgroup\">{}</th></tr>\n<tr><td><pre>{left}</pre></td><td><pre>{right}</pre></td></tr>\n",
                html_text(&row_title(change))
            ));
        }
        out.push_str("</tbody>\n</table>\n");
        if let Some(lines) = effects.get(&head.name) {
            out.push_str(&format!("<h3>{EFFECT}</h3>\n{}", html_list(lines)));
        }
    }
    page(title, &out)
}

/// The amendments as Markdown, with tables as GitHub reads them, each with what it means below it.
pub(super) fn markdown(
    title: &str,
    heads: &[&AmendmentHead],
    overlay: &Overlay,
    effects: &Effects,
) -> String {
    let mut out = format!("# {}\n", markdown_text(title));
    for head in heads {
        out.push_str(&format!("\n## {}\n\n{}\n", markdown_text(&heading(head)), markdown_text(&said(head))));
        if let Some(because) = &head.because {
            out.push_str(&format!("\n*Justification:* {}\n", markdown_text(because)));
        }
        for change in of(overlay, head) {
            let (left, right) = columns(change, &MARKDOWN);
            out.push_str(&format!(
                "\n### {}\n\n| Text of the package | Amendment |\n|---|---|\n| {left} | {right} |\n",
                markdown_text(&row_title(change))
            ));
        }
        if let Some(lines) = effects.get(&head.name) {
            let lines: String = lines.iter().map(|line| format!("- {}\n", markdown_text(line))).collect();
            out.push_str(&format!("\n### {EFFECT}\n\n{lines}"));
        }
    }
    out
}

/// What stands above what an amendment means.
const EFFECT: &str = "What this changes";

fn of<'o>(overlay: &'o Overlay, head: &'o AmendmentHead) -> impl Iterator<Item = &'o Change> {
    overlay.consolidation.changes.iter().filter(|change| change.amendment == head.name)
}

fn heading(head: &AmendmentHead) -> String {
    match &head.title {
        Some(title) => format!("{}: {title}", head.name),
        None => head.name.to_string(),
    }
}

/// What is known of an amendment as a document, on a line.
fn said(head: &AmendmentHead) -> String {
    let number = head.number.as_ref().map(|number| format!("Amendment {number}"));
    let by = head.by.as_ref().map(|by| format!("by {by}"));
    let body = head.body.as_ref().map(|body| format!("body: {body}"));
    let dated = head.dated.map(|date| date.to_string());
    let status = head.status.as_ref().map(|status| {
        let from = head.from.map(|from| format!(" from {from}")).unwrap_or_default();
        format!("{}{from}", status.replace('_', " "))
    });
    let builds = (!head.builds_on.is_empty()).then(|| {
        format!("builds on {}", head.builds_on.iter().map(Name::as_str).collect::<Vec<_>>().join(", "))
    });
    [number, by, body, dated, status, builds].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn row_title(change: &Change) -> String {
    format!("{} {}", change.word, change.target.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The two cells of a change.
fn columns(change: &Change, form: &Form) -> (String, String) {
    let before = change.before.as_deref().map(dedented).unwrap_or_default();
    match &change.after {
        None => (shown(&[(before, true)], form), marked(&(form.escape)(DELETED))),
        Some(after) => {
            let (left, right) = differing(&before, &dedented(after));
            (shown(&left, form), shown(&right, form))
        }
    }
}

/// A text without the blanks at the start of all of its lines but the first.
fn dedented(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let others = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let least = others.map(indent).min().unwrap_or(0);
    let lines = text.lines().enumerate();
    let lines = lines
        .map(|(nth, line)| if nth == 0 { line } else { line.get(least.min(indent(line))..).unwrap_or("") });
    lines.collect::<Vec<_>>().join("\n")
}

/// The words, signs and blanks of a text.
fn words(text: &str) -> Vec<&str> {
    let mut out = vec![];
    let mut at = 0;
    for lexeme in lexemes(text) {
        let range = lexeme.span.range();
        if at < range.start {
            out.push(text.get(at..range.start).unwrap_or(""));
        }
        out.push(lexeme.span.of(text));
        at = range.end;
    }
    if at < text.len() {
        out.push(text.get(at..).unwrap_or(""));
    }
    out
}

/// Two texts, each with what the other has not marked.
fn differing(before: &str, after: &str) -> (Vec<Run>, Vec<Run>) {
    let (old, new) = (words(before), words(after));
    let (mut left, mut right): (Vec<Run>, Vec<Run>) = (vec![], vec![]);
    let mut push = |side: bool, word: &str, is_marked: bool| {
        let runs = if side { &mut right } else { &mut left };
        match runs.last_mut() {
            Some((text, known)) if *known == is_marked => text.push_str(word),
            _ => runs.push((word.to_owned(), is_marked)),
        }
    };
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        for change in op.iter_changes(&old, &new) {
            match change.tag() {
                ChangeTag::Equal => {
                    push(false, change.value(), false);
                    push(true, change.value(), false);
                }
                ChangeTag::Delete => push(false, change.value(), true),
                ChangeTag::Insert => push(true, change.value(), true),
            }
        }
    }
    (left, right)
}

fn shown(runs: &[Run], form: &Form) -> String {
    let mut out = String::new();
    for (text, is_marked) in runs {
        let mut lines = text.split('\n').peekable();
        let mut starts_line = out.is_empty();
        while let Some(line) = lines.next() {
            let blanks = if starts_line { line.len() - line.trim_start_matches(' ').len() } else { 0 };
            let (indent, words) = line.split_at(blanks);
            out.push_str(&form.indent.repeat(indent.len()));
            let escaped = (form.escape)(words);
            if *is_marked && !words.trim().is_empty() {
                out.push_str(&marked(&escaped));
            } else {
                out.push_str(&escaped);
            }
            if lines.peek().is_some() {
                out.push_str(form.line);
                starts_line = true;
            }
        }
    }
    out
}

fn marked(escaped: &str) -> String {
    format!("<b><i>{escaped}</i></b>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_is_marked_on_the_right_and_what_goes_on_the_left() {
        let (left, right) = differing("period of 12 months after x", "period of 24 months after x");
        assert_eq!(shown(&left, &HTML), "period of <b><i>12</i></b> months after x");
        assert_eq!(shown(&right, &HTML), "period of <b><i>24</i></b> months after x");
    }

    #[test]
    fn nothing_that_a_policy_says_acts_on_the_page() {
        let (_, right) = differing("", "a <script>|_x_\n  b");
        assert_eq!(shown(&right, &HTML), "<b><i>a &lt;script&gt;|_x_</i></b>\n  <b><i>b</i></b>");
        assert_eq!(
            shown(&right, &MARKDOWN),
            "<b><i>a &lt;script&gt;\\|\\_x\\_</i></b><br>&nbsp;&nbsp;<b><i>b</i></b>"
        );
    }

    #[test]
    fn lines_lose_the_blanks_that_they_share() {
        assert_eq!(dedented("a {\n        b\n            c\n    }"), "a {\n    b\n        c\n}");
    }
}
