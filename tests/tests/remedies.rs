//! What people write by habit or in haste in the flagship package costs one message, and its remedy mends the policy: the
//! fix that is offered leaves nothing to be found.

use acquis_tests::slips::{Checked, fixed, line};

/// What stands in a file of the flagship package, and what is written in its place.
struct Change<'c> {
    path: &'c str,
    right: &'c str,
    wrong: &'c str,
}

impl Change<'_> {
    /// What is wrong with the messages that the change costs; nothing if there is one that points at
    /// the changed lines or mends them, and its fix leaves the package without fault.
    fn complaint(&self, checked: &mut Checked, code: &str) -> Option<String> {
        let text = checked.text(self.path);
        let at = text.find(self.right).expect("the text that is changed");
        let wrong = text.replacen(self.right, self.wrong, 1);
        let found = checked.with(self.path, wrong.clone());
        let told = |why: &str| Some(format!("{}: `{}`: {why}: {found:#?}\n", self.path, self.wrong.trim()));
        let [finding] = found.as_slice() else { return told("not one message") };
        let lines = line(&wrong, at)..=line(&wrong, at + self.wrong.len());
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.place);
        let mut places = finding.labels.iter().map(|label| &label.place).chain(edits);
        let is_there = places.any(|place| {
            place.file.as_str() == self.path && lines.contains(&line(&wrong, place.span.start as usize))
        });
        if finding.code.id != code || !is_there {
            return told("another message, or elsewhere");
        }
        let Some(mended) = fixed(finding, self.path, &wrong) else { return told("no fix") };
        let is_mended = checked.with(self.path, mended).is_empty();
        if is_mended { None } else { told("the fix does not mend it") }
    }
}

/// Each pair is what stands in the file and what is written instead.
fn mended(code: &str, path: &str, changes: &[(&str, &str)]) -> String {
    let mut checked = Checked::cada();
    let changes = changes.iter().map(|(right, wrong)| Change { path, right, wrong });
    changes.filter_map(|change| change.complaint(&mut checked, code)).collect()
}

/// Changes that cost one message, in whichever file it stands, whose remedy leaves something to be filled in.
fn told_once(code: &str, path: &str, changes: &[(&str, &str)]) -> String {
    let mut checked = Checked::cada();
    let mut wrong = String::new();
    for (right, written) in changes {
        let text = checked.text(path);
        assert!(text.contains(right), "{path} has no {right:?}");
        let found = checked.with(path, text.replacen(right, written, 1));
        if found.len() != 1 || found.iter().any(|finding| finding.code.id != code || finding.help.is_none()) {
            wrong.push_str(&format!("{path}: `{}`: {found:#?}\n", written.trim()));
        }
    }
    wrong
}

#[test]
fn the_beginning_of_a_keyword_is_taken_for_it() {
    let law = [
        ("\ncriterion ", "\ncri "),
        ("\ncriterion ", "\ncrit "),
        ("\ncriterion ", "\nCriteria "),
        ("\ndefine ", "\ndef "),
        ("\nderogation ", "\nder "),
        ("\nderogation ", "\nderog "),
        ("\nimport notions", "\nimp notions"),
    ];
    assert_eq!(mended("ACQ0003", "annex_ii/level_3.acq", &law), "");
    let vocabulary = [
        ("\nenum ", "\nenm "),
        ("\nenum ", "\nenu "),
        ("\nentity ", "\nent "),
        ("\nfacts ", "\nfact "),
        ("\nassume ", "\nass "),
    ];
    assert_eq!(mended("ACQ0003", "vocabulary.acq", &vocabulary), "");
    assert_eq!(mended("ACQ0003", "scenarios/points.acq", &[("\nscenario ", "\nscen ")]), "");
    assert_eq!(mended("ACQ0003", "levels.acq", &[("\nladder ", "\nlad ")]), "");
}

#[test]
fn a_word_that_stands_for_a_keyword_is_told_by_what_follows() {
    let law =
        [("\ndefine ", "\nlet "), ("\nderogation ", "\nexemption "), ("\nimport notions", "\nuse notions")];
    assert_eq!(mended("ACQ0003", "annex_ii/level_3.acq", &law), "");
    assert_eq!(mended("ACQ0003", "vocabulary.acq", &[("\nassume ", "\nassert ")]), "");
    assert_eq!(mended("ACQ0003", "scenarios/points.acq", &[("\nscenario ", "\ntest ")]), "");
}

#[test]
fn a_derogation_from_a_wrong_letter_is_told_by_its_points() {
    let wrong = ["Annex II 2.1(g)", "Annex II 4.1(g)", "Annex II 3.1(h)", "Annex II 1.1(a)"];
    let changes = wrong.map(|point| format!("from {point}"));
    let changes: Vec<_> = changes.iter().map(|from| ("from Annex II 3.1(g)", from.as_str())).collect();
    assert_eq!(mended("ACQ0330", "annex_ii/level_3.acq", &changes), "");
}

#[test]
fn a_level_that_is_misnumbered_or_missing_is_told_at_the_ladder() {
    let numbers = ["level 5 \"audited\"", "level 2 \"audited\"", "level 33 \"audited\""];
    let changes: Vec<_> = numbers.iter().map(|number| ("level 3 \"audited\"", *number)).collect();
    assert_eq!(mended("ACQ0319", "levels.acq", &changes), "");
    let text = Checked::cada().text("levels.acq");
    let level = |number: &str| {
        let from = text.find(&format!("    level {number} ")).expect("the level");
        let to = from
            + 1
            + text[from + 1..].find("\n    level ").or(text[from + 1..].find("\n}")).expect("its end");
        text[from..=to].to_owned()
    };
    let (first, third, last) = (level("1"), level("3"), level("4"));
    assert_eq!(told_once("ACQ0319", "levels.acq", &[(first.as_str(), ""), (third.as_str(), "")]), "");
    assert_eq!(told_once("ACQ0307", "levels.acq", &[(last.as_str(), "")]), "");
}

#[test]
fn a_level_that_is_set_out_elsewhere_is_told_at_the_ladder() {
    let right = "\"audited\" set out in Annex II 3";
    let twice = [(right, "\"audited\" set out in Annex II 4"), (right, "\"audited\" set out in Annex II 2")];
    assert_eq!(told_once("ACQ0319", "levels.acq", &twice), "");
    assert_eq!(told_once("ACQ0306", "levels.acq", &[(right, "\"audited\" set out in Annex III")]), "");
}

#[test]
fn what_fails_a_criterion_is_bound_by_the_name_that_is_used() {
    let bound = "\n    for each party that fails";
    let changes =
        [(bound, ""), (bound, "\n    for each p that fails"), (bound, "\n    for each patry that fails")];
    assert_eq!(mended("ACQ0101", "annex_ii/level_3.acq", &changes), "");
}

#[test]
fn a_name_that_is_bound_amiss_is_told_once_for_all_its_uses() {
    let changes = [("every site in infrastructure where", "every sit in infrastructure where")];
    assert_eq!(mended("ACQ0101", "annex_ii/level_1.acq", &changes), "");
}

/// A quantifier of level 1 that is written with signs and words of other languages.
const LIMB: &str =
    "every site in infrastructure where involved(site.owner, own level) satisfies in_union(site.location);";

fn limb(written: &str) -> String {
    mended("ACQ0001", "annex_ii/level_1.acq", &[(LIMB, written)])
}

#[test]
fn quantifiers_of_other_languages() {
    for start in
        ["all site in", "all site of", "each site in", "every site of", "for all site in", "forall site in"]
    {
        assert_eq!(limb(&LIMB.replace("every site in", start)), "");
    }
    assert_eq!(limb(&LIMB.replace("where", "such that")), "");
    assert_eq!(limb(&LIMB.replace(" satisfies", ":")), "");
    let any = LIMB.replace("every site in", "any site in");
    assert_eq!(told_once("ACQ0001", "annex_ii/level_1.acq", &[(LIMB, &any)]), "");
}

#[test]
fn signs_of_other_languages() {
    let right = "p.involved_in_service and involved(p.employer, n)";
    for (sign, meant) in [(" && ", " and "), ("&&", " and "), (" & ", " and ")] {
        let written = right.replace(meant, sign);
        assert_eq!(mended("ACQ0001", "annex_ii/level_3.acq", &[(right, &written)]), "");
    }
    let changes = [
        ("not third_country_controlled(party)", "!third_country_controlled(party)"),
        ("e) implies", "e) ->"),
    ];
    assert_eq!(mended("ACQ0001", "annex_ii/level_3.acq", &changes), "");
    let equals = [("role = ", "role == "), ("role = ", "role is ")];
    assert_eq!(mended("ACQ0001", "annex_ii/level_3.acq", &equals), "");
    assert_eq!(told_once("ACQ0001", "annex_ii/level_3.acq", &[("e) implies", "e) =>")]), "");
}

#[test]
fn comments_of_other_languages() {
    let docs = "/// Still with the customer's exception.";
    let plain = docs.trim_start_matches("/// ");
    let changes =
        [format!("# {plain}"), format!("/* {plain} */"), format!("/*\n * {plain}\n * criterion\n */")];
    let changes: Vec<_> = changes.iter().map(|written| (docs, written.as_str())).collect();
    assert_eq!(mended("ACQ0010", "annex_ii/level_3.acq", &changes), "");
}

#[test]
fn citations_of_other_texts() {
    let point = "Annex II 1.1(b) at level";
    let forms =
        ["Annex 2 1.1(b)", "Annex II, 1.1(b)", "Annex II point 1.1(b)", "Annex II 1.1.b", "Ann. II 1.1(b)"];
    let forms = forms.map(|form| format!("{form} at level"));
    let changes: Vec<_> = forms.iter().map(|form| (point, form.as_str())).collect();
    assert_eq!(mended("ACQ0001", "annex_ii/level_1.acq", &changes), "");
    assert_eq!(mended("ACQ0303", "annex_ii/level_1.acq", &[(point, "Annex II 1.1b at level")]), "");
    let forms = ["Art. 2(22)", "art 2(22)", "Article 2, point 22", "Article 2.22", "Article 2(22"];
    let forms = forms.map(|form| format!("edf {form}"));
    let changes: Vec<_> = forms.iter().map(|form| ("edf Article 2(22)", form.as_str())).collect();
    assert_eq!(mended("ACQ0001", "annex_ii/subcontractors.acq", &changes), "");
}

#[test]
fn half_written_formulas() {
    let path = "annex_ii/level_1.acq";
    let half = LIMB.replace("in_union(site.location)", "site.");
    assert_eq!(told_once("ACQ0001", path, &[(LIMB, &half)]), "");
    let after = (
        "satisfies in_union(asset.location)\n",
        "satisfies in_union(asset.location) unless asset.owner.third_party\n",
    );
    assert_eq!(told_once("ACQ0101", "annex_ii/level_2.acq", &[after]), "");
    let unless = LIMB.replace(";", " unless site.owner.third_party;");
    assert_eq!(told_once("ACQ0001", path, &[(LIMB, &unless)]), "");
    assert_eq!(mended("ACQ0001", "levels.acq", &[("1 year rounded down under", "52 weeks under")]), "");
}

#[test]
fn the_words_that_bind_what_fails_are_fixed() {
    let bound = "for each party that fails";
    let forms =
        ["for each party", "for party that fails", "for every party that fails", "for each party who fails"];
    let changes: Vec<_> = forms.iter().map(|form| (bound, *form)).collect();
    assert_eq!(mended("ACQ0001", "annex_ii/level_3.acq", &changes), "");
}

#[test]
fn what_a_scenario_assumes_of_a_register_has_one_form() {
    let path = "scenarios/control.acq";
    let right = "from 2029-01-15 until 2029-05-31";
    let forms = [
        "from 15.01.2029 until 2029-05-31",
        "from 2029-1-15 until 2029-05-31",
        "from \"2029-01-15\" until 2029-05-31",
        "from 2029-01-15 to 2029-05-31",
        "since 2029-01-15 until 2029-05-31",
    ];
    let changes: Vec<_> = forms.iter().map(|form| (right, *form)).collect();
    assert_eq!(mended("ACQ0001", path, &changes), "");
    assert_eq!(told_once("ACQ0001", path, &[(right, "until 2029-05-31")]), "");
    assert_eq!(told_once("ACQ0322", path, &[(right, "from 2029-05-31 until 2029-01-15")]), "");
}

#[test]
fn a_difference_that_is_none() {
    let path = "annex_ii/level_4.acq";
    let change = [("with minimum = high", "with minimum = substantial")];
    assert_eq!(told_once("ACQ0331", path, &change), "");
    let refined = " refines Annex II 2.1(k)\n{\n";
    let change = [(refined, " refines Annex II 2.1(k)\n{\n    without unless\n")];
    assert_eq!(mended("ACQ0331", "annex_ii/level_3.acq", &change), "");
}

#[test]
fn an_address_that_is_none() {
    let path = "instruments.acq";
    let after = "    procedure \"2026/0138(COD)\"\n";
    let written = |address: &str| format!("{after}    address \"{address}\"\n");
    for mendable in [
        "example.org/acts/1",
        " https://example.org/acts/1",
        "https://example.org/acts/the first",
        "HTTPS://example.org/acts/1",
    ] {
        assert_eq!(mended("ACQ0332", path, &[(after, &written(mendable))]), "");
    }
    for unclear in ["", "see the journal", "https://", "ftp://example.org/1", "https://example.org/«1»"] {
        assert_eq!(told_once("ACQ0332", path, &[(after, &written(unclear))]), "");
    }
}
