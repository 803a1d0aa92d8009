//! What is wrong with an official text by itself: its numbers, its references, its terms, its words.
//!
//! What the text itself proves is a warning; what is likely by the way it is usually written is a note. A text may be
//! at hand in part only: articles that no file has are taken for not transcribed, and nothing is said about them.

mod acts;
mod compounds;
mod definitions;
mod index;
mod numbering;
mod references;
mod resolve;
mod vocabulary;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use acquis_base::{Diagnostic, Name, Place};

use self::index::Index;
use self::references::references_in;
use self::resolve::{Reference, resolve};
use crate::join::Running;
use crate::provision::Provision;
use crate::text::Text;

/// The most findings of one file that are kept.
pub const MAX_FINDINGS: usize = 1000;

/// What is wrong with a text, in the order of its files and places. Of each file at most [`MAX_FINDINGS`] are given, those
/// of which the text is proof first, and the last of them says how many more there are.
pub fn check(text: &Text) -> Vec<Diagnostic> {
    let reading = Reading::of(text);
    let mut findings = Findings::default();
    numbering::faults(&reading, &mut findings);
    resolve::faults(&reading, &mut findings);
    acts::faults(&reading, &mut findings);
    let terms = definitions::terms(&reading);
    definitions::faults(&reading, &terms, &mut findings);
    vocabulary::faults(&reading, &mut findings);
    compounds::faults(&reading, &terms, &mut findings);
    findings.sorted()
}

/// What was found so far.
#[derive(Default)]
pub(crate) struct Findings {
    kept: Vec<Diagnostic>,
    /// How many there are of each file.
    counts: BTreeMap<Name, usize>,
}

impl Findings {
    pub(crate) fn add(&mut self, finding: Diagnostic) {
        let Some(file) = finding.place().map(|place| place.file.clone()) else { return };
        let count = self.counts.entry(file).or_default();
        *count += 1;
        if *count <= MAX_FINDINGS {
            self.kept.push(finding);
        }
    }

    fn sorted(mut self) -> Vec<Diagnostic> {
        Diagnostic::sort(&mut self.kept);
        for (file, count) in self.counts.into_iter().filter(|(_, count)| *count > MAX_FINDINGS) {
            let of_file = |it: &&mut Diagnostic| it.place().is_some_and(|place| place.file == file);
            if let Some(last) = self.kept.iter_mut().rev().find(of_file) {
                last.notes.push(format!("{} more findings of this file are left out", count - MAX_FINDINGS));
            }
        }
        self.kept
    }
}

/// The running text of a provision, or its heading.
pub(crate) struct Passage<'t> {
    pub(crate) provision: &'t Provision,
    pub(crate) running: Running,
    pub(crate) is_heading: bool,
}

/// A text with what several checks ask of it.
pub(crate) struct Reading<'t> {
    pub(crate) text: &'t Text,
    pub(crate) passages: Vec<Passage<'t>>,
    pub(crate) index: Index,
    /// In the order of the text.
    pub(crate) references: Vec<Reference>,
    /// How many references lead to a provision or into it.
    pub(crate) cited: BTreeMap<u32, usize>,
}

impl<'t> Reading<'t> {
    fn of(text: &'t Text) -> Self {
        let mut passages = vec![];
        for provision in text.provisions() {
            for (lines, is_heading) in [(&provision.heading_text, true), (&provision.text, false)] {
                let running = text.running(provision.file, lines);
                if !running.text.is_empty() {
                    passages.push(Passage { provision, running, is_heading });
                }
            }
        }
        let index = Index::of(text);
        let mut reading = Self { text, passages, index, references: vec![], cited: BTreeMap::new() };
        let mut references = vec![];
        for (at, passage) in reading.passages.iter().enumerate() {
            if !passage.is_heading {
                references.extend(resolve(&reading, at, &references_in(&passage.running.text)));
            }
        }
        for reference in &references {
            let mut target = reference.found();
            while let Some(provision) = target.and_then(|at| reading.provision(at)) {
                *reading.cited.entry(provision.at).or_default() += 1;
                target = provision.parent;
            }
        }
        reading.references = references;
        reading
    }

    pub(crate) fn provision(&self, at: u32) -> Option<&'t Provision> {
        self.text.provisions().get(at as usize)
    }

    /// A provision and those around it, innermost first.
    pub(crate) fn around(&self, at: u32) -> impl Iterator<Item = &'t Provision> {
        let provisions = self.text.provisions();
        let get = move |at: u32| provisions.get(at as usize);
        std::iter::successors(get(at), move |inner| inner.parent.and_then(get))
    }

    /// The place in its file of some of a passage.
    pub(crate) fn place(&self, passage: &Passage<'_>, range: Range<usize>) -> Place {
        let file = self.text.file_of(passage.provision).cloned().unwrap_or_default();
        Place { file, span: passage.running.source(range) }
    }

    /// The place of the number of a provision.
    pub(crate) fn number(&self, provision: &Provision) -> Place {
        let file = self.text.file_of(provision).cloned().unwrap_or_default();
        Place { file, span: provision.number }
    }
}
