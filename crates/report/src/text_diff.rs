//! What changed between two versions of an official text, and which policies cite it: as text, as Markdown, as a page, as
//! JSON, and as the skeleton of an amendment.

mod forms;
mod skeleton;

use std::collections::{BTreeMap, BTreeSet};

use acquis_analysis::{Citing, find_in};
use acquis_base::{LineIndex, Name, Sources, counted};
use acquis_ir::Instrument;
use acquis_text::{Fate, Provision, Run, Side, Text, TextChange, compare};

pub use forms::{html, human, json, markdown};
pub use skeleton::skeleton;

use crate::style::quotable;

/// The policies that may cite a text.
pub struct Law<'l> {
    /// Who cites.
    pub citing: &'l [Citing],
    /// The instrument whose text it is.
    pub instrument: &'l Name,
    /// Its outline.
    pub outline: Option<&'l Instrument>,
    /// The files of the policies.
    pub sources: &'l Sources,
}

/// What changed between two versions of a text.
pub struct TextDiff<'t> {
    /// How the older version is called.
    pub old_name: String,
    /// How the newer version is called.
    pub new_name: String,
    /// What changed, in the order of the older version.
    pub entries: Vec<Entry<'t>>,
    /// Whether it was asked who cites.
    pub is_asked: bool,
}

/// What became of a provision, or of several in a row.
pub struct Entry<'t> {
    /// What, as a sentence without its stop.
    pub title: String,
    /// What became of it.
    pub fate: Fate,
    /// The provisions in the older version.
    pub old: Vec<&'t Provision>,
    /// The same in the newer version.
    pub new: Vec<&'t Provision>,
    /// Where they start in the older version: a file and a line.
    pub old_place: Option<(Name, u32)>,
    /// The same in the newer version.
    pub new_place: Option<(Name, u32)>,
    /// The words with what changed in them, also of what is new or gone.
    pub redline: Vec<Run>,
    /// The declarations that cite what changed.
    pub cited_by: Vec<Cites>,
    /// Those that cite what is around it, and not itself.
    pub around_cited_by: Vec<Cites>,
}

/// A declaration that cites something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cites {
    /// What it is: `criterion`, `rule`.
    pub word: &'static str,
    /// What it is called; empty where it has no name.
    pub name: String,
    /// The file in which it cites, and the line.
    pub file: Name,
    /// The line.
    pub line: u32,
    /// Where in the file, in bytes.
    pub offset: u32,
}

impl Cites {
    /// What it is and what it is called.
    fn called(&self) -> String {
        if self.name.is_empty() { self.word.to_owned() } else { format!("{} {}", self.word, self.name) }
    }

    /// The same with its place.
    fn shown(&self) -> String {
        format!("{}, {}:{}", self.called(), self.file, self.line)
    }
}

/// The most characters of what is new or gone that are shown.
const MOST_SHOWN: usize = 1200;

impl<'t> TextDiff<'t> {
    /// Compares two versions.
    pub fn of(
        (old_name, old): (String, &'t Text),
        (new_name, new): (String, &'t Text),
        law: Option<&Law<'_>>,
    ) -> Self {
        let mut reader = Reader {
            old,
            new,
            by_old: BTreeMap::new(),
            by_new: BTreeMap::new(),
            lines: BTreeMap::new(),
            law,
        };
        reader.look_up();
        let entries = compare(old, new).into_iter().map(|change| reader.entry(change)).collect();
        Self { old_name, new_name, entries, is_asked: law.is_some() }
    }

    /// How many changes there are of each kind, in words.
    fn summary(&self) -> String {
        let kinds = [
            (Fate::Added, "added"),
            (Fate::Deleted, "deleted"),
            (Fate::Renumbered, "renumbered"),
            (Fate::Moved, "moved"),
            (Fate::Renamed, "renamed"),
            (Fate::Reworded, "reworded"),
        ];
        let count = |fate: Fate| self.entries.iter().filter(|entry| entry.fate == fate).count();
        let parts = kinds.iter().map(|(fate, word)| (count(*fate), word)).filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, word)| format!("{count} {word}")).collect();
        match parts.is_empty() {
            true => "nothing changed".to_owned(),
            false => format!("{}: {}", counted(self.entries.len(), "change", "changes"), parts.join(", ")),
        }
    }
}

/// Reads changes with what is known of who cites.
struct Reader<'t, 'l> {
    old: &'t Text,
    new: &'t Text,
    /// Who cites provisions of the older version, by their places.
    by_old: BTreeMap<u32, Vec<&'l Citing>>,
    /// Who cites provisions that only the newer version has.
    by_new: BTreeMap<u32, Vec<&'l Citing>>,
    /// Lines of the files of the texts.
    lines: BTreeMap<(bool, Name), LineIndex>,
    law: Option<&'l Law<'l>>,
}

impl<'t, 'l> Reader<'t, 'l> {
    fn look_up(&mut self) {
        for (is_new, text) in [(false, self.old), (true, self.new)] {
            for (name, source) in text.files() {
                self.lines.insert((is_new, name.clone()), LineIndex::new(source));
            }
        }
        let Some(law) = self.law else { return };
        for citing in law.citing.iter().filter(|it| it.provision.instrument == *law.instrument) {
            let path = &citing.provision.path;
            if let Some(provision) = find_in(self.old, law.outline, path) {
                self.by_old.entry(provision.at).or_default().push(citing);
            } else if let Some(provision) = find_in(self.new, law.outline, path) {
                self.by_new.entry(provision.at).or_default().push(citing);
            }
        }
    }

    fn entry(&self, change: TextChange) -> Entry<'t> {
        let of = |text: &'t Text, all: &[u32]| {
            all.iter().filter_map(|at| text.provisions().get(*at as usize)).collect::<Vec<&Provision>>()
        };
        let (old, new) = (of(self.old, &change.old), of(self.new, &change.new));
        let (cited_by, around_cited_by) = self.citing(&change, &old, &new);
        let redline = match (change.fate, old.first(), new.first()) {
            (Fate::Added, _, Some(new)) => whole(self.new, new, Side::New),
            (Fate::Deleted, Some(old), _) => whole(self.old, old, Side::Old),
            _ => change.redline.iter().map(|run| Run { text: quotable(&run.text), ..run.clone() }).collect(),
        };
        Entry {
            title: title(&change, &old, &new),
            fate: change.fate,
            old_place: self.place(false, old.first().copied()),
            new_place: self.place(true, new.first().copied()),
            old,
            new,
            redline,
            cited_by,
            around_cited_by,
        }
    }

    fn place(&self, is_new: bool, provision: Option<&Provision>) -> Option<(Name, u32)> {
        let text = if is_new { self.new } else { self.old };
        let file = text.file_of(provision?)?;
        let source = text.source(file)?;
        let line = self.lines.get(&(is_new, file.clone()))?.position(source, provision?.number.start).line;
        Some((file.clone(), line))
    }

    fn citing(
        &self,
        change: &TextChange,
        old: &[&Provision],
        new: &[&Provision],
    ) -> (Vec<Cites>, Vec<Cites>) {
        let is_whole = !matches!(change.fate, Fate::Reworded | Fate::Renamed);
        let mut exact: Vec<&Citing> = vec![];
        let mut within = |map: &BTreeMap<u32, Vec<&'l Citing>>, provision: &Provision| {
            let end = if is_whole { provision.end } else { provision.at.saturating_add(1) };
            exact.extend(map.range(provision.at..end.max(provision.at)).flat_map(|(_, all)| all));
        };
        old.iter().for_each(|it| within(&self.by_old, it));
        if old.is_empty() {
            new.iter().for_each(|it| within(&self.by_new, it));
        }
        let mut around: Vec<&Citing> = vec![];
        let mut next = old.first().map_or(change.within, |first| first.parent);
        while let Some(at) = next {
            around.extend(self.by_old.get(&at).into_iter().flatten());
            next = self.old.provisions().get(at as usize).and_then(|provision| provision.parent);
        }
        let mut seen = BTreeSet::new();
        (self.once(&exact, &mut seen), self.once(&around, &mut seen))
    }

    /// Declarations, each once, in the order of files and texts.
    fn once(&self, all: &[&Citing], seen: &mut BTreeSet<(Name, &'static str, String)>) -> Vec<Cites> {
        let mut sorted: Vec<&Citing> = all.to_vec();
        sorted.sort_by(|a, b| a.place.cmp(&b.place));
        let mut found = vec![];
        for it in sorted {
            if seen.insert((it.place.file.clone(), it.word, it.name.clone())) {
                let source = self.law.and_then(|law| law.sources.get(&it.place.file));
                let line = source.map_or(0, |(text, index)| index.position(text, it.place.span.start).line);
                let (file, offset) = (it.place.file.clone(), it.place.span.start);
                found.push(Cites { word: it.word, name: it.name.clone(), file, line, offset });
            }
        }
        found
    }
}

/// All that a provision says, as words of one side.
fn whole(text: &Text, provision: &Provision, side: Side) -> Vec<Run> {
    let mut words = String::new();
    if let Some(heading) = &provision.heading {
        words.push_str(heading);
        words.push_str(": ");
    }
    words.push_str(&text.whole(provision, MOST_SHOWN).join(" "));
    let words = quotable(words.trim_end_matches([':', ' ']));
    let cut: String = words.chars().take(MOST_SHOWN).collect();
    let text = if cut.len() < words.len() { format!("{cut} …") } else { cut };
    if text.is_empty() { vec![] } else { vec![Run { side, text }] }
}

/// What became of provisions, as a sentence without its stop.
fn title(change: &TextChange, old: &[&Provision], new: &[&Provision]) -> String {
    let (before, after) = (range(old), range(new));
    let verb = if old.len() > 1 { "were" } else { "was" };
    let is_other = before != after && !old.is_empty() && !new.is_empty();
    let now = if is_other { format!(", now {after},") } else { String::new() };
    match change.fate {
        Fate::Added => format!("{after} was added"),
        Fate::Deleted => format!("{before} {verb} deleted"),
        Fate::Renumbered => format!("{before} became {after}"),
        Fate::Moved => match &change.divisions {
            Some((from, to)) => format!("{before}{now} moved from {from} to {to}"),
            None => format!("{before} moved to {after}"),
        },
        Fate::Renamed => format!("{before}{now} was renamed"),
        Fate::Reworded => format!("{before}{now} was reworded"),
    }
}

/// What provisions in a row are called: `Article 1(2)(b) to (d)`, `Articles 5 and 6`.
fn range(all: &[&Provision]) -> String {
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return String::new() };
    if all.len() == 1 {
        return first.id.to_string();
    }
    let end = match last.id.rfind(['(', ' ']) {
        Some(at) => last.id.get(at..).unwrap_or("").trim_start(),
        None => &last.id,
    };
    let to = if all.len() == 2 { "and" } else { "to" };
    match first.id.split_once(' ') {
        Some((word @ ("Article" | "Annex" | "Recital"), number)) if !number.contains(['(', ' ']) => {
            let word = if word == "Annex" { "Annexes".to_owned() } else { format!("{word}s") };
            format!("{word} {number} {to} {end}")
        }
        _ => format!("{} {to} {end}", first.id),
    }
}
