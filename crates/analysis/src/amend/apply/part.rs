//! `insert` and `add` of a part: a clause, an entry of a register, a field, a level.

use acquis_base::{Name, Span};
use acquis_syntax::ast::{self, DeclarationKind, NewPart, NewPartKind};

use super::{Done, Op, Reach, Round};
use crate::amend::fingerprint::fingerprint;
use crate::amend::law::LawDecl;
use crate::amend::target::{Path, Resolved, entry_span, parts_of};

impl<'db> Round<'_, 'db> {
    pub(super) fn insert_part(
        &mut self,
        op: &Op<'db>,
        part: &'db NewPart,
        after: Option<bool>,
        beside: &'db ast::Target,
    ) -> Done {
        if matches!(part.kind, NewPartKind::Unread) {
            return Ok(());
        }
        let resolved = op.around.resolve(self.law, beside)?;
        let Some(decl) = self.law.get(resolved.at) else { return Ok(()) };
        let mut path = match after {
            Some(_) => resolved.path.get(..resolved.path.len().saturating_sub(1)).unwrap_or(&[]).to_vec(),
            None => resolved.path.clone(),
        };
        let is_direct = path.len() == op.around.path_of(self.law, resolved.at).len();
        if let Some(name) = named(part).filter(|name| is_direct && has_part(decl, part, name)) {
            return Err(self.taken(op, part.span, &format!("{} {name}", part.word()), Some(resolved.at)));
        }
        let new = self.own_text(op, op.around.decl, part_span(part));
        let text = new.0.clone();
        let (at, before, behind) = gap(decl, &resolved, after, part.word());
        let pieces = vec![self.made(op, before), new, self.made(op, behind)];
        if after.is_none() {
            self.hold(op, beside.span, &[resolved.span.of(&decl.text)]);
        }
        path.push(step(part, &path, &text));
        self.claim(op, path.clone());
        self.remember_text(op.member, resolved.at.file, &text);
        self.edit(op.by(), resolved.at.file, at..at, pieces, path);
        self.touch(op, resolved.at, Reach::Part);
        self.record(op, op.reads(beside.span).to_owned(), None, Some(text));
        Ok(())
    }
}

/// The name that no other part may have; a register may have several entries with one key.
fn named(part: &NewPart) -> Option<Name> {
    part.name().filter(|_| part.word() != "entry")
}

/// Whether a declaration has a part of the kind of a new one with a name.
fn has_part(decl: &LawDecl<'_>, part: &NewPart, name: &Name) -> bool {
    let wanted = ast::PartName {
        word: Name::from(part.word()),
        name: Some(ast::Ident { name: name.clone(), span: part.span }),
    };
    !parts_of(&decl.tree, &wanted).is_empty()
}

/// The step to a new part in a path.
fn step(part: &NewPart, path: &Path, text: &str) -> Name {
    Name::from(match named(part) {
        Some(name) if part.word() == "point" && path.len() > 2 => {
            format!("{}({name})", path.last().map_or("", Name::as_str))
        }
        Some(name) => format!("{} {name}", part.word()),
        // Clauses without a name stand beside each other.
        None => format!("{} {}", part.word(), fingerprint([text])),
    })
}

/// Where in the file a new part is put, and what stands before and behind it there.
fn gap(
    decl: &LawDecl<'_>,
    resolved: &Resolved,
    after: Option<bool>,
    word: &str,
) -> (usize, &'static str, &'static str) {
    let beside = decl.range(resolved.span);
    match after {
        Some(true) => return (beside.end, "\n    ", ""),
        Some(false) => return (beside.start, "", "\n    "),
        None => {}
    }
    if let Some(last) = last_of(&decl.tree, word).filter(|_| !resolved.is_part) {
        return (decl.range(last).end, "\n    ", "");
    }
    match resolved.span.of(&decl.text).rfind('}') {
        Some(brace) => (beside.start + brace, "    ", "\n"),
        None => (beside.end, " {\n    ", "\n}"),
    }
}

/// Where the text of a new part stands, without the word that only operations have.
pub(super) fn part_span(part: &NewPart) -> Span {
    match &part.kind {
        NewPartKind::Clause(clause) => clause.span,
        NewPartKind::Heading(text) => text.span,
        NewPartKind::Entry(entry) => entry_span(entry),
        NewPartKind::Field(field) => field.span,
        NewPartKind::Level(rung) => rung.span,
        NewPartKind::Unread => part.span,
    }
}

/// The last part of a declaration that starts with a word.
fn last_of(tree: &ast::Declaration, word: &str) -> Option<Span> {
    let clauses = match &tree.kind {
        DeclarationKind::Criterion(written) => &written.clauses,
        DeclarationKind::Derogation(written) => &written.clauses,
        DeclarationKind::Rule(written) => &written.clauses,
        DeclarationKind::Ladder(written) => return written.rungs.last().map(|rung| rung.span),
        DeclarationKind::Register(written) => return written.entries.last().map(entry_span),
        DeclarationKind::Entity(written) => return written.fields.last().map(|field| field.span),
        DeclarationKind::Facts(written) => return written.fields.last().map(|field| field.span),
        _ => return None,
    };
    clauses.iter().rfind(|clause| clause.word() == word).map(|clause| clause.span)
}
