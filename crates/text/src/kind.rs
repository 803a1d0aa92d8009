//! What a text is written in, told from what it holds and not from how its file is called.

/// What a text that can be read is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// Markdown, in which headings and lists are marked.
    Markdown,
    /// Plain text as a converter leaves it of printed pages: columns tell what belongs together.
    Converted,
}

/// What a text is written in that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Printed pages, before anything was converted.
    Pdf,
    /// XML, such as Formex and Akoma Ntoso.
    Xml,
    /// HTML.
    Html,
    /// A file of a word processor, or any other archive.
    Archive,
    /// Bytes that are no text.
    Binary,
}

impl Foreign {
    /// What it is, in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Xml => "XML",
            Self::Html => "HTML",
            Self::Archive => "an archive, as word processors write it",
            Self::Binary => "no text",
        }
    }
}

/// How many lines are looked at: a transcription has a heading long before.
const LOOKED_AT: usize = 400;

/// What a text is written in.
///
/// # Errors
/// When it is written in something that is not read here.
pub fn kind_of(text: &str) -> Result<InputKind, Foreign> {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    let begins = |mark: &str| start.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark));
    if begins("%PDF-") {
        return Err(Foreign::Pdf);
    }
    if begins("PK\u{3}\u{4}") {
        return Err(Foreign::Archive);
    }
    if begins("<!doctype html") || begins("<html") {
        return Err(Foreign::Html);
    }
    if begins("<?xml") || begins("<!doctype") || begins("<akomantoso") {
        let head: String = start.chars().take(2000).collect::<String>().to_ascii_lowercase();
        return Err(if head.contains("<html") { Foreign::Html } else { Foreign::Xml });
    }
    if start.contains('\0') {
        return Err(Foreign::Binary);
    }
    Ok(if text.lines().take(LOOKED_AT).any(is_marked) { InputKind::Markdown } else { InputKind::Converted })
}

/// Whether a line is a heading of Markdown.
fn is_marked(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    (1..=6).contains(&level) && rest.starts_with(' ') && !rest.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_by_what_it_holds() {
        assert_eq!(kind_of("# Act\n\n## Article 1 — Aims\n"), Ok(InputKind::Markdown));
        assert_eq!(kind_of("     ANNEX I\n  1. Fees\n"), Ok(InputKind::Converted));
        assert_eq!(kind_of(""), Ok(InputKind::Converted));
        assert_eq!(kind_of("# 5 boats\n"), Ok(InputKind::Markdown));
        assert_eq!(kind_of("Row #5 of the form\n#5\n"), Ok(InputKind::Converted));
    }

    #[test]
    fn what_is_not_read_is_named() {
        for (text, kind) in [
            ("%PDF-1.7\n", Foreign::Pdf),
            ("PK\u{3}\u{4}rest", Foreign::Archive),
            ("\u{FEFF} <!DOCTYPE HTML><p>", Foreign::Html),
            ("<?xml version=\"1.0\"?>\n<html>", Foreign::Html),
            ("<?xml version=\"1.0\"?>\n<ACT>", Foreign::Xml),
            ("<akomaNtoso>", Foreign::Xml),
            ("Article 1\n\0", Foreign::Binary),
        ] {
            assert_eq!(kind_of(text), Err(kind), "{text:?}");
        }
    }
}
