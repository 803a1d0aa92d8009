//! What people see, held by snapshots that read like the screen: one message of every code, and assessments and
//! explanations at the width of eighty columns.
//!
//! The snapshots stand in `snapshots`, one file each. A difference fails the test and is printed; if it is meant,
//! `INSTA_UPDATE=always cargo test -p acquis-tests --test rendering` writes the files anew, and their difference is read
//! like code. No other tool is needed.

use std::collections::BTreeSet;

use acquis_base::{ALL_CODES, MemoryHost};
use acquis_tests::cli::{Output, acquis_in, acquis_in_colour};
use acquis_tests::markdown::sections;
use acquis_tests::pages::Example;
use acquis_tests::repository;

const FOLDER: &str = "tests/tests/snapshots";

/// How many columns a line of a report fills at most.
const WIDTH: usize = 80;

fn hold(name: &str, shown: String) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, shown);
    });
}

/// A command with what it prints: results, then messages, then the exit code.
fn session(words: &[String], output: &Output) -> String {
    let quoted: Vec<String> = words
        .iter()
        .map(|word| if word.contains(' ') { format!("{word:?}") } else { word.clone() })
        .collect();
    format!("$ acquis {}\n{}{}exit {}\n", quoted.join(" "), output.out, output.err, output.code)
}

/// The example that triggers a code.
fn example(id: &str) -> Example {
    let sections = sections(&repository::text(&format!("docs/diagnostics/{id}.md")));
    let triggers = sections.iter().find(|section| section.title == "Triggers it");
    Example::of(&triggers.unwrap_or_else(|| panic!("the page of {id} has no example")).blocks)
}

#[test]
fn every_code_is_shown() {
    for code in ALL_CODES {
        let example = example(code.id);
        let shown: Vec<String> =
            example.commands.iter().map(|words| session(words, &example.run(words))).collect();
        let shown = shown.join("\n");
        assert!(shown.contains(&format!("[{}]: ", code.id)), "{} is not shown:\n{shown}", code.id);
        hold(code.id, shown);
    }
}

#[test]
fn messages_are_shown_in_colour() {
    let example = example("ACQ0301");
    let words = example.commands.first().expect("a command");
    let output = example.run_in_colour(words);
    hold("coloured_message", session(words, &visible(&output)));
}

#[test]
fn reports_are_shown_in_colour() {
    let view = VIEWS.iter().find(|view| view.name == "assess_failing").expect("a view");
    let output = acquis_in_colour(&view.host(), view.words);
    let words: Vec<String> = view.words.iter().map(|word| (*word).to_owned()).collect();
    hold("coloured_report", session(&words, &visible(&output)));
}

/// The output with a sign in place of the character that starts an escape sequence.
fn visible(output: &Output) -> Output {
    let visible = |text: &str| text.replace('\u{1b}', "␛");
    Output { code: output.code, out: visible(&output.out), err: visible(&output.err) }
}

/// Colour repeats what words say: without it, nothing is lost.
#[test]
fn colour_changes_no_word() {
    for view in VIEWS {
        let host = view.host();
        let plain = acquis_in(&host, view.words, "");
        let coloured = acquis_in_colour(&host, view.words);
        assert_eq!(without_escapes(&coloured.out), plain.out, "{}", view.name);
    }
}

fn without_escapes(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('m').map_or("", |(_, rest)| rest))
}

/// A report on the dossier of the flagship package's example, or on others.
struct View {
    name: &'static str,
    words: &'static [&'static str],
    /// The dossiers: their names, and what is changed in the example, or their whole text.
    dossiers: &'static [(&'static str, Dossier)],
}

enum Dossier {
    /// The example with these texts replaced, each of which stands in it once.
    Edited(&'static [(&'static str, &'static str)]),
    Text(&'static str),
}

const EXAMPLE: &str = "policies/cada/examples/nordwolke.yaml";

const VIEWS: &[View] = &[
    View {
        name: "assess_attained",
        words: &["assess", "nordwolke.yaml"],
        dossiers: &[("nordwolke.yaml", Dossier::Edited(&[]))],
    },
    View {
        name: "assess_open",
        words: &["assess", "nordwolke.yaml"],
        dossiers: &[("nordwolke.yaml", LATER)],
    },
    View {
        name: "assess_failing",
        words: &["assess", "nordwolke.yaml", "--require-level", "2"],
        dossiers: &[("nordwolke.yaml", FAILING)],
    },
    View {
        name: "assess_derogated",
        words: &["assess", "helvetia.yaml"],
        dossiers: &[("helvetia.yaml", DEROGATED)],
    },
    View {
        name: "assess_nothing_known",
        words: &["assess", "dossier.yaml"],
        dossiers: &[("dossier.yaml", Dossier::Text("as_of: 2026-11-22\n"))],
    },
    View {
        name: "assess_two",
        words: &["assess", "first.yaml", "second.yaml"],
        dossiers: &[
            ("first.yaml", Dossier::Edited(&[])),
            ("second.yaml", Dossier::Text("as_of: 2026-11-22\nsubject: Another Cloud\n")),
        ],
    },
    View { name: "assess_long_names", words: &["assess", "long.yaml"], dossiers: &[("long.yaml", LONG)] },
    View {
        name: "explain_met",
        words: &["explain", "nordwolke.yaml", "Annex II 2.1(a)"],
        dossiers: &[("nordwolke.yaml", Dossier::Edited(&[]))],
    },
    View {
        name: "explain_met_in_full",
        words: &["explain", "nordwolke.yaml", "Annex II 2.1(a)", "--full"],
        dossiers: &[("nordwolke.yaml", Dossier::Edited(&[]))],
    },
    View {
        name: "explain_not_met",
        words: &["explain", "nordwolke.yaml", "Annex II 2.1(b)"],
        dossiers: &[("nordwolke.yaml", FAILING)],
    },
    View {
        name: "explain_undetermined",
        words: &["explain", "nordwolke.yaml", "Annex II 2.1(e)"],
        dossiers: &[("nordwolke.yaml", LATER)],
    },
    View {
        name: "explain_not_applicable",
        words: &["explain", "nordwolke.yaml", "Annex II 2.1(k)"],
        dossiers: &[("nordwolke.yaml", Dossier::Edited(&[]))],
    },
    View {
        name: "explain_derogated",
        words: &["explain", "helvetia.yaml", "Annex II 3.1(g)"],
        dossiers: &[("helvetia.yaml", DEROGATED)],
    },
    View {
        name: "explain_points",
        words: &["explain", "nordwolke.yaml", "Annex II 2.1(i)"],
        dossiers: &[("nordwolke.yaml", FAILING)],
    },
    View {
        name: "explain_long_names",
        words: &["explain", "long.yaml", "Annex II 2.1(a)"],
        dossiers: &[("long.yaml", LONG)],
    },
];

/// After the last day of which the registers of schemes are known.
const LATER: Dossier = Dossier::Edited(&[("as_of: 2026-10-01", "as_of: 2026-11-22")]);

/// Sites, people, support and components abroad, and a subcontractor that nobody examined.
const FAILING: Dossier = Dossier::Edited(&[
    (
        "infrastructure:\n  - { owner: nordwolke, location: DE }",
        "infrastructure:\n  - { owner: nordwolke, location: US }",
    ),
    ("assets:\n  - { owner: nordwolke, location: DE }", "assets:\n  - { owner: nordwolke, location: US }"),
    ("    works_in: FR", "    works_in: IN"),
    ("    citizenships: [FR, CA]", "    citizenships: [CA]"),
    ("    initiated_from: FR\n    performed_in: FR", "    initiated_from: IN\n    performed_in: IN"),
    ("    due_diligence_done: true", "    due_diligence_done: false"),
    ("    provided_from: DE\n    owned_from: DE", "    provided_from: US\n    owned_from: US"),
    (
        "    controls_documented: true\n    source_code_audited: true\n    migration_plan_documented: true\n    open_source: false",
        "    controls_documented: false\n    source_code_audited: true\n    migration_plan_documented: false\n    open_source: false",
    ),
]);

/// A provider that is controlled from Switzerland, with everything in place, and an act that the dossier supposes.
const DEROGATED: Dossier = Dossier::Edited(&[
    (
        "as_of: 2026-10-01",
        "as_of: 2026-11-22\nregisters:\n  associated_third_countries:\n    CH: { from: 2026-10-01, act: \"an invented act\" }",
    ),
    (
        "  controllers: [nordwolke-stiftung]",
        "  controllers: [nordwolke-stiftung]\n  safeguards:\n    against_restraint: { legal: true, technical: true, organisational: true }\n    against_access: { legal: true, technical: true, organisational: true }\n    against_disruption: { legal: true, technical: true, organisational: true }\n    against_foreign_measures: { legal: true, technical: true, organisational: true }\n    imposed_measures: []",
    ),
    (
        "    country: DE\n    controllers: []",
        "    country: CH\n    controllers: []\n    early_disclosure_by_law: false\n    early_disclosure_in_practice: false\n    shown_by_independent_sources: true",
    ),
]);

/// Names that no line holds, with and without blanks.
const LONG: Dossier = Dossier::Edited(&[
    (
        "subject: Nordwolke Government Cloud",
        "subject: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsverwaltungswolke",
    ),
    (
        "  name: Nordwolke SE",
        "  name: Gesellschaft für die Erforschung, Entwicklung, Erprobung und den Betrieb von Wolken mbH & Co. KGaA",
    ),
    ("  role: cloud_provider\n  established_in: DE", "  role: cloud_provider\n  established_in: US"),
    (
        "    name: Rackwerk GmbH",
        "    name: Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzgebungsverfahren_GmbH_und_Partner",
    ),
    ("    role: subcontractor\n    established_in: DE", "    role: subcontractor\n    established_in: US"),
]);

impl View {
    fn host(&self) -> MemoryHost {
        let mut host = MemoryHost::new();
        for (name, dossier) in self.dossiers {
            host.insert(*name, dossier.text());
        }
        host
    }

    fn run(&self) -> Output {
        acquis_in(&self.host(), self.words, "")
    }
}

impl Dossier {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => (*text).to_owned(),
            Self::Edited(edits) => edits.iter().fold(repository::text(EXAMPLE), |text, (old, new)| {
                assert_eq!(text.matches(old).count(), 1, "{old:?} in {EXAMPLE}");
                text.replace(old, new)
            }),
        }
    }
}

#[test]
fn reports_are_shown() {
    for view in VIEWS {
        let output = view.run();
        assert_eq!(output.err, "", "{}", view.name);
        let words: Vec<String> = view.words.iter().map(|word| (*word).to_owned()).collect();
        hold(view.name, session(&words, &output));
    }
}

#[test]
fn reports_fit_the_screen_and_end_with_a_line_break() {
    for view in VIEWS {
        let output = view.run();
        assert!(output.out.ends_with('\n') && !output.out.ends_with("\n\n"), "{}", view.name);
        for line in output.out.lines() {
            assert!(line.chars().count() <= WIDTH, "{}: {line}", view.name);
            assert_eq!(line, line.trim_end(), "{}", view.name);
        }
    }
}

/// So do those that the literate tests show.
#[test]
fn reports_of_the_literate_tests_fit_the_screen() {
    let mut lines = 0;
    for path in repository::files("tests/spec", ".md") {
        for section in sections(&repository::text(&path)) {
            for block in section.blocks.iter().filter(|block| block.language == "console") {
                // Messages show lines of a file, which are as long as they are.
                for line in block.text.split("$ acquis ").skip(1).flat_map(report) {
                    assert!(line.chars().count() <= WIDTH, "{path}, {}: {line}", section.title);
                    lines += 1;
                }
            }
        }
    }
    assert!(lines > 100, "only {lines} lines of reports");
}

/// The lines of a report among what a command printed; none for other commands, and none of messages, which follow it.
fn report(recorded: &str) -> impl Iterator<Item = &str> {
    let shows = recorded.starts_with("assess") || recorded.starts_with("explain");
    let is_message = |line: &&str| line.starts_with("error[") || line.starts_with("warning[");
    recorded.lines().skip(1).take_while(move |line| shows && !is_message(line))
}

#[test]
fn every_snapshot_is_of_something() {
    let codes = ALL_CODES.iter().map(|code| code.id);
    let views = VIEWS.iter().map(|view| view.name);
    let known: BTreeSet<String> = codes
        .chain(views)
        .chain(["coloured_message", "coloured_report"])
        .map(|name| format!("{FOLDER}/{name}.snap"))
        .collect();
    let found: BTreeSet<String> = repository::files(FOLDER, ".snap").into_iter().collect();
    let orphans: Vec<&String> = found.difference(&known).collect();
    assert!(orphans.is_empty(), "nothing is held by {orphans:?}");
}
