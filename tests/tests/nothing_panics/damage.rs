//! Texts that were right once.

use acquis_tests::cli::memory;
use acquis_tests::corpus::{Random, characters, damaged, is_whole, line_ends, policies, shuffled};
use acquis_tests::loaded::{Edited, Loaded};
use acquis_tests::repository;
use acquis_tests::survival::{about, check, hold_findings, run};

const MANIFEST: (&str, &str) = ("acquis.toml", "[package]\nname = \"example\"\n");

/// A policy of the repository in the package that it belongs to: where it stands there, and all files.
struct Policy {
    path: String,
    text: String,
    files: Vec<(String, String)>,
}

/// The policies of the repository. What is no file of the flagship package stands beside the small package of the
/// pages of diagnostics.
fn all() -> Vec<Policy> {
    let cada = repository::cada();
    let prelude = "docs/diagnostics/prelude.acq";
    let beside = |path: &str| {
        let mut files = vec![(MANIFEST.0.to_owned(), MANIFEST.1.to_owned())];
        if path != prelude {
            files.push(("prelude.acq".to_owned(), repository::text(prelude)));
        }
        files
    };
    let policy = |(path, text): (String, String)| match path.strip_prefix("policies/cada/") {
        Some(within) => {
            let mut files = cada.clone();
            if files.iter().all(|(path, _)| path != within) {
                files.push((within.to_owned(), text.clone()));
            }
            Policy { path: within.to_owned(), text, files }
        }
        None => {
            let mut files = beside(&path);
            files.push(("example.acq".to_owned(), text.clone()));
            Policy { path: "example.acq".to_owned(), text, files }
        }
    };
    policies().into_iter().map(policy).collect()
}

/// Every `nth` of some items, starting differently for each text; all where the whole corpus is asked for.
fn every<T: Copy>(nth: usize, items: &[T], random: &mut Random) -> Vec<T> {
    let nth = if is_whole() { 1 } else { nth };
    items.iter().skip(random.below(nth)).step_by(nth).copied().collect()
}

/// How many texts pass until one is also looked at without what is known from those before it.
const FRESH: usize = 60;

/// Gives the policy other texts one after another, and holds what is found to what is true of all findings, and now and
/// then to what is found by somebody who sees the text first.
fn survive(policy: &Policy, texts: impl Iterator<Item = String>) {
    let mut package = Edited::of(&policy.files);
    let mut random = Random::of(&policy.path);
    for text in texts {
        about(&|| format!("{}:\n{text}", policy.path), || {
            let findings = package.edit(&policy.path, &text);
            hold_findings(&findings, &package.sources);
            if random.below(FRESH) == 0 {
                let files = with(&policy.files, &policy.path, &text);
                assert_eq!(Loaded::of(&files).findings, findings, "an edit leaves something as it was");
                let files: Vec<(&str, &str)> =
                    files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
                let host = memory(&files).with("dossier.yaml", "as_of: 2026-06-01\n");
                let checked = check(&host).code;
                let assessed = run(&host, &["assess", "dossier.yaml", "--package", "."]).code;
                // What is wrong with a scenario or an amendment keeps nobody from being assessed.
                let aside = ["scenario", "amendment"].iter().any(|word| text.contains(word));
                let may_assess = checked == 0 || aside;
                assert!(assessed == 2 || assessed == 0 && may_assess, "exit {checked}, then {assessed}");
            }
        });
    }
}

/// The files with another text in one of them.
fn with(files: &[(String, String)], path: &str, text: &str) -> Vec<(String, String)> {
    let other = |(name, old): &(String, String)| {
        (name.clone(), if name == path { text.to_owned() } else { old.clone() })
    };
    files.iter().map(other).collect()
}

#[test]
fn policies_that_end_early() {
    for policy in all() {
        let mut random = Random::of(&policy.text);
        let mut cuts =
            every(if policy.text.len() > 1500 { 20 } else { 3 }, &line_ends(&policy.text), &mut random);
        cuts.extend(every(700, &characters(&policy.text), &mut random));
        survive(&policy, cuts.into_iter().map(|at| policy.text[..at].to_owned()));
    }
}

#[test]
fn policies_with_damaged_bytes() {
    for policy in all() {
        let mut random = Random::of(&policy.text);
        let texts: Vec<Vec<u8>> =
            (0..if is_whole() { 200 } else { 5 }).map(|_| damaged(&policy.text, &mut random)).collect();
        let (readable, unreadable): (Vec<_>, Vec<_>) =
            texts.into_iter().map(String::from_utf8).partition(Result::is_ok);
        survive(&policy, readable.into_iter().flatten());
        for error in unreadable.into_iter().filter_map(Result::err) {
            let mut host = memory(&[MANIFEST]);
            host.insert("example.acq", error.into_bytes());
            assert_eq!(check(&host).codes(), ["ACQ0503"]);
        }
    }
}

#[test]
fn policies_with_shuffled_words() {
    for policy in all() {
        let mut random = Random::of(&policy.text);
        let many = if is_whole() { 200 } else { 5 };
        survive(&policy, (0..many).map(|_| shuffled(&policy.text, &mut random)));
    }
}
