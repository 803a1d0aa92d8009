//! A small law and amendments to it: what they make of its texts, and what is said of those that cannot be applied.

use acquis_base::{Diagnostic, Name};

use super::{Consolidation, Scenarios, consolidate};
use crate::{Database, Manifest, Package, findings, program};

const LAW: &str = r#"/// The law.
instrument i "The act" {
    article 1 "First" { paragraphs (1) to (3) }
    article 2 "Printed" printed as 3
    annex I "Criteria" {
        section 1 { number 1.1 { points (a) to (d) point (b) refers to Article 1 { points (i) to (ii) } } }
        section 2 { number 2.1 { points (a) to (b) } }
    }
}

facts { staff : Integer from 0 to 100 quick : Bool sound : Bool kind : Kind }
enum Kind { shop, fair }

ladder l cumulative under Article 1(1) {
    level 1 set out in Annex I 1
    level 2 set out in Annex I 2
}

/// Of (a).
criterion Annex I 1.1(a) at level 1 "A" {
    parameter least : Integer from 0 to 9 = 5
    requires staff >= least
    unless quick
}

criterion Annex I 1.1(b) at level 1 { point (i) { requires sound } point (ii) { requires quick } }
criterion Annex I 1.1(c) at level 1 { requires sound }
// About (d).
criterion Annex I 1.1(d) at level 1 { requires kind = shop }
criterion Annex I 2.1(a) at level 2 refines Annex I 1.1(a) { with least = 7 plus requires sound }
criterion Annex I 2.1(b) at level 2 restates Annex I 1.1(c)

derogation lifted from Annex I 1.1(b) under Article 1(2) printed as Article 1 { opens where quick }

rule due : Integer from 0 to 99 under Article 1(3) { default 12 exception late when quick then 24 }
define sized : Bool cites Article 1(2) = staff >= 3
assume "sized" sized
"#;

/// A package of the law and of amendments, each given as what stands in its braces, and what follows them.
struct Amendable {
    db: Database,
    package: Package,
}

fn package(amendments: &[(&str, &str)]) -> Amendable {
    with_sets(amendments, Manifest::default())
}

fn with_sets(amendments: &[(&str, &str)], manifest: Manifest) -> Amendable {
    let mut db = Database::new();
    let law = (Name::from("law.acq"), Name::from("law"), LAW.to_owned());
    let files = amendments.iter().enumerate().map(|(nth, (operations, below))| {
        let name = format!("am_{}", nth + 1);
        let head = "number \"1\" by \"x\" status tabled because \"y\"";
        let text = format!("amendment A{} to i {{ {head}\n{operations} }}\n{below}", nth + 1);
        (Name::from(format!("{name}.acq")), Name::from(name), text)
    });
    let files: Vec<_> = std::iter::once(law).chain(files).collect();
    let package = Package::with_files(&mut db, manifest, files);
    Amendable { db, package }
}

impl Amendable {
    fn consolidated(&self, names: &[&str]) -> Result<Consolidation, Vec<Diagnostic>> {
        let names: Vec<Name> = names.iter().map(|name| Name::from(*name)).collect();
        consolidate(&self.db, self.package, &names, &Scenarios::Own)
    }

    /// What is wrong with the package, each as code and message.
    fn found(&self) -> Vec<String> {
        findings(&self.db, self.package).iter().map(|it| format!("{} {}", it.code, it.message)).collect()
    }
}

/// The operations with the fingerprints that they lack, as their repairs write them.
fn stamped(operations: &str, below: &str) -> String {
    stamped_with(&[], operations, below)
}

fn stamped_with(before: &[(&str, &str)], operations: &str, below: &str) -> String {
    let mut operations = operations.to_owned();
    for _ in 0..20 {
        let all: Vec<(&str, &str)> = before.iter().copied().chain([(operations.as_str(), below)]).collect();
        let amendable = package(&all);
        let path = format!("am_{}.acq", all.len());
        let fix = findings(&amendable.db, amendable.package).iter().find_map(|finding| {
            let own = finding.place().is_some_and(|place| place.file == path.as_str());
            (finding.code.id == "ACQ1205" && own).then(|| finding.fix.clone())?
        });
        let Some(fix) = fix else { break };
        let file = amendable.package.file(&amendable.db, &path).expect("there");
        let mut text = file.text(&amendable.db).clone();
        for edit in fix.edits {
            text.replace_range(edit.place.span.range(), &edit.text);
        }
        let start = text.find('\n').expect("a line") + 1;
        let end = text.rfind(&format!(" }}\n{below}")).expect("the end of the amendment");
        operations = text.get(start..end).expect("what stands in the braces").to_owned();
    }
    operations
}

/// The law with an amendment in, as it reads; the amended law must be without fault.
fn amended(operations: &str, below: &str) -> String {
    let operations = stamped(operations, below);
    let mut amendable = package(&[(&operations, below)]);
    assert_eq!(amendable.found(), [] as [&str; 0], "{operations}");
    let consolidation = amendable.consolidated(&["A1"]).expect("it applies");
    let text = consolidation.all_files().find(|(path, _)| **path == "law.acq").expect("the law").1.clone();
    let overlay = consolidation.install(&mut amendable.db, None);
    let found: Vec<String> = overlay
        .new_findings(&amendable.db, &[], None)
        .iter()
        .map(|it| format!("{} {}", it.code, it.message))
        .collect();
    assert_eq!(found, [] as [&str; 0], "{}", text.text());
    assert!(overlay.program(&amendable.db).is_some());
    assert!(program(&amendable.db, amendable.package).is_some());
    let formatted = acquis_syntax::format(text.text());
    assert_eq!(formatted.faulty, []);
    formatted.applied(text.text())
}

fn lines_about(text: &str, word: &str) -> Vec<String> {
    text.lines().filter(|line| line.contains(word)).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn a_declaration_is_replaced_with_its_comments() {
    let text = amended(
        "replace rule due",
        "/// Anew.\nrule due : Integer from 0 to 99 under Article 1(3) { default 13 }",
    );
    assert!(
        text.contains("/// Anew.\nrule due : Integer from 0 to 99 under Article 1(3) {\n    default 13\n}"),
        "{text}"
    );
    assert!(!text.contains("default 12"));
    let text = amended("replace Annex I 1.1(d)", "criterion Annex I 1.1(d) at level 1 { requires sound }");
    assert_eq!(lines_about(&text, "shop"), ["enum Kind { shop, fair }"]);
    assert!(!text.contains("// About (d)."));
}

#[test]
fn words_are_substituted_and_deleted_where_they_stand() {
    let text =
        amended("substitute 12 by 24 in rule Article 1(3)  delete { unless quick } in Annex I 1.1(a)", "");
    assert_eq!(lines_about(&text, "default"), ["default 24"]);
    assert!(!text.contains("unless quick\n}\n\ncriterion Annex I 1.1(b)"), "{text}");
    let twice = package(&[("substitute sound by quick in facts fingerprint 00000000", "")]);
    assert!(!twice.found().is_empty());
}

#[test]
fn parts_are_replaced_added_and_deleted() {
    let text = amended(
        "replace parameter least of Annex I 1.1(a) by parameter least : Integer from 0 to 9 = 4
         add unless sound to criterion Annex I 1.1(c)
         delete exception late of rule due
         replace heading of Article 1 by heading \"Anew\"
         add level 3 set out in Annex I 3 to ladder l
         insert Annex I 3 after Annex I 2",
        "not formalised Annex I 3 because \"empty\"",
    );
    assert_eq!(
        lines_about(&text, "parameter"),
        ["parameter least : Integer from 0 to 9 = 4", "parameter least : Integer from 0 to 9 = 7"]
    );
    assert!(text.contains("requires sound\n    unless sound"), "{text}");
    assert!(
        !text.contains("late") && text.contains("article 1 \"Anew\"") && text.contains("level 3"),
        "{text}"
    );
}

#[test]
fn a_provision_is_inserted_in_its_place() {
    let text = amended(
        "insert Annex I 1.1(ba) \"New\" after Annex I 1.1(b) { points (i) to (ii) }",
        "criterion Annex I 1.1(ba) at level 1 { point (i) { requires sound } point (ii) { requires quick } }",
    );
    assert_eq!(
        lines_about(&text, "point"),
        [
            "points (a) to (b)",
            "point (ba) \"New\" { points (i) to (ii) }",
            "points (c) to (d)",
            "point (b) refers to Article 1 { points (i) to (ii) }",
            "number 2.1 { points (a) to (b) }",
            "point (i) {",
            "point (ii) {",
            "point (i) {",
            "point (ii) {",
        ]
    );
    let before = text.find("criterion Annex I 1.1(ba)").expect("there");
    assert!(text.find("derogation lifted").expect("there") < before, "after all that is about (b)\n{text}");
}

#[test]
fn what_is_deleted_stays_in_the_outline() {
    let text = amended("delete Annex I 1.1(d)  delete Annex I 1.1(b)(ii)", "");
    assert!(text.contains("point (d) deleted") && !text.contains("criterion Annex I 1.1(d)"), "{text}");
    assert!(!text.contains("requires quick"), "{text}");
}

#[test]
fn what_rests_on_what_is_deleted_is_told_where_it_stands() {
    let operations = stamped("delete Article 1(2)", "");
    let mut amendable = package(&[(&operations, "")]);
    let overlay = amendable.consolidated(&["A1"]).expect("it applies").install(&mut amendable.db, None);
    let found = overlay.new_findings(&amendable.db, &[], None);
    let shown: Vec<String> = found
        .iter()
        .map(|it| format!("{} {}", it.code, it.place().map_or("", |place| place.span.of(LAW))))
        .collect();
    assert_eq!(shown, ["ACQ1210 Article 1(2)", "ACQ1210 Article 1(2)"]);
    assert!(found.iter().all(|it| it.notes.iter().any(|note| note == "so with `A1` applied")));
}

#[test]
fn a_slip_that_is_corrected_is_noted_nowhere() {
    let text =
        amended("correct Article 1 to read Article 1(2) in Annex I 1.1(b)  correct number of Article 2", "");
    assert!(!text.contains("printed as"), "{text}");
    assert!(text.contains("point (b) refers to Article 1(2)"), "{text}");
}

#[test]
fn copies_keep_what_they_said() {
    let text = amended("substitute sound by quick in criterion Annex I 1.1(c)", "");
    assert!(
        text.contains(
            "criterion Annex I 2.1(b) at level 2 counterpart of Annex I 1.1(c) {\n    requires sound\n}"
        ),
        "{text}"
    );
    let text =
        amended("replace Annex I 1.1(a)", "criterion Annex I 1.1(a) at level 1 \"A\" { requires quick }");
    assert!(
        text.contains(
            "criterion Annex I 2.1(a) at level 2 \"A\" counterpart of Annex I 1.1(a) {\n    parameter least : Integer from 0 to 9 = 7\n    requires staff >= least\n    requires sound\n    unless quick\n}"
        ),
        "{text}"
    );
}

#[test]
fn a_declaration_is_inserted_beside_another() {
    let text = amended(
        "insert define small after define sized  insert assume \"small\" before rule due",
        "define small : Bool = staff < 99\nassume \"small\" small",
    );
    assert!(text.contains("staff >= 3\n\ndefine small : Bool = staff < 99"), "{text}");
}

#[test]
fn a_base_that_moved_a_number_that_is_taken_and_two_on_one_point_are_three_clear_errors() {
    let moved = package(&[("substitute 12 by 13 in rule due fingerprint 00000000", "")]);
    assert_eq!(moved.found(), ["ACQ1205 `rule due` is not what it was when `A1` was written"]);
    let taken = package(&[("insert Annex I 1.1(c) after Annex I 1.1(b)", "")]);
    assert_eq!(taken.found(), ["ACQ1206 `Annex I 1.1(c)` is taken"]);
    let one = stamped("substitute 12 by 13 in rule due", "");
    let other = stamped("delete Article 1(3)", "");
    let both = package(&[(&one, ""), (&other, "")]);
    assert_eq!(both.found(), [] as [&str; 0]);
    let conflict = both.consolidated(&["A1", "A2"]).expect_err("they conflict");
    let shown: Vec<&str> = conflict.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(shown, ["`A1` and `A2` change the same point"]);
    assert!(both.consolidated(&["A1"]).is_ok() && both.consolidated(&["A2"]).is_ok());
}

#[test]
fn an_amendment_may_build_on_another() {
    let one = stamped("substitute 12 by 13 in rule due", "");
    let on = "builds on A1 substitute 13 by 14 in rule due";
    let two = stamped_with(&[(&one, "")], on, "");
    let both = package(&[(&one, ""), (&two, "")]);
    assert_eq!(both.found(), [] as [&str; 0]);
    let consolidation = both.consolidated(&["A2"]).expect("with what it builds on");
    assert_eq!(consolidation.names, ["A1", "A2"]);
    assert!(consolidation.amended_files().any(|(_, text)| text.text().contains("default 14")));
}

#[test]
fn amendments_on_different_points_go_together_in_any_order() {
    let one = stamped(
        "insert Annex I 1.1(ba) after Annex I 1.1(b)",
        "criterion Annex I 1.1(ba) at level 1 { requires sound }",
    );
    let two = stamped(
        "insert Annex I 1.1(ca) after Annex I 1.1(c)",
        "criterion Annex I 1.1(ca) at level 1 { requires sound }",
    );
    let both = package(&[
        (&one, "criterion Annex I 1.1(ba) at level 1 { requires sound }"),
        (&two, "criterion Annex I 1.1(ca) at level 1 { requires sound }"),
    ]);
    let text = |names: &[&str]| {
        let consolidation = both.consolidated(names).expect("they go together");
        consolidation.all_files().map(|(_, text)| text.text().to_owned()).collect::<String>()
    };
    assert_eq!(text(&["A1", "A2"]), text(&["A2", "A1"]));
    assert!(text(&["A1", "A2"]).contains("points (a) to (b)\npoint (ba)\npoint (c)\npoint (ca)\npoint (d)"));
}

#[test]
fn what_has_no_text_no_operation_or_no_target_is_told() {
    let found = |operations: &str, below: &str| package(&[(operations, below)]).found().join("; ");
    assert!(
        found("replace define sized fingerprint 00000000", "")
            .contains("ACQ1208 the new text of `define sized` is missing")
    );
    assert!(found("delete rule du", "").contains("ACQ1204 the law has no `rule du`"));
    assert!(
        found("delete rule due fingerprint 00000000", "define x : Bool = true")
            .contains("ACQ1208 no operation of `A1` brings in this text")
    );
    assert!(
        found("delete unless of Annex I 1.1(c)", "").contains("ACQ1204 `Annex I 1.1(c)` has no `unless`")
    );
    assert!(
        found("substitute 77 by 13 in rule due fingerprint 00000000", "")
            .contains("ACQ1209 `77` does not stand in `rule due`")
    );
    assert!(found("insert define sized after rule due", "").contains("ACQ1206 `define sized` is taken"));
    assert!(found("builds on A7 delete rule due", "").contains("ACQ1202 there is no amendment `A7`"));
    assert!(
        found("insert Annex I 2.1(c) after Annex I 1.1(b)", "")
            .contains("ACQ1204 Annex I 2.1(c) does not stand there")
    );
    assert!(
        found("insert Annex I 2.1(c) after Annex I 2.1(b)", "")
            .contains("ACQ1208 nothing says what Annex I 2.1(c) means")
    );
}

#[test]
fn an_amendment_stands_first_in_a_file_of_its_own() {
    let found = package(&[("", "amendment B to i { }")]).found().join("; ");
    assert!(found.contains("ACQ1201 an amendment stands first in a file of its own"), "{found}");
}

#[test]
fn an_amendment_that_changes_nothing_says_so() {
    let same = stamped("substitute 12 by 12 in rule due", "");
    assert_eq!(package(&[(&same, "")]).found(), ["ACQ1211 `rule due` stays as it is"]);
}

#[test]
fn scenarios_are_asked_of_the_law_that_they_speak_of() {
    let operations = stamped("substitute 12 by 13 in rule due", "");
    let below = "import law\nscenario \"thirteen\" on 2026-01-01 { set quick = false expect due = 13 }";
    let mut amendable = package(&[(&operations, below)]);
    assert_eq!(amendable.found(), [] as [&str; 0]);
    let overlay = amendable.consolidated(&["A1"]).expect("it applies").install(&mut amendable.db, None);
    let asked = crate::scenarios(&amendable.db, overlay.package);
    assert_eq!(asked.iter().map(|it| it.title.as_str()).collect::<Vec<_>>(), ["thirteen"]);
    assert!(asked.iter().all(|it| it.cases.len() == 1 && it.place.file == "am_1.acq"));
    assert!(crate::scenarios(&amendable.db, amendable.package).is_empty());
}
