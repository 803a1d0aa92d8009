//! The repository's own files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").to_owned()
}

/// The text of a file of the repository.
pub fn text(path: &str) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files below a folder of the repository with this ending, by path relative to the repository, sorted.
pub fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = vec![];
    collect(&root().join(folder), ending, &mut found);
    let root = root();
    let relative = |path: &PathBuf| {
        path.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/")
    };
    let mut names: Vec<String> = found.iter().map(relative).collect();
    names.sort();
    names
}

fn collect(folder: &Path, ending: &str, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, ending, into);
        } else if path.to_string_lossy().ends_with(ending) {
            into.push(path);
        }
    }
}

/// All texts of the flagship package, its dossiers among them, by path relative to its folder.
pub fn law() -> BTreeMap<String, String> {
    let endings = [".acq", ".toml", ".yaml", ".json"];
    let paths = endings.iter().flat_map(|ending| files("policies/cada", ending));
    paths.map(|path| (path.trim_start_matches("policies/cada/").to_owned(), text(&path))).collect()
}

/// The law of the flagship package, without scenarios and amendments, by path relative to its folder. An amendment says
/// that what it changes has moved, whoever changes the law.
pub fn cada() -> Vec<(String, String)> {
    cada_and_amendments().into_iter().filter(|(name, _)| !is_about_amendments(name)).collect()
}

/// Whether a file of the flagship package holds amendments, or scenarios that are asked under them.
pub fn is_about_amendments(name: &str) -> bool {
    name.starts_with("amendments/") || name == "scenarios/amendments.acq"
}

/// The files of the flagship package without its scenarios, by path relative to its folder.
pub fn cada_and_amendments() -> Vec<(String, String)> {
    let names = files("policies/cada", ".acq").into_iter().chain(files("policies/cada", "acquis.toml"));
    let names = names.filter(|name| !name.starts_with("policies/cada/scenarios/"));
    names.map(|name| (name.trim_start_matches("policies/cada/").to_owned(), text(&name))).collect()
}
