//! The servers that are measured, each with a workspace and with what is typed there.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use acquis_tests::generate;

/// The peer with its version, as npm names it.
pub(crate) const PYRIGHT: &str = "pyright@1.1.414";

/// How many functions stand in one file, as many as criteria do.
const PER_FILE: usize = 100;

/// A server with a workspace.
pub(crate) struct Subject {
    pub(crate) name: String,
    pub(crate) command: Vec<String>,
    pub(crate) folder: PathBuf,
    /// The document that is opened.
    pub(crate) file: PathBuf,
    pub(crate) language: &'static str,
    /// A condition that is written within a body.
    pub(crate) body: Typed,
    /// A declaration that is written between others.
    pub(crate) declaration: Typed,
}

/// What is typed, and where.
pub(crate) struct Typed {
    pub(crate) line_and_column: (usize, usize),
    pub(crate) text: &'static str,
}

fn written(folder: &Path, files: &[(String, String)]) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }
}

/// The place behind the line that is the first to start so.
fn behind(text: &str, start: &str) -> (usize, usize) {
    let found = text.lines().position(|line| line.starts_with(start));
    (found.unwrap_or_else(|| panic!("{start:?} starts a line")) + 1, 0)
}

/// This server over a generated package, run by this program itself.
pub(crate) fn acquis(folder: &Path, criteria: usize) -> Subject {
    let files = generate::package(criteria);
    written(folder, &files);
    let path = "criteria/part_50.acq";
    let (_, text) = files.iter().find(|(name, _)| name == path).expect("a file in the midst");
    let program = std::env::current_exe().expect("this program").display().to_string();
    Subject {
        name: "acquis".to_owned(),
        command: vec![program, "serve".to_owned()],
        folder: folder.to_owned(),
        file: folder.join(path),
        language: "acquis",
        body: Typed {
            line_and_column: behind(text, "    fails \"criterion 5010 fails"),
            text: "    requires score >= 40 and not (waived or score > 90)",
        },
        declaration: Typed {
            line_and_column: behind(text, "import"),
            text: "\ndefine well_kept(s : Site) : Bool = s.certified and s.staff >= 5\n",
        },
    }
}

/// Pyright over Python functions that ask the same of the same facts.
pub(crate) fn pyright(folder: &Path, functions: usize, program: &Path) -> Subject {
    let mut files = vec![
        ("pyrightconfig.json".to_owned(), "{ \"typeCheckingMode\": \"standard\" }\n".to_owned()),
        ("vocabulary.py".to_owned(), VOCABULARY.to_owned()),
    ];
    for file in 0..functions.div_ceil(PER_FILE) {
        files.push((format!("part_{file}.py"), part(file)));
    }
    written(folder, &files);
    let path = "part_50.py";
    let (_, text) = files.iter().find(|(name, _)| name == path).expect("a file in the midst");
    Subject {
        name: PYRIGHT.to_owned(),
        command: vec!["node".to_owned(), program.display().to_string(), "--stdio".to_owned()],
        folder: folder.to_owned(),
        file: folder.join(path),
        language: "python",
        body: Typed {
            line_and_column: behind(text, "def criterion_5010("),
            text: "    if facts.score >= 40 and not facts.waived: return False",
        },
        declaration: Typed {
            line_and_column: behind(text, "from vocabulary"),
            text: "\ndef well_kept(s: Site) -> bool: return s.certified and s.staff >= 5\n",
        },
    }
}

const VOCABULARY: &str = "from dataclasses import dataclass


@dataclass
class Site:
    location: str
    grade: int
    staff: int
    certified: bool


@dataclass
class Facts:
    score: int
    waived: bool
    sites: list[Site]
";

fn part(file: usize) -> String {
    let mut text = String::from("from vocabulary import Facts, Site\n");
    for nth in file * PER_FILE..(file + 1) * PER_FILE {
        let _ = write!(
            text,
            "\n\ndef criterion_{nth}(facts: Facts) -> bool:\n    \"\"\"What criterion {nth} is about.\"\"\"\n    if facts.score < {}:\n        return False\n    return all(s.certified and s.staff >= {} for s in facts.sites if s.grade > 1)\n",
            nth % 90,
            nth % 50,
        );
    }
    text
}
