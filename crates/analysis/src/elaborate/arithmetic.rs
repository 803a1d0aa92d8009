//! Literals and arithmetic. Every result has a range; a range that cannot be represented is refused here, so that
//! nothing overflows when facts are assessed.

use acquis_base::{Name, Rounding, Span, codes};
use acquis_ir::{Date, ExprKind, Number, NumberType, Type, Unit, Value};
use acquis_syntax::ast;

use super::{Elaborator, Typed, described};
use crate::outline::no_such_date;

/// The most months that may be added to a date at once: a century.
const MOST_MONTHS: u32 = 1200;

impl Elaborator<'_, '_> {
    pub(super) fn literal(&mut self, id: ast::ExprId) -> Typed {
        let expr = self.exprs.get(id);
        let span = expr.span;
        match &expr.kind {
            ast::ExprKind::Number(text) => self.number(text, Unit::Plain, span),
            ast::ExprKind::Percent(text) => self.number(text, Unit::Percent, span),
            ast::ExprKind::Duration(amount, ast::DurationUnit::Days, _) => {
                self.known_number(Number::whole(i64::from(*amount)), Unit::Days, span)
            }
            ast::ExprKind::Duration(..) => {
                let help = "months and years are added to a date, `date + 2 months rounded down`; compare dates, or count days";
                self.report_at(
                    &codes::UNIT_MISMATCH,
                    span,
                    "months and years have no fixed length".to_owned(),
                    "not a number of days",
                    help,
                );
                self.unknown(span)
            }
            ast::ExprKind::Date(text) => self.date(text, span),
            _ => self.unknown(span),
        }
    }

    fn number(&mut self, text: &Name, unit: Unit, span: Span) -> Typed {
        match Number::parse(text) {
            Some(number) if number_type(number, unit).is_representable() => {
                self.known_number(number, unit, span)
            }
            _ => {
                let message = format!("the number {text} is too large");
                self.report_at(
                    &codes::BAD_LITERAL,
                    span,
                    message,
                    "too many digits",
                    "numbers have at most 18 digits, decimal places included",
                );
                self.unknown(span)
            }
        }
    }

    fn known_number(&mut self, number: Number, unit: Unit, span: Span) -> Typed {
        let ty = Type::Number(number_type(number, unit));
        self.typed(ExprKind::Literal(Value::Number(number)), ty, span)
    }

    fn date(&mut self, text: &Name, span: Span) -> Typed {
        match text.parse::<Date>() {
            Ok(date) if date.is_in_fact_range() => {
                self.typed(ExprKind::Literal(Value::Date(date)), Type::Date(date, date), span)
            }
            _ => {
                let finding = no_such_date(text, self.lookup.anchor(span));
                self.lookup.report(finding);
                self.unknown(span)
            }
        }
    }

    pub(super) fn arithmetic(
        &mut self,
        operation: ast::Operation,
        a: ast::ExprId,
        b: ast::ExprId,
        span: Span,
    ) -> Typed {
        let earlier = operation == ast::Operation::Subtract;
        if matches!(operation, ast::Operation::Add | ast::Operation::Subtract)
            && let ast::ExprKind::Duration(amount, unit, rounding) = &self.exprs.get(b).kind
            && *unit != ast::DurationUnit::Days
        {
            let months = if *unit == ast::DurationUnit::Years { amount.saturating_mul(12) } else { *amount };
            return self.shift_months(a, (months, *rounding, earlier), self.exprs.get(b).span, span);
        }
        let left = self.infer(a, None);
        let right = self.infer(b, None);
        let (Some(left_type), Some(right_type)) = (left.ty.clone(), right.ty.clone()) else {
            return self.unknown(span);
        };
        match (operation, &left_type, &right_type) {
            (ast::Operation::Multiply | ast::Operation::Divide, Type::Number(_), Type::Number(_)) => {
                self.scale(operation, (left, right), span)
            }
            (_, Type::Number(x), Type::Number(y)) if x.unit == y.unit => {
                self.sum(earlier, (left, *x), (right, *y), span)
            }
            (_, Type::Date(from, to), Type::Number(days)) if days.unit == Unit::Days => {
                self.shift_days(earlier, (left, *from, *to), (right, *days), span)
            }
            (ast::Operation::Subtract, Type::Date(..), Type::Date(..)) => {
                self.days_between((left, &left_type), (right, &right_type), span)
            }
            _ => self.no_arithmetic(operation, (&left_type, &right_type), span),
        }
    }

    /// What does not go together in an operation.
    fn no_arithmetic(
        &mut self,
        operation: ast::Operation,
        (left, right): (&Type, &Type),
        span: Span,
    ) -> Typed {
        let (code, message, label, help) = match (left, right) {
            (Type::Number(_), Type::Number(_)) => (
                &codes::UNIT_MISMATCH,
                format!("{} and {} do not add up", described(left), described(right)),
                "different units",
                "bring both to one unit",
            ),
            (Type::Date(..), Type::Number(_)) => {
                let is_earlier = operation == ast::Operation::Subtract;
                (
                    &codes::UNIT_MISMATCH,
                    format!("a bare number is {} a date", if is_earlier { "taken from" } else { "added to" }),
                    "days, months or years?",
                    "say of what: `30 days`, `2 months rounded down`",
                )
            }
            _ => (
                &codes::TYPE_MISMATCH,
                format!(
                    "`{}` does not join {} and {}",
                    operation.as_str(),
                    described(left),
                    described(right)
                ),
                "not numbers or dates",
                "two numbers are added, two dates subtracted, and days added to a date",
            ),
        };
        self.report_at(code, span, message, label, help);
        self.unknown(span)
    }

    pub(super) fn negate(&mut self, inner: ast::ExprId, span: Span) -> Typed {
        let typed = self.infer(inner, None);
        match typed.ty {
            Some(Type::Number(number)) => {
                let negated = NumberType { min: -number.max, max: -number.min, ..number };
                self.typed(ExprKind::Scale(typed.id, Number::whole(-1)), Type::Number(negated), span)
            }
            None => self.unknown(span),
            Some(other) => {
                let message = format!("`-` stands before {}", described(&other));
                self.report_at(&codes::TYPE_MISMATCH, span, message, "not a number", "");
                self.unknown(span)
            }
        }
    }

    fn sum(
        &mut self,
        subtract: bool,
        left: (Typed, NumberType),
        right: (Typed, NumberType),
        span: Span,
    ) -> Typed {
        let (x, y) = (left.1, right.1);
        let y = if subtract { NumberType { min: -y.max, max: -y.min, ..y } } else { y };
        let ty = common_denominator(x, y).map(|(x, y, denominator)| NumberType {
            unit: left.1.unit,
            denominator,
            min: x.0.saturating_add(y.0),
            max: x.1.saturating_add(y.1),
        });
        let kind = if subtract {
            ExprKind::Subtract(left.0.id, right.0.id)
        } else {
            ExprKind::Add(left.0.id, right.0.id)
        };
        let constant = self.is_literal(left.0.id) && self.is_literal(right.0.id);
        self.ranged(kind, ty, constant, span)
    }

    /// A number times or divided by a constant.
    fn scale(&mut self, operation: ast::Operation, sides: (Typed, Typed), span: Span) -> Typed {
        let (left, right) = sides;
        let constants = (self.constant(left.id), self.constant(right.id));
        let (scaled, factor) = match (operation, constants) {
            (ast::Operation::Multiply, (_, Some(factor))) => (left, Some(factor)),
            (ast::Operation::Multiply, (Some(factor), None)) => (right, Some(factor)),
            (ast::Operation::Divide, (_, Some(divisor))) => (left, divisor.inverse()),
            _ => return self.not_linear(operation, span),
        };
        let Some(factor) = factor else {
            let help = "divide by a number other than zero";
            self.report_at(&codes::OUT_OF_RANGE, span, "this divides by zero".to_owned(), "zero", help);
            return self.unknown(span);
        };
        let Some(Type::Number(number)) = scaled.ty else { return self.unknown(span) };
        let product = |mantissa: i128| mantissa.checked_mul(factor.mantissa());
        let denominator = number.denominator.checked_mul(factor.denominator());
        let ty = match (product(number.min), product(number.max), denominator) {
            (Some(a), Some(b), Some(denominator)) => {
                Some(NumberType { unit: number.unit, denominator, min: a.min(b), max: a.max(b) })
            }
            _ => None,
        };
        let constant = self.is_literal(scaled.id);
        self.ranged(ExprKind::Scale(scaled.id, factor), ty, constant, span)
    }

    fn is_literal(&self, id: acquis_ir::ExprId) -> bool {
        matches!(self.formula.expr(id).map(|expr| &expr.kind), Some(ExprKind::Literal(Value::Number(_))))
    }

    /// The value of a plain constant number.
    fn constant(&self, id: acquis_ir::ExprId) -> Option<Number> {
        let expr = self.formula.expr(id)?;
        match (&expr.kind, &expr.ty) {
            (ExprKind::Literal(Value::Number(number)), Type::Number(ty)) if ty.unit == Unit::Plain => {
                Some(*number)
            }
            _ => None,
        }
    }

    fn not_linear(&mut self, operation: ast::Operation, span: Span) -> Typed {
        let (message, help) = match operation {
            ast::Operation::Divide => (
                "something is divided by what is no plain number known now",
                "divide by a number or a parameter of the criterion; a share is written `a is at least 5 % of b`",
            ),
            _ => (
                "neither side of this product is a plain number known now",
                "one side must be a number or a parameter of the criterion; a share is written `a is at least 5 % of b`",
            ),
        };
        let message = message.to_owned();
        self.report_at(&codes::NOT_LINEAR, span, message, "not linear", help);
        self.unknown(span)
    }

    /// A number of the range computed; a `constant` is written as its value.
    fn ranged(&mut self, kind: ExprKind, ty: Option<NumberType>, constant: bool, span: Span) -> Typed {
        match ty.filter(NumberType::is_representable) {
            Some(ty) if constant => self.known_number(Number::new(ty.min, ty.denominator), ty.unit, span),
            Some(ty) => self.typed(kind, Type::Number(ty), span),
            None => {
                let help = "narrow the ranges of the fields involved";
                self.report_at(
                    &codes::OUT_OF_RANGE,
                    span,
                    "this result may be too large to be represented".to_owned(),
                    "may be too large",
                    help,
                );
                self.unknown(span)
            }
        }
    }

    fn shift_days(
        &mut self,
        earlier: bool,
        date: (Typed, Date, Date),
        days: (Typed, NumberType),
        span: Span,
    ) -> Typed {
        let (least, most) = if earlier { (-days.1.max, -days.1.min) } else { (days.1.min, days.1.max) };
        let moved = |date: Date, by: i128| i64::try_from(by).ok().and_then(|by| date.plus_days(by));
        match (moved(date.1, least), moved(date.2, most)) {
            (Some(from), Some(to)) => {
                self.typed(ExprKind::ShiftDays(date.0.id, days.0.id, earlier), Type::Date(from, to), span)
            }
            _ => self.date_out_of_range(span),
        }
    }

    fn date_out_of_range(&mut self, span: Span) -> Typed {
        let help = "add less, or narrow the range of what is added; months and years together make at most a century";
        self.report_at(
            &codes::OUT_OF_RANGE,
            span,
            "this date may leave the years 1 to 9999".to_owned(),
            "may be too early or too late",
            help,
        );
        self.unknown(span)
    }

    fn days_between(&mut self, left: (Typed, &Type), right: (Typed, &Type), span: Span) -> Typed {
        let (Type::Date(a, b), Type::Date(c, d)) = (left.1, right.1) else { return self.unknown(span) };
        let ty = NumberType {
            unit: Unit::Days,
            denominator: 1,
            min: i128::from(a.days_since(*d)),
            max: i128::from(b.days_since(*c)),
        };
        self.ranged(ExprKind::DaysBetween(left.0.id, right.0.id), Some(ty), false, span)
    }

    /// The day of an event moved by the length of a period. The day of the event does not count, so that is the last
    /// day of the period.
    pub(super) fn last_day(&mut self, event: ast::ExprId, period: &ast::Period, span: Span) -> Typed {
        let amount = match period.unit {
            ast::DurationUnit::Years => period.amount.saturating_mul(12),
            ast::DurationUnit::Days | ast::DurationUnit::Months => period.amount,
        };
        if period.unit != ast::DurationUnit::Days {
            return self.shift_months(event, (amount, period.rounding, false), period.span, span);
        }
        if period.rounding.is_some() {
            let help = "drop the rounding; every day has a next one";
            let message = "rounding is said of months and years, and this period is in days".to_owned();
            self.report_at(&codes::REPEATED_CLAUSE, period.span, message, "in days", help);
        }
        let date = self.infer(event, None);
        let (from, to) = match &date.ty {
            Some(Type::Date(from, to)) => (*from, *to),
            None => return self.unknown(span),
            Some(other) => {
                let other = other.clone();
                self.mismatch(
                    self.exprs.get(event).span,
                    &other,
                    &Type::ANY_DATE,
                    "what a period runs after",
                );
                return self.unknown(span);
            }
        };
        let length = Number::whole(i64::from(amount));
        let days = self.known_number(length, Unit::Days, period.span);
        self.shift_days(false, (date, from, to), (days, number_type(length, Unit::Days)), span)
    }

    fn shift_months(
        &mut self,
        date: ast::ExprId,
        shift: (u32, Option<Rounding>, bool),
        duration: Span,
        span: Span,
    ) -> Typed {
        let (months, rounding, earlier) = shift;
        let typed = self.infer(date, None);
        let (from, to) = match &typed.ty {
            Some(Type::Date(from, to)) => (*from, *to),
            None => return self.unknown(span),
            Some(other) => {
                let message = format!("months are added to {}", described(other));
                self.report_at(
                    &codes::TYPE_MISMATCH,
                    span,
                    message,
                    "not a date",
                    "months and years are added to a date",
                );
                return self.unknown(span);
            }
        };
        let Some(rounding) = rounding else {
            let help = "write `rounded down` (the last day of that month) or `rounded up` (the first day of the next)";
            let message =
                "it is not said what happens to a day that the month reached does not have".to_owned();
            self.report_at(
                &codes::NO_ROUNDING,
                duration,
                message,
                "31 January plus one month is which day?",
                help,
            );
            return self.unknown(span);
        };
        let signed = i32::try_from(months)
            .ok()
            .filter(|_| months <= MOST_MONTHS)
            .map(|m| if earlier { -m } else { m });
        let reached =
            signed.and_then(|by| Some((by, from.plus_months(by, rounding)?, to.plus_months(by, rounding)?)));
        match reached {
            Some((by, from, to)) => {
                self.typed(ExprKind::ShiftMonths(typed.id, by, rounding), Type::Date(from, to), span)
            }
            None => self.date_out_of_range(span),
        }
    }
}

fn number_type(number: Number, unit: Unit) -> NumberType {
    NumberType { unit, denominator: number.denominator(), min: number.mantissa(), max: number.mantissa() }
}

type Bounds = (i128, i128);

/// Both ranges over their least common denominator, if it is not too large.
pub(super) fn common_denominator(x: NumberType, y: NumberType) -> Option<(Bounds, Bounds, u64)> {
    let denominator = acquis_ir::common_denominator(x.denominator, y.denominator)?;
    let scaled = |number: NumberType| {
        let factor = i128::from(denominator / number.denominator);
        Some((number.min.checked_mul(factor)?, number.max.checked_mul(factor)?))
    };
    Some((scaled(x)?, scaled(y)?, denominator))
}
