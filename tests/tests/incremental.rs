//! What an edit recomputes, layer by layer: the queries that are executed anew, by name. Whatever is missing here was
//! found to be as before.

use std::collections::BTreeMap;

use acquis_analysis::{Database, Package, findings, load, load_dossiers, program};
use acquis_base::MemoryHost;
use acquis_tests::{corpus, generate};

const EDITED: &str = "criteria/part_1.acq";

/// What an edit of one declaration costs: the file is cut, the declaration parsed, its words looked up and checked, and what
/// is known of the file put together from what is remembered of its other declarations.
const OF_THE_FILE: &str = "checked 1, cut 1, declarations 1, formalised_in 1, index 1, parsed 1, report 1, scope_within 1, tail_findings 1";

/// The same where a word is written that nothing declares.
const WITH_AN_ERROR: &str = "checked 1, cut 1, declarations 1, declared_as 1, findings 1, formalised_in 1, index 1, nested_walks 1, parsed 1, report 1, scope_within 1, tail_findings 1";

/// A checked package of three files with a hundred criteria each, of which the test edits one.
struct Checked {
    db: Database,
    package: Package,
}

/// A file with two rules.
const RULES: &str = "import vocabulary

rule fee \"Fee\" for each s in sites : Integer from 0 to 1000 under Article 1 {
    default 200
    exception big when s.staff >= 100 then 300
    exception small when s.staff < 10 then 100
}

rule due \"Due date\" : Bool under Article 1 {
    default true
}
";

impl Checked {
    fn new() -> Self {
        Self::with(&[])
    }

    /// With further files.
    fn with(more: &[(&str, &str)]) -> Self {
        let mut host = MemoryHost::new();
        for (path, text) in more {
            host.insert(*path, *text);
        }
        for (path, text) in generate::package(300) {
            host.insert(path, text);
        }
        let loaded = load(&host, ".");
        let mut db = Database::recording();
        let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
        opened(&mut db, package);
        assert_eq!(findings(&db, package).len(), 0, "the package checks");
        db.take_executed();
        Self { db, package }
    }

    /// A package of which nobody edits anything, checked.
    fn closed(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let host = files.into_iter().fold(MemoryHost::new(), |host, (path, text)| host.with(path, text));
        let loaded = load(&host, ".");
        let mut db = Database::recording();
        let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
        findings(&db, package);
        db.take_executed();
        Self { db, package }
    }

    /// The queries that checking executes after `from` becomes `to` in the file, each with how often.
    fn edit(&mut self, path: &str, from: &str, to: &str) -> String {
        let file = self.package.file(&self.db, path).expect("the file");
        let text = file.text(&self.db).clone();
        assert!(text.contains(from), "{path} has {from:?}");
        file.update(&mut self.db, text.replacen(from, to, 1));
        findings(&self.db, self.package);
        self.executed()
    }

    fn executed(&self) -> String {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for query in self.db.take_executed() {
            let name = query.split('(').next().unwrap_or_default().to_owned();
            *counts.entry(name).or_default() += 1;
        }
        let words = counts.iter().map(|(name, count)| format!("{name} {count}"));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// Opens every file of a package, as an editor does with what it shows.
fn opened(db: &mut Database, package: Package) {
    for file in package.files(db).clone() {
        file.open(db);
    }
}

#[test]
fn a_file_that_is_not_open_is_looked_at_as_a_whole_after_its_first_edit_and_no_other_is() {
    let mut checked = Checked::closed(generate::package(300));
    let first = checked.edit(EDITED, "score >= 10", "score >= 11");
    assert!(first.contains("checked 102,") && first.contains("report 1,"), "{first}");
    assert_eq!(checked.edit(EDITED, "score >= 11", "score >= 12"), OF_THE_FILE);
}

/// What nobody edits is looked at a few declarations at a time, so that an edit elsewhere has little to ask.
#[test]
fn declarations_that_nobody_edits_are_checked_together() {
    let mut checked = Checked::closed(generate::package(300));
    let file = checked.package.file(&checked.db, "vocabulary.acq").expect("the file");
    file.expect_edits(&mut checked.db);
    findings(&checked.db, checked.package);
    checked.db.take_executed();
    let first = checked.edit("vocabulary.acq", "staff : Integer", "staff :  Integer");
    // The file that is edited is looked at declaration by declaration from now on, and no other is looked at.
    assert!(checked_of(&first) == 8 && !first.contains("checked_together"), "{first}");
    let executed =
        checked.edit("vocabulary.acq", "certified : Bool\n", "certified : Bool\n    spare : Bool\n");
    // Three files, each with a notion and seven batches of criteria.
    assert!(executed.contains("checked 1, checked_together 24,"), "{executed}");
    let executed = checked.edit("vocabulary.acq", "c in home", "not (c in home)");
    assert!(executed.contains("checked 1,") && !executed.contains("checked_together"), "{executed}");
}

/// How a file is looked at is of no concern to what is found in it.
#[test]
fn what_is_found_is_the_same_whether_or_not_somebody_edits() {
    for (path, text) in corpus::policies() {
        let manifest = ("acquis.toml".to_owned(), "[package]\nname = \"one\"\n".to_owned());
        let files = [manifest, ("one.acq".to_owned(), text)];
        let mut checked = Checked::closed(files);
        let found = findings(&checked.db, checked.package).clone();
        opened(&mut checked.db, checked.package);
        assert_eq!(findings(&checked.db, checked.package), &found, "{path}");
    }
}

#[test]
fn text_that_stays_the_same_recomputes_nothing() {
    let mut checked = Checked::new();
    assert_eq!(checked.edit(EDITED, "score >= 10", "score >= 10"), "");
}

#[test]
fn a_package_read_anew_rechecks_what_has_changed() {
    let mut checked = Checked::new();
    let mut files = generate::package(300);
    let mut reread = |files: &[(String, String)]| {
        let host = files
            .iter()
            .fold(MemoryHost::new(), |host, (path, text)| host.with(path.as_str(), text.as_str()));
        let loaded = load(&host, ".");
        checked.package.update(&mut checked.db, loaded.manifest, loaded.files);
        findings(&checked.db, checked.package);
        checked.executed()
    };
    assert_eq!(reread(&files), "");
    let (_, text) = files.iter_mut().find(|(path, _)| path == EDITED).expect("the file");
    *text = text.replacen("score >= 10", "score >= 11", 1);
    assert_eq!(reread(&files), OF_THE_FILE);
}

#[test]
fn the_body_of_a_criterion_rechecks_that_criterion_and_nothing_else() {
    let mut checked = Checked::new();
    let executed = checked.edit(EDITED, "score >= 10", "score >= 11");
    assert_eq!(executed, OF_THE_FILE);
}

#[test]
fn a_comment_above_a_declaration_moves_the_others_and_rechecks_that_one() {
    let mut checked = Checked::new();
    let executed = checked.edit(EDITED, "\n/// What criterion 150", "\n// A remark.\n/// What criterion 150");
    assert_eq!(executed, OF_THE_FILE);
}

#[test]
fn an_error_in_a_criterion_rechecks_that_criterion_and_gathers_the_findings() {
    let mut checked = Checked::new();
    let executed = checked.edit(EDITED, "score >= 10", "scroe >= 10");
    assert_eq!(executed, WITH_AN_ERROR);
}

#[test]
fn a_criterion_that_is_half_written_rechecks_that_criterion_and_gathers_the_findings() {
    let mut checked = Checked::new();
    let executed = checked.edit(EDITED, "requires all of { score >= 10;", "requires all of { score >= ;");
    assert_eq!(checked_of(&executed), 1, "{executed}");
    let executed = checked.edit(EDITED, "criterion Annex I 1.26(a)", "criterion Annex I 1.26(");
    assert_eq!(checked_of(&executed), 1, "{executed}");
}

/// A name is looked up in what its declaration spells, so that others do not hear of it.
#[test]
fn a_notion_that_comes_rechecks_nothing_else() {
    let mut checked = Checked::new();
    let last = "/// What criterion 104";
    let executed = checked.edit(EDITED, last, "define new_one : Bool = score >= 1\n\n/// What criterion 104");
    assert_eq!(checked_of(&executed), 1, "{executed}");
    let executed = checked.edit(EDITED, "define new_one", "define new_one_of");
    assert_eq!(checked_of(&executed), 1, "{executed}");
    // A criterion that comes to be asks for the names that it spells alone.
    let executed = checked.edit(
        EDITED,
        "/// What criterion 104",
        "criterion Annex I 9.9(a) at level 1\n\n/// What criterion 104",
    );
    assert_eq!(checked_of(&executed), 1, "{executed}");
    // Those that spell it are looked at again: the notion, its namesake, and who calls them.
    let executed = checked.edit(EDITED, "define new_one_of", "define fits_100");
    assert_eq!(checked_of(&executed), 22, "{executed}");
}

/// How many declarations were checked.
fn checked_of(executed: &str) -> usize {
    let count = executed.split(", ").find_map(|word| word.strip_prefix("checked "));
    count.map_or(0, |count| count.parse().expect("a number"))
}

#[test]
fn the_body_of_a_notion_rechecks_the_notion_and_orders_the_calls_anew() {
    let mut checked = Checked::new();
    let executed = checked.edit(EDITED, "s.staff >= 5", "s.staff >= 6");
    assert_eq!(
        executed,
        "call_order 1, checked 1, cut 1, declarations 1, extents 1, formalised_in 1, index 1, parsed 1, report 1, resolved_define 1, scope_within 1, tail_findings 1"
    );
}

#[test]
fn one_more_field_rechecks_what_reads_the_fields_of_its_entity() {
    let mut checked = Checked::new();
    let executed =
        checked.edit("vocabulary.acq", "certified : Bool\n", "certified : Bool\n    spare : Bool\n");
    assert_eq!(
        executed,
        "checked 244, containment 1, cut 1, declarations 1, entity_signature 1, formalised_in 1, index 1, parsed 1, report 3, resolved_fields 1, scope_within 1, tail_findings 1"
    );
}

#[test]
fn the_outline_is_read_by_everything_that_cites() {
    let mut checked = Checked::new();
    let executed = checked.edit("law.acq", "\"Scope\"", "\"Subject matter\"");
    assert_eq!(
        executed,
        "checked 303, cut 1, declarations 1, duplicates 1, formalised_in 4, gaps 1, index 1, outlined 1, outlines 1, parsed 1, parts_of_file 3, resolved_ladder 1, resolved_register 1, tail_findings 1"
    );
}

#[test]
fn the_body_of_a_rule_rechecks_that_rule_and_nothing_else() {
    let mut checked = Checked::with(&[("rules.acq", RULES)]);
    let executed = checked.edit("rules.acq", "then 300", "then 400");
    assert_eq!(executed, OF_THE_FILE);
}

#[test]
fn exceptions_that_collide_recheck_that_rule_and_gather_the_findings() {
    let mut checked = Checked::with(&[("rules.acq", RULES)]);
    let executed = checked.edit("rules.acq", "s.staff < 10", "s.staff < 1000");
    let without_names = WITH_AN_ERROR.replace("declared_as 1, ", "");
    assert_eq!(executed, without_names.replace("checked 1, ", "checked 1, collisions 1, "));
}

#[test]
fn the_program_is_assembled_once() {
    let mut checked = Checked::new();
    program(&checked.db, checked.package);
    // No criterion of this package asked for evidence, so that its kinds were not looked up before.
    assert_eq!(checked.executed(), "evidence_kinds 1, program 1");
    program(&checked.db, checked.package);
    assert_eq!(checked.executed(), "");
    checked.edit(EDITED, "score >= 10", "score >= 11");
    program(&checked.db, checked.package);
    assert_eq!(checked.executed(), "program 1");
}

const SCENARIOS: &str = "scenario \"a\" from \"dossier.yaml\" on 2026-06-01 {\n    expect level 1\n}\n\nscenario \"b\" from \"dossier.yaml\" on 2026-06-01 {\n    expect no level\n}\n";

/// The same package with two scenarios over one dossier.
fn with_scenarios(dossier: &str) -> (Checked, MemoryHost) {
    let mut host = MemoryHost::new();
    for (path, text) in generate::package(300) {
        host.insert(path, text);
    }
    host.insert("scenarios.acq", SCENARIOS);
    host.insert("dossier.yaml", dossier);
    let loaded = load(&host, ".");
    let mut db = Database::recording();
    let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
    opened(&mut db, package);
    load_dossiers(&mut db, package, &host, ".");
    assert_eq!(findings(&db, package), &[], "the package checks");
    assert!(program(&db, package).is_some());
    db.take_executed();
    (Checked { db, package }, host)
}

#[test]
fn a_scenario_that_changes_leaves_the_program_alone() {
    let (mut checked, _) = with_scenarios("{}");
    let executed = checked.edit("scenarios.acq", "expect level 1", "expect level 2");
    // Scenarios name nothing that is declared.
    assert_eq!(executed, OF_THE_FILE.replace("scope_within 1, ", ""));
    program(&checked.db, checked.package);
    assert_eq!(checked.executed(), "");
}

#[test]
fn the_body_of_a_criterion_rechecks_no_scenario() {
    let (mut checked, _) = with_scenarios("{}");
    assert_eq!(checked.edit(EDITED, "score >= 10", "score >= 11"), OF_THE_FILE);
}

#[test]
fn a_dossier_that_changes_rechecks_the_scenarios_that_start_from_it() {
    let (mut checked, host) = with_scenarios("{}");
    load_dossiers(&mut checked.db, checked.package, &host, ".");
    findings(&checked.db, checked.package);
    assert_eq!(checked.executed(), "");
    let host = host.with("dossier.yaml", "subject: other");
    load_dossiers(&mut checked.db, checked.package, &host, ".");
    findings(&checked.db, checked.package);
    assert_eq!(checked.executed(), "base 1, checked 2, report 1");
}
