//! Nothing that others wrote acts on a terminal: names of files and folders, words of the command line, the manifest.
//! What would is written by its number.

use acquis_base::{MemoryHost, is_printable};
use acquis_tests::cli::{Output, acquis_in, acquis_in_colour};
use acquis_tests::repository;

/// Clears the screen, turns what follows around, begins a line of its own, and rings.
const HOSTILE: &str = "x\u{1b}[2J\u{202e}y\rz\nw\u{7}\u{9b}1m";

/// How what is shown of it begins.
const SHOWN: &str = "x\\u{1b}[2J\\u{202e}y";

/// What a command prints, without the colours that it was told to print.
fn printed(host: &MemoryHost, words: &[&str]) -> [Output; 2] {
    let mut coloured = acquis_in_colour(host, words);
    for text in [&mut coloured.out, &mut coloured.err] {
        let mut pieces = text.split("\u{1b}[");
        let first = pieces.next().unwrap_or_default().to_owned();
        *text = pieces.fold(first, |mut out, piece| {
            let (colour, rest) = piece.split_once('m').expect("a colour ends in `m`");
            assert!(colour.bytes().all(|b| b.is_ascii_digit() || b == b';'), "{piece:?}");
            out.push_str(rest);
            out
        });
    }
    [acquis_in(host, words, ""), coloured]
}

/// Holds that a command names what is hostile, and that nothing of it acts.
fn harmless(host: &MemoryHost, words: &[&str]) {
    for output in printed(host, words) {
        let said = format!("{}{}", output.out, output.err);
        let acting = said.chars().find(|c| *c != '\n' && !is_printable(*c));
        assert_eq!(acting, None, "{words:?}: {said:?}");
        assert!(said.contains(SHOWN), "{words:?}: {said}");
    }
}

fn host() -> MemoryHost {
    let mut host = MemoryHost::new().with("good.yaml", "as_of: 2026-10-01\n");
    for name in repository::files("policies", "") {
        host.insert(name.clone(), repository::text(&name));
    }
    host
}

#[test]
fn words_of_the_command_line() {
    let host = host();
    let path = format!("{HOSTILE}.yaml");
    for words in [
        &["check", HOSTILE][..],
        &["test", HOSTILE],
        &["check", "--deny", HOSTILE],
        &["check", "--format", HOSTILE],
        &["test", "policies/cada", "--filter", HOSTILE],
        &["assess", &path],
        &["assess", "good.yaml", "--as-of", HOSTILE],
        &["assess", "good.yaml", "--reading", HOSTILE],
        &["assess", "good.yaml", "--ladder", HOSTILE],
        &["assess", "good.yaml", "--package", HOSTILE],
        &["assess", "good.yaml", "--require-level", HOSTILE],
        &["assess", "good.yaml", "--max-steps", HOSTILE],
        &["explain", HOSTILE],
        &["explain", "good.yaml", HOSTILE],
        &[HOSTILE],
    ] {
        harmless(&host, words);
    }
}

#[test]
fn names_of_dossiers() {
    let path = format!("{HOSTILE}.yaml");
    let good = host().with(path.as_str(), "as_of: 2026-10-01\n");
    harmless(&good, &["assess", &path]);
    harmless(&good, &["explain", &path, "2.1(g)"]);
    let dateless = host().with(path.as_str(), "purpose: recognition\n");
    harmless(&dateless, &["assess", &path]);
    let faulty = host().with(path.as_str(), "purpose: resale\n");
    harmless(&faulty, &["assess", &path]);
    let bytes = host().with(path.as_str(), vec![b'a', 0xff]);
    harmless(&bytes, &["assess", &path]);
}

#[test]
fn folders_of_packages() {
    let manifest = "[package]\nname = \"law\"\n";
    let file = |name: &str| format!("{HOSTILE}/{name}");
    let package = MemoryHost::new().with(file("acquis.toml"), manifest);
    for text in ["", "define", "instrument law \"Law\" { article 1 }\nnonsense\n"] {
        harmless(&package.clone().with(file("a.acq"), text), &["check", HOSTILE]);
    }
    harmless(&package.clone().with(file("a.acq"), vec![0xff]), &["check", HOSTILE]);
    let scenario = "facts { staff : Integer from 0 to 9 }\nscenario \"a\" { expect nothing missing }\n";
    harmless(&package.with(file("a.acq"), scenario), &["test", HOSTILE]);
    let below = MemoryHost::new().with(format!("all/{HOSTILE}/acquis.toml"), manifest);
    harmless(&below, &["check", "all"]);
}

#[test]
fn what_a_manifest_says() {
    let escaped = "x\\u001B[2J\\u202E";
    for key in ["name", "title", "version", "instrument", "ladder"] {
        let mut manifest = format!("[package]\n{key} = \"{escaped}\"\n");
        if key != "name" {
            manifest.push_str("name = \"law\"\n");
        }
        let host = MemoryHost::new().with("law/acquis.toml", manifest).with("law/a.acq", "");
        for output in printed(&host, &["check", "law"]) {
            assert_eq!(output.codes(), ["ACQ0501"], "{}", output.out);
            assert!(output.out.contains("U+001B"), "{}", output.out);
            assert!(output.out.chars().all(|c| c == '\n' || is_printable(c)), "{:?}", output.out);
        }
    }
}
