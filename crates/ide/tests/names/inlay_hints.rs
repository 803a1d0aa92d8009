//! What is shown between the words of a policy. The texts below hold the hints in guillemets, each where it is shown.

use acquis_analysis::findings;
use acquis_base::Span;
use acquis_ide::formatting;
use acquis_ide::inlay_hints::{Hint, HintKind, Wanted, inlay_hints};

use crate::cada::Law;
use crate::fixture::Fixture;

fn hints(fixture: &Fixture, wanted: Wanted) -> Vec<Hint> {
    let whole = Span::new(0, fixture.file.text(&fixture.db).len());
    inlay_hints(&fixture.db, fixture.package, fixture.file, whole, wanted)
}

/// A text with its hints where they are shown.
fn shown_in(text: &str, hints: &[Hint]) -> String {
    let mut out = text.to_owned();
    for hint in hints.iter().rev() {
        out.insert_str(hint.offset as usize, &format!("«{}»", hint.text()));
    }
    out
}

/// The declarations with their hints are those expected.
fn check(kind: HintKind, expected: &str) {
    let mut bare = String::new();
    let mut rest = expected;
    while let Some((before, after)) = rest.split_once('«') {
        bare.push_str(before);
        rest = after.split_once('»').expect("closed").1;
    }
    bare.push_str(rest);
    let fixture = Fixture::law(&format!("$0{bare}"));
    let wanted = Wanted {
        levels: kind == HintKind::Level,
        types: kind == HintKind::Type,
        headings: kind == HintKind::Heading,
        readings: kind == HintKind::Reading,
    };
    let found = hints(&fixture, wanted);
    assert!(found.iter().all(|hint| hint.kind == kind), "{found:?}");
    let shown = shown_in(fixture.file.text(&fixture.db), &found);
    assert_eq!(shown.split_once("\n\n").expect("the import").1, expected);
}

#[test]
fn a_point_of_a_cumulative_ladder_is_owed_up_to_the_highest_level() {
    check(
        HintKind::Level,
        "criterion Annex I 1.1(a) at level 1«owed up to level 2» \"A\" { requires true }\n\
         criterion Annex I 2.1(a) at level 2 \"B\" { requires true }\n",
    );
}

#[test]
fn a_derogation_and_a_copy_show_the_level_of_their_criterion() {
    check(
        HintKind::Level,
        "criterion Annex I 1.1(a) at level 1«owed up to level 2» \"A\" { requires true }\n\
         criterion Annex I 2.1(a) at level 2 restates Annex I 1.1(a)«of level 1»\n\
         criterion Annex I 2.1(b) at level 2 \"B\" counterpart of Annex I 1.1(a)«of level 1» { requires true }\n\
         derogation d from Annex I 2.1(b)«at level 2» under Article 2(1) { opens where true }\n\
         derogation e from Annex I 2.1(b) at level 2 under Article 2(1) { opens where true }\n",
    );
}

#[test]
fn own_level_shows_which_it_is() {
    check(
        HintKind::Level,
        "define at_two(n : level of ranks) : Bool = n = level 2\n\
         criterion Annex I 2.1(a) at level 2 \"A\" { requires at_two(own level«= level 2») }\n",
    );
}

#[test]
fn a_ladder_that_is_not_cumulative_owes_nothing_above() {
    let law = "instrument a \"A\" { article 1 \"x\" { points (a) to (b) } article 2 \"y\" { point (a) } }\n\
               ladder l { level 1 set out in Article 1 level 2 set out in Article 2 }\n\
               facts { f : Bool }\n\
               criterion Article 1(a) at level 1 \"t\" { requires $0f }\n";
    let fixture = Fixture::files(&[("law.acq", law)]);
    let levels = Wanted { types: false, headings: false, readings: false, ..Wanted::default() };
    assert_eq!(hints(&fixture, levels), []);
}

#[test]
fn variables_show_the_type_that_is_not_written() {
    check(
        HintKind::Type,
        "define far(p : Party) : Bool = some o«: ref Party» in p.owners satisfies o.country = DE\n\
         define of_site : Bool = every s«: Site» in each t«: Site» in sites where (t.place = DE) satisfies s.place = DE\n\
         criterion Annex I 1.1(a) at level 1 \"A\" {\n\
         \x20   parameter least : Grade = low\n\
         \x20   requires every s«: Site» in sites satisfies (far(s.owner) and provider.grade >= least)\n\
         }\n\
         criterion Annex I 2.1(a) at level 2 refines Annex I 1.1(a) { with least«: Grade» = high }\n\
         derogation d from Annex I 1.1(a) under Article 2(1) for each s«: Site» that fails { opens where s.place = DE }\n\
         rule r for each s«: Site» in sites : Bool under Article 1 { default s.place = DE }\n",
    );
}

#[test]
fn citations_show_headings_and_titles_each_once_in_a_declaration() {
    check(
        HintKind::Heading,
        "define a : Bool cites Article 2(1)«“Who may be exempt”», Article 2«“Exemptions”», Article 2(1) = true\n\
         criterion Annex I 1.1(a) at level 1 \"Somewhere in the Union\" { requires true evidence Article 1«“Levels”» }\n\
         criterion Annex I 2.1(a) at level 2 restates Annex I 1.1(a)«“Somewhere in the Union”» { point (i) { requires a } }\n\
         derogation d from Annex I 1.1(a)«“Somewhere in the Union”»\n\
         \x20   under Article 2(1)«“Who may be exempt”» printed as Article 1(3)«“Levels”»\n\
         { opens where true }\n",
    );
}

#[test]
fn a_table_keeps_its_columns() {
    check(
        HintKind::Heading,
        "criterion Annex I 1.1(a) at level 1 \"A\" { requires true }\n\
         scenario \"s\" on 2020-01-01 {\n\
         \x20   expect Annex I 1.1(a)«“A”» met\n\
         }\n\
         scenario \"t\" on 2020-01-01 {\n\
         \x20   | provider.country | Annex I 1.1(a) |\n\
         \x20   | DE               | met            |\n\
         }\n",
    );
}

#[test]
fn a_reading_shows_its_default_where_it_reads() {
    check(
        HintKind::Reading,
        "define a : Bool = by reading scope«default all_sites» { all_sites: true; own_sites: false; }\n\
         scenario \"s\" on 2020-01-01 reading scope = own_sites { expect level 1 }\n",
    );
}

#[test]
fn hints_lead_to_what_they_name_and_say_what_there_is_to_say() {
    let fixture = Fixture::law(
        "criterion Annex I 1.1(a) at level 1 \"A\" { requires every s in sites satisfies s.place = DE }\n\
         derogation $0d from Annex I 1.1(a) under Article 2(1) { opens where true }\n",
    );
    let all = hints(&fixture, Wanted::default());
    let of = |text: &str| all.iter().find(|hint| hint.text() == text).unwrap_or_else(|| panic!("{all:?}"));
    let target = |text: &str| {
        let place = of(text).label.iter().find_map(|part| part.target.clone()).expect("a place");
        fixture.line(&place)
    };
    assert_eq!(target(": Site"), "base.acq:24 Site");
    assert_eq!(target("at level 1"), "base.acq:48 1");
    assert_eq!(target("“Who may be exempt”"), "base.acq:5 (1)");
    let said = |text: &str| of(text).tooltip(&fixture.db, fixture.package).expect("something");
    assert!(said(": Site").contains("entity Site"), "{}", said(": Site"));
    assert!(said("“Who may be exempt”").contains("Exemptions"));
    assert!(said("owed up to level 2").contains("`ranks` is cumulative"));
    assert_eq!(of("at level 1").insert.as_deref(), Some(" at level 1"));
    assert_eq!(of(": Site").insert, None, "the language has no words for the type of a variable");
}

#[test]
fn only_the_range_that_is_asked_for_is_looked_at() {
    let fixture = Fixture::law(
        "define a : Bool cites Article 1 = true\n\ndefine b : Bool cites Article 2 = $0true\n\n\
         define c : Bool cites Article 1(1) = true\n",
    );
    let around = Span { start: fixture.offset - 10, end: fixture.offset };
    let found = inlay_hints(&fixture.db, fixture.package, fixture.file, around, Wanted::default());
    assert_eq!(found.iter().map(Hint::text).collect::<Vec<_>>(), ["“Exemptions”"]);
}

#[test]
fn the_law_shows_what_is_printed_and_what_is_meant() {
    let law = Law::new();
    let file = law.package.file(&law.db, "annex_ii/level_3.acq").expect("there");
    let text = file.text(&law.db);
    let found = inlay_hints(&law.db, law.package, file, Span::new(0, text.len()), Wanted::default());
    let shown = shown_in(text, &found);
    assert!(
        shown.contains(
            "under Article 18(1)«“Associated third countries”» printed as Article 19«“Conformity self-assessment”»"
        ),
        "{shown}"
    );
    assert!(shown.contains("for each party«: LegalEntity» that fails"), "{shown}");
    assert!(shown.contains("by reading weight_of_code_access«default binding»"), "{shown}");
}

#[test]
fn what_a_hint_writes_says_nothing_new() {
    let mut law = Law::new();
    assert!(findings(&law.db, law.package).is_empty());
    let mut written = 0;
    for file in law.package.files(&law.db).clone() {
        let mut text = file.text(&law.db).clone();
        let found = inlay_hints(&law.db, law.package, file, Span::new(0, text.len()), Wanted::default());
        for hint in found.iter().rev() {
            if let Some(insert) = &hint.insert {
                text.insert_str(hint.offset as usize, insert);
                written += 1;
            }
        }
        assert_eq!(formatting::whole(&text), [], "what is laid out stays so");
        file.update(&mut law.db, text);
    }
    assert!(written > 0);
    assert!(findings(&law.db, law.package).is_empty());
}
