//! What quantifiers range over.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use acquis_base::Name;
use acquis_facts::RecordId;
use acquis_ir::{ExprId, Formula, Range, Type};

use crate::derivation::{Derivation, Missing};
use crate::evaluate::{Env, Evaluator, Exhausted};
use crate::truth::Truth;
use crate::view::{Bound, List, Pointer, Record, Seen, imagined};

/// An element of a range.
pub(crate) struct Member<'p> {
    pub(crate) value: Bound,
    /// Whether it is in the range: the truth of the filters on the way.
    pub(crate) belongs: Truth,
    /// Why, where that is not plain.
    pub(crate) why: Option<Arc<Derivation<'p>>>,
}

/// The elements of a range, and what is missing for it to be known whether there are others.
#[derive(Default)]
pub(crate) struct Members<'p> {
    pub(crate) known: Vec<Member<'p>>,
    /// For each open list an element that may exist, with the fact that is missing.
    pub(crate) possible: Vec<(Member<'p>, Pointer)>,
}

impl<'p> Evaluator<'p> {
    /// The members of a range.
    pub(crate) fn members(
        &mut self,
        formula: &'p Formula,
        range: &'p Range,
        env: &Env,
    ) -> Result<Members<'p>, Exhausted> {
        match range {
            Range::One(id) => {
                let value = self.bound(formula, *id, env)?;
                let member = Member { value, belongs: Truth::True, why: None };
                Ok(Members { known: vec![member], possible: vec![] })
            }
            Range::List(id) => {
                let list = self.list(formula, *id, env)?;
                let ty = formula.expr(*id).and_then(|expr| expr.ty.element());
                self.of_list(list, ty)
            }
            Range::Chain(id, field) => {
                let list = self.list(formula, *id, env)?;
                let ty = formula.expr(*id).and_then(|expr| expr.ty.element());
                let reached = self.chain(list, field, ty)?;
                self.of_list(reached, ty)
            }
            Range::Together(parts) => {
                let mut all = Members::default();
                for part in parts {
                    let mut members = self.members(formula, part, env)?;
                    all.known.append(&mut members.known);
                    all.possible.append(&mut members.possible);
                }
                Ok(all)
            }
            Range::Filtered(variable, inner, condition) => {
                let mut members = self.members(formula, inner, env)?;
                let filtered =
                    members.known.iter_mut().chain(members.possible.iter_mut().map(|(member, _)| member));
                for member in filtered {
                    self.filter(formula, *condition, &env.with(*variable, member.value.clone()), member)?;
                }
                Ok(members)
            }
            Range::Call(name, arguments) => self.called_range(formula, name, arguments, env),
        }
    }

    fn called_range(
        &mut self,
        formula: &'p Formula,
        name: &'p Name,
        arguments: &'p [ExprId],
        env: &Env,
    ) -> Result<Members<'p>, Exhausted> {
        let mut values = vec![];
        for argument in arguments {
            values.push(self.bound(formula, *argument, env)?);
        }
        let body = self.view.program.defines.get(name).map(|define| &define.body);
        match body.and_then(|body| Some((body, body.range.as_ref()?))) {
            Some((body, range)) => self.members(body, range, &Env::of(values)),
            None => Ok(Members::default()),
        }
    }

    fn filter(
        &mut self,
        formula: &'p Formula,
        condition: ExprId,
        env: &Env,
        member: &mut Member<'p>,
    ) -> Result<(), Exhausted> {
        if member.belongs.is_false() {
            return Ok(());
        }
        let why = self.truth(formula, condition, env)?;
        member.belongs = member.belongs.and(why.truth);
        if member.why.as_ref().is_none_or(|earlier| why.truth < earlier.truth) {
            member.why = Some(why);
        }
        Ok(())
    }

    fn of_list(&mut self, list: List, ty: Option<&Type>) -> Result<Members<'p>, Exhausted> {
        self.steps(list.elements.len() + list.open.len())?;
        let ty = ty.cloned().unwrap_or(Type::Bool);
        let known = list.elements.into_iter().map(|value| Member { value, belongs: Truth::True, why: None });
        let mut members = Members { known: known.collect(), possible: vec![] };
        for missing in list.open {
            // Each look at an open list imagines an element of its own: two of them need not be the same.
            let path = Arc::from(format!("{missing}/*{}", self.fresh()));
            let value = imagined(&path, &missing, &ty);
            members.possible.push((Member { value, belongs: Truth::True, why: None }, missing));
        }
        Ok(members)
    }

    /// Everything reached from a list of references along the field of that name. A record that is reached twice
    /// counts once, so circles end.
    fn chain(&mut self, start: List, field: &str, ty: Option<&Type>) -> Result<List, Exhausted> {
        let entity = ty.and_then(Type::entity).cloned().unwrap_or_default();
        let field = self.view.field_named(&entity, field);
        let mut elements = vec![];
        let mut open = Missing::default();
        let mut seen: HashSet<RecordId> = HashSet::new();
        let mut waiting = VecDeque::from([start]);
        while let Some(list) = waiting.pop_front() {
            self.steps(list.elements.len())?;
            open.add_facts(&list.open);
            for element in list.elements {
                if let Bound::Record(Record::Known(id)) = &element
                    && !seen.insert(*id)
                {
                    continue;
                }
                if let Bound::Record(record) = &element
                    && let Some((field, ty)) = &field
                    && let Seen::List(further) = self.view.field(record, field, ty)
                {
                    waiting.push_back(further);
                }
                elements.push(element);
            }
        }
        Ok(List { elements, open: open.found })
    }
}
