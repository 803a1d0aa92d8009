//! What scenarios expect, brought to what comes of the facts now: expectations that fail say what is found, and a scenario
//! without any gets those that hold. For the latter the package is checked as it would be with one, so it is taken along and
//! looked at when somebody chooses to.
//!
//! Nothing is judged here: whether what is found is what the law wants is for the author to say, before and after.

use std::collections::BTreeSet;

use acquis_analysis::{
    Case, Database, Decl, Manifest, Package, Scenario, Scope, SourceFile, declaration_at, parsed, program,
    scenarios,
};
use acquis_base::{Diagnostic, Edit, MemoryHost, Name, Place, Severity, Span, codes};
use acquis_eval::{
    Actual, Assessment, CriterionResult, DerogationStatus, Patience, Question, RuleResult, RuleStatus,
    Verdict, outcome,
};
use acquis_facts::Dossier;
use acquis_ir::{Expected, ExpectedElement, ExpectedGift, Ladder, Program, Type, Unit, Value};
use acquis_prove::assess_exactly;
use acquis_syntax::ast::{self, DeclarationKind, ScenarioClauseKind};
use acquis_syntax::is_identifier;

use crate::actions::{Action, ActionKind};
use crate::document::all_documents;
use crate::formatting::trimmed;
use crate::layout::{keeping_layout, laid_out};
use crate::rename::apply;
use crate::trial::Tried;

/// What can be done with the expectations of the scenario at an offset, if it has any; nothing more once nobody waits for it.
pub fn expect_found(
    db: &Database,
    package: Package,
    (file, offset): (SourceFile, u32),
    patience: &Patience,
) -> Vec<Action> {
    let Some(decl) = declaration_at(db, file, offset) else { return vec![] };
    let DeclarationKind::Scenario(written) = &parsed(db, decl).declaration.kind else { return vec![] };
    if written.incomplete || expects_nothing(written) {
        return vec![];
    }
    let failing = failing(db, package, decl, patience);
    let action = |title: String, edits: Vec<Edit<Place>>| {
        let edits = keeping_layout(file.text(db), edits);
        Action { title, kind: ActionKind::Rewrite, edits, mends: None, is_certain: false }
    };
    let mut actions = vec![];
    let here = failing.iter().find(|edit| edit.place.span.start <= offset && offset <= edit.place.span.end);
    if let Some(edit) = here {
        actions.push(action(format!("expect what is found: `{}`", edit.text), vec![edit.clone()]));
    }
    if failing.len() > usize::from(here.is_some()) {
        actions.push(action("expect what is found, in the whole scenario".to_owned(), failing));
    }
    actions
}

fn expects_nothing(written: &ast::Scenario) -> bool {
    let expects = |clause: &ast::ScenarioClause| matches!(clause.kind, ScenarioClauseKind::Expect(_));
    !written.clauses.iter().any(expects) && written.tables.is_empty()
}

/// What the failing expectations of a scenario would have to say, each where it stands.
fn failing(db: &Database, package: Package, decl: Decl<'_>, patience: &Patience) -> Vec<Edit<Place>> {
    let DeclarationKind::Scenario(written) = &parsed(db, decl).declaration.kind else { return vec![] };
    let title = &written.title.value;
    let Some(program) = program(db, package) else { return vec![] };
    let all = scenarios(db, package);
    let path = &decl.key(db).file;
    let Some(scenario) = all.iter().find(|it| it.title == *title && it.place.file == *path) else {
        return vec![];
    };
    let cells = cells(db, decl);
    let text = decl.file(db).text(db);
    // What all rows of a table expect is said once, and may fail in one of them only.
    let mut said: BTreeSet<Span> = BTreeSet::new();
    let mut edits: Vec<Edit<Place>> = vec![];
    for case in &scenario.cases {
        let question = question(program, scenario, case, patience);
        let Some(assessments) = assessed(program, &case.dossier, &question) else { continue };
        for (expectation, place) in &case.expectations {
            let outcome = outcome(&expectation.kind, &assessments);
            let is_cell = cells.contains(&place.span);
            if outcome.as_expected || !is_cell && scenario.cases.len() > 1 || !said.insert(place.span) {
                continue;
            }
            let Some(found) = (Words { program }).found(&expectation.kind, &outcome.actual) else { continue };
            let keyword = if place.span.of(text).starts_with("expect") { "expect " } else { "" };
            let text = if is_cell { found.cell } else { format!("{keyword}{}", found.clause) };
            edits.push(Edit { place: place.clone(), text });
        }
    }
    edits.sort_by(|a, b| a.place.cmp(&b.place));
    edits
}

/// Where the cells of the tables of a scenario stand in the file.
fn cells(db: &Database, decl: Decl<'_>) -> BTreeSet<Span> {
    let DeclarationKind::Scenario(written) = &parsed(db, decl).declaration.kind else {
        return BTreeSet::new();
    };
    let rows = written.tables.iter().flat_map(|table| &table.rows);
    rows.flat_map(|row| row.cells.iter().map(|cell| cell.span.shifted(decl.start(db)))).collect()
}

/// The assessments of a dossier, one for each ladder; nothing where it is refused.
pub(crate) fn assessed<'p>(
    program: &'p Program,
    dossier: &'p Dossier,
    question: &'p Question,
) -> Option<Vec<Assessment<'p>>> {
    let none = program.ladders.is_empty().then(Ladder::none);
    let ladders = program.ladders.values().chain(none);
    ladders.map(|ladder| assess_exactly(program, ladder, dossier, question).ok()).collect()
}

fn question(program: &Program, scenario: &Scenario, case: &Case, patience: &Patience) -> Question {
    let mut question = Question::new(program, case.as_of);
    question.patience = patience.clone();
    question.readings.extend(scenario.readings.iter().cloned());
    question
}

/// A scenario that expects nothing, with its package: to be asked what comes of its facts when nothing is held of the
/// database any more. It is tried with one expectation, for without any it is in error.
pub struct Expectant {
    scope: Scope,
    manifest: Manifest,
    /// Path shown, module name, text.
    files: Vec<(Name, Name, String)>,
    dossiers: MemoryHost,
    title: Name,
    file: Name,
    /// The scenario in the text of its file.
    span: Span,
}

impl Expectant {
    /// What is offered of it.
    pub const TITLE: &str = "expect what comes of the facts now";

    /// Where the scenario at an offset stands if it expects nothing, by its title.
    fn find(db: &Database, (file, offset): (SourceFile, u32)) -> Option<(Name, Span)> {
        let decl = declaration_at(db, file, offset)?;
        let tree = &parsed(db, decl).declaration;
        let DeclarationKind::Scenario(written) = &tree.kind else { return None };
        let text = decl.text(db);
        let end = tree.span.range().end;
        let is_closed = end.checked_sub(1).is_some_and(|at| text.get(at..end) == Some("}"));
        let start = text.len() - text.trim_start().len();
        (is_closed && !written.incomplete && expects_nothing(written))
            .then(|| (written.title.value.clone(), Span::new(start, end).shifted(decl.start(db))))
    }

    /// Whether the scenario at an offset expects nothing, and nothing else is in error.
    pub fn is_at(db: &Database, found: &[Diagnostic], place: (SourceFile, u32)) -> bool {
        let mut errors = found.iter().filter(|finding| finding.severity == Severity::Error);
        let alone = errors.next().filter(|_| errors.next().is_none());
        alone.is_some_and(|error| *error.code == codes::NOTHING_EXPECTED) && Self::find(db, place).is_some()
    }

    /// Takes along the scenario at an offset; nothing if there is none, or if it expects something.
    pub fn prepare(db: &Database, package: Package, place: (SourceFile, u32)) -> Option<Self> {
        let (title, span) = Self::find(db, place)?;
        let mut dossiers = MemoryHost::new();
        for document in all_documents(db, package, &[]) {
            dossiers.insert(document.path.as_str(), &*document.text);
        }
        let file = |file: SourceFile| (file.path(db).clone(), file.module(db).clone(), file.text(db).clone());
        Some(Self {
            scope: Scope::Base,
            manifest: package.manifest(db).clone(),
            files: package.all_files(db).map(file).collect(),
            dossiers,
            title,
            file: place.0.path(db).clone(),
            span,
        })
    }

    /// The file in which it stands.
    pub fn file(&self) -> &Name {
        &self.file
    }

    /// The text of that file.
    pub fn text(&self) -> &str {
        self.files.iter().find(|(path, ..)| *path == self.file).map_or("", |(.., text)| text)
    }

    /// The action by which it expects what comes of its facts; nothing where they are not assessed.
    pub fn action(&self, patience: &Patience) -> Option<Action> {
        let brace = self.span.range().end.checked_sub(1)?;
        let place = Place::new(self.file.clone(), Span::at(brace));
        let one = Edit { place, text: "\nexpect nothing missing\n".to_owned() };
        let files = self.files.iter().map(|(path, module, text)| {
            let own = std::iter::once(&one).filter(|_| *path == self.file);
            (path.clone(), module.clone(), apply(text, own))
        });
        let tried = Tried {
            scope: self.scope,
            manifest: self.manifest.clone(),
            files: files.collect(),
            dossiers: &self.dossiers,
        };
        let lines = tried.attempt(patience, |db, package| {
            let program = program(db, package).as_ref()?;
            let all = scenarios(db, package);
            let scenario = all.iter().find(|it| it.title == self.title && it.place.file == self.file)?;
            let [case] = scenario.cases.as_slice() else { return None };
            let question = question(program, scenario, case, patience);
            Some((Words { program }).all(&assessed(program, &case.dossier, &question)?))
        })??;
        let clauses: String = lines.iter().map(|line| format!("\nexpect {line}")).collect();
        let head = self.text().get(self.span.range().start..brace)?.trim_end();
        let new = laid_out(&format!("{head}{clauses}\n}}"));
        let whole = acquis_syntax::Edit { span: self.span, text: new.trim_end().to_owned() };
        let edit = trimmed(self.text(), whole)?;
        Some(Action {
            title: Self::TITLE.to_owned(),
            kind: ActionKind::QuickFix,
            edits: vec![Edit { place: Place::new(self.file.clone(), edit.span), text: edit.text }],
            mends: Some(&codes::NOTHING_EXPECTED),
            is_certain: false,
        })
    }
}

pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What was found, as a scenario says it.
struct Said {
    /// After `expect`.
    clause: String,
    /// In the cell of a table.
    cell: String,
}

/// How scenarios write what comes of facts.
pub(crate) struct Words<'p> {
    pub(crate) program: &'p Program,
}

impl Words<'_> {
    /// What was found in place of what was expected; nothing where a scenario would need more than another word for it.
    fn found(&self, expected: &Expected, actual: &Actual<'_, '_>) -> Option<Said> {
        match (expected, actual) {
            (Expected::Level(ladder, _), Actual::Level(level, _)) => Some(Said {
                clause: format!("{}{}", level_words(*level), self.of_ladder(ladder)),
                cell: level_cell(*level),
            }),
            (Expected::Reachable(ladder, _), Actual::Level(level, _)) => Some(Said {
                clause: format!("reachable {}{}", level_words(*level), self.of_ladder(ladder)),
                cell: level_cell(*level),
            }),
            (Expected::Verdict(provision, _), Actual::Verdict(result)) => {
                let verdict = verdict_words(result)?;
                let named = self.program.outlines.show(provision);
                Some(Said { clause: format!("{named} {verdict}"), cell: verdict })
            }
            (Expected::Evidence(provision, kind, _), Actual::Evidence(Some(status))) => {
                let kind = kind.as_ref().map(|kind| format!("{kind} ")).unwrap_or_default();
                let named = self.program.outlines.show(provision);
                let status = status.as_str();
                Some(Said { clause: format!("evidence {kind}for {named} {status}"), cell: status.to_owned() })
            }
            (Expected::Rule(name, element, gift), Actual::Rule(results)) => {
                let [result] = results.as_slice() else { return None };
                let element = element.as_ref().map(element_words).unwrap_or_default();
                let (clause, cell) = rule_words(result, gift);
                Some(Said { clause: format!("{name}{element} {clause}"), cell })
            }
            _ => None,
        }
    }

    /// All that is worth expecting: levels, verdicts that are not simply met, what rules give in a package without levels,
    /// and whether anything is missing.
    pub(crate) fn all(&self, assessments: &[Assessment<'_>]) -> Vec<String> {
        let mut lines = vec![];
        for assessment in assessments.iter().filter(|assessment| !assessment.ladder.levels.is_empty()) {
            let of = self.of_ladder(&assessment.ladder.name);
            let (attained, reachable) =
                (assessment.levels.highest_attained(), assessment.levels.highest_reachable());
            lines.push(format!("{}{of}", level_words(attained)));
            if reachable != attained {
                lines.push(format!("reachable {}{of}", level_words(reachable)));
            }
            for result in assessment.criteria.iter().filter(|result| result.verdict != Verdict::Met) {
                let named = self.program.outlines.show(&result.criterion.provision);
                lines.extend(verdict_words(result).map(|verdict| format!("{named} {verdict}")));
            }
        }
        if self.program.ladders.is_empty() {
            let results = assessments.iter().flat_map(|assessment| &assessment.rules);
            for result in results.filter(|result| result.element.is_none()) {
                let (clause, _) = rule_words(result, &ExpectedGift::Open);
                lines.push(format!("{} {clause}", result.rule.name));
            }
        }
        if assessments.iter().all(|assessment| assessment.missing.is_empty()) {
            lines.push("nothing missing".to_owned());
        }
        lines
    }

    fn of_ladder(&self, ladder: &Name) -> String {
        if self.program.default_ladder.as_ref() == Some(ladder) {
            String::new()
        } else {
            format!(" of {ladder}")
        }
    }
}

fn level_words(level: u32) -> String {
    if level == 0 { "no level".to_owned() } else { format!("level {level}") }
}

fn level_cell(level: u32) -> String {
    if level == 0 { "none".to_owned() } else { level.to_string() }
}

fn verdict_words(result: &CriterionResult<'_>) -> Option<String> {
    Some(match result.verdict {
        Verdict::Met => "met".to_owned(),
        Verdict::NotMet => "not met".to_owned(),
        Verdict::NotApplicable => "not applicable".to_owned(),
        Verdict::Undetermined => "undetermined".to_owned(),
        Verdict::MetByDerogation => {
            let relied = result.derogations.iter().find(|it| it.status == DerogationStatus::ReliedOn)?;
            format!("met by derogation {}", relied.derogation.name)
        }
    })
}

fn element_words(element: &ExpectedElement) -> String {
    match element {
        ExpectedElement::Number(number) => format!("[{number}]"),
        ExpectedElement::Identity(name) if is_identifier(name) => format!("[{name}]"),
        ExpectedElement::Identity(name) => format!("[{}]", quoted(name)),
    }
}

/// What a rule gives, as a clause and as a cell; with its ground where one was expected.
fn rule_words(result: &RuleResult<'_>, expected: &ExpectedGift) -> (String, String) {
    let ground = || {
        let decides = result.possible().find(|ground| ground.effective.is_true());
        decides.map(|ground| match ground.exception {
            Some(exception) => format!("by exception {}", exception.label),
            None => "by default".to_owned(),
        })
    };
    match (&result.value, result.status) {
        (Some(value), _) => {
            let value = value_words(value, &result.rule.ty);
            let ground = match expected {
                ExpectedGift::Value(_, Some(_)) => ground().map(|ground| format!(" {ground}")),
                ExpectedGift::Ground(_) => match ground() {
                    Some(ground) => return (ground.clone(), ground),
                    None => None,
                },
                _ => None,
            };
            (format!("= {value}{}", ground.unwrap_or_default()), value)
        }
        (None, RuleStatus::NotApplicable) => ("not applicable".to_owned(), "not applicable".to_owned()),
        (None, _) => match result.latest {
            Some(date) => (format!("at the latest {date}"), "open".to_owned()),
            None => ("open".to_owned(), "open".to_owned()),
        },
    }
}

fn value_words(value: &Value, ty: &Type) -> String {
    match (value, ty) {
        (_, Type::Number(number)) if number.unit == Unit::Percent => format!("{value} %"),
        (Value::Text(text), _) => quoted(text),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use acquis_analysis::findings;

    use super::*;
    use crate::testing::{LAW, marked, package};
    use crate::trial::holds;

    /// What is offered in a scenario at the mark: titles, and what becomes of the scenario.
    fn offered(scenario: &str) -> Vec<(String, String)> {
        let (text, at) = marked(&format!("{LAW}{scenario}"));
        let (db, package) = package(&[("a", &text)]);
        let file = package.file(&db, "a.acq").expect("there");
        let patience = Patience::default();
        let mut actions = expect_found(&db, package, (file, at), &patience);
        let expectant = Expectant::prepare(&db, package, (file, at));
        let found = findings(&db, package);
        assert_eq!(expectant.is_some(), Expectant::is_at(&db, found, (file, at)));
        actions.extend(expectant.and_then(|expectant| expectant.action(&patience)));
        actions.retain(|action| holds(&db, package, action));
        let after =
            |action: &Action| apply(&text, &action.edits).strip_prefix(LAW).expect("unchanged").to_owned();
        actions.iter().map(|action| (action.title.clone(), after(action))).collect()
    }

    #[test]
    fn a_failed_expectation_says_what_is_found() {
        let scenario = "scenario \"s\" on 2027-01-01 {
    set staff = 2
    set guests = 0
    expect level 1‸
    expect Annex I 1(a) met
    expect fee = 10 by default
    expect Annex I 1(b) not applicable
}
";
        let all = offered(scenario);
        let titles: Vec<&str> = all.iter().map(|(title, _)| title.as_str()).collect();
        assert_eq!(
            titles,
            ["expect what is found: `expect no level`", "expect what is found, in the whole scenario"]
        );
        assert_eq!(all[0].1, scenario.replace("level 1‸", "no level"));
        let right = scenario
            .replace("level 1‸", "no level")
            .replace("1(a) met", "1(a) not met")
            .replace("fee = 10 by default", "fee = 5 by exception small");
        assert_eq!(all[1].1, right);
        assert_eq!(offered(&right.replace("no level", "no level‸")), [], "nothing fails");
    }

    #[test]
    fn the_cells_of_a_table_say_what_is_found_and_stay_aligned() {
        let scenario = "scenario \"s\" on 2027-01-01 {
    set guests = 0
    | staff | Annex I 1(a) | fee | level |
    | 3     | me‸t          | 10  | 1     |
    | 2     | met          | 5   | 1     |
}
";
        let all = offered(scenario);
        let [(title, after)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(title, "expect what is found, in the whole scenario");
        let row = "    | 2     | not met      | 5   | none  |\n";
        assert_eq!(
            *after,
            scenario.replace('‸', "").replace("    | 2     | met          | 5   | 1     |\n", row)
        );
    }

    #[test]
    fn a_scenario_without_expectations_gets_those_that_hold() {
        let all = offered("scenario \"s\" on 2027-01-01 {\n    set staff = 4‸\n    set guests = 7\n}\n");
        let [(title, after)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(title, "expect what comes of the facts now");
        assert_eq!(
            after,
            "scenario \"s\" on 2027-01-01 {\n    set staff = 4\n    set guests = 7\n    expect no level\n    \
             expect Annex I 1(b) not met\n    expect nothing missing\n}\n"
        );
        let all = offered("scenario \"s\" on 2027-01-01 { set guests = 0‸ }\n");
        assert_eq!(
            all[0].1,
            "scenario \"s\" on 2027-01-01 {\n    set guests = 0\n    expect no level\n    expect reachable level 1\n    \
             expect Annex I 1(a) undetermined\n    expect Annex I 1(b) not applicable\n}\n"
        );
    }
}
