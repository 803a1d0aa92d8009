//! Which readings and registers a criterion consults, and which facts it reads.

use std::collections::BTreeSet;

use acquis_base::Name;
use acquis_ir::{Criterion, ExprId, ExprKind, Formula, Program, Range, Requirement, Type};

/// A fact as the vocabulary declares it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fact {
    /// The entity whose field it is; nothing for a field of the dossier.
    pub entity: Option<Name>,
    /// The field.
    pub field: Name,
}

/// What the satisfaction of a criterion can hang on.
pub(crate) struct Uses<'p> {
    program: &'p Program,
    /// The readings.
    pub(crate) readings: BTreeSet<&'p Name>,
    /// The facts.
    pub(crate) facts: BTreeSet<Fact>,
    /// The registers that are looked into as of the assessment date.
    pub(crate) registers: BTreeSet<&'p Name>,
    /// Those that are looked into on another day.
    pub(crate) registers_on_days: BTreeSet<&'p Name>,
    /// Whether the assessment date itself is read.
    pub(crate) reads_date: bool,
    called: BTreeSet<&'p Name>,
}

impl<'p> Uses<'p> {
    fn none(program: &'p Program) -> Self {
        Self {
            program,
            readings: BTreeSet::new(),
            facts: BTreeSet::new(),
            registers: BTreeSet::new(),
            registers_on_days: BTreeSet::new(),
            reads_date: false,
            called: BTreeSet::new(),
        }
    }

    /// What formulas use, notions that they call included.
    pub(crate) fn of_formulas(program: &'p Program, formulas: impl IntoIterator<Item = &'p Formula>) -> Self {
        let mut uses = Self::none(program);
        formulas.into_iter().for_each(|formula| uses.formula(formula));
        uses
    }

    /// What a criterion and its derogations use, notions that they call included.
    pub(crate) fn of(program: &'p Program, criterion: &'p Criterion) -> Self {
        let mut uses = Self::none(program);
        uses.requirement(&criterion.requirement);
        criterion.points.iter().for_each(|point| uses.requirement(&point.requirement));
        for derogation in program.derogations_of(&criterion.provision) {
            derogation.opens.iter().chain(&derogation.except).for_each(|formula| uses.formula(formula));
            derogation.conditions.iter().for_each(|condition| uses.formula(&condition.formula));
        }
        uses
    }

    fn requirement(&mut self, requirement: &'p Requirement) {
        let formulas = requirement.applies.iter().chain(&requirement.requires).chain(&requirement.unless);
        formulas.for_each(|formula| self.formula(formula));
    }

    fn formula(&mut self, formula: &'p Formula) {
        formula.range.iter().for_each(|range| self.range(formula, range));
        for expr in &formula.exprs {
            match &expr.kind {
                ExprKind::ByReading(reading, _) | ExprKind::Should(_, reading) => {
                    self.readings.insert(reading);
                }
                ExprKind::Field(base, field) => self.field(formula, *base, &field.name),
                ExprKind::Call(name, _) => self.call(name),
                ExprKind::Quantified { range, .. } => self.range(formula, range),
                ExprKind::AssessmentDate => self.reads_date = true,
                ExprKind::InRegister { register, on: None, .. } => {
                    self.registers.insert(register);
                }
                ExprKind::InRegister { register, on: Some(_), .. } => {
                    self.registers_on_days.insert(register);
                }
                _ => {}
            }
        }
    }

    fn field(&mut self, formula: &Formula, base: ExprId, field: &Name) {
        let Some(base) = formula.expr(base) else { return };
        let entity = if base.kind == ExprKind::Facts { None } else { entity_of(&base.ty) };
        self.facts.insert(Fact { entity, field: field.clone() });
    }

    fn range(&mut self, formula: &'p Formula, range: &'p Range) {
        match range {
            Range::Call(name, _) => self.call(name),
            Range::Filtered(_, inner, _) => self.range(formula, inner),
            Range::Together(parts) => parts.iter().for_each(|part| self.range(formula, part)),
            Range::Chain(from, field) => self.field(formula, *from, field),
            Range::List(_) | Range::One(_) => {}
        }
    }

    fn call(&mut self, name: &'p Name) {
        if self.called.insert(name)
            && let Some(define) = self.program.defines.get(name)
        {
            self.formula(&define.body);
        }
    }
}

/// The entity of a record, of what is referred to, or of the elements of a list.
fn entity_of(ty: &Type) -> Option<Name> {
    match ty {
        Type::Record(entity) | Type::Reference(entity) => Some(entity.clone()),
        Type::List(list) => entity_of(&list.element),
        Type::Optional(inner) => entity_of(inner),
        _ => None,
    }
}
