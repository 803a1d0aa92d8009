//! The assessment on one screen: the ladder, then what decides it, then what is missing.

use acquis_base::Name;
use acquis_eval::{Assessment, CriterionResult, DerogationStatus, LevelResult, LevelStatus, Truth, Verdict};
use acquis_facts::RegisterOverlay;

use super::reasons::{Reason, reasons};
use super::words::{and_list, cited, derogation_words, fact_name, mark, status_words, verdict_words};
use crate::style::{Style, WIDTH, columns, pad, quotable, wrap};

/// How many criteria are shown with their reasons.
const MOST_CRITERIA: usize = 6;

/// How many reasons are shown of one criterion.
const MOST_REASONS: usize = 3;

/// How many missing facts are shown.
const MOST_MISSING: usize = 8;

/// The assessment as text that ends in a line break.
pub(crate) fn assessment(assessment: &Assessment<'_>, origin: &str, style: Style) -> String {
    let mut screen = Screen { assessment, style, lines: vec![] };
    screen.head(origin);
    screen.ladder();
    screen.conclusion();
    screen.decisive();
    screen.missing();
    screen.notes();
    let mut text = screen.lines.join("\n");
    text.push('\n');
    text
}

struct Screen<'a> {
    assessment: &'a Assessment<'a>,
    style: Style,
    lines: Vec<String>,
}

impl Screen<'_> {
    fn line(&mut self, text: impl Into<String>) {
        self.lines.push(text.into().trim_end().to_owned());
    }

    fn section(&mut self, title: &str) {
        self.line("");
        self.line(self.style.bold(title));
    }

    fn head(&mut self, origin: &str) {
        let program = self.assessment.program;
        self.line(self.style.bold(&quotable(&self.assessment.dossier.subject)));
        let version = program.package.version.as_ref().map(|v| format!(" {v}")).unwrap_or_default();
        let instrument =
            program.outlines.own.as_ref().and_then(|name| program.outlines.instruments.get(name));
        let document = instrument.and_then(|instrument| {
            let status = instrument
                .status
                .as_ref()
                .map(|status| format!(" ({})", status.replace('_', " ")))
                .unwrap_or_default();
            instrument.document.as_ref().map(|document| format!(" · {document}{status}"))
        });
        let package = format!("{}{version}, {origin}", program.package.name);
        let as_of = self.assessment.question.as_of;
        let whole = format!("as of {as_of} · {package}{}", document.unwrap_or_default());
        for line in wrap(&whole, "", "") {
            self.line(self.style.dim(&line));
        }
    }

    fn ladder(&mut self) {
        let ladder = self.assessment.ladder;
        let title = ladder.title.clone().unwrap_or_else(|| ladder.name.clone());
        self.section(&capital(&title));
        let levels: Vec<&LevelResult> = self.assessment.levels.levels.iter().rev().collect();
        for level in levels {
            let (symbol, paint): (&str, fn(Style, &str) -> String) = match level.status {
                LevelStatus::Attained => ("●", Style::good),
                LevelStatus::Open => ("◐", Style::open),
                LevelStatus::NotAttained | LevelStatus::Precluded => ("○", Style::bad),
            };
            let status = pad(status_words(level.status), 12);
            let shown = paint(self.style, &format!("{symbol} {status}"));
            let first = format!("  level {}  {shown}  ", level.level);
            let rest = " ".repeat(columns(&first));
            for line in wrap(&self.level_words(level), &first, &rest) {
                self.line(line);
            }
        }
    }

    /// What is to be said of a level beside its status.
    fn level_words(&self, level: &LevelResult) -> String {
        let own: Vec<&CriterionResult<'_>> =
            self.assessment.criteria.iter().filter(|result| result.criterion.level == level.level).collect();
        let with = |truth: Truth| -> Vec<String> {
            own.iter().filter(|result| result.satisfied == truth).map(|result| self.short(result)).collect()
        };
        let (failed, open) = (with(Truth::False), with(Truth::Unknown));
        let few = |names: &[String]| {
            if names.len() <= 4 {
                and_list(names)
            } else {
                format!("{} of {} criteria", names.len(), own.len())
            }
        };
        let own_words = match (failed.is_empty(), open.is_empty()) {
            (true, true) => format!("{} met", count(own.len(), "criterion", "criteria")),
            (false, true) => format!("fails {}", few(&failed)),
            (true, false) => format!("not settled: {}", few(&open)),
            (false, false) => format!("fails {}; not settled: {}", few(&failed), few(&open)),
        };
        if level.blocked_by.is_empty() {
            return own_words;
        }
        let below: Vec<String> = level.blocked_by.iter().map(|below| format!("level {below}")).collect();
        format!("barred by {}; {own_words}", and_list(&below))
    }

    fn conclusion(&mut self) {
        self.line("");
        let words = self.conclusion_words();
        for line in wrap(&words, "", "") {
            self.line(self.style.bold(&line));
        }
    }

    fn conclusion_words(&self) -> String {
        let levels = &self.assessment.levels;
        if !levels.cumulative {
            let list =
                |levels: &[u32]| and_list(&levels.iter().map(|l| format!("level {l}")).collect::<Vec<_>>());
            let open: Vec<u32> =
                levels.reachable.iter().copied().filter(|l| !levels.attained.contains(l)).collect();
            let attained =
                if levels.attained.is_empty() { "no level".to_owned() } else { list(&levels.attained) };
            let rest = if open.is_empty() { String::new() } else { format!("; still open: {}", list(&open)) };
            return format!("The service attains {attained}{rest}.");
        }
        let (attained, reachable) = (levels.highest_attained(), levels.highest_reachable());
        let top = levels.levels.last().map_or(0, |level| level.level);
        let now = match attained {
            0 => "The service attains no level for certain".to_owned(),
            level => format!("The service attains level {level}"),
        };
        let then = match (reachable > attained, reachable < top) {
            (true, true) => format!("; level {reachable} is still open, and nothing above it can be reached"),
            (true, false) => format!("; level {reachable} is still open"),
            (false, true) if attained == 0 => return "The service attains no level.".to_owned(),
            (false, true) => format!(", and level {} is out of reach", attained + 1),
            (false, false) => String::new(),
        };
        format!("{now}{then}.")
    }

    /// The criteria that keep the service from the levels above what it attains, lowest level first.
    fn decisive(&mut self) {
        let blocking: Vec<&CriterionResult<'_>> =
            self.assessment.criteria.iter().filter(|result| !result.satisfied.is_true()).collect();
        let relied: Vec<&CriterionResult<'_>> = self
            .assessment
            .criteria
            .iter()
            .filter(|result| result.verdict == Verdict::MetByDerogation)
            .collect();
        if blocking.is_empty() && relied.is_empty() {
            return;
        }
        self.section("What decides it");
        for result in relied {
            self.criterion(result);
        }
        for result in blocking.iter().take(MOST_CRITERIA) {
            self.criterion(result);
        }
        let more: Vec<String> =
            blocking.iter().skip(MOST_CRITERIA).map(|result| self.short(result)).collect();
        if !more.is_empty() {
            self.line("");
            let words = format!("and {} more: {}", more.len(), more.join(", "));
            for line in wrap(&words, "  ", "  ") {
                self.line(line);
            }
        }
    }

    fn criterion(&mut self, result: &CriterionResult<'_>) {
        self.line("");
        let outlines = &self.assessment.program.outlines;
        let criterion = result.criterion;
        let words = verdict_words(result.verdict);
        let verdict = match result.satisfied {
            Truth::True => self.style.good(words),
            Truth::False => self.style.bad(words),
            Truth::Unknown => self.style.open(words),
        };
        let title = criterion.title.as_deref().unwrap_or("");
        let head = format!("  {} {}  {title}", mark(result.satisfied), outlines.show(&criterion.provision));
        if columns(&head) + 2 + columns(words) <= WIDTH {
            self.line(format!("{head}  {verdict}"));
        } else {
            for line in wrap(
                &format!("{}  {title}", outlines.show(&criterion.provision)),
                &format!("  {} ", mark(result.satisfied)),
                "    ",
            ) {
                self.line(line);
            }
            self.line(format!("    {verdict}"));
        }
        if let Some(gloss) = gloss(result) {
            for line in wrap(gloss, "    ", "    ") {
                self.line(line);
            }
        }
        let shown = decisive_reasons(result, MOST_REASONS + 1);
        for reason in shown.iter().take(MOST_REASONS) {
            self.reason(&reason.line());
        }
        if shown.len() > MOST_REASONS {
            self.reason(&format!("and more: acquis explain … \"{}\"", outlines.show(&criterion.provision)));
        }
        self.derogations(result);
    }

    fn reason(&mut self, words: &str) {
        for line in wrap(words, "    · ", "      ") {
            self.line(line);
        }
    }

    fn derogations(&mut self, result: &CriterionResult<'_>) {
        let outlines = &self.assessment.program.outlines;
        for derogation in &result.derogations {
            let basis =
                derogation.basis().map(|basis| format!(" ({})", cited(outlines, basis))).unwrap_or_default();
            let name = derogation.derogation.name.replace('_', " ");
            let unmet: Vec<String> = match derogation.status {
                DerogationStatus::OpenButUnmet | DerogationStatus::Unmet => derogation
                    .conditions
                    .iter()
                    .filter(|(_, truth)| truth.is_false())
                    .filter_map(|(gloss, _)| gloss.map(Name::to_string))
                    .collect(),
                _ => vec![],
            };
            let failing = if unmet.is_empty() { String::new() } else { format!(": {}", unmet.join("; ")) };
            let words =
                format!("derogation \"{name}\"{basis}: {}{failing}", derogation_words(derogation.status));
            self.reason(&words);
        }
    }

    fn missing(&mut self) {
        let missing = &self.assessment.missing;
        if missing.is_empty() {
            return;
        }
        self.section("What is missing");
        for pointer in missing.iter().take(MOST_MISSING) {
            let bears: Vec<String> = self
                .assessment
                .criteria
                .iter()
                .filter(|result| result.missing.contains(pointer))
                .map(|result| self.short(result))
                .collect();
            let few =
                if bears.len() > 4 { count(bears.len(), "criterion", "criteria") } else { and_list(&bears) };
            let words = format!("{}  {}", fact_name(pointer), self.style.dim(&format!("bears on {few}")));
            for line in wrap(&words, "  · ", "    ") {
                self.line(line);
            }
        }
        if missing.len() > MOST_MISSING {
            self.line(format!("  and {} more; `--format json` lists all", missing.len() - MOST_MISSING));
        }
    }

    fn notes(&mut self) {
        let notes = self.all_notes();
        if notes.is_empty() {
            return;
        }
        self.section("To be known");
        for note in notes {
            for line in wrap(&quotable(&note), "  · ", "    ") {
                self.line(line);
            }
        }
    }

    fn all_notes(&self) -> Vec<String> {
        let mut notes = self.slips();
        notes.extend(self.overlays());
        notes.extend(self.chosen_readings());
        let nothing: Vec<String> = self
            .assessment
            .criteria
            .iter()
            .filter(|result| result.vacuous)
            .map(|result| self.short(result))
            .collect();
        if !nothing.is_empty() {
            notes.push(format!("met because there is nothing to check: {}", nothing.join(", ")));
        }
        let outlines = &self.assessment.program.outlines;
        for left in self.assessment.not_formalised {
            notes.push(format!("{} is not formalised: {}", outlines.show(&left.provision), left.because));
        }
        notes
    }

    /// Provisions that the draft prints wrong and a verdict rests on.
    fn slips(&self) -> Vec<String> {
        let outlines = &self.assessment.program.outlines;
        let derogations = self.assessment.criteria.iter().flat_map(|result| &result.derogations);
        let slip = |derogation: &acquis_eval::DerogationResult<'_>| {
            let basis = derogation.basis()?;
            let printed = basis.printed.as_ref()?;
            let from = outlines.show(&derogation.derogation.from);
            let meant = outlines.show(&basis.provision);
            Some(format!("{from} prints {}; it is read as {meant}", outlines.show(printed)))
        };
        derogations.filter_map(slip).collect()
    }

    fn overlays(&self) -> Vec<String> {
        let words = |assumed: &acquis_eval::Assumed<'_>| {
            let what = match assumed.overlay {
                RegisterOverlay::Unknown => "not known".to_owned(),
                RegisterOverlay::Entries(entries) if entries.is_empty() => "no entry".to_owned(),
                RegisterOverlay::Entries(entries) => {
                    let entry = |entry: &acquis_facts::OverlayEntry| {
                        let until = entry.until.map(|until| format!(" until {until}")).unwrap_or_default();
                        let act = entry.act.as_ref().map(|act| format!(" by {act:?}")).unwrap_or_default();
                        format!("from {}{until}{act}", entry.from)
                    };
                    entries.iter().map(entry).collect::<Vec<_>>().join(", ")
                }
            };
            format!("assumed by the dossier: {} in `{}`: {what}", assumed.key, assumed.register)
        };
        self.assessment.assumed.iter().map(words).collect()
    }

    fn chosen_readings(&self) -> Vec<String> {
        let program = self.assessment.program;
        let changed = program.readings.values().filter_map(|reading| {
            let choice = self.assessment.question.choice(&reading.name)?;
            if *choice == reading.default {
                return None;
            }
            let gloss = reading
                .choices
                .iter()
                .find(|known| known.name == *choice)
                .and_then(|known| known.gloss.as_ref());
            let gloss = gloss.map(|gloss| format!(": {gloss}")).unwrap_or_default();
            Some(format!("read otherwise than by default: {} = {choice}{gloss}", reading.name))
        });
        changed.collect()
    }

    /// The end of a criterion's citation: `3.1(g)` for `Annex II 3.1(g)`.
    fn short(&self, result: &CriterionResult<'_>) -> String {
        let shown = self.assessment.program.outlines.show(&result.criterion.provision);
        shown.rsplit(' ').next().unwrap_or(&shown).to_owned()
    }
}

/// What a criterion's verdict means in plain words, where that is settled.
pub(super) fn gloss<'r>(result: &'r CriterionResult<'_>) -> Option<&'r Name> {
    let requirement = &result.criterion.requirement;
    match (result.satisfied, result.verdict) {
        (Truth::False, _) => requirement.fails.as_ref(),
        (Truth::True, Verdict::Met) => requirement.holds.as_ref(),
        _ => None,
    }
}

/// The facts that decide a criterion: why it fails, or what is open about it.
pub(super) fn decisive_reasons(result: &CriterionResult<'_>, most: usize) -> Vec<Reason> {
    let mut found: Vec<Reason> = vec![];
    let own = &result.result;
    let mut add = |way: Option<String>,
                   derivations: &mut dyn Iterator<Item = &acquis_eval::Derivation<'_>>| {
        for derivation in derivations {
            for mut reason in reasons(derivation, most) {
                if let Some(way) = &way {
                    reason.way.insert(0, way.clone());
                }
                if found.len() < most && !found.contains(&reason) {
                    found.push(reason);
                }
            }
        }
    };
    let bearing = |truth: Truth| move |derivation: &&acquis_eval::Derivation<'_>| derivation.truth == truth;
    let wanted = if own.satisfied().is_unknown() { Truth::Unknown } else { Truth::False };
    if own.applies.is_unknown() {
        add(None, &mut own.applies_why.iter().map(|why| &**why));
    }
    if !own.holds().is_true() {
        add(None, &mut own.requires.iter().map(|why| &**why).filter(bearing(wanted)));
        for point in result.points.iter().filter(|point| point.satisfied == wanted) {
            let way = match &point.point.title {
                Some(title) => format!("{} {title}", point.point.label),
                None => point.point.label.to_string(),
            };
            if point.result.applies.is_unknown() {
                add(Some(way.clone()), &mut point.result.applies_why.iter().map(|why| &**why));
            }
            add(Some(way), &mut point.result.requires.iter().map(|why| &**why).filter(bearing(wanted)));
        }
    }
    found
}

fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
