//! What became of the mutants of a package: how many were noticed, and which were not.

use acquis_ir::Program;
use acquis_mutate::{Operator, Owner};
use serde_json::{Map, Value, json};

use crate::style::{Style, wrap};

/// What became of the mutants of a package.
pub struct Judgement {
    /// Each mutant, with what became of it.
    pub mutants: Vec<Judged>,
    /// How many reasons have no mutant that needs them.
    pub idle_reasons: usize,
}

/// A mutant and what became of it.
pub struct Judged {
    /// The kind of change.
    pub operator: Operator,
    /// What it changes: a criterion by its citation, anything else with what it rests on.
    pub of: String,
    /// The change in words.
    pub words: String,
    /// The file in which it stands.
    pub file: String,
    /// The line.
    pub line: u32,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a mutant.
pub enum Fate {
    /// This case comes out otherwise.
    Killed(String),
    /// No case does, for this reason.
    Equivalent(String),
    /// No case can: whatever the facts are, every criterion comes out as it does by the law.
    Proved,
    /// No case does.
    Survived,
}

impl Judged {
    /// What reasons call it.
    pub fn name(&self) -> String {
        format!("{}: {}", self.of, self.words)
    }
}

impl Judgement {
    /// Whether everything was noticed or has a reason, and every reason a mutant.
    pub fn is_yes(&self) -> bool {
        self.idle_reasons == 0 && !self.mutants.iter().any(|it| matches!(it.fate, Fate::Survived))
    }

    fn killed(&self) -> usize {
        self.mutants.iter().filter(|it| matches!(it.fate, Fate::Killed(_))).count()
    }

    fn equivalent(&self) -> usize {
        self.mutants.iter().filter(|it| matches!(it.fate, Fate::Equivalent(_))).count()
    }

    fn proved(&self) -> usize {
        self.mutants.iter().filter(|it| matches!(it.fate, Fate::Proved)).count()
    }
}

/// What a mutant changes, in words.
pub fn owner(program: &Program, owner: &Owner) -> String {
    owner.shown(program)
}

/// The figures, and what survives; with everything else if `full` says so.
pub fn human(judgement: &Judgement, package: &str, full: bool, style: Style) -> String {
    let survivors: Vec<&Judged> =
        judgement.mutants.iter().filter(|it| matches!(it.fate, Fate::Survived)).collect();
    let mut lines = vec![String::new(), style.bold(&format!("Mutants of {package}"))];
    let all = judgement.mutants.len();
    let proved = match judgement.proved() {
        0 => String::new(),
        proved => format!(", {proved} proved equivalent"),
    };
    let (killed, equivalent) = (judgement.killed(), judgement.equivalent());
    let counts = format!("{all} mutants: {killed} killed, {equivalent} equivalent{proved}");
    let survived = format!("{} survived", survivors.len());
    let survived = if survivors.is_empty() { style.good(&survived) } else { style.bad(&survived) };
    lines.push(format!("  {counts}, {survived}"));
    let mut list = |title: &str, of: &dyn Fn(&Fate) -> Option<String>| {
        let own: Vec<(&Judged, String)> =
            judgement.mutants.iter().filter_map(|it| Some((it, of(&it.fate)?))).collect();
        if own.is_empty() {
            return;
        }
        lines.push(String::new());
        lines.push(style.bold(title));
        for (judged, note) in own {
            lines.extend(wrap(&judged.name(), "  · ", "    "));
            if !note.is_empty() {
                lines.extend(wrap(&note, "    ", "    "));
            }
            lines.push(style.dim(&format!("    {}:{}", judged.file, judged.line)));
        }
    };
    list("Survivors: no scenario comes out otherwise", &|fate| match fate {
        Fate::Survived => Some(String::new()),
        Fate::Killed(_) | Fate::Equivalent(_) | Fate::Proved => None,
    });
    if full {
        list("Equivalent", &|fate| match fate {
            Fate::Equivalent(because) => Some(format!("because {because}")),
            Fate::Killed(_) | Fate::Proved | Fate::Survived => None,
        });
        list("Proved equivalent", &|fate| match fate {
            Fate::Proved => Some(String::new()),
            Fate::Killed(_) | Fate::Equivalent(_) | Fate::Survived => None,
        });
        list("Killed", &|fate| match fate {
            Fate::Killed(by) => Some(format!("by \"{by}\"")),
            Fate::Equivalent(_) | Fate::Proved | Fate::Survived => None,
        });
    }
    format!("{}\n", lines.join("\n"))
}

/// The same for programs (docs/formats.md, section "Tests").
pub fn json(judgement: &Judgement) -> Value {
    let list = judgement.mutants.iter().map(|judged| {
        let mut value = Map::new();
        value.insert("operator".to_owned(), judged.operator.key().into());
        value.insert("of".to_owned(), judged.of.clone().into());
        value.insert("change".to_owned(), judged.words.clone().into());
        value.insert("file".to_owned(), judged.file.clone().into());
        value.insert("line".to_owned(), judged.line.into());
        let (status, by, because) = match &judged.fate {
            Fate::Killed(by) => ("killed", Some(by), None),
            Fate::Equivalent(because) => ("equivalent", None, Some(because)),
            Fate::Proved => ("proved_equivalent", None, None),
            Fate::Survived => ("survived", None, None),
        };
        value.insert("status".to_owned(), status.into());
        value.insert("killed_by".to_owned(), by.cloned().into());
        value.insert("because".to_owned(), because.cloned().into());
        Value::Object(value)
    });
    let list: Vec<Value> = list.collect();
    json!({
        "killed": judgement.killed(),
        "equivalent": judgement.equivalent(),
        "proved_equivalent": judgement.proved(),
        "survived": list.len() - judgement.killed() - judgement.equivalent() - judgement.proved(),
        "idle_reasons": judgement.idle_reasons,
        "list": list,
    })
}
