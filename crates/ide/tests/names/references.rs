//! All uses of a name.

use acquis_ide::document::Document;
use acquis_ide::references::references;

use crate::fixture::{BASE, Fixture};

fn found(fixture: &Fixture, with_declaration: bool) -> String {
    let at = (fixture.file, fixture.offset);
    fixture.mentions(&references(&fixture.db, fixture.package, &[], at, with_declaration))
}

#[test]
fn uses_of_a_field_are_those_of_its_entity_alone() {
    let fixture = Fixture::law(
        "entity Other { country : Country }

define a(o : Other, p : Party) : Bool = o.country = p.cou$0ntry

scenario \"s\" on 2020-01-01 { set provider.country = DE expect missing provider.owners }
",
    );
    assert_eq!(found(&fixture, false), "law.acq:5 country\nlaw.acq:7 country");
    assert_eq!(found(&fixture, true), "base.acq:19 country\nlaw.acq:5 country\nlaw.acq:7 country");
}

#[test]
fn uses_of_a_provision_are_found_however_it_is_cited() {
    let law = "criterion Annex I 2.1(a) at level 2 { requires provider.grade = low }

derogation d from act Annex I 2.1(a)$0 under Article 2(1) { opens where true }

not formalised Annex I 1.1(b) because \"no\"
";
    let fixture = Fixture::law(law);
    assert_eq!(
        found(&fixture, true),
        "base.acq:8 (a) to (c)\nbase.acq:8 (a)\nlaw.acq:3 Annex I 2.1(a)\nlaw.acq:5 Annex I 2.1(a)"
    );
}

#[test]
fn a_range_of_provisions_has_the_uses_of_all() {
    let base = BASE.replace("points (a) to (c) } }", "points $0(a) to (c) } }");
    let law = "import base\n\ndefine a : Bool cites Annex I 1.1(a), Annex I 1.1(c), Annex I 1.1 = true\n";
    let fixture = Fixture::files(&[("base.acq", &base), ("law.acq", law)]);
    assert_eq!(found(&fixture, false), "law.acq:3 Annex I 1.1(a)\nlaw.acq:3 Annex I 1.1(c)");
}

#[test]
fn variables_of_one_name_are_told_apart() {
    let fixture = Fixture::law(
        "define a : Bool = (some s in sites satisfies s.place = DE)
    and (some $0s in sites satisfies (s.place = FR or s.place = IT))
",
    );
    assert_eq!(found(&fixture, true), "law.acq:4 s\nlaw.acq:4 s\nlaw.acq:4 s");
}

#[test]
fn dossiers_name_facts_too() {
    let fixture = Fixture::law("define a(p : Party) : Bool = p.gra$0de = low");
    let text = "provider:\n  id: grade\n  grade: \"low\"\nsites:\n  - owner: grade\nevidence:\n  - { kind: deed, supports: provider.grade }\n";
    let documents = [Document::new("a.yaml", text)];
    let all = references(&fixture.db, fixture.package, &documents, (fixture.file, fixture.offset), false);
    let in_dossier: Vec<(u32, &str)> = all
        .iter()
        .filter(|mention| mention.place.file == "a.yaml")
        .map(|mention| (mention.place.span.start, mention.place.span.of(text)))
        .collect();
    let last = u32::try_from(text.rfind("grade").expect("named last")).expect("small");
    assert_eq!(in_dossier, [(24, "grade"), (last, "grade")], "not the identity that is called so");
}
