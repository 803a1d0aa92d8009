//! Scenarios: the facts that they start from and change, and what they expect. Everything is checked here; a scenario
//! without findings has cases that can be run as they are.

mod evidence;
mod facts;
mod gifts;
mod tables;
mod twice;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use acquis_base::{Diagnostic, Name, Span, codes, nearest, or_list_of_names};
use acquis_facts::{Node, NodeKind, read_document};
use acquis_ir::{Date, Expectation, Expected, ExpectedVerdict, Program, ProvisionId};
use acquis_syntax::ast::{
    self, ColumnKind, FactElement, FactPath, FactValue, FactValueKind, Row, ScenarioClauseKind, SupposedEntry,
};
use salsa::Database;

use super::derogation::derogation_head;
use super::register::register_key;
use super::{Checked, Content};
use crate::amend::{amendments, unknown};
use crate::citations::{Resolver, outlines};
use crate::criteria::{criterion_of, may_be_broken};
use crate::declaration::{Decl, anchor};
use crate::dossiers::{Base, base, named_dossiers, stays_inside};
use crate::index::has_broken;
use crate::lookup::Lookup;
use crate::names::{Item, ItemKind, items_of_kind};
use crate::outline::no_such_date;
use crate::vocabulary::{facts_declarations, ladder_levels, reading_choices, register_signature, vocabulary};

use facts::{Editor, ends_early};
use tables::{RowContent, row_name};

/// The cases of a scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ScenarioContent {
    /// Readings that it chooses, with their choices.
    pub(crate) readings: Vec<(Name, Name)>,
    /// What is to be assessed.
    pub(crate) cases: Vec<CheckedCase>,
}

/// A case of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckedCase {
    /// What it is called beside the scenario.
    pub(crate) name: Option<Name>,
    /// Where it stands.
    pub(crate) span: Span,
    /// The assessment date.
    pub(crate) as_of: Date,
    /// The facts, which fit the vocabulary. They are read again where the case is run: a dossier takes much more room than
    /// what tells this one from that of another case.
    pub(crate) document: Arc<Node>,
    /// How messages call the dossier.
    pub(crate) file: Name,
    /// What must come of them.
    pub(crate) expectations: Vec<Expectation>,
}

/// What is said of a scenario that is asked under amendments, while those are not applied.
fn unknown_amendments<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    written: &ast::Scenario,
) -> Vec<crate::declaration::Finding> {
    let package = decl.file(db).package(db);
    let heads = amendments(db, package);
    let sets = package.manifest(db).amendments.iter().map(|set| set.name.as_str());
    let known: Vec<&str> = heads.iter().map(|head| head.name.as_str()).chain(sets).collect();
    let asked = written.amendments.iter().filter(|ident| !known.contains(&ident.name.as_str()));
    asked.map(|ident| unknown(&ident.name, anchor(db, decl, ident.span), &known)).collect()
}

/// Something expected, before the facts that it names are looked up.
enum Awaited<'t> {
    Ready(Expectation),
    Missing(&'t FactPath, Span),
}

pub(super) fn check<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Scenario) -> Checked {
    let package = decl.file(db).package(db);
    if !written.amendments.is_empty() && package.amended(db).is_empty() {
        // It speaks of the law with these amendments in, and is checked there.
        return Checked::only(unknown_amendments(db, decl, written));
    }
    let mut checker = Checker { db, lookup: Lookup::new(db, decl), written };
    let readings = checker.readings();
    let as_of = checker.date();
    let start = checker.start();
    checker.registers();
    checker.facts_import();
    let awaited = checker.awaited();
    let rows = checker.rows();
    checker.nothing_twice(&awaited, &rows);
    if !expects_something(written) && !written.incomplete {
        checker.nothing_expected();
    }
    let mut content = ScenarioContent { readings, cases: vec![] };
    if let (Some(vocabulary), Some(start)) = (vocabulary(db, checker.lookup.package), start)
        && let Some(as_of) = checker.as_of(as_of, &start)
    {
        content.cases = checker.cases(vocabulary, &start, as_of, &awaited, &rows);
    }
    // A scenario uses nothing: what only scenarios name has no part in the law.
    checker.lookup.account.uses.clear();
    Checked::from(checker.lookup, Content::Scenario(content))
}

/// Whether a scenario says what it expects, be it right or wrong.
fn expects_something(written: &ast::Scenario) -> bool {
    let in_clauses = written.clauses.iter().any(|it| matches!(it.kind, ScenarioClauseKind::Expect(_)));
    // A table that expects nothing is reported as such.
    in_clauses || !written.tables.is_empty()
}

struct Checker<'db, 't> {
    db: &'db dyn Database,
    lookup: Lookup<'db>,
    written: &'t ast::Scenario,
}

/// The assessment date as written: none, one, or one that is no day.
enum Day {
    Absent,
    Given(Date),
    Faulty,
}

impl<'db, 't> Checker<'db, 't> {
    fn report(&mut self, finding: Diagnostic<Span>) {
        let finding = finding.map_places(|span| self.lookup.anchor(*span));
        if !self.lookup.account.findings.contains(&finding) {
            self.lookup.report(finding);
        }
    }

    fn readings(&mut self) -> Vec<(Name, Name)> {
        let mut chosen: BTreeMap<&Name, Span> = BTreeMap::new();
        let mut readings = vec![];
        for (name, choice) in &self.written.readings {
            if let Some(first) = chosen.insert(&name.name, name.span) {
                let message = format!("the reading `{}` is chosen twice", name.name);
                let finding = Diagnostic::at(&codes::REPEATED_CLAUSE, message, name.span, "again");
                self.report(finding.label(first, "first here").help("choose it once"));
                continue;
            }
            let Some(item) = self.lookup.of_kind(name, ItemKind::Reading) else { continue };
            let Some(choices) = reading_choices(self.db, item.decl) else { continue };
            if choices.contains(&choice.name) {
                readings.push((name.name.clone(), choice.name.clone()));
                continue;
            }
            let message = format!("the reading `{}` has no choice `{}`", name.name, choice.name);
            let finding = Diagnostic::at(&codes::BAD_CHOICE, message, choice.span, "no such choice");
            self.report(match nearest(&choice.name, choices.iter().map(Name::as_str)) {
                Some(meant) => finding.help(format!("did you mean `{meant}`?")).fix(
                    format!("write `{meant}`"),
                    choice.span,
                    meant,
                ),
                None => finding.help(format!("its choices are {}", or_list_of_names(choices))),
            });
        }
        readings
    }

    fn date(&mut self) -> Day {
        let Some(on) = &self.written.on else { return Day::Absent };
        match on.text.parse::<Date>().ok().filter(|date| date.is_in_fact_range()) {
            Some(date) => Day::Given(date),
            None => {
                let finding = no_such_date(&on.text, self.lookup.anchor(on.span));
                self.lookup.report(finding);
                Day::Faulty
            }
        }
    }

    fn as_of(&mut self, day: Day, start: &Base) -> Option<Date> {
        match (day, start.as_of) {
            (Day::Given(date), _) | (Day::Absent, Some(date)) => Some(date),
            (Day::Faulty, _) => None,
            (Day::Absent, None) => {
                let title = self.written.title.span;
                let message = "it is not said as of which date this scenario is assessed";
                let finding = Diagnostic::at(&codes::UNDATED_SCENARIO, message, title, "on which day?")
                    .note("registers and certificates change; no clock decides which day is meant");
                self.report(finding.help("write `on` and the day before the brace: `on 2027-06-01`"));
                None
            }
        }
    }

    /// The dossier that the scenario starts from; an empty one where it names none.
    fn start(&mut self) -> Option<Base> {
        let empty = Node { kind: NodeKind::record(vec![]), span: Span::default() };
        let Some(from) = &self.written.from else {
            return Some(Base { node: empty, length: 0, as_of: None });
        };
        let refuse =
            |message: String| Diagnostic::at(&codes::SCENARIO_DOSSIER, message, from.span, "this dossier");
        if !stays_inside(&from.value) {
            let finding = refuse(format!("\"{}\" does not lead to a file of the package", from.value))
                .note("a package is the same wherever it is, so that its scenarios start from its own files only")
                .help("write the way from the folder of `acquis.toml`: \"examples/service.yaml\"");
            self.report(finding);
            return None;
        }
        let package = self.lookup.package;
        let file = package.dossiers(self.db).iter().find(|file| *file.path(self.db) == from.value);
        let unread = ["it was not read with the package".to_owned()];
        let (faults, all) = match file.map(|file| base(self.db, package, *file)) {
            Some(Ok(base)) => return Some(base.clone()),
            Some(Err(faults)) if faults.words.is_empty() => return None,
            Some(Err(faults)) => (faults.words.as_slice(), faults.all),
            None => (unread.as_slice(), 1),
        };
        // One faulty dossier is one mistake, however many scenarios start from it.
        let named = named_dossiers(self.db, package).iter().find(|named| named.path == from.value);
        if named.is_some_and(|named| named.first == self.lookup.decl) {
            const MOST: usize = 5;
            let mut finding = refuse(format!("the dossier \"{}\" cannot be used", from.value));
            finding.notes.extend(faults.iter().take(MOST).cloned());
            if let Some(more) = all.checked_sub(MOST).filter(|more| *more > 0) {
                finding = finding.note(format!("and {more} more, {all} in all"));
            }
            let unread = file.is_none_or(|file| file.text(self.db).is_err());
            self.report(finding.help(if unread {
                "check the path, which starts at the folder of `acquis.toml`"
            } else {
                "mend the dossier; it must fit the vocabulary as it stands, before the scenario changes it"
            }));
        }
        None
    }

    fn clauses(&self) -> impl Iterator<Item = &'t ScenarioClauseKind> + use<'t> {
        self.written.clauses.iter().map(|clause| &clause.kind)
    }

    /// What is supposed of registers, as far as their names and days go.
    fn registers(&mut self) {
        for kind in self.clauses() {
            match kind {
                ScenarioClauseKind::Assume(supposed) => {
                    self.lookup.of_kind(&supposed.register, ItemKind::Register);
                    if supposed.what == SupposedEntry::Undated {
                        let message =
                            format!("it is not said from when `{}` is in the register", supposed.key.name);
                        let finding =
                            Diagnostic::at(&codes::BAD_ENTRY, message, supposed.key.span, "from which day?");
                        let help = "write `from` and the first day, `until` and the last if there is one; or `unknown`";
                        self.report(finding.help(help));
                    }
                    if let Some(until) = ends_early(supposed) {
                        let message = "this entry ends before it starts";
                        let finding =
                            Diagnostic::at(&codes::BAD_ENTRY, message, until.span, "before its first day");
                        let help =
                            "both days belong to the entry: `assume … from` the first day `until` the last";
                        self.report(finding.help(help));
                    }
                }
                ScenarioClauseKind::Expect(ast::Expected::MissingEntry(key, register)) => {
                    let item = self.lookup.of_kind(register, ItemKind::Register);
                    let signature = item.and_then(|item| register_signature(self.db, item.decl).as_ref());
                    if let Some(of) = signature.and_then(|signature| signature.of.as_ref()) {
                        register_key(&mut self.lookup, of, key);
                    }
                }
                _ => {}
            }
        }
    }

    /// Whoever names facts imports the vocabulary.
    fn facts_import(&mut self) {
        let in_clauses = self.clauses().find_map(|kind| match kind {
            ScenarioClauseKind::Set(path, _)
            | ScenarioClauseKind::Remove(path)
            | ScenarioClauseKind::Expect(ast::Expected::Missing(path)) => Some(path),
            _ => None,
        });
        let columns = self.written.tables.iter().flat_map(|table| &table.columns);
        let in_tables = columns.filter_map(|column| match &column.kind {
            ColumnKind::Fact(path) if self.rule_of(path).is_none() => Some(path),
            _ => None,
        });
        let Some(first) = in_clauses.into_iter().chain(in_tables).next().and_then(|path| path.steps.first())
        else {
            return;
        };
        let modules: Vec<&Name> = facts_declarations(self.db, self.lookup.package)
            .iter()
            .map(|decl| decl.file(self.db).module(self.db))
            .collect();
        let visible = modules.iter().find(|module| self.lookup.sees_module(module));
        if let Some(module) = visible.or(modules.first()) {
            self.lookup.uses_module(module, &first.field.name, first.field.span);
        }
    }

    fn awaited(&mut self) -> Vec<Awaited<'t>> {
        let mut awaited = vec![];
        for clause in &self.written.clauses {
            let ScenarioClauseKind::Expect(expected) = &clause.kind else { continue };
            let span = clause.span;
            let kind = match expected {
                ast::Expected::Level(level) => self
                    .level(level.level, level.ladder.as_ref(), span, "no level")
                    .map(|(ladder, level)| Expected::Level(ladder, level)),
                ast::Expected::Reachable(level) => self
                    .level(level.level, level.ladder.as_ref(), span, "no level")
                    .map(|(ladder, level)| Expected::Reachable(ladder, level)),
                ast::Expected::Verdict(citation, verdict) => self.verdict(citation, verdict),
                ast::Expected::Evidence(kind, citation, status) => {
                    self.evidence(kind.as_ref(), citation, status)
                }
                ast::Expected::NothingMissing => Some(Expected::NothingMissing),
                ast::Expected::Rule(rule, gift) => self.gift(rule, gift),
                ast::Expected::MissingEntry(key, register) => {
                    Some(Expected::Missing(format!("/registers/{}/{}", register.name, key.name)))
                }
                ast::Expected::Missing(path) => {
                    awaited.push(Awaited::Missing(path, span));
                    None
                }
            };
            awaited.extend(kind.map(|kind| Awaited::Ready(Expectation { kind, span })));
        }
        awaited
    }

    /// The ladder that is meant, and the level or 0. `none` is how it is said here that there is none.
    fn level(
        &mut self,
        level: Option<ast::Count>,
        ladder: Option<&ast::Ident>,
        span: Span,
        none: &str,
    ) -> Option<(Name, u32)> {
        let (name, item) = self.ladder(ladder, span)?;
        let Some(level) = level else { return Some((name, 0)) };
        let levels = ladder_levels(self.db, item.decl).as_deref().unwrap_or(&[]);
        if levels.iter().any(|known| known.number == level.value) {
            return Some((name, level.value));
        }
        let message = format!("the ladder `{name}` has no level {}", level.value);
        let finding = Diagnostic::at(&codes::IMPOSSIBLE_EXPECTATION, message, level.span, "no such level");
        let highest = levels.iter().map(|known| known.number).max().unwrap_or(0);
        self.report(finding.help(format!("its levels run from 1 to {highest}; `{none}` is below them")));
        None
    }

    fn ladder(&mut self, written: Option<&ast::Ident>, span: Span) -> Option<(Name, Item<'db>)> {
        if let Some(ident) = written {
            let item = self.lookup.of_kind(ident, ItemKind::Ladder)?;
            return Some((ident.name.clone(), item));
        }
        let package = self.lookup.package;
        let all: Vec<(&Name, Item<'db>)> = items_of_kind(self.db, package, ItemKind::Ladder).collect();
        let chosen = package.manifest(self.db).ladder.as_ref().map(|(name, _)| name);
        let found = match (chosen, all.as_slice()) {
            (Some(chosen), all) => all.iter().find(|(name, _)| *name == chosen),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        if found.is_none() && chosen.is_none() && !has_broken(self.db, package, "ladder") {
            let message = "it is not said which ladder is meant";
            let finding = Diagnostic::at(&codes::LADDER_CHOICE, message, span, "a level of which ladder?");
            let help = match all.as_slice() {
                [] => "declare one: `ladder name { level 1 }`".to_owned(),
                all => format!(
                    "write `of` and its name, or choose one in acquis.toml: {}",
                    or_list_of_names(all.iter().map(|(name, _)| name))
                ),
            };
            self.report(finding.help(help));
        }
        found.map(|(name, item)| ((*name).clone(), *item))
    }

    /// The criterion of which something is expected.
    fn criterion_cited(&mut self, citation: &ast::Citation) -> Option<ProvisionId> {
        let db = self.db;
        let package = self.lookup.package;
        let resolver = Resolver::new(db, self.lookup.decl);
        let provision = resolver.find(citation, &mut self.lookup.account.findings)?;
        let shown = outlines(db, package).show(&provision);
        if criterion_of(db, package, &provision).is_none() {
            if may_be_broken(db, package, &provision) {
                return None;
            }
            let message = format!("{shown} is no criterion");
            let finding =
                Diagnostic::at(&codes::IMPOSSIBLE_EXPECTATION, message, citation.span, "has no verdict");
            let around =
                provision.path.parent().map(|path| acquis_ir::ProvisionId { path, ..provision.clone() });
            let around = around.filter(|around| criterion_of(db, package, around).is_some());
            self.report(finding.help(match around {
                Some(around) => {
                    format!("it is a part of {}, which has a verdict", outlines(db, package).show(&around))
                }
                None => "expect the verdict of a point that a `criterion` formalises".to_owned(),
            }));
            return None;
        }
        Some(provision)
    }

    fn verdict(&mut self, citation: &ast::Citation, verdict: &ast::ExpectedVerdict) -> Option<Expected> {
        let provision = self.criterion_cited(citation)?;
        let (db, package) = (self.db, self.lookup.package);
        let shown = outlines(db, package).show(&provision);
        let verdict = match verdict {
            ast::ExpectedVerdict::Met => ExpectedVerdict::Met,
            ast::ExpectedVerdict::NotMet => ExpectedVerdict::NotMet,
            ast::ExpectedVerdict::NotApplicable => ExpectedVerdict::NotApplicable,
            ast::ExpectedVerdict::Undetermined => ExpectedVerdict::Undetermined,
            ast::ExpectedVerdict::MetByDerogation(name) => {
                let item = self.lookup.of_kind(name, ItemKind::Derogation)?;
                let from = derogation_head(db, item.decl).as_ref().and_then(|head| head.from.clone())?;
                if from != provision {
                    let message = format!(
                        "`{}` departs from {}, not from {shown}",
                        name.name,
                        outlines(db, package).show(&from)
                    );
                    let finding = Diagnostic::at(
                        &codes::IMPOSSIBLE_EXPECTATION,
                        message,
                        name.span,
                        "of another criterion",
                    );
                    self.report(
                        finding.help("name a derogation from the criterion whose verdict is expected"),
                    );
                    return None;
                }
                ExpectedVerdict::MetByDerogation(name.name.clone())
            }
        };
        Some(Expected::Verdict(provision, verdict))
    }

    fn nothing_expected(&mut self) {
        let message = format!("the scenario \"{}\" expects nothing", self.written.title.value);
        let finding =
            Diagnostic::at(&codes::NOTHING_EXPECTED, message, self.written.title.span, "expects nothing")
                .note("a scenario that expects nothing passes whatever the policy says");
        self.report(
            finding.help("say what must come of the facts: `expect level 2`, `expect Annex II 2.1(g) met`"),
        );
    }

    fn cases(
        &mut self,
        vocabulary: &Program,
        start: &Base,
        as_of: Date,
        awaited: &[Awaited<'t>],
        rows: &[(&'t Row, RowContent<'t>)],
    ) -> Vec<CheckedCase> {
        let before = self.lookup.account.findings.len();
        let mut editor = Editor { vocabulary, length: start.length, findings: vec![] };
        let mut node = start.node.clone();
        self.change(&mut editor, &mut node);
        let mut cases = vec![];
        if self.written.tables.is_empty() {
            let span = self.written.title.span;
            cases.extend(self.case(&mut editor, node, as_of, awaited, (None, span, &RowContent::default())));
        } else {
            let mut names: BTreeSet<Name> = BTreeSet::new();
            for (row, content) in rows {
                let name = Name::from(row_name(content));
                if content.fits && !names.insert(name.clone()) {
                    self.bad_table(
                        row.span,
                        "two rows set the same facts".to_owned(),
                        "again",
                        "keep one of them",
                    );
                }
                let named = (Some(name), row.span, content);
                cases.extend(self.case(&mut editor, node.clone(), as_of, awaited, named));
            }
        }
        for finding in std::mem::take(&mut editor.findings) {
            self.report(finding);
        }
        if self.lookup.account.findings.len() > before { vec![] } else { cases }
    }

    /// Makes the changes of the scenario.
    fn change(&mut self, editor: &mut Editor<'_>, node: &mut Node) {
        let mut supposed_before: BTreeSet<(&Name, &Name)> = BTreeSet::new();
        for kind in self.clauses() {
            match kind {
                ScenarioClauseKind::Set(path, value) => editor.set(node, path, value),
                ScenarioClauseKind::Remove(path) => editor.remove(node, path),
                ScenarioClauseKind::Assume(supposed) => {
                    if editor.vocabulary.registers.contains_key(&supposed.register.name) {
                        let first = supposed_before.insert((&supposed.register.name, &supposed.key.name));
                        editor.suppose(node, supposed, first);
                    }
                }
                ScenarioClauseKind::Expect(_) => {}
            }
        }
    }

    fn case(
        &mut self,
        editor: &mut Editor<'_>,
        mut node: Node,
        as_of: Date,
        awaited: &[Awaited<'t>],
        (name, span, row): (Option<Name>, Span, &RowContent<'t>),
    ) -> Option<CheckedCase> {
        for (path, value) in &row.facts {
            editor.set(&mut node, path, value);
        }
        let mut expectations = vec![];
        for expectation in awaited {
            match expectation {
                Awaited::Ready(it) => expectations.push(it.clone()),
                Awaited::Missing(path, span) => {
                    let pointer = editor.pointer(&mut node.clone(), path);
                    expectations.extend(
                        pointer.map(|pointer| Expectation { kind: Expected::Missing(pointer), span: *span }),
                    );
                }
            }
        }
        expectations.extend(row.expected.iter().cloned());
        let file = self.written.from.as_ref().map_or_else(|| Name::from("facts"), |from| from.value.clone());
        match read_document(editor.vocabulary, &file, &node) {
            Ok(_) => Some(CheckedCase { name, span, as_of, document: Arc::new(node), file, expectations }),
            Err(findings) => {
                for finding in findings {
                    let finding = self.placed(&finding, editor.length);
                    self.report(finding);
                }
                None
            }
        }
    }

    /// A finding about changed facts, shown where the scenario changes them.
    fn placed(&self, finding: &Diagnostic, length: u32) -> Diagnostic<Span> {
        let own = |span: Span| span.start >= length;
        let mut placed = finding.map_places(|place| place.span);
        let in_dossier = placed.labels.first().is_some_and(|label| !own(label.place));
        placed.labels.retain(|label| own(label.place));
        for label in &mut placed.labels {
            label.place = back(label.place, length);
        }
        placed.fix = None;
        if in_dossier || placed.labels.is_empty() {
            let start = self.written.from.as_ref().map_or(self.written.title.span, |from| from.span);
            let label =
                acquis_base::Label { place: start, text: "after the changes of this scenario".to_owned() };
            placed.labels.insert(0, label);
        }
        placed
    }
}

/// A place of the scenario again, from one counted after the text of the dossier.
fn back(span: Span, length: u32) -> Span {
    Span { start: span.start.saturating_sub(length), end: span.end.saturating_sub(length) }
}

fn path_words(path: &FactPath) -> String {
    let step = |step: &ast::FactStep| match &step.element {
        None => step.field.name.to_string(),
        Some(FactElement::Number(number)) => format!("{}[{}]", step.field.name, number.value),
        Some(FactElement::Identity(text)) => format!("{}[{}]", step.field.name, text.value),
    };
    path.steps.iter().map(step).collect::<Vec<_>>().join(".")
}

fn value_words(value: &FactValue) -> String {
    match &value.kind {
        FactValueKind::Word(text) | FactValueKind::Number(text) | FactValueKind::Date(text) => {
            text.to_string()
        }
        FactValueKind::Percent(text) => format!("{text} %"),
        FactValueKind::Text(text) => format!("{:?}", text.as_str()),
        FactValueKind::List(items) => {
            format!("[{}]", items.iter().map(value_words).collect::<Vec<_>>().join(", "))
        }
        FactValueKind::Record(fields) => {
            let field =
                |(name, value): &(ast::Ident, FactValue)| format!("{}: {}", name.name, value_words(value));
            format!("{{ {} }}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
    }
}
