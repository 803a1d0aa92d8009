//! The places of one file that name what stands at a place.

use acquis_analysis::{Database, Mentioned, Package, Role, SourceFile, Symbol, mentions_at, mentions_in};
use acquis_base::Span;

use crate::document::{Document, mentions_at_in_document, mentions_in_document};

/// How a place names something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// It declares it or gives it a value.
    Write,
    /// It uses its value.
    Read,
    /// It cites a provision.
    Text,
}

/// The places of a file that name what is named at an offset of it, in the order of the text.
pub fn highlight(db: &Database, file: SourceFile, offset: u32) -> Vec<(Span, Use)> {
    uses_like(&mentions_at(db, file, offset), mentions_in(db, file))
}

/// The places of a dossier that name what it names at an offset, in the order of the text.
pub fn highlight_in_document(
    db: &Database,
    package: Package,
    document: &Document,
    offset: u32,
) -> Vec<(Span, Use)> {
    let all = mentions_in_document(db, package, document);
    uses_like(&mentions_at_in_document(db, package, document, offset), all)
}

fn uses_like(found: &[Mentioned], all: Vec<Mentioned>) -> Vec<(Span, Use)> {
    let symbols: Vec<&Symbol> = found.iter().map(|mention| &mention.symbol).collect();
    let named = all.into_iter().filter(|mention| symbols.contains(&&mention.symbol));
    let mut found: Vec<(Span, Use)> = named
        .map(|mention| {
            let kind = match (&mention.symbol, mention.role) {
                (Symbol::Provision(_), _) => Use::Text,
                (_, Role::Declares | Role::Writes) => Use::Write,
                _ => Use::Read,
            };
            (mention.place.span, kind)
        })
        .collect();
    found.dedup();
    found
}
