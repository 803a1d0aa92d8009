//! From the law to what is made of it.

use acquis_ide::implementation::implementation;

use crate::fixture::{BASE, Fixture};

const LAW: &str = "import base

criterion Annex I 1.1(a) at level 1 { requires provider.grade = low }

criterion Annex I 1.1(b) at level 1 { requires provider.country = DE }

criterion Annex I 2.1(a) at level 2 restates Annex I 1.1(a)

derogation d from Annex I 1.1(a) under Article 2(1) { opens where true }
";

fn made(base: &str, law: &str) -> String {
    let fixture = Fixture::files(&[("base.acq", base), ("law.acq", law)]);
    let links = implementation(&fixture.db, fixture.package, fixture.file, fixture.offset);
    let targets = links.map(|links| links.targets).unwrap_or_default();
    fixture.lines(targets.iter().map(|target| &target.place))
}

#[test]
fn a_criterion_leads_to_what_relaxes_and_copies_it() {
    let law = LAW.replacen("criterion Annex I 1.1(a)", "criterion Annex I$0 1.1(a)", 1);
    assert_eq!(made(BASE, &law), "law.acq:7 Annex I 2.1(a)\nlaw.acq:9 d");
}

#[test]
fn a_provision_leads_to_its_criterion_too() {
    let base = BASE.replace("points (a) to (c) } }", "points ($0a) to (c) } }");
    let all = "law.acq:3 Annex I 1.1(a)\nlaw.acq:5 Annex I 1.1(b)\nlaw.acq:7 Annex I 2.1(a)\nlaw.acq:9 d";
    assert_eq!(made(&base, LAW), all);
}

#[test]
fn a_level_leads_to_its_criteria() {
    let base = BASE.replace("level 1 \"one\"", "level $01 \"one\"");
    assert_eq!(made(&base, LAW), "law.acq:3 Annex I 1.1(a)\nlaw.acq:5 Annex I 1.1(b)");
}
