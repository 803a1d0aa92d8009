//! What the server says by itself: findings, messages, requests to the client.

use std::sync::mpsc::Sender;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tower_lsp_server::Client;
use tower_lsp_server::ls_types::{
    ConfigurationItem, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, MessageType,
    NumberOrString, PublishDiagnosticsParams, Registration,
};

use crate::owner::Event;

/// Something to be said to the client.
#[derive(Debug)]
pub(crate) enum Outbound {
    /// The findings of a file.
    Publish(PublishDiagnosticsParams),
    /// A line for the log.
    Log(MessageType, String),
    /// That findings should be asked for again.
    Refresh,
    /// That hints should be asked for again.
    RefreshHints,
    /// That colours should be asked for again.
    RefreshColours,
    /// That lenses should be asked for again.
    RefreshLenses,
    /// That files should be watched.
    Watch,
    /// What is set.
    Settings,
    /// That findings are being looked for.
    Begin,
    /// That they are found.
    End,
}

/// Says it, in order; whatever waits for an answer of the client keeps nothing else waiting.
pub(crate) async fn deliver(client: Client, mut said: UnboundedReceiver<Outbound>, owner: Sender<Event>) {
    let mut works = 0;
    let mut at_work: Option<oneshot::Sender<()>> = None;
    while let Some(outbound) = said.recv().await {
        match outbound {
            Outbound::Publish(params) => {
                client.publish_diagnostics(params.uri, params.diagnostics, params.version).await;
            }
            Outbound::Log(kind, text) => client.log_message(kind, text).await,
            Outbound::Refresh => {
                let client = client.clone();
                tokio::spawn(async move { client.workspace_diagnostic_refresh().await });
            }
            Outbound::RefreshHints => {
                let client = client.clone();
                tokio::spawn(async move { client.inlay_hint_refresh().await });
            }
            Outbound::RefreshColours => {
                let client = client.clone();
                tokio::spawn(async move { client.semantic_tokens_refresh().await });
            }
            Outbound::RefreshLenses => {
                let client = client.clone();
                tokio::spawn(async move { client.code_lens_refresh().await });
            }
            Outbound::Watch => {
                let client = client.clone();
                tokio::spawn(async move { client.register_capability(watched()).await });
            }
            Outbound::Begin => {
                let (end, ended) = oneshot::channel();
                works += 1;
                tokio::spawn(show_progress(client.clone(), format!("acquis-{works}"), ended));
                at_work = Some(end);
            }
            Outbound::End => {
                // One that has not begun to show begins and ends.
                let _ = at_work.take().map(|end| end.send(()));
            }
            Outbound::Settings => {
                let (client, owner) = (client.clone(), owner.clone());
                let item = ConfigurationItem { scope_uri: None, section: Some("acquis".to_owned()) };
                tokio::spawn(async move {
                    if let Ok(values) = client.configuration(vec![item]).await {
                        let told = values.into_iter().next().map(|value| owner.send(Event::Told(value)));
                        // An owner that is gone needs no settings.
                        let _ = told.transpose();
                    }
                });
            }
        }
    }
}

/// Shows that work goes on until `ended` is told so.
async fn show_progress(client: Client, token: String, ended: oneshot::Receiver<()>) {
    let token = NumberOrString::String(token);
    if client.create_work_done_progress(token.clone()).await.is_ok() {
        let progress = client.progress(token, "checking policies").begin().await;
        // Where nobody is left to tell it, it has ended too.
        let _ = ended.await;
        progress.finish().await;
    }
}

/// The files on which findings rest: policies, manifests, dossiers that scenarios start from, and official texts with what is locked of them.
fn watched() -> Vec<Registration> {
    let globs =
        ["**/*.acq", "**/{acquis,mutants}.toml", "**/*.{json,yaml,yml}", "**/*.{md,txt}", "**/texts.lock"];
    let watchers = globs
        .map(|glob| FileSystemWatcher { glob_pattern: GlobPattern::String(glob.to_owned()), kind: None })
        .to_vec();
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    vec![Registration {
        id: "acquis-watch".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }]
}
