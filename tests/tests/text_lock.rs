//! The lock of official texts: what `acquis text lock` writes, and that `check` sees every change of words and no other.

use std::cell::RefCell;

use acquis_base::{Entry, EntryKind, Host, HostError, MemoryHost};
use acquis_tests::cli::{Output, acquis_in};
use proptest::prelude::*;

const MANIFEST: &str = "[package]\nname = \"boats\"\n\n[texts]\nboats = [\"a.md\", \"b.md\"]\n";
const LAW: &str = "instrument boats \"Boats\" { article 1 { paragraphs (1) to (2) } }\n\
                   ladder trust \"Trust\" { level 1 }\n\
                   facts { floats : Bool }\n\
                   criterion Article 1(1) at level 1 \"Floats\" { requires floats }\n";
const FIRST: &str = "## Article 1\n\n1. A third-country boat floats on the ‘river’ by day.\n2. It moors.\n";
const SECOND: &str = "## Article 2\n\nIt binds nobody.\n";

/// Files in memory that can be written.
struct Files(RefCell<MemoryHost>);

impl Files {
    fn new() -> Self {
        let mut files = MemoryHost::new();
        for (path, text) in
            [("law/acquis.toml", MANIFEST), ("law/law.acq", LAW), ("law/a.md", FIRST), ("law/b.md", SECOND)]
        {
            files.insert(path, text);
        }
        Self(RefCell::new(files))
    }

    fn locked() -> Self {
        let files = Self::new();
        assert_eq!(files.run(&["text", "lock", "law"]).code, 0);
        files
    }

    fn run(&self, words: &[&str]) -> Output {
        acquis_in(self, words, "")
    }

    fn put(&self, path: &str, text: &str) {
        self.0.borrow_mut().insert(path, text);
    }

    fn text(&self, path: &str) -> String {
        let bytes = self.read(path, u64::MAX).expect("the file is there");
        String::from_utf8(bytes).expect("it is UTF-8")
    }
}

impl Host for Files {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, HostError> {
        self.0.borrow().read(path, limit)
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, HostError> {
        self.0.borrow().list(path)
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.0.borrow().kind(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), HostError> {
        self.0.borrow_mut().insert(path, bytes);
        Ok(())
    }
}

#[test]
fn a_lock_is_written_once_and_is_current_until_the_text_changes() {
    let files = Files::new();
    assert_eq!(files.run(&["text", "lock", "law", "--check"]).code, 1);
    assert!(files.read("law/texts.lock", u64::MAX).is_err(), "a check writes nothing");
    let first = files.run(&["text", "lock", "law"]);
    assert_eq!((first.code, first.err.as_str()), (0, "law/texts.lock: 4 provisions of 1 text locked\n"));
    let written = files.text("law/texts.lock");
    let again = files.run(&["text", "lock", "law/law.acq"]);
    assert_eq!(
        (again.code, again.err.as_str()),
        (0, "law/texts.lock: 4 provisions of 1 text are as locked\n")
    );
    assert_eq!(files.text("law/texts.lock"), written);
    assert_eq!(files.run(&["text", "lock", "law", "--check"]).code, 0);
    files.put("law/a.md", &FIRST.replace("moors", "anchors"));
    let check = files.run(&["text", "lock", "law", "--check"]);
    assert_eq!((check.code, files.text("law/texts.lock")), (1, written));
}

#[test]
fn a_lock_keeps_no_word_of_the_text() {
    let lock = Files::locked().text("law/texts.lock");
    for word in
        FIRST.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 4 && *word != "Article")
    {
        assert!(!lock.contains(word), "{word}");
    }
}

#[test]
fn the_order_in_which_files_are_named_does_not_matter() {
    let files = Files::locked();
    files.put("law/acquis.toml", &MANIFEST.replace("\"a.md\", \"b.md\"", "\"b.md\", \"a.md\""));
    assert_eq!(files.run(&["text", "lock", "law", "--check"]).code, 0);
}

#[test]
fn what_cannot_be_read_is_not_locked() {
    let files = Files::new();
    files.0.borrow_mut().remove("law/b.md");
    let found = files.run(&["text", "lock", "law"]);
    assert_eq!((found.code, found.codes()), (2, vec!["ACQ1401".to_owned()]));
    assert!(files.read("law/texts.lock", u64::MAX).is_err());
    files.put("law/acquis.toml", "[package]\nname = \"boats\"\n");
    assert_eq!(files.run(&["text", "lock", "law"]).codes(), ["ACQ0707"]);
}

#[test]
fn where_a_file_is_missing_nothing_counts_as_gone() {
    let files = Files::locked();
    files.0.borrow_mut().remove("law/b.md");
    assert_eq!(files.run(&["check", "law"]).codes(), ["ACQ1401"]);
}

/// The codes that `check` finds once the first file reads so.
fn found(files: &Files, text: &str) -> Vec<String> {
    files.put("law/a.md", text);
    files.run(&["check", "law"]).codes()
}

#[test]
fn another_printing_is_no_change() {
    let files = Files::locked();
    for text in [
        FIRST.replace(' ', "  "),
        FIRST.replace("boat floats", "boat\u{A0}floats"),
        FIRST.replace("boat floats", "boat\n   floats"),
        FIRST.replace("third-country", "third\u{2011}country"),
        FIRST.replace("third-country", "third-\n   country"),
        FIRST.replace("country", "coun\u{AD}try"),
        FIRST.replace('‘', "“").replace('’', "”").replace(['“', '”'], "'"),
        FIRST.replace("day.", "day ."),
        format!("# The Act\n\n{FIRST}\n"),
    ] {
        assert_eq!(found(&files, &text), Vec::<String>::new(), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each change of one word of a provision that is cited is found, and named.
    #[test]
    fn every_word_that_changes_is_named(at in 1usize..10, word in "[a-z]{4,9}q") {
        let files = Files::locked();
        let line = FIRST.lines().nth(2).expect("a line");
        let words: Vec<&str> = line.split(' ').collect();
        let mut changed = words.clone();
        prop_assume!(at < words.len());
        changed[at] = &word;
        files.put("law/a.md", &FIRST.replace(line, &changed.join(" ")));
        let out = files.run(&["check", "law"]);
        prop_assert_eq!(out.codes(), ["ACQ1410"]);
        prop_assert!(out.out.contains(&format!("`{word}` in place of 1 word")), "{}", out.out);
        prop_assert!(out.out.contains("criterion Article 1(1) cites it"));
    }

    /// Whatever a lock holds, it is read or refused.
    #[test]
    fn no_lock_makes_a_check_fail(
        from in any::<prop::sample::Index>(), length in 0usize..40, text in ".{0,20}"
    ) {
        let files = Files::locked();
        let lock: Vec<char> = files.text("law/texts.lock").chars().collect();
        let from = from.index(lock.len());
        let to = (from + length).min(lock.len());
        let broken: String =
            lock[..from].iter().copied().chain(text.chars()).chain(lock[to..].iter().copied()).collect();
        files.put("law/texts.lock", &broken);
        prop_assert_eq!(files.run(&["check", "law"]).code, 0);
    }
}
