//! A diagnostic is plain data; showing it is the business of the `diagnostics` crate and of the editor.

use std::collections::BTreeMap;

use crate::{Code, LineIndex, Name, Place};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The package cannot be used until this is mended.
    Error,
    /// The package can be used, but this is probably not what was meant.
    Warning,
    /// Worth knowing; never a reason to stop.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A stretch of text with what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label<P> {
    /// Where.
    pub place: P,
    /// What is said there; may be empty on the first label, which then only points.
    pub text: String,
}

/// Replaces the text at a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edit<P> {
    /// What is replaced; empty for an insertion.
    pub place: P,
    /// The new text.
    pub text: String,
}

/// A repair that a tool can apply as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix<P> {
    /// What the repair does, as an imperative: ``write `criterion` ``.
    pub title: String,
    /// The changes, which do not overlap.
    pub edits: Vec<Edit<P>>,
}

/// One finding: a code, what is wrong, where, why it matters and what to do. `P` is how a place is written: a
/// [`Place`] in a file once the finding leaves the crate that made it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic<P = Place> {
    /// The kind of finding, with its page of explanation.
    pub code: &'static Code,
    /// The code's own severity unless the user asked otherwise.
    pub severity: Severity,
    /// One line that stands alone: lower case, no final stop, the user's words in backticks.
    pub message: String,
    /// The places concerned; the first is where the finding is shown. Empty only for findings about no text at all.
    pub labels: Vec<Label<P>>,
    /// Why it matters, or facts that help to see it.
    pub notes: Vec<String>,
    /// What to write instead.
    pub help: Option<String>,
    /// The same as an edit, where a tool can make it.
    pub fix: Option<Fix<P>>,
}

impl<P> Diagnostic<P> {
    /// A finding of kind `code` with no place yet.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, severity: code.severity, message, labels: vec![], notes: vec![], help: None, fix: None }
    }

    /// A finding of kind `code` shown at `place`, where `label` says what is wrong.
    pub fn at(code: &'static Code, message: impl Into<String>, place: P, label: impl Into<String>) -> Self {
        Self::new(code, message).label(place, label)
    }

    /// Adds a labelled place.
    #[must_use]
    pub fn label(mut self, place: P, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: text.into() });
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds the repair that replaces the text at `place` by `text`.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, place: P, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { title: title.into(), edits: vec![Edit { place, text: text.into() }] });
        self
    }

    /// Adds to the repair that the text at `place` is replaced by `text` too; nothing without a repair.
    #[must_use]
    pub fn and_edit(mut self, place: P, text: impl Into<String>) -> Self {
        if let Some(fix) = &mut self.fix {
            fix.edits.push(Edit { place, text: text.into() });
        }
        self
    }

    /// The same finding with every place rewritten by `map`.
    pub fn map_places<Q>(&self, mut map: impl FnMut(&P) -> Q) -> Diagnostic<Q> {
        let labels =
            self.labels.iter().map(|label| Label { place: map(&label.place), text: label.text.clone() });
        let labels = labels.collect();
        let fix = self.fix.as_ref().map(|fix| Fix {
            title: fix.title.clone(),
            edits: fix.edits.iter().map(|e| Edit { place: map(&e.place), text: e.text.clone() }).collect(),
        });
        Diagnostic {
            code: self.code,
            severity: self.severity,
            message: self.message.clone(),
            labels,
            notes: self.notes.clone(),
            help: self.help.clone(),
            fix,
        }
    }
}

impl Diagnostic<Place> {
    /// Where the finding is shown, if it is about a text.
    pub fn place(&self) -> Option<&Place> {
        self.labels.first().map(|label| &label.place)
    }

    /// The order in which findings are shown: by file, then by place, graver first at one place, then by code and
    /// words. Findings about no text come first.
    pub fn sort(diagnostics: &mut [Self]) {
        diagnostics.sort_by(|a, b| {
            let key = |d: &'_ Self| (d.place().cloned(), d.severity, d.code.id);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
    }
}

/// The texts that diagnostics point into, by file name.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    texts: BTreeMap<Name, (String, LineIndex)>,
}

impl Sources {
    /// Adds or replaces the text of `file`.
    pub fn insert(&mut self, file: impl Into<Name>, text: impl Into<String>) {
        let text = text.into();
        let index = LineIndex::new(&text);
        self.texts.insert(file.into(), (text, index));
    }

    /// The text of `file` and its line index, if known.
    pub fn get(&self, file: &str) -> Option<(&str, &LineIndex)> {
        self.texts.get(file).map(|(text, index)| (text.as_str(), index))
    }
}
