//! How the form around the cursor is written.

use acquis_base::Span;
use acquis_ide::signature_help::{Parameter, Signature, signature_help};
use tower_lsp_server::ls_types::{
    Documentation, MarkupContent, MarkupKind, ParameterInformation, ParameterLabel, SignatureHelp,
    SignatureHelpContext, SignatureHelpTriggerKind, SignatureInformation,
};

use crate::names::At;
use crate::positions::Encoding;

/// Whether the question was asked for a character that was just typed, and not while help is shown already.
pub(crate) fn is_typed(context: Option<&SignatureHelpContext>) -> bool {
    context.is_some_and(|context| {
        context.trigger_kind == SignatureHelpTriggerKind::TRIGGER_CHARACTER && !context.is_retrigger
    })
}

/// How the form at a place is written.
pub(crate) fn help(at: &At<'_>, typed: bool) -> Option<SignatureHelp> {
    let found = signature_help(&at.snapshot.db, at.held.package, at.file, at.offset, typed)?;
    let by_place = at.snapshot.abilities.label_offsets;
    let parameters = found.parameters.iter().map(|parameter| shown(parameter, &found, by_place));
    let signature = SignatureInformation {
        parameters: Some(parameters.collect()),
        documentation: markdown(&found.documentation),
        active_parameter: Some(found.active),
        label: found.label.clone(),
    };
    let active_parameter = Some(found.active);
    Some(SignatureHelp { signatures: vec![signature], active_signature: Some(0), active_parameter })
}

fn shown(parameter: &Parameter, of: &Signature, by_place: bool) -> ParameterInformation {
    let text = parameter.span.of(&of.label);
    // Places in a label are counted in UTF-16, however columns are counted.
    let start = Encoding::Utf16.length(Span { start: 0, end: parameter.span.start }.of(&of.label));
    let label = if by_place {
        ParameterLabel::LabelOffsets([start, start.saturating_add(Encoding::Utf16.length(text))])
    } else {
        ParameterLabel::Simple(text.to_owned())
    };
    ParameterInformation { label, documentation: markdown(&parameter.documentation) }
}

fn markdown(text: &str) -> Option<Documentation> {
    let markup = MarkupContent { kind: MarkupKind::Markdown, value: text.to_owned() };
    (!text.is_empty()).then_some(Documentation::MarkupContent(markup))
}
