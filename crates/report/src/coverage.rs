//! Which parts of the law scenarios have shown in which truth value: as a table, and as LCOV with a branch for each
//! truth value.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use acquis_base::{Place, Sources};
use acquis_eval::{Owner, Part, PartKind, Parts, Seen};
use acquis_ir::Program;

use super::scenarios::Report;
use super::words::and_list;
use crate::style::{Style, pad, wrap};

/// How many letters are shown of what a part is called.
const MOST_LETTERS: usize = 100;

/// A part of the law with what was seen of it.
pub struct Covered {
    /// Of which kind it is.
    pub kind: Kind,
    /// The citation of its criterion, or the derogation or notion with what it rests on.
    pub of: String,
    /// What it is called beside that; empty for the whole.
    /// What it is called.
    pub words: String,
    /// The file in which it stands.
    pub file: String,
    /// The line.
    pub line: u32,
    /// What was seen of it.
    pub seen: Seen,
}

/// The rows of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A criterion.
    Criterion,
    /// What something applies to.
    Trigger,
    /// A labelled point, limb or case.
    Limb,
    /// What stands in for a requirement.
    CarveOut,
    /// A derogation.
    Derogation,
    /// An opening or a condition of a derogation.
    Condition,
    /// A rule.
    Rule,
    /// A way in which a rule decides.
    Outcome,
    /// The clock of a rule.
    Clock,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Criterion,
        Self::Trigger,
        Self::Limb,
        Self::CarveOut,
        Self::Derogation,
        Self::Condition,
        Self::Rule,
        Self::Outcome,
        Self::Clock,
    ];

    fn of(kind: PartKind) -> Self {
        match kind {
            PartKind::Criterion => Self::Criterion,
            PartKind::Trigger => Self::Trigger,
            PartKind::Limb => Self::Limb,
            PartKind::CarveOut => Self::CarveOut,
            PartKind::Derogation => Self::Derogation,
            PartKind::Opening | PartKind::Condition => Self::Condition,
            PartKind::Rule | PartKind::Answer => Self::Rule,
            PartKind::Outcome => Self::Outcome,
            PartKind::Clock | PartKind::Cap | PartKind::WorkingDay => Self::Clock,
        }
    }

    /// The word of JSON.
    /// How JSON names it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Criterion => "criterion",
            Self::Trigger => "trigger",
            Self::Limb => "limb",
            Self::CarveOut => "carve_out",
            Self::Derogation => "derogation",
            Self::Condition => "condition",
            Self::Rule => "rule",
            Self::Outcome => "outcome",
            Self::Clock => "clock",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Criterion => "criteria",
            Self::Trigger => "conditions of application",
            Self::Limb => "labelled parts",
            Self::CarveOut => "carve-outs",
            Self::Derogation => "derogations",
            Self::Condition => "conditions of derogations",
            Self::Rule => "rules",
            Self::Outcome => "exceptions and defaults",
            Self::Clock => "clocks and days off",
        }
    }
}

/// The parts of a program with what was seen of them.
pub fn of(
    program: &Program,
    parts: &Parts<'_>,
    seen: &[Seen],
    place: &dyn Fn(&Part<'_>) -> Option<Place>,
    sources: &Sources,
) -> Vec<Covered> {
    let covered = |(part, seen): (&Part<'_>, &Seen)| {
        let place = place(part);
        let line = place.as_ref().and_then(|place| {
            let (text, index) = sources.get(&place.file)?;
            Some(index.position(text, place.span.start).line)
        });
        Covered {
            kind: Kind::of(part.kind),
            of: owner(program, part.owner),
            words: part.words.clone(),
            file: place.map(|place| place.file.to_string()).unwrap_or_default(),
            line: line.unwrap_or(0),
            seen: *seen,
        }
    };
    parts.iter().zip(seen).map(covered).collect()
}

fn owner(program: &Program, owner: Owner<'_>) -> String {
    let outlines = &program.outlines;
    match owner {
        Owner::Criterion(criterion) => outlines.show(&criterion.provision),
        Owner::Derogation(derogation) => {
            format!("{} derogation {}", outlines.show(&derogation.from), derogation.name)
        }
        Owner::Rule(rule) => format!("{} rule {}", outlines.show(&rule.basis.provision), rule.name),
        Owner::Define(define) => {
            let cites: Vec<String> =
                define.cites.iter().map(|cited| outlines.show(&cited.provision)).collect();
            let cites = if cites.is_empty() { String::new() } else { format!(" ({})", and_list(&cites)) };
            format!("notion {}{cites}", define.name)
        }
    }
}

/// A table by kind, and what was not seen in both truth values.
pub fn human(reports: &[Report<'_>], style: Style) -> String {
    let mut lines = vec![];
    for report in reports {
        let Some(parts) = &report.coverage else { continue };
        lines.push(String::new());
        lines.push(style.bold(&format!("What the scenarios show of {}", report.program.package.name)));
        table(parts, &mut lines);
        gaps(parts, style, &mut lines);
    }
    format!("{}\n", lines.join("\n"))
}

fn table(parts: &[Covered], lines: &mut Vec<String>) {
    const COLUMNS: [&str; 5] = ["parts", "both", "one", "none", "seen"];
    let width = Kind::ALL.iter().map(|kind| kind.words().len()).max().unwrap_or(0);
    let row = |name: &str, cells: [String; 5]| {
        let cells: String = cells.iter().map(|cell| format!("{cell:>8}")).collect();
        format!("  {}{cells}", pad(name, width))
    };
    lines.push(row("", COLUMNS.map(str::to_owned)));
    let mut counted = |name: &str, of: &dyn Fn(&Covered) -> bool| {
        let own: Vec<u32> = parts.iter().filter(|part| of(part)).map(|part| sides(part.seen)).collect();
        if own.is_empty() {
            return;
        }
        let with = |sides: u32| own.iter().filter(|seen| **seen == sides).count().to_string();
        let seen: u32 = own.iter().sum();
        let percent = (u64::from(seen) * 100) / (own.len() as u64 * 2);
        lines.push(row(name, [own.len().to_string(), with(2), with(1), with(0), format!("{percent} %")]));
    };
    for kind in Kind::ALL {
        counted(kind.words(), &|part| part.kind == kind);
    }
    counted("all", &|_| true);
}

/// In how many truth values a part was seen.
fn sides(seen: Seen) -> u32 {
    u32::from(seen.holds > 0) + u32::from(seen.fails > 0)
}

fn gaps(parts: &[Covered], style: Style, lines: &mut Vec<String>) {
    let gaps: Vec<&Covered> = parts.iter().filter(|part| sides(part.seen) < 2).collect();
    if gaps.is_empty() {
        return;
    }
    lines.push(String::new());
    lines.push(style.bold("Not seen"));
    for part in gaps {
        let what = match (part.seen.holds > 0, part.seen.fails > 0) {
            (true, _) => "never false",
            (_, true) => "never true",
            _ => "never true and never false",
        };
        let words =
            if part.words.is_empty() { String::new() } else { format!(", {}", shortened(&part.words)) };
        lines.extend(wrap(&format!("{}{words}: {what}", part.of), "  · ", "    "));
        lines.push(style.dim(&format!("    {}:{}", part.file, part.line)));
    }
}

fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= MOST_LETTERS {
        return text;
    }
    text.chars().take(MOST_LETTERS - 1).chain(['…']).collect()
}

/// The same as LCOV: a line for each part, with a branch for true and one for false.
pub fn lcov(reports: &[Report<'_>]) -> String {
    let mut files: BTreeMap<&str, BTreeMap<u32, Vec<Seen>>> = BTreeMap::new();
    for part in reports.iter().filter_map(|report| report.coverage.as_ref()).flatten() {
        if part.line > 0 {
            files.entry(&part.file).or_default().entry(part.line).or_default().push(part.seen);
        }
    }
    let mut out = String::new();
    for (file, lines) in files {
        let _ = writeln!(out, "TN:acquis\nSF:{file}");
        let (mut found, mut hit) = (0, 0);
        for (line, seen) in &lines {
            for (block, seen) in seen.iter().enumerate() {
                for (branch, times) in [seen.holds, seen.fails].into_iter().enumerate() {
                    // A part of which nothing was seen was never reached.
                    let taken = if sides(*seen) == 0 { "-".to_owned() } else { times.to_string() };
                    let _ = writeln!(out, "BRDA:{line},{block},{branch},{taken}");
                    found += 1;
                    hit += u32::from(times > 0);
                }
            }
        }
        let _ = writeln!(out, "BRF:{found}\nBRH:{hit}");
        let mut covered = 0;
        for (line, seen) in &lines {
            let hits = seen.iter().map(|seen| seen.holds.saturating_add(seen.fails)).max().unwrap_or(0);
            covered += u32::from(hits > 0);
            let _ = writeln!(out, "DA:{line},{hits}");
        }
        let _ = writeln!(out, "LF:{}\nLH:{covered}\nend_of_record", lines.len());
    }
    out
}
