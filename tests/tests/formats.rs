//! docs/formats.md says what is printed as JSON and what is read as a dossier. Its tables are read as a schema: every
//! key and word that the program prints stands in them, and every one that stands in them is printed somewhere here.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{ALL_CODES, MemoryHost};
use acquis_tests::cli::{Output, acquis_in};
use acquis_tests::markdown::{quoted, rows, sections};
use acquis_tests::{repository, spec};
use serde_json::Value;

const PATH: &str = "docs/formats.md";

/// What a cell of the column "value" allows.
#[derive(Debug, Clone)]
enum Kind {
    Text,
    Number,
    Truth,
    Date,
    Pointer,
    Null,
    /// Whatever a dossier can hold.
    Value,
    Word(String),
    List(Box<Kind>),
    Record(Box<Kind>),
    /// What stands under a heading: keys or words.
    Section(String),
    AnyOf(Vec<Kind>),
}

/// What stands under a heading.
#[derive(Debug, Clone)]
enum Form {
    /// Keys, with what they hold and whether they are always there.
    Keys(BTreeMap<String, (Kind, bool)>),
    Words(BTreeSet<String>),
}

#[derive(Default)]
struct Schema {
    forms: BTreeMap<String, Form>,
    /// Keys and words that occurred, as `section.key`.
    seen: BTreeSet<String>,
    /// Keys that were absent from an object of their section.
    absent: BTreeSet<String>,
    faults: BTreeSet<String>,
}

fn anchor(title: &str) -> String {
    title.to_lowercase().replace(' ', "-")
}

fn kind(cell: &str) -> Kind {
    let pieces: Vec<&str> = cell.split(" or ").flat_map(|piece| piece.split(", ")).collect();
    if pieces.len() > 1 {
        return Kind::AnyOf(pieces.into_iter().map(kind).collect());
    }
    if let Some(of) = cell.strip_prefix("list of ") {
        return Kind::List(Box::new(kind(of)));
    }
    if let Some(of) = cell.strip_prefix("record of ") {
        return Kind::Record(Box::new(kind(of)));
    }
    match cell {
        "text" => Kind::Text,
        "number" => Kind::Number,
        "truth" => Kind::Truth,
        "date" => Kind::Date,
        "pointer" => Kind::Pointer,
        "null" => Kind::Null,
        "value" => Kind::Value,
        _ => match (cell.split_once("](#"), quoted(cell).as_slice()) {
            (Some((_, link)), _) => Kind::Section(link.trim_end_matches(')').to_owned()),
            (None, [word]) => Kind::Word((*word).to_owned()),
            _ => panic!("{PATH}: what is `{cell}`?"),
        },
    }
}

impl Schema {
    fn read() -> Self {
        let mut schema = Self::default();
        for section in sections(&repository::text(PATH)) {
            let rows = rows(&section.prose);
            let name = |row: &[String]| quoted(&row[0]).concat();
            let form = if section.prose.contains("| key | value | only | meaning |") {
                Form::Keys(rows.iter().map(|row| (name(row), (kind(&row[1]), row[2].is_empty()))).collect())
            } else if section.prose.contains("| value | meaning |") {
                Form::Words(rows.iter().map(|row| name(row)).collect())
            } else {
                continue;
            };
            schema.forms.insert(anchor(&section.title), form);
        }
        schema
    }

    fn fault(&mut self, at: &str, what: &str) {
        self.faults.insert(format!("{at}: {what}"));
    }

    /// Holds a value to a kind. `at` says where in the page the kind stands.
    fn hold(&mut self, at: &str, kind: &Kind, value: &Value) {
        match (kind, value) {
            (Kind::List(of), Value::Array(items)) => items.iter().for_each(|item| self.hold(at, of, item)),
            (Kind::Record(of), Value::Object(map)) => map.values().for_each(|item| self.hold(at, of, item)),
            (Kind::Section(name), _) => self.hold_section(name, value),
            (Kind::AnyOf(kinds), _) => match kinds.iter().find(|kind| fits(kind, value)) {
                Some(kind) => self.hold(at, kind, value),
                None => self.fault(at, &format!("{value} is none of {kinds:?}")),
            },
            _ if fits(kind, value) => {}
            _ => self.fault(at, &format!("{value} is not {kind:?}")),
        }
    }

    fn hold_section(&mut self, name: &str, value: &Value) {
        let form = self.forms.get(name).cloned().unwrap_or_else(|| panic!("{PATH} has no table {name}"));
        match (form, value) {
            (Form::Words(words), Value::String(word)) => {
                self.seen.insert(format!("{name}.{word}"));
                if !words.contains(word) {
                    self.fault(name, &format!("`{word}` is not listed"));
                }
            }
            (Form::Keys(keys), Value::Object(map)) => self.hold_keys(name, &keys, map),
            _ => self.fault(name, &format!("{value} is of another kind")),
        }
    }

    fn hold_keys(
        &mut self,
        name: &str,
        keys: &BTreeMap<String, (Kind, bool)>,
        map: &serde_json::Map<String, Value>,
    ) {
        for key in map.keys().filter(|key| !keys.contains_key(*key)) {
            self.fault(name, &format!("the key `{key}` is not listed"));
        }
        for (key, (kind, always)) in keys {
            let at = format!("{name}.{key}");
            match map.get(key) {
                Some(value) => {
                    self.hold(&at, kind, value);
                    self.seen.insert(at);
                }
                None if *always => self.fault(&at, "it is absent, and the column \"only\" does not say when"),
                None => {
                    self.absent.insert(at);
                }
            }
        }
    }

    /// What the tables say and no output shows.
    fn unseen(&self) -> Vec<String> {
        let mut unseen = vec![];
        for (name, form) in &self.forms {
            match form {
                Form::Words(words) => {
                    let all = words.iter().map(|word| format!("{name}.{word}"));
                    unseen.extend(all.filter(|word| !self.seen.contains(word)));
                }
                Form::Keys(keys) => {
                    for (key, (_, always)) in keys {
                        let at = format!("{name}.{key}");
                        if !self.seen.contains(&at) {
                            unseen.push(at);
                        } else if !always && !self.absent.contains(&at) {
                            unseen.push(format!("{at} is always there"));
                        }
                    }
                }
            }
        }
        unseen
    }
}

fn fits(kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Value, _)
        | (Kind::Null, Value::Null)
        | (Kind::Text, Value::String(_))
        | (Kind::Truth, Value::Bool(_)) => true,
        (Kind::Number, Value::Number(number)) => number.is_u64(),
        (Kind::Pointer, Value::String(text)) => text.starts_with('/'),
        (Kind::Date, Value::String(text)) => text.parse::<acquis_ir::Date>().is_ok(),
        (Kind::Word(word), Value::String(text)) => word == text,
        (Kind::List(_), Value::Array(_)) | (Kind::Record(_), Value::Object(_)) => true,
        (Kind::Section(_), Value::Object(_) | Value::String(_)) => true,
        _ => false,
    }
}

/// The repository's policies, and the package and dossiers made to show every key.
fn host() -> MemoryHost {
    let mut host = MemoryHost::new();
    for folder in ["policies", "tests/formats"] {
        for name in repository::files(folder, "") {
            host.insert(name.clone(), repository::text(&name));
        }
    }
    host
}

fn is_dossier(name: &&String) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending))
}

/// Runs a command with `--format json` and gives what it printed.
fn json(host: &MemoryHost, words: &[&str]) -> Value {
    let words: Vec<&str> = words.iter().copied().chain(["--format", "json"]).collect();
    let output: Output = acquis_in(host, &words, "");
    assert!(!output.out.is_empty(), "{words:?} printed nothing: {}", output.err);
    output.json()
}

fn items(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_else(|| vec![value.clone()])
}

/// Everything that `assess` and `explain` print over the dossiers of the repository.
fn hold_assessments(schema: &mut Schema) {
    let host = host();
    let assessment = Kind::Section("assessment".to_owned());
    let explanation = Kind::Section("explanation".to_owned());
    let all = repository::files("policies", "");
    let examples: Vec<&str> = all.iter().filter(is_dossier).map(String::as_str).collect();
    for as_of in ["2026-10-01", "2027-06-01"] {
        for options in [&[][..], &["--evidence"]] {
            let words = [&["assess", "--as-of", as_of][..], options, &examples].concat();
            schema.hold("policies", &Kind::List(Box::new(assessment.clone())), &json(&host, &words));
        }
    }
    let printed =
        json(&host, &[&["assess", "--as-of", "2026-10-01", "--all-readings"][..], &examples].concat());
    schema.hold("all readings", &Kind::List(Box::new(assessment.clone())), &printed);
    for example in examples {
        schema.hold(example, &explanation, &json(&host, &["explain", example, "2.1(i)"]));
    }
    hold_exactness(schema, &assessment, &explanation);
    // One derogation names no basis, so that what has none is printed too.
    let found = items(&json(&host, &["check", "tests/formats"]));
    let codes: Vec<&Value> = found.iter().filter_map(|finding| finding.get("code")).collect();
    assert_eq!(codes, ["ACQ0328"]);
    let own = repository::files("tests/formats", "");
    for dossier in own.iter().filter(is_dossier) {
        for options in
            [&["--reading", "area=wide"][..], &["--reading", "weight=advisory"], &["--ladder", "marks"]]
        {
            let printed = json(&host, &[&["assess", dossier][..], options].concat());
            schema.hold(dossier, &assessment, &printed);
            let shown = json(&host, &[&["assess", dossier, "--evidence"][..], options].concat());
            schema.hold(dossier, &assessment, &shown);
            for criterion in printed["criteria"].as_array().into_iter().flatten() {
                let provision = criterion["provision"].as_str().expect("a citation");
                let words = [&["explain", dossier, provision][..], options].concat();
                schema.hold(provision, &explanation, &json(&host, &words));
            }
            for rule in printed["rules"].as_array().into_iter().flatten() {
                let name = rule["name"].as_str().expect("a name");
                let words = [&["explain", dossier, name][..], options].concat();
                schema.hold(name, &explanation, &json(&host, &words));
            }
        }
    }
}

/// What `explain` prints where a package lets evidence decide.
fn hold_strict_explanations(schema: &mut Schema) {
    let mut host = host();
    let manifest = "tests/formats/acquis.toml";
    host.insert(manifest, format!("{}\n[evidence]\nmissing = \"unknown\"\n", repository::text(manifest)));
    let own = repository::files("tests/formats", "");
    for dossier in own.iter().filter(is_dossier) {
        for criterion in json(&host, &["assess", dossier])["criteria"].as_array().into_iter().flatten() {
            let provision = criterion["provision"].as_str().expect("a citation");
            let explanation = Kind::Section("explanation".to_owned());
            schema.hold(provision, &explanation, &json(&host, &["explain", dossier, provision]));
        }
    }
}

/// Everything that `check` prints over the faulty examples of the pages of diagnostics.
fn hold_diagnostics(schema: &mut Schema) {
    let diagnostic = Kind::Section("diagnostic".to_owned());
    for page in repository::files("docs/diagnostics", ".md") {
        let sections = sections(&repository::text(&page));
        let Some(faulty) = sections.iter().find(|section| section.title == "Triggers it") else { continue };
        let mut host = MemoryHost::new();
        host.insert("acquis.toml", "[package]\nname = \"example\"\n");
        host.insert("prelude.acq", repository::text("docs/diagnostics/prelude.acq"));
        for block in &faulty.blocks {
            let name = match (block.language.as_str(), block.argument.as_str()) {
                ("acq", "") => "example.acq",
                ("toml", "") => "acquis.toml",
                ("acq" | "toml", name) => name,
                _ => continue,
            };
            host.insert(name, block.text.clone());
        }
        for found in items(&json(&host, &["check", "--deny", "basis-without-power"])) {
            schema.hold(&page, &diagnostic, &found);
        }
    }
}

/// What `gap` prints where a level is attained, where it can be, and where the search finds no way.
fn hold_gaps(schema: &mut Schema) {
    let search = Kind::Section("search-for-a-level".to_owned());
    let host = host();
    for (example, level) in [("nordwolke", "4"), ("vltavin", "3"), ("fjellsky", "1"), ("shannonbridge", "3")]
    {
        let path = format!("policies/cada/examples/{example}.yaml");
        schema.hold(example, &search, &json(&host, &["gap", &path, "--to", level]));
    }
}

/// What `verify` and `diff` print of a small package: of the package itself, and of a version of it.
fn hold_proofs(schema: &mut Schema) {
    let mut host = MemoryHost::new();
    let prelude = repository::text("docs/diagnostics/prelude.acq");
    let more = r#"
derogation one from Annex I 1.1(a) under Article 2(1) { opens where staff < 5 }
derogation two from Annex I 1.1(a) under Article 2(1) { opens where staff < 9 }
assume "sites are certified" every site in sites satisfies site.certified_until exists
scenario "a site at home" on 2026-06-01 { set sites = [{ location: DE }]  set staff = 10  set foreign_staff = 6  expect Annex I 1.1(a) met }
"#;
    for (folder, old, new) in [("old", "", ""), ("new", "at most 50 % of staff", "at most 60 % of staff")] {
        host.insert(format!("{folder}/acquis.toml"), "[package]\nname = \"small\"\n");
        let text = if old.is_empty() { prelude.clone() } else { prelude.replace(old, new) };
        host.insert(format!("{folder}/law.acq"), format!("{text}{more}"));
    }
    host.insert(
        "new/more.acq",
        "derogation idle from Annex I 2.1(b) under Article 2(1) { opens where false }\n",
    );
    let verification = Kind::Section("verification".to_owned());
    schema.hold("verify", &verification, &json(&host, &["verify", "new", "--report"]));
    let comparison = Kind::Section("comparison".to_owned());
    schema.hold("diff", &comparison, &json(&host, &["diff", "old", "new"]));
    let amended = ["--amend", "AM_7", "--amend", "AM_8", "--amend", "AM_9", "--amend", "AM_10"];
    let words: Vec<&str> = ["diff", "policies/cada"].into_iter().chain(amended).collect();
    schema.hold("diff --amend", &comparison, &json(&self::host(), &words));
}

/// What `text diff` prints of versions that differ in every way.
fn hold_texts(schema: &mut Schema) {
    let mut host = MemoryHost::new();
    host.insert("acquis.toml", "[package]\nname = \"small\"\n");
    host.insert(
        "law.acq",
        "instrument act \"Act\" { article 1 { paragraph (1) } }\nladder duty { level 1 }\nfacts { flag : Bool }\n\
         criterion Article 1(1) at level 1 \"Flag\" { requires flag }\ndefine f : Bool cites Article 1 = true\n",
    );
    let old = "## Article 1\n\n1. A boat floats on a river.\n2. A raft floats there too.\n3. An oar is made of wood.\n\n\
               ## Article 2 — Night\n\nNobody sings at night.\n\n## Article 3 — Fees\n\nNo fee is due.\n";
    let new = "## Article 1\n\n1. A boat floats on a sea.\n2. An oar is made of wood.\n3. Dogs swim.\n\n\
               ## Article 2 — Quiet\n\n1. A raft floats there too.\n\nNobody sings at night.\n";
    host.insert("old.md", old);
    host.insert("new.md", new);
    let difference = Kind::Section("text-difference".to_owned());
    schema.hold("text diff", &difference, &json(&host, &["text", "diff", "old.md", "new.md"]));
}

/// What `test` prints over the scenarios of the repository, and over one that fails.
fn hold_tests(schema: &mut Schema) {
    let report = Kind::Section("test-report".to_owned());
    let mut host = host();
    schema.hold("policies/cada", &report, &json(&host, &["test", "policies/cada"]));
    let failing = r#"scenario "nobody attains level 4" from "examples/nordwolke.yaml" { expect no level }"#;
    host.insert("policies/cada/scenarios/failing.acq", failing);
    schema.hold("a failing scenario", &report, &json(&host, &["test", "policies/cada", "--coverage"]));
    host.insert("policies/cada/scenarios/failing.acq", "");
    let judged = json(&host, &["test", "policies/cada", "--mutants"]);
    schema.hold("mutants of policies/cada", &report, &judged);
    // Every change of the flagship package is noticed, or proved to mean the same.
    assert_eq!((&judged["mutants"]["survived"], &judged["mutants"]["equivalent"]), (&0.into(), &0.into()));
    let survivor = r#"scenario "nothing is shown" on 2026-01-01 { expect no level }"#;
    host.insert("small/acquis.toml", "[package]\nname = \"small\"\n");
    host.insert("small/prelude.acq", repository::text("docs/diagnostics/prelude.acq"));
    host.insert("small/scenarios.acq", survivor);
    let survivors = json(&host, &["test", "small", "--mutants"]);
    schema.hold("mutants that survive", &report, &survivors);
    let one = items(&survivors["mutants"]["list"]).into_iter().find(|it| it["status"] == "survived");
    let one = one.expect("a survivor");
    let name =
        format!("{}: {}", one["of"].as_str().expect("a text"), one["change"].as_str().expect("a text"));
    let reason = format!("[[equivalent]]\nmutants = ['{name}']\nbecause = \"nobody is so small\"\n");
    host.insert("small/mutants.toml", reason);
    schema.hold("a mutant with a reason", &report, &json(&host, &["test", "small", "--mutants"]));
}

/// What is printed of a criterion that is settled whatever a fact is.
fn hold_exactness(schema: &mut Schema, assessment: &Kind, explanation: &Kind) {
    let law = r#"instrument act "Act" { article 1 "Scope" {} }
                 ladder duty { level 1 }
                 facts { flag : Bool }
                 criterion Article 1 at level 1 "Either" { requires flag or not flag }"#;
    let mut host = MemoryHost::new();
    host.insert("acquis.toml", "[package]\nname = \"exact\"\n");
    host.insert("law.acq", law);
    host.insert("dossier.yaml", "as_of: 2026-01-01\n");
    let printed = json(&host, &["assess", "dossier.yaml"]);
    assert_eq!(printed["criteria"][0]["whatever"], serde_json::json!(["/flag"]));
    schema.hold("a settled criterion", assessment, &printed);
    schema.hold("a settled criterion", explanation, &json(&host, &["explain", "dossier.yaml", "Article 1"]));
}

/// What `explain` prints of every code.
fn hold_pages(schema: &mut Schema) {
    let page = Kind::Section("page".to_owned());
    for code in ALL_CODES {
        let printed = json(&MemoryHost::new(), &["explain", code.id]);
        schema.hold(code.id, &page, &printed);
        // Nothing of the page is lost on the way.
        let whole = repository::text(&format!("docs/diagnostics/{}.md", code.id));
        for key in ["title", "text", "triggers", "repaired"] {
            let text = printed[key].as_str().expect("a text");
            assert!(
                !text.is_empty() && !text.contains("<!--") && text == text.trim() && whole.contains(text),
                "{} {key}: {text}",
                code.id
            );
        }
    }
}

#[test]
fn the_tables_are_what_is_printed() {
    let mut schema = Schema::read();
    hold_pages(&mut schema);
    hold_assessments(&mut schema);
    hold_strict_explanations(&mut schema);
    hold_diagnostics(&mut schema);
    hold_tests(&mut schema);
    hold_gaps(&mut schema);
    hold_proofs(&mut schema);
    hold_texts(&mut schema);
    let faults: Vec<&str> = schema.faults.iter().map(String::as_str).collect();
    assert!(faults.is_empty(), "{PATH} is not what is printed:\n{}", faults.join("\n"));
    assert!(schema.unseen().is_empty(), "nothing printed here shows {:#?}", schema.unseen());
}

#[test]
fn the_examples_come_out() {
    let wrong = spec::hold(PATH);
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_dossier_that_cannot_be_used_has_no_assessment() {
    let mut host = host();
    host.insert("faulty.yaml", "as_of: never\n");
    let good = "policies/cada/examples/nordwolke.yaml";
    let package = ["--package", "policies/cada", "--format", "json"];
    let some = acquis_in(&host, &[&["assess", "faulty.yaml", good][..], &package].concat(), "");
    assert_eq!((some.code, some.json().as_array().map(Vec::len)), (2, Some(1)));
    let none = acquis_in(&host, &[&["assess", "faulty.yaml"][..], &package].concat(), "");
    assert_eq!((none.code, none.out.as_str()), (2, ""));
}

const VOCABULARY: &str = r#"
instrument law "Example Act" { article 1 "Register" { paragraph (1) empowers implementing_acts }
                               annex I "Criteria" { section 1 { point (a) } } }
register partners of Country under Article 1(1) known until 2026-06-30 { CH from 2026-01-01 }
entity Firm identified by id { country : Country }
facts {
    flag : Bool
    staff : Integer from 0 to 1000
    rate : Decimal from 0 to 10 with 2 places
    share : Percentage
    day : optional Date
    country : Country
    motto : Text
    sites : list of Country nonempty
    owner : ref Firm
    firms : pool of Firm
}
ladder levels "Levels" { level 1 set out in Annex I 1 }
criterion Annex I 1(a) at level 1 "In a partner country" { requires country in partners }
"#;

/// The diagnostics of a dossier over all types; none if it is read.
fn refused(name: &str, text: &str) -> Vec<String> {
    let mut host = MemoryHost::new();
    host.insert("acquis.toml", "[package]\nname = \"example\"\n");
    host.insert("law.acq", VOCABULARY);
    host.insert(name, text);
    acquis_in(&host, &["assess", name, "--as-of", "2026-06-01"], "").codes()
}

#[test]
fn texts_are_read_as_the_page_says() {
    for read in [
        "flag: true",
        "flag:",
        "flag: ~",
        "flag: NULL",
        "subject: null",
        "package: null",
        "staff: 12",
        "motto: 12",
        "motto: NO",
        "motto: |\n  two\n  lines",
        "country: NO",
        "country: \"NO\"",
        "rate: 1.10",
        "share: 5 %",
        "share: \"5%\"",
        "day: 2026-02-28",
        "day: \"2026-02-28\"",
        "day: { none: true }",
        "sites: [DE, null]",
        "sites: { items: [], complete: false }",
        "sites: { items: [DE] }",
        "firms: [{ id: a }]\nowner: a",
        "registers: { partners: { NO: { from: 2026-01-01 } } }",
        "registers: { partners: { NO: [{ from: 2026-01-01, until: 2026-01-31, act: x }, { from: 2026-02-01 }] } }",
        "registers: { partners: { NO: [], CH: null } }",
        "# a comment\nstaff: 1 # another",
        "\u{feff}staff: 1",
    ] {
        assert_eq!(refused("dossier.yaml", read), [""; 0], "{read}");
    }
    for (text, code) in [
        ("flag: True", "ACQ0605"),
        ("flag: yes", "ACQ0605"),
        ("flag: \"true\"", "ACQ0605"),
        ("staff: \"12\"", "ACQ0605"),
        ("staff: 5.0", "ACQ0605"),
        ("rate: 1e0", "ACQ0605"),
        ("share: 5", "ACQ0605"),
        ("sites: []", "ACQ0611"),
        ("firms: { items: [] }", "ACQ0605"),
        ("firms: [{ country: DE }]", "ACQ0610"),
        ("firms: [{ id: a }, { id: a }]", "ACQ0610"),
        ("owner: b", "ACQ0609"),
        ("registers: { partners: { NO: [{ from: 2026-01-01 }, { from: 2026-02-01 }] } }", "ACQ0615"),
        ("registers: { partners: { NO: { until: 2026-02-01 } } }", "ACQ0615"),
        ("flag: &a true", "ACQ0613"),
        ("flag: !!bool true", "ACQ0613"),
        ("firms: [{ <<: { id: a } }]", "ACQ0613"),
        ("staff: 1\n---\nstaff: 2", "ACQ0613"),
    ] {
        assert_eq!(refused("dossier.yaml", text), [code], "{text}");
    }
}

#[test]
fn json_is_read_as_it_stands() {
    assert_eq!(refused("dossier.json", r#"{"staff": 5, "country": "NO", "share": "5 %"}"#), [""; 0]);
    for (text, code) in [
        ("{\"staff\": 5} // five", "ACQ0602"),
        ("{\"staff\": 5,}", "ACQ0602"),
        ("{'staff': 5}", "ACQ0602"),
        ("{\"staff\": 5.0}", "ACQ0605"),
        ("{\"rate\": 1e0}", "ACQ0605"),
        ("{\"motto\": 12}", "ACQ0605"),
        ("{\"share\": 5}", "ACQ0605"),
    ] {
        assert_eq!(refused("dossier.json", text), [code], "{text}");
    }
}

#[test]
fn a_text_of_another_name_is_read_by_its_first_character() {
    assert_eq!(refused("dossier", "{\"motto\": 12}"), ["ACQ0605"]);
    assert_eq!(refused("dossier", "motto: 12"), [""; 0]);
    assert_eq!(refused("dossier.yml", "motto: 12"), [""; 0]);
}

#[test]
fn at_most_fifty_diagnostics_are_reported() {
    let many: String = (0..80).map(|n| format!("unknown_{n}: 1\n")).collect();
    let mut host = MemoryHost::new();
    host.insert("acquis.toml", "[package]\nname = \"example\"\n");
    host.insert("law.acq", VOCABULARY);
    host.insert("dossier.yaml", many);
    let output = acquis_in(&host, &["assess", "dossier.yaml"], "");
    assert_eq!(output.err.matches("[ACQ0604]").count(), 50);
    assert!(repository::text(PATH).contains("At most 50 diagnostics"));
}
