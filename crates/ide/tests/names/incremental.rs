//! What an edit recomputes of what names mean.

use acquis_analysis::{Symbol, mentions_of};

use crate::fixture::Fixture;

/// The declarations whose mentions were found anew, in an edit of the law.
fn anew(law: &str, from: &str, to: &str) -> usize {
    let mut fixture = Fixture::law(law);
    fixture.file.open(&mut fixture.db);
    let country = Symbol::Field("Party".into(), "country".into());
    let all = |fixture: &Fixture| {
        for symbol in [
            &country,
            &Symbol::Fact("provider".into()),
            &Symbol::Item(acquis_analysis::ItemKind::Define, "a".into()),
        ] {
            mentions_of(&fixture.db, fixture.package, symbol);
        }
    };
    all(&fixture);
    fixture.db.take_executed();
    let text = fixture.file.text(&fixture.db).clone();
    assert!(text.contains(from));
    fixture.file.update(&mut fixture.db, text.replacen(from, to, 1));
    all(&fixture);
    fixture.db.take_executed().iter().filter(|query| query.starts_with("mentions(")).count()
}

const LAW: &str = "define a : Bool = provider.country = DE$0

define b : Bool = a and provider.country = FR

criterion Annex I 1.1(a) at level 1 { parameter g : Grade = low requires a and provider.grade >= g }

criterion Annex I 2.1(a) at level 2 refines Annex I 1.1(a) { with g = high plus requires provider.country = DE }

derogation d from Annex I 1.1(a) under Article 2(1) { opens where provider.country = FR }
";

#[test]
fn an_edit_of_one_body_finds_the_mentions_of_that_declaration_anew() {
    assert_eq!(anew(LAW, "country = DE", "country = IT"), 1);
    assert_eq!(anew(LAW, "a and provider.grade >= g", "provider.grade >= g and b"), 1);
}

#[test]
fn an_edit_that_moves_declarations_finds_only_the_one_anew_that_it_touches() {
    assert_eq!(anew(LAW, "import base", "// A comment.\nimport base"), 1);
}

#[test]
fn an_edit_of_a_signature_finds_those_anew_that_read_it() {
    assert_eq!(
        anew(LAW, "parameter g : Grade = low", "parameter g : Grade = low parameter h : Grade = high"),
        2
    );
}
