//! Derivations: why a formula has the truth value that it has.

use std::collections::HashSet;
use std::sync::Arc;

use acquis_base::Name;
use acquis_ir::{Date, ExprId, Formula, Quantifier, Value};

use crate::register::Membership;
use crate::truth::Truth;
use crate::view::Pointer;

/// Why an expression has its truth value. Parts that do not bear on it may be left out; how many is said.
#[derive(Debug, Clone)]
pub struct Derivation<'p> {
    /// The truth value.
    pub truth: Truth,
    /// The formula that the expression stands in.
    pub formula: &'p Formula,
    /// The expression.
    pub expr: ExprId,
    /// What was done to find the truth value.
    pub step: Step<'p>,
    /// The parts, in the order of the text, elements in the order of the dossier.
    pub children: Vec<Arc<Derivation<'p>>>,
    /// Missing facts that bear on the truth value here, apart from those of the parts.
    pub missing: Vec<Arc<str>>,
}

/// A value that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// The expression.
    pub expr: ExprId,
    /// Its value, if known.
    pub value: Option<Value>,
    /// The fact that it is, as a JSON Pointer.
    pub pointer: Option<Arc<str>>,
}

/// Why an element of a list is mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElementRole {
    /// What is asked was asked of it.
    Asked,
    /// It was carved out.
    CarvedOut,
    /// It did not pass the filters, and bears on nothing.
    LeftOut,
    /// The list may hold others like it.
    MayExist,
}

/// What was done to find a truth value.
#[derive(Debug, Clone)]
pub enum Step<'p> {
    /// It is written there.
    Literal,
    /// A fact was read.
    Fact(Operand),
    /// Values were compared.
    Compared(Vec<Operand>),
    /// A register was consulted.
    Looked {
        /// The register.
        register: &'p Name,
        /// What was looked for.
        key: Operand,
        /// On which day.
        on: Option<Date>,
        /// What was found.
        found: Option<Membership<'p>>,
    },
    /// It was asked whether an optional value exists.
    Existence(Option<Arc<str>>),
    /// A negation.
    Not,
    /// A conjunction.
    All,
    /// A disjunction.
    Any,
    /// An implication.
    Implies,
    /// A notion was applied.
    Called(&'p Name),
    /// Elements were gone through.
    Quantified {
        /// How many were asked for.
        quantifier: Quantifier,
        /// How many elements passed the filter, or may have.
        asked: usize,
        /// How many were carved out.
        carved_out: usize,
        /// How many elements bear on the value and are not shown.
        not_shown: usize,
    },
    /// An element of a list, with its name, its place, and why it is mentioned.
    Element(Arc<str>, Arc<str>, ElementRole),
    /// A case was chosen, by its index; nothing while it is not settled which.
    Chose(Option<usize>),
    /// A reading chose.
    Read {
        /// The reading.
        reading: &'p Name,
        /// Its choice.
        choice: &'p Name,
    },
    /// A `should` was weighed.
    Weighed {
        /// The reading.
        reading: &'p Name,
        /// Whether it binds.
        binding: bool,
    },
}

impl<'p> Derivation<'p> {
    /// The facts that are missing for the truth value to be settled, each once, in the order in which they are met;
    /// none for a settled one.
    pub fn frontier(&self) -> Vec<Arc<str>> {
        let mut missing = Missing::default();
        missing.add(self);
        missing.found
    }

    /// Whether a fact that is known was looked at.
    pub(crate) fn rests_on_known_facts(&self) -> bool {
        let known = |operand: &Operand| operand.value.is_some() && operand.pointer.is_some();
        let here = match &self.step {
            Step::Fact(operand) | Step::Looked { key: operand, .. } => known(operand),
            Step::Compared(operands) => operands.iter().any(known),
            Step::Existence(pointer) => pointer.is_some() && !self.truth.is_unknown(),
            Step::Element(_, _, role) => *role != ElementRole::MayExist,
            _ => false,
        };
        here || self.children.iter().any(|child| child.rests_on_known_facts())
    }

    /// The expression as text.
    pub fn text(&self) -> String {
        self.formula.show(self.expr)
    }
}

/// Collects the facts that are missing in derivations, each once, in the order in which they are met.
#[derive(Default)]
pub(crate) struct Missing {
    pub(crate) found: Vec<Pointer>,
    seen: HashSet<Pointer>,
}

impl Missing {
    /// Adds a missing fact.
    pub(crate) fn add_fact(&mut self, pointer: &Pointer) {
        if self.seen.insert(pointer.clone()) {
            self.found.push(pointer.clone());
        }
    }

    /// Adds several.
    pub(crate) fn add_facts<'a>(&mut self, pointers: impl IntoIterator<Item = &'a Pointer>) {
        pointers.into_iter().for_each(|pointer| self.add_fact(pointer));
    }

    /// Adds what is missing for a derivation to be settled.
    ///
    /// A notion that is used in many places has one derivation. It is walked once: to walk it from each place would
    /// take as long as to write the notion out there.
    pub(crate) fn add(&mut self, derivation: &Derivation<'_>) {
        self.walk(derivation, &mut HashSet::new());
    }

    /// `walked` knows shared derivations by address; all of them live at least as long as the outermost.
    fn walk(&mut self, derivation: &Derivation<'_>, walked: &mut HashSet<usize>) {
        if !derivation.truth.is_unknown() {
            return;
        }
        self.add_facts(&derivation.missing);
        for child in &derivation.children {
            if Arc::strong_count(child) == 1 || walked.insert(Arc::as_ptr(child).addr()) {
                self.walk(child, walked);
            }
        }
    }
}
