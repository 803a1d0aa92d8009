//! The places that change together while a name is typed.

use acquis_ide::linked_editing::{WORD_PATTERN, linked_editing};
use tower_lsp_server::ls_types::LinkedEditingRanges;

use crate::names::At;

/// The places that bear the name at a place.
pub(crate) fn ranges(at: &At<'_>) -> Option<LinkedEditingRanges> {
    let spans = linked_editing(&at.snapshot.db, at.held.package, at.file, at.offset)?;
    let lines = at.pages.lines(at.file.path(&at.snapshot.db));
    let ranges = spans.into_iter().map(|span| lines.range(span)).collect();
    Some(LinkedEditingRanges { ranges, word_pattern: Some(WORD_PATTERN.to_owned()) })
}
