//! Every diagnostic has a page, and the examples of every page do what it says.

use acquis_base::ALL_CODES;
use acquis_tests::cli::Output;
use acquis_tests::markdown::{Block, sections};
use acquis_tests::pages::Example;
use acquis_tests::repository;

/// The codes that the example of a section triggers, and what it prints.
fn codes(blocks: &[Block]) -> (Vec<String>, String) {
    let example = Example::of(blocks);
    let outputs: Vec<Output> = example.commands.iter().map(|command| example.run(command)).collect();
    let mut all: Vec<String> = outputs.iter().flat_map(Output::codes).collect();
    all.dedup();
    (all, outputs.iter().map(|output| format!("{}{}", output.out, output.err)).collect())
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

#[test]
fn every_code_says_what_to_do() {
    let shown = repository::files("tests/tests/snapshots", ".snap");
    let of_codes = shown.iter().filter(|path| path.contains("/ACQ"));
    let silent: Vec<&String> = of_codes.filter(|path| !repository::text(path).contains("help: ")).collect();
    assert!(silent.is_empty(), "no remedy: {silent:?}");
}
