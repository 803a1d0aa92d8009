//! What leads out of the law to what it is about: the number and the address of an instrument to the document on the web,
//! what is cited to its place in an official text that is at hand, or else to the document, and addresses in comments.

use acquis_analysis::{
    Database, Decl, Package, Role, SourceFile, Symbol, declarations, mentions, official, outlines, parsed,
};
use acquis_base::{Place, Span, addresses_in};
use acquis_ir::ProvisionId;
use acquis_syntax::ast::{DeclarationKind, InstrumentFact};
use acquis_syntax::{LexemeKind, lexemes};

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// To an address of the web.
    Address(String),
    /// To a place in an official text that is at hand.
    Text(Place),
}

/// A place of a text that leads elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLink {
    /// Where it stands.
    pub span: Span,
    /// Where it leads.
    pub goal: Goal,
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
    let link =
        |span: Span| DocumentLink { span, goal: Goal::Address(span.of(text).to_owned()), tooltip: None };
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
        let goal = Goal::Address(address.to_string());
        found.push(DocumentLink { span, goal, tooltip: Some(tooltip.to_string()) });
    }
}

/// What is cited of an instrument that has an address, or whose text is at hand.
fn of_citations(db: &Database, package: Package, decl: Decl<'_>, found: &mut Vec<DocumentLink>) {
    let outlines = outlines(db, package);
    let has_address = outlines.instruments.values().any(|instrument| instrument.address.is_some());
    if !has_address && package.texts(db).is_empty() {
        return;
    }
    for mention in mentions(db, decl) {
        let Symbol::Provision(id) = &mention.symbol else { continue };
        // A label alone is no citation, and an outline is what citations lead to.
        let is_cited = mention.span.of(decl.text(db)).contains(char::is_whitespace);
        if !is_cited || mention.role == Role::Declares {
            continue;
        }
        let span = mention.span.shifted(decl.start(db));
        let mut tooltip = titled(db, package, id);
        let goal = match official(db, package, id) {
            Some(official) => {
                tooltip = format!("{tooltip}, in {}", official.file);
                Goal::Text(Place::new(official.file.clone(), official.provision.number))
            }
            None => {
                let instrument = outlines.instruments.get(&id.instrument);
                let Some(address) = instrument.and_then(|it| it.address.as_ref()) else { continue };
                Goal::Address(address.to_string())
            }
        };
        found.push(DocumentLink { span, goal, tooltip: Some(tooltip) });
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
