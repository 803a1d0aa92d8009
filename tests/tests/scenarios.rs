//! What `acquis test` writes for other programs has the form that they read, and running scenarios changes nothing.

use acquis_base::MemoryHost;
use acquis_tests::cli::{acquis_in, memory};
use acquis_tests::repository;

const NAMES: &str = r#"
scenario "quotes \" and \\ and <angles> & ampersands" from "examples/nordwolke.yaml" { expect no level }
scenario "what is so" from "examples/nordwolke.yaml" { expect level 4 }
"#;

/// The repository's policies with one more file of scenarios.
fn host() -> MemoryHost {
    let mut host = MemoryHost::new();
    for name in repository::files("policies", "") {
        host.insert(name.clone(), repository::text(&name));
    }
    host.with("policies/cada/scenarios/names.acq", NAMES)
}

/// An element of XML.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map_or_else(|| panic!("<{}> has no {name}", self.name), |(_, value)| value)
    }

    fn number(&self, name: &str) -> usize {
        self.attribute(name).parse().expect("a number")
    }
}

/// The text with the five entities of XML read; nothing else may start with `&`.
fn read_text(text: &str) -> String {
    assert!(!text.contains('<'), "{text}");
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (entity, rest) = piece.split_once(';').expect("an entity");
        let entities = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
        out.push(entities.iter().find(|(name, _)| *name == entity).expect("a known entity").1);
        out.push_str(rest);
    }
    out
}

/// Reads well-formed XML of elements, attributes and text.
fn read_xml(text: &str) -> Element {
    let mut rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").expect("a declaration");
    let mut open = vec![Element::default()];
    while let Some((before, tag)) = rest.split_once('<') {
        open.last_mut().expect("an element").text.push_str(&read_text(before));
        let (tag, after) = tag.split_once('>').expect("the end of a tag");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            let closed = open.pop().expect("an open element");
            assert_eq!(closed.name, name);
            open.last_mut().expect("an element around").children.push(closed);
            continue;
        }
        let (tag, alone) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut element = Element { name: name.to_owned(), ..Element::default() };
        while let Some((key, value)) = attributes.trim_start().split_once("=\"") {
            let (value, after) = value.split_once('"').expect("a closing quote");
            assert!(!element.attributes.iter().any(|(known, _)| known == key), "{key} stands twice");
            element.attributes.push((key.to_owned(), read_text(value)));
            attributes = after;
        }
        assert!(attributes.trim().is_empty(), "{attributes}");
        if alone {
            open.last_mut().expect("an element around").children.push(element);
        } else {
            open.push(element);
        }
    }
    assert!(rest.trim().is_empty());
    let document = open.pop().expect("the document");
    assert!(open.is_empty(), "an element is not closed");
    document.children.into_iter().next().expect("a root")
}

/// What the schema that build servers publish for JUnit asks: which elements stand in which, which attributes they must
/// have and may have, and that totals are those of the cases.
fn hold_junit(root: &Element) {
    let allowed = |element: &Element, must: &[&str], may: &[&str]| {
        must.iter().for_each(|name| assert!(!element.attribute(name).is_empty()));
        for (key, _) in &element.attributes {
            assert!(must.contains(&key.as_str()) || may.contains(&key.as_str()), "<{}> {key}", element.name);
        }
    };
    assert_eq!(root.name, "testsuites");
    allowed(root, &[], &["name", "tests", "failures", "errors", "time", "disabled"]);
    let (mut tests, mut failures) = (0, 0);
    for suite in &root.children {
        assert_eq!(suite.name, "testsuite");
        allowed(
            suite,
            &["name", "tests"],
            &["failures", "errors", "skipped", "time", "timestamp", "hostname", "id"],
        );
        let mut failed = 0;
        for case in &suite.children {
            assert_eq!(case.name, "testcase");
            allowed(case, &["name", "classname"], &["time", "assertions", "status"]);
            for outcome in &case.children {
                assert!(["failure", "error", "skipped"].contains(&outcome.name.as_str()), "{}", outcome.name);
                allowed(outcome, &["message", "type"], &[]);
                assert!(!outcome.text.trim().is_empty());
            }
            failed += usize::from(!case.children.is_empty());
        }
        assert_eq!((suite.number("tests"), suite.number("failures")), (suite.children.len(), failed));
        tests += suite.children.len();
        failures += failed;
    }
    assert_eq!((root.number("tests"), root.number("failures")), (tests, failures));
}

#[test]
fn build_servers_can_read_what_came_of_scenarios() {
    let output = acquis_in(&host(), &["test", "policies/cada", "--format", "junit"], "");
    let root = read_xml(&output.out);
    hold_junit(&root);
    assert_eq!((output.code, root.number("failures")), (1, 1));
    let cases = root.children.iter().flat_map(|suite| &suite.children);
    let failing: Vec<&Element> = cases.filter(|case| !case.children.is_empty()).collect();
    assert_eq!(failing[0].attribute("name"), "quotes \" and \\ and <angles> & ampersands");
    assert_eq!(failing[0].children[0].attribute("message"), "expected no level, found level 4");
}

#[test]
fn the_scenarios_of_the_package_pass() {
    let mut host = host();
    host.insert("policies/cada/scenarios/names.acq", "");
    let output = acquis_in(&host, &["test", "policies/cada"], "");
    assert_eq!(output.code, 0, "{}{}", output.out, output.err);
    let started: String = repository::files("policies/cada/scenarios", ".acq")
        .iter()
        .map(|file| repository::text(file))
        .collect();
    for example in repository::files("policies/cada/examples", "") {
        let path = example.trim_start_matches("policies/cada/");
        assert!(started.contains(&format!("from \"{path}\"")), "no scenario starts from {path}");
    }
}

/// Every criterion, labelled part, carve-out and derogation of the package is seen true and seen false.
#[test]
fn the_scenarios_of_the_package_show_every_part_of_it() {
    let mut host = host();
    host.insert("policies/cada/scenarios/names.acq", "");
    let words = ["test", "policies/cada", "--coverage", "--format", "json"];
    let report = acquis_in(&host, &words, "").json();
    let parts = report["coverage"].as_array().expect("parts");
    assert!(parts.len() > 80);
    let unseen: Vec<_> = parts.iter().filter(|part| part["true"] == 0 || part["false"] == 0).collect();
    assert!(unseen.is_empty(), "{unseen:#?}");
}

#[test]
fn results_do_not_depend_on_which_thread_is_first() {
    let host = host();
    let run = || acquis_in(&host, &["test", "policies/cada", "--full", "--coverage"], "");
    let first = run();
    assert!((0..3).all(|_| run() == first));
}

/// What LCOV asks: records that name a file and end, branches by line with the totals told after them.
#[test]
fn tools_that_show_coverage_can_read_it() {
    let output = acquis_in(&host(), &["test", "policies/cada", "--lcov", "-"], "");
    let mut files = vec![];
    for record in output.out.split_inclusive("end_of_record\n") {
        let lines: Vec<(&str, &str)> =
            record.trim_end().lines().map(|line| line.split_once(':').unwrap_or((line, ""))).collect();
        assert_eq!((lines[0].0, lines[1].0, lines[lines.len() - 1].0), ("TN", "SF", "end_of_record"));
        files.push(lines[1].1.to_owned());
        let of = |key: &str| {
            lines.iter().filter(|(found, _)| *found == key).map(|(_, value)| *value).collect::<Vec<_>>()
        };
        let total = |key: &str| of(key)[0].parse::<usize>().expect("a number");
        let branches = of("BRDA");
        assert!(branches.iter().all(|branch| branch.split(',').count() == 4));
        let taken = |branch: &&&str| !["0", "-"].contains(&branch.rsplit(',').next().expect("a count"));
        assert_eq!((total("BRF"), total("BRH")), (branches.len(), branches.iter().filter(taken).count()));
        let hit = |line: &&&str| line.split_once(',').is_some_and(|(_, times)| times != "0");
        assert_eq!((total("LF"), total("LH")), (of("DA").len(), of("DA").iter().filter(hit).count()));
        let text = repository::text(&files[files.len() - 1]);
        for line in of("DA").iter().filter_map(|line| line.split(',').next()?.parse::<usize>().ok()) {
            assert!(line <= text.lines().count());
        }
    }
    assert!(files.contains(&"policies/cada/annex_ii/level_3.acq".to_owned()), "{files:?}");
}

#[test]
fn coverage_that_cannot_be_written_is_no_success() {
    let output =
        acquis_in(&host(), &["test", "policies/cada", "--filter", "what is so", "--lcov", "x.info"], "");
    assert_eq!((output.code, output.codes()), (2, vec!["ACQ0709".to_owned()]));
}

/// An assessment is the same with scenarios and without.
#[test]
fn scenarios_change_no_assessment() {
    let words = ["assess", "policies/cada/examples/arlblick.yaml", "--format", "json"];
    let with = acquis_in(&host(), &words, "");
    let files: Vec<(String, String)> = repository::files("policies", "")
        .into_iter()
        .filter(|name| !name.contains("/scenarios/"))
        .map(|name| (name.clone(), repository::text(&name)))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(acquis_in(&memory(&files), &words, "").out, with.out);
}
