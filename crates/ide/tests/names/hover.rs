//! What is said of a name.

use acquis_ide::definition::definition_in_document;
use acquis_ide::document::Document;
use acquis_ide::hover::{hover, hover_in_document};

use crate::cada::Law;
use crate::fixture::{BASE, Fixture};

fn said(text: &str) -> String {
    let fixture = Fixture::law(text);
    let hover = hover(&fixture.db, fixture.package, fixture.file, fixture.offset);
    hover.map(|hover| hover.markdown).unwrap_or_default()
}

#[test]
fn a_fact_shows_its_type_and_what_it_is() {
    assert_eq!(
        said("define a : Bool = prov$0ider.country = DE"),
        "```acquis\nprovider : Party\n```\n\n*fact of the dossier*\n\nWho provides."
    );
}

#[test]
fn a_field_shows_its_entity() {
    assert_eq!(
        said("define a : Bool = provider.coun$0try = DE"),
        "```acquis\ncountry : Country\n```\n\n*field of Party*\n\nWhere it is established."
    );
}

#[test]
fn a_variable_shows_its_type() {
    assert_eq!(
        said("define a : Bool = every $0s in sites satisfies s.place = DE"),
        "```acquis\ns : Site\n```\n\n*variable*"
    );
}

#[test]
fn a_value_shows_its_order() {
    assert_eq!(
        said("define a : Bool = provider.grade = lo$0w"),
        "```acquis\nGrade.low\n```\n\n*value of Grade*\n\nnot much\n\n**low** < high"
    );
}

#[test]
fn a_notion_shows_its_signature_without_its_body() {
    assert_eq!(
        said(
            "/// Whether it is near.\ndefine near(p : Party) : Bool cites Article 1(2) = p.country = DE\n\ndefine b : Bool = ne$0ar(provider)"
        ),
        "```acquis\ndefine near(p : Party) : Bool cites Article 1(2)\n```\n\n*notion*\n\nWhether it is near.\n\nUnder Article 1(2) “Levels”."
    );
}

#[test]
fn a_reading_shows_its_choices_and_its_default() {
    let text = "define a : Bool = by reading sc$0ope { all_sites: true; own_sites: false; }";
    assert_eq!(
        said(text),
        "```acquis\nreading scope \"What counts?\" cites Article 1(1)\n```\n\n*reading*\n\nChoices:\n\n- `all_sites`: every site counts (default)\n- `own_sites`: those of the provider\n\nUnder Article 1(1) “Levels”."
    );
    assert_eq!(
        said(&text.replace("sc$0ope", "scope").replace("own_sites", "own$0_sites")),
        "```acquis\nalternative own_sites\n```\n\n*choice of the reading scope*\n\nWhat counts?\n\nthose of the provider"
    );
}

#[test]
fn a_register_shows_its_entries() {
    assert_eq!(
        said("define a : Bool = provider.country in mem$0bers"),
        "```acquis\nregister members of Country \"Members\" under Article 2(1) known until 2030-01-01\n```\n\n*register*\n\nKnown until 2030-01-01.\n\nEntries:\n\n- `DE from 2000-01-01`\n- `FR from 2000-01-01 until 2020-01-01`\n\nUnder Article 2(1) “Who may be exempt”."
    );
}

const LAW: &str = "/// The first.
criterion Annex I 1.1(a) at level 1 \"Low grade\" { fails \"it is not low\" requires provider.grade = low }

criterion Annex I 2.1(a) at level 2 restates Annex I 1.1(a)

derogation d from Annex I 1.1(a) under Article 2(1) printed as Article 3 { opens where true }
";

#[test]
fn a_citation_shows_its_headings_and_the_criterion_made_of_it() {
    assert_eq!(
        said(&LAW.replacen("from Annex", "from $0Annex", 1)),
        "```acquis\nAnnex I 1.1(a)\n```\n\n*point*\n\nAn act › Annex I “Criteria” › Annex I 1 “Low” › Annex I 1.1 “List”\n\n**Low grade**\n\nCriterion at level 1 of `ranks`, set out in Annex I 1.\n\n- fails: it is not low\n\nThe first.\n\nDerogations: `d`.\n\nCopied by: Annex I 2.1(a)."
    );
}

#[test]
fn a_copy_shows_what_it_copies_and_of_which_level_that_is() {
    assert_eq!(
        said(&LAW.replacen("criterion Annex I 2", "criterion $0Annex I 2", 1)),
        "```acquis\nAnnex I 2.1(a)\n```\n\n*point*\n\n**Sites**\n\nAn act › Annex I “Criteria” › Annex I 2 “High” › Annex I 2.1 “List”\n\n**Low grade**\n\nCriterion at level 2 of `ranks`, set out in Annex I 2.\n\nRestates Annex I 1.1(a) of level 1.\n\n- fails: it is not low"
    );
}

#[test]
fn a_derogation_shows_its_basis_and_its_level() {
    assert_eq!(
        said(&LAW.replacen("derogation d", "derogation $0d", 1)),
        "```acquis\nderogation d from Annex I 1.1(a) under Article 2(1) printed as Article 3\n```\n\n*derogation*\n\nFrom Annex I 1.1(a) “List”, at its level, 1.\n\nBasis Article 2(1) “Who may be exempt”, printed as Article 3."
    );
}

#[test]
fn a_level_says_where_it_is_set_out() {
    assert_eq!(
        said(&LAW.replacen("at level 2", "at level $02", 1)),
        "```acquis\nlevel 2 \"two\"\n```\n\n*level of ranks*\n\nSet out in Annex I 2 “High”.\n\n1 criterion.\n\nIt includes the levels below it."
    );
}

#[test]
fn countries_types_and_waived_diagnostics_are_explained() {
    assert_eq!(
        said("define a : Bool = provider.country = D$0E"),
        "```acquis\nDE\n```\n\n*country*\n\nGermany"
    );
    assert!(said("define a : B$0ool = true").contains("True or false."));
    assert!(
        said("waive ACQ0$0301 until 2027-01-01 because \"no\"\n\ndefine a : Bool = true")
            .contains("basis-without-power")
    );
}

#[test]
fn nothing_is_said_of_keywords_and_of_names_without_meaning() {
    assert_eq!(said("def$0ine a : Bool = true"), "");
    assert_eq!(said("define a : Bool = noth$0ing_of_the_kind"), "");
}

#[test]
fn a_module_shows_what_it_is_about() {
    let fixture = Fixture::files(&[("base.acq", BASE), ("law.acq", "import ba$0se\n")]);
    let hover = hover(&fixture.db, fixture.package, fixture.file, fixture.offset).expect("something");
    assert_eq!(hover.markdown, "```acquis\nimport base\n```\n\n*module, base.acq*\n\nThe base.");
}

#[test]
fn something_is_said_of_all_that_the_law_names() {
    let law = Law::new();
    for file in law.package.files(&law.db) {
        for mention in acquis_analysis::mentions_in(&law.db, *file) {
            let hover = hover(&law.db, law.package, *file, mention.place.span.start);
            assert!(hover.is_some_and(|hover| hover.markdown.len() > 10), "{:?}", mention.place);
        }
    }
}

#[test]
fn a_dossier_is_explained_by_the_vocabulary() {
    let fixture = Fixture::law("define a : Bool = tr$0ue");
    let text = "provider:\n  id: x\n  country: DE\n  grade: \"low\"\nregisters:\n  members:\n    IT: []\n";
    let document = Document::new("a.yaml", text);
    let at = |word: &str| u32::try_from(text.find(word).expect(word) + 1).expect("small");
    let said = |word: &str| {
        let hover = hover_in_document(&fixture.db, fixture.package, &document, at(word)).expect(word);
        assert_eq!(hover.span.of(text), word);
        hover.markdown
    };
    assert!(said("country").ends_with("Where it is established."));
    assert!(said("DE").ends_with("Germany"));
    assert!(said("low").contains("value of Grade"));
    assert!(said("members").contains("register members"));
    let links = definition_in_document(&fixture.db, fixture.package, &document, at("grade")).expect("links");
    assert_eq!(fixture.line(&links.targets[0].place), "base.acq:20 grade");
}

#[test]
fn of_documentation_without_measure_as_much_is_shown_as_can_be_read() {
    let lines: String = (0..20_000).map(|number| format!("/// « é » {number}\n")).collect();
    let text = format!("/// ```\n{lines}/// ```\ndefine $0a : Bool = true");
    let fixture = Fixture::law(&text);
    let found = hover(&fixture.db, fixture.package, fixture.file, fixture.offset).expect("said");
    assert!(found.markdown.len() < 20_000, "{}", found.markdown.len());
    assert!(
        found.markdown.contains("define a : Bool") && found.markdown.ends_with("\n```\n\n…"),
        "the block is closed"
    );
}
