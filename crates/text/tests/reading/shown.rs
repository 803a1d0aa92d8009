//! A text as a tree to be read: one line for each provision.

use acquis_text::{Source, Text};

/// Some files as one text.
pub(crate) fn read(files: &[&str]) -> Text {
    let source = |(at, text): (usize, &&str)| Source { name: format!("{at}").into(), text: (*text).into() };
    Text::read(files.iter().enumerate().map(source).collect())
}

/// `  Article 1(a) point printed b «Heading»: own text`.
pub(crate) fn tree(text: &Text) -> Vec<String> {
    let mut depths: Vec<usize> = vec![];
    let mut lines = vec![];
    for provision in text.provisions() {
        let depth = provision.parent.map_or(0, |parent| depths[parent as usize] + 1);
        depths.push(depth);
        let printed = provision.printed.as_ref().map(|it| format!(" printed {it}")).unwrap_or_default();
        let named = provision.named.as_ref().map(|it| format!(" named {it}")).unwrap_or_default();
        let heading = provision.heading.as_ref().map(|it| format!(" «{it}»")).unwrap_or_default();
        let own = text.own(provision);
        let own = if own.is_empty() { own } else { format!(": {own}") };
        let (blanks, kind) = ("  ".repeat(depth), provision.kind.as_str());
        lines.push(format!("{blanks}{} {kind}{printed}{named}{heading}{own}", provision.id));
    }
    lines
}
