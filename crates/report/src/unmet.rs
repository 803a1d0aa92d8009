//! Which parts of the conditions of a derogation fail: by the way to each within blocks, so that also those that bear no
//! label and no gloss can be told from the others.

use std::ptr;

use acquis_base::Name;
use acquis_eval::{Derivation, DerogationResult};
use acquis_ir::{ExprKind, Limb};
use serde::Serialize;

/// A part of a condition that fails.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct UnmetLimb<'a> {
    /// Which condition of the derogation it belongs to, counted from 1.
    condition: usize,
    /// The labels of the limbs around it and its own, outermost first; of those without one, their numbers. Empty for a
    /// condition that fails as a whole.
    path: Vec<String>,
    /// The gloss of the innermost of them that has one, or else of the condition.
    gloss: Option<&'a str>,
    /// What is asked, as a formula.
    text: String,
}

/// The parts that fail, each once, in the order of the text, whichever elements they fail for.
pub(crate) fn limbs<'a>(result: &'a DerogationResult<'_>) -> Vec<UnmetLimb<'a>> {
    let mut found = vec![];
    for (at, (gloss, truth)) in result.conditions.iter().enumerate() {
        if !truth.is_false() {
            continue;
        }
        let mut own: Vec<(Vec<usize>, UnmetLimb<'a>)> = vec![];
        // Of an element of which it is not known whether it fails the criterion, nothing is asked for certain.
        let certain = result.cases.iter().filter(|case| case.fails.is_none());
        for why in certain.filter_map(|case| case.conditions.get(at)).filter(|why| why.truth.is_false()) {
            let start = Way { condition: at + 1, gloss: gloss.map(Name::as_str), steps: vec![] };
            start.follow(why, &mut own);
        }
        own.sort_by(|(a, _), (b, _)| a.cmp(b));
        own.dedup_by(|(a, _), (b, _)| a == b);
        found.extend(own.into_iter().map(|(_, limb)| limb));
    }
    found
}

/// The way to a limb: its number in each block, and its label where it has one.
#[derive(Clone)]
struct Way<'a> {
    condition: usize,
    gloss: Option<&'a str>,
    steps: Vec<(usize, String)>,
}

impl<'a> Way<'a> {
    /// Follows what fails to the innermost conjunctions.
    fn follow(&self, why: &'a Derivation<'_>, found: &mut Vec<(Vec<usize>, UnmetLimb<'a>)>) {
        let within: Vec<(usize, &Limb, &Derivation<'_>)> = failing(why);
        if within.is_empty() {
            let path = self.steps.iter().map(|(_, name)| name.clone()).collect();
            let limb = UnmetLimb { condition: self.condition, path, gloss: self.gloss, text: why.text() };
            found.push((self.steps.iter().map(|(number, _)| *number).collect(), limb));
        }
        for (number, limb, why) in within {
            let mut inner = self.clone();
            let label = limb.label.as_ref();
            inner.gloss = label.and_then(|label| label.gloss.as_deref()).or(self.gloss);
            inner.steps.push((number, label.map_or_else(|| number.to_string(), |it| it.label.to_string())));
            inner.follow(why, found);
        }
    }
}

/// The limbs of a conjunction that fail, with their numbers, counted from 1.
fn failing<'a>(why: &'a Derivation<'_>) -> Vec<(usize, &'a Limb, &'a Derivation<'a>)> {
    let Some(ExprKind::All(limbs)) = why.formula.expr(why.expr).map(|expr| &expr.kind) else {
        return vec![];
    };
    let of_limb = |limb: &Limb| {
        let is_it = |child: &&std::sync::Arc<Derivation<'a>>| {
            child.expr == limb.expr && ptr::eq(child.formula, why.formula) && child.truth.is_false()
        };
        why.children.iter().find(is_it).map(|child| &**child)
    };
    limbs.iter().enumerate().filter_map(|(at, limb)| Some((at + 1, limb, of_limb(limb)?))).collect()
}
