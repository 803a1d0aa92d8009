//! What spec.md says of `acquis.toml`: every key is described, needed where it says so, and does what it says.

use acquis_analysis::MANIFEST_KEYS;
use acquis_tests::cli::{Output, acquis_in, memory};
use acquis_tests::markdown::{rows, sections};
use acquis_tests::repository;

const LAW: &str = r#"
instrument early "First Act" { article 1 "Answers" { paragraph (1) }  annex I "C" { section 1 { number 1.1 { point (a) } } } }
instrument late "Second Act" { article 1 "Answers" { paragraph (1) }  annex I "C" { section 2 { number 2.1 { point (a) } } } }
facts { ready : Bool }
ladder steps "Steps" { level 1 set out in early Annex I 1 }
ladder marks "Marks" { level 1 set out in late Annex I 2 }
criterion early Annex I 1.1(a) at level 1 "A" { requires ready }
criterion late Annex I 2.1(a) at level 1 "B" { requires ready }
rule answer "Answer" : Bool under Article 1(1) { default ready }
"#;

const WHOLE: [(&str, &str); 5] = [
    ("name", "example"),
    ("title", "What is asked"),
    ("version", "3.1-draft"),
    ("instrument", "late"),
    ("ladder", "marks"),
];

/// A manifest with the keys that are wanted.
fn manifest(wanted: impl Fn(&str) -> bool) -> String {
    let keys =
        WHOLE.iter().filter(|(key, _)| wanted(key)).map(|(key, value)| format!("{key} = \"{value}\"\n"));
    format!("[package]\n{}", keys.collect::<String>())
}

fn run(manifest: &str, words: &[&str]) -> Output {
    let dossier = r#"{"as_of": "2027-01-01", "package": "example", "ready": true}"#;
    let files = [("acquis.toml", manifest), ("law.acq", LAW), ("dossier.json", dossier)];
    acquis_in(&memory(&files), words, "")
}

const ASSESS: [&str; 2] = ["assess", "dossier.json"];

#[test]
fn every_key_is_described_once() {
    let sections = sections(&repository::text("spec.md"));
    let section = sections.iter().find(|section| section.title == "The manifest").expect("a section");
    let mut rows = rows(&section.prose);
    assert_eq!(rows.pop().map(|row| row[0].clone()).as_deref(), Some("`missing`"), "the key of `[evidence]`");
    let described: Vec<&str> = rows.iter().map(|row| row[0].trim_matches('`')).collect();
    assert_eq!(described, MANIFEST_KEYS);
    assert_eq!(described, WHOLE.map(|(key, _)| key));
    let toml = section.blocks.iter().find(|block| block.language == "toml").expect("an example");
    let shown: Vec<&str> = toml.text.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    let (package, evidence) = shown.split_at(MANIFEST_KEYS.len());
    assert_eq!(package, MANIFEST_KEYS);
    assert_eq!(evidence, ["", "[evidence]", "missing"]);
    let needed = rows.iter().filter(|row| row[1] == "yes").map(|row| row[0].as_str()).collect::<Vec<_>>();
    assert_eq!(needed, ["`name`"]);
}

#[test]
fn name_and_version_stand_in_reports_and_dossiers_name_the_package() {
    let output = run(&manifest(|_| true), &ASSESS);
    assert_eq!(output.code, 0, "{}", output.err);
    assert!(output.out.contains("example 3.1-draft"), "{}", output.out);
    assert!(run(&manifest(|key| key != "version"), &ASSESS).out.contains("· example\n"));
    let other = manifest(|_| true).replace("\"example\"", "\"another\"");
    assert_eq!(run(&other, &ASSESS).codes(), ["ACQ0608"]);
    assert_eq!(run(&manifest(|key| key != "name"), &["check"]).codes(), ["ACQ0501"]);
}

#[test]
fn the_title_heads_the_schema_of_dossiers() {
    let schema = |manifest: &str| run(manifest, &["emit", "json-schema"]).json()["title"].to_string();
    assert!(schema(&manifest(|_| true)).contains("What is asked"));
    assert!(schema(&manifest(|key| key != "title")).contains("example"));
}

#[test]
fn the_instrument_is_the_one_that_citations_mean() {
    let basis = |manifest: &str| run(manifest, &["assess", "dossier.json", "--format", "json"]).json();
    assert_eq!(basis(&manifest(|_| true))["rules"][0]["basis"], "Article 1(1)");
    let early = manifest(|_| true).replace("\"late\"", "\"early\"");
    assert_eq!(basis(&early)["criteria"][0]["provision"], "late Annex I 2.1(a)");
    assert_eq!(run(&manifest(|key| key != "instrument"), &["check"]).codes(), ["ACQ0303"]);
    let unknown = manifest(|_| true).replace("\"late\"", "\"third\"");
    assert!(run(&unknown, &["check"]).codes().contains(&"ACQ0501".to_owned()));
}

#[test]
fn the_ladder_is_the_one_that_is_asked() {
    assert!(run(&manifest(|_| true), &ASSESS).out.contains("Marks"));
    assert!(run(&manifest(|_| true), &["assess", "dossier.json", "--ladder", "steps"]).out.contains("Steps"));
    assert_eq!(run(&manifest(|key| key != "ladder"), &ASSESS).codes(), ["ACQ0507"]);
    let unknown = manifest(|_| true).replace("\"marks\"", "\"ranks\"");
    assert_eq!(run(&unknown, &["check"]).codes(), ["ACQ0501"]);
}

#[test]
fn nothing_else_stands_in_a_manifest() {
    for more in ["licence = \"x\"\n", "[package.metadata]\n", "[tool]\n"] {
        let text = format!("{}{more}", manifest(|_| true));
        assert_eq!(run(&text, &["check"]).codes(), ["ACQ0501"], "{more}");
    }
}

/// The manifest with a table of official texts.
fn with_texts(texts: &str) -> String {
    format!("{}[texts]\n{texts}\n", manifest(|_| true))
}

/// What `check` finds where a text of our own stands beside the law.
fn found(texts: &str) -> Vec<String> {
    let manifest = with_texts(texts);
    let files = [
        ("acquis.toml", manifest.as_str()),
        ("law.acq", LAW),
        ("texts/early.md", "## Article 1 — Answers\n\n1. Yes.\n"),
        ("texts/late.txt", "ANNEX I\n   C\n   (a)   no.\n"),
        ("texts/empty.md", "# Nothing\n"),
        ("texts/page.html", "<!DOCTYPE html><p>Article 1</p>"),
        ("texts/nested/acquis.toml", "[package]\nname = \"nested\"\n"),
    ];
    acquis_in(&memory(&files), &["check", "--format", "json"], "")
        .json()
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| {
            format!(
                "{} {}",
                finding["code"].as_str().unwrap_or(""),
                finding["message"].as_str().unwrap_or("")
            )
        })
        .collect()
}

#[test]
fn an_official_text_is_named_by_its_path_or_by_several() {
    assert_eq!(found("early = \"texts/early.md\"\nlate = [\"texts/late.txt\"]"), [] as [&str; 0]);
    assert_eq!(found("early = [\"texts/early.md\", \"texts/late.txt\"]"), [] as [&str; 0]);
}

#[test]
fn a_text_that_cannot_be_read_is_a_warning_and_the_package_serves() {
    for (path, reason) in [
        ("texts/none.md", "there is no such file"),
        ("texts/empty.md", "no provision is found in it"),
        ("texts/page.html", "it is HTML, and only Markdown and plain text are read"),
        ("texts", "it is a folder"),
    ] {
        let expected = format!("ACQ1401 the official text {path} cannot be read: {reason}");
        assert_eq!(found(&format!("late = [\"texts/late.txt\", \"{path}\"]")), [expected]);
    }
    let output = run(&with_texts("early = \"texts/none.md\""), &ASSESS);
    assert_eq!((output.code, output.err.as_str()), (0, ""));
}

#[test]
fn texts_stand_under_the_names_of_instruments_and_below_the_folder() {
    assert_eq!(found("erly = \"texts/early.md\""), ["ACQ0501 the package has no instrument `erly`"]);
    for path in ["../early.md", "/texts/early.md", "texts/../../early.md", "texts//early.md", "C:/early.md"] {
        let expected = format!("ACQ0501 `{path}` does not lead to a file below the package's folder");
        assert_eq!(found(&format!("early = \"{path}\"")), [expected]);
    }
    assert_eq!(found("early = 3"), ["ACQ0501 an official text is named by the path of its file"]);
}
