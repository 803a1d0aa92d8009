//! An official text: one or several files, read.

use std::collections::BTreeMap;
use std::sync::Arc;

use acquis_base::{Name, ProvisionPath, Span};

use crate::build::build;
use crate::identify::{Found, first_article, identify, lines_of};
use crate::join::{Broken, Running, plain, plain_markdown};
use crate::kind::{Foreign, InputKind, kind_of};
use crate::normal::normalised;
use crate::provision::{Kind, Provision};
use crate::{converted, markdown};

/// The most bytes that a file of an official text may hold.
pub const MAX_TEXT_BYTES: u64 = 16 * 1024 * 1024;

/// The most lines, empty ones aside, that a file may have.
pub const MAX_LINES: usize = 500_000;

/// The most provisions that a file may have.
pub const MAX_PROVISIONS: usize = 100_000;

/// A file that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is called.
    pub name: Name,
    /// What it holds.
    pub text: Arc<str>,
}

/// Why a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is written in something that is not read here.
    Foreign(Foreign),
    /// It holds more than [`MAX_TEXT_BYTES`], [`MAX_LINES`] or [`MAX_PROVISIONS`].
    TooLarge,
    /// It holds no provision.
    Nothing,
}

/// An official text. What its files have in common is counted through all of them; files are put in the order of their
/// first articles, those without any last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    sources: Vec<(Source, Option<InputKind>, Broken)>,
    provisions: Vec<Provision>,
    index: BTreeMap<ProvisionPath, u32>,
    faults: Vec<(Name, Fault)>,
}

impl Text {
    /// Reads some files. One that cannot be read is left out and said to be.
    pub fn read(sources: Vec<Source>) -> Self {
        let mut text = Self::default();
        let mut files: Vec<(u32, Found)> = vec![];
        for source in sources {
            let file = u32::try_from(text.sources.len()).unwrap_or(u32::MAX);
            let (kind, broken) = match found_in(&source.text) {
                Ok((kind, found, broken)) => {
                    files.push((file, found));
                    (Some(kind), broken)
                }
                Err(fault) => {
                    text.faults.push((source.name.clone(), fault));
                    (None, Broken::default())
                }
            };
            text.sources.push((source, kind, broken));
        }
        files.sort_by_key(|(_, found)| first_article(&found.nodes).unwrap_or(u32::MAX));
        let identified = identify(files);
        text.provisions = identified.provisions;
        text.index = identified.index;
        text
    }

    /// The files that could not be read, and why.
    pub fn faults(&self) -> &[(Name, Fault)] {
        &self.faults
    }

    /// All provisions, in the order of the text; one comes before those within it.
    pub fn provisions(&self) -> &[Provision] {
        &self.provisions
    }

    /// The provision that is cited so.
    pub fn find(&self, path: &ProvisionPath) -> Option<&Provision> {
        self.provisions.get(*self.index.get(path)? as usize)
    }

    /// What the file of a provision is called.
    pub fn file_of(&self, provision: &Provision) -> Option<&Name> {
        self.sources.get(provision.file as usize).map(|(source, ..)| &source.name)
    }

    /// Its files with what they hold, in the order in which they were given.
    pub fn files(&self) -> impl Iterator<Item = (&Name, &str)> {
        self.sources.iter().map(|(source, ..)| (&source.name, &*source.text))
    }

    /// What a file holds.
    pub fn source(&self, name: &str) -> Option<&str> {
        let mut sources = self.sources.iter();
        sources.find(|(source, ..)| source.name == name).map(|(source, ..)| &*source.text)
    }

    /// The provisions within one, at any depth, in the order of the text.
    pub fn within(&self, provision: &Provision) -> impl Iterator<Item = &Provision> {
        let (start, end) = (provision.at as usize + 1, provision.end as usize);
        self.provisions.get(start..end).unwrap_or_default().iter()
    }

    /// The own text of a provision as running text: white space and hyphenation as in one line.
    pub fn own(&self, provision: &Provision) -> String {
        self.running(provision.file, &provision.text).text
    }

    /// The text of a provision with what is in it, one line for each provision, each behind its printed number, and a
    /// line for each heading within. Reading ends when more than `most` characters were found.
    pub fn whole(&self, provision: &Provision, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = vec![];
        let mut count = 0;
        for (nth, part) in std::iter::once(provision).chain(self.within(provision)).enumerate() {
            if count > most {
                break;
            }
            let mut line = String::new();
            if nth > 0 {
                line.push_str(&self.number_of(part));
                if let Some(heading) = &part.heading {
                    push_word(&mut line, heading);
                }
            }
            let own = self.own(part);
            if nth > 0 && part.heading.is_some() && !own.is_empty() {
                count += line.chars().count();
                lines.push(std::mem::take(&mut line));
            }
            push_word(&mut line, &own);
            count += line.chars().count();
            if !line.is_empty() {
                lines.push(line);
            }
        }
        lines
    }

    /// The number of a provision as it is printed, with its word where it is a division; empty where it has none.
    pub fn number_of(&self, provision: &Provision) -> String {
        let value = provision.printed.as_ref().unwrap_or(&provision.label);
        match provision.kind {
            Kind::Subparagraph => String::new(),
            Kind::Title | Kind::Chapter | Kind::Section | Kind::Article | Kind::Annex => {
                let word = provision.kind.as_str();
                let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
                format!("{}{rest} {value}", first.to_ascii_uppercase())
            }
            Kind::Indent => "–".to_owned(),
            _ => provision.number.of(self.text_of(provision.file)).to_owned(),
        }
    }

    /// The form in which the own text of a provision is compared with that of another printing: see [`normalised`].
    pub fn own_normalised(&self, provision: &Provision) -> String {
        normalised(&self.own(provision))
    }

    /// The same with what is in the provision, headings and numbers among it.
    pub fn whole_normalised(&self, provision: &Provision) -> String {
        normalised(&self.whole(provision, usize::MAX).join("\n"))
    }

    fn text_of(&self, file: u32) -> &str {
        self.sources.get(file as usize).map_or("", |(source, ..)| &source.text)
    }

    /// Lines of a file as running text that knows from where it is.
    pub(crate) fn running(&self, file: u32, lines: &[Span]) -> Running {
        let Some((source, kind, broken)) = self.sources.get(file as usize) else { return Running::default() };
        running(&source.text, *kind, broken, lines)
    }
}

fn push_word(line: &mut String, word: &str) {
    if !line.is_empty() && !word.is_empty() {
        line.push(' ');
    }
    line.push_str(word);
}

fn running(text: &str, kind: Option<InputKind>, broken: &Broken, lines: &[Span]) -> Running {
    match kind {
        Some(InputKind::Markdown) => broken.running(text, lines, plain_markdown),
        _ => broken.running(text, lines, plain),
    }
}

fn found_in(text: &str) -> Result<(InputKind, Found, Broken), Fault> {
    if text.len() as u64 > MAX_TEXT_BYTES {
        return Err(Fault::TooLarge);
    }
    let kind = kind_of(text).map_err(Fault::Foreign)?;
    if text.lines().filter(|line| !line.trim_start().is_empty()).nth(MAX_LINES).is_some() {
        return Err(Fault::TooLarge);
    }
    let (lines, layout) = match kind {
        InputKind::Markdown => (markdown::lines(text), markdown::LAYOUT),
        InputKind::Converted => converted::lines(text),
    };
    let nodes = build(text, &lines, layout, MAX_PROVISIONS).ok_or(Fault::TooLarge)?;
    if nodes.is_empty() {
        return Err(Fault::Nothing);
    }
    let broken = Broken::find(text, nodes.iter().flat_map(lines_of));
    let heading = |lines: &[Span]| {
        let heading = running(text, Some(kind), &broken, lines).text;
        let heading = heading.trim_end_matches(':');
        (!heading.is_empty()).then(|| heading.to_owned())
    };
    let headings = nodes.iter().map(|node| heading(&node.heading)).collect();
    Ok((kind, Found { nodes, headings }, broken))
}
