//! What depends on what, and what stands above and below what.

use acquis_ide::calls::{
    Dependence, Node, dependencies, dependents, prepare_calls, prepare_types, subtypes, supertypes,
};

use crate::fixture::Fixture;

const LAW: &str = "define near : Bool = provider.country in members

define small : Bool = near and provider.grade = low

criterion Annex I 1.1(a) at level 1 \"Small\" { requires small and near }

criterion Annex I 1.1(b) at level 1 { requires provider.grade = high }

criterion Annex I 2.1(a) at level 2 restates Annex I 1.1(a)

derogation d from Annex I 1.1(a) under Article 2(1) { opens where near }

scenario \"s\" on 2020-01-01 { set provider.grade = low expect Annex I 1.1(a) met }
";

fn at(mark: &str, with: &str) -> Fixture {
    assert!(LAW.contains(mark));
    Fixture::law(&LAW.replacen(mark, with, 1))
}

fn calls(fixture: &Fixture) -> Node {
    let mut found = prepare_calls(&fixture.db, fixture.package, fixture.file, fixture.offset);
    assert_eq!(found.len(), 1);
    found.remove(0)
}

fn shown(found: &[Dependence]) -> Vec<(String, usize)> {
    found.iter().map(|it| (format!("{} ({})", it.node.name, it.node.detail), it.places.len())).collect()
}

#[test]
fn a_notion_shows_what_depends_on_it() {
    let fixture = at("define near", "define ne$0ar");
    let found = dependents(&fixture.db, fixture.package, &calls(&fixture));
    assert_eq!(
        shown(&found),
        [
            ("small (notion)".to_owned(), 1),
            ("Annex I 1.1(a) (level 1 · Small)".to_owned(), 1),
            ("d (derogation)".to_owned(), 1),
        ]
    );
}

#[test]
fn a_field_shows_what_of_the_law_depends_on_it() {
    let fixture = at("provider.grade = low\n", "provider.gr$0ade = low\n");
    let found = dependents(&fixture.db, fixture.package, &calls(&fixture));
    assert_eq!(shown(&found), [("small (notion)".to_owned(), 1), ("Annex I 1.1(b) (level 1)".to_owned(), 1)]);
}

#[test]
fn a_notion_shows_on_what_it_depends() {
    let fixture = at("define small", "define sm$0all");
    let found = dependencies(&fixture.db, fixture.package, &calls(&fixture));
    assert_eq!(
        shown(&found),
        [
            ("near (notion)".to_owned(), 1),
            ("provider (fact of the dossier)".to_owned(), 1),
            ("grade (field of Party)".to_owned(), 1),
        ]
    );
}

#[test]
fn a_criterion_shows_what_copies_and_relaxes_it() {
    let fixture = at("criterion Annex I 1.1(a)", "criterion $0Annex I 1.1(a)");
    let found = dependents(&fixture.db, fixture.package, &calls(&fixture));
    assert_eq!(shown(&found), [("Annex I 2.1(a) (level 2)".to_owned(), 1), ("d (derogation)".to_owned(), 1)]);
}

fn names(found: &[Node]) -> Vec<&str> {
    found.iter().map(|node| node.name.as_str()).collect()
}

#[test]
fn criteria_hang_below_what_they_copy_and_below_their_level() {
    let fixture = at("criterion Annex I 1.1(a)", "criterion $0Annex I 1.1(a)");
    let node = prepare_types(&fixture.db, fixture.package, fixture.file, fixture.offset).remove(0);
    assert_eq!(names(&supertypes(&fixture.db, fixture.package, &node)), ["level 1"]);
    let copies = subtypes(&fixture.db, fixture.package, &node);
    assert_eq!(names(&copies), ["Annex I 2.1(a)"]);
    assert_eq!(names(&supertypes(&fixture.db, fixture.package, &copies[0])), ["Annex I 1.1(a)"]);
}

#[test]
fn a_level_includes_those_below_it() {
    let fixture = at("at level 1 { requires", "at level $01 { requires");
    let node = prepare_types(&fixture.db, fixture.package, fixture.file, fixture.offset).remove(0);
    assert!(supertypes(&fixture.db, fixture.package, &node).is_empty());
    assert_eq!(
        names(&subtypes(&fixture.db, fixture.package, &node)),
        ["level 2", "Annex I 1.1(a)", "Annex I 1.1(b)"]
    );
}
