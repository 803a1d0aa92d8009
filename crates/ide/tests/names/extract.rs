//! Pieces of the law in `policies/cada` that are given names of their own, and notions that are written out: the law
//! checks, and everything comes out as its scenarios say.

use std::collections::BTreeMap;

use acquis_analysis::{Database, Package, declarations, findings, mentions_in, parsed, program, scenarios};
use acquis_base::{Edit, MemoryHost, Place, Span};
use acquis_ide::actions::Action;
use acquis_ide::extract::extract_define;
use acquis_ide::inline::inline_define;
use acquis_ide::rename::apply;
use acquis_ide::trial::holds;
use acquis_syntax::ast::ExprKind;

use crate::cada::{Law, loaded, texts};
use crate::rename::wrong;

/// The law after edits.
fn edited(edits: &[Edit<Place>]) -> (Database, Package) {
    let mut host = MemoryHost::new();
    for (path, text) in texts() {
        let own = edits.iter().filter(|edit| edit.place.file == path.as_str());
        host.insert(path.as_str(), apply(&text, own));
    }
    let (db, package, _) = loaded(&host);
    (db, package)
}

/// What is wrong with the law after an action: findings, and what comes out otherwise.
fn harm(action: &Action, run: bool) -> usize {
    let (db, package) = edited(&action.edits);
    let found = findings(&db, package);
    if !found.is_empty() || !run {
        return found.len();
    }
    let program = program(&db, package).as_ref().expect("a program");
    let all = scenarios(&db, package);
    all.iter().flat_map(|it| it.cases.iter().map(|case| wrong(program, it, case))).sum()
}

/// The places of all pieces of formulas that say more than a name, by file.
fn pieces(law: &Law) -> BTreeMap<String, Vec<Span>> {
    let mut all = BTreeMap::new();
    for file in law.package.files(&law.db) {
        let of_decl = declarations(&law.db, *file).iter().flat_map(|decl| {
            let exprs = parsed(&law.db, *decl).declaration.exprs.iter();
            let says_much = |kind: &ExprKind| {
                matches!(
                    kind,
                    ExprKind::Not(_)
                        | ExprKind::All(_)
                        | ExprKind::Any(_)
                        | ExprKind::Implies(..)
                        | ExprKind::Compare(..)
                        | ExprKind::In(..)
                        | ExprKind::Quantified(_)
                        | ExprKind::Call(..)
                        | ExprKind::Field(..)
                        | ExprKind::Chain(_)
                        | ExprKind::Each(..)
                        | ExprKind::Together(_)
                        | ExprKind::FirstOf(_)
                        | ExprKind::If(..)
                        | ExprKind::ByReading(..)
                )
            };
            let found = exprs.filter(move |expr| says_much(&expr.kind));
            found.map(|expr| expr.span.shifted(decl.start(&law.db))).collect::<Vec<_>>()
        });
        all.insert(file.path(&law.db).to_string(), of_decl.collect());
    }
    all
}

#[test]
fn pieces_of_the_law_get_names_and_the_law_stays_as_it_is() {
    let law = Law::new();
    let all: Vec<(String, Span)> = pieces(&law)
        .into_iter()
        .flat_map(|(path, spans)| spans.into_iter().map(move |span| (path.clone(), span)))
        .collect();
    assert!(all.len() > 600, "{}", all.len());
    let (mut asked, mut offered, mut run) = (0, 0, 0);
    // A prime, so that the pieces are of all kinds and depths.
    for (path, span) in all.iter().step_by(53) {
        let file = law.package.file(&law.db, path).expect("a file");
        asked += 1;
        let action = extract_define(&law.db, law.package, file, *span);
        let Some(action) = action.filter(|it| holds(&law.db, law.package, it)) else { continue };
        offered += 1;
        let runs = offered % 6 == 1;
        run += usize::from(runs);
        assert_eq!(harm(&action, runs), 0, "{path}: {}", span.of(file.text(&law.db)));
    }
    // What is left are labelled blocks, values whose ranges nothing tells, and what only a criterion may say.
    assert!(offered * 10 >= asked * 8 && run >= 2, "{offered} of {asked}, {run} run");
}

#[test]
fn notions_of_the_law_are_written_out_and_the_law_stays_as_it_is() {
    let law = Law::new();
    let (mut asked, mut offered) = (0, 0);
    for file in law.package.files(&law.db) {
        let uses: Vec<u32> = mentions_in(&law.db, *file)
            .iter()
            .filter(|it| {
                matches!(it.symbol, acquis_analysis::Symbol::Item(acquis_analysis::ItemKind::Define, _))
            })
            .filter(|it| it.role == acquis_analysis::Role::Uses)
            .map(|it| it.place.span.start)
            .collect();
        for offset in uses.into_iter().step_by(23) {
            asked += 1;
            let action = inline_define(&law.db, law.package, (*file, offset));
            let Some(action) = action.filter(|it| holds(&law.db, law.package, it)) else { continue };
            offered += 1;
            assert_eq!(harm(&action, offered % 8 == 1), 0, "{}: {offset}", file.path(&law.db));
        }
    }
    assert!(offered * 2 >= asked && asked >= 4, "{offered} of {asked}");
}
