//! From what `acquis-ide` answers to the types of the protocol.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use acquis_base::{Diagnostic as Finding, Edit, Name, Place, Severity, Span, codes};
use acquis_ide::diagnostics::{Tag, diagnostics, tag};
use acquis_ide::folding::{Fold, FoldKind};
use acquis_ide::symbols::{Found, Symbol, SymbolKind as Kind};
use acquis_ide::tokens::Token;
use serde_json::json;
use tower_lsp_server::ls_types::{
    CreateFile, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    DocumentChangeOperation, DocumentChanges, DocumentSymbol, FoldingRange, FoldingRangeKind, Location,
    NumberOrString, OneOf, OptionalVersionedTextDocumentIdentifier, Range, RenameFile, ResourceOp,
    SelectionRange, SemanticToken, SymbolInformation, SymbolKind, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};

use crate::capabilities::Abilities;
use crate::positions::Lines;
use crate::proving::proved;
use crate::snapshot::{Held, Pages, Snapshot};

/// Everything found in a package, as `check` finds it, and `verify`.
pub(crate) fn findings(snapshot: &Snapshot, held: &Held) -> Vec<Finding> {
    let mut unread = held.unread.clone();
    if held.alone {
        unread.extend(without_package(snapshot, held));
    }
    let mut found = diagnostics(&snapshot.db, held.package, &unread, snapshot.today);
    let proved = proved(snapshot, held);
    if !proved.is_empty() {
        found.extend(proved);
        Finding::sort(&mut found);
    }
    found
}

/// Says of files that lie in no package that they do.
fn without_package(snapshot: &Snapshot, held: &Held) -> Vec<Finding> {
    let files = held.package.all_files(&snapshot.db).map(|file| file.path(&snapshot.db).clone());
    let opened = files.filter(|shown| snapshot.opened.contains_key(&held.path(shown)));
    opened
        .map(|shown| {
            let message = format!("`{shown}` belongs to no package");
            Finding::at(&codes::NO_PACKAGE, message, Place::new(shown, Span::default()), "")
                .note("a package is a folder with the file acquis.toml, and everything below it")
                .help("create acquis.toml with `[package]` and `name = \"…\"`")
        })
        .collect()
}

/// The findings of a package by the paths of the files in which they are shown; those about no text at its manifest.
pub(crate) fn findings_by_path(snapshot: &Snapshot, held: &Held) -> BTreeMap<String, Vec<Diagnostic>> {
    let pages = snapshot.pages(held);
    let mut by_path: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for finding in findings(snapshot, held) {
        by_path.entry(held.path(&shown_in(&finding, held))).or_default().push(diagnostic(&finding, &pages));
    }
    for (path, failed) in snapshot.beside.runs.get(&held.place()).iter().flat_map(|run| run.failures(&pages))
    {
        by_path.entry(path).or_default().push(failed);
    }
    by_path
}

/// The file in which a finding is shown.
pub(crate) fn shown_in(finding: &Finding, held: &Held) -> Name {
    finding.place().map_or_else(|| Name::from(&held.manifest.0), |place| place.file.clone())
}

/// Where findings are shown.
pub(crate) trait Shows {
    /// What the client can do.
    fn abilities(&self) -> &Abilities;
    /// The file in which findings are shown that are about no text.
    fn home(&self) -> Name;
    /// The lines and columns of a place.
    fn range(&self, place: &Place) -> Range;
    /// The address of a file.
    fn uri(&self, file: &str) -> Option<Uri>;
    /// The version of a file that is open and edited here.
    fn version(&self, _file: &str) -> Option<i32> {
        None
    }
}

impl Shows for Pages<'_> {
    fn abilities(&self) -> &Abilities {
        &self.snapshot.abilities
    }

    fn home(&self) -> Name {
        Name::from(&self.held.manifest.0)
    }

    fn range(&self, place: &Place) -> Range {
        self.lines(&place.file).range(place.span)
    }

    fn uri(&self, file: &str) -> Option<Uri> {
        Pages::uri(self, file)
    }

    fn version(&self, file: &str) -> Option<i32> {
        self.snapshot.opened.get(&self.held.path(file)).map(|(_, version)| *version)
    }
}

/// One file by itself, without a database.
pub(crate) struct Sheet<'t> {
    pub(crate) abilities: &'t Abilities,
    /// As messages call it.
    pub(crate) file: &'t Name,
    pub(crate) uri: &'t Uri,
    pub(crate) version: Option<i32>,
    pub(crate) lines: Lines<'t>,
}

impl Shows for Sheet<'_> {
    fn abilities(&self) -> &Abilities {
        self.abilities
    }

    fn home(&self) -> Name {
        self.file.clone()
    }

    fn range(&self, place: &Place) -> Range {
        self.lines.range(place.span)
    }

    fn uri(&self, file: &str) -> Option<Uri> {
        (*file == **self.file).then(|| self.uri.clone())
    }

    fn version(&self, _file: &str) -> Option<i32> {
        self.version
    }
}

/// A finding. Its message is that of `check`; what else it says stands with its places, or below the message for a client
/// that shows none.
pub(crate) fn diagnostic(finding: &Finding, pages: &impl Shows) -> Diagnostic {
    let here = finding.place().cloned().unwrap_or_else(|| Place::new(pages.home(), Span::default()));
    let range = pages.range(&here);
    let labels = finding.labels.iter().filter(|label| !label.text.is_empty());
    let mut related: Vec<(&Place, String)> = labels.map(|label| (&label.place, label.text.clone())).collect();
    related.extend(finding.notes.iter().map(|note| (&here, format!("note: {note}"))));
    related.extend(finding.help.iter().map(|help| (&here, format!("help: {help}"))));
    let abilities = pages.abilities();
    let mut message = finding.message.clone();
    let related_information = if abilities.related_information {
        let related = related.into_iter().filter_map(|(place, message)| {
            let location = Location { uri: pages.uri(&place.file)?, range: pages.range(place) };
            Some(DiagnosticRelatedInformation { location, message })
        });
        Some(related.collect::<Vec<_>>()).filter(|related| !related.is_empty())
    } else {
        for (place, text) in related.iter().filter(|(place, _)| **place == here) {
            let _ = place;
            message.push('\n');
            message.push_str(text);
        }
        None
    };
    let tags = tag(finding.code).filter(|_| abilities.tags).map(|tag| match tag {
        Tag::Unnecessary => vec![DiagnosticTag::UNNECESSARY],
    });
    Diagnostic {
        range,
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Note => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(finding.code.id.to_owned())),
        code_description: None,
        source: Some("acquis".to_owned()),
        message,
        related_information,
        tags,
        data: Some(json!({"name": finding.code.name, "notes": finding.notes, "help": finding.help})),
    }
}

/// What tells the findings of one moment from those of another.
pub(crate) fn result_id(found: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(found).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// What becomes of a file itself.
pub(crate) enum Operation {
    /// It is created before the edits.
    Create(Uri),
    /// It moves after them.
    Move(Uri, Uri),
}

/// Edits of files, with the versions for which they were made where the client knows them.
pub(crate) fn workspace_edit(
    edits: &[Edit<Place>],
    operation: Option<Operation>,
    pages: &impl Shows,
) -> WorkspaceEdit {
    let mut by_file: BTreeMap<&Name, Vec<TextEdit>> = BTreeMap::new();
    for edit in edits {
        let range = pages.range(&edit.place);
        by_file.entry(&edit.place.file).or_default().push(TextEdit { range, new_text: edit.text.clone() });
    }
    let by_uri = by_file.into_iter().filter_map(|(file, edits)| Some((file, pages.uri(file)?, edits)));
    if !pages.abilities().versioned_edits && operation.is_none() {
        let changes: HashMap<Uri, Vec<TextEdit>> = by_uri.map(|(_, uri, edits)| (uri, edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let edited = by_uri.map(|(file, uri, edits)| {
        let version = pages.version(file);
        DocumentChangeOperation::Edit(TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
            edits: edits.into_iter().map(OneOf::Left).collect(),
        })
    });
    let mut changes: Vec<DocumentChangeOperation> = edited.collect();
    match operation {
        Some(Operation::Create(uri)) => {
            let create = CreateFile { uri, options: None, annotation_id: None };
            changes.insert(0, DocumentChangeOperation::Op(ResourceOp::Create(create)));
        }
        Some(Operation::Move(old_uri, new_uri)) => {
            let rename = RenameFile { old_uri, new_uri, options: None, annotation_id: None };
            changes.push(DocumentChangeOperation::Op(ResourceOp::Rename(rename)));
        }
        None => {}
    }
    let document_changes = Some(DocumentChanges::Operations(changes));
    WorkspaceEdit { document_changes, ..WorkspaceEdit::default() }
}

/// Edits of one text.
pub(crate) fn text_edits(edits: Vec<acquis_ide::formatting::Edit>, lines: &Lines<'_>) -> Vec<TextEdit> {
    edits.into_iter().map(|edit| TextEdit { range: lines.range(edit.span), new_text: edit.text }).collect()
}

/// Folds. To a client that folds whole lines the line of a closing bracket stays shown.
pub(crate) fn folds(folds: Vec<Fold>, lines: &Lines<'_>, whole_lines: bool) -> Vec<FoldingRange> {
    let fold = |fold: Fold| {
        let range = lines.range(fold.span);
        let is_block = fold.kind == FoldKind::Block;
        let end_line =
            if whole_lines && is_block { range.end.line.saturating_sub(1) } else { range.end.line };
        (end_line > range.start.line).then(|| FoldingRange {
            start_line: range.start.line,
            start_character: (!whole_lines).then(|| range.start.character + u32::from(is_block)),
            end_line,
            end_character: (!whole_lines).then(|| range.end.character.saturating_sub(u32::from(is_block))),
            kind: match fold.kind {
                FoldKind::Block => None,
                FoldKind::Comment => Some(FoldingRangeKind::Comment),
                FoldKind::Imports => Some(FoldingRangeKind::Imports),
            },
            collapsed_text: None,
        })
    };
    folds.into_iter().filter_map(fold).collect()
}

/// What grows around a place: each stretch with the one around it.
pub(crate) fn selection(spans: &[Span], lines: &Lines<'_>) -> SelectionRange {
    let mut outer: Option<SelectionRange> = None;
    for span in spans.iter().rev() {
        outer = Some(SelectionRange { range: lines.range(*span), parent: outer.map(Box::new) });
    }
    outer.unwrap_or(SelectionRange { range: Range::default(), parent: None })
}

/// Symbols as a tree.
pub(crate) fn symbol_tree(symbols: Vec<Symbol>, lines: &Lines<'_>) -> Vec<DocumentSymbol> {
    let tree = |symbol: Symbol| {
        #[expect(deprecated, reason = "the type has the field all the same")]
        DocumentSymbol {
            name: symbol.name,
            detail: symbol.detail.map(|detail| detail.to_string()),
            kind: symbol_kind(symbol.kind),
            tags: None,
            deprecated: None,
            range: lines.range(symbol.span),
            selection_range: lines.range(symbol.name_span),
            children: Some(symbol_tree(symbol.children, lines)).filter(|children| !children.is_empty()),
        }
    };
    symbols.into_iter().map(tree).collect()
}

/// Symbols as a list, in the order of the text.
pub(crate) fn symbol_list(
    symbols: Vec<Symbol>,
    container: Option<&str>,
    uri: &Uri,
    lines: &Lines<'_>,
) -> Vec<SymbolInformation> {
    let mut list = vec![];
    for symbol in symbols {
        let location = Location { uri: uri.clone(), range: lines.range(symbol.span) };
        list.push(information(symbol.name.clone(), symbol.kind, location, container.map(str::to_owned)));
        list.extend(symbol_list(symbol.children, Some(&symbol.name), uri, lines));
    }
    list
}

/// What was found by a search.
pub(crate) fn found_symbol(found: Found, pages: &Pages<'_>) -> Option<SymbolInformation> {
    let uri = pages.uri(&found.file)?;
    let lines: Rc<Lines<'_>> = pages.lines(&found.file);
    let location = Location { uri, range: lines.range(found.symbol.name_span) };
    Some(information(found.symbol.name, found.symbol.kind, location, found.container))
}

fn information(
    name: String,
    kind: Kind,
    location: Location,
    container_name: Option<String>,
) -> SymbolInformation {
    #[expect(deprecated, reason = "the type has the field all the same")]
    SymbolInformation {
        name,
        kind: symbol_kind(kind),
        tags: None,
        deprecated: None,
        location,
        container_name,
    }
}

/// The icon that fits best.
fn symbol_kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Instrument => SymbolKind::NAMESPACE,
        Kind::Provision => SymbolKind::STRING,
        Kind::Entity => SymbolKind::STRUCT,
        Kind::Field => SymbolKind::FIELD,
        Kind::Enumeration | Kind::Reading => SymbolKind::ENUM,
        Kind::Value | Kind::Choice | Kind::Level => SymbolKind::ENUM_MEMBER,
        Kind::Register => SymbolKind::ARRAY,
        Kind::Entry => SymbolKind::KEY,
        Kind::Facts => SymbolKind::OBJECT,
        Kind::Assumption => SymbolKind::BOOLEAN,
        Kind::Notion | Kind::Rule => SymbolKind::FUNCTION,
        Kind::Ladder => SymbolKind::INTERFACE,
        Kind::Criterion => SymbolKind::CLASS,
        Kind::Parameter => SymbolKind::VARIABLE,
        Kind::Point | Kind::Operation => SymbolKind::METHOD,
        Kind::Clause => SymbolKind::PROPERTY,
        Kind::Derogation => SymbolKind::OPERATOR,
        Kind::Exception => SymbolKind::CONSTRUCTOR,
        Kind::Scenario => SymbolKind::EVENT,
        Kind::Amendment => SymbolKind::PACKAGE,
        Kind::NotFormalised | Kind::Faulty => SymbolKind::NULL,
    }
}

/// Tokens as the protocol numbers them: each by its distance from the one before, none over several lines.
pub(crate) fn tokens(tokens: &[Token], text: &str, lines: &Lines<'_>) -> Vec<SemanticToken> {
    let mut numbered = vec![];
    let (mut line, mut character) = (0, 0);
    for token in tokens {
        for piece in lines.cut(token.span) {
            let at = lines.position(piece.start);
            let delta_line = at.line.saturating_sub(line);
            let before = if delta_line == 0 { character } else { 0 };
            numbered.push(SemanticToken {
                delta_line,
                delta_start: at.character.saturating_sub(before),
                length: lines.encoding().length(piece.of(text)),
                token_type: token.kind as u32,
                token_modifiers_bitset: token.modifier.map_or(0, |modifier| 1 << modifier as u32),
            });
            (line, character) = (at.line, at.character);
        }
    }
    numbered
}
