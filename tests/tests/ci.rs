//! The hook, the action and the jobs for servers that check every commit: they are well-formed YAML of the shape that
//! those servers read, and what they call exists.

use acquis_facts::{Format, Node, NodeKind, parse};
use acquis_tests::cli::acquis;
use acquis_tests::markdown::sections;
use acquis_tests::repository;

const HOOKS: &str = ".pre-commit-hooks.yaml";
const ACTION: &str = "ci/github/action.yml";
const WORKFLOW: &str = "ci/github/workflow.yml";
const JOB: &str = "ci/gitlab/acquis.gitlab-ci.yml";

fn read(path: &str) -> Node {
    let text = repository::text(path);
    parse(path, &text, Format::Yaml).unwrap_or_else(|fault| panic!("{path}: {fault:?}"))
}

/// The value of a key, if the node is a record that has it.
fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.kind {
        NodeKind::Record(entries) => {
            entries.iter().find(|(name, _)| name.name == key).map(|(_, value)| value)
        }
        _ => None,
    }
}

fn at<'n>(node: &'n Node, key: &str) -> &'n Node {
    get(node, key).unwrap_or_else(|| panic!("no key {key}"))
}

fn keys(node: &Node) -> Vec<&str> {
    match &node.kind {
        NodeKind::Record(entries) => entries.iter().map(|(key, _)| key.name.as_str()).collect(),
        other => panic!("{other:?}"),
    }
}

fn items(node: &Node) -> &[Node] {
    match &node.kind {
        NodeKind::List(items) => items,
        other => panic!("{other:?}"),
    }
}

fn text(node: &Node) -> &str {
    match &node.kind {
        NodeKind::Text(text) | NodeKind::Plain(text) => text,
        other => panic!("{other:?}"),
    }
}

/// All texts in a document.
fn texts<'n>(node: &'n Node, into: &mut Vec<&'n str>) {
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|item| texts(item, into)),
        NodeKind::Record(entries) => entries.iter().for_each(|(_, value)| texts(value, into)),
        NodeKind::Text(text) | NodeKind::Plain(text) => into.push(text),
        _ => {}
    }
}

/// The commands and options that a script gives to `acquis` are those of the program.
fn hold_commands(path: &str, script: &str) -> usize {
    let calls = script.lines().map(str::trim).filter_map(|line| line.strip_prefix("acquis "));
    let mut held = 0;
    for call in calls {
        let words: Vec<&str> = call.split_whitespace().collect();
        let help = acquis(&[], &[words[0], "--help"]);
        assert_eq!(help.code, 0, "{path}: there is no command {}", words[0]);
        for option in words.iter().filter(|word| word.starts_with("--") && word.len() > 2) {
            assert!(help.out.contains(&format!("  {option} ")), "{path}: {} has no {option}", words[0]);
        }
        if let Some(format) = words.iter().position(|word| *word == "--format") {
            assert!(help.out.contains(&format!("- {}:", words[format + 1])), "{path}: {call}");
        }
        held += 1;
    }
    held
}

#[test]
fn all_of_them_are_well_formed_and_call_what_there_is() {
    let mut held = 0;
    for path in [HOOKS, ACTION, WORKFLOW, JOB] {
        let document = read(path);
        let mut all = vec![];
        texts(&document, &mut all);
        held += all.into_iter().map(|script| hold_commands(path, script)).sum::<usize>();
    }
    assert!(held >= 8, "{held}");
}

#[test]
fn each_hook_has_what_is_asked_of_one() {
    let hooks = read(HOOKS);
    let ids: Vec<&str> = items(&hooks).iter().map(|hook| text(at(hook, "id"))).collect();
    assert_eq!(ids, ["acquis-check", "acquis-fmt", "acquis-test"]);
    for hook in items(&hooks) {
        assert_eq!(text(at(hook, "language")), "system");
        assert!(text(at(hook, "entry")).starts_with("acquis "));
        assert!(!text(at(hook, "name")).is_empty());
    }
    let guide = repository::text("docs/ci.md");
    ids.iter()
        .for_each(|id| assert!(guide.contains(&format!("- id: {id}")), "docs/ci.md does not show {id}"));
}

/// A step that runs a script says by which shell, and takes inputs from the environment: what is put into a script as
/// text could be a command.
#[test]
fn the_action_is_a_composite_one_that_puts_no_input_into_a_script() {
    let action = read(ACTION);
    assert_eq!(text(at(at(&action, "runs"), "using")), "composite");
    let inputs = keys(at(&action, "inputs"));
    for step in items(at(at(&action, "runs"), "steps")) {
        assert_eq!(text(at(step, "shell")), "bash");
        let script = text(at(step, "run"));
        assert!(!script.contains("${{"), "{script}");
        let Some(variables) = get(step, "env") else { continue };
        for variable in keys(variables) {
            assert!(script.contains(&format!("${variable}")), "{variable} is not used");
            let value = text(at(variables, variable));
            let input = value.trim_start_matches("${{ inputs.").trim_end_matches(" }}");
            assert!(inputs.contains(&input), "{value} is no input");
        }
    }
    let guide = repository::text("docs/ci.md");
    inputs.iter().for_each(|input| assert!(guide.contains(&format!("| `{input}` |")), "{input}"));
}

#[test]
fn the_workflow_uses_the_action_and_uploads_its_log() {
    let (action, workflow) = (read(ACTION), read(WORKFLOW));
    assert_eq!(text(at(at(&workflow, "permissions"), "security-events")), "write");
    let steps = items(at(at(at(&workflow, "jobs"), "acquis"), "steps"));
    let using = |name: &str| {
        let found = steps.iter().find(|step| get(step, "uses").is_some_and(|uses| text(uses).contains(name)));
        found.unwrap_or_else(|| panic!("no step uses {name}"))
    };
    let inputs = keys(at(&action, "inputs"));
    for given in keys(at(using("acquis/ci/github"), "with")) {
        assert!(inputs.contains(&given), "{given} is no input");
    }
    let upload = using("codeql-action/upload-sarif");
    let log = text(at(at(at(&action, "inputs"), "sarif-file"), "default"));
    assert_eq!(text(at(at(upload, "with"), "sarif_file")), log);
    // The log matters most where the check failed.
    assert!(text(at(upload, "if")).contains("!cancelled()"));
}

#[test]
fn the_blocks_of_the_guide_are_well_formed() {
    let sections = sections(&repository::text("docs/ci.md"));
    let blocks = sections.iter().flat_map(|section| &section.blocks).filter(|block| block.language == "yaml");
    let mut read = 0;
    for block in blocks {
        parse("docs/ci.md", &block.text, Format::Yaml)
            .unwrap_or_else(|fault| panic!("{fault:?}\n{}", block.text));
        read += 1;
    }
    assert_eq!(read, 2);
}

/// What the guide shows of the workflow is what the workflow has.
#[test]
fn the_step_that_the_guide_shows_is_that_of_the_workflow() {
    let workflow = repository::text(WORKFLOW);
    let sections = sections(&repository::text("docs/ci.md"));
    let github = sections.iter().find(|section| section.title == "GitHub").expect("a section");
    let shown = github.blocks.iter().find(|block| block.language == "yaml").expect("a step");
    assert!(workflow.contains(&shown.text), "{}", shown.text);
}
