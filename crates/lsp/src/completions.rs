//! What may be written at a place, as the protocol has it. What is said of an item beyond the first ones is given when the
//! editor asks for it.

use acquis_ide::completion::{Completion, Kind, MOST_PROVISIONS, completion, explained};
use serde_json::{Value, json};
use tower_lsp_server::ls_types::{
    CompletionContext, CompletionItem, CompletionItemKind, CompletionList, CompletionOptions,
    CompletionResponse, CompletionTextEdit, Documentation, InsertTextFormat, TextEdit,
};

use crate::names::{At, markup};
use crate::snapshot::{Held, Snapshot};

/// After a dot stand fields; a parenthesis and a blank go on with a citation.
const TRIGGERS: [&str; 3] = [".", "(", " "];

/// What is offered of it.
pub(crate) fn options() -> CompletionOptions {
    CompletionOptions {
        trigger_characters: Some(TRIGGERS.map(str::to_owned).to_vec()),
        resolve_provider: Some(true),
        ..CompletionOptions::default()
    }
}

impl At<'_> {
    /// What may be written here, what fits best first. After a blank or a parenthesis that was typed only citations go on;
    /// anything else would be in the way of whoever writes.
    pub(crate) fn completions(&self, context: Option<&CompletionContext>) -> CompletionResponse {
        let typed = context.and_then(|context| context.trigger_character.as_deref());
        let mut found = completion(&self.snapshot.db, self.held.package, self.file, self.offset);
        if matches!(typed, Some(" " | "(")) && found.iter().any(|offer| offer.kind != Kind::Provision) {
            found.clear();
        }
        let provisions = found.iter().filter(|offer| offer.kind == Kind::Provision).count();
        let items = found.into_iter().enumerate().map(|(rank, offer)| self.item(rank, offer)).collect();
        if provisions < MOST_PROVISIONS {
            return CompletionResponse::Array(items);
        }
        CompletionResponse::List(CompletionList { is_incomplete: true, items })
    }

    fn item(&self, rank: usize, offer: Completion) -> CompletionItem {
        let snippet = offer.snippet.filter(|_| self.snapshot.abilities.snippets);
        let new_text = snippet.map_or_else(|| offer.label.clone(), str::to_owned);
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let is_told = !offer.detail.is_empty() || !offer.documentation.is_empty();
        let names = offer.key().filter(|_| !is_told);
        let path = || self.held.path(self.file.path(&self.snapshot.db));
        CompletionItem {
            kind: Some(item_kind(offer.kind)),
            detail: text(&offer.detail),
            documentation: text(&offer.documentation).map(|text| Documentation::MarkupContent(markup(text))),
            sort_text: Some(format!("{rank:05}")),
            insert_text_format: snippet.map(|_| InsertTextFormat::SNIPPET),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit {
                range: self.own_range(offer.replaces),
                new_text,
            })),
            data: names.map(|names| json!({"file": path(), "names": names})),
            label: offer.label,
            ..CompletionItem::default()
        }
    }
}

/// The file for which an item was offered, and what it names; nothing for an item that is told in full.
pub(crate) fn named(item: &CompletionItem) -> Option<(String, String)> {
    let word = |key: &str| item.data.as_ref()?.get(key).and_then(Value::as_str).map(str::to_owned);
    Some((word("file")?, word("names")?))
}

/// What there is to say of what an item names.
pub(crate) fn told(snapshot: &Snapshot, held: &Held, names: &str) -> Option<(String, String)> {
    explained(&snapshot.db, held.package, names)
}

/// An item with what there is to say of it.
pub(crate) fn with(mut item: CompletionItem, (detail, documentation): (String, String)) -> CompletionItem {
    item.detail = Some(detail).filter(|text| !text.is_empty());
    let documentation = Some(documentation).filter(|text| !text.is_empty());
    item.documentation = documentation.map(|text| Documentation::MarkupContent(markup(text)));
    item
}

fn item_kind(kind: Kind) -> CompletionItemKind {
    match kind {
        Kind::Variable => CompletionItemKind::VARIABLE,
        Kind::Field => CompletionItemKind::FIELD,
        Kind::Value | Kind::Choice => CompletionItemKind::ENUM_MEMBER,
        Kind::Notion | Kind::Rule => CompletionItemKind::FUNCTION,
        Kind::Register | Kind::Country | Kind::Level => CompletionItemKind::CONSTANT,
        Kind::Reading => CompletionItemKind::ENUM,
        Kind::Type => CompletionItemKind::CLASS,
        Kind::Provision | Kind::Item => CompletionItemKind::REFERENCE,
        Kind::Module => CompletionItemKind::MODULE,
        Kind::Keyword => CompletionItemKind::KEYWORD,
    }
}
