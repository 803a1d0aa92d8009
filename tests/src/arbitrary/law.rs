//! Packages by chance: notions, criteria that copy each other, derogations.

use super::choices::Choices;
use super::compose::{Composer, Known, Scope, Source, Uses, WEIGHT};
use super::formula::{Body, Bool, Kind, Literal, Notion, Quantified, Quantifier, Unit};
use super::vocabulary::{Ty, Vocabulary, vocabulary};

/// A package.
#[derive(Debug, Clone)]
pub struct Law {
    pub vocabulary: Vocabulary,
    /// Each reading with its choices, the default first.
    pub readings: Vec<(String, Vec<String>)>,
    pub notions: Vec<Notion>,
    pub assumes: Vec<Bool>,
    pub cumulative: bool,
    /// How many levels the ladder has.
    pub levels: usize,
    pub criteria: Vec<Criterion>,
    pub derogations: Vec<Derogation>,
}

/// A criterion.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// Its level, from 1.
    pub level: usize,
    /// Its letter at that level, from 0.
    pub letter: usize,
    /// What is written of it.
    pub written: Written,
    /// What it asks, with what it copies.
    pub content: Content,
}

impl Criterion {
    /// How the criterion is cited: `Annex I 2.1(c)`.
    pub fn citation(&self) -> String {
        format!("Annex I {}.1({})", self.level, char::from(b'a' + self.letter as u8))
    }
}

/// How a criterion is written.
#[derive(Debug, Clone)]
pub enum Written {
    /// In full.
    Out,
    /// As a copy of the criterion of that index.
    Restates(usize),
    /// As a copy with differences.
    Refines(usize, Box<Differences>),
}

/// How a criterion differs from the one that it refines.
#[derive(Debug, Clone, Default)]
pub struct Differences {
    pub with: Option<(String, Literal)>,
    pub without_unless: bool,
    pub without_point: Option<String>,
    pub plus_requires: Option<Bool>,
    pub plus_unless: Option<Bool>,
}

/// What a criterion asks.
#[derive(Debug, Clone, Default)]
pub struct Content {
    pub parameters: Vec<(String, Ty, Literal)>,
    pub requirement: Requirement,
    pub points: Vec<Point>,
    /// The one list of which each element must satisfy something.
    base: Option<Source>,
}

impl Content {
    /// The one quantifier whose elements can fail it, if there is one.
    pub fn base(&self) -> Option<&Quantified> {
        match self.requirement.requires.as_slice() {
            [Bool::Quantified(one)]
                if self.points.is_empty() && matches!(one.quantifier, Quantifier::Every | Quantifier::No) =>
            {
                Some(one)
            }
            _ => None,
        }
    }
}

/// What a criterion or one of its points asks by itself.
#[derive(Debug, Clone, Default)]
pub struct Requirement {
    pub applies: Option<Bool>,
    pub requires: Vec<Bool>,
    pub unless: Vec<Bool>,
}

/// A labelled part of a criterion.
#[derive(Debug, Clone)]
pub struct Point {
    pub label: String,
    pub requirement: Requirement,
}

/// A derogation.
#[derive(Debug, Clone)]
pub struct Derogation {
    pub name: String,
    /// The index of the criterion that it relaxes.
    pub from: usize,
    /// The variable that stands for each element that fails.
    pub for_each: Option<String>,
    pub opens: Vec<Bool>,
    pub except: Vec<Bool>,
    pub conditions: Vec<Bool>,
}

/// How deep formulas nest.
const DEPTH: usize = 3;

/// A package decided by numbers: those for its vocabulary, those for its notions, and those for each criterion.
pub fn law(vocabulary_numbers: &[u16], notion_numbers: &[u16], criterion_numbers: &[Vec<u16>]) -> Law {
    let mut choices = Choices::new(vocabulary_numbers);
    let cumulative = !choices.chance(25);
    let levels = 2 + choices.below(3);
    let vocabulary = vocabulary(&mut choices);
    let readings = vec![
        (WEIGHT.to_owned(), vec!["binding".to_owned(), "advisory".to_owned()]),
        ("scope".to_owned(), vec!["narrow".to_owned(), "wide".to_owned(), "widest".to_owned()]),
    ];
    let mut choices = Choices::new(notion_numbers);
    let mut composer = Composer {
        vocabulary: &vocabulary,
        choices: &mut choices,
        notions: vec![],
        readings: readings.clone(),
        uses: Uses::default(),
        named: 0,
    };
    for at in 0..composer.choices.below(5) {
        let known = composer.notion(at, levels);
        composer.notions.push(known);
    }
    let mut assumes = vec![];
    if composer.choices.chance(20) {
        assumes.push(composer.condition(&Scope::default(), 2));
    }
    let (notions, named) = (composer.notions, composer.named);
    let mut law = Law {
        vocabulary: vocabulary.clone(),
        readings: readings.clone(),
        notions: notions.iter().map(|known| known.notion.clone()).collect(),
        assumes,
        cumulative,
        levels,
        criteria: vec![],
        derogations: vec![],
    };
    let mut named = named;
    for numbers in criterion_numbers {
        let mut choices = Choices::new(numbers);
        let (notions, readings) = (notions.clone(), readings.clone());
        let uses = Uses::default();
        let mut composer =
            Composer { vocabulary: &vocabulary, choices: &mut choices, notions, readings, uses, named };
        composer.criterion(&mut law);
        named = composer.named;
    }
    law
}

impl Composer<'_, '_> {
    fn notion(&mut self, at: usize, levels: usize) -> Known {
        self.uses = Uses::default();
        let mut parameters = vec![];
        if self.choices.chance(70) {
            parameters.push((format!("given_{at}"), Ty::Record(1 + self.choices.below(3))));
        }
        if self.choices.chance(25) {
            let ty = self.choices.pick(&[Ty::Country, Ty::Enum(0), Ty::Date, Ty::Integer(-100_000, 100_000)]);
            parameters.push((format!("value_{at}"), ty));
        }
        let by_level = self.choices.chance(25);
        if by_level {
            parameters.push((format!("level_{at}"), Ty::Level));
        }
        let scope = Scope::of_notion(&parameters);
        let mut source = None;
        let body = match self.choices.below(6) {
            _ if by_level => Body::Truth(self.by_level(&scope, &format!("level_{at}"), levels)),
            0..=3 => Body::Truth(self.condition(&scope, DEPTH)),
            4 => self.value(&scope),
            _ => match self.list(&scope) {
                Some((entity, found)) => {
                    let range = found.range.clone();
                    source = Some(found);
                    Body::List(entity, range)
                }
                None => Body::Truth(self.condition(&scope, DEPTH)),
            },
        };
        let notion = Notion { name: format!("notion_{at}"), parameters, body };
        Known { notion, uses: std::mem::take(&mut self.uses), source }
    }

    /// Something that differs from level to level.
    fn by_level(&mut self, scope: &Scope, given: &str, levels: usize) -> Bool {
        let mut cases = vec![];
        for level in 1..levels {
            cases.push((Bool::IsLevel(given.to_owned(), level), self.condition(scope, 1)));
        }
        Bool::FirstOf(cases, Box::new(self.condition(scope, 1)))
    }

    fn value(&mut self, scope: &Scope) -> Body {
        let ty = self.choices.pick(&[
            Ty::Integer(-100_000, 100_000),
            Ty::Country,
            Ty::Date,
            Ty::Enum(1),
            Ty::Text,
        ]);
        let kind = Kind::of(&ty).unwrap_or(Kind::Text);
        Body::Value(ty, self.term(scope, kind, 2))
    }

    /// A list of records.
    fn list(&mut self, scope: &Scope) -> Option<(usize, Source)> {
        let source = self.source(scope, DEPTH)?;
        Some((source.element.entity()?, source))
    }

    fn criterion(&mut self, law: &mut Law) {
        let level = 1 + self.choices.below(law.levels);
        let letter = law.criteria.iter().filter(|other| other.level == level).count();
        let lower: Vec<usize> =
            (0..law.criteria.len()).filter(|at| law.criteria[*at].level < level).collect();
        let copied = self.choices.pick_some(&lower).filter(|_| self.choices.chance(40));
        let (written, content) = match copied {
            Some(from) if self.choices.chance(40) => {
                (Written::Restates(from), law.criteria[from].content.clone())
            }
            Some(from) => {
                let (differences, content) = self.refined(&law.criteria[from].content);
                (Written::Refines(from, Box::new(differences)), content)
            }
            None => (Written::Out, self.content(law.criteria.len())),
        };
        let derogations = self.choices.pick(&[0, 1, 1, 2]);
        for _ in 0..derogations {
            let derogation = self.derogation(law, &content);
            law.derogations.push(derogation);
        }
        law.criteria.push(Criterion { level, letter, written, content });
    }

    fn content(&mut self, at: usize) -> Content {
        let mut parameters = vec![];
        if self.choices.chance(25) {
            let ty = self.choices.pick(&[Ty::Integer(-100, 100), Ty::Enum(0), Ty::Date, Ty::Percentage]);
            let literal = self.constant(&ty);
            parameters.push((format!("constant_{at}"), ty, literal));
        }
        let scope = scope_of(&parameters);
        if self.choices.chance(40)
            && let Some(content) = self.content_of_each(&scope, &parameters)
        {
            return content;
        }
        let requires = self.choices.pick(&[1, 1, 2, 0]);
        let requirement = self.requirement(&scope, requires);
        let mut points = vec![];
        for label in ["(i)", "(ii)", "named"] {
            if self.choices.chance(25) {
                let requirement = self.requirement(&scope, 1);
                points.push(Point { label: label.to_owned(), requirement });
            }
        }
        let mut content = Content { parameters, requirement, points, base: None };
        if content.points.is_empty() && content.requirement.requires.is_empty() {
            content.requirement.requires.push(self.condition(&scope, DEPTH));
        }
        content
    }

    /// A criterion that requires one thing of each element of a list.
    fn content_of_each(&mut self, scope: &Scope, parameters: &[(String, Ty, Literal)]) -> Option<Content> {
        let among = [Quantifier::Every, Quantifier::No];
        let (quantified, source) = self.quantifier_over(scope, DEPTH, &among)?;
        let mut requirement = self.requirement(scope, 0);
        requirement.requires.push(Bool::Quantified(Box::new(quantified)));
        Some(Content { parameters: parameters.to_vec(), requirement, points: vec![], base: Some(source) })
    }

    fn requirement(&mut self, scope: &Scope, requires: usize) -> Requirement {
        Requirement {
            applies: self.choices.chance(30).then(|| self.condition(scope, 2)),
            requires: (0..requires).map(|_| self.condition(scope, DEPTH)).collect(),
            unless: if self.choices.chance(25) { vec![self.condition(scope, 2)] } else { vec![] },
        }
    }

    /// A constant of a type, within its range.
    fn constant(&mut self, ty: &Ty) -> Literal {
        match ty {
            Ty::Integer(..) => Literal::Number(self.choices.pick(&[0, 10, 30]), Unit::Plain),
            other => self.literal(Kind::of(other).unwrap_or(Kind::Text)),
        }
    }

    fn refined(&mut self, from: &Content) -> (Differences, Content) {
        let scope = scope_of(&from.parameters);
        let mut differences = Differences::default();
        let mut content = from.clone();
        if let Some((name, ty, value)) = content.parameters.first_mut() {
            *value = self.constant(ty);
            differences.with = Some((name.clone(), value.clone()));
        }
        if !content.requirement.unless.is_empty() && self.choices.chance(50) {
            content.requirement.unless.clear();
            differences.without_unless = true;
        }
        if content.points.len() > 1 && self.choices.chance(50) {
            differences.without_point = Some(content.points.remove(0).label);
        }
        if self.choices.chance(30) {
            let unless = self.condition(&scope, 2);
            content.requirement.unless.push(unless.clone());
            differences.plus_unless = Some(unless);
        }
        let same = differences.with.is_none()
            && !differences.without_unless
            && differences.without_point.is_none()
            && differences.plus_unless.is_none();
        if same || self.choices.chance(30) {
            let requires = self.condition(&scope, 2);
            content.requirement.requires.push(requires.clone());
            differences.plus_requires = Some(requires);
        }
        (differences, content)
    }

    /// A derogation from the criterion that is made next.
    fn derogation(&mut self, law: &Law, content: &Content) -> Derogation {
        let base = content.base().and(content.base.as_ref());
        let for_each = base.filter(|_| !self.choices.chance(20)).map(|source| (self.fresh(), source));
        let scope = match &for_each {
            Some((variable, source)) => scope_of(&[]).within(variable, source),
            None => scope_of(&[]),
        };
        let some = |this: &mut Self, among: &[usize]| -> Vec<Bool> {
            (0..this.choices.pick(among)).map(|_| this.condition(&scope, 2)).collect()
        };
        let mut opens = vec![self.condition(&scope, 2)];
        opens.extend(some(self, &[0, 0, 1]));
        Derogation {
            name: format!("derogation_{}", law.derogations.len()),
            from: law.criteria.len(),
            for_each: for_each.map(|(variable, _)| variable),
            opens,
            except: some(self, &[0, 1]),
            conditions: some(self, &[0, 1, 1, 2]),
        }
    }
}

fn scope_of(parameters: &[(String, Ty, Literal)]) -> Scope {
    let constants = parameters.iter().filter_map(|(name, ty, _)| Some((name.clone(), Kind::of(ty)?)));
    Scope::of_criterion(constants.collect())
}
