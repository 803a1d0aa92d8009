//! An open dossier kept as a scenario of its package. It is read, assessed and tried with nothing held of the database, and
//! all of that ends when something changes.

use acquis_eval::{Patience, Question};
use acquis_facts::Dossier;
use acquis_ide::keeping::Keeping;
use acquis_ir::Date;
use serde_json::{Value, json};
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, Uri, WorkspaceEdit,
};

use crate::actions::is_wanted;
use crate::convert::{Operation, Sheet, Shows, workspace_edit};
use crate::dossiers::Reading;
use crate::names::refused;
use crate::paths::path_of;
use crate::positions::Lines;
use crate::question::Modified;
use crate::server::Backend;
use crate::snapshot::Snapshot;
use crate::verdicts::Wish;

const TITLE: &str = "keep this dossier as a scenario";

/// A dossier that may be kept when the database is let go of.
struct Keep {
    reading: Reading,
    keeping: Keeping,
    wish: Wish,
    today: Option<Date>,
    patience: Patience,
    /// The file in which its scenario will stand, and the version of it if it is open.
    uri: Uri,
    version: Option<i32>,
}

impl Keep {
    /// Takes along what is needed to keep the dossier at a path; nothing where there is none, or where it cannot be kept.
    fn prepare(snapshot: &Snapshot, path: &str) -> Option<Self> {
        let (held, document, is_too_large) = snapshot.dossier(path)?;
        if is_too_large {
            return None;
        }
        let creates_files = snapshot.abilities.creates_files;
        let keeping = Keeping::prepare(&snapshot.db, held.package, &document, creates_files)?;
        let pages = snapshot.pages(held);
        Some(Self {
            reading: Reading::prepare(snapshot, path)?,
            wish: snapshot.beside.wishes.get(path).cloned().unwrap_or_default(),
            today: snapshot.today,
            patience: snapshot.age.patience(),
            uri: pages.uri(keeping.file())?,
            version: Shows::version(&pages, keeping.file()),
            keeping,
        })
    }

    /// What is asked of the dossier: what was asked of it last, else as of the date that it names, else as of today.
    fn question(&self, facts: &Dossier) -> Option<Question> {
        let as_of = self.wish.as_of.or(facts.as_of).or(self.today);
        let wish = Wish { as_of, ..self.wish.clone() };
        wish.question(self.keeping.program(), facts, &self.patience).ok()
    }

    /// Whether it can be asked what the law says of it.
    fn is_likely(&self) -> bool {
        self.reading.read().as_ref().as_ref().is_ok_and(|facts| self.question(facts).is_some())
    }

    /// The edit that keeps it.
    fn edit(&self) -> Option<WorkspaceEdit> {
        let read = self.reading.read();
        let facts = read.as_ref().as_ref().ok()?;
        let kept = self.keeping.kept(facts, &self.question(facts)?)?;
        let page = self.reading.page();
        let abilities = page.abilities();
        let lines = Lines::new(self.keeping.text(), abilities.encoding);
        let operation = kept.is_new.then(|| Operation::Create(self.uri.clone()));
        let sheet =
            Sheet { abilities, file: self.keeping.file(), uri: &self.uri, version: self.version, lines };
        Some(workspace_edit(&kept.edits, operation, &sheet))
    }
}

/// The dossier that an action keeps.
fn kept_by(action: &CodeAction) -> Option<&str> {
    action.data.as_ref()?.get("keeps").and_then(Value::as_str)
}

/// Whether an action keeps a dossier.
pub(crate) fn is_kept(action: &CodeAction) -> bool {
    kept_by(action).is_some()
}

impl Backend {
    /// What can be done with a dossier. A client that asks for edits later is offered it unless it is plain that it cannot
    /// be done.
    pub(crate) async fn dossier_actions(
        &self,
        params: CodeActionParams,
    ) -> Result<Option<CodeActionResponse>> {
        if !is_wanted(&CodeActionKind::REFACTOR_EXTRACT, params.context.only.as_deref()) {
            return Ok(None);
        }
        let uri = params.text_document.uri;
        let data = json!({"keeps": uri});
        let offer = |edit: Option<WorkspaceEdit>, data: Option<Value>| CodeAction {
            title: TITLE.to_owned(),
            kind: Some(CodeActionKind::REFACTOR_EXTRACT),
            edit,
            data,
            ..CodeAction::default()
        };
        let found = self.ask_keep(path_of(&uri), move |keep, is_later| {
            if is_later {
                keep.is_likely().then(|| offer(None, Some(data)))
            } else {
                keep.edit().map(|edit| offer(Some(edit), None))
            }
        });
        Ok(found.await?.map(|action| vec![CodeActionOrCommand::CodeAction(action)]))
    }

    /// Gives the action that keeps a dossier its edit.
    pub(crate) async fn kept(&self, action: CodeAction) -> Result<CodeAction> {
        let uri = kept_by(&action).and_then(|address| address.parse::<Uri>().ok());
        let uri = uri.ok_or_else(|| Error::invalid_params("the action is of no dossier"))?;
        let edit = self.ask_keep(path_of(&uri), |keep, _| keep.edit()).await?;
        let why = "this dossier cannot be assessed, or a scenario of it would not check";
        Ok(CodeAction { edit: Some(edit.ok_or_else(|| refused(why.to_owned()))?), ..action })
    }

    /// Asks something of a dossier that may be kept, with nothing held of the database, and whether the client asks for
    /// edits later.
    async fn ask_keep<R: Send + 'static>(
        &self,
        path: String,
        work: impl FnOnce(&Keep, bool) -> Option<R> + Send + 'static,
    ) -> Result<Option<R>> {
        let answer = self.ask(None, move |snapshot| {
            let is_later = snapshot.abilities.action_edits_later;
            let keep = snapshot.db.attempt(|_| Keep::prepare(&snapshot, &path)).map_err(|_| Modified)?;
            drop(snapshot);
            Ok(keep.and_then(|keep| work(&keep, is_later)))
        });
        answer.await?.map_err(|Modified| Error::content_modified())
    }
}
