//! A derogation that speaks of an element which fails its criterion and does not bind it, or binds it under another name.
//! Every use of the name would be told, and none of them is the slip.

use std::collections::BTreeSet;

use acquis_base::{Diagnostic, Span, codes};
use acquis_syntax::ast::{self, Ident};
use salsa::Database;

use super::super::Checked;
use super::{after_basis, check_as};
use crate::declaration::{Anchor, Decl, Finding, anchor};

/// What is found in a derogation, with one finding in the place of all that a missing or misnamed `for each … that
/// fails` entails: the one name that nothing declares is taken for the element, if nothing else is wrong then.
pub(super) fn mended<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    written: &ast::Derogation,
    checked: Checked,
) -> Checked {
    let Some(used) = only_unknown_name(db, decl, &checked) else { return checked };
    let is_unused = |variable: &Ident| {
        let place = anchor(db, decl, variable.span);
        let found = &checked.account.findings;
        found.iter().any(|finding| finding.code == &codes::UNUSED_VARIABLE && starts_at(finding, &place))
    };
    if written.for_each.as_ref().is_some_and(|variable| !is_unused(variable)) {
        return checked;
    }
    let bound = ast::Derogation { for_each: Some(used.clone()), ..written.clone() };
    let mut again = check_as(db, decl, &bound);
    if !again.account.findings.iter().all(|finding| checked.account.findings.contains(finding)) {
        return checked;
    }
    again.account.findings.push(finding(db, decl, written, &used));
    again
}

fn starts_at(finding: &Finding, place: &Anchor) -> bool {
    finding.labels.first().is_some_and(|label| label.place == *place)
}

/// The one name of a derogation that nothing declares, where it is used first.
fn only_unknown_name<'db>(db: &'db dyn Database, decl: Decl<'db>, checked: &Checked) -> Option<Ident> {
    let unresolved = checked.account.findings.iter().filter(|finding| finding.code == &codes::UNRESOLVED);
    let places: Vec<Span> =
        unresolved.filter_map(|finding| Some(finding.labels.first()?.place.span)).collect();
    let names: BTreeSet<&str> = places.iter().map(|place| place.of(decl.text(db))).collect();
    let (name, span) = (names.first()?, *places.iter().min_by_key(|place| place.start)?);
    (names.len() == 1).then(|| Ident { name: (*name).into(), span })
}

fn finding<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Derogation, used: &Ident) -> Finding {
    let name = &used.name;
    let message = format!("nothing is called `{name}` here");
    let finding = Diagnostic::at(&codes::UNRESOLVED, message, anchor(db, decl, used.span), "unknown name");
    match &written.for_each {
        Some(variable) => {
            let place = anchor(db, decl, variable.span);
            finding
                .label(place.clone(), format!("what fails the criterion is called `{}`", variable.name))
                .help(format!("write `for each {name} that fails`, or speak of `{}`", variable.name))
                .fix(format!("write `{name}`"), place, name.as_str())
        }
        None => {
            let clause = format!("for each {name} that fails");
            let at = after_basis(written);
            finding
                .note("a derogation says how it calls what fails its criterion before it speaks of it")
                .help(format!("write `{clause}` before the block"))
                .fix(
                    format!("insert `{clause}`"),
                    anchor(db, decl, Span { start: at, end: at }),
                    format!(" {clause}"),
                )
        }
    }
}
