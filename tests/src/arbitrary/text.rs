//! Packages as text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::choices::Choices;
use super::formula::{Body, Bool};
use super::law::{Content, Criterion, Derogation, Law, Requirement, Written};
use super::print::{Printer, tenths_as_text};
use super::vocabulary::{FACTS, Field, IDENTITY, Ty, Vocabulary};

/// How the declarations of a package are laid out in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement<'n> {
    /// All in one file, in the order in which they build on each other.
    OneFile,
    /// In several files and another order, decided by numbers.
    Scattered(&'n [u16]),
}

/// The source files of a package, as paths and texts, with the manifest.
pub fn files(law: &Law, arrangement: Arrangement<'_>) -> Vec<(String, String)> {
    let declarations = Writer { law, printer: Printer { vocabulary: &law.vocabulary } }.declarations();
    let manifest = ("acquis.toml".to_owned(), "[package]\nname = \"made\"\n".to_owned());
    match arrangement {
        Arrangement::OneFile => vec![manifest, ("law.acq".to_owned(), declarations.join("\n"))],
        Arrangement::Scattered(numbers) => {
            let mut files = vec![manifest];
            files.extend(scattered(&declarations, &mut Choices::new(numbers)));
            files
        }
    }
}

/// The declarations in another order, in up to four files each of which imports all others.
fn scattered(declarations: &[String], choices: &mut Choices<'_>) -> Vec<(String, String)> {
    let names = ["zeta", "folder/alpha", "beta", "folder/omega"];
    let many = 1 + choices.below(names.len());
    let mut texts = vec![String::new(); many];
    for (at, text) in texts.iter_mut().enumerate() {
        for other in names.iter().take(many).enumerate().filter(|(other, _)| *other != at) {
            let _ = writeln!(text, "import {}", other.1.replace('/', "."));
        }
    }
    for declaration in choices.shuffled(declarations) {
        let text = &mut texts[choices.below(many)];
        let _ = writeln!(text, "\n{declaration}");
    }
    names.iter().zip(texts).map(|(name, text)| (format!("{name}.acq"), text)).collect()
}

struct Writer<'l> {
    law: &'l Law,
    printer: Printer<'l>,
}

impl Writer<'_> {
    fn declarations(&self) -> Vec<String> {
        let mut out = vec![self.instrument()];
        out.extend(self.vocabulary());
        for (name, choices) in &self.law.readings {
            let mut text = format!("reading {name} \"How is it read?\" cites Article 1(1) {{\n");
            for (at, choice) in choices.iter().enumerate() {
                let _ = writeln!(text, "    {} {choice}", if at == 0 { "default" } else { "alternative" });
            }
            out.push(text + "}\n");
        }
        out.extend(self.law.notions.iter().map(|notion| self.notion(notion)));
        for assume in &self.law.assumes {
            out.push(format!("assume \"so it is\" {}\n", self.printer.formula(assume)));
        }
        out.push(self.ladder());
        out.extend(self.law.criteria.iter().map(|criterion| self.criterion(criterion)));
        out.extend(self.law.derogations.iter().map(|derogation| self.derogation(derogation)));
        out
    }

    fn instrument(&self) -> String {
        let mut text = String::from(
            "instrument act \"Act\" {\n    article 1 \"Scope\" { paragraphs (1) to (2) }\n    article 2 \"Powers\" { \
             paragraph (1) empowers implementing_acts }\n    annex I \"Levels\" {\n",
        );
        for level in 1..=self.law.levels {
            let _ = writeln!(text, "        section {level} \"Level {level}\" {{");
            let own: Vec<&Criterion> = self.law.criteria.iter().filter(|c| c.level == level).collect();
            if !own.is_empty() {
                let _ = write!(text, "            number {level}.1 {{");
                for criterion in own {
                    let _ = write!(
                        text,
                        " point ({}) {}",
                        letter(criterion),
                        numbered_points(&criterion.content)
                    );
                }
                text.push_str(" }\n");
            }
            text.push_str("        }\n");
        }
        text + "    }\n}\n"
    }

    fn vocabulary(&self) -> Vec<String> {
        let vocabulary = &self.law.vocabulary;
        let mut out = vec![];
        for declared in &vocabulary.enumerations {
            let (ordered, between) = if declared.ordered { (" ordered", " < ") } else { ("", ", ") };
            out.push(format!("enum {}{ordered} {{ {} }}\n", declared.name, declared.values.join(between)));
        }
        for register in &vocabulary.registers {
            let until = register.known_until.map(|day| format!(" known until {day}")).unwrap_or_default();
            let of = ty(vocabulary, &register.of);
            let mut text = format!("register {} of {of} under Article 2(1){until} {{\n", register.name);
            for (key, from, until) in &register.entries {
                let until = until.map(|day| format!(" until {day}")).unwrap_or_default();
                let _ = writeln!(text, "    {key} from {from}{until}");
            }
            out.push(text + "}\n");
        }
        for (at, entity) in vocabulary.entities.iter().enumerate() {
            let head = match (at, entity.identified) {
                (FACTS, _) => "facts".to_owned(),
                (_, true) => format!("entity {} identified by {IDENTITY}", entity.name),
                (_, false) => format!("entity {}", entity.name),
            };
            let field = |field: &Field| format!("    {} : {}\n", field.name, ty(vocabulary, &field.ty));
            let fields: String = entity.fields.iter().map(field).collect();
            out.push(format!("{head} {{\n{fields}}}\n"));
        }
        out
    }

    fn notion(&self, notion: &super::formula::Notion) -> String {
        let vocabulary = &self.law.vocabulary;
        let parameters: Vec<String> =
            notion.parameters.iter().map(|(name, of)| format!("{name} : {}", ty(vocabulary, of))).collect();
        let parameters =
            if parameters.is_empty() { String::new() } else { format!("({})", parameters.join(", ")) };
        let (of, body) = match &notion.body {
            Body::Truth(formula) => ("Bool".to_owned(), self.printer.formula(formula)),
            Body::Value(of, term) => (ty(vocabulary, of), self.printer.term(term)),
            Body::List(entity, range) => {
                (format!("list of {}", vocabulary.entities[*entity].name), self.printer.range(range))
            }
        };
        format!("define {}{parameters} : {of} =\n    {body}\n", notion.name)
    }

    fn ladder(&self) -> String {
        let cumulative = if self.law.cumulative { " cumulative under Article 1(2)" } else { "" };
        let mut text = format!("ladder steps \"Steps\" under Article 1(1){cumulative} {{\n");
        for level in 1..=self.law.levels {
            let _ = writeln!(text, "    level {level} \"step {level}\" set out in Annex I {level}");
        }
        text + "}\n"
    }

    fn criterion(&self, criterion: &Criterion) -> String {
        let citation = criterion.citation();
        let head = format!("criterion {citation} at level {} \"{citation}\"", criterion.level);
        let from = |at: usize| self.law.criteria[at].citation();
        match &criterion.written {
            Written::Restates(at) => format!("{head} restates {}\n", from(*at)),
            Written::Refines(at, differences) => {
                let mut clauses = String::new();
                if let Some((name, value)) = &differences.with {
                    let _ = writeln!(clauses, "    with {name} = {}", self.printer.literal(value));
                }
                if differences.without_unless {
                    clauses.push_str("    without unless\n");
                }
                if let Some(label) = &differences.without_point {
                    let _ = writeln!(clauses, "    without point {label}");
                }
                self.clauses("plus requires", &differences.plus_requires, &mut clauses);
                self.clauses("plus unless", &differences.plus_unless, &mut clauses);
                format!("{head} refines {} {{\n{clauses}}}\n", from(*at))
            }
            Written::Out => format!("{head} {{\n{}}}\n", self.content(&criterion.content)),
        }
    }

    fn content(&self, content: &Content) -> String {
        let mut text = String::from("    holds \"it holds\"\n    fails \"it fails\"\n");
        for (name, of, value) in &content.parameters {
            let (of, value) = (ty(&self.law.vocabulary, of), self.printer.literal(value));
            let _ = writeln!(text, "    parameter {name} : {of} = {value}");
        }
        self.requirement(&content.requirement, &mut text);
        for point in &content.points {
            let _ = writeln!(text, "    point {} \"part\" {{\n    fails \"it fails\"", point.label);
            self.requirement(&point.requirement, &mut text);
            text.push_str("    }\n");
        }
        text
    }

    fn requirement(&self, requirement: &Requirement, text: &mut String) {
        self.clauses("applies where", &requirement.applies, text);
        self.clauses("requires", &requirement.requires, text);
        self.clauses("unless", &requirement.unless, text);
    }

    fn clauses<'b>(&self, words: &str, formulas: impl IntoIterator<Item = &'b Bool>, text: &mut String) {
        for formula in formulas {
            // The one quantifier of a criterion stands without parentheses, as one would write it.
            let formula = match formula {
                Bool::Quantified(quantified) => self.printer.quantified(quantified),
                other => self.printer.formula(other),
            };
            let _ = writeln!(text, "    {words} {formula}");
        }
    }

    fn derogation(&self, derogation: &Derogation) -> String {
        let from = self.law.criteria[derogation.from].citation();
        let for_each = derogation
            .for_each
            .as_ref()
            .map(|name| format!(" for each {name} that fails"))
            .unwrap_or_default();
        let mut text =
            format!("derogation {} from {from} under Article 2(1){for_each} {{\n", derogation.name);
        self.clauses("opens where", &derogation.opens, &mut text);
        self.clauses("except where", &derogation.except, &mut text);
        for (at, condition) in derogation.conditions.iter().enumerate() {
            let condition = self.printer.formula(condition);
            let _ = writeln!(text, "    on condition that \"condition {at}\": {condition}");
        }
        text + "}\n"
    }
}

fn letter(criterion: &Criterion) -> char {
    char::from(b'a' + criterion.letter as u8)
}

/// The numbered parts of a criterion, as its outline lists them.
fn numbered_points(content: &Content) -> String {
    let labels: BTreeSet<&str> = content
        .points
        .iter()
        .map(|point| point.label.as_str())
        .filter(|label| label.starts_with('('))
        .collect();
    let points: Vec<String> = labels.into_iter().map(|label| format!("point {label}")).collect();
    if points.is_empty() { String::new() } else { format!("{{ {} }}", points.join(" ")) }
}

fn ty(vocabulary: &Vocabulary, of: &Ty) -> String {
    let entity = |at: usize| vocabulary.entities[at].name;
    match of {
        Ty::Bool => "Bool".to_owned(),
        Ty::Integer(from, to) => format!("Integer from {from} to {to}"),
        Ty::Decimal(from, to) => {
            format!("Decimal from {} to {} with 1 places", tenths_as_text(*from), tenths_as_text(*to))
        }
        Ty::Percentage => "Percentage".to_owned(),
        Ty::Days => "Days from 0 to 60".to_owned(),
        Ty::Date => "Date".to_owned(),
        Ty::Text => "Text".to_owned(),
        Ty::Country => "Country".to_owned(),
        Ty::Enum(at) => vocabulary.enumerations[*at].name.to_owned(),
        Ty::Level => "level of steps".to_owned(),
        Ty::Record(at) => entity(*at).to_owned(),
        Ty::Ref(at) => format!("ref {}", entity(*at)),
        Ty::Pool(at) => format!("pool of {}", entity(*at)),
        Ty::Optional(inner) => format!("optional {}", ty(vocabulary, inner)),
        Ty::List(inner, nonempty) => {
            format!("list of {}{}", ty(vocabulary, inner), if *nonempty { " nonempty" } else { "" })
        }
    }
}
