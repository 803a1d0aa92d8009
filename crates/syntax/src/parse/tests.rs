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
