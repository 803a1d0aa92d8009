//! Diagnostics as workflow commands of GitHub: lines that its runner turns into annotations of a change.

use acquis_base::{Diagnostic, Severity, Sources};

/// The workflow command that annotates the place of a finding, as one line. `manifest` is the file that stands for the
/// package where a finding is about no text; `working_folder` may be empty.
///
/// The runner knows columns only of what stands on one line; of what goes on over several they are left out.
pub fn github(diagnostic: &Diagnostic, sources: &Sources, manifest: &str, working_folder: &str) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let file = diagnostic.place().map_or(manifest, |place| place.file.as_str());
    let file = crate::from_folder(working_folder, file).unwrap_or(file);
    let mut properties = vec![format!("file={}", property(file))];
    let region = diagnostic.place().and_then(|place| Some((place, sources.get(&place.file)?)));
    if let Some((place, (text, index))) = region {
        let (start, end) = (index.position(text, place.span.start), index.position(text, place.span.end));
        properties.push(format!("line={}", start.line));
        if start.line == end.line {
            properties.push(format!("col={}", start.column));
        }
        properties.push(format!("endLine={}", end.line));
        if start.line == end.line {
            properties.push(format!("endColumn={}", end.column));
        }
    }
    let title = format!("{} {}", diagnostic.code.id, diagnostic.code.name);
    properties.push(format!("title={}", property(&title)));
    let mut said = crate::paragraphs(diagnostic);
    // The runner shows one place; what is said at others follows the message with theirs.
    for (at, label) in diagnostic.labels.iter().enumerate().filter(|(_, label)| !label.text.is_empty()) {
        let elsewhere = sources.get(&label.place.file).filter(|_| at > 0).map(|(text, index)| {
            let file = crate::from_folder(working_folder, &label.place.file).unwrap_or(&label.place.file);
            format!("{file}:{}: ", index.position(text, label.place.span.start).line)
        });
        said.push_str(&format!("\n{}{}", elsewhere.unwrap_or_default(), label.text));
    }
    format!("::{command} {}::{}\n", properties.join(","), data(&said))
}

/// What stands after the second pair of colons: the signs that end a line, and the one that starts an escape.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value before them: colons and commas would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use acquis_base::{Place, Span, codes};

    use super::*;

    #[test]
    fn what_would_end_a_value_is_escaped() {
        let mut sources = Sources::default();
        sources.insert("a,b:c%.acq", "§§ x\ny");
        let place = Place::new("a,b:c%.acq", Span::new(5, 6));
        let finding =
            Diagnostic::at(&codes::UNRESOLVED, "nothing is called `x`", place, "5 %").note("a, b: c");
        assert_eq!(
            github(&finding, &sources, "acquis.toml", ""),
            "::error file=a%2Cb%3Ac%25.acq,line=1,col=4,endLine=1,endColumn=5,title=ACQ0101 unresolved-name::\
             nothing is called `x`%0Anote: a, b: c%0A5 %25\n"
        );
    }

    #[test]
    fn columns_are_left_out_where_a_place_goes_on_over_lines() {
        let mut sources = Sources::default();
        sources.insert("/law/a.acq", "one\ntwo");
        let finding =
            Diagnostic::at(&codes::UNUSED_IMPORT, "m", Place::new("/law/a.acq", Span::new(1, 5)), "");
        assert_eq!(
            github(&finding, &sources, "acquis.toml", "/law"),
            "::warning file=a.acq,line=1,endLine=2,title=ACQ0106 unused-import::m\n"
        );
    }

    #[test]
    fn a_finding_about_no_text_is_shown_at_the_manifest() {
        let finding = Diagnostic::new(&codes::UNREADABLE_SOURCE, "m");
        let shown = github(&finding, &Sources::default(), "law/acquis.toml", "");
        assert_eq!(shown, "::error file=law/acquis.toml,title=ACQ0503 unreadable-source::m\n");
    }
}
