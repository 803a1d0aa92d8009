//! Names and provisions that are declared twice.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, Name, codes};
use acquis_ir::{Country, ProvisionId};
use acquis_syntax::ast::DeclarationKind;
use salsa::Database;

use crate::citations::{Resolver, outlines};
use crate::criteria::criteria;
use crate::declaration::{Anchor, Decl, Finding, anchor, tree};
use crate::index::{not_formalised, scenarios};
use crate::input::Package;
use crate::lookup::with_article;
use crate::names::{ItemKind, NamedItem, Names, name_span, names};
use crate::types::BUILT_IN;
use crate::vocabulary::{facts_declarations, value_owners};

#[salsa::tracked]
pub(crate) fn duplicates(db: &dyn Database, package: Package) -> Vec<Finding> {
    let names = names(db, package);
    let mut findings = twice(db, names);
    findings.extend(built_in(db, names));
    findings.extend(meanings(db, package, names));
    findings.extend(left_out_twice(db, package));
    findings.extend(titles(db, package));
    let outlines = outlines(db, package);
    let head = |decl: Decl<'_>| anchor(db, decl, name_span(db, decl));
    let mut previous = None;
    for entry in criteria(db, package).iter() {
        if let Some((provision, first)) = previous
            && provision == &entry.provision
        {
            let message = format!("{} is formalised twice", outlines.show(&entry.provision));
            let finding = Diagnostic::at(&codes::DUPLICATE_CRITERION, message, head(entry.decl), "again")
                .label(head(first), "first here")
                .help("keep one criterion for each provision; what differs by level is another provision");
            findings.push(finding);
        } else {
            previous = Some((&entry.provision, entry.decl));
        }
    }
    findings
}

fn twice<'db>(db: &'db dyn Database, names: &Names<'db>) -> Vec<Finding> {
    let mut findings = vec![];
    let mut first: Option<(&Name, Decl<'db>)> = None;
    for named in names.iter() {
        match first {
            Some((name, decl)) if name == &named.name => {
                if named.item.kind == ItemKind::Broken || decl_is_broken(db, decl) {
                    continue;
                }
                let place = |decl| anchor(db, decl, name_span(db, decl));
                let finding = Diagnostic::at(
                    &codes::DUPLICATE,
                    format!("`{name}` is declared twice"),
                    place(named.item.decl),
                    "declared again",
                )
                .label(place(decl), "declared here")
                .note("a name means one thing in the whole package")
                .help("rename one of them");
                findings.push(finding);
            }
            _ => first = Some((&named.name, named.item.decl)),
        }
    }
    findings
}

fn decl_is_broken<'db>(db: &'db dyn Database, decl: Decl<'db>) -> bool {
    matches!(tree(db, decl).kind, DeclarationKind::Broken(_))
}

/// Names that mean something else already: facts, countries, values of enumerations.
fn meanings<'db>(db: &'db dyn Database, package: Package, names: &Names<'db>) -> Vec<Finding> {
    let facts = facts_declarations(db, package).first().copied();
    let fields = facts.map_or(&[][..], |decl| match &tree(db, decl).kind {
        DeclarationKind::Facts(facts) => facts.fields.as_slice(),
        _ => &[],
    });
    let mut findings = vec![];
    for (decl, field) in facts.iter().flat_map(|decl| fields.iter().map(move |field| (*decl, field))) {
        findings
            .extend(value_of_this_name(db, package, &field.name.name, || anchor(db, decl, field.name.span)));
    }
    let field = |name: &Name| fields.iter().find(|field| field.name.name == *name);
    // Reports call rules by their names, beside facts.
    let spoken_of = |kind: ItemKind| kind.needs_import() || kind == ItemKind::Rule;
    for named in names.iter().filter(|named| spoken_of(named.item.kind)) {
        // The place is asked for last: it changes with the text of the declaration.
        let place = || anchor(db, named.item.decl, name_span(db, named.item.decl));
        match (field(&named.name), facts) {
            (Some(field), Some(facts)) => {
                findings.push(fact_of_this_name(named, place(), anchor(db, facts, field.name.span)));
            }
            _ => findings.extend(value_of_this_name(db, package, &named.name, place)),
        }
    }
    findings
}

fn fact_of_this_name(named: &NamedItem<'_>, place: Anchor, fact: Anchor) -> Finding {
    let message = format!("`{}` is {} and a fact", named.name, with_article(named.item.kind.as_str()));
    Diagnostic::at(&codes::DUPLICATE, message, place, "this name is taken")
        .label(fact, "the fact is declared here")
        .note("a name means one thing in the whole package")
        .help("rename one of them")
}

fn value_of_this_name(
    db: &dyn Database,
    package: Package,
    name: &Name,
    place: impl FnOnce() -> Anchor,
) -> Option<Finding> {
    let what = match (Country::from_code(name), value_owners(db, package).get(name)) {
        (Some(country), _) => format!("the code of {}", country.name()),
        (None, Some(owner)) => format!("a value of `{owner}`"),
        (None, None) => return None,
    };
    let finding = Diagnostic::at(
        &codes::DUPLICATE,
        format!("`{name}` is {what} already"),
        place(),
        "this name is taken",
    )
    .note("a name means one thing in the whole package")
    .help("choose another name");
    Some(finding)
}

/// Provisions that are declared not formalised more than once.
fn left_out_twice(db: &dyn Database, package: Package) -> Vec<Finding> {
    let mut seen: BTreeMap<ProvisionId, Anchor> = BTreeMap::new();
    let mut findings = vec![];
    for decl in not_formalised(db, package) {
        let DeclarationKind::NotFormalised(written) = &tree(db, decl).kind else { continue };
        let Some(id) = Resolver::new(db, decl).find(&written.provision, &mut vec![]) else { continue };
        let place = anchor(db, decl, written.provision.span);
        match seen.get(&id) {
            Some(first) => {
                let message = format!("{} is declared not formalised twice", outlines(db, package).show(&id));
                let finding = Diagnostic::at(&codes::DUPLICATE, message, place, "again")
                    .label(first.clone(), "first here")
                    .help("give the reason once");
                findings.push(finding);
            }
            None => {
                seen.insert(id, place);
            }
        }
    }
    findings
}

/// Scenarios of one title.
fn titles(db: &dyn Database, package: Package) -> Vec<Finding> {
    let mut seen: BTreeMap<&Name, Decl<'_>> = BTreeMap::new();
    let mut findings = vec![];
    // Of a title without a word it is said that it is none.
    for scenario in scenarios(db, package).filter(|it| !it.title.trim().is_empty()) {
        let place = |decl| anchor(db, decl, name_span(db, decl));
        match seen.get(&scenario.title) {
            Some(first) => {
                let message = format!("two scenarios are called \"{}\"", scenario.title);
                let finding = Diagnostic::at(&codes::DUPLICATE, message, place(scenario.decl), "again")
                    .label(place(*first), "first here")
                    .note("reports name a scenario by its title")
                    .help("say in the title what this one shows");
                findings.push(finding);
            }
            None => {
                seen.insert(&scenario.title, scenario.decl);
            }
        }
    }
    findings
}

fn built_in<'db>(db: &'db dyn Database, names: &Names<'db>) -> Vec<Finding> {
    let taken = names.iter().filter(|named| BUILT_IN.contains(&named.name.as_str()));
    let finding = |named: &crate::names::NamedItem<'db>| {
        let message = format!("`{}` is a built-in type", named.name);
        let place = anchor(db, named.item.decl, name_span(db, named.item.decl));
        Diagnostic::at(&codes::DUPLICATE, message, place, "this name is taken").help("choose another name")
    };
    taken.map(finding).collect()
}
