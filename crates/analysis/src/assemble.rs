//! The answers of analysis: the findings of a package, and its program when there is no error among them.

use std::sync::Arc;

use acquis_base::{Diagnostic, Name, Severity, Step};
use acquis_ir::{
    Assume, Choice, Condition, Copied, Criterion, Define, Derogation, Entity, Enumeration, Field, Ladder,
    Level, NotFormalised, Package as PackageInfo, Point, Program, ProvisionId, Reading, Register, Rule,
    Variant,
};
use acquis_syntax::ast::{self, DeclarationKind};
use salsa::Database;

use crate::check::derogation::derogation_head;
use crate::check::evidence;
use crate::check::register_entries;
use crate::collisions::{collisions, has_error};

use crate::check::{Content, CriterionContent, DerogationContent, RuleContent, checked};
use crate::citations::{Resolver, outlines};
use crate::criteria::{Head, criterion_head, resolve_head};
use crate::declaration::{Decl, Finding, Starts, all_declarations, parsed};
use crate::input::Package;
use crate::rules;
use crate::vocabulary::{
    EntitySignature, define_signature, entity_signature, evidence_kinds, ladder_levels, register_signature,
    vocabulary,
};
use crate::waivers;

/// Everything that is wrong with a package, in the order of files and texts.
#[salsa::tracked]
pub fn findings(db: &dyn Database, package: Package) -> Vec<Diagnostic> {
    placed(db, package, &everything(db, package))
}

/// The same on a day: without what is waived, and with what is wrong with the waivers on that day; and how many were
/// waived. `whole` says that nothing of the package is missing, so that a waiver which finds nothing is idle.
pub fn findings_on(
    db: &dyn Database,
    package: Package,
    as_of: acquis_ir::Date,
    whole: bool,
) -> (Vec<Diagnostic>, usize) {
    let (found, waived) = waivers::applied(db, package, everything(db, package), as_of, whole);
    (placed(db, package, &found), waived)
}

fn everything(db: &dyn Database, package: Package) -> Vec<Finding> {
    let mut found = rules::findings(db, package);
    if !has_error(&found) {
        found.extend(collisions(db, package).iter().cloned());
    }
    if !has_error(&found) {
        found.extend(rules::unused(db, package));
    }
    found
}

/// Findings with their places in files, in the order of those, each once.
fn placed(db: &dyn Database, package: Package, found: &[Finding]) -> Vec<Diagnostic> {
    if found.is_empty() {
        return vec![];
    }
    let starts = Starts::of(db, package);
    let mut placed: Vec<Diagnostic> =
        found.iter().map(|finding| finding.map_places(|anchor| starts.place(anchor))).collect();
    Diagnostic::sort(&mut placed);
    placed.dedup();
    limited(placed)
}

/// How many findings of one file are kept. A file of another kind altogether has a mistake in every word.
const MOST_OF_A_FILE: usize = 1000;

/// The findings, of each file the first ones; where there are more, the last one kept says how many.
fn limited(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if findings.len() <= MOST_OF_A_FILE {
        return findings;
    }
    let file = |finding: &Diagnostic| finding.place().map(|place| place.file.clone());
    let mut kept: Vec<Diagnostic> = vec![];
    for of_file in findings.chunk_by(|a, b| file(a) == file(b)) {
        let at = kept.len();
        // An error among those left out makes an error of the package as well.
        let (errors, others): (Vec<_>, Vec<_>) =
            of_file.iter().partition(|finding| finding.severity == Severity::Error);
        kept.extend(errors.into_iter().chain(others).take(MOST_OF_A_FILE).cloned());
        let more = of_file.len().saturating_sub(MOST_OF_A_FILE);
        if let Some(last) = kept.last_mut().filter(|_| more > 0) {
            last.notes.push(format!("{more} more findings of this file are left out"));
        }
        if let Some(own) = kept.get_mut(at..) {
            Diagnostic::sort(own);
        }
    }
    kept
}

/// Whether anything that is wrong with a package keeps it from being used.
pub fn has_errors(db: &dyn Database, package: Package) -> bool {
    findings(db, package).iter().any(|finding| finding.severity == Severity::Error)
}

/// The program of a package for those who let go of the database before they work with it.
#[salsa::tracked]
pub fn shared_program(db: &dyn Database, package: Package) -> Option<Arc<Program>> {
    program(db, package).as_ref().map(|program| Arc::new(program.clone()))
}

/// What dossiers of a package are read against: its program, or, while the law is in error, the vocabulary alone; nothing
/// while that is in error too.
#[salsa::tracked]
pub fn shared_vocabulary(db: &dyn Database, package: Package) -> Option<Arc<Program>> {
    match shared_program(db, package) {
        Some(program) => Some(Arc::clone(program)),
        None => vocabulary(db, package).as_ref().map(|vocabulary| Arc::new(vocabulary.clone())),
    }
}

/// The program of a package; nothing while there are errors.
#[salsa::tracked]
pub fn program(db: &dyn Database, package: Package) -> Option<Program> {
    if has_errors(db, package) { None } else { Some(assembled(db, package)) }
}

/// The program of a package whose declarations are free of errors.
pub(crate) fn assembled(db: &dyn Database, package: Package) -> Program {
    let manifest = package.manifest(db);
    let mut program = Program {
        package: PackageInfo {
            name: manifest.name.clone(),
            title: manifest.title.clone(),
            version: manifest.version.clone(),
            amendments: package.amended(db).clone(),
        },
        outlines: outlines(db, package).clone(),
        ..Program::default()
    };
    // A scenario says what the law comes to and adds nothing to it; one that changes leaves the program alone.
    let law = all_declarations(db, package).filter(|decl| !decl.key(db).is_scenario());
    for decl in law {
        add(db, decl, &mut program);
    }
    let order = |id: &ProvisionId| {
        (id.instrument.clone(), program.outlines.find(id).map(|(at, _)| at), id.path.clone())
    };
    let mut criteria = std::mem::take(&mut program.criteria);
    criteria.sort_by_cached_key(|criterion| order(&criterion.provision));
    let mut derogations = std::mem::take(&mut program.derogations);
    derogations.sort_by_cached_key(|derogation| (order(&derogation.from), derogation.name.clone()));
    let mut rules = std::mem::take(&mut program.rules);
    rules.sort_by_cached_key(|rule| (order(&rule.basis.provision), rule.name.clone()));
    program.criteria = criteria;
    program.rules = rules;
    program.derogations = derogations;
    program.evidence_kinds.clone_from(evidence_kinds(db, package));
    program.evidence_decides = manifest.evidence_decides;
    program.default_ladder = manifest.ladder.as_ref().map(|(name, _)| name.clone()).or_else(|| {
        let mut names = program.ladders.keys();
        names.next().filter(|_| names.next().is_none()).cloned()
    });
    program
}

fn add<'db>(db: &'db dyn Database, decl: Decl<'db>, program: &mut Program) {
    let tree = &parsed(db, decl).declaration;
    let docs = tree.docs.clone();
    let content = &checked(db, decl).content;
    match (&tree.kind, content) {
        (DeclarationKind::Enumeration(written), _) => {
            program.enumerations.insert(written.name.name.clone(), enumeration(written, docs));
        }
        (DeclarationKind::Entity(written), _) => {
            let entity = Entity {
                name: written.name.name.clone(),
                docs,
                identity: written.identity.as_ref().map(|ident| ident.name.clone()),
                fields: fields(&written.fields, entity_signature(db, decl).as_ref()),
            };
            program.entities.insert(entity.name.clone(), entity);
        }
        (DeclarationKind::Facts(written), _) => {
            program.facts = fields(&written.fields, entity_signature(db, decl).as_ref());
        }
        (DeclarationKind::Register(written), _) => {
            program
                .registers
                .extend(register(db, decl, written, docs).map(|register| (register.name.clone(), register)));
        }
        (DeclarationKind::Reading(written), Content::Cites(cites)) => {
            program.readings.insert(written.name.name.clone(), reading(written, docs, cites.clone()));
        }
        (DeclarationKind::Ladder(written), _) => {
            program.ladders.insert(written.name.name.clone(), ladder(db, decl, written, docs));
        }
        (DeclarationKind::Define(written), Content::Define(body, cites)) => {
            let ty = define_signature(db, decl).as_ref().and_then(|signature| signature.ty.clone());
            let define = ty.map(|ty| Define {
                name: written.name.name.clone(),
                docs,
                cites: cites.clone(),
                parameters: u32::try_from(written.parameters.len()).unwrap_or(u32::MAX),
                ty,
                body: body.clone(),
            });
            program.defines.extend(define.map(|define| (define.name.clone(), define)));
        }
        (DeclarationKind::Assume(written), Content::Assume(formula)) => {
            program.assumes.push(Assume { gloss: written.gloss.value.clone(), formula: formula.clone() });
        }
        (DeclarationKind::Criterion(written), Content::Criterion(content)) => {
            let (head, _) = resolve_head(db, decl, written);
            program.criteria.extend(criterion(db, decl, &head, content, docs));
        }
        (DeclarationKind::Derogation(written), Content::Derogation(content)) => {
            let from = derogation_head(db, decl).as_ref().and_then(|head| head.from.clone());
            program.derogations.extend(from.map(|from| derogation(written, from, content, docs)));
        }
        (DeclarationKind::Rule(written), Content::Rule(content)) => {
            program.rules.extend(rule(written, content, docs));
        }
        (DeclarationKind::NotFormalised(written), _) => {
            let provision = Resolver::new(db, decl).find(&written.provision, &mut vec![]);
            let because = written.because.value.clone();
            program.not_formalised.extend(provision.map(|provision| NotFormalised { provision, because }));
        }
        _ => {}
    }
}

fn value(text: &Option<ast::Text>) -> Option<Name> {
    text.as_ref().map(|text| text.value.clone())
}

fn enumeration(written: &ast::Enumeration, docs: Option<Name>) -> Enumeration {
    let variants = written.variants.iter();
    let variants = variants.map(|variant| Variant {
        name: variant.name.name.clone(),
        gloss: value(&variant.gloss).or_else(|| variant.docs.clone()),
    });
    Enumeration {
        name: written.name.name.clone(),
        docs,
        ordered: written.ordered,
        variants: variants.collect(),
    }
}

fn fields(written: &[ast::Field], signature: Option<&EntitySignature>) -> Vec<Field> {
    let known = signature.map_or(&[][..], |signature| signature.fields.as_slice());
    let docs = |name: &Name| {
        written.iter().find(|field| field.name.name == *name).and_then(|field| field.docs.clone())
    };
    let fixed = |name: &Name| written.iter().any(|field| field.name.name == *name && field.fixed);
    known
        .iter()
        .filter_map(|field| {
            let name = &field.name;
            Some(Field { name: name.clone(), ty: field.ty.clone()?, fixed: fixed(name), docs: docs(name) })
        })
        .collect()
}

fn register<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    written: &ast::Register,
    docs: Option<Name>,
) -> Option<Register> {
    let signature = register_signature(db, decl).as_ref()?;
    let entries = register_entries(db, decl);
    Some(Register {
        name: written.name.name.clone(),
        title: value(&written.title),
        docs,
        of: signature.of.clone()?,
        basis: signature.basis.clone(),
        known_until: entries.known_until,
        entries: entries.entries.clone(),
    })
}

fn reading(written: &ast::Reading, docs: Option<Name>, cites: Vec<acquis_ir::Cited>) -> Reading {
    let choices = written.choices.iter();
    let choices =
        choices.map(|choice| Choice { name: choice.name.name.clone(), gloss: value(&choice.gloss) });
    let default = written.choices.iter().find(|choice| choice.default).map(|choice| choice.name.name.clone());
    Reading {
        name: written.name.name.clone(),
        docs,
        question: value(&written.question),
        cites,
        choices: choices.collect(),
        default: default.unwrap_or_default(),
    }
}

fn ladder<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Ladder, docs: Option<Name>) -> Ladder {
    let resolver = Resolver::new(db, decl);
    let cited = |cited: Option<&ast::Cited>| cited.and_then(|cited| resolver.cited(cited, &mut vec![]));
    let places = ladder_levels(db, decl).clone().unwrap_or_default();
    let levels = written.rungs.iter().zip(places).map(|(rung, place)| Level {
        number: rung.level.value,
        title: value(&rung.title),
        set_out_in: place.set_out_in,
        standard: rung
            .standard
            .as_ref()
            .and_then(|standard| evidence::standard(db, decl, standard, &mut vec![])),
    });
    Ladder {
        name: written.name.name.clone(),
        title: value(&written.title),
        docs,
        basis: cited(written.under.as_ref()),
        cumulative: written.cumulative.is_some(),
        cumulation_basis: cited(written.cumulative.as_ref().and_then(Option::as_ref)),
        levels: levels.collect(),
    }
}

fn criterion<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    head: &Head,
    content: &CriterionContent,
    docs: Option<Name>,
) -> Option<Criterion> {
    let provision = head.provision.clone()?;
    let package = decl.file(db).package(db);
    let points = content
        .points
        .iter()
        .map(|point| Point { provision: point_of(db, package, &provision, point), ..point.clone() });
    let copied = head
        .copied
        .as_ref()
        .and_then(|(refines, from)| Some(Copied { refines: *refines, from: from.clone()? }));
    let counterpart = head.counterpart.clone().or_else(|| copied_counterpart(db, package, head));
    Some(Criterion {
        printed: head.printed.clone(),
        ladder: head.ladder.clone()?,
        level: head.level?,
        title: content.title.clone(),
        docs,
        counterpart,
        copied,
        requirement: content.requirement.clone(),
        points: points.collect(),
        evidence: content.evidence.clone(),
        exhibits: content.exhibits.clone(),
        provision,
    })
}

/// A criterion that copies one of a lower level corresponds to it, unless it says otherwise.
fn copied_counterpart(db: &dyn Database, package: Package, head: &Head) -> Option<ProvisionId> {
    let from = head.copied.as_ref().and_then(|(_, from)| from.clone())?;
    let source = crate::criteria::criterion_of(db, package, &from)?;
    let lower = criterion_head(db, source)?.level?;
    (lower < head.level?).then_some(from)
}

/// The provision that a labelled part is, where its label is one of the outline.
fn point_of(
    db: &dyn Database,
    package: Package,
    criterion: &ProvisionId,
    point: &Point,
) -> Option<ProvisionId> {
    let label = point.label.strip_prefix('(')?.strip_suffix(')')?;
    let path = criterion.path.child(Step::Label(Name::from(label)));
    let id = ProvisionId { instrument: criterion.instrument.clone(), path };
    outlines(db, package).find(&id).map(|_| id.clone())
}

fn derogation(
    written: &ast::Derogation,
    from: ProvisionId,
    content: &DerogationContent,
    docs: Option<Name>,
) -> Derogation {
    let conditions = content.conditions.iter();
    Derogation {
        name: written.name.name.clone(),
        docs,
        from,
        basis: content.basis.clone(),
        for_each: written.for_each.is_some(),
        opens: content.opens.clone(),
        except: content.except.clone(),
        conditions: conditions
            .map(|c| Condition { gloss: c.gloss.clone(), formula: c.formula.clone() })
            .collect(),
    }
}

fn rule(written: &ast::Rule, content: &RuleContent, docs: Option<Name>) -> Option<Rule> {
    Some(Rule {
        name: written.name.name.clone(),
        title: value(&written.title),
        docs,
        basis: content.basis.clone()?,
        ty: content.ty.clone()?,
        for_each: content.for_each.clone(),
        applies: content.applies.clone(),
        default: content.default.clone()?,
        exceptions: content.exceptions.clone(),
        clock: content.clock.clone(),
        working_day: content.working_day.clone(),
    })
}
