//! The lock of official texts: a file beside the manifest that keeps of each provision a fingerprint, so that a change of the
//! text is seen where policies cite it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use acquis_base::{Diagnostic, HostError, LineIndex, Name, Span, codes, counted, printable};
use acquis_ir::Instrument;
use acquis_text::{Drift, Gone, LOCK_RULES, Pin, Reworded, Spot, Text, drift, pins};
use salsa::Database;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::citations::outlines;
use crate::citing::{Citing, citing};
use crate::declaration::{Anchor, DeclKey, Finding};
use crate::input::Package;
use crate::manifest::Manifest;
use crate::texts::{at_hand, find_in};

/// The name of the file.
pub const LOCK: &str = "texts.lock";

/// The most bytes that it may hold.
pub const MAX_LOCK_BYTES: u64 = 64 * 1024 * 1024;

/// The version of its form.
const VERSION: &str = "1";

/// How many digits a fingerprint has, and that of a word.
const DIGITS: usize = 12;
const WORD_DIGITS: usize = 4;

/// The most declarations that a finding points at.
const MOST_LABELS: usize = 5;

/// The most changes that a finding tells, and the most provisions that a note names.
const MOST_SPOTS: usize = 3;
const MOST_NAMED: usize = 5;

/// The most findings about one text.
const MOST_FINDINGS: usize = 1000;

/// What the file holds that locks some texts, each with its instrument: the same for the same texts.
pub fn locked<'t>(texts: impl IntoIterator<Item = (&'t Name, &'t Text)>) -> String {
    let mut out = String::from("# Fingerprints of official texts, written by `acquis text lock`.\n");
    let rules: Vec<String> = LOCK_RULES.iter().map(|rule| quoted(rule)).collect();
    let _ = writeln!(out, "version = {VERSION}\nrules = [{}]", rules.join(", "));
    let sorted: BTreeMap<&Name, &Text> = texts.into_iter().collect();
    for (instrument, text) in sorted {
        let _ = writeln!(out, "\n[texts.{}]", key(instrument));
        let mut known = BTreeSet::new();
        for pin in pins(text).into_iter().filter(|pin| known.insert(pin.id.clone())) {
            let _ = write!(out, "{} = \"{:012x}", quoted(&pin.id), pin.print);
            if !pin.words.is_empty() {
                out.push(' ');
            }
            for word in &pin.words {
                let _ = write!(out, "{word:04x}");
            }
            out.push_str("\"\n");
        }
    }
    out
}

/// A word as a key of TOML.
fn key(word: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !word.is_empty() && word.chars().all(is_bare) { word.to_owned() } else { quoted(word) }
}

/// A word as a text of TOML.
fn quoted(word: &str) -> String {
    let mut out = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// What a lock keeps of each text.
type Pins = BTreeMap<Name, Vec<Pin>>;

/// Reads a lock; says why it cannot be read.
fn parse(text: &str) -> Result<Pins, String> {
    let table = DeTable::parse(text).map_err(|error| format!("it is not TOML: {}", error.message()))?;
    let table = table.into_inner();
    let get =
        |name: &str| table.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value.get_ref());
    let version = get("version").and_then(DeValue::as_integer).map(|it| it.as_str().to_owned());
    if version.as_deref() != Some(VERSION) {
        return Err(format!("it is not of version {VERSION}"));
    }
    let rules: Vec<&str> = get("rules")
        .and_then(DeValue::as_array)
        .map(|rules| rules.iter().filter_map(|rule| rule.get_ref().as_str()).collect())
        .unwrap_or_default();
    if rules != LOCK_RULES {
        return Err("its fingerprints were taken by other rules".to_owned());
    }
    let mut found = Pins::new();
    let texts = get("texts").and_then(DeValue::as_table);
    for (instrument, provisions) in texts.into_iter().flatten() {
        let instrument = instrument.get_ref();
        let provisions = provisions
            .get_ref()
            .as_table()
            .ok_or_else(|| format!("`{}` is no table of provisions", printable(instrument)))?;
        let mut rows: Vec<(&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)> = provisions.iter().collect();
        rows.sort_by_key(|(key, _)| key.span().start);
        let pins: Option<Vec<Pin>> =
            rows.iter().map(|(key, value)| pin(key.get_ref(), value.get_ref().as_str()?)).collect();
        let pins = pins.ok_or_else(|| {
            format!("a line of `{}` is not what `acquis text lock` writes", printable(instrument))
        })?;
        found.insert(Name::from(&**instrument), pins);
    }
    Ok(found)
}

fn pin(id: &str, value: &str) -> Option<Pin> {
    let (print, words) = value.split_at_checked(DIGITS)?;
    let words = words.strip_prefix(' ').unwrap_or(words).as_bytes();
    let word = |digits: &[u8]| u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok();
    let is_even = words.len().is_multiple_of(WORD_DIGITS);
    let words: Option<Vec<u16>> = words.chunks(WORD_DIGITS).map(word).collect();
    let print = u64::from_str_radix(print, 16).ok()?;
    Some(Pin { id: Name::from(id), print, words: words.filter(|_| is_even)? })
}

/// How the texts at hand differ from what is locked of them; nothing where there is no lock or it cannot be read.
#[salsa::tracked]
fn drifts(db: &dyn Database, package: Package) -> Vec<(Name, Option<Drift>)> {
    let Some(Ok(lock)) = package.lock(db) else { return vec![] };
    let Ok(locked) = parse(lock) else { return vec![] };
    let instruments: BTreeSet<&Name> = package.texts(db).iter().map(|text| text.instrument(db)).collect();
    let of_text = |instrument: &Name| {
        let (text, is_whole) = at_hand(db, package, instrument)?;
        let mut found = locked.get(instrument).map(|pins| drift(pins, text));
        if let Some(found) = found.as_mut().filter(|_| !is_whole) {
            // What is not there may stand in what could not be read.
            found.gone.clear();
        }
        Some((instrument.clone(), found))
    };
    instruments.into_iter().filter_map(of_text).collect()
}

/// Provisions that are not as they were when their texts were locked, where policies cite them.
#[salsa::tracked]
pub(crate) fn changed_provisions(db: &dyn Database, package: Package) -> Vec<Finding> {
    let manifest = package.manifest(db);
    let reason = match package.lock(db) {
        None => return vec![],
        Some(Err(HostError::TooLarge)) => Some(format!("it holds more than {} MiB", MAX_LOCK_BYTES >> 20)),
        Some(Err(error)) => Some(error.to_string()),
        Some(Ok(lock)) => parse(lock).err(),
    };
    if let Some(reason) = reason {
        let span = manifest.texts.first().map_or_else(Span::default, |entry| entry.instrument.1);
        return vec![unreadable(manifest, &reason, span)];
    }
    let drifts = drifts(db, package);
    let is_changed = |drift: &Drift| !drift.reworded.is_empty() || !drift.gone.is_empty();
    let is_asked = drifts.iter().any(|(_, drift)| drift.as_ref().is_some_and(is_changed));
    let citing = if is_asked { citing(db, package) } else { vec![] };
    let mut findings = vec![];
    for (instrument, drift) in drifts {
        let Some((text, _)) = at_hand(db, package, instrument) else { continue };
        let outline = outlines(db, package).instruments.get(instrument);
        let cited = Cited::of(&citing, instrument, outline, text);
        let entry = manifest.texts.iter().find(|entry| entry.instrument.0 == *instrument);
        let span = entry.map_or_else(Span::default, |entry| entry.instrument.1);
        match drift {
            None => findings.push(unlocked(manifest, instrument, span)),
            Some(drift) => cited.report(drift, manifest, span, &mut findings),
        }
    }
    findings
}

/// Who cites the provisions of a text.
struct Cited<'c> {
    instrument: &'c Name,
    text: &'c Text,
    /// By the place of the provision in the text.
    by_place: BTreeMap<u32, Vec<&'c Citing>>,
    /// By what the provision is called, in the text or by those who cite it.
    by_id: BTreeMap<String, Vec<&'c Citing>>,
    /// The lines of the files of the text.
    lines: BTreeMap<&'c Name, LineIndex>,
}

impl<'c> Cited<'c> {
    fn of(citing: &'c [Citing], instrument: &'c Name, outline: Option<&Instrument>, text: &'c Text) -> Self {
        let mut found = Self {
            instrument,
            text,
            by_place: BTreeMap::new(),
            by_id: BTreeMap::new(),
            lines: BTreeMap::new(),
        };
        if !citing.is_empty() {
            found.lines = text.files().map(|(file, source)| (file, LineIndex::new(source))).collect();
        }
        let is_law = |it: &&Citing| ["criterion", "derogation", "rule"].contains(&it.word);
        let own = citing.iter().filter(|it| it.provision.instrument == *instrument).filter(is_law);
        for citing in own {
            if let Some(provision) = find_in(text, outline, &citing.provision.path) {
                found.by_place.entry(provision.at).or_default().push(citing);
            }
            found.by_id.entry(citing.provision.path.to_string()).or_default().push(citing);
        }
        found
    }

    fn report(&self, drift: &Drift, manifest: &Manifest, span: Span, findings: &mut Vec<Finding>) {
        let before = findings.len();
        let mut uncited: Vec<String> = vec![];
        let mut room = MOST_FINDINGS;
        let mut add = |finding: Option<Finding>, what: &str, id: &Name| match finding {
            Some(finding) if room > 0 => {
                room -= 1;
                findings.push(finding);
            }
            _ => uncited.push(format!("{id} ({what})")),
        };
        for reworded in &drift.reworded {
            add(self.reworded(reworded), "reworded", &reworded.id);
        }
        let gone: BTreeSet<&str> = drift.gone.iter().map(|gone| gone.id.as_str()).collect();
        for it in &drift.gone {
            if !outer(&it.id).any(|around| gone.contains(around)) {
                let what = if it.now.is_some() { "renumbered" } else { "deleted" };
                add(self.gone(it), what, &it.id);
            }
        }
        let added: BTreeSet<&str> = drift.added.iter().map(Name::as_str).collect();
        let new = drift.added.iter().filter(|id| !outer(id).any(|around| added.contains(around)));
        uncited.extend(new.map(|id| format!("{id} (new)")));
        if !uncited.is_empty() {
            let is_any = findings.len() > before;
            findings.push(self.uncited(&uncited, is_any, manifest, span));
        }
    }

    /// Who cites a provision or what is around it, the nearest first.
    fn around(&self, at: u32) -> Vec<&'c Citing> {
        let mut found = vec![];
        let mut next = Some(at);
        while let Some(at) = next {
            found.extend(self.by_place.get(&at).into_iter().flatten().copied());
            next = self.text.provisions().get(at as usize).and_then(|provision| provision.parent);
        }
        found
    }

    fn reworded(&self, it: &Reworded) -> Option<Finding> {
        let message = format!("{} reads otherwise than when its text was locked", self.called(&it.id));
        let finding =
            self.labelled(Diagnostic::new(&codes::REWORDED_PROVISION, message), &self.around(it.at))?;
        let finding = self
            .place(it.at)
            .into_iter()
            .fold(finding, |finding, place| finding.note(format!("it stands in {place}")));
        let finding =
            it.spots.iter().take(MOST_SPOTS).fold(finding, |finding, spot| finding.note(told(spot)));
        let more = it.spots.len().saturating_sub(MOST_SPOTS);
        let finding = match (it.spots.is_empty(), more) {
            (true, _) => finding.note("which of its words changed the lock does not tell"),
            (false, 0) => finding,
            (false, more) => {
                finding.note(format!("it changed in {}", counted(more, "more place", "more places")))
            }
        };
        Some(
            finding.help("see whether the policy still says what the text says, then run `acquis text lock`"),
        )
    }

    fn gone(&self, it: &Gone) -> Option<Finding> {
        let called = self.called(&it.id);
        let message = match &it.now {
            Some(now) => format!("what was {called} when its text was locked is {now} now"),
            None => format!("{called} is not in its text any more"),
        };
        let exact = self.by_id.get(it.id.as_str()).into_iter().flatten();
        let from = self.by_id.range(it.id.to_string()..).take_while(|(id, _)| id.starts_with(it.id.as_str()));
        let within = from.filter(|(id, _)| outer(id).any(|around| it.id == around)).flat_map(|(_, all)| all);
        let around = outer(&it.id).filter_map(|id| self.by_id.get(id)).flatten();
        let citing: Vec<&Citing> = exact.chain(within).chain(around).copied().collect();
        let finding = self.labelled(Diagnostic::new(&codes::GONE_PROVISION, message), &citing)?;
        Some(match &it.now {
            Some(now) => finding
                .note("it reads as before, under another number")
                .help(format!("cite {now} and number the outline so, then run `acquis text lock`")),
            None => finding.help("take out of the policy what rests on it, then run `acquis text lock`"),
        })
    }

    /// A finding with the places of those who cite; nothing where nobody does.
    fn labelled(&self, finding: Finding, citing: &[&Citing]) -> Option<Finding> {
        let mut seen: BTreeSet<(&Name, &Name, u32)> = BTreeSet::new();
        let mut all: Vec<&Citing> = vec![];
        for it in citing {
            let key = &it.anchor.decl;
            if seen.insert((&key.file, &key.head, key.nth)) {
                all.push(it);
            }
        }
        let first = all.iter().take(MOST_LABELS);
        let finding = first.fold(finding, |finding, it| {
            finding.label(it.anchor.clone(), format!("{} cites it", name_of(it)))
        });
        let more = all.len().saturating_sub(MOST_LABELS);
        if all.is_empty() {
            return None;
        }
        let words = counted(more, "more declaration", "more declarations");
        Some(if more > 0 { finding.note(format!("{words} cite it")) } else { finding })
    }

    fn uncited(&self, all: &[String], is_any: bool, manifest: &Manifest, span: Span) -> Finding {
        let count = counted(all.len(), "provision", "provisions");
        let more = if is_any { "more " } else { "" };
        let count = count.replacen(" provision", &format!(" {more}provision"), 1);
        let message = format!("{count} of the text of `{}` changed since it was locked", self.instrument);
        let mut named = all.get(..MOST_NAMED.min(all.len())).unwrap_or_default().join(", ");
        if all.len() > MOST_NAMED {
            named.push_str(", …");
        }
        Diagnostic::at(&codes::UNCITED_CHANGE, message, of_manifest(manifest, span), "this text")
            .note(format!("no criterion, derogation or rule cites them: {named}"))
            .help("see whether they matter, then run `acquis text lock`")
    }

    fn called(&self, id: &Name) -> String {
        format!("{} of `{}`", id, self.instrument)
    }

    /// The file and the line of a provision.
    fn place(&self, at: u32) -> Option<String> {
        let provision = self.text.provisions().get(at as usize)?;
        let file = self.text.file_of(provision)?;
        let source = self.text.source(file)?;
        let line = self.lines.get(file)?.position(source, provision.number.start).line;
        Some(format!("{file}:{line}"))
    }
}

fn name_of(citing: &Citing) -> String {
    if citing.word == "criterion" {
        format!("criterion {}", citing.name)
    } else {
        format!("{} `{}`", citing.word, citing.name)
    }
}

/// What changed at a place, in words.
fn told(spot: &Spot) -> String {
    let context = |words: &str| {
        [spot.before.as_str(), words, &spot.after]
            .iter()
            .filter(|it| !it.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let lost = counted(spot.lost, "word", "words");
    match (spot.words.is_empty(), spot.lost) {
        (false, 0) => format!("new: `{}` in `{}`", spot.words, context(&spot.words)),
        (false, _) => format!("`{}` in place of {lost} in `{}`", spot.words, context(&spot.words)),
        (true, _) => format!("{lost} taken out at `…` in `{}`", context("…")),
    }
}

/// What is around a provision, by what it is called, the nearest first.
fn outer(id: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(id), |id| {
        let end = id.rfind(['(', ' '])?;
        id.get(..end)
    })
    .skip(1)
}

fn of_manifest(manifest: &Manifest, span: Span) -> Anchor {
    let decl = DeclKey { file: manifest.path.clone(), head: Name::default(), nth: 0 };
    Anchor { decl, span }
}

fn unreadable(manifest: &Manifest, reason: &str, span: Span) -> Finding {
    let message = format!("{LOCK} cannot be read: {reason}");
    Diagnostic::at(&codes::UNREADABLE_LOCK, message, of_manifest(manifest, span), "locked there")
        .note("changes of official texts are not seen without it")
        .help("write it anew: `acquis text lock`")
}

fn unlocked(manifest: &Manifest, instrument: &Name, span: Span) -> Finding {
    let message = format!("{LOCK} holds nothing of the text of `{instrument}`");
    Diagnostic::at(&codes::UNCITED_CHANGE, message, of_manifest(manifest, span), "this text")
        .note("changes of it are not seen")
        .help("lock it: `acquis text lock`")
}

#[cfg(test)]
mod tests {
    use acquis_text::Source;

    use super::*;

    fn text() -> Text {
        let text = "## Article 1 — Aims\n\n1. Boats float.\n2. They moor:\n   - (a) by day.\n\n## Article 2\n\nNight.\n";
        Text::read(vec![Source { name: "a.md".into(), text: text.into() }])
    }

    #[test]
    fn what_is_written_is_read() {
        let (name, text) = (Name::from("boats"), text());
        let written = locked([(&name, &text)]);
        assert_eq!(parse(&written), Ok(Pins::from([(name, pins(&text))])));
        let heads: Vec<&str> =
            written.lines().filter_map(|line| line.split_once(" = \"").map(|it| it.0)).collect();
        assert_eq!(
            heads,
            ["\"Article 1\"", "\"Article 1(1)\"", "\"Article 1(2)\"", "\"Article 1(2)(a)\"", "\"Article 2\""]
        );
    }

    #[test]
    fn what_is_no_lock_is_refused_with_a_reason() {
        let head = locked([]);
        for (text, reason) in [
            ("version =".to_owned(), "it is not TOML"),
            ("version = 2".to_owned(), "it is not of version 1"),
            ("version = 1\nrules = [\"quotes\"]".to_owned(), "other rules"),
            (format!("{head}[texts]\na = 3"), "no table"),
            (format!("{head}[texts.a]\n\"Article 1\" = \"0123456789ab 123\""), "a line of `a`"),
            (format!("{head}[texts.a]\n\"Article 1\" = \"é\""), "a line of `a`"),
            (format!("{head}[texts.a]\n\"Article 1\" = \"0123456789ab é12\""), "a line of `a`"),
        ] {
            let found = parse(&text).expect_err("refused");
            assert!(found.contains(reason), "{text}: {found}");
        }
    }

    #[test]
    fn what_is_around_a_provision_is_told_by_its_name() {
        assert_eq!(
            outer("Annex II 3.1(g)(ii)").collect::<Vec<_>>(),
            ["Annex II 3.1(g)", "Annex II 3.1", "Annex II", "Annex"]
        );
    }
}
