//! Results as JSON. The form of an assessment is `acquis.assessment/1`, that of an explanation
//! `acquis.explanation/1`; both are described in docs/formats.md. Keys are added, never renamed, within a version.

use std::collections::BTreeMap;

use acquis_base::Name;
use acquis_eval::{
    Assessment, CriterionResult, Derivation, DerogationResult, ElementRole, LiftedCase, PointResult,
    RuleResult, Step, Stopped, Truth,
};
use acquis_facts::RegisterOverlay;
use acquis_ir::Outlines;
use serde::Serialize;
use serde_json::{Value, json};

use super::advice::{self, Advice};
use super::evidence;
use super::human::gloss;
use super::unmet::{UnmetLimb, limbs};
use super::words::{derogation_key, rule_key, status_key, verdict_key};

/// How satisfactions are found: exactly, or by Kleene's logic over the whole formula, which may leave open what all
/// completions of the facts agree on.
fn exactness(is_exact: bool) -> &'static str {
    if is_exact { "exact" } else { "kleene" }
}

#[derive(Serialize)]
struct Written<'a> {
    schema: &'static str,
    exactness: &'static str,
    subject: &'a str,
    dossier: &'a str,
    package: &'a str,
    amendments: Vec<&'a str>,
    readings: BTreeMap<&'a str, &'a str>,
    assumed: Vec<Value>,
    as_of: String,
    ladder: Option<&'a str>,
    attained: Value,
    reachable: Value,
    levels: Vec<Level>,
    criteria: Vec<Criterion<'a>>,
    rules: Vec<Rule<'a>>,
    missing: Vec<&'a str>,
    not_formalised: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Value>,
}

#[derive(Serialize)]
struct Level {
    level: u32,
    status: &'static str,
    own: Option<bool>,
    blocked_by: Vec<u32>,
}

#[derive(Serialize)]
struct Criterion<'a> {
    provision: String,
    title: Option<&'a str>,
    level: u32,
    satisfied: Option<bool>,
    verdict: &'static str,
    vacuous: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    routes: Vec<&'static str>,
    gloss: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    points: Vec<Point<'a>>,
    derogations: Vec<Derogation<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    advice: Vec<Value>,
    missing: Vec<&'a str>,
    exactness: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    whatever: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Vec<Value>>,
}

#[derive(Serialize)]
struct Point<'a> {
    label: &'a str,
    provision: Option<String>,
    title: Option<&'a str>,
    satisfied: Option<bool>,
    verdict: &'static str,
}

#[derive(Serialize)]
struct Derogation<'a> {
    name: &'a str,
    basis: Option<String>,
    printed: Option<String>,
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unmet: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unmet_limbs: Vec<UnmetLimb<'a>>,
}

#[derive(Serialize)]
struct Rule<'a> {
    name: &'a str,
    title: Option<&'a str>,
    basis: String,
    printed: Option<String>,
    element: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'a str>,
    status: &'static str,
    value: Value,
    by: Vec<Ground<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latest: Option<String>,
    missing: Vec<&'a str>,
}

#[derive(Serialize)]
struct Ground<'a> {
    exception: Option<&'a str>,
    gloss: Option<&'a str>,
    basis: Option<String>,
    value: Value,
}

/// The name of the ladder that was asked; nothing for a package without one.
fn ladder<'a>(assessment: &'a Assessment<'_>) -> Option<&'a str> {
    Some(assessment.ladder.name.as_str()).filter(|_| !assessment.ladder.is_none())
}

/// An assessment as JSON, with the evidence for each criterion where that is asked.
pub fn assessment(assessment: &Assessment<'_>, with_evidence: bool) -> Value {
    let outlines = &assessment.program.outlines;
    let levels = &assessment.levels;
    let level_value = |all: &[u32], highest: u32| match levels.cumulative {
        _ if assessment.ladder.is_none() => Value::Null,
        true => json!(highest),
        false => json!(all),
    };
    let written = Written {
        schema: "acquis.assessment/1",
        exactness: exactness(assessment.is_exact),
        subject: &assessment.dossier.subject,
        dossier: &assessment.dossier.file,
        package: &assessment.program.package.name,
        amendments: assessment.program.package.amendments.iter().map(Name::as_str).collect(),
        readings: readings(assessment),
        assumed: assessment.assumed.iter().map(assumed).collect(),
        as_of: assessment.question.as_of.to_string(),
        ladder: ladder(assessment),
        attained: level_value(&levels.attained, levels.highest_attained()),
        reachable: level_value(&levels.reachable, levels.highest_reachable()),
        levels: levels
            .levels
            .iter()
            .map(|level| Level {
                level: level.level,
                status: status_key(level.status),
                own: level.own.known(),
                blocked_by: level.blocked_by.clone(),
            })
            .collect(),
        criteria: assessment
            .criteria
            .iter()
            .map(|result| Criterion {
                evidence: with_evidence.then(|| evidence::criterion(assessment, result)),
                ..criterion(outlines, result)
            })
            .collect(),
        rules: assessment.rules.iter().map(|result| rule(outlines, result)).collect(),
        missing: assessment.missing.iter().map(|pointer| &**pointer).collect(),
        not_formalised: assessment
            .not_formalised
            .iter()
            .map(
                |left| json!({"provision": outlines.show(&left.provision), "because": left.because.as_str()}),
            )
            .collect(),
        evidence: (with_evidence || evidence::is_spoken_of(assessment))
            .then(|| evidence::Count::of(assessment).json()),
    };
    serde_json::to_value(written).unwrap_or_default()
}

/// The choice of every reading.
fn readings<'a>(assessment: &'a Assessment<'_>) -> BTreeMap<&'a str, &'a str> {
    assessment.question.readings.iter().map(|(name, choice)| (name.as_str(), choice.as_str())).collect()
}

fn assumed(assumed: &acquis_eval::Assumed<'_>) -> Value {
    let entries = match assumed.overlay {
        RegisterOverlay::Unknown => Value::Null,
        RegisterOverlay::Entries(entries) => entries
            .iter()
            .map(|entry| {
                json!({
                    "from": entry.from.to_string(),
                    "until": entry.until.map(|until| until.to_string()),
                    "act": entry.act.as_ref().map(acquis_base::Name::as_str),
                })
            })
            .collect(),
    };
    json!({"register": assumed.register.as_str(), "key": assumed.key, "entries": entries})
}

fn criterion<'a>(outlines: &Outlines, result: &'a CriterionResult<'_>) -> Criterion<'a> {
    Criterion {
        provision: outlines.show(&result.criterion.provision),
        title: result.criterion.title.as_deref(),
        level: result.criterion.level,
        satisfied: result.satisfied.known(),
        verdict: verdict_key(result.verdict),
        vacuous: result.vacuous,
        routes: result.routes.iter().map(|route| verdict_key(*route)).collect(),
        gloss: gloss(result),
        points: result.points.iter().map(|point| self::point(outlines, point)).collect(),
        derogations: result.derogations.iter().map(|result| derogation(outlines, result)).collect(),
        advice: advice::advice(result).iter().map(recommendation).collect(),
        missing: result.missing.iter().map(|pointer| &**pointer).collect(),
        exactness: exactness(result.is_exact),
        whatever: result.whatever.iter().map(|pointer| &**pointer).collect(),
        evidence: None,
    }
}

fn recommendation(advice: &Advice<'_>) -> Value {
    json!({"reading": advice.reading.as_str(), "followed": advice.followed.known()})
}

fn point<'a>(outlines: &Outlines, point: &'a PointResult<'_>) -> Point<'a> {
    Point {
        label: &point.point.label,
        provision: point.point.provision.as_ref().map(|id| outlines.show(id)),
        title: point.point.title.as_deref(),
        satisfied: point.satisfied.known(),
        verdict: verdict_key(point.verdict),
    }
}

fn rule<'a>(outlines: &Outlines, result: &'a RuleResult<'_>) -> Rule<'a> {
    let basis = &result.rule.basis;
    let last_day = match &result.value {
        Some(acquis_ir::Value::Date(day)) if result.first_day.is_some() => Some(day.to_string()),
        _ => None,
    };
    Rule {
        name: &result.rule.name,
        title: result.rule.title.as_deref(),
        basis: outlines.show(&basis.provision),
        printed: basis.printed.as_ref().map(|printed| outlines.show(printed)),
        element: result.element.as_ref().map(|element| &*element.name),
        pointer: result.element.as_ref().map(|element| &*element.pointer),
        status: rule_key(result.status),
        value: result.value.as_ref().map_or(Value::Null, value),
        by: result.possible().map(|result| ground(outlines, result)).collect(),
        first_day: result.first_day.map(|day| day.to_string()),
        last_day,
        moved_from: result.moved_from.map(|day| day.to_string()),
        stopped_days: result.stopped.as_ref().and_then(Stopped::days),
        latest: result.latest.map(|day| day.to_string()),
        missing: result.missing.iter().map(|pointer| &**pointer).collect(),
    }
}

fn ground<'a>(outlines: &Outlines, result: &'a acquis_eval::Ground<'_>) -> Ground<'a> {
    let exception = result.exception;
    Ground {
        exception: exception.map(|exception| exception.label.as_str()),
        gloss: exception.and_then(|exception| exception.gloss.as_deref()),
        basis: exception
            .and_then(|exception| exception.basis.as_ref())
            .map(|basis| outlines.show(&basis.provision)),
        value: result.value.as_ref().map_or(Value::Null, value),
    }
}

fn derogation<'a>(outlines: &Outlines, result: &'a DerogationResult<'_>) -> Derogation<'a> {
    let basis = result.basis();
    Derogation {
        name: &result.derogation.name,
        basis: basis.map(|basis| outlines.show(&basis.provision)),
        printed: basis.and_then(|basis| basis.printed.as_ref()).map(|printed| outlines.show(printed)),
        status: derogation_key(result.status),
        unmet: result
            .conditions
            .iter()
            .filter(|(_, truth)| truth.is_false())
            .filter_map(|(gloss, _)| gloss.map(acquis_base::Name::as_str))
            .collect(),
        unmet_limbs: limbs(result),
    }
}

/// The derivation of one verdict as JSON.
pub fn explanation(assessment: &Assessment<'_>, result: &CriterionResult<'_>) -> Value {
    let outlines = &assessment.program.outlines;
    let own = &result.result;
    let list = |derivations: &[std::sync::Arc<Derivation<'_>>]| -> Value {
        derivations.iter().map(|why| derivation(why)).collect()
    };
    let points: Value = result
        .points
        .iter()
        .map(|point| {
            let applies = point.result.applies_why.as_ref();
            with(
                &self::point(outlines, point),
                [
                    ("applies", applies.map_or(Value::Null, |why| derivation(why))),
                    ("requires", list(&point.result.requires)),
                    ("unless", list(&point.result.unless)),
                ],
            )
        })
        .collect();
    let derogations: Value = result
        .derogations
        .iter()
        .map(|result| {
            with(&derogation(outlines, result), [("cases", result.cases.iter().map(case).collect())])
        })
        .collect();
    let applies = own.applies_why.as_ref().map_or(Value::Null, |why| derivation(why));
    let criterion = with(
        &criterion(outlines, result),
        [
            ("points", points),
            ("derogations", derogations),
            ("applies", applies),
            ("requires", list(&own.requires)),
            ("unless", list(&own.unless)),
        ],
    );
    let mut shown = vec![];
    if evidence::is_spoken_of(assessment) {
        shown.push(("evidence", json!(evidence::criterion(assessment, result))));
    }
    if assessment.program.evidence_decides {
        shown.push(("unshown", json!(evidence::hidden(assessment, result))));
    }
    explained(assessment, "criterion", with(&criterion, shown))
}

/// What is explained, with what it is an explanation of.
fn explained(assessment: &Assessment<'_>, key: &str, explanation: Value) -> Value {
    json!({
        "schema": "acquis.explanation/1",
        "exactness": exactness(assessment.is_exact),
        "subject": assessment.dossier.subject.as_str(),
        "dossier": assessment.dossier.file.as_str(),
        "package": assessment.program.package.name.as_str(),
        "amendments": assessment.program.package.amendments.iter().map(Name::as_str).collect::<Vec<_>>(),
        "readings": readings(assessment),
        "assumed": assessment.assumed.iter().map(assumed).collect::<Value>(),
        "as_of": assessment.question.as_of.to_string(),
        "ladder": ladder(assessment),
        key: explanation,
    })
}

/// The derivation of what a rule came to as JSON.
pub fn rule_explanation(assessment: &Assessment<'_>, results: &[&RuleResult<'_>]) -> Value {
    let outlines = &assessment.program.outlines;
    let list = |derivations: &[std::sync::Arc<Derivation<'_>>]| -> Value {
        derivations.iter().map(|why| derivation(why)).collect()
    };
    let grounds = |result: &RuleResult<'_>| -> Value {
        let explained = result.grounds.iter().map(|found| {
            let formula = &found.outcome.formula;
            with(
                &ground(outlines, found),
                [
                    ("effective", json!(found.effective.known())),
                    ("condition", found.condition.as_ref().map_or(Value::Null, |why| derivation(why))),
                    ("text", json!(formula.root.map(|root| formula.show(root)).unwrap_or_default())),
                    ("facts", found.reads.iter().map(|read| fact(&read.operand)).collect()),
                    ("because", list(&found.because)),
                ],
            )
        });
        explained.collect()
    };
    let explained_rule = |result: &&RuleResult<'_>| {
        let mut more = vec![
            ("belongs", result.belongs.as_ref().map_or(Value::Null, |why| derivation(why))),
            ("applies", list(&result.applies)),
            ("grounds", grounds(result)),
        ];
        more.extend(result.stopped.as_ref().map(|stopped| ("clock", clock(stopped))));
        let mut value = with(&rule(outlines, result), []);
        if let Value::Object(map) = &mut value {
            map.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value)));
        }
        value
    };
    explained(assessment, "rule", results.iter().map(explained_rule).collect())
}

fn clock(stopped: &Stopped<'_>) -> Value {
    let day = |day: Option<acquis_ir::Date>| day.map(|day| day.to_string());
    let stop = |stop: &acquis_eval::Stop| {
        json!({
            "element": &*stop.name,
            "pointer": &*stop.pointer,
            "counts": stop.counts.known(),
            "from": day(stop.from),
            "to": day(stop.to),
        })
    };
    json!({
        "stops": stopped.stops.iter().map(stop).collect::<Value>(),
        "covered": stopped.covered,
        "least": stopped.least,
        "most": stopped.most,
        "uncapped": stopped.uncapped.as_ref().map_or(Value::Null, |why| derivation(why)),
    })
}

/// What is known of something in short, with more of it.
fn with<'k>(short: &impl Serialize, more: impl IntoIterator<Item = (&'k str, Value)>) -> Value {
    let mut value = serde_json::to_value(short).unwrap_or_default();
    if let Value::Object(map) = &mut value {
        map.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value)));
    }
    value
}

fn case(case: &LiftedCase<'_>) -> Value {
    let list = |derivations: &[std::sync::Arc<Derivation<'_>>]| -> Value {
        derivations.iter().map(|why| derivation(why)).collect()
    };
    json!({
        "element": case.element.as_deref(),
        "opens": list(&case.opens),
        "except": list(&case.except),
        "conditions": list(&case.conditions),
    })
}

fn derivation(why: &Derivation<'_>) -> Value {
    let mut map = serde_json::Map::new();
    map.insert("truth".to_owned(), json!(why.truth.known()));
    match &why.step {
        Step::Element(name, place, role) => {
            map.insert("element".to_owned(), json!(&**name));
            map.insert("pointer".to_owned(), json!(&**place));
            let role = match role {
                ElementRole::Asked => "asked",
                ElementRole::CarvedOut => "carved_out",
                ElementRole::LeftOut => "left_out",
                ElementRole::MayExist => "may_exist",
            };
            map.insert("role".to_owned(), json!(role));
        }
        step => {
            map.insert("text".to_owned(), json!(why.text()));
            step_details(step, &mut map);
        }
    }
    if why.truth == Truth::Unknown && !why.missing.is_empty() {
        map.insert("missing".to_owned(), why.missing.iter().map(|pointer| json!(&**pointer)).collect());
    }
    if !why.children.is_empty() {
        map.insert("because".to_owned(), why.children.iter().map(|child| derivation(child)).collect());
    }
    Value::Object(map)
}

/// A value: truths as such, everything else as a text that loses nothing.
fn value(value: &acquis_ir::Value) -> Value {
    match value {
        acquis_ir::Value::Bool(truth) => json!(truth),
        acquis_ir::Value::Text(text) => json!(text.as_str()),
        acquis_ir::Value::Level(level) => json!(level),
        other => json!(other.to_string()),
    }
}

fn fact(operand: &acquis_eval::Operand) -> Value {
    json!({
        "pointer": operand.pointer.as_deref(),
        "value": operand.value.as_ref().map(value),
    })
}

fn step_details(step: &Step<'_>, map: &mut serde_json::Map<String, Value>) {
    match step {
        Step::Fact(operand) => {
            map.insert("facts".to_owned(), json!([fact(operand)]));
        }
        Step::Compared(operands) => {
            let facts = operands.iter().filter(|operand| operand.pointer.is_some()).map(fact);
            map.insert("facts".to_owned(), facts.collect());
        }
        Step::Looked { register, key, on, found } => {
            map.insert("facts".to_owned(), json!([fact(key)]));
            map.insert("register".to_owned(), json!(register.as_str()));
            map.insert("on".to_owned(), json!(on.map(|day| day.to_string())));
            map.insert("assumed".to_owned(), json!(found.as_ref().is_some_and(|found| found.assumed)));
        }
        Step::Read { reading, choice } => {
            map.insert("reading".to_owned(), json!({"name": reading.as_str(), "choice": choice.as_str()}));
        }
        Step::Weighed { reading, binding } => {
            map.insert("reading".to_owned(), json!({"name": reading.as_str(), "binding": binding}));
        }
        Step::Quantified { asked, carved_out, not_shown, .. } => {
            map.insert("asked".to_owned(), json!(asked));
            map.insert("carved_out".to_owned(), json!(carved_out));
            if *not_shown > 0 {
                map.insert("not_shown".to_owned(), json!(not_shown));
            }
        }
        _ => {}
    }
}
