//! The facts that decide: a derivation followed down to the leaves that bear on its truth value.

use acquis_base::{Comparison, Name, Place};
use acquis_eval::{Derivation, ElementRole, Membership, Operand, Read, Step, Truth};
use acquis_facts::Dossier;
use acquis_ir::{Date, ExprId, ExprKind, Formula, LimbLabel, Program, Quantifier, Type, Unit};

use super::words::fact_name;
use crate::style::quotable;

/// How many facts of one reason are put on its line.
const MOST_FACTS: usize = 4;

/// Facts of one thing that decide together, with the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reason {
    /// The elements and labelled parts on the way, outermost first.
    pub(crate) way: Vec<String>,
    /// What is so, or is not known.
    facts: Vec<String>,
    /// The first of the facts, as a JSON Pointer.
    pointer: Option<String>,
}

impl Reason {
    /// The first of the facts, as a JSON Pointer.
    pub(crate) fn pointer(&self) -> Option<&str> {
        self.pointer.as_deref()
    }

    /// The reason on one line.
    pub(crate) fn line(&self) -> String {
        let mut facts = self.facts.iter().take(MOST_FACTS).cloned().collect::<Vec<_>>().join("; ");
        if let Some(more) = self.facts.len().checked_sub(MOST_FACTS).filter(|more| *more > 0) {
            facts.push_str(&format!("; and {more} more"));
        }
        quotable(&if self.way.is_empty() { facts } else { format!("{}: {facts}", self.way.join(" · ")) })
    }
}

/// The first `most` things that decide a derivation. What is written in the policy itself is named only where no fact
/// decides.
pub(crate) fn reasons(derivation: &Derivation<'_>, most: usize) -> Vec<Reason> {
    let mut found = Collector { most, literals: false, way: vec![], reasons: vec![] };
    found.visit(derivation);
    if found.reasons.is_empty() {
        found.literals = true;
        found.visit(derivation);
    }
    found.reasons.truncate(most);
    found.reasons
}

/// The place of the first fact that decides a derivation.
pub(crate) fn place(derivation: &Derivation<'_>, program: &Program, dossier: &Dossier) -> Option<Place> {
    let pointer = reasons(derivation, 1).into_iter().next()?.pointer?;
    dossier.span_of(program, &pointer).map(|span| dossier.place(span))
}

/// A step on the way to a fact.
struct Stage {
    words: String,
    /// Where the element stands; nothing for a labelled part.
    place: Option<String>,
}

struct Collector {
    most: usize,
    /// Whether values that the policy writes count as facts.
    literals: bool,
    way: Vec<Stage>,
    reasons: Vec<Reason>,
}

impl Collector {
    fn visit(&mut self, derivation: &Derivation<'_>) {
        // One more than is wanted may still lend facts to those before.
        if self.reasons.len() > self.most {
            return;
        }
        let parts = bearing(derivation);
        if parts.is_empty() {
            self.leaf(derivation);
            return;
        }
        let before = self.way.len();
        if let Step::Element(name, place, _) = &derivation.step {
            self.enter(name, place);
        }
        for (part, label) in parts {
            let depth = self.way.len();
            let words = label.and_then(label_words);
            self.way.extend(words.map(|words| Stage { words, place: None }));
            self.visit(part);
            self.way.truncate(depth);
        }
        self.way.truncate(before);
    }

    /// Goes on to an element, unless the way stands at it already.
    fn enter(&mut self, name: &str, place: &str) {
        if self.way.iter().any(|stage| stage.place.as_deref() == Some(place)) {
            return;
        }
        let words = if name == place { Names { way: &self.way }.of(place) } else { name.to_owned() };
        self.way.push(Stage { words, place: Some(place.to_owned()) });
    }

    fn leaf(&mut self, derivation: &Derivation<'_>) {
        if matches!(derivation.step, Step::Literal) && !self.literals {
            return;
        }
        // A value in a list is named by the fact that it is.
        let own = pointer_of(derivation);
        let itself = self.way.iter().position(|stage| stage.place.is_some() && stage.place == own);
        let way = self.way.get(..itself.unwrap_or(self.way.len())).unwrap_or(&[]);
        let Some((fact, pointer)) = leaf(derivation, &Names { way }) else { return };
        let way: Vec<String> = way.iter().map(|stage| stage.words.clone()).collect();
        match self.reasons.iter_mut().find(|reason| reason.way == way) {
            Some(reason) if reason.facts.contains(&fact) => {}
            Some(reason) => reason.facts.push(fact),
            None => self.reasons.push(Reason { way, facts: vec![fact], pointer }),
        }
    }
}

/// The fact that a leaf is about.
fn pointer_of(derivation: &Derivation<'_>) -> Option<String> {
    let pointer = match &derivation.step {
        Step::Fact(operand) | Step::Looked { key: operand, .. } => operand.pointer.as_deref(),
        Step::Compared(operands) => operands.iter().find_map(|operand| operand.pointer.as_deref()),
        Step::Element(_, place, _) => Some(&**place),
        _ => None,
    };
    pointer.map(str::to_owned)
}

/// What facts are called, given what was named before them.
pub(crate) struct Names<'w> {
    way: &'w [Stage],
}

impl Names<'_> {
    /// Names facts by their whole way.
    pub(crate) const WHOLE: Names<'static> = Names { way: &[] };

    /// The fact at a pointer: from the innermost element named before that it belongs to, or else from the dossier.
    fn of(&self, pointer: &str) -> String {
        let mut places = self.way.iter().rev().filter_map(|stage| stage.place.as_deref());
        let inner = places.find_map(|place| pointer.strip_prefix(place).filter(|rest| rest.starts_with('/')));
        fact_name(inner.unwrap_or(pointer))
    }

    fn unknown(&self, pointer: Option<&str>) -> String {
        format!("{} is not known", self.called(pointer))
    }

    fn called(&self, pointer: Option<&str>) -> String {
        pointer.map_or_else(|| "this".to_owned(), |pointer| self.of(pointer))
    }
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
        .filter(|(_, child)| !matches!(child.step, Step::Element(_, _, ElementRole::LeftOut)))
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
pub(crate) fn leaf(derivation: &Derivation<'_>, names: &Names<'_>) -> Option<(String, Option<String>)> {
    let truth = derivation.truth;
    let first_missing = || derivation.missing.first().map(std::string::ToString::to_string);
    Some(match &derivation.step {
        Step::Fact(operand) => {
            let pointer = operand.pointer.as_deref();
            let words = match truth.known() {
                Some(value) => format!("{} is {value}", names.called(pointer)),
                None => names.unknown(pointer),
            };
            (words, pointer.map(str::to_owned))
        }
        Step::Compared(operands) => {
            let pointer = operands.iter().find_map(|operand| operand.pointer.as_deref());
            (comparison_words(derivation, operands, names), pointer.map(str::to_owned))
        }
        Step::Looked { register, key, on, found } => {
            looked_words(derivation, names, (register, key, *on, found.as_ref()))
        }
        Step::Existence(pointer) => {
            let what = match truth {
                Truth::True => "exists",
                Truth::False => "does not exist",
                Truth::Unknown => "is not known to exist or not",
            };
            let subject = derivation.text();
            (format!("{} {what}", subject.trim_end_matches(" exists")), pointer.as_deref().map(str::to_owned))
        }
        Step::Quantified { asked: 0, carved_out, .. } if !truth.is_unknown() => {
            let none = if *carved_out > 0 {
                "all that are asked are carved out"
            } else if truth.is_false() {
                "there is none"
            } else {
                "there is nothing to check"
            };
            (format!("{none}: `{}`", shortened(&derivation.text())), None)
        }
        Step::Element(_, place, ElementRole::MayExist) => {
            (format!("{} is not known, or not in full", names.of(place)), Some(place.to_string()))
        }
        Step::Quantified { .. } => {
            let pointer = first_missing();
            (names.unknown(pointer.as_deref()), pointer)
        }
        Step::Element(name, place, _) => (format!("{name} ({})", names.of(place)), Some(place.to_string())),
        Step::Literal => (format!("`{}`", derivation.text()), None),
        _ => return None,
    })
}

/// What a look into a register found.
fn looked_words(
    derivation: &Derivation<'_>,
    names: &Names<'_>,
    (register, key, on, found): (&Name, &Operand, Option<Date>, Option<&Membership<'_>>),
) -> (String, Option<String>) {
    let pointer = key.pointer.as_deref();
    let Some(value) = &key.value else { return (names.unknown(pointer), pointer.map(str::to_owned)) };
    let subject = match pointer {
        Some(pointer) => format!("{} is {value}", names.of(pointer)),
        None => value.to_string(),
    };
    let day = on.map_or(String::new(), |day| format!(" on {day}"));
    let act = found.and_then(|found| found.entry).and_then(|(_, _, act)| act);
    let by = act.map(|act| format!(" ({act})")).unwrap_or_default();
    let assumed = if found.is_some_and(|found| found.assumed) { ", as the dossier assumes" } else { "" };
    let until = found.and_then(|found| found.known_until);
    let missing = derivation.missing.first().map(std::string::ToString::to_string);
    match (derivation.truth, pointer, until) {
        (Truth::True, ..) => {
            (format!("{subject}, in `{register}`{day}{by}{assumed}"), pointer.map(str::to_owned))
        }
        (Truth::False, ..) => {
            (format!("{subject}, not in `{register}`{day}{assumed}"), pointer.map(str::to_owned))
        }
        (Truth::Unknown, None, until) => {
            let until = until.map(|until| format!(" after {until}")).unwrap_or_default();
            (format!("it is not known{until} whether {value} is in `{register}`"), missing)
        }
        (Truth::Unknown, Some(_), Some(until)) => {
            (format!("{subject}, and `{register}` is known only until {until}"), missing)
        }
        (Truth::Unknown, Some(_), None) => {
            (format!("{subject}, not known whether in `{register}`{day}"), missing)
        }
    }
}

/// What a comparison found. That a value is one of those asked for, its own words say; of others the formula is shown.
fn comparison_words(derivation: &Derivation<'_>, operands: &[Operand], names: &Names<'_>) -> String {
    let facts: Vec<&Operand> = operands.iter().filter(|operand| operand.pointer.is_some()).collect();
    let values: Vec<String> = facts.iter().map(|operand| value_words(derivation, operand, names)).collect();
    let values = values.join(", ");
    if derivation.truth.is_unknown() && facts.len() == 1 {
        return values;
    }
    if let [fact] = facts.as_slice()
        && let Some((is_one, others)) = among(derivation, fact.expr)
    {
        return match others.as_slice() {
            _ if is_one => values,
            [other] => format!("{values}, not {other}"),
            others => format!("{values}, none of {}", others.join(", ")),
        };
    }
    let holds = match derivation.truth {
        Truth::True => "holds",
        Truth::False => "does not hold",
        Truth::Unknown => "is not settled",
    };
    let text = format!("`{}` {holds}", derivation.text());
    if values.is_empty() { text } else { format!("{values}: {text}") }
}

/// The values of which a comparison asks whether the fact is one of them, and whether it is; nothing for others.
fn among(derivation: &Derivation<'_>, fact: ExprId) -> Option<(bool, Vec<String>)> {
    let show = |id: &ExprId| derivation.formula.show(*id);
    let is_true = derivation.truth.is_true();
    match &derivation.formula.expr(derivation.expr)?.kind {
        ExprKind::Compare(comparison @ (Comparison::Equal | Comparison::NotEqual), a, b) => {
            let other = [a, b].into_iter().filter(|side| **side != fact).map(show).collect();
            Some((is_true == (*comparison == Comparison::Equal), other))
        }
        ExprKind::OneOf(item, options) if *item == fact => {
            Some((is_true, options.iter().map(show).collect()))
        }
        _ => None,
    }
}

fn value_words(derivation: &Derivation<'_>, operand: &Operand, names: &Names<'_>) -> String {
    operand_words(derivation.formula, operand, names)
}

fn operand_words(formula: &Formula, operand: &Operand, names: &Names<'_>) -> String {
    let pointer = operand.pointer.as_deref();
    match &operand.value {
        None => names.unknown(pointer),
        Some(value) => {
            let unit = match formula.expr(operand.expr).map(|expr| &expr.ty) {
                Some(Type::Number(number)) if number.unit == Unit::Percent => " %",
                Some(Type::Number(number)) if number.unit == Unit::Days => " days",
                _ => "",
            };
            format!("{} is {value}{unit}", names.called(pointer))
        }
    }
}

/// A fact that a value was computed from.
pub(crate) fn read_words(read: &Read<'_>) -> String {
    operand_words(read.formula, &read.operand, &Names::WHOLE)
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
