//! What README.md says is so: its examples come out, its tables are complete, and what it says is absent is absent.

use std::collections::BTreeMap;

use acquis_base::MemoryHost;
use acquis_tests::cli::{acquis, acquis_in, memory};
use acquis_tests::markdown::{Section, quoted, rows, sections};
use acquis_tests::{repository, spec};

const PATH: &str = "README.md";

fn section(title: &str) -> Section {
    let found = sections(&repository::text(PATH)).into_iter().find(|section| section.title == title);
    found.unwrap_or_else(|| panic!("{PATH} has no section {title:?}"))
}

// One test, so that two updates do not meet.
#[test]
fn the_examples_come_out_and_the_table_of_dependencies_is_complete() {
    let wrong = spec::hold(PATH);
    assert!(wrong.is_empty(), "{wrong}");
    hold_dependencies();
}

/// The commands of `sh` blocks are usable as they stand.
#[test]
fn the_other_commands_shown_can_be_given() {
    let mut host = MemoryHost::new();
    for name in repository::files("policies", "") {
        host.insert(name.clone(), repository::text(&name));
    }
    let text = repository::text(PATH);
    let commands = text.lines().filter_map(|line| line.strip_prefix("acquis "));
    let prose = section("A faulty policy, checked").prose;
    let named = quoted(&prose).into_iter().filter_map(|word| word.strip_prefix("acquis "));
    let shown: Vec<&str> = commands.chain(named).collect();
    assert!(shown.len() >= 5, "{shown:?}");
    for command in shown {
        let words = spec::words(command);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = acquis_in(&host, &words, "");
        assert_eq!(output.code, 0, "acquis {command}: {}", output.err);
    }
}

#[test]
fn the_policy_shown_is_that_of_the_package() {
    let package = repository::cada();
    for block in section("How a policy reads").blocks {
        for declaration in block.text.split("\n\n") {
            let known = package.iter().any(|(_, text)| text.contains(declaration.trim_end()));
            assert!(known, "README.md shows a declaration that policies/cada does not have:\n{declaration}");
        }
    }
}

#[test]
fn all_forty_points_are_criteria() {
    let files = repository::cada();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let nothing = r#"{"as_of": "2026-10-01"}"#;
    let host = memory(&files).with("nothing.json", nothing);
    let assessment = acquis_in(&host, &["assess", "nothing.json", "--format", "json"], "").json();
    assert_eq!(assessment["criteria"].as_array().map(Vec::len), Some(40));
    assert_eq!(assessment["not_formalised"].as_array().map(Vec::len), Some(0));
    assert!(repository::text(PATH).contains("all 40 lettered"));
}

#[test]
fn a_fresh_machine_needs_what_it_says() {
    let section = section("On a fresh machine");
    let commands =
        "cargo run --release -- assess policies/cada/examples/nordwolke.yaml\ncargo test --workspace\n";
    assert_eq!(section.blocks[0].text, commands);
    let manifest = repository::text("Cargo.toml");
    let (_, rest) = manifest.split_once("rust-version = \"").expect("a Rust version");
    let (version, _) = rest.split_once('"').expect("an end");
    assert!(section.prose.contains(&format!("With Rust {version} or newer")), "{version}");
}

#[test]
fn the_commands_are_those_of_the_program() {
    let help = acquis(&[], &["--help"]).out;
    let (_, listed) = help.split_once("Commands:\n").expect("commands");
    let (listed, _) = listed.split_once("\n\n").expect("an end");
    let mut known: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let rows = rows(&section("Commands").prose);
    let mut shown: Vec<&str> = rows.iter().filter_map(|row| row[0].split([' ', '`']).nth(2)).collect();
    shown.dedup();
    shown.sort_unstable();
    known.sort_unstable();
    assert_eq!(shown, known);
}

#[test]
fn every_part_of_the_repository_has_its_place() {
    let places: String =
        rows(&section("Where things are").prose).into_iter().map(|row| row.join(" ")).collect();
    let root = repository::root();
    for entry in std::fs::read_dir(&root).expect("the repository") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_folder = entry.path().is_dir();
        let own = !name.starts_with('.') && name != "target";
        if own && (is_folder || name.ends_with(".md")) && name != PATH {
            let shown = if is_folder { format!("`{name}/`") } else { format!("`{name}`") };
            assert!(places.contains(&shown), "{shown} is not in the table of places");
        }
    }
    for place in quoted(&places) {
        assert!(root.join(place).exists(), "{place} is in the table of places and not in the repository");
    }
}

#[test]
fn what_is_said_to_be_absent_is_absent() {
    let prose = section("What is not there yet").prose;
    for word in quoted(&prose) {
        match word.split_once(' ') {
            Some(("acquis", command)) => {
                let refused = acquis(&[], &[command]);
                assert!(
                    refused.err.contains("unrecognized subcommand"),
                    "`{word}` is there: {}",
                    refused.err
                );
            }
            _ => {
                let text = format!("{word} x {{ }}\n");
                let checked =
                    acquis(&[("acquis.toml", "[package]\nname = \"x\"\n"), ("x.acq", &text)], &["check"]);
                assert_eq!(checked.codes(), ["ACQ0003"], "`{word}` is there: {}", checked.out);
            }
        }
    }
}

#[test]
fn the_licence_is_the_same_everywhere() {
    assert!(repository::text("Cargo.toml").contains("license = \"Apache-2.0 OR MIT\""));
    assert!(repository::text("LICENSE").contains("SPDX-License-Identifier: Apache-2.0 OR MIT"));
    assert!(repository::text("LICENSE-MIT").contains("Copyright (c) The Acquis authors"));
    for manifest in repository::files("crates", "Cargo.toml").iter().chain(&["tests/Cargo.toml".to_owned()]) {
        assert!(repository::text(manifest).contains("\nlicense.workspace = true\n"), "{manifest}");
    }
}

/// The third-party crates that the workspace may use, with the members that do.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let workspace = repository::text("Cargo.toml");
    let (_, rest) = workspace.split_once("[workspace.dependencies]\n").expect("dependencies");
    let (listed, _) = rest.split_once("\n[").expect("an end");
    let named =
        listed.lines().filter(|line| !line.contains("path =")).filter_map(|line| line.split_once(" = "));
    let mut used: BTreeMap<String, Vec<String>> = named.map(|(name, _)| (name.to_owned(), vec![])).collect();
    for path in repository::files("crates", "Cargo.toml").into_iter().chain(["tests/Cargo.toml".to_owned()]) {
        let manifest = repository::text(&path);
        let member = manifest.lines().find_map(|line| line.strip_prefix("name = ")).expect("a name");
        for (dependency, users) in &mut used {
            if manifest.lines().any(|line| line.starts_with(&format!("{dependency}.workspace"))) {
                users.push(member.trim_matches('"').to_owned());
            }
        }
    }
    used
}

/// Holds the table of dependencies to Cargo.toml: each is there once, with those who use it and with a reason.
fn hold_dependencies() {
    let rows = rows(&section("Dependencies").prose);
    let mut text = repository::text(PATH);
    let shown: Vec<&str> = rows.iter().map(|row| row[0].trim_matches('`')).collect();
    let known = dependencies();
    assert_eq!(shown, known.keys().collect::<Vec<_>>(), "README.md and Cargo.toml name other dependencies");
    for row in &rows {
        let [name, users, reason] = row.as_slice() else { panic!("a row has three cells: {row:?}") };
        assert!(reason.ends_with('.'), "{name} has no reason");
        let by = &known[name.trim_matches('`')];
        let by = if by.is_empty() { "nothing yet".to_owned() } else { by.join(", ") };
        if *users != by {
            assert!(
                std::env::var_os("UPDATE_SPEC").is_some(),
                "{name} is used by {by}, not by {users:?}: run with UPDATE_SPEC=1"
            );
            text = text.replace(&format!("| {name} | {users} |"), &format!("| {name} | {by} |"));
        }
    }
    if text != repository::text(PATH) {
        std::fs::write(repository::root().join(PATH), text).expect("the file can be written");
    }
}
