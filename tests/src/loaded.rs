//! Packages loaded in memory, through the libraries and not through the command line.

use acquis_analysis::{Database, Package, findings, load, program};
use acquis_base::{Diagnostic, Severity, Sources};
use acquis_ir::{Instrument, Program};

use acquis_report::collision::database;

use crate::cli::memory;
use crate::repository;

/// The files of a package, given as paths below its folder and texts.
fn read<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> acquis_analysis::Loaded {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_ref(), text.as_ref())).collect();
    load(&memory(&files), ".")
}

/// A package with everything found in it.
pub struct Loaded {
    pub findings: Vec<Diagnostic>,
    /// The program, unless there are errors.
    pub program: Option<Program>,
    pub sources: Sources,
}

impl Loaded {
    /// The package of these files, given as paths below its folder and texts.
    pub fn of<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Self {
        let loaded = read(files);
        let mut db = database();
        let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
        let mut all = loaded.findings;
        all.extend(findings(&db, package).iter().cloned());
        Diagnostic::sort(&mut all);
        let errors = all.iter().any(|finding| finding.severity == Severity::Error);
        let program = if errors { None } else { program(&db, package).clone() };
        Self { findings: all, program, sources: loaded.sources }
    }

    /// The program; fails the test with the errors where there are any.
    pub fn expect_program(&self) -> &Program {
        match &self.program {
            Some(program) => program,
            None => panic!("{}", self.errors()),
        }
    }

    /// The errors in words.
    pub fn errors(&self) -> String {
        let errors = self.findings.iter().filter(|finding| finding.severity == Severity::Error);
        errors.map(|finding| acquis_diagnostics::human(finding, &self.sources, false)).collect()
    }
}

/// The outline of the draft, as the flagship package has it.
pub fn outline() -> Instrument {
    let law = Loaded::of(&repository::cada());
    law.expect_program().outlines.instruments.get("cada").expect("the outline of the draft").clone()
}

/// A package whose files are edited, as in an editor: what an edit does not touch is not computed again.
pub struct Edited {
    db: Database,
    package: Package,
    pub sources: Sources,
}

impl Edited {
    /// The package of these files.
    pub fn of<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Self {
        let loaded = read(files);
        let mut db = database();
        let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
        Self { db, package, sources: loaded.sources }
    }

    /// Gives a file another text, and what is then found in the package.
    pub fn edit(&mut self, path: &str, text: &str) -> Vec<Diagnostic> {
        let file = self.package.file(&self.db, path).expect("the file is in the package");
        file.update(&mut self.db, text.to_owned());
        self.sources.insert(path, text);
        findings(&self.db, self.package).clone()
    }
}
