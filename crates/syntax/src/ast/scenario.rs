//! The trees of scenarios.

use acquis_base::{Name, Span};

use super::{Citation, Count, DateText, Ident, Text};

/// `scenario "…" from "examples/a.yaml" on 2027-01-01 reading r = x { … }`: facts, and what must come of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scenario {
    /// Its title.
    pub title: Text,
    /// The dossier that it starts from.
    pub from: Option<Text>,
    /// The assessment date.
    pub on: Option<DateText>,
    /// The amendments under which it is asked.
    pub amendments: Vec<Ident>,
    /// Readings with the choices to be made.
    pub readings: Vec<(Ident, Ident)>,
    /// Its clauses.
    pub clauses: Vec<ScenarioClause>,
    /// Its tables: each row is a case of its own.
    pub tables: Vec<CaseTable>,
    /// Whether a faulty clause was left out.
    pub incomplete: bool,
}

/// A clause of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ScenarioClause {
    /// What it says.
    pub kind: ScenarioClauseKind,
    /// Where it stands.
    pub span: Span,
}

/// The clauses of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ScenarioClauseKind {
    /// `set provider.established_in = CH`.
    Set(FactPath, FactValue),
    /// `remove provider.safeguards`.
    Remove(FactPath),
    /// `assume CH in associated_third_countries from 2027-01-01`.
    Assume(Supposed),
    /// `expect …`.
    Expect(Expected),
}

/// The way to a fact: `subcontractors[2].direct_contract`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FactPath {
    /// Its steps, outermost first; never empty.
    pub steps: Vec<FactStep>,
    /// Where it stands.
    pub span: Span,
}

/// A step on the way to a fact.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FactStep {
    /// The field.
    pub field: Ident,
    /// The element, where the field is a list.
    pub element: Option<FactElement>,
}

/// Which element of a list is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FactElement {
    /// The one at this place, counted from 1.
    Number(Count),
    /// The one that is called so.
    Identity(Text),
}

impl FactElement {
    /// Where it stands, without the brackets.
    pub fn span(&self) -> Span {
        match self {
            Self::Number(number) => number.span,
            Self::Identity(text) => text.span,
        }
    }
}

/// The value of a fact as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FactValue {
    /// What it is.
    pub kind: FactValueKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a fact's value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FactValueKind {
    /// A word: a truth value, a country, a value of an enumeration, an identity, `none`, `unknown`.
    Word(Name),
    /// A number as written, without `_`.
    Number(Name),
    /// A percentage as written, without sign.
    Percent(Name),
    /// A date as written.
    Date(Name),
    /// A quoted text.
    Text(Name),
    /// `[a, b]`.
    List(Vec<FactValue>),
    /// `{ field: value }`.
    Record(Vec<(Ident, FactValue)>),
}

/// What a scenario supposes of a register.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Supposed {
    /// The key.
    pub key: Ident,
    /// The register.
    pub register: Ident,
    /// What is supposed of the key.
    pub what: SupposedEntry,
}

/// What a scenario supposes of a key of a register.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SupposedEntry {
    /// An entry from one day, perhaps until another, perhaps by an act.
    Entry(DateText, Option<DateText>, Option<Text>),
    /// That it has no entry: `assume CH not in …`.
    Absent,
    /// That it is not known whether it has one: `assume CH in … unknown`.
    Unknown,
    /// `assume CH in …` without a day.
    Undated,
}

/// What a scenario expects.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expected {
    /// `level 3`, `no level`: the highest level attained.
    Level(ExpectedLevel),
    /// `reachable level 3`: the highest level that is not out of reach.
    Reachable(ExpectedLevel),
    /// `Annex II 2.1(g) not met`.
    Verdict(Citation, ExpectedVerdict),
    /// `evidence diagram for Annex II 2.1(b) stale`: what there is of the items of a kind, or of all, at worst.
    Evidence(Option<Ident>, Citation, Ident),
    /// `missing provider.safeguards`.
    Missing(FactPath),
    /// `missing CH in associated_third_countries`.
    MissingEntry(Ident, Ident),
    /// `nothing missing`.
    NothingMissing,
    /// `decision_due = 2027-05-30`, `fee[A1] by default`.
    Rule(FactStep, ExpectedGift),
}

/// What a rule is expected to give.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExpectedGift {
    /// A value, perhaps on a ground.
    Value(FactValue, Option<ExpectedGround>),
    /// Whatever value, on a ground.
    Ground(ExpectedGround),
    /// No date that is settled, and none after this one.
    Latest(DateText),
    /// Nothing, because it does not apply.
    NotApplicable,
    /// Nothing that is settled.
    Open,
}

/// What a value is expected to rest on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExpectedGround {
    /// `by default`.
    Default,
    /// `by exception complex`.
    Exception(Ident),
}

/// A level, or none, of a ladder.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExpectedLevel {
    /// The level; nothing for `no level`.
    pub level: Option<Count>,
    /// The ladder, where it is written.
    pub ladder: Option<Ident>,
}

/// A verdict as a scenario expects it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the variants are the words of the grammar")]
pub enum ExpectedVerdict {
    Met,
    MetByDerogation(Ident),
    NotMet,
    NotApplicable,
    Undetermined,
}

/// A table of cases: facts first, then what is expected.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CaseTable {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A column of a table of cases.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Column {
    /// What it holds.
    pub kind: ColumnKind,
    /// Where its head stands.
    pub span: Span,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Values of a fact, or of a rule.
    Fact(FactPath),
    /// Verdicts of a criterion.
    Verdict(Citation),
    /// The highest level attained.
    Level,
    /// The highest level that is not out of reach.
    Reachable,
}

/// A row of a table of cases.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Where it stands.
    pub span: Span,
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cell {
    /// The verdict that it could be.
    pub verdict: Option<ExpectedVerdict>,
    /// The value that it could be.
    pub value: Option<FactValue>,
    /// Where it stands.
    pub span: Span,
}
