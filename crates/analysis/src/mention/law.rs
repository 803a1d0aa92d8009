//! What the declarations of the law name: notions, readings, ladders, criteria, derogations, rules.

use acquis_syntax::ast::{self, Clause, ClauseKind};

use super::{Role, Symbol, Variable, Walker, Wanted, copied_from, criterion_parts};
use crate::check::derogation::{FailingElement, derogation_head, failing_element};
use crate::criteria::{criterion_head, criterion_of};
use crate::names::ItemKind;
use crate::types::Position;
use crate::vocabulary::reading_choices;

impl Walker<'_, '_> {
    pub(super) fn define(&mut self, written: &ast::Define) {
        for parameter in &written.parameters {
            let ty = self.type_form(&parameter.ty, Position::Parameter);
            self.bind(&parameter.name, ty);
        }
        let ty = self.type_form(&written.ty, Position::Result);
        self.all_cited(&written.cites);
        self.expression(written.body, ty.as_ref());
    }

    pub(super) fn reading(&mut self, written: &ast::Reading) {
        self.all_cited(&written.cites);
        for choice in &written.choices {
            let symbol = Symbol::Choice(written.name.name.clone(), choice.name.name.clone());
            self.add(choice.name.span, symbol, Role::Declares);
        }
    }

    /// Notes a choice of a reading.
    pub(super) fn choice(&mut self, reading: &ast::Ident, choice: &ast::Ident) {
        self.meet(&choice.name, || Wanted::Choice(reading.name.clone()));
        let item = self.lookup.peek(&reading.name).filter(|item| item.kind == ItemKind::Reading);
        let choices = item.and_then(|item| reading_choices(self.db, item.decl).as_ref());
        if choices.is_some_and(|choices| choices.contains(&choice.name)) {
            self.add(choice.span, Symbol::Choice(reading.name.clone(), choice.name.clone()), Role::Uses);
        }
    }

    pub(super) fn ladder_levels(&mut self, written: &ast::Ladder) {
        self.all_cited(&written.under);
        self.all_cited(written.cumulative.iter().flatten());
        for rung in &written.rungs {
            let symbol = Symbol::Level(written.name.name.clone(), rung.level.value);
            self.add(rung.level.span, symbol, Role::Declares);
            if let Some(citation) = &rung.set_out_in {
                self.citation(citation, Role::Uses);
            }
            self.all_cited(rung.standard.iter().filter_map(|standard| standard.under.as_ref()));
        }
    }

    /// Notes the level at which something stands.
    fn at_level(&mut self, level: Option<ast::Count>, ladder: Option<acquis_base::Name>) {
        if let (Some(level), Some(ladder)) = (level, ladder.or_else(|| self.only_ladder())) {
            self.add(level.span, Symbol::Level(ladder, level.value), Role::Uses);
        }
    }

    pub(super) fn criterion(&mut self, written: &ast::Criterion) {
        self.cited(&written.provision, Role::Formalises);
        let ladder = criterion_head(self.db, self.decl).and_then(|head| head.ladder.clone());
        self.at_level(written.level, ladder);
        if let Some(counterpart) = &written.counterpart {
            self.citation(counterpart, Role::MeansCriterion);
        }
        if let Some(copied) = &written.copied {
            self.citation(&copied.from, Role::MeansCriterion);
        }
        let chain = copied_from(self.db, self.decl);
        // The parameter that stands nearest is meant where two have one name.
        for decl in chain.iter().rev() {
            for (name, ty) in &criterion_parts(self.db, *decl).parameters {
                let symbol = Symbol::Parameter(decl.key(self.db).clone(), name.clone());
                self.scope.push(Variable { name: name.clone(), symbol, ty: ty.clone() });
            }
        }
        for clause in &written.clauses {
            self.clause(clause);
        }
    }

    fn clause(&mut self, clause: &Clause) {
        match &clause.kind {
            ClauseKind::Holds(_) | ClauseKind::Fails(_) | ClauseKind::Without(None) => {}
            ClauseKind::Parameter(variable, value) => {
                let ty = self.type_form(&variable.ty, Position::CriterionParameter);
                let symbol = Symbol::Parameter(self.decl.key(self.db).clone(), variable.name.name.clone());
                self.add_typed(variable.name.span, symbol, Role::Declares, ty.clone());
                self.expression(*value, ty.as_ref());
            }
            ClauseKind::With(name, value) => {
                let known = self.scope.iter().rev().find(|variable| variable.name == name.name);
                let known = known.map(|variable| (variable.symbol.clone(), variable.ty.clone()));
                let ty = known.as_ref().and_then(|(_, ty)| ty.clone());
                if let Some((symbol, ty)) = known {
                    self.add_typed(name.span, symbol, Role::Writes, ty);
                }
                self.expression(*value, ty.as_ref());
            }
            ClauseKind::Applies(formula)
            | ClauseKind::Requires(formula)
            | ClauseKind::Unless(formula)
            | ClauseKind::Opens(formula)
            | ClauseKind::Condition(_, formula)
            | ClauseKind::Exception(formula) => self.condition(*formula),
            ClauseKind::Point(point) => {
                let own = self.own.clone();
                if !point.numbered {
                    let symbol = Symbol::Point(self.decl.key(self.db).clone(), point.label.name.clone());
                    self.add(point.label.span, symbol, Role::Declares);
                } else {
                    self.numbered(&point.label, own.as_ref(), Role::Formalises);
                }
                point.clauses.iter().for_each(|clause| self.clause(clause));
            }
            ClauseKind::Evidence(evidence) => {
                self.all_cited(&evidence.cites);
                for exhibit in &evidence.exhibits {
                    self.evidence_kind(&exhibit.kind);
                    exhibit.facts.iter().for_each(|fact| self.fact_name(fact));
                }
            }
            ClauseKind::Without(Some(label)) => self.without(label),
            ClauseKind::Plus(inner) => self.clause(inner),
            ClauseKind::Default(outcome) => self.outcome(outcome),
            ClauseKind::Excepted(excepted) => self.excepted(excepted),
            ClauseKind::Clock(clock) => {
                let depth = self.scope.len();
                self.each_of(&clock.each);
                self.expression(clock.from, None);
                self.expression(clock.to, None);
                self.scope.truncate(depth);
                self.all_cited(&clock.under);
                if let Some(uncapped) = clock.uncapped {
                    self.condition(uncapped);
                }
            }
            ClauseKind::WorkingDay(ends) => {
                if let Some(days_off) = ends.days_off {
                    self.range(days_off);
                }
                self.all_cited(&ends.under);
            }
        }
    }

    /// A point of the criterion refined: by its number, or by its name.
    fn without(&mut self, label: &ast::Ident) {
        let bases = copied_from(self.db, self.decl);
        for base in bases.iter().skip(1) {
            if criterion_parts(self.db, *base).points.contains(&label.name) {
                let symbol = Symbol::Point(base.key(self.db).clone(), label.name.clone());
                self.add(label.span, symbol, Role::Uses);
                return;
            }
        }
        for base in bases.iter().skip(1) {
            let of = criterion_head(self.db, *base).and_then(|head| head.provision.as_ref());
            if self.numbered(label, of, Role::MeansCriterion) {
                return;
            }
        }
    }

    pub(super) fn derogation(&mut self, written: &ast::Derogation) {
        self.cited(&written.from, Role::MeansCriterion);
        let from = derogation_head(self.db, self.decl).as_ref().and_then(|head| head.from.as_ref());
        let base = from.and_then(|from| criterion_of(self.db, self.package, from));
        let ladder = base.and_then(|base| criterion_head(self.db, base)?.ladder.clone());
        self.at_level(written.level, ladder);
        self.all_cited(&written.under);
        if let Some(variable) = &written.for_each {
            let element = base.map(|base| failing_element(self.db, base));
            let ty = match element {
                Some(FailingElement::Of(ty)) => Some(ty.clone()),
                _ => None,
            };
            self.bind(variable, ty);
        }
        for clause in &written.clauses {
            self.clause(clause);
        }
    }

    pub(super) fn rule(&mut self, written: &ast::Rule) {
        if let Some(each) = &written.for_each {
            self.each_of(each);
        }
        self.result = self.type_form(&written.ty, Position::Rule);
        self.cited(&written.under, Role::Formalises);
        self.rule_name = Some(written.name.name.clone());
        for clause in &written.clauses {
            self.clause(clause);
        }
    }

    /// Notes a list and binds the variable that stands for its elements.
    fn each_of(&mut self, each: &ast::EachOf) {
        let element = self.range(each.range);
        self.bind(&each.variable, element);
        if let Some(filter) = each.filter {
            self.condition(filter);
        }
    }

    fn outcome(&mut self, outcome: &ast::Outcome) {
        let expected = self.result.clone().filter(|_| outcome.period.is_none());
        self.expression(outcome.expr, expected.as_ref());
    }

    fn excepted(&mut self, excepted: &ast::Excepted) {
        let rule = self.rule_name.clone().unwrap_or_default();
        let symbol = |label: &ast::Ident| Symbol::Exception(rule.clone(), label.name.clone());
        self.add(excepted.label.span, symbol(&excepted.label), Role::Declares);
        self.all_cited(&excepted.under);
        if let Some((labels, basis)) = &excepted.over {
            for label in labels {
                self.meet(&label.name, || Wanted::Exception(rule.clone()));
                self.add(label.span, symbol(label), Role::Uses);
            }
            self.cited(basis, Role::Uses);
        }
        self.condition(excepted.condition);
        self.outcome(&excepted.outcome);
    }
}
