//! The derivation of what a rule came to, result by result.

use acquis_eval::{Assessment, Ground, RuleResult, RuleStatus, Stop, Stopped, Truth};
use acquis_ir::{Clock, Rule};

use super::Tree;
use crate::human::element_words;
use crate::reasons::read_words;
use crate::rules::{
    days, ground_name, last_day_words, outcome_words, result_words, stopped_words, title, truth, value_gloss,
};
use crate::style::{Style, wrap};
use crate::words::{cited, fact_name};

/// The derivation as text that ends in a line break.
pub fn human(
    assessment: &Assessment<'_>,
    rule: &Rule,
    results: &[&RuleResult<'_>],
    full: bool,
    style: Style,
) -> String {
    let mut tree = Tree { assessment, style, full, lines: vec![] };
    tree.rule_head(rule, results);
    for result in results {
        tree.result(result);
    }
    tree.text()
}

impl Tree<'_> {
    fn rule_head(&mut self, rule: &Rule, results: &[&RuleResult<'_>]) {
        let outlines = &self.assessment.program.outlines;
        self.plain(&format!("{}  {}", cited(outlines, &rule.basis), title(rule)), "", "  ");
        let asked = format!("{}, as of {}", self.assessment.dossier.subject, self.assessment.question.as_of);
        let words = match results {
            [] => "there is nothing that it is about".to_owned(),
            [one] if one.element.is_none() => result_words(one),
            [_] => "1 result".to_owned(),
            several => format!("{} results", several.len()),
        };
        let painted = self.style.bold(&words);
        self.lines.push(format!("{painted}: {asked}"));
        self.applied();
        if let [one] = results
            && one.element.is_none()
        {
            self.gloss(one);
        }
        if let Some(docs) = &rule.docs {
            self.lines.push(String::new());
            for line in wrap(docs, "", "") {
                self.lines.push(self.style.dim(&line));
            }
        }
    }

    fn result(&mut self, result: &RuleResult<'_>) {
        match &result.element {
            Some(element) => {
                self.section(&format!("{}: {}", element_words(&element.name), result_words(result)));
                self.gloss(result);
            }
            None => self.section("Derivation"),
        }
        if let Some(element) = result.element.as_ref().filter(|element| element.may_exist) {
            let words = format!("{} is not known, or not in full", fact_name(&element.pointer));
            self.line(0, Truth::Unknown, &words);
            return;
        }
        if let Some(why) = &result.belongs {
            self.clause("it is one of those asked about:", why, 0);
        }
        for why in &result.applies {
            self.clause("applies where", why, 0);
        }
        for ground in &result.grounds {
            self.ground(result.rule, ground);
        }
        if let Some((stopped, clock)) = result.stopped.as_ref().zip(result.rule.clock.as_ref()) {
            self.clock(stopped, clock);
        }
        if let Some(words) = last_day_words(&self.assessment.program.outlines, result) {
            self.line(0, truth(result), &words);
        }
        if !result.missing.is_empty() && result.status == RuleStatus::Open {
            self.section("Missing");
            for pointer in &result.missing {
                self.plain(&fact_name(pointer), "  · ", "    ");
            }
        }
    }

    /// What the value means.
    fn gloss(&mut self, result: &RuleResult<'_>) {
        if let Some(gloss) = value_gloss(self.assessment.program, result) {
            self.plain(gloss, "  ", "  ");
        }
    }

    fn ground(&mut self, rule: &Rule, ground: &Ground<'_>) {
        let outlines = &self.assessment.program.outlines;
        let name = ground_name(outlines, ground);
        let value = if ground.effective.is_false() { None } else { outcome_words(rule, ground) };
        let value = value.map(|value| format!(": {value}")).unwrap_or_default();
        self.line(0, ground.effective, &format!("{name}{value}"));
        if let Some(why) = &ground.condition {
            self.clause("when", why, 1);
            if why.truth.is_true() && ground.effective.is_false() {
                self.plain(&self.style.dim("(another exception goes before it)"), "    ", "    ");
            }
        }
        for why in &ground.because {
            self.step(why, None, 1);
        }
        for read in &ground.reads {
            let known = if read.operand.value.is_some() { Truth::True } else { Truth::Unknown };
            self.line(1, known, &read_words(read));
        }
    }

    fn clock(&mut self, stopped: &Stopped<'_>, clock: &Clock) {
        let outlines = &self.assessment.program.outlines;
        let settled = if stopped.days().is_some() { Truth::True } else { Truth::Unknown };
        let words = stopped_words(stopped).unwrap_or_else(|| "the clock is not stopped".to_owned());
        let cap = clock.cap.map(|cap| format!(", at most {}", days(cap.into()))).unwrap_or_default();
        let basis =
            clock.basis.as_ref().map(|basis| format!(" ({})", cited(outlines, basis))).unwrap_or_default();
        self.line(0, settled, &format!("{words}{cap}{basis}"));
        for stop in &stopped.stops {
            self.line(1, stop.counts, &stop_words(stop));
        }
        if let Some(why) = &stopped.uncapped {
            self.clause("the cap does not count where", why, 1);
        }
    }
}

fn stop_words(stop: &Stop) -> String {
    let day = |day: Option<acquis_ir::Date>| {
        day.map_or_else(|| "a day not known".to_owned(), |day| day.to_string())
    };
    match (stop.from, stop.to) {
        (Some(from), Some(to)) => {
            format!("{}: from {from} to {to}, {}", element_words(&stop.name), days(to.days_since(from)))
        }
        (None, None) => format!("{} is not known, or not in full", fact_name(&stop.pointer)),
        (from, to) => format!("{}: from {} to {}", element_words(&stop.name), day(from), day(to)),
    }
}
