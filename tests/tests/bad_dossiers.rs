//! Bad dossiers: whatever a file holds, it costs one message with a code, a place, a reason and a remedy; nothing is
//! printed as a result, and the exit code is 2. Those that can be read as text stand in `tests/spec/dossiers.md`, the
//! others here.

use std::fmt::Write as _;

use acquis_base::MemoryHost;
use acquis_cli::Disk;
use acquis_tests::cli::{Output, acquis_in};
use acquis_tests::markdown::sections;
use acquis_tests::repository;

/// What is wrong with the output of a command that was given a bad dossier, as far as any bad dossier goes.
fn faults(output: &Output) -> Vec<String> {
    let mut faults = vec![];
    if output.code != 2 {
        faults.push(format!("the exit code is {}", output.code));
    }
    if !output.out.is_empty() {
        faults.push("there is a result".to_owned());
    }
    let heads: Vec<&str> = output.err.lines().filter(|line| line.contains("[ACQ")).collect();
    match heads.as_slice() {
        [head] if head.starts_with("error[ACQ06") || head.starts_with("error[ACQ0905]") => {}
        heads => faults.push(format!("there is not one message about a dossier but {heads:?}")),
    }
    let unreadable = output.err.contains(" cannot be read: ");
    if !unreadable && place(output).is_none() {
        faults.push("no place is named".to_owned());
    }
    if !output.err.contains("help: ") {
        faults.push("no remedy is named".to_owned());
    }
    faults
}

/// The place that the message names: file, line, column. It stands over the lines that are shown, or, where they are
/// too long to be shown, on a line of its own.
fn place(output: &Output) -> Option<(&str, u32, u32)> {
    let framed = output.err.split_once("╭─[ ").and_then(|(_, rest)| rest.split_once(" ]"));
    let named = output.err.split_once("\n    at ").and_then(|(_, rest)| rest.split_once(": "));
    let (place, _) = framed.or(named)?;
    let mut parts = place.rsplitn(3, ':');
    let (column, line, file) = (parts.next()?, parts.next()?, parts.next()?);
    Some((file, line.parse().ok()?, column.parse().ok()?))
}

/// Assesses these bytes as a file of this name, and holds the output to what any bad dossier gives.
fn refused(name: &str, bytes: impl Into<Vec<u8>>) -> Output {
    let host = MemoryHost::new().with(name, bytes);
    let output = acquis_in(&host, &["assess", name], "");
    assert_eq!(faults(&output), Vec::<String>::new(), "{}{}", output.out, output.err);
    output
}

// That the commands print what stands there is what `spec.rs` tests; here it is read, not run again.
#[test]
fn every_example_costs_one_message() {
    let mut wrong = String::new();
    let mut commands = 0;
    for section in sections(&repository::text("tests/spec/dossiers.md")) {
        for block in section.blocks.iter().filter(|block| block.language == "console") {
            for recorded in block.text.split("$ acquis ").skip(1) {
                for fault in faults(&output(recorded)) {
                    let _ = writeln!(wrong, "{} (line {}): {fault}", section.title, block.line);
                }
                commands += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(commands >= 25, "only {commands} bad dossiers");
}

/// A command with its output as recorded: results first, then messages, then the exit code.
fn output(recorded: &str) -> Output {
    let (_, printed) = recorded.split_once('\n').unwrap_or_default();
    let (printed, code) = match printed.rsplit_once("exit ") {
        Some((printed, code)) => (printed, code.trim().parse().expect("an exit code")),
        None => (printed, 0),
    };
    let messages = printed.find("error[").unwrap_or(printed.len());
    let (out, err) = printed.split_at(messages);
    Output { code, out: out.to_owned(), err: err.to_owned() }
}

#[test]
fn a_file_in_another_encoding() {
    let output = refused("latin.yaml", b"as_of: 2026-11-22\nservice: { name: B\xE9zier }\n");
    assert_eq!(place(&output), Some(("latin.yaml", 2, 19)));
    assert!(output.err.contains("latin.yaml is not UTF-8"), "{}", output.err);

    let utf_16 = "as_of: 2026-11-22\n".encode_utf16().flat_map(u16::to_le_bytes);
    let with_mark: Vec<u8> = [0xFF, 0xFE].into_iter().chain(utf_16).collect();
    assert_eq!(place(&refused("wide.yaml", with_mark)), Some(("wide.yaml", 1, 1)));
}

#[test]
fn a_mark_of_byte_order_is_no_fault_at_the_start_and_one_elsewhere() {
    let good = MemoryHost::new().with("marked.yaml", "\u{feff}as_of: 2026-11-22\n");
    assert_eq!(acquis_in(&good, &["assess", "marked.yaml"], "").code, 0);

    let output = refused("marked.yaml", "\u{feff}as_of: 2026-11-22\npurpose: resale\n");
    assert_eq!(place(&output), Some(("marked.yaml", 2, 10)));
    let output = refused("marked.json", "\u{feff}{\n \"as_of\": 1 }\n");
    assert_eq!(place(&output), Some(("marked.json", 2, 11)));
    let output = refused("joined.yaml", "as_of: 2026-11-22\n\u{feff}purpose: recognition\n");
    assert_eq!(place(&output), Some(("joined.yaml", 2, 1)));
}

#[test]
fn a_byte_that_is_no_text() {
    for (name, text) in [
        ("nul.yaml", "as_of: 2026-11-22\nsubject: \0\n"),
        ("escape.yaml", "as_of: 2026-11-22\nsubject: \"\u{1b}[2J\"\n"),
        ("escape.json", "{ \"as_of\": \"2026-11-22\",\n\"subject\": \"\u{1b}[2J\" }\n"),
        ("tab.json", "{ \"as_of\": \"2026-11-22\",\n\"subject\": \"a\tb\" }\n"),
    ] {
        let output = refused(name, text);
        assert_eq!(place(&output).map(|(_, line, _)| line), Some(2), "{}", output.err);
        assert!(!output.err.contains(['\0', '\u{1b}']), "{:?}", output.err);
    }
}

#[test]
fn a_file_over_the_limit() {
    let limit = usize::try_from(acquis_facts::MAX_DOSSIER_BYTES).expect("a size");
    let output = refused("large.yaml", vec![b' '; limit + 1]);
    let expected = "error[ACQ0601]: large.yaml cannot be read: the file is too large\n    help: a dossier holds at \
                    most 32 MiB\n";
    assert_eq!(output.err, expected);
}

#[test]
fn of_very_many_mistakes_the_first_fifty_are_shown_and_the_others_counted() {
    let shown = |text: String| {
        let output = acquis_in(&MemoryHost::new().with("many.yaml", text), &["assess", "many.yaml"], "");
        assert_eq!(output.code, 2);
        output.err
    };
    let keys = |count: usize| (0..count).map(|at| format!("no_such_key_{at}: 1\n")).collect::<String>();
    let fifty = shown(format!("as_of: 2026-11-22\n{}", keys(50)));
    assert_eq!(fifty.matches("error[").count(), 50);
    assert!(!fifty.contains("left out"), "{fifty}");

    // Names that nothing bears are counted with the rest, though most are not looked up.
    let owners = (0..70).map(|at| format!("nobody_{at}")).collect::<Vec<_>>().join(", ");
    let more =
        shown(format!("as_of: 2026-11-22\n{}provider: {{ id: own, controllers: [{owners}] }}\n", keys(49)));
    assert_eq!(more.matches("error[").count(), 50);
    let (_, last) = more.rsplit_once("error[").expect("findings");
    assert!(last.contains("is called `nobody_0`"), "{last}");
    assert!(last.contains("note: 69 more findings of this dossier are left out"), "{last}");
}

#[test]
fn nesting_without_end() {
    const DEEP: usize = 200_000;
    for (name, before) in [("deep.json", "{\"ai_training\":\n"), ("deep.yaml", "ai_training:\n ")] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let text = format!("{before}{}{}", open.repeat(DEEP), close.repeat(DEEP));
            let output = refused(name, text);
            assert!(output.err.starts_with("error[ACQ0612]"), "{}", &output.err[..200]);
            // A line of that length is not shown.
            assert!(output.err.len() < 500, "{}", output.err.len());
        }
    }
    let rows: String = (0..100).map(|depth| format!("{}- a:\n", "  ".repeat(depth))).collect();
    let output = refused("rows.yaml", format!("ai_training:\n{rows}"));
    assert!(output.err.starts_with("error[ACQ0612]"), "{}", output.err);
}

#[test]
fn standard_input_and_what_is_on_the_disk() {
    let none = MemoryHost::new();
    let output = acquis_in(&none, &["assess", "-"], "purpose: resale\n");
    assert_eq!(faults(&output), Vec::<String>::new());
    assert_eq!(place(&output), Some(("<stdin>", 1, 10)));

    let disk = Disk::here();
    let folder = env!("CARGO_MANIFEST_DIR");
    let output = acquis_in(&disk, &["assess", folder], "");
    assert_eq!(faults(&output), Vec::<String>::new());
    assert!(output.err.contains("it is a folder"), "{}", output.err);
    let output = acquis_in(&disk, &["assess", &format!("{folder}/nowhere.yaml")], "");
    assert_eq!(faults(&output), Vec::<String>::new());
    assert!(output.err.contains("there is no such file"), "{}", output.err);
}

#[test]
fn a_bad_dossier_does_not_keep_others_from_being_assessed() {
    let host = MemoryHost::new()
        .with("good.yaml", "as_of: 2026-11-22\nsubject: Good\n")
        .with("bad.yaml", "as_of: 2026-11-22\npurpose: resale\n");
    let output = acquis_in(&host, &["assess", "bad.yaml", "good.yaml"], "");
    assert_eq!(output.code, 2);
    assert!(output.out.starts_with("Good\n"), "{}", output.out);
    assert_eq!(place(&output), Some(("bad.yaml", 2, 10)));
}

#[test]
fn several_mistakes_cost_one_message_each() {
    let text =
        "as_of: 2026-11-22\npurpose: resale\nservice: { sbom_complete: yes }\nassets: [{ location: EL }]\n";
    let host = MemoryHost::new().with("dossier.yaml", text);
    let output = acquis_in(&host, &["assess", "dossier.yaml"], "");
    let lines: Vec<&str> =
        output.err.split("╭─[ dossier.yaml:").skip(1).filter_map(|rest| rest.get(..1)).collect();
    assert_eq!(lines, ["2", "3", "4"], "{}", output.err);
}
