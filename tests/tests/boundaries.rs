//! Which crate may know which, and who may touch the machine.

use std::collections::BTreeMap;

use acquis_tests::repository;

/// What each crate depends on. Whatever is to be added here is to be added to docs/dev/architecture.md too.
const ALLOWED: [(&str, &[&str]); 14] = [
    ("base", &[]),
    ("syntax", &["acquis-base", "pest", "pest_derive", "unicode-ident"]),
    ("ir", &["acquis-base", "jiff"]),
    (
        "analysis",
        &[
            "acquis-base",
            "acquis-facts",
            "acquis-ir",
            "acquis-syntax",
            "acquis-text",
            "salsa",
            "toml",
            "unicode-security",
        ],
    ),
    ("facts", &["acquis-base", "acquis-ir", "granit-parser", "jsonc-parser", "serde_json"]),
    ("mutate", &["acquis-base", "acquis-ir"]),
    ("text", &["acquis-base", "similar"]),
    ("eval", &["acquis-base", "acquis-facts", "acquis-ir"]),
    ("prove", &["acquis-base", "acquis-eval", "acquis-facts", "acquis-ir", "batsat", "rustc-hash"]),
    ("diagnostics", &["acquis-base", "ariadne", "serde", "serde_json"]),
    (
        "ide",
        &[
            "acquis-analysis",
            "acquis-base",
            "acquis-eval",
            "acquis-facts",
            "acquis-ir",
            "acquis-mutate",
            "acquis-prove",
            "acquis-syntax",
        ],
    ),
    (
        "report",
        &[
            "acquis-analysis",
            "acquis-base",
            "acquis-eval",
            "acquis-facts",
            "acquis-ir",
            "acquis-mutate",
            "acquis-prove",
            "acquis-syntax",
            "acquis-text",
            "serde",
            "serde_json",
        ],
    ),
    (
        "lsp",
        &[
            "acquis-analysis",
            "acquis-base",
            "acquis-eval",
            "acquis-facts",
            "acquis-ide",
            "acquis-ir",
            "acquis-prove",
            "acquis-report",
            "serde_json",
            "tokio",
            "tower-lsp-server",
            "tower-service",
        ],
    ),
    (
        "cli",
        &[
            "acquis-analysis",
            "acquis-base",
            "acquis-diagnostics",
            "acquis-eval",
            "acquis-facts",
            "acquis-ir",
            "acquis-lsp",
            "acquis-mutate",
            "acquis-prove",
            "acquis-report",
            "acquis-syntax",
            "acquis-text",
            "clap",
            "clap_complete",
            "clap_mangen",
            "serde",
            "serde_json",
            "similar",
            "toml",
        ],
    ),
];

/// The names under `[dependencies]` of a manifest.
fn dependencies(manifest: &str) -> Vec<String> {
    let section = manifest.split("[dependencies]").nth(1).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    let name = |line: &str| line.split(['.', ' ', '=']).next().map(str::to_owned);
    lines.filter_map(name).filter(|name| !name.is_empty()).collect()
}

#[test]
fn crates_depend_on_what_the_architecture_says() {
    let found: BTreeMap<String, Vec<String>> = repository::files("crates", "Cargo.toml")
        .iter()
        .map(|path| {
            (path.split('/').nth(1).unwrap_or_default().to_owned(), dependencies(&repository::text(path)))
        })
        .collect();
    let allowed: BTreeMap<String, Vec<String>> = ALLOWED
        .iter()
        .map(|(name, all)| ((*name).to_owned(), all.iter().map(|name| (*name).to_owned()).collect()))
        .collect();
    assert_eq!(found, allowed);
}

#[test]
fn only_the_command_line_touches_the_machine() {
    let machine =
        ["std::fs", "std::env", "std::net", "std::process", "std::time", "std::thread", "std::io::std"];
    let mut touching = vec![];
    for path in repository::files("crates", ".rs") {
        let text = repository::text(&path);
        if path.contains("/src/") && machine.iter().any(|module| text.contains(module)) {
            touching.push(path);
        }
    }
    assert_eq!(
        touching,
        [
            "crates/base/src/parallel.rs",
            "crates/cli/src/disk.rs",
            "crates/cli/src/main.rs",
            "crates/cli/src/revision.rs",
        ]
    );
}
