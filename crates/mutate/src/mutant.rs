//! What a mutant is, and all that a program has.

use std::collections::BTreeMap;

use acquis_base::Name;
use acquis_ir::{ExprId, Formula, Program, ProvisionId};

use crate::formula::{FormulaChange, changes};
use crate::registers::{RegisterChange, register_changes};
use crate::requirements::{LawChange, law_changes};
use crate::rules::{RuleChange, rule_changes};
use crate::slot::Slot;

/// The kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// A requirement, a limb, a case, a joined list or a listed value is left out.
    DropLimb,
    /// All becomes any, or any all; every becomes some, or some every.
    SwapAndOr,
    /// A derogation is left out.
    DropDerogation,
    /// A derogation opens without one of its openings, exceptions or conditions.
    WidenDerogation,
    /// What is carved out is not.
    DropCarveOut,
    /// What limits whom or what is asked does not.
    DropFilter,
    /// A condition of application is left out.
    DropTrigger,
    /// A condition of application, of an exception or of a case is turned round.
    NegateTrigger,
    /// A negation is left out.
    DropNegation,
    /// A date, a period or a bound on dates is moved by a day.
    ShiftDay,
    /// A bound on numbers or on an order is moved.
    MoveBound,
    /// A value of an ordered enumeration is replaced by the one below.
    LowerGrade,
    /// A level is replaced by a neighbouring one, and with it the subcontractors that count.
    SwapLevel,
    /// A chain ends after its first step.
    ShortenChain,
    /// An exception of a rule is left out.
    DropException,
    /// That an exception goes before another is left out.
    DropOrder,
    /// A clock does not stop.
    DropClock,
    /// The days of a stopped clock are not capped.
    DropCap,
    /// A last day does not move to a working day, or days off do not count.
    DropDaysOff,
}

impl Operator {
    /// The word for programs.
    pub fn key(self) -> &'static str {
        match self {
            Self::DropLimb => "drop_limb",
            Self::SwapAndOr => "swap_and_or",
            Self::DropDerogation => "drop_derogation",
            Self::WidenDerogation => "widen_derogation",
            Self::DropCarveOut => "drop_carve_out",
            Self::DropFilter => "drop_filter",
            Self::DropTrigger => "drop_trigger",
            Self::NegateTrigger => "negate_trigger",
            Self::DropNegation => "drop_negation",
            Self::ShiftDay => "shift_day",
            Self::MoveBound => "move_bound",
            Self::LowerGrade => "lower_grade",
            Self::SwapLevel => "swap_level",
            Self::ShortenChain => "shorten_chain",
            Self::DropException => "drop_exception",
            Self::DropOrder => "drop_order",
            Self::DropClock => "drop_clock",
            Self::DropCap => "drop_cap",
            Self::DropDaysOff => "drop_days_off",
        }
    }
}

/// The declaration that a mutant changes. Numbers are indices into the program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// A criterion.
    Criterion(ProvisionId),
    /// A derogation.
    Derogation(Name),
    /// A notion.
    Define(Name),
    /// A rule.
    Rule(Name),
    /// A register.
    Register(Name),
}

impl Owner {
    /// What is changed, as lists of mutants and `mutants.toml` call it.
    pub fn shown(&self, program: &Program) -> String {
        let outlines = &program.outlines;
        match self {
            Self::Criterion(provision) => outlines.show(provision),
            Self::Derogation(name) => {
                let from = program.derogations.iter().find(|it| it.name == *name);
                let from = from.map(|it| outlines.show(&it.from)).unwrap_or_default();
                format!("{from} derogation {name}")
            }
            Self::Rule(name) => {
                let basis = program.rule(name).map(|rule| outlines.show(&rule.basis.provision));
                format!("{} rule {name}", basis.unwrap_or_default())
            }
            Self::Define(name) => {
                let cites = program.defines.get(name).into_iter().flat_map(|define| &define.cites);
                let cites: Vec<String> = cites.map(|cited| outlines.show(&cited.provision)).collect();
                let cites = match cites.split_last() {
                    None => String::new(),
                    Some((only, [])) => format!(" ({only})"),
                    Some((last, before)) => format!(" ({} and {last})", before.join(", ")),
                };
                format!("notion {name}{cites}")
            }
            Self::Register(name) => {
                let basis = program.registers.get(name).and_then(|register| register.basis.as_ref());
                let basis = basis.map(|cited| format!(" ({})", outlines.show(&cited.provision)));
                format!("register {name}{}", basis.unwrap_or_default())
            }
        }
    }
}

/// A change of the law.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// The kind of change.
    pub operator: Operator,
    /// What it changes.
    pub owner: Owner,
    /// The change in words. Together with what the owner is called it names the mutant.
    pub words: String,
    change: Change,
    at: Option<(Slot, ExprId)>,
}

#[derive(Debug, Clone)]
pub(crate) enum Change {
    Formula(Slot, FormulaChange),
    Law(LawChange),
    Rule(usize, RuleChange),
    Register(Name, RegisterChange),
}

/// A change before it is known what its mutant is called.
pub(crate) struct Draft {
    pub(crate) operator: Operator,
    pub(crate) owner: Owner,
    pub(crate) words: String,
    pub(crate) change: Change,
    pub(crate) at: Option<(Slot, ExprId)>,
}

/// All mutants of a program, in its order.
pub fn mutants(program: &Program) -> Vec<Mutant> {
    let mut drafts = law_changes(program);
    drafts.extend(rule_changes(program));
    for define in program.defines.values() {
        changes(
            program,
            &Slot::Define(define.name.clone()),
            &Owner::Define(define.name.clone()),
            &mut drafts,
        );
    }
    drafts.extend(register_changes(program));
    let mut known: BTreeMap<(Owner, String), u32> = BTreeMap::new();
    let named = drafts.into_iter().map(|draft| {
        let times = known.entry((draft.owner.clone(), draft.words.clone())).or_insert(0);
        *times += 1;
        let words = if *times == 1 { draft.words } else { format!("{} ({times})", draft.words) };
        Mutant { operator: draft.operator, owner: draft.owner, words, change: draft.change, at: draft.at }
    });
    named.collect()
}

impl Mutant {
    /// By what it is named: what is changed, and how.
    pub fn name(&self, program: &Program) -> String {
        format!("{}: {}", self.owner.shown(program), self.words)
    }

    /// The program with the change made.
    pub fn of(&self, program: &Program) -> Program {
        let mut changed = program.clone();
        match &self.change {
            Change::Formula(slot, change) => {
                if let Some(formula) = slot.of_mut(&mut changed) {
                    change.make(formula);
                }
            }
            Change::Law(change) => change.make(&mut changed),
            Change::Rule(rule, change) => {
                if let Some(rule) = changed.rules.get_mut(*rule) {
                    change.make(rule);
                }
            }
            Change::Register(name, change) => {
                if let Some(register) = changed.registers.get_mut(name) {
                    change.make(register);
                }
            }
        }
        changed
    }

    /// The formula and expression that are changed, where it is one.
    pub fn place<'p>(&self, program: &'p Program) -> Option<(&'p Formula, ExprId)> {
        let (slot, expr) = self.at.as_ref()?;
        Some((slot.of(program)?, *expr))
    }
}
