//! The colours of the language server, held to `editors/sample.tokens`, which says of every word of `editors/sample.acq`
//! what it is.

use std::fs;
use std::path::Path;

use acquis_analysis::{SourceFile, findings_on};
use acquis_base::MemoryHost;
use acquis_ide::tokens::{TokenKind, tokens};

use crate::cada::loaded;
use crate::fixture::Fixture;

fn text(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editors");
    fs::read_to_string(root.join(path)).expect("a text")
}

/// The sample in the package in which it checks.
fn sample() -> (acquis_analysis::Database, acquis_analysis::Package, SourceFile) {
    let mut host = MemoryHost::new();
    for path in ["acquis.toml", "shared.acq", "dossiers/two.yaml"] {
        host.insert(path, text(&format!("test/package/{path}")));
    }
    host.insert("sample.acq", text("sample.acq"));
    let (db, package, _) = loaded(&host);
    let file = package.file(&db, "sample.acq").expect("there");
    (db, package, file)
}

/// What the classes of `sample.tokens` are called in the protocol, which has no word for a date.
fn kind_of(class: &str) -> TokenKind {
    let name = if class == "date" { "number" } else { class };
    TokenKind::ALL.into_iter().find(|kind| kind.as_str() == name).unwrap_or_else(|| panic!("{class}"))
}

/// What each character of the sample is by `sample.tokens`, where its word has two classes the one by meaning.
fn expected(text: &str) -> Vec<Option<TokenKind>> {
    let mut starts = vec![0];
    starts.extend(text.char_indices().filter(|(_, c)| *c == '\n').map(|(at, _)| at + 1));
    let mut kinds = vec![None; text.len()];
    let table = self::text("sample.tokens");
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (place, rest) = line.split_once(' ').expect("a place");
        let (classes, word) = rest.split_once(' ').expect("a class");
        let (row, column) = place.split_once(':').expect("a line and a column");
        let number = |text: &str| text.parse::<usize>().expect("a number");
        let line = &text[starts[number(row) - 1]..];
        let (at, _) = line.char_indices().nth(number(column) - 1).expect("a column");
        let start = starts[number(row) - 1] + at;
        assert!(text[start..].starts_with(word), "{line}");
        kinds[start..start + word.len()].fill(Some(kind_of(classes.split('/').next().expect("one"))));
    }
    kinds
}

#[test]
fn the_sample_checks() {
    let (db, package, _) = sample();
    let day = acquis_ir::Date::new(2026, 1, 1).expect("a day");
    assert_eq!(findings_on(&db, package, day, true).0, []);
}

#[test]
fn every_word_of_the_sample_has_the_colour_of_what_it_means() {
    let (db, _, file) = sample();
    let text = file.text(&db);
    let mut found = vec![None; text.len()];
    for token in tokens(&db, file, None) {
        found[token.span.range()].fill(Some(token.kind));
    }
    let mut wrong: Vec<String> = vec![];
    let wanted = expected(text);
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        if found[at] != wanted[at] {
            let line = text[..at].matches('\n').count() + 1;
            let of = |kind: Option<TokenKind>| kind.map_or("nothing", TokenKind::as_str);
            wrong.push(format!("{line}: {c} is {}, not {}", of(found[at]), of(wanted[at])));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The words with a modifier, as `word:modifier`.
fn modified(text: &str) -> Vec<String> {
    let fixture = Fixture::law(&format!("$0{text}"));
    let text = fixture.file.text(&fixture.db);
    let all = tokens(&fixture.db, fixture.file, None).into_iter();
    let modified = all.filter_map(|token| Some((token.span, token.modifier?)));
    modified.map(|(span, modifier)| format!("{}:{}", span.of(text), modifier.as_str())).collect()
}

#[test]
fn what_is_declared_what_the_language_has_and_what_is_a_slip_is_told() {
    assert_eq!(
        modified("define near(p : Party) : Bool cites Article 1 printed as Article 2 = p.country = DE\n"),
        [
            "near:declaration",
            "p:declaration",
            "Bool:defaultLibrary",
            "Article 2:deprecated",
            "DE:defaultLibrary"
        ]
    );
}
