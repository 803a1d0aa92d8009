//! What a package is made of: whatever looks like a source of it is read or complained about, and nothing outside its
//! folder is read.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use acquis_base::{Entry, EntryKind, Host, HostError, MemoryHost};
use acquis_cli::{Colours, Disk, Streams, run};
use acquis_tests::cli::{Output, acquis_in};

const MANIFEST: &str = "[package]\nname = \"law\"\n";

/// A source that is no good, so that whoever reads it says so.
const WRONG: &str = "enum Colour { red }\nenum Colour { green }\n";

/// A package on the disk, in a folder that no other test has.
fn package(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("loading").join(test);
    // What an earlier run left; nothing at first.
    let _ = std::fs::remove_dir_all(&folder);
    write(&folder, "law/acquis.toml", MANIFEST);
    write(&folder, "outside/wrong.acq", WRONG);
    folder.join("law")
}

fn write(folder: &Path, name: impl AsRef<OsStr>, text: &str) {
    let path = folder.join(Path::new(name.as_ref()));
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
    std::fs::write(path, text).expect("a file can be written");
}

fn check(folder: &Path) -> Output {
    acquis_in(&Disk::here(), &["check", folder.to_str().expect("a path in Unicode")], "")
}

/// The one finding, with the file that it is about, where that is below the package: code, file, message.
fn only(folder: &Path) -> (String, String, String) {
    let path = folder.to_str().expect("a path in Unicode");
    let output = acquis_in(&Disk::here(), &["check", path, "--format", "json"], "");
    let findings = output.json();
    let findings = findings.as_array().expect("a list");
    assert_eq!((output.code, findings.len()), (1, 1), "{}", output.out);
    let finding = &findings[0];
    assert!(finding["help"].is_string() && !finding["notes"][0].is_null(), "{finding}");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").replace(&format!("{path}/"), "");
    (text(&finding["code"]), text(&finding["labels"][0]["file"]), text(&finding["message"]))
}

fn skipped(file: &str, reason: &str) -> (String, String, String) {
    ("ACQ0508".to_owned(), file.to_owned(), format!("{file} is not read: {reason}"))
}

const LINK: &str = "it is no regular file or folder, and links are not followed";

#[test]
fn an_ending_in_another_case() {
    let folder = package("an_ending_in_another_case");
    write(&folder, "deep/Level.Acq", WRONG);
    assert_eq!(only(&folder), skipped("deep/Level.Acq", "its name ends in `.Acq`"));
    assert!(check(&folder).out.contains("help: rename it to `Level.acq`"));
}

#[test]
fn other_files_are_none_of_its_business() {
    let folder = package("other_files_are_none_of_its_business");
    for name in ["a.acq~", "a.acq.bak", "acq", "notes.md", ".git/a.acq", "target/a.acq"] {
        write(&folder, name, WRONG);
    }
    assert_eq!(check(&folder).code, 0, "{}", check(&folder).out);
}

#[test]
fn two_files_are_no_single_module() {
    let host = MemoryHost::new()
        .with("law/acquis.toml", MANIFEST)
        .with("law/a.b.acq", "//! One.\n")
        .with("law/a/b.acq", "//! The other.\n");
    let output = acquis_in(&host, &["check", "law"], "");
    assert_eq!((output.code, output.codes()), (1, vec!["ACQ0509".to_owned()]), "{}", output.out);
    assert!(output.out.contains("law/a.b.acq") && output.out.contains("law/a/b.acq"), "{}", output.out);
}

#[test]
fn a_name_that_acts_on_a_terminal() {
    for (name, shown) in [("a\u{1b}[2J.acq", "a\\u{1b}[2J.acq"), ("\u{202e}b.acq", "\\u{202e}b.acq")] {
        let host = MemoryHost::new().with("law/acquis.toml", MANIFEST).with(format!("law/{name}"), "");
        let output = acquis_in(&host, &["check", "law"], "");
        assert_eq!(output.codes(), ["ACQ0508"]);
        assert!(output.out.contains(shown), "{}", output.out);
        assert!(!output.out.contains(['\u{1b}', '\u{202e}']), "{:?}", output.out);
    }
    let host = MemoryHost::new().with("law/acquis.toml", MANIFEST).with("law/x\u{7}/a.acq", "");
    assert_eq!(acquis_in(&host, &["check", "law"], "").codes(), ["ACQ0508"]);
}

/// What is on a disk that has links, and names of bytes.
#[cfg(unix)]
mod unix {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use super::*;

    fn link(folder: &Path, to: &str, name: &str) {
        symlink(to, folder.join(name)).expect("a link can be made");
    }

    #[test]
    fn a_link_to_a_file() {
        let folder = package("a_link_to_a_file");
        link(&folder, "../outside/wrong.acq", "wrong.acq");
        assert_eq!(only(&folder), skipped("wrong.acq", LINK));
    }

    #[test]
    fn a_link_to_nothing() {
        let folder = package("a_link_to_nothing");
        link(&folder, "nowhere", "wrong.acq");
        assert_eq!(only(&folder), skipped("wrong.acq", LINK));
    }

    #[test]
    fn a_link_to_a_folder() {
        let folder = package("a_link_to_a_folder");
        link(&folder, "../outside", "more");
        assert_eq!(only(&folder), skipped("more", LINK));
    }

    #[test]
    fn a_folder_that_leads_back_into_itself() {
        let folder = package("a_folder_that_leads_back_into_itself");
        write(&folder, "deep/a.acq", "");
        link(&folder, "..", "deep/up");
        // The link leads to a package, and a package within a package is one by itself.
        assert_eq!(check(&folder).code, 0, "{}", check(&folder).out);
        link(&folder, ".", "deep/again");
        assert_eq!(only(&folder), skipped("deep/again", LINK));
    }

    #[test]
    fn links_that_are_no_sources() {
        let folder = package("links_that_are_no_sources");
        write(&folder, "LICENSE.md", "");
        link(&folder, "LICENSE.md", "COPYING");
        link(&folder, "somebody@a-machine.1234", ".#level.acq");
        assert_eq!(check(&folder).code, 0, "{}", check(&folder).out);
    }

    #[test]
    fn a_manifest_that_is_a_link() {
        let folder = package("a_manifest_that_is_a_link");
        std::fs::remove_file(folder.join("acquis.toml")).expect("it is there");
        write(&folder, "../outside/secret.txt", "a line that is none of the package's\n");
        link(&folder, "../outside/secret.txt", "acquis.toml");
        let (code, file, message) = only(&folder);
        assert_eq!((code.as_str(), file.as_str()), ("ACQ0501", "acquis.toml"));
        assert_eq!(message, "acquis.toml is a link, and links are not followed");
        assert!(!check(&folder).out.contains("none of the package's"));
    }

    #[test]
    fn a_word_of_the_command_line_that_is_not_utf_8() {
        let words = [b"acquis".as_slice(), b"assess", b"d\xE9cret\x1B.yaml"];
        let (mut out, mut err) = (vec![], vec![]);
        let streams =
            Streams { out: &mut out, err: &mut err, input: &mut [].as_slice(), colours: Colours::default() };
        let words = words.map(|word| OsStr::from_bytes(word).to_owned());
        let code = run(words, &MemoryHost::new(), "", streams);
        let said = String::from_utf8(err).expect("messages are UTF-8");
        assert_eq!((code, out.as_slice()), (2, [].as_slice()));
        assert!(said.starts_with("error[ACQ0707]: `d\u{fffd}cret\\u{1b}.yaml` is not UTF-8\n"), "{said}");
        assert!(said.contains("help: rename the file"), "{said}");
    }

    // Some file systems take no such name.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_name_that_is_not_utf_8() {
        let folder = package("a_name_that_is_not_utf_8");
        write(&folder, OsStr::from_bytes(b"d\xE9cret.acq"), WRONG);
        assert_eq!(only(&folder), skipped("d\u{fffd}cret.acq", "its name is not UTF-8"));

        let folder = package("a_folder_that_is_not_utf_8");
        write(&folder, OsStr::from_bytes(b"d\xE9crets/a.acq"), WRONG);
        assert_eq!(only(&folder), skipped("d\u{fffd}crets", "its name is not UTF-8"));

        let folder = package("a_note_that_is_not_utf_8");
        write(&folder, OsStr::from_bytes(b"d\xE9cret.txt"), WRONG);
        assert_eq!(check(&folder).code, 0, "{}", check(&folder).out);
    }
}

/// A disk on which something may not be read.
struct Guarded {
    files: MemoryHost,
    closed: &'static str,
}

impl Guarded {
    fn opens(&self, path: &str) -> Result<(), HostError> {
        let below = path.strip_prefix(self.closed);
        if below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            Err(HostError::Denied)
        } else {
            Ok(())
        }
    }
}

impl Host for Guarded {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, HostError> {
        self.opens(path)?;
        self.files.read(path, limit)
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, HostError> {
        self.opens(path)?;
        self.files.list(path)
    }

    // A closed folder is there to be seen, and what is in it is not.
    fn kind(&self, path: &str) -> Option<EntryKind> {
        if path != self.closed {
            self.opens(path).ok()?;
        }
        self.files.kind(path)
    }
}

#[test]
fn what_may_not_be_read_is_not_said_to_be_absent() {
    let files =
        MemoryHost::new().with("law/acquis.toml", MANIFEST).with("law/deep/a.acq", "").with("facts.yaml", "");
    let denied = "it may not be read or written by this user";
    for (closed, words, code) in [
        ("law", ["check", "law"], "ACQ0707"),
        ("law", ["check", "law/deep"], "ACQ0707"),
        ("law/deep", ["check", "law"], "ACQ0503"),
        ("law/acquis.toml", ["check", "law"], "ACQ0503"),
        ("facts.yaml", ["assess", "facts.yaml"], "ACQ0601"),
    ] {
        let host = Guarded { files: files.clone(), closed };
        let output = acquis_in(&host, &words, "");
        assert_ne!(output.code, 0, "{closed} {words:?}");
        let said = format!("{}{}", output.out, output.err);
        assert!(output.codes().contains(&code.to_owned()), "{closed} {words:?}: {said}");
        assert!(said.contains(denied) && said.contains("help: check who may read it"), "{said}");
        assert!(!said.contains("no such file") && !said.contains("belongs to no package"), "{said}");
    }
}

#[test]
fn a_file_in_the_place_of_a_folder() {
    let folder = package("a_file_in_the_place_of_a_folder");
    let output = check(&folder.join("acquis.toml/deep"));
    assert_eq!((output.code, output.codes()), (2, vec!["ACQ0707".to_owned()]), "{}", output.err);
    assert!(output.err.contains("a file stands where a folder is named"), "{}", output.err);
}
