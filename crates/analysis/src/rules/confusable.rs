//! Names that a reader would take for each other: letters of different alphabets in one name, and two names that look
//! the same.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, Name, Span, codes};
use acquis_syntax::ast::DeclarationKind;
use salsa::Database;
use unicode_security::MixedScript;
use unicode_security::skeleton;

use crate::declaration::{Anchor, Finding, all_declarations, anchor, tree};
use crate::input::Package;
use crate::names::declared;

#[salsa::tracked]
pub(crate) fn confusable(db: &dyn Database, package: Package) -> Vec<Finding> {
    let mut findings = vec![];
    let mut looks: BTreeMap<String, (Name, Anchor)> = BTreeMap::new();
    for decl in all_declarations(db, package) {
        let own = declared(db, decl).as_ref().map(|(ident, _)| (ident.name.clone(), ident.span));
        for (name, span) in own.iter().cloned().chain(inner_names(&tree(db, decl).kind)) {
            if is_mixed(&name) {
                findings.push(mixed(&name, anchor(db, decl, span)));
            }
        }
        // A name of mixed alphabets looks like another for that reason, which is reported once.
        if let Some((name, span)) = own.filter(|(name, _)| !is_mixed(name)) {
            let place = anchor(db, decl, span);
            let look: String = skeleton(&name).collect();
            match looks.get(&look) {
                // Two plain names may be close (`com`, `corn`); no reader takes them for each other in a good font.
                Some((other, first)) if *other != name && !(name.is_ascii() && other.is_ascii()) => {
                    findings.push(alike(&name, place, other, first.clone()));
                }
                Some(_) => {}
                None => {
                    looks.insert(look, (name, place));
                }
            }
        }
    }
    findings
}

fn is_mixed(name: &Name) -> bool {
    !name.is_ascii() && !name.as_str().is_single_script()
}

/// The names that a declaration declares within itself.
fn inner_names(kind: &DeclarationKind) -> Vec<(Name, Span)> {
    let ident = |ident: &acquis_syntax::ast::Ident| (ident.name.clone(), ident.span);
    match kind {
        DeclarationKind::Entity(entity) => entity.fields.iter().map(|field| ident(&field.name)).collect(),
        DeclarationKind::Facts(facts) => facts.fields.iter().map(|field| ident(&field.name)).collect(),
        DeclarationKind::Enumeration(written) => {
            written.variants.iter().map(|variant| ident(&variant.name)).collect()
        }
        DeclarationKind::Define(define) => {
            define.parameters.iter().map(|parameter| ident(&parameter.name)).collect()
        }
        DeclarationKind::Reading(reading) => {
            reading.choices.iter().map(|choice| ident(&choice.name)).collect()
        }
        _ => vec![],
    }
}

fn mixed(name: &str, place: Anchor) -> Finding {
    Diagnostic::at(
        &codes::CONFUSABLE_NAME,
        format!("`{name}` mixes letters of different alphabets"),
        place,
        "mixed alphabets",
    )
    .note("letters that look the same can be different ones, and the name another than it seems")
    .help("write the name in one alphabet")
}

fn alike(name: &str, place: Anchor, other: &str, first: Anchor) -> Finding {
    Diagnostic::at(
        &codes::CONFUSABLE_NAME,
        format!("`{name}` looks like `{other}` and is another name"),
        place,
        "looks the same",
    )
    .label(first, "as this one")
    .help("rename one of them")
}
