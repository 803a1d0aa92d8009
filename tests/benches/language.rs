//! What the work on a package costs: `cargo bench -p acquis-tests`.
//!
//! Each benchmark runs on the CADA package and on a generated package of 10,000 criteria, in one run, so that figures
//! can be put in ratio: `recheck` against `check` above all.

use acquis_analysis::{Database, Package, declarations, findings, load, parsed, program};
use acquis_base::MemoryHost;
use acquis_eval::{Question, assess};
use acquis_facts::Format;
use acquis_tests::{cli, generate, repository};
use divan::Bencher;

fn main() {
    divan::main();
}

/// The packages that everything is measured on.
const PACKAGES: [&str; 2] = ["cada", "generated"];

/// The size of the generated one.
const CRITERIA: usize = 10_000;

/// A package in memory, with a dossier for it and an edit of one criterion.
struct Case {
    host: MemoryHost,
    dossier: String,
    edited: (String, String, String),
}

impl Case {
    fn of(package: &str) -> Self {
        if package == "cada" { Self::cada() } else { Self::generated() }
    }

    fn cada() -> Self {
        let mut host = MemoryHost::new();
        for (path, text) in repository::cada() {
            host.insert(path, text);
        }
        let text = repository::text("policies/cada/annex_ii/level_4.acq");
        let edited = text.replacen("flow.identified_as_sensitive and ", "", 1);
        assert!(text != edited, "the edit finds its place");
        let dossier = repository::text("policies/cada/examples/nordwolke.yaml");
        Self { host, dossier, edited: ("annex_ii/level_4.acq".to_owned(), text, edited) }
    }

    fn generated() -> Self {
        let files = generate::package(CRITERIA);
        let (at, edited) = generate::edited(&files).expect("a criterion to edit");
        let (path, text) = files[at].clone();
        let mut host = MemoryHost::new();
        for (path, text) in files {
            host.insert(path, text);
        }
        Self { host, dossier: generate::dossier(), edited: (path, text, edited) }
    }

    /// The package, not yet checked.
    fn loaded(&self) -> (Database, Package) {
        let loaded = load(&self.host, ".");
        let mut db = Database::new();
        let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
        (db, package)
    }

    /// The package, checked.
    fn checked(&self) -> (Database, Package) {
        let (db, package) = self.loaded();
        assert_eq!(findings(&db, package).len(), 0, "the package checks");
        (db, package)
    }
}

/// All declarations to trees.
#[divan::bench(args = PACKAGES, sample_count = 10, sample_size = 1)]
fn parse(bencher: Bencher<'_, '_>, package: &str) {
    let case = Case::of(package);
    bencher.with_inputs(|| case.loaded()).bench_local_refs(|(db, package)| {
        for file in package.files(db) {
            for decl in declarations(db, *file) {
                divan::black_box(parsed(db, *decl));
            }
        }
    });
}

/// All findings from nothing.
#[divan::bench(args = PACKAGES, sample_count = 10, sample_size = 1)]
fn check(bencher: Bencher<'_, '_>, package: &str) {
    let case = Case::of(package);
    bencher.with_inputs(|| case.loaded()).bench_local_refs(|(db, package)| findings(db, *package).len());
}

/// All findings after an edit of the body of one criterion.
#[divan::bench(args = PACKAGES, sample_count = 20, sample_size = 1)]
fn recheck(bencher: Bencher<'_, '_>, package: &str) {
    let case = Case::of(package);
    let (mut db, checked) = case.checked();
    let (path, text, edited) = &case.edited;
    let file = checked.file(&db, path).expect("the edited file");
    file.open(&mut db);
    findings(&db, checked);
    let mut odd = false;
    bencher.bench_local(|| {
        odd = !odd;
        file.update(&mut db, if odd { edited } else { text }.clone());
        findings(&db, checked).len()
    });
}

/// One dossier assessed against the checked package.
#[divan::bench(args = PACKAGES, sample_count = 20, sample_size = 1)]
fn assess_dossier(bencher: Bencher<'_, '_>, package: &str) {
    let case = Case::of(package);
    let (db, checked) = case.checked();
    let program = program(&db, checked).as_ref().expect("a program");
    let ladder =
        program.default_ladder.as_ref().and_then(|name| program.ladders.get(name)).expect("a ladder");
    bencher.bench_local(|| {
        let dossier =
            acquis_facts::read(program, "dossier.yaml", &case.dossier, Format::Yaml).expect("a dossier");
        let question = Question::new(program, dossier.as_of.expect("a date"));
        assess(program, ladder, &dossier, &question).expect("an assessment").criteria.len()
    });
}

/// The whole command, as a user runs it, without the start of a process.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn assess_command() -> u8 {
    let mut host = MemoryHost::new();
    for path in repository::files("policies", "") {
        host.insert(path.clone(), repository::text(&path));
    }
    cli::acquis_in(&host, &["assess", "policies/cada/examples/nordwolke.yaml"], "").code
}
