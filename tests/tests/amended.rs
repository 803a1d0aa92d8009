//! What small changes of the real law come to.

use acquis_prove::{Party, Terms, diff};
use acquis_tests::loaded::Loaded;
use acquis_tests::repository;

fn files() -> Vec<(String, String)> {
    repository::cada()
}

#[test]
fn smoke() {
    let base = Loaded::of(&files());
    let changes: Vec<(&str, &str, &str)> = vec![
        ("nothing", "", ""),
        ("direct contract", "    s.direct_contract;\n    s.contributes_to_provision;\n    s.contributes_to_delivery;\n    s.may_need_sensitive_information;", "    s.contributes_to_provision;\n    s.contributes_to_delivery;\n    s.may_need_sensitive_information;"),
        ("sensitive", "    s.may_need_sensitive_information;\n}", "}"),
        ("citizen", "some country in p.citizenships satisfies country in member_states", "every country in p.citizenships satisfies country in member_states"),
    ];
    for (name, old, new) in changes {
        let changed: Vec<(String, String)> = files().into_iter().map(|(path, text)| { let text = if old.is_empty() { text } else { text.replace(old, new) }; (path, text) }).collect();
        let newer = Loaded::of(&changed);
        let start = std::time::Instant::now();
        let (a, b) = (base.expect_program(), newer.expect_program());
        let found = diff(&Party::new(a), &Party::new(b), &Terms::default()).expect("comparable");
        println!("== {name}: {:?}", start.elapsed());
        for change in &found.criteria {
            match &change.change {
                Ok(it) if it.lost.is_none() && it.won.is_none() => {}
                Ok(it) => {
                    println!("{} {:?}", a.outlines.show(&change.provision), it.direction());
                    for w in it.lost.iter().chain(&it.won) { println!("--\n{}", w.document.to_yaml()); }
                }
                Err(e) => println!("{} {e:?}", a.outlines.show(&change.provision)),
            }
        }
        for level in &found.levels {
            match &level.change { Ok(it) => println!("level {} {:?}", level.level, it.direction()), Err(e) => println!("level {} {e:?}", level.level) }
        }
    }
}

#[test]
fn verified() {
    let base = Loaded::of(&files());
    let program = base.expect_program();
    let show = |id: &acquis_ir::ProvisionId| program.outlines.show(id);
    let start = std::time::Instant::now();
    let found = acquis_prove::faults(&Party::new(program), &Terms::default()).expect("answers");
    println!("faults {:?}: {:?} {:?}", start.elapsed(), found.faults, found.unanswered);
    let start = std::time::Instant::now();
    let found = acquis_prove::observations(&Party::new(program), &Terms::default()).expect("answers");
    println!("observations {:?}: {:?}", start.elapsed(), found.unanswered);
    for it in &found.strictness {
        println!("{} vs {}: looser {} stricter {}", show(&it.higher), show(&it.lower), it.looser.is_some(), it.stricter.is_some());
    }
    for it in &found.readings {
        println!("{} {}: {} {:?}", it.reading, it.choice, show(&it.provision), it.change.direction());
    }
    for it in &found.overlaps { println!("overlap {} {}", it.first, it.second); }
}
