//! Definitions that refer to each other in a circle.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, Name, codes};
use salsa::Database;

use crate::check::checked;
use crate::declaration::{Decl, Finding, anchor};
use crate::graph::{Components, Graph, components};
use crate::input::Package;
use crate::names::{ItemKind, items_of_kind, name_span};

/// The notions of a package in the order of their calls, and the circles among them.
#[salsa::tracked]
pub(crate) fn call_order(db: &dyn Database, package: Package) -> Components<Name> {
    let mut calls: Graph<'_, Name> = BTreeMap::new();
    let defines: BTreeMap<&Name, Decl<'_>> =
        items_of_kind(db, package, ItemKind::Define).map(|(name, item)| (name, item.decl)).collect();
    for (name, decl) in &defines {
        let uses = checked(db, *decl).account.uses.iter();
        calls.insert(name, uses.filter(|used| defines.contains_key(used)).collect());
    }
    components(&calls)
}

/// Whether notions are defined by each other in a circle.
#[salsa::tracked(returns(copy))]
pub(crate) fn is_circular(db: &dyn Database, package: Package) -> bool {
    !call_order(db, package).circles.is_empty()
}

#[salsa::tracked]
pub(crate) fn cycles(db: &dyn Database, package: Package) -> Vec<Finding> {
    let order = call_order(db, package);
    let place = |name: &Name| {
        let decl = crate::names::named(db, package, name)?.decl;
        Some(anchor(db, decl, name_span(db, decl)))
    };
    let mut findings = vec![];
    for circle in &order.circles {
        let mut places = circle.iter().filter_map(|name| Some((name, place(name)?)));
        let Some((first, at)) = places.next() else { continue };
        let message = if circle.len() == 1 {
            format!("`{first}` is defined by itself")
        } else {
            let names: Vec<String> =
                circle.iter().chain(circle.first()).map(|name| format!("`{name}`")).collect();
            format!("notions are defined by each other in a circle: {}", names.join(" uses "))
        };
        let mut finding = Diagnostic::at(&codes::CYCLE, message, at, "leads back here");
        for (_, other) in places {
            finding = finding.label(other, "on the way");
        }
        let help =
            "a notion is built from other notions and facts; for a chain of references write `chain of …`";
        findings.push(finding.help(help));
    }
    findings
}
