//! The trees of rules.

use acquis_base::{Rounding, Span};

use super::{Cited, Clause, Count, DurationUnit, ExprId, Ident, Text, TypeForm};

/// `rule decision_due "…" for each a in applications : Date under … { … }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Its name.
    pub name: Ident,
    /// What it is called in reports.
    pub title: Option<Text>,
    /// What there is one result for each of.
    pub for_each: Option<EachOf>,
    /// The type of its value.
    pub ty: TypeForm,
    /// The provision that it formalises.
    pub under: Cited,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Whether a faulty clause was left out.
    pub incomplete: bool,
}

/// `for each x in LIST where …`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EachOf {
    /// The variable.
    pub variable: Ident,
    /// The list.
    pub range: ExprId,
    /// Which elements count.
    pub filter: Option<ExprId>,
}

/// What a rule gives by default or by an exception.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Outcome {
    /// The value, or the day after which a period runs.
    pub expr: ExprId,
    /// The period, where one is written.
    pub period: Option<Period>,
    /// Where it stands.
    pub span: Span,
}

/// `period of 60 days after …`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Period {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: DurationUnit,
    /// How a day rounds that the month reached does not have.
    pub rounding: Option<Rounding>,
    /// Where the duration stands.
    pub span: Span,
}

/// `exception urgent "…" under … over others under … when … then …`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Excepted {
    /// Its label.
    pub label: Ident,
    /// What it says, in words.
    pub gloss: Option<Text>,
    /// The provision that it rests on, where it is another than the rule's.
    pub under: Option<Cited>,
    /// The exceptions that it goes before, with the provision that says so.
    pub over: Option<(Vec<Ident>, Cited)>,
    /// When it applies.
    pub condition: ExprId,
    /// What follows then.
    pub outcome: Outcome,
}

/// `clock stops for each x in LIST from … to … at most 30 days in total`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Clock {
    /// What it stops for.
    pub each: EachOf,
    /// The day on which it stops.
    pub from: ExprId,
    /// The day on which it runs again.
    pub to: ExprId,
    /// The most days that all stops together count.
    pub cap: Option<Count>,
    /// The provision that stops it.
    pub under: Option<Cited>,
    /// When the cap does not count.
    pub uncapped: Option<ExprId>,
}

/// `ends on a working day except on holidays`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WorkingDay {
    /// The list of days that are no working days, beside Saturdays and Sundays.
    pub days_off: Option<ExprId>,
    /// The provision that says so.
    pub under: Option<Cited>,
}
