//! The places that change together while a name is typed.

use acquis_ide::linked_editing::linked_editing;

use crate::fixture::Fixture;

/// The text with the places that change together in guillemets; nothing where there are none.
fn linked(text: &str) -> Option<String> {
    let fixture = Fixture::law(text);
    let spans = linked_editing(&fixture.db, fixture.package, fixture.file, fixture.offset)?;
    let mut out = fixture.file.text(&fixture.db).clone();
    for span in spans.iter().rev() {
        out.insert(span.end as usize, '»');
        out.insert(span.start as usize, '«');
    }
    Some(out.split_once("\n\n").expect("the import").1.to_owned())
}

fn check(text: &str, expected: &str) {
    assert_eq!(linked(text).as_deref(), Some(expected), "{text}");
}

#[test]
fn a_variable_changes_with_its_uses_and_one_of_the_same_name_elsewhere_does_not() {
    let expected = "define a : Bool = (every «s» in sites satisfies «s».place = DE) and some s in sites satisfies s.place = FR\n";
    let bare = expected.replace(['«', '»'], "");
    check(&bare.replacen("every s", "every $0s", 1), expected);
    check(&bare.replacen("s.place", "s$0.place", 1), expected);
    assert_eq!(linked(&bare.replacen("sites", "si$0tes", 1)), None, "a fact is named by dossiers");
}

#[test]
fn parameters_of_notions_and_of_criteria_change_with_their_uses() {
    check(
        "define a(p$0 : Party) : Bool = p.country = DE and p.grade = low\n",
        "define a(«p» : Party) : Bool = «p».country = DE and «p».grade = low\n",
    );
    check(
        "criterion Annex I 1.1(a) at level 1 \"A\" { parameter least : Grade = low requires provider.grade >= lea$0st }\n",
        "criterion Annex I 1.1(a) at level 1 \"A\" { parameter «least» : Grade = low requires provider.grade >= «least» }\n",
    );
    check(
        "derogation d from Annex I 1.1(a) under Article 2(1) for each s that fails { opens where $0s.place = DE }\n\
         criterion Annex I 1.1(a) at level 1 \"A\" { requires every t in sites satisfies t.place = FR }\n",
        "derogation d from Annex I 1.1(a) under Article 2(1) for each «s» that fails { opens where «s».place = DE }\n\
         criterion Annex I 1.1(a) at level 1 \"A\" { requires every t in sites satisfies t.place = FR }\n",
    );
}

#[test]
fn an_exception_changes_with_those_that_go_before_it() {
    check(
        "rule r : Bool under Article 1 { default true exception one$0 under Article 2 over two under Article 2 when false then false\n\
         exception two over one under Article 2 when true then true }\n",
        "rule r : Bool under Article 1 { default true exception «one» under Article 2 over two under Article 2 when false then false\n\
         exception two over «one» under Article 2 when true then true }\n",
    );
}

#[test]
fn what_another_declaration_names_too_is_renamed_instead() {
    let refined = "criterion Annex I 1.1(a) at level 1 \"A\" { parameter lea$0st : Grade = low requires provider.grade >= least }\n\
                   criterion Annex I 2.1(a) at level 2 refines Annex I 1.1(a) { with least = high }\n";
    assert_eq!(linked(refined), None);
    let expected = "rule r : Bool under Article 1 { default true exception on$0e when false then false }\n\
                    scenario \"s\" on 2020-01-01 { expect r = true by exception one }\n";
    assert_eq!(linked(expected), None);
    assert_eq!(linked("define a$0 : Bool = true\ndefine b : Bool = a\n"), None);
}

#[test]
fn what_stands_alone_or_is_no_name_has_nothing_to_change_with() {
    assert_eq!(linked("define a(_$0p : Party) : Bool = true\n"), None);
    assert_eq!(linked("define a : Bool$0 = true\n"), None);
    assert_eq!(linked("define a : Bool cites Article$0 1 = true\n"), None);
}
