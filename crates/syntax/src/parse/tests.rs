use super::*;

#[test]
fn reserved_words_are_not_names() {
    for word in DECLARATION_KEYWORDS.iter().chain(crate::words::CLAUSE_KEYWORDS) {
        let text = format!("define {word} : Bool = true");
        assert!(AcquisParser::parse(Rule::only_declaration, &text).is_err(), "{word}");
    }
}
