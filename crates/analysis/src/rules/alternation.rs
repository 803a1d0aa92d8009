//! Rule 2 of the decidable core: `some` under `every`, or `every` under `some`, over another list goes to a later
//! list of the vocabulary.

use acquis_base::{Diagnostic, Name, Span, codes};
use acquis_ir::{Formula, Type};
use acquis_syntax::ast::DeclarationKind;
use salsa::Database;

use crate::check::criterion::copied_by;
use crate::check::derogation::derogation_head;
use crate::check::{Content, CriterionContent, DerogationContent, RuleContent, checked};
use crate::criteria::{criterion_head, criterion_of};
use crate::declaration::{Anchor, Decl, Finding, anchor, tree};
use crate::input::Package;
use crate::names::named;
use crate::nesting::{Backward, Edge, Path, Summariser, Summary};
use crate::rules::cycles::is_circular;
use crate::rules::depth::can_be_written_out;
use crate::vocabulary::{EntitySignature, entity_signature, facts_signature};

/// How the quantifiers of one declaration nest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Nesting {
    /// Walks within walks, with the places of the inner ones.
    pub(crate) walks: Vec<(Edge, Edge, Anchor)>,
    /// Alternations against the order of the lists.
    backward: Vec<Backward>,
}

/// How the quantifiers of a declaration nest, with its notions written out.
pub(crate) fn nesting<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Nesting {
    let package = decl.file(db).package(db);
    if is_circular(db, package) || !can_be_written_out(db, decl) {
        return Nesting::default();
    }
    let mut summariser = Summariser::new(db, package);
    let summary = match &checked(db, decl).content {
        Content::Define(formula, _) => summariser.notion(formula, parameters(db, decl)),
        Content::Assume(formula) => summariser.formula(formula, &[]),
        Content::Criterion(content) => {
            let mut summary = of_criterion(&mut summariser, content);
            if let Some(Content::Criterion(copied)) = copied(db, decl).map(|from| &checked(db, from).content)
            {
                summary.leave_out(&of_criterion(&mut summariser, copied));
            }
            summary
        }
        Content::Derogation(content) => of_derogation(db, decl, &mut summariser, content),
        Content::Rule(content) => of_rule(&mut summariser, content),
        Content::None | Content::Cites(_) | Content::Scenario(_) => return Nesting::default(),
    };
    let walks =
        summary.nested.into_iter().map(|((outer, inner), span)| (outer, inner, anchor(db, decl, span)));
    Nesting { walks: walks.collect(), backward: summary.backward.into_iter().collect() }
}

/// How the quantifiers of a notion nest.
#[salsa::tracked]
pub(crate) fn notion_nesting<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Nesting {
    nesting(db, decl)
}

fn parameters<'db>(db: &'db dyn Database, decl: Decl<'db>) -> u32 {
    match &tree(db, decl).kind {
        DeclarationKind::Define(define) => u32::try_from(define.parameters.len()).unwrap_or(u32::MAX),
        _ => 0,
    }
}

/// The criterion that a criterion copies. What is copied has its places there, and is reported there.
fn copied<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<Decl<'db>> {
    copied_by(db, decl)?;
    let (_, from) = criterion_head(db, decl)?.copied.as_ref()?;
    criterion_of(db, decl.file(db).package(db), from.as_ref()?)
}

fn of_criterion(summariser: &mut Summariser<'_>, content: &CriterionContent) -> Summary {
    let requirements =
        content.points.iter().map(|point| &point.requirement).chain(std::iter::once(&content.requirement));
    let mut walks = Summary::default();
    for requirement in requirements {
        let formulas = requirement.applies.iter().chain(&requirement.requires).chain(&requirement.unless);
        for formula in formulas {
            walks.merge(summariser.formula(formula, &[]));
        }
    }
    walks
}

fn of_derogation<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    summariser: &mut Summariser<'db>,
    content: &DerogationContent,
) -> Summary {
    let conditions = content.conditions.iter().map(|condition| &condition.formula);
    let formulas: Vec<&Formula> = content.opens.iter().chain(&content.except).chain(conditions).collect();
    let bound =
        matches!(&tree(db, decl).kind, DeclarationKind::Derogation(written) if written.for_each.is_some());
    let from = derogation_head(db, decl).as_ref().and_then(|head| head.from.clone());
    let base = from.and_then(|from| criterion_of(db, decl.file(db).package(db), &from));
    if let (true, Some(base)) = (bound, base)
        && let Content::Criterion(base) = &checked(db, base).content
        && let [base] = base.requirement.requires.as_slice()
    {
        return summariser.under_every(base, &formulas);
    }
    let mut summary = Summary::default();
    for formula in formulas {
        summary.merge(summariser.formula(formula, &[]));
    }
    summary
}

/// A rule is asked about one element at a time, which is one more thing that may exist and no list to range over. What
/// stops the clock and what is a day off is asked of all elements of a list, and whether there is one.
fn of_rule(summariser: &mut Summariser<'_>, content: &RuleContent) -> Summary {
    let own: Vec<&Formula> = content.conditions_and_values().collect();
    let mut summary = Summary::default();
    for element in summariser.elements(content.for_each.as_ref(), &mut summary) {
        let mut inner = Summary::default();
        for formula in &own {
            inner.merge(summariser.formula(formula, element.paths()));
        }
        if let Some(clock) = &content.clock {
            inner.merge(summariser.gathered(&clock.range, &[&clock.from, &clock.to], element.paths()));
        }
        if let Some(days_off) = content.days_off() {
            inner.merge(summariser.gathered(days_off, &[], element.paths()));
        }
        summary.merge(element.walking_to(inner));
    }
    summary
}

/// The alternations of a declaration that go backward. What is wrong within a notion is reported there and not where
/// it is called.
pub(crate) fn backward<'db>(db: &'db dyn Database, decl: Decl<'db>, nesting: &Nesting) -> Vec<Finding> {
    let mut reported: Vec<Span> = vec![];
    let mut findings = vec![];
    for found in &nesting.backward {
        let inherited = found.inner == found.outer && is_inherited(db, decl, found);
        if !inherited && !reported.contains(&found.inner) {
            reported.push(found.inner);
            findings.push(finding(db, decl, found));
        }
    }
    findings
}

/// Whether a notion that the declaration uses has the same alternation within itself.
fn is_inherited<'db>(db: &'db dyn Database, decl: Decl<'db>, found: &Backward) -> bool {
    let package = decl.file(db).package(db);
    let same = |other: &Backward| {
        ends_alike(&other.outer_list, &found.outer_list) && ends_alike(&other.inner_list, &found.inner_list)
    };
    checked(db, decl).account.uses.iter().any(|name| {
        let item = named(db, package, name);
        item.is_some_and(|item| item.decl != decl && notion_nesting(db, item.decl).backward.iter().any(same))
    })
}

/// Whether two paths end in the same fields; the start of a path within a notion is not known.
fn ends_alike(within: &[u32], called: &[u32]) -> bool {
    let known = if within.first().is_some_and(|first| *first > u32::MAX / 2) {
        within.get(1..).unwrap_or(&[])
    } else {
        within
    };
    called.ends_with(known)
}

fn finding<'db>(db: &'db dyn Database, decl: Decl<'db>, found: &Backward) -> Finding {
    let package = decl.file(db).package(db);
    let list = |path: &Path| shown(db, package, path);
    let (outer, inner) = (list(&found.outer_list), list(&found.inner_list));
    let message = match (&outer, &inner) {
        (Some(outer), Some(inner)) => format!("`some` and `every` alternate from {outer} back to {inner}"),
        _ => "`some` and `every` alternate back to an earlier list".to_owned(),
    };
    let mut finding =
        Diagnostic::at(&codes::BACKWARD_ALTERNATION, message, anchor(db, decl, found.inner), "goes back");
    if found.inner != found.outer {
        finding = finding.label(anchor(db, decl, found.outer), "under this one");
    }
    finding
        .note("alternation goes forward in the order in which the vocabulary declares its lists; so every question about all possible facts has an answer")
        .help(if found.outer_list == found.inner_list {
            "one question cannot ask of every element whether some element of the same list fits it; ask of each element by itself"
        } else {
            "ask about the later list from within the earlier one, or declare the lists in the other order"
        })
}

/// A path in words: `personnel.clearances`.
fn shown(db: &dyn Database, package: Package, path: &[u32]) -> Option<String> {
    let mut signature: &EntitySignature = facts_signature(db, package);
    let mut words: Vec<&Name> = vec![];
    for (at, index) in path.iter().enumerate() {
        let field = signature.fields.get(*index as usize)?;
        words.push(&field.name);
        if at + 1 < path.len() {
            let entity = element_entity(field.ty.as_ref()?)?;
            let item = named(db, package, entity)?;
            signature = entity_signature(db, item.decl).as_ref()?;
        }
    }
    let words: Vec<&str> = words.into_iter().map(Name::as_str).collect();
    Some(format!("`{}`", words.join(".")))
}

fn element_entity(ty: &Type) -> Option<&Name> {
    match ty {
        Type::Record(entity) | Type::Reference(entity) => Some(entity),
        Type::List(list) => element_entity(&list.element),
        Type::Optional(inner) => element_entity(inner),
        _ => None,
    }
}
