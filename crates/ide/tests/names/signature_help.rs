//! How the form around the cursor is written, with the part at which the cursor stands in guillemets.

use acquis_ide::signature_help::{Signature, signature_help};

use crate::fixture::Fixture;

const NOTIONS: &str = "/// Whether somebody is graded near by.
define near(p : Party, least : Grade) : Bool cites Article 2(1) = p.country = DE and p.grade >= least

define far : Bool = false

";

fn asked(text: &str, typed: bool) -> Option<Signature> {
    let fixture = Fixture::law(&format!("{NOTIONS}{text}"));
    signature_help(&fixture.db, fixture.package, fixture.file, fixture.offset, typed)
}

fn shown(signature: Option<Signature>) -> String {
    let Some(signature) = signature else { return "nothing".to_owned() };
    let mut label = signature.label.clone();
    if let Some(parameter) = signature.parameters.get(signature.active as usize) {
        label.insert(parameter.span.end as usize, '»');
        label.insert(parameter.span.start as usize, '«');
    }
    label
}

fn check(text: &str, expected: &str) {
    assert_eq!(shown(asked(text, false)), expected, "{text}");
}

#[test]
fn a_call_shows_its_parameters_with_the_one_being_written() {
    check("define a : Bool = near($0", "near(«p : Party», least : Grade) : Bool");
    check("define a : Bool = near(prov$0", "near(«p : Party», least : Grade) : Bool");
    check("define a : Bool = near(provider, $0", "near(p : Party, «least : Grade») : Bool");
    check("define a : Bool = near(provider,$0 high) and far", "near(p : Party, «least : Grade») : Bool");
    check("define a : Bool = near(provider, high, $0", "near(p : Party, least : Grade) : Bool");
    check("define a : Bool = near(provider, high)$0", "nothing");
    check("define a : Bool = far($0", "far() : Bool");
}

#[test]
fn inner_brackets_and_inner_forms_belong_to_their_parameter() {
    check("define a : Bool = near((provider), $0", "near(p : Party, «least : Grade») : Bool");
    check("define a : Bool = near((prov$0ider)", "near(«p : Party», least : Grade) : Bool");
    check(
        "define a : Bool = near(if far then provider else provider, $0",
        "near(p : Party, «least : Grade») : Bool",
    );
    check("define a : Bool = near(if far then $0", "if CONDITION then «VALUE» else VALUE");
}

#[test]
fn a_call_is_explained_where_the_rest_of_the_text_is_broken() {
    check(
        "criterion Annex I 1.1(a) at level 1 { requires (near( unless near(provider, $0 requires }",
        "near(p : Party, «least : Grade») : Bool",
    );
    check("define = = near(provider, $0", "near(p : Party, «least : Grade») : Bool");
}

#[test]
fn what_is_no_call_is_not_explained() {
    check("define a($0p : Party) : Bool = true", "nothing");
    check("define a : Bool cites Article 2($0", "nothing");
    check("define a : Bool cites Article 2a($0", "nothing");
    check("define a : Bool = true // near($0", "nothing");
    check("assume \"near($0\" far", "nothing");
    check("criterion Annex I 1.1(a) at level 1 { $0 }", "nothing");
}

#[test]
fn quantifiers_show_their_parts() {
    let every = |part: &str| {
        let parts = "ELEMENT in LIST where CONDITION except where CONDITION satisfies CONDITION";
        let mut nth = 0;
        let pieces = parts.split(' ').map(|word| {
            if word.chars().all(char::is_uppercase) {
                nth += 1;
                if nth.to_string() == part {
                    return format!("«{word}»");
                }
            }
            word.to_owned()
        });
        pieces.collect::<Vec<_>>().join(" ")
    };
    check("define a : Bool = every $0", &format!("every {}", every("1")));
    check("define a : Bool = some s in $0", &format!("some {}", every("2")));
    check("define a : Bool = no s in sites where $0", &format!("no {}", every("3")));
    check("define a : Bool = every s in sites except where $0", &format!("every {}", every("4")));
    check("define a : Bool = at least 2 s in sites satisfies $0", &format!("at least 2 {}", every("5")));
    check("define a : Bool = exactly 2 s in (sites $0", &format!("exactly 2 {}", every("2")));
    check("define a : Bool = every s in each t in sites where $0", "each ELEMENT in LIST where «CONDITION»");
    check(
        "define a : Bool = every s in each t in sites where far satisfies $0",
        &format!("every {}", every("5")),
    );
    check("define a : Bool = (every s in sites satisfies far) and $0", "nothing");
}

#[test]
fn other_forms_show_theirs() {
    check("define a : Bool = count($0", "count(«LIST»)");
    check("define a : Bool = some c in chain of provider.$0", "chain of «WAY»");
    check(
        "define a : Bool = some c in chain of provider.owners where $0",
        "some ELEMENT in LIST where «CONDITION» except where CONDITION satisfies CONDITION",
    );
    check(
        "define a : Bool = first of { where $0",
        "first of { where «CONDITION»: VALUE; otherwise: VALUE; }",
    );
    check(
        "define a : Bool = first of { where far: $0",
        "first of { where CONDITION: «VALUE»; otherwise: VALUE; }",
    );
    check(
        "define a : Bool = first of { where far: true; otherwise: $0",
        "first of { where CONDITION: VALUE; otherwise: «VALUE»; }",
    );
    check("define a : Bool = should far by reading $0", "should CONDITION by reading «READING»");
    check("define a : Bool = 1 is at least $0", "PART is at least «PERCENTAGE» of WHOLE");
    check("define a : Bool = 1 is more than 5 % of $0", "PART is more than PERCENTAGE of «WHOLE»");
    check(
        "rule r : Date under Article 1 { default period of 3 days after $0",
        "period of LENGTH after «DAY»",
    );
}

#[test]
fn a_reading_shows_its_choices_and_the_one_that_is_missing() {
    check(
        "define a : Bool = by reading scope { $0",
        "by reading scope { «all_sites: VALUE»; own_sites: VALUE; }",
    );
    check(
        "define a : Bool = by reading scope { own_sites: $0",
        "by reading scope { all_sites: VALUE; «own_sites: VALUE»; }",
    );
    check(
        "define a : Bool = by reading scope { own_sites: far; $0",
        "by reading scope { «all_sites: VALUE»; own_sites: VALUE; }",
    );
}

#[test]
fn a_parenthesis_just_typed_is_explained_only_if_it_calls() {
    assert!(asked("define a : Bool = near($0", true).is_some());
    assert!(asked("define a : Bool = near(provider,$0", true).is_some());
    assert_eq!(asked("define a : Bool = every s in sites satisfies ($0", true), None);
    assert_eq!(asked("define a : Bool = near(provider, [low,$0", true), None);
    assert!(asked("define a : Bool = every s in sites satisfies ($0", false).is_some());
}

#[test]
fn notions_parameters_and_choices_say_what_they_are_for() {
    let signature = asked("define a : Bool = near($0", false).expect("a call");
    assert!(signature.documentation.contains("Whether somebody is graded near by."));
    assert!(signature.documentation.contains("Article 2(1)"));
    assert!(signature.parameters[0].documentation.contains("Somebody."));
    assert!(signature.parameters[1].documentation.contains("low"));
    let reading = asked("define a : Bool = by reading scope { $0", false).expect("a reading");
    assert_eq!(reading.parameters[1].documentation, "those of the provider");
}
