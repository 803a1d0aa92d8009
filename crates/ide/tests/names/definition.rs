//! From a name to its definition, its declaration, its type.

use acquis_ide::definition::{Links, declaration, definition, type_definition};

use crate::fixture::{BASE, Fixture};

fn shown(fixture: &Fixture, links: Option<Links>) -> String {
    let targets = links.map(|links| links.targets).unwrap_or_default();
    fixture.lines(targets.iter().map(|target| &target.place))
}

fn defined(text: &str) -> String {
    let fixture = Fixture::law(text);
    shown(&fixture, definition(&fixture.db, fixture.package, fixture.file, fixture.offset))
}

fn typed(text: &str) -> String {
    let fixture = Fixture::law(text);
    shown(&fixture, type_definition(&fixture.db, fixture.package, fixture.file, fixture.offset))
}

#[test]
fn a_fact_leads_to_the_vocabulary() {
    assert_eq!(defined("define a : Bool = provid$0er.country in members"), "base.acq:32 provider");
    assert_eq!(defined("define a : Bool = $0provider.country in members"), "base.acq:32 provider");
}

#[test]
fn a_field_leads_to_its_entity_whatever_it_is_read_through() {
    let field = "base.acq:19 country";
    assert_eq!(defined("define a : Bool = provider.$0country in members"), field);
    assert_eq!(defined("define a : Bool = every s in sites satisfies s.owner.country$0 in members"), field);
    let chained = "define a : Bool = some o in chain of provider.owners satisfies o.coun$0try in members";
    assert_eq!(defined(chained), field);
    let joined = "define a : Bool = every p in provider together with provider.owners satisfies p.coun$0try in members";
    assert_eq!(defined(joined), field);
}

#[test]
fn a_field_of_a_body_that_is_half_written_is_found_all_the_same() {
    assert_eq!(
        defined("define a : Bool = every s in sites satisfies s.own$0er.country in nowhere and 3"),
        "base.acq:26 owner"
    );
    assert_eq!(defined("define a(p : Party) : Bool = p.grad$0e = \n"), "");
    assert_eq!(
        defined("define a(p : Party) : Bool = all of { p.gra$0de = low; p.nothing = 3; }"),
        "base.acq:20 grade"
    );
}

#[test]
fn a_bare_word_means_a_value_of_the_type_beside_it() {
    assert_eq!(defined("define a(p : Party) : Bool = p.grade >= hig$0h"), "base.acq:12 high");
    assert_eq!(defined("define a(p : Party) : Bool = lo$0w = p.grade"), "base.acq:12 low");
    assert_eq!(defined("define a(p : Party) : Bool = p.grade in [low, h$0igh]"), "base.acq:12 high");
    assert_eq!(defined("define a(p : Party) : Bool = p.grade = Grade.h$0igh"), "base.acq:12 high");
    assert_eq!(
        defined("define a(g : Grade) : Bool = g = low\n\ndefine b : Bool = a(hig$0h)"),
        "base.acq:12 high"
    );
}

#[test]
fn a_variable_leads_to_where_it_is_bound() {
    assert_eq!(defined("define a : Bool = every s in sites satisfies s$0.place in members"), "law.acq:3 s");
    assert_eq!(defined("define a(p : Party) : Bool = $0p.grade = low"), "law.acq:3 p");
    let twice = "define a : Bool = (some s in sites satisfies s.place = DE)
        and (some s in sites satisfies $0s.place = FR)";
    assert_eq!(defined(twice), "law.acq:4 s");
}

#[test]
fn names_of_declarations_lead_to_them() {
    assert_eq!(defined("define a : Bool = provider.country in memb$0ers"), "base.acq:37 members");
    assert_eq!(defined("define b : Bool = $0a\n\ndefine a : Bool = true"), "law.acq:5 a");
    let read = "define a : Bool = by reading sco$0pe { all_sites: true; own_sites: false; }";
    assert_eq!(defined(read), "base.acq:42 scope");
    let choice = "define a : Bool = by reading scope { all_sites: true; own_s$0ites: false; }";
    assert_eq!(defined(choice), "base.acq:44 own_sites");
    assert_eq!(defined("define a(n : level of ran$0ks) : Bool = n >= level 2"), "base.acq:47 ranks");
    assert_eq!(defined("define a(n : level of ranks) : Bool = n >= level$0 2"), "base.acq:49 2");
    assert_eq!(defined("define a(s : Si$0te) : Bool = s.place = DE"), "base.acq:24 Site");
}

#[test]
fn an_import_leads_to_the_file() {
    let fixture = Fixture::files(&[("base.acq", BASE), ("law.acq", "import ba$0se\n")]);
    let links = definition(&fixture.db, fixture.package, fixture.file, fixture.offset);
    assert_eq!(shown(&fixture, links), "base.acq:1 ");
}

#[test]
fn the_cursor_may_stand_behind_a_name_at_the_end_of_a_declaration() {
    let law = "import base$0\ndefine a : Bool = true\n";
    let fixture = Fixture::files(&[("base.acq", BASE), ("law.acq", law)]);
    let links = definition(&fixture.db, fixture.package, fixture.file, fixture.offset);
    assert_eq!(shown(&fixture, links), "base.acq:1 ");
}

#[test]
fn a_citation_leads_to_the_outline_where_the_provision_is_detailed() {
    assert_eq!(defined("define a : Bool cites Annex I 2.1(a$0) = true"), "base.acq:8 (a)");
    assert_eq!(defined("define a : Bool cites Annex I 2.1(b$0) = true"), "base.acq:8 (a) to (c)");
    assert_eq!(defined("define a : Bool cites Annex I 2.1(a)(i$0i) = true"), "base.acq:8 (i) to (ii)");
    assert_eq!(defined("define a : Bool cites act Article 1(3$0) = true"), "base.acq:4 (1) to (3)");
    assert_eq!(defined("define a : Bool cites a$0ct Article 1(3) = true"), "base.acq:3 act");
    let printed = "define a : Bool cites Article 1(3) printed as Art$0icle 2 = true";
    assert_eq!(defined(printed), "base.acq:5 2");
}

const COPIED: &str = "criterion Annex I 1.1(a) at level 1 \"Low\" {
    parameter minimum : Grade = low
    requires provider.grade >= minimum
    point documents \"papers\" { requires provider.country in members }
}

";

#[test]
fn whoever_copies_a_criterion_is_led_to_it_and_to_the_outline_when_asking_for_the_declaration() {
    let text = format!("{COPIED}criterion Annex I 2.1(a) at level 2 restates Annex I 1.$01(a)\n");
    assert_eq!(defined(&text), "law.acq:3 Annex I 1.1(a)");
    let fixture = Fixture::law(&text);
    let links = declaration(&fixture.db, fixture.package, fixture.file, fixture.offset);
    assert_eq!(shown(&fixture, links), "base.acq:7 (a) to (c)");
}

#[test]
fn a_refinement_knows_the_parameters_and_points_of_what_it_refines() {
    let refine = |clause: &str| {
        format!("{COPIED}criterion Annex I 2.1(a) at level 2 refines Annex I 1.1(a) {{\n    {clause}\n}}\n")
    };
    assert_eq!(defined(&refine("with mini$0mum = high")), "law.acq:4 minimum");
    assert_eq!(defined(&refine("with minimum = hi$0gh")), "base.acq:12 high");
    assert_eq!(defined(&refine("without point docu$0ments")), "law.acq:6 documents");
    assert_eq!(defined(&refine("plus requires provider.grade > min$0imum")), "law.acq:4 minimum");
}

#[test]
fn evidence_names_kinds_and_facts() {
    let asked = |item: &str| {
        format!("criterion Annex I 1.1(a) at level 1 {{ requires true evidence Article 1 {{ {item} }} }}")
    };
    assert_eq!(defined(&asked("de$0ed for sites.owner;")), "base.acq:14 deed");
    assert_eq!(defined(&asked("deed for si$0tes.owner;")), "base.acq:33 sites");
    assert_eq!(defined(&asked("deed for sites.ow$0ner;")), "base.acq:26 owner");
}

#[test]
fn a_derogation_knows_what_fails() {
    let text =
        "criterion Annex I 1.1(a) at level 1 { requires every s in sites satisfies s.place in members }

derogation far from Annex I 1.1(a) under Article 2(1) for each site that fails {
    opens where site.pl$0ace = FR
}
";
    assert_eq!(defined(text), "base.acq:27 place");
    assert_eq!(
        typed(&text.replace("pl$0ace", "place").replace("where site", "where si$0te")),
        "base.acq:24 Site"
    );
}

#[test]
fn rules_know_their_exceptions() {
    let text = "rule due \"Due\" : Bool under Article 1 {
    default true
    exception near over far under Article 1(1) when provider.country = DE then false
    exception far when provider.country = FR then false
}

scenario \"s\" on 2020-01-01 { expect due = false by exception near }
";
    assert_eq!(defined(&text.replace("over far", "over f$0ar")), "law.acq:6 far");
    assert_eq!(defined(&text.replace("exception near }", "exception ne$0ar }")), "law.acq:5 near");
    assert_eq!(defined(&text.replace("expect due", "expect d$0ue")), "law.acq:3 due");
}

#[test]
fn scenarios_name_facts_and_values() {
    let text = "criterion Annex I 1.1(a) at level 1 { requires provider.grade = low }

scenario \"s\" on 2020-01-01 reading scope = own_sites {
    set provider.grade = high
    set sites[1].place = DE
    assume IT in members from 2000-01-01
    expect Annex I 1.1(a) not met
    expect level 1
    | provider.grade | Annex I 1.1(a) |
    | low            | met            |
}
";
    let at = |from: &str, to: &str| defined(&text.replacen(from, to, 1));
    assert_eq!(at("scope =", "sc$0ope ="), "base.acq:42 scope");
    assert_eq!(at("own_sites {", "own$0_sites {"), "base.acq:44 own_sites");
    assert_eq!(at("set provider.grade", "set provider.gra$0de"), "base.acq:20 grade");
    assert_eq!(at("= high", "= hi$0gh"), "base.acq:12 high");
    assert_eq!(at("].place", "].pl$0ace"), "base.acq:27 place");
    assert_eq!(at("in members", "in mem$0bers"), "base.acq:37 members");
    assert_eq!(at("expect Annex I 1", "expect Annex I$0 1"), "law.acq:3 Annex I 1.1(a)");
    assert_eq!(at("level 1\n", "level $01\n"), "base.acq:48 1");
    assert_eq!(at("| provider", "| prov$0ider"), "base.acq:32 provider");
    assert_eq!(at("| low", "| l$0ow"), "base.acq:12 low");
}

#[test]
fn countries_and_keywords_lead_nowhere() {
    assert_eq!(defined("define a : Bool = provider.country = D$0E"), "");
    assert_eq!(defined("def$0ine a : Bool = true"), "");
}

#[test]
fn the_type_of_a_value_is_its_entity_or_enumeration() {
    let entity = "base.acq:17 Party";
    assert_eq!(typed("define a : Bool = prov$0ider.country = DE"), entity);
    assert_eq!(typed("define a : Bool = every s in sites satisfies s.own$0er.country = DE"), entity);
    assert_eq!(typed("define a(p : Party) : Bool = p.gr$0ade = low"), "base.acq:12 Grade");
    assert_eq!(typed("define a(p : Party) : Bool = p.grade = lo$0w"), "base.acq:12 Grade");
    assert_eq!(typed("define a : Bool = every $0s in sites satisfies s.place = DE"), "base.acq:24 Site");
}

#[test]
fn a_name_that_is_declared_twice_leads_to_both() {
    assert_eq!(
        defined("define a : Bool = true\n\ndefine a : Bool = false\n\ndefine b : Bool = $0a"),
        "law.acq:3 a\nlaw.acq:5 a"
    );
}
