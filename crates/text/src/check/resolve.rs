//! To what references lead.

use std::ops::Range;

use acquis_base::{Diagnostic, codes};

use super::numbering::numbers_of;
use super::references::{Around, Base, Part, Written};
use super::{Findings, Reading};
use crate::provision::{Kind, Provision};

/// A reference to one provision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The index of the passage in which it stands.
    pub(crate) passage: usize,
    /// Where it stands there.
    pub(crate) range: Range<usize>,
    pub(crate) target: Target,
}

/// Where a reference leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Found(u32),
    /// What there is not, and the provision in which it is looked for.
    Missing(String, Option<u32>),
    /// To another act, to what is not transcribed, or to what the text alone does not tell.
    Elsewhere,
}

impl Reference {
    pub(crate) fn found(&self) -> Option<u32> {
        match self.target {
            Target::Found(at) => Some(at),
            Target::Missing(..) | Target::Elsewhere => None,
        }
    }
}

/// The most targets of one reference that are kept.
const MOST: usize = 12;

/// The references of a passage that lead to provisions, or to none where one would be.
pub(crate) fn resolve(reading: &Reading<'_>, passage: usize, written: &[Written]) -> Vec<Reference> {
    let Some(from) = reading.passages.get(passage).map(|it| it.provision) else { return vec![] };
    if amends(reading, from) {
        return vec![];
    }
    let mut found: Vec<Reference> = vec![];
    let (mut before, mut is_after_other_act) = (None, false);
    for reference in written {
        let targets = reference.ways.iter().map(|way| target(reading, from, before, reference.base, way));
        // `the points of Article 6 of that Directive, in particular point (a)` goes on with the other act.
        let goes_on = is_after_other_act && reference.base == Base::Here;
        let told = targets.filter(|it| match it {
            Target::Found(_) => true,
            Target::Missing(..) => !goes_on,
            Target::Elsewhere => false,
        });
        let range = &reference.range;
        found.extend(told.take(MOST).map(|target| Reference { passage, range: range.clone(), target }));
        before = found.last().filter(|it| it.range == *range).and_then(Reference::found).or(before);
        is_after_other_act = reference.base == Base::OtherAct || goes_on;
    }
    found
}

/// Whether a provision changes another act, to which everything in it refers.
fn amends(reading: &Reading<'_>, from: &Provision) -> bool {
    let article = reading.around(from.at).find(|it| it.kind == Kind::Article);
    let heading = article.and_then(|it| it.heading.as_deref()).unwrap_or("");
    heading.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("amendment"))
}

fn target(reading: &Reading<'_>, from: &Provision, before: Option<u32>, base: Base, way: &[Part]) -> Target {
    match base {
        Base::OtherAct => Target::Elsewhere,
        Base::Text => from_text(reading, way),
        Base::Here => from_here(reading, from, before, way),
        Base::This(kind) => match enclosing(reading, from.at, kind) {
            Some(around) => walk(reading, around, way),
            None => Target::Elsewhere,
        },
        Base::That(kind) => match before.and_then(|at| enclosing(reading, at, kind)) {
            Some(around) => walk(reading, around, way),
            None => Target::Elsewhere,
        },
    }
}

/// The provision of a kind that is one or around it.
fn enclosing(reading: &Reading<'_>, at: u32, kind: Around) -> Option<u32> {
    let is_meant = |provision: &&Provision| match kind {
        Around::Article => provision.kind == Kind::Article,
        Around::Paragraph => provision.kind == Kind::Paragraph,
        Around::Point => matches!(provision.kind, Kind::Point | Kind::RomanPoint),
        Around::Annex => provision.kind == Kind::Annex,
        Around::Other => false,
    };
    reading.around(at).find(is_meant).map(|it| it.at)
}

fn from_text(reading: &Reading<'_>, way: &[Part]) -> Target {
    let Some((first, rest)) = way.split_first() else { return Target::Elsewhere };
    let index = &reading.index;
    let (found, lacks) = match first {
        Part::Article(number) => (index.article(number), index.lacks_article(number)),
        Part::Annex(number) => (index.annex(number), !number.is_empty() && index.lacks_annex()),
        _ => return Target::Elsewhere,
    };
    match found {
        Some(at) => walk(reading, at, rest),
        None if lacks => Target::Missing(shown(first), None),
        None => Target::Elsewhere,
    }
}

/// A reference that is read from where it stands: what is nearest counts.
fn from_here(reading: &Reading<'_>, from: &Provision, before: Option<u32>, way: &[Part]) -> Target {
    let Some(first) = way.first() else { return Target::Elsewhere };
    let outermost = reading.around(from.at).find(|it| matches!(it.kind, Kind::Article | Kind::Annex));
    let Some(outermost) = outermost else { return Target::Elsewhere };
    let in_article = outermost.kind == Kind::Article;
    match first {
        Part::Paragraph(_) if in_article => return walk(reading, outermost.at, way),
        Part::Nth(_) if in_article => {
            let holds = |it: &&Provision| matches!(it.kind, Kind::Paragraph | Kind::Article);
            let around = reading.around(from.at).find(holds).map_or(outermost.at, |it| it.at);
            return walk(reading, around, way);
        }
        Part::Paragraph(_) | Part::Point(_) => {}
        Part::Article(_)
        | Part::Annex(_)
        | Part::Section(_)
        | Part::Label(_)
        | Part::Nth(_)
        | Part::Within => {
            return Target::Elsewhere;
        }
    }
    // What a sentence has named before is as near as what is around it.
    let places = reading.around(from.at).chain(before.into_iter().flat_map(|at| reading.around(at)));
    for around in places {
        if step(reading, around.at, first).is_some_and(|at| at != around.at) {
            return walk(reading, around.at, way);
        }
    }
    if !in_article {
        return Target::Elsewhere;
    }
    let around = reading.around(from.at).find(|it| matches!(it.kind, Kind::Paragraph | Kind::Article));
    Target::Missing(missing(around, first), around.map(|it| it.at))
}

/// Goes a way from a provision.
fn walk(reading: &Reading<'_>, from: u32, way: &[Part]) -> Target {
    let mut at = from;
    for part in way {
        match step(reading, at, part) {
            Some(inner) => at = inner,
            None => {
                let around = reading.provision(at);
                // Parts of annexes are numbered in so many ways that only what is at hand is told.
                let is_dotted = part.label().is_some_and(|label| label.contains('.'));
                let is_judged = around.is_some_and(|it| match it.kind {
                    Kind::Annex => is_dotted && reading.index.has_dotted(it.at),
                    kind => kind != Kind::Part,
                });
                return match is_judged {
                    true => Target::Missing(missing(around, part), Some(at)),
                    false => Target::Elsewhere,
                };
            }
        }
    }
    Target::Found(at)
}

/// The provision one step further in.
fn step(reading: &Reading<'_>, at: u32, part: &Part) -> Option<u32> {
    let index = &reading.index;
    match part {
        Part::Within => Some(at),
        Part::Nth(number) => {
            let is_vague = index.has_paragraphs(at);
            (is_vague || *number <= index.subparagraphs(at)).then_some(at)
        }
        Part::Article(_) | Part::Annex(_) => None,
        Part::Section(label) | Part::Paragraph(label) | Part::Point(label) | Part::Label(label) => {
            let annex = reading.provision(at).filter(|it| it.kind == Kind::Annex);
            // A number or a letter of an annex is cited without the part around it.
            index.below(at, label).or_else(|| index.in_annex(annex?.at, label))
        }
    }
}

/// What is not there, as it would be cited.
fn missing(around: Option<&Provision>, part: &Part) -> String {
    let id = around.map_or("", |it| &it.id);
    match part {
        Part::Paragraph(label) | Part::Point(label) | Part::Label(label) if label.contains('.') => {
            format!("{id} {label}")
        }
        Part::Paragraph(label) | Part::Point(label) | Part::Label(label) => format!("{id}({label})"),
        Part::Nth(number) => format!("subparagraph {number} of {id}"),
        Part::Article(_) | Part::Annex(_) | Part::Section(_) | Part::Within => shown(part),
    }
}

fn shown(part: &Part) -> String {
    let label = part.label().unwrap_or("");
    match part {
        Part::Article(_) => format!("Article {label}"),
        Part::Annex(_) => format!("Annex {label}"),
        Part::Section(_) => format!("Section {label}"),
        Part::Paragraph(_) | Part::Point(_) | Part::Label(_) => format!("({label})"),
        Part::Nth(number) => format!("subparagraph {number}"),
        Part::Within => String::new(),
    }
}

/// References that lead to nothing.
pub(crate) fn faults(reading: &Reading<'_>, findings: &mut Findings) {
    reading.references.iter().filter_map(|it| fault(reading, it)).for_each(|it| findings.add(it));
}

fn fault(reading: &Reading<'_>, reference: &Reference) -> Option<Diagnostic> {
    let Target::Missing(what, around) = &reference.target else { return None };
    let passage = reading.passages.get(reference.passage)?;
    let place = reading.place(passage, reference.range.clone());
    let message = format!("{} refers to {what}, and there is none", passage.provision.id);
    let finding = Diagnostic::at(&codes::REFERENCE_TO_NOTHING, message, place, "leads to nothing");
    let around = around.and_then(|at| reading.provision(at));
    let held = around.and_then(|around| Some((around, numbers_of(reading, around)?)));
    Some(match (around, held) {
        (Some(around), _) if around.kind == Kind::Annex => finding
            .label(reading.number(around), "not in this annex")
            .help("write the number of what is meant"),
        (Some(around), Some((_, numbers))) => finding
            .label(reading.number(around), format!("{} has {numbers}", around.id))
            .help("write the number of what is meant"),
        (Some(around), None) => finding
            .label(reading.number(around), format!("nothing in {} bears a number", around.id))
            .help("write what is meant"),
        (None, _) => finding
            .note("what would stand before and after it is at hand, or the text ends before it")
            .help("write the number of what is meant"),
    })
}
