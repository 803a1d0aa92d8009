//! Colours as they are given to a client: the first time all of them, later what differs.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use acquis_analysis::SourceFile;
use acquis_ide::tokens;
use tower_lsp_server::jsonrpc::Result;
use tower_lsp_server::ls_types::{SemanticToken, SemanticTokensEdit, Uri};

use crate::convert;
use crate::positions::Lines;
use crate::server::Backend;
use crate::snapshot::{Held, Snapshot};

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
    /// The colours of a document; nothing for what is no file of a package.
    pub(crate) async fn paint(&self, uri: &Uri) -> Result<Option<Vec<SemanticToken>>> {
        let paint = |snapshot: &Snapshot, _: &Held, file: SourceFile| {
            let text = file.text(&snapshot.db);
            let lines = Lines::new(text, snapshot.abilities.encoding);
            convert::tokens(&tokens::tokens(&snapshot.db, file, None), text, &lines)
        };
        self.ask_file(uri, paint).await
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
