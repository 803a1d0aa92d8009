//! The rules that formalise one provision: what each gives, and how to ask for the derivation.

use acquis_eval::{Assessment, RuleResult, Truth};
use acquis_ir::{ProvisionId, Rule};

use super::Tree;
use crate::human::element_words;
use crate::rules::{result_words, title, truth, value_gloss};
use crate::style::Style;
use crate::words::fact_name;

/// How many results are shown of one rule.
const MOST_RESULTS: usize = 6;

/// What the rules give, as text that ends in a line break.
pub fn human(assessment: &Assessment<'_>, cited: &ProvisionId, rules: &[&Rule], style: Style) -> String {
    let mut tree = Tree { assessment, style, full: false, lines: vec![] };
    let outlines = &assessment.program.outlines;
    let heading = outlines.heading(cited).map(|heading| format!("  {heading}")).unwrap_or_default();
    tree.plain(&format!("{}{heading}", outlines.show(cited)), "", "  ");
    let asked = format!("{}, as of {}", assessment.dossier.subject, assessment.question.as_of);
    let count = style.bold(&format!("{} rules", rules.len()));
    tree.lines.push(format!("{count}: {asked}"));
    tree.applied();
    tree.lines.push(String::new());
    for rule in rules {
        tree.given(rule);
    }
    tree.lines.push(String::new());
    if let Some(rule) = rules.first() {
        let words = format!("name one in place of the provision to see why, such as `{}`", rule.name);
        tree.plain(&style.dim(&words), "", "");
    }
    tree.text()
}

impl Tree<'_> {
    /// The value of a result, with what it means.
    fn result_with_gloss(&self, result: &RuleResult<'_>) -> String {
        let value = result_words(result);
        match value_gloss(self.assessment.program, result) {
            Some(gloss) => format!("{value} ({gloss})"),
            None => value,
        }
    }

    /// What one rule gives, in short.
    fn given(&mut self, rule: &Rule) {
        let of_it = |result: &&RuleResult<'_>| result.rule.name == rule.name;
        let results: Vec<&RuleResult<'_>> = self.assessment.rules.iter().filter(of_it).collect();
        let called = format!("{} ({})", rule.name, title(rule));
        match results.as_slice() {
            [] => self.line(0, Truth::False, &format!("{called}: there is nothing that it is about")),
            [one] if one.element.is_none() => {
                self.line(0, truth(one), &format!("{called}: {}", self.result_with_gloss(one)));
            }
            several => {
                self.plain(&format!("{called}:"), "  · ", "    ");
                for result in several.iter().take(MOST_RESULTS) {
                    let Some(element) = &result.element else { continue };
                    let words = if element.may_exist {
                        format!("{} is not known, or not in full", fact_name(&element.pointer))
                    } else {
                        format!("{}: {}", element_words(&element.name), self.result_with_gloss(result))
                    };
                    self.line(1, truth(result), &words);
                }
                if several.len() > MOST_RESULTS {
                    self.plain(&format!("… and {} more", several.len() - MOST_RESULTS), "    ", "    ");
                }
            }
        }
    }
}
