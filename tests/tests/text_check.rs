//! What is wrong with official texts: with the draft, where it stands beside the repository, and with texts made by chance.
//!
//! The draft is read at run time and never copied; where it is not at hand the tests of it say so and hold nothing. What
//! must be found there is pinned by code and place; of the misprints, by the place and what is proposed.

use acquis_base::{Diagnostic, LineIndex, MemoryHost, Severity};
use acquis_tests::cli::acquis_in;
use acquis_tests::official::draft;
use acquis_text::{Source, Text, check};
use proptest::prelude::*;

/// The line of a finding's first place, counted from 1.
fn line(text: &Text, finding: &Diagnostic) -> u32 {
    let place = finding.place().expect("a place");
    let source = text.source(&place.file).expect("a file of the text");
    LineIndex::new(source).position(source, place.span.start).line
}

/// The innermost provision around the place of a finding.
fn provision<'t>(text: &'t Text, finding: &Diagnostic) -> &'t str {
    let place = finding.place().expect("a place");
    let around = text.provisions().iter().filter(|it| {
        text.file_of(it) == Some(&place.file)
            && it.span.start <= place.span.start
            && place.span.start < it.span.end
    });
    around.max_by_key(|it| it.at).map_or("", |it| it.id.as_str())
}

/// The findings of some codes: the code and the provision in which it stands.
fn places(text: &Text, findings: &[Diagnostic], codes: &[&str]) -> Vec<String> {
    let wanted = findings.iter().filter(|it| codes.contains(&it.code.id));
    wanted.map(|it| format!("{} {}", it.code, provision(text, it))).collect()
}

#[test]
fn every_warning_about_the_draft_is_right() {
    let Some(text) = draft() else { return };
    let findings = check(&text);
    let warnings: Vec<Diagnostic> = findings.into_iter().filter(|it| it.severity != Severity::Note).collect();
    assert_eq!(
        places(&text, &warnings, &["ACQ1402", "ACQ1403", "ACQ1404", "ACQ1405"]),
        [
            "ACQ1405 Annex II 3.1(g)",
            "ACQ1405 Annex II 3.1(g)",
            "ACQ1402 Annex III 7.2(c)",
            "ACQ1405 Annex III 7.2(c)",
            "ACQ1403 Article 45",
            "ACQ1402 Article 2(25)",
            "ACQ1403 Article 30(4)(c)",
        ]
    );
    assert_eq!(warnings.len(), 7, "and nothing else is found for certain");
}

#[test]
fn each_reference_to_an_act_that_cannot_be_is_shown_what_is_meant() {
    let Some(text) = draft() else { return };
    let helps: Vec<String> = check(&text)
        .iter()
        .filter(|it| it.code.id == "ACQ1405")
        .map(|it| it.help.clone().expect("a remedy"))
        .collect();
    let expected = "refer to Article 18(1) \"Associated third countries\", if that is meant";
    assert_eq!(helps, [expected; 3]);
}

#[test]
fn the_second_of_two_numbers_is_given_the_one_that_references_use() {
    let Some(text) = draft() else { return };
    let findings = check(&text);
    let finding = |id: &str| findings.iter().find(|it| provision(&text, it) == id).expect("found");
    assert_eq!(finding("Article 45").help.as_deref(), Some("number the second one 45"));
    assert_eq!(
        finding("Article 45").notes,
        ["4 references lead to Article 45, and nothing else bears that number"]
    );
    assert_eq!(finding("Article 30(4)(c)").help.as_deref(), Some("number the second one (c)"));
    assert_eq!(finding("Article 2(25)").message, "points (23) and (24) of Article 2 are missing");
    assert_eq!(finding("Annex III 7.2(c)").message, "the points of Annex III 7.2 start at (c)");
}

/// Where misprints of the draft stand, and what is proposed there.
const MISPRINTS: [(&str, &str); 10] = [
    ("Annex II 2.1(d)", "write `personnel`, if that is meant"),
    ("Annex II 2.1(i)(i)", "put a blank there"),
    ("Annex II 2.1(i)(iii)", "write `practices in`, if that is meant"),
    ("Annex II 3.1(e)", "write `exist`, if that is meant"),
    ("Annex III C subparagraph 5", "write `computing`, if that is meant"),
    ("Annex III F(6)", "write `policies`, if that is meant"),
    ("Annex III 7.2(d)", "write `subcontractor involved`, if that is meant"),
    ("Annex III I(2)(c)", "write `country`, if that is meant"),
    ("Article 17(3) subparagraph 2", "write `subparagraph`, if that is meant"),
    ("Article 17(9)", "write `period`, if that is meant"),
];

#[test]
fn the_misprints_of_the_draft_are_found_and_hardly_anything_else() {
    let Some(text) = draft() else { return };
    let findings = check(&text);
    let misprints = findings.iter().filter(|it| it.code.id == "ACQ1408");
    let found: Vec<(&str, &str)> =
        misprints.map(|it| (provision(&text, it), it.help.as_deref().expect("a remedy"))).collect();
    assert_eq!(found, MISPRINTS);
}

#[test]
fn terms_and_hyphens_of_the_draft_that_are_not_even() {
    let Some(text) = draft() else { return };
    let findings = check(&text);
    let found: Vec<String> = findings
        .iter()
        .filter(|it| ["ACQ1406", "ACQ1407", "ACQ1409"].contains(&it.code.id))
        .map(|it| format!("{} {}", it.code, line(&text, it)))
        .collect();
    assert_eq!(
        found,
        [
            "ACQ1409 184",
            "ACQ1407 275",
            "ACQ1407 565",
            "ACQ1409 577",
            "ACQ1406 30",
            "ACQ1406 32",
            "ACQ1406 33",
        ]
    );
}

/// Pieces of which texts are made by chance: such as the checks look for, and such as break them.
const PIECES: [&str; 52] = [
    "Article",
    "Articles",
    "Annex",
    "Annexes",
    "paragraph",
    "paragraphs",
    "point",
    "points",
    "first",
    "second",
    "subparagraph",
    "of",
    "to",
    "and",
    "or",
    "the",
    "this",
    "that",
    "thereof",
    ",",
    ";",
    ".",
    ":",
    "(",
    ")",
    "(a)",
    "(c)",
    "(1)",
    "(ii)",
    "(zz)",
    "(-a)",
    "1",
    "3",
    "18a",
    "3.1",
    "999",
    "4294967295",
    "II",
    "IV",
    "Regulation (EU) 2024/1234",
    "implementing act",
    "adopted under",
    "The Commission may adopt",
    "‘boat’ means",
    "third-country",
    "third country",
    "boat",
    "baot",
    "é",
    "\u{301}",
    "\u{AD}",
    "-",
];

/// What lines start with.
const STARTS: [&str; 12] = [
    "## Article 1 — Aims\n\n",
    "## Article 3\n\n",
    "## ANNEX I\n\n",
    "1. ",
    "2. ",
    "   - (a) ",
    "   - (b) ",
    "- (1) ",
    "     - i. ",
    "1.1.   ",
    "\n",
    "(a)    ",
];

fn texts() -> impl Strategy<Value = String> {
    let line = (0..STARTS.len(), prop::collection::vec(0..PIECES.len(), 0..12), any::<bool>());
    prop::collection::vec(line, 0..30).prop_map(|lines| {
        let line = |(start, pieces, glued): (usize, Vec<usize>, bool)| {
            let words: Vec<&str> = pieces.into_iter().map(|piece| PIECES[piece]).collect();
            format!("{}{}\n", STARTS[start], words.join(if glued { "" } else { " " }))
        };
        lines.into_iter().map(line).collect()
    })
}

/// Every finding points to characters of a file of the text, and says what to do.
fn is_sound(sources: &[String]) {
    let source =
        |(at, text): (usize, &String)| Source { name: format!("{at}").into(), text: text.as_str().into() };
    let text = Text::read(sources.iter().enumerate().map(source).collect());
    let findings = check(&text);
    for finding in &findings {
        assert!(!finding.labels.is_empty() && finding.help.is_some(), "{finding:?}");
        for label in &finding.labels {
            let source = text.source(&label.place.file).expect("a file of the text");
            let shown = source.get(label.place.span.range());
            assert!(shown.is_some_and(|shown| !shown.is_empty()), "{finding:?} in {source:?}");
        }
    }
    assert_eq!(findings, check(&text));
}

/// The outline of a text is written in the language, and is right.
fn is_outlined(source: &str) {
    let host = MemoryHost::new().with("law.md", source);
    let written = acquis_in(&host, &["text", "outline", "law.md", "--name", "law"], "");
    if written.code != 0 {
        return;
    }
    let host = MemoryHost::new()
        .with("acquis.toml", "[package]\nname = \"x\"\n")
        .with("law.acq", written.out.as_str());
    for command in [["check", "--deny", "warnings"].as_slice(), &["fmt", "--check"]] {
        let output = acquis_in(&host, command, "");
        assert_eq!(output.code, 0, "{}\n{}\n{source}", output.out, written.out);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn whatever_a_text_says_its_outline_can_be_used(text in texts()) {
        is_outlined(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_a_text_says_it_is_checked(first in texts(), second in texts()) {
        is_sound(&[first, second]);
    }

    #[test]
    fn whatever_bytes_a_text_has_it_is_checked(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        is_sound(&[format!("## Article 1\n\n{}", String::from_utf8_lossy(&bytes))]);
    }

    #[test]
    fn a_text_that_is_cut_anywhere_is_checked(text in texts(), at in any::<prop::sample::Index>()) {
        let mut at = at.index(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        is_sound(&[text[..at].to_owned(), text[at..].to_owned()]);
    }
}
