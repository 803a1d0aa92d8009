//! The official text of the draft, where it stands beside the repository, read as a tree of provisions: everything in it is
//! found, nothing else is, and the outline of the flagship package agrees with it.
//!
//! The text is read at run time and never copied; where it is not at hand these tests say so and hold nothing.

use std::collections::{BTreeMap, BTreeSet};

use acquis_analysis::{Database, Package, load, program};
use acquis_base::MemoryHost;
use acquis_tests::cli::acquis_in;
use acquis_tests::loaded::outline;
use acquis_tests::official::{FILES, draft};
use acquis_text::{Kind, Provision, Text};

fn ids(text: &Text, wanted: impl Fn(&Provision) -> bool) -> Vec<&str> {
    text.provisions().iter().filter(|it| wanted(it)).map(|it| it.id.as_str()).collect()
}

#[test]
fn every_lettered_point_of_annex_ii_is_found() {
    let Some(text) = draft() else { return };
    for (number, last, count) in [("1.1", 'g', 7), ("2.1", 'k', 11), ("3.1", 'k', 11), ("4.1", 'k', 11)] {
        let start = format!("Annex II {number}(");
        let found = ids(&text, |it| it.kind == Kind::Point && it.id.starts_with(&start));
        let expected: Vec<String> = ('a'..=last).map(|letter| format!("{start}{letter})")).collect();
        assert_eq!(found, expected);
        assert_eq!(found.len(), count);
    }
}

#[test]
fn every_roman_point_of_annex_ii_is_found() {
    let Some(text) = draft() else { return };
    let found = ids(&text, |it| it.kind == Kind::RomanPoint && it.id.starts_with("Annex II "));
    let romans = ["i", "ii", "iii", "iv"];
    let expected: Vec<String> = [("2.1(g)", 4), ("2.1(i)", 3), ("3.1(g)", 4), ("3.1(i)", 3), ("4.1(i)", 2)]
        .iter()
        .flat_map(|(point, count)| romans[..*count].iter().map(move |it| format!("Annex II {point}({it})")))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn every_audit_criterion_of_annex_iii_is_found() {
    let Some(text) = draft() else { return };
    let parts: Vec<&Provision> = text
        .provisions()
        .iter()
        .filter(|it| it.kind == Kind::Part && it.id.starts_with("Annex III "))
        .collect();
    let shown: Vec<String> = parts.iter().map(|part| format!("{} {}", part.label, part.id)).collect();
    let expected: Vec<String> =
        (1..).zip('A'..='K').map(|(nth, letter)| format!("{nth} Annex III {letter}")).collect();
    assert_eq!(shown, expected);
    assert!(parts.iter().all(|part| part.heading.is_some() && !text.own(part).is_empty()));
}

/// From where on the lines of a file belong to provisions: all lines after it do, but what its kind says is none.
fn first_line(text: &str) -> usize {
    text.find("ANNEX I\n").or_else(|| text.find("TITLE")).or_else(|| text.find("Chapter")).expect("a start")
}

#[test]
fn every_line_belongs_to_one_provision_but_page_furniture_and_notes() {
    let Some(text) = draft() else { return };
    let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
    for (file, name) in (0_u32..).zip(FILES) {
        let source = text.source(name).expect("read");
        let mut owners: BTreeMap<u32, u32> = BTreeMap::new();
        for provision in text.provisions().iter().filter(|it| it.file == file) {
            let spans = provision.text.iter().chain(&provision.heading_text);
            for span in spans {
                for at in span.start..span.end {
                    *owners.entry(at).or_default() += 1;
                }
            }
        }
        assert!(owners.values().all(|count| *count == 1), "a line of {name} belongs to two provisions");
        let from = first_line(source);
        let mut at = 0;
        for line in source.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let is_owned = (start..at).any(|at| owners.contains_key(&u32::try_from(at).expect("small")));
            if start >= from && !line.trim().is_empty() && !is_owned {
                let words: Vec<&str> = line.split_whitespace().collect();
                let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
                let words: Vec<&str> = words.into_iter().filter(|word| !is_number(word)).collect();
                *left_out.entry(words.join(" ")).or_default() += 1;
            }
        }
    }
    let kept: Vec<(&str, usize)> = left_out.iter().map(|(line, count)| (line.as_str(), *count)).collect();
    let is_note =
        |line: &str| line.starts_with('*') && line.ends_with('*') && line.contains("not source text");
    let is_signature =
        |line: &str| line == "Done at Brussels," || line.starts_with("For the ") || line == "The President";
    let is_number = |line: &str| line.starts_with("ANNEX ");
    let rest: Vec<&(&str, usize)> = kept
        .iter()
        .filter(|(line, _)| !is_note(line) && !is_signature(line) && !is_number(line) && *line != "---")
        .collect();
    assert_eq!(rest, [&("EN EN", 22)], "the feet of the pages, and nothing else");
}

/// What the text has and the outline leaves out, and why.
const LEFT_OUT: [(&str, &str); 2] = [
    ("Annex III C(a)", "a list of a note, which nothing cites: two of its letters would be those of a point"),
    ("Annex III C(b)", "the same"),
];

#[test]
fn the_outline_of_the_flagship_package_agrees_with_the_text() {
    let Some(text) = draft() else { return };
    let outline = outline();
    let found: BTreeSet<String> =
        text.provisions().iter().filter_map(|it| it.path.as_ref()).map(ToString::to_string).collect();
    let is_at_hand = |node: &&acquis_ir::Node| {
        let outermost = acquis_base::ProvisionPath(node.path.0[..1].to_vec());
        !outline.find(&outermost).expect("itself").1.not_transcribed
    };
    let outlined: BTreeSet<String> =
        outline.nodes.iter().filter(is_at_hand).map(|node| node.path.to_string()).collect();
    let more: Vec<&String> = found.difference(&outlined).collect();
    assert_eq!(more, LEFT_OUT.map(|(id, _)| id), "what the outline does not list");
    let fewer: Vec<&String> = outlined.difference(&found).collect();
    assert_eq!(fewer, [] as [&str; 0], "what the text does not have");
}

#[test]
fn numbers_and_headings_of_the_outline_are_those_of_the_text() {
    let Some(text) = draft() else { return };
    let outline = outline();
    let mut printed = vec![];
    for provision in text.provisions() {
        let Some((_, node)) = provision.path.as_ref().and_then(|path| outline.find(path)) else { continue };
        assert_eq!(node.printed, provision.printed, "{}", provision.id);
        printed.extend(provision.printed.as_ref().map(|number| format!("{} printed {number}", provision.id)));
        // Headings in large letters are written as others in the outline.
        let heading = |it: Option<&str>| it.map(|it| it.replace('’', "'").to_lowercase());
        assert_eq!(
            heading(node.heading.as_deref()),
            heading(provision.heading.as_deref()),
            "{}",
            provision.id
        );
    }
    assert_eq!(printed, ["Article 30(4)(c) printed a", "Article 45 printed 44"]);
}

/// What `acquis text outline` writes of the draft, as the package reads it.
fn written() -> Option<acquis_ir::Instrument> {
    let text = draft()?;
    let mut host = MemoryHost::new();
    for (name, source) in text.files() {
        host.insert(name.to_string(), source);
    }
    let words: Vec<&str> = ["text", "outline", "--name", "cada"].into_iter().chain(FILES).collect();
    let written = acquis_in(&host, &words, "");
    assert_eq!(written.code, 0, "{}", written.err);
    let manifest = "[package]\nname = \"written\"\n";
    let host = MemoryHost::new().with("acquis.toml", manifest).with("cada.acq", written.out.as_str());
    let checked = acquis_in(&host, &["check", "--deny", "warnings"], "");
    assert_eq!(checked.code, 0, "{}", checked.out);
    let laid_out = acquis_in(&host, &["fmt", "--check"], "");
    assert_eq!(laid_out.code, 0, "{}", laid_out.out);
    let loaded = load(&host, "");
    let mut db = Database::new();
    let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
    let program = program(&db, package).as_ref().expect("the package has no error");
    program.outlines.instruments.get("cada").cloned()
}

#[test]
fn the_outline_that_is_written_agrees_with_that_of_the_flagship_package() {
    let Some(written) = written() else { return };
    let known = outline();
    let heading =
        |node: &acquis_ir::Node| node.heading.as_deref().map(|it| it.replace('’', "'").to_lowercase());
    let lines = |nodes: &[acquis_ir::Node]| -> BTreeSet<String> {
        let kept =
            nodes.iter().filter(|node| !matches!(node.path.0.first(), Some(acquis_base::Step::Recital(_))));
        let line = |node: &acquis_ir::Node| {
            let (kind, printed) = (node.kind.as_str(), node.printed.as_deref().unwrap_or("-"));
            format!("{} {kind} {printed} {:?} {}", node.path, heading(node), node.not_transcribed)
        };
        kept.map(line).collect()
    };
    let (written, known) = (lines(&written.nodes), lines(&known.nodes));
    let fewer: Vec<&String> = known.difference(&written).collect();
    assert_eq!(fewer, [] as [&str; 0], "what is not written");
    let more: Vec<&str> = written.difference(&known).filter_map(|line| line.split(" point").next()).collect();
    assert_eq!(more, LEFT_OUT.map(|(id, _)| id), "what is written beside");
}

#[test]
fn a_provision_is_found_with_its_words_and_its_place() {
    let Some(text) = draft() else { return };
    let find = |id: &str| text.provisions().iter().find(|it| it.id == id).expect("found");
    let point = find("Annex II 3.1(g)");
    assert_eq!(text.file_of(point).map(|name| name.as_str()), Some("annexes-1-3.txt"));
    assert_eq!(point.number.of(text.source("annexes-1-3.txt").expect("read")), "(g)");
    assert_eq!(text.own(point).matches("Article 19").count(), 2, "the slip of the draft is still there");
    assert_eq!(text.whole(point, usize::MAX).len(), 5, "its own words and four points");
    // A page ends within each of these.
    for (id, before, after) in [
        ("Annex II 2.1(g)(iv)", "legal or", "administrative measures"),
        ("Annex I 3 subparagraph 2", "agentic", "capabilities"),
    ] {
        let joined = format!("{before} {after}");
        assert!(text.own(find(id)).contains(&joined), "{id}");
    }
}
