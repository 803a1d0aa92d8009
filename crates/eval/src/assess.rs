//! The assessment of a dossier: a verdict for every criterion, and what follows for the levels.
//!
//! Every criterion has a satisfaction, on which levels rest:
//!
//! ```text
//! sat = not T or R' or any lifts(D)      R' = R or Unless      lifts(D) = W and not Exc and all P
//! ```
//!
//! The verdict is a label on it for people (spec.md, section "Verdicts").

use std::collections::BTreeSet;
use std::sync::Arc;

use acquis_base::Name;
use acquis_facts::{Dossier, RegisterOverlay};
use acquis_ir::{Cited, Criterion, Ladder, NotFormalised, Program, ProvisionId, Requirement, Rule};

use crate::derivation::{Derivation, ElementRole, Missing, Step};
use crate::derogation::{LiftedCase, Lifting};
use crate::evaluate::{Evaluator, Exhausted};
use crate::evidence::EvidenceView;
use crate::ladder::Levels;
use crate::question::Question;
use crate::rule::{BackwardStop, RuleResult};
use crate::settled::Settlement;
use crate::truth::Truth;

/// A label on a satisfaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// What is required holds.
    Met,
    /// It does not, and a derogation stands in.
    MetByDerogation,
    /// It does not, and nothing stands in.
    NotMet,
    /// The criterion does not apply.
    NotApplicable,
    /// The facts that are known do not settle it.
    Undetermined,
}

/// What a derogation came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DerogationStatus {
    /// The criterion is satisfied without it.
    NotNeeded,
    /// The criterion rests on it.
    ReliedOn,
    /// It opens, and a condition of relying on it is not met.
    OpenButUnmet,
    /// It does not open.
    Closed,
    /// A condition is not met, whether it opens or not.
    Unmet,
    /// The facts that are known do not settle it.
    Undetermined,
    /// It would stand in, should the criterion not be met by itself.
    Available,
}

/// What is asked by a criterion or one of its points, with why it is so.
#[derive(Debug, Clone)]
pub struct RequirementResult<'p> {
    /// What is asked.
    pub requirement: &'p Requirement,
    /// Whether it applies.
    pub applies: Truth,
    /// Whether what is required holds, carve-outs aside.
    pub required: Truth,
    /// Whether a carve-out stands in.
    pub carved_out: Truth,
    /// Why it applies, or does not.
    pub applies_why: Option<Arc<Derivation<'p>>>,
    /// Why each requirement holds, or does not.
    pub requires: Vec<Arc<Derivation<'p>>>,
    /// Why each carve-out stands in, or does not.
    pub unless: Vec<Arc<Derivation<'p>>>,
}

impl RequirementResult<'_> {
    /// What is required, or a carve-out in its stead.
    pub fn holds(&self) -> Truth {
        self.required.or(self.carved_out)
    }

    /// Whether it is satisfied, derogations aside.
    pub fn satisfied(&self) -> Truth {
        (!self.applies).or(self.holds())
    }
}

/// A labelled part of a criterion.
#[derive(Debug, Clone)]
pub struct PointResult<'p> {
    /// The part.
    pub point: &'p acquis_ir::Point,
    /// What it asks, and why it is so.
    pub result: RequirementResult<'p>,
    /// Whether it is satisfied.
    pub satisfied: Truth,
    /// The label on that.
    pub verdict: Verdict,
}

/// A derogation from a criterion.
#[derive(Debug, Clone)]
pub struct DerogationResult<'p> {
    /// The derogation.
    pub derogation: &'p acquis_ir::Derogation,
    /// What it came to.
    pub status: DerogationStatus,
    /// Whether it lifts the criterion for all that fail it.
    pub lifts: Truth,
    /// Each condition in words, with whether it holds for all who need the derogation.
    pub conditions: Vec<(Option<&'p Name>, Truth)>,
    /// Why, for each element that fails the criterion.
    pub cases: Vec<LiftedCase<'p>>,
}

/// The verdict of a criterion.
#[derive(Debug, Clone)]
pub struct CriterionResult<'p> {
    /// The criterion.
    pub criterion: &'p Criterion,
    /// Whether it is satisfied.
    pub satisfied: Truth,
    /// The label on that.
    pub verdict: Verdict,
    /// Whether it is met because there was nothing to check.
    pub vacuous: bool,
    /// Every label that remains possible, where it is satisfied and more than one does.
    pub routes: Vec<Verdict>,
    /// What it asks, and why it is so.
    pub result: RequirementResult<'p>,
    /// Its labelled parts.
    pub points: Vec<PointResult<'p>>,
    /// The derogations from it, in the order of citation.
    pub derogations: Vec<DerogationResult<'p>>,
    /// The facts that are missing for it to be settled, as JSON Pointers.
    pub missing: Vec<Arc<str>>,
    /// The facts that are not known and that it does not hang on, where that takes a look at all that they can be: whatever
    /// they are, it comes out as it does.
    pub whatever: Vec<Arc<str>>,
    /// Whether it is open only where one completion of the facts satisfies it and another does not.
    pub is_exact: bool,
}

/// What a dossier says of a register in its stead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed<'p> {
    /// The register.
    pub register: &'p Name,
    /// The key.
    pub key: &'p str,
    /// What is said of it.
    pub overlay: &'p RegisterOverlay,
}

/// The assessment of a dossier.
#[derive(Debug, Clone)]
pub struct Assessment<'p> {
    /// The package.
    pub program: &'p Program,
    /// The dossier.
    pub dossier: &'p Dossier,
    /// What was asked.
    pub question: &'p Question,
    /// The ladder.
    pub ladder: &'p Ladder,
    /// Its levels.
    pub levels: Levels,
    /// Every criterion of the ladder, in the order of the outline.
    pub criteria: Vec<CriterionResult<'p>>,
    /// The results of all rules, whatever the ladder, in the order of the provisions that they formalise.
    pub rules: Vec<RuleResult<'p>>,
    /// The facts that are missing for all verdicts to be settled, as JSON Pointers.
    pub missing: Vec<Arc<str>>,
    /// What the dossier says of registers in their stead.
    pub assumed: Vec<Assumed<'p>>,
    /// Provisions that are left out on purpose.
    pub not_formalised: &'p [NotFormalised],
    /// Whether all criteria and levels are exact: open only where completions of the facts differ.
    pub is_exact: bool,
}

/// An assumption of the package that a dossier contradicts.
#[derive(Debug, Clone)]
pub struct Violation<'p> {
    /// The assumption in words.
    pub gloss: &'p Name,
    /// Why it is false.
    pub why: Arc<Derivation<'p>>,
}

/// Why a dossier is not assessed.
#[derive(Debug, Clone)]
pub enum Refusal<'p> {
    /// It contradicts what the package assumes of every dossier.
    Violated(Vec<Violation<'p>>),
    /// It says of clocks that they run again before they were stopped.
    Backward(Vec<BackwardStop<'p>>),
    /// It takes more steps than [`Question::max_steps`].
    TooMuchWork,
}

/// A way to assess a dossier: as [`assess`] does, or exactly.
pub type Assess =
    for<'p> fn(&'p Program, &'p Ladder, &'p Dossier, &'p Question) -> Result<Assessment<'p>, Refusal<'p>>;

/// Assesses `dossier` against the criteria of `ladder`, one of the ladders of `program`.
///
/// # Errors
/// When the dossier contradicts an assumption of the package, restarts a clock before it was stopped, or would take too
/// long.
pub fn assess<'p>(
    program: &'p Program,
    ladder: &'p Ladder,
    dossier: &'p Dossier,
    question: &'p Question,
) -> Result<Assessment<'p>, Refusal<'p>> {
    let own = |criterion: &Criterion| criterion.ladder == ladder.name;
    let wanted = Wanted { assumptions: true, criteria: &own, rules: &|_| true };
    let (criteria, rules) = results(program, dossier, question, &wanted, &mut BTreeSet::new())?;
    let is_open = criteria.iter().any(|result| result.satisfied.is_unknown());
    let mut assessment = Assessment {
        program,
        dossier,
        question,
        ladder,
        levels: Levels::default(),
        criteria,
        rules,
        missing: vec![],
        assumed: assumed(program, dossier),
        not_formalised: &program.not_formalised,
        is_exact: !is_open,
    };
    let open = assessment.criteria.iter().filter(|result| result.satisfied.is_unknown());
    let not_asked = open.map(|result| result.criterion.provision.clone()).collect();
    assessment.settle(&Settlement { not_asked, levels_asked: !is_open, ..Settlement::default() });
    Ok(assessment)
}

/// The results of criteria, and of rules.
pub(crate) type Results<'p> = (Vec<CriterionResult<'p>>, Vec<RuleResult<'p>>);

/// Which parts of a package are to be looked at.
pub struct Wanted<'w> {
    /// Whether a dossier is held to what the package assumes.
    pub assumptions: bool,
    /// Whether a criterion is wanted.
    pub criteria: &'w dyn Fn(&Criterion) -> bool,
    /// Whether a rule is wanted.
    pub rules: &'w dyn Fn(&Rule) -> bool,
}

/// The results of the criteria and rules that are wanted, of any ladder; the readings consulted are added to `consulted`.
pub(crate) fn results<'p>(
    program: &'p Program,
    dossier: &'p Dossier,
    question: &'p Question,
    wanted: &Wanted<'_>,
    consulted: &mut BTreeSet<Name>,
) -> Result<Results<'p>, Refusal<'p>> {
    let mut evaluator = Evaluator::new(program, dossier, question);
    if wanted.assumptions {
        let violations = violations(program, &mut evaluator).map_err(|Exhausted| Refusal::TooMuchWork)?;
        if !violations.is_empty() {
            return Err(Refusal::Violated(violations));
        }
    }
    let own = program.criteria.iter().filter(|criterion| (wanted.criteria)(criterion));
    let mut criteria = vec![];
    for criterion in own {
        if let Some(ladder) = program.ladders.get(&criterion.ladder).filter(|_| program.evidence_decides) {
            let evidence = EvidenceView { program, ladder, dossier, as_of: question.as_of };
            evaluator.let_unshown(evidence.unshown(criterion));
        }
        criteria.push(evaluator.criterion(criterion).map_err(|Exhausted| Refusal::TooMuchWork)?);
    }
    evaluator.let_unshown(BTreeSet::new());
    let mut rules = vec![];
    for rule in program.rules.iter().filter(|rule| (wanted.rules)(rule)) {
        rules.extend(evaluator.rule(rule).map_err(|Exhausted| Refusal::TooMuchWork)?);
    }
    let mut backward: Vec<BackwardStop<'p>> = vec![];
    for stop in rules.iter().flat_map(RuleResult::backward) {
        // One stop may be read by several rules.
        if backward.iter().all(|known| known.pointer != stop.pointer) {
            backward.push(stop);
        }
    }
    if !backward.is_empty() {
        return Err(Refusal::Backward(backward));
    }
    consulted.extend(evaluator.consulted.iter().map(|name| (*name).clone()));
    Ok((criteria, rules))
}

impl<'p> Assessment<'p> {
    /// What the dossier gives of what the criteria are shown by.
    pub fn evidence(&self) -> EvidenceView<'p> {
        EvidenceView {
            program: self.program,
            ladder: self.ladder,
            dossier: self.dossier,
            as_of: self.question.as_of,
        }
    }

    /// The verdict of the criterion that formalises a provision.
    pub fn criterion(&self, provision: &ProvisionId) -> Option<&CriterionResult<'p>> {
        self.criteria.iter().find(|result| result.criterion.provision == *provision)
    }
}

impl DerogationResult<'_> {
    /// The provision that the derogation rests on.
    pub fn basis(&self) -> Option<&Cited> {
        self.derogation.basis.as_ref()
    }
}

fn violations<'p>(
    program: &'p Program,
    evaluator: &mut Evaluator<'p>,
) -> Result<Vec<Violation<'p>>, Exhausted> {
    let mut violations = vec![];
    for assume in &program.assumes {
        let why = evaluator.formula(&assume.formula)?;
        if why.truth.is_false() {
            violations.push(Violation { gloss: &assume.gloss, why });
        }
    }
    Ok(violations)
}

fn assumed<'p>(program: &'p Program, dossier: &'p Dossier) -> Vec<Assumed<'p>> {
    let registers =
        dossier.registers.iter().filter_map(|(name, keys)| Some((program.registers.get(name)?, keys)));
    let entries = registers.flat_map(|(register, keys)| {
        keys.iter().map(|(key, overlay)| Assumed { register: &register.name, key: key.as_str(), overlay })
    });
    entries.collect()
}

pub(crate) fn union<'a>(lists: impl Iterator<Item = &'a [Arc<str>]>) -> Vec<Arc<str>> {
    let mut seen = BTreeSet::new();
    lists.flatten().filter(|pointer| seen.insert((*pointer).clone())).cloned().collect()
}

impl<'p> Evaluator<'p> {
    pub(crate) fn criterion(&mut self, criterion: &'p Criterion) -> Result<CriterionResult<'p>, Exhausted> {
        let mut points = vec![];
        for point in &criterion.points {
            let result = self.requirement(&point.requirement)?;
            let satisfied = result.satisfied();
            points.push(PointResult { point, satisfied, verdict: verdict_of(&result), result });
        }
        let mut result = self.requirement(&criterion.requirement)?;
        result.required = result.required.and(Truth::all(points.iter().map(|point| point.satisfied)));
        let base = result.satisfied();
        let program: &'p Program = self.view.program;
        let mut liftings = vec![];
        for derogation in program.derogations_of(&criterion.provision) {
            liftings.push((derogation, self.lifting(derogation, &criterion.requirement)?));
        }
        let lifted = Truth::any(liftings.iter().map(|(_, lifting)| lifting.lifts));
        let satisfied = base.or(lifted);
        let missing = if satisfied.is_unknown() { missing_of(&result, &points, &liftings) } else { vec![] };
        let (verdict, routes) = label(satisfied, result.applies, result.holds(), base, lifted);
        let derogations = liftings.into_iter().map(|(derogation, lifting)| DerogationResult {
            derogation,
            status: status(base, &lifting),
            lifts: lifting.lifts,
            conditions: lifting.conditions,
            cases: lifting.cases,
        });
        Ok(CriterionResult {
            criterion,
            satisfied,
            verdict,
            vacuous: verdict == Verdict::Met && is_vacuous(&result, &points),
            routes,
            derogations: derogations.collect(),
            missing,
            whatever: vec![],
            is_exact: !satisfied.is_unknown(),
            points,
            result,
        })
    }

    fn requirement(&mut self, requirement: &'p Requirement) -> Result<RequirementResult<'p>, Exhausted> {
        let applies_why = match &requirement.applies {
            Some(formula) => Some(self.formula(formula)?),
            None => None,
        };
        let mut requires = vec![];
        for formula in &requirement.requires {
            requires.push(self.formula(formula)?);
        }
        let mut unless = vec![];
        for formula in &requirement.unless {
            unless.push(self.formula(formula)?);
        }
        Ok(RequirementResult {
            requirement,
            applies: applies_why.as_ref().map_or(Truth::True, |why| why.truth),
            required: Truth::all(requires.iter().map(|why| why.truth)),
            carved_out: Truth::any(unless.iter().map(|why| why.truth)),
            applies_why,
            requires,
            unless,
        })
    }
}

/// The label of a part, which no derogation relaxes.
fn verdict_of(result: &RequirementResult<'_>) -> Verdict {
    match result.satisfied() {
        Truth::Unknown => Verdict::Undetermined,
        Truth::False => Verdict::NotMet,
        Truth::True if result.applies.is_false() => Verdict::NotApplicable,
        Truth::True => Verdict::Met,
    }
}

/// The label of a criterion, and the labels that remain possible. A satisfied criterion bears the label of a route
/// only when that route is certain, else it is met.
pub(crate) fn label(
    satisfied: Truth,
    applies: Truth,
    holds: Truth,
    base: Truth,
    lifted: Truth,
) -> (Verdict, Vec<Verdict>) {
    match satisfied {
        Truth::Unknown => (Verdict::Undetermined, vec![]),
        Truth::False => (Verdict::NotMet, vec![]),
        Truth::True if applies.is_false() => (Verdict::NotApplicable, vec![]),
        Truth::True if base.is_false() => (Verdict::MetByDerogation, vec![]),
        Truth::True => {
            let mut routes = vec![];
            if !holds.is_false() {
                routes.push(Verdict::Met);
            }
            if !base.is_true() && !lifted.is_false() && !holds.is_true() {
                routes.push(Verdict::MetByDerogation);
            }
            if !applies.is_true() {
                routes.push(Verdict::NotApplicable);
            }
            (Verdict::Met, if routes.len() > 1 { routes } else { vec![] })
        }
    }
}

fn status(base: Truth, lifting: &Lifting<'_>) -> DerogationStatus {
    match (base, lifting.open, lifting.met) {
        (Truth::True, _, _) => DerogationStatus::NotNeeded,
        (Truth::False, Truth::True, Truth::True) => DerogationStatus::ReliedOn,
        (Truth::False, Truth::True, Truth::False) => DerogationStatus::OpenButUnmet,
        (_, Truth::False, _) => DerogationStatus::Closed,
        (Truth::False, Truth::Unknown, Truth::False) => DerogationStatus::Unmet,
        (Truth::Unknown, Truth::True, Truth::True) => DerogationStatus::Available,
        _ => DerogationStatus::Undetermined,
    }
}

/// The facts that could still settle a criterion: those that bear on it directly, and those that bear on a derogation
/// which may still lift it.
fn missing_of(
    result: &RequirementResult<'_>,
    points: &[PointResult<'_>],
    liftings: &[(&acquis_ir::Derogation, Lifting<'_>)],
) -> Vec<Arc<str>> {
    let mut missing = Missing::default();
    requirement_missing(result, points, &mut missing);
    for (_, lifting) in liftings.iter().filter(|(_, lifting)| lifting.lifts.is_unknown()) {
        for derivation in lifting.cases.iter().flat_map(LiftedCase::derivations) {
            missing.add(derivation);
        }
        for (list, case) in lifting.possible.iter().filter(|(_, case)| !case.lifts().is_true()) {
            missing.add_fact(list);
            case.derivations().for_each(|derivation| missing.add(derivation));
        }
    }
    missing.found
}

fn requirement_missing(result: &RequirementResult<'_>, points: &[PointResult<'_>], missing: &mut Missing) {
    if !result.satisfied().is_unknown() {
        return;
    }
    let derivations = result.applies_why.iter().chain(&result.requires).chain(&result.unless);
    derivations.for_each(|derivation| missing.add(derivation));
    for point in points {
        requirement_missing(&point.result, &[], missing);
    }
}

/// Whether everything that is required is required of nobody.
fn is_vacuous(result: &RequirementResult<'_>, points: &[PointResult<'_>]) -> bool {
    let own = !result.requires.is_empty() || !points.is_empty();
    let parts = points.iter().all(|point| {
        point.satisfied.is_true()
            && (point.verdict == Verdict::NotApplicable
                || point.result.requires.iter().all(|why| asks_nobody(why)))
    });
    own && result.required.is_true() && result.requires.iter().all(|why| asks_nobody(why)) && parts
}

fn asks_nobody(derivation: &Derivation<'_>) -> bool {
    match &derivation.step {
        Step::Quantified { asked: 0, carved_out, .. } => derivation.truth.is_true() && *carved_out == 0,
        // A list of lists asks nobody when none of its elements does.
        Step::Quantified { asked, .. } => {
            let is_asked =
                |part: &&Arc<Derivation<'_>>| !matches!(part.step, Step::Element(_, _, ElementRole::LeftOut));
            derivation.truth.is_true()
                && *asked > 0
                && derivation.children.iter().filter(is_asked).all(|c| asks_nobody(c))
        }
        Step::Element(..) => derivation.children.last().is_some_and(|body| asks_nobody(body)),
        Step::All => !derivation.children.is_empty() && derivation.children.iter().all(|c| asks_nobody(c)),
        Step::Called(_) | Step::Read { .. } => {
            derivation.children.iter().all(|c| asks_nobody(c)) && !derivation.children.is_empty()
        }
        _ => false,
    }
}
