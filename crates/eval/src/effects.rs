//! What comes of a dossier, without the reasons: to tell whether two packages, or two ways of reading one, agree on it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use acquis_base::Name;
use acquis_facts::Dossier;
use acquis_ir::{Date, Program, ProvisionId, Value};

use crate::assess::{CriterionResult, DerogationStatus, Verdict, Wanted, results};
use crate::question::Question;
use crate::rule::{RuleResult, RuleStatus};
use crate::truth::Truth;

/// What comes of a dossier under some criteria and rules.
#[derive(Debug, Clone, Default)]
pub struct Effects {
    refused: bool,
    criteria: BTreeMap<ProvisionId, CriterionEffect>,
    rules: BTreeMap<Name, Vec<RuleEffect>>,
}

#[derive(Debug, Clone)]
struct CriterionEffect {
    verdict: Verdict,
    routes: Vec<Verdict>,
    missing: Vec<Arc<str>>,
    derogations: BTreeMap<Name, DerogationStatus>,
    points: BTreeMap<Name, Verdict>,
}

#[derive(Debug, Clone)]
struct RuleEffect {
    gives: Gives,
    grounds: BTreeMap<Option<Name>, Truth>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Gives {
    element: Option<Arc<str>>,
    status: RuleStatus,
    value: Option<Value>,
    first_day: Option<Date>,
    moved_from: Option<Date>,
    latest: Option<Date>,
    missing: Vec<Arc<str>>,
}

impl Effects {
    /// What comes of `dossier` under those parts of `program` that are wanted. A dossier that is refused
    /// has no effects but that.
    pub fn of(program: &Program, dossier: &Dossier, question: &Question, wanted: &Wanted<'_>) -> Self {
        let Ok((criteria, given)) = results(program, dossier, question, wanted, &mut BTreeSet::new()) else {
            return Self { refused: true, ..Self::default() };
        };
        let mut rules: BTreeMap<Name, Vec<RuleEffect>> = program
            .rules
            .iter()
            .filter(|rule| (wanted.rules)(rule))
            .map(|rule| (rule.name.clone(), vec![]))
            .collect();
        for result in &given {
            rules.entry(result.rule.name.clone()).or_default().push(rule_effect(result));
        }
        let criteria = criteria.iter().map(|it| (it.criterion.provision.clone(), criterion_effect(it)));
        Self { refused: false, criteria: criteria.collect(), rules }
    }

    /// Whether something that both tell of is told otherwise: a verdict, a label, a missing fact, what a rule gives.
    /// That one of them knows a point, derogation or exception which the other does not is no difference by itself.
    pub fn differs(&self, other: &Self) -> bool {
        self.refused != other.refused
            || some_pair(&self.criteria, &other.criteria, |a, b| {
                a.verdict != b.verdict
                    || a.routes != b.routes
                    || a.missing != b.missing
                    || some_pair(&a.derogations, &b.derogations, |a, b| a != b)
                    || some_pair(&a.points, &b.points, |a, b| a != b)
            })
            || some_pair(&self.rules, &other.rules, |a, b| {
                let differ = |(a, b): (&RuleEffect, &RuleEffect)| {
                    a.gives != b.gives || some_pair(&a.grounds, &b.grounds, |a, b| a != b)
                };
                a.len() != b.len() || a.iter().zip(b).any(differ)
            })
    }
}

/// Whether what stands under a key in both makes `differ` true.
fn some_pair<K: Ord, V>(a: &BTreeMap<K, V>, b: &BTreeMap<K, V>, differ: impl Fn(&V, &V) -> bool) -> bool {
    a.iter().any(|(key, a)| b.get(key).is_some_and(|b| differ(a, b)))
}

fn criterion_effect(result: &CriterionResult<'_>) -> CriterionEffect {
    CriterionEffect {
        verdict: result.verdict,
        routes: result.routes.clone(),
        missing: result.missing.clone(),
        derogations: result.derogations.iter().map(|it| (it.derogation.name.clone(), it.status)).collect(),
        points: result.points.iter().map(|it| (it.point.label.clone(), it.verdict)).collect(),
    }
}

fn rule_effect(result: &RuleResult<'_>) -> RuleEffect {
    let applies = result.status != RuleStatus::NotApplicable;
    let grounds = result.grounds.iter().filter(|_| applies);
    RuleEffect {
        gives: Gives {
            element: result.element.as_ref().map(|element| Arc::clone(&element.pointer)),
            status: result.status,
            value: result.value.clone(),
            first_day: result.first_day,
            moved_from: result.moved_from,
            latest: result.latest,
            missing: result.missing.clone(),
        },
        grounds: grounds
            .map(|ground| (ground.exception.map(|it| it.label.clone()), ground.effective))
            .collect(),
    }
}
