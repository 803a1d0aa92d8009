//! `substitute`: words of a declaration or of a part of one by others, or by none.

use std::ops::Range;

use acquis_base::{Diagnostic, codes};
use acquis_syntax::ast;

use super::hold::excerpt;
use super::{Done, Op, Reach, Round};
use crate::amend::fingerprint::{Token, tokens};
use crate::amend::law::LawDecl;
use crate::amend::target::Resolved;
use crate::declaration::Finding;

impl<'db> Round<'_, 'db> {
    pub(super) fn substitute(
        &mut self,
        op: &Op<'db>,
        each: bool,
        old: &'db ast::Words,
        new: Option<&'db ast::Words>,
        target: &'db ast::Target,
    ) -> Done {
        let resolved = op.around.resolve(self.law, target)?;
        let Some(decl) = self.law.get(resolved.at) else { return Ok(()) };
        let own = resolved.span.of(&decl.text);
        self.hold(op, target.span, &[own]);
        let found = occurrences(&tokens(own), &tokens(&old.text));
        if found.is_empty() || (found.len() > 1 && !each) {
            return Err(no_words(op, old, target, found.len(), own));
        }
        self.claim(op, resolved.path.clone());
        let after = self.put_words(op, decl, &resolved, &found, new);
        if let Some(new) = new {
            self.remember_text(op.member, resolved.at.file, &new.text);
        }
        self.touch(op, resolved.at, Reach::Part);
        let what = op.reads(target.span);
        self.record(op, what.to_owned(), Some(own.to_owned()), Some(after));
        if let Some(change) = self.changes.last_mut() {
            change.target = match new {
                Some(new) => format!("{} by {} in {what}", old.text, new.text),
                None => format!("{{ {} }} in {what}", old.text),
            };
        }
        Ok(())
    }

    /// Puts words, or nothing, where others are found; gives how the target reads then.
    fn put_words(
        &mut self,
        op: &Op<'db>,
        decl: &LawDecl<'db>,
        resolved: &Resolved,
        found: &[Range<usize>],
        new: Option<&'db ast::Words>,
    ) -> String {
        let own = resolved.span.of(&decl.text);
        let start = decl.range(resolved.span).start;
        let mut after = String::new();
        let mut at = 0;
        for place in found {
            let from = match new {
                Some(_) => place.start,
                None => own.get(..place.start).unwrap_or("").trim_end().len(),
            };
            let piece = match new {
                Some(words) => self.own_text(op, op.around.decl, words.span),
                None => self.made(op, " "),
            };
            after.push_str(own.get(at..from).unwrap_or(""));
            after.push_str(&piece.0);
            at = place.end;
            let range = start + from..start + place.end;
            self.edit(op.by(), resolved.at.file, range, vec![piece], resolved.path.clone());
        }
        after.push_str(own.get(at..).unwrap_or(""));
        after
    }
}

/// Where words stand in a text.
fn occurrences(there: &[Token<'_>], wanted: &[Token<'_>]) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut at = 0;
    while let Some(window) = there.get(at..at + wanted.len()).filter(|_| !wanted.is_empty()) {
        let is_same = window.iter().map(|(word, _)| word).eq(wanted.iter().map(|(word, _)| word));
        match (window.first(), window.last()) {
            (Some((_, first)), Some((_, last))) if is_same => {
                found.push(first.start as usize..last.end as usize);
                at += wanted.len();
            }
            _ => at += 1,
        }
    }
    found
}

fn no_words(op: &Op<'_>, old: &ast::Words, target: &ast::Target, several: usize, own: &str) -> Box<Finding> {
    let what = op.reads(target.span);
    let message = match several {
        0 => format!("`{}` does not stand in `{what}`", old.text),
        _ => format!("`{}` stands in `{what}` {several} times", old.text),
    };
    let finding =
        Diagnostic::at(&codes::WORDS_NOT_FOUND, message, op.around.anchor(old.span), "which words?");
    Box::new(match several {
        0 => finding
            .note(format!("it reads: {}", excerpt(&[own])))
            .help("write words as they stand in the policy, whole words, numbers, texts and signs"),
        _ => finding.help("write `substitute each …`, or more of the words around the place that is meant"),
    })
}
