//! Formulas as text, in the notation of the language, for explanations and for reading the program.

use std::fmt::{self, Write as _};

use acquis_base::Rounding;

use crate::{Case, ExprId, ExprKind, Formula, Limb, Quantifier, Range, Type, Unit, Value, VariableId};

impl Formula {
    /// The expression `id` as source text on one line.
    pub fn show(&self, id: ExprId) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = Printer { formula: self, out: &mut out }.expr(id, Tightness::Formula);
        out
    }
}

/// How tightly what surrounds an expression binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    Formula,
    Term,
    Operand,
}

struct Printer<'a> {
    formula: &'a Formula,
    out: &'a mut String,
}

impl Printer<'_> {
    fn expr(&mut self, id: ExprId, around: Tightness) -> fmt::Result {
        let Some(expr) = self.formula.expr(id) else { return self.out.write_char('…') };
        let own = tightness(&expr.kind);
        let parentheses = own < around;
        if parentheses {
            self.out.write_char('(')?;
        }
        self.kind(&expr.kind, &expr.ty)?;
        if parentheses {
            self.out.write_char(')')?;
        }
        Ok(())
    }

    fn kind(&mut self, kind: &ExprKind, ty: &Type) -> fmt::Result {
        match kind {
            ExprKind::Literal(value) => self.literal(value, ty),
            ExprKind::AssessmentDate => self.out.write_str("assessment_date"),
            ExprKind::Facts => self.out.write_str("facts"),
            ExprKind::Variable(id) => self.variable(*id),
            ExprKind::Field(base, field) => {
                if !matches!(self.formula.expr(*base).map(|expr| &expr.kind), Some(ExprKind::Facts)) {
                    self.expr(*base, Tightness::Operand)?;
                    self.out.write_char('.')?;
                }
                self.out.write_str(&field.name)
            }
            ExprKind::Call(name, arguments) => self.call(name, arguments),
            ExprKind::Not(inner) => {
                self.out.write_str("not ")?;
                self.expr(*inner, Tightness::Term)
            }
            ExprKind::All(limbs) => self.limbs(limbs, "and", "true"),
            ExprKind::Any(limbs) => self.limbs(limbs, "or", "false"),
            ExprKind::Implies(a, b) => self.infix(*a, "implies", *b, Tightness::Term),
            ExprKind::Compare(comparison, a, b) => {
                self.infix(*a, comparison.as_str(), *b, Tightness::Operand)
            }
            ExprKind::InRegister { item, register, on } => {
                self.expr(*item, Tightness::Operand)?;
                write!(self.out, " in {register}")?;
                match on {
                    Some(date) => {
                        self.out.write_str(" as of ")?;
                        self.expr(*date, Tightness::Operand)
                    }
                    None => Ok(()),
                }
            }
            ExprKind::OneOf(item, options) => {
                self.expr(*item, Tightness::Operand)?;
                self.out.write_str(" in [")?;
                self.list(options)?;
                self.out.write_char(']')
            }
            ExprKind::Share { part, comparison, percent, whole } => {
                self.expr(*part, Tightness::Operand)?;
                write!(self.out, " {} {percent} % of ", comparison.as_str())?;
                self.expr(*whole, Tightness::Operand)
            }
            ExprKind::Add(a, b) => self.infix(*a, "+", *b, Tightness::Operand),
            ExprKind::Subtract(a, b) | ExprKind::DaysBetween(a, b) => {
                self.infix(*a, "-", *b, Tightness::Operand)
            }
            ExprKind::Scale(inner, factor) => {
                self.expr(*inner, Tightness::Operand)?;
                write!(self.out, " * {factor}")
            }
            ExprKind::ShiftDays(date, days, earlier) => {
                self.infix(*date, if *earlier { "-" } else { "+" }, *days, Tightness::Operand)
            }
            ExprKind::ShiftMonths(date, months, rounding) => {
                self.expr(*date, Tightness::Operand)?;
                let sign = if *months < 0 { '-' } else { '+' };
                let plural = if months.unsigned_abs() == 1 { "" } else { "s" };
                let rounding = if *rounding == Rounding::Down { "down" } else { "up" };
                write!(self.out, " {sign} {} month{plural} rounded {rounding}", months.unsigned_abs())
            }
            ExprKind::Exists(inner) => {
                self.expr(*inner, Tightness::Operand)?;
                self.out.write_str(" exists")
            }
            ExprKind::Quantified { quantifier, variable, range, filter, except, body } => {
                self.quantifier(*quantifier)?;
                self.out.write_char(' ')?;
                self.variable(*variable)?;
                self.out.write_str(" in ")?;
                self.range(range)?;
                for (word, condition) in [(" where ", filter), (" except where ", except)] {
                    if let Some(condition) = condition {
                        self.out.write_str(word)?;
                        self.expr(*condition, Tightness::Formula)?;
                    }
                }
                self.out.write_str(" satisfies ")?;
                self.expr(*body, Tightness::Term)
            }
            ExprKind::FirstOf(cases, otherwise) => self.first_of(cases, otherwise),
            ExprKind::ByReading(reading, choices) => {
                write!(self.out, "by reading {reading} {{ ")?;
                for (choice, expr) in choices {
                    write!(self.out, "{choice}: ")?;
                    self.expr(*expr, Tightness::Formula)?;
                    self.out.write_str("; ")?;
                }
                self.out.write_char('}')
            }
            ExprKind::Should(inner, reading) => {
                self.out.write_str("should ")?;
                self.expr(*inner, Tightness::Operand)?;
                write!(self.out, " by reading {reading}")
            }
        }
    }

    fn literal(&mut self, value: &Value, ty: &Type) -> fmt::Result {
        write!(self.out, "{value}")?;
        match ty {
            Type::Number(number) if number.unit == Unit::Percent => self.out.write_str(" %"),
            Type::Number(number) if number.unit == Unit::Days => self.out.write_str(" days"),
            _ => Ok(()),
        }
    }

    fn variable(&mut self, id: VariableId) -> fmt::Result {
        let name = self.formula.variable(id).map_or("…", |variable| variable.name.as_str());
        self.out.write_str(name)
    }

    fn call(&mut self, name: &str, arguments: &[ExprId]) -> fmt::Result {
        self.out.write_str(name)?;
        if arguments.is_empty() {
            return Ok(());
        }
        self.out.write_char('(')?;
        self.list(arguments)?;
        self.out.write_char(')')
    }

    fn list(&mut self, items: &[ExprId]) -> fmt::Result {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.out.write_str(", ")?;
            }
            self.expr(*item, Tightness::Formula)?;
        }
        Ok(())
    }

    fn limbs(&mut self, limbs: &[Limb], word: &str, empty: &str) -> fmt::Result {
        if limbs.is_empty() {
            return self.out.write_str(empty);
        }
        for (at, limb) in limbs.iter().enumerate() {
            if at > 0 {
                write!(self.out, " {word} ")?;
            }
            self.expr(limb.expr, Tightness::Term)?;
        }
        Ok(())
    }

    fn infix(&mut self, a: ExprId, operator: &str, b: ExprId, inner: Tightness) -> fmt::Result {
        self.expr(a, inner)?;
        write!(self.out, " {operator} ")?;
        self.expr(b, inner)
    }

    fn quantifier(&mut self, quantifier: Quantifier) -> fmt::Result {
        match quantifier {
            Quantifier::Every => self.out.write_str("every"),
            Quantifier::Some => self.out.write_str("some"),
            Quantifier::No => self.out.write_str("no"),
            Quantifier::AtLeast(n) => write!(self.out, "at least {n}"),
            Quantifier::AtMost(n) => write!(self.out, "at most {n}"),
            Quantifier::Exactly(n) => write!(self.out, "exactly {n}"),
        }
    }

    fn range(&mut self, range: &Range) -> fmt::Result {
        match range {
            Range::List(expr) | Range::One(expr) => self.expr(*expr, Tightness::Operand),
            Range::Chain(expr, _) => {
                self.out.write_str("chain of ")?;
                self.expr(*expr, Tightness::Operand)
            }
            Range::Filtered(variable, inner, condition) => {
                self.out.write_str("each ")?;
                self.variable(*variable)?;
                self.out.write_str(" in ")?;
                self.range(inner)?;
                self.out.write_str(" where ")?;
                self.expr(*condition, Tightness::Operand)
            }
            Range::Together(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        self.out.write_str(" together with ")?;
                    }
                    self.range(part)?;
                }
                Ok(())
            }
            Range::Call(name, arguments) => self.call(name, arguments),
        }
    }

    fn first_of(&mut self, cases: &[Case], otherwise: &Case) -> fmt::Result {
        self.out.write_str("first of { ")?;
        for case in cases {
            self.out.write_str("where ")?;
            self.expr(case.condition, Tightness::Formula)?;
            self.out.write_str(": ")?;
            self.expr(case.value, Tightness::Formula)?;
            self.out.write_str("; ")?;
        }
        self.out.write_str("otherwise: ")?;
        self.expr(otherwise.value, Tightness::Formula)?;
        self.out.write_str("; }")
    }
}

fn tightness(kind: &ExprKind) -> Tightness {
    match kind {
        ExprKind::All(limbs) | ExprKind::Any(limbs) if !limbs.is_empty() => Tightness::Formula,
        ExprKind::Implies(..) => Tightness::Formula,
        ExprKind::Not(_)
        | ExprKind::Compare(..)
        | ExprKind::InRegister { .. }
        | ExprKind::OneOf(..)
        | ExprKind::Share { .. }
        | ExprKind::Quantified { .. }
        | ExprKind::Should(..)
        | ExprKind::Add(..)
        | ExprKind::Subtract(..)
        | ExprKind::Scale(..)
        | ExprKind::ShiftDays(..)
        | ExprKind::ShiftMonths(..)
        | ExprKind::DaysBetween(..) => Tightness::Term,
        ExprKind::Literal(_)
        | ExprKind::AssessmentDate
        | ExprKind::Facts
        | ExprKind::Variable(_)
        | ExprKind::Field(..)
        | ExprKind::Call(..)
        | ExprKind::All(_)
        | ExprKind::Any(_)
        | ExprKind::Exists(_)
        | ExprKind::FirstOf(..)
        | ExprKind::ByReading(..) => Tightness::Operand,
    }
}
