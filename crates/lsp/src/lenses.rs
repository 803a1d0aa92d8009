//! What is shown above declarations, as the client asks for it: at once what is known, and when it is looked at what takes a
//! look at the whole package.

use std::sync::Arc;

use acquis_analysis::SourceFile;
use acquis_base::Name;
use acquis_ide::lenses::{LensKind, lenses, uses};
use acquis_ir::ProvisionId;
use serde_json::json;
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::{CodeLens, CodeLensParams, Command, Location, Uri};

use crate::commands;
use crate::effects::effect;
use crate::paths::path_of;
use crate::server::Backend;
use crate::snapshot::{Held, Snapshot};
use crate::verdicts::Verdicts;

/// A command of clients that shows places: an address, a position, and the places.
pub(crate) const SHOW_REFERENCES: &str = "acquis.showReferences";

/// The most places that are handed to a client with one lens.
const MOST_PLACES: usize = 1000;

/// Which lenses are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shown {
    /// That a scenario can be run.
    pub(crate) runs: bool,
    /// How often something is used.
    pub(crate) uses: bool,
    /// What was said of a criterion.
    pub(crate) verdicts: bool,
    /// What an amendment changes.
    pub(crate) effects: bool,
}

impl Default for Shown {
    fn default() -> Self {
        Self { runs: true, uses: true, verdicts: true, effects: true }
    }
}

impl Backend {
    /// What is shown above the declarations of a file.
    pub(crate) async fn lenses(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let uri = params.text_document.uri;
        let own = uri.clone();
        self.ask_file(&uri, move |snapshot, held, file| of_file(snapshot, held, file, &own)).await
    }

    /// Fills in what a lens says.
    pub(crate) async fn resolved(&self, mut lens: CodeLens) -> Result<CodeLens> {
        let address = lens.data.as_ref().and_then(|data| data["uri"].as_str()).unwrap_or_default();
        let uri = address.parse::<Uri>().map_err(|_| Error::invalid_params("the lens is of no file"))?;
        if let Some(name) = lens.data.as_ref().and_then(|data| data["effect"].as_str()) {
            lens.command = Some(self.effect(&uri, name.to_owned()).await?);
            return Ok(lens);
        }
        let (own, start) = (uri.clone(), lens.range.start);
        let found = self.ask_file(&uri, move |snapshot, held, file| {
            let pages = snapshot.pages(held);
            let offset = pages.lines(file.path(&snapshot.db)).offset(start);
            let mut here = lenses(&snapshot.db, file).into_iter().filter(|lens| lens.span.start == offset);
            let symbol = here.find_map(|lens| match lens.kind {
                LensKind::Uses(symbol) => Some(symbol),
                LensKind::Run(_) | LensKind::Verdict(_) | LensKind::Effect(_) => None,
            })?;
            let documents = snapshot.dossiers_of(held);
            let all = uses(&snapshot.db, held.package, &documents, &symbol);
            let title = match all.len() {
                0 => "not used".to_owned(),
                1 => "used once".to_owned(),
                count => format!("used {count} times"),
            };
            if !snapshot.abilities.shows_references || all.is_empty() {
                return Some(label(title));
            }
            let places = all.iter().take(MOST_PLACES).filter_map(|mention| {
                let range = pages.lines(&mention.place.file).range(mention.place.span);
                Some(Location { uri: pages.uri(&mention.place.file)?, range })
            });
            let arguments = vec![json!(own), json!(start), json!(places.collect::<Vec<_>>())];
            Some(Command { title, command: SHOW_REFERENCES.to_owned(), arguments: Some(arguments) })
        });
        // A text that has changed has another lens by now.
        lens.command = Some(found.await?.flatten().unwrap_or_else(|| label(String::new())));
        Ok(lens)
    }
}

impl Backend {
    /// What an amendment changes in a line, and the command that tells it in full.
    async fn effect(&self, uri: &Uri, name: String) -> Result<Command> {
        let (path, own) = (path_of(uri), Name::from(name.as_str()));
        let lines = self.ask(None, move |snapshot| effect(snapshot, &path, |it| it.lines(&own))).await?;
        // A text that has changed has another lens by now.
        let lines = lines.unwrap_or(None).unwrap_or_default();
        if lines.is_empty() {
            return Ok(label(String::new()));
        }
        let arguments = Some(vec![json!(uri), json!(name)]);
        Ok(Command { title: lines.join(" · "), command: commands::EFFECT.to_owned(), arguments })
    }
}

/// Words that do nothing when they are chosen.
fn label(title: String) -> Command {
    Command { title, command: String::new(), arguments: None }
}

fn of_file(snapshot: &Snapshot, held: &Held, file: SourceFile, uri: &Uri) -> Vec<CodeLens> {
    let shown = snapshot.beside.lenses;
    let pages = snapshot.pages(held);
    let lines = pages.lines(file.path(&snapshot.db));
    let mut all = vec![];
    for lens in lenses(&snapshot.db, file) {
        let range = lines.range(lens.span);
        match lens.kind {
            LensKind::Run(title) if shown.runs => {
                let arguments = vec![json!(uri), json!(title.as_str())];
                let command = commands::TEST.to_owned();
                let title = format!("run scenario{}", outcome(snapshot, held, &title));
                let command = Some(Command { title, command, arguments: Some(arguments) });
                all.push(CodeLens { range, command, data: None });
            }
            LensKind::Verdict(provision) if shown.verdicts => {
                let said = verdicts(snapshot, held, &provision);
                let said =
                    said.into_iter().map(|title| CodeLens { range, command: Some(label(title)), data: None });
                all.extend(said);
            }
            LensKind::Uses(_) if shown.uses => {
                all.push(CodeLens { range, command: None, data: Some(json!({"uri": uri})) });
            }
            LensKind::Effect(name) if shown.effects => {
                let data = Some(json!({"uri": uri, "effect": name.as_str()}));
                all.push(CodeLens { range, command: None, data });
            }
            LensKind::Run(_) | LensKind::Verdict(_) | LensKind::Uses(_) | LensKind::Effect(_) => {}
        }
    }
    all
}

/// What came of a scenario when it was run.
fn outcome(snapshot: &Snapshot, held: &Held, title: &str) -> String {
    let run = snapshot.beside.runs.get(&held.place());
    let cases = run.iter().flat_map(|run| &run.cases).filter(|case| case.scenario == title);
    let (count, failed) = cases.fold((0, 0), |(count, failed), case| {
        (count + 1, failed + usize::from(!case.ran.failures.is_empty()))
    });
    match (count, failed) {
        (0, _) => String::new(),
        (_, 0) => " (passed)".to_owned(),
        (1, _) => " (failed)".to_owned(),
        (count, failed) => format!(" ({failed} of {count} cases failed)"),
    }
}

/// What was said of a criterion, for each dossier of the package that is kept assessed.
fn verdicts(snapshot: &Snapshot, held: &Held, provision: &ProvisionId) -> Vec<String> {
    let own = snapshot
        .beside
        .verdicts
        .iter()
        .filter(|(path, _)| snapshot.world.around(path).is_some_and(|home| home.package == held.package));
    let words = |(path, said): (&String, &Arc<Verdicts>)| {
        let verdict = said.of.get(provision)?;
        // What was said of another text is not what is so now.
        let is_stale = snapshot.beside.stale.contains(path);
        Some(format!("{}: {}", said.subject, if is_stale { "is assessed again" } else { verdict }))
    };
    own.filter_map(words).collect()
}
