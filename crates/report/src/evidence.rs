//! What there is of the evidence that criteria ask for.

use acquis_base::Rounding;
use acquis_eval::{Assessment, CriterionResult, ExhibitResult, FactShown, Truth};
use acquis_facts::Evidence;
use acquis_ir::{Age, EvidenceStatus, Outlines};
use serde_json::{Value, json};

use super::words::{and_list, cited, fact_name, mark};
use crate::style::{Style, quotable, wrap};

/// How many facts of one status are named of an item.
const MOST_FACTS: usize = 3;

/// The statuses, best first.
const STATUSES: [EvidenceStatus; 5] = [
    EvidenceStatus::Given,
    EvidenceStatus::Unclear,
    EvidenceStatus::Stale,
    EvidenceStatus::TooLow,
    EvidenceStatus::Absent,
];

/// How many of the items asked for are in which state.
pub(crate) struct Count {
    asked: usize,
    by_status: [usize; STATUSES.len()],
    decides: bool,
}

impl Count {
    /// Counts the items that are asked for of something in the dossier.
    pub(crate) fn of(assessment: &Assessment<'_>) -> Self {
        let view = assessment.evidence();
        let mut count =
            Self { asked: 0, by_status: [0; STATUSES.len()], decides: assessment.program.evidence_decides };
        let criteria = assessment.criteria.iter();
        for status in criteria.flat_map(|it| view.of(it.criterion)).filter_map(|exhibit| exhibit.status) {
            count.asked += 1;
            for (known, number) in STATUSES.iter().zip(&mut count.by_status) {
                *number += usize::from(*known == status);
            }
        }
        count
    }

    fn each(&self) -> impl Iterator<Item = (EvidenceStatus, usize)> {
        STATUSES.into_iter().zip(self.by_status)
    }

    /// One sentence: what is given, and what is not.
    pub(crate) fn words(&self) -> String {
        let given = self.by_status.first().copied().unwrap_or(0);
        let lacking = self.each().skip(1).filter(|(_, number)| *number > 0);
        let lacking: Vec<String> =
            lacking.map(|(status, number)| format!("{number} {}", words(status))).collect();
        let rest = if lacking.is_empty() { String::new() } else { format!("; {}", and_list(&lacking)) };
        let effect = match (self.decides, lacking.is_empty()) {
            (true, false) => "; what is not shown counts as unknown",
            (false, false) => "; no verdict rests on it",
            (_, true) => "",
        };
        if self.asked == 0 {
            return "evidence: none is asked for of what the dossier holds".to_owned();
        }
        format!("evidence: {given} of {} items asked for are given{rest}{effect}", self.asked)
    }

    pub(crate) fn json(&self) -> Value {
        let mut value = json!({"asked": self.asked});
        for (status, number) in self.each() {
            if let Value::Object(map) = &mut value {
                map.insert(status.as_str().to_owned(), json!(number));
            }
        }
        if let Value::Object(map) = &mut value {
            map.insert("decides".to_owned(), json!(self.decides));
        }
        value
    }
}

/// Whether a report speaks of evidence that was not asked about.
pub(crate) fn is_spoken_of(assessment: &Assessment<'_>) -> bool {
    assessment.dossier.evidence.is_some() || assessment.program.evidence_decides
}

/// The words for people.
pub(crate) fn words(status: EvidenceStatus) -> &'static str {
    match status {
        EvidenceStatus::TooLow => "of too low a grade",
        other => other.as_str(),
    }
}

/// Whether it is there.
fn truth(status: EvidenceStatus) -> Truth {
    match status {
        EvidenceStatus::Given => Truth::True,
        EvidenceStatus::Unclear => Truth::Unknown,
        EvidenceStatus::Absent | EvidenceStatus::TooLow | EvidenceStatus::Stale => Truth::False,
    }
}

/// What every criterion asks for and what there is of it, as lines below a heading.
pub(crate) fn lines(assessment: &Assessment<'_>, style: Style) -> Vec<String> {
    let outlines = &assessment.program.outlines;
    let view = assessment.evidence();
    let mut lines = vec![];
    let mut told: Vec<(Vec<String>, String)> = vec![];
    for result in &assessment.criteria {
        let mut items = vec![];
        for exhibit in view.of(result.criterion) {
            item(&exhibit, style, &mut items);
        }
        lines.push(String::new());
        lines.extend(wrap(&head(outlines, result), "  ", "    "));
        // What a higher level asks for again is given again.
        match told.iter().find(|(known, _)| *known == items) {
            _ if items.is_empty() => lines.push(style.dim("    nothing is asked for")),
            Some((_, before)) => lines.push(style.dim(&format!("    the same as for {before}"))),
            None => {
                lines.extend(items.iter().cloned());
                told.push((items, outlines.show(&result.criterion.provision)));
            }
        }
    }
    lines
}

fn head(outlines: &Outlines, result: &CriterionResult<'_>) -> String {
    let title = result.criterion.title.as_deref().unwrap_or("");
    let sources: Vec<String> = result.criterion.evidence.iter().map(|it| cited(outlines, it)).collect();
    let sources = if sources.is_empty() { String::new() } else { format!(" ({})", and_list(&sources)) };
    format!("{}  {title}{sources}", outlines.show(&result.criterion.provision))
}

fn item(exhibit: &ExhibitResult<'_>, style: Style, lines: &mut Vec<String>) {
    let kind = exhibit.exhibit.kind.replace('_', " ");
    let gloss = exhibit.exhibit.gloss.as_ref().map(|gloss| format!(": {gloss}")).unwrap_or_default();
    let age = exhibit.age.map(|age| format!(", not older than {}", age_words(age))).unwrap_or_default();
    let asked = format!("{kind} ({}{age}){gloss}", exhibit.grade.as_str());
    let mark = exhibit.status.map_or("–", |status| mark(truth(status)));
    lines.extend(wrap(&asked, &format!("    {mark} "), "      "));
    if exhibit.status.is_none() {
        lines.push(style.dim("      nothing to show"));
    }
    for status in STATUSES {
        let facts: Vec<&FactShown<'_>> = exhibit.facts.iter().filter(|fact| fact.status == status).collect();
        // What rests on one record is told in one line.
        for same in facts.chunk_by(|a, b| a.by.map(|it| &it.pointer) == b.by.map(|it| &it.pointer)) {
            let names: Vec<String> =
                same.iter().take(MOST_FACTS).map(|fact| fact_name(&fact.pointer)).collect();
            let names = match same.len().checked_sub(MOST_FACTS).filter(|more| *more > 0) {
                Some(more) => format!("{} and {more} more", names.join(", ")),
                None => and_list(&names),
            };
            let by = same.first().and_then(|fact| fact.by).map(|by| format!(", by {}", record_words(by)));
            let text = format!("{}: {names}{}", words(status), by.unwrap_or_default());
            let painted: fn(Style, &str) -> String = match status {
                EvidenceStatus::Given => Style::good,
                EvidenceStatus::Unclear => Style::open,
                _ => Style::bad,
            };
            for line in wrap(&quotable(&text), "      ", "        ") {
                lines.push(painted(style, &line));
            }
        }
    }
}

/// What a criterion asks for and is not given, as lines below a heading; none where evidence is not spoken of.
pub(crate) fn lacking(
    assessment: &Assessment<'_>,
    result: &CriterionResult<'_>,
    style: Style,
) -> Vec<String> {
    let mut lines = vec![];
    if !is_spoken_of(assessment) {
        return lines;
    }
    let is_lacking =
        |exhibit: &&ExhibitResult<'_>| exhibit.status.is_some_and(|status| status != EvidenceStatus::Given);
    for exhibit in assessment.evidence().of(result.criterion).iter().filter(is_lacking) {
        item(exhibit, style, &mut lines);
    }
    if !lines.is_empty() {
        let effect = match assessment.program.evidence_decides {
            true => "what no evidence shows as it is asked for counts as unknown",
            false => "no verdict rests on it",
        };
        lines.insert(0, style.dim(&format!("  {effect}")));
    }
    lines
}

/// Why a fact that is missing counts as unknown though the dossier gives it or something in it.
pub(crate) fn why_unknown(pointer: &str, hidden: &[FactShown<'_>]) -> Option<String> {
    let is_within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let own =
        hidden.iter().filter(|fact| is_within(&fact.pointer, pointer) || is_within(pointer, &fact.pointer));
    let own: Vec<&FactShown<'_>> = own.collect();
    let worst = own.iter().min_by_key(|fact| fact.status)?;
    let what = if worst.pointer == *pointer { "it".to_owned() } else { fact_name(&worst.pointer) };
    let lacks = match worst.status {
        EvidenceStatus::Stale => format!("the evidence for {what} is stale"),
        EvidenceStatus::TooLow => format!("the evidence for {what} is of too low a grade"),
        EvidenceStatus::Unclear => format!("it is not clear how good the evidence for {what} is"),
        EvidenceStatus::Absent | EvidenceStatus::Given => format!("there is no evidence for {what}"),
    };
    let by = worst.by.map(|by| format!(": {}", record_words(by))).unwrap_or_default();
    let more = own.len().checked_sub(1).filter(|more| *more > 0);
    let more = more.map(|more| format!("; so do {more} more")).unwrap_or_default();
    Some(format!("counts as unknown, for {lacks}{by}{more}"))
}

fn record_words(evidence: &Evidence) -> String {
    let reference = evidence.reference.as_ref().map(|text| format!("{text:?}"));
    let grade = evidence.grade.map_or("of unknown grade".to_owned(), |grade| grade.as_str().to_owned());
    let date = evidence.date.map_or("undated".to_owned(), |date| date.to_string());
    let until = evidence.until.map(|until| format!(", good until {until}")).unwrap_or_default();
    let what = reference.unwrap_or_else(|| fact_name(&evidence.pointer));
    format!("{what} ({grade}, {date}{until})")
}

fn age_words(age: Age) -> String {
    match age {
        Age::Days(1) => "1 day".to_owned(),
        Age::Days(days) => format!("{days} days"),
        Age::Months(1, _) => "1 month".to_owned(),
        Age::Months(months, _) => format!("{months} months"),
    }
}

/// The same as JSON, for one criterion.
pub(crate) fn criterion(assessment: &Assessment<'_>, result: &CriterionResult<'_>) -> Vec<Value> {
    let outlines = &assessment.program.outlines;
    let exhibits = assessment.evidence().of(result.criterion);
    exhibits.iter().map(|exhibit| exhibit_json(outlines, exhibit)).collect()
}

/// The facts that count as unknown to a criterion for want of evidence, as JSON.
pub(crate) fn hidden(assessment: &Assessment<'_>, result: &CriterionResult<'_>) -> Vec<Value> {
    assessment.evidence().hidden(result.criterion).iter().map(fact_json).collect()
}

fn fact_json(fact: &FactShown<'_>) -> Value {
    let by = fact.by.map(|by| {
        json!({
            "pointer": by.pointer,
            "grade": by.grade.map(acquis_ir::Grade::as_str),
            "date": by.date.map(|date| date.to_string()),
            "until": by.until.map(|date| date.to_string()),
            "reference": by.reference.as_deref(),
        })
    });
    json!({"pointer": fact.pointer, "status": fact.status.as_str(), "by": by})
}

fn exhibit_json(outlines: &Outlines, exhibit: &ExhibitResult<'_>) -> Value {
    let age = exhibit.age.map(|age| match age {
        Age::Days(days) => json!({"days": days}),
        Age::Months(months, Rounding::Down) => json!({"months": months, "rounded": "down"}),
        Age::Months(months, Rounding::Up) => json!({"months": months, "rounded": "up"}),
    });
    let basis = exhibit.standard.and_then(|standard| standard.basis.as_ref());
    let facts: Vec<Value> = exhibit.facts.iter().map(fact_json).collect();
    json!({
        "kind": exhibit.exhibit.kind.as_str(),
        "gloss": exhibit.exhibit.gloss.as_deref(),
        "grade": exhibit.grade.as_str(),
        "not_older": age,
        "basis": basis.map(|basis| outlines.show(&basis.provision)),
        "status": exhibit.status.map(EvidenceStatus::as_str),
        "facts": facts,
    })
}
