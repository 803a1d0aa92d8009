//! Rule 4 of the decidable core: walks along references can be ranked, so that within a walk along one kind of
//! reference only kinds of lower rank are walked. There is a ranking if and only if no kind of walk stands within
//! itself, however many walks lie between.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, codes};
use salsa::Database;

use crate::declaration::{Anchor, Finding};
use crate::graph::{Graph, components};
use crate::input::Package;
use crate::nesting::Edge;
use crate::rules::report;

#[salsa::tracked]
pub(crate) fn nested_walks(db: &dyn Database, package: Package) -> Vec<Finding> {
    let mut within: BTreeMap<&Edge, BTreeMap<&Edge, &Anchor>> = BTreeMap::new();
    for (outer, inner, place) in package.files(db).iter().flat_map(|file| &report(db, *file).walks) {
        within.entry(outer).or_default().entry(inner).or_insert(place);
    }
    let graph: Graph<'_, Edge> =
        within.iter().map(|(outer, inners)| (*outer, inners.keys().copied().collect())).collect();
    let mut findings = vec![];
    for circle in components(&graph).circles {
        let steps = circle.iter().zip(circle.iter().cycle().skip(1));
        let places = steps.filter_map(|(outer, inner)| Some((*within.get(outer)?.get(inner)?).clone()));
        findings.extend(finding(&circle, places.collect()));
    }
    findings
}

fn finding(circle: &[Edge], places: Vec<Anchor>) -> Option<Finding> {
    let show = |edge: &Edge| format!("`{}.{}`", edge.0, edge.1);
    let (message, help) = match circle {
        [one] => (
            format!("a walk along {} stands within a walk along the same references", show(one)),
            "`chain of` reaches everything along one kind of reference at once; ask about its elements",
        ),
        [first, others @ ..] => {
            let others: Vec<String> = others.iter().map(show).collect();
            (
                format!("walks along {} and {} stand within each other", show(first), others.join(", ")),
                "walk along one kind of reference within the other, and not back",
            )
        }
        [] => return None,
    };
    let mut places = places.into_iter();
    let mut finding = Diagnostic::at(&codes::NESTED_WALKS, message, places.next()?, "the inner walk");
    let mut seen: Vec<Anchor> = finding.labels.iter().map(|label| label.place.clone()).collect();
    for place in places {
        if !seen.contains(&place) {
            seen.push(place.clone());
            finding = finding.label(place, "and here the other way round");
        }
    }
    let note = "references have ranks: within a walk along one kind only kinds of lower rank are walked";
    Some(finding.note(note).help(help))
}
