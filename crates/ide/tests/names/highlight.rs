//! The uses of a name in one file.

use acquis_ide::highlight::{Use, highlight};

use crate::fixture::Fixture;

#[test]
fn places_that_write_are_told_from_those_that_read() {
    let fixture = Fixture::law(
        "criterion Annex I 1.1(a) at level 1 {
    parameter least : Grade = low
    requires provider.grade >= le$0ast
}
",
    );
    let kinds: Vec<Use> =
        highlight(&fixture.db, fixture.file, fixture.offset).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(kinds, [Use::Write, Use::Read]);
}

#[test]
fn a_provision_is_marked_wherever_it_is_cited() {
    let fixture = Fixture::law(
        "criterion Annex I 1.1(a) at level 1 { requires true }\n\ncriterion Annex I 2.1(a) at level 2 restates Annex I 1.1($0a)\n",
    );
    let text = fixture.file.text(&fixture.db);
    let found = highlight(&fixture.db, fixture.file, fixture.offset);
    let shown: Vec<(&str, Use)> = found.iter().map(|(span, kind)| (span.of(text), *kind)).collect();
    assert_eq!(shown, [("Annex I 1.1(a)", Use::Text), ("Annex I 1.1(a)", Use::Text)]);
}
