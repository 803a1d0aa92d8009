//! What leads out of a package to the text on the web: the number and the address of an instrument, what is cited of one
//! that has an address, and addresses in comments.

use acquis_analysis::{
    Database, Decl, Package, Role, SourceFile, Symbol, declarations, mentions, outlines, parsed,
};
use acquis_base::{Span, addresses_in};
use acquis_ir::ProvisionId;
use acquis_syntax::ast::{DeclarationKind, InstrumentFact};
use acquis_syntax::{LexemeKind, lexemes};

/// A place of a text that leads to an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLink {
    /// Where it stands.
    pub span: Span,
    /// Where it leads.
    pub address: String,
    /// What is there.
    pub tooltip: Option<String>,
}

/// The links of a file, in the order of its text.
pub fn document_links(db: &Database, package: Package, file: SourceFile) -> Vec<DocumentLink> {
    let text = file.text(db);
    let mut found = vec![];
    for decl in declarations(db, file) {
        of_document(db, package, *decl, &mut found);
        of_citations(db, package, *decl, &mut found);
    }
    for comment in lexemes(text).filter(|lexeme| lexeme.kind == LexemeKind::Comment) {
        found.extend(
            links_in(comment.span.of(text))
                .into_iter()
                .map(|link| DocumentLink { span: link.span.shifted(comment.span.start), ..link }),
        );
    }
    found.sort_by_key(|link| (link.span.start, link.span.end));
    found
}

/// The addresses that stand in a text which is no policy.
pub fn links_in(text: &str) -> Vec<DocumentLink> {
    let link = |span: Span| DocumentLink { span, address: span.of(text).to_owned(), tooltip: None };
    addresses_in(text).into_iter().map(link).collect()
}

/// The number and the address of an instrument.
fn of_document(db: &Database, package: Package, decl: Decl<'_>, found: &mut Vec<DocumentLink>) {
    let DeclarationKind::Instrument(written) = &parsed(db, decl).declaration.kind else { return };
    let outlines = outlines(db, package);
    let Some(instrument) = outlines.instruments.get(&written.name.name) else { return };
    let Some(address) = &instrument.address else { return };
    for fact in &written.facts {
        let text = match fact {
            InstrumentFact::Document(text) => text,
            InstrumentFact::Address(text) if text.value == *address => text,
            _ => continue,
        };
        let whole = text.span.shifted(decl.start(db));
        // Without the quotes.
        let span = Span { start: whole.start.saturating_add(1), end: whole.end.saturating_sub(1) };
        let tooltip = instrument.title.as_ref().unwrap_or(&instrument.name);
        found.push(DocumentLink { span, address: address.to_string(), tooltip: Some(tooltip.to_string()) });
    }
}

/// What is cited of an instrument that has an address.
fn of_citations(db: &Database, package: Package, decl: Decl<'_>, found: &mut Vec<DocumentLink>) {
    let outlines = outlines(db, package);
    if outlines.instruments.values().all(|instrument| instrument.address.is_none()) {
        return;
    }
    for mention in mentions(db, decl) {
        let Symbol::Provision(id) = &mention.symbol else { continue };
        // A label alone is no citation, and an outline is what citations lead to.
        let is_cited = mention.span.of(decl.text(db)).contains(char::is_whitespace);
        let address = outlines.instruments.get(&id.instrument).and_then(|it| it.address.as_ref());
        if let (true, Some(address)) = (is_cited && mention.role != Role::Declares, address) {
            let span = mention.span.shifted(decl.start(db));
            let tooltip = Some(titled(db, package, id));
            found.push(DocumentLink { span, address: address.to_string(), tooltip });
        }
    }
}

/// A provision with its heading, and the document in which it stands.
fn titled(db: &Database, package: Package, id: &ProvisionId) -> String {
    let outlines = outlines(db, package);
    let heading = outlines.heading(id).map(|heading| format!(" “{heading}”")).unwrap_or_default();
    let instrument = outlines.instruments.get(&id.instrument);
    let document = instrument.and_then(|it| it.document.as_ref().or(it.title.as_ref()));
    let document = document.map(|document| format!(" of {document}")).unwrap_or_default();
    format!("{}{heading}{document}", id.path)
}
