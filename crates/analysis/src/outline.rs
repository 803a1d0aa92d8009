//! Outlines: from the provisions an `instrument` lists to a tree in which citations are found.
//!
//! A range (`points (a) to (k)`) stands for its members; a member may then be detailed once. A section of an annex
//! may be `named` by a letter, by which it is cited too; a number (`3.1`) is cited directly under its annex, whatever
//! section it stands in.

use std::collections::{BTreeMap, HashMap};

use acquis_base::{Diagnostic, Name, ProvisionKind, ProvisionPath, Span, Step, address_fault, codes};
use acquis_ir::{Date, Instrument, Node, ProvisionId};
use acquis_syntax::ast;
use salsa::Database;

use crate::declaration::{Anchor, Decl, Finding, anchor, is_read, tree};
use crate::lookup::with_article;

/// The most provisions that a range may stand for.
const LONGEST_RANGE: u32 = 1000;

/// An instrument with its outline, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outlined {
    /// The instrument.
    pub instrument: Instrument,
    /// Whether faulty items were left out, so that a citation that is not found may still be right.
    pub incomplete: bool,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// The outline that an `instrument` declaration writes; nothing for other declarations.
#[salsa::tracked]
pub fn outlined<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Outlined> {
    let ast::DeclarationKind::Instrument(written) = &tree(db, decl).kind else { return None };
    let mut builder = Builder { db, decl, own: written.name.name.clone(), left_out: false, findings: vec![] };
    let mut roots = Drafts::default();
    for item in &written.provisions {
        builder.item(item, Around::default(), &mut roots);
    }
    let mut instrument = Instrument {
        name: written.name.name.clone(),
        title: written.title.as_ref().map(|title| title.value.clone()),
        ..Instrument::default()
    };
    builder.facts(written, &mut instrument);
    let mut paths = Paths::default();
    for root in roots.list {
        paths.add(root, &[ProvisionPath::default()], None);
    }
    for (path, first, again) in &paths.twice {
        builder.cited_alike(path, *first, *again);
    }
    (instrument.nodes, instrument.index) = (paths.nodes, paths.index);
    let is_read = is_read(db, decl);
    let incomplete = written.incomplete || builder.left_out || !is_read;
    // Where something could not be read, provisions may have lost what stands around them.
    let findings = if is_read { builder.findings } else { vec![] };
    Some(Outlined { instrument, incomplete, findings })
}

/// A provision while the tree is being built.
struct Draft {
    label: Name,
    node: Node,
    named: Option<Name>,
    /// Where it is detailed; nothing while only a range mentions it.
    detailed: Option<Span>,
    children: Drafts,
}

/// Provisions side by side, in the order of the text.
#[derive(Default)]
struct Drafts {
    list: Vec<Draft>,
    index: HashMap<(ProvisionKind, Name), usize>,
}

impl Drafts {
    fn get_mut(&mut self, kind: ProvisionKind, label: &Name) -> Option<&mut Draft> {
        let at = *self.index.get(&(kind, label.clone()))?;
        self.list.get_mut(at)
    }

    fn push(&mut self, draft: Draft) {
        self.index.insert((draft.node.kind, draft.label.clone()), self.list.len());
        self.list.push(draft);
    }
}

/// What stands around an item.
#[derive(Clone, Copy, Default)]
struct Around<'a> {
    label: Option<&'a Name>,
    kind: Option<ProvisionKind>,
}

struct Builder<'db> {
    db: &'db dyn Database,
    decl: Decl<'db>,
    own: Name,
    /// Whether an item stood out of place, and is in the outline nowhere.
    left_out: bool,
    findings: Vec<Finding>,
}

impl<'db> Builder<'db> {
    fn anchor(&self, span: Span) -> Anchor {
        anchor(self.db, self.decl, span)
    }

    fn facts(&mut self, written: &ast::Instrument, instrument: &mut Instrument) {
        for fact in &written.facts {
            match fact {
                ast::InstrumentFact::Document(text) => instrument.document = Some(text.value.clone()),
                ast::InstrumentFact::Procedure(text) => instrument.procedure = Some(text.value.clone()),
                ast::InstrumentFact::Address(text) => match address_fault(&text.value) {
                    None => instrument.address = Some(text.value.clone()),
                    Some(why) => self.findings.push(no_address(text, why, self.anchor(text.span))),
                },
                ast::InstrumentFact::Status(word) => instrument.status = Some(word.name.clone()),
                ast::InstrumentFact::Dated(date) => match date.text.parse::<Date>() {
                    Ok(parsed) => instrument.dated = Some(parsed),
                    Err(()) => self.findings.push(no_such_date(&date.text, self.anchor(date.span))),
                },
            }
        }
    }

    fn item(&mut self, item: &ast::Provision, around: Around<'_>, siblings: &mut Drafts) {
        if !may_hold(around.kind, item.kind) {
            self.left_out = true;
            self.out_of_place(item, around);
            return;
        }
        let Some(labels) = self.labels(item, around.label) else { return };
        let range = item.last.is_some();
        for label in labels {
            match siblings.get_mut(item.kind, &label) {
                Some(draft) if draft.detailed.is_none() && !range => self.detail(item, draft),
                Some(draft) => {
                    let before = draft.detailed;
                    self.twice(item, &label, before);
                }
                None => {
                    let mut draft = Draft {
                        label: label.clone(),
                        node: Node {
                            path: ProvisionPath::default(),
                            kind: item.kind,
                            heading: None,
                            printed: None,
                            refers_to: vec![],
                            empowers: None,
                            not_transcribed: item.not_transcribed,
                            deleted: item.deleted,
                            parent: None,
                            end: 0,
                        },
                        named: None,
                        detailed: None,
                        children: Drafts::default(),
                    };
                    if range {
                        self.children_of_range(item, &mut draft);
                    } else {
                        self.detail(item, &mut draft);
                    }
                    siblings.push(draft);
                }
            }
        }
    }

    /// What an item says of one provision.
    fn detail(&mut self, item: &ast::Provision, draft: &mut Draft) {
        draft.detailed = Some(item.span);
        draft.named = item.named.as_ref().map(|name| name.name.clone());
        draft.node.heading = item.heading.as_ref().map(|heading| heading.value.clone());
        draft.node.printed = item.printed.as_ref().map(|printed| printed.name.clone());
        draft.node.empowers = item.empowers.as_ref().map(|act| act.name.clone());
        draft.node.not_transcribed = item.not_transcribed;
        draft.node.deleted = item.deleted;
        draft.node.refers_to = item.refers_to.iter().map(|citation| self.reference(citation)).collect();
        self.children_of_range(item, draft);
    }

    fn children_of_range(&mut self, item: &ast::Provision, draft: &mut Draft) {
        let label = draft.label.clone();
        let around = Around { label: Some(&label), kind: Some(draft.node.kind) };
        for child in &item.children {
            self.item(child, around, &mut draft.children);
        }
    }

    fn out_of_place(&mut self, item: &ast::Provision, around: Around<'_>) {
        let what = item.kind.as_str();
        let message = match around.kind {
            Some(around) => {
                format!("{} does not stand in {}", with_article(what), with_article(around.as_str()))
            }
            None => format!("{} does not stand by itself in an instrument", with_article(what)),
        };
        let finding = Diagnostic::at(&codes::BAD_OUTLINE, message, self.anchor(item.first.span), "out of place")
            .note("articles, annexes and recitals stand by themselves; articles hold paragraphs and points, annexes hold sections, numbers, paragraphs and points")
            .help("check the braces above it");
        self.findings.push(finding);
    }

    /// Two provisions that would be cited in the same way.
    fn cited_alike(&mut self, path: &ProvisionPath, first: Option<Span>, again: Option<Span>) {
        let Some(again) = again.or(first) else { return };
        let message = format!("{path} is listed twice");
        let mut finding = Diagnostic::at(&codes::BAD_OUTLINE, message, self.anchor(again), "listed again");
        if let Some(first) = first.filter(|first| *first != again) {
            finding = finding.label(self.anchor(first), "listed here");
        }
        let finding = finding
            .note("a number of an annex is cited without the section around it")
            .help("give it a stable number of its own, and the number it bears after `printed as`");
        self.findings.push(finding);
    }

    /// A reference that the text prints is recorded as printed; it need not lead anywhere.
    fn reference(&self, citation: &ast::Citation) -> ProvisionId {
        let instrument =
            citation.instrument.as_ref().map_or_else(|| self.own.clone(), |name| name.name.clone());
        ProvisionId { instrument, path: citation.path.clone() }
    }

    fn twice(&mut self, item: &ast::Provision, label: &str, before: Option<Span>) {
        let message = format!("{} {label} is listed twice", item.kind.as_str());
        let mut finding =
            Diagnostic::at(&codes::BAD_OUTLINE, message, self.anchor(item.span), "listed again");
        if let Some(before) = before {
            finding = finding.label(self.anchor(before), "listed here");
        }
        let help = "give it a stable number of its own, and the number it bears after `printed as`";
        self.findings.push(finding.help(help));
    }

    /// The labels that an item stands for.
    fn labels(&mut self, item: &ast::Provision, parent: Option<&Name>) -> Option<Vec<Name>> {
        let labels = labels_of(item, parent);
        if let (None, Some(last)) = (&labels, &item.last) {
            let place = self.anchor(item.first.span.to(last.span));
            let message = format!("`{}` to `{}` is no range", item.first.name, last.name);
            let finding = Diagnostic::at(&codes::BAD_OUTLINE, message, place, "cannot be counted through")
                .note("a range runs upwards through numbers, letters or Roman numbers, and stands for at most 1000 provisions")
                .help("list the provisions one by one, or turn the range around");
            self.findings.push(finding);
        }
        labels
    }
}

/// The message for a date that the calendar does not have, or that lies outside the years a fact may name.
pub(crate) fn no_such_date(text: &str, place: Anchor) -> Finding {
    let (message, label) = match text.parse::<Date>() {
        Ok(_) => (format!("{text} lies outside the years of facts"), "too early or too late"),
        Err(()) => (format!("there is no day {text}"), "not in the calendar"),
    };
    Diagnostic::at(&codes::BAD_LITERAL, message, place, label)
        .help("dates are written year-month-day, from 1900-01-01 to 2200-12-31")
}

/// What is said of an address that is none; what a browser would make of it is proposed.
fn no_address(text: &ast::Text, why: &str, place: Anchor) -> Finding {
    let message = format!("`{}` is no address of the web", text.value);
    let finding = Diagnostic::at(&codes::BAD_ADDRESS, message, place.clone(), why);
    let trimmed = text.value.trim();
    let with_scheme = format!("https://{trimmed}");
    let meant = [
        trimmed.to_owned(),
        trimmed.replace(' ', "%20"),
        trimmed.replacen("HTTPS:", "https:", 1),
        with_scheme,
    ];
    match meant.into_iter().find(|meant| is_meant(meant)) {
        Some(meant) => finding.help(format!("write `{meant}`")).fix(
            format!("write `{meant}`"),
            place,
            format!("\"{meant}\""),
        ),
        None => finding.help("copy it from the line of a browser that shows the text, or leave it out"),
    }
}

/// Whether this may be what somebody meant who wrote something else: the host has several parts.
fn is_meant(address: &str) -> bool {
    let host = address.split('/').nth(2).unwrap_or("");
    address_fault(address).is_none() && host.contains('.')
}

/// Puts drafts in the order of the text and gives each its paths.
#[derive(Default)]
struct Paths {
    nodes: Vec<Node>,
    /// Where each node is detailed.
    places: Vec<Option<Span>>,
    index: BTreeMap<ProvisionPath, u32>,
    /// Paths that two nodes would have, with the places of both.
    twice: Vec<(ProvisionPath, Option<Span>, Option<Span>)>,
}

impl Paths {
    /// Adds a draft and what is in it; `around` are the paths of the provision around it, the shown one first.
    fn add(&mut self, draft: Draft, around: &[ProvisionPath], parent: Option<u32>) {
        let paths = own_paths(draft.node.kind, &draft.label, draft.named.clone(), around);
        let at = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        for (nth, path) in paths.iter().enumerate() {
            let known = *self.index.entry(path.clone()).or_insert(at);
            // Only the form in which a provision is shown must be its own.
            if known != at && nth == 0 {
                let first = self.places.get(known as usize).copied().flatten();
                self.twice.push((path.clone(), first, draft.detailed));
            }
        }
        self.places.push(draft.detailed);
        let mut node = draft.node;
        node.path = paths.first().cloned().unwrap_or_default();
        node.parent = parent;
        let around = parent.and_then(|parent| self.nodes.get(parent as usize));
        node.deleted |= around.is_some_and(|around| around.deleted);
        self.nodes.push(node);
        for child in draft.children.list {
            self.add(child, &paths, Some(at));
        }
        let end = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        if let Some(node) = self.nodes.get_mut(at as usize) {
            node.end = end;
        }
    }
}

/// The paths by which a provision is cited that stands within one with the paths `around`, the shown one first.
pub(crate) fn own_paths(
    kind: ProvisionKind,
    label: &Name,
    named: Option<Name>,
    around: &[ProvisionPath],
) -> Vec<ProvisionPath> {
    let label = label.clone();
    let below = |step: Step| around.iter().map(move |path| path.child(step.clone()));
    match kind {
        ProvisionKind::Article => vec![ProvisionPath(vec![Step::Article(label)])],
        ProvisionKind::Annex => vec![ProvisionPath(vec![Step::Annex(label)])],
        ProvisionKind::Recital => vec![ProvisionPath(vec![Step::Recital(label)])],
        ProvisionKind::Section => {
            let named = named.into_iter().flat_map(|name| below(Step::Section(name)));
            named.chain(below(Step::Number(label))).collect()
        }
        ProvisionKind::Number => {
            let annexes = around.iter().filter_map(|path| path.0.first());
            let mut paths: Vec<_> = annexes
                .map(|annex| ProvisionPath(vec![annex.clone(), Step::Number(label.clone())]))
                .collect();
            paths.dedup();
            paths
        }
        ProvisionKind::Paragraph | ProvisionKind::Point => below(Step::Label(label)).collect(),
    }
}

/// Whether a provision of one kind may stand directly within one of another kind, or by itself.
fn may_hold(around: Option<ProvisionKind>, inner: ProvisionKind) -> bool {
    use ProvisionKind::{Annex, Article, Number, Paragraph, Point, Recital, Section};
    match around {
        None => matches!(inner, Article | Annex | Recital),
        Some(Recital) => false,
        Some(Article) => matches!(inner, Paragraph | Point),
        Some(Paragraph | Point) => inner == Point,
        Some(Annex | Section) => matches!(inner, Section | Number | Paragraph | Point),
        Some(Number) => matches!(inner, Number | Paragraph | Point),
    }
}

/// The labels that an item stands for, within one of the label `parent`; nothing for a range that is none.
pub(crate) fn labels_of(item: &ast::Provision, parent: Option<&Name>) -> Option<Vec<Name>> {
    match &item.last {
        Some(last) => expand(&item.first.name, &last.name, item.kind, parent),
        None => Some(vec![item.first.name.clone()]),
    }
}

/// The labels from `first` to `last`; nothing if they do not count upwards.
fn expand(first: &str, last: &str, kind: ProvisionKind, parent: Option<&Name>) -> Option<Vec<Name>> {
    let count_through = |from: u32, to: u32, show: &dyn Fn(u32) -> String| {
        (from <= to && to - from < LONGEST_RANGE).then(|| (from..=to).map(|n| Name::from(show(n))).collect())
    };
    if let (Ok(from), Ok(to)) = (first.parse(), last.parse()) {
        return count_through(from, to, &|n| n.to_string());
    }
    // Below a number come letters, below a letter come Roman numbers.
    let below_letter = kind == ProvisionKind::Point && parent.is_some_and(|label| letter(label).is_some());
    let romans = (roman(first), roman(last));
    let letters = (letter(first), letter(last));
    match (romans, letters) {
        ((Some(from), Some(to)), _) if below_letter || first.chars().all(char::is_uppercase) => {
            let upper = first.chars().all(char::is_uppercase);
            count_through(from, to, &|n| if upper { to_roman(n).to_uppercase() } else { to_roman(n) })
        }
        (_, (Some(from), Some(to))) => {
            count_through(from, to, &|n| char::from_u32(n).map(String::from).unwrap_or_default())
        }
        ((Some(from), Some(to)), _) => count_through(from, to, &to_roman),
        _ => None,
    }
}

/// The code of a single small letter.
fn letter(label: &str) -> Option<u32> {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(c), None) if c.is_ascii_lowercase() => Some(u32::from(c)),
        _ => None,
    }
}

const ROMAN_DIGITS: &[(u32, &str)] =
    &[(50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];

fn to_roman(mut n: u32) -> String {
    let mut out = String::new();
    for (value, digits) in ROMAN_DIGITS {
        while n >= *value {
            out.push_str(digits);
            n -= value;
        }
    }
    out
}

/// The value of a Roman number in canonical form, up to 89.
fn roman(label: &str) -> Option<u32> {
    let small = label.to_ascii_lowercase();
    (1..90).find(|n| to_roman(*n) == small)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(first: &str, last: &str, parent: Option<&str>) -> String {
        let parent = parent.map(Name::from);
        let found = expand(first, last, ProvisionKind::Point, parent.as_ref());
        found
            .map_or("none".to_owned(), |labels| labels.iter().map(Name::as_str).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn ranges_count_numbers_letters_and_roman_numbers() {
        assert_eq!(labels("1", "3", None), "1 2 3");
        assert_eq!(labels("a", "d", Some("3.1")), "a b c d");
        assert_eq!(labels("i", "iv", Some("g")), "i ii iii iv");
        assert_eq!(labels("h", "k", Some("3.1")), "h i j k");
        assert_eq!(labels("i", "k", Some("3.1")), "i j k");
        assert_eq!(labels("c", "a", None), "none");
        assert_eq!(labels("1", "5000", None), "none");
        assert_eq!(labels("ga", "gc", None), "none");
    }
}
