//! Which parts of the law assessments have shown in which truth value: criteria, their labelled parts, what carves out,
//! derogations with what opens and conditions them, and rules with their outcomes and clocks.

use std::collections::{HashMap, HashSet};
use std::ptr::from_ref;

use acquis_ir::{
    Criterion, Define, Derogation, ExprId, ExprKind, Formula, LimbLabel, Program, Requirement, Rule, Type,
    Value,
};

use crate::assess::{Assessment, CriterionResult, DerogationResult, DerogationStatus};
use crate::derivation::Derivation;
use crate::rule::{RuleResult, RuleStatus};
use crate::truth::Truth;

/// The kinds of part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    /// A criterion as a whole: satisfied or not.
    Criterion,
    /// When a criterion or point applies.
    Trigger,
    /// A labelled part: a point, a limb, a case.
    Limb,
    /// What carves out: `unless`, `except where` within a quantifier.
    CarveOut,
    /// A derogation as a whole, where its criterion fails: relied on or not.
    Derogation,
    /// What opens or closes a derogation.
    Opening,
    /// A condition of relying on a derogation.
    Condition,
    /// A rule as a whole, where it does not always apply: it gives a value, or does not apply.
    Rule,
    /// A rule that gives a truth value: it gives yes, or no.
    Answer,
    /// An exception of a rule, or the default beside exceptions: it decides, or does not.
    Outcome,
    /// The clock of a rule: it is stopped, or not.
    Clock,
    /// The cap of a clock: it cuts off days, or does not.
    Cap,
    /// That a rule ends on a working day: the last day moves, or does not.
    WorkingDay,
}

/// What a part belongs to.
#[derive(Debug, Clone, Copy)]
pub enum Owner<'p> {
    /// A criterion.
    Criterion(&'p Criterion),
    /// A derogation.
    Derogation(&'p Derogation),
    /// A notion.
    Define(&'p Define),
    /// A rule.
    Rule(&'p Rule),
}

/// A part of the law that is true or false of a dossier.
#[derive(Debug, Clone)]
pub struct Part<'p> {
    /// Its kind.
    pub kind: PartKind,
    /// What it belongs to.
    pub owner: Owner<'p>,
    /// What it is called beside its owner; empty for the owner itself.
    pub words: String,
    /// The formula and expression that it is, or that decides it; nothing for the owner itself, for points and clocks.
    pub formula: Option<(&'p Formula, ExprId)>,
}

/// How often a part was seen true and false.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// In how many cases it was true.
    pub holds: u32,
    /// In how many cases it was false.
    pub fails: u32,
}

impl Seen {
    fn note(&mut self, truth: Truth) {
        match truth {
            Truth::True => self.holds = 1,
            Truth::False => self.fails = 1,
            Truth::Unknown => {}
        }
    }

    /// Adds what other cases showed.
    pub fn add(&mut self, other: Self) {
        self.holds = self.holds.saturating_add(other.holds);
        self.fails = self.fails.saturating_add(other.fails);
    }
}

/// The parts of a program, in the order of its criteria, then of its derogations, its rules and its notions.
#[derive(Debug, Clone, Default)]
pub struct Parts<'p> {
    list: Vec<Part<'p>>,
    /// Where what has no formula of its own is found, by where it lies in memory.
    whole: HashMap<(usize, PartKind), usize>,
    /// Where formulas and expressions are found.
    by_expr: HashMap<(usize, ExprId), usize>,
}

fn address<T>(of: &T) -> usize {
    from_ref(of).addr()
}

impl<'p> Parts<'p> {
    /// The parts of a program.
    pub fn of(program: &'p Program) -> Self {
        let mut parts = Self::default();
        for criterion in &program.criteria {
            let owner = Owner::Criterion(criterion);
            parts.add_whole(PartKind::Criterion, owner, String::new(), address(criterion));
            parts.requirement(owner, &criterion.requirement, "");
            for point in &criterion.points {
                let title = point.title.as_ref().map(|title| format!(" {title}")).unwrap_or_default();
                let words = format!("point {}{title}", point.label);
                parts.add_whole(PartKind::Limb, owner, words, address(point));
                parts.requirement(owner, &point.requirement, &format!("point {}: ", point.label));
            }
        }
        for derogation in &program.derogations {
            parts.derogation(derogation);
        }
        for rule in &program.rules {
            parts.rule(rule);
        }
        for define in program.defines.values() {
            parts.within(Owner::Define(define), &define.body);
        }
        parts
    }

    /// All parts.
    pub fn iter(&self) -> impl Iterator<Item = &Part<'p>> {
        self.list.iter()
    }

    /// What nothing has been seen of yet.
    pub fn unseen(&self) -> Vec<Seen> {
        vec![Seen::default(); self.list.len()]
    }

    fn add_whole(&mut self, kind: PartKind, owner: Owner<'p>, words: String, address: usize) {
        self.whole.insert((address, kind), self.list.len());
        self.list.push(Part { kind, owner, words, formula: None });
    }

    fn add(&mut self, kind: PartKind, owner: Owner<'p>, words: String, at: (&'p Formula, ExprId)) {
        self.by_expr.insert((address(at.0), at.1), self.list.len());
        self.list.push(Part { kind, owner, words, formula: Some(at) });
    }

    fn requirement(&mut self, owner: Owner<'p>, requirement: &'p Requirement, way: &str) {
        if let Some((formula, root)) = requirement.applies.as_ref().and_then(with_root) {
            let words = format!("{way}applies where {}", formula.show(root));
            self.add(PartKind::Trigger, owner, words, (formula, root));
            self.within(owner, formula);
        }
        for formula in &requirement.requires {
            self.within(owner, formula);
        }
        for (formula, root) in requirement.unless.iter().filter_map(with_root) {
            let words = format!("{way}unless {}", formula.show(root));
            self.add(PartKind::CarveOut, owner, words, (formula, root));
            self.within(owner, formula);
        }
    }

    fn derogation(&mut self, derogation: &'p Derogation) {
        let owner = Owner::Derogation(derogation);
        self.add_whole(PartKind::Derogation, owner, String::new(), address(derogation));
        for (formula, root) in derogation.opens.iter().filter_map(with_root) {
            let words = format!("opens where {}", formula.show(root));
            self.add(PartKind::Opening, owner, words, (formula, root));
            self.within(owner, formula);
        }
        for (formula, root) in derogation.except.iter().filter_map(with_root) {
            let words = format!("except where {}", formula.show(root));
            self.add(PartKind::Opening, owner, words, (formula, root));
            self.within(owner, formula);
        }
        for condition in &derogation.conditions {
            let Some((formula, root)) = with_root(&condition.formula) else { continue };
            let words = match &condition.gloss {
                Some(gloss) => format!("on condition that {gloss}"),
                None => format!("on condition that {}", formula.show(root)),
            };
            self.add(PartKind::Condition, owner, words, (formula, root));
            self.within(owner, formula);
        }
    }

    fn rule(&mut self, rule: &'p Rule) {
        let owner = Owner::Rule(rule);
        let at = address(rule);
        if rule.for_each.is_some() || !rule.applies.is_empty() {
            self.add_whole(PartKind::Rule, owner, String::new(), at);
        }
        for (formula, root) in rule.applies.iter().filter_map(with_root) {
            self.add(
                PartKind::Trigger,
                owner,
                format!("applies where {}", formula.show(root)),
                (formula, root),
            );
            self.within(owner, formula);
        }
        if rule.ty == Type::Bool {
            self.add_whole(PartKind::Answer, owner, "gives yes".to_owned(), at);
        }
        for exception in &rule.exceptions {
            let gloss = exception.gloss.as_ref().map(|gloss| format!(" {gloss}")).unwrap_or_default();
            let words = format!("exception {}{gloss}", exception.label);
            self.outcome(owner, words, address(exception), with_root(&exception.condition));
            self.within(owner, &exception.condition);
            self.within(owner, &exception.outcome.formula);
        }
        if !rule.exceptions.is_empty() {
            let words = "default".to_owned();
            self.outcome(owner, words, address(&rule.default), with_root(&rule.default.formula));
        }
        self.within(owner, &rule.default.formula);
        if let Some(clock) = &rule.clock {
            self.add_whole(PartKind::Clock, owner, "the clock is stopped".to_owned(), at);
            if let Some(cap) = clock.cap {
                self.add_whole(PartKind::Cap, owner, format!("no more than {cap} days of it count"), at);
            }
            if let Some((formula, root)) = clock.uncapped.as_ref().and_then(with_root) {
                let words = format!("except where {}", formula.show(root));
                self.add(PartKind::CarveOut, owner, words, (formula, root));
                self.within(owner, formula);
            }
        }
        if rule.working_day.is_some() {
            self.add_whole(PartKind::WorkingDay, owner, "the last day moves to a working day".to_owned(), at);
        }
    }

    fn outcome(
        &mut self,
        owner: Owner<'p>,
        words: String,
        at: usize,
        formula: Option<(&'p Formula, ExprId)>,
    ) {
        self.whole.insert((at, PartKind::Outcome), self.list.len());
        self.list.push(Part { kind: PartKind::Outcome, owner, words, formula });
    }

    /// The labelled limbs and cases of a formula, and what its quantifiers carve out.
    fn within(&mut self, owner: Owner<'p>, formula: &'p Formula) {
        for expr in &formula.exprs {
            match &expr.kind {
                ExprKind::All(limbs) | ExprKind::Any(limbs) => {
                    for limb in limbs {
                        self.labelled(owner, formula, limb.label.as_ref(), limb.expr);
                    }
                }
                ExprKind::FirstOf(cases, _) => {
                    for case in cases {
                        self.labelled(owner, formula, case.label.as_ref(), case.condition);
                    }
                }
                ExprKind::Quantified { except: Some(except), .. } => {
                    let words = format!("except where {}", formula.show(*except));
                    self.add(PartKind::CarveOut, owner, words, (formula, *except));
                }
                _ => {}
            }
        }
    }

    fn labelled(&mut self, owner: Owner<'p>, formula: &'p Formula, label: Option<&LimbLabel>, at: ExprId) {
        if let Some(label) = label {
            let gloss = label.gloss.as_ref().map(|gloss| format!(" {gloss}")).unwrap_or_default();
            self.add(PartKind::Limb, owner, format!("point {}{gloss}", label.label), (formula, at));
        }
    }

    /// Notes what an assessment shows of each part.
    pub fn note(&self, assessment: &Assessment<'p>, seen: &mut [Seen]) {
        let mut visit = Visit { parts: self, seen, done: HashSet::new() };
        for result in &assessment.criteria {
            visit.criterion(result);
        }
        for rule in assessment.program.rules.iter() {
            let results: Vec<&RuleResult<'p>> =
                assessment.rules.iter().filter(|result| result.rule.name == rule.name).collect();
            if results.is_empty() {
                visit.mark_whole(address(rule), PartKind::Rule, Truth::False);
            }
            results.into_iter().for_each(|result| visit.rule(result));
        }
    }
}

fn with_root(formula: &Formula) -> Option<(&Formula, ExprId)> {
    formula.root.map(|root| (formula, root))
}

struct Visit<'v, 'p> {
    parts: &'v Parts<'p>,
    seen: &'v mut [Seen],
    /// Derivations that were gone through, for those of notions are shared.
    done: HashSet<usize>,
}

impl<'p> Visit<'_, 'p> {
    fn mark(&mut self, part: Option<&usize>, truth: Truth) {
        if let Some(seen) = part.and_then(|part| self.seen.get_mut(*part)) {
            seen.note(truth);
        }
    }

    fn mark_whole(&mut self, at: usize, kind: PartKind, truth: Truth) {
        self.mark(self.parts.whole.get(&(at, kind)), truth);
    }

    /// What a rule that does not apply would give shows nothing, and neither does a clock while its days are open.
    fn rule(&mut self, result: &RuleResult<'p>) {
        let at = address(result.rule);
        let gives = match result.status {
            RuleStatus::Settled => Truth::True,
            RuleStatus::Open => Truth::Unknown,
            RuleStatus::NotApplicable => Truth::False,
        };
        self.mark_whole(at, PartKind::Rule, gives);
        result.belongs.iter().chain(&result.applies).for_each(|why| self.derivation(why));
        if let Some(Value::Bool(answer)) = &result.value {
            self.mark_whole(at, PartKind::Answer, Truth::from(*answer));
        }
        for ground in &result.grounds {
            let of = ground.exception.map_or_else(|| address(&result.rule.default), address);
            self.mark_whole(of, PartKind::Outcome, ground.effective);
            ground.condition.iter().chain(&ground.because).for_each(|why| self.derivation(why));
        }
        if let Some(stopped) = &result.stopped {
            if let Some(days) = stopped.days() {
                self.mark_whole(at, PartKind::Clock, Truth::from(stopped.covered > 0));
                self.mark_whole(at, PartKind::Cap, Truth::from(days < stopped.covered));
            }
            stopped.uncapped.iter().for_each(|why| self.derivation(why));
        }
        if result.status == RuleStatus::Settled {
            self.mark_whole(at, PartKind::WorkingDay, Truth::from(result.moved_from.is_some()));
        }
    }

    fn criterion(&mut self, result: &CriterionResult<'p>) {
        self.mark_whole(address(result.criterion), PartKind::Criterion, result.satisfied);
        for point in &result.points {
            self.mark_whole(address(point.point), PartKind::Limb, point.satisfied);
        }
        let points = result.points.iter().map(|point| &point.result);
        for asked in std::iter::once(&result.result).chain(points) {
            let all = asked.applies_why.iter().chain(&asked.requires).chain(&asked.unless);
            all.for_each(|why| self.derivation(why));
        }
        for derogation in &result.derogations {
            self.derogation(derogation);
        }
    }

    /// A derogation that is not needed shows nothing of itself.
    fn derogation(&mut self, result: &DerogationResult<'p>) {
        let relied_on = match result.status {
            DerogationStatus::NotNeeded => return,
            DerogationStatus::ReliedOn => Truth::True,
            DerogationStatus::OpenButUnmet | DerogationStatus::Closed | DerogationStatus::Unmet => {
                Truth::False
            }
            DerogationStatus::Undetermined | DerogationStatus::Available => Truth::Unknown,
        };
        self.mark_whole(address(result.derogation), PartKind::Derogation, relied_on);
        for case in &result.cases {
            let all = case.opens.iter().chain(&case.except).chain(&case.conditions);
            all.for_each(|why| self.derivation(why));
        }
    }

    fn derivation(&mut self, why: &Derivation<'p>) {
        if !self.done.insert(address(why)) {
            return;
        }
        self.mark(self.parts.by_expr.get(&(address(why.formula), why.expr)), why.truth);
        for part in &why.children {
            self.derivation(part);
        }
    }
}
