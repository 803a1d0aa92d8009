//! Which readings a criterion consults.

use std::collections::BTreeSet;

use acquis_base::Name;
use acquis_ir::{Criterion, ExprKind, Formula, Program, Range, Requirement};

/// The readings that the satisfaction of a criterion can hang on.
pub(crate) fn readings_of<'p>(program: &'p Program, criterion: &'p Criterion) -> BTreeSet<&'p Name> {
    let mut uses = Uses { program, readings: BTreeSet::new(), called: BTreeSet::new() };
    uses.requirement(&criterion.requirement);
    criterion.points.iter().for_each(|point| uses.requirement(&point.requirement));
    for derogation in program.derogations_of(&criterion.provision) {
        derogation.opens.iter().chain(&derogation.except).for_each(|formula| uses.formula(formula));
        derogation.conditions.iter().for_each(|condition| uses.formula(&condition.formula));
    }
    uses.readings
}

struct Uses<'p> {
    program: &'p Program,
    readings: BTreeSet<&'p Name>,
    called: BTreeSet<&'p Name>,
}

impl<'p> Uses<'p> {
    fn requirement(&mut self, requirement: &'p Requirement) {
        let formulas = requirement.applies.iter().chain(&requirement.requires).chain(&requirement.unless);
        formulas.for_each(|formula| self.formula(formula));
    }

    fn formula(&mut self, formula: &'p Formula) {
        formula.range.iter().for_each(|range| self.range(range));
        for expr in &formula.exprs {
            match &expr.kind {
                ExprKind::ByReading(reading, _) | ExprKind::Should(_, reading) => {
                    self.readings.insert(reading);
                }
                ExprKind::Call(name, _) => self.call(name),
                ExprKind::Quantified { range, .. } => self.range(range),
                _ => {}
            }
        }
    }

    fn range(&mut self, range: &'p Range) {
        match range {
            Range::Call(name, _) => self.call(name),
            Range::Filtered(_, inner, _) => self.range(inner),
            Range::Together(parts) => parts.iter().for_each(|part| self.range(part)),
            Range::List(_) | Range::One(_) | Range::Chain(..) => {}
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
