//! The trees of formulas.

use acquis_base::{Comparison, Name, Rounding, Span};

use super::{Ident, Text};

/// Index of an expression in the table of its declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(u32);

/// The expressions of one declaration. An expression comes after those it is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Exprs {
    table: Vec<Expr>,
    /// The place of the first expression that is deeper than [`MAX_DEPTH`].
    too_deep: Option<Span>,
}

/// How deep an expression may be: how many expressions stand within each other.
pub const MAX_DEPTH: u32 = 128;

impl Exprs {
    /// Adds an expression.
    pub fn add(&mut self, kind: ExprKind, span: Span) -> ExprId {
        let id = ExprId(u32::try_from(self.table.len()).unwrap_or(u32::MAX));
        let mut depth = 0;
        kind.for_each_part(&mut |part| depth = depth.max(self.get(part).depth));
        depth = depth.saturating_add(1);
        if depth > MAX_DEPTH {
            self.too_deep.get_or_insert(span);
        }
        self.table.push(Expr { kind, span, depth });
        id
    }

    /// The place of the first expression that is deeper than [`MAX_DEPTH`].
    pub fn too_deep(&self) -> Option<Span> {
        self.too_deep
    }

    /// The expression `id`; an id of another table gives [`ExprKind::Error`].
    pub fn get(&self, id: ExprId) -> &Expr {
        static NONE: Expr = Expr { kind: ExprKind::Error, span: Span { start: 0, end: 0 }, depth: 0 };
        self.table.get(id.0 as usize).unwrap_or(&NONE)
    }

    /// All expressions, parts before wholes.
    pub fn iter(&self) -> impl Iterator<Item = &Expr> {
        self.table.iter()
    }
}

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
    /// How many expressions stand within each other, itself included.
    depth: u32,
}

/// The forms of expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExprKind {
    /// A piece that could not be read; already reported.
    Error,
    /// `true`, `false`.
    Bool(bool),
    /// A whole or decimal number as written, without `_`.
    Number(Name),
    /// A percentage as written, without sign.
    Percent(Name),
    /// A quoted text.
    Text(Name),
    /// A date as written.
    Date(Name),
    /// `30 days`, `2 months rounded down`.
    Duration(u32, DurationUnit, Option<Rounding>),
    /// `level 3`.
    Level(u32),
    /// `own level`.
    OwnLevel,
    /// `assessment_date`.
    AssessmentDate,
    /// A name: a variable, fact, parameter, notion, register, value of an enumeration, or country.
    Name(Name),
    /// `base.field`.
    Field(ExprId, Ident),
    /// `notion(arguments)`.
    Call(Ident, Vec<ExprId>),
    /// `[a, b]`.
    List(Vec<ExprId>),
    /// `not a`.
    Not(ExprId),
    /// `-a`.
    Negate(ExprId),
    /// `a and b and …`, or a block `all of { … }`.
    All(Vec<Limb>),
    /// `a or b or …`, or a block `any of { … }`.
    Any(Vec<Limb>),
    /// `a implies b`.
    Implies(ExprId, ExprId),
    /// `a < b` and the like.
    Compare(Comparison, ExprId, ExprId),
    /// `a in b`, with `true` for `not in`.
    In(ExprId, ExprId, bool),
    /// `register as of date`.
    AsOf(ExprId, ExprId),
    /// `a is at least 5 % of b`.
    Share(ExprId, Comparison, Name, ExprId),
    /// `a + b`, `a - b`, `a * b`, `a / b`.
    Arithmetic(Operation, ExprId, ExprId),
    /// `customer exists`.
    Exists(ExprId),
    /// `every x in … satisfies …` and its kin.
    Quantified(Box<Quantified>),
    /// `chain of x.controllers`.
    Chain(ExprId),
    /// `each s in subcontractors where …`.
    Each(Ident, ExprId, ExprId),
    /// `a together with b`.
    Together(Vec<ExprId>),
    /// `count(…)`.
    Count(ExprId),
    /// `first of { where …: …; otherwise: …; }`.
    FirstOf(Box<FirstOf>),
    /// `if a then b else c`.
    If(ExprId, ExprId, ExprId),
    /// `by reading r { each: …; both: …; }`.
    ByReading(Ident, Vec<(Ident, ExprId)>),
    /// `should a by reading r`.
    Should(ExprId, Option<Ident>),
}

impl ExprKind {
    /// Calls `visit` for each expression that this one is made of.
    fn for_each_part(&self, visit: &mut dyn FnMut(ExprId)) {
        match self {
            Self::Error
            | Self::Bool(_)
            | Self::Number(_)
            | Self::Percent(_)
            | Self::Text(_)
            | Self::Date(_)
            | Self::Duration(..)
            | Self::Level(_)
            | Self::OwnLevel
            | Self::AssessmentDate
            | Self::Name(_) => {}
            Self::Field(a, _)
            | Self::Not(a)
            | Self::Negate(a)
            | Self::Exists(a)
            | Self::Chain(a)
            | Self::Count(a)
            | Self::Should(a, _) => visit(*a),
            Self::Implies(a, b)
            | Self::Compare(_, a, b)
            | Self::In(a, b, _)
            | Self::AsOf(a, b)
            | Self::Share(a, _, _, b)
            | Self::Arithmetic(_, a, b)
            | Self::Each(_, a, b) => [*a, *b].into_iter().for_each(visit),
            Self::If(a, b, c) => [*a, *b, *c].into_iter().for_each(visit),
            Self::Call(_, parts) | Self::List(parts) | Self::Together(parts) => {
                parts.iter().copied().for_each(visit);
            }
            Self::All(limbs) | Self::Any(limbs) => limbs.iter().map(|limb| limb.formula).for_each(visit),
            Self::ByReading(_, choices) => choices.iter().map(|(_, formula)| *formula).for_each(visit),
            Self::Quantified(quantified) => {
                let Quantified { range, filter, except, body, .. } = **quantified;
                [Some(range), filter, except, Some(body)].into_iter().flatten().for_each(visit);
            }
            Self::FirstOf(first) => {
                first.cases.iter().flat_map(|case| [case.condition, case.value]).for_each(&mut *visit);
                visit(first.otherwise);
            }
        }
    }
}

/// Units of duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are the words of the grammar")]
pub enum DurationUnit {
    Days,
    Months,
    Years,
}

/// Arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are the operators of the grammar")]
pub enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Operation {
    /// The operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}

/// A limb of a conjunction or disjunction, labelled where the text labels it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Limb {
    /// `point (i) "…":`.
    pub label: Option<LimbLabel>,
    /// What it says.
    pub formula: ExprId,
}

/// The label of a limb.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LimbLabel {
    /// Its label without parentheses, or its name.
    pub label: Ident,
    /// Whether the label stands in parentheses and so names a provision of the outline.
    pub numbered: bool,
    /// What the limb asks, in words.
    pub gloss: Option<Text>,
}

/// `every x in LIST where A except where B satisfies C`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Quantified {
    /// How many.
    pub quantifier: Quantifier,
    /// The variable.
    pub variable: Ident,
    /// The list.
    pub range: ExprId,
    /// Which elements count.
    pub filter: Option<ExprId>,
    /// Which of those are carved out.
    pub except: Option<ExprId>,
    /// What they must satisfy.
    pub body: ExprId,
}

/// The quantifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are the words of the grammar")]
pub enum Quantifier {
    Every,
    Some,
    No,
    AtLeast(u32),
    AtMost(u32),
    Exactly(u32),
}

/// An ordered fallback.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FirstOf {
    /// The cases, tried in order.
    pub cases: Vec<Case>,
    /// What the last limb is called.
    pub otherwise_gloss: Option<Text>,
    /// What applies when no case does.
    pub otherwise: ExprId,
}

/// A case of an ordered fallback.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Case {
    /// `point european "…"`.
    pub label: Option<LimbLabel>,
    /// When the case decides.
    pub condition: ExprId,
    /// What it says then.
    pub value: ExprId,
}
