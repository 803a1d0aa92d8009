//! Texts to be mutilated: every policy, dossier and manifest of the repository, and ways to damage them. All of it is
//! the same in every run.

use crate::markdown::{Block, sections};
use crate::repository;

/// Whether the whole corpus is asked for, by the variable `ACQUIS_CORPUS`, and not a sample of it.
pub fn is_whole() -> bool {
    std::env::var("ACQUIS_CORPUS").is_ok_and(|words| words == "whole")
}

/// Every policy of the repository, by path, with its text: files, and blocks of documents.
pub fn policies() -> Vec<(String, String)> {
    let mut found = vec![];
    for folder in ["policies", "crates", "tests", "docs"] {
        for path in repository::files(folder, ".acq") {
            let text = repository::text(&path);
            found.push((path, text));
        }
    }
    found.extend(blocks(&["acq"]));
    found
}

/// Every dossier of the repository, by path, with its text.
pub fn dossiers() -> Vec<(String, String)> {
    let mut found = vec![];
    for ending in [".yaml", ".json"] {
        for path in repository::files("policies", ending) {
            let text = repository::text(&path);
            found.push((path, text));
        }
    }
    found.extend(blocks(&["yaml", "json"]));
    found
}

/// Every manifest of the repository, by path, with its text.
pub fn manifests() -> Vec<(String, String)> {
    let files = repository::files("policies", "acquis.toml").into_iter();
    files.map(|path| (path.clone(), repository::text(&path))).chain(blocks(&["toml"])).collect()
}

/// The blocks of the repository's documents in these languages, each named after its document and line.
fn blocks(languages: &[&str]) -> Vec<(String, String)> {
    let documents = ["docs", "tests/spec"].into_iter().flat_map(|folder| repository::files(folder, ".md"));
    let documents: Vec<String> = documents.chain(["spec.md".to_owned()]).collect();
    let mut found = vec![];
    for document in documents {
        let text = repository::text(&document);
        let blocks = sections(&text).into_iter().flat_map(|section| section.blocks);
        for Block { language, text, line, .. } in blocks {
            // What a block takes from elsewhere is in the corpus already.
            if languages.contains(&language.as_str()) && !text.is_empty() {
                found.push((format!("{document}:{line}.{language}"), text));
            }
        }
    }
    found
}

/// Numbers that look like chance (Steele, Lea and Flood's SplitMix).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Numbers that depend on the words alone.
    pub fn of(words: &str) -> Self {
        Self(words.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }

    /// A number below `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let number = usize::try_from((mixed ^ (mixed >> 31)) >> 1).unwrap_or(0);
        if n == 0 { 0 } else { number % n }
    }
}

/// Where each line of a text ends.
pub fn line_ends(text: &str) -> Vec<usize> {
    text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1).collect()
}

/// Where each character of a text starts.
pub fn characters(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).collect()
}

/// The text with a few bytes flipped, left out, written twice, or replaced by some that mean something.
pub fn damaged(text: &str, random: &mut Random) -> Vec<u8> {
    const MEANINGFUL: [&str; 16] =
        ["\"", "{", "}", "(", ")", "\n", ";", ":", "//", " ", "é", "\u{feff}", "\u{202e}", "–", "0", "\\"];
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        match random.below(5) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => {
                bytes.remove(at);
            }
            2 if at < bytes.len() => bytes.insert(at, bytes[at]),
            3 => {
                let end = (at + random.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                let new = MEANINGFUL[random.below(MEANINGFUL.len())].bytes();
                bytes.splice(at..at, new);
            }
        }
    }
    bytes
}

/// The words, signs, texts and blanks of a text.
pub fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = vec![];
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = match first {
            '"' => rest[1..].find(['"', '\n']).map_or(rest.len(), |at| at + 2),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c if c.is_whitespace() => rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// The text with some of its tokens exchanged, left out, written twice, or replaced by others of it.
pub fn shuffled(text: &str, random: &mut Random) -> String {
    let mut tokens = tokens(text);
    for _ in 0..=random.below(6) {
        let (one, other) = (random.below(tokens.len()), random.below(tokens.len()));
        if one >= tokens.len() || other >= tokens.len() {
            break;
        }
        match random.below(4) {
            0 => tokens.swap(one, other),
            1 => {
                tokens.remove(one);
            }
            2 => tokens.insert(one, tokens[other]),
            _ => tokens[one] = tokens[other],
        }
    }
    tokens.concat()
}
