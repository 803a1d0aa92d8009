//! The places that must bear one name: a variable where it is bound and where it is used, a parameter of a notion or a
//! criterion, a label of an exception and those that go after it. What others than this declaration may name is renamed,
//! and not changed letter by letter.

use acquis_analysis::{
    Database, Package, SourceFile, Symbol, declaration_at, mentions, mentions_at, mentions_of,
};
use acquis_base::Span;

/// What a name is made of, as a regular expression that every editor reads: classes of Unicode mean nothing to some, so it
/// says which characters do not stand in names. Words of the language fit too; what is wrong with one is told when it is
/// written.
pub const WORD_PATTERN: &str = r"[^\s\d!-/:-@\[-^`{-~][^\s!-/:-@\[-^`{-~]*";

/// The places of a file that bear the name which stands at an offset and that no other declaration names; nothing where
/// it stands alone.
pub fn linked_editing(db: &Database, package: Package, file: SourceFile, offset: u32) -> Option<Vec<Span>> {
    let decl = declaration_at(db, file, offset)?;
    let found = mentions_at(db, file, offset);
    let symbol = found.iter().map(|mention| &mention.symbol).find(|symbol| is_own(symbol))?;
    let start = decl.start(db);
    let own = mentions(db, decl).iter().filter(|mention| mention.symbol == *symbol);
    let spans: Vec<Span> = own.map(|mention| mention.span.shifted(start)).collect();
    let is_here = spans.iter().any(|span| span.start <= offset && offset <= span.end);
    let elsewhere = || mentions_of(db, package, symbol).len() > spans.len();
    if !is_here || spans.len() < 2 || !matches!(symbol, Symbol::Local(..)) && elsewhere() {
        return None;
    }
    let text = file.text(db);
    let first = spans.first()?.of(text);
    // All hold the same letters, or the editor would change what it should not.
    spans.iter().all(|span| span.of(text) == first).then_some(spans)
}

/// Whether a symbol belongs to one declaration.
fn is_own(symbol: &Symbol) -> bool {
    matches!(symbol, Symbol::Local(..) | Symbol::Parameter(..) | Symbol::Exception(..) | Symbol::Point(..))
}
