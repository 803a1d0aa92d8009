//! What a policy leaves unsaid, between its words. What else a hint has to say is given with it, or when the client asks
//! for it where it can.

use acquis_analysis::SourceFile;
use acquis_base::Place;
use acquis_ide::inlay_hints::{Hint, HintKind, Tooltip, inlay_hints};
use serde_json::{Value, json};
use tower_lsp_server::ls_types::{
    InlayHint, InlayHintKind, InlayHintLabel, InlayHintLabelPart, InlayHintTooltip, Location, MarkupContent,
    MarkupKind, Position, Range, TextDocumentIdentifier, TextDocumentPositionParams, TextEdit, Uri,
};

use crate::names::At;
use crate::paths::path_of;
use crate::snapshot::{Held, Pages, Snapshot};

/// The hints of a range of a file.
pub(crate) fn hints(snapshot: &Snapshot, held: &Held, file: SourceFile, range: Range) -> Vec<InlayHint> {
    let pages = snapshot.pages(held);
    let span = pages.lines(file.path(&snapshot.db)).span(range);
    let found = inlay_hints(&snapshot.db, held.package, file, span, snapshot.hints);
    found.iter().map(|hint| shown(hint, file, &pages)).collect()
}

fn shown(hint: &Hint, file: SourceFile, pages: &Pages<'_>) -> InlayHint {
    let snapshot = pages.snapshot;
    let position = pages.lines(file.path(&snapshot.db)).position(hint.offset);
    let parts = hint.label.iter().map(|part| InlayHintLabelPart {
        value: part.text.clone(),
        location: part.target.as_ref().and_then(|place| location(place, pages)),
        ..InlayHintLabelPart::default()
    });
    let (mut tooltip, mut data) = (None, None);
    match &hint.tooltip {
        Some(Tooltip::Of(place)) if snapshot.abilities.hint_tooltips_later => data = asked_of(place, pages),
        _ => tooltip = hint.tooltip(&snapshot.db, pages.held.package).map(markdown),
    }
    let edit = |text: &String| TextEdit { range: Range::new(position, position), new_text: text.clone() };
    let is_type = hint.kind == HintKind::Type;
    InlayHint {
        position,
        label: InlayHintLabel::LabelParts(parts.collect()),
        kind: is_type.then_some(InlayHintKind::TYPE),
        text_edits: hint.insert.as_ref().map(|text| vec![edit(text)]),
        tooltip,
        // The colon of a type touches the name, as it does where types are written.
        padding_left: Some(!is_type),
        padding_right: None,
        data,
    }
}

fn location(place: &Place, pages: &Pages<'_>) -> Option<Location> {
    Some(Location { uri: pages.uri(&place.file)?, range: pages.lines(&place.file).range(place.span) })
}

fn markdown(value: String) -> InlayHintTooltip {
    InlayHintTooltip::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })
}

/// What the client sends back when it asks what else there is to say: of what is named where, in which version.
fn asked_of(place: &Place, pages: &Pages<'_>) -> Option<Value> {
    let at = location(place, pages)?;
    let version = version(pages.snapshot, &at.uri);
    Some(json!({"uri": at.uri, "position": at.range.start, "version": version}))
}

fn version(snapshot: &Snapshot, uri: &Uri) -> Option<i32> {
    snapshot.opened.get(&path_of(uri)).map(|(_, version)| *version)
}

/// The place of which a hint has more to say, and the version in which it is there.
pub(crate) fn more_at(hint: &InlayHint) -> Option<(TextDocumentPositionParams, Option<i32>)> {
    let data = hint.data.as_ref()?;
    let uri: Uri = data.get("uri")?.as_str()?.parse().ok()?;
    let number = |path: &str| data.pointer(path)?.as_u64()?.try_into().ok();
    let position = Position { line: number("/position/line")?, character: number("/position/character")? };
    let version = data.get("version").and_then(Value::as_i64).and_then(|version| version.try_into().ok());
    let text_document = TextDocumentIdentifier { uri };
    Some((TextDocumentPositionParams { text_document, position }, version))
}

/// What there is to say of a place; nothing of one in another version than that for which the hint was made.
pub(crate) fn more(at: &At<'_>, of: Option<i32>) -> Option<InlayHintTooltip> {
    let path = at.held.path(at.file.path(&at.snapshot.db));
    if at.snapshot.opened.get(&path).map(|(_, version)| *version) != of {
        return None;
    }
    let hover = acquis_ide::hover::hover(&at.snapshot.db, at.held.package, at.file, at.offset)?;
    Some(markdown(hover.markdown))
}
