//! What amendments make of outlines: provisions that are inserted keep their place among the others, and those that are
//! deleted stay, marked, so that what cites them still resolves.

mod between;

use std::ops::Range;

use acquis_base::{Name, ProvisionKind, ProvisionPath, Step};
use acquis_syntax::ast::{self, DeclarationKind, Provision};

use self::between::{Between, put_between};
use super::law::LawDecl;
use super::target::label;
use super::traced::Origin;
use crate::outline::{labels_of, own_paths};

/// A piece of new text.
pub(crate) type Piece = (String, Origin);

/// What stands in place of a stretch of a declaration's text.
pub(crate) type OutlineEdit = (Range<usize>, Vec<Piece>);

/// A change of an outline.
#[derive(Debug, Clone)]
pub(crate) enum OutlineChange {
    /// A provision beside another, or as the last one within another; with its heading, marks and contents as text.
    Insert { path: ProvisionPath, whither: Whither, rest: Vec<Piece>, origin: Origin },
    /// A provision is deleted.
    Delete(ProvisionPath, Origin),
    /// A provision gets another heading, or none.
    Heading(ProvisionPath, Option<Piece>, Origin),
    /// What a provision prints for a reference.
    Refers { at: ProvisionPath, printed: ast::Citation, meant: Piece },
    /// A provision gets the number by which it is cited.
    Number(ProvisionPath),
}

/// Where a provision is inserted.
#[derive(Debug, Clone)]
pub(crate) enum Whither {
    After(ProvisionPath),
    Before(ProvisionPath),
    LastIn(ProvisionPath),
    Last,
}

/// An item of an outline with the provisions that it lists: for each its label and the paths by which it is cited.
struct Item<'a> {
    provision: &'a Provision,
    listed: Vec<(Name, Vec<ProvisionPath>)>,
}

impl Item<'_> {
    fn position(&self, path: &ProvisionPath) -> Option<usize> {
        self.listed.iter().position(|(_, paths)| paths.contains(path))
    }

    /// Where its marks start: after its labels.
    fn after_labels(&self) -> usize {
        self.provision.last.as_ref().unwrap_or(&self.provision.first).span.end as usize
    }
}

/// The outline that a declaration gives of an instrument.
struct Outline<'a> {
    items: Vec<Item<'a>>,
    /// The text of the declaration.
    text: &'a str,
}

/// What an item of an outline is made of that an amendment inserts.
struct New<'a> {
    path: &'a ProvisionPath,
    rest: &'a [Piece],
    origin: &'a Origin,
}

/// The edits of the text of an instrument's declaration; or the number of the change that cannot be made, with why.
pub(crate) fn edits(
    decl: &LawDecl<'_>,
    changes: &[OutlineChange],
) -> Result<Vec<OutlineEdit>, (usize, String)> {
    let Some(outline) = Outline::of(decl) else { return Ok(vec![]) };
    let mut out: Vec<OutlineEdit> = vec![];
    let mut between = Between::new();
    for (nth, change) in changes.iter().enumerate() {
        out.extend(outline.edit(change, &mut between).map_err(|why| (nth, why))?);
    }
    out.extend(put_between(&outline, between));
    Ok(out)
}

/// What an outline says of a provision: the items that are about it alone, else those that list it among others.
pub(crate) fn item_text<'t>(decl: &'t LawDecl<'_>, path: &ProvisionPath) -> Vec<&'t str> {
    let Some(outline) = Outline::of(decl) else { return vec![] };
    let of_path = |alone: bool| {
        let items = outline.about(path).filter(move |item| !alone || item.provision.last.is_none());
        items.map(|item| item.provision.span.of(&decl.text))
    };
    let own: Vec<&str> = of_path(true).collect();
    // A provision that only a range lists is known by that.
    if own.is_empty() { of_path(false).collect() } else { own }
}

/// The heading of a provision, as it is written.
pub(crate) fn heading<'t>(decl: &'t LawDecl<'_>, path: &ProvisionPath) -> Option<&'t str> {
    let outline = Outline::of(decl)?;
    outline.about(path).find_map(|item| Some(item.provision.heading.as_ref()?.span.of(&decl.text)))
}

impl<'a> Outline<'a> {
    fn of(decl: &'a LawDecl<'_>) -> Option<Self> {
        let DeclarationKind::Instrument(written) = &decl.tree.kind else { return None };
        let mut items = vec![];
        flatten(&written.provisions, &[ProvisionPath::default()], None, &mut items);
        Some(Self { items, text: &decl.text })
    }

    /// The items that list a provision.
    fn about(&self, path: &ProvisionPath) -> impl Iterator<Item = &Item<'a>> {
        self.items.iter().filter(|item| item.position(path).is_some())
    }

    /// The first item that lists a provision, and which of its provisions it is.
    fn first(&self, path: &ProvisionPath) -> Result<(usize, usize), String> {
        let mut found = self.items.iter().enumerate();
        let found = found.find_map(|(at, item)| Some((at, item.position(path)?)));
        found.ok_or_else(|| not_listed(path))
    }

    /// The item that is about a provision alone.
    fn alone(&self, path: &ProvisionPath) -> Option<&Item<'a>> {
        self.about(path).find(|item| item.provision.last.is_none())
    }

    /// The edit that a change is, if it is one by itself; or why the change cannot be made.
    fn edit(&self, change: &OutlineChange, between: &mut Between) -> Result<Option<OutlineEdit>, String> {
        match change {
            OutlineChange::Insert { path, whither, rest, origin } => {
                self.insert(whither, &New { path, rest, origin }, between)
            }
            OutlineChange::Delete(path, origin) => self.delete(path, origin),
            OutlineChange::Heading(path, new, origin) => self.set_heading(path, new.as_ref(), origin),
            OutlineChange::Refers { at, printed, meant } => self.refer(at, printed, meant),
            OutlineChange::Number(path) => self.number(path),
        }
    }

    fn insert(
        &self,
        whither: &Whither,
        new: &New<'_>,
        between: &mut Between,
    ) -> Result<Option<OutlineEdit>, String> {
        match whither {
            Whither::After(beside) | Whither::Before(beside) => {
                let (at, position) = self.first(beside)?;
                let kind = self.items.get(at).map_or(ProvisionKind::Point, |item| item.provision.kind);
                let gap = position + usize::from(matches!(whither, Whither::After(_)));
                between.entry((at, gap)).or_default().push((new.path.clone(), new.listed(kind)));
                Ok(None)
            }
            Whither::LastIn(around) => self.insert_last_in(around, new),
            Whither::Last => {
                let end = self.text.rfind('}').unwrap_or(self.text.len());
                let kind = match new.path.last() {
                    Some(Step::Annex(_)) => ProvisionKind::Annex,
                    Some(Step::Recital(_)) => ProvisionKind::Recital,
                    _ => ProvisionKind::Article,
                };
                let mut pieces = new.listed(kind);
                pieces.push(("\n".to_owned(), new.origin.clone()));
                Ok(Some((end..end, pieces)))
            }
        }
    }

    fn insert_last_in(&self, around: &ProvisionPath, new: &New<'_>) -> Result<Option<OutlineEdit>, String> {
        let (at, position) = self.first(around)?;
        let Some(item) = self.alone(around).or(self.items.get(at)) else { return Ok(None) };
        if let Some(last) = item.provision.children.last() {
            let end = last.span.end as usize;
            return Ok(Some((end..end, lead("\n", new.listed(last.kind), new.origin))));
        }
        let end = item.provision.span.end as usize;
        let pieces = braced(new.listed(kind_within(item.provision.kind, new.path)), new.origin);
        if item.listed.len() == 1 {
            return Ok(Some((end..end, pieces)));
        }
        let own = item.listed.get(position).map(|(label, _)| parenthesised(item, label, self.text));
        let head = own.map(|own| format!("\n{} {own}", item.provision.kind.as_str()));
        Ok(head.map(|head| (end..end, lead(&head, pieces, new.origin))))
    }

    fn delete(&self, path: &ProvisionPath, origin: &Origin) -> Result<Option<OutlineEdit>, String> {
        if let Some(item) = self.alone(path) {
            let end = item.after_labels();
            return Ok(Some((end..end, vec![(" deleted".to_owned(), origin.clone())])));
        }
        let (at, position) = self.first(path)?;
        let Some(item) = self.items.get(at) else { return Ok(None) };
        let own = item.listed.get(position).map(|(label, _)| parenthesised(item, label, self.text));
        let new = own.map(|own| format!("\n{} {own} deleted", item.provision.kind.as_str()));
        let end = item.provision.span.end as usize;
        Ok(new.map(|new| (end..end, vec![(new, origin.clone())])))
    }

    fn set_heading(
        &self,
        path: &ProvisionPath,
        new: Option<&Piece>,
        origin: &Origin,
    ) -> Result<Option<OutlineEdit>, String> {
        let item = self.alone(path).ok_or_else(|| not_listed(path))?;
        match (&item.provision.heading, new) {
            (Some(old), new) => Ok(Some((old.span.range(), new.into_iter().cloned().collect()))),
            (None, Some(new)) => {
                let end = item.after_labels();
                Ok(Some((end..end, lead(" ", vec![new.clone()], origin))))
            }
            (None, None) => Err(format!("{path} has no heading")),
        }
    }

    fn refer(
        &self,
        path: &ProvisionPath,
        printed: &ast::Citation,
        meant: &Piece,
    ) -> Result<Option<OutlineEdit>, String> {
        let mut cited = self.about(path).flat_map(|item| &item.provision.refers_to);
        match cited.find(|citation| citation.path == printed.path) {
            Some(found) => Ok(Some((found.span.range(), vec![meant.clone()]))),
            None => Err(format!("the outline does not say that {path} prints {}", printed.path)),
        }
    }

    fn number(&self, path: &ProvisionPath) -> Result<Option<OutlineEdit>, String> {
        let item = self.alone(path).ok_or_else(|| not_listed(path))?;
        let Some(printed) = &item.provision.printed else {
            return Err(format!("the outline does not say that {path} is printed under another number"));
        };
        let before = self.text.get(..printed.span.start as usize).unwrap_or("");
        let start = before.rfind("printed").unwrap_or(before.len());
        let start = self.text.get(..start).unwrap_or("").trim_end().len();
        Ok(Some((start..printed.span.end as usize, vec![])))
    }
}

impl New<'_> {
    /// The item as it is written in an outline.
    fn listed(&self, kind: ProvisionKind) -> Vec<Piece> {
        let words = format!("{} {}", kind.as_str(), label(self.path));
        lead(&words, self.rest.to_vec(), self.origin)
    }
}

fn not_listed(path: &ProvisionPath) -> String {
    format!("the outline does not list {path}")
}

fn flatten<'a>(
    provisions: &'a [Provision],
    around: &[ProvisionPath],
    parent: Option<&Name>,
    out: &mut Vec<Item<'a>>,
) {
    for provision in provisions {
        let labels = labels_of(provision, parent).unwrap_or_default();
        let listed: Vec<_> = labels
            .into_iter()
            .map(|label| {
                let named = provision.named.as_ref().map(|ident| ident.name.clone());
                let paths = own_paths(provision.kind, &label, named, around);
                (label, paths)
            })
            .collect();
        out.push(Item { provision, listed: listed.clone() });
        for (label, paths) in &listed {
            flatten(&provision.children, paths, Some(label), out);
        }
    }
}

fn lead(words: &str, mut pieces: Vec<Piece>, origin: &Origin) -> Vec<Piece> {
    pieces.insert(0, (words.to_owned(), origin.clone()));
    pieces
}

fn braced(pieces: Vec<Piece>, origin: &Origin) -> Vec<Piece> {
    let mut pieces = lead(" { ", pieces, origin);
    pieces.push((" }".to_owned(), origin.clone()));
    pieces
}

/// What stands in a provision that has had nothing in it.
fn kind_within(around: ProvisionKind, path: &ProvisionPath) -> ProvisionKind {
    match (around, path.last()) {
        (ProvisionKind::Article, _) => ProvisionKind::Paragraph,
        (_, Some(Step::Number(_))) => ProvisionKind::Number,
        _ => ProvisionKind::Point,
    }
}

/// A label as an item writes its own.
fn parenthesised(item: &Item<'_>, label: &str, text: &str) -> String {
    if item.provision.first.span.of(text).starts_with('(') { format!("({label})") } else { label.to_owned() }
}
