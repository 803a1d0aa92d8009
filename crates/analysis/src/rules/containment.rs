//! Containment is a tree: no entity contains itself, however many steps away. References do not contain.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, Name, Span, codes};
use acquis_ir::Type;
use acquis_syntax::ast::DeclarationKind;
use salsa::Database;

use crate::declaration::{Decl, Finding, anchor, tree};
use crate::graph::{Graph, components};
use crate::input::Package;
use crate::names::{ItemKind, items_of_kind};
use crate::vocabulary::{FieldSignature, entity_signature};

#[salsa::tracked]
pub(crate) fn containment(db: &dyn Database, package: Package) -> Vec<Finding> {
    let entities: BTreeMap<&Name, Decl<'_>> =
        items_of_kind(db, package, ItemKind::Entity).map(|(name, item)| (name, item.decl)).collect();
    let mut graph: Graph<'_, Name> = BTreeMap::new();
    for (name, decl) in &entities {
        let fields = entity_signature(db, *decl).iter().flat_map(|signature| &signature.fields);
        graph.insert(name, fields.filter_map(|field| owned_entity(field.ty.as_ref()?)).collect());
    }
    let mut findings = vec![];
    for circle in components(&graph).circles {
        let steps: Vec<Step<'_>> = (0..circle.len())
            .filter_map(|at| {
                let (entity, next) = (circle.get(at)?, circle.get((at + 1) % circle.len())?);
                let decl = *entities.get(entity)?;
                let fields = entity_signature(db, decl).as_ref()?.fields.iter();
                let mut leading =
                    fields.filter(|field| field.ty.as_ref().and_then(owned_entity) == Some(next));
                leading.next().map(|field| Step { decl, field })
            })
            .collect();
        findings.extend(contains_itself(db, &circle, &steps));
    }
    findings
}

/// A field through which an entity contains the next one of a circle.
struct Step<'db> {
    decl: Decl<'db>,
    field: &'db FieldSignature,
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

fn contains_itself<'db>(db: &'db dyn Database, circle: &[Name], steps: &[Step<'db>]) -> Option<Finding> {
    let first = steps.first()?;
    let names: Vec<String> = circle.iter().chain(circle.first()).map(|name| format!("`{name}`")).collect();
    let message = match circle {
        [one] => format!("{one} contains itself through `{}`", first.field.name),
        _ => format!("entities contain each other in a circle: {}", names.join(" contains ")),
    };
    let mut finding = Diagnostic::new(&codes::CONTAINMENT_CYCLE, message);
    for step in steps {
        let label = if steps.len() == 1 { "leads back to its own entity" } else { "leads to the next" };
        finding = finding.label(anchor(db, step.decl, field_span(db, step)), label);
    }
    let last = steps.last()?;
    let written = last.field.ty.as_ref().map(referring).unwrap_or_default();
    Some(
        finding
            .note("a record that contains records of its own kind has no end, and no question about it would have one")
            .help(format!(
                "refer instead of containing, for instance `{} : {written}`, and put the records into a pool",
                last.field.name
            )),
    )
}

fn field_span<'db>(db: &'db dyn Database, step: &Step<'db>) -> Span {
    match &tree(db, step.decl).kind {
        DeclarationKind::Entity(entity) => entity
            .fields
            .iter()
            .find(|written| written.name.name == step.field.name)
            .map_or(entity.name.span, |field| field.name.span),
        _ => tree(db, step.decl).span,
    }
}

/// The type as it is written, with a reference where it contains.
fn referring(ty: &Type) -> String {
    match ty {
        Type::Record(entity) => format!("ref {entity}"),
        Type::List(list) => format!("list of {}", referring(&list.element)),
        Type::Optional(inner) => format!("optional {}", referring(inner)),
        _ => String::new(),
    }
}
