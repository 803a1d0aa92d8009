//! What is nested in what is nested, a hundred thousand times; all on a small stack.

use acquis_base::MemoryHost;
use acquis_tests::cli::{Output, memory};
use acquis_tests::repository;
use acquis_tests::survival::{PLAIN_STACK, SMALL_STACK, check, on_stack, run};

const MANIFEST: (&str, &str) = ("acquis.toml", "[package]\nname = \"example\"\n");

/// How often something is nested that is nested far beyond the limits.
const FAR: usize = 100_000;

/// The package of the pages of diagnostics, with more files.
fn beside_prelude(files: &[(&str, &str)]) -> MemoryHost {
    let prelude = repository::text("docs/diagnostics/prelude.acq");
    let mut host = memory(&[MANIFEST, ("prelude.acq", &prelude)]);
    for (path, text) in files {
        host.insert(*path, text.as_bytes());
    }
    host
}

/// The codes that `check` reports for a text beside the prelude.
fn codes(text: &str) -> Vec<String> {
    let text = format!("import prelude\n{text}\n");
    let host = beside_prelude(&[("example.acq", &text)]);
    on_stack(SMALL_STACK, || run(&host, &["check"])).codes()
}

#[test]
fn formulas_nested_too_deep_are_refused() {
    for opener in ["(", "all of { ", "every x in sites satisfies "] {
        assert_eq!(codes(&format!("assume \"x\" {}", opener.repeat(FAR))), ["ACQ0004"], "{opener:?}");
    }
    let openers = [
        "[",
        "any of { point (i): ",
        "not (",
        "no x in sites where ",
        "if staff > 3 then ",
        "if ",
        "should ",
        "first of { where ",
        "by reading weight { binding: ",
        "at_home(",
        "count(each x in ",
        "staff in [",
        "at least 2 x in each y in ",
        "staff > 3 and (",
    ];
    for opener in openers {
        assert_eq!(codes(&format!("assume \"x\" {}", opener.repeat(FAR / 20))), ["ACQ0004"], "{opener:?}");
    }
    let closed = format!("assume \"x\" {}staff > 3{}", "(".repeat(FAR), ")".repeat(FAR));
    assert_eq!(codes(&closed), ["ACQ0004"]);
    for steps in ["staff + ", "2 * "] {
        assert_eq!(
            codes(&format!("assume \"x\" {}staff > 3", steps.repeat(FAR / 20))),
            ["ACQ0004"],
            "{steps:?}"
        );
    }
    let path = format!("assume \"x\" provider{} = DE", ".country".repeat(FAR / 20));
    assert_eq!(codes(&path), ["ACQ0004"]);
}

#[test]
fn other_things_nested_too_deep_are_refused() {
    let nested = [
        ("entity E { f : ", "list of ", "ACQ0004"),
        ("entity E { f : ", "optional list of ", "ACQ0004"),
        ("instrument other { ", "annex I { section 1 { ", "ACQ0004"),
        ("criterion Annex I 1.1(a) at level 1 { ", "point (i) { ", "ACQ0004"),
        ("enum E ", "{ ", "ACQ0004"),
        ("", "{ ", "ACQ0004"),
        ("", "( ", "ACQ0004"),
    ];
    for (head, opener, code) in nested {
        let found = codes(&format!("{head}{}", opener.repeat(FAR / 5)));
        assert!(found.iter().any(|found| found == code), "{head}{opener} gives {found:?}");
    }
}

#[test]
fn long_things_are_no_deep_ones() {
    let long = [
        format!("assume \"x\" staff > 3{}", " and staff > 3".repeat(3000)),
        format!("assume \"x\" any of {{ {} }}", "staff > 3; ".repeat(3000)),
        format!("assume \"x\" staff in [1{}]", ", 1".repeat(3000)),
        format!("assume \"x\" first of {{ {} otherwise: true; }}", "where staff > 3: true; ".repeat(3000)),
        format!("{}\nassume \"x\" staff > 3", "// (((( \n".repeat(FAR)),
        format!("{}assume \"x\" staff > 3", "/// [[[[\n".repeat(FAR / 10)),
    ];
    for text in long {
        assert_eq!(codes(&text), Vec::<String>::new(), "{}", &text[..60]);
    }
    for text in ["not ".repeat(FAR / 20), "3 < ".repeat(FAR / 20), "true implies ".repeat(FAR / 20)] {
        assert_eq!(codes(&format!("assume \"x\" {text} true")).len(), 1, "{}", &text[..20]);
    }
}

/// Assesses and explains with the package of the prelude in which 2.1(a) also requires `formula`.
fn assessed(declarations: &str, formula: &str, dossier: &str) -> Vec<Output> {
    let prelude = repository::text("docs/diagnostics/prelude.acq");
    let place = "    requires opened_on < 2026-01-01";
    let text = prelude.replace(place, &format!("    requires {formula}\n{place}"));
    let host =
        memory(&[MANIFEST, ("prelude.acq", &format!("{text}\n{declarations}")), ("dossier.yaml", dossier)]);
    on_stack(PLAIN_STACK, || {
        let explain = ["explain", "dossier.yaml", "Annex I 2.1(a)", "--as-of=2026-06-01"];
        vec![
            check(&host),
            run(&host, &["assess", "dossier.yaml", "--as-of=2026-06-01"]),
            run(&host, &["assess", "dossier.yaml", "--as-of=2026-06-01", "--format=json"]),
            run(&host, &explain),
            run(&host, &[&explain[..], &["--full"]].concat()),
            run(&host, &[&explain[..], &["--format=json"]].concat()),
        ]
    })
}

/// The deepest that the limits allow works on a small stack too, from the parser to the explanation.
#[test]
fn what_the_limits_allow_works() {
    let nested = |opener: &str, closer: &str| format!("{}staff > 3{}", opener.repeat(55), closer.repeat(55));
    let every: String = (0..58).map(|at| format!("every x_{at} in sites satisfies ")).collect();
    let notion = |at: usize| format!("define step_{} : Bool = not step_{at}\n", at + 1);
    let notions: String = (0..60).map(notion).collect();
    let notions = format!("define step_0 : Bool = staff > 3\n{notions}");
    let cases = [
        ("", nested("(", ")")),
        ("", format!("{}staff > 3{}", "not (true and ".repeat(55), ")".repeat(55))),
        ("", nested("all of { ", "; }")),
        ("", nested("any of { point limb \"limb\": ", "; }")),
        ("", nested("first of { where staff > 3: ", "; otherwise: true; }")),
        ("", nested("by reading weight { advisory: false; binding: ", "; }")),
        ("", format!("({}staff > 3)", "if staff > 3 then true else ".repeat(55))),
        ("", format!("({every}staff > 3)")),
        ("", format!("{}staff > 3", "staff + ".repeat(120))),
        (&notions, "step_60".to_owned()),
    ];
    for dossier in ["{}", "staff: 4\nsites: [{ colour: red }]\n", "staff: 2\n"] {
        for (declarations, formula) in &cases {
            for output in assessed(declarations, formula, dossier) {
                assert_eq!(output.code, 0, "{formula}\n{}{}", output.out, output.err);
            }
        }
    }
}

#[test]
fn notions_that_build_on_each_other_without_end() {
    let chain: String = (0..5000).map(|at| format!("define step_{at} : Bool = step_{}\n", at + 1)).collect();
    assert_eq!(codes(&format!("{chain}define step_5000 : Bool = staff > 3")), ["ACQ0506"]);
    let circle: String =
        (0..5000).map(|at| format!("define step_{at} : Bool = step_{}\n", (at + 1) % 5000)).collect();
    assert_eq!(codes(&circle), ["ACQ0103"]);
    let lists: String =
        (0..5000).map(|at| format!("define list_{at} : list of Site = list_{}\n", at + 1)).collect();
    assert_eq!(codes(&format!("{lists}define list_5000 : list of Site = sites")), ["ACQ0506"]);
    let parameters: String = (0..5000)
        .map(|at| format!("define step_{at}(s_{at} : Site) : Bool = step_{}(s_{at})\n", at + 1))
        .collect();
    let last = "define step_5000(s : Site) : Bool = s.grade = high";
    assert_eq!(codes(&format!("{parameters}{last}")), ["ACQ0506"]);
}

/// A notion that uses another twice, which uses another twice: the whole doubles with every step, and so would the work
/// of all who go through it.
#[test]
fn notions_that_double_are_refused() {
    let doubling = |first: &str, step: &dyn Fn(usize, usize) -> String| {
        let steps: String = (0..60).map(|at| format!("{}\n", step(at + 1, at))).collect();
        assert_eq!(codes(&format!("{first}\n{steps}")), ["ACQ0506"], "{first}");
    };
    doubling("define step_0 : Bool = staff > 3", &|this, last| {
        format!("define step_{this} : Bool = step_{last} or not step_{last}")
    });
    doubling("define step_0(s : Site) : Bool = s.grade = high", &|this, last| {
        format!(
            "define step_{this}(s_{this} : Site) : Bool = step_{last}(s_{this}) and step_{last}(s_{this})"
        )
    });
    doubling("define list_0 : list of Site = each s in sites where (s.grade = high)", &|this, last| {
        format!("define list_{this} : list of Site = list_{last} together with list_{last}")
    });
    doubling("define number_0 : Integer from 0 to 100000 = staff", &|this, last| {
        let chosen = format!("if number_{last} > 3 then number_{last} else 3");
        format!("define number_{this} : Integer from 0 to 100000 = {chosen}")
    });
}

#[test]
fn chains_through_a_whole_package() {
    let copies: String = (0..2000)
        .map(|at| format!("criterion Annex I 1.1(a{at}) at level 1 restates Annex I 1.1(a{})\n", at + 1))
        .collect();
    assert!(codes(&copies).contains(&"ACQ0303".to_owned()));
    let holds = |at: usize| format!("entity Part_{at} {{ part : Part_{} }}\n", at + 1);
    let contained: String = (0..3000).map(holds).collect();
    assert_eq!(codes(&format!("{contained}entity Part_3000 {{ size : Bool }}")), ["ACQ0106", "ACQ0104"]);
    let circle: String =
        (0..3000).map(|at| format!("entity Part_{at} {{ part : Part_{} }}\n", (at + 1) % 3000)).collect();
    assert_eq!(codes(&circle), ["ACQ0401"]);
    let refers = |at: usize| {
        format!("entity Node_{at} identified by id {{ next : list of ref Node_{} }}\n", (at + 1) % 3000)
    };
    assert_eq!(codes(&(0..3000).map(refers).collect::<String>()), ["ACQ0106"]);
}

#[test]
fn modules_that_import_each_other_in_a_long_row() {
    let mut host = beside_prelude(&[]);
    for at in 0..2000 {
        let next = (at + 1) % 2000;
        let text = format!("import step_{next}\ndefine in_{at} : Bool = in_{next}\n");
        host.insert(format!("step_{at}.acq"), text.into_bytes());
    }
    assert_eq!(on_stack(SMALL_STACK, || run(&host, &["check"])).codes(), ["ACQ0103"]);
}

#[test]
fn folders_within_folders() {
    let mut host = beside_prelude(&[]);
    host.insert(format!("{}deep.acq", "folder/".repeat(1000)), "enum Deep { deep }");
    assert_eq!(on_stack(SMALL_STACK, || run(&host, &["check"])).codes(), ["ACQ0504"]);
}

/// The codes with which a dossier beside the prelude is refused.
fn refused(name: &str, dossier: &str) -> Vec<String> {
    let host = beside_prelude(&[(name, dossier)]);
    let output = on_stack(SMALL_STACK, || run(&host, &["assess", name, "--as-of=2026-06-01"]));
    assert_eq!(output.code, 2, "{}", output.out);
    output.codes()
}

#[test]
fn dossiers_nested_too_deep_are_refused() {
    for opener in ["[", "{\"a\": ", "[{\"a\": [", "{\"a\": {\"b\": [1, "] {
        let text = opener.repeat(FAR);
        assert_eq!(refused("dossier.json", &text), ["ACQ0612"], "{opener:?}");
        // In YAML, something that is never closed is told first.
        let codes = refused("dossier.yaml", &text);
        assert!(["ACQ0612", "ACQ0602"].contains(&codes[0].as_str()), "{opener:?} gives {codes:?}");
    }
    for opener in ["- ", "? ", "- - ", "a: {b: ["] {
        let codes = refused("dossier.yaml", &opener.repeat(FAR));
        assert!(["ACQ0612", "ACQ0602"].contains(&codes[0].as_str()), "{opener:?} gives {codes:?}");
    }
    let block: String = (0..1000).map(|at| format!("{}a:\n", " ".repeat(at))).collect();
    assert_eq!(refused("dossier.yaml", &block), ["ACQ0612"]);
    let closed = format!("{}{}", "[".repeat(FAR), "]".repeat(FAR));
    assert_eq!(refused("dossier.yaml", &closed), ["ACQ0612"]);
    let within = |n: usize| format!("{{\"provider\": {}1{}}}", "[".repeat(n), "]".repeat(n));
    assert_eq!(refused("dossier.json", &within(63)), ["ACQ0605"]);
    assert_eq!(refused("dossier.json", &within(64)), ["ACQ0612"]);
}

/// A row of twenty thousand owners, and the same as a circle.
#[test]
fn long_rows_of_references() {
    const MANY: usize = 20_000;
    for last in ["[]", "[o0]"] {
        let mut dossier = String::from("provider: { id: p, country: DE, owners: [o0] }\nowners:\n");
        for at in 0..MANY {
            let owners = if at + 1 < MANY { format!("[o{}]", at + 1) } else { last.to_owned() };
            dossier.push_str(&format!("  - {{ id: o{at}, country: DE, owners: {owners} }}\n"));
        }
        let host = beside_prelude(&[("dossier.yaml", &dossier)]);
        let words = ["explain", "dossier.yaml", "Annex I 2.1(b)", "--as-of=2026-06-01", "--format=json"];
        let output = on_stack(SMALL_STACK, || run(&host, &words)).json();
        assert_eq!(output["criterion"]["verdict"], "met");
        assert_eq!(output["criterion"]["requires"][0]["asked"], MANY);
    }
}
