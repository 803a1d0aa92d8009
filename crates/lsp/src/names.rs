//! What names stand for: from the answers of `acquis-ide` to the types of the protocol.

use acquis_analysis::SourceFile;
use acquis_base::Place;
use acquis_ide::calls::{Dependence, Node};
use acquis_ide::definition::Links;
use acquis_ide::highlight::Use;
use acquis_ide::hover::Hover;
use acquis_ide::rename::Renaming;
use acquis_ide::{calls, hover, references, rename};
use serde_json::json;
use tower_lsp_server::jsonrpc::{Error, ErrorCode};
use tower_lsp_server::ls_types::{
    CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall, DocumentHighlight,
    DocumentHighlightKind, HoverContents, Location, MarkupContent, MarkupKind, PrepareRenameResponse, Range,
    SymbolKind, WorkspaceEdit,
};

use crate::convert::{Operation, workspace_edit};
use crate::snapshot::{Held, Pages, Snapshot};

/// A place in a file of a package, at one moment.
pub(crate) struct At<'s> {
    pub(crate) snapshot: &'s Snapshot,
    pub(crate) held: &'s Held,
    pub(crate) file: SourceFile,
    pub(crate) offset: u32,
    pub(crate) pages: Pages<'s>,
}

impl At<'_> {
    pub(crate) fn own_range(&self, span: acquis_base::Span) -> Range {
        self.pages.lines(self.file.path(&self.snapshot.db)).range(span)
    }

    /// The places that links lead to.
    pub(crate) fn locations(&self, links: Option<Links>) -> Option<Vec<Location>> {
        let targets = links?.targets;
        Some(targets.iter().filter_map(|target| self.pages.location(&target.place)).collect())
    }

    /// All places that name what stands here.
    pub(crate) fn references(&self, with_declaration: bool) -> Vec<Location> {
        let (db, package) = (&self.snapshot.db, self.held.package);
        let documents = self.snapshot.dossiers_of(self.held);
        let at = (self.file, self.offset);
        let found = references::references(db, package, &documents, at, with_declaration);
        found.iter().filter_map(|mention| self.pages.location(&mention.place)).collect()
    }

    /// What there is to say of what stands here.
    pub(crate) fn hover(&self) -> Option<tower_lsp_server::ls_types::Hover> {
        let Hover { span, markdown } =
            hover::hover(&self.snapshot.db, self.held.package, self.file, self.offset)?;
        Some(hover_of(markdown, self.own_range(span)))
    }

    /// The places of this file that name what stands here.
    pub(crate) fn highlights(&self, found: Vec<(acquis_base::Span, Use)>) -> Vec<DocumentHighlight> {
        highlights(found, |span| self.own_range(span))
    }

    /// What can be renamed here.
    pub(crate) fn renamable(&self) -> Result<PrepareRenameResponse, Error> {
        let found = rename::prepare(&self.snapshot.db, self.file, self.offset).map_err(refused)?;
        let range = self.own_range(found.span);
        Ok(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder: found.name.to_string() })
    }

    /// What changes when what stands here gets another name.
    pub(crate) fn renamed(&self, new: &str) -> Result<WorkspaceEdit, Error> {
        let (db, package) = (&self.snapshot.db, self.held.package);
        let place = (self.file, self.offset);
        let documents = self.snapshot.documents_of(self.held);
        let patience = self.snapshot.age.patience();
        let found = rename::rename(db, package, &documents, place, new, &patience).map_err(refused)?;
        workspace_renaming(found, &self.pages)
    }

    /// The nodes of the graph of dependences that stand here.
    pub(crate) fn calls(&self) -> Vec<CallHierarchyItem> {
        let found = calls::prepare_calls(&self.snapshot.db, self.held.package, self.file, self.offset);
        found.iter().filter_map(|node| self.call(node)).collect()
    }

    fn call(&self, node: &Node) -> Option<CallHierarchyItem> {
        let lines = self.pages.lines(&node.place.file);
        Some(CallHierarchyItem {
            name: node.name.clone(),
            kind: SymbolKind::FUNCTION,
            tags: None,
            detail: Some(node.detail.clone()).filter(|detail| !detail.is_empty()),
            uri: self.pages.uri(&node.place.file)?,
            range: lines.range(node.whole),
            selection_range: lines.range(node.place.span),
            data: Some(json!(null)),
        })
    }

    /// What stands here as a node.
    fn node(&self) -> Option<Node> {
        calls::prepare_calls(&self.snapshot.db, self.held.package, self.file, self.offset).into_iter().next()
    }

    /// What depends on what stands here.
    pub(crate) fn incoming(&self) -> Vec<CallHierarchyIncomingCall> {
        let Some(node) = self.node() else { return vec![] };
        let found = calls::dependents(&self.snapshot.db, self.held.package, &node);
        let shown = |found: &Dependence| {
            Some(CallHierarchyIncomingCall {
                from: self.call(&found.node)?,
                from_ranges: self.ranges(&found.places),
            })
        };
        found.iter().filter_map(shown).collect()
    }

    /// What that depends on which stands here.
    pub(crate) fn outgoing(&self) -> Vec<CallHierarchyOutgoingCall> {
        let Some(node) = self.node() else { return vec![] };
        let found = calls::dependencies(&self.snapshot.db, self.held.package, &node);
        let shown = |found: &Dependence| {
            Some(CallHierarchyOutgoingCall {
                to: self.call(&found.node)?,
                from_ranges: self.ranges(&found.places),
            })
        };
        found.iter().filter_map(shown).collect()
    }

    fn ranges(&self, places: &[Place]) -> Vec<Range> {
        places.iter().map(|place| self.pages.lines(&place.file).range(place.span)).collect()
    }
}

pub(crate) fn markup(value: String) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value }
}

/// What is said of something.
pub(crate) fn hover_of(markdown: String, range: Range) -> tower_lsp_server::ls_types::Hover {
    tower_lsp_server::ls_types::Hover {
        contents: HoverContents::Markup(markup(markdown)),
        range: Some(range),
    }
}

/// The places of one document that name something.
pub(crate) fn highlights(
    found: Vec<(acquis_base::Span, Use)>,
    range: impl Fn(acquis_base::Span) -> Range,
) -> Vec<DocumentHighlight> {
    let kind = |named: Use| match named {
        Use::Write => DocumentHighlightKind::WRITE,
        Use::Read => DocumentHighlightKind::READ,
        Use::Text => DocumentHighlightKind::TEXT,
    };
    let shown = |(span, named)| DocumentHighlight { range: range(span), kind: Some(kind(named)) };
    found.into_iter().map(shown).collect()
}

/// The edits of a rename.
pub(crate) fn workspace_renaming(found: Renaming, pages: &Pages<'_>) -> Result<WorkspaceEdit, Error> {
    let Renaming { edits, moved, unread } = found;
    if let Some(path) = unread.first() {
        return Err(refused(format!("the dossier {path} cannot be read, and may name it")));
    }
    match moved {
        Some((from, to)) => match (pages.uri(&from), pages.uri(&to)) {
            (Some(from), Some(to)) if pages.snapshot.abilities.moves_files => {
                Ok(workspace_edit(&edits, Some(Operation::Move(from, to)), pages))
            }
            _ => Err(refused("a module is renamed with its file, which this editor cannot do".to_owned())),
        },
        None => Ok(workspace_edit(&edits, None, pages)),
    }
}

/// Why something cannot be renamed, as the client shows it.
pub(crate) fn refused(why: String) -> Error {
    Error { code: ErrorCode::ServerError(-32803), message: why.into(), data: None }
}
