//! What holds spec.md and the program together: the grammar, the codes, the command line, the limits, the files built
//! into the program. With UPDATE_SPEC set, the grammar and the table of codes are written anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use acquis_base::ALL_CODES;
use acquis_tests::cli::acquis;
use acquis_tests::repository;

const PATH: &str = "spec.md";

/// The text between two markers, without them.
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("{PATH} has no {start:?}"));
    rest.split_once(end).unwrap_or_else(|| panic!("{PATH} has no {end:?} after {start:?}")).0
}

/// Holds a piece of spec.md to what it must be.
fn hold(start: &str, end: &str, wanted: &str) {
    let text = repository::text(PATH);
    let found = between(&text, start, end);
    if found == wanted {
        return;
    }
    assert!(
        std::env::var_os("UPDATE_SPEC").is_some(),
        "{PATH} is not up to date after {start:?}: run with UPDATE_SPEC=1"
    );
    let updated = text.replace(&format!("{start}{found}{end}"), &format!("{start}{wanted}{end}"));
    std::fs::write(repository::root().join(PATH), updated).expect("the file can be written");
}

// One test, so that two updates do not meet.
#[test]
fn grammar_and_codes_are_those_of_the_program() {
    hold("```pest\n", "```\n", acquis_syntax::GRAMMAR);
    let mut table = String::from("\n|---|---|---|---|\n");
    for code in ALL_CODES {
        let (id, severity) = (code.id, code.severity.as_str());
        let _ = writeln!(
            table,
            "| [{id}](docs/diagnostics/{id}.md) | {} | {severity} | {} |",
            code.name, code.summary
        );
    }
    hold("| code | name | | |", "\n## 18", &table);
}

/// The words that start with `--` in a text.
fn options(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let words = text.split(|c: char| !is_part(c)).filter(|word| word.starts_with("--") && word.len() > 2);
    words.map(str::to_owned).collect()
}

#[test]
fn commands_and_options_are_those_of_the_program() {
    let text = repository::text(PATH);
    let section = between(&text, "\n## 16. The command line\n", "\n## 17");
    let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| `--")).collect();
    for command in [
        "check",
        "assess",
        "explain",
        "gap",
        "verify",
        "diff",
        "test",
        "text check",
        "text outline",
        "consolidate",
        "init",
        "emit",
        "lsp",
        "completions",
        "man",
    ] {
        assert!(section.contains(&format!("| `acquis {command}")), "{command} is not described");
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let help = acquis(&[], &words).out;
        let documented = rows.iter().filter(|row| {
            let of = row.split('|').nth(2).unwrap_or_default();
            of.contains("all") || of.contains(&format!("`{command}`"))
        });
        let documented: BTreeSet<String> =
            documented.flat_map(|row| options(row.split('|').nth(1).unwrap_or_default())).collect();
        let mut shown = options(&help);
        // Named in the help of other options, or shown by the program as a whole.
        shown.insert("--version".to_owned());
        assert_eq!(documented, shown, "{command}");
    }
    let commands = acquis(&[], &["--help"]).out;
    let listed = between(&commands, "Commands:\n", "\n\n");
    assert_eq!(listed.lines().count(), 15, "a command is not described: {listed}");
}

#[test]
fn limits_are_those_of_the_program() {
    let text = repository::text(PATH);
    let limits = between(&text, "\n## 15. Limits\n", "\n## 16");
    let row = |what: &str| {
        let row = limits.lines().find(|line| line.starts_with(&format!("| {what}")));
        let row = row.unwrap_or_else(|| panic!("no limit of {what}"));
        row.split('|').nth(2).unwrap_or_default().replace(' ', "")
    };
    assert_eq!(row("nesting in a declaration"), acquis_syntax::MAX_NESTING.to_string());
    assert_eq!(row("nesting of a formula as written"), acquis_syntax::MAX_DEPTH.to_string());
    assert!(row("findings about the text").starts_with(&acquis_syntax::MOST_OF_A_DECLARATION.to_string()));
    assert_eq!(row("ways of reading one criterion"), acquis_eval::MAX_WAYS.to_string());
    assert!(row("ways of reading together").starts_with(&acquis_eval::MAX_JOINT_WAYS.to_string()));
    assert_eq!(row("assessments of a search"), acquis_eval::MAX_TRIALS.to_string());
    assert_eq!(row("a source file"), format!("{}MiB", acquis_analysis::MAX_SOURCE_BYTES >> 20));
    assert_eq!(row("source files of a package"), acquis_analysis::MAX_FILES.to_string());
    assert_eq!(row("a dossier"), format!("{}MiB", acquis_facts::MAX_DOSSIER_BYTES >> 20));
    assert_eq!(row("amendments of a package"), acquis_analysis::MAX_AMENDMENTS.to_string());
    assert_eq!(row("amendments that build on each other"), acquis_analysis::MAX_ROW.to_string());
    assert_eq!(row("a file of an official text"), format!("{}MiB", acquis_text::MAX_TEXT_BYTES >> 20));
    assert_eq!(row("lines of such a file"), acquis_text::MAX_LINES.to_string());
    assert_eq!(row("provisions of such a file"), acquis_text::MAX_PROVISIONS.to_string());
    assert!(row("findings of such a file").starts_with(&acquis_text::MAX_FINDINGS.to_string()));
    assert_eq!(row("characters of an official text"), acquis_ide::quoted::MOST_QUOTED.to_string());
    assert_eq!(row("nesting of a dossier"), acquis_facts::MAX_DEPTH.to_string());
}

#[test]
fn every_code_is_named_where_the_language_is_described() {
    let text = repository::text(PATH);
    let (language, _) = text.split_once("\n## 17").expect("a section of codes");
    let named = |id: &str| {
        let number: u32 = id["ACQ".len()..].parse().expect("a number");
        let ranges = language.match_indices(" to ACQ").any(|(at, _)| {
            let digits = |text: &str| text.get(..4).and_then(|digits| digits.parse::<u32>().ok());
            let from = digits(&language[at - 4..]);
            let to = digits(&language[at + " to ACQ".len()..]);
            matches!((from, to), (Some(from), Some(to)) if (from..=to).contains(&number))
        });
        ranges || language.contains(id)
    };
    let missing: Vec<&str> = ALL_CODES.iter().map(|code| code.id).filter(|id| !named(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_built_in_package_is_the_one_of_the_repository() {
    let mut files: Vec<String> =
        repository::cada_and_amendments().into_iter().map(|(name, _)| name).collect();
    let mut built_in: Vec<&str> = acquis_cli::BUILT_IN.iter().map(|(name, _)| *name).collect();
    files.sort();
    built_in.sort_unstable();
    assert_eq!(built_in, files);
}
