//! Small slips in the text of a package, made one at a time: a brace or a word of the language left out, a word of the
//! language misspelt.

use acquis_analysis::{Database, Package, findings, load, load_dossiers};
use acquis_base::{Diagnostic, LineIndex, Sources};

use crate::cli::memory;
use crate::repository::{files, is_about_amendments, text};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A brace is left out.
    Brace,
    /// A word of the language is left out.
    Lost,
    /// Two letters of a word of the language change places.
    Misspelt,
}

/// A slip at a place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// What goes wrong.
    pub kind: Kind,
    /// What stood there.
    pub word: String,
    /// Where, in bytes.
    pub at: usize,
}

impl Slip {
    /// The text with the slip in it.
    pub fn apply(&self, text: &str) -> String {
        let (before, rest) = text.split_at(self.at);
        let (word, after) = rest.split_at(self.word.len());
        let written = match self.kind {
            Kind::Brace | Kind::Lost => String::new(),
            Kind::Misspelt => misspelt(word),
        };
        format!("{before}{written}{after}")
    }
}

/// The word with its third letter before its second, or the nearest such change that makes another word.
fn misspelt(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if let Some(at) = (1..letters.len().saturating_sub(1)).find(|at| letters.get(*at) != letters.get(at + 1))
    {
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}

/// The slips that can be made in a text, in its order.
pub fn slips(text: &str) -> Vec<Slip> {
    let words = words_of_the_language();
    let mut found = vec![];
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let mut length = first.len_utf8();
        if rest.starts_with("//") {
            length = rest.find('\n').unwrap_or(rest.len());
        } else if first == '"' {
            length = rest[1..].find('"').map_or(rest.len(), |end| end + 2);
        } else if first == '{' || first == '}' {
            found.push(Slip { kind: Kind::Brace, word: first.to_string(), at });
        } else if first.is_alphanumeric() || first == '_' {
            length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let word = &rest[..length];
            let used_as_name =
                text[..at].ends_with('.') || rest[length..].trim_start().starts_with(['.', ':']);
            if words.contains(&word) && !used_as_name {
                found.push(Slip { kind: Kind::Lost, word: word.to_owned(), at });
                if misspelt(word) != word {
                    found.push(Slip { kind: Kind::Misspelt, word: word.to_owned(), at });
                }
            }
        }
        at += length;
    }
    found
}

/// The keywords of the grammar, the kinds of provisions, and the words of citations.
fn words_of_the_language() -> Vec<&'static str> {
    let keywords =
        acquis_syntax::GRAMMAR.lines().filter_map(|line| line.strip_prefix("kw_")?.split(' ').next());
    let provisions =
        ["article", "articles", "annex", "section", "number", "paragraph", "paragraphs", "points"];
    let citations = ["Article", "Annex", "Recital"];
    keywords.chain(provisions).chain(citations).collect()
}

/// A package that is checked again after each slip.
pub struct Checked {
    db: Database,
    package: Package,
}

impl Checked {
    /// The flagship package with its scenarios, without its amendments.
    pub fn cada() -> Self {
        let folder = "policies/cada/";
        let names = ["acquis.toml", ".acq", ".yaml", ".json"].iter().flat_map(|ending| files(folder, ending));
        let all: Vec<(String, String)> = names
            .map(|name| (name.trim_start_matches(folder).to_owned(), text(&name)))
            .filter(|(name, _)| !is_about_amendments(name))
            .collect();
        let all: Vec<(&str, &str)> = all.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let host = memory(&all);
        let loaded = load(&host, ".");
        let mut db = Database::new();
        let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
        load_dossiers(&mut db, package, &host, ".");
        Self { db, package }
    }

    /// The source files, by path.
    pub fn files(&self) -> Vec<String> {
        self.package.files(&self.db).iter().map(|file| file.path(&self.db).to_string()).collect()
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> String {
        self.package.file(&self.db, path).expect("the file").text(&self.db).clone()
    }

    /// What is found once the slip is made; afterwards the text is as it was.
    pub fn after(&mut self, path: &str, slip: &Slip) -> Vec<Diagnostic> {
        let wrong = slip.apply(&self.text(path));
        self.with(path, wrong)
    }

    /// What is found once a file has this text; afterwards its text is as it was.
    pub fn with(&mut self, path: &str, text: String) -> Vec<Diagnostic> {
        let file = self.package.file(&self.db, path).expect("the file");
        let right = file.text(&self.db).clone();
        file.update(&mut self.db, text);
        let found = findings(&self.db, self.package).clone();
        file.update(&mut self.db, right);
        found
    }

    /// The texts of the package, for showing findings, with the slip in one of them.
    pub fn sources(&self, path: &str, slip: &Slip) -> Sources {
        let mut sources = Sources::default();
        for name in self.files() {
            let text = self.text(&name);
            sources.insert(name.as_str(), if name == path { slip.apply(&text) } else { text });
        }
        sources
    }
}

/// The text of a file once the fix of a finding is applied to it; nothing where the finding has none there.
pub fn fixed(finding: &Diagnostic, path: &str, text: &str) -> Option<String> {
    let mut edits: Vec<_> = finding.fix.iter().flat_map(|fix| &fix.edits).collect();
    if edits.is_empty() || edits.iter().any(|edit| edit.place.file.as_str() != path) {
        return None;
    }
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.place.span.start));
    let mut fixed = text.to_owned();
    for edit in &edits {
        let span = edit.place.span;
        fixed.replace_range(span.start as usize..span.end as usize, &edit.text);
    }
    Some(fixed)
}

/// The line of a place in a text, from 1.
pub fn line(text: &str, at: usize) -> u32 {
    LineIndex::new(text).position(text, u32::try_from(at).expect("a short text")).line
}
