//! What may be written at a place, in the middle of words and in text that does not parse.

use acquis_analysis::{Role, Symbol, mentions_in};
use acquis_ide::completion::{Completion, Kind, completion};

use crate::cada::Law;
use crate::fixture::{BASE, Fixture};

fn offered(text: &str) -> Vec<Completion> {
    let fixture = Fixture::law(text);
    completion(&fixture.db, fixture.package, fixture.file, fixture.offset)
}

/// What is offered of one kind.
fn of(text: &str, kind: Kind) -> String {
    let all = offered(text).into_iter().filter(|it| it.kind == kind);
    all.map(|it| it.label).collect::<Vec<_>>().join(" ")
}

#[test]
fn after_a_dot_stand_the_fields_of_what_is_before_it() {
    assert_eq!(of("define a : Bool = provider.$0", Kind::Field), "country grade owners");
    assert_eq!(of("define a : Bool = provider.cou$0", Kind::Field), "country grade owners");
    assert_eq!(
        of("define a : Bool = every s in sites satisfies s.owner.$0", Kind::Field),
        "country grade owners"
    );
    assert_eq!(of("define a : Bool = every s in sites satisfies s.$0", Kind::Field), "owner place");
    assert_eq!(of("define a : Bool = some o in provider.$0", Kind::Field), "country grade owners");
    let all = offered("define a : Bool = provider.$0");
    assert!(all.iter().all(|it| it.kind == Kind::Field), "nothing else: {all:?}");
    assert_eq!(all[0].detail, "country : Country");
    assert_eq!(all[0].documentation, "Where it is established.");
}

#[test]
fn the_rest_of_a_declaration_does_not_matter() {
    let text = "criterion Annex I 1.1(a) at level 1 {
    requires provider.grade = low
    requires every s in sites satisfies s.$0
    unless provider.country = DE
}
";
    assert_eq!(of(text, Kind::Field), "owner place");
}

#[test]
fn where_a_value_is_compared_the_values_of_its_type_come_first() {
    let all = offered("define a : Bool = provider.grade = $0");
    assert_eq!(all.iter().take(2).map(|it| it.label.as_str()).collect::<Vec<_>>(), ["low", "high"]);
    assert_eq!(of("define a : Bool = provider.grade in [low, $0", Kind::Value), "low high");
    assert!(of("define a : Bool = provider.country = D$0", Kind::Country).contains("DE"));
    assert_eq!(of("define a(n : level of ranks) : Bool = n >= $0", Kind::Level), "level 1 level 2");
}

#[test]
fn what_is_in_scope_is_offered_with_its_type() {
    let all =
        offered("define far : Bool = true\n\ndefine near(p : Party) : Bool = every s in sites satisfies $0");
    let variables: Vec<(&str, &str)> = all
        .iter()
        .filter(|it| it.kind == Kind::Variable)
        .map(|it| (it.label.as_str(), it.detail.as_str()))
        .collect();
    assert_eq!(variables, [("s", "s : Site"), ("p", "p : Party")]);
    let labels: Vec<&str> = all.iter().map(|it| it.label.as_str()).collect();
    for label in ["provider", "far", "members", "every", "all of"] {
        assert!(labels.contains(&label), "{label}");
    }
}

#[test]
fn the_word_at_the_cursor_is_replaced_as_a_whole() {
    let fixture = Fixture::law("define a : Bool = provider.gr$0xx = low");
    let all = completion(&fixture.db, fixture.package, fixture.file, fixture.offset);
    let text = fixture.file.text(&fixture.db);
    assert!(all.iter().all(|it| it.replaces.of(text) == "grxx"));
    assert_eq!(all.len(), 3);
}

#[test]
fn provisions_are_offered_as_their_citation_grows() {
    let all = |text: &str| of(text, Kind::Provision);
    assert_eq!(
        all("define a : Bool cites Article $0 = true"),
        "Article 1 Article 1(1) Article 1(2) Article 1(3) Article 2 Article 2(1)"
    );
    assert_eq!(
        all("define a : Bool cites Annex I 2.$0 = true"),
        "Annex I 2.1 Annex I 2.1(a) Annex I 2.1(a)(i) Annex I 2.1(a)(ii) Annex I 2.1(b) Annex I 2.1(c)"
    );
    assert_eq!(all("criterion Annex I 1.1($0"), "Annex I 1.1(a) Annex I 1.1(b) Annex I 1.1(c)");
    assert_eq!(all("derogation d from act Annex I 1.1($0"), "Annex I 1.1(a) Annex I 1.1(b) Annex I 1.1(c)");
    let fixture = Fixture::law("criterion Annex I 1.1($0");
    let offered = completion(&fixture.db, fixture.package, fixture.file, fixture.offset);
    assert_eq!(offered[0].replaces.of(fixture.file.text(&fixture.db)), "Annex I 1.1(");
    assert_eq!(offered[0].detail, "List");
}

#[test]
fn readings_and_their_choices_are_offered() {
    assert_eq!(of("define a : Bool = by reading $0", Kind::Reading), "scope");
    assert_eq!(of("define a : Bool = by reading scope { $0", Kind::Choice), "all_sites own_sites");
    assert_eq!(
        of("define a : Bool = by reading scope { all_sites: true; o$0", Kind::Choice),
        "all_sites own_sites"
    );
}

#[test]
fn types_are_offered_where_one_is_declared() {
    assert!(of("define a(p : $0", Kind::Type).contains("Party"));
    assert!(of("entity New {\n    owner : ref $0\n}", Kind::Type).contains("Party"));
}

#[test]
fn modules_are_offered_after_import() {
    let fixture =
        Fixture::files(&[("base.acq", BASE), ("law.acq", "import b$0\n\ndefine a : Bool = true\n")]);
    let all = completion(&fixture.db, fixture.package, fixture.file, fixture.offset);
    let modules: Vec<&str> =
        all.iter().filter(|it| it.kind == Kind::Module).map(|it| it.label.as_str()).collect();
    assert_eq!(modules, ["base", "law"]);
}

#[test]
fn scenarios_are_offered_facts_fields_and_values() {
    let scenario = |inner: &str| format!("scenario \"s\" on 2020-01-01 {{\n    {inner}\n}}\n");
    assert_eq!(of(&scenario("set $0"), Kind::Field), "provider sites opened");
    assert_eq!(of(&scenario("set provider.$0"), Kind::Field), "country grade owners id");
    assert_eq!(of(&scenario("set sites[1].$0"), Kind::Field), "owner place");
    assert_eq!(of(&scenario("set provider.grade = $0"), Kind::Value), "low high");
    assert_eq!(of(&scenario("assume DE in $0"), Kind::Register), "members");
}

#[test]
fn words_of_the_language_are_offered_where_the_grammar_allows_them() {
    let words = |text: &str| of(text, Kind::Keyword);
    assert!(words("$0").contains("criterion"));
    assert!(words("cri$0").contains("criterion"));
    assert!(words("define a : Bool = true\n\n$0").contains("derogation"));
    let clause = words("criterion Annex I 1.1(a) at level 1 {\n    $0\n}\n");
    assert!(clause.contains("requires") && clause.contains("applies where"), "{clause}");
    assert!(!clause.contains("derogation"), "{clause}");
    assert!(words("criterion Annex I 1.1(a) at level 1 {\n    req$0\n}\n").contains("requires"));
    let after = words("define a : Bool = provider.grade = low $0");
    assert!(after.contains("and"), "{after}");
    assert!(words("criterion Annex I 1.1(a) $0").contains("restates"));
    assert!(words("derogation d from Annex I 1.1(a) {\n    $0\n}\n").contains("opens where"));
    assert!(words("define a : Bool = every s in sites $0").contains("satisfies"));
}

#[test]
fn nothing_is_offered_in_comments_and_quoted_texts() {
    assert!(offered("// cri$0").is_empty());
    assert!(offered("assume \"pro$0\" true").is_empty());
}

#[test]
fn evidence_is_offered_kinds_and_facts() {
    let clause = |inner: &str| {
        format!(
            "criterion Annex I 1.1(a) at level 1 {{\n    requires true\n    evidence Article 1 {{ {inner} }}\n}}\n"
        )
    };
    assert_eq!(of(&clause("$0"), Kind::Value), "deed extract");
    assert_eq!(of(&clause("deed for sites.$0"), Kind::Field), "owner place");
}

/// What is offered within a word of the law, whatever follows it.
#[test]
fn the_words_of_the_law_are_offered_where_they_stand() {
    const EVERY: usize = 11;
    let law = Law::new();
    let mut missing = vec![];
    for file in law.package.files(&law.db) {
        let text = file.text(&law.db);
        let used = mentions_in(&law.db, *file).into_iter().filter(|mention| {
            let named =
                !matches!(mention.symbol, Symbol::Diagnostic(_) | Symbol::Level(..) | Symbol::Point(..));
            mention.role != Role::Declares && mention.role != Role::Formalises && named
        });
        for mention in used.step_by(EVERY) {
            let word = mention.place.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
            // In the last word of a citation, and after the first letter of a name.
            let within = match &mention.symbol {
                Symbol::Provision(_) => mention.place.span.end - 1,
                Symbol::Module(_) => mention.place.span.start,
                _ => mention.place.span.start + 1,
            };
            let all = completion(&law.db, law.package, *file, within);
            if !all.iter().any(|it| it.label == word) {
                missing.push(format!("{}:{} {word}", mention.place.file, mention.place.span.start));
            }
        }
    }
    assert!(missing.is_empty(), "{}:\n{}", missing.len(), missing.join("\n"));
}
