//! `acquis.toml`, the manifest of a package.

use acquis_base::{Diagnostic, Name, Place, Span, codes, is_printable, nearest, or_list, printable};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::dossiers::stays_inside;

/// What a manifest says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Manifest {
    /// The path of the manifest as shown to the user.
    pub path: Name,
    /// The package's name.
    pub name: Name,
    /// What the package is called where there is room for words.
    pub title: Option<Name>,
    /// Its version.
    pub version: Option<Name>,
    /// The instrument that citations without one mean, with its place.
    pub instrument: Option<(Name, Span)>,
    /// The ladder meant when none is named, with its place.
    pub ladder: Option<(Name, Span)>,
    /// Whether facts count as unknown as long as the evidence asked for is not given.
    pub evidence_decides: bool,
    /// Amendments that are applied together under one name, in the order of the names.
    pub amendments: Vec<AmendmentSet>,
    /// Where official texts of instruments stand.
    pub texts: Vec<TextEntry>,
    /// Whether it may say more than could be read.
    pub incomplete: bool,
}

/// A set of amendments: `council_mandate = ["AM_1", "AM_3"]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AmendmentSet {
    /// Its name.
    pub name: Name,
    /// Where that stands.
    pub span: Span,
    /// The amendments in it, with their places.
    pub members: Vec<(Name, Span)>,
}

/// Where the official text of an instrument stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TextEntry {
    /// The instrument, with its place.
    pub instrument: (Name, Span),
    /// The files below the package's folder that make up its text, with their places.
    pub paths: Vec<(Name, Span)>,
}

/// The keys of the table `[package]`.
pub const MANIFEST_KEYS: &[&str] = &["name", "title", "version", "instrument", "ladder"];

impl Manifest {
    /// The folder of the package as messages show it, with a slash after it; empty where it is the working folder.
    pub fn folder(&self) -> &str {
        self.path.strip_suffix(crate::MANIFEST).unwrap_or("")
    }

    /// Reads the manifest `text` of the file shown as `path`; what cannot be read is left out and reported.
    pub fn parse(path: &str, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader { path: Name::from(path), findings: vec![] };
        let mut manifest = reader.manifest(text);
        manifest.incomplete = !reader.findings.is_empty();
        (manifest, reader.findings)
    }
}

struct Reader {
    path: Name,
    findings: Vec<Diagnostic>,
}

impl Reader {
    fn manifest(&mut self, text: &str) -> Manifest {
        let empty = Manifest { path: self.path.clone(), ..Manifest::default() };
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let span = error.span().unwrap_or_default();
                self.report(Span::new(span.start, span.end), error.message().to_owned(), "not TOML", None);
                return empty;
            }
        };
        let (mut package, mut decides, mut sets, mut texts) = (None, false, vec![], vec![]);
        for (key, value) in &table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("package", _) => package = Some(value),
                ("evidence", DeValue::Table(table)) => decides = self.evidence(table),
                ("amendments", DeValue::Table(table)) => sets = self.amendments(table),
                ("texts", DeValue::Table(table)) => texts = self.texts(table),
                _ => self.outside(key, value),
            }
        }
        let empty = Manifest { evidence_decides: decides, amendments: sets, texts, ..empty };
        let Some(package) = package.and_then(|value| value.get_ref().as_table()) else {
            if !self.findings.is_empty() {
                return empty;
            }
            let help = "start the file with `[package]` and `name = \"…\"`".to_owned();
            self.report(
                Span::new(0, 0),
                "the manifest has no table `[package]`".to_owned(),
                "here",
                Some(help),
            );
            return empty;
        };
        self.package(package, empty)
    }

    /// A key or table beside `[package]`.
    fn outside(&mut self, key: &Spanned<toml::de::DeString<'_>>, value: &Spanned<DeValue<'_>>) {
        let word = key.get_ref().as_ref();
        let (message, help) = match value.get_ref() {
            DeValue::Table(_) => (
                format!("unknown table `{word}`"),
                "the tables are `[package]`, `[evidence]`, `[amendments]` and `[texts]`",
            ),
            _ if MANIFEST_KEYS.contains(&word) => {
                (format!("the key `{word}` stands in no table"), "write `[package]` on the line before it")
            }
            _ => (format!("unknown key `{word}`"), "all keys stand under `[package]`"),
        };
        self.report(span_of(key), message, "unknown", Some(help.to_owned()));
    }

    /// `[evidence]`, and in it what becomes of a fact whose evidence is missing.
    fn evidence(&mut self, table: &DeTable<'_>) -> bool {
        let mut decides = false;
        let help = "write `missing = \"warns\"` or `missing = \"unknown\"`";
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            match (word, value.get_ref().as_str()) {
                ("missing", Some("warns")) => decides = false,
                ("missing", Some("unknown")) => decides = true,
                ("missing", _) => self.report(
                    span_of(value),
                    "`missing` says what becomes of a fact whose evidence is missing".to_owned(),
                    "neither `warns` nor `unknown`",
                    Some(help.to_owned()),
                ),
                _ => self.report(
                    span_of(key),
                    format!("unknown key `{word}`"),
                    "unknown",
                    Some(help.to_owned()),
                ),
            }
        }
        decides
    }

    /// `[amendments]`, and in it sets of amendments by their names.
    fn amendments(&mut self, table: &DeTable<'_>) -> Vec<AmendmentSet> {
        let mut sets = vec![];
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            let help = "write names in a list: `council_mandate = [\"AM_1\", \"AM_3\"]`";
            if !acquis_syntax::is_identifier(word) {
                let message = format!("`{word}` cannot name a set of amendments");
                self.report(span_of(key), message, "not a name", Some(help.to_owned()));
                continue;
            }
            let members: Option<Vec<(Name, Span)>> = value.get_ref().as_array().map(|list| {
                list.iter().filter_map(|it| Some((Name::from(it.get_ref().as_str()?), span_of(it)))).collect()
            });
            let whole = value.get_ref().as_array().map_or(0, |list| list.len());
            match members {
                Some(members) if members.len() == whole && whole > 0 => {
                    sets.push(AmendmentSet { name: Name::from(word), span: span_of(key), members });
                }
                _ => {
                    let message = format!("`{word}` must be a list of names of amendments");
                    self.report(span_of(value), message, "not a list of names", Some(help.to_owned()));
                }
            }
        }
        sets.sort_by(|a, b| a.name.cmp(&b.name));
        sets
    }

    /// `[texts]`: under the name of an instrument the file or the files that make up its official text.
    fn texts(&mut self, table: &DeTable<'_>) -> Vec<TextEntry> {
        let mut found: Vec<TextEntry> = vec![];
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            if !word.chars().all(is_printable) {
                let message = format!("`{}` cannot name an instrument", printable(word));
                self.report(span_of(key), message, "holds a hidden character", None);
                continue;
            }
            let instrument = (Name::from(word), span_of(key));
            let paths = match value.get_ref() {
                DeValue::Array(several) => several.iter().filter_map(|path| self.path(path)).collect(),
                _ => self.path(value).into_iter().collect(),
            };
            found.push(TextEntry { instrument, paths });
        }
        found.sort_by_key(|entry| entry.instrument.1);
        found
    }

    /// A path below the package's folder.
    fn path(&mut self, value: &Spanned<DeValue<'_>>) -> Option<(Name, Span)> {
        let help =
            "write the path of a file below the package's folder, `texts/act.md`, or several in a list";
        let Some(path) = value.get_ref().as_str() else {
            let message = "an official text is named by the path of its file".to_owned();
            self.report(span_of(value), message, "not a path", Some(help.to_owned()));
            return None;
        };
        if !path.chars().all(is_printable) || !stays_inside(path) {
            let message = format!("`{}` does not lead to a file below the package's folder", printable(path));
            self.report(span_of(value), message, "leads elsewhere", Some(help.to_owned()));
            return None;
        }
        Some((Name::from(path), span_of(value)))
    }

    fn package(&mut self, table: &DeTable<'_>, mut manifest: Manifest) -> Manifest {
        for (key, value) in table {
            let Some(text) = self.text(key, value) else { continue };
            match key.get_ref().as_ref() {
                "name" => manifest.name = self.name(&text, value),
                "title" => manifest.title = Some(text),
                "version" => manifest.version = Some(text),
                "instrument" => manifest.instrument = Some((text, span_of(value))),
                "ladder" => manifest.ladder = Some((text, span_of(value))),
                _ => {}
            }
        }
        if manifest.name.is_empty() && self.findings.is_empty() {
            let help = "write `name = \"…\"` under `[package]`".to_owned();
            self.report(
                Span::new(0, 0),
                "the package has no name".to_owned(),
                "`name` is missing",
                Some(help),
            );
        }
        manifest
    }

    /// The text of a known key.
    fn text(&mut self, key: &Spanned<toml::de::DeString<'_>>, value: &Spanned<DeValue<'_>>) -> Option<Name> {
        let word = key.get_ref().as_ref();
        if !MANIFEST_KEYS.contains(&word) {
            let quoted: Vec<String> = MANIFEST_KEYS.iter().map(|key| format!("`{key}`")).collect();
            let help = match nearest(word, MANIFEST_KEYS.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known keys are {}", or_list(&quoted)),
            };
            self.report(span_of(key), format!("unknown key `{word}`"), "unknown", Some(help));
            return None;
        }
        let text = value.get_ref().as_str().map(Name::from);
        let Some(text) = text else {
            let help = format!("write `{word} = \"…\"`");
            self.report(
                span_of(value),
                format!("`{word}` must be a text in quotes"),
                "not a text",
                Some(help),
            );
            return None;
        };
        let Some(hidden) = text.chars().find(|c| !is_printable(*c)) else { return Some(text) };
        self.report(
            span_of(value),
            format!("`{word}` holds the character U+{:04X}, which cannot be seen", u32::from(hidden)),
            "holds a hidden character",
            Some("remove it; a reader of a report must see what the manifest says".to_owned()),
        );
        None
    }

    fn name(&mut self, text: &Name, value: &Spanned<DeValue<'_>>) -> Name {
        let fits =
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if !fits {
            let help = "use letters, digits, `_` and `-`".to_owned();
            self.report(span_of(value), format!("`{text}` cannot name a package"), "not a name", Some(help));
        }
        text.clone()
    }

    fn report(&mut self, span: Span, message: String, label: &str, help: Option<String>) {
        let mut finding =
            Diagnostic::at(&codes::BAD_MANIFEST, message, Place::new(self.path.clone(), span), label);
        finding.help = help;
        self.findings.push(finding);
    }
}

fn span_of<T>(value: &Spanned<T>) -> Span {
    Span::new(value.span().start, value.span().end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_amendments_are_read() {
        let text = "[package]\nname = \"a\"\n[amendments]\nb = [\"X\", \"Y\"]\na = [\"Z\"]\n";
        let (manifest, findings) = Manifest::parse("acquis.toml", text);
        let sets: Vec<(&str, usize)> =
            manifest.amendments.iter().map(|set| (&*set.name, set.members.len())).collect();
        assert_eq!((sets, findings.len()), (vec![("a", 1), ("b", 2)], 0));
        for bad in ["a = 3", "a = []", "a = [1]", "\"a b\" = [\"X\"]"] {
            let text = format!("[package]\nname = \"a\"\n[amendments]\n{bad}\n");
            assert_eq!(Manifest::parse("acquis.toml", &text).1.len(), 1, "{bad}");
        }
    }

    #[test]
    fn a_manifest_is_read() {
        let (manifest, findings) =
            Manifest::parse("acquis.toml", "[package]\nname = \"cada\"\ninstrument = \"cada\"\n");
        assert_eq!(manifest.name, "cada");
        assert_eq!(manifest.instrument.map(|(name, _)| name), Some(Name::from("cada")));
        assert!(findings.is_empty());
    }

    #[test]
    fn official_texts_are_named_by_instrument() {
        let text = "[package]\nname = \"a\"\n[texts]\nlate = [\"b.md\", \"c/d.txt\"]\nearly = \"a.md\"\n";
        let (manifest, findings) = Manifest::parse("acquis.toml", text);
        assert!(findings.is_empty());
        let shown: Vec<String> = manifest
            .texts
            .iter()
            .map(|entry| {
                let paths: Vec<&str> = entry.paths.iter().map(|(path, _)| path.as_str()).collect();
                format!("{} {}", entry.instrument.0, paths.join(" "))
            })
            .collect();
        assert_eq!(shown, ["late b.md c/d.txt", "early a.md"]);
        assert_eq!(manifest.texts[0].paths[1].1.of(text), "\"c/d.txt\"");
    }

    #[test]
    fn an_official_text_lies_below_the_folder() {
        for path in [
            "\"../act.md\"",
            "\"/act.md\"",
            "\"\"",
            "\"C:/act.md\"",
            "\"a\\u0000.md\"",
            "3",
            "[[\"a.md\"]]",
            "{ a = 1 }",
        ] {
            let text = format!("[package]\nname = \"a\"\n[texts]\nact = {path}\n");
            let (manifest, findings) = Manifest::parse("acquis.toml", &text);
            assert_eq!(findings.len(), 1, "{path}");
            assert_eq!(manifest.texts[0].paths, []);
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let message = |text: &str| {
            let findings = Manifest::parse("acquis.toml", text).1;
            findings.iter().map(|f| f.message.clone()).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(message(""), "the manifest has no table `[package]`");
        assert_eq!(message("name = \"p\"\n"), "the key `name` stands in no table");
        assert_eq!(message("[package]\n"), "the package has no name");
        assert_eq!(message("[package]\nname = \"a\"\nladdr = \"b\"\n"), "unknown key `laddr`");
        assert_eq!(message("[package]\nname = 3\n"), "`name` must be a text in quotes");
        assert_eq!(message("[package]\nname = \"a b\"\n"), "`a b` cannot name a package");
        assert!(!message("[package\n").is_empty());
        assert_eq!(message("[package]\nname = \"a\"\n[evidence]\nmising = 1\n"), "unknown key `mising`");
        assert_eq!(
            message("[package]\nname = \"a\"\n[evidence]\nmissing = \"fails\"\n"),
            "`missing` says what becomes of a fact whose evidence is missing"
        );
        let hidden = "[package]\nname = \"a\"\nversion = \"1\\u001B[2J\"\n";
        assert_eq!(message(hidden), "`version` holds the character U+001B, which cannot be seen");
    }
}
