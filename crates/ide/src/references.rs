//! All places that name what stands at a place.

use acquis_analysis::{Database, Mentioned, Package, Role, SourceFile, Symbol, mentions_at, mentions_of};

use crate::document::{Document, all_documents, mentions_at_in_document, mentions_in_document};

/// All places that name what is named at an offset, in the sources and then in the dossiers given and
/// those from which scenarios start, each in the order of files and
/// texts; with or without those that declare it.
pub fn references(
    db: &Database,
    package: Package,
    documents: &[Document],
    (file, offset): (SourceFile, u32),
    with_declaration: bool,
) -> Vec<Mentioned> {
    named_like(db, package, documents, mentions_at(db, file, offset), with_declaration)
}

/// All places that name what a dossier names at an offset, in the same order.
pub fn references_in_document(
    db: &Database,
    package: Package,
    documents: &[Document],
    (document, offset): (&Document, u32),
    with_declaration: bool,
) -> Vec<Mentioned> {
    let found = mentions_at_in_document(db, package, document, offset);
    named_like(db, package, documents, found, with_declaration)
}

/// All places that name one of the same.
fn named_like(
    db: &Database,
    package: Package,
    documents: &[Document],
    found: Vec<Mentioned>,
    with_declaration: bool,
) -> Vec<Mentioned> {
    let symbols: Vec<Symbol> = found.into_iter().map(|mention| mention.symbol).collect();
    let mut all: Vec<Mentioned> =
        symbols.iter().flat_map(|symbol| mentions_of(db, package, symbol)).collect();
    for document in all_documents(db, package, documents) {
        let named = mentions_in_document(db, package, &document).into_iter();
        all.extend(named.filter(|mention| symbols.contains(&mention.symbol)));
    }
    all.retain(|mention| with_declaration || mention.role != Role::Declares);
    all
}
