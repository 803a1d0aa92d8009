//! `acquis test --mutants`: do the scenarios notice small changes of the law?
//!
//! What no scenario can notice is proved to be so, or stated with a reason in `mutants.toml` beside the manifest, or it is a survivor.

use std::collections::BTreeMap;

use acquis_analysis::{Case, Places, Scenario, places, scenarios};
use acquis_base::{Diagnostic, EntryKind, HostError, LineIndex, Place, Sources, Span, codes, nearest};
use acquis_eval::{Effects, Question, Wanted};
use acquis_ir::Program;
use acquis_mutate::{Affected, Mutant, Owner, mutants};
use acquis_prove::{Terms, mean_the_same};
use serde::Deserialize;
use toml::Spanned;

use crate::session::{CheckedPackage, Session};
use acquis_base::parallel;
use acquis_report::mutants::{Fate, Judged, Judgement, owner};
use acquis_report::run::{name, question};

/// The file that gives reasons for mutants that no scenario notices.
const REASONS: &str = "mutants.toml";

/// How many bytes that file may hold.
const MOST_BYTES: u64 = 1 << 20;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reasons {
    #[serde(default)]
    equivalent: Vec<Reason>,
}

/// Why some mutants mean what the law means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    mutants: Vec<Spanned<String>>,
    because: Spanned<String>,
}

/// Judges the mutants of a package by its scenarios, of which none may fail. Complains of reasons that cannot be used:
/// then nothing is judged; and of reasons without a mutant that needs them, which makes the answer no.
pub(crate) fn judge(
    session: &mut Session<'_>,
    package: &CheckedPackage,
    program: &Program,
) -> Option<Judgement> {
    let mut sources = Sources::default();
    let reasons = match reasons(session, package, &mut sources) {
        Ok(reasons) => reasons,
        Err(finding) => {
            session.complain(&[*finding], &sources);
            return None;
        }
    };
    let path = reasons_path(package);
    let mut judged = fates(package, program);
    let findings = apply(&reasons, &path, &mut judged);
    session.complain(&findings, &sources);
    Some(Judgement { mutants: judged, idle_reasons: findings.len() })
}

/// Where the reasons for mutants of a package stand.
pub(crate) fn reasons_path(package: &CheckedPackage) -> String {
    if package.folder == "." { REASONS.to_owned() } else { format!("{}/{REASONS}", package.folder) }
}

/// What the file of reasons says; nothing where there is none. A link is not followed.
fn reasons(
    session: &mut Session<'_>,
    package: &CheckedPackage,
    sources: &mut Sources,
) -> Result<Reasons, Box<Diagnostic>> {
    let path = reasons_path(package);
    let entries =
        if package.is_built_in { vec![] } else { session.host.list(&package.folder).unwrap_or_default() };
    let Some(entry) = entries.iter().find(|entry| entry.name == REASONS) else {
        return Ok(Reasons::default());
    };
    let bad = |message: String| Diagnostic::new(&codes::BAD_MUTANT_REASON, message);
    if entry.kind != EntryKind::File {
        return Err(Box::new(
            bad(format!("`{path}` is no regular file")).help("put the file there, not a link"),
        ));
    }
    let bytes = session.host.read(&path, MOST_BYTES).map_err(|error: HostError| {
        Box::new(bad(format!("`{path}` cannot be read: {error}")).help("check the file"))
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Box::new(bad(format!("`{path}` is not UTF-8")).help("save the file as UTF-8")))?;
    sources.insert(path.clone(), text.clone());
    toml::from_str(&text).map_err(|error| {
        let span = error.span().unwrap_or_default();
        let place = Place::new(path, Span::new(span.start, span.end));
        let message = format!("the reasons for mutants cannot be read: {}", error.message());
        let finding = Diagnostic::at(&codes::BAD_MUTANT_REASON, message, place, "here");
        Box::new(finding.help("write `[[equivalent]]`, `mutants = [\"…\"]` and `because = \"…\"`"))
    })
}

/// Each mutant with the first case that notices it, if any.
fn fates(package: &CheckedPackage, program: &Program) -> Vec<Judged> {
    let all = scenarios(&package.db, package.package);
    let cases: Vec<(&Scenario, &Case, Question)> = all
        .iter()
        .flat_map(|scenario| {
            scenario.cases.iter().map(move |case| (scenario, case, question(program, scenario, case)))
        })
        .collect();
    let before: Vec<Effects> = parallel::map(&cases, |(_, case, question)| {
        let wanted = Wanted { assumptions: true, criteria: &|_| true, rules: &|_| true };
        Effects::of(program, &case.dossier, question, &wanted)
    });
    let found = mutants(program);
    let places = places(&package.db, package.package);
    let sources = &package.sources;
    parallel::map(&found, |mutant| {
        let changed = mutant.of(program);
        let affected = Affected::by(program, &mutant.owner);
        let noticed = cases.iter().zip(&before).find(|((_, case, question), before)| {
            let wanted = Wanted {
                assumptions: affected.has_assumption(),
                criteria: &|criterion| affected.has_criterion(criterion),
                rules: &|rule| affected.has_rule(rule),
            };
            Effects::of(&changed, &case.dossier, question, &wanted).differs(before)
        });
        let fate = match noticed {
            Some(((scenario, case, _), _)) => Fate::Killed(name(scenario, case)),
            None if affected.has_criteria_alone()
                && mean_the_same(program, &changed, affected.criteria(), &Terms::default()) == Ok(true) =>
            {
                Fate::Proved
            }
            None => Fate::Survived,
        };
        let (file, line) = place(sources, program, &places, mutant);
        Judged {
            operator: mutant.operator,
            of: owner(program, &mutant.owner),
            words: mutant.words.clone(),
            file,
            line,
            fate,
        }
    })
}

/// The file and line of what a mutant changes.
fn place(sources: &Sources, program: &Program, places: &Places, mutant: &Mutant) -> (String, u32) {
    let changed = mutant.place(program).and_then(|(formula, id)| places.expression(formula, id));
    let declared = || match &mutant.owner {
        Owner::Criterion(provision) => places.criterion(provision).cloned(),
        Owner::Derogation(name) | Owner::Define(name) | Owner::Rule(name) | Owner::Register(name) => {
            places.named(name).cloned()
        }
    };
    let Some(place) = changed.or_else(declared) else { return (String::new(), 0) };
    let line = sources
        .get(&place.file)
        .map_or(0, |(text, index): (&str, &LineIndex)| index.position(text, place.span.start).line);
    (place.file.to_string(), line)
}

/// Gives survivors their reasons; complains of reasons that no survivor needs.
fn apply(reasons: &Reasons, path: &str, judged: &mut [Judged]) -> Vec<Diagnostic> {
    let at: BTreeMap<String, usize> = judged.iter().enumerate().map(|(at, it)| (it.name(), at)).collect();
    let mut findings = vec![];
    for reason in &reasons.equivalent {
        let because = reason.because.get_ref().trim();
        if because.is_empty() {
            let message = "no reason is given why these mutants mean what the law means";
            findings.push(finding(path, &reason.because, message.to_owned(), "no reason").help("say why"));
            continue;
        }
        for named in &reason.mutants {
            let wanted = named.get_ref();
            let Some(judged) = at.get(wanted).and_then(|at| judged.get_mut(*at)) else {
                let found = finding(path, named, format!("no mutant is called `{wanted}`"), "no such mutant");
                let near = nearest(wanted, at.keys().map(String::as_str));
                findings.push(found.help(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`acquis test --mutants --full` lists all; leave out what is gone".to_owned(),
                }));
                continue;
            };
            match &judged.fate {
                Fate::Survived => judged.fate = Fate::Equivalent(because.to_owned()),
                Fate::Proved => {
                    let message = format!("`{wanted}` needs no reason");
                    let found = finding(path, named, message, "this mutant is proved equivalent");
                    let found = found.note("whatever the facts are, every criterion comes out as by the law");
                    findings.push(found.help("leave the reason out"));
                }
                Fate::Equivalent(_) => {
                    let message = format!("`{wanted}` has two reasons");
                    findings.push(finding(path, named, message, "the second").help("keep one of them"));
                }
                Fate::Killed(by) => {
                    let message = format!("`{wanted}` does not mean what the law means");
                    let found = finding(path, named, message, "this mutant is killed");
                    let found = found.note(format!("the scenario \"{by}\" comes out otherwise"));
                    findings.push(found.help("leave the reason out"));
                }
            }
        }
    }
    findings
}

fn finding(path: &str, at: &Spanned<String>, message: String, label: &str) -> Diagnostic {
    let span = at.span();
    let place = Place::new(path, Span::new(span.start, span.end));
    Diagnostic::at(&codes::BAD_MUTANT_REASON, message, place, label)
}
