//! What the client asks and says, handed to the owner. Nothing is decided here.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, OnceLock};

use acquis_analysis::Database;
use acquis_base::{Host, parallel};
use acquis_ide::definition::{self};
use acquis_ide::{calls, folding, formatting, highlight, implementation, selection, symbols};
use acquis_report::collision::database;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::unbounded_channel;
use tower_lsp_server::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp_server::ls_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem,
    CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, CodeAction,
    CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionItem, CompletionParams,
    CompletionResponse, Diagnostic, DidChangeConfigurationParams, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, DocumentFormattingParams, DocumentHighlight, DocumentHighlightParams,
    DocumentLink, DocumentLinkParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams,
    DocumentSymbolParams, DocumentSymbolResponse, ExecuteCommandParams, FoldingRange, FoldingRangeParams,
    FullDocumentDiagnosticReport, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams,
    InitializeParams, InitializeResult, InitializedParams, InlayHint, InlayHintParams,
    LinkedEditingRangeParams, LinkedEditingRanges, Location, MessageType, PrepareRenameResponse,
    ReferenceParams, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    RenameParams, SelectionRange, SelectionRangeParams, SemanticTokens, SemanticTokensDelta,
    SemanticTokensDeltaParams, SemanticTokensFullDeltaResult, SemanticTokensParams,
    SemanticTokensRangeParams, SemanticTokensRangeResult, SemanticTokensResult, ServerInfo, SignatureHelp,
    SignatureHelpParams, TextDocumentIdentifier, TextDocumentPositionParams, TextEdit, TypeHierarchyItem,
    TypeHierarchyPrepareParams, TypeHierarchySubtypesParams, TypeHierarchySupertypesParams,
    UnchangedDocumentDiagnosticReport, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport, WorkspaceEdit,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceSymbolParams, WorkspaceSymbolResponse,
    WorkspaceUnchangedDocumentDiagnosticReport,
};
use tower_lsp_server::{Client, LanguageServer, LspService, Server};

use crate::advertised::Advertised;
use crate::asking::{Page, is_dossier};
use crate::beside::may_be_dossier;
use crate::capabilities::Abilities;
use crate::completions;
use crate::convert;
use crate::document::Document;
use crate::document_links;
use crate::dossiers::InDossier;
use crate::framing;
use crate::inlay_hints;
use crate::keeping;
use crate::linked_editing;
use crate::names::At;
use crate::outbound::deliver;
use crate::owner::{Event, Owner};
use crate::painting::{Painted, difference};
use crate::paths::path_of;
use crate::positions::Lines;
use crate::question::Modified;
use crate::snapshot::{Held, Snapshot};
use crate::writing::{Ahead, ordered};
use crate::{signature_help, type_hierarchy};

/// How many questions may wait for their answers. More than any client asks: a question that waits must not keep the edit
/// from being read that makes its answer unwanted.
const MOST_WAITING: usize = 4096;

/// How the client has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// As agreed: it has said that it will, and then that it does.
    Ended,
    /// Without a word.
    Deserted,
}

/// Serves the client at the other end of two streams until it is gone. Files are read through `host`, on the thread of the
/// caller.
///
/// # Errors
/// When the machine gives no thread.
pub fn serve<I, O>(host: &dyn Host, input: I, output: O) -> std::io::Result<Outcome>
where
    I: AsyncRead + Unpin + Send + 'static,
    O: AsyncWrite + Send + 'static,
{
    serve_from(database(), host, input, output)
}

/// The same with a database of one's own, such as one that is observed.
///
/// # Errors
/// When the machine gives no thread.
pub fn serve_from<I, O>(db: Database, host: &dyn Host, input: I, output: O) -> std::io::Result<Outcome>
where
    I: AsyncRead + Unpin + Send + 'static,
    O: AsyncWrite + Send + 'static,
{
    let (inbox, events) = channel();
    let (said, outbound) = unbounded_channel();
    let own = inbox.clone();
    let is_shut_down = Arc::new(AtomicBool::new(false));
    let shut_down = Arc::clone(&is_shut_down);
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let protocol = parallel::start(move || {
        runtime.block_on(async {
            let events = inbox.clone();
            let ahead = Ahead::default();
            let (output, written) = ordered(output, &ahead);
            let make = |client: Client| {
                tokio::spawn(deliver(client.clone(), outbound, events.clone()));
                Backend {
                    client,
                    inbox: events,
                    abilities: OnceLock::new(),
                    painted: Painted::default(),
                    ahead,
                }
            };
            let (service, socket) = LspService::build(make)
                .custom_method(framing::UNREADABLE, Backend::unreadable)
                .custom_method(framing::LOST, Backend::lost)
                .finish();
            Server::new(framing::readable(input), output, socket)
                .concurrency_level(MOST_WAITING)
                .serve(Advertised::new(service, shut_down))
                .await;
            // A fault there has ended the connection.
            let _ = written.await;
        });
        // A read of standard input that has begun does not end with the client.
        runtime.shutdown_background();
        // An owner that is gone needs not be told.
        let _ = inbox.send(Event::Exit);
    })?;
    Owner::new(host, db, events, &own, said).run();
    // A fault there has ended the connection, and there is nobody left to tell.
    let _ = protocol.join();
    Ok(if is_shut_down.load(Ordering::Acquire) { Outcome::Ended } else { Outcome::Deserted })
}

pub(crate) struct Backend {
    pub(crate) client: Client,
    pub(crate) inbox: Sender<Event>,
    abilities: OnceLock<Arc<Abilities>>,
    painted: Painted,
    pub(crate) ahead: Ahead,
}

impl Backend {
    /// A message that could not be read.
    async fn unreadable(&self, params: Value) -> Result<()> {
        Err(framing::unreadable(&params))
    }

    /// A message that is lost.
    async fn lost(&self) {
        self.client.log_message(MessageType::WARNING, framing::WORDS_OF_LOSS).await;
        self.client.show_message(MessageType::WARNING, framing::WORDS_OF_LOSS).await;
    }
}

/// The place at which an item of a hierarchy is named.
fn place_of(item: &CallHierarchyItem) -> TextDocumentPositionParams {
    TextDocumentPositionParams {
        text_document: TextDocumentIdentifier { uri: item.uri.clone() },
        position: item.selection_range.start,
    }
}

/// What is answered to a client that asks for findings while something changes: that it should ask again.
fn ask_again() -> Error {
    Error {
        code: ErrorCode::ServerError(-32802),
        message: "the text has changed".into(),
        data: Some(serde_json::json!({"retriggerRequest": true})),
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let abilities =
            Arc::new(Abilities::with(&params.capabilities, params.initialization_options.as_ref()));
        let folders =
            params.workspace_folders.map(|folders| folders.into_iter().map(|folder| folder.uri).collect());
        #[expect(deprecated, reason = "a client that knows no folders says it so")]
        let root = params.root_uri;
        let folders = folders.unwrap_or_else(|| root.into_iter().collect());
        let capabilities = abilities.offered();
        self.tell(Event::Start(Arc::clone(&abilities), folders, params.initialization_options));
        // Said twice, it is refused before it comes here.
        let _ = self.abilities.set(abilities);
        let server_info = Some(ServerInfo {
            name: "acquis".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        });
        Ok(InitializeResult { capabilities, server_info, ..InitializeResult::default() })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.tell(Event::Ready);
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let opened = params.text_document;
        self.tell(Event::Open(Document { uri: opened.uri, version: opened.version, text: opened.text }));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let changed = params.text_document;
        self.tell(Event::Change(changed.uri, changed.version, params.content_changes));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.painted.forget(&path_of(&params.text_document.uri));
        self.tell(Event::Close(params.text_document.uri));
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.tell(Event::Watched(params.changes.into_iter().map(|change| change.uri).collect()));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let uris = |folders: Vec<tower_lsp_server::ls_types::WorkspaceFolder>| {
            folders.into_iter().map(|folder| folder.uri).collect()
        };
        self.tell(Event::Folders(uris(params.event.added), uris(params.event.removed)));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.tell(Event::Settings(params.settings));
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let path = path_of(&params.text_document.uri);
        let dossier = may_be_dossier(&path).then(|| self.ask_findings(path.clone()));
        let of_package = self.ask_all(move |snapshot| {
            let mut found: Vec<Diagnostic> = vec![];
            let of_manifest = |held: &Held| held.path(&held.manifest.0) == path;
            let held = match snapshot.file(&path) {
                Some((held, _)) => Some(held),
                None => snapshot.world.packages.values().find(|held| of_manifest(held)),
            };
            if let Some(held) = held {
                found = convert::findings_by_path(snapshot, held).remove(&path).unwrap_or_default();
            }
            found
        });
        let found = match dossier {
            Some(dossier) => dossier.await?,
            None => of_package.await?,
        };
        let items = found.map_err(|Modified| ask_again())?;
        let result_id = convert::result_id(&items);
        let report = if params.previous_result_id.as_ref() == Some(&result_id) {
            DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
            })
        } else {
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport {
                    result_id: Some(result_id),
                    items,
                },
            })
        };
        Ok(DocumentDiagnosticReportResult::Report(report))
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let previous: BTreeMap<String, String> = params
            .previous_result_ids
            .into_iter()
            .map(|previous| (path_of(&previous.uri), previous.value))
            .collect();
        let in_dossiers = self.ask_dossiers();
        let in_dossiers = in_dossiers.await?.map_err(|Modified| ask_again())?;
        let items = self.ask_all(move |snapshot| {
            let mut found: BTreeMap<String, Vec<Diagnostic>> =
                previous.keys().map(|path| (path.clone(), vec![])).collect();
            found.extend(in_dossiers);
            for held in snapshot.world.packages.values() {
                found.extend(convert::findings_by_path(snapshot, held));
            }
            let report = |(path, items): (String, Vec<Diagnostic>)| {
                let uri = snapshot.uri(&path)?;
                let version = snapshot.opened.get(&path).map(|(_, version)| i64::from(*version));
                let result_id = convert::result_id(&items);
                Some(if previous.get(&path) == Some(&result_id) {
                    WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
                        uri,
                        version,
                        unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
                    })
                } else {
                    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                        uri,
                        version,
                        full_document_diagnostic_report: FullDocumentDiagnosticReport {
                            result_id: Some(result_id),
                            items,
                        },
                    })
                })
            };
            found.into_iter().filter_map(report).collect::<Vec<_>>()
        });
        let items = items.await?.map_err(|Modified| ask_again())?;
        Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items }))
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        let uri = params.text_document.uri;
        let own = uri.clone();
        if may_be_dossier(&path_of(&uri)) {
            return self.ask_reading(&uri, move |reading| reading.symbols(&own)).await;
        }
        let answer = self.ask_file(&uri, move |snapshot, _, file| {
            let lines = Lines::new(file.text(&snapshot.db), snapshot.abilities.encoding);
            let symbols = symbols::of_file(&snapshot.db, file);
            if snapshot.abilities.symbol_trees {
                DocumentSymbolResponse::Nested(convert::symbol_tree(symbols, &lines))
            } else {
                DocumentSymbolResponse::Flat(convert::symbol_list(symbols, None, &own, &lines))
            }
        });
        answer.await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let answer = self.ask_all(move |snapshot| {
            let mut all = vec![];
            for held in snapshot.world.packages.values() {
                let pages = snapshot.pages(held);
                let found = symbols::search(&snapshot.db, held.package, &params.query).into_iter();
                all.extend(found.filter_map(|found| convert::found_symbol(found, &pages)));
            }
            Some(WorkspaceSymbolResponse::Flat(all))
        });
        answer.await?.map_err(|Modified| Error::content_modified())
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        self.ask_links(&params.text_document_position_params, definition::definition).await
    }

    async fn goto_declaration(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        self.ask_links(&params.text_document_position_params, definition::declaration).await
    }

    async fn goto_type_definition(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        self.ask_links(&params.text_document_position_params, definition::type_definition).await
    }

    async fn goto_implementation(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        self.ask_links(&params.text_document_position_params, implementation::implementation).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let with_declaration = params.context.include_declaration;
        if is_dossier(&params.text_document_position) {
            let ask = move |at: &InDossier<'_>| at.references(with_declaration);
            return self.ask_in_dossier(&params.text_document_position, ask).await;
        }
        self.ask_at(&params.text_document_position, move |at: &At<'_>| at.references(with_declaration)).await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        if is_dossier(&params.text_document_position_params) {
            let at = &params.text_document_position_params;
            return self.ask_in_dossier(at, |at: &InDossier<'_>| at.highlights()).await;
        }
        let ask = |at: &At<'_>| at.highlights(highlight::highlight(&at.snapshot.db, at.file, at.offset));
        self.ask_at(&params.text_document_position_params, ask).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        if is_dossier(&params.text_document_position_params) {
            let at = &params.text_document_position_params;
            return Ok(self.ask_in_dossier(at, |at: &InDossier<'_>| at.hover()).await?.flatten());
        }
        Ok(self.ask_at(&params.text_document_position_params, |at: &At<'_>| at.hover()).await?.flatten())
    }

    async fn prepare_rename(&self, at: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        if is_dossier(&at) {
            return self.ask_in_dossier(&at, |at: &InDossier<'_>| at.renamable()).await?.transpose();
        }
        self.ask_at(&at, |at: &At<'_>| at.renamable()).await?.transpose()
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let new = params.new_name;
        if is_dossier(&params.text_document_position) {
            let ask = move |at: &InDossier<'_>| at.renamed(&new);
            return self.ask_in_dossier(&params.text_document_position, ask).await?.transpose();
        }
        self.ask_at(&params.text_document_position, move |at: &At<'_>| at.renamed(&new)).await?.transpose()
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        if is_dossier(&params.text_document_position) {
            return self.complete_dossier(params.text_document_position).await;
        }
        let context = params.context;
        let ask = move |at: &At<'_>| at.completions(context.as_ref());
        self.ask_at(&params.text_document_position, ask).await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        let Some((path, names)) = completions::named(&item) else { return Ok(item) };
        let told = self.ask_all(move |snapshot| {
            let (held, _) = snapshot.file(&path)?;
            completions::told(snapshot, held, &names)
        });
        let told = told.await?.map_err(|Modified| Error::content_modified())?;
        Ok(match told {
            Some(told) => completions::with(item, told),
            None => item,
        })
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        let typed = signature_help::is_typed(params.context.as_ref());
        let ask = move |at: &At<'_>| signature_help::help(at, typed);
        Ok(self.ask_at(&params.text_document_position_params, ask).await?.flatten())
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        self.ask_at(&params.text_document_position_params, |at: &At<'_>| at.calls()).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        self.ask_at(&place_of(&params.item), |at: &At<'_>| at.incoming()).await
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        self.ask_at(&place_of(&params.item), |at: &At<'_>| at.outgoing()).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let range = params.range;
        let ask =
            move |snapshot: &Snapshot, held: &Held, file| inlay_hints::hints(snapshot, held, file, range);
        self.ask_file(&params.text_document.uri, ask).await
    }

    async fn inlay_hint_resolve(&self, mut hint: InlayHint) -> Result<InlayHint> {
        if let Some((place, version)) = inlay_hints::more_at(&hint) {
            let more = self.ask_at(&place, move |at: &At<'_>| inlay_hints::more(at, version));
            hint.tooltip = more.await?.flatten();
        }
        Ok(hint)
    }

    async fn prepare_type_hierarchy(
        &self,
        params: TypeHierarchyPrepareParams,
    ) -> Result<Option<Vec<TypeHierarchyItem>>> {
        self.ask_at(&params.text_document_position_params, type_hierarchy::prepare).await
    }

    async fn supertypes(
        &self,
        params: TypeHierarchySupertypesParams,
    ) -> Result<Option<Vec<TypeHierarchyItem>>> {
        self.ask_types(params.item, calls::supertypes).await
    }

    async fn subtypes(&self, params: TypeHierarchySubtypesParams) -> Result<Option<Vec<TypeHierarchyItem>>> {
        self.ask_types(params.item, calls::subtypes).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let path = path_of(&params.text_document.uri);
        let found = self.ask_all(move |snapshot| document_links::links(snapshot, &path)).await?;
        found.map_err(|Modified| Error::content_modified())
    }

    async fn linked_editing_range(
        &self,
        params: LinkedEditingRangeParams,
    ) -> Result<Option<LinkedEditingRanges>> {
        Ok(self.ask_at(&params.text_document_position_params, linked_editing::ranges).await?.flatten())
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        let fold = |page: Page<'_>| {
            convert::folds(folding::folds(page.text), &page.lines, page.abilities.whole_lines)
        };
        self.ask_text(&params.text_document.uri, fold).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let positions = params.positions;
        let select = move |page: Page<'_>| {
            let around = |position| selection::around(page.text, page.lines.offset(position));
            positions.into_iter().map(|position| convert::selection(&around(position), &page.lines)).collect()
        };
        self.ask_text(&params.text_document.uri, select).await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let lay_out = |page: Page<'_>| convert::text_edits(formatting::whole(page.text), &page.lines);
        self.ask_text(&params.text_document.uri, lay_out).await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let range = params.range;
        let lay_out = move |page: Page<'_>| {
            let edits = formatting::range(page.text, page.lines.span(range));
            convert::text_edits(edits, &page.lines)
        };
        self.ask_text(&params.text_document.uri, lay_out).await
    }

    async fn on_type_formatting(
        &self,
        params: DocumentOnTypeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        let (at, typed) = (params.text_document_position.position, params.ch);
        let lay_out = move |page: Page<'_>| {
            let edits = formatting::on_type(page.text, page.lines.offset(at), &typed);
            convert::text_edits(edits, &page.lines)
        };
        self.ask_text(&params.text_document_position.text_document.uri, lay_out).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        if may_be_dossier(&path_of(&params.text_document.uri)) {
            return self.dossier_actions(params).await;
        }
        self.actions(params).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        if keeping::is_kept(&action) { self.kept(action).await } else { self.with_edit(action).await }
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.lenses(params).await
    }

    async fn code_lens_resolve(&self, lens: CodeLens) -> Result<CodeLens> {
        self.resolved(lens).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        self.execute(params).await
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        let uri = params.text_document.uri;
        let Some(data) = self.paint(&uri, None).await? else { return Ok(None) };
        let result_id = Some(self.painted.remember(path_of(&uri), &data));
        Ok(Some(SemanticTokensResult::Tokens(SemanticTokens { result_id, data })))
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let uri = params.text_document.uri;
        let Some(data) = self.paint(&uri, None).await? else { return Ok(None) };
        let path = path_of(&uri);
        let before = self.painted.recall(&path, &params.previous_result_id);
        let result_id = Some(self.painted.remember(path, &data));
        Ok(Some(match before {
            Some(before) => {
                let edits = difference(&before, &data).into_iter().collect();
                SemanticTokensFullDeltaResult::TokensDelta(SemanticTokensDelta { result_id, edits })
            }
            None => SemanticTokensFullDeltaResult::Tokens(SemanticTokens { result_id, data }),
        }))
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let data = self.paint(&params.text_document.uri, Some(params.range)).await?;
        Ok(data.map(|data| SemanticTokensRangeResult::Tokens(SemanticTokens { result_id: None, data })))
    }
}
