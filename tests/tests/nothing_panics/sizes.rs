//! What is large: lines, files, packages, lists, and the number of mistakes.

use acquis_base::MemoryHost;
use acquis_tests::cli::memory;
use acquis_tests::repository;
use acquis_tests::survival::{check, run};

const MANIFEST: (&str, &str) = ("acquis.toml", "[package]\nname = \"example\"\n");

/// A million bytes, or a million of something.
const MILLION: usize = 1_000_000;

/// The package of the pages of diagnostics, with one more file.
fn beside_prelude(path: &str, text: &str) -> MemoryHost {
    let prelude = repository::text("docs/diagnostics/prelude.acq");
    memory(&[MANIFEST, ("prelude.acq", &prelude), (path, text)])
}

/// However long a line is, little of it is shown with a finding.
#[test]
fn a_line_of_a_million_bytes() {
    let lines = [
        format!("define a : Bool ={}true", " ".repeat(MILLION)),
        format!("define a : Bool = \"{}\"", "1".repeat(MILLION)),
        format!("define a : Bool = \"{}", "§".repeat(MILLION / 2)),
        format!("define a : Bool = true // {}", "é".repeat(MILLION / 2)),
        format!("{}enum E {{ a }}", "/* ".repeat(MILLION / 3)),
        ";".repeat(MILLION),
        "\"".repeat(MILLION),
        "}{".repeat(MILLION / 2),
    ];
    for line in lines {
        let output = check(&beside_prelude("example.acq", &line));
        let shown: String = line.chars().take(30).collect();
        assert!(output.out.len() + output.err.len() < 5000, "{shown}: {} bytes", output.out.len());
    }
}

/// People are shown some of many mistakes, programs are given more, and both are told how many there are. Here all
/// stand on one line of a megabyte.
#[test]
fn fifty_thousand_mistakes() {
    const MANY: usize = 50_000;
    let entries = "DE from 2020-01-01 ".repeat(MANY + 1);
    let text = format!("register r of Country \"r\" {{ {entries} }}");
    let host = memory(&[MANIFEST, ("example.acq", &text)]);
    let found = run(&host, &["check", "--format", "json"]).json();
    assert_eq!(found.as_array().map(Vec::len), Some(1000));
    let left_out = format!("{} more findings of this file are left out", MANY - 1000);
    assert_eq!(found[999]["notes"], serde_json::json!([left_out]));
    let output = run(&host, &["check"]);
    assert_eq!(output.out.matches("error[ACQ0322]").count(), 200);
    assert!(output.out.contains("and 800 more"), "{}", output.err);
    assert!(output.out.len() < 200 * 2000, "{} bytes", output.out.len());
}

/// Warnings do not hide errors, however many there are.
#[test]
fn an_error_among_many_warnings() {
    let without_basis = |at| {
        format!(
            "derogation d_{at} from Annex I 2.1(b) for each owner that fails {{ opens where owner.country = DE }}\n"
        )
    };
    let warnings: String = (0..500).map(without_basis).collect();
    let text = format!("import prelude\n{warnings}define f : Bool = unknown\n");
    let output = check(&beside_prelude("example.acq", &text));
    assert_eq!(output.code, 1);
    assert!(output.out.contains("error["), "{}", output.out);
    assert_eq!(output.out.matches("[ACQ").count(), 200);
}

#[test]
fn many_of_everything() {
    let many = |of: &dyn Fn(usize) -> String| -> String { (0..600).map(of).collect() };
    let texts = [
        many(&|at| format!("define notion_{at} : Bool = unknown_{at}\n")),
        many(&|at| format!("define same : Bool = {at} > 1\n")),
        many(&|at| format!("define notion{at}(a{at} : Bool) : Bool = a{at} and b{at}\n")),
        format!("entity E {{ {} }}", many(&|at| format!("field_{at} : Unknown\n"))),
        format!("enum E ordered {{ {} last }}", many(&|at| format!("value_{at} < "))),
        format!("define f({} last : Bool) : Bool = last", many(&|at| format!("p_{at} : Bool, "))),
        format!("reading r {{ default a {} }}", many(&|at| format!("alternative a_{at} "))),
        format!("instrument other {{ {} }}", many(&|_| "article 1 ".to_owned())),
        format!("instrument other {{ {} }}", many(&|at| format!("article {at} \"Title\" "))),
        format!("ladder other {{ {} }}", many(&|at| format!("level {at} "))),
        format!("assume \"x\" all of {{ {} }}", many(&|at| format!("unknown_{at};"))),
        format!("assume \"x\" {} true", many(&|_| "true or true and ".to_owned())),
        many(&|at| format!("criterion Annex I 1.1(a{at}) at level 1 {{ requires true }}\n")),
        many(&|at| {
            format!("derogation d_{at} from Annex I 1.1(a) under Article 2(1) {{ opens where true }}\n")
        }),
        many(&|_| "import nowhere\n".to_owned()),
        many(&|_| "define \n".to_owned()),
        many(&|_| "enum E { a ".to_owned()),
        many(&|_| "\u{200b}".to_owned()),
        many(&|_| "define a : Bool = true – ".to_owned()),
    ];
    for text in texts {
        let output = check(&beside_prelude("example.acq", &text));
        let shown: String = text.chars().take(40).collect();
        assert!(output.out.len() < 4_000_000, "{shown}: {} bytes", output.out.len());
    }
}

#[test]
fn files_beyond_the_limits_are_refused() {
    let limit = usize::try_from(acquis_analysis::MAX_SOURCE_BYTES).expect("small");
    let host = beside_prelude("example.acq", &" ".repeat(limit + 1));
    assert_eq!(check(&host).codes(), ["ACQ0503"]);
    let mut host = memory(&[MANIFEST]);
    for at in 0..=acquis_analysis::MAX_FILES {
        host.insert(format!("file_{at}.acq"), "");
    }
    assert_eq!(check(&host).codes(), ["ACQ0504"]);
    let limit = usize::try_from(acquis_facts::MAX_DOSSIER_BYTES).expect("small");
    let host = beside_prelude("dossier.json", &" ".repeat(limit + 1));
    assert_eq!(run(&host, &["assess", "dossier.json"]).codes(), ["ACQ0601"]);
}

/// The codes with which a dossier is answered that is a record of a list of so many items.
fn listed(name: &str, item: &str, many: usize) -> (u8, Vec<String>) {
    let items = vec![item; many].join(", ");
    let dossier = format!("{{\"as_of\": \"2026-06-01\", \"sites\": [{items}]}}");
    let host = beside_prelude(name, &dossier);
    let output = run(&host, &["assess", name]);
    assert!(output.out.len() + output.err.len() < 100_000, "{} bytes", output.out.len());
    run(&host, &["explain", name, "Annex I 2.1(a)", "--full"]);
    (output.code, output.codes())
}

#[test]
fn dossiers_with_long_lists() {
    for name in ["dossier.json", "dossier.yaml"] {
        assert_eq!(listed(name, "{}", 8000), (0, vec![]));
        assert_eq!(listed(name, "{\"grade\": \"high\", \"colour\": \"red\"}", 8000), (0, vec![]));
        assert_eq!(listed(name, "null", 8000), (0, vec![]));
        assert_eq!(listed(name, "{\"grade\": \"hihg\"}", 8000), (2, vec!["ACQ0608".to_owned()]));
        assert_eq!(listed(name, "{\"grade\": 1, \"grade\": 1}", 3000).0, 2);
    }
}

#[test]
fn dossiers_with_many_records_that_nobody_finds() {
    let owner = |at: usize| format!("{{\"id\": \"owner_{at}\", \"owners\": [\"onwer_{at}\"]}}");
    let owners: Vec<String> = (0..5000).map(owner).collect();
    let dossier = format!("{{\"as_of\": \"2026-06-01\", \"owners\": [{}]}}", owners.join(", "));
    let output = run(&beside_prelude("dossier.json", &dossier), &["assess", "dossier.json"]);
    assert_eq!(output.codes(), ["ACQ0609"]);
    assert_eq!(output.err.matches("error[").count(), 50);
}

/// An assessment that would take too long is refused as the limit of steps says.
#[test]
fn assessments_that_take_too_long() {
    let prelude = repository::text("docs/diagnostics/prelude.acq");
    let pairs =
        "every a in sites satisfies every b in sites satisfies every c in sites satisfies a.grade = b.grade";
    let prelude = prelude
        .replace("    requires opened_on < ", &format!("    requires {pairs}\n    requires opened_on < "));
    let sites = vec!["{}"; 300].join(", ");
    let dossier = format!("{{\"as_of\": \"2026-06-01\", \"sites\": [{sites}]}}");
    let host = memory(&[MANIFEST, ("prelude.acq", &prelude), ("dossier.json", &dossier)]);
    let output = run(&host, &["assess", "dossier.json", "--max-steps", "100000"]);
    assert_eq!((output.code, output.codes()), (2, vec!["ACQ0617".to_owned()]));
}
