//! Rules: values with a default and labelled exceptions, clocks that stop, periods that end on a working day.

use pest::iterators::Pair;

use super::declarations::type_form;
use super::parts::{Parts, count, span};
use super::{Builder, Rule, law};
use crate::ast::{self, Clock, EachOf, Excepted, Outcome, Period, WorkingDay};

impl<'t> Builder<'t> {
    pub(super) fn rule(&mut self, pair: Pair<'t, Rule>) -> Option<ast::Rule> {
        let mut parts = Parts::of(pair);
        let name = parts.ident()?;
        let title = parts.text();
        let for_each = parts.maybe(Rule::each_of).and_then(|pair| self.each_of(pair));
        let ty = type_form(parts.maybe(Rule::type_form)?)?;
        let under = parts.maybe(Rule::under).and_then(law::under)?;
        let before = self.findings.len();
        let clauses = self.clauses(parts.maybe(Rule::rule_body)?, Rule::only_rule_clause);
        let incomplete = self.findings.len() > before;
        Some(ast::Rule { name, title, for_each, ty, under, clauses, incomplete })
    }

    fn each_of(&mut self, pair: Pair<'t, Rule>) -> Option<EachOf> {
        let mut parts = Parts::of(pair);
        let variable = parts.ident()?;
        let (range, _) = self.comparison(parts.maybe(Rule::comparison)?);
        let filter = parts.maybe(Rule::where_filter).and_then(|pair| self.only_formula(pair));
        Some(EachOf { variable, range, filter })
    }

    pub(super) fn outcome(&mut self, pair: Pair<'t, Rule>) -> Option<Outcome> {
        let place = span(&pair);
        let mut parts = Parts::of(pair);
        match parts.maybe(Rule::period) {
            Some(period) => self.period(period),
            None => Some(Outcome { expr: self.next_formula(&mut parts)?, period: None, span: place }),
        }
    }

    fn period(&mut self, pair: Pair<'t, Rule>) -> Option<Outcome> {
        let place = span(&pair);
        let mut parts = Parts::of(pair);
        let amount = parts.maybe(Rule::integer)?;
        let unit = parts.maybe(Rule::duration_unit)?;
        let duration = span(&amount).to(span(&unit));
        let expr = self.next_formula(&mut parts)?;
        let rounding = parts.maybe(Rule::rounding).map(|pair| super::expressions::rounding(&pair));
        let unit = super::expressions::duration_unit(unit.as_str());
        let period = Period { amount: count(&amount).value, unit, rounding, span: duration };
        Some(Outcome { expr, period: Some(period), span: place })
    }

    pub(super) fn excepted(&mut self, mut parts: Parts<'t>) -> Option<Excepted> {
        let label = parts.ident()?;
        let gloss = parts.text();
        let under = parts.maybe(Rule::under).and_then(law::under);
        let over = parts.maybe(Rule::over).and_then(over);
        let condition = self.next_formula(&mut parts)?;
        let outcome = self.outcome(parts.maybe(Rule::outcome)?)?;
        Some(Excepted { label, gloss, under, over, condition, outcome })
    }

    pub(super) fn clock(&mut self, mut parts: Parts<'t>) -> Option<Clock> {
        let each = parts.maybe(Rule::each_of).and_then(|pair| self.each_of(pair))?;
        let from = self.next_formula(&mut parts)?;
        let to = self.next_formula(&mut parts)?;
        let cap = parts.maybe(Rule::cap).and_then(|pair| {
            let mut inner = Parts::of(pair);
            inner.maybe(Rule::at_most)?;
            inner.count()
        });
        let under = parts.maybe(Rule::under).and_then(law::under);
        let uncapped = parts.maybe(Rule::except_filter).and_then(|pair| self.only_formula(pair));
        Some(Clock { each, from, to, cap, under, uncapped })
    }

    pub(super) fn working_day(&mut self, mut parts: Parts<'t>) -> WorkingDay {
        let days_off = parts.maybe(Rule::days_off).and_then(|pair| Parts::of(pair).maybe(Rule::comparison));
        let days_off = days_off.map(|range| self.comparison(range).0);
        WorkingDay { days_off, under: parts.maybe(Rule::under).and_then(law::under) }
    }
}

fn over(pair: Pair<'_, Rule>) -> Option<(Vec<ast::Ident>, ast::Cited)> {
    let mut parts = Parts::of(pair);
    let labels = std::iter::from_fn(|| parts.ident()).collect();
    Some((labels, parts.maybe(Rule::under).and_then(law::under)?))
}
