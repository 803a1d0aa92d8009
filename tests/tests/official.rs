//! The outline of the flagship package against the official text of the draft, where that text stands beside the
//! repository. It is read at run time and never copied.

use std::collections::BTreeSet;

use acquis_ir::Node;
use acquis_tests::loaded::outline;
use acquis_tests::official::file;

/// The articles of a transcription: number and heading as printed, and the numbers of its paragraphs.
fn articles(text: &str) -> Vec<(String, String, Vec<String>)> {
    let mut found: Vec<(String, String, Vec<String>)> = vec![];
    for line in text.lines() {
        if let Some((_, title)) = line.split_once("</a>Article ") {
            let (number, heading) = title.split_once(" — ").expect("a number and a heading");
            found.push((number.to_owned(), heading.trim().to_owned(), vec![]));
        } else if let (Some((number, _)), Some((.., paragraphs))) = (line.split_once(". "), found.last_mut())
            && number.parse::<u32>().is_ok()
        {
            paragraphs.push(format!("({number})"));
        }
    }
    found
}

#[test]
fn every_article_at_hand_has_its_heading_and_its_paragraphs() {
    let outline = outline();
    let files = [
        "general-provisions-art1-2.md",
        "sovereignty-framework-art16-28.md",
        "public-sector-use-art29-33.md",
        "open-source-art41-44.md",
        "final-provisions-art45-48.md",
    ];
    let mut seen = 0;
    for text in files.into_iter().filter_map(file) {
        for (number, heading, paragraphs) in articles(&text) {
            seen += 1;
            let printed = |node: &&Node| {
                let stable = node.path.last().map(|step| step.label());
                node.path.0.len() == 1
                    && node.printed.as_ref().or(stable).map(|label| label.as_str()) == Some(number.as_str())
                    && node.heading.as_deref() == Some(&heading)
            };
            let node = outline.nodes.iter().find(|node| printed(node));
            let node = node.unwrap_or_else(|| panic!("the outline has no Article {number} {heading:?}"));
            let at = outline.find(&node.path).expect("the article").0;
            let outlined: BTreeSet<String> = outline
                .children(at)
                .filter(|(_, inner)| inner.kind == acquis_base::ProvisionKind::Paragraph)
                .map(|(_, inner)| format!("({})", inner.path.last().expect("a step").label()))
                .collect();
            // The definitions of Article 2 are points of the list and no paragraphs.
            if number != "2" {
                let paragraphs: BTreeSet<String> = paragraphs.into_iter().collect();
                assert_eq!(outlined, paragraphs, "paragraphs of Article {number}");
            }
        }
    }
    assert!(seen == 0 || seen >= 28, "the articles at hand were found: {seen}");
}

/// The points of Annex II as the converted text has them: `3.1(g)(iv)`.
fn points_of_annex_ii(text: &str) -> BTreeSet<String> {
    let from = text.find("ANNEX II\n").expect("Annex II");
    let to = text.find("ANNEX III\n").expect("Annex III");
    let (mut number, mut letter) = (String::new(), String::new());
    let mut points = BTreeSet::new();
    for line in text[from..to].lines() {
        let mut words = line.trim_start().splitn(2, ' ');
        let (first, rest) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        // A label stands apart from its text; a reference at the start of a line does not.
        if !rest.starts_with(' ') {
            continue;
        }
        if let Some(label) = first.strip_suffix('.') {
            if label.contains('.') {
                number = label.to_owned();
                points.insert(number.clone());
            } else if label.chars().all(|c| "ivx".contains(c)) {
                points.insert(format!("{number}{letter}({label})"));
            }
        } else if first.starts_with('(') && first.ends_with(')') {
            letter = first.to_owned();
            points.insert(format!("{number}{letter}"));
        }
    }
    points
}

#[test]
fn annex_ii_has_the_points_of_the_text_and_no_others() {
    let Some(text) = file("annexes-1-3.txt") else { return };
    let found = points_of_annex_ii(&text);
    let outlined: BTreeSet<String> = outline()
        .nodes
        .iter()
        .filter_map(|node| node.path.to_string().strip_prefix("Annex II ").map(str::to_owned))
        .filter(|path| path.contains('.'))
        .collect();
    assert_eq!(outlined, found);
    let lettered = found.iter().filter(|point| point.matches('(').count() == 1).count();
    assert_eq!(lettered, 7 + 11 + 11 + 11);
}
