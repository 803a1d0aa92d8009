//! Dossiers that are open: what reading them finds, and what their names stand for.
//!
//! A dossier may hold as much as a small library. It is parsed and read with nothing held of the database, so that no edit
//! waits for it, and parsed once for all who ask.

use std::sync::{Arc, Mutex};

use acquis_base::{Diagnostic as Finding, Name, Place, Span};
use acquis_facts::Dossier;
use acquis_ide::document::Document;
use acquis_ide::dossier::{is_dossier, read_dossier, too_large, vocabulary};
use acquis_ide::dossier_completion::{Offer, OfferKind, complete};
use acquis_ide::dossier_symbols::of_dossier;
use acquis_ide::highlight::Use;
use acquis_ide::{definition, highlight, hover, references, rename};
use acquis_ir::Program;
use tower_lsp_server::jsonrpc::Error;
use tower_lsp_server::ls_types::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Diagnostic, DocumentHighlight,
    DocumentSymbolResponse, Documentation, GotoDefinitionResponse, Hover, Location, Position,
    PrepareRenameResponse, Range, TextEdit, Uri, WorkspaceEdit,
};

use crate::beside::Last;
use crate::capabilities::Abilities;
use crate::convert::{Shows, diagnostic, symbol_list, symbol_tree};
use crate::names::{highlights, hover_of, refused, workspace_renaming};
use crate::paths::below;
use crate::positions::Lines;
use crate::snapshot::{Held, Pages, Snapshot};
use crate::verdicts::{Assessing, Verdicts};

impl Snapshot {
    /// The dossier that is open at a path, as messages call it, with its package; and whether it is too large to be read.
    pub(crate) fn dossier(&self, path: &str) -> Option<(&Arc<Held>, Document, bool)> {
        let open = self.beside.dossiers.get(path)?;
        let held = self.world.around(path)?;
        let document = open.document.at(below(&held.root, path)?);
        let is_asked = self.beside.wishes.contains_key(path);
        let is_one = is_asked || is_dossier(&self.db, held.package, below(&held.place(), path)?, &document);
        is_one.then_some((held, document, open.is_too_large))
    }

    /// What is written beside the sources of a package and names what they name: its open dossiers, and its reasons for
    /// mutants.
    pub(crate) fn documents_of(&self, held: &Held) -> Vec<Document> {
        let reasons = held.reasons.iter().map(|(path, text)| Document::new(path.as_str(), text.as_str()));
        self.dossiers_of(held).into_iter().chain(reasons).collect()
    }

    /// The dossiers of a package that are open.
    pub(crate) fn dossiers_of(&self, held: &Held) -> Vec<Document> {
        let open = self.beside.dossiers.keys().filter_map(|path| self.dossier(path));
        let own = open.filter(|(home, _, _)| home.package == held.package);
        own.filter(|(_, _, is_too_large)| !is_too_large).map(|(_, document, _)| document).collect()
    }
}

/// A dossier that is to be read when the database is let go of.
pub(crate) struct Reading {
    pub(crate) document: Document,
    is_too_large: bool,
    /// What it is read against; nothing while the vocabulary is in error.
    vocabulary: Option<Arc<Program>>,
    last: Arc<Mutex<Option<Last>>>,
    uri: Option<Uri>,
    abilities: Arc<Abilities>,
}

impl Reading {
    /// Takes along what is needed to read the dossier at a path; nothing if there is none.
    pub(crate) fn prepare(snapshot: &Snapshot, path: &str) -> Option<Self> {
        let (held, document, is_too_large) = snapshot.dossier(path)?;
        let last = Arc::clone(&snapshot.beside.dossiers.get(path)?.last);
        Some(Self {
            document,
            is_too_large,
            last,
            vocabulary: vocabulary(&snapshot.db, held.package),
            uri: snapshot.uri(path),
            abilities: Arc::clone(&snapshot.abilities),
        })
    }

    /// What reading it finds.
    pub(crate) fn findings(&self) -> Vec<Diagnostic> {
        let read = self.read();
        let found = read.as_ref().as_ref().err().map(Vec::as_slice).unwrap_or_default();
        let page = self.page();
        found.iter().map(|finding| diagnostic(finding, &page)).collect()
    }

    /// What it says, or what in it does not fit; nothing is said while the vocabulary is in error. Against the vocabulary
    /// against which it was read last it is not read again.
    pub(crate) fn read(&self) -> Arc<Result<Dossier, Vec<Finding>>> {
        let vocabulary = match &self.vocabulary {
            _ if self.is_too_large => return Arc::new(Err(vec![too_large(&self.document.path)])),
            Some(vocabulary) => vocabulary,
            None => return Arc::new(Err(vec![])),
        };
        let known = self.last.lock().ok().and_then(|last| {
            let last = last.as_ref().filter(|last| Arc::ptr_eq(&last.vocabulary, vocabulary))?;
            Some(Arc::clone(&last.read))
        });
        known.unwrap_or_else(|| {
            let read = Arc::new(read_dossier(vocabulary, &self.document));
            if let Ok(mut last) = self.last.lock() {
                *last = Some(Last { vocabulary: Arc::clone(vocabulary), read: Arc::clone(&read) });
            }
            read
        })
    }

    /// Its keys.
    pub(crate) fn symbols(&self, uri: &Uri) -> DocumentSymbolResponse {
        let lines = Lines::new(&self.document.text, self.abilities.encoding);
        let symbols = if self.is_too_large { vec![] } else { of_dossier(&self.document) };
        if self.abilities.symbol_trees {
            DocumentSymbolResponse::Nested(symbol_tree(symbols, &lines))
        } else {
            DocumentSymbolResponse::Flat(symbol_list(symbols, None, uri, &lines))
        }
    }

    /// How findings in it are shown.
    pub(crate) fn page(&self) -> Page<'_> {
        let lines = Lines::new(&self.document.text, self.abilities.encoding);
        Page { reading: self, lines }
    }
}

/// What is found in an open dossier, with nothing held of the database: what reading it finds, and where it is kept assessed
/// what the law says of it.
pub(crate) enum Looking {
    /// It is read.
    Reading(Reading),
    /// It is assessed.
    Assessing(Assessing),
}

impl Looking {
    /// Takes along what is needed; nothing where there is no dossier.
    pub(crate) fn prepare(snapshot: &Snapshot, path: &str) -> Option<Self> {
        match snapshot.beside.wishes.get(path) {
            Some(wish) => Assessing::prepare(snapshot, path, wish).map(Self::Assessing),
            None => Reading::prepare(snapshot, path).map(Self::Reading),
        }
    }

    /// What is found, and what is shown of it at the law.
    pub(crate) fn found(&self) -> (Vec<Diagnostic>, Option<Arc<Verdicts>>) {
        match self {
            Self::Reading(reading) => (reading.findings(), None),
            Self::Assessing(assessing) => assessing.shown(),
        }
    }
}

/// A dossier with its lines, without a database.
pub(crate) struct Page<'r> {
    reading: &'r Reading,
    pub(crate) lines: Lines<'r>,
}

impl Shows for Page<'_> {
    fn abilities(&self) -> &Abilities {
        &self.reading.abilities
    }

    fn home(&self) -> Name {
        self.reading.document.path.clone()
    }

    fn range(&self, place: &Place) -> Range {
        self.lines.range(place.span)
    }

    fn uri(&self, file: &str) -> Option<Uri> {
        self.reading.uri.clone().filter(|_| *file == *self.reading.document.path)
    }
}

/// A place in a dossier, at one moment.
pub(crate) struct InDossier<'s> {
    pub(crate) snapshot: &'s Snapshot,
    pub(crate) held: &'s Held,
    pub(crate) document: Document,
    pub(crate) offset: u32,
    pub(crate) pages: Pages<'s>,
}

impl InDossier<'_> {
    fn own_range(&self, span: Span) -> Range {
        self.pages.lines(&self.document.path).range(span)
    }

    /// Where what stands here is declared.
    pub(crate) fn definition(&self) -> Option<GotoDefinitionResponse> {
        let (db, package) = (&self.snapshot.db, self.held.package);
        let links = definition::definition_in_document(db, package, &self.document, self.offset)?;
        let places = links.targets.iter().filter_map(|target| self.pages.location(&target.place));
        Some(GotoDefinitionResponse::Array(places.collect()))
    }

    /// What there is to say of what stands here.
    pub(crate) fn hover(&self) -> Option<Hover> {
        let (db, package) = (&self.snapshot.db, self.held.package);
        let found = hover::hover_in_document(db, package, &self.document, self.offset)?;
        Some(hover_of(found.markdown, self.own_range(found.span)))
    }

    /// What may be written here. The text may be anything.
    pub(crate) fn completions(reading: &Reading, position: Position) -> Vec<CompletionItem> {
        let Some(vocabulary) = &reading.vocabulary else { return vec![] };
        let lines = Lines::new(&reading.document.text, reading.abilities.encoding);
        let found = complete(vocabulary, &reading.document.text, lines.offset(position));
        let item = |(rank, offer): (usize, Offer)| CompletionItem {
            label: offer.label,
            kind: Some(match offer.kind {
                OfferKind::Key => CompletionItemKind::FIELD,
                OfferKind::Value => CompletionItemKind::ENUM_MEMBER,
                OfferKind::Country => CompletionItemKind::CONSTANT,
            }),
            detail: Some(offer.detail).filter(|detail| !detail.is_empty()),
            documentation: offer.docs.map(|docs| Documentation::String(docs.to_string())),
            sort_text: Some(format!("{rank:05}")),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit {
                range: lines.range(offer.replaces),
                new_text: offer.text,
            })),
            ..CompletionItem::default()
        };
        found.into_iter().enumerate().map(item).collect()
    }

    /// All places that name what stands here.
    pub(crate) fn references(&self, with_declaration: bool) -> Vec<Location> {
        let (db, package) = (&self.snapshot.db, self.held.package);
        let documents = self.snapshot.dossiers_of(self.held);
        let at = (&self.document, self.offset);
        let found = references::references_in_document(db, package, &documents, at, with_declaration);
        found.iter().filter_map(|mention| self.pages.location(&mention.place)).collect()
    }

    /// The places of this dossier that name what stands here.
    pub(crate) fn highlights(&self) -> Vec<DocumentHighlight> {
        let (db, package) = (&self.snapshot.db, self.held.package);
        let found: Vec<(Span, Use)> =
            highlight::highlight_in_document(db, package, &self.document, self.offset);
        highlights(found, |span| self.own_range(span))
    }

    /// What can be renamed here.
    pub(crate) fn renamable(&self) -> Result<PrepareRenameResponse, Error> {
        let (db, package) = (&self.snapshot.db, self.held.package);
        let found = rename::prepare_in_document(db, package, &self.document, self.offset).map_err(refused)?;
        let range = self.own_range(found.span);
        Ok(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder: found.name.to_string() })
    }

    /// What changes when what stands here gets another name.
    pub(crate) fn renamed(&self, new: &str) -> Result<WorkspaceEdit, Error> {
        let (db, package) = (&self.snapshot.db, self.held.package);
        let documents = self.snapshot.documents_of(self.held);
        let at = (&self.document, self.offset);
        let patience = self.snapshot.age.patience();
        let found =
            rename::rename_in_document(db, package, &documents, at, new, &patience).map_err(refused)?;
        workspace_renaming(found, &self.pages)
    }
}
