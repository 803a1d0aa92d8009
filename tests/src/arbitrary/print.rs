//! Formulas as text.

use super::formula::{Argument, Bool, Comparison, Literal, Path, Quantified, Quantifier, Range, Term, Unit};
use super::vocabulary::Vocabulary;

/// Writes formulas of one package. Whatever has parts stands in parentheses.
pub(crate) struct Printer<'v> {
    pub(crate) vocabulary: &'v Vocabulary,
}

impl Printer<'_> {
    /// A formula.
    pub(crate) fn formula(&self, formula: &Bool) -> String {
        match formula {
            Bool::Literal(value) => value.to_string(),
            Bool::Fact(path) => self.path(path),
            Bool::Not(inner) => format!("(not {})", self.formula(inner)),
            Bool::And(parts) => self.joined(parts, " and "),
            Bool::Or(parts) => self.joined(parts, " or "),
            Bool::AllOf(parts) => self.block("all of", parts),
            Bool::AnyOf(parts) => self.block("any of", parts),
            Bool::Implies(a, b) => format!("({} implies {})", self.formula(a), self.formula(b)),
            Bool::Compare(comparison, a, b) => {
                format!("({} {} {})", self.term(a), operator(*comparison), self.term(b))
            }
            Bool::OneOf(within, item, options) => {
                let options: Vec<String> = options.iter().map(|option| self.term(option)).collect();
                format!("({} {} [{}])", self.term(item), membership(*within), options.join(", "))
            }
            Bool::InList(within, item, list) => {
                format!("({} {} {})", self.term(item), membership(*within), self.path(list))
            }
            Bool::InRegister(within, item, register, on) => {
                let on = on.as_ref().map(|on| format!(" as of {}", self.term(on))).unwrap_or_default();
                format!("({} {} {register}{on})", self.term(item), membership(*within))
            }
            Bool::Share(comparison, part, percent, whole) => {
                let bound = share_bound(*comparison);
                format!("({} is {bound} {percent} % of {})", self.term(part), self.term(whole))
            }
            Bool::Quantified(quantified) => format!("({})", self.quantified(quantified)),
            Bool::Count(comparison, range, n) => {
                format!("(count({}) {} {n})", self.range(range), operator(*comparison))
            }
            Bool::Exists(path) => format!("({} exists)", self.path(path)),
            Bool::FirstOf(cases, otherwise) => {
                let mut out = String::from("first of { ");
                for (condition, value) in cases {
                    out.push_str(&format!("where {}: {}; ", self.formula(condition), self.formula(value)));
                }
                format!("{out}otherwise: {}; }}", self.formula(otherwise))
            }
            Bool::If(condition, a, b) => {
                format!("(if {} then {} else {})", self.formula(condition), self.formula(a), self.formula(b))
            }
            Bool::ByReading(reading, choices) => {
                let choices: Vec<String> = choices
                    .iter()
                    .map(|(choice, value)| format!("{choice}: {}; ", self.formula(value)))
                    .collect();
                format!("by reading {reading} {{ {}}}", choices.concat())
            }
            Bool::Should(inner, reading) => format!("(should {} by reading {reading})", self.formula(inner)),
            Bool::IsLevel(given, level) => format!("({given} = level {level})"),
            Bool::Call(name, arguments) => self.call(name, arguments),
        }
    }

    fn joined(&self, parts: &[Bool], word: &str) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.formula(part)).collect();
        format!("({})", parts.join(word))
    }

    fn block(&self, words: &str, limbs: &[Bool]) -> String {
        let mut out = format!("{words} {{ ");
        for (at, limb) in limbs.iter().enumerate() {
            // Some limbs bear a name, some do not.
            if at % 2 == 1 {
                out.push_str(&format!("point limb_{at} \"limb {at}\": "));
            }
            out.push_str(&format!("{}; ", self.formula(limb)));
        }
        out + "}"
    }

    /// A quantifier without parentheses around it.
    pub(crate) fn quantified(&self, quantified: &Quantified) -> String {
        let clause = |word: &str, part: &Option<Bool>| {
            part.as_ref().map(|part| format!(" {word} {}", self.formula(part))).unwrap_or_default()
        };
        format!(
            "{} {} in {}{}{} satisfies {}",
            quantifier(quantified.quantifier),
            quantified.variable,
            self.range(&quantified.range),
            clause("where", &quantified.filter),
            clause("except where", &quantified.except),
            self.formula(&quantified.body)
        )
    }

    /// What a quantifier ranges over.
    pub(crate) fn range(&self, range: &Range) -> String {
        match range {
            Range::List(path) | Range::One(path) => self.path(path),
            Range::Chain(path) => format!("chain of {}", self.path(path)),
            Range::Together(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.range(part)).collect();
                parts.join(" together with ")
            }
            Range::Each(variable, inner, condition) => {
                format!("(each {variable} in {} where {})", self.range(inner), self.formula(condition))
            }
            Range::Call(name, arguments) => self.call(name, arguments),
        }
    }

    /// A term.
    pub(crate) fn term(&self, term: &Term) -> String {
        match term {
            Term::Literal(literal) => self.literal(literal),
            Term::Fact(path) => self.path(path),
            Term::Parameter(name) => name.clone(),
            Term::AssessmentDate => "assessment_date".to_owned(),
            Term::Plus(a, b) | Term::PlusDays(a, b) => format!("({} + {})", self.term(a), self.term(b)),
            Term::Minus(a, b) | Term::MinusDays(a, b) | Term::DaysBetween(a, b) => {
                format!("({} - {})", self.term(a), self.term(b))
            }
            Term::Times(a, n) => format!("({} * {n})", self.term(a)),
            Term::Over(a, n) => format!("({} / {n})", self.term(a)),
            Term::PlusMonths(date, months, up) => {
                let (sign, direction) =
                    (if *months < 0 { '-' } else { '+' }, if *up { "up" } else { "down" });
                format!("({} {sign} {} months rounded {direction})", self.term(date), months.abs())
            }
            Term::If(condition, a, b) => {
                format!("(if {} then {} else {})", self.formula(condition), self.term(a), self.term(b))
            }
            Term::ByReading(reading, choices) => {
                let choices: Vec<String> = choices
                    .iter()
                    .map(|(choice, value)| format!("{choice}: {}; ", self.term(value)))
                    .collect();
                format!("(by reading {reading} {{ {}}})", choices.concat())
            }
            Term::Call(name, arguments) => self.call(name, arguments),
        }
    }

    fn call(&self, name: &str, arguments: &[Argument]) -> String {
        if arguments.is_empty() {
            return name.to_owned();
        }
        let arguments: Vec<String> = arguments
            .iter()
            .map(|argument| match argument {
                Argument::Record(path) => self.path(path),
                Argument::Term(term) => self.term(term),
                Argument::OwnLevel => "own level".to_owned(),
                Argument::Given(name) => name.clone(),
            })
            .collect();
        format!("{name}({})", arguments.join(", "))
    }

    fn path(&self, path: &Path) -> String {
        let words: Vec<&str> =
            path.variable.iter().map(String::as_str).chain(path.fields.iter().map(String::as_str)).collect();
        words.join(".")
    }

    /// A literal.
    pub(crate) fn literal(&self, literal: &Literal) -> String {
        match literal {
            Literal::Number(tenths, Unit::Plain) => tenths_as_text(*tenths),
            Literal::Number(tenths, Unit::Percent) => format!("{} %", tenths_as_text(*tenths)),
            Literal::Number(tenths, Unit::Days) => format!("{} days", tenths / 10),
            Literal::Date(date) => (*date).to_owned(),
            Literal::Text(words) => format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\"")),
            Literal::Country(code) => (*code).to_owned(),
            Literal::Value(enumeration, at) => {
                let declared = &self.vocabulary.enumerations[*enumeration];
                format!("{}.{}", declared.name, declared.values[*at])
            }
        }
    }
}

/// A number of tenths: `-1.5`, and `3` where there is no fraction.
pub(crate) fn tenths_as_text(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.abs() / 10, tenths.abs() % 10);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterEqual => ">=",
    }
}

/// `exactly` for equality; shares have no word for inequality.
fn share_bound(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal | Comparison::NotEqual => "exactly",
        Comparison::Less => "less than",
        Comparison::LessEqual => "at most",
        Comparison::Greater => "more than",
        Comparison::GreaterEqual => "at least",
    }
}

fn membership(within: bool) -> &'static str {
    if within { "in" } else { "not in" }
}

fn quantifier(quantifier: Quantifier) -> String {
    match quantifier {
        Quantifier::Every => "every".to_owned(),
        Quantifier::Some => "some".to_owned(),
        Quantifier::No => "no".to_owned(),
        Quantifier::AtLeast(n) => format!("at least {n}"),
        Quantifier::AtMost(n) => format!("at most {n}"),
        Quantifier::Exactly(n) => format!("exactly {n}"),
    }
}
