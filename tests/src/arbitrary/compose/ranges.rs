//! What quantifiers range over.

use super::{Composer, Known, Position, RecordAt, Scope, joined};
use crate::arbitrary::formula::{Body, Path, Range};
use crate::arbitrary::vocabulary::{PARTY, Ty};

/// Something to range over.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) range: Range,
    pub(crate) element: Ty,
    /// Where its elements stand.
    pub(crate) positions: Vec<Position>,
    /// The lists that it consists of.
    pub(crate) lists: Vec<Position>,
    /// The ranks of the references walked along.
    pub(crate) ranks: Vec<usize>,
    /// Whether its elements may be counted.
    pub(crate) countable: bool,
}

/// A list or an optional value that may be ranged over.
#[derive(Debug, Clone)]
pub(crate) struct ListAt {
    pub(crate) path: Path,
    pub(crate) ty: Ty,
    pub(crate) positions: Vec<Position>,
    rank: Option<usize>,
    /// Whether a chain goes on along it.
    goes_on: bool,
}

impl ListAt {
    /// The type of its elements.
    pub(crate) fn element(&self) -> Ty {
        match &self.ty {
            Ty::List(element, _) | Ty::Optional(element) => (**element).clone(),
            other => other.clone(),
        }
    }

    fn source(&self, range: Range) -> Source {
        let element = self.element();
        let countable = matches!(range, Range::List(_)) && !matches!(element, Ty::Ref(_));
        Source {
            range,
            element,
            positions: self.positions.clone(),
            lists: self.positions.clone(),
            ranks: self.rank.into_iter().collect(),
            countable,
        }
    }
}

impl Composer<'_, '_> {
    /// The lists and optional values that may be ranged over here.
    pub(crate) fn lists(&self, scope: &Scope) -> Vec<ListAt> {
        let mut out = vec![];
        for record in self.records(scope) {
            out.extend(self.lists_of(scope, &record));
        }
        out
    }

    fn lists_of(&self, scope: &Scope, record: &RecordAt) -> Vec<ListAt> {
        let mut out = vec![];
        for (at, field) in self.vocabulary.fields(record.entity).iter().enumerate() {
            let positions: Vec<Position> =
                record.positions.iter().map(|position| joined(position, &[at])).collect();
            let references = matches!(&field.ty, Ty::List(element, _) if matches!(**element, Ty::Ref(_)));
            let rank = references.then(|| self.vocabulary.rank(record.entity, at));
            let ranged = matches!(field.ty, Ty::List(..) | Ty::Optional(_));
            let allowed = positions.iter().all(|position| scope.allows_list(position))
                && rank.is_none_or(|rank| scope.allows_walk(rank));
            if ranged && allowed {
                let path = record.path.field(&field.name);
                let goes_on =
                    references && self.vocabulary.fields(PARTY).iter().any(|f| f.name == field.name);
                out.push(ListAt { path, ty: field.ty.clone(), positions, rank, goes_on });
            }
        }
        out
    }

    /// Something to range over, if there is anything.
    pub(crate) fn source(&mut self, scope: &Scope, depth: usize) -> Option<Source> {
        let called = if self.choices.chance(20) { self.called(scope, depth) } else { None };
        let source = match called {
            Some(source) => source,
            None => self.plain_source(scope)?,
        };
        let source = if self.choices.chance(15) { self.together(scope, source) } else { source };
        let source =
            if depth > 1 && self.choices.chance(15) { self.each(scope, depth, source) } else { source };
        self.uses.lists.extend(source.lists.iter().cloned());
        self.uses.ranks.extend(&source.ranks);
        Some(source)
    }

    fn plain_source(&mut self, scope: &Scope) -> Option<Source> {
        let lists = self.lists(scope);
        let list = self.choices.pick_some(&lists)?;
        let along = list.goes_on && self.choices.chance(60);
        let range = if along { Range::Chain(list.path.clone()) } else { Range::List(list.path.clone()) };
        Some(list.source(range))
    }

    fn called(&mut self, scope: &Scope, depth: usize) -> Option<Source> {
        let lists: Vec<Known> = self
            .notions
            .iter()
            .filter(|known| matches!(known.notion.body, Body::List(..)))
            .cloned()
            .collect();
        let known = self.choices.pick_some(&lists)?;
        let (arguments, stands) = self.arguments(scope, depth, &known)?;
        let own = known.source.clone()?;
        let placed = |positions: &[Position]| -> Vec<Position> {
            positions.iter().flat_map(|position| instantiated(position, &stands)).collect()
        };
        Some(Source {
            range: Range::Call(known.notion.name.clone(), arguments),
            positions: placed(&own.positions),
            lists: placed(&own.lists),
            countable: false,
            ..own
        })
    }

    /// A list of records joined with another, or with a single record, of the same entity.
    fn together(&mut self, scope: &Scope, first: Source) -> Source {
        let Some(entity) = first.element.entity() else { return first };
        let same = |list: &ListAt| list.element().entity() == Some(entity);
        let lists: Vec<ListAt> = self.lists(scope).into_iter().filter(same).collect();
        let records: Vec<RecordAt> =
            self.records(scope).into_iter().filter(|record| record.entity == entity).collect();
        let single = self.choices.pick_some(&records).filter(|_| self.choices.chance(50));
        let second = match (single, self.choices.pick_some(&lists)) {
            (Some(record), _) => Source {
                range: Range::One(record.path),
                element: Ty::Record(entity),
                positions: record.positions,
                lists: vec![],
                ranks: vec![],
                countable: false,
            },
            (None, Some(list)) => list.source(Range::List(list.path.clone())),
            (None, None) => return first,
        };
        Source {
            range: Range::Together(vec![first.range, second.range]),
            element: Ty::Record(entity),
            positions: [first.positions, second.positions].concat(),
            lists: [first.lists, second.lists].concat(),
            ranks: [first.ranks, second.ranks].concat(),
            countable: false,
        }
    }

    fn each(&mut self, scope: &Scope, depth: usize, source: Source) -> Source {
        if matches!(source.range, Range::Together(_)) {
            return source;
        }
        let variable = self.fresh();
        let condition = self.condition(&scope.within(&variable, &source), depth - 2);
        let range = Range::Each(variable, Box::new(source.range), Box::new(condition));
        Source { range, ..source }
    }
}

/// A position within what a notion is given, as positions of what it is given.
fn instantiated(position: &Position, stands: &[Vec<Position>]) -> Vec<Position> {
    let given = position.first().and_then(|first| first.checked_sub(super::GIVEN));
    match given.and_then(|at| stands.get(at)) {
        Some(bases) => bases.iter().map(|base| joined(base, &position[1..])).collect(),
        None => vec![position.clone()],
    }
}
