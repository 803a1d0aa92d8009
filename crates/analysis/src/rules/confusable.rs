//! Names that a reader would take for each other: letters of different alphabets in one name, and two names that look
//! the same.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use acquis_base::{Diagnostic, Name, Span, codes};
use acquis_syntax::ast::{ClauseKind, DeclarationKind};
use salsa::Database;
use unicode_security::MixedScript;
use unicode_security::skeleton;

use crate::declaration::{Anchor, Decl, Finding, anchor, tree};
use crate::index::index;
use crate::input::Package;
use crate::names::{NamedItem, declared, name_span};

/// Names that look like another name of the package.
#[salsa::tracked]
pub(crate) fn confusable(db: &dyn Database, package: Package) -> Vec<Finding> {
    let mut findings = vec![];
    let place = |decl: Decl<'_>| anchor(db, decl, name_span(db, decl));
    let mut looks: BTreeMap<String, &NamedItem<'_>> = BTreeMap::new();
    let names = package.files(db).iter().flat_map(|file| &index(db, *file).names);
    // A name of mixed alphabets looks like another for that reason, which is reported once.
    for named in names.filter(|named| !mixes_alphabets(&named.name)) {
        match looks.entry(skeleton(&named.name).collect()) {
            Entry::Occupied(first) => {
                let first = first.get();
                // Two plain names may be close (`com`, `corn`); no reader takes them for each other in a good font.
                if first.name != named.name && !(named.name.is_ascii() && first.name.is_ascii()) {
                    let (here, there) = (place(named.item.decl), place(first.item.decl));
                    findings.push(alike(&named.name, here, &first.name, there));
                }
            }
            Entry::Vacant(free) => {
                free.insert(named);
            }
        }
    }
    findings
}

/// The names in a declaration that mix alphabets.
pub(crate) fn mixed_names<'db>(db: &'db dyn Database, decl: Decl<'db>) -> impl Iterator<Item = Finding> {
    let own = declared(db, decl).map(|(ident, _)| (ident.name.clone(), ident.span));
    let all = own.into_iter().chain(inner_names(&tree(db, decl).kind));
    all.filter(|(name, _)| mixes_alphabets(name))
        .map(move |(name, span)| mixes(&name, anchor(db, decl, span)))
}

/// Whether a name mixes letters of different alphabets.
pub fn mixes_alphabets(name: &str) -> bool {
    !name.is_ascii() && !name.is_single_script()
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
        DeclarationKind::Rule(rule) => {
            let labels = rule.clauses.iter().filter_map(|clause| match &clause.kind {
                ClauseKind::Excepted(excepted) => Some(ident(&excepted.label)),
                _ => None,
            });
            rule.for_each.iter().map(|each| ident(&each.variable)).chain(labels).collect()
        }
        _ => vec![],
    }
}

fn mixes(name: &str, place: Anchor) -> Finding {
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
