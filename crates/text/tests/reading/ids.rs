//! Ids stay what they are when a text errs in its numbers.

use acquis_base::{ProvisionPath, Step};
use acquis_text::{Text, normalised};

use crate::shown::{read, tree};

fn article(number: &str, labels: &[&str]) -> ProvisionPath {
    let labels = labels.iter().map(|label| Step::Label((*label).into()));
    ProvisionPath(std::iter::once(Step::Article(number.into())).chain(labels).collect())
}

#[test]
fn a_number_that_is_printed_twice_is_the_next_one_where_that_is_free() {
    let early = "## Article 44 — Boats\n\n1. They are:\n   - (a) red;\n   - (b) blue;\n   - (a) green.\n";
    let late = "## Article 44 — Rafts\n\nFlat.\n\n## Article 46 — End\n\n1. One.\n\n1. Two.\n\n2. Three.\n";
    let expected = [
        "Article 44 article «Boats»",
        "  Article 44(1) paragraph: They are:",
        "    Article 44(1)(a) point: red;",
        "    Article 44(1)(b) point: blue;",
        "    Article 44(1)(c) point printed a: green.",
        "Article 45 article printed 44 «Rafts»: Flat.",
        "Article 46 article «End»",
        "  Article 46(1) paragraph: One.",
        "  Article 46(1-bis) paragraph printed 1: Two.",
        "  Article 46(2) paragraph: Three.",
    ];
    assert_eq!(tree(&read(&[early, late])), expected);
}

#[test]
fn files_are_put_in_the_order_of_their_articles() {
    let (first, second, annex) =
        ("## Article 1 — A\n", "## Article 1 — B\n\n## Article 3 — C\n", "## ANNEX I — D\n");
    let ids = |files: &[&str]| tree(&read(files));
    let expected = ["Article 1 article «A»", "Article 2 article printed 1 «B»", "Article 3 article «C»"];
    assert_eq!(ids(&[annex, first, second])[..3], expected);
    assert_eq!(ids(&[annex, first, second])[3], "Annex I annex «D»");
    let higher = "## Article 9 — E\n";
    assert_eq!(ids(&[higher, first])[0], "Article 1 article «A»");
}

#[test]
fn a_list_below_another_paragraph_counts_anew() {
    let text =
        read(&["## Article 1 — Aims\n\n1. Boats are:\n   - (a) red.\n\n   Rafts are:\n   - (a) flat.\n"]);
    assert_eq!(
        tree(&text)[2..],
        [
            "    Article 1(1)(a) point: red.",
            "    Article 1(1) subparagraph 2 subparagraph: Rafts are:",
            "      Article 1(1) subparagraph 2(a) point: flat.",
        ]
    );
    let found = text.find(&article("1", &["1", "a"])).expect("the first");
    assert_eq!(text.own(found), "red.");
    let hidden = text.provisions().last().expect("the second");
    assert_eq!(hidden.path, None, "no citation says which of the two is meant");
}

#[test]
fn a_part_is_found_by_its_number_and_by_its_letter() {
    let text = read(&["## ANNEX III\n\n1. Criterion A – Owners\n\n   (1) A name;\n"]);
    let annex = ProvisionPath(vec![Step::Annex("III".into())]);
    for step in [Step::Section("A".into()), Step::Number("1".into())] {
        let path = annex.child(step).child(Step::Label("1".into()));
        assert_eq!(text.find(&path).map(|found| found.id.as_str()), Some("Annex III A(1)"));
    }
}

const BOATS: &str =
    "## Article 1 — Aims\n\n1. The ‘third-country’ boat:\n   - (a) is red;\n   - (b) is flat.\n\n2. End.\n";

fn whole(text: &Text) -> Vec<String> {
    text.whole(text.find(&article("1", &[])).expect("there"), usize::MAX)
}

#[test]
fn a_provision_is_shown_with_what_is_in_it() {
    let text = read(&[BOATS]);
    assert_eq!(whole(&text), ["1. The ‘third-country’ boat:", "(a) is red;", "(b) is flat.", "2. End."]);
    let paragraph = text.find(&article("1", &["1"])).expect("there");
    assert_eq!(text.whole(paragraph, 5), ["The ‘third-country’ boat:"], "reading ends at the limit");
    assert_eq!(paragraph.number.of(BOATS), "1.");
    assert_eq!(text.within(paragraph).count(), 2);
}

#[test]
fn printings_of_one_wording_have_one_form() {
    let converted = "                Article 1\n                   Aims\n\n     1.   The 'third-\n          country'\n          boat:\n          (a)   is red ;\n          (b)   is\n                flat.\n     2.   End.\n";
    let form = |source: &str| {
        let text = read(&[source]);
        text.whole_normalised(text.find(&article("1", &[])).expect("there"))
    };
    assert_eq!(form(BOATS), form(converted));
    assert_ne!(form(BOATS), form(&BOATS.replace("red", "blue")));
    assert_eq!(normalised("‘a’"), "'a'");
}
