//! What a question asks of a dossier, made of criteria and formulas of the packages in question.

use acquis_ir::{Criterion, Derogation, Formula, Ladder, Program, Requirement, Rule};

use crate::circuit::Bit;
use crate::symbolic::{Env, Translator};

/// Something that holds of a dossier or does not. The numbers say of which package it speaks.
#[derive(Debug, Clone)]
pub(crate) enum Goal<'p> {
    /// A criterion is satisfied.
    Criterion(usize, &'p Criterion),
    /// A criterion is satisfied, derogations aside.
    Base(usize, &'p Criterion),
    /// What a criterion requires holds, its points included, triggers and carve-outs aside.
    Required(usize, &'p Criterion),
    /// A derogation stands in for its criterion, which asks this.
    Lifts(usize, &'p Derogation, &'p Requirement),
    /// Two exceptions of a rule, by their indices, are effective for the same and give different values.
    Collision(usize, &'p Rule, [usize; 2]),
    /// A formula without variables of its own holds.
    Formula(usize, &'p Formula),
    /// It does not hold.
    Not(Box<Goal<'p>>),
    /// All of these hold.
    All(Vec<Goal<'p>>),
}

impl<'p> Goal<'p> {
    /// That it does not hold.
    pub(crate) fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// That a level is reached, with all below it in a cumulative ladder.
    pub(crate) fn level(side: usize, program: &'p Program, ladder: &Ladder, level: u32) -> Self {
        let asked = program.criteria.iter().filter(|it| ladder.asks(level, it));
        Self::All(asked.map(|it| Self::Criterion(side, it)).collect())
    }

    /// The bit that says whether it holds.
    pub(crate) fn translated(&self, translator: &mut Translator<'_, 'p>) -> Bit {
        match self {
            Self::Criterion(side, criterion) => translator.criterion(*side, criterion),
            Self::Base(side, criterion) => translator.base(*side, criterion),
            Self::Required(side, criterion) => translator.required(*side, criterion),
            Self::Lifts(side, derogation, asked) => translator.lifts(*side, derogation, asked),
            Self::Collision(side, rule, exceptions) => translator.collision(*side, rule, *exceptions),
            Self::Formula(side, formula) => translator.formula(*side, formula, &Env::default()),
            Self::Not(inner) => !inner.translated(translator),
            Self::All(parts) => {
                let parts: Vec<Bit> = parts.iter().map(|part| part.translated(translator)).collect();
                translator.world.circuit.all(parts)
            }
        }
    }
}
