//! How handlers ask: of everything, of a file, of a place, of a dossier. Each question goes to the owner and is answered by a
//! reader, or with what has changed meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;

use acquis_analysis::{Database, Interrupted, Package, SourceFile};
use acquis_ide::calls;
use acquis_ide::definition::Links;
use tokio::sync::oneshot;
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::{
    CompletionResponse, Diagnostic, GotoDefinitionResponse, TextDocumentPositionParams, TypeHierarchyItem,
    Uri,
};

use crate::beside::may_be_dossier;
use crate::capabilities::Abilities;
use crate::dossiers::{InDossier, Looking, Reading};
use crate::names::At;
use crate::owner::Event;
use crate::paths::path_of;
use crate::positions::Lines;
use crate::question::{Ask, Modified, Stop};
use crate::server::Backend;
use crate::snapshot::{Held, Snapshot};
use crate::type_hierarchy;

/// Stops the work on a question when the client takes it back, for then its handler is dropped.
struct StopWhenDropped(Arc<Stop>);

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// The text of a file, with nothing held of the database.
pub(crate) struct Page<'t> {
    pub(crate) text: &'t str,
    pub(crate) lines: Lines<'t>,
    pub(crate) abilities: Arc<Abilities>,
}

impl Backend {
    pub(crate) fn tell(&self, event: Event) {
        // An owner that is gone has gone because the client is.
        let _ = self.inbox.send(event);
    }

    /// Asks something of a moment. `Err` says that something has changed in the meantime.
    pub(crate) async fn ask<R: Send + 'static>(
        &self,
        text_of: Option<String>,
        work: impl FnOnce(Snapshot) -> std::result::Result<R, Modified> + Send + 'static,
    ) -> Result<std::result::Result<R, Modified>> {
        let (answer, answered) = oneshot::channel();
        let stop: Arc<Stop> = Arc::default();
        let _stop = StopWhenDropped(Arc::clone(&stop));
        let work = move |snapshot: std::result::Result<Snapshot, Modified>| {
            let result = snapshot.and_then(|snapshot| {
                let age = snapshot.age.clone();
                let result = work(snapshot)?;
                if age.is_past() { Err(Modified) } else { Ok(result) }
            });
            // The client may have taken its question back.
            let _ = answer.send(result);
        };
        self.tell(Event::Ask(Ask { work: Box::new(work), stop, text_of }));
        // Nothing is answered by a reader with a fault.
        answered.await.map_err(|_| Error::internal_error())
    }

    /// Asks something of everything.
    pub(crate) async fn ask_all<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Snapshot) -> R + Send + 'static,
    ) -> Result<std::result::Result<R, Modified>> {
        let work = |snapshot: Snapshot| match snapshot.db.attempt(|_| work(&snapshot)) {
            Ok(result) => Ok(result),
            Err(Interrupted::ByChange | Interrupted::Stopped | Interrupted::ByPanic) => Err(Modified),
        };
        self.ask(None, work).await
    }

    /// Asks something of a file of a package; nothing for what is none.
    pub(crate) async fn ask_file<R: Send + 'static>(
        &self,
        uri: &Uri,
        work: impl FnOnce(&Snapshot, &Held, SourceFile) -> R + Send + 'static,
    ) -> Result<Option<R>> {
        let path = path_of(uri);
        let answer = self.ask_all(move |snapshot| {
            let (held, file) = snapshot.file(&path)?;
            Some(work(snapshot, held, file))
        });
        answer.await?.map_err(|Modified| Error::content_modified())
    }

    /// Asks something of the text of a file alone; nothing for what is no file of a package.
    pub(crate) async fn ask_text<R: Send + 'static>(
        &self,
        uri: &Uri,
        work: impl FnOnce(Page<'_>) -> R + Send + 'static,
    ) -> Result<Option<R>> {
        let path = path_of(uri);
        let answer = self.ask(Some(path.clone()), move |snapshot| {
            let Some((_, file)) = snapshot.file(&path) else { return Ok(None) };
            let text = snapshot.db.attempt(|db| file.text(db).clone()).map_err(|_| Modified)?;
            let abilities = Arc::clone(&snapshot.abilities);
            // An edit need not wait for what no longer reads.
            drop(snapshot);
            let lines = Lines::new(&text, abilities.encoding);
            Ok(Some(work(Page { text: &text, lines, abilities })))
        });
        answer.await?.map_err(|Modified| Error::content_modified())
    }

    /// Asks something of a place in a file of a package; nothing for what is none.
    pub(crate) async fn ask_at<R: Send + 'static>(
        &self,
        at: &TextDocumentPositionParams,
        work: impl FnOnce(&At<'_>) -> R + Send + 'static,
    ) -> Result<Option<R>> {
        let position = at.position;
        let ask = move |snapshot: &Snapshot, held: &Held, file: SourceFile| {
            let pages = snapshot.pages(held);
            let offset = pages.lines(file.path(&snapshot.db)).offset(position);
            work(&At { snapshot, held, file, offset, pages })
        };
        self.ask_file(&at.text_document.uri, ask).await
    }

    /// Asks something of a place in a dossier; nothing for what is none.
    pub(crate) async fn ask_in_dossier<R: Send + 'static>(
        &self,
        at: &TextDocumentPositionParams,
        work: impl FnOnce(&InDossier<'_>) -> R + Send + 'static,
    ) -> Result<Option<R>> {
        let (path, position) = (path_of(&at.text_document.uri), at.position);
        let (wanted, found) = (path.clone(), path.clone());
        // Parsed with nothing held of the database, and for all who ask.
        let parsed = self.ask(Some(path), move |snapshot| {
            let open = snapshot.beside.dossiers.get(&wanted).cloned();
            drop(snapshot);
            Ok(open.is_some_and(|open| !open.is_too_large && open.document.is_readable()))
        });
        if !parsed.await?.map_err(|Modified| Error::content_modified())? {
            return Ok(None);
        }
        let answer = self.ask_all(move |snapshot| {
            let (held, document, _) = snapshot.dossier(&found)?;
            let pages = snapshot.pages(held);
            let offset = pages.lines(&document.path).offset(position);
            Some(work(&InDossier { snapshot, held, document, offset, pages }))
        });
        answer.await?.map_err(|Modified| Error::content_modified())
    }

    /// What may be written at a place in a dossier, which is hardly ever well formed then.
    pub(crate) async fn complete_dossier(
        &self,
        at: TextDocumentPositionParams,
    ) -> Result<Option<CompletionResponse>> {
        let position = at.position;
        let complete = move |reading: &Reading| InDossier::completions(reading, position);
        let found = self.ask_reading(&at.text_document.uri, complete).await?;
        Ok(found.map(CompletionResponse::Array))
    }

    /// Asks something of a dossier alone, with nothing held of the database; nothing for what is none.
    pub(crate) async fn ask_reading<R: Send + 'static>(
        &self,
        uri: &Uri,
        work: impl FnOnce(&Reading) -> R + Send + 'static,
    ) -> Result<Option<R>> {
        let path = path_of(uri);
        let read = move |snapshot: Snapshot| {
            let reading = snapshot.db.attempt(|_| Reading::prepare(&snapshot, &path));
            drop(snapshot);
            Ok(reading.map_err(|_| Modified)?.map(|reading| work(&reading)))
        };
        self.ask(None, read).await?.map_err(|Modified| Error::content_modified())
    }

    /// What reading a dossier finds, with nothing held of the database; nothing for what is none.
    pub(crate) async fn ask_findings(
        &self,
        path: String,
    ) -> Result<std::result::Result<Vec<Diagnostic>, Modified>> {
        let read = move |snapshot: Snapshot| {
            let looking =
                snapshot.db.attempt(|_| Looking::prepare(&snapshot, &path)).map_err(|_| Modified)?;
            drop(snapshot);
            Ok(looking.map(|looking| looking.found().0).unwrap_or_default())
        };
        self.ask(None, read).await
    }

    /// The same of all dossiers that are open.
    pub(crate) async fn ask_dossiers(
        &self,
    ) -> Result<std::result::Result<BTreeMap<String, Vec<Diagnostic>>, Modified>> {
        let read = |snapshot: Snapshot| {
            let all = |_: &Database| -> Vec<(String, Looking)> {
                let paths = snapshot.beside.dossiers.keys();
                paths.filter_map(|path| Some((path.clone(), Looking::prepare(&snapshot, path)?))).collect()
            };
            let looking = snapshot.db.attempt(all).map_err(|_| Modified)?;
            drop(snapshot);
            Ok(looking.into_iter().map(|(path, looking)| (path, looking.found().0)).collect())
        };
        self.ask(None, read).await
    }

    /// Asks where what stands at a place leads to.
    pub(crate) async fn ask_links(
        &self,
        at: &TextDocumentPositionParams,
        find: fn(&Database, Package, SourceFile, u32) -> Option<Links>,
    ) -> Result<Option<GotoDefinitionResponse>> {
        if is_dossier(at) {
            return Ok(self.ask_in_dossier(at, |at: &InDossier<'_>| at.definition()).await?.flatten());
        }
        let ask = move |at: &At<'_>| at.locations(find(&at.snapshot.db, at.held.package, at.file, at.offset));
        Ok(self.ask_at(at, ask).await?.flatten().map(GotoDefinitionResponse::Array))
    }

    /// Asks what stands above or below an item of a hierarchy.
    pub(crate) async fn ask_types(
        &self,
        item: TypeHierarchyItem,
        find: fn(&Database, Package, &calls::Node) -> Vec<calls::Node>,
    ) -> Result<Option<Vec<TypeHierarchyItem>>> {
        let place = type_hierarchy::place_of(&item);
        let ask = move |at: &At<'_>| type_hierarchy::related(at, &item.name, find);
        Ok(self.ask_at(&place, ask).await?.flatten())
    }
}

/// Whether a place is in a document that may be a dossier.
pub(crate) fn is_dossier(at: &TextDocumentPositionParams) -> bool {
    may_be_dossier(&path_of(&at.text_document.uri))
}
