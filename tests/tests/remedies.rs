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
    /// What is wrong with the messages that the change costs; nothing if there is one, at the changed line, and its fix
    /// mends the package.
    fn complaint(&self, checked: &mut Checked, code: &str) -> Option<String> {
        let text = checked.text(self.path);
        let at = text.find(self.right).expect("the text that is changed");
        let wrong = text.replacen(self.right, self.wrong, 1);
        let found = checked.with(self.path, wrong.clone());
        let told = |why: &str| Some(format!("{}: `{}`: {why}: {found:#?}\n", self.path, self.wrong.trim()));
        let [finding] = found.as_slice() else { return told("not one message") };
        let lines = line(&wrong, at)..=line(&wrong, at + self.wrong.len());
        let is_there = finding.labels.first().is_some_and(|label| {
            label.place.file.as_str() == self.path
                && lines.contains(&line(&wrong, label.place.span.start as usize))
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
