//! What became of provisions in another version of a text: each change is named for what it is.

use acquis_text::{Fate, Side, Source, Text, TextChange, compare};

const ACT: &str = "\
## Chapter I — Boats

### Article 1 — Aims

1. A boat floats on the rivers of the Union.
2. It carries the following:
   - (a) an anchor with a chain of ten metres;
   - (b) a lamp that can be seen at night;
   - (c) the name of the owner of the boat;
   - (d) two oars, or a pole, of good wood.

### Article 2 — Berths

1. The harbour gives each boat a berth for thirty days.
2. Nobody sells a berth to another person.

## Chapter II — Others

### Article 3 — Night

Boats make no noise in the harbour at night.
";

fn read(text: &str) -> Text {
    Text::read(vec![Source { name: "act.md".into(), text: text.into() }])
}

fn ids(text: &Text, all: &[u32]) -> String {
    let ids: Vec<&str> =
        all.iter().map(|at| text.provisions()[usize::try_from(*at).expect("small")].id.as_str()).collect();
    ids.join(", ")
}

fn redline(change: &TextChange) -> String {
    let runs = change.redline.iter().map(|run| match run.side {
        Side::Both => run.text.clone(),
        Side::Old => format!("[-{}-]", run.text),
        Side::New => format!("{{+{}+}}", run.text),
    });
    runs.collect::<Vec<_>>().join(" ")
}

/// What became of the provisions of the act in another version, a line for each change.
fn changes(new: &str) -> Vec<String> {
    let (old, new) = (read(ACT), read(new));
    let shown = compare(&old, &new);
    shown
        .iter()
        .map(|it| {
            let (from, to) = (ids(&old, &it.old), ids(&new, &it.new));
            match it.fate {
                Fate::Added => format!("added {to}"),
                Fate::Deleted => format!("deleted {from}"),
                Fate::Renumbered => format!("renumbered {from} > {to}"),
                Fate::Moved => match &it.divisions {
                    Some((one, other)) => format!("moved {from} from {one} to {other}"),
                    None => format!("moved {from} > {to}"),
                },
                Fate::Renamed => format!("renamed {from}: {}", redline(it)),
                Fate::Reworded => format!("reworded {from}: {}", redline(it)),
            }
        })
        .collect()
}

#[test]
fn a_text_is_as_it_is() {
    assert_eq!(changes(ACT), Vec::<String>::new());
    assert_eq!(
        changes(&ACT.replace("Union.", "Union .").replace("good wood", "good\n     wood")),
        Vec::<String>::new()
    );
}

#[test]
fn words_that_change_are_shown_where_they_stand() {
    assert_eq!(
        changes(&ACT.replace("a berth for thirty days", "a dry berth for a month")),
        [
            "reworded Article 2(1): The harbour gives each boat a {+dry+} berth for [-thirty days.-] {+a month.+}"
        ]
    );
}

#[test]
fn a_heading_that_changes_is_another_name() {
    assert_eq!(changes(&ACT.replace("— Night", "— Quiet")), ["renamed Article 3: [-Night-] {+Quiet+}"]);
    assert_eq!(changes(&ACT.replace("— Others", "— Quiet")), ["renamed Chapter II: [-Others-] {+Quiet+}"]);
}

#[test]
fn what_follows_an_insertion_is_renumbered_together() {
    let new = ACT
        .replace("(d) two", "(e) two")
        .replace("(c) the", "(d) the")
        .replace("(b) a lamp", "(b) a rope;\n   - (c) a lamp");
    assert_eq!(
        changes(&new),
        [
            "added Article 1(2)(b)",
            "renumbered Article 1(2)(b), Article 1(2)(c), Article 1(2)(d) > Article 1(2)(c), Article 1(2)(d), Article 1(2)(e)",
        ]
    );
}

#[test]
fn what_follows_a_deletion_is_renumbered_together() {
    let new = ACT
        .replace("   - (b) a lamp that can be seen at night;\n", "")
        .replace("(c) the", "(b) the")
        .replace("(d) two", "(c) two");
    assert_eq!(
        changes(&new),
        [
            "deleted Article 1(2)(b)",
            "renumbered Article 1(2)(c), Article 1(2)(d) > Article 1(2)(b), Article 1(2)(c)",
        ]
    );
}

#[test]
fn an_article_that_is_inserted_renumbers_those_after_it_and_nothing_in_them() {
    let new = ACT
        .replace("Article 3 —", "Article 4 —")
        .replace("### Article 2 —", "### Article 2 — Fees\n\nA boat pays nothing.\n\n### Article 3 —");
    assert_eq!(changes(&new), ["added Article 2", "renumbered Article 2, Article 3 > Article 3, Article 4"]);
}

#[test]
fn what_is_renumbered_and_reworded_is_both() {
    let new = ACT
        .replace("2. Nobody sells a berth to another person.", "3. Nobody sells a berth to another boat.")
        .replace("1. The harbour", "1. Berths are dry.\n2. The harbour");
    assert_eq!(
        changes(&new),
        [
            "added Article 2(1)",
            "renumbered Article 2(1), Article 2(2) > Article 2(2), Article 2(3)",
            "reworded Article 2(2): Nobody sells a berth to another [-person.-] {+boat.+}",
        ]
    );
}

#[test]
fn a_point_that_stands_in_another_article_has_moved() {
    let line = "2. Nobody sells a berth to another person.\n";
    let new = ACT.replace(line, "").replace(
        "Boats make no noise in the harbour at night.\n",
        "1. Boats make no noise in the harbour at night.\n2. Nobody sells a berth to another person.\n",
    );
    assert!(changes(&new).contains(&"moved Article 2(2) > Article 3(2)".to_owned()), "{:?}", changes(&new));
}

#[test]
fn an_article_that_stands_in_another_chapter_has_moved() {
    let new = ACT
        .replace("## Chapter II — Others\n\n", "")
        .replace("### Article 2 — Berths", "## Chapter II — Others\n\n### Article 2 — Berths");
    assert_eq!(changes(&new), ["moved Article 2 from Chapter I to Chapter II"]);
}

#[test]
fn what_is_deleted_with_all_in_it_is_one_change() {
    let (before, rest) = ACT.split_once("### Article 1").expect("there");
    let (_, after) = rest.split_once("### Article 2").expect("there");
    let new = format!("{before}### Article 2{after}");
    assert_eq!(changes(&new), ["deleted Article 1"]);
}

#[test]
fn other_words_under_one_number_are_a_replacement() {
    let new = ACT.replace("Nobody sells a berth to another person.", "Dogs swim.");
    assert_eq!(
        changes(&new),
        ["reworded Article 2(2): [-Nobody sells a berth to another person.-] {+Dogs swim.+}"]
    );
}
