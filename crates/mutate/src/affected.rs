//! Which criteria and rules can come out otherwise when a declaration changes.

use std::collections::BTreeSet;

use acquis_base::Name;
use acquis_ir::{Criterion, ExprKind, Formula, Program, ProvisionId, Range, Requirement, Rule};

use crate::mutant::Owner;

/// The criteria, rules and assumptions that rest on a declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Affected {
    assumes: bool,
    criteria: BTreeSet<ProvisionId>,
    rules: BTreeSet<Name>,
}

impl Affected {
    /// Those that rest on `owner`.
    pub fn by(program: &Program, owner: &Owner) -> Self {
        let touched = match owner {
            Owner::Criterion(provision) => {
                return Self { criteria: BTreeSet::from([provision.clone()]), ..Self::default() };
            }
            Owner::Derogation(name) => {
                let from = program.derogations.iter().filter(|derogation| derogation.name == *name);
                return Self { criteria: from.map(|it| it.from.clone()).collect(), ..Self::default() };
            }
            Owner::Rule(name) => {
                return Self { rules: BTreeSet::from([name.clone()]), ..Self::default() };
            }
            Owner::Define(name) => Touched { defines: callers(program, name), register: None },
            Owner::Register(name) => {
                let direct = Touched { defines: BTreeSet::new(), register: Some(name) };
                let users = program.defines.values().filter(|define| direct.by(&define.body));
                let defines = users.flat_map(|define| callers(program, &define.name)).collect();
                Touched { defines, register: Some(name) }
            }
        };
        let criteria = program.criteria.iter().filter(|criterion| touched.criterion(program, criterion));
        let rules = program.rules.iter().filter(|rule| rule_formulas(rule).any(|it| touched.by(it)));
        Self {
            assumes: program.assumes.iter().any(|assume| touched.by(&assume.formula)),
            criteria: criteria.map(|criterion| criterion.provision.clone()).collect(),
            rules: rules.map(|rule| rule.name.clone()).collect(),
        }
    }

    /// Whether an assumption of the package is among them.
    pub fn has_assumption(&self) -> bool {
        self.assumes
    }

    /// The criteria among them.
    pub fn criteria(&self) -> impl Iterator<Item = &ProvisionId> {
        self.criteria.iter()
    }

    /// Whether criteria alone are among them, and neither rules nor assumptions.
    pub fn has_criteria_alone(&self) -> bool {
        !self.assumes && self.rules.is_empty()
    }

    /// Whether a criterion is among them.
    pub fn has_criterion(&self, criterion: &Criterion) -> bool {
        self.criteria.contains(&criterion.provision)
    }

    /// Whether a rule is among them.
    pub fn has_rule(&self, rule: &Rule) -> bool {
        self.rules.contains(&rule.name)
    }
}

/// The notion, and all that rest on it.
fn callers(program: &Program, name: &Name) -> BTreeSet<Name> {
    let mut found = BTreeSet::from([name.clone()]);
    loop {
        let touched = Touched { defines: found.clone(), register: None };
        found.extend(program.defines.values().filter(|it| touched.by(&it.body)).map(|it| it.name.clone()));
        if found.len() == touched.defines.len() {
            return found;
        }
    }
}

struct Touched<'a> {
    defines: BTreeSet<Name>,
    register: Option<&'a Name>,
}

impl Touched<'_> {
    fn by(&self, formula: &Formula) -> bool {
        formula.range.as_ref().is_some_and(|range| self.range(range))
            || formula.exprs.iter().any(|expr| match &expr.kind {
                ExprKind::Call(name, _) => self.defines.contains(name),
                ExprKind::InRegister { register, .. } => self.register == Some(register),
                ExprKind::Quantified { range, .. } => self.range(range),
                _ => false,
            })
    }

    fn range(&self, range: &Range) -> bool {
        match range {
            Range::List(_) | Range::One(_) | Range::Chain(..) => false,
            Range::Filtered(_, inner, _) => self.range(inner),
            Range::Together(parts) => parts.iter().any(|part| self.range(part)),
            Range::Call(name, _) => self.defines.contains(name),
        }
    }

    fn criterion(&self, program: &Program, criterion: &Criterion) -> bool {
        let points = criterion.points.iter().map(|point| &point.requirement);
        let mut asked = std::iter::once(&criterion.requirement).chain(points).flat_map(requirement_formulas);
        let derogations = program.derogations_of(&criterion.provision);
        let mut lifted = derogations.flat_map(|derogation| {
            let conditions = derogation.conditions.iter().map(|condition| &condition.formula);
            derogation.opens.iter().chain(&derogation.except).chain(conditions)
        });
        asked.any(|formula| self.by(formula)) || lifted.any(|formula| self.by(formula))
    }
}

fn requirement_formulas(requirement: &Requirement) -> impl Iterator<Item = &Formula> {
    requirement.applies.iter().chain(&requirement.requires).chain(&requirement.unless)
}

fn rule_formulas(rule: &Rule) -> impl Iterator<Item = &Formula> {
    let exceptions = rule.exceptions.iter().flat_map(|it| [&it.condition, &it.outcome.formula]);
    let clock = rule
        .clock
        .iter()
        .flat_map(|clock| [&clock.range, &clock.from, &clock.to].into_iter().chain(clock.uncapped.as_ref()));
    let days_off = rule.working_day.iter().filter_map(|working_day| working_day.days_off.as_ref());
    let applies = rule.for_each.iter().chain(&rule.applies).chain(std::iter::once(&rule.default.formula));
    applies.chain(exceptions).chain(clock).chain(days_off)
}
