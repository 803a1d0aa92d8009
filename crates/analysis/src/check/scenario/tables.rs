//! Tables of cases: whether their cells fit their columns, and what each row sets and expects.

use acquis_base::{Diagnostic, Span, codes, counted};
use acquis_ir::{Expectation, Expected};
use acquis_syntax::ast::{
    self, CaseTable, ColumnKind, FactPath, FactValue, FactValueKind, Row, ScenarioClauseKind,
};

use super::{Checker, path_words, value_words};

/// The facts that a row sets, and what it expects.
#[derive(Default)]
pub(super) struct RowContent<'t> {
    /// Whether its cells fit its columns.
    pub(super) fits: bool,
    pub(super) facts: Vec<(&'t FactPath, &'t FactValue)>,
    pub(super) expected: Vec<Expectation>,
}

impl<'t> Checker<'_, 't> {
    /// The rows of all tables.
    pub(super) fn rows(&mut self) -> Vec<(&'t Row, RowContent<'t>)> {
        let mut rows = vec![];
        for table in &self.written.tables {
            self.columns(table);
            for row in &table.rows {
                let content = self.row(table, row);
                rows.push((row, content));
            }
        }
        rows
    }

    pub(super) fn bad_table(&mut self, span: Span, message: String, label: &str, help: &str) {
        // Of what could not be read, cells are missing.
        if self.written.incomplete {
            return;
        }
        self.report(Diagnostic::at(&codes::BAD_TABLE, message, span, label).help(help));
    }

    /// Facts come first, then at least one column says what is expected; none stands twice.
    fn columns(&mut self, table: &CaseTable) {
        let is_fact = |column: &&ast::Column| match &column.kind {
            ColumnKind::Fact(path) => self.rule_of(path).is_none(),
            _ => false,
        };
        let mut columns = table.columns.iter().skip_while(is_fact);
        let first = columns.next();
        if let Some(late) = columns.find(is_fact) {
            let help = "put the columns of facts before those that say what is expected";
            self.bad_table(late.span, "a fact stands after what is expected".to_owned(), "too late", help);
        }
        let elsewhere = self.clauses().any(|kind| matches!(kind, ScenarioClauseKind::Expect(_)));
        if let Some(last) = table.columns.last().filter(|_| first.is_none() && !elsewhere) {
            let help = "add a column such as `level` or `Annex II 2.1(g)`, or the name of a rule";
            self.bad_table(last.span, "this table expects nothing".to_owned(), "nothing after it", help);
        }
        for (at, column) in table.columns.iter().enumerate() {
            let key = column_key(column);
            if table.columns.iter().take(at).any(|earlier| column_key(earlier) == key) {
                let message = "this column stands twice".to_owned();
                self.bad_table(column.span, message, "again", "keep one of them");
            }
        }
    }

    fn row(&mut self, table: &'t CaseTable, row: &'t Row) -> RowContent<'t> {
        let mut content = RowContent::default();
        let (cells, columns) = (row.cells.len(), table.columns.len());
        if cells != columns {
            let message = format!(
                "this row has {}, and its table has {}",
                counted(cells, "cell", "cells"),
                counted(columns, "column", "columns")
            );
            let help = "a row ends where two bars meet; no cell is empty, and an unknown fact is `unknown`";
            self.bad_table(row.span, message, "does not fit", help);
            return content;
        }
        content.fits = true;
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            match &column.kind {
                ColumnKind::Fact(path) if let Some(rule) = self.rule_of(path) => {
                    let kind = self.gift_in_cell(rule, cell);
                    content.expected.extend(kind.map(|kind| Expectation { kind, span: cell.span }));
                }
                ColumnKind::Fact(path) => match &cell.value {
                    Some(value) => content.facts.push((path, value)),
                    None => self.bad_cell(cell, "a value"),
                },
                ColumnKind::Verdict(citation) => match &cell.verdict {
                    Some(verdict) => {
                        let kind = self.verdict(citation, verdict);
                        content.expected.extend(kind.map(|kind| Expectation { kind, span: cell.span }));
                    }
                    None => self.bad_cell(cell, "a verdict such as `met` or `not met`"),
                },
                ColumnKind::Level | ColumnKind::Reachable => {
                    let Some(level) = level_of(cell) else {
                        self.bad_cell(cell, "the number of a level, or `none`");
                        continue;
                    };
                    let Some((ladder, level)) = self.level(level, None, cell.span, "none") else { continue };
                    let kind = match column.kind {
                        ColumnKind::Level => Expected::Level(ladder, level),
                        _ => Expected::Reachable(ladder, level),
                    };
                    content.expected.push(Expectation { kind, span: cell.span });
                }
            }
        }
        content
    }

    pub(super) fn bad_cell(&mut self, cell: &ast::Cell, wanted: &str) {
        let help = "see what the head of the column asks for";
        self.bad_table(
            cell.span,
            format!("this cell holds no {}", wanted.trim_start_matches("a ").trim_start_matches("the ")),
            "does not fit",
            help,
        );
    }
}

/// The level that a cell names; nothing in it for `none`.
fn level_of(cell: &ast::Cell) -> Option<Option<ast::Count>> {
    match &cell.value.as_ref()?.kind {
        FactValueKind::Word(word) if word == "none" => Some(None),
        FactValueKind::Number(text) => Some(Some(ast::Count { value: text.parse().ok()?, span: cell.span })),
        _ => None,
    }
}

/// What a row is called: the facts that it sets.
pub(super) fn row_name(row: &RowContent<'_>) -> String {
    let fact =
        |(path, value): &(&FactPath, &FactValue)| format!("{} = {}", path_words(path), value_words(value));
    row.facts.iter().map(fact).collect::<Vec<_>>().join(", ")
}

fn column_key(column: &ast::Column) -> String {
    match &column.kind {
        ColumnKind::Fact(path) => path_words(path),
        ColumnKind::Verdict(citation) => {
            let instrument =
                citation.instrument.as_ref().map(|ident| ident.name.to_string()).unwrap_or_default();
            format!("{instrument} {}", citation.path)
        }
        ColumnKind::Level => "level".to_owned(),
        ColumnKind::Reachable => "reachable level".to_owned(),
    }
}
