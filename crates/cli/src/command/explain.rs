//! `acquis explain`: why is a verdict what it is, and what does a diagnostic mean?

use acquis_base::{Diagnostic, Sources, codes, find_code, nearest};
use acquis_eval::{Assessment, CriterionResult, RuleResult, assess};
use acquis_ir::{Ladder, Program, ProvisionId, Rule};
use acquis_syntax::parse_citation;

use super::assess::refused;
use super::question::{common, dossier, ladder, package, program};
use crate::Exit;
use crate::arguments::{Explain, Format};
use crate::pages::{PAGES, page_json, without_marks};
use crate::report::{explanation, json};
use crate::session::Session;

pub(crate) fn run(session: &mut Session<'_>, arguments: &Explain) -> Exit {
    match &arguments.provision {
        None => page(session, &arguments.subject, arguments.format),
        Some(provision) => verdict(session, arguments, provision),
    }
}

fn page(session: &mut Session<'_>, word: &str, format: Format) -> Exit {
    let found = find_code(word).and_then(|code| {
        PAGES.iter().find(|(id, _)| *id == code.id).map(|(_, text)| (code, without_marks(text)))
    });
    match found {
        Some((code, text)) => {
            match format {
                Format::Human => session.out(text),
                Format::Json => {
                    let value = page_json(code, text);
                    session.out(&format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default()));
                }
            }
            Exit::Yes
        }
        None => {
            let ids = acquis_base::ALL_CODES.iter().map(|code| code.id);
            let finding = Diagnostic::new(&codes::UNKNOWN_CODE, format!("there is no diagnostic `{word}`"));
            let looks_like_code = word.to_ascii_uppercase().starts_with("ACQ");
            let finding = match nearest(word, ids).filter(|_| looks_like_code) {
                Some(meant) => finding.help(format!("did you mean {meant}?")),
                None => finding.help("to explain a verdict name a dossier and a provision: `acquis explain FACTS \"Annex II 3.1(g)\"`"),
            };
            session.complain(&[finding], &Sources::default());
            Exit::Unusable
        }
    }
}

fn verdict(session: &mut Session<'_>, arguments: &Explain, provision: &str) -> Exit {
    let Some(checked) = package(session, &arguments.asked, Some(&arguments.subject)) else {
        return Exit::Unusable;
    };
    let Some(program) = program(session, &checked) else { return Exit::Unusable };
    if let Some(rule) = program.rule(provision.trim()) {
        return of_rule(session, arguments, program, rule);
    }
    let id = match find_criterion(program, provision) {
        Ok(id) => id,
        Err(finding) => {
            session.complain(&[*finding], &Sources::default());
            return Exit::Unusable;
        }
    };
    let Some(mut chosen) =
        program.criterion(&id).and_then(|criterion| program.ladders.get(&criterion.ladder))
    else {
        return Exit::Unusable;
    };
    if arguments.asked.ladder.is_some() {
        let Some(asked) = ladder(session, program, &arguments.asked) else { return Exit::Unusable };
        chosen = asked;
    }
    assessed(session, arguments, program, chosen, |session, assessment| match assessment.criterion(&id) {
        Some(result) => {
            show(session, arguments, assessment, result);
            Exit::Yes
        }
        None => {
            session.complain(&[not_on_ladder(program, &id, chosen)], &Sources::default());
            Exit::Unusable
        }
    })
}

fn of_rule(session: &mut Session<'_>, arguments: &Explain, program: &Program, rule: &Rule) -> Exit {
    // Rules are the same on every ladder.
    let chosen = match program.ladders.values().next() {
        Some(any) if arguments.asked.ladder.is_none() => Some(any),
        _ => ladder(session, program, &arguments.asked),
    };
    let Some(chosen) = chosen else { return Exit::Unusable };
    assessed(session, arguments, program, chosen, |session, assessment| {
        let results: Vec<&RuleResult<'_>> =
            assessment.rules.iter().filter(|result| result.rule.name == rule.name).collect();
        let text = match arguments.format {
            Format::Human => {
                explanation::rule::human(assessment, rule, &results, arguments.full, session.out_style())
            }
            Format::Json => {
                let value = json::rule_explanation(assessment, &results);
                format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
            }
        };
        session.out(&text);
        Exit::Yes
    })
}

/// Assesses the dossier that is asked about, and shows something of that.
fn assessed(
    session: &mut Session<'_>,
    arguments: &Explain,
    program: &Program,
    ladder: &Ladder,
    show: impl FnOnce(&mut Session<'_>, &Assessment<'_>) -> Exit,
) -> Exit {
    let Some(common) = common(session, program, &arguments.asked) else { return Exit::Unusable };
    let mut sources = Sources::default();
    let Some(dossier) = dossier(session, program, &arguments.subject, &mut sources) else {
        return Exit::Unusable;
    };
    let question = match common.question(&dossier) {
        Ok(question) => question,
        Err(finding) => {
            session.complain(&[*finding], &sources);
            return Exit::Unusable;
        }
    };
    match assess(program, ladder, &dossier, &question) {
        Ok(assessment) => show(session, &assessment),
        Err(refusal) => {
            session.complain(&refused(&refusal, program, &dossier, &question), &sources);
            Exit::Unusable
        }
    }
}

/// A criterion that belongs to another ladder than the one asked for.
fn not_on_ladder(program: &Program, id: &ProvisionId, ladder: &Ladder) -> Diagnostic {
    let shown = program.outlines.show(id);
    let own = program.criterion(id).map(|criterion| criterion.ladder.as_str()).unwrap_or_default();
    Diagnostic::new(&codes::LADDER_CHOICE, format!("{shown} does not stand on the ladder `{}`", ladder.name))
        .help(format!("leave `--ladder` out, or write `--ladder {own}`"))
}

fn show(
    session: &mut Session<'_>,
    arguments: &Explain,
    assessment: &Assessment<'_>,
    result: &CriterionResult<'_>,
) {
    let text = match arguments.format {
        Format::Human => explanation::human(assessment, result, arguments.full, session.out_style()),
        Format::Json => {
            let value = json::explanation(assessment, result);
            format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
        }
    };
    session.out(&text);
}

/// The criterion that a user names by its citation, or by the end of it.
fn find_criterion(program: &Program, words: &str) -> Result<ProvisionId, Box<Diagnostic>> {
    let outlines = &program.outlines;
    let all: Vec<(String, &ProvisionId)> =
        program.criteria.iter().map(|c| (outlines.show(&c.provision), &c.provision)).collect();
    let squeezed = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let cited = parse_citation(&squeezed).map(|citation| {
        let instrument = citation.instrument.map(|ident| ident.name).or_else(|| outlines.own.clone());
        ProvisionId { instrument: instrument.unwrap_or_default(), path: citation.path }
    });
    if let Some(id) = cited.filter(|id| program.criterion(id).is_some()) {
        return Ok(id);
    }
    // `3.1(g)` and `(g)` are ends of `Annex II 3.1(g)`.
    let is_end = |shown: &str| {
        let before = shown.strip_suffix(squeezed.as_str());
        before.is_some_and(|before| before.is_empty() || before.ends_with(' ') || squeezed.starts_with('('))
    };
    let ends: Vec<&(String, &ProvisionId)> = all.iter().filter(|(shown, _)| is_end(shown)).collect();
    if let [(_, id)] = ends.as_slice() {
        return Ok((*id).clone());
    }
    let rules: Vec<&str> = program.rules.iter().map(|rule| rule.name.as_str()).collect();
    Err(Box::new(no_criterion(words, &squeezed, &all, &ends, &rules)))
}

fn no_criterion(
    words: &str,
    squeezed: &str,
    all: &[(String, &ProvisionId)],
    ends: &[&(String, &ProvisionId)],
    rules: &[&str],
) -> Diagnostic {
    const MOST: usize = 6;
    let code = &codes::UNKNOWN_PROVISION_ARGUMENT;
    // What ends in the words, or starts with them, is named: the words say too little, and nothing wrong.
    let starts = all.iter().filter(|(shown, _)| {
        let rest = shown.strip_prefix(squeezed).or_else(|| shown.split_once(' ')?.1.strip_prefix(squeezed));
        rest.is_some_and(|rest| rest.starts_with(['(', '.', ' ']))
    });
    let within: Vec<String> = if ends.is_empty() { starts.collect() } else { ends.to_vec() }
        .into_iter()
        .map(|(shown, _)| format!("`{shown}`"))
        .collect();
    if !within.is_empty() {
        let message = format!("`{words}` can mean several criteria");
        let shown: Vec<&str> = within.iter().take(MOST).map(String::as_str).collect();
        let more = if within.len() > MOST { ", …" } else { "" };
        return Diagnostic::new(code, message).help(format!("write one of {}{more}", shown.join(", ")));
    }
    let message = if rules.is_empty() {
        format!("`{words}` is no criterion of the package")
    } else {
        format!("`{words}` is no criterion and no rule of the package")
    };
    let finding = Diagnostic::new(code, message);
    let short: Vec<&str> = all.iter().map(|(shown, _)| shown.rsplit(' ').next().unwrap_or(shown)).collect();
    let criteria = all.iter().map(|(shown, _)| shown.as_str()).chain(short.iter().copied());
    let meant = nearest(squeezed, criteria.chain(rules.iter().copied()));
    match (meant, all.first()) {
        (Some(meant), _) => finding.help(format!("did you mean `{meant}`?")),
        (None, Some((first, _))) => finding.help(format!("write its citation, such as `{first}`")),
        (None, None) => finding.help("the package has no criteria"),
    }
}
