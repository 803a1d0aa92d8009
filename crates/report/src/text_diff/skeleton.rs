//! The skeleton of an amendment for what changed: operations where it is plain which, comments where it is not, and the
//! declarations that it replaces as they stand.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use acquis_base::{Name, ProvisionPath, is_printable};
use acquis_ir::Instrument;
use acquis_syntax::parse_citation;
use acquis_text::{Fate, Provision, Side, Text};

use super::{Cites, Entry, TextDiff};

/// The fingerprint that is to be filled in.
const NONE: &str = "00000000";

/// The most characters of a comment.
const LONGEST: usize = 200;

/// The skeleton of an amendment, laid out. `source` gives the text of a declaration that cites.
pub fn skeleton(
    diff: &TextDiff<'_>,
    (old, new): (&Text, &Text),
    (name, outline): (&Name, Option<&Instrument>),
    source: impl Fn(&Cites) -> Option<String>,
) -> String {
    let mut writer =
        Writer { old, new, outline, used: BTreeSet::new(), replaced: BTreeSet::new(), below: String::new() };
    let mut operations = String::new();
    for entry in &diff.entries {
        writer.entry(entry, &source, &mut operations);
    }
    let text = format!(
        "// Skeleton of an amendment for what changed from {} to {}.\n\
         // To be filled in: its name, number, author and title, why it is proposed, and each fingerprint of zeros, for\n\
         // which `acquis check` proposes the right one.\n\
         amendment to_be_named to {name} \"to be filled in\" {{\n\
         number \"0\" by \"to be filled in\"\nstatus tabled\nbecause \"to be filled in\"\n\n{operations}}}\n{}",
        comment(&diff.old_name),
        comment(&diff.new_name),
        writer.below
    );
    acquis_syntax::format(&text).applied(&text)
}

struct Writer<'t> {
    old: &'t Text,
    new: &'t Text,
    outline: Option<&'t Instrument>,
    /// Numbers that inserted provisions bear.
    used: BTreeSet<ProvisionPath>,
    /// Declarations that are replaced.
    replaced: BTreeSet<String>,
    /// What the amendment brings in.
    below: String,
}

impl Writer<'_> {
    fn entry(&mut self, entry: &Entry<'_>, source: &impl Fn(&Cites) -> Option<String>, out: &mut String) {
        let _ = writeln!(out, "// {}", comment(&entry.title));
        let words = entry.redline.iter().map(|run| match run.side {
            Side::Both => run.text.clone(),
            Side::Old => format!("[-{}-]", run.text),
            Side::New => format!("{{+{}+}}", run.text),
        });
        let words = words.collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            let _ = writeln!(out, "// {}", comment(&words));
        }
        for cites in entry.cited_by.iter().chain(&entry.around_cited_by) {
            let _ = writeln!(out, "// see {}", comment(&cites.shown()));
        }
        match entry.fate {
            Fate::Added => self.added(entry, out),
            Fate::Deleted => self.deleted(entry, out),
            Fate::Renamed => self.renamed(entry, out),
            Fate::Reworded => self.reworded(entry, source, out),
            Fate::Renumbered | Fate::Moved => {
                out.push_str(
                    "// to be written into the outline and into citations: no operation numbers anew\n",
                );
            }
        }
    }

    /// The path of a provision, if the outline has it.
    fn listed(&self, provision: Option<&&Provision>) -> Option<ProvisionPath> {
        let path = provision?.path.clone()?;
        let is_listed = self.outline.is_some_and(|outline| outline.find(&path).is_some());
        (is_listed && parse_citation(&path.to_string()).is_some()).then_some(path)
    }

    fn deleted(&self, entry: &Entry<'_>, out: &mut String) {
        match self.listed(entry.old.first()) {
            Some(path) => {
                let _ = writeln!(out, "delete {path} fingerprint {NONE}");
            }
            None => out.push_str("// the outline does not list it\n"),
        }
    }

    fn renamed(&self, entry: &Entry<'_>, out: &mut String) {
        let heading = entry.new.first().and_then(|provision| provision.heading.as_ref());
        match (self.listed(entry.old.first()), heading) {
            (Some(path), Some(heading)) => {
                let heading = text(heading);
                let _ =
                    writeln!(out, "replace heading of {path} fingerprint {NONE} by heading \"{heading}\"");
            }
            _ => out.push_str("// the outline does not list it\n"),
        }
    }

    fn reworded(&mut self, entry: &Entry<'_>, source: &impl Fn(&Cites) -> Option<String>, out: &mut String) {
        let id = entry.old.first().map_or("", |provision| provision.id.as_str());
        let mut is_any = false;
        for cites in &entry.cited_by {
            let word = match cites.word {
                "criterion" if cites.name == id => "criterion",
                "derogation" => "derogation",
                "rule" => "rule",
                "notion" => "define",
                _ => continue,
            };
            is_any = true;
            let target = format!("{word} {}", cites.name);
            let Some(source) = source(cites) else { continue };
            if self.replaced.insert(target.clone()) {
                let _ = writeln!(out, "replace {target} fingerprint {NONE}");
                let _ = write!(
                    self.below,
                    "\n// As it stands: to be changed to what the text says now.\n{source}\n"
                );
            }
        }
        if !is_any {
            out.push_str("// nothing formalises it\n");
        }
    }

    fn added(&mut self, entry: &Entry<'_>, out: &mut String) {
        let operation = entry.new.first().and_then(|provision| self.insertion(provision));
        let Some((path, place)) = operation else {
            out.push_str("// it cannot be cited here: to be written into the outline\n");
            return;
        };
        let heading = entry.new.first().and_then(|provision| provision.heading.as_ref());
        let heading = heading.map(|heading| format!(" \"{}\"", text(heading))).unwrap_or_default();
        let _ = writeln!(out, "{}", place.replacen("{}", &format!("{path}{heading}"), 1));
        let _ = write!(
            self.below,
            "\n// Brought in by the insertion: a criterion or a rule, or why there is none.\n\
             not formalised {path} because \"to be filled in\"\n"
        );
    }

    /// The number that a new provision bears here, and the operation that inserts it, with `{}` in its place.
    fn insertion(&mut self, provision: &Provision) -> Option<(ProvisionPath, String)> {
        let printed = provision.path.clone()?;
        let above = self.new.provisions().get(..provision.at as usize).unwrap_or_default().iter().rev();
        let mut above = above.take_while(|it| Some(it.at) != provision.parent);
        let before = above.find(|it| {
            it.path.as_ref().is_some_and(|path| path.parent() == printed.parent())
                && it.kind == provision.kind
        });
        let before = before.and_then(|it| it.path.clone());
        let before = before.filter(|path| self.is_there(path) || self.used.contains(path));
        let path = if self.is_there(&printed) { self.beside(before.as_ref()?)? } else { printed };
        let place = match (&before, path.parent()) {
            (Some(before), _) => format!("insert {{}} after {before}"),
            (None, Some(around)) if self.is_there(&around) => format!("add {{}} at the end of {around}"),
            _ => return None,
        };
        parse_citation(&path.to_string())?;
        self.used.insert(path.clone());
        Some((path, place))
    }

    fn is_there(&self, path: &ProvisionPath) -> bool {
        self.outline.is_some_and(|outline| outline.find(path).is_some()) || self.old.find(path).is_some()
    }

    /// A number after another that nothing bears: (b) leads to (ba), then (bb).
    fn beside(&self, before: &ProvisionPath) -> Option<ProvisionPath> {
        let last = before.last()?;
        ('a'..='z').find_map(|letter| {
            let label = Name::from(format!("{}{letter}", last.label()));
            let step = last.with_label(label);
            let path = match before.parent() {
                Some(around) => around.child(step),
                None => ProvisionPath(vec![step]),
            };
            (!self.is_there(&path) && !self.used.contains(&path)).then_some(path)
        })
    }
}

/// Words in a comment: on one line, and not too many.
fn comment(words: &str) -> String {
    let shown: String = words.chars().map(|c| if is_printable(c) { c } else { ' ' }).collect();
    let cut: String = shown.chars().take(LONGEST).collect();
    if cut.len() < shown.len() { format!("{} …", cut.trim_end()) } else { cut.trim_end().to_owned() }
}

/// Words as they may stand in quotes.
fn text(words: &str) -> String {
    let quoted = |c: char| match c {
        '"' => '\'',
        '\\' => '/',
        c if is_printable(c) => c,
        _ => ' ',
    };
    words.chars().map(quoted).collect()
}
