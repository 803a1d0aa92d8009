//! The trees of amendments.

use acquis_base::{Name, Span};

use super::{Citation, Clause, ClauseKind, DateText, Field, Ident, RegisterEntry, Rung, Text};

/// `amendment AM_5 to cada "…" { … }`: a change to an instrument and to the policies about it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Amendment {
    /// Its name.
    pub name: Ident,
    /// The instrument that it changes.
    pub instrument: Ident,
    /// What it is called in reports.
    pub title: Option<Text>,
    /// What is said of it as a document, in the order written.
    pub facts: Vec<AmendmentFact>,
    /// What it changes, in the order written.
    pub changes: Vec<Change>,
    /// Whether a faulty clause was left out.
    pub incomplete: bool,
}

/// What is said of an amendment as a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AmendmentFact {
    /// What is said.
    pub kind: AmendmentFactKind,
    /// Where it stands.
    pub span: Span,
}

/// What can be said of an amendment as a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AmendmentFactKind {
    /// `number "5"`.
    Number(Text),
    /// `by "…"`: who proposes it.
    By(Text),
    /// `body "…"`: before which body.
    Body(Text),
    /// `dated 2026-11-01`.
    Dated(DateText),
    /// `status in_force from 2027-01-01`.
    Status(Ident, Option<DateText>),
    /// `because "…"`.
    Because(Text),
    /// `builds on AM_4`.
    Builds(Vec<Ident>),
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Change {
    /// What is done.
    pub kind: ChangeKind,
    /// The short hash of what is changed, where it is written.
    pub fingerprint: Option<Ident>,
    /// Where it stands.
    pub span: Span,
}

/// The operations.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// `replace TARGET`, by the declaration below or by the part that is written after `by`.
    Replace(Target, Option<Box<NewPart>>),
    /// `insert THING after TARGET`, or before it; with what the outline says is below an inserted provision.
    Insert {
        /// What is inserted.
        thing: Box<Inserted>,
        /// Whether it stands after what is named, or before it.
        after: bool,
        /// Beside what it stands.
        beside: Target,
        /// Where the provisions below an inserted one stand, braces included.
        body: Option<Span>,
    },
    /// `add THING at the end of TARGET`, or `add PART to TARGET`.
    Add {
        /// What is added.
        thing: Box<Inserted>,
        /// To what.
        to: Target,
        /// Where the provisions below an added one stand, braces included.
        body: Option<Span>,
    },
    /// `delete TARGET`.
    Delete(Target),
    /// `delete { WORDS } in TARGET`, and `substitute WORDS by WORDS in TARGET`.
    Substitute {
        /// Whether all places are meant.
        each: bool,
        /// What stands there.
        old: Words,
        /// What is to stand there.
        new: Option<Words>,
        /// In what.
        target: Target,
    },
    /// `correct CITATION to read CITATION in CITATION`.
    CorrectCitation {
        /// The provision that is printed.
        printed: Citation,
        /// The provision that is meant.
        meant: Citation,
        /// The provision whose text is corrected.
        target: Citation,
    },
    /// `correct number of CITATION`: the provision gets the number by which it is cited.
    CorrectNumber(Citation),
}

impl Change {
    /// What it does, as the word that starts it.
    pub fn word(&self) -> &'static str {
        match &self.kind {
            ChangeKind::Replace(..) => "replace",
            ChangeKind::Insert { .. } => "insert",
            ChangeKind::Add { .. } => "add",
            ChangeKind::Delete(_) | ChangeKind::Substitute { new: None, .. } => "delete",
            ChangeKind::Substitute { .. } => "substitute",
            ChangeKind::CorrectCitation { .. } | ChangeKind::CorrectNumber(_) => "correct",
        }
    }
}

/// Words of a policy, as they stand in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Words {
    /// The words, without the braces around them.
    pub text: Name,
    /// Where they stand, without the braces around them.
    pub span: Span,
}

/// What an operation is about: `point (ii) of criterion Annex II 2.1(i)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// The parts, the innermost first.
    pub parts: Vec<PartName>,
    /// What they are parts of.
    pub whole: TargetName,
    /// Where it stands.
    pub span: Span,
}

/// A part of a declaration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PartName {
    /// The word of the language that starts it.
    pub word: Name,
    /// Its label, name or number, where there are several of its kind.
    pub name: Option<Ident>,
}

/// A declaration or provision.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TargetName {
    /// The word that starts the declaration; nothing where a provision is named alone.
    pub kind: Option<Name>,
    /// How it is named.
    pub name: Called,
    /// Where it stands.
    pub span: Span,
}

/// How a declaration is named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Called {
    /// By its name.
    Name(Ident),
    /// By its gloss.
    Text(Text),
    /// By the provision that it is about.
    Provision(Citation),
    /// By its keyword, as there is one in a package.
    Keyword,
}

/// What is inserted or added.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Inserted {
    /// A declaration that stands below in the file.
    Declaration(TargetName),
    /// A provision, with where its heading and marks stand.
    Provision(Citation, Option<Span>),
    /// A part of a declaration.
    Part(NewPart),
}

/// A part of a declaration, as it is to read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NewPart {
    /// What it is.
    pub kind: NewPartKind,
    /// Where it stands.
    pub span: Span,
}

/// The parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NewPartKind {
    /// A clause of a criterion or rule.
    Clause(Box<Clause>),
    /// A heading.
    Heading(Text),
    /// An entry of a register.
    Entry(RegisterEntry),
    /// A field of an entity or of the facts.
    Field(Box<Field>),
    /// A level of a ladder.
    Level(Box<Rung>),
    /// It could not be read.
    Unread,
}

impl NewPart {
    /// The word of the language that starts it, as targets name it.
    pub fn word(&self) -> &'static str {
        match &self.kind {
            NewPartKind::Heading(_) => "heading",
            NewPartKind::Entry(_) => "entry",
            NewPartKind::Field(_) => "field",
            NewPartKind::Level(_) => "level",
            NewPartKind::Clause(clause) => clause.word(),
            NewPartKind::Unread => "",
        }
    }

    /// Its label, name or number, where there are several of its kind.
    pub fn name(&self) -> Option<Name> {
        match &self.kind {
            NewPartKind::Entry(entry) => Some(entry.key.name.clone()),
            NewPartKind::Field(field) => Some(field.name.name.clone()),
            NewPartKind::Level(rung) => Some(Name::from(rung.level.value.to_string())),
            NewPartKind::Clause(clause) => clause.name(),
            NewPartKind::Heading(_) | NewPartKind::Unread => None,
        }
    }
}

impl Clause {
    /// The word of the language that starts it.
    pub fn word(&self) -> &'static str {
        match &self.kind {
            ClauseKind::Holds(_) => "holds",
            ClauseKind::Fails(_) => "fails",
            ClauseKind::Parameter(..) => "parameter",
            ClauseKind::Applies(_) => "applies",
            ClauseKind::Requires(_) => "requires",
            ClauseKind::Unless(_) => "unless",
            ClauseKind::Point(_) => "point",
            ClauseKind::Evidence(_) => "evidence",
            ClauseKind::With(..) => "with",
            ClauseKind::Without(_) => "without",
            ClauseKind::Plus(_) => "plus",
            ClauseKind::Opens(_) => "opens",
            ClauseKind::Condition(..) => "on",
            ClauseKind::Exception(_) => "except",
            ClauseKind::Default(_) => "default",
            ClauseKind::Excepted(_) => "exception",
            ClauseKind::Clock(_) => "clock",
            ClauseKind::WorkingDay(_) => "ends",
        }
    }

    /// Its label or name, where there can be several of its kind.
    pub fn name(&self) -> Option<Name> {
        match &self.kind {
            ClauseKind::Parameter(variable, _) => Some(variable.name.name.clone()),
            ClauseKind::Point(point) => Some(point.label.name.clone()),
            ClauseKind::Excepted(excepted) => Some(excepted.label.name.clone()),
            _ => None,
        }
    }
}
