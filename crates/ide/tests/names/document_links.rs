//! What leads to the web, and what is said to be there.

use acquis_ide::document_links::{Goal, document_links, links_in};

use crate::fixture::Fixture;

const OUTLINE: &str = "instrument act \"An « é » act\" {
    document \"EX(2026) 1\"
    address \"https://law.example.org/1\"
    article 1 \"Levels\" refers to other Article 5
    article 2 { paragraph (1) \"Exemptions\" }
    annex I { point (a) point (a) { point (i) } }
}
instrument other \"Other\" { document \"EX 2\" article 5 }
";

fn address(goal: &Goal) -> String {
    match goal {
        Goal::Address(address) => address.clone(),
        Goal::Text(place) => place.file.to_string(),
    }
}

/// The links of a file as `text -> address (what is there)`.
fn shown(files: &[(&str, &str)]) -> Vec<String> {
    let fixture = Fixture::files(files);
    let text = fixture.file.text(&fixture.db);
    let found = document_links(&fixture.db, fixture.package, fixture.file);
    let line = |link: &acquis_ide::document_links::DocumentLink| {
        let there = link.tooltip.as_ref().map(|tooltip| format!(" ({tooltip})")).unwrap_or_default();
        format!("{} -> {}{there}", link.span.of(text), address(&link.goal))
    };
    found.iter().map(line).collect()
}

#[test]
fn an_outline_leads_to_its_text_by_its_number_and_its_address() {
    assert_eq!(
        shown(&[("outline.acq", &format!("$0{OUTLINE}"))]),
        [
            "EX(2026) 1 -> https://law.example.org/1 (An « é » act)",
            "https://law.example.org/1 -> https://law.example.org/1 (An « é » act)",
        ],
        "what has no address leads nowhere, neither its number nor what is cited of it"
    );
}

#[test]
fn what_is_cited_leads_to_the_text_and_says_what_it_is() {
    let law = "import outline\n$0define a : Bool cites act Article 2(1), other Article 5 = true\n\
               criterion act Annex I(a) at level 1 \"t\" { point (i) { requires a } }\n\
               derogation d from act Annex I(a) under act Article 1 printed as act Article 2 { opens where a }\n";
    assert_eq!(
        shown(&[("outline.acq", OUTLINE), ("law.acq", law)]),
        [
            "Article 2(1) -> https://law.example.org/1 (Article 2(1) “Exemptions” of EX(2026) 1)",
            "Annex I(a) -> https://law.example.org/1 (Annex I(a) of EX(2026) 1)",
            "Annex I(a) -> https://law.example.org/1 (Annex I(a) of EX(2026) 1)",
            "Article 1 -> https://law.example.org/1 (Article 1 “Levels” of EX(2026) 1)",
            "Article 2 -> https://law.example.org/1 (Article 2 of EX(2026) 1)",
        ]
    );
}

#[test]
fn addresses_in_comments_lead_there_and_those_in_texts_do_not() {
    let law = "//! « é » https://example.org/module.\n$0/// See https://example.org/docs, which says so.\n\
               assume \"https://example.org/text\" true // http://example.org/beside\n\
               // https://example.org/end\n";
    assert_eq!(
        shown(&[("law.acq", law)]),
        [
            "https://example.org/module -> https://example.org/module",
            "https://example.org/docs -> https://example.org/docs",
            "http://example.org/beside -> http://example.org/beside",
            "https://example.org/end -> https://example.org/end",
        ]
    );
}

#[test]
fn a_text_that_is_no_policy_leads_to_the_addresses_that_stand_in_it() {
    let manifest =
        "[package]\nname = \"law\" # https://example.org/law\ntitle = \"https://example.org/title\"\n";
    let found: Vec<String> = links_in(manifest).iter().map(|link| address(&link.goal)).collect();
    assert_eq!(found, ["https://example.org/law", "https://example.org/title"]);
}

#[test]
fn an_address_that_is_none_leads_nowhere() {
    let outline = "$0instrument act \"Act\" { document \"EX\" address \"example.org\" article 1 }\n\
                   define a : Bool cites act Article 1 = true\n";
    assert_eq!(shown(&[("law.acq", outline)]), Vec::<String>::new());
}
