//! Expressions. The grammar yields two flat lists (terms joined by connectives, operands joined by operators); here
//! they become a tree, and here the ambiguities that the language refuses are reported with both readings.

use acquis_base::{Comparison, Diagnostic, Name, Rounding, Span, codes};
use pest::iterators::Pair;

use super::declarations::word_of;
use super::parts::{Parts, count, ident, label, span, text};
use super::{Builder, Rule};
use crate::ast::{
    Case, DurationUnit, ExprId, ExprKind, FirstOf, Ident, Limb, LimbLabel, Operation, Quantified, Quantifier,
    Text,
};

/// A term of a formula, with what is needed to say how it could be read.
struct Term {
    expr: ExprId,
    span: Span,
    /// Where the body starts that an unparenthesised quantifier or conditional leaves open at its end.
    open_body: Option<Span>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Connective {
    And,
    Or,
    Implies,
}

/// An operator between operands.
enum Operator {
    Compare(Comparison),
    In(bool),
    Share(Comparison, Name),
    Arithmetic(Operation),
    Together,
}

impl<'t> Builder<'t> {
    pub(super) fn formula(&mut self, pair: Pair<'t, Rule>) -> ExprId {
        let place = span(&pair);
        let mut terms = vec![];
        let mut connectives = vec![];
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::term => terms.push(self.term(part)),
                Rule::connective => connectives.push(connective(&part)),
                _ => {}
            }
        }
        self.join_terms(&terms, &connectives, place)
    }

    fn join_terms(&mut self, terms: &[Term], connectives: &[(Connective, Span)], place: Span) -> ExprId {
        let (Some(first), Some((kind, at))) = (terms.first(), connectives.first()) else {
            return terms.first().map_or_else(|| self.exprs.add(ExprKind::Error, place), |term| term.expr);
        };
        if let Some(open) = self.refuse_open_body(terms) {
            // What follows could stand in the scope of the quantifier or outside it, so it is left out.
            return self.join_terms(terms.get(..=open).unwrap_or(&[]), &[], place);
        }
        if let Some((_, other)) = connectives.iter().find(|(other, _)| other != kind) {
            self.mixed(terms, connectives, *at, *other);
        } else if *kind == Connective::Implies && terms.len() > 2 {
            self.chained_implication(terms, place);
        }
        match kind {
            Connective::Implies => {
                let last = terms.last().map_or(first.expr, |term| term.expr);
                self.exprs.add(ExprKind::Implies(first.expr, last), place)
            }
            Connective::And => self.exprs.add(ExprKind::All(limbs(terms)), place),
            Connective::Or => self.exprs.add(ExprKind::Any(limbs(terms)), place),
        }
    }

    /// `every x in … satisfies a and b`: where does the quantifier end? The index of the term that is open.
    fn refuse_open_body(&mut self, terms: &[Term]) -> Option<usize> {
        let (_, before_last) = terms.split_last()?;
        let (at, open) = before_last.iter().enumerate().find_map(|(at, term)| Some((at, term.open_body?)))?;
        let text = |from: u32, to: u32| Span { start: from, end: to }.of(self.text).to_owned();
        let (term, next) = (terms.get(at)?, terms.get(at + 1)?);
        let closed = format!("({}){}", term.span.of(self.text), text(term.span.end, next.span.end));
        let wide = format!("{}({})", text(term.span.start, open.start), text(open.start, next.span.end));
        let gap = Span { start: term.span.end, end: next.span.start };
        let word = gap.of(self.text).trim();
        let finding = Diagnostic::at(
            &codes::OPEN_BODY,
            format!("it is not clear what this `{word}` belongs to"),
            self.trimmed(gap),
            "after a quantifier or conditional without parentheses",
        )
        .label(term.span, "this could end here, or go on")
        .note(format!("it could be read as `{}`", squeezed(&closed)))
        .note(format!("or as `{}`", squeezed(&wide)))
        .help("put parentheses around the part that is meant");
        self.findings.push(finding);
        Some(at)
    }

    fn mixed(&mut self, terms: &[Term], connectives: &[(Connective, Span)], at: Span, other: Span) {
        let kind = |place: Span| connectives.iter().find(|(_, at)| *at == place).map(|(kind, _)| *kind);
        let (Some(one), Some(two)) = (kind(at), kind(other)) else { return };
        let (first, second) = (self.grouped(terms, connectives, one), self.grouped(terms, connectives, two));
        let words = (at.of(self.text).to_owned(), other.of(self.text).to_owned());
        let finding = Diagnostic::at(
            &codes::MIXED_CONNECTIVES,
            format!("`{}` and `{}` are mixed without parentheses", words.0, words.1),
            other,
            format!("`{}` after `{}`", words.1, words.0),
        )
        .label(at, "")
        .note(format!("it could be read as `{first}`"))
        .note(format!("or as `{second}`"))
        .help("put parentheses around the part that belongs together, or list the parts in `all of { … }`");
        self.findings.push(finding);
    }

    /// The formula with every run of `inner` in parentheses.
    fn grouped(&self, terms: &[Term], connectives: &[(Connective, Span)], inner: Connective) -> String {
        let mut out = String::new();
        let mut open = false;
        for (at, term) in terms.iter().enumerate() {
            let joins = connectives.get(at).is_some_and(|(kind, _)| *kind == inner);
            if joins && !open {
                out.push('(');
                open = true;
            }
            out.push_str(term.span.of(self.text));
            if open && !joins {
                out.push(')');
                open = false;
            }
            if let Some((_, place)) = connectives.get(at) {
                out.push(' ');
                out.push_str(place.of(self.text));
                out.push(' ');
            }
        }
        squeezed(&out)
    }

    fn chained_implication(&mut self, terms: &[Term], place: Span) {
        let texts: Vec<&str> = terms.iter().take(3).map(|term| term.span.of(self.text)).collect();
        let [a, b, c] = texts.as_slice() else { return };
        let readings = (format!("({a} implies {b}) implies {c}"), format!("{a} implies ({b} implies {c})"));
        let finding =
            Diagnostic::at(&codes::CHAINED_IMPLICATION, "`implies` is chained", place, "which comes first?")
                .note(format!("it could be read as `{}`", squeezed(&readings.0)))
                .note(format!("or as `{}`", squeezed(&readings.1)))
                .help("put parentheses around the part that is meant");
        self.findings.push(finding);
    }

    fn trimmed(&self, gap: Span) -> Span {
        let piece = gap.of(self.text);
        let start = gap.start as usize + (piece.len() - piece.trim_start().len());
        Span::new(start, start + piece.trim().len())
    }

    fn term(&mut self, pair: Pair<'t, Rule>) -> Term {
        let place = span(&pair);
        let mut negations = vec![];
        let mut negated = place;
        let mut inner = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::kw_not => negations.push(span(&part)),
                Rule::comparison => {
                    negated = span(&part);
                    inner = Some(self.comparison(part));
                }
                _ => {}
            }
        }
        let (mut expr, open_body) = inner.unwrap_or_else(|| (self.exprs.add(ExprKind::Error, place), None));
        self.double_negation(&negations, negated, "not");
        if negations.len() % 2 == 1 {
            expr = self.exprs.add(ExprKind::Not(expr), place);
        }
        Term { expr, span: place, open_body }
    }

    fn double_negation(&mut self, negations: &[Span], negated: Span, word: &str) {
        let [first, second, rest @ ..] = negations else { return };
        let (place, next) = (first.to(*second), rest.first().copied().unwrap_or(negated));
        let both = Span { start: first.start, end: next.start };
        let finding = Diagnostic::at(
            &codes::DOUBLE_NEGATION,
            format!("`{word} {word}` says nothing"),
            place,
            "a double negation",
        )
        .help("remove both")
        .fix("remove both", both, "");
        self.findings.push(finding);
    }

    pub(super) fn comparison(&mut self, pair: Pair<'t, Rule>) -> (ExprId, Option<Span>) {
        let mut operands: Vec<(ExprId, Span)> = vec![];
        let mut operators: Vec<(Operator, Span)> = vec![];
        let mut open_body = None;
        for part in pair.into_inner() {
            let place = span(&part);
            if part.as_rule() == Rule::operand {
                let (expr, open) = self.operand(part);
                operands.push((expr, place));
                open_body = open;
            } else if let Some(operator) = operator(part) {
                operators.push((operator, place));
            }
        }
        (self.join_operands(operands, operators), open_body)
    }

    fn join_operands(
        &mut self,
        mut operands: Vec<(ExprId, Span)>,
        mut operators: Vec<(Operator, Span)>,
    ) -> ExprId {
        let binds = |level: u8| {
            move |operator: &Operator| match operator {
                Operator::Arithmetic(Operation::Multiply | Operation::Divide) => level == 0,
                Operator::Arithmetic(Operation::Add | Operation::Subtract) => level == 1,
                Operator::Together => level == 2,
                Operator::Compare(_) | Operator::In(_) | Operator::Share(..) => level == 3,
            }
        };
        for level in 0..=2 {
            self.fold_level(&mut operands, &mut operators, binds(level));
        }
        if let [_, (_, second), ..] = operators.as_slice() {
            let place = *second;
            // `a != b != c` says nothing of `a` and `c` to some readers, and that they differ to others.
            let sized = |(operator, _): &(Operator, Span)| matches!(operator, Operator::Compare(comparison) if *comparison != Comparison::NotEqual);
            let can_be_split = operators.len() == 2 && operators.iter().all(sized);
            self.chained_comparison(&operands, place, can_be_split);
            operands.truncate(2);
            operators.truncate(1);
        }
        self.fold_level(&mut operands, &mut operators, binds(3));
        operands.first().map_or_else(|| self.exprs.add(ExprKind::Error, Span::default()), |(expr, _)| *expr)
    }

    /// Joins neighbours at the operators that `binds` accepts, from left to right.
    fn fold_level(
        &mut self,
        operands: &mut Vec<(ExprId, Span)>,
        operators: &mut Vec<(Operator, Span)>,
        binds: impl Fn(&Operator) -> bool,
    ) {
        let mut joined: Vec<(ExprId, Span)> = vec![];
        let mut kept = vec![];
        let mut rest = std::mem::take(operands).into_iter();
        joined.extend(rest.next());
        for ((operator, place), right) in std::mem::take(operators).into_iter().zip(rest) {
            match joined.pop() {
                Some(left) if binds(&operator) => joined.push(self.joined(left, operator, right)),
                left => {
                    joined.extend(left);
                    joined.push(right);
                    kept.push((operator, place));
                }
            }
        }
        *operands = joined;
        *operators = kept;
    }

    fn joined(&mut self, left: (ExprId, Span), operator: Operator, right: (ExprId, Span)) -> (ExprId, Span) {
        let place = left.1.to(right.1);
        let (left, right) = (left.0, right.0);
        let kind = match operator {
            Operator::Compare(comparison) => ExprKind::Compare(comparison, left, right),
            Operator::In(negated) => ExprKind::In(left, right, negated),
            Operator::Share(comparison, percent) => ExprKind::Share(left, comparison, percent, right),
            Operator::Arithmetic(operation) => ExprKind::Arithmetic(operation, left, right),
            Operator::Together => match &self.exprs.get(left).kind {
                ExprKind::Together(parts) => {
                    ExprKind::Together(parts.iter().copied().chain(std::iter::once(right)).collect())
                }
                _ => ExprKind::Together(vec![left, right]),
            },
        };
        (self.exprs.add(kind, place), place)
    }

    fn chained_comparison(&mut self, operands: &[(ExprId, Span)], second: Span, can_be_split: bool) {
        let texts: Vec<&str> = operands.iter().take(3).map(|(_, place)| place.of(self.text)).collect();
        let finding = Diagnostic::at(
            &codes::CHAINED_COMPARISON,
            "comparisons are chained",
            second,
            "a second comparison",
        );
        let finding = match texts.as_slice() {
            [a, b, c] => finding.help(format!(
                "write two comparisons joined by `and`: one of `{a}` with `{b}`, one of `{b}` with `{c}`"
            )),
            _ => finding.help("write two comparisons joined by `and`"),
        };
        let finding = match operands {
            [(_, first), (_, middle), (_, last)] if can_be_split => {
                let again = format!(" and {}", middle.of(self.text));
                let title = format!(
                    "write `({}{again}{})`",
                    first.to(*middle).of(self.text),
                    Span { start: middle.end, end: last.end }.of(self.text)
                );
                finding
                    .fix(title, Span::at(first.start as usize), "(")
                    .and_edit(Span::at(middle.end as usize), again)
                    .and_edit(Span::at(last.end as usize), ")")
            }
            _ => finding,
        };
        self.findings.push(finding);
    }

    fn operand(&mut self, pair: Pair<'t, Rule>) -> (ExprId, Option<Span>) {
        let place = span(&pair);
        let mut signs = vec![];
        let mut negated = place;
        let mut built: Option<(ExprId, Option<Span>, Span)> = None;
        for part in pair.into_inner() {
            let here = span(&part);
            match (part.as_rule(), built) {
                (Rule::minus, _) => signs.push(here),
                (Rule::suffix, Some((base, _, start))) => {
                    let whole = start.to(here);
                    built = Some((self.suffix(part, base, whole), None, start));
                }
                (Rule::open_paren | Rule::close_paren, _) => {}
                (_, None) => {
                    negated = here;
                    let open = open_body(&part);
                    built = Some((self.primary(part), open, here));
                }
                _ => {}
            }
        }
        let Some((mut expr, open, _)) = built else { return (self.exprs.add(ExprKind::Error, place), None) };
        self.double_negation(&signs, negated, "-");
        if signs.len() % 2 == 1 {
            expr = self.exprs.add(ExprKind::Negate(expr), place);
        }
        (expr, open)
    }

    fn suffix(&mut self, pair: Pair<'t, Rule>, base: ExprId, place: Span) -> ExprId {
        let Some(part) = pair.into_inner().next() else { return base };
        match part.as_rule() {
            Rule::ident => self.exprs.add(ExprKind::Field(base, ident(&part)), place),
            Rule::kw_exists => self.exprs.add(ExprKind::Exists(base), place),
            Rule::as_of => match Parts::of(part).maybe(Rule::operand) {
                Some(date) => {
                    let (date, _) = self.operand(date);
                    self.exprs.add(ExprKind::AsOf(base, date), place)
                }
                None => base,
            },
            _ => base,
        }
    }

    fn primary(&mut self, pair: Pair<'t, Rule>) -> ExprId {
        let place = span(&pair);
        let kind = match pair.as_rule() {
            Rule::parenthesised => match pair.into_inner().next() {
                Some(inner) => return self.formula(inner),
                None => None,
            },
            Rule::reference => self.reference(pair),
            Rule::kw_true => Some(ExprKind::Bool(true)),
            Rule::kw_false => Some(ExprKind::Bool(false)),
            Rule::kw_assessment_date => Some(ExprKind::AssessmentDate),
            Rule::date => Some(ExprKind::Date(Name::from(pair.as_str()))),
            Rule::integer | Rule::decimal => Some(ExprKind::Number(digits(pair.as_str()))),
            Rule::percent => Some(ExprKind::Percent(digits(pair.as_str()))),
            Rule::text => Some(ExprKind::Text(text(&pair).value)),
            Rule::duration => duration(pair),
            Rule::level_literal => Parts::of(pair).count().map(|level| ExprKind::Level(level.value)),
            Rule::own_level => Some(ExprKind::OwnLevel),
            Rule::list => Some(ExprKind::List(self.formulas(pair))),
            Rule::quantified => self.quantified(pair),
            Rule::conditional => self.conditional(pair),
            Rule::block => Some(self.block(pair)),
            Rule::first_of => self.first_of(pair),
            Rule::by_reading => self.by_reading(pair),
            Rule::should => self.should(pair),
            Rule::chain => self.chain(pair),
            Rule::each => self.each(pair),
            Rule::counted => {
                Parts::of(pair).maybe(Rule::comparison).map(|list| ExprKind::Count(self.comparison(list).0))
            }
            _ => None,
        };
        self.exprs.add(kind.unwrap_or(ExprKind::Error), place)
    }

    fn formulas(&mut self, pair: Pair<'t, Rule>) -> Vec<ExprId> {
        let mut parts = Parts::of(pair);
        let mut out = vec![];
        while let Some(formula) = parts.maybe(Rule::formula) {
            out.push(self.formula(formula));
        }
        out
    }

    fn reference(&mut self, pair: Pair<'t, Rule>) -> Option<ExprKind> {
        let mut parts = Parts::of(pair);
        let name = parts.ident()?;
        let Some(arguments) = parts.maybe(Rule::arguments) else { return Some(ExprKind::Name(name.name)) };
        let open = span(&arguments).start;
        if open > name.span.end {
            let gap = Span { start: name.span.end, end: open };
            let finding = Diagnostic::at(
                &codes::SPACE_BEFORE_PARENTHESIS,
                format!("a blank stands between `{}` and its parenthesis", name.name),
                gap,
                "no blank here",
            )
            .help(format!("write `{}(…)`", name.name))
            .fix("remove the blank", gap, "");
            self.findings.push(finding);
        }
        let arguments = self.formulas(arguments);
        Some(ExprKind::Call(name, arguments))
    }

    fn quantified(&mut self, pair: Pair<'t, Rule>) -> Option<ExprKind> {
        let mut parts = Parts::of(pair);
        let quantifier = quantifier(parts.maybe(Rule::quantifier)?);
        let variable = parts.ident()?;
        let (range, _) = self.comparison(parts.maybe(Rule::comparison)?);
        let filter = parts.maybe(Rule::where_filter).and_then(|pair| self.only_formula(pair));
        let except = parts.maybe(Rule::except_filter).and_then(|pair| self.only_formula(pair));
        let body = self.term(parts.maybe(Rule::term)?).expr;
        Some(ExprKind::Quantified(Box::new(Quantified { quantifier, variable, range, filter, except, body })))
    }

    pub(super) fn only_formula(&mut self, pair: Pair<'t, Rule>) -> Option<ExprId> {
        let mut parts = Parts::of(pair);
        self.next_formula(&mut parts)
    }

    fn conditional(&mut self, pair: Pair<'t, Rule>) -> Option<ExprKind> {
        let mut parts = Parts::of(pair);
        let condition = self.next_formula(&mut parts)?;
        let then = self.term(parts.maybe(Rule::term)?).expr;
        let otherwise = self.term(parts.maybe(Rule::term)?).expr;
        Some(ExprKind::If(condition, then, otherwise))
    }

    fn block(&mut self, pair: Pair<'t, Rule>) -> ExprKind {
        let all = word_of(&pair) == "all";
        let mut parts = Parts::of(pair);
        let mut limbs = vec![];
        while let Some(limb) = parts.maybe(Rule::limb) {
            let mut inner = Parts::of(limb);
            let label = inner.maybe(Rule::limb_name).and_then(limb_label);
            limbs.extend(self.next_formula(&mut inner).map(|formula| Limb { label, formula }));
        }
        if all { ExprKind::All(limbs) } else { ExprKind::Any(limbs) }
    }

    fn first_of(&mut self, pair: Pair<'t, Rule>) -> Option<ExprKind> {
        let mut parts = Parts::of(pair);
        let mut cases = vec![];
        while let Some(case) = parts.maybe(Rule::case) {
            let mut inner = Parts::of(case);
            let label = inner.maybe(Rule::case_name).and_then(limb_label);
            let condition = self.next_formula(&mut inner)?;
            cases.push(Case { label, condition, value: self.next_formula(&mut inner)? });
        }
        let mut last = Parts::of(parts.maybe(Rule::otherwise)?);
        let otherwise_gloss: Option<Text> = last.text();
        let otherwise = self.next_formula(&mut last)?;
        Some(ExprKind::FirstOf(Box::new(FirstOf { cases, otherwise_gloss, otherwise })))
    }

    fn by_reading(&mut self, pair: Pair<'t, Rule>) -> Option<ExprKind> {
        let mut parts = Parts::of(pair);
        let reading = parts.ident()?;
        let mut choices: Vec<(Ident, ExprId)> = vec![];
        while let Some(chosen) = parts.maybe(Rule::chosen) {
            let mut inner = Parts::of(chosen);
            choices.push((inner.ident()?, self.next_formula(&mut inner)?));
        }
        Some(ExprKind::ByReading(reading, choices))
    }

    fn should(&mut self, pair: Pair<'t, Rule>) -> Option<ExprKind> {
        let mut parts = Parts::of(pair);
        let (asked, _) = self.comparison(parts.maybe(Rule::comparison)?);
        Some(ExprKind::Should(asked, parts.ident()))
    }

    fn chain(&mut self, pair: Pair<'t, Rule>) -> Option<ExprKind> {
        let mut parts = Parts::of(pair);
        let first = parts.ident()?;
        let mut path = self.exprs.add(ExprKind::Name(first.name), first.span);
        while let Some(field) = parts.ident() {
            let place = first.span.to(field.span);
            path = self.exprs.add(ExprKind::Field(path, field), place);
        }
        Some(ExprKind::Chain(path))
    }

    fn each(&mut self, pair: Pair<'t, Rule>) -> Option<ExprKind> {
        let mut parts = Parts::of(pair);
        let variable = parts.ident()?;
        let (range, _) = self.operand(parts.maybe(Rule::operand)?);
        let (condition, _) = self.operand(parts.maybe(Rule::operand)?);
        Some(ExprKind::Each(variable, range, condition))
    }
}

fn limbs(terms: &[Term]) -> Vec<Limb> {
    terms.iter().map(|term| Limb { label: None, formula: term.expr }).collect()
}

/// Where the last part of an unparenthesised quantifier, conditional or `should` starts, which a following
/// connective could belong to.
fn open_body(primary: &Pair<'_, Rule>) -> Option<Span> {
    match primary.as_rule() {
        Rule::quantified | Rule::conditional => primary
            .clone()
            .into_inner()
            .filter(|part| part.as_rule() == Rule::term)
            .last()
            .map(|part| span(&part)),
        Rule::should => {
            let mut parts = primary.clone().into_inner();
            let asked = parts.find(|part| part.as_rule() == Rule::comparison)?;
            let closed = parts.any(|part| part.as_rule() == Rule::ident);
            if closed { None } else { Some(span(&asked)) }
        }
        _ => None,
    }
}

fn connective(pair: &Pair<'_, Rule>) -> (Connective, Span) {
    let kind = match pair.as_str() {
        "and" => Connective::And,
        "or" => Connective::Or,
        _ => Connective::Implies,
    };
    (kind, span(pair))
}

fn operator(pair: Pair<'_, Rule>) -> Option<Operator> {
    Some(match pair.as_rule() {
        Rule::equal => Operator::Compare(Comparison::Equal),
        Rule::not_equal => Operator::Compare(Comparison::NotEqual),
        Rule::less => Operator::Compare(Comparison::Less),
        Rule::less_equal => Operator::Compare(Comparison::LessEqual),
        Rule::greater => Operator::Compare(Comparison::Greater),
        Rule::greater_equal => Operator::Compare(Comparison::GreaterEqual),
        Rule::kw_in => Operator::In(false),
        Rule::not_in => Operator::In(true),
        Rule::add => Operator::Arithmetic(Operation::Add),
        Rule::minus => Operator::Arithmetic(Operation::Subtract),
        Rule::times => Operator::Arithmetic(Operation::Multiply),
        Rule::divide => Operator::Arithmetic(Operation::Divide),
        Rule::together_with => Operator::Together,
        Rule::share => {
            let mut parts = Parts::of(pair);
            let bound = parts.maybe(Rule::share_bound)?.into_inner().next()?;
            let comparison = match bound.as_rule() {
                Rule::at_least => Comparison::GreaterEqual,
                Rule::at_most => Comparison::LessEqual,
                Rule::more_than => Comparison::Greater,
                Rule::less_than => Comparison::Less,
                _ => Comparison::Equal,
            };
            Operator::Share(comparison, digits(parts.maybe(Rule::percent)?.as_str()))
        }
        _ => return None,
    })
}

fn quantifier(pair: Pair<'_, Rule>) -> Quantifier {
    let rules: Vec<Rule> = pair.clone().into_inner().map(|part| part.as_rule()).collect();
    let number = pair.clone().into_inner().find(|part| part.as_rule() == Rule::integer);
    let n = number.map_or(0, |part| count(&part).value);
    match rules.first() {
        Some(Rule::at_least) => Quantifier::AtLeast(n),
        Some(Rule::at_most) => Quantifier::AtMost(n),
        Some(Rule::kw_exactly) => Quantifier::Exactly(n),
        Some(Rule::kw_some) => Quantifier::Some,
        Some(Rule::kw_no) => Quantifier::No,
        _ => Quantifier::Every,
    }
}

fn limb_label(pair: Pair<'_, Rule>) -> Option<LimbLabel> {
    let mut parts = Parts::of(pair);
    let name = parts.maybe(Rule::point_name)?;
    Some(LimbLabel { label: label(&name), numbered: name.as_str().starts_with('('), gloss: parts.text() })
}

fn duration(pair: Pair<'_, Rule>) -> Option<ExprKind> {
    let mut parts = Parts::of(pair);
    let amount = parts.count()?;
    let unit = duration_unit(parts.maybe(Rule::duration_unit)?.as_str());
    let rounding = parts.maybe(Rule::rounding).map(|pair| rounding(&pair));
    Some(ExprKind::Duration(amount.value, unit, rounding))
}

pub(super) fn duration_unit(word: &str) -> DurationUnit {
    match word {
        "day" | "days" => DurationUnit::Days,
        "month" | "months" => DurationUnit::Months,
        _ => DurationUnit::Years,
    }
}

pub(super) fn rounding(pair: &Pair<'_, Rule>) -> Rounding {
    if pair.as_str().ends_with("up") { Rounding::Up } else { Rounding::Down }
}

/// The digits and decimal point of a number.
fn digits(text: &str) -> Name {
    Name::from(text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect::<String>())
}

/// Text on one line, blanks folded.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
