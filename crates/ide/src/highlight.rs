//! The places of one file that name what stands at a place.

use acquis_analysis::{Database, Role, SourceFile, Symbol, mentions_at, mentions_in};
use acquis_base::Span;

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
    let symbols: Vec<Symbol> =
        mentions_at(db, file, offset).into_iter().map(|mention| mention.symbol).collect();
    let named = mentions_in(db, file).into_iter().filter(|mention| symbols.contains(&mention.symbol));
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
