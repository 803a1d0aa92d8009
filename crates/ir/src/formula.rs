//! Formulas: typed expressions in a flat table, parts before wholes.

use acquis_base::{Comparison, Name, Rounding, Span};

use crate::{Type, Value};

/// Index of an expression in its formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(pub u32);

/// Index of a variable in its formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariableId(pub u32);

/// A typed expression that can be evaluated once its variables are bound.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Formula {
    /// The expressions; an expression comes after those it is made of.
    pub exprs: Vec<Expr>,
    /// The variables: first those bound from outside (parameters), then those bound by quantifiers within.
    pub variables: Vec<Variable>,
    /// What the formula stands for: the value of this expression, unless it stands for a list.
    pub root: Option<ExprId>,
    /// The list that it stands for, in a notion that is one.
    pub range: Option<Range>,
    /// The declaration in whose text the spans count, as its file and the head of its text.
    pub home: Name,
}

impl Formula {
    /// The expression `id`.
    pub fn expr(&self, id: ExprId) -> Option<&Expr> {
        self.exprs.get(id.0 as usize)
    }

    /// The expression that the formula stands for.
    pub fn root_expr(&self) -> Option<&Expr> {
        self.expr(self.root?)
    }

    /// The variable `id`.
    pub fn variable(&self, id: VariableId) -> Option<&Variable> {
        self.variables.get(id.0 as usize)
    }
}

/// What the variables of a formula stand for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bindings<T>(Vec<Option<T>>);

impl<T> Default for Bindings<T> {
    fn default() -> Self {
        Self(vec![])
    }
}

impl<T: Clone> Bindings<T> {
    /// The first variables, in order.
    pub fn of(values: Vec<T>) -> Self {
        Self(values.into_iter().map(Some).collect())
    }

    /// The same with one more variable.
    #[must_use]
    pub fn with(&self, variable: VariableId, value: T) -> Self {
        let mut all = self.clone();
        let at = variable.0 as usize;
        if all.0.len() <= at {
            all.0.resize(at + 1, None);
        }
        if let Some(slot) = all.0.get_mut(at) {
            *slot = Some(value);
        }
        all
    }

    /// What a variable stands for; nothing for one that is not bound.
    pub fn get(&self, variable: VariableId) -> Option<&T> {
        self.0.get(variable.0 as usize)?.as_ref()
    }
}

/// A variable of a formula.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Variable {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
}

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Where it stands in the text of the formula's home.
    pub span: Span,
}

impl Expr {
    /// The parts of a quantifier; nothing for another expression.
    pub fn quantified(&self) -> Option<Quantified<'_>> {
        match &self.kind {
            ExprKind::Quantified { quantifier, variable, range, filter, except, body } => Some(Quantified {
                quantifier: *quantifier,
                variable: *variable,
                range,
                filter: *filter,
                except: *except,
                body: *body,
            }),
            _ => None,
        }
    }
}

/// A field by name and by its place in the entity.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldRef {
    /// Its name.
    pub name: Name,
    /// Its index in the entity's fields.
    pub index: u32,
}

/// The quantifiers. The numbers are constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Quantifier {
    Every,
    Some,
    No,
    AtLeast(u32),
    AtMost(u32),
    Exactly(u32),
}

/// A quantifier, taken apart.
#[derive(Debug, Clone, Copy)]
pub struct Quantified<'p> {
    /// How many.
    pub quantifier: Quantifier,
    /// The variable bound.
    pub variable: VariableId,
    /// What it ranges over.
    pub range: &'p Range,
    /// Which elements count.
    pub filter: Option<ExprId>,
    /// Which of those are carved out.
    pub except: Option<ExprId>,
    /// What they satisfy.
    pub body: ExprId,
}

/// The forms of expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExprKind {
    /// A known value.
    Literal(Value),
    /// The date as of which is assessed.
    AssessmentDate,
    /// The dossier as a whole, whose fields are those of the `facts` declaration.
    Facts,
    /// A variable.
    Variable(VariableId),
    /// A field of a record or of what a reference refers to.
    Field(ExprId, FieldRef),
    /// A notion applied to arguments.
    Call(Name, Vec<ExprId>),
    /// Negation.
    Not(ExprId),
    /// Conjunction; true when empty.
    All(Vec<Limb>),
    /// Disjunction; false when empty.
    Any(Vec<Limb>),
    /// Implication.
    Implies(ExprId, ExprId),
    /// A comparison of two values of one type.
    Compare(Comparison, ExprId, ExprId),
    /// Whether a value is in the named register, on a date or else on the assessment date.
    InRegister {
        /// The value.
        item: ExprId,
        /// The register.
        register: Name,
        /// The date, unless it is the assessment date.
        on: Option<ExprId>,
    },
    /// Whether a value is one of those listed.
    OneOf(ExprId, Vec<ExprId>),
    /// Whether a quantity is such a share of another: `part is at least 5 % of whole`.
    Share {
        /// The part.
        part: ExprId,
        /// How it compares.
        comparison: Comparison,
        /// The share, in hundredths of a hundred: `5` for 5 %.
        percent: crate::Number,
        /// The whole.
        whole: ExprId,
    },
    /// A sum of numbers of one unit.
    Add(ExprId, ExprId),
    /// A difference of numbers of one unit.
    Subtract(ExprId, ExprId),
    /// A number times a constant.
    Scale(ExprId, crate::Number),
    /// A date some days later, or earlier with `true`.
    ShiftDays(ExprId, ExprId, bool),
    /// A date some months later.
    ShiftMonths(ExprId, i32, Rounding),
    /// The days from the second date to the first.
    DaysBetween(ExprId, ExprId),
    /// Whether an optional value exists.
    Exists(ExprId),
    /// A quantifier.
    Quantified {
        /// How many.
        quantifier: Quantifier,
        /// The variable bound.
        variable: VariableId,
        /// What it ranges over.
        range: Range,
        /// Which elements count.
        filter: Option<ExprId>,
        /// Which of those are carved out.
        except: Option<ExprId>,
        /// What they satisfy.
        body: ExprId,
    },
    /// The first case whose condition holds decides.
    FirstOf(Vec<Case>, Box<Case>),
    /// The alternative that the named reading chooses.
    ByReading(Name, Vec<(Name, ExprId)>),
    /// Binding or advisory as the named reading chooses.
    Should(ExprId, Name),
}

/// What a quantifier ranges over.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Range {
    /// The elements of a list, or of an optional value.
    List(ExprId),
    /// One record.
    One(ExprId),
    /// Everything reached from a list of references along the field of that name, without the start.
    Chain(ExprId, Name),
    /// The elements of a range that satisfy a condition.
    Filtered(VariableId, Box<Range>, ExprId),
    /// The elements of several ranges, one after the other.
    Together(Vec<Range>),
    /// A notion that stands for a list, applied to arguments.
    Call(Name, Vec<ExprId>),
}

/// A part of a conjunction or disjunction.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Limb {
    /// Its label, where the text labels it.
    pub label: Option<LimbLabel>,
    /// What it says.
    pub expr: ExprId,
}

/// The label of a limb or case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LimbLabel {
    /// `(i)`, or a name.
    pub label: Name,
    /// Whether the label is a number or letter of the text.
    pub numbered: bool,
    /// What is asked, in words.
    pub gloss: Option<Name>,
}

/// A case of an ordered fallback; the last has the condition `true`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Case {
    /// Its label.
    pub label: Option<LimbLabel>,
    /// When it decides.
    pub condition: ExprId,
    /// What it says then.
    pub value: ExprId,
}
