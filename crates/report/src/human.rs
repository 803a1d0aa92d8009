//! The assessment on one screen: the ladder, then what decides it, then what is missing.

use acquis_base::{Name, counted};
use acquis_eval::{
    Assessment, CriterionResult, Derivation, DerogationResult, DerogationStatus, ElementRole, LevelResult,
    LevelStatus, LiftedCase, RuleResult, RuleStatus, Step, Truth, Verdict,
};
use acquis_facts::RegisterOverlay;

use super::advice::advice;
use super::evidence;
use super::reasons::{Reason, bearing, reasons};
use super::rules;
use super::words::{
    and_list, applied_words, cited, derogation_words, fact_name, mark, status_words, verdict_words,
    whatever_words,
};
use crate::style::{Style, WIDTH, columns, pad, quotable, wrap};

/// How many criteria are shown with their reasons.
const MOST_CRITERIA: usize = 6;

/// How many reasons are shown of one criterion.
const MOST_REASONS: usize = 3;

/// How many rules are named that do not apply.
const MOST_IDLE: usize = 8;

/// How many missing facts are shown.
const MOST_MISSING: usize = 8;

/// The assessment as text that ends in a line break, and below it the evidence for each criterion where that is asked.
pub fn assessment(assessment: &Assessment<'_>, origin: &str, with_evidence: bool, style: Style) -> String {
    let mut screen = Screen { assessment, with_evidence, style, lines: vec![] };
    screen.head(origin);
    if !assessment.ladder.is_none() {
        screen.ladder();
        screen.conclusion();
    }
    screen.decisive();
    screen.missing();
    screen.rules();
    screen.notes();
    screen.evidence();
    let mut text = screen.lines.join("\n");
    text.push('\n');
    text
}

/// What an assessment comes to, in one sentence.
pub fn conclusion(assessment: &Assessment<'_>) -> String {
    let style = Style { colour: false };
    Screen { assessment, with_evidence: false, style, lines: vec![] }.conclusion_words()
}

/// What the rules ask about of which the dossier says nothing.
fn silent_words(silent: &[&RuleResult<'_>]) -> String {
    let mut rules: Vec<&str> = vec![];
    let mut facts: Vec<String> = vec![];
    for result in silent {
        if !rules.contains(&result.rule.name.as_str()) {
            rules.push(&result.rule.name);
        }
        for fact in result.missing.iter().map(|pointer| fact_name(pointer)) {
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
    }
    let count = counted(rules.len(), "rule asks", "rules ask");
    format!("nothing is known of what {count} about: {}", and_list(&facts))
}

struct Screen<'a> {
    assessment: &'a Assessment<'a>,
    with_evidence: bool,
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
        for line in wrap(&quotable(&self.assessment.dossier.subject), "", "  ") {
            self.line(self.style.bold(&line));
        }
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
        // The package of the working folder needs no place.
        let place = if origin == "." { String::new() } else { format!(", {origin}") };
        let package = format!("{}{version}{place}", program.package.name);
        let as_of = self.assessment.question.as_of;
        let whole = format!("as of {as_of} · {package}{}", document.unwrap_or_default());
        for line in wrap(&whole, "", "") {
            self.line(self.style.dim(&line));
        }
        if let Some(words) = applied_words(program) {
            for line in wrap(&words, "", "  ") {
                self.line(&line);
            }
        }
    }

    fn ladder(&mut self) {
        let ladder = self.assessment.ladder;
        let title = ladder.title.clone().unwrap_or_else(|| ladder.name.clone());
        self.line("");
        for line in wrap(&capital(&title), "", "  ") {
            self.line(self.style.bold(&line));
        }
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
            (true, true) => format!("{} met", counted(own.len(), "criterion", "criteria")),
            (false, true) => format!("fails {}", few(&failed)),
            (true, false) if level.own.is_false() => format!("no facts satisfy {} together", few(&open)),
            (true, false) if level.status == LevelStatus::NotAttained => {
                format!("no facts satisfy {} together with the levels below", few(&open))
            }
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
            for line in wrap(&gloss, "    ", "    ") {
                self.line(line);
            }
        }
        if let Some(words) = whatever_words(result) {
            self.reason(&quotable(&words));
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
            let facts: Vec<String> =
                derogation_reasons(derogation, MOST_REASONS).iter().map(Reason::line).collect();
            let why = if facts.is_empty() { String::new() } else { format!(": {}", facts.join("; ")) };
            let words = format!("derogation \"{name}\"{basis}: {}{why}", derogation_words(derogation.status));
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
            let few = if bears.len() > 4 {
                counted(bears.len(), "criterion", "criteria")
            } else {
                and_list(&bears)
            };
            let words = format!("{}  {}", fact_name(pointer), self.style.dim(&format!("bears on {few}")));
            for line in wrap(&words, "  · ", "    ") {
                self.line(line);
            }
        }
        if missing.len() > MOST_MISSING {
            self.line(format!("  and {} more; `--format json` lists all", missing.len() - MOST_MISSING));
        }
    }

    /// What rules came to. Those that do not apply are named on one line, and of those that ask about facts of which
    /// the dossier says nothing it is said which facts that are. Where the dossier says nothing of what any rule asks
    /// about, it is about other things, and there is nothing to report.
    fn rules(&mut self) {
        let results = &self.assessment.rules;
        let program = self.assessment.program;
        if program.rules.is_empty()
            || (!results.is_empty() && results.iter().all(|result| result.is_about_nothing_known(program)))
        {
            return;
        }
        self.section("Rules");
        let (idle, active): (Vec<&RuleResult<'_>>, Vec<&RuleResult<'_>>) =
            results.iter().partition(|result| result.status == RuleStatus::NotApplicable);
        let known = |rule: &acquis_ir::Rule| {
            let mut results = results.iter().filter(|result| result.rule.name == rule.name);
            results.any(|result| !result.is_about_nothing_known(program))
        };
        let (active, silent): (Vec<&RuleResult<'_>>, Vec<&RuleResult<'_>>) =
            active.into_iter().partition(|result| known(result.rule));
        for result in active {
            self.rule(result);
        }
        let about_nothing =
            |rule: &&acquis_ir::Rule| results.iter().all(|result| result.rule.name != rule.name);
        let nothing = self.assessment.program.rules.iter().filter(about_nothing).map(rules::title);
        let mut idle: Vec<String> = idle.into_iter().map(rules::called).chain(nothing).collect();
        if idle.len() > MOST_IDLE {
            let more = idle.len() - MOST_IDLE;
            idle.truncate(MOST_IDLE);
            idle.push(format!("and {more} more"));
        }
        if !idle.is_empty() {
            self.dimmed(&format!("not applicable: {}", idle.join(", ")));
        }
        if !silent.is_empty() {
            self.dimmed(&silent_words(&silent));
        }
    }

    fn dimmed(&mut self, words: &str) {
        self.line("");
        for line in wrap(words, "  ", "  ") {
            self.line(self.style.dim(&line));
        }
    }

    fn rule(&mut self, result: &RuleResult<'_>) {
        self.line("");
        let outlines = &self.assessment.program.outlines;
        let (words, truth) = (rules::result_words(result), rules::truth(result));
        let painted = match truth {
            Truth::True => self.style.bold(&words),
            Truth::False | Truth::Unknown => self.style.open(&words),
        };
        let head = format!("  {} {}  ", mark(truth), cited(outlines, &result.rule.basis));
        let called = rules::called(result);
        if columns(&head) + columns(&called) + 2 + columns(&words) <= WIDTH {
            self.line(format!("{head}{called}  {painted}"));
        } else {
            for line in wrap(&called, &head, "    ") {
                self.line(line);
            }
            self.line(format!("    {painted}"));
        }
        for line in rules::lines(self.assessment.program, result) {
            self.reason(&line);
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

    fn evidence(&mut self) {
        if self.with_evidence {
            self.section("Evidence");
            let lines = evidence::lines(self.assessment, self.style);
            self.lines.extend(lines.into_iter().map(|line| line.trim_end().to_owned()));
        }
    }

    /// How much of the evidence that is asked for is given.
    fn evidence_note(&self) -> Option<String> {
        if !self.with_evidence && !evidence::is_spoken_of(self.assessment) {
            return None;
        }
        let words = evidence::Count::of(self.assessment).words();
        Some(if self.with_evidence { words } else { format!("{words}; `--evidence` shows which") })
    }

    fn all_notes(&self) -> Vec<String> {
        let mut notes = self.slips();
        notes.extend(self.overlays());
        notes.extend(self.chosen_readings());
        notes.extend(self.recommendations());
        notes.extend(self.evidence_note());
        let excepted = self.shorts(relies_on_exception);
        if !excepted.is_empty() {
            notes.push(format!("met with an exception that the point itself makes: {}", excepted.join(", ")));
        }
        for result in self.assessment.criteria.iter().filter(|result| result.satisfied.is_true()) {
            if let Some(words) = whatever_words(result) {
                notes.push(format!("{} is {} {words}", self.short(result), verdict_words(result.verdict)));
            }
        }
        let nothing = self.shorts(|result| result.vacuous);
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
        let slip = |derogation: &DerogationResult<'_>| {
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

    /// What a `should` asks that does not bind, where it is not so.
    fn recommendations(&self) -> Vec<String> {
        let mut notes = vec![];
        for result in &self.assessment.criteria {
            for advice in advice(result) {
                let followed = match advice.followed {
                    Truth::Unknown => "not known to be followed",
                    Truth::True | Truth::False => "not followed",
                };
                let facts: Vec<String> = advice.reasons.iter().map(Reason::line).collect();
                let point = self.short(result);
                notes.push(format!("what {point} recommends is {followed}: {}", facts.join("; ")));
            }
        }
        notes
    }

    /// The criteria of which `is_so` holds, by their citations.
    fn shorts(&self, is_so: impl Fn(&CriterionResult<'_>) -> bool) -> Vec<String> {
        self.assessment
            .criteria
            .iter()
            .filter(|result| is_so(result))
            .map(|result| self.short(result))
            .collect()
    }

    /// A criterion's citation, shortened to its end where that stands by itself: `3.1(g)` for `Annex II 3.1(g)`.
    fn short(&self, result: &CriterionResult<'_>) -> String {
        let shown = self.assessment.program.outlines.show(&result.criterion.provision);
        match shown.rsplit_once(' ') {
            Some((annex, number)) if annex.contains("Annex ") => number.to_owned(),
            _ => shown,
        }
    }
}

/// What a criterion's verdict means in plain words, where that is settled: what its failing points say of themselves, or
/// what it says as a whole. The words for a criterion that is met say too much of one that recommends what is not so.
pub(crate) fn gloss(result: &CriterionResult<'_>) -> Option<String> {
    let requirement = &result.criterion.requirement;
    let words = match (result.satisfied, result.verdict) {
        (Truth::False, _) => {
            return of_points(result).or_else(|| requirement.fails.as_deref().map(str::to_owned));
        }
        // Where it may also be met otherwise, it is not certain that what is required holds.
        (Truth::True, Verdict::Met) if result.routes.is_empty() && advice(result).is_empty() => {
            requirement.holds.as_ref()
        }
        _ => None,
    };
    words.map(Name::to_string)
}

/// What the failing points say, if only points fail and each says it.
fn of_points(result: &CriterionResult<'_>) -> Option<String> {
    let failing = result.points.iter().filter(|point| point.satisfied.is_false());
    let words: Option<Vec<&str>> = failing.map(|point| point.point.requirement.fails.as_deref()).collect();
    let words = words.filter(|words| !words.is_empty())?;
    result.result.requires.iter().all(|why| !why.truth.is_false()).then(|| words.join("; "))
}

/// The facts that decide a criterion: why it fails, or what is open about it.
pub(crate) fn decisive_reasons(result: &CriterionResult<'_>, most: usize) -> Vec<Reason> {
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
    if own.applies.is_false() {
        add(None, &mut own.applies_why.iter().map(|why| &**why));
        return found;
    }
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

/// The facts that decide what a derogation came to; none where it is not needed.
pub(crate) fn derogation_reasons(derogation: &DerogationResult<'_>, most: usize) -> Vec<Reason> {
    let (opening, condition) = match derogation.status {
        DerogationStatus::NotNeeded => (None, None),
        DerogationStatus::ReliedOn | DerogationStatus::Available => (Some(Truth::True), None),
        DerogationStatus::Closed => (Some(Truth::False), None),
        DerogationStatus::OpenButUnmet | DerogationStatus::Unmet => (None, Some(Truth::False)),
        DerogationStatus::Undetermined => (Some(Truth::Unknown), Some(Truth::Unknown)),
    };
    let mut found: Vec<Reason> = vec![];
    let mut add = |why: &Derivation<'_>, case: &LiftedCase<'_>, gloss: Option<&Name>| {
        for mut reason in reasons(why, most) {
            reason.way.splice(0..0, gloss.map(Name::to_string));
            if derogation.cases.len() > 1 {
                reason.way.splice(0..0, case.element.as_deref().map(element_words));
            }
            if found.len() < most && !found.contains(&reason) {
                found.push(reason);
            }
        }
    };
    for case in &derogation.cases {
        for why in case.opens.iter().filter(|why| Some(why.truth) == opening) {
            add(why, case, None);
        }
        for why in case.except.iter().filter(|why| opening.is_some() && Some(!why.truth) == opening) {
            add(why, case, None);
        }
        for (why, (gloss, _)) in case.conditions.iter().zip(&derogation.conditions) {
            if Some(why.truth) == condition {
                add(why, case, *gloss);
            }
        }
    }
    found
}

/// Whether a criterion is met because something that fails it is carved out.
fn relies_on_exception(result: &CriterionResult<'_>) -> bool {
    let points = result.points.iter().map(|point| &point.result);
    result.verdict == Verdict::Met
        && std::iter::once(&result.result).chain(points).any(|asked| {
            let lifted = asked.unless.iter().any(|why| why.truth.is_true());
            let fails = asked.requires.iter().any(|why| !why.truth.is_true());
            lifted && fails || asked.requires.iter().any(|why| carves_out(why))
        })
}

/// Whether an element that bears on a derivation is carved out.
fn carves_out(why: &Derivation<'_>) -> bool {
    matches!(why.step, Step::Element(_, _, ElementRole::CarvedOut))
        || bearing(why).iter().any(|(part, _)| carves_out(part))
}

/// What an element is called: its name, or where it stands.
pub(crate) fn element_words(element: &str) -> String {
    if element.starts_with('/') { fact_name(element) } else { element.to_owned() }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
