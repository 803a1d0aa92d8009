//! What the invented amendments of the flagship package change, over all facts: the directions, each with facts that the
//! evaluator confirms before and after.

use acquis_analysis::{Database, Package, Scenarios, consolidate, load, program};
use acquis_eval::{Question, Truth, assess};
use acquis_facts::read_document;
use acquis_ir::{Ladder, Program, ProvisionId};
use acquis_prove::{Change, Direction, Party, Presence, Terms, Unanswered, Witness, diff, known_to};
use acquis_tests::{cli, repository};

/// The draft, and the draft with one amendment in.
fn versions(amendment: &str) -> (Program, Program) {
    let files = repository::cada_and_amendments();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let loaded = load(&cli::memory(&files), ".");
    let mut db = Database::new();
    let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
    let base = program(&db, package).clone().expect("the draft has no error");
    let applied = consolidate(&db, package, &[amendment.into()], &Scenarios::None).expect("it is applied");
    let overlay = applied.install(&mut db, None);
    let amended = overlay.program(&db).clone().expect("the amended law has no error");
    (base, amended)
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Equivalent => "equivalent",
        Direction::Stricter => "stricter",
        Direction::Looser => "looser",
        Direction::Incomparable => "incomparable",
    }
}

fn answered(change: &Result<Change, Unanswered>) -> &Change {
    change.as_ref().expect("an answer")
}

/// What `assess` makes of facts, once of a provision, once of a level.
fn assessed(law: &Program, witness: &Witness, of: &Of<'_>) -> Truth {
    // Facts that an amendment brings in are none of the law without it.
    let dossier = read_document(law, "witness", &known_to(law, &witness.document)).expect("the facts fit");
    let question = Question::new(law, witness.as_of);
    let ladder: &Ladder = law.ladders.values().next().expect("one ladder");
    let found = assess(law, ladder, &dossier, &question).expect("they are assessed");
    match of {
        Of::Provision(provision) => found.criterion(provision).map_or(Truth::True, |it| it.satisfied),
        Of::Level(level) => found.levels.reached(*level),
    }
}

enum Of<'a> {
    Provision(&'a ProvisionId),
    Level(u32),
}

/// Each way in which something changed has facts, which one version satisfies for certain and the other does not.
fn confirmed((base, amended): (&Program, &Program), change: &Change, of: &Of<'_>) -> usize {
    for (witness, satisfies, fails) in [(&change.lost, base, amended), (&change.won, amended, base)] {
        let Some(witness) = witness else { continue };
        assert_eq!(assessed(satisfies, witness, of), Truth::True, "{}", witness.document.to_yaml());
        assert_eq!(assessed(fails, witness, of), Truth::False, "{}", witness.document.to_yaml());
    }
    usize::from(change.lost.is_some()) + usize::from(change.won.is_some())
}

/// What becomes of provisions and levels, those that stay as they are left out; and how many facts showed it.
fn directions(amendment: &str) -> (String, usize) {
    let (base, amended) = versions(amendment);
    let found = diff(&Party::new(&base), &Party::new(&amended), &Terms::default()).expect("one vocabulary");
    let (mut words, mut shown) = (vec![], 0);
    for it in &found.criteria {
        let change = answered(&it.change);
        shown += confirmed((&base, &amended), change, &Of::Provision(&it.provision));
        let law = if it.presence == Presence::Deleted { &base } else { &amended };
        if change.direction() != Direction::Equivalent {
            let name = law.outlines.show(&it.provision).replace("Annex II ", "");
            words.push(format!("{name} {}", word(change.direction())));
        }
    }
    for it in &found.levels {
        let change = answered(&it.change);
        shown += confirmed((&base, &amended), change, &Of::Level(it.level));
        if change.direction() != Direction::Equivalent {
            words.push(format!("level {} {}", it.level, word(change.direction())));
        }
    }
    (words.join(", "), shown)
}

/// Who loses and who wins under each of the amendments that shared/law/amendments.md, section 3.4, proposes. A reference
/// that is mended (1), a duty that bound already (7) and time limits (8, 9) change no verdict.
#[test]
fn each_amendment_changes_what_it_is_about_and_nothing_else() {
    for (amendment, meant) in [
        ("AM_1", ""),
        // Nobody relies on the derogation at level 4.
        ("AM_2", "3.1(g) stricter, level 3 stricter"),
        ("AM_3", "3.1(c) stricter, level 3 stricter, level 4 stricter"),
        ("AM_4", "4.1(c) stricter, level 4 stricter"),
        ("AM_5", "2.1(ga) stricter, level 2 stricter, level 3 stricter, level 4 stricter"),
        // The same services that look at more subcontractors at level 3 are looked at for level 4.
        (
            "AM_6",
            "3.1(a) stricter, 3.1(b) stricter, 3.1(c) stricter, 3.1(d) stricter, 3.1(g) stricter, level 3 stricter, \
             level 4 stricter",
        ),
        ("AM_7", ""),
        ("AM_8", ""),
        ("AM_9", ""),
        ("AM_10", "3.1(g) stricter, level 3 stricter, level 4 stricter"),
    ] {
        let (words, shown) = directions(amendment);
        assert_eq!(words, meant, "{amendment}");
        assert_eq!(
            shown,
            meant.split(", ").filter(|it| !it.is_empty()).count(),
            "{amendment}: facts for each way"
        );
    }
}

/// What `acquis diff` says of the flagship package with all its scenarios.
fn compared(words: &[&str]) -> serde_json::Value {
    let law = repository::law();
    let files: Vec<(&str, &str)> = law.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let all: Vec<&str> = ["diff", "--format", "json"].iter().chain(words).copied().collect();
    cli::acquis(&files, &all).json()
}

/// The cases whose level moves, or of which something is needed that was not.
fn moved(found: &serde_json::Value) -> Vec<String> {
    let cases = found["cases"].as_array().expect("a list").iter();
    let moved = cases.filter(|it| it["before"] != it["after"] || it["needs"] != serde_json::json!([]));
    moved.map(|it| it["name"].as_str().expect("a name").to_owned()).collect()
}

/// Cases with gaps, lists that may be longer and registers of their own are carried from one version to the other.
#[test]
fn every_case_stays_where_nothing_changes() {
    let found = compared(&["--new-reading", "weight_of_should=binding"]);
    assert_eq!(found["changed"], false);
    assert_eq!(moved(&found), [""; 0]);
    assert!(found["cases"].as_array().expect("a list").len() > 400);
}

/// An amendment that asks for a fact that nobody had to give leaves levels open, and says for want of what.
#[test]
fn a_case_says_which_fact_it_now_needs() {
    let found = compared(&["--amend", "AM_10"]);
    let cases = found["cases"].as_array().expect("a list");
    let case =
        cases.iter().find(|it| it["name"] == "nordwolke: a European provider in full order").or_else(|| {
            cases.iter().find(|it| it["before"]["attained"] == 4 && it["needs"] != serde_json::json!([]))
        });
    let case = case.expect("a case of level 4");
    assert_eq!(case["after"], serde_json::json!({ "attained": 2, "reachable": 4 }));
    let needs = case["needs"].to_string();
    assert!(needs.contains("/provider/held_from_third_countries"), "{needs}");
}

/// Time limits change no verdict, and what rules give in cases of scenarios.
#[test]
fn two_years_to_migrate_move_dates_alone() {
    let found = compared(&["--amend", "AM_8"]);
    assert_eq!(moved(&found), [""; 0]);
    let values =
        found["cases"].as_array().expect("a list").iter().flat_map(|it| it["values"].as_array().cloned());
    let values: Vec<serde_json::Value> = values.flatten().collect();
    assert!(values.contains(
        &serde_json::json!({ "rule": "Migration at the latest", "before": "2029-11-30", "after": "2030-11-30" })
    ));
    assert!(values.iter().all(|it| it["rule"] == "Migration at the latest"));
}
