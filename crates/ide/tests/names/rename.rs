//! Giving something another name. After every rename of something in the law, the law checks without a finding and all its
//! scenarios come out as before.

use std::collections::{BTreeMap, BTreeSet};

use acquis_analysis::{Case, Scenario, findings, program, scenarios};
use acquis_base::MemoryHost;
use acquis_eval::{Assessment, Question, assess, outcome};
use acquis_ide::document::Document;
use acquis_ide::rename::{Renaming, apply, prepare, rename};
use acquis_ir::Program;

use crate::cada::{Law, loaded, texts};
use crate::fixture::{BASE, Fixture};

fn renamed(text: &str, new: &str) -> Result<String, String> {
    let fixture = Fixture::law(text);
    let renaming = rename(&fixture.db, fixture.package, &[], (fixture.file, fixture.offset), new)?;
    let shown = renaming.edits.iter().map(|edit| format!("{} -> {}", fixture.line(&edit.place), edit.text));
    Ok(shown.collect::<Vec<_>>().join("\n"))
}

fn refused(text: &str, new: &str) -> String {
    renamed(text, new).expect_err("refused")
}

#[test]
fn a_variable_is_renamed_where_it_is_bound_and_used() {
    assert_eq!(
        renamed("define a : Bool = every s in sites satisfies $0s.place = DE", "site"),
        Ok("law.acq:3 s -> site\nlaw.acq:3 s -> site".to_owned())
    );
}

#[test]
fn what_stands_at_the_cursor_is_shown_before() {
    let fixture = Fixture::law("define a : Bool = provider.coun$0try = DE");
    let found = prepare(&fixture.db, fixture.file, fixture.offset).expect("a field");
    assert_eq!(found.name, "country");
    assert_eq!(found.span.of(fixture.file.text(&fixture.db)), "country");
}

#[test]
fn what_has_no_name_of_its_own_is_not_renamed() {
    let reason = |text: &str| {
        let fixture = Fixture::law(text);
        prepare(&fixture.db, fixture.file, fixture.offset).expect_err("refused")
    };
    assert!(
        reason("define a : Bool cites Article $01(1) = true").starts_with("a provision bears the number")
    );
    assert!(
        reason("define a : Bool = provider.country = $0DE").starts_with("a country is named by its code")
    );
    assert_eq!(reason("define a : Bo$0ol = true"), "this type belongs to the language");
    assert_eq!(reason("define a(n : level of ranks) : Bool = n >= lev$0el 2"), "a level bears its number");
    assert_eq!(reason("def$0ine a : Bool = true"), "nothing that has a name stands here");
}

#[test]
fn a_name_that_is_none_is_refused() {
    let text = "define $0a : Bool = true";
    assert_eq!(refused(text, "criterion"), "`criterion` is a word of the language and cannot be a name");
    assert!(refused(text, "2a").starts_with("`2a` is no name"));
    assert!(refused(text, "").starts_with("`` is no name"));
}

#[test]
fn a_name_that_is_taken_is_refused_in_the_words_of_the_check() {
    let two = "define $0a : Bool = true\n\ndefine b : Bool = a";
    assert_eq!(refused(two, "b"), "`b` is declared twice");
    assert_eq!(
        refused("define a : Bool = every $0s in sites satisfies s.place = DE", "provider"),
        "the variable `provider` hides something else"
    );
    assert_eq!(
        refused("define a : Bool = provider.coun$0try = DE", "grade"),
        "the field `grade` is declared twice"
    );
}

#[test]
fn in_a_package_with_errors_only_what_a_rename_adds_is_refused() {
    let broken = "define a : Bool = nothing\n\ndefine $0b : Bool = a";
    assert_eq!(renamed(broken, "c"), Ok("law.acq:5 b -> c".to_owned()));
    assert!(refused(broken, "a").contains('a'));
}

#[test]
fn a_module_takes_its_file_along() {
    let fixture = Fixture::files(&[
        ("sub/base.acq", BASE),
        ("law.acq", "import sub.$0base\n\ndefine a : Bool = provider.country = DE\n"),
    ]);
    let at = (fixture.file, fixture.offset);
    let renaming = rename(&fixture.db, fixture.package, &[], at, "words").expect("a rename");
    assert_eq!(renaming.moved, Some(("sub/base.acq".into(), "words.acq".into())));
    assert_eq!(renaming.edits.len(), 1);
    let taken = rename(&fixture.db, fixture.package, &[], at, "law").expect_err("refused");
    assert_eq!(taken, "two files are the module `law`");
}

#[test]
fn quotes_and_layout_of_dossiers_stay() {
    let fixture = Fixture::law("define a : Bool = provider.gra$0de = low");
    let yaml = "provider:   # who\n  \"grade\" :   'low'\n  id: grade\nsites: [ { owner: grade } ]\n";
    let json = "{ \"provider\": { \"id\": \"x\",\n  \"grade\" : \"low\" } }";
    let documents =
        [Document::new("a.yaml", yaml), Document::new("b.json", json), Document::new("c.yaml", "a: [")];
    let at = (fixture.file, fixture.offset);
    let renaming = rename(&fixture.db, fixture.package, &documents, at, "rank").expect("a rename");
    let after =
        |path: &str, text: &str| apply(text, renaming.edits.iter().filter(|edit| edit.place.file == path));
    assert_eq!(after("a.yaml", yaml), yaml.replacen("grade", "rank", 1));
    assert_eq!(after("b.json", json), json.replacen("grade", "rank", 1));
    assert_eq!(renaming.unread, ["c.yaml"]);
}

#[test]
fn a_value_does_not_become_what_dossiers_write_for_unknown() {
    let fixture = Fixture::law("define a : Bool = provider.grade = lo$0w");
    let documents = [Document::new("a.yaml", "provider:\n  id: x\n  grade: low\n")];
    let at = (fixture.file, fixture.offset);
    let refused = rename(&fixture.db, fixture.package, &documents, at, "null").expect_err("refused");
    assert_eq!(refused, "`null` would mean something else in a.yaml");
}

/// Runs a case of a scenario; says what came out otherwise than expected.
pub(crate) fn wrong(program: &Program, scenario: &Scenario, case: &Case) -> usize {
    let mut question = Question::new(program, case.as_of);
    question.readings.extend(scenario.readings.iter().cloned());
    let assessments: Vec<Assessment<'_>> = program
        .ladders
        .values()
        .map(|ladder| assess(program, ladder, &case.dossier, &question).expect("an assessment"))
        .collect();
    let all = case.expectations.iter();
    all.filter(|(expected, _)| !outcome(&expected.kind, &assessments).as_expected).count()
}

/// The texts of the law after renames, by path.
fn after(renamings: &[Renaming]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (path, text) in texts() {
        let mut edits: Vec<_> = renamings.iter().flat_map(|renaming| &renaming.edits).collect();
        edits.retain(|edit| edit.place.file == path.as_str());
        edits.sort_by(|a, b| a.place.cmp(&b.place));
        let text = apply(&text, edits);
        let moved = renamings.iter().filter_map(|renaming| renaming.moved.as_ref());
        let to = moved.into_iter().find(|(from, _)| *from == path.as_str()).map(|(_, to)| to.to_string());
        all.insert(to.unwrap_or(path), text);
    }
    all
}

/// Renames what stands in files of the law where a mark ends with it, each from the law as it is, and runs the law with all
/// of it.
fn green<const N: usize>(names: [(&str, &str, &str); N]) -> [Renaming; N] {
    let law = Law::new();
    let renamings = names.map(|(path, mark, new)| {
        let file = law.package.file(&law.db, path).expect("a file of the law");
        let at = file.text(&law.db).find(mark).expect(mark) + mark.len();
        let at = (file, u32::try_from(at).expect("small"));
        let renaming = rename(&law.db, law.package, &law.documents, at, new);
        let renaming = renaming.unwrap_or_else(|reason| panic!("{mark}: {reason}"));
        assert!(!renaming.edits.is_empty(), "{mark}");
        renaming
    });
    let texts = after(&renamings);
    let mut host = MemoryHost::new();
    for (path, text) in &texts {
        host.insert(path.as_str(), text.as_str());
    }
    let (db, package, loaded) = loaded(&host);
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    let found = findings(&db, package);
    assert!(found.is_empty(), "{found:#?}");
    let program = program(&db, package).as_ref().expect("a program");
    let all = scenarios(&db, package);
    let count = |all: &[Scenario]| all.iter().map(|scenario| scenario.cases.len()).sum::<usize>();
    assert_eq!(count(&all), count(&scenarios(&law.db, law.package)));
    let wrong = all.iter().flat_map(|it| it.cases.iter().map(|case| wrong(program, it, case)));
    assert_eq!(wrong.sum::<usize>(), 0);
    for document in &law.documents {
        let text = texts.get(document.path.as_str()).expect("a dossier");
        let format = acquis_facts::Format::of(&document.path, text);
        let read = acquis_facts::read(program, &document.path, text, format);
        assert!(read.is_ok(), "{:?}", read.err());
    }
    renamings
}

/// How many files of each kind a rename changes: of the law, of scenarios, of dossiers.
fn files(renaming: &Renaming) -> (usize, usize, usize) {
    let paths: BTreeSet<&str> = renaming.edits.iter().map(|edit| edit.place.file.as_str()).collect();
    let count = |fits: &dyn Fn(&str) -> bool| paths.iter().filter(|path| fits(path)).count();
    (
        count(&|path| path.ends_with(".acq") && !path.starts_with("scenarios/")),
        count(&|path| path.starts_with("scenarios/")),
        count(&|path| path.starts_with("examples/")),
    )
}

#[test]
fn the_law_holds_after_facts_fields_and_values_are_renamed() {
    let renamings = green([
        ("vocabulary.acq", "    established_in", "seated_in"),
        ("vocabulary.acq", "entity LegalEntity identified by id", "key"),
        ("vocabulary.acq", "provider : LegalEntity\n    subcontractors", "contractors"),
        ("vocabulary.acq", "    cloud_provider", "service_provider"),
        ("evidence.acq", "    register_extract", "extract"),
    ]);
    let [field, _, fact, value, kind] = &renamings;
    let (own, scenarios, dossiers) = files(field);
    assert!(own >= 2 && scenarios >= 2 && dossiers >= 18, "{own} {scenarios} {dossiers}");
    assert!(files(fact).1 >= 2 && files(fact).2 >= 18);
    assert!(files(value).2 >= 18);
    assert!(files(kind).0 >= 2 && files(kind).2 >= 1);
    for (path, text) in after(&renamings) {
        let uses = text.lines().filter(|line| {
            let line = line.trim_start();
            line.contains("established_in") && !line.starts_with("//") && !line.starts_with('#')
        });
        assert_eq!(uses.count(), 0, "{path}");
    }
}

#[test]
fn the_law_holds_after_what_it_declares_is_renamed() {
    let renamings = green([
        ("vocabulary.acq", "enum Role", "Part"),
        ("vocabulary.acq", "entity Controller", "Holder"),
        ("registers.acq", "register associated_third_countries", "associated_countries"),
        ("notions.acq", "define third_country_controlled", "controlled_from_afar"),
        ("readings.acq", "reading control_trigger", "trigger_of_control"),
        ("readings.acq", "default provider_only", "the_provider"),
        ("annex_ii/level_3.acq", "derogation associated_third_country", "association"),
        ("levels.acq", "ladder union_assurance", "assurance"),
        ("instruments.acq", "instrument cada", "proposal"),
    ]);
    assert!(files(&renamings[2]).1 >= 1, "scenarios name the register");
    assert!(files(&renamings[2]).2 >= 1, "dossiers name the register");
    for renaming in &renamings[7..] {
        assert!(renaming.edits.iter().any(|edit| edit.place.file == "acquis.toml"));
    }
}

#[test]
fn the_law_holds_after_rules_exceptions_variables_and_modules_are_renamed() {
    let renamings = green([
        ("articles/article_30_procurement.acq", "rule procurement_outcome", "outcome_of_procurement"),
        ("articles/article_30_procurement.acq", "exception level_reached", "reached"),
        ("annex_ii/level_2.acq", "    parameter minimum", "least_grade"),
        ("annex_ii/level_3.acq", "define personnel_in_scope(p", "whoever"),
        ("annex_ii/level_3.acq", "import annex_ii.subcontractors", "annex_ii.contractors"),
    ]);
    assert!(files(&renamings[0]).1 >= 1 && files(&renamings[1]).1 >= 1, "scenarios name both");
    let moved = ("annex_ii/subcontractors.acq".into(), "annex_ii/contractors.acq".into());
    assert_eq!(renamings[4].moved, Some(moved));
}
