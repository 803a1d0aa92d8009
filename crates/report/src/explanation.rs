//! The derivation of one verdict as a tree, decisive facts first. Branches that do not bear on the verdict are folded
//! unless everything is asked for.

pub mod rule;
pub mod rules;

use std::sync::Arc;

use acquis_eval::{Assessment, CriterionResult, Derivation, ElementRole, RequirementResult, Step, Truth};

use super::evidence::{lacking, why_unknown};
use super::human::{decisive_reasons, derogation_reasons, element_words, gloss};
use super::reasons::{Names, Reason, bearing, label_words, leaf, notion_words, shortened};
use super::words::{applied_words, cited, derogation_words, fact_name, mark, verdict_words, whatever_words};
use crate::style::{Style, quotable, wrap};

/// How many decisive facts are shown of the criterion, and of each derogation from it.
const MOST_REASONS: usize = 10;

/// The most lines of a tree; beyond them the reader is better served by JSON.
const MOST_LINES: usize = 400;

/// How deep a tree is indented; deeper steps are shown at this depth.
const DEEPEST: usize = 20;

/// The derivation as text that ends in a line break.
pub fn human(assessment: &Assessment<'_>, result: &CriterionResult<'_>, full: bool, style: Style) -> String {
    let mut tree = Tree { assessment, style, full, lines: vec![] };
    tree.head(result);
    tree.decisive(result);
    tree.requirement(&result.result, 0);
    for point in &result.points {
        let title = point.point.title.as_ref().map(|title| format!(" {title}")).unwrap_or_default();
        let words = format!("{}{title}: {}", point.point.label, verdict_words(point.verdict));
        tree.line(0, point.satisfied, &words);
        tree.requirement(&point.result, 1);
    }
    tree.derogations(result);
    tree.missing(result);
    tree.evidence(result);
    tree.text()
}

struct Tree<'a> {
    assessment: &'a Assessment<'a>,
    style: Style,
    full: bool,
    lines: Vec<String>,
}

impl Tree<'_> {
    /// What was written, or as much of it as a reader is served by.
    fn text(mut self) -> String {
        if self.lines.len() > MOST_LINES {
            self.lines.truncate(MOST_LINES);
            self.lines.push("… the rest is in `--format json`".to_owned());
        }
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }

    fn plain(&mut self, words: &str, first: &str, rest: &str) {
        self.lines.extend(wrap(words, first, rest).into_iter().map(|line| line.trim_end().to_owned()));
    }

    fn section(&mut self, title: &str) {
        self.lines.push(String::new());
        let lines = wrap(title, "", "  ");
        self.lines.extend(lines.iter().map(|line| self.style.bold(line)));
    }

    fn line(&mut self, depth: usize, truth: Truth, words: &str) {
        let indent = "  ".repeat(depth.min(DEEPEST) + 1);
        let mark = match truth {
            Truth::True => self.style.good(mark(truth)),
            Truth::False => self.style.bad(mark(truth)),
            Truth::Unknown => self.style.open(mark(truth)),
        };
        self.plain(&quotable(words), &format!("{indent}{mark} "), &format!("{indent}  "));
    }

    /// Which amendments the law has in it that is asked about.
    fn applied(&mut self) {
        if let Some(words) = applied_words(self.assessment.program) {
            self.plain(&words, "", "  ");
        }
    }

    fn head(&mut self, result: &CriterionResult<'_>) {
        let outlines = &self.assessment.program.outlines;
        let criterion = result.criterion;
        let title = criterion.title.as_deref().unwrap_or("");
        let head = format!("{}  {title}", outlines.show(&criterion.provision));
        self.plain(&head, "", "  ");
        let verdict = verdict_words(result.verdict);
        let painted = match result.satisfied {
            Truth::True => self.style.good(verdict),
            Truth::False => self.style.bad(verdict),
            Truth::Unknown => self.style.open(verdict),
        };
        let asked = format!(
            "{}: {}, level {}, as of {}",
            self.style.bold(&painted),
            quotable(&self.assessment.dossier.subject),
            criterion.level,
            self.assessment.question.as_of
        );
        self.plain(&asked, "", "  ");
        self.applied();
        if let Some(words) = whatever_words(result) {
            let words = format!("{} {}", verdict_words(result.verdict), quotable(&words));
            self.plain(&words, "", "  ");
        }
        if let Some(gloss) = gloss(result) {
            self.plain(&gloss, "", "");
        }
        if result.vacuous {
            self.plain("there is nothing to check", "", "");
        }
        if let Some(docs) = &criterion.docs {
            self.lines.push(String::new());
            let dimmed = self.style;
            for line in wrap(docs, "", "") {
                self.lines.push(dimmed.dim(&line));
            }
        }
    }

    fn decisive(&mut self, result: &CriterionResult<'_>) {
        let mut lines: Vec<String> =
            decisive_reasons(result, MOST_REASONS).iter().map(Reason::line).collect();
        for derogation in &result.derogations {
            let name = derogation.derogation.name.replace('_', " ");
            let reasons = derogation_reasons(derogation, MOST_REASONS);
            lines.extend(reasons.iter().map(|reason| format!("derogation \"{name}\": {}", reason.line())));
        }
        if lines.is_empty() {
            return;
        }
        self.section("Decisive facts");
        for line in lines {
            self.plain(&line, "  · ", "    ");
        }
    }

    fn requirement(&mut self, result: &RequirementResult<'_>, depth: usize) {
        if depth == 0 {
            self.section("Derivation");
        }
        if let Some(why) = &result.applies_why {
            self.clause("applies where", why, depth);
        }
        for why in &result.requires {
            self.clause("requires", why, depth);
        }
        for why in &result.unless {
            self.clause("unless", why, depth);
        }
    }

    fn clause(&mut self, word: &str, why: &Arc<Derivation<'_>>, depth: usize) {
        let words = format!("{word} {}", shortened(&why.text()));
        self.line(depth, why.truth, &words);
        match why.step {
            // The text of the clause does not say these.
            Step::Read { .. } | Step::Weighed { .. } => self.step(why, None, depth + 1),
            _ if says_itself(why) => {}
            _ if is_leaf(why) => self.step(why, None, depth + 1),
            _ => self.parts(why, depth + 1),
        }
    }

    fn parts(&mut self, why: &Derivation<'_>, depth: usize) {
        if self.lines.len() > MOST_LINES {
            return;
        }
        let shown = bearing(why);
        let folded = why.children.len().saturating_sub(shown.len());
        if self.full {
            for child in &why.children {
                self.step(child, None, depth);
            }
        } else {
            for (child, label) in shown {
                self.step(child, label.and_then(label_words), depth);
            }
        }
        if !self.full && folded > 0 && matches!(why.step, Step::All | Step::Any | Step::Quantified { .. }) {
            let words = format!(
                "({folded} other {} not bear on it)",
                if folded == 1 { "part does" } else { "parts do" }
            );
            self.plain(&self.style.dim(&words), &"  ".repeat(depth.min(DEEPEST) + 1), "");
        }
        if let Step::Quantified { not_shown, .. } = why.step
            && not_shown > 0
        {
            let words = format!("({not_shown} more elements like these)");
            self.plain(&self.style.dim(&words), &"  ".repeat(depth.min(DEEPEST) + 1), "");
        }
    }

    fn step(&mut self, why: &Derivation<'_>, label: Option<String>, depth: usize) {
        if self.lines.len() > MOST_LINES {
            return;
        }
        let prefix = label.map(|label| format!("{label}: ")).unwrap_or_default();
        match &why.step {
            Step::Element(name, place, role) => {
                let place_words = fact_name(place);
                let shown = match role {
                    // What is not listed has no name.
                    ElementRole::MayExist => {
                        format!("{place_words}: there may be others that are not listed")
                    }
                    _ if name == place => place_words,
                    _ => format!("{name} ({place_words})"),
                };
                let role = match role {
                    ElementRole::Asked | ElementRole::MayExist => "",
                    ElementRole::CarvedOut => ", carved out",
                    ElementRole::LeftOut => ": not asked",
                };
                self.line(depth, why.truth, &format!("{shown}{role}"));
                self.parts(why, depth + 1);
            }
            Step::Called(name) => {
                self.line(depth, why.truth, &format!("{prefix}{}", notion_words(name)));
                // The notion's own step would say the same words again.
                match why.children.as_slice() {
                    [body] if !self.full && !is_leaf(body) && !says_more(body) => {
                        self.parts(body, depth + 1);
                    }
                    _ => self.parts(why, depth + 1),
                }
            }
            Step::Read { reading, choice } => {
                self.line(depth, why.truth, &format!("{prefix}read by {reading} = {choice}"));
                self.parts(why, depth + 1);
            }
            Step::Weighed { binding, .. } => {
                let weight = if *binding { "binding" } else { "advisory, not counted" };
                self.line(depth, why.truth, &format!("{prefix}should ({weight})"));
                self.parts(why, depth + 1);
            }
            _ if is_leaf(why) => {
                if let Some((words, _)) = leaf(why, &Names::WHOLE) {
                    self.line(depth, why.truth, &format!("{prefix}{words}"));
                }
            }
            _ => {
                self.line(depth, why.truth, &format!("{prefix}{}", shortened(&why.text())));
                self.parts(why, depth + 1);
            }
        }
    }

    fn derogations(&mut self, result: &CriterionResult<'_>) {
        let outlines = &self.assessment.program.outlines;
        for derogation in &result.derogations {
            let basis = derogation
                .basis()
                .map(|basis| format!(" under {}", cited(outlines, basis)))
                .unwrap_or_default();
            let name = derogation.derogation.name.replace('_', " ");
            self.section(&format!("Derogation \"{name}\"{basis}"));
            self.plain(derogation_words(derogation.status), "  ", "  ");
            if derogation.status == acquis_eval::DerogationStatus::NotNeeded && !self.full {
                continue;
            }
            for case in &derogation.cases {
                if let Some(element) = &case.element {
                    self.plain(&quotable(&format!("for {}", element_words(element))), "  ", "  ");
                }
                for why in &case.opens {
                    self.clause("opens where", why, 1);
                }
                for why in &case.except {
                    self.clause("except where", why, 1);
                }
                for (why, (gloss, _)) in case.conditions.iter().zip(&derogation.conditions) {
                    let words = gloss
                        .map_or("on condition that".to_owned(), |gloss| format!("on condition \"{gloss}\":"));
                    self.clause(&words, why, 1);
                }
            }
        }
    }

    fn missing(&mut self, result: &CriterionResult<'_>) {
        if result.missing.is_empty() {
            return;
        }
        self.section("Missing");
        let hidden = self.assessment.evidence().hidden(result.criterion);
        for pointer in &result.missing {
            let why = why_unknown(pointer, &hidden).map(|why| format!(": {why}")).unwrap_or_default();
            self.plain(&quotable(&format!("{}{why}", fact_name(pointer))), "  · ", "    ");
        }
    }

    fn evidence(&mut self, result: &CriterionResult<'_>) {
        let lines = lacking(self.assessment, result, self.style);
        if !lines.is_empty() {
            self.section("Evidence that is not given");
            self.lines.extend(lines);
        }
    }
}

fn is_leaf(why: &Derivation<'_>) -> bool {
    why.children.is_empty()
}

/// Whether the formula names the one fact that it reads as reports do, so that its mark says all.
fn says_itself(why: &Derivation<'_>) -> bool {
    matches!(&why.step, Step::Fact(operand) if operand.pointer.as_deref().is_some_and(|pointer| fact_name(pointer) == why.text()))
}

/// Whether a step says what the words of the notion around it do not: which reading chose.
fn says_more(why: &Derivation<'_>) -> bool {
    matches!(why.step, Step::Read { .. } | Step::Weighed { .. })
        || matches!(why.children.as_slice(), [only] if matches!(only.step, Step::Literal))
}
