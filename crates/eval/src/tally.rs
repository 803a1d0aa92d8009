//! Counting what became of the members of a range, as a quantifier asks.

use acquis_ir::{ExprId, Formula, Quantifier};

use crate::derivation::{ElementRole, Missing, Step};
use crate::evaluate::{Derived, with_missing};
use crate::scalar::both;
use crate::truth::Truth;
use crate::view::Pointer;

/// How many elements of one list a derivation shows of each kind.
const MOST_ELEMENTS: usize = 12;

/// What became of one member of a range.
pub(crate) struct Outcome<'p> {
    pub(crate) name: Pointer,
    pub(crate) place: Pointer,
    /// Whether it passed the filters.
    pub(crate) asked: Truth,
    pub(crate) carved_out: Truth,
    /// What it answered.
    pub(crate) holds: Truth,
    pub(crate) parts: Vec<Derived<'p>>,
}

/// Counts the outcomes of a quantifier, and keeps of each kind a few to show.
pub(crate) struct Tally<'p> {
    quantifier: Quantifier,
    /// Members that certainly count.
    certain: usize,
    /// Members that may count.
    perhaps: usize,
    /// Whether there may be any number of further members that count.
    unbounded: bool,
    /// Whether all members answer what is asked, where all must.
    every: Truth,
    asked: usize,
    carved_out: usize,
    shown: Vec<Derived<'p>>,
    /// How many elements are not shown.
    not_shown: usize,
    left_out: Vec<Derived<'p>>,
    /// What is missing for it to be known whether there are others, and what they then lack.
    missing: Missing,
    /// What is missing of elements that are not shown.
    unshown: Missing,
}

impl<'p> Tally<'p> {
    pub(crate) fn new(quantifier: Quantifier) -> Self {
        Self {
            quantifier,
            certain: 0,
            perhaps: 0,
            unbounded: false,
            every: Truth::True,
            asked: 0,
            carved_out: 0,
            shown: vec![],
            not_shown: 0,
            left_out: vec![],
            missing: Missing::default(),
            unshown: Missing::default(),
        }
    }

    /// Whether a member is asked: it passed the filters and is not carved out.
    fn is_asked(outcome: &Outcome<'_>) -> Truth {
        outcome.asked.and(!outcome.carved_out)
    }

    pub(crate) fn add(&mut self, formula: &'p Formula, id: ExprId, outcome: Outcome<'p>) {
        let asked = Self::is_asked(&outcome);
        if outcome.carved_out.is_true() && !outcome.asked.is_false() {
            self.carved_out += 1;
        }
        if asked.is_false() && !outcome.carved_out.is_true() {
            // Only those are remembered that were asked something; what a walk did not reach is no element.
            if !outcome.parts.is_empty() && self.left_out.len() < MOST_ELEMENTS {
                self.left_out.push(element(formula, id, Truth::False, outcome, ElementRole::LeftOut, vec![]));
            }
            return;
        }
        let counts = asked.and(outcome.holds);
        let answer = (!asked).or(outcome.holds);
        match counts {
            Truth::True => self.certain += 1,
            Truth::Unknown => self.perhaps += 1,
            Truth::False => {}
        }
        self.every = self.every.and(answer);
        self.asked += usize::from(!asked.is_false());
        let role = if outcome.carved_out.is_true() { ElementRole::CarvedOut } else { ElementRole::Asked };
        let truth = if matches!(self.quantifier, Quantifier::Every) { answer } else { counts };
        self.keep(element(formula, id, truth, outcome, role, vec![]));
    }

    pub(crate) fn add_possible(
        &mut self,
        formula: &'p Formula,
        id: ExprId,
        outcome: Outcome<'p>,
        missing: Pointer,
    ) {
        let asked = Self::is_asked(&outcome);
        let counts = asked.and(outcome.holds);
        let answer = (!asked).or(outcome.holds);
        if counts.is_false() && answer.is_true() {
            return;
        }
        self.unbounded |= !counts.is_false();
        if !answer.is_true() {
            self.every = self.every.and(Truth::Unknown);
        }
        let settled =
            if matches!(self.quantifier, Quantifier::Every) { answer.is_true() } else { counts.is_false() };
        if settled {
            return;
        }
        self.asked += 1;
        // What is asked of an element that may exist can also be settled by facts that are not its own.
        let lacking = with_frontiers(missing, &outcome.parts);
        self.missing.add_facts(&lacking);
        let role = ElementRole::MayExist;
        self.keep(element(formula, id, Truth::Unknown, Outcome { parts: vec![], ..outcome }, role, lacking));
    }

    /// Elements of one truth value are alike; a few of them tell what all would.
    fn keep(&mut self, element: Derived<'p>) {
        let alike = self.shown.iter().filter(|other| other.truth == element.truth).count();
        if alike < MOST_ELEMENTS {
            self.shown.push(element);
        } else {
            // An element that is not shown still says what is missing.
            self.not_shown += 1;
            self.unshown.add_facts(&element.frontier());
        }
    }

    fn truth(&self) -> Truth {
        let at_least = |n: u32| {
            let n = n as usize;
            if self.certain >= n {
                Truth::True
            } else if self.unbounded || self.certain + self.perhaps >= n {
                Truth::Unknown
            } else {
                Truth::False
            }
        };
        match self.quantifier {
            Quantifier::Every => self.every,
            Quantifier::Some => at_least(1),
            Quantifier::No => !at_least(1),
            Quantifier::AtLeast(n) => at_least(n),
            Quantifier::AtMost(n) => n.checked_add(1).map_or(Truth::True, |more| !at_least(more)),
            Quantifier::Exactly(n) => {
                at_least(n).and(n.checked_add(1).map_or(Truth::True, |more| !at_least(more)))
            }
        }
    }

    pub(crate) fn finish(mut self, formula: &'p Formula, id: ExprId) -> Derived<'p> {
        let truth = self.truth();
        let missing =
            if truth.is_unknown() { both(&self.missing.found, &self.unshown.found) } else { vec![] };
        let step = Step::Quantified {
            quantifier: self.quantifier,
            asked: self.asked,
            carved_out: self.carved_out,
            not_shown: self.not_shown,
        };
        self.shown.append(&mut self.left_out);
        with_missing(truth, formula, id, step, self.shown, missing)
    }
}

/// A missing fact, and those that are missing for the parts to be settled, each once.
fn with_frontiers(first: Pointer, parts: &[Derived<'_>]) -> Vec<Pointer> {
    let mut missing = Missing::default();
    missing.add_fact(&first);
    parts.iter().for_each(|part| missing.add(part));
    missing.found
}

fn element<'p>(
    formula: &'p Formula,
    id: ExprId,
    truth: Truth,
    outcome: Outcome<'p>,
    role: ElementRole,
    missing: Vec<Pointer>,
) -> Derived<'p> {
    let step = Step::Element(outcome.name, outcome.place, role);
    with_missing(truth, formula, id, step, outcome.parts, missing)
}
