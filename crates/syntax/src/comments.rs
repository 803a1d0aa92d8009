//! Comments in the forms of other languages: `# …` and `/* … */`. No text of the language holds these signs outside
//! quotes and comments, so what they enclose is surely meant as a comment; it is told once, and the rest is read.

use std::borrow::Cow;

use acquis_base::{Diagnostic, Edit, Fix, Span, codes};

use crate::characters::is_quote;
use crate::cut::quoted_length;

/// The length of the comment of another language that starts `rest`: to the end of the line, or to what closes it.
/// One that nothing closes ends with its line too, so that the rest of the file is read.
pub(crate) fn foreign_length(rest: &str) -> Option<usize> {
    let line = || rest.find('\n').unwrap_or(rest.len());
    if rest.starts_with('#') {
        return Some(line());
    }
    let inner = rest.strip_prefix("/*")?;
    Some(inner.find("*/").map_or_else(line, |end| end + 4))
}

/// The text with blanks in the place of such comments, as long as it was, and what to say of them.
pub(crate) fn without_foreign(text: &str) -> (Cow<'_, str>, Vec<Diagnostic<Span>>) {
    if !text.contains('#') && !text.contains("/*") {
        return (Cow::Borrowed(text), vec![]);
    }
    let mut out = String::with_capacity(text.len());
    let mut found: Vec<Span> = vec![];
    while let Some(rest) = text.get(out.len()..).filter(|rest| !rest.is_empty()) {
        match foreign_length(rest) {
            Some(length) => {
                let comment = rest.get(..length).unwrap_or(rest);
                found.push(Span::new(out.len(), out.len() + comment.len()));
                out.extend(comment.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
            }
            None => out.push_str(rest.get(..plain_length(rest)).unwrap_or(rest)),
        }
    }
    let findings = together(text, &found).into_iter().map(|comments| finding(text, &comments)).collect();
    (Cow::Owned(out), findings)
}

/// The length of what stands together at the start of `rest` and holds no such comment: a text in quotes, a comment of
/// the language, or one character.
fn plain_length(rest: &str) -> usize {
    let Some(first) = rest.chars().next() else { return 0 };
    if first == '"' {
        quoted_length(rest)
    } else if is_quote(first) {
        let closes = |c: char| c == '\n' || c == '"' || is_quote(c);
        let inner = rest.get(first.len_utf8()..).unwrap_or("");
        let end = inner.char_indices().find(|(_, c)| closes(*c));
        first.len_utf8() + end.map_or(inner.len(), |(at, c)| if c == '\n' { at } else { at + c.len_utf8() })
    } else if rest.starts_with("//") {
        rest.find('\n').unwrap_or(rest.len())
    } else {
        first.len_utf8()
    }
}

/// Comments with nothing but blanks between them, which are one habit and one message.
fn together(text: &str, found: &[Span]) -> Vec<Vec<Span>> {
    let mut groups: Vec<Vec<Span>> = vec![];
    for span in found {
        let last = groups.last().and_then(|group| group.last()).map(|last| last.end as usize);
        let between = last.and_then(|end| text.get(end..span.start as usize));
        match groups.last_mut().filter(|_| between.is_some_and(|between| between.trim().is_empty())) {
            Some(group) => group.push(*span),
            None => groups.push(vec![*span]),
        }
    }
    groups
}

fn finding(text: &str, comments: &[Span]) -> Diagnostic<Span> {
    let first = comments.first().copied().unwrap_or_default();
    let sign = if first.of(text).starts_with('#') { "#" } else { "/*" };
    let start = first.start as usize;
    let mut finding = Diagnostic::at(
        &codes::FOREIGN_CHARACTER,
        format!("`{sign}` starts no comment"),
        Span::new(start, start + sign.len()),
        "not a sign of the language",
    )
    .help("a comment starts with `//` and ends with its line");
    let edits: Option<Vec<_>> = comments.iter().map(|comment| edits(text, *comment)).collect();
    finding.fix = edits.map(|edits| Fix { title: "write `//`".to_owned(), edits: edits.concat() });
    finding
}

/// How a comment is written in the language; nothing where something stands after it on its last line.
fn edits(text: &str, comment: Span) -> Option<Vec<Edit<Span>>> {
    let (start, end) = (comment.start as usize, comment.end as usize);
    let edit =
        |from: usize, to: usize, text: &str| Edit { place: Span::new(from, to), text: text.to_owned() };
    let written = comment.of(text);
    if written.starts_with('#') {
        let signs = written.len() - written.trim_start_matches('#').len();
        return Some(vec![edit(start, start + signs, "//")]);
    }
    let after = text.get(end..)?;
    if !after.get(..after.find('\n').unwrap_or(after.len()))?.trim().is_empty() {
        return None;
    }
    let closing = if written.len() > 3 && written.ends_with("*/") { end - 2 } else { end };
    let inner = text.get(start..closing)?;
    let opening = 1 + inner.get(1..)?.chars().take_while(|c| *c == '*').count();
    let mut edits = vec![edit(start, start + opening, "//")];
    let mut at = start;
    for line in inner.split_inclusive('\n') {
        let blanks = line.len() - line.trim_start().len();
        if at > start && !line.trim().is_empty() {
            let star = usize::from(line.trim_start().starts_with('*'));
            let sign = if star == 1 { "//" } else { "// " };
            edits.push(edit(at + blanks, at + blanks + star, sign));
        }
        at += line.len();
    }
    let kept = inner.trim_end_matches([' ', '\t']).len();
    if start + kept < end {
        edits.push(edit((start + kept).max(start + opening), end, ""));
    }
    Some(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> String {
        let mut out = text.to_owned();
        let (plain, findings) = without_foreign(text);
        assert_eq!(plain.len(), text.len(), "{text:?}");
        let mut edits: Vec<_> =
            findings.into_iter().filter_map(|finding| finding.fix).flat_map(|fix| fix.edits).collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.place.start));
        for edit in edits {
            out.replace_range(edit.place.start as usize..edit.place.end as usize, &edit.text);
        }
        out
    }

    #[test]
    fn comments_are_written_as_here() {
        assert_eq!(mended("# é\na # b"), "// é\na // b");
        assert_eq!(mended("a /* b */\nc"), "a // b\nc");
        assert_eq!(mended("/**\n * a\n * b\n */\nc"), "//\n // a\n // b\n\nc");
        assert_eq!(mended("/* a\n   b */\nc"), "// a\n   // b\nc");
        assert_eq!(mended("a /* b */ c"), "a /* b */ c");
    }

    #[test]
    fn what_stands_in_quotes_and_comments_stays() {
        for text in ["\"# /* */\"", "// # /*", "“#”", "a / b", "\"#"] {
            assert_eq!(without_foreign(text), (Cow::Owned(text.to_owned()), vec![]));
        }
    }

    #[test]
    fn lines_of_one_comment_are_one_message() {
        assert_eq!(without_foreign("# a\n  # b\nc # d").1.len(), 2);
        assert_eq!(without_foreign("/* a").0, "    ");
    }
}
