//! Every diagnostic has a page, and the examples of every page do what it says.

use acquis_base::{ALL_CODES, MemoryHost};
use acquis_tests::cli::{Output, acquis_in};
use acquis_tests::markdown::{Block, sections};
use acquis_tests::repository;
use acquis_tests::spec::words;

const FOLDER: &str = "package";

/// The codes that the blocks of one section of a page trigger.
fn codes(blocks: &[Block]) -> (Vec<String>, String) {
    let mut host = MemoryHost::new();
    host.insert(format!("{FOLDER}/acquis.toml"), "[package]\nname = \"example\"\n");
    host.insert(format!("{FOLDER}/prelude.acq"), repository::text("docs/diagnostics/prelude.acq"));
    let mut commands: Vec<String> = vec![];
    let mut dossier = None;
    for block in blocks {
        match block.language.as_str() {
            "acq" | "toml" => {
                let name = if block.argument.is_empty() { "example.acq" } else { &block.argument };
                host.insert(format!("{FOLDER}/{name}"), block.text.clone());
            }
            "bytes" => {
                host.insert(format!("{FOLDER}/example.acq"), bytes(&block.text));
            }
            "yaml" | "json" => {
                let name = if block.argument.is_empty() {
                    format!("dossier.{}", block.language)
                } else {
                    block.argument.clone()
                };
                host.insert(name.clone(), block.text.clone());
                dossier = Some(name);
            }
            "console" => commands.extend(
                block.text.lines().filter_map(|line| Some(line.strip_prefix("$ acquis ")?.to_owned())),
            ),
            _ => {}
        }
    }
    let mut outputs: Vec<Output> = vec![];
    for command in &commands {
        let words = words(command);
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        if matches!(words.first(), Some(&"assess")) || words.len() > 2 {
            words.extend(["--package", FOLDER]);
        }
        outputs.push(acquis_in(&host, &words, ""));
    }
    match (&dossier, commands.is_empty()) {
        (_, false) => {}
        (Some(name), true) => outputs.push(acquis_in(&host, &["assess", name, "--package", FOLDER], "")),
        (None, true) => outputs.push(acquis_in(&host, &["check", FOLDER], "")),
    }
    let mut all = vec![];
    for output in &outputs {
        all.extend(output.codes());
    }
    all.dedup();
    (all, outputs.iter().map(|output| format!("{}{}", output.out, output.err)).collect())
}

/// The bytes of a text in which `\xE9` stands for a byte.
fn bytes(text: &str) -> Vec<u8> {
    let mut pieces = text.split("\\x");
    let mut out = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        out.push(u8::from_str_radix(&piece[..2], 16).expect("two hexadecimal digits"));
        out.extend(&piece.as_bytes()[2..]);
    }
    out
}

#[test]
fn every_code_has_a_page_whose_examples_hold() {
    let mut wrong = String::new();
    for code in ALL_CODES {
        let path = format!("docs/diagnostics/{}.md", code.id);
        if !repository::root().join(&path).exists() {
            wrong.push_str(&format!("{path} is missing\n"));
            continue;
        }
        let text = repository::text(&path);
        let sections = sections(&text);
        let title = sections.iter().find(|section| section.rank == 1).expect("a title");
        let expected = format!("{} {}", code.id, code.name);
        if title.title != expected {
            wrong.push_str(&format!("{path}: the title is {:?}, not {expected:?}\n", title.title));
        }
        if title.prose.trim().lines().next() != Some(code.summary) {
            wrong.push_str(&format!("{path}: the first line is not the summary {:?}\n", code.summary));
        }
        let also: Vec<String> = text
            .lines()
            .filter_map(|line| Some(line.strip_prefix("<!-- also ")?.strip_suffix(" -->")?.to_owned()))
            .collect();
        for (heading, expected) in [("Triggers it", vec![code.id.to_owned()]), ("Repaired", vec![])] {
            let Some(section) = sections.iter().find(|section| section.title == heading) else {
                wrong.push_str(&format!("{path}: no section {heading:?}\n"));
                continue;
            };
            let (mut found, printed) = codes(&section.blocks);
            found.retain(|code| !(also.contains(code) && heading == "Triggers it"));
            if found != expected {
                wrong
                    .push_str(&format!("{path}: {heading:?} gives {found:?}, not {expected:?}\n{printed}\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_page_is_of_a_code_and_built_into_the_program() {
    for path in repository::files("docs/diagnostics", ".md") {
        let name = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".md").to_owned();
        assert!(name == "README" || ALL_CODES.iter().any(|code| code.id == name), "{path} is of no code");
    }
    let built_in: Vec<&str> = acquis_cli::PAGES.iter().map(|(id, _)| *id).collect();
    let codes: Vec<&str> = ALL_CODES.iter().map(|code| code.id).collect();
    assert_eq!(built_in, codes);
}
