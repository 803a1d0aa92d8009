//! How long a writer waits for the language server in a workspace of 10,000 criteria, beside a language server for another
//! language on a workspace of the same size: `cargo bench -p acquis-tests --bench server`.
//!
//! Keys are pressed one after the other in whole processes, as an editor passes them on; the next one waits for the
//! findings of the last. The peer is Pyright, a language server that checks types, over 10,000 Python functions. It is
//! installed by npm below the target folder, and left out where that cannot be done.

mod client;
mod subject;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use client::Client;
use serde_json::json;
use subject::Subject;

/// How many criteria, and how many functions.
const SIZE: usize = 10_000;

/// How often each text is typed.
const ROUNDS: usize = 4;

fn main() {
    let mut words = std::env::args().skip(1);
    if words.next().as_deref() == Some("serve") {
        acquis_lsp::serve_stdio(&acquis_cli::Disk::here()).expect("a server");
        return;
    }
    let folder = std::env::temp_dir().join(format!("acquis-bench-{}", std::process::id()));
    let own = subject::acquis(&folder.join("acquis"), SIZE);
    let measured = measure(&own);
    println!("{}", Measured::HEAD);
    println!("{}", measured.row(&own.name));
    if let Some(peer) = peer_program().map(|program| subject::pyright(&folder.join("python"), SIZE, &program))
    {
        let peer_measured = measure(&peer);
        println!("{}", peer_measured.row(&peer.name));
        println!("{}", measured.ratios(&peer_measured));
    } else {
        println!("no peer: Pyright is not there and npm cannot install it");
    }
    // What cannot be removed is left to the machine.
    let _ = std::fs::remove_dir_all(folder);
}

/// Where the server of Pyright is, installed if need be.
fn peer_program() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peer");
    let program = folder.join("node_modules/pyright/langserver.index.js");
    if !program.exists() {
        std::fs::create_dir_all(&folder).ok()?;
        let npm = std::process::Command::new("npm")
            .args(["install", "--no-audit", "--no-fund", "--silent", "--prefix"])
            .arg(&folder)
            .arg(subject::PYRIGHT)
            .status();
        npm.ok().filter(|status| status.success())?;
    }
    program.exists().then_some(program)
}

/// What was measured of one server.
struct Measured {
    /// From the start of the process to the first findings of an open document.
    first: Duration,
    /// From a key pressed within a body to the findings, sorted.
    body: Vec<Duration>,
    /// From a key pressed in a new declaration to the findings, sorted.
    declaring: Vec<Duration>,
    /// From a key pressed, and what may stand there asked for, to the answer, sorted.
    completion: Vec<Duration>,
    /// The most memory that the process held, in megabytes; nothing where the system does not say.
    memory: Option<u64>,
}

impl Measured {
    const HEAD: &'static str = "server            first findings   key in a body p50/p95   key in a new declaration p50/p95   completion p50/p95   memory";

    fn row(&self, name: &str) -> String {
        let pair = |all: &[Duration]| format!("{:.1}/{:.1} ms", millis(at(all, 50)), millis(at(all, 95)));
        let memory = self.memory.map_or_else(|| "not known".to_owned(), |mb| format!("{mb} MB"));
        format!(
            "{name:16}  {:>11.2} s   {:>21}   {:>32}   {:>18}   {memory:>6}",
            self.first.as_secs_f64(),
            pair(&self.body),
            pair(&self.declaring),
            pair(&self.completion),
        )
    }

    fn ratios(&self, peer: &Self) -> String {
        let ratio =
            |own: &[Duration], other: &[Duration]| millis(at(other, 95)) / millis(at(own, 95)).max(0.001);
        format!(
            "the peer takes {:.1} times as long for a key in a body, {:.1} times for one in a new declaration, {:.1} times for a completion (p95)",
            ratio(&self.body, &peer.body),
            ratio(&self.declaring, &peer.declaring),
            ratio(&self.completion, &peer.completion),
        )
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The time below which so many of a hundred lie.
fn at(sorted: &[Duration], hundredth: usize) -> Duration {
    sorted
        .get((sorted.len() * hundredth / 100).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

fn measure(subject: &Subject) -> Measured {
    let start = Instant::now();
    let mut client = Client::start(&subject.command, &subject.folder);
    client.open(&subject.file, subject.language);
    client.findings();
    let first = start.elapsed();
    // What is made once and kept is no part of what a key costs.
    type_and_erase(&mut client, &subject.body, &mut vec![]);
    let (mut body, mut declaring, mut completion) = (vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        type_and_erase(&mut client, &subject.body, &mut body);
        type_and_erase(&mut client, &subject.declaration, &mut declaring);
        complete(&mut client, &subject.body, &mut completion);
    }
    let memory = client.memory();
    client.leave();
    for times in [&mut body, &mut declaring, &mut completion] {
        times.sort();
    }
    Measured { first, body, declaring, completion, memory }
}

/// Types a text key by key, then erases it from its end as one holds the key down.
fn type_and_erase(client: &mut Client, typed: &subject::Typed, times: &mut Vec<Duration>) {
    let mut at = typed.line_and_column;
    for key in typed.text.chars() {
        let start = Instant::now();
        client.edit(at, at, &key.to_string());
        client.findings();
        times.push(start.elapsed());
        at = if key == '\n' { (at.0 + 1, 0) } else { (at.0, at.1 + key.len_utf16()) };
    }
    client.edit(typed.line_and_column, at, "");
    client.findings();
}

/// Types a text key by key and asks after each what may stand there.
fn complete(client: &mut Client, typed: &subject::Typed, times: &mut Vec<Duration>) {
    let mut at = typed.line_and_column;
    for key in typed.text.chars() {
        let start = Instant::now();
        client.edit(at, at, &key.to_string());
        at = (at.0, at.1 + key.len_utf16());
        client.ask("textDocument/completion", json!({"position": {"line": at.0, "character": at.1}}));
        times.push(start.elapsed());
    }
    client.edit(typed.line_and_column, at, "");
    client.findings();
}
