//! Keeping a dossier as a scenario: one that starts from it and expects what comes of it now.
//!
//! It stands below the other scenarios of the file in which most of the dossiers beside it are kept. What is needed is taken
//! along, so that a long assessment, and the check of what comes of the edit, hold nothing of the database.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use acquis_analysis::{Database, Package, SourceFile, every_declaration, parsed, shared_program};
use acquis_base::{Diagnostic, Edit, Name, Place, Span};
use acquis_eval::Question;
use acquis_facts::Dossier;
use acquis_ir::Program;
use acquis_syntax::ast::DeclarationKind;
use acquis_syntax::{is_identifier, is_reserved};

use crate::actions::fix_all;
use crate::document::Document;
use crate::expectations::{Words, assessed, quoted};
use crate::formatting::trimmed;
use crate::layout::laid_out;
use crate::rename::apply;
use crate::trial::Trial;

/// The folder of a package in which scenarios stand.
const FOLDER: &str = "scenarios/";

/// A dossier that can be kept, and what is needed for that.
pub struct Keeping {
    program: Arc<Program>,
    /// Its path below the folder of the package.
    dossier: Name,
    /// The file in which its scenario will stand.
    file: Name,
    is_new: bool,
    titles: BTreeSet<Name>,
    trial: Trial,
}

/// What keeping a dossier changes in the file in which its scenario will stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Whether there is no such file yet.
    pub is_new: bool,
    /// What changes.
    pub edits: Vec<Edit<Place>>,
}

impl Keeping {
    /// Takes along what is needed to keep a dossier; nothing for a package in error, or where no file can take a scenario.
    /// A file is created only where `creates_files`.
    pub fn prepare(
        db: &Database,
        package: Package,
        document: &Document,
        creates_files: bool,
    ) -> Option<Self> {
        let program = Arc::clone(shared_program(db, package).as_ref()?);
        let dossier = Name::from(document.path.strip_prefix(package.manifest(db).folder())?);
        let mut titles = BTreeSet::new();
        let mut neighbours: BTreeMap<Name, BTreeSet<&Name>> = BTreeMap::new();
        for decl in every_declaration(db, package) {
            let DeclarationKind::Scenario(written) = &parsed(db, decl).declaration.kind else { continue };
            titles.insert(written.title.value.clone());
            let kept_there = neighbours.entry(decl.key(db).file.clone()).or_default();
            let from = written.from.as_ref().map(|from| &from.value);
            kept_there.extend(from.filter(|from| folder_of(from) == folder_of(&dossier)));
        }
        let mut trial = Trial::of(db, package, std::slice::from_ref(document));
        let beside = neighbours.iter().filter(|(_, kept)| !kept.is_empty());
        let beside = beside.max_by_key(|(_, kept)| kept.len()).map(|(file, _)| file.clone());
        let known = beside.or_else(|| last_of_scenarios(db, package));
        let is_new = known.is_none() && creates_files;
        let file = match known {
            Some(file) => file,
            None if creates_files => {
                let (file, module) = new_file(db, package, &dossier)?;
                trial.create(file.clone(), module);
                file
            }
            None => neighbours.into_keys().next_back()?,
        };
        Some(Self { program, dossier, file, is_new, titles, trial })
    }

    /// The checked law against which it is assessed.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The file in which the scenario will stand.
    pub fn file(&self) -> &Name {
        &self.file
    }

    /// The text of the file in which the scenario will stand.
    pub fn text(&self) -> &str {
        self.trial.text(&self.file).unwrap_or("")
    }

    /// The edit that keeps what the dossier says; nothing if it cannot be assessed, or the package would not be as clean as
    /// it is.
    pub fn kept(&self, facts: &Dossier, question: &Question) -> Option<Kept> {
        let lines = (Words { program: &self.program }).all(&assessed(&self.program, facts, question)?);
        let clauses: String = lines.iter().map(|line| format!("expect {line}\n")).collect();
        let (title, from) = (quoted(&self.free_title(&facts.subject)), quoted(&self.dossier));
        let mut head = format!("scenario {title} from {from}");
        if facts.as_of != Some(question.as_of) {
            head.push_str(&format!(" on {}", question.as_of));
        }
        let defaults = Question::new(&self.program, question.as_of);
        for (reading, choice) in
            question.readings.iter().filter(|it| defaults.readings.get(it.0) != Some(it.1))
        {
            head.push_str(&format!(" reading {reading} = {choice}"));
        }
        let scenario = laid_out(&format!("{head} {{\n{clauses}}}\n"));
        let mut edits = self.below_all(&scenario);
        if question.patience.is_over() {
            return None;
        }
        let found = self.trial.new_findings(&edits, &question.patience)?;
        if !found.is_empty() {
            edits = self.with_imports(edits, &found)?;
            if !self.trial.new_findings(&edits, &question.patience)?.is_empty() {
                return None;
            }
        }
        Some(Kept { is_new: self.is_new, edits })
    }

    /// A declaration below all others of the file.
    fn below_all(&self, declaration: &str) -> Vec<Edit<Place>> {
        let text = self.text();
        let end = text.trim_end().len();
        let gap = if end == 0 { "" } else { "\n\n" };
        let place = Place::new(self.file.clone(), Span::new(end, text.len()));
        vec![Edit { place, text: format!("{gap}{}\n", declaration.trim_end()) }]
    }

    /// The same with the imports that it turns out to need.
    fn with_imports(&self, edits: Vec<Edit<Place>>, found: &[Diagnostic]) -> Option<Vec<Edit<Place>>> {
        let repairs = fix_all(found, &self.file);
        let added = edits.first()?.place.span.range().start;
        if !repairs.iter().all(|edit| edit.place.file == self.file) {
            return None;
        }
        // Above what is added, places are those of the text as it is now.
        if repairs.iter().all(|edit| edit.place.span.range().end < added) {
            return Some(repairs.into_iter().chain(edits).collect());
        }
        let text = self.text();
        let whole = laid_out(&apply(&apply(text, &edits), &repairs));
        let all = acquis_syntax::Edit { span: Span::new(0, text.len()), text: whole };
        let edit = trimmed(text, all)?;
        Some(vec![Edit { place: Place::new(self.file.clone(), edit.span), text: edit.text }])
    }

    /// A title that no scenario has.
    fn free_title(&self, subject: &str) -> String {
        let mut title = subject.to_owned();
        for number in 2.. {
            if !self.titles.contains(title.as_str()) {
                break;
            }
            title = format!("{subject} ({number})");
        }
        title
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last of the files in the folder of scenarios.
fn last_of_scenarios(db: &Database, package: Package) -> Option<Name> {
    let folder = format!("{}{FOLDER}", package.manifest(db).folder());
    let paths = package.files(db).iter().map(|file: &SourceFile| file.path(db));
    paths.filter(|path| path.starts_with(&folder)).max().cloned()
}

/// A file for the scenarios of the dossiers beside one, with its module: it is called as their folder is.
fn new_file(db: &Database, package: Package, dossier: &str) -> Option<(Name, Name)> {
    let folder = folder_of(dossier).rsplit('/').next().unwrap_or("");
    let is_name = is_identifier(folder) && !is_reserved(folder) && folder.is_ascii();
    let stem = if is_name { folder } else { "dossiers" };
    let module = Name::from(format!("scenarios.{stem}"));
    if package.files(db).iter().any(|file| *file.module(db) == module) {
        return None;
    }
    Some((Name::from(format!("{}{FOLDER}{stem}.acq", package.manifest(db).folder())), module))
}

#[cfg(test)]
mod tests {
    use acquis_analysis::load_dossiers;
    use acquis_base::MemoryHost;
    use acquis_facts::{Format, read};
    use acquis_ir::Date;

    use super::*;
    use crate::testing::{LAW, package};

    /// What becomes of the files that change when a dossier is kept, with the question asked of it.
    fn kept_as(
        files: &[(&str, &str)],
        (path, text): (&str, &str),
        creates_files: bool,
        ask: impl FnOnce(&Program, Option<Date>) -> Option<Question>,
    ) -> Option<(Kept, String)> {
        let (mut db, package) = package(files);
        load_dossiers(&mut db, package, &MemoryHost::new().with(path, text), "");
        let document = Document::new(path, text);
        let keeping = Keeping::prepare(&db, package, &document, creates_files)?;
        let program = keeping.program();
        let facts = read(program, path, text, Format::of(path, text)).ok()?;
        let kept = keeping.kept(&facts, &ask(program, facts.as_of)?)?;
        let after = apply(keeping.text(), &kept.edits);
        Some((kept, after))
    }

    fn kept(files: &[(&str, &str)], dossier: (&str, &str)) -> Option<(Kept, String)> {
        kept_as(files, dossier, true, |program, as_of| Some(Question::new(program, as_of?)))
    }

    fn file_of(kept: &Kept) -> &str {
        &kept.edits[0].place.file
    }

    const NORD: (&str, &str) =
        ("examples/nord.yaml", "subject: Nord\nas_of: 2027-01-01\nstaff: 3\nguests: 0\n");

    const WHOLE: &str = "scenario \"Nord\" from \"examples/nord.yaml\" {
    expect level 1
    expect Annex I 1(b) not applicable
    expect nothing missing
}
";

    #[test]
    fn a_dossier_is_kept_in_a_new_file_called_as_its_folder_is() {
        let (kept, after) = kept(&[("a", LAW)], NORD).expect("kept");
        assert_eq!((file_of(&kept), kept.is_new), ("scenarios/examples.acq", true));
        assert_eq!(after, WHOLE);
    }

    #[test]
    fn it_stands_below_the_others_of_its_folder_under_a_title_of_its_own() {
        let other = "scenario \"Nord\" on 2027-01-01 {\n    set staff = 4\n    expect reachable level 1\n}";
        let (one, two) = (WHOLE.replace("\"Nord\"", "\"first\""), format!("import a\n\n{other}\n\n\n"));
        let second = WHOLE.replace("\"Nord\"", "\"Nord (2)\"");
        let files = [("a", LAW), ("scenarios/one", &*one), ("scenarios/two", &*two)];
        let (beside, after) = kept(&files, NORD).expect("kept");
        assert_eq!((file_of(&beside), beside.is_new), ("scenarios/one.acq", false));
        assert_eq!(after, format!("{one}\n{second}"));
        let (last, after) = kept(&[files[0], files[2]], NORD).expect("kept");
        assert_eq!((file_of(&last), last.is_new), ("scenarios/two.acq", false), "the last of the folder");
        assert_eq!(after, format!("import a\n\n{other}\n\n{second}"));
    }

    #[test]
    fn where_no_file_can_be_created_it_stands_below_the_last_scenario_if_there_is_one() {
        let ask = |program: &Program, as_of: Option<Date>| Some(Question::new(program, as_of?));
        assert_eq!(kept_as(&[("a", LAW)], NORD, false, ask), None);
        let with = format!(
            "{LAW}\nscenario \"other\" on 2027-01-01 {{\n    set staff = 4\n    expect reachable level 1\n}}\n"
        );
        let (below, after) = kept_as(&[("a", &with)], NORD, false, ask).expect("kept");
        assert_eq!((file_of(&below), below.is_new), ("a.acq", false));
        assert_eq!(after, format!("{with}\n{WHOLE}"));
    }

    #[test]
    fn what_was_asked_of_it_is_said_where_the_dossier_does_not_say_it() {
        let ask = |program: &Program, _: Option<Date>| {
            let question = Question::new(program, "2027-02-01".parse().ok()?);
            question.with_reading(program, "few", "one").ok()
        };
        let undated = (NORD.0, "staff: 3\nguests: 0\n");
        let said = WHOLE
            .replace("\"Nord\"", "\"nord\"")
            .replace(".yaml\"", ".yaml\" on 2027-02-01 reading few = one");
        let (_, after) = kept_as(&[("a", LAW)], undated, true, ask).expect("kept");
        assert_eq!(after, format!("import a\n\n{said}"));
        let head = "//! Cases.\n";
        let (_, after) = kept_as(&[("a", LAW), ("scenarios/b", head)], undated, true, ask).expect("kept");
        assert_eq!(after, format!("{head}\nimport a\n\n{said}"));
        let (_, after) = kept_as(&[("a", LAW)], NORD, true, ask).expect("kept");
        assert!(
            after.contains("on 2027-02-01 reading few = one {"),
            "the date asked for is another: {after}"
        );
    }

    #[test]
    fn of_a_package_without_levels_it_is_expected_what_its_rules_give() {
        let rules = "instrument law \"Act\" { article 1 \"Fee\" }
facts { staff : Integer from 0 to 9 }
rule fee \"Fee\" : Integer from 0 to 100 under Article 1 { default 10 exception small when staff < 3 then 5 }
";
        let dossier = ("nord.yaml", "subject: Nord\nas_of: 2027-01-01\nstaff: 2\n");
        let (new, after) = kept(&[("a", rules)], dossier).expect("kept");
        assert_eq!((file_of(&new), new.is_new), ("scenarios/dossiers.acq", true));
        let expected =
            "scenario \"Nord\" from \"nord.yaml\" {\n    expect fee = 5\n    expect nothing missing\n}\n";
        assert_eq!(after, expected);
    }

    #[test]
    fn what_cannot_be_assessed_is_not_kept() {
        let broken = format!("{LAW}define d : Bool = missing\n");
        assert_eq!(kept(&[("a", &broken)], NORD), None);
        assert_eq!(kept(&[("a", LAW)], (NORD.0, "staff: [")), None);
        let refused = format!("{LAW}assume \"many\" staff > 3\n");
        assert_eq!(kept(&[("a", &refused)], NORD), None, "it contradicts what is assumed of every dossier");
    }
}
