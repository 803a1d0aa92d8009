//! What amendments make of outlines: provisions that are inserted keep their place among the others, and those that are
//! deleted stay, marked, so that what cites them still resolves.

use std::collections::BTreeMap;
use std::ops::Range;

use acquis_base::{Name, ProvisionKind, ProvisionPath, Step};
use acquis_syntax::ast::{self, DeclarationKind, Provision};

use super::law::LawDecl;
use super::target::label;
use super::traced::Origin;
use crate::outline::{labels_of, own_paths};

/// A piece of new text.
pub(crate) type Piece = (String, Origin);

/// What stands in place of a stretch of a declaration's text.
pub(crate) type OutlineEdit = (Range<usize>, Vec<Piece>);

/// New items between the provisions that an item lists, by the number of the item and of the provisions before them.
type Between = BTreeMap<(usize, usize), Vec<(ProvisionPath, Vec<Piece>)>>;

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

/// The edits of the text of an instrument's declaration; or the number of the change that cannot be made, with why.
pub(crate) fn edits(
    decl: &LawDecl<'_>,
    changes: &[OutlineChange],
) -> Result<Vec<OutlineEdit>, (usize, String)> {
    let DeclarationKind::Instrument(written) = &decl.tree.kind else { return Ok(vec![]) };
    let mut items = vec![];
    flatten(&written.provisions, &[ProvisionPath::default()], None, &mut items);
    let text = &*decl.text;
    let mut out: Vec<OutlineEdit> = vec![];
    // What is put between the provisions of an item, by how many of them stand before it.
    let mut between = Between::new();
    for (nth, change) in changes.iter().enumerate() {
        let missing = |path: &ProvisionPath| (nth, format!("the outline does not list {path}"));
        match change {
            OutlineChange::Insert { path, whither, rest, origin } => match whither {
                Whither::After(beside) | Whither::Before(beside) => {
                    let (at, position) = first(&items, beside).ok_or_else(|| missing(beside))?;
                    let kind = items.get(at).map_or(ProvisionKind::Point, |item| item.provision.kind);
                    let gap = position + usize::from(matches!(whither, Whither::After(_)));
                    between
                        .entry((at, gap))
                        .or_default()
                        .push((path.clone(), listed(kind, path, rest, origin)));
                }
                Whither::LastIn(around) => {
                    let (at, position) = detailed(&items, around)
                        .or_else(|| first(&items, around))
                        .ok_or_else(|| missing(around))?;
                    let Some(item) = items.get(at) else { continue };
                    let new = |kind| listed(kind, path, rest, origin);
                    match item.provision.children.last() {
                        Some(last) => {
                            let end = last.span.end as usize;
                            out.push((end..end, lead("\n", new(last.kind), origin)));
                        }
                        None if item.listed.len() == 1 => {
                            let end = item.provision.span.end as usize;
                            let kind = kind_within(item.provision.kind, path);
                            out.push((end..end, braced(new(kind), origin)));
                        }
                        None => {
                            let kind = kind_within(item.provision.kind, path);
                            let Some((own, _)) = item.listed.get(position) else { continue };
                            let head = format!(
                                "\n{} {}",
                                item.provision.kind.as_str(),
                                parenthesised(item, own, text)
                            );
                            let end = item.provision.span.end as usize;
                            out.push((end..end, lead(&head, braced(new(kind), origin), origin)));
                        }
                    }
                }
                Whither::Last => {
                    let end = decl.text.rfind('}').unwrap_or(decl.text.len());
                    let kind = match path.last() {
                        Some(Step::Annex(_)) => ProvisionKind::Annex,
                        Some(Step::Recital(_)) => ProvisionKind::Recital,
                        _ => ProvisionKind::Article,
                    };
                    let mut pieces = listed(kind, path, rest, origin);
                    pieces.push(("\n".to_owned(), origin.clone()));
                    out.push((end..end, pieces));
                }
            },
            OutlineChange::Delete(path, origin) => match detailed(&items, path) {
                Some((at, _)) => {
                    let end = items.get(at).map_or(0, Item::after_labels);
                    out.push((end..end, vec![(" deleted".to_owned(), origin.clone())]));
                }
                None => {
                    let (at, position) = first(&items, path).ok_or_else(|| missing(path))?;
                    let Some(item) = items.get(at) else { continue };
                    let Some((own, _)) = item.listed.get(position) else { continue };
                    let end = item.provision.span.end as usize;
                    let own = parenthesised(item, own, text);
                    let new = format!("\n{} {own} deleted", item.provision.kind.as_str());
                    out.push((end..end, vec![(new, origin.clone())]));
                }
            },
            OutlineChange::Heading(path, new, origin) => {
                let (at, _) = detailed(&items, path).ok_or_else(|| missing(path))?;
                let Some(item) = items.get(at) else { continue };
                match (&item.provision.heading, new) {
                    (Some(old), new) => out.push((old.span.range(), new.iter().cloned().collect())),
                    (None, Some(new)) => {
                        let end = item.after_labels();
                        out.push((end..end, lead(" ", vec![new.clone()], origin)));
                    }
                    (None, None) => return Err((nth, format!("{path} has no heading"))),
                }
            }
            OutlineChange::Refers { at: path, printed, meant } => {
                let of = items.iter().filter(|item| item.position(path).is_some());
                let cited: Vec<_> = of.flat_map(|item| &item.provision.refers_to).collect();
                let Some(found) = cited.into_iter().find(|citation| citation.path == printed.path) else {
                    return Err((
                        nth,
                        format!("the outline does not say that {path} prints {}", printed.path),
                    ));
                };
                out.push((found.span.range(), vec![meant.clone()]));
            }
            OutlineChange::Number(path) => {
                let (at, _) = detailed(&items, path).ok_or_else(|| missing(path))?;
                let Some(printed) = items.get(at).and_then(|item| item.provision.printed.as_ref()) else {
                    return Err((
                        nth,
                        format!("the outline does not say that {path} is printed under another number"),
                    ));
                };
                let before = text.get(..printed.span.start as usize).unwrap_or("");
                let start = before.rfind("printed").unwrap_or(before.len());
                let start = text.get(..start).unwrap_or("").trim_end().len();
                out.push((start..printed.span.end as usize, vec![]));
            }
        }
    }
    out.extend(put_between(&items, text, between));
    Ok(out)
}

/// What an outline says of a provision: the items that are about it alone, else those that list it among others.
pub(crate) fn item_text<'t>(decl: &'t LawDecl<'_>, path: &ProvisionPath) -> Vec<&'t str> {
    let DeclarationKind::Instrument(written) = &decl.tree.kind else { return vec![] };
    let mut items = vec![];
    flatten(&written.provisions, &[ProvisionPath::default()], None, &mut items);
    let of_path = |alone: bool| {
        let items = items.iter().filter(move |item| !alone || item.provision.last.is_none());
        items.filter(|item| item.position(path).is_some()).map(|item| item.provision.span.of(&decl.text))
    };
    let own: Vec<&str> = of_path(true).collect();
    // A provision that only a range lists is known by that.
    if own.is_empty() { of_path(false).collect() } else { own }
}

/// The heading of a provision, as it is written.
pub(crate) fn heading<'t>(decl: &'t LawDecl<'_>, path: &ProvisionPath) -> Option<&'t str> {
    let DeclarationKind::Instrument(written) = &decl.tree.kind else { return None };
    let mut items = vec![];
    flatten(&written.provisions, &[ProvisionPath::default()], None, &mut items);
    let mut own = items.iter().filter(|item| item.position(path).is_some());
    own.find_map(|item| Some(item.provision.heading.as_ref()?.span.of(&decl.text)))
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
        let inner: Vec<_> = listed.clone();
        out.push(Item { provision, listed });
        if !provision.children.is_empty() {
            for (label, paths) in &inner {
                flatten(&provision.children, paths, Some(label), out);
            }
        }
    }
}

/// The first item that lists a provision, and which of its provisions it is.
fn first(items: &[Item<'_>], path: &ProvisionPath) -> Option<(usize, usize)> {
    items.iter().enumerate().find_map(|(at, item)| Some((at, item.position(path)?)))
}

/// The item that is about a provision alone.
fn detailed(items: &[Item<'_>], path: &ProvisionPath) -> Option<(usize, usize)> {
    let alone = |item: &Item<'_>| item.provision.last.is_none().then(|| item.position(path)).flatten();
    items.iter().enumerate().find_map(|(at, item)| Some((at, alone(item)?)))
}

/// An item as it is written in an outline.
fn listed(kind: ProvisionKind, path: &ProvisionPath, rest: &[Piece], origin: &Origin) -> Vec<Piece> {
    lead(&format!("{} {}", kind.as_str(), label(path)), rest.to_vec(), origin)
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

/// Items with new ones between the provisions that they list: a range is cut in two there.
fn put_between(items: &[Item<'_>], text: &str, between: Between) -> Vec<OutlineEdit> {
    let mut out = vec![];
    let mut of_item: BTreeMap<usize, BTreeMap<usize, Vec<Piece>>> = BTreeMap::new();
    for ((at, gap), mut new) in between {
        new.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut pieces: Vec<Piece> = vec![];
        for (_, own) in new {
            if let (Some((_, origin)), false) = (own.first(), pieces.is_empty()) {
                pieces.push(("\n".to_owned(), origin.clone()));
            }
            pieces.extend(own);
        }
        of_item.entry(at).or_default().insert(gap, pieces);
    }
    for (at, gaps) in of_item {
        let Some(item) = items.get(at) else { continue };
        let span = item.provision.span.range();
        let count = item.listed.len();
        let is_cut = gaps.keys().any(|gap| *gap > 0 && *gap < count);
        let Some(origin) = gaps.values().flatten().next().map(|(_, origin)| origin.clone()) else { continue };
        let line = || ("\n".to_owned(), origin.clone());
        if !is_cut {
            for (gap, pieces) in gaps {
                if gap == 0 {
                    let mut pieces = pieces;
                    pieces.push(line());
                    out.push((span.start..span.start, pieces));
                } else {
                    out.push((span.end..span.end, lead("\n", pieces, &origin)));
                }
            }
            continue;
        }
        let rest = text.get(item.after_labels()..span.end).unwrap_or("");
        let mut pieces: Vec<Piece> = vec![];
        let mut from = 0;
        let bounds = gaps.into_iter().map(|(gap, new)| (gap, Some(new))).chain([(count, None)]);
        for (gap, new) in bounds {
            if let (Some((a, _)), Some((b, _))) =
                (item.listed.get(from), item.listed.get(gap.wrapping_sub(1)))
                && from < gap
            {
                let kind = item.provision.kind.as_str();
                let (a, b) = (parenthesised(item, a, text), parenthesised(item, b, text));
                let words = if from + 1 == gap {
                    format!("{kind} {a}{rest}")
                } else {
                    let plural = if kind == "annex" { "es" } else { "s" };
                    format!("{kind}{plural} {a} to {b}{rest}")
                };
                pieces.extend((!pieces.is_empty()).then(line));
                pieces.push((words, origin.clone()));
            }
            if let Some(new) = new {
                pieces.extend((!pieces.is_empty()).then(line));
                pieces.extend(new);
            }
            from = gap;
        }
        out.push((span, pieces));
    }
    out
}
