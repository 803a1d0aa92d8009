//! What each word and sign of a file is, for colouring. The grammar tells most of it; what a name in a formula stands for
//! tells the package.

use std::collections::BTreeSet;

use acquis_analysis::{Database, Package, SourceFile, WordKind, kind_of_word};
use acquis_base::Span;
use acquis_syntax::{LexemeKind, Role, cut, lexemes, roles};

/// What a word or sign is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are those of the protocol, with one for citations")]
pub enum TokenKind {
    Keyword,
    Namespace,
    Type,
    Function,
    Variable,
    Parameter,
    Property,
    EnumMember,
    String,
    Number,
    Operator,
    Citation,
    Comment,
}

impl TokenKind {
    /// All kinds, each at the place that its number says.
    pub const ALL: [Self; 13] = [
        Self::Keyword,
        Self::Namespace,
        Self::Type,
        Self::Function,
        Self::Variable,
        Self::Parameter,
        Self::Property,
        Self::EnumMember,
        Self::String,
        Self::Number,
        Self::Operator,
        Self::Citation,
        Self::Comment,
    ];

    /// What editors call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keyword => "keyword",
            Self::Namespace => "namespace",
            Self::Type => "type",
            Self::Function => "function",
            Self::Variable => "variable",
            Self::Parameter => "parameter",
            Self::Property => "property",
            Self::EnumMember => "enumMember",
            Self::String => "string",
            Self::Number => "number",
            Self::Operator => "operator",
            Self::Citation => "citation",
            Self::Comment => "comment",
        }
    }
}

/// A word or sign with what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// The words and signs of a file that a range touches, in the order of the text.
pub fn tokens(db: &Database, file: SourceFile, range: Option<Span>) -> Vec<Token> {
    let package = file.package(db);
    let text = file.text(db);
    let wanted = |span: &Span| range.is_none_or(|range| range.overlaps(*span));
    let cut = cut(text);
    let mut found = vec![];
    for piece in cut.pieces.iter().filter(|piece| wanted(&piece.span)) {
        let own = piece.span.of(text);
        let roles = roles(own);
        let bound = Bound::of(own, &roles);
        found.extend(roles.iter().map(|(span, role)| {
            let kind = kind(db, package, &bound, span.of(own), *role);
            Token { span: span.shifted(piece.span.start), kind }
        }));
    }
    let comments = lexemes(cut.tail.of(text)).filter(|lexeme| lexeme.kind == LexemeKind::Comment);
    found.extend(comments.map(|lexeme| {
        let span = lexeme.span.shifted(cut.tail.start);
        Token { span, kind: TokenKind::Comment }
    }));
    found.retain(|token| wanted(&token.span));
    found
}

/// The names that a declaration binds.
struct Bound<'t> {
    parameters: BTreeSet<&'t str>,
    variables: BTreeSet<&'t str>,
}

impl<'t> Bound<'t> {
    fn of(text: &'t str, roles: &[(Span, Role)]) -> Self {
        let all = |wanted: Role| {
            roles.iter().filter(|(_, role)| *role == wanted).map(|(span, _)| span.of(text)).collect()
        };
        Self { parameters: all(Role::Parameter), variables: all(Role::Variable) }
    }
}

fn kind(db: &Database, package: Package, bound: &Bound<'_>, word: &str, role: Role) -> TokenKind {
    match role {
        Role::Keyword => TokenKind::Keyword,
        Role::Module => TokenKind::Namespace,
        Role::Type => TokenKind::Type,
        Role::Function => TokenKind::Function,
        Role::Variable => TokenKind::Variable,
        Role::Parameter => TokenKind::Parameter,
        Role::Property => TokenKind::Property,
        Role::EnumMember => TokenKind::EnumMember,
        Role::Text => TokenKind::String,
        Role::Number => TokenKind::Number,
        Role::Operator => TokenKind::Operator,
        Role::Citation => TokenKind::Citation,
        Role::Comment => TokenKind::Comment,
        Role::Name if bound.parameters.contains(word) => TokenKind::Parameter,
        Role::Name if bound.variables.contains(word) => TokenKind::Variable,
        Role::Name => match kind_of_word(db, package, word) {
            Some(WordKind::Notion) => TokenKind::Function,
            Some(WordKind::Type) => TokenKind::Type,
            Some(WordKind::Fact) => TokenKind::Property,
            Some(WordKind::Value) => TokenKind::EnumMember,
            Some(WordKind::List) => TokenKind::Variable,
            None if is_country(word) => TokenKind::EnumMember,
            None => TokenKind::Variable,
        },
    }
}

/// Whether a word is written as the code of a country.
fn is_country(word: &str) -> bool {
    word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file;

    fn shown(text: &str, range: Option<Span>) -> String {
        let (db, file) = file(text);
        let all = tokens(&db, file, range).into_iter();
        all.map(|token| format!("{}:{}", token.span.of(text), token.kind.as_str()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    const TEXT: &str = "enum Grade { high }\nfacts { grade : Grade }\n\
                        define far(c : Country) : Bool = not (c = DE) and grade = high // why\n";

    #[test]
    fn names_in_formulas_are_coloured_by_what_they_stand_for() {
        let from = TEXT.find("= not").expect("there");
        assert_eq!(
            shown(TEXT, Some(Span::new(from, TEXT.len()))),
            "=:operator not:keyword c:parameter =:operator DE:enumMember and:keyword grade:property =:operator \
             high:enumMember // why:comment"
        );
    }

    #[test]
    fn all_of_a_file_is_coloured_and_a_fault_takes_no_colour_away() {
        assert!(
            shown(TEXT, None)
                .starts_with("enum:keyword Grade:type high:enumMember facts:keyword grade:property")
        );
        let faulty = "facts { a Bool }\ndefine d : Bool = true";
        let found = shown(faulty, None);
        assert!(
            found.starts_with("facts:keyword a:property Bool:variable define:keyword d:function"),
            "{found}"
        );
    }

    #[test]
    fn kinds_are_numbered_in_their_order() {
        for (at, kind) in TokenKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, at, "{kind:?}");
        }
    }
}
