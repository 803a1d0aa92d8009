//! What stands twice in a scenario, so that of one of the two nothing would be left.

use std::collections::BTreeMap;

use acquis_base::{Diagnostic, Name, Span, codes};
use acquis_ir::Expected;
use acquis_syntax::ast::{self, ColumnKind, FactElement, FactPath, Row, ScenarioClauseKind, SupposedEntry};

use super::tables::RowContent;
use super::{Awaited, Checker, path_words};

impl<'t> Checker<'_, 't> {
    /// Neither the same fact nor the same expectation stands twice.
    pub(super) fn nothing_twice(&mut self, awaited: &[Awaited<'t>], rows: &[(&'t Row, RowContent<'t>)]) {
        let mut facts: BTreeMap<String, Span> = BTreeMap::new();
        for clause in &self.written.clauses {
            let (ScenarioClauseKind::Set(path, _) | ScenarioClauseKind::Remove(path)) = &clause.kind else {
                continue;
            };
            // Numbers of elements change when one is taken away.
            let by_number = |step: &ast::FactStep| matches!(step.element, Some(FactElement::Number(_)));
            if matches!(clause.kind, ScenarioClauseKind::Remove(_))
                && path.steps.last().is_some_and(by_number)
            {
                facts.clear();
            } else {
                self.changed_before(path, &facts);
                facts.insert(path_words(path), path.span);
            }
        }
        self.columns_twice(&facts);
        self.supposed_twice();
        let mut expected: BTreeMap<String, Span> = BTreeMap::new();
        let mut again = vec![];
        for expectation in awaited {
            let (key, span) = match expectation {
                Awaited::Ready(it) => (expected_key(&it.kind), it.span),
                Awaited::Missing(path, span) => (format!("missing {}", path_words(path)), *span),
            };
            again.extend(expected.insert(key, span).map(|first| (first, span)));
        }
        let nothing = expected.get("nothing missing").copied();
        let something = expected.iter().find(|(key, _)| key.starts_with("missing ")).map(|(_, span)| *span);
        again.extend(nothing.zip(something));
        for (_, row) in rows {
            for it in &row.expected {
                again.extend(expected.get(&expected_key(&it.kind)).map(|first| (*first, it.span)));
            }
        }
        for (a, b) in again {
            let (first, span) = (a.min(b), a.max(b));
            let finding =
                Diagnostic::at(&codes::REPEATED_CLAUSE, "two expectations are about the same", span, "again");
            self.report(finding.label(first, "first here").help("keep the one that is meant"));
        }
    }

    /// A change whose fact, or a part of it, was changed before: of that change nothing would be left.
    fn changed_before(&mut self, path: &FactPath, before: &BTreeMap<String, Span>) {
        let words = path_words(path);
        let is_lost = |earlier: &str| {
            earlier
                .strip_prefix(words.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        // Sorted: what starts alike stands together.
        let mut alike = before.range(words.clone()..).take_while(|(earlier, _)| earlier.starts_with(&words));
        let Some((earlier, first)) = alike.find(|(earlier, _)| is_lost(earlier)) else { return };
        let message = if *earlier == words {
            format!("`{words}` is changed twice")
        } else {
            format!("`{words}` is changed after `{earlier}`, of which nothing is left")
        };
        let finding = Diagnostic::at(&codes::REPEATED_CLAUSE, message, path.span, "again");
        self.report(finding.label(*first, "first here").help("keep the change that is meant"));
    }

    /// What the rows of a table set is not set for all of them beside it.
    fn columns_twice(&mut self, facts: &BTreeMap<String, Span>) {
        for column in self.written.tables.iter().flat_map(|table| &table.columns) {
            if let ColumnKind::Fact(path) = &column.kind
                && self.rule_of(path).is_none()
            {
                self.changed_before(path, facts);
            }
        }
    }

    /// Of a key several entries may be supposed; that there is none, or that it is not known, stands alone.
    fn supposed_twice(&mut self) {
        let dated = |what: &SupposedEntry| matches!(what, SupposedEntry::Entry(..) | SupposedEntry::Undated);
        let mut before: BTreeMap<(&Name, &Name), &ast::Supposed> = BTreeMap::new();
        for kind in self.clauses() {
            let ScenarioClauseKind::Assume(supposed) = kind else { continue };
            let first = *before.entry((&supposed.register.name, &supposed.key.name)).or_insert(supposed);
            if std::ptr::eq(first, supposed) || dated(&first.what) && dated(&supposed.what) {
                continue;
            }
            let (key, register) = (&supposed.key, &supposed.register.name);
            let message = format!("two things are supposed of `{}` in `{register}`", key.name);
            let finding = Diagnostic::at(&codes::REPEATED_CLAUSE, message, key.span, "again")
                .label(first.key.span, "first here")
                .help(
                    "keep what is meant; several suppositions of one key are entries, each from its own day",
                );
            self.report(finding);
        }
    }
}

/// What an expectation is about; two about the same are one too many.
fn expected_key(expected: &Expected) -> String {
    match expected {
        Expected::Level(ladder, _) => format!("level of {ladder}"),
        Expected::Reachable(ladder, _) => format!("reachable level of {ladder}"),
        Expected::Verdict(provision, _) => format!("verdict of {provision}"),
        Expected::Evidence(provision, kind, _) => format!("evidence {kind:?} for {provision}"),
        Expected::Missing(pointer) => format!("missing {pointer}"),
        Expected::NothingMissing => "nothing missing".to_owned(),
        Expected::Rule(rule, element, _) => format!("rule {rule} {element:?}"),
    }
}
