//! `check --format sarif` gives a log that follows the published schema of SARIF 2.1.0 and points at the right places.

use acquis_base::{ALL_CODES, MemoryHost};
use acquis_tests::cli::{acquis_in, memory};
use acquis_tests::markdown::sections;
use acquis_tests::pages::Example;
use acquis_tests::repository;
use jsonschema::Validator;
use serde_json::Value;

/// The published schema, which is data of others. Its pattern for names of languages has a bracket that nothing opens,
/// which validators refuse to read; logs of Acquis name no language, so the pattern is left out.
fn schema() -> Validator {
    let text = repository::text("tests/schemas/sarif-2.1.0.json");
    let mut schema: Value = serde_json::from_str(&text).expect("JSON");
    for of in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][of]["properties"]["language"];
        language.as_object_mut().and_then(|language| language.remove("pattern")).expect("a pattern");
    }
    jsonschema::validator_for(&schema).expect("a schema")
}

fn hold(schema: &Validator, log: &Value) {
    let wrong: Vec<String> =
        schema.iter_errors(log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The log of a check of these files, held to the schema.
fn log(host: &MemoryHost, path: &str) -> Value {
    let log = acquis_in(host, &["check", path, "--format", "sarif"], "").json();
    hold(&schema(), &log);
    log
}

fn result(log: &Value) -> &Value {
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 1, "{results:?}");
    &results[0]
}

/// A package with one warning, in a folder whose name must be escaped in URIs.
fn faulty() -> MemoryHost {
    memory(&[
        ("the law/acquis.toml", "[package]\nname = \"law\"\n"),
        ("the law/a.acq", "define a : Bool = true\n"),
        ("the law/b.acq", "import a\nimport a\n\nassume \"so it is\" a\n"),
    ])
}

#[test]
fn what_every_page_of_a_diagnostic_triggers_follows_the_schema() {
    let schema = schema();
    let mut checked = 0;
    for code in ALL_CODES {
        let text = repository::text(&format!("docs/diagnostics/{}.md", code.id));
        for section in sections(&text).iter().filter(|section| section.title == "Triggers it") {
            let example = Example::of(&section.blocks);
            for command in example.commands.iter().filter(|words| words[0] == "check") {
                let mut words = command.clone();
                words.extend(["--format", "sarif"].map(str::to_owned));
                let output = example.run(&words);
                // What keeps a command from being answered is said in messages.
                if output.code == 2 {
                    continue;
                }
                let log = output.json();
                hold(&schema, &log);
                let results = log["runs"][0]["results"].as_array().expect("results");
                assert!(results.iter().any(|result| result["ruleId"] == code.id), "{}: {log:#}", code.id);
                checked += 1;
            }
        }
    }
    assert!(checked > 60, "{checked}");
}

#[test]
fn the_flagship_package_gives_a_log_without_results() {
    let mut host = MemoryHost::new();
    for name in repository::files("policies", "") {
        host.insert(name.clone(), repository::text(&name));
    }
    let log = log(&host, "policies/cada");
    assert_eq!(log["runs"][0]["results"], Value::Array(vec![]));
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn each_code_is_one_rule_with_a_help_text() {
    let log = log(&faulty(), "the law");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    let ids: Vec<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(ids, ALL_CODES.iter().map(|code| code.id).collect::<Vec<_>>());
    for (rule, code) in rules.iter().zip(ALL_CODES) {
        assert_eq!(rule["defaultConfiguration"]["level"], code.severity.as_str());
        let help = rule["help"]["text"].as_str().expect("a help text");
        assert!(help.len() > code.summary.len() && help.starts_with(code.summary), "{}: {help}", code.id);
        assert!(rule["help"]["markdown"].as_str().is_some_and(|page| page.contains("## Repaired")));
    }
}

#[test]
fn a_result_names_its_rule_its_place_in_characters_and_its_repair() {
    let host = memory(&[
        ("the law/acquis.toml", "[package]\nname = \"law\"\n"),
        ("the law/§ 1.acq", "define tru : Bool = true\nassume \"é\" tru and tru implies tru\n"),
    ]);
    let log = log(&host, "the law");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let result = result(&log);
    assert_eq!(result["ruleId"], "ACQ0005");
    let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "ACQ0005");
    assert_eq!(result["level"], "error");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "the%20law/%C2%A7%201.acq");
    let base = place["artifactLocation"]["uriBaseId"].as_str().expect("a base");
    assert!(run["originalUriBaseIds"][base].is_object());
    let json = acquis_in(&host, &["check", "the law", "--format", "json"], "").json();
    let label = &json[0]["labels"][0];
    assert_eq!(place["region"]["startLine"], label["start"]["line"]);
    assert_eq!(place["region"]["startColumn"], label["start"]["column"]);
    assert_eq!(place["region"]["endLine"], label["end"]["line"]);
    assert_eq!(place["region"]["endColumn"], label["end"]["column"]);
}

#[test]
fn other_places_are_related_and_a_repair_is_a_fix() {
    let host = memory(&[
        ("acquis.toml", "[package]\nname = \"law\"\n"),
        ("a.acq", "define a : Bool = true\n"),
        ("b.acq", "define a : Bool = false\n"),
    ]);
    let twice = log(&host, ".");
    let related = &result(&twice)["relatedLocations"];
    assert_eq!(related.as_array().map(Vec::len), Some(1), "{related}");
    assert!(related[0]["message"]["text"].is_string());
    let unused = log(&faulty(), "the law");
    let fix = &result(&unused)["fixes"][0];
    let change = &fix["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "the%20law/b.acq");
    let replaced = &change["replacements"][0];
    assert_eq!(replaced["deletedRegion"]["startLine"], 2);
    assert_eq!(replaced["insertedContent"]["text"], "");
}

#[test]
fn a_denied_warning_is_an_error_and_what_has_no_place_is_shown_at_the_manifest() {
    let words = ["check", "the law", "--format", "sarif", "--deny", "unused-import"];
    let denied = acquis_in(&faulty(), &words, "").json();
    assert_eq!(result(&denied)["level"], "error");
    let unread = log(&faulty().with("the law/c.acq", vec![0xff]), "the law");
    let result = &unread["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "ACQ0503");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "the%20law/acquis.toml");
    assert_eq!(place["region"], Value::Null);
}

#[test]
fn a_path_that_cannot_be_used_makes_the_run_unsuccessful() {
    let output = acquis_in(&faulty(), &["check", "the law", "elsewhere", "--format", "sarif"], "");
    assert_eq!(output.code, 2);
    let log = output.json();
    hold(&schema(), &log);
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
}
