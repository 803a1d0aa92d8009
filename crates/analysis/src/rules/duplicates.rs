//! Names and provisions that are declared twice.

use acquis_base::{Diagnostic, Name, codes};
use salsa::Database;

use crate::citations::outlines;
use crate::criteria::criteria;
use crate::declaration::{Anchor, Decl, Finding, anchor};
use crate::input::Package;
use crate::names::{ItemKind, Names, name_span, names};
use crate::types::BUILT_IN;

#[salsa::tracked]
pub(crate) fn duplicates(db: &dyn Database, package: Package) -> Vec<Finding> {
    let names = names(db, package);
    let mut findings = twice(db, names);
    findings.extend(built_in(db, names));
    let outlines = outlines(db, package);
    let mut previous = None;
    for entry in criteria(db, package).iter() {
        if let Some((provision, first)) = previous
            && provision == &entry.provision
        {
            let message = format!("{} is formalised twice", outlines.show(&entry.provision));
            let finding = Diagnostic::at(&codes::DUPLICATE_CRITERION, message, head(db, entry.decl), "again")
                .label(head(db, first), "first here")
                .help("keep one criterion for each provision; what differs by level is another provision");
            findings.push(finding);
        } else {
            previous = Some((&entry.provision, entry.decl));
        }
    }
    findings
}

/// The place of a criterion's citation.
fn head<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Anchor {
    let tree = crate::declaration::tree(db, decl);
    let span = match &tree.kind {
        acquis_syntax::ast::DeclarationKind::Criterion(criterion) => criterion.provision.citation.span,
        _ => tree.span,
    };
    anchor(db, decl, span)
}

fn twice<'db>(db: &'db dyn Database, names: &Names<'db>) -> Vec<Finding> {
    let mut findings = vec![];
    let mut first: Option<(&Name, Decl<'db>)> = None;
    for named in names.iter() {
        match first {
            Some((name, decl)) if name == &named.name => {
                if named.item.kind == ItemKind::Broken {
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

fn built_in<'db>(db: &'db dyn Database, names: &Names<'db>) -> Vec<Finding> {
    let taken = names.iter().filter(|named| BUILT_IN.contains(&named.name.as_str()));
    let finding = |named: &crate::names::NamedItem<'db>| {
        let message = format!("`{}` is a built-in type", named.name);
        let place = anchor(db, named.item.decl, name_span(db, named.item.decl));
        Diagnostic::at(&codes::DUPLICATE, message, place, "this name is taken").help("choose another name")
    };
    taken.map(finding).collect()
}
