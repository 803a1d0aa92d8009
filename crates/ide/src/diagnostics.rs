//! What is wrong with a package: what `check` says, in its order.

use acquis_analysis::{Database, Package, findings, findings_on, has_waivers};
use acquis_base::{Code, Diagnostic, codes};
use acquis_ir::Date;

/// How a finding is shown beside its severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// What it points at can go.
    Unnecessary,
}

/// Everything found in a package on a day, with what was found while it was read. Where it is not known which day it is,
/// nothing is waived.
pub fn diagnostics(
    db: &Database,
    package: Package,
    unread: &[Diagnostic],
    today: Option<Date>,
) -> Vec<Diagnostic> {
    let mut found = unread.to_vec();
    match today.filter(|_| has_waivers(db, package)) {
        Some(today) => found.extend(findings_on(db, package, today, unread.is_empty()).0),
        None => found.extend(findings(db, package).iter().cloned()),
    }
    Diagnostic::sort(&mut found);
    found
}

/// How findings of a code are shown.
pub fn tag(code: &Code) -> Option<Tag> {
    const UNNECESSARY: &[&Code] = &[
        &codes::UNUSED_DEFINITION,
        &codes::UNUSED_READING,
        &codes::UNUSED_IMPORT,
        &codes::UNUSED_VARIABLE,
        &codes::NO_DIFFERENCE,
        &codes::IDLE_WAIVER,
    ];
    UNNECESSARY.contains(&code).then_some(Tag::Unnecessary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::package;

    fn shown(found: &[Diagnostic]) -> Vec<(&str, Option<&str>)> {
        found.iter().map(|d| (d.code.id, d.place().map(|place| &*place.file))).collect()
    }

    #[test]
    fn what_was_not_read_is_among_the_findings() {
        let (db, package) = package(&[("a", "define d : Bool = missing")]);
        let unread = [Diagnostic::new(&codes::UNREADABLE_SOURCE, "b.acq cannot be read")];
        let found = diagnostics(&db, package, &unread, None);
        assert_eq!(shown(&found), [("ACQ0503", None), ("ACQ0101", Some("a.acq"))]);
    }

    #[test]
    fn a_waiver_counts_until_its_last_day() {
        let text = "waive ACQ0104 until 2027-06-30 because \"used by a later draft\"\ndefine d : Bool = true";
        let (db, package) = package(&[("a", text)]);
        let on = |day| shown(&diagnostics(&db, package, &[], Date::new(2027, 6, day))).len();
        assert_eq!(on(30), 0);
        let after = diagnostics(&db, package, &[], Date::new(2027, 7, 1));
        assert!(shown(&after).iter().any(|(code, _)| *code == "ACQ1002"), "{after:?}");
        let unknown = diagnostics(&db, package, &[], None);
        assert_eq!(shown(&unknown), [("ACQ0104", Some("a.acq"))]);
        assert_eq!(tag(&codes::UNUSED_DEFINITION), Some(Tag::Unnecessary));
        assert_eq!(tag(&codes::UNRESOLVED), None);
    }
}
