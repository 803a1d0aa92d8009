//! What there is to say of what stands at a place.

use acquis_analysis::{Database, Mentioned, Package, SourceFile, mentions_at};
use acquis_base::Span;

use crate::card::card;
use crate::document::{Document, mentions_at_in_document};

/// What is said of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// Of what.
    pub span: Span,
    /// What, as Markdown.
    pub markdown: String,
}

/// The most provisions of one range of which something is said.
const MOST: usize = 5;

/// What there is to say of what is named at an offset; nothing for keywords.
pub fn hover(db: &Database, package: Package, file: SourceFile, offset: u32) -> Option<Hover> {
    said(db, package, &mentions_at(db, file, offset))
}

/// What there is to say of what a dossier names at an offset.
pub fn hover_in_document(db: &Database, package: Package, document: &Document, offset: u32) -> Option<Hover> {
    said(db, package, &mentions_at_in_document(db, package, document, offset))
}

fn said(db: &Database, package: Package, found: &[Mentioned]) -> Option<Hover> {
    let span = found.first()?.place.span;
    let cards = found.iter().filter_map(|mention| card(db, package, &mention.symbol, mention.ty.as_ref()));
    let parts: Vec<String> = cards.take(MOST).map(|card| card.markdown()).collect();
    (!parts.is_empty()).then(|| Hover { span, markdown: parts.join("\n\n---\n\n") })
}
