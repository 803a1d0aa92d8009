//! The pages of diagnostics, whose examples are run.
//!
//! An example stands beside `docs/diagnostics/prelude.acq`. A block of Acquis, TOML or Markdown is a file of the package, `bytes` a
//! file that is no text, YAML or JSON a dossier, `console` commands. Without a command the dossier is assessed, or else
//! the package checked.

use acquis_base::{Host, MemoryHost};
use serde_json::Value;

use crate::cli::{Output, acquis_in, acquis_in_colour};
use crate::markdown::Block;
use crate::repository;
use crate::spec::words;

const FOLDER: &str = "package";

/// The files of an example, and what is asked of them.
pub struct Example {
    host: MemoryHost,
    /// The commands, by their words.
    pub commands: Vec<Vec<String>>,
}

impl Example {
    /// The example that the blocks of a section make up.
    pub fn of(blocks: &[Block]) -> Self {
        let mut host = MemoryHost::new();
        host.insert(format!("{FOLDER}/acquis.toml"), "[package]\nname = \"example\"\n");
        host.insert(format!("{FOLDER}/prelude.acq"), repository::text("docs/diagnostics/prelude.acq"));
        let mut commands: Vec<Vec<String>> = vec![];
        let mut dossier = None;
        for block in blocks {
            match block.language.as_str() {
                "acq" | "toml" | "md" => {
                    let name = if block.argument.is_empty() { "example.acq" } else { &block.argument };
                    host.insert(format!("{FOLDER}/{name}"), block.text.clone());
                }
                "bytes" => host.insert(format!("{FOLDER}/example.acq"), bytes(&block.text)),
                "yaml" | "json" => {
                    let name = match block.argument.as_str() {
                        "" => format!("dossier.{}", block.language),
                        name => name.to_owned(),
                    };
                    host.insert(name.clone(), block.text.clone());
                    dossier = Some(name);
                }
                "console" => commands.extend(written(&block.text)),
                _ => {}
            }
        }
        if commands.is_empty() {
            commands.push(match dossier {
                Some(name) => vec!["assess".to_owned(), name, "--package".to_owned(), FOLDER.to_owned()],
                None => vec!["check".to_owned(), FOLDER.to_owned()],
            });
        }
        Self { host, commands }
    }

    /// What a command prints.
    pub fn run(&self, command: &[String]) -> Output {
        acquis_in(&self.host, &strs(command), "")
    }

    /// What `check` finds, as it prints it for programs; nothing where the example is of another command.
    pub fn findings(&self) -> Vec<Value> {
        let check = self.commands.iter().find(|command| command.first().is_some_and(|word| word == "check"));
        let Some(check) = check else { return vec![] };
        let mut words = strs(check);
        words.extend(["--format", "json"]);
        let found = acquis_in(&self.host, &words, "").out;
        serde_json::from_str(&found).unwrap_or_default()
    }

    /// The example with the repair of a finding made.
    #[must_use]
    pub fn repaired(&self, fix: &Value) -> Self {
        let mut host = self.host.clone();
        let mut edits: Vec<&Value> = fix["edits"].as_array().expect("edits").iter().collect();
        let offset = |edit: &Value, end: &str| {
            usize::try_from(edit[end]["offset"].as_u64().expect("an offset")).expect("small")
        };
        edits.sort_by_key(|edit| (edit["file"].to_string(), offset(edit, "start")));
        for edit in edits.into_iter().rev() {
            let file = edit["file"].as_str().expect("a file");
            let mut text = host.read(file, u64::MAX).expect("the file is there");
            let text_of = edit["replacement"].as_str().expect("a text").as_bytes().to_vec();
            text.splice(offset(edit, "start")..offset(edit, "end"), text_of);
            host.insert(file, text);
        }
        Self { host, commands: self.commands.clone() }
    }

    /// What a command prints on a terminal that shows colours.
    pub fn run_in_colour(&self, command: &[String]) -> Output {
        acquis_in_colour(&self.host, &strs(command))
    }
}

fn strs(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

/// The commands of a `console` block; those that need the package are told where it is.
fn written(text: &str) -> Vec<Vec<String>> {
    let command = |line: &str| {
        let mut words = words(line.strip_prefix("$ acquis ")?);
        let is_told = words.last().is_some_and(|word| word.starts_with(FOLDER));
        if !is_told && (words.first().is_some_and(|word| word == "assess") || words.len() > 2) {
            words.extend(["--package".to_owned(), FOLDER.to_owned()]);
        }
        Some(words)
    };
    text.lines().filter_map(command).collect()
}

/// The bytes of a text in which `\xE9` stands for a byte.
fn bytes(text: &str) -> Vec<u8> {
    let mut pieces = text.split("\\x");
    let mut out = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        out.push(u8::from_str_radix(&piece[..2], 16).expect("two hexadecimal digits"));
        out.extend(&piece.as_bytes()[2..]);
    }
    out
}
