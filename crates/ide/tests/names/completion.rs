//! What may be written at a place, in the middle of words and in text that does not parse.

use acquis_analysis::{Role, Symbol, mentions_in};
use acquis_ide::completion::{Completion, Kind, completion, explained};

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
fn a_citation_is_offered_at_each_step_and_replaced_as_a_whole() {
    let at = |citation: &str| {
        let fixture = Fixture::law(&format!("define a : Bool cites {citation} = true"));
        let all = completion(&fixture.db, fixture.package, fixture.file, fixture.offset);
        let text = fixture.file.text(&fixture.db);
        let fits = all.iter().find(|it| it.label == "Annex I 2.1(a)" || it.label == "Annex ");
        let fits = fits.unwrap_or_else(|| panic!("{citation}: {all:?}"));
        format!("{} for {}", fits.label, fits.replaces.of(text))
    };
    assert_eq!(at("$0"), "Annex  for ");
    assert_eq!(at("Annex$0"), "Annex  for Annex");
    assert_eq!(at("Annex $0"), "Annex I 2.1(a) for Annex ");
    assert_eq!(at("Annex I$0"), "Annex I 2.1(a) for Annex I");
    assert_eq!(at("Annex I $0"), "Annex I 2.1(a) for Annex I ");
    assert_eq!(at("Annex I 2$0"), "Annex I 2.1(a) for Annex I 2");
    assert_eq!(at("Annex I 2.1($0"), "Annex I 2.1(a) for Annex I 2.1(");
    for within in
        ["Annex $0I 2.1(b)", "Annex I$0 2.1(b)", "Annex I $02.1(b)", "Annex I 2.$01(b)", "Annex I 2.1($0b)"]
    {
        assert_eq!(at(within), "Annex I 2.1(a) for Annex I 2.1(b)", "{within}");
    }
}

#[test]
fn the_path_of_a_module_is_replaced_as_a_whole() {
    let fixture = Fixture::files(&[
        ("deep/base.acq", BASE),
        ("law.acq", "import deep.$0ba\n\ndefine a : Bool = true\n"),
    ]);
    let all = completion(&fixture.db, fixture.package, fixture.file, fixture.offset);
    let text = fixture.file.text(&fixture.db);
    assert!(all.iter().any(|it| it.label == "deep.base" && it.replaces.of(text) == "deep.ba"), "{all:?}");
}

#[test]
fn what_is_not_explained_at_once_is_explained_when_it_is_asked_for() {
    let fixture = Fixture::law("define near : Bool = $0");
    let all = completion(&fixture.db, fixture.package, fixture.file, fixture.offset);
    let mut asked = 0;
    for it in all.iter().filter(|it| !it.detail.is_empty() && it.kind != Kind::Field) {
        let Some(key) = it.key() else { continue };
        let (detail, documentation) =
            explained(&fixture.db, fixture.package, &key).expect("something to say");
        assert_eq!((&detail, &documentation), (&it.detail, &it.documentation), "{key}");
        asked += 1;
    }
    assert!(asked >= 3, "{asked}");
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

/// How long a citation is that starts a text: its kind, its number, and what is numbered in an annex.
fn citation(text: &str) -> usize {
    let most = if text.starts_with("Annex") { 2 } else { 1 };
    let mut end = text.find(' ').unwrap_or(text.len());
    for _ in 0..most {
        let number = text.get(end..).and_then(|rest| rest.strip_prefix(' ')).unwrap_or("");
        let length =
            number.find(|c: char| !c.is_alphanumeric() && !"().-".contains(c)).unwrap_or(number.len());
        let is_number = number.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase());
        if !is_number {
            break;
        }
        end += 1 + length;
    }
    end
}

/// The words of a text, outside comments and quoted texts, each with its place; of a citation the first word alone.
fn words(text: &str) -> Vec<(u32, &str)> {
    let mut found = vec![];
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len());
        let word = rest.get(..length).expect("a word");
        at += if length > 0 {
            found.push((u32::try_from(at).expect("small"), word));
            if ["Annex", "Article", "Recital"].contains(&word) { citation(rest) } else { length }
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(quoted) = rest.strip_prefix('"') {
            let mut escaped = false;
            let ends = |c: char| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            };
            quoted.find(ends).map_or(rest.len(), |end| end + 2)
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
    }
    found
}

/// The words of a file that are not offered where they stand, with their lines, and how many words there are. Names that
/// are declared there, numbers and the labels of points are for their author to find.
fn not_offered(
    db: &acquis_analysis::Database,
    package: acquis_analysis::Package,
    path: &str,
) -> (Vec<String>, usize) {
    let file = package.file(db, path).expect("a file");
    let text = file.text(db);
    let declared: Vec<u32> = mentions_in(db, file)
        .into_iter()
        .filter(|it| it.role == Role::Declares)
        .map(|it| it.place.span.start)
        .collect();
    let is_label = |at: u32| text.get(..at as usize).is_some_and(|before| before.ends_with('('));
    let is_asked = |(at, word): &(u32, &str)| {
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        let is_new = declared.contains(at) || is_label(*at) && word.len() <= 3;
        !is_new && !is_number
    };
    let asked: Vec<(u32, &str)> = words(text).into_iter().filter(is_asked).collect();
    let is_offered = |at: u32, word: &str| {
        let is_it = |it: &Completion| {
            let in_path = it.kind == Kind::Module && it.label.split('.').any(|part| part == word);
            it.label == word || it.label.split(' ').next() == Some(word) || in_path
        };
        completion(db, package, file, at).iter().any(is_it)
    };
    let missing = asked.iter().filter(|(at, word)| !is_offered(*at, word)).map(|(at, word)| {
        let line = text.get(..*at as usize).map_or(0, |before| before.matches('\n').count());
        format!("{path}:{}: {word}: {}", line + 1, text.lines().nth(line).unwrap_or("").trim())
    });
    (missing.collect(), asked.len())
}

#[test]
fn every_word_of_a_level_of_the_law_is_offered_where_it_stands() {
    let law = Law::new();
    let (missing, asked) = not_offered(&law.db, law.package, "annex_ii/level_3.acq");
    assert!(asked > 280, "{asked}");
    assert_eq!(missing, [""; 0]);
}

#[test]
fn nearly_every_word_of_the_sample_of_editors_is_offered_where_it_stands() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editors/sample.acq");
    let text = std::fs::read_to_string(path).expect("the sample");
    let mut host = acquis_base::MemoryHost::new();
    host.insert("acquis.toml", "[package]\nname = \"sample\"\n");
    host.insert("sample.acq", text);
    let (db, package, _) = crate::cada::loaded(&host);
    let (missing, asked) = not_offered(&db, package, "sample.acq");
    // It belongs to no package: what it imports is not there, and what a derogation departs from neither. The rest are
    // identities of records, labels, cells of tables and kinds of powers.
    assert!(
        missing.len() * 100 <= asked * 6 && asked > 700,
        "{} of {asked}:\n{}",
        missing.len(),
        missing.join("\n")
    );
}
