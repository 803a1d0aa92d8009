//! What the official text says of a provision, as hover shows it.

use acquis_analysis::{Database, Official, Package, official, outlines};
use acquis_base::{Name, Place};
use acquis_ir::ProvisionId;

/// The most characters of an official text that are shown at once.
pub const MOST_QUOTED: usize = 1200;

/// What the official text says of a provision, as Markdown: where it stands, the number that is printed where that is
/// another, its heading where that is not the one of the outline, and its words, shortened where there are many; nothing where no text is at hand.
pub(crate) fn quoted(db: &Database, package: Package, id: &ProvisionId) -> Option<String> {
    let found = official(db, package, id)?;
    let printed = printed(&found).map(|number| format!(", printed as {number}")).unwrap_or_default();
    let outlined = outlines(db, package).find(id).and_then(|(_, node)| node.heading.as_ref());
    let is_known = |heading: &&Name| outlined.is_some_and(|it| it.to_lowercase() == heading.to_lowercase());
    let heading = found.provision.heading.as_ref().filter(|heading| !is_known(heading));
    let heading = heading.map(|heading| format!("**{}**", escaped(heading)));
    let (lines, is_cut) = shortened(found.text.whole(found.provision, MOST_QUOTED));
    let mut parts: Vec<String> = heading.into_iter().collect();
    parts.extend(lines.iter().map(|line| escaped(line)));
    if parts.is_empty() {
        return None;
    }
    if is_cut {
        parts.push("…".to_owned());
    }
    let quote: Vec<String> = parts.iter().map(|part| format!("> {part}")).collect();
    Some(format!("*Official text, `{}`{printed}:*\n\n{}", found.file.replace('`', "'"), quote.join("\n>\n")))
}

/// Where a provision stands in its official text, if that is at hand.
pub(crate) fn place_in_text(db: &Database, package: Package, id: &ProvisionId) -> Option<Place> {
    let found = official(db, package, id)?;
    Some(Place::new(found.file.clone(), found.provision.number))
}

/// The number that is printed, where it is not the one by which the provision is cited: its own, or that of the nearest
/// provision around it that has another.
fn printed(found: &Official<'_>) -> Option<String> {
    let mut at = Some(found.provision);
    while let Some(provision) = at {
        if provision.printed.is_some() {
            return Some(found.text.number_of(provision));
        }
        at = provision.parent.and_then(|parent| found.text.provisions().get(parent as usize));
    }
    None
}

/// As many lines as hold [`MOST_QUOTED`] characters, the last one cut between two words; whether anything was cut.
fn shortened(lines: Vec<String>) -> (Vec<String>, bool) {
    let mut left = MOST_QUOTED;
    let mut kept = vec![];
    for line in lines {
        let length = line.chars().count();
        if length <= left {
            left -= length;
            kept.push(line);
            continue;
        }
        let head: String = line.chars().take(left).collect();
        let words = head.rsplit_once(' ').map_or("", |(words, _)| words);
        kept.extend((!words.is_empty()).then(|| words.to_owned()));
        return (kept, true);
    }
    (kept, false)
}

/// Words of others in Markdown, in which no sign of theirs means anything.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        // A sign that starts a list, a heading or a quote does so at the start of a line alone, and a number before a dot.
        let starts = out.is_empty() && matches!(c, '#' | '>' | '+' | '-' | '=' | '~' | ':' | '|');
        let counts = matches!(c, '.' | ')') && out.bytes().all(|byte| byte.is_ascii_digit());
        if starts
            || counts
            || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '!' | '&' | '|' | '~')
        {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_markdown_mean_nothing_in_a_quote() {
        for (words, expected) in [
            ("1. one", "1\\. one"),
            ("- a * b", "\\- a \\* b"),
            ("![x](https://example.org) <b>", "\\!\\[x\\](https://example.org) \\<b\\>"),
            ("(a) at 1.5 %", "(a) at 1.5 %"),
            ("# a\u{1b}", "\\# a "),
        ] {
            assert_eq!(escaped(words), expected);
        }
    }

    #[test]
    fn long_texts_are_cut_between_two_words() {
        let short = vec!["a b".to_owned(), "c".to_owned()];
        assert_eq!(shortened(short.clone()), (short, false));
        let long = vec!["boats float ".repeat(90).trim().to_owned(), "rafts float ".repeat(90)];
        let (kept, is_cut) = shortened(long);
        assert!(is_cut && kept.len() == 2);
        let count: usize = kept.iter().map(|line| line.chars().count()).sum();
        assert!(count <= MOST_QUOTED && kept[1].ends_with("float"), "{:?}", kept[1]);
    }
}
