//! Commands run in memory.

use std::ffi::OsString;

use acquis_base::{Host, MemoryHost};
use acquis_cli::{Colours, Streams, run};

/// What a command printed, and its exit code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    pub code: u8,
    pub out: String,
    pub err: String,
}

impl Output {
    /// The results as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }

    /// The diagnostic codes that the messages name, each once, in order.
    pub fn codes(&self) -> Vec<String> {
        let mut codes: Vec<String> = vec![];
        for text in [&self.out, &self.err] {
            for found in text.split('[').skip(1).filter_map(|rest| rest.split_once(']')) {
                if found.0.starts_with("ACQ") && !codes.contains(&found.0.to_owned()) {
                    codes.push(found.0.to_owned());
                }
            }
        }
        codes
    }
}

/// Runs `acquis` with these words over these files.
pub fn acquis_in(host: &dyn Host, words: &[&str], input: &str) -> Output {
    acquis_shown(host, words, input, Colours::default())
}

/// Holds that a package in the folder `law` checks without a finding, passes its scenarios and is laid out.
pub fn all_is_well(host: &dyn Host) {
    for command in [&["check", "law", "--deny", "warnings"][..], &["test", "law"], &["fmt", "--check", "law"]]
    {
        let ran = acquis_in(host, command, "");
        assert_eq!(ran.code, 0, "{command:?}: {}{}", ran.out, ran.err);
    }
}

/// Runs `acquis` as on a terminal that shows colours.
pub fn acquis_in_colour(host: &dyn Host, words: &[&str]) -> Output {
    acquis_shown(host, words, "", Colours { out: true, err: true })
}

fn acquis_shown(host: &dyn Host, words: &[&str], input: &str, colours: Colours) -> Output {
    let (mut out, mut err) = (vec![], vec![]);
    let all = std::iter::once("acquis").chain(words.iter().copied()).map(OsString::from);
    let streams = Streams { out: &mut out, err: &mut err, input: &mut input.as_bytes(), colours };
    let code = run(all, host, "", streams);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    Output { code, out: text(out), err: text(err) }
}

/// Runs `acquis` over files in memory.
pub fn acquis(files: &[(&str, &str)], words: &[&str]) -> Output {
    acquis_in(&memory(files), words, "")
}

/// Files in memory.
pub fn memory(files: &[(&str, &str)]) -> MemoryHost {
    let mut host = MemoryHost::new();
    for (path, text) in files {
        host.insert(*path, text.as_bytes());
    }
    host
}
