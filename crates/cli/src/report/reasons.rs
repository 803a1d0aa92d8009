//! The facts that decide: a derivation followed down to the leaves that bear on its truth value.

use acquis_base::{Name, Place};
use acquis_eval::{Derivation, ElementRole, Operand, Step, Truth};
use acquis_facts::Dossier;
use acquis_ir::{ExprKind, LimbLabel, Program, Quantifier, Type, Unit};

use super::words::fact_name;
use crate::style::quotable;

/// One fact that decides, with the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reason {
    /// The elements and labelled parts on the way, outermost first.
    pub(crate) way: Vec<String>,
    /// What is so, or is not known.
    pub(crate) fact: String,
    /// The fact, as a JSON Pointer.
    pub(crate) pointer: Option<String>,
}

impl Reason {
    /// The reason on one line.
    pub(crate) fn line(&self) -> String {
        let whole = if self.way.is_empty() {
            self.fact.clone()
        } else {
            format!("{}: {}", self.way.join(" · "), self.fact)
        };
        quotable(&whole)
    }
}

/// The first `most` facts that decide a derivation.
pub(crate) fn reasons(derivation: &Derivation<'_>, most: usize) -> Vec<Reason> {
    let mut found = Collector { most, reasons: vec![] };
    found.visit(derivation, &mut vec![]);
    found.reasons
}

/// The place of the first fact that decides a derivation.
pub(crate) fn place(derivation: &Derivation<'_>, program: &Program, dossier: &Dossier) -> Option<Place> {
    let pointer = reasons(derivation, 1).into_iter().next()?.pointer?;
    dossier.span_of(program, &pointer).map(|span| dossier.place(span))
}

struct Collector {
    most: usize,
    reasons: Vec<Reason>,
}

impl Collector {
    fn visit(&mut self, derivation: &Derivation<'_>, way: &mut Vec<String>) {
        if self.reasons.len() >= self.most {
            return;
        }
        let parts = bearing(derivation);
        if parts.is_empty() {
            self.leaf(derivation, way);
            return;
        }
        let named = match &derivation.step {
            Step::Element(name, place, _) if !is_plain_value(name, place) => {
                way.push(name.to_string());
                true
            }
            _ => false,
        };
        for (part, label) in parts {
            let labelled = label.and_then(label_words);
            let pushed = labelled.is_some();
            way.extend(labelled);
            self.visit(part, way);
            if pushed {
                way.pop();
            }
        }
        if named {
            way.pop();
        }
    }

    fn leaf(&mut self, derivation: &Derivation<'_>, way: &[String]) {
        let Some((fact, pointer)) = leaf(derivation) else { return };
        let reason = Reason { way: way.to_vec(), fact, pointer };
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }
}

/// Whether an element is a plain value, which the fact about it names anyway.
fn is_plain_value(name: &str, place: &str) -> bool {
    name.len() <= 3 || name == place
}

/// A part of a derivation, with its label.
type Part<'d, 'p> = (&'d Derivation<'p>, Option<&'p LimbLabel>);

/// The parts that bear on the truth value: of a false conjunction those that are false, of an unknown one those that
/// are unknown, and so on.
pub(crate) fn bearing<'d, 'p>(derivation: &'d Derivation<'p>) -> Vec<Part<'d, 'p>> {
    let children: Vec<Part<'d, 'p>> = derivation
        .children
        .iter()
        .enumerate()
        .map(|(at, child)| (&**child, label_of(derivation, at)))
        .collect();
    let with = |truth: Truth| -> Vec<Part<'d, 'p>> {
        children.iter().filter(|(child, _)| child.truth == truth).copied().collect()
    };
    let truth = derivation.truth;
    match &derivation.step {
        Step::All if truth.is_true() => children,
        Step::All => with(truth),
        Step::Any if truth.is_false() => children,
        Step::Any => with(truth).into_iter().take(if truth.is_true() { 1 } else { usize::MAX }).collect(),
        Step::Implies => match truth {
            Truth::False => children,
            Truth::Unknown => with(Truth::Unknown),
            Truth::True => {
                let premise = children.first().copied().filter(|(child, _)| child.truth.is_false());
                premise.or(children.get(1).copied()).into_iter().collect()
            }
        },
        Step::Quantified { quantifier, .. } => {
            let wanted = match (quantifier, truth) {
                (_, Truth::Unknown) => Some(Truth::Unknown),
                (Quantifier::Every, Truth::False) => Some(Truth::False),
                (Quantifier::Some | Quantifier::AtLeast(_), Truth::True) => Some(Truth::True),
                (Quantifier::No | Quantifier::AtMost(_), Truth::False) => Some(Truth::True),
                _ => None,
            };
            match wanted {
                Some(truth) => with(truth),
                None => children,
            }
        }
        Step::Element(_, _, role) => match (role, truth) {
            (_, Truth::Unknown) => with(Truth::Unknown),
            (ElementRole::CarvedOut, _) => children.last().copied().into_iter().collect(),
            _ => children.last().copied().into_iter().collect(),
        },
        Step::Chose(Some(_)) => children.last().copied().into_iter().collect(),
        Step::Chose(None) => with(Truth::Unknown),
        Step::Not | Step::Called(_) | Step::Read { .. } | Step::Weighed { .. } => children,
        Step::Literal | Step::Fact(_) | Step::Compared(_) | Step::Looked { .. } | Step::Existence(_) => {
            vec![]
        }
    }
}

/// The label of a part.
fn label_of<'p>(derivation: &Derivation<'p>, at: usize) -> Option<&'p LimbLabel> {
    match &derivation.formula.expr(derivation.expr)?.kind {
        ExprKind::All(limbs) | ExprKind::Any(limbs) => limbs.get(at)?.label.as_ref(),
        ExprKind::FirstOf(cases, otherwise) => match derivation.step {
            Step::Chose(Some(chosen)) if at + 1 == derivation.children.len() => {
                cases.get(chosen).unwrap_or(otherwise).label.as_ref()
            }
            _ => None,
        },
        _ => None,
    }
}

/// `(ii) nobody in a third country gets at customer data`.
pub(crate) fn label_words(label: &LimbLabel) -> Option<String> {
    match (label.numbered, &label.gloss) {
        (true, Some(gloss)) => Some(format!("{} {gloss}", label.label)),
        (true, None) => Some(label.label.to_string()),
        (false, Some(gloss)) => Some(gloss.to_string()),
        (false, None) => None,
    }
}

/// What a leaf says, and the fact that it is about.
pub(crate) fn leaf(derivation: &Derivation<'_>) -> Option<(String, Option<String>)> {
    let truth = derivation.truth;
    let owned =
        |pointer: &Option<std::sync::Arc<str>>| pointer.as_ref().map(std::string::ToString::to_string);
    Some(match &derivation.step {
        Step::Fact(operand) => (fact_words(operand, truth), owned(&operand.pointer)),
        Step::Compared(operands) => {
            let facts = operands.iter().filter(|operand| operand.pointer.is_some());
            let values: Vec<String> = facts.clone().map(|operand| value_words(derivation, operand)).collect();
            let holds = match truth {
                Truth::True => "holds",
                Truth::False => "does not hold",
                Truth::Unknown => "is not settled",
            };
            let pointer = facts.clone().next().and_then(|operand| owned(&operand.pointer));
            let text = format!("`{}` {holds}", derivation.text());
            (if values.is_empty() { text } else { format!("{}: {text}", values.join(", ")) }, pointer)
        }
        Step::Looked { register, key, on, found } => {
            let subject = match (&key.value, &key.pointer) {
                (Some(value), Some(pointer)) => format!("{} is {value}", fact_name(pointer)),
                (Some(value), None) => value.to_string(),
                (None, pointer) => return Some((unknown_words(pointer.as_deref()), owned(pointer))),
            };
            let day = on.map_or(String::new(), |day| format!(" on {day}"));
            let act = found.as_ref().and_then(|found| found.entry).and_then(|(_, _, act)| act);
            let by = act.map(|act| format!(" ({act})")).unwrap_or_default();
            let assumed = if found.as_ref().is_some_and(|found| found.assumed) {
                ", as the dossier assumes"
            } else {
                ""
            };
            let what = match truth {
                Truth::True => format!("in `{register}`{day}{by}{assumed}"),
                Truth::False => format!("not in `{register}`{day}{assumed}"),
                Truth::Unknown => match found.as_ref().and_then(|found| found.known_until) {
                    Some(until) => format!("and `{register}` is known only until {until}"),
                    None => format!("not known whether in `{register}`{day}"),
                },
            };
            if let (Truth::Unknown, None, Some(value)) = (truth, &key.pointer, &key.value) {
                let until = found
                    .as_ref()
                    .and_then(|found| found.known_until)
                    .map(|u| format!(" after {u}"))
                    .unwrap_or_default();
                let pointer = derivation.missing.first().map(std::string::ToString::to_string);
                return Some((format!("it is not known{until} whether {value} is in `{register}`"), pointer));
            }
            let pointer = if truth.is_unknown() {
                derivation.missing.first().map(std::string::ToString::to_string)
            } else {
                owned(&key.pointer)
            };
            (format!("{subject}, {what}"), pointer)
        }
        Step::Existence(pointer) => {
            let what = match truth {
                Truth::True => "exists",
                Truth::False => "does not exist",
                Truth::Unknown => "is not known to exist or not",
            };
            (format!("{} {what}", derivation.text().trim_end_matches(" exists")), owned(pointer))
        }
        Step::Quantified { asked: 0, carved_out, .. } if !truth.is_unknown() => {
            let none = if *carved_out > 0 {
                "all that are asked are carved out"
            } else {
                "there is nothing to check"
            };
            (format!("{none}: `{}`", shortened(&derivation.text())), None)
        }
        Step::Element(_, place, ElementRole::MayExist) => {
            (format!("{} is not known, or not in full", fact_name(place)), Some(place.to_string()))
        }
        Step::Quantified { .. } => {
            let pointer = derivation.missing.first().map(std::string::ToString::to_string);
            (unknown_words(pointer.as_deref()), pointer)
        }
        Step::Element(name, place, _) => (format!("{name} ({})", fact_name(place)), Some(place.to_string())),
        Step::Literal => (format!("`{}`", derivation.text()), None),
        _ => return None,
    })
}

fn fact_words(operand: &Operand, truth: Truth) -> String {
    let pointer = operand.pointer.as_deref();
    match truth.known() {
        Some(value) => format!("{} is {value}", called(pointer)),
        None => unknown_words(pointer),
    }
}

fn called(pointer: Option<&str>) -> String {
    pointer.map_or_else(|| "this".to_owned(), fact_name)
}

fn unknown_words(pointer: Option<&str>) -> String {
    format!("{} is not known", called(pointer))
}

fn value_words(derivation: &Derivation<'_>, operand: &Operand) -> String {
    let pointer = operand.pointer.as_deref();
    match &operand.value {
        None => unknown_words(pointer),
        Some(value) => {
            let unit = match derivation.formula.expr(operand.expr).map(|expr| &expr.ty) {
                Some(Type::Number(number)) if number.unit == Unit::Percent => " %",
                Some(Type::Number(number)) if number.unit == Unit::Days => " days",
                _ => "",
            };
            format!("{} is {value}{unit}", called(pointer))
        }
    }
}

/// At most sixty characters of a formula.
pub(crate) fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        text.to_owned()
    } else {
        text.chars().take(MOST).chain("…".chars()).collect()
    }
}

/// The name of a notion in words: `third_country_controlled` as `third country controlled`.
pub(crate) fn notion_words(name: &Name) -> String {
    name.replace('_', " ")
}
