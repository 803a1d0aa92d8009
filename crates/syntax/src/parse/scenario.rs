//! Scenarios: facts, and what must come of them.

use acquis_base::{Diagnostic, Name, Span, codes, nearest};
use pest::iterators::Pair;

use super::law::citation;
use super::parts::{Parts, count, ident, names, span, text};
use super::{Builder, Rule};
use crate::ast::{
    CaseTable, Cell, Column, ColumnKind, Expected, ExpectedGift, ExpectedGround, ExpectedLevel,
    ExpectedVerdict, FactElement, FactPath, FactStep, FactValue, FactValueKind, Row, Scenario,
    ScenarioClause, ScenarioClauseKind, Supposed, SupposedEntry, Text,
};
use crate::error::explain;
use crate::words::{all_words, is_identifier, is_reserved, word_length};

/// The words that start the clauses of a scenario.
const CLAUSES: [&str; 4] = ["set", "remove", "assume", "expect"];

impl<'t> Builder<'t> {
    pub(super) fn scenario(&mut self, pair: Pair<'t, Rule>) -> Option<Scenario> {
        let block = span(&pair);
        let mut parts = Parts::of(pair);
        let title = parts.text()?;
        if title.value.trim().is_empty() {
            let message = "the title of this scenario holds no word";
            let finding = Diagnostic::at(&codes::SYNTAX, message, title.span, "called what?");
            self.findings.push(finding.help("say in the title what the scenario shows; reports name it so"));
        }
        let from = parts.maybe(Rule::starts_from).and_then(|pair| Parts::of(pair).text());
        let on = parts.maybe(Rule::on_day).and_then(|pair| Parts::of(pair).date());
        let amendments = parts.maybe(Rule::asked_under).map(names).unwrap_or_default();
        let readings = std::iter::from_fn(|| parts.maybe(Rule::read_as)).filter_map(read_as).collect();
        let before = self.findings.len();
        let mut scenario = Scenario {
            title,
            from,
            on,
            amendments,
            readings,
            clauses: vec![],
            tables: vec![],
            incomplete: false,
        };
        while let Some(part) = parts.next() {
            match part.as_rule() {
                Rule::table => scenario.tables.extend(table(part)),
                Rule::broken_scenario => {
                    match scenario.clauses.pop_if(|last| self.goes_on(last, span(&part))) {
                        Some(last) => {
                            let place = last.span.to(span(&part));
                            self.findings.push(explain(Rule::only_scenario_clause, self.text, place));
                        }
                        None => self.broken_scenario(&part),
                    }
                }
                Rule::unclosed => self.unclosed(block, part.as_span().start(), before),
                _ => scenario.clauses.extend(clause(part)),
            }
        }
        scenario.incomplete = self.findings.len() > before;
        Some(scenario)
    }

    /// Whether a faulty piece stands on the line on which what is assumed of a register ends: then it goes on with that
    /// clause, which was taken for a whole one.
    fn goes_on(&self, before: &ScenarioClause, piece: Span) -> bool {
        let between = self.text.get(before.span.end as usize..piece.start as usize).unwrap_or("\n");
        let is_whole = before.span.of(self.text).ends_with('\n') || between.contains('\n');
        matches!(before.kind, ScenarioClauseKind::Assume(_)) && !is_whole && between.trim().is_empty()
    }

    /// A faulty clause: a word that starts none, or a fault within.
    fn broken_scenario(&mut self, part: &Pair<'t, Rule>) {
        let place = span(part);
        let piece = place.of(self.text);
        let word = piece.get(..word_length(piece)).unwrap_or("");
        if let Some(finding) = supposed_nowhere(place, piece) {
            self.findings.push(finding);
            return;
        }
        if word.is_empty() || CLAUSES.contains(&word) || is_reserved(word) {
            self.broken_item(part, Rule::only_scenario_clause);
            return;
        }
        let place = Span::new(place.start as usize, place.start as usize + word.len());
        let message = format!("`{word}` starts no clause of a scenario");
        let finding = Diagnostic::at(&codes::UNKNOWN_KEYWORD, message, place, "not a clause");
        // A word that means something elsewhere in a scenario is none of these misspelt.
        let meant = nearest(word, CLAUSES).filter(|_| !all_words().any(|known| known == word));
        self.findings.push(match meant {
            Some(meant) => {
                finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), place, meant)
            }
            None if word == "under" => {
                finding.help("amendments stand before the brace: `scenario \"…\" under amendment AM_1 {`")
            }
            None => finding.help("a clause starts with `set`, `remove`, `assume` or `expect`"),
        });
    }
}

/// `assume CH from 2027-01-01`: what is supposed of no register.
fn supposed_nowhere(place: Span, piece: &str) -> Option<Diagnostic<Span>> {
    let rest = piece.strip_prefix("assume")?;
    let start = piece.len() - rest.trim_start().len();
    let key = rest.trim_start().get(..word_length(rest.trim_start())).filter(|key| is_identifier(key))?;
    let after = piece.get(start + key.len()..)?.trim_start();
    let next = after.get(..word_length(after)).unwrap_or("");
    let at = place.start as usize + start;
    (!matches!(next, "in" | "not")).then(|| {
        let message = format!("it is not said of which register `{key}` is supposed");
        Diagnostic::at(&codes::SYNTAX, message, Span::new(at, at + key.len()), "in which register?").help(format!(
            "write the register after it: `assume {key} in` the register `from` the first day; or `not in` the register"
        ))
    })
}

fn read_as(pair: Pair<'_, Rule>) -> Option<(crate::ast::Ident, crate::ast::Ident)> {
    let mut parts = Parts::of(pair);
    Some((parts.ident()?, parts.ident()?))
}

fn clause(pair: Pair<'_, Rule>) -> Option<ScenarioClause> {
    let place = span(&pair);
    let rule = pair.as_rule();
    let mut parts = Parts::of(pair);
    let kind = match rule {
        Rule::set_fact => ScenarioClauseKind::Set(
            fact_path(parts.maybe(Rule::fact_path)?)?,
            fact_value(parts.maybe(Rule::fact_value)?)?,
        ),
        Rule::removed => ScenarioClauseKind::Remove(fact_path(parts.maybe(Rule::fact_path)?)?),
        Rule::supposed => ScenarioClauseKind::Assume(supposed(parts)?),
        Rule::expectation => ScenarioClauseKind::Expect(expected(parts.next()?)?),
        _ => return None,
    };
    Some(ScenarioClause { kind, span: place })
}

fn supposed(mut parts: Parts<'_>) -> Option<Supposed> {
    let key = parts.ident()?;
    let absent = parts.one_of(&[Rule::not_in, Rule::in_register])?.as_rule() == Rule::not_in;
    let register = parts.ident()?;
    let in_force = parts.maybe(Rule::in_force);
    let unknown = in_force.is_none() && parts.flag(Rule::not_known);
    let what = match in_force.map(Parts::of) {
        Some(mut force) => {
            let from = force.date()?;
            let until = force.date();
            let act = force.maybe(Rule::act).and_then(|pair| Parts::of(pair).text());
            SupposedEntry::Entry(from, until, act)
        }
        None if absent => SupposedEntry::Absent,
        None if unknown => SupposedEntry::Unknown,
        None => SupposedEntry::Undated,
    };
    Some(Supposed { key, register, what })
}

fn fact_path(pair: Pair<'_, Rule>) -> Option<FactPath> {
    let place = span(&pair);
    let mut parts = Parts::of(pair);
    let steps: Vec<FactStep> =
        std::iter::from_fn(|| parts.maybe(Rule::fact_step)).filter_map(fact_step).collect();
    if steps.is_empty() { None } else { Some(FactPath { steps, span: place }) }
}

fn fact_step(pair: Pair<'_, Rule>) -> Option<FactStep> {
    let mut parts = Parts::of(pair);
    let field = parts.ident()?;
    let element = parts.maybe(Rule::fact_element).and_then(|pair| {
        let chosen = Parts::of(pair).next()?;
        Some(match chosen.as_rule() {
            Rule::integer => FactElement::Number(count(&chosen)),
            Rule::text => FactElement::Identity(text(&chosen)),
            _ => {
                let word = ident(&chosen);
                FactElement::Identity(Text { value: word.name, span: word.span })
            }
        })
    });
    Some(FactStep { field, element })
}

fn fact_value(pair: Pair<'_, Rule>) -> Option<FactValue> {
    let place = span(&pair);
    let form = pair.into_inner().next()?;
    let plain =
        |text: &str| Name::from(text.chars().filter(|c| *c != '_' && !c.is_whitespace()).collect::<String>());
    let kind = match form.as_rule() {
        Rule::value_list => {
            let mut parts = Parts::of(form);
            let items = std::iter::from_fn(|| parts.maybe(Rule::fact_value)).filter_map(fact_value);
            FactValueKind::List(items.collect())
        }
        Rule::value_record => {
            let mut parts = Parts::of(form);
            let fields = std::iter::from_fn(|| parts.maybe(Rule::value_field)).filter_map(|pair| {
                let mut parts = Parts::of(pair);
                Some((parts.ident()?, fact_value(parts.maybe(Rule::fact_value)?)?))
            });
            FactValueKind::Record(fields.collect())
        }
        Rule::percent => FactValueKind::Percent(plain(form.as_str().trim_end().trim_end_matches('%'))),
        Rule::date => FactValueKind::Date(Name::from(form.as_str())),
        Rule::signed => FactValueKind::Number(plain(form.as_str())),
        Rule::text => FactValueKind::Text(text(&form).value),
        _ => FactValueKind::Word(ident(&form).name),
    };
    Some(FactValue { kind, span: place })
}

fn expected(pair: Pair<'_, Rule>) -> Option<Expected> {
    let rule = pair.as_rule();
    let mut parts = Parts::of(pair);
    Some(match rule {
        Rule::attained_level => Expected::Level(expected_level(&mut parts)?),
        Rule::reachable_level => Expected::Reachable(expected_level(&mut parts)?),
        Rule::nothing_missing => Expected::NothingMissing,
        Rule::is_missing => match parts.maybe(Rule::missing_entry).map(Parts::of) {
            Some(mut entry) => Expected::MissingEntry(entry.ident()?, entry.ident()?),
            None => Expected::Missing(fact_path(parts.maybe(Rule::fact_path)?)?),
        },
        Rule::shows_evidence => {
            let kind = parts.ident();
            Expected::Evidence(kind, citation(parts.maybe(Rule::citation)?)?, parts.ident()?)
        }
        Rule::rule_gives => {
            let rule = fact_step(parts.maybe(Rule::fact_step)?)?;
            Expected::Rule(rule, gift(parts.next()?)?)
        }
        _ => {
            Expected::Verdict(citation(parts.maybe(Rule::citation)?)?, verdict(parts.maybe(Rule::verdict)?)?)
        }
    })
}

fn gift(pair: Pair<'_, Rule>) -> Option<ExpectedGift> {
    Some(match pair.as_rule() {
        Rule::gives_value => {
            let mut parts = Parts::of(pair);
            let value = level_or_value(parts.maybe(Rule::given_value)?.into_inner().next()?)?;
            ExpectedGift::Value(value, parts.maybe(Rule::gives_by).map(ground))
        }
        Rule::gives_by => ExpectedGift::Ground(ground(pair)),
        Rule::gives_latest => ExpectedGift::Latest(Parts::of(pair).date()?),
        Rule::not_applicable => ExpectedGift::NotApplicable,
        _ => ExpectedGift::Open,
    })
}

fn ground(pair: Pair<'_, Rule>) -> ExpectedGround {
    Parts::of(pair).ident().map_or(ExpectedGround::Default, ExpectedGround::Exception)
}

/// A level is written as in expressions, and stands for a value of one word.
fn level_or_value(pair: Pair<'_, Rule>) -> Option<FactValue> {
    if pair.as_rule() != Rule::level_literal {
        return fact_value(pair);
    }
    let place = span(&pair);
    let level = Parts::of(pair).count()?;
    let words = Name::from(format!("level {}", level.value));
    Some(FactValue { kind: FactValueKind::Word(words), span: place })
}

fn expected_level(parts: &mut Parts<'_>) -> Option<ExpectedLevel> {
    let level = Parts::of(parts.maybe(Rule::level_or_none)?).count();
    let ladder = parts.maybe(Rule::of_ladder).and_then(|pair| Parts::of(pair).ident());
    Some(ExpectedLevel { level, ladder })
}

fn verdict(pair: Pair<'_, Rule>) -> Option<ExpectedVerdict> {
    let form = pair.into_inner().next()?;
    Some(match form.as_rule() {
        Rule::met_by => ExpectedVerdict::MetByDerogation(Parts::of(form).ident()?),
        Rule::met => ExpectedVerdict::Met,
        Rule::not_met => ExpectedVerdict::NotMet,
        Rule::not_applicable => ExpectedVerdict::NotApplicable,
        _ => ExpectedVerdict::Undetermined,
    })
}

fn table(pair: Pair<'_, Rule>) -> Option<CaseTable> {
    let mut parts = Parts::of(pair);
    let mut header = Parts::of(parts.maybe(Rule::header)?);
    let mut columns = vec![];
    while let Some(part) = header.next() {
        if part.as_rule() == Rule::column {
            columns.extend(column(part));
        }
    }
    let rows = std::iter::from_fn(|| parts.maybe(Rule::row)).map(row).collect();
    Some(CaseTable { columns, rows })
}

fn column(pair: Pair<'_, Rule>) -> Option<Column> {
    let place = span(&pair);
    let form = pair.into_inner().next()?;
    let kind = match form.as_rule() {
        Rule::reachable_column => ColumnKind::Reachable,
        Rule::level_column => ColumnKind::Level,
        Rule::citation => ColumnKind::Verdict(citation(form)?),
        _ => ColumnKind::Fact(fact_path(form)?),
    };
    Some(Column { kind, span: place })
}

fn row(pair: Pair<'_, Rule>) -> Row {
    let place = span(&pair);
    let mut parts = Parts::of(pair);
    let mut cells = vec![];
    while let Some(part) = parts.next() {
        if part.as_rule() == Rule::cell {
            cells.extend(cell(part));
        }
    }
    Row { cells, span: place }
}

fn cell(pair: Pair<'_, Rule>) -> Option<Cell> {
    let place = span(&pair);
    let form = pair.clone().into_inner().next()?;
    // A single word may be a verdict or a value; the column decides.
    let word = Name::from(pair.as_str().trim_end());
    if form.as_rule() == Rule::verdict {
        let value = FactValue { kind: FactValueKind::Word(word), span: place };
        let value = is_word(&value).then_some(value);
        return Some(Cell { verdict: verdict(form), value, span: place });
    }
    Some(Cell { verdict: None, value: level_or_value(form), span: place })
}

fn is_word(value: &FactValue) -> bool {
    matches!(&value.kind, FactValueKind::Word(word) if word_length(word) == word.len())
}
