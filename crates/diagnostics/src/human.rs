//! Diagnostics for people, drawn by ariadne.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use acquis_base::{Diagnostic, Severity, Sources, Span, printable};
use ariadne::{Color, Config, IndexType, Label, Report, ReportKind};

use crate::excerpt::Excerpt;

/// The diagnostic as text that ends in a line break, with the lines of `sources` it points at; in colour if asked.
/// What it says is shown as [`printable`] has it, whoever's words it quotes.
pub fn human(diagnostic: &Diagnostic, sources: &Sources, colour: bool) -> String {
    let diagnostic = &in_printable_words(diagnostic);
    let known = diagnostic.labels.iter().all(|label| sources.get(&label.place.file).is_some());
    match diagnostic.labels.first() {
        Some(first) if known => drawn(diagnostic, &first.place.file, first.place.span, sources, colour),
        _ => plain(diagnostic, sources),
    }
}

type Place = (String, Range<usize>);

fn drawn(diagnostic: &Diagnostic, file: &str, span: Span, sources: &Sources, colour: bool) -> String {
    let head = format!("{}[{}]", diagnostic.severity.as_str(), diagnostic.code.id);
    let main = severity_colour(diagnostic.severity);
    let config = Config::default().with_index_type(IndexType::Char).with_color(colour).with_cross_gap(false);
    let kind = ReportKind::Custom(&head, main);
    let files = files(diagnostic);
    let excerpts: BTreeMap<&str, Excerpt<'_>> =
        files.iter().filter_map(|file| Some((*file, excerpt(diagnostic, file, sources)?))).collect();
    let place = |file: &str, span: Span| -> Place {
        let range = range(file, span, sources);
        (file.to_owned(), excerpts.get(file).map_or(0..0, |excerpt| excerpt.characters(&range)))
    };
    let mut report =
        Report::build(kind, place(file, span)).with_config(config).with_message(&diagnostic.message);
    let order = in_order(diagnostic, &files);
    for (order, at) in order.iter().enumerate() {
        let Some(label) = diagnostic.labels.get(*at) else { continue };
        let place = place(&label.place.file, label.place.span);
        let shade = if *at == 0 { main } else { Color::Cyan };
        let drawn = Label::new(place).with_color(shade).with_order(i32::try_from(order).unwrap_or(i32::MAX));
        report =
            report.with_label(if label.text.is_empty() { drawn } else { drawn.with_message(&label.text) });
    }
    let texts = excerpts.iter().map(|(file, excerpt)| ((*file).to_owned(), excerpt.shown.as_str()));
    let mut out = vec![];
    match report.finish().write(ariadne::sources(texts), &mut out) {
        Ok(()) => {
            let drawn = located(&String::from_utf8_lossy(&out), diagnostic, &files, &order, sources);
            footed(tidy(&drawn, colour), diagnostic, colour)
        }
        // Writing to memory cannot fail; should drawing fail, the words still arrive.
        Err(_) => plain(diagnostic, sources),
    }
}

/// What is shown of a file.
fn excerpt<'s>(diagnostic: &Diagnostic, file: &str, sources: &'s Sources) -> Option<Excerpt<'s>> {
    let (text, index) = sources.get(file)?;
    let own = diagnostic.labels.iter().filter(|label| label.place.file == *file);
    let ranges: Vec<Range<usize>> = own.map(|label| range(file, label.place.span, sources)).collect();
    Some(Excerpt::new(text, index, &ranges))
}

/// The drawing with the right line and column where each file begins: those of the first label there, in the file and
/// not in what is shown of it.
fn located(
    drawn: &str,
    diagnostic: &Diagnostic,
    files: &[&str],
    order: &[usize],
    sources: &Sources,
) -> String {
    let mut files = files.iter();
    let mut out = String::new();
    for line in drawn.lines() {
        let is_head = without_escapes(line).trim_start().starts_with(['╭', '├']) && line.contains('[');
        let file = if is_head { files.next() } else { None };
        match file.and_then(|file| Some((file, first_place(file, diagnostic, order, sources)?))) {
            Some((file, place)) => out.push_str(&with_place(line, file, &place)),
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// Line and column of the main label where it stands in a file, else of the first one there.
fn first_place(file: &str, diagnostic: &Diagnostic, order: &[usize], sources: &Sources) -> Option<String> {
    let labels = std::iter::once(&0).chain(order).filter_map(|at| diagnostic.labels.get(*at));
    let span = labels.map(|label| &label.place).find(|place| place.file == *file)?.span;
    let (text, index) = sources.get(file)?;
    let position = index.position(text, span.start);
    Some(format!("{}:{}", position.line, position.column))
}

/// A line that names a file and a place in it, with another place.
fn with_place(line: &str, file: &str, place: &str) -> String {
    let named = format!(" {file}:");
    let Some((before, after)) = line.split_once(&named) else { return line.to_owned() };
    let rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '?'));
    format!("{before}{named}{place}{rest}")
}

/// The labels by index, file by file and from top to bottom: in any other order, ariadne draws a file twice.
fn in_order(diagnostic: &Diagnostic, files: &[&str]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..diagnostic.labels.len()).collect();
    order.sort_by_key(|at| {
        let place = diagnostic.labels.get(*at).map(|label| &label.place);
        let file = place.and_then(|place| files.iter().position(|file| *file == place.file.as_str()));
        (file, place.map(|place| place.span))
    });
    order
}

/// The drawing with the notes and the help before its last line.
// Writing to a string cannot fail, here and below.
fn footed(drawn: String, diagnostic: &Diagnostic, colour: bool) -> String {
    let Some((above, last)) = drawn.trim_end().rsplit_once('\n') else { return drawn };
    let indent = without_escapes(last).chars().take_while(|c| *c == '─').count();
    let gutter = format!("{}│", " ".repeat(indent));
    let mut out = format!("{above}\n");
    let notes = diagnostic.notes.iter().map(|note| ("note", note));
    for (at, (kind, text)) in notes.chain(diagnostic.help.iter().map(|help| ("help", help))).enumerate() {
        if at == 0 {
            let _ = writeln!(out, "{gutter}");
        }
        let word = if colour { format!("\u{1b}[1m{kind}\u{1b}[0m") } else { kind.to_owned() };
        let mut lines = wrapped(text, WIDTH.saturating_sub(indent + 8)).into_iter();
        let _ = writeln!(out, "{gutter} {word}: {}", lines.next().unwrap_or_default());
        for line in lines {
            let _ = writeln!(out, "{gutter}       {line}");
        }
    }
    let _ = writeln!(out, "{last}");
    out
}

/// How many columns notes and help fill at most.
const WIDTH: usize = 100;

/// The words of `text` on lines of at most `width` columns; line breaks of the text stay.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![];
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            } else if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// The files that a diagnostic points into, each once.
fn files(diagnostic: &Diagnostic) -> Vec<&str> {
    let mut files: Vec<&str> = vec![];
    for label in &diagnostic.labels {
        if !files.contains(&label.place.file.as_str()) {
            files.push(&label.place.file);
        }
    }
    files
}

/// A range as ariadne wants it: within the text, and covering a character where it would cover none.
fn range(file: &str, span: Span, sources: &Sources) -> Range<usize> {
    let text = sources.get(file).map_or("", |(text, _)| text);
    let mut start = (span.start as usize).min(text.len());
    let mut end = (span.end as usize).clamp(start, text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    if start == end {
        let after = text.get(end..).and_then(|rest| rest.chars().next()).filter(|c| *c != '\n' && *c != '\r');
        let before = text.get(..start).and_then(|rest| rest.chars().next_back()).filter(|c| *c != '\n');
        match (after, before) {
            (Some(c), _) => end += c.len_utf8(),
            (None, Some(c)) => start -= c.len_utf8(),
            (None, None) => {}
        }
    }
    start..end
}

/// A line in which what has one colour is painted at once; ariadne paints each character by itself.
fn in_runs(line: &str) -> String {
    const RESET: &str = "\u{1b}[0m";
    let mut out = String::new();
    let mut colour = "";
    for piece in line.split_inclusive(RESET) {
        let painted = piece.strip_suffix(RESET);
        let (before, escape, text) = match painted.and_then(|piece| piece.split_once('\u{1b}')) {
            Some((before, rest)) => {
                let (escape, text) = rest.split_once('m').unwrap_or((rest, ""));
                (before, escape, text)
            }
            None => (piece, "", ""),
        };
        let goes_on = before.is_empty() && escape == colour;
        if !goes_on && !colour.is_empty() {
            out.push_str(RESET);
            colour = "";
        }
        out.push_str(before);
        if escape != colour {
            out.push_str(&format!("\u{1b}{escape}m"));
            colour = escape;
        }
        out.push_str(text);
    }
    if !colour.is_empty() {
        out.push_str(RESET);
    }
    out
}

/// ariadne leaves blanks at the ends of lines, and colours the head whatever it is told.
fn tidy(drawn: &str, colour: bool) -> String {
    let mut out = String::new();
    for line in drawn.lines() {
        let line = if colour { in_runs(line) } else { without_escapes(line) };
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn without_escapes(line: &str) -> String {
    let mut out = String::new();
    let mut escaped = false;
    for c in line.chars() {
        match c {
            '\u{1b}' => escaped = true,
            'm' if escaped => escaped = false,
            _ if escaped => {}
            _ => out.push(c),
        }
    }
    out
}

/// A diagnostic about no text, or about one that is not shown.
fn plain(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut out =
        format!("{}[{}]: {}\n", diagnostic.severity.as_str(), diagnostic.code.id, diagnostic.message);
    for label in &diagnostic.labels {
        let file = &label.place.file;
        let position = sources.get(file).map(|(text, index)| index.position(text, label.place.span.start));
        let at = position.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
        let words = if label.text.is_empty() { String::new() } else { format!(": {}", label.text) };
        let _ = writeln!(out, "    at {file}{at}{words}");
    }
    let notes = diagnostic.notes.iter().map(|note| ("note", note));
    for (kind, text) in notes.chain(diagnostic.help.iter().map(|help| ("help", help))) {
        let mut lines = wrapped(text, WIDTH - 10).into_iter();
        let _ = writeln!(out, "    {kind}: {}", lines.next().unwrap_or_default());
        for line in lines {
            let _ = writeln!(out, "          {line}");
        }
    }
    out
}

/// The same diagnostic with nothing in its words that acts on a terminal; lines of notes and help stay.
fn in_printable_words(diagnostic: &Diagnostic) -> Diagnostic {
    let lines = |text: &String| text.split('\n').map(printable).collect::<Vec<_>>().join("\n");
    let mut said = diagnostic.clone();
    said.message = printable(&said.message).into_owned();
    said.labels.iter_mut().for_each(|label| label.text = printable(&label.text).into_owned());
    said.notes = said.notes.iter().map(lines).collect();
    said.help = said.help.as_ref().map(lines);
    said
}

fn severity_colour(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Note => Color::Blue,
    }
}

#[cfg(test)]
mod tests {
    use acquis_base::{Place, codes};

    use super::*;

    fn shown(text: &str, colour: bool) -> String {
        let mut sources = Sources::default();
        sources.insert("dossier.json", text);
        let finding = Diagnostic::at(
            &codes::WRONG_TYPE,
            "a date is expected",
            Place::new("dossier.json", Span::new(10, 12)),
            "not a date",
        );
        human(&finding.help("write a date"), &sources, colour)
    }

    #[test]
    fn what_a_text_holds_does_not_reach_the_terminal() {
        let text = "as_of:  \u{1b}[2J \u{202e} \u{85} \u{7} x\r y\n";
        for colour in [false, true] {
            let shown = without_escapes(&shown(text, colour));
            assert!(shown.contains("as_of:  ?[2J \u{fffd} · ? x? y"), "{shown}");
        }
    }

    #[test]
    fn what_has_one_colour_is_painted_at_once() {
        let painted = "\u{1b}[31ma\u{1b}[0m\u{1b}[31mb\u{1b}[0m c\u{1b}[31md\u{1b}[0m\u{1b}[33me\u{1b}[0m f";
        let expected = "\u{1b}[31mab\u{1b}[0m c\u{1b}[31md\u{1b}[0m\u{1b}[33me\u{1b}[0m f";
        assert_eq!(in_runs(painted), expected);
        assert_eq!(in_runs("plain"), "plain");
    }

    #[test]
    fn a_line_that_would_fill_the_screen_is_cut_down_to_what_is_around_the_place() {
        let shown = shown(&format!("{{\n\"as_of\": 12{}}}", " ".repeat(100_000)), false);
        assert!(shown.contains("dossier.json:2:9") && shown.contains("\"as_of\": 12"), "{shown}");
        assert!(shown.len() < 1000, "{shown}");
    }
    #[test]
    fn a_second_file_may_hold_any_letters() {
        let mut sources = Sources::default();
        sources.insert("one", "first\n");
        sources.insert("other", "‘‘‘‘x é\n");
        let finding =
            Diagnostic::at(&codes::WRONG_TYPE, "two files", Place::new("one", Span::new(0, 5)), "here")
                .label(Place::new("other", Span::new(12, 13)), "and there");
        let shown = human(&finding, &sources, false);
        assert!(shown.contains("other:1:5") && shown.contains("‘‘‘‘x é"), "{shown}");
    }
}
