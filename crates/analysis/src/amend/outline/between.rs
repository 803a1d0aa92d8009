//! New items between the provisions that an item of an outline lists: a range is cut in two there.

use std::collections::BTreeMap;

use acquis_base::ProvisionPath;

use super::{Item, Outline, OutlineEdit, Piece, lead, parenthesised};
use crate::amend::traced::Origin;

/// New items between the provisions that an item lists, by the number of the item and of the provisions before them.
pub(super) type Between = BTreeMap<(usize, usize), Vec<(ProvisionPath, Vec<Piece>)>>;

/// What is put between the provisions of one item, by how many of them stand before it.
type Gaps = BTreeMap<usize, Vec<Piece>>;

/// The edits that put new items between those of an outline.
pub(super) fn put_between(outline: &Outline<'_>, between: Between) -> Vec<OutlineEdit> {
    let mut of_item: BTreeMap<usize, Gaps> = BTreeMap::new();
    for ((at, gap), mut new) in between {
        new.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut pieces: Vec<Piece> = vec![];
        for (_, own) in new {
            if let (Some((_, origin)), false) = (own.first(), pieces.is_empty()) {
                pieces.push(line(origin));
            }
            pieces.extend(own);
        }
        of_item.entry(at).or_default().insert(gap, pieces);
    }
    let mut out = vec![];
    for (at, gaps) in of_item {
        let Some(item) = outline.items.get(at) else { continue };
        let Some(origin) = gaps.values().flatten().next().map(|(_, origin)| origin.clone()) else { continue };
        if gaps.keys().any(|gap| *gap > 0 && *gap < item.listed.len()) {
            out.push(cut_in_two(item, outline.text, gaps, &origin));
        } else {
            out.extend(beside(item, gaps, &origin));
        }
    }
    out
}

fn line(origin: &Origin) -> Piece {
    ("\n".to_owned(), origin.clone())
}

/// New items before and after all that an item lists.
fn beside(item: &Item<'_>, gaps: Gaps, origin: &Origin) -> Vec<OutlineEdit> {
    let span = item.provision.span.range();
    let edit = |(gap, mut pieces): (usize, Vec<Piece>)| {
        if gap == 0 {
            pieces.push(line(origin));
            (span.start..span.start, pieces)
        } else {
            (span.end..span.end, lead("\n", pieces, origin))
        }
    };
    gaps.into_iter().map(edit).collect()
}

/// An item that lists a range, with new items within the range.
fn cut_in_two(item: &Item<'_>, text: &str, gaps: Gaps, origin: &Origin) -> OutlineEdit {
    let mut pieces: Vec<Piece> = vec![];
    let mut add = |new: Vec<Piece>| {
        if !pieces.is_empty() {
            pieces.push(line(origin));
        }
        pieces.extend(new);
    };
    let mut from = 0;
    let bounds = gaps.into_iter().map(|(gap, new)| (gap, Some(new))).chain([(item.listed.len(), None)]);
    for (gap, new) in bounds {
        if let Some(words) = stretch(item, text, from, gap) {
            add(vec![(words, origin.clone())]);
        }
        if let Some(new) = new {
            add(new);
        }
        from = gap;
    }
    (item.provision.span.range(), pieces)
}

/// An item that lists some of the provisions that another lists: from one to before another of them.
fn stretch(item: &Item<'_>, text: &str, from: usize, to: usize) -> Option<String> {
    let last = to.checked_sub(1).filter(|last| from <= *last)?;
    let [a, b] =
        [item.listed.get(from)?, item.listed.get(last)?].map(|(it, _)| parenthesised(item, it, text));
    let rest = text.get(item.after_labels()..item.provision.span.end as usize).unwrap_or("");
    let kind = item.provision.kind.as_str();
    if from == last {
        return Some(format!("{kind} {a}{rest}"));
    }
    let plural = if kind == "annex" { "es" } else { "s" };
    Some(format!("{kind}{plural} {a} to {b}{rest}"))
}
