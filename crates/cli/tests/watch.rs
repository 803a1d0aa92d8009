//! `acquis test --watch` as users run it: the program itself, over files of the machine, until it is ended.

#![expect(clippy::expect_used, reason = "a test that cannot be prepared fails")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

const LAW: &str = include_str!("fixtures/watched.acq");

/// A program that runs, and is ended with the test.
struct Watching {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Watching {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_acquis"))
            .args(["test", "--watch", "law"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program can be started");
        let lines = BufReader::new(child.stdout.take().expect("its output is read"));
        Self { child, lines }
    }

    /// The next lines.
    fn lines(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.line()).collect()
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("a line can be read");
        line.trim_end_matches('\n').to_owned()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // It may have ended already, which the lines it printed have shown.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A package in a folder of its own.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("watch");
    // What an earlier run left; nothing at first.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("law")).expect("a folder can be made");
    write(&folder, "law/acquis.toml", "[package]\nname = \"law\"\n");
    write(&folder, "law/law.acq", LAW);
    write(&folder, "law/three.yaml", "staff: 3\n");
    folder
}

#[expect(clippy::disallowed_methods, reason = "the program watches files of the machine")]
fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("a file can be written");
}

#[test]
fn every_change_of_a_file_begins_a_round() {
    let folder = folder();
    let mut watching = Watching::start(&folder);
    assert_eq!(watching.lines(2), ["── round 1", "1 scenario passes"]);

    write(&folder, "law/law.acq", &LAW.replace("staff >= 3", "staff >= 7"));
    let failing = [
        "── round 2: law/law.acq changed",
        "✗ three will do",
        "  law/law.acq:5",
        "    expected level 1, found no level",
        "    · Article 1(a) not met: staff is 3: `staff >= 7` does not hold",
        "",
        "0 scenarios pass, 1 fails",
    ];
    assert_eq!(watching.lines(failing.len()), failing);

    write(&folder, "law/three.yaml", "staff: 8\n");
    assert_eq!(watching.lines(2), ["── round 3: law/three.yaml changed", "1 scenario passes"]);

    // Nothing but messages, which are not read here, comes of a package with errors.
    fs::remove_file(folder.join("law/three.yaml")).expect("a file can be removed");
    assert_eq!(watching.line(), "── round 4: law/three.yaml removed");

    write(&folder, "law/three.yaml", "staff: 7\n");
    assert_eq!(watching.lines(2), ["── round 5: law/three.yaml added", "1 scenario passes"]);
    assert!(watching.child.try_wait().expect("it can be asked").is_none(), "it runs until it is ended");
}
