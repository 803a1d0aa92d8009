//! Lines of a transcription in Markdown: headings, items of lists, and paragraphs.
//!
//! Left out are thematic breaks, comments, and paragraphs that stand as a whole between single asterisks or underscores:
//! notes of whoever transcribed the text. The document's own title, a heading of the first level that names no division,
//! is a line as any other and belongs to nothing.

use acquis_base::Span;

use crate::label::{Class, label_of};
use crate::line::{Above, Layout, Line, indent, source_lines};

/// What is known of the lines of any transcription: lists within lists are set in by two columns at least.
pub(crate) const LAYOUT: Layout = Layout { base: 0, tolerance: 1, slack: 1 };

pub(crate) fn lines(text: &str) -> Vec<Line> {
    let mut found: Vec<Line> = vec![];
    let (mut is_apart, mut in_comment) = (true, false);
    let mut paragraph = 0;
    for (start, whole) in source_lines(text) {
        let content = whole.trim();
        if in_comment {
            in_comment = !content.contains("-->");
            continue;
        }
        if content.starts_with("<!--") {
            in_comment = !content.contains("-->");
            is_apart = true;
            continue;
        }
        if content.is_empty() || is_break(content) {
            drop_note(text, &mut found, paragraph);
            paragraph = found.len();
            is_apart = true;
            continue;
        }
        let line = line_of(start, whole, is_apart);
        is_apart = line.is_heading;
        if line.above == Above::Apart {
            drop_note(text, &mut found, paragraph);
            paragraph = found.len();
        }
        found.push(line);
    }
    drop_note(text, &mut found, paragraph);
    found
}

fn line_of(start: usize, whole: &str, is_apart: bool) -> Line {
    let mut column = indent(whole);
    let mut content = whole.trim();
    let offset = |content: &str| start + (content.as_ptr() as usize - whole.as_ptr() as usize);
    while let Some(quoted) = content.strip_prefix('>') {
        content = quoted.trim_start();
    }
    let hashes = content.bytes().take_while(|byte| *byte == b'#').count();
    let title = content.get(hashes..).unwrap_or("");
    let is_heading = (1..=6).contains(&hashes) && (title.starts_with(' ') || title.is_empty());
    let mut is_item = false;
    if is_heading {
        content = title.trim().trim_end_matches('#').trim_end();
        column = 0;
    } else if let Some(rest) = item(content) {
        (is_item, content) = (true, rest);
    } else {
        // Numbers with a dot make items of a list too.
        is_item = label_of(content).is_some_and(|label| {
            label.gap > 0 && matches!(label.classes, [Some(Class::Plain | Class::Dotted), _])
        });
    }
    let from = offset(content);
    let above = if is_apart || is_item || is_heading { Above::Apart } else { Above::Within };
    Line { span: Span::new(from, from + content.len()), column, above, is_heading, is_item }
}

/// What follows the mark of an item.
fn item(content: &str) -> Option<&str> {
    let rest = content.strip_prefix(['-', '*', '+'])?;
    rest.starts_with([' ', '\t']).then(|| rest.trim_start())
}

/// Whether a line is a thematic break, or underlines what is above it.
fn is_break(content: &str) -> bool {
    let first = content.chars().next().unwrap_or(' ');
    matches!(first, '-' | '*' | '_' | '=')
        && content.len() >= 3
        && content.chars().all(|c| c == first || c == ' ')
}

/// Drops the last paragraph where it is a note.
fn drop_note(text: &str, found: &mut Vec<Line>, from: usize) {
    let (Some(first), Some(last)) = (found.get(from), found.last()) else { return };
    let (start, end) = (first.span.of(text), last.span.of(text));
    let stands_between = |mark: char| {
        let double = [mark, mark];
        start.starts_with(mark)
            && end.ends_with(mark)
            && !start.starts_with(&double.iter().collect::<String>())
            && (found.len() - from > 1 || start.len() > 1)
    };
    if !first.is_heading && !first.is_item && (stands_between('*') || stands_between('_')) {
        found.truncate(from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |line: &Line| {
            let mark = match (line.is_heading, line.is_item, line.above) {
                (true, ..) => "#",
                (_, true, _) => "-",
                (.., Above::Apart) => "¶",
                _ => " ",
            };
            format!("{mark}{} {}", line.column, line.span.of(text))
        };
        lines(text).iter().map(show).collect()
    }

    #[test]
    fn marks_are_taken_off_and_counted() {
        let text = "# Act\n\n### Article 1 — Aims ##\n\n1. Boats:\n   - (a) float;\nand sail\n     - i. well\n   Tail\n\n– dash\n- words\n";
        assert_eq!(
            shown(text),
            [
                "#0 Act",
                "#0 Article 1 — Aims",
                "-0 1. Boats:",
                "-3 (a) float;",
                " 0 and sail",
                "-5 i. well",
                " 3 Tail",
                "¶0 – dash",
                "-0 words",
            ]
        );
    }

    #[test]
    fn notes_breaks_and_comments_are_left_out() {
        let text =
            "*Note: two\nlines.*\n\n---\n<!-- one\ntwo -->\n**Bold**\n*one* and two*three\n\n_Note._\n";
        assert_eq!(shown(text), ["¶0 **Bold**", " 0 *one* and two*three"]);
    }
}
