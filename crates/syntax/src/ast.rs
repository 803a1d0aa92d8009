//! The syntax tree: one owned tree for each declaration, without meaning. Every span counts from the first byte of
//! the declaration's own text, so that a tree does not change when its declaration moves in the file.
//!
//! Expressions live in one table for each declaration ([`Exprs`]) and refer to each other by index.

mod amendment;
mod expressions;
mod rule;
mod scenario;

use acquis_base::{Name, ProvisionKind, ProvisionPath, Span};

pub use amendment::{
    Amendment, AmendmentFact, AmendmentFactKind, Called, Change, ChangeKind, Inserted, NewPart, NewPartKind,
    PartName, Target, TargetName, Words,
};
pub use expressions::{
    Case, DurationUnit, Expr, ExprId, ExprKind, Exprs, FirstOf, Limb, LimbLabel, MAX_DEPTH, Operation,
    Quantified, Quantifier,
};
pub use rule::{Clock, EachOf, Excepted, Outcome, Period, Rule, WorkingDay};
pub use scenario::{
    CaseTable, Cell, Column, ColumnKind, Expected, ExpectedGift, ExpectedGround, ExpectedLevel,
    ExpectedVerdict, FactElement, FactPath, FactStep, FactValue, FactValueKind, Row, Scenario,
    ScenarioClause, ScenarioClauseKind, Supposed, SupposedEntry,
};

/// A word with its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ident {
    /// The word.
    pub name: Name,
    /// Where it stands.
    pub span: Span,
}

/// A quoted text with its place; the quotes are not part of `value`, escapes are resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Text {
    /// What the quotes hold.
    pub value: Name,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// An unsigned whole number as written (`level 3`, `with 2 places`), saturated at `u32::MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Count {
    /// The number.
    pub value: u32,
    /// Where it stands.
    pub span: Span,
}

/// A date as written, not yet known to exist.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DateText {
    /// `YYYY-MM-DD`.
    pub text: Name,
    /// Where it stands.
    pub span: Span,
}

/// A citation as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Citation {
    /// The instrument's name where one is written, else the package's own instrument is meant.
    pub instrument: Option<Ident>,
    /// The path below the instrument; never empty.
    pub path: ProvisionPath,
    /// Where it stands.
    pub span: Span,
}

/// A citation, with the one that is printed in its stead where the draft errs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cited {
    /// The provision meant.
    pub citation: Citation,
    /// The provision printed.
    pub printed: Option<Citation>,
}

impl Cited {
    /// Where it stands, `printed as` included.
    pub fn span(&self) -> Span {
        self.printed.as_ref().map_or(self.citation.span, |printed| self.citation.span.to(printed.span))
    }
}

/// A declaration with its place and documentation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Declaration {
    /// What is declared.
    pub kind: DeclarationKind,
    /// From its keyword to its last token.
    pub span: Span,
    /// The `///` lines directly above, joined by line breaks, without the slashes.
    pub docs: Option<Name>,
    /// The expressions of the declaration.
    pub exprs: Exprs,
}

/// The kinds of declaration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is documented at the type that it wraps")]
pub enum DeclarationKind {
    Import(Import),
    Instrument(Instrument),
    Entity(Entity),
    Enumeration(Enumeration),
    Register(Register),
    Facts(Facts),
    Assume(Assume),
    Define(Define),
    Reading(Reading),
    Ladder(Ladder),
    Criterion(Criterion),
    Derogation(Derogation),
    NotFormalised(NotFormalised),
    Rule(Rule),
    Scenario(Scenario),
    Waiver(Waiver),
    Amendment(Box<Amendment>),
    Broken(Broken),
}

/// A declaration whose head could not be read. Its keyword and name are salvaged where possible, so that what refers
/// to it is not reported as well.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Broken {
    /// The word the text starts with.
    pub keyword: Name,
    /// The name after it.
    pub name: Option<Ident>,
    /// The citation after it.
    pub citation: Option<Citation>,
}

/// `import vocabulary`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Import {
    /// The module's path, dotted.
    pub module: Ident,
}

/// `instrument cada "…" { … }`: the outline of a legal text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Instrument {
    /// The name by which citations choose it.
    pub name: Ident,
    /// Its title.
    pub title: Option<Text>,
    /// Document number, procedure, address, date, status, in the order written.
    pub facts: Vec<InstrumentFact>,
    /// Its provisions.
    pub provisions: Vec<Provision>,
    /// Whether a faulty item was left out.
    pub incomplete: bool,
}

/// What is known of an instrument as a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the variants are the words of the grammar")]
pub enum InstrumentFact {
    Document(Text),
    Procedure(Text),
    Address(Text),
    Dated(DateText),
    Status(Ident),
}

/// One item of an outline: a provision, or a range of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Provision {
    /// What it is.
    pub kind: ProvisionKind,
    /// Its number or letter, without parentheses; the first of a range.
    pub first: Ident,
    /// The last of a range.
    pub last: Option<Ident>,
    /// Its heading.
    pub heading: Option<Text>,
    /// The letter by which a section is also known.
    pub named: Option<Ident>,
    /// The number that the draft prints where it differs.
    pub printed: Option<Ident>,
    /// The references that its text prints.
    pub refers_to: Vec<Citation>,
    /// The kind of act that it empowers.
    pub empowers: Option<Ident>,
    /// Whether its contents are left out on purpose.
    pub not_transcribed: bool,
    /// Whether it is deleted, and listed so that what cites it still resolves.
    pub deleted: bool,
    /// The provisions below it.
    pub children: Vec<Provision>,
    /// Where it stands.
    pub span: Span,
    /// Whether a faulty item below was left out.
    pub incomplete: bool,
}

/// `enum Grade ordered { basic < substantial < high }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Enumeration {
    /// Its name.
    pub name: Ident,
    /// Whether its values are the kinds of evidence.
    pub of_evidence: bool,
    /// Whether its values are ordered, least first.
    pub ordered: bool,
    /// Its values.
    pub variants: Vec<Variant>,
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Variant {
    /// The word that stands for it.
    pub name: Ident,
    /// What it means.
    pub gloss: Option<Text>,
    /// Documentation.
    pub docs: Option<Name>,
}

/// `entity Person identified by id { … }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entity {
    /// Its name.
    pub name: Ident,
    /// The key that holds the identity in a dossier, for entities that can be referred to.
    pub identity: Option<Ident>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Whether a faulty field was left out.
    pub incomplete: bool,
}

/// `location : Country`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: TypeForm,
    /// Whether nobody who gives the facts can change it.
    pub fixed: bool,
    /// Where it stands.
    pub span: Span,
    /// Documentation.
    pub docs: Option<Name>,
}

/// `facts { … }`: what a dossier holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Facts {
    /// The fields of a dossier.
    pub fields: Vec<Field>,
    /// Whether a faulty field was left out.
    pub incomplete: bool,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TypeForm {
    /// Its form.
    pub kind: TypeFormKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TypeFormKind {
    /// A type that could not be read; already reported.
    Unread,
    /// `list of T`, with `nonempty` where an empty list is refused.
    List(Box<TypeForm>, bool),
    /// `pool of T`: entities that are declared only to be referred to.
    Pool(Box<TypeForm>),
    /// `optional T`.
    Optional(Box<TypeForm>),
    /// `ref T`.
    Reference(Ident),
    /// `level of LADDER`.
    Level(Ident),
    /// A built-in type, an entity or an enumeration, with the bounds and decimal places of a number.
    Plain {
        /// The type's name.
        name: Ident,
        /// `from A to B`.
        bounds: Option<(Bound, Bound)>,
        /// `with N places`.
        places: Option<Count>,
    },
}

/// A bound of a number as written, sign included.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bound {
    /// The digits, with sign and decimal point, without `_`.
    pub text: Name,
    /// Where it stands.
    pub span: Span,
}

/// `register member_states of Country { … }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Register {
    /// Its name.
    pub name: Ident,
    /// What it lists.
    pub of: Ident,
    /// What it is called in reports.
    pub title: Option<Text>,
    /// The provision under which its entries are made.
    pub under: Option<Cited>,
    /// The last day for which the entries are known to be complete.
    pub known_until: Option<DateText>,
    /// Its entries.
    pub entries: Vec<RegisterEntry>,
    /// Whether a faulty entry was left out.
    pub incomplete: bool,
}

/// `GB from 1973-01-01 until 2020-01-31 under act "…"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegisterEntry {
    /// What is listed.
    pub key: Ident,
    /// Its first day.
    pub from: DateText,
    /// Its last day, if it has one.
    pub until: Option<DateText>,
    /// The act behind it.
    pub act: Option<Text>,
}

/// `assume "…" FORMULA`: what is true of every realistic dossier.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Assume {
    /// What is assumed, in words.
    pub gloss: Text,
    /// The same as a formula.
    pub formula: ExprId,
}

/// `define in_union(c : Country) : Bool = …`: a named notion.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Define {
    /// Its name.
    pub name: Ident,
    /// Its parameters.
    pub parameters: Vec<Variable>,
    /// The type of its value.
    pub ty: TypeForm,
    /// The provisions it rests on.
    pub cites: Vec<Cited>,
    /// Its body.
    pub body: ExprId,
}

/// `c : Country`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Variable {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: TypeForm,
}

/// `reading control_trigger "…" { default … alternative … }`: a named interpretive choice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reading {
    /// Its name.
    pub name: Ident,
    /// The question that it settles.
    pub question: Option<Text>,
    /// The provisions whose reading is open.
    pub cites: Vec<Cited>,
    /// Its alternatives.
    pub choices: Vec<Choice>,
}

/// An alternative of a reading.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Whether it applies unless another is asked for.
    pub default: bool,
    /// Its name.
    pub name: Ident,
    /// What it says.
    pub gloss: Option<Text>,
}

/// `ladder union_assurance "…" under … cumulative under … { level 1 … }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ladder {
    /// Its name.
    pub name: Ident,
    /// What it is called in reports.
    pub title: Option<Text>,
    /// The provision that establishes it.
    pub under: Option<Cited>,
    /// Present when each level includes all lower ones, with the provision that says so.
    pub cumulative: Option<Option<Cited>>,
    /// Its levels.
    pub rungs: Vec<Rung>,
}

/// A level of a ladder.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rung {
    /// Its number.
    pub level: Count,
    /// What it is called.
    pub title: Option<Text>,
    /// The provision that holds its criteria.
    pub set_out_in: Option<Citation>,
    /// How good evidence must be for its criteria.
    pub standard: Option<Standard>,
    /// Where it stands.
    pub span: Span,
}

/// `evidence audited not older than 12 months rounded down under Article 20(1)`, of a level.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Standard {
    /// The grade that is asked for.
    pub grade: Ident,
    /// How old it may be.
    pub not_older: Option<Period>,
    /// The provision that says so.
    pub under: Option<Cited>,
}

/// What a criterion is shown by: where the text says so, and the items.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// Where the text says how it is shown.
    pub cites: Vec<Cited>,
    /// What is asked for.
    pub exhibits: Vec<Exhibit>,
}

/// `certificate "the certification report" certified for certificates;`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exhibit {
    /// Its kind.
    pub kind: Ident,
    /// What it shows, in words.
    pub gloss: Option<Text>,
    /// The grade that is asked for, where it is another than the level's.
    pub grade: Option<Ident>,
    /// How old it may be, where it is otherwise than for the level.
    pub not_older: Option<Period>,
    /// The facts that it supports, by the way to each from the dossier inwards.
    pub facts: Vec<FactName>,
    /// Where it stands.
    pub span: Span,
}

/// `provider.controllers`: a fact of every dossier, without choosing among the elements of lists.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FactName {
    /// The fields, from the dossier inwards; at least one.
    pub steps: Vec<Ident>,
    /// Where it stands.
    pub span: Span,
}

/// `criterion Annex II 3.1(g) at level 3 "…" { … }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Criterion {
    /// The provision that it formalises.
    pub provision: Cited,
    /// Its level.
    pub level: Option<Count>,
    /// Its title.
    pub title: Option<Text>,
    /// The point of the level below that it corresponds to, where letters do not match.
    pub counterpart: Option<Citation>,
    /// The criterion that it copies.
    pub copied: Option<Copied>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Whether a faulty clause was left out.
    pub incomplete: bool,
}

/// `restates` or `refines` with the criterion copied.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Copied {
    /// Whether differences are declared (`refines`).
    pub refines: bool,
    /// The criterion copied.
    pub from: Citation,
}

/// A clause of a criterion, a point, a derogation or a rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Clause {
    /// What it says.
    pub kind: ClauseKind,
    /// Where it stands.
    pub span: Span,
}

/// The clauses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ClauseKind {
    /// `holds "…"`: one line for when the criterion holds.
    Holds(Text),
    /// `fails "…"`: one line for when it does not.
    Fails(Text),
    /// `parameter minimum : Grade = substantial`.
    Parameter(Variable, ExprId),
    /// `applies where …`.
    Applies(ExprId),
    /// `requires …`.
    Requires(ExprId),
    /// `unless …`.
    Unless(ExprId),
    /// `point (i) "…" { … }`.
    Point(Point),
    /// `evidence Annex III G { … }`.
    Evidence(Evidence),
    /// `with minimum = high`, in a criterion that refines.
    With(Ident, ExprId),
    /// `without unless` (no name) or `without point (iii)`, in a criterion that refines.
    Without(Option<Ident>),
    /// `plus …`, in a criterion that refines.
    Plus(Box<Clause>),
    /// `opens where …`, in a derogation.
    Opens(ExprId),
    /// `on condition that …`, in a derogation.
    Condition(Option<Text>, ExprId),
    /// `except where …`, in a derogation.
    Exception(ExprId),
    /// `default …`, in a rule.
    Default(Outcome),
    /// `exception urgent when … then …`, in a rule.
    Excepted(Box<Excepted>),
    /// `clock stops …`, in a rule.
    Clock(Box<Clock>),
    /// `ends on a working day`, in a rule.
    WorkingDay(WorkingDay),
}

/// A labelled part of a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Point {
    /// Its label without parentheses, or its name.
    pub label: Ident,
    /// Whether the label stands in parentheses and so names a provision of the outline.
    pub numbered: bool,
    /// Its title.
    pub title: Option<Text>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Whether a faulty clause was left out.
    pub incomplete: bool,
}

/// `derogation associated_third_country from Annex II 3.1(g) under … { … }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Derogation {
    /// Its name.
    pub name: Ident,
    /// The criterion that it relaxes.
    pub from: Cited,
    /// The level at which it stands, where written.
    pub level: Option<Count>,
    /// The provision that it rests on.
    pub under: Option<Cited>,
    /// The variable of `for each party that fails`.
    pub for_each: Option<Ident>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Whether a faulty clause was left out.
    pub incomplete: bool,
}

/// `not formalised Annex II 1.2 because "…"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NotFormalised {
    /// The provision left out.
    pub provision: Citation,
    /// Why.
    pub because: Text,
}

/// `waive ACQ0301 until 2027-06-30 because "…"`, about the declaration that follows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Waiver {
    /// The number of the diagnostic.
    pub code: Ident,
    /// The last day of the waiver.
    pub until: DateText,
    /// Why.
    pub because: Text,
}
