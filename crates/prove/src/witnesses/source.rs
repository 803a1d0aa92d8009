//! Which lists a range draws from, and where the records stand that variables stand for.

use acquis_base::Name;
use acquis_ir::{Bindings, Expr, ExprId, ExprKind, Formula, Range, Type, VariableId};

use super::needs::{Known, Needs};
use super::{Counter, TooMany};
use crate::world::{below, pooled_list};

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
                let bound = self.bounds.elements(path).saturating_add(self.bounds.beyond(path));
                self.sizes.get(path).copied().unwrap_or(0).max(bound).saturating_add(self.standing_by(path))
            }
        }
    }

    /// How many elements the lists of given records have that a reference or a walk on a path can come upon.
    fn standing_by(&self, path: &str) -> u32 {
        if !self.bounds.is_given() {
            return 0;
        }
        let (holder, field) = path.rsplit_once('.').unwrap_or(("", path));
        let entity = self.vocabulary.entity_at(holder).unwrap_or_default();
        self.sizes.get(&pooled_list(&entity, field)).copied().unwrap_or(0)
    }

    /// Whether records of an entity that are referred to stand by themselves, so that nothing sees whether two are one.
    /// What a dossier gives is one and the same wherever it is referred to.
    fn is_own(&self, entity: &str) -> bool {
        self.vocabulary.pool(entity).is_some() && !self.bounds.is_given()
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
                Some(Type::Reference(entity)) if !self.is_own(entity) => vec![(path.clone(), Known::new())],
                Some(Type::Record(_) | Type::Reference(_)) => vec![(path.clone(), known.clone())],
                _ => vec![],
            };
            let is_shared = matches!(ty.element(), Some(Type::Reference(entity)) if !self.is_own(entity));
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
                    let is_shared = matches!(&expr.ty, Type::Reference(entity) if !self.is_own(entity));
                    let base = self.standing(formula, *base, env).into_iter();
                    let seen = |known: Known| if is_shared { Known::new() } else { known };
                    base.map(|(path, known)| (below(&path, &field.name), seen(known))).collect()
                }
                _ => vec![],
            },
            _ => vec![],
        }
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
