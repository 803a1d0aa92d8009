//! The documents beside spec.md and README.md: links lead somewhere, what is named exists, and tables that can be read
//! off the tree are those of the tree. With UPDATE_SPEC set, such tables are written anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use acquis_analysis::{Database, Package, load, program};
use acquis_base::MemoryHost;
use acquis_syntax::module_docs;
use acquis_tests::markdown::{quoted, rows, sections};
use acquis_tests::repository;

/// Every document of the repository.
fn documents() -> Vec<String> {
    let mut found: Vec<String> = ["docs", "policies", "tests", "crates"]
        .iter()
        .flat_map(|folder| repository::files(folder, ".md"))
        .collect();
    found.extend(["README.md", "CONTRIBUTING.md", "spec.md"].map(str::to_owned));
    found
}

/// The prose of a document, without its fenced blocks.
fn prose(path: &str) -> String {
    let sections = sections(&repository::text(path));
    sections.iter().map(|section| format!("{}\n{}", section.title, section.prose)).collect()
}

/// The fenced blocks of a document in a language.
fn blocks(path: &str, language: &str) -> Vec<String> {
    let sections = sections(&repository::text(path));
    let all = sections.into_iter().flat_map(|section| section.blocks);
    all.filter(|block| block.language == language).map(|block| block.text).collect()
}

/// The anchors of a document's headings.
fn anchors(path: &str) -> BTreeSet<String> {
    let anchor = |title: &str| -> String {
        let kept = title
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
            .collect::<String>();
        kept.replace(' ', "-")
    };
    sections(&repository::text(path)).iter().map(|section| anchor(&section.title)).collect()
}

/// A path relative to a folder, without `..`.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[test]
fn links_lead_somewhere() {
    let mut wrong = String::new();
    for document in documents() {
        for link in prose(&document).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("http") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { document.clone() } else { joined(folder(&document), path) };
            let exists = repository::root().join(&target).exists();
            if !exists || !anchor.is_empty() && !anchors(&target).contains(anchor) {
                let _ = writeln!(wrong, "{document}: {link}");
            }
        }
    }
    assert!(wrong.is_empty(), "these links lead nowhere:\n{wrong}");
}

/// Paths in backticks, in the documents that speak of the tree.
#[test]
fn paths_that_are_named_exist() {
    let mut wrong = String::new();
    for document in
        ["README.md", "CONTRIBUTING.md", "docs/dev/architecture.md", "policies/README.md", "tests/README.md"]
    {
        for named in quoted(&prose(document)) {
            let is_path = named.contains('/') && !named.contains([' ', '<', '…']) && !named.starts_with('/');
            // `target/` is what a build leaves.
            if !is_path || named.starts_with("target/") {
                continue;
            }
            let root = repository::root();
            let found = [named.to_owned(), joined(folder(document), named)];
            if !found.iter().any(|path| root.join(path).exists()) {
                let _ = writeln!(wrong, "{document}: {named}");
            }
        }
    }
    assert!(wrong.is_empty(), "these paths do not exist:\n{wrong}");
}

#[test]
fn tests_that_are_named_exist() {
    let mut named = 0;
    for document in documents() {
        let text = repository::text(&document);
        for test in
            text.split("-p acquis-tests --test ").skip(1).filter_map(|rest| rest.split_whitespace().next())
        {
            named += 1;
            let path = repository::root().join(format!("tests/tests/{}.rs", test.trim_matches('`')));
            assert!(path.exists(), "{document} names the test {test}");
        }
    }
    assert!(named > 0);
}

/// The commands of `sh` blocks call programs that a clone has, or `acquis` with words that it knows.
#[test]
fn commands_that_are_shown_can_be_given() {
    let mut host = MemoryHost::new();
    for name in repository::files("policies", "") {
        host.insert(name.clone(), repository::text(&name));
    }
    for document in documents() {
        for command in blocks(&document, "sh").iter().flat_map(|block| block.lines()) {
            let program = command.split_whitespace().find(|word| !word.contains('='));
            let words = match command.split_once("cargo run -- ") {
                Some((_, words)) => Some(words),
                None => command.strip_prefix("acquis "),
            };
            if let Some(words) = words {
                let words = acquis_tests::spec::words(words);
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let output = acquis_tests::cli::acquis_in(&host, &words, "");
                assert_eq!(output.code, 0, "{document}: {command}\n{}", output.err);
            } else {
                assert!(matches!(program, Some("cargo" | ".ci/run")), "{document}: {command}");
            }
        }
    }
}

/// `acquis_ir::Criterion` stands for a type that the crate has and shows.
#[test]
fn types_that_are_named_exist() {
    let mut named = 0;
    for document in ["docs/dev/glossary.md", "docs/dev/architecture.md"] {
        let text = prose(document);
        for path in quoted(&text).into_iter().filter(|path| path.starts_with("acquis_")) {
            let (krate, item) = path.split_once("::").unwrap_or_else(|| panic!("{document}: {path}"));
            let item = item.rsplit("::").next().expect("a name");
            let source = format!("crates/{}/src", krate.trim_start_matches("acquis_"));
            let all: String =
                repository::files(&source, ".rs").iter().map(|file| repository::text(file)).collect();
            let declared = ["struct", "enum", "trait", "type", "fn"].iter().any(|kind| {
                all.match_indices(&format!("pub {kind} {item}")).any(|(at, found)| {
                    !all[at + found.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
                })
            });
            assert!(declared, "{document}: {path} does not exist");
            named += 1;
        }
    }
    assert!(named > 50);
}

/// The queries that the architecture names are queries.
#[test]
fn queries_that_are_named_are_queries() {
    let sections = sections(&repository::text("docs/dev/architecture.md"));
    let queries = sections.iter().find(|section| section.title == "Queries").expect("queries");
    let source: String =
        repository::files("crates/analysis/src", ".rs").iter().map(|file| repository::text(file)).collect();
    let tracked: BTreeSet<&str> = source
        .split("#[salsa::tracked]\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("fn ")?.1.split(['(', '<']).next())
        .collect();
    let rows = rows(&queries.prose);
    assert!(!rows.is_empty());
    for query in rows.iter().flat_map(|row| quoted(&row[0])).filter(|name| !name.contains('/')) {
        assert!(tracked.contains(query), "{query} is no query: {tracked:?}");
    }
}

/// Holds what stands between the markers of a table to what it must be.
fn hold(path: &str, tables: &[(&str, String)]) {
    let mut text = repository::text(path);
    for (name, wanted) in tables {
        let start = format!("<!-- table: {name} -->\n");
        let (before, rest) = text.split_once(&start).unwrap_or_else(|| panic!("{path} has no table {name}"));
        let (_, after) =
            rest.split_once("<!-- end -->").unwrap_or_else(|| panic!("{path}: {name} does not end"));
        text = format!("{before}{start}\n{wanted}\n<!-- end -->{after}");
    }
    if text == repository::text(path) {
        return;
    }
    assert!(std::env::var_os("UPDATE_SPEC").is_some(), "{path} is not up to date: run with UPDATE_SPEC=1");
    std::fs::write(repository::root().join(path), text).expect("the file can be written");
}

/// A table of Markdown.
fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut out = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out
}

/// The first paragraph of what a file says of itself.
fn first_paragraph(path: &str) -> String {
    let docs =
        module_docs(&repository::text(path)).unwrap_or_else(|| panic!("{path} does not say what it is"));
    let first = docs.split("\n\n").next().unwrap_or_default();
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the files below a folder say of themselves, by their paths from `base`.
fn described(base: &str, folder: &str, ending: &str) -> Vec<Vec<String>> {
    let files = repository::files(folder, ending);
    let name = |path: &str| path.trim_start_matches(base).trim_start_matches('/').to_owned();
    files.iter().map(|path| vec![format!("`{}`", name(path)), first_paragraph(path)]).collect()
}

#[test]
fn the_table_of_crates_is_that_of_the_tree() {
    let manifests =
        repository::files("crates", "Cargo.toml").into_iter().chain(["tests/Cargo.toml".to_owned()]);
    let field = |text: &str, key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{key} = \"")));
        line.map(|line| line.trim_end_matches('"').to_owned()).unwrap_or_else(|| panic!("no {key}"))
    };
    // Name to folder, description, own crates used.
    let mut crates: BTreeMap<String, (String, String, BTreeSet<String>)> = BTreeMap::new();
    for path in manifests {
        let text = repository::text(&path);
        let used = text.lines().filter_map(|line| line.strip_suffix(".workspace = true"));
        let used = used.filter(|name| name.starts_with("acquis")).map(str::to_owned).collect();
        let entry = (folder(&path).to_owned(), field(&text, "description"), used);
        crates.insert(field(&text, "name"), entry);
    }
    let mut placed: Vec<String> = vec![];
    while placed.len() < crates.len() {
        let ready = |(name, (_, _, used)): &(&String, &(String, String, BTreeSet<String>))| {
            !placed.contains(name) && used.iter().all(|used| placed.contains(used))
        };
        let next =
            crates.iter().find(ready).expect("crates do not depend on each other in a circle").0.clone();
        placed.push(next);
    }
    let row = |name: &String| {
        let (folder, description, used) = &crates[name];
        let short = |name: &String| format!("`{}`", name.trim_start_matches("acquis-"));
        let used: Vec<String> = used.iter().map(short).collect();
        vec![format!("`{name}`"), format!("`{folder}/`"), description.clone(), used.join(", ")]
    };
    let wanted = table(&["crate", "folder", "what it is", "uses"], placed.iter().map(row));
    hold("docs/dev/architecture.md", &[("crates", wanted)]);
}

#[test]
fn the_tables_of_policies_are_those_of_the_package() {
    let mut host = MemoryHost::new();
    for (name, text) in repository::cada() {
        host.insert(format!("cada/{name}"), text);
    }
    let loaded = load(&host, "cada");
    let mut db = Database::new();
    let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
    let program = program(&db, package).as_ref().expect("the package has no error");
    let rows = program.readings.values().map(|reading| {
        let words = |text: &Option<acquis_base::Name>| {
            let text = text.as_ref().map(ToString::to_string).unwrap_or_default();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let choices = |default: bool| -> String {
            let those = reading.choices.iter().filter(|choice| (choice.name == reading.default) == default);
            let all: Vec<String> =
                those.map(|choice| format!("`{}`: {}", choice.name, words(&choice.gloss))).collect();
            all.join("; ")
        };
        let cites: Vec<String> =
            reading.cites.iter().map(|cited| program.outlines.show(&cited.provision)).collect();
        let source = format!("{}. {}", cites.join(", "), words(&reading.docs));
        vec![format!("`{}`", reading.name), words(&reading.question), choices(true), choices(false), source]
    });
    let readings =
        table(&["reading", "question", "default", "alternative", "where the doubt comes from"], rows);
    let files = table(&["file", "what it holds"], described("policies", "policies/cada", ".acq"));
    hold("policies/README.md", &[("files of cada", files), ("readings", readings)]);
}

#[test]
fn the_tables_of_tests_are_those_of_the_tree() {
    // A file below one of these is a part of it.
    let is_family = |row: &Vec<String>| row.first().is_some_and(|file| !file.contains('/'));
    let families = described("tests/tests", "tests/tests", ".rs").into_iter().filter(is_family);
    let families = table(&["file", "what it holds"], families);
    let own = repository::files("tests/spec", ".md").into_iter().filter(|path| !path.contains("/cases/"));
    let literate = own.map(|path| {
        let sections = sections(&repository::text(&path));
        let title = sections.into_iter().find(|section| section.rank == 1).expect("a title").title;
        vec![format!("`{}`", path.trim_start_matches("tests/spec/")), title]
    });
    let literate = table(&["file", "what it is about"], literate);
    hold("tests/README.md", &[("families", families), ("literate", literate)]);
    let places: String = rows(&prose("tests/README.md")).into_iter().map(|row| row.join(" ")).collect();
    for entry in std::fs::read_dir(repository::root().join("tests")).expect("the folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            assert!(
                places.contains(&format!("`{name}/`")),
                "tests/README.md does not say what {name}/ holds"
            );
        }
    }
}
