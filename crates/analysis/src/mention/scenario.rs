//! What scenarios name.

use acquis_base::Name;
use acquis_ir::Type;
use acquis_syntax::ast::{
    self, ColumnKind, Expected, ExpectedGift, ExpectedGround, ExpectedVerdict, FactPath, ScenarioClauseKind,
};

use super::{Role, Symbol, Walker, Wanted, rule_type};
use crate::names::ItemKind;
use crate::vocabulary::register_signature;

impl Walker<'_, '_> {
    pub(super) fn scenario(&mut self, written: &ast::Scenario) {
        for (reading, choice) in &written.readings {
            self.item(reading, ItemKind::Reading);
            self.choice(reading, choice);
        }
        for clause in &written.clauses {
            match &clause.kind {
                ScenarioClauseKind::Set(path, value) => {
                    let ty = self.fact_path(path, Role::Writes);
                    self.fact_value(value, ty.as_ref());
                }
                ScenarioClauseKind::Remove(path) => {
                    self.fact_path(path, Role::Writes);
                }
                ScenarioClauseKind::Assume(supposed) => self.entry(&supposed.key, &supposed.register),
                ScenarioClauseKind::Expect(expected) => self.expected(expected),
            }
        }
        for table in &written.tables {
            let types: Vec<Option<Type>> = table.columns.iter().map(|column| self.column(column)).collect();
            for row in &table.rows {
                for (cell, ty) in row.cells.iter().zip(&types) {
                    if let Some(verdict) = &cell.verdict {
                        self.verdict(verdict);
                    }
                    if let Some(value) = &cell.value {
                        self.fact_value(value, ty.as_ref());
                    }
                }
            }
        }
    }

    /// Notes a key of a register, and the register.
    fn entry(&mut self, key: &ast::Ident, register: &ast::Ident) {
        let item = self.item(register, ItemKind::Register);
        let of = item.and_then(|(_, decl)| register_signature(self.db, decl).as_ref()?.of.clone());
        self.word(&key.name, key.span, of.as_ref(), Role::Uses);
    }

    fn column(&mut self, column: &ast::Column) -> Option<Type> {
        match &column.kind {
            ColumnKind::Fact(path) => match self.rule_of(path) {
                Some((_, ty)) => ty,
                None => self.fact_path(path, Role::Writes),
            },
            ColumnKind::Verdict(citation) => {
                self.citation(citation, Role::MeansCriterion);
                None
            }
            ColumnKind::Level | ColumnKind::Reachable => None,
        }
    }

    /// Notes the rule that a path names, if it names one; gives its name and the type of its value.
    fn rule_of(&mut self, path: &FactPath) -> Option<(Name, Option<Type>)> {
        let [step] = path.steps.as_slice() else { return None };
        self.rule_step(step)
    }

    fn rule_step(&mut self, step: &ast::FactStep) -> Option<(Name, Option<Type>)> {
        let name = &step.field.name;
        let item = self.lookup.peek(name).filter(|item| item.kind == ItemKind::Rule)?;
        let ty = rule_type(self.db, item.decl).clone();
        let symbol = Symbol::Item(ItemKind::Rule, name.clone());
        self.add_typed(step.field.span, symbol, Role::Uses, ty.clone());
        Some((name.clone(), ty))
    }

    fn expected(&mut self, expected: &Expected) {
        match expected {
            Expected::Level(level) | Expected::Reachable(level) => {
                if let Some(ladder) = &level.ladder {
                    self.item(ladder, ItemKind::Ladder);
                }
                let named = level.ladder.as_ref().map(|ladder| ladder.name.clone());
                if let (Some(count), Some(ladder)) = (level.level, named.or_else(|| self.ladder())) {
                    self.add(count.span, Symbol::Level(ladder, count.value), Role::Uses);
                }
            }
            Expected::Verdict(citation, verdict) => {
                self.citation(citation, Role::MeansCriterion);
                self.verdict(verdict);
            }
            Expected::Evidence(kind, citation, _) => {
                if let Some(kind) = kind {
                    self.evidence_kind(kind);
                }
                self.citation(citation, Role::MeansCriterion);
            }
            Expected::Missing(path) => {
                self.fact_path(path, Role::Uses);
            }
            Expected::MissingEntry(key, register) => self.entry(key, register),
            Expected::NothingMissing => {}
            Expected::Rule(step, gift) => self.gift(step, gift),
        }
    }

    fn verdict(&mut self, verdict: &ExpectedVerdict) {
        if let ExpectedVerdict::MetByDerogation(name) = verdict {
            self.item(name, ItemKind::Derogation);
        }
    }

    fn gift(&mut self, step: &ast::FactStep, gift: &ExpectedGift) {
        self.meet(&step.field.name, || Wanted::Item(ItemKind::Rule));
        let Some((rule, ty)) = self.rule_step(step) else { return };
        let ground = match gift {
            ExpectedGift::Value(value, ground) => {
                self.fact_value(value, ty.as_ref());
                ground.as_ref()
            }
            ExpectedGift::Ground(ground) => Some(ground),
            ExpectedGift::Latest(_) | ExpectedGift::NotApplicable | ExpectedGift::Open => None,
        };
        if let Some(ExpectedGround::Exception(label)) = ground {
            self.meet(&label.name, || Wanted::Exception(rule.clone()));
            self.add(label.span, Symbol::Exception(rule, label.name.clone()), Role::Uses);
        }
    }
}
