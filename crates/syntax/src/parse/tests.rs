use super::*;

#[test]
fn reserved_words_are_not_names() {
    for word in DECLARATION_KEYWORDS.iter().chain(crate::words::CLAUSE_KEYWORDS) {
        let text = format!("define {word} : Bool = true");
        assert!(AcquisParser::parse(Rule::only_declaration, &text).is_err(), "{word}");
    }
}

/// A comment after a bound belongs to what follows, digits and all.
#[test]
fn bounds_hold_no_comments() {
    let text = "entity E {\n    rank : Integer from -1_0 to 4\n    /// By Recommendation 2003/361/EC.\n    small : Bool\n}";
    let parsed = crate::parse_declaration(text);
    let crate::ast::DeclarationKind::Entity(entity) = parsed.declaration.kind else { panic!("an entity") };
    let crate::ast::TypeFormKind::Plain { bounds: Some((least, most)), .. } = &entity.fields[0].ty.kind
    else {
        panic!("a range")
    };
    assert_eq!((least.text.as_str(), most.text.as_str()), ("-10", "4"));
}

/// What is meant at a fault is told from what stands around it, and its place is counted from the start of the declaration.
#[test]
fn a_fault_far_down_a_declaration_has_its_place_and_its_repair() {
    for filler in ["", "requires a = b\n    ", "requires \"é\" = \"€😀\"\n    "] {
        let text =
            format!("criterion Annex I 1(a) at level 1 {{\n    {}requires c == d\n}}", filler.repeat(500));
        let found = crate::parse_declaration(&text).findings;
        let [finding] = found.as_slice() else { panic!("one finding: {found:?}") };
        assert_eq!(finding.labels[0].place.of(&text), "==");
        let fix = finding.fix.as_ref().expect("a repair");
        assert_eq!((fix.edits[0].place.of(&text), fix.edits[0].text.as_str()), ("==", "="));
    }
}

#[test]
fn of_many_faults_in_one_declaration_some_are_told_and_how_many_more_there_are() {
    const MANY: usize = 1500;
    let open_quotes = "    holds \"a\n".repeat(MANY);
    let parsed = crate::parse_declaration(&format!("criterion Annex I 1(a) at level 1 {{\n{open_quotes}}}"));
    assert_eq!(parsed.findings.len(), MOST_OF_A_DECLARATION);
    let last = parsed.findings.last().expect("the last");
    assert_eq!(
        last.notes.last().map(String::as_str),
        Some("500 more findings of this declaration are left out")
    );
    // In the order of the text.
    assert!(parsed.findings.is_sorted_by_key(|finding| finding.labels[0].place.start));
}
