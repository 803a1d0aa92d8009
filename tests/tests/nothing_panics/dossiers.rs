//! Dossiers and manifests that were right once, and words on the command line.

use acquis_base::{Diagnostic, Sources};
use acquis_eval::{Question, Refusal, assess};
use acquis_facts::{Format, Node, NodeKind, parse, read};
use acquis_ir::{Date, Program};
use acquis_tests::cli::memory;
use acquis_tests::corpus::{Random, damaged, dossiers, is_whole, manifests, shuffled};
use acquis_tests::loaded::Loaded;
use acquis_tests::repository;
use acquis_tests::survival::{about, check, hold_findings, run};

const MANIFEST: (&str, &str) = ("acquis.toml", "[package]\nname = \"example\"\n");

/// The package beside which the dossiers of the pages of diagnostics stand.
fn prelude() -> Vec<(String, String)> {
    let text = repository::text("docs/diagnostics/prelude.acq");
    vec![(MANIFEST.0.to_owned(), MANIFEST.1.to_owned()), ("prelude.acq".to_owned(), text)]
}

/// Reads a dossier and assesses it. What is wrong with it is said in few well-formed findings.
fn survive(program: &Program, file: &str, text: &str) {
    about(&|| format!("{file}:\n{text}"), || {
        for format in [Format::Yaml, Format::Json] {
            match read(program, file, text, format) {
                Ok(dossier) => {
                    let question = Question::new(program, dossier.as_of.unwrap_or(Date::FIRST));
                    let ladder = program.ladders.values().next().expect("a ladder");
                    let refused = assess(program, ladder, &dossier, &question).err();
                    assert!(!matches!(refused, Some(Refusal::TooMuchWork)));
                }
                Err(findings) => hold(file, text, &findings),
            }
        }
    });
}

fn hold(file: &str, text: &str, findings: &[Diagnostic]) {
    assert!((1..=50).contains(&findings.len()), "{} findings", findings.len());
    let mut sources = Sources::default();
    sources.insert(file, text);
    hold_findings(findings, &sources);
}

/// The dossiers of the repository as they are written, and as JSON where they are well formed, with the package that
/// they are of.
fn corpus() -> Vec<(String, String, bool)> {
    let mut found = vec![];
    for (path, text) in dossiers() {
        let is_cada = path.starts_with("policies/cada");
        if let Ok(node) = parse(&path, &text, Format::of(&path, &text)) {
            found.push((format!("{path}.json"), json(&node), is_cada));
        }
        found.push((path, text, is_cada));
    }
    found
}

/// A document as JSON.
fn json(node: &Node) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match &node.kind {
        NodeKind::Null => "null".to_owned(),
        NodeKind::Bool(value) => value.to_string(),
        NodeKind::Number(digits) => digits.to_string(),
        NodeKind::Plain(words)
            if words.parse::<f64>().is_ok() || ["true", "false"].contains(&words.as_str()) =>
        {
            words.to_string()
        }
        NodeKind::Plain(words) | NodeKind::Text(words) => format!("{words:?}"),
        NodeKind::List(items) => format!("[{}]", list(items.iter().map(json).collect())),
        NodeKind::Record(entries) => {
            format!(
                "{{{}}}",
                list(entries.iter().map(|(key, value)| format!("{:?}: {}", key.name, json(value))).collect())
            )
        }
    }
}

#[test]
fn dossiers_that_are_cut_damaged_and_shuffled() {
    let cada = Loaded::of(&repository::cada());
    let prelude = Loaded::of(&prelude());
    let many = if is_whole() { 2000 } else { 20 };
    for (path, text, is_cada) in corpus() {
        let program = if is_cada { cada.expect_program() } else { prelude.expect_program() };
        let mut random = Random::of(&path);
        for _ in 0..many {
            let cut = (0..=random.below(text.len() + 1)).rev().find(|at| text.is_char_boundary(*at));
            survive(program, &path, &text[..cut.unwrap_or(0)]);
            survive(program, &path, &String::from_utf8_lossy(&damaged(&text, &mut random)));
            survive(program, &path, &shuffled(&text, &mut random));
        }
    }
}

#[test]
fn dossiers_on_the_command_line() {
    let files = prelude();
    for (path, text, _) in corpus() {
        let mut random = Random::of(&text);
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let mut host = memory(&files);
        let name = if path.ends_with(".json") { "dossier.json" } else { "dossier.yaml" };
        host.insert(name, damaged(&text, &mut random));
        for format in ["human", "json"] {
            let output = run(&host, &["assess", name, "--as-of", "2026-06-01", "--format", format]);
            assert!([0, 2].contains(&output.code), "{path} exits with {}", output.code);
        }
    }
}

#[test]
fn manifests_with_damaged_bytes() {
    let prelude = prelude();
    for (path, text) in manifests() {
        let mut random = Random::of(&path);
        for _ in 0..if is_whole() { 500 } else { 20 } {
            let manifest = damaged(&text, &mut random);
            about(&|| format!("{path}:\n{}", String::from_utf8_lossy(&manifest)), || {
                let mut host = memory(&[(&prelude[1].0, &prelude[1].1)]);
                host.insert("acquis.toml", manifest.clone());
                check(&host);
            });
        }
    }
}

#[test]
fn words_on_the_command_line() {
    let files = prelude();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let host = memory(&files).with("dossier.yaml", "provider: { id: p }\n");
    let commands = [
        [
            "explain",
            "dossier.yaml",
            "Annex I 2.1(a)",
            "--as-of=2026-01-01",
            "--format=json",
            "--ladder=levels",
        ],
        [
            "assess",
            "dossier.yaml",
            "--as-of=2026-01-01",
            "--reading=weight=advisory",
            "--require-level=2",
            "--max-steps=9",
        ],
        ["check", "prelude.acq", "--deny=ACQ0301", "--format=json", "--deny=warnings", "acquis.toml"],
        ["explain", "ACQ0301", "--format=human", "--full", "--package=.", "--as-of=2026-01-01"],
    ];
    let mut random = Random::of("words");
    for command in commands {
        for _ in 0..if is_whole() { 1000 } else { 30 } {
            let mut words = command.map(str::to_owned);
            let at = 1 + random.below(words.len() - 1);
            words[at] = String::from_utf8_lossy(&damaged(&words[at], &mut random)).replace('\0', "");
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            about(&|| words.join(" "), || {
                let output = acquis_tests::cli::acquis_in(&host, &words, "");
                assert!(output.code <= 3 && (output.code != 2 || !output.err.is_empty()), "{output:?}");
            });
        }
    }
}
