//! From consolidated texts to a package of their own, and from what is found in it back to where it was written.

use std::collections::BTreeSet;
use std::ops::Range;

use acquis_base::{Diagnostic, Name, Place, Severity, codes};
use acquis_ir::{Date, Program};
use acquis_syntax::ast::{self, DeclarationKind};
use salsa::{Database as SalsaDatabase, Setter};

use super::apply::Change;
use super::fingerprint::tokens;
use super::heads::{amendment_decls, chosen};
use super::law::LawFile;
use super::traced::{Splice, Traced};
use crate::assemble::{findings, findings_on, program};
use crate::declaration::{declarations, tree};
use crate::input::{Package, Scope};
use crate::manifest::Manifest;
use crate::scenarios::{Scenario, scenarios};
use crate::texts::OfficialText;

/// Which scenarios an overlay holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scenarios {
    /// None.
    None,
    /// Those that are asked under just these amendments.
    Own,
    /// Those, and all that are asked of the law as it is but these, which are named by their titles.
    AllBut(BTreeSet<Name>),
}

/// The texts of a package with amendments in.
#[derive(Debug, Clone)]
pub struct Consolidation {
    /// The amendments, in the order in which they were applied.
    pub names: Vec<Name>,
    /// What they change, in the order of their texts.
    pub changes: Vec<Change>,
    /// What is worth knowing of how they were applied.
    pub findings: Vec<Diagnostic>,
    scope: Scope,
    manifest: Manifest,
    /// The official texts, which are those of the base.
    texts: Vec<OfficialText>,
    files: Vec<(Name, Name, Traced)>,
    /// The files that differ from the base, with all their scenarios.
    amended: Vec<(Name, Traced)>,
    /// Words of scenarios that the overlay does not hold: what they use is not unused.
    elsewhere: BTreeSet<Name>,
}

impl Consolidation {
    pub(super) fn new<'db>(
        db: &'db dyn SalsaDatabase,
        package: Package,
        names: Vec<Name>,
        law: Vec<LawFile<'db>>,
        changes: Vec<Change>,
        findings: Vec<Diagnostic>,
        scenarios: &Scenarios,
    ) -> Self {
        let wanted: BTreeSet<&Name> = names.iter().collect();
        let is_asked = |under: &[Name]| {
            let chosen = chosen(db, package, under).unwrap_or_default();
            !under.is_empty() && chosen.iter().collect::<BTreeSet<_>>() == wanted
        };
        let is_held = |written: &ast::Scenario| {
            let under: Vec<Name> = written.amendments.iter().map(|ident| ident.name.clone()).collect();
            match scenarios {
                Scenarios::None => false,
                Scenarios::Own => is_asked(&under),
                Scenarios::AllBut(but) => {
                    is_asked(&under) || under.is_empty() && !but.contains(&written.title.value)
                }
            }
        };
        let mut files = vec![];
        let mut amended = vec![];
        let mut elsewhere = BTreeSet::new();
        for file in law {
            let Some(left_out) = left_out(&file, &is_held, &mut elsewhere) else { continue };
            let traced = file.traced();
            if file.traced.is_some() {
                amended.push((file.path.clone(), traced.clone()));
            }
            let traced = if left_out.is_empty() { traced } else { traced.spliced(left_out) };
            files.push((file.path, file.module, traced));
        }
        if *scenarios != Scenarios::None {
            files.extend(own_scenarios(db, package, &is_asked));
        }
        files.sort_by(|a, b| a.0.cmp(&b.0));
        Self {
            names,
            changes,
            findings,
            scope: package.scope(db),
            manifest: package.manifest(db).clone(),
            texts: package.texts(db).clone(),
            files,
            amended,
            elsewhere,
        }
    }

    /// The files of the law whose texts differ from the base, by path, with those texts.
    pub fn amended_files(&self) -> impl Iterator<Item = (&Name, &Traced)> {
        self.amended.iter().map(|(path, text)| (path, text))
    }

    /// All files, by path, with their texts.
    pub fn all_files(&self) -> impl Iterator<Item = (&Name, &Traced)> {
        self.files.iter().map(|(path, _, text)| (path, text))
    }

    /// Makes a package of the texts, beside that of the base; or puts them into one that was made of the same amendments
    /// before.
    pub fn install(self, db: &mut dyn SalsaDatabase, known: Option<Package>) -> Overlay {
        let sources: Vec<(Name, Name, String)> = self
            .files
            .iter()
            .map(|(path, module, text)| (path.clone(), module.clone(), text.text().to_owned()))
            .collect();
        let known = known.filter(|known| *known.amended(db) == self.names);
        let package = known.unwrap_or_else(|| Package::amended_by(db, self.scope, self.names.clone()));
        package.update(db, self.manifest.clone(), sources);
        if *package.texts(db) != self.texts {
            package.set_texts(db).to(self.texts.clone());
        }
        Overlay { package, consolidation: self }
    }
}

/// The scenarios of a file that an overlay does not hold; nothing where it needs no more of the file. Their words are added
/// to `elsewhere`.
fn left_out(
    file: &LawFile<'_>,
    is_held: &dyn Fn(&ast::Scenario) -> bool,
    elsewhere: &mut BTreeSet<Name>,
) -> Option<Vec<Splice>> {
    let mut left_out = vec![];
    let mut is_needed = false;
    let mut add_words =
        |text: &str| elsewhere.extend(tokens(text).into_iter().map(|(word, _)| Name::from(word)));
    for decl in &file.decls {
        match &decl.tree.kind {
            DeclarationKind::Scenario(written) if !is_held(written) => {
                left_out.push(Splice { span: decl.start..decl.start + decl.text.len(), pieces: vec![] });
                add_words(&decl.text);
            }
            DeclarationKind::Import(_) => {}
            _ => is_needed = true,
        }
    }
    if !left_out.is_empty() && !is_needed {
        add_words(file.text());
        return None;
    }
    Some(left_out)
}

/// The files of amendments, with nothing but the scenarios that are asked under what is applied, and their imports. What is
/// left out is blank, so that places stay what they are.
fn own_scenarios(
    db: &dyn SalsaDatabase,
    package: Package,
    is_asked: &dyn Fn(&[Name]) -> bool,
) -> Vec<(Name, Name, Traced)> {
    let mut files = vec![];
    for (amendment, written) in amendment_decls(db, package) {
        let file = amendment.file(db);
        let own = [written.name.name.clone()];
        let mut blank: Vec<Range<usize>> = vec![];
        let mut any = false;
        for decl in declarations(db, file) {
            let start = decl.start(db) as usize;
            let keep = match &tree(db, *decl).kind {
                DeclarationKind::Scenario(scenario) => {
                    let under: Vec<Name> = scenario.amendments.iter().map(|it| it.name.clone()).collect();
                    let asked = is_asked(if under.is_empty() { &own } else { &under });
                    any |= asked;
                    asked
                }
                DeclarationKind::Import(_) => true,
                _ => false,
            };
            if !keep {
                blank.push(start..start + decl.text(db).len());
            }
        }
        if any {
            let mut bytes = file.text(db).clone().into_bytes();
            for byte in blank
                .into_iter()
                .flat_map(|range| bytes.get(range.clone()).map(|_| range))
                .flatten()
                .collect::<Vec<_>>()
            {
                if let Some(byte) = bytes.get_mut(byte).filter(|byte| **byte != b'\n') {
                    *byte = b' ';
                }
            }
            let text = String::from_utf8(bytes).unwrap_or_default();
            let path = file.path(db);
            files.push((path.clone(), file.module(db).clone(), Traced::whole(path, &text)));
        }
    }
    files
}

/// A package with amendments in, beside its base in the same database.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// The package.
    pub package: Package,
    /// The texts that it is made of.
    pub consolidation: Consolidation,
}

impl Overlay {
    /// The amendments, in the order in which they were applied.
    pub fn names(&self) -> &[Name] {
        &self.consolidation.names
    }

    /// The program of the law with the amendments in; nothing where that has errors.
    pub fn program<'db>(&self, db: &'db dyn SalsaDatabase) -> &'db Option<Program> {
        program(db, self.package)
    }

    /// What is wrong with the law once the amendments are in, shown where it was written; on a day, if that is said,
    /// without what is waived on it. What is not wrong without them, as `base` says, bears a note.
    pub fn findings(
        &self,
        db: &dyn SalsaDatabase,
        base: &[Diagnostic],
        as_of: Option<Date>,
    ) -> Vec<Diagnostic> {
        let found = match as_of {
            Some(as_of) => findings_on(db, self.package, as_of, false).0,
            None => findings(db, self.package).clone(),
        };
        let note = self.note();
        let found = found.iter().filter(|finding| !self.is_of_layout(finding)).map(|finding| {
            let mut mapped = self.mapped(finding);
            if !base.iter().any(|known| is_same(known, &mapped)) {
                mapped.notes.push(note.clone());
            }
            mapped
        });
        let mut found: Vec<Diagnostic> = found.chain(self.consolidation.findings.iter().cloned()).collect();
        Diagnostic::sort(&mut found);
        found.dedup();
        found
    }

    /// The same without what is wrong without them too, and without notes on how they were applied.
    pub fn new_findings(
        &self,
        db: &dyn SalsaDatabase,
        base: &[Diagnostic],
        as_of: Option<Date>,
    ) -> Vec<Diagnostic> {
        let mut found = self.findings(db, base, as_of);
        found.retain(|finding| {
            let applied = &self.consolidation.findings;
            !base.iter().chain(applied).any(|known| is_same(known, finding))
        });
        found
    }

    /// The titles of scenarios that cannot be asked of the law with the amendments in, each with the reason.
    pub fn faulty_scenarios(&self, db: &dyn SalsaDatabase) -> Vec<(Name, Diagnostic)> {
        let mut faulty = vec![];
        for finding in findings(db, self.package).iter().filter(|it| it.severity == Severity::Error) {
            let Some(place) = finding.place() else { continue };
            let Some(file) = self.package.file(db, &place.file) else { continue };
            let around =
                declarations(db, file).iter().copied().rfind(|decl| decl.start(db) <= place.span.start);
            if let Some(DeclarationKind::Scenario(written)) = around.map(|decl| &tree(db, decl).kind) {
                faulty.push((written.title.value.clone(), self.mapped(finding)));
            }
        }
        faulty.dedup_by(|later, first| later.0 == first.0);
        faulty
    }

    /// Whether a finding is about what an amendment cannot say: imports, and what only scenarios use that are not held.
    fn is_of_layout(&self, finding: &Diagnostic) -> bool {
        let unused = [&codes::UNUSED_DEFINITION, &codes::UNUSED_READING];
        if finding.code == &codes::UNUSED_IMPORT {
            return true;
        }
        let named = finding.message.split('`').nth(1).unwrap_or("");
        unused.contains(&finding.code) && self.consolidation.elsewhere.contains(&Name::from(named))
    }

    /// What is said of a finding that only the amended law has.
    pub fn note(&self) -> String {
        format!("so with {} applied", listed(self.names()))
    }

    /// A finding with its places where they were written. A repair of a text of the base is left out: what an amendment
    /// makes wrong is mended in the amendment.
    pub fn mapped(&self, finding: &Diagnostic) -> Diagnostic {
        let mut mapped = finding.map_places(|place| self.origin(place));
        if let Some(fix) = &finding.fix {
            let is_amendment = |place: &Place| {
                let text = self.text(&place.file);
                text.is_some_and(|text| {
                    let of_change = text.origin(place.span).is_some_and(|origin| origin.change.is_some());
                    text.is_one_copy(place.span) && of_change
                })
            };
            if !fix.edits.iter().all(|edit| is_amendment(&edit.place)) {
                mapped.fix = None;
            }
        }
        mapped
    }

    /// The scenarios of the overlay, at the places where they were written.
    pub fn scenarios(&self, db: &dyn SalsaDatabase) -> Vec<Scenario> {
        let mut all = scenarios(db, self.package);
        for scenario in &mut all {
            scenario.place = self.origin(&scenario.place);
            for case in &mut scenario.cases {
                case.place = self.origin(&case.place);
                case.expectations.iter_mut().for_each(|(_, place)| *place = self.origin(place));
            }
        }
        all
    }

    /// The files that differ from the base, as they read with the amendments in, without imports that nothing needs any
    /// more: by path, the text, and the changes with where what they put there starts.
    pub fn consolidated(&self, db: &dyn SalsaDatabase, base: &[Diagnostic]) -> Vec<(Name, Traced)> {
        let idle = |path: &Name| -> BTreeSet<&str> {
            let of_file = findings(db, self.package).iter().filter(|it| it.code == &codes::UNUSED_IMPORT);
            let of_file = of_file.filter(|it| it.place().is_some_and(|place| place.file == *path));
            let is_known = |finding: &&Diagnostic| {
                let mapped = self.mapped(finding);
                base.iter().any(|known| is_same(known, &mapped))
            };
            of_file.filter(|it| !is_known(it)).filter_map(|it| it.message.split('`').nth(1)).collect()
        };
        let texts = self.consolidation.amended.iter().map(|(path, text)| {
            let idle = idle(path);
            let words = text.text();
            let mut splices = vec![];
            for piece in acquis_syntax::cut(words).pieces {
                let own = piece.span.of(words);
                let parsed = acquis_syntax::parse_declaration(own).declaration;
                if let DeclarationKind::Import(import) = &parsed.kind
                    && idle.contains(import.module.name.as_str())
                {
                    let start = piece.span.start as usize;
                    let own = parsed.span;
                    let from = start + own.start as usize;
                    let before = words.get(..from).unwrap_or("").trim_end().len();
                    let from = if before == 0 { 0 } else { before.max(start) };
                    splices.push(Splice { span: from..start + own.end as usize, pieces: vec![] });
                }
            }
            (path.clone(), if splices.is_empty() { text.clone() } else { text.spliced(splices) })
        });
        texts.collect()
    }

    /// Where what stands at a place of the overlay was written.
    pub fn origin(&self, place: &Place) -> Place {
        self.text(&place.file).and_then(|text| text.place(place.span)).unwrap_or_else(|| place.clone())
    }

    fn text(&self, path: &str) -> Option<&Traced> {
        self.consolidation.files.iter().find(|(known, ..)| known == path).map(|(_, _, text)| text)
    }

    /// Whether anything is wrong that keeps the law from being used.
    pub fn has_errors(&self, db: &dyn SalsaDatabase) -> bool {
        findings(db, self.package).iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// Whether two findings say the same of the same place.
fn is_same(a: &Diagnostic, b: &Diagnostic) -> bool {
    a.code == b.code && a.message == b.message && a.place() == b.place()
}

/// Names of amendments in a sentence.
fn listed(names: &[Name]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    acquis_base::and_list(&quoted)
}

/// The amendments under which scenarios of a package are asked, each combination once.
pub fn asked_under(db: &dyn SalsaDatabase, package: Package) -> Vec<Vec<Name>> {
    let mut asked: BTreeSet<Vec<Name>> = BTreeSet::new();
    let mut add = |under: &[Name]| {
        asked.extend(chosen(db, package, under).ok().filter(|chosen| !chosen.is_empty()));
    };
    for decl in crate::declaration::all_declarations(db, package) {
        if let DeclarationKind::Scenario(written) = &tree(db, decl).kind {
            let under: Vec<Name> = written.amendments.iter().map(|ident| ident.name.clone()).collect();
            add(&under);
        }
    }
    for (amendment, written) in amendment_decls(db, package) {
        for decl in declarations(db, amendment.file(db)) {
            if let DeclarationKind::Scenario(scenario) = &tree(db, *decl).kind {
                let under: Vec<Name> = scenario.amendments.iter().map(|ident| ident.name.clone()).collect();
                add(if under.is_empty() { std::slice::from_ref(&written.name.name) } else { &under });
            }
        }
    }
    asked.into_iter().collect()
}
