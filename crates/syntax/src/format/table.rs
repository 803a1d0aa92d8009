//! The layout of tables: their columns stand below each other.

use super::doc::{Breaks, Doc};
use super::layout::Layout;
use crate::concrete::{Node, Part};
use crate::parse::Rule;

/// A row, with its bars and cells in turn.
struct Row<'t> {
    docs: Vec<Doc<'t>>,
    /// What its cells say; nothing where comments stand between them.
    cells: Option<Vec<String>>,
    /// What stands above it and behind it: the comments of its first and last bar.
    first: Doc<'t>,
    last: Doc<'t>,
}

impl<'t> Layout<'t> {
    pub(super) fn table(&mut self, node: &Node) -> Doc<'t> {
        let rows: Vec<Row<'t>> = node.parts.iter().filter_map(|part| self.row(part)).collect();
        let widths = widths(&rows);
        let mut docs = vec![];
        for (at, row) in rows.into_iter().enumerate() {
            if at > 0 {
                docs.push(Doc::Hard);
            }
            docs.push(row.aligned(&widths));
        }
        Doc::Concat(docs)
    }

    fn row(&mut self, part: &Part) -> Option<Row<'t>> {
        let Part::Node(row) = part else { return None };
        let docs: Vec<Doc<'t>> = row.parts.iter().map(|part| self.part(part)).collect();
        let is_bar = |part: &Part| part.rule() == Some(Rule::bar);
        let count = docs.len();
        let mut cells = Some(vec![]);
        for (at, (part, doc)) in row.parts.iter().zip(&docs).enumerate() {
            let is_edge = at == 0 || at + 1 == count;
            if is_bar(part) {
                let plain = is_edge || doc.breaks() == Breaks::Nowhere;
                cells = cells.filter(|_| plain);
            } else if let Some(known) = &mut cells {
                match doc.flat() {
                    Some(text) => known.push(text),
                    None => cells = None,
                }
            }
        }
        let first = docs.first().cloned()?;
        let last = docs.last().cloned()?;
        Some(Row { docs, cells, first, last })
    }
}

/// How wide the columns of rows are, in characters.
fn widths(rows: &[Row<'_>]) -> Vec<usize> {
    let mut widths: Vec<usize> = vec![];
    for cells in rows.iter().filter_map(|row| row.cells.as_ref()) {
        widths.resize(widths.len().max(cells.len()), 0);
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = cell.chars().count().max(*width);
        }
    }
    widths
}

impl<'t> Row<'t> {
    fn aligned(self, widths: &[usize]) -> Doc<'t> {
        let Some(cells) = self.cells else {
            return Doc::Concat(self.docs.into_iter().flat_map(|doc| [doc, Doc::Space]).collect());
        };
        let mut docs = vec![self.first];
        let count = cells.len();
        for (at, (cell, width)) in cells.into_iter().zip(widths).enumerate() {
            let padded = format!("{cell:width$}");
            docs.extend([Doc::Space, Doc::Text(padded.into()), Doc::Space]);
            if at + 1 < count {
                docs.push(Doc::text("|"));
            }
        }
        docs.push(self.last);
        Doc::Concat(docs)
    }
}
