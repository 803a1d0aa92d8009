//! `acquis init` starts a package that checks, passes and assesses, and never changes what is there.

use std::path::PathBuf;

use acquis_base::{Entry, EntryKind, Host, HostError};
use acquis_cli::Disk;
use acquis_tests::cli::{Output, acquis_in};

/// A folder of this machine that is gone after the test, as the working folder of commands.
struct Folder {
    path: PathBuf,
    disk: Disk,
}

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("acquis-init-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self { path, disk: Disk::here() }
    }

    fn acquis(&self, words: &[&str]) -> Output {
        acquis_in(self, words, "")
    }

    fn whole(&self, path: &str) -> String {
        self.path.join(path).to_string_lossy().into_owned()
    }

    /// The files in the folder, with what they hold.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut found = vec![];
        let mut waiting = vec![self.path.clone()];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
                match entry.path() {
                    path if path.is_dir() => waiting.push(path),
                    path => found
                        .push((path.to_string_lossy().into_owned(), std::fs::read(path).expect("a file"))),
                }
            }
        }
        found.sort();
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.path).expect("the folder can be removed");
    }
}

impl Host for Folder {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, HostError> {
        self.disk.read(&self.whole(path), limit)
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, HostError> {
        self.disk.list(&self.whole(path))
    }

    fn create(&self, path: &str, bytes: &[u8]) -> Result<(), HostError> {
        self.disk.create(&self.whole(path), bytes)
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.disk.kind(&self.whole(path))
    }
}

/// The commands that are shown after `To go on:`.
fn shown(output: &Output) -> Vec<Vec<String>> {
    let lines = output.out.lines().filter_map(|line| line.strip_prefix("  acquis "));
    lines.map(|line| line.split(' ').map(str::to_owned).collect()).collect()
}

#[test]
fn in_an_empty_folder_three_commands_are_green() {
    let folder = Folder::new("here");
    let started = folder.acquis(&["init"]);
    assert_eq!(started.code, 0, "{}", started.err);
    let check = folder.acquis(&["check", "--deny", "warnings"]);
    assert_eq!((check.code, check.out.as_str()), (0, ""), "{}", check.err);
    let test = folder.acquis(&["test", "--coverage"]);
    assert_eq!(test.code, 0, "{}", test.out);
    assert!(test.out.contains("100 %"), "{}", test.out);
    let assess = folder.acquis(&["assess", "examples/lighthouse.yaml", "--require-level", "2"]);
    assert_eq!(assess.code, 0, "{}", assess.err);
    assert!(assess.out.contains("met by derogation"), "{}", assess.out);
}

#[test]
fn a_named_folder_is_made_and_the_commands_that_are_shown_are_green() {
    let folder = Folder::new("named");
    let started = folder.acquis(&["init", "law/hosting act/"]);
    assert_eq!(started.code, 0, "{}", started.err);
    let manifest = folder.read("law/hosting act/acquis.toml", 10_000).expect("a manifest");
    assert!(String::from_utf8_lossy(&manifest).contains("name = \"hosting-act\""));
    let started = folder.acquis(&["init", "second", "--name", "hosting_2"]);
    let commands = shown(&started);
    assert_eq!(commands.len(), 3, "{}", started.out);
    for command in commands {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        assert_eq!(folder.acquis(&words).code, 0, "{command:?}");
    }
}

#[test]
fn what_is_there_is_never_changed() {
    let folder = Folder::new("taken");
    assert_eq!(folder.acquis(&["init"]).code, 0);
    std::fs::write(folder.whole("law.acq"), "// mine\n").expect("a file");
    let before = folder.files();
    for words in [&["init"][..], &["init", "."], &["init", "examples"], &["init", "law.acq"]] {
        let refused = folder.acquis(words);
        assert_eq!((refused.code, refused.codes()), (2, vec!["ACQ0710".to_owned()]), "{words:?}");
    }
    assert_eq!(folder.files(), before);
}

#[test]
fn hidden_files_of_other_tools_are_left_alone() {
    let folder = Folder::new("hidden");
    std::fs::write(folder.whole(".gitignore"), "target\n").expect("a file");
    assert_eq!(folder.acquis(&["init"]).code, 0);
    assert!(folder.files().iter().any(|(path, text)| path.ends_with(".gitignore") && text == b"target\n"));
}

#[test]
fn a_name_that_no_manifest_may_hold_is_refused_before_anything_is_written() {
    let folder = Folder::new("name");
    assert_eq!(folder.acquis(&["init", "--name", "an act"]).codes(), ["ACQ0710"]);
    assert!(folder.files().is_empty());
}
