//! Literate spec tests: Markdown whose blocks are run.
//!
//! A section of a file under `tests/spec` is a test. `acq`, `toml`, `yaml` and `json` blocks are files, named by the
//! word after the language; `NAME from PATH` takes the text of a file of the repository. A `diff` block changes the file
//! that it names. A section also has the files of the sections around it. Two kinds of block say what must come out,
//! and are rewritten when the variable `UPDATE_SPEC` is set:
//!
//! - `console`: commands after `$ acquis`, each with what it prints, and `exit N` where the exit code is not 0;
//! - `findings`: what `check` finds, one line for each diagnostic.

use std::fmt::Write as _;

use acquis_base::{Host, MemoryHost};
use serde_json::Value;

use crate::cli::acquis_in;
use crate::markdown::{Block, Section, sections};
use crate::repository;

/// A block whose text is not what came out.
#[derive(Debug)]
pub struct Mismatch {
    /// Line of the fence.
    pub line: usize,
    /// Title of the section.
    pub title: String,
    /// What the file says.
    pub expected: String,
    /// What came out.
    pub found: String,
}

/// Runs all sections of a text.
pub fn run(text: &str) -> Vec<Mismatch> {
    let sections = sections(text);
    let mut around: Vec<&Section> = vec![];
    let mut wrong = vec![];
    for section in &sections {
        around.retain(|outer| outer.rank < section.rank);
        around.push(section);
        let host = host(&around);
        for block in &section.blocks {
            let found = match block.language.as_str() {
                "console" => console(&host, &block.text),
                "findings" => findings(&host),
                _ => continue,
            };
            if found != block.text {
                let (line, title) = (block.line, section.title.clone());
                wrong.push(Mismatch { line, title, expected: block.text.clone(), found });
            }
        }
    }
    wrong
}

/// The text with the blocks that are not what came out replaced.
pub fn updated(text: &str, wrong: &[Mismatch]) -> String {
    let mut out = String::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if let Some(mismatch) = wrong.iter().find(|mismatch| mismatch.line == number + 1) {
            out.push_str(&mismatch.found);
            out.push_str("```\n");
            for (_, line) in lines.by_ref() {
                if line.trim_end() == "```" {
                    break;
                }
            }
        }
    }
    out
}

/// Runs a text of the repository: what did not come out, in words. With `UPDATE_SPEC` set, the file is rewritten instead.
pub fn hold(path: &str) -> String {
    let text = repository::text(path);
    let wrong = run(&text);
    if std::env::var_os("UPDATE_SPEC").is_some() && !wrong.is_empty() {
        std::fs::write(repository::root().join(path), updated(&text, &wrong))
            .expect("the file can be written");
        return String::new();
    }
    let mut out = String::new();
    for mismatch in wrong {
        let Mismatch { line, title, expected, found } = mismatch;
        let _ = writeln!(out, "── {path}:{line} {title}\nexpected:\n{expected}\nfound:\n{found}");
    }
    if !out.is_empty() {
        out.push_str("If what was found is right, run the tests with UPDATE_SPEC=1.\n");
    }
    out
}

/// The files of a section and of those around it; without policies of its own, the repository's.
fn host(around: &[&Section]) -> MemoryHost {
    let mut host = MemoryHost::new();
    let blocks = || around.iter().flat_map(|section| &section.blocks);
    if blocks().any(|block| block.language == "acq") {
        host.insert("acquis.toml", "[package]\nname = \"example\"\n");
    } else {
        for name in repository::files("policies", "") {
            host.insert(name.clone(), repository::text(&name));
        }
    }
    for block in blocks() {
        if block.language == "diff" {
            let old = host.read(&block.argument, u64::MAX).expect("a diff names a file of the section");
            let old = String::from_utf8(old).expect("files are UTF-8");
            host.insert(block.argument.clone(), changed(&old, &block.text));
        } else if let Some(name) = file_name(block) {
            match name.split_once(" from ") {
                Some((name, source)) => host.insert(name, repository::text(source)),
                None => host.insert(name, block.text.clone()),
            };
        }
    }
    host
}

fn file_name(block: &Block) -> Option<String> {
    let default = match block.language.as_str() {
        "acq" => "example.acq",
        "toml" => "acquis.toml",
        "yaml" => "dossier.yaml",
        "json" => "dossier.json",
        _ => return None,
    };
    Some(if block.argument.is_empty() { default.to_owned() } else { block.argument.clone() })
}

/// The text with the lines of a diff that start with `-` replaced by those that start with `+`.
fn changed(text: &str, diff: &str) -> String {
    let side = |dropped: char| -> String {
        let lines = diff.lines().filter(|line| !line.starts_with(dropped));
        lines.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect()
    };
    let (old, new) = (side('+'), side('-'));
    assert_eq!(text.matches(&old).count(), 1, "a diff must change one place of the file:\n{diff}");
    text.replace(&old, &new)
}

fn console(host: &MemoryHost, text: &str) -> String {
    let mut out = String::new();
    for command in text.lines().filter_map(|line| line.strip_prefix("$ acquis")) {
        let words = words(command);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = acquis_in(host, &words, "");
        let _ = writeln!(out, "$ acquis{command}");
        for line in output.out.lines().chain(output.err.lines()) {
            let _ = writeln!(out, "{}", line.trim_end());
        }
        if output.code != 0 {
            let _ = writeln!(out, "exit {}", output.code);
        }
    }
    out
}

fn findings(host: &MemoryHost) -> String {
    let output = acquis_in(host, &["check", "--format", "json"], "");
    let json: Value = serde_json::from_str(&output.out).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    let mut out = String::new();
    for finding in json.as_array().expect("a list of diagnostics") {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let place = match &finding["labels"][0] {
            Value::Null => String::new(),
            label => {
                format!("{}:{}:{} ", text(&label["file"]), label["start"]["line"], label["start"]["column"])
            }
        };
        let _ = writeln!(out, "{place}{} {}", text(&finding["code"]), text(&finding["message"]));
        for note in finding["notes"].as_array().into_iter().flatten() {
            let _ = writeln!(out, "  note: {}", text(note));
        }
        if let Some(help) = finding["help"].as_str() {
            let _ = writeln!(out, "  help: {help}");
        }
        for edit in finding["fix"]["edits"].as_array().into_iter().flatten() {
            let at = |end: &str| format!("{}:{}", edit[end]["line"], edit[end]["column"]);
            let _ = writeln!(
                out,
                "  fix: {} to {} becomes `{}`",
                at("start"),
                at("end"),
                text(&edit["replacement"])
            );
        }
    }
    out
}

/// The words of a command; quotes hold words together.
pub fn words(command: &str) -> Vec<String> {
    let mut words = vec![];
    for (at, piece) in command.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(piece.to_owned());
        } else {
            words.extend(piece.split_whitespace().map(str::to_owned));
        }
    }
    words
}
