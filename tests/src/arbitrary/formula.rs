//! Formulas as trees: what the text of a package says, before it is text.

use super::vocabulary::Ty;

/// A record or a field: a variable or the dossier, and the fields that lead on from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The variable; nothing for the dossier.
    pub variable: Option<String>,
    pub fields: Vec<String>,
}

impl Path {
    /// The field of that name of what the path leads to.
    pub fn field(&self, name: &str) -> Self {
        let mut path = self.clone();
        path.fields.push(name.to_owned());
        path
    }
}

/// A plain value, as written in a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// A number of tenths, with its unit.
    Number(i64, Unit),
    Date(&'static str),
    Text(&'static str),
    Country(&'static str),
    /// The value at an index of the enumeration at another.
    Value(usize, usize),
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Plain,
    Percent,
    Days,
}

/// What a term stands for; terms of one kind can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Number(Unit),
    Date,
    Text,
    Country,
    Enum(usize),
    Bool,
}

impl Kind {
    /// The kind of a plain type.
    pub fn of(ty: &Ty) -> Option<Self> {
        Some(match ty {
            Ty::Bool => Self::Bool,
            Ty::Integer(..) | Ty::Decimal(..) => Self::Number(Unit::Plain),
            Ty::Percentage => Self::Number(Unit::Percent),
            Ty::Days => Self::Number(Unit::Days),
            Ty::Date => Self::Date,
            Ty::Text => Self::Text,
            Ty::Country => Self::Country,
            Ty::Enum(at) => Self::Enum(*at),
            _ => return None,
        })
    }
}

/// An expression that stands for a plain value other than a truth value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    Literal(Literal),
    Fact(Path),
    /// A constant of the criterion.
    Parameter(String),
    AssessmentDate,
    Plus(Box<Term>, Box<Term>),
    Minus(Box<Term>, Box<Term>),
    Times(Box<Term>, i64),
    Over(Box<Term>, i64),
    PlusDays(Box<Term>, Box<Term>),
    MinusDays(Box<Term>, Box<Term>),
    /// So many months later, or earlier where negative; whether a missing day rounds up.
    PlusMonths(Box<Term>, i64, bool),
    DaysBetween(Box<Term>, Box<Term>),
    If(Box<Bool>, Box<Term>, Box<Term>),
    ByReading(String, Vec<(String, Term)>),
    Call(String, Vec<Argument>),
}

/// What a notion is applied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    Record(Path),
    Term(Term),
    /// The level of the criterion.
    OwnLevel,
    /// The level that the notion around was given.
    Given(String),
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

/// Quantifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    Every,
    Some,
    No,
    AtLeast(usize),
    AtMost(usize),
    Exactly(usize),
}

/// What a quantifier ranges over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Range {
    /// A list, or an optional value as one.
    List(Path),
    Chain(Path),
    /// A single record.
    One(Path),
    Together(Vec<Range>),
    Each(String, Box<Range>, Box<Bool>),
    Call(String, Vec<Argument>),
}

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bool {
    Literal(bool),
    Fact(Path),
    Not(Box<Bool>),
    And(Vec<Bool>),
    Or(Vec<Bool>),
    /// The same as `And`, as a block.
    AllOf(Vec<Bool>),
    AnyOf(Vec<Bool>),
    Implies(Box<Bool>, Box<Bool>),
    Compare(Comparison, Term, Term),
    OneOf(bool, Term, Vec<Term>),
    InList(bool, Term, Path),
    InRegister(bool, Term, &'static str, Option<Term>),
    /// Whether the first is such a share of the second, in percent.
    Share(Comparison, Term, i64, Term),
    Quantified(Box<Quantified>),
    Count(Comparison, Range, usize),
    Exists(Path),
    FirstOf(Vec<(Bool, Bool)>, Box<Bool>),
    If(Box<Bool>, Box<Bool>, Box<Bool>),
    ByReading(String, Vec<(String, Bool)>),
    Should(Box<Bool>, String),
    /// Whether the level that a notion was given is this one.
    IsLevel(String, usize),
    Call(String, Vec<Argument>),
}

/// A quantifier with its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantified {
    pub quantifier: Quantifier,
    pub variable: String,
    pub range: Range,
    pub filter: Option<Bool>,
    pub except: Option<Bool>,
    pub body: Bool,
}

/// A notion.
#[derive(Debug, Clone)]
pub struct Notion {
    pub name: String,
    pub parameters: Vec<(String, Ty)>,
    pub body: Body,
}

/// What a notion stands for.
#[derive(Debug, Clone)]
pub enum Body {
    Truth(Bool),
    Value(Ty, Term),
    /// A list of records of that entity.
    List(usize, Range),
}
