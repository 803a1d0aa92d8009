//! How long questions about all facts take: `cargo bench -p acquis-tests --bench proofs`.
//!
//! Whole processes first: `verify` of the flagship package, and `diff` of it against its amendments together. Then each
//! question by itself: can somebody satisfy this criterion, can somebody fail it? The peer is Z3 on the clauses of the same
//! questions, whose answers must be the same; it is installed by pip below the target folder, and left out where that cannot
//! be done.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use acquis_ir::ProvisionId;
use acquis_prove::{Clauses, Party, Terms, clauses_of, is_possible};
use acquis_tests::loaded::Loaded;
use acquis_tests::repository;

/// The peer with its version, as pip names it.
const Z3: &str = "z3-solver==5.4.1.0";

/// How often each is measured.
const ROUNDS: usize = 7;

/// Amendments that go together, the set that `diff` is asked about.
const SET: [&str; 8] = ["AM_1", "AM_3", "AM_4", "AM_5", "AM_6", "AM_7", "AM_8", "AM_9"];

fn main() {
    let mut words = std::env::args().skip(1);
    if words.next().as_deref() == Some("acquis") {
        std::process::exit(i32::from(acquis(words)));
    }
    let law = repository::root().join("policies/cada").to_string_lossy().into_owned();
    let mut diff = vec!["diff", law.as_str()];
    diff.extend(SET.iter().flat_map(|name| ["--amend", *name]));
    for (name, words) in [("check", vec!["check", &law]), ("verify", vec!["verify", &law]), ("diff", diff)] {
        let times: Vec<Duration> = (0..ROUNDS).map(|_| process(&words)).collect();
        println!("{name:<8} of policies/cada, whole process: {}", spread(times));
    }
    let loaded = Loaded::of(&repository::cada());
    let program = loaded.expect_program();
    let party = Party::new(program);
    let terms = Terms::default();
    let asked: Vec<(&ProvisionId, bool)> =
        program.criteria.iter().flat_map(|it| [(&it.provision, true), (&it.provision, false)]).collect();
    let answer = |(provision, satisfied): &(&ProvisionId, bool)| {
        is_possible(&party, provision, *satisfied, &terms).expect("an answer")
    };
    let answers: Vec<bool> = asked.iter().map(answer).collect();
    let times = asked.iter().map(|it| timed(|| answer(it)));
    println!("{} questions, each with everything that it takes: {}", asked.len(), spread(times.collect()));
    let clauses: Vec<Clauses> = asked
        .iter()
        .map(|(provision, satisfied)| clauses_of(&party, provision, *satisfied, &terms).expect("clauses"))
        .collect();
    assert_eq!(
        clauses.iter().map(Clauses::can_hold).collect::<Vec<_>>(),
        answers,
        "the clauses say the same"
    );
    let own: Vec<Duration> = clauses.iter().map(|it| timed(|| it.can_hold())).collect();
    println!("their clauses, solved: {}", spread(own.clone()));
    match peer(&clauses) {
        Some((said, times)) => {
            assert_eq!(said, answers, "the peer says the same");
            println!("by Z3: {}", spread(times.clone()));
            let ratio = total(&times) / total(&own);
            println!("all of them take Z3 {ratio:.1} times as long");
        }
        None => println!("no peer: Z3 is not there and pip cannot install it"),
    }
}

/// The command line, for measuring it as a process.
fn acquis(words: impl Iterator<Item = String>) -> u8 {
    let host = acquis_cli::Disk::here();
    let folder = host.working_folder().to_owned();
    let streams = acquis_cli::Streams {
        out: &mut std::io::stdout(),
        err: &mut std::io::stderr(),
        input: &mut std::io::empty(),
        colours: acquis_cli::Colours::default(),
    };
    let all = std::iter::once("acquis".to_owned()).chain(words).map(std::ffi::OsString::from);
    acquis_cli::run(all, &host, &folder, streams)
}

fn process(words: &[&str]) -> Duration {
    let program = std::env::current_exe().expect("this program");
    timed(|| {
        let mut command = Command::new(program);
        command.arg("acquis").args(words).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(command.status().expect("it can be started").code() != Some(2), "{words:?} can be answered");
    })
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn timed<R>(work: impl FnOnce() -> R) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

fn total(times: &[Duration]) -> f64 {
    times.iter().sum::<Duration>().as_secs_f64()
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |part: usize| {
        let found = times.get(times.len().saturating_sub(1) * part / 100);
        found.copied().unwrap_or_default().as_secs_f64() * 1000.0
    };
    format!("median {:.2} ms, from {:.2} to {:.2} ms", at(50), at(0), at(100))
}

/// What Z3 says of each, and how long it took; nothing where it is not there.
fn peer(clauses: &[Clauses]) -> Option<(Vec<bool>, Vec<Duration>)> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("z3");
    let python = python(&folder)?;
    let files: Vec<PathBuf> = (0..clauses.len()).map(|at| folder.join(format!("{at}.cnf"))).collect();
    for (file, clauses) in files.iter().zip(clauses) {
        std::fs::write(file, clauses.dimacs()).ok()?;
    }
    let output = Command::new(python).args(["-c", SOLVE]).args(&files).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let lines = text.lines().map(|line| {
        let (said, seconds) = line.split_once(' ')?;
        Some((said == "sat", Duration::from_secs_f64(seconds.parse().ok()?)))
    });
    let found: Vec<(bool, Duration)> = lines.collect::<Option<_>>()?;
    (found.len() == clauses.len()).then(|| found.into_iter().unzip())
}

/// Solves files one after the other. Reading them is not counted.
const SOLVE: &str = "
import sys, time, z3
for name in sys.argv[1:]:
    solver = z3.Solver()
    solver.from_file(name)
    start = time.perf_counter()
    said = solver.check()
    print(said, time.perf_counter() - start)
";

/// A Python that has Z3, installed if need be.
fn python(folder: &Path) -> Option<PathBuf> {
    let python = folder.join("bin/python");
    let has_it = || {
        let found = Command::new(&python).args(["-c", "import z3"]).stderr(Stdio::null()).status();
        found.is_ok_and(|status| status.success())
    };
    if !has_it() {
        let run = |command: &mut Command| command.status().is_ok_and(|status| status.success());
        let made = run(Command::new("python3").args(["-m", "venv"]).arg(folder))
            && run(Command::new(&python).args(["-m", "pip", "install", "--quiet", Z3]));
        return (made && has_it()).then_some(python);
    }
    Some(python)
}
