//! What a new layout changes, as a unified diff that `patch` and `git apply` read.

use acquis_base::{LineIndex, Span};
use acquis_syntax::Formatted;
use similar::{ChangeTag, TextDiff};

use acquis_report::style::Style;

/// How many lines are shown around a change.
const CONTEXT: usize = 3;

/// How a file would change.
pub(crate) fn patch(path: &str, text: &str, formatted: &Formatted, style: Style) -> String {
    if formatted.edits.is_empty() {
        return String::new();
    }
    let mut out = style.bold(&format!("--- a/{path}\n+++ b/{path}\n"));
    let index = LineIndex::new(text);
    // How many lines the file has gained above the place that is shown.
    let mut gained = 0_i64;
    for span in whole_lines(text, formatted) {
        let inside = |edit: &&acquis_syntax::Edit| span.start <= edit.span.start && edit.span.end <= span.end;
        let edits = formatted.edits.iter().filter(inside).map(|edit| acquis_syntax::Edit {
            span: Span { start: edit.span.start - span.start, end: edit.span.end - span.start },
            text: edit.text.clone(),
        });
        let old = span.of(text);
        let new = Formatted { edits: edits.collect(), faulty: vec![] }.applied(old);
        let first = index.line_of(span.start) + 1;
        hunks(&mut out, old, &new, first, gained, style);
        gained += lines(&new) - lines(old);
    }
    out
}

fn lines(text: &str) -> i64 {
    i64::try_from(text.matches('\n').count()).unwrap_or(i64::MAX)
}

/// A line without its end, and without what would act on a terminal.
fn shown_line(line: &str) -> String {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let (line, end) = line.strip_suffix('\r').map_or((line, ""), |line| (line, "\r"));
    let shown = |c: char| if c.is_control() && c != '\t' { ' ' } else { c };
    line.chars().map(shown).chain(end.chars()).collect()
}

/// The places of the edits, widened to whole lines; those that meet are one.
fn whole_lines(text: &str, formatted: &Formatted) -> Vec<Span> {
    let mut spans: Vec<Span> = vec![];
    for edit in &formatted.edits {
        let range = edit.span.range();
        let start = text.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let rest = text.get(range.end..).unwrap_or("");
        let end = range.end + rest.find('\n').map_or(rest.len(), |at| at + 1);
        let span = Span::new(start, end);
        match spans.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => spans.push(span),
        }
    }
    spans
}

/// The changes from `old` to `new`, which start at a line of the file.
fn hunks(out: &mut String, old: &str, new: &str, first: usize, gained: i64, style: Style) {
    let diff = TextDiff::from_lines(old, new);
    for group in diff.grouped_ops(CONTEXT) {
        let (Some(start), Some(end)) = (group.first(), group.last()) else { continue };
        let (old_start, new_start) = (start.old_range().start, start.new_range().start);
        let (old_count, new_count) = (end.old_range().end - old_start, end.new_range().end - new_start);
        let shown = |start: usize, count: usize, gained: i64| {
            // A side without lines is placed at the line before.
            let line = i64::try_from(first + start).unwrap_or(i64::MAX) + gained - i64::from(count == 0);
            format!("{line},{count}")
        };
        let head =
            format!("@@ -{} +{} @@", shown(old_start, old_count, 0), shown(new_start, new_count, gained));
        out.push_str(&style.dim(&head));
        out.push('\n');
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = shown_line(change.value());
            let line = match change.tag() {
                ChangeTag::Equal => format!(" {line}"),
                ChangeTag::Delete => style.bad(&format!("-{line}")),
                ChangeTag::Insert => style.good(&format!("+{line}")),
            };
            out.push_str(&line);
            out.push('\n');
            if change.missing_newline() {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
}
