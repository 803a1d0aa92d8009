//! What can be done where the cursor stands, as the protocol calls it.

use std::sync::Arc;

use acquis_analysis::SourceFile;
use acquis_base::{Code, Diagnostic as Finding, Edit, Place, Span, codes};
use acquis_eval::Patience;
use acquis_ide::actions::{Action, ActionKind, fix_all, quick_fixes};
use acquis_ide::expectations::{Expectant, expect_found};
use acquis_ide::extract::extract_define;
use acquis_ide::inline::inline_define;
use acquis_ide::missing::add_missing;
use acquis_ide::trial::Trial;
use serde_json::{Value, json};
use tower_lsp_server::jsonrpc;
use tower_lsp_server::ls_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse,
    Diagnostic, PartialResultParams, TextDocumentIdentifier, Uri, WorkDoneProgressParams, WorkspaceEdit,
};

use crate::capabilities::Abilities;
use crate::convert::{self, Sheet, Shows, diagnostic, workspace_edit};
use crate::names::refused;
use crate::paths::path_of;
use crate::positions::Lines;
use crate::question::Modified;
use crate::server::Backend;
use crate::snapshot::{Held, Pages, Snapshot};

/// The kind of what repairs all that can be repaired in a file. An editor that fixes all on saving finds it under its
/// parent.
pub(crate) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.acquis");

/// The kinds that are offered.
pub(crate) fn kinds() -> Vec<CodeActionKind> {
    vec![
        CodeActionKind::QUICKFIX,
        CodeActionKind::REFACTOR_EXTRACT,
        CodeActionKind::REFACTOR_INLINE,
        CodeActionKind::REFACTOR_REWRITE,
        FIX_ALL,
    ]
}

/// Whether a kind is among those asked for, each of which stands for those below it too.
pub(crate) fn is_wanted(kind: &CodeActionKind, only: Option<&[CodeActionKind]>) -> bool {
    let below = |asked: &CodeActionKind| {
        let rest = kind.as_str().strip_prefix(asked.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || asked.as_str().is_empty())
    };
    only.is_none_or(|only| only.iter().any(below))
}

/// What is still to be done before an action is given.
enum Due {
    Nothing,
    /// These edits are to be tried.
    Trial(Vec<Edit<Place>>),
    /// It is to be found out what comes of the facts of a scenario.
    Expectations,
}

type Offer = (CodeAction, Due);

/// What can be done at a range, before it is known of all of it whether the policy checks afterwards.
pub(crate) struct Offered {
    offers: Vec<Offer>,
    trial: Option<Trial>,
    expecting: Option<Expecting>,
    patience: Patience,
}

impl Offered {
    /// Leaves out what does not come out clean. To be asked with nothing held of the database: each trial takes as long as
    /// a check of the package.
    fn tried(self) -> Result<Vec<CodeAction>, Modified> {
        let mut all = vec![];
        let is_clean =
            |edits: &[Edit<Place>]| self.trial.as_ref().is_some_and(|it| it.is_clean(edits, &self.patience));
        for (action, due) in self.offers {
            if self.patience.is_over() {
                return Err(Modified);
            }
            match due {
                Due::Nothing => all.push(action),
                Due::Trial(edits) => all.extend(is_clean(&edits).then_some(action)),
                Due::Expectations => {
                    let expecting = self.expecting.as_ref();
                    let found = expecting.and_then(|it| Some((it, it.expectant.action(&self.patience)?)));
                    let found = found.filter(|(_, found)| is_clean(&found.edits));
                    all.extend(found.map(|(it, found)| CodeAction { edit: Some(it.edit(&found)), ..action }));
                }
            }
        }
        Ok(all)
    }

    /// What is still to be tried without its edit, which the client asks for when somebody chooses it.
    fn untried(self, data: &Value) -> Vec<CodeAction> {
        let later = |(action, due): Offer| match due {
            Due::Nothing => action,
            Due::Trial(_) | Due::Expectations => {
                CodeAction { edit: None, data: Some(data.clone()), ..action }
            }
        };
        self.offers.into_iter().map(later).collect()
    }

    /// Whether anything is due, and whether that it is what comes of facts.
    fn is_due(&self) -> (bool, bool) {
        let is = |due: fn(&Due) -> bool| self.offers.iter().any(|(_, it)| due(it));
        (is(|due| !matches!(due, Due::Nothing)), is(|due| matches!(due, Due::Expectations)))
    }
}

/// A scenario that expects nothing, and its file as the client knows it.
struct Expecting {
    expectant: Expectant,
    abilities: Arc<Abilities>,
    uri: Uri,
    version: Option<i32>,
}

impl Expecting {
    fn prepare(snapshot: &Snapshot, held: &Held, place: (SourceFile, u32)) -> Option<Self> {
        let expectant = Expectant::prepare(&snapshot.db, held.package, place)?;
        let pages = snapshot.pages(held);
        Some(Self {
            abilities: Arc::clone(&snapshot.abilities),
            uri: pages.uri(expectant.file())?,
            version: Shows::version(&pages, expectant.file()),
            expectant,
        })
    }

    fn edit(&self, action: &Action) -> WorkspaceEdit {
        let lines = Lines::new(self.expectant.text(), self.abilities.encoding);
        let (file, uri, version) = (self.expectant.file(), &self.uri, self.version);
        let sheet = Sheet { abilities: &self.abilities, file, uri, version, lines };
        workspace_edit(&action.edits, None, &sheet)
    }
}

impl Backend {
    /// What can be done at a range of a file of a package; nothing for what is none.
    pub(crate) async fn actions(
        &self,
        params: CodeActionParams,
    ) -> jsonrpc::Result<Option<CodeActionResponse>> {
        let path = path_of(&params.text_document.uri);
        let answer = self.ask(None, move |snapshot| {
            let is_later = snapshot.abilities.action_edits_later;
            let Some(offered) = offered(&snapshot, &path, &params, !is_later)? else { return Ok(None) };
            let all = if is_later {
                offered.untried(&asked_of(&snapshot, &path, &params))
            } else {
                drop(snapshot);
                offered.tried()?
            };
            Ok(Some(all.into_iter().map(CodeActionOrCommand::CodeAction).collect()))
        });
        answer.await?.map_err(|Modified| jsonrpc::Error::content_modified())
    }

    /// Gives an action its edit.
    pub(crate) async fn with_edit(&self, action: CodeAction) -> jsonrpc::Result<CodeAction> {
        let Some((params, version)) = asked(&action).filter(|_| action.edit.is_none()) else {
            return Ok(action);
        };
        let (path, title) = (path_of(&params.text_document.uri), action.title.clone());
        let answer = self.ask(None, move |snapshot| {
            if version_of(&snapshot, &path) != version {
                return Err(Modified);
            }
            let Some(mut offered) = offered(&snapshot, &path, &params, true)? else { return Ok(None) };
            drop(snapshot);
            offered.offers.retain(|(action, _)| action.title == title);
            Ok(offered.tried()?.into_iter().next())
        });
        let found = answer.await?.map_err(|Modified| jsonrpc::Error::content_modified())?;
        let edit = found.and_then(|action| action.edit);
        let why = match action.title.as_str() {
            Expectant::TITLE => "these facts are not assessed, or the policy would not check any more",
            _ => "the policy would not check any more",
        };
        let refused = || refused(why.to_owned());
        Ok(CodeAction { edit: Some(edit.ok_or_else(refused)?), ..action })
    }
}

/// What can be done at a range of the file at a path, with what it takes to try it where that is wanted; nothing if there is
/// no such file.
fn offered(
    snapshot: &Snapshot,
    path: &str,
    params: &CodeActionParams,
    is_to_be_tried: bool,
) -> Result<Option<Offered>, Modified> {
    let offered = snapshot.db.attempt(|_| {
        let (held, file) = snapshot.file(path)?;
        let mut offered = actions(snapshot, held, file, params);
        if is_to_be_tried {
            let (is_due, are_expectations) = offered.is_due();
            offered.trial = is_due.then(|| Trial::of(&snapshot.db, held.package, &[]));
            let start = snapshot.pages(held).lines(file.path(&snapshot.db)).offset(params.range.start);
            let expecting = are_expectations.then(|| Expecting::prepare(snapshot, held, (file, start)));
            offered.expecting = expecting.flatten();
        }
        Some(offered)
    });
    offered.map_err(|_| Modified)
}

fn version_of(snapshot: &Snapshot, path: &str) -> Option<i32> {
    snapshot.opened.get(path).map(|(_, version)| *version)
}

/// What the client sends back when it asks for an edit: where it was offered, and in which version.
fn asked_of(snapshot: &Snapshot, path: &str, params: &CodeActionParams) -> Value {
    let version = version_of(snapshot, path);
    json!({"uri": params.text_document.uri, "range": params.range, "version": version})
}

/// Where an action was offered, and in which version; nothing for one that was offered with its edit.
fn asked(action: &CodeAction) -> Option<(CodeActionParams, Option<i32>)> {
    let data = action.data.as_ref()?;
    let uri: Uri = data.get("uri")?.as_str()?.parse().ok()?;
    let range = serde_json::from_value(data.get("range")?.clone()).ok()?;
    let version = data.get("version").and_then(Value::as_i64).and_then(|version| version.try_into().ok());
    let context =
        CodeActionContext { only: Some(vec![action.kind.clone()?]), ..CodeActionContext::default() };
    let params = CodeActionParams {
        text_document: TextDocumentIdentifier { uri },
        range,
        context,
        work_done_progress_params: WorkDoneProgressParams::default(),
        partial_result_params: PartialResultParams::default(),
    };
    Some((params, version))
}

fn actions(snapshot: &Snapshot, held: &Held, file: SourceFile, params: &CodeActionParams) -> Offered {
    let only = params.context.only.as_deref();
    let pages = snapshot.pages(held);
    let shown = file.path(&snapshot.db);
    let span = pages.lines(shown).span(params.range);
    let found = convert::findings(snapshot, held);
    let offers = Offers { snapshot, held, file, span, found: &found, pages: &pages, only };
    let mut all = vec![];
    if is_wanted(&CodeActionKind::QUICKFIX, only) {
        for (finding, fix) in quick_fixes(&found, shown, span) {
            let action = CodeAction {
                is_preferred: Some(true),
                diagnostics: Some(vec![diagnostic(finding, &pages)]),
                ..offers.change(&fix.title, CodeActionKind::QUICKFIX, &fix.edits)
            };
            all.push((action, Due::Nothing));
        }
        all.extend(offers.expectations().map(|action| (action, Due::Expectations)));
    }
    for action in offers.at_cursor() {
        let due = if action.is_certain { Due::Nothing } else { Due::Trial(action.edits.clone()) };
        all.extend(offers.action(&action).map(|action| (action, due)));
    }
    if is_wanted(&FIX_ALL, only) {
        let edits = fix_all(&found, shown);
        if !edits.is_empty() {
            all.push((offers.change("make all repairs of this file", FIX_ALL, &edits), Due::Nothing));
        }
    }
    Offered { offers: all, trial: None, expecting: None, patience: snapshot.age.patience() }
}

struct Offers<'s> {
    snapshot: &'s Snapshot,
    held: &'s Held,
    file: SourceFile,
    span: Span,
    found: &'s [Finding],
    pages: &'s Pages<'s>,
    only: Option<&'s [CodeActionKind]>,
}

impl Offers<'_> {
    /// What does more than mend a finding. Nothing is tried that was not asked for.
    fn at_cursor(&self) -> Vec<Action> {
        let (db, package) = (&self.snapshot.db, self.held.package);
        let place = (self.file, self.span.start);
        let patience = self.snapshot.age.patience();
        let mut all = vec![];
        if self.is_wanted(&CodeActionKind::QUICKFIX) || self.is_wanted(&CodeActionKind::REFACTOR_REWRITE) {
            all.extend(add_missing(db, package, self.found, place));
            all.extend(expect_found(db, package, place, &patience));
        }
        if self.is_wanted(&CodeActionKind::REFACTOR_EXTRACT) {
            all.extend(extract_define(db, package, self.file, self.span));
        }
        if self.is_wanted(&CodeActionKind::REFACTOR_INLINE) {
            all.extend(inline_define(db, package, place));
        }
        all
    }

    /// That a scenario without expectations gets those that hold.
    fn expectations(&self) -> Option<CodeAction> {
        let is_there = Expectant::is_at(&self.snapshot.db, self.found, (self.file, self.span.start));
        is_there.then(|| CodeAction {
            title: Expectant::TITLE.to_owned(),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(self.mended(&codes::NOTHING_EXPECTED)),
            ..CodeAction::default()
        })
    }

    fn is_wanted(&self, kind: &CodeActionKind) -> bool {
        is_wanted(kind, self.only)
    }

    fn action(&self, action: &Action) -> Option<CodeAction> {
        let kind = match action.kind {
            ActionKind::QuickFix => CodeActionKind::QUICKFIX,
            ActionKind::Extract => CodeActionKind::REFACTOR_EXTRACT,
            ActionKind::Inline => CodeActionKind::REFACTOR_INLINE,
            ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
        };
        let diagnostics = action.mends.map(|code| self.mended(code));
        self.is_wanted(&kind)
            .then(|| CodeAction { diagnostics, ..self.change(&action.title, kind, &action.edits) })
    }

    /// The findings of a kind that are shown at the range.
    fn mended(&self, code: &'static Code) -> Vec<Diagnostic> {
        let shown = self.file.path(&self.snapshot.db);
        let here = |finding: &&Finding| {
            finding.code == code
                && finding.place().is_some_and(|at| at.file == *shown && at.span.overlaps(self.span))
        };
        self.found.iter().filter(here).map(|finding| diagnostic(finding, self.pages)).collect()
    }

    fn change(&self, title: &str, kind: CodeActionKind, edits: &[Edit<Place>]) -> CodeAction {
        CodeAction {
            title: title.to_owned(),
            kind: Some(kind),
            edit: Some(workspace_edit(edits, None, self.pages)),
            ..CodeAction::default()
        }
    }
}
