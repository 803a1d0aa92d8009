//! The official text of the draft, where it stands beside the repository. It is read at run time and never copied; where it
//! is not at hand that is said, and the tests of it hold nothing.

use acquis_text::{Source, Text};

use crate::repository;

/// The files of the text, in the order in which they are read.
pub const FILES: [&str; 6] = [
    "annexes-1-3.txt",
    "general-provisions-art1-2.md",
    "sovereignty-framework-art16-28.md",
    "public-sector-use-art29-33.md",
    "open-source-art41-44.md",
    "final-provisions-art45-48.md",
];

/// One of the files, if it is at hand.
pub fn file(name: &str) -> Option<String> {
    let path = repository::root().join("../shared/law/official").join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: the official text is not at hand ({})", path.display());
    }
    text
}

/// The draft, if it is at hand.
pub fn draft() -> Option<Text> {
    let mut sources = vec![];
    for name in FILES {
        sources.push(Source { name: name.into(), text: file(name)?.into() });
    }
    let text = Text::read(sources);
    assert_eq!(text.faults(), []);
    Some(text)
}
