//! What is changed must be what it was when the amendment was written: targets held to their fingerprints.

use acquis_base::{Diagnostic, Span, codes};

use super::{Op, Round};
use crate::amend::fingerprint::{fingerprint, fits};

/// The most signs of a text that a message shows.
const LONGEST_EXCERPT: usize = 300;

impl<'db> Round<'_, 'db> {
    /// Holds the texts of a target to the fingerprint that the operation gives of them.
    pub(super) fn hold(&mut self, op: &Op<'db>, target: Span, texts: &[&str]) {
        let written = op.change.fingerprint.as_ref();
        if written.is_some_and(|written| fits(&written.name, texts.iter().copied())) {
            return;
        }
        let now = fingerprint(texts.iter().copied());
        let around = &op.around;
        let shown = excerpt(texts);
        self.findings.push(match written {
            Some(written) => Diagnostic::at(
                &codes::MOVED_BASE,
                format!("`{}` is not what it was when `{}` was written", op.reads(target), around.amendment.name.name),
                around.anchor(written.span),
                "the fingerprint of an older text",
            )
            .note(format!("it reads now: {shown}"))
            .help(format!("see whether the amendment still says what it should, then write `fingerprint {now}`"))
            .fix("write the fingerprint of the text as it is now", around.anchor(written.span), now),
            None => Diagnostic::at(
                &codes::MOVED_BASE,
                format!("it is not said which text of `{}` is changed", op.reads(target)),
                around.anchor(target),
                "without a fingerprint",
            )
            .note(format!("it reads now: {shown}"))
            .note("with the fingerprint of the text, the amendment fails when that moves on, and is not applied to something else")
            .help(format!("write `fingerprint {now}` after it"))
            .fix("write the fingerprint", around.anchor(Span::at(target.end as usize)), format!(" fingerprint {now}")),
        });
    }
}

/// Texts on one line, cut where they are long.
pub(super) fn excerpt(texts: &[&str]) -> String {
    let code = texts.iter().flat_map(|text| text.lines()).filter(|line| !line.trim_start().starts_with("//"));
    let words: Vec<&str> = code.flat_map(str::split_whitespace).collect();
    let line = words.join(" ");
    if line.is_empty() {
        return "nothing".to_owned();
    }
    let cut = (0..=LONGEST_EXCERPT).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    if cut < line.len() { format!("`{}…`", line.get(..cut).unwrap_or("")) } else { format!("`{line}`") }
}
