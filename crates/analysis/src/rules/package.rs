//! What a package must have as a whole: one vocabulary of facts, and a manifest whose names exist.

use acquis_base::{Diagnostic, Name, codes, nearest};
use salsa::Database;

use crate::declaration::{Anchor, DeclKey, Finding, anchor, tree};
use crate::index::has_broken;
use crate::input::Package;
use crate::names::{ItemKind, items_of_kind};
use crate::vocabulary::facts_declarations;

#[salsa::tracked]
pub(crate) fn whole(db: &dyn Database, package: Package) -> Vec<Finding> {
    let mut findings = vec![];
    let facts = facts_declarations(db, package);
    if let [first, others @ ..] = facts.as_slice() {
        for other in others {
            let finding = Diagnostic::at(
                &codes::FACTS_DECLARATION,
                "the facts of a dossier are declared twice",
                anchor(db, *other, tree(db, *other).span),
                "declared again",
            )
            .label(anchor(db, *first, tree(db, *first).span), "declared here")
            .help("put all fields into one `facts` declaration");
            findings.push(finding);
        }
    } else {
        findings.extend(no_facts(db, package));
    }
    let manifest = package.manifest(db);
    for (named, kind) in [(&manifest.instrument, ItemKind::Instrument), (&manifest.ladder, ItemKind::Ladder)]
    {
        if let Some((name, span)) = named {
            findings.extend(unknown_in_manifest(db, package, name, *span, kind));
        }
    }
    for entry in &manifest.texts {
        let (name, span) = &entry.instrument;
        findings.extend(unknown_in_manifest(db, package, name, *span, ItemKind::Instrument));
    }
    findings
}

fn no_facts(db: &dyn Database, package: Package) -> Option<Finding> {
    if has_broken(db, package, "facts") {
        return None;
    }
    let criterion = crate::criteria::criteria(db, package).iter().next()?;
    let place = anchor(db, criterion.decl, tree(db, criterion.decl).span);
    Some(
        Diagnostic::at(
            &codes::FACTS_DECLARATION,
            "the package has criteria and no facts",
            place,
            "about which facts?",
        )
        .help("declare what a dossier holds: `facts { provider : LegalEntity … }`"),
    )
}

fn unknown_in_manifest(
    db: &dyn Database,
    package: Package,
    name: &Name,
    span: acquis_base::Span,
    kind: ItemKind,
) -> Option<Finding> {
    let known: Vec<&str> = items_of_kind(db, package, kind).map(|(name, _)| name.as_str()).collect();
    if known.contains(&name.as_str()) || has_broken(db, package, kind.as_str()) {
        return None;
    }
    let decl = DeclKey { file: package.manifest(db).path.clone(), head: Name::default(), nth: 0 };
    let place = Anchor { decl, span };
    let message = format!("the package has no {} `{name}`", kind.as_str());
    let finding = Diagnostic::at(&codes::BAD_MANIFEST, message, place.clone(), "not declared");
    Some(match nearest(name, known) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")).fix(
            format!("write `{meant}`"),
            place,
            format!("\"{meant}\""),
        ),
        None => finding.help("declare it, or remove it from the manifest"),
    })
}
