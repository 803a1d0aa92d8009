//! What rules came to, in words: the value, what it rests on, and what happened to a date.

use acquis_eval::{Ground, RuleResult, RuleStatus, Stopped, Truth};
use acquis_ir::{Cited, Outlines, Program, Rule, Type, Unit, Value};

use super::human::element_words;
use super::reasons::{Reason, read_words, reasons, shortened};
use super::words::{and_list, cited, fact_name, rule_words};

/// How many facts are shown of one outcome.
const MOST_REASONS: usize = 2;

/// How many missing facts are shown of one rule.
const MOST_MISSING: usize = 4;

/// What a rule is called: its title, or its name in words.
pub(crate) fn title(rule: &Rule) -> String {
    match &rule.title {
        Some(title) => title.to_string(),
        None => rule.name.replace('_', " "),
    }
}

/// What a result is called: the rule, and the element that it is about.
pub(crate) fn called(result: &RuleResult<'_>) -> String {
    match &result.element {
        Some(element) => format!("{}: {}", title(result.rule), element_words(&element.name)),
        None => title(result.rule),
    }
}

/// A value as people read it.
pub(crate) fn value_words(value: &Value, ty: &Type) -> String {
    match (value, ty) {
        (Value::Bool(true), _) => "yes".to_owned(),
        (Value::Bool(false), _) => "no".to_owned(),
        (_, Type::Number(number)) if number.unit == Unit::Percent => format!("{value} %"),
        (_, Type::Number(number)) if number.unit == Unit::Days => format!("{value} days"),
        _ => value.to_string(),
    }
}

/// The value of a result, or that it has none.
pub(crate) fn result_words(result: &RuleResult<'_>) -> String {
    match &result.value {
        Some(value) => value_words(value, &result.rule.ty),
        None => rule_words(result.status).to_owned(),
    }
}

/// What the value of a result means, where it is one of an enumeration that says so.
pub(crate) fn value_gloss<'p>(program: &'p Program, result: &RuleResult<'_>) -> Option<&'p str> {
    let (Some(Value::Variant(name, _)), Type::Enum(of)) = (&result.value, &result.rule.ty) else {
        return None;
    };
    let enumeration = program.enumerations.get(of)?;
    enumeration.variants.iter().find(|variant| variant.name == *name)?.gloss.as_deref()
}

/// The truth value whose mark stands before a result.
pub(crate) fn truth(result: &RuleResult<'_>) -> Truth {
    match result.status {
        RuleStatus::Settled => Truth::True,
        RuleStatus::Open => Truth::Unknown,
        RuleStatus::NotApplicable => Truth::False,
    }
}

/// What stands below a result, line by line: what its value means, its grounds, what happened to a date, what is missing.
pub(crate) fn lines(program: &Program, result: &RuleResult<'_>) -> Vec<String> {
    let outlines = &program.outlines;
    if let Some(element) = result.element.as_ref().filter(|element| element.may_exist) {
        return vec![format!("{} is not known, or not in full", fact_name(&element.pointer))];
    }
    let mut lines: Vec<String> = value_gloss(program, result).map(str::to_owned).into_iter().collect();
    let open_whether = result.belongs.iter().chain(&result.applies).filter(|why| why.truth.is_unknown());
    for reason in open_whether.flat_map(|why| reasons(why, MOST_REASONS)) {
        lines.push(format!("not known whether it applies: {}", reason.line()));
    }
    for ground in result.possible() {
        lines.push(ground_words(outlines, result, ground));
    }
    lines.extend(day_words(outlines, result));
    lines.extend(missing_words(result));
    lines
}

/// `by exception urgent, "urgent cases" (Article 17(6))`.
pub(crate) fn ground_name(outlines: &Outlines, ground: &Ground<'_>) -> String {
    let Some(exception) = ground.exception else { return "by default".to_owned() };
    let gloss = exception.gloss.as_ref().map(|gloss| format!(", {gloss:?}")).unwrap_or_default();
    let basis = basis_words(outlines, exception.basis.as_ref());
    format!("by exception {}{gloss}{basis}", exception.label.replace('_', " "))
}

fn ground_words(outlines: &Outlines, result: &RuleResult<'_>, ground: &Ground<'_>) -> String {
    let rule = result.rule;
    let name = ground_name(outlines, ground);
    let mut words = match &ground.value {
        _ if ground.effective.is_true() => name,
        Some(value) if result.value.is_none() => format!("perhaps {} {name}", value_words(value, &rule.ty)),
        _ => format!("perhaps {name}"),
    };
    let mut facts: Vec<String> = vec![];
    if let Some(condition) = &ground.condition {
        facts.extend(reasons(condition, MOST_REASONS).iter().map(Reason::line));
    }
    facts.extend(computed_words(rule, ground));
    let because = ground.because.iter().flat_map(|why| reasons(why, 1)).map(|reason| reason.line());
    facts.extend(because.chain(ground.reads.iter().map(read_words)).take(MOST_REASONS));
    if !facts.is_empty() {
        words.push_str(&format!(": {}", facts.join("; ")));
    }
    words
}

/// How a value is computed, unless the value itself is written; of a period its first and last day.
fn computed_words(rule: &Rule, ground: &Ground<'_>) -> Option<String> {
    let formula = &ground.outcome.formula;
    if matches!(formula.root_expr().map(|expr| &expr.kind), Some(acquis_ir::ExprKind::Literal(_))) {
        return None;
    }
    let shown = format!("`{}`", shortened(&formula.show(formula.root?)));
    Some(match (&ground.value, ground.first_day) {
        (Some(last), Some(first)) => format!("from {first} to {}, {shown}", value_words(last, &rule.ty)),
        _ => shown,
    })
}

/// What an outcome gives, in the derivation.
pub(crate) fn outcome_words(rule: &Rule, ground: &Ground<'_>) -> Option<String> {
    let value = ground.value.as_ref().map(|value| value_words(value, &rule.ty));
    match (value, computed_words(rule, ground)) {
        (Some(value), Some(computed)) if ground.first_day.is_none() => Some(format!("{value}, {computed}")),
        (_, Some(computed)) => Some(computed),
        (value, None) => value,
    }
}

/// A basis in parentheses.
fn basis_words(outlines: &Outlines, basis: Option<&Cited>) -> String {
    basis.map(|basis| format!(" ({})", cited(outlines, basis))).unwrap_or_default()
}

/// `1 day`, `30 days`.
pub(crate) fn days(n: i64) -> String {
    if n == 1 { "1 day".to_owned() } else { format!("{n} days") }
}

/// What happened to a date, on one line.
fn day_words(outlines: &Outlines, result: &RuleResult<'_>) -> Option<String> {
    let clock = result.stopped.as_ref().and_then(stopped_words);
    let clock_basis = result.rule.clock.as_ref().and_then(|clock| clock.basis.as_ref());
    let clock = clock.map(|words| format!("{words}{}", basis_words(outlines, clock_basis)));
    let words: Vec<String> = clock.into_iter().chain(last_day_words(outlines, result)).collect();
    if words.is_empty() { None } else { Some(words.join("; ")) }
}

/// What became of the last day after all.
pub(crate) fn last_day_words(outlines: &Outlines, result: &RuleResult<'_>) -> Option<String> {
    match (result.moved_from, &result.value, result.latest) {
        (Some(from), Some(Value::Date(to)), _) => {
            let basis = result.rule.working_day.as_ref().and_then(|ends| ends.basis.as_ref());
            Some(format!(
                "{from} is no working day, and the next one is {to}{}",
                basis_words(outlines, basis)
            ))
        }
        (_, _, Some(latest)) => Some(format!("the last day is {latest} at the latest")),
        _ => None,
    }
}

/// For how long a clock is stopped; nothing where it is not.
pub(crate) fn stopped_words(stopped: &Stopped<'_>) -> Option<String> {
    let counted = match (stopped.days(), stopped.most) {
        (Some(0), _) => return None,
        (Some(counted), _) if counted < stopped.covered => {
            return Some(format!(
                "the clock is stopped for {}, of which {counted} count",
                days(stopped.covered)
            ));
        }
        (Some(counted), _) => days(counted),
        (None, Some(most)) => format!("{} to {}", stopped.least, days(most)),
        (None, None) if stopped.least == 0 => {
            return Some("it is not known for how long the clock is stopped".to_owned());
        }
        (None, None) => format!("at least {}", days(stopped.least)),
    };
    Some(format!("the clock is stopped for {counted}"))
}

fn missing_words(result: &RuleResult<'_>) -> Option<String> {
    if result.missing.is_empty() || result.status != RuleStatus::Open {
        return None;
    }
    let mut names: Vec<String> =
        result.missing.iter().take(MOST_MISSING).map(|pointer| fact_name(pointer)).collect();
    if result.missing.len() > MOST_MISSING {
        names.push(format!("{} more", result.missing.len() - MOST_MISSING));
    }
    Some(format!("missing: {}", and_list(&names)))
}
