//! Literate spec tests: Markdown whose blocks are run.
//!
//! A section of a file under `tests/spec` is a test. `acq`, `toml`, `yaml`, `json`, `md` and `txt` blocks are files, named by
//! the word after the language; `NAME from PATH` takes the text of a file of the repository. A section also has the files
//! of the sections around it; without `acq` blocks it has the repository's policies. Blocks `edit PATH` change a file:
//! each line `old => new` replaces a text that must stand in it exactly once; `\n` stands for a line break. Blocks
//! `diff PATH` change one place of a file, as a reader of patches would write it. Where the law of the flagship package is
//! changed, its amendments are not there.
//!
//! Three kinds of block say what must come out, and are rewritten when the variable `UPDATE_SPEC` is set:
//!
//! - `console`: commands after `$ acquis`, each with what it prints, and `exit N` where the exit code is not 0;
//! - `verdicts`: commands that assess, each with a line for each criterion: its verdict, the facts that are missing, the
//!   status of its derogations; and, where there are several levels, a line for each level;
//! - `findings`: what `check` finds, one line for each diagnostic; the word after it is the path to check.

use std::fmt::Write as _;

use acquis_base::{Host, MemoryHost};
use serde_json::Value;

use crate::cli::{Output, acquis_in};
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

/// A section with its files.
struct Example {
    title: String,
    host: MemoryHost,
    blocks: Vec<Block>,
}

/// The sections of a text that say what must come out.
fn examples(text: &str) -> Vec<Example> {
    let sections = sections(text);
    let mut around: Vec<&Section> = vec![];
    let mut examples = vec![];
    for section in &sections {
        around.retain(|outer| outer.rank < section.rank);
        around.push(section);
        if section.blocks.iter().any(is_outcome) {
            let (title, blocks) = (section.title.clone(), section.blocks.clone());
            examples.push(Example { title, host: host(&around), blocks });
        }
    }
    examples
}

fn is_outcome(block: &Block) -> bool {
    matches!(block.language.as_str(), "console" | "verdicts" | "findings")
}

/// Runs all sections of a text, some at a time.
pub fn run(text: &str) -> Vec<Mismatch> {
    let examples = examples(text);
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = examples.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let running: Vec<_> = examples
            .chunks(share)
            .map(|examples| scope.spawn(|| examples.iter().flat_map(mismatches).collect::<Vec<_>>()))
            .collect();
        running.into_iter().flat_map(|worker| worker.join().expect("the examples can be run")).collect()
    })
}

fn mismatches(example: &Example) -> Vec<Mismatch> {
    let mut wrong = vec![];
    for block in example.blocks.iter().filter(|block| is_outcome(block)) {
        let found = match block.language.as_str() {
            "console" => console(&example.host, &block.text),
            "verdicts" => verdicts(&example.host, &block.text),
            _ => findings(&example.host, &block.argument),
        };
        if found != block.text {
            let (line, title) = (block.line, example.title.clone());
            wrong.push(Mismatch { line, title, expected: block.text.clone(), found });
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
        if block.language == "edit" {
            without_amendments(&mut host, &block.argument);
            edit(&mut host, block);
        } else if block.language == "diff" {
            without_amendments(&mut host, &block.argument);
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

/// Changes a file as the lines of an `edit` block say.
/// Takes the amendments of the flagship package away where its law is changed: they would say that what they change has
/// moved, which is not what a section is about.
fn without_amendments(host: &mut MemoryHost, changed: &str) {
    if changed.starts_with("policies/cada/") {
        for name in repository::files("policies/cada", ".acq") {
            if repository::is_about_amendments(name.trim_start_matches("policies/cada/")) {
                host.remove(&name);
            }
        }
    }
}

fn edit(host: &mut MemoryHost, block: &Block) {
    let path = &block.argument;
    let bytes = host.read(path, u64::MAX).unwrap_or_else(|error| panic!("edit {path}: {error}"));
    let mut text = String::from_utf8(bytes).expect("a source file is UTF-8");
    for line in block.text.lines() {
        let (old, new) = line.split_once("=>").unwrap_or_else(|| panic!("edit {path}: no `=>` in {line:?}"));
        let [old, new] = [old, new].map(|side| side.trim().replace("\\n", "\n"));
        let found = text.matches(&old).count();
        assert_eq!(found, 1, "edit {path}: {old:?} stands there {found} times");
        text = text.replace(&old, &new);
    }
    host.insert(path.clone(), text);
}

fn file_name(block: &Block) -> Option<String> {
    let default = match block.language.as_str() {
        "acq" => "example.acq",
        "toml" => "acquis.toml",
        "yaml" => "dossier.yaml",
        "json" => "dossier.json",
        "md" => "law.md",
        "txt" => "law.txt",
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
    for command in commands(text) {
        let output = acquis(host, command, &[]);
        let _ = writeln!(out, "$ acquis{command}");
        out.push_str(&printed(&output));
    }
    out
}

/// What stands after `$ acquis` in each line of a block.
fn commands(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.strip_prefix("$ acquis"))
}

fn acquis(host: &MemoryHost, command: &str, more: &[&str]) -> Output {
    let words = words(command);
    let words: Vec<&str> = words.iter().map(String::as_str).chain(more.iter().copied()).collect();
    acquis_in(host, &words, "")
}

fn printed(output: &Output) -> String {
    let mut out = String::new();
    for line in output.out.lines().chain(output.err.lines()) {
        let _ = writeln!(out, "{}", line.trim_end());
    }
    if output.code != 0 {
        let _ = writeln!(out, "exit {}", output.code);
    }
    out
}

fn verdicts(host: &MemoryHost, text: &str) -> String {
    let mut out = String::new();
    for command in commands(text) {
        let _ = writeln!(out, "$ acquis{command}");
        let output = acquis(host, command, &["--format", "json"]);
        match serde_json::from_str(&output.out) {
            Ok(Value::Array(several)) => {
                for assessment in &several {
                    let _ = writeln!(out, "{}", words_of(&assessment["subject"]));
                    out.push_str(&verdicts_of(assessment));
                }
            }
            Ok(assessment) => out.push_str(&verdicts_of(&assessment)),
            Err(_) => out.push_str(&printed(&output)),
        }
    }
    out
}

/// An assessment as lines.
fn verdicts_of(assessment: &Value) -> String {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let joined = |value: &Value, with: &str| list(value).iter().map(words_of).collect::<Vec<_>>().join(with);
    let mut out = String::new();
    for criterion in list(&assessment["criteria"]) {
        let _ = write!(out, "{}: {}", words_of(&criterion["provision"]), words_of(&criterion["verdict"]));
        if criterion["vacuous"] == true {
            out.push_str(", nothing to check");
        }
        if list(&criterion["routes"]).len() > 1 {
            let _ = write!(out, ", perhaps {}", joined(&criterion["routes"], " or "));
        }
        for derogation in list(&criterion["derogations"]) {
            let name = derogation["name"].as_str().unwrap_or_default();
            let _ = write!(out, "; derogation {name} {}", words_of(&derogation["status"]));
        }
        if !list(&criterion["missing"]).is_empty() {
            let missing = list(&criterion["missing"]);
            let missing: Vec<&str> = missing.iter().filter_map(Value::as_str).collect();
            let _ = write!(out, "; missing {}", missing.join(", "));
        }
        out.push('\n');
    }
    let levels = list(&assessment["levels"]);
    for level in levels.iter().filter(|_| levels.len() > 1) {
        let _ = write!(out, "level {}: {}", level["level"], words_of(&level["status"]));
        if !list(&level["blocked_by"]).is_empty() {
            let _ = write!(out, ", barred by {}", joined(&level["blocked_by"], " and "));
        }
        out.push('\n');
    }
    out
}

/// A text or a number of JSON in plain words.
fn words_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.replace('_', " "),
        other => other.to_string(),
    }
}

fn findings(host: &MemoryHost, path: &str) -> String {
    let words = ["check", "--format", "json", path];
    let output = acquis_in(host, if path.is_empty() { &words[..3] } else { &words }, "");
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
                text(&edit["replacement"]).replace('\n', "\\n")
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
