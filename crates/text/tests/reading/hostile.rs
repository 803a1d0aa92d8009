//! Texts that nobody would print: whatever is given, there is an answer, and it is bounded.

use acquis_text::{Fault, Foreign, MAX_PROVISIONS, MAX_TEXT_BYTES, Source, Text};

use crate::shown::read;

fn faults(text: String) -> Vec<Fault> {
    let text = Text::read(vec![Source { name: "x".into(), text: text.into() }]);
    text.faults().iter().map(|(_, fault)| *fault).collect()
}

#[test]
fn limits_have_names() {
    assert_eq!(faults(" ".repeat(usize::try_from(MAX_TEXT_BYTES).expect("small") + 1)), [Fault::TooLarge]);
    assert_eq!(faults(format!("## Article 1\n\n{}", "- a\n".repeat(MAX_PROVISIONS))), [Fault::TooLarge]);
    assert_eq!(faults(format!("## Article 1\n\n{}", "- a\n".repeat(MAX_PROVISIONS - 1))), []);
    assert_eq!(faults("Boats float.".to_owned()), [Fault::Nothing]);
    assert_eq!(faults("<html>".to_owned()), [Fault::Foreign(Foreign::Html)]);
}

#[test]
fn a_file_that_is_none_does_not_spoil_the_others() {
    let text = read(&["%PDF-1.7", "## Article 1 — Aims\n"]);
    assert_eq!(text.provisions().len(), 1);
    assert_eq!(text.file_of(&text.provisions()[0]).map(acquis_base::Name::as_str), Some("1"));
    assert_eq!(text.faults().len(), 1);
}

#[test]
fn depth_is_bounded() {
    let mut source = "ANNEX I\n".to_owned();
    for depth in 0..200 {
        source.push_str(&format!("{}(a)  x:\n", " ".repeat(depth * 4)));
    }
    let text = read(&[&source]);
    assert_eq!(text.provisions().len(), 201);
    let depth = |mut at: Option<u32>| {
        let mut depth = 0;
        while let Some(found) = at {
            (depth, at) = (depth + 1, text.provisions()[found as usize].parent);
        }
        depth
    };
    let deepest = text.provisions().iter().map(|provision| depth(provision.parent)).max();
    assert!(deepest <= Some(14), "{deepest:?}");
}

/// Every text cut off everywhere, and every sign of it doubled or lost, is read, and what is found lies within it, in
/// order and within what is around it.
#[test]
fn whatever_is_given_is_read() {
    let sources = [
        "# A\n\n## Article 1 — Aims\n\n1. **Boats** (é):\n   - (a) «float»;\n\n*Note*\n\n## ANNEX\n\n<!-- x -->\n",
        "\u{FEFF}   ANNEX I\n  FEES\n\n  1. Great\tFee 1: x-\n  y\n   (a)  z;\nEN 1 EN\n\u{C} i. é\u{AD}\n–\n()\n(\n",
    ];
    for source in sources {
        for (at, c) in source.char_indices() {
            let (before, from) = source.split_at(at);
            let (whole, after) = source.split_at(at + c.len_utf8());
            for text in [
                before.to_owned(),
                from.to_owned(),
                format!("{before}{after}"),
                format!("{whole}{c}{after}"),
                format!("{before}\n{from}"),
            ] {
                is_sound(&text);
            }
        }
    }
}

fn is_sound(source: &str) {
    let text = read(&[source]);
    let all = text.provisions();
    for (at, provision) in all.iter().enumerate() {
        assert_eq!(provision.at as usize, at);
        assert!(provision.end as usize > at && provision.end as usize <= all.len(), "{source:?}");
        assert!(source.get(provision.span.range()).is_some(), "{source:?}");
        let around = provision.parent.and_then(|parent| all.get(parent as usize));
        assert!(around.is_none_or(|it| it.end >= provision.end && it.span.end >= provision.span.end));
        for span in provision.text.iter().chain(&provision.heading_text) {
            assert!(source.get(span.range()).is_some_and(|line| !line.contains('\n')), "{source:?}");
        }
        assert_eq!(
            text.find(provision.path.as_ref().unwrap_or(&Default::default())).is_some(),
            provision.path.is_some()
        );
        text.whole_normalised(provision);
    }
    let mut ids: Vec<&str> =
        all.iter().filter(|it| !it.kind.is_division()).map(|it| it.id.as_str()).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count, "{source:?}");
}
