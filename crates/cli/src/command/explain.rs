//! `acquis explain`: why is a verdict what it is, and what does a diagnostic mean?

use acquis_base::{Diagnostic, Sources, codes, find_code, nearest};
use acquis_eval::{Assessment, CriterionResult, RuleResult};
use acquis_ir::{Ladder, Program, ProvisionId, Rule};
use acquis_prove::assess_exactly;

use super::question::{asked_of, common, ladder, package, program, say_not_applied};
use crate::Exit;
use crate::arguments::{Explain, Format};
use crate::pages::{self, page_json};
use crate::session::{CheckedPackage, Session};
use acquis_report::provision::{Meant, Named, find};
use acquis_report::refusal::refused;
use acquis_report::style::wrap;
use acquis_report::{explanation, json};

pub(crate) fn run(session: &mut Session<'_>, arguments: &Explain) -> Exit {
    match &arguments.provision {
        None => page(session, arguments),
        Some(provision) => verdict(session, arguments, provision),
    }
}

fn page(session: &mut Session<'_>, arguments: &Explain) -> Exit {
    let word = arguments.subject.as_str();
    let found = find_code(word).and_then(|code| Some((code, pages::page(code)?)));
    match found {
        Some((code, text)) => {
            if let Some(option) = of_verdicts(arguments) {
                let message = format!("`{option}` does not go together with `{word}`");
                let finding = Diagnostic::new(&codes::UNREADABLE_ARGUMENT, message)
                    .note("the page of a diagnostic is the same for every package and every dossier")
                    .help("leave it out, or name a dossier and a provision, of which it says something");
                session.complain(&[finding], &Sources::default());
                return Exit::Unusable;
            }
            match arguments.format {
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

/// An option that says something of verdicts only, if one is given.
fn of_verdicts(arguments: &Explain) -> Option<&'static str> {
    let asked = &arguments.asked;
    let given = [
        ("--package", asked.package.is_some()),
        ("--as-of", asked.as_of.is_some()),
        ("--amend", !asked.amend.is_empty()),
        ("--reading", !asked.reading.is_empty()),
        ("--ladder", asked.ladder.is_some()),
        ("--max-steps", asked.max_steps.is_some()),
        ("--full", arguments.full),
    ];
    given.into_iter().find_map(|(option, is_given)| is_given.then_some(option))
}

fn verdict(session: &mut Session<'_>, arguments: &Explain, provision: &str) -> Exit {
    let Some(checked) = package(session, &arguments.asked, Some(&arguments.subject)) else {
        return Exit::Unusable;
    };
    let Some(program) = program(session, &checked) else { return Exit::Unusable };
    if let Some(rule) = program.rule(provision.trim()) {
        return of_rule(session, arguments, &checked, program, rule);
    }
    let Named { id, part } = match find(program, provision) {
        Ok(Meant::Criterion(named)) => named,
        Ok(Meant::Rules(cited, rules)) => {
            let shown = program.outlines.show(&cited);
            if let [rule] = rules.as_slice() {
                let said = format!("{shown} is formalised by the rule `{}`", rule.name);
                session.message(&format!("{}\n", wrap(&said, "", "").join("\n")));
                return of_rule(session, arguments, &checked, program, rule);
            }
            return of_rules(session, arguments, &checked, program, &cited, &rules);
        }
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
    assessed(session, arguments, &checked, program, chosen, |session, assessment| {
        match assessment.criterion(&id) {
            Some(result) => {
                if let Some(part) = &part {
                    let whole = program.outlines.show(&id);
                    let said = format!("{part} is a part of {whole}, which is explained as a whole");
                    session.message(&format!("{}\n", wrap(&said, "", "").join("\n")));
                }
                show(session, arguments, assessment, result);
                Exit::Yes
            }
            None => {
                session.complain(&[not_on_ladder(program, &id, chosen)], &Sources::default());
                Exit::Unusable
            }
        }
    })
}

/// The ladder to assess by where only rules are asked for: they are the same on every one.
fn any_ladder<'p>(
    session: &mut Session<'_>,
    arguments: &Explain,
    program: &'p Program,
) -> Option<&'p Ladder> {
    match program.ladders.values().next() {
        Some(any) if arguments.asked.ladder.is_none() => Some(any),
        _ => ladder(session, program, &arguments.asked),
    }
}

/// Several rules that formalise one provision: what each gives.
fn of_rules(
    session: &mut Session<'_>,
    arguments: &Explain,
    checked: &CheckedPackage,
    program: &Program,
    cited: &ProvisionId,
    rules: &[&Rule],
) -> Exit {
    let Some(chosen) = any_ladder(session, arguments, program) else { return Exit::Unusable };
    assessed(session, arguments, checked, program, chosen, |session, assessment| {
        let text = match arguments.format {
            Format::Human => explanation::rules::human(assessment, cited, rules, session.out_style()),
            Format::Json => {
                let is_asked = |result: &&RuleResult<'_>| rules.iter().any(|it| it.name == result.rule.name);
                let results: Vec<&RuleResult<'_>> = assessment.rules.iter().filter(is_asked).collect();
                let value = json::rule_explanation(assessment, &results);
                format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
            }
        };
        session.out(&text);
        Exit::Yes
    })
}

fn of_rule(
    session: &mut Session<'_>,
    arguments: &Explain,
    checked: &CheckedPackage,
    program: &Program,
    rule: &Rule,
) -> Exit {
    let Some(chosen) = any_ladder(session, arguments, program) else { return Exit::Unusable };
    assessed(session, arguments, checked, program, chosen, |session, assessment| {
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
    checked: &CheckedPackage,
    program: &Program,
    ladder: &Ladder,
    show: impl FnOnce(&mut Session<'_>, &Assessment<'_>) -> Exit,
) -> Exit {
    let Some(common) = common(session, program, &arguments.asked) else { return Exit::Unusable };
    let mut sources = Sources::default();
    let asked = asked_of(session, program, &common, &arguments.subject, &mut sources);
    let Some((dossier, question)) = asked else { return Exit::Unusable };
    match assess_exactly(program, ladder, &dossier, &question) {
        Ok(assessment) => {
            let exit = show(session, &assessment);
            say_not_applied(session, checked, &question);
            exit
        }
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
