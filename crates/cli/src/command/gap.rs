//! `acquis gap`: what would have to change, or be shown, to reach a level?

use acquis_base::Sources;
use acquis_facts::Format as DossierFormat;
use acquis_prove::gap;

use super::assess::level;
use super::question::{asked_of, common, ladder, package, program, say_not_applied};
use crate::Exit;
use crate::arguments::{Format, Gap};
use crate::session::Session;
use acquis_report::gap::{human, json, unconfirmed};
use acquis_report::refusal::refused;

pub(crate) fn run(session: &mut Session<'_>, arguments: &Gap) -> Exit {
    let asked = &arguments.asked;
    let Some(checked) = package(session, asked, Some(&arguments.facts)) else { return Exit::Unusable };
    let Some(program) = program(session, &checked) else { return Exit::Unusable };
    let Some(ladder) = ladder(session, program, asked) else { return Exit::Unusable };
    let Some(common) = common(session, program, asked) else { return Exit::Unusable };
    let level = match level(ladder, &arguments.to) {
        Ok(level) => level,
        Err(finding) => {
            session.complain(&[*finding], &Sources::default());
            return Exit::Unusable;
        }
    };
    let mut sources = Sources::default();
    let asked = asked_of(session, program, &common, &arguments.facts, &mut sources);
    let Some((dossier, question)) = asked else { return Exit::Unusable };
    say_not_applied(session, &checked, &question);
    let text = sources.get(&dossier.file).map_or("", |(text, _)| text);
    let document = acquis_facts::parse(&dossier.file, text, DossierFormat::of(&dossier.file, text));
    let document = match document {
        Ok(document) => document,
        Err(finding) => {
            session.complain(&[*finding], &sources);
            return Exit::Unusable;
        }
    };
    let found = match gap(program, ladder, (&document, &dossier), &question, level) {
        Ok(found) => found,
        Err(refusal) => {
            session.complain(&refused(&refusal, program, &dossier, &question), &sources);
            return Exit::Unusable;
        }
    };
    session.complain(unconfirmed(&found, level).as_slice(), &sources);
    let text = match arguments.format {
        Format::Human => human(&found, program, &dossier, level, session.out_style()),
        Format::Json => {
            let value = json(&found, program, &dossier, &question, level);
            format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
        }
    };
    session.out(&text);
    if found.changes().is_some() { Exit::Yes } else { Exit::No }
}
