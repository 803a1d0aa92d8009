//! What amendments say of themselves, and which of them a name means.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Diagnostic, Name, Place, Span, codes, nearest, or_list};
use acquis_ir::Date;
use acquis_syntax::ast::{self, AmendmentFactKind, DeclarationKind};
use salsa::Database;

use crate::declaration::{
    Anchor, Decl, DeclKey, Finding, anchor, declarations, parsed, place, tail_findings, tree,
};
use crate::input::Package;
use crate::names::{ItemKind, items_of_kind, name_span};
use crate::outline::no_such_date;
use crate::rules::mixed_names;

/// The most amendments that a package may have.
pub const MAX_AMENDMENTS: usize = 1000;

/// What an amendment says it is.
pub(crate) const STATUSES: [&str; 5] = ["tabled", "withdrawn", "compromise", "adopted", "in_force"];

/// What is known of an amendment as a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmendmentHead {
    /// Its name.
    pub name: Name,
    /// The instrument that it changes.
    pub instrument: Name,
    /// What it is called.
    pub title: Option<Name>,
    /// Its number.
    pub number: Option<Name>,
    /// Who proposes it.
    pub by: Option<Name>,
    /// Before which body.
    pub body: Option<Name>,
    /// Its date.
    pub dated: Option<Date>,
    /// Where it stands.
    pub status: Option<Name>,
    /// The day from which it is in force.
    pub from: Option<Date>,
    /// Why it is proposed.
    pub because: Option<Name>,
    /// The amendments that it builds on.
    pub builds_on: Vec<Name>,
    /// Documentation.
    pub docs: Option<Name>,
    /// Where its name stands.
    pub place: Place,
}

/// The amendments of a package, in the order of files. A second one in a file is none.
pub(crate) fn amendment_decls<'db>(
    db: &'db dyn Database,
    package: Package,
) -> Vec<(Decl<'db>, &'db ast::Amendment)> {
    let mut seen = BTreeSet::new();
    let first = package.amendments(db).iter().filter_map(|file| declarations(db, *file).first().copied());
    first
        .filter_map(|decl| match &tree(db, decl).kind {
            DeclarationKind::Amendment(written) => Some((decl, &**written)),
            _ => None,
        })
        .filter(|(_, written)| seen.insert(written.name.name.clone()))
        .take(MAX_AMENDMENTS)
        .collect()
}

/// The heads of the amendments of a package, in the order of files.
pub fn amendments(db: &dyn Database, package: Package) -> Vec<AmendmentHead> {
    amendment_decls(db, package).into_iter().map(|(decl, written)| head(db, decl, written)).collect()
}

fn head<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Amendment) -> AmendmentHead {
    let mut head = AmendmentHead {
        name: written.name.name.clone(),
        instrument: written.instrument.name.clone(),
        title: written.title.as_ref().map(|title| title.value.clone()),
        docs: tree(db, decl).docs.clone(),
        number: None,
        by: None,
        body: None,
        dated: None,
        status: None,
        from: None,
        because: None,
        builds_on: vec![],
        place: place(db, decl, written.name.span),
    };
    for fact in &written.facts {
        match &fact.kind {
            AmendmentFactKind::Number(text) => head.number = Some(text.value.clone()),
            AmendmentFactKind::By(text) => head.by = Some(text.value.clone()),
            AmendmentFactKind::Body(text) => head.body = Some(text.value.clone()),
            AmendmentFactKind::Because(text) => head.because = Some(text.value.clone()),
            AmendmentFactKind::Dated(date) => head.dated = date.text.parse().ok(),
            AmendmentFactKind::Status(word, from) => {
                head.status = Some(word.name.clone());
                head.from = from.as_ref().and_then(|from| from.text.parse().ok());
            }
            AmendmentFactKind::Builds(names) => {
                head.builds_on.extend(names.iter().map(|ident| ident.name.clone()));
            }
        }
    }
    head
}

/// What is wrong with the files of amendments, apart from what they do to the law.
pub(crate) fn of_files(db: &dyn Database, package: Package) -> Vec<Finding> {
    let mut findings = vec![];
    let files = package.amendments(db);
    if files.len() > MAX_AMENDMENTS
        && let Some(decl) = files.get(MAX_AMENDMENTS).and_then(|file| declarations(db, *file).first())
    {
        let message = format!("a package has more than {MAX_AMENDMENTS} amendments");
        let place = anchor(db, *decl, name_span(db, *decl));
        findings.push(
            Diagnostic::at(&codes::TOO_MANY_AMENDMENTS, message, place, "and all that follow")
                .help("divide the package, or take out amendments that are settled"),
        );
    }
    let mut first: BTreeMap<&Name, Anchor> = BTreeMap::new();
    for file in files {
        for (nth, decl) in declarations(db, *file).iter().copied().enumerate() {
            let text = parsed(db, decl).findings.iter();
            findings.extend(text.map(|finding| finding.map_places(|span| anchor(db, decl, *span))));
            findings.extend(mixed_names(db, decl));
            let place = |span: Span| anchor(db, decl, span);
            match &tree(db, decl).kind {
                DeclarationKind::Amendment(written) if nth == 0 => {
                    findings.extend(of_head(db, package, decl, written));
                    let named = place(written.name.span);
                    if let Some(before) = first.get(&written.name.name) {
                        let message = format!("two amendments are called `{}`", written.name.name);
                        findings.push(
                            Diagnostic::at(&codes::DUPLICATE, message, named, "declared again")
                                .label(before.clone(), "declared here")
                                .help("give one of them another name"),
                        );
                    } else {
                        first.insert(&written.name.name, named);
                    }
                }
                DeclarationKind::Amendment(written) => findings.push(out_of_place(place(written.name.span))),
                DeclarationKind::Waiver(written) => findings.push(
                    Diagnostic::at(
                        &codes::UNMATCHED_TEXT,
                        "an amendment brings in no waiver",
                        place(written.code.span),
                        "not part of the law",
                    )
                    .help("mend what is found, or waive it in the base"),
                ),
                _ => {}
            }
        }
        findings.extend(tail_findings(db, *file).iter().cloned());
    }
    findings
}

/// An amendment that does not stand first in a file of its own.
pub(crate) fn out_of_place(place: Anchor) -> Finding {
    Diagnostic::at(
        &codes::AMENDMENT_OUT_OF_PLACE,
        "an amendment stands first in a file of its own",
        place,
        "something stands before it",
    )
    .note("what follows an amendment in its file is what it brings in, and no part of the law")
    .help("move it, with what it brings in, to a file of its own")
}

fn of_head<'db>(
    db: &'db dyn Database,
    package: Package,
    decl: Decl<'db>,
    written: &ast::Amendment,
) -> Vec<Finding> {
    let mut findings = vec![];
    let place = |span: Span| anchor(db, decl, span);
    let instruments: Vec<&str> =
        items_of_kind(db, package, ItemKind::Instrument).map(|(name, _)| name.as_str()).collect();
    if !instruments.contains(&written.instrument.name.as_str()) {
        let hint = "name an instrument that the package declares";
        let name = &written.instrument.name;
        findings.push(crate::lookup::unresolved(name, place(written.instrument.span), instruments, hint));
    }
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for fact in &written.facts {
        let word = word_of(&fact.kind);
        if let Some(before) = seen.insert(word, fact.span) {
            let message = format!("`{word}` is said twice");
            findings.push(
                Diagnostic::at(&codes::REPEATED_CLAUSE, message, place(fact.span), "said again")
                    .label(place(before), "said here")
                    .help("say it once"),
            );
        }
        match &fact.kind {
            AmendmentFactKind::Status(word, from) => {
                findings.extend(of_status(word, from.as_ref(), fact.span, &place));
            }
            AmendmentFactKind::Dated(date)
                if !date.text.parse::<Date>().is_ok_and(Date::is_in_fact_range) =>
            {
                findings.push(no_such_date(&date.text, place(date.span)));
            }
            AmendmentFactKind::Builds(names) => {
                findings.extend(unknown_bases(db, package, &written.name.name, names, &place));
            }
            _ => {}
        }
    }
    if !written.incomplete {
        findings.extend(says_too_little(written, &seen, place(written.name.span)));
    }
    findings
}

/// The word that starts what an amendment says of itself.
fn word_of(fact: &AmendmentFactKind) -> &'static str {
    match fact {
        AmendmentFactKind::Number(_) => "number",
        AmendmentFactKind::By(_) => "by",
        AmendmentFactKind::Body(_) => "body",
        AmendmentFactKind::Dated(_) => "dated",
        AmendmentFactKind::Status(..) => "status",
        AmendmentFactKind::Because(_) => "because",
        AmendmentFactKind::Builds(_) => "builds on",
    }
}

/// Names of amendments to build on that there are not.
fn unknown_bases(
    db: &dyn Database,
    package: Package,
    own: &Name,
    names: &[ast::Ident],
    place: &dyn Fn(Span) -> Anchor,
) -> Vec<Finding> {
    let known = amendment_decls(db, package);
    let known: Vec<&str> =
        known.iter().map(|(_, it)| it.name.name.as_str()).filter(|name| *name != own.as_str()).collect();
    let others = names.iter().filter(|ident| ident.name != *own);
    let missing = others.filter(|ident| !known.contains(&ident.name.as_str()));
    missing.map(|ident| unknown(&ident.name, place(ident.span), &known)).collect()
}

/// What an amendment should say of itself and does not, and that it changes nothing.
fn says_too_little(written: &ast::Amendment, said: &BTreeMap<&str, Span>, named: Anchor) -> Vec<Finding> {
    let mut findings = vec![];
    let name = &written.name.name;
    let lacks = ["number", "by", "status", "because"].into_iter().filter(|word| !said.contains_key(word));
    let lacks: Vec<String> = lacks.map(|word| format!("`{word}`")).collect();
    if !lacks.is_empty() {
        let message = format!("`{name}` does not say {}", acquis_base::and_list(&lacks));
        findings.push(
            Diagnostic::at(&codes::BAD_AMENDMENT, message, named.clone(), "says too little")
                .note("a change of the law is told by its number, who proposes it, where it stands and why")
                .help(
                    "write `number \"…\"  by \"…\"  status tabled  because \"…\"`, as far as it is missing",
                ),
        );
    }
    if written.changes.is_empty() {
        let message = format!("`{name}` changes nothing");
        findings.push(Diagnostic::at(&codes::CHANGES_NOTHING, message, named, "no operation").help(
            "say what it changes: `replace …`, `insert …`, `add …`, `delete …`, `substitute …`, `correct …`",
        ));
    }
    findings
}

fn of_status(
    word: &ast::Ident,
    from: Option<&ast::DateText>,
    whole: Span,
    place: &dyn Fn(Span) -> Anchor,
) -> Vec<Finding> {
    let mut findings = vec![];
    if !STATUSES.contains(&word.name.as_str()) {
        let message = format!("`{}` is no status of an amendment", word.name);
        let finding = Diagnostic::at(&codes::BAD_AMENDMENT, message, place(word.span), "no status");
        let quoted: Vec<String> = STATUSES.iter().map(|status| format!("`{status}`")).collect();
        findings.push(match nearest(&word.name, STATUSES) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")).fix(
                format!("write `{meant}`"),
                place(word.span),
                meant,
            ),
            None => finding.help(format!("write {}", or_list(&quoted))),
        });
        return findings;
    }
    match from {
        Some(from) if word.name != "in_force" => findings.push(
            Diagnostic::at(
                &codes::BAD_AMENDMENT,
                format!("an amendment that is {} is in force from no day", word.name),
                place(from.span),
                "from when?",
            )
            .help("write `status in_force from …`, or leave the day out"),
        ),
        Some(from) if from.text.parse::<Date>().is_err() => {
            findings.push(no_such_date(&from.text, place(from.span)));
        }
        None if word.name == "in_force" => findings.push(
            Diagnostic::at(
                &codes::BAD_AMENDMENT,
                "it is not said from when the amendment is in force",
                place(whole),
                "from when?",
            )
            .help("write `status in_force from YYYY-MM-DD`"),
        ),
        _ => {}
    }
    findings
}

/// The finding for an amendment that there is not.
pub(crate) fn unknown<P: Clone>(name: &str, place: P, known: &[&str]) -> Diagnostic<P> {
    let message = format!("there is no amendment `{name}`");
    let finding = Diagnostic::at(&codes::UNKNOWN_AMENDMENT, message, place.clone(), "not declared");
    match nearest(name, known.iter().copied()) {
        Some(meant) => {
            finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), place, meant)
        }
        None if known.is_empty() => finding
            .note("the package has no amendments: no file in it starts with the word `amendment`")
            .help("write one"),
        None => {
            let quoted: Vec<String> = known.iter().take(12).map(|name| format!("`{name}`")).collect();
            finding.help(format!("name {}", or_list(&quoted)))
        }
    }
}

/// The amendments that names mean, sets written out, with all that they build on, in the order in which they are applied;
/// or the name that means none.
pub(crate) fn chosen(db: &dyn Database, package: Package, names: &[Name]) -> Result<Vec<Name>, Name> {
    let known: BTreeMap<Name, Vec<Name>> =
        amendments(db, package).into_iter().map(|head| (head.name, head.builds_on)).collect();
    let sets = &package.manifest(db).amendments;
    let mut wanted: BTreeSet<Name> = BTreeSet::new();
    let mut waiting: Vec<Name> = vec![];
    for name in names {
        match sets.iter().find(|set| set.name == *name) {
            Some(set) => waiting.extend(set.members.iter().map(|(member, _)| member.clone())),
            None => waiting.push(name.clone()),
        }
    }
    while let Some(name) = waiting.pop() {
        let Some(builds_on) = known.get(&name) else { return Err(name) };
        if wanted.insert(name) {
            // What an amendment builds on and there is not is reported where it is written.
            waiting.extend(builds_on.iter().filter(|name| known.contains_key(*name)).cloned());
        }
    }
    let rounds = rounds(&known, &wanted);
    Ok(rounds.into_iter().flatten().collect())
}

/// Amendments in rounds: each comes after those that it builds on. Those that build on each other in a circle are left out.
pub(crate) fn rounds(known: &BTreeMap<Name, Vec<Name>>, wanted: &BTreeSet<Name>) -> Vec<Vec<Name>> {
    let mut done: BTreeSet<&Name> = BTreeSet::new();
    let mut rounds = vec![];
    loop {
        let is_ready = |name: &&Name| {
            let builds_on = known.get(*name).into_iter().flatten();
            !done.contains(*name) && builds_on.filter(|it| wanted.contains(*it)).all(|it| done.contains(it))
        };
        let ready: Vec<&Name> = wanted.iter().filter(is_ready).collect();
        if ready.is_empty() {
            return rounds;
        }
        done.extend(ready.iter().copied());
        rounds.push(ready.into_iter().cloned().collect());
    }
}

/// Amendments that build on each other in a circle, and sets that name what there is not.
pub(crate) fn relations(db: &dyn Database, package: Package) -> Vec<Finding> {
    let decls = amendment_decls(db, package);
    let known: BTreeMap<Name, Vec<Name>> =
        amendments(db, package).into_iter().map(|head| (head.name, head.builds_on)).collect();
    let all: BTreeSet<Name> = known.keys().cloned().collect();
    let ordered: BTreeSet<Name> = rounds(&known, &all).into_iter().flatten().collect();
    let mut findings = vec![];
    for (decl, written) in decls.iter().filter(|(_, written)| !ordered.contains(&written.name.name)) {
        let message = format!("`{}` builds on itself, over others", written.name.name);
        findings.push(
            Diagnostic::at(&codes::CYCLE, message, anchor(db, *decl, written.name.span), "in a circle")
                .help("let one of them not build on the other"),
        );
    }
    let names: Vec<&str> = decls.iter().map(|(_, written)| written.name.name.as_str()).collect();
    let manifest = package.manifest(db);
    for set in &manifest.amendments {
        let place = |span: Span| Anchor {
            decl: DeclKey { file: manifest.path.clone(), head: Name::default(), nth: 0 },
            span,
        };
        if names.contains(&set.name.as_str()) {
            let message = format!("an amendment is called `{}` too", set.name);
            findings.push(
                Diagnostic::at(&codes::DUPLICATE, message, place(set.span), "a set")
                    .help("give the set another name"),
            );
        }
        for (member, span) in &set.members {
            if !names.contains(&member.as_str()) {
                let mut finding = unknown(member, place(*span), &names);
                if let Some(fix) = &mut finding.fix {
                    fix.edits.iter_mut().for_each(|edit| edit.text = format!("\"{}\"", edit.text));
                }
                findings.push(finding);
            }
        }
    }
    findings
}
