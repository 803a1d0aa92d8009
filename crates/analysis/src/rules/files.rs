//! What is known of a file once its declarations are checked. One query for each file, so that an edit elsewhere
//! costs one look at it.

use std::collections::BTreeSet;

use acquis_base::Name;
use salsa::Database;

use super::{alternation, depth, imports};
use crate::check::{Content, checked};
use crate::collisions::Undecided;
use crate::declaration::{Anchor, Finding, declarations, tail_findings};
use crate::input::SourceFile;
use crate::nesting::Edge;
use crate::waivers::stray_waivers;

/// What is known of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// What is wrong with it.
    pub(crate) findings: Vec<Finding>,
    /// The names that it uses.
    pub(crate) uses: BTreeSet<Name>,
    /// The modules that it uses.
    pub(crate) modules: BTreeSet<Name>,
    /// Exceptions of rules that are not seen to exclude each other.
    pub(crate) undecided: Vec<Undecided>,
    /// Walks within walks, with the places of the inner ones.
    pub(crate) walks: Vec<(Edge, Edge, Anchor)>,
}

/// What is known of a file.
#[salsa::tracked]
pub(crate) fn report(db: &dyn Database, file: SourceFile) -> Report {
    let package = file.package(db);
    let mut report = Report::default();
    for decl in declarations(db, file).iter().copied() {
        let account = &checked(db, decl).account;
        report.uses.extend(account.uses.iter().cloned());
        report.modules.extend(account.modules.iter().cloned());
        if let Content::Rule(content) = &checked(db, decl).content {
            report.undecided.extend(content.undecided.iter().cloned());
        }
        let nesting = alternation::nesting(db, decl);
        report.findings.extend(account.findings.iter().cloned());
        report.findings.extend(depth::too_deep(db, package, decl));
        report.findings.extend(alternation::backward(db, decl, &nesting));
        report.walks.extend(nesting.walks);
    }
    report.findings.extend(imports::missing(db, file));
    report.findings.extend(stray_waivers(db, file));
    report.findings.extend(tail_findings(db, file).iter().cloned());
    report
}
