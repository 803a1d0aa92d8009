//! `acquis diff --since` as users run it, over a repository of the machine's git.

#![expect(clippy::expect_used, reason = "a test that cannot be prepared fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const LAW: &str = "instrument act \"Act\" { article 1 { paragraph (1) } }\n\
                   ladder trust \"Trust\" { level 1 }\n\
                   facts { months : Integer from 0 to 120 }\n\
                   criterion Article 1(1) at level 1 \"Kept\" { requires months >= 12 }\n";

/// A repository in a folder of its own, with a package in `law` that was committed and then changed.
fn repository(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // What an earlier run left; nothing at first.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("law")).expect("a folder can be made");
    write(&folder, "law/acquis.toml", "[package]\nname = \"law\"\n");
    write(&folder, "law/law.acq", LAW);
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    git(&folder, &["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "first"]);
    git(&folder, &["tag", "first"]);
    write(&folder, "law/law.acq", &LAW.replace(">= 12", ">= 24"));
    folder
}

#[expect(clippy::disallowed_methods, reason = "a test makes the files that it is about")]
fn write(folder: &Path, path: &str, text: &str) {
    fs::write(folder.join(path), text).expect("a file can be written");
}

fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git").args(arguments).current_dir(folder).status().expect("git can be started");
    assert!(done.success(), "git {arguments:?}");
}

fn acquis(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_acquis"));
    command.args(arguments).current_dir(folder).output().expect("the program can be started")
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_package_is_compared_with_what_it_was() {
    let folder = repository("since");
    let changed = "Article 1(1): stricter\n  satisfied before and not after:\n    as_of: 2026-01-01\n    months: 18\n\n\
                   level 1: stricter\n";
    for (at, arguments) in [
        ("", &["diff", "law", "--since", "first"][..]),
        ("law", &["diff", "--since", "first"]),
        ("law", &["diff", "--since", "HEAD"]),
    ] {
        let output = acquis(&folder.join(at), arguments);
        assert_eq!(said(&output.stdout), changed, "{arguments:?}: {}", said(&output.stderr));
        assert_eq!(output.status.code(), Some(0));
    }
    git(&folder, &["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-a", "-m", "second"]);
    let output = acquis(&folder, &["diff", "law", "--since", "HEAD", "--exit-code"]);
    assert_eq!(said(&output.stdout), "no criterion means something else\n\nlevel 1: equivalent\n");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_revision_that_cannot_be_read_is_refused_with_the_reason() {
    let folder = repository("since-refused");
    for (revision, reason) in [
        ("never", "error[ACQ0707]: `law` cannot be read as it was at `never`: Needed a single revision"),
        (
            "--output=x",
            "error[ACQ0707]: `law` cannot be read as it was at `--output=x`: Needed a single revision",
        ),
    ] {
        let output = acquis(&folder, &["diff", "law", &format!("--since={revision}")]);
        assert_eq!(said(&output.stderr).lines().next(), Some(reason));
        assert_eq!(output.status.code(), Some(2));
    }
    fs::create_dir_all(folder.join("later")).expect("a folder can be made");
    write(&folder, "later/acquis.toml", "[package]\nname = \"later\"\n");
    let output = acquis(&folder, &["diff", "later", "--since", "first"]);
    let reason = "error[ACQ0707]: `later` cannot be read as it was at `first`: there is no such file";
    assert_eq!(said(&output.stderr).lines().next(), Some(reason));
}
