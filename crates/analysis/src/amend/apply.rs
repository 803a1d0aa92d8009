//! Amendments applied to the law: each operation becomes edits of texts and of outlines. All operations of one round see the
//! same law, so that their order does not matter; rounds follow each other where an amendment builds on another.
//!
//! What all operations need stands here; below `apply/` there is one file for each family of them, and one for each thing
//! that is seen to when all have been looked at.

mod brought;
mod conflicts;
mod correct;
mod delete;
mod follow;
mod hold;
mod insert;
mod outlines;
mod part;
mod provision;
mod replace;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use acquis_base::{Diagnostic, Name, Place, Severity, Span, codes};
use acquis_syntax::ast::{self, ChangeKind, DeclarationKind};

use self::brought::Brought;
use super::fingerprint::tokens;
use super::imports::Placed;
use super::law::{At, Law};
use super::outline::{OutlineChange, Piece};
use super::target::{Around, Path};
use super::traced::{Origin, Splice};
use crate::declaration::{Decl, Finding, declarations, place};

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

/// Which operation, for those who look at all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Operation {
    /// The number of its amendment in the round.
    member: usize,
    /// Where it stands in the amendment.
    span: Span,
}

/// What is claimed by an operation.
struct Claim {
    by: Operation,
    path: Path,
}

/// An edit of a file of the law.
struct FileEdit {
    by: Operation,
    file: usize,
    splice: Splice,
    /// By which edits at one place are ordered.
    key: Path,
}

/// How much of a declaration an operation changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Part,
    Replaced,
    Deleted,
}

/// How a criterion is changed.
#[derive(Clone, Copy)]
struct Touched {
    by: Operation,
    reach: Reach,
}

/// What a round of amendments does.
struct Round<'a, 'db> {
    law: &'a Law<'db>,
    members: &'a [Member<'db>],
    claims: Vec<Claim>,
    edits: Vec<FileEdit>,
    outline: BTreeMap<Name, Vec<(OutlineChange, Operation)>>,
    /// Criteria whose texts are changed.
    touched: BTreeMap<At, Touched>,
    placed: Vec<Placed>,
    used: BTreeSet<(usize, usize)>,
    changes: Vec<Change>,
    findings: Vec<Finding>,
    first_change: usize,
    /// Amendments of which an operation cannot be done: of their texts it is not known which are needed.
    failed: BTreeSet<usize>,
}

/// An operation with its amendment.
struct Op<'db> {
    member: usize,
    change: &'db ast::Change,
    around: Around<'db>,
}

/// What came of an operation: nothing, or why it cannot be done.
type Done = Result<(), Box<Finding>>;

/// What came of a round.
pub(crate) struct Applied {
    pub(crate) changes: Vec<Change>,
    /// What is wrong or worth knowing.
    pub(crate) findings: Vec<Finding>,
}

/// Applies amendments that do not build on each other. The law stays as it is where an error is found.
pub(crate) fn apply<'db>(law: &mut Law<'db>, members: &[Member<'db>], first_change: usize) -> Applied {
    let mut round = Round::new(law, members, first_change);
    for (member, of) in members.iter().enumerate() {
        for change in &of.around.amendment.changes {
            round.change(&Op { member, change, around: of.around });
        }
    }
    round.unmatched();
    round.conflicts();
    round.outlines();
    round.copies();
    round.imports();
    round.overlaps();
    let Round { edits, changes, findings, .. } = round;
    if findings.iter().all(|finding| finding.severity != Severity::Error) {
        write(law, edits);
    }
    Applied { changes, findings }
}

/// Makes edits in the files of the law.
fn write(law: &mut Law<'_>, edits: Vec<FileEdit>) {
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

impl<'db> Member<'db> {
    pub(crate) fn new(around: Around<'db>) -> Self {
        let decls = declarations(around.db, around.decl.file(around.db)).iter();
        let brought = decls.filter_map(|decl| Brought::new(around.db, *decl)).collect();
        Self { around, brought }
    }
}

impl<'db> Op<'db> {
    fn by(&self) -> Operation {
        Operation { member: self.member, span: self.change.span }
    }

    /// What stands at a place of the amendment.
    fn reads(&self, span: Span) -> &'db str {
        span.of(self.around.decl.text(self.around.db))
    }
}

impl<'a, 'db> Round<'a, 'db> {
    fn new(law: &'a Law<'db>, members: &'a [Member<'db>], first_change: usize) -> Self {
        Self {
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
        }
    }

    fn around(&self, member: usize) -> Option<Around<'db>> {
        self.members.get(member).map(|member| member.around)
    }

    fn change(&mut self, op: &Op<'db>) {
        let done = match &op.change.kind {
            ChangeKind::Replace(target, None) => self.replace(op, target),
            ChangeKind::Replace(target, Some(part)) => self.replace_part(op, target, part),
            ChangeKind::Insert { thing, after, beside, body } => {
                self.insert(op, thing, Some(*after), beside, *body)
            }
            ChangeKind::Add { thing, to, body } => self.insert(op, thing, None, to, *body),
            ChangeKind::Delete(target) => self.delete(op, target),
            ChangeKind::Substitute { each, old, new, target } => {
                self.substitute(op, *each, old, new.as_ref(), target)
            }
            ChangeKind::CorrectCitation { printed, meant, target } => {
                self.correct(op, printed, meant, target)
            }
            ChangeKind::CorrectNumber(target) => self.correct_number(op, target),
        };
        if let Err(finding) = done {
            self.failed.insert(op.member);
            self.findings.push(*finding);
        }
    }

    fn claim(&mut self, op: &Op<'db>, path: Path) {
        self.claims.push(Claim { by: op.by(), path });
    }

    /// The number that the change of an operation gets in the consolidation.
    fn next_change(&self) -> Option<usize> {
        Some(self.first_change + self.changes.len())
    }

    fn origin(&self, op: &Op<'db>) -> Origin {
        Origin { place: op.around.place(op.change.span), exact: false, change: self.next_change() }
    }

    /// Text of the amendment's own file.
    fn own_text(&self, op: &Op<'db>, decl: Decl<'db>, span: Span) -> Piece {
        let db = op.around.db;
        let origin = Origin { place: place(db, decl, span), exact: true, change: self.next_change() };
        (span.of(decl.text(db)).to_owned(), origin)
    }

    fn made(&self, op: &Op<'db>, text: &str) -> Piece {
        (text.to_owned(), self.origin(op))
    }

    fn edit(&mut self, by: Operation, file: usize, span: Range<usize>, pieces: Vec<Piece>, key: Path) {
        self.edits.push(FileEdit { by, file, splice: Splice { span, pieces }, key });
    }

    /// Remembers a text that is put into a file: it may need imports there.
    fn remember_text(&mut self, member: usize, file: usize, text: &str) {
        self.placed.push(Placed { file, text: text.to_owned(), member });
    }

    fn touch(&mut self, op: &Op<'db>, at: At, reach: Reach) {
        let tree = self.law.get(at).map(|decl| &decl.tree.kind);
        if matches!(tree, Some(DeclarationKind::Criterion(_))) {
            self.touched.insert(at, Touched { by: op.by(), reach });
        }
    }

    /// Notes what an operation changes, and says so where that is nothing.
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
            place: op.around.place(op.change.span),
            before,
            after,
        });
    }
}
