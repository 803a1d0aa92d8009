//! What criteria are shown by. Every item must be one that a dossier can give: of a kind that is listed, of a grade that
//! there is, and for a fact that a dossier holds at the place that is named.

use acquis_base::{Diagnostic, Name, codes, nearest, or_list, or_list_of_names};
use acquis_ir::{Age, Exhibit, Grade, Standard, Type};
use acquis_syntax::ast;
use salsa::Database;

use crate::citations::Resolver;
use crate::declaration::{Anchor, Decl, Finding, anchor};
use crate::index::has_broken;
use crate::lookup::Lookup;
use crate::vocabulary::{EntitySignature, entity_signature, enum_signature, evidence_kinds, facts_signature};

/// The greatest age that can be asked for, in months and in days: a century.
const MOST_MONTHS: u32 = 1200;
const MOST_DAYS: u32 = 36_525;

/// The items that a clause asks for.
pub(super) fn exhibits(lookup: &mut Lookup<'_>, written: &[ast::Exhibit]) -> Vec<Exhibit> {
    let mut found: Vec<Exhibit> = vec![];
    for item in written {
        let kind = kind(lookup, &item.kind);
        let mut sink = vec![];
        let at = |span| lookup.anchor(span);
        let grade = item.grade.as_ref().map(|grade| self::grade(grade, at(grade.span), &mut sink));
        let age = item.not_older.as_ref().map(|age| self::age(age, at(age.span), &mut sink));
        lookup.account.findings.append(&mut sink);
        let mut facts = vec![];
        for name in &item.facts {
            let Some(fact) = fact(lookup, name) else { continue };
            let again = |other: &Exhibit| other.kind == item.kind.name && other.facts.contains(&fact);
            if facts.contains(&fact) || found.iter().any(again) {
                asked_twice(lookup, &item.kind, name);
            }
            facts.push(fact);
        }
        if kind {
            found.push(Exhibit {
                kind: item.kind.name.clone(),
                gloss: item.gloss.as_ref().map(|gloss| gloss.value.clone()),
                grade: grade.flatten(),
                age: age.flatten(),
                facts,
            });
        }
    }
    found
}

/// How good evidence must be for the criteria of a level.
pub(crate) fn standard<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    written: &ast::Standard,
    findings: &mut Vec<Finding>,
) -> Option<Standard> {
    let grade = grade(&written.grade, anchor(db, decl, written.grade.span), findings);
    let age = written.not_older.as_ref().map(|age| self::age(age, anchor(db, decl, age.span), findings));
    let resolver = Resolver::new(db, decl);
    let basis = written.under.as_ref().and_then(|under| resolver.cited(under, findings));
    Some(Standard { grade: grade?, age: age.flatten(), basis })
}

/// Whether there is such a kind of evidence.
fn kind(lookup: &mut Lookup<'_>, written: &ast::Ident) -> bool {
    let (db, package) = (lookup.db, lookup.package);
    if has_broken(db, package, "enum") {
        return false;
    }
    let place = lookup.anchor(written.span);
    let Some(kinds) = evidence_kinds(db, package) else {
        let message = "the package does not say which kinds of evidence there are".to_owned();
        let finding =
            Diagnostic::at(&codes::EVIDENCE_KINDS, message, place, "evidence of a kind is asked for");
        let name = &written.name;
        lookup.report(finding.help(format!("list them: `enum Exhibit of evidence {{ {name}, … }}`")));
        return false;
    };
    let signature = lookup.peek(kinds).and_then(|item| enum_signature(db, item.decl).as_ref());
    let known: Vec<&str> = signature.into_iter().flat_map(|it| &it.variants).map(Name::as_str).collect();
    if known.contains(&written.name.as_str()) {
        return true;
    }
    let message = format!("`{}` is no kind of evidence", written.name);
    let finding =
        Diagnostic::at(&codes::UNKNOWN_EVIDENCE_KIND, message, place.clone(), "unknown kind of evidence");
    lookup.report(match nearest(&written.name, known.iter().copied()) {
        Some(meant) => {
            finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), place, meant)
        }
        None => finding.help(format!("add it to `{kinds}`, or choose {}", or_list_of_names(&known))),
    });
    false
}

fn grade(written: &ast::Ident, place: Anchor, findings: &mut Vec<Finding>) -> Option<Grade> {
    let grade = Grade::from_word(&written.name);
    if grade.is_none() {
        let message = format!("`{}` is no grade of evidence", written.name);
        let finding = Diagnostic::at(&codes::UNKNOWN_GRADE, message, place.clone(), "unknown grade");
        let words = Grade::ALL.map(Grade::as_str);
        findings.push(match nearest(&written.name, words) {
            Some(meant) => {
                finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), place, meant)
            }
            None => finding.help(format!("the grades are {}, least first", words.join(", "))),
        });
    }
    grade
}

fn age(written: &ast::Period, place: Anchor, findings: &mut Vec<Finding>) -> Option<Age> {
    let amount = match written.unit {
        ast::DurationUnit::Years => written.amount.saturating_mul(12),
        ast::DurationUnit::Days | ast::DurationUnit::Months => written.amount,
    };
    let in_days = written.unit == ast::DurationUnit::Days;
    if amount > if in_days { MOST_DAYS } else { MOST_MONTHS } {
        let message = "evidence of more than a century of age is asked for".to_owned();
        findings.push(
            Diagnostic::at(&codes::OUT_OF_RANGE, message, place, "too long")
                .help("name a shorter time, or leave it out: evidence then does not become too old"),
        );
        return None;
    }
    match (in_days, written.rounding) {
        (true, None) => Some(Age::Days(amount)),
        (true, Some(_)) => {
            let message = "rounding is said of months and years, and this age is in days".to_owned();
            findings.push(
                Diagnostic::at(&codes::REPEATED_CLAUSE, message, place, "in days")
                    .help("drop the rounding; every day has a next one"),
            );
            None
        }
        (false, Some(rounding)) => Some(Age::Months(amount, rounding)),
        (false, None) => {
            let message =
                "it is not said what happens to a day that the month reached does not have".to_owned();
            findings.push(
                Diagnostic::at(&codes::NO_ROUNDING, message, place, "29 February plus one year is which day?")
                    .help(
                        "write `rounded down` (the last day of that month) or `rounded up` (the first day of the next)",
                    ),
            );
            None
        }
    }
}

fn asked_twice(lookup: &mut Lookup<'_>, kind: &ast::Ident, fact: &ast::FactName) {
    let message = format!("`{}` is asked for twice for one fact", kind.name);
    let finding = Diagnostic::at(&codes::REPEATED_CLAUSE, message, lookup.anchor(fact.span), "again")
        .help("ask for it once; where two grades are meant, the higher one includes the lower");
    lookup.report(finding);
}

/// The fact of that name, as a dossier holds it.
fn fact(lookup: &mut Lookup<'_>, written: &ast::FactName) -> Option<Vec<Name>> {
    let (db, package) = (lookup.db, lookup.package);
    let mut fields: &EntitySignature = facts_signature(db, package);
    let mut around: Option<Name> = None;
    let mut steps = written.steps.iter().peekable();
    while let Some(step) = steps.next() {
        let Some((_, field)) = fields.field(&step.name) else {
            unknown_fact(lookup, step, around.as_ref(), fields);
            return None;
        };
        let ty = field.ty.as_ref()?;
        let Some(next) = steps.peek() else {
            if matches!(ty, Type::Pool(_)) {
                let why = "what is there to be referred to is no fact by itself";
                let help = format!("name a field of its records: `{}.…`", step.name);
                unmeetable(lookup, step, why, help);
                return None;
            }
            break;
        };
        match ty.element().unwrap_or(ty) {
            Type::Record(entity) | Type::Pool(entity) => {
                fields = entity_signature(db, lookup.peek(entity)?.decl).as_ref()?;
                around = Some(entity.clone());
            }
            Type::Reference(entity) => {
                let why = format!("`{}` refers to a record that stands elsewhere", step.name);
                let help = elsewhere(lookup, entity, &next.name);
                unmeetable(lookup, step, &why, help);
                return None;
            }
            other => {
                let message = format!("`{}` has no fields: it is of type {other}", step.name);
                let finding =
                    Diagnostic::at(&codes::NO_FIELDS, message, lookup.anchor(next.span), "a field of what?")
                        .help(format!("write `{}` alone", step.name));
                lookup.report(finding);
                return None;
            }
        }
    }
    Some(written.steps.iter().map(|step| step.name.clone()).collect())
}

fn unknown_fact(lookup: &mut Lookup<'_>, step: &ast::Ident, entity: Option<&Name>, fields: &EntitySignature) {
    if fields.incomplete || entity.is_none() && has_broken(lookup.db, lookup.package, "facts") {
        return;
    }
    let place = lookup.anchor(step.span);
    let known: Vec<&str> = fields.fields.iter().map(|field| field.name.as_str()).collect();
    let (code, message) = match entity {
        None => (&codes::UNRESOLVED, format!("no fact is called `{}`", step.name)),
        Some(entity) => (&codes::UNKNOWN_FIELD, format!("{entity} has no field `{}`", step.name)),
    };
    let finding = Diagnostic::at(code, message, place.clone(), "unknown fact");
    lookup.report(match nearest(&step.name, known.iter().copied()) {
        Some(meant) => {
            finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), place, meant)
        }
        None => finding.help(format!("known are {}", or_list_of_names(&known))),
    });
}

fn unmeetable(lookup: &mut Lookup<'_>, step: &ast::Ident, why: &str, help: String) {
    let message = "no dossier can give this evidence".to_owned();
    let finding = Diagnostic::at(&codes::UNMEETABLE_EVIDENCE, message, lookup.anchor(step.span), why)
        .note("evidence stands beside a fact at the place where a dossier holds it")
        .help(help);
    lookup.report(finding);
}

/// Where the records of an entity stand in a dossier.
fn elsewhere(lookup: &Lookup<'_>, entity: &Name, field: &Name) -> String {
    let facts = facts_signature(lookup.db, lookup.package).fields.iter();
    let holds = |ty: &Type| match ty.element().unwrap_or(ty) {
        Type::Record(held) | Type::Pool(held) => held == entity,
        _ => false,
    };
    let places: Vec<String> = facts
        .filter(|fact| fact.ty.as_ref().is_some_and(holds))
        .map(|fact| format!("`{}.{field}`", fact.name))
        .collect();
    if places.is_empty() {
        return format!("name the fact where the record of {entity} stands");
    }
    format!("name the fact where its record stands: {}", or_list(&places))
}
