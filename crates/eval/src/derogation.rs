//! Derogations: whether one lifts the criterion that it departs from.

use std::sync::Arc;

use acquis_base::Name;
use acquis_ir::{Derogation, Formula, Quantified, Quantifier, Requirement};

use crate::derivation::Derivation;
use crate::evaluate::{Env, Evaluator, Exhausted};
use crate::range::Member;
use crate::truth::Truth;
use crate::view::Pointer;

/// What a derogation comes to for one dossier.
pub(crate) struct Lifting<'p> {
    /// Whether it opens and no exception closes it.
    pub(crate) open: Truth,
    /// Whether all conditions of relying on it hold.
    pub(crate) met: Truth,
    /// Whether it lifts the criterion.
    pub(crate) lifts: Truth,
    /// Each condition in words, with its truth.
    pub(crate) conditions: Vec<(Option<&'p Name>, Truth)>,
    /// Why, for each element that fails the criterion, or once for the whole.
    pub(crate) cases: Vec<LiftedCase<'p>>,
    /// The same for elements that only may exist, with what is missing for it to be known whether they do; they are
    /// not shown.
    pub(crate) possible: Vec<(Pointer, LiftedCase<'p>)>,
}

/// A derogation as applied to one element that fails the criterion, or to the whole.
#[derive(Debug, Clone)]
pub struct LiftedCase<'p> {
    /// The element, by name; nothing when the derogation applies to the whole.
    pub element: Option<Arc<str>>,
    /// Why it opens, or does not.
    pub opens: Vec<Arc<Derivation<'p>>>,
    /// Why an exception closes it, or does not.
    pub except: Vec<Arc<Derivation<'p>>>,
    /// Why each condition holds, or does not.
    pub conditions: Vec<Arc<Derivation<'p>>>,
    /// Why it is not settled whether the element fails the criterion.
    pub fails: Option<Arc<Derivation<'p>>>,
}

impl LiftedCase<'_> {
    /// Whether the derogation opens and no exception closes it.
    fn open(&self) -> Truth {
        Truth::all(self.opens.iter().map(|d| d.truth)).and(!Truth::any(self.except.iter().map(|d| d.truth)))
    }

    /// Whether all conditions hold.
    fn met(&self) -> Truth {
        Truth::all(self.conditions.iter().map(|d| d.truth))
    }

    /// Whether the derogation lifts the criterion for the element.
    pub(crate) fn lifts(&self) -> Truth {
        self.open().and(self.met())
    }

    /// Everything that bears on that, and on whether it is needed.
    pub(crate) fn derivations(&self) -> impl Iterator<Item = &Arc<Derivation<'_>>> {
        self.fails.iter().chain(&self.opens).chain(&self.except).chain(&self.conditions)
    }
}

/// What a criterion requires of each element: a formula that is one quantifier.
type Base<'p> = (&'p Formula, Quantified<'p>);

/// Whether an element satisfies a criterion by itself, and why that is not settled.
type Held<'p> = (Truth, Option<Arc<Derivation<'p>>>);

impl<'p> Evaluator<'p> {
    /// What a derogation from a criterion that asks `requirement` comes to.
    pub(crate) fn lifting(
        &mut self,
        derogation: &'p Derogation,
        requirement: &'p Requirement,
    ) -> Result<Lifting<'p>, Exhausted> {
        let mut lifting = Lifting {
            open: Truth::True,
            met: Truth::True,
            lifts: Truth::True,
            conditions: derogation.conditions.iter().map(|c| (c.gloss.as_ref(), Truth::True)).collect(),
            cases: vec![],
            possible: vec![],
        };
        match requirement.each().filter(|_| derogation.for_each) {
            Some(base) => self.for_each(derogation, base, &mut lifting)?,
            None => {
                let case = self.case(derogation, &Env::default(), None)?;
                add_case(&mut lifting, Truth::False, &case);
                lifting.cases.push(case);
            }
        }
        Ok(lifting)
    }

    /// Every element that the criterion asks and that fails it must be lifted.
    fn for_each(
        &mut self,
        derogation: &'p Derogation,
        base: Base<'p>,
        lifting: &mut Lifting<'p>,
    ) -> Result<(), Exhausted> {
        let (formula, each) = base;
        let members = self.members(formula, each.range, &Env::default())?;
        for member in members.known {
            if let Some((holds, case)) = self.failing(derogation, base, member)? {
                add_case(lifting, holds, &case);
                lifting.cases.push(case);
            }
        }
        for (member, missing) in members.possible {
            if let Some((holds, case)) = self.failing(derogation, base, member)? {
                // An element that only may exist makes nothing false.
                add_case(lifting, holds.or(Truth::Unknown), &case);
                lifting.possible.push((missing, case));
            }
        }
        Ok(())
    }

    /// Whether a member satisfies the criterion by itself, and what the derogation comes to for it; nothing for one that
    /// certainly does.
    fn failing(
        &mut self,
        derogation: &'p Derogation,
        base: Base<'p>,
        member: Member<'p>,
    ) -> Result<Option<(Truth, LiftedCase<'p>)>, Exhausted> {
        let Some((holds, why)) = self.holds(base, &member)? else { return Ok(None) };
        let name = self.name_of(&member);
        let mut case = self.case(derogation, &Env::of(vec![member.value]), Some(name))?;
        case.fails = why;
        Ok(Some((holds, case)))
    }

    fn name_of(&self, member: &Member<'p>) -> Arc<str> {
        match &member.value {
            crate::view::Bound::Record(record) => self.view.name(record),
            crate::view::Bound::Scalar(crate::view::Scalar::Known(value, _)) => Arc::from(value.to_string()),
            crate::view::Bound::Scalar(crate::view::Scalar::Unknown(_)) => Arc::from(""),
        }
    }

    /// Whether a member satisfies the criterion, and why that is not settled; nothing for one that certainly does.
    fn holds(&mut self, base: Base<'p>, member: &Member<'p>) -> Result<Option<Held<'p>>, Exhausted> {
        let (formula, each) = base;
        let env = Env::default().with(each.variable, member.value.clone());
        let mut asked = member.belongs;
        let mut open: Option<Arc<Derivation<'p>>> = member.why.clone().filter(|why| why.truth.is_unknown());
        for (part, negated) in [(each.filter, false), (each.except, true)] {
            if let Some(part) = part {
                let derivation = self.truth(formula, part, &env)?;
                asked = asked.and(if negated { !derivation.truth } else { derivation.truth });
                if derivation.truth.is_unknown() {
                    open.get_or_insert(derivation);
                }
            }
        }
        let body = self.truth(formula, each.body, &env)?;
        let holds = (!asked).or(if each.quantifier == Quantifier::No { !body.truth } else { body.truth });
        if body.truth.is_unknown() {
            open.get_or_insert(body);
        }
        Ok(if holds.is_true() { None } else { Some((holds, open.filter(|_| holds.is_unknown()))) })
    }

    fn case(
        &mut self,
        derogation: &'p Derogation,
        env: &Env,
        element: Option<Arc<str>>,
    ) -> Result<LiftedCase<'p>, Exhausted> {
        let mut case = LiftedCase { element, opens: vec![], except: vec![], conditions: vec![], fails: None };
        for formula in &derogation.opens {
            case.opens.push(self.formula_with(formula, env)?);
        }
        for formula in &derogation.except {
            case.except.push(self.formula_with(formula, env)?);
        }
        for condition in &derogation.conditions {
            case.conditions.push(self.formula_with(&condition.formula, env)?);
        }
        Ok(case)
    }
}

/// Adds what a derogation comes to for one element, where `holds` says whether the element satisfies the criterion by
/// itself.
fn add_case<'p>(lifting: &mut Lifting<'p>, holds: Truth, case: &LiftedCase<'p>) {
    let (open, met) = (case.open(), case.met());
    lifting.open = lifting.open.and(holds.or(open));
    lifting.met = lifting.met.and(holds.or(met));
    lifting.lifts = lifting.lifts.and(holds.or(open.and(met)));
    for ((_, truth), condition) in lifting.conditions.iter_mut().zip(&case.conditions) {
        *truth = truth.and(holds.or(condition.truth));
    }
}
