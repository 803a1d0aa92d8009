//! What a scenario expects of rules: that the rule exists, gives a value of that type, and has that exception.

use acquis_base::{Diagnostic, Name, codes, nearest, or_list_of_names};
use acquis_facts::{Node, read_value};
use acquis_ir::{Expected, ExpectedElement, ExpectedGift, ExpectedGround, Type, Value};
use acquis_syntax::ast::{
    self, ClauseKind, DeclarationKind, FactElement, FactPath, FactStep, FactValue, FactValueKind,
};

use super::facts::Editor;
use super::{Checker, back};
use crate::check::{Content, RuleContent, checked};
use crate::declaration::tree;
use crate::names::{Item, ItemKind, items_of_kind, meanings};
use crate::vocabulary::{ladder_levels, vocabulary};

impl<'db, 't> Checker<'db, 't> {
    /// The step that names a rule, if a path does; no fact is called like one. What could not be read may be a rule.
    pub(super) fn rule_of<'p>(&self, path: &'p FactPath) -> Option<&'p FactStep> {
        let [step] = path.steps.as_slice() else { return None };
        let mut declared = meanings(self.db, self.lookup.package, &step.field.name).iter();
        declared.any(|item| matches!(item.kind, ItemKind::Rule | ItemKind::Broken)).then_some(step)
    }

    /// What a cell in the column of a rule expects.
    pub(super) fn gift_in_cell(&mut self, rule: &FactStep, cell: &ast::Cell) -> Option<Expected> {
        let gift = match (&cell.verdict, &cell.value) {
            (Some(ast::ExpectedVerdict::NotApplicable), _) => ast::ExpectedGift::NotApplicable,
            (_, Some(value)) if value.kind == FactValueKind::Word(Name::from("open")) => {
                ast::ExpectedGift::Open
            }
            (_, Some(value)) => ast::ExpectedGift::Value(value.clone(), None),
            _ => {
                self.bad_cell(cell, "a value, `open` or `not applicable`");
                return None;
            }
        };
        self.gift(rule, &gift)
    }

    /// What is expected of a rule.
    pub(super) fn gift(&mut self, rule: &FactStep, gift: &ast::ExpectedGift) -> Option<Expected> {
        let item = self.lookup.of_kind(&rule.field, ItemKind::Rule)?;
        let db = self.db;
        let Content::Rule(content) = &checked(db, item.decl).content else { return None };
        let element = self.element(rule, item)?;
        let gift = match gift {
            ast::ExpectedGift::Value(value, ground) => {
                let value = self.given_value(rule, content, value);
                let ground = match ground {
                    Some(ground) => Some(self.ground(rule, content, ground)?),
                    None => None,
                };
                ExpectedGift::Value(value?, ground)
            }
            ast::ExpectedGift::Ground(ground) => ExpectedGift::Ground(self.ground(rule, content, ground)?),
            ast::ExpectedGift::Latest(date) => {
                if content.clock.is_none() && content.ty.is_some() {
                    let message = format!("`{}` has no clock that could stand still", rule.field.name);
                    let finding = Diagnostic::at(
                        &codes::IMPOSSIBLE_EXPECTATION,
                        message,
                        rule.field.span,
                        "has no latest day",
                    );
                    self.report(finding.help("expect its value, or that it is `open`"));
                    return None;
                }
                let value = FactValue { kind: FactValueKind::Date(date.text.clone()), span: date.span };
                match self.given_value(rule, content, &value)? {
                    Value::Date(date) => ExpectedGift::Latest(date),
                    _ => return None,
                }
            }
            ast::ExpectedGift::NotApplicable => ExpectedGift::NotApplicable,
            ast::ExpectedGift::Open => ExpectedGift::Open,
        };
        Some(Expected::Rule(rule.field.name.clone(), element, gift))
    }

    /// The element that is chosen, if one is; the outer option is empty where there is nothing to choose from.
    fn element(&mut self, rule: &FactStep, item: Item<'db>) -> Option<Option<ExpectedElement>> {
        let Some(element) = &rule.element else { return Some(None) };
        if let DeclarationKind::Rule(written) = &tree(self.db, item.decl).kind
            && written.for_each.is_none()
        {
            let name = &rule.field.name;
            let message = format!("`{name}` has one result, not one for each element of a list");
            let finding =
                Diagnostic::at(&codes::NO_SUCH_ELEMENT, message, element.span(), "an element of what?");
            self.report(finding.help(format!("write `{name}` without brackets")));
            return None;
        }
        Some(Some(match element {
            FactElement::Number(number) => ExpectedElement::Number(number.value),
            FactElement::Identity(text) => ExpectedElement::Identity(text.value.clone()),
        }))
    }

    fn ground(
        &mut self,
        rule: &FactStep,
        content: &RuleContent,
        ground: &ast::ExpectedGround,
    ) -> Option<ExpectedGround> {
        let ast::ExpectedGround::Exception(label) = ground else { return Some(ExpectedGround::Default) };
        let item = self.lookup.of_kind(&rule.field, ItemKind::Rule)?;
        let DeclarationKind::Rule(written) = &tree(self.db, item.decl).kind else { return None };
        let labels = written.clauses.iter().filter_map(|clause| match &clause.kind {
            ClauseKind::Excepted(excepted) => Some(&excepted.label.name),
            _ => None,
        });
        let labels: Vec<&Name> = labels.collect();
        if labels.contains(&&label.name) {
            // An exception that is itself in error is reported where it stands.
            let known = content.exceptions.iter().any(|exception| exception.label == label.name);
            return known.then(|| ExpectedGround::Exception(label.name.clone()));
        }
        // The clause that could not be read may be the exception of this name.
        if written.incomplete {
            return None;
        }
        let message = format!("`{}` has no exception `{}`", rule.field.name, label.name);
        let finding = Diagnostic::at(&codes::UNRESOLVED, message, label.span, "no such exception");
        self.report(match nearest(&label.name, labels.iter().map(|name| name.as_str())) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")).fix(
                format!("write `{meant}`"),
                label.span,
                meant,
            ),
            None if labels.is_empty() => finding.help("it has a default only: write `by default`"),
            None => finding.help(format!(
                "its exceptions are {}",
                or_list_of_names(labels.iter().map(|name| name.as_str()))
            )),
        });
        None
    }

    /// A value of the type of the rule.
    fn given_value(&mut self, rule: &FactStep, content: &RuleContent, value: &FactValue) -> Option<Value> {
        let ty = content.ty.as_ref()?;
        if let Type::Level(ladder) = ty {
            return self.given_level(rule, ladder, value);
        }
        let vocabulary = vocabulary(self.db, self.lookup.package).as_ref()?;
        let mut editor = Editor { vocabulary, length: 0, findings: vec![] };
        let node: Node = editor.node(value, ty);
        let mut findings = editor.findings;
        let read = if findings.is_empty() { read_value(vocabulary, "", &node, ty) } else { Err(vec![]) };
        match read {
            Ok(value) => Some(value),
            Err(more) => {
                findings.extend(more.iter().map(|finding| {
                    let mut placed = finding.map_places(|place| back(place.span, 0));
                    placed.fix = None;
                    placed
                }));
                findings.into_iter().for_each(|finding| self.report(finding));
                None
            }
        }
    }

    fn given_level(&mut self, rule: &FactStep, ladder: &Name, value: &FactValue) -> Option<Value> {
        let number = match &value.kind {
            FactValueKind::Word(word) => word.strip_prefix("level ").and_then(|digits| digits.parse().ok()),
            FactValueKind::Number(digits) => digits.parse::<u32>().ok(),
            _ => None,
        };
        let (_, item) = items_of_kind(self.db, self.lookup.package, ItemKind::Ladder)
            .find(|(name, _)| *name == ladder)?;
        let levels = ladder_levels(self.db, item.decl).as_deref().unwrap_or(&[]);
        if let Some(number) = number.filter(|number| levels.iter().any(|level| level.number == *number)) {
            return Some(Value::Level(number));
        }
        let message = format!("`{}` gives a level of `{ladder}`, and this is none", rule.field.name);
        let finding = Diagnostic::at(&codes::IMPOSSIBLE_EXPECTATION, message, value.span, "no such level");
        let highest = levels.iter().map(|level| level.number).max().unwrap_or(0);
        self.report(finding.help(format!("write `level` and a number from 1 to {highest}")));
        None
    }
}
