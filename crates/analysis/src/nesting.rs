//! What the decidable core asks of formulas: in which order `some` and `every` alternate, and how walks along
//! references nest (spec.md, section "The decidable core", rules 2 and 4).
//!
//! Every record that a formula can speak of has a path: the fields that lead to it from the dossier, references
//! written out. Lists are ordered as the vocabulary lists them, and what stands in a list comes after the list, so
//! paths are compared field by field. A summary of a formula holds the lists it quantifies over, each with whether
//! the quantifier is universal or existential once negations are pushed inwards; a quantifier then looks at the
//! summary of what stands under it. Notions are summarised once for each combination of paths they are called with.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Name, Span};
use acquis_ir::{Expr, ExprId, ExprKind, Formula, Quantifier, Range, Type, VariableId};
use salsa::Database;

use crate::check::{Content, checked};
use crate::input::Package;
use crate::names::{ItemKind, named};
use crate::rules::depth::simple_parts;

/// The most summaries that are remembered.
const MOST_SUMMARIES: usize = 4096;

/// The fields that lead to a record or list, by their indices.
pub(crate) type Path = Vec<u32>;

/// A list of references: the entity that has the field, and the field.
pub(crate) type Edge = (Name, Name);

/// Whether a quantifier is universal or existential once negations are pushed inwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Universal,
    Existential,
}

impl Kind {
    fn opposite(self) -> Self {
        match self {
            Self::Universal => Self::Existential,
            Self::Existential => Self::Universal,
        }
    }
}

/// Two quantifiers that alternate against the order of the lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Backward {
    /// Where the inner quantifier stands in the formula summarised, or the call that leads to it.
    pub(crate) inner: Span,
    /// Where the outer quantifier stands.
    pub(crate) outer: Span,
    /// The list of the outer quantifier.
    pub(crate) outer_list: Path,
    /// The list of the inner one.
    pub(crate) inner_list: Path,
}

/// What quantifiers a formula holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// The lists quantified over, with a place each.
    lists: BTreeMap<(Kind, Path), Span>,
    /// The references walked along, with a place each.
    edges: BTreeMap<Edge, Span>,
    /// Walks within walks, the outer first, with a place each.
    pub(crate) nested: BTreeMap<(Edge, Edge), Span>,
    /// Alternations against the order.
    pub(crate) backward: BTreeSet<Backward>,
}

impl Summary {
    /// Takes in another summary.
    pub(crate) fn merge(&mut self, other: Summary) {
        self.add(other);
    }

    /// Leaves out what is wrong in another summary already, at the same places.
    pub(crate) fn leave_out(&mut self, other: &Summary) {
        self.nested.retain(|walks, place| other.nested.get(walks) != Some(place));
        self.backward.retain(|found| !other.backward.contains(found));
    }

    fn add(&mut self, other: Summary) {
        for (key, span) in other.lists {
            self.lists.entry(key).or_insert(span);
        }
        for (key, span) in other.edges {
            self.edges.entry(key).or_insert(span);
        }
        for (key, span) in other.nested {
            self.nested.entry(key).or_insert(span);
        }
        self.backward.extend(other.backward);
    }

    /// The summary of the negation.
    fn negated(mut self) -> Self {
        self.lists =
            self.lists.into_iter().map(|((kind, path), span)| ((kind.opposite(), path), span)).collect();
        self
    }

    /// The summary of something that is used both ways.
    fn both_ways(self) -> Self {
        let mut both = self.clone().negated();
        both.add(self);
        both
    }

    /// The summary with every place replaced by that of a call.
    fn seen_from(mut self, call: Span) -> Self {
        self.lists.values_mut().for_each(|span| *span = call);
        self.edges.values_mut().for_each(|span| *span = call);
        self.nested.values_mut().for_each(|span| *span = call);
        self.backward =
            self.backward.into_iter().map(|found| Backward { inner: call, outer: call, ..found }).collect();
        self
    }
}

/// One of the lists that a quantifier ranges over.
#[derive(Debug, Clone, Default)]
struct Source {
    /// The path of the list; nothing for a single record.
    list: Option<Path>,
    /// The path of its elements.
    element: Path,
    /// The references walked along to reach them.
    edges: Vec<Edge>,
    /// What its own filters quantify over.
    filters: Summary,
}

/// What stands for an element of a list.
#[derive(Debug, Clone)]
pub(crate) struct ElementOf {
    path: Option<Path>,
    /// The references walked along to reach it.
    edges: Vec<Edge>,
}

impl ElementOf {
    /// Its path, for the outer variables of a formula; none where nothing stands for an element.
    pub(crate) fn paths(&self) -> &[Path] {
        self.path.as_slice()
    }

    /// The summary of what is asked of it.
    pub(crate) fn walking_to(self, inner: Summary) -> Summary {
        let source = Source { edges: self.edges, ..Source::default() };
        under(Kind::Existential, &source, inner, Span::default())
    }
}

type Env = BTreeMap<VariableId, Path>;

/// Summarises formulas of one package.
pub(crate) struct Summariser<'db> {
    db: &'db dyn Database,
    package: Package,
    memo: BTreeMap<(Name, Vec<Path>), Summary>,
}

impl<'db> Summariser<'db> {
    pub(crate) fn new(db: &'db dyn Database, package: Package) -> Self {
        Self { db, package, memo: BTreeMap::new() }
    }

    /// The summary of a formula whose outer variables have the paths given.
    pub(crate) fn formula(&mut self, formula: &Formula, outer: &[Path]) -> Summary {
        let env = bind(outer);
        match (formula.root, &formula.range) {
            (Some(root), _) => self.expr(formula, root, &env),
            (None, Some(range)) => {
                let sources = self.sources(formula, range, &env);
                let mut summary = Summary::default();
                sources.into_iter().for_each(|source| summary.add(source.filters));
                summary
            }
            (None, None) => Summary::default(),
        }
    }

    /// The summary of a notion by itself: the records it is given come after everything and before nothing.
    pub(crate) fn notion(&mut self, formula: &Formula, parameters: u32) -> Summary {
        let unknown: Vec<Path> = (0..parameters).map(|at| vec![u32::MAX - at]).collect();
        self.formula(formula, &unknown)
    }

    /// The summary of formulas that stand under the one `every` of a criterion, once for each list that it ranges
    /// over; the first outer variable of each is its element.
    pub(crate) fn under_every(&mut self, base: &Formula, formulas: &[&Formula]) -> Summary {
        let Some(ExprKind::Quantified { range, .. }) = base.root_expr().map(|expr| &expr.kind) else {
            return Summary::default();
        };
        let sources = self.sources(base, range, &Env::new());
        let mut summary = Summary::default();
        for source in sources {
            let mut inner = Summary::default();
            for formula in formulas {
                inner.add(self.formula(formula, std::slice::from_ref(&source.element)));
            }
            let place = inner.lists.values().next().copied().unwrap_or_default();
            summary.add(under(Kind::Universal, &source, inner, place));
        }
        summary
    }

    /// What stands for an element of a list, once for each list that it can be in; what the filters of those lists
    /// quantify over is added to `filters`. Without a list there is nothing that stands for an element.
    pub(crate) fn elements(&mut self, list: Option<&Formula>, filters: &mut Summary) -> Vec<ElementOf> {
        let Some(list) = list else { return vec![ElementOf { path: None, edges: vec![] }] };
        let Some(range) = &list.range else { return vec![] };
        let sources = self.sources(list, range, &Env::new());
        let element = |source: Source| {
            filters.add(source.filters);
            ElementOf { path: Some(source.element), edges: source.edges }
        };
        sources.into_iter().map(element).collect()
    }

    /// The summary of a list of which it is asked what all its elements are and whether there is one. The last outer
    /// variable of `formulas` is its element, the others have the paths given.
    pub(crate) fn gathered(&mut self, list: &Formula, formulas: &[&Formula], outer: &[Path]) -> Summary {
        let Some(range) = &list.range else { return Summary::default() };
        let mut summary = Summary::default();
        for source in self.sources(list, range, &bind(outer)) {
            let mut inner = source.filters.clone();
            let paths: Vec<Path> = outer.iter().cloned().chain([source.element.clone()]).collect();
            for formula in formulas {
                inner.add(self.formula(formula, &paths));
            }
            let inner = inner.both_ways();
            let place = list.exprs.last().map_or(Span::default(), |expr| expr.span);
            summary.add(under(Kind::Universal, &source, inner.clone(), place));
            summary.add(under(Kind::Existential, &source, inner, place));
        }
        summary
    }

    fn body(&self, name: &Name) -> Option<&'db Formula> {
        let item = named(self.db, self.package, name).filter(|item| item.kind == ItemKind::Define)?;
        match &checked(self.db, item.decl).content {
            Content::Define(formula, _) => Some(formula),
            _ => None,
        }
    }

    // Notions nest as deep as the limits allow, and a thread may have little room for it: what is kept on the way
    // inwards is kept small, by giving every form of expression a function of its own.
    fn expr(&mut self, formula: &Formula, id: ExprId, env: &Env) -> Summary {
        let Some(expr) = formula.expr(id) else { return Summary::default() };
        match &expr.kind {
            ExprKind::Call(name, arguments) => self.call(formula, name, arguments, env, expr.span),
            ExprKind::Quantified { .. } => self.over_sources(formula, expr, env),
            ExprKind::Exists(inner) => self.existence(formula, *inner, env, expr.span),
            kind => self.parts(formula, kind, env),
        }
    }

    /// The summary of an expression that quantifies over nothing itself.
    fn parts(&mut self, formula: &Formula, kind: &ExprKind, env: &Env) -> Summary {
        let mut summary = Summary::default();
        for (part, use_) in parts_of(kind) {
            let found = self.expr(formula, part, env);
            summary.add(match use_ {
                Use::AsItStands => found,
                Use::Negated => found.negated(),
                Use::BothWays => found.both_ways(),
            });
        }
        summary
    }

    fn existence(&self, formula: &Formula, optional: ExprId, env: &Env, span: Span) -> Summary {
        let mut summary = Summary::default();
        if let Some(list) = self.path(formula, optional, env) {
            summary.lists.insert((Kind::Existential, list), span);
        }
        summary
    }

    fn over_sources(&mut self, formula: &Formula, expr: &Expr, env: &Env) -> Summary {
        let mut summary = Summary::default();
        if let ExprKind::Quantified { quantifier, variable, range, filter, except, body } = &expr.kind {
            let parts = Parts { filter: *filter, except: *except, body: *body };
            for source in self.sources(formula, range, env) {
                let element = (*variable, source);
                summary.add(self.quantified(formula, *quantifier, element, &parts, env, expr.span));
            }
        }
        summary
    }

    fn quantified(
        &mut self,
        formula: &Formula,
        quantifier: Quantifier,
        element: (VariableId, Source),
        parts: &Parts,
        env: &Env,
        span: Span,
    ) -> Summary {
        let (variable, source) = element;
        let mut inner_env = env.clone();
        inner_env.insert(variable, source.element.clone());
        let mut part =
            |id: Option<ExprId>| id.map(|id| self.expr(formula, id, &inner_env)).unwrap_or_default();
        let (mut filter, except, body) = (part(parts.filter), part(parts.except), part(Some(parts.body)));
        filter.add(source.filters.clone());
        let (kind, mut inner) = match quantifier {
            Quantifier::Every => (Some(Kind::Universal), body),
            Quantifier::No | Quantifier::AtMost(_) => (Some(Kind::Universal), body.negated()),
            Quantifier::Some | Quantifier::AtLeast(_) => (Some(Kind::Existential), body),
            Quantifier::Exactly(_) => (None, body.both_ways()),
        };
        match kind {
            Some(Kind::Universal) => {
                inner.add(filter.negated());
                inner.add(except);
            }
            Some(Kind::Existential) => {
                inner.add(filter);
                inner.add(except.negated());
            }
            None => {
                inner.add(filter.both_ways());
                inner.add(except.both_ways());
            }
        }
        match kind {
            Some(kind) => under(kind, &source, inner, span),
            None => {
                let mut both = under(Kind::Universal, &source, inner.clone(), span);
                both.add(under(Kind::Existential, &source, inner, span));
                both
            }
        }
    }

    fn call(
        &mut self,
        formula: &Formula,
        name: &Name,
        arguments: &[ExprId],
        env: &Env,
        span: Span,
    ) -> Summary {
        let paths: Vec<Path> =
            arguments.iter().map(|argument| self.path(formula, *argument, env).unwrap_or_default()).collect();
        let mut summary = Summary::default();
        for argument in arguments {
            summary.add(self.expr(formula, *argument, env).both_ways());
        }
        summary.add(self.callee((name.clone(), paths)).seen_from(span));
        summary
    }

    /// The summary of a notion that is given records on these paths.
    fn callee(&mut self, key: (Name, Vec<Path>)) -> Summary {
        if let Some(known) = self.memo.get(&key) {
            return known.clone();
        }
        let Some(body) = self.body(&key.0) else { return Summary::default() };
        let found = self.formula(body, &key.1);
        if self.memo.len() < MOST_SUMMARIES {
            self.memo.insert(key, found.clone());
        }
        found
    }

    /// The path of a record or list; nothing for plain values.
    fn path(&self, formula: &Formula, id: ExprId, env: &Env) -> Option<Path> {
        match &formula.expr(id)?.kind {
            ExprKind::Facts => Some(vec![]),
            ExprKind::Variable(variable) => env.get(variable).cloned(),
            ExprKind::Field(base, field) => {
                let mut path = self.path(formula, *base, env)?;
                path.push(field.index);
                Some(path)
            }
            _ => None,
        }
    }

    fn sources(&mut self, formula: &Formula, range: &Range, env: &Env) -> Vec<Source> {
        match range {
            Range::One(id) => {
                let element = self.path(formula, *id, env).unwrap_or_default();
                vec![Source { element, ..Source::default() }]
            }
            Range::List(id) => self.list_source(formula, *id, env, None).into_iter().collect(),
            Range::Chain(id, field) => self.list_source(formula, *id, env, Some(field)).into_iter().collect(),
            Range::Together(parts) => {
                parts.iter().flat_map(|part| self.sources(formula, part, env)).collect()
            }
            Range::Filtered(variable, inner, condition) => {
                let mut sources = self.sources(formula, inner, env);
                for source in &mut sources {
                    let mut inner_env = env.clone();
                    inner_env.insert(*variable, source.element.clone());
                    source.filters.add(self.expr(formula, *condition, &inner_env));
                }
                sources
            }
            Range::Call(name, arguments) => {
                let span = arguments
                    .first()
                    .and_then(|id| formula.expr(*id))
                    .map_or(Span::default(), |expr| expr.span);
                let paths: Vec<Path> = arguments
                    .iter()
                    .map(|argument| self.path(formula, *argument, env).unwrap_or_default())
                    .collect();
                let Some(body) = self.body(name) else { return vec![] };
                let Some(range) = &body.range else { return vec![] };
                let mut sources = self.sources(body, range, &bind(&paths));
                for source in &mut sources {
                    source.filters = std::mem::take(&mut source.filters).seen_from(span);
                }
                sources
            }
        }
    }

    fn list_source(&self, formula: &Formula, id: ExprId, env: &Env, chain: Option<&Name>) -> Option<Source> {
        let path = self.path(formula, id, env)?;
        let mut edges = vec![];
        if let Some(ExprKind::Field(base, field)) = formula.expr(id).map(|expr| &expr.kind) {
            let target = match formula.expr(id).map(|expr| &expr.ty) {
                Some(Type::List(list)) => match &list.element {
                    Type::Reference(entity) => Some(entity.clone()),
                    _ => None,
                },
                _ => None,
            };
            if let Some(target) = target {
                let owner = formula.expr(*base).and_then(|expr| expr.ty.entity().cloned());
                edges.extend(owner.map(|owner| (owner, field.name.clone())));
                edges.extend(chain.map(|field| (target, field.clone())));
            }
        }
        Some(Source { list: Some(path.clone()), element: path, edges, filters: Summary::default() })
    }
}

/// In which way an expression uses a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    AsItStands,
    Negated,
    BothWays,
}

/// The parts of an expression that is neither call nor quantifier, with the way in which it uses each.
fn parts_of(kind: &ExprKind) -> Vec<(ExprId, Use)> {
    let as_it_stands = |id: ExprId| (id, Use::AsItStands);
    match kind {
        ExprKind::Not(inner) => vec![(*inner, Use::Negated)],
        ExprKind::Implies(a, b) => vec![(*a, Use::Negated), as_it_stands(*b)],
        ExprKind::All(limbs) | ExprKind::Any(limbs) => {
            limbs.iter().map(|limb| as_it_stands(limb.expr)).collect()
        }
        ExprKind::FirstOf(cases, otherwise) => {
            let cases = cases.iter().chain(std::iter::once(&**otherwise));
            cases.flat_map(|case| [(case.condition, Use::BothWays), as_it_stands(case.value)]).collect()
        }
        ExprKind::ByReading(_, choices) => choices.iter().map(|(_, choice)| as_it_stands(*choice)).collect(),
        other => simple_parts(other).into_iter().map(as_it_stands).collect(),
    }
}

struct Parts {
    filter: Option<ExprId>,
    except: Option<ExprId>,
    body: ExprId,
}

fn bind(paths: &[Path]) -> Env {
    let numbered = paths.iter().enumerate();
    numbered.map(|(at, path)| (VariableId(u32::try_from(at).unwrap_or(u32::MAX)), path.clone())).collect()
}

/// The summary of a quantifier of one kind over one list, with `inner` under it.
fn under(kind: Kind, source: &Source, mut inner: Summary, span: Span) -> Summary {
    if let Some(list) = &source.list {
        for ((inner_kind, inner_list), place) in &inner.lists {
            if *inner_kind != kind && !comes_later(inner_list, list) {
                inner.backward.insert(Backward {
                    inner: *place,
                    outer: span,
                    outer_list: list.clone(),
                    inner_list: inner_list.clone(),
                });
            }
        }
        inner.lists.entry((kind, list.clone())).or_insert(span);
    }
    for outer in &source.edges {
        for (walked, place) in &inner.edges {
            inner.nested.entry((outer.clone(), walked.clone())).or_insert(*place);
        }
    }
    for edge in &source.edges {
        inner.edges.entry(edge.clone()).or_insert(span);
    }
    inner
}

/// Whether the inner list comes after the outer one in the order of the vocabulary. Records that a notion is given
/// are unknown; nothing is said of them until the notion is called.
fn comes_later(inner: &[u32], outer: &[u32]) -> bool {
    let given = |path: &[u32]| path.first().is_some_and(|first| *first > u32::MAX / 2);
    if (given(inner) || given(outer)) && inner.first() != outer.first() {
        return true;
    }
    inner > outer
}
