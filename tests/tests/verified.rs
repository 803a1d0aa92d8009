//! What is proved of the real law, and of small changes of it.

use acquis_prove::{Change, Direction, Fault, Party, Terms, Unanswered, diff, faults, observations};
use acquis_tests::loaded::Loaded;
use acquis_tests::repository;

/// The flagship package with one passage changed.
fn changed(old: &str, new: &str) -> Loaded {
    let mut found = 0;
    let files = repository::cada().into_iter().map(|(path, text)| {
        found += text.matches(old).count();
        (path, text.replace(old, new))
    });
    let loaded = Loaded::of(&files.collect::<Vec<_>>());
    assert_eq!(found, 1, "the passage stands in the law once");
    loaded
}

fn direction(change: &Result<Change, Unanswered>) -> Direction {
    change.as_ref().expect("an answer").direction()
}

/// What becomes of each provision that means something else, and of each level.
fn moved(base: &Loaded, new: &Loaded) -> (Vec<String>, Vec<Direction>) {
    let (base, new) = (base.expect_program(), new.expect_program());
    let found = diff(&Party::new(base), &Party::new(new), &Terms::default()).expect("one vocabulary");
    let criteria = found.criteria.iter().filter(|it| direction(&it.change) != Direction::Equivalent);
    let show = |it: &acquis_prove::CriterionChange| {
        format!("{} {:?}", new.outlines.show(&it.provision), direction(&it.change))
    };
    (criteria.map(show).collect(), found.levels.iter().map(|it| direction(&it.change)).collect())
}

#[test]
fn a_clean_package_has_no_fault() {
    let law = Loaded::of(&repository::cada());
    let found = faults(&Party::new(law.expect_program()), &Terms::default()).expect("answers");
    assert_eq!((found.faults, found.unanswered), (vec![], vec![]));
}

/// Which points imply their counterparts one level down, as shared/law/annex-ii.md, section 6, works out by hand. It differs
/// in one place: there 2.1(h) implies 1.1(d), and the facts below satisfy the one and not the other.
#[test]
fn the_matrix_of_strictness_is_that_of_the_annex() {
    let law = Loaded::of(&repository::cada());
    let program = law.expect_program();
    let found = observations(&Party::new(program), &Terms::default()).expect("answers");
    assert_eq!(found.unanswered, vec![]);
    let show = |id: &acquis_ir::ProvisionId| program.outlines.show(id).replace("Annex II ", "");
    let rows = found.strictness.iter().map(|it| {
        let words = match (&it.looser, &it.stricter) {
            (None, None) => "=",
            (None, Some(_)) => "implies",
            (Some(_), None) => "is implied by",
            (Some(_), Some(_)) => "is incomparable with",
        };
        format!("{} {words} {}", show(&it.higher), show(&it.lower))
    });
    let rows: Vec<String> = rows.collect();
    let meant = "2.1(a) implies 1.1(a), 2.1(b) implies 1.1(b), 2.1(c) = 1.1(c), 2.1(e) is incomparable with 1.1(e), \
                 2.1(h) is incomparable with 1.1(d), 2.1(i) implies 1.1(g), \
                 3.1(a) is implied by 2.1(a), 3.1(b) is implied by 2.1(b), 3.1(c) is implied by 2.1(c), \
                 3.1(d) is incomparable with 2.1(d), 3.1(e) = 2.1(e), 3.1(f) = 2.1(f), \
                 3.1(g) is incomparable with 2.1(g), 3.1(h) implies 2.1(h), 3.1(i) = 2.1(i), 3.1(j) = 2.1(j), \
                 3.1(k) implies 2.1(k), \
                 4.1(a) = 3.1(a), 4.1(b) = 3.1(b), 4.1(c) is incomparable with 3.1(c), 4.1(d) = 3.1(d), \
                 4.1(e) implies 3.1(e), 4.1(f) = 3.1(f), 4.1(g) implies 3.1(g), 4.1(h) = 3.1(h), \
                 4.1(i) is incomparable with 3.1(i), 4.1(j) implies 3.1(j), 4.1(k) = 3.1(k)";
    assert_eq!(rows.join(", "), meant);
    let support = found.strictness.iter().find(|it| show(&it.higher) == "2.1(h)").expect("a pair");
    let shown = support.looser.as_ref().expect("facts").document.to_yaml();
    assert!(shown.contains("third_party: true") && shown.contains("established_in: US"), "{shown}");
}

#[test]
fn nothing_changes_where_the_law_does_not() {
    let law = Loaded::of(&repository::cada());
    assert_eq!(moved(&law, &Loaded::of(&repository::cada())), (vec![], vec![Direction::Equivalent; 4]));
}

#[test]
fn more_subcontractors_at_level_3_make_it_stricter() {
    let base = Loaded::of(&repository::cada());
    // At level 3 a subcontractor counts that never sees sensitive information.
    let new = changed(
        "define subcontractor_at_3(s : LegalEntity) : Bool cites Annex II 3.2, edf Article 2(22) = all of {",
        "define subcontractor_at_3(s : LegalEntity) : Bool cites Annex II 3.2, edf Article 2(22) = subcontractor_at_2(s)\n\
         define narrower_at_3(s : LegalEntity) : Bool = all of {",
    );
    let (criteria, levels) = moved(&base, &new);
    let points = ["a", "b", "c", "d", "g"].map(|letter| format!("Annex II 3.1({letter}) Stricter"));
    assert_eq!(criteria, points);
    use Direction::{Equivalent, Stricter};
    assert_eq!(levels, [Equivalent, Equivalent, Stricter, Stricter]);
}

#[test]
fn a_derogation_left_out_makes_its_level_stricter_and_no_lower_one() {
    let base = Loaded::of(&repository::cada());
    let new = changed(
        "    opens where every c in chain of party.controllers where foreign(c) satisfies c.country in associated_third_countries\n",
        "    opens where false\n",
    );
    use Direction::{Equivalent, Stricter};
    // Nobody relies on it at level 4, where nobody may be controlled at all.
    assert_eq!(
        moved(&base, &new),
        (vec!["Annex II 3.1(g) Stricter".to_owned()], vec![Equivalent, Equivalent, Stricter, Equivalent])
    );
    let found = faults(&Party::new(new.expect_program()), &Terms::default()).expect("answers");
    assert_eq!(found.faults, [Fault::Idle("associated_third_country".into())]);
}

#[test]
fn a_choice_that_says_the_same_twice_is_what_it_says() {
    // Whether somebody is a subcontractor of level 2 or not, 2.1(a) says the same: the facts on that settle nothing.
    let base = Loaded::of(&repository::cada());
    let passage = "define in_place(m : Measures) : Bool = all of {\n    m.legal;";
    let new = changed(
        passage,
        "define in_place(m : Measures) : Bool = all of {\n    if m.technical then m.legal else m.legal;",
    );
    assert_eq!(moved(&base, &new), (vec![], vec![Direction::Equivalent; 4]));
}
