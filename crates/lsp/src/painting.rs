//! Colours as they are given to a client: the first time all of them, later what differs.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use acquis_ide::tokens;
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::{Range, SemanticToken, SemanticTokensEdit, Uri};

use crate::convert;
use crate::paths::path_of;
use crate::positions::{Lines, span_in};
use crate::question::Modified;
use crate::server::Backend;
use crate::snapshot::Snapshot;

/// The colours that were last given for each document, so that only what differs need be given next time.
#[derive(Debug, Default)]
pub(crate) struct Painted {
    last: AtomicU64,
    documents: Mutex<BTreeMap<String, (String, Vec<SemanticToken>)>>,
}

impl Painted {
    /// Remembers colours; tells by what they will be called.
    pub(crate) fn remember(&self, path: String, tokens: &[SemanticToken]) -> String {
        let id = self.last.fetch_add(1, Ordering::Relaxed).to_string();
        if let Ok(mut documents) = self.documents.lock() {
            documents.insert(path, (id.clone(), tokens.to_vec()));
        }
        id
    }

    pub(crate) fn recall(&self, path: &str, id: &str) -> Option<Vec<SemanticToken>> {
        let documents = self.documents.lock().ok()?;
        documents.get(path).filter(|(known, _)| known == id).map(|(_, tokens)| tokens.clone())
    }

    pub(crate) fn forget(&self, path: &str) {
        if let Ok(mut documents) = self.documents.lock() {
            documents.remove(path);
        }
    }
}

impl Backend {
    /// The colours of a document, or of a part of it; nothing for what is no file of a package.
    pub(crate) async fn paint(&self, uri: &Uri, part: Option<Range>) -> Result<Option<Vec<SemanticToken>>> {
        let path = path_of(uri);
        let paint = move |snapshot: Snapshot| {
            let Some((_, file)) = snapshot.file(&path) else { return Ok(None) };
            let encoding = snapshot.abilities.encoding;
            let coloured = snapshot.db.attempt(|db| {
                let text = file.text(db);
                let part = part.map(|part| span_in(text, part, encoding));
                (text.clone(), tokens::tokens(db, file, part))
            });
            let (text, tokens) = coloured.map_err(|_| Modified)?;
            // An edit need not wait while places are turned into lines and columns.
            drop(snapshot);
            Ok(Some(convert::tokens(&tokens, &text, &Lines::new(&text, encoding))))
        };
        self.ask(None, paint).await?.map_err(|Modified| Error::content_modified())
    }
}

/// The one stretch in which two lists differ, counted in numbers of which each token has five.
pub(crate) fn difference(before: &[SemanticToken], after: &[SemanticToken]) -> Option<SemanticTokensEdit> {
    let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (old, new) = (before.get(head..)?, after.get(head..)?);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (old.get(..old.len() - tail)?, new.get(..new.len() - tail)?);
    let count = |tokens: usize| u32::try_from(tokens * 5).unwrap_or(u32::MAX);
    (!old.is_empty() || !new.is_empty()).then(|| SemanticTokensEdit {
        start: count(head),
        delete_count: count(old.len()),
        data: Some(new.to_vec()),
    })
}
