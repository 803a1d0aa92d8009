//! What the client can do, and what the server says that it can. Nothing is said that is not answered.

use acquis_ide::tokens::{Modifier, TokenKind};
use serde_json::Value;
use tower_lsp_server::ls_types::{
    CallHierarchyServerCapability, ClientCapabilities, CodeActionOptions, CodeActionProviderCapability,
    CodeLensOptions, DeclarationCapability, DiagnosticOptions, DiagnosticServerCapabilities,
    DocumentLinkOptions, DocumentOnTypeFormattingOptions, ExecuteCommandOptions,
    FoldingRangeProviderCapability, HoverProviderCapability, ImplementationProviderCapability,
    InlayHintOptions, InlayHintServerCapabilities, LinkedEditingRangeServerCapabilities, OneOf,
    RenameOptions, ResourceOperationKind, SelectionRangeProviderCapability, SemanticTokensFullOptions,
    SemanticTokensLegend, SemanticTokensOptions, SemanticTokensServerCapabilities, ServerCapabilities,
    SignatureHelpOptions, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TypeDefinitionProviderCapability, WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use crate::actions;
use crate::commands;
use crate::completions;
use crate::lenses::SHOW_REFERENCES;
use crate::positions::Encoding;

/// What the client can do, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Abilities {
    /// How columns are counted with it.
    pub(crate) encoding: Encoding,
    /// Shows places that a finding is related to.
    pub(crate) related_information: bool,
    /// Shows tags of findings.
    pub(crate) tags: bool,
    /// Asks for findings.
    pub(crate) pulls: bool,
    /// Can be told to ask for findings again.
    pub(crate) refreshes: bool,
    /// Shows symbols as a tree.
    pub(crate) symbol_trees: bool,
    /// Knows edits that say of which version they are.
    pub(crate) versioned_edits: bool,
    /// Folds whole lines only.
    pub(crate) whole_lines: bool,
    /// Watches files when asked to.
    pub(crate) watches: bool,
    /// Answers what is set.
    pub(crate) settings: bool,
    /// Shows progress.
    pub(crate) progress: bool,
    /// Moves files as part of an edit.
    pub(crate) moves_files: bool,
    /// Can be told to ask for hints again.
    pub(crate) refreshes_hints: bool,
    /// Can be told to ask for colours again.
    pub(crate) refreshes_colours: bool,
    /// Asks what else a hint has to say when somebody looks at it.
    pub(crate) hint_tooltips_later: bool,
    /// Marks parameters by their places in a label.
    pub(crate) label_offsets: bool,
    /// Shows what a link has to say.
    pub(crate) link_tooltips: bool,
    /// Has a command that shows places.
    pub(crate) shows_references: bool,
    /// Can be told to ask for lenses again.
    pub(crate) refreshes_lenses: bool,
    /// Fills in snippets.
    pub(crate) snippets: bool,
    /// Creates files as part of an edit.
    pub(crate) creates_files: bool,
    /// Asks for the edit of an action when somebody chooses it.
    pub(crate) action_edits_later: bool,
}

impl Abilities {
    /// What a client with these abilities and options can do. Among its options it may name commands of its own.
    pub(crate) fn with(client: &ClientCapabilities, options: Option<&Value>) -> Self {
        let options = options.map(|options| options.get("acquis").unwrap_or(options));
        let commands = options.and_then(|options| options["commands"].as_array());
        let knows =
            |name: &str| commands.is_some_and(|commands| commands.iter().any(|command| command == name));
        Self { shows_references: knows(SHOW_REFERENCES), ..Self::of(client) }
    }

    pub(crate) fn of(client: &ClientCapabilities) -> Self {
        let text = client.text_document.as_ref();
        let workspace = client.workspace.as_ref();
        let published = text.and_then(|text| text.publish_diagnostics.as_ref());
        let general = client.general.as_ref();
        let yes = |ability: Option<bool>| ability == Some(true);
        let operates = |kind: ResourceOperationKind| {
            workspace
                .and_then(|workspace| workspace.workspace_edit.as_ref())
                .and_then(|edit| edit.resource_operations.as_ref())
                .is_some_and(|operations| operations.contains(&kind))
        };
        let actions = text.and_then(|text| text.code_action.as_ref());
        Self {
            encoding: Encoding::negotiated(general.and_then(|general| general.position_encodings.as_deref())),
            related_information: yes(published.and_then(|published| published.related_information)),
            tags: published.is_some_and(|published| published.tag_support.is_some()),
            pulls: text.is_some_and(|text| text.diagnostic.is_some()),
            refreshes: yes(workspace.and_then(|w| w.diagnostics.as_ref()).and_then(|d| d.refresh_support)),
            symbol_trees: yes(text
                .and_then(|text| text.document_symbol.as_ref())
                .and_then(|symbols| symbols.hierarchical_document_symbol_support)),
            versioned_edits: yes(workspace
                .and_then(|workspace| workspace.workspace_edit.as_ref())
                .and_then(|edit| edit.document_changes)),
            whole_lines: yes(text
                .and_then(|text| text.folding_range.as_ref())
                .and_then(|folding| folding.line_folding_only)),
            watches: yes(workspace
                .and_then(|workspace| workspace.did_change_watched_files.as_ref())
                .and_then(|watching| watching.dynamic_registration)),
            settings: yes(workspace.and_then(|workspace| workspace.configuration)),
            moves_files: operates(ResourceOperationKind::Rename),
            creates_files: operates(ResourceOperationKind::Create),
            action_edits_later: yes(actions.and_then(|actions| actions.data_support))
                && actions
                    .and_then(|actions| actions.resolve_support.as_ref())
                    .is_some_and(|later| later.properties.iter().any(|property| property == "edit")),
            refreshes_hints: yes(workspace
                .and_then(|w| w.inlay_hint.as_ref())
                .and_then(|it| it.refresh_support)),
            refreshes_colours: yes(workspace
                .and_then(|w| w.semantic_tokens.as_ref())
                .and_then(|it| it.refresh_support)),
            hint_tooltips_later: text
                .and_then(|text| text.inlay_hint.as_ref())
                .and_then(|hints| hints.resolve_support.as_ref())
                .is_some_and(|later| later.properties.iter().any(|property| property == "tooltip")),
            label_offsets: yes(text
                .and_then(|text| text.signature_help.as_ref())
                .and_then(|help| help.signature_information.as_ref())
                .and_then(|signature| signature.parameter_information.as_ref())
                .and_then(|parameter| parameter.label_offset_support)),
            link_tooltips: yes(text
                .and_then(|text| text.document_link.as_ref())
                .and_then(|links| links.tooltip_support)),
            shows_references: false,
            refreshes_lenses: yes(workspace
                .and_then(|workspace| workspace.code_lens.as_ref())
                .and_then(|lenses| lenses.refresh_support)),
            snippets: yes(text
                .and_then(|text| text.completion.as_ref())
                .and_then(|completion| completion.completion_item.as_ref())
                .and_then(|item| item.snippet_support)),
            progress: yes(client.window.as_ref().and_then(|window| window.work_done_progress)),
        }
    }

    /// What is offered to this client.
    pub(crate) fn offered(&self) -> ServerCapabilities {
        let findings = DiagnosticOptions {
            identifier: Some("acquis".to_owned()),
            inter_file_dependencies: true,
            workspace_diagnostics: true,
            ..DiagnosticOptions::default()
        };
        let tokens = SemanticTokensOptions {
            legend: SemanticTokensLegend {
                token_types: TokenKind::ALL.iter().map(|kind| kind.as_str().into()).collect(),
                token_modifiers: Modifier::ALL.iter().map(|modifier| modifier.as_str().into()).collect(),
            },
            range: Some(true),
            full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
            ..SemanticTokensOptions::default()
        };
        ServerCapabilities {
            position_encoding: Some(self.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                ..TextDocumentSyncOptions::default()
            })),
            diagnostic_provider: self.pulls.then_some(DiagnosticServerCapabilities::Options(findings)),
            document_symbol_provider: Some(OneOf::Left(true)),
            workspace_symbol_provider: Some(OneOf::Left(true)),
            definition_provider: Some(OneOf::Left(true)),
            declaration_provider: Some(DeclarationCapability::Simple(true)),
            type_definition_provider: Some(TypeDefinitionProviderCapability::Simple(true)),
            implementation_provider: Some(ImplementationProviderCapability::Simple(true)),
            references_provider: Some(OneOf::Left(true)),
            document_highlight_provider: Some(OneOf::Left(true)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            rename_provider: Some(OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })),
            completion_provider: Some(completions::options()),
            signature_help_provider: Some(SignatureHelpOptions {
                trigger_characters: Some(vec!["(".to_owned(), ",".to_owned()]),
                ..SignatureHelpOptions::default()
            }),
            call_hierarchy_provider: Some(CallHierarchyServerCapability::Simple(true)),
            inlay_hint_provider: Some(OneOf::Right(InlayHintServerCapabilities::Options(InlayHintOptions {
                resolve_provider: Some(true),
                ..InlayHintOptions::default()
            }))),
            document_link_provider: Some(DocumentLinkOptions {
                resolve_provider: Some(false),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            }),
            linked_editing_range_provider: Some(LinkedEditingRangeServerCapabilities::Simple(true)),
            folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
            selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
            document_formatting_provider: Some(OneOf::Left(true)),
            document_range_formatting_provider: Some(OneOf::Left(true)),
            document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
                first_trigger_character: "}".to_owned(),
                more_trigger_character: Some(vec![";".to_owned()]),
            }),
            code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(actions::kinds()),
                resolve_provider: self.action_edits_later.then_some(true),
                ..CodeActionOptions::default()
            })),
            code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(true) }),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: commands::ALL.map(str::to_owned).to_vec(),
                work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
            }),
            semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(tokens)),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
                ..WorkspaceServerCapabilities::default()
            }),
            ..ServerCapabilities::default()
        }
    }
}
