//! Packages loaded in memory, through the libraries and not through the command line.

use acquis_analysis::{Database, Package, findings, load, program};
use acquis_base::{Diagnostic, Severity, Sources};
use acquis_ir::Program;

use crate::cli::memory;

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
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_ref(), text.as_ref())).collect();
        let loaded = load(&memory(&files), ".");
        let mut db = Database::new();
        let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
        let mut all = loaded.findings;
        all.extend(findings(&db, package).iter().cloned());
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
