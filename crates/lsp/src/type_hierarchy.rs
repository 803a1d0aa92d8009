//! What stands above and below: levels and their criteria, criteria and those that copy them.

use acquis_analysis::{Database, Package, Symbol};
use acquis_ide::calls::{Node, prepare_types};
use tower_lsp_server::ls_types::{
    SymbolKind, TextDocumentIdentifier, TextDocumentPositionParams, TypeHierarchyItem,
};

use crate::names::At;

/// What has something above or below it at a place.
pub(crate) fn prepare(at: &At<'_>) -> Vec<TypeHierarchyItem> {
    let found = prepare_types(&at.snapshot.db, at.held.package, at.file, at.offset);
    found.iter().filter_map(|node| item(at, node)).collect()
}

/// What is above or below an item of this name at a place.
pub(crate) fn related(
    at: &At<'_>,
    name: &str,
    find: fn(&Database, Package, &Node) -> Vec<Node>,
) -> Option<Vec<TypeHierarchyItem>> {
    let (db, package) = (&at.snapshot.db, at.held.package);
    // Where a range stands for several, the name tells which is meant.
    let here = prepare_types(db, package, at.file, at.offset).into_iter().find(|node| node.name == name)?;
    Some(find(db, package, &here).iter().filter_map(|node| item(at, node)).collect())
}

fn item(at: &At<'_>, node: &Node) -> Option<TypeHierarchyItem> {
    let lines = at.pages.lines(&node.place.file);
    let is_level = matches!(node.symbol, Symbol::Level(..));
    Some(TypeHierarchyItem {
        name: node.name.clone(),
        kind: if is_level { SymbolKind::INTERFACE } else { SymbolKind::CLASS },
        tags: None,
        detail: Some(node.detail.clone()).filter(|detail| !detail.is_empty()),
        uri: at.pages.uri(&node.place.file)?,
        range: lines.range(node.whole),
        selection_range: lines.range(node.place.span),
        data: None,
    })
}

/// The place at which an item is named.
pub(crate) fn place_of(item: &TypeHierarchyItem) -> TextDocumentPositionParams {
    TextDocumentPositionParams {
        text_document: TextDocumentIdentifier { uri: item.uri.clone() },
        position: item.selection_range.start,
    }
}
