//! What criteria are shown by, and how good it must be.

use pest::iterators::Pair;

use super::parts::{Parts, count, ident, span};
use super::{Builder, Rule, law};
use crate::ast::{Evidence, Exhibit, FactName, Ident, Period, Standard};

impl<'t> Builder<'t> {
    pub(super) fn evidence(&mut self, mut parts: Parts<'t>) -> Option<Evidence> {
        let cites = parts.maybe(Rule::citations).map(law::citations)?;
        let mut exhibits = vec![];
        if let Some(body) = parts.maybe(Rule::exhibits) {
            let block = span(&body);
            let before = self.findings.len();
            let mut items = Parts::of(body);
            while let Some(item) = items.next() {
                match item.as_rule() {
                    Rule::exhibit => exhibits.extend(exhibit(item)),
                    Rule::broken_exhibit => self.broken_item(&item, Rule::only_exhibit),
                    Rule::unclosed => self.unclosed(block, item.as_span().start(), before),
                    _ => {}
                }
            }
        }
        Some(Evidence { cites, exhibits })
    }
}

/// How good evidence must be for the criteria of a level.
pub(super) fn standard(pair: Pair<'_, Rule>) -> Option<Standard> {
    let mut parts = Parts::of(pair);
    Some(Standard {
        grade: grade(&mut parts)?,
        not_older: parts.maybe(Rule::not_older).and_then(not_older),
        under: parts.maybe(Rule::under).and_then(law::under),
    })
}

fn exhibit(pair: Pair<'_, Rule>) -> Option<Exhibit> {
    let place = span(&pair);
    let mut parts = Parts::of(pair);
    let kind = parts.ident()?;
    let gloss = parts.text();
    let grade = grade(&mut parts);
    let not_older = parts.maybe(Rule::not_older).and_then(not_older);
    let facts = std::iter::from_fn(|| parts.maybe(Rule::fact_name)).map(fact_name).collect();
    Some(Exhibit { kind, gloss, grade, not_older, facts, span: place })
}

fn grade(parts: &mut Parts<'_>) -> Option<Ident> {
    Parts::of(parts.maybe(Rule::grade)?).ident()
}

fn not_older(pair: Pair<'_, Rule>) -> Option<Period> {
    let mut parts = Parts::of(pair);
    let amount = parts.maybe(Rule::integer)?;
    let unit = parts.maybe(Rule::duration_unit)?;
    let rounding = parts.maybe(Rule::rounding).map(|pair| super::expressions::rounding(&pair));
    let place = span(&amount).to(span(&unit));
    let unit = super::expressions::duration_unit(unit.as_str());
    Some(Period { amount: count(&amount).value, unit, rounding, span: place })
}

fn fact_name(pair: Pair<'_, Rule>) -> FactName {
    let place = span(&pair);
    let steps = pair.into_inner().filter(|part| part.as_rule() == Rule::ident).map(|part| ident(&part));
    FactName { steps: steps.collect(), span: place }
}
