//! Changes within a formula.

use acquis_base::Comparison;
use acquis_ir::{
    Case, Expr, ExprId, ExprKind, Formula, Limb, Number, Program, Quantifier, Range, Type, Unit, Value,
};

use crate::mutant::{Change, Draft, Operator, Owner};
use crate::slot::Slot;

/// How many letters of the law are shown in what a mutant is called.
const MOST_LETTERS: usize = 90;

/// A change within a formula.
#[derive(Debug, Clone)]
pub(crate) enum FormulaChange {
    /// Another expression stands here.
    Replace(ExprId, ExprKind),
    /// The opposite stands here.
    Negate(ExprId),
    /// The value here, a date, is a day later.
    NextDay(ExprId),
    /// The formula stands for another list.
    Range(Range),
}

impl FormulaChange {
    pub(crate) fn make(&self, formula: &mut Formula) {
        match self {
            Self::Replace(id, kind) => {
                if let Some(expr) = formula.exprs.get_mut(id.0 as usize) {
                    expr.kind = kind.clone();
                }
            }
            Self::Negate(id) => wrap(formula, *id, ExprKind::Not),
            Self::NextDay(id) => {
                let day = Expr {
                    kind: ExprKind::Literal(Value::Number(Number::whole(1))),
                    ..formula.expr(*id).cloned().unwrap_or_else(lost)
                };
                let day = push(formula, day);
                wrap(formula, *id, |date| ExprKind::ShiftDays(date, day, false));
            }
            Self::Range(range) => formula.range = Some(range.clone()),
        }
    }
}

fn lost() -> Expr {
    Expr { kind: ExprKind::Facts, ty: Type::Bool, span: acquis_base::Span::default() }
}

fn push(formula: &mut Formula, expr: Expr) -> ExprId {
    formula.exprs.push(expr);
    ExprId(u32::try_from(formula.exprs.len()).unwrap_or(u32::MAX).saturating_sub(1))
}

/// Moves the expression `id` to the end of the table, and puts in its place what `make` makes of it.
fn wrap(formula: &mut Formula, id: ExprId, make: impl Fn(ExprId) -> ExprKind) {
    let Some(expr) = formula.expr(id).cloned() else { return };
    let moved = push(formula, expr);
    if let Some(expr) = formula.exprs.get_mut(id.0 as usize) {
        expr.kind = make(moved);
    }
}

/// What the law says here, on one line, and no longer than what a mutant is called.
pub(crate) fn quoted(formula: &Formula, id: ExprId) -> String {
    shortened(&formula.show(id))
}

pub(crate) fn shortened(text: &str) -> String {
    if text.chars().count() <= MOST_LETTERS {
        return format!("`{text}`");
    }
    let start: String = text.chars().take(MOST_LETTERS - 1).collect();
    format!("`{start}…`")
}

/// The changes within the formula of a slot.
pub(crate) fn changes(program: &Program, slot: &Slot, owner: &Owner, drafts: &mut Vec<Draft>) {
    let Some(formula) = slot.of(program) else { return };
    let mut found = Found { program, formula, list: vec![] };
    if let Some(range) = &formula.range {
        for (operator, words, range) in found.ranges(range) {
            found.list.push((operator, ExprId(0), words, FormulaChange::Range(range)));
        }
    }
    for (at, expr) in formula.exprs.iter().enumerate() {
        let id = ExprId(u32::try_from(at).unwrap_or(u32::MAX));
        found.expr(id, expr);
    }
    drafts.extend(found.list.into_iter().map(|(operator, id, words, change)| Draft {
        operator,
        owner: owner.clone(),
        words,
        change: Change::Formula(slot.clone(), change),
        at: Some((slot.clone(), id)),
    }));
}

struct Found<'p> {
    program: &'p Program,
    formula: &'p Formula,
    list: Vec<(Operator, ExprId, String, FormulaChange)>,
}

impl Found<'_> {
    fn add(&mut self, operator: Operator, id: ExprId, words: String, kind: ExprKind) {
        self.list.push((operator, id, words, FormulaChange::Replace(id, kind)));
    }

    fn text(&self, id: ExprId) -> String {
        quoted(self.formula, id)
    }

    fn expr(&mut self, id: ExprId, expr: &Expr) {
        match &expr.kind {
            ExprKind::All(limbs) if limbs.len() > 1 => {
                self.limbs(id, limbs, ExprKind::All);
                let words = format!("any for all in {}", self.text(id));
                self.add(Operator::SwapAndOr, id, words, ExprKind::Any(limbs.clone()));
            }
            ExprKind::Any(limbs) if limbs.len() > 1 => {
                self.limbs(id, limbs, ExprKind::Any);
                let words = format!("all for any in {}", self.text(id));
                self.add(Operator::SwapAndOr, id, words, ExprKind::All(limbs.clone()));
            }
            ExprKind::Implies(condition, then) => self.implication(id, *condition, *then),
            ExprKind::Not(inner) => self.negation(id, *inner),
            ExprKind::Compare(comparison, a, b) => self.comparison(id, *comparison, *a, *b),
            ExprKind::Share { part, comparison, percent, whole } => {
                if let Some(other) = moved(*comparison) {
                    let kind =
                        ExprKind::Share { part: *part, comparison: other, percent: *percent, whole: *whole };
                    let words =
                        format!("{} for {} in {}", other.as_str(), comparison.as_str(), self.text(id));
                    self.add(Operator::MoveBound, id, words, kind);
                }
            }
            ExprKind::InRegister { item, register, on: Some(on) } => {
                let words = format!("without as of {} in {}", self.text(*on), self.text(id));
                let kind = ExprKind::InRegister { item: *item, register: register.clone(), on: None };
                self.add(Operator::DropFilter, id, words, kind);
            }
            ExprKind::OneOf(item, options) if options.len() > 1 => {
                for at in 0..options.len() {
                    let Some(option) = options.get(at) else { continue };
                    let words = format!("without {} in {}", self.text(*option), self.text(id));
                    self.add(Operator::DropLimb, id, words, ExprKind::OneOf(*item, without(options, at)));
                }
            }
            ExprKind::Call(_, arguments) => self.call(id, arguments),
            ExprKind::Literal(value) => self.literal(id, value, &expr.ty),
            ExprKind::ShiftMonths(..) => {
                let words = format!("{} a day later", self.text(id));
                self.list.push((Operator::ShiftDay, id, words, FormulaChange::NextDay(id)));
            }
            ExprKind::Quantified { .. } => self.quantified(id, &expr.kind),
            ExprKind::FirstOf(cases, otherwise) => self.cases(id, cases, otherwise),
            _ => {}
        }
    }

    fn limbs(&mut self, id: ExprId, limbs: &[Limb], make: fn(Vec<Limb>) -> ExprKind) {
        for at in 0..limbs.len() {
            let Some(limb) = limbs.get(at) else { continue };
            let label = limb.label.as_ref().map(|label| format!("{} ", label.label)).unwrap_or_default();
            let words = format!("without {label}{}", self.text(limb.expr));
            self.list.push((
                Operator::DropLimb,
                limb.expr,
                words,
                FormulaChange::Replace(id, make(without(limbs, at))),
            ));
        }
    }

    fn implication(&mut self, id: ExprId, condition: ExprId, then: ExprId) {
        if let Some(kept) = self.formula.expr(then) {
            let words = format!("without the condition {}", self.text(condition));
            self.add(Operator::DropTrigger, id, words, kept.kind.clone());
        }
        let words = format!("not {}", self.text(condition));
        self.list.push((Operator::NegateTrigger, condition, words, FormulaChange::Negate(condition)));
    }

    fn negation(&mut self, id: ExprId, inner: ExprId) {
        if let Some(kept) = self.formula.expr(inner) {
            let words = format!("without not in {}", self.text(id));
            self.add(Operator::DropNegation, id, words, kept.kind.clone());
        }
    }

    fn comparison(&mut self, id: ExprId, comparison: Comparison, a: ExprId, b: ExprId) {
        let Some(other) = moved(comparison) else { return };
        let dated = self.formula.expr(a).is_some_and(|side| matches!(side.ty, Type::Date(..)));
        let operator = if dated { Operator::ShiftDay } else { Operator::MoveBound };
        let words = format!("{} for {} in {}", other.as_str(), comparison.as_str(), self.text(id));
        self.add(operator, id, words, ExprKind::Compare(other, a, b));
    }

    /// The levels among the arguments of a notion say whose part in the service counts.
    fn call(&mut self, id: ExprId, arguments: &[ExprId]) {
        for argument in arguments {
            for (level, value) in self.neighbours(*argument) {
                let words = format!("level {value} for level {level} in {}", self.text(id));
                let kind = ExprKind::Literal(Value::Level(value));
                self.list.push((Operator::SwapLevel, id, words, FormulaChange::Replace(*argument, kind)));
            }
        }
    }

    /// The level of a literal, with each of its neighbours on the ladder.
    fn neighbours(&self, id: ExprId) -> Vec<(u32, u32)> {
        let Some(Expr { kind: ExprKind::Literal(Value::Level(level)), ty: Type::Level(ladder), .. }) =
            self.formula.expr(id)
        else {
            return vec![];
        };
        let Some(ladder) = self.program.ladders.get(ladder) else { return vec![] };
        let known = |number: &u32| ladder.levels.iter().any(|level| level.number == *number);
        let around = [level.saturating_sub(1), level.saturating_add(1)];
        around.into_iter().filter(known).map(|other| (*level, other)).collect()
    }

    fn literal(&mut self, id: ExprId, value: &Value, ty: &Type) {
        match (value, ty) {
            (Value::Date(date), _) => {
                if let Some(next) = date.plus_days(1) {
                    let words = format!("{next} for {date}");
                    self.add(Operator::ShiftDay, id, words, ExprKind::Literal(Value::Date(next)));
                }
            }
            (Value::Number(number), Type::Number(kind)) if kind.unit == Unit::Days => {
                let longer = number.plus(Number::whole(1));
                let words = format!("{longer} days for {number} days");
                self.add(Operator::ShiftDay, id, words, ExprKind::Literal(Value::Number(longer)));
            }
            (Value::Variant(name, rank), Type::Enum(of)) => {
                let Some(declared) = self.program.enumerations.get(of).filter(|it| it.ordered) else {
                    return;
                };
                let Some(below) = rank.checked_sub(1) else { return };
                let Some(variant) = declared.variants.get(below as usize) else { return };
                let words = format!("{} for {name}", variant.name);
                let kind = ExprKind::Literal(Value::Variant(variant.name.clone(), below));
                self.add(Operator::LowerGrade, id, words, kind);
            }
            // A level that is compared or given; those that are arguments are changed with their notion.
            (Value::Level(_), _) if !self.is_argument(id) => {
                for (level, other) in self.neighbours(id) {
                    let words = format!("level {other} for level {level}");
                    self.add(Operator::SwapLevel, id, words, ExprKind::Literal(Value::Level(other)));
                }
            }
            _ => {}
        }
    }

    fn is_argument(&self, id: ExprId) -> bool {
        self.formula.exprs.iter().any(|expr| match &expr.kind {
            ExprKind::Call(_, arguments) => arguments.contains(&id),
            _ => false,
        })
    }

    fn quantified(&mut self, id: ExprId, kind: &ExprKind) {
        let ExprKind::Quantified { quantifier, variable, range, filter, except, body } = kind else { return };
        let with = |quantifier: Quantifier, range: Range, filter: Option<ExprId>, except: Option<ExprId>| {
            ExprKind::Quantified { quantifier, variable: *variable, range, filter, except, body: *body }
        };
        if let Some(filter) = filter {
            let words = format!("without where {}", self.text(*filter));
            self.add(Operator::DropFilter, id, words, with(*quantifier, range.clone(), None, *except));
        }
        if let Some(except) = except {
            let words = format!("without except where {}", self.text(*except));
            self.add(Operator::DropCarveOut, id, words, with(*quantifier, range.clone(), *filter, None));
        }
        for (operator, words, other) in other_quantifiers(*quantifier) {
            let words = format!("{words} in {}", self.text(id));
            self.add(operator, id, words, with(other, range.clone(), *filter, *except));
        }
        for (operator, words, other) in self.ranges(range) {
            self.add(operator, id, words, with(*quantifier, other, *filter, *except));
        }
    }

    fn cases(&mut self, id: ExprId, cases: &[Case], otherwise: &Case) {
        for at in 0..cases.len() {
            let Some(case) = cases.get(at) else { continue };
            let label = case.label.as_ref().map(|label| format!("{} ", label.label)).unwrap_or_default();
            let words = format!("without the case {label}{}", self.text(case.condition));
            let kind = ExprKind::FirstOf(without(cases, at), Box::new(otherwise.clone()));
            self.list.push((Operator::DropLimb, case.condition, words, FormulaChange::Replace(id, kind)));
            let words = format!("not {} as a case", self.text(case.condition));
            let change = FormulaChange::Negate(case.condition);
            self.list.push((Operator::NegateTrigger, case.condition, words, change));
        }
    }

    /// Other lists that could be meant in place of one.
    fn ranges(&self, range: &Range) -> Vec<(Operator, String, Range)> {
        match range {
            Range::List(_) | Range::One(_) => vec![],
            Range::Chain(start, field) => {
                let words = format!("only the first step of chain of {field} from {}", self.text(*start));
                vec![(Operator::ShortenChain, words, Range::List(*start))]
            }
            Range::Filtered(variable, inner, condition) => {
                let words = format!("without where {}", self.text(*condition));
                let mut found = vec![(Operator::DropFilter, words, (**inner).clone())];
                let inner = self.ranges(inner).into_iter();
                found.extend(inner.map(|(operator, words, inner)| {
                    (operator, words, Range::Filtered(*variable, Box::new(inner), *condition))
                }));
                found
            }
            Range::Together(parts) => {
                let mut found = vec![];
                for (at, part) in parts.iter().enumerate() {
                    let words = format!("without {}", self.range_words(part));
                    found.push((Operator::DropLimb, words, Range::Together(without(parts, at))));
                    for (operator, words, other) in self.ranges(part) {
                        let mut parts = parts.clone();
                        if let Some(part) = parts.get_mut(at) {
                            *part = other;
                        }
                        found.push((operator, words, Range::Together(parts)));
                    }
                }
                found
            }
            Range::Call(..) => vec![],
        }
    }

    fn range_words(&self, range: &Range) -> String {
        match range {
            Range::List(id) | Range::One(id) => self.text(*id),
            Range::Chain(start, field) => format!("the chain of {field} from {}", self.text(*start)),
            Range::Filtered(_, inner, condition) => {
                format!("{} where {}", self.range_words(inner), self.text(*condition))
            }
            Range::Together(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.range_words(part)).collect();
                parts.join(" together with ")
            }
            Range::Call(name, _) => format!("`{name}`"),
        }
    }
}

fn without<T: Clone>(items: &[T], at: usize) -> Vec<T> {
    items.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, item)| item.clone()).collect()
}

/// The comparison with its bound moved over what is equal.
fn moved(comparison: Comparison) -> Option<Comparison> {
    match comparison {
        Comparison::Less => Some(Comparison::LessEqual),
        Comparison::LessEqual => Some(Comparison::Less),
        Comparison::Greater => Some(Comparison::GreaterEqual),
        Comparison::GreaterEqual => Some(Comparison::Greater),
        Comparison::Equal | Comparison::NotEqual => None,
    }
}

fn other_quantifiers(quantifier: Quantifier) -> Vec<(Operator, String, Quantifier)> {
    let bound = |words: &str, n: u32, make: fn(u32) -> Quantifier| {
        let more = n.saturating_add(1);
        vec![(Operator::MoveBound, format!("{words} {more} for {words} {n}"), make(more))]
    };
    match quantifier {
        Quantifier::Every => vec![(Operator::SwapAndOr, "some for every".to_owned(), Quantifier::Some)],
        Quantifier::Some => vec![(Operator::SwapAndOr, "every for some".to_owned(), Quantifier::Every)],
        Quantifier::No => vec![(Operator::DropNegation, "some for no".to_owned(), Quantifier::Some)],
        Quantifier::AtLeast(n) => bound("at least", n, Quantifier::AtLeast),
        Quantifier::AtMost(n) => bound("at most", n, Quantifier::AtMost),
        Quantifier::Exactly(n) => bound("exactly", n, Quantifier::Exactly),
    }
}
