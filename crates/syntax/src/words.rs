//! The words of the language.

use acquis_base::nearest;

/// The words that start a declaration. They appear nowhere else (`reading` and `derogation` also after `by`,
/// `formalised` only after `not`; a scenario also has lines that start with `reading` and `assume`, and says `under
/// amendment`; within an amendment they also name what it changes), so that a text can be cut at them.
pub const DECLARATION_KEYWORDS: &[&str] = &[
    "import",
    "instrument",
    "entity",
    "enum",
    "register",
    "facts",
    "assume",
    "define",
    "ladder",
    "criterion",
    "derogation",
    "reading",
    "rule",
    "scenario",
    "formalised",
    "waive",
    "amendment",
];

/// The words that start a clause.
pub(crate) const CLAUSE_KEYWORDS: &[&str] = &[
    "holds",
    "fails",
    "parameter",
    "applies",
    "requires",
    "unless",
    "point",
    "evidence",
    "with",
    "without",
    "plus",
    "opens",
    "on",
    "except",
];

/// The words of expressions.
const EXPRESSION_KEYWORDS: &[&str] = &[
    "and",
    "or",
    "not",
    "implies",
    "every",
    "some",
    "no",
    "at",
    "exactly",
    "all",
    "any",
    "first",
    "of",
    "in",
    "where",
    "satisfies",
    "if",
    "then",
    "else",
    "otherwise",
    "true",
    "false",
    "chain",
    "count",
    "should",
    "by",
    "level",
    "own",
    "exists",
    "together",
    "is",
    "as",
    "assessment_date",
];

/// Words that mean something at certain places only and are names everywhere else.
pub(crate) const CONTEXT_WORDS: &[&str] = &[
    "a",
    "act",
    "add",
    "address",
    "after",
    "alternative",
    "applicable",
    "because",
    "before",
    "body",
    "builds",
    "cites",
    "clock",
    "condition",
    "correct",
    "counterpart",
    "cumulative",
    "dated",
    "day",
    "days",
    "default",
    "delete",
    "deleted",
    "document",
    "down",
    "each",
    "empowers",
    "end",
    "ends",
    "entry",
    "exception",
    "expect",
    "field",
    "fingerprint",
    "fixed",
    "for",
    "from",
    "heading",
    "identified",
    "insert",
    "known",
    "latest",
    "least",
    "less",
    "list",
    "met",
    "missing",
    "more",
    "most",
    "named",
    "nonempty",
    "nothing",
    "number",
    "older",
    "open",
    "optional",
    "ordered",
    "out",
    "over",
    "period",
    "places",
    "pool",
    "printed",
    "procedure",
    "reachable",
    "read",
    "ref",
    "refers",
    "refines",
    "remove",
    "replace",
    "restates",
    "rounded",
    "set",
    "status",
    "stops",
    "substitute",
    "than",
    "that",
    "the",
    "to",
    "total",
    "transcribed",
    "under",
    "undetermined",
    "unknown",
    "until",
    "up",
    "when",
    "working",
];

/// Every word of the language.
pub(crate) fn all_words() -> impl Iterator<Item = &'static str> {
    [EXPRESSION_KEYWORDS, CLAUSE_KEYWORDS, CONTEXT_WORDS, DECLARATION_KEYWORDS].into_iter().flatten().copied()
}

/// The fewest letters from which a keyword is guessed that goes on.
const SHORTEST_BEGINNING: usize = 3;

/// The keyword of a declaration that `word` is probably meant for: the only one that starts with it, or one that it
/// nearly is.
pub(crate) fn meant_keyword<'k>(
    word: &str,
    keywords: impl Iterator<Item = &'k str> + Clone,
) -> Option<&'k str> {
    let letters = word.to_lowercase();
    let mut longer = keywords.clone().filter(|keyword| keyword.starts_with(&letters));
    let only = longer.next().filter(|_| longer.next().is_none());
    only.filter(|_| letters.len() >= SHORTEST_BEGINNING).or_else(|| nearest(word, keywords))
}

/// Whether a character can stand in a word.
pub(crate) fn is_word(c: char) -> bool {
    unicode_ident::is_xid_continue(c)
}

/// Whether `word` cannot be a name.
pub fn is_reserved(word: &str) -> bool {
    [DECLARATION_KEYWORDS, CLAUSE_KEYWORDS, EXPRESSION_KEYWORDS].iter().any(|list| list.contains(&word))
}

/// Whether `word` can be a name: it has the shape of one and is not reserved.
pub fn is_identifier(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(starts_word)
        && letters.all(unicode_ident::is_xid_continue)
        && !is_reserved(word)
}

/// Whether a word can start with this character.
pub(crate) fn starts_word(c: char) -> bool {
    c == '_' || unicode_ident::is_xid_start(c)
}

/// Length in bytes of the word at the start of `text`; zero if none starts there.
pub(crate) fn word_length(text: &str) -> usize {
    // Almost every word is of letters that need no table.
    let bytes = text.as_bytes();
    let plain = bytes.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    match bytes.get(plain) {
        Some(byte) if !byte.is_ascii() => {}
        _ if bytes.first().is_some_and(u8::is_ascii_digit) => return 0,
        _ => return plain,
    }
    if !text.chars().next().is_some_and(starts_word) {
        return 0;
    }
    text.find(|c: char| !unicode_ident::is_xid_continue(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_is_known_by_its_first_three_letters() {
        let meant = |word| meant_keyword(word, DECLARATION_KEYWORDS.iter().copied());
        assert_eq!(meant("cri"), Some("criterion"));
        assert_eq!(meant("Derog"), Some("derogation"));
        assert_eq!(meant("ent"), Some("entity"));
        assert_eq!(meant("enm"), Some("enum"));
        assert_eq!(meant("re"), None);
        assert_eq!(meant("party"), None);
    }

    #[test]
    fn every_keyword_of_the_grammar_is_known_here() {
        let keywords = crate::GRAMMAR.lines().filter_map(|line| line.strip_prefix("kw_")?.split(' ').next());
        for keyword in keywords {
            assert!(is_reserved(keyword) != CONTEXT_WORDS.contains(&keyword), "{keyword}");
        }
    }

    #[test]
    fn the_grammar_reserves_the_same_words() {
        let grammar = crate::GRAMMAR;
        let (_, rule) = grammar.split_once("reserved = @{").expect("rule");
        let (words, _) = rule.split_once("~ !XID_CONTINUE").expect("end of rule");
        let mut in_grammar: Vec<&str> = words.split('"').skip(1).step_by(2).collect();
        let lists = [DECLARATION_KEYWORDS, CLAUSE_KEYWORDS, EXPRESSION_KEYWORDS];
        let mut here: Vec<&str> = lists.into_iter().flatten().copied().collect();
        in_grammar.sort_unstable();
        here.sort_unstable();
        assert_eq!(in_grammar, here);
    }
}
