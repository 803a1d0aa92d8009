//! `acquis test --watch`: a round of the scenarios at the start and after every change. The files change here while the
//! command waits, one step of a script for each wait.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{self, Write};

use acquis_base::{Entry, EntryKind, Host, HostError, MemoryHost};
use acquis_cli::{Colours, Streams, run};
use acquis_tests::cli::{Output, acquis, acquis_in, memory};

const MANIFEST: (&str, &str) = ("law/acquis.toml", "[package]\nname = \"law\"\n");

const LAW: &str = include_str!("../../crates/cli/tests/fixtures/watched.acq");

/// What is done to files between two rounds.
#[derive(Clone, Copy)]
enum Step {
    Write(&'static str, &'static str),
    Remove(&'static str),
}

/// Files that a script changes while somebody waits for it.
struct Changing {
    files: RefCell<MemoryHost>,
    steps: RefCell<VecDeque<Vec<Step>>>,
    /// Whether the last wait was one in which files changed; then nothing changes in the next.
    is_settling: Cell<bool>,
}

impl Host for Changing {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, HostError> {
        self.files.borrow().read(path, limit)
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, HostError> {
        self.files.borrow().list(path)
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.files.borrow().kind(path)
    }

    fn pause(&self) -> bool {
        if self.is_settling.take() {
            return true;
        }
        let Some(steps) = self.steps.borrow_mut().pop_front() else { return false };
        let mut files = self.files.borrow_mut();
        for step in steps {
            match step {
                Step::Write(path, text) => files.insert(path, text),
                Step::Remove(path) => files.remove(path),
            }
        }
        self.is_settling.set(true);
        true
    }
}

/// Files that these steps change, each between two rounds.
fn changing(files: &[(&str, &str)], steps: &[&[Step]]) -> Changing {
    Changing {
        files: RefCell::new(memory(files).with(MANIFEST.0, MANIFEST.1)),
        steps: RefCell::new(steps.iter().map(|steps| steps.to_vec()).collect()),
        is_settling: Cell::new(false),
    }
}

/// What watching the package `law` prints while these steps are taken.
fn watched(files: &[(&str, &str)], words: &[&str], steps: &[&[Step]]) -> Output {
    let words: Vec<&str> = ["test", "--watch", "law"].iter().chain(words).copied().collect();
    acquis_in(&changing(files, steps), &words, "")
}

fn headings(output: &Output) -> Vec<&str> {
    output.out.lines().filter_map(|line| line.strip_prefix("── ")).collect()
}

const GOOD: &[(&str, &str)] = &[("law/law.acq", LAW), ("law/three.yaml", "staff: 3\n")];

#[test]
fn without_a_change_there_is_one_round() {
    let output = watched(GOOD, &[], &[]);
    assert_eq!((output.code, output.out.as_str()), (0, "── round 1\n1 scenario passes\n"));
    assert_eq!(output.err, "waiting for files to change; Ctrl-C ends this\n");
}

#[test]
fn a_dossier_that_a_scenario_starts_from() {
    let steps: &[&[Step]] = &[
        &[Step::Write("law/three.yaml", "staff: 2\n")],
        &[Step::Remove("law/three.yaml")],
        &[Step::Write("law/three.yaml", "staff: 4\n")],
    ];
    let output = watched(GOOD, &[], steps);
    let rounds = [
        "round 1",
        "round 2: law/three.yaml changed",
        "round 3: law/three.yaml removed",
        "round 4: law/three.yaml added",
    ];
    assert_eq!(headings(&output), rounds);
    assert!(output.out.contains("expected level 1, found no level"), "{}", output.out);
    assert_eq!(output.codes(), ["ACQ0801", "ACQ0705"], "{}", output.err);
    assert!(output.out.ends_with("added\n1 scenario passes\n"), "{}", output.out);
    assert_eq!(output.code, 0, "the answer is that of the last round");
}

#[test]
fn sources_come_and_go() {
    let more = "import law\nscenario \"none\" on 2026-06-01 { set staff = 0 expect no level }\n";
    let steps: &[&[Step]] = &[
        &[Step::Write("law/deep/more.acq", more)],
        &[Step::Write("law/deep/acquis.toml", "[package]\nname = \"deep\"\n")],
        &[Step::Remove("law/deep/acquis.toml")],
        &[Step::Remove("law/deep/more.acq")],
    ];
    let output = watched(GOOD, &[], steps);
    // What has a manifest of its own is another package.
    let expected = "── round 1\n1 scenario passes\n\
                    ── round 2: law/deep/more.acq added\n2 scenarios pass\n\
                    ── round 3: law/deep/more.acq removed\n1 scenario passes\n\
                    ── round 4: law/deep/more.acq added\n2 scenarios pass\n\
                    ── round 5: law/deep/more.acq removed\n1 scenario passes\n";
    assert_eq!(output.out, expected, "{}", output.err);
}

#[test]
fn a_source_that_is_half_written_is_mended_by_the_next_change() {
    let (half, _) = LAW.rsplit_once('}').expect("a brace");
    let steps: &[&[Step]] = &[&[Step::Write("law/law.acq", half)], &[Step::Write("law/law.acq", LAW)]];
    let output = watched(GOOD, &[], steps);
    let rounds = "── round 1\n1 scenario passes\n── round 2: law/law.acq changed\n\
                  ── round 3: law/law.acq changed\n1 scenario passes\n";
    assert_eq!((output.code, output.out.as_str()), (0, rounds));
    assert_eq!(output.codes(), ["ACQ0002", "ACQ0705"], "{}", output.err);
}

#[test]
fn the_manifest_goes_and_comes_back() {
    let steps: &[&[Step]] =
        &[&[Step::Remove("law/acquis.toml")], &[Step::Write("law/acquis.toml", MANIFEST.1)]];
    let output = watched(GOOD, &[], steps);
    let rounds = ["round 1", "round 2: law/acquis.toml removed", "round 3: law/acquis.toml added"];
    assert_eq!((headings(&output), output.code), (rounds.to_vec(), 0));
    assert_eq!(output.codes(), ["ACQ0503", "ACQ0705"], "{}", output.err);
}

#[test]
fn a_dossier_is_watched_from_when_it_is_named() {
    let other = "scenario \"two will not\" from \"two.yaml\" on 2026-06-01 { expect no level }\n";
    let files = [GOOD, &[("law/two.yaml", "staff: 2\n")]].concat();
    let steps: &[&[Step]] = &[
        // Nothing names it yet.
        &[Step::Write("law/two.yaml", "staff: 1\n")],
        &[Step::Write("law/other.acq", other)],
        &[Step::Write("law/two.yaml", "staff: 0\n")],
        &[Step::Write("law/notes.md", "nothing rests on them\n")],
    ];
    let output = watched(&files, &[], steps);
    let rounds = ["round 1", "round 2: law/other.acq added", "round 3: law/two.yaml changed"];
    assert_eq!(headings(&output), rounds);
}

#[test]
fn files_that_change_together_make_one_round() {
    let steps: &[&[Step]] = &[&[
        Step::Write("law/law.acq", "facts { staff : Integer from 0 to 9 }\n"),
        Step::Remove("law/three.yaml"),
    ]];
    let output = watched(GOOD, &[], steps);
    assert_eq!(headings(&output), ["round 1", "round 2: law/law.acq changed, law/three.yaml removed"]);
    // A package without scenarios is no reason to stop.
    assert_eq!((output.code, output.codes()), (2, vec!["ACQ0708".to_owned()]));
}

#[test]
fn reasons_for_mutants_are_watched_where_mutants_are_asked_for() {
    let reasons = "[[equivalent]]\nmutants = [\"none\"]\nbecause = \"it is a slip\"\n";
    let steps: &[&[Step]] = &[&[Step::Write("law/mutants.toml", reasons)]];
    assert_eq!(headings(&watched(GOOD, &[], steps)), ["round 1"]);
    let output = watched(GOOD, &["--mutants"], steps);
    assert_eq!(headings(&output), ["round 1", "round 2: law/mutants.toml added"]);
    assert_eq!(output.codes(), ["ACQ0807"], "{}", output.err);
}

#[test]
fn coverage_and_a_filter_hold_for_every_round() {
    let steps: &[&[Step]] = &[&[Step::Write("law/three.yaml", "staff: 2\n")]];
    let output = watched(GOOD, &["--coverage", "--filter", "THREE"], steps);
    assert_eq!(output.out.matches("Article 1(a)").count(), 3, "{}", output.out);
    let none = watched(GOOD, &["--filter", "four"], steps);
    assert_eq!(none.err.matches("ACQ0708").count(), 2, "{}", none.err);
}

/// Results whose reader went away.
struct Unread;

impl Write for Unread {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn it_ends_when_nobody_reads() {
    let host = changing(GOOD, &[&[Step::Write("law/three.yaml", "staff: 2\n")]]);
    let words = ["acquis", "test", "--watch", "law"].map(OsString::from);
    let (mut err, mut input) = (vec![], io::empty());
    let streams = Streams { out: &mut Unread, err: &mut err, input: &mut input, colours: Colours::default() };
    assert_eq!((run(words, &host, "", streams), err), (0, vec![]));
    assert_eq!(host.steps.borrow().len(), 1, "nothing was waited for");
}

#[test]
fn what_watching_does_not_go_together_with() {
    for format in ["json", "junit"] {
        let output = watched(GOOD, &["--format", format], &[]);
        assert_eq!((output.code, output.out.as_str()), (2, ""), "{format}");
        let message = format!("error[ACQ0707]: `--watch` does not go together with `--format {format}`");
        assert!(output.err.starts_with(&message), "{}", output.err);
    }
    let output = watched(GOOD, &["--lcov", "coverage.info"], &[]);
    assert_eq!((output.code, output.out.as_str()), (2, ""));
    assert!(output.err.contains("'--watch' cannot be used with '--lcov <FILE>'"), "{}", output.err);
}

#[test]
fn there_must_be_files_to_watch() {
    let output = acquis(&[], &["test", "--watch"]);
    assert_eq!((output.code, output.codes()), (2, vec!["ACQ0502".to_owned()]), "{}", output.err);
    let output = watched(GOOD, &["nowhere"], &[]);
    assert_eq!((output.code, output.out.as_str()), (2, ""));
    assert_eq!(output.codes(), ["ACQ0707"]);
}
