//! Amendments applied to the law: each operation becomes edits of texts and of outlines. All operations of one round see the
//! same law, so that their order does not matter; rounds follow each other where an amendment builds on another.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use acquis_base::{Diagnostic, Name, Place, ProvisionPath, Span, codes};
use acquis_ir::ProvisionId;
use acquis_syntax::ast::{self, Called, ChangeKind, DeclarationKind, Inserted, NewPart, NewPartKind};

use super::copies::{copies_of, is_copy, written_out};
use super::fingerprint::{Token, fingerprint, fits, tokens};
use super::imports::{Placed, missing_imports};
use super::law::{At, Law, citation_shown, keyword, name_of, provisions_of, shown};
use super::outline::{OutlineChange, Piece, Whither, edits as outline_edits, heading, item_text};
use super::target::{Around, Path, Resolved, entry_span, meet};
use super::traced::{Origin, Splice};
use crate::declaration::{Decl, Finding, anchor, declarations, tree};

/// What one operation changes, before and after, in the words of the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The amendment.
    pub amendment: Name,
    /// The word that starts the operation.
    pub word: &'static str,
    /// What is changed.
    pub target: String,
    /// The operation.
    pub place: Place,
    /// What stands there in the base.
    pub before: Option<String>,
    /// What stands there afterwards; nothing if it is deleted.
    pub after: Option<String>,
}

/// An amendment with what is known of its file.
pub(crate) struct Member<'db> {
    pub(crate) around: Around<'db>,
    brought: Vec<Brought<'db>>,
}

/// A declaration that an amendment brings in.
struct Brought<'db> {
    decl: Decl<'db>,
    tree: &'db ast::Declaration,
}

/// What is claimed by an operation.
struct Claim {
    member: usize,
    path: Path,
    span: Span,
}

/// An edit of a file of the law.
struct FileEdit {
    file: usize,
    splice: Splice,
    /// By which edits at one place are ordered.
    key: Path,
    member: usize,
    span: Span,
}

/// What a round of amendments does.
struct Round<'a, 'db> {
    law: &'a Law<'db>,
    members: &'a [Member<'db>],
    claims: Vec<Claim>,
    edits: Vec<FileEdit>,
    outline: BTreeMap<Name, Vec<(OutlineChange, usize, Span)>>,
    /// Criteria whose texts are changed, each with the operation, and whether they are gone.
    touched: BTreeMap<At, (usize, Span, bool, bool)>,
    placed: Vec<Placed>,
    used: BTreeSet<(usize, usize)>,
    changes: Vec<Change>,
    findings: Vec<Finding>,
    first_change: usize,
    /// Amendments of which an operation cannot be done: of their texts it is not known which are needed.
    failed: BTreeSet<usize>,
}

impl<'db> Member<'db> {
    pub(crate) fn new(around: Around<'db>) -> Self {
        let db = around.db;
        let all = declarations(db, around.decl.file(db)).iter().copied();
        let is_text = |tree: &ast::Declaration| {
            !matches!(
                tree.kind,
                DeclarationKind::Amendment(_)
                    | DeclarationKind::Import(_)
                    | DeclarationKind::Scenario(_)
                    | DeclarationKind::Broken(_)
            )
        };
        let brought = all
            .map(|decl| Brought { decl, tree: tree(db, decl) })
            .filter(|brought| is_text(brought.tree))
            .collect();
        Self { around, brought }
    }
}

/// What came of a round.
pub(crate) struct Applied {
    pub(crate) changes: Vec<Change>,
    /// What is wrong or worth knowing.
    pub(crate) findings: Vec<Finding>,
}

/// Applies amendments that do not build on each other. The law stays as it is where an error is found.
pub(crate) fn apply<'db>(law: &mut Law<'db>, members: &[Member<'db>], first_change: usize) -> Applied {
    let mut round = Round {
        law,
        members,
        claims: vec![],
        edits: vec![],
        outline: BTreeMap::new(),
        touched: BTreeMap::new(),
        placed: vec![],
        used: BTreeSet::new(),
        changes: vec![],
        findings: vec![],
        first_change,
        failed: BTreeSet::new(),
    };
    for (member, of) in members.iter().enumerate() {
        for change in &of.around.amendment.changes {
            round.change(member, change);
        }
    }
    round.unmatched();
    round.conflicts();
    round.outlines();
    round.copies();
    round.imports();
    round.overlaps();
    let Round { edits, changes, findings, .. } = round;
    if findings.iter().all(|finding| finding.severity != acquis_base::Severity::Error) {
        let mut of_file: BTreeMap<usize, Vec<FileEdit>> = BTreeMap::new();
        for edit in edits {
            of_file.entry(edit.file).or_default().push(edit);
        }
        for (file, mut edits) in of_file {
            edits.sort_by(|a, b| a.key.cmp(&b.key));
            if let Some(file) = law.files.get_mut(file) {
                file.splice(edits.into_iter().map(|edit| edit.splice).collect());
            }
        }
    }
    Applied { changes, findings }
}

impl<'a, 'db> Round<'a, 'db> {
    fn around(&self, member: usize) -> Option<Around<'db>> {
        self.members.get(member).map(|member| member.around)
    }

    fn change(&mut self, member: usize, change: &'db ast::Change) {
        let Some(around) = self.around(member) else { return };
        let op = Op { member, change, around };
        let done = match &change.kind {
            ChangeKind::Replace(target, None) => self.replace(&op, target),
            ChangeKind::Replace(target, Some(part)) => self.replace_part(&op, target, part),
            ChangeKind::Insert { thing, after, beside, body } => {
                self.insert(&op, thing, Some(*after), beside, *body)
            }
            ChangeKind::Add { thing, to, body } => self.insert(&op, thing, None, to, *body),
            ChangeKind::Delete(target) => self.delete(&op, target),
            ChangeKind::Substitute { each, old, new, target } => {
                self.substitute(&op, *each, old, new.as_ref(), target)
            }
            ChangeKind::CorrectCitation { printed, meant, target } => {
                self.correct(&op, printed, meant, target)
            }
            ChangeKind::CorrectNumber(target) => self.correct_number(&op, target),
        };
        if let Err(finding) = done {
            self.failed.insert(member);
            self.findings.push(*finding);
        }
    }

    // ── What all operations need ────────────────────────────────────────────────────────────────────────────────

    /// What is changed must be what it was when the amendment was written.
    fn hold(&mut self, op: &Op<'db>, target: Span, texts: &[&str]) {
        let now = fingerprint(texts.iter().copied());
        let written = op.change.fingerprint.as_ref();
        if written.is_some_and(|written| fits(&written.name, texts.iter().copied())) {
            return;
        }
        let around = &op.around;
        let reads = "it reads now";
        let shown = excerpt(texts);
        self.findings.push(match written {
            Some(written) => Diagnostic::at(
                &codes::MOVED_BASE,
                format!("`{}` is not what it was when `{}` was written", target.of(around.decl.text(around.db)), around.amendment.name.name),
                around.anchor(written.span),
                "the fingerprint of an older text",
            )
            .note(format!("{reads}: {shown}"))
            .help(format!("see whether the amendment still says what it should, then write `fingerprint {now}`"))
            .fix("write the fingerprint of the text as it is now", around.anchor(written.span), now),
            None => Diagnostic::at(
                &codes::MOVED_BASE,
                format!("it is not said which text of `{}` is changed", target.of(around.decl.text(around.db))),
                around.anchor(target),
                "without a fingerprint",
            )
            .note(format!("{reads}: {shown}"))
            .note("with the fingerprint of the text, the amendment fails when that moves on, and is not applied to something else")
            .help(format!("write `fingerprint {now}` after it"))
            .fix("write the fingerprint", around.anchor(Span::at(target.end as usize)), format!(" fingerprint {now}")),
        });
    }

    fn claim(&mut self, op: &Op<'db>, path: Path) {
        self.claims.push(Claim { member: op.member, path, span: op.change.span });
    }

    fn origin(&self, op: &Op<'db>) -> Origin {
        let change = Some(self.first_change + self.changes.len());
        Origin { place: op.place(op.change.span), exact: false, change }
    }

    /// Text of the amendment's own file.
    fn own_text(&self, op: &Op<'db>, decl: Decl<'db>, span: Span) -> Piece {
        let text = span.of(decl.text(op.around.db)).to_owned();
        let file = op.around.decl.file(op.around.db).path(op.around.db).clone();
        let place = Place::new(file, span.shifted(decl.start(op.around.db)));
        (text, Origin { place, exact: true, change: Some(self.first_change + self.changes.len()) })
    }

    fn made(&self, op: &Op<'db>, text: &str) -> Piece {
        (text.to_owned(), self.origin(op))
    }

    fn edit(&mut self, op: &Op<'db>, file: usize, span: Range<usize>, pieces: Vec<Piece>, key: Path) {
        let splice = Splice { span, pieces };
        self.edits.push(FileEdit { file, splice, key, member: op.member, span: op.change.span });
    }

    fn touch(&mut self, op: &Op<'db>, at: At, whole: bool, gone: bool) {
        let is_criterion =
            self.law.get(at).is_some_and(|decl| matches!(decl.tree.kind, DeclarationKind::Criterion(_)));
        if is_criterion {
            self.touched.insert(at, (op.member, op.change.span, whole, gone));
        }
    }

    fn record(&mut self, op: &Op<'db>, target: String, before: Option<String>, after: Option<String>) {
        if let (Some(before), Some(after)) = (&before, &after)
            && tokens(before).iter().map(|(word, _)| *word).eq(tokens(after).iter().map(|(word, _)| *word))
        {
            let finding = Diagnostic::at(
                &codes::CHANGES_NOTHING,
                format!("`{target}` stays as it is"),
                op.around.anchor(op.change.span),
                "changes nothing",
            )
            .help("say what is to be different, or take the operation out");
            self.findings.push(finding);
        }
        self.note(op, target, before, after);
    }

    fn note(&mut self, op: &Op<'db>, target: String, before: Option<String>, after: Option<String>) {
        self.changes.push(Change {
            amendment: op.around.amendment.name.name.clone(),
            word: op.change.word(),
            target,
            place: op.place(op.change.span),
            before,
            after,
        });
    }

    // ── Declarations that an amendment brings in ────────────────────────────────────────────────────────────────

    /// The declaration below the amendment that is of a kind, and of which something is so.
    fn brought(
        &mut self,
        op: &Op<'db>,
        is_meant: impl Fn(&'db ast::Declaration) -> bool,
    ) -> Vec<(Decl<'db>, &'db ast::Declaration)> {
        let mut found = vec![];
        for (nth, brought) in
            self.members.get(op.member).into_iter().flat_map(|member| member.brought.iter().enumerate())
        {
            if is_meant(brought.tree) && self.used.insert((op.member, nth)) {
                found.push((brought.decl, brought.tree));
            }
        }
        found
    }

    /// The text of a declaration that is brought in, with the comments above it.
    fn text_of(&self, op: &Op<'db>, decl: Decl<'db>) -> Piece {
        let text = decl.text(op.around.db);
        let blanks = text.len() - text.trim_start().len();
        self.own_text(op, decl, Span::new(blanks, text.len()))
    }

    fn is_named(&self, op: &Op<'db>, tree: &ast::Declaration, named: &ast::TargetName) -> bool {
        if named.kind.as_deref().is_some_and(|kind| kind != keyword(tree)) {
            return false;
        }
        match &named.name {
            Called::Name(ident) => name_of(tree).as_ref() == Some(&ident.name),
            Called::Text(text) => name_of(tree).as_ref() == Some(&text.value),
            Called::Provision(citation) => self.is_about(op, tree, &op.around.id(citation)),
            Called::Keyword => true,
        }
    }

    fn is_about(&self, op: &Op<'db>, tree: &ast::Declaration, id: &ProvisionId) -> bool {
        let cited = provisions_of(tree).into_iter().filter_map(|citation| self.law.id(citation));
        cited.map(|cited| op.around.canonical(cited)).any(|cited| cited == *id)
    }

    fn no_text(&self, op: &Op<'db>, span: Span, what: &str) -> Box<Finding> {
        let message = format!("the new text of `{what}` is missing");
        Box::new(
            Diagnostic::at(&codes::UNMATCHED_TEXT, message, op.around.anchor(span), "by what?")
                .note(
                    "the new text of what an amendment replaces, inserts or adds stands below it in its file",
                )
                .help(format!("write it below the amendment, as a declaration of `{what}`")),
        )
    }

    /// Texts that no operation takes.
    fn unmatched(&mut self) {
        for (nth_member, member) in self.members.iter().enumerate() {
            if member.around.amendment.incomplete || self.failed.contains(&nth_member) {
                continue;
            }
            for (nth, brought) in member.brought.iter().enumerate() {
                if self.used.contains(&(nth_member, nth)) {
                    continue;
                }
                let around = &member.around;
                let what = match (name_of(brought.tree), provisions_of(brought.tree).first()) {
                    (Some(name), _) => format!("{} {name}", keyword(brought.tree)),
                    (None, Some(citation)) => {
                        format!("{} {}", keyword(brought.tree), citation_shown(citation))
                    }
                    (None, None) => keyword(brought.tree).to_owned(),
                };
                let place = anchor(around.db, brought.decl, crate::names::name_span(around.db, brought.decl));
                let message = format!("no operation of `{}` brings in this text", around.amendment.name.name);
                let finding = Diagnostic::at(&codes::UNMATCHED_TEXT, message, place, "brought in by what?")
                    .label(around.anchor(around.amendment.name.span), "the amendment of this file")
                    .help(format!("write `replace {what}`, or `insert {what} after …`, in the amendment"));
                self.findings.push(finding);
            }
        }
    }

    // ── replace ─────────────────────────────────────────────────────────────────────────────────────────────────

    fn replace(&mut self, op: &Op<'db>, target: &'db ast::Target) -> Result<(), Box<Finding>> {
        let resolved = op.around.resolve(self.law, target)?;
        let Some(decl) = self.law.get(resolved.at) else { return Ok(()) };
        if resolved.is_part {
            let message = format!("the new text of `{}` is missing", target.span.of(op.text()));
            return Err(Box::new(
                Diagnostic::at(&codes::UNMATCHED_TEXT, message, op.around.anchor(target.span), "by what?")
                    .help("write the new part after `by`: `replace point (i) of … by point (i) \"…\" { … }`"),
            ));
        }
        let is_same = |tree: &'db ast::Declaration| {
            keyword(tree) == keyword(&decl.tree)
                && match name_of(&decl.tree) {
                    Some(name) => name_of(tree) == Some(name),
                    None => {
                        let cited = provisions_of(&decl.tree).first().and_then(|it| self.law.id(it));
                        cited.is_none_or(|id| {
                            let id = op.around.canonical(id);
                            let own = provisions_of(tree).into_iter().filter_map(|it| self.law.id(it));
                            own.map(|own| op.around.canonical(own)).any(|own| own == id)
                        })
                    }
                }
        };
        let candidates: Vec<usize> = self
            .members
            .get(op.member)
            .into_iter()
            .flat_map(|member| member.brought.iter().enumerate())
            .filter(|(nth, brought)| is_same(brought.tree) && !self.used.contains(&(op.member, *nth)))
            .map(|(nth, _)| nth)
            .collect();
        let own = decl.own().to_owned();
        self.hold(op, target.span, &[&own]);
        self.claim(op, resolved.path.clone());
        let Some(nth) = candidates.first().copied() else {
            let what = match name_of(&decl.tree) {
                Some(name) => format!("{} {name}", keyword(&decl.tree)),
                None => format!("{} {}", keyword(&decl.tree), shown(&target.whole)),
            };
            return Err(self.no_text(op, target.span, &what));
        };
        self.used.insert((op.member, nth));
        let Some((new, tree)) = self
            .members
            .get(op.member)
            .and_then(|member| member.brought.get(nth))
            .map(|it| (it.decl, it.tree))
        else {
            return Ok(());
        };
        let range = decl.with_comments();
        let piece = self.text_of(op, new);
        self.placed.push(Placed { file: resolved.at.file, text: piece.0.clone(), member: op.member });
        self.edit(op, resolved.at.file, range, vec![piece], resolved.path.clone());
        self.touch(op, resolved.at, true, false);
        let after = tree.span.of(new.text(op.around.db)).to_owned();
        if is_copy(tree) {
            // The same words copy another text where that is amended too.
            self.note(op, shown(&target.whole), Some(own), Some(after));
        } else {
            self.record(op, shown(&target.whole), Some(own), Some(after));
        }
        Ok(())
    }

    fn replace_part(
        &mut self,
        op: &Op<'db>,
        target: &'db ast::Target,
        part: &'db NewPart,
    ) -> Result<(), Box<Finding>> {
        if let NewPartKind::Heading(text) = &part.kind {
            let new = self.own_text(op, op.around.decl, text.span);
            return self.heading(op, target, Some(new));
        }
        if is_heading(target) {
            return Err(self.other_part(op, target, part));
        }
        let resolved = op.around.resolve(self.law, target)?;
        let Some(decl) = self.law.get(resolved.at) else { return Ok(()) };
        let old = resolved.span.of(&decl.text).to_owned();
        let word = target.parts.first().map_or("point", |part| part.word.as_str());
        if !resolved.is_part || (part.word() != word && !matches!(part.kind, NewPartKind::Unread)) {
            return Err(self.other_part(op, target, part));
        }
        self.hold(op, target.span, &[&old]);
        self.claim(op, resolved.path.clone());
        let new = self.own_text(op, op.around.decl, part_span(part));
        self.placed.push(Placed { file: resolved.at.file, text: new.0.clone(), member: op.member });
        let after = new.0.clone();
        self.edit(op, resolved.at.file, decl.range(resolved.span), vec![new], resolved.path.clone());
        self.touch(op, resolved.at, false, false);
        self.record(op, target.span.of(op.text()).to_owned(), Some(old), Some(after));
        Ok(())
    }

    fn other_part(&self, op: &Op<'db>, target: &ast::Target, part: &NewPart) -> Box<Finding> {
        let message = format!("`{}` is not of the kind of what stands after `by`", target.span.of(op.text()));
        Box::new(
            Diagnostic::at(
                &codes::UNKNOWN_TARGET,
                message,
                op.around.anchor(part.span),
                "another kind of part",
            )
            .label(op.around.anchor(target.span), "what is replaced")
            .help("name a part, and write one that starts with the same word after `by`"),
        )
    }

    /// A provision gets another heading, or none.
    fn heading(
        &mut self,
        op: &Op<'db>,
        target: &'db ast::Target,
        new: Option<Piece>,
    ) -> Result<(), Box<Finding>> {
        let Called::Provision(citation) = &target.whole.name else {
            return Err(self.no_provision(op, target.whole.span));
        };
        let id = op.around.id(citation);
        let at = self.instrument(op, &id, citation)?;
        let old = self.law.get(at).and_then(|decl| heading(decl, &id.path)).unwrap_or("").to_owned();
        self.hold(op, target.span, &[&old]);
        let mut path = op.around.path(&id);
        path.push(Name::from("heading"));
        self.claim(op, path);
        let origin = self.origin(op);
        let after = new.as_ref().map(|(text, _)| text.clone());
        self.outline_change(op, &id, OutlineChange::Heading(id.path.clone(), new, origin));
        let before = (!old.is_empty()).then_some(old);
        self.record(op, format!("heading of {}", op.around.show(&id)), before, after);
        Ok(())
    }

    // ── insert, add ─────────────────────────────────────────────────────────────────────────────────────────────

    fn insert(
        &mut self,
        op: &Op<'db>,
        thing: &'db Inserted,
        after: Option<bool>,
        beside: &'db ast::Target,
        body: Option<Span>,
    ) -> Result<(), Box<Finding>> {
        match thing {
            Inserted::Part(part) => self.insert_part(op, part, after, beside),
            Inserted::Declaration(named) => self.insert_declaration(op, named, after, beside),
            Inserted::Provision(citation, rest) => {
                self.insert_provision(op, citation, *rest, after, beside, body)
            }
        }
    }

    fn taken(&self, op: &Op<'db>, span: Span, what: &str, by: Option<At>) -> Box<Finding> {
        let message = format!("`{what}` is taken");
        let mut finding =
            Diagnostic::at(&codes::NUMBER_TAKEN, message, op.around.anchor(span), "there is one already");
        let place = by.and_then(|at| self.law.get(at)?.decl);
        if let Some(decl) = place {
            let name = crate::names::name_span(op.around.db, decl);
            finding = finding.label(anchor(op.around.db, decl, name), "here");
        }
        Box::new(
            finding
                .note("the number of what is deleted is not used again either")
                .help("take the next number, such as `(ga)` or `(gb)` after `(g)`; or replace what is there"),
        )
    }

    fn insert_part(
        &mut self,
        op: &Op<'db>,
        part: &'db NewPart,
        after: Option<bool>,
        beside: &'db ast::Target,
    ) -> Result<(), Box<Finding>> {
        if matches!(part.kind, NewPartKind::Unread) {
            return Ok(());
        }
        let resolved = op.around.resolve(self.law, beside)?;
        let Some(decl) = self.law.get(resolved.at) else { return Ok(()) };
        let mut path = match after {
            Some(_) => resolved.path.get(..resolved.path.len().saturating_sub(1)).unwrap_or(&[]).to_vec(),
            None => resolved.path.clone(),
        };
        let named = part.name().filter(|_| part.word() != "entry");
        if let Some(name) = &named {
            let wanted = ast::PartName {
                word: Name::from(part.word()),
                name: Some(ast::Ident { name: name.clone(), span: part.span }),
            };
            let is_there = !super::target::parts_of(&decl.tree, &wanted).is_empty();
            if is_there && path.len() == op.around.path_of(self.law, resolved.at).len() {
                return Err(self.taken(op, part.span, &format!("{} {name}", part.word()), Some(resolved.at)));
            }
        }
        let new = self.own_text(op, op.around.decl, part_span(part));
        let inner = Span { start: resolved.span.start, end: resolved.span.end };
        let text = &*decl.text;
        let (range, pieces) = match after {
            Some(true) => {
                let end = decl.start + inner.end as usize;
                (end..end, vec![self.made(op, "\n    "), new.clone()])
            }
            Some(false) => {
                let start = decl.start + inner.start as usize;
                (start..start, vec![new.clone(), self.made(op, "\n    ")])
            }
            None => {
                let last = last_of(&decl.tree, part.word());
                match (last, inner.of(text).rfind('}')) {
                    (Some(last), _) if !resolved.is_part => {
                        let end = decl.start + last.end as usize;
                        (end..end, vec![self.made(op, "\n    "), new.clone()])
                    }
                    (_, Some(brace)) => {
                        let end = decl.start + inner.start as usize + brace;
                        (end..end, vec![self.made(op, "    "), new.clone(), self.made(op, "\n")])
                    }
                    (_, None) => {
                        let end = decl.start + inner.end as usize;
                        (end..end, vec![self.made(op, " {\n    "), new.clone(), self.made(op, "\n}")])
                    }
                }
            }
        };
        if after.is_none() {
            let old = resolved.span.of(text).to_owned();
            self.hold(op, beside.span, &[&old]);
        }
        let word = match &named {
            Some(name) if part.word() == "point" && path.len() > 2 => {
                format!("{}({name})", path.last().map_or("", Name::as_str))
            }
            Some(name) => format!("{} {name}", part.word()),
            // Clauses without a name stand beside each other.
            None => format!("{} {}", part.word(), fingerprint([new.0.as_str()])),
        };
        path.push(Name::from(word));
        self.claim(op, path.clone());
        self.placed.push(Placed { file: resolved.at.file, text: new.0.clone(), member: op.member });
        let shown = new.0.clone();
        self.edit(op, resolved.at.file, range, pieces, path);
        self.touch(op, resolved.at, false, false);
        let target = beside.span.of(op.text()).to_owned();
        self.record(op, target, None, Some(shown));
        Ok(())
    }

    fn insert_declaration(
        &mut self,
        op: &Op<'db>,
        named: &'db ast::TargetName,
        after: Option<bool>,
        beside: &'db ast::Target,
    ) -> Result<(), Box<Finding>> {
        if let Some(at) = self.same_name(op, named) {
            return Err(self.taken(op, named.span, &shown(named), Some(at)));
        }
        let resolved = op.around.resolve(self.law, beside)?;
        let found = {
            let matching: Vec<usize> = self
                .members
                .get(op.member)
                .into_iter()
                .flat_map(|member| member.brought.iter().enumerate())
                .filter(|(nth, it)| {
                    self.is_named(op, it.tree, named) && !self.used.contains(&(op.member, *nth))
                })
                .map(|(nth, _)| nth)
                .collect();
            matching.first().copied()
        };
        let Some(nth) = found else { return Err(self.no_text(op, named.span, &shown(named))) };
        self.used.insert((op.member, nth));
        let Some((decl, tree)) = self
            .members
            .get(op.member)
            .and_then(|member| member.brought.get(nth))
            .map(|it| (it.decl, it.tree))
        else {
            return Ok(());
        };
        let path = match (&named.name, name_of(tree)) {
            (Called::Provision(citation), None) => op.around.path(&op.around.id(citation)),
            (_, name) => vec![Name::from(keyword(tree)), name.unwrap_or_default()],
        };
        self.claim(op, path.clone());
        self.place_beside(op, resolved.at, after.unwrap_or(true), &[decl], path);
        let text = tree.span.of(decl.text(op.around.db)).to_owned();
        self.record(op, shown(named), None, Some(text));
        Ok(())
    }

    /// A declaration of the law that has the name of one that is inserted.
    fn same_name(&self, op: &Op<'db>, named: &ast::TargetName) -> Option<At> {
        match &named.name {
            Called::Name(ident) => self
                .law
                .iter()
                .find(|(_, decl)| {
                    !matches!(decl.tree.kind, DeclarationKind::Assume(_))
                        && name_of(&decl.tree).as_ref() == Some(&ident.name)
                })
                .map(|(at, _)| at),
            _ => op.around.named(self.law, named).first().copied(),
        }
    }

    /// Puts declarations that are brought in beside one of the law.
    fn place_beside(&mut self, op: &Op<'db>, at: At, after: bool, decls: &[Decl<'db>], key: Path) {
        let Some(beside) = self.law.get(at) else { return };
        let mut pieces = vec![];
        for decl in decls {
            let new = self.text_of(op, *decl);
            self.placed.push(Placed { file: at.file, text: new.0.clone(), member: op.member });
            if after {
                pieces.push(self.made(op, "\n\n"));
            }
            pieces.push(new);
            if !after {
                pieces.push(self.made(op, "\n\n"));
            }
        }
        let at_text = if after { beside.start + beside.text.len() } else { beside.with_comments().start };
        self.edit(op, at.file, at_text..at_text, pieces, key);
    }

    fn insert_provision(
        &mut self,
        op: &Op<'db>,
        citation: &'db ast::Citation,
        rest: Option<Span>,
        after: Option<bool>,
        beside: &'db ast::Target,
        body: Option<Span>,
    ) -> Result<(), Box<Finding>> {
        let id = op.around.id(citation);
        let is_instrument = beside.whole.kind.as_deref() == Some("instrument");
        let whither = match (&beside.whole.name, after) {
            (Called::Provision(other), after) if beside.parts.is_empty() => {
                let other = op.around.id(other);
                let holds = match after {
                    Some(_) => other.path.parent() == id.path.parent(),
                    None => id.path.parent().as_ref() == Some(&other.path),
                };
                if other.instrument != id.instrument || !holds {
                    let message = format!("{} does not stand there", op.around.show(&id));
                    return Err(Box::new(
                        Diagnostic::at(
                            &codes::UNKNOWN_TARGET,
                            message,
                            op.around.anchor(beside.span),
                            match after {
                                Some(_) => "not beside it",
                                None => "not directly within it",
                            },
                        )
                        .note("a provision is inserted beside one that stands in the same provision, and bears its number")
                        .help("name the provision before or after it"),
                    ));
                }
                match after {
                    Some(true) => Whither::After(other.path),
                    Some(false) => Whither::Before(other.path),
                    None => Whither::LastIn(other.path),
                }
            }
            (Called::Name(_), None) if is_instrument => Whither::Last,
            _ => return Err(self.no_provision(op, beside.span)),
        };
        self.instrument(op, &id, citation)?;
        let listed = op.around.outlines().find(&id).is_some_and(|(_, node)| node.path == id.path);
        let was_inserted = self.law.instrument(&id.instrument).is_some_and(|(at, _)| {
            self.law.get(at).is_some_and(|decl| !item_text(decl, &id.path).is_empty())
        });
        if listed || was_inserted {
            let by = op.around.formalising(self.law, &id).first().copied();
            return Err(self.taken(op, citation.span, &op.around.show(&id), by));
        }
        let mut decls: Vec<(Decl<'db>, &'db ast::Declaration)> = vec![];
        let wanted = id.clone();
        let law = self.law;
        let around = op.around;
        let about = move |tree: &'db ast::Declaration| {
            let cited = provisions_of(tree).into_iter().filter_map(|citation| law.id(citation));
            cited
                .map(|cited| around.canonical(cited))
                .any(|cited| cited.instrument == wanted.instrument && wanted.path.contains(&cited.path))
        };
        decls.extend(self.brought(op, about));
        if decls.is_empty() {
            let what = op.around.show(&id);
            let message = format!("nothing says what {what} means");
            return Err(Box::new(
                Diagnostic::at(
                    &codes::UNMATCHED_TEXT,
                    message,
                    op.around.anchor(citation.span),
                    "inserted without text",
                )
                .note("what an inserted provision says stands below the amendment in its file")
                .help(format!("write its criterion or rule there, or `not formalised {what} because \"…\"`")),
            ));
        }
        self.claim(op, op.around.path(&id));
        let Some(at) = self.neighbour(op, &whither, &id) else {
            let message = format!("it is not known in which file {} belongs", op.around.show(&id));
            return Err(Box::new(
                Diagnostic::at(&codes::UNKNOWN_TARGET, message, op.around.anchor(beside.span), "nothing stands here")
                    .note("the text is put beside the declarations about the provisions before and after it, and there are none")
                    .help("bring the declaration in by `insert rule … after …`, which names one"),
            ));
        };
        let origin = self.origin(op);
        let mut pieces = vec![];
        for span in [rest, body].into_iter().flatten() {
            pieces.push(self.made(op, " "));
            pieces.push(self.own_text(op, op.around.decl, span));
        }
        let change = OutlineChange::Insert { path: id.path.clone(), whither, rest: pieces, origin };
        self.outline_change(op, &id, change);
        let texts: Vec<String> =
            decls.iter().map(|(decl, tree)| tree.span.of(decl.text(op.around.db)).to_owned()).collect();
        let decls: Vec<Decl<'db>> = decls.into_iter().map(|(decl, _)| decl).collect();
        self.place_beside(op, at.0, at.1, &decls, op.around.path(&id));
        self.record(op, op.around.show(&id), None, Some(texts.join("\n\n")));
        Ok(())
    }

    /// The declaration beside which the text of an inserted provision is put, and whether it comes after it.
    fn neighbour(&self, op: &Op<'db>, whither: &Whither, id: &ProvisionId) -> Option<(At, bool)> {
        let is_within = |tree: &ast::Declaration, path: &ProvisionPath| {
            matches!(
                tree.kind,
                DeclarationKind::Criterion(_)
                    | DeclarationKind::Rule(_)
                    | DeclarationKind::Derogation(_)
                    | DeclarationKind::Define(_)
                    | DeclarationKind::NotFormalised(_)
            ) && provisions_of(tree)
                .into_iter()
                .filter_map(|citation| self.law.id(citation))
                .map(|cited| op.around.canonical(cited))
                .any(|cited| cited.instrument == id.instrument && path.contains(&cited.path))
        };
        let last = |path: &ProvisionPath| self.law.all(|tree| is_within(tree, path)).last().copied();
        let first = |path: &ProvisionPath| self.law.all(|tree| is_within(tree, path)).first().copied();
        let (beside, after) = match whither {
            Whither::After(path) => (Some(path.clone()), true),
            Whither::Before(path) => (Some(path.clone()), false),
            Whither::LastIn(_) | Whither::Last => (None, true),
        };
        if let Some(beside) = &beside {
            let found = if after { last(beside) } else { first(beside) };
            if let Some(at) = found {
                return Some((at, after));
            }
        }
        // The nearest provision before or after it of which something is said.
        let instrument = op.around.outlines().instruments.get(&id.instrument)?;
        let parent = id.path.parent();
        let siblings: Vec<&ProvisionPath> =
            instrument.nodes.iter().map(|node| &node.path).filter(|path| path.parent() == parent).collect();
        let at = beside.and_then(|beside| siblings.iter().position(|path| **path == beside));
        let (before, behind) = siblings.split_at(at.map_or(siblings.len(), |at| at + usize::from(after)));
        before
            .iter()
            .rev()
            .find_map(|path| last(path).map(|at| (at, true)))
            .or_else(|| behind.iter().find_map(|path| first(path).map(|at| (at, false))))
    }

    // ── delete ──────────────────────────────────────────────────────────────────────────────────────────────────

    fn delete(&mut self, op: &Op<'db>, target: &'db ast::Target) -> Result<(), Box<Finding>> {
        if is_heading(target) {
            return self.heading(op, target, None);
        }
        if let (None, Called::Provision(citation), true) =
            (&target.whole.kind, &target.whole.name, target.parts.is_empty())
        {
            return self.delete_provision(op, target, citation);
        }
        let resolved = op.around.resolve(self.law, target)?;
        let Some(decl) = self.law.get(resolved.at) else { return Ok(()) };
        let old = resolved.span.of(&decl.text).to_owned();
        self.hold(op, target.span, &[&old]);
        self.claim(op, resolved.path.clone());
        self.take_out(op, &resolved);
        self.record(op, target.span.of(op.text()).to_owned(), Some(old), None);
        Ok(())
    }

    /// Takes a declaration or a part of one out of its file.
    fn take_out(&mut self, op: &Op<'db>, resolved: &Resolved) {
        let Some(decl) = self.law.get(resolved.at) else { return };
        let range = if resolved.is_part { decl.range(resolved.span) } else { decl.with_comments() };
        let text = self.law.files.get(resolved.at.file).map_or("", |file| file.text());
        let before = text.get(..range.start).unwrap_or("");
        let start = before.trim_end().len();
        // Comments above that do not belong to it stay on lines of their own.
        let start = if before.get(..start).unwrap_or("").is_empty() { 0 } else { start };
        // Whoever follows the changes finds the place by the line break.
        let mark = vec![self.made(op, "\n")];
        self.edit(op, resolved.at.file, start..range.end, mark, resolved.path.clone());
        self.touch(op, resolved.at, !resolved.is_part, !resolved.is_part);
    }

    fn delete_provision(
        &mut self,
        op: &Op<'db>,
        target: &'db ast::Target,
        citation: &'db ast::Citation,
    ) -> Result<(), Box<Finding>> {
        let id = op.around.id(citation);
        let at = self.instrument(op, &id, citation)?;
        let within = |cited: ProvisionId| {
            let cited = op.around.canonical(cited);
            let is_within = op.around.path(&cited).starts_with(&op.around.path(&id));
            cited.instrument == id.instrument && is_within
        };
        // Whatever formalises the provision goes with it; what rests on it besides is found when that is checked.
        let formal = self.law.all(|tree| match &tree.kind {
            DeclarationKind::Criterion(_) | DeclarationKind::Rule(_) | DeclarationKind::NotFormalised(_) => {
                provisions_of(tree).into_iter().filter_map(|citation| self.law.id(citation)).any(within)
            }
            _ => false,
        });
        let mut gone: Vec<Resolved> = vec![];
        for at in formal {
            if let Some(decl) = self.law.get(at) {
                let path = op.around.path_of(self.law, at);
                gone.push(Resolved { at, span: decl.tree.span, is_part: false, path });
            }
        }
        if gone.is_empty()
            && let Some((at, part)) = op.around.point_of_criterion(self.law, citation)
            && let Some(decl) = self.law.get(at)
            && let [found] = super::target::parts_of(&decl.tree, &part).as_slice()
        {
            gone.push(Resolved { at, span: found.span, is_part: true, path: op.around.path(&id) });
        }
        let mut texts: Vec<String> = vec![];
        if let Some(decl) = self.law.get(at) {
            texts.extend(item_text(decl, &id.path).into_iter().map(str::to_owned));
        }
        let olds: Vec<String> = gone
            .iter()
            .filter_map(|gone| Some(gone.span.of(&self.law.get(gone.at)?.text).to_owned()))
            .collect();
        texts.extend(olds.iter().cloned());
        let slices: Vec<&str> = texts.iter().map(String::as_str).collect();
        self.hold(op, target.span, &slices);
        self.claim(op, op.around.path(&id));
        let origin = self.origin(op);
        self.outline_change(op, &id, OutlineChange::Delete(id.path.clone(), origin));
        for resolved in &gone {
            self.claim(op, resolved.path.clone());
            self.take_out(op, resolved);
        }
        let shown = op.around.show(&id);
        let before = if olds.is_empty() { shown.clone() } else { olds.join("\n\n") };
        self.record(op, shown, Some(before), None);
        Ok(())
    }

    // ── substitute ──────────────────────────────────────────────────────────────────────────────────────────────

    fn substitute(
        &mut self,
        op: &Op<'db>,
        each: bool,
        old: &'db ast::Words,
        new: Option<&'db ast::Words>,
        target: &'db ast::Target,
    ) -> Result<(), Box<Finding>> {
        let resolved = op.around.resolve(self.law, target)?;
        let Some(decl) = self.law.get(resolved.at) else { return Ok(()) };
        let own = resolved.span.of(&decl.text).to_owned();
        self.hold(op, target.span, &[&own]);
        let there = tokens(&own);
        let wanted = tokens(&old.text);
        let found = occurrences(&there, &wanted);
        let places: Vec<Range<usize>> = match (found.as_slice(), each) {
            ([], _) | ([_, _, ..], false) => {
                return Err(self.no_words(op, old, target, found.len(), &own));
            }
            (found, _) => found.to_vec(),
        };
        self.claim(op, resolved.path.clone());
        let mut after = String::new();
        let mut at = 0;
        for place in &places {
            let from = match new {
                Some(_) => place.start,
                None => own.get(..place.start).unwrap_or("").trim_end().len(),
            };
            let start = decl.start + resolved.span.start as usize;
            let pieces = vec![match new {
                Some(words) => self.own_text(op, op.around.decl, words.span),
                None => self.made(op, " "),
            }];
            after.push_str(own.get(at..from).unwrap_or(""));
            after.extend(pieces.iter().map(|(text, _)| text.as_str()));
            at = place.end;
            self.edit(op, resolved.at.file, start + from..start + place.end, pieces, resolved.path.clone());
        }
        after.push_str(own.get(at..).unwrap_or(""));
        if let Some(new) = new {
            let text = new.text.to_string();
            self.placed.push(Placed { file: resolved.at.file, text, member: op.member });
        }
        self.touch(op, resolved.at, false, false);
        let what = target.span.of(op.text());
        self.record(op, what.to_owned(), Some(own), Some(after));
        if let Some(change) = self.changes.last_mut() {
            change.target = match new {
                Some(new) => format!("{} by {} in {what}", old.text, new.text),
                None => format!("{{ {} }} in {what}", old.text),
            };
        }
        Ok(())
    }

    fn no_words(
        &self,
        op: &Op<'db>,
        old: &ast::Words,
        target: &ast::Target,
        several: usize,
        own: &str,
    ) -> Box<Finding> {
        let what = target.span.of(op.text());
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
            _ => {
                finding.help("write `substitute each …`, or more of the words around the place that is meant")
            }
        })
    }

    // ── correct ─────────────────────────────────────────────────────────────────────────────────────────────────

    fn correct(
        &mut self,
        op: &Op<'db>,
        printed: &'db ast::Citation,
        meant: &'db ast::Citation,
        target: &'db ast::Citation,
    ) -> Result<(), Box<Finding>> {
        let id = op.around.id(target);
        let at = self.instrument(op, &id, target)?;
        let slip = op.around.id(printed);
        // Whatever notes the slip: the outline, and declarations about the provision that say `printed as`.
        let mut notes: Vec<(At, Span, Span)> = vec![];
        for (at, decl) in self.law.iter() {
            let is_about = self.is_about(op, &decl.tree, &id) || self.is_part_of(op, &decl.tree, &id);
            for cited in cited_in(&decl.tree).into_iter().filter(|_| is_about) {
                let is_slip = cited.printed.as_ref().is_some_and(|it| op.around.id(it) == slip);
                if is_slip {
                    notes.push((at, cited.citation.span, cited.span()));
                }
            }
        }
        let mut texts: Vec<String> = vec![];
        if let Some(decl) = self.law.get(at) {
            texts.extend(item_text(decl, &id.path).into_iter().map(str::to_owned));
        }
        for (at, _, whole) in &notes {
            if let Some(decl) = self.law.get(*at) {
                texts.push(whole.of(&decl.text).to_owned());
            }
        }
        let slices: Vec<&str> = texts.iter().map(String::as_str).collect();
        self.hold(op, target.span, &slices);
        let mut path = op.around.path(&id);
        path.push(Name::from(format!("reference to {}", printed.path)));
        self.claim(op, path);
        let (mut before, mut after) = (vec![], vec![]);
        for (at, kept, whole) in notes {
            let Some(decl) = self.law.get(at) else { continue };
            before.push(whole.of(&decl.text).to_owned());
            after.push(kept.of(&decl.text).to_owned());
            let mut path = op.around.path_of(self.law, at);
            path.push(Name::from(format!("reference to {}", printed.path)));
            self.claim(op, path.clone());
            let range = decl.range(Span { start: kept.end, end: whole.end });
            let mark = vec![self.made(op, " ")];
            self.edit(op, at.file, range, mark, path);
        }
        let new = self.own_text(op, op.around.decl, meant.span);
        before.push(format!("{} refers to {}", op.around.show(&id), citation_shown(printed)));
        after.push(format!("{} refers to {}", op.around.show(&id), citation_shown(meant)));
        let change = OutlineChange::Refers { at: id.path.clone(), printed: printed.clone(), meant: new };
        self.outline_change(op, &id, change);
        self.record(op, op.around.show(&id), Some(before.join("\n")), Some(after.join("\n")));
        Ok(())
    }

    /// Whether a declaration formalises or relaxes something within a provision.
    fn is_part_of(&self, op: &Op<'db>, tree: &ast::Declaration, id: &ProvisionId) -> bool {
        let cited = provisions_of(tree).into_iter().filter_map(|citation| self.law.id(citation));
        cited
            .map(|cited| op.around.canonical(cited))
            .any(|cited| cited.instrument == id.instrument && id.path.contains(&cited.path))
    }

    fn correct_number(&mut self, op: &Op<'db>, target: &'db ast::Citation) -> Result<(), Box<Finding>> {
        let id = op.around.id(target);
        let at = self.instrument(op, &id, target)?;
        let texts: Vec<String> = self
            .law
            .get(at)
            .map(|decl| item_text(decl, &id.path).into_iter().map(str::to_owned).collect())
            .unwrap_or_default();
        let slices: Vec<&str> = texts.iter().map(String::as_str).collect();
        self.hold(op, target.span, &slices);
        let mut path = op.around.path(&id);
        path.push(Name::from("number"));
        self.claim(op, path);
        let printed = op.around.outlines().find(&id).and_then(|(_, node)| node.printed.clone());
        self.outline_change(op, &id, OutlineChange::Number(id.path.clone()));
        let shown = op.around.show(&id);
        let before = printed.map(|printed| format!("{shown} printed as {printed}"));
        self.record(op, format!("number of {shown}"), before, Some(shown.clone()));
        Ok(())
    }

    // ── Outlines ────────────────────────────────────────────────────────────────────────────────────────────────

    /// The declaration of the instrument of a provision, which must be listed for anything to be changed about it.
    fn instrument(
        &self,
        op: &Op<'db>,
        id: &ProvisionId,
        citation: &ast::Citation,
    ) -> Result<At, Box<Finding>> {
        match self.law.instrument(&id.instrument) {
            Some((at, _)) => Ok(at),
            None => {
                let message = format!("there is no outline of `{}`", id.instrument);
                Err(Box::new(
                    Diagnostic::at(
                        &codes::UNKNOWN_TARGET,
                        message,
                        op.around.anchor(citation.span),
                        "unknown instrument",
                    )
                    .help("name an instrument that the package declares"),
                ))
            }
        }
    }

    fn no_provision(&self, op: &Op<'db>, span: Span) -> Box<Finding> {
        let message = "a provision is meant here, and none is named";
        Box::new(
            Diagnostic::at(&codes::UNKNOWN_TARGET, message, op.around.anchor(span), "no provision")
                .help("write a citation, such as `Annex II 2.1(g)`"),
        )
    }

    fn outline_change(&mut self, op: &Op<'db>, id: &ProvisionId, change: OutlineChange) {
        let entry = self.outline.entry(id.instrument.clone()).or_default();
        entry.push((change, op.member, op.change.span));
    }

    fn outlines(&mut self) {
        for (instrument, changes) in std::mem::take(&mut self.outline) {
            let Some((at, _)) = self.law.instrument(&instrument) else { continue };
            let Some(decl) = self.law.get(at) else { continue };
            let plain: Vec<OutlineChange> = changes.iter().map(|(change, _, _)| change.clone()).collect();
            match outline_edits(decl, &plain) {
                Ok(edits) => {
                    let Some((_, member, span)) = changes.first() else { continue };
                    for (range, pieces) in edits {
                        let splice =
                            Splice { span: decl.start + range.start..decl.start + range.end, pieces };
                        self.edits.push(FileEdit {
                            file: at.file,
                            splice,
                            key: vec![instrument.clone()],
                            member: *member,
                            span: *span,
                        });
                    }
                }
                Err((nth, why)) => {
                    if let Some((_, member, span)) = changes.get(nth)
                        && let Some(around) = self.around(*member)
                    {
                        let finding = Diagnostic::at(
                            &codes::UNKNOWN_TARGET,
                            why,
                            around.anchor(*span),
                            "cannot be done",
                        )
                        .help("name a provision that the outline lists, or list it");
                        self.findings.push(finding);
                    }
                }
            }
        }
    }

    // ── Operations against each other ───────────────────────────────────────────────────────────────────────────

    /// Two operations on one point are alternatives. Within an amendment, those that change different words of a
    /// declaration go together.
    fn conflicts(&mut self) {
        let mut found: Vec<(usize, usize)> = vec![];
        for (nth, claim) in self.claims.iter().enumerate() {
            for (before, other) in self.claims.iter().enumerate().take(nth) {
                if claim.member != other.member && meet(&claim.path, &other.path) {
                    found.push((before, nth));
                }
            }
        }
        let mut told: BTreeSet<(usize, usize, Span, Span)> = BTreeSet::new();
        for (a, b) in found {
            let (Some(a), Some(b)) = (self.claims.get(a), self.claims.get(b)) else { continue };
            if told.insert((a.member, b.member, a.span, b.span)) {
                let finding = self.conflict((a.member, a.span), (b.member, b.span));
                self.findings.extend(finding);
            }
        }
    }

    fn conflict(&self, a: (usize, Span), b: (usize, Span)) -> Option<Finding> {
        let (of_a, of_b) = (self.around(a.0)?, self.around(b.0)?);
        let (first, second) = (&of_a.amendment.name.name, &of_b.amendment.name.name);
        Some(if a.0 == b.0 {
            Diagnostic::at(
                &codes::CONFLICTING_AMENDMENTS,
                format!("two operations of `{first}` change the same text"),
                of_b.anchor(b.1),
                "this one",
            )
            .label(of_a.anchor(a.1), "and this one")
            .help("make one operation of them: replace the declaration as a whole")
        } else {
            Diagnostic::at(
                &codes::CONFLICTING_AMENDMENTS,
                format!("`{first}` and `{second}` change the same point"),
                of_b.anchor(b.1),
                format!("changed by `{second}`"),
            )
            .label(of_a.anchor(a.1), format!("changed by `{first}`"))
            .note("two amendments on one point are alternatives: what came of both would depend on their order")
            .help(format!(
                "apply one of them; or write `builds on {first}` in `{second}`, and let it change what `{first}` makes of the point"
            ))
        })
    }

    /// Edits that overlap although their targets do not.
    fn overlaps(&mut self) {
        let mut order: Vec<&FileEdit> = self.edits.iter().collect();
        order.sort_by_key(|edit| (edit.file, edit.splice.span.start, edit.splice.span.end));
        let mut found: Vec<((usize, Span), (usize, Span))> = vec![];
        for (a, b) in order.iter().zip(order.iter().skip(1)) {
            if a.file == b.file && b.splice.span.start < a.splice.span.end {
                found.push(((a.member, a.span), (b.member, b.span)));
            }
        }
        let told = self.findings.iter().any(|finding| finding.code == &codes::CONFLICTING_AMENDMENTS);
        for (a, b) in found.into_iter().filter(|_| !told) {
            let finding = self.conflict(a, b);
            self.findings.extend(finding);
        }
    }

    // ── What follows from operations ────────────────────────────────────────────────────────────────────────────

    /// Criteria that copy one that is changed keep what they said.
    fn copies(&mut self) {
        let touched: Vec<(At, (usize, Span, bool, bool))> =
            self.touched.iter().map(|(at, how)| (*at, *how)).collect();
        let mut done: BTreeSet<At> = BTreeSet::new();
        for (source, (member, span, _, gone)) in touched {
            let Some(around) = self.around(member) else { continue };
            for copy in copies_of(&around, self.law, source) {
                let own = self.touched.get(&copy);
                // One that is replaced or deleted itself says what it says.
                if own.is_some_and(|(_, _, whole, _)| *whole) || !done.insert(copy) {
                    continue;
                }
                if let Some((other, own_span, _, _)) = own.copied() {
                    let finding = self.copy_of_changed(other, own_span);
                    self.findings.extend(finding);
                    continue;
                }
                let Some(decl) = self.law.get(copy) else { continue };
                debug_assert!(is_copy(&decl.tree), "it copies the source");
                let origin = Origin {
                    place: Place::new(
                        around.decl.file(around.db).path(around.db).clone(),
                        span.shifted(around.decl.start(around.db)),
                    ),
                    exact: false,
                    change: None,
                };
                let Some(pieces) = written_out(&around, self.law, copy, gone, &origin) else { continue };
                let text: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
                self.placed.push(Placed { file: copy.file, text, member });
                let splice = Splice { span: decl.range(decl.tree.span), pieces };
                let key = around.path_of(self.law, copy);
                let own = provisions_of(&decl.tree).first().map(|citation| citation_shown(citation));
                let from = self.law.get(source).and_then(|decl| {
                    provisions_of(&decl.tree).first().map(|citation| citation_shown(citation))
                });
                if let (Some(own), Some(from)) = (own, from) {
                    let finding = Diagnostic::at(
                        &codes::KEPT_COPY,
                        format!("{own} copies {from}, and keeps the text from before"),
                        around.anchor(span),
                        format!("{from} is changed here"),
                    )
                    .note("an amendment changes what it names and no copy of it")
                    .help(format!("if {own} is to change too, replace it in the amendment"));
                    self.findings.push(finding);
                }
                self.edits.push(FileEdit { file: copy.file, splice, key, member, span });
            }
        }
    }

    fn copy_of_changed(&self, member: usize, span: Span) -> Option<Finding> {
        let around = self.around(member)?;
        let message = "a part of a copy is changed, and so is what it copies";
        Some(
            Diagnostic::at(&codes::CONFLICTING_AMENDMENTS, message, around.anchor(span), "a copy")
                .help("replace the criterion as a whole, so that it says itself what holds"),
        )
    }

    /// Imports of what new texts name.
    fn imports(&mut self) {
        for (file, span, pieces, member) in missing_imports(self.law, &self.placed, self.members.len()) {
            let Some(around) = self.around(member) else { continue };
            let place = Place::new(
                around.decl.file(around.db).path(around.db).clone(),
                around.amendment.name.span.shifted(around.decl.start(around.db)),
            );
            let origin = Origin { place, exact: false, change: None };
            let splice = Splice { span, pieces: vec![(pieces, origin)] };
            // Before whatever else is put there.
            self.edits.push(FileEdit { file, splice, key: vec![], member, span: around.amendment.name.span });
        }
    }
}

/// An operation with its amendment.
struct Op<'db> {
    member: usize,
    change: &'db ast::Change,
    around: Around<'db>,
}

impl<'db> Op<'db> {
    fn text(&self) -> &'db str {
        self.around.decl.text(self.around.db)
    }

    fn place(&self, span: Span) -> Place {
        let file = self.around.decl.file(self.around.db).path(self.around.db).clone();
        Place::new(file, span.shifted(self.around.decl.start(self.around.db)))
    }
}

fn is_heading(target: &ast::Target) -> bool {
    target.parts.first().is_some_and(|part| *part.word == *"heading")
}

/// Where the text of a new part stands, without the word that only operations have.
fn part_span(part: &NewPart) -> Span {
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

/// The citations of a declaration that may say what is printed in their stead.
fn cited_in(tree: &ast::Declaration) -> Vec<&ast::Cited> {
    match &tree.kind {
        DeclarationKind::Criterion(written) => vec![&written.provision],
        DeclarationKind::Derogation(written) => {
            std::iter::once(&written.from).chain(&written.under).collect()
        }
        DeclarationKind::Rule(written) => vec![&written.under],
        DeclarationKind::Define(written) => written.cites.iter().collect(),
        _ => vec![],
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

/// The most signs of a text that a message shows.
const LONGEST_EXCERPT: usize = 300;

/// Texts on one line, cut where they are long.
fn excerpt(texts: &[&str]) -> String {
    let code = texts.iter().flat_map(|text| text.lines()).filter(|line| !line.trim_start().starts_with("//"));
    let words: Vec<&str> = code.flat_map(str::split_whitespace).collect();
    let line = words.join(" ");
    if line.is_empty() {
        return "nothing".to_owned();
    }
    let cut = (0..=LONGEST_EXCERPT).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    if cut < line.len() { format!("`{}…`", line.get(..cut).unwrap_or("")) } else { format!("`{line}`") }
}
