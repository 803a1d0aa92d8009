//! Containment is a tree: no entity contains itself, however many steps away. References do not contain.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, Name, codes};
use acquis_ir::Type;
use acquis_syntax::ast::DeclarationKind;
use salsa::Database;

use crate::declaration::{Decl, Finding, anchor, tree};
use crate::input::Package;
use crate::names::{ItemKind, items_of_kind};
use crate::vocabulary::entity_signature;

#[salsa::tracked]
pub(crate) fn containment(db: &dyn Database, package: Package) -> Vec<Finding> {
    let mut contained: BTreeMap<&Name, Vec<(Name, Name)>> = BTreeMap::new();
    let mut decls: BTreeMap<&Name, Decl<'_>> = BTreeMap::new();
    for (name, item) in items_of_kind(db, package, ItemKind::Entity) {
        let Some(signature) = entity_signature(db, item.decl) else { continue };
        let fields = signature.fields.iter();
        let owned =
            fields.filter_map(|field| Some((field.name.clone(), owned_entity(field.ty.as_ref()?)?.clone())));
        contained.insert(name, owned.collect());
        decls.insert(name, item.decl);
    }
    let mut findings = vec![];
    for (name, decl) in &decls {
        if let Some(field) = field_back_to(name, &contained) {
            findings.push(contains_itself(db, *decl, name, &field));
        }
    }
    findings
}

/// The entity whose records a field of this type contains.
fn owned_entity(ty: &Type) -> Option<&Name> {
    match ty {
        Type::Record(entity) => Some(entity),
        Type::List(list) => owned_entity(&list.element),
        Type::Optional(inner) => owned_entity(inner),
        _ => None,
    }
}

/// The field of `name` through which it contains itself.
fn field_back_to(name: &Name, contained: &BTreeMap<&Name, Vec<(Name, Name)>>) -> Option<Name> {
    for (field, first) in contained.get(name)? {
        let mut seen = vec![first.clone()];
        let mut next = 0;
        while let Some(current) = seen.get(next).cloned() {
            if current == *name {
                return Some(field.clone());
            }
            for (_, inner) in contained.get(&current).into_iter().flatten() {
                if !seen.contains(inner) {
                    seen.push(inner.clone());
                }
            }
            next += 1;
        }
    }
    None
}

fn contains_itself<'db>(db: &'db dyn Database, decl: Decl<'db>, name: &Name, field: &Name) -> Finding {
    let span = match &tree(db, decl).kind {
        DeclarationKind::Entity(entity) => entity
            .fields
            .iter()
            .find(|written| written.name.name == *field)
            .map_or(entity.name.span, |f| f.name.span),
        _ => tree(db, decl).span,
    };
    let message = format!("{name} contains itself through `{field}`");
    Diagnostic::at(&codes::CONTAINMENT_CYCLE, message, anchor(db, decl, span), "leads back to its own entity")
        .note("a record that contains records of its own kind has no end, and no question about it would have one")
        .help(format!("refer instead of containing: `{field} : list of ref {name}`, and put the records into a pool"))
}
