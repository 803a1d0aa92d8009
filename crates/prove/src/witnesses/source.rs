//! Which lists a range draws from, and where the records stand that variables stand for.

use acquis_base::Name;
use acquis_ir::{Bindings, Expr, ExprId, ExprKind, Formula, Range, Type, VariableId};

use super::needs::{Known, Needs};
use super::{Counter, TooMany};
use crate::world::below;

/// What a variable stands for: the paths on which its record can stand, each with the universal quantifiers that the
/// record knows; nothing for plain values.
pub(super) type Standing = Vec<(Name, Known)>;

/// What the variables of a formula stand for.
pub(super) type Env = Bindings<Standing>;

/// A condition on the elements of a range.
#[derive(Clone)]
pub(super) struct Filter<'p> {
    pub(super) formula: &'p Formula,
    pub(super) variable: VariableId,
    pub(super) condition: ExprId,
    pub(super) env: Env,
}

/// A list that a range draws from.
pub(super) struct Source<'p> {
    /// Its path, and whether it is walked; nothing for a single record.
    pub(super) list: Option<(Name, bool)>,
    /// What the list knows.
    pub(super) known: Known,
    /// Where its elements stand; nothing for plain values.
    pub(super) elements: Standing,
    /// Whether its elements are references to what stands in a list elsewhere, so that another element may be the same.
    pub(super) is_shared: bool,
    pub(super) filters: Vec<Filter<'p>>,
}

impl Source<'_> {
    /// Where its elements stand, each known by the universal quantifier that ranges over them.
    pub(super) fn each(&self, universal: u32) -> Standing {
        if self.is_shared { self.elements.clone() } else { with_known(&self.elements, universal) }
    }

    /// One element of its list.
    pub(super) fn itself(&self) -> Needs {
        match &self.list {
            Some((path, walked)) => Needs::one(path.clone(), *walked, self.known.clone(), 1),
            None => Needs::default(),
        }
    }
}

impl<'p> Counter<'_, 'p> {
    /// How many elements the list of a source has.
    pub(super) fn size(&self, source: &Source<'p>) -> u32 {
        match &source.list {
            None => 1,
            Some((path, _)) => {
                let bound = self.bounds.elements(path) + self.bounds.beyond(path);
                self.sizes.get(path).copied().unwrap_or(0).max(bound)
            }
        }
    }

    pub(super) fn sources(
        &mut self,
        side: usize,
        formula: &'p Formula,
        range: &'p Range,
        env: &Env,
    ) -> Result<Vec<Source<'p>>, TooMany> {
        self.step()?;
        Ok(match range {
            Range::One(id) => {
                let elements = self.standing(formula, *id, env);
                vec![Source { list: None, known: Known::new(), elements, is_shared: false, filters: vec![] }]
            }
            Range::List(id) => self.lists(formula, *id, env, false)?,
            Range::Chain(id, _) => self.lists(formula, *id, env, true)?,
            Range::Together(parts) => {
                let mut all = vec![];
                for part in parts {
                    all.extend(self.sources(side, formula, part, env)?);
                }
                all
            }
            Range::Filtered(variable, inner, condition) => {
                let mut all = self.sources(side, formula, inner, env)?;
                for source in &mut all {
                    let filter =
                        Filter { formula, variable: *variable, condition: *condition, env: env.clone() };
                    source.filters.push(filter);
                }
                all
            }
            Range::Call(name, arguments) => {
                let Some(define) = self.sides.get(side).and_then(|side| side.program.defines.get(name))
                else {
                    return Ok(vec![]);
                };
                let Some(range) = &define.body.range else { return Ok(vec![]) };
                let standings = arguments.iter().map(|argument| self.standing(formula, *argument, env));
                let inner = Env::of(standings.collect());
                self.sources(side, &define.body, range, &inner)?
            }
        })
    }

    /// The lists that an expression can stand for.
    pub(super) fn lists(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        env: &Env,
        walked: bool,
    ) -> Result<Vec<Source<'p>>, TooMany> {
        self.step()?;
        let Some(Expr { kind: ExprKind::Field(base, field), ty, .. }) = formula.expr(id) else {
            return Ok(vec![]);
        };
        let mut sources = vec![];
        for (path, known) in self.standing(formula, *base, env) {
            let path = below(&path, &field.name);
            if !walked && matches!(ty.element(), Some(Type::Reference(_))) {
                self.stepped.insert(path.clone());
            }
            let elements = match ty.element() {
                Some(Type::Reference(entity)) if self.vocabulary.pool(entity).is_none() => {
                    self.elsewhere(entity)
                }
                Some(Type::Record(_) | Type::Reference(_)) => vec![(path.clone(), known.clone())],
                _ => vec![],
            };
            let is_shared = matches!(ty.element(), Some(Type::Reference(entity)) if self.vocabulary.pool(entity).is_none());
            sources.push(Source { list: Some((path, walked)), known, elements, is_shared, filters: vec![] });
        }
        Ok(sources)
    }

    /// Where the records of an entity stand, for a reference that may lead to any of them.
    fn elsewhere(&self, entity: &str) -> Standing {
        let places = self.vocabulary.places(entity).iter();
        places.map(|place| (Name::from(place.fields.join(".")), Known::new())).collect()
    }

    /// Where the record that an expression stands for can stand.
    pub(super) fn standing(&self, formula: &Formula, id: ExprId, env: &Env) -> Standing {
        let Some(expr) = formula.expr(id) else { return vec![] };
        match &expr.kind {
            ExprKind::Facts => vec![(Name::default(), Known::new())],
            ExprKind::Variable(variable) => env.get(*variable).cloned().unwrap_or_default(),
            ExprKind::Field(base, field) => match &expr.ty {
                Type::Reference(entity) if self.vocabulary.pool(entity).is_none() => self.elsewhere(entity),
                Type::Record(_) | Type::Reference(_) => {
                    let base = self.standing(formula, *base, env);
                    base.into_iter().map(|(path, known)| (below(&path, &field.name), known)).collect()
                }
                _ => vec![],
            },
            _ => vec![],
        }
    }

    /// The entity of the records on a path.
    pub(super) fn entity(&self, path: &str) -> Option<Name> {
        let mut entity = Name::default();
        for field in path.split('.').filter(|field| !field.is_empty()) {
            entity = match &self.vocabulary.field(&entity, field)?.ty {
                Type::Record(entity) | Type::Reference(entity) => entity.clone(),
                Type::List(list) => list.element.entity()?.clone(),
                Type::Optional(inner) => inner.entity()?.clone(),
                _ => return None,
            };
        }
        Some(entity)
    }
}

/// The elements of a list, each of which knows for which one it is asked.
fn with_known(elements: &Standing, universal: u32) -> Standing {
    let with = |(path, known): &(Name, Known)| {
        let mut known = known.clone();
        known.insert(universal);
        (path.clone(), known)
    };
    elements.iter().map(with).collect()
}
