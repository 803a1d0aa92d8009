//! Large packages and texts, made by rule, for benchmarks and for tests of limits.

mod official_text;

use std::fmt::Write as _;

pub use official_text::{Form, official_text};

/// How many criteria stand in one file.
const PER_FILE: usize = 100;

/// The levels of the ladder.
const LEVELS: usize = 4;

/// A package with so many criteria, as paths and texts. Its criteria look like those of real law: most range over
/// lists, use notions, and have carve-outs; some have points.
pub fn package(criteria: usize) -> Vec<(String, String)> {
    let mut files = vec![
        ("acquis.toml".to_owned(), "[package]\nname = \"generated\"\n".to_owned()),
        ("law.acq".to_owned(), outline(criteria)),
        ("vocabulary.acq".to_owned(), VOCABULARY.to_owned()),
    ];
    for file in 0..criteria.div_ceil(PER_FILE) {
        let from = file * PER_FILE;
        files.push((format!("criteria/part_{file}.acq"), part(from, criteria.min(from + PER_FILE))));
    }
    files
}

/// A dossier for the packages of [`package`], in YAML.
pub fn dossier() -> String {
    let mut text =
        String::from("as_of: 2026-06-01\nprovider: { id: p, country: DE, owners: [] }\nscore: 60\nsites:\n");
    for site in 0..20 {
        let _ = writeln!(
            text,
            "  - {{ location: DE, grade: high, staff: {}, certified: true, owner: p }}",
            10 + site
        );
    }
    text.push_str("waived: false\nparties: []\n");
    text
}

/// A criterion of a generated package: its path, its text, and the text after an edit of its body.
pub fn edited(files: &[(String, String)]) -> Option<(usize, String)> {
    let at = files.iter().position(|(path, _)| path.starts_with("criteria/"))?;
    let (_, text) = files.get(at)?;
    text.contains("score >= 10").then(|| (at, text.replacen("score >= 10", "score >= 11", 1)))
}

const VOCABULARY: &str = r#"enum Grade ordered { basic < substantial < high }

register home of Country "countries at home" under Article 1(1) known until 2027-01-01 {
    DE from 1958-01-01
    FR from 1958-01-01
}

entity Party identified by id {
    country : Country
    owners : list of ref Party
}

entity Site {
    location : Country
    grade : Grade
    staff : Integer from 0 to 10000
    certified : Bool
    owner : ref Party
}

facts {
    provider : Party
    score : Integer from 0 to 100
    sites : list of Site
    waived : Bool
    parties : pool of Party
}

ladder levels "Levels" under Article 1(1) cumulative under Article 1(1) {
    level 1 set out in Annex I 1
    level 2 set out in Annex I 2
    level 3 set out in Annex I 3
    level 4 set out in Annex I 4
}

define at_home(c : Country) : Bool = c in home

define foreign(p : Party) : Bool = some o in chain of p.owners satisfies not at_home(o.country)
"#;

/// Where criterion `n` stands: the number of its level, and its place in it.
fn place(n: usize) -> (usize, usize) {
    (n % LEVELS + 1, n / LEVELS + 1)
}

/// The citation of criterion `n`: `Annex I 2.7(a)`.
fn citation(n: usize) -> String {
    let (level, number) = place(n);
    format!("Annex I {level}.{number}(a)")
}

fn outline(criteria: usize) -> String {
    let mut text = String::from(
        "instrument law \"Generated Act\" {\n    article 1 \"Scope\" { paragraph (1) empowers implementing_acts }\n    annex I \"Levels\" {\n",
    );
    for level in 1..=LEVELS {
        let _ = writeln!(text, "        section {level} {{");
        for n in (0..criteria).filter(|n| place(*n).0 == level) {
            let points = if n % 5 == 4 { " { point (a) { points (i) to (ii) } }" } else { " { point (a) }" };
            let _ = writeln!(text, "            number {level}.{}{points}", place(n).1);
        }
        text.push_str("        }\n");
    }
    text.push_str("    }\n}\n");
    text
}

fn part(from: usize, to: usize) -> String {
    let mut text = String::from("import vocabulary\n\n");
    let _ = writeln!(
        text,
        "define fits_{from}(s : Site) : Bool = all of {{\n    s.certified;\n    s.staff >= 5;\n    at_home(s.location);\n}}\n"
    );
    for n in from..to {
        let _ = writeln!(text, "{}", criterion(n, from));
    }
    text
}

fn criterion(n: usize, notion: usize) -> String {
    let (level, _) = place(n);
    let head = format!(
        "/// What criterion {n} is about.\ncriterion {} at level {level} \"Criterion {n}\"",
        citation(n)
    );
    let glosses = format!("    holds \"criterion {n} holds\"\n    fails \"criterion {n} fails\"\n");
    let body = match n % 5 {
        0 => "    requires score >= 10 and every s in sites where s.grade > basic satisfies s.certified\n".replace(
            "score >= 10 and every s in sites where s.grade > basic satisfies s.certified",
            "all of { score >= 10; every s in sites where s.grade > basic satisfies s.certified; }",
        ),
        1 => format!("    requires every s in sites satisfies fits_{notion}(s)\n    unless waived\n"),
        2 => "    applies where some s in sites satisfies not at_home(s.location)\n    requires every s in sites \
              satisfies not foreign(s.owner)\n"
            .to_owned(),
        3 => "    requires at least 1 s in sites satisfies s.grade >= substantial\n    requires score <= 90 or waived\n"
            .to_owned(),
        _ => "    point (i) \"One\" { requires score >= 5 }\n    point (ii) \"Two\" { requires no s in sites satisfies \
              s.staff > 9000 }\n"
            .replace("{ requires no", "{ fails \"a site is too large\" requires no"),
    };
    format!("{head} {{\n{glosses}{body}}}\n")
}
