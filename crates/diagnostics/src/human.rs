//! Diagnostics for people, drawn by ariadne.

use std::fmt::Write as _;

use acquis_base::{Diagnostic, Severity, Sources, Span};
use ariadne::{Color, Config, IndexType, Label, Report, ReportKind};

/// The diagnostic as text that ends in a line break, with the lines of `sources` it points at; in colour if asked.
pub fn human(diagnostic: &Diagnostic, sources: &Sources, colour: bool) -> String {
    let known = diagnostic.labels.iter().all(|label| sources.get(&label.place.file).is_some());
    match diagnostic.labels.first() {
        Some(first) if known => drawn(diagnostic, &first.place.file, first.place.span, sources, colour),
        _ => plain(diagnostic),
    }
}

type Place = (String, std::ops::Range<usize>);

fn drawn(diagnostic: &Diagnostic, file: &str, span: Span, sources: &Sources, colour: bool) -> String {
    let head = format!("{}[{}]", diagnostic.severity.as_str(), diagnostic.code.id);
    let main = severity_colour(diagnostic.severity);
    let config = Config::default().with_index_type(IndexType::Byte).with_color(colour).with_cross_gap(false);
    let kind = ReportKind::Custom(&head, main);
    let mut report =
        Report::build(kind, place(file, span, sources)).with_config(config).with_message(&diagnostic.message);
    for (at, label) in diagnostic.labels.iter().enumerate() {
        let place = place(&label.place.file, label.place.span, sources);
        let shade = if at == 0 { main } else { Color::Cyan };
        let drawn = Label::new(place).with_color(shade).with_order(i32::try_from(at).unwrap_or(i32::MAX));
        report =
            report.with_label(if label.text.is_empty() { drawn } else { drawn.with_message(&label.text) });
    }
    report.with_notes(diagnostic.notes.iter());
    if let Some(help) = &diagnostic.help {
        report = report.with_help(help);
    }
    let texts =
        files(diagnostic).into_iter().filter_map(|file| Some((file.to_owned(), sources.get(file)?.0)));
    let mut out = vec![];
    match report.finish().write(ariadne::sources(texts), &mut out) {
        Ok(()) => tidy(&String::from_utf8_lossy(&out), colour),
        // Writing to memory cannot fail; should drawing fail, the words still arrive.
        Err(_) => plain(diagnostic),
    }
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

/// A place as ariadne wants it: within the text, and covering a character where it would cover none.
fn place(file: &str, span: Span, sources: &Sources) -> Place {
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
    (file.to_owned(), start..end)
}

/// ariadne leaves blanks at the ends of lines, and colours the head whatever it is told.
fn tidy(drawn: &str, colour: bool) -> String {
    let mut out = String::new();
    for line in drawn.lines() {
        let line = if colour { line.to_owned() } else { without_escapes(line) };
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

/// A diagnostic about no text.
fn plain(diagnostic: &Diagnostic) -> String {
    let mut out =
        format!("{}[{}]: {}\n", diagnostic.severity.as_str(), diagnostic.code.id, diagnostic.message);
    for note in &diagnostic.notes {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "    note: {note}");
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(out, "    help: {help}");
    }
    out
}

fn severity_colour(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Note => Color::Blue,
    }
}
