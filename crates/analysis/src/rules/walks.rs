//! Rule 4 of the decidable core: walks along references can be ranked, so that within a walk along one kind of
//! reference only kinds of lower rank are walked. There is a ranking if and only if no kind of walk stands within
//! itself, however many walks lie between.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Diagnostic, codes};
use salsa::Database;

use crate::declaration::{Anchor, Finding, all_declarations};
use crate::input::Package;
use crate::nesting::Edge;
use crate::rules::alternation::nesting;

#[salsa::tracked]
pub(crate) fn nested_walks(db: &dyn Database, package: Package) -> Vec<Finding> {
    let mut within: BTreeMap<&Edge, BTreeMap<&Edge, &Anchor>> = BTreeMap::new();
    for decl in all_declarations(db, package) {
        for (outer, inner, place) in &nesting(db, decl).walks {
            within.entry(outer).or_default().entry(inner).or_insert(place);
        }
    }
    let mut findings = vec![];
    let mut on_circle: BTreeSet<&Edge> = BTreeSet::new();
    for (outer, inners) in &within {
        for (inner, place) in inners {
            if !on_circle.contains(outer) && leads_to(inner, outer, &within) {
                on_circle.extend([*outer, *inner]);
                findings.push(finding(outer, inner, (*place).clone()));
            }
        }
    }
    findings
}

fn leads_to(from: &Edge, to: &Edge, within: &BTreeMap<&Edge, BTreeMap<&Edge, &Anchor>>) -> bool {
    let mut seen = vec![from];
    let mut next = 0;
    while let Some(current) = seen.get(next).copied() {
        if current == to {
            return true;
        }
        for inner in within.get(current).into_iter().flat_map(BTreeMap::keys) {
            if !seen.contains(inner) {
                seen.push(inner);
            }
        }
        next += 1;
    }
    false
}

fn finding(outer: &Edge, inner: &Edge, place: Anchor) -> Finding {
    let show = |edge: &Edge| format!("`{}.{}`", edge.0, edge.1);
    let message = if outer == inner {
        format!("a walk along {} stands within a walk along the same references", show(outer))
    } else {
        format!("walks along {} and {} nest both ways", show(outer), show(inner))
    };
    Diagnostic::at(&codes::NESTED_WALKS, message, place, "the inner walk")
        .note("references have ranks: within a walk along one kind only kinds of lower rank are walked")
        .help("`chain of` already reaches everything along one kind of reference; ask about its elements")
}
