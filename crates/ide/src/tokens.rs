//! What each word and sign of a file is, for colouring. The grammar tells most of it; what a name in a formula stands for
//! tells the package.

use std::collections::{BTreeMap, BTreeSet};

use acquis_analysis::{
    Database, ItemKind, Package, Role as Does, SourceFile, Symbol, WordKind, declaration_before,
    kind_of_word, mentions,
};
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

/// What else a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Modifier {
    /// It is declared there.
    Declaration,
    /// The language declares it.
    DefaultLibrary,
    /// The draft prints it where it means something else.
    Deprecated,
}

impl Modifier {
    /// All modifiers, each at the place that its number says.
    pub const ALL: [Self; 3] = [Self::Declaration, Self::DefaultLibrary, Self::Deprecated];

    /// What editors call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declaration => "declaration",
            Self::DefaultLibrary => "defaultLibrary",
            Self::Deprecated => "deprecated",
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
    /// What else it is.
    pub modifier: Option<Modifier>,
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
        let meant = meant(db, file, piece.span.start);
        let mut before = ["", ""];
        for (span, role) in &roles {
            let word = span.of(own);
            let (kind, modifier) = match (role, meant.get(span)) {
                (Role::Citation, _) if before == ["printed", "as"] => {
                    (TokenKind::Citation, Some(Modifier::Deprecated))
                }
                (role, Some((kind, modifier))) if may_mean(*role, word, &bound) => {
                    (kind.unwrap_or_else(|| by_role(db, package, &bound, word, *role)), *modifier)
                }
                (Role::EnumMember, None) if word == "open" && is_cell(own, *span) => {
                    (TokenKind::Keyword, None)
                }
                (role, _) => (by_role(db, package, &bound, word, *role), None),
            };
            before = [before[1], word];
            let span = span.shifted(piece.span.start);
            // The name of an instrument before a citation is a word of its own.
            let name = word.find(char::is_whitespace).filter(|_| names_instrument(*role, word));
            let split = name.map_or(span.start, |length| span.start + Span::new(0, length).end);
            if split > span.start {
                let span = Span { start: span.start, end: split };
                found.push(Token { span, kind: TokenKind::Namespace, modifier: None });
            }
            let blanks = Span { start: split, end: span.end }.of(text);
            let blanks = Span::new(0, blanks.len() - blanks.trim_start().len()).end;
            found.push(Token { span: Span { start: split + blanks, end: span.end }, kind, modifier });
        }
    }
    let comments = lexemes(cut.tail.of(text)).filter(|lexeme| lexeme.kind == LexemeKind::Comment);
    found.extend(comments.map(|lexeme| {
        let span = lexeme.span.shifted(cut.tail.start);
        Token { span, kind: TokenKind::Comment, modifier: None }
    }));
    found.retain(|token| wanted(&token.span));
    found
}

/// Whether a word is all that a cell of a table holds.
fn is_cell(text: &str, span: Span) -> bool {
    let before = text.get(..span.start as usize).unwrap_or("").trim_end();
    let after = text.get(span.end as usize..).unwrap_or("").trim_start();
    before.ends_with('|') && after.starts_with('|')
}

/// Whether a citation starts with the name of its instrument.
fn names_instrument(role: Role, word: &str) -> bool {
    let is_word = |c: char| c.is_alphabetic() || c == '_';
    role == Role::Citation
        && word.starts_with(is_word)
        && !["Article", "Annex", "Recital"].iter().any(|start| word.starts_with(start))
}

/// What the words of the declaration that starts at an offset mean, by their places in it.
fn meant(
    db: &Database,
    file: SourceFile,
    start: u32,
) -> BTreeMap<Span, (Option<TokenKind>, Option<Modifier>)> {
    let decl = declaration_before(db, file, start).filter(|decl| decl.start(db) == start);
    let all = decl.into_iter().flat_map(|decl| mentions(db, decl));
    let word = |mention: &acquis_analysis::Mention| {
        let modifier = match (&mention.symbol, mention.role) {
            (Symbol::Country(_) | Symbol::BuiltIn(_), _) => Some(Modifier::DefaultLibrary),
            (_, Does::Declares) => Some(Modifier::Declaration),
            _ => None,
        };
        (mention.span, (kind_of(&mention.symbol), modifier))
    };
    all.map(word).collect()
}

/// What a word is that stands for something; nothing where its place says it.
fn kind_of(symbol: &Symbol) -> Option<TokenKind> {
    Some(match symbol {
        Symbol::Module(_) => TokenKind::Namespace,
        Symbol::Item(kind, _) => match kind {
            ItemKind::Instrument => TokenKind::Namespace,
            ItemKind::Entity | ItemKind::Enumeration | ItemKind::Ladder => TokenKind::Type,
            ItemKind::Define | ItemKind::Derogation | ItemKind::Rule => TokenKind::Function,
            ItemKind::Register | ItemKind::Reading => TokenKind::Variable,
            ItemKind::Broken => return None,
        },
        Symbol::Fact(_) | Symbol::Field(..) => TokenKind::Property,
        Symbol::Value(..) | Symbol::Choice(..) | Symbol::Exception(..) | Symbol::Country(_) => {
            TokenKind::EnumMember
        }
        Symbol::Parameter(..) => TokenKind::Parameter,
        Symbol::BuiltIn(_) => TokenKind::Type,
        Symbol::Level(..)
        | Symbol::Provision(_)
        | Symbol::Point(..)
        | Symbol::Local(..)
        | Symbol::Diagnostic(_) => return None,
    })
}

/// Whether a word is one that can stand for something, and none that the declaration binds itself.
fn may_mean(role: Role, word: &str, bound: &Bound<'_>) -> bool {
    let is_bound = || bound.parameters.contains(word) || bound.variables.contains(word);
    match role {
        Role::Keyword | Role::Text | Role::Number | Role::Operator | Role::Citation | Role::Comment => false,
        Role::Name => !is_bound(),
        Role::Module
        | Role::Type
        | Role::Function
        | Role::Variable
        | Role::Parameter
        | Role::Property
        | Role::EnumMember => true,
    }
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

/// What a word is by its place and by what else it is the name of in the package.
fn by_role(db: &Database, package: Package, bound: &Bound<'_>, word: &str, role: Role) -> TokenKind {
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
