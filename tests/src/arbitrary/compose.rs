//! Formulas by chance. Types fit because a term is made for what it is compared with; alternation goes forward
//! because a quantifier ranges over a list that stands after all lists ranged over around it; walks have ranks because
//! references are walked only within walks of higher rank.

mod ranges;
mod terms;

use super::choices::Choices;
use super::formula::{
    Argument, Body, Bool, Comparison, Kind, Notion, Path, Quantified, Quantifier, Term, Unit,
};
use super::vocabulary::{FACTS, Ty, Vocabulary};
pub(crate) use ranges::Source;

/// Where a list stands in the vocabulary: the indices of the fields that lead to it from the dossier inwards.
pub(crate) type Position = Vec<usize>;

/// The first step to what stands in a record that a notion is given; the parameter's index is added.
const GIVEN: usize = usize::MAX / 2;

/// A variable in scope.
#[derive(Debug, Clone)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    /// Where the record stands that it may be.
    pub(crate) positions: Vec<Position>,
}

/// What a formula may speak of, and what it stands under.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    variables: Vec<Variable>,
    /// The lists ranged over around it.
    above: Vec<Position>,
    /// The ranks of the walks around it.
    walked: Vec<usize>,
    /// Whether it belongs to a criterion, which has a level.
    own_level: bool,
    /// The constants of the criterion.
    constants: Vec<(String, Kind)>,
}

impl Scope {
    /// The scope within a quantifier over `source`.
    pub(crate) fn within(&self, variable: &str, source: &Source) -> Self {
        let mut scope = self.clone();
        scope.variables.push(Variable {
            name: variable.to_owned(),
            ty: source.element.clone(),
            positions: source.positions.clone(),
        });
        scope.above.extend(source.lists.iter().cloned());
        scope.walked.extend(&source.ranks);
        scope
    }

    /// The scope of a notion with these parameters.
    pub(crate) fn of_notion(parameters: &[(String, Ty)]) -> Self {
        let variable = |(at, (name, ty)): (usize, &(String, Ty))| Variable {
            name: name.clone(),
            ty: ty.clone(),
            positions: vec![vec![GIVEN + at]],
        };
        Self { variables: parameters.iter().enumerate().map(variable).collect(), ..Self::default() }
    }

    /// The scope of a criterion with these constants.
    pub(crate) fn of_criterion(constants: Vec<(String, Kind)>) -> Self {
        Self { own_level: true, constants, ..Self::default() }
    }

    /// Whether a list may be ranged over here.
    fn allows_list(&self, list: &Position) -> bool {
        let base = |position: &Position| position.first().copied().filter(|first| *first >= GIVEN);
        self.above.iter().all(|outer| base(outer) == base(list) && list > outer)
    }

    /// Whether references of a rank may be walked here.
    fn allows_walk(&self, rank: usize) -> bool {
        self.walked.iter().all(|outer| rank < *outer)
    }
}

/// The lists that a formula ranges over and the ranks of the references that it walks along.
#[derive(Debug, Clone, Default)]
pub(crate) struct Uses {
    pub(crate) lists: Vec<Position>,
    pub(crate) ranks: Vec<usize>,
}

/// A notion with what its callers must know.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) notion: Notion,
    pub(crate) uses: Uses,
    /// What ranging over it ranges over, where it is a list.
    pub(crate) source: Option<Source>,
}

/// Makes formulas.
pub(crate) struct Composer<'a, 'c> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) choices: &'a mut Choices<'c>,
    /// The notions that may be used.
    pub(crate) notions: Vec<Known>,
    /// The readings that may be used, each with its choices.
    pub(crate) readings: Vec<(String, Vec<String>)>,
    /// What the formulas made so far range over and walk along.
    pub(crate) uses: Uses,
    /// How many variables were named.
    pub(crate) named: usize,
}

/// The reading of `should`.
pub(crate) const WEIGHT: &str = "weight";

impl<'a, 'c> Composer<'a, 'c> {
    /// A name that no other variable has.
    pub(crate) fn fresh(&mut self) -> String {
        self.named += 1;
        format!("x_{}", self.named)
    }

    /// A formula whose parts nest at most `depth` deep.
    pub(crate) fn condition(&mut self, scope: &Scope, depth: usize) -> Bool {
        if depth == 0 {
            return self.atom(scope, 0);
        }
        match self.choices.below(22) {
            0..=4 => self.atom(scope, depth),
            5..=9 => self.quantified(scope, depth),
            10 => Bool::Not(Box::new(self.plain_or_parenthesised(scope, depth))),
            11 => Bool::And(self.parts(scope, depth)),
            12 => Bool::Or(self.parts(scope, depth)),
            13 => Bool::AllOf(self.parts(scope, depth)),
            14 => Bool::AnyOf(self.parts(scope, depth)),
            15 => Bool::Implies(self.part(scope, depth), self.part(scope, depth)),
            16 => self.counted(scope, depth),
            17 => self.first_of(scope, depth),
            18 => Bool::If(self.part(scope, depth), self.part(scope, depth), self.part(scope, depth)),
            19 => self.by_reading(scope, depth),
            _ => self.truth_call(scope, depth),
        }
    }

    fn part(&mut self, scope: &Scope, depth: usize) -> Box<Bool> {
        Box::new(self.condition(scope, depth - 1))
    }

    fn parts(&mut self, scope: &Scope, depth: usize) -> Vec<Bool> {
        let many = 2 + self.choices.below(2);
        (0..many).map(|_| self.condition(scope, depth - 1)).collect()
    }

    /// What `not` stands before: anything but another `not`, which the language refuses.
    fn plain_or_parenthesised(&mut self, scope: &Scope, depth: usize) -> Bool {
        match self.condition(scope, depth - 1) {
            Bool::Not(inner) => *inner,
            other => other,
        }
    }

    fn first_of(&mut self, scope: &Scope, depth: usize) -> Bool {
        let many = 1 + self.choices.below(2);
        let cases =
            (0..many).map(|_| (self.condition(scope, depth - 1), self.condition(scope, depth - 1))).collect();
        Bool::FirstOf(cases, self.part(scope, depth))
    }

    fn by_reading(&mut self, scope: &Scope, depth: usize) -> Bool {
        let Some((reading, choices)) = self.choices.pick_some(&self.readings.clone()) else {
            return self.atom(scope, depth);
        };
        if reading == WEIGHT && self.choices.chance(50) {
            return Bool::Should(self.part(scope, depth), reading);
        }
        let choices = choices.into_iter().map(|choice| (choice, self.condition(scope, depth - 1))).collect();
        Bool::ByReading(reading, choices)
    }

    fn quantified(&mut self, scope: &Scope, depth: usize) -> Bool {
        match self.quantifier_over(scope, depth, &[]) {
            Some((quantified, _)) => Bool::Quantified(Box::new(quantified)),
            None => self.atom(scope, depth),
        }
    }

    /// A quantifier, one of `among` unless that is empty, with what it ranges over.
    pub(crate) fn quantifier_over(
        &mut self,
        scope: &Scope,
        depth: usize,
        among: &[Quantifier],
    ) -> Option<(Quantified, Source)> {
        let source = self.source(scope, depth)?;
        let variable = self.fresh();
        let inner = scope.within(&variable, &source);
        let n = self.choices.below(4);
        let quantifier = match among {
            [] => self.quantifier(source.countable, n),
            among => self.choices.pick(among),
        };
        let clause =
            |this: &mut Self, likely| this.choices.chance(likely).then(|| this.condition(&inner, depth - 1));
        let (filter, except) = (clause(self, 35), clause(self, 20));
        let body = self.condition(&inner, depth - 1);
        let range = source.range.clone();
        Some((Quantified { quantifier, variable, range, filter, except, body }, source))
    }

    fn quantifier(&mut self, countable: bool, n: usize) -> Quantifier {
        let plain = [Quantifier::Every, Quantifier::Some, Quantifier::No];
        let counting = [Quantifier::AtLeast(n), Quantifier::AtMost(n), Quantifier::Exactly(n)];
        if countable && self.choices.chance(40) {
            self.choices.pick(&counting)
        } else {
            self.choices.pick(&plain)
        }
    }

    fn counted(&mut self, scope: &Scope, depth: usize) -> Bool {
        match self.source(scope, depth).filter(|source| source.countable) {
            Some(source) => {
                let comparison = self.comparison(true);
                Bool::Count(comparison, source.range, self.choices.below(4))
            }
            None => self.atom(scope, depth),
        }
    }

    fn truth_call(&mut self, scope: &Scope, depth: usize) -> Bool {
        let truths = |known: &Known| matches!(known.notion.body, Body::Truth(_));
        match self.call(scope, depth, truths) {
            Some((name, arguments)) => Bool::Call(name, arguments),
            None => self.atom(scope, depth),
        }
    }

    /// A call of one of the notions that `fits`, if one can be called here.
    pub(crate) fn call(
        &mut self,
        scope: &Scope,
        depth: usize,
        fits: impl Fn(&Known) -> bool,
    ) -> Option<(String, Vec<Argument>)> {
        let fitting: Vec<Known> = self.notions.iter().filter(|known| fits(known)).cloned().collect();
        let known = self.choices.pick_some(&fitting)?;
        let (arguments, _) = self.arguments(scope, depth, &known)?;
        Some((known.notion.name, arguments))
    }

    /// What to apply a notion to, and where the records among it stand; what the notion ranges over is allowed here.
    pub(crate) fn arguments(
        &mut self,
        scope: &Scope,
        depth: usize,
        known: &Known,
    ) -> Option<(Vec<Argument>, Vec<Vec<Position>>)> {
        let own = known.uses.lists.iter().filter(|list| list.first().is_none_or(|first| *first < GIVEN));
        let allowed = own.clone().all(|list| scope.allows_list(list))
            && known.uses.ranks.iter().all(|rank| scope.allows_walk(*rank));
        if !allowed {
            return None;
        }
        self.uses.lists.extend(own.cloned());
        self.uses.ranks.extend(&known.uses.ranks);
        let (mut arguments, mut positions) = (vec![], vec![]);
        for (at, (_, ty)) in known.notion.parameters.iter().enumerate() {
            let (argument, stands) = match ty {
                Ty::Record(entity) => self.record_argument(scope, *entity, at, known)?,
                Ty::Level => (level_argument(scope)?, vec![]),
                scalar => {
                    (Argument::Term(self.term(scope, Kind::of(scalar)?, depth.saturating_sub(1))), vec![])
                }
            };
            arguments.push(argument);
            positions.push(stands);
        }
        Some((arguments, positions))
    }

    fn record_argument(
        &mut self,
        scope: &Scope,
        entity: usize,
        parameter: usize,
        known: &Known,
    ) -> Option<(Argument, Vec<Position>)> {
        let lists: Vec<&Position> =
            known.uses.lists.iter().filter(|list| list.first() == Some(&(GIVEN + parameter))).collect();
        let instantiated = |positions: &[Position]| -> Vec<Position> {
            positions.iter().flat_map(|base| lists.iter().map(|list| joined(base, &list[1..]))).collect()
        };
        let records = self.records(scope);
        let fits = |record: &&RecordAt| {
            record.entity == entity
                && instantiated(&record.positions).iter().all(|list| scope.allows_list(list))
        };
        let fitting: Vec<RecordAt> = records.iter().filter(fits).cloned().collect();
        let record = self.choices.pick_some(&fitting)?;
        self.uses.lists.extend(instantiated(&record.positions));
        Some((Argument::Record(record.path), record.positions))
    }

    /// A formula without parts that are formulas, unless terms hold some.
    fn atom(&mut self, scope: &Scope, depth: usize) -> Bool {
        match self.choices.below(12) {
            0..=2 => self.truth_fact(scope, depth),
            3..=5 => self.compared(scope, depth),
            6 => self.one_of(scope, depth),
            7 => self.in_register(scope, depth),
            8 => self.in_list(scope, depth),
            9 => self.exists(scope, depth),
            10 => self.share(scope, depth),
            _ => Bool::Literal(self.choices.below(2) == 0),
        }
    }

    fn truth_fact(&mut self, scope: &Scope, depth: usize) -> Bool {
        let facts = self.facts(scope, |kind| kind == Kind::Bool);
        match self.choices.pick_some(&facts) {
            Some((path, _)) => Bool::Fact(path),
            None => self.compared(scope, depth),
        }
    }

    /// A comparison with a fact on its left, from which the words on its right take their meaning.
    fn compared(&mut self, scope: &Scope, depth: usize) -> Bool {
        let facts = self.facts(scope, |kind| kind != Kind::Bool);
        let Some((path, kind)) = self.choices.pick_some(&facts) else { return Bool::Literal(true) };
        let ordered = match kind {
            Kind::Number(_) | Kind::Date => true,
            Kind::Enum(at) => self.vocabulary.enumerations[at].ordered,
            Kind::Text | Kind::Country | Kind::Bool => false,
        };
        let comparison = self.comparison(ordered);
        let left = if depth > 0 && self.choices.chance(20) {
            self.computed(scope, kind, depth - 1).unwrap_or(Term::Fact(path.clone()))
        } else {
            Term::Fact(path.clone())
        };
        // A choice between bare words has no type of its own.
        let left = if matches!(left, Term::If(..) | Term::ByReading(..)) { Term::Fact(path) } else { left };
        Bool::Compare(comparison, left, self.term(scope, kind, depth))
    }

    pub(crate) fn comparison(&mut self, ordered: bool) -> Comparison {
        let all = [
            Comparison::Equal,
            Comparison::NotEqual,
            Comparison::Less,
            Comparison::LessEqual,
            Comparison::Greater,
            Comparison::GreaterEqual,
        ];
        self.choices.pick(if ordered { &all } else { &all[..2] })
    }

    fn one_of(&mut self, scope: &Scope, depth: usize) -> Bool {
        let facts = self.facts(scope, |kind| kind != Kind::Bool);
        let Some((path, kind)) = self.choices.pick_some(&facts) else { return Bool::Literal(true) };
        let many = 1 + self.choices.below(2);
        let options = (0..many).map(|_| self.term(scope, kind, depth.saturating_sub(1))).collect();
        Bool::OneOf(self.choices.below(2) == 0, Term::Fact(path), options)
    }

    fn in_register(&mut self, scope: &Scope, depth: usize) -> Bool {
        let (kind, register) = self.choices.pick(&[(Kind::Country, "listed"), (Kind::Enum(0), "approved")]);
        let item = self.term_with_facts(scope, kind, depth);
        let on = self.choices.chance(40).then(|| self.term(scope, Kind::Date, depth.saturating_sub(1)));
        Bool::InRegister(!self.choices.chance(30), item, register, on)
    }

    fn in_list(&mut self, scope: &Scope, depth: usize) -> Bool {
        let lists = self.lists(scope).into_iter().filter(|list| matches!(list.ty, Ty::List(..)));
        let of_values = lists.filter_map(|list| Some((Kind::of(&list.element())?, list)));
        let fitting: Vec<_> = of_values.filter(|(kind, _)| *kind != Kind::Bool).collect();
        let Some((kind, list)) = self.choices.pick_some(&fitting) else { return self.compared(scope, depth) };
        let facts = self.facts(scope, |other| other == kind);
        let Some((item, _)) = self.choices.pick_some(&facts) else { return self.compared(scope, depth) };
        self.uses.lists.extend(list.positions.clone());
        Bool::InList(!self.choices.chance(30), Term::Fact(item), list.path)
    }

    fn exists(&mut self, scope: &Scope, depth: usize) -> Bool {
        let fitting: Vec<_> =
            self.lists(scope).into_iter().filter(|list| matches!(list.ty, Ty::Optional(_))).collect();
        let Some(list) = self.choices.pick_some(&fitting) else { return self.compared(scope, depth) };
        self.uses.lists.extend(list.positions.clone());
        Bool::Exists(list.path)
    }

    fn share(&mut self, scope: &Scope, depth: usize) -> Bool {
        let facts = self.facts(scope, |kind| matches!(kind, Kind::Number(_)));
        let Some((path, kind)) = self.choices.pick_some(&facts) else { return self.compared(scope, depth) };
        let comparison = match self.comparison(true) {
            Comparison::NotEqual => Comparison::Equal,
            other => other,
        };
        let percent = self.choices.pick(&[50, 5, 100, 150]);
        Bool::Share(comparison, Term::Fact(path), percent, self.term_with_facts(scope, kind, depth))
    }
}

fn level_argument(scope: &Scope) -> Option<Argument> {
    let given = scope.variables.iter().find(|variable| variable.ty == Ty::Level);
    match given {
        Some(variable) => Some(Argument::Given(variable.name.clone())),
        None => scope.own_level.then_some(Argument::OwnLevel),
    }
}

/// A record that can be spoken of.
#[derive(Debug, Clone)]
pub(crate) struct RecordAt {
    pub(crate) path: Path,
    pub(crate) entity: usize,
    pub(crate) positions: Vec<Position>,
}

impl Composer<'_, '_> {
    /// The records that can be spoken of: those of the innermost variable first, the dossier last.
    pub(crate) fn records(&self, scope: &Scope) -> Vec<RecordAt> {
        let mut out = vec![];
        for variable in scope.variables.iter().rev() {
            if let Some(entity) = variable.ty.entity() {
                let path = Path { variable: Some(variable.name.clone()), fields: vec![] };
                self.add_record(RecordAt { path, entity, positions: variable.positions.clone() }, &mut out);
            }
        }
        let dossier = Path { variable: None, fields: vec![] };
        self.add_record(RecordAt { path: dossier, entity: FACTS, positions: vec![vec![]] }, &mut out);
        out
    }

    /// A record, and the records that its fields contain or refer to.
    fn add_record(&self, record: RecordAt, out: &mut Vec<RecordAt>) {
        for (at, field) in self.vocabulary.fields(record.entity).iter().enumerate() {
            if let Some(entity) = field.ty.entity() {
                let positions = record.positions.iter().map(|position| joined(position, &[at])).collect();
                out.push(RecordAt { path: record.path.field(&field.name), entity, positions });
            }
        }
        // The record itself comes before what it leads to.
        let at = out.len()
            - self.vocabulary.fields(record.entity).iter().filter(|f| f.ty.entity().is_some()).count();
        out.insert(at, record);
    }

    /// The plain facts that can be spoken of, of the kinds that `fits`.
    pub(crate) fn facts(&self, scope: &Scope, fits: impl Fn(Kind) -> bool) -> Vec<(Path, Kind)> {
        let mut out = vec![];
        for variable in scope.variables.iter().rev() {
            if let Some(kind) = Kind::of(&variable.ty).filter(|kind| fits(*kind)) {
                out.push((Path { variable: Some(variable.name.clone()), fields: vec![] }, kind));
            }
        }
        for record in self.records(scope) {
            for field in self.vocabulary.fields(record.entity) {
                if let Some(kind) = Kind::of(&field.ty).filter(|kind| fits(*kind)) {
                    out.push((record.path.field(&field.name), kind));
                }
            }
        }
        out
    }
}

/// A position and what leads on from there.
pub(crate) fn joined(position: &[usize], on: &[usize]) -> Position {
    position.iter().chain(on).copied().collect()
}

/// The unit of a plain number.
pub(crate) const PLAIN: Kind = Kind::Number(Unit::Plain);
