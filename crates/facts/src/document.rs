//! Documents before they mean anything: scalars, lists and records with their places, the same for JSON and YAML.

use std::sync::Arc;

use acquis_base::{Diagnostic, Name, Place, Span, codes};

/// How a dossier is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON, RFC 8259.
    Json,
    /// YAML 1.2 without anchors, aliases, tags and merge keys.
    Yaml,
}

/// How deep lists and records may be nested.
pub const MAX_DEPTH: usize = 64;

impl Format {
    /// The format of a file by its name; for other names by the first character of its text.
    pub fn of(name: &str, text: &str) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("json") => Self::Json,
            Some("yaml" | "yml") => Self::Yaml,
            _ if text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) => Self::Json,
            _ => Self::Yaml,
        }
    }
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of value. Texts, lists and records are shared between the copies of a document, so that one that differs from
/// another in a few facts costs no more than those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// `null`, or nothing at all in YAML.
    Null,
    /// `true` or `false` in JSON.
    Bool(bool),
    /// A number of JSON, as written.
    Number(Name),
    /// A text in quotes.
    Text(Name),
    /// A scalar of YAML without quotes, as written; the vocabulary decides what it is.
    Plain(Name),
    /// A list.
    List(Arc<Vec<Node>>),
    /// A record: keys with their places, and values. Keys may stand twice.
    Record(Arc<Vec<(Key, Node)>>),
}

/// The key of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub name: Name,
    /// Where it stands.
    pub span: Span,
}

impl NodeKind {
    /// A list of these elements.
    pub fn list(items: Vec<Node>) -> Self {
        Self::List(Arc::new(items))
    }

    /// A record with these keys.
    pub fn record(entries: Vec<(Key, Node)>) -> Self {
        Self::Record(Arc::new(entries))
    }

    /// The text of a scalar, as written.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Number(text) | Self::Text(text) | Self::Plain(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::List(_) | Self::Record(_) => None,
        }
    }

    /// How messages call it.
    pub(crate) fn described(&self) -> String {
        match self {
            Self::Null => "nothing".to_owned(),
            Self::Bool(value) => format!("`{value}`"),
            Self::Number(text) | Self::Plain(text) => format!("`{}`", shortened(text)),
            Self::Text(text) => format!("the text {:?}", shortened(text)),
            Self::List(_) => "a list".to_owned(),
            Self::Record(_) => "a record".to_owned(),
        }
    }
}

/// At most forty characters of a text, on one line, with a sign in place of those that nobody sees.
pub(crate) fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    let more = text.chars().nth(MOST).map(|_| '…');
    let seen = |c: char| match c {
        c if is_hidden(c) => char::REPLACEMENT_CHARACTER,
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().take(MOST).map(seen).chain(more).collect()
}

/// Whether a character is seen by nobody and can change what is seen of others.
pub(crate) fn is_hidden(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let direction = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    control || direction
}

/// Parses `text`, the dossier shown as `file`.
///
/// # Errors
/// One diagnostic that says where the text departs from its format.
pub fn parse(file: &str, text: &str, format: Format) -> Result<Node, Box<Diagnostic>> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let skipped = text.len() - body.len();
    let at = |span: Span| Place::new(file, span.shifted(u32::try_from(skipped).unwrap_or(0)));
    let parsed = match format {
        _ if body.trim().is_empty() => Err(empty(Span::default())),
        Format::Json => crate::json::parse(body),
        Format::Yaml => crate::yaml::parse(body),
    };
    let parsed = parsed.and_then(|node| match node.kind {
        NodeKind::Null => Err(empty(node.span)),
        _ => Ok(node),
    });
    let mut node = parsed.map_err(|finding| Box::new(finding.map_places(|span| at(*span))))?;
    if skipped > 0 {
        shift(&mut node, u32::try_from(skipped).unwrap_or(0));
    }
    Ok(node)
}

fn shift(node: &mut Node, by: u32) {
    node.span = node.span.shifted(by);
    match &mut node.kind {
        NodeKind::List(items) => Arc::make_mut(items).iter_mut().for_each(|item| shift(item, by)),
        NodeKind::Record(entries) => {
            for (key, value) in Arc::make_mut(entries) {
                key.span = key.span.shifted(by);
                shift(value, by);
            }
        }
        _ => {}
    }
}

/// A departure from the format, with its place in the text.
pub(crate) type Fault = Box<Diagnostic<Span>>;

/// The finding for a document that says nothing.
fn empty(span: Span) -> Fault {
    let finding = Diagnostic::at(&codes::DOSSIER_SYNTAX, "the dossier is empty", span, "nothing here")
        .help("write the facts of a service; `{}` is a dossier of which nothing is known yet");
    Box::new(finding)
}

/// The finding for a document that is nested too deep.
pub(crate) fn too_deep(span: Span) -> Fault {
    let finding = Diagnostic::at(
        &codes::DOSSIER_TOO_DEEP,
        format!("the dossier is nested more than {MAX_DEPTH} levels deep"),
        span,
        "one level too many",
    )
    .help("no vocabulary asks for this; check what produced the file");
    Box::new(finding)
}
